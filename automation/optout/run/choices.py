"""Chooses an answer, or a country, and reads it back."""

from collections.abc import Collection, Sequence

from optout.browser import touch
from optout.browser.element import Element, is_usable
from optout.browser.page import look
from optout.browser.targets import Found, Way, names_of, option_texts, options_of
from optout.browser.touch import OutOfReach
from optout.flow.model import Choose
from optout.flow.words import fold
from optout.i18n import Said, _
from optout.outcome import Reason
from optout.run.fields import needed, refused
from optout.run.session import Run

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
    for _round in range(_AGAIN):
        radio = look(run.window).again(radios[0]) or radios[0]
        if not radio.checked and not touch.press(run.window, radio, _PRESS_TIME):
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
