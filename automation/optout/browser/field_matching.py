"""Decides whether a value of the person may be written into a field, and says why not.

A person sees the field and gets to it, and its label or its own kind says that it is for the value;
nothing speaks against it. A field that is merely the only one left is not filled: the person does
that.
"""

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache

from optout.browser.element import Element
from optout.browser.reasons import DONE, Rejection, Result
from optout.flow import (
    Meaning,
    NameAskedFor,
    are_countries,
    fold,
    is_sentence,
    meanings_of_label,
    name_of_label,
    names_any,
)
from optout.person import NAME_FIELDS, PersonField

_OTHER_TYPES = frozenset({
    "tel", "url", "number", "date", "datetime-local", "month", "time", "week", "color", "range",
    "file", "password", "search",
})  # fmt: skip
_NAME_AUTOFILL: dict[str, PersonField] = {
    "name": "full_name",
    "given-name": "first_name",
    "family-name": "last_name",
}
_AUTOFILL: dict[str, Meaning] = {"email": "email", "country": "country", "country-name": "country"}
# Not "username": an e-mail address is one at many sites (WHATWG, "Autofill"; web.dev, "Sign-in form").
_OTHER_AUTOFILL = re.compile(
    r"(?<!user)name|tel|street|postal|address-l|bday|url|organization|cc-|impp"
)
_MAIL = re.compile(r"e-?mail", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_WORDS_IN_NAME = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")  # phone_number, userEmail
_FEWEST_COUNTRIES = 3  # entries of a list; with two it may be a choice between languages or offices


@dataclass(frozen=True)
class FieldFit:
    """What a field says about a value: that it is for it, why it is not, or neither."""

    is_for: bool = False
    against: Rejection | None = None


_FOR = FieldFit(is_for=True)
_SILENT = FieldFit()


def may_enter(
    field: Element,
    value: PersonField,
    words: Collection[str] = (),
    *,
    require_sign: bool = False,
) -> Result:
    """Return whether a value may be written into a field, or why not.

    `words` are what the flow calls the field, folded. `require_sign`: only if the field itself says that it
    is for the value.
    """
    is_pressed_answer = not field.is_textbox and not field.is_list
    if is_pressed_answer:
        return DONE  # a group of answers is pressed, and not written into
    fit = field_fit(field, value, words)
    if fit.against:
        return Result(fit.against)
    if require_sign and not fit.is_for:
        return Result(Rejection.NO_SIGN)
    # A list is chosen from, also where the page draws another one over it.
    is_drawn_list = field.is_list and field.self_or_label_visible
    if field.fillable or is_drawn_list:
        return DONE
    return Result(Rejection.NOT_REACHABLE if field.visible else Rejection.HIDDEN)


def field_fit(field: Element, value: PersonField, words: Collection[str] = ()) -> FieldFit:
    """Return what a field says about a value; `words` are what the flow calls it, folded."""
    if value in NAME_FIELDS:
        return _name_fit(field, value, words)
    return _fit_by_meaning(field, value, words)


def _fit_by_meaning(field: Element, value: PersonField, words: Collection[str]) -> FieldFit:
    """Return what a field says about a value that is no name, by the first of these.

    1. Its type, such as "tel", decides against all that is written here.
    2. The name that the flow knows decides for the value.
    3. Autofill or a label for something else decides against it. The first label that means
       anything counts: what is printed near the field does not outweigh its own name.
    4. Autofill, a label or a type for this value decides for it.
    5. A field of several lines is for a comment, and for nothing else.
    """
    type_meaning = _meaning_of_type(field)
    if type_meaning and type_meaning != value:
        return FieldFit(against=Rejection.OTHER_TYPE)
    labels = labels_seen(field)
    if labels and fold(labels[0]) in words:
        return _FOR
    label, meanings = _first_meaning(field, labels)
    autofill_meaning = _meaning_of_autofill(field)
    rejection = _speaks_against(value, label, meanings, autofill_meaning)
    if rejection:
        return FieldFit(against=rejection)
    if value in {*meanings, type_meaning, autofill_meaning} or _is_made_for(field, value):
        return _FOR
    if field.is_multiline and value != "comment":
        return FieldFit(against=Rejection.LONG_TEXT)
    return _SILENT


def _name_fit(field: Element, value: PersonField, words: Collection[str]) -> FieldFit:
    """Return what a field says about a name, or a part of it: only one that is called just so is for it.

    1. Its kind decides against all but a text of one line.
    2. The name that the flow knows decides for the value.
    3. The browser's autofill decides, then the first label.
    """
    if not field.is_textbox or field.is_multiline or _meaning_of_type(field):
        return FieldFit(against=Rejection.OTHER_TYPE)
    labels = labels_seen(field)
    if labels and fold(labels[0]) in words:
        return _FOR
    autofill = _autofill_of(field)
    if autofill not in _NAME_AUTOFILL and _meaning_of_autofill(field):
        return FieldFit(against=Rejection.OTHER_AUTOFILL)
    asked_for = _NAME_AUTOFILL.get(autofill) or _name_in_label(field)
    return _FOR if asked_for == value else FieldFit(against=Rejection.OTHER_LABEL)


def _name_in_label(field: Element) -> PersonField | None:
    """Return which part of a name the first label of a field asks for."""
    asked_for = _asked_for(field)
    if asked_for == "name":
        return "last_name" if _has_field_for_first_name(field) else "full_name"
    return asked_for


def _asked_for(field: Element) -> NameAskedFor | None:
    labels = labels_seen(field)
    return name_of_label(labels[0], field.document.language) if labels else None


def _has_field_for_first_name(field: Element) -> bool:
    """True if the same form asks for the first name, so that “Nom” beside it is the last name."""
    for other in field.document.elements:
        is_in_same_form = other.area == field.area and other.aside == field.aside
        if is_in_same_form and other.is_textbox and other.fillable:
            is_by_autofill = _NAME_AUTOFILL.get(_autofill_of(other)) == "first_name"
            if is_by_autofill or _asked_for(other) == "first_name":
                return True
    return False


def labels_seen(field: Element) -> tuple[str, ...]:
    """Return what a person may read as the name of a field, the surest first.

    What is printed before the field, the nearest first, counts only where it has no label.
    """
    texts_before = () if field.labels else reversed(field.near)
    placeholder = field.attributes.get("placeholder", "")
    texts = (*field.labels, field.name, placeholder, *texts_before)
    readable_texts = [text for text in texts if text.strip()]
    return tuple(dict.fromkeys(readable_texts))


def _meaning_of_type(field: Element) -> Meaning | None:
    """Return what the type of a field says that it is for; None if it takes any text."""
    is_for_email = field.type == "email" or field.attributes.get("inputmode") == "email"
    if field.tag == "input" and is_for_email:
        return "email"
    if field.role == "searchbox":
        return "other"
    # An <input type=search> may be the field of a drawn list.
    is_of_other_type = field.type in _OTHER_TYPES and not field.is_list
    return "other" if is_of_other_type else None


def _meaning_of_autofill(field: Element) -> Meaning | None:
    """Return what the browser would fill in, by the last word of `autocomplete`, as in "billing email"."""
    name = _autofill_of(field)
    if name in _AUTOFILL:
        return _AUTOFILL[name]
    return "other" if _OTHER_AUTOFILL.search(name) else None


def _autofill_of(field: Element) -> str:
    """Return the last word of `autocomplete`, as "email" of "billing email"; "" without one."""
    autocomplete = field.attributes.get("autocomplete", "").lower()
    return autocomplete.rpartition(" ")[2]


def _first_meaning(field: Element, labels: Collection[str]) -> tuple[str, frozenset[Meaning]]:
    """Return the first label that says what a field is for, and what; the HTML name comes last."""
    html_name = " ".join(_WORDS_IN_NAME.findall(field.html_name))
    for label in (*labels, html_name):
        meanings = meanings_of_label(label, field.document.language)
        names_a_value = bool(meanings - {"again"})  # “Repeat” does not say what
        if names_a_value:
            return label, meanings
    return "", frozenset()


def _speaks_against(
    value: PersonField, label: str, meanings: frozenset[Meaning], autofill: Meaning | None
) -> Rejection | None:
    """Return why a label or the browser's autofill speaks against a value; None if neither does."""
    if "empty" in meanings:  # a trap for programs: "leave this empty"
        return Rejection.STAYS_EMPTY
    if autofill and autofill != value:
        return Rejection.OTHER_AUTOFILL
    compatible: set[Meaning | PersonField] = {value, "again"}
    if value == "email":
        compatible.add("place")  # "address" may be that of a house or of e-mail
    is_for_other = bool(meanings - compatible)
    # A whole sentence, such as "Tell us your name and why you object", rules nothing out.
    return Rejection.OTHER_LABEL if is_for_other and not is_sentence(label) else None


def _is_made_for(field: Element, value: PersonField) -> bool:
    """Return True if a field is of the kind that a value is usually written into."""
    match value:
        case "country":
            return is_country_list(field)
        case "comment":
            return field.is_multiline
        case _:
            return is_address_field(field) and not field.is_multiline


def is_address_field(field: Element) -> bool:
    """Return True if a field is for an e-mail address, by its type, its HTML name or its content."""
    if _meaning_of_type(field) == "email":
        return True
    names = f"{field.html_name} {field.attributes.get('autocomplete', '')}"
    if _MAIL.search(names):
        return True
    # Some sites fill in the address of the account, in a field that has no other sign.
    return field.is_textbox and _ADDRESS.fullmatch(field.value) is not None


def is_confirmation_field(field: Element, first: Element | None = None) -> bool:
    """Return True if a field asks for the value of the `first` again.

    Its label says so, or is the same as that of the first, or says nothing.
    """
    labels = labels_seen(field)
    meanings: set[Meaning] = set()
    for label in labels:
        meanings |= meanings_of_label(label, field.document.language)
    if "again" in meanings:
        return True
    if first is None:
        return False
    has_same_label = labels[:1] == labels_seen(first)[:1]
    return not meanings or has_same_label


def says_so(field: Element, value: PersonField) -> bool:
    """Return True if a label of a field, and not only its kind, says that it is for a value."""
    if value in NAME_FIELDS:
        return field_fit(field, value).is_for
    language = field.document.language
    return any(value in meanings_of_label(label, language) for label in labels_seen(field))


# On one page the same lists are looked at again and again; each entry keeps a whole page in memory.
@lru_cache(maxsize=16)
def is_country_list(field: Element) -> bool:
    """Return True if most entries of a list are countries, not dialling codes, or one is chosen."""
    has_entries = field.is_list or field.is_radio_group or "list" in field.attributes
    if not has_entries:
        return False
    entries = [entry for entry in field.entries if entry.label or entry.value]
    if not entries and field.role == "combobox":  # it has entries only while it is open
        return names_any(field.selected_entry)
    return len(entries) >= _FEWEST_COUNTRIES and are_countries(entries, field.document.language)
