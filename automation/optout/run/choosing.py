"""Chooses as a person does: an answer of a question, an entry of a list, the person's country wherever it is asked."""

from collections.abc import Callable, Iterator, Sequence

from optout.browser import touch
from optout.browser.element import (
    Element,
    TextNode,
    is_dialog,
    is_seen,
    is_usable,
    name_of,
    seen_text,
)
from optout.browser.lists import (
    answers_of,
    entry_of,
    is_group,
    opens_list,
    option_texts,
    options_of,
    picked_in,
    rows_of,
)
from optout.browser.notices import accepting
from optout.browser.page import look
from optout.browser.targets import Found, Way
from optout.browser.touch import OutOfReach
from optout.flow.countries import ListEntry, code_of, is_the_one, name_in, names_any, the_one
from optout.flow.model import Choose, Fill
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.redact import printable
from optout.run.fields import fill, needed, refused, type_until_it_stands
from optout.run.pressing import let_press
from optout.run.session import Run

_AGAIN = 2
"""How often a radio button is pressed: React puts one back, once, that was bound to an older answer."""
_PRESS_TIME = 3.0  # seconds
_LONGEST = 80  # characters of a field's name
_COMING_UP = 1.0  # seconds in which the answers come up, or can be read, once their question stands there


def choose(run: Run, step: Choose) -> dict[str, str]:
    """Choose an answer and read it back: React puts radio buttons back that a script has set.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the page does not keep it.
    """
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": choose_country(run, found.element, step.choose)}
    if is_guess(step, found):
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(step.choose))
    phrases = run.flow.choices[step.with_].all()
    if found.element.tag == "select":
        words = frozenset(map(fold, phrases))

        def the_answer(entries: Sequence[Element]) -> Element | None:
            hits = [one for one in entries if one.enabled and {*map(fold, option_texts(one))} & words]
            return hits[0] if len(hits) == 1 else None

        if not _select(run, found.element, the_answer, step.choose):
            raise run.stop(Reason.TARGET_MISSING, target=_answer(run, step.choose))
    else:
        _press_radio(run, found, (*phrases, step.with_), step.choose)
    return {"choice": step.with_}


def is_guess(step: Choose, found: Found) -> bool:
    """Whether nothing but its place tells that a question is the one meant: its answer is the person's to give."""
    return step.with_ != "country" and found.how == Way.KIND


def _answer(run: Run, name: str) -> Said:
    return _("the answer for {part}").format(part=run.flow.called(name))


def _press_radio(run: Run, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios: list[Element] = []

    def find() -> bool | None:
        now = look(run.window).again(group.element)
        radios[:] = _radios(now, phrases) if now else []
        return True if len(radios) == 1 else None

    run.window.wait(find, _COMING_UP)
    if len(radios) != 1:
        reason = Reason.TARGET_AMBIGUOUS if radios else Reason.TARGET_MISSING
        raise run.stop(reason, target=_answer(run, name), count=str(len(radios)))
    _press(run, radios[0], name)


def _press(run: Run, one: Element, name: str) -> None:
    let_press(run, name, lambda: look(run.window).again(one) or one)
    for _round in range(_AGAIN):
        radio = look(run.window).again(one) or one
        pressed = radio.checked or touch.press(run.window, radio, _PRESS_TIME)
        if not pressed:
            raise OutOfReach("something lies on the answer")
        if run.window.wait(lambda: _is_chosen(run, one) or None, 1):
            return
    raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))


def _is_chosen(run: Run, radio: Element) -> bool:
    now = look(run.window).again(radio)
    return now is not None and now.checked


def _radios(group: Element, phrases: tuple[str, ...]) -> list[Element]:
    """Give the radio buttons called by one of the phrases."""
    words = frozenset(map(fold, phrases)) - {""}
    return [one for one in group.within() if one.role == "radio" and is_usable(one) and fold(one.name) in words]


_Picks = Callable[[Sequence[Element]], Element | None]
"""Picks the one entry that is meant; None when none is, or several could be."""


def choose_country(run: Run, field: Element, name: str) -> str:
    """Choose the person's country in a field of any kind, or write it there in the language of the page; return it.

    `name` is the target that the field is of, where the flow has one.

    Raises:
        OutOfReach: something lies on it.
        Stop: the person gave none, the field does not have it, or several of its entries could be it.
    """
    country = run.person.value("country")
    if country is None:
        raise needed(run, "country")
    now = look(run.window).again(field) or field
    if not holds_country(now, country):
        _put_country(run, now, country, name)
        now = look(run.window).again(field) or field
    run.draft.entered["country"] = held_by(now).label or country
    return country


def put(run: Run, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person; a country as the field takes it."""
    if step.with_ != "country" or run.person.value("country") is None:
        return fill(run, step)
    return {"country": choose_country(run, run.need(step.fill, enabled=True).element, step.fill)}


def take_in_country(run: Run, field: Element) -> None:
    """Take in what the person chose in a field for a country.

    Raises:
        Stop: nothing, and the page wants it.
    """
    run.draft.entered.pop("country", None)
    held = held_by(field).label
    if held:
        run.draft.entered["country"] = held
    elif field.required:
        raise needed(run, "country")


def held_by(field: Element) -> ListEntry:
    """Return what is chosen in a field, or stands there."""
    chosen = [one for one in answers_of(field) if one.ticked or one.checked]
    if chosen and (field.tag == "select" or is_group(field)):
        return entry_of(chosen[0])
    if field.role == "listbox" and field.tag != "select" and (picked := picked_in(field)):
        return ListEntry(picked)
    if field.tag in ("select", "textarea") or (field.tag == "input" and field.role != "combobox"):
        return ListEntry(field.value.strip())
    shown = (ListEntry(text) for row in (field, *rows_of(field)) for text in _pieces(row, field) if text)
    country = next((entry for entry in (ListEntry(field.value.strip()), *shown) if names_any(entry)), None)
    return country or ListEntry(field.value.strip() or ("" if field.tag == "input" else seen_text(field)))


def _pieces(row: Element, field: Element) -> Iterator[str]:
    """Return the texts of a part of the page that can be seen, one by one; no entry of a list, and no other's label."""
    for one in row.within():
        entry = any(at.role in ("option", "listbox") or at.tag == "option" for at in one.around())
        label = any(at.tag == "label" and not at.holds(field) for at in one.around())
        if not (entry or label) and is_seen(one):
            yield " ".join(" ".join(part.text for part in one.inside if isinstance(part, TextNode)).split())


def holds_country(field: Element, country: str) -> bool:
    """Whether what a field holds is a country."""
    return is_the_one(held_by(field), country, field.document.language)


def _put_country(run: Run, field: Element, country: str, name: str) -> None:
    language = field.document.language

    def the_country(entries: Sequence[Element]) -> Element | None:
        usable = [one for one in entries if one.enabled]
        at = the_one([entry_of(one) for one in usable], country, language)
        return None if at is None else usable[at]

    if field.tag == "select":
        chosen = _select(run, field, the_country, name)
    elif is_group(field) or (field.role == "listbox" and not opens_list(field)):
        entry = the_country([one for one in answers_of(field) if is_usable(one)])
        chosen = entry is not None
        if entry is not None:
            _press_entry(run, entry, name)
    elif opens_list(field) and not field.attributes.get("list"):
        chosen = _pick(run, field, the_country, name, country)
    else:
        chosen = _write_country(run, field, the_country, country)
    if not chosen:
        raise refused(run, "country", _("it is not one of the form's countries"))


def _press_entry(run: Run, entry: Element, name: str) -> None:
    """Press a radio button, or an entry of a list that lies open."""
    if entry.role == "radio":
        _press(run, entry, name)
        return
    pressed = touch.press(run.window, entry, _PRESS_TIME)
    if not pressed:
        raise OutOfReach("something lies on the entry")


def _write_country(run: Run, field: Element, the_country: _Picks, country: str) -> bool:
    """Write the country as the list beside the field has it, else as the language of the page calls it."""
    options = options_of(field)
    entry = the_country(options)
    if options and entry is None:
        return False
    code = code_of(country)
    own = name_in(code, field.document.language) if code else country
    text = (entry.attributes.get("value") or option_texts(entry)[0]) if entry else own
    return type_until_it_stands(run, field, text).value.strip() == text


def _select(run: Run, field: Element, picks: _Picks, name: str) -> bool:
    """Choose an entry of a list of the browser's own; False when it has none, or several, that could be it."""
    entry = picks(options_of(field))
    if entry is None:
        return False
    label = option_texts(entry)[0]
    let_press(run, name, lambda: field, label)
    touch.choose(run.window, field, entry, _PRESS_TIME)
    now = look(run.window).again(field)
    if now is None or label not in now.chosen:
        raise run.stop(Reason.VALUE_PUT_BACK, target=_called(run, field, name))
    return True


def _called(run: Run, field: Element, name: str) -> Said | str:
    return run.flow.called(name) if name else printable(name_of(field), _LONGEST)


def _pick(run: Run, box: Element, picks: _Picks, name: str, country: str) -> bool:
    """Choose an entry of a list of the page's own making; False when it has none, or several, that could be it."""
    code, language = code_of(country), box.document.language
    words = dict.fromkeys([name_in(code, language), name_in(code, "en"), country] if code else [country])
    let_press(run, name, lambda: box)
    entry = touch.pick(run.window, box, picks, _PRESS_TIME, [*words])
    if entry is not None:
        _accept(run, box, entry)
    if entry is None:
        return False
    held = {*map(fold, option_texts(entry))} - {""}
    if not run.window.wait(lambda: _holds(run, box, held) or None, 1):
        raise run.stop(Reason.VALUE_PUT_BACK, target=_called(run, box, name))
    return True


def _accept(run: Run, box: Element, entry: Element) -> None:
    """Press what accepts an entry that was chosen in a dialog of its own, where it does not close by itself."""
    around = next((one for one in entry.above() if is_dialog(one) and not one.holds(box)), None)
    dialog = look(run.window).again(around) if around else None
    button = accepting(dialog) if dialog and is_seen(dialog) else None
    if button is not None:
        touch.press(run.window, button, _PRESS_TIME)


def _holds(run: Run, box: Element, values: set[str]) -> bool:
    now = look(run.window).again(box)
    country = run.person.value("country") or ""
    return now is not None and (fold(held_by(now).label) in values or holds_country(now, country))
