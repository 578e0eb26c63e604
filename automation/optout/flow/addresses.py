"""Which addresses a flow may touch: https, on a listed host or below it, nothing clever."""

import re
from collections.abc import Iterable
from functools import lru_cache
from urllib.parse import urlsplit

_HOST = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(\.(?!-)[a-z0-9-]{1,63}(?<!-))+")
# of an IP address: browsers also take 127.1 and 0.0x7f for one
_NUMBER = re.compile(r"\.([0-9]+|0x[0-9a-f]*)$")
_UNSAFE = re.compile(r"[\x00-\x20\\\x7f]")


def why_not_host(host: str) -> str | None:
    """Say why a host cannot be listed in a flow, or None when it can."""
    if not _HOST.fullmatch(host):
        return "is not a host name in small letters with at least one dot"
    return "is an IP address" if _NUMBER.search(host) else None


def why_not_address(address: str, hosts: Iterable[str]) -> str | None:
    """Say why an address is not allowed, or None when it is: https on one of `hosts` or below, and no port or user."""
    if _UNSAFE.search(address):
        return "holds a space, a backslash or a control character"
    try:
        parts = urlsplit(address)
    except ValueError:
        return "is not an address"
    if parts.scheme != "https":
        return "is not https"
    # A user, a port, brackets, other scripts: what two parsers may read as two hosts is refused,
    # not compared.
    host = parts.netloc.lower()
    if not parts.netloc.isascii() or why_not_host(host):
        return "has no plain host name, without user, port and number"
    is_on_listed_host = any(is_within(host, listed) for listed in hosts)
    return None if is_on_listed_host else "is not on a listed host"


def host_of(address: str) -> str:
    """Return the host of an address, with or without its scheme; an empty text where it has none."""
    with_scheme = address if re.match(r"\w+://", address) else f"//{address}"
    try:
        return urlsplit(with_scheme).hostname or ""
    except ValueError:
        return ""


def is_within(host: str, listed: str) -> bool:
    """Whether a host is a listed one, or below it."""
    return host == listed or host.endswith(f".{listed}")


def why_not_glob(glob: str, hosts: Iterable[str]) -> str | None:
    """Say why an address glob is not allowed: it must begin with `**/`, for any host, or name a listed host."""
    if glob.startswith("**/"):
        return None
    problem = why_not_address(glob.replace("*", "x"), hosts)
    if problem is None:
        return None
    return f"{problem}; begin it with **/, or with https:// and a listed host"


def matches_glob(glob: str, address: str) -> bool:
    """Whether the whole address, without its fragment, matches the glob; one without `?` fits with any query.

    `*` stays within a path segment, `**` crosses them; nothing else is special.
    """
    # Not a regular expression: it tries every way to share an address among the stars, so that a
    # stranger's glob of seven stars takes half a minute. Here each part of the glob is read once,
    # from all the places that it may begin.
    text = address.partition("#")[0]
    places = {0}
    for part in _parts(glob):
        places = _places_after(part, text, places)
    if len(text) in places:
        return True
    ends_at_query = "?" not in glob
    return ends_at_query and any(text[place] == "?" for place in places)


@lru_cache(maxsize=256)
def _parts(glob: str) -> tuple[str, ...]:
    """Split a glob into its runs of stars and the texts between them."""
    return tuple(part for part in re.split(r"(\*+)", glob) if part)


def _places_after(part: str, text: str, places: set[int]) -> set[int]:
    """Return where a part of a glob may end in a text if it begins at one of some places."""
    if not part.startswith("*"):
        return {place + len(part) for place in places if text.startswith(part, place)}
    if part == "*":
        return _within_segment(text, places)
    return set(range(min(places), len(text) + 1)) if places else set()


def _within_segment(text: str, places: set[int]) -> set[int]:
    """Return the places that a single star reaches from some places: any that no slash parts from one of them."""
    reached = set(places)
    for place, character in enumerate(text):
        if place in reached and character != "/":
            reached.add(place + 1)
    return reached


def address_for(glob: str, host: str) -> str:
    """Return an address on a host that a glob fits, or one that shows what is known of it, with x for each star.

    It is made from the glob alone: the address that was seen may contain numbers of the person.
    """
    with_host = glob
    if glob.startswith("**/"):
        with_host = glob.replace("**/", f"https://{host}/", 1)
    without_last_star = re.sub(r"\*+$", "", with_host)
    # Two stars stand for one segment here: any number of them would do.
    address = without_last_star.replace("/**/", "/x/").replace("**", "x").replace("*", "x")
    fits = matches_glob(glob, address) and why_not_address(address, [host]) is None
    return address if fits else with_host.replace("*", "x")
