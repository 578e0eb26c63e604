"""One function a verb: what each step of a flow does on the page. Each gives the words that tell it was done."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Error

from optout.browser.form import read_validity
from optout.browser.locate import Way
from optout.flow.model import CheckEmail, Choose, Click, Fill, Open, Step
from optout.i18n import _, changed, named
from optout.outcome import Reason
from optout.person import OPTIONS, YOURS
from optout.redact import printable, without_query
from optout.run.events import Doing, Kind
from optout.run.fields import check_email, choose, refused, type_until_it_stands
from optout.run.session import Objection, error_name
from optout.run.takeover import let_tick_all
from optout.run.view import View

_LEADING_ON = 0.5  # seconds in which a press has its effect
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page
_A = {"comment": _("a comment"), "country": _("a country")}
SKIPPED = ""
"""What a step gives when the page does not have it."""


def take_step(objection: Objection, step: Step) -> str:
    """Take one step before the send; an optional one only if the page has it.

    Raises:
        Stop: it could not be taken.
    """
    # A value the person gave is never dropped silently, so a fill with a value is not skipped.
    given = isinstance(step, Fill) and objection.person.value(step.with_) is not None
    if step.optional and not given and not objection.shows(next(iter(step.uses().values()))):
        return SKIPPED
    act: Callable[..., str] = _ACTS[type(step)]
    if isinstance(step, Click):
        let_tick_all(objection, step.click, objection.view(step.click))
    try:
        return act(objection, step)
    except Error as error:
        objection.window.rest(0)  # a window, or a driver, that is gone is told as that
        target = objection.flow.called(next(iter(step.uses().values()), step.verb))
        raise objection.stop(Reason.TARGET_STUCK, target=target, error=error_name(error)) from None


def close_notices(objection: Objection, view: View) -> bool:
    """Close the cookie and notice dialogs in a view, each by the answer that shares least; says whether any was."""
    closed = False
    for name in objection.flow.close_first:
        found = view.shows(name)
        if found is not None and objection.window.allows(objection.window.page.url):
            try:
                found.locator.click(timeout=2000)
            except Error:
                continue  # something lies on it; the step that needs the page will tell if it matters
            objection.window.wait(partial(_is_closed, objection, name), 2)
            objection.tell(Kind.NOTICE_CLOSED, named(name))
            closed = True
    return closed


def _is_closed(objection: Objection, name: str) -> bool | None:
    return True if objection.shows(name) is None else None


def open_address(objection: Objection, step: Open) -> str:
    """Open an address; gives it."""
    open_page(objection, step.open)
    return objection.address


def open_page(objection: Objection, address: str) -> bool:
    """Go to an address of the flow; False when the site does not have it."""
    seconds = max(objection.options.patience, _OPENING_TIME)

    def go() -> bool | None:
        try:
            response = objection.window.page.goto(address, wait_until="domcontentloaded", timeout=seconds * 1000)
        except Error as error:
            # The page was still on its way elsewhere, as after a sign-in: opening is harmless, so it is tried again.
            return None if "interrupted by another navigation" in error.message else _gone(objection)
        return response is None or response.status < 400  # noqa: PLR2004

    with objection.long(Doing.OPENING, seconds, without_query(address)):
        return objection.window.wait(go, seconds) or False


def _gone(objection: Objection) -> bool:
    """Tell a page that does not open from a window that is no longer there."""
    objection.window.rest(0)
    return False


def click(objection: Objection, step: Click) -> str:
    """Click a target; gives its name.

    A button that no word tells from the one that sends is pressed while nothing can leave: what it does then is to lead
    on, or nothing.
    """
    found, seconds = objection.need(step.click, enabled=True), objection.options.patience
    with objection.long(Doing.PRESSING, seconds, step.click):
        if found.how != Way.KIND:
            found.locator.click(timeout=seconds * 1000)
            return named(step.click)
        with objection.ledger.nothing_leaves(objection.draft.entered.values()):
            found.locator.click(timeout=seconds * 1000)
            objection.window.rest(_LEADING_ON)
    return named(step.click)


def fill(objection: Objection, step: Fill) -> str:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = objection.person.value(step.with_)
    if value is None:
        _stop_if_required(objection, step)
        return _("left empty")
    field = objection.need(step.fill, enabled=True).locator
    validity = type_until_it_stands(objection, field, value)
    message = validity.message
    if validity.value and len(validity.value) < len(value) and value.startswith(validity.value):
        message = _("only {count} of your {all} characters fit").format(count=len(validity.value), all=len(value))
    if message:
        raise refused(objection, step.with_, changed(message, printable))
    if validity.value != value:
        raise objection.stop(Reason.VALUE_PUT_BACK, target=YOURS[step.with_])
    objection.draft.entered[step.with_] = value
    return objection.person.describe(step.with_)


def _stop_if_required(objection: Objection, step: Fill) -> None:
    found = objection.shows(step.fill)
    if found is None:
        return
    validity = read_validity(objection.window, found.locator)
    if validity.required and not validity.value.strip():
        raise objection.stop(Reason.VALUE_NEEDED, target=_A[step.with_], option=OPTIONS[step.with_])


_ACTS: dict[type, Callable[..., str]] = {
    Open: open_address,
    Click: click,
    Choose: choose,
    CheckEmail: check_email,
    Fill: fill,
}
