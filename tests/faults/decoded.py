"""Whether bytes carry a value, however it is wrapped; made without the program, whose own reading it is to judge."""

import base64
import html
import json
import re
import zlib
from binascii import Error
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import unquote, unquote_plus

_DEEP = 6  # so many wrappings, one in the other
_MANY = 5000  # texts in one request; what is more is no page of ours
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2}){8,}")
_ESCAPE = re.compile(r"\\u([0-9A-Fa-f]{4})")
_LINE_ENDS = re.compile(r"=\r?\n")


def carries(raw: bytes, *values: str) -> bool:
    """Whether bytes carry each of some values, in any letters and with any spaces between the words."""
    read = [_plain(text) for text in texts(raw)]
    return all(any(_plain(value) in text for text in read) for value in values)


def texts(raw: bytes) -> set[str]:
    """Give every text that can be read out of bytes: escaped, quoted, packed, in any order of these."""
    todo, seen = [(raw, _DEEP)], {raw}
    read: set[str] = set()
    while todo and len(read) < _MANY:
        now, left = todo.pop()
        text = now.decode("utf-8", "replace")
        read.add(text)
        if not left:
            continue
        for inner in (*_of_bytes(now), *(part.encode("utf-8", "replace") for part in _of_text(text))):
            if inner not in seen:
                seen.add(inner)
                todo.append((inner, left - 1))
    return read


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _of_bytes(raw: bytes) -> Iterator[bytes]:
    """Unpack: gzip wherever it begins, a zlib stream, and texts of two bytes a letter."""
    for found in re.finditer(rb"\x1f\x8b\x08", raw):
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=31).decompress(raw[found.start() :])
    for wbits in (15, -15):
        with suppress(zlib.error):
            yield zlib.decompressobj(wbits=wbits).decompress(raw)
    if b"\0" in raw:
        yield raw.replace(b"\0", b"")


def _of_text(text: str) -> Iterator[str]:
    yield from (unquote(text), unquote_plus(text), html.unescape(text), _LINE_ENDS.sub("", text))
    yield _ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    with suppress(ValueError, RecursionError):
        yield from _strings(json.loads(text))
    for token in _BASE64.findall(text):
        for part in {token, *token.split("/")}:  # a slash of base64, or one of an address
            with suppress(Error, ValueError):
                packed = base64.b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4), altchars=None)
                yield from _if_read(packed)
            with suppress(Error, ValueError):
                yield from _if_read(base64.urlsafe_b64decode(part.rstrip("=") + "=" * (-len(part.rstrip("=")) % 4)))
    for token in _HEX.findall(text):
        yield from _if_read(bytes.fromhex(token))


def _if_read(packed: bytes) -> Iterator[str]:
    """Give what was packed as text, and what was zipped in it."""
    with suppress(UnicodeDecodeError):
        yield packed.decode()
    for inner in _of_bytes(packed):
        with suppress(UnicodeDecodeError):
            yield inner.decode()


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
