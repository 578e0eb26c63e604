"""Carries every request of the browser to what decides about it, and what came back; decides nothing itself.

Requests are paused on the browser's own devtools session (Fetch.enable, Chrome DevTools Protocol). A route of
Playwright's does not see the later hops of a redirect, downloads, nor what a page sends as it goes (measured with
Playwright 1.65 and Chromium 156); this session does, of every page, frame and worker, and each hop by itself. What is
handled here is plain Python: to ask the page something would wait for the very request that is held.
"""

import base64
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, WebSocket

from optout.browser.requests import Reply, Request, Response

_EVERYTHING = [{"urlPattern": "*"}]
_NOTHING = [{"urlPattern": "nothing:"}]  # after Fetch.disable, pages that are open would stay unseen (Chromium 156)
_ABORTED = "Aborted"  # the only failure that leaves the page standing, with what was typed
_ALLOWED = Reply(204)
"""The answer to what a browser asks before a page sends to another origin (Fetch standard, CORS-preflight fetch)."""


class Site(Protocol):
    """A site that stands in for the real one: it is asked in place of the network. `aborted` lists what it refused."""

    aborted: list[str]

    def answer(self, request: Request) -> Reply:
        """Return what the site answers."""


class _Decides(Protocol):
    """What decides about requests, and takes note of what came of them: `run.sends.Sends`.

    `decide` says "go", "abort", or "hold" to be asked again; `follows` whether what comes back matters.
    """

    def decide(self, request: Request) -> str: ...
    def has_left(self, request: Request) -> None: ...
    def taken_back(self, request: Request) -> None: ...
    def note_frame(self, request: Request) -> None: ...
    def follows(self, request: Request) -> bool: ...
    def answered(self, request: Request, response: Response) -> None: ...


class Gate:
    """Asks about every request of the browser that a context belongs to, until the context is closed."""

    def __init__(self, context: BrowserContext, decides: _Decides, site: Site | None = None) -> None:
        if context.browser is None:
            raise TypeError("a context without its browser")  # pragma: no cover
        self._context, self._decides, self._site = context, decides, site
        self._held: dict[str, Request] = {}
        self._followed: dict[str, Request] = {}
        self._session: CDPSession = context.browser.new_browser_cdp_session()
        self._session.on("Fetch.requestPaused", self._paused)
        self._session.send("Fetch.enable", {"patterns": _EVERYTHING})
        context.on("close", lambda _: self._end())
        context.on("page", self._watch_sockets)
        for page in context.pages:
            self._watch_sockets(page)

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """While this lasts, see nothing: no password that the person types ever comes here.

        A site that stands in for the real one still answers.
        """
        if self._site is None:
            self._session.send("Fetch.enable", {"patterns": _NOTHING})
        try:
            yield
        finally:
            with suppress(Error):
                self._session.send("Fetch.enable", {"patterns": _EVERYTHING})

    def ask_again(self) -> None:
        """Ask once more about what is held."""
        for pause, request in tuple(self._held.items()):
            with suppress(Error):  # the page went, and the request with it
                self._decide(pause, request)

    def _watch_sockets(self, page: Page) -> None:
        def note(socket: WebSocket, frame: str | bytes) -> None:
            body = frame.encode() if isinstance(frame, str) else frame
            address = socket.url.replace("ws", "http", 1)  # as which it is listed
            self._decides.note_frame(Request(f"frame {hash(body)}", "WEBSOCKET", address, body=body))

        page.on("websocket", lambda socket: socket.on("framesent", partial(note, socket)))

    def _end(self) -> None:
        """Refuse what is held, and look no longer: to detach would let it go."""
        for pause in tuple(self._held):
            with suppress(Error):  # its page is gone
                self._send("fail", pause, errorReason=_ABORTED)
        with suppress(Error):  # the browser is gone
            self._session.detach()

    def _send(self, verb: str, pause: str, **more: object) -> None:
        self._session.send(f"Fetch.{verb}Request", {"requestId": pause, **more})

    def _paused(self, paused: Mapping[str, Any]) -> None:
        with suppress(Error):  # the page went, and the request with it
            if "responseStatusCode" in paused or "responseErrorReason" in paused:
                if request := self._followed.get(paused["requestId"]):
                    self._decides.answered(request, Response.of(paused))
                self._send("continue", paused["requestId"])
            else:
                self._decide(paused["requestId"], Request.of(paused))

    def _decide(self, pause: str, request: Request) -> None:
        act = self._decides.decide(request)
        if act == "hold":
            self._held[pause] = request
            return
        self._held.pop(pause, None)
        if act == "abort":
            self._send("fail", pause, errorReason=_ABORTED)
        elif self._site is not None:
            self._decides.has_left(request)
            reply = _ALLOWED if "access-control-request-method" in request.headers else self._site.answer(request)
            self._answer(pause, request, reply)
        else:
            self._let_go(pause, request)

    def _let_go(self, pause: str, request: Request) -> None:
        follows = self._decides.follows(request)
        if follows:
            self._followed[pause] = request
        try:
            self._send("continue", pause, interceptResponse=follows)
        except Error as error:
            if "Invalid InterceptionId" in error.message:  # its page has given it up, and it has not left
                self._decides.taken_back(request)
                return
        self._decides.has_left(request)  # also where nobody can say, as where the browser has gone

    def _answer(self, pause: str, request: Request, reply: Reply) -> None:
        """Answer in the site's place, after as many seconds as it takes; meanwhile the pages go on."""
        until = time.monotonic() + reply.after
        while (left := until - time.monotonic()) > 0 and self._context.pages:
            with suppress(Error):
                self._context.pages[0].wait_for_timeout(left * 1000)
        if reply.status is None and reply.failure is None:
            return  # it never answers
        if self._decides.follows(request):
            self._followed[pause] = request
            came = Response(datetime.now(UTC), request.url, reply.status, reply.headers, reply.failure)
            self._decides.answered(request, came)
        if reply.failure:
            self._send("fail", pause, errorReason=reply.failure)
            return
        self._send(
            "fulfill",
            pause,
            responseCode=reply.status,
            responsePhrase="Saved",  # of a code that has no phrase the browser wants one: Laravel's 419
            body=base64.b64encode(reply.body).decode(),
            responseHeaders=[{"name": name, "value": value} for name, value in _headers_of(reply, request).items()],
        )


def _headers_of(reply: Reply, request: Request) -> dict[str, str]:
    """Return the headers of a reply, with those that let a page of any origin read it: this site does not mind."""
    asked = request.headers
    if "origin" not in asked:
        return dict(reply.headers)
    allowed = {"access-control-allow-origin": asked["origin"], "access-control-allow-credentials": "true"}
    for what in ("method", "headers"):
        if f"access-control-request-{what}" in asked:
            allowed[f"access-control-allow-{what.removesuffix('s')}s"] = asked[f"access-control-request-{what}"]
    return {**allowed, **reply.headers}
