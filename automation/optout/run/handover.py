"""Asks the person, and hands a step over to them that the program cannot or may not take.

What they do in the window is noticed without an answer: the page has changed, and has been stable
for two seconds.
"""

import logging
import math
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal, cast

from optout.browser import (
    Element,
    FormState,
    Page,
    Pointed,
    Strategy,
    close_notice,
    field_fit,
    is_country_list,
    main_form,
    parts_of,
    pick,
    press,
    show_strip,
)
from optout.outcome import BROWSER, REASON_TEXTS, STARRED_FIELD, Reason, Stop, gaps
from optout.redaction import printable
from optout.run.context import RunContext
from optout.run.interruptions import RequestPaused
from optout.run.locator import StabilityTimer
from optout.run.progress import HandoverBaseline, Progress, is_another_page
from optout.run.prompts import ABOUT, Choice, Question
from optout.translation import Coded

logger = logging.getLogger("optout.run.handover")

Detect = Callable[[], Choice | None]
"""Infers the answer to a question from the page; None while there is none."""
PERSON_CAN_FIX = frozenset(
    {
        Reason.TARGET_MISSING,
        Reason.TARGET_AMBIGUOUS,
        Reason.TARGET_STUCK,
        Reason.VALUE_NEEDED,
        Reason.VALUE_REFUSED,
    }
)
"""What the person can mend in the window, so that a changed page is no dead end."""
COMPLETE_FORM = "complete_form"
"""The step of what the person completes in the form: an approval in advance does not cover it."""
# Times that a step or a box is handed over: what never works must not be asked for ever.
ROUNDS = 5
# Seconds for which a changed page must be stable: people pause between two fields.
_SETTLED = 2.0
# The same, while the caret is in a field: people stop to think.
_SETTLED_WHILE_WRITING = 5.0
# Seconds in which the page can be read, as it may be changing; one that moves for longer is read
# again with the next question.
_READING_TIME = 1.0
# Seconds in which a folded part of the form can be unfolded: it is pressed on the way, and a page
# that does not let it be pressed by then is the person's.
_PRESS_TIME = 3.0
# Seconds in which a popup can be closed, and goes: it slides away.
_POPUP_TIME = 2.0
# Popups on one page, one behind the other: cookies, then a newsletter, then a tour.
_MOST_POPUPS = 3
# Characters of a name that are shown.
_LONGEST_NAME = 120
# Characters of a label that are shown: what somebody agrees to has to be readable as a whole.
_LONGEST_LABEL = 500
# Boxes and questions of one page that the person is asked about: a page may bring ever more.
_MOST_BOXES = 60
# Times that the person may point at something that cannot be used.
_MISSED_CLICKS = 5


def ask_person(
    context: RunContext, progress: Progress, question: Question, detect: Detect | None = None
) -> Choice:
    """Ask, and wait for the answer, which `detect` may infer from the page; raise Stop if nobody can be asked.

    RequestPaused or SubmittedByHand may be raised while the person thinks, as in every wait.
    """
    if not context.prompts.can_answer:
        raise context.checks.build_stop(Reason.NO_TERMINAL, question=ABOUT[question.prompt])
    context.reporter.report("asked", question.prompt, **question.detail)
    # What the page says after that may be its answer.
    if not context.policy.armed:
        progress.known_text.note(context.locator.readable_page().texts)

    def answer_so_far() -> Choice | None:
        answer = cast("Choice | None", context.prompts.answer())
        if answer is None and detect is not None:
            return detect()
        return answer

    with show_strip(context.window, question.in_window(context.language)):
        context.prompts.begin(question)
        try:
            answer: Choice = context.window.wait(answer_so_far, math.inf) or question.default
        finally:
            context.prompts.end()
            # The person may have done anything meanwhile.
            context.window.reading = None
    context.reporter.report("answered", question.prompt, answer=answer)
    return answer


# A step that is handed over.


@dataclass(frozen=True)
class Handover:
    """A step for the person: what stopped the program, and the target of the step, if it has one.

    `may_lack`: the page may not have the target. `detect` infers from the page that the step was
    taken; by default that is any change of the page. `leads` are the names of links that may lead
    on.
    """

    stop: Stop
    step: str
    target: str = ""
    may_lack: bool = False
    detect: Detect | None = None
    leads: tuple[str, ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What identifies the step while it is handed over."""
        return self.step, self.target

    def question(self) -> Question:
        """Return the question to the person."""
        done: Choice = "absent" if self.may_lack else "done"
        choices: tuple[Choice, ...] = (done, "stop")
        names = gaps(REASON_TEXTS[self.stop.reason].message)
        detail = {name: self.stop.detail[name] for name in names}
        detail["why"] = self.stop.reason.value
        if self.target:
            choices = ("point", done, "stop")
            detail["target"] = self.target
        return Question(
            "take_over",
            self.stop.message,
            choices,
            "stop",
            target=self.target,
            why=self.stop.reason,
            detail=detail,
            leads=self.leads,
        )


def hand_over(context: RunContext, progress: Progress, handover: Handover) -> Choice:
    """Have the person take a step; raise the handover's Stop if nobody can, or they prefer that.

    Return done, point or absent, or again if the page has changed meanwhile.
    """
    if not context.prompts.can_answer:
        raise handover.stop
    baseline = _baseline_of(context, progress, handover)
    detect = handover.detect or ChangeDetector(context, handover, baseline).detect
    turns = _PageTurns(context, progress, baseline.page)
    logger.debug("handing over %s: %s", handover.step, _reason_code(handover.stop))
    try:
        answer = _ask_to_take_over(context, progress, handover, turns.watching(detect))
    except RequestPaused:
        # The step is handed over again afterwards: what they have done by then must count.
        progress.interrupted_handovers[handover.key] = baseline
        # The request may lead on to another page: then this one is gone.
        turns.note_last()
        raise
    if answer == "stop":
        raise handover.stop
    turns.note(context.locator.readable_page())
    # What they completed in the form they did, whatever they say.
    has_completed = handover.step == COMPLETE_FORM and turns.has_entries
    if answer == "done" or has_completed:
        progress.form.note_by_hand(handover.step)
    return answer


def _ask_to_take_over(
    context: RunContext, progress: Progress, handover: Handover, detect: Detect
) -> Choice:
    """Ask the person to take a step; ask again if they did not point at the target that they were to show."""
    question = handover.question()
    for _round in range(ROUNDS):
        answer = ask_person(context, progress, question, detect)
        if answer != "point" or _let_point(context, progress, handover.target):
            return answer
    return "stop"


def _baseline_of(context: RunContext, progress: Progress, handover: Handover) -> HandoverBaseline:
    """Return the page as it was when a step was handed over first, also before an interruption.

    After that the run may have gone on to another page of the form, with which the same step begins
    anew.
    """
    page = context.locator.readable_page()
    baseline = progress.interrupted_handovers.pop(handover.key, None)
    if baseline is None or is_another_page(baseline.page, page):
        return HandoverBaseline(page, context.window.page.url)
    return baseline


def _reason_code(stop: Stop) -> str:
    """Return the reason of a stop for the log, with the code of what is in the way.

    The words of the page, which a stop may have too, are left out.
    """
    obstacle = stop.detail.get("obstacle")
    if isinstance(obstacle, Coded):
        return f"{stop.reason.value}, {obstacle.code}"
    return stop.reason.value


class _PageTurns:
    """Watches the pages of the form while the person works in the window.

    What a page contained when they left it is what the last snapshot of it has: they may have
    changed anything. `has_entries`: a field contains something else than in the snapshot `before`,
    or another page of the form has followed.
    """

    def __init__(self, context: RunContext, progress: Progress, before: Page) -> None:
        self._locator = context.locator
        self._form = progress.form
        self._before = before
        self._last = context.locator.readable_page()
        self.has_entries = False

    def watching(self, detect: Detect) -> Detect:
        """Return `detect`, which then also watches."""

        def watch() -> Choice | None:
            self.note(self._locator.page())
            return detect()

        return watch

    def note(self, page: Page) -> None:
        """Note what was left, if a snapshot shows another page of the form."""
        if not page.read:
            return
        if _new_entries(self._before, page):
            self.has_entries = True
        if is_another_page(self._last, page):
            self.has_entries |= bool(page.visible_fields)
            self.note_last()
            self._form.turn_page(self._last)
        self._last = page

    def note_last(self) -> None:
        """Note what the form contains in the last snapshot."""
        # Before the arrival it is no page of the form.
        if self._form.arrival:
            self._form.note_last_snapshot(self._last)


class ChangeDetector:
    """Detects that a page has changed and is stable again: the person has done something.

    The answer is `done` if they entered something, else `again`. What another field got is no
    answer while the field that was asked for contains what it did before.
    """

    def __init__(self, context: RunContext, handover: Handover, baseline: HandoverBaseline) -> None:
        self._context = context
        self._handover = handover
        self._before = baseline.page
        self._address = baseline.address
        self._timer = StabilityTimer(context.window)

    def detect(self) -> Choice | None:
        """Return the answer once the page has changed and is stable."""
        page = self._context.locator.page()
        # The timer sees every page that can be read, changed or not.
        if not page.read or not self._is_stable(page):
            return None
        if not self._has_changed(page):
            return None
        is_same_page = page.outline == self._before.outline
        if is_same_page and self._target_is_unchanged(page):
            return None
        # Whoever only types has neither sent the form nor turned a setting.
        is_typing_enough = self._handover.step not in ("send", "turn")
        is_done = is_typing_enough and self._was_entered(page)
        return "done" if is_done else "again"

    def _is_stable(self, page: Page) -> bool:
        seconds = _SETTLED_WHILE_WRITING if _has_caret(page) else _SETTLED
        return self._timer.is_stable_for(page, seconds)

    def _has_changed(self, page: Page) -> bool:
        if page.outline != self._before.outline or page.typed != self._before.typed:
            return True
        if self._context.window.page.url != self._address:
            return True
        return page.has_other_controls(self._before)

    def _target_is_unchanged(self, page: Page) -> bool:
        content = self._content_of_target(page)
        return content is not None and content == self._content_of_target(self._before)

    def _content_of_target(self, page: Page) -> str | None:
        """Return what the field that was asked for contains; None if that is no field, or not there."""
        if not self._handover.target:
            return None
        found = self._context.locator.find(self._handover.target, page)
        if found is None or not found.element.is_field:
            return None
        return found.element.displayed_value

    def _was_entered(self, page: Page) -> bool:
        """True if a field that may be the one asked for has a new value, and was there before: the person wrote it."""
        values = {
            element.displayed_value for element in page.elements if self._may_be_target(element)
        }
        return not values.isdisjoint(_new_entries(self._before, page))

    def _may_be_target(self, field: Element) -> bool:
        """True if a field may be the one that was asked for: a single line with a name in it is no comment."""
        if not field.is_field:
            return False
        value = self._context.flow.value_of_target.get(self._handover.target)
        if value is None:
            return True
        if value == "comment" and not field.is_multiline:
            is_theirs = field.displayed_value == self._context.person.value(value)
            return is_theirs or field_fit(field, value).is_for
        return field_fit(field, value).against is None


def _new_entries(before: Page, page: Page) -> set[str]:
    """Return what fields contain that were there before, and contained something else."""
    fields_before = {entry.split("\n")[0] for entry in before.typed}
    new_entries = set()
    for entry in page.typed - before.typed:
        field, _role, value = entry.split("\n", 2)
        if value and field in fields_before:
            new_entries.add(value)
    return new_entries


def _has_caret(page: Page) -> bool:
    """True if the caret is in a text field: the person may be writing."""
    textboxes = [element for element in page.elements if element.is_textbox]
    return any("active" in textbox.states for textbox in textboxes)


# Pointing at a target.


def _let_point(context: RunContext, progress: Progress, name: str) -> bool:
    """Let the person show a target by one click, which does nothing else; False if they did not."""
    part = context.flow.described(name)
    question = Question("point", target=name, part=part.in_language(context.language))
    context.reporter.report("asked", "point")
    end = _PointingEnd(context)
    with show_strip(context.window, question.in_window(context.language)):
        try:
            pointed = _pick(context, question, end)
        finally:
            context.prompts.end()
    end.raise_error()
    context.reporter.report("answered", "point", answer="point" if pointed else "done")
    if pointed is None:
        return False
    progress.pointed[name] = pointed
    progress.form.found[name] = Strategy.PERSON
    progress.form.note_help("point", part)
    return True


def _pick(context: RunContext, question: Question, end: "_PointingEnd") -> Pointed | None:
    """Wait for a click on something that can be the target; None if pointing ends without one."""
    role = context.flow.targets[question.target].role
    # Shown once the browser's picker is ready.
    show_question = partial(context.prompts.begin, question)
    for _round in range(_MISSED_CLICKS):
        pointed = pick(context.window, role, show_question, end.is_due)
        if pointed or end.is_over:
            return pointed
        context.reporter.report("not_pointed", question.target)
    return None


class _PointingEnd:
    """Decides when pointing ends without a click; keeps the error that ended it until the picker has ended.

    Playwright's picker blocks: an exception must not pass through it.
    """

    def __init__(self, context: RunContext) -> None:
        self._context = context
        self._pages = len(context.window.context.pages)
        self._error: BaseException | None = None
        self.is_over = False

    def is_due(self) -> bool:
        """True if the person has answered, a page has opened or closed, or the run is interrupted."""
        window = self._context.window
        try:
            window.check()
            window.on_wait()
        except BaseException as error:  # noqa: BLE001  raised again once the picker has ended
            self._error = error
            self.is_over = True
        if self._context.prompts.answer() or len(window.context.pages) != self._pages:
            self.is_over = True
        return self.is_over

    def raise_error(self) -> None:
        """Raise what interrupted the pointing."""
        if self._error:
            raise self._error


# What lies over the page, and what is folded up.


def close_popups(context: RunContext, page: Page) -> bool:
    """Close the consent banners and popups of a page, each by the answer that shares least; True if any was closed.

    A stranger's flow may not. Nor is anything closed where settings are: these are often in a
    dialog themselves, and terms to agree to look like one.
    """
    if context.options.confirm_presses or context.flow.switches:
        return False
    is_any_closed = False
    for _round in range(_MOST_POPUPS):
        button = close_notice(context.window, page, _POPUP_TIME)
        if button is None:
            break
        words = printable(button, _LONGEST_NAME)
        context.reporter.report("notice_closed", "", words=words)
        is_any_closed = True
        page = context.locator.readable_page()
    return is_any_closed


def next_folded_part(
    context: RunContext, progress: Progress, opened: Collection[str]
) -> Element | None:
    """Return the button of the next part of the form, or of a page of settings, that is folded up.

    A stranger's flow may unfold none. `opened` are the names of the parts that were opened before.
    """
    if context.options.confirm_presses:
        return None
    page = context.locator.readable_page()
    for element in page.elements:
        is_new = element.called not in opened
        if is_new and _is_folded(element) and _matters(page, element, progress):
            return element
    return None


def unfold(context: RunContext, button: Element) -> bool:
    """Press the button of a folded part; False if it could not be pressed."""
    return bool(press(context.window, button, _PRESS_TIME))


def _is_folded(element: Element) -> bool:
    """True if a button shows that it unfolds a part of the page, and does not open a menu or a list."""
    if element.role != "button" or element.is_list or not element.visible:
        return False
    is_shut = element.attributes.get("aria-expanded") == "false"
    return is_shut and not element.has_popup


def _matters(page: Page, element: Element, progress: Progress) -> bool:
    """True if an element belongs to the form; among settings, if it is not around the page's matter."""
    if progress.settings:
        return not element.aside
    form = main_form(page)
    return form is not None and form.holds(element)


# What the form still wants of the person.

ReadForm = Callable[[], FormState | None]
"""Reads what the form still wants; None while it cannot be read."""


def complete_form(context: RunContext, progress: Progress, button: str) -> FormState | None:
    """Have the person tick and answer what the form of a button wants, and return the form; None if there is none yet.

    Raise Stop if a field is missing something that the person was not shown yet.
    """
    read_form = partial(_read_form, context, progress, button)
    _ask_what_is_open(context, progress, read_form)
    state = context.window.wait(read_form, _READING_TIME)
    if state is None:
        return None
    if state.invalid:
        raise _missing_in_form(context, progress, state.invalid, speaker_of(state))
    starred = _unmentioned_star(context, progress, state)
    if starred:
        raise _missing_in_form(context, progress, starred, {"speaker": STARRED_FIELD})
    return state


def _read_form(context: RunContext, progress: Progress, button: str) -> FormState | None:
    """Read the form of a button; an empty one if the page does not have the button."""
    page = context.locator.page()
    if not page.read:
        return None
    found = context.locator.find(button, page)
    if found is None:
        return FormState(read=True)
    state = progress.form.read(page, found.element)
    return state if state.read else None


def _missing_in_form(
    context: RunContext, progress: Progress, words: str, speaker: Mapping[str, str]
) -> Stop:
    """Build the stop for a form that misses something, and note that the person is shown that."""
    progress.form.offered.add(words)
    return context.checks.build_stop(Reason.FORM_INVALID, words=printable(words), **speaker)


def _unmentioned_star(context: RunContext, progress: Progress, state: FormState) -> str | None:
    """Return the label of an empty field that only a star requires, if the person was not shown it yet.

    They are asked once, since only they can say that it may stay empty; without them it does.
    """
    if not context.can_ask:
        return None
    return _first_new(state.starred, progress.form.offered)


def _first_new(labels: Iterable[str], shown: Collection[str]) -> str | None:
    """Return the first label that the person was not shown yet; None if they were shown all."""
    return next((label for label in labels if label not in shown), None)


def speaker_of(form: FormState) -> dict[str, str]:
    """Return, for a stop's detail, that the browser said what the form misses; nothing if the page said it."""
    return {"speaker": BROWSER} if form.browser_words else {}


def ask_unanswered_questions(context: RunContext, progress: Progress) -> bool:
    """Have the person answer the questions that no step answers: the target may appear with an answer."""
    return _ask_what_is_open(context, progress, partial(_read_questions, context))


def _read_questions(context: RunContext) -> FormState | None:
    """Read the questions of the page that have a name, and which of them are answered."""
    page = context.locator.page()
    if not page.read:
        return None
    groups = [group for group in parts_of(page).groups if group.called]
    answered = [group.called for group in groups if group.checked]
    unanswered = [group.called for group in groups if _is_unanswered(group)]
    return FormState(open=tuple(unanswered), answered=tuple(answered), read=True)


def _is_unanswered(group: Element) -> bool:
    """True if the person may answer a question; a list of countries has a step of its own."""
    return not group.checked and not is_country_list(group)


def _ask_what_is_open(context: RunContext, progress: Progress, read_form: ReadForm) -> bool:
    """Have the person tick or answer what is open, each by its name on the page; True if anything was.

    What is open is read again after each: of several boxes one may be enough. A box or question
    that the page does not require is shown once, and may be left as it is. Nothing is ticked for
    them.
    """
    asked: set[str] = set()
    for _round in range(_MOST_BOXES):
        state = context.window.wait(read_form, _READING_TIME) or FormState()
        label = _next_label(context, progress, state, asked)
        if label is None:
            break
        asked.add(label)
        is_required = label in state.unticked
        if not is_required:
            progress.form.offered.add(label)
        _ask_to_tick(context, progress, label, read_form, required=is_required)
    return bool(asked)


def _next_label(
    context: RunContext, progress: Progress, state: FormState, asked: set[str]
) -> str | None:
    """Return the label of what the person is asked about next: what the form requires comes first."""
    required = _first_new(state.unticked, asked)
    if required is not None or not context.can_ask:
        return required
    return _first_new(state.open, progress.form.offered | asked)


def _ask_to_tick(
    context: RunContext, progress: Progress, label: str, read_form: ReadForm, *, required: bool
) -> None:
    """Ask the person to tick a box or answer a question.

    Raise Stop if they end the run there, or leave open what the form requires.
    """
    words = printable(label, _LONGEST_LABEL)
    why = Reason.TICK_NEEDED if required else None
    question = Question("tick", words, ("done", "stop"), "done", why=why, detail={"quote": words})
    box = _OpenBox(context, label, read_form)
    rounds = ROUNDS if context.prompts.can_answer else 0
    for _round in range(rounds):
        answer = ask_person(context, progress, question, box.detect)
        if answer == "stop":
            if required:
                break
            # The form does not want it: it is the person who wants no more.
            raise context.checks.build_stop(Reason.DECLINED)
        result = box.wait_for_result(required=required)
        if result == "ticked":
            progress.form.note_help("tick")
        if result != "still required":
            return
    raise context.checks.build_stop(Reason.TICK_NEEDED, words=words)


class _OpenBox:
    """Watches a box, or a question, that was open when the person was asked about it."""

    def __init__(self, context: RunContext, label: str, read_form: ReadForm) -> None:
        self._context = context
        self._label = label
        self._read_form = read_form
        self._timer = StabilityTimer(context.window)

    def detect(self) -> Choice | None:
        """Return the answer once it is ticked, or the page has been stable without it for a while.

        A page that draws its form anew does not have it for a moment.
        """
        state = self._read_form()
        if state is None:
            return None
        if _is_ticked(state, self._label):
            return "done"
        is_open = _is_open(state, self._label)
        page = self._context.locator.page()
        is_stable = self._timer.is_stable_for(page, _SETTLED, also=is_open)
        return "done" if is_stable and not is_open else None

    def wait_for_result(
        self, *, required: bool
    ) -> Literal["ticked", "left open", "still required"]:
        """Return what became of it once the person has answered."""
        window = self._context.window
        state = window.wait(self._read_form, _READING_TIME)
        # Of several boxes one may be enough: then the form requires this one no longer.
        is_required = required and (state is None or self._label in state.unticked)
        if is_required:
            state = window.wait(self._ticked_form, _READING_TIME)
        if _is_ticked(state, self._label):
            return "ticked"
        return "still required" if is_required else "left open"

    def _ticked_form(self) -> FormState | None:
        """Return the form once it is ticked."""
        state = self._read_form()
        return state if _is_ticked(state, self._label) else None


def _is_open(state: FormState, label: str) -> bool:
    return label in state.unticked or label in state.open


def _is_ticked(state: FormState | None, label: str) -> bool:
    """True if a form has a box or question with a label, and none of that label is open."""
    return state is not None and label in state.answered and not _is_open(state, label)


# Clicking.


def allow_press(
    context: RunContext,
    progress: Progress,
    target: str,
    find: Callable[[], Element | None],
    entry: str = "",
) -> Element:
    """Return the element to press for a target: in a stranger's flow once the person agrees, for each by its name.

    `entry` is what would be chosen in it. Raise Stop if they do not want it pressed, or nobody can
    be asked.
    """
    element = find()
    while element is not None and context.options.confirm_presses:
        words = _words_for_press(element, entry)
        # The person agrees to a press at the address that they are shown, and at no other.
        asked_press = (words, context.address)
        if asked_press in progress.allowed_presses:
            break
        _ask_to_press(context, progress, target, words)
        progress.allowed_presses.add(asked_press)
        # Looked for again: the page may have changed while that was asked.
        element = find()
    if element is None:
        raise context.checks.target_missing(target)
    return element


def _words_for_press(element: Element, entry: str) -> str:
    """Return by which name the person is asked about a press, with the entry that would be chosen."""
    name = printable(element.called, _LONGEST_NAME) or element.tag or "?"
    entry_name = printable(entry, _LONGEST_NAME)
    return f"{name}: {entry_name}" if entry_name else name


def _ask_to_press(context: RunContext, progress: Progress, target: str, words: str) -> None:
    """Ask the person whether an element may be pressed; raise Stop if they do not want that."""
    question = Question(
        "press",
        words,
        ("yes", "no"),
        "no",
        address=context.address,
        target=target,
        detail={"target": target},
    )
    if ask_person(context, progress, question) != "yes":
        raise context.checks.build_stop(Reason.DECLINED)


def click(context: RunContext, progress: Progress, target: str) -> None:
    """Click a target; raise Stop if it is not there, something lies on it, or the person does not want that."""

    def find_enabled() -> Element:
        return context.locator.require(target, enabled=True).element

    element = allow_press(context, progress, target, find_enabled)
    rejection = None

    def pressed(_page: Page) -> bool | None:
        nonlocal rejection
        result = press(context.window, element, 0, on_way=True)
        rejection = result.rejection
        return True if result else None

    with context.reporter.announce_wait("pressing", context.options.patience, target):
        is_pressed = context.locator.wait_for(pressed)
    if not is_pressed:
        raise context.checks.target_stuck(target, rejection)
