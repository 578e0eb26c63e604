"""`optout doctor`: what is wrong on this machine, and how to mend it. Says nothing personal: people paste it."""

import sys
from collections.abc import Iterator
from datetime import datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from optout.browser.find import Machine, find_browser, has_screen
from optout.browser.sandbox import AS_ROOT, needs_no_sandbox
from optout.browser.trial import start_once
from optout.cli.doctor_around import certificates, clock, flows, proxy, variables
from optout.cli.doctor_folder import data_folder, dotenv_file
from optout.cli.doctor_kept import journal, profiles, unfinished
from optout.cli.finding import Finding, Status, shown
from optout.errors import OptoutError
from optout.tongue import _

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
