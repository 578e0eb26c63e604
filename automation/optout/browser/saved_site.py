"""Saved pages in place of the site: answered at the real addresses, everything else aborted and listed."""

from collections import Counter
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import parse_qsl

from playwright.sync_api import BrowserContext, Error, Request, Route

from optout.flow.addresses import matches_glob
from optout.flow.cases import Answer, ReadyCase, read_page
from optout.redact import without_query

_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}


@dataclass(frozen=True)
class Arrived:
    """A request that the saved site got: method, address, and its body's fields when they are form fields."""

    method: str
    address: str
    fields: dict[str, str]


class SavedPages:
    """The saved site of one case, and what reached it."""

    def __init__(self, context: BrowserContext, case: ReadyCase) -> None:
        self._case = case
        self._used: Counter[int] = Counter()
        self.arrived: list[Arrived] = []
        self.aborted: list[str] = []
        self._unanswered: list[Route] = []
        context.route("**/*", self._handle)

    def _handle(self, route: Route) -> None:
        request = route.request
        answer = self._answer_for(request)
        if answer is None:
            self.aborted.append(f"{request.method} {without_query(request.url)}")
            route.abort("blockedbyclient")
            return
        self.arrived.append(Arrived(request.method, request.url, _fields(request)))
        if (answer.after and not _still_there_after(request, answer.after)) or answer.fails == "never":
            self._unanswered.append(route)
        elif answer.fails == "reset":
            route.abort("connectionreset")
        else:
            self._fulfill(route, answer)

    def hang_up(self) -> None:
        """End the requests that were left without an answer; Playwright goes on waiting for each of them else."""
        for route in self._unanswered:
            with suppress(Error):  # the window is closed already
                route.abort("connectionclosed")

    def _answer_for(self, request: Request) -> Answer | None:
        cookies = request.headers.get("cookie", "")
        for number, answer in enumerate(self._case.answers):
            method, glob = answer.to.split(" ", 1)
            fits = request.method == method and matches_glob(glob, request.url)
            signed = answer.needs_cookie is None or f"{answer.needs_cookie}=" in cookies
            if fits and signed and (answer.times is None or self._used[number] < answer.times):
                self._used[number] += 1
                return answer
        return None

    def _fulfill(self, route: Route, answer: Answer) -> None:
        kind = _KINDS[(answer.page or "").rpartition(".")[2]]
        headers = {"content-type": kind, "cache-control": "no-store"}
        if answer.cookie:
            headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
        try:
            route.fulfill(status=answer.status, headers=headers, body=read_page(self._case, answer))
        except Error:
            return  # the person closed the window while the answer was under way


def _still_there_after(request: Request, seconds: float) -> bool:
    """Take as long as the site takes; False when the person closed the window meanwhile."""
    try:
        request.frame.page.wait_for_timeout(seconds * 1000)
    except Error:
        return False
    return True


def _fields(request: Request) -> dict[str, str]:
    return dict(parse_qsl(request.post_data or "", keep_blank_values=True))
