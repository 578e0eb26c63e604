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
from optout.run.session import Run
from optout.run.steps import close_notices
from optout.run.takeover import let_tick_all

Capture = Callable[[tuple[FormField, ...]], None]
"""Keeps pictures of the filled form, and the fields that were read."""
_ROUNDS = 5
"""How often a form that has changed is asked about again: one that never stands still cannot be approved."""
_CLICK_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them


def send(run: Run, step: Send, capture: Capture) -> None:
    """Ask and send once. After `arm` every failure is an unknown outcome, so nothing here tries twice.

    Raises:
        Stop: before anything was sent.
        LeadsOn: the button is not the one that sends.
        SentByHand: the person was quicker.
    """
    button = _approved_button(run, step, capture)
    reach(Point.BEFORE_ARMING)
    run.ledger.arm(run.approved_values)
    reach(Point.ARMED)
    run.window.stay()
    run.tell(Kind.ARMED, named(step.verb))
    try:
        button.click(timeout=_CLICK_TIME * 1000, no_wait_after=True)
    except Error:
        # A click that raises may already have sent: what the gate and the page show decides.
        run.tell(Kind.WAITING, Moment.SENT)
    reach(Point.CLICKED)


def _approved_button(run: Run, step: Send, capture: Capture) -> Locator:
    """Ask until what the person approved is what stands in the form, and give the button that may be clicked now."""
    asked_about: tuple[FormField, ...] = ()
    for _round in range(_ROUNDS):
        found, every = _ready(run, step)
        capture(every)
        if run.options.until_filled:
            raise run.stop(Reason.UNTIL_FILLED)
        fields, button = _seen(every), _unknown_button(run, found)
        _approve(run, fields, asked_about, button)
        asked_about = fields
        # The last look: no wait stands between it and the click.
        found, now = _ready(run, step)
        if _seen(now) == fields and button == _unknown_button(run, found):
            _check_once_more(run, found.frame)
            run.approved = fields
            return found.locator
        run.approved_by = run.approved_at = None
        if run.approved_beforehand:
            break
        run.tell(Kind.FORM_CHANGED, named(step.verb))
    raise run.stop(Reason.VALUE_PUT_BACK, target=_("the form"))


def _seen(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(field for field in fields if field.seen)


def _unknown_button(run: Run, found: Found) -> str:
    """Give what the page calls the button, when only the person can say whether it sends."""
    unknown = found.how in (Way.KIND, Way.ONLY) and not run.approved_beforehand
    return turning.called(run) if unknown else ""


def _approve(run: Run, fields: tuple[FormField, ...], before: tuple[FormField, ...], button: str) -> None:
    if run.approved_beforehand and run.to_confirm:
        raise run.stop(Reason.TITLE_UNKNOWN, title=run.title)
    if run.approved_beforehand:
        held = {field.value for field in fields}
        if changed := [name for name, value in run.draft.entered.items() if value not in held]:
            raise run.stop(Reason.VALUE_PUT_BACK, target=YOURS[changed[0]])
        run.approved_by = "--yes"
    else:
        about, title = run.flow.controller, run.title
        choices = (YES, NO, ONWARD) if button else (YES, NO)
        question = Question(Moment.APPROVE, about, choices, NO, fields, run.address, before, title=title, button=button)
        answer = ask(run, question)
        if answer == ONWARD:
            raise LeadsOn
        if answer != YES:
            raise run.stop(Reason.DECLINED)
        run.approved_by = f"{run.asker.who}, when asked"
    run.approved_at = datetime.now(UTC)


def _check_once_more(run: Run, frame: Frame) -> None:
    """Make sure that the click may follow.

    Raises:
        Stop: a wrong address, a question of the page's own, or the page tried to send by itself.
        SentByHand: the person was quicker.
    """
    run.check_address(frame)
    if run.dialogs:
        raise run.stop(Reason.DIALOG_BEFORE_SEND, words=run.dialogs[0])
    run.ledger.check()


def _ready(run: Run, step: Send) -> tuple[Found, tuple[FormField, ...]]:
    """Give the button and the fields of a form that can be sent: complete, at the right address, nothing in the way.

    A field that nobody could see is among them, and marked as such.
    """
    run.check_address()
    view = run.view(step.send, *run.flow.close_first)
    run.note_standing(view.blocks)
    closed = close_notices(run, view)
    form = let_tick_all(run, step.send, view)
    known = None if closed else form
    button = run.need(step.send, enabled=True, view=view if known else None)
    form = _read_until_free(run, button, known)
    if form and form.unticked:  # the form came up only now
        return _ready(run, step)
    if form is None:
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.called(step.send))
    if form.invalid:
        raise run.stop(Reason.FORM_INVALID, words=printable(form.invalid))
    return button, _fields(run, form)


def _read_until_free(run: Run, button: Found, known: Form | None) -> Form | None:
    """Read the form until its button is free; one that was just read is the first."""
    window, reads = run.window, [known] if known else []

    def read() -> Form | None:
        form = reads.pop() if reads else read_form(window, button.locator, run.draft.shown)
        return _invalid_or_free(form)

    patience = run.options.patience
    with run.long(Doing.PRESSING, patience, run.flow.send.send):
        return run.window.wait(read, patience)


def _invalid_or_free(form: Form) -> Form | None:
    return form if form.invalid or form.uncovered else None


def _fields(run: Run, form: Form) -> tuple[FormField, ...]:
    """Give the fields of this page, what was entered on the pages of a wizard before it, and what nobody could see."""
    draft = run.draft
    hidden = tuple(_as_known(draft, field) for field in form.unseen)
    fields = form.fields + _seen(hidden)
    held = {field.value for field in fields}
    before = [name for name in draft.entered if not form.fields or name in draft.left_behind]
    entered = tuple(
        FormField(run.labels.get(value, name), name, BEFORE, value, read_only=True)
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


def decide_dialog(run: Run, step: Send, dialog: Dialog) -> str | None:
    """Accept the question the flow declares, once armed; dismiss any other and give its words."""
    declared = run.flow.phrase(step.dialog)
    if run.ledger.armed and dialog.type == "confirm" and says(dialog.message, declared):
        dialog.accept()
        return None
    message = printable(dialog.message)
    dialog.dismiss()
    return message
