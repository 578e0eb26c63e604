"""The letter of a complaint: its sentences in the order in which they are read, as a PDF to sign and as plain text.

Before it stands a sheet for the person, in their own language. Nothing here sends it.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from playwright.sync_api import Page

from optout.evidence.paper import LetterPart, footer, plain_text, print_document, style
from optout.evidence.record import LETTER_PDF, SettingRead, SettingReading, Stage
from optout.evidence.start_here import bare
from optout.evidence.supplement import Label, Labelled
from optout.evidence.wording import WITHDRAWS, RecordWords, filled, reading_said, template, tied, words
from optout.letters.authorities import Regime, language_name
from optout.letters.complaint import READ, Because, Complaint, readings_for
from optout.outcome import Reason, State

_RULED = 3  # lines to write on
_MAY_BE_RESTRICTED = {"GDPR Art. 21", "GDPR Art. 21(1)"}
"""The objections during which Art. 18(1)(d) GDPR gives a right to restriction."""
_HINDERED = {Because.LOCKED, Because.ABSENT}


class Letter:
    """Says a complaint to an authority in a language, and to the person in theirs what to check before it is sent.

    A key for which the law has words of its own, such as `title_uk`, goes before the plain one, and one of a setting
    before both.
    """

    def __init__(self, complaint: Complaint, language: str) -> None:
        self.complaint, self.record, self.to = complaint, complaint.record, complaint.to
        self.words: RecordWords = words(language)
        self.swiss, self.hindered = self.to.regime is Regime.CH, complaint.because in _HINDERED
        self.withdraws = self.record.law == WITHDRAWS
        self.may_be_restricted = self.record.law in _MAY_BE_RESTRICTED and not self.hindered and not self.swiss
        self.because = complaint.because.value.replace("-", "_")
        self._texts: Mapping[str, Any] = template("complaint", language)

    def tell(self, key: str, **more: str) -> str:
        """Return a sentence."""
        return next(self.lines(key, **more))

    def lines(self, key: str, **more: str) -> Iterator[str]:
        """Return one sentence after the other."""
        own = [f"{key}_setting"] if self.complaint.by_setting else []
        told = next(self._texts[one] for one in (*own, f"{key}_{self.to.regime}", key) if one in self._texts)
        gaps = {**self._gaps, **more}
        return (filled(tied(text), gaps) for text in ([told] if isinstance(told, str) else told))

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        """What fills the gaps of sentences."""
        complaint, words, record = self.complaint, self.words, self.record
        page = record.page(Stage.FILLED)
        form = record.detail.get("address") if complaint.by_letter else page and page.address
        account = "" if record.account == "default" else f" --account {record.account}"
        known = {
            "controller": record.controller,
            "sent": words.day(complaint.sent_on),
            "law": words.law(record.law),
            "subject": words("quoted", text=complaint.title),
            "covers": words("quoted", text=complaint.covers),
            "form": bare(form or ""),
            "again": f"optout submit {record.flow.id}{account}",
            "authority": self.to.name,
            "website": bare(self.to.website).rstrip("/"),
            "place": self.to.country(words.language),
            "id": record.request_id,
            "fingerprint": complaint.fingerprint,
            "due": words.day(complaint.due) if complaint.due else "",
            "announced": words.day(complaint.announced) if complaint.announced else "",
        }
        own = "_uk" if self.to.regime is Regime.UK else ""
        wish = "wish_setting" if complaint.by_setting else "wish"
        return {**known, "gdpr": self._texts[f"gdpr{own}"], "wish": tied(self._texts[wish])}

    def written(self) -> str:
        """Date the letter."""
        return self.tell("written", day=self.words.day(self.complaint.written_on))

    def parts(self) -> Iterator[LetterPart]:
        """Who, what happened, what is wrong, what is asked for, what is left to the person, what is enclosed."""
        complaint, because = self.complaint, self.complaint.because
        address = complaint.address
        where = self.tell("controller_at" if address else "controller_where", address=address or "")
        yield LetterPart("", (self.tell("opening"), where), ruled=0 if address else 1)
        happened = self._setting() if complaint.by_setting else self._objection()
        received = filter(None, map(self._received, complaint.files))
        yield LetterPart(self.tell("happened"), (*happened, *received))
        yield LetterPart(self.tell("account"), tuple(self._account()), ruled=0 if self.record.account_named else 1)
        if quotes := tuple((value.label, value.value) for value in self.record.values if value.value.strip()):
            yield LetterPart(self.tell("wrote"), quotes=quotes)
        yield LetterPart(self.tell("wrong"), tuple(self._wrong()), ruled=_RULED if because is Because.IGNORED else 0)
        asks = "asks_hindered" if self.hindered else "asks"
        yield LetterPart(self.tell("asked"), tuple(self.lines(asks)), points=True)
        yield LetterPart(self.tell("ticked"), ticks=tuple(self._ticks()), ruled=1)
        yield LetterPart(self.tell("enclosed"), tuple(self._enclosed()), points=True)

    def _objection(self) -> Iterator[str]:
        record, by_letter = self.record, self.complaint.by_letter
        yield self.tell("objected")
        maybe = record.status is State.UNKNOWN
        yield self.tell("as_letter" if by_letter else "with_form_maybe" if maybe else "with_form")
        if self._gaps["form"] and not by_letter:
            yield self.tell("sent_to")
        if at := record.issued_at:
            yield self.tell("sent_moment", moment=self.words.when(at))
        yield self.tell("about")
        answer = record.confirmation
        if record.status is not State.CONFIRMED:
            yield self.tell(record.status.value)
        elif text := (answer.matched or answer.text) if answer else "":
            key = "confirmed_by_person" if record.reason == Reason.CONFIRMED_BY_PERSON else "confirmed"
            yield self.tell(key, words=self.words("quoted", text=text))

    def _setting(self) -> Iterator[str]:
        """Say how settings stood and when, and nothing of a form that was sent or refused."""
        for one in self.record.settings:
            yield self._stood(one)
            for reading in _to_tell(readings_for(self.record, self.complaint.readings, one)):
                as_wanted = reading.stands == "as_wanted"
                key = "read_still" if as_wanted else "read_otherwise"
                yield self.tell(key, when=self.words.when(reading.at), how=self._how(reading.how, as_wanted=as_wanted))
        yield self.tell("by_my_clock")
        yield self.tell("about")
        wants = self.tell("to_withdraw" if self.withdraws else "to_object")
        yield self.tell("wanted_to" if self.hindered else "want_to", what=wants)

    def _stood(self, one: SettingRead) -> str:
        """Say how a setting stood when the record was made."""
        if one.absent:
            key = "was_absent"
        elif one.locked:
            key = "was_locked"
        elif one.as_wanted is None:
            key = "was_unread" if one.pressed_at else "was_left"
        elif one.pressed_at:
            key = "was_turned" if one.as_wanted else "was_pressed"
        else:
            key = "was_standing" if one.as_wanted else "was_left"
        page = self.record.page(Stage.READ_BACK, Stage.BEFORE)
        when = self.words.when
        return self.tell(
            key,
            setting=self.words("quoted", text=one.label),
            page=self.tell("on_page_at", address=bare(page.address)) if page else self.tell("on_page"),
            pressed=when(one.pressed_at) if one.pressed_at else "",
            when=when(page.at if page else self.record.ended_at),
            how=self._how(one.after or one.before, as_wanted=bool(one.as_wanted)),
        )

    def _how(self, reading: str, *, as_wanted: bool) -> str:
        if "=" in reading:
            return self.words.tell(reading_said(reading))
        return self.tell("i_read_as_wanted" if as_wanted else "i_read_otherwise")

    def _received(self, file: Labelled) -> str | None:
        """Say that something came, as what it is enclosed; of a file that may be anybody's, nothing is claimed."""
        mail, what = file.says.mail, self.tell("a_document")
        if file.said is Label.NOTE or (mail is None and file.said in {Label.OTHER, Label.UNSAID}):
            return None
        if mail and mail.sent_at:
            day = self.words.day(mail.sent_at.astimezone(self.words.zone).date())
            what = self.tell("an_email_of", day=day)
        return self.tell("received", what=what, label=self._label(file))

    def _label(self, file: Labelled) -> str:
        return self.tell("is_extension" if file.more_time_on else f"is_{file.said}")

    def _account(self) -> Iterator[str]:
        if email := self.record.email():
            yield self.tell("account_email", email=email)
        named = self.record.account_named  # last: without one, a line to write on follows
        yield self.tell("account_named", name=self.words("quoted", text=named)) if named else self.tell("account_name")

    def _wrong(self) -> Iterator[str]:
        complaint, because = self.complaint, self.complaint.because
        if complaint.by_setting:  # in Switzerland both rights rest on the same articles
            yield from self.lines("right_to_withdraw" if self.withdraws and not self.swiss else "right_to_object")
        yield from self.lines(f"because_{self.because}")
        if because is Because.NO_ANSWER:
            if complaint.deadline and not self.swiss:
                in_time = complaint.deadline.extended
                order = ["notice_in_time", "was_due"] if in_time else ["was_due", "notice_late"]
                yield " ".join(self.tell(key) for key in order if key == "was_due" or complaint.announced)
            yield self.tell("nothing")
        elif complaint.by_setting and because is not Because.IGNORED:  # of which the last line asks what was seen
            yield self.tell("unseen")

    def _ticks(self) -> Iterator[str]:
        if self.complaint.because is Because.ON_AGAIN:
            yield self.tell("not_by_me")
        if self.may_be_restricted:
            yield self.tell("restrict")
        yield from self.lines("ticks")

    def _enclosed(self) -> Iterator[str]:
        yield self.tell("enclosed_summary", file="START-HERE.pdf")
        if self.complaint.by_letter:
            yield self.tell("enclosed_own", file=f"data/{LETTER_PDF}")
        for file in self.complaint.files:
            yield self.tell("enclosed_file", file=file.path, label=self._label(file))
        yield self.tell("on_request")
        if self.complaint.readings:
            yield self.tell("readings_on_request")

    def before_sending(self) -> Iterator[str]:
        """What the person does before they send it."""
        yield self.tell("nobody_sent")
        yield from self._authority()
        yield from self._true()
        yield from self.lines("before_sending")
        if self.may_be_restricted:
            yield self.tell("restriction")
        yield from self.lines("law_notes")
        yield self.tell("no_advice")

    def _authority(self) -> Iterator[str]:
        complaint, to = self.complaint, self.to
        yield self.tell("authority_check")
        if form := to.form.get(self.words.language) or next(iter(to.form.values()), None):
            yield self.tell("authority_form", address=bare(form))
        if to.email:
            yield self.tell("authority_email", email=to.email)
        language = language_name(complaint.language, self.words.language)
        if complaint.language not in to.languages:
            names = ", ".join(language_name(code, self.words.language) for code in to.languages)
            yield self.tell("other_language", language=language, languages=names)
        elif complaint.language != complaint.reader:
            command = f"optout complain {self.record.request_id} --country {to.code} --lang {complaint.reader}"
            yield self.tell("their_language", language=language, command=command)

    def _true(self) -> Iterator[str]:
        yield from self.lines(f"is_it_true_{self.because}")
        if self.complaint.because is Because.NO_ANSWER and not self.swiss:
            yield self.tell("more_time")
        if self.hindered:
            yield self.tell("object_first")
        if self.complaint.by_setting and not self.swiss and not self.withdraws:
            yield self.tell("add_grounds")


def _to_tell(later: list[SettingReading]) -> list[SettingReading]:
    """Return the last reading as wanted, and of those after it that were otherwise the first and the last."""
    read = [one for one in later if one.stands in READ]
    still = max((number for number, one in enumerate(read) if one.stands == "as_wanted"), default=-1)
    since = read[still + 1 :]
    return [*read[max(still, 0) : still + 1], *since[:1], *since[1:][-1:]]


def print_letter(page: Page, complaint: Complaint) -> bytes:
    """Print a sheet for the person, and the letter, as a tagged PDF on a fresh page."""
    letter, cover = Letter(complaint, complaint.language), Letter(complaint, complaint.reader)
    parts = {"letter": letter, "cover": cover, "css": style("start-here", "paper")}
    band = letter.tell("replay_band") if letter.record.replay else ""
    # No numbers on its pages: the sheet stays with the person.
    return print_document(page, "complaint", parts, footer(letter.tell("footer")), band)


def as_text(complaint: Complaint) -> str:
    """Return the letter without its frame, to be pasted into a form; the sheet for the person is not part of it."""
    letter = Letter(complaint, complaint.language)
    band = [letter.tell("replay_band")] if letter.record.replay else []
    return plain_text([*band, letter.tell("title")], letter.parts())
