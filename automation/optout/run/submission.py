"""The submission: the approved button is clicked once, and then it is watched whether anything leaves."""

import logging
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from playwright.sync_api import Dialog

from optout.browser import (
    Element,
    FormParts,
    FormValue,
    Page,
    affirming,
    letters_of,
    parts_of,
    press,
    read_form,
)
from optout.failpoints import reach
from optout.flow import asks_to_send, find_statement, has_phrase
from optout.outcome import JOINS, Reason, Stop
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.handover import speaker_of
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


def disarm_if_nothing_left(
    context: RunContext, progress: Progress, approved: Approved
) -> Obstacle | None:
    """Watch the page after the click; disarm the run if the form did not leave, and return what kept it.

    Return None if the submission left, and also if nothing is certain: what may have left is judged
    by its answer, and nothing is tried twice.
    """
    monitor = _PostClickMonitor(context, progress, approved)
    obstacle = _wait_for_obstacle(context, monitor)
    if monitor.wait_for_review():
        context.policy.note_led_to_next_page()
        obstacle = "next page"
    elif obstacle is None or not _disarm(context, obstacle):
        return None
    reason = obstacle.reason if isinstance(obstacle, Stop) else obstacle
    logger.debug("the form did not leave: %s", reason)
    progress.dialogs.clear()
    progress.alerts.clear()
    return obstacle


def _disarm(context: RunContext, obstacle: Obstacle) -> bool:
    """Disarm the run; False if something may have left. What stopped the form left it as it was approved."""
    is_form_displayed = isinstance(obstacle, Stop)
    return context.policy.disarm(still_shown=is_form_displayed)


def _wait_for_obstacle(context: RunContext, monitor: "_PostClickMonitor") -> Obstacle | None:
    """Return why nothing left; None if something left, or nothing gets certain."""
    obstacle = monitor.wait_for_obstacle()
    is_undecided = obstacle is None and context.policy.nothing_left
    if is_undecided and context.window.is_navigating:
        # A page is loading, and nothing of the form went with it.
        _wait_for_page(context)
        monitor.restart_clock()
        return monitor.wait_for_obstacle()
    return obstacle


def _wait_for_page(context: RunContext) -> None:
    window = context.window
    window.wait(lambda: not window.is_navigating or None, context.options.outcome_wait)


@dataclass(frozen=True)
class _Complaint:
    """What the page or the browser has said since the click beside the form, which is still there.

    `words` are empty if nothing was said. `is_certain` is True if they say what the form misses: a
    page may also say that it is sending. `speaker` is who said it, for a stop's detail.
    """

    words: str
    is_certain: bool
    speaker: Mapping[str, str] = field(default_factory=dict)


class _PostClickMonitor:
    """Watches what the page shows after the click, while nothing leaves, and affirms once what a dialog asks."""

    def __init__(self, context: RunContext, progress: Progress, approved: Approved) -> None:
        self._context = context
        self._progress = progress
        self._button = approved.button
        self._fields = _labels_and_kinds(
            [field for field in approved.form if field.origin != "earlier_page"]
        )
        self._left_area = progress.form.area_left_on(progress.form.page)
        self._patience = min(_LEAVING, context.options.outcome_wait)
        self._watched_since = context.window.now()
        self._timer = StabilityTimer(context.window)
        self._has_affirmed = False
        self._last_words: _Complaint | None = None

    def restart_clock(self) -> None:
        """Give the page its time from now on: the click that counts came later, or the page did."""
        self._watched_since = self._context.window.now()

    def wait_for_obstacle(self) -> Obstacle | None:
        """Return why nothing left, as soon as that is certain; None if something left, or nothing gets certain."""
        found: Obstacle | Literal["left"] | None = None
        # The clock may be restarted meanwhile.
        while found is None and self._seconds_left > 0:
            found = self._context.window.wait(self._left_or_obstacle, self._seconds_left)
        return None if found == "left" else found

    @property
    def _seconds_left(self) -> float:
        watched_for = self._context.window.now() - self._watched_since
        return self._patience + _STABLE - watched_for

    def _left_or_obstacle(self) -> Obstacle | Literal["left"] | None:
        return "left" if self._context.policy.submission else self._affirm_or_find_obstacle()

    def _affirm_or_find_obstacle(self) -> Obstacle | None:
        """Return why nothing left, as soon as that is certain.

        If a dialog of the page asks whether to send, click its button, once, and watch on.
        """
        page = self._context.locator.page()
        if self._timer.is_stable_for(page, _STABLE) and self._affirm(page):
            # The button of the dialog is the click that counts.
            self.restart_clock()
            return None
        complaint = self._complaint(page)
        if complaint is not None and complaint.words:
            self._last_words = complaint
        watched_for = self._context.window.now() - self._watched_since
        if watched_for < _EARLIEST:
            return None
        # A page that counts down is never stable: it is believed once it is late.
        return self._judge(page, complaint, late=watched_for >= self._patience)

    def _judge(self, page: Page, complaint: _Complaint | None, *, late: bool) -> Obstacle | None:
        """Return what a page shows that has had time to react; None while it may still send."""
        is_stable = late or self._timer.is_stable_for(page, _STABLE)
        if is_stable and self._has_turned(page, late=late):
            return "next page"
        # Without a complaint the page may be saying that it is sending.
        if complaint is None:
            return None
        is_over = self._is_over(page, certain=complaint.is_certain, late=late)
        return self._stop() if is_over else None

    def _is_over(self, page: Page, *, certain: bool, late: bool) -> bool:
        """True if the page has had its time: it is stable, or it is late and says why nothing was sent."""
        seconds = _STABLE if certain else _STABLE_IF_UNSURE
        if self._timer.is_stable_for(page, seconds):
            return True
        if not late or self._context.window.is_loading:
            return False
        return self._was_led_to_foreign_host or self._last_words is not None

    @property
    def _was_led_to_foreign_host(self) -> bool:
        return Why.FOREIGN_HOST in self._context.policy.blocked

    def _stop(self) -> Stop:
        checks = self._context.checks
        if self._was_led_to_foreign_host:
            return checks.build_stop(Reason.NOT_AS_APPROVED)
        if self._last_words is None:
            return checks.build_stop(Reason.NOTHING_HAPPENED)
        words, speaker = self._last_words.words, self._last_words.speaker
        return checks.build_stop(Reason.FORM_INVALID, words=words, **speaker)

    def wait_for_review(self) -> bool:
        """True if an undeclared request has brought another page of the form, for review: the person approves that too.

        Where nobody can, the request stays what may have been the submission.
        """
        submission = self._context.policy.submission
        if submission is None or submission.declared:
            return False
        if not submission.request.is_navigation or not self._context.can_ask:
            return False
        return bool(self._context.window.wait(self._is_review, self._patience))

    def _is_review(self) -> bool | None:
        """Return True if the page that came repeats what was entered, and sends it on; None while it is loading."""
        submission = self._context.policy.submission
        answer = submission.last_answer if submission else None
        if answer is None or answer.is_redirect:
            return None
        page = self._context.locator.page()
        if not self._timer.is_stable_for(page, _STABLE):
            return None
        send = self._context.flow.send.send
        if self._context.locator.find(send, page, enabled=True) is None:
            return False
        return self._repeats_values(page) and self._has_turned(page, late=False)

    def _repeats_values(self, page: Page) -> bool:
        """True if a page shows what the person wrote; without a comment, their address."""
        contents = self._context.policy.contents
        values = contents.texts or contents.emails
        shown = letters_of(" ".join((*page.spoken, *page.typed)))
        return all(letters_of(value) in shown for value in values)

    def _affirm(self, page: Page) -> bool:
        """Click, once, the button of a dialog that asks whether to send; True if it was clicked.

        In a stranger's flow the person does that.
        """
        if self._has_affirmed or not self._may_press_for_person:
            return False
        dialog = self._new_dialog(page)
        if dialog is None:
            return False
        text, elements = dialog
        button = affirming(text, elements)
        if button is None:
            return False
        self._has_affirmed = True
        self._context.checks.check_address()
        is_pressed = bool(press(self._context.window, button, PRESS_TIME))
        if is_pressed:
            self._context.reporter.report("affirmed", "send")
        return is_pressed

    @property
    def _may_press_for_person(self) -> bool:
        return not self._context.options.confirm_presses and self._context.policy.nothing_left

    def _new_dialog(self, page: Page) -> tuple[str, list[Element]] | None:
        """Return the text and elements of a dialog that came up with the click, unless it is the form or an answer."""
        if page.top_dialog is None:
            return None
        _number, text, elements = page.top_dialog
        was_there = text in self._progress.known_text
        is_answer = has_phrase(text, self._context.flow.answers)
        if was_there or is_answer:
            return None
        if not elements or self._is_form(page, elements):
            return None
        return text, elements

    def _is_form(self, page: Page, elements: Collection[Element]) -> bool:
        """True if the approved button is among the elements of a dialog."""
        return self._button is not None and page.again(self._button) in elements

    def _has_turned(self, page: Page, *, late: bool) -> bool:
        """True if another page of the form has come up: nothing of what was asked, and something that leads on.

        A page that only lets the person go back, or shows that it is at work, may still send, until
        it is `late`.
        """
        if not self._fields or not self._can_show_next_page(page):
            return False
        parts = parts_of(page, left_area=self._left_area)
        if not parts.buttons:
            return False
        if not late and not _goes_on(parts):
            return False
        form = read_form(page, parts.buttons[0])
        return self._fields.isdisjoint(_labels_and_kinds(form.fields))

    def _can_show_next_page(self, page: Page) -> bool:
        """True if the page can be read, and neither it nor a dialog of the browser has answered."""
        was_answered = bool(self._progress.dialogs) or self._has_answer(page)
        return page.read and not was_answered

    def _has_answer(self, page: Page) -> bool:
        """True if the page shows words of the flow that answer the submission."""
        known = self._progress.known_text
        return bool(find_statement(page.spoken, self._context.flow.answers, known))

    def _complaint(self, page: Page) -> _Complaint | None:
        """Return what the page, or the browser, has said beside the form since the click.

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
        certain_words = form.invalid or next(reversed(progress.alerts), "")
        if certain_words:
            shown = printable(certain_words, _LONGEST_MESSAGE)
            return _Complaint(shown, is_certain=True, speaker=speaker_of(form))
        return self._complaint_in_new_texts(page)

    def _complaint_in_new_texts(self, page: Page) -> _Complaint:
        """Return what is new on the page; that is certain if the page marks something as wrong too."""
        new_text = JOINS.join(self._new_texts(page))
        words = printable(new_text, _LONGEST_MESSAGE)
        if not words:
            return _Complaint("", is_certain=False)
        is_marked = any(element.marked_wrong for element in page.elements)
        return _Complaint(words, is_certain=is_marked)

    def _dialog_over_form(self, page: Page) -> _Complaint | None:
        """Return what a dialog without fields says that has come up over the form; None if there is none."""
        dialog = self._new_dialog(page)
        if dialog is None or parts_of(page).fields:
            return None
        text, _elements = dialog
        if not text:
            return None
        return _Complaint(printable(text, _LONGEST_MESSAGE), is_certain=False)

    def _new_texts(self, page: Page) -> list[str]:
        """Return the texts that were not displayed before the click, each once, what is announced first."""
        announced = [block for block in page.blocks if block.loud]
        others = [block for block in page.blocks if not block.loud]
        new: list[str] = []
        for block in (*announced, *others):
            text = " ".join(block.text.split())
            if text not in self._progress.known_text and text not in new:
                new.append(text)
        return new


def _labels_and_kinds(fields: Iterable[FormValue]) -> set[tuple[str, str]]:
    """Return what identifies the fields of a page of a form, whatever they contain."""
    return {(field.label, field.kind) for field in fields}


def _goes_on(parts: FormParts) -> bool:
    """True if a page of a form asks for something, or has a button that leads on."""
    if parts.fields or parts.groups:
        return True
    return any(button.does & _LEADING_ON for button in parts.buttons)


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
    if context.options.confirm_presses or not context.policy.nothing_left:
        return False
    return asks_to_send(dialog.message, approved.button.document.language)
