"""What a check of an e-mail's signature can say (DKIM, RFC 6376), and the sentence for each."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from optout.evidence.mail import HEAD_LIMIT, date_of, head_of, is_within, sender_domains
from optout.evidence.model import FileName, Moment, RecordModel, Text
from optout.i18n import Said, _


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


class Checked(RecordModel):
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


NEEDED = ("from", "to", "subject", "date")
"""What must stand in a message exactly once, and be signed."""
MIN_RSA_BITS = 1024
_MAX_RSA_BITS, _MAX_EXPONENT = 8192, 1 << 32  # a stranger's key must not cost minutes
_MAX_SIGNATURES = 8
_MAX_SPACES = 100_000_000  # the sum of squares of runs of blanks: what the library's patterns cost
_NAME = re.compile(rb"[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,250}[A-Za-z0-9_])?")
_METHODS = {b"rsa-sha256": b"rsa", b"ed25519-sha256": b"ed25519"}


@dataclass(frozen=True)
class _Tried:
    why: Why
    domain: str | None = None
    key: Key | None = None


class _Failed(Exception):
    def __init__(self, why: Why) -> None:
        super().__init__(why.value)
        self.why = why


def check(data: bytes, look_up: LookUp | None) -> tuple[Checked, Key | None]:
    """Check a message's signatures and give the best result, and the key that it rests on.

    `look_up` None asks nobody. A message that several have signed is valid when one signature passes every line.
    """
    tried = min(_each(data, look_up), key=lambda one: _RANK[result_of(one.why)] + (one.why is Why.NOT_ALIGNED))
    key = tried.key
    return (
        Checked(
            result=result_of(tried.why),
            why=tried.why,
            domain=tried.domain,
            key_name=key.name if key else None,
            key_asked_at=key.asked_at if key else None,
        ),
        key,
    )


_RANK = {Result.VALID: 0, Result.CANNOT_TELL: 2, Result.INVALID: 4}


def _each(data: bytes, look_up: LookUp | None) -> Iterator[_Tried]:
    try:
        import dkim  # noqa: PLC0415  an extra
    except ImportError:
        yield _Tried(Why.NO_EXTRA)
        return
    head = head_of(data)
    if len(head) == HEAD_LIMIT or sum(len(run) ** 2 for run in re.findall(rb"[ \t\r\n]+", data)) > _MAX_SPACES:
        yield _Tried(Why.TOO_COSTLY)
        return
    try:
        engine = dkim.DKIM(data, minkey=MIN_RSA_BITS)
    except Exception:  # noqa: BLE001  the library raises errors of many kinds for what strangers write
        yield _Tried(Why.BROKEN)
        return
    signatures = [header for header in engine.headers if header[0].lower() == b"dkim-signature"]
    if not signatures:
        yield _Tried(Why.NO_SIGNATURE)
    for header in signatures[:_MAX_SIGNATURES]:
        yield _one(engine, header, data, look_up)


def _one(engine: Any, header: Any, data: bytes, look_up: LookUp | None) -> _Tried:
    import dkim  # noqa: PLC0415

    domain, key = None, None
    try:
        tags = _tags(header[1])
        domain = tags[b"d"].decode().lower()
        _policy(tags, engine.headers, data)
        key = _key(tags, look_up)
        _key_policy(tags, key)
        signed = _signed(tags)
        sound = engine.verify_sig(tags, signed, header, lambda _name, **_options: key.record)
    except (_Failed, NoKey) as error:
        return _Tried(error.why, domain, key)
    except dkim.ValidationError:
        return _Tried(Why.CHANGED, domain, key)
    except Exception:  # noqa: BLE001
        return _Tried(Why.BROKEN, domain, key)
    return _Tried(Why.SIGNED if sound else Why.CHANGED, domain, key)


def _tags(value: bytes) -> dict[bytes, bytes]:
    """Read a signature's tags; its times are left to `_policy`, for the library compares them with today."""
    import dkim  # noqa: PLC0415
    from dkim.util import parse_tag_value  # noqa: PLC0415

    tags: dict[bytes, bytes] = parse_tag_value(value)
    try:
        dkim.validate_signature_fields({name: text for name, text in tags.items() if name not in {b"t", b"x"}})
    except dkim.ValidationError:
        raise _Failed(_why_not_fields(tags)) from None
    if not (_NAME.fullmatch(tags[b"d"]) and _NAME.fullmatch(tags[b"s"])):
        raise _Failed(Why.BROKEN)
    return tags


def _why_not_fields(tags: Mapping[bytes, bytes]) -> Why:
    return Why.BROKEN if tags.get(b"a", b"") in {b"", *_METHODS} else Why.WEAK_METHOD


def _signed(tags: Mapping[bytes, bytes]) -> list[bytes]:
    return [name.lower() for name in re.split(rb"\s*:\s*", tags[b"h"])]


def _policy(tags: Mapping[bytes, bytes], headers: Any, data: bytes) -> None:
    """Apply all of the policy that needs no key."""
    names = [name.lower().decode() for name, _ in headers]
    domains = sender_domains(data)
    if any(names.count(name) != 1 for name in NEEDED) or len(domains) != 1:
        raise _Failed(Why.HEADER_TWICE)
    if tags[b"a"] not in _METHODS:
        raise _Failed(Why.WEAK_METHOD)
    if b"l" in tags:
        raise _Failed(Why.PART_OF_BODY)
    if not {name.encode() for name in NEEDED} <= set(_signed(tags)):
        raise _Failed(Why.HEADER_NOT_SIGNED)
    if not is_aligned(tags[b"d"].decode().lower(), domains[0]):
        raise _Failed(Why.NOT_ALIGNED)
    _in_time(tags, date_of(data))


def is_aligned(domain: str, sender: str) -> bool:
    """Whether a signer may speak for a sender: the same domain, or one above it that has a dot.

    Narrower than DMARC (RFC 7489), which also takes a sister: without a list of public suffixes that is a guess.
    """
    return "." in domain and is_within(sender, [domain])


def _in_time(tags: Mapping[bytes, bytes], date: datetime | None) -> None:
    times = {name: int(tags[name]) for name in (b"t", b"x") if name in tags}
    if b"x" not in times:
        return
    if times[b"x"] < times.get(b"t", 0):
        raise _Failed(Why.BROKEN)
    # At the date it gives, which is signed as well: a mail does not become false while it lies in a record.
    if date is None or date.timestamp() > times[b"x"]:
        raise _Failed(Why.EXPIRED)


def _key(tags: Mapping[bytes, bytes], look_up: LookUp | None) -> Key:
    name = f"{tags[b's'].decode()}._domainkey.{tags[b'd'].decode()}".lower()
    if look_up is None:
        raise NoKey(Why.OFFLINE)
    return Key(name, look_up(name), datetime.now(UTC))


def _key_policy(tags: Mapping[bytes, bytes], key: Key) -> None:
    import dkim  # noqa: PLC0415
    from dkim.util import parse_tag_value  # noqa: PLC0415

    said: dict[bytes, bytes] = _read(parse_tag_value, key.record)
    if said.get(b"p") == b"":
        raise _Failed(Why.KEY_GONE)
    public, bits, kind, _ = _read(dkim.evaluate_pk, key.name, key.record)
    flags = said.get(b"t", b"").replace(b" ", b"").split(b":")
    if b"y" in flags:
        raise _Failed(Why.KEY_TESTING)
    if kind != _METHODS[tags[b"a"]] or not _permits(said, flags, tags):
        raise _Failed(Why.KEY_REFUSES)
    if kind == b"rsa":
        _rsa_policy(bits, public["publicExponent"])


def _read(reader: Callable[..., Any], *given: object) -> Any:
    try:
        return reader(*given)
    except Exception:  # noqa: BLE001  of many kinds, as above
        raise _Failed(Why.KEY_BROKEN) from None


def _permits(said: Mapping[bytes, bytes], flags: list[bytes], tags: Mapping[bytes, bytes]) -> bool:
    """Whether a key may be used so (RFC 6376, 3.6.1): for mail, with SHA-256, and below its domain or not."""
    hashes = said.get(b"h", b"sha256").replace(b" ", b"").split(b":")
    services = said.get(b"s", b"*").replace(b" ", b"").split(b":")
    identity = tags.get(b"i", b"@" + tags[b"d"]).rpartition(b"@")[2].lower()
    strict = b"s" not in flags or identity == tags[b"d"].lower()
    return b"sha256" in hashes and bool({b"*", b"email"} & set(services)) and strict


def _rsa_policy(bits: int, exponent: int) -> None:
    if bits < MIN_RSA_BITS:
        raise _Failed(Why.KEY_WEAK)
    if bits > _MAX_RSA_BITS or exponent > _MAX_EXPONENT:
        raise _Failed(Why.KEY_BROKEN)


_SECONDS = 10.0


def ask_dns(name: str, resolver: Any = None) -> bytes:
    """Give the TXT record of a name as its bytes; `resolver` is dnspython's, else the system's.

    Raises:
        NoKey: there is none, or the DNS could not be asked.
    """
    try:
        import dns.exception  # noqa: PLC0415  an extra
        import dns.resolver  # noqa: PLC0415
    except ImportError:
        raise NoKey(Why.NO_EXTRA) from None
    try:
        asked = resolver or dns.resolver.Resolver()
        answer = asked.resolve(name, "TXT", lifetime=_SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        raise NoKey(Why.KEY_GONE) from None
    except (dns.exception.DNSException, OSError):
        raise NoKey(Why.DNS_UNREACHABLE) from None
    records = [b"".join(record.strings) for record in answer]
    keys = [record for record in records if b"p=" in record]
    if not keys:
        raise NoKey(Why.KEY_GONE)
    return min(keys)  # several are not defined (RFC 6376, 3.6.2.2); the same one each time
