"""A request of the browser and its answer, as plain values, and what the request carries."""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal
from urllib.parse import parse_qsl, unquote_plus

_READING = ("GET", "HEAD", "OPTIONS")
"""Methods that ask for something and bring nothing (RFC 9110, 9.2.1), but for TRACE, which no page can send."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(r"[\w.\[\]:-]{1,80}")


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
    takes the place of a page or comes in a new tab, "frame" for the same inside a page, and "" for all else.
    """

    id: str
    method: str
    url: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    loads: Literal["", "frame", "page"] = ""

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
        """Whether one of some values is in the body or in the address, however its letters are written."""
        texts = [text.casefold() for text in (*self._texts(), unquote_plus(self.url))]
        return any(way.casefold() in text for value in values if value for way in _written(value) for text in texts)

    def carries_other_address(self, known: Collection[str]) -> bool:
        """Whether the body has an e-mail address, and none of the known ones."""
        found = {match.casefold() for text in self._texts() for match in _ADDRESS.findall(text)}
        return bool(found) and not found & {address.casefold() for address in known}

    def _texts(self) -> list[str]:
        """Return the body as it is, and as a form encodes it."""
        body = self.body.decode("utf-8", "replace")
        return [text.replace("\r\n", "\n") for text in (body, unquote_plus(body))]

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

    @property
    def likeness(self) -> str:
        """What two requests share that send the same to the same address.

        What stands between the parts of a form is another text each time, and does not count.
        """
        kind = self.headers.get("content-type", "")
        mark = kind.partition("boundary=")[2].partition(";")[0].strip('"').encode()
        same = self.body.replace(mark, b"") if mark else self.body
        return hashlib.sha256(b"\n".join((self.method.encode(), self.url.encode(), same))).hexdigest()


def _written(value: str) -> set[str]:
    """Return the ways a body may write a value: as it is, and as JSON with its line ends and letters escaped or not."""
    as_json = json.dumps(value, ensure_ascii=False)[1:-1]
    return {value, as_json, as_json.replace("\\n", "\\r\\n"), json.dumps(value)[1:-1]}


def _names(body: bytes, kind: str) -> list[str]:
    if body.lstrip()[:1] in (b"{", b"["):  # whatever it is called: scripts send JSON without saying so
        try:
            parsed = json.loads(body)
        except ValueError:
            return []
        return list(parsed) if isinstance(parsed, dict) else []
    if "multipart" in kind:
        # Only the part's own header line: a value may hold text that looks like one.
        names = re.findall(rb'^--[^\r\n]+\r\nContent-Disposition: form-data; name="([^"\r\n]*)"', body, re.MULTILINE)
        return [name.decode("utf-8", "replace") for name in names]
    if "urlencoded" in kind:
        return [name for name, _ in parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True)]
    return []
