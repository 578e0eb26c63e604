"""Reads the form that a button sends: what its fields contain, and what is still missing."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import filterfalse
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

    `read` is False if the page could not be read: then nothing is known of the form.
    """

    # The values of the fields that a person can see, and of the others, which are sent as well.
    fields: tuple[FormValue, ...] = ()
    unseen: tuple[FormValue, ...] = ()
    # `label: message` of the first field that the browser would not send, and whether the message is
    # the browser's, not the page's.
    invalid: str | None = None
    browser_words: bool = False
    # The labels of what is not ticked or answered: what has to be, and what may be.
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    # The labels of what is ticked or answered.
    answered: tuple[str, ...] = ()
    # The labels of the empty fields: those that only a star marks as required, and all.
    starred: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    read: bool = False


def read_form(
    page: Page,
    button: Element,
    known: Collection[str] = (),
    value_names: Mapping[Element, PersonField] = MappingProxyType({}),
) -> FormState:
    """Read the form that a button sends; return an unread one if the page could not be read.

    `known` are the keys of fields that the person could see on another page of the form: their
    content is read although they are hidden now. `value_names` are the elements of this snapshot
    that contain a value of the person.
    """
    if not page.read:
        return FormState()
    fields = fields_of(button)
    values = _values(page, fields, known, value_names)
    unanswered = [*_open_boxes(fields), *_open_questions(page, fields)]
    first_invalid = next(filter(_validation_message, fields), None)
    return FormState(
        fields=tuple(value for value in values if value.is_visible),
        unseen=tuple(value for value in values if not value.is_visible),
        invalid=_validation_message(first_invalid) if first_invalid else None,
        browser_words=_has_browser_message(first_invalid),
        unticked=_labels(filter(_is_required, unanswered)),
        open=_labels(filterfalse(_is_required, unanswered)),
        answered=_labels(_answered(page, fields)),
        starred=_labels(filter(_is_required_by_star, fields)),
        empty=_labels(filter(_is_missing, fields)),
        read=True,
    )


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, visible or not."""
    fields = [element for element in button.document.elements if element.is_field]
    if not button.aside:
        fields = list(filterfalse(_is_in_surroundings, fields))
    in_same_area = [field for field in fields if field.area == button.area]
    return in_same_area or _fields_of_only_form(fields)


def _is_in_surroundings(field: Element) -> bool:
    """Return True for a field around the matter of the page, as headers have one to search the site."""
    is_in_form = field.is_in_form or field.is_in_dialog
    return field.aside and not is_in_form


def _fields_of_only_form(fields: Collection[Element]) -> list[Element]:
    """Return the fields of the only form of a page: some pages put the button below it."""
    in_forms = [field for field in fields if field.is_in_form]
    areas = {field.area for field in in_forms if not field.aside}
    if len(areas) != 1:
        return []
    [only_area] = areas
    return [field for field in fields if field.area == only_area]


# What is still to be ticked or answered.


def _open_boxes(fields: Iterable[Element]) -> Iterator[Element]:
    """Yield the check boxes that a person has to tick, or may have to."""
    for field in fields:
        if field.is_toggle and _can_be_ticked(field) and _may_have_to_be_ticked(field):
            yield field


def _can_be_ticked(box: Element) -> bool:
    return box.self_or_label_visible and box.enabled and not box.checked


def _may_have_to_be_ticked(box: Element) -> bool:
    """Return False for an optional box, unless the person agrees to something with it."""
    # A box that the page draws may be required without an attribute that says so.
    is_optional = box.is_native and not box.required
    if is_optional:
        return is_consent(_label(box), box.document.language)
    return True


def _open_questions(page: Page, fields: Collection[Element]) -> Iterator[Element]:
    """Yield the questions of a form that have no answer, and can be answered."""
    for question in page.questions:
        radios = [radio for radio in question.inside if radio in fields]
        if not question.checked and any(radio.enabled for radio in radios):
            yield question


def _answered(page: Page, fields: Collection[Element]) -> Iterator[Element]:
    """Yield the boxes of a form that are ticked, and its questions that have an answer."""
    for field in fields:
        if field.is_toggle and field.checked:
            yield field
    for question in page.questions:
        if question.checked and any(radio in fields for radio in question.inside):
            yield question


def _is_required(item: Element) -> bool:
    return item.required


# What the fields contain.


def _values(
    page: Page,
    fields: Iterable[Element],
    known: Collection[str],
    value_names: Mapping[Element, PersonField],
) -> list[FormValue]:
    """Return what the fields of a form contain, each once: the parts of a drawn list are one field."""
    values: dict[Element, FormValue] = {}
    for field in filter(_is_read, fields):
        values[field] = _value(page, field, known, value_names.get(field))
    drawn_lists = [field for field in values if field.facts.get("parts")]
    for drawn_list in drawn_lists:
        # Of two drawn lists in one row, the first has taken the second as its part.
        if drawn_list in values:
            _merge_parts(drawn_list, values)
    return list(values.values())


def _merge_parts(drawn_list: Element, values: dict[Element, FormValue]) -> None:
    """Replace the values of a drawn list and of its parts by one."""
    parts = list(_parts_of(drawn_list, values))
    for part in parts:
        part_value = values.pop(part)
        values[drawn_list] = _merged(values[drawn_list], part_value)


def _is_read(element: Element) -> bool:
    """True if a form sends what a field contains, and it is neither a password nor a code."""
    is_sent = element.checked or not element.is_radio
    return is_sent and not element.secret and element.type not in _NEVER_READ


def _value(
    page: Page, field: Element, known: Collection[str], name: PersonField | None
) -> FormValue:
    """Describe what one field contains."""
    label = label_with_question(page, field)
    is_known = (field.html_name or label) in known
    may_be_read = is_known or _may_be_seen(field)
    return FormValue(
        name=name,
        label=label,
        text=_text_of(field) if may_be_read else "",
        origin=_origin(field, is_entered=name is not None),
        html_name=field.html_name,
        kind=_kind(field),
        read_only=field.read_only,
        enabled=field.enabled,
    )


def label_with_question(page: Page, field: Element) -> str:
    """Return the label of a field; for a radio button with its question, as "Country: France"."""
    label = field.called or field.html_name
    questions = (group.name for group in page.questions if field in group.inside)
    question = next(questions, "")
    return ": ".join(filter(None, (question, label)))


def _may_be_seen(field: Element) -> bool:
    """Return True if a person could ever see what a field contains: otherwise it may be a token.

    What is chosen from a list is no token, even if the list is hidden: libraries keep a native one
    behind the list that they draw.
    """
    is_chosen = field.is_toggle or field.is_radio or field.tag == "select"
    is_laid_out = field.box[2] > 0 and bool(field.facts.get("laid", True))
    return is_chosen or is_laid_out


def _origin(field: Element, *, is_entered: bool) -> Origin:
    """Return where the value of a field comes from, as far as a snapshot shows."""
    if not field.self_or_label_visible:
        return "hidden"
    return "entered" if is_entered else "on_page"


def _kind(field: Element) -> str:
    """Return the kind of a field: an input's type, else a native field's tag, else its role."""
    if field.tag == "input":
        return field.type
    if field.is_native:
        return field.tag
    # Some pages draw their lists as buttons.
    return "combobox" if field.role in ("button", "listbox") else field.role


def _text_of(field: Element) -> str:
    """Return what a field contains, as it is displayed.

    A list that one writes into may display a chosen country beside the text that searches for it.
    """
    if field.is_list and not field.is_textbox:
        return field.selected_entry.label
    shows_country = _may_show_choice(field) and names_any(field.selected_entry)
    return field.selected_entry.label if shows_country else field.displayed_value


def _may_show_choice(field: Element) -> bool:
    """Return True for a list, or an empty text field that displays a text beside it."""
    if field.is_list:
        return True
    if not field.is_textbox or field.value.strip():
        return False
    text_beside = field.facts.get("beside")
    is_label = text_beside in labels_seen(field)
    return bool(text_beside) and not is_label


def _parts_of(drawn: Element, values: Mapping[Element, FormValue]) -> Iterator[Element]:
    """Yield the fields that are parts of a drawn list, such as the button that opens it."""
    numbers = drawn.facts["parts"]
    for field in values:
        if field.facts.get("order") in numbers and _is_part(drawn, field, values):
            yield field


def _is_part(drawn: Element, other: Element, values: Mapping[Element, FormValue]) -> bool:
    """Return True if another field in the row of a drawn list is a part of it, by one of these signs.

    1. It is the button that opens a list that one writes into.
    2. It is drawn inside of the list, as what displays the chosen entry is.
    3. It contains the same text, and is inside or hidden, as the native field behind the list is.
    """
    if other.is_list and other.role == "button" and drawn.is_textbox:
        return _opens(other, drawn)
    is_inside = drawn.holds(other)
    if is_inside and not other.is_native:
        return True
    may_be_behind = is_inside or not other.visible
    return may_be_behind and _have_same_text(values[drawn], values[other])


def _opens(button: Element, drawn: Element) -> bool:
    """Return True if a button beside a drawn list opens that list, and not one of its own."""
    list_id = button.attributes.get("aria-controls")
    is_same_list = list_id is not None and list_id == drawn.attributes.get("aria-controls")
    # The keyboard skips it, as the arrow keys open the list.
    is_skipped = button.attributes.get("tabindex") == "-1"
    has_no_value = not fold(button.value)
    return is_same_list or is_skipped or has_no_value


def _have_same_text(value: FormValue, other: FormValue) -> bool:
    text = fold(value.text)
    return text != "" and text == fold(other.text)


def _merged(drawn: FormValue, part: FormValue) -> FormValue:
    """Describe a drawn list with the label or the name that only a part of it has."""
    label_without_entry = drawn.label.replace(drawn.text, "")
    # The label may be no more than the entry and the cross that empties the list.
    has_own_label = any(map(str.isalnum, label_without_entry))
    return replace(
        drawn,
        label=drawn.label if has_own_label else part.label,
        html_name=drawn.html_name or part.html_name,
        name=drawn.name or part.name,
    )


def _labels(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(map(_label, elements))


def _label(element: Element) -> str:
    if element.role == "radiogroup":
        answers = " / ".join(radio.called for radio in element.inside)
        return element.name or answers or "?"
    return element.called or element.html_name or "?"


# What is still missing in the form.


def _validation_message(field: Element) -> str | None:
    """Return `label: message` if the browser would not send a visible field.

    Return its label alone if it is empty and required, None if nothing is wrong with it.
    """
    if not field.visible or not field.enabled:
        return None
    # The message of HTML's validation, which may be the page's own. `aria-invalid` does not count:
    # pages leave it in place until they check the field again.
    message = field.facts.get("unfit")
    if message:
        return f"{_label(field)}: {message}"
    is_missing = field.required and not field.read_only and _is_empty(field)
    return _label(field) if is_missing else None


def _has_browser_message(field: Element | None) -> bool:
    return field is not None and bool(field.facts.get("browser_words"))


def _is_required_by_star(field: Element) -> bool:
    """Return True if a visible field is empty, and only a star says that it is required."""
    if field.required or field.read_only or not field.visible:
        return False
    # A drawn list is left out: it may display its entry where no snapshot reports it.
    is_plain_text = field.is_textbox and not field.is_list
    if field.tag == "select" or is_plain_text:
        return _has_star(field) and _is_empty(field)
    return False


def _has_star(field: Element) -> bool:
    names = (field.name, *field.labels)
    # Some labels end in a colon after the star: “Phone*:”.
    names_without_colon = [name.rstrip(" :") for name in names]
    return any(name.startswith("*") or name.endswith("*") for name in names_without_colon)


def _is_missing(field: Element) -> bool:
    """Return True if a person sees that a field is empty, and can fill it in.

    That may be why a button is disabled.
    """
    if not field.self_or_label_visible or field.aside or field.secret:
        return False
    can_be_filled = field.enabled and not field.read_only
    return can_be_filled and _is_empty(field)


def _is_empty(field: Element) -> bool:
    """Return True if a field contains nothing; a box or radio button is never empty."""
    if field.is_toggle or field.is_radio:
        return False
    if field.tag == "select":
        return not field.selected_entry.value
    return not _text_of(field).strip()
