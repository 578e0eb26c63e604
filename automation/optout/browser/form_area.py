"""Which part of a document is the form that the flow works in, and what that form is made of."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from optout.browser.element import Document, Element, FormArea
from optout.browser.field_matching import is_address_field, is_country_list, may_hold, says_so
from optout.browser.page import Page
from optout.person import PersonField

_TEXT, _ADDRESS, _FIRST, _SEVERAL, _SHOWS, _IS_FORM = 8.0, 4.0, 10.0, 2.0, 2.0, 0.5
Going = Literal["", "page", "dialog"]
"""Whether a page of the form lies behind, and was in a dialog: the next one may then have no field."""
_PAGE: FormArea = ("page", -1)
_ALL: FormArea = ("all", -1)
"""The whole page except its surroundings, as its header, where no one part of it is most like the form."""


@dataclass(frozen=True)
class _Scope:
    """The part of a document that the flow works in; `score` says how much it is like a form for an objection."""

    document: Document
    area: FormArea
    score: float = 0.0
    form: bool = False  # there is an address or a text to write

    def holds(self, element: Element) -> bool:
        """Whether an element is in it."""
        if element.document is not self.document:
            return False
        if self.area == _ALL:
            return element.dialog < 0 and not element.aside
        return element.area == self.area and not (self.area == _PAGE and element.aside)


def _written(one: Element) -> bool:
    return (one.is_textbox or one.is_list) and one.role not in ("searchbox", "button") and not one.secret


@lru_cache(maxsize=8)
def _scope_of(document: Document, *, going: Going = "") -> _Scope:
    seen = [one for one in document.elements if one.visible]
    guarded = {one.area for one in seen if one.type == "password" and one.dialog < 0}
    own = [one for one in document.elements if _written(one) and not one.aside]
    in_front = [one.area for one in own if one.dialog >= 0 and one.drawn][-1:]
    places = set(in_front) or {_PAGE, *(one.area for one in seen)} - guarded
    first = _first_place(document)
    scored = [_scored(document, place, own, first) for place in {one.area for one in own} & places]
    if best := _leader(scored):
        return best
    if going and document.top >= 0:  # a dialog without a field is a notice, unless the form was in one too
        return _Scope(document, ("dialog", document.top) if going == "dialog" else _PAGE)
    forms = {one.area for one in seen if one.form >= 0 and not one.aside}
    return _Scope(document, forms.pop() if len(forms) == 1 and not any(one.score for one in scored) else _ALL)


def _leader(scopes: Iterable[_Scope]) -> _Scope | None:
    """Return what is most like a form; None where nothing is, or several are."""
    ranked = sorted(scopes, key=lambda scope: -scope.score)
    alone = bool(ranked) and ranked[0].score > max((scope.score for scope in ranked[1:]), default=0.0)
    return ranked[0] if alone else None


def _first_place(document: Document) -> FormArea | None:
    """Return what comes first below the title: what the page is about, whatever else stands on it."""
    titled = False
    for one in document.elements:
        titled = titled or (one.role == "heading" and one.states.get("level") == "1" and not one.aside)
        if titled and one.drawn and (_written(one) or one.is_radio or one.is_toggle) and not one.aside:
            return one.area
    return None


def _scored(document: Document, place: FormArea, fields: list[Element], first: FormArea | None) -> _Scope:
    own = [one for one in fields if one.area == place]
    text = any(one.is_multiline or says_so(one, "comment") for one in own)
    address = any(is_address_field(one) or says_so(one, "email") for one in own)
    shown, form = any(one.drawn for one in own), text or address
    score = _TEXT * text + _ADDRESS * address + _SHOWS * (shown and form) + _FIRST * (place == first)
    score += _SEVERAL * (len(own) > 1) + _IS_FORM * (place != _PAGE)
    return _Scope(document, place, score if shown or form else 0.0, form)


@lru_cache(maxsize=4)
def main_form(page: Page) -> _Scope | None:
    """Return the part of the page that is most like the form; None where none is, or several are."""
    return _leader(scope for scope in map(_scope_of, page.documents) if scope.form)


def _is_strange(page: Page, element: Element) -> bool:
    """Return True if an element is not in the form that the flow works in, but in another form or document.

    Where that form is in a frame, the page around it often has one of its own: to search, or to log out.
    """
    if element.dialog >= 0:
        return element.aside
    form = main_form(page)
    if form is not None and form.document is not element.document:
        return True
    scope = _scope_of(element.document)
    if element.area == _PAGE:
        return False
    return element.aside or (scope.score > 0 and not scope.holds(element))


@dataclass(frozen=True)
class _FormParts:
    """What can be seen of the form in front: what is written into or chosen from, questions, what can be pressed."""

    fields: tuple[Element, ...] = ()
    groups: tuple[Element, ...] = ()
    buttons: tuple[Element, ...] = ()

    @property
    def forward(self) -> list[Element]:
        """The buttons that do not say that they lead back, or give the form up."""
        return [one for one in self.buttons if one.does.isdisjoint({"back", "close", "decline", "subscribe"})]

    def holding(self, value: PersonField) -> list[Element]:
        """Return what says that it is for a value of the person."""
        may = [one for one in self.fields if value == "country" or one.is_textbox or not one.is_list]
        fields = [one for one in may if may_hold(one, value, sure=True)]
        if value == "country":  # a list that the keyboard skips, or that is around another, stands for that
            own = [one for one in fields if one.attributes.get("tabindex") != "-1"] or fields
            fields = [one for one in own if sum(map(one.holds, own)) == 1]
        return fields + [one for one in self.groups if value == "country" and is_country_list(one)]


@lru_cache(maxsize=4)
def parts_of(page: Page, *, going: Going = "") -> _FormParts:
    """Return what the form in front is made of; nothing when it could be in several frames."""
    best = main_form(page)
    made = [_parts(page, document, going) for document in ([best.document] if best else page.documents)]
    made = [parts for parts in made if parts != _FormParts()]
    return made[0] if len(made) == 1 else _FormParts()


def _parts(page: Page, document: Document, going: Going) -> _FormParts:
    scope = _scope_of(document, going=going)
    inside = [one for one in document.elements if scope.holds(one)]
    groups = [one for one in page.questions if scope.holds(one)]
    written = [one for one in inside if _written(one) or (one.is_list and one.role == "button")]
    pressed = [one for one in inside if _is_button(one)] if going or groups or written else []
    if written and not pressed:  # they may lie below it
        around = (one for one in document.elements if one.area == _PAGE and not one.aside and _is_button(one))
        pressed = [one for one in around if one.does & {"send", "onward"}]
    buttons = [one for one in pressed if one.visible and not _floats(one, written)]
    fields = [one for one in written if one.reached or (one.is_list and one.drawn)]
    return _FormParts(tuple(fields), tuple(groups), tuple(buttons))


def _is_button(element: Element) -> bool:
    opens = {"aria-haspopup", "aria-expanded"} & element.attributes.keys() or element.tag == "summary"
    resets = element.attributes.get("type", "").lower() == "reset"
    return (element.role == "button" or element.pressable) and not (opens or resets or element.opens)


def _floats(element: Element, written: list[Element]) -> bool:
    """Whether it is in a bar that stays in front of the page and has nothing to write into, as cookie notices are."""
    bar = element.facts.get("fixed") if element.dialog < 0 and element.facts.get("bar") else None
    return bar is not None and all(one.facts.get("fixed") != bar for one in written)
