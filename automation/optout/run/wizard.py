"""Fills a form whatever its order: as one page or as a wizard of any length, by what stands on the page in front."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from optout.browser.form import read_form, validity_now
from optout.errors import LeadsOn
from optout.flow.model import CheckEmail, Click, Fill, Open, Step
from optout.outcome import Reason
from optout.run.events import Doing
from optout.run.session import Run
from optout.run.takeover import go_on
from optout.run.turning import has_turned
from optout.run.view import View

Take = Callable[[Step, list[Step]], None]
"""Takes one step; the other are those that are left."""
_MOST = 40
"""How many steps and presses one form may take: a wizard that turns in a circle must not go on for ever."""
_PRESSES = 2
"""How often a button is pressed on one page: the first press may come before the page's own script listens."""
_STILL_PAGE, _TURNING_PAGE = 0.2, 3.0  # seconds: a new page must stand unchanged; the longest that one is waited for


@dataclass
class Walk:
    """What is left to do of a form, and which buttons lead on in it.

    `pressed` is the one that was pressed last, and on which page; `presses` how often it was there, `at` when.
    `repeats` is the e-mail check of an earlier page, as a later one may ask for the address again.
    """

    left: list[Step]
    onward: list[Click]
    send: str
    pressed: tuple[str, str] = ("", "")
    presses: int = 0
    at: float = 0.0
    repeats: CheckEmail | None = None

    @classmethod
    def through(cls, stretch: list[Step], until: str) -> "Walk":
        """Begin a walk through steps, up to the target that comes after them."""
        onward = [step for step in stretch if isinstance(step, Click)]
        return cls([step for step in stretch if not isinstance(step, Click)], onward, until)

    def note_press(self, name: str, mark: str) -> None:
        """Note that a button was pressed on the page with a mark."""
        self.presses = self.presses + 1 if (name, mark) == self.pressed else 1
        self.pressed, self.at = (name, mark), time.monotonic()

    def may_press(self, name: str, mark: str, seconds: float) -> bool:
        """Whether a button is not one that was pressed on this very page, or led nowhere for `seconds`, once."""
        led_nowhere = self.presses < _PRESSES and time.monotonic() - self.at >= seconds
        return (name, mark) != self.pressed or led_nowhere


def walk(run: Run, steps: list[Step], send: str, take: Take, skip: Callable[[Step], None]) -> Walk:
    """Take the steps before the send in the order in which the page shows them, and `skip` those it does not have.

    Gives what is left to do should another page of the form follow: see `walk_on`. Where a step must come before what
    follows it, a flow's `open` or a `click` that is not optional, it does.
    """
    stretch: list[Step] = []
    for step in steps:
        if isinstance(step, Open) or (isinstance(step, Click) and not step.optional):
            _walk(run, Walk.through(stretch, _first_use(step)), take, skip)
            take(step, [])
            stretch = []
        else:
            stretch.append(step)
    last = Walk.through(stretch, send)
    _walk(run, last, take, skip)
    return last


def walk_on(run: Run, here: Walk, take: Take) -> None:
    """Go on from a page whose button leads to another one, as the person says.

    Raises:
        PressedSend: it is the one that sends.
    """
    go_on(run)
    _walk(run, here, take, lambda _: None)  # what the page does not have was told before


def _walk(run: Run, here: Walk, take: Take, skip: Callable[[Step], None]) -> None:
    for _ in range(_MOST):
        step, mark = _coming(run, here)
        if step is None:
            break
        try:
            if step is here.repeats:
                take(here.repeats.model_copy(update={"optional": True}), here.left)
                here.repeats = None
                continue
            take(step, [other for other in here.left if other is not step])
        except LeadsOn:
            go_on(run)
            continue
        if isinstance(step, Click):
            here.note_press(step.click, mark)
            # What is on its way is not pressed again.
            seconds = min(run.options.patience, _TURNING_PAGE)
            if has_turned(run, partial(_view, run, here), mark, _STILL_PAGE, seconds):
                run.draft.left_behind |= run.draft.entered.keys()
        else:
            here.left.remove(step)
        if isinstance(step, CheckEmail) and step.again and step.again not in run.found:
            here.repeats = step
    for step in [*here.left]:
        if is_sure(run, step):
            _take_last(run, step, take)  # the page turned in a circle: this says what is missing
            here.left.remove(step)
        else:
            skip(step)


def _take_last(run: Run, step: Step, take: Take) -> None:
    try:
        take(step, [])
    except LeadsOn:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(_first_use(step))) from None


def _coming(run: Run, here: Walk) -> tuple[Step | None, str]:
    """Wait for what can be done next, and give it with the mark of the page; None when all that is left may be missing.

    A field comes before a button that leads on. What must be done and does not come up is given as well: taking it
    then says what is missing.
    """
    must = [step for step in here.left if is_sure(run, step)]
    nowhere = run.options.patience / 2

    def look() -> tuple[Step | None, str] | None:
        view = _view(run, here)
        if shown := next((step for step in here.left if view.shows(_first_use(step))), None):
            return shown, ""
        if here.repeats and _asks_again(run, view, here.repeats):
            return here.repeats, ""
        mark = view.mark
        for click in here.onward:
            if here.may_press(click.click, mark, nowhere) and _can_be_pressed(run, view, click.click):
                return click, mark
        return (None, mark) if not must and view.shows(here.send) else None

    patience, named_first = run.options.patience, _first_use(must[0]) if must else here.send
    with run.long(Doing.FINDING, patience, named_first):
        found = run.window.wait(look, patience)
    if found:
        return found
    run.draft.waited |= {_first_use(step) for step in must}
    return next(iter(must), None), ""


def _can_be_pressed(run: Run, view: View, name: str) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found = view.shows(name)
    if found is None or view.shows(name, enabled=True):
        return found is not None
    form = read_form(run.window, found.locator)
    return bool(form.unticked or form.open)


def _asks_again(run: Run, view: View, step: CheckEmail) -> bool:
    """Whether a later page of the form has an empty field for the address once more."""
    found = view.shows(step.check_email)
    validity = validity_now(run.window, found.locator) if found else None
    return validity is not None and not validity.value.strip()


def is_sure(run: Run, step: Step) -> bool:
    """Whether a step is taken in every run: a value that the person gave is never dropped silently."""
    return run.person.value(step.with_) is not None if isinstance(step, Fill) else not step.optional


def _view(run: Run, here: Walk) -> View:
    repeats = [here.repeats.check_email] if here.repeats else []
    names = [*repeats, *map(_first_use, here.left), *(click.click for click in here.onward), here.send]
    return run.look(*dict.fromkeys(names), texts=True)


def _first_use(step: Step) -> str:
    return next(iter(step.uses().values()))
