"""Chooses an answer: in a list, in a list of the page's own making, or among radio buttons; and reads it back."""

from playwright.sync_api import Error, Locator

from optout.browser.locate import Found, Way, inside
from optout.flow.steps import Choose
from optout.person import OPTIONS
from optout.reasons import Reason
from optout.run.filling import refused
from optout.run.objection import Objection
from optout.tongue import Said, _, named

_AGAIN = 2
"""How often a radio button is pressed: React puts one back, once, that was bound to an older answer."""
_CLICK_TIME = 3000.0  # milliseconds
_COMING_UP = 1.0  # seconds in which the answers come up, or can be read, once their question stands there

_NAMES = r"""
  const fold = (text) => text.normalize('NFKC').toLowerCase().trim();
  const language = document.documentElement.lang || 'en';
  const inPageLanguage = (code) => {
    try { return new Intl.DisplayNames([language], {type: 'region'}).of(code.toUpperCase()); } catch { return code; }
  };
  const names = wanted.flatMap((w) => [w, inPageLanguage(w)]).map(fold);
"""
_OPTION = rf"""
(select, wanted) => {{
  {_NAMES}
  const isWanted = (option) => [option.value, option.label].some((text) => names.includes(fold(text)));
  const hits = [...select.options].filter((option) => !option.disabled && isWanted(option));
  return hits.length === 1 ? hits[0].index : null;
}}
"""
_ENTRY = rf"""
(box, wanted) => {{
  {_NAMES}
  const list = box.getRootNode().getElementById(box.getAttribute('aria-controls') || '');
  const entries = [...(list?.querySelectorAll('[role=option]') || [])].filter((entry) => entry.checkVisibility());
  const named = entries.filter((entry) => names.includes(fold(entry.innerText)));
  // The browser does not know the countries' names in every language: then by the value that the page keeps for itself.
  const kept = (entry) => [entry.getAttribute('value'), entry.dataset.value].filter(Boolean).map(fold);
  const hits = named.length ? named : entries.filter((entry) => kept(entry).some((value) => names.includes(value)));
  return hits.length === 1 ? hits[0] : null;
}}
"""
_HOLDS = rf"""
(box, wanted) => {{
  {_NAMES}
  return names.includes(fold(box.value ?? box.innerText));
}}
"""


def choose(objection: Objection, step: Choose) -> str:
    """Choose an answer and read it back: React puts radio buttons back that a script has set."""
    found = objection.need(step.choose)
    if step.with_ == "country":
        return _choose_country(objection, found.locator, step.choose)
    phrases = objection.flow.choices[step.with_].all()
    if found.locator.evaluate("e => e.tagName") == "SELECT":
        if not _select(found.locator, phrases):
            raise objection.stop(Reason.TARGET_MISSING, target=_answer(objection, step.choose))
    else:
        _press_radio(objection, found, (*phrases, step.with_), step.choose)
    return named(step.with_)


def _answer(objection: Objection, name: str) -> Said:
    return _("the answer for {part}").format(part=objection.flow.called(name))


def _press_radio(objection: Objection, group: Found, phrases: tuple[str, ...], name: str) -> None:
    radios: list[Locator] = []

    def look() -> bool | None:
        radios[:] = _radios(objection, group, phrases)
        return True if len(radios) == 1 else None

    objection.window.wait(look, _COMING_UP)
    if len(radios) != 1:
        reason = Reason.TARGET_AMBIGUOUS if radios else Reason.TARGET_MISSING
        raise objection.stop(reason, target=_answer(objection, name), count=str(len(radios)))
    for left in reversed(range(_AGAIN)):
        try:
            radios[0].check(timeout=_CLICK_TIME)
        except Error as error:
            objection.window.rest(0)  # a window that is gone is told as that
            if not left and "Timeout" in type(error).__name__:
                raise  # something lies on it
            # Else it was put back at once, which is told as a failure.
        if objection.window.wait(lambda: radios[0].is_checked() or None, 1):
            return
    raise objection.stop(Reason.VALUE_PUT_BACK, target=objection.flow.called(name))


def _radios(objection: Objection, group: Found, phrases: tuple[str, ...]) -> list[Locator]:
    found = inside(objection.window, group, "radio", phrases)
    return found or (_by_value(group.locator, phrases) if group.how == Way.KIND else [])


def _by_value(group: Locator, phrases: tuple[str, ...]) -> list[Locator]:
    """Give the radio buttons whose value in the form, which no person sees, is one of the phrases."""
    radios = group.locator("css=input[type=radio]").all()
    values = {phrase.casefold() for phrase in phrases}
    return [radio for radio in radios if (radio.get_attribute("value") or "").casefold() in values]


def _choose_country(objection: Objection, field: Locator, name: str) -> str:
    country = objection.person.value("country")
    if country is None:
        raise objection.stop(Reason.VALUE_NEEDED, target=_("your country"), option=OPTIONS["country"])
    is_list = field.evaluate("e => e.tagName") == "SELECT"
    chosen = _select(field, (country,)) if is_list else _pick(field, (country,))
    if not chosen:
        raise refused(objection, "country", _("it is not one of the form's countries"))
    if not is_list and not objection.window.wait(lambda: field.evaluate(_HOLDS, [country, chosen]) or None, 1):
        raise objection.stop(Reason.VALUE_PUT_BACK, target=objection.flow.called(name))
    objection.draft.entered["country"] = country
    return country


def _select(field: Locator, wanted: tuple[str, ...]) -> bool:
    index = field.evaluate(_OPTION, list(wanted))
    if index is not None:
        field.select_option(index=index)
    return index is not None


def _pick(box: Locator, wanted: tuple[str, ...]) -> str:
    """Open a list of the page's own making and press the entry in it; gives what that is called, or nothing."""
    box.click(timeout=_CLICK_TIME)
    entry = box.evaluate_handle(_ENTRY, list(wanted)).as_element()
    if entry is None:
        box.click(timeout=_CLICK_TIME)  # closed again: what lies open would cover the rest
        return ""
    called = entry.inner_text().strip()
    entry.click(timeout=_CLICK_TIME)
    return called
