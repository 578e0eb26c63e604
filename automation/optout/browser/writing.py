"""Whether a value of the person may be written into a field: the one rule for it.

A person sees the field and gets to it, and its label or its own kind says that it is for the value; nothing speaks
against it. What only is the one that is left is nobody's but the person's.
"""

from collections.abc import Collection
from enum import Enum
from functools import lru_cache

from optout.browser.element import (
    Element,
    PageDocument,
    cut,
    is_address_field,
    is_field,
    is_long,
    is_seen,
    labels_of,
    named,
    near_texts,
    seen_text,
)
from optout.browser.lists import answers_of, entry_of, lists_countries
from optout.flow.countries import are_dialled
from optout.flow.labels import Says, is_sentence, said_of
from optout.flow.words import fold
from optout.person import PersonField

_LOWEST, _NARROWEST = 5.0, 8.0  # CSS pixels of a field in which a person can see what they write
_COMPOSITES = frozenset({"radiogroup", "listbox", "combobox", "grid", "toolbar", "tree", "menu", "tablist"})
"""Elements that move the person about in themselves, so that what is in them is out of the tab order."""
_OWN_TYPES = frozenset({
    "tel", "url", "number", "date", "datetime-local", "month", "time", "week", "color", "range", "file", "password",
    "search",
})  # fmt: skip
_FILLED_AS: dict[str, Says] = {"email": "email", "country": "country", "country-name": "country"}
"""What `autocomplete` says that a person may give; all else that it may say is something else."""
_OTHERS = ("name", "tel", "street", "postal", "address-l", "bday", "url", "organization", "user", "cc-", "impp")


class Evidence(Enum):
    """What a field says of a value: that it is for it, that it is not, or neither."""

    FOR = "for"
    NONE = "none"
    AGAINST = "against"


def is_reached(field: Element) -> bool:
    """Whether a person can see a field, scrolling if need be, and get into it by pressing or by the tab key.

    One that only programs find is a trap: hidden from readers, inert, or out of the tab order without a reason.
    """
    if not is_seen(field) or not _has_room(field):
        return False
    if any(one.attributes.get("aria-hidden") == "true" or "inert" in one.attributes for one in field.around()):
        return False
    return field.attributes.get("tabindex", "").strip() != "-1" or _is_led_to(field)


def _has_room(field: Element) -> bool:
    if field.box is None:
        return True
    left, top, right, bottom = cut(field.box, field.room)
    return bottom - top >= _LOWEST and right - left >= _NARROWEST


def _is_led_to(field: Element) -> bool:
    """Whether something around a field hands the person on to it, as lists and components do."""
    return any(
        one.role in _COMPOSITES or "-" in one.tag or one.attributes.get("tabindex", "").isdigit()
        for one in field.above()
    )


@lru_cache(maxsize=128)
def labels_seen(field: Element) -> tuple[str, ...]:
    """Return what a person reads as the name of a field, the surest first; the browser's own name of it comes last."""
    beside = named(field, field.attributes.get("aria-labelledby", "").split())
    labels = [text for one in (*labels_of(field), *beside) if (text := seen_text(one, field))]
    more = () if labels else reversed(near_texts(field))
    return tuple(text for text in (*labels, *more, field.attributes.get("placeholder", ""), field.name) if text.strip())


def evidence(field: Element, value: PersonField, words: Collection[str] = ()) -> Evidence:
    """Return what a field says of a value; `words`, folded, are what a flow calls the field for it."""
    return _evidence(field, value, frozenset(words))


@lru_cache(maxsize=256)
def _evidence(field: Element, value: PersonField, words: frozenset[str]) -> Evidence:
    labels = labels_seen(field)
    wanted: Says = "message" if value == "comment" else value
    kind, filled = _kind(field), _filled_as(field)
    if (kind and kind != wanted) or (value == "country" and _is_dialled(field)):
        return Evidence.AGAINST
    if any(fold(label) in words for label in labels[:1]):
        return Evidence.FOR
    told = [(label, said_of(label, field.document.language)) for label in labels]
    if field.name:
        # The title of the page says what is objected to, and is no name of a field that has one.
        titles = _titles(field.document)
        told = [(label, said) for label, said in told if said != {"message"} or label not in titles]
    label, said = next(((label, said) for label, said in told if said - {"again"}), ("", frozenset[Says]()))
    others = said - {wanted, "again"} - ({"place"} if wanted == "email" else set())
    if "empty" in said or (filled and filled != wanted) or (others and not is_sentence(label)):
        return Evidence.AGAINST
    if wanted in said or wanted in (kind, filled) or _is_of_kind(field, value):
        return Evidence.FOR
    return Evidence.NONE


@lru_cache(maxsize=8)
def _titles(document: PageDocument) -> frozenset[str]:
    return frozenset(seen_text(one) for one in document.elements if one.tag == "h1")


def _is_dialled(field: Element) -> bool:
    """Whether what is chosen in a field is dialled before the number in the next one."""
    following = (one for one in field.document.elements[field.last + 1 :] if is_field(one) and is_seen(one))
    after = next(following, None)
    tel = after is not None and "tel" in (after.type, after.attributes.get("inputmode"))
    return tel and are_dialled([entry_of(one) for one in answers_of(field)])


def _kind(field: Element) -> Says | None:
    """Return what the type of a field says that it is for."""
    if field.tag == "input" and (field.type == "email" or field.attributes.get("inputmode") == "email"):
        return "email"
    return "other" if (field.tag == "input" and field.type in _OWN_TYPES) or field.role == "searchbox" else None


def _filled_as(field: Element) -> Says | None:
    """Return what the browser is told that it may fill in itself."""
    filled = field.attributes.get("autocomplete", "").lower().split()
    last = filled[-1] if filled else ""
    if last in _FILLED_AS:
        return _FILLED_AS[last]
    is_other = any(last.startswith(one) or last.endswith(f"-{one}") for one in _OTHERS)
    return "other" if is_other else None


def _is_of_kind(field: Element, value: PersonField) -> bool:
    if value == "comment":
        return is_long(field)
    return is_address_field(field) and not is_long(field) if value == "email" else lists_countries(field)


def may_hold(field: Element, value: PersonField, words: Collection[str] = (), *, sure: bool = False) -> bool:
    """Whether a value may be written into a field; `sure`: only if the field itself says that it is for it."""
    if not is_field(field):
        return True  # a group of answers is pressed, not written into
    said = evidence(field, value, words)
    fits = said is Evidence.FOR or (said is Evidence.NONE and not sure)
    return fits and is_reached(field)


def repeats(field: Element, first: Element | None = None) -> bool:
    """Whether the label of a field says that the value before it is to be repeated.

    With the `first` such field: also where both are called the same, or no word says what it is called.
    """
    labels = labels_seen(field)
    said = frozenset[Says]().union(*(said_of(label, field.document.language) for label in labels))
    return "again" in said or (first is not None and (not said or labels[:1] == labels_seen(first)[:1]))


def says_so(field: Element, value: PersonField) -> bool:
    """Whether the label of a field, and not only its kind, says that it is for a value."""
    wanted: Says = "message" if value == "comment" else value
    return any(wanted in said_of(label, field.document.language) for label in labels_seen(field))
