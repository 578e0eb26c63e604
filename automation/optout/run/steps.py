"""The steps of a form: which comes next on the page in front, and taking it; what stands there already is done."""

from collections import Counter
from dataclasses import dataclass, field

from optout.browser.choices import chosen_in, one_of
from optout.browser.fields import Evidence, evidence
from optout.browser.find import Found, Way, parts_of
from optout.browser.form import FormState, read_form
from optout.browser.reading import Element, Page, held_by
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, Click, Fill, Flow, Open, Send, Step
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import VALUES, Person, PersonField, same_email
from optout.redact import mask_email, printable
from optout.run.arrive import click, close_notices, open_page
from optout.run.ask import ask
from optout.run.events import BY_HAND, Detail, Doing, Kind
from optout.run.help import HANDED_OVER, ROUNDS, Help, Stuck, ask_help, ask_to_fix, ask_to_tick
from optout.run.questions import CORRECT, KEEP, STOP, Question
from optout.run.session import Run, Stillness, is_sure
from optout.run.values import choose_country, choose_in, needed, refused, settle_countries, type_value, working

_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself
_MOVES = 0.4  # seconds in which a second field for the address may show
_LONE_PARTS = 2
_PRESSES = 2
"""How often a button is pressed on one page: the first press may come before the page's own script listens."""
_TURNED = 0.5  # seconds for which a page must stand still that has turned, and still has the button: it slides out
_NOWHERE = 4.0  # seconds after which a press has led nowhere, and is made once more


def first_use(step: Step) -> str:
    """Return the target that a step works with; an address that is to be opened has none."""
    return next(iter(step.uses().values()), "")


def _code_of_step(step: Step) -> str:
    """Return the code of a step: its verb, and its target."""
    return " ".join((step.verb, *list(step.uses().values())[:1]))


@dataclass
class Todo:
    """What is left to do of a form, up to the send: its fields, and what leads on, in whatever order its pages show it.

    `presses` says how often a button was pressed on a page, `missed` how often the person was told what a page misses;
    `checked` is the e-mail check that was made, as a later page may ask for the address again.
    """

    person: Person
    steps: list[Step]
    presses: Counter[tuple[str, str]] = field(default_factory=Counter)
    missed: Counter[str] = field(default_factory=Counter)
    checked: CheckEmail | None = None
    told: bool = False

    @classmethod
    def of(cls, flow: Flow, person: Person) -> "Todo":
        """Begin with all steps up to the send."""
        return cls(person, flow.steps[: flow.steps.index(flow.send) + 1])

    @property
    def after(self) -> Step:
        """The step that comes after all that is to be done now: the send, or another whose place counts."""
        return next(one for one in self.steps if isinstance(one, Open | Send) or _must_press(one))

    @property
    def now(self) -> list[Step]:
        """The fields and questions of now."""
        return [one for one in self.steps[: self.steps.index(self.after)] if not isinstance(one, Click)]

    @property
    def must(self) -> list[Step]:
        """Those that are taken in every run."""
        return [step for step in self.now if is_sure(self.person, step)]

    def next(self, run: Run, page: Page) -> Step | None:
        """Return what can be done next on a page: a field, else a button that leads on, else what comes after all."""
        for step in self.now:
            found = run.shows(first_use(step), page)
            if found and not (isinstance(step, Choose) and _is_guess(step, found)):
                return step
        if self.checked and _asks_again(run, page, self.checked):
            return self.checked
        for step in self.steps[: self.steps.index(self.after)]:
            if isinstance(step, Click) and self.presses[step.click, page.mark] < _PRESSES and _works(run, page, step):
                return None if _may_be_here(run, page, step, self.must) else step
        is_next = not self.must and (isinstance(self.after, Open) or run.shows(first_use(self.after), page))
        return self.after if is_next else None

    def done(self, step: Step) -> None:
        """Strike a step off, and all that may come before it."""
        if step is self.after:
            self.steps = self.steps[self.steps.index(step) + 1 :]
        elif not isinstance(step, Click):
            self.steps = [one for one in self.steps if one is not step]
            self.checked = step if isinstance(step, CheckEmail) and self.checked is None else self.checked

    def mend(self, run: Run, stop: Stop) -> None:
        """Have the person put right what a page misses, in place of leading on.

        Raises:
            Stop: the given one, when nobody can answer, the person prefers to stop, or it was told too often.
        """
        words = stop.detail["words"]
        self.missed[words] += 1
        if self.missed[words] > ROUNDS:
            raise stop
        ask_to_fix(run, stop)
        self.presses.clear()

    def tell_skipped(self, run: Run) -> None:
        """Tell, once, what the page does not have."""
        for step in [] if self.told else [one for one in self.now if one not in self.must]:
            run.tell(Kind.STEP_SKIPPED, _code_of_step(step), optional="yes")
        self.told = True


def _asks_again(run: Run, page: Page, step: CheckEmail) -> bool:
    """Whether a page asks for the address again that an earlier one had, where none has repeated it yet."""
    names = (step.check_email, step.again) if step.again and step.again not in run.draft.found else ()
    fields = (found.element for name in names if name and (found := run.shows(name, page)))
    return any(not one.value.strip() for one in fields)


def _must_press(step: Step) -> bool:
    return isinstance(step, Click) and not step.optional


def is_alone(page: Page, step: Step) -> bool:
    """Whether a field for an address stands alone, as that of a newsletter does: the form may be still to come."""
    parts = parts_of(page)
    if not isinstance(step, CheckEmail) or len(parts.fields + parts.groups + parts.buttons) > _LONE_PARTS:
        return False
    return not any("onward" in part.does for part in parts.buttons)


def _works(run: Run, page: Page, step: Click) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found = run.shows(step.click, page)
    if found is None or run.shows(step.click, page, enabled=True):
        return found is not None
    form = read_form(page, found.element)
    return bool(form.unticked or form.open)


def _may_be_here(run: Run, page: Page, step: Click, must: list[Step]) -> bool:
    """Whether an empty field may be one that is sought, where the flow knows the button by usual words alone."""
    found = run.shows(step.click, page)
    wanted: set[PersonField] = {"email"} if any(isinstance(one, CheckEmail) for one in must) else set()
    wanted |= {one.with_ for one in must if isinstance(one, Fill)} - {"country"}
    empty = [one for one in parts_of(page).fields if one.is_line and not one.value.strip()]
    unknown = any(evidence(one, value) is not Evidence.AGAINST for one in empty for value in wanted)
    return found is not None and found.how == Way.USUAL and unknown


# Taking one.


def take(run: Run, todo: Todo, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails.

    Raises:
        Stop: it could not be taken, and nobody can mend that, or the person prefers to stop.
    """
    sure, left, by_hand = is_sure(run.person, step), ROUNDS, False
    counts, code = sure and not isinstance(step, Click), _code_of_step(step)
    if counts:
        run.events.begin(code)
    while True:
        try:
            done = _by_hand(run, step) if by_hand else _by_program(run, todo, step)
            break
        except Stop as stop:
            if stop.reason is Reason.FORM_INVALID:
                todo.mend(run, stop)
                return
            left -= 1
            if stop.reason not in HANDED_OVER or not left:
                raise
            if close_notices(run, run.page()):  # one may have come up only after the form
                continue
            by_hand = ask_help(run, Stuck(stop, code, first_use(step))) is Help.DONE
    if counts:
        run.events.done(code, done)
    else:
        run.tell(Kind.STEP_DONE, code, **done, **({} if sure else {"optional": "yes"}))
    run.stop_on_dialog()
    todo.done(step)


def _by_program(run: Run, todo: Todo, step: Step) -> Detail:
    with working(run, run.flow.called(first_use(step) or step.verb)):
        match step:
            case Open():
                open_page(run, step.open)
                return {"address": run.address}
            case Click():
                _lead_on(run, todo, step)
                return {}
            case Choose():
                return _choose(run, step)
            case CheckEmail():
                return _check_email(run, step)
            case Fill():
                return _fill(run, step)
            case _:
                raise TypeError(step.verb)


def _by_hand(run: Run, step: Step) -> Detail:
    """Take in what the field of a step holds now; nothing where only the person knows the field."""
    found = run.shows(first_use(step), run.page()) if isinstance(step, CheckEmail | Choose | Fill) else None
    if found and isinstance(step, CheckEmail):
        return _check_email(run, step)
    if found and (isinstance(step, Fill) or (isinstance(step, Choose) and step.with_ == "country")):
        value: PersonField = "country" if step.with_ == "country" else "comment"
        held = chosen_in(found.element).label if value == "country" else held_by(found.element)
        if found.element.required and not held.strip():
            raise needed(run, value)
        run.draft.entered.pop(value, None)
        if held.strip():
            run.draft.entered[value] = held
    return BY_HAND


def complete(run: Run, name: str) -> FormState | None:
    """Have the form of a button completed before that is pressed: what the flow does not know is the person's.

    Return the form as it was read; None when there is none yet.

    Raises:
        Stop: what the page would refuse first, or what only a star asks for, which is told once; or nobody can answer,
            or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    settle_countries(run, name)
    form = ask_to_tick(run, name)
    if form is None:
        return None
    asks = run.asker.can_answer and not run.options.yes
    starred = next((label for label in form.starred if asks and label not in run.draft.offered), "")
    if starred and not form.invalid:
        run.draft.offered.add(starred)
    if words := form.invalid or starred:
        raise run.stop(Reason.FORM_INVALID, words=printable(words))
    return form


def _lead_on(run: Run, todo: Todo, step: Click) -> None:
    """Have a page of the form completed, and press the button that leads on from it."""
    if form := complete(run, step.click):
        run.draft.note_page(form.fields)
    before = run.page()
    pressed = run.shows(step.click, before)
    click(run, step)
    todo.presses[step.click, before.mark] += 1
    stillness, seconds = Stillness(run.window), min(run.options.patience, _NOWHERE)

    def turned() -> bool | None:
        now = run.look()
        gone = pressed is not None and all(one.ref != pressed.element.ref for one in now.elements)
        return (now.read and now.mark != before.mark and (gone or stillness.lasts(now, _TURNED))) or None

    with run.long(Doing.TURNING, seconds):
        run.window.wait(turned, seconds)
    now = run.page()
    if words := _refusal(run, step.click, before, now):
        raise run.stop(Reason.FORM_INVALID, words=words)
    run.draft.note_turn(before, now)


def _refusal(run: Run, name: str, before: Page, now: Page) -> str:
    """Return what a page says that it misses, in place of leading on by a button; nothing if it leads."""
    asked, asks = (
        {one.called or one.attr for one in page.elements if one.is_field and one.shown} for page in (before, now)
    )
    if not now.read or run.shows(name, now) is None or asked != asks:
        return ""
    loud = [block.text for block in now.blocks if block.loud and block.text not in before.spoken]
    wrong = [one.called or one.attr or "?" for one in now.elements if one.marked_wrong]
    return printable(next(iter([*loud, *wrong]), ""), 300)


# The address.


def _check_email(run: Run, step: CheckEmail) -> Detail:
    """Check the e-mail field, and its repetition where there is one; return the masked address, and what was done."""
    run.need(step.check_email)
    told = _check(run, step.check_email)
    if step.again and (again := run.window.wait(lambda: run.shows(step.again or ""), _MOVES)):
        run.draft.found[step.again] = again.how
        address = run.draft.entered["email"]
        if not same_email(again.element.value.strip() or "?", address):
            _put(run, again.element, address, "filled_in")
    return told


def _check(run: Run, name: str) -> Detail:
    def filled() -> Element | None:
        found = run.shows(name)
        return found.element if found and found.element.value.strip() else None

    found = run.window.wait(filled, _PREFILL_WAIT) or run.need(name).element
    held, expected = found.value.strip(), run.person.value("email")
    if not held:
        if expected is None:
            raise needed(run, "email")
        return _put(run, found, expected, "filled_in")
    if expected is None or same_email(held, expected):
        return _accept(run, found, held, "as_expected" if expected else "as_held")
    return _settle(run, found, held, expected)


def _settle(run: Run, found: Element, held: str, expected: str) -> Detail:
    wish: str = run.options.email_mismatch
    if (wish == "ask" and not run.asker.can_answer) or (wish == CORRECT and found.read_only):
        raise run.stop(Reason.EMAIL_MISMATCH)
    if wish == "ask":
        in_full = _("the form holds {held}, you expect {expected}").format(held=printable(held), expected=expected)
        masked = {"held": mask_email(held), "expected": mask_email(expected)}
        choices = (KEEP, STOP) if found.read_only else (KEEP, CORRECT, STOP)
        # Both in full: they may look alike when masked, as they are where it is kept.
        wish = ask(run, Question(Moment.CHECK_EMAIL, choices=choices, default=STOP, in_full=in_full, detail=masked))
    if wish == KEEP:
        return _accept(run, run.now(found), held, "kept")
    if wish == CORRECT:
        return _put(run, run.now(found), expected, "corrected")
    raise run.stop(Reason.EMAIL_MISMATCH)


def _put(run: Run, found: Element, address: str, how: str) -> Detail:
    now = type_value(run, found, address)
    if not now.message and not same_email(now.value, address):
        raise run.stop(Reason.TARGET_STUCK, target=VALUES["email"])
    return _accept(run, now, now.value.strip() or address, how)


def _accept(run: Run, found: Element, address: str, how: str) -> Detail:
    if found.message:
        raise refused(run, "email", printable(found.message))
    run.draft.entered["email"] = address
    return {"email": mask_email(address), "how": how}


def _fill(run: Run, step: Fill) -> Detail:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = run.person.value(step.with_)
    if value is None:
        found = run.shows(step.fill)
        if found and found.element.required and not found.element.value.strip():
            raise needed(run, step.with_)
        return {"how": "left_empty"}
    target = run.need(step.fill, enabled=True).element
    if step.with_ == "country":
        return {"country": choose_country(run, target, step.fill)}
    value = value if target.is_long else " ".join(value.splitlines())  # which a browser would join without a space
    now = target if target.value == value else type_value(run, target, value)
    message: str | Said = printable(now.message)
    if now.value and len(now.value) < len(value) and value.startswith(now.value):
        message = _("only {count} of your {all} characters fit").format(count=len(now.value), all=len(value))
    if message:
        raise refused(run, step.with_, message)
    if now.value != value:
        raise run.stop(Reason.TARGET_STUCK, target=VALUES[step.with_])
    run.draft.entered[step.with_] = value
    return run.person.detail(step.with_)


def _is_guess(step: Choose, found: Found) -> bool:
    """Whether nothing but its place tells that a question is the one meant: its answer is the person's to give."""
    return step.with_ != "country" and found.how == Way.KIND


def _choose(run: Run, step: Choose) -> Detail:
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": choose_country(run, found.element, step.choose)}
    if _is_guess(step, found):
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(step.choose))
    words = run.flow.choices[step.with_].all()
    picks = one_of(frozenset(map(fold, (*words, step.with_))))
    if not choose_in(run, found.element, picks, step.choose, words[:1]):
        answer = _("the answer for {part}").format(part=run.flow.called(step.choose))
        raise run.stop(Reason.TARGET_MISSING, target=answer)
    return {"choice": step.with_}
