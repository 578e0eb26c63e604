"""The model of `record.json`, and what it is made of: texts, addresses, moments, hashes."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

import pydantic

from optout.deadline import Deadline, Within, due, received_on
from optout.evidence.redaction import (
    MASK,
    redact_address,
    redact_addresses,
    redact_label,
    redact_name,
    whole,
)
from optout.flow import FlowId, TextBeforeSend, find_phrase
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import JOINS, State
from optout.person import ValueName, same_email
from optout.translation import Coded, LazyText, _, ngettext, translate, translated

YEARS = range(2, 9_000)  # that a record may speak of


def iso(moment: datetime) -> str:
    """Write a moment in UTC with milliseconds: `2026-11-24T13:03:12.480Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_record_id(name: str) -> bool:
    """True if a folder of this name can be a record."""
    return re.fullmatch(RECORD_ID, name) is not None


def in_language(texts: Mapping[str, str], language: str) -> str:
    """Return a text of a record in a language, else in English, else in the one that it is in."""
    return texts.get(language) or texts.get(ENGLISH) or next(iter(texts.values()))


def _countable(moment: date) -> date:
    """Refuse a day with which no sum could be worked out in every zone."""
    if moment.year not in YEARS:
        raise ValueError("no clock shows it")
    return moment


Text = Annotated[
    str, pydantic.BeforeValidator(lambda value: whole(value) if isinstance(value, str) else value)
]
_Address = Annotated[Text, pydantic.AfterValidator(redact_address)]
"""An address without query values, fragment and tokens."""
_Sentence = Annotated[Text, pydantic.AfterValidator(redact_addresses)]
_Name = Annotated[Text, pydantic.AfterValidator(redact_name)]
_Label = Annotated[Text, pydantic.AfterValidator(redact_label)]
Timestamp = Annotated[
    pydantic.AwareDatetime,
    pydantic.AfterValidator(_countable),
    pydantic.PlainSerializer(iso, return_type=str, when_used="json"),
    pydantic.WithJsonSchema({"type": "string", "format": "date-time"}),
]
_Day = Annotated[date, pydantic.AfterValidator(_countable)]
Sha256 = Annotated[str, pydantic.StringConstraints(pattern=r"^[0-9a-f]{64}$")]
RECORD_ID = r"^(REPLAY-)?[0-9]{4}-[0-9]{2}-[0-9]{2}-[a-z][a-z0-9-]{0,39}-[0-9a-z]{4}$"
RecordId = Annotated[str, pydantic.StringConstraints(pattern=RECORD_ID)]
_Slug = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,60}$")]
LanguageCode = Annotated[str, pydantic.StringConstraints(pattern=r"^[a-z]{2}$")]
"""The language that a record's own documents are written in."""
FileName = Annotated[str, pydantic.StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9.-]{0,60}$")]


class Code(StrEnum):
    """Base of codes that are kept, or shown to programs, each with its sentence: `NAME = "code", _("sentence")`.

    Where a third value stands there, it says how what has this code is judged.
    """

    _value_: str
    message: LazyText
    verdict: Any

    def __new__(cls, value: str, message: LazyText, verdict: Any = None) -> Self:
        """Make a code of its line in the table."""
        code = str.__new__(cls, value)
        code._value_, code.message, code.verdict = value, message, verdict
        return code


class RecordModel(pydantic.BaseModel):
    """Base of the record's models: frozen, closed, and silent about the values it rejects."""

    model_config = pydantic.ConfigDict(
        defer_build=True,  # most models are only used inside `Record`, which builds them once more
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
        json_schema_serialization_defaults_required=True,
    )


REPLAY = "REPLAY-"  # how the name of a replay's record begins
ANSWER_AWAITED = frozenset({State.CONFIRMED, State.UNKNOWN, State.AWAITING_CODE})
"""Outcomes after which an answer is due, or would be if it was received."""
CHOSEN = "chosen"
"""The value of a box that is ticked, and of an answer that is chosen."""
LETTER = ("letter.pdf", "letter.txt")  # has no pages that were captured


class Named(RecordModel):
    """Something that the program or the flow has a name for: its code, and the name by language.

    A document takes the name in its own language, else the English one.
    """

    code: Text
    names: dict[LanguageCode, _Sentence]

    @pydantic.field_validator("names")
    @classmethod
    def _must_be_named_in_english(cls, names: dict[str, str]) -> dict[str, str]:
        if ENGLISH not in names:
            raise ValueError("it has no name in English")
        return names

    @classmethod
    def of(cls, text: Coded) -> Self:
        """Return the code of a text, and the text in every language."""
        return cls(
            code=text.code, names={language: translate(text, language) for language in LANGUAGES}
        )

    @property
    def text(self) -> LazyText:
        """Its name, in the language of whoever reads it."""
        return translated(self.names[ENGLISH], self.names)


class Stage(StrEnum):
    """When a page is captured: of a form two, of settings three, and one of what the page asked after a press."""

    FILLED = "filled"
    CONFIRMATION = "confirmation"
    BEFORE = "before"
    QUESTION = "question"
    PRESSED = "pressed"
    READ_BACK = "read_back"

    @property
    def prefix(self) -> str:
        """The beginning of the stage's file names: `03-read-back`."""
        return f"{_PLACES[self]:02}-{self.value.replace('_', '-')}"

    def file_of(self, kind: "CaptureKind") -> str:
        """Return the name of the file of a capture."""
        return BEFORE_SEND if kind is CaptureKind.BEFORE_SEND else f"{self.prefix}.{kind}"


_PLACES = {
    Stage.FILLED: 1,
    Stage.CONFIRMATION: 2,
    Stage.BEFORE: 1,
    Stage.QUESTION: 2,
    Stage.PRESSED: 2,
    Stage.READ_BACK: 3,
}
"""The places of the stages among the captures of a form, and of a setting."""


class CaptureKind(StrEnum):
    """What a capture is.

    `before_send` is beside an answer: what the page displayed before the send. Each word that the
    text of the answer does not have is replaced by dots, since it may name other people.
    """

    PNG = "png"
    TXT = "txt"
    BEFORE_SEND = "before_send"
    START_HERE = "start_here"


BEFORE_SEND = "02-before-send.txt"
ANSWER_TEXT = "02-confirmation.txt"
"""What the page displayed before the send, and the text of its answer."""


class PictureSize(RecordModel):
    """The size of a picture in pixels."""

    width: int = pydantic.Field(ge=0)
    height: int = pydantic.Field(ge=0)

    @classmethod
    def of(cls, png: bytes) -> Self:
        """Return the size of a PNG, which it has at its beginning."""
        return cls(
            width=int.from_bytes(png[16:20], "big"), height=int.from_bytes(png[20:24], "big")
        )


class Capture(RecordModel):
    """One capture that was tried, and how it went: `reason` is a code, `detail` the values that belong to it."""

    stage: Stage | None
    kind: CaptureKind
    file: FileName | None
    status: Literal["ok", "degraded", "failed"]
    reason: Text | None = None
    detail: dict[str, Text] = pydantic.Field(default_factory=dict)
    covers_fields: bool = pydantic.Field(
        default=False,
        description="Fields for passwords or codes are covered in the picture.",
    )
    size: PictureSize | None = pydantic.Field(
        default=None, description="The size of the picture; null for a text."
    )
    read_at: Timestamp | None = pydantic.Field(
        default=None,
        description="When the page of a text from before the send was read; null for all others.",
    )
    absent: list[Text] | None = pydantic.Field(
        default=None,
        description=(
            "Of the text of an answer: those of the texts in `confirmation` that the file does not "
            "have; null where the two were not compared."
        ),
    )


class PageSeen(RecordModel):
    """Where and when a page was captured."""

    stage: Stage
    address: _Address
    at: Timestamp
    certificate_sha256: Sha256 | None = pydantic.Field(
        default=None,
        description=(
            "The SHA-256 of the certificate (DER) of the server that the page came from, as the "
            "browser reports it; null in a rehearsal."
        ),
    )


class AnswerDue(RecordModel):
    """What the day of an answer rests on: from when on the month counts, and when it ends, if the law sets one.

    A day on which nobody works is passed over: Saturday, Sunday, and the public holidays at the
    controller's seat and where the person lives. Each of the two is a country or a part of one, or
    null where it is not known.
    """

    received_on: _Day
    ends_on: _Day | None
    seat: Text | None
    lives_in: Text | None


class FlowUsed(RecordModel):
    """The flow that was followed.

    `sha256` is the hash of the lines that `sha256sum` prints for `flow.yaml`, `pages/…` and the
    same of the flow that it extends (`../other/…`, with `flow.yaml` or `base.yaml`), in the order of
    these names. `seen_live` is the day on which a person saw it work, or `never`.
    """

    id: FlowId
    sha256: Sha256
    seen_live: str


class Tool(RecordModel):
    """The programs that made the record."""

    name: Text
    version: Text
    playwright: Text
    browser: Text
    browser_version: Text
    browser_sandbox: bool
    browser_sandbox_reason: Text | None
    system: Text


class About(RecordModel):
    """What an objection is about and what it covers, in the words of the flow."""

    title: Text
    covers: Text


class _Known(RecordModel):
    """What is known from the start, and stands in the record. `replay_case` is None for a live run.

    `title` and `covers` are in English, whatever the language of the run; `translations` has them
    in others.
    """

    title: Text = pydantic.Field(description="What the objection is about, as the flow says it.")
    controller: Text = pydantic.Field(description="The legal name of who decides about the data.")
    law: Text = pydantic.Field(description="The right that was used, as the flow says it.")
    purpose: Text = pydantic.Field(
        description="A code: objections of one person to one controller for one purpose are the same."
    )
    covers: Text = pydantic.Field(
        description="Which of the person's data is meant, as the flow says it."
    )
    processing: dict[LanguageCode, Text] = pydantic.Field(
        min_length=1,
        description="What is objected to, as the person says it in a letter, by language.",
    )
    asks_by_mail: dict[LanguageCode, Text] = pydantic.Field(
        default_factory=dict,
        description="What the controller asks by e-mail before the objection is complete, by language.",
    )
    translations: dict[LanguageCode, About] = pydantic.Field(
        default_factory=dict, description="`title` and `covers` in other languages than English."
    )
    account_label: Text | None = pydantic.Field(
        default=None,
        description="By which the person keeps several accounts apart; null if they have one.",
    )
    contact_name: Text | None = pydantic.Field(
        default=None,
        description="The person's name, as Contact-Name of bag-info.txt; null where they gave none.",
    )
    language: LanguageCode = pydantic.Field(
        default="en", description="Of START-HERE.pdf and HOW-TO-VERIFY.txt."
    )
    replay_case: Text | None = pydantic.Field(
        description="The case of a rehearsal on saved pages; null for a run on the live site."
    )
    flow: FlowUsed = pydantic.Field(
        description="The instructions by which the program worked through the site."
    )
    tool: Tool = pydantic.Field(description="The program that made this, and what it ran in.")
    again_reason: Text | None = pydantic.Field(
        default=None, description="Why it was sent once more: `--again`."
    )
    started_at: Timestamp = pydantic.Field(description="When the run began, by this computer.")

    def about(self, language: str) -> About:
        """Return what it is about and what it covers in a language, else in English."""
        return self.translations.get(language) or About(title=self.title, covers=self.covers)


class Beginning(_Known):
    """What is known before the form is sent; `lives_in` is None where it is not known."""

    answer_within: Within
    seat: Text
    lives_in: Text | None = None

    def deadline(self, sent_at: datetime) -> Deadline | None:
        """Return by when an answer is due to what was sent at a moment; None where the law sets no time."""
        if self.answer_within == "none":
            return None
        return due(received_on(sent_at, self.seat), (self.seat, self.lives_in))

    def answer_due(self, sent_at: datetime) -> AnswerDue:
        """Return what that day rests on."""
        received = received_on(sent_at, self.seat)
        deadline = self.deadline(sent_at)
        if deadline is None:
            return AnswerDue(received_on=received, ends_on=None, seat=None, lives_in=None)
        seat, lives_in = deadline.places
        return AnswerDue(received_on=received, ends_on=deadline.ends, seat=seat, lives_in=lives_in)


_VALUE_NAME = pydantic.Field(
    default=None,
    description="Which of the person's values it is; null for all else, whatever it looks like.",
)


_Origin = Literal[
    "entered",
    "repeated",
    "chosen",
    "by_person",
    "in_window",
    "on_page",
    "earlier_page",
    "hidden",
    "request",
]
"""Where a value is from.

`entered`: the program entered it, as the person gave it before the run; `repeated`: the program
entered what another field contained; `chosen`: the program chose it, as the flow says; `by_person`:
the person said that they entered it; `in_window`: it came into the field during the run, and no step
of the program entered it; `on_page`: it was in the field when the program first read it. Up to
version 6, `entered` was also what the program found there and accepted, and `on_page` also what
somebody entered later. `earlier_page`: it was in a visible field of an earlier page of
the form; `hidden`: it was in a field that nobody could see; `request`: it was in the request, and in
no known field.
"""
_ORIGIN = "Where it is from: the program or the person entered it, or the page had it."


class Field(RecordModel):
    """A field of the filled form, as the page shows it.

    `seen` is False for one that nobody could see when it was filled; what was written into such a
    field is not kept.
    """

    label: _Label
    name: _Name | None
    value_name: ValueName | None = _VALUE_NAME
    kind: Text
    origin: _Origin = pydantic.Field(description=_ORIGIN)
    value: Text | None
    read_only: bool
    seen: bool = True

    @property
    def noted(self) -> dict[str, str]:
        """What the timeline has of it."""
        parts = self.model_dump(include={"label", "name", "value_name", "origin", "value"})
        return {name: text for name, text in parts.items() if text}


class SentRequest(RecordModel):
    """One request of a submission, and the answer to this request alone.

    `status` is null where no answer came; `failure` is the browser's name for what failed.
    `redirected_to` is the address that the answer leads on to.
    """

    method: Text
    address: _Address
    status: int | None = None
    failure: Text | None = None
    redirected_to: _Address | None = None
    server_date: Text | None = None
    answered_at: Timestamp | None = None

    @property
    def noted(self) -> dict[str, str]:
        """What the timeline has of it."""
        parts = self.model_dump(include={"method", "address", "status", "failure"})
        return {name: str(part) for name, part in parts.items() if part}


class Submission(RecordModel):
    """What left the browser to send the form: the first of `requests`, and each that an answer led on to.

    Addresses are redacted, and no body is kept. `declared` is false for a request that left after
    the button was pressed and may have been the submission, but was not the one that the flow
    describes. `server_ip` and `tls` are of the server that the first request went to.

    `carried` is what could be read in the first request of what was approved; null for a submission
    by hand, which was compared with nothing.
    """

    declared: bool = True
    by_hand: bool
    at: Timestamp
    requests: list[SentRequest] = pydantic.Field(min_length=1)
    field_names: list[_Name] = pydantic.Field(default_factory=list)
    carried: Literal["whole", "part", "nothing", "unread"] | None = None
    server_ip: Text | None = None
    tls: dict[str, Text] = pydantic.Field(
        default_factory=dict,
        description="What the browser said of the encryption; times in seconds since 1970.",
    )
    clock_skew_seconds: float | None = pydantic.Field(
        default=None, description="The server's clock minus this computer's, when it answered."
    )
    blocked_repeats: int = 0

    @property
    def method(self) -> str:
        """By which the form was sent."""
        return self.requests[0].method

    @property
    def address(self) -> str:
        """Where the form was sent to."""
        return self.requests[0].address

    @property
    def status(self) -> int | None:
        """The status of the answer to the request that sent the form, which may be a redirect."""
        return self.requests[0].status

    @property
    def failure(self) -> str | None:
        """What failed first, in the browser's words; None if nothing did."""
        return next((request.failure for request in self.requests if request.failure), None)

    @property
    def redirects(self) -> list[str]:
        """The addresses that the answers led on to."""
        return [request.redirected_to for request in self.requests if request.redirected_to]

    @property
    def final_status(self) -> int | None:
        """The status of the answer at the last of those addresses; None if none led on, or none came there."""
        last = self.requests[-1]
        return last.status if self.redirects and last.redirected_to is None else None


_LET_PASS = 120.0  # seconds by which clocks may differ: the way of an answer, and clocks that people set by hand
_NO_CLOCK = 1e10  # seconds, 300 years: a server that is as far off tells no time


def clock_warning(skew: float | None) -> LazyText | None:
    """Say that the server's clock is so many seconds ahead of this computer's; None when it is let pass, or unknown."""
    if skew is None or not _LET_PASS < abs(skew) < _NO_CLOCK:
        return None
    days = round(abs(skew) / 86_400)
    minutes = round(abs(skew) / 60)
    in_minutes = ngettext("{number} minute", "{number} minutes", minutes)
    apart = ngettext("{number} day", "{number} days", days) if days > 1 else in_minutes
    behind = _(
        "when it was sent, this computer's clock was {apart} behind the server's; if the server's was right, the times "
        "in the record and the day by which an answer is due are off by as much"
    )
    ahead = _(
        "when it was sent, this computer's clock was {apart} ahead of the server's; if the server's was right, the "
        "times in the record and the day by which an answer is due are off by as much"
    )
    return (behind if skew > 0 else ahead).format(apart=apart)


class Approval(RecordModel):
    """Who approved the submission, how, and when; a `script` stands in for the person of a rehearsal."""

    by: Literal["person", "script"]
    how: Literal["asked", "in_window", "in_advance"]
    at: Timestamp | None


class SettingMeans(RecordModel):
    """What the wanted state of a setting means, and what it does not cover, in the words of the flow.

    `if_absent` is what the controller says of accounts whose page does not have it.
    """

    means: Text
    not_covered: Text | None
    if_absent: Text | None = None


class Reading(RecordModel):
    """How a setting read, who read it, and what the page had of it.

    `attribute` is the name of the attribute by which the page's control is on or off, such as
    `aria-checked`, and `value` what it had. `shows` are the words of the chosen state, `offers`
    those of a button that would turn the setting. All four are null where the person read it, or the
    script that stands in for them in a rehearsal, or where nobody could.
    """

    state: Literal["as_wanted", "otherwise", "unread", "absent"]
    read_by: Literal["program", "person", "script"] = "program"
    attribute: Text | None = None
    value: Text | None = None
    shows: Text | None = None
    offers: Text | None = None

    @property
    def has_sign(self) -> bool:
        """True if the page had something by which the program read it."""
        return any((self.attribute, self.shows, self.offers))


_CALLED: Any = pydantic.Field(
    default=None,
    description="The flow's name for the setting, where the page showed none; `label` is the English one.",
)


class SettingRead(RecordModel):
    """One setting: what the page calls it, which state was wanted, and how it read before and after a fresh load.

    `label` is the page's own where the setting was found there, else the flow's. `wanted` is `on`,
    `off` or a choice of the flow. `means`, `not_covered` and `if_absent` are in English;
    `translations` has them in other languages.

    `before` and `after` are null where it was not looked at. `after` is so, too, where the page
    showed another account by then.

    `requests` are those that the page sent to the site's hosts after the program's press and that
    may change something; whether one of them saved the setting cannot be seen.

    `unfinished` says what kept a change from being completed that the site did not refuse:
    `not_saved`, a button saves it, and the program pressed none; `asked`, something came up on the
    page that the flow does not know.
    """

    label: _Label
    called: Named | None = _CALLED
    strategy: Text | None = pydantic.Field(
        default=None, description="How it was found; null where it was not."
    )
    wanted: Named
    means: Text
    not_covered: Text | None
    if_absent: Text | None = pydantic.Field(
        default=None,
        description="What the controller says of accounts whose page does not have it, as the flow knows it.",
    )
    translations: dict[LanguageCode, SettingMeans] = pydantic.Field(default_factory=dict)
    before: Reading | None = None
    after: Reading | None = None
    locked: bool = pydantic.Field(
        default=False, description="It was not as wanted, and the page did not let it be changed."
    )
    pressed_at: Timestamp | None = None
    requests: list[SentRequest] = pydantic.Field(default_factory=list)
    by_hand: bool = False
    unfinished: Literal["asked", "not_saved"] | None = None
    asked: Text | None = pydantic.Field(
        default=None,
        description="What came up on the page, in its words; null where these could not be captured.",
    )

    @property
    def absent(self) -> bool:
        """True if the page does not have it, as a person said."""
        return self.before is not None and self.before.state == "absent"

    @property
    def was_as_wanted(self) -> bool | None:
        """True if it was as wanted before anything was pressed; None where nobody can tell."""
        return _IS_WANTED.get(self.before.state) if self.before else None

    @property
    def as_wanted(self) -> bool | None:
        """True if it was as wanted after the fresh load; None where nobody can tell."""
        return _IS_WANTED.get(self.after.state) if self.after else None

    def in_language(self, language: str) -> SettingMeans:
        """Return what the wanted state means in a language, else in English."""
        return self.translations.get(language) or SettingMeans(
            means=self.means, not_covered=self.not_covered, if_absent=self.if_absent
        )


_IS_WANTED = {"as_wanted": True, "otherwise": False}


class SettingReading(RecordModel):
    """How a setting read on a later day, on a page loaded afresh, and whose it was: a row of the journal."""

    at: Timestamp
    account_named: Text | None
    label: _Label
    called: Named | None = _CALLED
    reading: Reading

    @property
    def stands(self) -> str:
        """How it read: `as_wanted`, `otherwise`, `unread`, or `absent`."""
        return self.reading.state


class Value(RecordModel):
    """A field and its exact text."""

    label: _Label
    value: Text
    value_name: ValueName | None = _VALUE_NAME
    origin: _Origin | None = pydantic.Field(
        default=None, description=f"{_ORIGIN} Null in a letter, which the person wrote."
    )


class Confirmation(RecordModel):
    """What the page answered: all its new `texts`, in the page's own order.

    `matched` is the whole sentence in which the flow's words were found, as the page has it. An
    unknown outcome has the words of the page too: of an error's page they prove nothing.

    `read_by` is who read what they say: the program, by the flow's words; the person, or the
    script that stands in for them in a rehearsal. It is null where nobody could tell.
    """

    texts: list[Text] = pydantic.Field(min_length=1)
    matched: Text | None = None
    read_by: Literal["program", "person", "script"] | None = None

    @property
    def read_by_person(self) -> str | None:
        """The person, or the script in their place, if they read it; else None."""
        return None if self.read_by == "program" else self.read_by

    def absent_from(self, text: str) -> list[str]:
        """Return those of `texts` that a text does not have."""
        return [quoted for quoted in self.texts if find_phrase(text, [quoted]) is None]

    def stands_in(self, text: str) -> bool:
        """True if a text has the words that were found, if any were."""
        return not self.matched or find_phrase(text, [self.matched]) is not None

    def was_said_in(self, text: str) -> bool:
        """True if a text has something that is quoted as an answer.

        Words that decided count only as sentences: they may have been part of another one. All else
        is quoted only where the page did not have it, whatever it was a part of. A text that was
        shortened is not compared: its beginning may have been there.
        """
        before = TextBeforeSend()
        before.note(text.split("\n\n"))
        whole_texts = [quoted for quoted in self.texts if not quoted.endswith("…")]
        matched = [self.matched] if self.matched else []
        if any(before.has_all_of(quoted) for quoted in [*matched, *whole_texts]):
            return True
        return any(quoted in before for quoted in whole_texts if self._is_all_new(quoted))

    def _is_all_new(self, quoted: str) -> bool:
        """True if a quoted text can have been no part of a text before it.

        One with the words that decided can; so can each where nothing was read. A dot in a text may
        be one of those that stand for other words.
        """
        if self.read_by is None or MASK[0] in quoted:
            return False
        return self.matched is None or find_phrase(quoted, [self.matched]) is None


class Deed(RecordModel):
    """What the person did or decided, and to which part of the page."""

    kind: _Slug
    target: Named | None = None


class FoundTarget(RecordModel):
    """A target of the flow, and the strategy that found it on the page."""

    target: Named
    strategy: Text


class PathTaken(RecordModel):
    """How the form was reached: by the person, or by one of the flow's paths, by its number among so many."""

    opened_by_person: bool = False
    number: int | None = None
    count: int | None = None
    address: Text | None = None


class Account(RecordModel):
    """Whose account it is, as a page showed it.

    `shown` is its name. Where `is_name` is false, `shown` are the texts of a button or link, which
    may have more than a name. `address` is that of the page.
    """

    shown: list[Text] = pydantic.Field(min_length=1)
    is_name: bool = True
    address: _Address | None = None


class Group(RecordModel):
    """The team, workspace or site that the settings act for; `shown` is empty where no page named it."""

    shown: list[Text] = pydantic.Field(default_factory=list)


class Ending(RecordModel):
    """How it ended, told by codes: `reason`, with its values in `detail`.

    A value of `detail` is what a page showed, or has a name of the program's own. `values` is the
    exact text that was sent, or would have been. `settings` are those that were turned; a form has
    none.
    """

    status: State = pydantic.Field(description="How the objection stands at the end of the run.")
    reason: _Slug = pydantic.Field(description="A code for why it stands so.")
    detail: dict[str, _Sentence | Named] = pydantic.Field(
        default_factory=dict, description="What the sentence of `reason` names."
    )
    approval: Approval | None = pydantic.Field(
        default=None, description="Null where nothing was approved."
    )
    values: list[Value] = pydantic.Field(
        default_factory=list,
        description="What the form contained, word for word; see `submission` for whether it was sent.",
    )
    confirmation: Confirmation | None = pydantic.Field(
        default=None, description="Null where the page gave no answer."
    )
    path: PathTaken | None = pydantic.Field(
        default=None, description="Null where the form was not reached."
    )
    found: list[FoundTarget] = pydantic.Field(
        default_factory=list,
        description="How each part of the page was found: by its words, its names, or by the person.",
    )
    by_hand: list[Deed] = pydantic.Field(
        default_factory=list, description="The steps of the flow that the person took."
    )
    helped: list[Deed] = pydantic.Field(
        default_factory=list,
        description="What else the person did or decided: `point`, `tick`, `enter_code`, `answer_dialog`, "
        "`keep_email`, `correct_email`.",
    )
    settings: list[SettingRead] = pydantic.Field(
        default_factory=list, description="Empty for a form."
    )
    account: Account | None = pydantic.Field(
        default=None, description="Null where no page showed whose account it is."
    )
    group: Group | None = pydantic.Field(
        default=None, description="Null where the settings act for the account alone."
    )
    ended_at: Timestamp = pydantic.Field(description="When the run ended, by this computer.")

    @property
    def account_named(self) -> str | None:
        """Whose account it is, as the page showed it, on one line; None if no page did."""
        return JOINS.join(self.account.shown) if self.account else None

    def text_of(self, name: str) -> str | None:
        """Return a detail that is a text, and no name of the program's own; None if it is none."""
        value = self.detail.get(name)
        return value if isinstance(value, str) else None

    def did(self, kind: str) -> bool:
        """True if the person did or decided this."""
        return any(deed.kind == kind for deed in (*self.by_hand, *self.helped))


FORM_KEPT = ("form_kept", "field_kept")
SUBMISSION_KEPT = ("submission_kept", "request_kept")
"""The kinds of events that note what was kept, and each of its parts."""


class TimelineEvent(RecordModel):
    """One line of `events.jsonl`."""

    at: Timestamp
    kind: Annotated[str, pydantic.StringConstraints(min_length=1, max_length=80)]
    detail: dict[str, Text]


class Record(Ending, _Known):
    """`record.json`: all that is known of what happened; every document is written from it alone.

    `request_id`, `exercise`, `expected_by` and `status` are names of the Data Rights Protocol.
    """

    schema_version: Literal[6, 7] = pydantic.Field(
        default=7, description="Of this description; it rises when a field changes its meaning."
    )
    request_id: RecordId = pydantic.Field(description="The name of the record's folder.")
    regime: Literal["gdpr"] = pydantic.Field(default="gdpr", description="The law, as a code.")
    exercise: Literal["objection"] = pydantic.Field(
        default="objection", description="The right that was used, as a code."
    )
    issued_at: Timestamp | None = pydantic.Field(
        description="When the submission left; null where none was seen leaving."
    )
    expected_by: _Day | None = pydantic.Field(
        description="The day by which an answer is due; null where none is."
    )
    answer_due: AnswerDue | None = pydantic.Field(description="What `expected_by` rests on.")
    replay: bool = pydantic.Field(
        description="True for a rehearsal on saved pages: nothing was sent to anyone."
    )
    fields: list[Field] = pydantic.Field(
        default_factory=list,
        description="The form as it was last before it was sent, or was to be sent.",
    )
    submission: Submission | None = pydantic.Field(
        default=None, description="Null where no request was seen leaving."
    )
    files: dict[FileName, Sha256] = pydantic.Field(description="SHA-256 of every other data file.")
    pages: list[PageSeen] = pydantic.Field(description="Each page that was captured.")
    captures: list[Capture] = pydantic.Field(
        description="Each picture or text that was tried, also those that failed."
    )

    def origin_of(self, value: Value) -> _Origin | None:
        """Return where a value is from; None where that is not known, as of some in version 6."""
        is_ambiguous = self.schema_version == 6 and value.origin in ("entered", "on_page")
        return None if is_ambiguous else value.origin

    @property
    def clock_skew_seconds(self) -> float | None:
        """The server's clock minus the computer's when the form was sent; None where it is not known."""
        return self.submission.clock_skew_seconds if self.submission else None

    @property
    def deadline(self) -> Deadline | None:
        """By when an answer is due, and why; None where none is."""
        basis = self.answer_due
        if basis is None or self.expected_by is None:
            return None
        places = (basis.seat, basis.lives_in)
        return Deadline(basis.received_on, self.expected_by, places=places)

    @property
    def bag_info(self) -> dict[str, str]:
        """What `bag-info.txt` says of it, in English."""
        record = "Record of"
        if self.replay:
            record = "REPLAY, no objection was made: Record of a rehearsal of"
        contact = {"Contact-Name": self.contact_name} if self.contact_name else {}
        return {
            **contact,
            "External-Identifier": self.request_id,
            "External-Description": f"{record} {self._subject}",
            "Bagging-Date": self.ended_at.astimezone(UTC).date().isoformat(),
            "Bag-Software-Agent": f"{self.tool.name} {self.tool.version}",
        }

    @property
    def _subject(self) -> str:
        """What it is a record of, in English."""
        objection = f"an objection under {self.law} to {self.controller}"
        if self.is_letter:
            return f"a drafted letter: {objection}"
        return f"a setting of an account at {self.controller}" if self.settings else objection

    @property
    def is_letter(self) -> bool:
        """True if it is a letter, which the person sends."""
        return self.status is State.DRAFTED

    @property
    def withdraws(self) -> bool:
        """True if it is a consent that is withdrawn, which is another right than to object."""
        return self.law in ("GDPR Art. 7(3)", "UK GDPR Art. 7(3)")

    @property
    def printed(self) -> bool:
        """True if START-HERE.pdf was made."""
        kinds = {captured.kind for captured in self.captures if captured.file}
        return CaptureKind.START_HERE in kinds

    def page(self, stage: Stage) -> PageSeen | None:
        """Return where and when the page of a stage was captured; None if it was not."""
        return next((page for page in self.pages if page.stage is stage), None)

    @property
    def place(self) -> PageSeen | None:
        """Where and when the filled form was captured, or settings as they were read last."""
        if self.settings:
            return self.page(Stage.READ_BACK) or self.page(Stage.BEFORE)
        return self.page(Stage.FILLED)

    def email(self) -> str | None:
        """Return the person's e-mail address as it is in the form or letter.

        A form may hold other people's addresses as well, so only a value that has that name counts.
        None where no value has it, or where two fields have it and disagree.
        """
        addresses = [entry.value.strip() for entry in self.values if entry.value_name == "email"]
        if not addresses:
            return None
        first = addresses[0]
        agree = all(same_email(address, first) for address in addresses)
        return first if agree and first else None
