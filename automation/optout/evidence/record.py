"""The models of `record.json` and `02-send.json`, and what they are made of: texts, addresses, moments, hashes."""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal, Self

import pydantic

from optout.deadline import Deadline, Within, due, received_on
from optout.evidence.redaction import (
    redact_address,
    redact_addresses,
    redact_label,
    redact_name,
    whole,
)
from optout.flow import FlowId, find_phrase
from optout.language import ENGLISH
from optout.outcome import State
from optout.person import ValueName, same_email
from optout.translation import LazyText, _, ngettext

YEARS = range(2, 9_000)  # that a record may speak of


def iso(moment: datetime) -> str:
    """Write a moment in UTC with milliseconds: `2026-11-24T13:03:12.480Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def is_record_id(name: str) -> bool:
    """Whether a folder of this name can be a record."""
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
        place = {Stage.FILLED: 1, Stage.BEFORE: 1, Stage.QUESTION: 2, Stage.PRESSED: 2}.get(self, 3)
        return f"{place:02}-{self.value.replace('_', '-')}"


class CaptureKind(StrEnum):
    """What a capture is."""

    PNG = "png"
    TXT = "txt"
    START_HERE = "start_here"


class Capture(RecordModel):
    """One capture that was tried, and how it went: `reason` is a code, `detail` the values that belong to it."""

    stage: Stage | None
    kind: CaptureKind
    file: FileName | None
    status: Literal["ok", "degraded", "failed"]
    reason: Text | None = None
    detail: dict[str, Text] = pydantic.Field(default_factory=dict)


class PageSeen(RecordModel):
    """Where and when a page was captured."""

    stage: Stage
    address: _Address
    at: Timestamp


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
    """The flow file that was followed, and what it calls its targets and choices, by language."""

    id: FlowId
    sha256: Sha256
    seen_live: str
    called: dict[str, dict[LanguageCode, Text]] = pydantic.Field(default_factory=dict)


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

    title: Text
    controller: Text
    law: Text
    purpose: Text
    covers: Text
    processing: dict[LanguageCode, Text] = pydantic.Field(
        min_length=1,
        description="What is objected to, as the person says it in a letter, by language.",
    )
    asks_by_mail: dict[LanguageCode, Text] = pydantic.Field(
        default_factory=dict,
        description="What the controller asks by e-mail before the objection is complete, by language.",
    )
    translations: dict[LanguageCode, About] = pydantic.Field(default_factory=dict)
    account: Text
    language: LanguageCode = pydantic.Field(
        default="en", description="Of START-HERE.pdf and HOW-TO-VERIFY.txt."
    )
    replay_case: Text | None
    flow: FlowUsed
    tool: Tool
    again_reason: Text | None = pydantic.Field(
        default=None, description="Why it was sent once more: `--again`."
    )
    started_at: Timestamp

    def about(self, language: str) -> About:
        """Return what it is about and what it covers in a language, else in English."""
        return self.translations.get(language) or About(title=self.title, covers=self.covers)


class Beginning(_Known):
    """What is known before the form is sent; `lives_in` is None where it is not known."""

    answer_within: Within
    seat: Text
    lives_in: Text | None = None

    def deadline(self, sent_at: datetime) -> Deadline | None:
        """Say by when an answer is due to what was sent at a moment; None where the law sets no time."""
        if self.answer_within == "none":
            return None
        return due(received_on(sent_at, self.seat), (self.seat, self.lives_in))

    def answer_due(self, sent_at: datetime) -> AnswerDue:
        """Say what that day rests on."""
        received, deadline = received_on(sent_at, self.seat), self.deadline(sent_at)
        if deadline is None:
            return AnswerDue(received_on=received, ends_on=None, seat=None, lives_in=None)
        seat, lives_in = deadline.places
        return AnswerDue(received_on=received, ends_on=deadline.ends, seat=seat, lives_in=lives_in)


_VALUE_NAME = pydantic.Field(
    default=None,
    description="Which of the person's values it is; null for all else, whatever it looks like.",
)


_Origin = Literal["entered", "by_person", "on_page", "earlier_page", "hidden", "request"]
"""Where a value is from.

`entered`: the program entered or accepted it; `by_person`: the person said that they did; `on_page`:
neither, it was in a visible field; `earlier_page`: it was in a visible field of an earlier page of
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


class Sent(RecordModel):
    """`02-send.json`: the request that sent the form.

    The address is redacted, the body is only hashed.

    `status`, `server_date`, `server_ip` and `tls` are of the answer to this request itself, which
    may be a redirect. `redirects` are the addresses to which the answers led on, and `final_status`
    is the status of the answer at the last of them; null where no answer led on, or none came
    there.

    `carried` is what could be read in it of what was approved: `whole`, `part`, `nothing`, or
    `unread`; none for a send by hand, which nobody else approved. `declared` is false for a request
    that left after the button was pressed and may have been the send, but was not the one that the
    flow describes.
    """

    schema_version: Literal[1] = 1
    declared: bool = True
    method: Text
    address: _Address
    at: Timestamp
    by_hand: bool
    status: int | None = None
    failure: Text | None = None
    redirects: list[_Address] = pydantic.Field(default_factory=list)
    final_status: int | None = None
    field_names: list[_Name] = pydantic.Field(default_factory=list)
    body_sha256: Sha256 | None = None
    carried: Text | None = None
    server_ip: Text | None = None
    tls: dict[str, Text] = pydantic.Field(
        default_factory=dict,
        description="What the browser said of the encryption; times in seconds since 1970.",
    )
    server_date: Text | None = None
    received_at: Timestamp | None = None
    clock_skew_seconds: float | None = pydantic.Field(
        default=None, description="The server's clock minus this computer's, when it answered."
    )
    blocked_repeats: int = 0


_LET_PASS = 120.0  # seconds by which clocks may differ: the way of an answer, and clocks that people set by hand
_NO_CLOCK = 1e10  # seconds, 300 years: a server that is as far off tells no time


def clock_warning(skew: float | None) -> LazyText | None:
    """Say that the server's clock is so many seconds ahead of this computer's; None when it is let pass, or unknown."""
    if skew is None or not _LET_PASS < abs(skew) < _NO_CLOCK:
        return None
    days, minutes = (round(abs(skew) / length) for length in (86_400, 60))
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
    """Who approved the send, how, and when: the codes are `person`, `script`; `asked`, `in_window`, `in_advance`."""

    by: Text
    how: Text
    at: Timestamp | None


class SettingMeans(RecordModel):
    """What the wanted state of a setting means, and what it does not cover, in the words of the flow."""

    means: Text
    not_covered: Text | None


_LABEL_BY_FLOW: Any = pydantic.Field(
    default=False, description="`label` is the flow's name for the setting: the page showed none."
)


class SettingRead(RecordModel):
    """One setting: what the page calls it, which state was wanted, and how it read before and after a fresh load.

    `label` is the page's own where the setting was found there, else the flow's. `wanted` is `on`,
    `off` or a choice of the flow. `means` and `not_covered` are in English; `translations` has them
    in other languages.

    A reading is what the page itself has: `checked=false`. `before` and `after` are empty where it
    could not be read, or was not looked at; `by_person_otherwise` where the person read it.

    `unfinished` says what kept a change from being completed that the site did not refuse:
    `not_saved`, a button saves it, and the program pressed none; `asked`, something came up on the
    page that the flow does not know.
    """

    label: _Label
    label_by_flow: bool = _LABEL_BY_FLOW
    found: Text
    wanted: Text
    means: Text
    not_covered: Text | None
    translations: dict[LanguageCode, SettingMeans] = pydantic.Field(default_factory=dict)
    before: Text
    after: Text
    was_as_wanted: bool | None = pydantic.Field(
        default=None, description="Before anything was pressed; null where nobody can tell."
    )
    as_wanted: bool | None = pydantic.Field(
        description="After the fresh load; null where nobody can tell."
    )
    absent: bool
    locked: bool
    pressed_at: Timestamp | None
    by_hand: bool
    unfinished: Literal["asked", "not_saved"] | None = None
    asked: Text | None = pydantic.Field(
        default=None,
        description="What came up on the page, in its words; null where these could not be captured.",
    )

    def said_in(self, language: str) -> SettingMeans:
        """Return what the wanted state means in a language, else in English."""
        return self.translations.get(language) or SettingMeans(
            means=self.means, not_covered=self.not_covered
        )


class SettingReading(RecordModel):
    """How a setting read on a later day, on a page loaded afresh, and whose it was: a row of the journal.

    `stands` is as the flow wants it, otherwise, not to be read, or not on the page.
    """

    at: Timestamp
    account_named: Text | None
    label: _Label
    label_by_flow: bool = _LABEL_BY_FLOW
    stands: Literal["as_wanted", "otherwise", "unread", "absent"]
    how: Text


class Value(RecordModel):
    """A field and its exact text."""

    label: _Label
    value: Text
    value_name: ValueName | None = _VALUE_NAME
    origin: _Origin | None = pydantic.Field(
        default=None, description=f"{_ORIGIN} Null in a letter, which the person wrote."
    )


class Confirmation(RecordModel):
    """What the page answered: all its new `text`, in the page's own order.

    `matched` is the whole sentence in which the flow's words were found, as the page has it; else
    `read_by` is who read what the text says. An unknown outcome has the words of the page too: of
    an error's page they prove nothing.
    """

    text: Text
    matched: Text | None = None
    read_by: Text | None = None

    def stands_in(self, text: str) -> bool:
        """Whether a text has the words that were found, if any were."""
        return not self.matched or find_phrase(text, [self.matched]) is not None


class Ending(RecordModel):
    """How it ended, told by codes: `reason`, with its values in `detail`, and those of steps.

    `values` is the exact text that was sent, or would have been. `way` is the one that led to the
    form: its number among so many, and its first address. `settings` are those that were turned; a
    form has none.
    """

    status: State
    reason: _Slug
    detail: dict[str, _Sentence] = pydantic.Field(default_factory=dict)
    approval: Approval | None = None
    values: list[Value] = pydantic.Field(default_factory=list)
    confirmation: Confirmation | None = None
    way: dict[str, Text] = pydantic.Field(default_factory=dict)
    found: dict[str, Text] = pydantic.Field(default_factory=dict)
    by_hand: list[Text] = pydantic.Field(default_factory=list)
    helped: list[Text] = pydantic.Field(
        default_factory=list,
        description="What the person did or decided beside `by_hand`: `point TARGET`, `tick`, `enter_code`, "
        "`answer_dialog`, `keep_email`, `correct_email`.",
    )
    settings: list[SettingRead] = pydantic.Field(default_factory=list)
    account_named: Text | None = pydantic.Field(
        default=None, description="Whose account it is, as the page shows it."
    )
    account_is_name: bool = pydantic.Field(
        default=True,
        description="False where `account_named` is several texts of a button or link, which may be more than a name.",
    )
    acts_for_group: bool = pydantic.Field(
        default=False,
        description="The settings act for a team, workspace or site, and not for the account alone.",
    )
    group_named: Text | None = pydantic.Field(
        default=None, description="Which team, workspace or site it was, as the page shows it."
    )
    ended_at: Timestamp


class TimelineEvent(RecordModel):
    """One line of `events.jsonl`."""

    at: Timestamp
    kind: Annotated[str, pydantic.StringConstraints(min_length=1, max_length=80)]
    detail: dict[str, Text]


class Record(Ending, _Known):
    """`record.json`.

    `request_id`, `exercise`, `expected_by` and `status` are names of the Data Rights Protocol.
    """

    schema_version: Literal[4] = 4
    request_id: RecordId
    regime: Literal["gdpr"] = "gdpr"
    exercise: Literal["objection"] = "objection"
    issued_at: Timestamp | None
    expected_by: _Day | None
    answer_due: AnswerDue | None = pydantic.Field(description="What `expected_by` rests on.")
    replay: bool
    files: dict[FileName, Sha256] = pydantic.Field(description="SHA-256 of every other data file.")
    pages: list[PageSeen]
    captures: list[Capture]

    @property
    def deadline(self) -> Deadline | None:
        """By when an answer is due, and why; None where none is."""
        basis, day = self.answer_due, self.expected_by
        return (
            Deadline(basis.received_on, day, places=(basis.seat, basis.lives_in))
            if basis and day
            else None
        )

    @property
    def bag_info(self) -> dict[str, str]:
        """What `bag-info.txt` says of it, in English."""
        what = f"an objection under {self.law} to {self.controller}"
        if self.is_letter:
            what = f"a drafted letter: {what}"
        elif self.settings:
            what = f"a setting of an account at {self.controller}"
        replay = (
            "REPLAY, no objection was made: Record of a rehearsal of"
            if self.replay
            else "Record of"
        )
        return {
            "External-Identifier": self.request_id,
            "External-Description": f"{replay} {what}",
            "Bagging-Date": self.ended_at.astimezone(UTC).date().isoformat(),
            "Bag-Software-Agent": f"{self.tool.name} {self.tool.version}",
        }

    @property
    def is_letter(self) -> bool:
        """Whether it is a letter, which the person sends."""
        return self.status is State.DRAFTED

    @property
    def withdraws(self) -> bool:
        """Whether it is a consent that is withdrawn, which is another right than to object."""
        return self.law in ("GDPR Art. 7(3)", "UK GDPR Art. 7(3)")

    @property
    def printed(self) -> bool:
        """Whether START-HERE.pdf was made."""
        return any(one.kind is CaptureKind.START_HERE and one.file for one in self.captures)

    def page(self, stage: Stage) -> PageSeen | None:
        """Give where and when the page of a stage was captured."""
        return next((page for page in self.pages if page.stage is stage), None)

    @property
    def place(self) -> PageSeen | None:
        """Where and when the filled form was captured, or settings as they were read last."""
        return (
            (self.page(Stage.READ_BACK) or self.page(Stage.BEFORE))
            if self.settings
            else self.page(Stage.FILLED)
        )

    def email(self) -> str | None:
        """Return the person's e-mail address as it is in the form or letter.

        A form may hold other people's addresses as well, so only a value that has that name counts.
        None where no value has it, or where two fields have it and disagree.
        """
        addresses = [entry.value.strip() for entry in self.values if entry.value_name == "email"]
        agree = all(same_email(address, addresses[0]) for address in addresses)
        return addresses[0] or None if addresses and agree else None
