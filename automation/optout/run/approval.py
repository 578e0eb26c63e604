"""The approval: the filled form is shown until what was approved is what it contains."""

import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from optout.browser import Element, FormState, FormValue, Page, Rejection, is_free
from optout.outcome import OBSTACLES, Reason, Stop
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.filling import ask_about_lost_value, restore_lost_text, stop_on_dialog
from optout.run.handover import (
    COMPLETE_FORM,
    PERSON_CAN_FIX,
    ROUNDS,
    Handover,
    ask_person,
    close_popups,
    complete_form,
    hand_over,
    speaker_of,
)
from optout.run.progress import ApprovalProgress, Approved, Progress
from optout.run.prompts import ABOUT, THE_FORM, Question
from optout.run.values import check_entered
from optout.translation import Coded, quoted

logger = logging.getLogger("optout.run.approval")

# Characters of the names of empty fields, that the person is shown.
_LONGEST_LIST = 300
# How often a form is read again that seems to have changed since the person saw it, and seconds
# before each time.
_MORE_READINGS = 2
_PAUSE_BETWEEN_READINGS = 0.3


def is_approved_in_advance(context: RunContext, progress: Progress) -> bool:
    """Return True if nobody is asked for the approval: never for what the person entered by hand."""
    return context.options.yes and not progress.form.steps_by_hand


def approve_form(context: RunContext, progress: Progress) -> Approved:
    """Show the filled form until it contains what was approved; what is wrong with it the person mends.

    Raise Stop if it is not approved, cannot be, or the run is to end at the filled form.
    """
    attempts = progress.approval or ApprovalProgress(ROUNDS)
    progress.approval = attempts
    while True:
        try:
            approved = _approve_once(context, progress, attempts)
        except Stop as stop:
            approved = _mend(context, progress, attempts, stop)
        if approved is not None:
            progress.approval = None
            return approved


def _approve_once(
    context: RunContext, progress: Progress, attempts: ApprovalProgress
) -> Approved | None:
    """Show the form and ask; return the approval, or None if the form has changed meanwhile."""
    button, fields = _read_form_to_send(context, progress)
    while _restore_lost_value(context, progress, attempts, fields):
        button, fields = _read_form_to_send(context, progress)
    shown = _visible(fields)
    _note_form_to_approve(context, progress, fields)
    attempts.was_in_persons_hands = True
    how = _ask_to_send(context, progress, shown, attempts.shown_before)
    approved = Approved(how, shown)
    button_now, shown_now = _read_form_again(context, progress, shown)
    if shown_now != shown or button_now.called != button.called:
        _note_change(context, progress, attempts, shown)
        return None
    context.checks.check_address()
    stop_on_dialog(context, progress)
    _check_destination(context, button_now)
    return replace(approved, button=button_now)


def _read_form_again(
    context: RunContext, progress: Progress, shown: tuple[FormValue, ...]
) -> tuple[Element, tuple[FormValue, ...]]:
    """Return the button that sends, and what the form shows once the person has answered.

    A form that seems to have changed is read again before the person is asked again: what moves on
    the page, as where the window gets the keyboard back, can keep a field from being recognised.
    """
    context.window.reading = None
    button, fields = _read_form_to_send(context, progress)
    for _again in range(_MORE_READINGS):
        if _visible(fields) == shown:
            break
        context.window.rest(_PAUSE_BETWEEN_READINGS)
        button, fields = _read_form_to_send(context, progress)
    return button, _visible(fields)


def _restore_lost_value(
    context: RunContext,
    progress: Progress,
    attempts: ApprovalProgress,
    fields: tuple[FormValue, ...],
) -> bool:
    """Bring back a value that the form has lost since it was entered; False if none is lost.

    The program writes it only before the form was in the person's hands: a field that they emptied
    stays empty. Each field is written once, and about each other value the person is asked, so that
    this comes to an end.
    """
    if not attempts.was_in_persons_hands and restore_lost_text(context, progress):
        return True
    return ask_about_lost_value(context, progress, fields)


def _note_form_to_approve(
    context: RunContext, progress: Progress, fields: tuple[FormValue, ...]
) -> None:
    """Note and capture what the form contains, and whose account it is, before the person is asked."""
    page = context.locator.readable_page()
    progress.form.note_page(fields, page)
    context.policy.contents = progress.form.submitted_values(_visible(fields))
    account = context.checks.account_shown(page)
    if account:
        progress.accounts.append(account)
    context.captures.before_submission(context, progress, fields)


def _note_change(
    context: RunContext,
    progress: Progress,
    attempts: ApprovalProgress,
    shown: tuple[FormValue, ...],
) -> None:
    """Note that the form has changed since it was shown; raise Stop if it never stays the same."""
    attempts.changes += 1
    logger.debug("the form changed while it was read, %d of %d times", attempts.changes, ROUNDS)
    attempts.shown_before = shown
    if is_approved_in_advance(context, progress) or attempts.changes == ROUNDS:
        raise context.checks.build_stop(Reason.TARGET_STUCK, target=THE_FORM)
    context.reporter.report("form_changed", "send")


def _visible(fields: tuple[FormValue, ...]) -> tuple[FormValue, ...]:
    return tuple(field for field in fields if field.is_visible)


def _check_destination(context: RunContext, button: Element) -> None:
    """Raise Stop if the form of a button is sent to an address where the flow may not work."""
    address = button.facts.get("action")
    if address is not None and not context.window.allows(address):
        raise context.checks.build_stop(Reason.NOT_AS_APPROVED)


def _mend(
    context: RunContext, progress: Progress, attempts: ApprovalProgress, stop: Stop
) -> Approved | None:
    """Have the person mend what stopped the approval; raise `stop` if that is of no use.

    Return an approval if they have sent the form themselves, else None: the form is shown again.
    """
    stop_on_dialog(context, progress)
    _count_attempt(context, attempts, stop)
    is_to_complete = stop.reason is Reason.FORM_INVALID
    can_be_fixed = is_to_complete or stop.reason in PERSON_CAN_FIX
    if attempts.attempts_left == 0 or not can_be_fixed:
        raise stop
    attempts.was_in_persons_hands = True
    if is_to_complete:
        answer = hand_over(context, progress, Handover(stop, COMPLETE_FORM))
    else:
        answer = hand_over(context, progress, Handover(stop, "send", context.flow.send.send))
    if answer == "again":  # a page may change by itself for as long as the person is away
        attempts.attempts_left += 1
    has_pressed = answer == "done" and not is_to_complete
    if has_pressed and _was_sent_in_window(context):
        return Approved("in_window")
    if has_pressed:
        progress.form.steps_by_hand.remove("send")  # they did something else
    attempts.changes = 0
    attempts.shown_before = ()
    return None


def _count_attempt(context: RunContext, attempts: ApprovalProgress, stop: Stop) -> None:
    """Note that an attempt was stopped.

    A form may miss one thing after the other: each new one is the person's, however many there are.
    """
    content = sorted(context.locator.readable_page().typed)
    message = f"{stop.detail.get('words')}{content}"
    is_new = stop.reason is Reason.FORM_INVALID and message not in attempts.messages
    attempts.attempts_left = ROUNDS if is_new else attempts.attempts_left - 1
    attempts.messages.add(message)
    logger.debug("no approval: %s; %d attempts left", stop.reason, attempts.attempts_left)


def _was_sent_in_window(context: RunContext) -> bool:
    """True if the person, who said that they have sent the form, may have: what came of it is then looked at."""
    may_have_left = bool(context.policy.leaks) or not context.policy.nothing_left
    if may_have_left or context.options.yes:
        return True
    send = context.flow.send.send
    return context.locator.find(send, context.locator.readable_page(), enabled=True) is None


def _read_form_to_send(
    context: RunContext, progress: Progress
) -> tuple[Element, tuple[FormValue, ...]]:
    """Wait until the form can be sent; return its button, and its fields, those that are hidden last.

    Raise Stop if it cannot be sent.
    """
    send = context.flow.send.send
    context.checks.check_address()
    page = context.locator.readable_page()
    progress.known_text.note(page.texts)
    progress.text_before_send = "\n\n".join(page.texts)
    progress.text_before_send_read_at = datetime.now(UTC)
    close_popups(context, page)
    # The button may be enabled only then.
    complete_form(context, progress, send)
    _require_enabled(context, progress, send)
    button, form = _wait_until_ready(context, progress, send)
    if form.unticked:
        # The form came up only now: the person has not been asked to tick anything yet.
        return _read_form_to_send(context, progress)
    if form.invalid:
        words = printable(form.invalid)
        raise context.checks.build_stop(Reason.FORM_INVALID, words=words, **speaker_of(form))
    return button, progress.form.shown_with(form)


def _wait_until_ready(
    context: RunContext, progress: Progress, send: str
) -> tuple[Element, FormState]:
    """Wait until the button that sends can be clicked, or its form says what it misses; return both.

    Raise Stop if that never comes.
    """
    rejection = None

    def ready_form(page: Page) -> tuple[Element, FormState] | None:
        nonlocal rejection
        found = context.locator.find(send, page, enabled=True)
        if found is None:
            return None
        state = progress.form.read(page, found.element)
        if not state.read:
            return None
        rejection = None if state.invalid else is_free(context.window, found.element).rejection
        return (found.element, state) if rejection is None else None

    with context.reporter.announce_wait("pressing", context.options.patience, send):
        ready = context.locator.wait_for(ready_form)
    if ready is None:
        raise context.checks.target_stuck(send, rejection)
    return ready


def _require_enabled(context: RunContext, progress: Progress, button: str) -> None:
    """Wait until the button that sends is enabled; raise Stop if it is not, with what its form may still miss.

    Many pages enable it only once every field is filled in, and mark none as required.
    """
    try:
        context.locator.require(button, enabled=True)
    except Stop as stop:
        if not _is_disabled(stop):
            raise
        empty = _empty_fields(context, progress, button)
        if not empty:
            raise
        missing = printable(", ".join(empty), _LONGEST_LIST)
        sentence = OBSTACLES["disabled_until"].format(missing=missing)
        explained = Coded.of("disabled_until", sentence)
        target = stop.detail["target"]
        raise context.checks.build_stop(
            Reason.TARGET_STUCK, target=target, obstacle=explained, missing=missing
        ) from None


def _is_disabled(stop: Stop) -> bool:
    """True if a target is there and is disabled."""
    obstacle = stop.detail.get("obstacle")
    return isinstance(obstacle, Coded) and obstacle.code == Rejection.DISABLED


def _empty_fields(context: RunContext, progress: Progress, button: str) -> Sequence[str]:
    """Return the names of the empty fields in the form of a button; nothing if the button is not there."""
    page = context.locator.readable_page()
    found = context.locator.find(button, page)
    return progress.form.read(page, found.element).empty if found else ()


def _ask_to_send(
    context: RunContext,
    progress: Progress,
    fields: tuple[FormValue, ...],
    shown_before: tuple[FormValue, ...],
) -> str:
    """Ask whether the form may be sent, and return how it was approved; raise Stop if it was not."""
    if context.options.until_filled:
        raise context.checks.build_stop(Reason.UNTIL_FILLED)
    if is_approved_in_advance(context, progress):
        _check_approved_in_advance(context, progress, fields)
        return "in_advance"
    question = _approval_question(context, progress, fields, shown_before)
    if ask_person(context, progress, question) != "yes":
        raise context.checks.build_stop(Reason.DECLINED)
    return "asked"


def _approval_question(
    context: RunContext,
    progress: Progress,
    fields: tuple[FormValue, ...],
    shown_before: tuple[FormValue, ...],
) -> Question:
    """Build the question whether to send the form, with what it contains and where it goes."""
    controller = context.flow.site_at(context.address).controller
    arrival = progress.form.arrival
    return Question(
        "approve",
        controller,
        ("yes", "no"),
        "no",
        fields=fields,
        address=context.address,
        before=shown_before,
        title=arrival.title if arrival else "",
        account=progress.account_named or "",
        detail={"controller": controller},
    )


def _check_approved_in_advance(
    context: RunContext, progress: Progress, fields: tuple[FormValue, ...]
) -> None:
    """Raise Stop if a form that nobody looks at may be the wrong one, or lacks what was entered."""
    arrival = progress.form.arrival
    if arrival and not arrival.sure:
        title = arrival.title
        about_title = Coded.of("whether_right_form", ABOUT["title"].format(title=quoted(title)))
        raise context.checks.build_stop(Reason.NO_TERMINAL, question=about_title, title=title)
    values = [field.text for field in fields]
    chosen = [field.text for field in fields if field.kind in ("select", "combobox")]
    check_entered(context, progress, values, chosen)
