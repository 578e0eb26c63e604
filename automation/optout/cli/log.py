"""`--log FILE`: writes what the program looked for, found, rejected and waited for, one line an entry.

Every module of the program logs to `optout.*` at DEBUG. An entry never contains a personal value or
a page's text: only names of values and targets, roles, html names, reasons, counts and seconds.
"""

import logging
import os
import platform
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from optout import __version__
from optout.cli.console import Desk, shown
from optout.errors import UsageError
from optout.evidence import BAG
from optout.redaction import printable
from optout.translation import _, why

logger = logging.getLogger("optout.cli.log")

_LONGEST = 500  # characters of an entry: an html name may be as long as the page wants
_ENTRY = re.compile(rb"\d{4}-\d\d-\d\dT[\d:.]{12}Z optout\.")
"""How each line of a log begins."""


class _LogFile(logging.StreamHandler[TextIO]):
    """Writes entries to a file; a disk that is full does not disturb the run."""

    is_complete = True

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802, ARG002  logging's name
        """Note that an entry was lost: logging would print it, with a traceback, in the run."""
        self.is_complete = False


class _OneLine(logging.Formatter):
    """Formats an entry as one line: the time in UTC, the logger, the message."""

    # The time of the clock on the wall would tell where the person lives.
    converter = staticmethod(time.gmtime)
    default_time_format = "%Y-%m-%dT%H:%M:%S"
    default_msec_format = "%s.%03dZ"

    def format(self, record: logging.LogRecord) -> str:
        """Format an entry; what a page put into an html name cannot drive a terminal."""
        return printable(super().format(record), _LONGEST)


@contextmanager
def log_to(file: Path, data_dir: Path) -> Iterator[_LogFile]:
    """While this lasts, append all entries of `optout.*` to a file that only its owner can read.

    Raise UsageError if it cannot be written, lies in a record, or contains anything but a log.
    """
    with _opened(file, data_dir) as stream:
        handler = _LogFile(stream)
        handler.setFormatter(_OneLine("%(asctime)s %(name)s %(message)s"))
        program = logging.getLogger("optout")
        level = program.level
        propagates = program.propagate
        program.setLevel(logging.DEBUG)
        program.propagate = False  # pytest would show every entry a second time
        program.addHandler(handler)
        try:
            logger.debug(
                "optout %s, Python %s, %s",
                __version__,
                platform.python_version(),
                platform.system(),
            )
            yield handler
        finally:
            program.removeHandler(handler)
            program.setLevel(level)
            program.propagate = propagates


@contextmanager
def _opened(file: Path, data_dir: Path) -> Iterator[TextIO]:
    """Open a log to append to; a file that other people could read becomes private."""
    hint = "--log optout.log"
    try:
        place = file.resolve()
        if _is_in_record(place, data_dir):
            message = _("{file} lies in a record, which must not change")
            raise UsageError(message.format(file=shown(file)), hint)
        if place.is_file():
            with place.open("rb") as existing:
                begins = existing.readline()
            if begins and not _ENTRY.match(begins):
                message = _("{file} is something else than a log, and is left as it is")
                raise UsageError(message.format(file=shown(file)), hint)
            place.chmod(0o600)
        handle = os.open(place, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    except OSError as error:
        message = _("{file} cannot be written: {why}")
        raise UsageError(message.format(file=shown(file), why=why(error)), hint) from None
    try:
        stream = os.fdopen(handle, "w", encoding="utf-8", errors="replace")
        yield stream
    finally:
        with suppress(OSError):  # on a full disk: that was noted when an entry was lost
            stream.close()


def _is_in_record(place: Path, data_dir: Path) -> bool:
    """True if a file would be in a record: one that is being written, in the data folder, or a sealed one anywhere."""
    folders = [data_dir.resolve() / name for name in ("records", "replays")]
    in_data = any(place.is_relative_to(folder) for folder in folders)
    return in_data or any((folder / BAG).is_file() for folder in place.parents)


def logged(
    work: Callable[[], int | None], file: Path | None, desk: Desk
) -> Callable[[], int | None]:
    """Return work that writes a log while it is done; the same work if no file is given."""
    if file is None:
        return work

    def do() -> int | None:
        with log_to(file, desk.settings.data_dir) as log:
            try:
                code = work()
            except BaseException as error:
                logger.debug("ended with %s", type(error).__name__)
                raise
            logger.debug("exit code %d", code or 0)
        if not log.is_complete:
            message = _("{file} is incomplete: it could not be written to the end")
            desk.console.warn(message.format(file=shown(file)))
        return code

    return do
