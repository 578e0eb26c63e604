"""The letter of an objection: its sentences in the order in which they are read, as a PDF to sign and as plain text.

It goes to a controller that has neither a form nor a switch. Nothing here sends it, and no ground in it is made up.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from playwright.sync_api import Page

from optout.evidence.paper import LetterPart, footer, plain_text, print_document
from optout.evidence.wording import RecordWords, filled, template, tied, words
from optout.flow.recipient import Recipient

_RULED = 4  # lines to write on


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

    @cached_property
    def words(self) -> RecordWords:
        """How the letter's language writes dates."""
        return words(self.language)

    def tell(self, key: str, **gaps: str) -> str:
        """Return a sentence."""
        return filled(template("objection", self.language)[key], gaps)

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

    def written(self) -> str:
        """Date the letter."""
        return self.tell("written", day=self.words.day(self.written_on))

    def own(self) -> tuple[tuple[str, str], ...]:
        """Return what only the person can say, word for word, each below what it is."""
        mine = (("known_as", self.known_as), ("account_email", self.email), ("grounds", self.grounds))
        return tuple((self.tell(key), value) for key, value in mine if value)

    def parts(self) -> Iterator[LetterPart]:
        """Who objects to what and why, and what is asked for."""
        own = self.recipient.said_in(self.language)
        writer = (self.tell("writer", writer=own.writer),) if own.writer else ()
        yield LetterPart("", (self.tell("greeting"), self.tell("opening"), *writer))
        processing = self.processing or tied(own.processing)
        yield LetterPart(self.tell("what"), (self.tell("processing", processing=processing),))
        yield LetterPart(self.tell("account"), quotes=replace(self, grounds=None).own())
        mine = ((self.tell("mine"), self.grounds),) if self.grounds else ()
        yield LetterPart(self.tell("grounds"), quotes=mine, ruled=0 if mine else _RULED)
        asks = template("objection", self.language)["asks"]
        yield LetterPart(self.tell("asked"), tuple(asks), points=True)
        # Together, so that no signature stands alone on a page.
        yield LetterPart("", (self.tell("complaint"), self.tell("closing")))


def print_objection(page: Page, letter: ObjectionLetter) -> bytes:
    """Print the letter as a tagged PDF on a fresh page."""
    below = footer(letter.tell("title"), letter.words("page"), letter.words("of"))
    return print_document(page, "objection", {"letter": letter}, below)


def objection_text(letter: ObjectionLetter) -> str:
    """Return the letter as the text of an e-mail; the person's name goes where the last line is left for it."""
    to = letter.tell("labelled", name=letter.tell("to"), value=", ".join(letter.addressed()))
    return plain_text(
        (to, letter.written(), letter.tell("title")), (*letter.parts(), LetterPart(letter.tell("name"), ruled=1))
    )
