"""What may be shown of a text: no personal value, and nothing from a page that drives a terminal."""

import re
import unicodedata
from urllib.parse import urlsplit

_MASK = "•••"
_GAPS = r"[\s\u2800\u115f\u1160\u3164\uffa0]+"  # spaces, and what looks like one and is none
_DRIVING = r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]"
_EMAIL = r"[^@\s]+@[^@\s]+"  # each is compiled when it is first needed: --help needs none


def mask_email(address: str) -> str:
    """Show an address so that its owner knows it and a stranger does not: `ad•••@example.eu`."""
    local, at, domain = address.rpartition("@")
    return (
        f"{local[:2]}{_MASK}@{domain}"
        if at and len(local) > 2
        else f"{_MASK}{at}{domain if at else ''}"
    )


def printable(text: str, limit: int = 300) -> str:
    """Strip control, bidi and other format characters from a page's text and shorten it to `limit` characters."""
    kept = "".join(
        c for c in text if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"}
    )
    flat = re.sub(_GAPS, " ", kept).strip()
    return flat if len(flat) <= limit else flat[: limit - 1].rstrip() + "…"


def undriven(text: str) -> str:
    """Strip what drives a terminal or turns text around; line ends and all that is written stay."""
    return re.sub(_DRIVING, "", text)


def without_query(address: str) -> str:
    """Give host and path of an address only: query and fragment may hold tokens.

    Without a host, the scheme alone.
    """
    try:
        parts = urlsplit(address)
    except ValueError:
        return "?"
    return printable(f"{parts.hostname}{parts.path}" if parts.hostname else f"{parts.scheme}:", 200)


class Redactor:
    """Removes the given personal values from any text, however long or short the text is."""

    def __init__(self, *values: str | None) -> None:
        # Longest first, so that a value inside another one cannot leave the other's remains behind.
        known = sorted({v for v in values if v and len(v.strip()) > 2}, key=len, reverse=True)
        # A page or a message may have turned a value's line ends into spaces.
        spelled = (r"\s+".join(map(re.escape, value.split())) for value in known)
        self._pattern = re.compile("|".join(spelled), re.IGNORECASE) if known else None

    def __call__(self, text: str) -> str:
        """Replace every known value: an e-mail address by its mask, anything else by dots."""
        if self._pattern is None:
            return text
        # Only a whole address is masked as one: of a comment with an @ in it the mask would show
        # everything after it.
        return self._pattern.sub(
            lambda m: mask_email(m[0]) if re.fullmatch(_EMAIL, m[0]) else _MASK, text
        )
