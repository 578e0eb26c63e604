"""What a complaint to an authority says: its sentences, in the order in which they are read. Nothing here sends it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from functools import cached_property

from optout.deadline import EXTENDED, Deadline
from optout.evidence.complaint_words import Said, said
from optout.evidence.record import Record, Stage
from optout.evidence.story import Row, bare
from optout.evidence.supervisor import Regime, Supervisor, country
from optout.evidence.supplement import Extension
from optout.reasons import Reason
from optout.state import State

WRITTEN_AFTER = frozenset({State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.AWAITING_CODE})
"""Outcomes after which there is something to complain about: it was sent, or may have been."""
_RULED = 3  # lines to write on


class Because(StrEnum):
    """What the person complains about. The record shows none of it for certain: the person says it."""

    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    IGNORED = "ignored"


@dataclass(frozen=True)
class Complaint:
    """All that a letter is made from. `deadline` is None where no law sets a time; `enclosed` are names of files.

    `extension` is what the controller announced, in time or not.
    """

    record: Record
    fingerprint: str
    to: Supervisor
    because: Because
    language: str
    written_on: date
    deadline: Deadline | None
    enclosed: tuple[str, ...]
    extension: Extension | None = None

    @property
    def due(self) -> date | None:
        """The last day on which no answer is no wrong; Swiss law sets none, and its letter says that a month passed."""
        if self.deadline is None:
            return None
        return self.deadline.ends if self.to.regime is Regime.CH else self.deadline.day

    @property
    def longer(self) -> bool:
        """Whether an extension was announced in time, so that it is three months."""
        return self.deadline is not None and self.deadline.months == EXTENDED

    @property
    def early(self) -> bool:
        """Whether it is said that the time to answer is over, and it is not."""
        return self.because is Because.NO_ANSWER and self.due is not None and self.written_on <= self.due


@dataclass(frozen=True)
class Part:
    """A heading, the sentences below it, and quotations as label and text; `ruled` lines are left to write on."""

    heading: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[Row, ...] = ()
    points: bool = False
    ruled: int = 0


class Letter:
    """Says a complaint to an authority, and to the person what to do before they send it."""

    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint
        self.record = complaint.record
        self.to = complaint.to
        self.say: Said = said(complaint.language, complaint.to.regime)

    @property
    def email(self) -> str | None:
        """The e-mail address that stands in the form, if one does."""
        return self.record.email()

    @cached_property
    def place(self) -> str:
        """The country or Land the authority is for."""
        return country(self.to.code, self.complaint.language)

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        words, record, when = self.say.words, self.record, self.sent_on
        return {
            "controller": record.controller,
            "sent": words.day(when),
            "law": words.law(record.law),
            "subject": words("quoted", text=record.title),
            "covers": words("quoted", text=record.covers),
            "form": bare(self._form()),
            "authority": self.to.name,
            "website": bare(self.to.website).rstrip("/"),
            "place": self.place,
            "id": record.request_id,
            "fingerprint": self.complaint.fingerprint,
        }

    @property
    def sent_on(self) -> date:
        """The day it was sent and received; where no law counts from it, that of the record, which is in UTC."""
        if self.complaint.deadline:
            return self.complaint.deadline.received
        return (self.record.issued_at or self.record.ended_at).astimezone(UTC).date()

    def _form(self) -> str:
        return next((page.address for page in self.record.pages if page.stage is Stage.FILLED), self.record.flow.id)

    def _tell(self, key: str, **more: str) -> str:
        return self.say(key, **self._gaps, **more)

    def title(self) -> str:
        """Head the letter."""
        return self._tell("title")

    @cached_property
    def _no_answer(self) -> Mapping[str, str]:
        """Fill the gaps of what is said about a time that passed without an answer."""
        deadline, extension, due = self.complaint.deadline, self.complaint.extension, self.complaint.due
        if deadline is None or due is None:
            return {}
        day = self.say.words.day
        known = {"due": day(due), "ends": day(deadline.ends)}
        if deadline.moved:
            known["day_off"] = self.say.words(deadline.moved.value)
        if extension:
            known["announced"] = day(extension.announced_on)
        return {
            **known,
            "month_over": " ".join(self._tell(key, **known) for key in self._over()),
            "no_answer": self._tell("no_answer_but_notice" if extension else "no_answer", **known),
        }

    def _over(self) -> Iterator[str]:
        """Give the keys of the sentences that say when the time was over, and what was announced."""
        deadline, extension = self.complaint.deadline, self.complaint.extension
        if deadline and self.complaint.longer:
            yield "notice_in_time"
            yield "three_months_over_moved" if deadline.moved else "three_months_over"
            return
        yield "month_over_moved" if deadline and deadline.moved else "month_over"
        if extension:
            yield "notice_late"

    def written(self) -> str:
        """Date the letter; one that is not true yet has no date."""
        return "" if self.complaint.early else self._tell("written", day=self.say.words.day(self.complaint.written_on))

    def address_missing(self) -> str:
        """Say where the address is to be found that the letter lacks."""
        return self._tell("address_missing")

    def parts(self) -> Iterator[Part]:
        """What happened, what is wrong, what is asked for, what is enclosed."""
        yield Part("", (self._tell("opening"),))
        yield Part(self._tell("happened"), tuple(self._happened()))
        if quotes := tuple((value.label, value.value) for value in self.record.values if value.value.strip()):
            yield Part(self._tell("wrote"), quotes=quotes)
        because = self.complaint.because.value.replace("-", "_")
        ruled = _RULED if self.complaint.because is Because.IGNORED else 0
        wrong = self.say.lines(f"because_{because}", {**self._gaps, **self._no_answer})
        yield Part(self._tell("wrong"), tuple(wrong), ruled=ruled)
        yield Part(self._tell("asked"), tuple(self.say.lines("asks", self._gaps)), points=True)
        yield Part(self._tell("enclosed"), (*self.complaint.enclosed, self._tell("on_request")), points=True)

    def _happened(self) -> Iterator[str]:
        yield self._tell("sent_live" if self.record.status is not State.UNKNOWN else "sent_maybe")
        yield self._tell("about")
        yield self._outcome()

    def _outcome(self) -> str:
        confirmation = self.record.confirmation
        words = (confirmation.matched or confirmation.text) if confirmation else ""
        quoted = self.say.words("quoted", text=words)
        if self.record.status is State.CONFIRMED and words:
            by_person = self.record.reason == Reason.CONFIRMED_BY_PERSON
            return self._tell("confirmed_by_person" if by_person else "confirmed", words=quoted)
        return self._tell(self.record.status.value)

    def before_sending(self) -> Iterator[str]:
        """What the person does before they send it; the sheet it stands on is not part of the letter."""
        if self.complaint.early:
            yield self._tell("not_yet", **self._no_answer)
        yield self._tell("nobody_sent")
        yield self._tell("check_address" if self.to.address else "no_address")
        yield self._tell(f"graded_{_GRADES[self.to.grade]}")
        if self.to.form:
            yield self._tell("form_known", address=bare(self.to.form))
        if self.complaint.language not in self.to.languages:
            names = ", ".join(self.say.language_name(code) for code in self.to.languages)
            yield self._tell("other_language", languages=names)
        if self.to.place:
            yield self._tell("germany")
        yield from self.say.lines(f"is_it_true_{self.complaint.because.value.replace('-', '_')}", self._gaps)
        yield from self.say.lines("before_sending", self._gaps)


_GRADES = {"A": "checked", "B": "several", "C": "one", "?": "general"}
