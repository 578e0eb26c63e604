"""Where the program begins: what takes long is started before the command line is read."""

import atexit
import gc
import sys
from importlib import import_module
from threading import Thread

from optout.i18n import choose, speak

_SWITCHING = 0.0005
"""Seconds: Python would let an import keep the driver's own start waiting for five milliseconds at a time."""
_SELDOM = 100_000, 50, 50
"""New objects, and collections of each younger generation, after which Python looks for garbage."""
_NEEDED = ("optout.cli.app", "pydantic", "optout.cli.replay", "optout.evidence.report")


def main() -> None:
    """Run the program."""
    # Almost nothing of what is imported ever becomes garbage: looking for it takes a twentieth of a replay.
    gc.set_threshold(*_SELDOM)
    atexit.register(gc.freeze)
    speak(choose(sys.argv[1:]))
    if sys.argv[1:2] == ["replay"] and not {"-h", "--help"} & set(sys.argv):
        _run_with_driver()
    else:
        _run()


def _run_with_driver() -> None:
    from optout.browser.engine import early_driver  # noqa: PLC0415  imports Playwright, which few commands need

    sys.setswitchinterval(_SWITCHING)
    Thread(target=lambda: list(map(import_module, _NEEDED)), daemon=True).start()
    with early_driver():
        _run()


def _run() -> None:
    from optout.cli.app import app  # noqa: PLC0415

    app(prog_name="optout")
