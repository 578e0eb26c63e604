"""Writes a text into a field, in place of what it contains."""

import logging

from optout.browser.attempt import ACTION_TIME, attempt
from optout.browser.element import Element
from optout.browser.reasons import Rejection, Result, described
from optout.browser.snapshot import locate
from optout.browser.window import Window

logger = logging.getLogger("optout.browser.writing")


def write(window: Window, element: Element, text: str) -> Result:
    """Write a text into a field in place of its content; return whether that worked, or why not."""
    result = _write(window, element, text)
    if result:
        leave(window, element)
    else:
        logger.debug("not written into %s: %s", described(element), result.rejection)
    return result


def _write(window: Window, element: Element, text: str) -> Result:
    if element.read_only:
        return Result(Rejection.READ_ONLY)
    if not element.ref:
        return Result(Rejection.NOT_REACHABLE)
    field = locate(window, element)
    return attempt(window, lambda: field.fill(text, timeout=ACTION_TIME))


def leave(window: Window, element: Element) -> None:
    """Take the caret out of a field, as pages check its value then.

    Some pages replace the field as soon as it was changed; the new one has no caret, and the
    attempt may fail.
    """
    attempt(window, lambda: locate(window, element).blur(timeout=ACTION_TIME))
