"""Turns settings of an account: read, ask, journal, press once, load a fresh document, and read again.

The reading after the fresh load is the proof: what a page shows at once many show before their server agrees. The
page's own control is pressed, and nothing else; the request that saves is only observed, for the record.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime

from playwright.sync_api import Request as Asked

from optout.browser import act
from optout.browser.choices import choose as choose_entry
from optout.browser.choices import one_of
from optout.browser.controls import Reading, Stands, find_control, label_of, read_state, states_of
from optout.browser.find import Found, NotFound
from optout.browser.notices import top_dialog
from optout.browser.reading import Element, Page
from optout.browser.requests import Request, Response
from optout.errors import Stop
from optout.failpoints import Point, reach
from optout.flow.cases import Moment
from optout.flow.model import Click, Switch
from optout.flow.words import fold
from optout.i18n import _, told
from optout.outcome import Outcome, Reason, State
from optout.redact import printable
from optout.run.account import account_now
from optout.run.arrive import click, open_form
from optout.run.ask import ask
from optout.run.events import BY_HAND, Doing, Kind
from optout.run.help import ROUNDS, Help, Stuck, ask_help, let_press
from optout.run.questions import ABSENT, DONE, NO, UNSURE, YES, Question, Turning
from optout.run.session import Run
from optout.run.setting_outcome import BY_PERSON, NOT_SHOWN, Setting, judge_settings

_STANDS, _SHUT = 1.0, 4.0
"""Seconds for which a state must be the same, and one that is disabled: a page draws a setting first, then asks."""
_READING, _NAMED = 10.0, 3.0  # seconds in which a state comes to stand, and the page says whose settings these are
_PRESS_TIME, _QUIET = 4.0, 2.0  # seconds in which something can be pressed, and without a request after a press
_LONGEST = 200  # characters of what the page asks


def turn_settings(run: Run, keep_before: Callable[[], None], keep_pressed: Callable[[], None]) -> Outcome:
    """Read the flow's settings, press those once that are not as wanted and were approved, and judge by a fresh load.

    Pictures are kept before anything is pressed, and after.

    Raises:
        Stop: nothing was pressed.
    """
    _observe_saves(run)
    run.events.begin("open_form")
    _load(run)
    run.events.done("open_form", {"address": run.address})
    run.move(State.PLANNED)
    _read_first(run)
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
        _turn_each(run, keep_pressed)
    return _read_back(run)


def _observe_saves(run: Run) -> None:
    saving: dict[Asked, Setting] = {}

    def note(asked: Asked) -> None:
        if run.gate.looks_away:  # the person signs in
            return
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


def _load(run: Run) -> None:
    run.window.ask_servers()
    arrival = open_form(run)
    run.draft.arrival = run.draft.arrival or arrival


def _read_first(run: Run) -> None:
    run.settings.extend(Setting(step, told(run.flow.short(step.switch), run.language)) for step in run.flow.switches)
    for setting in run.settings:
        run.events.begin(code := f"setting {setting.step.switch}")
        setting.before = _read(run, setting)
        setting.absent = setting.before is None
        run.events.done(code, {"reads": setting.before.how} if setting.before else {"how": ABSENT})
    run.settings[:] = [one for one in run.settings if not (one.absent and one.step.optional)] or run.settings[:1]
    _note_account(run)


def _read_afresh(run: Run) -> None:
    """Leave the page, wait for what it saves only then, load a new document, and read what is there again."""
    unsaved = [one for one in run.settings if one.pressed_at and not one.request]
    run.window.page.goto("about:blank")  # an address with a fragment would only scroll
    run.window.wait(lambda: all(one.answer for one in unsaved) or None, _QUIET)
    run.reloaded = True
    with run.long(Doing.OPENING, run.options.patience, run.flow.short(run.flow.switches[0].switch)):
        _load(run)
    for setting in run.settings:
        setting.after = None if setting.absent else _read(run, setting)
    _note_account(run)


def _note_account(run: Run) -> None:
    run.accounts.append(run.window.wait(lambda: account_now(run) or None, _NAMED if run.flow.account else 0) or "")


def _read_back(run: Run) -> Outcome:
    run.events.begin("read_back")
    why: str = NOT_SHOWN
    if any(one.after is None and not one.absent for one in run.settings):
        try:
            _read_afresh(run)
        except Stop as stop:
            if not run.pressed_at:
                raise
            why = stop.says
    outcome = judge_settings(run.settings, accounts=run.accounts, why=why)
    if outcome.reason is Reason.READS_AS_WANTED:
        run.events.done("read_back", {"setting": outcome.detail["setting"], "reads": outcome.detail["state"]})
    return replace(outcome, detail={"flow": run.flow.id, **outcome.detail})


# Where a setting is, and how it stands.


def _find(run: Run, setting: Setting) -> Found | None:
    """Find a setting, in the row that opens it where it has one; None where the person says that it is not there.

    Raises:
        Stop: only the person could say which it is, or that there is none, and nobody is asked, or they prefer to stop.
    """
    name, row = setting.step.switch, setting.step.opened_by or ""

    def there(page: Page) -> Found | None:
        found = _seen(run, setting, page)
        if isinstance(found, Found):
            return found
        return run.shows(row, page, enabled=True) if row and not found.count else None

    for _round in range(ROUNDS):
        with run.long(Doing.FINDING, run.options.patience, name):
            came = run.wait_for(there)
        found = _seen(run, setting, run.page())
        if isinstance(found, Found):
            return found
        if row and came:
            try:
                click(run, Click(click=row))
                row = ""
            except act.OutOfReach:
                stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(row))
                ask_help(run, Stuck(stuck, f"setting {name}", row))
        elif _ask_where(run, setting, found.count) is Help.SKIP:
            return None
    raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(name), count="0")


def _seen(run: Run, setting: Setting, page: Page) -> Found | NotFound:
    """Find a setting, or what the person pointed at, as long as that is called as it was when it was read first."""
    name = setting.step.switch
    pointed = run.shows(name, page) if name in run.pointed else None
    if pointed and (not setting.how or _label(run, setting, pointed) == setting.label):
        return pointed
    return find_control(page, run.flow.targets[name], states_of(run.flow))


def _label(run: Run, setting: Setting, found: Found) -> str:
    label = label_of(found.element, run.flow.targets[setting.step.switch], states_of(run.flow))
    return label or told(run.flow.short(setting.step.switch), run.language)


def _ask_where(run: Run, setting: Setting, count: int) -> Help:
    """Have the person point at it, open it, or say that there is none."""
    name, reason = setting.step.switch, Reason.TARGET_AMBIGUOUS if count > 1 else Reason.TARGET_MISSING
    stop = run.stop(reason, target=run.flow.called(name), count=str(count))
    is_there = lambda: Help.AGAIN if isinstance(_seen(run, setting, run.look()), Found) else None  # noqa: E731
    answer = ask_help(run, Stuck(stop, name, name, may_lack=True), is_there)
    pointed, states = run.pointed.get(name), map(fold, states_of(run.flow))
    if pointed and pointed.lasting and not {*map(fold, pointed.lasting.all())}.isdisjoint(states):
        run.pointed[name] = replace(pointed, lasting=None)  # others may show the same after a fresh load
    return answer


def _read(run: Run, setting: Setting) -> Reading | None:
    """Read how a setting stands, once it has stood so for a second and nothing is on its way to the page.

    One that the page does not let be changed is looked at for longer: many are so until the page is done. What does not
    say how it stands, the person reads.
    """
    step, found = setting.step, _find(run, setting)
    if found is None:
        run.draft.found[step.switch] = setting.how or ABSENT
        return None
    setting.element = found.element
    if not setting.how:
        setting.label, setting.how = _label(run, setting, found), found.how
    run.draft.found[step.switch] = setting.how
    read, since = Reading(Stands.UNREAD), run.window.now()

    def stood() -> bool | None:
        nonlocal read, since
        now = _stands(run, setting, run.look())
        if now != read or run.window.loads:
            read, since = now, run.window.now()
        needed = _STANDS if now.enabled or now.stands is Stands.AS_WANTED else _SHUT
        return (run.window.now() - since >= needed and now.stands is not Stands.UNREAD) or None

    run.window.wait(stood, min(_READING, run.options.patience))
    setting.shown = read.how
    if read.stands is not Stands.UNREAD or not run.asker.can_answer or run.options.yes:
        return read
    about, part, detail = setting.label, told(run.flow.wanted(step), run.language), {"quote": setting.label}
    question = Question(Moment.STATE, about, (YES, NO, UNSURE), UNSURE, part=part, detail=detail)
    stands = {YES: Stands.AS_WANTED, NO: Stands.OTHERWISE}.get(ask(run, question))
    return Reading(stands, BY_PERSON, read.enabled) if stands else read


def _stands(run: Run, setting: Setting, page: Page) -> Reading:
    now = page.again(setting.element) if setting.element else None
    step, names = setting.step, run.flow.targets[setting.step.switch].all()
    return read_state(now, step.want, run.flow.shown_by(step), names) if now else Reading(Stands.UNREAD)


def _is_as_wanted(run: Run, setting: Setting) -> bool:
    return _stands(run, setting, run.look()).stands is Stands.AS_WANTED


# The approval and the press.


def _to_turn(run: Run) -> list[Setting]:
    return [one for one in run.settings if one.to_turn]


def _turn_each(run: Run, keep_pressed: Callable[[], None]) -> None:
    try:
        _approve(run)
        for setting in _to_turn(run):
            _turn(run, setting)
    except Stop:
        if not run.pressed_at:
            raise  # else how they all stand is read and told
    finally:
        if run.pressed_at:
            run.events.done("turn", BY_HAND if all(one.by_hand for one in run.settings if one.pressed_at) else {})
            keep_pressed()


def _approve(run: Run) -> None:
    """Show what is to be turned and what that means, and ask; who turns it in the window meanwhile has said yes."""
    run.events.begin("turn")
    if unread := [one for one in run.settings if one.before and one.before.stands is Stands.UNREAD]:
        raise run.stop(Reason.SETTING_UNREAD, setting=unread[0].label, why=NOT_SHOWN)
    run.stop_on_dialog()
    if run.options.until_filled:
        raise run.stop(Reason.UNTIL_FILLED)
    if run.approved_beforehand:
        run.draft.approved = run.draft.approve("in_advance")
        return
    to_turn, language = _to_turn(run), run.language
    turns = (Turning.of(run.flow, one.step, one.label, one.before.how, language) for one in to_turn if one.before)
    about, account = run.flow.controller, run.accounts[-1]
    question = Question(Moment.APPROVE, about, (YES, NO), NO, address=run.address, turns=(*turns,), account=account)
    turned = _lasting(run, lambda: all(_is_as_wanted(run, one) for one in to_turn))
    answer = ask(run, question, lambda: DONE if turned() >= _STANDS else None)
    by_hand = [one for one in to_turn if answer != YES and _is_as_wanted(run, one)]
    for setting in by_hand:
        _note_by_hand(run, setting)
    if answer == YES or by_hand:
        run.draft.approved = run.draft.approve("in_window" if by_hand else "asked")
    if answer == NO:
        raise run.stop(Reason.DECLINED)


def _turn(run: Run, setting: Setting) -> None:
    """Press a setting once; what cannot be pressed the person turns, or clears away what lies on it."""
    for left in reversed(range(ROUNDS)):
        stuck = None if _is_turned_by_now(run, setting) else _press(run, setting)
        if stuck is None:
            return
        if not left:
            raise stuck
        if ask_help(run, Stuck(stuck, "turn")) is Help.DONE:
            _note_by_hand(run, setting)
            return


def _is_turned_by_now(run: Run, setting: Setting) -> bool:
    """Find again what was approved, and say whether it was turned since, as far as anybody can tell."""
    found = _find(run, setting)
    if found is None or _label(run, setting, found) != setting.label:
        raise run.stop(Reason.TARGET_MISSING, target=run.flow.called(setting.step.switch))
    setting.element = found.element
    run.check_address()
    if not run.pressed_at:
        run.stop_on_dialog()
    known, shown = next(filter(None, run.accounts), ""), account_now(run)
    if known and shown and fold(known) != fold(shown):
        raise run.stop(Reason.OTHER_ACCOUNT, known=known, account=shown)
    now = _stands(run, setting, run.page())
    if now.stands is Stands.OTHERWISE or now.how == setting.shown:
        return False
    if not run.approved_beforehand:  # else the page shows by itself what was done elsewhere
        _note_by_hand(run, setting)
    return True


def _note_by_hand(run: Run, setting: Setting) -> None:
    _arm(run, setting)
    setting.by_hand = True
    run.move(State.SENT)
    quiet = _lasting(run, lambda: not run.window.loads)
    run.window.wait(lambda: quiet() >= _QUIET or None, run.options.outcome_wait)  # a fresh load could break it off


def _arm(run: Run, setting: Setting) -> None:
    """Journal that a setting is about to be pressed, with the first of them; from here on a crash is unknown."""
    if not run.pressed_at:
        reach(Point.BEFORE_ARMING)
        run.move(State.ARMED)
        reach(Point.ARMED)
    setting.pressed_at = datetime.now(UTC)


def _press(run: Run, setting: Setting) -> Stop | None:
    """Press a setting once, as soon as it is journaled; where nothing was pressed, return why."""
    step, dialogs = setting.step, len(run.dialogs)
    stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(step.switch))

    def free() -> Element | None:
        now = run.look().again(setting.element) if setting.element else None
        return now if now and now.enabled and act.is_free(run.window, now) else None

    element = run.window.wait(free, _PRESS_TIME)
    if element is None:
        return stuck
    let_press(run, step.switch, lambda: element)
    before, setting.request, setting.answer = run.page(), None, None
    _arm(run, setting)
    run.tell(Kind.ARMED, "turn")
    if not _act(run, step, element):
        setting.pressed_at = None
        if not run.pressed_at:
            run.move(State.FILLED)
        entry = _("the entry for {part}").format(part=run.flow.short(step.want))
        return run.stop(Reason.TARGET_MISSING, target=entry) if step.is_choice else stuck
    run.move(State.SENT)
    reach(Point.CLICKED)
    _see_through(run, setting, before, [name for name in (step.dialog_button, step.save) if name])
    refused = (one for one in run.dialogs[dialogs:] if one not in run.alerts)  # by the program, at once
    setting.asked = next(refused, setting.asked)
    return None


def _act(run: Run, step: Switch, element: Element) -> bool:
    """Press once, in a list or menu the entry with the words; say whether anything was pressed.

    What does not say that it opens a menu, and opened none, may have turned the setting.
    """
    words = {fold(word) for word in run.flow.choices[step.entry or step.want].all()} if step.is_choice else set()
    opens = element.is_list or not {"aria-haspopup", "aria-expanded"}.isdisjoint(element.attributes)
    if not step.is_choice or (fold(element.called) in words and not opens):
        return act.press(run.window, element, _PRESS_TIME)
    try:
        return choose_entry(run.window, element, one_of(words)) is not None or not opens
    except act.OutOfReach:
        return True


def _see_through(run: Run, setting: Setting, before: Page, buttons: list[str]) -> None:
    """Press what answers and what saves, by the flow, until the page is quiet; what else it asks is the person's."""
    quiet = _lasting(run, lambda: not run.window.loads)

    def button(name: str) -> Element | None:
        found = run.shows(name, enabled=True)  # where the flow knows a question, in what came up alone
        if found and setting.step.dialog_button and not (found.element.dialog >= 0 and _is_new(before, found.element)):
            return None
        return found.element if found else None

    def came() -> str | None:
        return next(filter(button, buttons), "" if quiet() >= (_PRESS_TIME if buttons else _QUIET) else None)

    name = run.window.wait(came, run.options.outcome_wait)
    if name and (found := button(name)):
        act.press(run.window, let_press(run, name, lambda: found), _PRESS_TIME)
        _see_through(run, setting, before, [one for one in buttons if one != name])
        return
    words = None if setting.request else _asks(run, setting, before)
    if words is not None:
        setting.asked = printable(words, _LONGEST) or setting.label
        answered = _lasting(run, lambda: _asks(run, setting, before) is None)
        asks = run.stop(Reason.DIALOG, words=setting.asked)
        ask_help(run, Stuck(asks, "turn"), lambda: DONE if answered() >= _STANDS else None)
        _see_through(run, setting, before, buttons)


def _is_new(before: Page, element: Element) -> bool:
    """Whether an element shows that did not."""
    stood = before.again(element)
    return stood is None or not stood.seen


def _asks(run: Run, setting: Setting, before: Page) -> str | None:
    """Return what is asked about a setting, by a dialog that it is not in or by buttons over it; None for nothing."""
    page = run.look()
    own = page.again(setting.element) if setting.element else None
    dialog, stood = top_dialog(page), top_dialog(before)
    if dialog and (own is None or own.dialog != dialog[0]) and (stood is None or stood[1] != dialog[1]):
        return dialog[1]
    came = [one for one in page.elements if one.role == "button" and one.seen and _is_new(before, one)]
    return " · ".join(one.called for one in came) if came and own and act.is_free(run.window, own) is False else None


def _lasting(run: Run, holds: Callable[[], bool]) -> Callable[[], float]:
    """Return what looks again, and says for how many seconds something has held by now."""
    since = run.window.now()

    def lasts() -> float:
        nonlocal since
        since = since if holds() else run.window.now()
        return run.window.now() - since

    return lasts
