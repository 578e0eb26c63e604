"""Starts Playwright's driver, a program for Node.js that speaks with the browser."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import platformdirs
from playwright.sync_api import Playwright, sync_playwright

from optout.errors import BrowserFailed
from optout.i18n import _
from optout.redact import be_quiet

for chatty in ("asyncio", "playwright"):
    # What nobody waits for any more they print with a traceback, and with the values in it. Whoever sets up logging
    # hears of it still.
    logging.getLogger(chatty).addHandler(logging.NullHandler())

_COMPILED = "NODE_COMPILE_CACHE"
"""Where Node.js keeps the driver's compiled code between runs: it starts a fifth faster (nodejs.org, "Modules API")."""


@contextmanager
def driver(trace: Path | None = None) -> Iterator[Playwright]:
    """Start and stop Playwright's driver, with nothing in its environment that would make it log values.

    Only with `trace` it writes what it is told into that file, with every value that it types. Never its protocol: that
    has the bodies of requests, and so the password of whoever signs in.
    """
    playwright = _EARLY.pop() if _EARLY and not trace else _start_driver(trace)
    try:
        yield playwright
    finally:
        playwright.stop()


def _start_driver(trace: Path | None = None) -> Playwright:
    be_quiet()
    os.environ.setdefault(_COMPILED, platformdirs.user_cache_dir("optout", appauthor=False))
    if trace:
        trace.touch(mode=0o600)
        os.environ |= {"DEBUG": "pw:api", "DEBUG_FILE": str(trace)}
    try:
        return sync_playwright().start()
    except Exception as error:  # noqa: BLE001  a plain Exception comes when the driver lacks a system library
        raise BrowserFailed(
            _("Playwright's driver did not start ({kind})").format(kind=type(error).__name__), "optout install"
        ) from None
    finally:
        be_quiet()


_EARLY: list[Playwright] = []


@contextmanager
def early_driver() -> Iterator[None]:
    """Start the driver before anyone asks for it: it takes a third of a second, mostly of waiting.

    The first `driver` takes it over. If it does not start, that one tries again, and tells.
    """
    with suppress(BrowserFailed):
        _EARLY.append(_start_driver())
    try:
        yield
    finally:
        while _EARLY:
            _EARLY.pop().stop()
