"""Presses an element as a person does: once, and only where the press would hit it."""

import json
import logging
from functools import partial

from playwright.sync_api import Locator

from optout.browser.attempt import ACTION_TIME, TRIAL_TIME, OutOfReach, attempt
from optout.browser.element import Element
from optout.browser.reasons import DONE, Rejection, Result, described
from optout.browser.snapshot import locate, read
from optout.browser.window import Window

logger = logging.getLogger("optout.browser.pressing")

# Seconds in which a click starts loading a page: a snapshot of one that goes takes a second.
_NAVIGATION_GRACE = 0.05
# Seconds. An older snapshot may not show what the page has changed by itself since.
_STILL_FRESH = 0.05
_CHOSEN = 1.0  # seconds in which a page shows that a radio button was chosen
_LABEL_TIME = 1200.0  # milliseconds in which the words beside a radio button can be clicked


def is_free(window: Window, element: Element) -> Result:
    """Return whether a press would hit an element now, by the snapshot or else a trial, or why not."""
    if not element.ref:
        return Result(Rejection.NOT_REACHABLE)
    if not element.enabled:
        return Result(Rejection.DISABLED)
    if element.facts.get("met") is True:  # nothing lies on its middle
        return DONE
    # A trial of a click presses the real mouse, and a script of Playwright's (1.65, dom.ts) holds
    # that back until the time is out: a press that is under way then would come through. A trial of
    # a hover only moves the mouse.
    return attempt(window, lambda: locate(window, element).hover(trial=True, timeout=TRIAL_TIME))


def wait_until_free(window: Window, element: Element, seconds: float) -> Result:
    """Wait until a press would hit an element, or another page is loading; return why not.

    On a slow computer a single trial may fail though nothing lies on the element.
    """
    result = Result(Rejection.NOT_REACHABLE)

    def free_or_leaving() -> Result | None:
        nonlocal result
        result = is_free(window, element)
        if not result and window.is_navigating:
            result = DONE
        return result or None

    window.wait(free_or_leaving, seconds)
    if not result:
        logger.debug("not free for %.1f s: %s: %s", seconds, described(element), result.rejection)
    return result


def press(window: Window, element: Element, seconds: float, *, on_way: bool = False) -> Result:
    """Press an element once; return whether it was pressed, or why no press would have hit it.

    `on_way`: the press only leads on, and need not be as careful. Whatever the click raises, the
    page may have got it: then the element counts as pressed, and is not pressed again.
    """
    if not on_way or window.now() - window.read_at >= _STILL_FRESH:
        window.reading = None
    rejection: Rejection | None = Rejection.NOT_REACHABLE

    def ready() -> Element | None:
        nonlocal rejection
        page = read(window)
        current = page.again(element)
        if page.read:  # of a page that moves on nothing is known
            rejection = _why_not(window, current, element)
        return current if rejection is None else None

    found = window.wait(ready, seconds)
    if found is not None:
        logger.debug("pressed: %s", described(found))
        _click(window, found, on_way=on_way)
        return DONE
    result = Result(rejection or Rejection.NOT_REACHABLE)
    if element.is_toggle:
        result = _press_label(window, element, result)
    if not result:
        logger.debug("not pressed in %.1f s: %s: %s", seconds, described(element), result.rejection)
    return result


def _why_not(window: Window, current: Element | None, expected: Element) -> Rejection | None:
    """Return why an element, as it is now, must not be pressed in place of the expected one."""
    if current is None:
        return Rejection.GONE
    # The same button may first lead on to the next page and then, called otherwise, send the form.
    if not current.is_field and current.called != expected.called:
        return Rejection.RENAMED
    return is_free(window, current).rejection


def _click(window: Window, element: Element, *, on_way: bool) -> None:
    if not on_way:
        # Some menus and banners move when the pointer comes: they do so before the click.
        attempt(window, lambda: locate(window, element).hover(force=True, timeout=TRIAL_TIME))
    click = partial(locate(window, element).click, timeout=ACTION_TIME, no_wait_after=True)
    grace = 0 if on_way else _NAVIGATION_GRACE
    attempt(window, click, lambda: window.rest(grace))


def _press_label(window: Window, box: Element, result: Result) -> Result:
    """Press the label of a check box or switch that is clipped away behind what the label draws.

    Return why not, if no press would hit the label; `result`, of the box itself, without a label.
    """
    current = read(window).again(box)
    if current is None or not current.ref or not current.enabled:
        return result
    if not (current.is_native and current.facts.get("label_drawn")):
        return result
    for label in _labels(window, current):
        with window.guard():
            # Of two labels none is taken: one may be a link to the terms, or another box's.
            is_only_one = label.count() == 1
            if not is_only_one:
                continue
            result = attempt(window, partial(label.hover, trial=True, timeout=TRIAL_TIME))
            if result:
                click = partial(label.click, timeout=ACTION_TIME, no_wait_after=True)
                attempt(window, click, lambda: window.rest(_NAVIGATION_GRACE))
                return DONE  # whatever the click raised, the page may have got it
    return result


def _labels(window: Window, box: Element) -> list[Locator]:
    """Return where the label of a box may be: around it, or anywhere with the box's id."""
    field = locate(window, box)
    labels = [field.locator("xpath=ancestor::label")]
    id_ = box.attributes.get("id")
    if id_:
        quoted = json.dumps(id_, ensure_ascii=False)
        labels.append(field.locator("xpath=/ancestor::*[last()]").locator(f"label[for={quoted}]"))
    return labels


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Press a radio button, or the words beside it, unless it is chosen; return True if it is then.

    Raise OutOfReach if no press would hit either.
    """

    def is_chosen() -> bool | None:
        current = read(window).again(element)
        return True if current and current.checked else None

    if is_chosen():
        return True
    result = press(window, element, seconds)
    if not result and not _press_words(window, element):
        raise OutOfReach(result.rejection)
    return bool(window.wait(is_chosen, _CHOSEN))


def _press_words(window: Window, element: Element) -> bool:
    """Click on the words of a radio button: many pages draw them over its own field."""
    words = next(filter(None, (*element.labels, element.name)), "")
    if not words:
        return False
    text = window.page.get_by_text(words, exact=True).visible.first
    return bool(attempt(window, lambda: text.click(timeout=_LABEL_TIME, no_wait_after=True)))
