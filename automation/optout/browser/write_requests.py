"""The requests by which the pages of a site may change something, and the answers to them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from playwright.sync_api import BrowserContext
from playwright.sync_api import Request as PlaywrightRequest
from playwright.sync_api import Response as PlaywrightResponse

from optout.browser.requests import Response

# The methods that only ask for something (RFC 9110, 9.2.1).
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# Playwright's names for the requests by which pages save. A "ping" counts visits.
_MAY_SAVE = frozenset({"document", "fetch", "xhr"})
_MOST = 200  # requests: a page may send without end


@dataclass
class WriteRequest:
    """A request that may change something, and what came back for it; its body is not kept."""

    method: str
    url: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))
    answers: list[Response] = field(default_factory=list)


class WriteRequests:
    """Collects the write requests of a browser context to the hosts for which `allows` is true."""

    def __init__(self, context: BrowserContext, allows: Callable[[str], bool]) -> None:
        self._allows = allows
        self._collected: list[WriteRequest] | None = None
        self._by_request: dict[PlaywrightRequest, WriteRequest] = {}
        context.on("request", self._note_request)
        context.on("response", self._note_response)
        context.on("requestfailed", self._note_failure)

    def collect(self) -> list[WriteRequest]:
        """Return a new list, to which each request from now on is added until `stop` or the next `collect`."""
        self._collected = []
        return self._collected

    def drop_before(self, time: datetime) -> None:
        """Remove from the list the requests that were sent before a time."""
        if self._collected is not None:
            self._collected[:] = [write for write in self._collected if write.at >= time]

    def stop(self) -> None:
        """Collect no more requests; the answers to those collected are still noted."""
        self._collected = None

    def _note_request(self, request: PlaywrightRequest) -> None:
        collected = self._collected
        if collected is None or len(collected) == _MOST:
            return
        may_save = request.method not in _SAFE and request.resource_type in _MAY_SAVE
        if may_save and self._allows(request.url):
            write = WriteRequest(request.method, request.url)
            collected.append(write)
            self._by_request[request] = write

    def _note_response(self, response: PlaywrightResponse) -> None:
        write = self._by_request.get(response.request)
        if write is not None:
            answer = Response(
                at=datetime.now(UTC),
                url=response.url,
                status=response.status,
                headers=response.headers,
                method=write.method,
            )
            write.answers.append(answer)

    def _note_failure(self, request: PlaywrightRequest) -> None:
        write = self._by_request.get(request)
        if write is not None:
            failure = request.failure or "?"
            answer = Response(datetime.now(UTC), write.url, failure=failure, method=write.method)
            write.answers.append(answer)
