"""Lets the person point at an element in the window, by Playwright's own picker."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import get_args

from greenlet import greenlet  # type: ignore[import-untyped]  # Playwright's own
from playwright.sync_api import Error, FloatRect, Locator
from pydantic import ValidationError

from optout.browser.element import Element
from optout.browser.match import Match, Pointed
from optout.browser.page import Page
from optout.browser.snapshot import read
from optout.browser.targets import TEST_IDS, find_target, is_used_as
from optout.browser.window import Window
from optout.flow import Role, Target, fold
from optout.redaction import printable

_CHECK_EVERY = 0.2  # seconds between two checks whether the pointing is to end
_PICKER_READY = 0.8  # seconds until the picker reacts to a click
_TIMEOUT = 1000.0  # milliseconds for each call about the element that was picked
_LONGEST_WORDS = 300  # characters of an element's name that a flow gets
_PRESSED_ROLES = frozenset({"button", "link"})


def pick(
    window: Window, role: str, begin: Callable[[], None], ends: Callable[[], bool]
) -> Pointed | None:
    """Wait until the person clicks an element, and return it; the page does not notice the click.

    `begin` is called once the picker reacts. None if `ends` returns True first. Raise WindowGone if
    the window ends.
    """
    try:
        with _PickerTimer(window, begin, ends):
            picked = window.page.pick_locator()
    except Error:
        if window.gone:
            raise window.end() from None
        return None
    return _find_pointed(window, picked, role)


class _PickerTimer:
    """Calls `begin`, and ends the picker once `ends` returns True.

    The picker blocks, without a time-out, also while a request of the page is held. So the timer is
    one of the event loop on which Playwright runs; its calls are made in a greenlet of their own,
    as Playwright's are, since they may call the browser.
    """

    def __init__(self, window: Window, begin: Callable[[], None], ends: Callable[[], bool]) -> None:
        self._window = window
        self._page = window.page
        self._begin = begin
        self._ends = ends
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        self._call_later(_PICKER_READY, self._start)

    def __exit__(self, *_: object) -> None:
        if self._timer:
            self._timer.cancel()

    def _call_later(self, seconds: float, call: Callable[[], None]) -> None:
        self._timer = self._loop.call_later(seconds, lambda: greenlet(call).switch())

    def _start(self) -> None:
        self._call_later(_CHECK_EVERY, self._check)
        self._begin()

    def _check(self) -> None:
        if self._ends() or self._window.gone or self._page.is_closed():
            with suppress(Error):
                self._page.cancel_pick_locator()
        else:
            self._call_later(_CHECK_EVERY, self._check)


def _find_pointed(window: Window, picked: Locator, role: str) -> Pointed | None:
    """Return the element of the page that the person meant; None if it is gone or cannot be seen."""
    try:
        snapshot = picked.first.aria_snapshot(mode="ai", timeout=_TIMEOUT)
        box = picked.first.bounding_box(timeout=_TIMEOUT)
    except Error:
        return None
    page = read(window)
    clicked = _first_known(page, re.findall(r"\[ref=(\w+)\]", snapshot)) or _at_middle(page, box)
    if clicked is None:
        return None
    element = _meant_by(page, clicked, role)
    return Pointed(element, _lasting_target(page, element, role)) if element.drawn else None


def _first_known(page: Page, refs: list[str]) -> Element | None:
    by_ref = {element.ref: element for element in reversed(page.elements)}
    return next((by_ref[ref] for ref in refs if ref in by_ref), None)


def _at_middle(page: Page, box: FloatRect | None) -> Element | None:
    """Return the smallest element around the middle of a box."""
    if box is None:
        return None
    x = box["x"] + box["width"] / 2
    y = box["y"] + box["height"] / 2
    around = [element for element in page.elements if _is_around(element, x, y)]
    return min(around, key=lambda element: element.box[2] * element.box[3], default=None)


def _is_around(element: Element, x: float, y: float) -> bool:
    left, top, width, height = element.box
    return left <= x <= left + width and top <= y <= top + height


def _meant_by(page: Page, clicked: Element, role: str) -> Element:
    """Return what was meant by a click: by one on a label the field, by one on a text in a button the button."""
    if role in ("radiogroup", "group"):
        for question in page.questions:
            if any(clicked.holds(radio) for radio in question.inside):
                return question
    # Not inside an area, for what is pressed and for headings: its only button may be that of
    # another matter, and its only heading none of a link beside it.
    may_be_inside = role not in _PRESSED_ROLES and role != "heading"
    for ancestor in (clicked, *clicked.above()):
        if _could_be(ancestor, role):
            return ancestor
        inside = [inner for inner in ancestor.below() if _could_be(inner, role)]
        if inside and may_be_inside:
            return inside[0] if len(inside) == 1 else clicked
    return clicked


def _could_be(element: Element, role: str) -> bool:
    if role == "combobox":  # a button beside it that opens a menu may be that of another matter
        return element.is_list
    if role == "textbox" and element.is_textbox:
        return True
    return is_used_as(element, role) or {element.role, role} <= _PRESSED_ROLES


def _lasting_target(page: Page, element: Element, role: str) -> Target | None:
    """Return a target that finds just this element when the page is made anew; None if none does."""
    language = re.split("[-_]", element.document.language)[0].lower()
    words = printable(element.called, _LONGEST_WORDS)
    test_ids = [element.attributes[key] for key in TEST_IDS if element.attributes.get(key)]
    parts = {
        "role": element.role if element.role in get_args(Role) else role,
        # "und" is ISO 639-2 for an undetermined language.
        "words": {language or "und": words} if fold(words) else None,
        "testid": test_ids[0] if test_ids else None,
        "name": element.html_name or None,
    }
    try:
        target = Target.model_validate({key: part for key, part in parts.items() if part})
    except ValidationError:  # a name that no flow file may have
        return None
    found = find_target(page, target)
    is_found = isinstance(found, Match) and found.element.appearance == element.appearance
    return target if is_found else None
