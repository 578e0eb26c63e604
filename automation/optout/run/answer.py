"""An answer in words that the flow does not know: what stands there now, and what the person reads in it.

Nothing is concluded from the words themselves. They are only shown when all else speaks for an answer to the send, and
only the person's own yes makes it confirmed; the record says so.
"""

import time
from dataclasses import dataclass, replace

from optout.browser.form import validity_now
from optout.browser.locate import NotFound
from optout.browser.standing import announced, typed
from optout.browser.visible import visible_blocks
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, EnterCode
from optout.flow.words import fold
from optout.outcome import Outcome, Reason, State
from optout.redact import printable, without_query
from optout.run.ask import ask
from optout.run.asker import NO, UNSURE, YES, Question
from optout.run.events import Doing, Kind
from optout.run.session import Objection
from optout.run.view import View, shown_phrase

SETTLED = 3.0  # seconds an unknown text must stand unchanged before the person is asked
_LONGEST_TEXT = 500  # characters
_TELLING = 12  # characters; a shorter text may stand in anything


def unread_text(objection: Objection, *, form_again: bool) -> str | None:
    """Give what the page says that it did not say before the send, made printable; None when it says nothing new.

    Only where the form is gone or was reset, new text stands there, and nothing looks like trouble: a field marked as
    wrong, or a page that wants a password. What a dialog, alert, status or heading says comes first.
    """
    if form_again and not _was_reset(objection):
        return None
    stands = announced(objection.window)
    if stands.trouble:
        return None
    blocks = visible_blocks(objection.window)
    stood = [fold(block) for block in blocks if fold(block) in objection.stood_text]
    new = [text for text in stands.texts if fold(text) not in objection.stood_text and not _holds(text, stood)]
    blocks = [block for block in blocks if fold(block) not in objection.stood_text]
    said: list[str] = []
    for text in (*new, *blocks):
        if fold(text) and not any(fold(text) in fold(other) for other in said):
            said.append(text)
    return printable(" · ".join(said), _LONGEST_TEXT) or None


def _holds(text: str, stood: list[str]) -> bool:
    """Whether a text holds what stood before: a dialog that had the form in it says more than its answer."""
    return any(block in fold(text) for block in stood if len(block) >= _TELLING)


def _was_reset(objection: Objection) -> bool:
    """Whether the form no longer holds what was written into it.

    An address may be put in again by the page itself, and what was chosen mostly stays chosen.
    """
    chosen = {step.with_ for step in objection.flow.steps if isinstance(step, Choose)}
    written = {field: value for field, value in objection.draft.entered.items() if field not in chosen}
    own = [value for field, value in written.items() if field != "email"] or list(written.values())
    stands = typed(objection.window)
    return stands.read and bool(own) and not any(held.endswith(f"\n{value}") for held in stands.values for value in own)


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


def judge(seen: Seen) -> Outcome | None:
    """Judge what stands now; None when it is too early to say.

    Confirmed needs all of: the declared request left and was answered below 400, the flow's words are visible and were
    not before, and no words of refusal are visible. What is neither clearly received nor clearly refused is unknown.
    """
    if not seen.left:
        return None
    if seen.redirected_to:
        return Outcome(State.UNKNOWN, Reason.REDIRECTED_AWAY, {"address": seen.redirected_to})
    if seen.failure:
        return Outcome(State.UNKNOWN, Reason.NETWORK_ERROR)
    if seen.status is None:
        return None
    return _unproving_answer(seen, seen.status) or _words(seen) or _without_words(seen, seen.status)


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


def judge_reading(seen: Seen, text: str, answer: str, who: str) -> Outcome:
    """Judge by what the person read; what the page shows by now comes first, and a no is not taken for a refusal."""
    if verdict := judge(seen):
        return verdict
    if answer == YES and _was_answered(seen) and not seen.refusal_stood:
        return Outcome(State.CONFIRMED, Reason.CONFIRMED_BY_PERSON, {"words": text}, None, text, who)
    if answer == NO:
        return Outcome(State.UNKNOWN, Reason.NOT_READ_AS_RECEIVED, {"words": text}, None, text, who)
    return Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)}, None, text)


def judge_at_end(seen: Seen, seconds: float) -> Outcome:
    """Judge when the time is up: everything that is not clear is unknown."""
    if verdict := judge(seen):
        return verdict
    if not seen.left:
        return Outcome(State.UNKNOWN, Reason.NO_REQUEST_SEEN)
    if seen.status is None:
        return Outcome(State.UNKNOWN, Reason.NO_ANSWER, {"seconds": f"{seconds:.0f}"})
    return Outcome(State.UNKNOWN, Reason.NO_PROOF, {"status": str(seen.status)})


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


def watch(objection: Objection) -> Outcome:
    """Wait for the answer and judge it; the person types a code in the window if the page wants one."""
    seconds = objection.options.outcome_wait
    # The person's moment is when the request has left, so that they cannot be too early for it.
    with objection.long(Doing.ANSWER, seconds):
        objection.window.wait(lambda: objection.gate.passed, seconds)
        objection.hands.begin(Question(Moment.SENT))
        until = time.monotonic() + seconds
        verdict, seen = _watch_for(objection, seconds, stop_at_code=True)
    if verdict.state == State.AWAITING_CODE:
        verdict, seen = _watch_code(objection, verdict, seen)
    if verdict.reason == Reason.NO_PROOF and seen.unread and worth_asking(seen) and _can_ask(objection):
        return _read_by_person(objection, seen.unread, until)
    return verdict


def _read_by_person(objection: Objection, text: str, until: float) -> Outcome:
    """Ask the person what an unknown answer says; known words that come meanwhile, or later, speak for themselves."""
    question = Question(Moment.READ, text, (YES, NO, UNSURE), UNSURE)
    answer = ask(objection, question, lambda: UNSURE if judge(look(objection)) else None)
    verdict = judge_reading(look(objection), text, answer, objection.hands.who)
    if verdict.reason == Reason.NO_PROOF and (left := until - time.monotonic()) > 0:
        with objection.long(Doing.ANSWER, left):
            later = objection.window.wait(lambda: judge(look(objection)), left)
        return later or verdict
    return verdict


def _can_ask(objection: Objection) -> bool:
    return objection.hands.can_answer and not objection.options.yes and not objection.dialogs


def _watch_for(objection: Objection, seconds: float, *, stop_at_code: bool) -> tuple[Outcome, Seen]:
    """Watch until there is a verdict, an unknown text has settled, or the time is up; gives what was seen last, too."""
    stands, since = None, 0.0

    def ready() -> tuple[Outcome, Seen] | None:
        nonlocal stands, since
        seen = look(objection)
        verdict = judge(seen)
        if seen.unread != stands:
            stands, since = seen.unread, time.monotonic()
        settled = time.monotonic() - since >= SETTLED
        if settled and worth_asking(seen) and _can_ask(objection):
            return judge_at_end(seen, seconds), seen
        waiting = verdict is not None and verdict.state == State.AWAITING_CODE and not stop_at_code
        return None if waiting or verdict is None else (verdict, seen)

    if ended := objection.window.wait(ready, seconds):
        return ended
    seen = look(objection)  # an answer may have come during the last look
    return judge_at_end(seen, seconds), seen


def _watch_code(objection: Objection, asked: Outcome, seen: Seen) -> tuple[Outcome, Seen]:
    """Wait while the person types the code; the tool reads neither the e-mail nor the code."""
    objection.move(State.AWAITING_CODE)
    objection.gate.code_wanted = True
    objection.hands.begin(Question(Moment.CODE))
    step, until = code_step(objection), time.monotonic() + objection.options.code_wait
    told_wrong = False
    while (left := until - time.monotonic()) > 0:
        objection.tell(Kind.WAITING, Moment.CODE, seconds=f"{left:.0f}")
        verdict, seen = _watch_for(objection, min(1.0, left), stop_at_code=False)
        if verdict.reason == Reason.NO_PROOF:
            # The code field is gone: the page has taken it, and its answer may still come.
            with objection.long(Doing.ANSWER, objection.options.outcome_wait):
                verdict, seen = _watch_for(objection, objection.options.outcome_wait, stop_at_code=True)
        if verdict.state != State.AWAITING_CODE:
            return verdict, seen
        wrong = step is not None and shown_phrase(objection.view().blocks, objection.flow.phrase(step.wrong))
        if wrong and not told_wrong:
            told_wrong = True
            objection.tell(Kind.CODE_WRONG, Moment.CODE)
    seen = look(objection)
    return judge(seen) or asked, seen
