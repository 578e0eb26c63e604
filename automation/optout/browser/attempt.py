"""An action on the page that may fail, and what the browser says about why it did."""

from collections.abc import Callable

from playwright.sync_api import Error

from optout.browser.reasons import DONE, Rejection, Result
from optout.browser.window import Window

# Milliseconds. A page that is busy with a script of its own hears of an action only later.
ACTION_TIME = 5000.0
# Milliseconds. Playwright (1.65) tries at once, and again after 20, 120 and 220 ms.
TRIAL_TIME = 300.0

# From the call log in Playwright's messages (1.65, server/dom.ts).
_IN_CALL_LOG = {
    "intercepts pointer events": Rejection.COVERED,
    "element is not visible": Rejection.HIDDEN,
    "element is not stable": Rejection.MOVING,
    "element is not enabled": Rejection.DISABLED,
    "element is not editable": Rejection.READ_ONLY,
    "element is outside of the viewport": Rejection.OUT_OF_VIEW,
    "element was detached": Rejection.GONE,
}


class OutOfReach(Error):
    """An element is there and cannot be used, for the reason in `rejection`.

    `may_be_pressed`: it was pressed all the same, or may have been, before that failed.
    """

    def __init__(self, rejection: Rejection | None, *, may_be_pressed: bool = False) -> None:
        self.rejection = rejection or Rejection.NOT_REACHABLE
        self.may_be_pressed = may_be_pressed
        super().__init__(f"an element cannot be used: {self.rejection}")


def attempt(window: Window, *actions: Callable[[], object]) -> Result:
    """Do something on the page, and return whether that worked, or why it did not.

    Whatever was read before is out of date then.
    """
    window.reading = None
    try:
        for action in actions:
            action()
    except Error as error:
        window.rest(0)  # raises WindowGone if the window was closed
        return Result(rejection_in(error))
    return DONE


def rejection_in(error: Error) -> Rejection:
    """Return why the browser could not do something: the last reason in its log of several tries."""
    places = {rejection: error.message.rfind(text) for text, rejection in _IN_CALL_LOG.items()}
    last = max(places, key=lambda rejection: places[rejection])
    return last if places[last] >= 0 else Rejection.NOT_REACHABLE
