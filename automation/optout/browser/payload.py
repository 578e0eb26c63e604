"""What a request carries: whether a value of the person is in it, and the names of its fields, never their values."""

import hashlib
import json
import re
from collections.abc import Collection
from urllib.parse import parse_qsl, unquote_plus

from playwright.sync_api import Request

READING = ("GET", "HEAD", "OPTIONS")
"""Methods that ask for something and bring nothing (RFC 9110, 9.2.1), but for TRACE, which no page can send."""
_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_NAME = re.compile(r"[\w.\[\]:-]{1,80}")


def may_carry(request: Request, values: Collection[str]) -> bool:
    """Whether a request has a body, or what a form or one of its values would look like in an address."""
    query = unquote_plus(request.url.partition("?")[2])
    if request.method not in READING or (query and request.is_navigation_request()):
        return True
    return bool(_ADDRESS.search(query)) or any(value in unquote_plus(request.url) for value in values if value)


def carries(request: Request, values: Collection[str]) -> bool:
    """Whether a request carries one of some values, in its body or in its address, however its letters are written."""
    texts = [text.casefold() for text in (*_texts(request), unquote_plus(request.url))]
    return any(way.casefold() in text for value in values if value for way in _written(value) for text in texts)


def _texts(request: Request) -> list[str]:
    """Give the body of a request as it is, and as a form encodes it."""
    body = (request.post_data_buffer or b"").decode("utf-8", "replace")
    return [text.replace("\r\n", "\n") for text in (body, unquote_plus(body))]


def other_address(request: Request, known: Collection[str]) -> bool:
    """Whether a body carries an e-mail address, and none of the known ones."""
    found = {match.casefold() for text in _texts(request) for match in _ADDRESS.findall(text)}
    return bool(found) and not found & {address.casefold() for address in known}


def _written(value: str) -> set[str]:
    """Give the ways a body may write a value: as it is, and as JSON with its line ends and letters escaped or not."""
    as_json = json.dumps(value, ensure_ascii=False)[1:-1]
    return {value, as_json, as_json.replace("\\n", "\\r\\n"), json.dumps(value)[1:-1]}


def body_names(request: Request) -> list[str]:
    """Give the names of the fields in a request's body, never their values; empty when the body is of another kind."""
    body = request.post_data_buffer or b""
    return sorted({name for name in _names(body, request.headers.get("content-type", "")) if _NAME.fullmatch(name)})


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


def likeness(request: Request) -> str:
    """Give what two requests share that send the same to the same address.

    What stands between the parts of a form is another text each time, and does not count.
    """
    kind, body = request.headers.get("content-type", ""), request.post_data_buffer or b""
    mark = kind.partition("boundary=")[2].partition(";")[0].strip('"').encode()
    same = body.replace(mark, b"") if mark else body
    return hashlib.sha256(b"\n".join((request.method.encode(), request.url.encode(), same))).hexdigest()


def body_sha256(request: Request) -> str:
    """Give the SHA-256 of a request's body in hex; the body itself holds session tokens and is not kept."""
    return hashlib.sha256(request.post_data_buffer or b"").hexdigest()
