"""Waits for the answer to the send: looks at the page, asks the person what only they can say, and lets it be judged.

Nothing is concluded from words that the flow does not know. They are only shown when all else speaks for an answer to
the send, and only the person's own yes makes it confirmed; the record says so.
"""

from dataclasses import replace
from datetime import UTC, datetime

from optout.browser.page import announced, typed
from optout.browser.targets import NotFound
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, EnterCode
from optout.flow.words import fold
from optout.outcome import Outcome, Reason, State
from optout.redact import printable, without_query
from optout.run.ask import ask
from optout.run.asker import NO, UNSURE, YES, Question
from optout.run.events import Doing, Kind
from optout.run.session import Run
from optout.run.verdict import Seen, judge, judge_at_end, judge_reading, worth_asking
from optout.run.view import View, shown_phrase

SETTLED = 3.0  # seconds an unknown text must stand unchanged before the person is asked
_LONGEST_TEXT = 500  # characters
_TELLING = 12  # characters; a shorter text may stand in anything
_CLOSING_TIME = 0.3  # seconds
_RECEIVED = {YES: True, NO: False}


def watch(run: Run) -> Outcome:
    """Wait for the answer and judge it; the person types a code in the window if the page wants one."""
    seconds = run.options.outcome_wait
    # The person's moment is when the request has left, so that they cannot be too early for it.
    with run.long(Doing.ANSWER, seconds):
        run.window.wait(lambda: run.ledger.sent, seconds)
        run.asker.begin(Question(Moment.SENT))
        until = run.window.now() + seconds
        outcome, seen = _watch_for(run, seconds, stop_at_code=True)
    if outcome.state == State.AWAITING_CODE:
        outcome, seen = _watch_code(run, outcome, seen)
    if outcome.reason == Reason.NO_PROOF and seen.unread and worth_asking(seen) and _can_ask(run):
        return _read_by_person(run, seen.unread, until)
    return outcome


def _read_by_person(run: Run, text: str, until: float) -> Outcome:
    """Ask the person what an unknown answer says; known words that come meanwhile, or later, speak for themselves."""
    question = Question(Moment.READ, text, (YES, NO, UNSURE), UNSURE, detail={"quote": text})
    answer = ask(run, question, lambda: UNSURE if judge(_look(run)) else None)
    outcome = judge_reading(_look(run), text, run.asker.who, received=_RECEIVED.get(answer))
    if outcome.reason == Reason.NO_PROOF and (left := until - run.window.now()) > 0:
        with run.long(Doing.ANSWER, left):
            later = run.window.wait(lambda: judge(_look(run)), left)
        return later or outcome
    return outcome


def _can_ask(run: Run) -> bool:
    return run.asker.can_answer and not run.options.yes and not run.dialogs


def _watch_for(run: Run, seconds: float, *, stop_at_code: bool) -> tuple[Outcome, Seen]:
    """Watch until there is a outcome, an unknown text has settled, or the time is up; gives what was seen last, too."""
    stands, since = None, 0.0

    def ready() -> tuple[Outcome, Seen] | None:
        nonlocal stands, since
        seen = _look(run)
        outcome = judge(seen)
        if seen.unread != stands:
            stands, since = seen.unread, run.window.now()
        settled = run.window.now() - since >= SETTLED
        if settled and worth_asking(seen) and _can_ask(run):
            return judge_at_end(seen, seconds), seen
        waiting = outcome is not None and outcome.state == State.AWAITING_CODE and not stop_at_code
        return None if waiting or outcome is None else (outcome, seen)

    if ended := run.window.wait(ready, seconds):
        return ended
    seen = _look(run)  # an answer may have come during the last look
    return judge_at_end(seen, seconds), seen


def _watch_code(run: Run, asked: Outcome, seen: Seen) -> tuple[Outcome, Seen]:
    """Wait while the person types the code; the tool reads neither the e-mail nor the code."""
    run.ledger.want_code()
    run.hand.listen()
    run.asker.begin(Question(Moment.CODE))
    step, until = code_step(run), run.window.now() + run.options.code_wait
    told_wrong = False
    while (left := until - run.window.now()) > 0:
        run.tell(Kind.WAITING, Moment.CODE, seconds=f"{left:.0f}")
        outcome, seen = _watch_for(run, min(1.0, left), stop_at_code=False)
        if outcome.reason == Reason.NO_PROOF:
            # The code field is gone: the page has taken it, and its answer may still come.
            with run.long(Doing.ANSWER, run.options.outcome_wait):
                outcome, seen = _watch_for(run, run.options.outcome_wait, stop_at_code=True)
        if outcome.state != State.AWAITING_CODE:
            return outcome, seen
        wrong = step is not None and shown_phrase(run.view().blocks, run.flow.phrase(step.wrong))
        if wrong and not told_wrong:
            told_wrong = True
            run.tell(Kind.CODE_WRONG, Moment.CODE)
    seen = _look(run)
    return judge(seen) or asked, seen


def _look(run: Run) -> Seen:
    """Look at everything; what the page asks by a dialog may come up while it is read."""
    seen = _look_at_answer(run)
    return replace(seen, asked=bool(run.dialogs) and "send" not in run.draft.by_hand)


def _look_at_answer(run: Run) -> Seen:
    """Look at what came back for the send, and, once it is answered, at the page.

    Before that the page is not read: it may be waiting for the server, and a read of it would wait as well.
    """
    ledger = run.ledger
    if ledger.failure and ledger.answer is None:
        run.window.rest(_CLOSING_TIME)  # a window that is closed fails its requests first: that is another end
    if ledger.led_away:
        return Seen(left=True, failure=ledger.failure, redirected_to=without_query(ledger.led_away))
    answer = ledger.answer
    if answer is None or answer.is_redirect:
        return Seen(left=ledger.sent is not None, failure=ledger.failure)
    answered = Seen(
        left=True,
        status=answer.status,
        redirected_to=None if run.window.allows(answer.url) else without_query(answer.url),
        since_answer=(datetime.now(UTC) - answer.at).total_seconds(),
    )
    return _read_page(run, answered)


def _read_page(run: Run, answered: Seen) -> Seen:
    confirm, code, email = run.flow.confirm, code_step(run), _email_target(run)
    sought = [run.flow.send.send, *([code.enter_code] if code else []), *([email] if email else [])]
    view = run.look(*sought)
    refusing, blocks = run.flow.phrase(confirm.rejected), view.blocks
    seen = replace(
        answered,
        confirmed=shown_phrase(blocks, run.before.fresh(run.flow.phrase(confirm.confirm))),
        refused=shown_phrase(blocks, run.before.fresh(refusing)),
        refusal_stood=shown_phrase(blocks, run.before.stood(refusing)) is not None,
        asks_for_code=code is not None and view.shows(code.enter_code) is not None,
        form_again=_form_stands(run, view, email),
    )
    known = seen.confirmed or seen.refused or seen.refusal_stood or seen.asks_for_code
    return seen if known else replace(seen, unread=_unread_text(run, view, form_again=seen.form_again))


def _email_target(run: Run) -> str | None:
    return next((step.check_email for step in run.flow.steps if isinstance(step, CheckEmail)), None)


def _form_stands(run: Run, view: View, email: str | None) -> bool:
    """Whether the form can be sent again: its button works, and its e-mail field, if it has one, takes input."""
    if isinstance(view.find(run.flow.send.send, enabled=True), NotFound):
        return False
    field = view.shows(email) if email else None
    return email is None or (field is not None and not field.element.read_only)


def code_step(run: Run) -> EnterCode | None:
    """Give the flow's step for a code, if it has one."""
    return next((step for step in run.flow.steps if isinstance(step, EnterCode)), None)


def _unread_text(run: Run, view: View, *, form_again: bool) -> str | None:
    """Give what the page says that it did not say before the send, made printable; None when it says nothing new.

    Only where the form is gone or was reset, new text stands there, and nothing looks like trouble: a field marked as
    wrong, or a page that wants a password. What a dialog, alert, status or heading says comes first.
    """
    if form_again and not _was_reset(run, view):
        return None
    stands = announced(view.seen)
    if stands.trouble:
        return None
    stood = [fold(block) for block in view.blocks if block in run.before]
    new = [text for text in stands.texts if text not in run.before and not _holds(text, stood)]
    blocks = [block for block in view.blocks if block not in run.before]
    said: list[str] = []
    for text in (*new, *blocks):
        if fold(text) and not any(fold(text) in fold(other) for other in said):
            said.append(text)
    return printable(" · ".join(said), _LONGEST_TEXT) or None


def _holds(text: str, stood: list[str]) -> bool:
    """Whether a text holds what stood before: a dialog that had the form in it says more than its answer."""
    return any(block in fold(text) for block in stood if len(block) >= _TELLING)


def _was_reset(run: Run, view: View) -> bool:
    """Whether the form no longer holds what was written into it.

    An address may be put in again by the page itself, and what was chosen mostly stays chosen.
    """
    chosen = {step.with_ for step in run.flow.steps if isinstance(step, Choose)}
    written = {field: value for field, value in run.draft.entered.items() if field not in chosen}
    own = [value for field, value in written.items() if field != "email"] or list(written.values())
    stands = typed(view.seen)
    return stands.read and bool(own) and not any(held.endswith(f"\n{value}") for held in stands.values for value in own)
