"""Finds what lies over a page, what closes it, and what affirms a question whether to send."""

import logging
from collections.abc import Iterator, Sequence

from optout.browser.element import Document, Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.reasons import described
from optout.browser.snapshot import read
from optout.browser.window import Window
from optout.flow import asks_to_send

logger = logging.getLogger("optout.browser.popups")

# A part in front of the page with fewer words is a bar of tools, or a button to the top.
_FEWEST_WORDS = 3
_CROSS = "✕"  # what a button without a name is called


def close_notice(window: Window, page: Page, seconds: float) -> str | None:
    """Close the popup on top and return the name of its button; None if there is none, or it stays."""
    button = closing_button(window, page)
    if button is None or not press(window, button, seconds):
        return None

    def is_gone() -> bool | None:
        current_page = read(window)
        current = current_page.again(button)
        is_there = current is not None and current.visible
        return True if current_page.read and not is_there else None

    if not window.wait(is_gone, seconds):
        logger.debug("pressed, and still there after %.1f s: %s", seconds, described(button))
        return None
    return button.called or _CROSS


def closing_button(window: Window, page: Page) -> Element | None:
    """Return the button that closes the popup on top; None if there is none, or it is covered.

    It is the only one that declines, or else the only one that closes it; never one that agrees.
    """
    for buttons in _popup_buttons(page):
        for action in ("decline", "close"):
            doing = [button for button in buttons if action in button.does]
            fitting = [button for button in doing if "send" not in button.does]
            if len(fitting) != 1:
                continue
            free = is_free(window, fitting[0])
            if free:
                return fitting[0]
            logger.debug("does not close a popup: %s: %s", described(fitting[0]), free.rejection)
    return None


def _popup_buttons(page: Page) -> Iterator[list[Element]]:
    """Yield the buttons of each popup: a layer over the page without a form, the last one first."""
    for layer, elements in reversed(_layers(page).items()):
        is_form = any(_takes_an_answer(element) for element in elements)
        if is_form or _count_words(elements[0].document, layer) < _FEWEST_WORDS:
            continue
        yield [element for element in elements if element.visible and _is_pressed(element)]


_Layer = tuple[str, int, int]  # "dialog" or "fixed", its number in its document, and which document


def _layers(page: Page) -> dict[_Layer, list[Element]]:
    """Return the elements of each dialog and of each part that stays in front of the page."""
    layers: dict[_Layer, list[Element]] = {}
    for element in page.elements:
        kind, number = "fixed", int(element.facts.get("fixed", -1))
        if element.dialog >= 0:
            kind, number = "dialog", element.dialog
        if number >= 0:
            layers.setdefault((kind, number, id(element.document)), []).append(element)
    return layers


def _takes_an_answer(element: Element) -> bool:
    # Check boxes do not count: many consent banners have some.
    return element.is_textbox or element.is_radio or element.tag == "select"


def _count_words(document: Document, layer: _Layer) -> int:
    kind, number, _document = layer
    texts = [block.text for block in document.blocks if getattr(block, kind) == number]
    return len(" ".join(texts).split())


def _is_pressed(element: Element) -> bool:
    return element.role in ("button", "link") or element.pressable


def affirming(text: str, inside: Sequence[Element]) -> Element | None:
    """Return the button that affirms a question whether to send, by a dialog's text and elements.

    Return None unless the dialog is known in full:

    1. It has nothing to fill in, and exactly one button affirms or sends.
    2. Every other button refuses, and one of them by more than closing: with only "OK" and a cross
       a dialog informs, and does not ask.
    3. The button says that it sends; or it says no more than "Yes", and the text asks whether to
       send.
    """
    buttons = [element for element in inside if element.role == "button" or element.pressable]
    button = _only_affirming(buttons)
    if button is None or any(element.is_field for element in inside):
        return None
    question = text
    for other in buttons:  # their words are no part of the question
        question = question.replace(other.called, " ")
    if "send" in button.does or asks_to_send(question, button.document.language):
        return button
    return None


def _only_affirming(buttons: Sequence[Element]) -> Element | None:
    """Return the one button that affirms, if all the others refuse, and not only by closing."""
    affirming_ = [button for button in buttons if _affirms(button)]
    refusing = [button for button in buttons if button.refuses]
    has_answer = any(button.does - {"close"} for button in refusing)
    if len(affirming_) != 1 or len(refusing) != len(buttons) - 1 or not has_answer:
        return None
    return affirming_[0]


def _affirms(button: Element) -> bool:
    return not button.refuses and not button.does.isdisjoint({"send", "affirm"})
