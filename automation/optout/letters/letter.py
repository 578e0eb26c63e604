"""Letters, as a PDF to sign and as plain text: an objection to a controller, and a complaint to an authority.

An objection goes to a controller that has neither a form nor a switch, and no ground in it is made
up. Nothing here sends a letter.
"""

import textwrap
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any, ClassVar, Literal

from playwright.sync_api import Page, PdfMargins

from optout.evidence import (
    CHOSEN,
    MASK,
    RecordWords,
    Value,
    bare,
    filled,
    filled_blocks,
    plain,
    print_document,
    template,
    tied,
    words,
)
from optout.flow import Recipient, place_name
from optout.letters.complaint import Complaint, Grounds, language_name
from optout.outcome import JOINS, State

_WIDTH = 74  # a preview has four columns in front of it, and a terminal 80
_MARGINS: PdfMargins = {"top": "19mm", "right": "20mm", "bottom": "15mm", "left": "20mm"}
_FOR_GROUNDS, _FOR_WHAT_WAS_SEEN, _FOR_THE_PROCESSING = 4, 3, 2  # lines to write on
_FIRST_ERROR = 400  # of the HTTP statuses, that which reports an error
# outcomes of which the letter quotes what the page showed
_QUOTED = {
    State.CONFIRMED,
    State.DECLINED,
    State.UNKNOWN,
}
_UNDER_ART_21 = {"GDPR Art. 21", "GDPR Art. 21(1)", "UK GDPR Art. 21", "UK GDPR Art. 21(1)"}
"""The objections after which Art. 21(1) GDPR lets a controller go on for compelling grounds alone.

Until it is known whether they prevail, Art. 18(1)(d) gives a right to restriction.
"""


@dataclass(frozen=True)
class _Part:
    """A heading, the sentences below it, each after a mark if it has one, and quotations as label and text.

    `ruled` lines are left to write on.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    mark: Literal["", "- ", "[ ] "] = ""
    ruled: int = 0


@dataclass(frozen=True)
class ObjectionLetter:
    """An objection to a controller: to whom, at which address, by whom, and what they object to for which grounds.

    `known_as` is what the controller calls the person. Without `grounds` lines are left for them.
    """

    recipient: Recipient
    address: str
    language: str
    written_on: date
    known_as: str | None = None
    email: str | None = None
    processing: str | None = None
    grounds: str | None = None
    has_phone: ClassVar[bool] = False  # a controller needs none

    @cached_property
    def words(self) -> RecordWords:
        """How the letter's language writes dates."""
        return words(self.language)

    def tell(self, key: str, **gaps: str) -> str:
        """Return a sentence."""
        return filled(
            template("objection", self.language)[key],
            {"day": self.words.day(self.written_on), **gaps},
        )

    @property
    def subject(self) -> str:
        """The subject of an e-mail that it goes with."""
        return self.recipient.subject or self.tell("title")

    def addressed(self) -> Iterator[str]:
        """Return the lines of the address."""
        recipient, officer = self.recipient, self.recipient.officer
        yield recipient.controller
        if recipient.controller_address:
            yield recipient.controller_address
        yield self.address
        if officer and officer.address != self.address:
            yield self.tell("officer", address=officer.address)

    def own(self) -> tuple[Value, ...]:
        """Return what only the person can say, word for word."""
        known_as = Value(
            label=self.tell("known_as"), value=self.known_as or "", value_name="known_as"
        )
        email = Value(label=self.tell("account_email"), value=self.email or "", value_name="email")
        grounds = Value(label=self.tell("grounds"), value=self.grounds or "", value_name="comment")
        return tuple(value for value in (known_as, email, grounds) if value.value)

    def parts(self) -> Iterator[_Part]:
        """Who objects to what and why, and what is asked for."""
        own = self.recipient.said_in(self.language)
        writer = (self.tell("writer", writer=own.writer),) if own.writer else ()
        yield _Part("", (self.tell("greeting"), self.tell("opening"), *writer))
        processing = self.processing or tied(own.processing)
        yield _Part(self.tell("what"), (self.tell("processing", processing=processing),))
        account = tuple((value.label, value.value) for value in replace(self, grounds=None).own())
        yield _Part(self.tell("account"), quotes=account)
        mine = ((self.tell("mine"), self.grounds),) if self.grounds else ()
        yield _Part(self.tell("grounds"), quotes=mine, ruled=0 if mine else _FOR_GROUNDS)
        yield _Part(
            self.tell("asked"), tuple(template("objection", self.language)["asks"]), mark="- "
        )
        # Together, so that no signature stands alone on a page.
        yield _Part("", (self.tell("complaint"), self.tell("closing")))

    def printed(self, page: Page) -> bytes:
        """Print it as a tagged PDF on a fresh page."""
        below = (self.tell("title"), self.words("page"), self.words("of"))
        return print_document(page, "letter", {"letter": self}, below, margins=_MARGINS)

    def text(self) -> str:
        """Return it as the text of an e-mail; the person's name goes where the last line is left for it."""
        to = self.tell("labelled", name=self.tell("to"), value=", ".join(self.addressed()))
        last = _Part(self.tell("name"), ruled=1)
        return _plain_text((to, self.tell("written"), self.tell("title")), (*self.parts(), last))


class ComplaintLetter:
    """Says a complaint to an authority in its language, or to the person in theirs what to check before it is sent.

    A key for which the law has words of its own, such as `title_uk`, goes before the plain one, and
    one of a setting before both.
    """

    has_phone: ClassVar[bool] = True

    def __init__(self, complaint: Complaint, language: str = "") -> None:
        self.complaint, self.record, self.to = complaint, complaint.record, complaint.to
        self.words: RecordWords = words(language or complaint.language)
        self.email = self.record.email()
        self._texts: Mapping[str, Any] = template("complaint", self.words.language)

    def tell(self, key: str, **more: str) -> str:
        """Return a sentence."""
        return next(self.lines(key, **more))

    def lines(self, key: str, **more: str) -> Iterator[str]:
        """Return one sentence after the other."""
        own = [f"{key}_setting"] if self.record.settings else []
        told = next(
            self._texts[one] for one in (*own, f"{key}_{self.to.regime}", key) if one in self._texts
        )
        gaps = {**self._gaps, **more}
        return (filled(text, gaps) for text in ([told] if isinstance(told, str) else told))

    @cached_property
    def _gaps(self) -> Mapping[str, str]:
        complaint, words, record = self.complaint, self.words, self.record
        form = (
            record.detail.get("address")
            if record.is_letter
            else record.place and record.place.address
        )
        account = "" if record.account == "default" else f" --account {record.account}"
        return {
            "controller": record.controller,
            "day": words.day(complaint.written_on),
            "sent": words.day(complaint.sent_on),
            "law": words.law(record.law),
            "processing": tied(complaint.processing),
            "form": _shown_address(form or ""),
            "again": f"optout submit {record.flow.id}{account}",
            "authority": self.to.name,
            "website": bare(self.to.website).rstrip("/"),
            "place": self.to.country(words.language),
            "id": record.request_id,
            "fingerprint": complaint.fingerprint,
            "due": words.day(complaint.due) if complaint.due else "",
            "arrived": words.day(complaint.arrived_on) if complaint.arrived_on else "",
            "answered": words.day(complaint.answered_on) if complaint.answered_on else "",
            "announced": words.day(complaint.announced) if complaint.announced else "",
            "gdpr": self._texts["gdpr_uk" if self.to.regime == "uk" else "gdpr"],
            "wish": self._texts["wish_setting" if record.settings else "wish"],
        }

    def addressed(self) -> Iterator[str]:
        """Return the lines of the address."""
        yield self.to.name
        yield from self.to.post or (self.tell("address_missing"),)

    @cached_property
    def told(self) -> Mapping[str, list[str]]:
        """The sentences by the block of the template that they stand in."""
        complaint, say, record, to = self.complaint, self.words, self.record, self.to
        swiss, hindered = to.regime == "ch", complaint.because in {Grounds.LOCKED, Grounds.ABSENT}
        parts = {
            "complaint": complaint,
            "to": to,
            "form": to.form.get(say.language) or next(iter(to.form.values()), None),
            "because": complaint.because.value.replace("-", "_"),
            "account_named": self.account_named,
            "page_said": bool(self._page_said),
            "error_status": self._error_status,
            "day_off": self._day_off,
            "swiss": swiss,
            "hindered": hindered,
            "objects": record.law in _UNDER_ART_21,
            "may_be_restricted": record.law in _UNDER_ART_21 and not hindered and not swiss,
            "tell": self.tell,
            "lines": self.lines,
            "language": language_name(complaint.language, say.language),
            "taken": ", ".join(language_name(code, say.language) for code in to.languages),
        }
        return filled_blocks("complaint", record, say, parts)

    def parts(self) -> Iterator[_Part]:
        """Who, what happened, what is wrong, what is asked for, what is left to the person, what is enclosed."""
        told = {block: tuple(sentences) for block, sentences in self.told.items()}
        yield _Part("", told["opening"], ruled=0 if self.complaint.address else 1)
        yield _Part(self.tell("happened"), told["happened"])
        if self.complaint.question:
            yield _Part("", (self.tell("answer_named"),), ruled=_FOR_THE_PROCESSING)
        if self._page_said:
            yield _Part(self.tell("page_said"), quotes=(("", self._page_said),))
        yield _Part(self.tell("account"), told["account"], ruled=0 if self.account_named else 1)
        if quotes := tuple(self._wrote()):
            yield _Part(self.tell("wrote"), quotes=quotes)
        saw = _FOR_WHAT_WAS_SEEN if self.complaint.because is Grounds.IGNORED else 0
        yield _Part(self.tell("wrong"), told["wrong"], ruled=saw)
        if self.to.asks_when_known:
            yield _Part("", (self.tell("known_since"),), ruled=1)
        yield _Part(self.tell("asked"), told["asked"], mark="- ")
        yield _Part(self.tell("ticked"), told["ticks"], mark="[ ] ", ruled=1)
        yield _Part(self.tell("enclosed"), told["enclosed"], mark="- ")

    @cached_property
    def account_named(self) -> str | None:
        """The name of the account: as the page gives it, else as the person gave it to the controller."""
        known_as = (value.value for value in self.record.values if value.value_name == "known_as")
        return self.record.account_named or next(known_as, None)

    @cached_property
    def _page_said(self) -> str:
        """All that the page answered, a line for each text; nothing where none was recorded."""
        answer = self.record.confirmation
        told = self.record.status in _QUOTED and answer and answer.text
        return "\n".join(answer.text.split(JOINS)) if answer and told else ""

    @cached_property
    def _error_status(self) -> str:
        """The HTTP status by which the server reported an error; nothing where it did not."""
        status = self.record.detail.get("status", "")
        return status if status.isdecimal() and int(status) >= _FIRST_ERROR else ""

    @cached_property
    def _day_off(self) -> str:
        """What kind of day the time for an answer ended on, where the answer is due later for that; else nothing."""
        deadline, words = self.complaint.deadline, self.words
        if deadline is None or deadline.moved is None:
            return ""
        if deadline.moved != "public_holiday" or deadline.holiday is None:
            return words(deadline.moved)
        side, place = deadline.holiday
        named = place_name(place, words.language)
        return (
            words("holiday_at_seat", place=named)
            if side == "seat"
            else self.tell("holiday_at_home", place=named)
        )

    def _wrote(self) -> Iterator[tuple[str, str]]:
        """Give what the person wrote into the form or letter; of a box or an answer, what was chosen."""
        for value in self.record.values:
            if value.value == CHOSEN:
                yield value.label, self.tell("chose")
            elif value.value.strip():
                yield value.label, value.value

    def printed(self, page: Page) -> bytes:
        """Print the letter as a tagged PDF on a fresh page."""
        below = (self.tell("footer"), self.words("page"), self.words("of"))
        return print_document(page, "letter", {"letter": self}, below, self._band, margins=_MARGINS)

    def sheet(self, page: Page) -> bytes:
        """Print what the person should know before they send the letter, in their language."""
        cover = ComplaintLetter(self.complaint, self.complaint.reader)
        return print_document(
            page, "sheet", {"cover": cover}, (cover.tell("footer"),), cover._band, margins=_MARGINS
        )

    @property
    def _band(self) -> str:
        return self.tell("replay_band") if self.record.replay else ""

    def text(self) -> str:
        """Return it without its frame, to be pasted into a form; the sheet for the person is not part of it."""
        band = [self.tell("replay_band")] if self.record.replay else []
        return _plain_text([*band, self.tell("title")], self.parts())


def _shown_address(address: str) -> str:
    """Show an address without its scheme, and without a query of which nothing but dots was kept."""
    shown = bare(address)
    return shown.partition("?")[0] if MASK in shown else shown


def _plain_text(heads: Iterable[str], parts: Iterable[_Part]) -> str:
    """Write a letter without its frame; `heads` stand above it."""
    lines = [line for head in heads for line in (head, "")]
    for part in parts:
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: _Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        indent = " " * len(part.mark)
        wrapper = textwrap.TextWrapper(
            _WIDTH, part.mark, indent, break_long_words=False, break_on_hyphens=False
        )
        yield wrapper.fill(sentence)
    for label, value in part.quotes:
        if label:
            yield label
        yield textwrap.indent(value, "> ", lambda _: True)
    yield from ["..."] * part.ruled
