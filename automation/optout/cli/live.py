"""Carries out an objection on the live site: one run at a time for each flow and account, in a kept profile."""

from contextlib import AbstractContextManager, ExitStack, closing, suppress
from dataclasses import dataclass, replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from optout.browser import (
    Launch,
    driver,
    forget_profile,
    kept_profile,
    no_sandbox,
    page_to_print,
    profile_context,
    run_lock,
    show_plainly,
    thrown_away_profile,
)
from optout.cli.console import Desk, can_prompt
from optout.cli.observer import TerminalObserver
from optout.cli.options import (
    AccountOption,
    BrowserOption,
    DataDirOption,
    FlowArgument,
    Work,
    begin,
)
from optout.cli.preflight import ask_about_earlier, ensure_trusted, ready
from optout.cli.reasons import Reasons
from optout.cli.stamping import StampingAfterRuns
from optout.cli.terminal import TerminalPrompts, interrupts
from optout.errors import (
    BrowserFailed,
    Interrupted,
    JournalError,
    OptoutError,
    ProfileInUse,
    RecordError,
    Unexpected,
)
from optout.flow import LoadedFlow, find_flow
from optout.journal import Journal, ObjectionKey
from optout.person import Person, checked_account
from optout.run import Dependencies, Objection, Options, RunResult, key_of, run_and_seal
from optout.translation import _, spoken


@dataclass(frozen=True)
class Command(Desk):
    """A command that goes to the live site, and how.

    With `recheck_only` no setting is pressed; with `saves` the pages of the run are saved.
    """

    until_filled: bool = False
    yes: bool = False
    again: bool = False
    reason: str | None = None
    ephemeral: bool = False
    whole_page: bool = False
    recheck_only: bool = False
    saves: bool = False

    @property
    def concludes(self) -> bool:
        """True if the run reports how it ended, in a window that stays until Enter; else a caller reports it."""
        return not (self.recheck_only or self.saves)

    @property
    def talks(self) -> bool:
        """True if somebody can be asked along the way."""
        return self.prompts.can_answer and not self.console.as_json

    @cached_property
    def prompts(self) -> TerminalPrompts:
        """The one reader of this terminal: two would take each other's lines."""
        return TerminalPrompts(self.console, can_answer=can_prompt())

    @property
    def asks_reasons(self) -> bool:
        """True if the person can be asked for their reasons, and something may be sent."""
        return self.talks and self.concludes and not (self.yes or self.until_filled)

    @cached_property
    def reasons(self) -> Reasons:
        """The reasons of the person, for whom it is one command."""
        return Reasons(self.console, self.prompts)

    @cached_property
    def stamping(self) -> StampingAfterRuns:
        """What takes time stamps after the runs of this command."""
        return StampingAfterRuns(self, self.prompts if self.talks else None)


@dataclass(frozen=True)
class LiveRun:
    """What is carried out: a flow, for a person, in a browser; an `authoring.saved.Watcher` may look on."""

    loaded: LoadedFlow
    person: Person
    launch: Launch
    watcher: Any = None

    @property
    def key(self) -> ObjectionKey:
        """What may be sent once."""
        return key_of(self.loaded, self.person)


def prepared(
    command: Command, flow: str, comment: str | None = None, account: str | None = None
) -> LiveRun:
    """Return what is to be carried out; raise OptoutError where it cannot be: nothing was opened."""
    console, settings = command.console, command.settings
    loaded = find_flow(flow)
    person = Person.from_settings(
        settings.model_copy(update={"account": account or settings.account}), comment
    )
    console.redact = person.redactor()
    ensure_trusted(console, loaded, settings.data_dir)
    asks = not (command.yes or command.until_filled or command.recheck_only)
    return LiveRun(loaded, person, ready(settings.browser, asks=asks))


_STOPS = _("This stops at the filled form, or once the setting is read: nothing is sent or turned")
_OPENS = _("A browser window opens. Your password stays between you and the site")


def submit_live(command: Command, run: LiveRun) -> RunResult:
    """Carry out one objection; an error that it raises says whether anything may have been sent."""
    try:
        with _lock_of(command, run), command.journal() as journal:
            return _journaled(command, run, journal)
    # Whichever of these ends a run, nothing was sent: `run_and_seal` raises none of them once the
    # submission is armed.
    except (JournalError, RecordError, ProfileInUse, BrowserFailed) as error:
        error.message = _("nothing was sent: {why}").format(why=error.message)
        raise


def _journaled(command: Command, run: LiveRun, journal: Journal) -> RunResult:
    """Ask what is to be known before a window opens, then carry out the objection in it."""
    if not (command.saves and command.until_filled):
        agrees = command.prompts.agrees if command.talks else None
        ask_about_earlier(
            command.console, journal, run.loaded, run.key, again=command.again, agrees=agrees
        )
    if command.asks_reasons:
        run = _with_reasons(command, run)
    screen = TerminalObserver(command.console, run.loaded.flow)
    screen.introduce(run.person)
    if command.until_filled:
        command.console.say(_STOPS)
    command.console.say(_OPENS)
    try:
        return _in_browser(command, run, journal, screen)
    except OptoutError:
        raise
    except (
        KeyboardInterrupt
    ):  # a third Ctrl-C, see `terminal.interrupts`: no record could be sealed
        raise _interrupted(may_have_left=_may_have_left(journal, run.key)) from None
    except Exception as error:
        raise Unexpected(error, may_have_left=_may_have_left(journal, run.key)) from error


def _may_have_left(journal: Journal, key: ObjectionKey) -> bool:
    """True unless the journal shows that nothing was sent: a submission is armed in it before it is sent."""
    try:
        return journal.blocking(key) is not None
    except JournalError:
        return True


def _interrupted(*, may_have_left: bool) -> Interrupted:
    if may_have_left:
        return Interrupted(
            _("it was interrupted before it could say how things stand"), "optout status"
        )
    return Interrupted(_("interrupted; nothing was sent"))


def _with_reasons(command: Command, run: LiveRun) -> LiveRun:
    person = command.reasons.added_to(run.person, run.loaded.flow)
    command.console.redact = person.redactor()
    return replace(run, person=person)


def look_only(command: Command, run: LiveRun) -> RunResult:
    """Read the settings of a flow on the live site, and keep neither a record nor a row."""
    with _lock_of(command, run), closing(Journal(None)) as journal:
        command.console.say(_OPENS)
        return _in_browser(
            command, run, journal, TerminalObserver(command.console, run.loaded.flow)
        )


def _lock_of(command: Command, run: LiveRun) -> AbstractContextManager[None]:
    return run_lock(command.folder(), run.loaded.lineage, run.person.account)


def _in_browser(
    command: Command, run: LiveRun, journal: Journal, screen: TerminalObserver
) -> RunResult:
    """Carry it out in the person's profile; after a sign-in in a plain window, once more."""
    with ExitStack() as stack:
        profile = stack.enter_context(_profile(command, run))
        while True:
            result = _in_window(command, run, journal, screen, profile)
            if not _may_sign_in_plainly(command, result):
                return result
            if not _wants_plain_window(command):
                screen.ended(result, concludes=command.concludes)
                return result
            show_plainly(run.launch, profile, run.loaded.flow.sign_in.open)


def _profile(command: Command, run: LiveRun) -> AbstractContextManager[Path]:
    """Return the profile of the browser: a person's own for each controller and account, or one for this run."""
    if command.ephemeral:
        return thrown_away_profile()
    return kept_profile(command.settings.data_dir, run.loaded.holder, run.person.account)


def _may_sign_in_plainly(command: Command, result: RunResult) -> bool:
    """True if the sign-in was refused because a program drives the window, and the person can be asked."""
    return "refused" in result.outcome.detail and command.talks


def _wants_plain_window(command: Command) -> bool:
    message = _(
        "Google refused to sign you in here; it often does so in a window that a program controls"
    )
    command.console.say(message)
    return command.prompts.agrees(
        _("Sign in in a plain window of this browser, then close it? [y/N] ")
    )


def _in_window(
    command: Command, run: LiveRun, journal: Journal, screen: TerminalObserver, profile: Path
) -> RunResult:
    """Carry it out in a window of its own, which is closed when it has ended."""

    def report_end(result: RunResult) -> None:
        if _may_sign_in_plainly(command, result):  # it goes on in another window
            return
        if run.watcher:
            run.watcher.ended(sent=result.sent_at is not None)
        # a terminal that is gone changes nothing about what was sent, nor the exit code
        with suppress(OSError):
            screen.ended(result, concludes=command.concludes)

    closes = partial(command.prompts.until_enter, turns=screen.turns)
    with interrupts() as tick, ExitStack() as stack:  # closing is not broken into either
        playwright = stack.enter_context(driver())
        context = stack.enter_context(profile_context(playwright, run.launch, profile))
        dependencies = Dependencies(
            command.prompts,
            [screen.show, run.watcher.tell] if run.watcher else [screen.show],
            journal,
            lambda: page_to_print(stack, playwright, run.launch),
            run.watcher.opened if run.watcher else lambda _: None,
            tell_end=report_end,
            ask_to_close=closes if command.concludes and command.talks else None,
        )
        version = context.browser.version if context.browser else "?"
        result = run_and_seal(context, _objection(command, run, version), dependencies, tick)
        command.console.end_line()
        return result


def _objection(command: Command, run: LiveRun, browser_version: str) -> Objection:
    settings = command.settings
    options = Options(
        **settings.model_dump(
            include={"email_mismatch", "sign_in_wait", "code_wait", "patience", "outcome_wait"}
        ),
        until_filled=command.until_filled,
        yes=command.yes,
        again_reason=command.reason if command.again else None,
        confirm_presses=not run.loaded.shipped,
        recheck_only=command.recheck_only,
        whole_page=command.whole_page,
    )
    return Objection(
        loaded=run.loaded,
        person=run.person,
        options=options,
        records=settings.data_dir / "records",
        browser_name=run.launch.installed.label,
        browser_version=browser_version,
        no_sandbox=no_sandbox(run.launch),
        language=spoken(),
        contact_name=settings.name.get_secret_value() if settings.name else None,
    )


def sign_in_command(
    *,
    flow: FlowArgument = None,
    account: AccountOption = None,
    browser: BrowserOption = None,
    data_dir: DataDirOption = None,
) -> Work:
    """Sign in beforehand in a window that no program drives, where a site refuses any other.

    \b
    optout sign-in gemini                  then: optout submit gemini
    """
    return partial(sign_in, begin(flow=flow, account=account, browser=browser, data_dir=data_dir))


def sign_in(desk: Desk) -> None:
    """Have the person sign in in a window that no program drives; the next run has their session."""
    console, settings = desk.console, desk.settings
    loaded, account = find_flow(settings.flow), checked_account(settings.account)
    ensure_trusted(console, loaded, settings.data_dir)
    launch = ready(settings.browser, asks=False)
    with kept_profile(settings.data_dir, loaded.holder, account) as profile:
        console.say(
            _(
                "A window opens that this program neither drives nor reads. Sign in there, then close it"
            )
        )
        show_plainly(launch, profile, loaded.flow.sign_in.open)
    console.hint(f"optout submit {settings.flow} --account {account}")


def logout_command(
    *,
    flow: FlowArgument = None,
    account: AccountOption = None,
    data_dir: DataDirOption = None,
) -> Work:
    """Forget the sign-in that is kept for a flow's controller.

    \b
    optout logout instagram --account work   one of several accounts
    """
    return partial(logout, begin(flow=flow, account=account, data_dir=data_dir))


def logout(desk: Desk) -> None:
    """Delete the kept sign-in of a flow's controller and account."""
    console, settings = desk.console, desk.settings
    loaded, account = find_flow(settings.flow), checked_account(settings.account)
    gone = forget_profile(settings.data_dir, loaded.holder, account)
    forgotten = _("The sign-in for {controller}, account {account}, is forgotten")
    message = forgotten if gone else _("No sign-in is kept for {controller}, account {account}")
    console.say(message.format(controller=loaded.flow.controller, account=account))
    if gone:
        console.say(
            _("The site may still list this browser as signed in: its own settings end that")
        )
