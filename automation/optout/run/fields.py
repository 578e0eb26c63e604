"""Types a value of the person into a field, and takes in what they put there."""

from optout.browser import touch
from optout.browser.element import Element, is_long
from optout.browser.page import Validity, look, validity_of
from optout.browser.targets import Found
from optout.browser.touch import OutOfReach
from optout.errors import Stop
from optout.flow.model import Fill
from optout.i18n import _, changed
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.redact import printable
from optout.run.session import Run

_READING_TIME = 2.0  # seconds
_WRITES = 2
"""How often a value is written: React puts a field back, once, that it has bound to an older value."""


def refused(run: Run, name: PersonField, words: str) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def needed(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value of the person the page wants."""
    return run.stop(Reason.VALUE_NEEDED, target=VALUES[name], option=OPTIONS[name])


def put_back(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value the page has changed after it was filled."""
    return run.stop(Reason.VALUE_PUT_BACK, target=VALUES[name])


def validity_now(run: Run, field: Element) -> Validity | None:
    """Read what the page says of one field, if it can be read now."""
    now = look(run.window).again(field)
    return validity_of(now) if now else None


def read_validity(run: Run, field: Element) -> Validity:
    """Read what the page says of one field; waits a moment for one that is just being put in anew.

    Raises:
        OutOfReach: it is no longer there.
    """
    validity = run.window.wait(lambda: validity_now(run, field), _READING_TIME)
    if validity is None:
        raise OutOfReach("the field cannot be read")
    return validity


def type_until_it_stands(run: Run, field: Element, value: str) -> Validity:
    """Write into a field, and only into the document whose address was checked; give what the page then says of it.

    Raises:
        OutOfReach: it is no longer there, or lets nobody in.
        Stop: the page is on a foreign host by now.
    """
    for _round in range(_WRITES):
        run.check_address()
        if not touch.write(run.window, field, value):
            run.check_address()
            again = look(run.window).again(field)  # the page may have put it in anew
            if again is None or not touch.write(run.window, again, value):
                raise OutOfReach("the field cannot be written into")
        validity = read_validity(run, field)
        if validity.value.strip() == value.strip() or validity.read_only:
            break
    return validity


def fill(run: Run, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = run.person.value(step.with_)
    if value is None:
        _stop_if_required(run, step)
        return {"how": "left_empty"}
    field = run.need(step.fill, enabled=True).element
    value = value if is_long(field) else " ".join(value.splitlines())  # which a browser would join without a space
    validity = type_until_it_stands(run, field, value)
    message = validity.message
    if validity.value and len(validity.value) < len(value) and value.startswith(validity.value):
        message = _("only {count} of your {all} characters fit").format(count=len(validity.value), all=len(value))
    if message:
        raise refused(run, step.with_, changed(message, printable))
    if validity.value != value:
        raise put_back(run, step.with_)
    run.draft.entered[step.with_] = value
    return run.person.detail(step.with_)


def _stop_if_required(run: Run, step: Fill) -> None:
    found = run.shows(step.fill)
    if found is None:
        return
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise needed(run, step.with_)


def take_in_value(run: Run, found: Found, name: PersonField) -> None:
    """Take in what the person put into the field of a value.

    Raises:
        Stop: the page does not accept it.
    """
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise needed(run, name)
    if validity.message:
        raise refused(run, name, changed(validity.message, printable))
    run.draft.entered.pop(name, None)
    if validity.value.strip():
        run.draft.entered[name] = validity.value
