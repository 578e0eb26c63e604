"""Finds the popups over a page, the buttons that close them, and those that agree to send."""

import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from optout.browser.element import Block, Document, Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.reasons import described
from optout.browser.snapshot import read
from optout.browser.window import Window
from optout.flow import Action, asks_to_send, fold, only_agrees

logger = logging.getLogger("optout.browser.popups")

# A layer over the page with fewer words is a bar of tools, or a button to the top.
_FEWEST_WORDS = 3
_CROSS = "✕"  # the name in the record of a button that has none


def close_notice(window: Window, page: Page, seconds: float) -> str | None:
    """Close the popup on top and return the name of its button.

    Return None if there is no popup, or it stays.
    """
    button = closing_button(window, page)
    if button is None:
        return None
    is_pressed = press(window, button, seconds)
    if not is_pressed:
        return None
    if not _wait_until_gone(window, button, seconds):
        logger.debug("pressed, and still there after %.1f s: %s", seconds, described(button))
        return None
    return button.called or _CROSS


def _wait_until_gone(window: Window, button: Element, seconds: float) -> bool:
    """Return True once a button cannot be seen any more, False if it can after some seconds."""

    def is_gone() -> bool | None:
        page = read(window)
        # The emptiness of a page that could not be read means nothing.
        if not page.read:
            return None
        current = page.again(button)
        is_there = current is not None and current.visible
        return None if is_there else True

    return bool(window.wait(is_gone, seconds))


def closing_button(window: Window, page: Page) -> Element | None:
    """Return the button that closes the popup on top; None if there is none, or it is covered.

    It is the only button that declines, or else the only one that closes; never one that agrees.
    """
    for buttons in _popup_buttons(page):
        for action in ("decline", "close"):
            button = _only_button_for(action, buttons)
            if button is not None and _can_be_pressed(window, button):
                return button
    return None


def _can_be_pressed(window: Window, button: Element) -> bool:
    free = is_free(window, button)
    if not free:
        logger.debug("does not close a popup: %s: %s", described(button), free.rejection)
    return bool(free)


def _only_button_for(action: Action, buttons: Sequence[Element]) -> Element | None:
    """Return the only button for an action that does not send; None if there are several."""
    not_sending = [button for button in buttons if "send" not in button.does]
    fitting = [button for button in not_sending if action in button.does]
    return fitting[0] if len(fitting) == 1 else None


def _popup_buttons(page: Page) -> Iterator[list[Element]]:
    """Yield the buttons of each popup, the last one first: a popup is a layer without a form."""
    for layer, elements in reversed(_layers(page).items()):
        is_form = any(map(_takes_an_answer, elements))
        has_text = layer.count_words() >= _FEWEST_WORDS
        if has_text and not is_form:
            visible = [element for element in elements if element.visible]
            yield list(filter(_is_button_or_link, visible))


@dataclass(frozen=True)
class _Layer:
    """A part in front of the page: a dialog, or a part that stays where it is while the page scrolls."""

    document: Document
    kind: Literal["dialog", "fixed"]
    number: int

    def contains(self, block: Block) -> bool:
        """Return True if a block of text of its document is in it."""
        number = block.dialog if self.kind == "dialog" else block.fixed
        return number == self.number

    def count_words(self) -> int:
        """Return the number of words that a person reads in it."""
        blocks = filter(self.contains, self.document.blocks)
        return sum(len(block.text.split()) for block in blocks)


def _layers(page: Page) -> dict[_Layer, list[Element]]:
    """Return the elements of each layer, in the order of the page."""
    layers: dict[_Layer, list[Element]] = {}
    for element in page.elements:
        layer = _layer_of(element)
        if layer is not None:
            layers.setdefault(layer, []).append(element)
    return layers


def _layer_of(element: Element) -> _Layer | None:
    """Return the dialog that an element is in, or else the part that stays in front of the page."""
    if element.is_in_dialog:
        return _Layer(element.document, "dialog", element.dialog)
    fixed_part = int(element.facts.get("fixed", -1))
    if fixed_part >= 0:
        return _Layer(element.document, "fixed", fixed_part)
    return None


def _takes_an_answer(element: Element) -> bool:
    # Check boxes do not count: many consent banners have some.
    return element.is_textbox or element.is_radio or element.tag == "select"


def _is_button_or_link(element: Element) -> bool:
    return _is_button(element) or element.role == "link"


def affirming(text: str, inside: Sequence[Element]) -> Element | None:
    """Return the button that affirms a question whether to send, by a dialog's text and elements.

    Return None unless all of this holds, so that nothing else is agreed to:

    1. It has nothing to fill in, and exactly one button affirms or sends.
    2. Every other button refuses, and one of them by more than closing: with only "OK" and a cross
       a dialog informs, and does not ask.
    3. The button says that it sends; or it says no more than "Yes", and the text asks whether to
       send.
    4. The button does nothing else: not "Send and subscribe".
    """
    has_field = any(element.is_field for element in inside)
    if has_field:
        return None
    buttons = list(filter(_is_button, inside))
    button = _only_affirming(buttons)
    if button is None:
        return None
    language = button.document.language
    question = _without_labels(text, buttons)
    # The label may still be in it, before a note below the buttons.
    other_text = question.replace(fold(button.called), " ")
    if not only_agrees(button.called, other_text, language):
        return None
    says_it_sends = "send" in button.does
    return button if says_it_sends or asks_to_send(question, language) else None


def _is_button(element: Element) -> bool:
    return element.role == "button" or element.pressable


def _only_affirming(buttons: Sequence[Element]) -> Element | None:
    """Return the only button that affirms; None if others do not refuse, or only close."""
    affirming_buttons = list(filter(_affirms, buttons))
    if len(affirming_buttons) != 1:
        return None
    [affirming_button] = affirming_buttons
    others = [button for button in buttons if button is not affirming_button]
    all_refuse = all(button.refuses for button in others)
    has_refusal = any(button.does - {"close"} for button in others)
    return affirming_button if all_refuse and has_refusal else None


def _without_labels(text: str, buttons: Sequence[Element]) -> str:
    """Return the text of a dialog without the labels of the buttons at its end, folded.

    They are no part of a question. The same words before them are: "Cancel sending?".
    """
    labels = sorted((fold(button.called) for button in buttons), key=len, reverse=True)
    question = fold(text)
    labels_left = list(filter(None, labels))
    while label := _label_at_end(question, labels_left):
        labels_left.remove(label)
        question = question.removesuffix(label).rstrip()
    return question


def _label_at_end(text: str, labels: Iterable[str]) -> str:
    """Return the first of some labels that a text ends with, as whole words; "" if there is none."""
    ending = [label for label in labels if f" {text}".endswith(f" {label}")]
    return ending[0] if ending else ""


def _affirms(button: Element) -> bool:
    return not button.refuses and not button.does.isdisjoint({"send", "affirm"})
