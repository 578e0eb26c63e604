"""Turns settings of an account: read, ask, journal, press once, load a fresh document, and read again.

The reading after the fresh load is the proof: what a page shows at once many show before their server agrees.
"""

from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from optout.browser import Element, OutOfReach, Page, Reading, any_of, choose_one, is_covered, label_of, press, state_of
from optout.flow import fold, quotation
from optout.messages import Coded, _, printable
from optout.outcome import Outcome, Reason, State, Stop
from optout.run.arrive import open_form, open_page
from optout.run.help import PERSON_CAN_FIX, ROUNDS, ask, ask_help, click, let_press, unfold
from optout.run.session import Approved, Run, Stillness
from optout.run.talk import Choice, Question, Turning
from optout.run.verdict import BY_PERSON, UNREAD, Setting, judge_settings

_STANDS, _SHUT = 1.0, 4.0  # seconds for which a state must stand; a disabled one, as a page draws first, then asks
_READING, _NAMED = 10.0, 3.0  # seconds in which a state comes to stand, and the page says whose settings these are
_PRESS_TIME, _QUIET = 4.0, 2.0  # seconds in which something can be pressed, and a page stands still after a press


def turn_settings(run: Run) -> Outcome:
    """Turn the flow's settings, and judge by how they read after a fresh load; raise Stop where nothing was pressed."""
    run.events.begin("open_form")
    _load(run)
    run.events.done("open_form", {"address": run.address})
    run.move(State.PLANNED)
    for setting in run.settings:
        run.events.begin(code := f"setting {setting.step.switch}")
        setting.before = _read(run, setting)
        run.events.done(code, {"how": "absent"} if setting.absent else {"reads": setting.before.how})
    stopped, unread = None, any(one.before.state == "unread" for one in run.settings)
    to_turn = [one for one in run.settings if one.before.state == "otherwise" and not one.locked]
    if not run.options.recheck_only:
        run.capture_before(())
        run.window.reading = None  # that may take long
    if to_turn and not (run.options.recheck_only or unread):
        _turn_all(run, to_turn)
        run.events.begin("read_back")
        run.reloaded = True
        try:
            _load(run)
            for setting in run.settings:
                setting.after = setting.before if setting.absent else _read(run, setting)
        except Stop as stop:
            stopped = stop
    else:
        for setting in run.settings:  # it was a fresh document already
            setting.after = setting.before
    outcome = judge_settings(run.settings, accounts=run.accounts, stopped=stopped)
    if outcome.state is State.CONFIRMED:
        run.events.done("read_back", {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]})
    return replace(outcome, detail={"flow": run.flow.id, **outcome.detail})


def _load(run: Run) -> None:
    """Load a fresh document with the settings from the server, and note whose they are."""
    open_page(run, "about:blank")  # an address with a fragment would only scroll
    run.window.wait(lambda: None, _QUIET if run.pressed_at else 0)  # for what a page saves only as it goes
    run.window.ask_devtools("Network.enable")
    run.window.ask_devtools("Network.setCacheDisabled", cacheDisabled=True)  # all from the server from now on
    run.draft.arrival = open_form(run)
    run.accounts.append(run.window.wait(lambda: run.account_now() or None, _NAMED if run.flow.account else 0) or "")


def _find(run: Run, setting: Setting) -> Element | None:
    """Find a setting, in the row that opens it where it has one; None where the person says that it is not there."""
    name, rows, left = setting.step.switch, [setting.step.opened_by or ""], ROUNDS
    label, opened = setting.label if name in run.draft.found else "", set[str]()
    while True:
        try:
            came = run.wait_for(lambda page: next((at for at in (name, *rows) if at and run.find_one(at, page)), None))
            if came is None:
                if len(opened) < ROUNDS and unfold(run, opened):
                    continue
                run.draft.waited.add(name)
            elif came != name:
                click(run, came)
                rows.clear()
            found = run.need(name).element
            called = label_of(found, run.flow, name) or setting.label
            if label not in ("", called):  # it is another one
                raise run.stop(Reason.TARGET_MISSING, target=run.flow.described(name), count="0")
            setting.label = called
            return found
        except Stop as stop:
            if stop.reason not in PERSON_CAN_FIX or not (left := left - 1):
                raise
            if (helped := ask_help(run, stop, f"setting {name}", name, may_lack=True)) == "absent":
                run.draft.found.setdefault(name, "absent")
                return None
            left += helped == "again"  # a page may change by itself for as long as the person is away


def _read(run: Run, setting: Setting) -> Reading:
    """Read how a setting stands, once it has stood so for a while; what the page does not tell the person reads."""
    if _find(run, setting) is None:
        return Reading("absent")
    stillness = Stillness(run.window)

    def stood() -> Reading | None:
        page = run.look()
        read = _stands(run, setting, page)
        needed = _STANDS if read.enabled or read.state == "as_wanted" else _SHUT
        return read if stillness.lasts(page, needed, read) and read.state != "unread" else None

    read = run.window.wait(stood, min(_READING, run.options.patience)) or _stands(run, setting, run.page())
    setting.shown = read.how
    if read.state != "unread" or not run.can_ask:
        return read
    part, detail = run.flow.wanted(setting.step).in_language(run.language), {"quote": setting.label}
    question = Question("state", setting.label, ("yes", "no", "unsure"), "unsure", part=part, detail=detail)
    if (said := ask(run, question)) not in ("yes", "no"):
        return read
    return Reading("as_wanted" if said == "yes" else "otherwise", BY_PERSON, read.enabled)


def _stands(run: Run, setting: Setting, page: Page) -> Reading:
    found = run.find_one(setting.step.switch, page)
    return state_of(found.element, run.flow, setting.step) if found else UNREAD


def _turn_all(run: Run, to_turn: list[Setting]) -> None:
    run.events.begin("turn")
    try:
        approved = _approve(run, to_turn)
        for setting in to_turn:
            if approved:
                _turn(run, setting)
            elif _stands(run, setting, run.look()).state == "as_wanted":
                _note_by_hand(run, setting)
        if not (approved or run.pressed_at):
            raise run.stop(Reason.DECLINED)
    except Stop:
        if not run.pressed_at:
            raise  # else how they all stand is read and told
    finally:
        if run.pressed_at:
            run.events.done("turn", by_hand=all(one.by_hand for one in to_turn if one.pressed_at))
            run.capture_after(None)


def _approve(run: Run, to_turn: list[Setting]) -> bool:
    """Show what is to be turned and what that means, and ask; False also where the person turns it in the window."""
    if run.options.until_filled:
        raise run.stop(Reason.UNTIL_FILLED)
    if run.approved_beforehand:
        run.draft.approved = Approved("in_advance")
        return True
    run.stop_on_dialog()
    stillness = Stillness(run.window)
    turns = tuple(Turning.of(run.flow, one.step, one.label, one.before.how, run.language) for one in to_turn)
    question = Question("approve", run.flow.controller, ("yes", "no"), "no", address=run.address, turns=turns)

    def turned() -> Choice | None:
        page = run.look()
        stand = [_stands(run, one, page).state for one in to_turn]
        return "done" if stillness.lasts(page, _STANDS, stand) and {*stand} == {"as_wanted"} else None

    approved = ask(run, replace(question, account=run.accounts[0]), turned) == "yes"
    run.draft.approved = Approved("asked") if approved else None
    return approved


def _turn(run: Run, setting: Setting) -> None:
    """Press a setting once; what cannot be pressed the person turns, or clears away what lies on it."""
    step = setting.step
    entry = run.flow.called(step.want).in_language(run.language) if step.is_choice else ""
    for _round in range(ROUNDS):
        element = let_press(run, step.switch, partial(_find, run, setting), entry)
        if not run.pressed_at:
            run.stop_on_dialog()
            known, named = run.accounts[0], run.account_now()  # shown with the approval, and shown now
            if known and named and fold(known) != fold(named):
                raise run.stop(Reason.OTHER_ACCOUNT, known=known, account=named)
        now = state_of(element, run.flow, step)
        turned = now.state != "otherwise" and now.how != setting.shown  # as far as anybody can tell
        if not turned and _press(run, setting, element):
            return
        stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.described(step.switch))
        if step.is_choice:
            wanted = run.flow.wanted(step)
            missing = Coded.of(f"entry {wanted.code}", _("the entry for {part}").format(part=wanted))
            stuck = run.stop(Reason.TARGET_MISSING, target=missing)
        if turned or ask_help(run, stuck, "turn") == "done":
            if not run.approved_beforehand:  # else the page shows by itself what was done elsewhere
                _note_by_hand(run, setting)
            return
    raise stuck


def _note_by_hand(run: Run, setting: Setting) -> None:
    run.draft.approved = run.draft.approved or Approved("in_window")
    _arm(run, setting)
    setting.by_hand = True
    run.move(State.SENT)
    _note_save_button(run, setting, run.page())
    stillness = Stillness(run.window)  # a fresh load could break off what saves it
    run.window.wait(lambda: stillness.lasts(run.look(), _QUIET) or None, run.options.outcome_wait)


def _arm(run: Run, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if not run.pressed_at:
        run.move(State.ARMED)
    setting.pressed_at = datetime.now(UTC)
    run.reach("armed")


def _press(run: Run, setting: Setting, element: Element) -> bool:
    """Press a setting once, as soon as it is journaled; False where nothing was pressed."""
    dialogs, before = len(run.dialogs), run.page()
    _arm(run, setting)
    run.tell("armed", "turn")
    _note_save_button(run, setting, before)
    if not _act(run, setting, element):
        setting.pressed_at = None
        if not run.pressed_at:
            run.move(State.FILLED)
        return False
    run.move(State.SENT)
    run.reach("clicked")
    _see_through(run, setting, before)
    refused = (one for one in run.dialogs[dialogs:] if one not in run.alerts)  # by the program, at once
    setting.asked = next(refused, setting.asked)
    return True


def _act(run: Run, setting: Setting, element: Element) -> bool:
    """Press once, in a list or menu the entry with the words; say whether anything was pressed."""
    step = setting.step
    words = {fold(word) for word in run.flow.choices[step.entry or step.want].all()} if step.is_choice else set()
    opens = element.is_list or not {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)
    if not step.is_choice or (fold(element.called) in words and not opens):
        return press(run.window, element, _PRESS_TIME)
    # What does not say that it opens a menu, and opened none, may have turned the setting.
    try:
        return choose_one(run.window, element, any_of(words)) is not None or not opens
    except OutOfReach:
        return True


def _note_save_button(run: Run, setting: Setting, page: Page) -> None:
    """Note that a page has a button that saves a setting, where the flow says that there may be one.

    It is found by the flow's words, or by the setting's own form, which has a button that submits it: many pages keep
    that one disabled until something changes. A setting that saves itself stands in no such form.
    """
    if not setting.step.save:
        return
    own = run.find_one(setting.step.switch, page)
    form = own.element.area if own and own.element.form >= 0 else None
    submits = [one for one in page.elements if one.drawn and one.facts.get("submits")]
    in_own_form = any(own and one.document is own.element.document and one.area == form for one in submits)
    setting.may_save |= in_own_form or run.find_one(setting.step.save, page) is not None


def _see_through(run: Run, setting: Setting, before: Page) -> None:
    """Press what answers and what saves until the page stands still; what else it asks is the person's."""
    step, stillness = setting.step, Stillness(run.window)
    buttons = [name for name in (step.dialog_button, step.save) if name]

    def button(name: str) -> Element | None:
        found = run.find_one(name, enabled=True)  # where the flow knows a question, in a dialog alone
        return found.element if found and (found.element.dialog >= 0 or not step.dialog_button) else None

    def came() -> str | None:
        still = stillness.lasts(run.look(), _PRESS_TIME if buttons else _QUIET)
        return next(filter(button, buttons), "" if still else None)

    answered = {setting.asked, ""}
    for _round in range(ROUNDS):
        _note_save_button(run, setting, run.page())  # it may come up with the press
        if name := run.window.wait(came, run.options.outcome_wait):
            buttons.remove(name)
            if button(name):  # a dialog may have closed by itself
                pressed = press(run.window, let_press(run, name, partial(button, name)), _PRESS_TIME)
                setting.saved |= pressed and name == step.save
            continue
        reason, words = _asked(run, setting, before)
        if words in answered:
            return
        if reason is Reason.DIALOG:
            setting.asked = words
        else:
            setting.may_save |= bool(words)
        if ask_help(run, run.stop(reason, words=words), "turn") != "again":
            answered.add(words)
        if reason is Reason.DIALOG:
            run.draft.note_help("answer_dialog")


def _asked(run: Run, setting: Setting, before: Page) -> tuple[Reason, str]:
    """Return what a dialog asks about a setting, its label where something lies on it, or a button that may save it."""
    page, stood = run.look(), before.top_dialog
    own, dialog = run.find_one(setting.step.switch, page), page.top_dialog
    if dialog and (own is None or own.element.dialog != dialog[0]) and (stood is None or stood[1] != dialog[1]):
        return Reason.DIALOG, quotation(dialog[1] or setting.label, 200)
    if own and own.element.enabled and is_covered(run.window, own.element, _PRESS_TIME):
        return Reason.DIALOG, printable(setting.label, 200)
    new = {one.called: one.refuses for one in page.elements if one.called in page.working - before.working}
    asks = sorted(called for called, refuses in new.items() if not refuses)
    if len(asks) < len(new) and _stands(run, setting, page).state != "as_wanted":  # beside it
        return Reason.DIALOG, printable(next(iter(asks), ""), 200)
    there = {one.called for one in before.elements if one.drawn and not setting.step.save}
    return Reason.FORM_INVALID, printable(next(filter(there.__contains__, asks), ""), 200)
