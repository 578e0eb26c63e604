"""Carries every request of the browser to what decides about it, and what came back; decides nothing itself.

Requests are paused on the browser's own devtools session (Fetch.enable, Chrome DevTools Protocol):
a route of Playwright's does not see the later hops of a redirect, downloads, nor what a page sends
as it goes (1.65, Chromium 156). Nothing here asks the page: that would wait for the very request
that is held.
"""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Literal, Protocol

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, WebSocket
from playwright.sync_api import Response as Arrived

from optout.browser.requests import Reply, Request, Response, Site

_EVERYTHING = [{"urlPattern": "*"}]
_NOTHING = [
    {"urlPattern": "nothing:"}
]  # after Fetch.disable, pages that are open would stay unseen (Chromium 156)
_ABORTED = "Aborted"  # the only failure that leaves the page standing, with what was typed
_ALLOWED = Reply(
    204
)  # what a browser is told that asks before a page sends to another origin (Fetch, CORS-preflight)


class _RequestPolicy(Protocol):
    """What decides about requests, and takes note of what came of them: `run.sends.Sends`."""

    def decide(
        self, request: Request
    ) -> Literal["go", "abort", "hold"]: ...  # held: to be asked again
    def has_left(self, request: Request) -> None: ...
    def taken_back(self, request: Request) -> None: ...
    def note_frame(self, request: Request) -> None: ...
    def follows(self, request: Request) -> bool: ...  # whether what comes back matters
    def answered(self, request: Request, response: Response) -> None: ...


class RequestInterceptor:
    """Asks about every request of the browser that a context belongs to, until the context is closed.

    `last_response` is the last answer followed, as Playwright has it: with the server's address and
    certificate.
    """

    def __init__(
        self, context: BrowserContext, policy: _RequestPolicy, site: Site | None = None
    ) -> None:
        if context.browser is None:
            raise TypeError("a context without its browser")  # pragma: no cover
        self._context, self._policy, self._site = context, policy, site
        self._held: dict[str, Request] = {}
        self._followed: dict[str, Request] = {}
        self.last_response: Arrived | None = None
        self._session: CDPSession = context.browser.new_browser_cdp_session()
        self._session.on("Fetch.requestPaused", self._paused)
        self._session.send("Fetch.enable", {"patterns": _EVERYTHING})
        context.on("close", lambda _: self._end())
        context.on("response", self._note_arrived)
        context.on("page", self._watch_sockets)
        for page in context.pages:
            self._watch_sockets(page)

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """While this lasts, see nothing: no password that the person types ever comes here."""
        if self._site is None:  # which has to answer all the same
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
            self._policy.note_frame(Request(f"frame {hash(body)}", "WEBSOCKET", address, body=body))

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
                    self._policy.answered(request, Response.of(paused))
                self._send("continue", paused["requestId"])
            else:
                self._decide(paused["requestId"], Request.of(paused))

    def _decide(self, pause: str, request: Request) -> None:
        act = self._policy.decide(request)
        if act == "hold":
            self._held[pause] = request
            return
        self._held.pop(pause, None)
        if act == "abort":
            self._send("fail", pause, errorReason=_ABORTED)
        elif self._site is not None:
            self._policy.has_left(request)
            reply = (
                _ALLOWED
                if "access-control-request-method" in request.headers
                else self._site.answer(request)
            )
            self._answer(pause, request, reply)
        else:
            self._let_go(pause, request)

    def _let_go(self, pause: str, request: Request) -> None:
        follows = self._policy.follows(request)
        if follows:
            self._followed[pause] = request
        try:
            self._send("continue", pause, interceptResponse=follows)
        except Error as error:
            if (
                "Invalid InterceptionId" in error.message
            ):  # its page has given it up, and it has not left
                self._policy.taken_back(request)
                return
        self._policy.has_left(request)  # also where nobody can say, as where the browser has gone

    def _answer(self, pause: str, request: Request, reply: Reply) -> None:
        """Answer in the site's place, after as many seconds as it takes; meanwhile the pages go on."""
        for page in self._context.pages[:1] if reply.after else ():
            page.wait_for_timeout(reply.after * 1000)
        if reply.status is None and reply.failure is None:
            return  # it never answers
        if self._policy.follows(request):
            self._followed[pause] = request
            came = Response(
                datetime.now(UTC), request.url, reply.status, reply.headers, reply.failure
            )
            self._policy.answered(request, came)
        if reply.failure:
            self._send("fail", pause, errorReason=reply.failure)
            return
        asks = request.headers.get
        headers = {  # a page of any origin may read it: this site does not mind
            "access-control-allow-origin": asks("origin", "*"),
            "access-control-allow-credentials": "true",
            "access-control-allow-methods": asks("access-control-request-method", "*"),
            "access-control-allow-headers": asks("access-control-request-headers", "*"),
            **reply.headers,
        }
        self._send(
            "fulfill",
            pause,
            responseCode=reply.status,
            responsePhrase="Saved",  # of a code that has no phrase the browser wants one: Laravel's 419
            body=base64.b64encode(reply.body).decode(),
            responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
        )

    def _note_arrived(self, response: Arrived) -> None:
        asked = response.request
        if any(
            (one.method, one.url) == (asked.method, asked.url) for one in self._followed.values()
        ):
            self.last_response = response
