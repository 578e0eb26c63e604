"""Whether there is something to complain about to an authority: what, to which, in which language, and since when."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from optout.deadline import Deadline, due
from optout.errors import OptoutError, UsageError
from optout.evidence import (
    ANSWER_AWAITED,
    Code,
    LanguageCode,
    Record,
    RecordModel,
    SettingRead,
    SettingReading,
    in_language,
)
from optout.evidence.supplement import Supplement, VerifiedRecord, announced
from optout.flow import Described, jurisdiction_of, lands, place_name
from optout.language import ENGLISH, LANGUAGES
from optout.outcome import Reason, State
from optout.translation import LazyText, _, joined, ngettext, spoken, translated


class _Supervisor(RecordModel):
    """An authority; `regime` is whose law it applies, `form` its form or page on complaints by language.

    `asks_when_known`: a complaint must show that it is in time, and so since when the person has
    known of the matter.
    """

    code: str
    regime: Literal["gdpr", "uk", "ch"] = "gdpr"
    name: str
    website: str
    post: tuple[str, ...] = ()
    asks_when_known: bool = False
    email: str | None = None
    form: dict[LanguageCode, str] = Field(default_factory=dict)
    languages: tuple[LanguageCode, ...] = Field(min_length=1)

    def country(self, language: str) -> str:
        """Return the name of its country in a language, or of its Land."""
        return place_name(self.code, language)

    def language_for(self, person: str) -> str:
        """Return the language of a letter: one that it takes and we have, the person's first, else theirs."""
        taken = [code for code in self.languages if code in LANGUAGES]
        return person if person in taken or not taken else taken[0]


@lru_cache(maxsize=1)
def supervisors() -> Mapping[str, _Supervisor]:
    """Return every authority by its code, in the order of the file."""
    entries = tomllib.loads(Path(__file__).with_name("authorities.toml").read_text("utf-8"))[
        "authority"
    ]
    return {entry.code: entry for entry in map(_Supervisor.model_validate, entries)}


def language_name(code: str, language: str) -> str:
    """Return the name of a language in a language."""
    from babel import Locale

    return str(Locale(language).languages.get(code, code))


def _supervisor_for(country: str, record: str) -> _Supervisor:
    """Find the authority for a country or Land, for a complaint about a record; in Germany the Land decides."""
    code = jurisdiction_of(country)
    if code == "DE":
        rows = [f"  {land}  {name}" for land, name in lands().items()]
        message = joined(
            [_("in Germany your Land has the authority for companies; name it"), *rows], "\n"
        )
        raise UsageError(message, f"optout complain {record} --country DE-BE")
    if code is None or code not in supervisors():
        known = " ".join(code for code in supervisors() if "-" not in code)
        message = _("this is no country with a known authority; known are {known} DE").format(
            known=known
        )
        raise UsageError(message, "--country FR")
    return supervisors()[code]


_READ = frozenset({"as_wanted", "otherwise"})
"""Readings of a setting that tell how it stands."""
_UNCLEAR: Mapping[str, LazyText] = {
    Reason.OTHER_ACCOUNT: _(
        "the page showed another account in the end, so nobody knows how yours stands"
    ),
    Reason.DIALOG: _(
        "the page asked something that this flow does not know, so the setting was not turned yet"
    ),
    Reason.NOT_SAVED: _(
        "the change of the setting was not saved, as far as is known, so it was not turned yet"
    ),
}


class TooEarly(OptoutError):
    """There is nothing to complain about yet."""


class Grounds(Code):
    """What the person complains about: the first three only they can say, the others the record of a setting shows."""

    NO_ANSWER = "no-answer", _("no answer within a month")
    REFUSED = "refused", _("the objection was refused")
    IGNORED = "ignored", _("the objection is not followed")
    ON_AGAIN = "on-again", _("a setting that was turned stands otherwise again")
    NOT_TURNED = "not-turned", _("a setting that was pressed is not as wanted")
    LOCKED = "locked", _("a setting cannot be changed")
    ABSENT = "absent", _("a setting is not there for the account")


@dataclass(frozen=True)
class Complaint:
    """All that a letter is made from.

    `deadline` is None where no law sets a time; `files` were attached since.

    It is in `language`, and `reader` is the person's. `readings` are those since the record was
    made, `address` is the controller's. On `letter_sent_on`, by their own word, the person sent the
    letter, and on `answered_on` they answered what the controller asked by e-mail.
    """

    record: Record
    fingerprint: str
    to: _Supervisor
    because: Grounds
    language: str
    reader: str
    written_on: date
    deadline: Deadline | None
    files: tuple[Supplement, ...]
    readings: tuple[SettingReading, ...] = ()
    address: str | None = None
    letter_sent_on: date | None = None
    answered_on: date | None = None

    @property
    def processing(self) -> str:
        """What is objected to, in the letter's language."""
        return in_language(self.record.processing, self.language)

    @property
    def question(self) -> str:
        """What the controller asked by e-mail and the person answered, in the letter's language; or nothing."""
        asked = self.record.asks_by_mail
        return in_language(asked, self.language) if asked and self.answered_on else ""

    @property
    def receipt_known(self) -> bool:
        """Whether it is known that the controller received it, by its page or by the person's own word on a letter."""
        return self.record.status is State.CONFIRMED or self.record.is_letter

    @property
    def arrived_on(self) -> date | None:
        """The day on which the person says that their letter arrived, where that is not the day they sent it."""
        arrived = self.deadline.received if self.deadline else None
        return arrived if arrived != self.letter_sent_on else None

    @property
    def reason(self) -> LazyText:
        """What is complained about, in a few words."""
        if self.record.settings and self.because is Grounds.IGNORED:
            return _("your data is used although the setting was turned")
        return self.because.message

    @property
    def announced(self) -> date | None:
        """The day on which the controller first gave notice that it needs more time."""
        return announced(self.files)

    @property
    def due(self) -> date | None:
        """The last day of an answer in time; Swiss law sets none: it is the end of the month that the letter names."""
        if self.deadline is None:
            return None
        return self.deadline.ends if self.to.regime == "ch" else self.deadline.day

    @property
    def sent_on(self) -> date:
        """The day it was sent and received; where no law counts from it, that of the record, which is in UTC."""
        if self.letter_sent_on:
            return self.letter_sent_on
        # else it counts from the answer, and not from the form
        if self.deadline and not self.answered_on:
            return self.deadline.received
        if self.record.answer_due:
            return self.record.answer_due.received_on
        return (self.record.issued_at or self.record.ended_at).astimezone(UTC).date()

    def to_tell(self, setting: SettingRead) -> list[SettingReading]:
        """Return of a setting the last reading as wanted, and, of those since that were not, the first and last."""
        read = [
            one for one in _readings_for(self.record, self.readings, setting) if one.stands in _READ
        ]
        still = max(
            (number for number, one in enumerate(read) if one.stands == "as_wanted"), default=-1
        )
        since = read[still + 1 :]
        return [*read[max(still, 0) : still + 1], *since[:1], *since[1:][-1:]]

    @property
    def too_early(self) -> TooEarly | None:
        """That the controller still has time, where the letter would claim otherwise; else, and of a specimen, None."""
        due, record = self.due, self.record
        if (
            self.because is not Grounds.NO_ANSWER
            or due is None
            or self.written_on > due
            or record.replay
        ):
            return None
        left = (due - self.written_on).days
        rest = (
            ngettext("{number} day more", "{number} days more", left)
            if left
            else _("today is the last day")
        )
        message = _(
            "the time is not over: {controller} has until {due} to answer, {rest}; no letter was written"
        )
        if self.to.regime == "ch":
            message = _(
                "the letter would say that a month has passed; it ends only on {due} ({rest}); no letter was written"
            )
        hint = _("the day for your calendar: optout status --ics FILE")
        return TooEarly(message.format(controller=record.controller, due=due, rest=rest), hint)


@dataclass(frozen=True)
class ComplaintRequest:
    """What the person asks for on a day, and what is known besides the record; None is what nobody said or knows.

    `state` and `deadline` are by the journal, `about` is what the record was made by, `sent_on` the
    day on which the person says that they sent a letter, `answered_on` that on which they answered
    what the controller asked by e-mail. `readings` are all that were kept of its settings.
    """

    country: str
    because: str | None
    language: str | None
    today: date
    state: State | None = None
    deadline: Deadline | None = None
    about: Described | None = None
    sent_on: date | None = None
    answered_on: date | None = None
    readings: tuple[SettingReading, ...] = ()


def complaint_about(base: VerifiedRecord, asked: ComplaintRequest) -> Complaint:
    """Decide what a letter about a record says, to whom, and in which language; or raise UsageError or TooEarly."""
    record, files = base.record, base.files
    to = _supervisor_for(asked.country, record.request_id)
    readings = tuple(readings_since(record, asked.readings))
    because = (
        _of_setting(record, readings, asked.because)
        if record.settings
        else _of_objection(record, files, asked)
    )
    # English is spoken also where nothing is known, and then the record's language counts.
    speaks = (each for each in (spoken(), record.language) if each in LANGUAGES and each != ENGLISH)
    reader = next(speaks, ENGLISH)
    language = asked.language or to.language_for(reader)
    about = asked.about if asked.about and asked.about.controller == record.controller else None
    made = Complaint(
        record=record,
        fingerprint=base.fingerprint,
        to=to,
        because=because,
        language=language,
        reader=reader,
        written_on=asked.today,
        deadline=_deadline(asked, files, to),
        files=files,
        readings=readings,
        address=about.controller_address if about else None,
        letter_sent_on=asked.sent_on,
        answered_on=asked.answered_on if record.asks_by_mail else None,
    )
    if error := made.too_early:
        raise error
    return made


def _deadline(
    asked: ComplaintRequest, files: Sequence[Supplement], to: _Supervisor
) -> Deadline | None:
    """Return by when an answer was due, once an extension was announced; Swiss law knows none.

    Where the controller asked something by e-mail, the time counts from the person's answer: before
    it the objection was not complete, and a letter must claim no day that is too early.
    """
    deadline = asked.deadline
    if deadline and asked.answered_on and asked.answered_on > deadline.received:
        deadline = due(asked.answered_on, deadline.places)
    return deadline.lengthened(announced(files)) if deadline and to.regime != "ch" else deadline


def _of_objection(record: Record, files: Sequence[Supplement], asked: ComplaintRequest) -> Grounds:
    """Decide what is complained about where an objection was sent, or may have been."""
    _must_have_been_sent(record, asked.state or record.status)
    _must_be_complete(record, asked)
    say_what = _("optout complain {request_id} --because refused, or --because ignored")
    say_what = say_what.format(request_id=record.request_id)
    answer = next((file for file in files if file.answers), None)
    if answer and asked.because is None:
        message = _("you attached an answer of theirs ({answers}), so say what you complain about")
        raise UsageError(message.format(answers=answer.folder), say_what)
    usual = Grounds.REFUSED if record.status is State.DECLINED else Grounds.NO_ANSWER
    because = Grounds[(asked.because or usual).upper().replace("-", "_")]
    if answer and because is Grounds.NO_ANSWER:
        message = _(
            "you attached an answer of theirs ({answers}), so a letter cannot say that there is none"
        )
        how = _("if it is none, say what it is: {how}").format(
            how=f"{answer.relabelling} --as other"
        )
        raise UsageError(message.format(answers=answer.folder), how)
    if because is Grounds.NO_ANSWER and asked.deadline is None:
        raise UsageError(
            _("no law sets a time for this answer, so say what you complain about"), say_what
        )
    return because


def _of_setting(record: Record, readings: Sequence[SettingReading], said: str | None) -> Grounds:
    """Decide what is complained about where a setting was to be turned: what it shows, unless the person says more."""
    again = _("read it again: optout status --recheck {flow}").format(flow=record.flow.id)
    turned = any(one.as_wanted for one in record.settings)
    if said in (Grounds.NO_ANSWER, Grounds.REFUSED) or (said == Grounds.IGNORED and not turned):
        raise UsageError(
            _(
                "leave out --because: for a setting the reason comes from the record; "
                "to object by letter: optout letter"
            )
        )
    if record.status is State.STOPPED:
        raise TooEarly(
            _("nothing was pressed in this run, so there is nothing to complain about"),
            "optout status",
        )
    if record.reason in _UNCLEAR:
        raise TooEarly(_UNCLEAR[record.reason], again)
    if said == Grounds.IGNORED:
        return Grounds.IGNORED
    shown = {
        what
        for one in record.settings
        if (what := _shown(one, _readings_for(record, readings, one)))
    }
    if shown:
        return min(shown, key=list(Grounds).index)
    if any(one.as_wanted is None and not one.absent for one in record.settings):
        raise TooEarly(
            _(
                "it is unknown what the setting is set to, so there is nothing to complain about yet"
            ),
            again,
        )
    message = _(
        "as far as it was read, the setting stands as you want it, so there is nothing to complain about"
    )
    raise TooEarly(
        message, joined([again, _("if your data is used all the same: --because ignored")], "; ")
    )


def _shown(one: SettingRead, later: Sequence[SettingReading]) -> Grounds | None:
    """Say what is wrong with a setting, by the record and what was read since; None where that shows nothing."""
    last = next((reading.stands for reading in reversed(later) if reading.stands in _READ), None)
    if last == "as_wanted":
        return None
    if one.absent:
        return None if last == "otherwise" else Grounds.ABSENT  # it is there now, and can be turned
    if one.locked:
        return Grounds.LOCKED
    if one.as_wanted or any(reading.stands == "as_wanted" for reading in later):
        return Grounds.ON_AGAIN if last == "otherwise" else None
    completed = one.pressed_at and not one.unfinished
    pressed_in_vain = completed and (one.as_wanted is False or last == "otherwise")
    return Grounds.NOT_TURNED if pressed_in_vain else None


def readings_since(record: Record, readings: Sequence[SettingReading]) -> Iterator[SettingReading]:
    """Give the readings of a record's settings after it was made; of another account's, none.

    A replay has none.
    """
    for one in readings:
        mine = (
            None in (record.account_named, one.account_named)
            or record.account_named == one.account_named
        )
        if one.at > record.ended_at and mine and not record.replay:
            yield one


def _readings_for(
    record: Record, readings: Sequence[SettingReading], one: SettingRead
) -> list[SettingReading]:
    """Return the readings of one setting: those under its name, or all where there is no other."""
    return [
        reading for reading in readings if len(record.settings) == 1 or reading.label == one.label
    ]


def _must_be_complete(record: Record, asked: ComplaintRequest) -> None:
    """Raise TooEarly where the controller asks something by e-mail and the person has not said that they answered."""
    question = record.asks_by_mail
    if not question:
        if asked.answered_on:
            raise UsageError(
                _(
                    "--answered is for a controller that asks something by e-mail, and this one asks nothing"
                )
            )
        return
    if asked.answered_on is None:
        message = _(
            "{controller} asks by e-mail {question}; until you have answered, your objection is not complete"
        )
        told = translated(in_language(question, ENGLISH), question)
        hint = _(
            "answer that e-mail, then: optout complain {id} --answered DATE; if none came, object by a letter that "
            "names the processing: optout letter"
        )
        raise TooEarly(
            message.format(controller=record.controller, question=told),
            hint.format(id=record.request_id),
        )


def _must_have_been_sent(record: Record, now: State) -> None:
    if record.status is State.DRAFTED and now is State.RESOLVED_SENT:
        return  # a letter, which the person says that they sent
    if State.DECLINED in (record.status, now):
        return  # it was sent, and its answer is the refusal
    hint = LazyText("")
    if State.REJECTED in (record.status, now):
        text = _("the form did not accept it, so no objection was made yet to complain about")
        hint = _("fix what the page named and send it again: optout submit {flow}").format(
            flow=record.flow.id
        )
    elif now is State.DRAFTED:
        text = _(
            "you have not said that you sent this letter, so there is nothing to complain about"
        )
        hint = _("once you have sent it: optout resolve {name} --sent --on DATE").format(
            name=record.request_id
        )
    elif now is State.RESOLVED_NOT_SENT:
        text = _(
            "you said that this objection was not received, so there is nothing to complain about"
        )
    elif now is State.AWAITING_CODE:
        text = _("the site waits for a code, so the objection is not made yet")
        hint = _("once you know that it was received: optout resolve {name} --sent").format(
            name=record.request_id
        )
    elif record.status not in ANSWER_AWAITED:
        text, hint = (
            _("nothing was sent in this run, so there is nothing to complain about"),
            LazyText("optout status"),
        )
    else:
        return
    raise TooEarly(text, hint)
