"""The letter of a complaint, as a PDF to sign and as plain text, and a sheet for the person; nothing here sends it."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from playwright.sync_api import Page

from optout.evidence.paper import LetterPart, filled_blocks, footer, plain_text, print_document
from optout.evidence.record import SettingReading, Stage
from optout.evidence.start_here import bare
from optout.evidence.wording import WITHDRAWS, RecordWords, filled, reading_said, template, words
from optout.letters.authorities import Regime, language_name
from optout.letters.complaint import READ, Because, Complaint, readings_for

_RULED = 3  # lines to write on
_MAY_BE_RESTRICTED = {"GDPR Art. 21", "GDPR Art. 21(1)"}
"""The objections during which Art. 18(1)(d) GDPR gives a right to restriction."""


class Letter:
    """Says a complaint to an authority in a language, and to the person in theirs what to check before it is sent.

    A key for which the law has words of its own, such as `title_uk`, goes before the plain one, and one of a setting
    before both.
    """

    def __init__(self, complaint: Complaint, language: str) -> None:
        self.complaint, self.record, self.to = complaint, complaint.record, complaint.to
        self.words: RecordWords = words(language)
        self._texts: Mapping[str, Any] = template("complaint", language)

    def tell(self, key: str, **more: str) -> str:
        """Return a sentence."""
        return next(self.lines(key, **more))

    def lines(self, key: str, **more: str) -> Iterator[str]:
        """Return one sentence after the other."""
        own = [f"{key}_setting"] if self.record.settings else []
        told = next(self._texts[one] for one in (*own, f"{key}_{self.to.regime}", key) if one in self._texts)
        gaps = {**self._gaps, **more}
        return (filled(text, gaps) for text in ([told] if isinstance(told, str) else told))

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
        wish = "wish_setting" if record.settings else "wish"
        return {**known, "gdpr": self._texts[f"gdpr{own}"], "wish": self._texts[wish]}

    def written(self) -> str:
        """Date the letter."""
        return self.tell("written", day=self.words.day(self.complaint.written_on))

    @cached_property
    def told(self) -> Mapping[str, list[str]]:
        """The sentences by the block of the template that they stand in."""
        complaint, say, record, to = self.complaint, self.words, self.record, self.to
        swiss, hindered = to.regime is Regime.CH, complaint.because in {Because.LOCKED, Because.ABSENT}
        parts = {
            "complaint": complaint,
            "record": record,
            "to": to,
            "form": to.form.get(say.language) or next(iter(to.form.values()), None),
            "because": complaint.because.value.replace("-", "_"),
            "swiss": swiss,
            "hindered": hindered,
            "withdraws": record.law == WITHDRAWS,
            "may_be_restricted": record.law in _MAY_BE_RESTRICTED and not hindered and not swiss,
            "page": record.page(*((Stage.READ_BACK, Stage.BEFORE) if record.settings else (Stage.FILLED,))),
            "say": say,
            "tell": self.tell,
            "lines": self.lines,
            "bare": bare,
            "reading": lambda reading: say.tell(reading_said(reading)),
            "read_since": lambda one: _to_tell(readings_for(record, complaint.readings, one)),
            "language": language_name(complaint.language, say.language),
            "taken": ", ".join(language_name(code, say.language) for code in to.languages),
        }
        return filled_blocks("complaint", parts)

    def parts(self) -> Iterator[LetterPart]:
        """Who, what happened, what is wrong, what is asked for, what is left to the person, what is enclosed."""
        told = {block: tuple(sentences) for block, sentences in self.told.items()}
        yield LetterPart("", told["opening"], ruled=0 if self.complaint.address else 1)
        yield LetterPart(self.tell("happened"), told["happened"])
        yield LetterPart(self.tell("account"), told["account"], ruled=0 if self.record.account_named else 1)
        if quotes := tuple((value.label, value.value) for value in self.record.values if value.value.strip()):
            yield LetterPart(self.tell("wrote"), quotes=quotes)
        saw = _RULED if self.complaint.because is Because.IGNORED else 0
        yield LetterPart(self.tell("wrong"), told["wrong"], ruled=saw)
        yield LetterPart(self.tell("asked"), told["asked"], points=True)
        yield LetterPart(self.tell("ticked"), ticks=told["ticks"], ruled=1)
        yield LetterPart(self.tell("enclosed"), told["enclosed"], points=True)


def _to_tell(later: list[SettingReading]) -> list[SettingReading]:
    """Return the last reading as wanted, and of those after it that were otherwise the first and the last."""
    read = [one for one in later if one.stands in READ]
    still = max((number for number, one in enumerate(read) if one.stands == "as_wanted"), default=-1)
    since = read[still + 1 :]
    return [*read[max(still, 0) : still + 1], *since[:1], *since[1:][-1:]]


def print_letter(page: Page, complaint: Complaint) -> bytes:
    """Print a sheet for the person, and the letter, as a tagged PDF on a fresh page."""
    letter, cover = Letter(complaint, complaint.language), Letter(complaint, complaint.reader)
    band = letter.tell("replay_band") if letter.record.replay else ""
    # No numbers on its pages: the sheet stays with the person.
    return print_document(page, "complaint", {"letter": letter, "cover": cover}, footer(letter.tell("footer")), band)


def as_text(complaint: Complaint) -> str:
    """Return the letter without its frame, to be pasted into a form; the sheet for the person is not part of it."""
    letter = Letter(complaint, complaint.language)
    band = [letter.tell("replay_band")] if letter.record.replay else []
    return plain_text([*band, letter.tell("title")], letter.parts())
