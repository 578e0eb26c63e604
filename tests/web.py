"""Made-up pages at real https addresses, answered without any network, and a window on them."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import BrowserContext, Request, Route

from optout.browser.window import Window

HOST = "www.example.eu"
HOME = f"https://{HOST}/"
HOSTS = ("example.eu", "example.org")
FOREIGN = "https://elsewhere.example/"
_SHELL = "<!doctype html><html lang=en><meta charset=utf-8><title>test</title><body>"

Answer = Callable[[Route, Request], Any]


class Web:
    """Answers every request of a context. `pages` maps `GET <address without query>` to HTML or to a function."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.pages: dict[str, str | Answer] = {}
        self.arrived: list[str] = []
        context.route("**/*", self._answer)

    def _answer(self, route: Route) -> None:
        request = route.request
        where = f"{request.method} {request.url.partition('?')[0].partition('#')[0]}"
        self.arrived.append(where)
        answer = self.pages.get(where)
        if callable(answer):
            answer(route, request)
        elif answer is None:
            route.fulfill(status=404, content_type="text/html; charset=utf-8", body=f"{_SHELL}not here")
        else:
            route.fulfill(content_type="text/html; charset=utf-8", body=_SHELL + answer)

    def window(self, html: str, *, address: str = HOME, tick: Callable[[], None] = lambda: None) -> Window:
        """Open a window on a page."""
        self.pages[f"GET {address}"] = html
        window = Window(self.context, HOSTS, tick)
        window.page.goto(address)
        return window
