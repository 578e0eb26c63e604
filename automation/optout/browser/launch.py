"""Starts a browser: with a kept profile for the live site, or with a clean context for a replay."""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from optout.browser.installed import Installed, find_browser, find_light_browser, has_screen
from optout.driver import HINT, driver
from optout.errors import BrowserFailed, NeedsPerson, ProfileInUse
from optout.failpoints import reach
from optout.translation import _

_Opened = TypeVar("_Opened", Browser, BrowserContext)

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
_NO_PEER = "webrtc-ip-handling-policy=disable_non_proxied_udp"
OFFLINE = (NO_NETWORK, f"--{_NO_PEER}", f"--force-{_NO_PEER}")
"""Arguments that keep a stranger's saved pages off the network.

No host name is found, and WebRTC, which needs none, is off: by the first flag in a browser, by the
second one in the headless shell.
"""

# Chromium's messages if another browser has the profile open, by version and system.
_IN_USE = re.compile("SingletonLock|ProcessSingleton|existing browser session")
# A line that the browser itself wrote, in the log in Playwright's message.
_BROWSER_LINE = re.compile(r"\[err\] ?(?:\[[^\]]*\] ?)?(.*)")
_TELLS_WHY = re.compile("error while loading|cannot open|FATAL|denied|Failed")
_LONGEST_REASON = 300  # characters, so that it stays one line of a terminal or two
# Playwright (1.65) starts browsers with these, which decide how cookies are encrypted. So a profile
# must always be opened with them.
_COOKIE_FLAGS = ("--password-store=basic", "--use-mock-keychain")

_AS_ROOT = _("running as root")
_NO_NAMESPACES = _(
    "this system gives programs no user namespaces, and the browser has no setuid helper"
)
_started_without_sandbox: set[Path] = set()
"""The browsers that did not start in their sandbox. The system does not change during a run."""


@dataclass(frozen=True)
class Launch:
    """How to start a browser.

    `slow` is a pause in milliseconds before each action, `more` are arguments of the browser.
    """

    installed: Installed
    headed: bool
    slow: float = 0
    more: tuple[str, ...] = ()

    @classmethod
    def found(
        cls, choice: str, *, headed: bool, slow: float = 0, more: tuple[str, ...] = ()
    ) -> Self:
        """Find the browser to start, a light one if it needs no window.

        Raise NeedsPerson if it needs a window and there is no screen.
        """
        if not headed:
            return cls(find_light_browser(choice), headed, slow, more)
        if not has_screen():
            message = _("there is no screen to open a browser window on")
            raise NeedsPerson(message, _("run it in a terminal on your desktop"))
        return cls(find_browser(choice), headed, slow, more)


def is_root() -> bool:
    """True if this runs as root; never on Windows."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def no_sandbox(launch: Launch) -> str | None:
    """Return why a browser is not started in Chromium's sandbox; None if it is."""
    if launch.installed.kind == "server":
        return _("not known: a server elsewhere started the browser")
    # Chromium refuses to start in its sandbox as root, on Linux only.
    if is_root() and sys.platform.startswith("linux"):
        return _AS_ROOT
    if launch.installed.executable in _started_without_sandbox:
        return _NO_NAMESPACES
    return None


def _started(
    start: Callable[..., _Opened], launch: Launch, **options: Any
) -> AbstractContextManager[_Opened]:
    """Start the browser, in its sandbox if the system has one.

    Raise ProfileInUse if another browser has its profile open, BrowserFailed with the reason in one
    line if it does not start.
    """
    executable = launch.installed.executable
    has_tried_sandbox = not no_sandbox(launch)
    try:
        opened = start(
            executable_path=executable,
            headless=not launch.headed,
            chromium_sandbox=has_tried_sandbox,
            # Signals are handled by this program, which closes the browser in the end.
            handle_sigint=False,
            handle_sigterm=False,
            handle_sighup=False,
            **options,
        )
    except Error as error:
        # Playwright (1.65) finds this out from the browser's own messages.
        if has_tried_sandbox and "sandboxing failed" in error.message:
            _started_without_sandbox.add(executable)
            return _started(start, launch, **options)
        raise _start_error(launch, error) from None
    return until_closed(opened)


def _start_error(launch: Launch, error: Error) -> ProfileInUse | BrowserFailed:
    """Build the error for a browser that did not start."""
    if _IN_USE.search(error.message):
        message = _("a browser is open with this profile")
        return ProfileInUse(message, _("close that browser window first"))
    reason = _reason_in(error.message)
    message = _("{kind} did not start: {why}").format(kind=launch.installed.label, why=reason)
    return BrowserFailed(message, "optout doctor")


def _reason_in(message: str) -> str:
    """Return the line of Playwright's long message that says why a browser did not start."""
    lines = _BROWSER_LINE.findall(message) or message.splitlines()
    reasons = filter(_TELLS_WHY.search, lines)
    reason = next(reasons, None) or next(iter(lines), "?")
    # The path of the home folder has the person's name in it.
    return reason.strip().replace(str(Path.home()), "~")[:_LONGEST_REASON]


@contextmanager
def until_closed(opened: _Opened) -> Iterator[_Opened]:
    """Yield a browser or a context, and close it in the end."""
    try:
        yield opened
    finally:
        with suppress(Error):  # the person or the system has closed it
            opened.close()


def replay_browser(playwright: Playwright, launch: Launch) -> AbstractContextManager[Browser]:
    """Start a browser that finds no host, for saved pages or to print on."""
    arguments = [*launch.more, *OFFLINE]
    return _started(playwright.chromium.launch, launch, slow_mo=launch.slow, args=arguments)


def profile_context(
    playwright: Playwright, launch: Launch, profile: Path
) -> AbstractContextManager[BrowserContext]:
    """Open a window with a kept profile.

    Nothing hides from the site that a program drives the browser.
    """
    reach("before_launch")
    start = partial(playwright.chromium.launch_persistent_context, profile)
    return _started(
        start,
        launch,
        # A service worker makes requests of its own, in no page.
        service_workers="block",
        accept_downloads=False,
        no_viewport=True,
    )


def show_plainly(launch: Launch, profile: Path, address: str) -> None:
    """Show an address in a window that no program drives, until the person closes it.

    Google is widely reported to refuse a sign-in if the browser says that a program drives it. A
    sign-in that lasts is still there when `profile_context` opens the same profile. Raise
    BrowserFailed if the browser fails.
    """
    flags = [*_COOKIE_FLAGS, "--no-first-run", "--no-default-browser-check"]
    if no_sandbox(launch):
        flags.append("--no-sandbox")
    command = [str(launch.installed.executable), f"--user-data-dir={profile}", *flags, address]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as window:
        try:
            window.wait()
        finally:
            window.terminate()  # after Ctrl-C
    if window.returncode:
        message = _("{kind} did not start: {why}").format(
            kind=launch.installed.label, why=window.returncode
        )
        raise BrowserFailed(message, HINT)


@contextmanager
def replay_context(
    browser: Browser, *, own_certificate: bool = False, trace: Path | None = None
) -> Iterator[BrowserContext]:
    """Open a clean context for one case; `trace` is the file for Playwright's trace viewer."""
    new_context = browser.new_context(
        service_workers="block",
        accept_downloads=False,
        reduced_motion="reduce",
        ignore_https_errors=own_certificate,
    )
    with until_closed(new_context) as context:
        if trace:
            context.tracing.start(screenshots=True, snapshots=True)
        yield context
        if trace:
            with suppress(Error):  # the case closed the window
                context.tracing.stop(path=trace)


def page_to_print(stack: ExitStack, playwright: Playwright, launch: Launch) -> Page:
    """Open a page to print the report on, in a browser that ends with `stack`.

    It is never the person's profile, in which they are signed in.
    """
    without_window = Launch(launch.installed, headed=False)
    browser = stack.enter_context(replay_browser(playwright, without_window))
    return browser.new_page()


@contextmanager
def letter_press(choice: str) -> Iterator[tuple[Page, Launch]]:
    """Yield a page to print a letter on, in a browser of its own, and how that was started."""
    launch = Launch.found(choice, headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        yield browser.new_page(), launch


def start_once(installed: Installed) -> tuple[str, str | None]:
    """Start a browser without a window on an empty page.

    Return its version, and why it was not started in its sandbox, if it was not.
    """
    launch = Launch(installed, headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        browser.new_page().goto("about:blank")
        return browser.version, no_sandbox(launch)
