"""The window a person and a flow share: its pages, its end, and waiting in it."""

import json
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeVar

from playwright.sync_api import BrowserContext, Dialog, Error, Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.errors import PageCrashed, WindowGone
from optout.flow.addresses import why_not_address
from optout.i18n import _

T = TypeVar("T")
ENGINE = "optout"
"""The selector engine that reads and finds; `reading.py` teaches it to Playwright."""
_READING_TIME = 5000.0  # milliseconds
_LOOKING_TIME, _LONGEST_LOOK = 1000.0, 4000.0  # milliseconds
_FIRST_PAUSE, _LONGEST_PAUSE = 0.01, 0.15  # seconds between two looks at the page


class Window:
    """The pages of one browser context. Every wait lets the page, the person and signals go on.

    `tick` is called in every wait and may raise to end it; `on_dialog` decides over the page's own dialogs.
    """

    def __init__(self, context: BrowserContext, hosts: tuple[str, ...], tick: Callable[[], None]) -> None:
        self.context = context
        self.hosts = hosts
        self.on_dialog: Callable[[Dialog], None] = _dismiss
        self._tick = tick
        self._stays_with: Page | None = None
        self._crashed = self._context_closed = False
        self._looking: dict[str, float] = {}  # milliseconds that a read of its kind may take
        # Elements go while they are looked at: no read may wait Playwright's default half minute for one.
        context.set_default_timeout(_READING_TIME)
        context.on("close", self._note_close)
        context.on("page", self._watch_page)
        context.on("dialog", self._decide_dialog)
        for page in context.pages:
            self._watch_page(page)
        self._page = context.pages[-1] if context.pages else context.new_page()

    def _note_close(self, _: BrowserContext) -> None:
        self._context_closed = True

    def _watch_page(self, page: Page) -> None:
        page.on("crash", self._note_crash)

    def _note_crash(self, _: Page) -> None:
        self._crashed = True

    def _decide_dialog(self, dialog: Dialog) -> None:
        # A page that leaves itself asks this; refusing would hold back the very request that sends the form.
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.on_dialog(dialog)

    @property
    def page(self) -> Page:
        """The page in front: the newest open one on a listed host, else the newest open one.

        Raises:
            WindowGone: there is none left, or it crashed.
        """
        if self.gone or not self._in_question():
            raise self._end()
        pages = self._in_question()
        if self._page in pages and len(pages) == 1:
            return self._page
        own = [page for page in pages if why_not_address(page.url, self.hosts) is None]
        self._page = (own or pages)[-1]
        return self._page

    def stay(self) -> None:
        """Look from now on only at the page in front and at what it opens: no other tab may speak for the answer."""
        self._stays_with = self.page

    def _in_question(self) -> list[Page]:
        pages = self.context.pages
        kept = self._stays_with
        if kept is None or pages == [kept]:
            return pages
        return [page for page in pages if page is kept or _opener(page) is kept]

    @property
    def pages(self) -> list[Page]:
        """All open pages; none when the window is gone."""
        return [] if self._context_closed else self.context.pages

    @property
    def gone(self) -> bool:
        """Whether the person closed the window, or the browser ended or crashed."""
        return self._crashed or not self.pages

    def _end(self) -> WindowGone:
        return PageCrashed(_("the page crashed")) if self._crashed else WindowGone(_("the window was closed"))

    def frames(self) -> list[Frame]:
        """List the frames of the page in front that may be read, the page itself first.

        A frame inside it must be seen and be on a listed host.
        """
        main = self.page.main_frame
        inside = (frame for frame in self.page.frames if frame is not main and self.is_ours(frame))
        seen = [frame for frame in inside if _is_seen(frame)]
        return [main, *seen] if self.is_ours(main) else []

    def is_ours(self, frame: Frame) -> bool:
        """Whether a frame is on a listed host; one without an address of its own is where its parent is."""
        if frame.parent_frame and not self.is_ours(frame.parent_frame):
            return False
        return self.allows(frame.url) or (frame.parent_frame is not None and frame.url.startswith("about:"))

    def allows(self, address: str) -> bool:
        """Whether the flow may work at this address."""
        return why_not_address(address, self.hosts) is None

    def wait(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Look again and again until something is found, or give None after `seconds`; always looks at least once.

        A look must end by itself: it reads the page with `read`, or with what has a time-out of its own.

        Raises:
            WindowGone: the window ended meanwhile.
            Interrupted: the person or the system asked to end.
        """
        end = time.monotonic() + seconds
        pause = _FIRST_PAUSE
        while True:
            self._tick()
            found = self._look(look)
            if found is not None:
                return found
            left = end - time.monotonic()
            if left <= 0:
                return None
            self.rest(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

    def _look(self, look: Callable[[], T | None]) -> T | None:
        """Look once; None when the page moves on while it is looked at."""
        found: T | None = None
        with self.guard():
            found = look()
        return found  # noqa: RET504  after a passing trouble, None

    def read(self, place: Frame | Locator, what: str, **more: object) -> Any:
        """Read something of a frame or an element; None when it is gone or waits for its server.

        `what` is one of those of `reading.py`. Playwright lets a plain read of a page that waits for its server wait as
        well, without end (measured with 1.65): not this one, and a signal may come between two of them. What took too
        long may take twice as long the next time: a page of many thousand elements on a slow machine is read too.

        Raises:
            WindowGone: the window ended.
        """
        selector = f"{ENGINE}={json.dumps({'read': what, **more})}"
        may_take = self._looking.get(what, _LOOKING_TIME)
        try:
            told = json.loads(place.locator(selector).text_content(timeout=may_take) or "{}")
        except Error as error:
            if self.gone:
                raise self._end() from None
            if isinstance(error, PlaywrightTimeout):
                self._looking[what] = min(2 * may_take, _LONGEST_LOOK)
            return None
        # The page may have moved on to a foreign one while it was waited for.
        address = told.get("address", "")
        return told["found"] if self.allows(address) or address.startswith("about:") else None

    def rest(self, seconds: float) -> None:
        """Let the page go on for some seconds."""
        with self.guard():
            self.page.wait_for_timeout(seconds * 1000)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Tell an ended window from other trouble: raises WindowGone when the window is no longer there."""
        try:
            yield
        except PlaywrightTimeout:
            raise
        except Error as error:
            closed = type(error).__name__ == "TargetClosedError" or "Target crashed" in error.message
            if closed and (self._crashed or not self._still_open()):
                raise self._end() from None
            if not _passing(error):
                raise

    def _still_open(self) -> bool:
        """Whether another page is open; a page that has just closed may still be listed."""
        return any(not page.is_closed() for page in self.pages)


_SEEN = """
(element) => {
  const box = element.getBoundingClientRect();
  return element.checkVisibility({opacityProperty: true, visibilityProperty: true})
    && box.width > 1 && box.height > 1 && box.right + scrollX > 0 && box.bottom + scrollY > 0;
}
"""


def _is_seen(frame: Frame) -> bool:
    """Whether a person can see a frame: it, and every frame around it."""
    try:
        seen = bool(frame.frame_element().evaluate(_SEEN))
    except Error:
        return False  # it went while it was looked at
    outer = frame.parent_frame
    return seen and (outer is None or outer.parent_frame is None or _is_seen(outer))


def _opener(page: Page) -> Page | None:
    try:
        return page.opener()
    except Error:
        return None


def _dismiss(dialog: Dialog) -> None:
    dialog.dismiss()


def _passing(error: Error) -> bool:
    """Whether the error only says that the page moved on or one of several pages closed while it was looked at."""
    signs = (
        "Execution context was destroyed",
        "frame was detached",
        "Frame was detached",
        "navigating",
        "interrupted by",
    )
    first_line = error.message.partition("\n")[0]  # the call log below it names every navigation
    if "onnection closed" in first_line:
        return False  # Playwright's driver is gone, and nothing will ever come of waiting
    return type(error).__name__ == "TargetClosedError" or any(sign in first_line for sign in signs)


_WORLD = "optout"
_BINDING = "optoutTell"


class Devtools:
    """Scripts in a world of their own beside the page's.

    Both worlds see the same elements, but not each other's variables, listeners or changed prototypes: a page can
    neither read what is kept here nor call `optoutTell`, through which a script here tells `on_told` a text.
    """

    def __init__(self, page: Page, on_told: Callable[[str], None] | None = None) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self._frame = self.session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        if on_told:
            told = on_told
            self.session.send("Runtime.enable")  # without it the binding is in no world
            self.session.on("Runtime.bindingCalled", lambda event: told(str(event["payload"])))
            self.session.send("Runtime.addBinding", {"name": _BINDING, "executionContextName": _WORLD})

    def run(self, function: str, argument: Any = None) -> Any:
        """Call a function, written in JavaScript, in our own world of the page's main frame; gives plain data."""
        world = self.session.send("Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _WORLD})
        called = {"executionContextId": world["executionContextId"], "arguments": [{"value": argument}]}
        return _value(self.session.send("Runtime.callFunctionOn", {**_plain(function), **called}))

    def about(self, backend_node: int, function: str, argument: Any = None) -> Any:
        """Call a function about one element, given as `this`; gives plain data, None when the element is gone."""
        node = self.session.send("DOM.resolveNode", {"backendNodeId": backend_node})["object"]
        called = {"objectId": node["objectId"], "arguments": [{"value": argument}]}
        return _value(self.session.send("Runtime.callFunctionOn", {**_plain(function), **called}))


def reachable(window: Window) -> bool:
    """Whether the page in front is a flow's own and answers now: what is asked of it here has no time-out."""
    page = window.page
    return window.allows(page.url) and window.read(page.main_frame, "alive") is True


def _plain(function: str) -> dict[str, Any]:
    return {"functionDeclaration": function, "returnByValue": True}


def _value(answer: Mapping[str, Any]) -> Any:
    return None if "exceptionDetails" in answer else answer["result"].get("value")
