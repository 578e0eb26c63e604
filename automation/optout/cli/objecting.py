"""One objection on the live site, from the journal's leave to the closed browser; does not tell how it ended."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Protocol

from optout.browser.driver import driver
from optout.browser.launch import Launch, page_to_print, profile_context, sandbox
from optout.browser.profile import kept_profile, lock_file, run_lock, thrown_away_profile
from optout.browser.window import Window
from optout.cli.comment import Typed
from optout.cli.console import OPENS, Console, can_prompt
from optout.cli.draft import forget_draft
from optout.cli.signals import interrupts
from optout.cli.terminal import TerminalHands, TerminalObserver
from optout.errors import (
    BrowserFailed,
    JournalError,
    OptoutError,
    ProfileInUse,
    RecordError,
    SentBefore,
    Unexpected,
)
from optout.failpoints import Point, reach
from optout.flow.load import LoadedFlow
from optout.journal import Journal, Key
from optout.person import Person
from optout.run.conduct import AtEnd, Desk, Job, Result, conduct
from optout.run.observer import Observer, Observers
from optout.run.options import Options
from optout.settings import Settings, language, private_folder
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
    flow_named: bool = False
    accounts: tuple[str, ...] = ()


@dataclass(frozen=True)
class Sitting:
    """A person at a terminal, what they have set and what they wish, for one objection or several."""

    console: Console
    settings: Settings
    wishes: Wishes

    @cached_property
    def hands(self) -> TerminalHands:
        """Give the one reader of this terminal: two would take each other's lines."""
        return TerminalHands(self.console, can_answer=can_prompt())


class Onlooker(Observer, Protocol):
    """An observer that also looks at the window, and once more when the run is over and the window still there."""

    def sit_down(self, window: Window) -> None:
        """Let it look at a window."""

    def ended(self, *, sent: bool) -> None:
        """Say that the run is over."""


@dataclass(frozen=True)
class Case:
    """What is carried out: a flow, for a person, in a browser, and who else looks on.

    `profile` is a browser profile that outlasts this objection; None takes the one its sitting asks for.
    """

    loaded: LoadedFlow
    person: Person
    launch: Launch
    onlooker: Onlooker | None = None
    profile: Path | None = None

    @property
    def key(self) -> Key:
        """What may be sent once."""
        flow = self.loaded.flow
        return Key(flow.id, flow.controller, self.person.account, flow.purpose)


def objected(sitting: Sitting, case: Case, tell_end: Callable[[Result], None] | None = None) -> Result:
    """Carry out one objection; one run at a time for each flow and account.

    `tell_end` says how it ended while the window is still there; where there is a terminal, it stays until Enter.

    Raises:
        OptoutError: it was refused, or the program itself failed; says whether anything may have been sent.
    """
    with _books(sitting.settings, case) as journal:
        if case.onlooker is None or not sitting.wishes.until_filled:
            _refuse_second(sitting, journal, case.key)
        sitting.console.say(OPENS)
        result = _told_if_it_fails(journal, case, lambda: _in_browser(sitting, case, journal, tell_end))
    if result.sent_at is not None and sitting.wishes.comment.written:
        forget_draft(sitting.settings.data_dir)  # the record has it
    return result


def refuse_sent_before(sitting: Sitting, case: Case) -> None:
    """Ask the journal before anything is shown or opened.

    Raises:
        SentBefore: an earlier objection stands in the way, and the person did not ask to send again.
        OptoutError: the journal cannot be asked, or another run is at it.
    """
    with _books(sitting.settings, case) as journal:
        _refuse_second(sitting, journal, case.key)


@contextmanager
def _books(settings: Settings, case: Case) -> Iterator[Journal]:
    """Hold the journal, and the lock that one run at a time holds."""
    private_folder(settings.data_dir)
    lock = lock_file(settings.data_dir, case.loaded.flow.id, case.person.account)
    with _nothing_sent(), run_lock(lock), _open_journal(settings) as journal:
        yield journal


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


def _refuse_second(sitting: Sitting, journal: Journal, key: Key) -> None:
    journal.recover(key)
    earlier = journal.blocking(key)
    if earlier is None:
        return
    when = _day(earlier.sent_at or earlier.changed_at)
    if not sitting.wishes.again:
        raise SentBefore(earlier.state, when)
    says = _("You sent this before, on {when}, and it stands as {state}")
    sitting.console.say(says.format(when=when, state=named(earlier.state.value)))


def _day(moment: str) -> str:
    return datetime.fromisoformat(moment).astimezone().strftime("%Y-%m-%d %H:%M")


def _in_browser(sitting: Sitting, case: Case, journal: Journal, tell_end: Callable[[Result], None] | None) -> Result:
    screen = TerminalObserver(sitting.console)

    def ended(result: Result) -> None:
        if case.onlooker:
            case.onlooker.ended(sent=result.sent_at is not None)
        if int(result.outcome.exit):
            with suppress(OSError):  # a terminal that is gone
                screen.failed()
        if tell_end:
            tell_end(result)

    stays = tell_end and sitting.hands.can_answer and not sitting.console.as_json
    with interrupts() as signals, ExitStack() as stack:  # closing is not broken into either
        profile = stack.enter_context(_profile(sitting, case))
        reach(Point.BEFORE_LAUNCH)
        playwright = stack.enter_context(driver(_trace(sitting) if sitting.wishes.debug_trace else None))
        context = stack.enter_context(profile_context(playwright, case.launch, profile))
        version = context.browser.version if context.browser else "?"
        desk = Desk(
            sitting.hands,
            Observers(screen, *([case.onlooker] if case.onlooker else [])),
            journal,
            lambda: page_to_print(stack, playwright, case.launch),
            case.onlooker.sit_down if case.onlooker else _nobody,
            at_end=AtEnd(ended, sitting.hands.until_enter if stays else None),
        )
        result = conduct(context, _job(sitting, case, version), desk, signals.tick)
        sitting.console.end_line()
        return result


def _profile(sitting: Sitting, case: Case) -> AbstractContextManager[Path]:
    if case.profile:
        return nullcontext(case.profile)
    if sitting.wishes.ephemeral:
        return thrown_away_profile()
    return kept_profile(sitting.settings.data_dir, case.loaded.flow.controller, case.person.account)


def _nobody(_: Window) -> None:
    """Let nobody look at the window."""


def _trace(sitting: Sitting) -> Path:
    """Give the file for a trace, and say what will be in it; it is no part of the record."""
    file = private_folder(sitting.settings.data_dir / "traces") / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.log"
    says = _("{file} will hold what is typed into the form, your e-mail and comment included: keep it to yourself")
    sitting.console.warn(says.format(file=str(file)))
    return file


def _job(sitting: Sitting, case: Case, browser_version: str) -> Job:
    return Job(
        loaded=case.loaded,
        person=case.person,
        options=_options(sitting.settings, sitting.wishes),
        records=sitting.settings.data_dir / "records",
        browser_name=case.launch.installed.kind.label,
        browser_version=browser_version,
        sandbox=sandbox(case.launch),
        language=language(sitting.settings),
    )


def _options(settings: Settings, wishes: Wishes) -> Options:
    return Options(
        email_mismatch=settings.email_mismatch,
        until_filled=wishes.until_filled,
        yes=wishes.yes,
        again_reason=wishes.reason if wishes.again else None,
        sign_in_wait=settings.sign_in_wait,
        code_wait=settings.code_wait,
        patience=settings.patience,
        outcome_wait=settings.outcome_wait,
    )
