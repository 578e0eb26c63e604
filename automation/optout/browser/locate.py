"""Finds a target on a page nobody here has seen: exactly one visible element, or none."""

from collections.abc import Iterator
from dataclasses import dataclass

from playwright.sync_api import Error, Frame, Locator

from optout.browser.window import Window
from optout.flow.model import Target
from optout.flow.words import name_pattern

_LOOKING_TIME = 500.0
"""Milliseconds for a look at an element: it may go between two looks, and must not be waited for."""
_DIALOG = "css=dialog[open], [role=dialog], [role=alertdialog]"
_EMAIL = "input[type=email], input[name=email]"


@dataclass(frozen=True)
class Found:
    """A target on the page: where it is, and which of its ways found it (`role and words`, `name`, `only`)."""

    locator: Locator
    frame: Frame
    how: str


@dataclass(frozen=True)
class NotFound:
    """No way gave exactly one visible element; `count` is the fewest that a way gave, 0 when none gave any."""

    count: int


def find(window: Window, target: Target, *, enabled: bool = False) -> Found | NotFound:
    """Find a target by its ways in their order; the first that gives exactly one visible element wins.

    Two matches are never resolved by taking the first. With `enabled`, disabled elements do not count.
    """
    many: list[int] = []
    for how in ("role and words", "name", "only"):
        matches = [
            Found(locator, frame, how)
            for frame in window.frames()
            for query in _queries(frame, target, how)
            for locator in _visible(query, enabled=enabled)
        ]
        if len(matches) == 1:
            return matches[0]
        if matches:
            many.append(len(matches))
    return NotFound(min(many, default=0))


def _queries(frame: Frame, target: Target, how: str) -> Iterator[Locator]:
    if how == "role and words" and target.words:
        yield frame.locator(named(target.role, target.all()))
    elif how == "name" and target.name:
        yield frame.locator(f'css=[name="{target.name}"]')
    elif how == "only" and target.only:
        yield top_scope(frame).locator(f"css={target.only}")


def named(role: str, phrases: tuple[str, ...]) -> str:
    """Give the selector of elements with a role whose accessible name is one of the phrases, folded."""
    return f"role={role}[name=/{name_pattern(phrases)}/i]"


def top_scope(frame: Frame) -> Locator:
    """Give the dialog on top, else the form that holds the e-mail field, else the only form, else the whole page."""
    dialogs = frame.locator(_DIALOG).filter(visible=True)
    if dialogs.count():
        return dialogs.last
    forms = frame.locator("css=form").filter(visible=True)
    with_email = forms.filter(has=frame.locator(f"css={_EMAIL}"))
    for candidates in (with_email, forms):
        if candidates.count() == 1:
            return candidates
    return frame.locator("css=body")


def _visible(query: Locator, *, enabled: bool) -> list[Locator]:
    visible = query.filter(visible=True)
    try:
        count = visible.count()
        if not count:
            return []
        each = [visible] if count == 1 else [visible.nth(number) for number in range(count)]
        return [one for one in each if one.is_enabled(timeout=_LOOKING_TIME)] if enabled else each
    except Error:
        return []  # the page moved on while it was looked at: it is looked at again
