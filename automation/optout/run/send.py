"""The one send: show the filled form, ask, make sure nothing changed, and click once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Dialog, Error, Frame, Locator

from optout.browser.form import Form, FormField, read_form
from optout.browser.locate import Found, Way
from optout.errors import LeadsOn
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import Send
from optout.flow.words import says
from optout.i18n import _, named
from optout.outcome import Reason
from optout.person import YOURS
from optout.redact import printable
from optout.run import turning
from optout.run.ask import ask
from optout.run.asker import NO, ONWARD, YES, Question
from optout.run.by_hand import BEFORE
from optout.run.draft import Draft
from optout.run.events import Doing, Kind
from optout.run.session import Objection
from optout.run.steps import close_notices
from optout.run.takeover import let_tick_all

Capture = Callable[[tuple[FormField, ...]], None]
"""Keeps pictures of the filled form, and the fields that were read."""
_ROUNDS = 5
"""How often a form that has changed is asked about again: one that never stands still cannot be approved."""
_CLICK_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them


def send(objection: Objection, step: Send, capture: Capture) -> None:
    """Ask and send once. After `arm` every failure is an unknown outcome, so nothing here tries twice.

    Raises:
        Stop: before anything was sent.
        LeadsOn: the button is not the one that sends.
        SentByHand: the person was quicker.
    """
    button = _approved_button(objection, step, capture)
    reach(Point.BEFORE_ARMING)
    objection.ledger.arm(objection.approved_values)
    reach(Point.ARMED)
    objection.window.stay()
    objection.tell(Kind.ARMED, named(step.verb))
    try:
        button.click(timeout=_CLICK_TIME * 1000, no_wait_after=True)
    except Error:
        # A click that raises may already have sent: what the gate and the page show decides.
        objection.tell(Kind.WAITING, Moment.SENT)
    reach(Point.CLICKED)


def _approved_button(objection: Objection, step: Send, capture: Capture) -> Locator:
    """Ask until what the person approved is what stands in the form, and give the button that may be clicked now."""
    asked_about: tuple[FormField, ...] = ()
    for _round in range(_ROUNDS):
        found, every = _ready(objection, step)
        capture(every)
        if objection.options.until_filled:
            raise objection.stop(Reason.UNTIL_FILLED)
        fields, button = _seen(every), _unknown_button(objection, found)
        _approve(objection, fields, asked_about, button)
        asked_about = fields
        # The last look: no wait stands between it and the click.
        found, now = _ready(objection, step)
        if _seen(now) == fields and button == _unknown_button(objection, found):
            _check_once_more(objection, found.frame)
            objection.approved = fields
            return found.locator
        objection.approved_by = objection.approved_at = None
        if objection.approved_beforehand:
            break
        objection.tell(Kind.FORM_CHANGED, named(step.verb))
    raise objection.stop(Reason.VALUE_PUT_BACK, target=_("the form"))


def _seen(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(field for field in fields if field.seen)


def _unknown_button(objection: Objection, found: Found) -> str:
    """Give what the page calls the button, when only the person can say whether it sends."""
    unknown = found.how in (Way.KIND, Way.ONLY) and not objection.approved_beforehand
    return turning.called(objection) if unknown else ""


def _approve(objection: Objection, fields: tuple[FormField, ...], before: tuple[FormField, ...], button: str) -> None:
    if objection.approved_beforehand and objection.to_confirm:
        raise objection.stop(Reason.TITLE_UNKNOWN, title=objection.title)
    if objection.approved_beforehand:
        held = {field.value for field in fields}
        if changed := [name for name, value in objection.draft.entered.items() if value not in held]:
            raise objection.stop(Reason.VALUE_PUT_BACK, target=YOURS[changed[0]])
        objection.approved_by = "--yes"
    else:
        about, title = objection.flow.controller, objection.title
        choices = (YES, NO, ONWARD) if button else (YES, NO)
        question = Question(
            Moment.APPROVE, about, choices, NO, fields, objection.address, before, title=title, button=button
        )
        answer = ask(objection, question)
        if answer == ONWARD:
            raise LeadsOn
        if answer != YES:
            raise objection.stop(Reason.DECLINED)
        objection.approved_by = f"{objection.hands.who}, when asked"
    objection.approved_at = datetime.now(UTC)


def _check_once_more(objection: Objection, frame: Frame) -> None:
    """Make sure that the click may follow.

    Raises:
        Stop: a wrong address, a question of the page's own, or the page tried to send by itself.
        SentByHand: the person was quicker.
    """
    objection.check_address(frame)
    if objection.dialogs:
        raise objection.stop(Reason.DIALOG_BEFORE_SEND, words=objection.dialogs[0])
    objection.ledger.check()


def _ready(objection: Objection, step: Send) -> tuple[Found, tuple[FormField, ...]]:
    """Give the button and the fields of a form that can be sent: complete, at the right address, nothing in the way.

    A field that nobody could see is among them, and marked as such.
    """
    objection.check_address()
    view = objection.view(step.send, *objection.flow.close_first)
    objection.note_standing(view.blocks)
    closed = close_notices(objection, view)
    form = let_tick_all(objection, step.send, view)
    known = None if closed else form
    button = objection.need(step.send, enabled=True, view=view if known else None)
    form = _read_until_free(objection, button, known)
    if form and form.unticked:  # the form came up only now
        return _ready(objection, step)
    if form is None:
        raise objection.stop(Reason.TARGET_STUCK, target=objection.flow.called(step.send))
    if form.invalid:
        raise objection.stop(Reason.FORM_INVALID, words=printable(form.invalid))
    return button, _fields(objection, form)


def _read_until_free(objection: Objection, button: Found, known: Form | None) -> Form | None:
    """Read the form until its button is free; one that was just read is the first."""
    window, reads = objection.window, [known] if known else []

    def read() -> Form | None:
        form = reads.pop() if reads else read_form(window, button.locator, objection.draft.shown)
        return _invalid_or_free(form)

    patience = objection.options.patience
    with objection.long(Doing.PRESSING, patience, objection.flow.send.send):
        return objection.window.wait(read, patience)


def _invalid_or_free(form: Form) -> Form | None:
    return form if form.invalid or form.uncovered else None


def _fields(objection: Objection, form: Form) -> tuple[FormField, ...]:
    """Give the fields of this page, what was entered on the pages of a wizard before it, and what nobody could see."""
    draft = objection.draft
    hidden = tuple(_as_known(draft, field) for field in form.unseen)
    fields = form.fields + _seen(hidden)
    held = {field.value for field in fields}
    before = [name for name in draft.entered if not form.fields or name in draft.left_behind]
    entered = tuple(
        FormField(objection.labels.get(value, name), name, BEFORE, value, read_only=True)
        for name in before
        if (value := draft.entered[name]) not in held
    )
    told = held | set(draft.entered.values())
    earlier = tuple(field for field in draft.earlier if field.value not in told)
    return fields + entered + earlier + tuple(field for field in hidden if not field.seen)


def _as_known(draft: Draft, field: FormField) -> FormField:
    """Count a field that does not show as seen, if it did show on an earlier page, or holds what was put in."""
    if field.key in draft.shown:
        return replace(field, kind=BEFORE, read_only=True, seen=True)
    return replace(field, seen=field.value in draft.entered.values())


def decide_dialog(objection: Objection, step: Send, dialog: Dialog) -> str | None:
    """Accept the question the flow declares, once armed; dismiss any other and give its words."""
    declared = objection.flow.phrase(step.dialog)
    if objection.ledger.armed and dialog.type == "confirm" and says(dialog.message, declared):
        dialog.accept()
        return None
    message = printable(dialog.message)
    dialog.dismiss()
    return message
