"""Finds the part of a document that is the form, and its fields, questions and buttons."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import dropwhile
from typing import Literal

from optout.browser.element import Document, Element, FormArea
from optout.browser.field_matching import is_address_field, is_country_list, may_enter, says_so
from optout.browser.page import Page
from optout.person import PersonField

LeftArea = Literal["", "page", "dialog"]
"""Where the previous page of the form was, if there was one: the next one may have no field."""

# The signs that a part is the form for an objection. A text to write is a surer sign than an
# address, for which newsletters ask too. Surer than both is that a part comes first below the title:
# it is what the page is about.
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

    `score` is the sum of the signs that it is a form for an objection. `asks`: it asks for an
    address or a text.
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
            return not element.is_in_dialog and not element.aside
        if self.area == _PAGE and element.aside:
            return False
        return element.area == self.area


# Every search on a page needs it.
@lru_cache(maxsize=4)
def main_form(page: Page) -> FormScope | None:
    """Return the part of a page that is most like the form.

    None if no part asks for an address or a text, or several parts are equally like it.
    """
    scopes = map(scope_of, page.documents)
    return _best([scope for scope in scopes if scope.asks])


# More than for pages: a page may have several documents, in frames.
@lru_cache(maxsize=8)
def scope_of(document: Document, *, left_area: LeftArea = "") -> FormScope:
    """Return the part of a document that the flow works in, the first of these that exists.

    1. The part with fields that is most like a form for an objection.
    2. On a later page of the form, which may have no field, if a dialog is on top: that dialog if
       the form was in one, or else the page.
    3. The only form, unless several parts with fields are equally like a form for an objection.
    4. The whole page except its surroundings.
    """
    scopes = _scopes_with_fields(document)
    best = _best(scopes)
    if best is not None:
        return best
    if left_area and document.top >= 0:
        # A dialog without a field is a popup, unless the form was in a dialog, too.
        area = ("dialog", document.top) if left_area == "dialog" else _PAGE
        return FormScope(document, area)
    has_equal_parts = any(scope.score for scope in scopes)
    only_form = None if has_equal_parts else _only_form(document)
    return FormScope(document, only_form or _EVERYTHING)


def _best(scopes: Sequence[FormScope]) -> FormScope | None:
    """Return the part with the highest score; None if that is 0, or several parts have it."""
    highest = max((scope.score for scope in scopes), default=0.0)
    if highest == 0:
        return None
    best = [scope for scope in scopes if scope.score == highest]
    return best[0] if len(best) == 1 else None


def _scopes_with_fields(document: Document) -> list[FormScope]:
    """Return the parts of a document that have fields and may be the form, each with its score."""
    fields = list(filter(_is_written, _matter_of(document)))
    areas = _areas_to_score(document, fields)
    first = _first_area(document)
    return [_scored(document, area, fields, first) for area in areas]


def _matter_of(document: Document) -> list[Element]:
    """Return the elements of a document without its surroundings, such as its header."""
    return [element for element in document.elements if not element.aside]


def _areas_to_score(document: Document, fields: Iterable[Element]) -> set[FormArea]:
    """Return the parts of a document that may be the form: they have some of its fields."""
    in_dialogs = [field for field in fields if field.is_in_dialog]
    drawn_in_dialogs = [field for field in in_dialogs if field.self_or_label_visible]
    if drawn_in_dialogs:
        # The last dialog is in front, and nothing behind it can be used.
        return {drawn_in_dialogs[-1].area}
    with_fields = {field.area for field in fields}
    return with_fields & _open_areas(document)


def _open_areas(document: Document) -> set[FormArea]:
    """Return the parts that can be seen, without those that ask for a password."""
    visible = [element for element in document.elements if element.visible]
    passwords = [element for element in visible if element.type == "password"]
    with_password = {field.area for field in passwords if not field.is_in_dialog}
    return {_PAGE, *(element.area for element in visible)} - with_password


def _is_written(element: Element) -> bool:
    """Return True for a field that is written into or chosen from, but no search and no password."""
    if element.role in ("searchbox", "button") or element.secret:
        return False
    return element.is_textbox or element.is_list


def _first_area(document: Document) -> FormArea | None:
    """Return the part with the first field below the title; None without a title or such a field."""
    from_title = dropwhile(_is_no_title, _matter_of(document))
    fields = filter(_is_answered, from_title)
    first_field = next(fields, None)
    return first_field.area if first_field else None


def _is_no_title(element: Element) -> bool:
    return element.role != "heading" or element.states.get("level") != "1"


def _is_answered(element: Element) -> bool:
    """Return True for a visible field of any kind in which a person answers."""
    if not element.self_or_label_visible:
        return False
    return _is_written(element) or element.is_radio or element.is_toggle


@dataclass(frozen=True)
class _Signs:
    """What speaks for a part being the form for an objection."""

    comes_first: bool
    asks_for_text: bool
    asks_for_address: bool
    is_shown: bool
    has_several_fields: bool
    is_form_or_dialog: bool

    @property
    def asks(self) -> bool:
        """True if it asks for an address or a text."""
        return self.asks_for_text or self.asks_for_address

    @property
    def score(self) -> float:
        """The sum of the weights; 0 for a part that is hidden and asks for nothing."""
        if not self.is_shown and not self.asks:
            return 0.0
        weights = (
            (self.comes_first, _COMES_FIRST),
            (self.asks_for_text, _ASKS_FOR_TEXT),
            (self.asks_for_address, _ASKS_FOR_ADDRESS),
            (self.is_shown and self.asks, _IS_SHOWN),
            (self.has_several_fields, _HAS_SEVERAL_FIELDS),
            (self.is_form_or_dialog, _IS_FORM_OR_DIALOG),
        )
        return sum(weight for is_true, weight in weights if is_true)


def _scored(
    document: Document, area: FormArea, fields: Sequence[Element], first: FormArea | None
) -> FormScope:
    """Return a part of a document with its score as the form."""
    inside = [field for field in fields if field.area == area]
    signs = _Signs(
        comes_first=area == first,
        asks_for_text=any(map(_asks_for_text, inside)),
        asks_for_address=any(map(_asks_for_address, inside)),
        is_shown=any(field.self_or_label_visible for field in inside),
        has_several_fields=len(inside) > 1,
        is_form_or_dialog=area != _PAGE,
    )
    return FormScope(document, area, signs.score, signs.asks)


def _asks_for_text(field: Element) -> bool:
    return field.is_multiline or says_so(field, "comment")


def _asks_for_address(field: Element) -> bool:
    return is_address_field(field) or says_so(field, "email")


def _only_form(document: Document) -> FormArea | None:
    """Return the only form that can be seen, apart from the surroundings of the page."""
    visible = [element for element in _matter_of(document) if element.visible]
    forms = {element.area for element in visible if element.is_in_form}
    return forms.pop() if len(forms) == 1 else None


def is_outside_form(page: Page, element: Element) -> bool:
    """Return True if an element is not of the form that the flow works in, but of another one on the page.

    If that form is in a frame, the page around the frame often has a form too, to search or to log
    out. A dialog may be the next page of the form, unless it is aside. What is in no form may be of
    it, unless the form is in another document, or it is a field that is aside, as that for a
    newsletter.
    """
    if element.is_in_dialog:  # also in another document
        return element.aside
    form = main_form(page)
    if form is not None and form.document is not element.document:
        return True
    if element.area == _PAGE:
        # Some pages put the button of their form into a footer, but no field of it.
        return element.aside and _is_written(element)
    return element.aside or _is_in_another_form(element)


def _is_in_another_form(element: Element) -> bool:
    """True if it is known which part of a document is the form, and an element is not in that part."""
    scope = scope_of(element.document)
    return scope.score > 0 and not scope.holds(element)


@dataclass(frozen=True)
class FormParts:
    """The parts of the form that a person sees: fields, questions (`groups`), and buttons."""

    fields: tuple[Element, ...] = ()
    groups: tuple[Element, ...] = ()
    buttons: tuple[Element, ...] = ()

    @property
    def forward(self) -> list[Element]:
        """The buttons whose labels do not say that they lead back, or out of the form."""
        return [button for button in self.buttons if button.does.isdisjoint(_LEADS_AWAY)]

    def fields_for(self, value: PersonField) -> list[Element]:
        """Return the fields that say that they are for a value of the person."""
        if value == "country":
            return self._country_fields()
        written = [field for field in self.fields if field.is_textbox or not field.is_list]
        return [field for field in written if may_enter(field, value, require_sign=True)]

    def _country_fields(self) -> list[Element]:
        fields = [field for field in self.fields if may_enter(field, "country", require_sign=True)]
        # Libraries keep a native list behind the one that they draw; the keyboard skips it.
        reached = [field for field in fields if field.attributes.get("tabindex") != "-1"]
        questions = filter(is_country_list, self.groups)
        return [*_innermost(reached or fields), *questions]


def _innermost(fields: Collection[Element]) -> list[Element]:
    """Return the fields that have no other of the fields inside of them."""
    return [field for field in fields if not _is_around_another(field, fields)]


def _is_around_another(field: Element, fields: Iterable[Element]) -> bool:
    others = [other for other in fields if other is not field]
    return any(map(field.holds, others))


# Every search on a page needs it.
@lru_cache(maxsize=4)
def parts_of(page: Page, *, left_area: LeftArea = "") -> FormParts:
    """Return the parts of the form; none if it could be in several frames."""
    form = main_form(page)
    documents = [form.document] if form else page.documents
    parts_by_document = [_parts_in(page, document, left_area) for document in documents]
    found = [parts for parts in parts_by_document if parts != FormParts()]
    return found[0] if len(found) == 1 else FormParts()


def _parts_in(page: Page, document: Document, left_area: LeftArea) -> FormParts:
    """Return the parts of the form in a document."""
    scope = scope_of(document, left_area=left_area)
    inside = list(filter(scope.holds, document.elements))
    groups = list(filter(scope.holds, page.questions))
    fields = list(filter(_is_form_field, inside))
    # A page with nothing to answer is only part of the form if the form has led to it.
    is_form = bool(left_area or groups or fields)
    if not is_form:
        return FormParts()
    buttons = list(filter(is_button, inside))
    if fields and not buttons:
        buttons = _buttons_below_form(document)
    return FormParts(
        fields=tuple(filter(_can_be_filled, fields)),
        groups=tuple(groups),
        buttons=tuple(button for button in buttons if _is_seen_button(button, fields)),
    )


def _is_form_field(element: Element) -> bool:
    return _is_written(element) or _is_list_button(element)


def _is_seen_button(button: Element, fields: Iterable[Element]) -> bool:
    return button.visible and not _is_in_banner(button, fields)


def _is_list_button(element: Element) -> bool:
    return element.is_list and element.role == "button"


def _can_be_filled(field: Element) -> bool:
    return field.fillable or (field.is_list and field.self_or_label_visible)


def _buttons_below_form(document: Document) -> list[Element]:
    """Return the buttons that some pages have below their form, by their labels."""
    buttons = filter(is_button, _matter_of(document))
    outside = [button for button in buttons if button.area == _PAGE]
    return [button for button in outside if button.does & {"send", "onward"}]


def is_button(element: Element) -> bool:
    """Return True for a button, other than one that opens a part of the page or empties the form."""
    opens_part = element.says_it_opens or element.opens or element.tag == "summary"
    empties_form = element.attributes.get("type", "").lower() == "reset"
    if opens_part or empties_form:
        return False
    return element.role == "button" or element.pressable


def _is_in_banner(button: Element, fields: Iterable[Element]) -> bool:
    """Return True if a button is in a bar in front of the page that has no field of the form."""
    if button.is_in_dialog or not button.facts.get("bar"):
        return False
    bar = button.facts.get("fixed")
    return bar is not None and all(field.facts.get("fixed") != bar for field in fields)
