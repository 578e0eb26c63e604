"""A small bar in the window that asks what the terminal asks at the same time, or calls the person back there.

It stands in a closed shadow root that our own world of scripts made, so that the page can neither read it nor press it:
a page's own script can make events, but no trusted ones, and only those are answers. The page can take the bar away or
lie on top of it; then the terminal still asks. No approval is ever given here: see `run/asking.py`.
"""

import time
from dataclasses import asdict, dataclass

from playwright.sync_api import Error, Page

from optout.browser.bar_script import HIDE, SHOW, STANDS
from optout.browser.devtools import Devtools, reachable
from optout.browser.window import Window

CLOSED = "closed"
"""What the bar tells when the person takes it away: no answer, the terminal still asks."""
_LOOK_EVERY = 1.0  # seconds between two looks whether the page took it away


@dataclass(frozen=True)
class Face:
    """What the bar shows: a text, a quotation of the page, and buttons by their answers. Plain text, never markup.

    `default` is the answer whose button stands out.
    """

    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    quote: str = ""
    default: str = ""
    close: str = "Close"
    move: str = "Move"
    language: str = "en"


class Bar:
    """The bar of one window: on the page in front, and again on the page that follows it."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._face: Face | None = None
        self._answer: str | None = None
        self._tools: Devtools | None = None
        self._watched: set[Page] = set()
        self._stale = False
        self._number = 0  # of the question: a press on an earlier one may be told late
        self._looked = 0.0

    def show(self, face: Face) -> None:
        """Show a question; one that stood there is gone."""
        self.remove()
        self._face, self._answer, self._stale = face, None, True
        self._number += 1
        self._put()

    def answer(self) -> str | None:
        """Give the answer that was clicked, or None; puts the bar in again where it is no longer."""
        if self._face is None:
            return None
        if self._answer is None and (self._stale or self._moved() or self._taken_away()):
            self._put()
        if self._answer == CLOSED:
            self.remove()
        return self._answer if self._face else None

    def remove(self) -> None:
        """Take the bar away: nothing of it is left in the page."""
        shown, self._face = self._face is not None, None
        if shown and self._tools:
            try:
                self._tools.run(HIDE)
            except Error:
                self._tools = None  # the page moved on, and the bar with it

    def _moved(self) -> bool:
        return self._tools is None or self._tools.page is not self._window.page

    def _taken_away(self) -> bool:
        now = time.monotonic()
        if self._tools is None or now - self._looked < _LOOK_EVERY or not reachable(self._window):
            return False
        self._looked = now
        try:
            return self._tools.run(STANDS) is not True
        except Error:
            return True

    def _put(self) -> None:
        page = self._window.page
        if not reachable(self._window):
            return  # it is looked at again at the next call
        if page not in self._watched:
            self._watched.add(page)
            page.on("domcontentloaded", self._note_new_page)
        try:
            if self._moved():
                self._tools = Devtools(page, self._note)
            if self._tools and self._face:
                self._tools.run(SHOW, {**asdict(self._face), "number": self._number})
            self._stale, self._looked = False, time.monotonic()
        except Error:
            self._tools = None  # the page moved on meanwhile

    def _note_new_page(self, _: Page) -> None:
        self._stale = True

    def _note(self, told: str) -> None:
        number, _, answer = told.partition(" ")
        known = {CLOSED, *(answer for answer, _ in self._face.buttons)} if self._face else set()
        if number == str(self._number) and answer in known and self._answer is None:
            self._answer = answer
