"""`optout submit`: the main job, on the live site: one flow, or every service that is theirs, one after the other."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Any, Literal

from typer import Option

from optout.cli.live import Command, LiveRun, prepared, submit_live
from optout.cli.log import logged
from optout.cli.objection_text import as_json
from optout.cli.options import (
    BrowserOption,
    CommentFileOption,
    CountryOption,
    DataDirOption,
    EmailOption,
    EphemeralOption,
    FlowArgument,
    JsonOption,
    LogOption,
    Work,
    begin,
    local_date,
    typed_comment,
)
from optout.cli.overview import name_of, overview
from optout.cli.save_pages import offer_correction, watcher_of
from optout.cli.services import chosen, remember, show_open_to
from optout.cli.status import show_standings
from optout.cli.verification import stamp
from optout.errors import Exit, JournalError, OptoutError, Unexpected, UsageError
from optout.outcome import BEFORE_SEND, BLOCKING, SentBefore, State
from optout.run import RunResult
from optout.translation import _


def submit_command(  # noqa: PLR0913  an option a parameter
    *,
    flow: FlowArgument = None,
    all_flows: Annotated[
        bool, Option("--all", help="Every service that is yours, as without a flow.")
    ] = False,
    email: EmailOption = None,
    comment: Annotated[str | None, Option(metavar="TEXT", help="The comment to send.")] = None,
    comment_file: CommentFileOption = None,
    country: CountryOption = None,
    email_mismatch: Annotated[
        Literal["ask", "keep", "correct"] | None,
        Option(help="What to do when the form holds another e-mail address."),
    ] = None,
    until: Annotated[
        Literal["filled"] | None, Option(help="Stop at the filled form, before the send.")
    ] = None,
    yes: Annotated[
        bool, Option("--yes", help="Approve the send, or the press of a setting, in advance.")
    ] = False,
    again: Annotated[
        bool, Option("--again", help="Send although it was sent before; needs --reason.")
    ] = False,
    reason: Annotated[
        str | None, Option(metavar="TEXT", help="Why again; kept in the journal.")
    ] = None,
    account: Annotated[
        list[str] | None,
        Option(metavar="LABEL", help="Your own label for the account; with --all, several."),
    ] = None,
    ephemeral: EphemeralOption = False,
    whole_page: Annotated[
        bool,
        Option("--whole-page", help="Keep pages whole, with all names that stand there."),
    ] = False,
    browser: BrowserOption = None,
    sign_in_wait: Annotated[
        str | None, Option(metavar="SECONDS", help="How long you have to sign in.")
    ] = None,
    log: LogOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Object on the live site: fill, ask, send once, keep proof.

    \b
    optout submit                             every service that is yours
    optout submit facebook --until filled     stop before the send

    You sign in by hand; your password stays between you and the site. After an interruption type the
    same command again: what was sent, or may have been sent, is not sent again.
    """
    accounts = tuple(account or ())
    about = {
        "flow": flow,
        "email": email,
        "country": country,
        "account": accounts[0] if accounts else None,
    }
    how = {"email_mismatch": email_mismatch, "browser": browser, "sign_in_wait": sign_in_wait}
    begun = begin(as_json=as_json, data_dir=data_dir, **about, **how)
    command = Command(
        begun.console, begun.settings, until == "filled", yes, again, reason, ephemeral, whole_page
    )
    text = typed_comment(comment, comment_file)
    work = partial(
        submit,
        command,
        text,
        accounts,
        local_date(),
        flow_named=flow is not None,
        all_flows=all_flows,
    )
    return logged(work, log, begun)


def submit(
    command: Command,
    comment: str | None,
    accounts: tuple[str, ...],
    today: date,
    *,
    flow_named: bool,
    all_flows: bool,
) -> Exit:
    """Carry out one flow, else all that are the person's, which only Ctrl-C ends; exits with the worst of them."""
    if all_flows and flow_named:
        raise UsageError(_("give either --all or a flow"), "optout submit --all")
    one = _to_carry_out(command, accounts, all_flows=all_flows)
    labels = list(dict.fromkeys(accounts or (command.settings.account,)))
    known = _known_accounts(command, today)
    for label in labels:
        if label not in known and (near := get_close_matches(label, known, n=1)):
            message = _("there was no account with this label before; did you mean {near}?")
            command.console.warn(message.format(near=near[0]))
    if one:
        return submit_one(command, prepared(command, one, comment))
    mine = chosen(command.settings.data_dir) or _ask_which(command)
    turns = list(
        _turns(
            command, [prepared(command, name, comment, label) for label in labels for name in mine]
        )
    )
    try:
        _sum_up(command, turns, accounts, today)
    except JournalError as error:  # what was sent was sent, and the exit code says so
        command.console.went_wrong(error)
    except OSError:  # a terminal that is gone
        pass
    return max(turn.exit for turn in turns)


def _to_carry_out(command: Command, accounts: tuple[str, ...], *, all_flows: bool) -> str:
    """Return the one flow that is meant, "" for all that are the person's; raise UsageError where it cannot be so."""
    one, again, reason = "" if all_flows else command.settings.flow, command.again, command.reason
    if not one and (again or reason):
        how = _("optout submit FLOW --again --reason TEXT")
        raise UsageError(_("--again sends one flow again: name it"), how)
    if again != bool(reason):
        how = _('optout submit {flow} --again --reason "the first was refused"').format(flow=one)
        raise UsageError(_("--again and --reason belong together"), how)
    if one and len(accounts) > 1:
        raise UsageError(
            _("several accounts go with --all"), "optout submit --all --account home --account work"
        )
    if not (one or all_flows or command.prompts.can_answer):
        raise UsageError(
            _("without a terminal a flow must be named, or --all"), "optout submit facebook"
        )
    return one


def _known_accounts(command: Command, today: date) -> list[str]:
    """List the labels of accounts that there were: a new one may be a slip."""
    known = {
        place.name
        for place in (command.settings.data_dir / "profiles").glob("*/*")
        if place.is_dir()
    }
    with suppress(JournalError):  # the run says so
        known.update(one.entry.account for one in overview(command.settings, today))
    return sorted(known)


def _carried_out(command: Command, run: LiveRun) -> RunResult:
    """Carry out one objection, and have its time stamped where the person wants that; raises as `submit_live` does."""
    result = submit_live(command, run)
    if command.prompts.wants_stamp and result.sealed:
        with command.console.told_already():
            stamp(command, result.sealed.folder, [])
    return result


def submit_one(command: Command, run: LiveRun) -> Exit:
    """Carry out one objection and say how it ended; raises as `submit_live` does."""
    watcher = watcher_of(command, run)
    result = _carried_out(command, replace(run, watcher=watcher))
    if watcher:
        offer_correction(command, run, watcher, result)
    # a terminal that is gone changes nothing about what was sent, nor the exit code
    with suppress(OSError):
        command.console.result(as_json(run.loaded.flow, result))
    return result.outcome.exit


@dataclass(frozen=True)
class _Turn:
    """How one of several ended: in which state, if any, and with which result where its window was opened."""

    run: LiveRun
    message: str
    hint: str = ""
    exit: Exit = Exit.INTERRUPTED
    begun: bool = True
    state: State | None = None
    result: RunResult | None = None


_WHICH = _("Which of these do you use? Their names, with commas between; Enter alone ends: ")


def _ask_which(command: Command) -> list[str]:
    """Ask which services are the person's, until the answer is clear, and remember it; no answer is none."""
    if command.talks:
        show_open_to(command.console)
        while typed := command.prompts.line(_WHICH):
            try:
                return remember(command, typed.split("," if "," in typed else None))
            except UsageError as error:
                command.console.went_wrong(error)
        raise UsageError(_("no service was named"), _("optout services lists all"))
    how = _("optout services lists them; for instance: optout services use facebook linkedin")
    raise UsageError(_("say first which services are yours; --all goes through those"), how)


def _turns(command: Command, runs: list[LiveRun]) -> Iterator[_Turn]:
    console, count, go_on = command.console, len(runs), True
    if count > 1:
        console.say(_("{number} objections, one after the other").format(number=count))
    if not command.ephemeral and len({run.loaded.holder for run in runs}) < count:
        console.say(
            _("The flows of one controller share a browser profile: you need not sign in to each")
        )
    for number, run in enumerate(runs, start=1):
        turn = _Turn(run, _("it was not begun"), begun=False)
        if go_on:
            which = _("{number} of {count}: {which}").format(
                number=number, count=count, which=name_of(run.key)
            )
            turn = _turn(command, run, which)
            go_on = turn.exit != Exit.INTERRUPTED and (turn.result is None or turn.result.go_on)
        yield turn


def _turn(command: Command, run: LiveRun, which: str) -> _Turn:
    console = command.console
    try:
        console.say()
        console.say(which, style="bold")
        result = _carried_out(command, run)
    except KeyboardInterrupt:
        return _Turn(
            run, _("it was interrupted before it could say how things stand"), "optout status"
        )
    except SentBefore as error:
        console.mark("skipped", _("skipped: {why}").format(why=error.message))
        return _Turn(run, error.message, error.hint, error.exit, state=error.state)
    except OptoutError as error:
        console.went_wrong(error)
        may_have_left = isinstance(error, Unexpected) and error.exit is Exit.UNKNOWN
        return _Turn(
            run,
            error.message,
            error.hint,
            error.exit,
            state=State.UNKNOWN if may_have_left else None,
        )
    outcome = result.outcome
    return _Turn(
        run, outcome.message, outcome.hint, outcome.exit, state=outcome.state, result=result
    )


_SETTLED = BLOCKING | {State.ALREADY_OBJECTED, State.ALREADY_OFF, State.NOT_AVAILABLE}


def _sum_up(command: Command, turns: list[_Turn], accounts: tuple[str, ...], today: date) -> None:
    console, report = command.console, command.console.report
    left = [turn for turn in turns if turn.state not in _SETTLED]
    console.say()
    worst = max(turn.exit for turn in turns)
    console.result({"objections": [_json_row(turn) for turn in turns], "exit_code": int(worst)})
    every = overview(command.settings, today)
    known = [
        one for one in every if one.entry.state not in BEFORE_SEND and not one.entry.superseded_by
    ]
    newest = {one.entry.send_key: one for one in known}
    stand = [newest[turn.run.key.send_key] for turn in turns if turn.run.key.send_key in newest]
    show_standings(report, stand, or_nothing=not left)
    if left:
        report.say()
        report.say(_("Left to do"), "bold")
        for turn in left:
            report.say(_("  {which}: {why}").format(which=name_of(turn.run.key), why=turn.message))
        goes_on = _(
            "optout submit --all{options} goes on: what was sent, or may have been sent, is not sent again"
        )
        options = " --until filled" * command.until_filled + "".join(
            f" --account {label}" for label in accounts
        )
        console.hint(goes_on.format(options=options))


def _json_row(turn: _Turn) -> dict[str, Any]:
    return {
        "flow": turn.run.key.flow,
        "account": turn.run.key.account,
        "state": turn.state.value if turn.state else None,
        "says": turn.message,
        "hint": turn.hint,
        "begun": turn.begun,
        "exit_code": int(turn.exit),
        "result": as_json(turn.run.loaded.flow, turn.result) if turn.result else None,
    }
