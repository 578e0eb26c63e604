"""Notices in the page that the person did a step by hand, or that the tool can take it now.

Only what was read is concluded from: a busy page that cannot be read looks like one that has lost all it had.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass

from optout.browser import touch
from optout.browser.element import is_dialog, is_seen
from optout.browser.page import FormState, TypedValues, look, read_form, typed
from optout.browser.pointer import BY_PERSON, Pointer, make_lasting
from optout.browser.targets import Found
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, Click, Fill, Send, Step
from optout.outcome import Reason
from optout.redact import printable
from optout.run import turning
from optout.run.ask import Notice, ask
from optout.run.asker import DONE, ONWARD, POINT, STOP, Question
from optout.run.events import Kind
from optout.run.session import Run
from optout.run.view import View

AGAIN = "again"
"""The person mended what was wrong, or pointed: the tool takes the step itself."""
_LOOK_EVERY, _SETTLED = 0.4, 1.0  # seconds: between two looks, and that what was typed must stand unchanged


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


class StepNotice:
    """Notices that a step was done by hand, or can be taken now, by what has changed since it was handed over."""

    def __init__(self, run: Run, step: Step, following: list[Step]) -> None:
        self._objection = run
        self._enabled = isinstance(step, Click | Send | Fill)
        self._fills = isinstance(step, CheckEmail | Choose | Fill)
        self._is_text = isinstance(step, CheckEmail | Fill)
        self._own = next(iter(step.uses().values()), "")
        sure = next((s for s in following if not s.optional and s.uses()), None)
        self._next = next(iter(sure.uses().values())) if sure and not isinstance(step, Send) else ""
        self._before = run.window.wait(self._read, 0)
        self._last, self._since, self._looked = TypedValues(), 0.0, 0.0

    def _read(self) -> _Stands | None:
        """Read how things stand; None when a part of the page cannot be read now."""
        view = self._objection.look(*filter(None, (self._own, self._next)), afresh=True)
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
        free = touch.is_free(self._objection.window, own.element)
        return None if free is None else not free

    def look(self) -> str | None:
        """Give AGAIN when the target is there now, DONE when the step's result is."""
        now = time.monotonic()
        if now - self._looked < _LOOK_EVERY:
            return None
        self._looked = now
        stands = self._read()
        if stands is None or (self._fills and stands.typed.writing):
            return None  # the person is not interrupted, whatever can be seen already
        if self._before is None:  # the page waited for its server when the step was handed over
            self._before = stands
            return AGAIN if stands.own and not stands.covered else None
        return self._changed(self._before, stands, now)

    def _changed(self, before: _Stands, stands: _Stands, now: float) -> str | None:
        if before.value is not None and stands.value and stands.value != before.value:
            return DONE if self._is_settled(stands.typed, now) else None  # never written over
        if stands.own and not before.own:
            return AGAIN
        if (before.covered and not stands.covered) or stands.dialogs < before.dialogs:
            return AGAIN  # what lay over it was closed
        if stands.next and not before.next:
            return DONE
        if not self._fills or before.value is not None:
            return None
        # Which field is meant only the person knows.
        return DONE if self._is_settled(stands.typed, now) and _is_new(before.typed, stands.typed) else None

    def _is_settled(self, stands: TypedValues, now: float) -> bool:
        """Whether the person has left the field and let what is in it stand."""
        if stands != self._last:
            self._last, self._since = stands, now
        return not stands.writing and now - self._since >= _SETTLED


def _is_new(before: TypedValues, stands: TypedValues) -> bool:
    """Whether something new was put into a field."""
    return any(not value.endswith("\n") for value in stands.values - before.values)


HANDED_OVER = frozenset(
    {
        Reason.EMAIL_MISSING,
        Reason.TARGET_MISSING,
        Reason.TARGET_AMBIGUOUS,
        Reason.TARGET_STUCK,
        Reason.VALUE_PUT_BACK,
        Reason.VALUE_NEEDED,
        Reason.VALUE_REFUSED,
        Reason.EMAIL_REFUSED,
    }
)
"""What the person can mend in the window, so that a changed page is no dead end."""
ELSEWHERE = frozenset({Reason.EMAIL_MISSING, Reason.TARGET_MISSING, Reason.WAYS_DEAD})
"""What may just as well be on another page of the form."""
ROUNDS = 5
"""How often one step is handed over before the run ends: a step that never works must not ask for ever."""
_READING_TIME = 1.0  # seconds
_KEPT = frozenset({"address", "count", "target", "words"})
"""What a record keeps of why a step is handed over."""


@dataclass(frozen=True)
class HandOver:
    """What is handed over: the step's name, the target that could be pointed at, and how to notice that it is done.

    `begin` looks at how things stand and gives what notices a change.
    """

    step: str
    target: str
    begin: Callable[[], Notice]


def take_over(run: Run, stop: Stop, what: HandOver) -> str:
    """Offer the step to the person; return DONE when it was done by hand, AGAIN when the tool is to try again.

    ONWARD: the person says that the page's button leads to another one, where what was not found may be.

    Raises:
        Stop: the given one, when nobody can answer or the person prefers to stop.
    """
    if not run.asker.can_answer:
        raise stop
    notice = what.begin()
    button = turning.called(run) if stop.reason in ELSEWHERE and not run.draft.button_sends else ""
    choices = (*((POINT,) if what.target else ()), DONE, *((ONWARD,) if button else ()), STOP)
    detail = {name: value for name, value in stop.detail.items() if name in _KEPT}
    detail |= {"why": stop.reason.value, **({"target": what.target} if what.target else {})}
    question = Question(
        Moment.TAKE_OVER, stop.says, choices, STOP, target=what.target, why=stop.reason, button=button, detail=detail
    )
    before = turning.look_at_page(run)
    answer = _answer(run, question, notice)
    if answer == STOP:
        raise stop
    if answer == ONWARD:
        return answer
    if turning.look_at_page(run).mark != before.mark:
        run.draft.turn()  # the person may have turned the page
    if answer == DONE and what.step not in run.draft.by_hand:
        run.draft.by_hand.append(what.step)
    return answer


def _answer(run: Run, question: Question, notice: Notice) -> str:
    """Ask until there is an answer other than to point at nothing."""
    for _round in range(ROUNDS):
        answer = ask(run, question, notice)
        if answer != POINT:
            return answer
        if _point(run, question.target):
            return AGAIN
    return STOP


def _point(run: Run, name: str) -> bool:
    """Let the person show the target; False when they went back instead."""
    role = run.flow.targets[name].role
    pointer = Pointer(run.window, role)
    if not run.window.wait(lambda: pointer.arm() or None, run.options.patience):
        return False

    def shown() -> str | None:
        missed, pointed = pointer.missed, pointer.take()
        if pointer.cancelled:
            return DONE
        if pointer.missed > missed:
            run.tell(Kind.NOT_POINTED, name)
        if pointed is None:
            return None
        run.pointed[name] = make_lasting(look(run.window), pointed, role)
        run.draft.found[name] = BY_PERSON
        return POINT

    try:
        return ask(run, Question(Moment.POINT, target=name), shown) == POINT
    finally:
        pointer.end()


def hand_over_step(run: Run, step: Step, following: list[Step], name: str) -> HandOver:
    """Describe a step for the person; it is noticed when its target, or the next step's, comes up, or it is filled."""
    own = next(iter(step.uses().values()), "")
    return HandOver(name, own, lambda: StepNotice(run, step, following).look)


def hand_over_form(run: Run, arrived: Callable[[], bool]) -> HandOver:
    """Describe the way to the form for the person, who may walk there or point at its title."""
    return HandOver("open_form", run.flow.arrived[0], lambda: lambda: AGAIN if arrived() else None)


def let_tick_all(run: Run, name: str, view: View) -> FormState | None:
    """Have the person tick what the form of a button wants ticked: it often works only then.

    Gives the form as it was read; None when there is none yet, or the person was asked. A box of which the page does
    not say whether it must be ticked is shown once, and may be left as it is.
    """
    button = view.shows(name)
    form = (_read_soon(run, name, view) if button else None) or FormState()
    run.draft.note_shown(form.fields)
    asks = run.asker.can_answer and not run.options.yes
    offered = [label for label in form.open if asks and label not in run.draft.offered]
    run.draft.offered |= set(offered)

    def unticked() -> tuple[str, ...] | None:
        now = run.look(name)
        found = now.shows(name)
        form = read_form(found.element) if found else FormState(read=now.read)
        return form.unticked + form.open if form.read else None

    for label in (*form.unticked, *offered):
        _let_tick(run, label, unticked, must=label in form.unticked)
    return None if button is None or form.unticked or offered else form


def _read_soon(run: Run, name: str, view: View) -> FormState | None:
    """Read the form of a button, as soon as it can be read: a box that was not seen would not be asked about."""
    views = [view]

    def read() -> FormState | None:
        button = (views.pop() if views else run.look(name)).shows(name)
        form = read_form(button.element, run.draft.shown) if button else FormState()
        return form if form.read else None

    return run.window.wait(read, _READING_TIME)


def _let_tick(run: Run, label: str, unticked: Callable[[], tuple[str, ...] | None], *, must: bool) -> None:
    """Ask the person to tick what the form wants ticked, or may want; it is never ticked for them.

    `unticked` gives the labels that are not ticked, or None when the form cannot be read now.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
    """
    said = printable(label, 500)
    if run.asker.can_answer:

        def notice() -> str | None:
            left = unticked()
            return DONE if left is not None and label not in left else None

        for _round in range(ROUNDS):
            why = Reason.TICK_NEEDED if must else None
            question = Question(Moment.TICK, said, (DONE, STOP), DONE, why=why, detail={"quote": said})
            if ask(run, question, notice) == STOP:
                break
            if not must or run.window.wait(lambda: bool(notice()) or None, _READING_TIME):
                return
    raise run.stop(Reason.TICK_NEEDED, words=said)
