"""The gate: lets the one declared request through, once, and nothing like it ever again."""

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from urllib.parse import parse_qsl, unquote_plus

from playwright.sync_api import BrowserContext, Request, Response, Route

from optout.browser.redirects import Redirects
from optout.flow.addresses import glob_pattern, matches_glob, why_not_address

_ANYTHING = "**/*"
_READING = ("GET", "HEAD", "OPTIONS")
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(r"[\w.\[\]:-]{1,80}")
LetThrough = Callable[[], bool]
"""Asked before the one request passes: commits that it is being sent; False holds it back."""


class Gate:
    """Watches a context for the flow's declared request.

    One handler on the context, not the page: the answer may open a new tab. The first matching request passes, when
    `let_through` agrees; every further one is aborted and counted, so that a reload, a double-bound handler or a second
    click cannot send again. While the page asks for a code (`code_wanted`), a request to the same address may carry the
    code: it passes if it has a field that the send did not have, one at a time, and none twice.

    `asking` is the request that is being decided about. `watched_values`, once set, are the form's: an `undeclared`
    request that carries one may have been the send. `noted_values` are the same for what a page `saved`, which is no
    send as long as a declared one follows.
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
        self.watched_values: tuple[str, ...] = ()
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

    @contextmanager
    def nothing_leaves(self, values: Collection[str]) -> Iterator[list[Request]]:
        """While this lasts, nothing leaves that could carry the form or one of its values; reading goes on.

        Gives the requests that were held back.
        """
        held: list[Request] = []

        def hold(route: Route) -> None:
            if not _may_carry(route.request, values):
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

    def _handle(self, route: Route) -> None:
        try:
            passes = self._passes(route.request)
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
        if request.method in _READING or self._is_declared(request):
            return
        if carries(request, self.watched_values):
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


def _may_carry(request: Request, values: Collection[str]) -> bool:
    """Whether a request has a body, or what a form or one of its values would look like in an address."""
    query = unquote_plus(request.url.partition("?")[2])
    if request.method not in _READING or (query and request.is_navigation_request()):
        return True
    return bool(_ADDRESS.search(query)) or any(value in unquote_plus(request.url) for value in values if value)


def carries(request: Request, values: Collection[str]) -> bool:
    """Whether a request carries one of some values, in its body or in its address, however its letters are written."""
    texts = [text.casefold() for text in (*body_texts(request), unquote_plus(request.url))]
    return any(way.casefold() in text for value in values if value for way in _written(value) for text in texts)


def body_texts(request: Request) -> list[str]:
    """Give the body of a request as it is, and as a form encodes it."""
    body = (request.post_data_buffer or b"").decode("utf-8", "replace")
    return [text.replace("\r\n", "\n") for text in (body, unquote_plus(body))]


def other_address(request: Request, known: Collection[str]) -> bool:
    """Whether a body carries an e-mail address, and none of the known ones."""
    found = {match.casefold() for text in body_texts(request) for match in _ADDRESS.findall(text)}
    return bool(found) and not found & {address.casefold() for address in known}


def _written(value: str) -> set[str]:
    """Give the ways a body may write a value: as it is, and as JSON with its line ends and letters escaped or not."""
    as_json = json.dumps(value, ensure_ascii=False)[1:-1]
    return {value, as_json, as_json.replace("\\n", "\\r\\n"), json.dumps(value)[1:-1]}


def body_names(request: Request) -> list[str]:
    """Give the names of the fields in a request's body, never their values; empty when the body is of another kind."""
    body = request.post_data_buffer or b""
    return sorted({name for name in _names(body, request.headers.get("content-type", "")) if _NAME.fullmatch(name)})


def _names(body: bytes, kind: str) -> list[str]:
    if body.lstrip()[:1] in (b"{", b"["):  # whatever it is called: scripts send JSON without saying so
        try:
            parsed = json.loads(body)
        except ValueError:
            return []
        return list(parsed) if isinstance(parsed, dict) else []
    if "multipart" in kind:
        # Only the part's own header line: a value may hold text that looks like one.
        names = re.findall(rb'^--[^\r\n]+\r\nContent-Disposition: form-data; name="([^"\r\n]*)"', body, re.MULTILINE)
        return [name.decode("utf-8", "replace") for name in names]
    if "urlencoded" in kind:
        return [name for name, _ in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)]
    return []


def body_sha256(request: Request) -> str:
    """Give the SHA-256 of a request's body in hex; the body itself holds session tokens and is not kept."""
    return hashlib.sha256(request.post_data_buffer or b"").hexdigest()
