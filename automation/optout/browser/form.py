"""Reads the form that a button sends: its fields as they will go, what it still misses, and where it goes."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from optout.browser.choices import chosen_in, question_of, questions
from optout.browser.find import place_of
from optout.browser.reading import CHOSEN, Element, Page, held_by
from optout.flow.labels import is_consent

CHOSEN_KINDS = frozenset({"select", "combobox", "checkbox", "radio"})
"""The kinds of fields in which one chooses: what they hold is an answer, never a token."""


@dataclass(frozen=True)
class FormField:
    """A field, whether a person can see it, and whether it is sent. Hidden inputs, passwords and codes are never read.

    `value` is empty for what is written into a field that the page does not lay out, and never did: it may be a token.
    """

    label: str
    name: str
    kind: str
    value: str
    read_only: bool
    seen: bool = True
    enabled: bool = True

    @property
    def key(self) -> str:
        """What tells it from others on the pages of a form."""
        return self.name or self.label


@dataclass(frozen=True)
class FormState:
    """The form that a button sends, as it stands now.

    `fields` are those that a person can see, `unseen` the others, which go along all the same. `invalid` is `label:
    message` of the first field that the browser itself would not submit, `missing` the same of the first such field
    that a person can see. `unticked` are the labels of what must be ticked or answered and is not, `open` of what is
    not either, and of which the page does not say; `starred` are those for which a star alone says that they must be
    filled. `read` is False for a form that could not be read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    unseen: tuple[FormField, ...] = ()
    invalid: str | None = None
    missing: str | None = None
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    read: bool = False


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, seen or not."""
    place, document = place_of(button), button.document
    fields = [one for one in document.elements if one.is_field and place_of(one) == place and not _is_of_another(one)]
    return [one for one in fields if one.form >= 0 or one.dialog >= 0 or button.aside or not one.aside]


def _is_of_another(field: Element) -> bool:
    """Whether it is the frame of a field (ARIA 1.1's combobox), or the list that one opens."""
    if field.role == "combobox":
        return not field.is_native and any(one.is_line for one in field.below())
    opened = {name for one in field.document.elements for name in one.attributes.get("aria-controls", "").split()}
    return field.role == "listbox" and not field.is_native and field.attributes.get("id") in opened


def read_form(page: Page, button: Element, known: Collection[str] = ()) -> FormState:
    """Read the form that a button sends; an unread one of a page that could not be read.

    `known` are the keys of fields that the person could see on another page of the form: what they hold is read.
    """
    if not page.read:
        return FormState()
    every = fields_of(button)
    native = any(one.form >= 0 and one.is_native and not one.facts.get("unchecked") for one in every)
    checked = native and not button.facts.get("unchecked")
    boxes = [
        one for one in every if one.is_box and not one.checked and one.shown and (one.enabled or not one.is_native)
    ]
    silent = [one for one in boxes if not one.required and not (checked and one.is_native and not _consents(one))]
    told = [_told(page, one, known) for one in every if _is_told(one)]
    unanswered = [(group, _label(group)) for group in questions(page) if _is_open(group, every)]
    return FormState(
        fields=tuple(field for field in told if field.seen),
        unseen=tuple(field for field in told if not field.seen),
        invalid=next(_refused(every, hidden=checked), None),
        missing=next(_refused(every, hidden=False), None),
        unticked=(*(_label(one) for one in boxes if one.required), *(said for one, said in unanswered if _must(one))),
        open=(*map(_label, silent), *(said for one, said in unanswered if not _must(one))),
        starred=tuple(_label(one) for one in every if not one.required and one.seen and _asks_by_star(one)),
        read=True,
    )


def goes_to(button: Element) -> str | None:
    """Return the address that a button sends its form to by the markup; None where only a script can say."""
    where = str(button.facts.get("action") or "")
    return None if not where or where.casefold().startswith(("javascript:", "about:", "data:", "blob:")) else where


def asked_for(page: Page, told: str) -> Element | None:
    """Return the field, box or question that a form is told to miss, by its label and what is said after that."""
    for one in (*questions(page), *page.elements):
        label = _label(one) if one.is_field or one.role == "radiogroup" else ""
        if label and one.shown and (told == label or told.startswith(f"{label}: ")):
            return one
    return None


def unanswered(groups: Collection[Element]) -> list[Element]:
    """Return those of some questions that have no answer."""
    return [one for one in groups if not any(radio.checked for radio in one.inside)]


def _is_open(group: Element, every: Collection[Element]) -> bool:
    mine = any(one in every for one in group.inside)
    return mine and not any(one.checked for one in group.inside) and any(one.enabled for one in group.inside)


def _must(group: Element) -> bool:
    return group.required or _is_starred(group.name)


def _label(element: Element) -> str:
    if element.role == "radiogroup":
        return element.name or " / ".join(one.called for one in element.inside) or "?"
    return element.called or element.attr or "?"


def _is_told(field: Element) -> bool:
    kind = field.type in ("hidden", "submit", "button", "reset", "image", "file")
    return not (field.secret or kind) and (field.checked or not field.is_radio)


def _told(page: Page, field: Element, known: Collection[str]) -> FormField:
    question = question_of(page, field) if field.is_radio else None
    label = ": ".join(filter(None, (question.name if question else "", field.called or field.attr)))
    kind = field.type if field.tag == "input" else field.role if not field.is_native else field.tag
    kind = "combobox" if kind in ("button", "listbox") else kind
    chosen = field.is_box or field.is_radio or field.tag == "select"
    laid = field.box[2] > 0 and bool(field.facts.get("laid", True))
    tells = chosen or laid or (field.attr or label) in known
    return FormField(
        label, field.attr, kind, value_of(field) if tells else "", field.read_only, field.shown, field.enabled
    )


def value_of(field: Element) -> str:
    """Return what a field holds, as a person reads it."""
    if field.tag == "select":
        return ", ".join(label for label, _kept, chosen, _disabled in field.options if chosen)
    return chosen_in(field).label if field.is_list and not (field.is_line and field.value) else held_by(field)


def _consents(box: Element) -> bool:
    return is_consent(_label(box), box.document.language)


def _refused(fields: Collection[Element], *, hidden: bool) -> Iterator[str]:
    """Return `label: message` of what the browser would not send, or the page says is missing or wrong, in order."""
    for field in fields:
        told = str(field.facts.get("message") or "")  # what a page marks as wrong it may take by now
        if told and field.enabled and (hidden or field.seen):
            yield f"{_label(field)}: {told}"
        elif field.required and field.seen and not field.read_only and _is_empty(field):
            yield _label(field)


def _asks_by_star(field: Element) -> bool:
    """Whether a field holds nothing, and a star says that it should."""
    if field.read_only or not ((field.is_line and not field.is_list) or field.tag == "select"):
        return False
    return any(map(_is_starred, (field.name, *field.labels))) and _is_empty(field)


def _is_starred(name: str) -> bool:
    """Whether a star stands before or after a name: it says nearly everywhere that an answer is needed."""
    return name.startswith("*") or name.endswith("*")


def _is_empty(field: Element) -> bool:
    """Whether a field, not one to tick, holds nothing."""
    if field.tag == "select":
        return not any(kept for _label_, kept, chosen, _disabled in field.options if chosen)
    return not (field.is_box or field.is_radio or value_of(field).strip())


__all__ = ["CHOSEN", "FormField", "FormState", "fields_of", "goes_to", "read_form"]
