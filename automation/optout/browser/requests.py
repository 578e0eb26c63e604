"""A request of the browser and its answer, as plain values, and what the request carries."""

import base64
import binascii
import codecs
import hashlib
import html
import json
import re
import unicodedata
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import islice
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote_plus

_READING = ("GET", "HEAD", "OPTIONS")
"""Methods that ask for something and bring nothing (RFC 9110, 9.2.1), but for TRACE, which no page can send."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,63}(?![\w-])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_FORM = "application/x-www-form-urlencoded"
_NAME = re.compile(r"[\w.\[\]:-]{1,80}")
_ALONG = frozenset({"cookie", "referer"})
"""Headers that go along with whatever a page asks for: what they hold it has not asked for anew."""
_ROUNDS, _MOST_TEXTS, _LONGEST = 6, 4_000, 1_000_000
"""How deep what is written inside something else is read, how many texts in all, and how many characters of each."""
_MOST_LETTERS = 4_000_000
"""Letters that are read in other ways, in all: what is no text can be read in very many."""
_MOST_UNPACKED = 16_000_000
"""Bytes that are unpacked: a text too long to look inside is read as it stands, as a recorder of pages sends it."""


LATER = "later"
"""What is said of a request that waits to be asked about again."""


def addresses_in(text: str) -> frozenset[str]:
    """Return the e-mail addresses in a text, in small letters."""
    return frozenset(match.casefold() for match in _ADDRESS.findall(text))


def is_same(approved: str, value: str) -> bool:
    """Whether a value is what was approved, however it is written, with or without markup."""
    return any(_plain(approved) == _plain(text) for text in _all_inside([value])[0])


def pieces_of(value: str) -> frozenset[str]:
    """Return a longer text in at most sixteen pieces, as it is compared; of a short one none."""
    whole = _plain(value)
    long = max(_PIECE, -(-len(whole) // _MOST_PIECES))
    pieces = [whole[at : at + long] for at in range(0, len(whole) - long + 1, long)]
    return frozenset(pieces if len(pieces) >= _FEWEST_PIECES else ())


def is_most(pieces: Collection[str], value: str) -> bool:
    """Whether some pieces are at least half of those of a text: where it is cut, a piece is in neither part."""
    whole = pieces_of(value)
    return bool(whole) and 2 * len(whole & frozenset(pieces)) >= len(whole)


_PIECE, _FEWEST_PIECES, _MOST_PIECES = 8, 4, 16
"""Letters and digits in a piece of a text, and how many pieces there are of one."""


@dataclass(frozen=True)
class Response:
    """What came back for one request or hop: a status and headers, or the browser's name for what failed.

    `url` is that of the request.
    """

    at: datetime
    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None

    @property
    def is_redirect(self) -> bool:
        """Whether the answer leads on, and is none yet."""
        return self.status is not None and 300 <= self.status < 400  # noqa: PLR2004


@dataclass(frozen=True)
class Reply:
    """What a site that stands in for the real one answers, and after how many seconds.

    `failure` is what the browser takes for the reason (Network.ErrorReason, Chrome DevTools Protocol). With neither a
    status nor a failure, it never answers.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None
    after: float = 0


@dataclass(frozen=True)
class Request:
    """One request, or one hop of a redirect, before it leaves.

    `id` is the browser's, and the same for every hop. Names of headers are in small letters. `loads` is "page" for what
    takes the place of a page or comes in a new tab, "frame" for the same inside a page, and "" for all else. `streams`:
    its body is made while it leaves, so that nobody can read it before.
    """

    id: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    loads: Literal["", "frame", "page"] = ""
    streams: bool = False

    @property
    def reads(self) -> bool:
        """Whether the method only asks for something."""
        return self.method in _READING

    def may_carry(self, values: Collection[str]) -> bool:
        """Whether there is a body, or what a form or one of its values would look like in an address."""
        query = unquote_plus(self.url.partition("?")[2])
        if not self.reads or (query and self.loads):
            return True
        return bool(_ADDRESS.search(query)) or any(value in unquote_plus(self.url) for value in values if value)

    def carries(self, values: Collection[str]) -> bool:
        """Whether one of some values is in the body, the address or a header, however it is written there."""
        return any(_is_within(value, self._plain_text) for value in values if _plain(value))

    def takes_along(self, values: Collection[str]) -> bool:
        """Whether one of some values goes along with it, as a cookie or as the page's own address.

        A page may write either by a script, and whatever it asks for then takes that along.
        """
        return any(_is_within(value, self._plain_along) for value in values if _plain(value))

    def carries_all(self, values: Collection[str]) -> bool:
        """Whether all of some values are, of which there must be one."""
        given = [value for value in values if _plain(value)]
        return bool(given) and all(_is_within(value, self._plain_text) for value in given)

    def pieces(self, value: str) -> frozenset[str]:
        """Return the pieces of a longer text that are in it; of a short one none, they could stand anywhere."""
        return frozenset(piece for piece in pieces_of(value) if any(piece in text for text in self._plain_text))

    def carries_addresses(self, addresses: Collection[str]) -> bool:
        """Whether one of some e-mail addresses is in it, letter by letter: with a dot less it is somebody else's."""
        if not any(value for _name, value in self.pairs):
            return self.carries(addresses)  # what stands around it there may be no letter
        return any(address.casefold() in addresses_in(text) for text in self._texts for address in addresses)

    @cached_property
    def addresses(self) -> frozenset[str]:
        """The e-mail addresses that are values by themselves, in small letters; of a body without any, all in it."""
        if not any(value for _name, value in self.pairs):
            return frozenset(address for text in self._read[0] for address in addresses_in(text))
        return frozenset(value.strip().casefold() for _name, value in self.pairs if _ADDRESS.fullmatch(value.strip()))

    @property
    def is_readable(self) -> bool:
        """Whether the body is text, in whatever way it is written, and all of it was read; an empty one is."""
        text = None if self.streams else _text(self.body)
        return text is not None and not set(text) & _NO_TEXT and self._read[1]

    @property
    def text(self) -> str:
        """The body as text; empty if it is none."""
        return _text(self.body) or ""

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names and values in the address and the body, those of what is written inside a value too."""
        kind, query = self.headers.get("content-type", ""), self.url.partition("?")[2].partition("#")[0]
        body = dict.fromkeys(pair for text in _spellings(_unpacked(self.body) or b"") for pair in _pairs(text, kind))
        return (*_pairs(query, _FORM), *body)

    @cached_property
    def _read(self) -> tuple[tuple[str, ...], bool]:
        """What the body says, as it is and with all that is written in it in another way; whether that was all read."""
        packed = [_text(self.body[found.start() :]) for found in islice(_GZIP.finditer(self.body), _MOST_PACKED)]
        in_turn = ",".join(value for _name, value in self.pairs)  # a text may be cut into several
        told = (_text(self.body), self.body.decode("utf-8", "surrogateescape"), *packed, in_turn)
        return _all_inside([text for text in told if text])

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        others = [f"{name}: {value}" for name, value in self.headers.items() if name not in _ALONG]
        return (*self._read[0], *_all_inside([self.method, self.url, *others])[0])

    @cached_property
    def _plain_text(self) -> tuple[str, ...]:
        return tuple(map(_plain, self._texts))

    @cached_property
    def _plain_along(self) -> tuple[str, ...]:
        along = [value for name, value in self.headers.items() if name in _ALONG]
        return tuple(map(_plain, _all_inside(along)[0]))

    @property
    def fields(self) -> dict[str, str]:
        """The fields of a form that was encoded as an address is."""
        return dict(parse_qsl(self.body.decode("utf-8", "replace"), keep_blank_values=True))

    @property
    def field_names(self) -> list[str]:
        """The names of the fields in the body, never their values; empty when the body is of another kind."""
        found = _names(self.body, self.headers.get("content-type", ""))
        return sorted({name for name in found if _NAME.fullmatch(name)})

    @property
    def body_sha256(self) -> str:
        """The SHA-256 of the body in hex; the body itself holds session tokens and is not kept."""
        return hashlib.sha256(self.body).hexdigest()


_APART = 12
"""Letters and digits from which a text may be known line by line: less of it may stand anywhere."""
_NO_TEXT = {chr(code) for code in range(32)} - set("\t\n\r\f")


def _plain(text: str) -> str:
    """Return a text as it is compared, by its letters and digits: pages set other quotation marks and line ends."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _is_within(value: str, plain: Iterable[str]) -> bool:
    """Whether one of some texts has a value: in one piece, or line by line, as what edits texts keeps paragraphs.

    A longer one is known backwards, too, and with its letters moved by half of the alphabet.
    """
    whole, lines = _plain(value), [line for line in map(_plain, value.splitlines()) if line]
    apart, wholes = len(lines) > 1 and len(whole) >= _APART, [whole]
    if len(whole) >= _APART:
        wholes += [whole[::-1], codecs.encode(whole, "rot13")]
    return any(any(one in text for one in wholes) or (apart and _follow(lines, text)) for text in plain)


def _follow(parts: Iterable[str], text: str) -> bool:
    """Whether a text has some parts, one after the other."""
    at = 0
    for part in parts:
        found = text.find(part, at)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _text(data: bytes) -> str | None:
    """Return the text that bytes are, also compressed ones; None if they are none."""
    unpacked = _unpacked(data)
    for encoding in ("utf-8", "cp1252"):  # the latter is what a browser takes for all of Latin 1 (Encoding standard)
        with suppress(UnicodeDecodeError):
            return None if unpacked is None else unpacked.decode(encoding)
    return None


def _spellings(data: bytes) -> Iterator[str]:
    """Return the text that bytes are, as what they may be written in has it."""
    try:
        yield data.decode()
    except UnicodeDecodeError:
        for encoding in _ENCODINGS[: None if len(data) < _LONG else 1]:
            yield data.decode(encoding, "replace")


_ENCODINGS = (
    "cp1252",
    "iso8859-15",
    "cp1250",
    "iso8859-2",
    "cp1251",
    "koi8-r",
    "cp1253",
    "iso8859-7",
    "cp1254",
    "gb18030",
)
"""What a form may be written in beside UTF-8 (Encoding standard, "Legacy"), where people still do."""
_LONG = 50_000
"""Letters from which a text is read in the first of these only: no form is as long, and it would take seconds."""


def _unpacked(data: bytes) -> bytes | None:
    """Return what bytes hold that are compressed, or those bytes; None where they cannot be unpacked."""
    if not data.startswith(_UNPACKS):
        return _inflated(data)
    with suppress(zlib.error):
        return zlib.decompressobj(zlib.MAX_WBITS | 32).decompress(data, _MOST_UNPACKED)
    return None


def _inflated(data: bytes) -> bytes:
    """Return what bytes hold that are compressed and do not say so (RFC 1951), or those bytes.

    Nothing marks how that begins; but it ends where the bytes do, which others hardly ever do.
    """
    with suppress(UnicodeDecodeError):
        if not set(data.decode()) & _NO_TEXT:
            return data
    unpack = zlib.decompressobj(-zlib.MAX_WBITS)
    with suppress(zlib.error):
        inflated = unpack.decompress(data, _MOST_UNPACKED)
        if (unpack.eof and not unpack.unused_data) or len(inflated) == _MOST_UNPACKED:
            return inflated
    return data


_UNPACKS = (b"\x1f\x8b", b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda")
"""How what is compressed begins: by gzip (RFC 1952, 2.3.1), by zlib (RFC 1950, 2.2)."""
_GZIP = re.compile(rb"(?<!^)\x1f\x8b\x08")
"""The same behind something else: among the parts of a form, or after another (RFC 1952, 2.2)."""
_MOST_PACKED = 20
_IN_64 = [re.compile(rf"{letters}{{8,}}={{0,2}}") for letters in ("[A-Za-z0-9+/_-]", "[A-Za-z0-9+_-]", "[A-Za-z0-9]")]
"""Base64 by itself, as a part of a path, and behind a name."""
_LINES_OF_64 = re.compile(r"(?<![A-Za-z0-9+/])(?:[A-Za-z0-9+/]{20,}\s{1,2})+[A-Za-z0-9+/]+={0,2}")
_IN_32 = re.compile(r"[A-Z2-7]{16,}")
_IN_16 = re.compile(r"(?:[0-9A-Fa-f]{2}){6,}|(?:(?:0x)?[0-9A-Fa-f]{2}[ ,:;-]{1,2}){5,}(?:0x)?[0-9A-Fa-f]{2}")
_IN_10 = re.compile(r"(?:\d{1,3}[\s,;]{1,20}){5,}\d{1,3}")
"""Bytes one by one, as JSON has them."""
_QUOTED = re.compile(r"=(?:[0-9A-F]{2}|\r?\n)")
_PERCENT_U = re.compile(r"%u([0-9A-Fa-f]{4})")
_NO_UTF_8 = re.compile("[\udc80-\udcff]")
"""A byte that is none of UTF-8's (PEP 383)."""
_RUN = re.compile("[^\0-\x1f\x7f\udc80-\udcff]{8,}")
_ESCAPED = re.compile(
    r"\\(?:u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|u\{0{0,4}([0-9A-Fa-f]{1,5})\}|([0-3][0-7]{2})|(.))", re.DOTALL
)
_MEANS = {"n": "\n", "r": "\r", "t": "\t", "b": " ", "f": " "}


def _all_inside(texts: list[str]) -> tuple[tuple[str, ...], bool]:
    """Return some texts with all that is written in them in another way, and in that; and whether that is all."""
    found: dict[str, None] = {}
    todo, letters = dict.fromkeys(texts), 0
    for _round in range(_ROUNDS):
        found.update(todo)
        if len(found) > _MOST_TEXTS or any(len(text) >= _LONGEST for text in todo):
            return tuple(found), False
        new: dict[str, None] = {}
        for inner in (inner for text in todo for inner in _inside(text)):
            if inner and inner not in found and inner not in new:
                new[inner] = None
                letters += len(inner)
                if letters > _MOST_LETTERS:
                    return (*found, *new), False
        todo = new
    return tuple(found), not todo


def _inside(text: str) -> Iterator[str]:
    """Return what a text says when it is read as an address or form, as JSON or a script, as markup, or as bytes."""
    if "%" in text:
        yield unquote_plus(text, errors="surrogateescape")
        yield _joined(_PERCENT_U.sub(lambda match: chr(int(match[1], 16)), text))
    if "\\" in text:
        yield _joined(_ESCAPED.sub(_unescape, text))
    if "&" in text and ";" in text:
        yield html.unescape(text)
    if "<" in text:
        yield _TAG.sub(" ", text)
    if _NO_UTF_8.search(text):
        yield from _spelt(text)
    if _QUOTED.search(text):
        with suppress(UnicodeEncodeError):
            yield binascii.a2b_qp(text.encode("utf-8", "surrogateescape")).decode("utf-8", "surrogateescape")
    for pattern, decode in _BYTES_IN_TEXT:
        for token in dict.fromkeys(pattern.findall(text)):
            yield from _read_bytes(token, decode)


def _joined(text: str) -> str:
    """Return a text with the two halves of a letter as the letter."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _spelt(text: str) -> Iterator[str]:
    """Return a text of which some bytes are none of UTF-8's, as what it may be written in; what is no text once."""
    with suppress(UnicodeEncodeError):
        data = text.encode("utf-8", "surrogateescape")
        for encoding in _ENCODINGS[: None if len(text) < _LONG and not set(text) & _NO_TEXT else 1]:
            yield data.decode(encoding, "replace")


def _unescape(match: re.Match[str]) -> str:
    *by_sixteen, by_eight, other = match.groups()
    if by_eight:
        return chr(int(by_eight, 8))
    digits = next(filter(None, by_sixteen), "")
    return chr(int(digits, 16)) if digits else _MEANS.get(other, other)


def _from_64(token: str) -> bytes:
    token = "".join(token.split()).rstrip("=")
    return base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=False)


def _from_32(token: str) -> bytes:
    return base64.b32decode(token + "=" * (-len(token) % 8))


def _from_16(token: str) -> bytes:
    return bytes.fromhex(re.sub("0x|[^0-9A-Fa-f]", "", token))


def _from_10(token: str) -> bytes:
    return bytes(map(int, re.findall(r"\d+", token)))


_BYTES_IN_TEXT = (
    *((pattern, _from_64) for pattern in (*_IN_64, _LINES_OF_64)),
    (_IN_32, _from_32),
    (_IN_16, _from_16),
    (_IN_10, _from_10),
)


def _read_bytes(token: str, decode: Any) -> Iterator[str]:
    try:
        data = decode(token)
    except (ValueError, binascii.Error):
        return
    text = _text(data)
    if text and (text.isprintable() or not set(text) & _NO_TEXT):
        yield text
        return
    # Texts between numbers, or of two bytes a letter; what stands between is no text.
    told = _RUN.findall(data.replace(b"\0", b"").decode("utf-8", "surrogateescape"))
    if told:
        yield "\n".join(told)


def _pairs(text: str, kind: str = "", depth: int = 0) -> Iterator[tuple[str, str]]:
    for name, value in _pairs_of(_in_base64(text) or text, kind):
        yield name, value
        inner = _in_base64(value) or (value if value[:1] in ("{", "[") else "")
        if depth < _ROUNDS and inner:
            yield from _pairs(inner, "", depth + 1)


def _in_base64(text: str) -> str:
    """Return the JSON or the form that a text is in base64; empty if it is none."""
    inner = next(_read_bytes(text, _from_64), "") if _IN_64[0].fullmatch(text) else ""
    return inner if inner.lstrip()[:1] in ("{", "[") or _LIKE_A_FORM.match(inner) else ""


def _pairs_of(text: str, kind: str) -> Iterator[tuple[str, str]]:
    if text.lstrip()[:1] in ("{", "["):  # whatever it is called: scripts send JSON without saying so
        try:
            yield from _leaves("", json.loads(text))
        except (ValueError, RecursionError):
            return
    elif "multipart" in kind:
        for part in text.split(f"--{_boundary(kind)}"):
            head, _, value = part.partition("\r\n\r\n")
            if name := _PART_NAME.search(head):
                yield name[1], value.removesuffix("\r\n")
    elif "urlencoded" in kind or _LIKE_A_FORM.match(text):
        pairs = parse_qsl(text, keep_blank_values=True)
        if any("\ufffd" in value for _, value in pairs):
            spelt = (parse_qsl(text, keep_blank_values=True, encoding=encoding) for encoding in _ENCODINGS)
            pairs = [*dict.fromkeys(pair for some in spelt for pair in some)]
        yield from pairs


_PART_NAME = re.compile(r'Content-Disposition: form-data; name="([^"\r\n]*)"')
_LIKE_A_FORM = re.compile(r"[\w.\[\]%-]{1,80}=")


def _boundary(kind: str) -> str:
    """Return what stands between the parts of a form (RFC 7578, 4.1)."""
    return kind.partition("boundary=")[2].partition(";")[0].strip('"')


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(name, inner)
    elif value is not None:
        yield name, str(value)


def _names(body: bytes, kind: str) -> list[str]:
    if body.lstrip()[:1] in (b"{", b"["):  # whatever it is called: scripts send JSON without saying so
        try:
            parsed = json.loads(body)
        except (ValueError, RecursionError):
            return []
        return list(parsed) if isinstance(parsed, dict) else []
    if "multipart" in kind:
        # Only the part's own header line: a value may hold text that looks like one.
        names = re.findall(rb'^--[^\r\n]+\r\nContent-Disposition: form-data; name="([^"\r\n]*)"', body, re.MULTILINE)
        return [name.decode("utf-8", "replace") for name in names]
    if "urlencoded" in kind:
        return [name for name, _ in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)]
    return []


_WELL = ("ok", "success", "succeeded", "successful")
_WRONG = ("error", "errors")
_STANDS = ("status", "statuscode", "result", "state")
_WRAPS = ("data", "result", "response", "payload", "body")
"""What may hold the answer proper."""
_FAILED = frozenset({"error", "fail", "failed", "failure", "ko", "nok", "invalid", "denied", "rejected"})
_ERRORS = 400  # status codes of HTTP from here on


def says_failed(data: str) -> bool:
    """Whether an answer in JSON says of itself that what was asked has failed, in one of the usual ways."""
    try:
        told = json.loads(data[max(data.find("{"), 0) :])  # some begin with a line that keeps others from reading it
    except (ValueError, RecursionError):
        return False
    return _says_failed(told) or (isinstance(told, dict) and any(_says_failed(told.get(name)) for name in _WRAPS))


def _says_failed(told: object) -> bool:
    if not isinstance(told, dict):
        return False
    said = {str(name).lower(): value for name, value in told.items()}
    well = (str(said.get(name)).lower() for name in _WELL)
    return "false" in well or any(_holds_any(said.get(name)) for name in _WRONG) or any(map(_is_failure, _stand(said)))


def _stand(said: Mapping[str, object]) -> Iterator[str]:
    """Return the states that an answer tells; a yes and a no say nothing of that."""
    yield from (str(said[name]) for name in _STANDS if isinstance(said.get(name), str | int) and said[name] is not True)


def _is_failure(state: str) -> bool:
    return state.lower() in _FAILED or (state.isdecimal() and _ERRORS <= int(state) < _NO_STATUS)


_NO_STATUS = 600


def _holds_any(told: object) -> bool:
    """Whether there is an error in the place for errors."""
    if isinstance(told, dict):
        return any(map(_holds_any, told.values()))
    if isinstance(told, list):
        return any(map(_holds_any, told))
    return bool(told) and str(told).lower() not in _NONE


_NONE = frozenset({"none", "no", "0", "false", "ok", "success"})
