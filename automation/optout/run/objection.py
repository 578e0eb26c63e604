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
from optout.run.session import BY_HAND, Objection, error_name
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


def go_to_send(objection: Objection, capture_filled: Capture) -> None:
    """Go all the way to the send; a send by hand cuts it short at any point."""
    try:
        _numbered(objection, _("sign in"), lambda: sign_in(objection))
        reach(Point.SIGNED_IN)
        objection.dialogs.clear()  # what a page asks while the person signs in is between the two of them
        try:
            _numbered(objection, _("open form"), lambda: open_form(objection))
            objection.ledger.opened()
            _fill_and_send(objection, capture_filled)
        except PressedSend:  # once: the tool tries no such button again
            _begin_anew(objection)
            _fill_and_send(objection, capture_filled)
    except SentByHand:
        _note_sent_by_hand(objection)


def _fill_and_send(objection: Objection, capture_filled: Capture) -> None:
    """Take the steps before the send, and send; where the person says that the button leads on, with what follows."""
    steps, sending = objection.flow.steps, objection.flow.send
    take = partial(_take, objection)
    here = walk(objection, steps[: steps.index(sending)], sending.send, take, partial(_skip, objection))
    for _page in range(_MOST_PAGES):
        try:
            _send(objection, sending, capture_filled)
        except LeadsOn:
            objection.number -= 1
            objection.ledger.not_filled()
            walk_on(objection, here, take)
        else:
            return
    raise objection.stop(Reason.TARGET_MISSING, target=objection.flow.called(sending.send))


def _begin_anew(objection: Objection) -> None:
    """Open the form once more: the page whose button sends was left."""
    objection.number = _SIGNED_IN
    objection.ledger.not_filled()
    objection.draft = Draft()
    objection.tell(Kind.BEGUN_ANEW)
    _numbered(objection, _("open form"), lambda: open_form(objection))


def _take(objection: Objection, step: Step, following: list[Step]) -> None:
    name = _name(step)
    if is_sure(objection, step):
        _numbered(objection, name, lambda: _by_tool_or_hand(objection, step, following, name))
    else:
        told = _by_tool_or_hand(objection, step, following, name)
        if told == SKIPPED:
            _skip(objection, step)
        else:
            objection.tell(Kind.STEP_DONE, name, told=told, optional="yes")
    _stop_on_dialog(objection)


def _skip(objection: Objection, step: Step) -> None:
    objection.tell(Kind.STEP_SKIPPED, _name(step), told=SKIPPED, optional="yes")


def _by_tool_or_hand(objection: Objection, step: Step, following: list[Step], name: str) -> str:
    done = closed = False
    for left in reversed(range(ROUNDS)):
        try:
            if not done:
                return take_step(objection, step)
            take_in(objection, step)
        except Stop as stop:
            if stop.reason not in HANDED_OVER or not left:
                raise
            if stop.reason in _BEHIND_A_NOTICE and not closed:
                closed = _closed_late_notice(objection)
                if closed:
                    continue
            done = take_over(objection, stop, hand_over_step(objection, step, following, name)) == DONE
        else:
            return BY_HAND
    raise AssertionError("the last round returns or raises")


def _closed_late_notice(objection: Objection) -> bool:
    """Close a notice that came up only after the form; says whether there was one."""
    return close_notices(objection, objection.view(*objection.flow.close_first))


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


def _numbered(objection: Objection, name: str, act: Callable[[], str]) -> None:
    objection.number += 1
    objection.tell(Kind.STEP_STARTED, name)
    try:
        told = act()
    except LeadsOn:
        objection.number -= 1  # it is taken again on another page
        raise
    objection.tell(Kind.STEP_DONE, name, told=told)


def _send(objection: Objection, step: Send, capture_filled: Capture) -> None:
    objection.ledger.filled(objection.telling_values)
    reach(Point.FILLED)
    objection.tell(Kind.FORM_FILLED)
    objection.number += 1
    objection.tell(Kind.STEP_STARTED, _SEND)
    if _send_or_hand_over(objection, step, capture_filled) == DONE:
        # The person says that it was sent, and nothing was seen leaving: that is unknown, and blocks a second try.
        objection.ledger.arm(objection.approved_values)
    objection.tell(Kind.STEP_DONE, _SEND, told=_BY_HAND if _SEND in objection.draft.by_hand else "")


def _send_or_hand_over(objection: Objection, step: Send, capture_filled: Capture) -> str | None:
    """Send, or give DONE when the person says that they did; nothing is tried again once the send was armed."""
    for left in reversed(range(ROUNDS)):
        try:
            send(objection, step, capture_filled)
        except Stop as stop:
            _stop_on_dialog(objection)
            if stop.reason not in HANDED_OVER or objection.ledger.armed or not left:
                raise
            if take_over(objection, stop, hand_over_step(objection, step, [], _SEND)) == DONE:
                return DONE
        else:
            return None
    raise AssertionError("the last round returns or raises")


def _note_sent_by_hand(objection: Objection) -> None:
    """Note a send that the person did; the ledger journaled it before it left."""
    objection.ledger.note_sent_by_hand(objection.approved_values)
    objection.draft.by_hand.append(_SEND)
    objection.window.stay()
    objection.hands.end()
    objection.approved_by = f"{objection.hands.who}, by sending in the window"
    objection.approved_at = objection.ledger.sent_at
    objection.tell(Kind.STEP_DONE, _SEND, told=_BY_HAND)


def _stop_on_dialog(objection: Objection) -> None:
    if objection.dialogs and objection.ledger.sent is None and not objection.ledger.armed:
        raise objection.stop(Reason.DIALOG_BEFORE_SEND, words=objection.dialogs[0])


_SIGN_IN = 1  # the number of the first step
READ_BY_PERSON = _("as you read it on the page")


def run(objection: Objection, capture_filled: Capture) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does."""
    objection.window.on_dialog = lambda dialog: _note_dialog(objection, dialog)
    objection.total = _count(objection)
    try:
        go_to_send(objection, capture_filled)
        outcome = _after_send(objection)
        reach(Point.ANSWERED)
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        outcome = judge_error(error, _stood(objection, error))
    finally:  # also after a second Ctrl-C, which ends at once
        objection.ledger.settle()
    return outcome


def _note_dialog(objection: Objection, dialog: Dialog) -> None:
    message = decide_dialog(objection, objection.flow.send, dialog)
    if message is not None:
        objection.dialogs.append(message)


def _count(objection: Objection) -> int:
    """Count the steps every run of this flow and person has: sign-in, form, and those that are sure."""
    return 2 + sum(is_sure(objection, step) for step in objection.flow.steps)


def _after_send(objection: Objection) -> Outcome:
    objection.number += 1
    objection.tell(Kind.STEP_STARTED, _("confirm"))
    outcome = watch(objection)
    if outcome.state == State.CONFIRMED:
        told = _("“{words}”").format(words=outcome.matched) if outcome.matched else READ_BY_PERSON
        objection.tell(Kind.STEP_DONE, _("confirmed"), told=told)
    return outcome


def _stood(objection: Objection, error: Exception) -> Stood:
    return Stood(
        may_have_left=objection.ledger.may_have_left,
        page_sends=objection.ledger.page_sends,
        signed_in=objection.number > _SIGN_IN,
        where=objection.where(),
        error=error_name(error),
    )
