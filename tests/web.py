"""Made-up pages at real https addresses, answered without any network, and a window on them."""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import BrowserContext, Route

from optout.browser.decision import Action, Decision
from optout.browser.requests import Reply, Request, Response
from optout.browser.window import Window

HOST = "www.example.eu"
HOME = f"https://{HOST}/"
HOSTS = ("example.eu", "example.org")
FOREIGN = "https://elsewhere.example/"
_SHELL = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"
_KIND = "text/html; charset=utf-8"
_FAILURES = {"connectionreset": "ConnectionReset", "internetdisconnected": "InternetDisconnected"}


class Answering:
    """Takes how a test answers a request; one that does nothing never answers."""

    def __init__(self) -> None:
        self.reply = Reply()

    def fulfill(
        self,
        status: int = 200,
        body: str = "",
        content_type: str = _KIND,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.reply = Reply(status, {"content-type": content_type, **(headers or {})}, body.encode())

    def abort(self, reason: str = "failed") -> None:
        self.reply = Reply(failure=_FAILURES.get(reason, "Failed"))


Answer = Callable[[Answering, Request], Any]


class Open:
    """Lets everything leave."""

    def note_left(self, _: Request) -> None: ...

    def note_socket_message(self, _: Request) -> None: ...

    def decide(self, _: Request) -> Decision:
        return Decision(Action.ALLOW, "open")

    def note_taken_back(self, _: Request) -> None: ...

    def is_of_submission(self, _: Request) -> bool:
        return False

    def note_answer(self, request: Request, response: Response) -> None: ...


class Web:
    """Answers every request of a context. `pages` maps `GET <address without query>` to HTML or to
    a function.

    A run's gate asks it; `routed`, which is for a window without a gate, Playwright does.
    """

    def __init__(self, context: BrowserContext, *, routed: bool = True) -> None:
        self.context = context
        self.pages: dict[str, str | Answer] = {}
        self.arrived: list[str] = []
        if routed:
            context.route("**/*", self._route)

    def answer(self, request: Request) -> Reply:
        where = f"{request.method} {request.url.partition('?')[0].partition('#')[0]}"
        if where.endswith("/favicon.ico"):
            return Reply(404)
        self.arrived.append(where)
        answer, answering = self.pages.get(where), Answering()
        if callable(answer):
            answer(answering, request)
        elif answer is None:
            answering.fulfill(404, f"{_SHELL}not here")
        else:
            answering.fulfill(200, _SHELL + answer)
        return answering.reply

    def _route(self, route: Route) -> None:
        asked = route.request
        request = Request("", asked.method, asked.url, asked.headers, asked.post_data_buffer or b"")
        reply = self.answer(request)
        if reply.failure:
            route.abort()
        elif reply.status:
            route.fulfill(status=reply.status, headers=dict(reply.headers), body=reply.body)

    def window(
        self, html: str, *, address: str = HOME, tick: Callable[[], None] = lambda: None
    ) -> Window:
        self.pages[f"GET {address}"] = html
        window = Window(self.context, HOSTS, tick)
        window.page.goto(address)
        return window
