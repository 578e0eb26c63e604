"""Enters the person's values into fields of any kind, and reads each back: an address, a text, an answer, a country."""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from optout.browser import (
    Element,
    Origin,
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
from optout.run.checks import rejection_detail
from optout.run.context import RunContext
from optout.run.handover import allow_press, ask_person
from optout.run.progress import Progress
from optout.run.prompts import Choice, Question
from optout.translation import Coded, LazyText, _

logger = logging.getLogger("optout.run.values")

# Seconds that a page gets to put the account's address into an empty field by itself: a script does
# it right after the form is displayed, and most pages leave the field empty.
_PREFILL_WAIT = 0.5
# Seconds in which a second field for the address may appear: some pages show it as soon as the
# first has an address.
_REPETITION_APPEARS = 0.4
# Seconds in which a field contains what was written into it: its script may write it anew.
_READ_BACK = 2.0
# Seconds in which the answers of a question appear, and a choice is displayed: they may slide in.
_APPEARS = 1.0
# Letters of a country's code: a list that says "No" answers a question, and names no country.
_LONGEST_CODE = 3
_REVERTED = rejection_detail(Rejection.REVERTED)
# Times that a value is written: React puts a field back, once, that it has bound to an older one.
_WRITES = 2


# The e-mail address.


def check_email(
    context: RunContext, progress: Progress, step: CheckEmail, found_from: Origin = "on_page"
) -> dict[str, str]:
    """Check the e-mail field, or its repetition; return the masked address, and what was done.

    `found_from` is where an address is from that is in the field already.

    Raise Stop if the field needs an address that nobody gave, has another one, or does not accept
    it.
    """
    field = _prefilled_field(context, step)
    to_repeat = _email_to_repeat(context, progress, step)
    email = to_repeat or context.person.value("email")
    how = _how_to_check(context, progress, field, email, is_repetition=to_repeat is not None)
    wanted = field.value.strip()
    if email is not None and how in ("filled_in", "corrected"):
        wanted = email
    field = refresh(context, field)
    before = field
    is_to_be_typed = not same_email(field.value.strip() or "?", wanted)
    origin = found_from
    if is_to_be_typed:
        field = type_value(context, field, wanted)
        origin = "repeated" if to_repeat else "entered"
    shown = field.value.strip()
    # Also where it is refused: it is in the field.
    progress.form.enter("email", shown, field, origin)
    if _is_marked_wrong(field, before):
        raise _refused(context, "email", field)
    _check_email_is_kept(context, field, wanted)
    repetition = step.again
    if repetition and is_to_be_typed:
        context.window.wait(lambda: context.locator.find(repetition), _REPETITION_APPEARS)
    return {"email": mask_email(shown), "how": how}


def _email_to_repeat(context: RunContext, progress: Progress, step: CheckEmail) -> str | None:
    """Return the address that a field repeats; None if it is the first field for one."""
    if step in context.flow.steps:
        return None
    return progress.form.entered.get("email")


def _check_email_is_kept(context: RunContext, field: Element, email: str) -> None:
    """Raise Stop if the page has put another address in the place of one."""
    if not same_email(field.value, email):
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
    email: str | None,
    *,
    is_repetition: bool,
) -> str:
    """Return what is done with an address in a field, as a code; the person decides a mismatch.

    `email` is the one that the field is expected to contain, None if nobody gave one.
    """
    shown = field.value.strip()
    if not shown:
        if email is None:
            raise _value_stop(context, "email")
        return "filled_in"
    if email is None:
        return "as_held"
    if same_email(shown, email):
        return "as_expected"
    if is_repetition:
        return "corrected"
    return _decide_mismatch(context, progress, field, email)


def _decide_mismatch(context: RunContext, progress: Progress, field: Element, email: str) -> str:
    """Have the person decide which address it is to be; return what is done then, or raise Stop."""
    decision: str = context.options.email_mismatch
    if decision == "ask" and context.prompts.can_answer:
        decision = ask_person(context, progress, _mismatch_question(field, email))
    logger.debug("the form has another address than expected: %s", decision)
    if decision == "keep":
        progress.form.note_help("keep_email")
        return "kept"
    if decision == "correct" and not field.read_only:
        progress.form.note_help("correct_email")
        return "corrected"
    raise context.checks.build_stop(Reason.EMAIL_MISMATCH)


def _mismatch_question(field: Element, email: str) -> Question:
    shown = field.value.strip()
    # Both in full: they may look alike when masked, as they are where it is kept.
    both = _("the form holds {held}, you expect {expected}")
    in_full = both.format(held=printable(shown), expected=email)
    choices: tuple[Choice, ...] = ("keep", "correct", "stop")
    if field.read_only:
        choices = ("keep", "stop")
    masked = {"held": mask_email(shown), "expected": mask_email(email)}
    return Question("check_email", choices=choices, default="stop", in_full=in_full, detail=masked)


# A text.


def fill(context: RunContext, progress: Progress, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    name = step.with_
    value = context.person.value(name)
    if value is None:
        _check_may_stay_empty(context, step)
        return {"how": "left_empty"}
    target = context.locator.require(step.fill, enabled=True).element
    if name == "country":
        return {"country": _choose_country(context, progress, target, step.fill)}
    value = fit_lines(value, target)
    field = target
    origin: Origin = "on_page"
    if target.value != value:
        field = type_value(context, target, value)
        origin = "entered"
    _check_is_kept(context, name, value, field)
    if _is_marked_wrong(field, before=target):
        raise _refused(context, name, field)
    progress.form.enter(name, value, field, origin)
    progress.form.field_written[step.fill] = field
    return context.person.detail(name)


def fit_lines(value: str, field: Element) -> str:
    """Return a value with its lines joined for a field of a single line: a browser joins them without a space.

    A field that was drawn while the page was read has no tag yet: it may be for several lines.
    """
    return " ".join(value.splitlines()) if field.tag == "input" else value


def _check_may_stay_empty(context: RunContext, step: Fill) -> None:
    """Raise Stop if the page requires a value that the person did not give, and has none there."""
    found = context.locator.find(step.fill)
    if found and found.element.required and not found.element.value.strip():
        raise _value_stop(context, step.with_)


def _check_is_kept(context: RunContext, name: PersonField, value: str, field: Element) -> None:
    """Raise Stop if a field contains something else than a value, or only its beginning."""
    _check_length(context, name, value, field)
    if field.value != value:
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES[name], **_REVERTED)


def _check_length(context: RunContext, name: PersonField, value: str, field: Element) -> None:
    """Raise Stop if a field contains only the beginning of a value."""
    written = field.value
    is_beginning = bool(written) and value.startswith(written)
    if not is_beginning or written == value:
        return
    written_length = str(len(written))
    full_length = str(len(value))
    sentence = _("only {count} of your {all} characters fit")
    words = sentence.format(count=written_length, all=full_length)
    detail = {"speaker": TOO_LONG, "count": written_length, "all": full_length}
    raise _value_stop(context, name, words, **detail)


def step_to_write_again(context: RunContext, progress: Progress) -> Fill | None:
    """Return the step of a text whose field the page has replaced by an empty one; None if no text was lost so.

    Some pages draw a form anew after a box was ticked or a country was chosen. Raise Stop if a page
    does so to the same field again: it would go on for ever.
    """
    for step in context.flow.fields_before_send:
        if not isinstance(step, Fill) or not _was_replaced_by_empty_field(context, progress, step):
            continue
        if step.fill in progress.form.rewritten:
            target = VALUES[step.with_]
            raise context.checks.build_stop(Reason.TARGET_STUCK, target=target, **_REVERTED)
        logger.debug("the page has replaced the field of a text: %s", step.fill)
        progress.form.rewritten.add(step.fill)
        return step
    return None


def _was_replaced_by_empty_field(context: RunContext, progress: Progress, step: Fill) -> bool:
    """True if the field that got a text is gone, and an empty one of the same name is in its place."""
    written = progress.form.field_written.get(step.fill)
    if written is None:
        return False
    found = context.locator.find(step.fill, enabled=True)
    if found is None:
        return False
    field = found.element
    # The same element, empty: that was somebody's wish.
    if field.value.strip() or field.ref == written.ref:
        return False
    # Another name: the field of another page.
    has_name = bool(written.html_name or written.name)
    has_same_html_name = field.html_name == written.html_name
    return has_name and has_same_html_name and field.name == written.name


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
        written = _wait_for_value(context, field, value)
        if written is not None:
            return written
        logger.debug("a field has not kept its value within %.1f s of writing", _READ_BACK)
    current = context.locator.readable_page().again(field)
    if current is None:
        raise OutOfReach(Rejection.GONE)
    return current


def _wait_for_value(context: RunContext, field: Element, value: str) -> Element | None:
    """Wait until a field contains a value; return it then, None if that does not come."""

    def field_with_value() -> Element | None:
        current = context.locator.readable_page().again(field)
        has_value = current is not None and current.value.strip() == value.strip()
        return current if has_value else None

    return context.window.wait(field_with_value, _READ_BACK)


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
    reason = Reason.VALUE_NEEDED
    if words:
        reason = Reason.VALUE_REFUSED
        detail["words"] = words
    target = VALUES[name]
    option = OPTIONS[name]
    return context.checks.build_stop(reason, target=target, option=option, **detail)


def _is_marked_wrong(field: Element, before: Element) -> bool:
    """True if the page, or the browser, marks a value as wrong.

    A page may have marked its empty field before, and check it again only with its button: such a
    mark says nothing of the value that was written since.
    """
    if not field.message:
        return False
    is_of_page = not field.facts.get("browser_words")
    was_written_since = field.value != before.value
    is_old_mark = is_of_page and was_written_since and field.message == before.message
    return not is_old_mark


def _refused(context: RunContext, name: PersonField, field: Element) -> Stop:
    """Build the stop for a value that the page or the browser marks as wrong, with the message at the field."""
    message = printable(field.message)
    if field.facts.get("browser_words"):
        return _value_stop(context, name, message, speaker=BROWSER)
    return _value_stop(context, name, message)


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
    if found.is_guess:
        question = context.flow.described(step.choose)
        raise context.checks.build_stop(Reason.TARGET_MISSING, target=question)
    selection = _answer_selection(context, step)
    was_chosen = selection.picks([found.element.selected_entry]) == 0
    if not was_chosen:
        _select(context, progress, found.element, selection)
    origin: Origin = "on_page" if was_chosen else "chosen"
    progress.form.choose(refresh(context, found.element), origin)
    return {"choice": step.with_}


def _answer_selection(context: RunContext, step: Choose) -> _Selection:
    """Return what is to be chosen for the answer of a flow."""
    words = context.flow.choices[step.with_].all()
    picks = _answer_picks((*words, step.with_))
    absent = _answer_missing(context, step)
    return _Selection(step.choose, picks, words[:1], absent)


def _answer_missing(context: RunContext, step: Choose) -> Stop:
    """Build the stop for a question that does not have the answer of a flow."""
    question = context.flow.described(step.choose)
    sentence = _("the answer for {part}")
    description = sentence.format(part=question)
    answer = Coded.of(f"answer {question.code}", description)
    return context.checks.build_stop(Reason.TARGET_MISSING, target=answer)


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
        containing = []
        for position, entry in enumerate(entries):
            if find_phrase(entry.label, phrases):
                containing.append(position)
        is_only_one = len(containing) == 1
        return containing[0] if is_only_one else None

    return picks


def _select(context: RunContext, progress: Progress, field: Element, selection: _Selection) -> None:
    """Choose the answer of a question or the entry of a list, and read it back; raise Stop if that fails."""
    if field.is_radio_group:
        entry = _press_answer(context, progress, field, selection)
    else:
        allow_press(context, progress, selection.target, lambda: field, selection.words[-1])
        entry = choose_one(context.window, field, selection.picks, selection.words)
    if entry is None:
        raise selection.absent

    if not _wait_until_chosen(context, field, selection, entry):
        target = context.flow.described(selection.target)
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=target, **_REVERTED)


def _wait_until_chosen(
    context: RunContext, field: Element, selection: _Selection, entry: str
) -> bool:
    """True if a field shows the entry that was chosen, or another name of it, within some time."""

    def is_chosen() -> bool | None:
        chosen = refresh(context, field).selected_entry
        has_same_name = fold(chosen.label) == fold(entry)
        is_entry = has_same_name or selection.picks([chosen]) == 0
        return True if is_entry else None

    return bool(context.window.wait(is_chosen, _APPEARS))


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
        return radio if radio.self_or_label_visible else None

    radio = context.window.wait(answer, _APPEARS)
    if radio is None:
        return None
    allow_press(context, progress, selection.target, lambda: refresh(context, radio))
    seconds = min(context.options.patience, _READ_BACK)
    for _round in range(_WRITES):
        if tick(context.window, refresh(context, radio), seconds):
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
    origin: Origin = "on_page"
    if picks([field.selected_entry]) is None:
        _enter_country(context, progress, field, selection)
        origin = "entered"
    field = refresh(context, target)
    chosen = field.selected_entry.label or country
    progress.form.enter("country", chosen, field, origin)
    return chosen


def _names_of_country(country: str, language: str) -> list[str]:
    """Return what a country may be called on a page: in its language, in English, and as the person wrote it."""
    code = code_of(country)
    if not code:
        return [country]
    names = [name_in(code, language), name_in(code, "en"), country]
    return [*dict.fromkeys(names)]


def _enter_country(
    context: RunContext, progress: Progress, field: Element, selection: _Selection
) -> None:
    """Choose a country in a list, or write it into a field, which may turn out to search in a list."""
    is_datalist = "list" in field.attributes
    if not field.is_textbox or (field.is_list and not is_datalist):
        _select(context, progress, field, selection)
        return
    text = _text_to_write(field, selection)
    typed = type_value(context, field, text)
    is_written = typed.value.strip() == text or selection.picks([typed.selected_entry]) is not None
    if not is_written:
        _select(context, progress, field, selection)


def _text_to_write(field: Element, selection: _Selection) -> str:
    """Return what to write into a field: the entry that it suggests, if it suggests any."""
    entries = field.entries
    if not entries:
        return selection.words[0]
    number = selection.picks(entries)
    if number is None:
        raise selection.absent
    return entries[number].value or entries[number].label


def check_entered(
    context: RunContext, progress: Progress, values: Collection[str], chosen: Collection[str]
) -> None:
    """Raise Stop unless a form contains all that was entered, and its lists name no other country."""
    for name, description in VALUES.items():
        if name == "country":
            continue
        text = progress.form.entered.get(name)
        if text is not None and text not in values:
            raise context.checks.build_stop(Reason.TARGET_STUCK, target=description)
    _check_countries(context, chosen)


def _check_countries(context: RunContext, chosen: Collection[str]) -> None:
    """Raise Stop if an entry that is chosen in a list names another country than the person's."""
    country = context.person.value("country")
    code_of_person = code_of(country or "")
    for text in chosen:
        is_name = len(text.strip()) > _LONGEST_CODE
        code = code_of(text) if is_name else None
        if code is None or code == code_of_person:
            continue
        if country is None:
            raise _value_stop(context, "country")
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=VALUES["country"])
