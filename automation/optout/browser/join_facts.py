"""Joins the rows of a snapshot with what `facts.js` reports of the same elements, in named passes.

A snapshot has roles, names and references, but no markup: no type, no label, not whether a person
can see an element. `facts.js` has these, but no references. An element and its facts have no key in
common; what they share is their box and a role that fits.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypedDict

from optout.browser.aria_snapshot import TEXT_ROLE, Row
from optout.browser.element import (
    FIELD_ROLES,
    PLAIN_ROLES,
    PRESSED_ROLES,
    Block,
    Box,
    Document,
    Element,
    Fact,
)
from optout.flow import fold, meanings_of_label


class DocumentFacts(TypedDict):
    """What `facts.js` reports of one document: the page, or what a frame contains."""

    address: str
    language: str
    title: str
    elements: list[Fact]
    blocks: list[Mapping[str, Any]]  # the arguments of `Block`
    refreshes: bool  # it loads itself again after some seconds, by <meta http-equiv=refresh>
    large: bool  # it has thousands of elements: only those in forms and dialogs, fields and buttons are reported
    has_form: bool  # it has a form or dialog without a password, of which a snapshot can be taken by itself
    password: bool  # a field for a password can be seen
    password_typed: (
        bool  # a field for a password has a value, which a snapshot of the page would contain
    )
    password_revealed: (
        bool  # the page shows a password in clear, in what was a field for a password before
    )
    # by which fields for passwords are recognised once the page reveals them
    password_keys: list[str]


FrameFacts = Callable[[Element], DocumentFacts | None]
"""Returns the facts of what a frame contains, or None if it is to be left out."""


@dataclass(frozen=True, slots=True)
class _DocumentInProgress:
    """A document whose elements are being collected from the rows, and the facts of it."""

    document: Document
    facts: list[Fact]

    @classmethod
    def of(cls, facts: DocumentFacts, frame: Element | None = None) -> "_DocumentInProgress":
        blocks = [Block(**{**block, "box": tuple(block["box"])}) for block in facts["blocks"]]
        document = Document(
            address=facts["address"],
            language=facts["language"],
            title=facts["title"],
            blocks=blocks,
            frame=frame,
        )
        return cls(document, facts["elements"])


def join(rows: Iterable[Row], facts: DocumentFacts, frame_facts: FrameFacts) -> list[Document]:
    """Return the documents of a page, its own first, then that of each frame whose facts are given.

    1. Each row becomes an element of the document that it is in.
    2. Each element takes the facts that have its box and fit its role.
    3. Fields and buttons that only the facts report become elements without a reference.
    4. Clickable text takes the row of the part that it is alone in.
    5. The facts are copied to the elements' attributes.
    6. Elements whose role only their surroundings show get it: radio buttons, buttons of country lists.
    7. Forms for a newsletter are set aside, and the dialog on top is noted.
    """
    in_progress = _collect_elements(rows, _DocumentInProgress.of(facts), frame_facts)  # 1
    for collected in in_progress:
        document = collected.document
        left_over = _match_facts(document.elements, collected.facts)  # 2
        document.unmatched = _unmatched_fields(document.elements, left_over)
        _add_elements_without_row(document, left_over)  # 3
        _match_clickable_text(document.elements, left_over)  # 4
        for element in document.elements:
            _copy_facts(element)  # 5
        _mark_radio_buttons(document.elements)  # 6
        _mark_country_buttons(document.elements)
        _set_newsletters_aside(document.elements)  # 7
        document.top = _top_dialog(document.elements)
    return [collected.document for collected in in_progress]


# 1. Rows become elements.


def _collect_elements(
    rows: Iterable[Row], page: _DocumentInProgress, frame_facts: FrameFacts
) -> list[_DocumentInProgress]:
    """Make an element of each row. Return the page, then its frames, with their elements in order."""
    documents = [page]
    # The elements around the row, the outermost first, each with the document that its children
    # belong to. None: a frame that is left out, with everything in it.
    ancestors: list[tuple[Element, _DocumentInProgress | None]] = []
    for row in rows:
        del ancestors[row.depth :]
        parent, current = ancestors[-1] if ancestors else (None, page)
        if current is None:
            continue
        if row.role == TEXT_ROLE:
            _append_text(parent, row.text)
            continue
        element = _add_element(row, parent, current.document)
        document_of_children: _DocumentInProgress | None = current
        if element.role == "iframe":
            document_of_children = _document_in_frame(element, row, frame_facts)
            if document_of_children:
                documents.append(document_of_children)
        ancestors.append((element, document_of_children))
    return documents


def _append_text(element: Element | None, text: str) -> None:
    if element:
        element.text = f"{element.text} {text}".strip()


def _add_element(row: Row, parent: Element | None, document: Document) -> Element:
    element = Element(
        role=row.role,
        name=row.name,
        ref=row.ref,
        states=row.states,
        box=row.box,
        text=row.text,
        parent=parent,
        document=document,
    )
    _left, _top, width, height = row.box
    element.visible = width >= 1 and height >= 1
    element.enabled = "disabled" not in row.states
    document.elements.append(element)
    # What a frame contains knows the frame as its parent, but is no part of the document that has
    # the frame in it.
    if parent and parent.document is document:
        parent.inside.append(element)
    return element


def _document_in_frame(
    frame: Element, row: Row, frame_facts: FrameFacts
) -> _DocumentInProgress | None:
    if not row.has_children:
        return None
    facts = frame_facts(frame)
    return _DocumentInProgress.of(facts, frame) if facts else None


# 2. Elements take their facts.


_Fit = Callable[[str, Sequence[str]], bool]
"""True if an element with a role may be the one that has some likely roles by its markup."""


def _has_likeliest_role(role: str, likely_roles: Sequence[str]) -> bool:
    return role in likely_roles[:1]


def _has_possible_role(role: str, likely_roles: Sequence[str]) -> bool:
    return role in likely_roles


def _may_have_any_role(role: str, likely_roles: Sequence[str]) -> bool:
    return not likely_roles and role not in FIELD_ROLES


# The surest first, each for all elements before the next: the words of a drawn list ("generic") may
# lie exactly where its field does, and must not take the facts of the field.
_FITS: tuple[_Fit, ...] = (_has_likeliest_role, _has_possible_role, _may_have_any_role)

_ROLES_BY_TAG: Mapping[str, tuple[str, ...]] = {
    "textarea": ("textbox",),
    "select": ("combobox", "listbox"),
    "button": ("button",),
    "summary": ("button", "generic"),
    "a": ("link",),
    "iframe": ("iframe",),
    "fieldset": ("group", "radiogroup"),
    "dialog": ("dialog",),
    "form": ("form", "generic"),
}
_ROLES_BY_INPUT_TYPE: Mapping[str, tuple[str, ...]] = {
    "checkbox": ("checkbox", "switch"),
    "radio": ("radio",),
    "range": ("slider",),
    "number": ("spinbutton",),
    "search": ("searchbox",),
    "submit": ("button",),
    "button": ("button",),
    "reset": ("button",),
    "image": ("button",),
    "file": ("button",),
}


def _match_facts(elements: Sequence[Element], facts: Iterable[Fact]) -> list[Fact]:
    """Give each element the first facts with its box and a fitting role. Return all other facts."""
    facts_by_box: dict[Box, list[Fact]] = {}
    for fact in facts:
        facts_by_box.setdefault(_box_of(fact), []).append(fact)
    for fits in _FITS:
        for element in elements:
            if not element.facts:
                candidates = facts_by_box.get(element.box, [])
                _take_first_fitting(element, candidates, fits)
    return list(chain.from_iterable(facts_by_box.values()))


def _take_first_fitting(element: Element, candidates: list[Fact], fits: _Fit) -> None:
    """Give an element the first facts that fit its role, and remove them from the candidates."""
    for fact in candidates:
        if fits(element.role, _likely_roles(fact)):
            element.facts = fact
            candidates.remove(fact)
            return


def _box_of(fact: Fact) -> Box:
    left, top, width, height = fact["box"]
    return left, top, width, height


def _likely_roles(fact: Fact) -> tuple[str, ...]:
    """Return the roles that the browser may give an element with this markup, likeliest first."""
    attributes = fact["attributes"]
    by_markup = _roles_by_markup(fact["tag"], attributes.get("type", ""), is_field=fact["field"])
    written_roles = attributes.get("role", "").lower().split()
    if not written_roles:
        return by_markup
    if fact["field"]:  # the browser ignores a role that does not exist, as in <input role=email>
        return (written_roles[0], *by_markup, "generic")
    return (written_roles[0], "generic")


def _roles_by_markup(tag: str, input_type: str, *, is_field: bool) -> tuple[str, ...]:
    if tag == "input":  # with a type that does not exist it is a text field
        return _ROLES_BY_INPUT_TYPE.get(input_type.lower(), ("textbox", "combobox"))
    editable = ("textbox", "generic") if is_field else ()
    return _ROLES_BY_TAG.get(tag, editable)


def _unmatched_fields(elements: Iterable[Element], left_over: Iterable[Fact]) -> frozenset[Box]:
    """Return the boxes of fields without facts and of facts without a field, if there are both.

    Then the page probably moved between the two calls, as where a part of it slides open, and is to
    be read again. Either by itself is ordinary: a hidden field is in no snapshot, and of a large
    page not every field is reported.
    """
    fields = [element for element in elements if element.role in FIELD_ROLES]
    without_facts = {field.box for field in fields if not field.facts}
    without_row = {_box_of(fact) for fact in left_over if fact["field"]}
    if without_facts and without_row:
        return frozenset(without_facts | without_row)
    return frozenset()


# 3. Elements that are in no snapshot.


def _add_elements_without_row(document: Document, left_over: Iterable[Fact]) -> None:
    """Add the fields and buttons that only the facts report, without a reference.

    A snapshot leaves out what a person cannot see, yet a form sends it: the `<select>` behind a
    drawn list, or a check box whose label draws it.
    """
    for fact in left_over:
        roles = _likely_roles(fact)
        if fact["field"] or "button" in roles:
            role = roles[0] if roles else "generic"
            element = Element(role, "", box=_box_of(fact), facts=fact, document=document)
            document.elements.append(element)


# 4. Clickable text.


def _match_clickable_text(elements: Iterable[Element], left_over: Iterable[Fact]) -> None:
    """Give the facts of a clickable part without a role to the row of the part that it is alone in.

    A snapshot has no row for it (Playwright 1.65): of `<p><span onclick=…>Next</span></p>` it has
    `paragraph: Next`. Such an element has the row's reference, but must be clicked by its text
    (`found_by_text`).
    """
    rows = [element for element in elements if _is_lone_text(element)]
    clickable_facts = [fact for fact in left_over if fact["pointer"]]
    facts_without_role = [fact for fact in clickable_facts if not _likely_roles(fact)]
    for fact in facts_without_role:
        row = _row_with_text(rows, fact)
        if row is not None:
            row.facts = fact
            row.box = _box_of(fact)
            row.found_by_text = True
            rows.remove(row)


def _row_with_text(rows: Iterable[Element], fact: Fact) -> Element | None:
    """Return the first row around an element that has its text, or None."""
    text = fold(fact.get("words", ""))
    box = _box_of(fact)
    for row in rows:
        if fold(row.text) == text and _contains(row.box, box):
            return row
    return None


def _is_lone_text(element: Element) -> bool:
    has_only_text = bool(element.text) and not element.inside
    return has_only_text and element.role in PLAIN_ROLES


def _contains(outer: Box, inner: Box) -> bool:
    outer_left, outer_top, outer_width, outer_height = outer
    left, top, width, height = inner
    within_width = outer_left <= left and left + width <= outer_left + outer_width
    within_height = outer_top <= top and top + height <= outer_top + outer_height
    return within_width and within_height


# 5. Facts become attributes.

_COPIED = (
    "tag",
    "type",
    "html_name",
    "attributes",
    "visible",
    "read_only",
    "required",
    "checked",
    "secret",
    "message",
    "labels",
    "near",
    "options",
    "form",
    "dialog",
    "aside",
)
"""The attributes of an element that its facts have under the same name."""

# What is around the matter of a page, by the roles of its landmarks.
_ASIDE_ROLES = frozenset({"banner", "complementary", "contentinfo", "navigation", "search"})


def _copy_facts(element: Element) -> None:
    """Set the attributes of an element: form, dialog and aside as its parent has them, then its facts."""
    facts = element.facts
    _inherit(element)
    for name in _COPIED:
        if name in facts:
            setattr(element, name, facts[name])
    # fields share an id, and the browser gave this one the labels of the others
    if facts.get("misnamed"):
        element.name = " ".join(element.labels) or element.attributes.get("title", "")
    if element.secret:
        element.text = ""
    element.value = str(facts.get("value", element.text))
    element.enabled = element.enabled and bool(facts.get("enabled", True))
    element.read_only = element.read_only or not element.enabled
    element.checked = element.checked or _is_drawn_as_checked(element)


def _inherit(element: Element) -> None:
    """Set the form and dialog of an element, and if it is aside, from its parent in the same document."""
    parent = element.parent
    # Each document has numbers of its own for its forms and dialogs.
    if parent and parent.document is element.document:
        element.form = parent.form
        element.dialog = parent.dialog
        element.aside = parent.aside
    element.aside = element.aside or element.role in _ASIDE_ROLES


def _is_drawn_as_checked(element: Element) -> bool:
    """True if the snapshot reports a drawn control as checked or pressed."""
    if element.is_native:
        return False
    states = (element.states.get("checked"), element.states.get("pressed"))
    return "true" in states


# 6. Roles that only the surroundings show.


def _mark_radio_buttons(elements: Iterable[Element]) -> None:
    """Give the role `radio` to radio buttons that the snapshot does not report as such.

    Material's radio buttons have their role in their `ElementInternals` alone, and many sites draw
    a question as buttons of which one stays pressed.
    """
    for element in elements:
        if element.facts.get("radio") or _is_pressed_answer(element):
            element.role = "radio"


def _is_pressed_answer(element: Element) -> bool:
    """True for a button among controls that all have a pressed state, in its group or its parent."""
    if element.role != "button":
        return False
    if any(ancestor.role == "toolbar" for ancestor in element.above()):
        return False  # bold and italic, say: they answer no question
    group = _group_around(element)
    controls = [] if group is None else _controls_in(group)
    if len(controls) < 2:  # a single button that stays pressed is a switch
        return False
    return all("aria-pressed" in control.attributes for control in controls)


def _controls_in(group: Element) -> list[Element]:
    """Return the fields in a group, and what is clicked by its role."""
    inner_elements = group.below()
    return [inner for inner in inner_elements if inner.is_field or inner.role in PRESSED_ROLES]


def _group_around(element: Element) -> Element | None:
    """Return the nearest group around an element in its document, or else its parent."""
    for ancestor in element.above_in_document():
        if ancestor.role == "group":
            return ancestor
    return element.parent


def _mark_country_buttons(elements: Sequence[Element]) -> None:
    """Set `opens` of buttons and clickable texts that, by their label, open a list of countries.

    Some libraries draw such a list without any role or attribute that says so.
    """
    for element in elements:
        if _is_country_button(element):
            element.mark_as_list()


def _is_country_button(element: Element) -> bool:
    """True if the label of a button, or the text before clickable text, is a word for a country.

    A button whose own text is that word ("Country") is not meant: it may be a link to a page about
    countries.
    """
    is_clickable = element.role == "button" or element.pressable
    if not is_clickable or element.is_list or element.does:
        return False
    if _names_country(_label_beyond_text(element), element):
        return True
    # Clickable text has no accessible name: its label is a text of its own.
    return element.role != "button" and _names_country(_label_before(element), element)


def _names_country(label: str, element: Element) -> bool:
    return "country" in meanings_of_label(label, element.document.language)


def _label_beyond_text(element: Element) -> str:
    """Return the accessible name of an element, or "" if that is only its visible text."""
    text = element.facts.get("words") or element.inner_text
    return "" if element.name == text else element.name


def _label_before(element: Element) -> str:
    """Return the last text before an element in its row, or "" if a native field is called so."""
    texts_with_letters = [text for text in element.near if any(map(str.isalpha, text))]
    if not texts_with_letters:  # a star or an arrow alone
        return ""
    label = texts_with_letters[-1]
    return "" if _is_label_of_native_field(label, element.document) else label


def _is_label_of_native_field(label: str, document: Document) -> bool:
    native_fields = [element for element in document.elements if element.is_native]
    return any(field.self_or_label_visible and field.called == label for field in native_fields)


# 7. What is around the matter of the page, and what is in front of it.


def _set_newsletters_aside(elements: Sequence[Element]) -> None:
    """Set aside everything in a form that only subscribes to a newsletter, as many pages have in their footer.

    A form that also has a button to send or go on is not one: some sites put one form around the
    whole page.
    """
    newsletters = _newsletter_forms(elements)
    for element in elements:
        if element.form in newsletters:
            element.aside = True


def _newsletter_forms(elements: Iterable[Element]) -> set[int]:
    """Return the numbers of the forms with a button or text field that subscribes, and no button that sends or goes on.

    The field counts too: the button of “Your address for the newsletter” may only say “Sign up”.
    """
    subscribing_forms: set[int] = set()
    sending_forms: set[int] = set()
    for element in elements:
        is_button = element.role == "button"
        is_part = element.is_in_form and (is_button or element.is_textbox)
        if not is_part:
            continue
        if "subscribe" in element.does:
            subscribing_forms.add(element.form)
        if is_button and element.does & {"send", "onward"}:
            sending_forms.add(element.form)
    return subscribing_forms - sending_forms


def _top_dialog(elements: Iterable[Element]) -> int:
    """Return the number of the visible dialog that has the focus, else of the last one, or -1."""
    in_any_dialog = [element for element in elements if element.is_in_dialog]
    in_dialogs = [element for element in in_any_dialog if element.visible]
    focused = [element for element in in_dialogs if "active" in element.states]
    candidates = focused or in_dialogs
    return candidates[-1].dialog if candidates else -1
