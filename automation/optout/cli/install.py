"""`optout install`: uses the browser that is there, else downloads Playwright's, else says what to paste.

It runs no package manager, and asks for nobody's rights.
"""

import os
import platform
import re
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress

from optout.browser.installed import HINT, BrowserKind, Installed, find_browser
from optout.browser.launch import is_root, start_once
from optout.cli.console import Console
from optout.errors import BrowserFailed, BrowserMissing
from optout.i18n import Said, _, changed
from optout.redact import be_quiet
from optout.settings import Settings

_Say = Callable[[str], None]

_PACKAGES = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"
"""Debian's Chromium, fonts for the letters and emoji of a page, and what a bare Debian lacks of Playwright's driver."""

_ROUGHLY = _("roughly 170 MB")
"""What Playwright's Chromium weighs as it comes; the download itself tells it to the tenth."""

_SHOWN = (
    (r"Downloading (?P<what>.*?\))", _("Downloading {what}")),
    (r"(?:\|[^|]*\|\s*)?(?P<percent>\d+)% of (?P<size>.*)", _("{percent}% of {size}")),
    (r"(?P<what>.*?\)) downloaded to (?P<folder>.*)", _("{what} is now in {folder}")),
    (r"(?:Error: )?Download failed: (?P<why>.*?)(?=\. URL|$)", _("Download failed: {why}")),
)
"""The lines of Playwright's download that are said: each tenth without its wide bar, and why it is begun again."""

_ANSI = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")
_FAILED = re.compile(r"(?:Error|error while loading shared libraries): (.*)")


def install(console: Console, settings: Settings) -> None:
    """Get a browser for the program to use, and start it once.

    Raises:
        OptoutError: no browser that starts could be had; the hint says what to do by hand.
    """
    get_browser(console.say, settings.browser)


def get_browser(say: _Say, choice: str = "") -> Installed:
    """Use the browser that is there, else download Playwright's. Quick when there is nothing to do.

    Raises:
        BrowserMissing: neither led to a browser.
        BrowserFailed: a browser is there and does not start.
        SettingsError: the chosen path leads to nothing that can be started.
    """
    try:
        browser = find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # one that this cannot get, such as Google Chrome
            raise
        browser = _download(say, choice)
    name = changed(browser.kind.label, lambda said: said[:1].upper() + said[1:])
    say(_("{kind} is there: {executable}").format(kind=name, executable=browser.executable))
    try:
        version, box = start_once(browser)
    except BrowserFailed as failed:
        if failed.hint == HINT:  # Playwright's driver
            failed.hint = f"{_sudo()}apt-get install libatomic1 libstdc++6"
        elif browser.kind is BrowserKind.BUNDLED and "shared libraries" in failed.says:
            failed.hint = f"{_sudo()}{sys.executable} -m playwright install-deps chromium"
        raise
    said = _("{browser} {version} starts") if box.on else _("{browser} {version} starts, without its sandbox: {reason}")
    say(said.format(browser=name, version=version, reason=box.reason))
    return browser


def _download(say: _Say, choice: str) -> Installed:
    says = _("No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root")
    say(says.format(size=_ROUGHLY))
    say(_("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it"))
    why = _playwright_downloads(say)
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
    raise BrowserMissing(_("the download did not work: {why}").format(why=why), by_hand)


def _playwright_downloads(say: _Say) -> str:
    """Run Playwright's own download, saying how far it is; return its first error, else how it ended."""
    # Never --with-deps: it would ask for root's password half-way.
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    be_quiet()
    last = why = ""
    # A folder of ours for what is not whole yet: Playwright leaves its own behind when it is stopped.
    with tempfile.TemporaryDirectory(prefix="optout-download-", ignore_cleanup_errors=True) as parts:
        # Playwright waits so many ms, five times over.
        environ = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000", **os.environ}
        environ |= dict.fromkeys(("TMPDIR", "TEMP", "TMP"), parts)
        with subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for raw in process.stdout or ():
                line = _ANSI.sub("", raw).strip()
                if not why and (found := _FAILED.search(line)):
                    why = found[1]
                matches = ((re.match(pattern, line), says) for pattern, says in _SHOWN)
                told = next((says.format(**match.groupdict()) for match, says in matches if match), "")
                if told and told != last:
                    last = told
                    say(Said("  {told}").format(told=told))
    return why or _("it ended with code {code}").format(code=process.returncode)


def _is_debian() -> bool:
    """Whether this is Debian, or made of it; Ubuntu's package of Chromium is a snap, which cannot be used."""
    try:
        told = platform.freedesktop_os_release()
    except OSError:
        return False
    names = {told["ID"], *told.get("ID_LIKE", "").split()}
    return "debian" in names and "ubuntu" not in names


def _sudo() -> str:
    return "" if is_root() else "sudo "
