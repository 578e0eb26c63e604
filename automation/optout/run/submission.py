"""The submission: the approved button is clicked once, and then it is watched whether anything leaves."""

import logging
from typing import Literal

from playwright.sync_api import Dialog

from optout.browser import Element, press
from optout.failpoints import reach
from optout.flow import asks_to_send, has_phrase
from optout.outcome import Reason, Stop
from optout.redaction import printable
from optout.run.after_click import Complaint, PageAfterClick, form_before_click
from optout.run.context import RunContext
from optout.run.locator import StabilityTimer
from optout.run.progress import Approved, Progress
from optout.run.request_policy import Why

logger = logging.getLogger("optout.run.submission")

# Seconds for the click: the button was free just before, so that only a slow computer needs them. A
# click that is not acknowledged by then is judged by what leaves, too.
PRESS_TIME = 4.0
# Seconds in which a page says what it misses, also where its server checks that; what takes longer
# is waited for as an answer is.
_LEAVING = 10.0
# Seconds after the click before a page that sends nothing is believed: many have their server check
# the fields first, and show the form unchanged meanwhile.
_EARLIEST = 2.0
# Seconds for which a certain reason, or the next page of a form, must be stable: a page may show one
# message after the other.
_STABLE = 1.0
# Seconds for which a page must be stable that does nothing, and gives no certain reason: it may be
# sending, and a person who is asked too early may press the button again.
_STABLE_IF_UNSURE = 5.0

Obstacle = Stop | Literal["next page"]
"""What kept the form from leaving; `next page`: the button has led to another page of the form."""


def click_send(context: RunContext, button: Element) -> None:
    """Click the button that was approved, once."""
    context.window.stay()
    context.reporter.report("armed", "send")
    # Clicked or not, what leaves and what the page shows decides.
    press(context.window, button, PRESS_TIME)
    reach("clicked")


def disarm_if_nothing_left(
    context: RunContext, progress: Progress, approved: Approved
) -> Obstacle | None:
    """Watch the page after the click; disarm the run if the form did not leave, and return what kept it.

    Return None if the submission left, and also if nothing is certain: what may have left is judged
    by its answer, and nothing is tried twice.
    """
    obstacle = _disarm_at_obstacle(context, progress, approved)
    if obstacle is None:
        return None
    reason = obstacle.reason if isinstance(obstacle, Stop) else obstacle
    logger.debug("the form did not leave: %s", reason)
    progress.dialogs.clear()
    progress.alerts.clear()
    return obstacle


def _disarm_at_obstacle(
    context: RunContext, progress: Progress, approved: Approved
) -> Obstacle | None:
    """Return what kept the form from leaving, with the run disarmed; None if something may have left."""
    monitor = _PostClickMonitor(context, progress, approved)
    obstacle = monitor.wait_for_obstacle()
    if monitor.wait_for_review():
        context.policy.note_led_to_next_page()
        return "next page"
    if obstacle is None:
        return None
    # What stopped the form left it as it was approved.
    is_form_displayed = isinstance(obstacle, Stop)
    is_disarmed = context.policy.disarm(still_shown=is_form_displayed)
    return obstacle if is_disarmed else None


class _PostClickMonitor:
    """Watches the page after the click, while nothing leaves, and affirms once what a dialog asks."""

    def __init__(self, context: RunContext, progress: Progress, approved: Approved) -> None:
        self._context = context
        self._progress = progress
        self._form = form_before_click(progress, approved)
        self._patience = min(_LEAVING, context.options.outcome_wait)
        self._watched_since = context.window.now()
        self._timer = StabilityTimer(context.window)
        self._has_affirmed = False
        self._last_complaint: Complaint | None = None

    def _restart_clock(self) -> None:
        """Give the page its time from now on: the click that counts came later, or the page did.

        What it said before, such as the question that was affirmed, is no reason any more.
        """
        self._watched_since = self._context.window.now()
        self._last_complaint = None

    @property
    def _seconds_watched(self) -> float:
        return self._context.window.now() - self._watched_since

    @property
    def _seconds_left(self) -> float:
        return self._patience + _STABLE - self._seconds_watched

    def _page_now(self) -> PageAfterClick:
        page = self._context.locator.page()
        return PageAfterClick(self._context, self._progress, self._form, page)

    def _is_stable(self, after: PageAfterClick, seconds: float = _STABLE) -> bool:
        return self._timer.is_stable_for(after.page, seconds)

    # Why nothing has left.

    def wait_for_obstacle(self) -> Obstacle | None:
        """Return why nothing left, as soon as that is certain; None if something left, or nothing gets certain."""
        obstacle = self._watch()
        is_undecided = obstacle is None and self._context.policy.nothing_left
        if is_undecided and self._context.window.is_navigating:
            # A page is loading, and nothing of the form went with it.
            self._wait_for_page()
            self._restart_clock()
            return self._watch()
        return obstacle

    def _wait_for_page(self) -> None:
        window = self._context.window
        seconds = self._context.options.outcome_wait
        window.wait(lambda: not window.is_navigating or None, seconds)

    def _watch(self) -> Obstacle | None:
        """Watch the page for as long as it has time, with the result of `wait_for_obstacle`."""
        found: Obstacle | Literal["left"] | None = None
        # The clock may be restarted meanwhile.
        while found is None and self._seconds_left > 0:
            found = self._context.window.wait(self._left_or_obstacle, self._seconds_left)
        return None if found == "left" else found

    def _left_or_obstacle(self) -> Obstacle | Literal["left"] | None:
        """Return `left` once something left, or why nothing did; None while neither is certain.

        If a dialog of the page asks whether to send, click its button, once, and watch on.
        """
        if self._context.policy.submission:
            return "left"
        after = self._page_now()
        if self._is_stable(after) and self._affirm(after):
            # The button of the dialog is the click that counts.
            self._restart_clock()
            return None
        complaint = after.complaint()
        if complaint is not None and complaint.words:
            self._last_complaint = complaint
        seconds_watched = self._seconds_watched
        if seconds_watched < _EARLIEST:
            return None
        # A page that counts down is never stable: it is believed once it is late.
        is_late = seconds_watched >= self._patience
        return self._judge(after, complaint, late=is_late)

    def _judge(
        self, after: PageAfterClick, complaint: Complaint | None, *, late: bool
    ) -> Obstacle | None:
        """Return what a page shows that has had time to react; None while it may still send."""
        is_settled = late or self._is_stable(after)
        if is_settled and after.has_turned(late=late):
            return "next page"
        # Without a complaint the page may be saying that it is sending.
        if complaint is None:
            return None
        seconds = _STABLE if complaint.is_certain else _STABLE_IF_UNSURE
        if self._is_stable(after, seconds):
            return self._stop()
        if late and self._has_reason_on_moving_page():
            return self._stop()
        return None

    def _has_reason_on_moving_page(self) -> bool:
        """True if it is known why nothing was sent by a page that is never stable, and no longer loading."""
        if self._context.window.is_loading:
            return False
        return self._was_led_to_foreign_host or self._last_complaint is not None

    @property
    def _was_led_to_foreign_host(self) -> bool:
        return Why.FOREIGN_HOST in self._context.policy.blocked

    def _stop(self) -> Stop:
        checks = self._context.checks
        complaint = self._last_complaint
        if self._was_led_to_foreign_host:
            return checks.build_stop(Reason.NOT_AS_APPROVED)
        if complaint is None:
            return checks.build_stop(Reason.NOTHING_HAPPENED)
        return checks.build_stop(Reason.FORM_INVALID, words=complaint.words, **complaint.speaker)

    # A page for review.

    def wait_for_review(self) -> bool:
        """True if an undeclared request has brought another page of the form, for review: the person approves that too.

        Where nobody can, the request stays what may have been the submission.
        """
        submission = self._context.policy.submission
        if submission is None or submission.declared:
            return False
        may_bring_review = submission.request.is_navigation and self._context.can_ask
        if not may_bring_review:
            return False
        return bool(self._context.window.wait(self._is_review, self._patience))

    def _is_review(self) -> bool | None:
        """Return True if the page that came repeats what was entered, and sends it on; None while it is loading."""
        if not self._has_page_arrived():
            return None
        after = self._page_now()
        if not self._is_stable(after):
            return None
        return after.can_be_sent() and after.repeats_values() and after.has_turned(late=False)

    def _has_page_arrived(self) -> bool:
        """True if the site has answered the request with a page, not a redirect."""
        submission = self._context.policy.submission
        answer = submission.last_answer if submission else None
        return answer is not None and not answer.is_redirect

    # A dialog that asks whether to send.

    def _affirm(self, after: PageAfterClick) -> bool:
        """Click, once, the button of a dialog that asks whether to send; True if it was clicked.

        In a stranger's flow the person does that.
        """
        if self._has_affirmed or not _may_affirm_for_person(self._context):
            return False
        button = after.affirming_button()
        if button is None:
            return False
        self._has_affirmed = True
        self._context.checks.check_address()
        is_pressed = bool(press(self._context.window, button, PRESS_TIME))
        if is_pressed:
            self._context.reporter.report("affirmed", "send")
        return is_pressed


def _may_affirm_for_person(context: RunContext) -> bool:
    """True if the program may say yes to a question whether to send: nothing left, and the flow is no stranger's."""
    return not context.options.confirm_presses and context.policy.nothing_left


# Dialogs of the browser.


def answer_dialog(context: RunContext, progress: Progress, dialog: Dialog) -> None:
    """Accept the dialog that the flow declares, or a question whether to send, once armed; dismiss any other.

    The text of a dismissed dialog is noted.
    """
    can_be_accepted = context.policy.armed and dialog.type == "confirm"
    if can_be_accepted and _is_declared(context, dialog):
        dialog.accept()
    elif can_be_accepted and _may_affirm(context, progress, dialog):
        dialog.accept()
        context.reporter.report("affirmed", "send")
    else:
        _dismiss(context, progress, dialog)


def _is_declared(context: RunContext, dialog: Dialog) -> bool:
    """True if the flow says that the site asks this before it sends. Only a flow with a form may be asked."""
    return has_phrase(dialog.message, context.flow.phrase(context.flow.send.dialog))


def _dismiss(context: RunContext, progress: Progress, dialog: Dialog) -> None:
    message = printable(dialog.message)
    dialog.dismiss()
    progress.dialogs.append(message)
    if dialog.type == "alert":
        progress.alerts.append(message)
        if not _was_answered(context):
            # Whatever it says, it is no answer.
            progress.known_text.note([message])


def _was_answered(context: RunContext) -> bool:
    """True if the site has answered the submission."""
    submission = context.policy.submission
    return submission is not None and submission.last_answer is not None


def _may_affirm(context: RunContext, progress: Progress, dialog: Dialog) -> bool:
    """True if a dialog asks whether to send what was approved, and the flow is not a stranger's."""
    approved = progress.form.approved
    if approved is None or approved.button is None:
        return False
    if not _may_affirm_for_person(context):
        return False
    return asks_to_send(dialog.message, approved.button.document.language)
