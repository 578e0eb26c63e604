"""A snapshot of the page in front, and the views by which two snapshots are compared."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from optout.browser.element import Block, Document, Element


@dataclass(frozen=True)
class Page:
    """The page in front at one moment, including the frames of listed hosts.

    `read` is False if the page could not be read; its emptiness then means nothing.
    `has_password_field` is True if a field for a password can be seen; then only a form without such
    a field was read.
    """

    documents: tuple[Document, ...] = ()
    read: bool = False
    has_password_field: bool = False

    # What is on the page.

    @cached_property
    def elements(self) -> list[Element]:
        """All elements, in the order of the page, frames last."""
        return [element for document in self.documents for element in document.elements]

    @cached_property
    def blocks(self) -> list[Block]:
        """All blocks of visible text, in the order of the page, frames last."""
        return [block for document in self.documents for block in document.blocks]

    @cached_property
    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]

    @cached_property
    def top_dialog(self) -> tuple[int, str, list[Element]] | None:
        """The dialog in front: its number, its text on one line, its elements.

        None if none is open.
        """
        documents_with_dialog = [document for document in self.documents if document.top >= 0]
        if not documents_with_dialog:
            return None
        document = documents_with_dialog[-1]  # a frame lies in front of the page that it is in
        dialog = document.top
        elements = [element for element in document.elements if element.dialog == dialog]
        texts = [block.text for block in document.blocks if block.dialog == dialog]
        words = " ".join(texts).split()
        return dialog, " ".join(words), elements

    @cached_property
    def questions(self) -> tuple[Element, ...]:
        """The questions that are answered by radio buttons, each as one element of role `radiogroup` around them.

        A radio button that is neither in a group nor has another of its name is no question.
        """
        drawn_radios = [
            radio for radio in self.elements if radio.is_radio and radio.self_or_label_visible
        ]
        radios_by_question: dict[object, list[Element]] = {}
        for radio in drawn_radios:
            key = _question_key(radio)
            radios_by_question.setdefault(key, []).append(radio)
        questions = []
        for radios in radios_by_question.values():
            group = _group_of(radios[0])
            is_question = group is not None or len(radios) > 1
            if is_question:
                questions.append(_question(group, radios))
        return tuple(questions)

    # What changes when the page does.

    @cached_property
    def outline(self) -> str:
        """The words, visible fields and buttons of the page as one text: two pages of a form differ in it."""
        lines = [*self.texts]
        for element in self.elements:
            is_control = element.is_field or element.role == "button"
            if is_control and element.self_or_label_visible:
                lines.append(f"{element.role} {element.name} {element.html_name}")
        return "\n".join(lines)

    @cached_property
    def typed(self) -> frozenset[str]:
        """The displayed value of each field, with its name. Passwords and codes are never read."""
        fields = [element for element in self.elements if element.is_field]
        readable_fields = [field for field in fields if not field.secret]
        values = []
        for number, field in enumerate(readable_fields):
            # Of fields without any name the place says which one has changed.
            name = field.html_name or field.called or number
            values.append(f"{name}\n{field.role}\n{field.displayed_value}")
        return frozenset(values)

    @cached_property
    def visible_fields(self) -> set[tuple[str, str]]:
        """The name in the markup and the label of each visible field that is not aside."""
        fields = [element for element in self.elements if element.is_field]
        main_fields = [field for field in fields if not field.aside]
        return {
            (field.html_name, field.called) for field in main_fields if field.self_or_label_visible
        }

    @cached_property
    def enabled_buttons(self) -> set[str]:
        """The labels of the buttons that a person sees and can press."""
        buttons = [element for element in self.elements if element.role == "button"]
        return {
            button.called for button in buttons if button.self_or_label_visible and button.enabled
        }

    def has_other_controls(self, before: "Page") -> bool:
        """True if its fields or enabled buttons are others than before, as after a solved captcha."""
        return (
            self.visible_fields != before.visible_fields
            or self.enabled_buttons != before.enabled_buttons
        )

    # An element of an earlier snapshot.

    def again(self, element: Element) -> Element | None:
        """Return an element, or a question, of an earlier snapshot as it is in this one.

        It is recognised by its reference, else by its role and name, else by its markup. Return None
        if it is gone, or if several elements are alike.
        """
        if element.is_radio_group:
            return self._question_again(element)
        candidates = self._same_ref(element) or self._same_identity_by_name(element)
        return _only(candidates or self._same_identity_by_markup(element))

    def _same_ref(self, element: Element) -> list[Element]:
        if not element.ref:
            return []
        return [candidate for candidate in self.elements if candidate.ref == element.ref]

    def _same_identity_by_name(self, element: Element) -> list[Element]:
        identity = element.identity_by_name
        return [candidate for candidate in self.elements if candidate.identity_by_name == identity]

    def _same_identity_by_markup(self, element: Element) -> list[Element]:
        identity = element.identity_by_markup
        return [
            candidate for candidate in self.elements if candidate.identity_by_markup == identity
        ]

    def _question_again(self, question: Element) -> Element | None:
        traits = _question_traits(question)
        alike = [candidate for candidate in self.questions if _question_traits(candidate) == traits]
        refs = _radio_refs(question)
        same = [candidate for candidate in alike if not refs.isdisjoint(_radio_refs(candidate))]
        return _only(same or alike)


def _only(elements: Sequence[Element]) -> Element | None:
    return elements[0] if len(elements) == 1 else None


def _question_traits(question: Element) -> tuple[str, str, int]:
    """Return what stays of a question from one snapshot to the next: it has no reference of its own."""
    return question.name, question.html_name, question.form


def _radio_refs(question: Element) -> set[str]:
    return {radio.ref for radio in question.inside} - {""}


def _question_key(radio: Element) -> object:
    """Return what all radio buttons of a question have in common."""
    group = _group_of(radio)
    if group is not None:
        return group
    # Without a group, radio buttons of a form belong together by name; those of a drawn question
    # may have no name. Not the address of the document: several frames may have the same.
    return (id(radio.document), radio.form, radio.html_name or radio.parent)


def _group_of(radio: Element) -> Element | None:
    """Return the nearest group that has only radio buttons with the name of this one."""
    for ancestor in radio.above_in_document():
        if ancestor.role not in ("radiogroup", "group"):
            continue
        names = {inner.html_name for inner in ancestor.below() if inner.is_radio}
        if names == {radio.html_name}:
            return ancestor
    return None


def _question(group: Element | None, radios: list[Element]) -> Element:
    """Return a question as an element around its radio buttons, or around the first without a group."""
    first = radios[0]
    place = group or replace(first, name="", ref="", tag="", attributes={})
    text_before_first_radio = first.facts.get("asks", "")
    question = replace(
        place,
        role="radiogroup",
        name=place.name or text_before_first_radio,
        html_name=first.html_name,
        inside=radios,
        states={},
        text="",
        visible=True,
        facts={"within": place.facts.get("within", [])},
    )
    question.required = place.required or any(radio.required for radio in radios)
    question.checked = any(radio.checked for radio in radios)
    return question
