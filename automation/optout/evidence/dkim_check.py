"""Checks who signed an e-mail (DKIM, RFC 6376), with a policy stricter than the standard. Needs the extra `mail`."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from optout.evidence.dkim import Checked, Key, LookUp, NoKey, Result, Why, result_of
from optout.evidence.mail import HEAD_LIMIT, date_of, head_of, is_within, sender_domains

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
