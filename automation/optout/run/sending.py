"""The one send: show the filled form, ask, make sure nothing changed, and click once."""

from collections.abc import Callable
from datetime import UTC, datetime

from playwright.sync_api import Dialog, Error

from optout.browser.form import FormField, first_invalid, read_fields
from optout.errors import SentByHand
from optout.flow.cases import Moment
from optout.flow.steps import Send
from optout.flow.words import says
from optout.reasons import Reason
from optout.redact import printable
from optout.run.hands import NO, YES, Ask
from optout.run.objection import Objection, spoken
from optout.run.observer import Kind
from optout.run.steps import close_notices
from optout.state import State

Capture = Callable[[tuple[FormField, ...]], None]
"""Keeps pictures of the filled form, and the fields that were read."""
_ROUNDS = 5
"""How often a form that has changed is asked about again: one that never stands still cannot be approved."""
_CLICK_TIME = 5.0  # seconds; the button was proved clickable just before


def send(objection: Objection, step: Send, capture: Capture) -> None:
    """Ask and send once. After `move(ARMED)` every failure is an unknown outcome, so nothing here tries twice.

    Raises:
        Stop: before anything was sent.
        SentByHand: the person was quicker.
    """
    _approve(objection, step, capture)
    button = objection.need(step.send, enabled=True).locator
    objection.check_address()
    if objection.gate.passed is not None:
        raise SentByHand("you sent the form in the window")
    objection.move(State.ARMED)
    objection.armed = True
    objection.tell(Kind.ARMED, spoken(step.verb))
    try:
        button.click(timeout=_CLICK_TIME * 1000, no_wait_after=True)
    except Error:
        # A click that raises may already have sent: what the gate and the page show decides.
        objection.tell(Kind.WAITING, Moment.SENT)


def _approve(objection: Objection, step: Send, capture: Capture) -> None:
    """Ask until what the person approved is what stands in the form."""
    for _ in range(_ROUNDS):
        fields = _ready(objection, step)
        capture(fields)
        if objection.options.until_filled:
            raise objection.stop(Reason.UNTIL_FILLED)
        if objection.options.yes:
            objection.approved_by = "--yes"
        else:
            question = Ask(Moment.APPROVE, objection.flow.controller, (YES, NO), NO, fields, objection.address)
            if objection.ask(question) != YES:
                raise objection.stop(Reason.DECLINED)
            objection.approved_by = f"{objection.hands.who}, when asked"
        objection.approved_at = datetime.now(UTC)
        if _ready(objection, step) == fields:
            return
        objection.approved_by = objection.approved_at = None
        objection.tell(Kind.FORM_CHANGED, spoken(step.verb))
    raise objection.stop(Reason.VALUE_PUT_BACK, target="the form")


def _ready(objection: Objection, step: Send) -> tuple[FormField, ...]:
    """Give the fields of a form that can be sent: complete, at the right address, its button free to be clicked."""
    objection.check_address()
    objection.note_standing_words()
    close_notices(objection)
    button = objection.need(step.send, enabled=True).locator
    if message := first_invalid(objection.window, button):
        raise objection.stop(Reason.FORM_INVALID, words=printable(message))
    try:
        button.click(trial=True, timeout=objection.options.patience * 1000)
    except Error:
        objection.window.rest(0)  # raises when the window is gone
        raise objection.stop(Reason.TARGET_STUCK, target=spoken(step.send)) from None
    return read_fields(objection.window, button)


def decide_dialog(objection: Objection, step: Send, dialog: Dialog) -> str | None:
    """Accept the question the flow declares, once armed; dismiss any other and give its words."""
    declared = objection.flow.phrase(step.dialog)
    if objection.armed and dialog.type == "confirm" and says(dialog.message, declared):
        dialog.accept()
        return None
    message = printable(dialog.message)
    dialog.dismiss()
    return message
