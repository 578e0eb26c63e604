"""Finds the part of a document that is the form, and what that form is made of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from optout.browser.element import Document, Element, FormArea
from optout.browser.field_matching import is_address_field, is_country_list, may_enter, says_so
from optout.browser.page import Page
from optout.person import PersonField

Going = Literal["", "page", "dialog"]
"""Where the previous page of the form was, if there was one: the next one may have no field."""

# What makes a part like a form for an objection. A text to write is the surest sign, as newsletters
# ask for an address, too. What comes first below the title is what the page is about, whatever the
# other parts ask for.
_COMES_FIRST = 10.0
_ASKS_FOR_TEXT = 8.0
_ASKS_FOR_ADDRESS = 4.0
_IS_SHOWN = 2.0
_HAS_SEVERAL_FIELDS = 2.0
_IS_FORM_OR_DIALOG = 0.5  # decides only between parts that are equal otherwise

_PAGE: FormArea = ("page", -1)
_EVERYTHING: FormArea = ("all", -1)
"""The whole page except its surroundings, such as its header, if no part is most like the form."""
_LEADS_AWAY = frozenset({"back", "close", "decline", "subscribe"})


@dataclass(frozen=True)
class FormScope:
    """The part of a document that the flow works in.

    `score` is how much it is like a form for an objection; `asks`: for an address or a text.
    """

    document: Document
    area: FormArea
    score: float = 0.0
    asks: bool = False

    def holds(self, element: Element) -> bool:
        """Return True if an element is in it."""
        if element.document is not self.document:
            return False
        if self.area == _EVERYTHING:
            return element.dialog < 0 and not element.aside
        if self.area == _PAGE and element.aside:
            return False
        return element.area == self.area


@lru_cache(maxsize=4)  # every search on a page asks for it
def main_form(page: Page) -> FormScope | None:
    """Return the part of a page that is most like the form; None if no part is, or several are."""
    scopes = [scope_of(document) for document in page.documents]
    return _best([scope for scope in scopes if scope.asks])


@lru_cache(maxsize=8)  # a page may have several documents, in frames
def scope_of(document: Document, *, going: Going = "") -> FormScope:
    """Return the part of a document that the flow works in: the first of these that there is.

    1. The part with fields that is most like a form for an objection.
    2. On a later page of the form, which may have no field: the dialog on top if the form was in
       one, or else the page.
    3. The only form, if no part has a field that counts.
    4. The whole page except its surroundings.
    """
    scopes = _scopes_with_fields(document)
    best = _best(scopes)
    if best is not None:
        return best
    if going and document.top >= 0:
        # A dialog without a field is a popup, unless the form was in a dialog, too.
        return FormScope(document, ("dialog", document.top) if going == "dialog" else _PAGE)
    is_undecided = any(scope.score for scope in scopes)
    only_form = None if is_undecided else _only_form(document)
    return FormScope(document, only_form or _EVERYTHING)


def _best(scopes: Sequence[FormScope]) -> FormScope | None:
    """Return the one with the highest score; None if that is 0, or several have it."""
    highest = max((scope.score for scope in scopes), default=0.0)
    best = [scope for scope in scopes if scope.score == highest > 0]
    return best[0] if len(best) == 1 else None


def _scopes_with_fields(document: Document) -> list[FormScope]:
    """Return the parts of a document that have fields and may be the form, each with its score."""
    written = filter(_is_written, document.elements)
    fields = [field for field in written if not field.aside]
    first = _first_area(document)
    in_dialogs = [field for field in fields if field.dialog >= 0 and field.drawn]
    if in_dialogs:  # the last one is in front, and nothing behind it can be used
        return [_scored(document, in_dialogs[-1].area, fields, first)]
    areas = _open_areas(document) & {field.area for field in fields}
    return [_scored(document, area, fields, first) for area in areas]


def _open_areas(document: Document) -> set[FormArea]:
    """Return the parts that can be seen, without those that ask for a password."""
    visible = [element for element in document.elements if element.visible]
    passwords = [element for element in visible if element.type == "password"]
    with_password = {field.area for field in passwords if field.dialog < 0}
    return {_PAGE, *(element.area for element in visible)} - with_password


def _is_written(element: Element) -> bool:
    """Return True if a value is written into a field or chosen from it; not to search, no password."""
    if element.role in ("searchbox", "button") or element.secret:
        return False
    return element.is_textbox or element.is_list


def _first_area(document: Document) -> FormArea | None:
    """Return the part with the first field below the title; None without a title or such a field."""
    is_below_title = False
    for element in document.elements:
        if element.aside:
            continue
        if element.role == "heading" and element.states.get("level") == "1":
            is_below_title = True
        is_answered = _is_written(element) or element.is_radio or element.is_toggle
        if is_below_title and element.drawn and is_answered:
            return element.area
    return None


def _scored(
    document: Document,
    area: FormArea,
    fields: Sequence[Element],
    first: FormArea | None,
) -> FormScope:
    """Return a part of a document with its score, the sum of the signs that it is the form."""
    inside = [field for field in fields if field.area == area]
    asks_for_text = any(map(_asks_for_text, inside))
    asks_for_address = any(map(_asks_for_address, inside))
    asks = asks_for_text or asks_for_address
    is_shown = any(field.drawn for field in inside)
    if not is_shown and not asks:
        return FormScope(document, area)
    signs = (
        (_COMES_FIRST, area == first),
        (_ASKS_FOR_TEXT, asks_for_text),
        (_ASKS_FOR_ADDRESS, asks_for_address),
        (_IS_SHOWN, is_shown and asks),
        (_HAS_SEVERAL_FIELDS, len(inside) > 1),
        (_IS_FORM_OR_DIALOG, area != _PAGE),
    )
    score = sum(weight for weight, is_true in signs if is_true)
    return FormScope(document, area, score, asks)


def _asks_for_text(field: Element) -> bool:
    return field.is_multiline or says_so(field, "comment")


def _asks_for_address(field: Element) -> bool:
    return is_address_field(field) or says_so(field, "email")


def _only_form(document: Document) -> FormArea | None:
    """Return the only form that can be seen, apart from the surroundings of the page."""
    visible = [element for element in document.elements if element.visible and not element.aside]
    forms = {element.area for element in visible if element.form >= 0}
    return forms.pop() if len(forms) == 1 else None


def is_in_other_form(page: Page, element: Element) -> bool:
    """Return True if an element is in another form, or another document, than the flow works in.

    Where that form is in a frame, the page around it often has one of its own: to search, or to
    log out.
    """
    if element.dialog >= 0:
        return element.aside
    form = main_form(page)
    if form is not None and form.document is not element.document:
        return True
    if element.area == _PAGE:
        return False
    scope = scope_of(element.document)
    return element.aside or (scope.score > 0 and not scope.holds(element))


@dataclass(frozen=True)
class FormParts:
    """What can be seen of the form: what is written into or chosen from, questions, and buttons."""

    fields: tuple[Element, ...] = ()
    groups: tuple[Element, ...] = ()
    buttons: tuple[Element, ...] = ()

    @property
    def forward(self) -> list[Element]:
        """The buttons that do not say that they lead back, or give the form up."""
        return [button for button in self.buttons if button.does.isdisjoint(_LEADS_AWAY)]

    def fields_for(self, value: PersonField) -> list[Element]:
        """Return the fields that say that they are for a value of the person."""
        if value == "country":
            return self._country_fields()
        written = [field for field in self.fields if field.is_textbox or not field.is_list]
        return [field for field in written if may_enter(field, value, sure=True)]

    def _country_fields(self) -> list[Element]:
        fields = [field for field in self.fields if may_enter(field, "country", sure=True)]
        # Libraries keep a native list behind the one that they draw; the keyboard skips it.
        reached = [field for field in fields if field.attributes.get("tabindex") != "-1"] or fields
        innermost = [field for field in reached if not _is_around_another(field, reached)]
        return innermost + [group for group in self.groups if is_country_list(group)]


def _is_around_another(field: Element, fields: Iterable[Element]) -> bool:
    return any(field.holds(other) for other in fields if other is not field)


@lru_cache(maxsize=4)  # every search on a page asks for it
def parts_of(page: Page, *, going: Going = "") -> FormParts:
    """Return what the form is made of; nothing if it could be in several frames."""
    form = main_form(page)
    documents = [form.document] if form else page.documents
    of_each = [_parts_in(page, document, going) for document in documents]
    found = [parts for parts in of_each if parts != FormParts()]
    return found[0] if len(found) == 1 else FormParts()


def _parts_in(page: Page, document: Document, going: Going) -> FormParts:
    """Return what the form in a document is made of."""
    scope = scope_of(document, going=going)
    inside = list(filter(scope.holds, document.elements))
    groups = list(filter(scope.holds, page.questions))
    fields = list(filter(_is_form_field, inside))
    buttons = _buttons_of(inside, document, has_fields=bool(fields))
    # Without anything to answer it is the form only if another page of it has been left.
    if not (going or groups or fields):
        buttons = []
    return FormParts(
        fields=tuple(filter(_can_be_filled, fields)),
        groups=tuple(groups),
        buttons=tuple(button for button in buttons if _is_seen_button(button, fields)),
    )


def _buttons_of(
    inside: Iterable[Element], document: Document, *, has_fields: bool
) -> list[Element]:
    """Return the buttons inside of the form; those below it if a form with fields has none inside."""
    buttons = list(filter(is_button, inside))
    return buttons if buttons or not has_fields else _buttons_below_form(document)


def _is_form_field(element: Element) -> bool:
    return _is_written(element) or _is_list_button(element)


def _is_seen_button(button: Element, fields: Iterable[Element]) -> bool:
    return button.visible and not _floats(button, fields)


def _is_list_button(element: Element) -> bool:
    return element.is_list and element.role == "button"


def _can_be_filled(field: Element) -> bool:
    return field.reached or (field.is_list and field.drawn)


def _buttons_below_form(document: Document) -> list[Element]:
    """Return the buttons that some pages have below their form: those that say what they do."""
    buttons = [element for element in document.elements if is_button(element)]
    outside = [button for button in buttons if button.area == _PAGE and not button.aside]
    return [button for button in outside if button.does & {"send", "onward"}]


def is_button(element: Element) -> bool:
    """Return True for a button, other than one that opens a list or empties the form."""
    opens = {"aria-haspopup", "aria-expanded"} & element.attributes.keys()
    if opens or element.opens or element.tag == "summary":
        return False
    if element.attributes.get("type", "").lower() == "reset":
        return False
    return element.role == "button" or element.pressable


def _floats(button: Element, fields: Iterable[Element]) -> bool:
    """Return True if a button is in a bar in front of the page without a field: a consent banner."""
    if button.dialog >= 0 or not button.facts.get("bar"):
        return False
    bar = button.facts.get("fixed")
    return bar is not None and all(field.facts.get("fixed") != bar for field in fields)
