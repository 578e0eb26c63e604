"""The letter of an objection: its sentences in the order in which they are read, as a PDF to sign and as plain text.

It goes to a controller that has neither a form nor a switch. Nothing here sends it, and no ground in it is made up.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from playwright.sync_api import Page, PdfMargins

from optout.evidence.paper import Frame, LetterPart, footer, plain_text, print_document, style
from optout.evidence.wording import RecordWords, filled, template, tied, words
from optout.flow.recipient import Recipient

_RULED = 4  # lines to write on


@dataclass(frozen=True)
class Written:
    """All that a letter says: to whom, at which address, by whom, and what they object to for which grounds.

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


class ObjectionLetter:
    """Says an objection to a controller."""

    def __init__(self, says: Written) -> None:
        self.says = says
        self.words: RecordWords = words(says.language)
        self._texts: Mapping[str, Any] = template("objection.", says.language)
        self._own = says.recipient.said_in(says.language)

    def tell(self, key: str, **gaps: str) -> str:
        """Give a sentence."""
        return filled(tied(self._texts[key]), gaps)

    @property
    def subject(self) -> str:
        """The subject of an e-mail that it goes with."""
        return self.says.recipient.subject or self.tell("title")

    @property
    def processing(self) -> str:
        """What is objected to: in the person's words where there are any."""
        return self.says.processing or tied(self._own.processing)

    def addressed(self) -> Iterator[str]:
        """Give the lines of the address."""
        recipient = self.says.recipient
        yield recipient.controller
        if recipient.controller_address:
            yield recipient.controller_address
        yield self.says.address
        if recipient.officer and recipient.officer.address != self.says.address:
            yield self.tell("officer", address=recipient.officer.address)

    def written(self) -> str:
        """Date the letter."""
        return self.tell("written", day=self.words.day(self.says.written_on))

    def own(self) -> tuple[tuple[str, str], ...]:
        """Give what only the person can say, word for word, each below what it is."""
        grounds = self.says.grounds
        return (*self._account(), *([(self.tell("grounds"), grounds)] if grounds else []))

    def parts(self) -> Iterator[LetterPart]:
        """Who objects to what and why, and what is asked for."""
        grounds = self.says.grounds
        yield LetterPart("", tuple(self._opening()))
        yield LetterPart(self.tell("what"), (self.tell("processing", processing=self.processing),))
        yield LetterPart(self.tell("account"), quotes=tuple(self._account()))
        if grounds:
            yield LetterPart(self.tell("grounds"), quotes=((self.tell("mine"), grounds),))
        else:
            yield LetterPart(self.tell("grounds"), ruled=_RULED)
        yield LetterPart(self.tell("asked"), tuple(map(tied, self._texts["asks"])), points=True)
        # Together, so that no signature stands alone on a page.
        yield LetterPart("", (self.tell("complaint"), self.tell("closing")))

    def _opening(self) -> Iterator[str]:
        yield self.tell("greeting")
        yield self.tell("opening")
        if self._own.writer:
            yield self.tell("writer", writer=self._own.writer)

    def _account(self) -> Iterator[tuple[str, str]]:
        for key, value in (("known_as", self.says.known_as), ("account_email", self.says.email)):
            if value:
                yield self.tell(key), value


def print_objection(page: Page, says: Written) -> bytes:
    """Print the letter as a tagged PDF on a fresh page."""
    letter = ObjectionLetter(says)
    margins = PdfMargins(top="19mm", right="20mm", bottom="15mm", left="20mm")
    below = footer(letter.tell("title"), letter.words("page"), letter.words("of"))
    parts = {"letter": letter, "css": style("start-here", "paper")}
    return print_document(page, "objection", parts, Frame(margins, "", below))


def objection_text(says: Written) -> str:
    """Give the letter as the text of an e-mail; the person's name goes where the last line is left for it."""
    letter = ObjectionLetter(says)
    to = letter.tell("labelled", name=letter.tell("to"), value=", ".join(letter.addressed()))
    return plain_text(
        (to, letter.written(), letter.tell("title")), (*letter.parts(), LetterPart(letter.tell("name"), ruled=1))
    )
