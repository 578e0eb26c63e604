"""Where a setting is on the page, how it stands, and whose it is; what only the person can say, they are asked."""

from collections.abc import Callable
from dataclasses import replace

from optout.browser.controls import (
    Control,
    NoControl,
    Reading,
    Renamed,
    Stands,
    find_control,
    label_of,
    read_state,
)
from optout.browser.page import look
from optout.browser.targets import Found
from optout.browser.touch import OutOfReach
from optout.errors import Stop
from optout.flow.cases import Moment
from optout.flow.model import Click, Flow, Switch
from optout.flow.words import fold
from optout.i18n import Said, _, told
from optout.outcome import Reason
from optout.redact import printable
from optout.run.account import account_now
from optout.run.ask import ask
from optout.run.asker import ABSENT, DONE, NO, POINT, STOP, UNSURE, YES, Question
from optout.run.events import Doing
from optout.run.session import Run
from optout.run.steps import click
from optout.run.takeover import ROUNDS, hand_over_step, point, take_over, why_handed_over
from optout.run.verdict import BY_PERSON, Setting

_STANDS = 1.0  # seconds for which a state must be the same: a page draws a setting first, and then asks how it stands
_SHUT = 4.0  # the same for one that is disabled
_READING = 10.0  # seconds in which it must come to stand
_NAMED = 3.0  # seconds in which the page says whose settings these are
_SAID = "said by the person"


def note_account(run: Run) -> None:
    """Note whose settings these are, as the page names it once they were read; empty where it does not.

    Where the flow knows the place it is waited for; any other name is there by then, or not looked for.
    """
    run.accounts.append(run.window.wait(lambda: account_now(run) or None, _NAMED if run.flow.account else 0) or "")


def check_account(run: Run) -> None:
    """Make sure that the page still shows the settings of the account that was read.

    Raises:
        Stop: it names another one; nothing is pressed.
    """
    known, shown = next(filter(None, run.accounts), ""), account_now(run)
    if known and shown and fold(known) != fold(shown):
        raise run.stop(Reason.OTHER_ACCOUNT, known=known, account=shown)


def note_found(run: Run, setting: Setting, control: Control) -> None:
    """Note what the page calls a setting, and by what it was found."""
    setting.label, setting.how = printable(control.label, 200) or setting.label, control.how
    run.draft.found[setting.step.switch] = control.how


def find_setting(run: Run, step: Switch) -> Control | None:
    """Find a setting, in the row that opens it where it has one; None where the person says that it is not there.

    Raises:
        Stop: only the person could say which it is, or that there is none, and nobody is asked, or they prefer to stop.
    """
    target = run.flow.targets[step.switch]
    shown = words_of_choices(run.flow)

    def seen() -> Control | Renamed | NoControl:
        found = run.look(step.switch).shows(step.switch) if step.switch in run.pointed else None
        if found:
            return Control(found.element, label_of(found.element, target, shown), found.how)
        return find_control(look(run.window), target, shown)

    found = _wait_for(run, step, seen)
    for _round in range(ROUNDS):
        if isinstance(found, Control):
            return found
        if isinstance(found, Renamed):
            return _as_named(run, step, found)
        if not run.asker.can_answer:
            break
        if _ask_where(run, step, found, seen) == ABSENT:
            return None
        found = seen()
    raise _not_found(run, step, found)


def words_of_choices(flow: Flow) -> list[str]:
    """Return the words by which a list or menu shows how it stands, and those of its entries."""
    return [word for choice in flow.choices.values() for word in choice.all()]


def _not_found(run: Run, step: Switch, found: Control | Renamed | NoControl) -> Stop:
    count = found.count if isinstance(found, NoControl) else 0
    reason = Reason.TARGET_AMBIGUOUS if count > 1 else Reason.TARGET_MISSING
    return run.stop(reason, target=run.flow.called(step.switch), count=str(count))


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
            _open_row(run, step, row)
            row = None
            found = run.wait_while_it_moves(lambda: (run.look(), there()), run.options.patience)
    return found if isinstance(found, Control) else last


def _open_row(run: Run, step: Switch, row: str) -> None:
    """Press the row that shows a setting; what lies on it the person clears away, or they open the row by hand.

    Raises:
        Stop: something lies on it, and nobody can be asked, or the person prefers to stop.
    """
    press = Click(click=row)
    for _round in range(ROUNDS):
        try:
            click(run, press)
        except OutOfReach:
            stuck = run.stop(Reason.TARGET_STUCK, target=run.flow.called(row))
            if take_over(run, stuck, hand_over_step(run, press, [step], f"setting {step.switch}")) == DONE:
                return
        else:
            return


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
    stop = _not_found(run, step, found)
    detail = why_handed_over(stop, step.switch)
    question = Question(
        Moment.TAKE_OVER, stop.says, (POINT, ABSENT, STOP), STOP, target=step.switch, why=stop.reason, detail=detail
    )
    answer = ask(run, question, lambda: DONE if isinstance(seen(), Control) else None)
    if answer == STOP:
        raise stop
    if answer == POINT and point(run, step.switch):
        _forget_state(run, step.switch)
    return answer


def _forget_state(run: Run, name: str) -> None:
    """Do not take a setting that was pointed at for what shows as it does now, as others may after a fresh load."""
    pointed, shown = run.pointed[name], set(map(fold, words_of_choices(run.flow)))
    if pointed.lasting and not shown.isdisjoint(map(fold, pointed.lasting.all())):
        run.pointed[name] = replace(pointed, lasting=None)


def read_setting(run: Run, setting: Setting, control: Control) -> Reading:
    """Read how a setting stands, once it has stood so for a second and nothing is on its way to the page.

    One that the page does not let be changed is looked at for longer: many are so until the page is done.
    """
    last: list[Reading] = []
    since = run.window.now()

    def stands() -> Reading | None:
        nonlocal since
        now = stands_now(run, setting.step, control)
        if [now] != last or run.window.loads:
            last[:], since = [now], run.window.now()
            return None
        seconds = _STANDS if now.enabled or now.stands is Stands.AS_WANTED else _SHUT
        return now if now.stands is not Stands.UNREAD and run.window.now() - since >= seconds else None

    reading = run.window.wait(stands, min(_READING, run.options.patience)) or (last[0] if last else None)
    if reading is None or reading.stands is Stands.UNREAD:
        return _ask_how_it_stands(run, setting, reading or Reading(Stands.UNREAD, ""))
    return reading


def stands_now(run: Run, step: Switch, control: Control) -> Reading:
    """Return how a setting stands at this moment."""
    now, names = look(run.window).again(control.element), run.flow.targets[step.switch].all()
    return read_state(now, step.want, run.flow.shown_by(step), names) if now else Reading(Stands.UNREAD, "")


def _ask_how_it_stands(run: Run, setting: Setting, reading: Reading) -> Reading:
    if not run.asker.can_answer or run.options.yes:
        return reading
    question = Question(
        Moment.STATE,
        setting.label,
        (YES, NO, UNSURE),
        UNSURE,
        part=told(wanted(run, setting.step), run.language),
        button=printable(reading.how.partition("shown=")[2], 200),
        detail={"quote": setting.label},
    )
    stands = {YES: Stands.AS_WANTED, NO: Stands.OTHERWISE}.get(ask(run, question), Stands.UNREAD)
    return Reading(stands, BY_PERSON if stands is not Stands.UNREAD else reading.how, reading.enabled)


def wanted(run: Run, step: Switch) -> Said | str:
    """Say what state of a setting is wanted."""
    return run.flow.short(step.want) if step.is_choice else _ON_OFF[step.want]


_ON_OFF = {"on": _("on"), "off": _("off")}
