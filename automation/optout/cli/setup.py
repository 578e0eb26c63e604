"""`optout install`: get a browser, by the gentlest way that works, and see it start."""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

from optout.browser.find import HINT, Browser, Kind, download_folder, driver_package, find_browser
from optout.browser.sandbox import needs_no_sandbox
from optout.browser.trial import start_once
from optout.cli.packages import (
    FROM_APT,
    Say,
    Shown,
    apt_ahead,
    as_root,
    install_packages,
    missing_libraries,
    run,
)
from optout.cli.proxies import MIRRORS, are_set, download_proxy, download_source
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

ROUGHLY = _("roughly 170 MB")
"""What Playwright's Chromium weighs as it comes; the download itself tells it to the tenth."""

_FROM_PLAYWRIGHT: Shown = (
    (r"Downloading (?P<what>.*?\))", _("Downloading {what}")),
    (r"(?:\|[^|]*\|\s*)?(?P<percent>\d+)% of (?P<size>.*)", _("{percent}% of {size}")),
    (r"(?P<what>.*?\)) downloaded to (?P<folder>.*)", _("{what} is now in {folder}")),
    (r"(?:Error: )?Download failed: (?P<why>.*?)(?=\. URL|$)", _("Download failed: {why}")),
)
"""What is downloaded, each tenth of it without Playwright's wide bar, where it is, and why it is begun again."""


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
    for line in _plan():
        say(line)
    # Never --with-deps: it would ask for root's password half-way. What is missing is looked up afterwards.
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    # A folder of ours for what is not whole yet: Playwright leaves its own behind when it is stopped.
    with tempfile.TemporaryDirectory(prefix="optout-download-", ignore_cleanup_errors=True) as parts:
        ran = run(say, command, _FROM_PLAYWRIGHT, dict.fromkeys(("TMPDIR", "TEMP", "TMP"), parts))
    try:
        return find_browser(choice)
    except BrowserMissing:
        say(_("The download did not work: {why}").format(why=ran.why))
        for line in _advice():
            say(Said("  {line}").format(line=line))
        return None


def _plan() -> Iterator[Said]:
    """Say what will be done, from where and how big it is, before it is."""
    proxy = download_proxy(os.environ)
    says = _("No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root")
    yield says.format(size=ROUGHLY)
    yield _("  from     {source}").format(source=download_source(os.environ))
    yield _("  through  the proxy of {names}").format(names=proxy) if proxy else _("  through  no proxy")
    yield _("  into     {folder}").format(folder=str(download_folder()))
    if rights := apt_ahead():
        yield _("  else     apt-get installs your system's Chromium, {rights}").format(rights=rights)
    yield _("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it")


def _advice() -> Iterator[Said]:
    if not download_proxy(os.environ):
        if are_set(os.environ, "HTTP_PROXY"):
            yield _(
                "behind a proxy: HTTP_PROXY does not count for it: export HTTPS_PROXY=http://HOST:PORT, "
                "then: optout install"
            )
        else:
            yield _("behind a proxy: export HTTPS_PROXY=http://HOST:PORT, then: optout install")
    if not are_set(os.environ, *MIRRORS):
        yield _("from a mirror: export {variable}=https://HOST, then: optout install").format(variable=MIRRORS[-1])


def _installed(choice: str, refused: str) -> Browser:
    try:
        return find_browser(choice)
    except BrowserMissing:
        then = refused or _("apt-get brought none that can be used")
        says = _("no browser could be installed: the download did not work, and {then}").format(then=then)
        hint = _(
            "install Google Chrome, Edge or Chromium; or, without an administrator, unpack a Chromium anywhere "
            "and export OPTOUT_BROWSER=PATH; then: optout install"
        )
        raise BrowserMissing(says, hint) from None


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
