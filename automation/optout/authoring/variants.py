"""Reads the saved pages of a flow the way a live page is read."""

from collections.abc import Callable, Iterator
from contextlib import suppress

from playwright.sync_api import Browser, Error, Route

from optout.authoring.page import Node
from optout.authoring.page import read_page as read_shown
from optout.browser.launch import replay_context
from optout.browser.window import Window
from optout.flow.cases import load_cases, read_page
from optout.flow.load import LoadedFlow

_READING_TIME = 5.0  # seconds
_STATES = "document.querySelectorAll('[data-state]').length"
_SHOW = "(n) => document.querySelectorAll('[data-state]').forEach((s) => { s.hidden = Number(s.dataset.state) !== n; })"


def saved_texts(loaded: LoadedFlow) -> dict[str, tuple[str, str]]:
    """Give every page that the cases show when an address is opened, once: its HTML to (address, language)."""
    found: dict[str, tuple[str, str]] = {}
    for case in load_cases(loaded).values():
        for answer in case.answers:
            method, glob = answer.to.split(" ", 1)
            if method == "GET" and (answer.page or "").endswith(".html"):
                address = glob.replace("**/", f"https://{loaded.flow.hosts[0]}/", 1).replace("*", "")
                language = answer.words or case.case.words
                found.setdefault(read_page(case, answer), (address, language))
    return found


def read_saved(
    browser: Browser, loaded: LoadedFlow, texts: dict[str, tuple[str, str]], tick: Callable[[], None]
) -> Iterator[Node]:
    """Show each saved page without network and read it, in each of the states that it was recorded in."""
    only = {name: target.only for name, target in loaded.flow.targets.items() if target.only}
    waiting: list[str] = []

    def answer(route: Route) -> None:
        if waiting and route.request.is_navigation_request():
            route.fulfill(content_type="text/html; charset=utf-8", body=waiting.pop())
        else:
            route.abort("blockedbyclient")  # also where a saved page leads on to by itself

    with replay_context(browser) as context:
        context.route("**/*", answer)
        window = Window(context, tuple(loaded.flow.hosts), tick)
        for text, (address, _) in texts.items():
            waiting[:] = [text]
            with suppress(Error):  # a page that leads elsewhere is no form
                window.page.goto(address, wait_until="domcontentloaded", timeout=_READING_TIME * 1000)
                yield from _states(window, only)


def _states(window: Window, only: dict[str, str]) -> Iterator[Node]:
    for state in range(max(1, window.page.evaluate(_STATES))):
        window.page.evaluate(_SHOW, state + 1)
        page = window.wait(lambda: read_shown(window, only), _READING_TIME)
        if page is not None:
            yield page
