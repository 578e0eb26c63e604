"""Starts the browser: a kept profile for the live site, a clean context for a replay."""

import os
import re
import shutil
import stat
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright

from optout.browser.installed import Installed, Machine
from optout.errors import BrowserFailed
from optout.i18n import _

AS_ROOT = _("running as root")
NO_NAMESPACES = _("this system gives programs no user namespaces, and the browser has no setuid helper")

_HELPERS = ("chrome-sandbox", "chrome_sandbox", "msedge-sandbox")
_HELPER_FOLDERS = ("usr/lib/chromium", "usr/lib/chromium-browser", "usr/lib64/chromium-browser")
_APPARMOR_SWITCH = "proc/sys/kernel/apparmor_restrict_unprivileged_userns"


def needs_no_sandbox(executable: Path | None = None, machine: Machine | None = None) -> str | None:
    """Give the reason why the browser must be started without its sandbox, or None when it can have one.

    On Linux the sandbox needs an ordinary user, and either user namespaces or a setuid helper beside the browser.
    """
    machine = machine or Machine()
    if machine.platform in {"darwin", "win32"}:
        return None
    if is_root():
        return AS_ROOT
    if _has_helper(executable, machine) or _has_namespaces(executable, machine):
        return None
    return NO_NAMESPACES


def is_root() -> bool:
    """Whether this runs as root; never so on Windows."""
    return getattr(os, "geteuid", lambda: -1)() == 0


def _has_helper(executable: Path | None, machine: Machine) -> bool:
    folders = [machine.root / folder for folder in _HELPER_FOLDERS]
    if executable:
        folders.insert(0, executable.resolve().parent)
    named = machine.environ.get("CHROME_DEVEL_SANDBOX")  # Chromium's own variable
    files = [folder / name for folder in folders for name in _HELPERS] + ([Path(named)] if named else [])
    return any(_is_setuid_root(file) for file in files)


def _is_setuid_root(file: Path) -> bool:
    try:
        found = file.stat()
    except OSError:
        return False
    return found.st_uid == 0 and bool(found.st_mode & stat.S_ISUID)


def _has_namespaces(executable: Path | None, machine: Machine) -> bool:
    """Whether this browser may make user namespaces: tried with `unshare`, as no one setting tells."""
    if _read(machine.root / _APPARMOR_SWITCH) == "1":
        return _has_apparmor_profile(executable, machine)
    unshare = shutil.which("unshare", path=machine.environ.get("PATH", ""))
    if unshare is None:
        return _read(machine.root / "proc/sys/user/max_user_namespaces") != "0"
    tried = subprocess.run([unshare, "--user", "--map-root-user", "true"], capture_output=True, timeout=10, check=False)
    return tried.returncode == 0


def _has_apparmor_profile(executable: Path | None, machine: Machine) -> bool:
    """Whether AppArmor, which forbids namespaces by default on Ubuntu, has a profile that allows them to it."""
    if executable is None:
        return False
    profiles = map(_read, (machine.root / "etc/apparmor.d").glob("*"))
    return any(str(executable.resolve()) in profile and "userns" in profile for profile in profiles)


def _read(file: Path) -> str:
    try:
        return file.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return ""


_FROM_BROWSER = re.compile(r"\[err\] ?(?:\[[^\]]*\] ?)?(.*)")
_TELLING = re.compile(
    r"error while loading|No usable sandbox|cannot open|FATAL|Permission denied|Failed", re.IGNORECASE
)


def start_once(browser: Installed) -> str:
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
def replay_context(browser: Browser) -> Iterator[BrowserContext]:
    """Open a clean context for one case."""
    context = browser.new_context(service_workers="block", accept_downloads=False, reduced_motion="reduce")
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
