"""Starts Playwright and the browser: a kept profile for the live site, a clean context for a replay."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from optout.browser.find import Browser as Installed
from optout.browser.reading import teach
from optout.browser.sandbox import needs_no_sandbox
from optout.browser.trial import why_it_failed
from optout.errors import BrowserFailed
from optout.quiet import be_quiet

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Chromium finds no host at all: a request that would slip past the routes still cannot leave."""
_NO_SHARED_WORKERS = "--disable-shared-workers"
"""No route sees the requests of a shared worker (Playwright 1.65), so the gate could not hold one back."""


@dataclass(frozen=True)
class Launch:
    """How to start the browser. `slow` is a pause before each action in milliseconds, to watch."""

    installed: Installed
    headed: bool
    slow: float = 0


@dataclass(frozen=True)
class Sandbox:
    """Whether Chromium's sandbox is on, and why not when it is off."""

    on: bool
    reason: str | None = None


@contextmanager
def driver(trace: Path | None = None) -> Iterator[Playwright]:
    """Start and stop Playwright's driver, with nothing in its environment that would make it log values.

    Only with `trace` it writes what it is told into that file, with every value that it types. Never its protocol: that
    has the bodies of requests, and so the password of whoever signs in.
    """
    playwright = _EARLY.pop() if _EARLY and not trace else _start_driver(trace)
    try:
        teach(playwright)
        yield playwright
    finally:
        playwright.stop()


def _start_driver(trace: Path | None = None) -> Playwright:
    be_quiet()
    if trace:
        trace.touch(mode=0o600)
        os.environ |= {"DEBUG": "pw:api", "DEBUG_FILE": str(trace)}
    try:
        return sync_playwright().start()
    except Exception as error:  # noqa: BLE001  a plain Exception comes when the driver lacks a system library
        raise BrowserFailed(f"Playwright's driver did not start ({type(error).__name__})", "optout install") from None
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


def sandbox(launch: Launch) -> Sandbox:
    """Decide about the sandbox: on, except as root or where the system has none."""
    reason = needs_no_sandbox(launch.installed.executable)
    return Sandbox(on=reason is None, reason=reason)


@contextmanager
def replay_browser(playwright: Playwright, launch: Launch) -> Iterator[Browser]:
    """Start a browser that finds no host at all, for saved pages."""
    with _told(launch):
        browser = playwright.chromium.launch(
            executable_path=launch.installed.executable,
            headless=not launch.headed,
            slow_mo=launch.slow,
            chromium_sandbox=sandbox(launch).on,
            args=[NO_NETWORK, _NO_SHARED_WORKERS],
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    try:
        yield browser
    finally:
        _close(browser)


@contextmanager
def replay_context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a clean context for one case."""
    context = browser.new_context(service_workers="block", accept_downloads=False, reduced_motion="reduce")
    try:
        yield context
    finally:
        with suppress(Error):
            context.unroute_all(behavior="ignoreErrors")  # a case may leave a request without an answer
        _close(context)


@contextmanager
def profile_context(playwright: Playwright, launch: Launch, profile: Path) -> Iterator[BrowserContext]:
    """Open a headed browser with a kept profile of its own. Nothing hides from the site that it is driven."""
    with _told(launch):
        context = playwright.chromium.launch_persistent_context(
            profile,
            executable_path=launch.installed.executable,
            headless=not launch.headed,
            chromium_sandbox=sandbox(launch).on,
            service_workers="block",
            accept_downloads=False,
            no_viewport=True,
            args=[_NO_SHARED_WORKERS],
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    try:
        yield context
    finally:
        _close(context)


@contextmanager
def printing_browser(playwright: Playwright, launch: Launch) -> Iterator[Browser]:
    """Start a headless browser to print the report: never in the person's signed-in profile."""
    with _told(launch):
        browser = playwright.chromium.launch(
            executable_path=launch.installed.executable,
            chromium_sandbox=sandbox(launch).on,
            args=[NO_NETWORK],
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    try:
        yield browser
    finally:
        _close(browser)


def page_to_print(stack: ExitStack, playwright: Playwright, launch: Launch) -> Page:
    """Open a page to print the report on; its browser ends with `stack`."""
    return stack.enter_context(printing_browser(playwright, launch)).new_page()


def _close(what: Browser | BrowserContext) -> None:
    try:
        what.close()
    except Error:
        return  # the person or the system closed it already


@contextmanager
def _told(launch: Launch) -> Iterator[None]:
    """Turn a failed start into one line that names the browser; Playwright's own message is pages long."""
    try:
        yield
    except Error as error:
        why = why_it_failed(error.message)
        raise BrowserFailed(f"{launch.installed.kind.label} did not start: {why}", "optout doctor") from None
