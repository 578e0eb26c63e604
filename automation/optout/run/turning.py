"""Whether the page has become another one, and what its one button does when no word of the flow tells."""

from collections.abc import Callable
from functools import partial

from optout.browser import touch
from optout.browser.element import is_field, is_shown, name_of, seen_text
from optout.browser.page import announced, read_form
from optout.browser.targets import Found
from optout.flow.model import Click
from optout.redact import printable
from optout.run.events import Doing, Kind
from optout.run.session import Run
from optout.run.view import View


def has_turned(run: Run, look: Callable[[], View], before: str, still: float, seconds: float) -> bool:
    """Wait up to `seconds` for a page with another mark than `before` that is the same for `still` seconds.

    Only what was read is concluded from. What came up while a press was waited for has stood since then.
    """
    last, since = run.draft.came if run.draft.came[0] != before else (before, 0.0)

    def turned() -> bool | None:
        nonlocal last, since
        view = look()
        if view.read and view.mark != last:
            last, since = view.mark, run.window.now()
        stands = view.read and last != before and run.window.now() - since >= still
        return stands or None

    with run.long(Doing.TURNING, seconds):
        found = run.window.wait(turned, seconds) or False
    run.draft.came = (last, since)
    return found


def refusal(run: Run, name: str, before: View) -> str:
    """Return what a page says that it misses, since `before`, in place of leading on by a button; nothing if it leads.

    That is an alert that is new, or a field that is marked as wrong, on a page that asks for the same as it did.
    """
    now = run.look(*before.targets)
    if not now.read or now.shows(name) is None or _asked(now).keys() != _asked(before).keys():
        return ""
    stood = set(_alerts(before))
    alerts = [text for text in _alerts(now) if text and text not in stood]
    wrong = [called for called, marked in _asked(now).items() if marked]
    return printable(" · ".join(alerts[:1] or wrong[:1]), _LONGEST_REFUSAL)


def _alerts(view: View) -> list[str]:
    return [seen_text(one) for one in announced(view.seen).elements if one.role in ("alert", "alertdialog")]


def _asked(view: View) -> dict[str, bool]:
    """Return the fields of a page by what they are called, and whether each is marked as wrong."""
    fields = (one for one in view.seen.elements if is_field(one) and is_shown(one))
    return {name_of(one) or one.attr or "?": one.attributes.get("aria-invalid") == "true" for one in fields}


_LONGEST_REFUSAL = 300  # characters
_LONGEST = 80  # characters of a button that are shown
_PRESS_TIME = 3.0  # seconds
_TURNING, _STILL = 5.0, 1.0  # seconds: for another page to come up, and that it must stand unchanged


def _onward(run: Run) -> list[str]:
    """Give the targets of the flow that lead from one page of the form to the next."""
    return [step.click for step in run.flow.steps if isinstance(step, Click)]


def _lone(run: Run, view: View) -> Found | None:
    """Give the one button of a page, if for all that is known it may lead on."""
    if len(view.parts.buttons) != 1:
        return None
    view = view.taken_to_go_on()
    return next((found for name in _onward(run) if (found := view.shows(name, enabled=True))), None)


def called(run: Run) -> str:
    """Give what the page calls its one button, if for all that is known it may lead on; nothing if it may not."""
    view = look_at_page(run)
    if _lone(run, view) is None:
        return ""
    return printable(name_of(view.parts.buttons[0].element), _LONGEST) or "?"


def says_that_it_leads_on(run: Run) -> bool:
    """Whether a page asks for nothing, and its one button says in the usual words that it leads on, and no more."""
    view = look_at_page(run)
    return _lone(run, view) is not None and [part.does for part in view.parts.every] == [{"onward"}]


def look_at_page(run: Run) -> View:
    """Look at a page that may have nothing but a button."""
    return run.look(*_onward(run), going=True)


def press(run: Run) -> bool:
    """Press the one button of a page, and say whether it led on.

    Raises:
        Stop: it would have sent, and the person stopped that, or nobody is there to ask.
        SentByHand: it sent, as the person said.
    """
    before = look_at_page(run)
    button = _lone(run, before)
    if button is None:
        return False
    run.draft.note_page(read_form(button.element).fields)
    touch.press(run.window, button.element, _PRESS_TIME)  # it may have gone, or something lies on it
    if not has_turned(run, partial(look_at_page, run), before.mark, _STILL, _TURNING):
        return False
    run.draft.turn()
    run.tell(Kind.STEP_DONE, "go_on", how=button.how, optional="yes")
    return True
