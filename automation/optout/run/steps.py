"""The steps of a form: which comes next on the page in front, and taking it; what stands there already is done."""

from dataclasses import dataclass, field

from playwright.sync_api import Error

from optout.browser.choices import choose as choose_entry
from optout.browser.choices import chosen_in, is_group, one_of
from optout.browser.fields import Evidence, evidence
from optout.browser.find import Found, Way, parts_of
from optout.browser.form import read_form
from optout.browser.reading import Element, Page, held_by
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import CheckEmail, Choose, Click, Fill, Flow, Open, Step
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import VALUES, Person, PersonField, same_email
from optout.redact import mask_email, printable
from optout.run.arrive import click, close_notices, open_page
from optout.run.ask import ask
from optout.run.events import BY_HAND, Detail, Doing, Kind
from optout.run.help import HANDED_OVER, ROUNDS, Help, Stuck, ask_help, ask_to_fix, ask_to_tick, let_press
from optout.run.questions import CORRECT, KEEP, STOP, Question
from optout.run.session import Run, is_sure
from optout.run.values import as_it_is, choose_country, needed, press_radio, refused, settle_countries, type_value
from optout.run.verdict import error_name

_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself
_MOVES = 0.4  # seconds in which a second field for the address may show
_COMING_UP = 1.0  # seconds in which the answers of a question come up
_LONE_PARTS = 2
_PRESSES = 2
"""How often a button is pressed on one page: the first press may come before the page's own script listens."""
_NOWHERE = 4.0  # seconds after which a press has led nowhere, and is made once more


def first_use(step: Step) -> str:
    """Return the target that a step works with; an address that is to be opened has none."""
    return next(iter(step.uses().values()), "")


def _code_of_step(step: Step) -> str:
    """Return the code of a step: its verb, and its target."""
    return " ".join((step.verb, *list(step.uses().values())[:1]))


@dataclass
class Todo:
    """What is left to do of a form, in whatever order its pages show it.

    `steps` are the fields and questions, `clicks` the buttons that lead from page to page; `barriers` are steps that
    must come before what follows them: for each, those that are to be done by then. `repeats` is the e-mail check of an
    earlier page, as a later one may ask for the address again; `presses` says how often, and when last, a button was
    pressed on a page.
    """

    flow: Flow
    person: Person
    steps: list[Step] = field(default_factory=list)
    clicks: list[Click] = field(default_factory=list)
    barriers: list[tuple[list[Step], list[Click], Step]] = field(default_factory=list)
    repeats: CheckEmail | None = None
    presses: dict[tuple[str, str], tuple[int, float]] = field(default_factory=dict)
    told: bool = False

    @classmethod
    def of(cls, flow: Flow, person: Person) -> "Todo":
        """Begin with all steps before the send."""
        todo = cls(flow, person)
        for step in flow.steps[: flow.steps.index(flow.send)]:
            if isinstance(step, Open) or (isinstance(step, Click) and not step.optional):
                todo.barriers.append((todo.steps, todo.clicks, step))
                todo.steps, todo.clicks = [], []
            elif isinstance(step, Click):
                todo.clicks.append(step)
            else:
                todo.steps.append(step)
        return todo

    @property
    def now(self) -> tuple[list[Step], list[Click], Step]:
        """What is to be done now: fields, buttons that lead on, and the step that comes after all of them."""
        return self.barriers[0] if self.barriers else (self.steps, self.clicks, self.flow.send)

    @property
    def after(self) -> Step:
        """The step that comes after all that is to be done now."""
        return self.now[2]

    @property
    def must(self) -> list[Step]:
        """The steps of now that are taken in every run."""
        return [step for step in self.now[0] if is_sure(self.person, step)]

    def next(self, run: Run, page: Page) -> Step | None:
        """Return what can be done next on a page: a field, else a button that leads on, else what comes after all."""
        steps, clicks, after = self.now
        for step in steps:
            found = run.shows(first_use(step), page) if first_use(step) else None
            if found and not (isinstance(step, Choose) and _is_guess(step, found)):
                return step
        if self.repeats and _asks_again(run, page, self.repeats):
            return self.repeats
        for click_ in clicks:
            if self._may_press(run, page, click_) and _works(run, page, click_.click):
                return None if _may_be_here(run, page, click_.click, self.must) else click_
        if not self.must and (isinstance(after, Open) or run.shows(first_use(after), page)):
            return after
        return None

    def _may_press(self, run: Run, page: Page, step: Click) -> bool:
        count, at = self.presses.get((step.click, page.mark), (0, 0.0))
        nowhere = min(run.options.patience / 2, _NOWHERE)
        return count == 0 or (count < _PRESSES and run.window.now() - at >= nowhere)

    def note_press(self, run: Run, page: Page, step: Click) -> None:
        """Note that a button was pressed on a page."""
        count, _at = self.presses.get((step.click, page.mark), (0, 0.0))
        self.presses[step.click, page.mark] = (count + 1, run.window.now())

    def done(self, run: Run, step: Step) -> None:
        """Strike a step off."""
        if self.barriers and step is self.barriers[0][2]:
            self.barriers.pop(0)
        elif step is self.repeats:
            self.repeats = None
        elif not isinstance(step, Click) and step in self.now[0]:
            self.now[0].remove(step)
            if isinstance(step, CheckEmail) and step.again and step.again not in run.draft.found:
                self.repeats = step

    def tell_skipped(self, run: Run) -> None:
        """Tell, once, what the page does not have."""
        for step in [] if self.told else [one for one in self.now[0] if not is_sure(self.person, one)]:
            run.tell(Kind.STEP_SKIPPED, _code_of_step(step), optional="yes")
        self.told = True


def is_alone(page: Page, step: Step) -> bool:
    """Whether a field for an address stands alone, as that of a newsletter does: the form may be still to come."""
    parts = parts_of(page)
    if not isinstance(step, CheckEmail) or len(parts.fields + parts.groups + parts.buttons) > _LONE_PARTS:
        return False
    return not any("onward" in part.does for part in parts.buttons)


def _works(run: Run, page: Page, name: str) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found = run.shows(name, page)
    if found is None or run.shows(name, page, enabled=True):
        return found is not None
    form = read_form(page, found.element)
    return bool(form.unticked or form.open)


def _may_be_here(run: Run, page: Page, name: str, must: list[Step]) -> bool:
    """Whether an empty field may be the one that is sought, on a page whose button is known by its usual words alone.

    The flow does not know the page, then: what it asks for comes before it is left.
    """
    found = run.shows(name, page)
    values: set[PersonField] = {"email"} if any(isinstance(step, CheckEmail) for step in must) else set()
    values |= {step.with_ for step in must if isinstance(step, Fill)} & {"comment", "email"}
    if found is None or found.how != Way.USUAL or not values:
        return False
    empty = [part.element for part in parts_of(page).fields if part.element.is_line and not part.element.value.strip()]
    return any(evidence(one, value) is not Evidence.AGAINST for one in empty for value in values)


def _asks_again(run: Run, page: Page, step: CheckEmail) -> bool:
    """Whether a later page of the form has an empty field for the address once more, or its repetition came up late."""
    fields = (found.element for name in (step.check_email, step.again) if name and (found := run.shows(name, page)))
    return any(not one.value.strip() for one in fields)


# Taking one.


def take(run: Run, todo: Todo, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails.

    Raises:
        Stop: it could not be taken, and nobody can mend that, or the person prefers to stop.
    """
    sure, left, by_hand = is_sure(run.person, step), ROUNDS, False
    if sure and not isinstance(step, Click):
        run.events.begin(_code_of_step(step))
    while True:
        try:
            done = _by_hand(run, step) if by_hand else _by_program(run, todo, step)
            break
        except Stop as stop:
            left -= 1
            if stop.reason not in HANDED_OVER or not left:
                raise
            if stop.reason in _BEHIND_A_NOTICE and close_notices(run, run.page()):
                continue
            by_hand = ask_help(run, Stuck(stop, _code_of_step(step), first_use(step))) is Help.DONE
    if sure and not isinstance(step, Click):
        run.events.done(_code_of_step(step), done)
    else:
        run.tell(Kind.STEP_DONE, _code_of_step(step), **done, **({} if sure else {"optional": "yes"}))
    run.stop_on_dialog()
    todo.done(run, step)


_BEHIND_A_NOTICE = (Reason.TARGET_STUCK, Reason.TARGET_MISSING, Reason.TARGET_AMBIGUOUS, Reason.EMAIL_MISSING)
"""What may be better once a notice that came up only after the form is closed."""


def _by_program(run: Run, todo: Todo, step: Step) -> Detail:
    try:
        match step:
            case Open():
                open_page(run, step.open)
                return {"address": run.address}
            case Click():
                return _lead_on(run, todo, step)
            case Choose():
                return _choose(run, step)
            case CheckEmail():
                return _check_email(run, step)
            case Fill():
                return _fill(run, step)
            case _:
                raise TypeError(step.verb)
    except Error as error:
        run.window.rest(0)
        target = run.flow.called(first_use(step) or step.verb)
        raise run.stop(Reason.TARGET_STUCK, target=target, error=error_name(error)) from None


def _by_hand(run: Run, step: Step) -> Detail:
    """Take in what the field of a step holds now; nothing where only the person knows the field.

    Raises:
        Stop: the page does not accept it, or the address is another than expected and not kept.
    """
    page = run.page()
    found = run.shows(first_use(step), page) if isinstance(step, CheckEmail | Choose | Fill) else None
    if found is None:
        return BY_HAND
    if isinstance(step, CheckEmail):
        return _check_email(run, step)
    if isinstance(step, Fill) or (isinstance(step, Choose) and step.with_ == "country"):
        held = chosen_in(found.element).label if step.with_ == "country" else held_by(found.element)
        if found.element.required and not held.strip():
            raise needed(run, step.with_)  # type: ignore[arg-type]
        if found.element.message:
            raise refused(run, step.with_, printable(found.element.message))  # type: ignore[arg-type]
        run.draft.entered.pop(step.with_, None)  # type: ignore[call-overload]
        if held.strip():
            run.draft.entered[step.with_] = held  # type: ignore[index]
    return BY_HAND


def _lead_on(run: Run, todo: Todo, step: Click) -> Detail:
    """Have a page of the form completed, and press the button that leads on from it."""
    complete(run, step.click)
    before = run.page()
    button = run.shows(step.click, before)
    if button:
        run.draft.note_page(read_form(before, button.element, run.draft.shown).fields)
    detail = click(run, step)
    todo.note_press(run, before, step)
    seconds = min(run.options.patience, _NOWHERE)
    with run.long(Doing.TURNING, seconds):
        run.window.wait(lambda: ((now := run.look()).read and now.mark != before.mark) or None, seconds)
    now = run.page()
    if words := _refusal(run, step.click, before, now):
        ask_to_fix(run, run.stop(Reason.FORM_INVALID, words=words))
        todo.presses.clear()
    else:
        run.draft.note_turn(before, now)
    return detail


def _refusal(run: Run, name: str, before: Page, now: Page) -> str:
    """Return what a page says that it misses, in place of leading on by a button; nothing if it leads."""
    asked, asks = (
        {one.called or one.attr for one in page.elements if one.is_field and one.shown} for page in (before, now)
    )
    if not now.read or run.shows(name, now) is None or asked != asks:
        return ""
    stood = set(before.texts)
    alerts = [one.words or one.name for one in now.elements if one.role == "alert" and one.seen]
    new = [
        text for text in (*alerts, *(block.text for block in now.blocks if block.loud)) if text and text not in stood
    ]
    wrong = [one.called or one.attr or "?" for one in now.elements if one.marked_wrong]
    return printable(" · ".join(new[:1] or wrong[:1]), 300) if new or wrong else ""


# The address.


def _check_email(run: Run, step: CheckEmail) -> Detail:
    """Check the e-mail field, and its repetition where there is one; return the masked address, and how it came there.

    Raises:
        Stop: the address is missing, refused, changed back, or differs and nobody decided.
    """
    try:
        run.need(step.check_email)
    except Stop as stop:
        raise run.stop(Reason.EMAIL_MISSING) if stop.reason == Reason.TARGET_MISSING else stop from None
    told = _check(run, step.check_email)
    if step.again and (again := run.window.wait(lambda: run.shows(step.again or ""), _MOVES)):
        run.draft.found[step.again] = again.how
        address = run.draft.entered["email"]
        if not same_email(again.element.value.strip() or "?", address):
            _put(run, again.element, address, "filled_in")
    return told


def _check(run: Run, name: str) -> Detail:
    expected = run.person.value("email")

    def filled() -> Element | None:
        found = run.shows(name)
        return found.element if found and found.element.value.strip() else None

    found = run.window.wait(filled, _PREFILL_WAIT)
    held = found.value.strip() if found else ""
    if found is None or not held:
        expected = run.draft.entered.get("email", expected)  # what a page before was given
        if expected is None:
            raise needed(run, "email")
        return _put(run, run.need(name).element, expected, "filled_in")
    if expected is None:
        return _accept(run, found, held, "as_held")
    if same_email(held, expected):
        return _accept(run, found, held, "as_expected")
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
        raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES["email"])
    return _accept(run, now, now.value.strip() or address, how)


def _accept(run: Run, found: Element, address: str, how: str) -> Detail:
    if found.message:
        raise run.stop(Reason.EMAIL_REFUSED, words=printable(found.message))
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
        raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES[step.with_])
    run.draft.entered[step.with_] = value
    return run.person.detail(step.with_)


def _is_guess(step: Choose, found: Found) -> bool:
    """Whether nothing but its place tells that a question is the one meant: its answer is the person's to give."""
    return step.with_ != "country" and found.how == Way.KIND


def _choose(run: Run, step: Choose) -> Detail:
    """Choose an answer and read it back: React puts radio buttons back that a script has set.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the page does not keep it.
    """
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": choose_country(run, found.element, step.choose)}
    if _is_guess(step, found):
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(step.choose))
    words = frozenset(map(fold, (*run.flow.choices[step.with_].all(), step.with_)))
    answer = _("the answer for {part}").format(part=run.flow.called(step.choose))
    if is_group(found.element):
        hits: list[Element] = []

        def answers() -> bool | None:
            group = as_it_is(run, found.element)
            hits[:] = [one for one in group.inside if fold(one.called) in words and one.shown]
            return True if len(hits) == 1 else None

        if not run.window.wait(answers, _COMING_UP):
            reason = Reason.TARGET_AMBIGUOUS if hits else Reason.TARGET_MISSING
            raise run.stop(reason, target=answer, count=str(len(hits)))
        press_radio(run, hits[0], step.choose)
        return {"choice": step.with_}

    let_press(run, step.choose, lambda: found.element, found.element, run.flow.choices[step.with_].all()[0])
    chosen = choose_entry(run.window, found.element, one_of(words))
    if chosen is None:
        raise run.stop(Reason.TARGET_MISSING, target=answer)
    if fold(chosen_in(run.now(found.element)).label) != fold(chosen):
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(step.choose))
    return {"choice": step.with_}


# What else a page asks for before it is left.


def complete(run: Run, name: str) -> None:
    """Have a page of the form completed before its button is pressed: what the flow does not know is the person's.

    Nothing that is asked for is left to a default: a field for a country says the person's, or they have said that it
    may say another.

    Raises:
        Stop: nobody can answer, or the person prefers to stop.
        SentByHand: the person sent the form instead.
    """
    settle_countries(run, name)
    ask_to_tick(run, name)
    told: set[str] = set()
    left = ROUNDS
    while (missing := _missing(run, name)) and left:
        left = left - 1 if missing in told else ROUNDS
        told.add(missing)
        ask_to_fix(run, run.stop(Reason.FORM_INVALID, words=missing))


def _missing(run: Run, name: str) -> str:
    """Return what the page would refuse first of what it shows, or what only a star asks for, which is told once."""
    page = run.page()
    button = run.shows(name, page)
    form = read_form(page, button.element, run.draft.shown) if button else None
    if form is None:
        return ""
    run.draft.note_page(form.fields)
    asks = run.asker.can_answer and not run.options.yes
    starred = [label for label in form.starred if asks and label not in run.draft.offered]
    if not form.invalid:
        run.draft.offered |= set(starred[:1])
    return printable(form.invalid or next(iter(starred), ""))
