"""One objection from start to outcome: sign in, open the form, fill it, approve, send once, read the answer.

A flow of settings is read, approved, turned and read again in its place: see `run/setting.py`.
"""

from collections.abc import Callable
from functools import partial

from optout.errors import SentByHand, Stop
from optout.failpoints import Point, reach
from optout.outcome import Outcome, Reason, State
from optout.run.answer import watch
from optout.run.approval import Keep, approve
from optout.run.arrival import as_read, open_form
from optout.run.draft import Approved, Arrival
from optout.run.events import BY_HAND, CONFIRM, SEND, Kind
from optout.run.paused import PausedSends
from optout.run.send import NextPage, click_once, decide_dialog, why_nothing_left
from optout.run.session import Run
from optout.run.setting import turn_settings
from optout.run.sign_in import sign_in
from optout.run.takeover import mend
from optout.run.verdict import Stood, error_name, judge_error
from optout.run.wizard import fill_form, turn_page

_MOST_PAGES = 20
"""How many pages a person may say that the form has."""
_SIGNED_IN = 1  # the number of the step before the form


def carry_out(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does.

    `keep` keeps the filled form, or settings before they are pressed; `keep_after` keeps settings after the press
    (without an outcome), or the answer while its words stand there.
    """
    run.window.on_dialog = partial(decide_dialog, run)
    run.window.on_wait = PausedSends(run).settle
    try:
        outcome = _turn(run, keep, keep_after) if run.flow.switches else _send_form(run, keep, keep_after)
        reach(Point.ANSWERED)
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        outcome = judge_error(error, _stood(run, error))
    finally:  # also after a second Ctrl-C, which ends at once
        run.window.on_wait = lambda: None
        run.sends.close()
    return outcome


def _turn(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    try:
        _sign_in(run)
        return turn_settings(run, lambda: keep(()), lambda: keep_after(None))
    except Stop as stop:
        raise as_read(run, stop) from None


def _send_form(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    try:
        try:
            _sign_in(run)
            _fill_and_send(run, keep)
        except Stop as stop:
            raise as_read(run, stop) from None
    except SentByHand:  # at any point
        _note_sent_by_hand(run)
    return _read_answer(run, keep_after)


def _sign_in(run: Run) -> None:
    run.events.begin("sign_in")
    run.events.done("sign_in", sign_in(run))
    run.sends.signed_in()
    reach(Point.SIGNED_IN)
    run.dialogs.clear()  # what a page asks while the person signs in is between the two of them


def _fill_and_send(run: Run, keep: Keep) -> None:
    arrival = _open(run)
    remaining = fill_form(run)
    for _page in range(_MOST_PAGES):
        _tell_filled(run)
        approved = approve(run, arrival, keep)
        if approved is None:
            run.events.put_off()
            remaining = turn_page(run, remaining)
            continue
        missed = _send(run, approved)
        if missed is None:
            return
        run.events.put_off()
        if isinstance(missed, Stop):
            mend(run, missed)
        else:
            run.draft.turn()
            remaining = fill_form(run, remaining)
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(run.flow.send.send))


def _open(run: Run) -> Arrival:
    run.events.begin("open_form")
    arrival = open_form(run)
    run.events.done("open_form", {"address": arrival.address})
    run.draft.arrival = arrival
    run.sends.opened()
    return arrival


def _tell_filled(run: Run) -> None:
    run.sends.filled(run.draft.contents())
    reach(Point.FILLED)
    run.tell(Kind.FORM_FILLED)
    run.events.begin(SEND)


def _send(run: Run, approved: Approved) -> Stop | NextPage | None:
    """Send once: from here on a crash is unknown, and blocks a second try. Return what kept it from leaving."""
    reach(Point.BEFORE_ARMING)
    run.draft.approved = approved
    run.sends.arm(run.draft.contents(approved.form))
    reach(Point.ARMED)
    click_once(run, approved)
    if missed := why_nothing_left(run, approved):
        run.draft.approved, run.draft.approved_before = None, approved
        return missed
    run.events.done(SEND, {} if approved.button else BY_HAND)
    return None


def _note_sent_by_hand(run: Run) -> None:
    """Note a send that left before the program pressed, or after it had pressed in vain."""
    run.window.stay()
    run.asker.end()
    run.tell(Kind.STEP_DONE, SEND, **(BY_HAND if SEND in run.draft.by_hand else {}))


def _read_answer(run: Run, keep: Callable[[Outcome], None]) -> Outcome:
    run.events.begin(CONFIRM)
    outcome = watch(run, keep)
    if outcome.state == State.CONFIRMED:
        run.events.done(CONFIRM, {"quote": outcome.matched} if outcome.matched else {"how": "read_by_person"})
    return outcome


def _stood(run: Run, error: Exception) -> Stood:
    return Stood(
        may_have_left=run.may_have_left,
        page_sent=next(iter(run.sends.leaks), ""),
        signed_in=run.events.number > _SIGNED_IN,
        where=run.where(),
        error=error_name(error),
    )
