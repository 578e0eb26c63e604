"""Whether the page has become another one, and what its one button does when no word of the flow tells."""

from collections.abc import Callable
from functools import partial

from playwright.sync_api import Error

from optout.browser import touch
from optout.browser.element import is_field, is_shown, name_of, seen_text
from optout.browser.page import CHOSEN, announced, read_form
from optout.browser.targets import Found
from optout.errors import Stop
from optout.flow.model import Click
from optout.outcome import Reason
from optout.redact import printable
from optout.run.events import Doing, Kind
from optout.run.session import Button, Run
from optout.run.view import View


def has_turned(
    run: Run,
    look: Callable[[], View],
    before: str,
    still: float,
    seconds: float,
    tells: Callable[[View], bool] = lambda _: True,
) -> bool:
    """Wait up to `seconds` for a page with another mark than `before` that is the same for `still` seconds.

    Only what was read is concluded from, and only from what `tells` that it is another page. What came up while a press
    was waited for has stood since then.
    """
    last, since = run.draft.came if run.draft.came[0] != before else (before, 0.0)

    def turned() -> bool | None:
        nonlocal last, since
        view = look()
        if view.read and view.mark != last:
            last, since = view.mark, run.window.now()
        stands = view.read and last != before and run.window.now() - since >= still
        return True if stands and tells(view) else None

    with run.long(Doing.TURNING, seconds):
        found = run.window.wait(turned, seconds) or False
    run.draft.came = (last, since)
    return found


def has_led_on(run: Run, before: View, still: float, seconds: float) -> bool:
    """Wait up to `seconds` for a page of the form that asks for something that `before` does not, as `has_turned` does.

    Other words, or a sign that it is at work, may come before something leaves.
    """
    asked = _asked(before).keys()
    return has_turned(run, run.look, before.mark, still, seconds, lambda view: bool(_asked(view).keys() - asked))


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
_EMPTY = "about:blank"


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


def press(run: Run) -> Button | None:
    """Press the one button while nothing can leave; return what it did, or None when it did nothing.

    A page whose button sends has been left, and nothing has left it.
    """
    ledger, asked, before = run.ledger, len(run.dialogs), look_at_page(run)
    button = _lone(run, before)
    if button is None:
        return None
    written = _written_on_page(run, button)
    values = {*run.draft.entered.values(), *run.draft.telling_values, *written}
    with ledger.nothing_leaves(values) as held:
        with ledger.acting():
            touch.press(run.window, button.element, _PRESS_TIME)  # it may have gone, or something lies on it
        turned = _turned(run, before.mark)
        sends = ledger.page_sends or len(run.dialogs) > asked
        sends = sends or any(request.carries(run.draft.telling_values) or request.loads == "page" for request in held)
        if sends:
            _leave(run, asked)
    ledger.tried(run.draft.telling_values)
    if sends:
        return Button.SENDS
    if not turned:
        return None
    run.draft.turn()
    run.tell(Kind.STEP_DONE, "go_on", how=button.how, optional="yes")
    return Button.LEADS_ON


def _written_on_page(run: Run, button: Found) -> set[str]:
    """Return what stands in a page of the form beside what is known already: the person may have put it in."""
    fields = read_form(button.element).fields
    run.draft.note_page(fields)
    known = set(run.draft.entered.values())
    return {one.value for one in fields if one.value.strip() and one.value not in known and one.kind not in CHOSEN}


def _turned(run: Run, before: str) -> bool:
    """Wait until another page stands still, or until a request was held back that sends."""
    try:
        return has_turned(run, partial(look_at_page, run), before, _STILL, _TURNING)
    except Stop as stop:
        if stop.reason != Reason.PAGE_SENDS:
            raise
        return False


def _leave(run: Run, asked: int) -> None:
    """Leave a page that tried to send, and forget the try: nothing has left."""
    try:
        run.window.page.goto(_EMPTY, timeout=_PRESS_TIME * 1000)
    except Error:
        run.window.rest(0)
    run.ledger.forget_try()
    del run.dialogs[asked:]
