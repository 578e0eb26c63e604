"""Types a value of the person into a field, and only where it was meant to go; takes in what they put there."""

from collections.abc import Collection, Sequence

from optout.browser import touch
from optout.browser.element import Element, is_usable
from optout.browser.lists import option_texts, options_of
from optout.browser.page import Validity, look, validity_of
from optout.browser.targets import Found, Way
from optout.browser.touch import OutOfReach
from optout.errors import Stop
from optout.flow.countries import names_of
from optout.flow.model import Choose, Fill
from optout.flow.words import fold
from optout.i18n import Said, _, changed
from optout.outcome import Reason
from optout.person import OPTIONS, VALUES, PersonField
from optout.redact import printable
from optout.run.pressing import let_press
from optout.run.session import Run

_READING_TIME = 2.0  # seconds
_WRITES = 2
"""How often a value is written: React puts a field back, once, that it has bound to an older value."""


def refused(run: Run, name: PersonField, words: str) -> Stop:
    """Make the stop that says which value of the person the page does not accept, and why."""
    return run.stop(Reason.VALUE_REFUSED, target=VALUES[name], words=words, option=OPTIONS[name])


def needed(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value of the person the page wants."""
    return run.stop(Reason.VALUE_NEEDED, target=VALUES[name], option=OPTIONS[name])


def put_back(run: Run, name: PersonField) -> Stop:
    """Make the stop that says which value the page has changed after it was filled."""
    return run.stop(Reason.VALUE_PUT_BACK, target=VALUES[name])


def validity_now(run: Run, field: Element) -> Validity | None:
    """Read what the page says of one field, if it can be read now."""
    now = look(run.window).again(field)
    return validity_of(now) if now else None


def read_validity(run: Run, field: Element) -> Validity:
    """Read what the page says of one field; waits a moment for one that is just being put in anew.

    Raises:
        OutOfReach: it is no longer there.
    """
    validity = run.window.wait(lambda: validity_now(run, field), _READING_TIME)
    if validity is None:
        raise OutOfReach("the field cannot be read")
    return validity


def type_until_it_stands(run: Run, field: Element, value: str) -> Validity:
    """Write into a field, and only into the document whose address was checked; give what the page then says of it.

    Raises:
        OutOfReach: it is no longer there, or lets nobody in.
        Stop: the page is on a foreign host by now.
    """
    run.ledger.typed(value)
    for _round in range(_WRITES):
        run.check_address()
        if not touch.write(run.window, field, value):
            run.check_address()
            again = look(run.window).again(field)  # the page may have put it in anew
            if again is None or not touch.write(run.window, again, value):
                raise OutOfReach("the field cannot be written into")
        validity = read_validity(run, field)
        if validity.value.strip() == value.strip() or validity.read_only:
            break
    return validity


def fill(run: Run, step: Fill) -> dict[str, str]:
    """Fill a target with a value of the person and read it back; a value that was not given fills nothing."""
    value = run.person.value(step.with_)
    if value is None:
        _stop_if_required(run, step)
        return {"how": "left_empty"}
    field = run.need(step.fill, enabled=True).element
    validity = type_until_it_stands(run, field, value)
    message = validity.message
    if validity.value and len(validity.value) < len(value) and value.startswith(validity.value):
        message = _("only {count} of your {all} characters fit").format(count=len(validity.value), all=len(value))
    if message:
        raise refused(run, step.with_, changed(message, printable))
    if validity.value != value:
        raise put_back(run, step.with_)
    run.draft.entered[step.with_] = value
    return run.person.detail(step.with_)


def _stop_if_required(run: Run, step: Fill) -> None:
    found = run.shows(step.fill)
    if found is None:
        return
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise needed(run, step.with_)


def take_in_value(run: Run, found: Found, name: PersonField) -> None:
    """Take in what the person put into the field of a value.

    Raises:
        Stop: the page does not accept it.
    """
    validity = read_validity(run, found.element)
    if validity.required and not validity.value.strip():
        raise needed(run, name)
    if validity.message:
        raise refused(run, name, changed(validity.message, printable))
    run.draft.entered.pop(name, None)
    if validity.value.strip():
        run.draft.entered[name] = validity.value


_AGAIN = 2
"""How often a radio button is pressed: React puts one back, once, that was bound to an older answer."""
_PRESS_TIME = 3.0  # seconds
_COMING_UP = 1.0  # seconds in which the answers come up, or can be read, once their question stands there


def choose(run: Run, step: Choose) -> dict[str, str]:
    """Choose an answer and read it back: React puts radio buttons back that a script has set.

    Raises:
        OutOfReach: something lies on it.
        Stop: it is not there, several could be it, or the page does not keep it.
    """
    found = run.need(step.choose)
    if step.with_ == "country":
        return {"country": _choose_country(run, found.element, step.choose)}
    phrases = run.flow.choices[step.with_].all()
    if found.element.tag == "select":
        if not _select(run, found.element, frozenset(map(fold, phrases)), step.choose):
            raise run.stop(Reason.TARGET_MISSING, target=_answer(run, step.choose))
    else:
        _press_radio(run, found, (*phrases, step.with_), step.choose)
    return {"choice": step.with_}


def _answer(run: Run, name: str) -> Said:
    return _("the answer for {part}").format(part=run.flow.called(name))


def _press_radio(run: Run, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios: list[Element] = []

    def find() -> bool | None:
        now = look(run.window).again(group.element)
        radios[:] = _radios(now, group.how, phrases) if now else []
        return True if len(radios) == 1 else None

    run.window.wait(find, _COMING_UP)
    if len(radios) != 1:
        reason = Reason.TARGET_AMBIGUOUS if radios else Reason.TARGET_MISSING
        raise run.stop(reason, target=_answer(run, name), count=str(len(radios)))
    let_press(run, name, lambda: look(run.window).again(radios[0]) or radios[0])
    for _round in range(_AGAIN):
        radio = look(run.window).again(radios[0]) or radios[0]
        with run.ledger.acting():
            pressed = radio.checked or touch.press(run.window, radio, _PRESS_TIME)
        if not pressed:
            raise OutOfReach("something lies on the answer")
        if run.window.wait(lambda: _is_chosen(run, radios[0]) or None, 1):
            return
    raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))


def _is_chosen(run: Run, radio: Element) -> bool:
    now = look(run.window).again(radio)
    return now is not None and now.checked


def _radios(group: Element, how: str, phrases: tuple[str, ...]) -> list[Element]:
    """Give the radio buttons called by one of the phrases; of a question in unknown words, those that keep one.

    What a radio button keeps for the site no person sees.
    """
    radios = [one for one in group.within() if one.role == "radio" and is_usable(one)]
    words = frozenset(map(fold, phrases)) - {""}
    named_so = [one for one in radios if fold(one.name) in words]
    values = {phrase.casefold() for phrase in phrases}
    kept = [one for one in radios if one.attributes.get("value", "").casefold() in values]
    return named_so or (kept if how == Way.KIND else [])


def _choose_country(run: Run, field: Element, name: str) -> str:
    country = run.person.value("country")
    if country is None:
        raise needed(run, "country")
    wanted = names_of(country, field.document.language) | {fold(country)}
    chosen = _select(run, field, wanted, name) if field.tag == "select" else _pick(run, field, wanted, name)
    if not chosen:
        raise refused(run, "country", _("it is not one of the form's countries"))
    run.draft.entered["country"] = country
    return country


def _select(run: Run, field: Element, wanted: Collection[str], name: str) -> bool:
    """Choose an entry of a list of the browser's own; False when it has none, or several, that could be it."""
    entries = [one for one in options_of(field) if one.enabled and {*map(fold, option_texts(one))} & {*wanted}]
    if len(entries) != 1:
        return False
    let_press(run, name, lambda: field, option_texts(entries[0])[0])
    with run.ledger.acting():
        touch.choose(run.window, field, entries[0], _PRESS_TIME)
    now = look(run.window).again(field)
    if now is None or option_texts(entries[0])[0] not in now.chosen:
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))
    return True


def _pick(run: Run, box: Element, wanted: Collection[str], name: str) -> bool:
    """Choose an entry of a list of the page's own making; False when it has none, or several, that could be it."""

    def the_one(entries: Sequence[Element]) -> Element | None:
        texts = {one: option_texts(one) for one in entries}
        called = [one for one, (label, _) in texts.items() if fold(label) in wanted]
        # A list may have names that nobody knows: then by the value that the page keeps for itself.
        hits = called or [one for one, (_, kept) in texts.items() if fold(kept) in wanted]
        return hits[0] if len(hits) == 1 else None

    let_press(run, name, lambda: box)
    with run.ledger.acting():
        entry = touch.pick(run.window, box, the_one, _PRESS_TIME)
    if entry is None:
        return False
    held = {*wanted, fold(option_texts(entry)[0])}
    if not run.window.wait(lambda: _holds(run, box, held) or None, 1):
        raise run.stop(Reason.VALUE_PUT_BACK, target=run.flow.called(name))
    return True


def _holds(run: Run, box: Element, values: Collection[str]) -> bool:
    now = look(run.window).again(box)
    return now is not None and fold(now.value) in values
