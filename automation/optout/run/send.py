"""The one send: show the filled form, ask, make sure nothing changed, and click once."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Dialog

from optout.browser import touch
from optout.browser.element import Element
from optout.browser.page import FormField, FormState, read_form
from optout.browser.targets import Found, Way
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.words import says
from optout.i18n import _
from optout.outcome import Reason
from optout.person import VALUES
from optout.redact import printable
from optout.run import turning
from optout.run.ask import ask
from optout.run.asker import DONE, NO, ONWARD, YES, Question
from optout.run.draft import Approved, Arrival
from optout.run.events import SEND, Doing, Kind
from optout.run.session import LeadsOn, Page, Run
from optout.run.steps import close_notices
from optout.run.takeover import HANDED_OVER, ROUNDS, hand_over_step, let_tick_all, take_over

Keep = Callable[[tuple[FormField, ...]], None]
"""Keeps pictures of the filled form, and the fields that were read."""
_ROUNDS = 5
"""How often a form that has changed is asked about again: one that never stands still cannot be approved."""
_PRESS_TIME = 4.0  # seconds; the button was free just before, so that only a slow computer needs them


def approve(run: Run, arrival: Arrival, keep: Keep) -> Approved | LeadsOn:
    """Show the filled form until what was approved is what stands in it; `Page.LEADS_ON`: its button leads on instead.

    What stands in the way is handed over to the person, who may also say that they have sent it.

    Raises:
        Stop: nobody approved it, or the page asked something or tried to send by itself.
        SentByHand: the person was quicker.
    """
    left = ROUNDS
    while True:
        try:
            return _ask_until_it_stands(run, arrival, keep)
        except Stop as stop:
            run.stop_on_dialog()
            left -= 1
            if stop.reason not in HANDED_OVER or not left:
                raise
            answer = take_over(run, stop, hand_over_step(run, run.flow.send, [], SEND))
        if answer == ONWARD:
            return Page.LEADS_ON
        if answer == DONE:
            return _approved(run, (), None, "in_window")


def click_once(run: Run, approved: Approved) -> None:
    """Click the button that was approved. From `arm` on every failure is an unknown outcome, so nothing tries twice."""
    if approved.button is None:
        return
    run.window.stay()
    run.tell(Kind.ARMED, SEND)
    if not touch.press(run.window, approved.button, _PRESS_TIME):
        run.tell(Kind.WAITING, Moment.SENT)  # what the gate and the page show decides
    reach(Point.CLICKED)


def _ask_until_it_stands(run: Run, arrival: Arrival, keep: Keep) -> Approved | LeadsOn:
    asked_about: tuple[FormField, ...] = ()
    for _round in range(_ROUNDS):
        found, every = _ready(run)
        run.draft.note_read(every)
        keep(every)
        if run.options.until_filled:
            raise run.stop(Reason.UNTIL_FILLED)
        fields, button = _seen(every), _unknown_button(run, found)
        how = _ask(run, arrival, fields, asked_about, button)
        if how is Page.LEADS_ON:
            return how
        approved, asked_about = _approved(run, fields, found.element, how), fields
        # The last look: no wait stands between it and the click.
        found, now = _ready(run)
        if _seen(now) == fields and button == _unknown_button(run, found):
            _check_once_more(run)
            return replace(approved, button=found.element)
        if run.approved_beforehand:
            break
        run.tell(Kind.FORM_CHANGED, SEND)
    raise run.stop(Reason.VALUE_PUT_BACK, target=_("the form"))


def _seen(fields: tuple[FormField, ...]) -> tuple[FormField, ...]:
    return tuple(field for field in fields if field.seen)


def _approved(run: Run, fields: tuple[FormField, ...], button: Element | None, how: str) -> Approved:
    values = {field.value for field in fields} | {run.draft.entered.get("email", "")}
    return Approved(fields, frozenset(values), button, how, datetime.now(UTC))


def _unknown_button(run: Run, found: Found) -> str:
    """Give what the page calls the button, when only the person can say whether it sends."""
    unknown = found.how in (Way.KIND, Way.ONLY) and not run.approved_beforehand
    return turning.called(run) if unknown else ""


def _ask(
    run: Run, arrival: Arrival, fields: tuple[FormField, ...], before: tuple[FormField, ...], button: str
) -> str | LeadsOn:
    """Ask whether this may be sent, and return how that was said; or that the button only leads on."""
    if run.approved_beforehand:
        if not arrival.sure:
            raise run.stop(Reason.TITLE_UNKNOWN, title=arrival.title)
        held = {field.value for field in fields}
        if changed := [name for name, value in run.draft.entered.items() if value not in held]:
            raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES[changed[0]])
        return "in_advance"
    about, choices = run.flow.controller, (YES, NO, ONWARD) if button else (YES, NO)
    question = Question(Moment.APPROVE, about, choices, NO, fields, run.address, before)
    named = replace(question, title=arrival.title, button=button, detail={"controller": about})
    answer = ask(run, named)
    if answer == ONWARD:
        return Page.LEADS_ON
    if answer != YES:
        raise run.stop(Reason.DECLINED)
    return "asked"


def _check_once_more(run: Run) -> None:
    """Make sure that the click may follow.

    Raises:
        Stop: a wrong address, a question of the page's own, or the page tried to send by itself.
        SentByHand: the person was quicker.
    """
    run.check_address()
    run.stop_on_dialog()
    run.ledger.check()


def _ready(run: Run) -> tuple[Found, tuple[FormField, ...]]:
    """Give the button and the fields of a form that can be sent: complete, at the right address, nothing in the way.

    A field that nobody could see is among them, and marked as such.
    """
    step = run.flow.send
    run.check_address()
    view = run.view(step.send, *run.flow.close_first)
    run.before.note(view.blocks)
    closed = close_notices(run, view)
    form = let_tick_all(run, step.send, view)
    known = None if closed else form
    button = run.need(step.send, enabled=True, view=view if known else None)
    ready = _read_until_free(run, button, known)
    if ready is None:
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.called(step.send))
    button, form = ready
    if form.unticked:  # the form came up only now
        return _ready(run)
    if form.invalid:
        raise run.stop(Reason.FORM_INVALID, words=printable(form.invalid))
    return button, run.draft.shown_with(form)


def _read_until_free(run: Run, button: Found, known: FormState | None) -> tuple[Found, FormState] | None:
    """Read the form until its button is free; one that was just read is the first. None if it never is."""
    step, reads = run.flow.send, [(button, known)] if known else []

    def read() -> tuple[Found, FormState] | None:
        if reads:
            found, form = reads.pop()
        else:
            seen = run.shows(step.send, enabled=True)
            if seen is None:
                return None
            found, form = seen, read_form(seen.element, run.draft.shown)
        free = form.read and (form.invalid or touch.is_free(run.window, found.element))
        return (found, form) if free else None

    patience = run.options.patience
    with run.long(Doing.PRESSING, patience, run.flow.send.send):
        return run.window.wait(read, patience)


def decide_dialog(run: Run, dialog: Dialog) -> str | None:
    """Accept the question the flow declares, once armed; dismiss any other and give its words."""
    declared = run.flow.phrase(run.flow.send.dialog)
    if run.ledger.armed and dialog.type == "confirm" and says(dialog.message, declared):
        dialog.accept()
        return None
    message = printable(dialog.message)
    dialog.dismiss()
    return message
