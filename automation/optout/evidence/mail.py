"""An e-mail: what its head says of itself, which may be false, and who signed it (DKIM, RFC 6376).

The extra `mail` checks signatures: dkimpy does the arithmetic, and the policy on top is here.
"""

import codecs
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import policy
from email.headerregistry import BaseHeader
from email.parser import BytesHeaderParser
from typing import Any, Literal

from optout.evidence.record import YEARS, Code, RecordModel, Text, Timestamp
from optout.evidence.redaction import one_line
from optout.flow.addresses import is_within
from optout.flow.model import Mails
from optout.flow.words import find_phrase
from optout.i18n import LazyText, _

MAIL = ".eml"
_OTHER_MAILS = {".emlx", ".mbox", ".msg"}
_HEAD_LIMIT = 256_000  # bytes of a message's head that are read
_VALUE_LIMIT = 4_000  # characters that the standard parser gets; some of its ways take quadratic time


class MailSeen(RecordModel):
    """What a message says of itself, made safe to show. `sent_at` is None when its date cannot be read."""

    subject: Text | None
    sender: Text | None
    recipient: Text | None
    sent_at: Timestamp | None


def read_mail(data: bytes) -> MailSeen | None:
    """Read a message; None when it is none."""
    subject, sender, recipient = (
        next((one_line(str(header)) for header in _headers(data, name)), None) for name in ("subject", "from", "to")
    )
    if sender is None or (subject is None and not _headers(data, "date")):
        return None
    return MailSeen(subject=subject, sender=sender, recipient=recipient, sent_at=_date_of(data))


def _headers(data: bytes, name: str) -> list[BaseHeader | str]:
    """Parse the lines of a name, each by itself; one that the parser cannot take is given as it stands."""
    found: list[BaseHeader | str] = []
    head = data.removeprefix(codecs.BOM_UTF8)[:_HEAD_LIMIT]
    for key, value in BytesHeaderParser(policy=policy.compat32).parsebytes(head).raw_items():
        if key.lower() == name:
            try:
                found.append(policy.default.header_fetch_parse(key, str(value)[:_VALUE_LIMIT]))
            except Exception:  # noqa: BLE001  the parser raises errors of many kinds for what strangers write
                found.append(str(value))
    return found


def _sender_domains(data: bytes) -> list[str]:
    headers = _headers(data, "from")
    return [address.domain.casefold() for header in headers for address in getattr(header, "addresses", ())]


def _date_of(data: bytes) -> datetime | None:
    """Return the moment in the Date line; one without an offset counts as UTC."""
    moments = filter(None, (getattr(header, "datetime", None) for header in _headers(data, "date")))
    real = (moment for moment in moments if moment.year in YEARS)
    return next((moment if moment.tzinfo else moment.replace(tzinfo=UTC) for moment in real), None)


_NOT_READ = _(
    "this file could not be read as an e-mail: it may be a whole mailbox or an Outlook file; save the one e-mail as "
    ".eml"
)
_NOTICE = _(
    "kept, but this looks like the notice of {controller} about what it does with your information, not a confirmation"
)
_FOREIGN = _("kept, but its sender is at none of the domains that this flow knows for mail of {controller}")


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
    ours = [any(is_within(domain, own) for own in known.domains) for domain in _sender_domains(data)] if known else []
    if known and known.notice and find_phrase(mail.subject or "", known.notice.all()):
        yield Remark.NOTICE
    elif known and not (ours and all(ours)):
        yield Remark.FOREIGN


# Signatures


_Result = Literal["valid", "invalid", "cannot_tell"]
_SIGNED = _("{domain} signed its sender, recipient, subject, date and text, and they are unchanged")
_OFFLINE = _(
    "the sender's key was not looked up, or the look-up failed; a key in this folder could be forged by whoever made "
    "the folder: look it up with --online"
)
_WEAK = _("its signature does not cover all that is displayed, or is too weak to be relied on")


class SignatureReason(Code):
    """Why a check came out as it did, the best first: a code, a sentence, and the result."""

    def __init__(self, _value: str, _message: LazyText, result: _Result) -> None:
        self.result = result

    SIGNED = "signed", _SIGNED, "valid"
    NO_EXTRA = "no_extra", _("it was not checked: the extra mail was not installed when it was attached"), "cannot_tell"
    NO_SIGNATURE = "no_signature", _("it carries no signature"), "cannot_tell"
    OFFLINE = "offline", _OFFLINE, "cannot_tell"
    KEY_GONE = "key_gone", _("the DNS no longer has the key it was signed with, or never had it"), "cannot_tell"
    WEAK = "weak", _WEAK, "cannot_tell"
    CHANGED = "changed", _("it is not as {domain} signed it, or not written as a signed e-mail is"), "invalid"
    NOT_ALIGNED = "not_aligned", _("{domain} signed it, and its sender's address is elsewhere"), "invalid"


class _SignatureFailed(Exception):
    """A signature proves nothing, since it is not right or the DNS gave no key for it."""

    def __init__(self, reason: SignatureReason) -> None:
        super().__init__(reason)
        self.reason = reason


LookUp = Callable[[str], bytes]
"""Gives the TXT record of a name, or raises `_SignatureFailed`."""


class Signature(RecordModel):
    """How a signature was checked."""

    result: _Result
    why: SignatureReason
    domain: Text | None = None

    def message(self) -> LazyText:
        """Say the result in a sentence."""
        return self.why.message.format(domain=self.domain or _("somebody"))


_NEEDED = {b"from", b"to", b"subject", b"date"}  # stand in a message exactly once, and are signed
_DISPLAY = (b"content-type", b"mime-version", b"content-transfer-encoding")
"""What decides which text a message shows: signed too, where it stands in it."""
_METHODS = {b"rsa-sha256", b"ed25519-sha256"}
_RSA_BITS, _MAX_EXPONENT = range(1024, 8193), 1 << 32  # a stranger's key must not cost minutes
_MAX_SIGNATURES = 8
_MAX_SPACES = 100_000_000  # the sum of squares of runs of blanks: what the library's patterns cost
DNS_SECONDS = 10.0


@dataclass
class _Tried:
    """One signature: how it went so far, whose it is, and the TXT record of its key."""

    why: SignatureReason = SignatureReason.SIGNED
    domain: str | None = None
    key: bytes | None = None


def check_signature(data: bytes, look_up: LookUp | None) -> tuple[Signature, bytes | None]:
    """Check a message's signatures and return the best result, and the TXT record of the key that it rests on.

    `look_up` None asks nobody. A message that several have signed is valid when one signature passes every line.
    """
    tried = min(
        _each(data.removeprefix(codecs.BOM_UTF8), look_up), key=lambda one: list(SignatureReason).index(one.why)
    )
    return _signature(tried.why, tried.domain), tried.key


def _signature(why: SignatureReason, domain: str | None) -> Signature:
    return Signature(result=why.result, why=why, domain=domain)


def check_again(data: bytes | None, kept: Signature, key: bytes | None, look_up: LookUp | None) -> Signature:
    """Check a message that was attached before, by the key that was kept then, and by the DNS's of now if one may ask.

    The key lies where the message does, so by itself it vouches for nothing. Without `data` nothing can be checked.
    """
    if data is None:
        return _unproved(kept)
    then = check_signature(data, (lambda _name: key) if key else None)[0]
    if look_up is None or then.why is SignatureReason.NO_EXTRA:
        return _unproved(then if key and then.why is not SignatureReason.NO_EXTRA else kept)
    checked, now = check_signature(data, look_up)
    if key and then.why is SignatureReason.SIGNED and checked.why is SignatureReason.CHANGED and now != key:
        return _signature(SignatureReason.KEY_GONE, checked.domain)  # keys are changed now and then
    return checked


def _unproved(kept: Signature) -> Signature:
    """Return what a folder says of a signature that cannot be checked: that it is valid is not taken from there."""
    return _signature(SignatureReason.OFFLINE, kept.domain) if kept.result == "valid" else kept


def _each(data: bytes, look_up: LookUp | None) -> Iterator[_Tried]:
    try:
        import dkim
    except ImportError:
        yield _Tried(SignatureReason.NO_EXTRA)
        return
    blanks = sum(len(run) ** 2 for run in re.findall(rb"[ \t\r\n]+", data))
    cut = len(data) >= _HEAD_LIMIT and not re.search(rb"\n\r?\n", data[:_HEAD_LIMIT])  # so that not all of it was read
    if cut or blanks > _MAX_SPACES:
        yield _Tried(SignatureReason.WEAK)
        return
    try:
        engine = dkim.DKIM(data)
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        yield _Tried(SignatureReason.CHANGED)
        return
    signatures = [header for header in engine.headers if header[0].lower() == b"dkim-signature"]
    if not signatures:
        yield _Tried(SignatureReason.NO_SIGNATURE)
    for header in signatures[:_MAX_SIGNATURES]:
        tried = _Tried()
        try:
            _try(tried, engine, header, data, look_up)
        except _SignatureFailed as error:
            tried.why = error.reason
        except Exception:  # noqa: BLE001  as above
            tried.why = SignatureReason.CHANGED
        yield tried


def _refuse(wrong: bool, why: SignatureReason) -> None:  # noqa: FBT001  what is wrong stands first, as in a table
    if wrong:
        raise _SignatureFailed(why)


def _try(tried: _Tried, engine: Any, header: Any, data: bytes, look_up: LookUp | None) -> None:
    """Check one signature, and note down as far as it comes; whatever is raised, it proves nothing."""
    import dkim
    from dkim.util import parse_tag_value

    tags: dict[bytes, bytes] = parse_tag_value(header[1])
    _refuse(tags[b"a"] not in _METHODS, SignatureReason.WEAK)
    # Not its times, which the library compares with today.
    dkim.validate_signature_fields({tag: text for tag, text in tags.items() if tag not in {b"t", b"x"}})
    tried.domain = tags[b"d"].decode().lower()
    signed = [one.lower() for one in re.split(rb"\s*:\s*", tags[b"h"])]
    names = [one.lower() for one, _value in engine.headers]
    domains, date = _sender_domains(data), _date_of(data)
    _refuse(any(names.count(one) != 1 for one in _NEEDED) or len(domains) != 1, SignatureReason.CHANGED)
    _refuse(b"l" in tags or not set(signed) >= _NEEDED, SignatureReason.WEAK)
    # Narrower than DMARC (RFC 7489), which also takes a sister: without a list of public suffixes that is a guess.
    _refuse("." not in tried.domain or not is_within(domains[0], tried.domain), SignatureReason.NOT_ALIGNED)
    # At the date it gives, which is signed as well: a mail does not become false while it lies in a record.
    _refuse(b"x" in tags and (date is None or date.timestamp() > int(tags[b"x"])), SignatureReason.CHANGED)
    if look_up is None:
        raise _SignatureFailed(SignatureReason.OFFLINE)
    name = f"{tags[b's'].decode()}._domainkey.{tried.domain}".lower()
    tried.key = key = look_up(name)
    said: dict[bytes, bytes] = parse_tag_value(key)
    _refuse(said.get(b"p") == b"", SignatureReason.KEY_GONE)
    public, bits, kind, _ktag = dkim.evaluate_pk(name, key)
    odd = kind == b"rsa" and (bits not in _RSA_BITS or public["publicExponent"] > _MAX_EXPONENT)
    on_trial = b"y" in said.get(b"t", b"")
    _refuse(odd or on_trial, SignatureReason.WEAK)
    _refuse(not engine.verify_sig(tags, signed, header, lambda _name, **_options: key), SignatureReason.CHANGED)
    # Last, for only of what is signed can this be said.
    _refuse(any(names.count(one) > signed.count(one) for one in _DISPLAY), SignatureReason.WEAK)


def ask_dns(name: str, resolver: Any = None) -> bytes:
    """Return the TXT record of a name as its bytes, or raise _SignatureFailed; without `resolver`, of the system's."""
    try:
        import dns.exception
        import dns.resolver
    except ImportError:
        raise _SignatureFailed(SignatureReason.NO_EXTRA) from None
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
