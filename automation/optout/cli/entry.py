"""Where the program begins."""

import sys
from contextlib import ExitStack, suppress
from threading import Thread

_NO_DRIVER = {"-h", "--help", "--list", "--all"}
"""Options with which a replay needs no driver in this process."""


def main() -> None:
    """Read the command line, then do what it says; whatever is said of it is in the person's language."""
    from optout.cli.app import app
    from optout.cli.typer_glue import errors_told, read
    from optout.i18n import choose, speak

    arguments = sys.argv[1:]
    speak(choose(arguments))
    with errors_told(arguments), ExitStack() as stack:
        if arguments[:1] == ["replay"] and not _NO_DRIVER & set(arguments):
            from optout.browser.launch import driver  # imports Playwright, which few commands need
            from optout.errors import BrowserFailed

            # Playwright's driver starts while what a replay needs is imported: half a second of four.
            Thread(target=_import_replay, daemon=True).start()
            with suppress(BrowserFailed):  # the replay says so
                stack.enter_context(driver())
        sys.exit(read(app)() or 0)


def _import_replay() -> None:
    import optout.cli.replay  # noqa: F401
