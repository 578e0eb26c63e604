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
from optout.cli.overview import ObjectionStatus, name_of, overview, short_ids
from optout.cli.save_pages import offer_correction, watcher_of
from optout.cli.services import chosen, remember, show_open_to
from optout.cli.status import show_next_steps, show_table
from optout.errors import Exit, JournalError, OptoutError, Unexpected, UsageError
from optout.outcome import BEFORE_SEND, BLOCKING, SentBefore, State
from optout.run import RunResult
from optout.translation import LazyText, _


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
    begun = begin(as_json=as_json, guides=True, data_dir=data_dir, **about, **how)
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
    """Carry out one flow, else all services of the person, which only Ctrl-C ends; return the worst exit code."""
    if all_flows and flow_named:
        raise UsageError(_("give either --all or a flow"), "optout submit --all")
    flow = _to_carry_out(command, accounts, all_flows=all_flows)
    labels = list(dict.fromkeys(accounts or (command.settings.account,)))
    _warn_of_new_accounts(command, labels, today)
    if flow:
        return submit_one(command, prepared(command, flow, comment))
    services = chosen(command.settings.data_dir) or _ask_which(command)
    runs = [prepared(command, name, comment, label) for label in labels for name in services]
    turns = list(_turns(command, runs))
    try:
        _sum_up(command, turns, accounts, today)
    except JournalError as error:  # what was sent was sent, and the exit code says so
        command.console.went_wrong(error)
    except OSError:  # a terminal that is gone
        pass
    return max(turn.exit for turn in turns)


def _warn_of_new_accounts(command: Command, labels: list[str], today: date) -> None:
    """Warn of a label that is nearly that of an earlier account: it may be a slip."""
    known = _known_accounts(command, today)
    for label in labels:
        similar = get_close_matches(label, known, n=1)
        if similar and label not in known:
            message = _("there was no account with this label before; did you mean {near}?")
            command.console.warn(message.format(near=similar[0]))


def _to_carry_out(command: Command, accounts: tuple[str, ...], *, all_flows: bool) -> str:
    """Return the flow that is meant, "" for all that are the person's; raise UsageError if it cannot be so."""
    flow = "" if all_flows else command.settings.flow
    _check_again(command, flow)
    if flow and len(accounts) > 1:
        raise UsageError(
            _("several accounts go with --all"), "optout submit --all --account home --account work"
        )
    if not (flow or all_flows or command.prompts.can_answer):
        raise UsageError(
            _("without a terminal a flow must be named, or --all"), "optout submit facebook"
        )
    return flow


def _check_again(command: Command, flow: str) -> None:
    """Raise UsageError unless --again and --reason are given together, for a flow that is named, or neither is."""
    if not flow and (command.again or command.reason):
        how = _("optout submit FLOW --again --reason TEXT")
        raise UsageError(_("--again sends one flow again: name it"), how)
    if command.again != bool(command.reason):
        how = _('optout submit {flow} --again --reason "the first was refused"')
        raise UsageError(_("--again and --reason belong together"), how.format(flow=flow))


def _known_accounts(command: Command, today: date) -> list[str]:
    """Return the labels of the accounts that there were so far."""
    profiles = (command.settings.data_dir / "profiles").glob("*/*")
    known = {place.name for place in profiles if place.is_dir()}
    with suppress(JournalError):  # the run says so
        known.update(status.entry.account for status in overview(command.settings, today))
    return sorted(known)


def _carried_out(command: Command, run: LiveRun) -> RunResult:
    """Carry out one objection, and have its time stamped where the person wants that; raises as `submit_live` does."""
    result = submit_live(command, run)
    with command.console.after_the_outcome():
        result = command.stamping.after(result)
    return result  # noqa: RET504  after an error that was reported it is that of the run


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

    @property
    def ends_all(self) -> bool:
        """True if the person interrupted it, or asked to end everything."""
        if self.exit == Exit.INTERRUPTED:
            return True
        return self.result is not None and not self.result.go_on


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
    """Carry out one objection after the other; after an interruption the others are not begun."""
    console = command.console
    count = len(runs)
    if count > 1:
        console.say(_("{number} objections, one after the other").format(number=count))
    profiles = {run.loaded.holder for run in runs}
    if len(profiles) < count and not command.ephemeral:
        console.say(
            _("The flows of one controller share a browser profile: you need not sign in to each")
        )
    is_over = False
    for number, run in enumerate(runs, start=1):
        if is_over:
            yield _Turn(run, _("it was not begun"), begun=False)
            continue
        heading = _("{number} of {count}: {which}")
        which = heading.format(number=number, count=count, which=name_of(run.key))
        turn = _turn(command, run, which)
        is_over = turn.ends_all
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
    """Say how things stand with the objections that were carried out, and what is left to do."""
    console, report = command.console, command.console.report
    left = [turn for turn in turns if turn.state not in _SETTLED]
    console.say()
    worst = max(turn.exit for turn in turns)
    console.result({"objections": [_json_row(turn) for turn in turns], "exit_code": int(worst)})
    every = overview(command.settings, today)
    statuses = list(_latest(turns, every))
    show_table(report, statuses, short_ids(status.entry for status in every))
    show_next_steps(report, statuses, or_nothing=not left)
    if not left:
        return
    report.say()
    report.say(_("Left to do"), "bold")
    for turn in left:
        report.say(_("  {which}: {why}").format(which=name_of(turn.run.key), why=turn.message))
    console.hint(_how_to_go_on(command, left, accounts))


def _latest(turns: list[_Turn], statuses: list[ObjectionStatus]) -> Iterator[ObjectionStatus]:
    """Return the latest objection of each that was carried out, unless its run ended before the form was filled."""
    latest = {
        status.entry.send_key: status
        for status in statuses
        if status.entry.state not in BEFORE_SEND and not status.entry.superseded_by
    }
    for turn in turns:
        if turn.run.key.send_key in latest:
            yield latest[turn.run.key.send_key]


def _how_to_go_on(command: Command, left: list[_Turn], accounts: tuple[str, ...]) -> LazyText:
    options = "".join(f" --account {label}" for label in accounts)
    if command.until_filled and all(turn.exit == Exit.DONE for turn in left):
        message = _("nothing was sent, as you wished. To send: optout submit --all{options}")
        return message.format(options=options)
    goes_on = _(
        "optout submit --all{options} goes on: what was sent, or may have been sent, is not sent again"
    )
    if command.until_filled:
        options = f" --until filled{options}"
    return goes_on.format(options=options)


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
