"""The letter of a complaint: its sentences in the order in which they are read, as a PDF to sign and as plain text.

Before it stands a sheet for the person, in their own language. Nothing here sends it.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any

from playwright.sync_api import Page, PdfMargins

from optout.evidence.complaint import READ, SUMMARY, Because, Complaint, readings_for
from optout.evidence.paper import Frame, LetterPart, footer, plain_text, print_document, style
from optout.evidence.record import LETTER_PDF, SettingRead, SettingReading, Stage
from optout.evidence.start_here import bare
from optout.evidence.supervisor import Regime, language_name
from optout.evidence.supplement import Label, Labelled
from optout.evidence.wording import RecordWords, filled, reading_said, template, tied, words
from optout.outcome import Reason, State

_RULED = 3  # lines to write on
_MAY_BE_RESTRICTED = {"GDPR Art. 21", "GDPR Art. 21(1)"}
"""The objections during which Art. 18(1)(d) GDPR gives a right to restriction."""
_OTHERS = {Label.OTHER, Label.UNSAID}


class _Paper:
    """What the letter and the sheet share: a complaint, and the sentences of a language with their gaps filled.

    A key for which the law has words of its own, such as `title_uk`, goes before the plain one, and one of an objection
    by letter, such as `sent_live_letter`, or of a setting, before both.
    """

    def __init__(self, complaint: Complaint, language: str) -> None:
        self.complaint, self.record, self.to = complaint, complaint.record, complaint.to
        self.words: RecordWords = words(language)
        self._texts: Mapping[str, Any] = template("complaint.", language)

    def _entry(self, key: str) -> Any:
        own = "_letter" if self.complaint.by_letter else "_setting" if self.complaint.by_setting else ""
        kinds = (own, "") if own else ("",)
        keys = [f"{key}{kind}{law}" for kind in kinds for law in (f"_{self.to.regime}", "")]
        return next(self._texts[one] for one in keys if one in self._texts)

    def tell(self, key: str, **more: str) -> str:
        """Give a sentence."""
        return filled(tied(self._entry(key)), {**self._gaps, **more})

    def _lines(self, key: str) -> Iterator[str]:
        """Give a list of sentences."""
        return (filled(tied(text), self._gaps) for text in self._entry(key))

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        """What fills the gaps of sentences."""
        complaint, words, record = self.complaint, self.words, self.record
        known = {
            "controller": record.controller,
            "sent": words.day(complaint.sent_on),
            "law": words.law(record.law),
            "subject": words("quoted", text=complaint.about.title),
            "covers": words("quoted", text=complaint.about.covers),
            "form": bare(complaint.form or ""),
            "again": complaint.turn_again,
            "authority": self.to.name,
            "website": bare(self.to.website).rstrip("/"),
            "place": self.to.country(words.language),
            "id": record.request_id,
            "fingerprint": complaint.fingerprint,
            **self._days(),
        }
        over = " ".join(filled(tied(self._entry(key)), known) for key in self._over())
        return {**known, "month_over": over}

    def _days(self) -> Mapping[str, str]:
        """Give the days by which the time to answer is told."""
        complaint, words = self.complaint, self.words
        deadline, extension, due = complaint.deadline, complaint.extension, complaint.due
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
        deadline = self.complaint.deadline
        if deadline is None:
            return
        if self.complaint.longer:
            yield "notice_in_time"
            yield "three_months_over_moved" if deadline.moved else "three_months_over"
            return
        yield "month_over_moved" if deadline.moved else "month_over"
        if self.complaint.extension:
            yield "notice_late"


class Letter(_Paper):
    """Says a complaint to an authority."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint, complaint.language)

    @property
    def asks(self) -> str:
        """The key of what the authority is asked to do."""
        return "asks"

    def written(self) -> str:
        """Date the letter."""
        return self.tell("written", day=self.words.day(self.complaint.written_on))

    def parts(self) -> Iterator[LetterPart]:
        """Who, what happened, what is wrong, what is asked for, what is left to the person, what is enclosed."""
        complaint, because = self.complaint, self.complaint.because
        yield LetterPart("", tuple(self._opening()), ruled=0 if complaint.about.address else 1)
        yield LetterPart(self.tell("happened"), tuple(self._happened()))
        yield LetterPart(self.tell("account"), tuple(self._account()), ruled=0 if self.record.account_named else 1)
        if quotes := tuple((value.label, value.value) for value in self.record.values if value.value.strip()):
            yield LetterPart(self.tell("wrote"), quotes=quotes)
        yield LetterPart(self.tell("wrong"), tuple(self._wrong()), ruled=_RULED if because is Because.IGNORED else 0)
        yield LetterPart(self.tell("asked"), tuple(self._lines(self.asks)), points=True)
        yield LetterPart(self.tell("ticked"), ticks=tuple(self._ticks()), ruled=1)
        yield LetterPart(self.tell("enclosed"), tuple(self._enclosed()), points=True)

    def _opening(self) -> Iterator[str]:
        about = self.complaint.about
        yield self.tell("opening")
        if about.address:
            yield self.tell("controller_at", address=about.address)
        else:
            yield self.tell("controller_where")  # last: a line to write on follows

    def _happened(self) -> Iterator[str]:
        yield self.tell("sent_live" if self.record.status is not State.UNKNOWN else "sent_maybe")
        if self.complaint.form and not self.complaint.by_letter:
            yield self.tell("sent_to")
        if at := self.record.issued_at:
            yield self.tell("sent_moment", moment=self.words.when(at))
        yield self.tell("about")
        yield self._outcome()
        yield from filter(None, map(self._received, self.complaint.from_them))

    def _outcome(self) -> str:
        record, words = self.record, self.words
        confirmation = record.confirmation
        text = (confirmation.matched or confirmation.text) if confirmation else ""
        if record.status is State.CONFIRMED and text:
            by_person = record.reason == Reason.CONFIRMED_BY_PERSON
            quoted = words("quoted", text=text)
            return self.tell("confirmed_by_person" if by_person else "confirmed", words=quoted)
        return self.tell(record.status.value)

    def _received(self, file: Labelled) -> str | None:
        """Say that something came, as what it is enclosed; of a file that may be anybody's, nothing is claimed."""
        if file.mail is None and file.said in _OTHERS:
            return None
        what = self.tell("a_document")
        if file.mail:
            at = file.mail.sent_at
            day = self.words.day(at.astimezone(self.words.zone).date()) if at else ""
            what = self.tell("an_email_of", day=day) if at else self.tell("an_email")
        return self.tell("received_other" if file.said in _OTHERS else f"received_{_kind(file)}", what=what)

    def _account(self) -> Iterator[str]:
        email = self.record.email()
        yield self.tell("account_email", email=email) if email else self.tell("account_unknown")
        if named := self.record.account_named:
            yield self.tell("account_named", name=self.words("quoted", text=named))
        else:
            yield self.tell("account_name")

    def _wrong(self) -> Iterator[str]:
        yield from self._lines(f"because_{self.complaint.because.key}")
        if self.complaint.because is Because.NO_ANSWER:
            came = "nothing_more" if self.complaint.from_them else "nothing_received"
            yield self.tell("nothing_but_notice" if self.complaint.extension else came)

    def _ticks(self) -> Iterator[str]:
        if self.record.law in _MAY_BE_RESTRICTED:
            yield from self._lines("restrict")
        yield from self._lines("ticks")

    def _enclosed(self) -> Iterator[str]:
        yield self.tell("enclosed_summary", file=SUMMARY)
        if self.complaint.by_letter:
            yield self.tell("enclosed_own", file=f"data/{LETTER_PDF}")
        for file in self.complaint.files:
            yield self.tell("enclosed_file", file=file.path, label=self.tell(f"is_{_kind(file)}"))
        yield self.tell("on_request")


class _SettingLetter(Letter):
    """Says a complaint about a setting: how it stood and when, and nothing of a form that was sent or refused."""

    @property
    def asks(self) -> str:
        """The key of what the authority is asked to do: where nothing could be turned, there is nothing to follow."""
        if self._hindered:
            return "asks_hindered"
        return "asks" if self.to.regime is Regime.CH else "asks_turned"

    @property
    def _hindered(self) -> bool:
        return self.complaint.because in (Because.LOCKED, Because.ABSENT)

    @property
    def _right(self) -> str:
        return "withdraw" if self.words.withdraws(self.record.law) else "object"

    def _happened(self) -> Iterator[str]:
        complaint = self.complaint
        for one in self.record.settings:
            yield self._stood(one)
            for reading in self._told(readings_for(self.record, complaint.readings, one)):
                key = "read_still" if reading.stands == "as_wanted" else "read_otherwise"
                as_wanted = reading.stands == "as_wanted"
                yield self.tell(key, when=self.words.when(reading.at), how=self._how(reading.how, as_wanted=as_wanted))
        yield self.tell("by_my_clock")
        yield self.tell("about")
        yield self.tell("wanted_to" if self._hindered else "want_to", what=self.tell(f"to_{self._right}"))
        yield from filter(None, map(self._received, complaint.from_them))

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
        pages = {page.stage: page for page in self.record.pages}
        page = pages.get(Stage.READ_BACK) or pages.get(Stage.BEFORE)
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
        """Say a reading as the page had it, or as the person read it."""
        if "=" in reading:
            return self.words.tell(reading_said(reading))
        return self.tell("i_read_as_wanted" if as_wanted else "i_read_otherwise")

    def _told(self, later: Sequence[SettingReading]) -> Iterator[SettingReading]:
        """Give the last reading as wanted, and of those after it that were otherwise the first and the last."""
        read = [one for one in later if one.stands in READ]
        still = [number for number, one in enumerate(read) if one.stands == "as_wanted"]
        if still:
            yield read[still[-1]]
        since = read[still[-1] + 1 :] if still else read
        yield from since[:1]
        yield from since[1:][-1:]

    def _wrong(self) -> Iterator[str]:
        because = self.complaint.because
        swiss = self.to.regime is Regime.CH  # there both rights rest on the same articles
        yield from self._lines("right_to_object" if swiss else f"right_to_{self._right}")
        yield from self._lines(f"because_{because.key}")
        if because is not Because.IGNORED:  # of which the last line asks what was seen
            yield self.tell("unseen")

    def _ticks(self) -> Iterator[str]:
        if self.complaint.because is Because.ON_AGAIN:
            yield self.tell("not_by_me")
        if self.record.law in _MAY_BE_RESTRICTED and not self._hindered:
            yield from self._lines("restrict")
        yield from self._lines("ticks")

    def _enclosed(self) -> Iterator[str]:
        yield from super()._enclosed()
        if self.complaint.readings:
            yield self.tell("readings_on_request")


def _kind(file: Labelled) -> str:
    """How the keys end of what is said of a file."""
    return "extension" if file.extension else file.said.value


class Cover(_Paper):
    """Says to the person, in their own language, what to check and what is theirs to decide."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint, complaint.reader)

    def before_sending(self) -> Iterator[str]:
        """What the person does before they send it."""
        complaint = self.complaint
        yield self.tell("nobody_sent")
        yield self.tell("authority_check")
        if form := self.to.form_in(self.words.language):
            yield self.tell("authority_form", address=bare(form))
        if self.to.email:
            yield self.tell("authority_email", email=self.to.email)
        yield from self._language()
        if self.to.place:
            yield self.tell("germany")
        yield from self._lines(f"is_it_true_{complaint.because.key}")
        if complaint.by_setting and self.to.regime is not Regime.CH and not self.words.withdraws(complaint.record.law):
            yield self.tell("add_grounds")
        if complaint.by_letter:
            yield self.tell("enclose_sending")
        yield from self._files()
        yield self.tell("controller_check" if complaint.about.address else "controller_missing")
        name = self.words("quoted", text=complaint.record.account_named or "")
        yield self.tell("account_check" if complaint.record.account_named else "account_missing", name=name)
        yield from self._lines("before_sending")

    def _language(self) -> Iterator[str]:
        complaint = self.complaint
        language = language_name(complaint.language, self.words.language)
        if complaint.language not in self.to.languages:
            names = ", ".join(language_name(code, self.words.language) for code in self.to.languages)
            yield self.tell("other_language", language=language, languages=names)
        elif complaint.language != complaint.reader:
            yield self.tell("their_language", language=language, command=complaint.in_reader_s_language)

    def _files(self) -> Iterator[str]:
        """What is said of the files, to be read once more."""
        complaint, record = self.complaint, self.record
        unclear = [file for file in complaint.from_them if file.said is not Label.ANSWER]
        if unclear and not complaint.by_setting:
            yield self.tell("read_again", command=f"{unclear[0].relabelling} --as answer")
        answered = any(file.said is Label.ANSWER for file in complaint.files)
        if complaint.because is Because.REFUSED and not answered:
            yield self.tell("enclose_refusal", command=f"optout attach {record.request_id} FILE --as answer")


def _letter_of(complaint: Complaint) -> Letter:
    """Give what says a complaint."""
    return _SettingLetter(complaint) if complaint.by_setting else Letter(complaint)


def print_letter(page: Page, complaint: Complaint) -> bytes:
    """Print a sheet for the person, and the letter, as a tagged PDF on a fresh page."""
    letter = _letter_of(complaint)
    parts = {"letter": letter, "cover": Cover(complaint), "css": style("start-here", "paper")}
    margins = PdfMargins(top="19mm", right="20mm", bottom="15mm", left="20mm")
    band = letter.tell("replay_band") if letter.record.replay else ""
    # No numbers on its pages: the sheet stays with the person.
    return print_document(page, "complaint", parts, Frame(margins, band, footer(letter.tell("footer"))))


def as_text(complaint: Complaint) -> str:
    """Give the letter without its frame, to be pasted into a form; the sheet for the person is not part of it."""
    letter = _letter_of(complaint)
    band = [letter.tell("replay_band")] if letter.record.replay else []
    return plain_text([*band, letter.tell("title")], letter.parts())
