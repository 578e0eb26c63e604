"""One objection from start to outcome: sign in, open the form, fill it, approve, send once, read the answer.

A flow of settings goes on in `run/setting.py` instead.
"""

from functools import partial

from optout.outcome import Outcome, Reason, SentByHand, State, Stop
from optout.run.answer import Watch
from optout.run.arrive import confirm_objected, open_form, sign_in
from optout.run.help import FIX, ask_help
from optout.run.send import approve, decide_dialog, press_once, settle_paused
from optout.run.session import Run
from optout.run.setting import turn_settings
from optout.run.steps import RemainingSteps, next_step, take
from optout.run.verdict import judge_error

_MOST_PAGES, _MOST_STEPS = 20, 60  # pages and steps that a form may have: a wizard may turn in a circle
_SIGNED_IN = 1  # the number of the step before the form


def carry_out(run: Run) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does."""
    run.window.on_dialog = partial(decide_dialog, run)
    run.window.on_wait = partial(settle_paused, run)
    try:
        outcome = _carry_out(run)
        run.reach("answered")
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        outcome = judge_error(
            error,
            may_have_left=run.may_have_left,
            page_sent=next(iter(run.sends.leaks), ""),
            signed_in=run.events.number > _SIGNED_IN,
            where=run.where(),
            label=next((one.label for one in run.settings if one.pressed_at), ""),
        )
    finally:  # also after the Ctrl-C that ends at once
        run.window.on_wait = run.gate.ask_again
        run.sends.close()
    return outcome


def _carry_out(run: Run) -> Outcome:
    try:
        try:
            run.events.begin("sign_in")
            run.events.done("sign_in", sign_in(run))
            run.sends.signed_in()
            run.reach("signed_in")
            run.dialogs.clear()  # what a page asks while the person signs in is between the two of them
            if run.flow.switches:
                return turn_settings(run)
            run.events.begin("open_form")
            run.draft.arrival = open_form(run)
            run.events.done("open_form", {"address": run.address})
            run.sends.opened()
            _fill_and_send(run)
        except Stop as stop:
            raise confirm_objected(run, stop) from None
    except SentByHand:  # at any point
        run.window.stay()
        run.asker.end()
        run.events.done("send", by_hand="send" in run.draft.by_hand)
    run.events.begin("confirm")
    outcome = Watch(run).watch()
    if outcome.state == State.CONFIRMED:
        run.events.done("confirm", {"quote": outcome.matched} if outcome.matched else {"how": "read_by_person"})
    return outcome


def _fill_and_send(run: Run) -> None:
    """Fill the form page by page, and send it once it is approved; what kept it from leaving the person puts right."""
    remaining = RemainingSteps(run)
    for _page in range(_MOST_PAGES):
        _fill(run, remaining)
        run.sends.filled(run.draft.contents())
        run.reach("filled")
        run.tell("form_filled")
        run.events.begin("send")
        approved = approve(run)
        run.draft.approved = approved
        run.alerts.clear()
        run.dialogs.clear()
        run.sends.arm(run.draft.contents(approved.form))
        if (missed := press_once(run, approved)) is None:
            run.events.done("send", by_hand=approved.button is None)
            return
        run.draft.approved, run.draft.approved_before = None, approved
        run.events.number -= 1  # it is taken again, on another page of the form
        if isinstance(missed, Stop):
            ask_help(run, missed, FIX)
        else:
            run.draft.turn(run.page())
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(run.flow.send.send))


def _fill(run: Run, remaining: RemainingSteps) -> None:
    """Take every step that the page shows, by the program or by the person, until only the send is left."""
    for _step in range(_MOST_STEPS):
        if (step := next_step(run, remaining)) is run.flow.send:
            return
        take(run, remaining, step)
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(run.flow.send.send))
