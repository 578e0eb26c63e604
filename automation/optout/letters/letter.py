"""A letter of objection to a controller that has neither a form nor a switch, as a PDF to sign and as plain text.

No ground in it is made up, and nothing here sends it.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from playwright.sync_api import Page

from optout.evidence import Value, print_document, tied
from optout.evidence.sentences import Sentence, written
from optout.letters import objection_sentences as letter_says
from optout.letters.objection_facts import ObjectionFacts
from optout.letters.parts import MARGINS, Frame, Part, plain_text
from optout.translation import LazyText

_FOR_GROUNDS = 4  # lines to write on


class ObjectionLetter(ObjectionFacts):
    """An objection as a letter; without `grounds` lines are left for them."""

    has_phone: ClassVar[bool] = False  # a controller needs none

    @cached_property
    def frame(self) -> Frame:
        """The words around the letter."""
        return Frame(self.language)

    def _written(self, *sentences: Sentence[ObjectionFacts]) -> tuple[str, ...]:
        """Return the sentences whose facts are there."""
        return written(sentences, self, self.language)

    def _say(self, text: LazyText) -> str:
        """Return a heading or a label."""
        return tied(self.words.tell(text))

    @property
    def title(self) -> str:
        """What stands above the letter."""
        return self._written(letter_says.TITLE)[0]

    @property
    def dated(self) -> str:
        """On which day it was written."""
        return self._written(letter_says.DATED)[0]

    @property
    def subject(self) -> str:
        """The subject of an e-mail that it goes with."""
        return self.recipient.subject or self.title

    def addressed(self) -> Iterator[str]:
        """Return the lines of the address."""
        yield self.recipient.controller
        if self.recipient.controller_address:
            yield self.recipient.controller_address
        yield self.address
        yield from self._written(*letter_says.OFFICER)

    def own(self) -> tuple[Value, ...]:
        """Return what only the person can say, word for word."""
        return (*self._account(), *self._grounds())

    def _account(self) -> Iterator[Value]:
        """Yield by what the controller knows the person, as far as they gave it."""
        if self.known_as:
            label = self._say(letter_says.KNOWN_AS_LABEL)
            yield Value(label=label, value=self.known_as, value_name="known_as")
        if self.email:
            label = self._say(letter_says.EMAIL_LABEL)
            yield Value(label=label, value=self.email, value_name="email")

    def _grounds(self) -> Iterator[Value]:
        """Yield the person's grounds; none are written for them."""
        if self.grounds:
            label = self._say(letter_says.GROUNDS_HEADING)
            yield Value(label=label, value=self.grounds, value_name="comment")

    def parts(self) -> Iterator[Part]:
        """Who objects to what and why, and what is asked for."""
        yield Part("", self._written(*letter_says.OPENING))
        yield Part(self._say(letter_says.WHAT_HEADING), self._written(*letter_says.WHAT))
        account = tuple((value.label, value.value) for value in self._account())
        account_heading = self._say(letter_says.ACCOUNT_HEADING)
        yield Part(account_heading, quotes=account, ruled=0 if account else 1)
        grounds_heading = self._say(letter_says.GROUNDS_HEADING)
        if self.grounds:
            label = self._say(letter_says.GROUNDS_LABEL)
            yield Part(grounds_heading, quotes=((label, self.grounds),))
        else:
            yield Part(grounds_heading, ruled=_FOR_GROUNDS)
        asked_heading = self._say(letter_says.ASKED_HEADING)
        yield Part(asked_heading, self._written(*letter_says.ASKED), mark="- ")
        # Together, so that no signature stands alone on a page.
        yield Part("", self._written(*letter_says.CLOSING))

    def printed(self, page: Page) -> bytes:
        """Print it as a tagged PDF on a fresh page."""
        below = (self.title, self.words("page"), self.words("of"))
        return print_document(page, "letter", {"letter": self}, below, margins=MARGINS)

    def text(self) -> str:
        """Return it as the text of an e-mail; the person's name goes where the last line is left for it."""
        to = self.frame.with_label(self.frame.recipient, ", ".join(self.addressed()))
        name = self.sender.name
        last = Part(self.frame.name, (name,) if name else (), ruled=0 if name else 1)
        return plain_text((to, self.dated, self.title), (*self.parts(), last))
