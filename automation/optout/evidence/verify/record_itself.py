"""Finds on what record.json contradicts itself."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus

from optout.evidence import folder as bag
from optout.evidence.record import REPLAY, Record
from optout.evidence.verify.moments import are_in_order
from optout.outcome import Reason, State
from optout.translation import LazyText, _

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


def contradictions_in_record(record: Record) -> list[LazyText]:
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
    run = [record.started_at, approved_at, record.issued_at, record.ended_at]
    answers = [[sent, answered, record.ended_at] for sent, answered in _sent_and_answered(record)]
    return all(map(are_in_order, [run, *answers]))


def _sent_and_answered(record: Record) -> Iterator[tuple[datetime | None, datetime | None]]:
    """Return of each request when the form was sent, or the setting pressed, and when the server answered."""
    if record.submission:
        for request in record.submission.requests:
            yield record.submission.at, request.answered_at
    for setting in record.settings:
        for request in setting.requests:
            yield setting.pressed_at, request.answered_at


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


_CHECKS_OF_RECORD: Sequence[tuple[LazyText, Callable[[Record], bool]]] = (
    (_("whether it is a rehearsal"), _agrees_on_replay),
    (_("how the run ended"), _has_reason_of_status),
    (_("the order of its moments: start, approval, sending, end"), _moments_are_in_order),
    (_("which files it has"), _has_captured_files),
    (_("by when an answer is due"), _is_due_as_it_rests),
    (_("from which day the time for an answer counts"), _was_received_when_sent),
    (_("which e-mail address was entered"), _has_address_of_form),
    (_("what was entered"), _has_values_of_form),
    (_("when it was sent"), _was_issued_with_submission),
    (_("who sent it"), _was_sent_by_whom_it_says),
    (_("what the server answered"), _was_answered_as_confirmed),
)
"""What is compared within record.json: what is reported, and what must be true."""
