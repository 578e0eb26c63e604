"""Finds what lies over a page, what closes it, and what affirms a question whether to send."""

from collections.abc import Iterator

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.snapshot import read
from optout.browser.window import Window
from optout.flow import asks_to_send

_WORDS = 3  # words that a notice has at least; what has less is a bar of tools


def close_notice(window: Window, page: Page, seconds: float) -> str | None:
    """Close the notice on top, and return what its button is called; None where none could be closed."""
    button = _closing(window, page)
    if button is None or not press(window, button, seconds):
        return None

    def is_gone() -> bool | None:
        now = read(window)
        stands = now.again(button)
        return True if now.read and (stands is None or not stands.visible) else None

    return (button.called or "✕") if window.wait(is_gone, seconds) else None


def _closing(window: Window, page: Page) -> Element | None:
    """Return what closes the notice on top: the one answer that declines, else what closes it; none that agrees."""
    for buttons in _notices(page):
        for does in ("decline", "close"):
            found = [one for one in buttons if does in one.does and "send" not in one.does]
            if len(found) == 1 and is_free(window, found[0]):
                return found[0]
    return None


def _notices(page: Page) -> Iterator[list[Element]]:
    """Return the buttons of what lies over the page and has nothing to write into, the last of the page first."""
    over: dict[tuple[str, int, int], list[Element]] = {}
    for one in page.elements:
        sort, number = ("dialog", one.dialog) if one.dialog >= 0 else ("fixed", int(one.facts.get("fixed", -1)))
        if number >= 0:
            over.setdefault((sort, number, id(one.document)), []).append(one)
    for (sort, number, _document), inside in reversed(over.items()):
        asks = any(one.is_textbox or one.is_radio or one.tag == "select" for one in inside)
        said = [block.text for block in inside[0].document.blocks if getattr(block, sort) == number]
        if not asks and len(" ".join(said).split()) >= _WORDS:
            yield [one for one in inside if (one.role in ("button", "link") or one.pressable) and one.visible]


def affirming(text: str, inside: list[Element]) -> Element | None:
    """Return what affirms a question whether to send; None for a dialog that is none, or of which not all is known.

    Every other button refuses, and one does so by more than to close it: what has only "OK" and a cross tells, and does
    not ask. One that says no more than "Yes" affirms to send only what speaks of that.
    """
    said = {one: one.does for one in inside if one.role == "button" or one.pressable}
    affirms = [one for one, does in said.items() if does & {"send", "affirm"} and not one.refuses]
    refuses = [does for one, does in said.items() if one.refuses]
    all_known = len(affirms) == 1 and len(refuses) == len(said) - 1 and any(does - {"close"} for does in refuses)
    if not all_known or any(one.is_field for one in inside):
        return None
    [button] = affirms
    for one in said:
        text = text.replace(one.called, " ")
    return button if "send" in said[button] or asks_to_send(text, button.document.language) else None
