"""Which browser there is to use, and whether there is a screen for it; imports no Playwright, and has to be cheap."""

import getpass
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from optout.driver import HINT
from optout.errors import BrowserMissing, UsageError
from optout.translation import _

BrowserKind = Literal["chrome", "msedge", "chromium", "own", "bundled", "server"]
"""Where a browser comes from: a well-known one, the person's own path, Playwright's download, or a server's."""
_LABELS: dict[BrowserKind, str] = {  # the names that a person knows them by
    "chrome": "Google Chrome",
    "msedge": "Microsoft Edge",
    "chromium": "Chromium",
    "own": _("the browser named by its path"),
    "bundled": _("Playwright's Chromium"),
    "server": _("the Chromium of a Playwright server"),
}
# in the order in which one is taken
CHOICES: tuple[BrowserKind, ...] = (
    "chrome",
    "msedge",
    "chromium",
)


@dataclass(frozen=True)
class Installed:
    """A browser that is there."""

    kind: BrowserKind
    executable: Path

    @property
    def label(self) -> str:
        """What a person calls it."""
        return _LABELS[self.kind]


_SYSTEM = sys.platform


def has_screen() -> bool:
    """Whether a window can be shown; macOS and Windows always have a screen, as far as one can see from here."""
    return _SYSTEM in {"darwin", "win32"} or bool(
        os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    )


_NAMED: dict[
    BrowserKind, tuple[str, ...]
] = {  # where its program is on Windows, and what it is called elsewhere
    "chrome": (
        "Google/Chrome/Application/chrome.exe",
        "google-chrome",
        "google-chrome-stable",
        "chrome",
    ),
    "msedge": (
        "Microsoft/Edge/Application/msedge.exe",
        "microsoft-edge",
        "microsoft-edge-stable",
        "msedge",
    ),
    "chromium": ("Chromium/Application/chrome.exe", "chromium", "chromium-browser"),
}


def find_browser(choice: str) -> Installed:
    """Find the browser to use: `chrome`, `msedge`, `chromium`, a path, or, when empty, the first that is there.

    Raise BrowserMissing where it is not on this machine, UsageError where no program lies at the
    path.
    """
    if choice and choice not in CHOICES:
        return _browser_at(Path(choice).expanduser())
    kinds = [kind for kind in CHOICES if choice in ("", kind)]
    found = [installed for kind in kinds for installed in _installed(kind)]
    usable = next((installed for installed in found if not _is_snap(installed.executable)), None)
    if usable:
        return usable
    downloaded = _downloaded() if "chromium" in kinds else None
    if downloaded:
        return Installed("bundled", downloaded)
    raise _missing(choice, kinds[0], is_snap=bool(found))


def _browser_at(path: Path) -> Installed:
    """Return the browser at a path of the person's own; raise UsageError if no program lies there."""
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
    """Build the error for a browser that is not there; `is_snap`: the only one cannot read our folders."""
    message = _("no browser is there to use: no Google Chrome, Microsoft Edge or Chromium")
    if choice:
        message = _("{browser} is not on this machine").format(browser=_LABELS[kind])
    if is_snap:
        with_snap = _(
            "{says} (the Chromium that is there is a snap, which may not read this program's folders)"
        )
        message = with_snap.format(says=message)
    if choice in ("", "chromium"):  # these `optout install` can download
        return BrowserMissing(message, HINT)
    hint = _("install {browser}, or leave OPTOUT_BROWSER and --browser out")
    return BrowserMissing(message, hint.format(browser=_LABELS[kind]))


def find_light_browser(choice: str = "") -> Installed:
    """Find the browser to use where nobody looks on: what is named, else Chromium's headless shell, else any."""
    # Debian's; a third of the cost
    light = None if choice else shutil.which("chromium-headless-shell")
    return Installed("chromium", Path(light)) if light else find_browser(choice)


def _places(kind: BrowserKind) -> Iterable[Path]:
    """Give every path at which a browser of this kind may be, the usual ones first."""
    on_windows, *names = _NAMED[kind]
    if _SYSTEM == "win32":
        folders = map(os.environ.get, ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"))
        yield from (Path(folder, on_windows) for folder in folders if folder)
    if _SYSTEM == "darwin":
        app = f"Applications/{_LABELS[kind]}.app/Contents/MacOS/{_LABELS[kind]}"
        yield from (Path("/") / app, Path.home() / app)
    yield from map(Path, filter(None, map(shutil.which, names)))


def _can_start(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)


def _is_snap(path: Path) -> bool:
    """Whether this starts a snap, which may not read or write our folders: Ubuntu has a script that calls one."""
    with path.open("rb") as program:
        return "snap" in path.resolve().parts or b"/snap/bin/" in program.read(4096)


def download_folders() -> list[Path]:
    """Ask Playwright where its own Chromium goes, and what it needs. Takes a third of a second."""
    command = [sys.executable, "-m", "playwright", "install", "--dry-run", "chromium"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [Path(folder) for folder in re.findall(r"Install location:\s+(.+)", listed)]


def require_access(folder: Path, mode: int) -> None:
    """Raise BrowserMissing, with the line that mends it, if this user may not read or write a folder.

    Playwright's folder belongs to root where it was once run by `sudo`, with the person's home.
    `mode` is that of `os.access`. Of a folder that is not there, the one that it would be made in counts.
    """
    there = next(place for place in (folder, *folder.parents) if _is_there(place))
    if os.access(there, mode):
        return
    message = _(
        "you may not use the folder for Playwright's browsers, {folder}: it is another user's"
    )
    raise BrowserMissing(message.format(folder=there), _line_to_take_over(there))


def _is_there(place: Path) -> bool:
    try:
        return place.exists()
    except PermissionError:  # the folder that it is in may not be read
        return False


def _line_to_take_over(folder: Path) -> str:
    """Return the one line with which whoever may do so gives a folder to this user."""
    command = f"chown -R {getpass.getuser()} {shlex.quote(str(folder))}"
    return f"sudo {command}" if shutil.which("sudo") else f"su -c {shlex.quote(command)}"


def _downloaded() -> Path | None:
    """Return the program of Playwright's own Chromium, if it was downloaded whole."""
    folders = download_folders()
    for folder in folders:
        require_access(folder, os.R_OK | os.X_OK)
    whole = [folder for folder in folders if (folder / "INSTALLATION_COMPLETE").is_file()]
    shapes = (
        "chrome-linux*/chrome",
        "chrome-mac*/*.app/Contents/MacOS/*",
        "chrome-win*/chrome.exe",
    )
    return next(
        (
            path
            for folder in whole
            for shape in shapes
            for path in folder.glob(shape)
            if _can_start(path)
        ),
        None,
    )
