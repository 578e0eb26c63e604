"""Brings everything together for one run: the window, the gate, the journal, and the record at the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Locator, Page, Response

from optout.browser.form import FormField
from optout.browser.gate import Gate, body_names, body_sha256
from optout.browser.launch import Sandbox
from optout.browser.locate import Found
from optout.browser.window import Window
from optout.errors import JournalError, OptoutError, SentBefore, WindowGone
from optout.evidence.record import About, Ending, Field, Sealed, Sent, Stage, Tls
from optout.evidence.recorder import Recorder
from optout.flow.load import LoadedFlow
from optout.journal import Journal, Key
from optout.person import Person
from optout.run.hands import Hands
from optout.run.objection import Objection, Options, error_name
from optout.run.observer import Event, Kind, Observers
from optout.run.outcome import code_step
from optout.run.runner import Outcome, run
from optout.state import State


@dataclass(frozen=True)
class Job:
    """What to carry out, for whom, and where its record goes. `replay_case` is None on the live site."""

    loaded: LoadedFlow
    person: Person
    options: Options
    records: Path
    browser_name: str
    browser_version: str
    sandbox: Sandbox
    replay_case: str | None = None

    @property
    def key(self) -> Key:
        """What may be sent once."""
        flow = self.loaded.flow
        return Key(flow.id, flow.controller, self.person.account, flow.purpose)


@dataclass(frozen=True)
class Result:
    """How it ended and what is left of it: the record's folder and fingerprint, or why there is none."""

    id: str
    outcome: Outcome
    sent_at: datetime | None
    due_on: date | None
    sealed: Sealed | None
    trouble: tuple[str, ...]
    held_back: int
    way: str | None
    found: dict[str, str]


@dataclass(frozen=True)
class Desk:
    """The people and books of a run: who answers, who watches, where it is journaled, and how a report is printed.

    `sit_down` puts the answering person in front of the window; `aborted` lists what a replay kept from the network.
    """

    hands: Hands
    observers: Observers
    journal: Journal
    new_page: Callable[[], Page]
    sit_down: Callable[[Window], None] = lambda _: None
    aborted: list[str] = field(default_factory=list)


def conduct(context: BrowserContext, job: Job, desk: Desk, tick: Callable[[], None]) -> Result:
    """Carry one objection from the open browser to the sealed record.

    Raises:
        RecordError: no record can be begun; nothing was sent.
        JournalError: the journal cannot be used; nothing was sent.
    """
    recorder = Recorder(job.records, _about(job))
    desk.observers.add(_Timeline(recorder))
    desk.journal.plan(recorder.id, job.key)
    objection = _objection(context, job, desk, recorder.id, tick)
    outcome = run(objection, lambda fields: _capture_filled(objection, recorder, fields))
    trouble = _journal(desk.journal, recorder.id, job, outcome)
    sealed = _seal(objection, desk, recorder, outcome, trouble)
    objection.gate.lift()
    return Result(
        id=recorder.id,
        outcome=outcome,
        sent_at=objection.gate.passed_at,
        due_on=_due_on(job, outcome),
        sealed=sealed,
        trouble=tuple(trouble),
        held_back=objection.gate.held_back,
        way=objection.way,
        found=objection.found,
    )


class _Timeline:
    """Writes what happens into the record's timeline."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def tell(self, event: Event) -> None:
        if event.kind != "waiting":  # it says the same every second
            self._recorder.note(event.kind.value, step=event.step, **event.detail)


def _about(job: Job) -> About:
    flow = job.loaded.flow
    return About(
        flow_id=flow.id,
        title=flow.title,
        controller=flow.controller,
        law=flow.law,
        purpose=flow.purpose,
        covers=flow.covers,
        answer_within_days=flow.answer_within_days,
        seen_live=str(flow.seen_live),
        flow_sha256=job.loaded.sha256,
        account=job.person.account,
        replay_case=job.replay_case,
        browser_name=job.browser_name,
        browser_version=job.browser_version,
        sandbox=job.sandbox.on,
        sandbox_reason=job.sandbox.reason,
        started_at=datetime.now(UTC),
    )


def _objection(context: BrowserContext, job: Job, desk: Desk, entry_id: str, tick: Callable[[], None]) -> Objection:
    flow, journal = job.loaded.flow, desk.journal

    def move(state: State) -> None:
        if state == State.ARMED:
            journal.arm(entry_id, job.options.again_reason)
        else:
            journal.move(entry_id, state)

    def let_through() -> bool:
        try:
            if not objection.armed:
                move(State.ARMED)  # the person sends by hand
            move(State.SENT)
        except (JournalError, SentBefore):
            objection.tell(Kind.REQUEST_HELD_BACK, why="the journal does not allow it")
            return False
        objection.tell(Kind.REQUEST_LEFT)
        return True

    hosts = tuple(flow.hosts)
    gate = Gate(context, flow.send.request, hosts, let_through)
    window = Window(context, hosts, tick)
    desk.sit_down(window)
    objection = Objection(flow, job.person, window, desk.hands, desk.observers, job.options, gate, move)
    return objection


def _journal(journal: Journal, entry_id: str, job: Job, outcome: Outcome) -> list[str]:
    """Journal the outcome before anything else is written: a confirmed objection is never lost to a full disk."""
    try:
        due = _due_on(job, outcome)
        journal.move(entry_id, outcome.state, outcome.reason, due.isoformat() if due else None)
    except JournalError as error:
        return [error.says]
    return []


def _due_on(job: Job, outcome: Outcome) -> date | None:
    if outcome.state != State.CONFIRMED:
        return None
    return datetime.now(UTC).date() + timedelta(days=job.loaded.flow.answer_within_days)


def _masks(objection: Objection) -> list[Locator]:
    """Give what no picture may show: the field for a code."""
    step = code_step(objection)
    found = objection.look_for(step.enter_code) if step else None
    return [found.locator] if isinstance(found, Found) else []


def _capture_filled(objection: Objection, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    objection.labels |= {field.value: field.label for field in fields if field.value and field.label}
    recorder.fields(
        [Field(label=f.label, name=f.name or None, kind=f.kind, value=f.value, read_only=f.read_only) for f in fields]
    )
    with objection.window.guard():
        recorder.capture(objection.window.page, Stage.FILLED, _masks(objection))


def _seal(objection: Objection, desk: Desk, recorder: Recorder, outcome: Outcome, trouble: list[str]) -> Sealed | None:
    """Capture what the page shows now and seal; a failure is told and never changes the outcome."""
    try:
        if objection.number > 1 or objection.gate.passed:  # never before the sign-in is done
            recorder.capture(objection.window.page, Stage.CONFIRMATION, _masks(objection))
    except (WindowGone, Error):
        recorder.note("capture_failed", why="the window is gone")
    try:
        if objection.gate.passed:
            recorder.sent(_sent(objection))
        sealed = recorder.seal(_ending(objection, outcome, desk.aborted), desk.new_page)
        desk.journal.sealed(recorder.id, sealed.folder, sealed.fingerprint)
    except OptoutError as error:
        trouble.append(error.says)
        return None
    except Exception as error:  # noqa: BLE001  a record that fails never changes the outcome of the send
        trouble.append(f"the record could not be sealed ({error_name(error)})")
        return None
    return sealed


def _ending(objection: Objection, outcome: Outcome, aborted: list[str]) -> Ending:
    return Ending(
        state=outcome.state,
        reason=outcome.reason,
        says=outcome.says,
        approved_by=objection.approved_by,
        approved_at=objection.approved_at,
        values=[(objection.labels.get(value, name), value) for name, value in objection.entered.items()],
        confirmation_text=outcome.confirmation,
        matched=outcome.matched,
        matched_language=_language(objection, outcome.matched),
        way=objection.way,
        found=objection.found,
        by_hand=objection.by_hand,
        aborted_requests=aborted,
        ended_at=datetime.now(UTC),
    )


def _language(objection: Objection, matched: str | None) -> str | None:
    confirm = objection.flow.phrases[objection.flow.confirm.confirm]
    return confirm.language_of(matched) if matched in confirm.all() and matched else None


def _sent(objection: Objection) -> Sent:
    gate = objection.gate
    request, response = gate.passed, gate.response
    if request is None or gate.passed_at is None:
        raise OptoutError("nothing was sent")
    return Sent(
        method=request.method,
        address=request.url,
        at=gate.passed_at,
        by_hand="send" in objection.by_hand,
        status=response.status if response else None,
        failure=gate.failure,
        redirects=gate.redirects,
        field_names=body_names(request),
        body_sha256=body_sha256(request),
        server_ip=_server_ip(response),
        tls=_tls(response),
        server_date=response.headers.get("date") if response else None,
        received_at=gate.answered_at,
        blocked_repeats=gate.held_back,
    )


def _server_ip(response: Response | None) -> str | None:
    try:
        address = response.server_addr() if response else None
    except Error:
        return None
    return address["ipAddress"] if address else None


def _tls(response: Response | None) -> Tls | None:
    try:
        details = response.security_details() if response else None
    except Error:
        return None
    if not details:
        return None
    return Tls(
        protocol=details.get("protocol"),
        subject_name=details.get("subjectName"),
        issuer=details.get("issuer"),
        valid_from=_moment(details.get("validFrom")),
        valid_to=_moment(details.get("validTo")),
    )


def _moment(seconds: float | None) -> datetime | None:
    return datetime.fromtimestamp(seconds, UTC) if seconds else None
