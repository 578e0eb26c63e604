"""A snapshot of the page in front, and the views by which two snapshots are compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from optout.browser.element import Block, Document, Element
from optout.browser.questions import find_questions, questions_like


class Dialog(NamedTuple):
    """The dialog in front: its number in its document, its text on one line, its elements."""

    number: int
    text: str
    elements: list[Element]


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
    def fields(self) -> list[Element]:
        """The elements that a person writes into, chooses from or ticks, visible or not."""
        return [element for element in self.elements if element.is_field]

    @cached_property
    def buttons(self) -> list[Element]:
        """The elements of role `button`, visible or not."""
        return [element for element in self.elements if element.role == "button"]

    @cached_property
    def top_dialog(self) -> Dialog | None:
        """The dialog in front; None if none is open."""
        documents_with_dialog = [document for document in self.documents if document.top >= 0]
        if not documents_with_dialog:
            return None
        # A frame lies in front of the page that it is in.
        return _dialog_on_top(documents_with_dialog[-1])

    @cached_property
    def questions(self) -> tuple[Element, ...]:
        """The questions that are answered by radio buttons, each as one element of role `radiogroup`."""
        return tuple(find_questions(self.elements))

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
        readable_fields = [field for field in self.fields if not field.secret]
        values = []
        for number, field in enumerate(readable_fields):
            # Of fields without any name the place says which one has changed.
            name = field.html_name or field.called or number
            values.append(f"{name}\n{field.role}\n{field.displayed_value}")
        return frozenset(values)

    @cached_property
    def visible_fields(self) -> set[tuple[str, str]]:
        """The name in the markup and the label of each visible field that is not aside."""
        visible_fields = [field for field in self.fields if field.self_or_label_visible]
        return {(field.html_name, field.called) for field in visible_fields if not field.aside}

    @cached_property
    def enabled_buttons(self) -> set[str]:
        """The labels of the buttons that a person sees and can press."""
        visible_buttons = [button for button in self.buttons if button.self_or_label_visible]
        return {button.called for button in visible_buttons if button.enabled}

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
            return _only(questions_like(element, self.questions))
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


def _dialog_on_top(document: Document) -> Dialog:
    elements = [element for element in document.elements if element.dialog == document.top]
    texts = [block.text for block in document.blocks if block.dialog == document.top]
    words = " ".join(texts).split()
    return Dialog(document.top, " ".join(words), elements)


def _only(elements: Sequence[Element]) -> Element | None:
    return elements[0] if len(elements) == 1 else None
