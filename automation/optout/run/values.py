"""Writes values of the person into a page, and reads them back: a text, an answer, a country in a field of any kind."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from playwright.sync_api import Error

from optout.browser import act
from optout.browser.act import OutOfReach
from optout.browser.choices import Picks, chosen_in, entries_of, is_country_list, is_group, question_again, questions
from optout.browser.choices import choose as choose_entry
from optout.browser.fields import Evidence, evidence
from optout.browser.form import fields_of
from optout.browser.reading import Element, Page
from optout.errors import Stop
from optout.flow.countries import ListEntry, code_of, name_in, names_any, the_one
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.redact import printable
from optout.run.help import HANDED_OVER, Stuck, ask_help, let_press
from optout.run.session import Run
from optout.run.verdict import error_name

_READING_TIME, _COMING_UP = 2.0, 1.0  # seconds; in the latter the answers of a question come up
_WRITES = 2
"""How often a value is written: React puts a field back, once, that it has bound to an older value."""
_LONGEST = 80  # characters of a field's name


def refused(run: Run, name: PersonField, words: str | Said) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def needed(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value of the person the page wants."""
    return run.stop(Reason.VALUE_NEEDED, target=VALUES[name], option=OPTIONS[name])


@contextmanager
def working(run: Run, target: str) -> Iterator[None]:
    """Make a stop of what cannot be worked."""
    try:
        yield
    except Error as error:
        run.window.rest(0)
        raise run.stop(Reason.TARGET_STUCK, target=target, error=error_name(error)) from None


def type_value(run: Run, found: Element, value: str) -> Element:
    """Write into a field until it stands there, only where the flow may work; return the field as it is then.

    Raises:
        OutOfReach: it is no longer there, or lets nobody in.
        Stop: the page is on a foreign host by now.
    """
    for _round in range(_WRITES):
        run.check_address()
        there = run.page().again(found)
        if there is None or not act.write(run.window, there, value):
            raise OutOfReach("the field cannot be written into")
        now = run.window.wait(lambda: run.page().again(found), _READING_TIME)
        if now is None:
            raise OutOfReach("the field cannot be read")
        if now.value.strip() == value.strip():
            return now
    return run.now(found)


def choose_in(run: Run, found: Element, picks: Picks, name: str, words: Sequence[str]) -> bool:
    """Choose the answer of a question or the entry of a list that `picks` gives, and read it back; whether it has it.

    `name` is the target of the flow that it is, `words` what the entry may be called.

    Raises:
        OutOfReach: something lies on it.
        Stop: the page does not keep it, or the person does not want it pressed.
    """
    if is_group(found):
        entry = _press_answer(run, found, picks, name)
    else:
        let_press(run, name, lambda: found, words[-1])
        entry = choose_entry(run.window, found, picks, words)

    def stands() -> bool | None:
        held = chosen_in(as_it_is(run, found))
        return True if fold(held.label) == fold(entry or "") or picks([held]) == 0 else None

    if entry is not None and not run.window.wait(stands, _COMING_UP):
        called = run.flow.called(name) if name else printable(found.called, _LONGEST)
        raise run.stop(Reason.TARGET_STUCK, target=called)
    return entry is not None


def _press_answer(run: Run, question: Element, picks: Picks, name: str) -> str | None:
    def answer() -> Element | None:
        group = as_it_is(run, question)
        at = picks(entries_of(group))
        return group.inside[at] if at is not None and group.inside[at].shown else None

    radio = run.window.wait(answer, _COMING_UP)
    if radio is None:
        return None
    let_press(run, name, lambda: run.now(radio))
    for _round in range(_WRITES):
        if act.tick(run.window, run.now(radio), min(run.options.patience, _READING_TIME)):
            break
    return radio.called


def as_it_is(run: Run, found: Element) -> Element:
    """Return a field or question as it stands now; as it was where it is no longer found."""
    page = run.page()
    if is_group(found):
        return question_again(page, found) or found
    return page.again(found) or found


# Countries.


def choose_country(run: Run, found: Element, name: str) -> str:
    """Choose the person's country in a field of any kind, or write it there in the language of the page; return it.

    `name` is the target that the field is of, where the flow has one.

    Raises:
        OutOfReach: something lies on it.
        Stop: the person gave none, the field does not have it, or several of its entries could be it.
    """
    country = run.person.value("country")
    if country is None:
        raise needed(run, "country")
    now = as_it_is(run, found)
    if the_one([chosen_in(now)], country, now.document.language) is None:
        _put_country(run, now, country, name)
    held = chosen_in(as_it_is(run, found)).label or country
    run.draft.entered["country"] = held
    return held


def _put_country(run: Run, found: Element, country: str, name: str) -> None:
    language, code = found.document.language, code_of(country)
    words = [*dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])]
    absent = refused(run, "country", _("it is not one of the form's countries"))

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return the_one(entries, country, language)

    if not found.is_line or (found.is_list and "list" not in found.attributes):
        if not choose_in(run, found, picks, name, words):
            raise absent
        return
    entries = entries_of(found)
    at = picks(entries)
    if entries and at is None:
        raise absent
    text = words[0] if at is None else entries[at].kept or entries[at].label
    if type_value(run, found, text).value.strip() != text:
        raise run.stop(Reason.TARGET_STUCK, target=VALUES["country"])


def settle_countries(run: Run, name: str) -> None:
    """Have each field for a country in the form of a button say the person's, or what they let it say instead.

    Where they gave none, they see what the page put there before they approve it.

    Raises:
        Stop: nobody will see it.
    """
    page, country = run.page(), run.person.value("country")
    button = run.shows(name, page)
    asking = _for_countries(page, button.element) if button else []
    if not country and run.approved_beforehand and any(names_any(chosen_in(one)) for one in asking):
        raise needed(run, "country")
    for one in asking if country else []:
        found = as_it_is(run, one)  # one may change the next
        held, key = chosen_in(found), found.attr or found.called
        if held.label == run.draft.entered.get("country") or (key, held.label) in run.draft.settled:
            continue
        try:
            with working(run, VALUES["country"]):
                choose_country(run, found, "")
        except Stop as stop:
            if stop.reason not in HANDED_OVER:
                raise
            ask_help(run, Stuck(stop, "complete_form"))
        run.draft.entered["country"] = chosen_in(as_it_is(run, found)).label
        run.draft.settled.add((key, run.draft.entered["country"]))


def _for_countries(page: Page, button: Element) -> list[Element]:
    """Return what asks for a country in a form, and a person can see and change."""
    fields = [one for one in fields_of(button) if button.aside or not one.aside]
    groups = [one for one in questions(page) if one.inside[0] in fields and is_country_list(one)]
    open_ = [one for one in fields if one.shown and one.enabled and not one.read_only and (one.reached or one.is_list)]
    lines = [one for one in open_ if one.is_list or (one.is_line and not one.is_long)]
    return groups + [one for one in lines if evidence(one, "country") is Evidence.FOR]
