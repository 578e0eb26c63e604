"""What `optout doctor` finds about what earlier runs left: the journal, records that were never sealed, profiles."""

import os
import socket
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from optout.browser.profile import run_lock
from optout.cli.finding import Finding, Fix, Status, typed
from optout.cli.leftovers import RUN_LASTS, Leftover, leftovers
from optout.errors import ProfileInUse
from optout.journal import JOURNAL_FILE
from optout.journal_tables import SCHEMA_VERSION
from optout.state import State
from optout.tongue import Said, _, listed, ngettext

_MOST_SHOWN = 5


_SENDS_TWICE = _("without it the program cannot know what was sent, and sends nothing")


def journal(data_dir: Path) -> Iterator[Finding]:
    """Whether the journal can be read by this version."""
    file = data_dir / JOURNAL_FILE
    if not file.exists():
        return
    try:
        database = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            told = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            newer = database.execute("PRAGMA user_version").fetchone()[0] > SCHEMA_VERSION
        finally:
            database.close()
    except sqlite3.Error as error:
        told, newer = str(error), False
    if told != "ok":
        says = _("the journal, which keeps you from sending twice, cannot be read: {told}").format(told=told)
        mend = _("copy it away before you do anything else: {file}").format(file=typed(file))
        yield Finding("journal", Status.FAIL, says, mend, _SENDS_TWICE)
    elif newer:
        says = _("the journal was written by a newer version")
        yield Finding("journal", Status.FAIL, says, _("update optout, then run it again"), _SENDS_TWICE)
    else:
        yield Finding("journal", Status.OK, _("the journal can be read"))


def profiles(data_dir: Path) -> Iterator[Finding]:
    """Whether a kept sign-in is in use, or was last used on another computer."""
    kept = sorted(folder for folder in (data_dir / "profiles").glob("*/*") if folder.is_dir())
    busy = [finding for folder in kept if (finding := _in_use(folder))]
    yield from busy
    if kept and not busy:
        yield Finding("profiles", Status.OK, _free(len(kept)))


def _free(number: int) -> Said:
    return ngettext("{number} kept sign-in is free to use", "{number} kept sign-ins are free to use", number)


def _in_use(folder: Path) -> Finding | None:
    which = _("{parent}, account {folder}").format(parent=folder.parent.name, folder=folder.name)
    link = folder / "SingletonLock"
    means = _("optout submit refuses to start with this sign-in until then")
    if _is_held(folder.with_name(f"{folder.name}.lock")):
        says, mend = (
            _("a run is going on with the sign-in for {which}").format(which=which),
            _("finish it, or close its window"),
        )
        return Finding("profiles", Status.WARN, says, mend, means)
    if not link.is_symlink():
        return None
    host, pid = str(link.readlink()).rpartition("-")[::2]
    if host != socket.gethostname():
        says = _("the sign-in for {which} was last used on another computer").format(which=which)
        mend = _("if no browser uses it any more: rm {link}").format(link=typed(link))
        return Finding("profiles", Status.WARN, says, mend, means)
    if pid.isdigit() and _is_alive(int(pid)):
        says, mend = _("a browser is open with the sign-in for {which}").format(which=which), _("close its window")
        return Finding("profiles", Status.WARN, says, mend, means)
    return None


def _is_held(lock: Path) -> bool:
    if not lock.is_file():
        return False
    try:
        with run_lock(lock):
            return False
    except ProfileInUse:
        return True


def _is_alive(pid: int) -> bool:
    """Whether a process is there; only asked where there are symbolic locks, so never on Windows."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def unfinished(data_dir: Path) -> Iterator[Finding]:
    """Records are built under such a name and renamed when sealed, so one that stayed was cut short."""
    left = list(leftovers(data_dir))
    for each in left[:_MOST_SHOWN]:
        may_go = each.replay and each.age >= RUN_LASTS
        fix, place = (Fix.DELETE_REPLAY, each.folder) if may_go else (None, None)
        name, means = ("replays", _LEFT_REPLAY) if each.replay else ("records", _LEFT_RECORD)
        yield Finding(name, Status.WARN, _left_says(each), _left_mend(each), means, fix, place)
    if (rest := len(left) - _MOST_SHOWN) > 0:
        says = ngettext(
            "{number} older record was never sealed either", "{number} older records were never sealed either", rest
        )
        mend = _("look at the ones above first, then run optout doctor again")
        yield Finding("records", Status.WARN, says, mend, _LEFT_RECORD)


_LEFT_RECORD = _("a run was cut short, so there is no sealed record of it")
_LEFT_REPLAY = _("a rehearsal was cut short; it only takes room")


def _left_says(left: Leftover) -> str:
    size = -(-left.size // 1024)
    holds = _("{parts}, {size} KiB").format(parts=listed(left.parts), size=size) if left.parts else _NOTHING_YET
    return _("{folder} was never sealed; {age} old, holds {holds}; {standing}").format(
        folder=left.folder.name, age=_old(left.age), holds=holds, standing=_standing(left)
    )


_NOTHING_YET = _("nothing of the form yet")
_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60  # seconds


def _old(seconds: float) -> Said:
    if seconds >= _DAY:
        return ngettext("{number} day", "{number} days", int(seconds // _DAY))
    if seconds >= _HOUR:
        return ngettext("{number} hour", "{number} hours", int(seconds // _HOUR))
    if seconds >= _MINUTE:
        return ngettext("{number} minute", "{number} minutes", int(seconds // _MINUTE))
    return _("less than a minute")


def _standing(left: Leftover) -> str:
    if left.replay:
        return _("a replay, so nothing was sent to anyone")
    return _STANDINGS[left.state] if left.state else _("the journal does not know it")


_IN_DOUBT_SAYS = _("it may have been sent")
_STANDINGS = {
    **dict.fromkeys(State, _("nothing was sent")),
    **dict.fromkeys((State.ARMED, State.SENT, State.UNKNOWN), _IN_DOUBT_SAYS),
    State.AWAITING_CODE: _("it was sent and waits for a code"),
    State.CONFIRMED: _("it was sent and received"),
    State.RESOLVED_SENT: _("it was sent, as you said"),
    State.REJECTED: _("it was sent and refused"),
}


def _left_mend(left: Leftover) -> str:
    place = typed(left.folder)
    running = _("if no run is going on: ") if left.age < RUN_LASTS else ""
    if not left.replay and left.state is None:
        return _("{running}look whether you need anything in it, then delete {place}").format(
            running=running, place=place
        )
    if left.replay or _STANDINGS[left.state or State.PLANNED] == _STANDINGS[State.PLANNED]:
        return _("{running}delete {place}").format(running=running, place=place)
    status = _(", and see optout status") if _standing(left) == _IN_DOUBT_SAYS else ""
    return _("{running}keep it, no other proof of this run is left: copy {place} to a safe place{status}").format(
        running=running, place=place, status=status
    )
