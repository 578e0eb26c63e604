"""Types a value of the person into a field, and only where it was meant to go."""

from playwright.sync_api import Locator

from optout.browser.form import Validity, read_validity
from optout.errors import Stop
from optout.person import OPTIONS, YOURS, PersonField
from optout.reasons import Reason
from optout.run.objection import Objection

_FILLING_TIME = 3000.0  # milliseconds


def refused(objection: Objection, name: PersonField, words: str) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return objection.stop(Reason.VALUE_REFUSED, target=YOURS[name], words=words, option=OPTIONS[name])


def type_into(objection: Objection, field: Locator, value: str) -> None:
    """Fill a field, bound to the document whose address was checked: it ends if the page or frame moves on."""
    objection.check_address()
    pinned = field.element_handle(timeout=_FILLING_TIME)
    objection.check_address(pinned.owner_frame())
    pinned.fill(value, timeout=_FILLING_TIME)
    field.blur(timeout=_FILLING_TIME)


def type_until_it_stands(objection: Objection, field: Locator, value: str) -> Validity:
    """Fill a field, once more if the page puts back what stood there; gives what the page then says of it."""
    type_into(objection, field, value)
    validity = read_validity(objection.window, field)
    if validity.value.strip() == value.strip() or validity.read_only:
        return validity
    type_into(objection, field, value)  # React puts a field back, once, that it has bound to an older value
    return read_validity(objection.window, field)
