"""What every action on a page needs: an attempt that may fail, and how long it may take."""

from collections.abc import Callable

from playwright.sync_api import Error

from optout.browser.window import Window

_TIME, _QUICK = 5000.0, 300.0  # milliseconds until a busy page has heard of it; to try whether a press would meet it


class OutOfReach(Error):
    """An element that is there cannot be worked: something lies on it, or the page does not let anybody into it."""


def _attempt(window: Window, *works: Callable[[], object]) -> bool:
    """Do something on the page, and say whether it could be done: it may be covered, have gone, or let nobody in."""
    window.reading = None
    try:
        for work in works:
            work()
    except Error:
        window.rest(0)
        return False
    return True
