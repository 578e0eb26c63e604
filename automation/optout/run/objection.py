"""Everything before the outcome: sign in, walk to the form, take the steps, and send once, or let the person send."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Dialog

from optout.errors import LeadsOn, PressedSend, SentByHand, Stop
from optout.failpoints import Point, reach
from optout.flow.model import Send, Step
from optout.i18n import _, named
from optout.outcome import Outcome, Reason, State
from optout.run.answer import watch
from optout.run.arrival import open_form
from optout.run.asker import DONE
from optout.run.by_hand import take_in
from optout.run.draft import Draft
from optout.run.events import Kind
from optout.run.send import Capture, decide_dialog, send
from optout.run.session import BY_HAND, Run, error_name
from optout.run.sign_in import sign_in
from optout.run.steps import SKIPPED, close_notices, take_step
from optout.run.takeover import HANDED_OVER, ROUNDS, hand_over_step, take_over
from optout.run.verdict import Stood, judge_error
from optout.run.wizard import is_sure, walk, walk_on

_BEHIND_A_NOTICE = (Reason.TARGET_STUCK, Reason.TARGET_MISSING, Reason.TARGET_AMBIGUOUS, Reason.EMAIL_MISSING)
"""What may be better once a notice that came up only after the form is closed."""
_MOST_PAGES = 20
"""How many pages a person may say that the form has."""
_SIGNED_IN = 1  # the number of the step before the form
_SEND, _BY_HAND = _("send"), _("by hand, in the window")


def go_to_send(run: Run, capture_filled: Capture) -> None:
    """Go all the way to the send; a send by hand cuts it short at any point."""
    try:
        _numbered(run, _("sign in"), lambda: sign_in(run))
        reach(Point.SIGNED_IN)
        run.dialogs.clear()  # what a page asks while the person signs in is between the two of them
        try:
            _numbered(run, _("open form"), lambda: open_form(run))
            run.ledger.opened()
            _fill_and_send(run, capture_filled)
        except PressedSend:  # once: the tool tries no such button again
            _begin_anew(run)
            _fill_and_send(run, capture_filled)
    except SentByHand:
        _note_sent_by_hand(run)


def _fill_and_send(run: Run, capture_filled: Capture) -> None:
    """Take the steps before the send, and send; where the person says that the button leads on, with what follows."""
    steps, sending = run.flow.steps, run.flow.send
    take = partial(_take, run)
    here = walk(run, steps[: steps.index(sending)], sending.send, take, partial(_skip, run))
    for _page in range(_MOST_PAGES):
        try:
            _send(run, sending, capture_filled)
        except LeadsOn:
            run.number -= 1
            run.ledger.not_filled()
            walk_on(run, here, take)
        else:
            return
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(sending.send))


def _begin_anew(run: Run) -> None:
    """Open the form once more: the page whose button sends was left."""
    run.number = _SIGNED_IN
    run.ledger.not_filled()
    run.draft = Draft()
    run.tell(Kind.BEGUN_ANEW)
    _numbered(run, _("open form"), lambda: open_form(run))


def _take(run: Run, step: Step, following: list[Step]) -> None:
    name = _name(step)
    if is_sure(run, step):
        _numbered(run, name, lambda: _by_tool_or_hand(run, step, following, name))
    else:
        told = _by_tool_or_hand(run, step, following, name)
        if told == SKIPPED:
            _skip(run, step)
        else:
            run.tell(Kind.STEP_DONE, name, told=told, optional="yes")
    _stop_on_dialog(run)


def _skip(run: Run, step: Step) -> None:
    run.tell(Kind.STEP_SKIPPED, _name(step), told=SKIPPED, optional="yes")


def _by_tool_or_hand(run: Run, step: Step, following: list[Step], name: str) -> str:
    done = closed = False
    for left in reversed(range(ROUNDS)):
        try:
            if not done:
                return take_step(run, step)
            take_in(run, step)
        except Stop as stop:
            if stop.reason not in HANDED_OVER or not left:
                raise
            if stop.reason in _BEHIND_A_NOTICE and not closed:
                closed = _closed_late_notice(run)
                if closed:
                    continue
            done = take_over(run, stop, hand_over_step(run, step, following, name)) == DONE
        else:
            return BY_HAND
    raise AssertionError("the last round returns or raises")


def _closed_late_notice(run: Run) -> bool:
    """Close a notice that came up only after the form; says whether there was one."""
    return close_notices(run, run.view(*run.flow.close_first))


_STEPS = {
    "check_email": _("check e-mail"),
    "open": _("open {part}"),
    "click": _("click {part}"),
    "choose": _("choose {part}"),
    "fill": _("fill {part}"),
    "enter_code": _("enter code {part}"),
}


def _name(step: Step) -> str:
    target = next(iter(step.uses().values()), "")
    template = _STEPS.get(step.verb)
    return template.format(part=named(target)) if template else named(step.verb)


def _numbered(run: Run, name: str, act: Callable[[], str]) -> None:
    run.number += 1
    run.tell(Kind.STEP_STARTED, name)
    try:
        told = act()
    except LeadsOn:
        run.number -= 1  # it is taken again on another page
        raise
    run.tell(Kind.STEP_DONE, name, told=told)


def _send(run: Run, step: Send, capture_filled: Capture) -> None:
    run.ledger.filled(run.telling_values)
    reach(Point.FILLED)
    run.tell(Kind.FORM_FILLED)
    run.number += 1
    run.tell(Kind.STEP_STARTED, _SEND)
    if _send_or_hand_over(run, step, capture_filled) == DONE:
        # The person says that it was sent, and nothing was seen leaving: that is unknown, and blocks a second try.
        run.ledger.arm(run.approved_values)
    run.tell(Kind.STEP_DONE, _SEND, told=_BY_HAND if _SEND in run.draft.by_hand else "")


def _send_or_hand_over(run: Run, step: Send, capture_filled: Capture) -> str | None:
    """Send, or give DONE when the person says that they did; nothing is tried again once the send was armed."""
    for left in reversed(range(ROUNDS)):
        try:
            send(run, step, capture_filled)
        except Stop as stop:
            _stop_on_dialog(run)
            if stop.reason not in HANDED_OVER or run.ledger.armed or not left:
                raise
            if take_over(run, stop, hand_over_step(run, step, [], _SEND)) == DONE:
                return DONE
        else:
            return None
    raise AssertionError("the last round returns or raises")


def _note_sent_by_hand(run: Run) -> None:
    """Note a send that the person did; the ledger journaled it before it left."""
    run.ledger.note_sent_by_hand(run.approved_values)
    run.draft.by_hand.append(_SEND)
    run.window.stay()
    run.asker.end()
    run.approved_by = f"{run.asker.who}, by sending in the window"
    run.approved_at = run.ledger.sent_at
    run.tell(Kind.STEP_DONE, _SEND, told=_BY_HAND)


def _stop_on_dialog(run: Run) -> None:
    if run.dialogs and run.ledger.sent is None and not run.ledger.armed:
        raise run.stop(Reason.DIALOG_BEFORE_SEND, words=run.dialogs[0])


_SIGN_IN = 1  # the number of the first step
READ_BY_PERSON = _("as you read it on the page")


def run(run: Run, capture_filled: Capture) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does."""
    run.window.on_dialog = lambda dialog: _note_dialog(run, dialog)
    run.total = _count(run)
    try:
        go_to_send(run, capture_filled)
        outcome = _after_send(run)
        reach(Point.ANSWERED)
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        outcome = judge_error(error, _stood(run, error))
    finally:  # also after a second Ctrl-C, which ends at once
        run.ledger.settle()
    return outcome


def _note_dialog(run: Run, dialog: Dialog) -> None:
    message = decide_dialog(run, run.flow.send, dialog)
    if message is not None:
        run.dialogs.append(message)


def _count(run: Run) -> int:
    """Count the steps every run of this flow and person has: sign-in, form, and those that are sure."""
    return 2 + sum(is_sure(run, step) for step in run.flow.steps)


def _after_send(run: Run) -> Outcome:
    run.number += 1
    run.tell(Kind.STEP_STARTED, _("confirm"))
    outcome = watch(run)
    if outcome.state == State.CONFIRMED:
        told = _("“{words}”").format(words=outcome.matched) if outcome.matched else READ_BY_PERSON
        run.tell(Kind.STEP_DONE, _("confirmed"), told=told)
    return outcome


def _stood(run: Run, error: Exception) -> Stood:
    return Stood(
        may_have_left=run.ledger.may_have_left,
        page_sends=run.ledger.page_sends,
        signed_in=run.number > _SIGN_IN,
        where=run.where(),
        error=error_name(error),
    )
