"""Ctrl-C, TERM and HUP: noted when they come, acted on at the next safe point; a second Ctrl-C ends at once."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from optout.errors import Interrupted
from optout.tongue import _


class Interrupts:
    """Remembers that the person or the system asked to end. `tick` raises once, at a safe point."""

    def __init__(self) -> None:
        self._asked = self._raised = False

    def note(self, signal_number: int, _frame: FrameType | None) -> None:
        """Take a signal; the second Ctrl-C does not wait for a safe point."""
        if self._asked and signal_number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = True

    def tick(self) -> None:
        """Raise Interrupted if a signal came; once, so that the record can still be sealed."""
        if self._asked and not self._raised:
            self._raised = True
            raise Interrupted(_("you interrupted"))


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Listen to the signals for the length of a run."""
    noted = Interrupts()
    names = [name for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    before = {name: signal.signal(getattr(signal, name), noted.note) for name in names}
    try:
        yield noted
    finally:
        for name, handler in before.items():
            signal.signal(getattr(signal, name), handler)
