"""Turns settings of an account: read, ask, journal, press once, load a fresh document, and read again.

The reading after the fresh load is the proof: what a page shows at once many show before their server agrees. The
page's own control is pressed, and nothing else; the request that saves is only observed.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Request as Asked

from optout.browser import touch
from optout.browser.controls import (
    NOT_SURE,
    Control,
    Reading,
    Stands,
    find_control,
    label_of,
    read_state,
    words_of_choices,
)
from optout.browser.element import Element, is_dialog, is_own_button, is_seen, name_of, seen_text
from optout.browser.lists import option_texts, options_of
from optout.browser.page import look
from optout.browser.requests import Request, Response
from optout.browser.targets import Found
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import Click, Switch
from optout.flow.words import fold
from optout.i18n import Said, _, told
from optout.outcome import Outcome, Reason, State
from optout.redact import printable
from optout.run.account import account_now
from optout.run.arrival import open_form
from optout.run.ask import Notice, ask
from optout.run.asker import ABSENT, DONE, NO, UNNAMED, UNSURE, YES, Question, Turning
from optout.run.draft import Arrival
from optout.run.events import BY_HAND, Doing, Kind
from optout.run.noticing import AGAIN
from optout.run.pressing import let_press
from optout.run.session import Run
from optout.run.setting_outcome import BY_PERSON, Setting, judge_settings
from optout.run.steps import click
from optout.run.takeover import ROUNDS, HandOver, hand_over_step, take_over

_STANDS, _SHUT = 1.0, 4.0
"""Seconds for which a state must be the same, and one that is disabled: a page draws a setting first, then asks."""
_READING, _NAMED = 10.0, 3.0  # seconds in which a state must come to stand, and the page say whose settings these are
_PRESS_TIME = 4.0  # seconds
_QUIET, _ANSWERED = 2.0, 0.5  # seconds without a request after a press, and once the known one was answered
_LONGEST = 200  # characters of what the page calls a setting, or asks
_SAID = "said by the person"
_ON_OFF = {"on": _("on"), "off": _("off")}


def turn_settings(run: Run, keep_before: Callable[[], None], keep_pressed: Callable[[], None]) -> Outcome:
    """Read the flow's settings, press those once that are not as wanted and were approved, and judge by a fresh load.

    Pictures are kept before anything is pressed, and after.

    Raises:
        Stop: nothing was pressed.
    """
    _observe_saves(run)
    _open(run)
    for step in run.flow.switches:
        _read_first(run, step)
    _note_account(run)
    if run.options.only_read:
        for setting in run.settings:
            setting.after = setting.before
        return judge_settings(run.settings, accounts=run.accounts)
    keep_before()
    if not _to_turn(run):
        _read_afresh(run)
        for setting in run.settings:  # what read as wanted only until it was loaded anew does not stand so
            if setting.after and setting.after.stands is Stands.OTHERWISE:
                setting.before, setting.after = setting.after, None
    if _to_turn(run):
        _press_each(run, keep_pressed)
    return _read_back(run)


def _observe_saves(run: Run) -> None:
    """Have the page's own last request that saves a setting noted with it, and what came back, for the record."""
    saving: dict[Asked, Setting] = {}

    def note(asked: Asked) -> None:
        request = Request("", asked.method, asked.url, asked.headers, asked.post_data_buffer or b"")
        for setting in run.settings:
            if setting.is_saved_by(request):
                saving[asked], setting.request, setting.answer = setting, request, None

    def note_answer(asked: Asked, status: int | None = None, failure: str | None = None) -> None:
        if asked in saving:
            saving[asked].answer = Response(datetime.now(UTC), asked.url, status, failure=failure)

    run.window.context.on("request", note)
    run.window.context.on("response", lambda response: note_answer(response.request, response.status))
    run.window.context.on("requestfailed", lambda asked: note_answer(asked, failure=asked.failure))


def _open(run: Run) -> None:
    run.events.begin("open_form")
    run.window.ask_servers()
    arrival = open_form(run)
    if not isinstance(arrival, Arrival):
        raise run.stop(Reason.WAYS_DEAD)
    run.events.done("open_form", {"address": arrival.address})
    run.draft.arrival = arrival
    run.move(State.PLANNED)


def _read_first(run: Run, step: Switch) -> None:
    name, setting = f"setting {step.switch}", Setting(step, told(run.flow.short(step.switch), run.language))
    run.events.begin(name)
    setting.control = _find(run, step)
    setting.absent = setting.control is None
    if setting.absent and step.optional and (run.settings or step is not run.flow.switches[-1]):
        run.tell(Kind.STEP_SKIPPED, name)
        return
    run.settings.append(setting)
    setting.before = None if setting.absent else _read(run, setting)
    run.draft.found.setdefault(step.switch, ABSENT)
    run.events.done(name, {"reads": setting.before.how} if setting.before else {"how": ABSENT})


def _read_afresh(run: Run) -> None:
    """Load the page as a new document, and read every setting that is there again.

    The page is left first, as an address with a fragment would only scroll it; what it saves only then is waited for.
    """
    unsaved = [one for one in run.settings if one.pressed_at and not one.request]
    run.window.page.goto("about:blank")
    run.window.wait(lambda: all(one.answer for one in unsaved) or None, _QUIET)
    run.reloads.append(datetime.now(UTC))
    run.window.ask_servers()
    with run.long(Doing.OPENING, run.options.patience, run.flow.short(run.flow.switches[0].switch)):
        if not isinstance(open_form(run), Arrival):
            raise run.stop(Reason.WAYS_DEAD)
    for setting in run.settings:
        setting.control = None if setting.absent else _find(run, setting.step)
        setting.after = _read(run, setting) if setting.control else None
    _note_account(run)


def _note_account(run: Run) -> None:
    """Note whose settings these are; where the flow knows the place of the name it is waited for."""
    run.accounts.append(run.window.wait(lambda: account_now(run) or None, _NAMED if run.flow.account else 0) or "")


def _read_back(run: Run) -> Outcome:
    run.events.begin("read_back")
    why = ""
    if any(one.after is None and not one.absent for one in run.settings):
        try:
            _read_afresh(run)
        except Stop as stop:
            if not run.pressed_at:
                raise
            why = stop.says
    outcome = judge_settings(run.settings, accounts=run.accounts, why=why)
    if outcome.state in (State.CONFIRMED, State.ALREADY_OFF):
        run.events.done("read_back", {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]})
    return outcome


# Where a setting is, and how it stands.


def _find(run: Run, step: Switch) -> Control | None:
    """Find a setting, in the row that opens it where it has one; None where the person says that it is not there.

    Raises:
        Stop: only the person could say which it is, or that there is none, and nobody is asked, or they prefer to stop.
    """
    target, states = run.flow.targets[step.switch], words_of_choices(run.flow)

    def seen() -> Control | int:
        found = run.look(step.switch).shows(step.switch) if step.switch in run.pointed else None
        if found:
            return Control(found.element, label_of(found.element, target, states), found.how)
        control = find_control(look(run.window), target, states)
        if isinstance(control, Control) and printable(control.label, _LONGEST) == run.renamed.get(step.switch):
            return replace(control, how=_SAID)
        return control

    for _round in range(ROUNDS):
        found = _wait_for(run, step, seen)
        if isinstance(found, Control):
            return found if found.how != NOT_SURE else _as_named(run, step, found)
        reason = Reason.TARGET_AMBIGUOUS if found > 1 else Reason.TARGET_MISSING
        stop = run.stop(reason, target=run.flow.called(step.switch), count=str(found))
        where = HandOver(
            step.switch, step.switch, lambda: lambda: AGAIN if isinstance(seen(), Control) else None, may_lack=True
        )
        if take_over(run, stop, where) == ABSENT:
            return None
        pointed = run.pointed.get(step.switch)
        if pointed and pointed.lasting and {*map(fold, pointed.lasting.all())} & {*map(fold, states)}:
            run.pointed[step.switch] = replace(pointed, lasting=None)  # others may show the same after a fresh load
    raise stop


def _wait_for(run: Run, step: Switch, seen: Callable[[], Control | int]) -> Control | int:
    """Wait until the setting is there; the row that shows it is pressed once it is, unless something shows already."""
    last: Control | int = 0
    row = step.opened_by

    def there() -> Control | Found | None:
        nonlocal last
        last = seen()
        if isinstance(last, Control):
            return last if last.how != NOT_SURE else None
        return run.shows(row, enabled=True) if row and not last else None

    with run.long(Doing.FINDING, run.options.patience, step.switch):
        found = run.wait_while_it_moves(lambda: (run.look(), there()), run.options.patience)
        if isinstance(found, Found) and row:
            _open_row(run, step, Click(click=row))
            row = None
            run.wait_while_it_moves(lambda: (run.look(), there()), run.options.patience)
    return last


def _open_row(run: Run, step: Switch, row: Click) -> None:
    """Press the row that shows a setting; what lies on it the person clears away, or they open the row by hand."""
    for _round in range(ROUNDS):
        try:
            click(run, row)
        except touch.OutOfReach:
            stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(row.click))
            if take_over(run, stuck, hand_over_step(run, row, [step], f"setting {step.switch}")) == DONE:
                return
        else:
            return


def _as_named(run: Run, step: Switch, found: Control) -> Control:
    """Ask whether what is called otherwise than the flow knows is the setting; nothing is pressed before.

    Raises:
        Stop: it is not, or nobody can be asked.
    """
    label = printable(found.label, _LONGEST) or "?"
    question = Question(Moment.SETTING, label, (YES, NO), NO, target=step.switch, detail={"quote": label})
    if not run.asker.can_answer or run.options.yes or ask(run, question) != YES:
        raise run.stop(Reason.SETTING_RENAMED, words=label, setting=run.flow.called(step.switch))
    run.renamed[step.switch] = label
    return replace(found, how=_SAID)


def _read(run: Run, setting: Setting) -> Reading:
    """Read how a setting stands, once it has stood so for a second and nothing is on its way to the page.

    One that the page does not let be changed is looked at for longer: many are so until the page is done.
    """
    if setting.control and not setting.how:
        setting.label, setting.how = printable(setting.control.label, _LONGEST) or setting.label, setting.control.how
        run.draft.found[setting.step.switch] = setting.how
    last = Reading(Stands.UNREAD)

    def is_same() -> bool:
        nonlocal last
        before, last = last, _stands_now(run, setting)
        return last == before and not run.window.loads

    same = _held(run, is_same)

    def stands() -> Reading | None:
        seconds = same()
        needed = _STANDS if last.enabled or last.stands is Stands.AS_WANTED else _SHUT
        return last if last.stands is not Stands.UNREAD and seconds >= needed else None

    run.window.wait(stands, min(_READING, run.options.patience))
    setting.shown = last.how
    if last.stands is not Stands.UNREAD or not run.asker.can_answer or run.options.yes:
        return last
    return _ask_how_it_stands(run, setting, last)


def _stands_now(run: Run, setting: Setting) -> Reading:
    now = look(run.window).again(setting.control.element) if setting.control else None
    step, names = setting.step, run.flow.targets[setting.step.switch].all()
    return read_state(now, step.want, run.flow.shown_by(step), names) if now else Reading(Stands.UNREAD)


def _ask_how_it_stands(run: Run, setting: Setting, reading: Reading) -> Reading:
    question = Question(
        Moment.STATE,
        setting.label,
        (YES, NO, UNSURE),
        UNSURE,
        part=told(wanted(run, setting.step), run.language),
        button=printable(reading.how.partition("shown=")[2], _LONGEST),
        detail={"quote": setting.label},
    )
    stands = {YES: Stands.AS_WANTED, NO: Stands.OTHERWISE}.get(ask(run, question))
    return Reading(stands, BY_PERSON, reading.enabled) if stands else reading


def wanted(run: Run, step: Switch) -> Said | str:
    """Say what state of a setting is wanted."""
    return run.flow.short(step.want) if step.is_choice else _ON_OFF[step.want]


def _held(run: Run, holds: Callable[[], bool]) -> Callable[[], float]:
    """Return what looks again, and says for how many seconds something has held by now."""
    since = run.window.now()

    def held() -> float:
        nonlocal since
        since = since if holds() else run.window.now()
        return run.window.now() - since

    return held


# The approval and the press.


def _to_turn(run: Run) -> list[Setting]:
    return [one for one in run.settings if one.to_turn and one.pressed_at is None]


def _press_each(run: Run, keep_pressed: Callable[[], None]) -> None:
    try:
        _approve(run)
        for setting in _to_turn(run):
            _press(run, setting)
    except Stop:
        if not run.pressed_at:
            raise  # else how they all stand is read and told
    finally:
        if run.pressed_at:
            run.events.done("turn", BY_HAND if all(one.by_hand for one in run.settings if one.pressed_at) else {})
            keep_pressed()


def _approve(run: Run) -> None:
    """Show what is to be turned and what that means, and ask; who turns it in the window meanwhile has said yes.

    Raises:
        Stop: nobody approved it, or the page asked something.
    """
    run.events.begin("turn")
    unread = next((one for one in run.settings if one.before and one.before.stands is Stands.UNREAD), None)
    if unread:
        raise run.stop(Reason.SETTING_UNREAD, setting=unread.label)
    run.stop_on_dialog()
    if run.options.until_filled:
        raise run.stop(Reason.UNTIL_FILLED)
    if run.approved_beforehand:
        run.draft.approved = run.draft.approve("in_advance")
        return
    turns, account = tuple(_turning(run, one) for one in _to_turn(run)), run.accounts[-1]
    choices = (YES, NO, UNNAMED) if account and not run.options.whole_page else (YES, NO)
    about = run.flow.controller
    question = Question(Moment.APPROVE, about, choices, NO, address=run.address, turns=turns, account=account)
    turned = _held(run, lambda: all(_is_as_wanted(run, one) for one in _to_turn(run)))
    answer = ask(run, question, lambda: DONE if turned() >= _STANDS else None)
    run.draft.approved = run.draft.approve("in_window" if answer == DONE else "asked")
    run.unkept.update([account] if answer == UNNAMED else [])
    if answer == NO:
        for setting in _to_turn(run):
            if _is_as_wanted(run, setting):
                _note_by_hand(run, setting)
        run.draft.approved = run.draft.approve("in_window") if run.pressed_at else None
        raise run.stop(Reason.DECLINED)


def _turning(run: Run, setting: Setting) -> Turning:
    step, now = setting.step, setting.before.how if setting.before else ""
    texts = (told(text.said, run.language) if text else "" for text in (step.means, step.not_covered, step.costs))
    return Turning(setting.label, now, told(wanted(run, step), run.language), *texts)


def _is_as_wanted(run: Run, setting: Setting) -> bool:
    return _stands_now(run, setting).stands is Stands.AS_WANTED


def _press(run: Run, setting: Setting) -> None:
    """Press a setting once; what cannot be pressed the person turns, or clears away what lies on it.

    Raises:
        Stop: it is no longer what was approved, or nobody does what the program cannot.
    """
    for left in reversed(range(ROUNDS)):
        stuck = None if _is_turned(run, setting) else _try_to_press(run, setting)
        if stuck is None:
            return
        if not left:
            raise stuck
        if take_over(run, stuck, HandOver("turn", "", _when_free(run, setting, stuck), stuck.detail["target"])) == DONE:
            _note_by_hand(run, setting)
            return


def _when_free(run: Run, setting: Setting, stuck: Stop) -> Callable[[], Notice]:
    """Return what notices that the person has turned a setting, or has cleared away what lay on it."""

    def freed() -> str | None:
        if _is_as_wanted(run, setting):
            return DONE
        return AGAIN if stuck.reason is Reason.TARGET_STUCK and _free(run, setting) else None

    return lambda: freed


def _is_turned(run: Run, setting: Setting) -> bool:
    """Find again what was approved, and say whether it stands as wanted by now.

    Raises:
        Stop: it is no longer that, or nobody can tell how it stands since it shows something else.
    """
    setting.control = _find(run, setting.step)
    if setting.control is None or printable(setting.control.label, _LONGEST) != setting.label:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(setting.step.switch))
    run.check_address()
    if not run.pressed_at:
        run.stop_on_dialog()
    known, shown = next(filter(None, run.accounts), ""), account_now(run)
    if known and shown and fold(known) != fold(shown):
        raise run.stop(Reason.OTHER_ACCOUNT, known=known, account=shown)
    now = _stands_now(run, setting)
    if now.stands is Stands.UNREAD and now.how != setting.shown:
        now = _read(run, setting)
        if now.stands is Stands.UNREAD:
            raise run.stop(Reason.SETTING_UNREAD, setting=setting.label)
    if now.stands is not Stands.AS_WANTED:
        return False
    if run.approved_beforehand:  # the page shows by itself what was done elsewhere
        setting.before = now
    else:
        _note_by_hand(run, setting)
    return True


def _note_by_hand(run: Run, setting: Setting) -> None:
    _arm(run, setting)
    setting.by_hand = True
    run.move(State.SENT)
    rests = _resting(run, setting, [])
    run.window.wait(lambda: rests() or None, run.options.outcome_wait)  # a fresh load at once could break it off


def _arm(run: Run, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if not run.pressed_at:
        reach(Point.BEFORE_ARMING)
        run.move(State.ARMED)
        reach(Point.ARMED)
    setting.pressed_at = datetime.now(UTC)


def _try_to_press(run: Run, setting: Setting) -> Stop | None:
    """Press a setting once, as soon as it is journaled; where nothing was pressed, return why.

    Raises:
        Stop: the person does not want it pressed, or the page asks something and nobody answers.
    """
    stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(setting.step.switch))
    element = run.window.wait(lambda: _free(run, setting), _PRESS_TIME)
    if element is None:
        return stuck
    let_press(run, setting.step.switch, lambda: element)
    after, setting.request, setting.answer = _After(run, setting), None, None
    _arm(run, setting)
    run.tell(Kind.ARMED, "turn")
    if not _act(run, setting.step, element):
        setting.pressed_at = None
        if not run.pressed_at:
            run.move(State.FILLED)
        entry = _("the entry for {part}").format(part=run.flow.short(setting.step.want))
        return run.stop(Reason.TARGET_MISSING, target=entry) if setting.step.is_choice else stuck
    run.move(State.SENT)
    reach(Point.CLICKED)
    _see_through(run, setting, after)
    return None


def _free(run: Run, setting: Setting) -> Element | None:
    """Return a setting as it is now, if it can be pressed."""
    now = look(run.window).again(setting.control.element) if setting.control else None
    return now if now and now.enabled and touch.is_free(run.window, now) else None


def _act(run: Run, step: Switch, element: Element) -> bool:
    """Press once, in a list or menu the one entry with the words; say whether anything was pressed."""
    words = {fold(word) for word in run.flow.choices[step.entry or step.want].all()} if step.is_choice else set()
    opens = element.tag == "select" or not {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)

    def the_one(entries: list[Element]) -> Element | None:
        found = [one for one in entries if words & {*map(fold, (name_of(one), *option_texts(one)))}]
        return found[0] if len(found) == 1 else None

    if not step.is_choice or (fold(name_of(element)) in words and not opens):
        return touch.press(run.window, element, _PRESS_TIME)
    if element.tag != "select":
        return touch.pick(run.window, element, the_one, _PRESS_TIME) is not None
    entry = the_one([one for one in options_of(element) if one.enabled])
    # What did not come to pass may have begun.
    return entry is not None and (touch.choose(run.window, element, entry, _PRESS_TIME) or True)


class _After:
    """What the page asks once a setting was pressed: by a dialog that came up, or by buttons that came up over it."""

    def __init__(self, run: Run, setting: Setting) -> None:
        self._run, self._setting = run, setting
        self._before, self._dialogs = set(map(_key, look(run.window).elements)), len(run.dialogs)
        self.buttons = [name for name in (setting.step.dialog_button, setting.step.save) if name]

    def button(self, name: str) -> Found | None:
        """Give one of the flow's buttons if it is there; where the flow knows a question, in what came up alone."""
        found = self._run.shows(name, enabled=True)
        if found is None or not self._setting.step.dialog_button:
            return found
        return found if any(is_dialog(one) and self._came(one) for one in found.element.around()) else None

    def asks(self) -> str:
        """Give what the page asks now; nothing where it asks nothing."""
        seen, control = look(self._run.window), self._setting.control
        own = seen.again(control.element) if control else None
        came = [one for one in seen.elements if (is_dialog(one) or is_own_button(one)) and self._came(one)]
        asked = [seen_text(one) for one in came if is_dialog(one) and not (own and one.holds(own))]
        if not asked and came and own and touch.is_free(self._run.window, own) is False:
            asked = [" · ".join(map(name_of, came))]
        return (printable(asked[-1], _LONGEST) or self._setting.label) if asked else ""

    def refused(self) -> str:
        """Give what the browser asked for the page meanwhile, which no flow knows and the program answers with no."""
        return next((one for one in self._run.dialogs[self._dialogs :] if one not in self._run.alerts), "")

    def _came(self, element: Element) -> bool:
        return is_seen(element) and _key(element) not in self._before


def _key(element: Element) -> tuple[str, int, bool]:
    return element.document.frame, element.node, is_seen(element)


def _see_through(run: Run, setting: Setting, after: _After) -> None:
    """Press what answers and what saves, where the flow says so, until it is saved; what else is asked is the person's.

    Raises:
        Stop: the page asks something that the flow does not know, and nobody answers.
    """
    asks, rests = _held(run, lambda: bool(after.asks())), _resting(run, setting, after.buttons)

    def came() -> tuple[str, str] | None:
        setting.asked = after.refused() or setting.asked
        name = next((name for name in after.buttons if not setting.request and after.button(name)), "")
        words = after.asks() if not (name or setting.request) and asks() >= _STANDS else ""
        return (name, words) if name or words or rests() else None

    name, words = run.window.wait(came, run.options.outcome_wait) or ("", "")
    if not (name or words):
        return
    if found := after.button(name) if name else None:
        after.buttons.remove(name)
        let_press(run, name, lambda: found.element)
        touch.press(run.window, found.element, _PRESS_TIME)
    elif words:
        setting.asked = words
        answered = _held(run, lambda: not after.asks())
        asked = run.stop(Reason.DIALOG_BEFORE_SEND, words=words)
        take_over(run, asked, HandOver("turn", "", lambda: lambda: DONE if answered() >= _STANDS else None, words))
    _see_through(run, setting, after)


def _resting(run: Run, setting: Setting, buttons: list[str]) -> Callable[[], bool]:
    """Return what says whether the page has come to rest after a press: saved it, or made no request for a while."""
    quiet = _held(run, lambda: not run.window.loads)
    known = bool(setting.step.request or setting.step.operation)

    def rests() -> bool:
        awaited = run.options.outcome_wait if known and not setting.asked else _PRESS_TIME if buttons else _QUIET
        return quiet() >= (_ANSWERED if setting.answer else awaited)

    return rests
