"""The one button of a page of a form, where no word tells what it does: it may lead on, or it may send.

The tool presses it only while nothing can leave. If what was held back says that it sends, the page is left at once, so
that it cannot try again, and the tool never presses such a button of this form again.
"""

from collections.abc import Callable

from playwright.sync_api import Error, Frame, Request

from optout.browser.form import read_form
from optout.browser.gate import carries
from optout.browser.locate import Found
from optout.errors import PressedSend, Stop
from optout.flow.steps import Click
from optout.reasons import Reason
from optout.redact import printable
from optout.run.objection import Objection
from optout.run.observer import Kind
from optout.run.view import View
from optout.tongue import _

_LONGEST = 80  # characters of a button that are shown
_CLICK_TIME = 3000.0  # milliseconds
_TURNING, _SETTLING = 3.0, 0.5  # seconds: for another page to come up, and to see what the press sets off
_EMPTY = "about:blank"


def onward(objection: Objection) -> list[str]:
    """Give the targets of the flow that lead from one page of the form to the next."""
    return [step.click for step in objection.flow.steps if isinstance(step, Click)]


def lone(objection: Objection, view: View) -> Found | None:
    """Give the one button of a page, if for all that is known it may lead on."""
    if len(view.seen.made.buttons) != 1:
        return None
    view = view.taken_to_go_on()
    return next((found for name in onward(objection) if (found := view.shows(name, enabled=True))), None)


def called(objection: Objection) -> str:
    """Give what the page calls its one button, if for all that is known it may lead on; nothing if it may not."""
    view = objection.look(*onward(objection))
    if lone(objection, view) is None:
        return ""
    return printable(view.seen.made.buttons[0].name, _LONGEST) or "?"


def must_lead_on(objection: Objection, view: View) -> Found | None:
    """Give the one button of a page that lacks nothing, so that what is still to be done must be on another page."""
    if any(field.empty and (field.must or field.long) for field in view.seen.made.fields):
        return None
    found = lone(objection, view)
    form = read_form(objection.window, found.locator) if found else None
    return found if form and form.read and not (form.invalid or form.unticked) else None


def press(objection: Objection, button: Found, look: Callable[[], View]) -> bool:
    """Press a button while nothing can leave; says whether another page of the form came up.

    Raises:
        PressedSend: it is the one that sends. The page has been left.
    """
    window, gate, before, asked = objection.window, objection.gate, look().mark, len(objection.dialogs)
    with gate.nothing_leaves(objection.entered.values()) as held:
        try:
            button.locator.click(timeout=_CLICK_TIME)
        except Error:
            window.rest(0)  # it went, or something lies on it
        turned = _turned(objection, look, before)
        main = window.page.main_frame
        sends = objection.page_sends or len(objection.dialogs) > asked
        values = objection.telling_values
        sends = sends or any(carries(request, values) or _moves(request, main) for request in held)
        if sends:
            _leave(objection, asked)
    if sends:
        raise PressedSend(_("the button sends the form; nothing has left"))
    if turned:
        objection.left_behind |= objection.entered.keys()
        objection.tell(Kind.STEP_DONE, _("go on"), told=button.how, optional="yes")
    return turned


def _turned(objection: Objection, look: Callable[[], View], before: str) -> bool:
    """Wait until the page is another one, and a little more, or until its request was held back."""
    try:
        turned = objection.window.wait(lambda: (look().mark != before) or None, _TURNING)
        objection.window.wait(lambda: None, _SETTLING)
    except Stop as stop:
        if stop.reason != Reason.PAGE_SENDS:
            raise
        return False
    return bool(turned)


def _moves(request: Request, main: Frame) -> bool:
    """Whether a request would have put another page in the place of the one in front, or in a new tab."""
    try:
        return request.is_navigation_request() and request.frame == main
    except Error:
        return True  # of a tab that is only just opening


def _leave(objection: Objection, asked: int) -> None:
    """Leave a page that tried to send, and forget the try: nothing has left."""
    try:
        objection.window.page.goto(_EMPTY, timeout=_CLICK_TIME)
    except Error:
        objection.window.rest(0)
    objection.lone_sends, objection.page_sends = True, False
    objection.gate.held_back = 0
    del objection.dialogs[asked:]
