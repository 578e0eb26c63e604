"""Conducts one objection, from the open browser to the sealed record and the window that stays."""

import math
from collections.abc import Callable
from dataclasses import replace
from functools import partial

from playwright.sync_api import BrowserContext, Error

from optout.errors import Interrupted, WindowGone
from optout.evidence.recorder import Recorder
from optout.outcome import Outcome, Reason, State
from optout.run.events import FOR_THE_SCREEN, Event
from optout.run.inputs import Helpers, Objection, RunResult
from optout.run.objection import carry_out
from optout.run.sealing import about_of, capture_after, capture_filled, seal_run
from optout.run.session import Run


def run_and_seal(
    context: BrowserContext, objection: Objection, helpers: Helpers, tick: Callable[[], None]
) -> RunResult:
    """Carry one objection from the open browser to the sealed record; what came about stays in the window.

    Raise RecordError or JournalError, before anything was sent, where nothing can be kept.
    """
    helpers.journal.check()
    about = about_of(objection)
    about.deadline(about.started_at)  # what is needed to say when an answer is due is not missed after the send
    recorder = Recorder(objection.records, about)
    helpers = replace(helpers, observers=[*helpers.observers, _Timeline(recorder)])
    run = Run(context, objection, helpers, recorder.id, tick)
    run.capture_before = partial(capture_filled, run, recorder)
    run.capture_after = partial(capture_after, run, recorder)
    outcome: Outcome | None = None
    try:
        outcome = carry_out(run)
    finally:  # also after the Ctrl-C that ends at once
        kept = _is_worth_keeping(outcome, arrived=run.draft.arrival is not None, may_have_left=run.may_have_left)
        kept = (kept or objection.replay_case is not None) and not objection.options.recheck_only
        if not kept:
            recorder.discard()
    sent_at = run.sends.sent_at or run.pressed_at
    sealed, trouble = seal_run(run, about, recorder, outcome) if kept else (None, [])
    # The gate stays until the browser is closed: taking it away waits for an answer that may never come.
    arrival = run.draft.arrival
    result = RunResult(
        id=recorder.id,
        outcome=outcome,
        sent_at=sent_at,
        deadline=about.deadline(sent_at) if sent_at and outcome.state == State.CONFIRMED else None,
        sealed=sealed,
        trouble=tuple(trouble),
        held_back=run.sends.held_back,
        way=arrival.way if arrival else {},
        found=run.draft.found,
        replay=objection.replay_case is not None,
        pointed={name: at.lasting for name, at in run.pointed.items() if at.lasting},
        by_hand=tuple(run.draft.by_hand),
        kept=kept,
        settings=tuple(run.settings) if run.accounts else (),
        account_named=run.account_named,
    )
    helpers.tell_end(result)
    ask = helpers.ask_to_close if outcome.reached and not run.window.gone else None
    return replace(result, go_on=_stay(run, ask())) if ask else result


class _Timeline:
    """Writes what happens into the record's timeline, unless it is only for the screen."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def tell(self, event: Event) -> None:
        if event.kind not in FOR_THE_SCREEN:
            self._recorder.note(event.kind, step=event.step, **event.detail)


def _is_worth_keeping(outcome: Outcome | None, *, arrived: bool, may_have_left: bool) -> bool:
    """Whether a run reached the form, or what the controller says in its place, or may have sent something."""
    says = outcome and (outcome.state != State.STOPPED or outcome.reason == Reason.NOT_AVAILABLE)
    return arrived or may_have_left or bool(says)


def _stay(run: Run, pressed: Callable[[], bool]) -> bool:
    """Keep the window until the person wants it closed, or has closed it; False when they asked to end all."""
    told = run.sends.held_back  # the button that sends may still be there

    def look() -> bool | None:
        nonlocal told
        if run.sends.held_back > told:
            told = run.sends.held_back
            run.tell("held_at_end")
        return pressed() or None

    try:
        run.window.wait(look, math.inf)
    except Interrupted:
        return False
    except (WindowGone, Error):
        pass
    return True
