"""Lets a person show an element: the browser's own "inspect" pointer, as in its developer tools.

The browser takes the whole press before the page hears of it: no listener of the page runs, nothing is focused or
pressed, and the frame around the element is drawn by the browser, outside the page. (`Overlay.setInspectMode`;
measured with Chromium 156: no press, click or focus event reaches the page, also inside frames and shadow
roots, and disabled elements can be shown. Escape reaches it, and ends the pointing.)
"""

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page

from optout.browser.locate import Found, NotFound, find
from optout.browser.pointing_script import DESCRIBE
from optout.browser.window import Devtools, Window, reachable
from optout.flow.model import Target

BY_PERSON = "pointed at by the person"
_BLUE = {"r": 10, "g": 102, "b": 224}
_HIGHLIGHT = {
    "showInfo": False,
    "contentColor": {**_BLUE, "a": 0.22},
    "paddingColor": {**_BLUE, "a": 0.22},
    "borderColor": {**_BLUE, "a": 1},
}


@dataclass(frozen=True)
class Shown:
    """The element a person showed, before anything is made of it.

    `path` leads to it in a document at `address`; `sign` is how it looks in its code, to know it again; `facts` are
    its tag, attributes and language.
    """

    path: str
    sign: str
    address: str
    facts: dict[str, str]


@dataclass(frozen=True)
class Pointed:
    """An element that a person pointed at, for the rest of the run: where it stands, and how to find it elsewhere."""

    frame: Frame
    path: str
    sign: str
    lasting: Target | None = None

    @property
    def locator(self) -> Locator:
        """Where it stands."""
        return self.frame.locator(f"css={self.path}")


class Pointer:
    """Waits in one window for a person to click an element; that click does nothing else."""

    def __init__(self, window: Window, role: str) -> None:
        self._window = window
        self._role = role
        self._tools: Devtools | None = None
        self._nodes: list[int] = []
        self._cancelled = self._stale = False

    def take(self) -> Shown | None:
        """Give what was shown, if something was since the last call."""
        if self._tools is None or self._stale or self._tools.page is not self._window.page:
            self.arm()
        while self._nodes and self._tools:
            node = self._nodes.pop(0)
            try:
                told = self._tools.about(node, DESCRIBE, self._role)
                if told and "bar" in told:
                    self._cancelled = True
                elif told:
                    return Shown(told["path"], told["sign"], told["address"], told["facts"])
            except Error:
                return None  # the page moved on with it
        return None

    @property
    def cancelled(self) -> bool:
        """Whether the person pressed Escape, or the bar instead of an element."""
        return self._cancelled

    def end(self) -> None:
        """Let clicks reach the page again."""
        self._set_mode("none")
        self._tools = None

    def arm(self) -> bool:
        """Take the clicks from now on; False when the page cannot be reached now. A click before would press it."""
        page = self._window.page
        if not reachable(self._window):
            return False
        if self._tools and self._tools.page is not page:
            self.end()
        try:
            self._tools = self._tools or self._open(page)
            self._set_mode("searchForNode")
            self._stale = False
        except Error:
            self._tools = None  # the page moved on: tried again at the next call
        return self._tools is not None

    def _open(self, page: Page) -> Devtools:
        tools = Devtools(page)
        tools.session.on("Overlay.inspectNodeRequested", self._note)
        tools.session.on("Overlay.inspectModeCanceled", self._note_cancel)
        tools.session.send("DOM.enable")
        tools.session.send("Overlay.enable")
        page.on("domcontentloaded", self._note_new_page)
        return tools

    def _set_mode(self, mode: str) -> None:
        if self._tools:
            try:
                self._tools.session.send("Overlay.setInspectMode", {"mode": mode, "highlightConfig": _HIGHLIGHT})
            except Error:
                self._tools = None

    def _note(self, event: dict[str, Any]) -> None:
        self._nodes.append(event["backendNodeId"])

    def _note_cancel(self, _: dict[str, Any]) -> None:
        self._cancelled = True

    def _note_new_page(self, _: Page) -> None:
        self._stale = True


def locate_shown(window: Window, shown: Shown) -> Pointed | None:
    """Find the one visible element that was shown; None when it cannot be told from another, or is no longer there."""
    found = [
        Pointed(frame, shown.path, shown.sign)
        for frame in window.frames()
        if frame.url == shown.address and _stands(window, Pointed(frame, shown.path, shown.sign))
    ]
    return found[0] if len(found) == 1 else None


def find_pointed(window: Window, pointed: Pointed, *, enabled: bool = False) -> Found | NotFound:
    """Find again what was pointed at: where it stood, and if it is not there any more, by how it can be found."""
    if pointed.frame in window.frames() and (stands := _stands(window, pointed)):
        usable = not enabled or stands["enabled"]
        return Found(pointed.locator, pointed.frame, BY_PERSON) if usable else NotFound(0)
    found = find(window, pointed.lasting, enabled=enabled) if pointed.lasting else NotFound(0)
    return Found(found.locator, found.frame, BY_PERSON) if isinstance(found, Found) else found


def _stands(window: Window, pointed: Pointed) -> dict[str, Any] | None:
    """Read the element at this place if it is visible and still looks as it did: rows come and go on a page."""
    read: dict[str, Any] | None = window.read(pointed.locator, "standing")
    return read if read and read["visible"] and read["sign"] == pointed.sign else None
