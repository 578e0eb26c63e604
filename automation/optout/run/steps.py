"""The steps of a form: which comes next on the page in front, and taking it; what stands there already is done."""

from collections import Counter
from collections.abc import Iterable
from typing import cast

from playwright.sync_api import Error

from optout.browser import FormField, FormState, FoundBy, Page, field_fit, parts_of, read_form
from optout.flow import CheckEmail, Choose, Click, Fill, Step, names_any
from optout.messages import printable
from optout.outcome import Reason, Stop
from optout.person import VALUES
from optout.run.help import FIX, PERSON_CAN_FIX, ROUNDS, ask_help, ask_questions, click, close_notices, complete, unfold
from optout.run.session import Run, Stillness
from optout.run.values import check_email, choose, fill

_LONE_PARTS = 2  # an address and a button
_PRESSES = 2  # of a button on one page: the first may come before the page's own script listens
_MOST_QUESTIONS = 60  # notices, folds and questions that may come before a step: a page may bring ever more
_LONE = 2.0  # seconds for which a page must stand still where there is but an address and a button
_TURNED = 0.5  # seconds for which a page must stand still that has turned: it may slide out
_NOWHERE = 4.0  # seconds after which a press has led nowhere, and is made once more


class RemainingSteps:
    """What is left to do up to the send: fields, and what leads on, in whatever order the pages show it."""

    def __init__(self, run: Run) -> None:
        flow = run.flow
        self._run, self._send = run, flow.send
        steps = flow.steps[: flow.steps.index(flow.send)]
        self._fields = [one for one in steps if not isinstance(one, Click)]
        self._clicks = [one for one in steps if isinstance(one, Click)]
        self.presses = Counter[tuple[str, str]]()  # of a button on a page

    @property
    def must(self) -> list[Step]:
        """The fields and questions that are left, and are taken in every run."""
        return [step for step in self._fields if step.is_sure(self._run.person)]

    def next(self, page: Page) -> Step | None:
        """Return what can be done next on a page: a field, else a button that leads on, else the send."""
        run = self._run
        for step in self._fields:
            found = run.find_one(step.target, page)
            # The answer of a question that nothing but its place tells is the person's to give.
            if found and not (isinstance(step, Choose) and step.with_ != "country" and found.guessed):
                return step
        for button in self._clicks:
            if self.presses[button.click, page.mark] < _PRESSES and _works(run, page, button):
                return None if _may_be_here(run, page, button, self.must) else button
        return self._send if not self.must and run.find_one(self._send.send, page) else None

    def done(self, step: Step) -> None:
        """Strike a field off; a button is pressed on each page that has it. The repeated address may be on any."""
        self._fields = [one for one in self._fields if one is not step]
        if isinstance(step, CheckEmail) and step.again:
            self._fields.append(CheckEmail(check_email=step.again, optional=True))


def next_step(run: Run, remaining: RemainingSteps) -> Step:
    """Wait for the step that can be taken next; where none shows, the person may turn the page, or answer what it asks.

    What must be done and does not come up is given as well: taking it then says what is missing.
    """
    stillness = Stillness(run.window)

    def look(page: Page) -> Step | None:
        step, still = remaining.next(page), stillness.lasts(page, _LONE)
        return step if step and (still or not _is_alone(page, step)) else None

    for _round in range(_MOST_QUESTIONS):
        with run.long("finding", run.options.patience, next(iter(remaining.must), run.flow.send).target):
            step = cast("Step | None", run.wait_for(look))
        if step:
            return step
        if not (close_notices(run, run.page()) or unfold(run, run.draft.offered) or ask_questions(run)):
            break
    if not (run.draft.turned or parts_of(run.page()).fields):
        run.draft.turned = "page"  # one that asks for nothing may lead on
        if isinstance(step := remaining.next(run.page()), Click):
            return step
        run.draft.turned = ""
    missing: Step = (remaining.must or [run.flow.send])[0]
    run.draft.waited.add(missing.target)
    return missing


def _is_alone(page: Page, step: Step) -> bool:
    """Whether a field for an address stands alone, as that of a newsletter does: the form may be still to come."""
    parts = parts_of(page)
    few = len(parts.fields + parts.groups + parts.buttons) <= _LONE_PARTS
    return few and isinstance(step, CheckEmail) and not any("onward" in button.does for button in parts.buttons)


def _works(run: Run, page: Page, step: Click) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found, free = run.find_one(step.click, page), run.find_one(step.click, page, enabled=True)
    form = read_form(page, found.element) if found and not free else FormState()
    return bool(free or form.unticked or form.open)


def _may_be_here(run: Run, page: Page, step: Click, must: list[Step]) -> bool:
    """Whether an empty field may be one that is sought, where the flow knows the button by usual words alone."""
    found = run.find_one(step.click, page)
    wanted = {value for one in must if (value := run.flow.holds.get(one.target))} - {"country"}
    empty = [one for one in parts_of(page).fields if one.is_textbox and not one.value.strip()]
    unknown = any(field_fit(one, value) != "against" for one in empty for value in wanted)
    return found is not None and found.how == FoundBy.USUAL and unknown


# Taking one.


def step_code(step: Step) -> str:
    """Return what a step is called in events and in the record."""
    return f"{step.verb} {step.target}"


def take(run: Run, remaining: RemainingSteps, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails; raise Stop where neither can or will."""
    sure, left, by_hand, refused = step.is_sure(run.person), ROUNDS, False, False
    counts, code = sure and not isinstance(step, Click), step_code(step)
    if counts:
        run.events.begin(code)
    while True:
        try:
            done = _by_hand(run, step, refused=refused) if by_hand else _by_program(run, remaining, step)
            break
        except Error:  # something lies on it, or the page lets nobody into it
            run.window.rest(0)
            stop = run.stop(Reason.TARGET_STUCK, target=run.flow.described(step.target))
        except Stop as raised:
            stop = raised
        if stop.reason is Reason.FORM_INVALID:
            ask_help(run, stop, FIX)
            remaining.presses.clear()
            return
        left -= 1
        if stop.reason not in PERSON_CAN_FIX or not left:
            raise stop
        before, by_hand, refused = run.page(), False, stop.reason is Reason.VALUE_REFUSED
        if close_notices(run, before):  # one may have come up only after the form
            continue
        helped = ask_help(run, stop, code, step.target)
        by_hand = helped == "done"
        left += helped == "again"  # a page may change by itself for as long as the person is away
        if not by_hand and stop.reason is Reason.TARGET_MISSING and run.page().asks_else(before):
            run.events.number -= counts  # what the page has now comes first
            return
    run.events.done(code, {**done, **({} if sure else {"optional": "yes"})})
    run.stop_on_dialog()
    remaining.done(step)


def _by_program(run: Run, remaining: RemainingSteps, step: Step) -> dict[str, str]:
    if isinstance(step, Click):
        _lead_on(run, remaining, step)
        return {}
    return _enter(run, step)


def _enter(run: Run, step: Step) -> dict[str, str]:
    match step:
        case Choose():
            return choose(run, step)
        case CheckEmail():
            return check_email(run, step)
        case Fill():
            return fill(run, step)
    raise TypeError(step.verb)


def _by_hand(run: Run, step: Step, *, refused: bool) -> dict[str, str]:
    """Take in what the field of a step contains once the person has said that they did it.

    `refused`: the page does not accept the value. What is empty was not done by hand, and an entry that names no
    country, as “Select one”, is no country of theirs.
    """
    found = run.find_one(step.target, run.page())
    if found and isinstance(step, CheckEmail) and step in run.flow.steps and not refused:
        return check_email(run, step)
    value = run.flow.holds.get(step.target)
    if found and value:
        chosen = found.element.chosen
        content = chosen.label if value == "country" else found.element.held
        if not content.strip():
            run.draft.by_hand.remove(step_code(step))
            return {"how": "left_empty"}
        if value != "country" or names_any(chosen):
            run.draft.enter(value, content, found.element)
    return {"how": "by_hand"}


def ask_about_lost_value(run: Run, fields: Iterable[FormField]) -> bool:
    """Ask the person about a value that a step entered and that no field has any more; False if there is none.

    A page may put a field away, or a later step may have overwritten what an earlier one wrote. Nobody could then
    approve a list that has the value, nor a form that lacks it unnoticed: approved beforehand, it stops the run.
    """
    name = next(iter(run.draft.lost_values(fields)), None)
    if name is None:
        return False
    step = next(step for step in run.flow.steps if run.flow.holds.get(step.target) == name)
    stop = run.stop(Reason.VALUE_LOST, target=VALUES[name])
    if run.options.yes:
        raise stop
    helped = ask_help(run, stop, step_code(step), step.target)
    del run.draft.entered[name]
    if helped == "point":
        _enter(run, step)
    elif helped == "done":
        _by_hand(run, step, refused=False)
    return True


def _lead_on(run: Run, remaining: RemainingSteps, step: Click) -> None:
    """Have a page of the form completed, and press the button that leads on from it."""
    if form := complete(run, step.click):
        run.draft.note_page(form.fields, run.page())
    before, told = run.page(), len(run.alerts)
    click(run, step.click)
    remaining.presses[step.click, before.mark] += 1
    stillness, seconds = Stillness(run.window), min(run.options.patience, _NOWHERE)

    def turned() -> bool | None:
        now = run.look()
        return (now.mark != before.mark and stillness.lasts(now, _TURNED)) or None

    with run.long("turning", seconds):
        run.window.wait(turned, seconds)
    now = run.page()
    if words := next(iter(run.alerts[told:]), "") or _refusal(run, step.click, before, now):
        raise run.stop(Reason.FORM_INVALID, words=words)
    run.draft.note_turn(before, now)


def _refusal(run: Run, name: str, before: Page, now: Page) -> str:
    """Return what a page says that it misses, in place of leading on by a button; nothing if it leads."""
    stands = before.asked == now.asked if before.asked else {*before.spoken} <= {*now.spoken}
    if not now.read or run.find_one(name, now) is None or not stands:
        return ""
    loud = [block.text for block in now.blocks if block.loud and block.text not in before.spoken]
    wrong = [one.called or one.html_name or "?" for one in now.elements if one.marked_wrong]
    return printable(next(iter([*loud, *wrong]), ""), 300)
