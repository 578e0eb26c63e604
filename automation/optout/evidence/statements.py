"""What was said and read of a record after it was sealed: rows of the journal, handed on as JSON and as a page."""

from collections.abc import Iterator
from datetime import date
from typing import Literal

import pydantic

from optout.evidence.record import Moment, RecordId, RecordModel, SettingReading
from optout.evidence.supplement import Label
from optout.evidence.wording import reading_said, words
from optout.i18n import _


class LabelSaid(RecordModel):
    """What the person called the file of a supplement since it was attached."""

    supplement: str
    said_to_be: Label
    said_at: Moment


class Statements(RecordModel):
    """`statements.json`. `sent_on` is the day on which the person says that they sent a letter."""

    schema_version: Literal[1] = 1
    record: RecordId
    sent_on: date | None = None
    received_on: date | None = pydantic.Field(default=None, description="From which day on an answer is awaited.")
    labels: list[LabelSaid]
    readings: list[SettingReading]

    def files(self, language: str) -> dict[str, bytes]:
        """Return the files that lie beside the record's folder; none where nothing was said or read."""
        lines = [*self._lines(language)]
        if not lines:
            return {}
        head = _(
            "What was said and read of the record {record} after it was sealed, as the journal on the person's "
            "computer has it. It is no part of the record, and nothing here proves it."
        )
        page = "\n\n".join([words(language).tell(head.format(record=self.record)), *lines])
        return {
            "statements.json": self.model_dump_json(indent=2).encode() + b"\n",
            "statements.txt": f"{page}\n".encode(),
        }

    def _lines(self, language: str) -> Iterator[str]:
        say = words(language)
        if self.sent_on:
            sent = _("The person says that they sent the letter on {day}; an answer is awaited from {received} on.")
            yield say.tell(sent.format(day=say.day(self.sent_on), received=say.day(self.received_on or self.sent_on)))
        for one in self.labels:
            called = _("The file of {supplement}, the person said on {day}, is this: {label}.")
            day = say.day(one.said_at.date())
            yield say.tell(called.format(supplement=one.supplement, day=day, label=one.said_to_be.says))
        for reading in self.readings:
            read = _("The setting “{setting}” was read on {day}: {how}.")
            how = reading_said(reading.how or reading.stands)
            yield say.tell(read.format(setting=reading.label, day=say.when(reading.at), how=how))
