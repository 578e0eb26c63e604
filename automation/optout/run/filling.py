"""Fills the form: decides which step comes next on the page in front, and takes it, or hands it over.

The pages of a form show the steps in whatever order they like; a step whose field contains the
value already is done.
"""

import logging
from collections.abc import Iterable
from typing import cast

from playwright.sync_api import Error

from optout.browser import (
    FormState,
    FormValue,
    OutOfReach,
    Page,
    Strategy,
    field_fit,
    parts_of,
    read_form,
)
from optout.flow import CheckEmail, Choose, Click, Fill, Step, names_any
from optout.outcome import MARKED_FIELD, UNNAMED_FIELD, Reason, Stop
from optout.person import VALUES
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.handover import (
    COMPLETE_FORM,
    PERSON_CAN_FIX,
    ROUNDS,
    Handover,
    ask_unanswered_questions,
    click,
    close_popups,
    complete_form,
    hand_over,
    unfold,
)
from optout.run.locator import StabilityTimer, rejection_detail
from optout.run.progress import Progress
from optout.run.values import check_email, choose, fill

logger = logging.getLogger("optout.run.filling")

# Steps that a form may have: a wizard may turn in a circle.
_MOST_STEPS = 60
# Popups, folded parts and questions before a step: a page may bring ever more.
_MOST_OBSTACLES = 60
# The parts of a newsletter: an address and a button.
_LONE_PARTS = 2
# seconds for which a page with only these must be stable: the form may still be loading
_LONE = 2.0
# Presses of a button on one page: the first may come before the page's own script listens.
_PRESSES = 2
# Seconds for which a new page of the form must be stable: it may slide in.
_TURNED = 0.5
# Seconds after which a click has led nowhere, and is made once more.
_NOWHERE = 4.0


def fill_form(context: RunContext, progress: Progress) -> None:
    """Take every step that the pages show, until only the send is left; raise Stop if that never comes."""
    while progress.steps.taken < _MOST_STEPS:
        step = _next_step(context, progress)
        if step is context.flow.send:
            return
        _take(context, progress, step)
        progress.steps.taken += 1
    send = context.flow.described(context.flow.send.send)
    raise context.checks.build_stop(Reason.TARGET_MISSING, target=send)


def step_code(step: Step) -> str:
    """Return the name of a step in events and in the record."""
    return f"{step.verb} {step.target}"


# Which step comes next.


def _required_steps(context: RunContext, progress: Progress) -> list[Step]:
    """Return the fields and questions that are left, and are filled in every run."""
    return [step for step in progress.steps.fields if step.is_sure(context.person)]


def _step_on(context: RunContext, progress: Progress, page: Page) -> Step | None:
    """Return the step that can be taken on a page: a field, else a button that leads on, else the send."""
    for step in progress.steps.fields:
        if _is_field_shown(context, page, step):
            return step
    required = _required_steps(context, progress)
    for button in context.flow.clicks_before_send:
        presses = progress.steps.presses[button.click, page.mark]
        if presses < _PRESSES and _is_usable(context, page, button):
            return None if _may_lead_past_a_field(context, page, button, required) else button
    if required:
        return None
    send = context.flow.send
    return send if context.locator.find(send.send, page) else None


def _is_field_shown(context: RunContext, page: Page, step: Step) -> bool:
    """True if a page shows the field of a step; a question that only its position identifies is the person's."""
    found = context.locator.find(step.target, page)
    if not found:
        return False
    is_answer = isinstance(step, Choose) and step.with_ != "country"
    return not (is_answer and found.is_guess)


def _next_step(context: RunContext, progress: Progress) -> Step:
    """Wait for the next step; where none comes up, clear the way to it, or have the person answer what the page asks.

    A required step that never comes up is returned as well: taking it then reports what is missing.
    """
    send = context.flow.send
    for _round in range(_MOST_OBSTACLES):
        expected = next(iter(_required_steps(context, progress)), send)
        with context.reporter.announce_wait("finding", context.options.patience, expected.target):
            step = _wait_for_step(context, progress)
        if step:
            return step
        if not _clear_the_way(context, progress):
            break
    if step := _click_on_page_without_fields(context, progress):
        return step
    missing = next(iter(_required_steps(context, progress)), send)
    progress.form.waited.add(missing.target)
    logger.debug("no step came up; missing: %s", missing.target)
    return missing


def _wait_for_step(context: RunContext, progress: Progress) -> Step | None:
    timer = StabilityTimer(context.window)

    def step_on(page: Page) -> Step | None:
        step = _step_on(context, progress, page)
        is_stable = timer.has_lasted(page, _LONE)
        is_too_early = step is not None and not is_stable and _is_lone_address(page, step)
        return None if is_too_early else step

    return cast("Step | None", context.locator.wait_for(step_on))


def _clear_the_way(context: RunContext, progress: Progress) -> bool:
    """Close a popup, unfold a part, or have the person answer a question; False if there was nothing to do."""
    page = context.locator.readable_page()
    return (
        close_popups(context, page)
        or unfold(context, progress, progress.form.offered)
        or ask_unanswered_questions(context, progress)
    )


def _click_on_page_without_fields(context: RunContext, progress: Progress) -> Step | None:
    """Return the button that leads on from a page that asks for nothing; None if there is none."""
    if progress.form.turned or parts_of(context.locator.readable_page()).fields:
        return None
    progress.form.turned = "page"  # the locator then looks for buttons on a page without a field
    step = _step_on(context, progress, context.locator.readable_page())
    if isinstance(step, Click):
        return step
    progress.form.turned = ""
    return None


def _is_lone_address(page: Page, step: Step) -> bool:
    """True if a field for an address stands alone, as that of a newsletter does: the form may still be loading."""
    parts = parts_of(page)
    count = len(parts.fields) + len(parts.groups) + len(parts.buttons)
    leads_on = any("onward" in button.does for button in parts.buttons)
    return count <= _LONE_PARTS and isinstance(step, CheckEmail) and not leads_on


def _is_usable(context: RunContext, page: Page, step: Click) -> bool:
    """True if a button is enabled, or may be as soon as the person has ticked what the form requires."""
    if context.locator.find(step.click, page, enabled=True):
        return True
    found = context.locator.find(step.click, page)
    form = read_form(page, found.element) if found else FormState()
    return bool(form.unticked or form.open)


def _may_lead_past_a_field(
    context: RunContext, page: Page, step: Click, required: list[Step]
) -> bool:
    """True if an empty field may be one that is still to be filled, and only usual words identify the button."""
    found = context.locator.find(step.click, page)
    if found is None or found.strategy != Strategy.USUAL:
        return False
    values = {context.flow.value_of_target.get(step.target) for step in required} - {
        "country",
        None,
    }
    fields = parts_of(page).fields
    empty = [field for field in fields if field.is_textbox and not field.value.strip()]
    return any(
        field_fit(field, value).against is None for field in empty for value in values if value
    )


# Taking a step.


def _take(context: RunContext, progress: Progress, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails; raise Stop if neither can or will."""
    is_required = step.is_sure(context.person)
    is_counted = is_required and not isinstance(step, Click)
    code = step_code(step)
    if is_counted:
        context.reporter.begin_step(code)
    attempt = _Attempt(context, progress, step)
    while not attempt.is_done:
        stop = attempt.make()
        if stop is None:
            continue
        if stop.reason is Reason.FORM_INVALID:
            hand_over(context, progress, Handover(stop, COMPLETE_FORM))
            progress.steps.presses.clear()
            return
        if attempt.hand_over(stop) == "other fields":
            if is_counted:
                context.reporter.postpone_step(code)
            return
    optional = {} if is_required else {"optional": "yes"}
    context.reporter.finish_step(code, {**attempt.detail, **optional})
    stop_on_dialog(context, progress)
    _note_done(progress, step)


class _Attempt:
    """The attempts at one step, by the program and by the person."""

    def __init__(self, context: RunContext, progress: Progress, step: Step) -> None:
        self._context = context
        self._progress = progress
        self._step = step
        self._left = ROUNDS
        self._by_hand = False
        self._was_refused = False
        self.is_done = False
        self.detail: dict[str, str] = {}

    def make(self) -> Stop | None:
        """Take the step, by the program or by hand; return what stopped it, None if it is done."""
        context, progress, step = self._context, self._progress, self._step
        try:
            if self._by_hand:
                self.detail = _take_over_by_hand(context, progress, step, refused=self._was_refused)
            elif isinstance(step, Click):
                _lead_on(context, progress, step)
            else:
                self.detail = _enter(context, progress, step)
        except Error as error:
            # Something lies on it, or the page lets nobody into it.
            context.window.rest(0)
            target = context.flow.described(step.target)
            rejection = error.rejection if isinstance(error, OutOfReach) else None
            return context.checks.build_stop(
                Reason.TARGET_STUCK, target=target, **rejection_detail(rejection)
            )
        except Stop as stop:
            return stop
        self.is_done = True
        return None

    def hand_over(self, stop: Stop) -> str:
        """Close what may lie on the step, or hand it over; raise `stop` if that is of no use.

        Return "other fields" if the page asks for something else now, which comes first.
        """
        context, progress, step = self._context, self._progress, self._step
        self._left -= 1
        logger.debug("%s failed: %s; %d attempts left", step.verb, stop.reason, self._left)
        if stop.reason not in PERSON_CAN_FIX or self._left == 0:
            raise stop
        self._by_hand = False
        self._was_refused = stop.reason is Reason.VALUE_REFUSED
        before = context.locator.readable_page()
        # A popup may have come up only after the form.
        if close_popups(context, before):
            return ""
        answer = hand_over(context, progress, Handover(stop, step_code(step), step.target))
        self._by_hand = answer == "done"
        if answer == "again":  # a page may change by itself for as long as the person is away
            self._left += 1
        is_missing = stop.reason is Reason.TARGET_MISSING
        if not self._by_hand and is_missing and context.locator.readable_page().asks_else(before):
            return "other fields"
        return ""


def _note_done(progress: Progress, step: Step) -> None:
    """Remove a field from those that are left; the field that repeats an address may be on any page after it.

    A button stays: it is pressed on each page that has it.
    """
    left = [other for other in progress.steps.fields if other is not step]
    if isinstance(step, CheckEmail) and step.again:
        left.append(CheckEmail(check_email=step.again, optional=True))
    progress.steps.fields = left


def _enter(context: RunContext, progress: Progress, step: Step) -> dict[str, str]:
    match step:
        case Choose():
            return choose(context, progress, step)
        case CheckEmail():
            return check_email(context, progress, step)
        case Fill():
            return fill(context, progress, step)
    raise TypeError(step.verb)


def _take_over_by_hand(
    context: RunContext, progress: Progress, step: Step, *, refused: bool
) -> dict[str, str]:
    """Note what the field of a step contains, once the person has said that they filled it in.

    `refused`: the page does not accept the value. An empty field was not filled in by hand, and an
    entry that names no country, as "Select one", is no country of theirs.
    """
    found = context.locator.find(step.target, context.locator.readable_page())
    # The program checks the address that the person typed; its repetition is only noted.
    if found and isinstance(step, CheckEmail) and step in context.flow.steps and not refused:
        return check_email(context, progress, step)
    value = context.flow.value_of_target.get(step.target)
    if found and value:
        chosen = found.element.chosen
        content = chosen.label if value == "country" else found.element.held
        if not content.strip():
            progress.form.by_hand.remove(step_code(step))
            return {"how": "left_empty"}
        if value != "country" or names_any(chosen):
            progress.form.enter_by_hand(value, content, found.element)
    return {"how": "by_hand"}


def ask_about_lost_value(
    context: RunContext, progress: Progress, fields: Iterable[FormValue]
) -> bool:
    """Hand over a value that a step entered and that no field has any more; False if no value is lost.

    A page may remove a field, or a later step may have overwritten what an earlier one wrote.
    Nobody could then approve a list that has the value, nor a form that lacks it unnoticed:
    approved in advance, the run stops.
    """
    name = next(iter(progress.form.lost_values(fields)), None)
    if name is None:
        return False
    flow = context.flow
    step = next(step for step in flow.steps if flow.value_of_target.get(step.target) == name)
    stop = context.checks.build_stop(Reason.VALUE_LOST, target=VALUES[name])
    if context.options.yes:
        raise stop
    answer = hand_over(context, progress, Handover(stop, step_code(step), step.target))
    del progress.form.entered[name]
    if answer == "point":
        _enter(context, progress, step)
    elif answer == "done":
        _take_over_by_hand(context, progress, step, refused=False)
    return True


# Leading on to the next page of the form.


def _lead_on(context: RunContext, progress: Progress, step: Click) -> None:
    """Have a page of the form completed, and click the button that leads on from it."""
    form = complete_form(context, progress, step.click)
    if form:
        progress.form.note_page(form.fields, context.locator.readable_page())
    before = context.locator.readable_page()
    alerts_before = len(progress.alerts)
    click(context, progress, step.click)
    progress.steps.presses[step.click, before.mark] += 1
    _wait_for_next_page(context, before)
    now = context.locator.readable_page()
    new_alerts = progress.alerts[alerts_before:]
    detail = {"words": new_alerts[0]} if new_alerts else _refusal(context, step.click, before, now)
    if detail:
        raise context.checks.build_stop(Reason.FORM_INVALID, **detail)
    progress.form.note_turn(before, now)


def _wait_for_next_page(context: RunContext, before: Page) -> None:
    timer = StabilityTimer(context.window)
    seconds = min(context.options.patience, _NOWHERE)

    def has_turned() -> bool | None:
        page = context.locator.page()
        return True if page.mark != before.mark and timer.has_lasted(page, _TURNED) else None

    with context.reporter.announce_wait("turning", seconds):
        context.window.wait(has_turned, seconds)


def _refusal(context: RunContext, button: str, before: Page, now: Page) -> dict[str, str]:
    """Return, for a stop's detail, what a page misses where its button did not lead on; nothing if it did.

    These are words of the page, or else a field that it marks as wrong: its label says nothing.
    """
    if not now.read or context.locator.find(button, now) is None:
        return {}
    if not _is_same_page(before, now):
        return {}
    loud = [block.text for block in now.blocks if block.loud]
    announced = [text for text in loud if text not in before.spoken]
    if announced:
        return {"words": printable(announced[0], 300)}
    marked = next((element for element in now.elements if element.marked_wrong), None)
    if marked is None:
        return {}
    speaker = MARKED_FIELD if marked.called else UNNAMED_FIELD
    return {"words": printable(marked.called, 300), "speaker": speaker}


def _is_same_page(before: Page, now: Page) -> bool:
    """True if a page asks for the same as before; without fields, if it still says the same."""
    if before.asked:
        return before.asked == now.asked
    return {*before.spoken} <= {*now.spoken}


def stop_on_dialog(context: RunContext, progress: Progress) -> None:
    """Raise Stop if the page has asked something that the flow does not know, before anything was sent."""
    asked = [text for text in progress.dialogs if text not in progress.alerts]
    if asked and not context.policy.armed:
        raise context.checks.build_stop(Reason.DIALOG, words=asked[0])
