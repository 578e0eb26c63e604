"""Reads the form that a button sends: what its fields contain, and what it still misses."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from optout.browser.element import Element
from optout.browser.field_matching import labels_seen
from optout.browser.form_value import FormValue, Origin
from optout.browser.page import Page
from optout.flow import fold, is_consent, names_any
from optout.person import PersonField

_NEVER_READ = frozenset({"hidden", "submit", "button", "reset", "image", "file"})
"""Types of inputs that contain no value of a person, or none that is read."""


@dataclass(frozen=True)
class FormState:
    """The form that a button sends, as it is now.

    `fields` are the values of the fields that a person can see, `unseen` those of the others, which
    are sent as well. `invalid` is `label: message` of the first field that the browser would not
    send; with `browser_words` that message is the browser's own, not the page's. `unticked` are the
    labels of what must be ticked or answered and is not, `open` of what may be, `starred` of fields
    that only a star requires, `empty` of all fields that contain nothing. `read` is False if the
    page could not be read: that says nothing of the form.
    """

    fields: tuple[FormValue, ...] = ()
    unseen: tuple[FormValue, ...] = ()
    invalid: str | None = None
    browser_words: bool = False
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    read: bool = False


def read_form(
    page: Page,
    button: Element,
    known: Collection[str] = (),
    value_names: Mapping[Element, PersonField] = MappingProxyType({}),
) -> FormState:
    """Read the form that a button sends; an unread one of a page that could not be read.

    `known` are the keys of fields that the person could see on another page of the form: what they
    contain is read. `value_names` are the elements of this snapshot that contain a value of the
    person.
    """
    if not page.read:
        return FormState()
    elements = fields_of(button)
    values = _values(page, elements, known, value_names)
    unanswered = [*_open_boxes(elements), *_open_questions(page, elements)]
    required = [item for item in unanswered if item.required]
    optional = [item for item in unanswered if not item.required]
    invalid = next(filter(_validation_message, elements), None)
    return FormState(
        fields=tuple(value for value in values if value.is_visible),
        unseen=tuple(value for value in values if not value.is_visible),
        invalid=_validation_message(invalid) if invalid else None,
        browser_words=invalid is not None and bool(invalid.facts.get("browser_words")),
        unticked=tuple(map(_label, required)),
        open=tuple(map(_label, optional)),
        starred=tuple(map(_label, filter(_is_required_by_star, elements))),
        empty=tuple(map(_label, filter(_may_be_filled, elements))),
        read=True,
    )


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, visible or not."""
    # Without the search field of a header, which is in no form either.
    fields = [
        element
        for element in button.document.elements
        if element.is_field and _may_be_sent(element, button)
    ]
    return [field for field in fields if field.area == button.area] or _fields_above(fields)


def _fields_above(fields: Collection[Element]) -> list[Element]:
    """Return the fields of the only form of a page: some pages put the button below it."""
    forms = {field.area for field in fields if field.form >= 0 and not field.aside}
    return [field for field in fields if field.area in forms] if len(forms) == 1 else []


def _may_be_sent(field: Element, button: Element) -> bool:
    """True unless a field is around the page's matter, as a search field in a header is, and the button is not."""
    is_in_form = field.form >= 0 or field.dialog >= 0
    return is_in_form or button.aside or not field.aside


# What is still to be ticked or answered.


def _open_boxes(elements: Iterable[Element]) -> list[Element]:
    """Return the check boxes that a person has to tick, or may have to.

    A native box that the page does not require is left out, unless it agrees to something.
    """

    def is_open(box: Element) -> bool:
        return box.is_toggle and box.drawn and box.enabled and not box.checked

    def may_count(box: Element) -> bool:
        return box.required or not box.is_native or is_consent(_label(box), box.document.language)

    return [box for box in elements if is_open(box) and may_count(box)]


def _open_questions(page: Page, elements: Collection[Element]) -> list[Element]:
    """Return the questions of a form that have no answer, and can be answered."""

    def is_asked(question: Element) -> bool:
        return any(radio in elements and radio.enabled for radio in question.inside)

    return [question for question in page.questions if is_asked(question) and not question.checked]


# What the fields contain.


def _values(
    page: Page,
    elements: Iterable[Element],
    known: Collection[str],
    value_names: Mapping[Element, PersonField],
) -> list[FormValue]:
    """Return what the fields of a form contain, each once: the parts of a drawn list are one field."""
    values: dict[Element, FormValue] = {}
    for element in elements:
        if _is_read(element):
            values[element] = _value(page, element, known, value_names.get(element))
    drawn_lists = [element for element in values if element.facts.get("parts")]
    for drawn in drawn_lists:
        if drawn in values:  # else it was a part of another one
            for part in list(_parts_of(drawn, values)):
                values[drawn] = _merged(values[drawn], values.pop(part))
    return list(values.values())


def _is_read(element: Element) -> bool:
    """True if a form sends what a field contains, and it is neither a password nor a code."""
    is_sent = element.checked or not element.is_radio
    return is_sent and not element.secret and element.type not in _NEVER_READ


def _value(
    page: Page, field: Element, known: Collection[str], name: PersonField | None
) -> FormValue:
    """Describe what one field contains."""
    label = _label_with_question(page, field)
    is_known = (field.html_name or label) in known
    return FormValue(
        name,
        label,
        _text_of(field) if is_known or _may_be_seen(field) else "",
        _origin(field, is_entered=name is not None),
        html_name=field.html_name,
        kind=_kind(field),
        read_only=field.read_only,
        enabled=field.enabled,
    )


def _label_with_question(page: Page, field: Element) -> str:
    """Return the label of a field, behind the question that it answers, if it is one of its radio buttons."""
    questions = [group.name for group in page.questions if field in group.inside]
    label = field.called or field.html_name
    return ": ".join(filter(None, (*questions[:1], label)))


def _may_be_seen(field: Element) -> bool:
    """Return True if a person could ever see what a field contains: else it may be a token.

    What is chosen is never one, also in the native list that a library keeps behind its drawn one.
    """
    is_chosen = field.is_toggle or field.is_radio or field.tag == "select"
    is_laid_out = field.box[2] > 0 and bool(field.facts.get("laid", True))
    return is_chosen or is_laid_out


def _origin(field: Element, *, is_entered: bool) -> Origin:
    """Return where the value of a field comes from, as far as a snapshot shows."""
    if not field.drawn:
        return "hidden"
    return "entered" if is_entered else "on_page"


def _kind(field: Element) -> str:
    """Return the kind of a field: an input's type, else a native field's tag, else its role."""
    if field.tag == "input":
        return field.type
    if field.is_native:
        return field.tag
    return "combobox" if field.role in ("button", "listbox") else field.role


def _text_of(field: Element) -> str:
    """Return what a field contains, as it is displayed.

    A list that one writes into may display a chosen country beside the text that searches for it.
    """
    chosen = field.chosen
    if field.is_list and not field.is_textbox:
        return chosen.label
    beside = field.facts.get("beside")
    is_search = field.is_textbox and beside not in (None, "", *labels_seen(field))
    shows_choice = field.is_list or (is_search and not field.value.strip())
    return chosen.label if shows_choice and names_any(chosen) else field.held


def _parts_of(drawn: Element, values: Mapping[Element, FormValue]) -> Iterator[Element]:
    """Return the fields that are parts of a drawn list, as its opening button, and no fields of their own."""
    numbers = drawn.facts["parts"]
    for element in values:
        if element.facts.get("order") in numbers and _is_part(drawn, element, values):
            yield element


def _is_part(drawn: Element, other: Element, values: Mapping[Element, FormValue]) -> bool:
    """Return True if another element in the row of a drawn list is a part of it.

    That is the button that opens it, what draws the chosen entry in it, and the native field behind
    it.
    """
    if other.is_list and other.role == "button" and drawn.is_textbox:
        controls = other.attributes.get("aria-controls")
        is_same_list = controls is not None and controls == drawn.attributes.get("aria-controls")
        is_skipped = other.attributes.get("tabindex") == "-1"
        return is_same_list or is_skipped or not fold(other.value)
    is_inside = drawn.holds(other)
    if is_inside and not other.is_native:
        return True
    text = fold(values[drawn].text)
    has_same_text = text != "" and text == fold(values[other].text)
    return has_same_text and (is_inside or not other.visible)


def _merged(drawn: FormValue, part: FormValue) -> FormValue:
    """Describe a drawn list by what a person sees of it, and by the label or the name that only a part of it has."""
    label_without_entry = drawn.label.replace(drawn.text, "")
    has_own_label = any(map(str.isalnum, label_without_entry))  # more than a cross before its entry
    return replace(
        drawn,
        label=drawn.label if has_own_label else part.label,
        html_name=drawn.html_name or part.html_name,
        name=drawn.name or part.name,
    )


def _label(element: Element) -> str:
    if element.role == "radiogroup":
        answers = " / ".join(radio.called for radio in element.inside)
        return element.name or answers or "?"
    return element.called or element.html_name or "?"


# What the form misses.


def _validation_message(field: Element) -> str | None:
    """Return `label: message` of a visible field that the browser would not send, or that is required and empty."""
    if not field.visible or not field.enabled:
        return None
    # HTML's validity message, perhaps in the page's words. What a page only marks as wrong it may
    # accept by now.
    message = field.facts.get("unfit")
    if message:
        return f"{_label(field)}: {message}"
    is_missing = field.required and not field.read_only and _is_empty(field)
    return _label(field) if is_missing else None


def _is_required_by_star(field: Element) -> bool:
    """True if a visible field is empty, and only a star at its name says that it is required."""
    if field.required or field.read_only or not field.visible:
        return False
    has_star = any(
        name.startswith("*") or name.endswith("*") for name in (field.name, *field.labels)
    )
    is_native_list = field.tag == "select"
    is_written = is_native_list or (field.is_textbox and not field.is_list)
    return has_star and is_written and _is_empty(field)


def _may_be_filled(field: Element) -> bool:
    """True if a visible field contains nothing and can be filled in: that may be why a button is disabled."""
    is_usable = field.drawn and field.enabled and not field.read_only and not field.aside
    return is_usable and not field.secret and _is_empty(field)


def _is_empty(field: Element) -> bool:
    """True if a field contains nothing; a box or radio button is never empty."""
    if field.is_toggle or field.is_radio:
        return False
    return not field.chosen.value if field.tag == "select" else not _text_of(field).strip()
