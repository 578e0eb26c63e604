"""Saved pages in place of the site: answered at the real addresses, everything else refused and listed."""

from collections import Counter

from optout.browser.requests import Reply, Request
from optout.flow.addresses import matches_glob
from optout.flow.cases import Answer, ReadyCase, read_page
from optout.redact import without_query

_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}
_REFUSED = Reply(failure="BlockedByClient")
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
            return _REFUSED
        self.arrived.append(request)
        if answer.fails:
            return Reply(failure="ConnectionReset" if answer.fails == "reset" else None, after=answer.after or 0)
        headers = {"content-type": _KINDS[(answer.page or "").rpartition(".")[2]], "cache-control": "no-store"}
        if answer.cookie:
            headers["set-cookie"] = f"{answer.cookie}; path=/; secure"
        return Reply(answer.status, headers, read_page(self._case, answer).encode(), after=answer.after or 0)

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
