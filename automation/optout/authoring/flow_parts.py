"""Finds what belongs to a flow on a page: that is all that is written into a saved page."""

from collections.abc import Iterable

from optout.browser import FIELD_ROLES, Document, Element, Match, Page, find_target
from optout.flow import Flow, fold, has_phrase

GROUP_ROLES = frozenset({"group", "radiogroup"})
AREA_ROLES = GROUP_ROLES | {"dialog", "alertdialog"}
"""The roles of elements that are written around others, and not by themselves."""
_QUESTION_ROLES = FIELD_ROLES | GROUP_ROLES
_FORM_ROLES = _QUESTION_ROLES | {"button", "heading", "link"}
# Parts of a site that stand around its forms.
_SURROUNDING_ROLES = frozenset({
    "navigation", "banner", "complementary", "contentinfo", "search", "feed", "article", "log", "marquee", "menu",
    "menubar", "toolbar",
})  # fmt: skip

_Area = tuple[Document, int]
"""A dialog or form, by its number in its document."""


class FlowWords:
    """The words by which a flow calls its targets, and the phrases that it knows.

    `more_phrases` are texts that belong to it in one run, as the answer that the page gave.
    """

    def __init__(self, flow: Flow, more_phrases: Iterable[str] = ()) -> None:
        self.flow = flow
        self.phrases: list[str] = []
        for phrase in flow.phrases.values():
            self.phrases += phrase.all()
        self.phrases += more_phrases
        self.test_ids: set[str] = set()
        self._target_words: set[str] = set()
        for target in flow.targets.values():
            self._target_words.update(map(fold, target.all()))
            self.test_ids.update(filter(None, (target.testid, target.within)))
        self.used_targets: set[str] = set()
        for step in flow.steps:
            self.used_targets.update(step.uses().values())

    def knows(self, text: str) -> bool:
        """True if the flow calls a target so, or the text has one of the flow's phrases."""
        return fold(text) in self._target_words or has_phrase(text, self.phrases)


class FlowParts:
    """The elements of a page that belong to a flow.

    `anchors` are the flow's own elements, each with its target. `elements` are those, what is in
    the forms and dialogs around them, and what is in dialogs with the flow's phrases, in the order
    of the page.
    """

    def __init__(self, page: Page, known: FlowWords) -> None:
        self.known = known
        self.anchors = _find_anchors(page, known.flow)
        areas = self._areas_of_anchors() | _dialogs_with_phrases(page, known)
        displayed = [element for element in page.elements if _is_displayed(element)]
        belonging = [element for element in displayed if self._belongs(element, areas)]
        self.elements = [item for item in belonging if not self._is_in_surroundings(item)]

    def _areas_of_anchors(self) -> set[_Area]:
        """Return the innermost forms or dialogs of the questions that the flow's steps answer, or of their buttons."""
        used = [item for item, name in self.anchors.items() if name in self.known.used_targets]
        questions = [element for element in used if element.role in _QUESTION_ROLES]
        innermost_areas: set[_Area] = set()
        for element in questions or used:
            areas = _areas_around(element)
            if areas:
                innermost_areas.add(areas[-1])
        return innermost_areas

    def _belongs(self, element: Element, areas: set[_Area]) -> bool:
        is_in_area = not areas.isdisjoint(_areas_around(element))
        if is_in_area and element.role in _FORM_ROLES:
            return True
        return any(ancestor in self.anchors for ancestor in (element, *element.above()))

    def _is_in_surroundings(self, element: Element) -> bool:
        """True if an element is in a menu or the like, unless that has a target in it."""
        for ancestor in (element, *element.above()):
            if ancestor.role in _SURROUNDING_ROLES:
                return not any(ancestor.holds(anchor) for anchor in self.anchors)
        return False

    def target(self, name: str) -> Element | None:
        """Return the element of a target; None if the page has none."""
        for element, target_name in self.anchors.items():
            if target_name == name:
                return element
        return None

    def called(self, element: Element) -> str:
        """Return the name of an element: whole if the flow knows it, else without what may be a value in it."""
        is_pressed = not element.is_field and element.role not in AREA_ROLES
        words = element.inner_text if is_pressed else ""
        name = element.name or words
        if self.known.knows(name):
            return name
        return str(element.facts.get("caption", "")) or name


def _find_anchors(page: Page, flow: Flow) -> dict[Element, str]:
    anchors: dict[Element, str] = {}
    for name, target in flow.targets.items():
        # Not by its kind: a page that is no form has elements of that kind too.
        without_kind = target.model_copy(update={"kind": None})
        found = find_target(page, without_kind, anywhere=True)
        if isinstance(found, Match):
            anchors.setdefault(found.element, name)
    return anchors


def _areas_around(element: Element) -> list[_Area]:
    """Return the dialog and the form that an element is in, the outer one first."""
    numbers = (element.dialog, element.form)
    return [(element.document, number) for number in numbers if number >= 0]


def _dialogs_with_phrases(page: Page, known: FlowWords) -> set[_Area]:
    dialogs: set[_Area] = set()
    for document in page.documents:
        for block in document.blocks:
            if has_phrase(block.text, known.phrases):
                # -1 for a block outside of every dialog: no element's area has that number.
                dialogs.add((document, block.dialog))
    return dialogs


def _is_displayed(element: Element) -> bool:
    if not element.facts:
        return False
    return element.self_or_label_visible if element.is_field else element.visible
