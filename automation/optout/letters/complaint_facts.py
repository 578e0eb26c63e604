"""The facts that the sentences of a complaint need, each a method of the documents' subject.

A condition is True or False. A value is a text in the document's language, and None where it is not
known: the sentence that needs it is then left out.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

from optout.evidence import (
    CHOSEN,
    MASK,
    Reading,
    Record,
    RecordWords,
    SettingReading,
    bare,
    reading_said,
    tied,
)
from optout.evidence.supplement import Label
from optout.evidence.wording import setting_called
from optout.flow import place_name
from optout.letters.authorities import language_name
from optout.letters.complaint import Complaint
from optout.letters.exhibits import Exhibit
from optout.letters.grounds import Grounds, SettingHistory, Situation
from optout.outcome import Reason, State
from optout.translation import LazyText, _

_FIRST_ERROR = 400  # of the HTTP statuses, that which reports an error
_QUOTED = {State.CONFIRMED, State.DECLINED, State.UNKNOWN}
"""Outcomes of which the letter quotes what the page showed."""
_UNDER_ARTICLE_21 = {"GDPR Art. 21", "GDPR Art. 21(1)", "UK GDPR Art. 21", "UK GDPR Art. 21(1)"}
"""The objections after which Art. 21(1) GDPR lets a controller go on for compelling grounds alone.

Until it is known whether they prevail, Art. 18(1)(d) gives a right to restriction.
"""
_LABELS = {
    Label.CONFIRMATION: _("confirmation of receipt"),
    Label.ANSWER: _("answer of the controller"),
    Label.NOTICE: _("notice of the controller to everyone"),
    Label.NOTE: _("note of mine"),
    Label.OTHER: _("further document"),
    Label.UNSAID: _("further document"),
}
_EXTENSION = _("notice of the controller that it needs more time")


@dataclass(frozen=True)
class ComplaintFacts:
    """A complaint, and the words of the language in which a document speaks of it."""

    complaint: Complaint
    words: RecordWords

    @property
    def record(self) -> Record:
        """The record that it is about."""
        return self.complaint.record

    def say(self, text: str) -> str:
        """Return a text in the document's language."""
        return tied(self.words.tell(text))

    def day(self, day: date | None) -> str | None:
        """Write a date."""
        return self.words.day(day) if day else None

    def moment(self, moment: datetime | None) -> str | None:
        """Write a moment by the person's clock."""
        return self.words.when(moment) if moment else None

    # Which law applies

    def under_gdpr(self) -> bool:
        """The authority applies the GDPR of the Union."""
        return self.complaint.authority.regime == "gdpr"

    def under_uk_gdpr(self) -> bool:
        """The authority applies the UK GDPR."""
        return self.complaint.authority.regime == "uk"

    def under_swiss_law(self) -> bool:
        """The authority applies the Swiss act."""
        return self.complaint.authority.regime == "ch"

    def under_a_gdpr(self) -> bool:
        """The authority applies the GDPR, of the Union or of the UK."""
        return not self.under_swiss_law()

    def rests_on_article_21(self) -> bool:
        """The right is that of Art. 21(1), by a law that the authority applies."""
        return self.record.law in _UNDER_ARTICLE_21 and self.under_a_gdpr()

    def gdpr(self) -> str:
        """Return the law's name as it stands behind an article."""
        return self.say(_("of the UK GDPR") if self.under_uk_gdpr() else _("GDPR"))

    def law(self) -> str:
        """Return the article under which the record says that the person objected."""
        return self.words.article(self.record.law)

    # Who, to whom, about what

    def controller(self) -> str:
        """Return the controller's name."""
        return self.record.controller

    def controller_address(self) -> str | None:
        """Return the controller's postal address."""
        return self.complaint.controller_address

    def no_controller_address(self) -> bool:
        """The controller's postal address is not known."""
        return not self.complaint.controller_address

    def authority(self) -> str:
        """Return the authority's name."""
        return self.complaint.authority.name

    def place(self) -> str:
        """Return the country or Land where the person lives."""
        return self.complaint.authority.country(self.words.language)

    def processing(self) -> str:
        """Return the processing that is complained about."""
        return tied(self.complaint.processing)

    def body(self) -> str | None:
        """Return the name of the body that has a mandate."""
        return self.complaint.body

    def has_mandate(self) -> bool:
        """The person gives a body a mandate."""
        return bool(self.body())

    def email(self) -> str | None:
        """Return the e-mail address of the account."""
        return self.record.email()

    def email_was_replaced(self) -> bool:
        """The form had another e-mail address, which the person had replaced."""
        return self.record.did("correct_email")

    def email_was_not_replaced(self) -> bool:
        """The form had no other e-mail address, or kept its own."""
        return not self.email_was_replaced()

    def account_name(self) -> str | None:
        """Return the account's name as the page has it, in quotation marks."""
        account = self.record.account
        if account is None or not account.is_name or self.is_letter():
            return None
        return self.words.quoted_each(account.shown)

    def account_texts(self) -> str | None:
        """Return the texts that the page has for the account, which may be more than its name."""
        account = self.record.account
        if account is None or account.is_name:
            return None
        return self.words.quoted_each(account.shown)

    def known_as(self) -> str | None:
        """Return the account's name as the person gave it to the controller."""
        values = self.record.values
        return next((value.value for value in values if value.value_name == "known_as"), None)

    def no_account_name(self) -> bool:
        """The account's name is not known."""
        return not (self.account_name() or self.account_texts() or self.known_as())

    def no_email(self) -> bool:
        """The e-mail address of the account is not known."""
        return not self.email()

    def has_email(self) -> bool:
        """The e-mail address of the account is known."""
        return bool(self.email())

    def has_account_name(self) -> bool:
        """The account's name is known."""
        return not self.no_account_name()

    # What was sent

    def is_setting(self) -> bool:
        """The record is of settings of an account."""
        return bool(self.record.settings)

    def acts_for_group(self) -> bool:
        """The settings act for a team, workspace or site."""
        return self.record.group is not None

    def is_objection(self) -> bool:
        """The record is of an objection by a form or a letter."""
        return not self.is_setting()

    def is_letter(self) -> bool:
        """The objection was a letter of the person's."""
        return self.record.is_letter

    def is_form(self) -> bool:
        """The objection was sent with a form."""
        return self.is_objection() and not self.is_letter()

    def was_sent(self) -> bool:
        """The objection was sent, by the record or by the person's own word."""
        return not self.may_have_been_sent()

    def may_have_been_sent(self) -> bool:
        """Whether the form was received is not known."""
        return self.record.status is State.UNKNOWN and not self.complaint.receipt_stated

    def receipt_is_stated(self) -> bool:
        """The person says that the form was received, and its page did not confirm it."""
        return self.complaint.receipt_stated

    def sent_on(self) -> str | None:
        """Return the day of the objection."""
        return self.day(self.complaint.sent_on)

    def sent_at(self) -> str | None:
        """Return the moment at which the form was sent, by this computer's clock."""
        return self.moment(self.record.issued_at)

    def letter_address(self) -> str | None:
        """Return where the letter went."""
        return self.record.text_of("address") if self.is_letter() else None

    def form_address(self) -> str | None:
        """Return the form's address."""
        page = self.record.place
        if not page or not self.is_form():
            return None
        return _shown_address(page.address)

    def was_sent_by_program(self) -> bool:
        """The program pressed the button that sends the form, and a request was seen leaving."""
        submission = self.record.submission
        return submission is not None and not submission.by_hand

    def was_sent_by_hand(self) -> bool:
        """The person pressed the button that sends the form, while the program looked on."""
        submission = self.record.submission
        return submission is not None and submission.by_hand

    def has_grounds(self) -> bool:
        """The objection gave grounds, or a comment that may be read as such."""
        return any(
            value.value_name == "comment" and value.value.strip() for value in self.record.values
        )

    def no_grounds(self) -> bool:
        """The objection gave no grounds, as far as the record has them."""
        return not self.has_grounds()

    def written_values(self) -> list[tuple[str, str]]:
        """Return the label and the text of what the person wrote; of a box or an answer, that they chose it."""
        return [
            (value.label, self.say(_("I chose this.")) if value.value == CHOSEN else value.value)
            for value in self.record.values
            if value.value.strip()
        ]

    # What came back

    def page_text(self) -> str | None:
        """Return all that the page answered, a line for each text."""
        answer = self.record.confirmation
        if answer is None or self.record.status not in _QUOTED:
            return None
        return "\n".join(answer.texts)

    def has_page_text(self) -> bool:
        """The page's answer is quoted."""
        return self.page_text() is not None

    def no_page_text(self) -> bool:
        """No answer of the page is recorded."""
        return self.page_text() is None

    def page_is_only_quoted(self) -> bool:
        """The page's answer is quoted, and nothing is said of its meaning."""
        of_unknown = self.record.status is State.UNKNOWN and self.has_page_text()
        return self.confirmed_by_words() or (of_unknown and self.complaint.receipt_stated)

    def confirmed_by_words(self) -> bool:
        """The page confirmed the receipt in words that the flow knows."""
        return self._is_confirmed() and not self.confirmed_by_person()

    def confirmed_by_person(self) -> bool:
        """The person read the page as a confirmation of receipt."""
        return self._is_confirmed() and self.record.reason == Reason.CONFIRMED_BY_PERSON

    def _is_confirmed(self) -> bool:
        return self.record.status is State.CONFIRMED and self.has_page_text()

    def is_declined(self) -> bool:
        """The page refused the objection, in words that the flow knows or as the person read it."""
        return self.record.status is State.DECLINED

    def is_declined_by_words(self) -> bool:
        """The page refused the objection in words that the flow knows."""
        return self.is_declined() and not self.is_declined_by_person()

    def is_declined_by_person(self) -> bool:
        """The person read the page as a refusal."""
        return self.is_declined() and self.record.reason == Reason.DECLINED_BY_PERSON

    def entered_code(self) -> bool:
        """The person entered a code that the site asked for after the form was sent."""
        return self.record.submission is not None and self.record.did("enter_code")

    def awaits_code(self) -> bool:
        """The site asked for a code."""
        return self.record.status is State.AWAITING_CODE

    def _status(self) -> int | None:
        """Return the status of the last answer to the request that sent the form."""
        submission = self.record.submission
        if submission is None or not submission.declared:
            return None
        return submission.final_status or submission.status

    def error_status(self) -> str | None:
        """Return the HTTP status by which the server reported an error."""
        status = self._status()
        is_error = status is not None and status >= _FIRST_ERROR
        return str(status) if is_error and self.record.status is State.UNKNOWN else None

    def answered_status(self) -> str | None:
        """Return the HTTP status with which the server answered the request that sent the form.

        Whatever it is, an answer shows that the request arrived at the server.
        """
        submission = self.record.submission
        if submission is None or not submission.declared or submission.status is None:
            return None
        return str(submission.status)

    def arrived_on(self) -> str | None:
        """Return the day on which the person says that their letter arrived."""
        return self.day(self.complaint.arrived_on) if self.is_letter() else None

    def question(self) -> str | None:
        """Return what the controller asked by e-mail, if the person answered it."""
        return self.complaint.question

    def answered_question(self) -> bool:
        """The person answered what the controller asked by e-mail."""
        return bool(self.question())

    def asked_nothing(self) -> bool:
        """The controller asked nothing by e-mail that the person answered."""
        return not self.question()

    def answered_on(self) -> str | None:
        """Return the day on which the person answered what the controller asked."""
        return self.day(self.complaint.answered_on)

    # When an answer was due

    def has_deadline(self) -> bool:
        """A law sets a time for the answer."""
        return self.complaint.deadline is not None and self.under_a_gdpr()

    def received_on(self) -> str | None:
        """Return the day from which the time for an answer is counted."""
        deadline = self.complaint.deadline
        return self.day(deadline.received) if deadline else None

    def due_on(self) -> str | None:
        """Return the last day of an answer in time."""
        return self.day(self.complaint.due)

    def receipt_is_known(self) -> bool:
        """It is known that the controller received the objection."""
        return self.complaint.receipt_known

    def receipt_is_not_known(self) -> bool:
        """It is not known whether the controller received the objection."""
        return not self.complaint.receipt_known

    def ends_on(self) -> str | None:
        """Return the day on which the month ended, if the answer was due later than that."""
        deadline = self.complaint.deadline
        return self.day(deadline.ends) if deadline and deadline.moved else None

    def day_off(self) -> str | None:
        """Return what kind of day the month ended on, if the answer was due later for that."""
        deadline = self.complaint.deadline
        if deadline is None or deadline.moved is None:
            return None
        if deadline.moved != "public_holiday" or deadline.holiday is None:
            return self.words(deadline.moved)
        side, place = deadline.holiday
        named = place_name(place, self.words.language)
        if side == "seat":
            return self.words("holiday_at_seat", place=named)
        return self.say(_("a public holiday where I live ({place})").format(place=named))

    def extended_on(self) -> str | None:
        """Return the day on which an extension was announced in time."""
        return self._announced_on(in_time=True)

    def extended_late_on(self) -> str | None:
        """Return the day on which an extension was announced too late."""
        return self._announced_on(in_time=False)

    def _announced_on(self, *, in_time: bool) -> str | None:
        deadline = self.complaint.deadline
        if deadline is None or deadline.extended is not in_time:
            return None
        return self.day(self.complaint.announced)

    # What is complained about

    def is_hindered(self) -> bool:
        """A setting cannot be changed, or is not there."""
        return self.complaint.grounds in {Grounds.LOCKED, Grounds.ABSENT}

    def is_not_hindered(self) -> bool:
        """The person made their wish known to the controller."""
        return not self.is_hindered()

    def may_be_restricted(self) -> bool:
        """Art. 18(1)(d) gives a right to restriction."""
        return self.rests_on_article_21() and not self.is_hindered()

    def pleads_article_21(self) -> bool:
        """The letter pleads Art. 21(1) on an objection that was sent."""
        return self.rests_on_article_21() and self.is_objection()

    def exercises_another_right(self) -> bool:
        """An objection was sent under another article of the GDPR than Art. 21(1)."""
        return self.is_objection() and self.under_a_gdpr() and not self.rests_on_article_21()

    def makes_an_objection(self) -> bool:
        """An objection was sent, under Art. 21(1) or under the Swiss act."""
        return self.is_objection() and not self.exercises_another_right()

    def objects_by_setting(self) -> bool:
        """The person objects by a setting."""
        return self.is_setting() and self.under_a_gdpr() and not self.record.withdraws

    def withdraws_by_setting(self) -> bool:
        """The person withdraws a consent by a setting."""
        return self.is_setting() and self.under_a_gdpr() and self.record.withdraws

    def leaves_room_for_grounds(self) -> bool:
        """Grounds are needed, and neither the objection nor the setting gave any."""
        without = self.pleads_article_21() and self.no_grounds()
        return without or self.objects_by_setting()

    def cites_swiss_rule(self) -> bool:
        """The rule of the Swiss act is cited by itself, and not with what the controller does."""
        disregards = self.is_objection() and self.complaint.grounds is Grounds.IGNORED
        return self.under_swiss_law() and not disregards

    def processing_is_not_seen(self) -> bool:
        """The person does not say that they saw the processing, and the letter is about it."""
        if self.is_setting():
            return self.complaint.grounds is not Grounds.IGNORED
        return self.pleads_article_21() and self.complaint.grounds is Grounds.NO_ANSWER

    def answer_number(self) -> str | None:
        """Return the number of the exhibit that is the controller's answer."""
        for exhibit in self.complaint.exhibits:
            if exhibit.supplement and exhibit.supplement.answers:
                return str(exhibit.number)
        return None

    def refusal_is_not_shown(self) -> bool:
        """The controller refused, and neither its page nor an exhibit shows how."""
        by_page = self.is_declined() and self.has_page_text()
        shown = by_page or self.answer_number() is not None
        return self.complaint.grounds is Grounds.REFUSED and not shown

    def wish(self) -> str:
        """Return what the controller is to comply with."""
        return self.say(
            _("what I ask for by this setting") if self.is_setting() else _("my objection")
        )

    def right_exercised(self) -> str:
        """Return what the person wants to do with a setting."""
        texts = _WITHDRAW if self.record.withdraws else _OBJECT
        text = texts[self.complaint.authority.regime]
        return self.say(text.format(law=self.law()))

    def asks_when_known(self) -> bool:
        """The authority asks since when the person has known of the matter."""
        return self.complaint.authority.asks_when_known

    def has_readings(self) -> bool:
        """A setting was read since the record was made."""
        return any(history.readings for history in self.complaint.histories)

    # The record

    def record_id(self) -> str:
        """Return the record's name."""
        return self.record.request_id

    def fingerprint(self) -> str:
        """Return the record's fingerprint."""
        return self.complaint.fingerprint

    def written_on(self) -> str | None:
        """Return the day of the letter."""
        return self.day(self.complaint.written_on)

    # The sheet for the person

    def website(self) -> str:
        """Return the authority's website without its scheme."""
        return bare(self.complaint.authority.website).rstrip("/")

    def authority_form(self) -> str | None:
        """Return the address of the authority's form."""
        form = self.complaint.authority.form_in(self.words.language)
        return bare(form) if form else None

    def authority_email(self) -> str | None:
        """Return the authority's e-mail address, if it takes a complaint by e-mail."""
        return self.complaint.authority.email

    def takes_no_email(self) -> bool:
        """The authority takes no complaint by e-mail, as far as is known."""
        return not self.authority_email()

    def letter_language(self) -> str:
        """Return the name of the letter's language."""
        return language_name(self.complaint.language, self.words.language)

    def summary_number(self) -> str | None:
        """Return the number of the exhibit that is the summary of the record."""
        exhibits = self.complaint.exhibits
        numbers = [str(exhibit.number) for exhibit in exhibits if exhibit.is_summary]
        return numbers[0] if numbers else None

    def record_language(self) -> str | None:
        """Return the name of the language of the summary, if the letter is in another."""
        if self.record.language == self.complaint.language:
            return None
        return language_name(self.record.language, self.words.language)

    def languages_taken(self) -> str:
        """Return the names of the languages in which the authority takes complaints."""
        codes = self.complaint.authority.languages
        return ", ".join(language_name(code, self.words.language) for code in codes)

    def language_is_taken(self) -> bool:
        """The authority takes complaints in the letter's language."""
        return self.complaint.language in self.complaint.authority.languages

    def language_is_not_taken(self) -> bool:
        """The authority takes no complaint in the letter's language, as far as is known."""
        return not self.language_is_taken()

    def command_in_own_language(self) -> str | None:
        """Return the command that writes the letter in the person's language, if it is in another."""
        complaint = self.complaint
        if complaint.language == complaint.reader_language:
            return None
        return (
            f"optout complain {self.record_id()} --country {complaint.authority.code} "
            f"--lang {complaint.reader_language}"
        )

    def command_to_turn(self) -> str:
        """Return the command that turns the setting again."""
        account = self.record.account_label
        named = f" --account {account}" if account else ""
        return f"optout submit {self.record.flow.id}{named}"

    def sender_is_missing(self) -> bool:
        """The person's name or postal address is a line to write on."""
        sender = self.complaint.sender
        return not (sender.name and sender.address)

    def size_of_exhibits(self) -> str:
        """Return how large the exhibits are together, in kB."""
        size = sum(exhibit.size for exhibit in self.complaint.exhibits)
        return self.say(_("{size} kB").format(size=ceil(size / 1000)))

    def account_is_missing(self) -> bool:
        """Nothing in the record says whose account it is."""
        return self.no_email() and self.no_account_name()


def _shown_address(address: str) -> str:
    """Return an address without its scheme, and without a query or fragment of which dots were kept."""
    shown = bare(address)
    return re.split(r"[?#]", shown)[0].rstrip("/") if MASK in shown else shown


_OBJECT = {
    "gdpr": _("object to this processing ({law})"),
    "uk": _("object to this processing (Article 21(1) of the UK GDPR)"),
    "ch": _("tell the controller that I do not want this processing"),
}
_WITHDRAW = {
    "gdpr": _("withdraw my consent to this processing ({law})"),
    "uk": _("withdraw my consent to this processing (Article 7(3) of the UK GDPR)"),
    "ch": _("withdraw my consent to this processing"),
}
"""What a person does with a setting, by the law of the authority."""


def about(*grounds: Grounds) -> Callable[[ComplaintFacts], bool]:
    """Return the condition that one of these is what is complained about."""
    return lambda facts: facts.complaint.grounds in grounds


@dataclass(frozen=True)
class SettingFacts:
    """One setting of a complaint."""

    facts: ComplaintFacts
    history: SettingHistory

    def name(self) -> str:
        """Return what the setting is called."""
        return self.facts.say(setting_called(self.history.setting))

    def is_named_by_page(self) -> bool:
        """The page showed what the setting is called."""
        return self.history.setting.called is None

    def is_named_by_flow(self) -> bool:
        """The page showed no name, and `name` is the flow's."""
        return self.history.setting.called is not None

    def owner(self) -> str:
        """Return what the setting acts for: the account, or a team, workspace or site."""
        group = self.facts.record.group
        if group is None:
            return self.facts.say(_("of my account"))
        if not group.shown:
            return self.facts.say(_("of a team, workspace or site"))
        named = self.facts.words.quoted_each(group.shown)
        return self.facts.say(_("of the team, workspace or site {name}").format(name=named))

    def page(self) -> str:
        """Return where the setting is."""
        page = self.facts.record.place
        if page is None:
            return self.facts.say(_("on the controller's own page"))
        text = _("on the controller's own page ({address})")
        return self.facts.say(text.format(address=_shown_address(page.address)))

    def pressed_at(self) -> str | None:
        """Return when the setting was pressed."""
        return self.facts.moment(self.history.setting.pressed_at)

    def read_at(self) -> str | None:
        """Return when the page was read last in the run."""
        record = self.facts.record
        return self.facts.moment(record.place.at if record.place else record.ended_at)

    def was_pressed_by_program(self) -> bool:
        """The program pressed the setting."""
        setting = self.history.setting
        return setting.pressed_at is not None and not setting.by_hand

    def state_before(self) -> str | None:
        """Return how the setting was set before it was pressed."""
        return _state(self.facts, self.history.setting.before, as_wanted=False)

    def wanted(self) -> str:
        """Return the state that the person wants."""
        return self.facts.words.tell(self.history.setting.wanted.text)

    def answers(self) -> str | None:
        """Return the site's answers to what the page sent after the press."""
        return self.facts.words.answers(self.history.setting.requests)

    def state(self) -> str | None:
        """Return how the setting was set at the end of the run."""
        setting = self.history.setting
        as_wanted = setting.as_wanted is True
        return _state(self.facts, setting.after or setting.before, as_wanted=as_wanted)

    def state_is_unknown(self) -> bool:
        """How the setting was set at the end of the run is not known."""
        return self.state() is None


def in_situation(situation: Situation) -> Callable[[SettingFacts], bool]:
    """Return the condition that the run left a setting in this situation."""
    return lambda facts: facts.history.situation == situation


@dataclass(frozen=True)
class ReadingFacts:
    """One reading of a setting since the record was made."""

    facts: ComplaintFacts
    reading: SettingReading

    def is_as_wanted(self) -> bool:
        """The setting was as the person wants it."""
        return self.reading.stands == "as_wanted"

    def is_otherwise(self) -> bool:
        """The setting was not as the person wants it."""
        return not self.is_as_wanted()

    def read_at(self) -> str | None:
        """Return when the setting was read."""
        return self.facts.moment(self.reading.at)

    def state(self) -> str | None:
        """Return how the setting was set."""
        return _state(self.facts, self.reading.reading, as_wanted=self.is_as_wanted())


def _state(facts: ComplaintFacts, reading: Reading | None, *, as_wanted: bool) -> str | None:
    """Say how a setting was set: in the page's terms, else as the person read it."""
    if reading is None:
        return None
    if reading.has_sign:
        return facts.words.tell(reading_said(reading))
    if reading.read_by == "program":
        return None
    by_person = (
        _("as I want it, by my own reading of the page")
        if as_wanted
        else _("otherwise than I want it, by my own reading of the page")
    )
    return facts.say(by_person)


@dataclass(frozen=True)
class ExhibitFacts:
    """One exhibit of a complaint."""

    facts: ComplaintFacts
    exhibit: Exhibit

    def number(self) -> str:
        """Return its number."""
        return str(self.exhibit.number)

    def name(self) -> str:
        """Return its path beside the record."""
        return self.exhibit.name

    def sha256(self) -> str:
        """Return its SHA-256."""
        return self.exhibit.sha256

    def record_id(self) -> str:
        """Return the record's name."""
        return self.facts.record_id()

    def is_summary(self) -> bool:
        """It is the summary of the record."""
        return self.exhibit.is_summary

    def is_own_letter(self) -> bool:
        """It is the person's letter to the controller."""
        return self.exhibit.is_letter

    def is_capture(self) -> bool:
        """It is a picture or a text of a page."""
        exhibit = self.exhibit
        return not (exhibit.supplement or exhibit.is_summary or exhibit.is_letter)

    def fingerprint(self) -> str | None:
        """Return the fingerprint of the supplement in which it is sealed."""
        return self.exhibit.fingerprint

    def supplement(self) -> str | None:
        """Return the name of the supplement in which it is sealed."""
        return self.exhibit.supplement.folder if self.exhibit.supplement else None

    def label(self) -> str | None:
        """Return what the person says that it is; None of a file of the record."""
        supplement = self.exhibit.supplement
        if supplement is None:
            return None
        text: LazyText = (
            _EXTENSION if supplement.more_time_on else _LABELS[supplement.file.said_to_be]
        )
        return self.facts.say(text)

    def is_from_somebody_else(self) -> bool:
        """It is an e-mail, or the person says that the controller sent it.

        Of a file that may be anybody's, nothing is claimed.
        """
        supplement = self.exhibit.supplement
        if supplement is None or supplement.file.said_to_be is Label.NOTE:
            return False
        is_labelled = supplement.file.said_to_be not in (Label.OTHER, Label.UNSAID)
        return is_labelled or supplement.mail is not None

    def dated(self) -> str | None:
        """Return the day that an e-mail bears."""
        supplement = self.exhibit.supplement
        sent_at = supplement.mail.sent_at if supplement and supplement.mail else None
        zone = self.facts.words.zone
        return self.facts.day(sent_at.astimezone(zone).date()) if sent_at else None

    def is_undated(self) -> bool:
        """It bears no day."""
        return self.dated() is None
