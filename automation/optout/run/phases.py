"""The phases of one objection, from the sign-in to the outcome, and the one loop that goes through them.

A phase looks at the page and goes on from there, so that it can be entered again after an
interruption. What it has done is in `progress`.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import NoReturn, Union

from optout.failpoints import reach
from optout.outcome import Outcome, Reason, State, Stop
from optout.run.approval import approve_form
from optout.run.confirmation import wait_for_answer
from optout.run.context import RunContext
from optout.run.filling import fill_form
from optout.run.handover import COMPLETE_FORM, Handover, ask_person, hand_over
from optout.run.interruptions import RequestPaused, SubmittedByHand
from optout.run.paths import reach_form
from optout.run.paused_requests import (
    check_requests,
    decide_paused_request,
    note_submission_by_hand,
)
from optout.run.progress import Progress
from optout.run.prompts import THE_FORM, Question
from optout.run.reading_settings import (
    judge_unturned,
    read_settings,
    read_settings_again,
    settings_to_turn,
)
from optout.run.sign_in import complete_sign_in
from optout.run.submission import answer_dialog, click_send, disarm_if_nothing_left
from optout.run.turning import turn_settings
from optout.run.verdict import judge_error

logger = logging.getLogger("optout.run.phases")

Phase = Callable[[RunContext, Progress], Union["Phase", Outcome]]
"""Does one part of a run; returns the next phase, or the outcome."""
# Times that a page of the form is filled, the same one included: a wizard may turn in a circle.
_MOST_PAGES = 20


def carry_out(context: RunContext, progress: Progress) -> Outcome:
    """Run the phases until one returns an outcome.

    Never raises for what the page, the person or the browser does.
    """
    logger.debug("flow %s, case %s", context.flow.id, context.objection.replay_case or "none: live")
    context.window.on_dialog = partial(answer_dialog, context, progress)
    context.window.on_wait = partial(check_requests, context, progress)
    try:
        outcome = _run_phases(context, progress)
        reach("answered")
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        reason = error.reason.value if isinstance(error, Stop) else type(error).__name__
        logger.debug("the run was ended by %s", reason)
        outcome = _outcome_of_error(context, progress, error)
    finally:  # also after the Ctrl-C that ends at once
        context.window.on_wait = context.interceptor.ask_again
        context.policy.close()
    logger.debug("outcome: %s, %s", outcome.state.value, outcome.reason.value)
    return outcome


def may_have_left(context: RunContext, progress: Progress) -> bool:
    """Return True if the form may have left, or a setting was pressed."""
    return context.policy.may_have_left or progress.pressed_at is not None


def _run_phases(context: RunContext, progress: Progress) -> Outcome:
    phase: Phase = sign_in
    while True:
        logger.debug("phase: %s", phase.__name__)
        try:
            result = phase(context, progress)
        except RequestPaused as paused:  # raised by any wait
            logger.debug("a paused request interrupts %s", phase.__name__)
            result = _settle_paused_request(context, progress, paused, phase)
        except SubmittedByHand:  # raised by any wait
            logger.debug("the person submitted the form during %s", phase.__name__)
            result = _follow_submission_by_hand(context, progress)
        except Stop as stop:
            is_notice = stop.reason is Reason.ALREADY_OBJECTED
            if phase is ask_about_notice or not is_notice:
                raise
            progress.obstacle = stop
            result = ask_about_notice
        if isinstance(result, Outcome):
            return result
        phase = result


def _settle_paused_request(
    context: RunContext, progress: Progress, paused: RequestPaused, interrupted: Phase
) -> Phase:
    """Have the person decide about a paused request, and return the phase that follows.

    It is the interrupted one, which looks at the page again; or `await_confirmation`, if they have
    submitted the form with their answer.
    """
    try:
        decide_paused_request(context, progress, paused.request)
        # Before the approval a “yes” is a submission by hand: this raises SubmittedByHand.
        check_requests(context, progress)
    except RequestPaused as next_paused:
        return _settle_paused_request(context, progress, next_paused, interrupted)
    except SubmittedByHand:
        return _follow_submission_by_hand(context, progress)
    return interrupted


def _follow_submission_by_hand(context: RunContext, progress: Progress) -> Phase:
    """Note that the person submitted the form in the window; the phase that follows waits for its answer."""
    note_submission_by_hand(context, progress)
    return await_confirmation


def _outcome_of_error(context: RunContext, progress: Progress, error: Exception) -> Outcome:
    """Have the error that ended the run judged, with what it has sent and pressed so far."""
    pressed = [setting.label for setting in progress.settings if setting.pressed_at]
    return judge_error(
        error,
        may_have_left=may_have_left(context, progress),
        page_sent=next(iter(context.policy.leaks), ""),
        signed_in=context.reporter.steps_begun > 1,
        where=context.checks.where(),
        label=next(iter(pressed), ""),
    )


# The phases of every run.


def sign_in(context: RunContext, progress: Progress) -> Phase:
    """Have the person sign in.

    The policy allows every request meanwhile, so that nothing interrupts this phase.
    """
    context.reporter.begin_step("sign_in")
    context.reporter.finish_step("sign_in", complete_sign_in(context, progress))
    context.policy.note_signed_in()
    reach("signed_in")
    progress.dialogs.clear()  # what a page asks during the sign-in is between it and the person
    return read_first if context.flow.switches else open_form


def ask_about_notice(context: RunContext, progress: Progress) -> NoReturn:
    """Ask the person whether the page says that they have objected before.

    Both answers end the run, so that this phase always raises Stop: for the notice, if they say
    yes; otherwise because the form is missing.
    """
    stop = progress.obstacle
    if stop is None:
        raise TypeError("there is no notice")
    words = stop.detail.get("words", "")
    question = Question("notice", words, ("yes", "no"), "no", detail={"quote": words})
    if ask_person(context, progress, question) == "yes":
        raise stop
    raise context.checks.build_stop(Reason.TARGET_MISSING, target=THE_FORM)


# The phases of a form.


def open_form(context: RunContext, progress: Progress) -> Phase:
    """Walk to the form, or have the person lead to it."""
    context.reporter.begin_step("open_form")
    progress.form.arrival = reach_form(context, progress)
    context.reporter.finish_step("open_form", {"address": context.address})
    context.policy.note_form_opened()
    return fill_pages


def fill_pages(context: RunContext, progress: Progress) -> Phase:
    """Fill the form, page by page, until only the send is left."""
    fill_form(context, progress)
    context.policy.note_form_filled(progress.form.submitted_values())
    reach("filled")
    context.reporter.report("form_filled")
    return approve


def approve(context: RunContext, progress: Progress) -> Phase:
    """Have the filled form approved, and journal that it is about to be sent: from there a crash leaves it unknown."""
    context.reporter.begin_step("send")
    approved = approve_form(context, progress)
    progress.form.approved = approved
    progress.alerts.clear()
    progress.dialogs.clear()
    context.policy.arm(progress.form.submitted_values(approved.form))
    return submit


def submit(context: RunContext, progress: Progress) -> Phase:
    """Click the approved button once, and watch whether the form leaves.

    If something kept it from leaving, the person completes it, or its next page is filled.
    """
    approved = progress.form.approved
    if approved is None:
        raise TypeError("nothing was approved")
    if approved.button is None:  # the person sent the form in the window
        context.reporter.finish_step("send", by_hand=True)
        return await_confirmation
    if not progress.may_have_clicked_send:
        # before it is clicked: it is never clicked again for the same approval
        progress.may_have_clicked_send = True
        click_send(context, approved.button)
    obstacle = disarm_if_nothing_left(context, progress, approved)
    if obstacle is None:
        context.reporter.finish_step("send")
        return await_confirmation
    progress.form.approved = None
    progress.form.approved_before = approved
    progress.may_have_clicked_send = False
    if isinstance(obstacle, Stop):
        progress.obstacle = obstacle
        return complete
    progress.form.turn_page(progress.form.page)
    return _fill_again(context, progress)


def complete(context: RunContext, progress: Progress) -> Phase:
    """Have the person complete what kept the form from being sent."""
    if progress.obstacle is None:
        raise TypeError("nothing kept the form from being sent")
    hand_over(context, progress, Handover(progress.obstacle, COMPLETE_FORM))
    return _fill_again(context, progress)


def _fill_again(context: RunContext, progress: Progress) -> Phase:
    """Return the phase that fills the page in front, the next one or the same; raise Stop after too many."""
    progress.steps.pages += 1
    progress.steps.taken = 0
    if progress.steps.pages == _MOST_PAGES:
        target = context.flow.described(context.flow.send.send)
        raise context.checks.build_stop(Reason.TARGET_MISSING, target=target)
    return fill_pages


def await_confirmation(context: RunContext, progress: Progress) -> Outcome:
    """Wait for the answer to the submission, and judge it."""
    context.reporter.begin_step("confirm")
    outcome = wait_for_answer(context, progress)
    if outcome.state == State.CONFIRMED:
        detail = {"quote": outcome.matched} if outcome.matched else {"how": "read_by_person"}
        context.reporter.finish_step("confirm", detail)
    return outcome


# The phases of settings.


def read_first(context: RunContext, progress: Progress) -> Phase | Outcome:
    """Read the settings from a fresh document; that is the outcome if none is to be turned."""
    read_settings(context, progress)
    if settings_to_turn(context, progress):
        return press_settings
    return judge_unturned(context, progress)


def press_settings(context: RunContext, progress: Progress) -> Phase:
    """Have the settings approved, and press each once; raise Stop if nothing was pressed."""
    turn_settings(context, progress, settings_to_turn(context, progress))
    return read_again


def read_again(context: RunContext, progress: Progress) -> Outcome:
    """Read the settings again from a fresh document: only that proves how they are."""
    return read_settings_again(context, progress)
