"""`optout doctor`: what is wrong on this machine, and how to mend it. Says nothing personal: people paste it."""

import json
import os
import shutil
import socket
import sqlite3
import stat
import sys
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit

from optout.browser.installed import Machine, find_browser, has_screen
from optout.browser.launch import AS_ROOT, needs_no_sandbox, start_once
from optout.browser.profile import run_lock
from optout.cli.console import Console
from optout.cli.finding import Finding, Fix, Status, shown, typed, worst
from optout.cli.install import MIRRORS, NO_PROXY, PROXIES, are_set, download_proxy, given
from optout.cli.record import PARTIAL, REPLAYS, RUN_LASTS, Leftover, leftovers
from optout.errors import OptoutError, ProfileInUse
from optout.evidence.clock import astray, said
from optout.flow.load import find_flow, shipped_ids
from optout.i18n import Said, _, changed, joined, listed, ngettext, why
from optout.journal import JOURNAL_FILE, SCHEMA_VERSION
from optout.outcome import Exit, State
from optout.settings import Settings, unknown_variables

_CERTIFICATES = ("SSL_CERT_FILE", "SSL_CERT_DIR", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
_FOR_DOWNLOADS = "NODE_EXTRA_CA_CERTS"  # the one that Playwright's download reads
_FUTURE = timedelta(minutes=10)
_OLD = 90
"""Days after which a form that somebody saw may well have changed."""


def proxy(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Name the variables for proxies and mirrors that are set, never their values, which may hold a password."""
    names = are_set(environ, *PROXIES)
    for name in names:
        if not _is_address(given(environ, name)):
            says = _("{name} is no address of a proxy").format(name=name)
            mend = _("export {name}=http://HOST:PORT, or: unset {name}").format(name=name)
            yield Finding("proxy", Status.WARN, says, mend, _("optout install may not reach anything"))
            return
    yield Finding("proxy", Status.OK, joined(_ways(environ, names), "; "))


def _ways(environ: Mapping[str, str], names: list[str]) -> Iterator[Said]:
    """Say which way each download goes, and what keeps one off the proxy."""
    taken = download_proxy(environ)
    if not names:
        yield _("no proxy is set")
    elif taken:
        yield _("{names} set: downloads go that way").format(names=listed(names))
    else:
        says = _("{names} set, and the download of optout install does not go that way")
        yield says.format(names=listed(names))
    if names and are_set(environ, NO_PROXY):
        yield _("not to what {variable} names").format(variable=NO_PROXY)
    mirrored = _("{name} set: the browser is downloaded from there")
    yield from (mirrored.format(name=name) for name in are_set(environ, *MIRRORS))


def _is_address(value: str) -> bool:
    try:
        parts = urlsplit(value if "://" in value else f"http://{value}")
        return bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        return False


def certificates(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Whether the variables that name certificates name something that is there."""
    named = {name: environ[name] for name in _CERTIFICATES if environ.get(name)}
    for name, value in named.items():
        places = value.split(os.pathsep) if name == "SSL_CERT_DIR" else [value]
        if not all(Path(place).exists() for place in places):
            says, mend = (
                _("{name} names something that is not there").format(name=name),
                _("unset {name}, or name a file that is there").format(name=name),
            )
            yield Finding(
                "certificates", Status.WARN, says, mend, _("optout install and optout stamp may trust nobody")
            )
            return
    behind = bool(are_set(environ, *PROXIES))
    if named and behind and _FOR_DOWNLOADS not in named:
        says = _("{named} set, and {for_downloads} is not").format(named=listed(named), for_downloads=_FOR_DOWNLOADS)
        mend = _("export {for_downloads}=FILE, with the same certificates").format(for_downloads=_FOR_DOWNLOADS)
        yield Finding("certificates", Status.WARN, says, mend, _("the download of optout install reads only that one"))
        return
    says = (
        _("{named}: what they name is there").format(named=", ".join(named))
        if named
        else _("the system's own are used")
    )
    yield Finding("certificates", Status.OK, says)


def clock(data_dir: Path, now: datetime) -> Iterator[Finding]:
    """Whether the clock agrees with the files of the program, and with the last server that told its own."""
    here = f"{now.isoformat(sep=' ', timespec='minutes')[:16]} {now.strftime('%z')[:3]}:{now.strftime('%z')[3:]}"
    means = _("the times in your record and the day by which an answer is due would be wrong")
    written = datetime.fromtimestamp(Path(__file__).stat().st_mtime, UTC)
    if now < written - _FUTURE:
        says = _("the clock says {here}, which is before this program was installed").format(here=here)
        yield Finding("clock", Status.WARN, says, _("set the clock, and let the system keep it"), means)
        return
    skew = _last_skew(data_dir / "records")
    if skew is not None and astray(skew):
        says = _("at the last send the server's clock was {apart} away from this one").format(apart=said(skew))
        yield Finding("clock", Status.WARN, says, _("set the clock, and let the system keep it"), means)
        return
    yield Finding("clock", Status.OK, here)


def _last_skew(records: Path) -> float | None:
    """Give the seconds between the clocks at the newest send of which a record tells, None where none does."""
    for file in sorted(records.glob("[0-9]*/data/02-send.json"), reverse=True):
        try:
            skew = json.loads(file.read_text("utf-8")).get("clock_skew_seconds")
        except (OSError, ValueError, AttributeError):
            continue  # optout verify says what is wrong with it
        if isinstance(skew, int | float):
            return float(skew)
    return None


def flows(today: date) -> Iterator[Finding]:
    """Say when somebody last saw each shipped flow work; one that nobody saw is no fault of this machine."""
    never, seen = [], []
    for name in shipped_ids():
        try:
            known = find_flow(name).flow.seen_live
        except OptoutError as error:
            means = _("it cannot be used")
            yield Finding(
                "flows",
                Status.FAIL,
                changed(error.says, lambda says: says.splitlines()[0]),
                f"optout flows check {name}",
                means,
            )
            continue
        if isinstance(known, date) and (age := (today - known).days) > _OLD:
            says = ngettext(
                "{flow} was last seen to work {number} day ago", "{flow} was last seen to work {number} days ago", age
            ).format(flow=name)
            means = _("the form may have changed since; the program stops before the send if it has")
            yield Finding("flows", Status.WARN, says, f"optout flows check --live {name}", means)
        elif isinstance(known, date):
            seen.append(_("{name} seen to work on {known}").format(name=name, known=known))
        else:
            never.append(name)
    if never:
        seen.append(_("nobody has seen {never} work on the live site yet").format(never=listed(never)))
    if seen:
        yield Finding("flows", Status.OK, joined(seen, "; "))


def variables(environ: Mapping[str, str]) -> Iterator[Finding]:
    """Name the variables that look like settings and are none."""
    for name, near in unknown_variables(dict(environ)):
        mend = _("did you mean {near}?").format(near=near) if near else _(".env.example lists every variable")
        means = _("what you meant to set is not set")
        yield Finding("settings", Status.WARN, _("{name} is no setting and is ignored").format(name=name), mend, means)


LITTLE_SPACE, NO_SPACE = 500, 50  # MiB; a record takes a few, a browser profile some hundred
_OTHERS = _("whoever else uses this machine could take your sign-in, or read what you sent")

_MEND = _("mend its permissions, or set OPTOUT_DATA_DIR to a folder of yours")
_NOTHING_KEPT = _("nothing can be kept, so nothing is sent")


def data_folder(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, is the person's alone, and has room."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        what = _("{folder} cannot be written") if there.is_dir() else _("{folder} is a file")
        yield Finding("data folder", Status.FAIL, what.format(folder=shown(there)), _MEND, _NOTHING_KEPT)
    elif there != folder:
        yield Finding("data folder", Status.OK, _("{folder} is made at the first run").format(folder=shown(folder)))
    elif os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        says = _("others on this machine may look into {folder}, where your sign-in and records are").format(
            folder=shown(folder)
        )
        mend = f"chmod 700 {typed(folder)}"
        yield Finding("data folder", Status.WARN, says, mend, _OTHERS, Fix.ONLY_YOURS, folder)
    else:
        yield Finding("data folder", Status.OK, _("{folder} is yours alone").format(folder=shown(folder)))
    yield _space(there)


def _space(there: Path) -> Finding:
    free = shutil.disk_usage(there).free // 2**20
    if free >= LITTLE_SPACE:
        return Finding("disk space", Status.OK, _("{free} MiB free").format(free=free))
    status = Status.FAIL if free < NO_SPACE else Status.WARN
    mend = _("make room, or set OPTOUT_DATA_DIR to another disk")
    means = _("a record of a few MiB, or a browser profile, may not be written to its end")
    return Finding("disk space", status, _("only {free} MiB free").format(free=free), mend, means)


def dotenv_file(file: Path) -> Iterator[Finding]:
    """Whether others may read the file with the person's settings."""
    if os.name != "posix" or not file.is_file():
        return
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        says = _("others on this machine may read .env, where your e-mail address is")
        yield Finding(".env", Status.WARN, says, "chmod 600 .env", _OTHERS, Fix.ONLY_YOURS, file)
    else:
        yield Finding(".env", Status.OK, _(".env is readable by you alone"))


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


OLDEST_PYTHON = (3, 11)
OLDEST_PLAYWRIGHT = (1, 60)
_CANNOT_START = _("no command that opens a page can run: submit, replay, flows check and complain")


def examine(
    data_dir: Path,
    choice: str = "",
    dotenv: Path = Path(".env"),
    machine: Machine | None = None,
    now: datetime | None = None,
) -> list[Finding]:
    """Look at everything a run needs, in the order in which it needs it. Changes nothing."""
    machine = machine or Machine()
    moment = now or datetime.now().astimezone()
    return [
        _python(),
        _playwright(),
        *_browser(choice, machine),
        _screen(machine),
        *data_folder(data_dir),
        *proxy(machine.environ),
        *certificates(machine.environ),
        *clock(data_dir, moment),
        *journal(data_dir),
        *profiles(data_dir),
        *unfinished(data_dir),
        *flows(moment.date()),
        *dotenv_file(dotenv),
        *variables(machine.environ),
    ]


def _python() -> Finding:
    running = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST_PYTHON:
        says, means = _("Python {running} is too old").format(running=running), _("the program may fail anywhere")
        return Finding("python", Status.FAIL, says, _("install Python 3.11 or later"), means)
    return Finding("python", Status.OK, f"Python {running}")


def _playwright() -> Finding:
    try:
        there = version("playwright")
    except PackageNotFoundError:
        says, mend = _("Playwright is not installed"), "pip install optout-submitter"
        return Finding("playwright", Status.FAIL, says, mend, _CANNOT_START)
    if tuple(map(int, there.split(".")[:2])) < OLDEST_PLAYWRIGHT:
        says, means = (
            _("Playwright {there} is too old").format(there=there),
            _("it may not understand the browser that is here"),
        )
        return Finding("playwright", Status.FAIL, says, "pip install --upgrade playwright", means)
    return Finding("playwright", Status.OK, f"Playwright {there}")


def _browser(choice: str, machine: Machine) -> Iterator[Finding]:
    try:
        browser = find_browser(choice, machine)
    except OptoutError as error:
        yield Finding("browser", Status.FAIL, error.says, error.hint, _CANNOT_START)
        return
    place = shown(browser.executable)
    try:
        says = _("{browser} {version} starts, {place}").format(
            browser=browser.kind.label, version=start_once(browser), place=place
        )
        yield Finding("browser", Status.OK, says)
    except OptoutError as error:
        mend = _("try another: --browser, or look at {place}").format(place=place)
        yield Finding("browser", Status.FAIL, error.says, mend, _CANNOT_START)
    reason = needs_no_sandbox(browser.executable, machine)
    if reason is None:
        yield Finding("sandbox", Status.OK, _("the browser runs in its sandbox"))
        return
    mend = (
        _("run it as an ordinary user") if reason == AS_ROOT else _("on Debian: sudo apt-get install chromium-sandbox")
    )
    says = _("the browser runs without its sandbox: {reason}").format(reason=reason)
    means = _("a page that breaks the browser reaches what you may; your record will say that there was none")
    yield Finding("sandbox", Status.WARN, says, mend, means)


def _screen(machine: Machine) -> Finding:
    if has_screen(machine.environ, machine.platform):
        return Finding("screen", Status.OK, _("there is a screen to open a window on"))
    means = _("optout replay works; optout submit cannot open the window you sign in to")
    return Finding("screen", Status.WARN, _("there is no screen"), _("run it in a terminal on your desktop"), means)


def mend(findings: Iterable[Finding]) -> list[tuple[Finding, str]]:
    """Mend what `--fix` may, and give each finding it tried with why it failed, empty when it is mended."""
    return [(finding, _try(finding.fix, finding.place)) for finding in findings if finding.fix and finding.place]


def _try(fix: Fix, place: Path) -> str:
    try:
        if fix is Fix.ONLY_YOURS:
            place.chmod(stat.S_IMODE(place.stat().st_mode) & stat.S_IRWXU)
        elif place.name.startswith(PARTIAL) and place.parent.name == REPLAYS and not place.is_symlink():
            shutil.rmtree(place)
    except OSError as error:
        return why(error)
    return ""


_FINDING = _("{name}: {says}")
_NAMES = (
    _("browser"),
    _("certificates"),
    _("clock"),
    _("data folder"),
    _("disk space"),
    _("flows"),
    _("journal"),
    _("profiles"),
    _("records"),
    _("replays"),
    _("sandbox"),
    _("screen"),
    _("settings"),
)
"""What the findings are called."""
_FIXES = {
    Fix.ONLY_YOURS: _("take the right to read it from others"),
    Fix.DELETE_REPLAY: _("delete what an unfinished replay left"),
}
_MARKS = {Status.OK: "done", Status.WARN: "warn", Status.FAIL: "failed"}


def doctor(console: Console, settings: Settings, *, fix: bool = False) -> Exit:
    """Look at everything a run needs; with `fix`, mend what is safe first, and look again."""
    findings = examine(settings.data_dir, settings.browser)
    if fix and any(finding.fix for finding in findings):
        _mend(console.report, findings)
        findings = examine(settings.data_dir, settings.browser)
    if console.as_json:
        console.json({"findings": [_as_json(finding) for finding in findings]})
    else:
        _tell(console.report, findings)
    return Exit.ERROR if worst(findings) is Status.FAIL else Exit.DONE


def _mend(console: Console, findings: list[Finding]) -> None:
    for finding, failed in mend(findings):
        what = _FINDING.format(name=Said(finding.name), says=_FIXES[finding.fix] if finding.fix else "")
        if failed:
            console.mark("failed", _("not mended: {what}: {why}").format(what=what, why=failed))
        else:
            console.mark("done", _("mended: {what}").format(what=what))


def _tell(console: Console, findings: list[Finding]) -> None:
    for finding in findings:
        console.mark(_MARKS[finding.status], _FINDING.format(name=Said(finding.name), says=finding.says))
        if finding.means:
            console.say(_("    means  {means}").format(means=finding.means))
        if finding.mend:
            console.say(_("    mend   {mend}").format(mend=finding.mend))
    problems = [finding for finding in findings if finding.status is not Status.OK]
    console.say()
    number = len(problems)
    console.say(
        ngettext("{number} thing to look at", "{number} things to look at", number) if number else _("All is well")
    )
    if safe := sum(finding.fix is not None for finding in problems):
        console.say(_("{safe} of them can be mended for you: optout doctor --fix").format(safe=safe))


def _as_json(finding: Finding) -> dict[str, str | bool]:
    return {
        "name": finding.name,
        "status": finding.status.value,
        "says": finding.says,
        "means": finding.means,
        "mend": finding.mend,
        "fixable": finding.fix is not None,
    }
