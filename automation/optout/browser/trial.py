"""Does the browser really start? Asked by `optout install` and `optout doctor`."""

import re
from pathlib import Path

from optout.browser.find import Browser
from optout.browser.sandbox import needs_no_sandbox
from optout.errors import BrowserFailed
from optout.tongue import _

_FROM_BROWSER = re.compile(r"\[err\] ?(?:\[[^\]]*\] ?)?(.*)")
_TELLING = re.compile(
    r"error while loading|No usable sandbox|cannot open|FATAL|Permission denied|Failed", re.IGNORECASE
)


def start_once(browser: Browser) -> str:
    """Start the browser without a window on an empty page, close it, and give its version.

    Raises:
        BrowserFailed: it did not start; says why, as far as the browser told.
    """
    from playwright.sync_api import Error, sync_playwright  # noqa: PLC0415 - costs 0.1 s, and only these two need it

    try:
        with sync_playwright() as playwright:
            started = playwright.chromium.launch(
                executable_path=browser.executable,
                headless=True,
                chromium_sandbox=needs_no_sandbox(browser.executable) is None,
            )
            started.new_page().goto("about:blank")
            version = started.version
            started.close()
            return version
    except Error as error:
        why = why_it_failed(error.message)
        raise BrowserFailed(
            _("{kind} is there but does not start: {why}").format(kind=browser.kind.label, why=why), "optout doctor"
        ) from None
    except Exception as error:  # noqa: BLE001 - a driver that cannot run makes Playwright raise a bare Exception
        raise BrowserFailed(
            _("Playwright does not start: {error}").format(error=why_it_failed(str(error))), "optout install"
        ) from None


def why_it_failed(message: str) -> str:
    """Pick the one line of Playwright's long message that tells why a browser did not start."""
    lines = [found[1].strip() for found in map(_FROM_BROWSER.search, message.splitlines()) if found]
    telling = [line for line in lines if _TELLING.search(line)] or lines or message.splitlines()
    line = telling[0] if telling else _("no reason was given")
    return line.replace(str(Path.home()), "~")[:300]
