"""Where the program begins."""

import sys
from contextlib import ExitStack, suppress


def main() -> None:
    """Read the command line, then do what it says; whatever is said of it is in the person's language."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        with suppress(OSError):  # the long way tells why that cannot be written
            _show_version()
            sys.exit(0)
    from optout.cli.app import app
    from optout.cli.typer_glue import errors_told, read
    from optout.i18n import choose, speak

    speak(choose(arguments))
    with errors_told(arguments), ExitStack() as stack:
        if arguments[:1] == ["replay"] and not _NO_DRIVER & set(arguments):
            _start_driver(stack)
        sys.exit(read(app)() or 0)


def _show_version() -> None:
    """Print the version without what reads a command line, which takes four times as long as all of this."""
    from optout import __version__

    print(f"optout {__version__}", flush=True)  # noqa: T201


_NO_DRIVER = {"-h", "--help", "--list", "--all"}
"""Options with which a replay needs no driver in this process."""


def _start_driver(stack: ExitStack) -> None:
    """Import what a replay needs while Playwright's driver starts, which is mostly waiting: half a second of four."""
    from threading import Thread

    from optout.browser.launch import driver  # imports Playwright, which few commands need
    from optout.errors import BrowserFailed

    Thread(target=_import_replay, daemon=True).start()
    with suppress(BrowserFailed):  # the replay says so
        stack.enter_context(driver())


def _import_replay() -> None:
    import optout.cli.replay  # noqa: F401
