"""A page's developer tools: a world of scripts that the page cannot see, and the browser's own way to point."""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page

from optout.browser.window import Window

_WORLD = "optout"
_BINDING = "optoutTell"


class Devtools:
    """Scripts in a world of their own beside the page's.

    Both worlds see the same elements, but not each other's variables, listeners or changed prototypes: a page can
    neither read what is kept here nor call `optoutTell`, through which a script here tells `on_told` a text.
    """

    def __init__(self, page: Page, on_told: Callable[[str], None] | None = None) -> None:
        self.page = page
        self.session = page.context.new_cdp_session(page)
        self._frame = self.session.send("Page.getFrameTree")["frameTree"]["frame"]["id"]
        if on_told:
            told = on_told
            self.session.send("Runtime.enable")  # without it the binding is in no world
            self.session.on("Runtime.bindingCalled", lambda event: told(str(event["payload"])))
            self.session.send("Runtime.addBinding", {"name": _BINDING, "executionContextName": _WORLD})

    def run(self, function: str, argument: Any = None) -> Any:
        """Call a function, written in JavaScript, in our own world of the page's main frame; gives plain data."""
        world = self.session.send("Page.createIsolatedWorld", {"frameId": self._frame, "worldName": _WORLD})
        called = {"executionContextId": world["executionContextId"], "arguments": [{"value": argument}]}
        return _value(self.session.send("Runtime.callFunctionOn", {**_plain(function), **called}))

    def about(self, backend_node: int, function: str, argument: Any = None) -> Any:
        """Call a function about one element, given as `this`; gives plain data, None when the element is gone."""
        node = self.session.send("DOM.resolveNode", {"backendNodeId": backend_node})["object"]
        called = {"objectId": node["objectId"], "arguments": [{"value": argument}]}
        return _value(self.session.send("Runtime.callFunctionOn", {**_plain(function), **called}))


def reachable(window: Window) -> bool:
    """Whether the page in front is a flow's own and answers now: what is asked of it here has no time-out."""
    page = window.page
    return window.allows(page.url) and window.read(page.main_frame, "alive") is True


def _plain(function: str) -> dict[str, Any]:
    return {"functionDeclaration": function, "returnByValue": True}


def _value(answer: Mapping[str, Any]) -> Any:
    return None if "exceptionDetails" in answer else answer["result"].get("value")
