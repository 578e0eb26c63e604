"""What in a record contradicts what else is in it: who rewrites a folder with every hash has to keep all of it true."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from itertools import pairwise

from pydantic import TypeAdapter, ValidationError

from optout.evidence import folder as bag
from optout.evidence.folder import BAG_INFO, RECORD, START_HERE, Manifest, RecordFinding, Tree, Wrong, finding
from optout.evidence.record import RECORD_ID, REPLAY, Field, Record, Sent, TimelineEvent
from optout.flow.words import says
from optout.i18n import _
from optout.outcome import Reason, State

_LIMIT, _LONGEST_LINE = 16_000_000, 1_000_000  # bytes
_CLOCK = timedelta(seconds=10)  # by which a clock may be set back during a run
_SEALING = timedelta(hours=1)  # in which something is still noted of a run that has ended
_LONGEST_HOLIDAYS = timedelta(days=14)
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
    if RECORD in told:
        return
    for path, what in (
        *_other_files(record, payload),
        *((RECORD, what) for what, broken in _in_itself(record).items() if broken),
        *_beside(tree, record, whole=not found),
        *_in_data(tree, record),
    ):
        if path not in told and (path in tree.sizes or what == "files"):
            told.add(path)
            itself = _("{file} does not agree with itself on {what}")
            other = _("{file} does not agree with record.json on {what}")
            yield finding(Wrong.DISAGREES, path, itself if path == RECORD else other, what=what)


def _other_files(record: Record, payload: Manifest) -> Iterator[tuple[str, str]]:
    named = {f"data/{name}": sha256 for name, sha256 in record.files.items()}
    listed = {path: sha256 for path, sha256 in payload.hashes.items() if path != RECORD}
    for path in sorted(named.keys() | listed.keys()):
        if payload.readable and named.get(path) != listed.get(path):
            yield path, "files"


def _in_itself(record: Record) -> dict[str, bool]:
    """Say on what record.json does not agree with itself."""
    approval, due, deadline = record.approval, record.answer_due, record.deadline
    moments = [record.started_at, approval.at if approval else None, record.issued_at, record.ended_at]
    states = {state for state, reasons in _REASONS.items() if record.reason in reasons}
    captured = {one.file for one in record.captures if one.file}
    late = deadline.day - deadline.ends if deadline else timedelta()
    return {
        "replay": len({record.replay, record.replay_case is not None, record.request_id.startswith(REPLAY)}) > 1,
        "status": bool(record.status in _REASONS or states) and record.status not in states,
        "started_at, approval, issued_at, ended_at": not _in_order([at for at in moments if at]),
        "captures": bool(captured - {*record.files, START_HERE}),
        "expected_by": due is not None
        and deadline is not None
        and (deadline.ends != due.ends_on or not timedelta() <= late <= _LONGEST_HOLIDAYS),
    }


def _in_order(moments: Sequence[datetime]) -> bool:
    return all(one <= other + _CLOCK for one, other in pairwise(moments))


def _beside(tree: Tree, record: Record, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Compare what is stated beside data; the number of files only where all else is `whole`."""
    info = (tree.read(BAG_INFO, 65_536) or b"").decode("utf-8", "replace")
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    right = {**record.bag_info, **({"Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"} if whole else {})}
    for label, value in right.items():
        stated = re.findall(rf"(?m)^{label}:(.*)$", info) or ([""] if label == "External-Identifier" else [])
        if any(bag.in_bag_info(one) != bag.in_bag_info(value) for one in stated):
            yield BAG_INFO, label
    title = _PDF_TITLE.search(tree.read(START_HERE, _LIMIT) or b"")
    named = ""
    if title:
        coded = title[1] is None
        named = bytes.fromhex(title[2].decode()).decode("utf-16", "replace") if coded else title[1].decode("latin-1")
    ids = {match[0] for match in _ID_IN_TEXT.finditer(named)}
    if ids - {record.request_id} or (record.printed and not ids):
        yield START_HERE, "request_id"


def _in_data(tree: Tree, record: Record) -> Iterator[tuple[str, str]]:
    """Compare what else lies in data: the request, the fields, the answer and the timeline."""
    looks = {
        "data/02-send.json": _of_send,
        "data/01-fields.json": _of_fields,
        "data/03-confirmation.txt": _of_answer,
        bag.EVENTS: _of_events,
    }
    for path, look in looks.items():
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
    sent = Sent.model_validate_json(data)
    if sent.at != record.issued_at:
        yield "issued_at"
    if sent.by_hand != ("send" in record.by_hand):
        yield "by_hand"
    if (sent.status or 0) >= HTTPStatus.BAD_REQUEST and record.reason == Reason.CONFIRMED_BY_WORDS:
        yield "status"
