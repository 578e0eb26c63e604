"""Reads the answer. Proving is kept apart from acting: nothing here touches the page."""

from dataclasses import dataclass, field, replace

from optout.browser.form import validity_now
from optout.browser.locate import NotFound
from optout.flow.steps import CheckEmail, EnterCode
from optout.reasons import Reason
from optout.redact import without_query
from optout.run.hands import NO, YES
from optout.run.objection import Objection
from optout.run.reading import unread_text
from optout.run.view import View, shown_phrase
from optout.state import State

_CLIENT_ERRORS, _SERVER_ERRORS = 400, 500
_CLOSING_TIME = 0.3  # seconds
_CLIENT_ERROR_GRACE = 1.5  # seconds a page gets to show the form or its words after a 4xx


@dataclass(frozen=True)
class Seen:
    """What stands after the send. `since_answer` is None before the answer; phrases are (phrase, text around it).

    `confirmed` and `refused` are fresh words, not visible before the send; `refusal_stood`: some were, and still are.
    `unread` is a new text in place of the form, in words that the flow does not know.
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


@dataclass(frozen=True)
class Verdict:
    """How it ended and why; `detail` fills the reason's sentence."""

    state: State
    reason: Reason
    detail: dict[str, str] = field(default_factory=dict)
    matched: str | None = None
    confirmation: str | None = None
    read_by: str | None = None


def judge(seen: Seen) -> Verdict | None:
    """Judge what stands now; None when it is too early to say.

    Confirmed needs all of: the declared request left and was answered below 400, the flow's words are visible and were
    not before, and no words of refusal are visible. What is neither clearly received nor clearly refused is unknown.
    """
    if not seen.left:
        return None
    if seen.redirected_to:
        return Verdict(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.redirected_to})
    if seen.failure:
        return Verdict(State.UNKNOWN, Reason.NETWORK_ERROR)
    if seen.status is None:
        return None
    return _unproving_answer(seen, seen.status) or _words(seen) or _without_words(seen, seen.status)


def _unproving_answer(seen: Seen, status: int) -> Verdict | None:
    """Answers that prove nothing, whatever the page says."""
    if status >= _SERVER_ERRORS:
        return Verdict(State.UNKNOWN, Reason.SERVER_ERROR, {"status": str(status)})
    if seen.confirmed and (seen.refused or seen.refusal_stood):
        return Verdict(State.UNKNOWN, Reason.MIXED_ANSWER)
    return None


def _words(seen: Seen) -> Verdict | None:
    """What the page says, when it may be believed."""
    if seen.refused:
        phrase, around = seen.refused
        return Verdict(State.REJECTED, Reason.REFUSED_BY_WORDS, {"words": around}, phrase)
    # "Received, now enter the code": while a code is wanted, words of success are not the end of it.
    if seen.confirmed and not seen.asks_for_code and seen.status is not None and seen.status < _CLIENT_ERRORS:
        phrase, around = seen.confirmed
        return Verdict(State.CONFIRMED, Reason.CONFIRMED_BY_WORDS, {"words": around}, phrase, around)
    return None


def _without_words(seen: Seen, status: int) -> Verdict | None:
    if status < _CLIENT_ERRORS:
        return Verdict(State.AWAITING_CODE, Reason.CODE_NOT_ENTERED) if seen.asks_for_code else None
    if seen.since_answer is not None and seen.since_answer < _CLIENT_ERROR_GRACE:
        return None
    if seen.form_again and not seen.confirmed:
        return Verdict(State.REJECTED, Reason.REFUSED_BY_STATUS, {"status": str(status)})
    return Verdict(State.UNKNOWN, Reason.CLIENT_ERROR, {"status": str(status)})


def worth_asking(seen: Seen) -> bool:
    """Whether the person may be asked what an unknown text says: all else must speak for an answer to the send."""
    return bool(seen.unread) and not seen.refusal_stood and judge(seen) is None and _was_answered(seen)


def _was_answered(seen: Seen) -> bool:
    return seen.left and seen.status is not None and seen.status < _CLIENT_ERRORS


def judge_reading(seen: Seen, text: str, answer: str, who: str) -> Verdict:
    """Judge by what the person read; what the page shows by now comes first, and a no is not taken for a refusal."""
    if verdict := judge(seen):
        return verdict
    if answer == YES and _was_answered(seen) and not seen.refusal_stood:
        return Verdict(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, {"words": text}, None, text, who)
    if answer == NO:
        return Verdict(State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED, {"words": text}, None, text, who)
    return Verdict(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)}, None, text)


def judge_at_end(seen: Seen, seconds: float) -> Verdict:
    """Judge when the time is up: everything that is not clear is unknown."""
    if verdict := judge(seen):
        return verdict
    if not seen.left:
        return Verdict(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    if seen.status is None:
        return Verdict(State.UNKNOWN, Reason.NO_ANSWER, {"seconds": f"{seconds:.0f}"})
    return Verdict(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)})


def look(objection: Objection) -> Seen:
    """Look at the declared request, and, once it is answered, at the page.

    Before that the page is not read: it may be waiting for the server, and a read of it would wait as well.
    """
    gate = objection.gate
    if gate.failure and gate.response is None:
        objection.window.rest(_CLOSING_TIME)  # a window that is closed fails its requests first: that is another end
    if gate.led_away:
        return Seen(left=True, failure=gate.failure, redirected_to=without_query(gate.led_away))
    status = gate.response.status if gate.response else None
    if status is None or 300 <= status < _CLIENT_ERRORS:  # noqa: PLR2004  a redirect is no answer yet
        return Seen(left=gate.passed is not None, failure=gate.failure)
    answered = Seen(
        left=gate.passed is not None,
        status=status,
        redirected_to=_foreign(objection, gate.response.url if gate.response else None),
        since_answer=gate.seconds_since_answer(),
    )
    return _read_page(objection, answered)


def _read_page(objection: Objection, answered: Seen) -> Seen:
    confirm, code, email = objection.flow.confirm, code_step(objection), _email_target(objection)
    sought = [objection.flow.send.send, *([code.enter_code] if code else []), *([email] if email else [])]
    view = objection.look(*sought, texts=True)
    refusing, blocks = objection.flow.phrase(confirm.rejected), view.blocks
    seen = replace(
        answered,
        confirmed=shown_phrase(blocks, _fresh(objection, objection.flow.phrase(confirm.confirm))),
        refused=shown_phrase(blocks, _fresh(objection, refusing)),
        refusal_stood=shown_phrase(blocks, tuple(p for p in refusing if p in objection.stood_before)) is not None,
        asks_for_code=code is not None and view.shows(code.enter_code) is not None,
        form_again=_form_stands(objection, view, email),
    )
    known = seen.confirmed or seen.refused or seen.refusal_stood or seen.asks_for_code
    return seen if known else replace(seen, unread=unread_text(objection, form_again=seen.form_again))


def _fresh(objection: Objection, phrases: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(phrase for phrase in phrases if phrase not in objection.stood_before)


def _email_target(objection: Objection) -> str | None:
    return next((step.check_email for step in objection.flow.steps if isinstance(step, CheckEmail)), None)


def _form_stands(objection: Objection, view: View, email: str | None) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field, if it has one, takes input."""
    if isinstance(view.find(objection.flow.send.send, enabled=True), NotFound):
        return False
    field = view.shows(email) if email else None
    validity = validity_now(objection.window, field.locator) if field else None
    return email is None or (validity is not None and not validity.read_only)


def _foreign(objection: Objection, address: str | None) -> str | None:
    return None if address is None or objection.window.allows(address) else without_query(address)


def code_step(objection: Objection) -> EnterCode | None:
    """Give the flow's step for a code, if it has one."""
    return next((step for step in objection.flow.steps if isinstance(step, EnterCode)), None)
