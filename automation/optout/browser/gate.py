"""Carries every request of the browser to whoever decides about it, and what came back; decides nothing itself.

Requests are paused on the browser's own devtools session (Fetch.enable, Chrome DevTools Protocol). A route of
Playwright's does not see the later hops of a redirect, downloads, nor what a page sends as it goes (measured with
Playwright 1.65 and Chromium 156); this session does, of every page, frame and worker, and each hop by itself. What is
handled here is plain Python: to ask the page something would wait for the very request that is held. Saved pages stand
in for the site: they answer at the real addresses, and refuse and list everything else.
"""

import base64
import re
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from typing import Any, Protocol
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, CDPSession, Error, Page, WebSocket, WebSocketRoute
from playwright.sync_api import Request as Asked
from playwright.sync_api import Response as Arrived

from optout.browser.requests import LATER, Reply, Request, Response
from optout.flow.addresses import matches_glob
from optout.flow.cases import Answer, ReadyCase, read_page
from optout.redact import without_query

_EVERYTHING = ("*",)
_REFUSED = "BlockedByClient"
_YES = Reply(204)
"""The answer to what a browser asks before a page sends to another origin (Fetch standard, CORS-preflight fetch)."""


class _Decides(Protocol):
    """Who decides what may leave."""

    def decide(self, request: Request) -> str | None:
        """Say why a request must not leave, or None where it may; LATER where it is to be asked about again."""

    def left(self, request: Request) -> None:
        """Take note of what could not be held."""

    def taken_back(self, request: Request) -> None:
        """Take note that a request that was to leave did not: its page took it back."""

    def follows(self, request: Request) -> bool:
        """Whether what comes back for a request matters."""

    def answered(self, request: Request, response: Response) -> None:
        """Take note of what came back for a request that is followed."""


class Site(Protocol):
    """A site that stands in for the real one: it is asked in place of the network. `aborted` lists what it refused."""

    aborted: list[str]

    def answer(self, request: Request) -> Reply:
        """Return what the site answers."""


class Gate:
    """Asks about every request of the browser that a context belongs to, until the context is closed.

    Of a page that is open already it sees what comes from the next address on: it is made before any is opened.

    `declared` are the requests of the flow, as method and address glob: they are seen even while nothing else is.
    `arrived` is what Playwright knows of the last answer that was followed: the server's own address and certificate
    are only there.
    """

    def __init__(
        self, context: BrowserContext, decides: _Decides, declared: Sequence[str] = (), site: Site | None = None
    ) -> None:
        if context.browser is None:
            raise TypeError("a context without its browser")  # pragma: no cover
        self._context, self._decides, self._site = context, decides, site
        # To the browser any `*` takes all, and `?` any letter (CDP, Fetch.RequestPattern). A query may follow, and the
        # more a pattern takes, the better: what is not declared goes on as it is.
        self._declared = tuple(f"{request.partition(' ')[2]}*" for request in declared)
        self._looks_away = False
        self._pages: set[str] = set()
        self._held: set[str] = set()
        self._later: dict[str, Request] = {}
        self._lets_go = False
        self._behind: list[tuple[str, Request]] = []
        self._frames: list[tuple[WebSocketRoute, str | bytes]] = []
        self._openings: list[tuple[WebSocketRoute, Request, list[str | bytes]]] = []
        self._followed: dict[str, Request] = {}
        self._been_at: set[str] = set()
        self.arrived: Arrived | None = None
        self._arrived_for: Request | None = None
        self._ended: Asked | None = None
        self._session: CDPSession = context.browser.new_browser_cdp_session()
        self._session.on("Target.targetCreated", self._note_target)
        self._session.on("Fetch.requestPaused", self._paused)
        self._session.send("Target.setDiscoverTargets", {"discover": True})
        self._look_at(_EVERYTHING)
        context.on("close", lambda _: self._end())
        context.on("page", self._watch_sockets)
        for page in context.pages:
            self._watch_sockets(page)

    def hold_sockets(self) -> None:
        """Ask about what goes out by web sockets too, from the next page on. Not before the sign-in is done.

        They pass no devtools session; Playwright puts a class of its own in the place of the page's, which the page can
        see. Those of workers it does not reach: what they send is only seen (`_watch_sockets`).
        """
        self._context.route_web_socket(re.compile(""), self._take_socket)

    def _take_socket(self, socket: WebSocketRoute) -> None:
        """Ask about the opening too: its address and its protocols are the page's own."""
        waiting: list[str | bytes] = []
        socket.on_message(lambda frame: waiting.append(frame))  # noqa: PLW0108  a method of a list takes no mark
        self._open_socket(socket, _opening_request(socket.url, socket.protocols), waiting)

    def _open_socket(self, socket: WebSocketRoute, opening: Request, waiting: list[str | bytes]) -> None:
        """Open a web socket, or shut it; what the page says before it is open waits."""
        hold = self._decides.decide(opening)
        if hold == LATER:
            self._openings.append((socket, opening, waiting))
            return
        if hold is not None:
            socket.close()
            return
        server = socket.connect_to_server()
        socket.on_message(lambda frame: self._take_frame(server, frame))
        for frame in waiting:
            self._take_frame(server, frame)

    def _take_frame(self, server: WebSocketRoute, frame: str | bytes) -> None:
        request = _frame_request(server.url, frame)
        hold = self._decides.decide(request)
        if hold == LATER:
            self._frames.append((server, frame))
        elif hold is None:
            server.send(frame)

    def _watch_sockets(self, page: Page) -> None:
        """See what goes out by web sockets: it has left when this is told."""
        page.on("websocket", self._note_socket)

    def _note_socket(self, socket: WebSocket) -> None:
        self._decides.left(_opening_request(socket.url, ()))
        socket.on("framesent", lambda frame: self._note_frame(socket.url, frame))

    def _note_frame(self, url: str, frame: str | bytes) -> None:
        self._decides.left(_frame_request(url, frame))

    def _look_at(self, patterns: tuple[str, ...]) -> None:
        self._session.send("Fetch.enable", {"patterns": [{"urlPattern": pattern} for pattern in patterns]})

    def _end(self) -> None:
        """Refuse what is held, and look no longer: to detach would let it go."""
        for pause in tuple(self._held):
            with suppress(Error):  # its page is gone
                self._send("fail", pause, errorReason=_REFUSED)
        with suppress(Error):  # the browser is gone
            self._session.detach()

    @contextmanager
    def looking_away(self) -> Iterator[None]:
        """While this lasts, see only what is declared: no password that the person types ever comes here.

        A site that stands in for the real one still answers.
        """
        if self._site is not None:
            yield
            return
        self._looks_away = True
        self._look_at(self._declared)
        try:
            yield
        finally:
            self._looks_away = False
            self._been_at |= {page.url.partition("#")[0] for page in self._context.pages}
            with suppress(Error):
                self._look_at(_EVERYTHING)

    def _note_target(self, event: Mapping[str, Any]) -> None:
        target = event["targetInfo"]
        if target["type"] == "page":
            self._pages.add(target["targetId"])  # it is also the id of the page's main frame

    def _paused(self, paused: Mapping[str, Any]) -> None:
        pause = paused["requestId"]
        self._held.add(pause)
        with suppress(Error):  # the page went, and the request with it
            if "responseStatusCode" in paused or "responseErrorReason" in paused:
                self._came_back(paused)
            else:
                self._leaves(pause, self._request(paused))

    def _send(self, verb: str, pause: str, **more: object) -> None:
        self._held.discard(pause)
        self._session.send(f"Fetch.{verb}Request", {"requestId": pause, **more})

    def ask_again(self) -> None:
        """Ask once more about what waits."""
        for pause, request in tuple(self._later.items()):
            with suppress(Error):  # the page went, and the request with it
                self._leaves(pause, request)
        openings, self._openings = self._openings, []
        for socket, opening, waiting in openings:
            with suppress(Error):
                self._open_socket(socket, opening, waiting)
        frames, self._frames = self._frames, []
        for server, frame in frames:
            with suppress(Error):
                self._take_frame(server, frame)

    def _leaves(self, pause: str, request: Request) -> None:
        self._later.pop(pause, None)
        if self._lets_go:
            self._behind.append((pause, request))
            return
        hold = self._decides.decide(request)
        if hold == LATER:
            self._later[pause] = request
            return
        if hold is not None:
            self._send("fail", pause, errorReason=_REFUSED)
            return
        self._been_at.add(request.url.partition("#")[0])
        follows = self._decides.follows(request)
        if follows:
            self._follow(pause, request)
        if self._site is not None:
            reply = _YES if "access-control-request-method" in request.headers else self._site.answer(request)
            self._answer(pause, request, reply)
        else:
            self._let_go(pause, request, follows=follows)

    def _let_go(self, pause: str, request: Request, *, follows: bool) -> None:
        """Let a request leave. What comes meanwhile waits: whether it may leave can hang on whether this one did."""
        self._lets_go = follows
        try:
            self._send("continue", pause, interceptResponse=follows)
        except Error:  # there is no such request any more, and it has not left
            self._followed.pop(pause, None)
            self._decides.taken_back(request)
        finally:
            self._lets_go = False
        behind, self._behind = self._behind, []
        for other, next_ in behind:
            with suppress(Error):  # the page went, and the request with it
                self._leaves(other, next_)

    def _follow(self, pause: str, request: Request) -> None:
        """See where a request leads, whatever else is not looked at now, and what comes back."""
        if not self._followed:
            self._context.on("response", self._note_arrived)
            self._context.on("requestfailed", self._note_failed)
            self._context.on("requestfinished", self._note_ended)
            if self._looks_away:  # else nothing is waited for between the decision and the request
                self._look_at(_EVERYTHING)
        self._followed[pause] = request

    def _came_back(self, paused: Mapping[str, Any]) -> None:
        response = Response(
            at=datetime.now(UTC),
            url=paused["request"]["url"],
            status=paused.get("responseStatusCode"),
            headers={head["name"].lower(): head["value"] for head in paused.get("responseHeaders", ())},
            failure=paused.get("responseErrorReason"),
        )
        if request := self._followed.get(paused["requestId"]):
            self._decides.answered(request, response)
        self._send("continue", paused["requestId"])

    def _answer(self, pause: str, request: Request, reply: Reply) -> None:
        """Answer in the site's place."""
        self._wait(reply.after)
        if reply.status is None and reply.failure is None:
            return  # it never answers
        if pause in self._followed:
            came = Response(datetime.now(UTC), request.url, reply.status, reply.headers, reply.failure)
            self._decides.answered(request, came)
        if reply.failure:
            self._send("fail", pause, errorReason=reply.failure)
            return
        headers = {**_readable(request), **reply.headers}
        self._send(
            "fulfill",
            pause,
            responseCode=reply.status,
            body=base64.b64encode(reply.body).decode(),
            responseHeaders=[{"name": name, "value": value} for name, value in headers.items()],
        )

    def _wait(self, seconds: float) -> None:
        """Let the pages go on for some seconds, whichever of them stays."""
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0 and self._context.pages:
            with suppress(Error):
                self._context.pages[0].wait_for_timeout(left * 1000)

    def _request(self, paused: Mapping[str, Any]) -> Request:
        asked, loads = paused["request"], paused["resourceType"] == "Document"
        headers = {name.lower(): value for name, value in asked["headers"].items()}
        parts = [part.get("bytes") for part in asked.get("postDataEntries", ())]
        if headers.get("referer") in self._been_at and _host(headers["referer"]) == _host(asked["url"]):
            del headers["referer"]  # the site knows the address; one that a script has written was never asked for
        return Request(
            # The pause of a hop has another id, and does not always tell which one it comes from (Chromium 156).
            id=paused.get("networkId", paused["requestId"]),
            method=asked["method"],
            url=asked["url"],
            headers=headers,
            body=b"".join(base64.b64decode(part or "") for part in parts),
            loads="" if not loads else "page" if paused["frameId"] in self._pages else "frame",
            streams=bool(parts) and not any(parts),  # of a file among other parts the browser shows nothing either
        )

    def _note_arrived(self, response: Arrived) -> None:
        asked = response.request
        for request in self._followed.values():
            if (request.method, request.url) == (asked.method, asked.url):
                self.arrived, self._arrived_for = response, request

    def _note_ended(self, asked: Asked) -> None:
        if self.arrived and self.arrived.request is asked:
            self._ended = asked

    def answered_in_data(self) -> str:
        """Return the last answer that was followed, where a script takes it as data and it has come whole."""
        arrived, request = self.arrived, self._arrived_for
        if arrived is None or request is None or request.loads or self._ended is not arrived.request:
            return ""
        if "json" not in arrived.headers.get("content-type", ""):
            return ""
        try:
            return arrived.text()
        except Error:
            return ""  # the page has moved on, and it is kept no longer

    def _note_failed(self, asked: Asked) -> None:
        """Take note of an answer that broke off after its headers had come, or that led in a circle."""
        if self.arrived and self._arrived_for and self.arrived.request in (asked, asked.redirected_from):
            self._decides.answered(self._arrived_for, Response(datetime.now(UTC), asked.url, failure=asked.failure))


def _opening_request(url: str, protocols: Sequence[str]) -> Request:
    """Return the opening of a web socket as the request that it is (RFC 6455, 4.1)."""
    headers = {"sec-websocket-protocol": ", ".join(protocols)}
    return Request(f"socket {hash((url, *protocols))}", "GET", re.sub("^ws", "http", url), headers)


def _frame_request(url: str, frame: str | bytes) -> Request:
    """Return what a web socket sends as a request to the address that it was opened at."""
    body = frame.encode() if isinstance(frame, str) else frame
    return Request(f"frame {hash((url, body))}", "WEBSOCKET", re.sub("^ws", "http", url), body=body)


def _host(url: str) -> str:
    return urlsplit(url).netloc


def _readable(request: Request) -> dict[str, str]:
    """Return the headers that let a page of any origin read an answer: a site that stands in does not mind."""
    asked = request.headers
    if "origin" not in asked:
        return {}
    allowed = {"access-control-allow-origin": asked["origin"], "access-control-allow-credentials": "true"}
    for what in ("method", "headers"):
        if f"access-control-request-{what}" in asked:
            allowed[f"access-control-allow-{what.removesuffix('s')}s"] = asked[f"access-control-request-{what}"]
    return allowed


_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}
_ICON = "/favicon.ico"
"""What a browser asks of every host by itself."""


class SavedPages:
    """The saved site of one case, and what reached it."""

    def __init__(self, case: ReadyCase) -> None:
        self._case = case
        self._used: Counter[int] = Counter()
        self.arrived: list[Request] = []
        self.aborted: list[str] = []

    def answer(self, request: Request) -> Reply:
        """Return what the case says, or a refusal."""
        answer = self._answer_for(request)
        if answer is None:
            if not request.url.endswith(_ICON):
                self.aborted.append(f"{request.method} {without_query(request.url)}")
            return Reply(failure=_REFUSED)
        self.arrived.append(request)
        if answer.fails:
            return Reply(failure="ConnectionReset" if answer.fails == "reset" else None, after=answer.after or 0)
        # Asked for anew each time; "no-store" would leave a fetch whose answer no script reads open for ever.
        headers = {"content-type": _KINDS[(answer.page or "").rpartition(".")[2]], "cache-control": "no-cache"}
        if answer.cookie:
            headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
        return Reply(answer.status, headers, read_page(self._case, answer).encode(), after=answer.after or 0)

    def _answer_for(self, request: Request) -> Answer | None:
        cookies = request.headers.get("cookie", "")
        for number, answer in enumerate(self._case.answers):
            is_it = fits(answer.to, request)
            is_it &= answer.since is None or any(fits(answer.since, one) for one in self.arrived)
            signed = answer.needs_cookie is None or f"{answer.needs_cookie}=" in cookies
            if is_it and signed and (answer.times is None or self._used[number] < answer.times):
                self._used[number] += 1
                return answer
        return None


def fits(declared: str, request: Request) -> bool:
    """Whether a request is one that is written as a method and an address glob."""
    method, glob = declared.split(" ", 1)
    return request.method == method and matches_glob(glob, request.url)
