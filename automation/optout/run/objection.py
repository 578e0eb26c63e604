"""One objection from start to outcome: sign in, open the form, fill it, approve, send once, read the answer.

A flow of settings is read, approved, turned and read again in its place: see `run/switches.py`.
"""

from collections.abc import Callable
from enum import Enum
from functools import partial

from optout.errors import SentByHand, Stop
from optout.failpoints import Point, reach
from optout.outcome import Outcome, Reason, State
from optout.run import switches
from optout.run.answer import watch
from optout.run.approval import Keep, approve
from optout.run.arrival import as_read, open_form
from optout.run.draft import Approved, Arrival, Draft
from optout.run.events import BY_HAND, CONFIRM, SEND, Kind
from optout.run.send import click_once, decide_dialog, why_nothing_left
from optout.run.session import Button, Run, Sends
from optout.run.sign_in import sign_in
from optout.run.takeover import mend
from optout.run.verdict import Stood, error_name, judge_error
from optout.run.wizard import Remaining, fill_form, turn_page

_MOST_OPENINGS, _MOST_PAGES = 2, 20
"""How often the form is opened (a second time: a button that seemed to lead on proved to send), and how many pages a
person may say that it has."""
_SIGNED_IN = 1  # the number of the step before the form


class _Came(Enum):
    """What came of a form that was filled and shown to the person."""

    SENT = "it has left, or may have"
    MENDED = "nothing left; what the page missed is mended, and it is approved anew"
    LED_ON = "nothing left, and the button has led to another page of the form"
    NOT_APPROVED = "the form has another page, says the person"


def carry_out(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does.

    `keep` keeps the filled form, or settings before they are pressed; `keep_after` keeps settings after the press
    (without an outcome), or the answer while its words stand there.
    """
    run.window.on_dialog = partial(decide_dialog, run)
    try:
        try:
            _carry_to_the_send(run, keep, lambda: keep_after(None))
        except SentByHand:  # at any point
            switches.note_turned_by_hand(run) if run.flow.switches else _note_sent_by_hand(run)
        outcome = switches.read_back(run) if run.flow.switches else _read_answer(run, keep_after)
        reach(Point.ANSWERED)
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        outcome = judge_error(error, _stood(run, error))
    finally:  # also after a second Ctrl-C, which ends at once
        run.ledger.settle()
    return outcome


def _carry_to_the_send(run: Run, keep: Keep, keep_pressed: Callable[[], None]) -> None:
    try:
        _sign_in(run)
        if run.flow.switches:
            switches.turn(run, lambda: keep(()), keep_pressed)
        else:
            _fill_and_send(run, keep)
    except Stop as stop:
        raise as_read(run, stop) from None


def _sign_in(run: Run) -> None:
    run.events.begin("sign_in")
    run.events.done("sign_in", sign_in(run))
    run.gate.hold_sockets()
    reach(Point.SIGNED_IN)
    run.dialogs.clear()  # what a page asks while the person signs in is between the two of them


def _fill_and_send(run: Run, keep: Keep) -> None:
    for opening in range(_MOST_OPENINGS):
        if opening:
            _begin_anew(run)
        arrival = _open(run)
        if arrival is Button.SENDS or (remaining := fill_form(run)) is Button.SENDS:
            continue
        for _page in range(_MOST_PAGES):
            _tell_filled(run)
            approved = approve(run, arrival, keep)
            came = _send(run, approved) if isinstance(approved, Approved) else _Came.NOT_APPROVED
            if came is _Came.SENT:
                return
            run.events.put_off()
            if came is _Came.MENDED:
                continue
            run.ledger.not_filled()
            if (_turned(run, remaining) if came is _Came.LED_ON else turn_page(run, remaining)) is Button.SENDS:
                break
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(run.flow.send.send))


def _begin_anew(run: Run) -> None:
    """Begin a second draft: the button that was taken to lead on sends, and its page was left."""
    run.drafts.append(Draft(button_sends=True))
    run.ledger.not_filled()
    run.events.begin_anew(_SIGNED_IN)


def _open(run: Run) -> Arrival | Sends:
    run.events.begin("open_form")
    arrival = open_form(run)
    if isinstance(arrival, Arrival):
        run.events.done("open_form", {"address": arrival.address})
        run.draft.arrival = arrival
        run.ledger.opened()
    return arrival


def _tell_filled(run: Run) -> None:
    run.ledger.filled(run.draft.contents())
    reach(Point.FILLED)
    run.tell(Kind.FORM_FILLED)
    run.events.begin(SEND)


def _turned(run: Run, remaining: Remaining) -> Remaining | Sends:
    """Fill the page to which the button has led that was taken for the one that sends."""
    run.draft.turn()
    return fill_form(run, remaining)


def _send(run: Run, approved: Approved) -> _Came:
    """Send once: from here on a crash is unknown, and blocks a second try."""
    reach(Point.BEFORE_ARMING)
    run.draft.approved = approved
    run.ledger.arm(run.draft.contents(approved.form))
    reach(Point.ARMED)
    click_once(run, approved)
    if why := why_nothing_left(run, approved):
        run.draft.approved = None
        if isinstance(why, Stop):
            mend(run, why)
        return _Came.LED_ON if why is Button.LEADS_ON else _Came.MENDED
    run.events.done(SEND, {} if approved.button else BY_HAND)
    return _Came.SENT


def _note_sent_by_hand(run: Run) -> None:
    """Note a send that the person did; the ledger journaled it before it left."""
    run.ledger.note_sent_by_hand(run.draft.contents(()))
    run.draft.by_hand.append(SEND)
    run.draft.approved = Approved((), None, "in_window", run.ledger.sent_at)
    run.window.stay()
    run.asker.end()
    run.tell(Kind.STEP_DONE, SEND, **BY_HAND)


def _read_answer(run: Run, keep: Callable[[Outcome], None]) -> Outcome:
    run.events.begin(CONFIRM)
    outcome = watch(run, keep)
    if outcome.state == State.CONFIRMED:
        run.events.done(CONFIRM, {"quote": outcome.matched} if outcome.matched else {"how": "read_by_person"})
    return outcome


def _stood(run: Run, error: Exception) -> Stood:
    return Stood(
        may_have_left=run.ledger.may_have_left,
        page_sends=run.ledger.page_sends,
        turns=bool(run.flow.switches),
        page_sent=next((leak.host for leak in run.ledger.leaks), ""),
        only_page_sent=run.ledger.only_kept,
        signed_in=run.events.number > _SIGNED_IN,
        where=run.where(),
        error=error_name(error),
    )
