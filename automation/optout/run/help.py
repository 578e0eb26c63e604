"""Clears the way to what a flow names, presses it, and asks the person for what the program cannot or may not do.

One rule notices what they do by hand: the page has changed, and has stood still for two seconds since.
"""

import math
from collections.abc import Callable
from functools import partial
from typing import cast

from optout.browser import (
    Element,
    FormState,
    FoundBy,
    Page,
    close_notice,
    field_fit,
    is_country_list,
    main_form,
    parts_of,
    pick,
    press,
    show_strip,
)
from optout.messages import printable
from optout.outcome import BROWSER, REASON_TEXTS, Reason, Stop, gaps
from optout.run.session import Run, Stillness, is_another_page
from optout.run.talk import ABOUT, Choice, Question

Notice = Callable[[], Choice | None]  # looks at the page; gives an answer once what was asked for was done there
PERSON_CAN_FIX = frozenset(
    {Reason.TARGET_MISSING, Reason.TARGET_AMBIGUOUS, Reason.TARGET_STUCK, Reason.VALUE_NEEDED, Reason.VALUE_REFUSED}
)
"""What the person can mend in the window, so that a changed page is no dead end."""
FIX = "complete_form"  # the step of what the person puts right; no approval that was given before is for that
ROUNDS = 5  # times that a step or a box is handed over: what never works must not be asked for ever
_SETTLES, _RESTS = 2.0, 5.0  # seconds for which a changed page must stand still; with the caret in a field
_READING_TIME, _PRESS_TIME = 1.0, 3.0  # seconds
_CLOSING_TIME, _MOST_NOTICES = 2.0, 3  # seconds in which a notice can be pressed, and goes; notices on one page
_LONGEST = 120  # characters of a name that are shown
_MISSES = 5  # times that what was shown may be nothing that could be used


def ask(run: Run, question: Question, notice: Notice | None = None) -> Choice:
    """Ask, and wait for the answer, which `notice` may see in the page; raise Stop where nobody can be asked.

    In every wait SentByHand may come up: the person sent the form instead.
    """
    if not run.asker.can_answer:
        raise run.stop(Reason.NO_TERMINAL, question=ABOUT[question.prompt])
    run.tell("asked", question.prompt, **question.detail)
    if not run.sends.armed:  # what comes after the send is its answer
        run.before.note(run.page().spoken)

    def look() -> Choice | None:
        said = cast("Choice | None", run.asker.answer())
        return notice() if said is None and notice else said

    with show_strip(run.window, question.in_window(run.language)):
        run.ask_anew = partial(run.asker.begin, question)
        run.ask_anew()
        try:
            answer: Choice = run.window.wait(look, math.inf) or question.default
        finally:
            run.ask_anew = None
            run.asker.end()
            run.window.reading = None  # the person may have done anything meanwhile
    run.tell("answered", question.prompt, answer=answer)
    return answer


def ask_help(
    run: Run, stop: Stop, step: str, target: str = "", *, may_lack: bool = False, notice: Notice | None = None
) -> Choice:
    """Have the person help with a step that was stopped; raise Stop where nobody can, or they prefer that.

    Return done, point or absent, or again where the page has changed meanwhile. `may_lack`: the page may not have
    the step's target. `notice` sees in it that they did it, by default that the page has changed.
    """
    if not run.asker.can_answer:
        raise stop
    notice = notice or _changed(run, step, target)
    own: Choice = "absent" if may_lack else "done"
    choices: tuple[Choice, ...] = ("point", own, "stop") if target else (own, "stop")
    detail = {name: stop.detail[name] for name in gaps(REASON_TEXTS[stop.reason].message)}
    detail |= {"why": stop.reason.value} | ({"target": target} if target else {})
    question = Question("take_over", stop.message, choices, "stop", target=target, why=stop.reason, detail=detail)
    turns = _PageTurns(run)
    for _round in range(ROUNDS):
        if (answer := ask(run, question, turns.watching(notice))) == "stop":
            break
        if answer == "point" and not _ask_where(run, target):
            continue
        turns.note(run.page())
        if (answer == "done" or step == FIX) and step not in run.draft.by_hand:
            run.draft.by_hand.append(step)
        return answer
    raise stop


class _PageTurns:
    """Watches the pages of the form while the person works in the window.

    What stood on a page when they turned it is what the last look at it has: they may have changed anything.
    """

    def __init__(self, run: Run) -> None:
        self._run, self._last = run, run.page()

    def watching(self, notice: Notice) -> Notice:
        """Return a notice that also watches."""

        def watch() -> Choice | None:
            self.note(self._run.look())
            return notice()

        return watch

    def note(self, now: Page) -> None:
        """Note what was left where a reading shows another page of the form."""
        if not now.read:
            return
        draft = self._run.draft
        if is_another_page(self._last, now):
            if draft.arrival:  # before that it is no page of the form
                draft.note_left(self._last)
            draft.turn(self._last)
        self._last = now


def _ask_where(run: Run, name: str) -> bool:
    """Let the person show a target by one press, which does nothing else; False where nothing came of it."""
    question = Question("point", target=name, part=run.flow.described(name).in_language(run.language))
    run.tell("asked", "point")
    pages, interrupted, ended = len(run.window.context.pages), list[BaseException](), list[bool]()

    def ends() -> bool:
        paused = run.sends.paused is not None
        try:
            run.window.check()
            if paused:
                run.window.on_wait()
        except BaseException as error:  # noqa: BLE001  raised again once the picker has ended
            interrupted.append(error)
        if interrupted or paused or run.asker.answer() or len(run.window.context.pages) != pages:
            ended.append(True)
        return bool(ended)

    pointed = None
    with show_strip(run.window, question.in_window(run.language)):
        try:
            for _round in range(_MISSES):
                pointed = pick(run.window, run.flow.targets[name].role, lambda: run.asker.begin(question), ends)
                if pointed or ended:
                    break
                run.tell("not_pointed", name)  # it could not be used, or went while it was looked at
        finally:
            run.asker.end()
    if interrupted:
        raise interrupted[0]
    run.tell("answered", "point", answer="point" if pointed else "done")
    if pointed:
        run.pointed[name] = pointed
        run.draft.found[name] = FoundBy.PERSON
        run.draft.note_help(f"point {run.flow.described(name).code}")
    return pointed is not None


def close_notices(run: Run, page: Page) -> bool:
    """Close the cookie and notice dialogs of a page, each by the answer that shares least; say whether any was.

    Not in a stranger's flow. Nor where settings are: they are often in a dialog, and terms to agree to look like one.
    """
    closed = False
    for _round in range(0 if run.options.confirm_presses or run.flow.switches else _MOST_NOTICES):
        pressed = close_notice(run.window, run.page() if closed else page, _CLOSING_TIME)
        if pressed is None:
            break
        run.tell("notice_closed", "", words=printable(pressed, _LONGEST))
        closed = True
    return closed


def unfold(run: Run, opened: set[str]) -> bool:
    """Open the next part that is folded up, of the form or else of the page's matter; not in a stranger's flow."""
    scope = main_form(run.page())
    for one in run.page().elements if not run.options.confirm_presses else ():
        shut = one.attributes.get("aria-expanded") == "false" and "aria-haspopup" not in one.attributes
        matter = not one.aside if run.settings else scope is not None and scope.holds(one)
        if shut and matter and one.role == "button" and one.visible and not one.is_list and one.called not in opened:
            opened.add(one.called)
            return press(run.window, one, _PRESS_TIME)
    return False


def _changed(run: Run, step: str, target: str) -> Notice:
    """Return what notices that the page has changed and stands still: done where something was put in, or again.

    What another field got is no answer while the one that was asked for holds what it held.
    """
    before, stillness, address = run.page(), Stillness(run.window), run.window.page.url

    def held(page: Page) -> str | None:
        found = run.find_one(target, page) if target else None
        return found.element.held if found and found.element.is_field else None

    def notice() -> Choice | None:
        page = run.look()
        writing = any("active" in one.states and one.is_textbox for one in page.elements)
        still = stillness.lasts(page, _RESTS if writing else _SETTLES)
        same = (page.mark, page.typed, run.window.page.url) == (before.mark, before.typed, address)
        same = same and not page.asks_else(before)
        if not page.read or not still or same:
            return None
        if page.mark == before.mark and held(page) is not None and held(page) == held(before):
            return None
        stood = {one.split("\n")[0] for one in before.typed}  # what a page brings with it nobody has put in
        may = {one.held for one in page.elements if one.is_field and _could_be(run, target, one)} - {""}
        new = [one.split("\n", 2) for one in page.typed - before.typed]
        put_in = any(name in stood and value in may for name, _role, value in new)
        return "done" if put_in and step != "send" else "again"

    return notice


def _could_be(run: Run, target: str, field: Element) -> bool:
    """Whether a field may be the one that was asked for: a line with a name in it is no comment."""
    value = run.flow.holds.get(target)
    if value == "comment" and not field.is_multiline:
        return field_fit(field, value) == "for" or field.held == run.person.value(value)
    return value is None or field_fit(field, value) != "against"


def _ask_open(run: Run, form: Callable[[], FormState | None]) -> bool:
    """Have the person tick or answer what is open, each by the name that the page gives it; say whether any was.

    A box or question of which the page does not say whether it must be ticked is shown once, and may be left as it is.
    Nothing is ticked for them. `form` reads what the form still wants; None while it cannot be read.
    """
    state = run.window.wait(form, _READING_TIME) or FormState()
    offered = [label for label in state.open if run.can_ask and label not in run.draft.offered]
    run.draft.offered |= set(offered)
    for label in (*state.unticked, *offered):
        _ask_to_tick(run, label, form, must=label in state.unticked)
    return bool(state.unticked or offered)


def _ask_to_tick(run: Run, label: str, form: Callable[[], FormState | None], *, must: bool) -> None:
    def notice() -> Choice | None:
        now = form()
        return "done" if now is not None and label not in now.unticked + now.open else None

    said = printable(label, 500)
    why = Reason.TICK_NEEDED if must else None
    question = Question("tick", said, ("done", "stop"), "done", why=why, detail={"quote": said})
    for _round in range(ROUNDS if run.asker.can_answer else 0):
        if ask(run, question, notice) == "stop":
            break
        now = form()  # one of several may do
        if not must or (now and label not in now.unticked) or run.window.wait(notice, _READING_TIME):
            run.draft.note_help("tick")
            return
    raise run.stop(Reason.TICK_NEEDED, words=said)


def complete(run: Run, name: str) -> FormState | None:
    """Have the form of a button completed before that is pressed, and return it; None when there is none yet."""

    def form() -> FormState | None:
        page = run.look()
        found = run.find_one(name, page)
        state = run.draft.read(page, found.element) if found else FormState(read=page.read)
        return state if state.read else None

    _ask_open(run, form)
    state = run.window.wait(form, _READING_TIME)
    if state is None:
        return None
    # What only a star asks for is told once, where somebody can say that it may stay empty.
    told = run.draft.offered if run.can_ask else {*state.starred}
    if words := state.invalid or next((label for label in state.starred if label not in told), ""):
        run.draft.offered.add(words)
        raise run.stop(Reason.FORM_INVALID, words=printable(words), **speaker_of(state))
    return state


def speaker_of(form: FormState) -> dict[str, str]:
    """Return, for a stop's detail, that what the form misses is in the browser's words; nothing if in the page's."""
    return {"speaker": BROWSER} if form.browser_words else {}


def ask_questions(run: Run) -> bool:
    """Have the person answer the questions that no step answers: what is sought may come up with an answer."""

    def form() -> FormState | None:
        page = run.look()
        groups = [one for one in parts_of(page).groups if not (one.checked or is_country_list(one))]
        return FormState(open=tuple(one.called for one in groups if one.called), read=True) if page.read else None

    return _ask_open(run, form)


def let_press(run: Run, target: str, find: Callable[[], Element | None], entry: str = "") -> Element:
    """Return what is to be pressed for a target: in a stranger's flow once the person agrees, for each by its name.

    `entry` is what would be chosen in it. Raise Stop where they do not want it pressed, or nobody can be asked.
    """
    element = find()
    while element is not None and run.options.confirm_presses:
        called = printable(element.called, _LONGEST) or element.tag or "?"
        words = ": ".join(filter(None, (called, printable(entry, _LONGEST))))
        if (words, run.address) in run.may_press:
            break
        detail = {"target": target}
        question = Question("press", words, ("yes", "no"), "no", address=run.address, target=target, detail=detail)
        if ask(run, question) != "yes":
            raise run.stop(Reason.DECLINED)
        run.may_press.add((words, run.address))
        element = find()  # looked for again: the page may have changed while that was asked
    if element is None:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(target), count="0")
    return element


def click(run: Run, target: str) -> None:
    """Press a target; raise Stop where it is not there, something lies on it, or the person does not want that."""
    element = let_press(run, target, lambda: run.need(target, enabled=True).element)
    with run.long("pressing", run.options.patience, target):
        if not run.wait_for(lambda _page: press(run.window, element, 0, on_way=True) or None):
            raise run.stop(Reason.TARGET_STUCK, target=run.flow.described(target))
