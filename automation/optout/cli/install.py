"""`optout install`: uses the browser that is there, else downloads one, else says what to paste."""

import os
import platform
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress

from optout.browser.installed import HINT, BrowserKind, Installed, find_browser
from optout.browser.launch import is_root, start_once
from optout.cli.console import Console
from optout.errors import BrowserFailed, BrowserMissing
from optout.i18n import _, changed
from optout.redact import be_quiet
from optout.settings import Settings

_PACKAGES = "chromium fonts-dejavu-core fonts-liberation fonts-noto-color-emoji libatomic1"
"""Debian's Chromium, fonts for the letters and emoji of a page, and what a bare Debian lacks of Playwright's driver."""


def install(console: Console, settings: Settings) -> None:
    """Use the browser that is there, else download Playwright's; raise, with what to do by hand, where none starts."""
    say, choice = console.say, settings.browser
    try:
        browser = find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # one that this cannot get, such as Google Chrome
            raise
        browser = _download(say, choice)
    name = changed(browser.kind.label, lambda said: said[:1].upper() + said[1:])
    say(_("{kind} is there: {executable}").format(kind=name, executable=browser.executable))
    try:
        version, unsafe = start_once(browser)
    except BrowserFailed as failed:
        if failed.hint == HINT:  # Playwright's driver
            failed.hint = f"{_sudo()}apt-get install libatomic1 libstdc++6"
        elif browser.kind is BrowserKind.BUNDLED and "shared libraries" in failed.says:
            failed.hint = f"{_sudo()}{sys.executable} -m playwright install-deps chromium"
        raise
    said = _("{browser} {version} starts, without its sandbox: {reason}") if unsafe else _("{browser} {version} starts")
    say(said.format(browser=name, version=version, reason=unsafe))


def _download(say: Callable[[str], None], choice: str) -> Installed:
    says = _("No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root")
    say(says.format(size=_("roughly 170 MB")))  # the download itself tells it to the tenth
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
    says = _("the download did not work: it ended with code {code}")
    raise BrowserMissing(says.format(code=ended.returncode), by_hand)


def _is_debian() -> bool:
    """Whether this is Debian, or made of it; Ubuntu's package of Chromium is a snap, which cannot be used."""
    with suppress(OSError):
        told = platform.freedesktop_os_release()
        names = {told["ID"], *told.get("ID_LIKE", "").split()}
        return "debian" in names and "ubuntu" not in names
    return False


def _sudo() -> str:
    return "" if is_root() else "sudo "
