"""Shows the filled form and asks whether it may be sent, until what was approved is what stands in it."""

from collections.abc import Callable
from dataclasses import replace
from urllib.parse import urlsplit

from optout.browser.element import Element
from optout.browser.page import FormField, goes_to
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.i18n import _
from optout.outcome import Reason
from optout.run.account import note_account_of_form
from optout.run.ask import ask
from optout.run.asker import DONE, NO, ONWARD, UNNAMED, YES, Question
from optout.run.draft import Approved, Arrival
from optout.run.events import SEND, Kind
from optout.run.fields import put_back
from optout.run.readiness import Ready, read_ready
from optout.run.session import Run
from optout.run.takeover import HANDED_OVER, ROUNDS, hand_over_step, mend, take_over

Keep = Callable[[tuple[FormField, ...]], None]
"""Keeps pictures of the filled form, and the fields that were read."""
_CHANGES = 5
"""How often a form may change while it is asked about: one that never stands still cannot be approved."""


def approve(run: Run, arrival: Arrival, keep: Keep) -> Approved | None:
    """Show the filled form until what was approved is what stands in it; None: its button only leads on.

    What stands in the way is handed over to the person, who may also say that they have sent it.

    Raises:
        Stop: nobody approved it, or the page asked something.
    """
    left = ROUNDS
    told: set[str] = set()
    asked_about: list[Ready] = []
    while True:
        try:
            ready = read_ready(run)
            run.draft.note_read(ready.fields)
            run.sends.contents = run.draft.contents(ready.seen)
            note_account_of_form(run)
            keep(ready.fields)
            if run.options.until_filled:
                raise run.stop(Reason.UNTIL_FILLED)
            how = _ask(run, arrival, ready, asked_about[-1].seen if asked_about else ())
            if how == ONWARD:
                return None
            if approved := _look_once_more(run, ready, run.draft.approve(how, ready.seen), len(asked_about)):
                return approved
            asked_about.append(ready)
        except Stop as stop:
            run.stop_on_dialog()
            words = stop.detail.get("words", "")
            left = ROUNDS if stop.reason == Reason.FORM_INVALID and words not in told else left - 1
            told.add(words)  # one after the other: each that is new is the person's, however many they are
            if stop.reason == Reason.FORM_INVALID and left:
                mend(run, stop)
                continue
            if stop.reason not in HANDED_OVER or not left:
                raise
            done = take_over(run, stop, hand_over_step(run, run.flow.send, [], SEND))
            if done in (ONWARD, DONE):
                return None if done == ONWARD else run.draft.approve("in_window")
            asked_about = []


def _look_once_more(run: Run, ready: Ready, approved: Approved, times: int) -> Approved | None:
    """Look at the form once more, no wait before the click; None when it has changed since it was asked about."""
    now = read_ready(run)
    if (now.seen, now.unknown) == (ready.seen, ready.unknown):
        _check_once_more(run, now.button.element)
        return replace(approved, button=now.button.element)
    if not run.approved_beforehand:
        run.tell(Kind.FORM_CHANGED, SEND)
    if run.approved_beforehand or times == _CHANGES - 1:
        raise run.stop(Reason.VALUE_PUT_BACK, target=_("the form"))
    return None


def _ask(run: Run, arrival: Arrival, ready: Ready, before: tuple[FormField, ...]) -> str:
    """Ask whether this may be sent, and return how that was said; ONWARD: the button only leads on."""
    if run.approved_beforehand:
        if not arrival.sure:
            raise run.stop(Reason.TITLE_UNKNOWN, title=arrival.title)
        held = {field.value for field in ready.seen}
        entered = {name: value for name, value in run.draft.entered.items() if name != "country"}
        if changed := [name for name, value in entered.items() if value not in held]:
            raise put_back(run, changed[0])
        return "in_advance"
    about, account = run.flow.controller, run.account_named or ""
    choices: tuple[str, ...] = (YES, NO, ONWARD) if ready.unknown else (YES, NO)
    if account and not run.options.whole_page:  # of a page that is kept whole, the name cannot be taken out
        choices = (*choices, UNNAMED)
    question = Question(Moment.APPROVE, about, choices, NO, ready.seen, run.address, before, account=account)
    named = replace(question, title=arrival.title, button=ready.unknown, detail={"controller": about})
    answer = ask(run, named)
    if answer == ONWARD:
        return ONWARD
    if answer == UNNAMED:
        run.unkept.add(account)
    elif answer != YES:
        raise run.stop(Reason.DECLINED)
    return "asked"


def _check_once_more(run: Run, button: Element) -> None:
    """Make sure that the click may follow.

    Raises:
        Stop: a wrong address, also one that the form would go to, or a question of the page's own.
    """
    run.check_address()
    run.stop_on_dialog()
    where = goes_to(button)
    if where is not None and not run.window.allows(where):
        parts = urlsplit(where)  # the path may hold what is no one's business
        raise run.stop(Reason.SENT_ABROAD, address=parts.netloc or f"{parts.scheme}:")
