"""The submission: the approved button is clicked once, and then it is watched whether anything leaves."""

import logging
from typing import Literal

from playwright.sync_api import Dialog

from optout.browser import (
    Element,
    FormParts,
    Page,
    affirming,
    letters_of,
    parts_of,
    press,
    read_form,
)
from optout.failpoints import reach
from optout.flow import asks_to_send, find_statement, has_phrase
from optout.outcome import Reason, Stop
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.handover import speaker_of
from optout.run.locator import StabilityTimer
from optout.run.progress import Approved, Progress
from optout.run.request_policy import Why

logger = logging.getLogger("optout.run.submission")

# seconds; the button was free just before, so that only a slow computer needs them
PRESS_TIME = 4.0
# Seconds in which a page says what it misses; what takes longer is waited for as an answer is.
_LEAVING = 10.0
# Seconds after the click before a page that sends nothing is believed: many check on the server
# first.
_EARLIEST = 2.0
# seconds for which the browser's own message, or the next page of a form, must be stable
_STABLE = 1.0
# Seconds for which a page must be stable that does nothing, and gives no certain reason: it may be
# sending.
_STABLE_IF_UNSURE = 5.0
# Characters of what the page says, that the person is shown.
_LONGEST_MESSAGE = 300
_LEADING_ON = frozenset({"onward", "send", "affirm"})

Obstacle = Stop | Literal["next page"]
"""What kept the form from leaving; `next page`: the button has led to another page of the form."""


def click_send(context: RunContext, button: Element) -> None:
    """Click the button that was approved, once."""
    context.window.stay()
    context.reporter.report("armed", "send")
    # Clicked or not, what leaves and what the page shows decides.
    press(context.window, button, PRESS_TIME)
    reach("clicked")


def find_obstacle(context: RunContext, progress: Progress, approved: Approved) -> Obstacle | None:
    """Watch the page after the click; return what kept the form from leaving: the run is disarmed then.

    Return None if the submission left, and also if nothing is certain: what may have left is judged
    by its answer, and nothing is tried twice.
    """
    seconds = min(_LEAVING, context.options.outcome_wait)
    monitor = _PostClickMonitor(context, progress, approved, seconds)
    obstacle = _wait_for_obstacle(context, monitor, seconds)
    if obstacle is None and context.policy.nothing_left and context.window.is_navigating:
        # A page is loading, and nothing of the form went with it: wait for it, then look again.
        window = context.window
        window.wait(lambda: not window.is_navigating or None, context.options.outcome_wait)
        obstacle = _wait_for_obstacle(context, monitor, seconds)
    if _brought_review(context, monitor, seconds):
        context.policy.lead_on()
        obstacle = "next page"
    elif obstacle is None or not context.policy.disarm(stands=isinstance(obstacle, Stop)):
        return None
    logger.debug(
        "the form did not leave: %s", obstacle.reason if isinstance(obstacle, Stop) else obstacle
    )
    progress.dialogs.clear()
    progress.alerts.clear()
    return obstacle


def _wait_for_obstacle(
    context: RunContext, monitor: "_PostClickMonitor", seconds: float
) -> Obstacle | None:
    def left_or_obstacle() -> Obstacle | Literal["left"] | None:
        return "left" if context.policy.last_send else monitor.obstacle()

    found: Obstacle | Literal["left"] | None = context.window.wait(
        left_or_obstacle, seconds + _STABLE
    )
    return None if found == "left" else found


def _brought_review(context: RunContext, monitor: "_PostClickMonitor", seconds: float) -> bool:
    """True if an undeclared request has brought another page of the form, for review: the person approves that too.

    Where nobody can, the request stays what may have been the submission.
    """
    left = context.policy.last_send
    if left is None or left.declared or not left.request.is_navigation or not context.can_ask:
        return False
    return bool(context.window.wait(monitor.is_review, seconds))


class _PostClickMonitor:
    """Watches what the page shows after the click, while nothing leaves."""

    def __init__(
        self, context: RunContext, progress: Progress, approved: Approved, seconds: float
    ) -> None:
        self._context = context
        self._progress = progress
        self._button = approved.button
        fields = [field for field in approved.form if field.origin != "earlier_page"]
        self._fields = {(field.label, field.kind) for field in fields}
        self._seconds = seconds
        self._clicked_at = context.window.now()
        self._timer = StabilityTimer(context.window)
        self._has_affirmed = False
        self._message = ""
        self._speaker: dict[str, str] = {}

    def obstacle(self) -> Obstacle | None:
        """Return why nothing left, as soon as that is certain."""
        page = self._context.locator.page()
        if self._timer.has_lasted(page, _STABLE) and self._affirm(page):
            # The button of the dialog is the click that counts.
            self._clicked_at = self._context.window.now()
            return None
        complaint = self._complaint(page)
        if complaint is not None and complaint[0]:
            self._message = complaint[0]
        waited = self._context.window.now() - self._clicked_at
        if waited < _EARLIEST:
            return None
        # A page that counts down is never stable: it is believed once it is late.
        is_late = waited >= self._seconds
        if self._has_turned_stably(page, late=is_late):
            return "next page"
        # Without a complaint the page may be saying that it is sending.
        if complaint is None:
            return None
        is_certain = complaint[1]
        return self._stop() if self._is_over(page, certain=is_certain, late=is_late) else None

    def _has_turned_stably(self, page: Page, *, late: bool) -> bool:
        is_stable = late or self._timer.has_lasted(page, _STABLE)
        return is_stable and self._has_turned(page, late=late)

    def _is_over(self, page: Page, *, certain: bool, late: bool) -> bool:
        """True if the page has had its time: it is stable, or it is late and says why nothing was sent."""
        if self._timer.has_lasted(page, _STABLE if certain else _STABLE_IF_UNSURE):
            return True
        has_reason = Why.FOREIGN_HOST in self._context.policy.blocked or bool(self._message)
        return late and has_reason and not self._context.window.is_loading

    def _stop(self) -> Stop:
        checks = self._context.checks
        if Why.FOREIGN_HOST in self._context.policy.blocked:
            return checks.build_stop(Reason.NOT_AS_APPROVED)
        if self._message:
            return checks.build_stop(Reason.FORM_INVALID, words=self._message, **self._speaker)
        return checks.build_stop(Reason.NOTHING_HAPPENED)

    def is_review(self) -> bool | None:
        """Return True if the page that came repeats what was entered, and sends it on; None while it is loading."""
        left = self._context.policy.last_send
        answer = left.last_answer if left else None
        if answer is None or answer.is_redirect:
            return None
        page = self._context.locator.page()
        if not self._timer.has_lasted(page, _STABLE):
            return None
        values = self._context.policy.contents
        shown = letters_of(" ".join((*page.spoken, *page.typed)))
        repeats = all(letters_of(value) in shown for value in values.texts or values.emails)
        send = self._context.flow.send.send
        sends_on = self._context.locator.find(send, page, enabled=True) is not None
        return repeats and sends_on and self._has_turned(page, late=False)

    def _affirm(self, page: Page) -> bool:
        """Affirm, once, what a dialog of the page asks before it sends; in a stranger's flow the person does that."""
        dialog = self._new_dialog(page)
        button = affirming(*dialog) if dialog else None
        if button is None or self._has_affirmed:
            return False
        if self._context.options.confirm_presses or not self._context.policy.nothing_left:
            return False
        self._has_affirmed = True
        self._context.checks.check_address()
        is_pressed = bool(press(self._context.window, button, PRESS_TIME))
        if is_pressed:
            self._context.reporter.report("affirmed", "send")
        return is_pressed

    def _new_dialog(self, page: Page) -> tuple[str, list[Element]] | None:
        """Return the text and elements of a dialog that came up with the click, unless it is the form or an answer."""
        if page.top_dialog is None:
            return None
        _number, text, elements = page.top_dialog
        is_answer = has_phrase(text, self._context.flow.answers)
        is_form = self._button is not None and page.again(self._button) in elements
        if not elements or is_form or is_answer or text in self._progress.known_text:
            return None
        return text, elements

    def _has_turned(self, page: Page, *, late: bool) -> bool:
        """True if another page of the form has come up: nothing of what was asked, and something that leads on.

        A page that only lets the person go back, or shows that it is at work, may still send, until
        it is `late`.
        """
        if not page.read or not self._fields or self._progress.dialogs or self._has_answer(page):
            return False
        parts = parts_of(page, going="page")
        if not parts.buttons:
            return False
        if not late and not _goes_on(parts):
            return False
        fields = read_form(page, parts.buttons[0]).fields
        return self._fields.isdisjoint({(field.label, field.kind) for field in fields})

    def _has_answer(self, page: Page) -> bool:
        """True if the page shows words of the flow that answer the submission."""
        known = self._progress.known_text
        return bool(find_statement(page.spoken, self._context.flow.answers, known))

    def _complaint(self, page: Page) -> tuple[str, bool] | None:
        """Return what the page, or the browser, has said beside the form since the click, and whether that is certain.

        None if the form is gone, the page says that it was sent, or the browser asked something:
        nobody knows what came of it. What a dialog asks that covers the form is for the person.
        """
        progress = self._progress
        was_asked = len(progress.dialogs) > len(progress.alerts)
        if not page.read or was_asked or self._has_answer(page):
            return None
        send = self._context.locator.find(self._context.flow.send.send, page)
        if send is None:
            return self._dialog_over_form(page)
        form = read_form(page, send.element)
        self._speaker = speaker_of(form)
        if form.invalid or progress.alerts:
            words = form.invalid or progress.alerts[-1]
            return printable(words, _LONGEST_MESSAGE), True
        new_texts = self._new_texts(page)
        is_marked = any(element.marked_wrong for element in page.elements)
        return printable(" · ".join(new_texts), _LONGEST_MESSAGE), bool(new_texts) and is_marked

    def _dialog_over_form(self, page: Page) -> tuple[str, bool] | None:
        dialog = self._new_dialog(page)
        if dialog is None or not dialog[0] or parts_of(page).fields:
            return None
        return printable(dialog[0], _LONGEST_MESSAGE), False

    def _new_texts(self, page: Page) -> list[str]:
        """Return the texts that were not displayed before the click, what is announced first."""
        blocks = sorted(page.blocks, key=lambda block: not block.loud)
        texts = [" ".join(block.text.split()) for block in blocks]
        new = [text for text in texts if text not in self._progress.known_text]
        return [*dict.fromkeys(new)]


def _goes_on(parts: FormParts) -> bool:
    """True if a page of a form asks for something, or has a button that leads on."""
    if parts.fields or parts.groups:
        return True
    return any(button.does & _LEADING_ON for button in parts.buttons)


def answer_dialog(context: RunContext, progress: Progress, dialog: Dialog) -> None:
    """Accept the dialog that the flow declares, or a question whether to send, once armed; dismiss any other.

    The text of a dismissed dialog is noted.
    """
    if context.policy.armed and dialog.type == "confirm":
        is_declared = has_phrase(dialog.message, context.flow.phrase(context.flow.send.dialog))
        if is_declared or _may_affirm(context, progress, dialog):
            dialog.accept()
            if not is_declared:
                context.reporter.report("affirmed", "send")
            return
    message = printable(dialog.message)
    dialog.dismiss()
    progress.dialogs.append(message)
    if dialog.type == "alert":
        progress.alerts.append(message)
        left = context.policy.last_send
        if left is None or left.last_answer is None:
            # Whatever it says, it is no answer.
            progress.known_text.note([message])


def _may_affirm(context: RunContext, progress: Progress, dialog: Dialog) -> bool:
    """True if a dialog asks whether to send what was approved, and the flow is not a stranger's."""
    approved = progress.form.approved
    if approved is None or approved.button is None:
        return False
    if context.options.confirm_presses or not context.policy.nothing_left:
        return False
    return asks_to_send(dialog.message, approved.button.document.language)
