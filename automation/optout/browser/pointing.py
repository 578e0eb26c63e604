"""Lets the person point at an element in the window, with Playwright's own picker."""

import asyncio
import re
from collections.abc import Callable
from contextlib import suppress
from typing import Any, get_args

from greenlet import greenlet  # type: ignore[import-untyped]  # Playwright's own
from playwright.sync_api import Error, FloatRect, Locator
from pydantic import ValidationError

from optout.browser.element import Element
from optout.browser.match import Pointed
from optout.browser.page import Page
from optout.browser.snapshot import read
from optout.browser.targets import TEST_IDS, find_target, is_used_as
from optout.browser.window import Window
from optout.flow import Role, Target, fold
from optout.redaction import printable

_CHECK_EVERY = 0.2  # seconds between two checks whether the pointing is to end
# Seconds until the picker reacts to a click. Playwright (1.65) does not report when it does.
_PICKER_READY = 0.8
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
    clicked = _first_known(page, snapshot) or _at_middle(page, box)
    if clicked is None:
        return None
    element = _meant_by(page, clicked, role)
    if not element.self_or_label_visible:
        return None
    element.press_place = _place_in(element, box)
    return Pointed(element, _lasting_target(page, element, role))


def _place_in(element: Element, clicked: FloatRect | None) -> tuple[float, float] | None:
    """Return where in an element a person clicked, by the box of the part that they hit; None if that is not known.

    A wide row may lead somewhere only at its words. Boxes in a frame are measured from its own corner.
    """
    if clicked is None or element.document.frame is not None:
        return None
    left, top, width, height = element.box
    x = clicked["x"] + clicked["width"] / 2 - left
    y = clicked["y"] + clicked["height"] / 2 - top
    is_inside = 0 < x < width and 0 < y < height
    return (x, y) if is_inside else None


def _first_known(page: Page, snapshot: str) -> Element | None:
    """Return the first element of Playwright's snapshot that is on a page."""
    by_ref = {element.ref: element for element in reversed(page.elements)}
    refs = re.findall(r"\[ref=(\w+)\]", snapshot)
    known = filter(None, map(by_ref.get, refs))
    return next(known, None)


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
    """Return the element that the person meant by a click, which may hit a part of it or its label.

    That is the clicked question, else the nearest element of the role: one around what was clicked,
    or the only one in the same part of the page. If there is none, it is what was clicked.
    """
    question = _question_in(page, clicked) if role in ("radiogroup", "group") else None
    if question is not None:
        return question
    for part in (clicked, *clicked.above()):
        if _could_be(part, role):
            return part
        inside = _possible_inside(part, role)
        if len(inside) == 1:
            return inside[0]
        if inside:
            return clicked
    return clicked


def _question_in(page: Page, clicked: Element) -> Element | None:
    """Return the first question with a radio button that is what was clicked, or in it."""
    for question in page.questions:
        if any(clicked.holds(radio) for radio in question.inside):
            return question
    return None


def _possible_inside(part: Element, role: str) -> list[Element]:
    """Return the elements of a role in a part of the page, if a click on the part may mean one.

    A click beside a button or a heading does not mean it: the only button of a part may do
    something else, and the only heading may be that of another link.
    """
    if role in _PRESSED_ROLES or role == "heading":
        return []
    return [inner for inner in part.below() if _could_be(inner, role)]


def _could_be(element: Element, role: str) -> bool:
    if role == "combobox":
        # Not what opens a menu, though it is used as a list: that may be for something else.
        return element.is_list
    if role == "textbox" and element.is_textbox:
        return True
    return is_used_as(element, role) or {element.role, role} <= _PRESSED_ROLES


def _lasting_target(page: Page, element: Element, role: str) -> Target | None:
    """Return a target that finds this element on the page, as it may after a reload; None if none finds it alone.

    The form may have another element of the same words: then the name for tests is tried alone. A flow
    file must not have every name that a page uses, such as ASP.NET's `ctl00$Main$email`: what it must
    not have is left out.
    """
    own_role = {"role": element.role if element.role in get_args(Role) else role}
    test_id = {"testid": _test_id_of(element)}
    all_traits = {**own_role, **test_id, "words": _words_of(element), "name": element.html_name}
    for traits in (all_traits, {**own_role, **test_id}):
        target = _target_of({key: trait for key, trait in traits.items() if trait})
        found = find_target(page, target) if target else None
        if found and found.element is element:
            return target
    return None


def _target_of(traits: dict[str, Any]) -> Target | None:
    """Return a target with those of some traits that a flow may have; None if these are too few."""
    try:
        return Target.model_validate(traits)
    except ValidationError as error:
        refused = {problem["loc"][0] for problem in error.errors() if problem["loc"]}
    allowed = {key: trait for key, trait in traits.items() if key not in refused}
    return _target_of(allowed) if len(allowed) < len(traits) else None


def _words_of(element: Element) -> dict[str, str]:
    """Return the name of an element by its language, as a flow has it; empty without a name."""
    words = printable(element.called, _LONGEST_WORDS)
    if not fold(words):
        return {}
    language = re.split("[-_]", element.document.language)[0].lower()
    # "und" is ISO 639-2 for an undetermined language.
    return {language or "und": words}


def _test_id_of(element: Element) -> str | None:
    test_ids = (element.attributes.get(key) for key in TEST_IDS)
    return next(filter(None, test_ids), None)
