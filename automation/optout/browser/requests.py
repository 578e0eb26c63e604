"""A request of the browser and its answer, as plain values, and what the request carries.

What a request carries is read in plain encodings only: as text, as a form, as JSON, as multipart,
and in the address.
"""

import base64
import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import Message
from functools import cached_property
from typing import Any, Protocol
from urllib.parse import unquote_to_bytes, urlsplit

from optout.flow import matches_glob
from optout.redaction import without_query

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){0,4}\.[^\W\d_]{2,63}(?![\w-])")
_TAG = re.compile(r"</?[a-zA-Z][^<>]*>")
_NAME = re.compile(r"[\w.\[\]:-]{1,80}")
_FORM = re.compile(r"[\w.\[\]%:-]{1,80}=")
_PART_NAME = re.compile(r'^Content-Disposition: form-data; name="([^"\r\n]*)"', re.MULTILINE)
_NO_LETTER = "\ufffd"  # in place of what is no UTF-8
_MOST_ODD = 0.2  # of what can be read: at most one sign in five is no text; of random bytes every second is none
_NO_TEXT = {*map(chr, range(32))} - {*"\t\n\r\f"}
_GRAPHQL = "query"  # the field in which it has a whole request (graphql.org, "Serving over HTTP")
_SHORT = 12  # letters and digits below which a text may stand anywhere by chance
_WORDS = 3  # from which a text is one that somebody wrote


def addresses_in(text: str) -> frozenset[str]:
    """Return the e-mail addresses in a text, in small letters."""
    return frozenset(match.casefold() for match in _ADDRESS.findall(text))


def letters_of(text: str) -> str:
    """Return a text as it is compared, by its letters and digits: pages set other quotation marks and line ends."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def is_written(text: str) -> bool:
    """Whether a text is one that somebody wrote, by its length and its words."""
    return len(text) >= _SHORT and len(text.split()) >= _WORDS


@dataclass(frozen=True)
class Response:
    """What came back for one request or hop: a status and headers, or the browser's name for what failed."""

    at: datetime
    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None

    @classmethod
    def of(cls, paused: Mapping[str, Any]) -> "Response":
        """Return what came back for a request that the browser has paused (Fetch.requestPaused)."""
        headers = {
            head["name"].lower(): head["value"] for head in paused.get("responseHeaders", ())
        }
        status, failure = paused.get("responseStatusCode"), paused.get("responseErrorReason")
        return cls(datetime.now(UTC), paused["request"]["url"], status, headers, failure)

    @property
    def is_redirect(self) -> bool:
        """Whether the answer leads on to another address, and is none yet."""
        # A 303 without an address is what a script reads that sent a form by itself (server
        # actions).
        return self.status is not None and 300 <= self.status < 400 and "location" in self.headers


@dataclass(frozen=True)
class Reply:
    """What a site in the place of the real one answers, after how many seconds; never, without status and failure."""

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None  # a Network.ErrorReason of the Chrome DevTools Protocol
    after: float = 0


@dataclass(frozen=True)
class Request:
    """One request, or one hop of a redirect, before it leaves.

    `id` is the browser's, and the same for every hop. Names of headers are in small letters.
    `is_navigation`: a document comes of it, in a page or a frame. `body_hidden`: the browser does
    not show its body.
    """

    id: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_navigation: bool = False
    body_hidden: bool = False

    @classmethod
    def of(cls, paused: Mapping[str, Any]) -> "Request":
        """Return a request that the browser has paused (Fetch.requestPaused)."""
        asked = paused["request"]
        parts = [part.get("bytes") for part in asked.get("postDataEntries", ())]
        return cls(
            # The pause of a hop has another id, and does not always tell which one it comes from
            # (Chromium 156).
            id=paused.get("networkId", paused["requestId"]),
            method=asked["method"],
            url=asked["url"],
            headers={name.lower(): value for name, value in asked["headers"].items()},
            body=b"".join(base64.b64decode(part or "") for part in parts),
            is_navigation=paused["resourceType"] == "Document",
            # Of a file, and of what is very long, the browser shows nothing (Chromium 156).
            body_hidden=bool(asked.get("hasPostData")) and not (parts and all(parts)),
        )

    @property
    def goes_to(self) -> str:
        """Host and path of its address."""
        return without_query(self.url)

    @property
    def is_safe(self) -> bool:
        """Whether the method only asks for something (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD", "OPTIONS")

    @property
    def is_readable(self) -> bool:
        """Whether the body is text, or text in a binary envelope that has but a few signs of its own; an empty one is.

        Protocol Buffers and MessagePack put some bytes before each text; what is packed or
        encrypted has hardly any.
        """
        if self.body_hidden:
            return False
        if not set(_text(self.body)) & _NO_TEXT:
            return True
        odd = sum(character in _NO_TEXT or character == _NO_LETTER for character in self._as_utf8)
        return odd <= len(self._as_utf8) * _MOST_ODD

    @cached_property
    def _as_utf8(self) -> str:
        return self.body.decode(errors="replace")

    def carries(self, value: str, *, anywhere: bool = False) -> bool:
        """True if the address or the body contains a value, as one text or with all of its lines.

        A short value counts only as the whole of a field, unless `anywhere`: "No" is in any text.
        """
        plain = letters_of(value)
        if not plain:
            return False
        if not anywhere and len(plain) < _SHORT:
            return any(letters_of(field_value) == plain for _name, field_value in self.pairs)
        # Editors send each line in an element or an item of its own.
        lines = [letters_of(line) for line in value.splitlines()]
        return any(all(line in text for line in lines) for text in self._plain)

    def changes(self, value: str) -> bool:
        """True if a field adds something to a longer value, and no field contains it alone."""
        plain = letters_of(value)
        if len(plain) < _SHORT:
            return False
        fields = [letters_of(_TAG.sub(" ", text)) for name, text in self.pairs if name != _GRAPHQL]
        return plain not in fields and any(plain in text for text in fields)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names and values in the address and the body, and those of JSON that is written inside a value."""
        return (*_with_inner(_form(urlsplit(self.url).query)), *self._body_pairs)

    @cached_property
    def _body_pairs(self) -> tuple[tuple[str, str], ...]:
        text = _text(self.body)
        content_type = self.headers.get("content-type", "")
        if "multipart" in content_type:
            return _with_inner(_parts(text, content_type))
        # Whatever the type is: scripts send JSON without a type, or as text.
        if text.lstrip()[:1] in ("{", "["):
            return tuple(_leaves("", _json(text)))
        if "urlencoded" in content_type or _FORM.match(text):
            return _with_inner(_form(text))
        return ()

    @property
    def has_text(self) -> bool:
        """Whether a field holds a text that somebody wrote."""
        return any(
            is_written(value)
            for name, value in self.pairs
            if name != _GRAPHQL and value[:1] not in ("{", "[")
        )

    @property
    def addresses(self) -> frozenset[str]:
        """The e-mail addresses in it, in small letters."""
        return frozenset(address for text in self._texts for address in addresses_in(text))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        body = dict.fromkeys((_text(self.body), self._as_utf8))
        return (_unquoted(self.url), *body, *(value for _name, value in self.pairs))

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        read = (
            *self._texts,
            *(html.unescape(_TAG.sub(" ", text)) for text in self._texts if "<" in text),
        )
        return tuple(map(letters_of, read))

    @property
    def field_names(self) -> list[str]:
        """The names of the fields in the body, never their values; empty when the body is of another kind."""
        return sorted({name for name, _value in self._body_pairs if _NAME.fullmatch(name)})

    @property
    def body_sha256(self) -> str:
        """The SHA-256 of the body in hex; the body itself holds session tokens and is not kept."""
        return hashlib.sha256(self.body).hexdigest()


class Site(Protocol):
    """A site that stands in for the real one: it is asked in place of the network."""

    def answer(self, request: Request) -> Reply:
        """Return what the site answers."""


def fits(declared: str, request: Request) -> bool:
    """Whether a request is one that is written as a method and an address glob."""
    method, glob = declared.split(" ", 1)
    return request.method == method and matches_glob(glob, request.url)


def _text(data: bytes) -> str:
    """Return bytes as text: in UTF-8, else as browsers take Latin 1 (Encoding standard)."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def _unquoted(text: str) -> str:
    return _text(unquote_to_bytes(text.replace("+", " ")))


def _form(text: str) -> Iterator[tuple[str, str]]:
    # Not `parse_qsl`: it takes one encoding for all, and pages in Latin 1 send `caf%E9`.
    for pair in filter(None, text.split("&")):
        name, _, value = pair.partition("=")
        yield _unquoted(name), _unquoted(value)


def _parts(text: str, content_type: str) -> Iterator[tuple[str, str]]:
    """Yield the name and value of each part of a multipart form (RFC 7578).

    Python's `email` package is not used for the body: it also ends a line at a bare CR or LF,
    decodes a transfer encoding that no browser sends, and drops backslashes from names.
    """
    # Only a whole line ends a part (RFC 2046, 5.1.1): a person may write the boundary's text.
    delimiter = re.escape(f"--{_boundary(text, content_type)}")
    for part in re.split(rf"(?:\A|\r\n){delimiter}(?:--)?[ \t]*(?=\r\n|\Z)", text):
        head, _, value = part.partition("\r\n\r\n")
        if name := _PART_NAME.search(head):
            yield name[1], value.removesuffix("\r\n")


def _boundary(text: str, content_type: str) -> str:
    """Return the boundary that the header names, or else that of the body's first line."""
    header = Message()
    header["content-type"] = content_type
    # A script that sets the header itself beside a FormData body leaves out the boundary.
    return header.get_boundary() or text.partition("\r\n")[0].strip().removeprefix("--")


def _with_inner(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    return tuple(leaf for name, value in pairs for leaf in _leaves(name, value))


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values in JSON, each followed by those of the JSON that is written inside the value."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(name, inner)
    elif value is not None:
        yield name, str(value)
        yield from _leaves(name, _json(value) if isinstance(value, str) else None)


def _json(text: str) -> Any:
    """Return what a text is as JSON, if it is an object or a list."""
    try:
        return json.loads(text) if text.lstrip()[:1] in ("{", "[") else None
    except (ValueError, RecursionError):
        return None
