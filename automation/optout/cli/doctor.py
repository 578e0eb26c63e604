"""`optout doctor`: what a run needs of this machine, and what is wrong."""

import os
import platform
import shutil
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from tempfile import TemporaryFile
from typing import Literal

from optout import __version__
from optout.browser import find_browser, has_screen, is_root, start_once
from optout.cli.console import Console, Desk, shown, typed
from optout.cli.options import BrowserOption, DataDirOption, JsonOption, Work, begin
from optout.errors import Exit, OptoutError
from optout.evidence import ROOM_FOR_A_RECORD
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION
from optout.language import DOTENV, own_dotenv
from optout.letters.authorities import language_name
from optout.translation import _, ngettext, spoken, why

_A_LITTLE = 65_536  # bytes that are written, and taken away again


@dataclass(frozen=True)
class Check:
    """What one check found: its name, how it came out, a sentence, and when not well what to type."""

    name: str
    status: Literal["ok", "warn", "fail"]
    says: str
    mend: str = ""


def _examine(data_dir: Path, choice: str = "") -> list[Check]:
    """Look at all a run needs, in its order.

    Leaves nothing, and says nothing personal: people paste it.
    """
    return [
        _program(),
        *_browser(choice),
        _screen(),
        _data_folder(data_dir),
        *_disk(data_dir),
        *_journal(data_dir),
        *_unfinished(data_dir),
        _settings_file(),
        *(check for file in (DOTENV, own_dotenv()) for check in _dotenv_file(file)),
        _language(),
    ]


def _program() -> Check:
    parts = [f"Python {platform.python_version()}"]
    for package in ("playwright", "dkimpy", "rfc3161-client", "pikepdf"):
        try:
            parts.append(f"{package} {version(package)}")
        except PackageNotFoundError:
            message = _(
                "the package {package} is not installed, so a part of this program does not work"
            )
            return Check(
                _("program"), "fail", message.format(package=package), _("install optout anew")
            )
    return Check(_("program"), "ok", f"optout {__version__}, {', '.join(parts)}")


def _language() -> Check:
    message = _("what you read is in {language}; OPTOUT_LANG or --lang changes that")
    return Check(_("language"), "ok", message.format(language=language_name(spoken(), spoken())))


def _browser(choice: str) -> Iterator[Check]:
    mend = ""
    try:
        browser = find_browser(choice)
        place = shown(browser.executable)
        mend = _("try another: --browser, or look at {place}").format(place=place)
        started, unsafe = start_once(browser)
    except OptoutError as error:
        yield Check(_("browser"), "fail", error.message, mend or error.hint)
        return
    message = _("{browser} {version} starts, {place}")
    yield Check(
        _("browser"), "ok", message.format(browser=browser.label, version=started, place=place)
    )
    if not unsafe:
        yield Check(_("sandbox"), "ok", _("the browser runs in its sandbox"))
        return
    root, debian = (
        _("run it as an ordinary user"),
        _("on Debian: sudo apt-get install chromium-sandbox"),
    )
    message = _("the browser runs without its sandbox: {reason}").format(reason=unsafe)
    yield Check(_("sandbox"), "warn", message, root if is_root() else debian)


def _screen() -> Check:
    if has_screen():
        return Check(_("screen"), "ok", _("there is a screen to open a window on"))
    message = _(
        "there is no screen: optout replay works, optout submit cannot open the window you sign in to"
    )
    return Check(_("screen"), "warn", message, _("run it in a terminal on your desktop"))


def _nearest(folder: Path) -> Path:
    """Return a folder, or what is there of the way to it."""
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _data_folder(folder: Path) -> Check:
    there, name = _nearest(folder), _("data folder")
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        message = _("{folder} cannot be written, so nothing can be kept").format(
            folder=shown(there)
        )
        return Check(
            name,
            "fail",
            message,
            _("fix its permissions, or set OPTOUT_DATA_DIR to a folder of yours"),
        )
    if there != folder:
        return Check(
            name, "ok", _("{folder} is made at the first run").format(folder=shown(folder))
        )
    if _is_open(folder, stat.S_IRWXG | stat.S_IRWXO):
        message = _(
            "others on this machine may look into {folder}, where your sign-in and records are"
        )
        return Check(
            name, "warn", message.format(folder=shown(folder)), f"chmod 700 {typed(folder)}"
        )
    return Check(name, "ok", _("{folder} is yours alone").format(folder=shown(folder)))


def _disk(folder: Path) -> Iterator[Check]:
    """Say whether a record fits, and whether a file can be written at all: what root may do, a disk may refuse."""
    there = _nearest(folder)
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return  # told of the data folder
    name, mend = _("disk"), _("make room there, or set OPTOUT_DATA_DIR to a folder on another disk")
    needed = ROOM_FOR_A_RECORD // 1_000_000
    try:
        if folder.is_dir():
            with TemporaryFile(dir=folder) as file:
                file.write(bytes(_A_LITTLE))
                file.flush()
                os.fsync(file.fileno())
        free = shutil.disk_usage(there).free // 1_000_000
    except OSError as error:
        message = _("nothing can be written into {folder}: {why}").format(
            folder=shown(folder), why=why(error)
        )
        yield Check(name, "fail", message, mend)
        return
    if free < needed:
        message = _("only {free} MB are free where records are kept, and one may need {needed}")
        yield Check(name, "fail", message.format(free=str(free), needed=str(needed)), mend)
        return
    yield Check(name, "ok", _("there is room for records, and they can be written"))


def _journal(data_dir: Path) -> Iterator[Check]:
    file = data_dir / JOURNAL_FILE
    if not file.exists():
        return
    try:
        with closing(
            sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        ) as database:
            result = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            newer = database.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION
    except sqlite3.Error as error:
        result, newer = str(error), False
    if result == "ok" and not newer:
        yield Check(_("journal"), "ok", _("the journal can be read"))
        return
    message, mend = (
        _("the journal was written by a newer version"),
        _("update optout, then run it again"),
    )
    if result != "ok":
        message = _(
            "the journal, which keeps you from sending twice, cannot be read: {told}"
        ).format(told=result)
        mend = _("copy it away before you do anything else: {file}").format(file=typed(file))
    yield Check(_("journal"), "fail", message, mend)


def _unfinished(data_dir: Path) -> Iterator[Check]:
    """Records are built under such a name and renamed when sealed, so one that stayed was cut short."""
    for folder in sorted(data_dir.glob("records/.partial-*"), reverse=True):
        message = _("{folder} was never sealed").format(folder=folder.name)
        mend = _(
            "if no run is going on, see how this one ended: optout status --all --json. "
            "Delete {place} only if nothing was sent: no other proof is left"
        )
        yield Check(_("records"), "warn", message, mend.format(place=typed(folder)))


def _settings_file() -> Check:
    own = own_dotenv()
    there, missing = (
        _("your settings are in {file}"),
        _("you have no file of settings; it would be {file}"),
    )
    message = there if own.is_file() else missing
    return Check(".env", "ok", message.format(file=shown(own)))


def _dotenv_file(file: Path) -> Iterator[Check]:
    if file.is_file() and _is_open(file, stat.S_IRGRP | stat.S_IROTH):
        message = _("others on this machine may read {file}, where your e-mail address is").format(
            file=shown(file)
        )
        yield Check(".env", "warn", message, f"chmod 600 {typed(file)}")


def _is_open(place: Path, rights: int) -> bool:
    return os.name == "posix" and bool(place.stat().st_mode & rights)


_MARKS = {"ok": "done", "warn": "warn", "fail": "failed"}


def doctor_command(
    *,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Say what is wrong on this machine, and how to fix it.

    \b
    optout doctor    nothing personal is shown: send it to whoever helps you
    """
    return partial(doctor, begin(as_json=as_json, browser=browser, data_dir=data_dir))


def doctor(desk: Desk) -> Exit:
    """Look at everything a run needs; gives the exit code: 1 where something would stop it."""
    console, settings = desk.console, desk.settings
    checks = _examine(settings.data_dir, settings.browser)
    _tell(console.report, checks)
    console.result({"findings": [asdict(check) for check in checks]})
    return Exit.ERROR if any(check.status == "fail" for check in checks) else Exit.DONE


def _tell(console: Console, checks: list[Check]) -> None:
    for check in checks:
        console.mark(
            _MARKS[check.status], _("{name}: {says}").format(name=check.name, says=check.says)
        )
        if check.mend:
            console.say(_("    fix    {mend}").format(mend=check.mend))
    number = sum(check.status != "ok" for check in checks)
    look = ngettext("{number} thing to look at", "{number} things to look at", number)
    console.say()
    console.say(look if number else _("All is well"))
