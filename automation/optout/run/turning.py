"""Turns settings of an account: read, ask, journal, press once, load a fresh document, and read again.

The reading after the fresh load is the proof: what a page shows at once many show before their server agrees.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from optout.browser import Element, OutOfReach, Page, Reading, any_of, choose_one, is_covered, label_of, press, state_of
from optout.failpoints import reach
from optout.flow import fold, quotation
from optout.messages import Coded, _, printable
from optout.outcome import Outcome, Reason, State, Stop
from optout.run.approval import is_approved_in_advance
from optout.run.context import RunContext
from optout.run.filling import stop_on_dialog
from optout.run.handover import PERSON_CAN_FIX, ROUNDS, Handover, allow_press, ask_person, click, hand_over, unfold
from optout.run.locator import StabilityTimer
from optout.run.paths import reach_form
from optout.run.progress import Approved, PathProgress, Progress
from optout.run.prompts import Choice, Question, Turning
from optout.run.sign_in import open_page
from optout.run.verdict import BY_PERSON, UNREAD, Setting, judge_settings

_STANDS, _SHUT = 1.0, 4.0  # seconds for which a state must stand; a disabled one, as a page draws first, then asks
_READING, _NAMED = 10.0, 3.0  # seconds in which a state comes to stand, and the page says whose settings these are
_PRESS_TIME, _QUIET = 4.0, 2.0  # seconds in which something can be pressed, and a page stands still after a press


def read_settings(context: RunContext, progress: Progress) -> None:
    """Load a fresh document with the settings, and read each."""
    context.reporter.begin_step("open_form")
    _load(context, progress)
    context.reporter.finish_step("open_form", {"address": context.address})
    context.journal.record_state(State.PLANNED)
    for setting in progress.settings:
        code = f"setting {setting.step.switch}"
        context.reporter.begin_step(code)
        setting.before = _read(context, progress, setting)
        detail = {"how": "absent"} if setting.absent else {"reads": setting.before.how}
        context.reporter.finish_step(code, detail)
    if not context.options.recheck_only:
        context.captures.before_submission(context, progress, ())
        context.window.reading = None  # the captures may take long


def settings_to_turn(context: RunContext, progress: Progress) -> list[Setting]:
    """Return the settings that are to be pressed: none where one could not be read, or the run only reads."""
    if context.options.recheck_only or any(setting.before.state == "unread" for setting in progress.settings):
        return []
    return [setting for setting in progress.settings if setting.before.state == "otherwise" and not setting.locked]


def read_settings_again(context: RunContext, progress: Progress) -> Outcome:
    """Load a fresh document, read each setting once more, and judge by that."""
    context.reporter.begin_step("read_back")
    progress.is_reloaded = True
    stopped = None
    try:
        _load(context, progress)
        for setting in progress.settings:
            setting.after = setting.before if setting.absent else _read(context, progress, setting)
    except Stop as stop:
        stopped = stop
    return judge_turned(context, progress, stopped)


def judge_unturned(context: RunContext, progress: Progress) -> Outcome:
    """Judge settings of which none was pressed: they were read from a fresh document already."""
    for setting in progress.settings:
        setting.after = setting.before
    return judge_turned(context, progress, None)


def judge_turned(context: RunContext, progress: Progress, stopped: Stop | None) -> Outcome:
    """Judge how the settings read after a fresh load; `stopped` is what kept them from being read."""
    outcome = judge_settings(progress.settings, accounts=progress.accounts, stopped=stopped)
    if outcome.state is State.CONFIRMED:
        detail = {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]}
        context.reporter.finish_step("read_back", detail)
    return replace(outcome, detail={"flow": context.flow.id, **outcome.detail})


def _load(context: RunContext, progress: Progress) -> None:
    """Load a fresh document with the settings from the server, and note whose they are."""
    window = context.window
    open_page(context, "about:blank")  # an address with a fragment would only scroll
    window.wait(lambda: None, _QUIET if progress.pressed_at else 0)  # for what a page saves only as it goes
    window.ask_devtools("Network.enable")
    # Everything comes from the server from now on.
    window.ask_devtools("Network.setCacheDisabled", cacheDisabled=True)
    progress.path = PathProgress()
    progress.form.arrival = reach_form(context, progress)
    seconds = _NAMED if context.flow.account else 0

    def account() -> str | None:
        return context.checks.account_shown(context.locator.readable_page()) or None

    progress.accounts.append(window.wait(account, seconds) or "")


def _find(context: RunContext, progress: Progress, setting: Setting) -> Element | None:
    """Find a setting, in the row that opens it where it has one; None where the person says that it is not there."""
    name, rows, left = setting.step.switch, [setting.step.opened_by or ""], ROUNDS
    label, opened = setting.label if name in progress.form.found else "", set[str]()
    while True:
        try:
            came = context.locator.wait_for(
                lambda page: next((at for at in (name, *rows) if at and context.locator.find(at, page)), None)
            )
            if came is None:
                if len(opened) < ROUNDS and unfold(context, progress, opened):
                    continue
                progress.form.waited.add(name)
            elif came != name:
                click(context, progress, came)
                rows.clear()
            found = context.locator.require(name).element
            called = label_of(found, context.flow, name) or setting.label
            if label not in ("", called):  # it is another one
                raise context.checks.build_stop(Reason.TARGET_MISSING, target=context.flow.described(name), count="0")
            setting.label = called
            return found
        except Stop as stop:
            if stop.reason not in PERSON_CAN_FIX or not (left := left - 1):
                raise
            if (
                helped := hand_over(context, progress, Handover(stop, f"setting {name}", name, may_lack=True))
            ) == "absent":
                progress.form.found.setdefault(name, "absent")
                return None
            left += helped == "again"  # a page may change by itself for as long as the person is away


def _read(context: RunContext, progress: Progress, setting: Setting) -> Reading:
    """Read how a setting stands, once it has stood so for a while; what the page does not tell the person reads."""
    if _find(context, progress, setting) is None:
        return Reading("absent")
    timer = StabilityTimer(context.window)

    def stood() -> Reading | None:
        page = context.locator.page()
        read = _stands(context, setting, page)
        needed = _STANDS if read.enabled or read.state == "as_wanted" else _SHUT
        return read if timer.has_lasted(page, needed, read) and read.state != "unread" else None

    read = context.window.wait(stood, min(_READING, context.options.patience)) or _stands(
        context, setting, context.locator.readable_page()
    )
    setting.shown = read.how
    if read.state != "unread" or not context.can_ask:
        return read
    part, detail = context.flow.wanted(setting.step).in_language(context.language), {"quote": setting.label}
    question = Question("state", setting.label, ("yes", "no", "unsure"), "unsure", part=part, detail=detail)
    if (said := ask_person(context, progress, question)) not in ("yes", "no"):
        return read
    return Reading("as_wanted" if said == "yes" else "otherwise", BY_PERSON, read.enabled)


def _stands(context: RunContext, setting: Setting, page: Page) -> Reading:
    found = context.locator.find(setting.step.switch, page)
    return state_of(found.element, context.flow, setting.step) if found else UNREAD


def turn_settings(context: RunContext, progress: Progress, to_turn: list[Setting]) -> None:
    """Have the settings approved, and press each once; raise Stop if nothing was pressed."""
    context.reporter.begin_step("turn")
    try:
        approved = _approve(context, progress, to_turn)
        for setting in to_turn:
            if approved:
                _turn_one(context, progress, setting)
            elif _stands(context, setting, context.locator.page()).state == "as_wanted":
                _note_by_hand(context, progress, setting)
        if not (approved or progress.pressed_at):
            raise context.checks.build_stop(Reason.DECLINED)
    except Stop:
        if not progress.pressed_at:
            raise  # else how they all stand is read and told
    finally:
        if progress.pressed_at:
            context.reporter.finish_step("turn", by_hand=all(one.by_hand for one in to_turn if one.pressed_at))
            context.captures.after_submission(context, progress, None)


def _approve(context: RunContext, progress: Progress, to_turn: list[Setting]) -> bool:
    """Show what is to be turned and what that means, and ask; False also where the person turns it in the window."""
    if context.options.until_filled:
        raise context.checks.build_stop(Reason.UNTIL_FILLED)
    if is_approved_in_advance(context, progress):
        progress.form.approved = Approved("in_advance")
        return True
    stop_on_dialog(context, progress)
    timer = StabilityTimer(context.window)
    turns = tuple(Turning.of(context.flow, one.step, one.label, one.before.how, context.language) for one in to_turn)
    question = Question("approve", context.flow.controller, ("yes", "no"), "no", address=context.address, turns=turns)

    def turned() -> Choice | None:
        page = context.locator.page()
        stand = [_stands(context, one, page).state for one in to_turn]
        return "done" if timer.has_lasted(page, _STANDS, stand) and {*stand} == {"as_wanted"} else None

    approved = ask_person(context, progress, replace(question, account=progress.accounts[0]), turned) == "yes"
    progress.form.approved = Approved("asked") if approved else None
    return approved


def _turn_one(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Press a setting once; what cannot be pressed the person turns, or clears away what lies on it."""
    step = setting.step
    entry = context.flow.called(step.want).in_language(context.language) if step.is_choice else ""
    for _round in range(ROUNDS):
        element = allow_press(context, progress, step.switch, partial(_find, context, progress, setting), entry)
        if not progress.pressed_at:
            stop_on_dialog(context, progress)
            known, named = (
                progress.accounts[0],
                context.checks.account_shown(context.locator.readable_page()),
            )  # shown with the approval, and shown now
            if known and named and fold(known) != fold(named):
                raise context.checks.build_stop(Reason.OTHER_ACCOUNT, known=known, account=named)
        now = state_of(element, context.flow, step)
        turned = now.state != "otherwise" and now.how != setting.shown  # as far as anybody can tell
        if not turned and _press(context, progress, setting, element):
            return
        stuck = context.checks.build_stop(Reason.TARGET_STUCK, target=context.flow.described(step.switch))
        if step.is_choice:
            wanted = context.flow.wanted(step)
            missing = Coded.of(f"entry {wanted.code}", _("the entry for {part}").format(part=wanted))
            stuck = context.checks.build_stop(Reason.TARGET_MISSING, target=missing)
        if turned or hand_over(context, progress, Handover(stuck, "turn")) == "done":
            if not is_approved_in_advance(context, progress):  # else the page shows by itself what was done elsewhere
                _note_by_hand(context, progress, setting)
            return
    raise stuck


def _note_by_hand(context: RunContext, progress: Progress, setting: Setting) -> None:
    progress.form.approved = progress.form.approved or Approved("in_window")
    _arm(context, progress, setting)
    setting.by_hand = True
    context.journal.record_state(State.SENT)
    _note_save_button(context, setting, context.locator.readable_page())
    timer = StabilityTimer(context.window)  # a fresh load could break off what saves it
    context.window.wait(lambda: timer.has_lasted(context.locator.page(), _QUIET) or None, context.options.outcome_wait)


def _arm(context: RunContext, progress: Progress, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if not progress.pressed_at:
        context.journal.record_state(State.ARMED)
    setting.pressed_at = datetime.now(UTC)
    reach("armed")


def _press(context: RunContext, progress: Progress, setting: Setting, element: Element) -> bool:
    """Press a setting once, as soon as it is journaled; False where nothing was pressed."""
    dialogs, before = len(progress.dialogs), context.locator.readable_page()
    _arm(context, progress, setting)
    context.reporter.report("armed", "turn")
    _note_save_button(context, setting, before)
    if not _act(context, setting, element):
        setting.pressed_at = None
        if not progress.pressed_at:
            context.journal.record_state(State.FILLED)
        return False
    context.journal.record_state(State.SENT)
    reach("clicked")
    _see_through(context, progress, setting, before)
    refused = (one for one in progress.dialogs[dialogs:] if one not in progress.alerts)  # by the program, at once
    setting.asked = next(refused, setting.asked)
    return True


def _act(context: RunContext, setting: Setting, element: Element) -> bool:
    """Press once, in a list or menu the entry with the words; say whether anything was pressed."""
    step = setting.step
    words = {fold(word) for word in context.flow.choices[step.entry or step.want].all()} if step.is_choice else set()
    opens = element.is_list or not {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)
    if not step.is_choice or (fold(element.called) in words and not opens):
        return press(context.window, element, _PRESS_TIME)
    # What does not say that it opens a menu, and opened none, may have turned the setting.
    try:
        return choose_one(context.window, element, any_of(words)) is not None or not opens
    except OutOfReach:
        return True


def _note_save_button(context: RunContext, setting: Setting, page: Page) -> None:
    """Note that a page has a button that saves a setting, where the flow says that there may be one.

    It is found by the flow's words, or by the setting's own form, which has a button that submits it: many pages keep
    that one disabled until something changes. A setting that saves itself is in no such form.
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
    return control.form >= 0 and button.document is control.document and button.area == control.area


def _see_through(context: RunContext, progress: Progress, setting: Setting, before: Page) -> None:
    """Press what answers and what saves until the page stands still; what else it asks is the person's."""
    step, timer = setting.step, StabilityTimer(context.window)
    buttons = [name for name in (step.dialog_button, step.save) if name]

    def button(name: str) -> Element | None:
        found = context.locator.find(name, enabled=True)  # where the flow knows a question, in a dialog alone
        return found.element if found and (found.element.dialog >= 0 or not step.dialog_button) else None

    def came() -> str | None:
        still = timer.has_lasted(context.locator.page(), _PRESS_TIME if buttons else _QUIET)
        return next(filter(button, buttons), "" if still else None)

    answered = {setting.asked, ""}
    for _round in range(ROUNDS):
        _note_save_button(context, setting, context.locator.readable_page())  # it may come up with the press
        if name := context.window.wait(came, context.options.outcome_wait):
            buttons.remove(name)
            if button(name):  # a dialog may have closed by itself
                pressed = press(
                    context.window, allow_press(context, progress, name, partial(button, name)), _PRESS_TIME
                )
                setting.saved |= pressed and name == step.save
            continue
        reason, words = _asked(context, setting, before)
        if words in answered:
            return
        if reason is Reason.DIALOG:
            setting.asked = words
        else:
            setting.may_save |= bool(words)
        if hand_over(context, progress, Handover(context.checks.build_stop(reason, words=words), "turn")) != "again":
            answered.add(words)
        if reason is Reason.DIALOG:
            progress.form.note_help("answer_dialog")


def _asked(context: RunContext, setting: Setting, before: Page) -> tuple[Reason, str]:
    """Return what a dialog asks about a setting, its label where something lies on it, or a button that may save it."""
    page, stood = context.locator.page(), before.top_dialog
    own, dialog = context.locator.find(setting.step.switch, page), page.top_dialog
    if dialog and (own is None or own.element.dialog != dialog[0]) and (stood is None or stood[1] != dialog[1]):
        return Reason.DIALOG, quotation(dialog[1] or setting.label, 200)
    if own and own.element.enabled and is_covered(context.window, own.element, _PRESS_TIME):
        return Reason.DIALOG, printable(setting.label, 200)
    new = {one.called: one.refuses for one in page.elements if one.called in page.working - before.working}
    asks = sorted(called for called, refuses in new.items() if not refuses)
    if len(asks) < len(new) and _stands(context, setting, page).state != "as_wanted":  # beside it
        return Reason.DIALOG, printable(next(iter(asks), ""), 200)
    there = {one.called for one in before.elements if one.drawn and not setting.step.save}
    return Reason.FORM_INVALID, printable(next(filter(there.__contains__, asks), ""), 200)
