"""Starts the browser: a kept profile for the live site, a clean context for a replay."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from optout.browser.installed import Installed, needs_no_sandbox, why_it_failed
from optout.errors import BrowserFailed
from optout.i18n import _

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Chromium finds no host at all: a request that would slip past the gate still cannot leave."""
DISABLED_BY_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync,DestroyProfileOnBrowserClose,HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,"
    "LensOverlay,MediaRouter,PaintHolding,ThirdPartyStoragePartitioning,AvoidCorsURLLoaderRestartOnRedirect,"
    "TcpPortRandomizationWin,OptimizationHints,NetworkTimeServiceQuerying,AimEnabled,PreconnectToSearch,"
    "msForceBrowserSignIn,msEdgeUpdateLaunchServicesPreferredVersion"
)
"""What Playwright 1.65 disables: of two `--disable-features` Chromium heeds the last, so that ours has to say both."""
_NOTHING_GOES_ROUND = (
    f"--disable-features={DISABLED_BY_PLAYWRIGHT},Reporting",
    "--disable-blink-features=FetchLaterAPI",
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--disable-shared-workers",
)
"""What the gate cannot hold: reports, what is to leave once the browser ends, WebRTC, web sockets of such workers."""


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
            args=[NO_NETWORK, *_NOTHING_GOES_ROUND],
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
        )
    try:
        yield browser
    finally:
        _close(browser)


@contextmanager
def replay_context(browser: Browser, *, own_certificate: bool = False) -> Iterator[BrowserContext]:
    """Open a clean context for one case; a site of a test's own may have a certificate of its own."""
    context = browser.new_context(
        service_workers="block", accept_downloads=False, reduced_motion="reduce", ignore_https_errors=own_certificate
    )
    try:
        yield context
    finally:
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
            args=list(_NOTHING_GOES_ROUND),
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
        raise BrowserFailed(
            _("{kind} did not start: {why}").format(kind=launch.installed.kind.label, why=why), "optout doctor"
        ) from None
