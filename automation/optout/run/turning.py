"""Sees that the page has become another one, and that it stands still."""

import time
from collections.abc import Callable

from optout.run.looking import Doing
from optout.run.objection import Objection
from optout.run.view import View


def has_turned(objection: Objection, look: Callable[[], View], before: str, still: float, seconds: float) -> bool:
    """Wait up to `seconds` for a page with another mark than `before` that is the same for `still` seconds.

    Only what was read is concluded from.
    """
    last, since = before, 0.0

    def turned() -> bool | None:
        nonlocal last, since
        view = look()
        if view.read and view.mark != last:
            last, since = view.mark, time.monotonic()
        return True if view.read and last != before and time.monotonic() - since >= still else None

    with objection.long(Doing.TURNING, seconds):
        return objection.window.wait(turned, seconds) or False
