"""`optout submit`: the main job, on the live site."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Protocol

from optout.browser.driver import driver
from optout.browser.find import find_browser, has_screen
from optout.browser.launch import Launch, page_to_print, profile_context, sandbox
from optout.browser.profile import kept_profile, lock_file, run_lock, thrown_away_profile
from optout.browser.window import Window
from optout.cli.comment import Typed, given_comment
from optout.cli.console import SIGN_IN, Console, as_json, can_prompt, conclude
from optout.cli.introducing import introduce
from optout.cli.signals import interrupts
from optout.cli.terminal import TerminalHands, TerminalObserver
from optout.cli.trust import ensure_trusted
from optout.errors import (
    BrowserFailed,
    JournalError,
    NoScreen,
    OptoutError,
    ProfileInUse,
    RecordError,
    SentBefore,
    Stop,
    Unexpected,
    UsageError,
)
from optout.failpoints import Point, reach
from optout.flow.catalogue import find_flow
from optout.flow.load import LoadedFlow
from optout.journal import Journal, Key
from optout.person import Person
from optout.reasons import Reason
from optout.run.conduct import Desk, Job, Result, conduct
from optout.run.objection import Options
from optout.run.observer import Observer, Observers
from optout.settings import Settings, language, private_folder
from optout.state import Exit
from optout.tongue import _, named


@dataclass(frozen=True)
class Wishes:
    """What was typed beside the settings."""

    comment: Typed = field(default_factory=Typed)
    until_filled: bool = False
    yes: bool = False
    again: bool = False
    reason: str | None = None
    ephemeral: bool = False
    debug_trace: bool = False


def submit(console: Console, settings: Settings, wishes: Wishes) -> Exit:
    """Carry out one objection on the live site; gives the exit code.

    Raises:
        OptoutError: before anything was opened.
    """
    if wishes.again != bool(wishes.reason):
        raise UsageError(
            _("--again and --reason belong together"), _('optout submit --again --reason "the first was refused"')
        )
    loaded = find_flow(settings.flow)
    person = Person.from_settings(settings, given_comment(settings, wishes.comment))
    console.redact = person.redactor()
    introduce(console, loaded.flow, person)
    ensure_trusted(console, loaded, settings.data_dir)
    refuse_no_screen("submit")
    if not can_prompt() and not (wishes.yes or wishes.until_filled):
        raise Stop(Reason.NO_TERMINAL, question=named("approve"))
    return carry_out(
        console, settings, wishes, Case(loaded, person, Launch(find_browser(settings.browser), headed=True))
    )


def refuse_no_screen(command: str) -> None:
    """Find out before anything is started whether a window can be shown.

    Raises:
        NoScreen: it cannot.
    """
    if not has_screen(os.environ, sys.platform):
        says = _("there is no screen to open a browser window on")
        raise NoScreen(says, _("run it on a desktop; on a server: xvfb-run optout {command}").format(command=command))


class Onlooker(Observer, Protocol):
    """An observer that also looks at the window, and once more when the run is over and the window still there."""

    def sit_down(self, window: Window) -> None:
        """Let it look at a window."""

    def ended(self, *, sent: bool) -> None:
        """Say that the run is over."""


@dataclass(frozen=True)
class Case:
    """What is carried out: a flow, for a person, in a browser, and who else looks on."""

    loaded: LoadedFlow
    person: Person
    launch: Launch
    onlooker: "Onlooker | None" = None

    @property
    def key(self) -> Key:
        """What may be sent once."""
        flow = self.loaded.flow
        return Key(flow.id, flow.controller, self.person.account, flow.purpose)


def carry_out(console: Console, settings: Settings, wishes: Wishes, case: Case) -> Exit:
    """Carry out one objection and say how it ended; one run at a time for each flow and account.

    Raises:
        OptoutError: it was refused, or the program itself failed; says whether anything may have been sent.
    """
    result = objected(console, settings, wishes, case)
    try:
        conclude(console, case.loaded.flow, result)
        if console.as_json:
            console.json(as_json(case.loaded.flow, result))
    except OSError:
        pass  # a terminal that is gone changes nothing about what was sent, nor the exit code
    return result.outcome.exit


def objected(console: Console, settings: Settings, wishes: Wishes, case: Case) -> Result:
    """Carry out one objection; gives how it ended, without telling it.

    Raises:
        OptoutError: it was refused, or the program itself failed; says whether anything may have been sent.
    """
    private_folder(settings.data_dir)
    lock = lock_file(settings.data_dir, case.loaded.flow.id, case.person.account)
    with _nothing_sent(), run_lock(lock), _open_journal(settings) as journal:
        if case.onlooker is None or not wishes.until_filled:
            _refuse_second(console, journal, case, wishes)
        console.say(SIGN_IN)
        return _told_if_it_fails(journal, case, lambda: _in_browser(console, settings, wishes, case, journal))


@contextmanager
def _nothing_sent() -> Iterator[None]:
    """Say it first: whatever of these ends a run, `conduct` raises none of them once the send is armed."""
    try:
        yield
    except (JournalError, RecordError, ProfileInUse, BrowserFailed) as error:
        error.says = _("nothing was sent: {why}").format(why=error.says)
        raise


def _told_if_it_fails(journal: Journal, case: Case, act: Callable[[], Result]) -> Result:
    try:
        return act()
    except OptoutError:
        raise
    except Exception as error:
        raise Unexpected(error, may_have_left=_may_have_left(journal, case.key)) from error


def _may_have_left(journal: Journal, key: Key) -> bool:
    try:
        return journal.blocking(key) is not None
    except JournalError:
        return True  # it cannot be asked


@contextmanager
def _open_journal(settings: Settings) -> Iterator[Journal]:
    journal = Journal(settings.data_dir)
    try:
        yield journal
    finally:
        journal.close()


def _refuse_second(console: Console, journal: Journal, case: Case, wishes: Wishes) -> None:
    journal.recover(case.key)
    earlier = journal.blocking(case.key)
    if earlier is None:
        return
    when = _day(earlier.sent_at or earlier.changed_at)
    if not wishes.again:
        raise SentBefore(earlier.state, when)
    says = _("You sent this before, on {when}, and it stands as {state}")
    console.say(says.format(when=when, state=named(earlier.state.value)))


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _in_browser(console: Console, settings: Settings, wishes: Wishes, case: Case, journal: Journal) -> Result:
    hands = TerminalHands(console, can_answer=can_prompt())
    screen = TerminalObserver(console)
    flow = case.loaded.flow
    with ExitStack() as stack, interrupts() as signals:
        if wishes.ephemeral:
            profile = stack.enter_context(thrown_away_profile())
        else:
            profile = stack.enter_context(kept_profile(settings.data_dir, flow.controller, case.person.account))
        reach(Point.BEFORE_LAUNCH)
        playwright = stack.enter_context(driver(_trace(console, settings) if wishes.debug_trace else None))
        context = stack.enter_context(profile_context(playwright, case.launch, profile))
        version = context.browser.version if context.browser else "?"
        looking_on = case.onlooker
        desk = Desk(
            hands,
            Observers(screen, *([looking_on] if looking_on else [])),
            journal,
            lambda: page_to_print(stack, playwright, case.launch),
            looking_on.sit_down if looking_on else _nobody,
        )
        result = conduct(context, _job(settings, wishes, case, version), desk, signals.tick)
        if looking_on:
            looking_on.ended(sent=result.sent_at is not None)
        if int(result.outcome.exit):
            screen.failed()
        return result


def _nobody(_: Window) -> None:
    """Let nobody look at the window."""


def _trace(console: Console, settings: Settings) -> Path:
    """Give the file for a trace, and say what will be in it; it is no part of the record."""
    file = private_folder(settings.data_dir / "traces") / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.log"
    says = _("{file} will hold what is typed into the form, your e-mail and comment included: keep it to yourself")
    console.warn(says.format(file=str(file)))
    return file


def _job(settings: Settings, wishes: Wishes, case: Case, browser_version: str) -> Job:
    options = Options(
        email_mismatch=settings.email_mismatch,
        until_filled=wishes.until_filled,
        yes=wishes.yes,
        again_reason=wishes.reason if wishes.again else None,
        sign_in_wait=settings.sign_in_wait,
        code_wait=settings.code_wait,
        patience=settings.patience,
        outcome_wait=settings.outcome_wait,
    )
    return Job(
        loaded=case.loaded,
        person=case.person,
        options=options,
        records=settings.data_dir / "records",
        browser_name=case.launch.installed.kind.label,
        browser_version=browser_version,
        sandbox=sandbox(case.launch),
        language=language(settings),
    )
