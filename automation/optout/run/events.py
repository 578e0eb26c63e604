"""Reports what happens in a run: to the screen, to whoever watches, and to the record's timeline.

`run` never prints: the terminal, a watcher of pages and a test are all observers.
"""

import asyncio
import logging
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Literal

logger = logging.getLogger("optout.run.events")

SILENCE = 2.0
"""Seconds of waiting after which the screen says what is being waited for: shorter waits need no word."""

Detail = Mapping[str, str]
"""Details of an event: codes and values by name, never a sentence, never a personal value."""
Waiting = Literal[
    "opening", "form", "finding", "turning", "pressing", "answer", "keeping", "sealing"
]
"""What a run waits for when it reports a long wait."""
EventKind = Literal[
    "step_started", "step_done", "waiting", "looking", "notice_closed", "sign_in_ended", "way_click", "way_dead",
    "led_on",
    "form_filled", "form_changed", "asked", "answered", "armed", "affirmed", "request_left", "request_held_back",
    "page_sent", "not_pointed", "held_at_end",
]  # fmt: skip
"""What happened, by the name that it has in a record's timeline."""
FOR_THE_SCREEN = frozenset({"waiting", "looking", "held_at_end"})
"""Events that are shown only: no timeline has them."""


@dataclass(frozen=True)
class Event:
    """One thing that happened; `number` of `total` counts the steps that every run has.

    A step's code is its verb and its target, as in `fill comment`, or `sign_in`, `open_form`,
    `send`, `confirm`.
    """

    kind: EventKind
    step: str = ""
    number: int = 0
    total: int = 0
    detail: Detail = field(default_factory=dict)


Observer = Callable[[Event], None]


def call_later(seconds: float, act: Callable[[], None]) -> Callable[[], object]:
    """Call `act` after some seconds, also while Playwright waits; return what cancels it.

    `act` must not call Playwright: its synchronous calls cannot be nested.
    """
    return asyncio.get_running_loop().call_later(seconds, act).cancel


class Reporter:
    """Reports events to the observers, and counts the steps of the run."""

    def __init__(self, observers: Sequence[Observer], total: int = 0) -> None:
        self._observers = observers
        self._steps: list[str] = []
        self._step = ""
        self.total = total
        self.note_in_timeline: Callable[..., None] = lambda _kind, **_detail: None

    @property
    def step_number(self) -> int:
        """The number of the step that was begun last, from 1; 0 before the first."""
        return self._steps.index(self._step) + 1 if self._step else 0

    @property
    def steps_begun(self) -> int:
        """How many steps were begun so far."""
        return len(self._steps)

    def report(self, kind: EventKind, step: str = "", **detail: str) -> None:
        """Report an event to every observer, and to the timeline unless it is for the screen alone."""
        # Not the detail: it has addresses, and what a person reads on the screen.
        logger.debug("event: %s %s", kind, step)
        event = Event(kind, step, self.step_number, self.total, detail)
        for observer in self._observers:
            observer(event)
        if kind not in FOR_THE_SCREEN:
            self.note_in_timeline(kind, step=step, **detail)

    def begin_step(self, step: str) -> None:
        """Report that a step begins; one that is taken again keeps its number."""
        if step not in self._steps:
            self._steps.append(step)
        self._step = step
        self.report("step_started", step)

    def postpone_step(self, step: str) -> None:
        """Give up the number of a step: other steps come first."""
        self._steps.remove(step)
        self._step = self._steps[-1] if self._steps else ""

    def finish_step(
        self, step: str, detail: Detail | None = None, *, by_hand: bool = False
    ) -> None:
        """Report that a step was taken; `by_hand`: by the person, in the window."""
        if by_hand:
            detail = {"how": "by_hand"}
        self.report("step_done", step, **(detail or {}))

    @contextmanager
    def announce_wait(self, waiting: Waiting, seconds: float, what: str = "") -> Iterator[None]:
        """Report once what is waited for, if that takes longer than `SILENCE`; at most `seconds`.

        The log has each wait, in real time, with its limit.
        """
        began = time.monotonic()

        def announce() -> None:
            with suppress(OSError):  # a terminal that is gone must not end the run
                self.report("looking", waiting, what=what, seconds=f"{seconds:.0f}")

        cancel = call_later(SILENCE, announce) if seconds > SILENCE else lambda: None
        try:
            yield
        finally:
            cancel()
            took = time.monotonic() - began
            # No address: its host or path may have the name of an account in it.
            is_address = "/" in what or "." in what
            name = "an address" if is_address else what
            logger.debug("waited %.1f s, at most %.1f s: %s %s", took, seconds, waiting, name)
