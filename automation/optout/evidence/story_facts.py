"""The facts that the sentences of START-HERE need, each a method of what they are about.

A condition is True or False. A value is a text in the document's language, and None where it is not
known: the sentence that needs it is then left out. Only text that a page showed is quoted.
"""

from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from optout.deadline import LAW
from optout.evidence.record import (
    BEFORE_SEND,
    Capture,
    Deed,
    PageSeen,
    Reading,
    Record,
    SettingRead,
    Stage,
    Submission,
    clock_warning,
    in_language,
)
from optout.evidence.wording import (
    RecordWords,
    bare,
    code_said,
    deed_said,
    filled,
    in_full,
    reading_said,
    reason_said,
    sentence,
    setting_called,
    tied,
)
from optout.flow import place_name
from optout.outcome import Reason, State
from optout.translation import LazyText, _

_ONE_LINE = 60  # characters that fit on one line of a field on most pages
_NOT_SENT = {State.STOPPED, State.ALREADY_OBJECTED, State.DRAFTED}
_RECEIVED = {Reason.CONFIRMED_BY_WORDS, Reason.CONFIRMED_BY_PERSON}
_SETTLED = {State.CONFIRMED, State.ALREADY_OFF, State.REJECTED}
"""Ends of settings of which the readings say all; of any other the reason is told."""


@dataclass(frozen=True)
class StoryFacts:
    """A record, and the words of the language in which a document speaks of it."""

    record: Record
    words: RecordWords

    @property
    def _submission(self) -> Submission | None:
        return self.record.submission

    def say(self, text: str, **values: str) -> str:
        """Return a text in the document's language, its gaps filled."""
        return filled(tied(self.words.tell(text)), values)

    # What the record is of

    def is_replay(self) -> bool:
        """It is of a rehearsal."""
        return self.record.replay

    def is_live(self) -> bool:
        """It is of no rehearsal."""
        return not self.record.replay

    def of_settings(self) -> bool:
        """It is of settings of an account."""
        return bool(self.record.settings)

    def of_letter(self) -> bool:
        """It is of a letter."""
        return self.record.is_letter

    def is_no_letter(self) -> bool:
        """It is of a form or of settings."""
        return not self.record.is_letter

    def of_form(self) -> bool:
        """It is of a form, which was filled in or was to be."""
        return not self.of_settings() and not self.of_letter()

    def of_objection(self) -> bool:
        """It is of a form or a letter."""
        return not self.of_settings()

    # Who, to whom, about what

    def email(self) -> str | None:
        """Return the person's e-mail address."""
        return self.record.email()

    def no_email(self) -> bool:
        """The person's e-mail address is not known."""
        return not self.record.email()

    def person(self) -> str:
        """Return who objects, as the subject of a sentence."""
        email = self.record.email()
        if email is None:
            return self.say(_("The person who made this record"))
        return self.say(_("The person with the e-mail address {email}"), email=email)

    def account_as_shown(self) -> str | None:
        """Return what a page showed of whose account it is."""
        account = self.record.account
        return self.words.quoted_each(account.shown) if account else None

    def account(self) -> str:
        """Return whose account the settings are of, as a part of a sentence."""
        account = self.record.account
        if account is None:
            return self.say(_("an account whose name the program did not find on the page"))
        text = _("the account that the page shows as {account}")
        if account.is_name:
            text = _("the account {account}")
        return self.say(text, account=self.words.quoted_each(account.shown))

    def group_as_shown(self) -> str | None:
        """Return which team, workspace or site the settings act for, as the page showed it."""
        group = self.record.group
        return self.words.quoted_each(group.shown) if group else None

    def group_is_unnamed(self) -> bool:
        """The settings act for a team, workspace or site that no page named."""
        return self.record.group is not None and not self.record.group.shown

    def controller(self) -> str:
        """Return the controller's name."""
        return self.record.controller

    def law(self) -> str:
        """Return the article that the right is in."""
        return self.words.law(self.record.law)

    def withdraws(self) -> bool:
        """A consent is withdrawn."""
        return self.record.withdraws

    def objects(self) -> bool:
        """The right is to object."""
        return not self.record.withdraws

    def subject(self) -> str:
        """Return what it is about."""
        return self.record.about(self.words.language).title

    def covers(self) -> str:
        """Return what the objection covers."""
        return self.record.about(self.words.language).covers

    def page(self) -> str | None:
        """Return the address of the page with the form or the settings."""
        page = self.record.place
        return bare(page.address) if page else None

    def letter_address(self) -> str | None:
        """Return where the letter is to be sent."""
        return self.record.text_of("address")

    # The request that sent the form

    def question_by_mail(self) -> str | None:
        """Return what the controller asks by e-mail before the objection is complete."""
        question = self.record.asks_by_mail
        return in_language(question, self.words.language) if question else None

    def was_seen_leaving(self) -> bool:
        """A request was seen leaving that sent the form, or may have."""
        return self._submission is not None

    def was_not_seen_leaving(self) -> bool:
        """No request was seen leaving."""
        return self._submission is None

    def is_declared(self) -> bool:
        """The request was the one that the flow describes."""
        return self._submission is not None and self._submission.declared

    def is_undeclared(self) -> bool:
        """The request may have been another one than that which the flow describes."""
        return self._submission is not None and not self._submission.declared

    def by_hand(self) -> bool:
        """The person sent the form."""
        return self._submission is not None and self._submission.by_hand

    def by_program(self) -> bool:
        """The program pressed the button that sends."""
        return not self.by_hand()

    def is_unsent(self) -> bool:
        """It is certain that nothing was sent."""
        return self._submission is None and self.record.status in _NOT_SENT

    def may_have_been_sent(self) -> bool:
        """It was sent, or may have been."""
        return not self.is_unsent()

    def sent_at(self) -> str | None:
        """Return when the request left."""
        return self.words.when(self._submission.at) if self._submission else None

    def sent_to(self) -> str | None:
        """Return where the request went."""
        return bare(self._submission.address) if self._submission else None

    def page_sent_to(self) -> str | None:
        """Return where the page itself sent something, if nothing else was sent."""
        if self._submission is not None:
            return None
        return self.record.text_of("page_sent")

    def page_sent_nothing(self) -> bool:
        """The page itself sent nothing."""
        return self.record.text_of("page_sent") is None

    def status(self) -> str | None:
        """Return the status of the answer to the request itself."""
        if self._submission is None or self._submission.status is None:
            return None
        return str(self._submission.status)

    def was_answered(self) -> bool:
        """The site answered the request."""
        return self.status() is not None

    def was_not_answered(self) -> bool:
        """No answer to the request came."""
        return self.status() is None

    def led_to(self) -> str | None:
        """Return the addresses that the answers led on to."""
        if self._submission is None:
            return None
        return ", ".join(map(bare, self._submission.redirects)) or None

    def final_status(self) -> str | None:
        """Return the status of the answer at the last of those addresses."""
        if self._submission is None or self._submission.final_status is None:
            return None
        return str(self._submission.final_status)

    def has_no_final_status(self) -> bool:
        """No answer came at the last of those addresses."""
        return self.final_status() is None

    def failure(self) -> str | None:
        """Return what failed on the way, in the browser's words."""
        return self._submission.failure if self._submission else None

    def was_repeated(self) -> bool:
        """The page tried to send the form again."""
        return self._submission is not None and self._submission.blocked_repeats > 0

    def carried_all(self) -> bool:
        """The request had all that was approved, or was compared with nothing."""
        return self._submission is not None and self._submission.carried in (None, "whole")

    def was_read_whole(self) -> bool:
        """The program read every value in the request."""
        return self._submission is not None and self._submission.carried == "whole"

    def carried_less(self) -> bool:
        """Not all that was approved could be read in the request."""
        return self._submission is not None and not self.carried_all()

    def carried_nothing(self) -> bool:
        """The request could be read, and had nothing of what was approved."""
        return self._submission is not None and self._submission.carried == "nothing"

    def clock_warning(self) -> str | None:
        """Return that the computer's clock was wrong."""
        warning = clock_warning(self.record.clock_skew_seconds)
        return in_full(self.words.tell(warning)) if warning else None

    # The approval, and what was done by hand

    def approved_by(self) -> str | None:
        """Return who approved it, and how; nothing of what was certainly not sent."""
        approval = self.record.approval
        if approval is None or (self.of_objection() and self.is_unsent()):
            return None
        return self.words.tell(code_said(approval.how, {"who": approval.by}))

    def approved_at(self) -> str | None:
        """Return when it was approved."""
        approval = self.record.approval
        return self.words.when(approval.at) if approval and approval.at else None

    def approved_at_no_time(self) -> bool:
        """It is not known when it was approved."""
        return self.approved_at() is None

    def done_by_hand(self) -> str | None:
        """Return the steps of the flow that the person took."""
        steps = [self.words.tell(deed_said(deed)) for deed in self.record.by_hand]
        return ", ".join(steps) or None

    def page_was_opened_by_hand(self) -> bool:
        """The person opened the page with the form."""
        return self.record.path is not None and self.record.path.opened_by_person

    def entered_code(self) -> bool:
        """The person entered a code after the form was sent."""
        return self.was_seen_leaving() and self.record.did("enter_code")

    # By when an answer is due

    def _is_due(self) -> bool:
        return self.of_objection() and self.record.deadline is not None

    def due_day(self) -> str | None:
        """Return the last day of an answer in time."""
        deadline = self.record.deadline
        return self.words.day(deadline.day) if deadline and self._is_due() else None

    def receipt_is_known(self) -> bool:
        """The page said that it was received."""
        return self.record.status is State.CONFIRMED

    def receipt_is_unknown(self) -> bool:
        """No page said that it was received."""
        return not self.receipt_is_known()

    def received_on(self) -> str | None:
        """Return the day from which the time for an answer counts."""
        deadline = self.record.deadline
        return self.words.day(deadline.received) if deadline else None

    def due_law(self) -> str:
        """Return the article that sets the time for an answer."""
        return self.words.law(LAW)

    def month_ends_on(self) -> str | None:
        """Return the day on which the month ends, if the answer is due on a later one."""
        deadline = self.record.deadline
        return self.words.day(deadline.ends) if deadline and deadline.moved else None

    def due_when_month_ends(self) -> bool:
        """The answer is due on the day on which the month ends."""
        return self.month_ends_on() is None

    def day_off(self) -> str | None:
        """Return what kind of day the month ended on, if nobody works on it."""
        deadline = self.record.deadline
        if deadline is None or deadline.moved is None:
            return None
        if deadline.moved != "public_holiday" or deadline.holiday is None:
            return self.words(deadline.moved)
        side, place = deadline.holiday
        return self.words(f"holiday_at_{side}", place=place_name(place, self.words.language))

    # What the page said, and how it ended

    def outcome(self) -> str:
        """Return how it ended, as a code: the state, or what is to be told apart in it."""
        if self.of_settings():
            return self._outcome_of_settings()
        if self.record.reason == Reason.DECLINED_BY_PERSON:
            return self.record.reason
        if self.record.reason == Reason.CONFIRMED_BY_PERSON:
            return self.record.reason if self.is_declared() else f"{self.record.reason}_undeclared"
        return self.record.status

    def _outcome_of_settings(self) -> str:
        record = self.record
        pressed = [setting for setting in record.settings if setting.pressed_at]
        if record.status is State.UNKNOWN and not pressed:
            return "unknown_unpressed"
        is_rejected = record.status is State.REJECTED
        if is_rejected and any(setting.as_wanted for setting in pressed):
            return "partly"
        if is_rejected and record.reason in (Reason.DIALOG, Reason.NOT_SAVED):
            return "unfinished"
        return record.status

    def answer(self) -> str | None:
        """Return the texts of the page's answer, each quoted."""
        answer = self.record.confirmation
        return self.words.quoted_each(answer.texts) if answer else None

    def matched(self) -> str | None:
        """Return the sentence of the page in which the flow's words were found, quoted."""
        answer = self.record.confirmation
        return self.words.quoted(answer.matched) if answer and answer.matched else None

    def has_answer(self) -> bool:
        """The page said something new."""
        return self.record.confirmation is not None

    def nothing_matched(self) -> bool:
        """None of the flow's words were found on the page."""
        return self.matched() is None

    def reader(self) -> str | None:
        """Return who read the answer: the person, or the script of a rehearsal; None if the program did."""
        answer = self.record.confirmation
        if answer is None or answer.read_by_person is None:
            return None
        return self.words.tell(code_said(answer.read_by_person))

    def reader_first(self) -> str | None:
        """Return who read the answer, to stand first in a sentence."""
        reader = self.reader()
        return sentence(reader) if reader else None

    def is_declined_by_person(self) -> bool:
        """The person read the answer as a refusal."""
        return self.record.reason == Reason.DECLINED_BY_PERSON

    def nobody_read_it(self) -> bool:
        """No person said what the answer means."""
        is_read = self.receipt_is_known() or self.is_declined_by_person()
        return not (is_read and self.reader())

    def proves_nothing(self) -> bool:
        """The words came with an error, or no words decided."""
        return self.record.reason == Reason.NO_PROOF

    def words_are_of_another_page(self) -> bool:
        """The words are neither a confirmation, nor an error's, nor those of a refusal, which is told as the reason."""
        return not (
            self.receipt_is_known()
            or self.proves_nothing()
            or self.record.reason == Reason.REFUSED_BY_WORDS
        )

    def form_came_back(self) -> bool:
        """The site answered with an error, and showed the form again."""
        return self.was_seen_leaving() and self.record.reason == Reason.REFUSED_BY_STATUS

    def status_is_no_proof(self) -> bool:
        """The site answered, and its page says nothing of the objection."""
        return self.was_seen_leaving() and self.proves_nothing()

    def is_unknown(self) -> bool:
        """Nobody knows whether it was received."""
        return self.record.status is State.UNKNOWN

    def reason(self) -> str:
        """Return why it ended so, as a sentence."""
        record = self.record
        return in_full(self.words.tell(reason_said(record.reason, record.detail, record.status)))

    def reason_is_not_told(self) -> bool:
        """Why a form's run ended so is not told by what failed, or by what the page said."""
        reason = self.record.reason
        is_failure = reason == Reason.NO_ANSWER and self.failure() is not None
        is_quoted = self.proves_nothing() and self.matched() is not None
        is_told = is_failure or is_quoted or self.reader() is not None
        return not is_told and reason not in _RECEIVED

    def reason_adds_something(self) -> bool:
        """The status of the answer does not tell why it ended so."""
        return not (self.status_is_no_proof() or self.form_came_back())

    def settings_are_not_settled(self) -> bool:
        """Why the run ended so is not told by how the settings read."""
        return self.of_settings() and self.record.status not in _SETTLED

    def answered_dialog_elsewhere(self) -> bool:
        """The person answered a question of the page that is told at no setting."""
        asked = [setting for setting in self.record.settings if setting.asked or setting.unfinished]
        return self.of_settings() and self.record.did("answer_dialog") and not asked

    # What is in the record

    def has_texts(self) -> bool:
        """Something was filled in."""
        return bool(self.record.values)

    def has_pages(self) -> bool:
        """Pages were captured."""
        return any(shot.stage and shot.file for shot in self.record.captures)

    def text_before_send_read_at(self) -> str | None:
        """When the page was read before the send, whose text is kept beside that of its answer."""
        for capture in self.record.captures:
            if capture.file == BEFORE_SEND and capture.read_at:
                return self.words.when(capture.read_at)
        return None

    def has_readings_by_attribute(self) -> bool:
        """A setting was read by an attribute of its control."""
        return any(reading.attribute for reading in self._readings())

    def has_readings_by_words(self) -> bool:
        """A setting was read by words that the page showed or offered."""
        return any(reading.shows or reading.offers for reading in self._readings())

    def _readings(self) -> list[Reading]:
        readings = [
            reading
            for setting in self.record.settings
            for reading in (setting.before, setting.after)
        ]
        return [reading for reading in readings if reading is not None]

    def found_a_setting(self) -> bool:
        """At least one of the settings was on the page, as far as it was looked for."""
        return not all(setting.absent for setting in self.record.settings)

    def found_no_setting(self) -> bool:
        """None of the settings was on the page."""
        return not self.found_a_setting()

    def was_not_wanted(self) -> bool:
        """The program asked the person before the form was sent, and they said no."""
        return self.is_unsent() and self.record.reason == Reason.DECLINED

    def has_account(self) -> bool:
        """A page showed whose account it is."""
        return self.record.account is not None

    # By what it was made

    def was_never_confirmed(self) -> bool:
        """Nobody had confirmed the flow on the live site when it was made."""
        return self.record.flow.seen_live == "never"

    def flow(self) -> str:
        """Return the flow that was followed."""
        return self.record.flow.id

    def flow_sha256(self) -> str:
        """Return the hash of the flow's file."""
        return self.record.flow.sha256

    def tool_name(self) -> str:
        """Return the program's name."""
        return self.record.tool.name

    def tool_version(self) -> str:
        """Return the program's version."""
        return self.record.tool.version

    def playwright(self) -> str:
        """Return the version of Playwright."""
        return self.record.tool.playwright

    def browser(self) -> str:
        """Return the browser; what a person calls it may be a text of the program's own."""
        return self.words.tell(LazyText(self.record.tool.browser))

    def browser_version(self) -> str:
        """Return the browser's version."""
        return self.record.tool.browser_version

    def system(self) -> str:
        """Return the operating system."""
        return self.record.tool.system

    def certified_host(self) -> str | None:
        """Return the host whose certificate is known."""
        page = self._certified_page()
        return urlsplit(page.address).hostname if page else None

    def certificate_sha256(self) -> str | None:
        """Return the hash of that certificate."""
        page = self._certified_page()
        return page.certificate_sha256 if page else None

    def _certified_page(self) -> PageSeen | None:
        """Return the page with the form or the settings, or else the first, whose certificate is known."""
        place = self.record.place
        pages = [place, *self.record.pages] if place else self.record.pages
        return next((page for page in pages if page.certificate_sha256), None)

    def account_label(self) -> str | None:
        """Return the person's own label for the account."""
        return self.record.account_label

    # What the settings have in common

    def was_pressed(self) -> bool:
        """A setting was pressed."""
        return any(setting.pressed_at for setting in self.record.settings)

    def has_several_settings(self) -> bool:
        """There is more than one setting, so that each is named."""
        return len(self.record.settings) > 1

    def read_at(self) -> str:
        """Return when the settings were read last."""
        page = self.record.place
        return self.words.when(page.at if page else self.record.ended_at)


def ends(*outcomes: str) -> Callable[[StoryFacts], bool]:
    """Return the condition that it ended in one of these ways."""
    return lambda facts: facts.outcome() in outcomes


@dataclass(frozen=True)
class DeedFacts:
    """Something that the person did or decided."""

    facts: StoryFacts
    deed: Deed

    def part(self) -> str | None:
        """Return the part of the page that they did it to."""
        return self.facts.words.tell(self.deed.target.text) if self.deed.target else None


def did(kind: str) -> Callable[[DeedFacts], bool]:
    """Return the condition that the person did this."""
    return lambda facts: facts.deed.kind == kind


@dataclass(frozen=True)
class FigureFacts:
    """The picture of a page that was captured, and whether START-HERE has it."""

    facts: StoryFacts
    shot: Capture
    is_drawn: bool

    def is_there(self) -> bool:
        """START-HERE has the picture."""
        return self.is_drawn

    def is_missing(self) -> bool:
        """START-HERE does not have the picture."""
        return not self.is_drawn

    def reason(self) -> str | None:
        """Return why the picture is missing, or less than was wanted."""
        if self.shot.file and not self.is_drawn:
            return self.facts.words("too_large", file=self.shot.file)
        if self.shot.reason is None:
            return None
        return self.facts.words.tell(code_said(self.shot.reason, self.shot.detail))

    def covers_fields(self) -> bool:
        """The program covered fields in the picture."""
        return self.is_drawn and self.shot.covers_fields

    def may_cut_a_text(self) -> bool:
        """A field may show less of its text than it has."""
        texts = [value.value for value in self.facts.record.values]
        has_long_text = any(len(text) > _ONE_LINE or "\n" in text for text in texts)
        return self.is_drawn and self.shot.stage is Stage.FILLED and has_long_text


@dataclass(frozen=True)
class SettingFacts:
    """One setting of a record."""

    facts: StoryFacts
    setting: SettingRead

    def name(self) -> str:
        """Return what the setting is called: by the page, quoted, else by the flow."""
        return self.facts.words.tell(setting_called(self.setting))

    def account(self) -> str:
        """Return whose account it is of."""
        return self.facts.account()

    def wanted(self) -> str:
        """Return the wanted state."""
        return self.facts.words.tell(self.setting.wanted.text)

    def read_at(self) -> str:
        """Return when it was read last."""
        return self.facts.read_at()

    # How it read

    def is_absent(self) -> bool:
        """The page does not have it."""
        return self.setting.absent

    def is_locked(self) -> bool:
        """The page did not let it be changed."""
        return self.setting.locked and not self.setting.absent

    def _can_be_read(self) -> bool:
        return not (self.setting.absent or self.setting.locked)

    def is_as_wanted(self) -> bool:
        """It was as wanted after a fresh load."""
        return self._can_be_read() and self.setting.as_wanted is True

    def is_otherwise(self) -> bool:
        """It was not as wanted after a fresh load."""
        return self._can_be_read() and self.setting.as_wanted is False

    def was_as_wanted(self) -> bool:
        """It was as wanted before, and how it was after that is not known."""
        is_unread = self._can_be_read() and self.setting.as_wanted is None
        was_pressed = self.setting.pressed_at is not None
        return is_unread and bool(self.setting.was_as_wanted) and not was_pressed

    def was_unread(self) -> bool:
        """It was pressed, and how it was after that is not known."""
        is_unread = self._can_be_read() and self.setting.as_wanted is None
        return is_unread and self.setting.pressed_at is not None

    def was_left(self) -> bool:
        """It was not pressed, and not as wanted as far as it is known."""
        is_unread = self._can_be_read() and self.setting.as_wanted is None
        was_pressed = self.setting.pressed_at is not None
        return is_unread and not was_pressed and not self.setting.was_as_wanted

    def read_by_person(self) -> str | None:
        """Return how a person read it; None if the program did, whose reading is told elsewhere."""
        read = self.setting.after or self.setting.before
        if read is None or read.has_sign:
            return None
        return self.facts.words.tell(reading_said(read))

    def read_by_program(self) -> bool:
        """The program read it, or nobody did."""
        return self.read_by_person() is None

    def read_before(self) -> str | None:
        """Return how it read before it was pressed."""
        before = self.setting.before
        return self.facts.words.tell(reading_said(before)) if before else None

    def read_after(self) -> str | None:
        """Return how it read after it was pressed."""
        after = self.setting.after
        if after is None or not self.facts.was_pressed():
            return None
        return self.facts.words.tell(reading_said(after))

    def others_were_pressed(self) -> bool:
        """Some setting was pressed, so that there is a before and an after."""
        return self.facts.was_pressed()

    def nothing_was_pressed(self) -> bool:
        """No setting was pressed, and this one was on the page."""
        return not self.facts.was_pressed() and not self.setting.absent

    # The press, and what came of it

    def pressed_at(self) -> str | None:
        """Return when it was pressed."""
        pressed_at = self.setting.pressed_at
        return self.facts.words.when(pressed_at) if pressed_at else None

    def was_pressed_by_program(self) -> bool:
        """The program pressed it."""
        return self.setting.pressed_at is not None and not self.setting.by_hand

    def was_turned_by_hand(self) -> bool:
        """The person turned it."""
        return self.setting.pressed_at is not None and self.setting.by_hand

    def answers(self) -> str | None:
        """Return the site's answers to what the page sent after the press, each once."""
        return self.facts.words.answers(self.setting.requests)

    def was_asked_and_answered(self) -> bool:
        """The page asked something after the press, the person answered, and the change was made."""
        has_ended = self.setting.asked is not None and self.setting.unfinished is None
        return has_ended and self.facts.record.did("answer_dialog")

    def may_not_be_saved(self) -> bool:
        """A button saves it, and nobody is known to have pressed that."""
        return self.setting.unfinished == "not_saved"

    def question(self) -> str | None:
        """Return what the page asked, quoted, if that kept the change from being made."""
        setting = self.setting
        if setting.unfinished != "asked" or setting.asked in (None, setting.label):
            return None
        return self.facts.words.quoted(setting.asked)

    def question_was_not_captured(self) -> bool:
        """The page asked something that could not be captured."""
        return self.setting.unfinished == "asked" and self.setting.asked is None

    def was_covered(self) -> bool:
        """Something lay over it."""
        return self.setting.unfinished == "asked" and self.setting.asked == self.setting.label

    # What it means

    def is_told(self) -> bool:
        """What it means is told: it is on the page, or it is the only one."""
        return not (self.setting.absent and self.facts.has_several_settings())

    def is_alone(self) -> bool:
        """It is the only setting."""
        return self.is_told() and not self.facts.has_several_settings()

    def is_one_of_several(self) -> bool:
        """It is one of several settings."""
        return self.is_told() and self.facts.has_several_settings()

    def means(self) -> str:
        """Return what the wanted state means."""
        return self.setting.in_language(self.facts.words.language).means

    def not_covered(self) -> str | None:
        """Return what the wanted state does not cover."""
        return self.setting.in_language(self.facts.words.language).not_covered

    def if_absent(self) -> str | None:
        """Return what the controller says of accounts whose page does not have it."""
        return self.setting.in_language(self.facts.words.language).if_absent
