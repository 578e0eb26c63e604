"""Turns the settings of an account.

They are approved by the person. Each is journaled before it is pressed, and pressed once; then what
the page asks about it is answered.
"""

import logging
from collections.abc import Collection, Sequence
from datetime import UTC, datetime
from functools import partial

from optout.browser import (
    Element,
    OutOfReach,
    Page,
    SettingState,
    any_of,
    choose_one,
    press,
    state_of,
    wait_until_free,
)
from optout.browser import Reading as SettingReading
from optout.evidence import Reading
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
from optout.run.reading_settings import (
    SLOW_ANSWER,
    STABLE,
    find_setting,
    reading_on,
    wait_until_stable,
)
from optout.run.record_facts import reading_of
from optout.run.verdict import Setting
from optout.translation import Coded, _

logger = logging.getLogger("optout.run.turning")

# Seconds in which a control can be pressed, and in which a button that saves comes up.
_PRESS_TIME = 4.0
# Seconds for which a page must be stable after a press: loading it again could break off the
# request that saves the setting.
_QUIET = 2.0
_LONGEST = 200  # characters of a page's question


def turn_settings(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    """Have the settings approved, and press each once.

    A Stop before the first press ends the run. One after it ends only this step: the state of the
    settings is read and reported all the same.
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
    # The person may have turned some of them in the window, in place of an answer.
    page = context.locator.readable_page()
    for setting in to_turn:
        if reading_on(context, setting, page).state == "as_wanted":
            _note_by_hand(context, progress, setting)
    if not progress.pressed_at:
        raise context.checks.build_stop(Reason.DECLINED)


def _approve(context: RunContext, progress: Progress, to_turn: list[Setting]) -> bool:
    """Ask the person whether to turn the settings.

    Return False if they do not want it, or turn them by hand.
    """
    if context.options.until_filled:
        raise context.checks.build_stop(Reason.UNTIL_FILLED)
    if is_approved_in_advance(context, progress):
        progress.form.approved = Approved("in_advance")
        return True
    stop_on_dialog(context, progress)
    timer = StabilityTimer(context.window)

    def all_turned() -> Choice | None:
        page = context.locator.page()
        states = [reading_on(context, setting, page).state for setting in to_turn]
        is_stable = timer.is_stable_for(page, STABLE, states)
        return "done" if is_stable and set(states) == {"as_wanted"} else None

    question = _approval_question(context, progress, to_turn)
    is_approved = ask_person(context, progress, question, all_turned) == "yes"
    progress.form.approved = Approved("asked") if is_approved else None
    return is_approved


def _approval_question(context: RunContext, progress: Progress, to_turn: list[Setting]) -> Question:
    """Build the question whether to turn the settings, with what that means."""
    turns = [_describe(context, setting) for setting in to_turn]
    return Question(
        "approve",
        context.flow.site_at(context.address).controller,
        ("yes", "no"),
        "no",
        address=context.address,
        turns=tuple(turns),
        account=progress.accounts[0],
    )


def _describe(context: RunContext, setting: Setting) -> Turning:
    """Describe for the person how a setting is and what it is turned to."""
    now = reading_of(setting.before) or Reading(state=setting.before.state)
    return Turning.of(context.flow, setting.step, setting.label, now, context.language)


def _turn_one(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Press a setting once; if no press hits it, the person turns it, or removes what covers it."""
    for _round in range(ROUNDS):
        control = _control_to_press(context, progress, setting)
        state = _state_before_press(context, setting, control)
        if state == "as_wanted":
            _note_turned_elsewhere(context, progress, setting)
            return
        if state == "otherwise" and _press(context, progress, setting, control):
            return
        stuck = _stuck(context, setting, state)
        if hand_over(context, progress, Handover(stuck, "turn")) == "done":
            _note_turned_elsewhere(context, progress, setting)
            return
    raise stuck


def _note_turned_elsewhere(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Note that the person turned a setting, unless nobody is there.

    If it was approved in advance, the page only shows what was done in another window.
    """
    if not is_approved_in_advance(context, progress):
        _note_by_hand(context, progress, setting)


def _control_to_press(context: RunContext, progress: Progress, setting: Setting) -> Element:
    """Return the control of a setting, once it may be pressed; raise Stop if it may not."""
    step = setting.step
    entry = context.flow.called(step.want).in_language(context.language) if step.is_choice else ""
    find = partial(find_setting, context, progress, setting)
    control = allow_press(context, progress, step.switch, find, entry)
    if not progress.pressed_at:
        stop_on_dialog(context, progress)
        _check_account(context, progress)
    return control


def _state_before_press(context: RunContext, setting: Setting, control: Element) -> SettingState:
    """Return the state of a setting right before the press: the person may have turned it meanwhile.

    It is unread if the page does not display it as before, nor as wanted: a press could then turn
    it on.
    """
    reading = state_of(control, context.flow, setting.step)
    if _is_as_before(setting, reading):
        return "otherwise"
    # A page that draws the setting anew may show it otherwise for a moment.
    return wait_until_stable(context, setting).state


def _is_as_before(setting: Setting, reading: SettingReading) -> bool:
    """True if a setting is still to be turned.

    One that the person read has no state that the program knows: then the page displays the same.
    """
    return reading.state == "otherwise" or reading.how == setting.shown


def _check_account(context: RunContext, progress: Progress) -> None:
    """Raise Stop if the page names another account than it did when the press was approved."""
    approved = progress.accounts[0]
    account = context.checks.account_shown(context.locator.readable_page())
    if approved and account and fold(approved) != fold(account):
        raise context.checks.build_stop(Reason.OTHER_ACCOUNT, known=approved, account=account)


def _stuck(context: RunContext, setting: Setting, state: SettingState) -> Stop:
    """Build the stop for a setting that was not pressed, or whose list does not have the entry."""
    step = setting.step
    if not step.is_choice or state != "otherwise":
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
        lambda: timer.is_stable_for(context.locator.page(), _QUIET) or None,
        context.options.outcome_wait,
    )
    setting.unanswered = context.window.has_unanswered(SLOW_ANSWER)


def _arm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Journal that a setting is about to be pressed: after a crash from here on it may have been."""
    if not progress.pressed_at:
        context.journal.record_state(State.ARMED)
    setting.pressed_at = datetime.now(UTC)
    reach("armed")


def _disarm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Take back that a setting is about to be pressed: nothing was."""
    setting.pressed_at = None
    if not progress.pressed_at:
        context.journal.record_state(State.FILLED)


def _press(context: RunContext, progress: Progress, setting: Setting, control: Element) -> bool:
    """Press a setting once, as soon as that is journaled; False if nothing was pressed."""
    count_before = len(progress.dialogs)
    before = context.locator.readable_page()
    began = context.window.now()
    _arm(context, progress, setting)
    context.reporter.report("armed", "turn")
    _note_save_button(context, setting, before)
    # The page may have drawn it anew since it was found.
    current = before.again(control) or control
    if not _act(context, setting, current):
        _disarm(context, progress, setting)
        return False
    context.journal.record_state(State.SENT)
    reach("clicked")
    try:
        _answer_what_comes_up(context, progress, setting, before)
    finally:
        # Also if the person stops: the setting is read again all the same.
        setting.unanswered = context.window.has_unanswered(SLOW_ANSWER, since=began)
    # The browser's own dialogs were dismissed as they came up.
    new_dialogs = progress.dialogs[count_before:]
    dismissed = [text for text in new_dialogs if text not in progress.alerts]
    if dismissed:
        setting.asked = dismissed[0]
    return True


def _act(context: RunContext, setting: Setting, control: Element) -> bool:
    """Press the control once, or the wanted entry of its list or menu.

    False if neither was pressed; the list or menu may have been opened and shut again. True if one
    may have been.
    """
    step = setting.step
    if not step.is_choice:
        return bool(press(context.window, control, _PRESS_TIME))
    words = set(map(fold, context.flow.choices[step.entry or step.want].all()))
    # Some pages have the entry itself in place of a menu, as a button "Turn off".
    is_entry = fold(control.called) in words and not _opens(control)
    if is_entry:
        return bool(press(context.window, control, _PRESS_TIME))
    return _choose_entry(context, control, words)


def _opens(control: Element) -> bool:
    """True if a control says that it opens a list or a menu."""
    return control.is_list or control.says_it_opens


def _choose_entry(context: RunContext, control: Element, words: Collection[str]) -> bool:
    """Press the entry with some folded words in a list or menu; False if that turned nothing."""
    opens = _opens(control)
    try:
        chosen = choose_one(context.window, control, any_of(words))
    except OutOfReach as error:
        # No entry was hit. To open a list or menu that says that it is one turns nothing.
        was_only_opened = opens and control.tag != "select"
        return error.may_be_pressed and not was_only_opened
    # A control that does not say that it opens a menu may have turned the setting when pressed.
    return chosen is not None or not opens


def _note_save_button(context: RunContext, setting: Setting, page: Page) -> None:
    """Note that a page has a button that saves a setting, if the flow says that there may be one.

    It is found by the flow's words, or as the button that submits the form of the setting: many
    pages keep that one disabled until something changes. A setting that saves itself is in no such
    form.
    """
    if not setting.step.save:
        return
    control = context.locator.find(setting.step.switch, page)
    is_in_form = control is not None and _has_submit_button(page, control.element)
    if is_in_form or context.locator.find(setting.step.save, page):
        setting.may_save = True


def _has_submit_button(page: Page, control: Element) -> bool:
    """True if a control is in a form with a button that submits it."""
    if control.form < 0:
        return False
    submits = [element for element in page.elements if element.facts.get("submits")]
    in_document = [button for button in submits if button.document is control.document]
    return any(
        button.self_or_label_visible and button.area == control.area for button in in_document
    )


# What the page asks after a press.


def _answer_what_comes_up(
    context: RunContext, progress: Progress, setting: Setting, before: Page
) -> None:
    """Press the buttons of the flow that come up until the page is stable.

    Whatever else the page asks is handed over to the person.
    """
    buttons = _AwaitedButtons(context, setting)
    answered = {setting.asked, ""}
    for _round in range(ROUNDS):
        # The button that saves may come up only with the press.
        _note_save_button(context, setting, context.locator.readable_page())
        buttons.start_quiet_time()
        name = context.window.wait(buttons.next, context.options.outcome_wait)
        if name:
            _press_awaited(context, progress, setting, buttons, name)
            continue
        reason, words = _question_of_page(context, setting, before)
        if words in answered:
            return
        is_answered = _hand_over_question(context, progress, setting, reason, words)
        if is_answered:
            answered.add(words)


def _hand_over_question(
    context: RunContext, progress: Progress, setting: Setting, reason: Reason, words: str
) -> bool:
    """Have the person answer what the page asks; return False if they want it tried again."""
    is_dialog = reason is Reason.DIALOG
    if is_dialog:
        setting.asked = words
        context.captures.question(context, progress, words)
    else:
        setting.may_save = True
    speaker = {} if is_dialog else {"speaker": SAVE_BUTTON}
    stop = context.checks.build_stop(reason, words=words, **speaker)
    choice = hand_over(context, progress, Handover(stop, "turn"))
    if is_dialog:
        progress.form.note_help("answer_dialog")
    return choice != "again"


class _AwaitedButtons:
    """The buttons of the flow that may come up with a press: one affirms a question, one saves."""

    def __init__(self, context: RunContext, setting: Setting) -> None:
        self._context = context
        self._step = setting.step
        self._names = [name for name in (setting.step.dialog_button, setting.step.save) if name]
        self._timer = StabilityTimer(context.window)

    def start_quiet_time(self) -> None:
        """Measure anew for how long the page is stable: something was pressed, or answered, just now.

        A page that shows no sign of a save may send it a moment later, and a fresh load would break
        it off.
        """
        self._timer = StabilityTimer(self._context.window)

    def next(self) -> str | None:
        """Return the target of a button that has come up; "" once the page is stable without one.

        Return None before that.
        """
        page = self._context.locator.page()
        is_stable = self._timer.is_stable_for(page, _PRESS_TIME if self._names else _QUIET)
        for name in self._names:
            if self.element(name):
                return name
        return "" if is_stable else None

    def element(self, name: str) -> Element | None:
        """Return a button; if the flow knows a question of the page, only a button in a dialog."""
        found = self._context.locator.find(name, enabled=True)
        if found is None:
            return None
        may_be_anywhere = not self._step.dialog_button
        is_in_dialog = found.element.dialog >= 0
        return found.element if is_in_dialog or may_be_anywhere else None

    def remove(self, name: str) -> None:
        """Stop waiting for a button."""
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
    """Return what the page asks about a setting since the press, and in which words.

    1. A dialog has come up: its text. 2. Something covers the setting: the setting's name.
    3. Buttons have come up: the name of one. Nothing is asked if the words are empty.
    """
    page = context.locator.readable_page()
    found = context.locator.find(setting.step.switch, page)
    control = found.element if found else None
    words = _new_dialog_over(page, before, control)
    if words is not None:
        return Reason.DIALOG, quotation(words or setting.label, _LONGEST)
    if control and _is_covered(context, control):
        return Reason.DIALOG, printable(setting.label, _LONGEST)
    return _question_by_buttons(context, setting, page, before)


def _is_covered(context: RunContext, control: Element) -> bool:
    """True if no press would hit a control, though it is enabled."""
    return control.enabled and not wait_until_free(context.window, control, _PRESS_TIME)


def _new_dialog_over(page: Page, before: Page, control: Element | None) -> str | None:
    """Return the text of a dialog that came up with the press; None if none did.

    A dialog that the setting itself is in does not count.
    """
    if page.top_dialog is None:
        return None
    number, text, _elements = page.top_dialog
    is_own = control is not None and control.dialog == number
    was_there = before.top_dialog is not None and before.top_dialog[1] == text
    return None if is_own or was_there else text


def _question_by_buttons(
    context: RunContext, setting: Setting, page: Page, before: Page
) -> tuple[Reason, str]:
    """Return what buttons that came up with the press ask.

    If one of them refuses, they ask about the setting. A single button that was disabled before may
    save it.
    """
    affirming, refusing = _new_buttons(page, before)
    if refusing and reading_on(context, setting, page).state != "as_wanted":
        return Reason.DIALOG, _first_name(affirming)
    # The flow knows the button that saves.
    if setting.step.save:
        return Reason.FORM_INVALID, ""
    drawn_before = {element.called for element in before.elements if element.self_or_label_visible}
    enabled_now = [name for name in affirming if name in drawn_before]
    return Reason.FORM_INVALID, _first_name(enabled_now)


def _first_name(names: Sequence[str]) -> str:
    """Return the first of some buttons' names, for a question; "" without one."""
    return printable(names[0], _LONGEST) if names else ""


def _new_buttons(page: Page, before: Page) -> tuple[list[str], list[str]]:
    """Return the names of the buttons that can be pressed only now.

    Those that refuse come second, all others first.
    """
    new_names = page.enabled_buttons - before.enabled_buttons
    new_buttons = [element for element in page.elements if element.called in new_names]
    refusing = {button.called for button in new_buttons if button.refuses}
    return sorted(new_names - refusing), sorted(refusing)
