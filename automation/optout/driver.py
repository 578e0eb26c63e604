"""Starts Playwright's driver, which runs once however many parts of the program ask for it."""

import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Playwright, sync_playwright

from optout import be_quiet
from optout.cache import cache_folder
from optout.errors import BrowserFailed
from optout.translation import _

for chatty in ("asyncio", "playwright"):
    # What nobody waits for any more they print with a traceback, and with the values in it.
    logging.getLogger(chatty).addHandler(logging.NullHandler())

HINT = "optout install"  # where the driver or the browser is not there, or does not start
_RUNNING: list[Playwright] = []


@contextmanager
def driver() -> Iterator[Playwright]:
    """Start and stop Playwright's driver, or give the one that runs; it is told to log nothing, which has values."""
    if _RUNNING:
        yield _RUNNING[0]
        return
    be_quiet()
    # Where Node.js keeps the driver's compiled code between runs: it starts a fifth faster.
    os.environ.setdefault("NODE_COMPILE_CACHE", str(cache_folder()))
    try:
        playwright = sync_playwright().start()
    except Exception as error:  # noqa: BLE001  a plain Exception comes when the driver lacks a system library
        message = _("Playwright's driver did not start ({kind})").format(kind=type(error).__name__)
        raise BrowserFailed(message, HINT) from None
    _RUNNING.append(playwright)
    try:
        yield playwright
    finally:
        _RUNNING.clear()
        playwright.stop()
