"""One objection from start to outcome: sign in, open the form, fill it, approve, send once, read the answer.

A flow of settings goes on in `run/setting.py` instead.
"""

from collections.abc import Callable
from functools import partial
from typing import cast

from optout.browser.choices import is_country_list
from optout.browser.find import parts_of
from optout.browser.form import FormState, unanswered
from optout.browser.reading import Page
from optout.errors import SentByHand, Stop
from optout.failpoints import Point, reach
from optout.flow.model import Step
from optout.outcome import Outcome, Reason, State
from optout.run.answer import Watch
from optout.run.arrive import close_notices, confirm_objected, open_form, sign_in
from optout.run.events import BY_HAND, CONFIRM, SEND, Doing, Kind
from optout.run.help import FIX, ask_help, ask_to_tick, unfold
from optout.run.send import Keep, approve, decide_dialog, press_once, settle_paused
from optout.run.session import Run, Stillness
from optout.run.setting import turn_settings
from optout.run.steps import Todo, first_use, is_alone, take
from optout.run.verdict import judge_error

_MOST_PAGES, _MOST_STEPS = 20, 60  # pages and steps that a form may have: a wizard may turn in a circle
_LONE = 2.0  # seconds for which a page must stand still where there is but an address and a button
_SIGNED_IN = 1  # the number of the step before the form


def carry_out(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does.

    `keep` keeps the form, or settings, before the press; `keep_after` the answer, or settings without an outcome.
    """
    run.window.on_dialog = partial(decide_dialog, run)
    run.window.on_wait = partial(settle_paused, run)
    try:
        outcome = _carry_out(run, keep, keep_after)
        reach(Point.ANSWERED)
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


def _carry_out(run: Run, keep: Keep, keep_after: Callable[[Outcome | None], None]) -> Outcome:
    try:
        try:
            run.events.begin("sign_in")
            run.tell(Kind.STEP_DONE, "sign_in", **sign_in(run))
            run.sends.signed_in()
            reach(Point.SIGNED_IN)
            run.dialogs.clear()  # what a page asks while the person signs in is between the two of them
            if run.flow.switches:
                return turn_settings(run, lambda: keep(()), lambda: keep_after(None))
            run.events.begin("open_form")
            run.draft.arrival = open_form(run)
            run.tell(Kind.STEP_DONE, "open_form", address=run.address)
            run.sends.opened()
            _fill_and_send(run, keep)
        except Stop as stop:
            raise confirm_objected(run, stop) from None
    except SentByHand:  # at any point
        run.window.stay()
        run.asker.end()
        run.tell(Kind.STEP_DONE, SEND, **(BY_HAND if SEND in run.draft.by_hand else {}))
    run.events.begin(CONFIRM)
    outcome = Watch(run, keep_after).watch()
    if outcome.state == State.CONFIRMED:
        detail = {"quote": outcome.matched} if outcome.matched else {"how": "read_by_person"}
        run.tell(Kind.STEP_DONE, CONFIRM, **detail)
    return outcome


def _fill_and_send(run: Run, keep: Keep) -> None:
    """Fill the form page by page, and send it once it is approved; what kept it from leaving the person puts right."""
    todo = Todo(run)
    for _page in range(_MOST_PAGES):
        _fill(run, todo)
        run.sends.filled(run.draft.contents())
        reach(Point.FILLED)
        run.tell(Kind.FORM_FILLED)
        run.events.begin(SEND)
        approved = approve(run, keep)
        reach(Point.BEFORE_ARMING)  # from here on a crash is unknown, and blocks a second try
        run.draft.approved = approved
        run.alerts.clear()
        run.dialogs.clear()
        run.sends.arm(run.draft.contents(approved.form))
        reach(Point.ARMED)
        missed = press_once(run, approved)
        if missed is None:
            run.tell(Kind.STEP_DONE, SEND, **({} if approved.button else BY_HAND))
            return
        run.draft.approved, run.draft.approved_before = None, approved
        run.events.number -= 1  # it is taken again, on another page of the form
        if isinstance(missed, Stop):
            ask_help(run, missed, FIX)
        else:
            run.draft.turn(run.page())
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(run.flow.send.send))


def _fill(run: Run, todo: Todo) -> None:
    """Take every step that the page shows, by the program or by the person, until only the send is left."""
    for _step in range(_MOST_STEPS):
        step = _next(run, todo)
        if step is run.flow.send:
            return
        take(run, todo, step)
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(run.flow.send.send))


def _next(run: Run, todo: Todo) -> Step:
    """Wait for the step that can be taken next; where none shows, the person may turn the page, or answer what it asks.

    What must be done and does not come up is given as well: taking it then says what is missing.
    """
    stillness = Stillness(run.window)

    def look(page: Page) -> Step | None:
        step, still = todo.next(page), stillness.lasts(page, _LONE)
        return step if step and (still or not is_alone(page, step)) else None

    for _round in range(_MOST_STEPS):
        with run.long(Doing.FINDING, run.options.patience, first_use(next(iter(todo.must), run.flow.send))):
            step = cast("Step | None", run.wait_for(look))
        if step:
            return step
        if not (close_notices(run, run.page()) or unfold(run, run.draft.offered) or _ask_questions(run)):
            break
    missing: Step = (todo.must or [run.flow.send])[0]
    run.draft.waited.add(first_use(missing))
    return missing


def _ask_questions(run: Run) -> bool:
    """Have the person answer the questions that no step answers: what is sought may come up with an answer."""

    def form() -> FormState | None:
        page = run.look()
        groups = [one for one in parts_of(page).groups if not is_country_list(one)]
        labels = tuple(one.called for one in unanswered(groups) if one.called)
        return FormState(open=labels, read=True) if page.read else None

    return ask_to_tick(run, form)
