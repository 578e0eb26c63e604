"""The window stays after the end for as long as the person looks at it, and nothing is sent from it any more."""

from collections.abc import Callable

from playwright.sync_api import Error

from optout.errors import Interrupted, WindowGone
from optout.run.objection import Objection
from optout.run.observer import Kind

Pressed = Callable[[], bool]
"""Whether the person wants the window closed."""
_LONGEST = 3600.0  # seconds of one wait; then it is waited again


def stay(objection: Objection, pressed: Pressed) -> bool:
    """Keep the window until the person wants it closed, or has closed it; False when they asked to end all.

    The button that sends may still be there. What it does now is held back, until the browser is closed: the record is
    sealed and the outcome told.
    """
    told = 0

    def look() -> bool | None:
        nonlocal told
        if len(held) > told:
            told = len(held)
            objection.tell(Kind.HELD_AT_END)
        return pressed() or None

    try:
        held = objection.gate.shut(objection.telling_values)
        while not objection.window.wait(look, _LONGEST):
            continue
    except Interrupted:
        return False
    except (WindowGone, Error):
        pass
    return True
