"""What a run needs of this machine: `optout doctor` says what is wrong, and `optout install` gets a browser."""

import os
import platform
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal

from optout import be_quiet
from optout.browser import HINT, Installed, find_browser, has_screen, is_root, start_once
from optout.cli.console import Console, Desk, shown, typed
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION
from optout.messages import DOTENV, BrowserFailed, BrowserMissing, Exit, OptoutError, _, changed, ngettext, own_dotenv


@dataclass(frozen=True)
class Check:
    """What one check found: its name, how it came out, a sentence, and when not well what to type."""

    name: str
    status: Literal["ok", "warn", "fail"]
    says: str
    mend: str = ""


def _examine(data_dir: Path, choice: str = "") -> list[Check]:
    """Look at all a run needs, in its order. Changes nothing, and says nothing personal: people paste it."""
    return [
        *_browser(choice),
        _screen(),
        _data_folder(data_dir),
        *_journal(data_dir),
        *_unfinished(data_dir),
        *(check for file in (DOTENV, own_dotenv()) for check in _dotenv_file(file)),
    ]


def _browser(choice: str) -> Iterator[Check]:
    mend = ""
    try:
        browser = find_browser(choice)
        place = shown(browser.executable)
        mend = _("try another: --browser, or look at {place}").format(place=place)
        version, unsafe = start_once(browser)
    except OptoutError as error:
        yield Check(_("browser"), "fail", error.message, mend or error.hint)
        return
    message = _("{browser} {version} starts, {place}")
    yield Check(_("browser"), "ok", message.format(browser=browser.label, version=version, place=place))
    if not unsafe:
        yield Check(_("sandbox"), "ok", _("the browser runs in its sandbox"))
        return
    root, debian = _("run it as an ordinary user"), _("on Debian: sudo apt-get install chromium-sandbox")
    message = _("the browser runs without its sandbox: {reason}").format(reason=unsafe)
    yield Check(_("sandbox"), "warn", message, root if is_root() else debian)


def _screen() -> Check:
    if has_screen():
        return Check(_("screen"), "ok", _("there is a screen to open a window on"))
    message = _("there is no screen: optout replay works, optout submit cannot open the window you sign in to")
    return Check(_("screen"), "warn", message, _("run it in a terminal on your desktop"))


def _data_folder(folder: Path) -> Check:
    there, name = next(place for place in (folder, *folder.absolute().parents) if place.exists()), _("data folder")
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        message = _("{folder} cannot be written, so nothing can be kept").format(folder=shown(there))
        return Check(name, "fail", message, _("fix its permissions, or set OPTOUT_DATA_DIR to a folder of yours"))
    if there != folder:
        return Check(name, "ok", _("{folder} is made at the first run").format(folder=shown(folder)))
    if _is_open(folder, stat.S_IRWXG | stat.S_IRWXO):
        message = _("others on this machine may look into {folder}, where your sign-in and records are")
        return Check(name, "warn", message.format(folder=shown(folder)), f"chmod 700 {typed(folder)}")
    return Check(name, "ok", _("{folder} is yours alone").format(folder=shown(folder)))


def _journal(data_dir: Path) -> Iterator[Check]:
    file = data_dir / JOURNAL_FILE
    if not file.exists():
        return
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)) as database:
            told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            newer = database.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION
    except sqlite3.Error as error:
        told, newer = str(error), False
    if told == "ok" and not newer:
        yield Check(_("journal"), "ok", _("the journal can be read"))
        return
    message, mend = _("the journal was written by a newer version"), _("update optout, then run it again")
    if told != "ok":
        message = _("the journal, which keeps you from sending twice, cannot be read: {told}").format(told=told)
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


def _dotenv_file(file: Path) -> Iterator[Check]:
    if file.is_file() and _is_open(file, stat.S_IRGRP | stat.S_IROTH):
        message = _("others on this machine may read {file}, where your e-mail address is").format(file=shown(file))
        yield Check(".env", "warn", message, f"chmod 600 {typed(file)}")


def _is_open(place: Path, rights: int) -> bool:
    return os.name == "posix" and bool(place.stat().st_mode & rights)


_MARKS = {"ok": "done", "warn": "warn", "fail": "failed"}


def doctor(desk: Desk) -> Exit:
    """Look at everything a run needs; gives the exit code: 1 where something would stop it."""
    console, settings = desk.console, desk.settings
    checks = _examine(settings.data_dir, settings.browser)
    _tell(console.report, checks)
    console.result({"findings": [asdict(check) for check in checks]})
    return Exit.ERROR if any(check.status == "fail" for check in checks) else Exit.DONE


def _tell(console: Console, checks: list[Check]) -> None:
    for check in checks:
        console.mark(_MARKS[check.status], _("{name}: {says}").format(name=check.name, says=check.says))
        if check.mend:
            console.say(_("    fix    {mend}").format(mend=check.mend))
    number = sum(check.status != "ok" for check in checks)
    look = ngettext("{number} thing to look at", "{number} things to look at", number)
    console.say()
    console.say(look if number else _("All is well"))


_PACKAGES = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"
"""Debian's Chromium, fonts for the letters and emoji of a page, and what a bare Debian lacks of Playwright's driver."""


def install(desk: Desk) -> None:
    """Use the browser that is there, else download Playwright's; raise, with what to do by hand, where none starts."""
    console, settings = desk.console, desk.settings
    say, choice = console.say, settings.browser
    try:
        browser = find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # one that this cannot get, such as Google Chrome
            raise
        browser = _download(say, choice)
    name = changed(browser.label, lambda said: said[:1].upper() + said[1:])
    say(_("{kind} is there: {executable}").format(kind=name, executable=browser.executable))
    try:
        version, unsafe = start_once(browser)
    except BrowserFailed as failed:
        if failed.hint == HINT:  # Playwright's driver
            failed.hint = f"{_sudo()}apt-get install libatomic1 libstdc++6"
        elif browser.kind == "bundled" and "shared libraries" in failed.message:
            failed.hint = f"{_sudo()}{sys.executable} -m playwright install-deps chromium"
        raise
    said = _("{browser} {version} starts, without its sandbox: {reason}") if unsafe else _("{browser} {version} starts")
    say(said.format(browser=name, version=version, reason=unsafe))


def _download(say: Callable[[str], None], choice: str) -> Installed:
    message = _("No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root")
    say(message.format(size=_("roughly 170 MB")))  # the download itself tells it to the tenth
    say(_("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it"))
    be_quiet()
    # Never --with-deps: it would ask for root's password half-way. Playwright waits so many ms, five times over.
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    environ = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000", **os.environ}
    # Playwright says itself how far it is, and what is in the way: on stderr, as all that is no data.
    ended = subprocess.run(command, env=environ, stdin=subprocess.DEVNULL, stdout=sys.stderr, check=False)
    with suppress(BrowserMissing):
        return find_browser(choice)
    say(_("Behind a proxy: export HTTPS_PROXY=http://HOST:PORT, then: optout install"))
    say(_("From a mirror: export PLAYWRIGHT_DOWNLOAD_HOST=https://HOST, then: optout install"))
    by_hand: str = _(
        "install Google Chrome, Edge or Chromium; or, without an administrator, unpack a Chromium anywhere "
        "and export OPTOUT_BROWSER=PATH; then: optout install"
    )
    if _is_debian():
        say(_("Or paste the line below, which installs your system's Chromium, then: optout install"))
        by_hand = f"{_sudo()}apt-get install {_PACKAGES}"
    message = _("the download did not work: it ended with code {code}")
    raise BrowserMissing(message.format(code=ended.returncode), by_hand)


def _is_debian() -> bool:
    """Whether this is Debian, or made of it; Ubuntu's package of Chromium is a snap, which cannot be used."""
    with suppress(OSError):
        told = platform.freedesktop_os_release()
        names = {told["ID"], *told.get("ID_LIKE", "").split()}
        return "debian" in names and "ubuntu" not in names
    return False


def _sudo() -> str:
    return "" if is_root() else "sudo "
