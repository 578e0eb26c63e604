"""Notices in the page that the person did a step by hand, or that the tool can take it now.

Only what was read is concluded from: a busy page that cannot be read looks like one that has lost all it had.
"""

from collections.abc import Callable
from dataclasses import dataclass

from optout.browser import touch
from optout.browser.element import is_dialog, is_seen
from optout.browser.page import TypedValues, typed
from optout.browser.targets import Found
from optout.browser.window import Window
from optout.flow.model import CheckEmail, Choose, Click, Fill, Send, Step
from optout.run.asker import DONE
from optout.run.session import Run

AGAIN = "again"
"""The person mended what was wrong, or pointed: the tool takes the step itself."""
_LOOK_EVERY, _SETTLED = 0.4, 1.0  # seconds: between two looks, and that what was typed must stand unchanged
_RESTS = 5.0  # seconds; who types nothing for that long is done, also if the caret still stands in the field


@dataclass(frozen=True)
class _Stands:
    """What stood at one look: the step's own target, whether something lies over it, and the next step's target.

    `value` is what the own field holds, None where there is none. `dialogs` counts those of the page.
    """

    own: bool
    value: str | None
    covered: bool
    next: bool
    dialogs: int
    typed: TypedValues


def lasting(window: Window, holds: Callable[[], bool]) -> Callable[[], float]:
    """Return what looks again, and says for how many seconds something has held by now."""
    since = window.now()

    def lasts() -> float:
        nonlocal since
        since = since if holds() else window.now()
        return window.now() - since

    return lasts


class Settling:
    """Since when what stands in the fields has not changed."""

    def __init__(self, stands: TypedValues, now: float) -> None:
        self._values, self._since = stands.values, now

    def lasts(self, stands: TypedValues, now: float, seconds: float = _SETTLED) -> bool:
        """Take a look into account, and say whether the person has let it stand for some seconds, or rests."""
        if stands.values != self._values:
            self._values, self._since = stands.values, now
        return now - self._since >= (_RESTS if stands.writing else seconds)


class StepNotice:
    """Notices that a step was done by hand, or can be taken now, by what has changed since it was handed over."""

    def __init__(self, run: Run, step: Step, following: list[Step]) -> None:
        self._run = run
        self._enabled = isinstance(step, Click | Send | Fill)
        self._fills = isinstance(step, CheckEmail | Choose | Fill)
        self._is_text = isinstance(step, CheckEmail | Fill)
        self._own = next(iter(step.uses().values()), "")
        sure = next((s for s in following if not s.optional and s.uses()), None)
        self._next = next(iter(sure.uses().values())) if sure and not isinstance(step, Send) else ""
        self._before = run.window.wait(self._read, 0)
        self._settling, self._looked = Settling(TypedValues(), run.window.now()), 0.0

    def _read(self) -> _Stands | None:
        """Read how things stand; None when a part of the page cannot be read now."""
        view = self._run.look(*filter(None, (self._own, self._next)), afresh=True)
        own = view.shows(self._own) if self._own else None
        covered = self._is_covered(own)
        if covered is None or not view.read:
            return None
        works = own is not None and view.shows(self._own, enabled=self._enabled) is not None
        return _Stands(
            works,
            own.element.value if self._is_text and own else None,
            covered,
            bool(self._next) and view.shows(self._next) is not None,
            sum(is_dialog(one) and is_seen(one) for one in view.seen.elements),
            typed(view.seen),
        )

    def _is_covered(self, own: Found | None) -> bool | None:
        if own is None:
            return False
        free = touch.is_free(self._run.window, own.element)
        return None if free is None else not free

    def look(self) -> str | None:
        """Give AGAIN when the target is there now, DONE when the step's result is."""
        now = self._run.window.now()
        if now - self._looked < _LOOK_EVERY:
            return None
        self._looked = now
        stands = self._read()
        if stands is None:
            return None
        settled = self._settling.lasts(stands.typed, now)
        if self._fills and stands.typed.writing and not settled:
            return None  # the person is not interrupted, whatever can be seen already
        if self._before is None:  # the page waited for its server when the step was handed over
            self._before = stands
            return AGAIN if stands.own and not stands.covered else None
        return self._changed(self._before, stands, settled=settled)

    def _changed(self, before: _Stands, stands: _Stands, *, settled: bool) -> str | None:
        if before.value is not None and stands.value and stands.value != before.value:
            return DONE if settled else None  # never written over
        if stands.own and not before.own:
            return AGAIN
        if (before.covered and not stands.covered) or stands.dialogs < before.dialogs:
            return AGAIN  # what lay over it was closed
        if stands.next and not before.next:
            return DONE
        if not self._fills or before.value is not None:
            return None
        # Which field is meant only the person knows.
        return DONE if settled and _is_new(before.typed, stands.typed) else None


def _is_new(before: TypedValues, stands: TypedValues) -> bool:
    """Whether something new was put into a field."""
    return any(not value.endswith("\n") for value in stands.values - before.values)
