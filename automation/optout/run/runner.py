"""The one loop: sign in, walk to the form, take the steps, send once, read the answer."""

from contextlib import suppress
from dataclasses import dataclass, field

from playwright.sync_api import Dialog

from optout.errors import Interrupted, JournalError, PageCrashed, SentBefore, Stop, WindowGone
from optout.failpoints import Point, reach
from optout.reasons import TELLINGS, Reason, exit_code, tell
from optout.run.before_send import go_to_send
from optout.run.objection import Objection, error_name
from optout.run.observer import Kind
from optout.run.outcome import Verdict
from optout.run.sending import Capture, decide_dialog
from optout.run.walking import is_sure
from optout.run.watching import watch
from optout.state import Exit, State
from optout.tongue import _

_SIGN_IN = 1  # the number of the first step
READ_BY_PERSON = _("as you read it on the page")
_OUTCOME_STATES = {Reason.ALREADY_OBJECTED: State.ALREADY_OBJECTED}


@dataclass(frozen=True)
class Outcome:
    """How a run ended: its state, the reason, and the words for it."""

    state: State
    reason: Reason
    detail: dict[str, str] = field(default_factory=dict)
    matched: str | None = None
    confirmation: str | None = None
    read_by: str | None = None

    @property
    def says(self) -> str:
        """The reason as a sentence without a full stop."""
        return tell(TELLINGS[self.reason].says, self.detail)

    @property
    def hint(self) -> str:
        """What to do next, or nothing."""
        return tell(TELLINGS[self.reason].hint, self.detail)

    @property
    def reached(self) -> bool:
        """Whether what the person asked for came about: the confirmation, or the filled form."""
        filled = self.state == State.STOPPED and self.reason == Reason.UNTIL_FILLED
        return filled or self.state == State.CONFIRMED

    @property
    def exit(self) -> Exit:
        """The exit code."""
        return exit_code(self.state, self.reason)


def run(objection: Objection, capture_filled: Capture) -> Outcome:
    """Carry one objection to its outcome. Never raises for what the page, the person or the browser does."""
    objection.window.on_dialog = lambda dialog: _note_dialog(objection, dialog)
    objection.total = _count(objection)
    try:
        go_to_send(objection, capture_filled)
        verdict = _after_send(objection)
        reach(Point.ANSWERED)
        return Outcome(
            verdict.state, verdict.reason, verdict.detail, verdict.matched, verdict.confirmation, verdict.read_by
        )
    except Stop as stop:
        return _stopped(objection, stop)
    except SentBefore:
        return Outcome(State.STOPPED, Reason.JOURNAL_REFUSED)
    except WindowGone as gone:
        return _gone(objection, gone)
    except Interrupted:
        return _ended(objection, Reason.INTERRUPTED, Reason.INTERRUPTED_AFTER_SEND)
    except Exception as error:  # noqa: BLE001  whatever it is, the person must be told whether it was sent
        return _ended(objection, Reason.FAILED, Reason.FAILED_AFTER_SEND, error=error_name(error))


def _note_dialog(objection: Objection, dialog: Dialog) -> None:
    message = decide_dialog(objection, objection.flow.send, dialog)
    if message is not None:
        objection.dialogs.append(message)


def _count(objection: Objection) -> int:
    """Count the steps every run of this flow and person has: sign-in, form, and those that are sure."""
    return 2 + sum(is_sure(objection, step) for step in objection.flow.steps)


def _after_send(objection: Objection) -> Verdict:
    objection.number += 1
    objection.tell(Kind.STEP_STARTED, _("confirm"))
    verdict = watch(objection)
    if (
        verdict.state in (State.UNKNOWN, State.CONFIRMED)
        and objection.dialogs
        and "send" not in objection.draft.by_hand
    ):
        return Verdict(State.UNKNOWN, Reason.DIALOG_AFTER_SEND)
    if verdict.state == State.CONFIRMED:
        told = _("“{words}”").format(words=verdict.matched) if verdict.matched else READ_BY_PERSON
        objection.tell(Kind.STEP_DONE, _("confirmed"), told=told)
    return verdict


def _stopped(objection: Objection, stop: Stop) -> Outcome:
    """Make a stop an outcome; after arming there are no stops, whatever raised it is unknown."""
    if _may_have_left(objection):
        return Outcome(State.UNKNOWN, Reason.FAILED_AFTER_SEND, {"error": stop.reason.value})
    if objection.page_sends:
        stop = objection.stop(Reason.PAGE_SENDS)  # what the page shows once it was held back is only what came of it
    state = _OUTCOME_STATES.get(stop.reason, State.STOPPED)
    return Outcome(state, stop.reason, dict(stop.detail))


def _may_have_left(objection: Objection) -> bool:
    """Whether a send may have left; what a page saved as the person pressed its button may have been one."""
    if objection.gate.saved and not objection.armed:
        with suppress(JournalError, SentBefore):
            objection.move(State.ARMED)
        objection.armed = True
    return objection.armed or objection.gate.passed is not None


def _gone(objection: Objection, gone: WindowGone) -> Outcome:
    if isinstance(gone, PageCrashed):
        return _ended(objection, Reason.FAILED, Reason.FAILED_AFTER_SEND, error=gone.says)
    moment = _("before you were signed in") if objection.number <= _SIGN_IN else _("before the form was sent")
    return _ended(objection, Reason.CLOSED, Reason.CLOSED_AFTER_SEND, moment=moment)


def _ended(objection: Objection, before: Reason, after: Reason, **detail: str) -> Outcome:
    if _may_have_left(objection):
        return Outcome(State.UNKNOWN, after, detail)
    where = {"step": str(objection.number), "steps": str(objection.total)}
    return Outcome(State.STOPPED, before, {**where, **detail})
