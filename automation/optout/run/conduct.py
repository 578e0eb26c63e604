"""Conducts one objection, from the open browser to the sealed record and the window that stays."""

import logging
import math
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from playwright.sync_api import BrowserContext, Error

from optout.deadline import Deadline
from optout.errors import Interrupted, JournalError, RecordError, WindowGone
from optout.evidence import Sealed, record
from optout.evidence.recorder import Recorder
from optout.failpoints import reach
from optout.flow import Target
from optout.outcome import Outcome, Reason, State
from optout.run.captures import RecordCaptures, capture_last
from optout.run.context import RunContext, open_run
from optout.run.inputs import Dependencies, Objection, RunResult
from optout.run.phases import carry_out, may_have_left
from optout.run.progress import Progress
from optout.run.record_facts import beginning_of, ending_of, site_of, submission_of
from optout.run.verdict import error_name
from optout.translation import _, joined

logger = logging.getLogger("optout.run.conduct")

# Seconds that it usually takes to start a browser and print the report with it.
_SEALING = 10.0


def run_and_seal(
    browser: BrowserContext,
    objection: Objection,
    dependencies: Dependencies,
    check_interrupt: Callable[[], None],
) -> RunResult:
    """Carry one objection to its sealed record; raise RecordError or JournalError before the send if none is kept."""
    dependencies.journal.check()
    beginning = beginning_of(objection)
    recorder = Recorder(objection.records, beginning)
    captures = RecordCaptures(recorder)
    context, progress = open_run(
        browser, objection, dependencies, recorder.id, check_interrupt, captures
    )
    context.reporter.note_in_timeline = recorder.note
    outcome: Outcome | None = None
    kept = False
    try:
        if objection.replay_case is None:
            # Raises now, not after the send, if what is needed to say when an answer is due is
            # missing.
            beginning.deadline(beginning.started_at)
        outcome = carry_out(context, progress)
    finally:  # also after the Ctrl-C that ends at once
        kept = _is_kept(context, progress, outcome)
        if not kept:
            recorder.discard()
    # The interceptor stays until the browser is closed: removing it waits for an answer that may
    # never come.
    result = _result(context, progress, beginning, outcome)
    if kept:
        result = _seal(context, progress, beginning, recorder, result)
    result = replace(result, kept=kept)
    dependencies.tell_end(result)
    is_worth_showing = outcome.is_confirmed_or_filled and not context.window.gone
    if dependencies.ask_to_close is None or not is_worth_showing:
        return result
    return replace(result, go_on=stay_open(context, dependencies.ask_to_close()))


def run_unsealed(context: RunContext, progress: Progress) -> tuple[Outcome, list[str]]:
    """Carry one objection out without a record; return its outcome, and what could not be journaled."""
    outcome = carry_out(context, progress)
    return outcome, _journal_end(context, beginning_of(context.objection), outcome)


def _is_kept(context: RunContext, progress: Progress, outcome: Outcome | None) -> bool:
    """True if a run leaves a record and a row: every replay does, and no run that only reads settings."""
    if context.options.recheck_only:
        return False
    if context.objection.replay_case is not None:
        return True
    return is_worth_keeping(
        outcome,
        arrived=progress.form.arrival is not None,
        may_have_left=may_have_left(context, progress),
    )


def is_worth_keeping(outcome: Outcome | None, *, arrived: bool, may_have_left: bool) -> bool:
    """Return True if a run reached the form, or the controller's notice in its place, or may have sent something."""
    if arrived or may_have_left:
        return True
    if outcome is None:
        return False
    return outcome.state != State.STOPPED or outcome.reason == Reason.NOT_AVAILABLE


def _result(
    context: RunContext, progress: Progress, beginning: record.Beginning, outcome: Outcome
) -> RunResult:
    form = progress.form
    sent_at = context.policy.sent_at or progress.pressed_at
    return RunResult(
        id=context.id,
        outcome=outcome,
        sent_at=sent_at,
        way=form.arrival.way if form.arrival else {},
        found=form.found,
        replay=context.objection.replay_case is not None,
        deadline=_deadline(beginning, outcome, sent_at),
        held_back=context.policy.held_back,
        pointed=_lasting_targets(progress),
        by_hand=tuple(form.steps_by_hand),
        settings=tuple(progress.settings) if progress.accounts else (),
        account_named=progress.account_named,
        request=_request_that_left(context),
    )


def _deadline(
    beginning: record.Beginning, outcome: Outcome, sent_at: datetime | None
) -> Deadline | None:
    """Return by when an answer to a confirmed objection is due; None if it is not confirmed."""
    if sent_at is None or outcome.state != State.CONFIRMED:
        return None
    return beginning.deadline(sent_at)


def _lasting_targets(progress: Progress) -> dict[str, Target]:
    """Return the elements that the person pointed at, as a flow can name them; others are left out."""
    targets = {}
    for name, element in progress.pointed.items():
        if element.lasting:
            targets[name] = element.lasting
    return targets


def _request_that_left(context: RunContext) -> str | None:
    """Return the method and address of the request that sent the form, or may have sent it."""
    if context.policy.submission is None:
        return None
    request = context.policy.submission.request
    return f"{request.method} https://{request.goes_to}"


def stay_open(context: RunContext, wants_to_close: Callable[[], bool]) -> bool:
    """Keep the window until the person wants it closed, or has closed it; False if they asked to end everything."""
    # The button that sends may still be there: whoever presses it now is told that nothing leaves.
    reported = context.policy.held_back

    def is_over() -> bool | None:
        nonlocal reported
        if context.policy.held_back > reported:
            reported = context.policy.held_back
            context.reporter.report("held_at_end")
        return wants_to_close() or None

    try:
        context.window.wait(is_over, math.inf)
    except Interrupted:
        return False
    except (WindowGone, Error):
        # The window is closed: that ends this objection, not those that follow.
        pass
    return True


# The journal and the record.


def _journal_end(context: RunContext, beginning: record.Beginning, outcome: Outcome) -> list[str]:
    """Journal the outcome; return what failed.

    It comes before anything else is written: a confirmed objection is never lost to a full disk.
    """
    awaited = context.policy.sent_at if outcome.state in record.ANSWER_AWAITED else None
    received_on, due_on = _dates(beginning, awaited)
    journal = context.dependencies.journal
    try:
        context.journal.record_state(State.PLANNED)
        journal.set_state(
            context.id, outcome.state, outcome.reason, received_on=received_on, due_on=due_on
        )
        if outcome.state is State.ALREADY_OFF:
            # A fresh document showed it: what an earlier run may have turned is known now.
            journal.settle_doubts(context.id)
    except JournalError as error:
        return [error.message]
    return []


def _dates(beginning: record.Beginning, sent_at: datetime | None) -> tuple[str | None, str | None]:
    """Return on which day an objection counts as received, and when its answer is due; None if none is awaited."""
    if sent_at is None:
        return None, None
    deadline = beginning.deadline(sent_at)
    received_on = beginning.answer_due(sent_at).received_on.isoformat()
    return received_on, deadline.day.isoformat() if deadline else None


def _seal(
    context: RunContext,
    progress: Progress,
    beginning: record.Beginning,
    recorder: Recorder,
    result: RunResult,
) -> RunResult:
    """Journal the outcome, then capture the last page and seal the record; return the result with it.

    What fails here is reported in the result, and never changes the outcome.
    """
    trouble = _journal_end(context, beginning, result.outcome)
    reach("journaled")
    was_signed_in = context.reporter.steps_begun > 1
    # a page is never captured before the sign-in is done
    if was_signed_in or context.policy.submission:
        capture_last(context, progress, recorder, result.outcome)
    site = site_of(context.flow, recorder.pages, submission_of(context, progress))
    recorder.of_site(site.controller, site.law)
    trouble += _note_controller(context, site.controller)
    result = replace(result, controller=site.controller)
    sealed: Sealed | None = None
    try:
        sealed = _write_record(context, progress, recorder, result.outcome)
    except RecordError as error:
        trouble.append(joined((error.message, error.hint), "; "))
    except Exception as error:  # noqa: BLE001  a record that fails never changes the outcome of the send
        logger.debug("the record could not be sealed: %s", type(error).__name__)
        message = _("the record could not be sealed ({error}); what was kept is in {folder}")
        name = error_name(error)
        trouble.append(message.format(error=name, folder=str(recorder.folder)))
    else:
        trouble += sealed.flaws
        trouble += _note_record(context, recorder, sealed)
        reach("sealed")
    held_back = context.policy.held_back
    return replace(result, sealed=sealed, trouble=tuple(trouble), held_back=held_back)


def _write_record(
    context: RunContext, progress: Progress, recorder: Recorder, outcome: Outcome
) -> Sealed:
    sent = submission_of(context, progress)
    if sent:
        recorder.sent(sent)
    reach("before_sealing")
    ending = ending_of(context, progress, outcome)
    with context.reporter.announce_wait("sealing", _SEALING):
        return recorder.seal(ending, context.dependencies.new_page)


def _note_controller(context: RunContext, controller: str) -> list[str]:
    """Note in the journal whose site it was; return what failed."""
    try:
        context.dependencies.journal.note_controller(context.id, controller)
    except JournalError as error:
        return [error.message]
    return []


def _note_record(context: RunContext, recorder: Recorder, sealed: Sealed) -> list[str]:
    """Note the record in the journal; return what failed."""
    try:
        context.dependencies.journal.note_record(recorder.id, sealed.folder, sealed.fingerprint)
    except JournalError as error:
        message = _("{says}, so it does not know this record: keep the fingerprint {fingerprint}")
        return [message.format(says=error.message, fingerprint=sealed.fingerprint)]
    return []
