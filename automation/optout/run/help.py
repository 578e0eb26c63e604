"""Asks the person for help with what the program cannot do, and for the boxes it never ticks: done, point, skip, stop.

One rule notices what they do by hand: the page has changed, and has stood still for two seconds since.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import partial

from optout.browser import act
from optout.browser.find import Way as How
from optout.browser.find import leading, lone_button
from optout.browser.form import FormState, read_form, unanswered
from optout.browser.reading import Element, Page, held_by
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.i18n import _
from optout.outcome import TELLINGS, Reason, gaps
from optout.redact import printable
from optout.run.ask import Notice, ask, ask_where
from optout.run.events import SEND, Kind
from optout.run.questions import ABSENT, DONE, NO, ONWARD, POINT, STOP, YES, Question
from optout.run.session import Run, Stillness

HANDED_OVER = frozenset(
    {
        Reason.TARGET_MISSING,
        Reason.TARGET_AMBIGUOUS,
        Reason.TARGET_STUCK,
        Reason.VALUE_NEEDED,
        Reason.VALUE_REFUSED,
    }
)
"""What the person can mend in the window, so that a changed page is no dead end."""
_ELSEWHERE = frozenset({Reason.TARGET_MISSING, Reason.WAYS_DEAD})
"""What may just as well be on another page of the form."""
ROUNDS = 5
"""How often one step, or one box, is handed over before the run ends: what never works must not be asked for ever."""
_SETTLES, _RESTS = 2.0, 5.0
"""Seconds for which a changed page must stand still; and where the caret still stands in a field."""
_READING_TIME = 1.0  # seconds
_PRESS_TIME, _TURNING = 3.0, 5.0  # seconds; in the latter another page comes up
_LONGEST = 120  # characters of a name that are shown
AGAIN = "again"
"""What notices that the page has changed answers: it is to be looked at anew."""


class Help(StrEnum):
    """What came of it: the person did the step, it is to be tried again, or the page does not have it."""

    DONE = "done"
    AGAIN = "again"
    SKIP = "skip"


@dataclass(frozen=True)
class Stuck:
    """What the program cannot do: why, the code of the step, and the target that could be pointed at.

    `may_lack`: the page may not have it, which the person then says.
    """

    stop: Stop
    step: str
    target: str = ""
    may_lack: bool = False


def ask_help(run: Run, stuck: Stuck, notice: Notice | None = None) -> Help:
    """Have the person help; `notice` sees in the page that they did, by default that it has changed.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    stop = stuck.stop
    if not run.asker.can_answer:
        raise stop
    # What is put in is not the send: that is seen by itself, or said.
    notice = notice or _changed(run, stuck)
    question = _question(run, stuck)
    before = run.page()
    for _round in range(ROUNDS):
        answer = ask(run, question, notice)
        if answer == STOP:
            break
        if answer == POINT and not ask_where(run, stuck.target):
            continue
        if answer == ONWARD and not turn_page(run):
            if stop.reason is Reason.WAYS_DEAD:
                continue
            deaf = run.stop(Reason.TARGET_STUCK, target=_("the button that leads on"))
            return ask_help(run, Stuck(deaf, "go_on"))
        run.draft.note_turn(before, run.page(), by_hand=True)
        if answer == DONE:
            _note_by_hand(run, stuck.step)
        return {DONE: Help.DONE, ABSENT: Help.SKIP}.get(answer, Help.AGAIN)
    raise stop


def _note_by_hand(run: Run, step: str) -> None:
    if step not in run.draft.by_hand:
        run.draft.by_hand.append(step)


def _question(run: Run, stuck: Stuck) -> Question:
    """Return what is asked: by the reason why the program is stuck, and what it looked for."""
    stop = stuck.stop
    lone = None if stuck.may_lack or stop.reason not in _ELSEWHERE else _lone_button(run, run.page())
    own = ABSENT if stuck.may_lack else DONE
    kept = {name: stop.detail[name] for name in gaps(TELLINGS[stop.reason].says)}
    return Question(
        Moment.TAKE_OVER,
        stop.says,
        (*((POINT,) if stuck.target else ()), own, *((ONWARD,) if lone else ()), STOP),
        STOP,
        target=stuck.target,
        why=stop.reason,
        button=(printable(lone.called, _LONGEST) or "?") if lone else "",
        detail={**kept, "why": stop.reason.value, **({"target": stuck.target} if stuck.target else {})},
    )


def _lone_button(run: Run, page: Page) -> Element | None:
    return lone_button(page, run.draft.turned or "page")


def turn_page(run: Run) -> bool:
    """Press the one button of a page, as the person says that it leads on; False where that did nothing.

    Raises:
        Stop: it would have sent, and the person stopped that, or nobody is there to ask.
        SentByHand: it sent, as the person said.
    """
    before = run.page()
    button = _lone_button(run, before)
    if button is None:
        return False
    run.draft.note_page(read_form(before, button).fields)
    act.press(run.window, button, _PRESS_TIME)
    if not run.window.wait(lambda: ((now := run.look()).read and now.mark != before.mark) or None, _TURNING):
        return False
    run.draft.turn(before)
    run.tell(Kind.STEP_DONE, "go_on", how=How.KIND, optional="yes")
    return True


def unfold(run: Run) -> bool:
    """Open the next part of the form that is folded up, as an accordion's are; False where there is none.

    In a stranger's flow that is the person's.
    """
    scope = leading(run.page())
    if scope is None or run.options.asks_presses:
        return False
    buttons = (one for one in scope.document.elements if one.role == "button" and scope.holds(one) and one.seen)
    shut = (one for one in buttons if one.attributes.get("aria-expanded") == "false" and not one.is_list)
    button = next((one for one in shut if one.called not in run.draft.offered), None)
    if button is None:
        return False
    run.draft.offered.add(button.called)
    return act.press(run.window, button, _PRESS_TIME)


def _changed(run: Run, stuck: Stuck) -> Notice:
    """Return what notices that the page has changed and stands still: DONE where something was put in, or AGAIN.

    What another field got is no answer as long as the one that was asked for holds what it held.
    """
    before, stillness, address = run.page(), Stillness(run.window), run.window.page.url

    def held(page: Page) -> str | None:
        found = run.shows(stuck.target, page) if stuck.target else None
        return held_by(found.element) if found and found.element.is_field else None

    def notice() -> str | None:
        page = run.look()
        still = stillness.lasts(page, _RESTS if page.writing else _SETTLES)
        same = (page.mark, page.typed, run.window.page.url) == (before.mark, before.typed, address)
        if not page.read or not still or same:
            return None
        if page.mark == before.mark and held(page) is not None and held(page) == held(before):
            return None
        put_in = any(not one.endswith("\n") for one in page.typed - before.typed)
        return DONE if put_in and stuck.step != SEND else AGAIN

    return notice


def ask_to_fix(run: Run, stop: Stop) -> None:
    """Have the person put right what the page does not take; it goes on by itself once they have changed something.

    That was done by hand: no approval that was given beforehand is for it.

    Raises:
        Stop: the given one, when nobody can answer or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    ask_help(run, Stuck(stop, "complete_form"))
    _note_by_hand(run, "complete_form")


ReadForm = Callable[[], FormState | None]
"""Reads what a form still wants; None while it cannot be read."""


def ask_to_tick(run: Run, name: str) -> FormState | None:
    """Have the person tick or answer what the form of a button wants: its button often works only then.

    Return the form as it was read; None when there is none yet.
    """

    def form() -> FormState | None:
        page = run.look()
        found = run.shows(name, page)
        state = read_form(page, found.element, run.draft.shown) if found else FormState(read=page.read)
        return state if state.read else None

    state = run.window.wait(form, _READING_TIME)
    if state:
        run.draft.shown |= {field.key for field in state.fields}
    if state is None or not _ask_open(run, state, form):
        return state
    for label in state.open:  # a button that still does not work says that the page wants it
        if not _is_answered(form, label) and not run.window.wait(lambda: run.shows(name, enabled=True), _READING_TIME):
            _ask_to_tick(run, label, form, must=True)
    return run.window.wait(form, _READING_TIME)


def ask_to_answer(run: Run, groups: Callable[[Page], list[Element]]) -> bool:
    """Have the person answer the questions that stand alone on a page; False where there is none, or nobody to ask."""

    def form() -> FormState | None:
        page = run.look()
        labels = tuple(one.called for one in unanswered(groups(page)) if one.called)
        return FormState(open=labels, read=True) if page.read else None

    state = run.window.wait(form, _READING_TIME)
    if state is None or not _ask_open(run, state, form):
        return False
    for label in state.open:  # React puts an answer back, once
        if not run.window.wait(partial(_is_answered, form, label), _READING_TIME):
            _ask_to_tick(run, label, form, must=False)
    return True


def _ask_open(run: Run, state: FormState, form: ReadForm) -> bool:
    """Have the person tick or answer what is open, each by the name that the page gives it; say whether any was.

    A box or question of which the page does not say whether it must be ticked is shown once, and may be left as it is.
    Nothing is ticked for them.
    """
    asks = run.asker.can_answer and not run.options.yes
    offered = [label for label in state.open if asks and label not in run.draft.offered]
    run.draft.offered |= set(offered)
    for label in (*state.unticked, *offered):
        _ask_to_tick(run, label, form, must=label in state.unticked)
    return bool(state.unticked or offered)


def _is_answered(form: ReadForm, label: str) -> bool | None:
    now = form()
    return (now is not None and label not in now.unticked + now.open) or None


def _ask_to_tick(run: Run, label: str, form: ReadForm, *, must: bool) -> None:
    """Ask the person to tick what the form wants ticked, or may want."""

    def notice() -> str | None:
        return DONE if _is_answered(form, label) else None

    said = printable(label, 500)
    why = Reason.TICK_NEEDED if must else None
    question = Question(Moment.TICK, said, (DONE, STOP), DONE, why=why, detail={"quote": said})
    if run.asker.can_answer:
        for _round in range(ROUNDS):
            if ask(run, question, notice) == STOP:
                break
            if not must or run.window.wait(lambda: bool(notice()) or None, _READING_TIME):
                return
    raise run.stop(Reason.TICK_NEEDED, words=said)


def let_press(run: Run, target: str, find: Callable[[], Element | None], entry: str = "") -> Element:
    """Return what is to be pressed for a target, once the person has seen it: a stranger's flow asks for each press.

    The words of a flow say what is looked for, not what is found: it is shown as the page calls it, once for each name
    and address. `entry` is what would be chosen in it.

    Raises:
        Stop: the person does not want it pressed, or there is nobody to ask.
        SentByHand: the person sent the form instead of answering.
    """
    element = find()
    while element is not None and run.options.asks_presses:
        called = printable(element.called, _LONGEST) or element.tag or "?"
        words = ": ".join(filter(None, (called, printable(entry, _LONGEST))))
        if (words, run.address) in run.may_press:
            break
        detail = {"target": target}
        question = Question(Moment.PRESS, words, (YES, NO), NO, address=run.address, target=target, detail=detail)
        if ask(run, question) != YES:
            raise run.stop(Reason.DECLINED)
        run.may_press.add((words, run.address))
        element = find()  # looked for again: the page may have changed while that was asked
    if element is None:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(target) if target else entry, count="0")
    return element
