"""Has the request policy decide about every request of the browser, and reports the answers to it.

Requests are paused on the browser's own devtools session (Fetch.enable, Chrome DevTools Protocol):
a route of Playwright's does not see the later hops of a redirect, downloads, nor what a page sends
while it is closed (1.65, Chromium 156). Nothing here calls the page: it would not answer before the
very request that is held.
"""

import base64
import logging
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, Protocol

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, WebSocket
from playwright.sync_api import Response as PlaywrightResponse

from optout.browser.decision import Action, Decision
from optout.browser.requests import Reply, Request, Response, Site

logger = logging.getLogger("optout.browser.interceptor")

_EVERYTHING = [{"urlPattern": "*"}]
# Not Fetch.disable: after it, the requests of open pages would stay unseen (Chromium 156).
_NOTHING = [{"urlPattern": "nothing:"}]
# The only failure that leaves the page as it is, with what was typed.
_ABORTED = "Aborted"
# The answer to the request with which a browser asks before a page sends to another origin (Fetch,
# CORS preflight).
_PREFLIGHT_REPLY = Reply(204)


class _RequestPolicy(Protocol):
    """Decides about requests, and notes what came of them: `run.request_policy.RequestPolicy`."""

    def decide(self, request: Request) -> Decision: ...
    def note_left(self, request: Request) -> None: ...
    def note_taken_back(self, request: Request) -> None: ...
    def note_socket_message(self, request: Request) -> None: ...
    def is_of_submission(self, request: Request) -> bool:
        """Return True if the answer to a request matters."""
        ...

    def note_answer(self, request: Request, response: Response) -> None: ...


class RequestInterceptor:
    """Has the policy decide about every request of a browser, until its context is closed.

    A `site` answers in place of the network. `last_response` is Playwright's object for the last
    answer that mattered, which has the server's address and certificate.
    """

    def __init__(
        self, context: BrowserContext, policy: _RequestPolicy, site: Site | None = None
    ) -> None:
        if context.browser is None:
            raise TypeError("a context without its browser")  # pragma: no cover
        self.last_response: PlaywrightResponse | None = None
        self._context = context
        self._policy = policy
        self._site = site
        # Both by the id of the pause in the browser.
        self._held: dict[str, Request] = {}
        self._followed: dict[str, Request] = {}
        self._session: CDPSession = context.browser.new_browser_cdp_session()
        self._session.on("Fetch.requestPaused", self._on_paused)
        self._session.send("Fetch.enable", {"patterns": _EVERYTHING})
        context.on("close", lambda _: self._end())
        context.on("response", self._note_response)
        context.on("page", self._watch_sockets)
        for page in context.pages:
            self._watch_sockets(page)

    @contextmanager
    def switched_off(self) -> Iterator[None]:
        """See no request meanwhile, so that no password that the person types comes here."""
        # A site in place of the network has to answer all the same.
        if self._site is None:
            self._session.send("Fetch.enable", {"patterns": _NOTHING})
        try:
            yield
        finally:
            with suppress(Error):
                self._session.send("Fetch.enable", {"patterns": _EVERYTHING})

    def ask_again(self) -> None:
        """Have the policy decide again about each request that is held."""
        for pause_id, request in tuple(self._held.items()):
            with suppress(Error):  # the page is gone, and the request with it
                self._decide(pause_id, request)

    def _watch_sockets(self, page: Page) -> None:
        def note_frame(socket: WebSocket, frame: str | bytes) -> None:
            body = frame.encode() if isinstance(frame, str) else frame
            address = socket.url.replace("ws", "http", 1)  # flows list https addresses
            self._policy.note_socket_message(
                Request(f"frame {hash(body)}", "WEBSOCKET", address, body=body)
            )

        page.on("websocket", lambda socket: socket.on("framesent", partial(note_frame, socket)))

    def _end(self) -> None:
        """Block the requests that are held, and see no more: only to detach would let them leave."""
        for pause_id in tuple(self._held):
            with suppress(Error):  # its page is gone
                self._send("fail", pause_id, errorReason=_ABORTED)
        with suppress(Error):  # the browser is gone
            self._session.detach()

    def _send(self, verb: str, pause_id: str, **parameters: object) -> None:
        self._session.send(f"Fetch.{verb}Request", {"requestId": pause_id, **parameters})

    def _on_paused(self, paused: Mapping[str, Any]) -> None:
        """Handle a pause: before a request leaves, or before its answer comes to the page."""
        pause_id = paused["requestId"]
        has_response = "responseStatusCode" in paused or "responseErrorReason" in paused
        with suppress(Error):  # the page is gone, and the request with it
            if has_response:
                self._note_answer(pause_id, paused)
            else:
                self._decide(pause_id, Request.of(paused))

    def _note_answer(self, pause_id: str, paused: Mapping[str, Any]) -> None:
        request = self._followed.get(pause_id)
        if request is not None:
            self._policy.note_answer(request, Response.of(paused))
        self._send("continue", pause_id)

    def _decide(self, pause_id: str, request: Request) -> None:
        action = self._policy.decide(request).action
        if action is Action.HOLD:
            self._held[pause_id] = request
            return
        self._held.pop(pause_id, None)
        if action is Action.BLOCK:
            self._send("fail", pause_id, errorReason=_ABORTED)
        elif self._site is None:
            self._allow(pause_id, request)
        else:
            self._policy.note_left(request)
            is_preflight = "access-control-request-method" in request.headers
            reply = _PREFLIGHT_REPLY if is_preflight else self._site.answer(request)
            self._answer(pause_id, request, reply)

    def _allow(self, pause_id: str, request: Request) -> None:
        has_answer_that_matters = self._policy.is_of_submission(request)
        if has_answer_that_matters:
            self._followed[pause_id] = request
        may_have_left = self._continue(pause_id, intercept_answer=has_answer_that_matters)
        if may_have_left:
            self._policy.note_left(request)
        else:
            logger.debug("a page cancelled a request that was allowed")
            self._policy.note_taken_back(request)

    def _continue(self, pause_id: str, *, intercept_answer: bool) -> bool:
        """Let a request leave; return False if its page has cancelled it meanwhile, so that it has not left."""
        try:
            self._send("continue", pause_id, interceptResponse=intercept_answer)
        except Error as error:
            # After another error, as when the browser is gone, nobody knows whether it left.
            return "Invalid InterceptionId" not in error.message
        return True

    # A site in place of the network.

    def _answer(self, pause_id: str, request: Request, reply: Reply) -> None:
        """Answer a request for the site, after as many seconds as it takes."""
        if reply.after:
            for page in self._context.pages[:1]:
                page.wait_for_timeout(reply.after * 1000)  # meanwhile the pages go on
        if reply.status is None and reply.failure is None:
            return  # it never answers
        if self._policy.is_of_submission(request):
            self._followed[pause_id] = request
            now = datetime.now(UTC)
            response = Response(
                now, request.url, reply.status, reply.headers, reply.failure, request.method
            )
            self._policy.note_answer(request, response)
        if reply.failure:
            self._send("fail", pause_id, errorReason=reply.failure)
            return
        headers = _headers_of(request, reply)
        self._send(
            "fulfill",
            pause_id,
            responseCode=reply.status,
            # The browser needs a phrase for a status that has none of its own, such as Laravel's 419.
            responsePhrase="Saved",
            body=base64.b64encode(reply.body).decode(),
            responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
        )

    def _note_response(self, response: PlaywrightResponse) -> None:
        request = response.request
        followed = {(followed.method, followed.url) for followed in self._followed.values()}
        if (request.method, request.url) in followed:
            self.last_response = response


def _headers_of(request: Request, reply: Reply) -> dict[str, str]:
    """Return the headers of a reply, with which a page of any origin may read it."""
    requested = request.headers
    return {
        "access-control-allow-origin": requested.get("origin", "*"),
        "access-control-allow-credentials": "true",
        "access-control-allow-methods": requested.get("access-control-request-method", "*"),
        "access-control-allow-headers": requested.get("access-control-request-headers", "*"),
        **reply.headers,
    }
