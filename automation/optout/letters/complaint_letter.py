"""The documents of a complaint: the letter, the sheet that the person reads first, and a mandate.

Their sentences are in `complaint_sentences`, `sheet_sentences` and `mandate_sentences`; this module
puts them into the parts of a document. Nothing here sends a letter.
"""

from collections.abc import Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from playwright.sync_api import Page

from optout.evidence import print_document, words
from optout.evidence.sentences import Sentence, written
from optout.letters import complaint_sentences as letter_says
from optout.letters import mandate_sentences as mandate_says
from optout.letters import sheet_sentences as sheet_says
from optout.letters.complaint import Complaint
from optout.letters.complaint_facts import (
    ComplaintFacts,
    ExhibitFacts,
    ReadingFacts,
    SettingFacts,
)
from optout.letters.parts import MARGINS, Frame, Part, plain_text
from optout.translation import LazyText, _

# lines to write on
_FOR_GROUNDS, _FOR_THE_REFUSAL, _FOR_WHAT_WAS_SEEN, _FOR_THE_PROCESSING = 3, 2, 3, 2
_REPLAY_BAND = _(
    "REPLAY · made from a rehearsal, as a specimen · nothing was sent to anyone · do not send this"
)


class _Document:
    """A document about a complaint, in a language."""

    def __init__(self, complaint: Complaint, language: str) -> None:
        self.complaint = complaint
        self.words = words(language)
        self.facts = ComplaintFacts(complaint, self.words)
        self.frame = Frame(language)
        self.sender = complaint.sender

    def written(self, sentences: tuple[Sentence[ComplaintFacts], ...]) -> tuple[str, ...]:
        """Return the sentences whose facts are there."""
        return written(sentences, self.facts, self.words.language)

    def say(self, text: LazyText) -> str:
        """Return a text without facts."""
        return self.facts.say(text)

    @property
    def band(self) -> str:
        """What stands above each page of a specimen; nothing above a page that counts."""
        return self.say(_REPLAY_BAND) if self.complaint.record.replay else ""

    @property
    def dated(self) -> str:
        """On which day it was written."""
        return self.say(_("Written on {day}").format(day=self.facts.written_on()))

    def _print(self, page: Page, template: str, parts: dict[str, Any], *, numbered: bool) -> bytes:
        footer = self.say(_("Record {id}").format(id=self.facts.record_id()))
        number = (self.words("page"), self.words("of")) if numbered else ()
        return print_document(page, template, parts, (footer, *number), self.band, margins=MARGINS)


class ComplaintLetter(_Document):
    """The complaint: the person's own letter to the authority, in its language."""

    has_phone = True

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint, complaint.language)
        self.email = complaint.record.email()

    @cached_property
    def title(self) -> str:
        """What stands above the letter, and is the subject of an e-mail."""
        return self.written(letter_says.TITLE)[0]

    def addressed(self) -> Iterator[str]:
        """Yield the lines of the authority's address."""
        authority = self.complaint.authority
        yield authority.name
        yield from authority.post or (
            self.say(_("Address: see {website}").format(website=self.facts.website())),
        )

    def parts(self) -> Iterator[Part]:
        """Yield who complains, what happened, what is wrong, what is asked for, and what is enclosed."""
        no_address = self.facts.no_controller_address()
        yield Part("", self.written(letter_says.OPENING), ruled=int(no_address))
        yield Part(self.say(_("What happened")), tuple(self._happened()))
        yield from self._headless(letter_says.RECEIPT_STATED, ruled=1)
        yield from self._headless(letter_says.NAMED_IN_ANSWER, ruled=_FOR_THE_PROCESSING)
        page_text = self.facts.page_text()
        if page_text:
            yield Part(self.say(_("What the controller's page showed")), quotes=(("", page_text),))
        asks_for_account = self.facts.no_account_name() or self.facts.no_email()
        account = self.written(letter_says.ACCOUNT)
        yield Part(self.say(_("My account")), account, ruled=int(asks_for_account))
        values = tuple(self.facts.written_values())
        if values:
            yield Part(self.say(_("What I wrote")), quotes=values)
        yield from self._wrong()
        yield from self._headless(letter_says.KNOWN_SINCE, ruled=1)
        yield Part(self.say(_("What I ask you to do")), self.written(letter_says.ASKED), mark="- ")
        heading = self.say(_("What I add (I tick what applies)"))
        yield Part(heading, self.written(letter_says.TO_TICK), mark="[ ] ", ruled=1)
        yield Part(self.say(_("Enclosed")), tuple(self._enclosed()), mark="- ")

    def _headless(
        self, sentences: tuple[Sentence[ComplaintFacts], ...], *, ruled: int
    ) -> Iterator[Part]:
        """Yield a part without a heading, with lines to write on; none if no sentence has its facts."""
        texts = self.written(sentences)
        if texts:
            yield Part("", texts, ruled=ruled)

    def _happened(self) -> Iterator[str]:
        language = self.words.language
        if self.facts.is_objection():
            yield from self.written(letter_says.HAPPENED_TO_OBJECTION)
        for history in self.complaint.histories:
            setting = SettingFacts(self.facts, history)
            yield from written(letter_says.HAPPENED_TO_SETTING, setting, language)
            for reading in history.notable:
                later = ReadingFacts(self.facts, reading)
                yield from written(letter_says.READ_LATER, later, language)
        yield from self.written(letter_says.MEANT_BY_SETTING)
        for exhibit in self._exhibits():
            yield from written(letter_says.RECORDED, exhibit, language)
            yield from written(letter_says.RECEIVED_SINCE, exhibit, language)

    def _wrong(self) -> Iterator[Part]:
        """Yield what is wrong: each right that is pleaded has a heading of its own."""
        gdpr = self.facts.gdpr()
        heading = _("What is wrong")
        if self.facts.pleads_article_21():
            heading = _("My objection (Article 21(1) {gdpr})").format(gdpr=gdpr)
        parts = [part for part in self._main_plea() if part.sentences]
        for number, part in enumerate(parts):
            yield part if number else replace(part, heading=self.say(heading))
        answer = _("The answer that is due to me (Article 12(3) {gdpr})").format(gdpr=gdpr)
        yield from self._with_heading(answer, letter_says.ANSWER_IN_TIME)
        reasons = _("The reasons that are due to me (Article 12(4) {gdpr})").format(gdpr=gdpr)
        yield from self._with_heading(reasons, letter_says.REASONS_FOR_REFUSAL)

    def _main_plea(self) -> Iterator[Part]:
        """Yield the right, what the controller did about it, and the lines that are left for either."""
        facts = self.facts
        for_grounds = _FOR_GROUNDS if facts.leaves_room_for_grounds() else 0
        yield Part("", self.written(letter_says.MY_RIGHT), ruled=for_grounds)
        for_refusal = _FOR_THE_REFUSAL if facts.refusal_is_not_shown() else 0
        yield Part("", self.written(letter_says.REFUSED), ruled=for_refusal)
        yield Part("", self.written(letter_says.WRONG))
        yield Part("", self.written(letter_says.SEEN), ruled=_FOR_WHAT_WAS_SEEN)

    def _with_heading(
        self, heading: LazyText, sentences: tuple[Sentence[ComplaintFacts], ...]
    ) -> Iterator[Part]:
        """Yield a part with a heading; none if no sentence has its facts."""
        texts = self.written(sentences)
        if texts:
            yield Part(self.say(heading), texts)

    def _enclosed(self) -> Iterator[str]:
        for exhibit in self._exhibits():
            yield from written(letter_says.EXHIBITS, exhibit, self.words.language)
        yield from self.written(letter_says.ENCLOSED)

    def _exhibits(self) -> list[ExhibitFacts]:
        return [ExhibitFacts(self.facts, exhibit) for exhibit in self.complaint.exhibits]

    def printed(self, page: Page) -> bytes:
        """Print the letter as a tagged PDF on a fresh page, with page numbers."""
        return self._print(page, "letter", {"letter": self}, numbered=True)

    def text(self) -> str:
        """Return it without its frame, to be pasted into a form."""
        heads = [self.band, self.title] if self.band else [self.title]
        return plain_text(heads, self.parts())

    def text_with_sender(self) -> str:
        """Return it as the text of an e-mail: with the sender, and a line for what is not known of them."""
        name, address = self.sender.name, self.sender.address_lines
        sender = (
            Part(self.frame.name, (name,) if name else (), ruled=0 if name else 1),
            Part(self.frame.postal_address, tuple(address), ruled=0 if address else 1),
        )
        heads = [self.band, self.title] if self.band else [self.title]
        return plain_text(heads, (*self.parts(), *sender))


class ComplaintSheet(_Document):
    """What the person reads before they send a complaint, in their language."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint, complaint.reader_language)

    @property
    def title(self) -> str:
        """What stands above the sheet."""
        return self.say(sheet_says.TITLE)

    @property
    def note(self) -> str:
        """That the sheet is no part of the letter."""
        return self.say(sheet_says.NOTE)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What to know, to check and to do."""
        return self.written(sheet_says.SHEET)

    def printed(self, page: Page) -> bytes:
        """Print it as a tagged PDF on a fresh page."""
        return self._print(page, "sheet", {"sheet": self}, numbered=False)


class Mandate(_Document):
    """The mandate for a body that represents the person, on a page of its own, in the letter's language."""

    def __init__(self, complaint: Complaint) -> None:
        super().__init__(complaint, complaint.language)

    @property
    def title(self) -> str:
        """What stands above the mandate."""
        return self.written(mandate_says.TITLE)[0]

    @property
    def given(self) -> tuple[str, ...]:
        """What the body may do."""
        return self.written(mandate_says.GIVEN)

    @property
    def condition_heading(self) -> str:
        """What stands above the condition."""
        return self.say(mandate_says.CONDITION_HEADING)

    @property
    def condition(self) -> tuple[str, ...]:
        """Which bodies the law allows it to."""
        return self.written(mandate_says.CONDITION)

    @property
    def for_the_body(self) -> str:
        """What the body writes on its line."""
        return self.say(mandate_says.FOR_THE_BODY.format(body=self.facts.body()))

    def printed(self, page: Page) -> bytes:
        """Print it as a tagged PDF on a fresh page."""
        return self._print(page, "mandate", {"mandate": self}, numbered=False)
