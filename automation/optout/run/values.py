"""Writes values of the person into a page, and reads them back: a text, an answer, a country in a field of any kind."""

from collections.abc import Sequence

from optout.browser import act
from optout.browser.act import OutOfReach
from optout.browser.choices import Picks, chosen_in, entries_of, is_group, question_again
from optout.browser.choices import choose as choose_entry
from optout.browser.reading import Element
from optout.errors import Stop
from optout.flow.countries import ListEntry, code_of, name_in, the_one
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.run.help import let_press
from optout.run.session import Run

_READING_TIME, _COMING_UP = 2.0, 1.0  # seconds; in the latter the answers of a question come up
_WRITES = 2  # of a value: React puts a field back, once, that it has bound to an older one


def unfit(run: Run, name: PersonField, words: str | Said = "") -> Stop:
    """Make the stop that says which value of the person the page wants, or does not accept, in its words."""
    reason = Reason.VALUE_REFUSED if words else Reason.VALUE_NEEDED
    return run.stop(reason, target=VALUES[name], option=OPTIONS[name], **({"words": words} if words else {}))


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

    `name` is the target that it is, `words` what the entry may be called.

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
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.called(name))
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

    Raises:
        OutOfReach: something lies on it.
        Stop: the person gave none, the field does not have it, or several of its entries could be it.
    """
    country = run.person.value("country")
    if country is None:
        raise unfit(run, "country")
    now, code = as_it_is(run, found), code_of(country)
    language, entries = now.document.language, entries_of(now)
    words = [*dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])]
    absent = unfit(run, "country", _("it is not one of the form's countries"))

    def picks(entries: Sequence[ListEntry]) -> int | None:
        return the_one(entries, country, language)

    at, listed = picks(entries), not now.is_line or (now.is_list and "list" not in now.attributes)
    if picks([chosen_in(now)]) is not None:
        pass
    elif listed:
        if not choose_in(run, now, picks, name, words):
            raise absent
    elif entries and at is None:
        raise absent
    else:
        text = words[0] if at is None else entries[at].kept or entries[at].label
        if type_value(run, now, text).value.strip() != text:
            raise run.stop(Reason.TARGET_STUCK, target=VALUES["country"])
    held = chosen_in(as_it_is(run, found)).label or country
    run.draft.entered["country"] = held
    return held
