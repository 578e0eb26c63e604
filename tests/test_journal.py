"""The journal: which changes are legal, and that one objection is live at a time."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from itertools import permutations
from typing import Any

import pytest
from tests.rows import KEY, change, put, row

from optout.errors import Exit, JournalError
from optout.journal import DaysOfLetter, Journal
from optout.outcome import (
    BLOCKING,
    EXITS,
    IN_DOUBT,
    TRANSITIONS,
    UNSETTLED,
    Reason,
    SentBefore,
    State,
)
from optout.translation import named


@pytest.fixture
def journal(tmp_path):
    opened = Journal(tmp_path)
    yield opened
    opened.close()


def test_a_change_is_made_when_the_table_has_it_and_refused_when_not():
    for before, after in permutations(State, 2):
        with closing(Journal(None)) as journal:
            put(journal, "one", before)
            if after in TRANSITIONS[before]:
                change(journal, "one", after)
                assert row(journal, "one").state == after
            else:
                with pytest.raises(JournalError) as caught:
                    change(journal, "one", after)
                assert caught.value.message.endswith(
                    f"from {named(before.value)} to {named(after.value)}"
                )
                assert row(journal, "one").state == before


def test_a_row_that_is_planned_again_or_moved_to_the_state_it_has_stays_as_it_is():
    for state in State:
        with closing(Journal(None)) as journal:
            put(journal, "one", state)
            before = row(journal, "one")
            journal.plan("one", replace(KEY, account="other"))
            journal.set_state("one", state, Reason.NO_PROOF)
            assert row(journal, "one") == before


def test_a_row_tells_when_and_why_and_where_its_record_is(journal, tmp_path):
    put(journal, "one", State.SENT)
    assert row(journal, "one").sent_at is not None
    journal.set_state(
        "one",
        State.CONFIRMED,
        Reason.CONFIRMED_BY_WORDS,
        received_on="2026-11-25",
        due_on="2026-12-28",
    )
    journal.note_record("one", tmp_path / "record", "ab12")
    told = row(journal, "one")
    assert (told.reason, told.received_on, told.due_on) == (
        "confirmed_by_words",
        "2026-11-25",
        "2026-12-28",
    )
    assert (told.record, told.fingerprint) == (str(tmp_path / "record"), "ab12")
    assert told.planned_at.endswith("+00:00")


def test_a_row_that_is_not_there_cannot_be_changed(journal):
    for change_it in (
        lambda: journal.arm("nobody"),
        lambda: journal.set_state("nobody", State.FILLED),
    ):
        with pytest.raises(JournalError, match="no such objection"):
            change_it()


@pytest.mark.parametrize("state", sorted(BLOCKING))
def test_a_live_row_refuses_a_second_send_and_says_when_and_how_the_first_stands(journal, state):
    put(journal, "first", state)
    put(journal, "second", State.FILLED)
    blocking = journal.blocking(KEY)
    with pytest.raises(SentBefore) as caught:
        journal.arm("second")
    assert (blocking.id, caught.value.state) == ("first", state)
    assert caught.value.exit is EXITS[state]
    assert (caught.value.exit is Exit.REFUSED) == (state is State.DECLINED)
    assert (blocking.sent_at or blocking.changed_at) in caught.value.message
    assert row(journal, "second").state == State.FILLED


def test_another_flow_account_or_purpose_is_another_objection(journal):
    put(journal, "first", State.CONFIRMED)
    for part in ("flow", "lineage", "account", "purpose"):
        other: dict[str, Any] = {part: f"another {part}"}
        put(journal, part, State.ARMED, replace(KEY, **other))
        assert row(journal, part).state == State.ARMED


def test_no_text_and_no_other_name_of_a_flow_makes_it_another_objection(journal):
    put(journal, "first", State.CONFIRMED)
    for number, other in enumerate((
        replace(KEY, controller=f"{KEY.controller}."),
        replace(KEY, lineage="facebook", hosts=("meta.com",)),
        replace(KEY, flow="copy", controller="", lineage="facebook"),
    )):  # fmt: skip
        assert journal.blocking(other).id == "first"
        with pytest.raises(SentBefore):
            put(journal, f"another-{number}", State.ARMED, other)
        assert journal.beside(other) == []


def test_the_controller_of_a_country_s_site_is_noted_and_blocks_a_second_send_all_the_same(journal):
    put(journal, "one", State.CONFIRMED)
    journal.note_controller("one", "Example (UK)")
    assert row(journal, "one").controller == "Example (UK)"
    journal.plan("two", KEY)
    with pytest.raises(SentBefore):
        journal.arm("two")


@pytest.mark.parametrize(
    ("state", "known"), [(State.SENT, True), (State.CONFIRMED, True), (State.STOPPED, False)]
)
def test_what_other_flows_sent_for_the_account_is_known_beside(journal, state, known):
    put(journal, "first", state, replace(KEY, hosts=("facebook.com", "meta.com")))
    copy = replace(KEY, lineage="copy")
    assert [(one.id, one.hosts) for one in journal.beside(copy)] == [
        ("first", "facebook.com meta.com")
    ] * known
    assert journal.beside(replace(copy, account="other")) == []
    assert journal.blocking(copy) is None


def test_a_live_row_cannot_be_put_beside_another_one_by_the_back_door(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.FILLED)
    with pytest.raises(sqlite3.IntegrityError):
        journal._db.execute("UPDATE objections SET state = 'sent' WHERE id = 'second'")


def test_again_makes_the_earlier_row_step_aside_and_keeps_both_with_the_reason(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.FILLED)
    journal.arm("second", "the first one never got an answer")
    first, second = journal.entries()
    assert (first.state, first.superseded_by) == (State.CONFIRMED, "second")
    assert second.again_reason == "the first one never got an answer"
    assert journal.blocking(KEY).id == "second"
    assert [one.id for one in journal.beside(replace(KEY, lineage="copy"))] == ["second"]
    for nothing_sent in (State.FILLED, State.REJECTED):
        if nothing_sent is State.REJECTED:
            journal.arm("second", "once more")
            journal.set_state("second", State.SENT)
        journal.set_state("second", nothing_sent)
        assert journal.blocking(KEY).id == "first"


def test_again_that_cannot_arm_leaves_the_earlier_row_as_it_was(journal):
    put(journal, "first", State.CONFIRMED)
    put(journal, "second", State.STOPPED)
    with pytest.raises(JournalError):
        journal.arm("second", "a reason")
    assert [(one.superseded_by, one.again_reason) for one in journal.entries()] == [
        (None, None)
    ] * 2


def test_a_row_that_stepped_aside_while_armed_does_not_push_aside_the_one_it_made_room_for(journal):
    put(journal, "first", State.ARMED)
    put(journal, "second", State.FILLED)
    journal.arm("second", "they lost it")
    journal.arm("first", "they lost it")
    assert journal.blocking(KEY).id == "second"
    assert row(journal, "second").superseded_by is None


def test_what_a_later_run_has_read_settles_earlier_doubts_and_nothing_else():
    for state in State:
        with closing(Journal(None)) as journal:
            put(journal, "first", state)
            put(journal, "second", State.ALREADY_OFF)
            journal.settle_doubts("second")
            first, second = journal.entries()
            assert (first.state, first.superseded_by) == (
                state,
                "second" if state in UNSETTLED else None,
            )
            assert second.superseded_by is None


@pytest.mark.parametrize("state", sorted(IN_DOUBT))
def test_recovering_makes_what_is_in_doubt_unknown_and_only_under_its_key(journal, state):
    put(journal, "one", state)
    put(journal, "elsewhere", State.ARMED, replace(KEY, account="other"))
    journal.recover(KEY)
    assert (row(journal, "one").state, row(journal, "one").reason) == (State.UNKNOWN, "failed")
    assert row(journal, "elsewhere").state == State.ARMED


def test_rows_come_in_the_order_they_were_made_whatever_the_clock_said(journal):
    names = [f"{letter}-{number}" for number in range(3) for letter in "cab"]
    for name in names:
        put(journal, name, State.STOPPED)
    journal._db.execute(
        "UPDATE objections SET planned_at = '1970-01-01T00:00:00+00:00' WHERE id = 'b-2'"
    )
    assert [entry.id for entry in journal.entries()] == names


def test_what_is_open_ends_as_the_person_says_and_keeps_how_they_know_and_why_it_was_unknown(
    journal,
):
    put(journal, "one", State.SENT)
    journal.set_state("one", State.UNKNOWN, Reason.NO_PROOF)
    journal.resolve("one", State.RESOLVED_SENT, "their e-mail came")
    told = row(journal, "one")
    assert (told.state, told.resolved_reason, told.reason) == (
        State.RESOLVED_SENT,
        "their e-mail came",
        "no_proof",
    )


def test_a_letter_that_the_person_sent_keeps_its_days_and_no_second_one_counts(journal):
    first = DaysOfLetter("2026-11-24T00:00:00+00:00", "2026-11-25", "2026-12-28")
    later = DaysOfLetter("2026-11-26T00:00:00+00:00", "2026-11-27", "2026-12-29")
    put(journal, "one", State.DRAFTED)
    put(journal, "two", State.DRAFTED)
    journal.resolve("one", State.RESOLVED_SENT, None, first)
    with pytest.raises(SentBefore) as caught:
        journal.resolve("two", State.RESOLVED_SENT, None, later)
    assert (caught.value.state, first.sent_at in caught.value.message) == (
        State.RESOLVED_SENT,
        True,
    )
    for days in (first, later):
        journal.resolve("one", State.RESOLVED_SENT, None, days)
        one, two = journal.entries()
        assert DaysOfLetter(one.sent_at, one.received_on, one.due_on) == days
        assert (two.state, two.sent_at) == (State.DRAFTED, None)
