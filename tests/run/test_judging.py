"""What an answer proves: a table of every combination, and properties of any."""

import itertools
from dataclasses import replace
from string import Formatter
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.errors import Interrupted, JournalError, PageCrashed, SentBefore, Stop, WindowGone
from optout.outcome import LIVE, TELLINGS, Exit, Outcome, Reason, State, exit_code
from optout.run.verdict import Seen, Stood, error_name, judge, judge_at_end, judge_error, judge_reading, worth_asking

GOOD, BAD = ("received", "it was received"), ("refused", "it was refused")


EVERY: dict[str, list[Any]] = {
    "left": [False, True],
    "status": [None, 200, 302, 400, 422, 429, 500, 503],
    "failure": [None, "net::ERR_CONNECTION_RESET"],
    "redirected_to": [None, "elsewhere.example/"],
    "since_answer": [None, 0.1, 9.0],
    "confirmed": [None, GOOD],
    "refused": [None, BAD],
    "refusal_stood": [False, True],
    "asks_for_code": [False, True],
    "form_again": [False, True],
    "asked": [False, True],
}


EVERYTHING = [Seen(**dict(zip(EVERY, values, strict=True))) for values in itertools.product(*EVERY.values())]


OK, CLIENT, SERVER = {200, 302}, {400, 422, 429}, {500, 503}


GIVEN = [True, GOOD, BAD, *EVERY["failure"][1:], *EVERY["redirected_to"][1:]]


TOO_EARLY = None
DIALOG = (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)


# The first row whose conditions all hold says what must come out. A condition is the values that a field may have.
TABLE: list[tuple[dict[str, Any], tuple[State, Reason] | None]] = [
    ({"left": [False]}, TOO_EARLY),
    ({"redirected_to": GIVEN}, (State.UNKNOWN, Reason.REDIRECTED_AWAY)),
    ({"failure": GIVEN}, (State.UNKNOWN, Reason.NETWORK_ERROR)),
    ({"status": [None]}, TOO_EARLY),
    ({"status": SERVER}, (State.UNKNOWN, Reason.SERVER_ERROR)),
    ({"confirmed": [GOOD], "refused": [BAD]}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"confirmed": [GOOD], "refusal_stood": [True]}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"refused": [BAD]}, (State.REJECTED, Reason.REFUSED_BY_WORDS)),
    ({"status": OK, "asks_for_code": [True]}, (State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)),
    ({"status": OK, "confirmed": [GOOD]}, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)),
    ({"status": OK}, TOO_EARLY),
    ({"status": CLIENT, "since_answer": [0.1]}, TOO_EARLY),
    ({"status": CLIENT, "confirmed": [GOOD]}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"status": CLIENT, "form_again": [True]}, (State.REJECTED, Reason.REFUSED_BY_STATUS)),
    ({"status": CLIENT}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
]


def by_the_table(seen):
    """What the first row says, unless the page asked something: then only a refusal and a code stand."""
    out = next(out for given, out in TABLE if all(getattr(seen, name) in values for name, values in given.items()))
    return DIALOG if out and seen.asked and out[0] in (State.CONFIRMED, State.UNKNOWN) else out


def told(verdict):
    return (verdict.state, verdict.reason) if verdict else None


def was_answered(seen):
    return seen.left and seen.status in OK


def read_by_the_table(seen, received):
    """What comes out where a person read an unknown text, unless what the page shows by now decides."""
    if seen.asked:
        return by_the_table(seen) or DIALOG
    if received and was_answered(seen) and not seen.refusal_stood:
        out = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    else:
        out = (State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED if received is False else Reason.NO_PROOF)
    return by_the_table(seen) or out


@pytest.mark.parametrize("unread", [None, "Ελήφθη"])
def test_a_person_is_asked_only_about_what_may_be_the_answer(unread):
    for each in EVERYTHING:
        seen = replace(each, unread=unread)
        may_be = unread and not seen.refusal_stood and by_the_table(seen) is None and was_answered(seen)
        assert worth_asking(seen) == bool(may_be), seen


@pytest.mark.parametrize("received", [True, False, None])
def test_what_a_person_read_is_judged_as_the_table_says(received):
    for seen in EVERYTHING:
        assert told(judge_reading(seen, "Ελήφθη", "person", received=received)) == read_by_the_table(seen, received), (
            seen
        )


READ = {"words": "Ελήφθη"}


@pytest.mark.parametrize(
    ("received", "outcome"),
    [
        (True, Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, READ, None, "Ελήφθη", "person")),
        (False, Outcome(State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED, READ, None, "Ελήφθη", "person")),
        (None, Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": "200"}, None, "Ελήφθη")),
    ],
)
def test_what_was_read_and_by_whom_is_kept(received, outcome):
    assert judge_reading(Seen(left=True, status=200), "Ελήφθη", "person", received=received) == outcome


@pytest.mark.parametrize(
    ("seen", "detail"),
    [
        (Seen(left=True, status=503), {"status": "503"}),
        (Seen(left=True, status=422, form_again=True), {"status": "422"}),
        (Seen(left=True, status=404), {"status": "404"}),
    ],
)
def test_the_status_that_decided_is_told(seen, detail):
    assert judge_at_end(seen, 60).detail == detail


def test_the_phrase_that_decided_is_kept():
    seen = [Seen(left=True, status=200, confirmed=GOOD), Seen(left=True, status=200, refused=BAD)]
    assert [judge_at_end(each, 60).matched for each in seen] == ["received", "refused"]


@pytest.mark.parametrize(
    ("error", "name"),
    [
        (JournalError("the journal is busy"), "the journal is busy"),
        (TimeRanOut("waiting for input[value=ada@example.eu]"), "time ran out"),
        (ValueError("ada@example.eu"), "ValueError"),
    ],
)
def test_an_error_is_named_without_what_it_may_hold(error, name):
    assert error_name(error) == name


def test_every_combination_is_judged_as_the_table_says():
    wrong = [(seen, told(judge(seen))) for seen in EVERYTHING if told(judge(seen)) != by_the_table(seen)]
    assert wrong == []


def test_every_row_of_the_table_is_about_some_combination():
    used = {id(row) for seen in EVERYTHING for row in [next(r for r in TABLE if _fits(r, seen))]}
    assert used == {id(row) for row in TABLE}


def _fits(row, seen):
    return all(getattr(seen, name) in values for name, values in row[0].items())


def test_a_page_gets_a_second_and_a_half_to_show_what_a_client_s_error_means():
    early, late = (Seen(left=True, status=422, since_answer=since, form_again=True) for since in (1.49, 1.5))
    assert judge(early) is None
    assert told(judge(late)) == (State.REJECTED, Reason.REFUSED_BY_STATUS)


def test_when_the_time_is_up_what_was_too_early_is_unknown_for_its_own_reason():
    for seen in EVERYTHING:
        at_end, before = judge_at_end(seen, 60), judge(seen)
        if before is not None:
            assert told(at_end) == told(before)
            continue
        assert at_end.state == State.UNKNOWN
        if seen.asked:
            assert at_end.reason == Reason.DIALOG_AFTER_SEND
        elif not seen.left:
            assert at_end.reason == Reason.NO_REQUEST_SEEN
        elif seen.status is None:
            assert at_end.reason == Reason.NO_ANSWER
            assert at_end.detail["seconds"] == "60"
        else:
            assert at_end.reason == Reason.NO_PROOF
            assert at_end.detail["status"] == str(seen.status)


def gaps(verdict):
    return {name for _, name, _, _ in Formatter().parse(TELLINGS[verdict.reason].says) if name}


def test_no_sentence_of_an_outcome_has_a_gap_that_nothing_fills():
    verdicts = [judge_at_end(seen, 60) for seen in EVERYTHING]
    assert [verdict for verdict in verdicts if not gaps(verdict) <= verdict.detail.keys()] == []


WORDS = st.none() | st.tuples(st.text(), st.text())


ANY_SEEN = st.builds(
    Seen,
    left=st.booleans(),
    status=st.none() | st.integers(100, 599),
    failure=st.none() | st.text(min_size=1),
    redirected_to=st.none() | st.text(min_size=1),
    since_answer=st.none() | st.floats(0, 1e6),
    confirmed=WORDS,
    refused=WORDS,
    refusal_stood=st.booleans(),
    asks_for_code=st.booleans(),
    form_again=st.booleans(),
    asked=st.booleans(),
)


@given(ANY_SEEN)
def test_confirmed_needs_everything(seen):
    for verdict in (judge(seen), judge_at_end(seen, 60)):
        if verdict and verdict.state == State.CONFIRMED:
            assert seen.left
            assert seen.status is not None
            assert seen.status < 400
            assert seen.confirmed
            assert (verdict.matched, verdict.confirmation) == seen.confirmed
            assert (seen.refused, seen.failure, seen.redirected_to) == (None, None, None)
            assert not seen.refusal_stood
            assert not seen.asked


@given(ANY_SEEN)
def test_what_has_not_left_is_neither_confirmed_nor_refused(seen):
    seen = replace(seen, left=False)
    assert judge(seen) is None
    assert judge_at_end(seen, 60).state == State.UNKNOWN


@given(ANY_SEEN)
def test_refused_needs_the_site_s_own_word_or_its_form_again(seen):
    verdict = judge_at_end(seen, 60)
    if verdict.state == State.REJECTED:
        assert seen.status is not None
        assert seen.status < 500
        assert seen.refused or (seen.form_again and seen.status >= 400)
        assert (seen.confirmed, seen.failure, seen.redirected_to) == (None, None, None)


@given(ANY_SEEN)
def test_everything_else_blocks_a_second_try_and_exits_as_it_may_have_been_sent(seen):
    verdict = judge_at_end(seen, 60)
    if verdict.state not in {State.CONFIRMED, State.REJECTED}:
        assert verdict.state in LIVE
        assert exit_code(verdict.state, verdict.reason) == Exit.UNKNOWN


@given(ANY_SEEN, st.sampled_from(["failure", "redirected_to"]))
def test_trouble_never_makes_an_answer_clearer(seen, trouble):
    worse = judge_at_end(replace(seen, **{trouble: "trouble"}), 60)
    assert worse.state == State.UNKNOWN


def test_the_word_that_was_matched_and_the_text_around_it_are_kept():
    verdict = judge(Seen(left=True, status=200, confirmed=("was received", "Your objection was received on Monday")))
    assert verdict is not None
    assert (verdict.matched, verdict.confirmation) == ("was received", "Your objection was received on Monday")


# A run that broke off

WHERE = {"step": "2", "steps": "5"}
FREE, LEFT = Stood(may_have_left=False, where=WHERE, error="Boom"), Stood(may_have_left=True, where=WHERE, error="Boom")
ERRORS = {
    "a stop": (Stop(Reason.DECLINED), Reason.DECLINED, Reason.FAILED_AFTER_SEND),
    "another run was quicker": (
        SentBefore(State.CONFIRMED, "then"),
        Reason.JOURNAL_REFUSED,
        Reason.FAILED_AFTER_SEND,
    ),
    "a journal that fails": (JournalError("no"), Reason.FAILED, Reason.FAILED_AFTER_SEND),
    "a signal": (Interrupted("…"), Reason.INTERRUPTED, Reason.INTERRUPTED_AFTER_SEND),
    "a closed window": (WindowGone("…"), Reason.CLOSED, Reason.CLOSED_AFTER_SEND),
    "a dead page": (PageCrashed("…"), Reason.FAILED, Reason.FAILED_AFTER_SEND),
    "anything else": (ValueError(), Reason.FAILED, Reason.FAILED_AFTER_SEND),
}


@pytest.mark.parametrize(("error", "before", "after"), ERRORS.values(), ids=ERRORS)
def test_what_breaks_a_run_off_is_unknown_where_the_form_may_have_left_and_else_nothing_was_sent(error, before, after):
    free, left = judge_error(error, FREE), judge_error(error, LEFT)
    assert (free.state, free.reason) == (State.STOPPED, before)
    assert (left.state, left.reason) == (State.UNKNOWN, after)
    assert gaps(left) <= left.detail.keys()
    assert isinstance(error, Stop) or gaps(free) <= free.detail.keys()


def test_a_page_that_tried_to_send_is_what_a_stop_is_told_as():
    tried = judge_error(Stop(Reason.TARGET_MISSING), replace(FREE, page_sends=True))
    assert (tried.state, tried.reason, tried.detail) == (State.STOPPED, Reason.PAGE_SENDS, WHERE)
    left = judge_error(Stop(Reason.TARGET_MISSING), replace(LEFT, page_sends=True))
    assert (left.state, left.reason) == (State.UNKNOWN, Reason.FAILED_AFTER_SEND)
    assert left.detail == {"error": "target_missing"}


def test_a_form_that_says_so_itself_is_an_objection_made_earlier():
    said = judge_error(Stop(Reason.ALREADY_OBJECTED, words="x"), FREE)
    assert (said.state, said.reason, said.detail) == (State.ALREADY_OBJECTED, Reason.ALREADY_OBJECTED, {"words": "x"})


def test_a_window_that_is_closed_says_whether_that_was_before_the_sign_in():
    before, after = (judge_error(WindowGone("…"), replace(FREE, signed_in=done)) for done in (False, True))
    assert before.detail["moment"] == "before the sign-in was done"
    assert after.detail["moment"] == "before the form was sent"
    assert judge_error(ValueError(), LEFT).detail == {"error": "Boom"}
