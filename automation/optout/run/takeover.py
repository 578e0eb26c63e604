"""Hands over to the person what the tool cannot do, and the boxes it never ticks: they point, do it, or stop."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from optout.browser import touch
from optout.browser.element import Element
from optout.browser.lists import question_of
from optout.browser.page import FormState, asked_for, look, read_form, typed
from optout.browser.pointer import BY_PERSON, Pointer, make_lasting
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import Step
from optout.outcome import TELLINGS, Reason, gaps
from optout.redact import printable
from optout.run import turning
from optout.run.ask import Notice, ask
from optout.run.asker import ABSENT, DONE, ONWARD, POINT, STOP, Question
from optout.run.events import Detail, Kind
from optout.run.noticing import AGAIN, Settling, StepNotice
from optout.run.session import Run
from optout.run.view import View

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
"""How often one step, or one box, is handed over before the run ends: what never works must not be asked for ever."""


@dataclass(frozen=True)
class HandOver:
    """What is handed over: the step's name, the target that could be pointed at, and how to notice that it is done.

    `begin` looks at how things stand and gives what notices a change; `part` is what it is about without a target.
    `may_lack`: the page may not have it, which the person then says.
    """

    step: str
    target: str
    begin: Callable[[], Notice]
    part: str = ""
    may_lack: bool = False


def take_over(run: Run, stop: Stop, what: HandOver) -> str:
    """Offer the step to the person; return DONE when it was done by hand, AGAIN when the tool is to try again.

    ONWARD: the person says that the page's button leads to another one, where what was not found may be. ABSENT: they
    say that there is none.

    Raises:
        Stop: the given one, when nobody can answer or the person prefers to stop.
    """
    if not run.asker.can_answer:
        raise stop
    notice = what.begin()
    leads_on = stop.reason in _ELSEWHERE and not what.may_lack
    button = turning.called(run) if leads_on else ""
    done = ABSENT if what.may_lack else DONE
    choices = (*((POINT,) if what.target else ()), done, *((ONWARD,) if button else ()), STOP)
    question = Question(
        Moment.TAKE_OVER,
        stop.says,
        choices,
        STOP,
        target=what.target,
        part=what.part,
        why=stop.reason,
        button=button,
        detail=why_handed_over(stop, what.target),
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


def why_handed_over(stop: Stop, target: str) -> Detail:
    """Return what a record keeps of why a step is handed over: the reason, and all that its sentence needs."""
    kept = {name: stop.detail[name] for name in gaps(TELLINGS[stop.reason].says)}
    return {**kept, "why": stop.reason.value, **({"target": target} if target else {})}


def _answer(run: Run, question: Question, notice: Notice) -> str:
    """Ask until there is an answer other than to point at nothing."""
    for _round in range(ROUNDS):
        answer = ask(run, question, notice)
        if answer != POINT:
            return answer
        if point(run, question.target):
            return AGAIN
    return STOP


def point(run: Run, name: str) -> bool:
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
    """Describe the way to the form for the person, who may walk there, or point at its title if there is a page."""
    title = "" if run.window.unreached else run.flow.arrived[0]
    return HandOver("open_form", title, lambda: lambda: AGAIN if arrived() else None)


_READING_TIME = 1.0  # seconds
_ASKED = 2  # times
_MENDED = 2.0  # seconds for which what was changed in the form must stand


def mend(run: Run, stop: Stop) -> None:
    """Have the person put right what the page does not take; it goes on by itself once they have changed something.

    That was done by hand: no approval that was given beforehand is for it.

    Raises:
        Stop: the given one, when nobody can answer or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    part = stop.detail.get("words", "")
    _show(run, part)
    take_over(run, stop, HandOver("complete_form", "", lambda: when_changed(run), part))


def _show(run: Run, told: str) -> None:
    """Scroll to what a form is told to miss, and have nothing of ours lie on it."""
    if told and (field := asked_for(look(run.window), told)):
        run.bar.top = not touch.show(run.window, field)


def when_changed(run: Run) -> Notice:
    """Return what notices that the person has changed something in the form, and let it stand."""
    before = typed(look(run.window, afresh=True))
    settling = Settling(before, run.window.now())

    def mended() -> str | None:
        stands = typed(look(run.window))
        if not stands.read:
            return None
        still = settling.lasts(stands, run.window.now(), _MENDED)
        return DONE if still and stands.values != before.values else None

    return mended


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
    for label in offered:
        # A button that still does not work says that the page wants it, or that the page has put it back.
        if label in (unticked() or ()) and not run.window.wait(lambda: run.shows(name, enabled=True), _READING_TIME):
            _let_tick(run, label, unticked, must=True)
    return None if button is None or form.unticked or offered else form


def let_answer(run: Run, groups: Callable[[View], list[Element]], view: View) -> bool:
    """Have the person answer the questions that stand alone on a page, before the rest of it comes up.

    `groups` gives those of a view that have no answer yet. They may leave one so; a page may put an answer back, and
    each is asked about twice then. False where there is none, or nobody to ask.
    """
    asks = run.asker.can_answer and not run.options.yes
    labels = [label for group in groups(view) if (label := question_of(group)) and asks]
    labels = [label for label in labels if label not in run.draft.offered]

    def unanswered() -> tuple[str, ...] | None:
        now = turning.look_at_page(run)
        return tuple(map(question_of, groups(now))) if now.read else None

    for label in labels:
        run.draft.offered.add(label)
        for _round in range(_ASKED):
            _let_tick(run, label, unanswered, must=False)
            if run.window.wait(partial(_is_answered, label, unanswered), _READING_TIME):
                break
    return bool(labels)


def _is_answered(label: str, unanswered: Callable[[], tuple[str, ...] | None]) -> bool | None:
    left = unanswered()
    return True if left is not None and label not in left else None


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
        _show(run, label)

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
