"""`optout install`: get a browser, by the gentlest way that works, and see it start."""

import re
import shutil
import sys

from optout.browser.find import HINT, Browser, Kind, driver_package, find_browser
from optout.browser.sandbox import needs_no_sandbox
from optout.browser.trial import start_once
from optout.cli.packages import FROM_APT, Say, as_root, install_packages, missing_libraries, run
from optout.errors import BrowserFailed, BrowserMissing
from optout.tongue import Said, _, changed, joined

BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation", "fonts-noto-color-emoji")
"""Debian's Chromium, and fonts for the letters and emoji of a page: without them a screenshot shows boxes."""

HEADED_TEST_PACKAGES = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool", "faketime": "faketime"}
"""What the tests run, and the package it is in: a screen in memory, a hand that types and clicks, another clock."""

LIGHT_BROWSER = "chromium-headless-shell"
"""Chromium without windows of its own: tests that need none run faster on it. Not every system has it."""

DRIVER_PACKAGES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6"}
"""What Playwright's driver needs beyond the C library, and the package it is in; a bare Debian 13 lacks the first."""

_FROM_PLAYWRIGHT = re.compile(r"^(Downloading .*?\)|.* downloaded to .*|\|.*\|.*%.*)")


def install(say: Say, choice: str = "", *, headed_tests: bool = False) -> Browser:
    """Use the browser that is there; else download Playwright's; else ask apt-get. Quick when there is nothing to do.

    `headed_tests` also gets what the tests with a window need on Linux, and a faster browser for the others.

    Raises:
        BrowserMissing: no way led to a browser; the hint says what to do by hand.
        BrowserFailed: a browser is there and does not start.
        SettingsError: the chosen path leads to nothing that can be started.
    """
    _get_driver_libraries(say)
    there = _there(say, choice) or _download(say, choice)
    packages = [] if there else list(BROWSER_PACKAGES)
    if headed_tests and sys.platform.startswith("linux"):
        packages += [package for name, package in HEADED_TEST_PACKAGES.items() if not shutil.which(name)]
    refused = install_packages(say, packages) if packages else ""
    browser = there or _installed(choice, refused)
    if refused:
        say(_("The headed tests lack {packages}: {refused}").format(packages=" ".join(packages), refused=refused))
    if headed_tests:
        _get_light_browser(say)
    _get_browser_libraries(say, browser)
    _say_that_it_starts(say, browser)
    return browser


def _there(say: Say, choice: str) -> Browser | None:
    try:
        browser = find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # one that this cannot get, such as Google Chrome
            raise
        return None
    say(_("{kind} is there: {executable}").format(kind=_capital(browser.kind.label), executable=browser.executable))
    return browser


def _download(say: Say, choice: str) -> Browser | None:
    say(_("No browser is there to use. Downloading Playwright's Chromium"))
    # Never --with-deps: it would ask for root's password half-way. What is missing is looked up afterwards.
    ran = run(say, [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"], _FROM_PLAYWRIGHT)
    try:
        return find_browser(choice)
    except BrowserMissing:
        say(_("The download did not work: {why}").format(why=ran.why))
        return None


def _installed(choice: str, refused: str) -> Browser:
    try:
        return find_browser(choice)
    except BrowserMissing:
        then = refused or _("apt-get brought none that can be used")
        says = _("no browser could be installed: the download did not work, and {then}").format(then=then)
        raise BrowserMissing(
            says, _("install Google Chrome, Edge or Chromium yourself, then: optout install")
        ) from None


def _get_light_browser(say: Say) -> None:
    if sys.platform.startswith("linux") and not shutil.which(LIGHT_BROWSER):
        refused = install_packages(say, [LIGHT_BROWSER])
        say(
            _("Without {light_browser} the tests take longer: {refused}").format(
                light_browser=LIGHT_BROWSER, refused=refused
            )
            if refused
            else _("{light_browser} is there").format(light_browser=LIGHT_BROWSER)
        )


def _get_driver_libraries(say: Say) -> None:
    """Get what Playwright's own driver needs, without which not even the download starts."""
    package = driver_package()
    missing = missing_libraries(package.parent / "node") if package else []
    if not missing:
        return
    packages = [DRIVER_PACKAGES.get(library, library) for library in missing]
    says = _("Playwright, which drives the browser, needs libraries that this system lacks: {missing}").format(
        missing=" ".join(missing)
    )
    say(says)
    if refused := install_packages(say, packages):
        raise BrowserFailed(joined((says, refused), "; "), _("install them, then: optout install"))


def _get_browser_libraries(say: Say, browser: Browser) -> None:
    """Get the system's libraries that a Chromium downloaded by Playwright needs on Linux."""
    missing = missing_libraries(browser.executable) if browser.kind is Kind.BUNDLED else []
    if not missing:
        return
    says = _("{kind} needs libraries that this system lacks: {missing}").format(
        kind=browser.kind.label, missing=" ".join(missing)
    )
    command = [sys.executable, "-m", "playwright", "install-deps", "chromium"]
    prefix = as_root()
    if prefix is None:
        raise BrowserFailed(says, f"sudo {' '.join(command)}")
    how = (
        _("{says}. Installing them with apt-get and sudo")
        if prefix
        else _("{says}. Installing them with apt-get, as root")
    )
    say(how.format(says=_capital(says)))
    ran = run(say, [*prefix, *command], FROM_APT)
    if still := missing_libraries(browser.executable):
        says = _("{kind} still lacks libraries: {still}").format(kind=browser.kind.label, still=" ".join(still))
        raise BrowserFailed(joined((says, ran.why), "; "), _("install them, then: optout install"))


def _say_that_it_starts(say: Say, browser: Browser) -> None:
    version = start_once(browser)
    reason = needs_no_sandbox(browser.executable)
    said = _("{browser} {version} starts, without its sandbox: {reason}") if reason else _("{browser} {version} starts")
    say(said.format(browser=_capital(browser.kind.label), version=version, reason=reason))


def _capital(text: str) -> Said:
    return changed(text, lambda said: said[:1].upper() + said[1:])
