"""Gets what the tests need of a Linux: a screen in memory, a hand that types and clicks, and readers of exported files.

    python -m tools.test_packages

On Debian and Ubuntu it installs what is missing, where that asks for no password, and a browser
along with it; else it prints the one line to paste. Elsewhere it names what is missing, and the
tests that need it are skipped.
"""

import shutil
import sys
from collections.abc import Iterator

from optout.browser import find_browser
from optout.cli.console import Console
from optout.cli.install import CHROMIUM, install_packages, is_debian, line_to_paste, may_install
from optout.errors import BrowserMissing

PROGRAMS = {
    "Xvfb": "xvfb",
    "xauth": "xauth",
    "xdotool": "xdotool",
    "pdfdetach": "poppler-utils",
    "unzip": "unzip",
}
"""Programs that tests start, and the packages of Debian and Ubuntu that have them."""


def missing() -> Iterator[str]:
    """List the packages that bring what is missing."""
    yield from (package for program, package in PROGRAMS.items() if not shutil.which(program))
    if not is_debian():  # Ubuntu's Chromium is a snap
        return
    if not shutil.which("chromium-headless-shell"):
        yield "chromium-headless-shell"  # a third of the cost where nobody looks on
    try:
        find_browser("")
    except BrowserMissing:
        yield from CHROMIUM


def main() -> int:
    """Install what is missing; the exit code is 1 where that is left to the person."""
    console, packages = Console(), [*missing()] if sys.platform.startswith("linux") else []
    if not packages:
        return 0
    if may_install() and install_packages(console, packages):
        return 0
    if not shutil.which("apt-get"):
        console.say(f"The tests that need one of these programs are skipped: {' '.join(packages)}")
        return 0
    console.say("error: the tests need packages that are not installed")
    console.hint(line_to_paste(packages))
    return 1


if __name__ == "__main__":
    sys.exit(main())
