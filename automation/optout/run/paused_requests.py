"""A request that the page wants to send and that the policy paused: the person decides whether it may leave.

While it is paused the page may not answer, so the question shows what the request itself contains.
"""

import logging
import math
from dataclasses import replace
from datetime import UTC, datetime

from optout.browser import FormValue, Request, values_in_request
from optout.outcome import Reason
from optout.run.confirmation import look_for_confirmation
from optout.run.context import RunContext
from optout.run.interruptions import RequestPaused, SubmittedByHand
from optout.run.progress import Approved, Progress
from optout.run.prompts import Choice, Question

logger = logging.getLogger("optout.run.paused_requests")

_MOST_RETRIES = 20  # requests that a page may try one after the other once one was blocked


def check_requests(context: RunContext, progress: Progress) -> None:
    """Have the policy decide again about paused requests. It is called in every wait.

    Raise RequestPaused if the person has to decide about one, and SubmittedByHand if they have
    submitted the form in the window.
    """
    context.interceptor.ask_again()
    if context.policy.paused:
        raise RequestPaused(context.policy.paused)
    left = context.policy.sent
    if left and left.phase in ("to_form", "filling") and not progress.form.approved:
        raise SubmittedByHand


def note_submission_by_hand(context: RunContext, progress: Progress) -> None:
    """Note that the form was submitted in the window, and with which fields."""
    form, left = progress.form, context.policy.sent
    if left and not form.approved:
        shown = values_in_request(form.filled, left.request)
        if form.approved_before is None:
            form.by_hand.append("send")
            form.approved = Approved("in_window", shown, at=left.at)
        else:  # the same as was approved, by a page that was slow
            form.approved = replace(form.approved_before, form=shown, button=None)
    context.window.stay()
    context.reporter.finish_step("send", by_hand="send" in form.by_hand)


def decide_paused_request(context: RunContext, progress: Progress, request: Request) -> None:
    """Have the person decide about a paused request; raise Stop if it must not leave and the run cannot go on.

    Whatever interrupts the question, the request does not leave.
    """
    began = context.window.now()
    shown = values_in_request(progress.form.filled, request)
    if context.policy.phase in ("sent", "code"):
        _decide_repeat(context, progress, request, shown)
    else:
        _decide_first(context, progress, request, shown)
    # The time that the person took to answer is none of the page's.
    progress.answer.until += context.window.now() - began


def _decide_first(
    context: RunContext, progress: Progress, request: Request, shown: tuple[FormValue, ...]
) -> None:
    """Decide about a request that may be the objection: before the approval, or other than what was approved."""
    is_armed = context.policy.phase == "armed"
    answer = "stop"
    try:
        if context.prompts.can_answer:
            answer = _ask(context, request, _question(context, request, shown, armed=is_armed))
    finally:  # also after a signal, or when the window is gone
        if answer == "stop":
            _block(context)
            if is_armed:
                context.policy.disarm(stands=False)
    logger.debug("paused request: %s", answer or "gone")
    if answer == "stop":
        was_declined = context.prompts.can_answer and not is_armed
        reason = Reason.DECLINED if was_declined else Reason.NOT_AS_APPROVED
        raise context.checks.build_stop(reason)
    if not answer:  # the page has given it up
        return
    context.policy.say(answer)
    context.interceptor.ask_again()
    if is_armed:
        _note_new_approval(context, progress, request, shown)
    elif answer == "yes":
        progress.form.approved_before = None


def _note_new_approval(
    context: RunContext, progress: Progress, request: Request, shown: tuple[FormValue, ...]
) -> None:
    """Note that the person approved what a request contains, which differs from what they approved before."""
    form = progress.form
    sent = context.policy.sent
    if form.approved and sent and sent.request is request:
        form.approved = replace(form.approved, form=shown, how="asked", at=datetime.now(UTC))


def _block(context: RunContext) -> None:
    """Block the paused request, and those that the page tries after it."""
    for _retry in range(_MOST_RETRIES):
        context.policy.say("stop")
        context.interceptor.ask_again()


def _question(
    context: RunContext, request: Request, shown: tuple[FormValue, ...], *, armed: bool
) -> Question:
    choices: tuple[Choice, ...] = ("yes", "stop") if armed else ("yes", "onward", "stop")
    return Question(
        "paused",
        context.flow.site_at(context.address).controller,
        choices,
        "stop",
        fields=shown,
        address=request.goes_to,
        why=Reason.NOT_AS_APPROVED if armed else None,
        detail={"address": request.goes_to.partition("/")[0]},
    )


def _decide_repeat(
    context: RunContext, progress: Progress, request: Request, shown: tuple[FormValue, ...]
) -> None:
    """Decide about a request that would send the form a second time; the first submission stays as it is."""
    question = Question(
        "repeat",
        context.flow.site_at(context.address).controller,
        ("yes", "no"),
        "no",
        fields=shown,
        address=request.goes_to,
        detail={"address": request.goes_to.partition("/")[0]},
    )
    answer = "no"
    try:
        if context.prompts.can_answer:
            answer = _ask(context, request, question, progress)
    finally:  # also after a signal, or when the window is gone
        context.policy.say("yes" if answer == "yes" else "stop")
        context.interceptor.ask_again()


def _ask(
    context: RunContext, request: Request, question: Question, progress: Progress | None = None
) -> str:
    """Ask about a paused request; return nothing if it has gone meanwhile, or the page confirms the first submission.

    `progress` is given where that can be: the page is looked at while the person thinks.
    """

    def answer_so_far() -> str | None:
        if progress:
            look_for_confirmation(context, progress)
        # It is gone, or the policy has blocked it meanwhile, as the page confirms the first.
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
