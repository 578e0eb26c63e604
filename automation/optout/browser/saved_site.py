"""The saved site of a case: it answers at the real addresses in place of the network, and refuses everything else."""

from collections import Counter
from typing import Protocol

from optout.browser.requests import Reply, Request, fits
from optout.flow.cases import Answer, ReadyCase, read_page
from optout.redact import without_query

_REFUSED = "BlockedByClient"
ALLOWED = Reply(204)
"""The answer to what a browser asks before a page sends to another origin (Fetch standard, CORS-preflight fetch)."""


class Site(Protocol):
    """A site that stands in for the real one: it is asked in place of the network. `aborted` lists what it refused."""

    aborted: list[str]

    def answer(self, request: Request) -> Reply:
        """Return what the site answers."""


_KINDS = {"html": "text/html; charset=utf-8", "json": "application/json", "txt": "text/plain; charset=utf-8"}


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
            if (
                fits(answer.to, request)
                and (answer.since is None or any(fits(answer.since, one) for one in self.arrived))
                and (answer.needs_cookie is None or f"{answer.needs_cookie}=" in cookies)
                and (answer.times is None or self._used[number] < answer.times)
            ):
                self._used[number] += 1
                return answer
        return None


def headers_of(reply: Reply, request: Request) -> dict[str, str]:
    """Return the headers of a reply, with those that let a page of any origin read it: this site does not mind."""
    asked = request.headers
    if "origin" not in asked:
        return dict(reply.headers)
    allowed = {"access-control-allow-origin": asked["origin"], "access-control-allow-credentials": "true"}
    for what in ("method", "headers"):
        if f"access-control-request-{what}" in asked:
            allowed[f"access-control-allow-{what.removesuffix('s')}s"] = asked[f"access-control-request-{what}"]
    return {**allowed, **reply.headers}
