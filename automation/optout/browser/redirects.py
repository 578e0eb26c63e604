"""Keeps the form's values from being sent on: an answer 307 or 308 makes the browser send the same body elsewhere.

No route sees a redirect (Playwright 1.65), and the browser follows it by itself. Chromium's own protocol can stop an
answer before the browser acts on it (Fetch.enable with requestStage Response, Chrome DevTools Protocol). A tab that the
form itself opens for its answer is met too late for that: there, only the outcome tells where the values went.
"""

from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import BrowserContext, CDPSession, Error, Page

from optout.flow.addresses import why_not_address

_SENT_ON = (307, 308)
"""The answers after which a browser sends the same body to the address in `location` (RFC 9110, 15.4.8 and 15.4.9)."""


class Redirects:
    """Watches the answers to the declared requests in every page of a context.

    `led_away` is where an answer would have sent the form's values; they did not go there.
    """

    def __init__(self, context: BrowserContext, globs: list[str], hosts: tuple[str, ...]) -> None:
        self._context = context
        self._hosts = hosts
        self._patterns = [glob.replace("**", "*") for glob in globs]
        self.led_away: str | None = None
        context.on("page", self._watch)
        for page in context.pages:
            self._watch(page)

    def _watch(self, page: Page) -> None:
        try:
            session = self._context.new_cdp_session(page)
            session.on("Fetch.requestPaused", lambda paused: self._decide(session, paused))
            self._listen(session)
        except Error:
            return  # the page went again

    def _listen(self, session: CDPSession) -> None:
        # A query may follow, and the more a pattern takes, the better: what is no redirect goes on as it is.
        patterns = [{"urlPattern": f"{pattern}*", "requestStage": "Response"} for pattern in self._patterns]
        session.send("Fetch.enable", {"patterns": patterns})

    def _decide(self, session: CDPSession, paused: dict[str, Any]) -> None:
        here = {"requestId": paused["requestId"]}
        to = _sent_on_to(paused)
        try:
            if to is None:
                session.send("Fetch.continueResponse", here)
            elif why_not_address(to, self._hosts) is not None:
                self.led_away = to
                session.send("Fetch.failRequest", {**here, "errorReason": "BlockedByClient"})
            else:
                self._patterns.append(to.partition("?")[0])  # the next answer may lead further
                self._listen(session)
                session.send("Fetch.continueResponse", here)
        except Error:
            return  # the page went, and the request with it


def _sent_on_to(paused: dict[str, Any]) -> str | None:
    """Give the address that an answer makes the browser send the same body to; None when it does not."""
    if paused.get("responseStatusCode") not in _SENT_ON:
        return None
    headers = paused.get("responseHeaders", [])
    location = next((h["value"] for h in headers if h["name"].lower() == "location"), None)
    return urljoin(paused["request"]["url"], location) if location else None
