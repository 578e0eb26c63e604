"""Finds a target on a page nobody here has seen: exactly one visible element, or none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial

from optout.browser.element import Element
from optout.browser.field_matching import is_country_list, labels_seen, may_enter, repeats, says_so
from optout.browser.form_area import (
    FormParts,
    Going,
    is_button,
    is_in_other_form,
    parts_of,
    scope_of,
)
from optout.browser.match import Match, NoMatch, Rejected, Strategy
from optout.browser.page import Page
from optout.browser.reasons import Rejection
from optout.flow import Target, TargetKind, fold
from optout.person import PersonField

TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
_PRESSABLE = frozenset({"button", "link", "radio", "menuitem", "tab"})
_USED = frozenset({"textbox", "combobox", "button", "radiogroup", "checkbox", "radio"})
"""Roles that a person fills or presses, so that another form has one of its own."""
_BY_FLOW = (Strategy.ANCHOR, Strategy.WORDS, Strategy.NAME, Strategy.ONLY, Strategy.AS_CALLED)
"""The strategies that go by what the flow says about a target, the surest first."""
_AREAS: tuple[Callable[[Element], bool], ...] = (
    lambda element: element.dialog == element.document.top >= 0,
    lambda element: scope_of(element.document).holds(element),
    lambda _element: True,
)
"""Where an element is looked for: in the dialog on top, in the form, anywhere."""


def find_target(
    page: Page,
    target: Target,
    *,
    holds: PersonField | None = None,
    enabled: bool = False,
    anywhere: bool = False,
    going: Going = "",
) -> Match | NoMatch:
    """Find a target: the first strategy that gives exactly one element wins.

    1. By what the flow says about it. What a person fills or presses is looked for in the dialog
       on top, then in the form, and only then around it, never in another form. Of two elements
       that fit equally well none is taken.
    2. For a target with a kind, by what the form is made of: the one button with the usual words,
       the one field.

    `holds` is the value that goes there; `enabled`: disabled elements do not count; `anywhere`:
    also in another form; `going`: where the last page of the form was, if this is a later one.
    """
    search = _Search(page, target, holds, enabled=enabled, anywhere=anywhere)
    parts = parts_of(page, going=going) if target.kind else FormParts()
    match = search.by_flow() or search.by_form(parts)
    if match is not None:
        return match
    return search.no_match(parts)


class _Search:
    """One search for a target on a page."""

    def __init__(
        self,
        page: Page,
        target: Target,
        value: PersonField | None,
        *,
        enabled: bool,
        anywhere: bool,
    ) -> None:
        self._page = page
        self._target = target
        self._value = value
        self._enabled = enabled
        self._is_used = target.role in _USED
        self._keeps_to_form = self._is_used and not anywhere
        self._words = frozenset(map(fold, target.all())) - {""}

    def by_flow(self) -> Match | None:
        """Return the element that a strategy of the flow finds alone."""
        for strategy, elements in self._by_area_and_strategy():
            if len(elements) == 1:
                return Match(elements[0], strategy)
        return None

    def by_form(self, parts: FormParts) -> Match | None:
        """Return the element that is the target by what the form is made of."""
        for strategy, element in self._in_form(parts):
            if element.enabled or not self._enabled:
                return Match(element, strategy)
        return None

    def no_match(self, parts: FormParts) -> NoMatch:
        """Return each candidate with the reason why it is rejected, the surest candidates first."""
        reasons: dict[Element, Rejection] = {}
        for strategy in _BY_FLOW:
            for element in self._fitting[strategy]:
                reason = self._reason_against(element, strategy) or Rejection.SEVERAL
                reasons.setdefault(element, reason)
        for _strategy, element in self._in_form(parts):  # by_form takes it unless it is disabled
            reasons.setdefault(element, Rejection.DISABLED)
        reasons.update(self._reasons_against_claiming(set(reasons)))
        counts = [len(elements) for _strategy, elements in self._by_area_and_strategy()]
        rejected = [Rejected(element, reason) for element, reason in reasons.items()]
        return NoMatch(tuple(rejected), min(counts, default=0))

    def _by_area_and_strategy(self) -> Iterator[tuple[Strategy, list[Element]]]:
        """Yield what each strategy finds in each area, the surest first, unless it finds nothing."""
        for is_there in _AREAS if self._is_used else _AREAS[-1:]:
            for strategy in _BY_FLOW:
                elements = [element for element in self._accepted[strategy] if is_there(element)]
                if elements:
                    yield strategy, elements

    @cached_property
    def _accepted(self) -> dict[Strategy, list[Element]]:
        """The elements that each strategy fits and nothing speaks against."""
        accepted = {}
        for strategy, elements in self._fitting.items():
            reasons = {element: self._reason_against(element, strategy) for element in elements}
            accepted[strategy] = [element for element in elements if reasons[element] is None]
        return accepted

    @cached_property
    def _fitting(self) -> dict[Strategy, list[Element]]:
        """The elements that each strategy fits, whatever else speaks against them."""
        fitting = {}
        for strategy in _BY_FLOW:
            fits = partial(_fits, strategy, self._target, self._words)
            fitting[strategy] = list(filter(fits, self._elements))
        return fitting

    @cached_property
    def _elements(self) -> list[Element]:
        """All elements of the page; for a question, each group of radio buttons as one element."""
        if self._target.role not in ("radiogroup", "group"):
            return self._page.elements
        others = [element for element in self._page.elements if not element.is_group]
        return [*others, *self._page.questions]

    @cached_property
    def _claiming(self) -> list[Element]:
        """The elements whose own words say that they are for the value, or do what is wanted."""
        if self._value is not None:
            fields = [element for element in self._page.elements if element.is_field]
            return [field for field in fields if says_so(field, self._value)]
        if self._target.kind in ("send", "onward"):
            buttons = [element for element in self._page.elements if is_button(element)]
            return [button for button in buttons if self._target.kind in button.does]
        return []

    def _reasons_against_claiming(
        self,
        known: Collection[Element],
    ) -> Iterator[tuple[Element, Rejection]]:
        """Yield the other elements that say that they are the target, and why they are not."""
        others = [element for element in self._claiming if element not in known]
        usable = [element for element in others if self._unusable(element) is None]
        unclear = Rejection.SEVERAL if len(usable) > 1 else Rejection.NOT_IN_FLOW
        for element in others:
            yield element, self._unusable(element) or unclear

    def _reason_against(self, element: Element, strategy: Strategy) -> Rejection | None:
        """Return why an element that a strategy fits is not the target; None if it may be."""
        unusable = self._unusable(element)
        if unusable:
            return unusable
        is_only = strategy is Strategy.ONLY
        if self._value is not None:
            result = may_enter(element, self._value, self._words, sure=is_only)
            if not result:
                return result.rejection
        return Rejection.BETTER_MATCH if is_only and self._has_rival(element) else None

    def _unusable(self, element: Element) -> Rejection | None:
        """Return why an element is not the target, whatever strategy fits; None if it may be."""
        if not element.drawn:
            return Rejection.HIDDEN
        if self._enabled and not element.enabled:
            return Rejection.DISABLED
        if not is_within(element, self._target):
            return Rejection.ELSEWHERE
        if self._keeps_to_form and is_in_other_form(self._page, element):
            return Rejection.OTHER_FORM
        return Rejection.OTHER_ACTION if self._does_something_else(element) else None

    def _does_something_else(self, element: Element) -> bool:
        """Return True if the target sends, and a button says something else, in other words."""
        if self._target.kind != "send" or "send" in element.does:
            return False
        # "Yes" and "No" answer whatever was asked, perhaps whether to send.
        is_answer = element.does <= {"affirm", "refuse"}
        return not is_answer and fold(element.called) not in self._words

    def _has_rival(self, element: Element) -> bool:
        """Return True if another element of the area says that it is the target, and this one not.

        What a selector finds alone may be any button of type "submit", while the one that sends has
        no such attribute.
        """
        if self._says_it(element):
            return False
        others = [other for other in self._elements if _are_neighbours(element, other)]
        return any(self._says_it(other) and self._unusable(other) is None for other in others)

    def _says_it(self, element: Element) -> bool:
        if self._value is not None:
            may = may_enter(element, self._value, sure=True)
            return bool(may) and says_so(element, self._value)
        return self._target.kind == "send" and is_button(element) and "send" in element.does

    def _in_form(self, parts: FormParts) -> Iterator[tuple[Strategy, Element]]:
        """Yield what in the form is the target by its usual words, and what is by its kind."""
        kind = self._target.kind
        if kind is None:
            return
        usual = _usual_button(parts, kind)
        if usual is not None:
            yield Strategy.USUAL, usual
        only_of_kind = _BY_KIND.get(kind)
        only = only_of_kind(parts) if only_of_kind else None
        if only is not None:
            yield Strategy.KIND, only


def _are_neighbours(element: Element, other: Element) -> bool:
    if other is element or other.document is not element.document:
        return False
    return other.area == element.area


def _fits(strategy: Strategy, target: Target, words: frozenset[str], element: Element) -> bool:
    """Return True if an element fits a target by one strategy; `words` are the flow's, folded."""
    match strategy:
        case Strategy.ANCHOR:
            return is_anchor(element, target)
        case Strategy.WORDS:
            return is_used_as(element, target.role) and _has_words(element, words)
        case Strategy.NAME:
            is_named = target.name is not None and element.html_name == target.name
            return is_named and _may_be_named(element, target)
        case Strategy.ONLY:
            is_selected = target.only in element.facts.get("fits", ())
            return is_selected and scope_of(element.document).holds(element)
        case _:
            # A link may have become a button, a card or an answer since the flow was written.
            return {target.role, element.role} <= _PRESSABLE and fold(element.called) in words


def _may_be_named(element: Element, target: Target) -> bool:
    return element.is_field or element.is_group or element.role == target.role


def _has_words(element: Element, words: frozenset[str]) -> bool:
    texts = (element.name, *labels_seen(element)) if element.is_field else (element.called,)
    return any(fold(text) in words for text in texts)


def is_anchor(element: Element, target: Target) -> bool:
    """Return True if an element has each name that the site gives a target; there must be one."""
    if not target.is_anchored:
        return False
    if target.labelled_by is not None:
        labels = element.attributes.get("aria-labelledby", "").split()
        if target.labelled_by not in labels:
            return False
    test_ids = {element.attributes.get(key) for key in TEST_IDS}
    return target.testid is None or target.testid in test_ids


def is_within(element: Element, target: Target) -> bool:
    """Return True if an element is where a target says that it is."""
    return target.within is None or target.within in element.facts.get("within", ())


def is_used_as(element: Element, role: str) -> bool:
    """Return True if an element has a role, or is used as what has it."""
    match role:
        case "radiogroup" | "group":  # some pages have a list in place of the radio buttons
            return element.is_group or element.tag == "select"
        case "checkbox" | "switch":
            is_toggled = bool({"aria-pressed", "aria-checked"} & element.attributes.keys())
            return element.is_toggle or (is_toggled and element.role in ("button", "radio"))
        case "combobox":
            return element.is_list or "aria-haspopup" in element.attributes
        case "button" | "link":
            return element.role == role or element.pressable
        case _:
            return element.role == role


# By what the form is made of, without a word of the flow.


def _usual_button(parts: FormParts, kind: TargetKind) -> Element | None:
    """Return the only button with the usual words, in any language, for sending or leading on."""
    sends = any("send" in button.does for button in parts.buttons)
    if kind == "onward" and sends:  # it is the last page
        return None
    return _only([button for button in parts.forward if button.does & {"send", "onward"} == {kind}])


def _address_field(parts: FormParts) -> Element | None:
    """Return the field for an address; of two the first, as the second repeats it."""
    fields = parts.fields_for("email")
    return fields[0] if len(fields) in (1, 2) else None


def _repeated_address_field(parts: FormParts) -> Element | None:
    """Return the field that asks for an address once more."""
    match parts.fields_for("email"):
        case [first, second]:
            return second if repeats(second, first) else None
        case [only]:
            # The field after it may only say that it repeats, and not what.
            following = parts.fields[parts.fields.index(only) + 1 :][:1]
            return next(filter(repeats, (only, *following)), None)
        case _:
            return None


def _text_field(parts: FormParts) -> Element | None:
    """Return the field for a comment: of several lines, or else a line that says so.

    Of several fields of several lines, the one whose label says so.
    """
    texts = parts.fields_for("comment")
    long_texts = [field for field in texts if field.is_multiline]
    labelled = [field for field in long_texts if says_so(field, "comment")]
    return _only(long_texts or texts) or _only(labelled)


def _country_field(parts: FormParts) -> Element | None:
    return _only(parts.fields_for("country"))


def _question(parts: FormParts) -> Element | None:
    """Return the only question of a form without fields, as which form one needs.

    Beside fields it may ask anything.
    """
    questions = [group for group in parts.groups if not is_country_list(group)]
    return None if parts.fields else _only(questions)


def _sending_button(parts: FormParts) -> Element | None:
    """Return the only button, or the only one that submits, unless it says that it leads on."""
    submitting = [button for button in parts.forward if button.facts.get("submits")]
    button = _only(parts.forward) or _only(submitting)
    return None if button is None or "onward" in button.does else button


def _only(elements: Sequence[Element]) -> Element | None:
    return elements[0] if len(elements) == 1 else None


_BY_KIND: Mapping[TargetKind, Callable[[FormParts], Element | None]] = {
    "email": _address_field,
    "email again": _repeated_address_field,
    "text": _text_field,
    "country": _country_field,
    "question": _question,
    "send": _sending_button,
}
"""Returns the only part of a form that a target of some kind can be.

Not for "onward": a button that leads on is never known without its words.
"""
