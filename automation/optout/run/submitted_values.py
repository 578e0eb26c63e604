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
        return _carries_any(request, self.emails)

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
        if self.emails:
            return bool(request.addresses)
        return True

    def part_in(self, request: Request) -> Carried:
        """Return how much of the page in front can be read in a request."""
        wanted = self.expected or self.values
        found = [value for value in wanted if request.carries(value, anywhere=True)]
        has_all = len(found) == len(wanted)
        if wanted and has_all:
            return "whole"
        if not request.is_readable:
            return "unread"
        return "part" if found else "nothing"

    def differs(self, request: Request) -> bool:
        """True if a request lacks or changes something of the page in front, or cannot be read.

        False if nothing is expected of it, as of a form of whose fields none is known.
        """
        if not self.expected:
            return False
        if not request.is_readable:
            return True
        return self._has_other_text(request) or self._has_other_address(request)

    def _has_other_text(self, request: Request) -> bool:
        """True if a request lacks one of the texts that the page in front has, or changes it."""
        texts = self.expected - self.emails
        return any(_lacks_or_changes(request, text) for text in texts)

    def _has_other_address(self, request: Request) -> bool:
        """True if a request has an address, but none of those that the page in front has."""
        expected = self.expected & self.emails
        if not expected or _carries_any(request, expected):
            return False
        known = {email.casefold() for email in expected}
        others = request.addresses - known
        return bool(others)


def _is_address(value: str) -> bool:
    address = value.casefold()
    return addresses_in(value) == {address}


def _carries_any(request: Request, values: frozenset[str]) -> bool:
    return any(request.carries(value) for value in values)


def _lacks_or_changes(request: Request, text: str) -> bool:
    if not request.carries(text, anywhere=True):
        return True
    return request.changes(text)
