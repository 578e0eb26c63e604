"""The journal's file: what survives a dead process, who may read it, and what else may have happened to it."""

import os
import shutil
import sqlite3
import stat

import pytest
from tests.rows import KEY, put, row

from optout.errors import JournalError
from optout.exits import Exit
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Journal
from optout.outcome import Reason, State


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def test_a_confirmed_objection_is_still_there_after_reopening(tmp_path):
    journal = Journal(tmp_path)
    put(journal, "one", State.SENT)
    journal.move("one", State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, received_on="2026-11-25", due_on="2026-12-28")
    written = row(journal, "one")
    journal.close()
    again = Journal(tmp_path)
    assert row(again, "one") == written
    blocking = again.blocking(KEY)
    assert blocking is not None
    assert blocking.state == State.CONFIRMED
    again.close()


def test_what_is_journaled_is_not_lost_with_the_files_of_the_wal(tmp_path):
    journal = Journal(tmp_path / "here")
    put(journal, "one", State.CONFIRMED)
    (tmp_path / "there").mkdir()
    shutil.copy(tmp_path / "here" / JOURNAL_FILE, tmp_path / "there")
    journal.close()
    other = Journal(tmp_path / "there")
    assert row(other, "one").state == State.CONFIRMED
    other.close()


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX")
def test_only_its_owner_can_read_the_journal_and_its_folder(tmp_path):
    before = os.umask(0)
    try:
        journal = Journal(tmp_path / "new" / "data")
        put(journal, "one", State.SENT)
    finally:
        os.umask(before)
    folder = tmp_path / "new" / "data"
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in folder.iterdir()}
    assert JOURNAL_FILE in modes
    assert set(modes.values()) == {0o600}
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    journal.close()


def test_a_journal_of_a_newer_version_is_refused_with_what_to_do_and_left_alone(tmp_path):
    Journal(tmp_path).close()
    database = sqlite3.connect(tmp_path / JOURNAL_FILE)
    database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    database.close()
    with pytest.raises(JournalError) as caught:
        Journal(tmp_path)
    assert "newer version" in caught.value.says
    assert "update optout" in caught.value.hint
    assert caught.value.exit == Exit.ERROR
    database = sqlite3.connect(tmp_path / JOURNAL_FILE)
    assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)
    database.close()


def test_a_damaged_journal_is_an_error_and_is_not_begun_anew(tmp_path):
    file = tmp_path / JOURNAL_FILE
    file.write_bytes(b"this is no database " * 200)
    with pytest.raises(JournalError) as caught:
        Journal(tmp_path)
    assert caught.value.hint
    assert file.read_bytes() == b"this is no database " * 200


def test_a_write_that_fails_is_an_error_and_changes_nothing(tmp_path):
    journal = Journal(tmp_path)
    put(journal, "one", State.FILLED)
    journal._db.execute("PRAGMA query_only = ON")  # noqa: SLF001 - a full disk or a read-only one, also for root
    with pytest.raises(JournalError):
        journal.arm("one")
    journal._db.execute("PRAGMA query_only = OFF")  # noqa: SLF001
    assert row(journal, "one").state == State.FILLED
    journal.close()


def test_a_journal_that_another_program_holds_is_an_error_that_is_told(tmp_path):
    journal = Journal(tmp_path)
    put(journal, "one", State.FILLED)
    journal._db.execute("PRAGMA busy_timeout = 100")  # noqa: SLF001 - not ten seconds in a test
    holder = sqlite3.connect(tmp_path / JOURNAL_FILE, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    with pytest.raises(JournalError, match="locked"):
        journal.arm("one")
    holder.execute("ROLLBACK")
    holder.close()
    journal.arm("one")
    assert row(journal, "one").state == State.ARMED
    journal.close()


def test_every_commit_reaches_the_disk_before_the_click(journal):
    told = {name: journal._db.execute(f"PRAGMA {name}").fetchone()[0] for name in ("journal_mode", "synchronous")}  # noqa: SLF001
    assert told == {"journal_mode": "wal", "synchronous": 2}
