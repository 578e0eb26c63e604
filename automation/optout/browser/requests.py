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
# The share of characters in a readable body that may be no text. A binary envelope around texts has
# fewer; of random bytes about half are none.
_MOST_ODD = 0.2
_NO_TEXT = {*map(chr, range(32))} - {*"\t\n\r\f"}
# U+FFFD is what Python decodes to in place of bytes that are no UTF-8.
_NO_TEXT_IN_UTF8 = _NO_TEXT | {"\ufffd"}
# The field that contains a whole request of GraphQL (graphql.org, "Serving over HTTP"): it has many
# words, but nobody wrote them into a form.
_GRAPHQL = "query"
# Letters and digits. A shorter text may be part of anything by chance.
_SHORT = 12
_WORDS = 3  # a text that somebody wrote has at least as many


def addresses_in(text: str) -> frozenset[str]:
    """Return the e-mail addresses in a text, in small letters."""
    return frozenset(match.casefold() for match in _ADDRESS.findall(text))


def letters_of(text: str) -> str:
    """Return the letters and digits of a text, by which texts are compared.

    Pages change quotation marks and line ends.
    """
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def is_written(text: str) -> bool:
    """True if somebody probably wrote a text, by its length and its number of words."""
    return len(text) >= _SHORT and len(text.split()) >= _WORDS


@dataclass(frozen=True)
class Response:
    """The answer to one request or hop: status and headers, or the browser's name for a failure."""

    at: datetime
    url: str
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    failure: str | None = None
    method: str = "GET"
    """Of the request or hop."""

    @classmethod
    def of(cls, paused: Mapping[str, Any]) -> "Response":
        """Return the answer to a request that the browser has paused (Fetch.requestPaused)."""
        headers = paused.get("responseHeaders", ())
        request = paused["request"]
        return cls(
            at=datetime.now(UTC),
            url=request["url"],
            status=paused.get("responseStatusCode"),
            headers={header["name"].lower(): header["value"] for header in headers},
            failure=paused.get("responseErrorReason"),
            method=request["method"],
        )

    @property
    def is_redirect(self) -> bool:
        """True if the answer leads on to another address, so that the site has not answered yet."""
        # A 303 without an address is an answer: that of server actions to the script that sends
        # their form.
        return self.status is not None and 300 <= self.status < 400 and "location" in self.headers


@dataclass(frozen=True)
class Reply:
    """The answer of a site in place of the real one, after some seconds.

    Without a status and a failure the site never answers.
    """

    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    failure: str | None = None  # a Network.ErrorReason of the Chrome DevTools Protocol
    after: float = 0


@dataclass(frozen=True)
class Request:
    """One request, or one hop of a redirect, before it leaves.

    `id` is the browser's, and the same for every hop. Names of headers are in small letters.
    `is_navigation`: a page or a frame loads a document by it. `is_body_incomplete`: the browser
    does not show all of its body.
    """

    id: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    is_navigation: bool = False
    is_body_incomplete: bool = False

    @classmethod
    def of(cls, paused: Mapping[str, Any]) -> "Request":
        """Return a request that the browser has paused (Fetch.requestPaused)."""
        request = paused["request"]
        parts = [part.get("bytes") for part in request.get("postDataEntries", ())]
        # Chromium (156) does not show the parts that are files, nor a very long body.
        is_shown = bool(parts) and all(parts)
        return cls(
            # Not the id of the pause: each hop has another one, and does not always say which pause
            # came before (Chromium 156).
            id=paused.get("networkId", paused["requestId"]),
            method=request["method"],
            url=request["url"],
            headers={name.lower(): value for name, value in request["headers"].items()},
            body=b"".join(base64.b64decode(part or "") for part in parts),
            is_navigation=paused["resourceType"] == "Document",
            is_body_incomplete=bool(request.get("hasPostData")) and not is_shown,
        )

    @property
    def goes_to(self) -> str:
        """Host and path of its address."""
        return without_query(self.url)

    @property
    def is_safe(self) -> bool:
        """True if the method only asks for something (RFC 9110, 9.2.1)."""
        return self.method in ("GET", "HEAD", "OPTIONS")

    @property
    def is_readable(self) -> bool:
        """True if the whole body is known, and is empty, or text, or text in a binary envelope.

        Protocol Buffers and MessagePack put a few bytes before each text. A body that is compressed
        or encrypted contains hardly any text.
        """
        if self.is_body_incomplete:
            return False
        if not set(_text(self.body)) & _NO_TEXT:
            return True
        odd = [character for character in self._as_utf8 if character in _NO_TEXT_IN_UTF8]
        return len(odd) <= len(self._as_utf8) * _MOST_ODD

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
            values = [value for _name, value in self.pairs]
            return plain in {letters_of(value) for value in (*values, *map(html.unescape, values))}
        # Editors send each line in an element or an item of its own.
        lines = list(map(letters_of, value.splitlines()))
        return any(_contains_all(text, lines) for text in self._plain)

    def changes(self, value: str) -> bool:
        """True if a field adds something to a longer value, and no field contains it alone."""
        plain = letters_of(value)
        if len(plain) < _SHORT:
            return False
        written = [text for name, text in self.pairs if name != _GRAPHQL]
        fields = [letters_of(_without_markup(text)) for text in written]
        is_alone = plain in fields
        return not is_alone and any(plain in text for text in fields)

    @cached_property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """The names and values in the address and the body, also those of JSON inside of a value."""
        query = urlsplit(self.url).query
        return (*_with_inner(_form(query)), *self._body_pairs)

    @cached_property
    def _body_pairs(self) -> tuple[tuple[str, str], ...]:
        text = _text(self.body)
        content_type = self.headers.get("content-type", "")
        if "multipart" in content_type:
            return _with_inner(_parts(text, content_type))
        # Whatever the type is: scripts send JSON without a type, or as text.
        if _begins_like_json(text):
            return tuple(_leaves("", _json(text)))
        if "urlencoded" in content_type or _FORM.match(text):
            return _with_inner(_form(text))
        return ()

    @property
    def has_text(self) -> bool:
        """True if a field contains a text that somebody wrote."""
        values = [value for name, value in self.pairs if name != _GRAPHQL]
        # JSON inside of a value has pairs of its own.
        texts = [value for value in values if value[:1] not in ("{", "[")]
        return any(map(is_written, texts))

    @property
    def addresses(self) -> frozenset[str]:
        """The e-mail addresses in it, in small letters."""
        return frozenset().union(*map(addresses_in, self._texts))

    @cached_property
    def _texts(self) -> tuple[str, ...]:
        """The address, the body as either encoding has it, and each value."""
        body_texts = {_text(self.body): None, self._as_utf8: None}
        values = [value for _name, value in self.pairs]
        return (_unquoted(self.url), *body_texts, *values)

    @cached_property
    def _plain(self) -> tuple[str, ...]:
        """The letters of each text, and of each text without its tags and entities."""
        with_markup = [text for text in self._texts if "<" in text or "&" in text]
        without_markup = map(_without_markup, with_markup)
        return tuple(map(letters_of, (*self._texts, *without_markup)))

    @property
    def field_names(self) -> list[str]:
        """The names of the fields in the body, never their values.

        Empty if the body is neither a form nor JSON.
        """
        return sorted({name for name, _value in self._body_pairs if _NAME.fullmatch(name)})

    @property
    def body_sha256(self) -> str:
        """The SHA-256 of the body in hex; the body itself contains session tokens and is not kept."""
        return hashlib.sha256(self.body).hexdigest()


def _without_markup(text: str) -> str:
    """Return a text without tags and entities, as it is displayed.

    Editors send HTML. A form in an older alphabet sends `&#345;` for a letter that this has not (HTML
    standard, "Constructing the entry list").
    """
    return html.unescape(_TAG.sub(" ", text))


def _contains_all(text: str, parts: Iterable[str]) -> bool:
    return all(part in text for part in parts)


class Site(Protocol):
    """A site in place of the real one: it answers requests in place of the network."""

    def answer(self, request: Request) -> Reply:
        """Return what the site answers."""


def fits(declared: str, request: Request) -> bool:
    """True if a request matches a declared one, which is a method and a glob for the address."""
    method, glob = declared.split(" ", 1)
    return request.method == method and matches_glob(glob, request.url)


def _text(data: bytes) -> str:
    """Decode bytes as UTF-8, or else as browsers do for Latin 1: windows-1252 (Encoding standard)."""
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
    delimiter = re.escape(f"--{_boundary(text, content_type)}")
    # Only a whole line ends a part (RFC 2046, 5.1.1): a person may write the boundary's text.
    delimiter_line = rf"(?:\A|\r\n){delimiter}(?:--)?[ \t]*(?=\r\n|\Z)"
    for part in re.split(delimiter_line, text):
        head, _, value = part.partition("\r\n\r\n")
        name = _PART_NAME.search(head)
        if name:
            yield name[1], value.removesuffix("\r\n")


def _boundary(text: str, content_type: str) -> str:
    """Return the boundary that the header names, or else that of the body's first line."""
    header = Message()
    header["content-type"] = content_type
    named = header.get_boundary()
    if named:
        return named
    # A script that sets the header itself beside a FormData body leaves out the boundary.
    first_line, _, _ = text.partition("\r\n")
    return first_line.strip().removeprefix("--")


def _with_inner(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Return names and values, each followed by those of the JSON inside of it."""
    leaves: list[tuple[str, str]] = []
    for name, value in pairs:
        leaves.extend(_leaves(name, value))
    return tuple(leaves)


def _leaves(name: str, value: Any) -> Iterator[tuple[str, str]]:
    """Yield the names and values in JSON, each value before those of the JSON inside of it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _leaves(key, inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _leaves(name, inner)
    elif value is not None:
        yield name, str(value)
        if isinstance(value, str):
            yield from _leaves(name, _json(value))


def _json(text: str) -> Any:
    """Parse a text as JSON; None if it is not an object or a list."""
    if not _begins_like_json(text):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _begins_like_json(text: str) -> bool:
    return text.lstrip()[:1] in ("{", "[")
