"""Finds a target on a page nobody here has seen: exactly one element that a person can see, or none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import lru_cache
from typing import Literal, get_args

from optout.browser.element import (
    Element,
    PageDocument,
    Snapshot,
    form_of,
    is_address_field,
    is_aside,
    is_dialog,
    is_field,
    is_form,
    is_long,
    is_own_button,
    is_plain,
    is_seen,
    is_shown,
    is_usable,
    is_writable,
    name_of,
    near_texts,
)
from optout.browser.lists import group_of, is_group, is_part_of_list, is_radio, lists_countries, question_of
from optout.browser.notices import is_page_of_form
from optout.browser.writing import is_reached, may_hold, repeats, says_so
from optout.flow.labels import Does, said_by
from optout.flow.model import Kind, Target
from optout.flow.selectors import compiled
from optout.flow.words import fold
from optout.person import PersonField

_LONG, _LATER_LONG, _ADDRESS, _LATER_ADDRESS = 8.0, 3.0, 4.0, 2.0
_SEVERAL, _SHOWS, _IS_FORM, _FIRST = 2.0, 2.0, 0.5, 10.0


@dataclass(frozen=True)
class _Scope:
    """The part of one document: a `dialog`, a `form`, or all of the `page` outside of both.

    `score` says how much it is like a form for an objection; `form`: there is an address or a text to write; `dialog`
    is the one that it is, where it has no field.
    """

    document: PageDocument
    holds: Callable[[Element], bool] = field(repr=False)
    kind: str
    score: float = 0.0
    form: bool = False
    aside: bool = False
    dialog: Element | None = None


def _scope_of(document: PageDocument, *, going: bool = False) -> _Scope:
    """Return the part of a document; `going`: a page of the form lies behind, so that the next may have no field."""
    fields = [one for one in document.elements if is_writable(one)]
    shown = {one for one in fields if is_seen(one)}
    dialogs = [one for one in document.elements if is_dialog(one) and is_seen(one)]
    asking = [dialog for dialog in dialogs if any(dialog.holds(one) for one in fields)]
    if asking:
        inner = [one for one in fields if asking[-1].holds(one)]
        form = any(_is_for_address(one) or _is_for_text(one) for one in inner)
        return _Scope(document, asking[-1].holds, "dialog", form=form)
    forms = [one for one in document.elements if is_form(one) and is_seen(one) and not any(map(is_form, one.above()))]
    outside = _Scope(document, lambda one: _owner_of(one) is None and not any(map(_is_beside, one.around())), "page")
    parts = [*(_form_scope(document, form) for form in forms), outside]
    first = _first_below_title(document, parts)
    own = {part: [one for one in fields if part.holds(one)] for part in parts}
    weighed = [_weighed(part, own[part], shown, is_first=part is first) for part in parts]
    best = max(part.score for part in weighed)
    leaders = [part for part in weighed if best > 0 and part.score == best]
    if len(leaders) == 1:
        return leaders[0]
    if dialogs:
        return _Scope(document, dialogs[-1].holds, "dialog", dialog=dialogs[-1])
    formed = [part for part in weighed if part.kind == "form" and not part.aside]
    if best == 0 and len(formed) == 1 and (going or len(forms) == 1):
        return formed[0]
    # Nothing looks like the form: then at least not what every page has around it, nor a form of a button alone.
    return _Scope(document, lambda one: not (_is_apart(one) or _is_fieldless(_owner_of(one))), "page")


def _owner_of(element: Element) -> Element | None:
    """Return the form that an element belongs to, or is."""
    return element if is_form(element) else form_of(element)


def _is_beside(element: Element) -> bool:
    return is_dialog(element) or _is_round_page(element)


def _form_scope(document: PageDocument, form: Element) -> _Scope:
    return _Scope(document, lambda one: form.holds(one) or form_of(one) is form, "form", aside=_is_apart(form))


def _is_apart(element: Element) -> bool:
    """Whether it is in what a site has around its pages, or in a form that is for getting news."""
    owner = _owner_of(element)
    return any(map(is_aside, element.around())) or (owner is not None and _asks_for_news(owner))


def _is_round_page(element: Element) -> bool:
    """Whether it is what a site has around its pages: the foot of a part with fields, if but of buttons, is not."""
    if element.tag != "footer" or element.role in _ROUND_PAGE:
        return is_aside(element)
    part = next((one for one in element.above() if one.tag in _PARTS), None)
    own = part is not None and any(map(is_writable, part.below()))
    return not own or any(is_field(one) or one.role == "link" for one in element.below())


_ROUND_PAGE = frozenset({"contentinfo", "navigation", "banner", "complementary", "search"})
_PARTS = frozenset({"article", "section"})
"""What may have a foot of its own, by the HTML standard; `main` holds all of a page too often."""


def _is_fieldless(form: Element | None) -> bool:
    """Whether there is a form, of nothing but buttons."""
    return form is not None and not any(is_field(one) and _owner_of(one) is form for one in form.document.elements)


def _first_below_title(document: PageDocument, parts: Sequence[_Scope]) -> _Scope | None:
    """Return which part comes first below the title of the page: what the page is about, whatever else stands on it."""
    titles = (one for one in document.elements if one.tag == "h1" and is_seen(one))
    title = next((one for one in titles if not any(map(is_aside, one.above()))), None)
    if title is None:
        return None
    below = document.elements[title.last + 1 :]
    asked = (one for one in below if (is_writable(one) or is_radio(one) or one.is_box) and is_shown(one))
    return next((part for one in asked for part in parts if not part.aside and part.holds(one)), None)


@lru_cache(maxsize=16)
def _asks_for_news(form: Element) -> bool:
    """Whether what is pressed in a form says that it is for getting news."""
    buttons = (one for one in form.below() if is_own_button(one))
    return any("subscribe" in said_by(name_of(one), form.document.language) for one in buttons)


def _weighed(part: _Scope, own: list[Element], shown: set[Element], *, is_first: bool) -> _Scope:
    seen = [one for one in own if one in shown]

    def weigh(is_one: Callable[[Element], bool], high: float, low: float) -> float:
        return high if any(map(is_one, seen)) else low if any(map(is_one, own)) else 0.0

    long, address = weigh(_is_for_text, _LONG, _LATER_LONG), weigh(_is_for_address, _ADDRESS, _LATER_ADDRESS)
    # What stands around a page is never what it is about, however much like the form it is: that may be to come.
    if part.aside or not own or any(one.type == "password" for one in seen):
        return part
    more = _FIRST * is_first + _SEVERAL * (len(own) > 1) + _IS_FORM * (part.kind == "form")
    if not (long or address):
        return replace(part, score=more if seen else 0.0)
    return replace(part, score=long + address + more + _SHOWS * bool(seen), form=True)


def _is_for_address(field: Element) -> bool:
    return is_address_field(field) or says_so(field, "email")


def _is_for_text(field: Element) -> bool:
    return is_long(field) or says_so(field, "comment")


@dataclass(frozen=True)
class _Scopes:
    """The parts of all documents of a page; the form of one of them looks most like the one the flow works in."""

    each: dict[PageDocument, _Scope]
    tops: dict[PageDocument, Element]

    @property
    def best(self) -> float:
        """The score of the part that looks most like the form."""
        return max((scope.score for scope in self.each.values()), default=0.0)

    @property
    def leading(self) -> list[_Scope]:
        """The parts that are a form, and look most like the one."""
        return [scope for scope in self.each.values() if scope.form and scope.score == self.best]

    def holds(self, element: Element) -> bool:
        """Whether an element is in the part of its document that the flow works in."""
        return self.each[element.document].holds(element)

    def is_on_top(self, element: Element) -> bool:
        """Whether an element is in the dialog on top of its document."""
        top = self.tops.get(element.document)
        return top is not None and top.holds(element)

    def is_strange(self, element: Element) -> bool:
        """Whether an element is in another form than the one the flow works in."""
        owner, scope = _owner_of(element), self.each[element.document]
        outdone = scope.score < self.best
        if owner is None or not (scope.kind == "form" or outdone or _is_apart(element)):
            return False
        return outdone or not scope.holds(element)


@lru_cache(maxsize=2)
def scopes_of(snapshot: Snapshot) -> _Scopes:
    """Return the part of each document that a flow works in."""
    tops = {
        document: found[-1]
        for document in snapshot.documents
        if (found := [one for one in document.elements if is_dialog(one) and is_seen(one)])
    }
    return _Scopes({document: _scope_of(document) for document in snapshot.documents}, tops)


Going = Literal["", "page", "dialog"]
"""Whether a page of the form lies behind, and was in a dialog: the next one may then have no field."""


@dataclass(frozen=True)
class _FormPart:
    """A field, group of radio buttons or button of the form in front that can be seen.

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
    """The parts of the form in front, in the order of the page. `long_hidden`: a text field does not show yet.

    `unfinished`: another page of the form is taken to follow, though nothing here says so.
    """

    every: tuple[_FormPart, ...] = ()
    long_hidden: bool = False
    unfinished: bool = False

    @property
    def fields(self) -> list[_FormPart]:
        """What is written into or chosen from."""
        return [part for part in self.every if part.sort == "field"]

    @property
    def buttons(self) -> list[_FormPart]:
        """What can be pressed."""
        return [part for part in self.every if part.sort == "button"]

    def taken_to_go_on(self) -> "FormParts":
        """Return the same, as it is when another page of the form is taken to follow."""
        return replace(self, unfinished=True)


@lru_cache(maxsize=4)
def parts_of(snapshot: Snapshot, going: Going = "") -> FormParts:
    """Tell what the form in front is made of; nothing when it could be in several frames."""
    leading = [scope.document for scope in scopes_of(snapshot).leading]
    made = [parts for document in leading or snapshot.documents if (parts := _parts(document, going)).every]
    return made[0] if len(made) == 1 else FormParts()


def _parts(document: PageDocument, going: Going) -> FormParts:
    scope = _scope_of(document, going=bool(going))
    inside = [
        one
        for one in document.elements
        if (is_field(one) or one.role == "radio" or _is_pressed(one))
        and scope.holds(one)
        and (scope.kind == "dialog" or not any(map(is_dialog, one.around())))
        and (scope.kind != "page" or not (any(map(_is_round_page, one.around())) or _floats(one)))
    ]
    fields = [one for one in inside if is_writable(one) and is_reached(one)]
    fields = [one for one in fields if not is_part_of_list(one)]
    radios = [one for one in inside if one.role == "radio" and is_usable(one)]
    groups = dict.fromkeys(group for radio in radios if (group := group_of(radio)))
    # A form of a button alone, such as one that logs out, is not told from others by what it is made of. Once a page of
    # the form lies behind, another page of it may have no field; a dialog without one is a notice, unless the form was
    # in a dialog too, or it is titled as one.
    bare = not any(is_writable(one) or one.role == "radio" for one in inside)
    titled = bool(going) and scope.dialog is not None and is_page_of_form(scope.dialog)
    may_press = not bare or (going == "dialog" or titled if scope.kind == "dialog" else bool(going))
    buttons = [one for one in inside if _is_pressed(one)] if may_press else []
    hidden = [one.at for one in buttons if not is_seen(one)]
    made = [
        *map(_field, fields),
        *map(_group_part, groups),
        *(
            _FormPart(
                one,
                "button",
                sends=_sends(one),
                later=any(at > one.at for at in hidden),
                does=said_by(name_of(one), document.language),
            )
            for one in buttons
            if is_seen(one)
        ),
    ]
    long_hidden = any(is_long(one) and not is_seen(one) for one in inside)
    return FormParts(tuple(made), long_hidden)


def _field(element: Element) -> _FormPart:
    long = is_long(element)
    lists = element.tag == "select" or element.role in ("combobox", "listbox")
    may: tuple[PersonField, ...] = ("country",) if lists else get_args(PersonField)
    holds = frozenset(value for value in may if may_hold(element, value, sure=True))
    return _FormPart(element, "field", holds, long=long, repeats=not long and not lists and repeats(element))


def _group_part(group: Element) -> _FormPart:
    holds: frozenset[PersonField] = frozenset({"country"}) if lists_countries(group) else frozenset()
    return _FormPart(group, "group", holds)


def _is_pressed(element: Element) -> bool:
    if (
        element.type == "reset"
        or element.tag == "summary"
        or not {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)
    ):
        return False
    return is_own_button(element) or is_plain(element)


def _sends(button: Element) -> bool:
    form = form_of(button)
    return button.type in ("submit", "image") and form is not None and form.tag == "form"


def _floats(element: Element) -> bool:
    """Whether it is in a bar that stays in front of the page and has nothing to write into, as cookie notices are."""
    bar = next((one for one in element.around() if one.position == "fixed"), None)
    if bar is None or bar.parent is None or bar.box is None:
        return False
    top, bottom = bar.document.viewport[1], bar.document.viewport[3]
    small = bar.box[3] - bar.box[1] <= (bottom - top) / 2
    return small and not any(map(is_field, bar.below()))


def _one(parts: Sequence[_FormPart]) -> _FormPart | None:
    return parts[0] if len(parts) == 1 else None


def _for(parts: FormParts, value: PersonField) -> list[_FormPart]:
    return [part for part in parts.every if value in part.holds]


def _address(parts: FormParts) -> _FormPart | None:
    """Of two, the first: the second repeats it, and the same is written into both."""
    found = _for(parts, "email")
    return found[0] if len(found) in (1, 2) else None


def _again(parts: FormParts) -> _FormPart | None:
    """Return the second field for an address, or the one after the first that wants it once more."""
    found = _for(parts, "email")
    if len(found) == 1:
        fields = parts.fields
        return next((part for part in fields[fields.index(found[0]) + 1 :][:1] if part.repeats), None)
    is_repeated = len(found) == 2 and repeats(found[1].element, found[0].element)  # noqa: PLR2004
    return found[1] if is_repeated else None


def _text(parts: FormParts) -> _FormPart | None:
    """Return the field for a text; where the form has none of several lines, nor to come, the line that says so."""
    long = [part for part in _for(parts, "comment") if part.long]
    if long or parts.long_hidden:
        return _one(long) or _one([part for part in long if says_so(part.element, "comment")])
    return _one(_for(parts, "comment"))


def _question(parts: FormParts) -> _FormPart | None:
    """Return the one question that comes before everything else on the form; a list of countries is none."""
    return None if parts.fields else _one([part for part in parts.every if part.sort == "group" and not part.holds])


def _onward(parts: FormParts) -> _FormPart | None:
    """Return the one button of a step that others follow; by what shows, never one with which the browser sends."""
    only = _one(_forward(parts))
    return only if only and (parts.unfinished or (only.later and not only.sends)) else None


def _send(parts: FormParts) -> _FormPart | None:
    """Return the one button of a form, or of several the one with which the browser sends it."""
    forward = _forward(parts)
    only = _one(forward) or _one([part for part in forward if part.sends])
    return None if only is None or only.later or parts.unfinished or "onward" in only.does else only


def _leads_elsewhere(button: Element) -> bool:
    """Whether a button says that it does something else than to send."""
    does = said_by(name_of(button), button.document.language)
    return bool(does - {"affirm", "refuse"}) and "send" not in does


def _forward(parts: FormParts) -> list[_FormPart]:
    """Return the buttons of which none says that it leads back, or gives the form up."""
    return [part for part in parts.buttons if part.does.isdisjoint(_AWAY)]


_AWAY: frozenset[Does] = frozenset({"back", "close", "decline", "subscribe"})


def _usual(parts: FormParts, kind: Kind) -> _FormPart | None:
    """Return the one button that says, in the usual words of any language, that it sends, or that it leads on."""
    if kind not in ("send", "onward"):
        return None
    said = [part for part in _forward(parts) if kind in part.does]
    only = _one([part for part in said if not {"send", "onward"} <= part.does])
    sends = any("send" in part.does for part in parts.buttons)
    return None if only is None or (kind == "onward" and sends) or (kind == "send" and parts.unfinished) else only


_ONE: Mapping[Kind, Callable[[FormParts], _FormPart | None]] = {
    "email": _address,
    "email again": _again,
    "text": _text,
    "country": lambda parts: _one(_for(parts, "country")),
    "question": _question,
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


@dataclass(frozen=True)
class Found:
    """A target on the page: the element, and which of its ways found it."""

    element: Element
    how: str


@dataclass(frozen=True)
class NotFound:
    """No way gave exactly one element; `count` is the fewest that a way gave, 0 when none gave any."""

    count: int


@dataclass(frozen=True)
class _Sought:
    """What is looked for: a target, its words in every language, folded, and the person's value that goes there."""

    target: Target
    words: frozenset[str]
    holds: PersonField | None = None

    def may_be(self, element: Element, way: Way) -> bool:
        """Whether what a way gave may be it: where a value goes, nobody may see nothing there, or read another name."""
        if self.holds is None or self.target.role not in _WRITTEN:
            return True
        return may_hold(element, self.holds, self.words, sure=way in (Way.ONLY, Way.ADDRESS))


_WRITTEN = {"textbox", "combobox"}
_HOLDS: Mapping[Kind, PersonField] = {"email": "email", "email again": "email", "text": "comment", "country": "country"}


_USED = {"textbox", "searchbox", "combobox", "listbox", "button", "radiogroup", "checkbox", "radio", "spinbutton"}
PRESSED = {"button", "link"}


def find(
    snapshot: Snapshot,
    target: Target,
    parts: FormParts | None = None,
    *,
    holds: PersonField | None = None,
    enabled: bool = False,
    anywhere: bool = False,
) -> Found | NotFound:
    """Find a target by its ways in their order; the first that gives exactly one element wins.

    What a person fills or presses is sought in the part of the page the flow works in, and only then around it, never
    in another form unless `anywhere`. Two matches are never resolved by taking the first. With `enabled`, disabled
    elements do not count. `holds` is the value that goes there, where the target's kind does not say: it may not go
    everywhere. `parts` is what the form is taken to be made of, where that is not all that it says.
    """
    holds = holds or (_HOLDS.get(target.kind) if target.kind else None)
    sought = _Sought(target, frozenset(map(fold, target.all())) - {""}, holds)
    scopes, used = scopes_of(snapshot), target.role in _USED
    may = [one for one in _candidates(snapshot, target) if one.enabled or not enabled]
    if target.kind == "send":
        may = [one for one in may if fold(name_of(one)) in sought.words or not _leads_elsewhere(one)]
    reachable = [one for one in may if anywhere or not used or not scopes.is_strange(one)]
    top = [one for one in reachable if used and scopes.is_on_top(one)]
    inner = [one for one in reachable if used and scopes.holds(one) and not scopes.is_strange(one)]
    many: list[int] = []
    for some in (top, inner, reachable):
        for way, fits in _FITS.items():
            found = [one for one in some if fits(one, sought, scopes) and sought.may_be(one, way)]
            if len(found) == 1:
                return Found(found[0], way)
            if found:
                many.append(len(found))
    if target.kind:
        parts = parts or parts_of(snapshot)
        for way, of_kind in ((Way.USUAL, _usual(parts, target.kind)), (Way.KIND, _ONE[target.kind](parts))):
            if of_kind and (of_kind.element.enabled or not enabled):
                return Found(of_kind.element, way)
    return NotFound(min(many, default=0))


def _candidates(snapshot: Snapshot, target: Target) -> list[Element]:
    """Return what a way of a target could mean: by its role, name or selector, or as something to press."""
    selects = compiled(target.only) if target.only else None
    pressed = target.role in PRESSED
    return [
        one
        for one in (snapshot.elements if selects else _telling(snapshot))
        if (
            _has_role(one, target.role)
            or is_anchor(one, target)
            or _is_called(one, target)
            or (selects is not None and selects(one))
            or (pressed and is_plain(one))
            or ("type=email" in (target.only or "") and is_field(one) and is_address_field(one))
        )
        and is_within(one, target)
        and is_usable(one)
    ]


_TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")


def is_anchor(element: Element, target: Target) -> bool:
    """Whether an element has every name that the controller has of its own for a target; there must be one."""
    labelled = (target.labelled_by is None) or target.labelled_by in element.attributes.get(
        "aria-labelledby", ""
    ).split()
    return target.is_anchored and labelled and (target.testid is None or _has_id(element, target.testid))


def is_within(element: Element, target: Target) -> bool:
    """Whether an element is where a target says that it is."""
    return target.within is None or any(_has_id(one, target.within) for one in element.above())


def _has_id(element: Element, name: str) -> bool:
    return any(element.attributes.get(key) == name for key in _TEST_IDS)


_TELLING = {"name", "aria-labelledby", *_TEST_IDS}


@lru_cache(maxsize=2)
def _telling(snapshot: Snapshot) -> list[Element]:
    """Return what says of itself that it can be used: by a role, a name in its markup, or as something to press."""
    return [
        one
        for one in snapshot.elements
        if one.role or not _TELLING.isdisjoint(one.attributes) or is_field(one) or is_plain(one) or is_group(one)
    ]


def _has_role(element: Element, role: str) -> bool:
    """Whether an element has a role; a question is answered by radio buttons, or from a list of the browser's own."""
    if element.role == role or (role == "radiogroup" and element.tag == "select"):
        return True
    return role == "radiogroup" and is_group(element) and any(map(is_radio, element.below()))


def _is_called(element: Element, target: Target) -> bool:
    """Whether an element has the name of a target in its markup; a component is not the field that is in it."""
    return target.name is not None and element.attr == target.name and (bool(element.role) or is_field(element))


def _is_said_beside(element: Element, words: frozenset[str]) -> bool:
    """Whether the words stand beside a field, or at the head of a question or before it."""
    if is_field(element):
        return bool(element.called.role) and not words.isdisjoint(map(fold, near_texts(element)))
    return is_group(element) and fold(question_of(element)) in words


_Fits = Callable[[Element, _Sought, _Scopes], bool]
_FITS: Mapping[Way, _Fits] = {
    Way.ANCHOR: lambda one, sought, _: is_anchor(one, sought.target),
    Way.WORDS: lambda one, sought, _: _has_role(one, sought.target.role) and fold(one.name) in sought.words,
    Way.NEARBY: lambda one, sought, _: _has_role(one, sought.target.role) and _is_said_beside(one, sought.words),
    Way.PLAIN: lambda one, sought, _: (
        sought.target.role in PRESSED and is_plain(one) and fold(name_of(one)) in sought.words
    ),
    Way.NAME: lambda one, sought, _: _is_called(one, sought.target),
    Way.ONLY: lambda one, sought, scopes: (
        sought.target.only is not None and scopes.holds(one) and compiled(sought.target.only)(one)
    ),
    # What a flow means by the only `input[type=email]`, on a page that does not say so of its field.
    Way.ADDRESS: lambda one, sought, scopes: (
        "type=email" in (sought.target.only or "") and scopes.holds(one) and is_field(one) and is_address_field(one)
    ),
}
