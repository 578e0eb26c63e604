"""Finds where two files of a record, or of a supplement, contradict each other.

Whoever rewrites a folder with every hash has to keep all of it true: where only a part was
rewritten, some other file still says what was there before.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from io import BytesIO
from itertools import pairwise

from pydantic import ValidationError

from optout.evidence import folder as bag
from optout.evidence.folder import FindingKind, Manifest, RecordFinding, Tree, finding
from optout.evidence.record import (
    BEFORE_SEND,
    FORM_KEPT,
    RECORD_ID,
    REPLAY,
    SUBMISSION_KEPT,
    Record,
    TimelineEvent,
)
from optout.evidence.supplement import SUPPLEMENT, Supplement
from optout.outcome import Reason, State
from optout.translation import LazyText, _

_SMALL, _LARGE = 65_536, 16_000_000  # bytes
_CLOCK = timedelta(seconds=10)  # by which a clock may be set back during a run
_SEALING = timedelta(hours=1)  # in which something is still noted of a run that has ended
_LONGEST_HOLIDAYS = timedelta(days=14)
_REASONS = {
    State.CONFIRMED: {
        Reason.CONFIRMED_BY_WORDS,
        Reason.CONFIRMED_BY_PERSON,
        Reason.READS_AS_WANTED,
    },
    State.DECLINED: {Reason.DECLINED_BY_WORDS, Reason.DECLINED_BY_PERSON},
    State.AWAITING_CODE: {Reason.CODE_NOT_ENTERED},
    State.ALREADY_OBJECTED: {Reason.ALREADY_OBJECTED},
    State.ALREADY_OFF: {Reason.READS_AS_WANTED},
    State.DRAFTED: {Reason.LETTER_DRAFTED},
}
"""The reasons that belong to these states alone."""
_READINGS: Mapping[str, str] = {
    Reason.CONFIRMED_BY_PERSON: "yes",
    Reason.DECLINED_BY_PERSON: "refuses",
}
"""The answer of a person who was asked what a page says, by the reason that it leads to."""
_APPROVING = frozenset({"approve", "paused"})
"""The questions by whose answer a form leaves."""
# Chromium writes the title of a document into a PDF as it stands, in Latin letters or as UTF-16.
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\()])*)\)|<((?:[0-9A-Fa-f]{2})*)>)", re.DOTALL)
_ID_IN_TITLE = re.compile(rf"{RECORD_ID.strip('^$')}\b".encode())

_Contradiction = tuple[str, str]
"""The path of a file, and on what it contradicts record.json."""


def contradictions(
    tree: Tree, record: Record, payload: Manifest, found: Sequence[RecordFinding]
) -> Iterator[RecordFinding]:
    """Report on what a file contradicts record.json.

    1. The files in data are the ones that record.json lists.
    2. record.json does not contradict itself.
    3. bag-info.txt says what record.json says; so does the title of START-HERE.pdf.
    4. The answer and the timeline are those of record.json.

    Of a file that something was `found` about nothing more is reported, and one thing of each other.
    """
    reported = {found_already.file for found_already in found}
    if bag.RECORD in reported:
        return
    # 1: such a file may be missing, so it need not be in the tree
    differing = [(path, "files") for path in _other_files(record, payload)]
    every = [
        *differing,
        *((bag.RECORD, subject) for subject in _in_itself(record)),  # 2
        *_in_bag_info(tree, record.bag_info, complete=not found),  # 3
        *((bag.START_HERE, subject) for subject in _in_title(tree, record)),
        *_in_data(tree, record),  # 4
    ]
    comparable = [entry for entry in every if entry in differing or entry[0] in tree.sizes]
    message = _("{file} does not agree with record.json on {what}")
    yield from _one_of_each_file(comparable, reported, bag.RECORD, message)


def contradictions_of_supplement(
    tree: Tree, supplement: Supplement, found: Sequence[RecordFinding]
) -> Iterator[RecordFinding]:
    """Report on what a file contradicts supplement.json.

    1. The attached file has the size that it describes.
    2. bag-info.txt says what supplement.json says.

    Of a file that something was `found` about nothing more is reported, and one thing of each other.
    """
    reported = {found_already.file for found_already in found}
    if SUPPLEMENT in reported:
        return
    every: list[_Contradiction] = []
    # 1
    attached = f"data/{supplement.file.name}"
    if tree.sizes.get(attached) not in {supplement.file.size, None}:
        every.append((attached, "size"))
    # 2
    every += _in_bag_info(tree, supplement.bag_info, complete=not found)
    message = _("{file} does not agree with supplement.json on {what}")
    yield from _one_of_each_file(every, reported, SUPPLEMENT, message)


def _one_of_each_file(
    every: Iterable[_Contradiction], reported: AbstractSet[str], description: str, message: LazyText
) -> Iterator[RecordFinding]:
    """Report the first contradiction of each file; nothing of those that were `reported` already.

    `message` is for a file that contradicts the description, which may also contradict itself.
    """
    first: dict[str, str] = {}
    for path, subject in every:
        first.setdefault(path, subject)
    with_itself = _("{file} does not agree with itself on {what}")
    for path, subject in first.items():
        if path not in reported:
            text = with_itself if path == description else message
            yield finding(FindingKind.DISAGREES, path, text, what=subject)


def _other_files(record: Record, payload: Manifest) -> list[str]:
    """Return the path of each data file whose hash in record.json is not the one in the manifest."""
    if not payload.readable:
        return []
    listed = {path: sha256 for path, sha256 in payload.hashes.items() if path != bag.RECORD}
    described = {f"data/{name}": sha256 for name, sha256 in record.files.items()}
    paths = sorted(described.keys() | listed.keys())
    return [path for path in paths if described.get(path) != listed.get(path)]


# Within record.json


def _in_itself(record: Record) -> list[str]:
    """Return on what record.json contradicts itself."""
    return [subject for subject, agrees in _CHECKS_OF_RECORD if not agrees(record)]


def _agrees_on_replay(record: Record) -> bool:
    has_case = record.replay_case is not None
    has_mark = record.request_id.startswith(REPLAY)
    return record.replay == has_case == has_mark


def _has_reason_of_status(record: Record) -> bool:
    """False if the status has reasons of its own and this is none, or the reason is another's."""
    states = {state for state, reasons in _REASONS.items() if record.reason in reasons}
    if states:
        return record.status in states
    return record.status not in _REASONS


def _moments_are_in_order(record: Record) -> bool:
    approved_at = record.approval.at if record.approval else None
    moments = [record.started_at, approved_at, record.issued_at, record.ended_at]
    return _in_order([moment for moment in moments if moment])


def _has_captured_files(record: Record) -> bool:
    """False if a capture is in a file that the record does not have."""
    captured = {capture.file for capture in record.captures if capture.file}
    return captured <= {*record.files, bag.START_HERE}


def _is_due_as_it_rests(record: Record) -> bool:
    """False if the day of the answer is not the one that `answer_due` leads to."""
    due, deadline = record.answer_due, record.deadline
    if due is None or deadline is None:
        return True
    moved_by = deadline.day - deadline.ends
    return deadline.ends == due.ends_on and timedelta() <= moved_by <= _LONGEST_HOLIDAYS


def _has_address_of_form(record: Record) -> bool:
    """False if the form has e-mail addresses, and the person's is none of them."""
    addresses = {field.value for field in record.fields if field.value and "@" in field.value}
    return not addresses or not record.email() or record.email() in addresses


def _has_values_of_form(record: Record) -> bool:
    """False if the form has a field for what was entered, and another text in it."""
    in_form: dict[str, set[str]] = {}
    for field in record.fields:
        if field.value_name and field.value:
            in_form.setdefault(field.value_name, set()).add(bag.on_one_line(field.value))
    for entered in record.values:
        texts = in_form.get(entered.value_name or "")
        if texts and bag.on_one_line(entered.value) not in texts:
            return False
    return True


def _was_received_when_sent(record: Record) -> bool:
    """False if the time for an answer counts from a day on which nothing was sent."""
    if record.answer_due is None or record.issued_at is None:
        return True
    # By the clock at the controller's seat, or by the person's: another day than UTC's, at most one.
    apart = record.answer_due.received_on - record.issued_at.date()
    return abs(apart) <= timedelta(days=1)


def _was_issued_with_submission(record: Record) -> bool:
    submitted_at = record.submission.at if record.submission else None
    return record.issued_at == submitted_at


def _was_sent_by_whom_it_says(record: Record) -> bool:
    submission = record.submission
    return submission is None or submission.by_hand == record.did("send")


def _was_answered_as_confirmed(record: Record) -> bool:
    """False if a page with a server's error is said to have confirmed the objection."""
    status = record.submission.status if record.submission else None
    is_error = status is not None and status >= HTTPStatus.BAD_REQUEST
    return not is_error or record.reason != Reason.CONFIRMED_BY_WORDS


_CHECKS_OF_RECORD: Sequence[tuple[str, Callable[[Record], bool]]] = (
    ("replay", _agrees_on_replay),
    ("status", _has_reason_of_status),
    ("started_at, approval, issued_at, ended_at", _moments_are_in_order),
    ("captures", _has_captured_files),
    ("expected_by", _is_due_as_it_rests),
    ("answer_due", _was_received_when_sent),
    ("values", _has_address_of_form),
    ("values", _has_values_of_form),
    ("issued_at", _was_issued_with_submission),
    ("by_hand", _was_sent_by_whom_it_says),
    ("status", _was_answered_as_confirmed),
)
"""What is compared within record.json: the keys that are reported, and what must be true."""


def _in_order(moments: Sequence[datetime]) -> bool:
    return all(earlier <= later + _CLOCK for earlier, later in pairwise(moments))


# Beside data


def _in_bag_info(
    tree: Tree, described: Mapping[str, str], *, complete: bool
) -> Iterator[_Contradiction]:
    """Report each label of bag-info.txt with another value than the description leads to.

    The number of files is compared only if every file is as it was (`complete`).
    """
    data = tree.read(bag.BAG_INFO, _SMALL)
    if data is None:
        return
    info = data.decode("utf-8", "replace")
    expected = {**described, **(_size_of_payload(tree) if complete else {})}
    for label, value in expected.items():
        values = re.findall(rf"(?m)^{label}:(.*)$", info)
        is_unnamed = label == "External-Identifier" and not values
        if is_unnamed or any(bag.on_one_line(text) != bag.on_one_line(value) for text in values):
            yield bag.BAG_INFO, label


def _size_of_payload(tree: Tree) -> dict[str, str]:
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    return bag.size_of_payload(sizes)


def _in_title(tree: Tree, record: Record) -> Iterator[str]:
    """Compare the name of the record in the title of START-HERE.pdf."""
    names = _record_ids(_title_of(tree.read(bag.START_HERE, _LARGE) or b""))
    is_unnamed = record.printed and not names
    if is_unnamed or names - {record.request_id}:
        yield "request_id"


def _title_of(pdf: bytes) -> bytes:
    """Return the title of a PDF; of one in UTF-16 only what Latin letters need is left."""
    match = _PDF_TITLE.search(pdf)
    if match is None:
        return b""
    in_latin, in_hex = match.groups()
    title = in_latin or bytes.fromhex((in_hex or b"").decode())
    return title.replace(b"\0", b"")


def _record_ids(title: bytes) -> set[str]:
    return {match[0].decode() for match in _ID_IN_TITLE.finditer(title)}


# In data


def _in_data(tree: Tree, record: Record) -> Iterator[_Contradiction]:
    """Compare the other files in data that are read here."""
    for path, compare in _CHECKS_OF_FILES.items():
        data = tree.read(path, _LARGE)
        if data is None:
            continue
        try:
            yield from ((path, subject) for subject in compare(data, record))
        except ValidationError:
            yield path, "schema_version"


def _in_answer(data: bytes, record: Record) -> list[str]:
    answer = record.confirmation
    text = data.decode("utf-8", "replace")
    has_answer = answer is None or answer.stands_in(text)
    return [] if has_answer else ["confirmation"]


def _in_text_before(data: bytes, record: Record) -> list[str]:
    """Compare what the page displayed before the send: nothing that is quoted as its answer.

    The first paragraph of a rehearsal says that it is one, and is not the page's.
    """
    answer = record.confirmation
    text = data.decode("utf-8", "replace")
    if record.replay:
        text = text.partition("\n\n")[2]
    was_there = answer is not None and answer.was_said_in(text)
    return ["confirmation"] if was_there else []


def _in_events(data: bytes, record: Record) -> list[str]:
    """Return on what the timeline contradicts record.json; raise ValidationError if it is none."""
    events = [TimelineEvent.model_validate_json(line) for line in BytesIO(data)]
    timeline = _Timeline(events, record)
    return [subject for subject, agrees in _CHECKS_OF_TIMELINE if not agrees(timeline)]


@dataclass(frozen=True)
class _Timeline:
    """The events of a run, with the record that they are compared with."""

    events: Sequence[TimelineEvent]
    record: Record

    def is_within_run(self) -> bool:
        """True if the events are in order, from the start of the run to its end."""
        moments = [event.at for event in self.events]
        latest = self.record.ended_at + _SEALING
        return _in_order([self.record.started_at, *moments, latest])

    def ends_with_outcome(self) -> bool:
        """True if the last event notes how the run ended."""
        if not self.events:
            return False
        last = self.events[-1]
        return last.kind == "sealing" and last.detail.get("state") == self.record.status.value

    def has_pages(self) -> bool:
        """True if each captured page is noted."""
        noted = [event.detail for event in self.events if event.kind == "captured"]
        captured = {(detail.get("stage"), detail.get("address", "")) for detail in noted}
        return captured >= {(page.stage.value, page.address) for page in self.record.pages}

    def has_moment_of_submission(self) -> bool:
        """True if a request is noted as having left when the form was sent, where any is noted."""
        submission = self.record.submission
        left = [event.at for event in self.events if event.kind == "request_left"]
        if submission is None or not left:
            return True
        return any(abs(moment - submission.at) <= _CLOCK for moment in left)

    def has_moment_of_approval(self) -> bool:
        """True if the person is noted as having said yes when they approved it."""
        approval = self.record.approval
        if approval is None or approval.at is None or approval.how != "asked":
            return True
        agreed = [event.at for event in self.events if _approves(event)]
        return any(abs(moment - approval.at) <= _CLOCK for moment in agreed)

    def has_reading(self) -> bool:
        """True if the person is noted as having read in the answer what the record says."""
        reading = _READINGS.get(self.record.reason)
        if reading is None:
            return True
        read = [event for event in self.events if _answers(event, {"read"})]
        return any(event.detail.get("answer") == reading for event in read)

    def names_controller(self) -> bool:
        """True if the controller that the person was last asked about is the record's."""
        named = [event.detail.get("controller") for event in self.events]
        controllers = [controller for controller in named if controller]
        return not controllers or controllers[-1] == self.record.controller

    def has_fields(self) -> bool:
        """True if the form was noted last with these fields."""
        return self._last_kept(FORM_KEPT) == [field.noted for field in self.record.fields]

    def has_requests(self) -> bool:
        """True if the submission was noted last with these requests."""
        submission = self.record.submission
        requests = submission.requests if submission else []
        return self._last_kept(SUBMISSION_KEPT) == [request.noted for request in requests]

    def _last_kept(self, kinds: tuple[str, str]) -> list[dict[str, str]]:
        """Return the parts of what was noted as kept the last time."""
        kind, kind_of_part = kinds
        parts: list[dict[str, str]] = []
        for event in self.events:
            if event.kind == kind:
                parts = []
            elif event.kind == kind_of_part:
                parts.append(event.detail)
        return parts


def _approves(event: TimelineEvent) -> bool:
    """True if an event notes that the person let a form, or a request in its place, leave."""
    return _answers(event, _APPROVING) and event.detail.get("answer") in {"yes", "onward"}


def _answers(event: TimelineEvent, prompts: AbstractSet[str]) -> bool:
    """True if an event notes the person's answer to one of some questions."""
    return event.kind == "answered" and event.detail.get("step") in prompts


_CHECKS_OF_TIMELINE: Sequence[tuple[str, Callable[[_Timeline], bool]]] = (
    ("started_at, ended_at", _Timeline.is_within_run),
    ("status", _Timeline.ends_with_outcome),
    ("pages", _Timeline.has_pages),
    ("issued_at", _Timeline.has_moment_of_submission),
    ("approval", _Timeline.has_moment_of_approval),
    ("reason", _Timeline.has_reading),
    ("controller", _Timeline.names_controller),
    ("fields", _Timeline.has_fields),
    ("submission", _Timeline.has_requests),
)
"""What of record.json is compared with the timeline: the key, and what must be true."""

_CHECKS_OF_FILES: Mapping[str, Callable[[bytes, Record], list[str]]] = {
    "data/02-confirmation.txt": _in_answer,
    f"data/{BEFORE_SEND}": _in_text_before,
    bag.EVENTS: _in_events,
}
