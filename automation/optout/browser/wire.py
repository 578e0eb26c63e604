"""The browser's own protocol with a page, within a time: a page that does not answer holds nothing up.

Nothing here runs a script in the page's own world; what runs beside it, in a world of ours, sees the same elements and
none of the page's variables, listeners or changed prototypes (Chrome DevTools Protocol, `Page.createIsolatedWorld`).
"""

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import CDPSession, Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

_WORLD = "optout"
_BINDING = "optoutTell"
_FIRST_TIME, _LONGEST_TIME = 1000.0, 8000.0  # milliseconds
_WORKING_TIME = 4000.0  # milliseconds
_WORKING = ("Input.", "DOM.focus", "DOM.scroll")
"""Commands that do something to a page: they are not sent again where an answer is slow to come."""


class Wire:
    """One session with a page, or with a frame that has a process of its own.

    What took too long may take twice as long the next time: a page of many thousand elements on a slow machine is
    read too.
    """

    def __init__(self, session: CDPSession) -> None:
        self.session = session
        self._may_take: dict[str, float] = {}
        self._worlds: dict[str, int] = {}
        self._main = ""

    def ask(self, method: str, **params: Any) -> Any:
        """Send a command and give its answer.

        Raises:
            Error: the page is gone, does not know what it is asked about, or did not answer in time (TimeoutError).
        """
        may_take = self._may_take.get(method, _WORKING_TIME if method.startswith(_WORKING) else _FIRST_TIME)
        try:
            return _send(self.session, method, params, may_take)
        except PlaywrightTimeout:
            self._may_take[method] = min(2 * may_take, _LONGEST_TIME)
            raise

    def tells(self, event: str, take: Callable[[Mapping[str, Any]], None]) -> None:
        """Have a function called with each event of a name."""
        self.session.on(event, take)

    def let_tell(self, take: Callable[[str], None]) -> None:
        """Let scripts in our own world tell a text, through `optoutTell`, which the page cannot call."""
        self.ask("Runtime.enable")  # without it the binding is in no world
        self.tells("Runtime.bindingCalled", lambda event: take(str(event["payload"])))
        self.ask("Runtime.addBinding", name=_BINDING, executionContextName=_WORLD)

    def run(self, function: str, argument: Any = None, *, frame: str = "") -> Any:
        """Call a JavaScript function in our own world of a frame, or of the main one; returns plain data."""
        told = {"functionDeclaration": function, "arguments": [{"value": argument}], "returnByValue": True}
        return self._in_world(frame, lambda world: self.ask("Runtime.callFunctionOn", executionContextId=world, **told))

    def about(self, node: int, function: str, *, frame: str = "") -> Any:
        """Call a function, in our own world of the node's frame, about a node, given as `this`; returns plain data."""

        def call(world: int) -> Any:
            found = self.ask("DOM.resolveNode", backendNodeId=node, executionContextId=world)["object"]["objectId"]
            return self.ask("Runtime.callFunctionOn", objectId=found, functionDeclaration=function, returnByValue=True)

        return self._in_world(frame, call)

    def _in_world(self, frame: str, call: Callable[[int], Any]) -> Any:
        """Call in our world of a frame; a world goes with its document, and the next document gets a new one."""
        try:
            answer = call(self._world(frame, anew=False))
        except PlaywrightTimeout:
            raise
        except Error:
            answer = call(self._world(frame, anew=True))
        return None if "exceptionDetails" in answer else answer["result"].get("value")

    def _world(self, frame: str, *, anew: bool) -> int:
        if not frame:
            if anew or not self._main:
                self._main = self.ask("Page.getFrameTree")["frameTree"]["frame"]["id"]
            frame = self._main
        if anew or frame not in self._worlds:
            world = self.ask("Page.createIsolatedWorld", frameId=frame, worldName=_WORLD)
            self._worlds[frame] = world["executionContextId"]
        return self._worlds[frame]


def _send(session: CDPSession, method: str, params: dict[str, Any], timeout: float) -> Any:
    """Send a command past Playwright's search of every answer for objects of its own, of which the browser tells none.

    Of a page of 10,000 elements that search takes half of what a look takes (Playwright 1.65). A Playwright that is
    made otherwise inside is asked as usual.
    """
    try:
        answer = session._impl_obj.send(method, params, timeout)  # noqa: SLF001
        run = session._sync  # noqa: SLF001
    except (AttributeError, TypeError):
        return session.send(method, params, timeout=timeout)
    return run(answer)
