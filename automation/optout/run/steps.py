"""One function a verb: what each step of a flow does on the page. Each gives the words that tell it was done."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Error

from optout.browser import touch
from optout.browser.targets import Found, Way
from optout.browser.touch import OutOfReach
from optout.flow.model import CheckEmail, Choose, Click, Fill, Open, Step
from optout.i18n import _, changed
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES
from optout.redact import printable, without_query
from optout.run.events import Detail, Doing, Kind
from optout.run.fields import check_email, choose, read_validity, refused, type_until_it_stands
from optout.run.session import Run
from optout.run.takeover import let_tick_all
from optout.run.verdict import error_name
from optout.run.view import View

_CLOSING_TIME = 2.0  # seconds in which a notice can be pressed, and goes
_LEADING_ON = 0.5  # seconds in which a press has its effect
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page
SKIPPED: Detail = {"how": "skipped"}
"""What a step gives when the page does not have it."""


def take_step(run: Run, step: Step) -> Detail:
    """Take one step before the send; an optional one only if the page has it.

    Raises:
        Stop: it could not be taken.
    """
    # A value the person gave is never dropped silently, so a fill with a value is not skipped.
    given = isinstance(step, Fill) and run.person.value(step.with_) is not None
    if step.optional and not given and not run.shows(next(iter(step.uses().values()))):
        return SKIPPED
    act: Callable[..., Detail] = _ACTS[type(step)]
    if isinstance(step, Click):
        let_tick_all(run, step.click, run.view(step.click))
    try:
        return act(run, step)
    except Error as error:
        run.window.rest(0)  # a window, or a driver, that is gone is told as that
        target = run.flow.called(next(iter(step.uses().values()), step.verb))
        raise run.stop(Reason.TARGET_STUCK, target=target, error=error_name(error)) from None


def close_notices(run: Run, view: View) -> bool:
    """Close the cookie and notice dialogs in a view, each by the answer that shares least; says whether any was."""
    closed = False
    for name in run.flow.close_first:
        found = view.shows(name)
        if found is not None and run.window.allows(run.window.page.url):
            if not touch.press(run.window, found.element, _CLOSING_TIME):
                continue  # something lies on it; the step that needs the page will tell if it matters
            run.window.wait(partial(_is_closed, run, name), _CLOSING_TIME)
            run.tell(Kind.NOTICE_CLOSED, name)
            closed = True
    return closed


def _is_closed(run: Run, name: str) -> bool | None:
    return True if run.shows(name) is None else None


def open_address(run: Run, step: Open) -> Detail:
    """Open an address; gives it."""
    open_page(run, step.open)
    return {"address": run.address}


def open_page(run: Run, address: str) -> bool:
    """Go to an address of the flow; False when the site does not have it."""
    seconds = max(run.options.patience, _OPENING_TIME)

    def go() -> bool | None:
        try:
            response = run.window.page.goto(address, wait_until="domcontentloaded", timeout=seconds * 1000)
        except Error as error:
            # The page was still on its way elsewhere, as after a sign-in: opening is harmless, so it is tried again.
            return None if "interrupted by another navigation" in error.message else _gone(run)
        return response is None or response.status < 400  # noqa: PLR2004

    with run.long(Doing.OPENING, seconds, without_query(address)):
        return run.window.wait(go, seconds) or False


def _gone(run: Run) -> bool:
    """Tell a page that does not open from a window that is no longer there."""
    run.window.rest(0)
    return False


def click(run: Run, step: Click) -> Detail:
    """Press a target.

    A button that no word tells from the one that sends is pressed while nothing can leave: what it does then is to lead
    on, or nothing.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, or several could be it.
    """
    found = run.need(step.click, enabled=True)
    with run.long(Doing.PRESSING, run.options.patience, step.click):
        if found.how != Way.KIND:
            _press(run, found)
            return {}
        with run.ledger.nothing_leaves(run.draft.entered.values()):
            _press(run, found)
            run.window.rest(_LEADING_ON)
    return {}


def _press(run: Run, found: Found) -> None:
    if not touch.press(run.window, found.element, run.options.patience):
        raise OutOfReach("something lies on it")


def fill(run: Run, step: Fill) -> Detail:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = run.person.value(step.with_)
    if value is None:
        _stop_if_required(run, step)
        return {"how": "left_empty"}
    field = run.need(step.fill, enabled=True).element
    validity = type_until_it_stands(run, field, value)
    message = validity.message
    if validity.value and len(validity.value) < len(value) and value.startswith(validity.value):
        message = _("only {count} of your {all} characters fit").format(count=len(validity.value), all=len(value))
    if message:
        raise refused(run, step.with_, changed(message, printable))
    if validity.value != value:
        raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES[step.with_])
    run.draft.entered[step.with_] = value
    return run.person.detail(step.with_)


def _stop_if_required(run: Run, step: Fill) -> None:
    found = run.shows(step.fill)
    if found is None:
        return
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise run.stop(Reason.VALUE_NEEDED, target=VALUES[step.with_], option=OPTIONS[step.with_])


_ACTS: dict[type, Callable[..., Detail]] = {
    Open: open_address,
    Click: click,
    Choose: choose,
    CheckEmail: check_email,
    Fill: fill,
}
