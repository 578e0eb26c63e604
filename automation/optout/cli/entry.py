"""Where the program begins."""

import sys
from importlib import import_module
from threading import Thread

from optout.cli.app import app
from optout.i18n import choose, speak


def main() -> None:
    """Run the program; all that is said, also of a wrong command line, is in the person's language."""
    speak(choose(sys.argv[1:]))
    if sys.argv[1:2] == ["replay"] and not {"-h", "--help", "--list"} & set(sys.argv):
        _replay()
    else:
        app(prog_name="optout")


def _replay() -> None:
    """Import what a replay needs while Playwright's driver starts, which is mostly waiting: half a second of four."""
    from optout.browser.launch import early_driver  # noqa: PLC0415  imports Playwright, which few commands need

    Thread(target=import_module, args=("optout.cli.replay",), daemon=True).start()
    with early_driver():
        app(prog_name="optout")
