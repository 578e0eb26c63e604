"""An e-mail: what its head says of itself, which may be false, and who signed it (DKIM, RFC 6376).

The extra `mail` checks signatures: dkimpy does the arithmetic, and the policy on top is here.
"""

import codecs
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email import policy
from email.headerregistry import BaseHeader
from email.message import Message
from email.parser import BytesHeaderParser
from enum import StrEnum
from typing import Any

from optout.evidence.record import Code, FileName, Moment, RecordModel, Text
from optout.evidence.redaction import shown
from optout.flow.model import Mails
from optout.flow.words import says
from optout.i18n import Said, _

HEAD_LIMIT = 256_000
"""Bytes of a message's head that are read."""
_VALUE_LIMIT = 4_000  # characters that the standard parser gets; some of its ways take quadratic time
_SHOWN_LIMIT = 1_000


class Likeness(StrEnum):
    """What a message looks like, by its sender and subject alone."""

    NOTICE = "notice"
    FOREIGN = "foreign"
    UNKNOWN = "unknown"


class MailSeen(RecordModel):
    """What a message says of itself, made safe to show. `sent_at` is None when its date cannot be read."""

    subject: Text | None
    sender: Text | None
    recipient: Text | None
    date: Text | None
    message_id: Text | None
    sent_at: Moment | None
    likeness: Likeness


def plain(data: bytes) -> bytes:
    """Give a message without the byte-order mark that some programs put before what they save."""
    return data.removeprefix(codecs.BOM_UTF8)


def head_of(data: bytes) -> bytes:
    """Give a message's head, up to the first empty line, `HEAD_LIMIT` bytes at most."""
    head = plain(data)[:HEAD_LIMIT]
    ends = [place for mark in (b"\r\n\r\n", b"\n\n") if (place := head.find(mark)) >= 0]
    return head[: min(ends)] if ends else head


def read_mail(data: bytes, known: Mails | None) -> MailSeen | None:
    """Read a message; None when it is none. `known` is what the flow knows of the controller's mails."""
    head = _parsed(data)
    if head["from"] is None or (head["date"] is None and head["subject"] is None):
        return None
    subject = _text(head, "subject")
    return MailSeen(
        subject=subject,
        sender=_text(head, "from"),
        recipient=_text(head, "to"),
        date=_text(head, "date"),
        message_id=_text(head, "message-id"),
        sent_at=_date_of(data),
        likeness=_likeness(subject or "", sender_domains(data), known),
    )


def sender_domains(data: bytes) -> tuple[str, ...]:
    """Give the domain of every address in the From lines, in small letters."""
    return tuple(address.rpartition("@")[2].lower() for address in _addresses(data, "from"))


def _addresses(data: bytes, name: str) -> list[str]:
    headers = _headers(_parsed(data), name)
    return [address.addr_spec.casefold() for header in headers for address in getattr(header, "addresses", ())]


def _date_of(data: bytes) -> datetime | None:
    """Give the moment in the Date line; one without an offset counts as UTC."""
    for header in _headers(_parsed(data), "date"):
        moment: datetime | None = getattr(header, "datetime", None)
        if moment is not None:
            return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return None


def _parsed(data: bytes) -> Message:
    # The oldest policy keeps the lines as they are; each is then parsed by itself, where a failure is caught.
    return BytesHeaderParser(policy=policy.compat32).parsebytes(head_of(data))


def _headers(head: Message, name: str) -> Sequence[BaseHeader]:
    found = []
    for key, value in head.raw_items():
        if key.lower() == name:
            try:
                found.append(policy.default.header_fetch_parse(key, str(value)[:_VALUE_LIMIT]))
            except Exception:  # noqa: BLE001, S112  the parser raises errors of many kinds for what strangers write
                continue
    return found


def _text(head: Message, name: str) -> str | None:
    raw: Any = head[name]
    if raw is None:
        return None
    parsed = next(iter(_headers(head, name)), None)
    return one_line(str(raw if parsed is None else parsed))


def one_line(text: str) -> str:
    """Make a stranger's text one line that hides nothing: control and bidi characters become `[U+202E]`."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= _SHOWN_LIMIT else f"{line[: _SHOWN_LIMIT - 1]}…"


def _likeness(subject: str, domains: Sequence[str], known: Mails | None) -> Likeness:
    if known is None:
        return Likeness.UNKNOWN
    if known.notice and says(subject, known.notice.all()):
        return Likeness.NOTICE
    if not domains or not all(_is_within(domain, known.domains) for domain in domains):
        return Likeness.FOREIGN
    return Likeness.UNKNOWN


def _is_within(domain: str, domains: Sequence[str]) -> bool:
    """Whether a domain is one of those given, or lies below one."""
    return any(domain == known or domain.endswith(f".{known}") for known in domains)


# What is odd about a message


class Remark(Code):
    """What is said of a message, or of a file that could be one, before somebody relies on it."""

    NOT_READ = (
        "not_read",
        _("no e-mail was read: it is a mailbox, a form of Outlook's own, or not written as one is; save it as .eml"),
    )
    OTHER_RECIPIENT = (
        "other_recipient",
        _("it is not addressed to the e-mail address of the objection, and may be somebody else's"),
    )
    OLDER = "older", _("by its date it is older than the objection, so it does not answer it")
    NO_DATE = "no_date", _("its date cannot be read")
    FORWARDED = (
        "forwarded",
        _("it was forwarded: whoever did so may have changed it, and a signature is theirs; save the message itself"),
    )
    FROM_YOURSELF = "from_yourself", _("its sender is the e-mail address of the objection, so it is not their word")


@dataclass(frozen=True)
class HeldAgainst:
    """What a message is held against: the e-mail address in the form, and when it began; None where nobody knows."""

    email: str | None = None
    begun: datetime | None = None


_MAIL, _MAILS = ".eml", {".eml", ".emlx", ".msg", ".mbox"}
_NEXT_MESSAGE = re.compile(rb"\n\r?\nFrom [^\n]{1,200}\r?\n[!-9;-~]+:")
_FORWARDED = re.compile(r"\s*(fwd?|wg|tr|rv|enc|i|doorst|vb|vl|pd|továbbítás|πρθ)\s*:", re.IGNORECASE)
_CLOCKS = timedelta(minutes=10)


def remarks(data: bytes, suffix: str, about: HeldAgainst) -> tuple[Remark, ...]:
    """Say what is odd about a message, or why a file of this kind was not read as one."""
    if suffix not in _MAILS:
        return ()
    several = data.startswith(b"From ") and _NEXT_MESSAGE.search(data)
    seen = read_mail(data, None) if suffix == _MAIL and not several else None
    return tuple(_odd(data, seen, about)) if seen else (Remark.NOT_READ,)


def _odd(data: bytes, seen: MailSeen, about: HeldAgainst) -> Iterator[Remark]:
    own = about.email.strip().casefold() if about.email else None
    if own and own not in {*_addresses(data, "to"), *_addresses(data, "cc")}:
        yield Remark.OTHER_RECIPIENT
    if seen.sent_at is None:
        yield Remark.NO_DATE
    elif about.begun and seen.sent_at < about.begun - _CLOCKS:
        yield Remark.OLDER
    if _FORWARDED.match(seen.subject or "") or _parsed(data)["resent-from"] is not None:
        yield Remark.FORWARDED
    if own and own in _addresses(data, "from"):
        yield Remark.FROM_YOURSELF


# Signatures


class SignatureResult(StrEnum):
    """What came out of checking a signature."""

    VALID = "valid"
    INVALID = "invalid"
    CANNOT_TELL = "cannot_tell"


_VALID, _INVALID, _UNTOLD = SignatureResult


class SignatureWhy(Code):
    """Why a check came out as it did: the code that `--json` and the supplement show, a sentence, and the result."""

    def __init__(self, _value: str, _says: Said, result: SignatureResult) -> None:
        self.result = result

    SIGNED = (
        "signed",
        _("{domain} signed its sender, recipient, subject, date and text, and they are unchanged"),
        _VALID,
    )
    NO_EXTRA = "no_extra", _("it was not checked: the extra mail was not installed when it was attached"), _UNTOLD
    NO_SIGNATURE = "no_signature", _("it carries no signature"), _UNTOLD
    OFFLINE = (
        "offline",
        _(
            "the DNS was not asked for the sender's key, or did not answer; whoever filled this folder could have made "
            "a key kept with it: ask the DNS (--online)"
        ),
        _UNTOLD,
    )
    KEY_GONE = "key_gone", _("the DNS no longer has the key it was signed with, or never had it"), _UNTOLD
    WEAK = "weak", _("its signature does not cover all that is displayed, or is too weak to be relied on"), _UNTOLD
    CHANGED = "changed", _("it is not as {domain} signed it, or not written as a signed e-mail is"), _INVALID
    NOT_ALIGNED = "not_aligned", _("{domain} signed it, and its sender's address is elsewhere"), _INVALID


_NOT_NOW = _("it cannot be checked: the extra mail is not installed")


class SignatureFailed(Exception):
    """A signature proves nothing, since it is not right or the DNS gave no key for it."""

    def __init__(self, why: SignatureWhy) -> None:
        super().__init__(why.value)
        self.why = why


LookUp = Callable[[str], bytes]
"""Gives the TXT record of a name, or raises `SignatureFailed`."""


class Signature(RecordModel):
    """How a signature was checked. `key_file` in `data` keeps the DNS record, as it was at `key_asked_at`."""

    result: SignatureResult
    why: SignatureWhy
    domain: Text | None = None
    key_name: Text | None = None
    key_file: FileName | None = None
    key_asked_at: Moment | None = None

    @property
    def lacks_extra(self) -> bool:
        """Whether it can be checked once the extra is installed: the key was kept."""
        return self.why is SignatureWhy.NO_EXTRA and self.key_file is not None

    def says(self) -> Said:
        """Say the result in a sentence."""
        if self.lacks_extra:
            return _NOT_NOW
        return self.why.says.format(domain=self.domain or _("somebody"))


_NEEDED = {b"from", b"to", b"subject", b"date"}
"""What must stand in a message exactly once, and be signed."""
_DISPLAY = (b"content-type", b"mime-version", b"content-transfer-encoding")
"""What decides which text a message shows: signed too, where it stands in it."""
_MIN_RSA_BITS, _MAX_RSA_BITS, _MAX_EXPONENT = 1024, 8192, 1 << 32  # a stranger's key must not cost minutes
_MAX_SIGNATURES = 8
DNS_SECONDS = 10.0
_MAX_SPACES = 100_000_000  # the sum of squares of runs of blanks: what the library's patterns cost
_NAME = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?")
_METHODS = {b"rsa-sha256": b"rsa", b"ed25519-sha256": b"ed25519"}


def check_signature(data: bytes, look_up: LookUp | None) -> tuple[Signature, bytes | None]:
    """Check a message's signatures and give the best result, and the TXT record of the key that it rests on.

    `look_up` None asks nobody. A message that several have signed is valid when one signature passes every line.
    """
    data = plain(data)
    rank = {SignatureResult.VALID: 0, SignatureResult.CANNOT_TELL: 2, SignatureResult.INVALID: 4}
    tried = min(_each(data, look_up), key=lambda one: rank[one.why.result] + (one.why is SignatureWhy.NOT_ALIGNED))
    return (
        Signature(
            result=tried.why.result,
            why=tried.why,
            domain=tried.domain,
            key_name=tried.key_name,
            key_asked_at=tried.asked_at,
        ),
        tried.key,
    )


def check_again(data: bytes, kept: Signature, key: bytes | None, look_up: LookUp | None) -> Signature:
    """Check a message that was attached before, by the key that was kept then, and by the DNS's of now if one may ask.

    The key lies where the message does, so by itself it vouches for nothing.
    """

    def kept_with_it(name: str) -> bytes:
        if key is None or name != kept.key_name:
            raise SignatureFailed(SignatureWhy.OFFLINE)
        return key

    then = check_signature(data, kept_with_it)[0] if key else kept
    if look_up is None:
        return unproved(then).model_copy(update={"key_file": kept.key_file, "key_asked_at": kept.key_asked_at})
    checked, now = check_signature(data, look_up)
    if key and then.why is SignatureWhy.SIGNED and checked.why is SignatureWhy.CHANGED and now != key:
        checked = _as(checked, SignatureWhy.KEY_GONE)  # keys are changed now and then
    return checked.model_copy(update={"key_file": kept.key_file})


def unproved(kept: Signature) -> Signature:
    """Give what a folder says of a signature, where it cannot be checked: that it is valid is not taken from there."""
    return _as(kept, SignatureWhy.OFFLINE) if kept.result is SignatureResult.VALID else kept


def _as(checked: Signature, why: SignatureWhy) -> Signature:
    return checked.model_copy(update={"why": why, "result": why.result})


@dataclass
class _Tried:
    """One signature: how it went so far, whose it is, the name and the TXT record of its key, and when it was asked."""

    why: SignatureWhy
    domain: str | None = None
    key_name: str | None = None
    key: bytes | None = None
    asked_at: datetime | None = None


def _each(data: bytes, look_up: LookUp | None) -> Iterator[_Tried]:
    try:
        import dkim  # noqa: PLC0415  an extra
    except ImportError:
        yield _Tried(SignatureWhy.NO_EXTRA)
        return
    blanks = sum(len(run) ** 2 for run in re.findall(rb"[ \t\r\n]+", data))
    if len(head_of(data)) == HEAD_LIMIT or blanks > _MAX_SPACES:
        yield _Tried(SignatureWhy.WEAK)
        return
    try:
        engine = dkim.DKIM(data, minkey=_MIN_RSA_BITS)
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        yield _Tried(SignatureWhy.CHANGED)
        return
    signatures = [header for header in engine.headers if header[0].lower() == b"dkim-signature"]
    if not signatures:
        yield _Tried(SignatureWhy.NO_SIGNATURE)
    for header in signatures[:_MAX_SIGNATURES]:
        tried = _Tried(SignatureWhy.SIGNED)
        try:
            sound = _try(tried, engine, header, data, look_up)
            tried.why = SignatureWhy.SIGNED if sound else SignatureWhy.CHANGED
        except SignatureFailed as error:
            tried.why = error.why
        except Exception:  # noqa: BLE001  as above
            tried.why = SignatureWhy.CHANGED
        yield tried


def _try(tried: _Tried, engine: Any, header: Any, data: bytes, look_up: LookUp | None) -> bool:
    """Whether a signature is right; notes down as far as it comes."""
    tags = _tags(header[1])
    tried.domain = tags[b"d"].decode().lower()
    _policy(tags, engine.headers, data)
    if look_up is None:
        raise SignatureFailed(SignatureWhy.OFFLINE)
    name = f"{tags[b's'].decode()}._domainkey.{tags[b'd'].decode()}".lower()
    key = look_up(name)
    tried.key_name, tried.key, tried.asked_at = name, key, datetime.now(UTC)
    _key_policy(tags, name, key)
    sound: bool = engine.verify_sig(tags, _signed(tags), header, lambda _name, **_options: key)
    # Last, for only of what is signed can this be said.
    _refuse(sound and not _displays(tags, engine.headers), SignatureWhy.WEAK)
    return sound


def _displays(tags: Mapping[bytes, bytes], headers: Any) -> bool:
    """Whether all that says how the text is to be read is signed, each line of it."""
    names, signed = [name.lower() for name, _value in headers], _signed(tags)
    return all(names.count(name) <= signed.count(name) for name in _DISPLAY)


def _refuse(wrong: bool, why: SignatureWhy) -> None:  # noqa: FBT001  what is wrong stands first, as in a table
    if wrong:
        raise SignatureFailed(why)


def _tags(value: bytes) -> dict[bytes, bytes]:
    """Read a signature's tags; its times are left to `_policy`, for the library compares them with today."""
    import dkim  # noqa: PLC0415
    from dkim.util import parse_tag_value  # noqa: PLC0415

    tags: dict[bytes, bytes] = parse_tag_value(value)
    try:
        dkim.validate_signature_fields({name: text for name, text in tags.items() if name not in {b"t", b"x"}})
    except dkim.ValidationError:
        _refuse(tags.get(b"a", b"") not in {b"", *_METHODS}, SignatureWhy.WEAK)
        raise SignatureFailed(SignatureWhy.CHANGED) from None
    _refuse(not (_NAME.fullmatch(tags[b"d"]) and _NAME.fullmatch(tags[b"s"])), SignatureWhy.CHANGED)
    return tags


def _signed(tags: Mapping[bytes, bytes]) -> list[bytes]:
    return [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"])]


def _policy(tags: Mapping[bytes, bytes], headers: Any, data: bytes) -> None:
    """Apply all of the policy that needs no key."""
    names = [name.lower() for name, _value in headers]
    domains, date = sender_domains(data), _date_of(data)
    _refuse(any(names.count(name) != 1 for name in _NEEDED) or len(domains) != 1, SignatureWhy.CHANGED)
    _refuse(tags[b"a"] not in _METHODS or b"l" in tags or not set(_signed(tags)) >= _NEEDED, SignatureWhy.WEAK)
    _refuse(not is_aligned(tags[b"d"].decode().lower(), domains[0]), SignatureWhy.NOT_ALIGNED)
    if b"x" in tags:
        made, expires = int(tags.get(b"t", 0)), int(tags[b"x"])
        # At the date it gives, which is signed as well: a mail does not become false while it lies in a record.
        _refuse(expires < made or date is None or date.timestamp() > expires, SignatureWhy.CHANGED)


def is_aligned(domain: str, sender: str) -> bool:
    """Whether a signer may speak for a sender: the same domain, or one above it that has a dot.

    Narrower than DMARC (RFC 7489), which also takes a sister: without a list of public suffixes that is a guess.
    """
    return "." in domain and _is_within(sender, [domain])


def _key_policy(tags: Mapping[bytes, bytes], name: str, key: bytes) -> None:
    """Apply what a key says of its use (RFC 6376, 3.6.1): for mail, with SHA-256, and below its domain or not."""
    import dkim  # noqa: PLC0415
    from dkim.util import parse_tag_value  # noqa: PLC0415

    try:
        said: dict[bytes, bytes] = parse_tag_value(key)
        _refuse(said.get(b"p") == b"", SignatureWhy.KEY_GONE)
        public, bits, kind, _ktag = dkim.evaluate_pk(name, key)
    except SignatureFailed:
        raise
    except Exception:  # noqa: BLE001  of many kinds, as above
        raise SignatureFailed(SignatureWhy.CHANGED) from None
    flags, hashes, services = (
        said.get(tag, default).replace(b" ", b"").split(b":")
        for tag, default in ((b"t", b""), (b"h", b"sha256"), (b"s", b"*"))
    )
    identity = tags.get(b"i", b"@" + tags[b"d"]).rpartition(b"@")[2].lower()
    elsewhere = b"s" in flags and identity != tags[b"d"].lower()
    not_for_it = b"sha256" not in hashes or not {b"*", b"email"} & set(services)
    _refuse(kind != _METHODS[tags[b"a"]] or elsewhere or not_for_it, SignatureWhy.CHANGED)
    odd = kind == b"rsa" and (not _MIN_RSA_BITS <= bits <= _MAX_RSA_BITS or public["publicExponent"] > _MAX_EXPONENT)
    _refuse(odd or b"y" in flags, SignatureWhy.WEAK)


def ask_dns(name: str, resolver: Any = None) -> bytes:
    """Give the TXT record of a name as its bytes; `resolver` is dnspython's, else the system's.

    Raises:
        SignatureFailed: there is none, or the DNS could not be asked.
    """
    try:
        import dns.exception  # noqa: PLC0415  an extra
        import dns.resolver  # noqa: PLC0415
    except ImportError:
        raise SignatureFailed(SignatureWhy.NO_EXTRA) from None
    try:
        asked = resolver or dns.resolver.Resolver()
        answer = asked.resolve(name, "TXT", lifetime=DNS_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        raise SignatureFailed(SignatureWhy.KEY_GONE) from None
    except (dns.exception.DNSException, OSError):
        raise SignatureFailed(SignatureWhy.OFFLINE) from None
    records = [b"".join(record.strings) for record in answer]
    keys = [record for record in records if b"p=" in record]
    _refuse(not keys, SignatureWhy.KEY_GONE)
    return min(keys)  # several are not defined (RFC 6376, 3.6.2.2); the same one each time
