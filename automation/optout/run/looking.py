"""Says what takes long, and how long it will at most: nobody waits in silence for more than two seconds."""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from enum import StrEnum

IN_SILENCE = 2.0
"""Seconds after which it is said what is waited for."""

Later = Callable[[float, Callable[[], None]], Callable[[], object]]
"""Calls something after some seconds; what it gives takes that back."""


class Doing(StrEnum):
    """What takes long. The value is the step of the event that tells it."""

    OPENING = "opening"
    FORM = "form"
    FINDING = "finding"
    TURNING = "turning"
    PRESSING = "pressing"
    ANSWER = "answer"
    KEEPING = "keeping"
    SEALING = "sealing"


def later(seconds: float, act: Callable[[], None]) -> Callable[[], object]:
    """Call `act` after some seconds, in the middle of a call of Playwright's sync API, which keeps the thread waiting.

    Playwright runs a loop of asyncio meanwhile (1.65): `act` must not call Playwright itself.
    """
    return asyncio.get_running_loop().call_later(seconds, act).cancel


@contextmanager
def told_if_long(tell: Callable[[], None], seconds: float, later: Later) -> Iterator[None]:
    """While this lasts, at most `seconds`, tell what is done, once, as soon as it has taken too long for silence."""

    def act() -> None:
        with suppress(OSError):  # a terminal that is gone
            tell()

    take_back = later(IN_SILENCE, act) if seconds > IN_SILENCE else None
    try:
        yield
    finally:
        if take_back:
            take_back()
