"""Captured text is hostile: what is done to it before a file, a terminal or a reader meets it."""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_NOT_PLAIN = re.compile(f"[{_CONTROLS}{_BIDI}\u2028\u2029\ufeff]")
_INVISIBLE = re.compile(
    f"[{_CONTROLS}{_BIDI}\u00ad\u200b-\u200d\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_UNSEEN_SPACE = re.compile("(?:^|(?<=/)) +| +(?=/|$)| {2,}")
_SAME_LOOK = re.compile("[\u200b-\u200d\u00ad\ufeff]")  # joins emoji and breaks words: shown as the browser shows it


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which a page can hold and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    """Drop control and bidi characters, so that a text file can be shown on a terminal. Line ends and tabs stay."""
    return _NOT_PLAIN.sub("", whole(text.replace("\r\n", "\n").replace("\r", "\n")))


def shown(text: str) -> str:
    """Write control and bidi characters as `[U+202E]`: on paper they would act on the line, or vanish."""
    return _INVISIBLE.sub(lambda m: m[0] if _SAME_LOOK.match(m[0]) else f"[U+{ord(m[0]):04X}]", whole(text))


def visible_name(name: str) -> str:
    """Write a file's name with all that hides, joins a letter or stands at an edge as `[U+0301]`, `[U+0020]`."""
    marked = "".join(code(c) if not c.isprintable() or unicodedata.category(c)[0] == "M" else c for c in name)
    return _UNSEEN_SPACE.sub(lambda m: "".join(map(code, m[0])), marked)


def code(character: str) -> str:
    """Write a character as `[U+0301]`."""
    return f"[U+{ord(character):04X}]"


def json_text(value: Any, indent: int | None = None) -> str:
    """Give JSON that people can read in any language and that holds invisible characters only as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # json escapes what is below U+0020; the rest would reach a terminal as it is.
    return re.sub(f"(?![\n]){_INVISIBLE.pattern}", lambda m: json.dumps(m[0])[1:-1], text)


_MASK = "•••"
_ADDRESS = re.compile(r"https?://[^\s<>\"'“”]*[^\s<>\"'“”.,:;!?)]")
_NAME = re.compile(r"[\w.\[\]-]{1,40}")
_ARIA_ADDRESS = re.compile(r"(?m)^(\s*- /url: )(.+)$")
_ARIA_BOX = re.compile(r"(?m)^\s*- (?:textbox|searchbox|spinbutton).*$")
_PDF_ADDRESS = re.compile(rb"/URI\s*\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_SHORT = 4


def kept_address(address: str) -> str:
    """Give scheme, host, path and the names in the query; what the names stand for, and the fragment, become dots."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return _MASK
    if parts.scheme not in {"", "http", "https"}:
        return address if address == "about:blank" else f"{parts.scheme}:{_MASK}"
    host = parts.netloc.rpartition("@")[2]
    path, semicolon, _ = parts.path.partition(";")
    return "".join(
        [
            f"{parts.scheme}://{host}" if host else "",
            path,
            f";{_MASK}" if semicolon else "",
            f"?{'&'.join(map(_kept_pair, parts.query.split('&')))}" if parts.query else "",
            f"#{_MASK}" if parts.fragment else "",
        ]
    )


def _kept_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals or not _NAME.fullmatch(name):
        return _MASK
    return f"{name}={_MASK if value else ''}"


def kept_addresses(text: str) -> str:
    """Redact every address inside a text."""
    return _ADDRESS.sub(lambda match: kept_address(match[0]), text)


def kept_aria(snapshot: str) -> str:
    """Redact the addresses of links in an ARIA snapshot."""
    return _ARIA_ADDRESS.sub(lambda match: match[1] + _kept_scalar(match[2]), snapshot)


def _kept_scalar(scalar: str) -> str:
    if not scalar.startswith('"'):
        return kept_address(scalar)
    try:
        return json.dumps(kept_address(str(json.loads(scalar))), ensure_ascii=False)
    except ValueError:
        return _MASK


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace the values of password and code fields, also as YAML writes them."""
    for secret in sorted({s for s in secrets if s.strip()}, key=len, reverse=True):
        for written in {secret, json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1]}:
            text = _replaced(text, written)
    return text


def _replaced(text: str, secret: str) -> str:
    if len(secret) >= _SHORT:
        return text.replace(secret, _MASK)
    # The first figure of a code would take every such figure out of the page's text.
    return _ARIA_BOX.sub(lambda line: line[0].replace(secret, _MASK), text)


def kept_pdf(pdf: bytes) -> bytes:
    """Overwrite query and fragment in the links of a PDF, byte for byte, so that its offsets stay true."""
    return _PDF_ADDRESS.sub(lambda match: match[0].replace(match[1], _overwritten(match[1])), pdf)


def _overwritten(address: bytes) -> bytes:
    end = next((i for i, byte in enumerate(address) if byte in b"?#"), len(address))
    return address[: end + 1] + b"x" * (len(address) - end - 1)
