"""Whether a value of the person may be written into a field.

The one rule for a value: a person sees the field and gets to it, and its label or its own kind says that it is for the
value; nothing speaks against it. A field that is merely the only one left is not filled: the person does that.
"""

import re
from collections.abc import Collection
from functools import lru_cache
from typing import Literal

from optout.browser.element import Element
from optout.flow import Meaning, are_countries, fold, is_sentence, names_any, said_of
from optout.person import PersonField

_OWN_TYPES = frozenset({
    "tel", "url", "number", "date", "datetime-local", "month", "time", "week", "color", "range", "file", "password",
    "search",
})  # fmt: skip
_FILLED_AS: dict[str, Meaning] = {"email": "email", "country": "country", "country-name": "country"}  # by autocomplete
_OTHERS = re.compile(r"name|tel|street|postal|address-l|bday|url|organization|cc-|impp")
_MAIL = re.compile(r"e-?mail", re.IGNORECASE)
_FEWEST = 2  # entries that a list of countries has more of
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def labels_seen(field: Element) -> tuple[str, ...]:
    """Return what a person reads as the name of a field, the surest first: its own name outweighs what stands near."""
    near = () if field.labels else reversed(field.near)
    told = (*field.labels, field.name, field.attributes.get("placeholder", ""), *near)
    return tuple(dict.fromkeys(text for text in told if text.strip()))


def field_fit(field: Element, value: PersonField, words: Collection[str] = ()) -> Literal["for", "against", "none"]:
    """Return whether a field speaks for or against a value, by its own name first; `words`: a flow's for it, folded."""
    labels = labels_seen(field)
    completed = field.attributes.get("autocomplete", "").lower().rpartition(" ")[2]
    kind, filled = _kind(field), _FILLED_AS.get(completed) or ("other" if _OTHERS.search(completed) else None)
    if kind and kind != value:
        return "against"
    if any(fold(label) in words for label in labels[:1]):
        return "for"
    language = field.document.language
    named = " ".join(re.findall(r"[A-Z]?[a-z]+|[A-Z]+", field.html_name))  # phone_number, userEmail
    told = [(label, said_of(label, language)) for label in (*labels, named)]
    label, said = next(((label, said) for label, said in told if said - {"again"}), ("", frozenset[Meaning]()))
    others = said - {value, "again"} - ({"place"} if value == "email" else set())
    if "empty" in said or (filled and filled != value) or (others and not is_sentence(label)):
        return "against"
    if value in said or value in (kind, filled) or _is_of_kind(field, value):
        return "for"
    return "against" if field.is_multiline and value != "comment" else "none"  # all else is of one line


def _kind(field: Element) -> Meaning | None:
    """Return what the type of a field says that it is for."""
    if field.tag == "input" and (field.type == "email" or field.attributes.get("inputmode") == "email"):
        return "email"
    return "other" if (field.type in _OWN_TYPES and not field.is_list) or field.role == "searchbox" else None


def _is_of_kind(field: Element, value: PersonField) -> bool:
    if value == "country":
        return is_country_list(field)
    return field.is_multiline if value == "comment" else is_address_field(field) and not field.is_multiline


def is_address_field(field: Element) -> bool:
    """Whether a field is for an e-mail address, by its kind, its name or what it holds."""
    named = f"{field.html_name} {field.attributes.get('autocomplete', '')}"
    holds_one = field.is_textbox and _ADDRESS.fullmatch(field.value)
    return _kind(field) == "email" or bool(_MAIL.search(named)) or bool(holds_one)


def may_hold(field: Element, value: PersonField, words: Collection[str] = (), *, sure: bool = False) -> bool:
    """Whether a value may be written into a field; `sure`: only if the field itself says that it is for it."""
    if not (field.is_textbox or field.is_list):
        return True  # a group of answers is pressed, not written into
    said = field_fit(field, value, words)
    fits = said == "for" or (said == "none" and not sure)
    return fits and (field.reached or (field.is_list and field.drawn))


def repeats(field: Element, first: Element | None = None) -> bool:
    """Whether a field wants the value before it again: its label says so, or is that of the `first`, or is silent."""
    labels = labels_seen(field)
    said = frozenset[Meaning]().union(*(said_of(label, field.document.language) for label in labels))
    return "again" in said or (first is not None and (not said or labels[:1] == labels_seen(first)[:1]))


def says_so(field: Element, value: PersonField) -> bool:
    """Whether the label of a field, and not only its kind, says that it is for a value."""
    return any(value in said_of(label, field.document.language) for label in labels_seen(field))


@lru_cache(maxsize=64)
def is_country_list(field: Element) -> bool:
    """Whether most of what can be chosen are countries, not where they stand for numbers to dial; or one is chosen."""
    if not (field.is_list or field.is_group or "list" in field.attributes):
        return False
    entries = [entry for entry in field.entries if entry.label or entry.value]
    if not entries and field.role == "combobox":  # it has entries only while it is open
        return names_any(field.chosen)
    return len(entries) > _FEWEST and are_countries(entries, field.document.language)
