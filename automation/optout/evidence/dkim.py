"""What a check of an e-mail's signature can say (DKIM, RFC 6376), and the sentence for each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from optout.evidence.base import Data, FileName, Moment, Text
from optout.tongue import Said, _


class Result(StrEnum):
    """What came out."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"


class Why(StrEnum):
    """Why a check came out as it did. The value is what `--json` and the supplement show."""

    SIGNED = "signed"
    NO_EXTRA = "no_extra"
    NO_SIGNATURE = "no_signature"
    OFFLINE = "offline"
    DNS_UNREACHABLE = "dns_unreachable"
    KEY_GONE = "key_gone"
    KEY_TESTING = "key_testing"
    TOO_COSTLY = "too_costly"
    HEADER_TWICE = "header_twice"
    BROKEN = "broken"
    WEAK_METHOD = "weak_method"
    PART_OF_BODY = "part_of_body"
    HEADER_NOT_SIGNED = "header_not_signed"
    NOT_ALIGNED = "not_aligned"
    EXPIRED = "expired"
    KEY_BROKEN = "key_broken"
    KEY_REFUSES = "key_refuses"
    KEY_WEAK = "key_weak"
    CHANGED = "changed"


_UNTOLD = {
    Why.NO_EXTRA,
    Why.NO_SIGNATURE,
    Why.OFFLINE,
    Why.DNS_UNREACHABLE,
    Why.KEY_GONE,
    Why.KEY_TESTING,
    Why.TOO_COSTLY,
}

SAYS: Mapping[Why, Said] = {
    Why.SIGNED: _("{domain} signed its sender, recipient, subject, date and text, and they are unchanged"),
    Why.NO_EXTRA: _("it was not checked: the extra mail was not installed when it was attached"),
    Why.NO_SIGNATURE: _("it carries no signature"),
    Why.OFFLINE: _("the sender's key was not asked for: --offline"),
    Why.DNS_UNREACHABLE: _("the DNS could not be asked for the sender's key"),
    Why.KEY_GONE: _("the DNS no longer has the key it was signed with, or never had it"),
    Why.KEY_TESTING: _("{domain} says that its key is only a test"),
    Why.TOO_COSTLY: _("it is built so that checking it would take too long"),
    Why.HEADER_TWICE: _("it does not have exactly one From, To, Subject and Date line and one sender"),
    Why.BROKEN: _("its signature is not written as a signature is"),
    Why.WEAK_METHOD: _("its signature uses a method that is not strong enough"),
    Why.PART_OF_BODY: _("its signature covers only the beginning of the text (l=)"),
    Why.HEADER_NOT_SIGNED: _("its signature leaves out one of From, To, Subject and Date"),
    Why.NOT_ALIGNED: _("{domain} signed it, and its sender's address is elsewhere"),
    Why.EXPIRED: _("its signature had expired at the date it gives"),
    Why.KEY_BROKEN: _("the key of {domain} cannot be read"),
    Why.KEY_REFUSES: _("the key of {domain} is not for this signature"),
    Why.KEY_WEAK: _("the key of {domain} is too short"),
    Why.CHANGED: _("it is not as {domain} signed it"),
}


_NOT_NOW = _("it cannot be checked: the extra mail is not installed")


class NoKey(Exception):
    """The DNS gave no key; `why` says in what way."""

    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


LookUp = Callable[[str], bytes]
"""Gives the TXT record of a name, or raises `NoKey`."""


class Checked(Data):
    """The result. `key_file` is the file in `data` that keeps the DNS record, as it was at `key_asked_at`."""

    result: Result
    why: Why
    domain: Text | None = None
    key_name: Text | None = None
    key_file: FileName | None = None
    key_asked_at: Moment | None = None

    @property
    def lacks_extra(self) -> bool:
        """Whether it can be checked once the extra is installed: the key was kept."""
        return self.why is Why.NO_EXTRA and self.key_file is not None

    def says(self) -> Said:
        """Say the result in a sentence."""
        if self.lacks_extra:
            return _NOT_NOW
        return SAYS[self.why].format(domain=self.domain or _("somebody"))


@dataclass(frozen=True)
class Key:
    """A TXT record, whose it is, and when it was asked for."""

    name: str
    record: bytes
    asked_at: datetime


def result_of(why: Why) -> Result:
    """Give the result that a reason stands for."""
    if why is Why.SIGNED:
        return Result.VALID
    return Result.CANNOT_TELL if why in _UNTOLD else Result.INVALID
