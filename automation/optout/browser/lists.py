"""Fields in which one chooses: their entries, what each is called, and whether they are countries."""

from functools import lru_cache

from optout.browser.element import Element, name_of, option_label, words_of
from optout.flow.countries import Entry, are_countries, are_dialled

_FEWEST = 2
"""Entries that a list of countries has more of."""
GROUPS = ("radiogroup", "group")


def is_group(element: Element) -> bool:
    """Whether it is a question that is answered by radio buttons, or could be."""
    return element.role in GROUPS or element.tag == "fieldset"


def opens_list(element: Element) -> bool:
    """Whether it is a list of the page's own making, also one that says of itself only that it opens."""
    only_opens = element.role == "button" and element.attributes.get("aria-haspopup") == "listbox"
    return only_opens or element.role == "combobox"


def options_of(field: Element) -> list[Element]:
    """Return the entries of a list: the browser's own, those in it, or those of a list that a field says it opens."""
    if field.tag == "select" or field.role == "listbox":
        return [one for one in field.below() if one.role == "option" or one.tag == "option"]
    lists = [*field.related("controls"), *field.related("owns")]
    own = (field.attributes.get(name, "") for name in ("aria-controls", "aria-owns", "list"))
    named = " ".join(own).split()
    if named and not lists:
        lists = [one for one in field.document.elements if one.attributes.get("id") in named]
    return [one for outer in lists for one in outer.below() if one.role == "option"]


def option_texts(option: Element) -> tuple[str, str]:
    """Return what an entry is called, and the value that the page keeps for it."""
    kept = option.attributes.get("value") or option.attributes.get("data-value", "")
    label = option_label(option) if option.tag == "option" else words_of(option)
    return label or (kept if option.tag == "option" else ""), kept or (label if option.tag == "option" else "")


def answers_of(field: Element) -> list[Element]:
    """Return what can be chosen: the entries of a list, or the radio buttons of a question."""
    return [one for one in field.below() if one.role == "radio"] if is_group(field) else options_of(field)


def entry_of(answer: Element) -> Entry:
    """Return what an entry or a radio button is called and keeps."""
    if answer.role == "radio":
        return Entry(name_of(answer), answer.attributes.get("value", ""))
    return Entry(*option_texts(answer))


@lru_cache(maxsize=64)
def lists_countries(field: Element) -> bool:
    """Whether most of what can be chosen are countries; not where they stand for numbers to dial."""
    if not (field.tag in ("select", "input") or field.role in ("combobox", "listbox") or is_group(field)):
        return False
    entries = [entry for answer in answers_of(field) if (entry := entry_of(answer)).label or entry.kept]
    return len(entries) > _FEWEST and are_countries(entries, field.document.language) and not are_dialled(entries)
