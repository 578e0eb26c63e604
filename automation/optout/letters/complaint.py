"""A complaint to an authority about a record: to which, about what, since when, in which language."""

from dataclasses import dataclass, field
from datetime import UTC, date

from optout.deadline import Deadline, due
from optout.errors import UsageError
from optout.evidence import Record, SettingReading, in_language
from optout.evidence.supplement import VerifiedRecord, announced, current_deadline
from optout.flow import Described
from optout.language import ENGLISH, LANGUAGES
from optout.letters.authorities import Authority, authority_for
from optout.letters.exhibits import Exhibit, exhibits_of
from optout.letters.grounds import (
    Grounds,
    Objection,
    SettingHistory,
    TooEarly,
    grounds_of_objection,
    grounds_of_settings,
    readings_since,
    setting_histories,
)
from optout.letters.parts import Sender
from optout.outcome import State
from optout.translation import LazyText, _, ngettext, spoken


@dataclass(frozen=True)
class Complaint:
    """All that the documents of a complaint are made from.

    The letter is in `language`; `reader_language` is the person's. `deadline` is None where no law
    sets a time for an answer. `receipt_stated`: of a form whose page did not confirm it, the person says that it was
    received. On `letter_sent_on`, by their own word, the person sent the letter to
    the controller, and on `answered_on` they answered what the controller asked by e-mail. `body` is
    whom they give a mandate.
    """

    record: Record
    fingerprint: str
    authority: Authority
    grounds: Grounds
    language: str
    reader_language: str
    written_on: date
    deadline: Deadline | None
    exhibits: tuple[Exhibit, ...] = ()
    histories: tuple[SettingHistory, ...] = ()
    controller_address: str | None = None
    receipt_stated: bool = False
    letter_sent_on: date | None = None
    answered_on: date | None = None
    sender: Sender = field(default_factory=Sender)
    body: str | None = None

    @property
    def processing(self) -> str:
        """What is objected to, in the letter's language."""
        return in_language(self.record.processing, self.language)

    @property
    def question(self) -> str:
        """What the controller asked by e-mail and the person answered, in the letter's language; or nothing."""
        question = self.record.asks_by_mail
        return in_language(question, self.language) if question and self.answered_on else ""

    @property
    def receipt_known(self) -> bool:
        """True if the controller received it, by its page or by the person's own word."""
        confirmed = self.record.status is State.CONFIRMED
        return confirmed or self.record.is_letter or self.receipt_stated

    @property
    def arrived_on(self) -> date | None:
        """The day on which the person says that their letter arrived, if it is not the day they sent it."""
        received = self.deadline.received if self.deadline else None
        return received if received != self.letter_sent_on else None

    @property
    def reason(self) -> LazyText:
        """What is complained about, in a few words."""
        if self.record.settings and self.grounds is Grounds.IGNORED:
            return _("your data is used although the setting was turned, by what you saw")
        return self.grounds.message

    @property
    def announced(self) -> date | None:
        """The day on which the controller first gave notice that it needs more time."""
        return announced(exhibit.supplement for exhibit in self.exhibits if exhibit.supplement)

    @property
    def due(self) -> date | None:
        """The last day of an answer in time; Swiss law sets none: it is the end of the month that the letter names."""
        if self.deadline is None:
            return None
        return self.deadline.ends if self.authority.regime == "ch" else self.deadline.day

    @property
    def sent_on(self) -> date:
        """The day it was sent and received; where no law counts from it, that of the record, which is in UTC."""
        if self.letter_sent_on:
            return self.letter_sent_on
        # once a question was answered, the time counts from the answer, and not from the form
        if self.deadline and not self.answered_on:
            return self.deadline.received
        if self.record.answer_due:
            return self.record.answer_due.received_on
        return (self.record.issued_at or self.record.ended_at).astimezone(UTC).date()

    @property
    def too_early(self) -> TooEarly | None:
        """That the controller still has time, if the letter would say otherwise; of a specimen None."""
        last_day = self.due
        if self.grounds is not Grounds.NO_ANSWER or last_day is None or self.record.replay:
            return None
        left = (last_day - self.written_on).days
        if left < 0:
            return None
        rest = (
            ngettext("{number} day more", "{number} days more", left)
            if left
            else _("today is the last day")
        )
        message = _(
            "the time is not over: {controller} has until {due} to answer, {rest}; no letter was written"
        )
        if self.authority.regime == "ch":
            message = _(
                "the letter would say that a month has passed; it ends only on {due} ({rest}); no letter was written"
            )
        return TooEarly(
            message.format(controller=self.record.controller, due=last_day, rest=rest),
            _("the day for your calendar: optout status --ics FILE"),
        )


@dataclass(frozen=True)
class ComplaintRequest:
    """What the person asks for on a day, and what is known besides the record; None is what is not known.

    `state` and `deadline` are by the journal, `about` is what the record was made by, `sent_on` the
    day on which the person says that they sent a letter, `answered_on` that on which they answered
    what the controller asked by e-mail. `readings` are all that were kept of its settings. `body` is
    whom they give a mandate.
    """

    country: str
    grounds: Grounds | None
    language: str | None
    today: date
    state: State | None = None
    deadline: Deadline | None = None
    about: Described | None = None
    sent_on: date | None = None
    answered_on: date | None = None
    readings: tuple[SettingReading, ...] = ()
    sender: Sender = field(default_factory=Sender)
    body: str | None = None


def complaint_about(base: VerifiedRecord, request: ComplaintRequest) -> Complaint:
    """Return the complaint about a record, to the authority of the country where the person lives.

    Raise UsageError if the person must say more, TooEarly if there is nothing to complain about yet.
    """
    record = base.record
    authority = authority_for(request.country, record.request_id)
    _require_mandate_by_law(request, authority)
    histories = setting_histories(record, tuple(readings_since(record, request.readings)))
    reader_language = _reader_language(record)
    complaint = Complaint(
        record=record,
        fingerprint=base.fingerprint,
        authority=authority,
        grounds=_grounds(base, request, histories),
        language=request.language or authority.language_for(reader_language),
        reader_language=reader_language,
        written_on=request.today,
        deadline=_deadline(base, request, authority),
        exhibits=exhibits_of(base),
        histories=histories,
        controller_address=_controller_address(record, request.about),
        receipt_stated=_receipt_stated(record, request.state),
        letter_sent_on=request.sent_on,
        answered_on=request.answered_on if record.asks_by_mail else None,
        sender=request.sender,
        body=request.body,
    )
    too_early = complaint.too_early
    if too_early:
        raise too_early
    return complaint


def _require_mandate_by_law(request: ComplaintRequest, authority: Authority) -> None:
    """Raise UsageError if a mandate is asked for and the law has none: the Swiss act has no Art. 80."""
    if request.body and authority.regime == "ch":
        raise UsageError(
            _("--mandate rests on Article 80 GDPR, which the Swiss act does not have: leave it out")
        )


def _grounds(
    base: VerifiedRecord, request: ComplaintRequest, histories: tuple[SettingHistory, ...]
) -> Grounds:
    record = base.record
    if record.settings:
        return grounds_of_settings(record, histories, request.grounds)
    objection = Objection(
        record,
        request.state or record.status,
        base.files,
        request.deadline,
        request.answered_on,
    )
    return grounds_of_objection(objection, request.grounds)


def _reader_language(record: Record) -> str:
    """Return the person's language: the screen's, else the record's.

    English is also spoken where nothing is known of the person, so another one goes before it.
    """
    for language in (spoken(), record.language):
        if language in LANGUAGES and language != ENGLISH:
            return language
    return ENGLISH


def _receipt_stated(record: Record, state: State | None) -> bool:
    """Return whether the person said of a form that it was received, where its page did not confirm it."""
    unconfirmed = record.status in (State.UNKNOWN, State.AWAITING_CODE)
    return unconfirmed and state is State.RESOLVED_SENT


def _controller_address(record: Record, about: Described | None) -> str | None:
    """Return the controller's address, unless the flow names another controller than the record."""
    if about is None or about.controller != record.controller:
        return None
    return about.controller_address


def _deadline(
    base: VerifiedRecord, request: ComplaintRequest, authority: Authority
) -> Deadline | None:
    """Return by when an answer was due, once an extension was announced; Swiss law knows none.

    Where the controller asked something by e-mail, the time counts from the person's answer: before
    it the objection was not complete, and a letter must claim no day that is too early.
    """
    deadline = request.deadline
    if deadline is None:
        return None
    answered_on = request.answered_on
    if answered_on and answered_on > deadline.received:
        deadline = due(answered_on, deadline.places)
    if authority.regime == "ch":
        return deadline
    return current_deadline(deadline, base.files)
