"""Presses elements as a person does, once, where a press would meet them."""

import json
from functools import partial

from playwright.sync_api import Locator

from optout.browser.attempt import _QUICK, _TIME, OutOfReach, _attempt
from optout.browser.element import Element
from optout.browser.snapshot import locate, read
from optout.browser.window import Window

_TOLD = 0.05  # seconds until a press tells what it loads: a snapshot of what goes takes a second (Playwright 1.65)
_FRESH = 0.05  # seconds for which a reading tells what to press on the way


def is_free(window: Window, element: Element) -> bool:
    """Whether a press would meet an element now: by the last reading, or else by a trial."""
    works, met = bool(element.ref) and element.enabled, element.facts.get("met") is True
    # A trial of a click presses the real mouse, and a script of Playwright's (1.65, dom.ts) holds that back until the
    # time is out: a press that is under way then would come through. A trial of a hover only moves the mouse.
    return works and (met or _attempt(window, lambda: locate(window, element).hover(trial=True, timeout=_QUICK)))


def is_covered(window: Window, element: Element, seconds: float) -> bool:
    """Whether no press would meet an element for all these seconds: a slow computer tells that no sooner."""
    return window.wait(lambda: is_free(window, element) or window.is_navigating or None, seconds) is None


def press(window: Window, element: Element, seconds: float, *, on_way: bool = False) -> bool:
    """Press an element once, sooner if it only leads on (`on_way`); False when no press would meet it in time."""

    def free() -> Element | None:
        now = read(window).again(element)  # what another document has in its place is another element
        same = now and (now.is_field or now.called == element.called)  # one button may lead on, then send
        return now if now and same and is_free(window, now) else None

    if not on_way or window.now() - window.read_at >= _FRESH:  # the page may have changed by itself since
        window.reading = None
    found = window.wait(free, seconds)
    if found is not None:  # whatever the click raises, the page may have heard it, and it is not pressed again
        if not on_way:  # what moves as the pointer comes, moves now
            _attempt(window, lambda: locate(window, found).hover(force=True, timeout=_QUICK))
        click = partial(locate(window, found).click, timeout=_TIME, no_wait_after=True)
        _attempt(window, click, lambda: window.rest(0 if on_way else _TOLD))
        return True
    return element.is_toggle and _press_label(window, element)


def _press_label(window: Window, box: Element) -> bool:
    """Press the label of a check box or switch that is clipped away behind what the label draws in its place.

    False where that has no label or several, or nobody would meet it: of two no first one is taken.
    """
    now = read(window).again(box)
    is_behind_label = now is not None and now.is_native and bool(now.facts.get("label_drawn"))
    if now is None or not (is_behind_label and now.enabled and now.ref):
        return False
    own = locate(window, now)
    labels = [own.locator("xpath=ancestor::label")]
    if id_ := now.attributes.get("id"):
        labels.append(
            own.locator("xpath=/ancestor::*[last()]").locator(f"label[for={json.dumps(id_, ensure_ascii=False)}]")
        )

    def is_met(label: Locator) -> bool:
        return label.count() == 1 and _attempt(window, lambda: label.hover(trial=True, timeout=_QUICK))

    with window.guard():
        found = next(filter(is_met, labels), None)
    if found is None:
        return False
    _attempt(window, lambda: found.click(timeout=_TIME, no_wait_after=True), lambda: window.rest(_TOLD))
    return True  # whatever the click raised, the page may have heard it


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Press a radio button, or the label that is drawn in its place; whether it is chosen then."""

    def chosen() -> bool | None:
        now = read(window).again(element)
        return True if now and now.checked else None

    if chosen():
        return True
    if not press(window, element, seconds):
        label = next(filter(None, (*element.labels, element.name)), "")
        words = window.page.get_by_text(label, exact=True).visible.first
        if not label or not _attempt(window, lambda: words.click(timeout=_QUICK * 4, no_wait_after=True)):
            raise OutOfReach("something lies on the answer")
    return bool(window.wait(chosen, 1.0))
