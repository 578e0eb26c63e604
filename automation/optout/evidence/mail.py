"""An e-mail: what its head says of itself, which may be false, and who signed it (DKIM, RFC 6376).

dkimpy does the arithmetic of signatures, and the policy on top is here.
"""

import codecs
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC
from email import policy
from email.parser import BytesHeaderParser
from typing import Any, Literal

from optout.evidence.record import YEARS, Code, RecordModel, Text, Timestamp
from optout.evidence.redaction import one_line
from optout.flow import Mails, find_phrase, is_within
from optout.translation import LazyText, _

MAIL = ".eml"
_OTHER_MAILS = {".emlx", ".mbox", ".msg"}


class MailSeen(RecordModel):
    """What a message says of itself, made safe to show.

    `sent_at` is None when its date cannot be read.
    """

    subject: Text | None
    sender: Text | None
    recipient: Text | None
    sent_at: Timestamp | None


def read_mail(data: bytes) -> MailSeen | None:
    """Read a message; None when it is none. A date without an offset counts as UTC."""
    subject, sender, recipient = (
        next((one_line(str(header)) for header in _headers(data, name)), None)
        for name in ("subject", "from", "to")
    )
    dates = _headers(data, "date")
    if sender is None or (subject is None and not dates):
        return None
    sent = next((moment for header in dates if (moment := getattr(header, "datetime", None))), None)
    at = sent.replace(tzinfo=sent.tzinfo or UTC) if sent and sent.year in YEARS else None
    return MailSeen(subject=subject, sender=sender, recipient=recipient, sent_at=at)


def _headers(data: bytes, name: str) -> list[Any]:
    """Return what the lines of a name say; as they stand where the parser cannot take them."""
    message = BytesHeaderParser(policy=policy.default).parsebytes(
        data.removeprefix(codecs.BOM_UTF8)
    )
    try:
        return message.get_all(name, [])
    except Exception:  # noqa: BLE001  the parser raises errors of many kinds for what strangers write
        return [value for key, value in message.raw_items() if key.lower() == name]


def _sender_domains(data: bytes) -> list[str]:
    headers = _headers(data, "from")
    return [
        address.domain.casefold()
        for header in headers
        for address in getattr(header, "addresses", ())
    ]


_NOT_READ = _(
    "this file could not be read as an e-mail: it may be a whole mailbox or an Outlook file; save the one e-mail as "
    ".eml"
)
_NOTICE = _(
    "kept, but this looks like the notice of {controller} about what it does with your information, not a confirmation"
)
_FOREIGN = _(
    "kept, but its sender is at none of the domains that this flow knows for mail of {controller}"
)


class Remark(Code):
    """What is said of a message, or of a file that could be one, before somebody relies on it."""

    NOT_READ = "not_read", _NOT_READ
    NOTICE = "notice", _NOTICE
    FOREIGN = "foreign", _FOREIGN


def remarks(data: bytes, known: Mails | None, suffix: str = MAIL) -> Iterator[Remark]:
    """Report what is odd about a message in a file; `known` is what the flow knows of the controller's mails."""
    if suffix not in {MAIL, *_OTHER_MAILS}:
        return
    mail = read_mail(data) if suffix == MAIL else None
    if mail is None:
        yield Remark.NOT_READ
    elif known and known.notice and find_phrase(mail.subject or "", known.notice.all()):
        yield Remark.NOTICE
    elif known and not _is_from(known.domains, data):
        yield Remark.FOREIGN


def _is_from(domains: Iterable[str], data: bytes) -> bool:
    """True if a message has a sender, and each of its senders is at one of some domains."""
    senders = _sender_domains(data)
    return bool(senders) and all(_is_at(sender, domains) for sender in senders)


def _is_at(sender: str, domains: Iterable[str]) -> bool:
    return any(is_within(sender, domain) for domain in domains)


# Signatures


_SIGNED = _("{domain} signed its sender, recipient, subject, date and text, and they are unchanged")
_OFFLINE = _(
    "the sender's key was not looked up, or the look-up failed; a key in this folder could be forged by whoever made "
    "the folder: look it up with --online"
)
_WEAK = _("its signature does not cover all that is displayed, or is too weak to be relied on")


class SignatureReason(Code):
    """Why a check came out as it did, the best first: a code, a sentence, and the result."""

    SIGNED = "signed", _SIGNED, "valid"
    NO_SIGNATURE = "no_signature", _("it carries no signature"), "cannot_tell"
    OFFLINE = "offline", _OFFLINE, "cannot_tell"
    KEY_GONE = (
        "key_gone",
        _("the DNS no longer has the key it was signed with, or never had it"),
        "cannot_tell",
    )
    WEAK = "weak", _WEAK, "cannot_tell"
    CHANGED = (
        "changed",
        _("it is not as {domain} signed it, or not written as a signed e-mail is"),
        "invalid",
    )
    NOT_ALIGNED = (
        "not_aligned",
        _("{domain} signed it, and its sender's address is elsewhere"),
        "invalid",
    )


class _SignatureFailed(Exception):
    """A signature proves nothing, since it is not right or the DNS gave no key for it."""

    def __init__(self, reason: SignatureReason) -> None:
        super().__init__(reason)
        self.reason = reason


LookUp = Callable[[str], bytes]
"""Gives the TXT record of a name, or raises `_SignatureFailed`."""


class Signature(RecordModel):
    """How a signature was checked."""

    result: Literal["valid", "invalid", "cannot_tell"]
    why: SignatureReason
    domain: Text | None = None

    def message(self) -> LazyText:
        """Say the result in a sentence."""
        return self.why.message.format(domain=self.domain or _("somebody"))


_NEEDED = {b"from", b"to", b"subject", b"date"}
_SHOWN = {*_NEEDED, b"content-type", b"mime-version", b"content-transfer-encoding"}
"""What is shown of a message, and what decides which text is: signed, as often as it stands in it."""
_METHODS = {b"rsa-sha256", b"ed25519-sha256"}
_MAX_SPACES = 100_000_000  # the sum of squares of runs of blanks: what the library's patterns cost
DNS_SECONDS = 10.0


def check_signature(data: bytes, look_up: LookUp | None) -> tuple[Signature, bytes | None]:
    """Check a message's signatures and return the best result, and the TXT record of the key that it rests on.

    `look_up` None asks nobody. A message that several have signed is valid when one signature
    passes every line.
    """
    import dkim

    if sum(len(run) ** 2 for run in re.findall(rb"[ \t\r\n]+", data)) > _MAX_SPACES:
        return _signature(SignatureReason.WEAK), None
    try:
        engine = dkim.DKIM(data.removeprefix(codecs.BOM_UTF8))
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        return _signature(SignatureReason.CHANGED), None
    checked = [
        _checked(engine, header, data, look_up)
        for header in engine.headers
        if header[0].lower() == b"dkim-signature"
    ]
    if not checked:
        return _signature(SignatureReason.NO_SIGNATURE), None
    return min(checked, key=lambda one: list(SignatureReason).index(one[0].why))


def _signature(why: SignatureReason, domain: str | None = None) -> Signature:
    return Signature(result=why.verdict, why=why, domain=domain)


def check_again(
    data: bytes | None, kept: Signature, key: bytes | None, look_up: LookUp | None
) -> Signature:
    """Check a message that was attached before, by the key that was kept then, and by the DNS's of now if one may ask.

    The key lies where the message does, so by itself it vouches for nothing. Without `data` nothing
    can be checked.
    """
    if data is None:
        return _unproved(kept)
    then = check_signature(data, (lambda _name: key) if key else None)[0]
    if look_up is None:
        return _unproved(then if key else kept)
    checked, now = check_signature(data, look_up)
    if (
        key
        and then.why is SignatureReason.SIGNED
        and checked.why is SignatureReason.CHANGED
        and now != key
    ):
        return _signature(SignatureReason.KEY_GONE, checked.domain)  # keys are changed now and then
    return checked


def _unproved(kept: Signature) -> Signature:
    """Return what a folder says of a signature that cannot be checked: that it is valid is not taken from there."""
    return _signature(SignatureReason.OFFLINE, kept.domain) if kept.result == "valid" else kept


@dataclass
class _SignatureCheck:
    """One signature of a message while it is checked, and how far that came."""

    engine: Any
    header: Any
    data: bytes
    domain: str | None = None
    key: bytes | None = None

    def run(self, look_up: LookUp | None) -> None:
        """Check the signature; raise _SignatureFailed at the first step that fails.

        1. Its method is one of today's, and its fields are as RFC 6376 writes them. Its times are
           left to step 4: the library compares them with today.
        2. The message has one of each line that is displayed, and one sender; all are signed.
        3. Who signed it is the sender's domain, or a parent of it.
        4. It had not expired when the message says it was sent. The date is signed as well, and a
           message does not become false while it lies in a record.
        5. The DNS has the key, which is neither revoked nor on trial.
        6. The signature is right for the message and the key.
        7. It covers each displayed line as often as it stands there. This is last: only of what is
           signed can it be said.
        """
        tags, signed = self._tags()  # 1
        self._must_have_one_of_each(tags, signed)  # 2
        self._must_be_aligned(tags)  # 3
        self._must_not_be_expired(tags)  # 4
        self._find_key(tags, look_up)  # 5
        is_right = self.engine.verify_sig(tags, signed, self.header, lambda _name, **_o: self.key)
        _refuse(not is_right, SignatureReason.CHANGED)  # 6
        names = self._names()
        unsigned = any(names.count(name) > signed.count(name) for name in _SHOWN)
        _refuse(unsigned, SignatureReason.WEAK)  # 7

    def _names(self) -> list[bytes]:
        return [name.lower() for name, _value in self.engine.headers]

    def _tags(self) -> tuple[dict[bytes, bytes], list[bytes]]:
        """Return the fields of the signature, and the names of the lines that it covers."""
        import dkim
        from dkim.util import parse_tag_value

        tags: dict[bytes, bytes] = parse_tag_value(self.header[1])
        _refuse(tags[b"a"] not in _METHODS, SignatureReason.WEAK)
        dkim.validate_signature_fields(
            {tag: text for tag, text in tags.items() if tag not in {b"t", b"x"}}
        )
        self.domain = tags[b"d"].decode().lower()
        return tags, re.split(rb"\s*:\s*", tags[b"h"].lower())

    def _must_have_one_of_each(self, tags: dict[bytes, bytes], signed: list[bytes]) -> None:
        names, senders = self._names(), _sender_domains(self.data)
        repeated = any(names.count(name) != 1 for name in _NEEDED)
        _refuse(repeated or len(senders) != 1, SignatureReason.CHANGED)
        # `l` signs the beginning of the text alone.
        _refuse(b"l" in tags or not {*signed} >= _NEEDED, SignatureReason.WEAK)

    def _must_be_aligned(self, tags: dict[bytes, bytes]) -> None:
        # Narrower than DMARC (RFC 7489), which also takes a sister: without a list of public
        # suffixes that is a guess.
        domain = tags[b"d"].decode().lower()
        [sender] = _sender_domains(self.data)
        _refuse("." not in domain or not is_within(sender, domain), SignatureReason.NOT_ALIGNED)

    def _must_not_be_expired(self, tags: dict[bytes, bytes]) -> None:
        if b"x" not in tags:
            return
        mail = read_mail(self.data)
        at = mail.sent_at if mail else None
        _refuse(at is None or at.timestamp() > int(tags[b"x"]), SignatureReason.CHANGED)

    def _find_key(self, tags: dict[bytes, bytes], look_up: LookUp | None) -> None:
        from dkim.util import parse_tag_value

        if look_up is None:
            raise _SignatureFailed(SignatureReason.OFFLINE)
        self.key = look_up(f"{tags[b's'].decode()}._domainkey.{self.domain}".lower())
        fields: dict[bytes, bytes] = parse_tag_value(self.key)
        _refuse(fields.get(b"p") == b"", SignatureReason.KEY_GONE)
        _refuse(b"y" in fields.get(b"t", b""), SignatureReason.WEAK)


def _checked(
    engine: Any, header: Any, data: bytes, look_up: LookUp | None
) -> tuple[Signature, bytes | None]:
    """Check one signature of a message as far as it comes, and return the key that was found for it."""
    import dkim

    check = _SignatureCheck(engine, header, data)
    why = SignatureReason.SIGNED
    try:
        check.run(look_up)
    except _SignatureFailed as error:
        why = error.reason
    except dkim.KeyFormatError:  # right, but by a key of less than 1,024 bits
        why = SignatureReason.WEAK
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        why = SignatureReason.CHANGED
    return _signature(why, check.domain), check.key


def _refuse(wrong: bool, why: SignatureReason) -> None:  # noqa: FBT001  what is wrong stands first, as in a table
    if wrong:
        raise _SignatureFailed(why)


def ask_dns(name: str, resolver: Any = None) -> bytes:
    """Return the TXT record of a name as its bytes, or raise _SignatureFailed; without `resolver`, of the system's."""
    import dns.exception
    import dns.resolver

    try:
        asked = resolver or dns.resolver.Resolver()
        answer = asked.resolve(name, "TXT", lifetime=DNS_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        raise _SignatureFailed(SignatureReason.KEY_GONE) from None
    except (dns.exception.DNSException, OSError):
        raise _SignatureFailed(SignatureReason.OFFLINE) from None
    keys = [key for record in answer if b"p=" in (key := b"".join(record.strings))]
    _refuse(not keys, SignatureReason.KEY_GONE)
    return min(keys)  # several are not defined (RFC 6376, 3.6.2.2); the same one each time
