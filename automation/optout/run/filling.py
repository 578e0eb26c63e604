"""Fills the form: decides which step comes next on the page in front, and takes it, or hands it over.

The pages of a form show the steps in whatever order they like; a step whose field contains the
value already is done.
"""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, cast

from playwright.sync_api import Error

from optout.browser import (
    Element,
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
from optout.person import VALUES, PersonField
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
    next_folded_part,
    unfold,
)
from optout.run.locator import StabilityTimer
from optout.run.progress import Progress
from optout.run.values import check_email, choose, fill, step_to_write_again

logger = logging.getLogger("optout.run.filling")

# Steps that a form may have: a wizard may turn in a circle.
_MOST_STEPS = 60
# Popups, folded parts and questions before a step: a page may bring ever more.
_MOST_OBSTACLES = 60
# The parts of a newsletter: an address and a button.
_LONE_PARTS = 2
# Seconds for which a page with only these must be stable: the form may still be loading.
_LONE = 2.0
# Presses of a button on one page: the first may come before the page's own script listens.
_PRESSES = 2
# Seconds for which a new page of the form must be stable: it may slide in.
_TURNED = 0.5
# Characters of what a page says, that the person is shown.
_LONGEST_MESSAGE = 300
# Seconds after which a click has led nowhere, and is made once more: the first may have come before
# the page's script listened, and an ordinary page has turned by then.
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


def _expected_step(context: RunContext, progress: Progress) -> Step:
    """Return the first required step that is left; without one, the send."""
    required = _required_steps(context, progress)
    return required[0] if required else context.flow.send


def _step_on(context: RunContext, progress: Progress, page: Page) -> Step | None:
    """Return the step that can be taken on a page: a field, else a button that leads on, else the send."""
    for step in progress.steps.fields:
        if _is_field_shown(context, page, step):
            return step
    required = _required_steps(context, progress)
    button = _button_that_leads_on(context, progress, page)
    if button is not None:
        may_skip_a_field = _may_lead_past_a_field(context, page, button, required)
        return None if may_skip_a_field else button
    if required:
        return None
    send = context.flow.send
    return send if context.locator.find(send.send, page) else None


def _button_that_leads_on(context: RunContext, progress: Progress, page: Page) -> Click | None:
    """Return the first button of a page that leads on, and was not pressed too often on it."""
    for button in context.flow.clicks_before_send:
        presses = progress.steps.presses[button.click, page.outline]
        if presses < _PRESSES and _is_usable(context, page, button):
            return button
    return None


def _is_field_shown(context: RunContext, page: Page, step: Step) -> bool:
    """True if a page shows the field of a step; a question that only its position identifies is the person's."""
    found = context.locator.find(step.target, page)
    if not found:
        return False
    answers_question = isinstance(step, Choose) and step.with_ != "country"
    return not (answers_question and found.is_guess)


def _next_step(context: RunContext, progress: Progress) -> Step:
    """Wait for the next step; where none comes up, clear the way to it, or have the person answer what the page asks.

    A required step that never comes up is returned as well: taking it then reports what is missing.
    """
    for _round in range(_MOST_OBSTACLES):
        expected = _expected_step(context, progress)
        with context.reporter.announce_wait("finding", context.options.patience, expected.target):
            step = _wait_for_step(context, progress)
        if step:
            return step
        if not _clear_the_way(context, progress):
            break
    button = _click_on_page_without_fields(context, progress)
    if button is not None:
        return button
    missing = _expected_step(context, progress)
    progress.form.waited_in_vain.add(missing.target)
    logger.debug("no step came up; missing: %s", missing.target)
    return missing


def _wait_for_step(context: RunContext, progress: Progress) -> Step | None:
    timer = StabilityTimer(context.window)

    def step_on(page: Page) -> Step | None:
        step = _step_on(context, progress, page)
        is_stable = timer.is_stable_for(page, _LONE)
        if step is None or is_stable:
            return step
        return None if _is_lone_address(page, step) else step

    return cast("Step | None", context.locator.wait_for(step_on))


def _clear_the_way(context: RunContext, progress: Progress) -> bool:
    """Close a popup, unfold a part, or have the person answer a question; False if there was nothing to do."""
    page = context.locator.readable_page()
    return (
        close_popups(context, page)
        or _unfold_next_part(context, progress)
        or ask_unanswered_questions(context, progress)
    )


def _unfold_next_part(context: RunContext, progress: Progress) -> bool:
    """Unfold a part of the form that was not opened before; False if there is none, or it stays folded."""
    button = next_folded_part(context, progress, progress.form.offered)
    if button is None:
        return False
    progress.form.offered.add(button.called)
    return unfold(context, button)


def _click_on_page_without_fields(context: RunContext, progress: Progress) -> Click | None:
    """Return the button that leads on from a page that asks for nothing; None if there is none."""
    page = context.locator.readable_page()
    if progress.form.left_area or parts_of(page).fields:
        return None
    progress.form.left_area = "page"  # the locator then looks for buttons on a page without a field
    step = _step_on(context, progress, page)
    if isinstance(step, Click):
        return step
    progress.form.left_area = ""
    return None


def _is_lone_address(page: Page, step: Step) -> bool:
    """True if a field for an address stands alone, as that of a newsletter does: the form may still be loading."""
    if not isinstance(step, CheckEmail):
        return False
    parts = parts_of(page)
    count = len(parts.fields) + len(parts.groups) + len(parts.buttons)
    if count > _LONE_PARTS:
        return False
    return not any("onward" in button.does for button in parts.buttons)


def _is_usable(context: RunContext, page: Page, step: Click) -> bool:
    """True if a button is enabled, or may be as soon as the person has ticked what the form requires."""
    if context.locator.find(step.click, page, enabled=True):
        return True
    found = context.locator.find(step.click, page)
    if found is None:
        return False
    form = read_form(page, found.element)
    return bool(form.unticked or form.open)


def _may_lead_past_a_field(
    context: RunContext, page: Page, step: Click, required: list[Step]
) -> bool:
    """True if an empty field may be one that is still to be filled, and only usual words identify the button."""
    found = context.locator.find(step.click, page)
    if found is None or found.strategy != Strategy.USUAL:
        return False
    values = _texts_to_write(context, required)
    return any(_may_be_for_any(field, values) for field in _empty_textboxes(page))


def _empty_textboxes(page: Page) -> list[Element]:
    textboxes = [field for field in parts_of(page).fields if field.is_textbox]
    return [textbox for textbox in textboxes if not textbox.value.strip()]


def _texts_to_write(context: RunContext, steps: Iterable[Step]) -> set[PersonField]:
    """Return which values of the person some steps write as a text; a country is mostly chosen."""
    texts: set[PersonField] = set()
    for step in steps:
        value = context.flow.value_of_target.get(step.target)
        if value is not None and value != "country":
            texts.add(value)
    return texts


def _may_be_for_any(field: Element, values: Iterable[PersonField]) -> bool:
    return any(field_fit(field, value).against is None for value in values)


# Taking a step.


def _take(context: RunContext, progress: Progress, step: Step) -> None:
    """Take one step, by the program, or by the person as often as that fails; raise Stop if neither can or will."""
    is_required = step.is_sure(context.person)
    is_counted = is_required and not isinstance(step, Click)
    code = step_code(step)
    if is_counted:
        context.reporter.begin_step(code)
    attempt = _Attempt(context, progress, step)
    if not attempt.make_until_done():
        if is_counted:
            context.reporter.postpone_step(code)
        return
    optional = {} if is_required else {"optional": "yes"}
    context.reporter.finish_step(code, {**attempt.detail, **optional})
    stop_on_dialog(context, progress)
    _note_done(progress, step)


AttemptResult = Literal["done", "retry", "another step first"]
"""What came of an attempt; `another step first`: the page now asks for something else."""


class _Attempt:
    """The attempts at one step, by the program and by the person."""

    def __init__(self, context: RunContext, progress: Progress, step: Step) -> None:
        self._context = context
        self._progress = progress
        self._step = step
        self._left = ROUNDS
        self._is_by_hand = False
        # The page as the step was handed over, and whether that was for a value that it refused.
        self._before = Page()
        self._was_refused = False
        self.detail: dict[str, str] = {}

    def make_until_done(self) -> bool:
        """Attempt the step until it is done; False if the person had something else to do first."""
        result: AttemptResult = "retry"
        while result == "retry":
            result = self._make()
        return result == "done"

    def _have_form_completed(self, stop: Stop) -> None:
        """Have the person complete the page of the form; its button may then be pressed anew."""
        hand_over(self._context, self._progress, Handover(stop, COMPLETE_FORM))
        self._progress.steps.presses.clear()

    def _make(self) -> AttemptResult:
        """Take the step, by the program or by hand; what stops it is the person's to mend."""
        try:
            detail = self._note_by_hand() if self._is_by_hand else self._take_by_program()
        except Error as error:
            return self._hand_over(_stuck(self._context, self._step, error))
        except Stop as stop:
            if stop.reason is Reason.FORM_INVALID:
                self._have_form_completed(stop)
                return "another step first"
            return self._hand_over(stop)
        if detail is None:
            # The person has left the field as empty as it was: the next attempt is the program's.
            return "retry"
        self.detail = detail
        return "done"

    def _take_by_program(self) -> dict[str, str]:
        return _take_by_program(self._context, self._progress, self._step)

    def _note_by_hand(self) -> dict[str, str] | None:
        """Note what the person entered; None if they have left the field as empty as it was."""
        context, progress, step = self._context, self._progress, self._step
        if self._is_still_empty():
            progress.form.steps_by_hand.remove(step_code(step))
            self._is_by_hand = False
            return None
        return _take_over_by_hand(context, progress, step, refused=self._was_refused)

    def _is_still_empty(self) -> bool:
        """True if the person has entered nothing in a field that was empty, and that is to be filled in.

        That was a slip, or they have only cleared the way to it. One that they have emptied they
        want to be empty.
        """
        context, step = self._context, self._step
        field = _value_field_of(context, step, context.locator.readable_page())
        if field is None or field.content:
            return False
        before = _value_field_of(context, step, self._before)
        was_emptied = before is not None and before.content != ""
        if was_emptied:
            return False
        return field.element.required or step.is_sure(context.person)

    def _hand_over(self, stop: Stop) -> AttemptResult:
        """Close what may lie on the step, or hand it over; raise `stop` if that is of no use."""
        context, progress, step = self._context, self._progress, self._step
        self._left -= 1
        logger.debug("%s failed: %s; %d attempts left", step.verb, stop.reason, self._left)
        if stop.reason not in PERSON_CAN_FIX or self._left == 0:
            raise stop
        self._is_by_hand = False
        self._was_refused = stop.reason is Reason.VALUE_REFUSED
        self._before = context.locator.readable_page()
        # A popup may have come up only after the form.
        if close_popups(context, self._before):
            return "retry"
        handover = Handover(stop, step_code(step), step.target)
        answer = hand_over(context, progress, handover)
        self._is_by_hand = answer == "done"
        if answer == "again":  # a page may change by itself for as long as the person is away
            self._left += 1
        if self._is_by_hand or stop.reason is not Reason.TARGET_MISSING:
            return "retry"
        now = context.locator.readable_page()
        return "another step first" if now.has_other_controls(self._before) else "retry"


def _stuck(context: RunContext, step: Step, error: Error) -> Stop:
    """Build the stop for a step whose element is covered, or that the page lets nobody into."""
    context.window.rest(0)
    rejection = error.rejection if isinstance(error, OutOfReach) else None
    return context.checks.target_stuck(step.target, rejection)


def _note_done(progress: Progress, step: Step) -> None:
    """Remove a field from those that are left; the field that repeats an address may be on any page after it.

    A button stays: it is pressed on each page that has it.
    """
    left = [other for other in progress.steps.fields if other is not step]
    if isinstance(step, CheckEmail) and step.again:
        left.append(CheckEmail(check_email=step.again, optional=True))
    progress.steps.fields = left


def _take_by_program(context: RunContext, progress: Progress, step: Step) -> dict[str, str]:
    """Take a step, and return what the record keeps of it."""
    match step:
        case Click():
            _lead_on(context, progress, step)
            return {}
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
    page = context.locator.readable_page()
    if isinstance(step, CheckEmail) and not refused and _may_check(context, step, page):
        return check_email(context, progress, step, found_from="by_person")
    field = _value_field_of(context, step, page)
    if field is None:
        return {"how": "by_hand"}
    if not field.content:
        progress.form.steps_by_hand.remove(step_code(step))
        return {"how": "left_empty"}
    if field.names_a_value:
        progress.form.enter_by_hand(field.value, field.content, field.element)
    return {"how": "by_hand"}


def _may_check(context: RunContext, step: CheckEmail, page: Page) -> bool:
    """True if the program checks the address that the person typed; its repetition is only noted."""
    is_repetition = step not in context.flow.steps
    return not is_repetition and context.locator.find(step.target, page) is not None


@dataclass(frozen=True)
class _ValueField:
    """A field of the form, and which of the person's values it is for."""

    value: PersonField
    element: Element

    @property
    def content(self) -> str:
        """What the field contains; nothing if that is only space."""
        is_country = self.value == "country"
        content = self.element.selected_entry.label if is_country else self.element.displayed_value
        return content if content.strip() else ""

    @property
    def names_a_value(self) -> bool:
        """False if the entry that is chosen names no country."""
        return self.value != "country" or names_any(self.element.selected_entry)


def _value_field_of(context: RunContext, step: Step, page: Page) -> _ValueField | None:
    """Return the field of a step that is for a value of the person; None for others, and if it is not there."""
    value = context.flow.value_of_target.get(step.target)
    if value is None:
        return None
    found = context.locator.find(step.target, page)
    return _ValueField(value, found.element) if found else None


def restore_lost_text(context: RunContext, progress: Progress) -> bool:
    """Write a text once more that the page has lost by itself; False if no text was lost so."""
    step = step_to_write_again(context, progress)
    if step is None:
        return False
    _Attempt(context, progress, step).make_until_done()
    return True


def ask_about_lost_value(
    context: RunContext, progress: Progress, fields: Iterable[FormValue]
) -> bool:
    """Hand over a value that a step entered and that no field has any more; False if no value is lost.

    A page may remove a field, or a later step may have overwritten what an earlier one wrote.
    Nobody could then approve a list that has the value, nor a form that lacks it unnoticed:
    approved in advance, the run stops. Once the person says that they are done, the value is
    forgotten unless its field contains one again.
    """
    lost = progress.form.lost_values(fields)
    if not lost:
        return False
    name = lost[0]
    step = _step_that_enters(context, name)
    stop = context.checks.build_stop(Reason.VALUE_LOST, target=VALUES[name])
    if context.options.yes:
        raise stop
    answer = hand_over(context, progress, Handover(stop, step_code(step), step.target))
    # After `again` the value is as lost as it was: only the page has changed.
    if answer == "point":
        _Attempt(context, progress, step).make_until_done()
    elif answer == "done":
        del progress.form.entered[name]
        _take_over_by_hand(context, progress, step, refused=False)
    return True


def _step_that_enters(context: RunContext, name: PersonField) -> Step:
    """Return the first step of the flow whose field is for a value."""
    value_of_target = context.flow.value_of_target
    return next(step for step in context.flow.steps if value_of_target.get(step.target) == name)


# Leading on to the next page of the form.


def _lead_on(context: RunContext, progress: Progress, step: Click) -> None:
    """Have a page of the form completed, and click the button that leads on from it."""
    form = complete_form(context, progress, step.click)
    if form:
        progress.form.note_page(form.fields, context.locator.readable_page())
    before = context.locator.readable_page()
    alerts_before = len(progress.alerts)
    began = context.window.now()
    click(context, progress, step.click)
    progress.steps.presses[step.click, before.outline] += 1
    _wait_for_next_page(context, before, began)
    now = context.locator.readable_page()
    new_alerts = progress.alerts[alerts_before:]
    if new_alerts:
        raise context.checks.build_stop(Reason.FORM_INVALID, words=new_alerts[0])
    refusal = _refusal(context, step.click, before, now)
    if refusal:
        raise context.checks.build_stop(Reason.FORM_INVALID, **refusal)
    progress.form.turn_if_replaced(before, now)


def _wait_for_next_page(context: RunContext, before: Page, began: float) -> None:
    """Wait until another page of the form has followed a click, or the click has led nowhere.

    The page may check with its server first: what it has asked since `began`, which was before the
    click, is waited for.
    """
    timer = StabilityTimer(context.window)
    patience = context.options.patience
    nowhere_at = context.window.now() + min(patience, _NOWHERE)

    def is_over() -> bool | None:
        page = context.locator.page()
        is_another = page.outline != before.outline
        if is_another and timer.is_stable_for(page, _TURNED):
            return True
        if context.window.has_unanswered(0, since=began):
            return None
        return True if context.window.now() >= nowhere_at else None

    with context.reporter.announce_wait("turning", patience):
        context.window.wait(is_over, patience)


def _refusal(context: RunContext, button: str, before: Page, now: Page) -> dict[str, str]:
    """Return, for a stop's detail, what a page misses where its button did not lead on; nothing if it did.

    These are words of the page, or else a field that it marks as wrong: its label says nothing.
    """
    if _has_led_on(context, button, before, now):
        return {}
    announced = _new_announcement(before, now)
    if announced:
        return {"words": printable(announced, _LONGEST_MESSAGE)}
    return _marked_field(now)


def _has_led_on(context: RunContext, button: str, before: Page, now: Page) -> bool:
    """True if a button has led on, or if that cannot be seen: what follows is then looked for."""
    if not now.read or context.locator.find(button, now) is None:
        return True
    return not _is_same_page(before, now)


def _new_announcement(before: Page, now: Page) -> str:
    """Return the first text that a page announces and did not say before; nothing if there is none."""
    for block in now.blocks:
        if block.loud and block.text not in before.texts:
            return block.text
    return ""


def _marked_field(page: Page) -> dict[str, str]:
    """Describe, for a stop's detail, the first field that a page marks as wrong; nothing if there is none."""
    for element in page.elements:
        if element.marked_wrong:
            speaker = MARKED_FIELD if element.called else UNNAMED_FIELD
            return {"words": printable(element.called, _LONGEST_MESSAGE), "speaker": speaker}
    return {}


def _is_same_page(before: Page, now: Page) -> bool:
    """True if a page asks for the same as before; without fields, if it still says the same."""
    if before.visible_fields:
        return before.visible_fields == now.visible_fields
    texts_now = {*now.texts}
    return all(text in texts_now for text in before.texts)


def stop_on_dialog(context: RunContext, progress: Progress) -> None:
    """Raise Stop if the page has asked something that the flow does not know, before anything was sent."""
    if context.policy.armed:
        return
    for text in progress.dialogs:
        if text not in progress.alerts:
            raise context.checks.build_stop(Reason.DIALOG, words=text)
