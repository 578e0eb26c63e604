"""The journal: which changes are legal, and that one objection is live at a time."""

import sqlite3
from contextlib import closing
from dataclasses import astuple, replace
from itertools import pairwise
from typing import Any

import pytest
from tests.rows import KEY, PATHS, change, put, row

from optout.errors import JournalError, SentBefore
from optout.exits import Exit
from optout.journal import JOURNAL_FILE, Journal, OwnSend
from optout.outcome import IN_DOUBT, LIVE, TRANSITIONS, Reason, State

EVERY_CHANGE = [(before, after) for before in State for after in State if before != after]


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def test_the_ways_of_this_file_to_each_state_are_legal_ones():
    for state, path in PATHS.items():
        steps = [State.PLANNED, *path]
        assert steps[-1] == state
        assert all(after in TRANSITIONS[before] for before, after in pairwise(steps))


def test_a_change_is_made_when_the_table_has_it_and_refused_when_not():
    for before, after in EVERY_CHANGE:
        with closing(Journal(None)) as journal:
            put(journal, "one", before)
            if after in TRANSITIONS[before]:
                change(journal, "one", after)
                assert row(journal, "one").state == after
            else:
                with pytest.raises(JournalError) as caught:
                    change(journal, "one", after)
                assert (before.value in caught.value.says, after.value in caught.value.says) == (True, True)
                assert row(journal, "one").state == before


def test_a_row_that_is_planned_again_or_moved_to_the_state_it_has_stays_as_it_is():
    for state in State:
        with closing(Journal(None)) as journal:
            put(journal, "one", state)
            before = row(journal, "one")
            journal.plan("one", replace(KEY, account="other"))
            journal.move("one", state, Reason.NO_PROOF)
            assert row(journal, "one") == before


def test_a_row_tells_when_and_why_each_in_its_place(journal):
    put(journal, "one", State.SENT)
    assert row(journal, "one").sent_at is not None
    journal.move("one", State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, received_on="2026-11-25", due_on="2026-12-28")
    told = row(journal, "one")
    assert (told.reason, told.received_on, told.due_on) == ("confirmed_by_words", "2026-11-25", "2026-12-28")
    assert told.planned_at.endswith("+00:00")


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


@pytest.mark.parametrize("part", ["flow", "lineage", "account", "purpose"])
def test_another_flow_account_or_purpose_is_another_objection(journal, part):
    put(journal, "first", State.CONFIRMED)
    other: dict[str, Any] = {part: "another"}
    put(journal, "second", State.ARMED, replace(KEY, **other))
    assert row(journal, "second").state == State.ARMED


@pytest.mark.parametrize(
    "told",
    [
        {"controller": f"{KEY.controller}."},
        {"controller": "Other"},
        {"flow": "facebook-two", "lineage": "facebook"},
        {"lineage": "facebook", "hosts": ("meta.com",)},
        {"flow": "copy", "controller": "", "lineage": "facebook"},
    ],
)
def test_no_text_and_no_other_name_of_a_flow_makes_it_another_objection(journal, told):
    put(journal, "first", State.CONFIRMED)
    other = replace(KEY, **told)
    assert journal.blocking(other).id == "first"
    with pytest.raises(SentBefore):
        put(journal, "second", State.ARMED, other)
    assert journal.beside(other) == []


@pytest.mark.parametrize("state", State)
def test_what_other_flows_sent_for_the_account_is_known_beside(journal, state):
    put(journal, "first", state, replace(KEY, hosts=("facebook.com", "meta.com")))
    copy = replace(KEY, lineage="copy")
    assert [(one.id, one.hosts) for one in journal.beside(copy)] == [("first", "facebook.com meta.com")] * (
        state in LIVE
    )
    assert journal.beside(replace(copy, account="other")) == []
    assert journal.blocking(copy) is None


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
    assert [one.id for one in journal.beside(replace(KEY, lineage="copy"))] == ["second"]


def test_again_that_cannot_arm_leaves_the_earlier_row_as_it_was(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.STOPPED)
    with pytest.raises(JournalError):
        journal.arm("second", "a reason")
    assert row(journal, "first").superseded_by is None
    assert row(journal, "second").again_reason is None


def test_again_on_a_row_that_is_armed_does_not_make_it_step_aside_for_itself(journal):
    put(journal, "one", State.ARMED)
    journal.arm("one", "they lost it")
    put(journal, "two", State.FILLED)
    with pytest.raises(SentBefore):
        journal.arm("two")


def test_a_row_that_stepped_aside_while_armed_does_not_push_aside_the_one_it_made_room_for(journal):
    put(journal, "first", State.ARMED)
    put(journal, "second", State.FILLED)
    journal.arm("second", "they lost it")
    journal.arm("first", "they lost it")
    assert journal.blocking(KEY).id == "second"
    assert row(journal, "second").superseded_by is None


@pytest.mark.parametrize("state", sorted(State))
def test_what_a_later_run_has_read_settles_earlier_doubts_and_nothing_else(journal, state):
    put(journal, "first", state)
    put(journal, "second", State.ALREADY_OFF)
    journal.settle_doubts("second")
    assert row(journal, "first").state == state
    assert row(journal, "first").superseded_by == ("second" if state in OPEN else None)
    assert row(journal, "second").superseded_by is None


@pytest.mark.parametrize("state", State)
def test_recovering_makes_what_is_in_doubt_unknown_and_touches_nothing_else(journal, state):
    put(journal, "one", state)
    put(journal, "elsewhere", State.ARMED, replace(KEY, account="other"))
    journal.recover(KEY)
    found = row(journal, "one")
    if state in IN_DOUBT:
        assert (found.state, found.reason) == (State.UNKNOWN, "failed")
    else:
        assert found.state == state
    assert row(journal, "elsewhere").state == State.ARMED
    assert (journal.blocking(KEY) is None) == (state not in LIVE)


def test_rows_come_in_the_order_they_were_made_whatever_the_clock_said(journal):
    names = [f"{letter}-{number}" for number in range(3) for letter in "cab"]
    for name in names:
        put(journal, name, State.STOPPED)
    journal._db.execute("UPDATE objections SET planned_at = '1970-01-01T00:00:00+00:00' WHERE id = 'b-2'")  # noqa: SLF001
    assert [entry.id for entry in journal.entries()] == names


OPEN = [State.ARMED, State.SENT, State.AWAITING_CODE, State.UNKNOWN, State.DRAFTED]
RESOLUTIONS = [State.RESOLVED_SENT, State.RESOLVED_NOT_SENT]


@pytest.mark.parametrize("after", RESOLUTIONS)
@pytest.mark.parametrize("before", OPEN)
def test_what_is_open_ends_as_the_person_says_and_keeps_how_they_know(journal, before, after):
    put(journal, "one", before)
    journal.resolve("one", after, "their e-mail came")
    told = row(journal, "one")
    assert (told.state, told.resolved_reason) == (after, "their e-mail came")
    assert told.reason is None
    assert (journal.blocking(KEY) is None) == (after == State.RESOLVED_NOT_SENT)


def test_why_it_was_unknown_is_still_told_after_it_was_resolved(journal):
    put(journal, "one", State.SENT)
    journal.move("one", State.UNKNOWN, Reason.NO_PROOF)
    journal.resolve("one", State.RESOLVED_SENT, "their e-mail came")
    assert row(journal, "one").reason == Reason.NO_PROOF


def test_a_letter_that_the_person_sent_keeps_its_days_and_no_second_one_counts(journal):
    own = OwnSend("2026-11-24T00:00:00+00:00", "2026-11-25", "2026-12-28")
    later = OwnSend("2026-11-26T00:00:00+00:00", "2026-11-27", "2026-12-29")
    put(journal, "one", State.DRAFTED)
    put(journal, "two", State.DRAFTED)
    journal.resolve("one", State.RESOLVED_SENT, None, own)
    with pytest.raises(SentBefore) as caught:
        journal.resolve("two", State.RESOLVED_SENT, None, later)
    assert (caught.value.state, own.sent_at in caught.value.says) == (State.RESOLVED_SENT, True)
    for days in (own, later):
        journal.resolve("one", State.RESOLVED_SENT, None, days)
        one, two = journal.entries()
        assert (one.sent_at, one.received_on, one.due_on) == astuple(days)
        assert (two.state, two.sent_at) == (State.DRAFTED, None)


def test_what_cannot_be_journaled_is_known_before_anybody_signs_in(journal):
    journal.check()
    journal._db.execute("PRAGMA query_only = ON")  # noqa: SLF001 - a full disk or a read-only one, also for root
    with pytest.raises(JournalError):
        journal.check()
