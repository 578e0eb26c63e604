"""Turns settings of an account: read first, approved, pressed once, and read again after a fresh load.

The page's own control is pressed, and nothing else: the program makes no request and borrows no cookie. What the page
shows at once proves nothing, as many flip before their server agrees.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from optout.browser import touch
from optout.browser.controls import (
    Control,
    NoControl,
    Reading,
    Renamed,
    Stands,
    entries_called,
    find_account,
    find_control,
    label_of,
    read_state,
)
from optout.browser.element import Element
from optout.browser.page import look
from optout.browser.targets import Found
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import Click, InLanguages, Switch
from optout.flow.words import fold
from optout.i18n import Said, _, told
from optout.outcome import Outcome, Reason, State
from optout.redact import printable
from optout.run.arrival import open_form
from optout.run.ask import ask
from optout.run.asker import ABSENT, DONE, NO, POINT, STOP, UNSURE, YES, Question, Turning
from optout.run.draft import Approved, Arrival
from optout.run.events import BY_HAND, Doing, Kind
from optout.run.ledger import FormContents, saves
from optout.run.pressing import let_press
from optout.run.session import Run
from optout.run.steps import click
from optout.run.takeover import ROUNDS, point
from optout.run.verdict import BY_PERSON, Setting, judge_settings

_STANDS = 1.0  # seconds for which a state must be the same: a page draws a setting first, and then asks how it stands
_SHUT = 4.0  # the same for one that is disabled
_READING = 10.0  # seconds in which it must come to stand
_NAMED = 3.0  # seconds in which the page says whose settings these are
_PRESS_TIME = 4.0  # seconds
_SETTLING, _ANSWERED = (
    2.0,
    0.5,
)  # seconds without a request after a press: in general, and once the known one is answered
_LONGEST = 120  # characters of an account's name
_SAID = "said by the person"

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


# The page.


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
    run.window.ask_servers()
    with run.long(Doing.OPENING, run.options.patience, run.flow.short(run.flow.switches[0].switch)):
        if not isinstance(open_form(run), Arrival):
            raise run.stop(Reason.WAYS_DEAD, count=str(len(run.flow.ways)))
    _note_account(run)
    there = [one for one in run.settings if not one.absent]
    for setting in there:
        control = _find(run, setting.step)
        if control is None:
            setting.after = None
            continue
        if not setting.how:
            _note_found(run, setting, control)
        setting.after = _read(run, setting, control)
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


def _note_account(run: Run) -> None:
    """Note whose settings these are, as the page names it; empty where it does not."""
    run.accounts.append(run.window.wait(lambda: _account(run) or None, _NAMED) or "")


def _account(run: Run) -> str:
    """Give whose settings the page shows now; empty where it does not name them."""
    target = run.flow.targets[run.flow.account] if run.flow.account else None
    return printable(find_account(look(run.window), target, run.flow.hosts)[0], _LONGEST)


def _check_account(run: Run) -> None:
    """Make sure that the page still shows the settings of the account that was read.

    Raises:
        Stop: it names another one; nothing is pressed.
    """
    known, shown = next(filter(None, run.accounts), ""), _account(run)
    if known and shown and fold(known) != fold(shown):
        raise run.stop(Reason.OTHER_ACCOUNT, known=known, account=shown)


# Finding and reading.


def _read_all(run: Run) -> list[Setting]:
    _note_account(run)
    settings: list[Setting] = []
    for step in run.flow.switches:
        name = f"setting {step.switch}"
        run.events.begin(name)
        setting = Setting(step, label=told(run.flow.short(step.switch), run.language))
        control = _find(run, step)
        if control is None:
            if step.optional:
                run.tell(Kind.STEP_SKIPPED, name)
                continue
            setting.absent = True
        else:
            _note_found(run, setting, control)
            setting.before = _read(run, setting, control)
        run.draft.found.setdefault(step.switch, ABSENT)
        settings.append(setting)
        run.events.done(name, {"reads": setting.before.how} if setting.before else {"how": ABSENT})
    if not settings:
        settings.append(Setting(run.flow.switches[0], told(run.flow.short(run.flow.switches[0].switch)), absent=True))
    return settings


def _note_found(run: Run, setting: Setting, control: Control) -> None:
    setting.label, setting.how = printable(control.label, 200) or setting.label, control.how
    run.draft.found[setting.step.switch] = control.how


def _stands_otherwise(reading: Reading | None) -> bool:
    return reading is not None and reading.stands is Stands.OTHERWISE


def _to_turn(run: Run) -> list[Setting]:
    """Give the settings that stand otherwise than wanted, and can be turned."""
    return [
        one
        for one in run.settings
        if not one.absent and not one.locked and _stands_otherwise(one.before) and one.after is None
    ]


def _find(run: Run, step: Switch) -> Control | None:
    """Find a setting, in the row that opens it where it has one; None where the page does not have it.

    Raises:
        Stop: only the person could say which it is, and there is none, or they prefer to stop.
    """
    target = run.flow.targets[step.switch]
    states = [word for words in run.flow.shown_by(step).values() for word in words]

    def seen() -> Control | Renamed | NoControl:
        found = run.look(step.switch).shows(step.switch) if step.switch in run.pointed else None
        if found:
            return Control(found.element, label_of(found.element, target, states), found.how)
        return find_control(look(run.window), target, states)

    found = _wait_for(run, step, seen)
    for _round in range(ROUNDS):
        if isinstance(found, Control):
            return found
        if isinstance(found, Renamed):
            return _as_named(run, step, found)
        if not run.asker.can_answer or (found.others == found.count == 0 and _is_there(run)):
            break
        if _ask_where(run, step, found, seen) == ABSENT:
            return None
        found = seen()
    if isinstance(found, NoControl) and (found.count or found.others or not _is_there(run)):
        reason = Reason.TARGET_AMBIGUOUS if found.count > 1 else Reason.TARGET_MISSING
        raise run.stop(reason, target=run.flow.called(step.switch), count=str(found.count))
    return None


def _is_there(run: Run) -> bool:
    """Whether the page of the settings still stands: what is missing on another one says nothing."""
    view = run.look(*run.flow.arrived)
    return any(view.shows(name) for name in run.flow.arrived)


def _wait_for(
    run: Run, step: Switch, seen: Callable[[], Control | Renamed | NoControl]
) -> Control | Renamed | NoControl:
    """Wait until the setting is there; the row that shows it is pressed once it is, unless something shows already."""
    last: Control | Renamed | NoControl = NoControl()
    row = step.opened_by

    def there() -> Control | Found | None:
        nonlocal last
        last = seen()
        if isinstance(last, Renamed) and printable(last.label, 200) == run.renamed.get(step.switch):
            last = Control(last.element, last.label, _SAID)
        if isinstance(last, Control):
            return last
        return run.shows(row, enabled=True) if row and isinstance(last, NoControl) else None

    with run.long(Doing.FINDING, run.options.patience, step.switch):
        found = run.wait_while_it_moves(lambda: (run.look(), there()), run.options.patience)
        if isinstance(found, Found) and row:
            click(run, Click(click=row))
            row = None
            found = run.wait_while_it_moves(lambda: (run.look(), there()), run.options.patience)
    return found if isinstance(found, Control) else last


def _as_named(run: Run, step: Switch, found: Renamed) -> Control:
    """Ask whether what is called otherwise than the flow knows is the setting; nothing is pressed before.

    Raises:
        Stop: it is not, or nobody can be asked.
    """
    label = printable(found.label, 200) or "?"
    stop = run.stop(Reason.SETTING_RENAMED, words=label, setting=run.flow.called(step.switch))
    if not run.asker.can_answer or run.options.yes:
        raise stop
    question = Question(Moment.SETTING, label, (YES, NO), NO, target=step.switch, detail={"quote": label})
    if ask(run, question) != YES:
        raise stop
    run.renamed[step.switch] = label
    return Control(found.element, found.label, _SAID)


def _ask_where(run: Run, step: Switch, found: NoControl, seen: Callable[[], object]) -> str:
    """Ask where the setting is: it may be called otherwise, or not exist for this account.

    Raises:
        Stop: they prefer to stop.
    """
    reason = Reason.TARGET_AMBIGUOUS if found.count > 1 else Reason.TARGET_MISSING
    stop = run.stop(reason, target=run.flow.called(step.switch), count=str(found.count))
    detail = {"why": reason.value, "target": step.switch}
    question = Question(
        Moment.TAKE_OVER, stop.says, (POINT, ABSENT, STOP), STOP, target=step.switch, why=reason, detail=detail
    )
    answer = ask(run, question, lambda: DONE if isinstance(seen(), Control) else None)
    if answer == STOP:
        raise stop
    if answer == POINT:
        point(run, step.switch)
    return answer


def _read(run: Run, setting: Setting, control: Control) -> Reading:
    """Read how a setting stands, once it has stood so for a second and nothing is on its way to the page.

    One that the page does not let be changed is looked at for longer: many are so until the page is done.
    """
    last: list[Reading] = []
    since = run.window.now()

    def stands() -> Reading | None:
        nonlocal since
        now = _stands_now(run, setting.step, control)
        if [now] != last or run.window.loads:
            last[:], since = [now], run.window.now()
            return None
        seconds = _STANDS if now.enabled or now.stands is Stands.AS_WANTED else _SHUT
        return now if now.stands is not Stands.UNREAD and run.window.now() - since >= seconds else None

    reading = run.window.wait(stands, min(_READING, run.options.patience)) or (last[0] if last else None)
    if reading is None or reading.stands is Stands.UNREAD:
        return _ask_how_it_stands(run, setting, reading or Reading(Stands.UNREAD, ""))
    return reading


def _stands_now(run: Run, step: Switch, control: Control) -> Reading:
    now = look(run.window).again(control.element)
    return read_state(now, step.want, run.flow.shown_by(step)) if now else Reading(Stands.UNREAD, "")


def _ask_how_it_stands(run: Run, setting: Setting, reading: Reading) -> Reading:
    if not run.asker.can_answer or run.options.yes:
        return reading
    question = Question(
        Moment.STATE,
        setting.label,
        (YES, NO, UNSURE),
        UNSURE,
        part=told(wanted(run, setting.step), run.language),
        detail={"quote": setting.label},
    )
    stands = {YES: Stands.AS_WANTED, NO: Stands.OTHERWISE}.get(ask(run, question), Stands.UNREAD)
    return Reading(stands, BY_PERSON if stands is not Stands.UNREAD else reading.how, reading.enabled)


def wanted(run: Run, step: Switch) -> Said | str:
    """Say what state of a setting is wanted."""
    return run.flow.short(step.want) if step.is_choice else _ON_OFF[step.want]


_ON_OFF = {"on": _("on"), "off": _("off")}


# The approval and the press.


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
    question = Question(Moment.APPROVE, about, (YES, NO), NO, address=run.address, turns=turns, account=account)
    if ask(run, question) != YES:
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
    control = _find(run, setting.step)
    if control is None or printable(control.label, 200) != setting.label:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(setting.step.switch))
    run.check_address()
    run.stop_on_dialog()
    _check_account(run)
    now = _stands_now(run, setting.step, control)
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
