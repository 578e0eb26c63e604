"""Turns settings of an account: read first, approved, pressed once, and read again after a fresh load.

The page's own control is pressed, and nothing else: the program makes no request and borrows no cookie. What the page
shows at once proves nothing, as many flip before their server agrees.
"""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial

from optout.browser import touch
from optout.browser.controls import Control, Reading, Stands, entries_called
from optout.browser.element import Element, is_dialog, is_own_button, is_seen, name_of, seen_text
from optout.browser.page import look
from optout.browser.targets import Found
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import InLanguages, Switch
from optout.flow.words import fold
from optout.i18n import _, told
from optout.outcome import Outcome, Reason, State
from optout.redact import printable
from optout.run.arrival import open_form
from optout.run.ask import Notice, ask
from optout.run.asker import ABSENT, DONE, NO, UNNAMED, YES, Question, Turning
from optout.run.draft import Approved, Arrival
from optout.run.events import BY_HAND, Doing, Kind
from optout.run.noticing import AGAIN
from optout.run.pressing import let_press
from optout.run.sends import Contents

saves = lambda *a: False
from optout.run.session import Run
from optout.run.setting import check_account, find_setting, note_account, note_found, read_setting, stands_now, wanted
from optout.run.takeover import ROUNDS, HandOver, take_over
from optout.run.verdict import Setting, judge_settings

_PRESS_TIME = 4.0  # seconds
_SETTLING = 2.0  # seconds without a request after a press
_ANSWERED = 0.5  # the same once the known request was answered
_ASKS = 1.0  # seconds for which the page asks something that the flow does not know, or no longer asks it
_LONGEST = 200  # characters of that

Keep = Callable[[], None]
"""Keeps a picture of the settings as they stand."""


def turn(run: Run, keep_before: Keep, keep_pressed: Keep) -> None:
    """Read the flow's settings, and press those once that are not as wanted, after the person has said yes.

    Raises:
        Stop: nothing was pressed.
        SentByHand: the person turned one in the window.
    """
    _open(run)
    run.settings[:] = _read_all(run)
    if run.options.only_read:
        for one in run.settings:
            one.after = one.before
        return
    if not _to_turn(run):
        keep_before()
        if not _needs_turning_afresh(run):
            return
    keep_before()
    _approve(run)
    _press_each(run, keep_pressed)


def _needs_turning_afresh(run: Run) -> bool:
    """Whether a setting that read as wanted did so only until it was loaded anew: then that is how it stands."""
    if not _read_afresh(run) or not any(_stands_otherwise(one.after) for one in run.settings):
        return False
    for one in run.settings:
        one.before, one.after = one.after, None
    return bool(_to_turn(run))


def _press_each(run: Run, keep_pressed: Keep) -> None:
    try:
        for setting in _to_turn(run):
            _press(run, setting)
    except Stop:
        if not run.sends.armed:
            raise  # else how they all stand is read and told
    finally:
        if run.sends.armed:
            run.events.done("turn", {})
            keep_pressed()


def read_back(run: Run) -> Outcome:
    """Load the page afresh, read every setting again, and judge; once something was pressed, whatever comes is told."""
    if run.options.only_read:
        return judge_settings(run.settings, accounts=run.accounts)
    run.events.begin("read_back")
    why = ""
    if any(one.after is None and not one.absent for one in run.settings):
        try:
            _read_afresh(run)
        except Stop as stop:
            if not run.sends.may_have_left:
                raise
            why = stop.says
    outcome = judge_settings(run.settings, accounts=run.accounts, why=why)
    if outcome.state in (State.CONFIRMED, State.ALREADY_OFF):
        run.events.done("read_back", {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]})
    return outcome


def note_turned_by_hand(run: Run) -> None:
    """Note that the person turned a setting in the window, which the ledger saw by the page's own request."""
    run.sends.note_sent_by_hand(Contents())
    run.draft.approved = Approved((), None, "in_window", run.sends.sent_at)
    run.asker.end()
    if not run.settings:  # they were quicker than the reading
        run.settings[:] = (Setting(step, told(run.flow.short(step.switch), run.language)) for step in run.flow.switches)
    sent = run.sends.sent
    for setting in [one for one in run.settings if sent and saves(sent, one.step)] or _to_turn(run) or run.settings:
        setting.by_hand, setting.pressed_at, setting.request = True, run.sends.sent_at, sent
    run.tell(Kind.STEP_DONE, "turn", **BY_HAND)
    run.window.wait(lambda: run.sends.answer or run.sends.failure, run.options.outcome_wait)
    _settle(run, _ANSWERED)  # a fresh load at once could break theirs off
    for setting in run.settings:
        setting.answer = run.sends.answer if setting.request else None


def _open(run: Run) -> None:
    run.events.begin("open_form")
    run.window.ask_servers()
    arrival = open_form(run)
    if not isinstance(arrival, Arrival):
        raise run.stop(Reason.WAYS_DEAD)
    run.events.done("open_form", {"address": arrival.address})
    run.draft.arrival = arrival
    run.sends.opened()


def _read_afresh(run: Run) -> bool:
    """Load the page as a new document, and read every setting that is there again; False where none is."""
    _leave(run)
    run.reloads.append(datetime.now(UTC))
    run.window.ask_servers()
    with run.long(Doing.OPENING, run.options.patience, run.flow.short(run.flow.switches[0].switch)):
        if not isinstance(open_form(run), Arrival):
            raise run.stop(Reason.WAYS_DEAD)
    there = [one for one in run.settings if not one.absent]
    for setting in there:
        control = find_setting(run, setting.step)
        if control is None:
            setting.after = None
            continue
        if not setting.how:
            note_found(run, setting, control)
        setting.after = read_setting(run, setting, control)
    note_account(run)
    return bool(there)


def _leave(run: Run) -> None:
    """Leave the page, as an address with a fragment would only scroll it; what it saves only then is waited for."""
    before = run.sends.sent
    run.window.page.goto("about:blank")
    waiting = [one for one in run.settings if one.pressed_at and one.request is None]
    if not waiting:
        return
    if run.window.wait(lambda: run.sends.sent is not before or None, _ANSWERED):
        run.window.wait(lambda: run.sends.answer or run.sends.failure, run.options.outcome_wait)
        for one in waiting:
            if run.sends.sent and saves(run.sends.sent, one.step):
                one.request, one.answer = run.sends.sent, run.sends.answer


def _read_all(run: Run) -> list[Setting]:
    settings: list[Setting] = []
    for step in run.flow.switches:
        name = f"setting {step.switch}"
        run.events.begin(name)
        setting = Setting(step, label=told(run.flow.short(step.switch), run.language))
        control = find_setting(run, step)
        if control is None:
            if step.optional:
                run.tell(Kind.STEP_SKIPPED, name)
                continue
            setting.absent = True
        else:
            note_found(run, setting, control)
            setting.before = read_setting(run, setting, control)
        run.draft.found.setdefault(step.switch, ABSENT)
        settings.append(setting)
        run.events.done(name, {"reads": setting.before.how} if setting.before else {"how": ABSENT})
    note_account(run)
    if not settings:
        settings.append(Setting(run.flow.switches[0], told(run.flow.short(run.flow.switches[0].switch)), absent=True))
    return settings


def _stands_otherwise(reading: Reading | None) -> bool:
    return reading is not None and reading.stands is Stands.OTHERWISE


def _to_turn(run: Run) -> list[Setting]:
    """Give the settings that stand otherwise than wanted, and can be turned."""
    return [
        one
        for one in run.settings
        if not one.absent and not one.locked and _stands_otherwise(one.before) and one.after is None
    ]


def _approve(run: Run) -> None:
    """Show what is to be turned and what that means, and ask.

    Raises:
        Stop: nobody approved it, or the page asked something; nothing was pressed.
    """
    run.events.begin("turn")
    run.sends.pressed_by_hand = False  # only what they press from now on tells
    unread = [one for one in run.settings if one.before is not None and one.before.stands is Stands.UNREAD]
    if unread:
        raise run.stop(Reason.SETTING_UNREAD, setting=unread[0].label)
    run.stop_on_dialog()
    if run.options.until_filled:
        raise run.stop(Reason.UNTIL_FILLED)
    if run.approved_beforehand:
        run.draft.approved = Approved((), None, "in_advance", datetime.now(UTC))
        return
    about, turns = run.flow.controller, tuple(_turning(run, one) for one in _to_turn(run))
    account = run.accounts[-1] if run.accounts else ""
    choices = (YES, NO, UNNAMED) if account and not run.options.whole_page else (YES, NO)
    question = Question(Moment.APPROVE, about, choices, NO, address=run.address, turns=turns, account=account)
    answer = ask(run, question)
    if answer == UNNAMED:
        run.unkept.add(account)
    elif answer != YES:
        raise run.stop(Reason.DECLINED)
    run.draft.approved = Approved((), None, "asked", datetime.now(UTC))


def _turning(run: Run, setting: Setting) -> Turning:
    step = setting.step

    def say(text: InLanguages | None) -> str:
        return told(text.said, run.language) if text else ""

    now = setting.before.how if setting.before else ""
    want = told(wanted(run, step), run.language)
    return Turning(setting.label, now, want, say(step.means), say(step.not_covered), say(step.costs))


def _press(run: Run, setting: Setting) -> None:
    """Press a setting once, with what belongs to it: the entry of a menu, the page's own question, the button to save.

    What cannot be pressed, and what the page asks that the flow does not know, is the person's.

    Raises:
        Stop: it is no longer what was approved, or nobody does what the program cannot.
    """
    stuck: Stop | None = None
    for _round in range(ROUNDS):
        control = _to_press(run, setting)
        stuck = _try_to_press(run, setting, control) if control else None
        if control is None or stuck is None:
            return
        if run.sends.armed:
            run.sends.press_next()  # theirs may leave as well
        by_hand = partial(_when_free, run, setting.step, control, stuck)
        if take_over(run, stuck, HandOver("turn", "", by_hand, stuck.detail["target"])) == DONE:
            _note_by_hand(run, setting)
            return
    if stuck:
        raise stuck


def _to_press(run: Run, setting: Setting) -> Control | None:
    """Find again what was approved; None where it stands as wanted by now.

    Raises:
        Stop: it is no longer that, or nobody can tell how it stands since the person pressed something.
    """
    control = find_setting(run, setting.step)
    if control is None or printable(control.label, 200) != setting.label:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(setting.step.switch))
    run.check_address()
    run.stop_on_dialog()
    check_account(run)
    now = stands_now(run, setting.step, control)
    if now.stands is Stands.UNREAD and run.sends.pressed_by_hand:
        now = read_setting(run, setting, control)
        if now.stands is Stands.UNREAD:
            raise run.stop(Reason.SETTING_UNREAD, setting=setting.label)
    if now.stands is not Stands.AS_WANTED:
        return control
    if run.sends.pressed_by_hand:  # they did it in the window
        _note_by_hand(run, setting)
    else:  # the page shows by itself what was done elsewhere
        setting.before = now
    return None


def _note_by_hand(run: Run, setting: Setting) -> None:
    _arm(run)
    setting.by_hand, setting.pressed_at = True, datetime.now(UTC)
    run.sends.note_pressed()


def _try_to_press(run: Run, setting: Setting, control: Control) -> Stop | None:
    """Press a setting once, as soon as it is journaled; where nothing was pressed, return why.

    Raises:
        Stop: the person does not want it pressed, or the page asks something and nobody answers.
    """
    stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(setting.step.switch))
    now = run.window.wait(lambda: _free(run, control), _PRESS_TIME)
    if now is None:
        return stuck
    let_press(run, setting.step.switch, lambda: now)
    act = _act(run, setting.step, now)
    if act is None or isinstance(act, Stop):
        return act or stuck
    asks, is_first, at = _PageAsks(run, setting.step, control), not run.sends.armed, datetime.now(UTC)
    before, dialogs = run.sends.sent, len(run.dialogs)
    _arm(run)
    run.tell(Kind.ARMED, "turn")
    with run.sends.acting():
        pressed = act()
    if not pressed and is_first and not run.sends.stand_down(clicked=False):  # the person did it meanwhile
        _note_by_hand(run, setting)
        return None
    if not pressed:
        return stuck
    setting.pressed_at = at
    reach(Point.CLICKED)
    try:
        _answer_and_save(run, setting, asks, lambda: run.sends.sent is not before)
    finally:
        if run.sends.sent is not before:
            setting.request, setting.answer = run.sends.sent, run.sends.answer
        setting.asked = next((one for one in run.dialogs[dialogs:] if one not in run.alerts), setting.asked)
        run.sends.note_pressed()
    return None


def _when_free(run: Run, step: Switch, control: Control, stuck: Stop) -> Notice:
    """Return what notices that the person has turned a setting, or has cleared away what lay on it."""

    def freed() -> str | None:
        now = look(run.window).again(control.element)
        if stands_now(run, step, control).stands is Stands.AS_WANTED:
            return DONE
        is_free = now is not None and now.enabled and touch.is_free(run.window, now)
        return AGAIN if is_free and stuck.reason is Reason.TARGET_STUCK else None

    return freed


def _free(run: Run, control: Control) -> Element | None:
    """Return a setting as it is now, if the page lets it be changed."""
    now = look(run.window).again(control.element)
    return now if now and now.enabled else None


def _arm(run: Run) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if run.sends.armed:
        run.sends.press_next()
        return
    reach(Point.BEFORE_ARMING)
    run.sends.arm(Contents())
    reach(Point.ARMED)


def _act(run: Run, step: Switch, element: Element) -> Callable[[], bool] | Stop | None:
    """Give the one press, which says whether it was done; a menu is opened before, which changes nothing yet.

    None where something lies on the menu; a stop where the entry is not there, or several could be it.
    """
    words = run.flow.choices[step.entry or step.want].all() if step.is_choice else ()
    if not step.is_choice or (_is_plain_button(element) and fold(name_of(element)) in map(fold, words)):
        return lambda: touch.press(run.window, element, _PRESS_TIME)
    if element.tag != "select" and not entries_called(look(run.window), element, words):
        with run.sends.acting():
            if not touch.press(run.window, element, _PRESS_TIME):
                return None
    entries = run.window.wait(lambda: entries_called(look(run.window), element, words) or None, _PRESS_TIME) or []
    if len(entries) != 1:
        reason = Reason.TARGET_AMBIGUOUS if entries else Reason.TARGET_MISSING
        entry = _("the entry for {part}").format(part=run.flow.short(step.want))
        return run.stop(reason, target=entry, count=str(len(entries)))
    if element.tag == "select":  # what did not come to pass may have begun
        return lambda: touch.choose(run.window, element, entries[0], _PRESS_TIME) or True
    return lambda: touch.press(run.window, entries[0], _PRESS_TIME)


def _is_plain_button(element: Element) -> bool:
    """Whether a press of it does what it says, and opens nothing to choose from."""
    return is_own_button(element) and {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)


class _PageAsks:
    """What the page asks once a setting was pressed: by a dialog that came up, or by buttons that came up over it."""

    def __init__(self, run: Run, step: Switch, control: Control) -> None:
        self._run, self._step, self._control = run, step, control
        self._before = {_key(one) for one in look(run.window).elements if _asks_or_answers(one)}
        self._since: float | None = None
        self._last = ""

    @property
    def buttons(self) -> list[str]:
        """The flow's own buttons that belong to the press, in their order."""
        return [name for name in (self._step.dialog_button, self._step.save) if name]

    def button(self, name: str) -> Found | None:
        """Give one of them if it is there; where the flow knows a question, in what came up alone."""
        found = self._run.shows(name, enabled=True)
        if found is None or not self._step.dialog_button:
            return found
        around = found.element.around()
        return found if any(is_dialog(one) and _key(one) not in self._before for one in around) else None

    def words(self) -> str:
        """Give what the page asks now; nothing where it asks nothing."""
        seen = look(self._run.window)
        if not seen.read:
            return self._last
        own = seen.again(self._control.element)
        came = [one for one in seen.elements if _asks_or_answers(one) and _key(one) not in self._before]
        asked = [seen_text(one) for one in came if is_dialog(one) and not (own and one.holds(own))]
        if not asked and came and own and touch.is_free(self._run.window, own) is False:
            asked = [" · ".join(name_of(one) for one in came if not is_dialog(one))]
        self._last = printable(asked[-1], _LONGEST) or self._control.label if asked else ""
        return self._last

    def stand_unknown(self) -> bool:
        """Whether it asks something for a second by now, and no button of the flow's answers it."""
        asks = bool(self.words()) and not any(map(self.button, self.buttons))
        now = self._run.window.now()
        self._since = (now if self._since is None else self._since) if asks else None
        return self._since is not None and now - self._since >= _ASKS

    def when_answered(self) -> Notice:
        """Return what notices that the person has answered it, and that nothing else is asked."""
        since: float | None = None

        def answered() -> str | None:
            nonlocal since
            now = self._run.window.now()
            since = None if self.words() else (now if since is None else since)
            return DONE if since is not None and now - since >= _ASKS else None

        return answered


def _asks_or_answers(element: Element) -> bool:
    return (is_dialog(element) or is_own_button(element)) and is_seen(element)


def _key(element: Element) -> tuple[str, int]:
    return element.document.frame, element.node


def _answer_and_save(run: Run, setting: Setting, asks: _PageAsks, left: Callable[[], bool]) -> None:
    """Answer what the page asks and press what saves, where the flow says so; what else it asks is the person's.

    Raises:
        Stop: it asks something that the flow does not know, and nobody answers.
    """
    for name in asks.buttons:
        _press_too(run, name, asks, left)
    for _round in range(ROUNDS):
        _await_saving(run, setting, asks, left)
        words = "" if left() else asks.words()
        if not words:
            return
        setting.asked = words
        take_over(
            run, run.stop(Reason.DIALOG_BEFORE_SEND, words=words), HandOver("turn", "", asks.when_answered, words)
        )


def _await_saving(run: Run, setting: Setting, asks: _PageAsks, left: Callable[[], bool]) -> None:
    """Wait for the page's own request and its answer, and for what the page does by itself."""

    def saved() -> bool | None:
        return (run.sends.answer is not None if left() else asks.stand_unknown()) or None

    step = setting.step
    if (step.request or step.operation) and (left() or not setting.asked):
        with run.long(Doing.ANSWER, run.options.outcome_wait):
            run.window.wait(saved, run.options.outcome_wait)
    _settle(run, _ANSWERED if left() and run.sends.answer else _SETTLING)


def _press_too(run: Run, name: str, asks: _PageAsks, left: Callable[[], bool]) -> None:
    """Press a button that belongs to the press, if it comes up before the page's own request has left."""

    def up() -> Found | bool | None:
        return True if left() or asks.stand_unknown() else asks.button(name)

    found = run.window.wait(up, _PRESS_TIME)
    if isinstance(found, Found):
        let_press(run, name, lambda: found.element)
        with run.sends.acting():
            touch.press(run.window, found.element, _PRESS_TIME)


def _settle(run: Run, seconds: float) -> None:
    """Let what the page does by itself come to an end, for some seconds: a fresh load would break it off."""
    since = run.window.now()

    def still() -> bool | None:
        nonlocal since
        if run.window.loads:
            since = run.window.now()
        return True if run.window.now() - since >= seconds else None

    run.window.wait(still, run.options.outcome_wait)
