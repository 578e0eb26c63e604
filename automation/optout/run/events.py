"""What a run tells while it goes on. `run` never prints: the terminal, the timeline and a test are observers alike."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

IN_SILENCE = 2.0  # seconds after which it is said what is waited for


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


def _later(seconds: float, act: Callable[[], None]) -> Callable[[], object]:
    """Call `act`, which must not call Playwright, after some seconds, also amid a call of it; return an undo."""
    return asyncio.get_running_loop().call_later(seconds, act).cancel


Detail = Mapping[str, str]  # what is told of an event: codes and values by their names, never a sentence


class EventKind(StrEnum):
    """What happened. The value is the kind of the event in a record's timeline."""

    STEP_STARTED = "step_started"
    STEP_DONE = "step_done"
    WAITING = "waiting"
    LOOKING = "looking"
    NOTICE_CLOSED = "notice_closed"
    SIGN_IN_ENDED = "sign_in_ended"
    WAY_CLICK = "way_click"
    WAY_DEAD = "way_dead"
    FORM_FILLED = "form_filled"
    FORM_CHANGED = "form_changed"
    ASKED = "asked"
    ANSWERED = "answered"
    ARMED = "armed"
    AFFIRMED = "affirmed"
    REQUEST_LEFT = "request_left"
    REQUEST_HELD_BACK = "request_held_back"
    PAGE_SENT = "page_sent"
    NOT_POINTED = "not_pointed"
    HELD_AT_END = "held_at_end"


FOR_THE_SCREEN = frozenset({EventKind.WAITING, EventKind.LOOKING, EventKind.HELD_AT_END})  # in no timeline
BY_HAND: Detail = {"how": "by_hand"}  # the person took a step in the window


@dataclass(frozen=True)
class Event:
    """One thing that happened; `number` of `total` counts the steps that every run has.

    A step's code is its verb and its target, as in `fill comment`, or `sign_in`, `open_form`, `send`, `confirm`.
    """

    kind: EventKind
    step: str = ""
    number: int = 0
    total: int = 0
    detail: Detail = field(default_factory=dict)


class Observer(Protocol):
    """Anyone who wants to know. Details hold no personal value."""

    def tell(self, event: Event) -> None:
        """Take note of an event."""


class Progress:
    """Tells observers what happens, with the number of the step under way; nobody waits in silence for long."""

    def __init__(self, observers: Sequence[Observer], total: int = 0) -> None:
        self._observers, self.total, self.number = observers, total, 0

    def tell(self, kind: EventKind, step: str = "", **detail: str) -> None:
        """Tell what happened."""
        event = Event(kind, step, self.number, self.total, detail)
        for observer in self._observers:
            observer.tell(event)

    def begin(self, step: str) -> None:
        """Tell that the next step begins."""
        self.number += 1
        self.tell(EventKind.STEP_STARTED, step)

    @contextmanager
    def long(self, doing: Doing, seconds: float, what: str = "") -> Iterator[None]:
        """While this lasts, at most `seconds`, tell once what is done, when it has taken too long for silence."""

        def tell() -> None:
            with suppress(OSError):  # a terminal that is gone
                self.tell(EventKind.LOOKING, doing, what=what, seconds=f"{seconds:.0f}")

        take_back = _later(IN_SILENCE, tell) if seconds > IN_SILENCE else lambda: None
        try:
            yield
        finally:
            take_back()
