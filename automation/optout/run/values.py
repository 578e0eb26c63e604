"""Enters the person's values into fields of any kind, and reads each back: an address, a text, an answer, a country."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optout.browser import (
    Element,
    OutOfReach,
    Picks,
    Rejection,
    Result,
    any_of,
    choose_one,
    tick,
    write,
)
from optout.flow import (
    CheckEmail,
    Choose,
    Fill,
    ListEntry,
    code_of,
    find_country,
    find_phrase,
    fold,
    name_in,
)
from optout.outcome import BROWSER, NOT_LISTED, TOO_LONG, Reason, Stop
from optout.person import OPTIONS, VALUES, PersonField, same_email
from optout.redaction import mask_email, printable
from optout.run.context import RunContext
from optout.run.handover import allow_press, ask_person
from optout.run.locator import rejection_detail
from optout.run.progress import Progress
from optout.run.prompts import Choice, Question
from optout.translation import Coded, LazyText, _

logger = logging.getLogger("optout.run.values")

# seconds a page gets to put the account's address into an empty field by itself
_PREFILL_WAIT = 0.5
# Seconds in which a second field for the address may appear.
_REPETITION_APPEARS = 0.4
# Seconds in which a field contains what was written into it.
_READ_BACK = 2.0
# Seconds in which the answers of a question appear, and a choice is displayed.
_APPEARS = 1.0
# letters of a country's code: a list that says "No" answers a question, and names no country
_LONGEST_CODE = 3
_REVERTED = rejection_detail(Rejection.REVERTED)
# Times that a value is written: React puts a field back, once, that it has bound to an older one.
_WRITES = 2


# The e-mail address.


def check_email(context: RunContext, progress: Progress, step: CheckEmail) -> dict[str, str]:
    """Check the e-mail field, or its repetition; return the masked address, and what was done.

    Raise Stop if the field needs an address that nobody gave, has another one, or does not accept
    it.
    """
    field = _prefilled_field(context, step)
    is_repetition = step not in context.flow.steps
    entered = progress.form.entered.get("email") if is_repetition else None
    expected = entered or context.person.value("email")
    how = _how_to_check(context, progress, field, expected, is_repetition=entered is not None)
    is_written = how in ("filled_in", "corrected")
    address = expected if is_written and expected else field.value.strip()
    field = refresh(context, field)
    was_typed = not same_email(field.value.strip() or "?", address)
    if was_typed:
        field = type_value(context, field, address)
    # Also where it is refused: it is in the field.
    progress.form.enter("email", field.value.strip(), field)
    _check_address_is_kept(context, field, address)
    if step.again and was_typed:
        repetition = step.again
        context.window.wait(lambda: context.locator.find(repetition), _REPETITION_APPEARS)
    return {"email": mask_email(field.value.strip()), "how": how}


def _check_address_is_kept(context: RunContext, field: Element, address: str) -> None:
    """Raise Stop if the page does not accept an address, or has put another one in its place."""
    if field.message:
        raise _refused(context, "email", field)
    if not same_email(field.value, address):
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES["email"], **_REVERTED)


def _prefilled_field(context: RunContext, step: CheckEmail) -> Element:
    """Return the e-mail field, once the page has put an address into it, or some time has passed."""
    context.locator.require(step.check_email)

    def filled_field() -> Element | None:
        found = context.locator.find(step.check_email)
        return found.element if found and found.element.value.strip() else None

    filled = context.window.wait(filled_field, _PREFILL_WAIT)
    return filled or context.locator.require(step.check_email).element


def _how_to_check(
    context: RunContext,
    progress: Progress,
    field: Element,
    expected: str | None,
    *,
    is_repetition: bool,
) -> str:
    """Return what is done with an address in a field, as a code; the person decides a mismatch."""
    address = field.value.strip()
    if not address:
        if expected is None:
            raise _value_stop(context, "email")
        return "filled_in"
    if expected is None:
        return "as_held"
    if same_email(address, expected):
        return "as_expected"
    if is_repetition:
        return "corrected"
    return _decide_mismatch(context, progress, field, expected)


def _decide_mismatch(context: RunContext, progress: Progress, field: Element, expected: str) -> str:
    """Have the person decide which address it is to be; return what is done then, or raise Stop."""
    decision: str = context.options.email_mismatch
    if decision == "ask" and context.prompts.can_answer:
        decision = ask_person(context, progress, _mismatch_question(field, expected))
    logger.debug("the form has another address than expected: %s", decision)
    if decision == "keep":
        progress.form.note_help("keep_email")
        return "kept"
    if decision == "correct" and not field.read_only:
        progress.form.note_help("correct_email")
        return "corrected"
    raise context.checks.build_stop(Reason.EMAIL_MISMATCH)


def _mismatch_question(field: Element, expected: str) -> Question:
    shown = field.value.strip()
    # Both in full: they may look alike when masked, as they are where it is kept.
    both = _("the form holds {held}, you expect {expected}")
    in_full = both.format(held=printable(shown), expected=expected)
    choices: tuple[Choice, ...] = ("keep", "correct", "stop")
    if field.read_only:
        choices = ("keep", "stop")
    masked = {"held": mask_email(shown), "expected": mask_email(expected)}
    return Question("check_email", choices=choices, default="stop", in_full=in_full, detail=masked)


# A text.


def fill(context: RunContext, progress: Progress, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = context.person.value(step.with_)
    if value is None:
        found = context.locator.find(step.fill)
        if found and found.element.required and not found.element.value.strip():
            raise _value_stop(context, step.with_)
        return {"how": "left_empty"}
    target = context.locator.require(step.fill, enabled=True).element
    if step.with_ == "country":
        return {"country": _choose_country(context, progress, target, step.fill)}
    if not target.is_multiline:
        value = " ".join(value.splitlines())  # which a browser would join without a space
    field = target if target.value == value else type_value(context, target, value)
    _check_length(context, step.with_, value, field)
    if field.message:
        raise _refused(context, step.with_, field)
    if field.value != value:
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES[step.with_], **_REVERTED)
    progress.form.enter(step.with_, value, field)
    progress.form.written[step.fill] = field
    return context.person.detail(step.with_)


def _check_length(context: RunContext, name: PersonField, value: str, field: Element) -> None:
    """Raise Stop if a field contains only the beginning of a value."""
    count = len(field.value)
    if not field.value or count >= len(value) or not value.startswith(field.value):
        return
    words = _("only {count} of your {all} characters fit").format(count=count, all=len(value))
    detail = {"speaker": TOO_LONG, "count": str(count), "all": str(len(value))}
    raise _value_stop(context, name, words, **detail)


def write_again(context: RunContext, progress: Progress) -> bool:
    """Write a text again if a page has made its field anew; True if one was.

    What the person emptied stays empty.
    """
    for step in context.flow.fields_before_send:
        if isinstance(step, Fill) and _was_made_anew(context, progress, step):
            fill(context, progress, step)
            return True
    return False


def _was_made_anew(context: RunContext, progress: Progress, step: Fill) -> bool:
    """True if a field that got a text is empty, and is another element of the same name; not one of another page."""
    written = progress.form.written.get(step.fill)
    found = context.locator.find(step.fill, enabled=True) if written else None
    if written is None or found is None:
        return False
    field = found.element
    is_lost = not field.value.strip() and field.ref != written.ref
    has_name = (written.html_name, written.name) != ("", "")
    is_same = (field.html_name, field.name) == (written.html_name, written.name)
    return is_lost and has_name and is_same


def type_value(context: RunContext, field: Element, value: str) -> Element:
    """Write into a field until it contains the value; return the field as it is then.

    Raise OutOfReach if it cannot be written into.
    """
    for _round in range(_WRITES):
        context.checks.check_address()
        current = context.locator.readable_page().again(field)
        result = write(context.window, current, value) if current else Result(Rejection.GONE)
        if not result:
            raise OutOfReach(result.rejection)
        written = context.window.wait(
            lambda: context.locator.readable_page().again(field), _READ_BACK
        )
        if written is None:
            raise OutOfReach(Rejection.GONE)
        if written.value.strip() == value.strip():
            return written
        logger.debug("a field has not kept its value within %.1f s of writing", _READ_BACK)
    return refresh(context, field)


def refresh(context: RunContext, field: Element) -> Element:
    """Return a field or question as it is now; as it was if it is no longer found."""
    return context.locator.readable_page().again(field) or field


# A value that the page wants, or does not accept.


def _value_stop(
    context: RunContext, name: PersonField, words: str | LazyText = "", **detail: str
) -> Stop:
    """Build the stop that says which value of the person the page wants, or does not accept, in its `words`.

    The detail's `speaker` is who or what refuses it, if that is not the page.
    """
    reason = Reason.VALUE_REFUSED if words else Reason.VALUE_NEEDED
    quoted = {"words": words} if words else {}
    target, option = VALUES[name], OPTIONS[name]
    return context.checks.build_stop(reason, target=target, option=option, **quoted, **detail)


def _refused(context: RunContext, name: PersonField, field: Element) -> Stop:
    """Build the stop for a value that the page or the browser marks as wrong, with the message at the field."""
    speaker = {"speaker": BROWSER} if field.facts.get("browser_words") else {}
    return _value_stop(context, name, printable(field.message), **speaker)


# An answer, or an entry of a list.


@dataclass(frozen=True)
class _Selection:
    """What is to be chosen in a target: `picks` recognises the entry, `words` are what it may be called.

    `absent` is raised if it is not there.
    """

    target: str
    picks: Picks
    words: Sequence[str]
    absent: Stop


def choose(context: RunContext, progress: Progress, step: Choose) -> dict[str, str]:
    """Choose the person's country, or the answer that the flow gives, and read it back."""
    found = context.locator.require(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(context, progress, found.element, step.choose)}
    question = context.flow.described(step.choose)
    if found.is_guess:
        raise context.checks.build_stop(Reason.TARGET_MISSING, target=question)
    words = context.flow.choices[step.with_].all()
    answer = Coded.of(f"answer {question.code}", _("the answer for {part}").format(part=question))
    absent = context.checks.build_stop(Reason.TARGET_MISSING, target=answer)
    selection = _Selection(step.choose, _answer_picks((*words, step.with_)), words[:1], absent)
    _select(context, progress, found.element, selection)
    return {"choice": step.with_}


def _answer_picks(words: Sequence[str]) -> Picks:
    """Return what picks the entry that is one of the words, or else the only one that contains one of several words.

    A single word may be in any entry.
    """
    picks_exactly = any_of(frozenset(map(fold, words)))
    phrases = [word for word in words if " " in word]

    def picks(entries: Sequence[ListEntry]) -> int | None:
        number = picks_exactly(entries)
        if number is not None:
            return number
        containing = [
            number for number, entry in enumerate(entries) if find_phrase(entry.label, phrases)
        ]
        return containing[0] if len(containing) == 1 else None

    return picks


def _select(context: RunContext, progress: Progress, field: Element, selection: _Selection) -> None:
    """Choose the answer of a question or the entry of a list, and read it back; raise Stop if that fails."""
    if field.is_group:
        entry = _press_answer(context, progress, field, selection)
    else:
        allow_press(context, progress, selection.target, lambda: field, selection.words[-1])
        entry = choose_one(context.window, field, selection.picks, selection.words)
    if entry is None:
        raise selection.absent

    def is_chosen() -> bool | None:
        chosen = refresh(context, field).chosen
        is_entry = fold(chosen.label) == fold(entry)
        return True if is_entry or selection.picks([chosen]) == 0 else None

    if not context.window.wait(is_chosen, _APPEARS):
        target = context.flow.described(selection.target)
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=target, **_REVERTED)


def _press_answer(
    context: RunContext, progress: Progress, question: Element, selection: _Selection
) -> str | None:
    """Press the radio button of an answer; return its name, None if the question does not have it."""

    def answer() -> Element | None:
        group = refresh(context, question)
        number = selection.picks(group.entries)
        if number is None:
            return None
        radio = group.inside[number]
        return radio if radio.drawn else None

    radio = context.window.wait(answer, _APPEARS)
    if radio is None:
        return None
    allow_press(context, progress, selection.target, lambda: refresh(context, radio))
    for _round in range(_WRITES):
        if tick(context.window, refresh(context, radio), min(context.options.patience, _READ_BACK)):
            break
    return radio.called


# A country.


def _choose_country(context: RunContext, progress: Progress, target: Element, name: str) -> str:
    """Choose the person's country in a field of any kind, or write it there in the language of the page; return it."""
    country = context.person.value("country")
    if country is None:
        raise _value_stop(context, "country")
    field = refresh(context, target)
    language = field.document.language

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return find_country(entries, country, language)

    words = _names_of_country(country, language)
    not_listed = _("it is not one of the form's countries")
    absent = _value_stop(context, "country", not_listed, speaker=NOT_LISTED)
    selection = _Selection(name, picks, words, absent)
    if picks([field.chosen]) is None:
        _enter_country(context, progress, field, selection)
    field = refresh(context, target)
    chosen = field.chosen.label or country
    progress.form.enter("country", chosen, field)
    return chosen


def _names_of_country(country: str, language: str) -> list[str]:
    """Return what a country may be called on a page: in its language, in English, and as the person wrote it."""
    code = code_of(country)
    if not code:
        return [country]
    return [*dict.fromkeys([name_in(code, language), name_in(code, "en"), country])]


def _enter_country(
    context: RunContext, progress: Progress, field: Element, selection: _Selection
) -> None:
    """Choose a country in a list, or write it into a field, which may turn out to search in a list."""
    is_datalist = "list" in field.attributes
    if not field.is_textbox or (field.is_list and not is_datalist):
        _select(context, progress, field, selection)
        return
    entries = field.entries
    number = selection.picks(entries)
    if entries and number is None:
        raise selection.absent
    text = selection.words[0]
    if number is not None:
        text = entries[number].value or entries[number].label
    typed = type_value(context, field, text)
    is_search = typed.value.strip() != text and selection.picks([typed.chosen]) is None
    if is_search:
        _select(context, progress, field, selection)


def check_entered(
    context: RunContext, progress: Progress, values: Collection[str], chosen: Collection[str]
) -> None:
    """Raise Stop unless a form contains all that was entered, and its lists name no other country."""
    for name, description in VALUES.items():
        if name != "country" and progress.form.entered.get(name) not in (None, *values):
            raise context.checks.build_stop(Reason.TARGET_STUCK, target=description)
    names = [text for text in chosen if len(text.strip()) > _LONGEST_CODE]
    codes = {code_of(name) for name in names} - {None}
    country = context.person.value("country")
    if codes <= {code_of(country or "")}:
        return
    if country is None:
        raise _value_stop(context, "country")
    raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES["country"])
