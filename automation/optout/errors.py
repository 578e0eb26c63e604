"""The errors that end a command, each with its exit code and what to type next."""

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

from optout.translation import _


class Exit(IntEnum):
    """The exit codes; README and `--help` show the same table."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    PAGE_CHANGED = 3
    NEEDS_PERSON = 4
    UNKNOWN = 5
    REFUSED = 6
    INTERRUPTED = 130


class OptoutError(Exception):
    """What went wrong and where, what to type next, and the exit code.

    Never holds a personal value.
    """

    exit = Exit.ERROR

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OptoutError):
    """What was typed or set does not fit; names the variable or option, never its value."""

    exit = Exit.USAGE


class Mistake(NamedTuple):
    """One mistake in a file, in English as all that flow authors read: `file:line: where: says`."""

    file: str
    line: int
    where: str
    message: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, (place, self.where, self.message)))


class FlowError(UsageError):
    """A flow file or its saved pages cannot be used; `mistakes` has all of them at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)), "optout flows check")
        self.mistakes = tuple(mistakes)


class WindowGone(OptoutError):
    """The window was closed, or the browser ended."""


class PageCrashed(WindowGone):
    """The page's process ended; nobody closed it."""


class Interrupted(OptoutError):
    """The person or the system asked the program to end."""

    exit = Exit.INTERRUPTED


class BrowserMissing(OptoutError):
    """There is no browser to use."""


class BrowserFailed(OptoutError):
    """The browser is there but did not start."""


class NeedsPerson(OptoutError):
    """There is no screen, no terminal or no yes, and nothing was done without."""

    exit = Exit.NEEDS_PERSON


class ProfileInUse(NeedsPerson):
    """Another run or another browser holds the profile."""


class Unexpected(OptoutError):
    """The program itself failed.

    Only the kind of the failure is said: its message may hold what was filled.
    """

    def __init__(self, error: BaseException, *, may_have_left: bool = False) -> None:
        sent = _("it may have been sent") if may_have_left else _("nothing was sent")
        text = _("this program failed unexpectedly ({kind}); {sent}").format(
            kind=type(error).__name__, sent=sent
        )
        super().__init__(
            text,
            _("optout status shows what was sent; optout --verbose COMMAND shows where it failed"),
        )
        self.exit = Exit.UNKNOWN if may_have_left else Exit.ERROR


class JournalError(OptoutError):
    """The journal cannot be read or written."""


class RecordError(OptoutError):
    """A record is damaged, or the folder is not a record."""
