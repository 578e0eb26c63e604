"""Starts Playwright's driver and a browser: with a kept profile for the live site, a clean context for a replay.

A kept profile is a credential: one for each controller and account, locked and 0700.
"""

import json
import logging
import os
import re
import shutil
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypedDict

import platformdirs
from filelock import FileLock, Timeout
from playwright.sync_api import Browser, BrowserContext, Error, Page, Playwright, sync_playwright

from optout.browser.installed import BrowserKind, Installed, needs_no_sandbox, why_it_failed
from optout.errors import BrowserFailed, ProfileInUse, UsageError
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


NO_NETWORK = "--host-resolver-rules=MAP * ~NOTFOUND"
"""Chromium finds no host at all: a request that would slip past the gate still cannot leave."""
_OFFLINE = (
    NO_NETWORK,
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",  # the same for Chromium's headless shell (156)
)
"""What keeps a stranger's saved pages off the network: WebRTC needs no host to be found, an address will do."""
_NOTHING_GOES_ROUND = ("--disable-blink-features=FetchLaterAPI", "--disable-shared-workers")
"""What the gate cannot see: what is to leave once the browser ends, and web sockets of such workers."""


@dataclass(frozen=True)
class Launch:
    """How to start the browser.

    `slow` is a pause before each action in milliseconds, to watch. `more` are arguments that a test's author adds.
    """

    installed: Installed
    headed: bool
    slow: float = 0
    more: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sandbox:
    """Whether Chromium's sandbox is on, and why not when it is off."""

    on: bool
    reason: str | None = None


def sandbox(launch: Launch) -> Sandbox:
    """Decide about the sandbox: on, except as root or where the system has none. A server decides for itself."""
    if launch.installed.kind is BrowserKind.SERVER:
        return Sandbox(on=False, reason=_("not known: a server elsewhere started the browser"))
    reason = needs_no_sandbox(launch.installed.executable)
    return Sandbox(on=reason is None, reason=reason)


@contextmanager
def replay_browser(playwright: Playwright, launch: Launch) -> Iterator[Browser]:
    """Start a browser that finds no host at all, for saved pages or to print on."""
    with _told(launch):
        browser = playwright.chromium.launch(
            headless=not launch.headed,
            slow_mo=launch.slow,
            args=[*launch.more, *_OFFLINE, *_NOTHING_GOES_ROUND],
            **_started_as(launch),
        )
    try:
        yield browser
    finally:
        _close(browser)


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


@contextmanager
def connected(playwright: Playwright, server: Server) -> Iterator[Browser]:
    """Connect to a Playwright server, for saved pages alone.

    It is asked to start the browser as here; one that was not started with `--unsafe` leaves that out, and then the
    gate alone keeps requests from leaving.
    """
    options = json.dumps({"headless": True, "args": [*server.more, *_OFFLINE, *_NOTHING_GOES_ROUND]})
    headers = {**(server.given.get("headers") or {}), "x-playwright-launch-options": options}
    try:
        browser = playwright.chromium.connect(
            server.address, **{"timeout": _TO_CONNECT, **server.given, "headers": headers}
        )
    except Error as error:
        says, why = _("no browser could be had there: {why}"), why_it_failed(error.message)
        raise BrowserFailed(says.format(why=why.removeprefix("BrowserType.connect: ")), "") from None
    try:
        yield browser
    finally:
        _close(browser)


@contextmanager
def case_browser(playwright: Playwright, launch: Launch, server: Server | None) -> Iterator[Browser]:
    """Have a browser for saved pages: of a server, or else one that is started here."""
    with connected(playwright, server) if server else replay_browser(playwright, launch) as browser:
        yield browser


Start = Callable[[Launch, Server | None], AbstractContextManager[Browser]]
"""What gives a browser for saved pages."""


def answers(browser: Browser) -> bool:
    """Whether a browser is there. That it is gone is heard a moment later than that its pages are."""
    try:
        browser.new_context().close()
    except Error:
        return False
    return True


_TO_CONNECT = 30_000  # milliseconds


class _StartedAs(TypedDict):
    executable_path: Path
    chromium_sandbox: bool
    handle_sigint: bool
    handle_sigterm: bool
    handle_sighup: bool


def _started_as(launch: Launch) -> _StartedAs:
    """Return what every start has in common: signals are this program's to handle."""
    return {
        "executable_path": launch.installed.executable,
        "chromium_sandbox": sandbox(launch).on,
        "handle_sigint": False,
        "handle_sigterm": False,
        "handle_sighup": False,
    }


@contextmanager
def replay_context(
    browser: Browser, *, own_certificate: bool = False, trace: Path | None = None
) -> Iterator[BrowserContext]:
    """Open a clean context for one case; a site of a test's own may have a certificate of its own.

    `trace` is the file for what Playwright's trace viewer shows. Saved pages have nobody's values in them.
    """
    context = browser.new_context(
        service_workers="block", accept_downloads=False, reduced_motion="reduce", ignore_https_errors=own_certificate
    )
    if trace:
        context.tracing.start(screenshots=True, snapshots=True)
    try:
        yield context
    finally:
        if trace:
            with suppress(Error):  # the case closed the window
                context.tracing.stop(path=trace)
        _close(context)


@contextmanager
def profile_context(playwright: Playwright, launch: Launch, profile: Path) -> Iterator[BrowserContext]:
    """Open a headed browser with a kept profile of its own. Nothing hides from the site that it is driven."""
    with _told(launch):
        context = playwright.chromium.launch_persistent_context(
            profile,
            headless=not launch.headed,
            service_workers="block",
            accept_downloads=False,
            no_viewport=True,
            args=list(_NOTHING_GOES_ROUND),
            **_started_as(launch),
        )
    try:
        yield context
    finally:
        _close(context)


def page_to_print(stack: ExitStack, playwright: Playwright, launch: Launch) -> Page:
    """Open a page to print the report on, never in the person's signed-in profile; its browser ends with `stack`."""
    return stack.enter_context(replay_browser(playwright, Launch(launch.installed, headed=False))).new_page()


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


_SINGLETON = "SingletonLock"


def profile_folder(data_dir: Path, controller: str, account: str) -> Path:
    """Give the folder of a profile: never the browser's own default one."""
    slug = re.sub(r"[^a-z0-9]+", "-", controller.lower()).strip("-")[:60] or "controller"
    return data_dir / "profiles" / slug / account


@contextmanager
def kept_profile(data_dir: Path, controller: str, account: str) -> Iterator[Path]:
    """Hold a profile for one run.

    Raises:
        ProfileInUse: another run or another browser has it; says which computer when it is another one.
    """
    folder = profile_folder(data_dir, controller, account)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for private in (folder, folder.parent, folder.parent.parent):
        private.chmod(0o700)
    with run_lock(folder.with_name(f"{account}.lock")):
        _refuse_foreign_browser(folder)
        prepare(folder)
        yield folder


def prepare(folder: Path) -> None:
    """Turn off, in a new profile, what keeps or reports what is typed, and what loads pages ahead of the person.

    With autofill on, Chromium asks a server of its maker about the fields of every form; what it loads ahead passes no
    devtools session, so that the gate could not hold it (seen with Chromium 156).
    """
    file = folder / "Default" / "Preferences"
    if not file.exists():
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.write_text(json.dumps(_PREFERENCES), "utf-8")


_PREFERENCES = {
    "autofill": {"enabled": False, "profile_enabled": False, "credit_card_enabled": False},
    "credentials_enable_service": False,
    "credentials_enable_autosignin": False,
    "profile": {"password_manager_enabled": False},
    "signin": {"allowed": False},
    "net": {"network_prediction_options": 2},
}


def lock_file(data_dir: Path, flow: str, account: str) -> Path:
    """Give the file that one run at a time holds, for a flow and an account."""
    return data_dir / "locks" / f"{flow}-{account}.lock"


@contextmanager
def run_lock(file: Path) -> Iterator[None]:
    """Hold a lock that ends with this process, however it ends.

    Raises:
        ProfileInUse: another run has it.
    """
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    lock = FileLock(file, timeout=0, mode=0o600)
    try:
        lock.acquire()
    except Timeout:
        raise ProfileInUse(
            _("another run is using this account's browser profile"), _("finish or close that one first")
        ) from None
    try:
        yield
    finally:
        lock.release()


@contextmanager
def thrown_away_profile() -> Iterator[Path]:
    """Give a profile that is deleted after the run."""
    with tempfile.TemporaryDirectory(prefix="optout-", ignore_cleanup_errors=True) as folder:
        prepare(Path(folder))
        yield Path(folder)


def forget_profile(data_dir: Path, controller: str, account: str) -> bool:
    """Delete a kept sign-in; False when there was none.

    Raises:
        ProfileInUse: it is in use.
    """
    folder = profile_folder(data_dir, controller, account)
    if not folder.exists():
        return False
    with run_lock(folder.with_name(f"{account}.lock")):
        _refuse_foreign_browser(folder)
        shutil.rmtree(folder)
    return True


def _refuse_foreign_browser(folder: Path) -> None:
    """Read Chromium's own lock first: a live one hands the launch over, one of another host is a silent time-out."""
    link = folder / _SINGLETON
    if os.name == "nt" or not link.is_symlink():
        return  # Windows has no such link; there `os.kill` with a 0 is no question but Ctrl-C
    host, pid = str(link.readlink()).rpartition("-")[::2]
    if host != socket.gethostname():
        raise ProfileInUse(
            _("the browser profile was last used on another computer ({host})").format(host=host),
            _("if no browser uses it any more, delete {link}").format(link=link),
        )
    if pid.isdigit() and _is_alive(int(pid)):
        raise ProfileInUse(_("a browser is open with this profile"), _("close that browser window first"))


def _is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass  # another person's
    return True
