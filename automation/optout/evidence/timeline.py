"""The timeline: one JSON object a line, each with the hash of the line before."""

import hashlib
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Annotated

from pydantic import StringConstraints, ValidationError

from optout.evidence.files import append_private, write_private
from optout.evidence.record import Moment, RecordModel, Sha256, Text, TimelineEnd, iso
from optout.evidence.redaction import json_text, kept_addresses, whole
from optout.i18n import _, ngettext

FIRST = "0" * 64
"""What stands for the line before the first."""
_LONGEST_LINE = 1_000_000  # bytes


class TimelineEvent(RecordModel):
    """One line of the timeline."""

    seq: int
    at: Moment
    kind: Annotated[str, StringConstraints(min_length=1, max_length=80)]
    detail: dict[str, Text]
    prev: Sha256


class TimelineFile:
    """Keeps the events in memory and, so that a crash leaves them, in a file as they happen."""

    def __init__(self, file: Path, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._file = file
        self._now = now
        self._lines: list[bytes] = []
        self.events: list[TimelineEvent] = []

    def note(self, kind: str, detail: dict[str, str]) -> None:
        """Add an event; addresses in its details are redacted. A full disk is met when the record is sealed."""
        kept = {name: kept_addresses(whole(value)) for name, value in detail.items() if value}
        event = TimelineEvent(seq=len(self.events) + 1, at=self._now(), kind=kind, detail=kept, prev=self.end.sha256)
        entry = {"seq": event.seq, "at": iso(event.at), "kind": kind, "detail": event.detail, "prev": event.prev}
        line = json_text(entry).encode() + b"\n"
        self.events.append(event)
        self._lines.append(line)
        with suppress(OSError):  # write() starts again from memory, and there a failure counts
            append_private(self._file, line)

    @property
    def end(self) -> TimelineEnd:
        """Give the number of lines and the hash of the last, without its line end."""
        last = hashlib.sha256(self._lines[-1].removesuffix(b"\n")).hexdigest() if self._lines else FIRST
        return TimelineEnd(count=len(self._lines), sha256=last)

    def write(self) -> None:
        """Write the whole timeline from memory, whatever became of the file meanwhile."""
        write_private(self._file, b"".join(self._lines))


def broken_line(data: bytes, end: TimelineEnd | None) -> str | None:
    """Say where a timeline is not one unbroken chain that reaches `end`, or None when it is."""
    before, count = FIRST, 0
    for count, line in enumerate(BytesIO(data), start=1):  # a piece at a time: it may be all line ends
        if problem := _broken(line, count, before):
            return problem
        before = hashlib.sha256(line.removesuffix(b"\n")).hexdigest()
    if end is not None and (count, before) != (end.count, end.sha256):
        return ngettext(
            "it has {number} line and does not end where record.json says",
            "it has {number} lines and does not end where record.json says",
            count,
        )
    return None


def _broken(line: bytes, number: int, before: str) -> str | None:
    if not line.endswith(b"\n"):
        return _("its last line is cut off")
    try:
        event = TimelineEvent.model_validate_json(line if len(line) <= _LONGEST_LINE else b"")
    except ValidationError:
        return _("line {number} is not an event").format(number=str(number))
    if event.seq != number or event.prev != before:
        return _("line {number} does not follow from the line before").format(number=str(number))
    return None
