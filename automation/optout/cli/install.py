"""`optout install`: gets a browser that starts, by the system's packages or by Playwright's download."""

import os
import platform
import re
import shlex
import shutil
import signal
import subprocess
import sys
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from tempfile import TemporaryDirectory

from optout import be_quiet
from optout.browser import (
    HINT,
    Installed,
    download_folders,
    find_browser,
    is_root,
    require_access,
    start_once,
)
from optout.cli.console import Console, Desk
from optout.cli.options import BrowserOption, Work, begin
from optout.errors import BrowserFailed, BrowserMissing, Interrupted
from optout.redaction import printable
from optout.translation import _, changed

# for the letters and emoji of a page
FONTS = (
    "fonts-dejavu-core",
    "fonts-liberation",
    "fonts-noto-color-emoji",
)
DRIVER = ("libatomic1", "libstdc++6")
"""What a bare Debian or Ubuntu lacks of Playwright's driver, which is a Node.js."""
_ENDING = 5  # seconds in which a download that is asked to end removes its lock
_ENDING_CHECK = 0.05  # seconds between two looks whether it has ended
CHROMIUM = ("chromium", *FONTS, *DRIVER)


def install_command(*, browser: BrowserOption = None) -> Work:
    """Get a browser for the program to use.

    \b
    optout install                    quick when Chrome, Edge or Chromium is there
    """
    return partial(install, begin(browser=browser))


def install(desk: Desk) -> None:
    """Use the browser that is there, else get one; raise, with the one line to paste, where only the person can.

    1. Install what this system's packages have of a missing browser and of Playwright's driver, where that asks for no
       password.
    2. Where there is still no browser, download Playwright's.
    3. Start the browser. Install the libraries that it lacks; where that is not possible, remove what was downloaded.
    """
    console, choice = desk.console, desk.settings.browser
    wanted = _wanted(choice)
    if wanted and may_install():
        _install_wanted(console, choice, wanted)
    if not _driver_starts():  # then nothing can be downloaded either, for that is the driver's work
        message = _(
            "this system lacks what the browser needs; install it, then type the same again"
        )
        others = _("install what your system calls libatomic and libstdc++, then: optout install")
        raise BrowserMissing(message, line_to_paste(_wanted(choice)) if _has_apt() else others)
    try:
        browser, downloaded = find_browser(choice), False
    except BrowserMissing:
        browser, downloaded = _download(console.say, choice), True
    try:
        version, unsafe = start_once(browser)
    except BrowserFailed as failed:
        packages = _lacking(browser, failed)
        if not packages:
            raise
        if not (may_install() and install_packages(console, packages)):
            failed.hint = line_to_paste(packages)
            if downloaded:
                _remove_download()
                console.say(
                    _(
                        "The Chromium that was downloaded does not start here, so it was removed again"
                    )
                )
            raise
        browser = find_browser(choice)
        version, unsafe = start_once(browser)
    _report(console, browser, version, unsafe)


def _report(console: Console, browser: Installed, version: str, unsafe: str | None) -> None:
    name = changed(browser.label, lambda label: label[:1].upper() + label[1:])
    console.say(_("{kind} is there: {executable}").format(kind=name, executable=browser.executable))
    message = _("{browser} {version} starts")
    if unsafe:
        message = _("{browser} {version} starts, without its sandbox: {reason}")
    console.say(message.format(browser=name, version=version, reason=unsafe))


def _wanted(choice: str) -> Sequence[str]:
    """Return the packages that bring what is missing; raise where that is a browser that this cannot get."""
    try:
        find_browser(choice)
    except BrowserMissing as missing:
        if missing.hint != HINT:  # such as Google Chrome
            raise
        if _has_debian_chromium():
            return CHROMIUM
    return () if _driver_starts() else DRIVER


def _install_wanted(console: Console, choice: str, wanted: Sequence[str]) -> None:
    """Install packages; where apt-get, once it is up to date, turns out to have no Chromium, what the driver lacks."""
    if not install_packages(console, wanted):
        left = _wanted(choice)
        if left and left != wanted:
            install_packages(console, left)


def _lacking(browser: Installed, failed: BrowserFailed) -> Sequence[str]:
    """Return the packages for want of which a browser did not start; none where that was something else."""
    if browser.kind != "bundled" or "shared libraries" not in failed.message or not _has_apt():
        return ()
    return CHROMIUM if _has_debian_chromium() else _packages_by_playwright()


def _packages_by_playwright() -> list[str]:
    """Return the packages of this system that Playwright's Chromium lacks, by Playwright's own list (of 1.65)."""
    command = [sys.executable, "-m", "playwright", "install-deps", "--dry-run", "chromium"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return re.findall(r"^  ([a-z0-9][a-z0-9.+-]+)$", listed, re.MULTILINE)


def _driver_starts() -> bool:
    """Whether Playwright's driver starts, tried in a process of its own: in one, a second try would fail."""
    command = [sys.executable, "-m", "playwright", "--version"]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


# The packages of the system


def is_debian() -> bool:
    """Whether this is Debian, or made of it; Ubuntu's package of Chromium is a snap, which cannot be used."""
    with suppress(OSError):
        release = platform.freedesktop_os_release()
        names = {release["ID"], *release.get("ID_LIKE", "").split()}
        return "debian" in names and "ubuntu" not in names
    return False


def _has_apt() -> bool:
    return shutil.which("apt-get") is not None


def _has_debian_chromium() -> bool:
    """Whether this is Debian, and apt-get has its Chromium, as far as it knows.

    A company's registry may leave Chromium out, and a system made of Debian may call it otherwise.
    Before its first update apt-get knows no package at all, so another one that every Debian has
    tells the two apart.
    """
    if not (is_debian() and _has_apt()):
        return False
    command = ["apt-cache", "policy", "chromium", "libnss3"]
    english = {**os.environ, "LC_ALL": "C"}
    listed = subprocess.run(
        command, env=english, capture_output=True, text=True, check=False
    ).stdout
    offered = re.findall(r"^(\S+):\n  Installed: .*\n  Candidate: [^(\n]", listed, re.MULTILINE)
    return "chromium" in offered or "libnss3" not in offered


def may_install() -> bool:
    """Whether packages can be installed without a password: by root, or by who may use sudo without one."""
    if not _has_apt():
        return False
    if is_root():
        return True
    if not shutil.which("sudo"):
        return False
    ask = ["sudo", "-n", "true"]
    return (
        subprocess.run(ask, stdin=subprocess.DEVNULL, capture_output=True, check=False).returncode
        == 0
    )


def install_packages(console: Console, packages: Sequence[str]) -> bool:
    """Install packages with apt-get, showing what it does; return whether it did, and say why where it did not."""
    console.say(_("Installing with apt-get: {packages}").format(packages=" ".join(packages)))
    root = [] if is_root() else ["sudo", "-n"]
    apt = [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
    for command in (
        [*apt, "update"],
        [*apt, "install", "-y", "--no-install-recommends", *packages],
    ):
        last_lines = deque[str](maxlen=8)
        with subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as running:
            for line in running.stdout or ():
                last_lines.append(printable(line.rstrip()))
                console.passing(last_lines[-1])
        console.passing()
        if running.returncode:
            for line in last_lines:
                console.say(f"  {line}")
            console.say(
                _("apt-get did not install them: it ended with code {code}").format(
                    code=running.returncode
                )
            )
            return False
    return True


def line_to_paste(packages: Sequence[str]) -> str:
    """Return the one line with which whoever may do so installs packages."""
    update = "apt-get update"
    install = f"apt-get install -y --no-install-recommends {' '.join(packages)}"
    if is_root():
        return f"{update} && {install}"
    if shutil.which("sudo"):
        return f"sudo {update} && sudo {install}"
    return f"su -c {shlex.quote(f'{update} && {install}')}"


# Playwright's download


def _download(say: Callable[[str], None], choice: str) -> Installed:
    """Download Playwright's Chromium, which needs no root; raise where it does not arrive."""
    message = _(
        "No browser is there to use. Playwright's Chromium is downloaded now, {size}; this needs no root"
    )
    for folder in download_folders():
        require_access(folder, os.W_OK)
    say(message.format(size=_("roughly 170 MB")))  # the download itself tells it to the tenth
    say(_("If it breaks off it begins again from the start, five times in all; Ctrl-C stops it"))
    browser = None
    try:
        code = _run_download()
        with suppress(BrowserMissing):
            browser = find_browser(choice)
    except KeyboardInterrupt:
        raise Interrupted(_("interrupted; nothing was left behind")) from None
    finally:  # also where Ctrl-C ended it
        if not browser:
            _remove_download()
    if browser:
        return browser
    say(_("Behind a proxy: export HTTPS_PROXY=http://HOST:PORT, then: optout install"))
    say(_("From a mirror: export PLAYWRIGHT_DOWNLOAD_HOST=https://HOST, then: optout install"))
    by_hand: str = _(
        "install Google Chrome, Edge or Chromium; or, without an administrator, unpack a Chromium anywhere "
        "and export OPTOUT_BROWSER=PATH; then: optout install"
    )
    if _has_debian_chromium():
        say(
            _(
                "Or paste the line below, which installs your system's Chromium, then: optout install"
            )
        )
        by_hand = line_to_paste(CHROMIUM)
    message = _("the download did not work: it ended with code {code}")
    raise BrowserMissing(message.format(code=code), by_hand)


def _run_download() -> int:
    """Have Playwright download its Chromium, and return the code with which it ends."""
    be_quiet()
    # Never --with-deps: it would ask for root's password half-way. Playwright waits so many ms,
    # five times over.
    command = [sys.executable, "-m", "playwright", "install", "--no-shell", "chromium"]
    # Interrupted, Playwright 1.65 leaves what has arrived among the temporary files: so they are
    # ours here.
    with TemporaryDirectory(prefix="optout-download-", ignore_cleanup_errors=True) as folder:
        timeout = {"PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT": "10000"}
        environ = {**timeout, **os.environ, "TMPDIR": folder, "TEMP": folder}
        # Playwright says itself how far it is, and what is in the way: on stderr, as all that is no
        # data.
        # In a session of its own, whose every process can be ended: one that goes on after a
        # Ctrl-C would write again what is removed then.
        with subprocess.Popen(
            command,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=sys.stderr,
            start_new_session=True,
        ) as download:
            try:
                return download.wait()
            except KeyboardInterrupt:
                _end_all(download)
                raise


def _end_all(program: subprocess.Popen[bytes]) -> None:
    """End a program that has a session of its own, with all that it started; on Windows, the program alone."""
    if sys.platform == "win32":
        program.kill()
        return
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGTERM)
        # Asked to end, Playwright 1.65 removes the lock that it has on its folder: its Node.js does
        # so, which may end after the program that started it.
        end = time.monotonic() + _ENDING
        while time.monotonic() < end:
            program.poll()  # so that it is no zombie of the group
            os.killpg(program.pid, 0)  # raises once no process of the group is left
            time.sleep(_ENDING_CHECK)
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


def _remove_download() -> None:
    """Remove what Playwright downloaded, so that no program finds a browser that does not start or is not whole."""
    command = [sys.executable, "-m", "playwright", "uninstall"]
    subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    for folder in {folder.parent for folder in download_folders()}:
        for emptied in (folder / ".links", folder):
            with suppress(OSError):  # another program's browsers are there, or nothing is
                emptied.rmdir()
