"""Finds a target on a page nobody here has seen: exactly one element that a person can see, or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import Literal

from optout.browser.element import Document, Element, FormArea
from optout.browser.form import is_address_field, is_country_list, labels_seen, may_hold, repeats, says_so
from optout.browser.page import Page
from optout.browser.requests import addresses_in
from optout.flow import Flow, Target, TargetKind, fold
from optout.messages import printable
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


def _one(some: Sequence[Element]) -> Element | None:
    return some[0] if len(some) == 1 else None


def _usual(parts: _FormParts, kind: TargetKind) -> Element | None:
    """Return the one button that says, in the usual words of any language, that it sends, or that it leads on."""
    if kind == "onward" and any("send" in one.does for one in parts.buttons):
        return None
    return _one([one for one in parts.forward if {"send", "onward"} & one.does == {kind}])


def _of_kind(parts: _FormParts, kind: TargetKind) -> Element | None:
    """Return what is the only one of its kind by what the form is made of, without a word of the flow."""
    match kind:
        case "email" | "email again":
            return _address(parts, again=kind == "email again")
        case "text":  # where no field takes several lines, the line that says so
            texts = parts.holding("comment")
            long = [one for one in texts if one.is_multiline]
            return _one(long or texts) or _one([one for one in long if says_so(one, "comment")])
        case "country":
            return _one(parts.holding("country"))
        case "question":  # the one before everything else on the form; a list of countries is none
            return None if parts.fields else _one([one for one in parts.groups if not is_country_list(one)])
        case "send":
            only = _one(parts.forward) or _one([one for one in parts.forward if one.facts.get("submits")])
            return None if only is None or "onward" in only.does else only
    return None


def _address(parts: _FormParts, *, again: bool) -> Element | None:
    """Return the field for an address, or the one after it that wants it once more."""
    match parts.holding("email"):
        case [first] if again:
            following = parts.fields[parts.fields.index(first) + 1 :][:1]
            return next(filter(repeats, (first, *following)), None)
        case [first, second] if again:
            return second if repeats(second, first) else None
        case [first] | [first, _] if not again:
            return first
    return None


class FoundBy(StrEnum):
    """How a target was found; the value is what the record and `--json` show. In the order they are tried."""

    ANCHOR = "the site's own name for it"
    WORDS = "role and words"
    NAME = "name"
    ONLY = "only"
    AS_CALLED = "its words alone"
    USUAL = "the usual words for it"
    KIND = "the only one of its kind"
    PERSON = "pointed at by the person"


@dataclass(frozen=True)
class Found:
    """A target on the page: the element, and which of its ways found it."""

    element: Element
    how: str

    @property
    def guessed(self) -> bool:
        """Whether nothing the flow says of it led there: only that it is the one of its kind."""
        return self.how == FoundBy.KIND


@dataclass(frozen=True)
class Pointed:
    """An element that a person pointed at, for the rest of the run, and how to find it when the page is made anew."""

    element: Element
    lasting: Target | None = None

    def on(self, page: Page, *, enabled: bool) -> Found | int:
        """Return it as it stands on a page, and works where it must; 0 where it does not."""
        stands = page.again(self.element)
        usable = stands is not None and stands.drawn and (stands.enabled or not enabled)
        return Found(stands, FoundBy.PERSON) if stands and usable else 0


_PRESSABLE = frozenset({"button", "link", "radio", "menuitem", "tab"})
_USED = frozenset({"textbox", "combobox", "button", "radiogroup", "checkbox", "radio"})
_LONGEST = 120  # characters of an account's name
TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")


def find_target(
    page: Page,
    target: Target,
    *,
    holds: PersonField | None = None,
    enabled: bool = False,
    anywhere: bool = False,
    going: Going = "",
) -> Found | int:
    """Find a target by its ways in their order; the first that gives exactly one element wins.

    What a person fills or presses is sought in the dialog on top, then in the part of the page the flow works in, and
    only then around it, never in another form. Two matches are never resolved by taking the first: where no way gave
    exactly one, return the fewest that a way gave, 0 when none gave any.

    `holds` is the value that goes there, `enabled`: disabled elements do not count, `anywhere`: also in another form,
    `going`: a page of the form lies behind.
    """
    words = frozenset(map(fold, target.all())) - {""}
    used, asks = target.role in _USED, target.role in ("radiogroup", "group")
    every = [one for one in page.elements if not (asks and one.is_group)] + [*(page.questions if asks else ())]
    may = [one for one in every if is_within(one, target) and one.drawn and (one.enabled or not enabled)]
    may = [one for one in may if anywhere or not used or not _is_strange(page, one)]
    if target.kind == "send":  # a button that says only something else leads elsewhere
        elsewhere = {one for one in may if "send" not in one.does and not one.does <= {"affirm", "refuse"}}
        may = [one for one in may if one not in elsewhere or fold(one.called) in words]

    def fits(way: FoundBy, one: Element) -> bool:
        found = _fits(way, one, target, words)
        return found and (holds is None or may_hold(one, holds, words, sure=way is FoundBy.ONLY))

    hits = {way: [one for one in may if fits(way, one)] for way in _WAYS}
    hits[FoundBy.ONLY] = [one for one in hits[FoundBy.ONLY] if not _has_better(one, may, target, holds)]
    many: list[int] = []
    for lies_in in _AREAS if used else _AREAS[-1:]:
        for way, some in hits.items():
            found = list(filter(lies_in, some))
            if len(found) == 1:
                return Found(found[0], way)
            many += [len(found)] if found else []
    if target.kind:
        parts = parts_of(page, going=going)
        for way, part in ((FoundBy.USUAL, _usual(parts, target.kind)), (FoundBy.KIND, _of_kind(parts, target.kind))):
            if part and (part.enabled or not enabled):
                return Found(part, way)
    return min(many, default=0)


_WAYS = (FoundBy.ANCHOR, FoundBy.WORDS, FoundBy.NAME, FoundBy.ONLY, FoundBy.AS_CALLED)
_AREAS: tuple[Callable[[Element], bool], ...] = (
    lambda one: one.dialog == one.document.top >= 0,
    lambda one: _scope_of(one.document).holds(one),
    lambda _one: True,
)


def _fits(way: FoundBy, one: Element, target: Target, words: frozenset[str]) -> bool:
    match way:
        case FoundBy.ANCHOR:
            return is_anchor(one, target)
        case FoundBy.WORDS:
            texts = (one.name, *labels_seen(one)) if one.is_field else (one.called,)
            return is_used_as(one, target.role) and not words.isdisjoint(map(fold, texts))
        case FoundBy.NAME:
            has_name = target.name is not None and one.html_name == target.name
            return has_name and (one.is_field or one.is_group or one.role == target.role)
        case FoundBy.ONLY:
            return target.only in one.facts.get("fits", ()) and _scope_of(one.document).holds(one)
        case _:  # a role is a hint where one has but to press: a link may have become a button, a card or an answer
            return {target.role, one.role} <= _PRESSABLE and fold(one.called) in words


def _has_better(element: Element, others: Iterable[Element], target: Target, value: PersonField | None) -> bool:
    """Return True if another element of the same area says that it is the target, and this one does not.

    What a selector finds alone may be any button of type "submit", while the one that sends has no such attribute.
    """

    def says_it(candidate: Element) -> bool:
        if value is not None:
            return says_so(candidate, value) and may_hold(candidate, value, sure=True)
        return target.kind == "send" and _is_button(candidate) and "send" in candidate.does

    def is_rival(other: Element) -> bool:
        return other is not element and other.document is element.document and other.area == element.area

    return not says_it(element) and any(is_rival(other) and says_it(other) for other in others)


def is_anchor(element: Element, target: Target) -> bool:
    """Whether an element has every name that the controller has of its own for a target; there must be one."""
    ids = element.attributes.get("aria-labelledby", "").split()
    labelled = target.labelled_by is None or target.labelled_by in ids
    tested = target.testid is None or any(element.attributes.get(key) == target.testid for key in TEST_IDS)
    return target.is_anchored and labelled and tested


def is_within(element: Element, target: Target) -> bool:
    """Whether an element is where a target says that it is."""
    return target.within is None or target.within in element.facts.get("within", ())


def is_used_as(element: Element, role: str) -> bool:
    """Whether an element has a role, or is used as what has it."""
    match role:
        case "radiogroup" | "group":  # answered by radio buttons, or from a list of the browser's own
            return element.is_group or element.tag == "select"
        case "checkbox" | "switch":
            toggles = not {"aria-pressed", "aria-checked"}.isdisjoint(element.attributes)
            return element.is_toggle or (toggles and element.role in ("button", "radio"))
        case "combobox":
            return element.is_list or "aria-haspopup" in element.attributes
        case "button" | "link":
            return element.role == role or element.pressable
        case _:
            return element.role == role


def find_account(page: Page, flow: Flow) -> str:
    """Return whose account a page says that it is; nothing where it does not, or names several.

    Where the flow has no place for it, that is the one e-mail address on the page, none of the controller's own. A
    place's own words name nobody.
    """
    target = flow.targets[flow.account] if flow.account else None
    if target is None:
        own = tuple(f".{host}" for host in flow.hosts)
        told = [address for block in page.blocks for address in addresses_in(block.text)]
        told = [address for address in told if not f".{address.partition('@')[2]}".endswith(own)]
    else:
        words = tuple(filter(None, map(fold, target.all())))
        told = []
        for one in page.elements:
            named = is_anchor(one, target) or fold(one.called).startswith(words)
            fits = named or target.only in one.facts.get("fits", ())
            if fits and one.visible and is_within(one, target) and fold(text := _told_by(one)) not in ("", *words):
                told.append(text)
    found = {fold(text): text for text in told}
    return printable(next(iter(found.values())), _LONGEST) if len(found) == 1 else ""


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (element.words, element.called))
    return name if fold(read) in fold(name) else read
