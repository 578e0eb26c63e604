"""What a run tells while it goes on. `run` never prints: the terminal, the timeline and a test are observers alike."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal, Protocol

IN_SILENCE = 2.0  # seconds after which it is said what is waited for
Detail = Mapping[str, str]  # what is told of an event: codes and values by their names, never a sentence
Doing = Literal["opening", "form", "finding", "turning", "pressing", "answer", "keeping", "sealing"]
"""What takes long: the step of the event that tells it."""
EventKind = Literal[
    "step_started", "step_done", "waiting", "looking", "notice_closed", "sign_in_ended", "way_click", "way_dead",
    "form_filled", "form_changed", "asked", "answered", "armed", "affirmed", "request_left", "request_held_back",
    "page_sent", "not_pointed", "held_at_end",
]  # fmt: skip
"""What happened, by the name that it has in a record's timeline."""
FOR_THE_SCREEN = frozenset({"waiting", "looking", "held_at_end"})  # in no timeline


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


def _later(seconds: float, act: Callable[[], None]) -> Callable[[], object]:
    """Call `act`, which must not call Playwright, after some seconds, also amid a call of it; return an undo."""
    return asyncio.get_running_loop().call_later(seconds, act).cancel


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
        self.tell("step_started", step)

    def done(self, step: str, detail: Detail | None = None, *, by_hand: bool = False) -> None:
        """Tell that a step was taken; `by_hand`: by the person, in the window."""
        self.tell("step_done", step, **({"how": "by_hand"} if by_hand else detail or {}))

    @contextmanager
    def long(self, doing: Doing, seconds: float, what: str = "") -> Iterator[None]:
        """While this lasts, at most `seconds`, tell once what is done, when it has taken too long for silence."""

        def tell() -> None:
            with suppress(OSError):  # a terminal that is gone
                self.tell("looking", doing, what=what, seconds=f"{seconds:.0f}")

        take_back = _later(IN_SILENCE, tell) if seconds > IN_SILENCE else lambda: None
        try:
            yield
        finally:
            take_back()
