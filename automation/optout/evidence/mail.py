"""An e-mail: what its head says of itself, which may be false, and who signed it (DKIM, RFC 6376).

dkimpy does the arithmetic of signatures, and the policy on top is here.
"""

import codecs
import re
from collections.abc import Callable, Iterator
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
    """Say what is odd about a message in a file; `known` is what the flow knows of the controller's mails."""
    if suffix not in {MAIL, *_OTHER_MAILS}:
        return
    mail = read_mail(data) if suffix == MAIL else None
    if mail is None:
        yield Remark.NOT_READ
        return
    ours = (
        [any(is_within(domain, own) for own in known.domains) for domain in _sender_domains(data)]
        if known
        else []
    )
    if known and known.notice and find_phrase(mail.subject or "", known.notice.all()):
        yield Remark.NOTICE
    elif known and not (ours and all(ours)):
        yield Remark.FOREIGN


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


def _checked(
    engine: Any, header: Any, data: bytes, look_up: LookUp | None
) -> tuple[Signature, bytes | None]:
    """Check one signature of a message as far as it comes, and return the key that was found for it."""
    import dkim
    from dkim.util import parse_tag_value

    why, domain, key = SignatureReason.SIGNED, None, None
    try:
        tags: dict[bytes, bytes] = parse_tag_value(header[1])
        _refuse(tags[b"a"] not in _METHODS, SignatureReason.WEAK)
        # Not its times, which the library compares with today.
        dkim.validate_signature_fields(
            {tag: text for tag, text in tags.items() if tag not in {b"t", b"x"}}
        )
        domain = tags[b"d"].decode().lower()
        names, signed = (
            [one.lower() for one, _ in engine.headers],
            re.split(rb"\s*:\s*", tags[b"h"].lower()),
        )
        unsigned = any(names.count(one) > signed.count(one) for one in _SHOWN)
        senders, mail = _sender_domains(data), read_mail(data)
        _refuse(
            any(names.count(one) != 1 for one in _NEEDED) or len(senders) != 1,
            SignatureReason.CHANGED,
        )
        _refuse(b"l" in tags or not {*signed} >= _NEEDED, SignatureReason.WEAK)
        # Narrower than DMARC (RFC 7489), which also takes a sister: without a list of public
        # suffixes that is a guess.
        _refuse("." not in domain or not is_within(senders[0], domain), SignatureReason.NOT_ALIGNED)
        # At the date it gives, which is signed as well: a mail does not become false while it lies
        # in a record.
        at = mail.sent_at if mail else None
        _refuse(
            b"x" in tags and (at is None or at.timestamp() > int(tags[b"x"])),
            SignatureReason.CHANGED,
        )
        if look_up is None:
            raise _SignatureFailed(SignatureReason.OFFLINE)  # noqa: TRY301  as what is refused
        key = look_up(f"{tags[b's'].decode()}._domainkey.{domain}".lower())
        said: dict[bytes, bytes] = parse_tag_value(key)
        _refuse(said.get(b"p") == b"", SignatureReason.KEY_GONE)
        _refuse(b"y" in said.get(b"t", b""), SignatureReason.WEAK)  # on trial
        _refuse(
            not engine.verify_sig(tags, signed, header, lambda _name, **_options: key),
            SignatureReason.CHANGED,
        )
        _refuse(unsigned, SignatureReason.WEAK)  # last, for only of what is signed can this be said
    except _SignatureFailed as error:
        why = error.reason
    except dkim.KeyFormatError:  # right, but by a key of less than 1,024 bits
        why = SignatureReason.WEAK
    except Exception:  # noqa: BLE001  as above
        why = SignatureReason.CHANGED
    return _signature(why, domain), key


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
