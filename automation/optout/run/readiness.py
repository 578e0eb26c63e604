"""Reads the filled form once it can be sent: complete, at the right address, nothing in the way of its button."""

from dataclasses import dataclass

from optout.browser import touch
from optout.browser.element import name_of
from optout.browser.page import FormField, FormState, read_form
from optout.browser.targets import Found, Way
from optout.flow.labels import said_by
from optout.outcome import Reason
from optout.redact import printable
from optout.run import turning
from optout.run.completing import missed, settle_country
from optout.run.events import Doing
from optout.run.session import Run
from optout.run.steps import close_notices
from optout.run.takeover import let_tick_all
from optout.run.view import View


@dataclass(frozen=True)
class Ready:
    """A form that can be sent: its button, and its fields with those that nobody could see.

    `unknown` is what the page calls the button, when only the person can say whether it sends.
    """

    button: Found
    fields: tuple[FormField, ...]
    unknown: str

    @property
    def seen(self) -> tuple[FormField, ...]:
        """The fields that the person could see."""
        return tuple(field for field in self.fields if field.seen)


def read_ready(run: Run) -> Ready:
    """Wait until the form can be sent, and read it; what it wants ticked the person ticks.

    Raises:
        Stop: the page does not accept it, its button is not there or never free, or it is at a wrong address.
    """
    step = run.flow.send
    run.check_address()
    view = run.view(step.send, *run.flow.close_first)
    run.before.note(view.spoken)
    closed = close_notices(run, view)
    if settle_country(run, step.send, view):
        view = run.view(step.send, *run.flow.close_first)
    form = let_tick_all(run, step.send, view)
    known = None if closed else form
    if words := missed(run, known or _stands(run)):  # the button may work only once that is filled
        raise run.stop(Reason.FORM_INVALID, words=words)
    button = run.need(step.send, enabled=True, view=view if known else None)
    ready = _read_until_free(run, button, known)
    if ready is None:
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.called(step.send))
    button, form = ready
    if form.unticked:  # the form came up only now
        return read_ready(run)
    if form.invalid:
        raise run.stop(Reason.FORM_INVALID, words=printable(form.invalid))
    does = said_by(name_of(button.element), button.element.document.language)
    told = button.how not in (Way.KIND, Way.ONLY) or ("send" in does and "onward" not in does)
    unknown = "" if told or run.approved_beforehand else turning.called(run)
    return Ready(button, run.draft.shown_with(form), unknown)


def _stands(run: Run) -> FormState:
    """Return the form as it stands now; an unread one if its button does not show."""
    button = run.shows(run.flow.send.send)
    return read_form(button.element, run.draft.shown) if button else FormState()


def _read_until_free(run: Run, button: Found, known: FormState | None) -> tuple[Found, FormState] | None:
    """Read the form until its button is free; one that was just read is the first. None if it never is."""
    step, reads = run.flow.send, [(button, known)] if known else []

    def look() -> tuple[View, tuple[Found, FormState] | None]:
        view = run.look(step.send)
        seen = reads.pop() if reads else _read_at(run, view)
        free = seen and seen[1].read and (seen[1].invalid or touch.is_free(run.window, seen[0].element))
        return view, seen if free else None

    patience = run.options.patience
    with run.long(Doing.PRESSING, patience, run.flow.send.send):
        return run.wait_while_it_moves(look, patience)


def _read_at(run: Run, view: View) -> tuple[Found, FormState] | None:
    """Return the button that sends, and its form; None where the button does not show, or does not work yet."""
    found = view.shows(run.flow.send.send, enabled=True)
    return None if found is None else (found, read_form(found.element, run.draft.shown))
