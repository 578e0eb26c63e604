"""The gate: lets the one declared request through, once, and nothing like it ever again."""

import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext, Request, Response, Route

from optout.browser.payload import READING, body_names, body_sha256, carries, likeness, may_carry
from optout.browser.redirects import Redirects
from optout.flow.addresses import glob_pattern, matches_glob, why_not_address

_ANYTHING = "**/*"
LetThrough = Callable[[], bool]
"""Asked before the one request passes: commits that it is being sent; False holds it back."""


class Gate:
    """Watches a context for the flow's declared request.

    One handler on the context, not the page: the answer may open a new tab. The first matching request passes, when
    `let_through` agrees; every further one is aborted and counted, so that a reload, a double-bound handler or a second
    click cannot send again. While the page asks for a code (`code_wanted`), a request to the same address may carry the
    code: it passes if it has a field that the send did not have, one at a time, and none twice.

    `asking` is the request that is being decided about. Once the form's values are watched, an `undeclared` request
    that carries one may have been the send; it leaves, and the very same is held back. `noted_values` are the same for
    what a page `saved`, which is no send as long as a declared one follows.
    """

    def __init__(
        self, context: BrowserContext, requests: list[str], hosts: tuple[str, ...], let_through: LetThrough
    ) -> None:
        self._context = context
        self._hosts = hosts
        self._let_through = let_through
        self._declared = [tuple(request.split(" ", 1)) for request in requests]
        self._pattern = re.compile("|".join(f"^{glob_pattern(glob).pattern}$" for _, glob in self._declared), re.DOTALL)
        self.asking: Request | None = None
        self.passed: Request | None = None
        self.passed_at: datetime | None = None
        self.response: Response | None = None
        self.answered_at: datetime | None = None
        self.failure: str | None = None
        self.redirects: list[str] = []
        self.held_back = 0
        self.code_wanted = False
        self._asked = False
        self._codes: set[str] = set()
        self._code_under_way: Request | None = None
        self._watched: tuple[str, ...] = ()
        self._left: set[str] = set()
        self.undeclared: Request | None = None
        self.noted_values: tuple[str, ...] = ()
        self.saved = False
        self._onward = Redirects(context, [glob for _, glob in self._declared], hosts)
        context.route(self._pattern, self._handle)
        context.on("request", self._note_redirected)
        context.on("request", self._note_undeclared)
        context.on("response", self._note_response)
        context.on("requestfailed", self._note_failure)

    @property
    def led_away(self) -> str | None:
        """Where the answer would have sent the form's values on to, on a host that the flow does not list."""
        return self._onward.led_away

    def seconds_since_answer(self) -> float | None:
        """Give how long ago the answer came; None before it."""
        return (datetime.now(UTC) - self.answered_at).total_seconds() if self.answered_at else None

    def watch(self, values: Collection[str]) -> None:
        """Watch for the form's values, or no longer, in requests that the flow does not know.

        What it does not know may be the send all the same, and a handler that is bound twice sends that twice too.
        """
        if values and not self._watched:
            self._context.route(_ANYTHING, self._hold_repeated)
        elif self._watched and not values:
            self._context.unroute(_ANYTHING, self._hold_repeated)
        self._watched = tuple(values)

    def _hold_repeated(self, route: Route) -> None:
        self._decide(route, lambda request: not self._is_repeated(request))

    def _is_repeated(self, request: Request) -> bool:
        """Whether the very same was sent already, and may have been the send; once that is known, nothing else is."""
        if self.passed is not None or request.method in READING or self._is_declared(request):
            return False
        if not carries(request, self._watched):
            return False
        alike = likeness(request)
        repeated = alike in self._left
        self._left.add(alike)
        return repeated

    @contextmanager
    def nothing_leaves(self, values: Collection[str]) -> Iterator[list[Request]]:
        """While this lasts, nothing leaves that could carry the form or one of its values; reading goes on.

        Gives the requests that were held back.
        """
        held: list[Request] = []

        def hold(route: Route) -> None:
            if not may_carry(route.request, values):
                route.fallback()
                return
            held.append(route.request)
            if self._is_declared(route.request):
                self._handle(route)  # it is the one that is known: told, and held back, by the rule for it
            else:
                route.abort("blockedbyclient")

        self._context.route(_ANYTHING, hold)
        try:
            yield held
        finally:
            self._context.unroute(_ANYTHING, hold)

    def shut(self, values: Collection[str]) -> list[Request]:
        """Let nothing leave any more that could carry the form or one of its values, until the browser is closed.

        Gives the requests that were held back since then and are declared, or carry a value.
        """
        held: list[Request] = []

        def hold(route: Route) -> None:
            request = route.request
            if not may_carry(request, values) and not self._is_declared(request):
                route.fallback()
                return
            if self._is_declared(request) or carries(request, values):
                held.append(request)
            route.abort("blockedbyclient")

        self._context.route(_ANYTHING, hold)
        return held

    def _handle(self, route: Route) -> None:
        self._decide(route, self._passes)

    def _decide(self, route: Route, may_pass: Callable[[Request], bool]) -> None:
        try:
            passes = may_pass(route.request)
        except Exception:  # noqa: BLE001  whatever fails here, a request without a decision would hang the page
            passes = False
        if passes:
            route.fallback()
        else:
            self.held_back += 1
            route.abort("blockedbyclient")

    def _passes(self, request: Request) -> bool:
        if not self._is_declared(request):
            return True
        if why_not_address(request.url, self._hosts) is not None:
            return False  # a form whose values would go to a host the flow does not list
        return self._take(request) or self._carries_code(request)

    def _take(self, request: Request) -> bool:
        """Take a request for the one send, if there was none; marked before asking, so that no second one slips in."""
        if self._asked:
            return False
        self._asked, self.asking = True, request
        if not self._let_through():
            self._asked = False
            return False
        self.passed, self.passed_at = request, datetime.now(UTC)
        return True

    def _carries_code(self, request: Request) -> bool:
        """Whether this is the code on its way to the address of the send: one at a time, and none twice."""
        if self.passed is None or not self.code_wanted or self._code_under_way:
            return False
        body = body_sha256(request)
        if body in self._codes or not set(body_names(request)) - set(body_names(self.passed)):
            return False
        self._codes.add(body)
        self._code_under_way = request
        return True

    def _note_undeclared(self, request: Request) -> None:
        """Note a request that may have been the send, though the flow does not know it: it has left already."""
        if request.method in READING or self._is_declared(request):
            return
        if carries(request, self._watched):
            self.undeclared = request
        self.saved |= carries(request, self.noted_values)

    def _note_redirected(self, request: Request) -> None:
        """Note a declared request that a redirect led to: no route sees it, and it has left already."""
        if request.redirected_from is not None and not self._is_ours(request) and self._is_declared(request):
            self._take(request)

    def _is_declared(self, request: Request) -> bool:
        return any(request.method == method and matches_glob(glob, request.url) for method, glob in self._declared)

    def _note_response(self, response: Response) -> None:
        if response.request == self._code_under_way:
            self._code_under_way = None
        if self._is_ours(response.request):
            if 300 <= response.status < 400:  # noqa: PLR2004
                self.redirects.append(response.headers.get("location", ""))
            self.response = response
            self.answered_at = datetime.now(UTC)

    def _note_failure(self, request: Request) -> None:
        if request == self._code_under_way:
            self._code_under_way = None
        if self._is_ours(request):
            self.failure = request.failure or "failed"

    def _is_ours(self, request: Request) -> bool:
        if self.passed is None:
            return False
        first: Request | None = request
        while first is not None and first is not self.passed:
            first = first.redirected_from
        return first is not None
