"""Opens addresses, presses buttons, and closes the notices that lie over a page."""

from functools import partial

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser import touch
from optout.browser.element import Element, is_covered, is_seen, name_of
from optout.browser.notices import closing
from optout.browser.page import look
from optout.browser.targets import Found  # noqa: TC001  a type that is written out below
from optout.browser.touch import OutOfReach
from optout.flow.model import Click, Open
from optout.redact import printable, without_query
from optout.run.completing import complete_page
from optout.run.events import Detail, Doing, Kind
from optout.run.pressing import let_press
from optout.run.session import Run
from optout.run.view import View

_CLOSING_TIME = 2.0  # seconds in which a notice can be pressed, and goes
_MOST_NOTICES, _LONGEST = 3, 80  # notices on one page, and characters of a button that are kept
STILL_PAGE = 0.2  # seconds for which a new page must stand unchanged
_OPENING_TIME = 15.0  # seconds; a slow network is not a dead page


def close_notices(run: Run, view: View) -> bool:
    """Close the cookie and notice dialogs in a view, each by the answer that shares least; says whether any was.

    Those of which the flow has the words come first. No other is closed in a stranger's flow: nobody was asked; nor
    where settings are: they are often in a dialog themselves, and terms to agree to look like a notice.
    """
    closed = _close_named(run, view)
    if run.options.asks_presses or run.flow.switches or not run.window.allows(run.window.page.url):
        return closed
    for _round in range(_MOST_NOTICES):
        button = closing(look(run.window) if closed else view.seen)
        if button is None:
            break
        pressed = touch.press(run.window, button, _CLOSING_TIME)
        if not pressed or not run.window.wait(partial(_is_away, run, button), _CLOSING_TIME):
            break
        run.tell(Kind.NOTICE_CLOSED, "", words=printable(name_of(button), _LONGEST))
        closed = True
    return closed


def _is_away(run: Run, button: Element) -> bool | None:
    now = look(run.window)
    stands = now.again(button)
    return True if now.read and (stands is None or not is_seen(stands)) else None


def _close_named(run: Run, view: View) -> bool:
    closed = False
    for name in run.flow.close_first:
        found = view.shows(name)
        if found is not None and not is_covered(found.element) and run.window.allows(run.window.page.url):
            notice = let_press(run, name, partial(_notice, run, name, view))
            pressed = notice is not None and touch.press(run.window, notice, _CLOSING_TIME)
            if not pressed:
                continue  # something lies on it; the step that needs the page will tell if it matters
            run.window.wait(partial(_is_closed, run, name), _CLOSING_TIME)
            run.tell(Kind.NOTICE_CLOSED, name)
            closed = True
    return closed


def _notice(run: Run, name: str, view: View) -> Element | None:
    """Return what closes a notice: as it was seen, or, where the person is asked meanwhile, as it is now."""
    found = run.shows(name) if run.options.asks_presses else view.shows(name)
    return None if found is None else found.element


def _is_closed(run: Run, name: str) -> bool | None:
    return True if run.shows(name) is None else None


def open_address(run: Run, step: Open) -> Detail:
    """Open an address; gives it."""
    open_page(run, step.open)
    return {"address": run.address}


def open_page(run: Run, address: str) -> bool:
    """Go to an address of the flow; False when the site does not have it, or is not reached."""
    seconds = max(run.options.patience, _OPENING_TIME)

    def go() -> bool | None:
        try:
            response = run.window.page.goto(address, wait_until="domcontentloaded", timeout=seconds * 1000)
        except TimeRanOut:
            if run.sends.paused:
                return True  # the page is there, and sends something by itself
            run.window.note_unanswered()
            return _gone(run)
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

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the person does not want it pressed.
    """
    found: list[Found] = []

    def find() -> Element:
        found.append(run.need(step.click, enabled=True))
        return found[-1].element

    let_press(run, step.click, find)
    with run.long(Doing.PRESSING, run.options.patience, step.click):
        stands = run.stands_still()
        pressed = touch.press(run.window, found[-1].element, run.options.patience, lambda: stands(run.look()))
    if not pressed:
        raise OutOfReach("something lies on it")
    return {}


def click_in_form(run: Run, step: Click) -> Detail:
    """Press a target of the form; what the form wants by then, and the flow does not know, the person does."""
    complete_page(run, step.click)
    return click(run, step)
