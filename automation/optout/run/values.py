"""Writes values of the person into a page, and reads them back: a text, an answer, a country in a field of any kind."""

from collections.abc import Sequence

from playwright.sync_api import Error

from optout.browser import act
from optout.browser.act import OutOfReach
from optout.browser.choices import choose as choose_entry
from optout.browser.choices import chosen_in, is_country_list, is_group, question_again, questions
from optout.browser.fields import Evidence, evidence
from optout.browser.form import fields_of
from optout.browser.reading import Element, Page
from optout.errors import Stop
from optout.flow.countries import ListEntry, code_of, is_the_one, name_in, names_any, the_one
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.redact import printable
from optout.run.help import HANDED_OVER, Stuck, ask_help, let_press
from optout.run.session import Run
from optout.run.verdict import error_name

_READING_TIME, _COMING_UP = 2.0, 1.0  # seconds
_WRITES = 2
"""How often a value is written: React puts a field back, once, that it has bound to an older value."""
_LONGEST = 80  # characters of a field's name


def refused(run: Run, name: PersonField, words: str | Said) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def needed(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value of the person the page wants."""
    return run.stop(Reason.VALUE_NEEDED, target=VALUES[name], option=OPTIONS[name])


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


def press_radio(run: Run, radio: Element, name: str) -> None:
    """Press a radio button until it is chosen.

    Raises:
        OutOfReach: something lies on it.
        Stop: the page does not keep it, or the person does not want it pressed.
    """
    let_press(run, name, lambda: run.now(radio), radio)
    for _round in range(_WRITES):
        if act.tick(run.window, run.now(radio), min(run.options.patience, _READING_TIME)):
            return
    raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))


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
    language = now.document.language
    if not is_the_one(chosen_in(now), country, language):
        _put_country(run, now, country, name)
        now = as_it_is(run, found)
    held = chosen_in(now)
    run.draft.entered["country"] = held.label or country
    return held.label or country


def as_it_is(run: Run, found: Element) -> Element:
    """Return a field or question as it stands now; as it was where it is no longer found."""
    page = run.page()
    if is_group(found):
        return question_again(page, found) or found
    return page.again(found) or found


def _put_country(run: Run, found: Element, country: str, name: str) -> None:
    language, code = found.document.language, code_of(country)

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return the_one(entries, country, language)

    if is_group(found):
        at = picks([ListEntry(one.called, one.attributes.get("value", "")) for one in found.inside])
        if at is None:
            raise refused(run, "country", _("it is not one of the form's countries"))
        press_radio(run, found.inside[at], name)
        return
    if found.is_line and (not found.is_list or "list" in found.attributes):  # a list that is open may show a part
        own = next(
            (
                kept or label
                for label, kept, _c, _d in found.options
                if is_the_one(ListEntry(label, kept), country, language)
            ),
            "",
        )
        if found.options and not own:
            raise refused(run, "country", _("it is not one of the form's countries"))
        text = own or (name_in(code, language) if code else country)
        if type_value(run, found, text).value.strip() != text:
            raise run.stop(Reason.VALUE_PUT_BACK, target=VALUES["country"])
        return
    let_press(run, name, lambda: found, found, country)
    words = dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])
    entry = choose_entry(run.window, found, picks, [*words])
    if entry is None:
        raise refused(run, "country", _("it is not one of the form's countries"))

    def stands() -> bool | None:
        held = chosen_in(as_it_is(run, found))
        return True if fold(held.label) == fold(entry) or is_the_one(held, country, language) else None

    if not run.window.wait(stands, _COMING_UP):
        raise run.stop(
            Reason.VALUE_PUT_BACK, target=run.flow.called(name) if name else printable(found.called, _LONGEST)
        )


def settle_countries(run: Run, name: str) -> bool:
    """Have every field for a country in the form of a button say the person's; say whether any did not before."""
    page = run.page()
    button = run.shows(name, page)
    if button is None:
        return False
    settled = [_settle_country(run, one) for one in _for_countries(page, button.element)]  # one may change the next
    return any(settled)


def _for_countries(page: Page, button: Element) -> list[Element]:
    """Return what says a country in a form, and a person can see."""
    fields = [one for one in fields_of(button) if button.aside or not one.aside]
    found = [one for one in questions(page) if one.inside[0] in fields and is_country_list(one)]
    for one in fields:
        shows = one.shown and one.enabled and (one.reached or one.is_list) and not one.is_long
        told = evidence(one, "country") if shows and (one.is_line or one.is_list) else Evidence.AGAINST
        holds = told is Evidence.NONE and one.is_line and one.value.strip() and names_any(chosen_in(one))
        if told is Evidence.FOR or holds or (shows and is_country_list(one)):
            found.append(one)
    return found


def _settle_country(run: Run, found: Element) -> bool:
    """Have a field for a country say the person's, or what they want it to say; say whether it did not before."""
    found = as_it_is(run, found)
    held, key = chosen_in(found), found.attr or found.called
    is_for_it = not found.read_only and (is_group(found) or evidence(found, "country") is Evidence.FOR)
    country = run.person.value("country") if is_for_it else None
    if held.label == run.draft.entered.get("country") or (key, held.label) in run.draft.settled:
        return False
    if country is None and not names_any(held):
        return False
    if country is None or not is_the_one(held, country, found.document.language):
        _give_or_ask(run, found, gives=country is not None)
    stands = chosen_in(as_it_is(run, found))
    run.draft.settled.add((key, stands.label))
    if is_for_it:
        run.draft.entered["country"] = stands.label
    return True


def _give_or_ask(run: Run, found: Element, *, gives: bool) -> None:
    try:
        if gives:
            choose_country(run, found, "")
            return
        part, held = (printable(text, _LONGEST) for text in (found.called or "?", chosen_in(found).label))
        says = _("{part} (“{held}” stands there)").format(part=part, held=held)
        raise run.stop(Reason.VALUE_NEEDED, target=says, option=OPTIONS["country"])
    except Error as error:
        run.window.rest(0)
        stop = run.stop(Reason.TARGET_STUCK, target=VALUES["country"], error=error_name(error))
    except Stop as raised:
        stop = raised
    if stop.reason not in HANDED_OVER:
        raise stop
    ask_help(run, Stuck(stop, "complete_form", "", VALUES["country"]))
