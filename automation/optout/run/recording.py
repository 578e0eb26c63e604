"""What is kept of a run: the filled form, the request that sent it, and how it ended."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from playwright.sync_api import BrowserContext, Error, Locator, Page, Response

from optout.browser.bar import Bar
from optout.browser.element import Element
from optout.browser.gate import Gate, Site
from optout.browser.launch import Sandbox
from optout.browser.page import CHOSEN, FormField
from optout.browser.pointer import as_lines
from optout.browser.window import Window
from optout.deadline import Deadline
from optout.errors import Interrupted, JournalError, OptoutError, RecordError, WindowGone
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.model import ANSWER_AWAITED, Approval, Beginning, Ending, Field, Sent, Stage, Tls
from optout.evidence.recorder import Recorder
from optout.evidence.seal import Sealed
from optout.evidence.supervisor import code_of
from optout.failpoints import Point, reach
from optout.flow.load import LoadedFlow
from optout.i18n import Said, _, joined, told
from optout.journal import Journal, ObjectionKey
from optout.outcome import Outcome, Reason, State
from optout.person import Person
from optout.run.answer import code_step
from optout.run.asker import Asker
from optout.run.events import FOR_THE_SCREEN, Doing, Event, Kind, Later, Observers, Progress, later
from optout.run.ledger import Ledger
from optout.run.objection import carry_out
from optout.run.session import Options, Run, WordsBefore, error_name
from optout.run.wizard import is_sure

_PLAIN = re.compile(r"[\w-]+")


def masks(run: Run) -> list[Locator] | None:
    """Give what no picture may show, the field for a code; None when the page cannot be read."""
    step = code_step(run)
    view = run.view(*([step.enter_code] if step else []))
    found = view.shows(step.enter_code) if step and view.read else None
    if not view.read:
        return None
    return _locators(run, found.element) if found else []


def _locators(run: Run, field: Element) -> list[Locator]:
    """Return what finds a field in whatever frame, and maybe others like it: to show too little is no harm."""
    told = ((name, field.attributes.get(name, "")) for name in ("id", "name", "type"))
    css = (field.tag or "input") + "".join(f'[{name}="{value}"]' for name, value in told if _PLAIN.fullmatch(value))
    return [frame.locator(f"css={css}") for frame in run.window.page.frames]


def capture_filled(run: Run, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form: its fields as they were read, and what the page shows."""
    recorder.fields([_kept(field) for field in fields])
    run.bar.remove()
    with run.window.guard(), run.long(Doing.KEEPING, MOST_SECONDS):
        recorder.capture(run.window.page, Stage.FILLED, masks(run) or [])


def _kept(field: FormField) -> Field:
    """Keep a field; of one that nobody could see only an answer, never what is written into it: it may be a token."""
    value = field.value if field.seen or field.kind in CHOSEN else None
    return Field(
        label=field.label,
        name=field.name or None,
        kind=field.kind,
        value=value,
        read_only=field.read_only,
        seen=field.seen,
    )


def ending(run: Run, outcome: Outcome, aborted: list[str]) -> Ending:
    """Say how a run ended, as the record has it."""
    approved = run.draft.approved
    approval = Approval(by=run.asker.who, how=approved.how, at=approved.at) if approved else None
    return Ending(
        state=outcome.state,
        reason=outcome.reason,
        detail={name: told(value, run.language) for name, value in outcome.detail.items()},
        approval=approval,
        values=_values(run),
        confirmation_text=outcome.confirmation,
        matched=outcome.matched,
        read_by=outcome.read_by,
        matched_language=_language(run, outcome.matched),
        way=run.draft.arrival.way if run.draft.arrival else {},
        found=run.draft.found,
        by_hand=run.draft.by_hand,
        aborted_requests=aborted,
        ended_at=datetime.now(UTC),
    )


def _language(run: Run, matched: str | None) -> str | None:
    confirm = run.flow.phrases[run.flow.confirm.confirm]
    return confirm.language_of(matched) if matched in confirm.all() and matched else None


def _values(run: Run) -> list[tuple[str, str]]:
    """Give the exact text: what was approved, else what stood in the form last, else what was entered."""
    draft = run.draft
    fields = (draft.approved.form if draft.approved else ()) or draft.last_read
    if fields:
        return [(field.label or field.name or field.kind, field.value) for field in fields if field.value]
    return list(draft.entered.items())


def sent(run: Run) -> Sent:
    """Describe the request that sent the form and its answer; never its body."""
    ledger, arrived = run.ledger, run.gate.arrived
    request, sent_at, answer = ledger.sent, ledger.sent_at, ledger.answer
    if request is None or sent_at is None:
        raise OptoutError(_("nothing was sent"))
    return Sent(
        method=request.method,
        address=request.url,
        at=sent_at,
        by_hand="send" in run.draft.by_hand,
        status=answer.status if answer else None,
        failure=ledger.failure,
        redirects=[hop.headers.get("location", "") for hop in ledger.answers if hop.is_redirect],
        field_names=request.field_names,
        body_sha256=request.body_sha256,
        server_ip=_server_ip(arrived),
        tls=_tls(arrived),
        server_date=answer.headers.get("date") if answer else None,
        received_at=answer.at if answer else None,
        blocked_repeats=ledger.held_back,
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


Pressed = Callable[[], bool]
"""Whether the person wants the window closed."""
_LONGEST = 3600.0  # seconds of one wait; then it is waited again


def stay(run: Run, pressed: Pressed) -> bool:
    """Keep the window until the person wants it closed, or has closed it; False when they asked to end all.

    The button that sends may still be there. What it does now is held back, until the browser is closed: the record is
    sealed and the outcome told.
    """
    told = 0

    def look() -> bool | None:
        nonlocal told
        if len(held) > told:
            told = len(held)
            run.tell(Kind.HELD_AT_END)
        return pressed() or None

    try:
        held = run.ledger.shut(run.draft.telling_values)
        while not run.window.wait(look, _LONGEST):
            continue
    except Interrupted:
        return False
    except (WindowGone, Error):
        pass
    return True


_SEALING = 10.0
"""Seconds that it usually takes to start a browser and print the report with it."""


@dataclass(frozen=True)
class Objection:
    """What to carry out, for whom, and where its record goes. `replay_case` is None on the live site.

    `language` is that of the record's documents.
    """

    loaded: LoadedFlow
    person: Person
    options: Options
    records: Path
    browser_name: str
    browser_version: str
    sandbox: Sandbox
    replay_case: str | None = None
    language: str = "en"

    @property
    def key(self) -> ObjectionKey:
        """What may be sent once."""
        flow = self.loaded.flow
        return ObjectionKey(flow.id, flow.controller, self.person.account, flow.purpose)


@dataclass(frozen=True)
class Result:
    """How it ended and what is left of it: the record's folder and fingerprint, or why there is none.

    `kept` is False for a run that ended before the form: it has no record and no row in the journal. `suggestions` are
    lines of a flow file for what the person pointed at, `not_suggested` what has none. `go_on` is False when the person
    asked to end all while the window stayed: nothing more is begun.
    """

    id: str
    outcome: Outcome
    sent_at: datetime | None
    deadline: Deadline | None
    sealed: Sealed | None
    trouble: tuple[str, ...]
    held_back: int
    way: Mapping[str, str]
    found: dict[str, str]
    replay: bool
    suggestions: tuple[str, ...] = ()
    not_suggested: tuple[Said, ...] = ()
    kept: bool = True
    go_on: bool = True


@dataclass(frozen=True)
class AtEnd:
    """What follows once the record is sealed, while the window is still there.

    `tell` says how it ended. `ask_to_close` asks the person, who looks at what came about, to close the window, and
    gives what tells that they want it; without it the window is closed at once.
    """

    tell: Callable[[Result], None] = lambda _: None
    ask_to_close: Callable[[], Pressed] | None = None


@dataclass(frozen=True)
class Services:
    """The people and books of a run: who answers, who watches, where it is journaled, and how a report is printed.

    `opened` is told of the window beside `asker`; `site` is what answers in a replay; `later` calls what
    says that something takes long.
    """

    asker: Asker
    observers: Observers
    journal: Journal
    new_page: Callable[[], Page]
    opened: Callable[[Window], None] = lambda _: None
    site: Site | None = None
    at_end: AtEnd = AtEnd()
    later: Later = later


def conduct(context: BrowserContext, objection: Objection, services: Services, tick: Callable[[], None]) -> Result:
    """Carry one objection from the open browser to the sealed record; what came about stays in the window.

    Raises:
        RecordError: no record can be begun; nothing was sent.
        JournalError: the journal cannot be used; nothing was sent.
    """
    services.journal.check()
    about = _about(objection)
    about.answer_due(about.started_at)  # what is needed to say when an answer is due is not missed after the send
    recorder = Recorder(objection.records, about)
    services.observers.add(_Timeline(recorder))
    run = begin(context, objection, services, recorder.id, tick)
    outcome: Outcome | None = None
    try:
        outcome = carry_out(run, lambda fields: capture_filled(run, recorder, fields))
    finally:  # also after a second Ctrl-C, which ends at once
        arrived, may_have_left = any(draft.arrival for draft in run.drafts), run.ledger.may_have_left
        kept = is_worth_keeping(outcome, arrived=arrived, may_have_left=may_have_left or run.ledger.page_sends)
        kept = kept or objection.replay_case is not None
        if not kept:
            recorder.discard()
    sent_at = run.ledger.sent_at
    sealed, trouble = _keep(run, about, services, recorder, outcome) if kept else (None, [])
    # The gate stays until the browser is closed: taking it away waits for an answer that may never come.
    arrival = run.draft.arrival
    result = Result(
        id=recorder.id,
        outcome=outcome,
        sent_at=sent_at,
        deadline=about.deadline(sent_at) if sent_at and outcome.state == State.CONFIRMED else None,
        sealed=sealed,
        trouble=tuple(trouble),
        held_back=run.ledger.held_back,
        way=arrival.way if arrival else {},
        found=run.draft.found,
        replay=objection.replay_case is not None,
        suggestions=_suggestions(run),
        not_suggested=tuple(run.flow.called(name) for name, at in run.pointed.items() if not at.lasting),
        kept=kept,
    )
    services.at_end.tell(result)
    ask = services.at_end.ask_to_close if outcome.reached and not run.window.gone else None
    return replace(result, go_on=stay(run, ask())) if ask else result


def _keep(
    run: Run, about: Beginning, services: Services, recorder: Recorder, outcome: Outcome
) -> tuple[Sealed | None, list[str]]:
    """Journal how it ended, then seal the record; gives the record and what could not be kept."""
    trouble = _journal(services.journal, recorder.id, outcome, about, run.ledger.sent_at)
    reach(Point.JOURNALED)
    sealed = _seal(run, services, recorder, outcome, trouble)
    reach(Point.SEALED)
    return sealed, trouble


def is_worth_keeping(outcome: Outcome | None, *, arrived: bool, may_have_left: bool) -> bool:
    """Whether a run reached the form, or what the controller says in its place, or may have sent something.

    One that did not leaves no record and no row. `outcome` is None for a run that ended at once.
    """
    said = outcome is not None and (outcome.state != State.STOPPED or outcome.reason == Reason.NOT_AVAILABLE)
    return arrived or may_have_left or said


def _suggestions(run: Run) -> tuple[str, ...]:
    """Give the lines of a flow file for what the person pointed at and what can be found without them next time."""
    lasting = ((name, pointed.lasting) for name, pointed in run.pointed.items())
    return tuple(line for name, target in lasting if target for line in as_lines(name, target))


class _Timeline:
    """Writes what happens into the record's timeline."""

    def __init__(self, recorder: Recorder) -> None:
        self._recorder = recorder

    def tell(self, event: Event) -> None:
        if event.kind not in FOR_THE_SCREEN:
            self._recorder.note(event.kind.value, step=event.step, **event.detail)


def _about(objection: Objection) -> Beginning:
    flow = objection.loaded.flow
    said = flow.said_in(objection.language)
    return Beginning(
        flow_id=flow.id,
        title=said.title,
        controller=flow.controller,
        law=flow.law,
        purpose=flow.purpose,
        covers=said.covers,
        answer_within=flow.answer_within,
        seat=flow.seat,
        lives_in=code_of(objection.person.value("country") or ""),
        seen_live=str(flow.seen_live),
        flow_sha256=objection.loaded.sha256,
        account=objection.person.account,
        language=objection.language,
        replay_case=objection.replay_case,
        again_reason=objection.options.again_reason,
        called={name: told(flow.short(name), objection.language) for name in flow.targets},
        browser_name=objection.browser_name,
        browser_version=objection.browser_version,
        sandbox=objection.sandbox.on,
        sandbox_reason=told(objection.sandbox.reason or "", objection.language) or None,
        started_at=datetime.now(UTC),
    )


def begin(
    context: BrowserContext, objection: Objection, services: Services, entry_id: str, tick: Callable[[], None]
) -> Run:
    """Bring together what an objection works with; `tick` is called in every wait, and raises when it is to end."""
    flow, journal = objection.loaded.flow, services.journal

    def move(state: State) -> None:
        journal.plan(entry_id, objection.key)
        if state == State.ARMED:
            journal.arm(entry_id, objection.options.again_reason)
        elif state != State.PLANNED:
            journal.move(entry_id, state)

    def look() -> None:
        tick()
        ledger.check()

    ledger = Ledger(flow, move, services.observers)
    gate = Gate(context, ledger, flow.send.request, services.site)
    window = Window(context, tuple(flow.hosts), look)
    services.asker.opened(window)
    services.opened(window)
    total = 2 + sum(is_sure(objection.person, step) for step in flow.steps)
    return Run(
        flow=flow,
        person=objection.person,
        window=window,
        asker=services.asker,
        events=Progress(services.observers, total, services.later),
        options=objection.options,
        ledger=ledger,
        gate=gate,
        bar=Bar(window),
        before=WordsBefore(flow),
        language=objection.language,
    )


def _journal(
    journal: Journal, entry_id: str, outcome: Outcome, about: Beginning, sent_at: datetime | None
) -> list[str]:
    """Journal the outcome before anything else is written: a confirmed objection is never lost to a full disk."""
    awaited = sent_at if outcome.state in ANSWER_AWAITED else None
    deadline = about.deadline(awaited) if awaited else None
    try:
        journal.plan(entry_id, ObjectionKey(about.flow_id, about.controller, about.account, about.purpose))
        journal.move(
            entry_id,
            outcome.state,
            outcome.reason,
            received_on=about.received_on(awaited).isoformat() if awaited else None,
            due_on=deadline.day.isoformat() if deadline else None,
        )
    except JournalError as error:
        return [error.says]
    return []


def _seal(run: Run, services: Services, recorder: Recorder, outcome: Outcome, trouble: list[str]) -> Sealed | None:
    """Capture what the page shows now and seal; a failure is told and never changes the outcome."""
    # Never before the sign-in is done.
    if run.events.number > 1 or run.ledger.sent:
        _capture_last(run, recorder)
    try:
        if run.ledger.sent:
            recorder.sent(sent(run))
        reach(Point.BEFORE_SEALING)
        with run.long(Doing.SEALING, _SEALING):
            sealed = recorder.seal(
                ending(run, outcome, services.site.aborted if services.site else []), services.new_page
            )
    except RecordError as error:
        trouble.append(joined((error.says, error.hint), "; "))
        return None
    except Exception as error:  # noqa: BLE001  a record that fails never changes the outcome of the send
        trouble.append(
            _("the record could not be sealed ({error}); what was kept is in {folder}").format(
                error=error_name(error), folder=str(recorder.folder)
            )
        )
        return None
    trouble += sealed.flaws
    try:
        services.journal.sealed(recorder.id, sealed.folder, sealed.fingerprint)
    except JournalError as error:
        trouble.append(
            _("{says}, so it does not know this record: keep the fingerprint {fingerprint}").format(
                says=error.says, fingerprint=sealed.fingerprint
            )
        )
    return sealed


def _capture_last(run: Run, recorder: Recorder) -> None:
    """Capture what the page shows at the end, but no page that waits for its server: that would not answer."""
    try:
        if (cover := masks(run)) is None:
            recorder.missed(Stage.CONFIRMATION, "page_waiting")
        else:
            run.bar.remove()
            with run.long(Doing.KEEPING, MOST_SECONDS):
                recorder.capture(run.window.page, Stage.CONFIRMATION, cover)
    except (WindowGone, Error):
        recorder.missed(Stage.CONFIRMATION, "window_gone")
    except Interrupted:
        recorder.missed(Stage.CONFIRMATION, "interrupted")
