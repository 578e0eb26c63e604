"""A browser for saved pages that a Playwright server starts, perhaps on another machine."""

import json
import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Browser, Error, Playwright

from optout.browser.launch import OFFLINE, Launch, replay_browser, until_closed, why_it_failed
from optout.errors import BrowserFailed, UsageError
from optout.i18n import _


@dataclass(frozen=True)
class Server:
    """A Playwright server: `more` are arguments for its browser, `given` is what else Playwright's `connect` takes."""

    address: str
    more: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    @property
    def shown(self) -> str:
        """Where it is, and no more: what else is in its address may be a password.

        Raises:
            UsageError: its address is none.
        """
        if where := _ADDRESS.match(self.address):
            return f"{where[1]}://{where[2]}"
        says = _("the address of a Playwright server begins with ws:// or wss:// and a host")
        raise UsageError(says, "ws://HOST:PORT/")


_ADDRESS = re.compile(r"(wss?|https?)://(?:[^/?#]*@)?((?:\[[0-9a-fA-F:.]+\]|[\w.-]+)(?::\d+)?)(?:[/?#]|$)")
_TO_CONNECT = 30_000  # milliseconds


def connected(playwright: Playwright, server: Server) -> AbstractContextManager[Browser]:
    """Connect to a Playwright server, for saved pages alone.

    It is asked to start the browser as here; one that was not started with `--unsafe` leaves that out, and then the
    gate alone keeps requests from leaving.
    """
    options = json.dumps({"headless": True, "args": [*server.more, *OFFLINE]})
    headers = {**(server.given.get("headers") or {}), "x-playwright-launch-options": options}
    given = {"timeout": _TO_CONNECT, **server.given, "headers": headers}
    try:
        return until_closed(playwright.chromium.connect(server.address, **given))
    except Error as error:
        says, why = _("no browser could be had there: {why}"), why_it_failed(error.message)
        raise BrowserFailed(says.format(why=why.removeprefix("BrowserType.connect: ")), "") from None


def case_browser(playwright: Playwright, launch: Launch, server: Server | None) -> AbstractContextManager[Browser]:
    """Have a browser for saved pages: of a server, or else one that is started here."""
    return connected(playwright, server) if server else replay_browser(playwright, launch)


Start = Callable[[Launch, Server | None], AbstractContextManager[Browser]]
"""What gives a browser for saved pages."""


def answers(browser: Browser) -> bool:
    """Whether a browser is there. That it is gone is heard a moment later than that its pages are."""
    try:
        browser.new_context().close()
    except Error:
        return False
    return True
