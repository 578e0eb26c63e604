"""Reads the settings of an account: from a fresh document, once each has been stable for a while.

What a page shows right after a press proves nothing: many pages show it before their server agrees.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import replace

from optout.browser import (
    AccountShown,
    Element,
    Page,
    Reading,
    Sign,
    Window,
    label_of,
    state_of,
)
from optout.outcome import Outcome, State, Stop
from optout.run.context import RunContext
from optout.run.events import Detail
from optout.run.handover import (
    PERSON_CAN_FIX,
    ROUNDS,
    Handover,
    ask_person,
    click,
    hand_over,
    next_folded_part,
    unfold,
)
from optout.run.locator import StabilityTimer
from optout.run.paths import reach_form
from optout.run.progress import PathProgress, Progress
from optout.run.prompts import Choice, Question
from optout.run.sign_in import open_page
from optout.run.verdict import BY_PERSON, UNREAD, Setting, judge_settings

logger = logging.getLogger("optout.run.reading_settings")

# Seconds for which a reading must be stable, with its page: a page may draw a switch before it
# knows its state.
STABLE = 1.0
# Seconds for a disabled control: pages draw it so first, and then ask their server.
_STABLE_IF_DISABLED = 4.0
# Seconds for a control that shows neither state: a page may take long to draw one.
_STABLE_IF_UNREAD = 8.0
# Seconds for which a reading must be the same on a page that never comes to rest, as one with a
# countdown, or that asks its server again and again: longer than a server takes to answer.
_SAME_ON_MOVING_PAGE = 15.0
# Seconds after which a request counts as one that the state may come with. A page that asks again
# and again has younger ones.
SLOW_ANSWER = 5.0
# Seconds in which a setting must be read; one that has no stable reading by then is unread.
_READING = 20.0
# Seconds in which the page names the account: many pages draw their header later than the rest.
_NAMING = 3.0
# Seconds for what a page saves only as it is left: it sends that once another document is loading.
_SAVING = 2.0


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
        logger.debug("%s: %s", code, setting.before.state)
        detail = {"how": "absent"} if setting.absent else _detail_of(setting.before.how)
        context.reporter.finish_step(code, detail)
    if not context.options.recheck_only:
        context.captures.before_submission(context, progress, ())
        # The captures may take long.
        context.window.reading = None


def settings_to_turn(context: RunContext, progress: Progress) -> list[Setting]:
    """Return the settings that are to be pressed: none if one could not be read, or the run only reads."""
    if context.options.recheck_only:
        return []
    if any(setting.before.state == "unread" for setting in progress.settings):
        return []
    return [setting for setting in progress.settings if _can_be_turned(setting)]


def _can_be_turned(setting: Setting) -> bool:
    """True if a setting is not as wanted, and the page lets it be changed."""
    return setting.before.state == "otherwise" and not setting.locked


def read_settings_again(context: RunContext, progress: Progress) -> Outcome:
    """Load a fresh document, read each setting once more, and judge by that."""
    context.reporter.begin_step("read_back")
    progress.is_reloaded = True
    stopped = None
    try:
        _load(context, progress)
        for setting in progress.settings:
            setting.after = _read_again(context, progress, setting)
    except Stop as stop:
        stopped = stop
    return _judge(context, progress, stopped)


def judge_unturned(context: RunContext, progress: Progress) -> Outcome:
    """Judge settings of which none was pressed: they were read from a fresh document already."""
    for setting in progress.settings:
        setting.after = setting.before
    return _judge(context, progress, None)


def _judge(context: RunContext, progress: Progress, stopped: Stop | None) -> Outcome:
    """Judge how the settings read after a fresh load; `stopped` is what kept them from being read."""
    outcome = judge_settings(progress.settings, accounts=progress.accounts, stopped=stopped)
    if outcome.state is State.CONFIRMED:
        detail = {"setting": outcome.detail["setting"], **_detail_of(outcome.detail["state"])}
        context.reporter.finish_step("read_back", detail)
    return replace(outcome, detail={"flow": context.flow.id, **outcome.detail})


def _detail_of(sign: str) -> Detail:
    """Return by what a setting was read: the words that the page shows or offers, or its control's value."""
    if not isinstance(sign, Sign):
        return {"how": sign}
    names = {"shown": "shows", "offers": "offers"}
    return {names.get(sign.name, "reads"): sign.value}


def _load(context: RunContext, progress: Progress) -> None:
    """Load a fresh document with the settings from the server, and note whose they are."""
    _leave_for_fresh_load(context, progress)
    progress.path = PathProgress()
    progress.form.arrival = reach_form(context, progress)
    _note_account(context, progress)


def _leave_for_fresh_load(context: RunContext, progress: Progress) -> None:
    """Leave the page once it has had time to save, and have everything come from the server from now on."""
    window = context.window
    open_page(context, "about:blank")  # an address with a fragment would only scroll
    window.wait(lambda: None, _SAVING if progress.pressed_at else 0)
    window.writes.stop()
    window.ask_devtools("Network.enable")
    window.ask_devtools("Network.setCacheDisabled", cacheDisabled=True)


def _note_account(context: RunContext, progress: Progress) -> None:
    """Note whose settings the page shows.

    The account is waited for where the flow says which place names it, and where the page before
    this load named one: many pages draw it after the rest.
    """
    is_name_expected = bool(context.flow.account) or any(progress.accounts)
    seconds = _NAMING if is_name_expected else 0
    progress.accounts.append(_wait_for_name(context, context.checks.account_shown, seconds))
    if context.flow.group and context.flow.group.named_in:
        progress.groups.append(_wait_for_name(context, context.checks.group_shown, _NAMING))


def _wait_for_name(
    context: RunContext, name_on: Callable[[Page], AccountShown], seconds: float
) -> AccountShown:
    """Return the name that a page shows within some seconds; an empty one if it shows none."""

    def look() -> AccountShown | None:
        return name_on(context.locator.readable_page()) or None

    return context.window.wait(look, seconds) or AccountShown("")


# Finding a setting.


def find_setting(context: RunContext, progress: Progress, setting: Setting) -> Element | None:
    """Find a setting, in the row that opens it if it has one; None if the person says that the page lacks it."""
    return _SettingSearch(context, progress, setting).control()


class _SettingSearch:
    """The attempts to find one setting: in the open, behind its row, in a folded part, and shown by the person."""

    def __init__(self, context: RunContext, progress: Progress, setting: Setting) -> None:
        self._context = context
        self._progress = progress
        self._setting = setting
        self._name = setting.step.switch
        self._row = setting.step.opened_by
        self._unfolded = set[str]()
        self._left = ROUNDS
        # The page's name for it, without its state, where it was found before this search; until
        # then `label` is the flow's.
        was_found = self._name in progress.form.found
        self._name_before = setting.label if was_found else ""

    def control(self) -> Element | None:
        """Return the control; None if the page does not have it. Raise Stop if nobody finds it."""
        while True:
            try:
                self._open_the_way()
                return self._require_same_setting()
            except Stop as stop:
                self._left -= 1
                if stop.reason not in PERSON_CAN_FIX or self._left == 0:
                    raise
                if self._ask_person_for_it(stop) == "absent":
                    return None

    def _open_the_way(self) -> None:
        """Click the row that opens the setting, or unfold what it may be in, until it is displayed.

        What is not found by then is not waited for again.
        """
        names = [self._name]
        if self._row:
            names.append(self._row)
        shown = self._context.locator.wait_for(lambda page: self._first_shown(names, page))
        if shown is None:
            if self._unfold_next_part():
                self._open_the_way()
                return
            self._progress.form.waited_in_vain.add(self._name)
        elif shown == self._row:
            click(self._context, self._progress, shown)
            self._row = None

    def _unfold_next_part(self) -> bool:
        """Unfold a part of the page that may have the setting; False if there is none, or enough were opened."""
        if len(self._unfolded) >= ROUNDS:
            return False
        button = next_folded_part(self._context, self._progress, self._unfolded)
        if button is None:
            return False
        self._unfolded.add(button.called)
        return unfold(self._context, button)

    def _first_shown(self, names: Sequence[str], page: Page) -> str | None:
        return next((name for name in names if self._context.locator.find(name, page)), None)

    def _require_same_setting(self) -> Element:
        """Return the control that is displayed; raise Stop if it is missing, or has another name than before.

        Where the flow knows only how a name begins, the same words may begin another setting.
        """
        control = self._context.locator.require(self._name).element
        name = label_of(control, self._context.flow, self._name) or self._setting.label
        if self._name_before and name != self._name_before:
            raise self._context.checks.target_missing(self._name)
        self._setting.label = name
        return control

    def _ask_person_for_it(self, stop: Stop) -> Choice:
        """Have the person show the setting; return their answer, `absent` if the page does not have it."""
        handover = Handover(stop, f"setting {self._name}", self._name, may_lack=True)
        answer = hand_over(self._context, self._progress, handover)
        if answer == "absent":
            self._progress.form.found.setdefault(self._name, "absent")
        if answer == "again":  # a page may change by itself for as long as the person is away
            self._left += 1
        return answer


# Reading a setting.


def _read(context: RunContext, progress: Progress, setting: Setting) -> Reading:
    """Read a setting; what has no stable reading, or none at all, the person reads."""
    if find_setting(context, progress, setting) is None:
        return Reading("absent")
    reading = wait_until_stable(context, setting)
    setting.shown = reading.how
    if reading.state != "unread" or not context.can_ask:
        return reading
    return _read_by_person(context, progress, setting, reading)


def _read_again(context: RunContext, progress: Progress, setting: Setting) -> Reading:
    """Read a setting after the press; one that is as before is unread if the press is unanswered.

    The server may still be about to turn it.
    """
    if setting.absent:
        return setting.before
    reading = _read(context, progress, setting)
    if setting.unanswered and reading.state == "otherwise":
        return UNREAD
    return reading


def wait_until_stable(context: RunContext, setting: Setting) -> Reading:
    """Return how a setting reads once that is stable; unread if it does not become stable in time.

    A reading that changes proves nothing, whatever it is when the time is up.
    """
    page_timer = StabilityTimer(context.window)
    reading_timer = _ReadingTimer(context.window)

    def stable_reading() -> Reading | None:
        page = context.locator.page()
        if not page.read:
            return None
        reading = reading_on(context, setting, page)
        is_page_stable = page_timer.is_stable_for(page, _seconds_needed(reading), reading)
        is_same_for_long = reading_timer.seconds_same(reading) >= _SAME_ON_MOVING_PAGE
        if not (is_page_stable or is_same_for_long):
            return None
        # The page may display a state until its server tells it the real one.
        return None if context.window.has_unanswered(SLOW_ANSWER) else reading

    reading = context.window.wait(stable_reading, _READING)
    if reading is None:
        logger.debug("setting %s has no stable reading", setting.step.switch)
    return reading or UNREAD


def _seconds_needed(reading: Reading) -> float:
    """Return for how many seconds a reading must be stable on a page that comes to rest."""
    if reading.state == "unread":
        return _STABLE_IF_UNREAD
    return STABLE if reading.enabled else _STABLE_IF_DISABLED


class _ReadingTimer:
    """Measures for how long a setting has read the same, whatever else its page does."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._last: Reading | None = None
        self._since = 0.0

    def seconds_same(self, reading: Reading) -> float:
        """Take a reading into account; return for how many seconds it has been the same."""
        now = self._window.now()
        if reading != self._last:
            self._last = reading
            self._since = now
        return now - self._since


def _read_by_person(
    context: RunContext, progress: Progress, setting: Setting, reading: Reading
) -> Reading:
    """Ask the person whether a setting is as wanted; return `reading` if they cannot tell."""
    wanted = context.flow.wanted(setting.step).in_language(context.language)
    question = Question(
        "state",
        setting.label,
        ("yes", "no", "unsure"),
        "unsure",
        part=wanted,
        detail={"quote": setting.label},
    )
    match ask_person(context, progress, question):
        case "yes":
            return Reading("as_wanted", BY_PERSON, reading.enabled)
        case "no":
            return Reading("otherwise", BY_PERSON, reading.enabled)
        case _:
            return reading


def reading_on(context: RunContext, setting: Setting, page: Page) -> Reading:
    """Return how a setting reads in a snapshot."""
    found = context.locator.find(setting.step.switch, page)
    return state_of(found.element, context.flow, setting.step) if found else UNREAD
