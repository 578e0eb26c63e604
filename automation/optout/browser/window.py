"""The window a person and a flow share: its pages, its end, and waiting in it."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

from playwright.sync_api import BrowserContext, Dialog, Error, Frame, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.errors import WindowGone
from optout.flow.addresses import why_not_address

T = TypeVar("T")
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
        self._crashed = self._context_closed = False
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
        if self.gone:
            raise WindowGone("the page crashed" if self._crashed else "the window was closed")
        pages = self.context.pages
        if self._page in pages and len(pages) == 1:
            return self._page
        own = [page for page in pages if why_not_address(page.url, self.hosts) is None]
        self._page = (own or pages)[-1]
        return self._page

    @property
    def pages(self) -> list[Page]:
        """All open pages; none when the window is gone."""
        return [] if self._context_closed else self.context.pages

    @property
    def gone(self) -> bool:
        """Whether the person closed the window, or the browser ended or crashed."""
        return self._crashed or not self.pages

    def frames(self) -> list[Frame]:
        """List the frames of the page in front that are on a listed host, the page itself first."""
        page = self.page
        inner = [frame for frame in page.frames if frame is not page.main_frame and not frame.is_detached()]
        return [page.main_frame, *(f for f in inner if f.url == "about:srcdoc" or self.allows(f.url))]

    def allows(self, address: str) -> bool:
        """Whether the flow may work at this address."""
        return why_not_address(address, self.hosts) is None

    def wait(self, look: Callable[[], T | None], seconds: float) -> T | None:
        """Look again and again until something is found, or give None after `seconds`; always looks at least once.

        Raises:
            WindowGone: the window ended meanwhile.
            Interrupted: the person or the system asked to end.
        """
        end = time.monotonic() + seconds
        pause = _FIRST_PAUSE
        while True:
            self._tick()
            with self.guard():
                found = look()
            if found is not None:
                return found
            left = end - time.monotonic()
            if left <= 0:
                return None
            self.rest(min(pause, left))
            pause = min(pause * 1.5, _LONGEST_PAUSE)

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
                raise WindowGone("the page crashed" if self._crashed else "the window was closed") from None
            if not _passing(error):
                raise

    def _still_open(self) -> bool:
        """Whether another page is open; a page that has just closed may still be listed."""
        return any(not page.is_closed() for page in self.pages)


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
    return type(error).__name__ == "TargetClosedError" or any(sign in error.message for sign in signs)
