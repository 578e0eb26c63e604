"""The window that a person and a flow share: its pages, what is on its way to them, its end, and waiting in it."""

import math
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, NamedTuple, TypeVar
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Dialog, Error, Frame, Page, Request, Response
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.flow import why_not_address
from optout.messages import PageCrashed, WindowGone, _

_T = TypeVar("_T")
_READING_TIME, _DEVTOOLS_TIME = 5000.0, 2000.0  # milliseconds
_STAYS_OPEN = ("eventsource", "media", "ping", "websocket")  # requests for which no page waits (Playwright's names)
_LONGEST_LOADING = 30.0  # seconds; of a request that a page has left behind the browser does not always tell the end
_LONGEST_READING = 1.0  # seconds; a fetch whose answer no script reads stays open until the page goes (Chromium 156)


class Clock:
    """The clock that waits go by, in seconds; a replay's may run faster than real time."""

    first_pause, longest_pause = 0.02, 0.15  # seconds between two looks at the page
    longest_loading = 0.15  # where something is on its way, which comes in real time

    def now(self) -> float:
        """Return the time: only differences mean something, and it never goes back."""
        return time.monotonic()

    def pause(self, seconds: float) -> float:
        """Return how long really to pause between two looks where `seconds` are to pass."""
        return seconds


REAL_CLOCK = Clock()
_LEAST_PAUSE = 0.005  # seconds that really pass: for what needs no timer, and what the browser tells


class PageClock(Clock):
    """A clock that runs ahead in every pause, and the pages with it: what they planned for that time happens at once.

    For saved pages, where waiting shows nothing (`BrowserContext.clock`). What is on its way takes as long as ever.
    """

    first_pause = longest_pause = 1.0  # a look costs more than the pause before it
    longest_loading = 0.005

    def __init__(self, context: BrowserContext) -> None:
        self._pages, self._ahead = context.clock, 0.0
        self._pages.install()

    def now(self) -> float:
        """Return about the time of the pages."""
        return super().now() + self._ahead

    def pause(self, seconds: float) -> float:
        """Let the pages go through what they planned for the time that is to pass, and return what is left to pause."""
        if seconds <= _LEAST_PAUSE:
            return seconds
        skipped, began = math.ceil(seconds * 1000), time.monotonic()
        try:
            self._pages.run_for(skipped)
        except Error:  # a page failed in what it planned, or is on its way elsewhere
            return seconds
        took = time.monotonic() - began  # what a busy browser took for it is no time of theirs
        self._ahead += skipped / 1000 - took
        return _LEAST_PAUSE


_UNREACHED = re.compile(  # not that a host answered badly, nor that a request was given up
    r"net::(ERR_(ADDRESS|CERT|CONNECTION|DNS|EMPTY|INTERNET|MANDATORY|NAME|NETWORK|PROXY|SOCKS|SSL|TIMED|TUNNEL)\w*)"
)


class _Unreached(NamedTuple):
    """A host that could not be reached, and the browser's own word for why."""

    host: str
    error: str


_MOVED_ON = ("execution context was destroyed", "frame was detached", "navigating", "interrupted by")


class Window:
    """The pages of one browser context. Every wait lets the page, the person and signals go on.

    `check` is called in every wait and raises where somebody asked to end, `on_wait` is called after it; `on_dialog`
    decides over the page's own dialogs. A snapshot reports which of `selectors` each element fits, and keeps here by
    which `password_keys` a password field is recognised later, which fields were `unmatched`, and if the page is
    `refreshing` itself; `reading` is the last snapshot, until anything happens.
    """

    def __init__(
        self, context: BrowserContext, hosts: tuple[str, ...], tick: Callable[[], None], clock: Clock = REAL_CLOCK
    ) -> None:
        self.context, self.hosts, self.check = context, hosts, tick
        self.on_dialog: Callable[[Dialog], None] = lambda dialog: dialog.dismiss()
        self.on_wait: Callable[[], None] = lambda: None
        self.selectors: tuple[str, ...] = ()
        self.password_keys: set[str] = set()
        self.refreshing, self.read_at = False, 0.0
        self.reading: Any = None
        self.unmatched: list[frozenset[tuple[float, float, float, float]]] = []
        self.now, self._clock, self.watched = clock.now, clock, not isinstance(clock, PageClock)
        self._stays_with: Page | None = None
        self._crashed = False
        self._under_way: dict[Frame, Request] = {}
        self._loading: dict[Request, float] = {}
        self._unreached: dict[Frame, _Unreached] = {}
        self._devtools: dict[Page, CDPSession] = {}
        # Elements go while they are looked at: no read may wait Playwright's default half minute for one.
        context.set_default_timeout(_READING_TIME)
        context.on("page", self._watch_page)
        context.on("dialog", self._decide_dialog)
        context.on("request", self._note_request)
        context.on("response", self._note_answer)
        context.on("requestfinished", self._note_end)
        context.on("requestfailed", self._note_failed)
        for page in context.pages:
            self._watch_page(page)
        if not context.pages:
            context.new_page()

    def _watch_page(self, page: Page) -> None:
        page.on("crash", self._note_crash)
        page.on("framenavigated", self._note_document)

    def _note_crash(self, _page: Page) -> None:
        self._crashed = True

    def _decide_dialog(self, dialog: Dialog) -> None:
        # A page that leaves itself asks this; refusing would hold back the very request that sends the form.
        if dialog.type == "beforeunload":
            dialog.accept()
        else:
            self.on_dialog(dialog)

    def _note_document(self, frame: Frame) -> None:
        self.reading = None
        if not frame.url.startswith("chrome-error:"):
            self._unreached.pop(frame, None)

    def _note_request(self, request: Request) -> None:
        self.reading = None
        if request.resource_type not in _STAYS_OPEN:
            self._loading[request] = self.now() + _LONGEST_LOADING
        if request.is_navigation_request():
            with suppress(Error):  # of a tab that is only just opening
                self._under_way[request.frame] = request

    def _note_answer(self, response: Response) -> None:
        request = response.request
        if request.resource_type == "fetch" and request in self._loading:
            self._loading[request] = self.now() + _LONGEST_READING
        self._note_answered(request)

    def _note_answered(self, request: Request) -> None:
        self._under_way = {frame: last for frame, last in self._under_way.items() if last is not request}

    def _note_end(self, request: Request) -> None:
        self._loading.pop(request, None)
        self._note_answered(request)

    def _note_failed(self, request: Request) -> None:
        self._note_end(request)
        if request.is_navigation_request() and (said := _UNREACHED.match(request.failure or "")):
            self._note_unreached(request, said[1])

    def _note_unreached(self, request: Request, error: str) -> None:
        with suppress(Error):
            self._unreached[request.frame] = _Unreached(urlsplit(request.url).hostname or "?", error)

    def note_unanswered(self) -> None:
        """Take the host that the page in front still waits for as one that cannot be reached."""
        if request := self._under_way.get(self.page.main_frame):
            self._note_unreached(request, "ERR_TIMED_OUT")

    @property
    def is_navigating(self) -> bool:
        """Whether the page in front waits for its server to give it another one: what stands there is going."""
        return self.page.main_frame in self._under_way

    @property
    def is_receiving(self) -> bool:
        """Whether a document is on its way, be it that its server has begun to answer."""
        return any(request.is_navigation_request() for request in self._loading)

    @property
    def unreached(self) -> _Unreached | None:
        """What the page in front could not reach; then the browser shows a page of its own, and nothing of a site."""
        return self._unreached.get(self.page.main_frame)

    @property
    def is_loading(self) -> bool:
        """Whether something is on its way to a page that it may wait for."""
        return any(self.now() < until for until in self._loading.values())

    def ask_devtools(self, method: str, **params: object) -> dict[str, Any]:
        """Ask the devtools of the page in front: one round trip, with a time-out of its own."""
        page = self.page
        if page not in self._devtools:
            self._devtools[page] = self.context.new_cdp_session(page)
        return self._devtools[page].send(method, params, timeout=_DEVTOOLS_TIME)

    @property
    def page(self) -> Page:
        """The page in front: the newest on a listed host, else the newest; raise WindowGone where none is open."""
        kept, pages = self._stays_with, [] if self.gone else self.context.pages
        pages = [page for page in pages if kept in (None, page) or _opener(page) is kept]
        if not pages:
            raise self.end()
        return next((page for page in reversed(pages) if self.allows(page.url)), pages[-1])

    def stay(self) -> None:
        """Look from now on only at the page in front and at what it opens: no other tab may speak for the answer."""
        self._stays_with = self.page

    @property
    def gone(self) -> bool:
        """Whether the person closed the window, or the browser ended or crashed."""
        return self._crashed or not self.context.pages

    def end(self) -> WindowGone:
        """Make the error that says how the window ended."""
        return PageCrashed(_("the page crashed")) if self._crashed else WindowGone(_("the window was closed"))

    def allows(self, address: str) -> bool:
        """Whether the flow may work at this address."""
        return why_not_address(address, self.hosts) is None

    def wait(
        self, look: Callable[[], _T | None], seconds: float, *, between: Callable[[], None] | None = None
    ) -> _T | None:
        """Look again and again until something is found, or give None after `seconds`; always looks once at its end.

        A look must end by itself. `between` is called before each look in place of `on_wait`. Raise WindowGone where
        the window ended meanwhile, Interrupted where somebody asked, and whatever `on_wait` raises.
        """
        end = self.now() + seconds
        pause = self._clock.first_pause
        while True:
            self.check()
            (between or self.on_wait)()
            over = self.now() >= end  # a look that took all the time says nothing of the page at its end
            with self.guard():  # it tells of passing trouble, as of a page that moves on, by nothing
                if (found := look()) is not None:
                    return found
            if over:
                return None
            left = min(pause, max(end - self.now(), REAL_CLOCK.first_pause))
            loading = self.is_loading or self.refreshing
            self.rest(min(left, self._clock.longest_loading) if loading else self._clock.pause(left))
            pause = min(pause * 2, self._clock.longest_pause)

    def rest(self, seconds: float) -> None:
        """Let the page go on for some seconds."""
        self.reading = None
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
            message = error.message.partition("\n")[0].lower()  # the call log below it names every navigation
            closed = type(error).__name__ == "TargetClosedError" or "target crashed" in message
            # A page that has just closed may still be listed.
            if closed and (self._crashed or all(page.is_closed() for page in self.context.pages)):
                raise self.end() from None
            is_gone = "connection closed" in message  # Playwright's driver; nothing will ever come of waiting
            if is_gone or not (closed or any(sign in message for sign in _MOVED_ON)):
                raise


def _opener(page: Page) -> Page | None:
    try:
        return page.opener()
    except Error:
        return None
