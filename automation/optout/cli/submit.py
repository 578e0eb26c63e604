"""`optout submit`: the main job, on the live site."""

import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any

from optout.browser.installed import find_browser, has_screen
from optout.browser.launch import Launch, thrown_away_profile
from optout.cli.comment import given_comment
from optout.cli.console import Console, can_prompt
from optout.cli.introduce import ensure_trusted, introduce
from optout.cli.live import Case, Sitting, as_json, conclude, objected, refuse_sent_before
from optout.cli.options import today
from optout.cli.status import Standing, next_steps, overview, row, table
from optout.cli.typer_glue import write_log
from optout.errors import JournalError, NoScreen, OptoutError, SentBefore, Stop, Unexpected, UsageError
from optout.flow.cases import Moment
from optout.flow.load import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.i18n import Said, _, ngettext
from optout.journal import Key
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
    wishes = sitting.wishes
    if wishes.again != bool(wishes.reason):
        how = _('optout submit --again --reason "the first was refused"')
        raise UsageError(_("--again and --reason belong together"), how)
    if len(wishes.accounts) > 1:
        raise UsageError(_("several accounts go with --all"), "optout submit --all --account home --account work")
    return carry_out(sitting, prepared(sitting))


def prepared(sitting: Sitting) -> Case:
    """Say what the flow will send for whom, and find out whether it is trusted and a window can be shown.

    Raises:
        OptoutError: something is wrong or missing; nothing was opened.
    """
    console, settings = sitting.console, sitting.settings
    loaded = find_flow(settings.flow)
    person = Person.from_settings(settings, given_comment(console, settings, sitting.wishes.comment))
    console.redact = person.redactor()
    introduce(console, loaded.flow, person)
    ensure_trusted(console, loaded, settings.data_dir)
    return Case(loaded, person, ready(sitting))


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


@dataclass(frozen=True)
class Turn:
    """How one flow's turn ended for one account; `result` is there when its window was opened."""

    case: Case
    says: str
    hint: str
    exit: Exit
    begun: bool = True
    result: Result | None = None

    @property
    def called(self) -> Said:
        """The flow and the account."""
        return _("{flow}, account {account}").format(flow=self.case.key.flow, account=self.case.key.account)


def submit_all(sitting: Sitting) -> Exit:
    """Carry out every shipped flow for each account in turn; gives the worst exit code, the last in the table of them.

    Raises:
        OptoutError: before the first turn. What ends one turn does not end the others, but for an interruption.
    """
    wishes = sitting.wishes
    if wishes.flow_named:
        raise UsageError(_("give either --all or a flow"), "optout submit --all")
    if wishes.again or wishes.reason:
        how = _("optout submit FLOW --again --reason TEXT")
        raise UsageError(_("--again sends one flow again, and does not go with --all"), how)
    with ExitStack() as stack:
        turns = list(_in_turn(sitting, _cases(sitting, stack)))
    with suppress(OSError):  # a terminal that is gone changes nothing about what was sent, nor the exit code
        _sum_up(sitting, turns)
    return max(turn.exit for turn in turns)


def _cases(sitting: Sitting, stack: ExitStack) -> list[Case]:
    """Give what is to be carried out, one account after the other; a profile that is thrown away outlasts them all."""
    settings, wishes = sitting.settings, sitting.wishes
    comment = given_comment(sitting.console, settings, wishes.comment)
    labels = dict.fromkeys(wishes.accounts or (settings.account,))
    people = [Person.from_settings(settings.model_copy(update={"account": label}), comment) for label in labels]
    sitting.console.redact = people[0].redactor()
    launch, flows = ready(sitting), [find_flow(name) for name in shipped_ids()]

    @cache
    def profile(_shared_by: tuple[str, str]) -> Path | None:
        return stack.enter_context(thrown_away_profile()) if wishes.ephemeral else None

    return [
        Case(loaded, person, launch, profile=profile((loaded.flow.controller, person.account)))
        for person in people
        for loaded in flows
    ]


def _in_turn(sitting: Sitting, cases: list[Case]) -> Iterator[Turn]:
    """Carry out one after the other, until the person or the system asks to end."""
    console, count, interrupted = sitting.console, len(cases), False
    console.say(ngettext("{number} objection, one after the other", "{number} objections, one after the other", count))
    console.say(
        _("The flows of one controller share a browser profile: where you are signed in, you need not sign in again")
    )
    for number, case in enumerate(cases, start=1):
        turn = Turn(case, _("it was not begun"), "", Exit.INTERRUPTED, begun=False)
        if not interrupted:
            title = _("{number} of {count}: {which}").format(number=number, count=count, which=turn.called)
            turn = _turn(sitting, case, title)
            interrupted = turn.exit == Exit.INTERRUPTED or (turn.result is not None and not turn.result.go_on)
        yield turn


def _turn(sitting: Sitting, case: Case, title: str) -> Turn:
    console = sitting.console
    try:
        console.say()
        console.say(title, style="bold")
        refuse_sent_before(sitting, case)
        introduce(console, case.loaded.flow, case.person)
        result = objected(sitting, case, partial(tell_end, console, case.loaded.flow))
    except KeyboardInterrupt:
        cut_short = _("it was interrupted before it could say how things stand")
        return Turn(case, cut_short, "optout status", Exit.INTERRUPTED)
    except OptoutError as error:
        if isinstance(error, SentBefore):
            console.mark("skipped", _("skipped: {why}").format(why=error.says))
        else:
            console.went_wrong(error)
        if isinstance(error, Unexpected) and (log := write_log(error.__cause__ or error)):
            console.say(_("log: {file}").format(file=str(log)))
        return Turn(case, error.says, error.hint, error.exit)
    return Turn(case, result.outcome.says, result.outcome.hint, result.outcome.exit, result=result)


def _sum_up(sitting: Sitting, turns: list[Turn]) -> None:
    console, report = sitting.console, sitting.console.report
    try:
        known = _standings(sitting.settings)
    except JournalError as error:
        console.warn(error.says)
        known = {}
    ended = [(turn, known.get(turn.case.key)) for turn in turns]
    console.say()
    if console.as_json:
        worst = max(turn.exit for turn in turns)
        console.json({"objections": [_json_row(*one) for one in ended], "exit_code": int(worst)})
    else:
        table(report, (row(standing) if standing else _unsent_row(turn) for turn, standing in ended))
    settled = LIVE | {State.ALREADY_OBJECTED}
    left = [turn for turn, standing in ended if _state(turn, standing) not in settled]
    next_steps(report, [standing for _turn, standing in ended if standing], or_nothing=not left)
    if not left:
        return
    report.say()
    report.say(_("Left to do"), "bold")
    for turn in left:
        report.say(_("  {which}: {why}").format(which=turn.called, why=turn.says))
    accounts = "".join(f" --account {label}" for label in sitting.wishes.accounts)
    goes_on = _("optout submit --all{accounts} goes on: what was sent, or may have been sent, is not sent again")
    console.hint(goes_on.format(accounts=accounts))


def _standings(settings: Settings) -> dict[Key, Standing]:
    """Give how each objection stands: by the row that blocks a second send, else by the newest one."""

    def blocks(one: Standing) -> bool:
        return one.entry.state in LIVE and one.entry.superseded_by is None

    told = [one for one in overview(settings, today()).standings if one.entry.state not in BEFORE_SEND]
    rows = ((one.entry, one) for one in sorted(told, key=blocks))
    return {Key(entry.flow, entry.controller, entry.account, entry.purpose): one for entry, one in rows}


def _state(turn: Turn, standing: Standing | None) -> State:
    """Give how an objection stands by the journal; nothing of one without a row went further than a plan."""
    if standing:
        return standing.entry.state
    return State.STOPPED if turn.begun else State.PLANNED


def _unsent_row(turn: Turn) -> tuple[str, ...]:
    key = turn.case.key
    return (f"- {key.flow}", key.account, _("not sent") if turn.begun else _("not begun"), "", "")


def _json_row(turn: Turn, standing: Standing | None) -> dict[str, Any]:
    return {
        "flow": turn.case.key.flow,
        "account": turn.case.key.account,
        "id": standing.entry.id if standing else None,
        "state": _state(turn, standing).value,
        "begun": turn.begun,
        "says": turn.says,
        "hint": turn.hint,
        "exit_code": int(turn.exit),
        "result": as_json(turn.case.loaded.flow, turn.result) if turn.result else None,
    }
