"""The clocks that waits go by: the real one, and one that runs ahead for saved pages."""

import math
import time

from playwright.sync_api import BrowserContext, Error

# Seconds that really pass in every pause, so that the browser can report what happened and pages
# can do what needs no timer.
_LEAST_PAUSE = 0.005


class Clock:
    """The clock that waits go by, in seconds. A replay's may run faster than real time."""

    # Seconds between two looks at the page: short at first, then doubled up to the longest.
    first_pause = 0.02
    longest_pause = 0.15
    # Seconds between two looks while a request is under way, which takes real time in a replay too.
    longest_loading = 0.15

    def now(self) -> float:
        """Return the time, which never goes back. Only differences between two times mean anything."""
        return time.monotonic()

    def pause(self, seconds: float) -> float:
        """Return how many seconds really to pause where `seconds` are to pass by this clock."""
        return seconds


REAL_CLOCK = Clock()


class PageClock(Clock):
    """A clock for saved pages that runs ahead in every pause, together with the timers of the pages.

    What a page planned for the time that is skipped happens at once (`BrowserContext.clock`).
    Requests take as long as ever.
    """

    # A look at the page costs more time than a pause that is skipped, so there are few long ones.
    first_pause = 1.0
    longest_pause = 1.0
    longest_loading = 0.005

    def __init__(self, context: BrowserContext) -> None:
        self._pages = context.clock
        self._ahead = 0.0  # seconds before real time
        self._pages.install()

    def now(self) -> float:
        """Return about the time of the pages."""
        return super().now() + self._ahead

    def pause(self, seconds: float) -> float:
        """Run the timers of the pages for `seconds`, and return how many seconds really to pause after that."""
        if seconds <= _LEAST_PAUSE:
            return seconds
        skipped = math.ceil(seconds * 1000)  # milliseconds
        began = time.monotonic()
        try:
            self._pages.run_for(skipped)
        except Error:  # a timer of a page raised an error, or a page is being replaced
            return seconds
        # The real time that the browser took for it has passed by this clock already.
        took = time.monotonic() - began
        self._ahead += skipped / 1000 - took
        return _LEAST_PAUSE
