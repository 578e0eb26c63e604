"""Which browser there is to use, whether there is a screen for it, and whether its sandbox can start.

Looks at files only and imports no Playwright: it has to be cheap, and it is asked before anything is started.
"""

import json
import os
import re
import shutil
import stat
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from optout.errors import BrowserFailed, BrowserMissing, SettingsError
from optout.i18n import _

HINT = "optout install"


class BrowserKind(StrEnum):
    """Where a browser comes from: a well-known one, the person's own path, Playwright's download, or a server's."""

    CHROME = "chrome"
    MSEDGE = "msedge"
    CHROMIUM = "chromium"
    OWN = "own"
    BUNDLED = "bundled"
    SERVER = "server"

    @property
    def label(self) -> str:
        """The name a person knows it by."""
        return _LABELS[self]


_LABELS = {
    BrowserKind.CHROME: "Google Chrome",
    BrowserKind.MSEDGE: "Microsoft Edge",
    BrowserKind.CHROMIUM: "Chromium",
    BrowserKind.OWN: _("your browser"),
    BrowserKind.BUNDLED: _("Playwright's Chromium"),
    BrowserKind.SERVER: _("the Chromium of a Playwright server"),
}
CHOICES = (BrowserKind.CHROME, BrowserKind.MSEDGE, BrowserKind.CHROMIUM)
"""What a person can name, in the order in which it is taken when nothing is named."""


@dataclass(frozen=True)
class Installed:
    """A browser that is there."""

    kind: BrowserKind
    executable: Path


@dataclass(frozen=True)
class Machine:
    """What decides which browsers there are: the system, its variables and where its absolute paths begin."""

    platform: str = sys.platform
    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    root: Path = Path("/")

    @property
    def home(self) -> Path:
        """The person's own folder."""
        return Path(self.environ.get("HOME") or self.environ.get("USERPROFILE") or Path.home())


_ON_PATH = {
    BrowserKind.CHROME: ("google-chrome", "google-chrome-stable", "chrome"),
    BrowserKind.MSEDGE: ("microsoft-edge", "microsoft-edge-stable", "msedge"),
    BrowserKind.CHROMIUM: ("chromium", "chromium-browser"),
}
_ON_LINUX = {
    BrowserKind.CHROME: ("opt/google/chrome/chrome",),
    BrowserKind.MSEDGE: ("opt/microsoft/msedge/msedge",),
    BrowserKind.CHROMIUM: ("usr/bin/chromium", "usr/bin/chromium-browser"),
}
_ON_MACOS = {
    BrowserKind.CHROME: "Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    BrowserKind.MSEDGE: "Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    BrowserKind.CHROMIUM: "Applications/Chromium.app/Contents/MacOS/Chromium",
}
_ON_WINDOWS = {
    BrowserKind.CHROME: "Google/Chrome/Application/chrome.exe",
    BrowserKind.MSEDGE: "Microsoft/Edge/Application/msedge.exe",
    BrowserKind.CHROMIUM: "Chromium/Application/chrome.exe",
}
_WINDOWS_FOLDERS = ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")
_BUNDLED = ("chrome-linux*/chrome", "chrome-mac*/*.app/Contents/MacOS/*", "chrome-win*/chrome.exe")
_BUNDLED_LIGHT = ("chrome-headless-shell-*/chrome-headless-shell", "chrome-headless-shell-*/chrome-headless-shell.exe")
LIGHT_BROWSER = "chromium-headless-shell"
"""Debian's package of Chromium's headless shell, and the name of the program in it."""


def find_browser(choice: str, machine: Machine | None = None) -> Installed:
    """Find the browser to use: `chrome`, `msedge`, `chromium`, a path, or, when empty, the first that is there.

    Raises:
        BrowserMissing: it is not on this machine.
        SettingsError: the path leads to nothing that can be started.
    """
    machine = machine or Machine()
    if choice and choice not in CHOICES:
        return Installed(BrowserKind.OWN, _own(choice, machine))
    kinds = (BrowserKind(choice),) if choice else CHOICES
    for kind in kinds:
        for place in _places(kind, machine):
            if _can_start(place) and not _is_snap(place):
                return Installed(kind, place)
    if BrowserKind.CHROMIUM in kinds and (bundled := _bundled(machine, "chromium", _BUNDLED)):
        return Installed(BrowserKind.BUNDLED, bundled)
    raise _missing(kinds, machine)


def find_light_browser(choice: str = "", machine: Machine | None = None) -> Installed:
    """Find the browser to use where nobody looks on: what is named, else Chromium's headless shell, else any.

    Each window of a whole Chromium brings processes for its own surface, which costs three times as much.

    Raises:
        BrowserMissing: there is none.
        SettingsError: the path leads to nothing that can be started.
    """
    machine = machine or Machine()
    if choice:
        return find_browser(choice, machine)
    if bundled := _bundled(machine, "chromium_headless_shell", _BUNDLED_LIGHT):
        return Installed(BrowserKind.BUNDLED, bundled)
    if light := shutil.which(LIGHT_BROWSER, path=machine.environ.get("PATH", "")):
        return Installed(BrowserKind.CHROMIUM, Path(light))
    return find_browser("", machine)


def _missing(kinds: tuple[BrowserKind, ...], machine: Machine) -> BrowserMissing:
    if len(kinds) == len(CHOICES):
        says = _("no browser is there to use: no Google Chrome, Microsoft Edge or Chromium")
    else:
        says = _("{browser} is not on this machine").format(browser=kinds[0].label)
    if any(_can_start(place) for kind in kinds for place in _places(kind, machine)):
        says = _("{says} (the Chromium that is there is a snap, which may not read this program's folders)").format(
            says=says
        )
    hint = (
        HINT
        if BrowserKind.CHROMIUM in kinds
        else _("install {browser}, or leave OPTOUT_BROWSER and --browser out").format(browser=kinds[0].label)
    )
    return BrowserMissing(says, hint)


def _own(choice: str, machine: Machine) -> Path:
    # A path may hold the person's name, so no message repeats it.
    path = machine.home / choice[2:] if choice.startswith("~/") else Path(choice)
    place = "--browser (OPTOUT_BROWSER)"
    if path.is_dir():
        hint = _("give the path of the program itself")
        if path.suffix == ".app":
            hint = _("give the path of the program itself; the program of a .app is in its Contents/MacOS")
        raise SettingsError(_("{place}: the path is a folder").format(place=place), hint)
    if not path.is_file():
        names = ", ".join(CHOICES)
        raise SettingsError(
            _("{place}: there is no such file").format(place=place),
            _("give {names} or the path of a browser").format(names=names),
        )
    if not _can_start(path):
        raise SettingsError(
            _("{place}: the file is not a program").format(place=place),
            _("give the path of a file that can be started"),
        )
    return path.absolute()


def _places(kind: BrowserKind, machine: Machine) -> Iterator[Path]:
    """Give every path at which a browser of this kind may be, the usual ones first."""
    if machine.platform == "win32":
        folders = (machine.environ.get(name) for name in _WINDOWS_FOLDERS)
        yield from (Path(folder, _ON_WINDOWS[kind]) for folder in folders if folder)
    elif machine.platform == "darwin":
        yield from (base / _ON_MACOS[kind] for base in (machine.root, machine.home))
    else:
        yield from (machine.root / place for place in _ON_LINUX[kind])
    for name in _ON_PATH[kind]:
        if found := shutil.which(name, path=machine.environ.get("PATH", "")):
            yield Path(found)


def _can_start(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_snap(path: Path) -> bool:
    """Whether this starts a snap: one may not read or write our folders in the person's home."""
    real = path.resolve()
    if "snap" in real.parts:  # /snap/…, and /usr/bin/snap, to which every snap's command links
        return True
    with real.open("rb") as program:
        return b"/snap/bin/" in program.read(4096)  # Ubuntu's chromium-browser is a script that calls one


def _bundled(machine: Machine, name: str, shapes: tuple[str, ...]) -> Path | None:
    """Find a Chromium that this version of Playwright has downloaded, if it has."""
    package = driver_package()
    revision = _chromium_revision(package) if package else ""
    if not package or not revision:
        return None
    folder = _download_folder(package, machine) / f"{name}-{revision}"
    if not (folder / "INSTALLATION_COMPLETE").is_file():
        return None
    return next((path for shape in shapes for path in sorted(folder.glob(shape)) if _can_start(path)), None)


def driver_package() -> Path | None:
    """Where Playwright's driver is, without importing Playwright; the driver's program `node` lies beside it."""
    spec = find_spec("playwright")  # finds it without running it
    return Path(spec.origin).parent / "driver" / "package" if spec and spec.origin else None


def download_folder() -> Path | None:
    """Where Playwright keeps its downloads, if it is there at all."""
    package = driver_package()
    return _download_folder(package, Machine()) if package else None


def _chromium_revision(package: Path) -> str:
    try:
        listed: Any = json.loads((package / "browsers.json").read_text("utf-8"))
        return next(str(b["revision"]) for b in listed["browsers"] if b["name"] == "chromium")
    except (OSError, ValueError, LookupError, TypeError, StopIteration):
        return ""  # another Playwright than we know: then its download is not found, and the others still are


def _download_folder(package: Path, machine: Machine) -> Path:
    """Where Playwright keeps its downloads, by its own rules."""
    given = machine.environ.get("PLAYWRIGHT_BROWSERS_PATH")
    if given == "0":
        return package / ".local-browsers"
    if given:
        return Path(given).absolute()
    if machine.platform == "win32":
        cache = Path(machine.environ.get("LOCALAPPDATA") or machine.home / "AppData/Local")
    elif machine.platform == "darwin":
        cache = machine.home / "Library/Caches"
    else:
        cache = Path(machine.environ.get("XDG_CACHE_HOME") or machine.home / ".cache")
    return cache / "ms-playwright"


def has_screen(environ: Mapping[str, str], platform: str) -> bool:
    """Whether a window can be shown; macOS and Windows always have a screen, as far as one can see from here."""
    if platform in {"darwin", "win32"}:
        return True
    return bool(environ.get("DISPLAY") or environ.get("WAYLAND_DISPLAY"))


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
