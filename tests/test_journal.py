"""The journal: which changes are legal, that one objection is live at a time, and what survives a dead process."""

import multiprocessing
import os
import sqlite3
import stat
import threading
from dataclasses import replace
from itertools import pairwise

import pytest

from optout.errors import JournalError, SentBefore
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Journal, Key
from optout.reasons import Reason
from optout.state import BEFORE_SEND, IN_DOUBT, LIVE, TRANSITIONS, Exit, State

KEY = Key("facebook", "Meta Platforms Ireland Limited", "default", "ai-training")
PATHS = {
    State.PLANNED: [],
    State.FILLED: [State.FILLED],
    State.ARMED: [State.FILLED, State.ARMED],
    State.SENT: [State.ARMED, State.SENT],
    State.AWAITING_CODE: [State.ARMED, State.SENT, State.AWAITING_CODE],
    State.CONFIRMED: [State.ARMED, State.SENT, State.CONFIRMED],
    State.REJECTED: [State.ARMED, State.SENT, State.REJECTED],
    State.UNKNOWN: [State.ARMED, State.UNKNOWN],
    State.RESOLVED_SENT: [State.ARMED, State.UNKNOWN, State.RESOLVED_SENT],
    State.RESOLVED_NOT_SENT: [State.ARMED, State.UNKNOWN, State.RESOLVED_NOT_SENT],
    State.ALREADY_OBJECTED: [State.ALREADY_OBJECTED],
    State.STOPPED: [State.STOPPED],
}
EVERY_CHANGE = [(before, after) for before in State for after in State if before != after]


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def put(journal, entry_id, state, key=KEY):
    """Add a row and bring it into a state by legal changes."""
    journal.plan(entry_id, key)
    for step in PATHS[state]:
        change(journal, entry_id, step)


def change(journal, entry_id, state):
    if state == State.ARMED:
        journal.arm(entry_id)
    else:
        journal.move(entry_id, state)


def row(journal, entry_id):
    return next(entry for entry in journal.entries() if entry.id == entry_id)


def test_the_ways_of_this_file_to_each_state_are_legal_ones():
    for state, path in PATHS.items():
        steps = [State.PLANNED, *path]
        assert steps[-1] == state
        assert all(after in TRANSITIONS[before] for before, after in pairwise(steps))


@pytest.mark.parametrize(("before", "after"), EVERY_CHANGE, ids=[f"{b}-{a}" for b, a in EVERY_CHANGE])
def test_a_change_is_made_when_the_table_has_it_and_refused_when_not(journal, before, after):
    put(journal, "one", before)
    if after in TRANSITIONS[before]:
        change(journal, "one", after)
        assert row(journal, "one").state == after
    else:
        with pytest.raises(JournalError) as caught:
            change(journal, "one", after)
        assert (before.value in caught.value.says, after.value in caught.value.says) == (True, True)
        assert row(journal, "one").state == before


@pytest.mark.parametrize("state", State)
def test_a_change_to_the_state_it_has_changes_nothing(journal, state):
    put(journal, "one", state)
    before = row(journal, "one")
    journal.move("one", state, Reason.NO_PROOF)
    assert row(journal, "one") == before


def test_a_row_tells_when_and_why_each_in_its_place(journal):
    put(journal, "one", State.SENT)
    assert row(journal, "one").sent_at is not None
    journal.move("one", State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, "2026-12-25")
    told = row(journal, "one")
    assert (told.reason, told.due_on) == ("confirmed_by_words", "2026-12-25")
    assert told.planned_at.endswith("+00:00")


def test_nothing_is_said_to_be_sent_before_it_was_seen_leaving(journal):
    put(journal, "one", State.ARMED)
    journal.move("one", State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    assert row(journal, "one").sent_at is None


def test_the_record_and_its_fingerprint_are_remembered(journal, tmp_path):
    put(journal, "one", State.CONFIRMED)
    journal.sealed("one", tmp_path / "record", "ab12")
    assert (row(journal, "one").record, row(journal, "one").fingerprint) == (str(tmp_path / "record"), "ab12")


@pytest.mark.parametrize("call", ["arm", "move"])
def test_a_row_that_is_not_there_cannot_be_changed(journal, call):
    with pytest.raises(JournalError, match="no such objection"):
        getattr(journal, call)("nobody", *([] if call == "arm" else [State.FILLED]))


@pytest.mark.parametrize("state", sorted(LIVE))
def test_a_live_row_refuses_a_second_send_and_says_when_and_how_the_first_stands(journal, state):
    put(journal, "first", state)
    put(journal, "second", State.FILLED)
    blocking = journal.blocking(KEY)
    assert blocking is not None
    assert blocking.id == "first"
    with pytest.raises(SentBefore) as caught:
        journal.arm("second")
    assert caught.value.state == state
    assert caught.value.exit in {Exit.DONE, Exit.UNKNOWN}
    assert (blocking.sent_at or blocking.changed_at) in caught.value.says
    assert row(journal, "second").state == State.FILLED


@pytest.mark.parametrize("state", sorted(set(State) - LIVE))
def test_what_is_not_live_blocks_nothing(journal, state):
    put(journal, "first", state)
    put(journal, "second", State.FILLED)
    assert journal.blocking(KEY) is None
    journal.arm("second")
    assert row(journal, "second").state == State.ARMED


@pytest.mark.parametrize("part", ["flow", "controller", "account", "purpose"])
def test_another_flow_controller_account_or_purpose_is_another_objection(journal, part):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.ARMED, replace(KEY, **{part: "another"}))
    assert row(journal, "second").state == State.ARMED


def test_a_live_row_cannot_be_put_beside_another_one_by_the_back_door(journal, tmp_path):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.FILLED)
    database = sqlite3.connect(tmp_path / JOURNAL_FILE)
    with pytest.raises(sqlite3.IntegrityError):
        database.execute("UPDATE objections SET state = 'sent' WHERE id = 'second'")
    database.close()


@pytest.mark.parametrize("state", sorted(LIVE))
def test_again_makes_the_earlier_row_step_aside_and_keeps_both_with_the_reason(journal, state):
    put(journal, "first", state)
    put(journal, "second", State.FILLED)
    journal.arm("second", "the first one never got an answer")
    assert row(journal, "first").state == state
    assert row(journal, "first").superseded_by == "second"
    assert row(journal, "second").again_reason == "the first one never got an answer"
    blocking = journal.blocking(KEY)
    assert blocking is not None
    assert blocking.id == "second"


def test_again_without_an_earlier_row_is_an_ordinary_send(journal):
    put(journal, "only", State.FILLED)
    journal.arm("only", "just to be sure")
    assert (row(journal, "only").state, row(journal, "only").superseded_by) == (State.ARMED, None)


def test_again_that_cannot_arm_leaves_the_earlier_row_as_it_was(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.STOPPED)
    with pytest.raises(JournalError):
        journal.arm("second", "a reason")
    assert row(journal, "first").superseded_by is None
    assert row(journal, "second").again_reason is None


def test_a_second_send_again_needs_a_third_reason(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.FILLED)
    journal.arm("second", "a reason")
    put(journal, "third", State.FILLED)
    with pytest.raises(SentBefore):
        journal.arm("third")


@pytest.mark.parametrize("state", State)
def test_recovering_makes_what_is_in_doubt_unknown_and_touches_nothing_else(journal, state):
    put(journal, "one", state)
    put(journal, "elsewhere", State.ARMED, replace(KEY, account="other"))
    journal.recover(KEY)
    found = row(journal, "one")
    if state in IN_DOUBT:
        assert (found.state, found.reason) == (State.UNKNOWN, "failed_after_send")
    else:
        assert found.state == state
    assert row(journal, "elsewhere").state == State.ARMED
    assert (journal.blocking(KEY) is None) == (state not in LIVE)


def test_a_confirmed_objection_is_still_there_after_reopening(tmp_path):
    journal = Journal(tmp_path)
    put(journal, "one", State.SENT)
    journal.move("one", State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, "2026-12-25")
    written = row(journal, "one")
    journal.close()
    again = Journal(tmp_path)
    assert row(again, "one") == written
    blocking = again.blocking(KEY)
    assert blocking is not None
    assert blocking.state == State.CONFIRMED
    again.close()


def _die_armed(folder):
    journal = Journal(folder)
    put(journal, "one", State.ARMED)
    os._exit(9)  # without closing anything, as after a kill


def test_a_process_that_dies_armed_leaves_a_row_that_blocks_and_becomes_unknown(tmp_path):
    process = multiprocessing.get_context("spawn").Process(target=_die_armed, args=(tmp_path,))
    process.start()
    process.join(60)
    assert process.exitcode == 9
    journal = Journal(tmp_path)
    put(journal, "two", State.FILLED)
    with pytest.raises(SentBefore):
        journal.arm("two")
    journal.recover(KEY)
    assert row(journal, "one").state == State.UNKNOWN
    with pytest.raises(SentBefore):
        journal.arm("two")
    journal.close()


ROUNDS = 50


def _race(folder, name, start, results):
    journal = Journal(folder)
    for number in range(ROUNDS):
        key = replace(KEY, account=f"account-{number}")
        entry_id = f"{name}-{number}"
        journal.plan(entry_id, key)
        journal.move(entry_id, State.FILLED)
        start.wait(60)
        try:
            journal.arm(entry_id)
        except SentBefore:
            results.put((number, False))
        else:
            results.put((number, True))
    journal.close()


def test_of_two_processes_that_arm_at_the_same_time_exactly_one_may_send(tmp_path):
    processes = multiprocessing.get_context("spawn")
    start, results = processes.Barrier(2), processes.Queue()
    racers = [processes.Process(target=_race, args=(tmp_path, name, start, results)) for name in ("a", "b")]
    for racer in racers:
        racer.start()
    told = [results.get(timeout=90) for _ in range(2 * ROUNDS)]
    for racer in racers:
        racer.join(60)
        assert racer.exitcode == 0
    winners = [number for number, armed in told if armed]
    assert sorted(winners) == list(range(ROUNDS))


def test_many_can_open_a_new_journal_at_once(tmp_path):
    failed: list[JournalError] = []

    def open_it():
        try:
            Journal(tmp_path).close()
        except JournalError as error:
            failed.append(error)

    threads = [threading.Thread(target=open_it) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


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


def test_a_journal_cut_off_in_the_middle_is_an_error_at_the_latest_when_it_is_read(tmp_path):
    journal = Journal(tmp_path)
    for number in range(50):
        put(journal, f"entry-{number}", State.STOPPED)
    journal.close()
    file = tmp_path / JOURNAL_FILE
    file.write_bytes(file.read_bytes()[:6000])

    def read():
        damaged = Journal(tmp_path)
        try:
            damaged.entries()
        finally:
            damaged.close()

    with pytest.raises(JournalError):
        read()


def test_a_folder_that_cannot_be_made_is_an_error_that_says_where(tmp_path):
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(JournalError) as caught:
        Journal(tmp_path / "file" / "data")
    assert JOURNAL_FILE in caught.value.says
    assert caught.value.hint


def test_a_folder_in_the_place_of_the_file_is_an_error(tmp_path):
    (tmp_path / JOURNAL_FILE).mkdir()
    with pytest.raises(JournalError):
        Journal(tmp_path)


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


def test_a_journal_in_memory_leaves_no_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    journal = Journal(None)
    put(journal, "one", State.CONFIRMED)
    journal.close()
    assert list(tmp_path.iterdir()) == []


def test_entries_come_oldest_first(journal):
    for name in ("b", "a", "c"):
        put(journal, name, State.STOPPED)
    journal._db.execute("UPDATE objections SET planned_at = '2025-01-01T00:00:00+00:00' WHERE id = 'c'")  # noqa: SLF001
    assert [entry.id for entry in journal.entries()] == ["c", "a", "b"]


def test_no_state_that_blocks_can_be_left_for_one_that_was_before_the_send():
    for state in LIVE:
        assert not TRANSITIONS[state] & BEFORE_SEND
