"""The steps of a form: which comes next on the page in front, and taking it; what stands there already is done."""

from collections import Counter
from collections.abc import Sequence

from playwright.sync_api import Error

from optout.browser import act
from optout.browser.fields import chosen_in, entries_of, field_fit
from optout.browser.find import Found, FoundBy, parts_of
from optout.browser.form import FormState, read_form
from optout.browser.reading import Element, Page
from optout.flow.countries import ListEntry, code_of, name_in, the_one
from optout.flow.model import CheckEmail, Choose, Click, Fill, Step
from optout.flow.words import find_phrase, fold
from optout.i18n import LazyText, _
from optout.outcome import Reason, Stop
from optout.person import OPTIONS, VALUES, PersonField, same_email
from optout.redact import mask_email, printable
from optout.run.events import Detail
from optout.run.help import FIX, PERSON_CAN_FIX, ROUNDS, ask_help, ask_to_tick, click, close_notices, let_press
from optout.run.questions import Choice, Question
from optout.run.session import Run, Stillness
from optout.run.verdict import error_name

_LONE_PARTS = 2  # an address and a button
_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself
_READING_TIME, _MOVES = 1.0, 0.4  # seconds; in the latter a second field for the address may show
_PRESSES = 2  # of a button on one page: the first may come before the page's own script listens
_TURNED = 0.5  # seconds for which a page must stand still that has turned: it may slide out
_NOWHERE = 4.0  # seconds after which a press has led nowhere, and is made once more
_READ_BACK, _COMING_UP = 2.0, 1.0  # seconds; in the latter the answers of a question come up
_WRITES = 2  # of a value: React puts a field back, once, that it has bound to an older one


def first_use(step: Step) -> str:
    """Return the target that a step works with."""
    return next(iter(step.uses().values()), "")


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
        return [step for step in self._fields if self._run.is_sure(step)]

    def next(self, page: Page) -> Step | None:
        """Return what can be done next on a page: a field, else a button that leads on, else the send."""
        run = self._run
        for step in self._fields:
            found = run.find_one(first_use(step), page)
            if found and not (isinstance(step, Choose) and _is_guess(step, found)):
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


def is_alone(page: Page, step: Step) -> bool:
    """Whether a field for an address stands alone, as that of a newsletter does: the form may be still to come."""
    parts = parts_of(page)
    if not isinstance(step, CheckEmail) or len(parts.fields + parts.groups + parts.buttons) > _LONE_PARTS:
        return False
    return not any("onward" in button.does for button in parts.buttons)


def _works(run: Run, page: Page, step: Click) -> bool:
    """Whether a button works, or may as soon as the person has ticked what the form wants."""
    found, free = run.find_one(step.click, page), run.find_one(step.click, page, enabled=True)
    form = read_form(page, found.element) if found and not free else FormState()
    return bool(free or form.unticked or form.open)


def _may_be_here(run: Run, page: Page, step: Click, must: list[Step]) -> bool:
    """Whether an empty field may be one that is sought, where the flow knows the button by usual words alone."""
    found = run.find_one(step.click, page)
    wanted = {value for one in must if (value := run.flow.holds.get(first_use(one)))} - {"country"}
    empty = [one for one in parts_of(page).fields if one.is_textbox and not one.value.strip()]
    unknown = any(field_fit(one, value) != "against" for one in empty for value in wanted)
    return found is not None and found.how == FoundBy.USUAL and unknown


# Taking one.


def take(run: Run, remaining: RemainingSteps, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails; raise Stop where neither can or will."""
    sure, left, by_hand, refused = run.is_sure(step), ROUNDS, False, False
    counts, code = sure and not isinstance(step, Click), f"{step.verb} {first_use(step)}"
    if counts:
        run.events.begin(code)
    while True:
        try:
            done = _by_hand(run, step, refused=refused) if by_hand else _by_program(run, remaining, step)
            break
        except Error as error:  # something lies on it, or the page lets nobody into it
            run.window.rest(0)
            stop = run.stop(Reason.TARGET_STUCK, target=run.flow.described(first_use(step)), error=error_name(error))
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
        helped = ask_help(run, stop, code, first_use(step))
        by_hand = helped == "done"
        left += helped == "again"  # a page may change by itself for as long as the person is away
        if not by_hand and stop.reason is Reason.TARGET_MISSING and run.page().asks_else(before):
            run.events.number -= counts  # what the page has now comes first
            return
    run.events.done(code, {**done, **({} if sure else {"optional": "yes"})})
    run.stop_on_dialog()
    remaining.done(step)


def _by_program(run: Run, remaining: RemainingSteps, step: Step) -> Detail:
    match step:
        case Click():
            _lead_on(run, remaining, step)
            return {}
        case Choose():
            return _choose(run, step)
        case CheckEmail():
            return _check_email(run, step)
        case Fill():
            return _fill(run, step)
        case _:
            raise TypeError(step.verb)


def _by_hand(run: Run, step: Step, *, refused: bool) -> Detail:
    """Take in what the field of a step holds now, though the page has `refused` it; nothing where none is known."""
    found, value = run.find_one(first_use(step), run.page()), run.flow.holds.get(first_use(step))
    if found and isinstance(step, CheckEmail) and step in run.flow.steps and not refused:
        return _check_email(run, step)
    if found and value:
        held = chosen_in(found.element).label if value == "country" else found.element.held
        run.draft.entered |= {value: held} if held.strip() else {}
    return {"how": "by_hand"}


def complete(run: Run, name: str) -> FormState | None:
    """Have the form of a button completed before that is pressed, and return it; None when there is none yet."""

    def form() -> FormState | None:
        page = run.look()
        found = run.find_one(name, page)
        state = read_form(page, found.element, run.draft.shown) if found else FormState(read=page.read)
        return state if state.read else None

    ask_to_tick(run, form)
    state = run.window.wait(form, _READING_TIME)
    if state is None:
        return None
    # What only a star asks for is told once, where somebody can say that it may stay empty.
    told = run.draft.offered if run.can_ask else {*state.starred}
    if words := state.invalid or next((label for label in state.starred if label not in told), ""):
        run.draft.offered.add(words)
        raise run.stop(Reason.FORM_INVALID, words=printable(words))
    return state


def _lead_on(run: Run, remaining: RemainingSteps, step: Click) -> None:
    """Have a page of the form completed, and press the button that leads on from it."""
    if form := complete(run, step.click):
        run.draft.note_page(form.fields)
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


# The address.


def _check_email(run: Run, step: CheckEmail) -> Detail:
    """Check the e-mail field, or its repetition; return the masked address, and what was done."""
    run.need(step.check_email)

    def filled() -> Element | None:
        found = run.find_one(step.check_email)
        return found.element if found and found.element.value.strip() else None

    found = run.window.wait(filled, _PREFILL_WAIT) or run.need(step.check_email).element
    settled = None if step in run.flow.steps else run.draft.entered.get("email")  # its repetition
    held, expected = found.value.strip(), settled or run.person.value("email")
    if not held and expected is None:
        raise _unfit(run, "email")
    if not held:
        how = "filled_in"
    elif expected is None or same_email(held, expected):
        how = "as_expected" if expected else "as_held"
    else:
        how = "corrected" if settled else _settle(run, found, held, expected)
    address = (expected if how in ("filled_in", "corrected") else None) or held
    now = _as_it_is(run, found)
    if not same_email(now.value.strip() or "?", address):
        now = _type_value(run, now, address)
    run.draft.entered["email"] = now.value.strip()  # also where it is refused: it stands there
    if now.message:
        raise _unfit(run, "email", printable(now.message))
    if not same_email(now.value, address):
        raise run.stop(Reason.TARGET_STUCK, target=VALUES["email"])
    if step.again:  # its field may come up only now
        run.window.wait(lambda: run.find_one(step.again or ""), _MOVES)
    return {"email": mask_email(now.value.strip()), "how": how}


def _settle(run: Run, found: Element, held: str, expected: str) -> str:
    """Have the person say which address it is to be; return what is done then."""
    wish: str = run.options.email_mismatch
    if wish == "ask" and run.asker.can_answer:
        in_full = _("the form holds {held}, you expect {expected}").format(held=printable(held), expected=expected)
        masked = {"held": mask_email(held), "expected": mask_email(expected)}
        choices: tuple[Choice, ...] = ("keep", "stop") if found.read_only else ("keep", "correct", "stop")
        # Both in full: they may look alike when masked, as they are where it is kept.
        wish = run.ask(Question("check_email", choices=choices, default="stop", in_full=in_full, detail=masked))
    if wish == "keep" or (wish == "correct" and not found.read_only):
        return "kept" if wish == "keep" else "corrected"
    raise run.stop(Reason.EMAIL_MISMATCH)


def _fill(run: Run, step: Fill) -> Detail:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = run.person.value(step.with_)
    if value is None:
        found = run.find_one(step.fill)
        if found and found.element.required and not found.element.value.strip():
            raise _unfit(run, step.with_)
        return {"how": "left_empty"}
    target = run.need(step.fill, enabled=True).element
    if step.with_ == "country":
        return {"country": _choose_country(run, target, step.fill)}
    value = value if target.is_multiline else " ".join(value.splitlines())  # which a browser would join without a space
    now = target if target.value == value else _type_value(run, target, value)
    room = _("only {count} of your {all} characters fit").format(count=len(now.value), all=len(value))
    cut = now.value and value.startswith(now.value) and len(now.value) < len(value)
    if words := room if cut else printable(now.message):
        raise _unfit(run, step.with_, words)
    if now.value != value:
        raise run.stop(Reason.TARGET_STUCK, target=VALUES[step.with_])
    run.draft.entered[step.with_], run.draft.written[step.fill] = value, now
    return run.person.detail(step.with_)


def write_again(run: Run) -> bool:
    """Write a text again where a page has made its field anew; what the person has emptied stays so."""
    for step in (one for one in run.flow.steps if isinstance(one, Fill) and one.fill in run.draft.written):
        found, was = run.find_one(step.fill, enabled=True), run.draft.written[step.fill]
        lost = found and not found.element.value.strip() and found.element.ref != was.ref
        if found and lost and (found.element.html_name, found.element.name) == (was.html_name, was.name) != ("", ""):
            _fill(run, step)  # not into another page's
            return True
    return False


def _is_guess(step: Choose, found: Found) -> bool:
    """Whether nothing but its place tells that a question is the one meant: its answer is the person's to give."""
    return step.with_ != "country" and found.how == FoundBy.KIND


def _choose(run: Run, step: Choose) -> Detail:
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(run, found.element, step.choose)}
    if _is_guess(step, found):
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(step.choose))
    words = run.flow.choices[step.with_].all()
    called = act.one_of(frozenset(map(fold, (*words, step.with_))))

    def picks(entries: Sequence[ListEntry]) -> int | None:
        at, several = called(entries), [word for word in words if " " in word]
        hits = [number for number, one in enumerate(entries) if find_phrase(one.label, several)] if at is None else [at]
        return hits[0] if len(hits) == 1 else None

    answer = _("the answer for {part}").format(part=run.flow.described(step.choose))
    absent = run.stop(Reason.TARGET_MISSING, target=answer)
    _choose_in(run, found.element, picks, step.choose, words[:1], absent)
    return {"choice": step.with_}


# A value of the person on the page: a text, an answer, a country in a field of any kind.


def _unfit(run: Run, name: PersonField, words: str | LazyText = "") -> Stop:
    """Make the stop that says which value of the person the page wants, or does not accept, in its words."""
    reason = Reason.VALUE_REFUSED if words else Reason.VALUE_NEEDED
    return run.stop(reason, target=VALUES[name], option=OPTIONS[name], **({"words": words} if words else {}))


def _type_value(run: Run, found: Element, value: str) -> Element:
    """Write into a field until it stands there; return it as it is then, or raise OutOfReach where nobody gets in."""
    for _round in range(_WRITES):
        run.check_address()
        there = run.page().again(found)
        written = there is not None and act.write(run.window, there, value)
        now = run.window.wait(lambda: run.page().again(found), _READ_BACK) if written else None
        if now is None:
            raise act.OutOfReach("the field cannot be written into")
        if now.value.strip() == value.strip():
            return now
    return _as_it_is(run, found)


def _choose_in(run: Run, found: Element, picks: act.Picks, name: str, words: Sequence[str], absent: Stop) -> None:
    """Choose the answer of a question or the entry of a list that `picks` gives, and read it back.

    `name` is the target that it is, `words` what the entry may be called, `absent` is raised where it is not there.
    """
    if found.is_group:
        entry = _press_answer(run, found, picks, name)
    else:
        let_press(run, name, lambda: found, words[-1])
        entry = act.choose(run.window, found, picks, words)

    def stands() -> bool | None:
        held = chosen_in(_as_it_is(run, found))
        return True if fold(held.label) == fold(entry or "") or picks([held]) == 0 else None

    if entry is None:
        raise absent
    if not run.window.wait(stands, _COMING_UP):
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.described(name))


def _press_answer(run: Run, question: Element, picks: act.Picks, name: str) -> str | None:
    def answer() -> Element | None:
        group = _as_it_is(run, question)
        at = picks(entries_of(group))
        return group.inside[at] if at is not None and group.inside[at].drawn else None

    radio = run.window.wait(answer, _COMING_UP)
    if radio is None:
        return None
    let_press(run, name, lambda: _as_it_is(run, radio))
    for _round in range(_WRITES):
        if act.tick(run.window, _as_it_is(run, radio), min(run.options.patience, _READ_BACK)):
            break
    return radio.called


def _as_it_is(run: Run, found: Element) -> Element:
    """Return a field or question as it stands now; as it was where it is no longer found."""
    return run.page().again(found) or found


# Countries.


def _choose_country(run: Run, found: Element, name: str) -> str:
    """Choose the person's country in a field of any kind, or write it there in the language of the page; return it."""
    country = run.person.value("country")
    if country is None:
        raise _unfit(run, "country")
    now, code = _as_it_is(run, found), code_of(country)
    language, entries = now.document.language, entries_of(now)
    words = [*dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])]
    absent = _unfit(run, "country", _("it is not one of the form's countries"))

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return the_one(entries, country, language)

    at, listed = picks(entries), not now.is_textbox or (now.is_list and "list" not in now.attributes)
    if picks([chosen_in(now)]) is not None:
        pass
    elif listed:
        _choose_in(run, now, picks, name, words, absent)
    elif entries and at is None:
        raise absent
    else:
        text = words[0] if at is None else entries[at].value or entries[at].label
        if _type_value(run, now, text).value.strip() != text:
            raise run.stop(Reason.TARGET_STUCK, target=VALUES["country"])
    held = chosen_in(_as_it_is(run, found)).label or country
    run.draft.entered["country"] = held
    return held
