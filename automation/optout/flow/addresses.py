"""Which addresses a flow may touch: https, on a listed host or below it, nothing clever."""

import ipaddress
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import urlsplit

from optout.i18n import _

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
_UNSAFE = re.compile(r"[\x00-\x20\\\x7f]")


def why_not_host(host: str) -> str | None:
    """Say why a host cannot be listed in a flow, or None when it can."""
    if _is_ip(host):
        return _("is an IP address")
    if not _HOST.fullmatch(host):
        return _("is not a host name in small letters with at least one dot")
    return None


def why_not_address(address: str, hosts: Iterable[str]) -> str | None:
    """Say why an address is not allowed, or None when it is.

    Allowed is https on one of `hosts` or on a sub-domain of one, without user information, IP literal or port. The same
    test runs on a flow's addresses, and on the page's real address before every fill, click and send.
    """
    if _UNSAFE.search(address):
        return _("holds a space, a backslash or a control character")
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        return _("is not an address")
    netloc, host = parts.netloc.lower(), parts.hostname or ""
    broken = {
        _("is not https"): parts.scheme != "https",
        _("holds user information"): "@" in netloc,
        _("names a port"): port is not None or netloc.endswith(":"),
        _("is an IP address"): _is_ip(host),
        # Brackets, percent signs, other scripts: what two parsers may read as two hosts is refused, not compared.
        _("has no plain host name"): not (parts.netloc.isascii() and _HOST.fullmatch(netloc)),
        _("is not on a listed host"): not any(is_within(host, listed) for listed in hosts),
    }
    return next((problem for problem, found in broken.items() if found), None)


def is_within(host: str, listed: str) -> bool:
    """Whether a host is a listed one, or below it."""
    return host == listed or host.endswith(f".{listed}")


def _is_ip(host: str) -> bool:
    # Browsers also take 2130706433, 127.1 and 0.0x7f for one: any host whose last label is a number, of any base.
    last = host.rstrip(".").rpartition(".")[2]
    if re.fullmatch(r"[0-9]+|0x[0-9a-f]*", last):
        return True
    try:
        ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


@dataclass(frozen=True)
class _Glob:
    """A glob as the characters it must see, in order, and what may stand between them; a bit is a place between two.

    `steps` has, for each character, the places that it leads on from; at those of `anything` any character may stand,
    at those of `within` any but a slash.
    """

    steps: dict[str, int]
    anything: int
    within: int
    end: int
    any_query: bool


@lru_cache(maxsize=512)
def _compiled(glob: str) -> _Glob:
    steps: dict[str, int] = {}
    anything = within = place = 0
    for part in re.split(r"(\*+)", glob):
        if part.startswith("**"):
            anything |= 1 << place
        elif part == "*":
            within |= 1 << place
        else:
            for character in part:
                steps[character] = steps.get(character, 0) | 1 << place
                place += 1
    return _Glob(steps, anything, within, 1 << place, any_query="?" not in glob)


def matches_glob(glob: str, address: str) -> bool:
    """Whether the whole address, without its fragment, matches the glob.

    `*` stays within a path segment, `**` crosses them; nothing else is special. A glob without `?` fits with any query:
    `**/1266025207620918` is the same form when `?locale=fr_FR` follows.
    """
    # Not a regular expression, which tries every way to share an address among the stars: a stranger's glob of seven
    # stars takes half a minute. All places that the characters so far may have led to are gone on from at once.
    wanted, at = _compiled(glob), 1
    for character in address.partition("#")[0]:
        if not at or (wanted.any_query and character == "?" and at & wanted.end):
            break
        stays = wanted.anything if character == "/" else wanted.anything | wanted.within
        at = (at & wanted.steps.get(character, 0)) << 1 | at & stays
    return bool(at & wanted.end)


def why_not_glob(glob: str, hosts: Iterable[str]) -> str | None:
    """Say why an address glob is not allowed: it must begin with `**/`, for any host, or name a listed host."""
    return None if glob.startswith("**/") else why_not_address(glob.replace("*", "x"), hosts)
