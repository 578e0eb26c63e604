"""Hands over to the person what the tool cannot do: they point at it, do it by hand, or stop."""

from collections.abc import Callable
from dataclasses import dataclass

from optout.browser.page import look
from optout.browser.pointer import BY_PERSON, Pointer, make_lasting
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import Step
from optout.outcome import Reason
from optout.run import turning
from optout.run.ask import Notice, ask
from optout.run.asker import DONE, ONWARD, POINT, STOP, Question
from optout.run.events import Kind
from optout.run.noticing import AGAIN, StepNotice
from optout.run.session import Run

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
_ELSEWHERE = frozenset({Reason.EMAIL_MISSING, Reason.TARGET_MISSING, Reason.WAYS_DEAD})
"""What may just as well be on another page of the form."""
ROUNDS = 5
"""How often one step is handed over before the run ends: a step that never works must not ask for ever."""
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
    button = turning.called(run) if stop.reason in _ELSEWHERE and not run.draft.button_sends else ""
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
