"""Judges how a run ended, from what was seen. The only place that does, and it looks at nothing itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from playwright.sync_api import TimeoutError as TimeRanOut

from optout.errors import Interrupted, OptoutError, PageCrashed, SentBefore, Stop, WindowGone
from optout.flow.words import says
from optout.i18n import Said, _
from optout.outcome import Outcome, Reason, State

_CLIENT_ERRORS, _SERVER_ERRORS = 400, 500
_NO_REFUSAL = frozenset({408, 409, 425, 429})
"""Errors of a client after which the first request may all the same have been taken, or is there already (RFC 9110)."""
_CLIENT_ERROR_GRACE = 1.5  # seconds a page gets to show the form or its words after a 4xx
STANDS = 1.0  # seconds for which words must stand to be an answer
_STANDS_ALONE = 3.0  # seconds after which a refusal is taken to stand there without the form


class Doubt(StrEnum):
    """Why a person would not read words as an answer, though they stand where they can be read."""

    ASKS = "asks"
    HANGS = "hangs"
    QUOTES = "quotes"
    FIELD = "field"
    OWN = "own"
    BEHIND = "behind"
    NAMES = "names"
    BESIDE = "beside"
    STEP = "step"
    ANSWERS = "answers"
    TITLE = "title"
    EARLIER = "earlier"
    OTHER = "other"
    OWED = "owed"
    WRONG = "wrong"


_DOUBTS: Mapping[Doubt, Said] = {
    Doubt.ASKS: _("it asks"),
    Doubt.HANGS: _("that sentence has the word “{word}”"),
    Doubt.QUOTES: _("it only quotes that"),
    Doubt.FIELD: _("that stands in a field, or at a box to tick"),
    Doubt.OWN: _("those words were in what was sent"),
    Doubt.BEHIND: _("something lies over that"),
    Doubt.NAMES: _("something is only called that"),
    Doubt.BESIDE: _("that stands beside what the page itself says"),
    Doubt.STEP: _("that is a step which is still to come"),
    Doubt.ANSWERS: _("that is one of several answers to questions"),
    Doubt.OTHER: _("that speaks of something else, such as a copy"),
    Doubt.EARLIER: _("that is of another day, “{word}”"),
    Doubt.OWED: _("the page wants one thing more of you, “{word}”"),
    Doubt.WRONG: _("the page says as well “{word}”"),
    Doubt.TITLE: _("that stands under “{word}”"),
}
_STANDS_STILL = _("the form stands there as it was sent")
_SIGN_IN = _("the page asks for a password")
_PROOF = _("the page asks you to prove who you are")
_SENDS_YET = _("the page has a button that sends it")
_DENIED = _("what the site itself answered is that it failed")
_CAME_AND_WENT = _("that did not stay there")
_NO_FORM = _("the form is not there again")
_HELD_BACK = _("something else was held back, and that may be about it")


@dataclass(frozen=True)
class Words:
    """A phrase of the flow that the page shows, the text around it, and for how many seconds it has stood there.

    `doubt` is why a person would not read it as an answer, `word` the word of its sentence that says so. `place` is the
    browser's number of the block that it stands in.
    """

    phrase: str
    around: str
    stood: float = 0.0
    doubt: Doubt | None = None
    word: str = ""
    place: int = 0


@dataclass(frozen=True)
class Seen:
    """What stands after the send. `since_answer` is None before the answer.

    `confirmed` and `refused` are fresh words, not visible before the send; `refusal_stood`: some were, and still are.
    `form_again`: the form can be sent again; `form_as_sent`: it lies open, and holds what was sent.
    `unread` is a new text in words that the flow does not know, or that a person has to read. `asked`: the page asked
    something that the flow does not know, by a dialog of the browser. `asks_to_sign_in`: it wants a password;
    `asks_for_proof`: a code, a paper, a tick against robots; `asks_to_send`: it shows what was sent over a button that
    sends; `data_denies`: the data that a script got for an answer says that it failed. `scripted`: a script may change
    the page; `instead` is what stands in the place of words that have stood, `alerts` are the texts of all alerts.
    `as_approved`: what left is what was approved. `only_one`: nothing else left that may have been it;
    `held_since_click`: something was held back.
    """

    left: bool
    status: int | None = None
    failure: str | None = None
    redirected_to: str | None = None
    since_answer: float | None = None
    confirmed: Words | None = None
    refused: Words | None = None
    refusal_stood: bool = False
    asks_for_code: bool = False
    form_again: bool = False
    form_as_sent: bool = False
    unread: str | None = None
    asks_to_sign_in: bool = False
    asks_for_proof: bool = False
    asks_to_send: bool = False
    data_denies: bool = False
    scripted: bool = False
    instead: str = ""
    alerts: frozenset[str] = frozenset()
    asked: bool = False
    as_approved: bool = True
    only_one: bool = True
    held_since_click: bool = False

    @property
    def says_received(self) -> bool:
        """Whether there are words of confirmation that a person would read as an answer, now that the form is done."""
        return self.confirmed is not None and self.confirmed.doubt is None and self.against_words is None

    @property
    def against_words(self) -> Said | None:
        """What speaks against any words of confirmation, wherever they stand: that the page still wants something."""
        wants = (
            (self.form_as_sent, _STANDS_STILL),
            (self.asks_to_sign_in, _SIGN_IN),
            (self.asks_for_proof, _PROOF),
            (self.asks_to_send, _SENDS_YET),
            (self.data_denies, _DENIED),
        )
        return next((said for is_so, said in wants if is_so), None)

    @property
    def says_refused(self) -> bool:
        """Whether there are words of refusal that a person would read as an answer."""
        return self.refused is not None and self.refused.doubt is None


def judge(seen: Seen) -> Outcome | None:
    """Judge what stands now; None when it is too early to say.

    Confirmed needs all of: the declared request left and was answered below 400, the flow's words are there, were not
    before, have stood for a second and leave no doubt, the form is done, no words of refusal are visible, and the page
    asked nothing unknown. Refused needs as much: such words and the form again, or the form again with an error that
    leaves no doubt. What is neither clearly received nor clearly refused is unknown.
    """
    outcome = _answer(seen)
    return outcome and _as_far_as_proved(seen, outcome)


def _answer(seen: Seen) -> Outcome | None:
    if not seen.left:
        return None
    if seen.redirected_to:
        return Outcome(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.redirected_to})
    if seen.failure:
        return Outcome(State.UNKNOWN, Reason.NETWORK_ERROR)
    if seen.status is None:
        return None
    return _unproving_answer(seen, seen.status) or _proving_answer(seen, seen.status)


def _as_far_as_proved(seen: Seen, outcome: Outcome) -> Outcome:
    """Take the proof from an answer when the page asked something unknown, or to something else than was approved."""
    if seen.asked and outcome.state in (State.UNKNOWN, State.CONFIRMED):
        return Outcome(State.UNKNOWN, Reason.DIALOG_AFTER_SEND)
    return outcome


def _unproving_answer(seen: Seen, status: int) -> Outcome | None:
    """Answers that prove nothing, whatever the page says."""
    if status >= _SERVER_ERRORS:
        return Outcome(State.UNKNOWN, Reason.SERVER_ERROR, {"status": str(status)})
    if seen.confirmed and (seen.refusal_stood or (seen.refused and seen.refused.doubt is not Doubt.OTHER)):
        return Outcome(State.UNKNOWN, Reason.MIXED_ANSWER)
    return None


def _proving_answer(seen: Seen, status: int) -> Outcome | None:
    """What the page says, or its status, when it may be believed."""
    if seen.says_refused and seen.refused:
        return _refused(seen, seen.refused, status)
    return _client_error(seen, status) if status >= _CLIENT_ERRORS else _received(seen)


def _refused(seen: Seen, words: Words, status: int) -> Outcome | None:
    """Judge words of refusal: only with the form there again is it sure that nothing more comes of what was sent.

    Where something else was held back, they are the site's only with its own status.
    """
    if seen.held_since_click and status < _CLIENT_ERRORS:
        return _doubted(words, _HELD_BACK) if words.stood >= _STANDS_ALONE else None
    if words.stood >= STANDS and seen.form_again:
        return Outcome(State.REJECTED, Reason.REFUSED_BY_WORDS, {"words": words.around}, words.phrase)
    return _doubted(words, _NO_FORM) if words.stood >= _STANDS_ALONE else None


def _client_error(seen: Seen, status: int) -> Outcome | None:
    if seen.since_answer is not None and seen.since_answer < _CLIENT_ERROR_GRACE:
        return None
    if seen.form_again and status not in _NO_REFUSAL and not (seen.confirmed or seen.unread):
        return Outcome(State.REJECTED, Reason.REFUSED_BY_STATUS, {"status": str(status)})
    return Outcome(State.UNKNOWN, Reason.CLIENT_ERROR, {"status": str(status)})


def _received(seen: Seen) -> Outcome | None:
    # "Received, now enter the code": while a code is wanted, words of success are not the end of it.
    if seen.asks_for_code:
        return Outcome(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED)
    if seen.says_received and seen.confirmed and seen.confirmed.stood >= STANDS:
        words = seen.confirmed
        return Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, {"words": words.around}, words.phrase, words.around)
    return None


def _doubted(words: Words, otherwise: Said) -> Outcome:
    """Say that words stand there, and why they prove nothing: their doubt, or what else speaks against them."""
    why = _DOUBTS[words.doubt].format(word=words.word) if words.doubt else otherwise
    return Outcome(State.UNKNOWN, Reason.WORDS_IN_DOUBT, {"words": words.around, "why": why})


def takes_back(seen: Seen, then: Seen) -> bool:
    """Whether a page that said `then` that it had received it says otherwise now, and does not only say it no more."""
    other = then.confirmed is not None and seen.instead and not says(seen.instead, (then.confirmed.phrase,))
    return bool(seen.confirmed or seen.refused or seen.refusal_stood or other or seen.alerts - then.alerts)


def worth_asking(seen: Seen) -> bool:
    """Whether the person may be asked what a text says: all else must speak for an answer to the send."""
    return bool(seen.unread) and not seen.refusal_stood and judge(seen) is None and _was_answered(seen)


def _was_answered(seen: Seen) -> bool:
    return seen.left and seen.status is not None and seen.status < _CLIENT_ERRORS


def judge_reading(seen: Seen, text: str, who: str, *, received: bool | None) -> Outcome:
    """Judge by what `who` read: that it was received, that it was not, or neither (None).

    What the page shows by now comes first, and a no is not taken for a refusal.
    """
    if outcome := judge(seen):
        return outcome
    if received and _was_answered(seen) and not (seen.refusal_stood or seen.says_refused):
        outcome = Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, {"words": text}, None, text, who)
    elif received is False:
        outcome = Outcome(State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED, {"words": text}, None, text, who)
    else:
        outcome = Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)}, None, text)
    return _as_far_as_proved(seen, outcome)


def judge_at_end(seen: Seen, seconds: float) -> Outcome:
    """Judge when the time is up, after `seconds`: everything that is not clear is unknown."""
    if outcome := judge(seen):
        return outcome
    if not seen.left:
        outcome = Outcome(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    elif seen.status is None:
        outcome = Outcome(State.UNKNOWN, Reason.NO_ANSWER, {"seconds": f"{seconds:.0f}"})
    elif words := seen.confirmed or seen.refused:
        outcome = _doubted(words, (seen.confirmed and seen.against_words) or _CAME_AND_WENT)
    else:
        outcome = Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)})
    return _as_far_as_proved(seen, outcome)


@dataclass(frozen=True)
class Stood:
    """How things stood when a run broke off.

    `page_sent` is where the page itself sent something of the person's before the approval. `where` are the address,
    the flow, the step and how many steps there are, as the sentences name them; `error` is the error's name.
    """

    may_have_left: bool
    page_sent: str = ""
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
    outcome = _judge_error(error, stood)
    if outcome.state == State.UNKNOWN or not stood.page_sent:
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
    state = State.ALREADY_OBJECTED if stop.reason == Reason.ALREADY_OBJECTED else State.STOPPED
    return Outcome(state, stop.reason, stop.detail)
