"""Finds on what the timeline of a run contradicts record.json."""

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import timedelta
from io import BytesIO

from optout.evidence.record import (
    FORM_KEPT,
    SUBMISSION_KEPT,
    PageSeen,
    Record,
    TimelineEvent,
    iso,
)
from optout.evidence.verify.moments import CLOCK, are_in_order
from optout.outcome import Reason
from optout.translation import LazyText, _

_CAPTURED = "captured"
_SEALING = timedelta(hours=1)  # in which something is still noted of a run that has ended
_READINGS: Mapping[str, str] = {
    Reason.CONFIRMED_BY_PERSON: "yes",
    Reason.DECLINED_BY_PERSON: "refuses",
}
"""The answer of a person who was asked what a page says, by the reason that it leads to."""
_APPROVING = frozenset({"approve", "paused"})
"""The questions by whose answer a form leaves."""


def contradictions_in_timeline(data: bytes, record: Record) -> list[LazyText]:
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
        """True if the events are in order from the start of the run, and the last was noted as it ended."""
        started_at, ended_at = self.record.started_at, self.record.ended_at
        moments = [event.at for event in self.events]
        starts_with_run = are_in_order([started_at, *moments])
        ends_with_run = are_in_order([ended_at, *moments[-1:], ended_at + _SEALING])
        return starts_with_run and ends_with_run

    def ends_with_outcome(self) -> bool:
        """True if the last event notes how the run ended."""
        if not self.events:
            return False
        last = self.events[-1]
        return last.kind == "sealing" and last.detail.get("state") == self.record.status.value

    def has_pages(self) -> bool:
        """True if each captured page is noted, with the moment at which its capture began, if that is noted."""
        return all(self._notes(page) for page in self.record.pages)

    def _notes(self, page: PageSeen) -> bool:
        return any(_is_of_page(event, page) for event in self.events if event.kind == _CAPTURED)

    def has_captured_files(self) -> bool:
        """True if each file has the SHA-256 that was noted when it was last captured, if one was."""
        files = self.record.files
        noted: dict[str, str] = {}
        for event in self.events:
            if event.kind == _CAPTURED:
                noted |= {name: text for name, text in event.detail.items() if name in files}
        return all(files[name] == sha256 for name, sha256 in noted.items())

    def has_moment_of_submission(self) -> bool:
        """True if a request is noted as having left when the form was sent, where any is noted."""
        submission = self.record.submission
        left = [event.at for event in self.events if event.kind == "request_left"]
        if submission is None or not left:
            return True
        return any(abs(moment - submission.at) <= CLOCK for moment in left)

    def has_moment_of_approval(self) -> bool:
        """True if the person is noted as having said yes when they approved it."""
        approval = self.record.approval
        if approval is None or approval.at is None or approval.how != "asked":
            return True
        agreed = [event.at for event in self.events if _approves(event)]
        return any(abs(moment - approval.at) <= CLOCK for moment in agreed)

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


def _is_of_page(event: TimelineEvent, page: PageSeen) -> bool:
    """True if an event notes the capture of a page."""
    is_same_stage = event.detail.get("stage") == page.stage.value
    is_same_address = event.detail.get("address", "") == page.address
    # Not the event's own moment: a computer may sleep between the two.
    began_at = event.detail.get("began_at")
    is_same_moment = began_at in {None, iso(page.at)}
    return is_same_stage and is_same_address and is_same_moment


def _approves(event: TimelineEvent) -> bool:
    """True if an event notes that the person let a form, or a request in its place, leave."""
    return _answers(event, _APPROVING) and event.detail.get("answer") in {"yes", "onward"}


def _answers(event: TimelineEvent, prompts: AbstractSet[str]) -> bool:
    """True if an event notes the person's answer to one of some questions."""
    return event.kind == "answered" and event.detail.get("step") in prompts


_CHECKS_OF_TIMELINE: Sequence[tuple[LazyText, Callable[[_Timeline], bool]]] = (
    (_("when the run began and ended"), _Timeline.is_within_run),
    (_("how the run ended"), _Timeline.ends_with_outcome),
    (_("which pages were captured, and when"), _Timeline.has_pages),
    (_("the SHA-256 of the captured files"), _Timeline.has_captured_files),
    (_("when it was sent"), _Timeline.has_moment_of_submission),
    (_("when the person approved it"), _Timeline.has_moment_of_approval),
    (_("what the person read in the answer"), _Timeline.has_reading),
    (_("who the controller is"), _Timeline.names_controller),
    (_("what the fields of the form had in them"), _Timeline.has_fields),
    (_("which requests sent it"), _Timeline.has_requests),
)
"""What of record.json is compared with the timeline: what is reported, and what must be true."""
