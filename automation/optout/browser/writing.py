"""Writes a text into a field, in place of what stands there."""

from optout.browser.attempt import _TIME, _attempt
from optout.browser.element import Element
from optout.browser.snapshot import locate
from optout.browser.window import Window


def write(window: Window, element: Element, text: str) -> bool:
    """Write a text into a field in place of what stands there, and leave it; False when it cannot be written into."""
    if element.read_only or not element.ref:
        return False
    field = locate(window, element)
    is_written = _attempt(window, lambda: field.fill(text, timeout=_TIME))
    if is_written:
        _leave(window, element)
    return is_written


def _leave(window: Window, element: Element) -> None:
    """Take the caret out of a field, as pages check it then; one that the page has drawn anew has lost it already."""
    _attempt(window, lambda: locate(window, element).blur(timeout=_TIME))
