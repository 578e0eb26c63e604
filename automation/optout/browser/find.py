"""Finds a target on a page nobody here has seen: exactly one element that a person can see, or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import Literal, get_args

from optout.browser.choices import is_country_list, is_group, questions
from optout.browser.fields import is_address_field, labels_seen, may_hold, repeats, says_so
from optout.browser.notices import is_page_of_form
from optout.browser.reading import Document, Element, Page
from optout.flow.labels import Does, said_by
from optout.flow.model import Kind, Target
from optout.flow.words import fold
from optout.person import PersonField

_LONG, _LATER_LONG, _ADDRESS, _LATER_ADDRESS = 8.0, 3.0, 4.0, 2.0
_SEVERAL, _SHOWS, _IS_FORM, _FIRST = 2.0, 2.0, 0.5, 10.0
Place = tuple[str, int]
"""A part of a document: a dialog or a form by its number, or what is in neither."""
Going = Literal["", "page", "dialog"]
"""Whether a page of the form lies behind, and was in a dialog: the next one may then have no field."""
_PAGE: Place = ("page", -1)
_ALL: Place = ("all", -1)
"""All of a page of which no part is more like the form than the others, but for what is around it."""


@dataclass(frozen=True)
class Scope:
    """The part of a document that the flow works in. `score` says how much it is like a form for an objection.

    `form`: there is an address or a text to write.
    """

    document: Document
    place: Place
    score: float = 0.0
    form: bool = False

    def holds(self, element: Element) -> bool:
        """Whether an element is in it."""
        if element.document is not self.document:
            return False
        if self.place == _ALL:
            return element.dialog < 0 and not _is_apart(element)
        return place_of(element) == self.place and not (self.place == _PAGE and element.aside)


def place_of(element: Element) -> Place:
    """Return the part of its document that an element is in."""
    return ("dialog", element.dialog) if element.dialog >= 0 else ("form", element.form) if element.form >= 0 else _PAGE


def _written(element: Element) -> bool:
    return (element.is_line or element.is_list) and element.role not in ("searchbox", "button")


@lru_cache(maxsize=4)
def _scope_of(document: Document, *, going: Going = "") -> Scope:
    """Return the part of a document; `going`: a page of the form lies behind, so that the next may have no field."""
    fields = [one for one in document.elements if _written(one) and not one.secret]
    dialogs = [one for one in document.elements if one.role in ("dialog", "alertdialog") and one.seen]
    asking = [one for one in fields if one.dialog >= 0 and one.shown]
    if asking:
        inner = [one for one in asking if one.dialog == asking[-1].dialog]
        return Scope(document, ("dialog", asking[-1].dialog), form=any(map(_is_ours, inner)))
    guarded = {place_of(one) for one in document.elements if one.type == "password" and one.seen}
    seen = {_PAGE, *(place_of(one) for one in document.elements if one.seen)} - guarded
    places = dict.fromkeys(place_of(one) for one in fields if not _is_apart(one) and place_of(one) in seen)
    first = _first_place(document)
    scored = [_scored(document, place, fields, first) for place in places]
    best = max((part.score for part in scored), default=0.0)
    leaders = [part for part in scored if best > 0 and part.score == best]
    if len(leaders) == 1:
        return leaders[0]
    forms = dict.fromkeys(
        place_of(one) for one in document.elements if one.form >= 0 and not _is_apart(one) and one.seen
    )
    if dialogs and going:
        inside = [one for one in document.elements if one.dialog == dialogs[-1].dialog]
        # A dialog without a field is a notice, unless the form was in one too, or it is titled as a page of the form.
        if going == "dialog" or is_page_of_form(inside):
            return Scope(document, ("dialog", dialogs[-1].dialog))
        return Scope(document, _PAGE)
    if best == 0 and len(forms) == 1:
        return Scope(document, next(iter(forms)))
    return Scope(document, _ALL)


def _is_ours(field: Element) -> bool:
    return _is_for_address(field) or _is_for_text(field)


def _is_for_address(field: Element) -> bool:
    return is_address_field(field) or says_so(field, "email")


def _is_for_text(field: Element) -> bool:
    return field.is_long or says_so(field, "comment")


def _is_apart(element: Element) -> bool:
    """Whether it is in what a site has around its pages, or in a form that is for getting news."""
    return element.aside or (element.form >= 0 and element.form in _news(element.document))


@lru_cache(maxsize=4)
def _news(document: Document) -> frozenset[int]:
    """Return the forms of which a button says that they are for getting news."""
    buttons = (one for one in document.elements if one.role == "button" and one.form >= 0)
    return frozenset(one.form for one in buttons if "subscribe" in said_by(one.called, document.language))


def _first_place(document: Document) -> Place | None:
    """Return what comes first below the title of the page: what the page is about, whatever else stands on it."""
    elements = document.elements
    title = next(
        (
            at
            for at, one in enumerate(elements)
            if one.role == "heading" and one.states.get("level") == "1" and not one.aside
        ),
        None,
    )
    if title is None:
        return None
    asked = (one for one in elements[title + 1 :] if (_written(one) or one.is_radio or one.is_box) and one.shown)
    return next((place_of(one) for one in asked if not _is_apart(one)), None)


def _scored(document: Document, place: Place, fields: list[Element], first: Place | None) -> Scope:
    own = [one for one in fields if place_of(one) == place and not one.aside]
    seen = [one for one in own if one.shown]

    def weigh(is_one: Callable[[Element], bool], high: float, low: float) -> float:
        return high if any(map(is_one, seen)) else low if any(map(is_one, own)) else 0.0

    long, address = weigh(_is_for_text, _LONG, _LATER_LONG), weigh(_is_for_address, _ADDRESS, _LATER_ADDRESS)
    more = _FIRST * (place == first) + _SEVERAL * (len(own) > 1) + _IS_FORM * (place[0] == "form")
    if not (long or address):
        return Scope(document, place, more if seen else 0.0)
    return Scope(document, place, long + address + more + _SHOWS * bool(seen), form=True)


@lru_cache(maxsize=4)
def _scopes_of(page: Page) -> dict[int, Scope]:
    """Return the part of each document that a flow works in, by the document's id."""
    return {id(document): _scope_of(document) for document in page.documents}


def leading(page: Page) -> Scope | None:
    """Return the part of the page that is most like the form; None where none is, or several are."""
    forms = [scope for scope in _scopes_of(page).values() if scope.form]
    best = max((scope.score for scope in forms), default=0.0)
    found = [scope for scope in forms if scope.score == best]
    return found[0] if len(found) == 1 else None


def _is_strange(page: Page, element: Element) -> bool:
    """Whether an element is in another form than the one the flow works in."""
    scope, best = _scopes_of(page)[id(element.document)], leading(page)
    if place_of(element) == _PAGE:
        return best is not None and best.document is not element.document
    if _is_apart(element):
        return True
    return scope.score > 0 and not scope.holds(element) and element.dialog < 0


@dataclass(frozen=True)
class FormPart:
    """A field, question or button of the form in front that can be seen.

    `holds` are the values of the person that it says it is for; `long`: for a text; `repeats`: what stands before it is
    wanted once more; `sends`: the browser itself sends the form with it; `later`: further buttons of the form do not
    show yet, as on a step of a wizard.
    """

    element: Element
    sort: Literal["field", "group", "button"]
    holds: frozenset[PersonField] = frozenset()
    long: bool = False
    repeats: bool = False
    sends: bool = False
    later: bool = False
    does: frozenset[Does] = frozenset()


@dataclass(frozen=True)
class FormParts:
    """The parts of the form in front, in the order of the page. `long_hidden`: a text field does not show yet."""

    every: tuple[FormPart, ...] = ()
    long_hidden: bool = False

    @property
    def fields(self) -> list[FormPart]:
        """What is written into or chosen from."""
        return [part for part in self.every if part.sort == "field"]

    @property
    def groups(self) -> list[FormPart]:
        """The questions that are answered by radio buttons."""
        return [part for part in self.every if part.sort == "group"]

    @property
    def buttons(self) -> list[FormPart]:
        """What can be pressed."""
        return [part for part in self.every if part.sort == "button"]

    @property
    def forward(self) -> list[FormPart]:
        """The buttons of which none says that it leads back, or gives the form up."""
        return [part for part in self.buttons if part.does.isdisjoint(_AWAY)]


_AWAY: frozenset[Does] = frozenset({"back", "close", "decline", "subscribe"})


@lru_cache(maxsize=4)
def parts_of(page: Page, *, going: Going = "") -> FormParts:
    """Return what the form in front is made of; nothing when it could be in several frames."""
    best = leading(page)
    documents = [best.document] if best else page.documents
    made = [parts for document in documents if (parts := _parts(page, document, going=going)).every]
    return made[0] if len(made) == 1 else FormParts()


def lone_button(page: Page, going: Going = "page") -> Element | None:
    """Return the one button of a page that does not lead back; None where it has none, or several."""
    forward = parts_of(page, going=going).forward
    return forward[0].element if len(forward) == 1 else None


def _parts(page: Page, document: Document, *, going: Going) -> FormParts:
    scope = _scope_of(document, going=going)
    inside = [one for one in document.elements if scope.holds(one)]
    groups = [one for one in questions(page) if scope.holds(one)]
    fields = [
        one for one in inside if _written(one) and (one.reached or (one.is_list and one.shown)) and not one.secret
    ]
    bare = not groups and not any(map(_written, inside))
    may_press = not bare or bool(going)
    pressed = [one for one in inside if _is_button(one)] if may_press else []
    hidden = [one.order for one in pressed if not one.seen]
    made = [
        *map(_field, fields),
        *(FormPart(one, "group", frozenset({"country"}) if is_country_list(one) else frozenset()) for one in groups),
        *(
            FormPart(
                one,
                "button",
                sends=bool(one.facts.get("submits")),
                later=any(at > one.order for at in hidden),
                does=said_by(one.called, document.language),
            )
            for one in pressed
            if one.seen and not _floats(one)
        ),
    ]
    long_hidden = any(one.is_long and not one.seen for one in inside)
    return FormParts(tuple(made), long_hidden)


def _is_button(element: Element) -> bool:
    opens = {"aria-haspopup", "aria-expanded"} & element.attributes.keys() or "expanded" in element.states
    if element.attributes.get("type", "").lower() == "reset" or element.tag == "summary" or opens:
        return False
    return element.role == "button" or element.pressable


def _floats(element: Element) -> bool:
    """Whether it is in a bar that stays in front of the page and has nothing to write into, as cookie notices are."""
    bar = element.facts.get("fixed")
    if bar is None or element.dialog >= 0 or not element.facts.get("bar"):
        return False
    return not any(_written(one) for one in element.document.elements if one.facts.get("fixed") == bar)


def _field(element: Element) -> FormPart:
    may: tuple[PersonField, ...] = ("country",) if element.is_list and not element.is_line else get_args(PersonField)
    holds = frozenset(value for value in may if may_hold(element, value, sure=True))
    long = element.is_long
    return FormPart(element, "field", holds, long=long, repeats=not long and not element.is_list and repeats(element))


def _one(parts: Sequence[FormPart]) -> FormPart | None:
    return parts[0] if len(parts) == 1 else None


def _for(parts: FormParts, value: PersonField) -> list[FormPart]:
    return [part for part in parts.every if value in part.holds]


def _address(parts: FormParts) -> FormPart | None:
    """Return the field for an address: of two the first, as the second repeats it."""
    found = _for(parts, "email")
    return found[0] if len(found) in (1, 2) else None


def _again(parts: FormParts) -> FormPart | None:
    """Return the second field for an address, or the one after the first that wants it once more."""
    found = _for(parts, "email")
    if len(found) == 1:
        fields = parts.fields
        return next((part for part in fields[fields.index(found[0]) + 1 :][:1] if part.repeats), None)
    return found[1] if len(found) == 2 and repeats(found[1].element, found[0].element) else None  # noqa: PLR2004


def _text(parts: FormParts) -> FormPart | None:
    """Return the field for a text; where the form has none of several lines, nor to come, the line that says so."""
    long = [part for part in _for(parts, "comment") if part.long]
    if long or parts.long_hidden:
        return _one(long) or _one([part for part in long if says_so(part.element, "comment")])
    return _one(_for(parts, "comment"))


def _first_question(parts: FormParts) -> FormPart | None:
    """Return the one question that comes before everything else on the form; a list of countries is none."""
    return None if parts.fields else _one([part for part in parts.groups if not part.holds])


def _onward(parts: FormParts) -> FormPart | None:
    """Return the one button of a step that others follow; by what shows, never one with which the browser sends."""
    only = _one(parts.forward)
    return only if only and only.later and not only.sends else None


def _send(parts: FormParts) -> FormPart | None:
    """Return the one button of a form, or of several the one with which the browser sends it."""
    only = _one(parts.forward) or _one([part for part in parts.forward if part.sends])
    return None if only is None or only.later or "onward" in only.does else only


def _usual(parts: FormParts, kind: Kind) -> FormPart | None:
    """Return the one button that says, in the usual words of any language, that it sends, or that it leads on."""
    if kind not in ("send", "onward"):
        return None
    only = _one([part for part in parts.forward if kind in part.does and not {"send", "onward"} <= part.does])
    sends = any("send" in part.does for part in parts.buttons)
    return None if kind == "onward" and sends else only


_ONE: Mapping[Kind, Callable[[FormParts], FormPart | None]] = {
    "email": _address,
    "email again": _again,
    "text": _text,
    "country": lambda parts: _one(_for(parts, "country")),
    "question": _first_question,
    "onward": _onward,
    "send": _send,
}


class Way(StrEnum):
    """How a target was found; the value is what the record and `--json` show. In the order they are tried."""

    ANCHOR = "the site's own name for it"
    WORDS = "role and words"
    NEARBY = "role and words beside it"
    PLAIN = "words alone"
    NAME = "name"
    ONLY = "only"
    ADDRESS = "only field for an address"
    USUAL = "the usual words for it"
    KIND = "the only one of its kind"
    PERSON = "pointed at by the person"


@dataclass(frozen=True)
class Found:
    """A target on the page: the element, and which of its ways found it."""

    element: Element
    how: str


@dataclass(frozen=True)
class NotFound:
    """No way gave exactly one element; `count` is the fewest that a way gave, 0 when none gave any."""

    count: int


PRESSED = frozenset({"button", "link"})
_WRITTEN = frozenset({"textbox", "combobox"})
_USED = frozenset({
    "textbox", "searchbox", "combobox", "listbox", "button", "radiogroup", "checkbox", "radio", "spinbutton",
})  # fmt: skip
_HOLDS: Mapping[Kind, PersonField] = {"email": "email", "email again": "email", "text": "comment", "country": "country"}
TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")


@dataclass(frozen=True)
class Look:
    """How a target is looked for: `holds` is the value that goes there, `enabled`: disabled elements do not count.

    `anywhere`: also in another form; `going`: a page of the form lies behind; `only` is the place of its selector among
    the flow's.
    """

    holds: PersonField | None = None
    enabled: bool = False
    anywhere: bool = False
    going: Going = ""
    only: int = -1


def find(page: Page, target: Target, look: Look) -> Found | NotFound:
    """Find a target by its ways in their order; the first that gives exactly one element wins.

    What a person fills or presses is sought in the dialog on top, then in the part of the page the flow works in, and
    only then around it, never in another form. Two matches are never resolved by taking the first.
    """
    look = replace(look, holds=look.holds or (_HOLDS.get(target.kind) if target.kind else None))
    used = target.role in _USED
    may = [one for one in _candidates(page, target, look) if one.enabled or not look.enabled]
    scopes = _scopes_of(page)
    reachable = [one for one in may if look.anywhere or not used or not _is_strange(page, one)]
    top = [one for one in reachable if used and one.dialog >= 0 and one.dialog == _top(one.document)]
    inner = [one for one in reachable if used and scopes[id(one.document)].holds(one)]
    words = frozenset(map(fold, target.all())) - {""}
    many: list[int] = []
    for some in (top, inner, reachable):
        for way, fits in _FITS.items():
            found = [one for one in some if fits(one, target, words, look) and _may_be(one, target, words, look, way)]
            if way in (Way.ONLY, Way.ADDRESS):
                found = [one for one in found if scopes[id(one.document)].holds(one)]
            if len(found) == 1:
                return Found(found[0], way)
            if found:
                many.append(len(found))
    if target.kind:
        parts = parts_of(page, going=look.going)
        for way, of_kind in ((Way.USUAL, _usual(parts, target.kind)), (Way.KIND, _ONE[target.kind](parts))):
            if of_kind and (of_kind.element.enabled or not look.enabled):
                return Found(of_kind.element, way)
    return NotFound(min(many, default=0))


@lru_cache(maxsize=4)
def _top(document: Document) -> int:
    """Return the number of the dialog on top."""
    return next((one.dialog for one in reversed(document.elements) if one.dialog >= 0 and one.seen), -2)


def _candidates(page: Page, target: Target, look: Look) -> list[Element]:
    """Return what a way of a target could mean: by its role, name or selector, or as something to press."""
    pressed = target.role in PRESSED
    every = [*page.elements, *(questions(page) if target.role in ("radiogroup", "group") else ())]
    email = "type=email" in (target.only or "")
    found = [
        one
        for one in every
        if (
            _has_role(one, target.role)
            or is_anchor(one, target)
            or (
                target.name is not None
                and one.attr == target.name
                and (one.is_field or is_group(one) or one.role == target.role)
            )
            or _fits_only(one, look)
            or (pressed and one.pressable)
            or (email and one.is_line and is_address_field(one))
        )
        and is_within(one, target)
        and (one.shown or is_group(one))
    ]
    if target.kind == "send":
        words = frozenset(map(fold, target.all()))
        found = [one for one in found if fold(one.called) in words or not _leads_elsewhere(one)]
    return found


def _leads_elsewhere(button: Element) -> bool:
    """Whether a button says that it does something else than to send."""
    does = said_by(button.called, button.document.language)
    return bool(does - {"affirm", "refuse"}) and "send" not in does


def is_anchor(element: Element, target: Target) -> bool:
    """Whether an element has every name that the controller has of its own for a target; there must be one."""
    ids = element.attributes.get("aria-labelledby", "").split()
    labelled = target.labelled_by is None or target.labelled_by in ids
    tested = target.testid is None or any(element.attributes.get(key) == target.testid for key in TEST_IDS)
    return target.is_anchored and labelled and tested


def is_within(element: Element, target: Target) -> bool:
    """Whether an element is where a target says that it is."""
    return target.within is None or target.within in element.facts.get("within", ())


def _has_role(element: Element, role: str) -> bool:
    """Whether an element has a role; a question is answered by radio buttons, or from a list of the browser's own."""
    if role in ("radiogroup", "group"):
        bare = element.role == "group" and not any(one.is_radio for one in element.below())
        return is_group(element) or (bare if role == "group" else element.tag == "select")
    if role == "combobox" and element.is_list:
        return True
    if role == "textbox" and element.role == "searchbox" and element.tag == "input":
        return True
    return element.role == role


def _fits_only(element: Element, look: Look) -> bool:
    return look.only >= 0 and look.only in element.facts.get("fits", ())


def _said_beside(element: Element, words: frozenset[str]) -> bool:
    """Whether the words stand beside a field."""
    return element.is_field and not words.isdisjoint(map(fold, labels_seen(element)))


def _may_be(element: Element, target: Target, words: frozenset[str], look: Look, way: Way) -> bool:
    """Whether what a way gave may be it: where a value goes, nobody may see nothing there, or read another name."""
    if look.holds is None or target.role not in _WRITTEN:
        return True
    return may_hold(element, look.holds, words, sure=way in (Way.ONLY, Way.ADDRESS))


_Fits = Callable[[Element, Target, frozenset[str], Look], bool]
_FITS: Mapping[Way, _Fits] = {
    Way.ANCHOR: lambda one, target, _words, _look: is_anchor(one, target),
    Way.WORDS: lambda one, target, words, _look: _has_role(one, target.role) and fold(one.name) in words,
    Way.NEARBY: lambda one, target, words, _look: _has_role(one, target.role) and _said_beside(one, words),
    Way.PLAIN: lambda one, target, words, _look: target.role in PRESSED and fold(one.called) in words,
    Way.NAME: lambda one, target, _words, _look: target.name is not None and one.attr == target.name,
    Way.ONLY: lambda one, _target, _words, look: _fits_only(one, look),
    # What a flow means by the only `input[type=email]`, on a page that does not say so of its field.
    Way.ADDRESS: lambda one, target, _words, _look: (
        "type=email" in (target.only or "") and one.is_line and is_address_field(one)
    ),
}
