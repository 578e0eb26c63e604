"""Starts a browser: with a kept profile for the live site, a clean context for a replay.

A kept profile is a credential: one for each controller and account, locked and 0700.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Self, TypeVar

from filelock import FileLock, Timeout
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from optout.browser.installed import Installed, find_browser, find_light_browser, has_screen
from optout.driver import HINT, driver
from optout.errors import BrowserFailed, NeedsPerson, ProfileInUse
from optout.failpoints import reach
from optout.translation import _

# where another one has the profile
_IN_USE = re.compile("SingletonLock|ProcessSingleton|existing browser session")
_Opened = TypeVar("_Opened", Browser, BrowserContext)

NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
_NO_PEER = "webrtc-ip-handling-policy=disable_non_proxied_udp"
OFFLINE = (NO_NETWORK, f"--{_NO_PEER}", f"--force-{_NO_PEER}")  # the latter for the headless shell
"""What keeps a stranger's saved pages off the network: no host is found, and WebRTC, which needs none, is off."""


@dataclass(frozen=True)
class Launch:
    """How to start the browser: with a pause of `slow` ms before each action, and `more` arguments."""

    installed: Installed
    headed: bool
    slow: float = 0
    more: tuple[str, ...] = ()

    @classmethod
    def found(
        cls, choice: str, *, headed: bool, slow: float = 0, more: tuple[str, ...] = ()
    ) -> Self:
        """Find the browser to start, a light one where nobody looks on; raise NeedsPerson without a screen."""
        if headed and not has_screen():
            message = _("there is no screen to open a browser window on")
            raise NeedsPerson(message, _("run it in a terminal on your desktop"))
        return cls((find_browser if headed else find_light_browser)(choice), headed, slow, more)


_AS_ROOT = _("running as root")
_WITHOUT: set[Path] = set()  # the browsers that did not start in their sandbox


def is_root() -> bool:
    """Whether this runs as root; never so on Windows."""
    return getattr(os, "geteuid", lambda: -1)() == 0


def no_sandbox(launch: Launch) -> str | None:
    """Return why a browser that was started is not in Chromium's sandbox, or None.

    A server decides for itself.
    """
    if launch.installed.kind == "server":
        return _("not known: a server elsewhere started the browser")
    if is_root() and sys.platform.startswith("linux"):
        return _AS_ROOT
    without = _(
        "this system gives programs no user namespaces, and the browser has no setuid helper"
    )
    return without if launch.installed.executable in _WITHOUT else None


def _started(
    start: Callable[..., _Opened], launch: Launch, **more: Any
) -> AbstractContextManager[_Opened]:
    """Start the browser, in its sandbox where the system has one; raise BrowserFailed, in one line, if it does not."""
    where = launch.installed.executable
    # this program's to handle
    signals = dict.fromkeys(("handle_sigint", "handle_sigterm", "handle_sighup"), False)
    more |= {"headless": not launch.headed, "chromium_sandbox": not no_sandbox(launch), **signals}
    try:
        return until_closed(start(executable_path=where, **more))
    except Error as error:
        # by Playwright's own judgement
        if "sandboxing failed" in error.message and where not in _WITHOUT:
            _WITHOUT.add(where)
            return _started(start, launch, **more)
        if _IN_USE.search(error.message):
            raise ProfileInUse(
                _("a browser is open with this profile"), _("close that browser window first")
            ) from None
        message, why = _("{kind} did not start: {why}"), _why_it_failed(error.message)
        raise BrowserFailed(
            message.format(kind=launch.installed.label, why=why), "optout doctor"
        ) from None


@contextmanager
def until_closed(opened: _Opened) -> Iterator[_Opened]:
    """Close what was opened in the end, unless the person or the system did."""
    try:
        yield opened
    finally:
        with suppress(Error):
            opened.close()


def replay_browser(playwright: Playwright, launch: Launch) -> AbstractContextManager[Browser]:
    """Start a browser that finds no host at all, for saved pages or to print on."""
    return _started(
        playwright.chromium.launch, launch, slow_mo=launch.slow, args=[*launch.more, *OFFLINE]
    )


def profile_context(
    playwright: Playwright, launch: Launch, profile: Path
) -> AbstractContextManager[BrowserContext]:
    """Open a headed browser with a kept profile of its own.

    Nothing hides from the site that it is driven.
    """
    reach("before_launch")
    start = partial(playwright.chromium.launch_persistent_context, profile)
    return _started(
        start, launch, service_workers="block", accept_downloads=False, no_viewport=True
    )


def show_plainly(launch: Launch, profile: Path, address: str) -> None:
    """Show an address in a window that no program drives, until the person closes it; raise BrowserFailed if it fails.

    A session that lasts is there when `profile_context` opens the same profile; the flags are those
    by which Playwright (1.65) keeps cookies. Google is widely reported to sign nobody in where the
    browser says that a program drives it.
    """
    flags = [
        "--password-store=basic",
        "--use-mock-keychain",
        "--no-first-run",
        "--no-default-browser-check",
    ]
    flags += ["--no-sandbox"] if no_sandbox(launch) else []
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
    """Open a clean context for one case; `trace` is the file for what Playwright's trace viewer shows."""
    how: dict[str, Any] = {
        "service_workers": "block",
        "accept_downloads": False,
        "reduced_motion": "reduce",
    }
    with until_closed(browser.new_context(**how, ignore_https_errors=own_certificate)) as context:
        if trace:
            context.tracing.start(screenshots=True, snapshots=True)
        yield context
        if trace:
            with suppress(Error):  # the case closed the window
                context.tracing.stop(path=trace)


def page_to_print(stack: ExitStack, playwright: Playwright, launch: Launch) -> Page:
    """Open a page to print the report on, never in the person's signed-in profile; its browser ends with `stack`."""
    return stack.enter_context(
        replay_browser(playwright, Launch(launch.installed, headed=False))
    ).new_page()


@contextmanager
def letter_press(choice: str) -> Iterator[tuple[Page, Launch]]:
    """Give a page to print a letter on, in a browser of its own, and how that was started."""
    launch = Launch.found(choice, headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        yield browser.new_page(), launch


def start_once(installed: Installed) -> tuple[str, str | None]:
    """Start a browser without a window on an empty page; return its version, and why it is not in its sandbox."""
    launch = Launch(installed, headed=False)
    with driver() as playwright, replay_browser(playwright, launch) as browser:
        browser.new_page().goto("about:blank")
        return browser.version, no_sandbox(launch)


def _why_it_failed(message: str) -> str:
    """Return the one line of Playwright's long message that tells why a browser did not start."""
    lines = re.findall(r"\[err\] ?(?:\[[^\]]*\] ?)?(.*)", message) or message.splitlines()
    telling = [
        *filter(re.compile("error while loading|cannot open|FATAL|denied|Failed").search, lines),
        *lines,
    ]
    return next(iter(telling), "?").strip().replace(str(Path.home()), "~")[:300]


def _profile_folder(data_dir: Path, controller: str, account: str) -> Path:
    """Give the folder of a profile: never the browser's own default one."""
    slug = re.sub(r"[^a-z0-9]+", "-", controller.lower()).strip("-")[:60] or "controller"
    return data_dir / "profiles" / slug / account


def run_lock(data_dir: Path, flow: str, account: str) -> AbstractContextManager[None]:
    """Hold what one run at a time holds, for a flow and an account; raise ProfileInUse where another run has it."""
    return _held(data_dir / "locks" / f"{flow}-{account}.lock")


@contextmanager
def kept_profile(data_dir: Path, controller: str, account: str) -> Iterator[Path]:
    """Hold a profile for one run; raise ProfileInUse, which says by whom, where it is held already."""
    folder = _profile_folder(data_dir, controller, account)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for private in (folder, folder.parent, folder.parent.parent):
        private.chmod(0o700)
    with _held(folder.with_name(f"{account}.lock")):
        _prepare(folder)
        yield folder


_PREFERENCES = {
    "autofill": dict.fromkeys(("enabled", "profile_enabled", "credit_card_enabled"), False),
    **dict.fromkeys(("credentials_enable_service", "credentials_enable_autosignin"), False),
    "profile": {"password_manager_enabled": False},
    "signin": {"allowed": False},
    "net": {"network_prediction_options": 2},
}


def _prepare(folder: Path) -> None:
    """Turn off, in a new profile, what keeps or reports typed text, and what loads pages ahead of the interceptor."""
    file = folder / "Default" / "Preferences"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps(_PREFERENCES), "utf-8")


@contextmanager
def _held(file: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends; raise ProfileInUse where another run has it."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        with FileLock(file, timeout=0, mode=0o600):
            yield
    except Timeout:
        message = _("another run is using this account's browser profile")
        raise ProfileInUse(message, _("finish or close that one first")) from None


@contextmanager
def thrown_away_profile() -> Iterator[Path]:
    """Give a profile that is deleted after the run."""
    with tempfile.TemporaryDirectory(prefix="optout-", ignore_cleanup_errors=True) as folder:
        _prepare(Path(folder))
        yield Path(folder)


def forget_profile(data_dir: Path, controller: str, account: str) -> bool:
    """Delete a kept sign-in, and return whether there was one; raise ProfileInUse where it is in use."""
    folder = _profile_folder(data_dir, controller, account)
    if not folder.exists():
        return False
    with kept_profile(data_dir, controller, account):
        shutil.rmtree(folder)
    return True
