"""Finds the installed browsers, and whether there is a screen to show one on.

Commands that open no browser import this module too, so it does not import Playwright.
"""

import getpass
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Literal

from optout.driver import HINT
from optout.errors import BrowserMissing, UsageError
from optout.translation import _

BrowserKind = Literal["chrome", "msedge", "chromium", "own", "bundled", "server"]
"""Where a browser comes from.

A well-known one, `own`: the path that the person gave, `bundled`: Playwright's download, `server`:
a Playwright server.
"""
_LABELS: dict[BrowserKind, str] = {
    "chrome": "Google Chrome",
    "msedge": "Microsoft Edge",
    "chromium": "Chromium",
    "own": _("the browser named by its path"),
    "bundled": _("Playwright's Chromium"),
    "server": _("the Chromium of a Playwright server"),
}
CHOICES: tuple[BrowserKind, ...] = ("chrome", "msedge", "chromium")
"""The browsers that a person can choose by name; the first installed one is the default."""


@dataclass(frozen=True)
class Installed:
    """A browser on this machine."""

    kind: BrowserKind
    executable: Path

    @property
    def label(self) -> str:
        """The name that a person knows it by."""
        return _LABELS[self.kind]


_SYSTEM = sys.platform
_SCRIPT_LENGTH = 4096  # bytes; Ubuntu's script is shorter
_DOWNLOADED = (
    "chrome-linux*/chrome",
    "chrome-mac*/*.app/Contents/MacOS/*",
    "chrome-win*/chrome.exe",
)
"""Where the program is in a folder of Playwright's."""


def has_screen() -> bool:
    """True if a window can be shown.

    macOS and Windows count as having a screen: nothing there says otherwise before a window opens.
    """
    if _SYSTEM in ("darwin", "win32"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


_ON_WINDOWS: dict[BrowserKind, str] = {
    "chrome": "Google/Chrome/Application/chrome.exe",
    "msedge": "Microsoft/Edge/Application/msedge.exe",
    "chromium": "Chromium/Application/chrome.exe",
}
"""Where each browser's program is, below the folders that Windows has for programs."""
_COMMANDS: dict[BrowserKind, tuple[str, ...]] = {
    "chrome": ("google-chrome", "google-chrome-stable", "chrome"),
    "msedge": ("microsoft-edge", "microsoft-edge-stable", "msedge"),
    "chromium": ("chromium", "chromium-browser"),
}
"""What each browser's program is called on the PATH, the usual name first."""


def find_browser(choice: str) -> Installed:
    """Find the browser to use.

    `choice` is `chrome`, `msedge` or `chromium`, the path of a program, or empty for the first
    browser that is installed. Playwright's own Chromium comes last. Raise BrowserMissing if the
    browser is not on this machine, UsageError if there is no program at the path.
    """
    if choice and choice not in CHOICES:
        return _browser_at(Path(choice).expanduser())
    kinds = [kind for kind in CHOICES if choice in ("", kind)]
    found = list(chain.from_iterable(map(_installed, kinds)))
    for installed in found:
        if not _is_snap(installed.executable):
            return installed
    downloaded = _downloaded() if "chromium" in kinds else None
    if downloaded:
        return Installed("bundled", downloaded)
    raise _missing(choice, kinds[0], is_snap=bool(found))


def _browser_at(path: Path) -> Installed:
    """Return the browser at a path that the person gave; raise UsageError if there is no program."""
    if _can_start(path):
        return Installed("own", path.absolute())
    # A path may contain the person's name, so no message repeats it.
    message = _("{place}: no program lies at this path")
    hint = _(
        "give {names} or the path of a browser's program; that of a .app is in its Contents/MacOS"
    )
    raise UsageError(
        message.format(place="--browser (OPTOUT_BROWSER)"), hint.format(names=", ".join(CHOICES))
    )


def _installed(kind: BrowserKind) -> list[Installed]:
    """Return the browsers of a kind that can be started, the usual place first."""
    return [Installed(kind, place) for place in _places(kind) if _can_start(place)]


def _missing(choice: str, kind: BrowserKind, *, is_snap: bool) -> BrowserMissing:
    """Build the error for a missing browser; `is_snap`: one is installed, but as a snap."""
    message = _("no browser is there to use: no Google Chrome, Microsoft Edge or Chromium")
    if choice:
        message = _("{browser} is not on this machine").format(browser=_LABELS[kind])
    if is_snap:
        with_snap = _(
            "{says} (the Chromium that is there is a snap, which may not read this program's folders)"
        )
        message = with_snap.format(says=message)
    can_be_downloaded = choice in ("", "chromium")
    if can_be_downloaded:  # by `optout install`
        return BrowserMissing(message, HINT)
    hint = _("install {browser}, or leave OPTOUT_BROWSER and --browser out")
    return BrowserMissing(message, hint.format(browser=_LABELS[kind]))


def find_light_browser(choice: str = "") -> Installed:
    """Find the browser to use without a window: the chosen one, else Chromium's headless shell, else any."""
    # Debian has a package of it. It costs a third of what a whole browser does.
    headless_shell = None if choice else shutil.which("chromium-headless-shell")
    if headless_shell:
        return Installed("chromium", Path(headless_shell))
    return find_browser(choice)


def _places(kind: BrowserKind) -> Iterator[Path]:
    """Yield every path at which a browser of this kind may be, the usual ones first."""
    if _SYSTEM == "win32":
        folders = map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
        for folder in filter(None, folders):
            yield Path(folder, _ON_WINDOWS[kind])
    if _SYSTEM == "darwin":
        app = f"Applications/{_LABELS[kind]}.app/Contents/MacOS/{_LABELS[kind]}"
        yield Path("/") / app
        yield Path.home() / app
    commands = map(shutil.which, _COMMANDS[kind])
    yield from map(Path, filter(None, commands))


def _can_start(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_snap(path: Path) -> bool:
    """True if a program starts a snap, which may not read or write this program's folders."""
    if "snap" in path.resolve().parts:
        return True
    # Ubuntu has a shell script in place of Chromium, which starts the snap.
    with path.open("rb") as program:
        return b"/snap/bin/" in program.read(_SCRIPT_LENGTH)


def download_folders() -> list[Path]:
    """Return the folders of Playwright's own Chromium and of what it needs.

    This starts Playwright's command, which takes a third of a second.
    """
    command = [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [Path(folder) for folder in re.findall(r"Install location:\s+(.+)", listed)]


def require_access(folder: Path, mode: int) -> None:
    """Raise BrowserMissing, with the command that mends it, if this user may not use a folder.

    `mode` is that of `os.access`. If the folder does not exist, the one counts that it would be
    made in. Playwright's folder belongs to root once it was installed with `sudo`, which keeps the
    person's home directory.
    """
    existing = next(place for place in (folder, *folder.parents) if _exists(place))
    if os.access(existing, mode):
        return
    message = _(
        "you may not use the folder for Playwright's browsers, {folder}: it is another user's"
    )
    raise BrowserMissing(message.format(folder=existing), _command_to_own(existing))


def _exists(place: Path) -> bool:
    try:
        return place.exists()
    except PermissionError:  # the folder that it is in may not be read
        return False


def _command_to_own(folder: Path) -> str:
    """Return the command with which an administrator gives a folder to this user."""
    command = f"chown -R {getpass.getuser()} {shlex.quote(str(folder))}"
    return f"sudo {command}" if shutil.which("sudo") else f"su -c {shlex.quote(command)}"


def _downloaded() -> Path | None:
    """Return the program of Playwright's own Chromium, if its download was completed."""
    folders = download_folders()
    for folder in folders:
        require_access(folder, os.R_OK | os.X_OK)
    for folder in folders:
        # Playwright writes this file last.
        if (folder / "INSTALLATION_COMPLETE").is_file():
            programs = filter(_can_start, _programs_in(folder))
            program = next(programs, None)
            if program is not None:
                return program
    return None


def _programs_in(folder: Path) -> Iterator[Path]:
    """Yield the paths in a folder of Playwright's at which a Chromium is on each system."""
    for pattern in _DOWNLOADED:
        yield from folder.glob(pattern)
