"""The form: what its fields hold, what it still misses, where it goes."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from optout.browser.element import Element
from optout.browser.field_matching import labels_seen
from optout.browser.page import Page
from optout.browser.requests import Request, addresses_in, is_written, letters_of
from optout.flow import fold, is_consent, names_any
from optout.person import PersonField

CHOSEN_KINDS = frozenset({"select", "combobox", "checkbox", "radio"})  # what they hold is chosen, and never a token
_HOLDS_NONE = frozenset({"hidden", "submit", "button", "reset", "image", "file"})  # or none that is read

# What a form holds, and what it misses.


@dataclass(frozen=True)
class FormField:
    """A field, whether a person can see it, and whether it is sent. Hidden inputs, passwords and codes are never read.

    `value` is empty for what is written into a field that the page does not lay out, and never did: it may be a token.
    `value_name` is the name of the person's value that was entered or checked there.
    """

    label: str
    name: str
    kind: str
    value: str
    read_only: bool
    seen: bool = True
    enabled: bool = True
    value_name: PersonField | None = field(default=None, compare=False)

    @property
    def key(self) -> str:
        """What tells it from others on the pages of a form."""
        return self.name or self.label


@dataclass(frozen=True)
class FormState:
    """The form that a button sends, as it stands now.

    `fields` are those that a person can see, `unseen` the others, which go along all the same. `invalid` is `label:
    message` of the first that the browser would not submit; `browser_words`: that message is the browser's own, not the
    page's. `unticked` are the labels of what must be ticked or
    answered and is not, `open` of what is not either, and of which the page does not say; `starred` of what a star
    alone says that it must be filled. `read` is False for a form that could not be read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    unseen: tuple[FormField, ...] = ()
    invalid: str | None = None
    browser_words: bool = False
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    read: bool = False


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, seen or not."""
    every = [one for one in button.document.elements if one.is_field]
    fields = [one for one in every if one.area == button.area]
    if not fields and len(forms := {one.area for one in every if one.form >= 0 and not one.aside}) == 1:
        fields = [one for one in every if one.area in forms]  # it lies below its form
    return [one for one in fields if one.form >= 0 or one.dialog >= 0 or button.aside or not one.aside]


def read_form(
    page: Page,
    button: Element,
    known: Collection[str] = (),
    value_names: Mapping[Element, PersonField] = MappingProxyType({}),
) -> FormState:
    """Read the form that a button sends; an unread one of a page that could not be read.

    `known` are the keys of fields that the person could see on another page of the form: what they hold is read.
    `value_names` has the fields of this reading that hold a value of the person.
    """
    if not page.read:
        return FormState()
    elements = fields_of(button)
    fields = _described(page, elements, known, value_names)
    unanswered = [*_open_boxes(elements), *_open_questions(page, elements)]
    refused = next(filter(_refused, elements), None)
    return FormState(
        fields=tuple(field for field in fields if field.seen),
        unseen=tuple(field for field in fields if not field.seen),
        invalid=_refused(refused) if refused else None,
        browser_words=bool(refused and refused.facts.get("browser_words")),
        unticked=tuple(_label(item) for item in unanswered if item.required),
        open=tuple(_label(item) for item in unanswered if not item.required),
        starred=tuple(_label(field) for field in elements if _asks_by_star(field)),
        read=True,
    )


def _open_boxes(elements: Iterable[Element]) -> list[Element]:
    """Return the check boxes that a person has to tick, or may have to: of the browser's own, those that agree."""

    def is_open(box: Element) -> bool:
        return box.is_toggle and box.drawn and box.enabled and not box.checked

    def may_count(box: Element) -> bool:
        return box.required or not box.is_native or is_consent(_label(box), box.document.language)

    return [box for box in elements if is_open(box) and may_count(box)]


def _open_questions(page: Page, elements: Collection[Element]) -> list[Element]:
    """Return the questions of a form without an answer, of those that can be answered."""

    def is_asked(question: Element) -> bool:
        return any(radio in elements and radio.enabled for radio in question.inside)

    return [question for question in page.questions if is_asked(question) and not question.checked]


# What a list consists of.


def _described(
    page: Page, elements: Iterable[Element], known: Collection[str], value_names: Mapping[Element, PersonField]
) -> list[FormField]:
    """Describe what the fields of a form contain, each once: what a list consists of is one field."""
    described: dict[Element, FormField] = {}
    for element in elements:
        if not element.secret and element.type not in _HOLDS_NONE and (element.checked or not element.is_radio):
            described[element] = replace(_told(page, element, known), value_name=value_names.get(element))
    for drawn in [element for element in described if element.facts.get("parts")]:
        if drawn not in described:  # it is a part of another one
            continue
        for part in [element for element in described if element.facts.get("order") in drawn.facts["parts"]]:
            if _is_part(drawn, part, described):
                described[drawn] = _merged(described[drawn], described.pop(part))
    return list(described.values())


def _is_part(drawn: Element, other: Element, described: Mapping[Element, FormField]) -> bool:
    """Return True if another element in the row of a drawn list is a part of it and no field of its own.

    That is the button that opens it, what draws the chosen entry in it, and the browser's own field behind it.
    """
    if other.is_list and other.role == "button" and drawn.is_textbox:
        controls = other.attributes.get("aria-controls")
        is_same = controls is not None and controls == drawn.attributes.get("aria-controls")
        return is_same or other.attributes.get("tabindex") == "-1" or not fold(other.value)
    is_inside = drawn.holds(other)
    if is_inside and not other.is_native:
        return True
    value = fold(described[drawn].value)
    return (is_inside or not other.visible) and value != "" and value == fold(described[other].value)


def _merged(drawn: FormField, part: FormField) -> FormField:
    """Describe a list by what a person sees of it, and by what only a part of it has: its label, or its name."""
    rest = drawn.label.replace(drawn.value, "")
    is_named = any(map(str.isalnum, rest))  # by more than its entry, or a cross before it
    return replace(
        drawn,
        label=drawn.label if is_named else part.label,
        name=drawn.name or part.name,
        value_name=drawn.value_name or part.value_name,
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
    searches = field.is_textbox and field.facts.get("beside") not in (None, "", *labels_seen(field))
    chosen = field.chosen if field.is_list or (searches and not field.value.strip()) else None
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
