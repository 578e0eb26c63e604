"""Turns settings of an account: read first, approved, pressed once, and read again after a fresh load.

The page's own control is pressed, and nothing else: the program makes no request and borrows no cookie. What the page
shows at once proves nothing, as many flip before their server agrees.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from optout.browser import touch
from optout.browser.controls import Control, Reading, Stands, entries_called
from optout.browser.element import Element
from optout.browser.page import look
from optout.browser.targets import Found
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import InLanguages, Switch
from optout.i18n import _, told
from optout.outcome import Outcome, Reason, State
from optout.redact import printable
from optout.run.arrival import open_form
from optout.run.ask import ask
from optout.run.asker import ABSENT, NO, UNNAMED, YES, Question, Turning
from optout.run.draft import Approved, Arrival
from optout.run.events import BY_HAND, Doing, Kind
from optout.run.ledger import FormContents, saves
from optout.run.pressing import let_press
from optout.run.session import Run
from optout.run.setting import check_account, find_setting, note_account, note_found, read_setting, stands_now, wanted
from optout.run.verdict import Setting, judge_settings

_PRESS_TIME = 4.0  # seconds
_SETTLING = 2.0  # seconds without a request after a press
_ANSWERED = 0.5  # the same once the known request was answered

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
        if not run.ledger.armed:
            raise  # else how they all stand is read and told
    finally:
        if run.ledger.armed:
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
            if not run.ledger.may_have_left:
                raise
            why = stop.says
    outcome = judge_settings(run.settings, accounts=run.accounts, why=why)
    if outcome.state in (State.CONFIRMED, State.ALREADY_OFF):
        run.events.done("read_back", {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]})
    return outcome


def note_turned_by_hand(run: Run) -> None:
    """Note that the person turned a setting in the window, which the ledger saw by the page's own request."""
    run.ledger.note_sent_by_hand(FormContents())
    run.draft.approved = Approved((), None, "in_window", run.ledger.sent_at)
    run.asker.end()
    if not run.settings:  # they were quicker than the reading
        run.settings[:] = (Setting(step, told(run.flow.short(step.switch), run.language)) for step in run.flow.switches)
    sent = run.ledger.sent
    for setting in [one for one in run.settings if sent and saves(sent, one.step)] or _to_turn(run) or run.settings:
        setting.by_hand, setting.pressed_at, setting.request = True, run.ledger.sent_at, sent
    run.tell(Kind.STEP_DONE, "turn", **BY_HAND)
    run.window.wait(lambda: run.ledger.answer or run.ledger.failure, run.options.outcome_wait)
    _settle(run, _ANSWERED)  # a fresh load at once could break theirs off
    for setting in run.settings:
        setting.answer = run.ledger.answer if setting.request else None


def _open(run: Run) -> None:
    run.events.begin("open_form")
    run.window.ask_servers()
    arrival = open_form(run)
    if not isinstance(arrival, Arrival):
        raise run.stop(Reason.WAYS_DEAD, count=str(len(run.flow.ways)))
    run.events.done("open_form", {"address": arrival.address})
    run.draft.arrival = arrival
    run.ledger.opened()


def _read_afresh(run: Run) -> bool:
    """Load the page as a new document, and read every setting that is there again; False where none is."""
    _leave(run)
    run.reloads.append(datetime.now(UTC))
    run.window.ask_servers()
    with run.long(Doing.OPENING, run.options.patience, run.flow.short(run.flow.switches[0].switch)):
        if not isinstance(open_form(run), Arrival):
            raise run.stop(Reason.WAYS_DEAD, count=str(len(run.flow.ways)))
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
    before = run.ledger.sent
    run.window.page.goto("about:blank")
    waiting = [one for one in run.settings if one.pressed_at and one.request is None]
    if not waiting:
        return
    if run.window.wait(lambda: run.ledger.sent is not before or None, _ANSWERED):
        run.window.wait(lambda: run.ledger.answer or run.ledger.failure, run.options.outcome_wait)
        for one in waiting:
            if run.ledger.sent and saves(run.ledger.sent, one.step):
                one.request, one.answer = run.ledger.sent, run.ledger.answer


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

    Raises:
        Stop: it is no longer what was approved.
    """
    control = find_setting(run, setting.step)
    if control is None or printable(control.label, 200) != setting.label:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(setting.step.switch))
    run.check_address()
    run.stop_on_dialog()
    check_account(run)
    now = stands_now(run, setting.step, control)
    if now.stands is Stands.AS_WANTED and run.ledger.pressed_by_hand:  # they did it in the window
        _arm(run)
        setting.by_hand, setting.pressed_at = True, datetime.now(UTC)
        run.ledger.note_pressed()
        return
    if now.stands is Stands.AS_WANTED:  # the page shows by itself what was done elsewhere
        setting.before = now
        return
    control_now = run.window.wait(lambda: _free(run, control), _PRESS_TIME)
    if control_now is None:
        raise run.stop(Reason.TARGET_STUCK, target=run.flow.called(setting.step.switch))
    let_press(run, setting.step.switch, lambda: control_now)
    act = _act(run, setting.step, control_now)
    before = run.ledger.sent
    _arm(run)
    setting.pressed_at = datetime.now(UTC)
    run.tell(Kind.ARMED, "turn")
    with run.ledger.acting():
        act()
    reach(Point.CLICKED)
    _answer_and_save(run, setting.step, lambda: run.ledger.sent is not before)
    if run.ledger.sent is not before:
        setting.request, setting.answer = run.ledger.sent, run.ledger.answer
    run.ledger.note_pressed()


def _free(run: Run, control: Control) -> Element | None:
    """Return a setting as it is now, if the page lets it be changed."""
    now = look(run.window).again(control.element)
    return now if now and now.enabled else None


def _arm(run: Run) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if run.ledger.armed:
        run.ledger.press_next()
        return
    reach(Point.BEFORE_ARMING)
    run.ledger.arm(FormContents())
    reach(Point.ARMED)


def _act(run: Run, step: Switch, element: Element) -> Callable[[], object]:
    """Give the one press; a menu is opened before, which changes nothing yet.

    Raises:
        Stop: the entry is not there, or several could be it.
    """
    if not step.is_choice:
        return lambda: touch.press(run.window, element, _PRESS_TIME)
    words = run.flow.choices[step.entry or step.want].all()
    if element.tag != "select" and not entries_called(look(run.window), element, words):
        with run.ledger.acting():
            touch.press(run.window, element, _PRESS_TIME)
    entries = run.window.wait(lambda: entries_called(look(run.window), element, words) or None, _PRESS_TIME) or []
    if len(entries) != 1:
        reason = Reason.TARGET_AMBIGUOUS if entries else Reason.TARGET_MISSING
        raise run.stop(reason, target=_("the entry for {part}").format(part=run.flow.short(step.want)))
    if element.tag == "select":
        return lambda: touch.choose(run.window, element, entries[0], _PRESS_TIME)
    return lambda: touch.press(run.window, entries[0], _PRESS_TIME)


def _answer_and_save(run: Run, step: Switch, left: Callable[[], bool]) -> None:
    """Answer what the page asks and press what saves, where the flow says so, then wait for the page's own request."""
    for name in filter(None, (step.dialog_button, step.save)):
        _press_too(run, name, left)
    if step.request or step.operation:
        with run.long(Doing.ANSWER, run.options.outcome_wait):
            run.window.wait(lambda: (left() and run.ledger.answer is not None) or None, run.options.outcome_wait)
    _settle(run, _ANSWERED if left() and run.ledger.answer else _SETTLING)


def _press_too(run: Run, name: str, left: Callable[[], bool]) -> None:
    """Press a button that belongs to the press, if it comes up before the page's own request has left."""

    def up() -> Found | bool | None:
        return True if left() else run.shows(name, enabled=True)

    found = run.window.wait(up, _PRESS_TIME)
    if isinstance(found, Found):
        let_press(run, name, lambda: found.element)
        with run.ledger.acting():
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
