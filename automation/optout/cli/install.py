"""Which way downloads go: proxies and mirrors, by the names of their variables. A value may hold a password."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from pathlib import Path
from urllib.parse import urlsplit

from optout.browser.installed import (
    HINT,
    LIGHT_BROWSER,
    BrowserKind,
    Installed,
    download_folder,
    driver_package,
    find_browser,
    is_root,
    needs_no_sandbox,
    start_once,
)
from optout.cli.console import Console
from optout.errors import BrowserFailed, BrowserMissing
from optout.i18n import Said, _, changed, joined, listed
from optout.settings import Settings

NO_PROXY = "NO_PROXY"
MIRRORS = ("PLAYWRIGHT_CHROMIUM_DOWNLOAD_HOST", "PLAYWRIGHT_DOWNLOAD_HOST")
_FOR_APT = ("HTTP_PROXY", "HTTPS_PROXY")
_PLAYWRIGHTS_OWN = "https://cdn.playwright.dev"


def given(name: str) -> str:
    """Give a variable that may be written in small letters, as most programs read it: those go first."""
    return os.environ.get(name.lower()) or os.environ.get(name) or ""


def _are_set(*names: str) -> list[str]:
    """List those of the names that are set, in capitals."""
    return [name for name in names if given(name)]


def _download_source() -> str:
    """Say from where Playwright downloads: its own host, or a mirror, by the name of its variable."""
    mirrors = _are_set(*MIRRORS)
    return _("the mirror of {variable}").format(variable=mirrors[0]) if mirrors else urlsplit(_PLAYWRIGHTS_OWN).netloc


def download_proxy() -> str:
    """Name the variable whose proxy Playwright's download takes, or nothing: HTTP_PROXY counts for http alone."""
    try:
        address = urlsplit(next(map(given, _are_set(*MIRRORS)), _PLAYWRIGHTS_OWN))
        hosts = (address.hostname or "", f"{address.hostname}:{address.port}")
    except ValueError:  # an address of the person's; Playwright says that it is none
        return ""
    excepted = given(NO_PROXY).lower().replace(",", " ").split()
    if any(fnmatchcase(host, f"*{name}" if name.startswith(".") else name) for name in excepted for host in hosts):
        return ""
    return next(iter(_are_set(f"{address.scheme.upper()}_PROXY", "ALL_PROXY")), "")


def _for_apt() -> dict[str, str]:
    """Give the variables that apt-get reads: in small letters only, and no ALL_PROXY (measured with apt 3.0)."""
    return {name.lower(): given(name) for name in _are_set(*_FOR_APT, NO_PROXY)}


_Say = Callable[[str], None]
_Shown = Sequence[tuple[str, Said]]
"""Which lines of a command are said, and how: a pattern, and the sentence for what its groups found."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FAILED = re.compile(r"(?:Error|E|error while loading shared libraries): (.*)")
_FROM_APT: _Shown = (
    (r"Need to get (?P<size>\S+ \w?B)(?:/\S+ \w?B)? of archives", _("{size} to download")),
    (r"After this operation, (?P<size>\S+ \w?B) of additional disk space", _("{size} of disk when it is done")),
    # In any language: what apt-get says in the person's own is known by its form alone.
    (r"[^:]*:\s?\d+ \S+:/\S+ \S+ \S+ (?P<package>\S+) \S+ \S+ \[(?P<size>\S+ MB)\]", Said("{package}, {size}")),
    (r"(?P<line>(?:[EW]:|Err\s?:|Fehl:).*)", Said("{line}")),
)
"""The lines of apt-get's many that show how far it is, and its complaints."""


def _run(say: _Say, command: Sequence[str], shown: _Shown, more: Mapping[str, str] | None = None) -> str:
    """Run a command, saying of its lines what is `shown`, as they come; the rest would bury them.

    Gives its first line that names an error, else how it ended; nothing when it worked. `more` are variables for the
    command alone.
    """
    last = why = ""
    with subprocess.Popen(
        command,
        env={**_environment(), **(more or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        for raw in process.stdout or ():
            line = _ANSI.sub("", raw).strip()
            if not why and (found := _FAILED.search(line)):
                why = found[1]
            matches = ((re.match(pattern, line), says) for pattern, says in shown)
            says = next((says.format(**match.groupdict()) for match, says in matches if match), "")
            if says and says != last:
                last = says
                say(joined(("  ", says), ""))
    return (why or _("it ended with code {code}").format(code=process.returncode)) if process.returncode else ""


def _environment() -> dict[str, str]:
    given = {name: value for name, value in os.environ.items() if name != "DEBUG"}  # it prints what is typed
    # In ms; Playwright tries five times. The proxies also as apt-get reads them: Playwright's own command may call it.
    return {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000", **given, **_for_apt()}


def _install_packages(say: _Say, packages: Sequence[str]) -> str:
    """Install Debian packages, saying so first. Gives why it did not work, or nothing when it did."""
    wanted = " ".join(packages)
    if not shutil.which("apt-get"):
        return _("this system has no apt-get; install what it calls {packages}").format(packages=wanted)
    prefix = _as_root()
    if prefix is None:
        says = _("apt-get needs root; an administrator has to type: sudo apt-get install {packages}")
        return says.format(packages=wanted)
    with_sudo, as_it_is = (
        _("Installing with apt-get and sudo: {packages}"),
        _("Installing with apt-get, as root: {packages}"),
    )
    say((with_sudo if prefix else as_it_is).format(packages=wanted))
    if proxies := _are_set(*_FOR_APT):
        say(_("  through  the proxy of {names}").format(names=listed(proxies)))
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    _run(say, [*apt, "update"], _FROM_APT)  # a list that cannot be had is not the end: the install decides
    failed = _run(say, [*apt, "install", "-y", "--no-install-recommends", *packages], _FROM_APT)
    return _("apt-get failed: {why}").format(why=failed) if failed else ""


def _apt_ahead() -> str:
    """Say with which rights apt-get would be asked, before anything is: nothing where it cannot be."""
    if not shutil.which("apt-get"):
        return ""
    if is_root():
        return _("as root")
    return _("with sudo, if that asks for no password") if shutil.which("sudo") else ""


def _as_root() -> list[str] | None:
    """Give what to put before a command that needs root, or None when there is no way that asks for no password.

    The proxies are kept by their names: written into the command, everybody on this computer could read them.
    """
    if is_root():
        return []
    if not shutil.which("sudo"):
        return None
    kept = ",".join(_for_apt())
    prefixes = [*([["sudo", "-n", f"--preserve-env={kept}"]] if kept else []), ["sudo", "-n"]]
    return next((prefix for prefix in prefixes if _is_allowed(prefix)), None)


def _is_allowed(prefix: Sequence[str]) -> bool:
    asked = [*prefix, "true"]
    return not subprocess.run(
        asked, env=_environment(), capture_output=True, stdin=subprocess.DEVNULL, check=False
    ).returncode


def _missing_libraries(program: Path) -> list[str]:
    """List the system's libraries that a program needs and that are not there; knows Linux only."""
    if not sys.platform.startswith("linux") or not shutil.which("ldd"):
        return []
    told = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False)
    return sorted({line.split()[0] for line in told.stdout.splitlines() if line.endswith("=> not found")})


_BROWSER_PACKAGES = ("chromium", "fonts-dejavu-core", "fonts-liberation", "fonts-noto-color-emoji")
"""Debian's Chromium, and fonts for the letters and emoji of a page: without them a screenshot shows boxes."""

_HEADED_TEST_PACKAGES = {"Xvfb": "xvfb", "xauth": "xauth", "xdotool": "xdotool", "faketime": "faketime"}
_HEADED_TEST_PACKAGES |= {"pdfdetach": "poppler-utils", "unzip": "unzip"}
"""What the tests run, and the package it is in: a screen in memory, a hand that types and clicks, another clock, and
what somebody without this program opens an exported file with."""

_DRIVER_PACKAGES = {"libatomic.so.1": "libatomic1", "libstdc++.so.6": "libstdc++6"}
"""What Playwright's driver needs beyond the C library, and the package it is in; a bare Debian 13 lacks the first."""

_ROUGHLY = _("roughly 170 MB")
"""What Playwright's Chromium weighs as it comes; the download itself tells it to the tenth."""

_FROM_PLAYWRIGHT: _Shown = (
    (r"Downloading (?P<what>.*?\))", _("Downloading {what}")),
    (r"(?:\|[^|]*\|\s*)?(?P<percent>\d+)% of (?P<size>.*)", _("{percent}% of {size}")),
    (r"(?P<what>.*?\)) downloaded to (?P<folder>.*)", _("{what} is now in {folder}")),
    (r"(?:Error: )?Download failed: (?P<why>.*?)(?=\. URL|$)", _("Download failed: {why}")),
)
"""What is downloaded, each tenth of it without Playwright's wide bar, where it is, and why it is begun again."""


def get_browser(say: _Say, choice: str = "", *, headed_tests: bool = False) -> Installed:
    """Use the browser that is there; else download Playwright's; else ask apt-get. Quick when there is nothing to do.

    `headed_tests` also gets what the tests with a window need on Linux, and a faster browser for the others.

    Raises:
        BrowserMissing: no way led to a browser; the hint says what to do by hand.
        BrowserFailed: a browser is there and does not start.
        SettingsError: the chosen path leads to nothing that can be started.
    """
    _get_driver_libraries(say)
    there = _there(say, choice) or _download(say, choice)
    packages = [] if there else list(_BROWSER_PACKAGES)
    if headed_tests and sys.platform.startswith("linux"):
        packages += [package for name, package in _HEADED_TEST_PACKAGES.items() if not shutil.which(name)]
    refused = _install_packages(say, packages) if packages else ""
    browser = there or _installed(choice, refused)
    if refused:
        say(_("The headed tests lack {packages}: {refused}").format(packages=" ".join(packages), refused=refused))
    if headed_tests:
        _get_light_browser(say)
    _get_browser_libraries(say, browser)
    _say_that_it_starts(say, browser)
    return browser


def _there(say: _Say, choice: str) -> Installed | None:
    try:
        browser = find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # one that this cannot get, such as Google Chrome
            raise
        return None
    say(_("{kind} is there: {executable}").format(kind=_capital(browser.kind.label), executable=browser.executable))
    return browser


def _download(say: _Say, choice: str) -> Installed | None:
    for line in _plan():
        say(line)
    # Never --with-deps: it would ask for root's password half-way. What is missing is looked up afterwards.
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    # A folder of ours for what is not whole yet: Playwright leaves its own behind when it is stopped.
    with tempfile.TemporaryDirectory(prefix="optout-download-", ignore_cleanup_errors=True) as parts:
        failed = _run(say, command, _FROM_PLAYWRIGHT, dict.fromkeys(("TMPDIR", "TEMP", "TMP"), parts))
    try:
        return find_browser(choice)
    except BrowserMissing:
        say(_("The download did not work: {why}").format(why=failed or _("it said no error")))
        for line in _advice():
            say(Said("  {line}").format(line=line))
        return None


def _plan() -> Iterator[Said]:
    """Say what will be done, from where and how big it is, before it is."""
    proxy = download_proxy()
    says = _("No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root")
    yield says.format(size=_ROUGHLY)
    yield _("  from     {source}").format(source=_download_source())
    yield _("  through  the proxy of {names}").format(names=proxy) if proxy else _("  through  no proxy")
    yield _("  into     {folder}").format(folder=str(download_folder()))
    if rights := _apt_ahead():
        yield _("  else     apt-get installs your system's Chromium, {rights}").format(rights=rights)
    yield _("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it")


def _advice() -> Iterator[Said]:
    if not download_proxy():
        counts_not = _(
            "behind a proxy: HTTP_PROXY does not count for it: export HTTPS_PROXY=http://HOST:PORT, "
            "then: optout install"
        )
        is_none = _("behind a proxy: export HTTPS_PROXY=http://HOST:PORT, then: optout install")
        yield counts_not if _are_set("HTTP_PROXY") else is_none
    if not _are_set(*MIRRORS):
        yield _("from a mirror: export {variable}=https://HOST, then: optout install").format(variable=MIRRORS[-1])


def _installed(choice: str, refused: str) -> Installed:
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


def _get_light_browser(say: _Say) -> None:
    if not sys.platform.startswith("linux") or shutil.which(LIGHT_BROWSER):
        return
    refused, there = _install_packages(say, [LIGHT_BROWSER]), _("{light_browser} is there")
    says = _("Without {light_browser} the tests take longer: {refused}") if refused else there
    say(says.format(light_browser=LIGHT_BROWSER, refused=refused))


def _get_driver_libraries(say: _Say) -> None:
    """Get what Playwright's own driver needs, without which not even the download starts."""
    package = driver_package()
    missing = _missing_libraries(package.parent / "node") if package else []
    if not missing:
        return
    says = _("Playwright, which drives the browser, needs libraries that this system lacks: {missing}")
    says = says.format(missing=" ".join(missing))
    say(says)
    if refused := _install_packages(say, [_DRIVER_PACKAGES.get(library, library) for library in missing]):
        raise BrowserFailed(joined((says, refused), "; "), _("install them, then: optout install"))


def _get_browser_libraries(say: _Say, browser: Installed) -> None:
    """Get the system's libraries that a Chromium downloaded by Playwright needs on Linux."""
    missing = _missing_libraries(browser.executable) if browser.kind is BrowserKind.BUNDLED else []
    if not missing:
        return
    says = _("{kind} needs libraries that this system lacks: {missing}")
    says = says.format(kind=browser.kind.label, missing=" ".join(missing))
    command = [sys.executable, "-m", "playwright", "install-deps", "chromium"]
    prefix = _as_root()
    if prefix is None:
        raise BrowserFailed(says, f"sudo {' '.join(command)}")
    as_it_is = _("{says}. Installing them with apt-get, as root")
    say((_("{says}. Installing them with apt-get and sudo") if prefix else as_it_is).format(says=_capital(says)))
    failed = _run(say, [*prefix, *command], _FROM_APT) or _("it said no error")
    if still := _missing_libraries(browser.executable):
        says = _("{kind} still lacks libraries: {still}").format(kind=browser.kind.label, still=" ".join(still))
        raise BrowserFailed(joined((says, failed), "; "), _("install them, then: optout install"))


def _say_that_it_starts(say: _Say, browser: Installed) -> None:
    version = start_once(browser)
    reason = needs_no_sandbox(browser.executable)
    said = _("{browser} {version} starts, without its sandbox: {reason}") if reason else _("{browser} {version} starts")
    say(said.format(browser=_capital(browser.kind.label), version=version, reason=reason))


def _capital(text: str) -> Said:
    return changed(text, lambda said: said[:1].upper() + said[1:])


def install(console: Console, settings: Settings, *, headed_tests: bool) -> None:
    """Get a browser for the program to use; what is done is said before it is.

    Raises:
        OptoutError: no browser that starts could be had.
    """
    get_browser(console.say, settings.browser, headed_tests=headed_tests)
