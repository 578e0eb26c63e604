"""Asks the DNS for the key an e-mail was signed with, and nothing else. Needs the extra `mail`."""

from typing import Any

from optout.evidence.dkim import NoKey, Why

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
