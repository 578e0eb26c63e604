"""What the window tells: a strip over the page, through which presses go; and pointing, by Playwright's own picker.

Nothing depends on the strip: a strict page may keep it away, and the terminal asks all the same.
"""

import asyncio
import html
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any, get_args

from greenlet import greenlet  # type: ignore[import-untyped]  # Playwright's own
from playwright.sync_api import Error, Locator
from pydantic import ValidationError

from optout.browser.element import Element
from optout.browser.match import Match, Pointed
from optout.browser.page import Page
from optout.browser.snapshot import read
from optout.browser.targets import TEST_IDS, find_target, is_used_as
from optout.browser.window import Window
from optout.flow import Role, Target, fold
from optout.redaction import printable

_STRIP = (
    '<table bgcolor="#1d2228" cellpadding="10" style="position:fixed;left:0;right:0;bottom:0;width:100%;'
    'font:15px/1.4 system-ui,sans-serif"><tr><td><font color="#9ecbff"><b>optout</b></font>&nbsp; '
    '<font color="#f5f6f7">{text}</font></td></tr></table>'
)
"""Presentational attributes too: a page whose policy allows no styles shows it all the same."""
_EVERY, _READY = (
    0.2,
    0.8,
)  # seconds between two looks whether the pointing is to end; until the picker hears a press
_TIME = 1000.0  # milliseconds
_PRESSED = frozenset({"button", "link"})


@contextmanager
def show_strip(window: Window, text: str) -> Iterator[None]:
    """Show a text, never markup, over the page in front and the one that follows it, while this lasts."""
    page, shown = window.page, None
    if (
        window.watched and not window.is_navigating and window.allows(page.url)
    ):  # else it waits, without a time-out
        with suppress(Error):
            shown = page.screencast.show_overlay(_STRIP.format(text=html.escape(text)))
    try:
        yield
    finally:
        if shown and not window.gone and not window.is_navigating:
            with suppress(Error):
                shown.__exit__(None, None, None)


def pick(
    window: Window, role: str, begin: Callable[[], None], ends: Callable[[], bool]
) -> Pointed | None:
    """Wait until the person presses an element, which the page hears nothing of; None when `ends` says so first.

    `begin` is called once the picker is there. Playwright's picker blocks, without a time-out, also
    while a request of the page is held: a call of its own loop looks whether it is to end. Raise
    WindowGone where the window ended.
    """
    page, loop = window.page, asyncio.get_running_loop()
    timers: list[asyncio.TimerHandle] = []

    def check() -> None:
        if ends() or window.gone or page.is_closed():
            with suppress(Error):
                page.cancel_pick_locator()
        else:
            after(check)

    def start() -> None:
        after(check)
        begin()

    def after(
        act: Callable[[], None], seconds: float = _EVERY
    ) -> None:  # in a greenlet, as it may call the browser
        timers[:] = [loop.call_later(seconds, lambda: greenlet(act).switch())]

    after(start, _READY)
    try:
        picked = page.pick_locator()
    except Error:
        if window.gone:
            raise window.end() from None
        return None
    finally:
        timers[0].cancel()
    return _pointed(window, picked, role)


def _pointed(window: Window, picked: Locator, role: str) -> Pointed | None:
    try:
        told = picked.first.aria_snapshot(mode="ai", timeout=_TIME)
        box = picked.first.bounding_box(timeout=_TIME)
    except Error:
        return None
    page = read(window)
    refs = re.findall(r"\[ref=(\w+)\]", told)
    shown = next((one for ref in refs for one in page.elements if one.ref == ref), None) or _at(
        page, box
    )
    meant = shown and _meant(page, shown, role)
    return Pointed(meant, _lasting(page, meant, role)) if meant and meant.drawn else None


def _at(page: Page, box: Any) -> Element | None:
    """Return the smallest element around the middle of a box."""
    if not box:
        return None
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    around = [
        o
        for o in page.elements
        if o.box[0] <= x <= o.box[0] + o.box[2] and o.box[1] <= y <= o.box[1] + o.box[3]
    ]
    return min(around, key=lambda one: one.box[2] * one.box[3], default=None)


def _meant(page: Page, shown: Element, role: str) -> Element:
    """Return what was meant by what was pressed: by a label its field, by a text inside a button the button."""
    if role in ("radiogroup", "group"):
        asked = (one for one in page.questions if any(shown.holds(radio) for radio in one.inside))
        if found := next(asked, None):
            return found
    for one in (shown, *shown.above()):
        if _could_be(one, role):
            return one
        # The only button of a page may be that of another matter, and its only heading none of a
        # link beside it.
        looks_inside = role not in _PRESSED and role != "heading"
        inside = [inner for inner in one.below() if _could_be(inner, role)] if looks_inside else []
        if inside:
            return inside[0] if len(inside) == 1 else shown
    return shown


def _could_be(one: Element, role: str) -> bool:
    if role == "combobox":  # a button beside it that opens a menu may be that of another matter
        return one.is_list
    return (
        is_used_as(one, role)
        or {one.role, role} <= _PRESSED
        or (role == "textbox" and one.is_textbox)
    )


def _lasting(page: Page, element: Element, role: str) -> Target | None:
    """Return how an element is found when the page is made anew, if that leads to just this one; never its position."""
    own = element.role if element.role in get_args(Role) else role
    language = (
        re.split("[-_]", element.document.language)[0].lower() or "und"
    )  # undetermined, says ISO 639-2
    words = printable(element.called, 300)
    told = {
        "words": {language: words} if fold(words) else {},
        "testid": next((id_ for key in TEST_IDS if (id_ := element.attributes.get(key))), ""),
        "name": element.html_name,
    }
    with suppress(ValidationError):  # a name that no flow file may hold
        target = Target.model_validate(
            {"role": own, **{key: value for key, value in told.items() if value}}
        )
        found = find_target(page, target)
        return (
            target
            if isinstance(found, Match) and found.element.appearance == element.appearance
            else None
        )
    return None
