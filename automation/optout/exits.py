"""The exit codes. Apart from what they tell of, since all of it is not needed to show the help."""

from enum import IntEnum


class Exit(IntEnum):
    """The exit codes, as `--help` lists them."""

    DONE = 0
    ERROR = 1
    USAGE = 2
    PAGE_CHANGED = 3
    NEEDS_PERSON = 4
    UNKNOWN = 5
    REFUSED = 6
    INTERRUPTED = 130


EXIT_MEANINGS: dict[Exit, str] = {
    Exit.DONE: "confirmed, or what you asked for (--until filled), or nothing to do",
    Exit.ERROR: "error, nothing was sent",
    Exit.USAGE: "usage or settings",
    Exit.PAGE_CHANGED: "the page changed, nothing was sent",
    Exit.NEEDS_PERSON: "needs you (sign-in, terminal, e-mail or your yes), nothing was sent",
    Exit.UNKNOWN: "may have been sent: outcome unknown, or waiting for a code",
    Exit.REFUSED: "the form did not accept it, or a setting is not as you want it",
    Exit.INTERRUPTED: "interrupted",
}
