"""The person's values in a form: by them the request that sends it is told from every other."""

from dataclasses import dataclass
from typing import Literal

from optout.browser import Request, addresses_in

Carried = Literal["whole", "part", "nothing", "unread"]
"""How much of the page in front can be read in a request."""


@dataclass(frozen=True)
class SubmittedValues:
    """The values on all pages of a form, and those that the page in front is expected to send."""

    values: frozenset[str] = frozenset()
    expected: frozenset[str] = frozenset()

    @property
    def emails(self) -> frozenset[str]:
        """The e-mail addresses among the values."""
        return frozenset(value for value in self.values if _is_address(value))

    @property
    def texts(self) -> frozenset[str]:
        """What the person wrote among the values: nobody else's objection has it."""
        return self.values - self.emails

    def text_in(self, request: Request) -> bool:
        """True if a request carries what the person wrote.

        A short text may be anywhere by chance: it counts beside an address, or alone in a field.
        """
        has_email = self.email_in(request)
        return any(request.carries(text, anywhere=has_email) for text in self.texts)

    def email_in(self, request: Request) -> bool:
        """True if a request carries an address of the form's."""
        return any(map(request.carries, self.emails))

    def any_in(self, request: Request) -> bool:
        """True if a request carries any of the values."""
        return self.text_in(request) or self.email_in(request)

    def identifies(self, request: Request) -> bool:
        """True if a request can be attributed to this objection.

        It carries the comment; without a comment, any e-mail address; without either, every request
        can be.
        """
        if self.texts:
            return self.text_in(request)
        return bool(request.addresses) if self.emails else True

    def part_in(self, request: Request) -> Carried:
        """Return how much of the page in front can be read in a request."""
        wanted = self.expected or self.values
        found = [value for value in wanted if request.carries(value, anywhere=True)]
        if wanted and len(found) == len(wanted):
            return "whole"
        if not request.is_readable:
            return "unread"
        return "part" if found else "nothing"

    def differs(self, request: Request) -> bool:
        """True if a request lacks or changes something of the page in front, or cannot be read."""
        if not self.expected:
            return False
        texts = self.expected - self.emails
        has_other_text = any(_lacks_or_changes(request, text) for text in texts)
        return has_other_text or self._has_other_address(request) or not request.is_readable

    def _has_other_address(self, request: Request) -> bool:
        expected = self.expected & self.emails
        if not expected or any(map(request.carries, expected)):
            return False
        return bool(request.addresses - {email.casefold() for email in expected})


def _is_address(value: str) -> bool:
    return addresses_in(value) == {value.casefold()}


def _lacks_or_changes(request: Request, text: str) -> bool:
    return not request.carries(text, anywhere=True) or request.changes(text)
