"""Ctrl-C, TERM and HUP: noted when they come, acted on at the next safe point; a second Ctrl-C ends at once.

What is ignored when the program starts stays ignored: by `nohup`, by `trap`, by a shell for a job in the background.
"""

import signal
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from difflib import get_close_matches
from functools import cached_property
from pathlib import Path
from types import FrameType
from typing import Any, Protocol

from optout.browser.launch import (
    Launch,
    driver,
    forget_profile,
    kept_profile,
    lock_file,
    page_to_print,
    profile_context,
    run_lock,
    sandbox,
    thrown_away_profile,
)
from optout.browser.window import Window
from optout.cli.comment import Typed, forget_draft
from optout.cli.console import OPENS, Console, can_prompt
from optout.cli.due import moved
from optout.cli.options import known_accounts
from optout.cli.terminal import TerminalAsker, TerminalObserver
from optout.errors import (
    BrowserFailed,
    Interrupted,
    JournalError,
    OptoutError,
    ProfileInUse,
    RecordError,
    SentBefore,
    Unexpected,
)
from optout.failpoints import Point, reach
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow
from optout.i18n import Said, _, joined, named, ngettext
from optout.journal import Journal, Key
from optout.outcome import Exit, State
from optout.person import Person, checked_account
from optout.run.events import Observer, Observers
from optout.run.recording import AtEnd, Objection, Result, Services, conduct
from optout.run.session import Options
from optout.settings import Settings, language, private_folder


def warn_of_account(console: Console, data_dir: Path, label: str) -> None:
    """Say that an account is new when it looks like one that is known: a new label is no error, only unlikely."""
    known = known_accounts(data_dir)
    near = [] if label in known else get_close_matches(label, known, n=1)
    if near:
        console.warn(_("there was no account with this label before; did you mean {near}?").format(near=near[0]))


class Interrupts:
    """Remembers that the person or the system asked to end. `tick` raises once, at a safe point."""

    def __init__(self) -> None:
        self._asked = self._raised = self._at_once = False

    def note(self, signal_number: int, frame: FrameType | None) -> None:
        """Take a signal; the second Ctrl-C does not wait for a safe point, but for the end of Playwright's own turn."""
        at_once = self._asked and signal_number == signal.SIGINT
        self._asked = True
        if at_once and not _in_turn(frame):
            raise KeyboardInterrupt
        self._at_once |= at_once

    def asked(self) -> bool:
        """Whether somebody asked to end."""
        return self._asked

    def tick(self) -> None:
        """Raise Interrupted if a signal came; once, so that the record can still be sealed."""
        self.end()
        if self._asked and not self._raised:
            self._raised = True
            raise Interrupted(_("you interrupted"))

    def end(self) -> None:
        """Raise KeyboardInterrupt if a second Ctrl-C came while Playwright's loop was at work."""
        if self._at_once:
            self._at_once = False
            raise KeyboardInterrupt


def _in_turn(frame: FrameType | None) -> bool:
    """Whether Playwright's loop is at work, and does not just wait for what comes next.

    What breaks into its work leaves it broken: the answer to a message that was sent is then nobody's, and asyncio
    tells of it with a traceback. Such a turn takes no time worth the name; what takes long is the wait.
    """
    if frame is None or frame.f_code.co_name in _WAITS:
        return False
    while frame:
        if frame.f_globals.get("__name__", "").startswith(_LOOP):
            return True
        frame = frame.f_back
    return False


_LOOP = ("asyncio.", "playwright.")
_WAITS = {"select", "_poll"}
"""The functions in which a loop of asyncio waits: of `selectors`, and of `asyncio.windows_events`."""


@contextmanager
def interrupts() -> Iterator[Interrupts]:
    """Listen to the signals for the length of a run."""
    noted = Interrupts()
    numbers = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, noted.note) for number in heeded}
    try:
        yield noted
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
    noted.end()


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

    def screen(self, flow: Flow) -> TerminalObserver:
        """Give what shows on this terminal how a run of a flow goes."""
        return TerminalObserver(self.console, flow.short)

    @cached_property
    def hands(self) -> TerminalAsker:
        """Give the one reader of this terminal: two would take each other's lines."""
        return TerminalAsker(self.console, can_answer=can_prompt())


class Onlooker(Observer, Protocol):
    """An observer that also looks at the window, and once more when the run is over and the window still there."""

    def opened(self, window: Window) -> None:
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
    with _journal(sitting.settings, case) as journal:
        if case.onlooker is None or not sitting.wishes.until_filled:
            _refuse_second(sitting, journal, case.key)
        sitting.console.say(OPENS)
        try:
            result = _in_browser(sitting, case, journal, tell_end)
        except OptoutError:
            raise
        except Exception as error:
            raise Unexpected(error, may_have_left=_may_have_left(journal, case.key)) from error
    if result.sent_at is not None and sitting.wishes.comment.written:
        forget_draft(sitting.settings.data_dir)  # the record has it
    return result


def refuse_sent_before(sitting: Sitting, case: Case) -> None:
    """Ask the journal before anything is shown or opened.

    Raises:
        SentBefore: an earlier objection stands in the way, and the person did not ask to send again.
        OptoutError: the journal cannot be asked, or another run is at it.
    """
    with _journal(sitting.settings, case) as journal:
        _refuse_second(sitting, journal, case.key)


@contextmanager
def _journal(settings: Settings, case: Case) -> Iterator[Journal]:
    """Hold the journal, and the lock that one run at a time holds.

    Whatever of these errors ends a run, nothing was sent: `conduct` raises none of them once the send is armed.
    """
    try:
        with held(settings, case), closing(Journal(settings.data_dir)) as journal:
            yield journal
    except (JournalError, RecordError, ProfileInUse, BrowserFailed) as error:
        error.says = _("nothing was sent: {why}").format(why=error.says)
        raise


def held(settings: Settings, case: Case) -> AbstractContextManager[None]:
    """Hold the lock that one run at a time holds, for a flow and an account.

    Raises:
        SettingsError: there is no folder for it.
        ProfileInUse: another run has it.
    """
    private_folder(settings.data_dir)
    return run_lock(lock_file(settings.data_dir, case.loaded.flow.id, case.person.account))


def _may_have_left(journal: Journal, key: Key) -> bool:
    try:
        return journal.blocking(key) is not None
    except JournalError:
        return True  # it cannot be asked


def _refuse_second(sitting: Sitting, journal: Journal, key: Key) -> None:
    journal.recover(key)
    earlier = journal.blocking(key)
    if earlier is None:
        return
    moment = datetime.fromisoformat(earlier.sent_at or earlier.changed_at)
    when = moment.astimezone().strftime("%Y-%m-%d %H:%M")
    if not sitting.wishes.again:
        raise SentBefore(earlier.state, when)
    says = _("You sent this before, on {when}, and it stands as {state}")
    sitting.console.say(says.format(when=when, state=named(earlier.state.value)))


def _in_browser(sitting: Sitting, case: Case, journal: Journal, tell_end: Callable[[Result], None] | None) -> Result:
    screen = sitting.screen(case.loaded.flow)

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
        profile = stack.enter_context(profile_of(sitting, case))
        reach(Point.BEFORE_LAUNCH)
        playwright = stack.enter_context(driver(_trace(sitting) if sitting.wishes.debug_trace else None))
        context = stack.enter_context(profile_context(playwright, case.launch, profile))
        version = context.browser.version if context.browser else "?"
        services = Services(
            sitting.hands,
            Observers(screen, *([case.onlooker] if case.onlooker else [])),
            journal,
            lambda: page_to_print(stack, playwright, case.launch),
            case.onlooker.opened if case.onlooker else lambda _: None,
            at_end=AtEnd(ended, sitting.hands.until_enter if stays else None),
        )
        result = conduct(context, objection_of(sitting, case, version), services, signals.tick)
        sitting.console.end_line()
        return result


def profile_of(sitting: Sitting, case: Case) -> AbstractContextManager[Path]:
    """Give the browser profile that an objection is carried out with."""
    if case.profile:
        return nullcontext(case.profile)
    if sitting.wishes.ephemeral:
        return thrown_away_profile()
    return kept_profile(sitting.settings.data_dir, case.loaded.flow.controller, case.person.account)


def _trace(sitting: Sitting) -> Path:
    """Give the file for a trace, and say what will be in it; it is no part of the record."""
    file = private_folder(sitting.settings.data_dir / "traces") / f"{datetime.now(UTC):%Y-%m-%dT%H%M%SZ}.log"
    says = _("{file} will hold what is typed into the form, your e-mail and comment included: keep it to yourself")
    sitting.console.warn(says.format(file=str(file)))
    return file


def objection_of(sitting: Sitting, case: Case, browser_version: str = "?") -> Objection:
    """Give what is to be carried out, as the settings and what was typed say."""
    settings, wishes = sitting.settings, sitting.wishes
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
    return Objection(
        loaded=case.loaded,
        person=case.person,
        options=options,
        records=settings.data_dir / "records",
        browser_name=case.launch.installed.kind.label,
        browser_version=browser_version,
        sandbox=sandbox(case.launch),
        language=language(settings),
    )


_NOTHING_SENT = _("Nothing was sent")
_LEADS = {
    State.CONFIRMED: _("Sent and received"),
    State.REJECTED: _("Sent, and refused"),
    State.AWAITING_CODE: _("Sent, and waiting for your code"),
    State.UNKNOWN: _("It may have been sent; the outcome is unknown"),
    State.ALREADY_OBJECTED: _NOTHING_SENT,
    State.STOPPED: _NOTHING_SENT,
}
_QUIET_STOPS = {"declined", "until_filled", "closed", "interrupted"}
"""Ends a person chose: told plainly, not as errors."""


def conclude(console: Console, flow: Flow, result: Result) -> None:
    """Say whether it was sent, where the record is, and what comes next and when; the record's path goes to stdout."""
    outcome = result.outcome
    console.say()
    if outcome.state == State.STOPPED and outcome.reached:
        console.mark("done", _replayed(result, _("The form is filled. Nothing was sent")), "bold")
    else:
        for line in _ending(flow, result):
            console.say(line, style="bold" if _LEADS[outcome.state] in line else "")
    if held := result.held_back:
        console.say(
            ngettext(
                "{number} further request to send it again held back",
                "{number} further requests to send it again held back",
                held,
            )
        )
    for trouble in result.trouble:
        console.warn(_("{trouble}; this changes nothing about the outcome above").format(trouble=trouble))
    if result.suggestions:
        console.say(
            _("What you pointed at, as lines for targets in the file of this flow, {flow}:").format(flow=flow.id)
        )
        for lines in result.suggestions:
            console.say_whole(f"  {lines}")
    for part in result.not_suggested:
        told = _("What you pointed at as {part} cannot be told from the rest of the page by lines in a flow's file")
        console.say(told.format(part=part))
    console.hint(outcome.hint if outcome.state != State.CONFIRMED else "")
    if result.sealed is None:
        not_reached = _("The form was not reached, so nothing was kept")
        console.say(_("There is no sealed record") if result.kept else not_reached)
        return
    console.say(_("Keep this line somewhere else, for instance in an e-mail to yourself:"))
    console.say(_("Fingerprint: {fingerprint}").format(fingerprint=result.sealed.fingerprint))
    console.say(_("Record:"))
    if not console.as_json:
        console.data(str(result.sealed.folder))


def _ending(flow: Flow, result: Result) -> Iterable[Said]:
    outcome, lead = result.outcome, _replayed(result, _LEADS[result.outcome.state])
    if outcome.state == State.CONFIRMED:
        yield from _received(flow, result, lead)
    else:
        yield _("{lead}: {what}").format(lead=lead, what=outcome.says)
    if outcome.state == State.STOPPED and outcome.reason.value not in _QUIET_STOPS:
        where, detail = outcome.detail.get("address", ""), outcome.detail
        place = _("at {flow}, step {step} of {steps}")
        place = place.format(flow=flow.id, step=detail.get("step", "?"), steps=detail.get("steps", "?"))
        told_already = where in ("", "?") or where in outcome.says
        yield joined(("  ", place) if told_already else ("  ", place, ", ", where), "")


def _replayed(result: Result, lead: Said) -> Said:
    return _("In this replay: {lead}").format(lead=lead) if result.replay else lead


def _received(flow: Flow, result: Result, lead: Said) -> Iterable[Said]:
    outcome = result.outcome
    when, deadline = result.sent_at or "?", result.deadline
    if deadline is None:
        yield _("{lead}, {when}").format(lead=lead, when=when)
    else:
        yield _("{lead}, {when}. An answer is due by {day}").format(lead=lead, when=when, day=deadline.day)
        if what := moved(deadline):
            yield _("That is one month, {moved}").format(moved=what)
    yield _("The page said: “{words}”").format(words=outcome.confirmation)
    if outcome.read_by:
        yield _("You read it so; this program does not know these words, and the record says that it was you")
    days = flow.mails.confirm_within_days if flow.mails else None
    if days:
        yield ngettext(
            "{controller} usually confirms by e-mail within a day",
            "{controller} usually confirms by e-mail within {number} days",
            days,
        ).format(controller=flow.controller)
    if result.sealed:
        keep = _("Keep the e-mail that follows: {how}") if days else _("If an e-mail follows, keep it: {how}")
        yield keep.format(how=_("optout attach {id} FILE.eml").format(id=result.sealed.id))


def as_json(flow: Flow, result: Result) -> dict[str, Any]:
    """Give a result as plain data; the same keys whatever the outcome."""
    outcome = result.outcome
    return {
        "id": result.id if result.kept else None,
        "flow": flow.id,
        "controller": flow.controller,
        "state": outcome.state.value,
        "reason": outcome.reason.value,
        "says": outcome.says,
        "hint": outcome.hint,
        "exit_code": int(outcome.exit),
        "sent_at": result.sent_at.astimezone().isoformat(timespec="seconds") if result.sent_at else None,
        "due_on": result.deadline.day.isoformat() if result.deadline else None,
        "record": str(result.sealed.folder) if result.sealed else None,
        "fingerprint": result.sealed.fingerprint if result.sealed else None,
        "held_back": result.held_back,
        "way": result.way,
        "found": result.found,
        "suggestions": list(result.suggestions),
        "trouble": list(result.trouble),
    }


def logout(console: Console, settings: Settings) -> Exit:
    """Delete the kept sign-in of a flow's controller and account."""
    warn_of_account(console, settings.data_dir, settings.account)
    flow = find_flow(settings.flow).flow
    account = checked_account(settings.account)
    gone = forget_profile(settings.data_dir, flow.controller, account)
    forgotten = _("The sign-in for {controller}, account {account}, is forgotten")
    says = forgotten if gone else _("No sign-in is kept for {controller}, account {account}")
    console.say(says.format(controller=flow.controller, account=account))
    if gone:
        console.say(_("The site may still list this browser as signed in: its own settings end that"))
    return Exit.DONE
