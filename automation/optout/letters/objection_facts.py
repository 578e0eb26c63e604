"""The facts that the sentences of an objection letter need, each a method of the letter's subject.

A value is a text in the letter's language, and None where it is not known: the sentence that needs
it is then left out.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from optout.evidence import RecordWords, tied, words
from optout.flow import Recipient
from optout.letters.parts import Sender


@dataclass(frozen=True)
class ObjectionFacts:
    """An objection to a controller: to whom, at which address, by whom, to what and for which grounds.

    `known_as` is what the controller calls the person. `processing` and `grounds` are in the
    person's own words; without `processing` the recipient's file names it.
    """

    recipient: Recipient
    address: str
    language: str
    written_on: date
    known_as: str | None = None
    email: str | None = None
    processing: str | None = None
    grounds: str | None = None
    sender: Sender = field(default_factory=Sender)

    @cached_property
    def words(self) -> RecordWords:
        """How the letter's language writes dates."""
        return words(self.language)

    def day(self) -> str:
        """Return the day on which it was written."""
        return self.words.day(self.written_on)

    def officer_address(self) -> str | None:
        """Return the data protection officer's address, if the letter does not go to it anyway."""
        officer = self.recipient.officer
        if officer is None or officer.address == self.address:
            return None
        return officer.address

    def writer(self) -> str | None:
        """Return as whom the person must write, where the controller heeds nobody else."""
        return self.recipient.in_language(self.language).writer

    def processing_named(self) -> str:
        """Return the processing that is objected to."""
        return self.processing or tied(self.recipient.in_language(self.language).processing)
