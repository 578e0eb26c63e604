"""Finds a target of a flow on a page: exactly one element, or none."""

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import filterfalse

from optout.browser.element import Element
from optout.browser.field_matching import (
    is_confirmation_field,
    is_country_list,
    labels_seen,
    may_enter,
    says_so,
)
from optout.browser.form_area import (
    FormParts,
    LeftArea,
    is_button,
    is_outside_form,
    parts_of,
    scope_of,
)
from optout.browser.match import Match, NoMatch, Rejected, Strategy
from optout.browser.page import Page
from optout.browser.reasons import Rejection
from optout.flow import Target, TargetKind, fold
from optout.person import NameField, PersonField

TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
_PRESSABLE = frozenset({"button", "link", "radio", "menuitem", "tab"})
_USED = frozenset({"textbox", "combobox", "button", "radiogroup", "checkbox", "radio"})
"""Roles that a person fills or presses, so that another form has one of its own."""


def _is_in_top_dialog(element: Element) -> bool:
    top = element.document.top
    return top >= 0 and element.dialog == top


def _is_anywhere(_element: Element) -> bool:
    return True


def find_target(
    page: Page,
    target: Target,
    *,
    value: PersonField | None = None,
    enabled: bool = False,
    anywhere: bool = False,
    left_area: LeftArea = "",
) -> Match | NoMatch:
    """Find a target by the first of these searches that gives exactly one element.

    1. By what the flow says about it, area by area. An element that a person fills or presses is
       looked for in the dialog on top, then in the form, then on the whole page, but never in
       another form; any other element on the whole page. In each area every strategy is tried, so a
       weak strategy in the form comes before a sure one outside. If several elements fit one
       strategy in one area, none of them is taken, and the next strategy is tried.
    2. For a target with a kind, by what the form is made of: the only button with the usual words,
       or the only field of that kind.

    `value` is what is to be written there. `enabled`: disabled elements do not count. `anywhere`:
    also in another form. `left_area` is where the last page of the form was, if this is a later one.
    """
    search = _Search(page, target, value, enabled=enabled, anywhere=anywhere, left_area=left_area)
    parts = parts_of(page, left_area=left_area) if target.kind else FormParts()
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
        left_area: LeftArea,
    ) -> None:
        self._page = page
        self._target = target
        self._value = value
        self._enabled = enabled
        self._is_used = target.role in _USED
        self._keeps_to_form = self._is_used and not anywhere
        self._words = frozenset(map(fold, target.all())) - {""}
        # A later page of a form that is no dialog has its form in the page, as the first one.
        self._left_area: LeftArea = "dialog" if left_area == "dialog" else ""

    def by_flow(self) -> Match | None:
        """Return the element that a strategy of the flow finds alone."""
        for strategy, elements in self._by_area_and_strategy():
            if len(elements) == 1:
                return Match(elements[0], strategy)
        return None

    def by_form(self, parts: FormParts) -> Match | None:
        """Return the element that is the target by what the form is made of."""
        for strategy, element in self._in_form(parts):
            may_be_taken = element.enabled or not self._enabled
            if may_be_taken:
                return Match(element, strategy)
        return None

    def no_match(self, parts: FormParts) -> NoMatch:
        """Return each candidate with the reason why it is rejected, the surest candidates first."""
        reasons: dict[Element, Rejection] = {}
        # The reason of the surest strategy counts.
        for strategy in _FITS:
            for element in self._fitting[strategy]:
                reason = self._reason_against(element, strategy) or Rejection.SEVERAL
                reasons.setdefault(element, reason)
        for _strategy, element in self._in_form(parts):
            # `by_form` takes what is found in the form, unless it is disabled.
            reasons.setdefault(element, Rejection.DISABLED)
        reasons.update(self._reasons_against_claiming(set(reasons)))
        rejected = tuple(Rejected(element, reason) for element, reason in reasons.items())
        counts = [len(elements) for _strategy, elements in self._by_area_and_strategy()]
        return NoMatch(rejected, count=min(counts, default=0))

    def _by_area_and_strategy(self) -> Iterator[tuple[Strategy, list[Element]]]:
        """Yield what each strategy finds in each area, area by area, unless it finds nothing."""
        for is_in_area in self._areas:
            for strategy in _FITS:
                elements = list(filter(is_in_area, self._accepted[strategy]))
                if elements:
                    yield strategy, elements

    @property
    def _areas(self) -> Sequence[Callable[[Element], bool]]:
        """The areas of the page in which the target is looked for, the first one first."""
        if self._is_used:
            return (_is_in_top_dialog, self._is_in_form, _is_anywhere)
        return (_is_anywhere,)

    def _is_in_form(self, element: Element) -> bool:
        return scope_of(element.document, left_area=self._left_area).holds(element)

    @cached_property
    def _accepted(self) -> dict[Strategy, list[Element]]:
        """The elements that each strategy finds, without those that something speaks against."""
        return {strategy: self._accepted_by(strategy) for strategy in _FITS}

    def _accepted_by(self, strategy: Strategy) -> list[Element]:
        elements = self._fitting[strategy]
        return [element for element in elements if not self._reason_against(element, strategy)]

    @cached_property
    def _fitting(self) -> dict[Strategy, list[Element]]:
        """The elements that each strategy finds, whatever else speaks against them."""
        fitting = {}
        for strategy in _FITS:
            fits = partial(_FITS[strategy], self._target, self._words)
            fitting[strategy] = list(filter(fits, self._elements))
        # A selector means the only element of the form.
        fitting[Strategy.ONLY] = list(filter(self._is_in_form, fitting[Strategy.ONLY]))
        return fitting

    @cached_property
    def _elements(self) -> list[Element]:
        """All elements of the page; for a question, each group of radio buttons as one element."""
        if self._target.role not in ("radiogroup", "group"):
            return self._page.elements
        others = [element for element in self._page.elements if not element.is_radio_group]
        return [*others, *self._page.questions]

    @cached_property
    def _claiming(self) -> list[Element]:
        """The elements whose own words say that they are for the value, or do what is wanted."""
        if self._value is not None:
            return list(filter(self._is_labelled_for_value, self._page.elements))
        if self._target.kind in ("send", "onward"):
            return list(filter(self._is_button_of_kind, self._page.elements))
        return []

    def _is_labelled_for_value(self, element: Element) -> bool:
        return self._value is not None and element.is_field and says_so(element, self._value)

    def _is_button_of_kind(self, element: Element) -> bool:
        return is_button(element) and self._target.kind in element.does

    def _reasons_against_claiming(self, known: Collection[Element]) -> dict[Element, Rejection]:
        """Return the other elements whose words say that they are the target, and why they are not."""
        others = [element for element in self._claiming if element not in known]
        usable = [element for element in others if self._unusable(element) is None]
        unclear = Rejection.SEVERAL if len(usable) > 1 else Rejection.NOT_IN_FLOW
        return {element: self._unusable(element) or unclear for element in others}

    def _reason_against(self, element: Element, strategy: Strategy) -> Rejection | None:
        """Return why an element that a strategy fits is not the target; None if it may be."""
        unusable = self._unusable(element)
        if unusable:
            return unusable
        # A selector says nothing about what an element is for, so the element itself has to.
        is_by_selector = strategy is Strategy.ONLY
        if self._value is not None:
            result = may_enter(element, self._value, self._words, require_sign=is_by_selector)
            if not result:
                return result.rejection
        if is_by_selector and self._has_rival(element):
            return Rejection.BETTER_MATCH
        return None

    def _unusable(self, element: Element) -> Rejection | None:
        """Return why an element is not the target, whatever strategy fits; None if it may be."""
        if not element.self_or_label_visible:
            return Rejection.HIDDEN
        if self._enabled and not element.enabled:
            return Rejection.DISABLED
        if not is_within(element, self._target):
            return Rejection.ELSEWHERE
        if self._keeps_to_form and is_outside_form(self._page, element):
            return Rejection.OTHER_FORM
        if self._does_something_else(element):
            return Rejection.OTHER_ACTION
        return None

    def _does_something_else(self, element: Element) -> bool:
        """Return True if the target sends, and the label of a button says something else.

        A label that the flow knows counts as sending, whatever it says.
        """
        if self._target.kind != "send" or "send" in element.does:
            return False
        # "Yes" and "No" answer whatever the page asks, perhaps whether to send.
        answers_a_question = element.does <= {"affirm", "refuse"}
        return not answers_a_question and fold(element.called) not in self._words

    def _has_rival(self, element: Element) -> bool:
        """Return True if another element of the area is labelled as the target, and this one not.

        That is asked only of targets for a value, and of the button that sends; else it is False.
        The only element that a selector finds may be any button of type "submit", while the button
        that sends has no such attribute.
        """
        if self._is_labelled_as_target(element):
            return False
        neighbours = [other for other in self._elements if _are_neighbours(element, other)]
        rivals = filter(self._is_labelled_as_target, neighbours)
        return any(self._unusable(rival) is None for rival in rivals)

    def _is_labelled_as_target(self, element: Element) -> bool:
        if self._value is not None:
            may_be_entered = bool(may_enter(element, self._value, require_sign=True))
            return may_be_entered and says_so(element, self._value)
        return self._target.kind == "send" and self._is_button_of_kind(element)

    def _in_form(self, parts: FormParts) -> Iterator[tuple[Strategy, Element]]:
        """Yield the button with the usual words for the kind, then the only part of that kind."""
        kind = self._target.kind
        if kind is None:
            return
        usual_button = _usual_button(parts, kind)
        if usual_button is not None:
            yield Strategy.USUAL, usual_button
        if kind not in _BY_KIND:
            return
        only_part = _BY_KIND[kind](parts)
        if only_part is not None:
            yield Strategy.KIND, only_part


def _are_neighbours(element: Element, other: Element) -> bool:
    if other is element or other.document is not element.document:
        return False
    return other.area == element.area


def _fits_anchor(target: Target, _words: frozenset[str], element: Element) -> bool:
    return is_anchor(element, target)


def _fits_words(target: Target, words: frozenset[str], element: Element) -> bool:
    return is_used_as(element, target.role) and _has_words(element, words)


def _fits_name(target: Target, _words: frozenset[str], element: Element) -> bool:
    if target.name is None or element.html_name != target.name:
        return False
    return _may_be_named(element, target)


def _fits_only(target: Target, _words: frozenset[str], element: Element) -> bool:
    return target.only in element.facts.get("fits", ())


def _fits_as_called(target: Target, words: frozenset[str], element: Element) -> bool:
    # A link may have become a button, a card or an answer since the flow was written.
    are_pressed = {target.role, element.role} <= _PRESSABLE
    return are_pressed and fold(element.called) in words


def _fits_first_line(target: Target, words: frozenset[str], element: Element) -> bool:
    # A card or a menu entry may have a hint below its name: “Turn off”, “1 step”.
    are_pressed = {target.role, element.role} <= _PRESSABLE
    return are_pressed and fold(element.first_line) in words


_FITS: Mapping[Strategy, Callable[[Target, frozenset[str], Element], bool]] = {
    Strategy.ANCHOR: _fits_anchor,
    Strategy.WORDS: _fits_words,
    Strategy.NAME: _fits_name,
    Strategy.ONLY: _fits_only,
    Strategy.AS_CALLED: _fits_as_called,
    Strategy.FIRST_LINE: _fits_first_line,
}
"""Return True if an element fits a target by a strategy; the words are the flow's, folded.

The surest strategy comes first.
"""


def _may_be_named(element: Element, target: Target) -> bool:
    return element.is_field or element.is_radio_group or element.role == target.role


def _has_words(element: Element, words: frozenset[str]) -> bool:
    texts = (element.name, *labels_seen(element))
    if not element.is_field:
        # An icon's name for screen readers may be another than the text beside it.
        texts = (element.called, element.inner_text)
    return not words.isdisjoint(map(fold, texts))


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
    """Return True if an element has a role, or is used like an element that has it."""
    match role:
        case "radiogroup" | "group":
            # Some pages have a list in place of the radio buttons.
            return element.is_radio_group or element.tag == "select"
        case "checkbox" | "switch":
            return element.is_toggle or _is_toggle_button(element)
        case "combobox":
            return element.is_list or element.has_popup
        case "button" | "link":
            return element.role == role or element.pressable
        case _:
            return element.role == role


def _is_toggle_button(element: Element) -> bool:
    is_toggled = bool({"aria-pressed", "aria-checked"} & element.attributes.keys())
    return is_toggled and element.role in ("button", "radio")


# By the parts of the form, without a word of the flow.


def _usual_button(parts: FormParts, kind: TargetKind) -> Element | None:
    """Return the only button with the usual words, in any language, for sending or leading on."""
    is_last_page = any("send" in button.does for button in parts.buttons)
    if kind == "onward" and is_last_page:
        return None
    # A button "Send and continue" does both, so it is neither.
    fitting = [button for button in parts.forward if button.does & {"send", "onward"} == {kind}]
    return _only(fitting)


def _address_field(parts: FormParts) -> Element | None:
    """Return the field for an address: the only one, or the first of two if the second repeats it."""
    match parts.fields_for("email"):
        case [only]:
            return only
        case [first, second] if is_confirmation_field(second, first):
            return first
        case _:
            return None


def _repeated_address_field(parts: FormParts) -> Element | None:
    """Return the field that asks for an address once more."""
    match parts.fields_for("email"):
        case [first, second]:
            return second if is_confirmation_field(second, first) else None
        case [only]:
            # The label of the field after it may only be "Confirm", without what it confirms.
            position = parts.fields.index(only)
            with_next = parts.fields[position : position + 2]
            repeating = filter(is_confirmation_field, with_next)
            return next(repeating, None)
        case _:
            return None


def _text_field(parts: FormParts) -> Element | None:
    """Return the field for a comment: the only one with several lines, or else the only one.

    If several fields have several lines, it is the only one of them whose label asks for a comment.
    """
    fields = parts.fields_for("comment")
    with_lines = [field for field in fields if field.is_multiline]
    if len(with_lines) > 1:
        return _only([field for field in with_lines if says_so(field, "comment")])
    return _only(with_lines or fields)


def _country_field(parts: FormParts) -> Element | None:
    return _only(parts.fields_for("country"))


def _name_field(name: NameField, parts: FormParts) -> Element | None:
    return _only(parts.fields_for(name))


def _question(parts: FormParts) -> Element | None:
    """Return the only question of a form without fields, such as which form a person needs.

    In a form with fields a question may be about anything.
    """
    if parts.fields:
        return None
    return _only(list(filterfalse(is_country_list, parts.groups)))


def _sending_button(parts: FormParts) -> Element | None:
    """Return the only button, or the only one that submits, unless its label says that it leads on."""
    submitting = [button for button in parts.forward if button.facts.get("submits")]
    button = _only(parts.forward) or _only(submitting)
    if button is None or "onward" in button.does:
        return None
    return button


def _only(elements: Sequence[Element]) -> Element | None:
    return elements[0] if len(elements) == 1 else None


_BY_KIND: Mapping[TargetKind, Callable[[FormParts], Element | None]] = {
    "email": _address_field,
    "email again": _repeated_address_field,
    "text": _text_field,
    "country": _country_field,
    "full name": partial(_name_field, "full_name"),
    "first name": partial(_name_field, "first_name"),
    "last name": partial(_name_field, "last_name"),
    "question": _question,
    "send": _sending_button,
}
"""Return the only part of a form that can be a target of a kind.

There is no entry for "onward": only its words say that a button leads on.
"""
