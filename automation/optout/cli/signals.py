"""Ctrl-C, TERM and HUP: noted when they come, acted on at the next safe point; a second Ctrl-C ends at once.

What is ignored when the program starts stays ignored: by `nohup`, by `trap`, by a shell for a job in the background.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from optout.errors import Interrupted
from optout.tongue import _


class Interrupts:
    """Remembers that the person or the system asked to end. `tick` raises once, at a safe point."""

    def __init__(self) -> None:
        self._asked = self._raised = self._at_once = False

    def note(self, signal_number: int, frame: FrameType | None) -> None:
        """Take a signal; the second Ctrl-C does not wait for a safe point, but for the end of Playwright's own turn."""
        at_once = self._asked and signal_number == signal.SIGINT
        self._asked = True
        if at_once and not _in_turn(frame):
            raise KeyboardInterrupt
        self._at_once |= at_once

    def asked(self) -> bool:
        """Whether somebody asked to end."""
        return self._asked

    def tick(self) -> None:
        """Raise Interrupted if a signal came; once, so that the record can still be sealed."""
        self.end()
        if self._asked and not self._raised:
            self._raised = True
            raise Interrupted(_("you interrupted"))

    def end(self) -> None:
        """Raise KeyboardInterrupt if a second Ctrl-C came while Playwright's loop was at work."""
        if self._at_once:
            self._at_once = False
            raise KeyboardInterrupt


def _in_turn(frame: FrameType | None) -> bool:
    """Whether Playwright's loop is at work, and does not just wait for what comes next.

    What breaks into its work leaves it broken: the answer to a message that was sent is then nobody's, and asyncio
    tells of it with a traceback. Such a turn takes no time worth the name; what takes long is the wait.
    """
    if frame is None or frame.f_code.co_name in _WAITS:
        return False
    while frame:
        if frame.f_globals.get("__name__", "").startswith(_LOOP):
            return True
        frame = frame.f_back
    return False


_LOOP = ("asyncio.", "playwright.")
_WAITS = {"select", "_poll"}
"""The functions in which a loop of asyncio waits: of `selectors`, and of `asyncio.windows_events`."""


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Listen to the signals for the length of a run."""
    noted = Interrupts()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, noted.note) for number in heeded}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    noted.end()
