"""The window that a person and a flow share: its pages, its end, and waiting in it."""

import logging
import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeVar

from playwright.sync_api import BrowserContext, CDPSession, Dialog, Error, Frame, Page, Request
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.browser.clock import REAL_CLOCK, Clock, PageClock
from optout.browser.pending import PendingRequests, UnreachedHost
from optout.browser.write_requests import WriteRequests
from optout.errors import PageCrashed, WindowGone
from optout.flow import why_not_address
from optout.translation import _

if TYPE_CHECKING:
    from optout.browser.element import Box

logger = logging.getLogger("optout.browser.window")

_T = TypeVar("_T")

# Milliseconds. Elements go while they are looked at: no call may wait Playwright's default half
# minute for one.
_DEFAULT_TIMEOUT = 5000.0
# Milliseconds. While a navigation is paused, a page may not answer.
_DEVTOOLS_TIMEOUT = 2000.0

# Parts of Playwright's messages about a page that was replaced during the call: the same call may
# succeed on the next.
_PAGE_REPLACED = (
    "execution context was destroyed",
    "frame was detached",
    "navigating",
    "interrupted by",
)


class Window:
    """The pages of one browser context. Every wait lets the page, the person and signals go on.

    `check` is called in every wait and raises Interrupted if somebody asked to end; `on_wait` is
    called after it. `on_dialog` decides about the dialogs of the pages, such as `confirm()`.
    `watched` is False in a replay. `pressed_at` is when the program began its last press.

    The rest belongs to snapshots. They report which of `selectors` each element matches. `reading`
    is the last one, until anything happens, and `read_at` when it was taken. `password_keys`
    recognise fields for passwords once the page reveals them, `unmatched` are the boxes of fields
    that the last snapshot did not join with their facts, `hung_frames` the frames that did not
    answer the last time, and `refreshing` is True if the page loads itself again after some seconds.
    """

    def __init__(
        self,
        context: BrowserContext,
        hosts: tuple[str, ...],
        tick: Callable[[], None],
        clock: Clock = REAL_CLOCK,
    ) -> None:
        self.context = context
        self.hosts = hosts
        self.check = tick
        self.on_dialog: Callable[[Dialog], None] = lambda dialog: dialog.dismiss()
        self.on_wait: Callable[[], None] = lambda: None
        self.now = clock.now
        self.watched = not isinstance(clock, PageClock)
        self.pressed_at: datetime | None = None

        self.selectors: tuple[str, ...] = ()
        self.reading: Any = None
        self.read_at = 0.0
        self.password_keys: set[str] = set()
        self.unmatched: list[frozenset[Box]] = []
        self.hung_frames: set[Frame] = set()
        self.refreshing = False

        self._clock = clock
        self._pending = PendingRequests(context, self.now)
        self.writes = WriteRequests(context, self.allows)
        # Empty as long as every page is followed.
        self._followed: list[Page] = []
        self._crashed = False
        self._devtools: dict[Page, CDPSession] = {}

        context.set_default_timeout(_DEFAULT_TIMEOUT)
        context.on("page", self._watch_page)
        context.on("dialog", self._decide_dialog)
        context.on("request", self._note_request)
        for page in context.pages:
            self._watch_page(page)
        if not context.pages:
            context.new_page()

    # What the browser reports.

    def _watch_page(self, page: Page) -> None:
        # Now: once the page is closed that has opened it, nothing says which one that was.
        if _opener(page) in self._followed:
            self._followed.append(page)
        page.on("crash", self._note_crash)
        page.on("framenavigated", self._note_document)

    def _note_crash(self, _page: Page) -> None:
        logger.debug("a page crashed")
        self._crashed = True

    def _decide_dialog(self, dialog: Dialog) -> None:
        logger.debug("dialog: %s", dialog.type)
        # A page asks this as it is left. To refuse would stop the request that sends the form, if
        # that loads the next page.
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.on_dialog(dialog)

    def _note_request(self, _request: Request) -> None:
        self.reading = None

    def _note_document(self, frame: Frame) -> None:
        self.reading = None
        self.hung_frames.discard(frame)
        if frame.parent_frame is None:
            # No host: that of a blog or of a company's sign-in says who the person is.
            is_listed = self.allows(frame.url)
            logger.debug("document at a %s host", "listed" if is_listed else "foreign")
        self._pending.note_document(frame)

    # What is under way.

    @property
    def is_navigating(self) -> bool:
        """True if the page in front waits for the response that will replace it."""
        return self._pending.is_navigating(self.page.main_frame)

    @property
    def is_receiving(self) -> bool:
        """True if a document is under way, also once its server has begun to respond."""
        return self._pending.is_receiving

    @property
    def is_loading(self) -> bool:
        """True if a request is under way whose end a page may wait for."""
        return self._pending.is_loading

    def has_unanswered(self, seconds: float, since: float = -math.inf) -> bool:
        """True if a request has waited for its answer for some seconds, and the page still waits.

        Only requests that began at `since` or later count: a time as `now` returns it.
        """
        return self._pending.has_unanswered(seconds, since)

    @property
    def unreached(self) -> UnreachedHost | None:
        """The host that the page in front could not reach: it displays the browser's error page."""
        return self._pending.unreached(self.page.main_frame)

    def note_press(self) -> None:
        """Note that the program is about to press something."""
        self.pressed_at = datetime.now(UTC)

    def note_unanswered(self) -> None:
        """Treat the host that the page in front still waits for as one that cannot be reached."""
        self._pending.note_unanswered(self.page.main_frame)

    def ask_devtools(self, method: str, **params: object) -> dict[str, Any]:
        """Call a devtools method of the page in front and return its result.

        Raise Error after two seconds.
        """
        page = self.page
        if page not in self._devtools:
            self._devtools[page] = self.context.new_cdp_session(page)
        return self._devtools[page].send(method, params, timeout=_DEVTOOLS_TIMEOUT)

    # The pages.

    @property
    def page(self) -> Page:
        """The page in front: the newest on a listed host, else the newest.

        Raise WindowGone if none is open.
        """
        if self.gone:
            raise self.end()
        pages = list(filter(self._is_followed, self.context.pages))
        if not pages:
            raise self.end()
        listed = [page for page in pages if self.allows(page.url)]
        return listed[-1] if listed else pages[-1]

    def stay(self) -> None:
        """From now on follow only the page in front, those it opens, and those that they open.

        Another tab that the person opens meanwhile must not be taken for the answer to the form.
        """
        self._followed = [self.page]

    def _is_followed(self, page: Page) -> bool:
        return not self._followed or page in self._followed

    def allows(self, address: str) -> bool:
        """True if the flow may work at this address."""
        return why_not_address(address, self.hosts) is None

    @property
    def gone(self) -> bool:
        """True if the person closed the window, or the browser ended or crashed."""
        return self._crashed or not self.context.pages

    def end(self) -> WindowGone:
        """Return the error that says how the window ended."""
        if self._crashed:
            return PageCrashed(_("the page crashed"))
        return WindowGone(_("the window was closed"))

    # Waiting.

    def wait(
        self,
        look: Callable[[], _T | None],
        seconds: float,
        *,
        between: Callable[[], None] | None = None,
    ) -> _T | None:
        """Call `look` until it returns something, and return that, or None after `seconds`.

        It is called at least once, and once more when the time is up. It must end by itself.
        `between` is called before each look in place of `on_wait`. Raise WindowGone if the window
        ends meanwhile, Interrupted if somebody asks to end, and whatever `on_wait` raises.
        """
        end = self.now() + seconds
        pause = self._clock.first_pause
        while True:
            self.check()
            (between or self.on_wait)()
            # Before the look: one that took all the time says nothing about the page at the end of
            # it.
            is_over = self.now() >= end
            with self.guard():
                found = look()
                if found is not None:
                    return found
            if is_over:
                if seconds:
                    logger.debug("waited %.2f s in vain for %s", seconds, _name_of(look))
                return None
            left = max(end - self.now(), REAL_CLOCK.first_pause)
            self._pause(min(pause, left))
            pause = min(pause * 2, self._clock.longest_pause)

    def _pause(self, seconds: float) -> None:
        # What is under way takes real time, whatever the clock.
        if self.is_loading or self.refreshing:
            self.rest(min(seconds, self._clock.longest_loading))
        else:
            self.rest(self._clock.pause(seconds))

    def rest(self, seconds: float) -> None:
        """Let the page go on for some seconds of real time."""
        self.reading = None
        with self.guard():
            self.page.wait_for_timeout(seconds * 1000)

    @contextmanager
    def guard(self) -> Iterator[None]:
        """Ignore errors because a page was closed or replaced.

        Raise WindowGone if the window is gone.
        """
        try:
            yield
        except PlaywrightTimeout:
            raise
        except Error as error:
            # The call log below the first line names every navigation.
            message = error.message.partition("\n")[0].lower()
            is_closed = type(error).__name__ == "TargetClosedError" or "target crashed" in message
            if is_closed and self._has_no_open_page():
                raise self.end() from None
            # Without the connection to Playwright's driver no later call can succeed.
            is_disconnected = "connection closed" in message
            is_passing = is_closed or any(part in message for part in _PAGE_REPLACED)
            if is_disconnected or not is_passing:
                raise
            logger.debug("a page was closed or replaced during a call (%s)", type(error).__name__)

    def _has_no_open_page(self) -> bool:
        # A page that has just been closed may still be listed.
        return self._crashed or all(page.is_closed() for page in self.context.pages)


def _name_of(look: Callable[[], object]) -> str:
    """Return the name of a function for the log; for a lambda, that of the function around it."""
    name: str = getattr(look, "__qualname__", "a look")
    return name.removesuffix(".<locals>.<lambda>")


def _opener(page: Page) -> Page | None:
    try:
        return page.opener()
    except Error:
        return None
