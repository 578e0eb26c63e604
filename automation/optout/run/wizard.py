"""Fills a form whatever its order: as one page or as a wizard of any length, by what stands on the page in front."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from optout.browser import touch
from optout.browser.element import Element
from optout.browser.lists import opens_list
from optout.browser.page import read_form
from optout.browser.sections import opening
from optout.browser.targets import Way
from optout.browser.writing import Evidence, evidence
from optout.flow.model import CheckEmail, Choose, Click, Fill, Flow, Open, Step
from optout.i18n import _
from optout.outcome import Reason
from optout.person import PersonField  # noqa: TC001  a type that is written out below
from optout.run import turning
from optout.run.asker import DONE
from optout.run.choosing import is_guess
from optout.run.events import Doing
from optout.run.looking import Stillness
from optout.run.session import Run, is_sure
from optout.run.steps import STILL_PAGE
from optout.run.takeover import HandOver, let_answer, mend, take_over
from optout.run.taking import take, tell_skipped
from optout.run.view import View

_MOST = 40
"""How many steps and presses one form may take: a wizard that turns in a circle must not go on for ever."""
_PRESSES = 2
"""How often a button is pressed on one page: the first press may come before the page's own script listens."""
_TURNING_PAGE = 3.0  # seconds; the longest that a new page is waited for
_PRESS_TIME = 3.0  # seconds
_ALONE, _MOST_QUESTIONS = 1.0, 6
"""Seconds for which a page with nothing but a question must stand still, and how many such are asked about."""
_LONE, _LONE_PARTS = 2.0, 2
"""Seconds for which a page must stand still where there is but an address and a button: these are its parts."""
_NOWHERE = 4.0  # seconds after which a press has led nowhere, and is made once more


_Found = tuple[Step | None, View]
"""What can be done next, or nothing more, and the page on which it was found."""


@dataclass
class Remaining:
    """What is left to do of a form, and which buttons lead on in it; `then` must come after all of it.

    `pressed` is the one that was pressed last, and on which page; `presses` how often it was there, `at` when.
    `repeats` is the e-mail check of an earlier page, as a later one may ask for the address again.
    """

    steps: list[Step]
    onward: list[Click]
    until: str
    then: Step | None = None
    pressed: tuple[str, str] = ("", "")
    presses: int = 0
    at: float = 0.0
    repeats: CheckEmail | None = None

    @classmethod
    def of(cls, steps: list[Step], until: str, then: Step | None = None) -> "Remaining":
        """Begin with some steps, up to the target that comes after them, and the step that must come then."""
        onward = [step for step in steps if isinstance(step, Click)]
        return cls([step for step in steps if not isinstance(step, Click)], onward, until, then)

    def note_press(self, name: str, mark: str, at: float) -> None:
        """Note that a button was pressed on the page with a mark, and when."""
        self.presses = self.presses + 1 if (name, mark) == self.pressed else 1
        self.pressed, self.at = (name, mark), at

    def may_press(self, name: str, mark: str, since: float) -> bool:
        """Whether a button is not one that was pressed on this very page, or was pressed there once, before `since`."""
        led_nowhere = self.presses < _PRESSES and self.at <= since
        return (name, mark) != self.pressed or led_nowhere


def fill_form(run: Run, remaining: Remaining | None = None) -> Remaining:
    """Take the steps before the send in the order in which the page shows them; skip those that it does not have.

    Where a step must come before what follows it, a flow's `open` or a `click` that is not optional, it does. Return
    what is left to do should another page of the form follow, with which this is called again (see `turn_page`).
    """
    parts = [remaining] if remaining else _parts(run.flow)
    for part in parts:
        for _round in range(_MOST):
            step, seen = _coming(run, part)
            if step is None:
                break
            asked = step.model_copy(update={"optional": True}) if step is part.repeats else step
            if take(run, asked, [other for other in part.steps if other is not step]):
                _note_taken(run, part, step, seen)
            else:
                _press_on(run)
        _finish(run, part, told=remaining is None)  # what the page does not have is told once
        if part.then:
            _take_in_turn(run, part.then)
    return parts[-1]


def _parts(flow: Flow) -> list[Remaining]:
    """Cut the steps before the send where one must come before what follows it."""
    parts: list[Remaining] = []
    steps: list[Step] = []
    for step in flow.steps[: flow.steps.index(flow.send)]:
        if isinstance(step, Open) or (isinstance(step, Click) and not step.optional):
            parts.append(Remaining.of(steps, _first_use(step), step))
            steps = []
        else:
            steps.append(step)
    return [*parts, Remaining.of(steps, flow.send.send)]


def turn_page(run: Run, remaining: Remaining) -> Remaining:
    """Press the one button of a page, as the person says that it leads on, and fill what follows."""
    _press_on(run)
    return fill_form(run, remaining)


def _finish(run: Run, remaining: Remaining, *, told: bool) -> None:
    """Take what must be done and did not come up; `told`: tell what is skipped.

    Raises:
        Stop: it cannot be done.
    """
    for step in [*remaining.steps]:
        if is_sure(run.person, step):
            if not take(run, step, []):  # the page turned in a circle
                raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(_first_use(step)))
            remaining.steps.remove(step)
        elif told:
            tell_skipped(run, step)


def _note_taken(run: Run, remaining: Remaining, step: Step, before: View) -> None:
    if step is remaining.repeats:
        remaining.repeats = None
        return
    if isinstance(step, Click):
        remaining.note_press(step.click, before.mark, run.window.now())
        # What is on its way is not pressed again.
        seconds = min(run.options.patience, _TURNING_PAGE)
        turned = turning.has_turned(run, partial(_view, run, remaining), before.mark, STILL_PAGE, seconds)
        if words := turning.refusal(run, step.click, before):
            mend(run, run.stop(Reason.FORM_INVALID, words=words))
            remaining.pressed = ("", "")  # it is another page now: the same button may be pressed anew
        elif turned:
            run.draft.turn()
    else:
        remaining.steps.remove(step)
    if isinstance(step, CheckEmail) and step.again and step.again not in run.draft.found:
        remaining.repeats = step


def _take_in_turn(run: Run, step: Step) -> None:
    """Take a step that must come before the others; pages may have to be turned first."""
    for _round in range(_MOST):
        if take(run, step, []):
            return
        _press_on(run)
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(_first_use(step)))


def _press_on(run: Run) -> None:
    """Press the one button of a page, as the person says that it leads on; have them press it if that did nothing.

    Raises:
        Stop: the person prefers to stop.
    """
    if turning.press(run):
        return
    before = turning.look_at_page(run).mark

    def turned() -> str | None:
        view = turning.look_at_page(run)
        return DONE if view.read and view.mark != before else None

    stop = run.stop(Reason.TARGET_STUCK, target=_("the button that leads on"))
    take_over(run, stop, HandOver("go_on", "", lambda: turned))


def _coming(run: Run, remaining: Remaining) -> tuple[Step | None, View]:
    """Wait for what can be done next, and give it with the page as it is; None when all that is left may be missing.

    A field comes before a button that leads on. What must be done and does not come up is given as well: taking it
    then says what is missing.
    """
    must = [step for step in remaining.steps if is_sure(run.person, step)]
    nowhere = min(run.options.patience / 2, _NOWHERE)

    opened: set[tuple[str, int]] = set()
    stillness = Stillness(run.window)

    def look() -> tuple[View, tuple[Step | None, View] | None]:
        view = _view(run, remaining)
        found = coming(view)
        if found is None:
            _open_part(run, view, opened)
        return view, found

    def coming(view: View) -> tuple[Step | None, View] | None:
        still = stillness.lasts(view, _LONE)
        if shown := next((step for step in remaining.steps if _stands_there(view, step)), None):
            return (shown, view) if still or not _may_be_beside(view, shown) else None
        if remaining.repeats and _asks_again(view, remaining.repeats):
            return remaining.repeats, view
        mark = view.mark
        since = run.window.now() - nowhere
        for click in remaining.onward:
            if remaining.may_press(click.click, mark, since) and _can_be_pressed(view, click.click):
                return (click, view) if not _may_be_here(view, click.click, must) else None
        return (None, view) if not must and (not remaining.until or view.shows(remaining.until)) else None

    named_first = _first_use(must[0]) if must else remaining.until
    asks = not any(isinstance(step, Choose) for step in must)  # else a question that shows may be the flow's own
    found = _find_or_ask(run, look, named_first, asks=asks)
    if found:
        return found
    run.draft.waited |= {_first_use(step) for step in must}
    return next(iter(must), None), _view(run, remaining)


def _find_or_ask(run: Run, look: Callable[[], tuple[View, _Found | None]], name: str, *, asks: bool) -> _Found | None:
    """Wait for what a look finds; a question that stands alone the person answers: the rest may come up only then."""
    for _round in range(_MOST_QUESTIONS):
        stillness, alone = Stillness(run.window), list[View]()

        def look_on(stillness: Stillness = stillness, alone: list[View] = alone) -> tuple[View, _Found | None]:
            view, found = look()
            if stillness.lasts(view, _ALONE) and found is None and asks and _unanswered(view):
                alone.append(view)
            return view, (None, view) if alone else found

        with run.long(Doing.FINDING, run.options.patience, name):
            found = run.wait_while_it_moves(look_on, run.options.patience)
        if not alone or not let_answer(run, _unanswered, alone[0]):
            return None if alone else found
    return None


def _unanswered(view: View) -> list[Element]:
    """Return the questions of a page that has nothing to write into, as far as they have no answer yet."""
    groups = [part.element for part in view.parts.every if part.sort == "group" and not part.holds]
    return [] if view.parts.fields else [one for one in groups if not any(at.checked for at in one.below())]


def _stands_there(view: View, step: Step) -> bool:
    """Whether what a step works with shows; an answer is only given to a question of which the flow has the words."""
    found = view.shows(_first_use(step))
    return found is not None and not (isinstance(step, Choose) and is_guess(step, found))


def _may_be_beside(view: View, step: Step) -> bool:
    """Whether a field for an address stands alone, as that of a newsletter does: the form may be still to come."""
    if not isinstance(step, CheckEmail) or len(view.parts.every) > _LONE_PARTS:
        return False
    return not any("onward" in part.does or part.later for part in view.parts.buttons)


def _may_be_here(view: View, name: str, must: list[Step]) -> bool:
    """Whether an empty field may be the one that is sought, on a page whose button is known by its usual words alone.

    The flow does not know the page, then: what it asks for comes before it is left.
    """
    found = view.shows(name)
    values: set[PersonField] = {"email"} if any(isinstance(step, CheckEmail) for step in must) else set()
    values |= {step.with_ for step in must if isinstance(step, Fill)} & {"comment", "email"}
    if found is None or found.how != Way.USUAL or not values:
        return False
    lines = [one for one in (part.element for part in view.parts.fields) if one.tag != "select" and not opens_list(one)]
    fields = [one for one in lines if not one.value.strip()]
    return any(evidence(one, value) is not Evidence.AGAINST for one in fields for value in values)


def _open_part(run: Run, view: View, opened: set[tuple[str, int]]) -> None:
    """Open a part of the form that is shut, each once; in a stranger's flow that is the person's."""
    shut = [] if run.options.asks_presses else opening(view.seen)
    one = next((one for one in shut if (one.document.frame, one.node) not in opened), None)
    if one is not None:
        opened.add((one.document.frame, one.node))
        touch.press(run.window, one, _PRESS_TIME)


def _can_be_pressed(view: View, name: str) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found = view.shows(name)
    if found is None or view.shows(name, enabled=True):
        return found is not None
    form = read_form(found.element)
    return bool(form.unticked or form.open)


def _asks_again(view: View, step: CheckEmail) -> bool:
    """Whether a later page of the form has an empty field for the address once more, or its repetition came up late."""
    fields = (found.element for name in (step.check_email, step.again) if name and (found := view.shows(name)))
    return any(not one.value.strip() for one in fields)


def _view(run: Run, remaining: Remaining) -> View:
    repeats = remaining.repeats.uses().values() if remaining.repeats else []
    clicks = (click.click for click in remaining.onward)
    names = [*repeats, *map(_first_use, remaining.steps), *clicks, remaining.until]
    return run.look(*dict.fromkeys(filter(None, names)))


def _first_use(step: Step) -> str:
    """Return the target that a step works with; an address that is to be opened has none."""
    return next(iter(step.uses().values()), "")
