"""Finds a target on a page nobody here has seen: exactly one element that a person can see, or none."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optout.browser.element import Element
from optout.browser.field_matching import is_country_list, labels_seen, may_hold, repeats, says_so
from optout.browser.form_area import Going, _FormParts, _is_button, _is_strange, _scope_of, parts_of
from optout.browser.page import Page
from optout.flow import Target, TargetKind, fold
from optout.person import PersonField


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
