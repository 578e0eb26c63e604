"""Every error a person can meet. One that is not handled ends the program with its exit code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from optout.exits import Exit
from optout.i18n import _, named
from optout.outcome import EXITS, OPEN, TELLINGS, Reason, State, exit_code, tell


class OptoutError(Exception):
    """What went wrong and where, what to type next, and the exit code. Never holds a personal value."""

    exit = Exit.ERROR

    def __init__(self, says: str, hint: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.hint = hint


class UsageError(OptoutError):
    """What was typed does not fit."""

    exit = Exit.USAGE


class SettingsError(UsageError):
    """A setting is wrong; names the variable or option, never its value."""


@dataclass(frozen=True, order=True)
class Mistake:
    """One mistake in a file, in English as all that flow authors read: `file:line: where: says`."""

    file: str
    line: int
    where: str
    says: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return ": ".join(filter(None, (place, self.where, self.says)))


class FlowError(UsageError):
    """A flow file or its saved pages cannot be used; `mistakes` has all of them at once."""

    def __init__(self, mistakes: Sequence[Mistake]) -> None:
        super().__init__("\n".join(map(str, mistakes)), "optout flows check")
        self.mistakes = tuple(mistakes)


class Stop(OptoutError):
    """A run ended before the send, for `reason`; `detail` fills the reason's sentence."""

    def __init__(self, reason: Reason, **detail: str) -> None:
        telling = TELLINGS[reason]
        super().__init__(tell(telling.says, detail), tell(telling.hint, detail))
        self.exit = exit_code(State.STOPPED, reason)
        self.reason = reason
        self.detail: Mapping[str, str] = detail


class SentByHand(OptoutError):
    """The person sent the form in the window themselves: whatever the run was at, it goes on to the outcome."""


class WindowGone(OptoutError):
    """The window was closed, or the browser ended."""


class PageCrashed(WindowGone):
    """The page's process ended; nobody closed it."""


class Interrupted(OptoutError):
    """The person or the system asked the program to end."""

    exit = Exit.INTERRUPTED


class BrowserMissing(OptoutError):
    """There is no browser to use."""


class BrowserFailed(OptoutError):
    """The browser is there but did not start."""


class NoScreen(OptoutError):
    """There is no display to open a window on."""

    exit = Exit.NEEDS_PERSON


class ProfileInUse(OptoutError):
    """Another run or another browser holds the profile."""

    exit = Exit.NEEDS_PERSON


class SentBefore(OptoutError):
    """An earlier objection with the same key blocks this one."""

    def __init__(self, state: State, when: str) -> None:
        telling = TELLINGS[Reason.SENT_BEFORE]
        detail = {"state": named(state.value), "when": when}
        super().__init__(tell(telling.says, detail), telling.hint)
        self.exit = EXITS.get(state, Exit.UNKNOWN)
        self.state, self.detail = state, detail


class SentBeside(OptoutError):
    """Another flow sent an objection to where this one goes, and nobody said that this is another one."""

    def __init__(self, state: State, flow: str, controller: str, when: str) -> None:
        says = _(
            "the flow {flow} sent an objection to the same site ({controller}) on {when}, or may have; its state: "
            "{state}"
        )
        super().__init__(
            says.format(flow=flow, controller=controller, when=when, state=named(state.value)),
            _("if this is another objection: --again --reason TEXT"),
        )
        self.exit = Exit.UNKNOWN if state in OPEN else Exit.USAGE


class Unexpected(OptoutError):
    """The program itself failed. Only the kind of the failure is said: its message may hold what was filled."""

    def __init__(self, error: BaseException, *, may_have_left: bool = False) -> None:
        sent = _("it may have been sent") if may_have_left else _("nothing was sent")
        says = _("this program failed unexpectedly ({kind}); {sent}").format(kind=type(error).__name__, sent=sent)
        super().__init__(says, _("optout status shows what was sent; optout --verbose COMMAND shows where it failed"))
        self.exit = Exit.UNKNOWN if may_have_left else Exit.ERROR


class JournalError(OptoutError):
    """The journal cannot be read or written."""


class RecordError(OptoutError):
    """A record is damaged, or the folder is not a record."""
