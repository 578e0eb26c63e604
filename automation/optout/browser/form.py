"""Reads the form that a button sends: its fields as they will go, what it still misses, and where it goes."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from optout.browser.reading import Element, Page
from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.flow.countries import names_any
from optout.flow.words import is_consent

CHOSEN_KINDS = frozenset({"select", "combobox", "checkbox", "radio"})  # what they hold is chosen, and never a token
_HOLDS_NONE = frozenset({"hidden", "submit", "button", "reset", "image", "file"})  # or none that is read


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
    message` of the first that the browser would not submit. `unticked` are the labels of what must be ticked or
    answered and is not, `open` of what is not either, and of which the page does not say; `starred` of what a star
    alone says that it must be filled. `read` is False for a form that could not be read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    unseen: tuple[FormField, ...] = ()
    invalid: str | None = None
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    read: bool = False


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, seen or not."""
    fields = [one for one in button.document.elements if one.is_field and one.area == button.area]
    return [one for one in fields if one.form >= 0 or one.dialog >= 0 or button.aside or not one.aside]


def read_form(page: Page, button: Element, known: Collection[str] = ()) -> FormState:
    """Read the form that a button sends; an unread one of a page that could not be read.

    `known` are the keys of fields that the person could see on another page of the form: what they hold is read.
    """
    if not page.read:
        return FormState()
    every, language = fields_of(button), button.document.language
    held = [one for one in every if not (one.secret or one.type in _HOLDS_NONE) and (one.checked or not one.is_radio)]
    told = [_told(page, one, known) for one in held]
    boxes = [one for one in every if one.is_toggle and one.drawn and one.enabled and not one.checked]
    asked = [one for one in page.questions if any(radio in every and radio.enabled for radio in one.inside)]
    unanswered = [one for one in asked if not one.checked]
    boxes = [one for one in boxes if one.required or not one.is_native or is_consent(_label(one), language)]
    left = [(_label(one), one.required) for one in (*boxes, *unanswered)]
    return FormState(
        fields=tuple(field for field in told if field.seen),
        unseen=tuple(field for field in told if not field.seen),
        invalid=next((said for one in every if (said := _refused(one))), None),
        unticked=tuple(label for label, must in left if must),
        open=tuple(label for label, must in left if not must),
        starred=tuple(_label(one) for one in every if _asks_by_star(one)),
        read=True,
    )


def _label(element: Element) -> str:
    if element.role == "radiogroup":
        return element.name or " / ".join(one.called for one in element.inside) or "?"
    return element.called or element.html_name or "?"


def _told(page: Page, field: Element, known: Collection[str]) -> FormField:
    asked = next((one.name for one in page.questions if field in one.inside), "")
    label = ": ".join(filter(None, (asked, field.called or field.html_name)))
    kind = field.type if field.tag == "input" else field.role if not field.is_native else field.tag
    kind = "combobox" if kind in ("button", "listbox") else kind
    chosen = field.is_toggle or field.is_radio or field.tag == "select"
    laid = field.box[2] > 0 and bool(field.facts.get("laid", True))
    value = _value_of(field) if chosen or laid or (field.html_name or label) in known else ""
    return FormField(label, field.html_name, kind, value, field.read_only, field.drawn, field.enabled)


def _value_of(field: Element) -> str:
    chosen = field.chosen if field.is_list else None
    return chosen.label if chosen and (not field.is_textbox or names_any(chosen)) else field.held


def _refused(field: Element) -> str | None:
    """Return what the browser would not send of a field that a person can see, or the page says is missing in it."""
    if not field.visible or not field.enabled:
        return None
    if told := field.facts.get("unfit"):  # what a page marks as wrong it may take by now
        return f"{_label(field)}: {told}"
    return _label(field) if field.required and not field.read_only and _is_empty(field) else None


def _asks_by_star(field: Element) -> bool:
    """Whether a field holds nothing, and only a star at its name says that it should."""
    is_starred = any(name.startswith("*") or name.endswith("*") for name in (field.name, *field.labels))
    is_written = field.tag == "select" or (field.is_textbox and not field.is_list)
    return is_starred and is_written and field.visible and not (field.required or field.read_only) and _is_empty(field)


def _is_empty(field: Element) -> bool:
    """Whether a field, not one to tick, holds nothing."""
    is_ticked = field.is_toggle or field.is_radio
    return not (is_ticked or (field.chosen.value if field.tag == "select" else _value_of(field).strip()))


def as_sent(fields: Iterable[FormField], request: Request) -> tuple[FormField, ...]:
    """Return the fields of a form as a request has them, and what it carries beside them that somebody wrote."""
    if not request.is_readable:
        return ()
    held = dict(request.pairs)
    sent = [field for field in fields if field.name in held or request.carries(field.value, anywhere=True)]
    shown = [replace(field, value=held.get(field.name, field.value)) for field in sent]
    texts = {letters_of(field.value) for field in shown}
    for name, value in request.pairs:
        says = value[:1] not in ("{", "[") and (addresses_in(value) or is_written(value))
        if says and letters_of(value) not in texts:
            shown.append(FormField(name, name, "text", value, read_only=True))
            texts.add(letters_of(value))
    return tuple(shown)
