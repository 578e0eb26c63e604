"""What an answer proves: a table of every combination; and what a run that broke off may have
sent.
"""

import itertools
import logging
from dataclasses import replace
from string import Formatter
from typing import Any, get_args

import pytest
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.errors import Exit, Interrupted, JournalError, PageCrashed, WindowGone
from optout.outcome import JOINS, REASON_TEXTS, Outcome, Reason, SentBefore, State, Stop
from optout.run.verdict import (
    Match,
    Needed,
    Observation,
    ReadAs,
    SendSeen,
    error_name,
    judge,
    judge_at_end,
    judge_error,
    judge_reading,
    worth_asking,
)
from optout.translation import Coded

GOOD, BAD = Match("received", "It was received. Thank you."), Match("refused", "It was refused.")
NO = Match("We refuse", "We refuse your objection.")
GONE = replace(GOOD, shown_in_main_page=False)
TEXTS = ("Ελήφθη", "Ευχαριστούμε")

EVERY: dict[str, list[Any]] = {
    "sent": [*get_args(SendSeen)],
    "status": [None, 200, 302, 400, 409, 422, 429, 500],
    "received": [None, GOOD, GONE],
    "refused": [None, BAD],
    "declined": [None, NO],
    "texts": [(), TEXTS],
    "wants": [None, *get_args(Needed)],
    "form_there": [False, True],
    "form_wrong": [False, True],
    "blocked_since_click": [False, True],
}
ANSWERS = [
    Observation(**dict(zip(EVERY, values, strict=True)))
    for values in itertools.product(*EVERY.values())
]
TROUBLES: list[dict[str, Any]] = [
    {"failure": "net::ERR_CONNECTION_RESET"},
    {"led_away": "elsewhere.example/"},
]
EVERYTHING = ANSWERS + [replace(seen, **trouble) for trouble in TROUBLES for seen in ANSWERS[::7]]

OK, CLIENT, UNPROVING, SERVER = {200, 302}, {400, 422}, {409, 429}, {500}
NOT_YET = None
APPROVED, THERE = ["as approved"], [True]
CONFIRMED = (State.CONFIRMED, Reason.CONFIRMED_BY_WORDS)
REFUSED = (State.REJECTED, Reason.REFUSED_BY_WORDS)
DECLINED = (State.DECLINED, Reason.DECLINED_BY_WORDS)

ALONE: dict[str, Any] = {"received": [None], "declined": [None]}

# The first row whose conditions all hold says what must come out. A condition is the values that a
# field may have.
TABLE: list[tuple[dict[str, Any], tuple[State, Reason] | None]] = [
    ({"sent": ["nothing"]}, NOT_YET),
    ({"led_away": ["elsewhere.example/", "trouble"]}, (State.UNKNOWN, Reason.REDIRECTED_AWAY)),
    ({"failure": ["net::ERR_CONNECTION_RESET", "trouble"]}, (State.UNKNOWN, Reason.NO_ANSWER)),
    ({"status": [None]}, NOT_YET),
    ({"status": SERVER}, (State.UNKNOWN, Reason.NO_PROOF)),
    # not accepted: the form is there again, and its words or its status say so
    (
        {
            **ALONE,
            "refused": [BAD],
            "form_there": THERE,
            "blocked_since_click": [False],
            "sent": APPROVED,
        },
        REFUSED,
    ),
    (
        {
            **ALONE,
            "refused": [BAD],
            "form_there": THERE,
            "status": CLIENT | UNPROVING,
            "sent": APPROVED,
        },
        REFUSED,
    ),
    (
        {**ALONE, "form_there": THERE, "status": CLIENT, "sent": APPROVED},
        (State.REJECTED, Reason.REFUSED_BY_STATUS),
    ),
    ({"status": CLIENT | UNPROVING}, (State.UNKNOWN, Reason.NO_PROOF)),
    # the code from the e-mail comes before words of success
    ({"wants": ["code"], "refused": [None]}, (State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)),
    # received, or refused on the merits
    (ALONE, NOT_YET),
    ({"wants": ["answer"], "received": [GOOD, GONE]}, (State.UNKNOWN, Reason.DIALOG)),
    ({"sent": ["undeclared"]}, NOT_YET),
    ({"refused": [BAD]}, NOT_YET),
    ({"wants": [*get_args(Needed)]}, NOT_YET),
    ({"declined": [NO], "received": [GOOD, GONE]}, NOT_YET),
    ({"declined": [NO], "form_wrong": [True]}, NOT_YET),
    ({"declined": [NO]}, DECLINED),
    ({"form_wrong": [True], "received": [GONE]}, NOT_YET),
    ({"form_wrong": [True], "form_there": [True]}, NOT_YET),
    ({}, CONFIRMED),
]


def by_the_table(seen):
    return next(
        out
        for given, out in TABLE
        if all(getattr(seen, name) in values for name, values in given.items())
    )


def told(verdict):
    return (verdict.state, verdict.reason) if verdict else None


def is_readable(seen):
    """Whether a person may say what the page says: the send was answered, as it was approved or
    undeclared.
    """
    answered = seen.status in OK and not (seen.failure or seen.led_away)
    return answered and seen.sent in ("as approved", "undeclared") and seen.wants != "answer"


def test_every_combination_is_judged_as_the_table_says():
    assert [
        (seen, told(judge(seen))) for seen in EVERYTHING if told(judge(seen)) != by_the_table(seen)
    ] == []
    for seen in EVERYTHING:
        if seen.received and (judged := judge(seen)) and told(judged) == CONFIRMED:
            assert (judged.matched, judged.confirmation) == (seen.received.sentence, seen.texts)


def kept(seen):
    """Return the outcome that an answer must have, with all that it keeps of the page."""
    status = {"status": str(seen.status)}
    words = seen.received or seen.refused or seen.declined
    sentence = words.sentence if words else None
    return {
        Reason.REFUSED_BY_WORDS: Outcome(
            State.REJECTED, Reason.REFUSED_BY_WORDS, {"words": BAD.text}, BAD.sentence, seen.texts
        ),
        Reason.REFUSED_BY_STATUS: Outcome(
            State.REJECTED, Reason.REFUSED_BY_STATUS, status, None, seen.texts
        ),
        Reason.NO_PROOF: Outcome(State.UNKNOWN, Reason.NO_PROOF, status, sentence, seen.texts),
        Reason.DIALOG: Outcome(State.UNKNOWN, Reason.DIALOG, {}, None, seen.texts),
        Reason.DECLINED_BY_WORDS: Outcome(
            State.DECLINED, Reason.DECLINED_BY_WORDS, {"words": NO.text}, NO.sentence, seen.texts
        ),
        Reason.CONFIRMED_BY_WORDS: Outcome(
            State.CONFIRMED,
            Reason.CONFIRMED_BY_WORDS,
            {"words": GOOD.text},
            GOOD.sentence,
            seen.texts,
        ),
        Reason.CODE_NOT_ENTERED: Outcome(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED),
    }


def test_an_outcome_keeps_what_the_page_says_and_the_status():
    answered = [seen for seen in ANSWERS if seen.sent != "nothing"]
    judged = [(seen, outcome) for seen in answered if (outcome := judge(seen)) is not None]
    assert {outcome.reason for _seen, outcome in judged} == {*kept(ANSWERED)}
    assert [(seen, out) for seen, out in judged if out != kept(seen)[out.reason]] == []


def test_a_person_is_asked_about_every_new_text_that_may_be_the_answer_and_is_not_clear():
    for seen in EVERYTHING:
        may_be = seen.texts and by_the_table(seen) is None and is_readable(seen)
        assert worth_asking(seen) == bool(may_be), seen


BY_PERSON = {
    "received": (State.CONFIRMED, Reason.CONFIRMED_BY_PERSON),
    "refused": (State.DECLINED, Reason.DECLINED_BY_PERSON),
}


@pytest.mark.parametrize("read_as", [*get_args(ReadAs), None])
def test_what_a_person_read_counts_only_where_the_page_does_not_decide(read_as):
    for seen in EVERYTHING:
        expected = by_the_table(seen)
        if not expected and read_as in BY_PERSON and is_readable(seen):
            expected = BY_PERSON[read_as]
        elif not expected and read_as == "not received":
            expected = (State.UNKNOWN, Reason.NOT_READ)
        assert told(judge_reading(seen, TEXTS, "person", read_as)) == (
            expected or told(judge_at_end(seen))
        )


def test_when_the_time_is_up_what_was_not_clear_is_unknown_for_its_own_reason():
    for seen in EVERYTHING:
        at_end, before = judge_at_end(seen), judge(seen)
        if before is not None:
            assert at_end == before
            continue
        assert (at_end.state, at_end.exit) == (State.UNKNOWN, Exit.UNKNOWN)
        if seen.wants == "answer":
            assert at_end == Outcome(State.UNKNOWN, Reason.DIALOG, confirmation=seen.texts)
        elif seen.sent == "nothing":
            assert at_end.reason == Reason.NO_REQUEST_SEEN
        elif seen.status is None:
            assert at_end.reason == Reason.NO_ANSWER
        elif words := seen.received or seen.refused or seen.declined:
            assert (at_end.reason, at_end.detail["words"]) == (Reason.NOT_READ, words.text)
            assert at_end.confirmation == (seen.texts)
        else:
            assert (at_end.reason, at_end.detail["status"]) == (Reason.NO_PROOF, str(seen.status))
            assert at_end.confirmation == (seen.texts)


ANSWERED = Observation(status=200)
READ = {"words": JOINS.join(TEXTS)}


@pytest.mark.parametrize(
    ("read_as", "outcome"),
    [
        (
            "refused",
            Outcome(State.DECLINED, Reason.DECLINED_BY_PERSON, READ, None, TEXTS, "person"),
        ),
        (
            "received",
            Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, READ, None, TEXTS, "person"),
        ),
        ("not received", Outcome(State.UNKNOWN, Reason.NOT_READ, READ, None, TEXTS, "person")),
        (None, Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": "200"}, None, TEXTS)),
    ],
)
def test_what_was_read_and_by_whom_is_kept(read_as, outcome):
    assert judge_reading(ANSWERED, TEXTS, "person", read_as) == outcome


def code_in(outcome, name):
    """Return the code of a detail, by which the record has it."""
    value = outcome.detail[name]
    assert isinstance(value, Coded)
    return value.code


def test_an_error_is_named_without_what_it_may_hold():
    errors = [
        JournalError("the journal is busy"),
        TimeRanOut("waiting for ada@example.eu"),
        ValueError("ada"),
    ]
    assert [error_name(error) for error in errors] == [
        "the journal is busy",
        "time ran out",
        "ValueError",
    ]
    assert code_in(judge_error(errors[1], **LEFT), "error") == "timed_out"


def gaps(verdict):
    return {
        name
        for _, name, _, _ in Formatter().parse(REASON_TEXTS[verdict.reason].of(verdict.state)[0])
        if name
    }


def test_no_sentence_of_an_outcome_has_a_gap_that_nothing_fills():
    verdicts = [judge_at_end(seen) for seen in EVERYTHING]
    assert [verdict for verdict in verdicts if not gaps(verdict) <= verdict.detail.keys()] == []


# A run that broke off

WHERE = {"step": "2", "steps": "5"}
FREE: dict[str, Any] = {"may_have_left": False, "page_sent": "", "signed_in": True, "where": WHERE}
LEFT: dict[str, Any] = {**FREE, "may_have_left": True}
SENT: dict[str, Any] = {"page_sent": "example.eu"}
ERRORS = {
    "a stop": (Stop(Reason.UNTIL_FILLED), Reason.UNTIL_FILLED, Reason.FAILED),
    "a second approval that is declined": (
        Stop(Reason.DECLINED),
        Reason.DECLINED,
        Reason.DECLINED,
    ),
    "another run was quicker": (
        SentBefore(State.CONFIRMED, "then"),
        Reason.SENT_BEFORE,
        Reason.FAILED,
    ),
    "a journal that fails": (JournalError("no"), Reason.FAILED, Reason.FAILED),
    "a signal": (Interrupted("…"), Reason.INTERRUPTED, Reason.INTERRUPTED),
    "a closed window": (WindowGone("…"), Reason.CLOSED, Reason.CLOSED),
    "a dead page": (PageCrashed("…"), Reason.FAILED, Reason.FAILED),
    "anything else": (ValueError(), Reason.FAILED, Reason.FAILED),
}


@pytest.mark.parametrize(("error", "before", "after"), ERRORS.values(), ids=ERRORS)
def test_what_breaks_a_run_off_is_unknown_where_the_form_may_have_left_and_else_nothing_was_sent(
    error, before, after
):
    free, left = judge_error(error, **FREE), judge_error(error, **LEFT)
    assert [told(free), told(left)] == [(State.STOPPED, before), (State.UNKNOWN, after)]
    assert gaps(left) <= left.detail.keys()
    assert isinstance(error, Stop) or gaps(free) <= free.detail.keys()


@pytest.mark.parametrize("reason", [Reason.DECLINED, Reason.UNTIL_FILLED, Reason.ALREADY_OBJECTED])
def test_what_the_page_itself_sent_is_told_of_a_run_that_sent_nothing(reason):
    stop = Stop(reason, words="x")
    assert judge_error(stop, **FREE | SENT).detail["page_sent"] == "example.eu"
    assert not {"page_sent"} & {
        *judge_error(stop, **FREE).detail,
        *judge_error(stop, **LEFT | SENT).detail,
    }
    assert (judge_error(stop, **FREE).state == State.ALREADY_OBJECTED) == (
        reason == Reason.ALREADY_OBJECTED
    )


def test_a_window_that_is_closed_says_whether_that_was_before_the_sign_in():
    before, after = (
        judge_error(WindowGone("…"), **FREE | {"signed_in": done}) for done in (False, True)
    )
    assert [one.detail["moment"] for one in (before, after)] == [
        "before the sign-in was done",
        "after the sign-in",
    ]
    assert [code_in(one, "moment") for one in (before, after)] == [
        "before_sign_in",
        "after_sign_in",
    ]
    assert judge_error(ValueError(), **LEFT).detail == {"error": "ValueError"}
    assert "e-mail" in judge_error(ValueError(), **LEFT).hint  # of a setting there comes none
    assert judge_error(ValueError(), **LEFT, label="Training").hint.startswith(
        "run it again: it reads first"
    )
    stopped = judge_error(Stop(Reason.UNTIL_FILLED), **LEFT)
    assert stopped.detail["error"] == "it stopped before the send or the press, as was asked"
    assert code_in(stopped, "error") == "until_filled"


def test_of_a_second_approval_that_was_declined_it_is_not_said_that_something_failed():
    declined = judge_error(Stop(Reason.DECLINED), **LEFT)
    assert "was not approved" in declined.message
    assert "may have been the objection" in declined.message
    assert "failed" not in declined.message
    assert "again at once" not in declined.hint
    assert declined.hint == judge_error(ValueError(), **LEFT).hint


def test_of_an_error_that_ended_a_run_only_its_name_is_logged(caplog):
    caplog.set_level(logging.DEBUG, "optout.run.verdict")
    judge_error(ValueError("ada@example.eu"), **LEFT)
    assert [record.message for record in caplog.records] == [
        "ValueError ended the run; may have left: True"
    ]
