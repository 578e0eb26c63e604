"""Turns settings of an account: has them approved, journals the press, presses each once, and answers what comes up."""

import logging
from datetime import UTC, datetime
from functools import partial

from optout.browser import (
    Element,
    OutOfReach,
    Page,
    any_of,
    choose_one,
    press,
    state_of,
    wait_until_free,
)
from optout.failpoints import reach
from optout.flow import fold, quotation
from optout.outcome import SAVE_BUTTON, Reason, State, Stop
from optout.redaction import printable
from optout.run.approval import is_approved_in_advance
from optout.run.context import RunContext
from optout.run.filling import stop_on_dialog
from optout.run.handover import ROUNDS, Handover, allow_press, ask_person, hand_over
from optout.run.locator import StabilityTimer
from optout.run.progress import Approved, Progress
from optout.run.prompts import Choice, Question, Turning
from optout.run.reading_settings import STABLE, find_setting, reading_on
from optout.run.verdict import Setting
from optout.translation import Coded, _

logger = logging.getLogger("optout.run.turning")

# Seconds in which something can be pressed, and a button that saves comes up.
_PRESS_TIME = 4.0
# Seconds for which a page must be stable after a press: a fresh load could break off what saves
# it.
_QUIET = 2.0
# Characters of what a page asks.
_LONGEST = 200
_OPENS = frozenset({"aria-haspopup", "aria-expanded"})


def turn_settings(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    """Have the settings approved, and press each once.

    A Stop before the first press ends the run. One after it ends only the turning: how the settings
    are set is read and reported all the same.
    """
    context.reporter.begin_step("turn")
    try:
        _turn_all(context, progress, to_turn)
    except Stop:
        if not progress.pressed_at:
            raise
    finally:
        if progress.pressed_at:
            pressed = [setting for setting in to_turn if setting.pressed_at]
            by_hand = all(setting.by_hand for setting in pressed)
            context.reporter.finish_step("turn", by_hand=by_hand)
            context.captures.after_submission(context, progress, None)


def _turn_all(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    if _approve(context, progress, to_turn):
        for setting in to_turn:
            _turn_one(context, progress, setting)
        return
    page = context.locator.page()
    for setting in to_turn:
        if reading_on(context, setting, page).state == "as_wanted":
            _note_by_hand(context, progress, setting)
    if not progress.pressed_at:
        raise context.checks.build_stop(Reason.DECLINED)


def _approve(context: RunContext, progress: Progress, to_turn: list[Setting]) -> bool:
    """Show what is to be turned and what that means, and ask; False also if the person turns it in the window."""
    if context.options.until_filled:
        raise context.checks.build_stop(Reason.UNTIL_FILLED)
    if is_approved_in_advance(context, progress):
        progress.form.approved = Approved("in_advance")
        return True
    stop_on_dialog(context, progress)
    timer = StabilityTimer(context.window)
    turns = [
        Turning.of(context.flow, setting.step, setting.label, setting.before.how, context.language)
        for setting in to_turn
    ]

    def were_turned() -> Choice | None:
        page = context.locator.page()
        states = [reading_on(context, setting, page).state for setting in to_turn]
        is_stable = timer.has_lasted(page, STABLE, states)
        return "done" if is_stable and set(states) == {"as_wanted"} else None

    question = Question(
        "approve",
        context.flow.site_at(context.address).controller,
        ("yes", "no"),
        "no",
        address=context.address,
        turns=tuple(turns),
        account=progress.accounts[0],
    )
    is_approved = ask_person(context, progress, question, were_turned) == "yes"
    progress.form.approved = Approved("asked") if is_approved else None
    return is_approved


def _turn_one(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Press a setting once; if it cannot be pressed, the person turns it, or clears away what lies on it."""
    step = setting.step
    entry = context.flow.called(step.want).in_language(context.language) if step.is_choice else ""
    find = partial(find_setting, context, progress, setting)
    for _round in range(ROUNDS):
        control = allow_press(context, progress, step.switch, find, entry)
        if not progress.pressed_at:
            stop_on_dialog(context, progress)
            _check_account(context, progress)
        reading = state_of(control, context.flow, step)
        # As far as anybody can say, the person has turned it meanwhile.
        was_turned = reading.state != "otherwise" and reading.how != setting.shown
        if not was_turned and _press(context, progress, setting, control):
            return
        stuck = _stuck(context, setting)
        if was_turned or hand_over(context, progress, Handover(stuck, "turn")) == "done":
            # Approved in advance, nobody is there: the page shows by itself what was done
            # elsewhere.
            if not is_approved_in_advance(context, progress):
                _note_by_hand(context, progress, setting)
            return
    raise stuck


def _check_account(context: RunContext, progress: Progress) -> None:
    """Raise Stop if the page names another account than it did when the press was approved."""
    approved = progress.accounts[0]
    account = context.checks.account_shown(context.locator.readable_page())
    if approved and account and fold(approved) != fold(account):
        raise context.checks.build_stop(Reason.OTHER_ACCOUNT, known=approved, account=account)


def _stuck(context: RunContext, setting: Setting) -> Stop:
    """Build the stop for a setting that could not be pressed, or whose list lacks the entry."""
    step = setting.step
    if not step.is_choice:
        target = context.flow.described(step.switch)
        return context.checks.build_stop(Reason.TARGET_STUCK, target=target)
    wanted = context.flow.wanted(step)
    entry = Coded.of(f"entry {wanted.code}", _("the entry for {part}").format(part=wanted))
    return context.checks.build_stop(Reason.TARGET_MISSING, target=entry)


def _note_by_hand(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Note that the person turned a setting, and wait until the page is stable."""
    if progress.form.approved is None:
        progress.form.approved = Approved("in_window")
    _arm(context, progress, setting)
    setting.by_hand = True
    context.journal.record_state(State.SENT)
    _note_save_button(context, setting, context.locator.readable_page())
    timer = StabilityTimer(context.window)
    context.window.wait(
        lambda: timer.has_lasted(context.locator.page(), _QUIET) or None,
        context.options.outcome_wait,
    )


def _arm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, with the first of them; a crash from here on leaves it unknown."""
    if not progress.pressed_at:
        context.journal.record_state(State.ARMED)
    setting.pressed_at = datetime.now(UTC)
    reach("armed")


def _press(context: RunContext, progress: Progress, setting: Setting, control: Element) -> bool:
    """Press a setting once, as soon as that is journaled; False if nothing was pressed."""
    dialogs_before = len(progress.dialogs)
    before = context.locator.readable_page()
    _arm(context, progress, setting)
    context.reporter.report("armed", "turn")
    _note_save_button(context, setting, before)
    if not _act(context, setting, control):
        setting.pressed_at = None
        if not progress.pressed_at:
            context.journal.record_state(State.FILLED)
        return False
    context.journal.record_state(State.SENT)
    reach("clicked")
    _answer_what_comes_up(context, progress, setting, before)
    # The browser's own dialogs were dismissed as they came up.
    dismissed = [text for text in progress.dialogs[dialogs_before:] if text not in progress.alerts]
    if dismissed:
        setting.asked = dismissed[0]
    return True


def _act(context: RunContext, setting: Setting, control: Element) -> bool:
    """Press the control once, or the wanted entry of its list or menu.

    False if neither was pressed; the list or menu may have been opened and shut again.
    """
    step = setting.step
    if not step.is_choice:
        return bool(press(context.window, control, _PRESS_TIME))
    words = {fold(word) for word in context.flow.choices[step.entry or step.want].all()}
    opens = control.is_list or not _OPENS.isdisjoint(control.attributes)
    if fold(control.called) in words and not opens:
        return bool(press(context.window, control, _PRESS_TIME))
    try:
        chosen = choose_one(context.window, control, any_of(words))
    except OutOfReach:
        # Its entry was there, and something kept the press from being seen.
        return True
    # What does not say that it opens a menu, and opened none, may have turned the setting.
    return chosen is not None or not opens


def _note_save_button(context: RunContext, setting: Setting, page: Page) -> None:
    """Note that a page has a button that saves a setting, if the flow says that there may be one.

    It is found by the flow's words, or by the setting's own form, which has a button that submits
    it: many pages keep that one disabled until something changes. A setting that saves itself is in
    no such form.
    """
    if not setting.step.save:
        return
    control = context.locator.find(setting.step.switch, page)
    in_own_form = control is not None and any(
        element.drawn and element.facts.get("submits") and _shares_form(control.element, element)
        for element in page.elements
    )
    if in_own_form or context.locator.find(setting.step.save, page):
        setting.may_save = True


def _shares_form(control: Element, button: Element) -> bool:
    in_document = button.document is control.document
    return control.form >= 0 and in_document and button.area == control.area


# What comes up with a press.


def _answer_what_comes_up(
    context: RunContext, progress: Progress, setting: Setting, before: Page
) -> None:
    """Press what affirms and what saves until the page is stable; what else it asks the person answers."""
    buttons = _AwaitedButtons(context, setting)
    answered = {setting.asked, ""}
    for _round in range(ROUNDS):
        # The button that saves may come up only with the press.
        _note_save_button(context, setting, context.locator.readable_page())
        name = context.window.wait(buttons.next, context.options.outcome_wait)
        if name:
            _press_awaited(context, progress, setting, buttons, name)
            continue
        reason, words = _question_of_page(context, setting, before)
        if words in answered:
            return
        is_dialog = reason is Reason.DIALOG
        if is_dialog:
            setting.asked = words
            context.captures.question(context, progress, words)
        else:
            setting.may_save = True
        speaker = {} if is_dialog else {"speaker": SAVE_BUTTON}
        stop = context.checks.build_stop(reason, words=words, **speaker)
        if hand_over(context, progress, Handover(stop, "turn")) != "again":
            answered.add(words)
        if is_dialog:
            progress.form.note_help("answer_dialog")


class _AwaitedButtons:
    """The buttons of the flow that may come up with a press: the one that affirms, and the one that saves."""

    def __init__(self, context: RunContext, setting: Setting) -> None:
        self._context = context
        self._step = setting.step
        self._names = [name for name in (setting.step.dialog_button, setting.step.save) if name]
        self._timer = StabilityTimer(context.window)

    def next(self) -> str | None:
        """Return a button that has come up, by its target; "" once the page is stable without one; None before."""
        page = self._context.locator.page()
        is_stable = self._timer.has_lasted(page, _PRESS_TIME if self._names else _QUIET)
        for name in self._names:
            if self.element(name):
                return name
        return "" if is_stable else None

    def element(self, name: str) -> Element | None:
        """Return a button; where the flow knows a question, only one in a dialog."""
        found = self._context.locator.find(name, enabled=True)
        if found is None:
            return None
        is_in_dialog = found.element.dialog >= 0
        return found.element if is_in_dialog or not self._step.dialog_button else None

    def remove(self, name: str) -> None:
        """Await a button no longer."""
        self._names.remove(name)


def _press_awaited(
    context: RunContext,
    progress: Progress,
    setting: Setting,
    buttons: _AwaitedButtons,
    name: str,
) -> None:
    """Press a button that has come up, unless its dialog has closed by itself."""
    buttons.remove(name)
    if buttons.element(name) is None:
        return
    element = allow_press(context, progress, name, partial(buttons.element, name))
    is_pressed = press(context.window, element, _PRESS_TIME)
    if is_pressed and name == setting.step.save:
        setting.saved = True


def _question_of_page(context: RunContext, setting: Setting, before: Page) -> tuple[Reason, str]:
    """Return what the page asks about a setting since the press: in a dialog, or by a button that may save.

    The words are those of the dialog, else the setting's own name if something covers it, else a
    button's name. Nothing is asked if they are empty.
    """
    page = context.locator.page()
    found = context.locator.find(setting.step.switch, page)
    control = found.element if found else None
    words = _new_dialog_over(page, before, control)
    if words is not None:
        return Reason.DIALOG, quotation(words or setting.label, _LONGEST)
    if control and control.enabled and not wait_until_free(context.window, control, _PRESS_TIME):
        return Reason.DIALOG, printable(setting.label, _LONGEST)
    return _question_by_buttons(context, setting, page, before)


def _new_dialog_over(page: Page, before: Page, control: Element | None) -> str | None:
    """Return the text of a dialog that came up with the press, and that the setting is not in; None without one."""
    if page.top_dialog is None:
        return None
    number, text, _elements = page.top_dialog
    is_own = control is not None and control.dialog == number
    was_there = before.top_dialog is not None and before.top_dialog[1] == text
    return None if is_own or was_there else text


def _question_by_buttons(
    context: RunContext, setting: Setting, page: Page, before: Page
) -> tuple[Reason, str]:
    """Return what buttons that came up with the press ask: beside one that refuses they ask, else they may save."""
    new_names = page.working - before.working
    refusals = {
        element.called: element.refuses for element in page.elements if element.called in new_names
    }
    affirming = sorted(name for name, refuses in refusals.items() if not refuses)
    has_refusal = len(affirming) < len(refusals)
    if has_refusal and reading_on(context, setting, page).state != "as_wanted":
        return Reason.DIALOG, printable(next(iter(affirming), ""), _LONGEST)
    # The flow knows the button that saves.
    if setting.step.save:
        return Reason.FORM_INVALID, ""
    # A button that was there, and is enabled only now, may save what was changed.
    known = {element.called for element in before.elements if element.drawn}
    enabled_now = [name for name in affirming if name in known]
    return Reason.FORM_INVALID, printable(next(iter(enabled_now), ""), _LONGEST)
