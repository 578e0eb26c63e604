"""Judges how a run ended, from what was seen. The only place that does, and it looks at nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from playwright.sync_api import TimeoutError as TimeRanOut

from optout.errors import Interrupted, OptoutError, PageCrashed, SentBefore, Stop, WindowGone
from optout.i18n import _
from optout.outcome import Outcome, Reason, State

_CLIENT_ERRORS, _SERVER_ERRORS = 400, 500
_CLIENT_ERROR_GRACE = 1.5  # seconds a page gets to show the form or its words after a 4xx


@dataclass(frozen=True)
class Seen:
    """What stands after the send. `since_answer` is None before the answer; phrases are (phrase, text around it).

    `confirmed` and `refused` are fresh words, not visible before the send; `refusal_stood`: some were, and still are.
    `unread` is a new text in place of the form, in words that the flow does not know. `asked`: the page asked something
    that the flow does not know, by a dialog of the browser.
    """

    left: bool
    status: int | None = None
    failure: str | None = None
    redirected_to: str | None = None
    since_answer: float | None = None
    confirmed: tuple[str, str] | None = None
    refused: tuple[str, str] | None = None
    refusal_stood: bool = False
    asks_for_code: bool = False
    form_again: bool = False
    unread: str | None = None
    asked: bool = False


def judge(seen: Seen) -> Outcome | None:
    """Judge what stands now; None when it is too early to say.

    Confirmed needs all of: the declared request left and was answered below 400, the flow's words are visible and were
    not before, no words of refusal are visible, and the page asked nothing unknown. What is neither clearly received
    nor clearly refused is unknown.
    """
    outcome = _answer(seen)
    return outcome and _unless_asked(seen, outcome)


def _answer(seen: Seen) -> Outcome | None:
    if not seen.left:
        return None
    if seen.redirected_to:
        return Outcome(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.redirected_to})
    if seen.failure:
        return Outcome(State.UNKNOWN, Reason.NETWORK_ERROR)
    if seen.status is None:
        return None
    return _unproving_answer(seen, seen.status) or _words(seen) or _without_words(seen, seen.status)


def _unless_asked(seen: Seen, outcome: Outcome) -> Outcome:
    """Take the proof from an answer when the page asked something that the flow does not know."""
    if seen.asked and outcome.state in (State.UNKNOWN, State.CONFIRMED):
        return Outcome(State.UNKNOWN, Reason.DIALOG_AFTER_SEND)
    return outcome


def _unproving_answer(seen: Seen, status: int) -> Outcome | None:
    """Answers that prove nothing, whatever the page says."""
    if status >= _SERVER_ERRORS:
        return Outcome(State.UNKNOWN, Reason.SERVER_ERROR, {"status": str(status)})
    if seen.confirmed and (seen.refused or seen.refusal_stood):
        return Outcome(State.UNKNOWN, Reason.MIXED_ANSWER)
    return None


def _words(seen: Seen) -> Outcome | None:
    """What the page says, when it may be believed."""
    if seen.refused:
        phrase, around = seen.refused
        return Outcome(State.REJECTED, Reason.REFUSED_BY_WORDS, {"words": around}, phrase)
    # "Received, now enter the code": while a code is wanted, words of success are not the end of it.
    if seen.confirmed and not seen.asks_for_code and seen.status is not None and seen.status < _CLIENT_ERRORS:
        phrase, around = seen.confirmed
        return Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, {"words": around}, phrase, around)
    return None


def _without_words(seen: Seen, status: int) -> Outcome | None:
    if status < _CLIENT_ERRORS:
        return Outcome(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED) if seen.asks_for_code else None
    if seen.since_answer is not None and seen.since_answer < _CLIENT_ERROR_GRACE:
        return None
    if seen.form_again and not seen.confirmed:
        return Outcome(State.REJECTED, Reason.REFUSED_BY_STATUS, {"status": str(status)})
    return Outcome(State.UNKNOWN, Reason.CLIENT_ERROR, {"status": str(status)})


def worth_asking(seen: Seen) -> bool:
    """Whether the person may be asked what an unknown text says: all else must speak for an answer to the send."""
    return bool(seen.unread) and not seen.refusal_stood and judge(seen) is None and _was_answered(seen)


def _was_answered(seen: Seen) -> bool:
    return seen.left and seen.status is not None and seen.status < _CLIENT_ERRORS


def judge_reading(seen: Seen, text: str, who: str, *, received: bool | None) -> Outcome:
    """Judge by what `who` read: that it was received, that it was not, or neither (None).

    What the page shows by now comes first, and a no is not taken for a refusal.
    """
    if outcome := judge(seen):
        return outcome
    if received and _was_answered(seen) and not seen.refusal_stood:
        outcome = Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, {"words": text}, None, text, who)
    elif received is False:
        outcome = Outcome(State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED, {"words": text}, None, text, who)
    else:
        outcome = Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)}, None, text)
    return _unless_asked(seen, outcome)


def judge_at_end(seen: Seen, seconds: float) -> Outcome:
    """Judge when the time is up, after `seconds`: everything that is not clear is unknown."""
    if outcome := judge(seen):
        return outcome
    if not seen.left:
        outcome = Outcome(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    elif seen.status is None:
        outcome = Outcome(State.UNKNOWN, Reason.NO_ANSWER, {"seconds": f"{seconds:.0f}"})
    else:
        outcome = Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)})
    return _unless_asked(seen, outcome)


@dataclass(frozen=True)
class Stood:
    """How things stood when a run broke off.

    `page_sends`: the page tried to send by itself, and was held back. `page_sent` is where it sent something of the
    person's before the approval, `only_page_sent`: if anything may have been the send, it was that. `where` are the
    address, the flow, the step and how many steps there are, as the sentences name them; `error` is the error's name.
    """

    may_have_left: bool
    page_sends: bool = False
    page_sent: str = ""
    only_page_sent: bool = False
    signed_in: bool = True
    where: Mapping[str, str] = field(default_factory=dict)
    error: str = ""


def error_name(error: BaseException) -> str:
    """Name an error without its message: Playwright's messages print values. One of ours says what it says."""
    if isinstance(error, OptoutError):
        return error.says
    return _("time ran out") if isinstance(error, TimeRanOut) else type(error).__name__


def judge_error(error: Exception, stood: Stood) -> Outcome:
    """Judge a run that an error broke off: what may have left is unknown, and of all else nothing was sent.

    What the page itself sent is always told.
    """
    if stood.only_page_sent:
        return Outcome(State.UNKNOWN, Reason.PAGE_SENT, {"address": stood.page_sent, "error": error_name(error)})
    outcome = _judge_error(error, stood)
    if outcome.state != State.STOPPED or not stood.page_sent:
        return outcome
    return replace(outcome, detail={**outcome.detail, "page_sent": stood.page_sent})


def _judge_error(error: Exception, stood: Stood) -> Outcome:
    if isinstance(error, SentBefore) and not stood.may_have_left:
        return Outcome(State.STOPPED, Reason.JOURNAL_REFUSED)
    if isinstance(error, Stop):
        return _judge_stop(error, stood)
    detail: dict[str, str] = {}
    if isinstance(error, Interrupted):
        before, after = Reason.INTERRUPTED, Reason.INTERRUPTED_AFTER_SEND
    elif isinstance(error, WindowGone) and not isinstance(error, PageCrashed):
        moment = _("before the form was sent") if stood.signed_in else _("before the sign-in was done")
        before, after, detail = Reason.CLOSED, Reason.CLOSED_AFTER_SEND, {"moment": moment}
    else:
        before, after, detail = Reason.FAILED, Reason.FAILED_AFTER_SEND, {"error": stood.error}
    if stood.may_have_left:
        return Outcome(State.UNKNOWN, after, detail)
    return Outcome(State.STOPPED, before, {**stood.where, **detail})


def _judge_stop(stop: Stop, stood: Stood) -> Outcome:
    if stood.may_have_left:
        return Outcome(State.UNKNOWN, Reason.FAILED_AFTER_SEND, {"error": stop.reason.value})
    if stood.page_sends:  # what the page shows once it was held back is only what came of it
        return Outcome(State.STOPPED, Reason.PAGE_SENDS, stood.where)
    state = State.ALREADY_OBJECTED if stop.reason == Reason.ALREADY_OBJECTED else State.STOPPED
    return Outcome(state, stop.reason, stop.detail)
