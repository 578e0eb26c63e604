"""What in a record contradicts what else is in it: who rewrites a folder with every hash has to keep all of it true."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from io import BytesIO
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from optout.evidence.folder import Manifest, RecordFinding, Tree, Wrong, finding, in_bag_info
from optout.evidence.record import RECORD_ID, REPLAY, CaptureKind, CaptureStatus, Field, Record, SentFile, TimelineEvent
from optout.flow.words import says
from optout.i18n import _
from optout.outcome import Reason, State

_RECORD, _INFO, _START_HERE = "data/record.json", "bag-info.txt", "START-HERE.pdf"
_SENT, _FIELDS, _EVENTS, _ANSWER = (
    f"data/{name}" for name in ("02-send.json", "01-fields.json", "events.jsonl", "03-confirmation.txt")
)
_LIMIT, _LONGEST_LINE = 16_000_000, 1_000_000  # bytes
_CLOCK = timedelta(seconds=10)  # by which a clock may be set back during a run
_SEALING = timedelta(hours=1)  # in which something is still noted of a run that has ended
_LONGEST_HOLIDAYS = timedelta(days=14)
_ERRORS = 400
_REASONS = {
    State.CONFIRMED: {Reason.CONFIRMED_BY_WORDS, Reason.CONFIRMED_BY_PERSON, Reason.READS_AS_WANTED},
    State.AWAITING_CODE: {Reason.CODE_NOT_ENTERED},
    State.ALREADY_OBJECTED: {Reason.ALREADY_OBJECTED},
    State.ALREADY_OFF: {Reason.READS_AS_WANTED},
    State.DRAFTED: {Reason.LETTER_DRAFTED},
}
"""The reasons that belong to these states alone."""
_FIELDS_OF = TypeAdapter(list[Field])
# Chromium writes the title of a document into a PDF as it stands, in Latin letters or as UTF-16.
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\()])*)\)|<((?:[0-9A-Fa-f]{2})*)>)", re.DOTALL)
_ID_IN_TEXT = re.compile(rf"{RECORD_ID.strip('^$')}\b")


def contradictions(
    tree: Tree, record: Record, payload: Manifest, found: list[RecordFinding]
) -> Iterator[RecordFinding]:
    """Say on what a file does not agree with record.json; of a file that something was found about, nothing."""
    told = {one.file for one in found}
    if _RECORD in told:
        return
    for path, what in (
        *_other_files(record, payload),
        *_in_itself(record),
        *_around(tree, record, whole=not found),
        *_in_data(tree, record),
    ):
        if path not in told and (path in tree.sizes or what == "files"):
            told.add(path)
            itself = _("{file} does not agree with itself on {what}")
            other = _("{file} does not agree with record.json on {what}")
            yield finding(Wrong.DISAGREES, path, itself if path == _RECORD else other, what=what)


def _other_files(record: Record, payload: Manifest) -> Iterator[tuple[str, str]]:
    named = {f"data/{name}": sha256 for name, sha256 in record.files.items()}
    listed = {path: sha256 for path, sha256 in payload.hashes.items() if path != _RECORD}
    for path in sorted(named.keys() | listed.keys()):
        if payload.readable and named.get(path) != listed.get(path):
            yield path, "files"


def _in_itself(record: Record) -> Iterator[tuple[str, str]]:
    """Say on what record.json does not agree with itself."""
    approval, due, day = record.approval, record.answer_due, record.expected_by
    moments = [record.started_at, approval.at if approval else None, record.issued_at, record.ended_at]
    states = {state for state, reasons in _REASONS.items() if record.reason in reasons}
    captured = {one.file for one in record.captures if one.file}
    rules = {
        "replay": len({record.replay, record.replay_case is not None, record.request_id.startswith(REPLAY)}) > 1,
        "status": (record.status in _REASONS or states) and record.status not in states,
        "started_at, approval, issued_at, ended_at": not _in_order([at for at in moments if at]),
        "captures": bool(captured - {*record.files, _START_HERE}),
        "expected_by": record.deadline
        and due
        and day
        and (record.deadline.ends != due.ends_on or not timedelta() <= day - record.deadline.ends <= _LONGEST_HOLIDAYS),
    }
    yield from ((_RECORD, what) for what, broken in rules.items() if broken)


def _in_order(moments: Sequence[datetime]) -> bool:
    return all(one <= other + _CLOCK for one, other in pairwise(moments))


def _around(tree: Tree, record: Record, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Compare what is stated beside data; the number of files only where all else is `whole`."""
    info = (tree.read(_INFO, 65_536) or b"").decode("utf-8", "replace")
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    for label, what, right in (
        ("External-Identifier", "request_id", record.request_id),
        ("External-Description", "law, controller, replay", record.described),
        ("Bagging-Date", "ended_at", record.sealed_on),
        *([("Payload-Oxum", "files", f"{sum(sizes)}.{len(sizes)}")] if whole else []),
    ):
        stated = re.findall(rf"(?m)^{label}:(.*)$", info) or ([""] if what == "request_id" else [])
        if any(in_bag_info(value) != in_bag_info(right) for value in stated):
            yield _INFO, what
    printed = any((one.kind, one.status) == (CaptureKind.START_HERE, CaptureStatus.OK) for one in record.captures)
    title = _PDF_TITLE.search(tree.read(_START_HERE, _LIMIT) or b"")
    named = ""
    if title:
        coded = title[1] is None
        named = bytes.fromhex(title[2].decode()).decode("utf-16", "replace") if coded else title[1].decode("latin-1")
    ids = {match[0] for match in _ID_IN_TEXT.finditer(named)}
    if ids - {record.request_id} or (printed and not ids):
        yield _START_HERE, "request_id"


def _in_data(tree: Tree, record: Record) -> Iterator[tuple[str, str]]:
    """Compare what else lies in data: the request, the fields, the answer and the timeline."""
    for path, look in ((_SENT, _of_send), (_FIELDS, _of_fields), (_ANSWER, _of_answer), (_EVENTS, _of_events)):
        data = tree.read(path, _LIMIT)
        try:
            yield from ((path, what) for what in (look(data, record) if data is not None else ()))
        except ValidationError:
            yield path, "schema_version"


def _of_fields(data: bytes, record: Record) -> Iterator[str]:
    mails = {one.value for one in _FIELDS_OF.validate_json(data) if one.value and "@" in one.value}
    if mails and record.email() and record.email() not in mails:
        yield "values"


def _of_answer(data: bytes, record: Record) -> Iterator[str]:
    quoted = record.confirmation
    if quoted and quoted.matched and not says(data.decode("utf-8", "replace"), [quoted.matched]):
        yield "confirmation"


def _of_events(data: bytes, record: Record) -> Iterator[str]:
    lines = (line if len(line) <= _LONGEST_LINE else b"" for line in BytesIO(data))
    moments = [TimelineEvent.model_validate_json(line).at for line in lines]
    if not _in_order([record.started_at, *moments, record.ended_at + _SEALING]):
        yield "started_at, ended_at"


def _of_send(data: bytes, record: Record) -> Iterator[str]:
    sent = SentFile.model_validate_json(data)
    if sent.at != record.issued_at:
        yield "issued_at"
    if sent.by_hand != ("send" in record.by_hand):
        yield "by_hand"
    if (sent.status or 0) >= _ERRORS and record.reason == Reason.CONFIRMED_BY_WORDS:
        yield "status"
