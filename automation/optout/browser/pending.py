"""Which requests of the pages are under way, and which hosts could not be reached."""

import logging
import math
import re
from collections.abc import Callable
from contextlib import suppress
from typing import NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Error, Frame, Request, Response

logger = logging.getLogger("optout.browser.pending")

# Playwright's names for requests that stay open while a page is used: no page waits for their end.
_STAYS_OPEN = ("eventsource", "media", "ping", "websocket")
# Playwright's names for requests whose answers may change what a page displays of a person's data.
_BRINGS_DATA = ("document", "fetch", "script", "xhr")

# Seconds. The browser does not always report the end of a request whose page is left meanwhile.
_LONGEST_LOADING = 30.0
# Seconds after the response. A fetch whose body no script reads stays open until the page is left
# (Chromium 156).
_LONGEST_READING = 1.0

# The errors of a host that cannot be reached. Others mean that it responded badly, or that a
# request was given up.
_UNREACHED = re.compile(
    r"net::(ERR_(ADDRESS|CERT|CONNECTION|DNS|EMPTY|INTERNET|MANDATORY|NAME|NETWORK|PROXY|SOCKS|SSL|TIMED|TUNNEL)\w*)"
)


class UnreachedHost(NamedTuple):
    """A host that could not be reached, and the browser's own name for the error."""

    host: str
    error: str


class PendingRequests:
    """The requests of a browser context that are under way. `now` returns the time in seconds."""

    def __init__(self, context: BrowserContext, now: Callable[[], float]) -> None:
        self._now = now
        self._navigations: dict[Frame, Request] = {}
        self._loading_until: dict[Request, float] = {}
        self._asked_at: dict[Request, float] = {}
        self._unreached: dict[Frame, UnreachedHost] = {}
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("requestfinished", self._note_end)
        context.on("requestfailed", self._note_failure)

    def is_navigating(self, frame: Frame) -> bool:
        """True if a frame waits for the response that will replace its document."""
        return frame in self._navigations

    @property
    def is_receiving(self) -> bool:
        """True if a document is under way, also once its server has begun to respond."""
        return any(request.is_navigation_request() for request in self._loading_until)

    @property
    def is_loading(self) -> bool:
        """True if a request is under way whose end a page may wait for."""
        return any(self._now() < until for until in self._loading_until.values())

    def has_unanswered(self, seconds: float, since: float = -math.inf) -> bool:
        """True if a request of an open document has waited for its answer for some seconds.

        Only requests that began at `since` or later count.
        """
        latest = self._now() - seconds
        return any(since <= began <= latest for began in self._asked_at.values())

    def unreached(self, frame: Frame) -> UnreachedHost | None:
        """Return the host that a frame could not reach, if it displays the browser's error page for it."""
        return self._unreached.get(frame)

    def note_unanswered(self, frame: Frame) -> None:
        """Treat the host that a frame still waits for as one that cannot be reached."""
        request = self._navigations.get(frame)
        if request:
            self._note_unreached(request, "ERR_TIMED_OUT")

    def note_document(self, frame: Frame) -> None:
        """Note that a frame has a new document; unless that is an error page, its host was reached."""
        self._forget_left_documents(frame)
        if not frame.url.startswith("chrome-error:"):
            self._unreached.pop(frame, None)

    def _forget_left_documents(self, frame: Frame) -> None:
        """Wait no more for the answers to the document that a frame had before, and to closed frames."""
        for request in list(self._asked_at):
            asking = _frame_of(request)
            if asking is None or asking is frame or asking.is_detached():
                del self._asked_at[request]

    def _note_request(self, request: Request) -> None:
        if request.resource_type in _BRINGS_DATA:
            self._asked_at[request] = self._now()
        if request.resource_type not in _STAYS_OPEN:
            self._loading_until[request] = self._now() + _LONGEST_LOADING
        if request.is_navigation_request():
            with suppress(Error):  # a tab that is just being opened has no frame yet
                self._navigations[request.frame] = request

    def _note_response(self, response: Response) -> None:
        request = response.request
        if request.resource_type == "fetch" and request in self._loading_until:
            self._loading_until[request] = self._now() + _LONGEST_READING
        # A stream of news stays open for as long as its page. A script does nothing before its end.
        if request.resource_type != "script":
            self._asked_at.pop(request, None)
        self._end_navigation(request)

    def _note_end(self, request: Request) -> None:
        self._asked_at.pop(request, None)
        self._loading_until.pop(request, None)
        self._end_navigation(request)

    def _note_failure(self, request: Request) -> None:
        self._note_end(request)
        error = _UNREACHED.match(request.failure or "")
        if error and request.is_navigation_request():
            self._note_unreached(request, error[1])

    def _end_navigation(self, request: Request) -> None:
        # Not by the frame of the request: it may have begun another navigation meanwhile.
        ended = [frame for frame, pending in self._navigations.items() if pending is request]
        for frame in ended:
            del self._navigations[frame]

    def _note_unreached(self, request: Request, error: str) -> None:
        logger.debug("a page could not be reached: %s", error)
        host = urlsplit(request.url).hostname or "?"
        with suppress(Error):
            self._unreached[request.frame] = UnreachedHost(host, error)


def _frame_of(request: Request) -> Frame | None:
    """Return the frame that a request is of; None if it has none, as that of a new tab."""
    try:
        return request.frame
    except Error:
        return None
