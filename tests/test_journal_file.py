"""The journal's file: what survives a dead process, who may read it, and what else may have
happened to it.
"""

import os
import shutil
import sqlite3
import stat
from contextlib import closing
from dataclasses import astuple

import pytest
from tests.rows import KEY, put, row

from optout.errors import Exit, JournalError
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Journal, Proof
from optout.outcome import Reason, State

ADDED = ("2026-11-24-facebook-7k3q-supplement-1", "2026-11-24-facebook-7k3q", "/x", "ab" * 32)
PROOF = Proof("2026-11-24-facebook-7k3q", "1-freetsa.org.tsr", "cd" * 32)


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def test_what_is_written_is_still_there_after_reopening(journal, tmp_path):
    put(journal, "one", State.SENT)
    journal.set_state(
        "one",
        State.CONFIRMED,
        Reason.CONFIRMED_BY_WORDS,
        received_on="2026-11-25",
        due_on="2026-12-28",
    )
    later = (f"{ADDED[1]}-supplement-0", *ADDED[1:])
    for added in (ADDED, later):
        journal.add_supplement(*added)
    journal.add_proofs([PROOF])
    journal.add_statement("facebook default", "kind", "value")
    written = journal.entries()
    with closing(Journal(tmp_path)) as again:
        assert (again.entries(), again.blocking(KEY)) == (written, written[0])
        # the oldest first
        assert ([*map(astuple, again.supplements())], again.proofs()) == (
            [ADDED, later],
            [PROOF],
        )
        assert [said.value for said in again.statements("kind")] == ["value"]


def test_what_is_journaled_is_not_lost_with_the_files_of_the_wal(journal, tmp_path):
    put(journal, "one", State.CONFIRMED)
    (tmp_path / "there").mkdir()
    shutil.copy(tmp_path / JOURNAL_FILE, tmp_path / "there")
    with closing(Journal(tmp_path / "there")) as other:
        assert row(other, "one").state == State.CONFIRMED


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
    with closing(sqlite3.connect(tmp_path / JOURNAL_FILE)) as database:
        database.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    with pytest.raises(JournalError) as caught:
        Journal(tmp_path)
    assert "newer version" in caught.value.message
    assert "update optout" in caught.value.hint
    assert caught.value.exit == Exit.ERROR
    with closing(sqlite3.connect(tmp_path / JOURNAL_FILE)) as database:
        assert database.execute("PRAGMA user_version").fetchone() == (SCHEMA_VERSION + 1,)


def test_a_damaged_journal_is_an_error_and_is_not_begun_anew(tmp_path):
    file = tmp_path / JOURNAL_FILE
    file.write_bytes(b"this is no database " * 200)
    with pytest.raises(JournalError) as caught:
        Journal(tmp_path)
    assert caught.value.hint
    assert file.read_bytes() == b"this is no database " * 200


def test_a_write_that_fails_is_an_error_that_is_told_and_changes_nothing(journal, tmp_path):
    put(journal, "one", State.FILLED)
    journal._db.execute("PRAGMA query_only = ON")
    for write in (journal.check, lambda: journal.arm("one")):  # the first before anybody signs in
        with pytest.raises(JournalError):
            write()
    journal._db.execute("PRAGMA query_only = OFF")
    journal._db.execute("PRAGMA busy_timeout = 100")
    with closing(sqlite3.connect(tmp_path / JOURNAL_FILE, isolation_level=None)) as holder:
        holder.execute("BEGIN IMMEDIATE")
        with pytest.raises(JournalError, match="locked"):
            journal.arm("one")
    assert row(journal, "one").state == State.FILLED
    journal.arm("one")


def test_every_commit_reaches_the_disk_before_the_click(journal):
    told = {
        name: journal._db.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("journal_mode", "synchronous")
    }
    assert told == {"journal_mode": "wal", "synchronous": 2}
