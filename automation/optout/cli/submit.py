"""`optout submit`: the main job, on the live site."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial
from pathlib import Path
from typing import Any

from optout.browser.installed import find_browser, has_screen
from optout.browser.launch import Launch
from optout.browser.profile import thrown_away_profile
from optout.cli.comment import given_comment
from optout.cli.console import Console, can_prompt
from optout.cli.crash_log import write_log
from optout.cli.introduce import ensure_trusted, introduce
from optout.cli.live import Case, Sitting, Wishes, as_json, conclude, objected, refuse_sent_before
from optout.cli.status import Standing, next_steps, overview, row, table
from optout.errors import JournalError, NoScreen, OptoutError, SentBefore, Stop, Unexpected, UsageError
from optout.flow.cases import Moment
from optout.flow.load import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.i18n import Said, _, ngettext
from optout.journal import Entry, Key
from optout.outcome import BEFORE_SEND, LIVE, Exit, Reason, State
from optout.person import Person
from optout.run.ask import ABOUT
from optout.run.recording import Result
from optout.settings import Settings


def submit(sitting: Sitting) -> Exit:
    """Carry out one objection on the live site; gives the exit code.

    Raises:
        OptoutError: before anything was opened.
    """
    console, settings = sitting.console, sitting.settings
    _refuse_misfits(sitting.wishes)
    loaded = find_flow(settings.flow)
    person = Person.from_settings(settings, given_comment(sitting.console, settings, sitting.wishes.comment))
    console.redact = person.redactor()
    introduce(console, loaded.flow, person)
    ensure_trusted(console, loaded, settings.data_dir)
    return carry_out(sitting, Case(loaded, person, ready(sitting)))


def _refuse_misfits(wishes: Wishes) -> None:
    if wishes.again != bool(wishes.reason):
        raise UsageError(
            _("--again and --reason belong together"), _('optout submit --again --reason "the first was refused"')
        )
    if len(wishes.accounts) > 1:
        raise UsageError(_("several accounts go with --all"), "optout submit --all --account home --account work")


def ready(sitting: Sitting) -> Launch:
    """Find out before anything is started whether a window can be shown and a question asked, and with which browser.

    Raises:
        NoScreen: there is no screen.
        Stop: nobody can be asked.
        BrowserMissing: there is no browser.
    """
    refuse_no_screen()
    if not can_prompt() and not (sitting.wishes.yes or sitting.wishes.until_filled):
        raise Stop(Reason.NO_TERMINAL, question=ABOUT[Moment.APPROVE])
    return Launch(find_browser(sitting.settings.browser), headed=True)


def refuse_no_screen() -> None:
    """Find out before anything is started whether a window can be shown.

    Raises:
        NoScreen: it cannot.
    """
    if not has_screen(os.environ, sys.platform):
        says = _("there is no screen to open a browser window on")
        raise NoScreen(says, _("run it in a terminal on your desktop: you sign in in the window"))


def carry_out(sitting: Sitting, case: Case) -> Exit:
    """Carry out one objection and say how it ended; one run at a time for each flow and account.

    Raises:
        OptoutError: it was refused, or the program itself failed; says whether anything may have been sent.
    """
    console, flow = sitting.console, case.loaded.flow
    result = objected(sitting, case, partial(tell_end, console, flow))
    if console.as_json:
        with suppress(OSError):
            console.json(as_json(flow, result))
    return result.outcome.exit


def tell_end(console: Console, flow: Flow, result: Result) -> None:
    """Say how an objection ended. A terminal that is gone changes nothing about what was sent, nor the exit code."""
    with suppress(OSError):
        conclude(console, flow, result)


SIGNED_IN = _(
    "The flows of one controller share a browser profile: where you are signed in, you need not sign in again"
)
CUT_SHORT = _("it was interrupted before it could say how things stand")
NOT_BEGUN = _("it was not begun")
_SETTLED = LIVE | {State.ALREADY_OBJECTED}
"""Nothing is left to send."""


@dataclass(frozen=True)
class Turn:
    """How one flow's turn ended for one account; `result` is there when its window was opened."""

    case: Case
    says: str
    hint: str
    exit: Exit
    begun: bool = True
    result: Result | None = None


@dataclass(frozen=True)
class Ended:
    """A turn, and how the journal says that its objection stands; None when nothing of it went further than a plan."""

    turn: Turn
    standing: Standing | None

    @property
    def state(self) -> State:
        """How it stands; *planned* has not begun."""
        if self.standing:
            return self.standing.entry.state
        return State.STOPPED if self.turn.begun else State.PLANNED


def submit_all(sitting: Sitting) -> Exit:
    """Carry out every shipped flow for each account in turn; gives the worst exit code, the last in the table of them.

    Raises:
        OptoutError: before the first turn. What ends one turn does not end the others, but for an interruption.
    """
    _refuse_misfits_of_all(sitting.wishes)
    with ExitStack() as stack:
        turns = list(_in_turn(sitting, _cases(sitting, stack)))
    ended = _ended(sitting, turns)
    with suppress(OSError):  # a terminal that is gone changes nothing about what was sent, nor the exit code
        _sum_up(sitting, ended)
    return max(turn.exit for turn in turns)


def _refuse_misfits_of_all(wishes: Wishes) -> None:
    if wishes.flow_named:
        raise UsageError(_("give either --all or a flow"), "optout submit --all")
    if wishes.again or wishes.reason:
        raise UsageError(
            _("--again sends one flow again, and does not go with --all"), _("optout submit FLOW --again --reason TEXT")
        )


def _cases(sitting: Sitting, stack: ExitStack) -> list[Case]:
    """Give what is to be carried out, one account after the other; a profile that is thrown away outlasts them all."""
    people = _people(sitting)
    sitting.console.redact = people[0].redactor()
    launch, flows = ready(sitting), [find_flow(name) for name in shipped_ids()]

    @cache
    def profile(_shared_by: tuple[str, str]) -> Path | None:
        return stack.enter_context(thrown_away_profile()) if sitting.wishes.ephemeral else None

    return [
        Case(loaded, person, launch, profile=profile((loaded.flow.controller, person.account)))
        for person in people
        for loaded in flows
    ]


def _people(sitting: Sitting) -> list[Person]:
    """Give the person once for each account: the same values under another label."""
    settings = sitting.settings
    comment = given_comment(sitting.console, settings, sitting.wishes.comment)
    labels = dict.fromkeys(sitting.wishes.accounts or (settings.account,))
    return [Person.from_settings(settings.model_copy(update={"account": label}), comment) for label in labels]


def _in_turn(sitting: Sitting, cases: list[Case]) -> Iterator[Turn]:
    """Carry out one after the other, until the person or the system asks to end."""
    console, interrupted = sitting.console, False
    console.say(
        ngettext("{number} objection, one after the other", "{number} objections, one after the other", len(cases))
    )
    console.say(SIGNED_IN)
    for number, case in enumerate(cases, start=1):
        if interrupted:
            yield Turn(case, NOT_BEGUN, "", Exit.INTERRUPTED, begun=False)
            continue
        turn = _turn(sitting, case, _title(number, len(cases), case))
        interrupted = turn.exit == Exit.INTERRUPTED or (turn.result is not None and not turn.result.go_on)
        yield turn


def _title(number: int, count: int, case: Case) -> Said:
    return _("{number} of {count}: {which}").format(number=number, count=count, which=_called(case))


def _turn(sitting: Sitting, case: Case, title: str) -> Turn:
    console = sitting.console
    try:
        console.say()
        console.say(title, style="bold")
        result = _carried_out(sitting, case)
    except SentBefore as error:
        console.mark("skipped", _("skipped: {why}").format(why=error.says))
        return Turn(case, error.says, error.hint, error.exit)
    except OptoutError as error:
        _tell(console, error)
        return Turn(case, error.says, error.hint, error.exit)
    except KeyboardInterrupt:
        return Turn(case, CUT_SHORT, "optout status", Exit.INTERRUPTED)
    return Turn(case, result.outcome.says, result.outcome.hint, result.outcome.exit, result=result)


def _carried_out(sitting: Sitting, case: Case) -> Result:
    refuse_sent_before(sitting, case)
    introduce(sitting.console, case.loaded.flow, case.person)
    return objected(sitting, case, partial(tell_end, sitting.console, case.loaded.flow))


def _tell(console: Console, error: OptoutError) -> None:
    console.went_wrong(error)
    if isinstance(error, Unexpected) and (log := write_log(error.__cause__ or error)):
        console.say(_("log: {file}").format(file=str(log)))


def _ended(sitting: Sitting, turns: list[Turn]) -> list[Ended]:
    try:
        known = _standings(sitting.settings)
    except JournalError as error:
        sitting.console.warn(error.says)
        known = {}
    return [Ended(turn, known.get(turn.case.key)) for turn in turns]


def _standings(settings: Settings) -> dict[Key, Standing]:
    """Give how each objection stands: by the row that blocks a second send, else by the newest one."""
    told = [one for one in overview(settings, datetime.now(UTC).astimezone().date()).standings if _told(one.entry)]
    return {_key(one.entry): one for one in sorted(told, key=lambda one: _blocks(one.entry))}


def _told(entry: Entry) -> bool:
    return entry.state not in BEFORE_SEND


def _blocks(entry: Entry) -> bool:
    return entry.state in LIVE and entry.superseded_by is None


def _key(entry: Entry) -> Key:
    return Key(entry.flow, entry.controller, entry.account, entry.purpose)


def _sum_up(sitting: Sitting, ended: list[Ended]) -> None:
    console, report = sitting.console, sitting.console.report
    console.say()
    if console.as_json:
        worst = max(one.turn.exit for one in ended)
        console.json({"objections": [_json_row(one) for one in ended], "exit_code": int(worst)})
    else:
        table(report, map(_row, ended))
    left = [one for one in ended if one.state not in _SETTLED]
    next_steps(report, [one.standing for one in ended if one.standing], or_nothing=not left)
    if left:
        _tell_left(sitting, left)


def _row(one: Ended) -> tuple[str, ...]:
    if one.standing:
        return row(one.standing)
    key = one.turn.case.key
    return (f"- {key.flow}", key.account, _("not sent") if one.turn.begun else _("not begun"), "", "")


def _tell_left(sitting: Sitting, left: list[Ended]) -> None:
    """Say what is left to do and why, and how to go on."""
    report = sitting.console.report
    report.say()
    report.say(_("Left to do"), "bold")
    for one in left:
        report.say(_("  {which}: {why}").format(which=_called(one.turn.case), why=one.turn.says))
    accounts = "".join(f" --account {label}" for label in sitting.wishes.accounts)
    goes_on = _("optout submit --all{accounts} goes on: what was sent, or may have been sent, is not sent again")
    sitting.console.hint(goes_on.format(accounts=accounts))


def _called(case: Case) -> Said:
    return _("{flow}, account {account}").format(flow=case.key.flow, account=case.key.account)


def _json_row(one: Ended) -> dict[str, Any]:
    turn = one.turn
    return {
        "flow": turn.case.key.flow,
        "account": turn.case.key.account,
        "id": one.standing.entry.id if one.standing else None,
        "state": one.state.value,
        "begun": turn.begun,
        "says": turn.says,
        "hint": turn.hint,
        "exit_code": int(turn.exit),
        "result": as_json(turn.case.loaded.flow, turn.result) if turn.result else None,
    }
