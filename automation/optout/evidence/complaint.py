"""What a complaint to an authority says: its sentences, in the order in which they are read. Nothing here sends it."""

import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date
from enum import StrEnum
from functools import cached_property, lru_cache
from typing import Any

from playwright.sync_api import Page, PdfMargins

from optout.deadline import EXTENDED, Deadline
from optout.evidence.clock import told_in
from optout.evidence.model import Record, Stage
from optout.evidence.redaction import plain
from optout.evidence.report import Frame, footer, print_document, style
from optout.evidence.summary import Row, bare
from optout.evidence.supervisor import Regime, Supervisor, country
from optout.evidence.supplement import Extension, Label, Labelled, relabelling
from optout.evidence.words import Wording, filled, template, tied, words
from optout.outcome import Reason, State


@dataclass(frozen=True)
class Said:
    """A language and a law. A key that the law has words of its own for, such as `title_uk`, goes before the plain."""

    words: Wording
    regime: Regime
    texts: Mapping[str, Any]

    def _entry(self, key: str) -> Any:
        own = f"{key}_{self.regime}"
        return self.texts[own if own in self.texts else key]

    def __call__(self, key: str, **values: str) -> str:
        """Give a sentence with its gaps filled."""
        return filled(tied(self._entry(key)), values)

    def lines(self, key: str, values: Mapping[str, str]) -> Iterator[str]:
        """Give a list of sentences, their gaps filled."""
        return (filled(tied(text), values) for text in self._entry(key))

    def language_name(self, code: str) -> str:
        """Say the name of a language."""
        from babel import Locale  # noqa: PLC0415  most commands name none

        return str(Locale(self.words.language).languages.get(code, code))


@lru_cache(maxsize=4)
def said(language: str, regime: Regime) -> Said:
    """Read a language's words; a language that has none is answered in English."""
    return Said(words(language), regime, template("complaint.", language))


WRITTEN_AFTER = frozenset({State.CONFIRMED, State.REJECTED, State.UNKNOWN, State.AWAITING_CODE})
"""Outcomes after which there is something to complain about: it was sent, or may have been."""
SUMMARY = "START-HERE.pdf"
_RULED = 3  # lines to write on
_MAY_BE_RESTRICTED = {"GDPR Art. 21", "GDPR Art. 21(1)"}
"""The objections during which Art. 18(1)(d) GDPR gives a right to restriction."""
_OTHERS = {Label.OTHER, Label.UNSAID}


class Because(StrEnum):
    """What the person complains about. The record shows none of it for certain: the person says it."""

    NO_ANSWER = "no-answer"
    REFUSED = "refused"
    IGNORED = "ignored"

    @property
    def key(self) -> str:
        """How the keys of its sentences end."""
        return self.value.replace("-", "_")


@dataclass(frozen=True)
class About:
    """What is known of the objection besides the record, in the letter's language; the controller's from the flow.

    `skew` is the server's clock minus this computer's at the send, in seconds.
    """

    title: str
    covers: str
    address: str | None = None
    officer: str | None = None
    skew: float | None = None


@dataclass(frozen=True)
class Complaint:
    """All that a letter is made from. `deadline` is None where no law sets a time; `files` were attached since.

    `language` is the letter's, `reader` that of the person, who may read another.
    """

    record: Record
    fingerprint: str
    about: About
    to: Supervisor
    because: Because
    language: str
    reader: str
    written_on: date
    deadline: Deadline | None
    files: tuple[Labelled, ...]

    @property
    def enclosed(self) -> tuple[str, ...]:
        """The names of the files that go with it."""
        return (SUMMARY, *(file.path for file in self.files))

    @property
    def from_them(self) -> tuple[Labelled, ...]:
        """The files that may be the controller's: all but the person's own notes."""
        return tuple(file for file in self.files if file.said is not Label.NOTE)

    @property
    def extension(self) -> Extension | None:
        """The announcement that the letter names: the first that came in time, else the last."""
        announced = [file.extension for file in self.files if file.extension]
        return next((one for one in announced if one.expected_by), announced[-1] if announced else None)

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

    @property
    def sent_on(self) -> date:
        """The day it was sent and received; where no law counts from it, that of the record, which is in UTC."""
        if self.deadline:
            return self.deadline.received
        return (self.record.issued_at or self.record.ended_at).astimezone(UTC).date()

    def gaps(self, say: Said) -> Mapping[str, str]:
        """Give what fills the gaps of sentences, in a language."""
        words, record = say.words, self.record
        form = next((page.address for page in record.pages if page.stage is Stage.FILLED), record.flow.id)
        known = {
            "controller": record.controller,
            "sent": words.day(self.sent_on),
            "law": words.law(record.law),
            "subject": words("quoted", text=self.about.title),
            "covers": words("quoted", text=self.about.covers),
            "form": bare(form),
            "authority": self.to.name,
            "website": bare(self.to.website).rstrip("/"),
            "place": country(self.to.code, words.language),
            "id": record.request_id,
            "fingerprint": self.fingerprint,
            **self._days(words),
        }
        over = " ".join(say(key, **known) for key in self._over())
        return {**known, "month_over": over}

    def _days(self, words: Wording) -> Mapping[str, str]:
        """Give the days by which the time to answer is told."""
        deadline, extension, due = self.deadline, self.extension, self.due
        if deadline is None or due is None:
            return {}
        days = {"due": words.day(due), "ends": words.day(deadline.ends)}
        if deadline.moved:
            days["day_off"] = words(deadline.moved.value)
        if extension:
            days["announced"] = words.day(extension.announced_on)
        return days

    def _over(self) -> Iterator[str]:
        """Give the keys of the sentences that say when the time was over, and what was announced."""
        deadline = self.deadline
        if deadline is None:
            return
        if self.longer:
            yield "notice_in_time"
            yield "three_months_over_moved" if deadline.moved else "three_months_over"
            return
        yield "month_over_moved" if deadline.moved else "month_over"
        if self.extension:
            yield "notice_late"


@dataclass(frozen=True)
class Part:
    """A heading, the sentences below it, and quotations as label and text.

    `ticks` are sentences with a box before each; `ruled` lines are left to write on.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[Row, ...] = ()
    points: bool = False
    ticks: tuple[str, ...] = ()
    ruled: int = 0


class Letter:
    """Says a complaint to an authority."""

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
    def _gaps(self) -> Mapping[str, str]:
        return self.complaint.gaps(self.say)

    def _tell(self, key: str, **more: str) -> str:
        return self.say(key, **self._gaps, **more)

    def title(self) -> str:
        """Head the letter."""
        return self._tell("title")

    def written(self) -> str:
        """Date the letter; one that is not true yet has no date."""
        complaint = self.complaint
        return "" if complaint.early else self._tell("written", day=self.say.words.day(complaint.written_on))

    def address_missing(self) -> str:
        """Say where the address is to be found that the letter lacks."""
        return self._tell("address_missing")

    def parts(self) -> Iterator[Part]:
        """Who, what happened, what is wrong, what is asked for, what is left to the person, what is enclosed."""
        complaint, because = self.complaint, self.complaint.because
        yield Part("", tuple(self._opening()), ruled=0 if complaint.about.address else 1)
        yield Part(self._tell("happened"), tuple(self._happened()))
        yield Part(self._tell("account"), tuple(self._account()), ruled=1)
        if quotes := tuple((value.label, value.value) for value in self.record.values if value.value.strip()):
            yield Part(self._tell("wrote"), quotes=quotes)
        yield Part(self._tell("wrong"), tuple(self._wrong()), ruled=_RULED if because is Because.IGNORED else 0)
        yield Part(self._tell("asked"), tuple(self.say.lines("asks", self._gaps)), points=True)
        yield Part(self._tell("ticked"), ticks=tuple(self._ticks()), ruled=1)
        yield Part(self._tell("enclosed"), tuple(self._enclosed()), points=True)

    def _opening(self) -> Iterator[str]:
        about = self.complaint.about
        yield self._tell("opening")
        if about.address:
            yield self._tell("controller_at", address=about.address)
        if about.officer:
            yield self._tell("officer", officer=about.officer)
        if not about.address:
            yield self._tell("controller_where")  # last: a line to write on follows

    def _happened(self) -> Iterator[str]:
        about, words = self.complaint.about, self.say.words
        yield self._tell("sent_live" if self.record.status is not State.UNKNOWN else "sent_maybe")
        if at := self.record.issued_at:
            yield self._tell("sent_moment", moment=words.when(at))
            if wrong := told_in(words, at, about.skew):
                yield wrong
        yield self._tell("about")
        yield self._outcome()
        yield from filter(None, map(self._received, self.complaint.from_them))

    def _outcome(self) -> str:
        record, words = self.record, self.say.words
        confirmation = record.confirmation
        text = (confirmation.matched or confirmation.text) if confirmation else ""
        if record.status is State.CONFIRMED and text:
            by_person = record.reason == Reason.CONFIRMED_BY_PERSON
            quoted = words("quoted", text=text)
            return self._tell("confirmed_by_person" if by_person else "confirmed", words=quoted)
        if record.reason == Reason.REFUSED_BY_WORDS and (refusal := record.detail.get("words")):
            return self._tell("rejected_by_words", words=words("quoted", text=refusal))
        return self._tell(record.status.value)

    def _received(self, file: Labelled) -> str | None:
        """Say that something came, as what it is enclosed; of a file that may be anybody's, nothing is claimed."""
        if file.mail is None and file.said in _OTHERS:
            return None
        what = self._tell("a_document")
        if file.mail:
            at = file.mail.sent_at
            day = self.say.words.day(at.astimezone(self.say.words.zone).date()) if at else ""
            what = self._tell("an_email_of", day=day) if at else self._tell("an_email")
        return self._tell("received_other" if file.said in _OTHERS else f"received_{_kind(file)}", what=what)

    def _account(self) -> Iterator[str]:
        yield self._tell("account_email", email=self.email) if self.email else self._tell("account_unknown")
        if self.record.account != "default":
            yield self._tell("account_label", label=self.say.words("quoted", text=self.record.account))
        yield self._tell("account_name")

    def _wrong(self) -> Iterator[str]:
        yield from self.say.lines(f"because_{self.complaint.because.key}", self._gaps)
        if self.complaint.because is Because.NO_ANSWER:
            came = "nothing_more" if self.complaint.from_them else "nothing_received"
            yield self._tell("nothing_but_notice" if self.complaint.extension else came)

    def _ticks(self) -> Iterator[str]:
        if self.record.law in _MAY_BE_RESTRICTED:
            yield from self.say.lines("restrict", self._gaps)
        yield from self.say.lines("ticks", self._gaps)

    def _enclosed(self) -> Iterator[str]:
        yield self._tell("enclosed_summary", file=SUMMARY)
        for file in self.complaint.files:
            label = self._tell(f"is_{_kind(file)}")
            if file.corrections:
                before = self._tell(f"is_{file.corrections[-1][1].said_before.value}")
                yield self._tell("enclosed_corrected", file=file.path, label=label, before=before)
            else:
                yield self._tell("enclosed_file", file=file.path, label=label)
        yield self._tell("on_request")


def _kind(file: Labelled) -> str:
    """How the keys end of what is said of a file."""
    return "extension" if file.extension else file.said.value


_GRADES = {"A": "checked", "B": "several", "C": "one", "?": "general"}


class Cover:
    """Says to the person, in their own language, what to check and what is theirs to decide."""

    def __init__(self, complaint: Complaint) -> None:
        self.complaint = complaint
        self.to = complaint.to
        self.say: Said = said(complaint.reader, complaint.to.regime)

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        return self.complaint.gaps(self.say)

    def _tell(self, key: str, **more: str) -> str:
        return self.say(key, **self._gaps, **more)

    def before_sending(self) -> Iterator[str]:
        """What the person does before they send it."""
        complaint = self.complaint
        if complaint.early:
            yield self._tell("not_yet")
        yield self._tell("nobody_sent")
        yield from self._language()
        yield from self._authority()
        yield from self.say.lines(f"is_it_true_{complaint.because.key}", self._gaps)
        yield from self._files()
        at = complaint.record.issued_at
        if at and (wrong := told_in(self.say.words, at, complaint.about.skew)):
            yield self._tell("clock_wrong", wrong=wrong)
        yield self._tell("controller_check" if complaint.about.address else "controller_missing")
        yield from self.say.lines("before_sending", self._gaps)

    def _language(self) -> Iterator[str]:
        complaint = self.complaint
        language = self.say.language_name(complaint.language)
        if complaint.language not in self.to.languages:
            names = ", ".join(self.say.language_name(code) for code in self.to.languages)
            yield self._tell("other_language", language=language, languages=names)
        elif complaint.language != complaint.reader:
            command = (
                f"optout complain {complaint.record.request_id} --country {self.to.code} --lang {complaint.reader}"
            )
            yield self._tell("their_language", language=language, command=command)

    def _authority(self) -> Iterator[str]:
        yield self._tell("check_address" if self.to.address else "no_address")
        yield self._tell(f"graded_{_GRADES[self.to.grade]}")
        if self.to.form:
            yield self._tell("form_known", address=bare(self.to.form))
        if self.to.place:
            yield self._tell("germany")

    def _files(self) -> Iterator[str]:
        """What is said of the files, to be read once more."""
        complaint = self.complaint
        record_id = complaint.record.request_id
        unclear = [file for file in complaint.from_them if file.said is not Label.ANSWER]
        if unclear:
            command = f"{relabelling(record_id, unclear[0].number)} --as answer"
            yield self._tell("read_again", command=command)
        answered = any(file.said is Label.ANSWER for file in complaint.files)
        if complaint.because is Because.REFUSED and not answered and complaint.record.status is not State.REJECTED:
            yield self._tell("enclose_refusal", command=f"optout attach {record_id} FILE --as answer")


_WIDTH = 78


def print_letter(page: Page, complaint: Complaint) -> bytes:
    """Print a sheet for the person, and the letter, as a tagged PDF on a fresh page."""
    letter = Letter(complaint)
    say, record = letter.say, letter.record
    return print_document(
        page,
        "complaint",
        {"letter": letter, "cover": Cover(complaint), "say": say, "css": style("start-here", "complaint")},
        Frame(
            PdfMargins(top="19mm", right="20mm", bottom="15mm", left="20mm"),
            say("replay_band") if record.replay else "",
            footer(say("footer", id=record.request_id)),  # no numbers: the sheet stays with the person
        ),
    )


def as_text(complaint: Complaint) -> str:
    """Give the letter without its frame, to be pasted into a form; the sheet for the person is not part of it."""
    letter = Letter(complaint)
    lines = [letter.say("replay_band"), ""] if letter.record.replay else []
    lines += [letter.title(), ""]
    for part in letter.parts():
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        yield _filled(sentence, "- " if part.points else "")
    for label, value in part.quotes:
        yield f"{label}:"
        yield textwrap.indent(value, "> ", lambda _: True)
    for sentence in part.ticks:
        yield _filled(sentence, "[ ] ")
    yield from ["..."] * part.ruled


def _filled(sentence: str, mark: str) -> str:
    return textwrap.fill(
        sentence,
        _WIDTH,
        initial_indent=mark,
        subsequent_indent=" " * len(mark),
        break_long_words=False,
        break_on_hyphens=False,
    )
