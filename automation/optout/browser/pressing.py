"""Presses an element as a person does: once, and only where the press would hit it."""

import json
import logging
from functools import partial

from playwright.sync_api import Locator, Position

from optout.browser.attempt import ACTION_TIME, TRIAL_TIME, OutOfReach, attempt
from optout.browser.element import Element
from optout.browser.reasons import DONE, Rejection, Result, described
from optout.browser.snapshot import locate, read
from optout.browser.window import Window

logger = logging.getLogger("optout.browser.pressing")

# Seconds in which a click starts to load another page. A snapshot that begins before it has started
# takes a second until the old page is gone.
_NAVIGATION_GRACE = 0.05
# Seconds. An older snapshot may not show what the page has changed by itself since.
_STILL_FRESH = 0.05
# Seconds in which a page displays that a radio button was chosen: many draw it by a script.
_CHOSEN = 1.0
# Milliseconds in which the words beside a radio button can be clicked. The radio button itself was
# waited for already.
_LABEL_TIME = 1200.0


def is_free(window: Window, element: Element) -> Result:
    """Check that a press would hit an element now; return why not otherwise.

    The snapshot decides if it shows that nothing covers the element, else a trial in the browser.
    """
    if not element.ref:
        return Result(Rejection.NOT_REACHABLE)
    if not element.enabled:
        return Result(Rejection.DISABLED)
    is_middle_free = element.facts.get("met") is True
    if is_middle_free and element.press_place is None:
        return DONE
    # Not a trial of a click: that presses the real mouse button, and Playwright (1.65, dom.ts) only
    # blocks its events until the trial is over. A press that is still under way then would hit the
    # page. A trial of a hover only moves the mouse.
    return _try_hover(window, locate(window, element), _position(element))


def _try_hover(window: Window, locator: Locator, position: Position | None = None) -> Result:
    """Move the mouse to an element if nothing covers it there; return why not otherwise."""
    hover = partial(locator.hover, trial=True, timeout=TRIAL_TIME, position=position)
    return attempt(window, hover)


def _position(element: Element) -> Position | None:
    """Return where a press hits an element, for Playwright; None for its middle."""
    if element.press_place is None:
        return None
    x, y = element.press_place
    return Position(x=x, y=y)


def wait_until_free(window: Window, element: Element, seconds: float) -> Result:
    """Wait until a press would hit an element, or another page is loading; return why not.

    A single check is not enough: on a slow computer it may fail though nothing covers the element.
    """
    # That of the last check.
    result = Result(Rejection.NOT_REACHABLE)

    def is_free_or_leaving() -> bool | None:
        nonlocal result
        result = is_free(window, element)
        return True if result or window.is_navigating else None

    if window.wait(is_free_or_leaving, seconds):
        return DONE
    logger.debug("not free for %.1f s: %s: %s", seconds, described(element), result.rejection)
    return result


def press(window: Window, element: Element, seconds: float, *, on_way: bool = False) -> Result:
    """Press an element once, as soon as a press would hit it; return why none would, after some seconds.

    DONE means that it was tried: whatever the click raises, the page may have received it, so that
    it is not tried again. The label of a box or switch is pressed in its place if the element itself
    stays covered. `on_way`: the press only leads on to another page, so that a snapshot just taken
    is recent enough, and the mouse need not come first.
    """
    is_fresh = window.now() - window.read_at < _STILL_FRESH
    if not (on_way and is_fresh):
        window.reading = None
    found = _wait_for_free(window, element, seconds)
    if isinstance(found, Element):
        logger.debug("pressed: %s", described(found))
        _click(window, found, on_way=on_way)
        return DONE
    result = _press_label(window, element, found) if element.is_toggle else found
    if not result:
        logger.debug("not pressed in %.1f s: %s: %s", seconds, described(element), result.rejection)
    return result


def _wait_for_free(window: Window, element: Element, seconds: float) -> Element | Result:
    """Wait until a press would hit an element; return it as it is then, or why no press would."""
    # That of the last page that could be read.
    rejection: Rejection | None = Rejection.NOT_REACHABLE

    def find_free() -> Element | None:
        nonlocal rejection
        page = read(window)
        # A page that could not be read says nothing about the element.
        if not page.read:
            return None
        current = page.again(element)
        if current is not None:
            current.press_place = element.press_place
        rejection = _why_not(window, current, element)
        return current if rejection is None else None

    found = window.wait(find_free, seconds)
    return found or Result(rejection or Rejection.NOT_REACHABLE)


def _why_not(window: Window, current: Element | None, expected: Element) -> Rejection | None:
    """Return why an element, as it is now, must not be pressed in place of the expected one."""
    if current is None:
        return Rejection.GONE
    # A page may keep a button and rename it: first it leads on to the next part, then it sends. A
    # page that was loaded anew may have another box in the place of this one.
    if _is_renamed(current, expected):
        return Rejection.RENAMED
    return is_free(window, current).rejection


def _is_renamed(current: Element, expected: Element) -> bool:
    if current.html_name != expected.html_name:
        return True
    # The label of a list or text field may contain its value.
    may_contain_value = current.is_field and not (current.is_toggle or current.is_radio)
    return not may_contain_value and current.called != expected.called


def _click(window: Window, element: Element, *, on_way: bool) -> None:
    locator = locate(window, element)
    position = _position(element)
    if not on_way:
        # Some menus and banners move as the mouse comes. It comes first, so that they have moved
        # before the click.
        hover = partial(locator.hover, force=True, timeout=TRIAL_TIME, position=position)
        attempt(window, hover)
    _click_at(window, locator, position, grace=0 if on_way else _NAVIGATION_GRACE)


def _click_at(
    window: Window, locator: Locator, position: Position | None = None, *, grace: float
) -> None:
    # A result would mean nothing: whatever the click raises, the page may have received it.
    click = partial(locator.click, timeout=ACTION_TIME, no_wait_after=True, position=position)
    window.note_press()
    attempt(window, click, lambda: window.rest(grace))


def _press_label(window: Window, box: Element, box_result: Result) -> Result:
    """Press the label of a check box or switch that is drawn by its label, and itself clipped away.

    Return why no press would hit the label; or the box's own result, if there is no such label.
    """
    current = read(window).again(box)
    if current is None or _is_renamed(current, box):
        return box_result
    if not _is_drawn_by_label(current):
        return box_result
    last_result = box_result
    for label in _labels(window, current):
        with window.guard():
            # Of several labels none is pressed: one may be a link to the terms, or another box's.
            if label.count() != 1:
                continue
            last_result = _try_hover(window, label)
            if last_result:
                _click_at(window, label, grace=_NAVIGATION_GRACE)
                return DONE
    return last_result


def _is_drawn_by_label(box: Element) -> bool:
    can_be_ticked = box.ref != "" and box.enabled
    return can_be_ticked and box.is_native and bool(box.facts.get("label_drawn"))


def _labels(window: Window, box: Element) -> list[Locator]:
    """Return where the label of a box may be: around the box, or anywhere with the box's id."""
    field = locate(window, box)
    labels = [field.locator("xpath=ancestor::label")]
    box_id = box.attributes.get("id")
    if box_id:
        quoted_id = json.dumps(box_id, ensure_ascii=False)
        labels.append(_root(window, box).locator(f"label[for={quoted_id}]"))
    return labels


def _root(window: Window, element: Element) -> Locator:
    """Return the outermost ancestor of an element: of its frame, or of its shadow tree, where ids count."""
    return locate(window, element).locator("xpath=/ancestor::*[last()]")


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Choose a radio button by a press on it or on the words beside it; return True if it is chosen.

    Nothing is pressed if it is chosen already. Raise OutOfReach if no press would hit either.
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


def _press_words(window: Window, radio: Element) -> bool:
    """Click on the words of a radio button, which many pages draw over it; False if that failed.

    The words are looked for in its label, then anywhere in its document.
    """
    words = next(filter(None, (*radio.labels, radio.name)), "")
    if not words:
        return False
    labels = _labels(window, radio)
    in_labels = [label.get_by_text(words, exact=True).visible for label in labels]
    in_document = _root(window, radio).get_by_text(words, exact=True).visible
    return any(_click_if_only_one(window, text) for text in (*in_labels, *labels, in_document))


def _click_if_only_one(window: Window, text: Locator) -> bool:
    """Click on a text; False if that failed, or if there are several.

    Another question may have an answer of the same words.
    """
    with window.guard():
        if text.count() == 1:
            click = partial(text.click, timeout=_LABEL_TIME, no_wait_after=True)
            window.note_press()
            return bool(attempt(window, click))
    return False
