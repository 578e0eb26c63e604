"""Puts the person's values into fields of any kind, and reads each back: the address, texts, answers, a country."""

from collections.abc import Collection, Sequence

from optout.browser import Element, OutOfReach, Picks, any_of, choose_one, tick, write
from optout.flow import CheckEmail, Choose, Fill, ListEntry, code_of, find_phrase, fold, name_in, the_one
from optout.messages import Coded, LazyText, _, mask_email, printable
from optout.outcome import BROWSER, NOT_LISTED, TOO_LONG, Reason, Stop
from optout.person import OPTIONS, VALUES, PersonField, same_email
from optout.run.context import RunContext
from optout.run.handover import allow_press, ask_person
from optout.run.progress import Progress
from optout.run.prompts import Choice, Question

_PREFILL_WAIT = 0.5  # seconds a page gets to put the account's address into an empty field by itself
_MOVES = 0.4  # seconds in which a second field for the address may show
_READ_BACK, _COMING_UP = 2.0, 1.0  # seconds; in the latter the answers of a question come up
_CODE = 3  # letters of a country's code at most: a list that says "No" answers a question, and names none
_WRITES = 2  # of a value: React puts a field back, once, that it has bound to an older one


def check_email(context: RunContext, progress: Progress, step: CheckEmail) -> dict[str, str]:
    """Check the e-mail field, or its repetition; return the masked address, and what was done."""
    context.locator.require(step.check_email)

    def filled() -> Element | None:
        found = context.locator.find(step.check_email)
        return found.element if found and found.element.value.strip() else None

    found = context.window.wait(filled, _PREFILL_WAIT) or context.locator.require(step.check_email).element
    settled = None if step in context.flow.steps else progress.form.entered.get("email")  # its repetition
    held, expected = found.value.strip(), settled or context.person.value("email")
    if not held and expected is None:
        raise _unfit(context, progress, "email")
    if not held:
        how = "filled_in"
    elif expected is None or same_email(held, expected):
        how = "as_expected" if expected else "as_held"
    else:
        how = "corrected" if settled else _settle(context, progress, found, held, expected)
    address = (expected if how in ("filled_in", "corrected") else None) or held
    now = _as_it_is(context, progress, found)
    typed = not same_email(now.value.strip() or "?", address)
    if typed:
        now = _type_value(context, progress, now, address)
    progress.form.enter("email", now.value.strip(), now)  # also where it is refused: it stands there
    if now.message:
        raise _refused(context, progress, "email", now)
    if not same_email(now.value, address):
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES["email"])
    if step.again and typed:  # its field may come up only now
        context.window.wait(lambda: context.locator.find(step.again or ""), _MOVES)
    return {"email": mask_email(now.value.strip()), "how": how}


def _settle(context: RunContext, progress: Progress, found: Element, held: str, expected: str) -> str:
    """Have the person say which address it is to be; return what is done then."""
    wish: str = context.options.email_mismatch
    if wish == "ask" and context.prompts.can_answer:
        in_full = _("the form holds {held}, you expect {expected}").format(held=printable(held), expected=expected)
        masked = {"held": mask_email(held), "expected": mask_email(expected)}
        choices: tuple[Choice, ...] = ("keep", "stop") if found.read_only else ("keep", "correct", "stop")
        # Both in full: they may look alike when masked, as they are where it is kept.
        wish = ask_person(context, progress, Question("check_email", choices=choices, default="stop", in_full=in_full, detail=masked))
    if wish == "keep" or (wish == "correct" and not found.read_only):
        progress.form.note_help(f"{wish}_email")
        return "kept" if wish == "keep" else "corrected"
    raise context.checks.build_stop(Reason.EMAIL_MISMATCH)


def fill(context: RunContext, progress: Progress, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = context.person.value(step.with_)
    if value is None:
        found = context.locator.find(step.fill)
        if found and found.element.required and not found.element.value.strip():
            raise _unfit(context, progress, step.with_)
        return {"how": "left_empty"}
    target = context.locator.require(step.fill, enabled=True).element
    if step.with_ == "country":
        return {"country": _choose_country(context, progress, target, step.fill)}
    value = value if target.is_multiline else " ".join(value.splitlines())  # which a browser would join without a space
    now = target if target.value == value else _type_value(context, progress, target, value)
    room = _("only {count} of your {all} characters fit").format(count=len(now.value), all=len(value))
    cut = now.value and value.startswith(now.value) and len(now.value) < len(value)
    if cut:
        raise _unfit(context, progress, step.with_, room, speaker=TOO_LONG, count=str(len(now.value)), all=str(len(value)))
    if now.message:
        raise _refused(context, progress, step.with_, now)
    if now.value != value:
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES[step.with_])
    progress.form.enter(step.with_, value, now)
    progress.form.written[step.fill] = now
    return context.person.detail(step.with_)


def write_again(context: RunContext, progress: Progress) -> bool:
    """Write a text again where a page has made its field anew; what the person has emptied stays so."""
    for step in (one for one in context.flow.steps if isinstance(one, Fill) and one.fill in progress.form.written):
        found, was = context.locator.find(step.fill, enabled=True), progress.form.written[step.fill]
        lost = found and not found.element.value.strip() and found.element.ref != was.ref
        if found and lost and (found.element.html_name, found.element.name) == (was.html_name, was.name) != ("", ""):
            fill(context, progress, step)  # not into another page's
            return True
    return False


def choose(context: RunContext, progress: Progress, step: Choose) -> dict[str, str]:
    """Choose the person's country, or the answer that the flow gives, and read it back."""
    found = context.locator.require(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(context, progress, found.element, step.choose)}
    if found.guessed:
        raise context.checks.build_stop(Reason.TARGET_MISSING, target=context.flow.described(step.choose))
    words = context.flow.choices[step.with_].all()
    called = any_of(frozenset(map(fold, (*words, step.with_))))

    def picks(entries: Sequence[ListEntry]) -> int | None:
        at, several = called(entries), [word for word in words if " " in word]
        hits = [number for number, one in enumerate(entries) if find_phrase(one.label, several)] if at is None else [at]
        return hits[0] if len(hits) == 1 else None

    question = context.flow.described(step.choose)
    answer = Coded.of(f"answer {question.code}", _("the answer for {part}").format(part=question))
    _choose_in(context, progress, found.element, picks, step.choose, words[:1], context.checks.build_stop(Reason.TARGET_MISSING, target=answer))
    return {"choice": step.with_}


# A value of the person on the page: a text, an answer, a country in a field of any kind.


def _unfit(context: RunContext, progress: Progress, name: PersonField, words: str | LazyText = "", **more: str) -> Stop:
    """Make the stop that says which value of the person the page wants, or does not accept, in its words.

    `more` goes into the detail: as its `speaker`, who or what refuses where it is not the page.
    """
    reason = Reason.VALUE_REFUSED if words else Reason.VALUE_NEEDED
    told = {"words": words} if words else {}
    return context.checks.build_stop(reason, target=VALUES[name], option=OPTIONS[name], **told, **more)


def _refused(context: RunContext, progress: Progress, name: PersonField, field: Element) -> Stop:
    """Make the stop for a value that the page or the browser marks as wrong, with what is said at the field."""
    return _unfit(
        context, progress, name, printable(field.message), **({"speaker": BROWSER} if field.facts.get("browser_words") else {})
    )


def _type_value(context: RunContext, progress: Progress, found: Element, value: str) -> Element:
    """Write into a field until it stands there; return it as it is then, or raise OutOfReach where nobody gets in."""
    for _round in range(_WRITES):
        context.checks.check_address()
        there = context.locator.readable_page().again(found)
        written = there is not None and write(context.window, there, value)
        now = context.window.wait(lambda: context.locator.readable_page().again(found), _READ_BACK) if written else None
        if now is None:
            raise OutOfReach("the field cannot be written into")
        if now.value.strip() == value.strip():
            return now
    return _as_it_is(context, progress, found)


def _choose_in(context: RunContext, progress: Progress, found: Element, picks: Picks, name: str, words: Sequence[str], absent: Stop) -> None:
    """Choose the answer of a question or the entry of a list that `picks` gives, and read it back.

    `name` is the target that it is, `words` what the entry may be called, `absent` is raised where it is not there.
    """
    if found.is_group:
        entry = _press_answer(context, progress, found, picks, name)
    else:
        allow_press(context, progress, name, lambda: found, words[-1])
        entry = choose_one(context.window, found, picks, words)

    def stands() -> bool | None:
        held = _as_it_is(context, progress, found).chosen
        return True if fold(held.label) == fold(entry or "") or picks([held]) == 0 else None

    if entry is None:
        raise absent
    if not context.window.wait(stands, _COMING_UP):
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=context.flow.described(name))


def _press_answer(context: RunContext, progress: Progress, question: Element, picks: Picks, name: str) -> str | None:
    def answer() -> Element | None:
        group = _as_it_is(context, progress, question)
        at = picks(group.entries)
        return group.inside[at] if at is not None and group.inside[at].drawn else None

    if (radio := context.window.wait(answer, _COMING_UP)) is None:
        return None
    allow_press(context, progress, name, lambda: _as_it_is(context, progress, radio))
    for _round in range(_WRITES):
        if tick(context.window, _as_it_is(context, progress, radio), min(context.options.patience, _READ_BACK)):
            break
    return radio.called


def _as_it_is(context: RunContext, progress: Progress, found: Element) -> Element:
    """Return a field or question as it stands now; as it was where it is no longer found."""
    return context.locator.readable_page().again(found) or found


# Countries.


def _choose_country(context: RunContext, progress: Progress, found: Element, name: str) -> str:
    """Choose the person's country in a field of any kind, or write it there in the language of the page; return it."""
    if (country := context.person.value("country")) is None:
        raise _unfit(context, progress, "country")
    now, code = _as_it_is(context, progress, found), code_of(country)
    language, entries = now.document.language, now.entries
    words = [*dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])]
    absent = _unfit(context, progress, "country", _("it is not one of the form's countries"), speaker=NOT_LISTED)

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return the_one(entries, country, language)

    at, listed = picks(entries), not now.is_textbox or (now.is_list and "list" not in now.attributes)
    if picks([now.chosen]) is not None:
        pass
    elif listed:
        _choose_in(context, progress, now, picks, name, words, absent)
    elif entries and at is None:
        raise absent
    else:
        text = words[0] if at is None else entries[at].value or entries[at].label
        if (typed := _type_value(context, progress, now, text)).value.strip() != text and picks([typed.chosen]) is None:  # a search
            _choose_in(context, progress, now, picks, name, words, absent)
    field = _as_it_is(context, progress, found)
    held = field.chosen.label or country
    progress.form.enter("country", held, field)
    return held


def check_entered(context: RunContext, progress: Progress, held: Collection[str], listed: Collection[str]) -> None:
    """Raise Stop unless a form holds all that was put in, and what is chosen in its lists names no other country."""
    for name, called in VALUES.items():
        if name != "country" and progress.form.entered.get(name) not in (None, *held):
            raise context.checks.build_stop(Reason.TARGET_STUCK, target=called)
    named = {code_of(value) for value in listed if len(value.strip()) > _CODE} - {None}
    country = context.person.value("country")
    if not named <= {code_of(country or "")}:
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES["country"]) if country else _unfit(context, progress, "country")
