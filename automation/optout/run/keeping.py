"""What is kept of a run: the filled form, the request that sent it, and how it ended."""

from datetime import UTC, datetime

from playwright.sync_api import Error, Locator, Response

from optout.browser.form import CHOSEN, FormField
from optout.browser.payload import body_names, body_sha256
from optout.errors import OptoutError
from optout.evidence.capture import MOST_SECONDS
from optout.evidence.record import Ending, Field, Sent, Stage, Tls
from optout.evidence.recorder import Recorder
from optout.run.looking import Doing
from optout.run.objection import Objection
from optout.run.outcome import code_step
from optout.run.runner import Outcome
from optout.tongue import _


def masks(objection: Objection) -> list[Locator] | None:
    """Give what no picture may show, the field for a code; None when the page cannot be read."""
    step = code_step(objection)
    view = objection.view(*([step.enter_code] if step else []))
    found = view.shows(step.enter_code) if step and view.read else None
    return ([found.locator] if found else []) if view.read else None


def capture_filled(objection: Objection, recorder: Recorder, fields: tuple[FormField, ...]) -> None:
    """Keep the filled form: its fields as they were read, and what the page shows."""
    objection.last_read = tuple(field for field in fields if field.seen)
    objection.labels |= {field.value: field.label for field in objection.last_read if field.value and field.label}
    recorder.fields([_kept(field) for field in fields])
    objection.bar.remove()
    with objection.window.guard(), objection.long(Doing.KEEPING, MOST_SECONDS):
        recorder.capture(objection.window.page, Stage.FILLED, masks(objection) or [])


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


def ending(objection: Objection, outcome: Outcome, aborted: list[str]) -> Ending:
    """Say how a run ended, as the record has it."""
    return Ending(
        state=outcome.state,
        reason=outcome.reason,
        says=outcome.says,
        approved_by=objection.approved_by,
        approved_at=objection.approved_at,
        values=_values(objection),
        confirmation_text=outcome.confirmation,
        matched=outcome.matched,
        read_by=outcome.read_by,
        matched_language=_language(objection, outcome.matched),
        way=objection.way,
        found=objection.found,
        by_hand=objection.draft.by_hand,
        aborted_requests=aborted,
        ended_at=datetime.now(UTC),
    )


def _language(objection: Objection, matched: str | None) -> str | None:
    confirm = objection.flow.phrases[objection.flow.confirm.confirm]
    return confirm.language_of(matched) if matched in confirm.all() and matched else None


def _values(objection: Objection) -> list[tuple[str, str]]:
    """Give the exact text: what was approved, else what stood in the form last, else what was entered."""
    fields = objection.approved or objection.last_read
    if fields:
        return [(field.label or field.name or field.kind, field.value) for field in fields if field.value]
    return list(objection.draft.entered.items())


def sent(objection: Objection) -> Sent:
    """Describe the request that sent the form and its answer; never its body."""
    gate = objection.gate
    request, response = gate.passed, gate.response
    if request is None or gate.passed_at is None:
        raise OptoutError(_("nothing was sent"))
    return Sent(
        method=request.method,
        address=request.url,
        at=gate.passed_at,
        by_hand="send" in objection.draft.by_hand,
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
