"""When a step cannot be taken: the person points at what was not found, does it by hand, or stops."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from optout.browser.form import Form, read_form
from optout.browser.pointing import BY_PERSON, Pointer, locate_shown
from optout.browser.standing import Typed, typed
from optout.browser.suggestion import make_lasting
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.steps import CheckEmail, Choose, Click, Fill, Send, Step
from optout.reasons import Reason
from optout.redact import printable
from optout.run.asking import Notice, ask
from optout.run.hands import DONE, POINT, STOP, Ask
from optout.run.objection import Objection
from optout.run.observer import Kind
from optout.run.view import View
from optout.tongue import _

AGAIN = "again"
"""The person mended what was wrong, or pointed: the tool takes the step itself."""
HANDED_OVER = frozenset(
    {
        Reason.EMAIL_MISSING,
        Reason.TARGET_MISSING,
        Reason.TARGET_AMBIGUOUS,
        Reason.TARGET_STUCK,
        Reason.VALUE_PUT_BACK,
    }
)
"""What the person can mend in the window, so that a changed page is no dead end."""
ROUNDS = 5
"""How often one step is handed over before the run ends: a step that never works must not ask for ever."""
_LOOK_EVERY, _SETTLED = 0.4, 1.0  # seconds: between two looks, and that what was typed must stand unchanged


@dataclass(frozen=True)
class HandOver:
    """What is handed over: the step's name, the target that could be pointed at, and how to notice that it is done.

    `begin` looks at how things stand and gives what notices a change.
    """

    step: str
    target: str
    begin: Callable[[], Notice]


def take_over(objection: Objection, stop: Stop, what: HandOver) -> str:
    """Offer the step to the person; gives DONE when it was done by hand, AGAIN when the tool is to try again.

    Raises:
        Stop: the given one, when nobody can answer or the person prefers to stop.
    """
    if not objection.hands.can_answer:
        raise stop
    choices = (POINT, DONE, STOP) if what.target else (DONE, STOP)
    notice = what.begin()
    question = Ask(Moment.TAKE_OVER, stop.says, choices, STOP, target=what.target, why=stop.reason)
    for _round in range(ROUNDS):
        answer = ask(objection, question, notice)
        if answer == STOP:
            raise stop
        if answer == POINT:
            if _point(objection, what.target):
                return AGAIN
            continue
        if answer == DONE:
            objection.by_hand.append(what.step)
        return answer
    raise stop


def _point(objection: Objection, name: str) -> bool:
    """Let the person show the target; False when they went back instead."""
    role = objection.flow.targets[name].role
    pointer = Pointer(objection.window, role)
    if not objection.window.wait(lambda: pointer.arm() or None, objection.options.patience):
        return False

    def shown() -> str | None:
        taken = pointer.take()
        if pointer.cancelled:
            return DONE
        if taken is None:
            return None
        pointed = locate_shown(objection.window, taken)
        if pointed is None:
            objection.tell(Kind.NOT_POINTED, name)
            return None
        objection.pointed[name] = make_lasting(objection.window, pointed, taken, role)
        objection.found[name] = BY_PERSON
        return POINT

    try:
        return ask(objection, Ask(Moment.POINT, target=name), shown) == POINT
    finally:
        pointer.end()


def hand_over_step(objection: Objection, step: Step, following: list[Step], name: str) -> HandOver:
    """Describe a step for the person; it is noticed when its target, or the next step's, comes up, or it is filled."""
    own = next(iter(step.uses().values()), "")
    return HandOver(name, own, lambda: _StepNotice(objection, step, following).look)


def hand_over_form(objection: Objection, arrived: Callable[[], bool]) -> HandOver:
    """Describe the way to the form for the person, who may walk there or point at its title."""
    return HandOver(_("open form"), objection.flow.arrived[0], lambda: lambda: AGAIN if arrived() else None)


class _StepNotice:
    """Notices in the page that a step was done by hand, or can be taken now."""

    def __init__(self, objection: Objection, step: Step, following: list[Step]) -> None:
        self._objection = objection
        self._enabled = isinstance(step, Click | Send | Fill)
        self._fills = isinstance(step, CheckEmail | Choose | Fill)
        self._own = next(iter(step.uses().values()), "")
        sure = next((s for s in following if not s.optional and s.uses()), None)
        self._next = next(iter(sure.uses().values())) if sure and not isinstance(step, Send) else ""
        self._own_stood = self._next_stood = self._covered = False
        self._dialogs = 0
        self._before = Typed()
        objection.window.wait(self._look_first, 0)  # nothing stands yet on a page that waits for its server
        self._last, self._since, self._looked = self._before, 0.0, 0.0

    def _look_first(self) -> bool:
        self._own_stood, self._next_stood = self._shows(self._own), self._shows(self._next)
        self._covered, self._dialogs = self._is_covered(), self._count_dialogs()
        self._before = typed(self._objection.window)
        return True

    def _shows(self, name: str) -> bool:
        return bool(name) and self._objection.shows(name, enabled=self._enabled and name == self._own) is not None

    def _is_covered(self) -> bool:
        found = self._objection.shows(self._own) if self._own else None
        return found is not None and not read_form(self._objection.window, found.locator).uncovered

    def _count_dialogs(self) -> int:
        """Count the dialogs of the page; one may lie over a frame, which cannot tell."""
        window = self._objection.window
        return sum(window.read(frame, "dialogs") or 0 for frame in window.frames())

    def look(self) -> str | None:
        """Give AGAIN when the target is there now, DONE when the step's result is."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return None
        self._looked = now
        if self._fills and typed(self._objection.window).writing:
            return None  # the person is not interrupted, whatever can be seen already
        if not self._own_stood and self._shows(self._own):
            return AGAIN
        if (self._covered and not self._is_covered()) or self._count_dialogs() < self._dialogs:
            return AGAIN  # what lay over it was closed
        if not self._next_stood and self._shows(self._next):
            return DONE
        return DONE if self._fills and self._filled(now) else None

    def _filled(self, now: float) -> bool:
        """Whether something new was put into a field, and the person has left it and let it stand."""
        stands: Typed = typed(self._objection.window)
        if stands != self._last:
            self._last, self._since = stands, now
        new = any(not value.endswith("\n") for value in stands.values - self._before.values)
        return new and not stands.writing and now - self._since >= _SETTLED


def let_tick_all(objection: Objection, name: str, view: View) -> Form | None:
    """Have the person tick what the form of a button wants ticked: it often works only then.

    Gives the form as it was read; None when there is none yet, or the person was asked. A box of which the page does
    not say whether it must be ticked is shown once, and may be left as it is.
    """
    button = view.shows(name)
    form = read_form(objection.window, button.locator) if button else Form()
    asks = objection.hands.can_answer and not objection.options.yes
    offered = [label for label in form.open if asks and label not in objection.offered]
    objection.offered |= set(offered)

    def unticked() -> tuple[str, ...]:
        found = objection.shows(name)
        now = read_form(objection.window, found.locator) if found else Form()
        return now.unticked + now.open

    for label in (*form.unticked, *offered):
        _let_tick(objection, label, unticked, must=label in form.unticked)
    return None if button is None or form.unticked or offered else form


def _let_tick(objection: Objection, label: str, unticked: Callable[[], tuple[str, ...]], *, must: bool) -> None:
    """Ask the person to tick what the form wants ticked, or may want; it is never ticked for them.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
    """
    said = printable(label, 500)
    if objection.hands.can_answer:

        def notice() -> str | None:
            return DONE if label not in unticked() else None

        for _round in range(ROUNDS):
            question = Ask(Moment.TICK, said, (DONE, STOP), DONE, why=Reason.TICK_NEEDED if must else None)
            if ask(objection, question, notice) == STOP:
                break
            if notice() or not must:
                return
    raise objection.stop(Reason.TICK_NEEDED, words=said)
