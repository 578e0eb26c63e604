"""A request that the page wants to send and that the policy paused: the person decides whether it may leave.

While it is paused the page may not answer, so the question shows what the request itself contains.
"""

import logging
import math
from dataclasses import replace
from datetime import UTC, datetime

from optout.browser import FormValue, Request, values_in_request
from optout.outcome import Reason, Stop
from optout.run.confirmation import look_for_confirmation
from optout.run.context import RunContext
from optout.run.interruptions import RequestPaused, SubmittedByHand
from optout.run.progress import Approved, Progress
from optout.run.prompts import Choice, Question

logger = logging.getLogger("optout.run.paused_requests")

# Requests that a page may try one after the other once one was blocked.
_MOST_RETRIES = 20


def check_requests(context: RunContext, progress: Progress) -> None:
    """Have the policy decide again about paused requests. It is called in every wait.

    Raise RequestPaused if the person has to decide about one, and SubmittedByHand if they have
    submitted the form in the window.
    """
    context.interceptor.ask_again()
    if context.policy.paused:
        raise RequestPaused(context.policy.paused)
    submission = context.policy.declared_submission
    if submission is None or progress.form.approved:
        return
    if submission.phase in ("to_form", "filling"):
        raise SubmittedByHand


def note_submission_by_hand(context: RunContext, progress: Progress) -> None:
    """Note that the form was submitted in the window, and with which fields."""
    form, submission = progress.form, context.policy.declared_submission
    if submission and not form.approved:
        shown = values_in_request(form.filled, submission.request)
        if form.approved_before is None:
            form.steps_by_hand.append("send")
            form.approved = Approved("in_window", shown, at=submission.at)
        else:  # the same as was approved, by a page that was slow
            form.approved = replace(form.approved_before, form=shown, button=None)
    context.window.stay()
    context.reporter.finish_step("send", by_hand="send" in form.steps_by_hand)


def decide_paused_request(context: RunContext, progress: Progress, request: Request) -> None:
    """Have the person decide about a paused request; raise Stop if it must not leave and the run cannot go on.

    Whatever interrupts the question, the request does not leave.
    """
    began = context.window.now()
    if context.policy.phase in ("sent", "code"):
        question = _question_about_repeat(context, progress, request)
        _decide_second(context, progress, request, question)
    elif context.policy.follows_undeclared(request):
        question = _question_after_undeclared(context, progress, request)
        _decide_second(context, progress, request, question)
    else:
        _decide_first(context, progress, request)
    # The time that the person took to answer is none of the page's.
    progress.answer.until += context.window.now() - began


# A request that may be the objection: before the approval, or other than what was approved.


def _decide_first(context: RunContext, progress: Progress, request: Request) -> None:
    is_armed = context.policy.phase == "armed"
    shown = values_in_request(progress.form.filled, request)
    question = _question(context, request, shown, armed=is_armed)
    answer = "stop"
    try:
        if context.prompts.can_answer:
            answer = _ask(context, request, question)
    finally:  # also after a signal, or when the window is gone
        if answer == "stop":
            _block(context, armed=is_armed)
    logger.debug("paused request: %s", answer or "no longer paused")
    if answer == "stop":
        raise _stop_after_block(context, armed=is_armed)
    if not answer:  # what was approved has left by another request
        return
    context.policy.take_answer(answer)
    context.interceptor.ask_again()
    if is_armed:
        _note_new_approval(context, progress, request, shown)
    elif answer == "yes":
        progress.form.approved_before = None


def _question(
    context: RunContext, request: Request, shown: tuple[FormValue, ...], *, armed: bool
) -> Question:
    # What was approved does not lead on, but of several requests of the click one may save a draft.
    may_be_draft = context.policy.is_contested(request)
    offers_onward = not armed or may_be_draft
    choices: tuple[Choice, ...] = ("yes", "onward", "stop") if offers_onward else ("yes", "stop")
    return Question(
        "paused",
        context.flow.site_at(context.address).controller,
        choices,
        "stop",
        fields=shown,
        address=request.goes_to,
        why=Reason.NOT_AS_APPROVED if armed else None,
        detail=_detail(request),
    )


def _block(context: RunContext, *, armed: bool) -> None:
    """Block the paused request, and those that the page tries after it."""
    for _retry in range(_MOST_RETRIES):
        context.policy.take_answer("stop")
        context.interceptor.ask_again()
    if armed:
        context.policy.disarm(still_shown=False)


def _stop_after_block(context: RunContext, *, armed: bool) -> Stop:
    was_declined = context.prompts.can_answer and not armed
    return context.checks.build_stop(Reason.DECLINED if was_declined else Reason.NOT_AS_APPROVED)


def _note_new_approval(
    context: RunContext, progress: Progress, request: Request, shown: tuple[FormValue, ...]
) -> None:
    """Note that the person approved what a request contains, which differs from what they approved before."""
    form = progress.form
    submission = context.policy.declared_submission
    if form.approved is None or submission is None or submission.request is not request:
        return
    form.approved = replace(form.approved, form=shown, how="asked", at=datetime.now(UTC))


# A request that would send the form a second time, or may: what has left stays as it is.


def _question_about_repeat(context: RunContext, progress: Progress, request: Request) -> Question:
    return Question(
        "repeat",
        context.flow.site_at(context.address).controller,
        ("yes", "no"),
        "no",
        fields=values_in_request(progress.form.filled, request),
        address=request.goes_to,
        detail=_detail(request),
    )


def _question_after_undeclared(
    context: RunContext, progress: Progress, request: Request
) -> Question:
    """Return the question about a request after an undeclared one, which was the objection or a draft of it."""
    return Question(
        "paused",
        context.flow.site_at(context.address).controller,
        ("yes", "onward", "no"),
        "no",
        fields=values_in_request(progress.form.filled, request),
        address=request.goes_to,
        why=Reason.NOT_AS_APPROVED,
        detail=_detail(request),
    )


def _detail(request: Request) -> dict[str, str]:
    return {"address": request.goes_to.partition("/")[0]}


def _decide_second(
    context: RunContext, progress: Progress, request: Request, question: Question
) -> None:
    answer = "no"
    try:
        if context.prompts.can_answer:
            answer = _ask(context, request, question, progress)
    finally:  # also after a signal, or when the window is gone
        may_leave = answer in ("yes", "onward")
        context.policy.take_answer(answer if may_leave else "stop")
        context.interceptor.ask_again()


def _ask(
    context: RunContext, request: Request, question: Question, progress: Progress | None = None
) -> str:
    """Ask about a paused request; return "" if the policy has decided about it meanwhile.

    What was approved may have left by another request, or the page may confirm the first
    submission. With `progress` the page is observed for that while the person thinks.
    """

    def answer_so_far() -> str | None:
        if progress:
            look_for_confirmation(context, progress)
        if context.policy.paused is not request:
            return ""
        return context.prompts.answer()

    context.reporter.report("asked", question.prompt, **question.detail)
    context.prompts.begin(question)
    try:
        # In this wait a paused request is what is being decided: it interrupts nothing.
        answer = context.window.wait(answer_so_far, math.inf, between=context.interceptor.ask_again)
    finally:
        context.prompts.end()
    if answer:
        context.reporter.report("answered", question.prompt, answer=answer)
    return answer or ""
