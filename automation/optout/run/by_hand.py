"""Takes in what the person put into the form by hand: it is shown, known and watched like what the tool enters."""

from dataclasses import replace

from optout.browser.page import CHOSEN, FormField, read_form
from optout.browser.targets import Found
from optout.flow.model import CheckEmail, Choose, Fill, Step
from optout.i18n import changed
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.redact import printable
from optout.run.draft import BEFORE
from optout.run.fields import check_email, read_validity, refused
from optout.run.session import Run

_FILLS = (CheckEmail, Choose, Fill)


def take_in(run: Run, step: Step) -> None:
    """Take in what the field of a step holds now; nothing where only the person knows the field.

    Raises:
        Stop: the page does not accept it, or the address is another than expected and not kept.
    """
    found = run.shows(next(iter(step.uses().values()))) if isinstance(step, _FILLS) else None
    if found is None:
        return
    if isinstance(step, CheckEmail):
        check_email(run, step)
    elif isinstance(step, Fill):
        _take_in_value(run, found, step.with_)
    elif isinstance(step, Choose) and step.with_ == "country":
        _take_in_value(run, found, "country")


def _take_in_value(run: Run, found: Found, name: PersonField) -> None:
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise run.stop(Reason.VALUE_NEEDED, target=VALUES[name], option=OPTIONS[name])
    if validity.message:
        raise refused(run, name, changed(validity.message, printable))
    run.draft.entered.pop(name, None)
    if validity.value.strip():
        run.draft.entered[name] = validity.value


def on_page(run: Run, button: Found) -> tuple[FormField, ...]:
    """Give what stands in a page of the form beside what is known already: the person may have put it in."""
    fields = read_form(button.element).fields
    run.draft.note_shown(fields)
    known = set(run.draft.entered.values())
    return tuple(
        replace(field, kind=BEFORE, read_only=True)
        for field in fields
        if field.value.strip() and field.value not in known and field.kind not in CHOSEN
    )
