"""`optout doctor`: what is wrong on this machine, and how to mend it. Says nothing personal: people paste it."""

import os
import shlex
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from optout.browser.find import Machine, find_browser, has_screen
from optout.browser.sandbox import AS_ROOT, needs_no_sandbox
from optout.browser.trial import start_once
from optout.cli.console import count
from optout.cli.leftovers import Leftover, leftovers
from optout.errors import OptoutError
from optout.journal import JOURNAL_FILE
from optout.settings import unknown_variables
from optout.state import State

OLDEST_PYTHON = (3, 11)
OLDEST_PLAYWRIGHT = (1, 60)
_MOST_SHOWN = 5
_RUN_LASTS = 3_600  # seconds; a younger folder may belong to a run that goes on
LITTLE_SPACE, NO_SPACE = 500, 50  # MiB; a record takes a few, a browser profile some hundred


class Status(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, how it stands, a sentence, and how to mend it (empty when all is well)."""

    name: str
    status: Status
    says: str
    mend: str = ""


def examine(
    data_dir: Path, choice: str = "", dotenv: Path = Path(".env"), machine: Machine | None = None
) -> list[Finding]:
    """Look at everything a run needs, in the order in which it needs it. Changes nothing."""
    machine = machine or Machine()
    return [
        _python(),
        _playwright(),
        *_browser(choice, machine),
        _screen(machine),
        *_data_dir(data_dir),
        *_journal(data_dir),
        *_partial_records(data_dir),
        *_dotenv(dotenv),
        *_variables(machine),
    ]


def worst(findings: list[Finding]) -> Status:
    """Give the worst status of all: what the exit code follows."""
    return max((finding.status for finding in findings), key=list(Status).index, default=Status.OK)


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        return Finding("python", Status.FAIL, f"Python {running} is too old", "install Python 3.11 or later")
    return Finding("python", Status.OK, f"Python {running}")


def _playwright() -> Finding:
    try:
        there = version("playwright")
    except PackageNotFoundError:
        return Finding("playwright", Status.FAIL, "Playwright is not installed", "pip install optout-submitter")
    if tuple(map(int, there.split(".")[:2])) < OLDEST_PLAYWRIGHT:
        return Finding("playwright", Status.FAIL, f"Playwright {there} is too old", "pip install --upgrade playwright")
    return Finding("playwright", Status.OK, f"Playwright {there}")


def _browser(choice: str, machine: Machine) -> Iterator[Finding]:
    try:
        browser = find_browser(choice, machine)
    except OptoutError as error:
        yield Finding("browser", Status.FAIL, error.says, error.hint)
        return
    place = shown(browser.executable)
    try:
        yield Finding("browser", Status.OK, f"{browser.kind.label} {start_once(browser)} starts, {place}")
    except OptoutError as error:
        yield Finding("browser", Status.FAIL, error.says, f"try another: --browser, or look at {place}")
    reason = needs_no_sandbox(browser.executable, machine)
    if reason is None:
        yield Finding("sandbox", Status.OK, "the browser runs in its sandbox")
        return
    mend = "run it as an ordinary user" if reason == AS_ROOT else "on Debian: sudo apt-get install chromium-sandbox"
    yield Finding("sandbox", Status.WARN, f"the browser runs without its sandbox: {reason}", mend)


def _screen(machine: Machine) -> Finding:
    if has_screen(machine.environ, machine.platform):
        return Finding("screen", Status.OK, "there is a screen to open a window on")
    says = "there is no screen: optout replay works, optout submit cannot open its window"
    return Finding("screen", Status.WARN, says, "run it in a terminal on your desktop")


def _data_dir(folder: Path) -> Iterator[Finding]:
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        what = "cannot be written" if there.is_dir() else "is a file"
        mend = "mend its permissions, or set OPTOUT_DATA_DIR to a folder of yours"
        yield Finding("data folder", Status.FAIL, f"{shown(there)} {what}", mend)
    elif there != folder:
        yield Finding("data folder", Status.OK, f"{shown(folder)} is made at the first run")
    elif os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        says = f"others on this machine may look into {shown(folder)}, where your sign-in and records are"
        yield Finding("data folder", Status.WARN, says, f"chmod 700 {typed(folder)}")
    else:
        yield Finding("data folder", Status.OK, f"{shown(folder)} is yours alone")
    yield _space(there)


def _space(there: Path) -> Finding:
    free = shutil.disk_usage(there).free // 2**20
    if free >= LITTLE_SPACE:
        return Finding("disk space", Status.OK, f"{free:,} MiB free")
    status = Status.FAIL if free < NO_SPACE else Status.WARN
    return Finding("disk space", status, f"only {free} MiB free", "make room, or set OPTOUT_DATA_DIR to another disk")


def _journal(data_dir: Path) -> Iterator[Finding]:
    file = data_dir / JOURNAL_FILE
    if not file.exists():
        return
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
        finally:
            database.close()
    except sqlite3.Error as error:
        told = str(error)
    if told == "ok":
        yield Finding("journal", Status.OK, "the journal can be read")
        return
    says = f"the journal, which keeps you from sending twice, cannot be read: {told}"
    yield Finding("journal", Status.FAIL, says, f"copy it away before you do anything else: {typed(file)}")


def _partial_records(data_dir: Path) -> Iterator[Finding]:
    """Records are built under such a name and renamed when sealed, so one that stayed was cut short."""
    left = list(leftovers(data_dir))
    for each in left[:_MOST_SHOWN]:
        yield Finding("replays" if each.replay else "records", Status.WARN, _left_says(each), _left_mend(each))
    if (rest := len(left) - _MOST_SHOWN) > 0:
        says = f"{count(rest, 'older record was', 'older records were')} never sealed either"
        yield Finding("records", Status.WARN, says, "look at the ones above first, then run optout doctor again")


def _left_says(left: Leftover) -> str:
    holds = f"{_listed(left.parts)}, {-(-left.size // 1024):,} KiB" if left.parts else "nothing of the form yet"
    return f"{left.folder.name} was never sealed; {_old(left.age)} old, holds {holds}; {_standing(left)}"


def _listed(parts: tuple[str, ...]) -> str:
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def _old(seconds: float) -> str:
    for unit, length in (("day", 86_400), ("hour", 3_600), ("minute", 60)):
        if seconds >= length:
            return count(int(seconds // length), unit)
    return "less than a minute"


def _standing(left: Leftover) -> str:
    if left.replay:
        return "a replay, so nothing was sent to anyone"
    return _STANDINGS[left.state] if left.state else "the journal does not know it"


_IN_DOUBT_SAYS = "it may have been sent"
_STANDINGS = {
    **dict.fromkeys(State, "nothing was sent"),
    **dict.fromkeys((State.ARMED, State.SENT, State.UNKNOWN), _IN_DOUBT_SAYS),
    State.AWAITING_CODE: "it was sent and waits for a code",
    State.CONFIRMED: "it was sent and received",
    State.RESOLVED_SENT: "it was sent, as you said",
    State.REJECTED: "it was sent and refused",
}


def _left_mend(left: Leftover) -> str:
    place = typed(left.folder)
    running = "if no run is going on: " if left.age < _RUN_LASTS else ""
    if not left.replay and left.state is None:
        return f"{running}look whether you need anything in it, then delete {place}"
    if left.replay or _STANDINGS[left.state or State.PLANNED] == _STANDINGS[State.PLANNED]:
        return f"{running}delete {place}"
    status = ", and see optout status" if _standing(left) == _IN_DOUBT_SAYS else ""
    return f"{running}keep it, no other proof of this run is left: copy {place} to a safe place{status}"


def _dotenv(file: Path) -> Iterator[Finding]:
    if os.name != "posix" or not file.is_file():
        return
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        says = "others on this machine may read .env, where your e-mail address is"
        yield Finding(".env", Status.WARN, says, "chmod 600 .env")
    else:
        yield Finding(".env", Status.OK, ".env is readable by you alone")


def _variables(machine: Machine) -> Iterator[Finding]:
    for name, near in unknown_variables(dict(machine.environ)):
        mend = f"did you mean {near}?" if near else ".env.example lists every variable"
        yield Finding("settings", Status.WARN, f"{name} is no setting and is ignored", mend)


def shown(path: Path) -> str:
    """Show a path with `~` for the home folder, whose name is often the person's own."""
    return str(_from_home(path)) if _from_home(path) else str(path)


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    inner = _from_home(path)
    return "~/" + shlex.quote(inner.relative_to("~").as_posix()) if inner else shlex.quote(str(path))


def _from_home(path: Path) -> Path | None:
    home = Path.home()
    return "~" / path.absolute().relative_to(home) if path.absolute().is_relative_to(home) else None
