"""The one button of a page of a form, where no word tells what it does: it may lead on, or it may send."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Error

from optout.flow.steps import Click
from optout.redact import printable
from optout.run.objection import Objection
from optout.run.steps import click
from optout.run.view import View

_COMING_UP = 2.0  # seconds
_LONGEST = 80  # characters of a button that are shown


def lone_button(objection: Objection) -> str:
    """Give what the page calls its one button, if for all that is known it may lead on; nothing if it may not."""
    with _taken_to_lead_on(objection):
        view = objection.look(*_onward(objection))
        if objection.lone_sends or _shown(objection, view) is None:
            return ""
        return printable(view.seen.made.buttons[0].name, _LONGEST) or "?"


def press_lone_button(objection: Objection) -> bool:
    """Press the one button of a page that lacks nothing itself, while nothing can leave; says whether there was one.

    Raises:
        PressedSend: it is the one that sends.
    """
    if objection.lone_sends:
        return False

    def look() -> str | None:
        view = objection.look(*_onward(objection))
        return _shown(objection, view) if is_complete(view) else None

    with _taken_to_lead_on(objection):
        name = objection.window.wait(look, _COMING_UP)
        if name is None:
            return False
        try:
            click(objection, Click(click=name, optional=True))
        except Error:
            return False  # it went, or something lies on it
        return True


def is_complete(view: View) -> bool:
    """Whether a page of a form lacks nothing itself, so that what is still to be done must be on another page."""
    return not any(field.empty and (field.must or field.long or field.address) for field in view.seen.made.fields)


def _onward(objection: Objection) -> list[str]:
    return [step.click for step in objection.flow.steps if isinstance(step, Click)]


def _shown(objection: Objection, view: View) -> str | None:
    """Give the target that leads on, if it is found by nothing but being the one button."""
    names = (name for name in _onward(objection) if view.shows(name, enabled=True))
    return next(names, None) if len(view.seen.made.buttons) == 1 else None


@contextmanager
def _taken_to_lead_on(objection: Objection) -> Iterator[None]:
    objection.unfinished = True
    try:
        yield
    finally:
        objection.unfinished = False
