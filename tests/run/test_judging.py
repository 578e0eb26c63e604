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
from optout.exits import Exit
from optout.outcome import LIVE, TELLINGS, Outcome, Reason, State, exit_code
from optout.run.verdict import (
    Doubt,
    Seen,
    Stood,
    Words,
    error_name,
    judge,
    judge_at_end,
    judge_error,
    judge_reading,
    takes_back,
    worth_asking,
)

GOOD, BAD = Words("received", "it was received", stood=9.0), Words("refused", "it was refused", stood=3.0)
BRIEF_GOOD, BRIEF_BAD = replace(GOOD, stood=0.99), replace(BAD, stood=0.99)
NEW_BAD = replace(BAD, stood=1.0)
DOUBTED_GOOD = replace(GOOD, doubt=Doubt.HANGS, word="whether")
DOUBTED_BAD = replace(BAD, doubt=Doubt.HANGS, word="would")


EVERY: dict[str, list[Any]] = {
    "status": [None, 200, 302, 400, 409, 422, 429, 500],
    "since_answer": [0.1, 9.0],
    "confirmed": [None, GOOD, BRIEF_GOOD, DOUBTED_GOOD],
    "refused": [None, BAD, BRIEF_BAD, NEW_BAD, DOUBTED_BAD],
    "refusal_stood": [False, True],
    "asks_for_code": [False, True],
    "form_again": [False, True],
    "form_as_sent": [False, True],
    "unread": [None, "Ελήφθη"],
    "asked": [False, True],
}
ANSWERS = [Seen(left=True, **dict(zip(EVERY, values, strict=True))) for values in itertools.product(*EVERY.values())]
TROUBLES: list[dict[str, Any]] = [
    {"left": False},
    {"failure": "net::ERR_CONNECTION_RESET"},
    {"redirected_to": "elsewhere.example/"},
]
EVERYTHING = ANSWERS + [replace(seen, **trouble) for trouble in TROUBLES for seen in ANSWERS[::7]]


OK, CLIENT, UNPROVING, SERVER = {200, 302}, {400, 422}, {409, 429}, {500}
SAYS_GOOD, SAYS_BAD = EVERY["confirmed"][1:], EVERY["refused"][1:]


TOO_EARLY = None
DIALOG = (State.UNKNOWN, Reason.DIALOG_AFTER_SEND)


# The first row whose conditions all hold says what must come out. A condition is the values that a field may have.
TABLE: list[tuple[dict[str, Any], tuple[State, Reason] | None]] = [
    ({"left": [False]}, TOO_EARLY),
    ({"redirected_to": ["elsewhere.example/", "trouble"]}, (State.UNKNOWN, Reason.REDIRECTED_AWAY)),
    ({"failure": ["net::ERR_CONNECTION_RESET", "trouble"]}, (State.UNKNOWN, Reason.NETWORK_ERROR)),
    ({"status": [None]}, TOO_EARLY),
    ({"status": SERVER}, (State.UNKNOWN, Reason.SERVER_ERROR)),
    ({"confirmed": SAYS_GOOD, "refused": SAYS_BAD}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"confirmed": SAYS_GOOD, "refusal_stood": [True]}, (State.UNKNOWN, Reason.MIXED_ANSWER)),
    ({"refused": [BRIEF_BAD]}, TOO_EARLY),
    ({"refused": [BAD, NEW_BAD], "form_again": [True]}, (State.REJECTED, Reason.REFUSED_BY_WORDS)),
    ({"refused": [BAD]}, (State.UNKNOWN, Reason.WORDS_IN_DOUBT)),
    ({"refused": [NEW_BAD]}, TOO_EARLY),
    ({"status": CLIENT | UNPROVING, "since_answer": [0.1]}, TOO_EARLY),
    ({"status": UNPROVING}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"status": CLIENT, "confirmed": SAYS_GOOD}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"status": CLIENT, "unread": ["Ελήφθη"]}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"status": CLIENT, "form_again": [True]}, (State.REJECTED, Reason.REFUSED_BY_STATUS)),
    ({"status": CLIENT}, (State.UNKNOWN, Reason.CLIENT_ERROR)),
    ({"asks_for_code": [True]}, (State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)),
    ({"confirmed": [GOOD], "form_as_sent": [False]}, (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)),
    ({}, TOO_EARLY),
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
    if received and was_answered(seen) and not (seen.refusal_stood or seen.says_refused):
        out = (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    else:
        out = (State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED if received is False else Reason.NO_PROOF)
    return by_the_table(seen) or out


def test_a_person_is_asked_only_about_what_may_be_the_answer():
    for seen in EVERYTHING:
        may_be = seen.unread and not seen.refusal_stood and by_the_table(seen) is None and was_answered(seen)
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
    seen = [Seen(left=True, status=200, confirmed=GOOD), Seen(left=True, status=200, refused=BAD, form_again=True)]
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
        elif seen.confirmed or seen.refused:
            assert at_end.reason == Reason.WORDS_IN_DOUBT
        else:
            assert at_end.reason == Reason.NO_PROOF
            assert at_end.detail["status"] == str(seen.status)


@pytest.mark.parametrize(
    ("seen", "why"),
    [
        ({"confirmed": replace(GOOD, doubt=Doubt.ASKS)}, "it asks"),
        ({"confirmed": DOUBTED_GOOD}, "that sentence has the word “whether”"),
        ({"confirmed": replace(GOOD, doubt=Doubt.QUOTES)}, "it only quotes that"),
        ({"confirmed": replace(GOOD, doubt=Doubt.FIELD)}, "that stands in a field, or at a box to tick"),
        ({"confirmed": replace(GOOD, doubt=Doubt.OWN)}, "those words were in what was sent"),
        ({"confirmed": replace(GOOD, doubt=Doubt.BEHIND)}, "something lies over that"),
        ({"confirmed": replace(GOOD, doubt=Doubt.NAMES)}, "something is only called that"),
        ({"confirmed": replace(GOOD, doubt=Doubt.BESIDE)}, "that stands beside what the page itself says"),
        ({"confirmed": replace(GOOD, doubt=Doubt.STEP)}, "that is a step which is still to come"),
        ({"confirmed": replace(GOOD, doubt=Doubt.ANSWERS)}, "that is one of several answers to questions"),
        ({"confirmed": replace(GOOD, doubt=Doubt.TITLE, word="Preview")}, "that stands under “Preview”"),
        ({"confirmed": replace(GOOD, doubt=Doubt.EARLIER, word="3.3.24")}, "that is of another day, “3.3.24”"),
        ({"refused": replace(BAD, doubt=Doubt.OTHER)}, "that speaks of something else, such as a copy"),
        ({"confirmed": GOOD, "asks_to_sign_in": True}, "the page asks for a password"),
        ({"confirmed": GOOD, "data_denies": True}, "what the site itself answered is that it failed"),
        ({"confirmed": GOOD, "asks_for_proof": True}, "the page asks you to prove who you are"),
        ({"confirmed": GOOD, "asks_to_send": True}, "the page has a button that sends it"),
        ({"confirmed": GOOD, "form_as_sent": True}, "the form stands there as it was sent"),
        ({"confirmed": BRIEF_GOOD}, "that did not stay there"),
        ({"refused": BRIEF_BAD, "form_again": True}, "that did not stay there"),
        ({"refused": BAD}, "the form is not there again"),
        ({"refused": DOUBTED_BAD}, "that sentence has the word “would”"),
    ],
)
def test_words_that_prove_nothing_are_told_with_what_speaks_against_them(seen, why):
    outcome = judge_at_end(Seen(left=True, status=200, **seen), 60)
    assert told(outcome) == (State.UNKNOWN, Reason.WORDS_IN_DOUBT)
    assert outcome.says.endswith(f"”, but {why}")


THEN = Seen(left=True, status=200, confirmed=GOOD, scripted=True, alerts=frozenset({"Cookies"}))


@pytest.mark.parametrize(
    ("now", "back"),
    [
        ({"confirmed": None}, False),
        ({"confirmed": None, "alerts": frozenset()}, False),
        ({"confirmed": None, "instead": f"Again: {GOOD.phrase}"}, False),
        ({"confirmed": None, "instead": "Something went wrong"}, True),
        ({"confirmed": None, "alerts": frozenset({"Cookies", "Wrong"})}, True),
        ({"confirmed": None, "refused": BAD}, True),
        ({"confirmed": None, "refusal_stood": True}, True),
        ({"confirmed": DOUBTED_GOOD}, True),
        ({"form_as_sent": True}, True),
    ],
)
def test_words_are_taken_back_by_what_stands_in_their_place_and_not_by_going(now, back):
    assert takes_back(replace(THEN, **now), THEN) is back


@pytest.mark.parametrize("status", [408, 409, 425, 429])
def test_an_error_after_which_the_send_may_have_been_taken_is_no_refusal(status):
    seen = Seen(left=True, status=status, since_answer=9.0, form_again=True)
    assert told(judge(seen)) == (State.UNKNOWN, Reason.CLIENT_ERROR)
    assert told(judge(replace(seen, status=422))) == (State.REJECTED, Reason.REFUSED_BY_STATUS)


def test_what_a_person_reads_as_received_is_confirmed_also_beside_a_refusal_in_doubt_and_never_beside_a_clear_one():
    doubted = Seen(left=True, status=200, refused=DOUBTED_BAD, unread="Ελήφθη")
    assert worth_asking(doubted)
    read = judge_reading(doubted, "Ελήφθη", "person", received=True)
    assert told(read) == (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON)
    clear = replace(doubted, refused=NEW_BAD)
    assert told(judge_reading(clear, "Ελήφθη", "person", received=True)) == (State.UNKNOWN, Reason.NO_PROOF)


def gaps(verdict):
    return {name for _, name, _, _ in Formatter().parse(TELLINGS[verdict.reason].says) if name}


def test_no_sentence_of_an_outcome_has_a_gap_that_nothing_fills():
    verdicts = [judge_at_end(seen, 60) for seen in EVERYTHING]
    assert [verdict for verdict in verdicts if not gaps(verdict) <= verdict.detail.keys()] == []


WORDS = st.none() | st.builds(
    Words, st.text(), st.text(), stood=st.floats(0, 9), doubt=st.none() | st.sampled_from(Doubt), word=st.text()
)


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
    form_as_sent=st.booleans(),
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
            assert (verdict.matched, verdict.confirmation) == (seen.confirmed.phrase, seen.confirmed.around)
            assert seen.confirmed.doubt is None
            assert seen.confirmed.stood >= 1
            assert not seen.form_as_sent
            assert (seen.refused, seen.failure, seen.redirected_to) == (None, None, None)
            assert not seen.refusal_stood
            assert not seen.asked


@given(ANY_SEEN)
def test_what_has_not_left_is_neither_confirmed_nor_refused(seen):
    seen = replace(seen, left=False)
    assert judge(seen) is None
    assert judge_at_end(seen, 60).state == State.UNKNOWN


@given(ANY_SEEN)
def test_refused_needs_the_form_again_and_the_site_s_own_word_or_error(seen):
    verdict = judge_at_end(seen, 60)
    if verdict.state == State.REJECTED:
        assert seen.status is not None
        assert seen.status < 500
        assert seen.form_again
        sure = seen.refused and seen.refused.doubt is None and seen.refused.stood >= 1
        assert sure or seen.status in {*range(400, 500)} - {408, 409, 425, 429}
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
    words = Words("was received", "Your objection was received on Monday", stood=1.0)
    verdict = judge(Seen(left=True, status=200, confirmed=words))
    assert verdict is not None
    assert (verdict.matched, verdict.confirmation) == ("was received", "Your objection was received on Monday")


# What left beside, or in place of, what was approved

RECEIVED = Seen(left=True, status=200, confirmed=Words("received", "It was received", stood=1.0))
REFUSED = Seen(left=True, status=422, since_answer=5.0, form_again=True)


@pytest.mark.parametrize("seen", [RECEIVED, REFUSED], ids=["received", "refused"])
def test_an_answer_to_something_else_than_was_approved_proves_nothing(seen):
    assert judge_at_end(seen, 60).state != State.UNKNOWN
    other = judge_at_end(replace(seen, as_approved=False), 60)
    assert (other.state, other.reason) == (State.UNKNOWN, Reason.OTHER_SENT)


def test_a_refusal_says_nothing_of_what_else_left_and_a_confirmation_does():
    refused, received = (judge_at_end(replace(seen, only_one=False), 60) for seen in (REFUSED, RECEIVED))
    assert (refused.state, refused.reason) == (State.UNKNOWN, Reason.MORE_SENT)
    assert received.state == State.CONFIRMED


@pytest.mark.parametrize(
    ("status", "stood", "state"),
    [
        (200, 1.0, None),
        (200, 2.9, None),
        (200, 3.0, State.UNKNOWN),
        (399, 3.0, State.UNKNOWN),
        (400, 1.0, State.REJECTED),
    ],
)
def test_words_of_refusal_may_be_about_what_was_held_back_but_for_the_sites_own_status(status, stood, state):
    words = Words("refused", "It could not be sent", stood=stood)
    seen = replace(REFUSED, status=status, refused=words)
    assert judge_at_end(seen, 60).state is State.REJECTED
    held = judge(replace(seen, held_since_click=True))
    assert (held and held.state) == state


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
    tried = judge_error(Stop(Reason.TARGET_MISSING, target="x", address="y", flow="z"), replace(FREE, page_sends=True))
    assert (tried.state, tried.reason, tried.detail) == (State.STOPPED, Reason.PAGE_SENDS, WHERE)
    left = judge_error(Stop(Reason.TARGET_MISSING, target="x", address="y", flow="z"), replace(LEFT, page_sends=True))
    assert (left.state, left.reason) == (State.UNKNOWN, Reason.FAILED_AFTER_SEND)
    assert left.detail == {"error": "target_missing"}


@pytest.mark.parametrize("reason", [Reason.DECLINED, Reason.UNTIL_FILLED, Reason.ALREADY_OBJECTED])
def test_what_the_page_itself_sent_is_told_of_a_run_that_sent_nothing(reason):
    stop = Stop(reason, words="x")
    assert judge_error(stop, replace(FREE, page_sent="example.eu")).detail["page_sent"] == "example.eu"
    assert "page_sent" not in judge_error(stop, FREE).detail
    assert "page_sent" not in judge_error(stop, replace(LEFT, page_sent="example.eu")).detail


def test_where_only_the_page_may_have_sent_it_the_program_says_that_it_did_not():
    kept = replace(LEFT, page_sent="example.eu", only_page_sent=True)
    said = judge_error(Stop(Reason.DECLINED), kept)
    assert (said.state, said.reason, said.detail["address"]) == (State.UNKNOWN, Reason.PAGE_SENT, "example.eu")
    assert gaps(said) <= said.detail.keys()


def test_a_run_that_was_interrupted_ends_as_such_whatever_the_page_has_sent():
    said = judge_error(Interrupted("…"), replace(LEFT, page_sent="example.eu", only_page_sent=True))
    assert (said.state, said.reason, said.exit) == (State.UNKNOWN, Reason.INTERRUPTED, Exit.INTERRUPTED)


def test_a_form_that_says_so_itself_is_an_objection_made_earlier():
    said = judge_error(Stop(Reason.ALREADY_OBJECTED, words="x"), FREE)
    assert (said.state, said.reason, said.detail) == (State.ALREADY_OBJECTED, Reason.ALREADY_OBJECTED, {"words": "x"})


def test_a_window_that_is_closed_says_whether_that_was_before_the_sign_in():
    before, after = (judge_error(WindowGone("…"), replace(FREE, signed_in=done)) for done in (False, True))
    assert before.detail["moment"] == "before the sign-in was done"
    assert after.detail["moment"] == "before the form was sent"
    assert judge_error(ValueError(), LEFT).detail == {"error": "Boom"}
