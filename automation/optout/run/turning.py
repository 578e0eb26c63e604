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
)
from optout.browser import Reading as SettingReading
from optout.evidence import Reading
from optout.failpoints import reach
from optout.flow import fold
from optout.outcome import SAVE_BUTTON, Reason, State, Stop
from optout.run.after_press import (
    PRESS_TIME,
    QUIET,
    AwaitedButtons,
    PageQuestion,
    has_save_button,
    question_about,
)
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

# Times that a setting is tried: each one is journaled, and a page with a clock changes all night.
_MOST_TRIES = 60


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
            _finish_step(context, progress, to_turn)


def _finish_step(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    """Report who turned the settings that were pressed, and capture what the page displays now."""
    pressed = [setting for setting in to_turn if setting.pressed_at]
    by_hand = all(setting.by_hand for setting in pressed)
    context.reporter.finish_step("turn", by_hand=by_hand)
    context.captures.after_submission(context, progress, None)


def _turn_all(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    if not _approve(context, progress, to_turn):
        _note_turned_by_person(context, progress, to_turn)
        return
    for setting in to_turn:
        _turn_one(context, progress, setting)


def _note_turned_by_person(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    """Note which settings the person turned in the window, in place of an answer; raise Stop if none."""
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
    is_approved = _ask_to_turn(context, progress, to_turn)
    progress.form.approved = Approved("asked") if is_approved else None
    return is_approved


def _ask_to_turn(context: RunContext, progress: Progress, to_turn: list[Setting]) -> bool:
    """Ask whether to turn the settings; the question ends, too, once all of them are displayed as wanted."""
    timer = StabilityTimer(context.window)

    def all_turned() -> Choice | None:
        page = context.locator.page()
        states = [reading_on(context, setting, page).state for setting in to_turn]
        is_stable = timer.is_stable_for(page, STABLE, states)
        are_turned = set(states) == {"as_wanted"}
        return "done" if is_stable and are_turned else None

    question = _approval_question(context, progress, to_turn)
    return ask_person(context, progress, question, all_turned) == "yes"


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
    now = reading_of(setting.before, context.prompts.who) or Reading(state=setting.before.state)
    return Turning.of(context.flow, setting.step, setting.label, now, context.language)


def _turn_one(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Press a setting once; if no press hits it, the person turns it, or removes what covers it.

    Raise Stop if neither comes of it.
    """
    rounds_left = ROUNDS
    for _round in range(_MOST_TRIES):
        control = _control_to_press(context, progress, setting)
        state = _state_before_press(context, setting, control)
        if state == "as_wanted":
            _note_turned_elsewhere(context, progress, setting)
            return
        if state == "otherwise" and _press(context, progress, setting, control):
            return
        stuck = _stuck(context, setting, state)
        answer = hand_over(context, progress, Handover(stuck, "turn"))
        if answer == "done":
            _note_turned_elsewhere(context, progress, setting)
            return
        if answer != "again":  # a page may change by itself while the person is away
            rounds_left -= 1
        if rounds_left == 0:
            break
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
        return context.checks.target_stuck(step.switch)
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
        lambda: timer.is_stable_for(context.locator.page(), QUIET) or None,
        context.options.outcome_wait,
    )
    setting.unanswered = context.window.has_unanswered(SLOW_ANSWER)


def _arm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, or was by the person: a crash from here on leaves it open."""
    if not progress.pressed_at:
        context.journal.record_state(State.ARMED)
    setting.pressed_at = datetime.now(UTC)
    reach("armed")


def _disarm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Take back that a setting is about to be pressed: nothing was."""
    setting.pressed_at = None
    setting.writes = ()
    if not progress.pressed_at:
        context.journal.record_state(State.FILLED)


def _press(context: RunContext, progress: Progress, setting: Setting, control: Element) -> bool:
    """Press a setting once, as soon as that is journaled; False if nothing was pressed."""
    count_before = len(progress.dialogs)
    before = context.locator.readable_page()
    began = context.window.now()
    _arm(context, progress, setting)
    setting.writes = context.window.writes.collect()
    context.reporter.report("armed", "turn")
    _note_save_button(context, setting, before)
    # The page may have drawn it anew since it was found.
    current = before.again(control) or control
    if not _act(context, setting, current):
        _disarm(context, progress, setting)
        return False
    if context.window.pressed_at:
        # What the page sent before, as while its menu was opened, is not what the press did.
        context.window.writes.drop_before(context.window.pressed_at)
    # Until here it was the time at which it was about to be pressed, for the case of a crash.
    setting.pressed_at = _time_of_press(setting)
    context.journal.record_state(State.SENT)
    reach("clicked")
    try:
        _answer_what_comes_up(context, progress, setting, before)
    finally:
        # Also if the person stops: the setting is read again all the same.
        setting.unanswered = context.window.has_unanswered(SLOW_ANSWER, since=began)
    _note_dismissed_question(progress, setting, progress.dialogs[count_before:])
    return True


def _time_of_press(setting: Setting) -> datetime:
    """Return a time between the click and the first answer to what the page sent after it.

    The answer may come while Playwright still waits for the click to end.
    """
    answered_at = [answer.at for write in setting.writes for answer in write.answers]
    return min([datetime.now(UTC), *answered_at])


def _note_dismissed_question(
    progress: Progress, setting: Setting, new_dialogs: Sequence[str]
) -> None:
    """Note the first question among the browser's dialogs since the press: each was dismissed as it came up."""
    for text in new_dialogs:
        if text not in progress.alerts:
            setting.asked = text
            return


def _act(context: RunContext, setting: Setting, control: Element) -> bool:
    """Press the control once, or the wanted entry of its list or menu.

    False if neither was pressed; the list or menu may have been opened and shut again. True if one
    may have been.
    """
    step = setting.step
    if not step.is_choice:
        return bool(press(context.window, control, PRESS_TIME))
    words = set(map(fold, context.flow.choices[step.entry or step.want].all()))
    # Some pages have the entry itself in place of a menu, as a button "Turn off".
    is_entry = fold(control.called) in words and not _opens(control)
    if is_entry:
        return bool(press(context.window, control, PRESS_TIME))
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


# What the page asks after a press.


def _answer_what_comes_up(
    context: RunContext, progress: Progress, setting: Setting, before: Page
) -> None:
    """Press the buttons of the flow that come up until the page is stable.

    Whatever else the page asks is handed over to the person.
    """
    buttons = AwaitedButtons(context, setting)
    answered = {setting.asked, ""}
    for _round in range(ROUNDS):
        # The button that saves may come up only with the press.
        _note_save_button(context, setting, context.locator.readable_page())
        buttons.start_quiet_time()
        name = context.window.wait(buttons.next, context.options.outcome_wait)
        if name:
            _press_awaited(context, progress, setting, buttons, name)
            continue
        question = question_about(context, setting, before)
        if question.words in answered:
            return
        is_answered = _hand_over_question(context, progress, setting, question)
        if is_answered:
            answered.add(question.words)


def _note_save_button(context: RunContext, setting: Setting, page: Page) -> None:
    """Note that a page has a button that saves a setting, if the flow says that there may be one."""
    if setting.step.save and has_save_button(context, setting, page):
        setting.may_save = True


def _press_awaited(
    context: RunContext,
    progress: Progress,
    setting: Setting,
    buttons: AwaitedButtons,
    name: str,
) -> None:
    """Press a button that has come up, unless its dialog has closed by itself."""
    buttons.remove(name)
    if buttons.element(name) is None:
        return
    element = allow_press(context, progress, name, partial(buttons.element, name))
    is_pressed = press(context.window, element, PRESS_TIME)
    if is_pressed and name == setting.step.save:
        setting.saved = True


def _hand_over_question(
    context: RunContext, progress: Progress, setting: Setting, question: PageQuestion
) -> bool:
    """Have the person answer what the page asks; return False if they want it tried again."""
    if question.is_about_saving:
        setting.may_save = True
        stop = context.checks.build_stop(
            Reason.FORM_INVALID, words=question.words, speaker=SAVE_BUTTON
        )
        return hand_over(context, progress, Handover(stop, "turn")) != "again"
    setting.asked = question.words
    context.captures.question(context, progress, question.words)
    stop = context.checks.build_stop(Reason.DIALOG, words=question.words)
    choice = hand_over(context, progress, Handover(stop, "turn"))
    progress.form.note_help("answer_dialog")
    return choice != "again"
