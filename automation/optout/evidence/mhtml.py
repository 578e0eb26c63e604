"""Cleans a page saved by the browser (MHTML): what a reader sees stays, what may be a token or a secret goes.

The browser itself leaves scripts, event handlers and hidden inputs out. Comments, meta data, `data-` attributes, typed
values and the queries of all addresses still come along.
"""

import email
import email.policy
import quopri
import re
from collections.abc import Iterable
from email.message import Message
from html import escape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from optout.evidence.redaction import ADDRESS, kept_name, without_secrets

_CHARSET = re.compile(rb"charset=[\"']?([\w-]+)", re.IGNORECASE)
_ADDRESSES = {"href", "src", "action", "formaction", "poster", "background", "data", "cite", "xlink:href", "longdesc"}
_DROPPED = {"srcset", "imagesrcset", "ping", "nonce", "integrity", "srcdoc"}
_BUTTONS = {"submit", "button", "reset"}
_SKIPPED = {"script", "noscript"}
_CSS_URL = re.compile(r"url\(\s*(\"[^\"]*\"|'[^']*'|[^)\"']*)\s*\)|@import\s+(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_VOID = {"br", "hr", "img", "input", "link", "meta", "area", "base", "col", "embed", "source", "track", "wbr"}
_LOCATIONS = ("Content-Location", "Snapshot-Content-Location")

_Attributes = list[tuple[str, str | None]]


def kept_mhtml(mhtml: str, secrets: Iterable[str]) -> bytes:
    """Give the cleaned page as bytes; written as text, a browser would open it blank."""
    message = email.message_from_string(mhtml)
    addresses = _Addresses()
    secrets = list(secrets)
    base = str(message.get("Snapshot-Content-Location", ""))
    for part in message.walk():
        location = str(part.get("Content-Location", ""))
        _clean_part(part, addresses, location if "://" in location else base, secrets)
        for header in _LOCATIONS:
            if header in part:
                part.replace_header(header, addresses.kept(str(part[header]), ""))
    return message.as_bytes(policy=email.policy.compat32.clone(linesep="\r\n", max_line_length=0))


class _Addresses:
    """Gives each address with a query its own stand-in, so that the parts of the page still find each other."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def kept(self, address: str, base: str) -> str:
        address = address.strip()
        if address.startswith(("cid:", "about:")):
            return address
        if address.startswith("data:"):
            return address if address.startswith("data:image/") else "data:,"
        whole = urljoin(base, address) if base else address
        try:
            parts = urlsplit(whole)
        except ValueError:
            return ""
        if parts.scheme not in {"http", "https", ""}:
            return f"{parts.scheme}:"
        bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}" if parts.netloc else ""
        bare += re.split(";|%3b", parts.path, maxsplit=1, flags=re.IGNORECASE)[0]
        if bare == whole:
            return address
        number = self._numbers.setdefault(whole, len(self._numbers) + 1)
        return f"{bare}?redacted-{number}"

    def css(self, css: str, base: str) -> str:
        return _CSS_URL.sub(lambda match: self._css_url(match, base), css)

    def _css_url(self, match: re.Match[str], base: str) -> str:
        written = (match[1] or match[2] or "").strip().strip("\"'")
        kept = self.kept(written, base).replace('"', "%22")
        return f'url("{kept}")' if match[1] is not None else f'@import "{kept}"'


def _clean_part(part: Message, addresses: _Addresses, base: str, secrets: list[str]) -> None:
    kind = part.get_content_type()
    if kind not in {"text/html", "text/css", "image/svg+xml", "application/xhtml+xml"}:
        return
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return
    declared = _CHARSET.search(data[:2048])
    charset = _known(declared[1].decode("ascii")) if declared else "utf-8"
    text = data.decode(charset, "replace")
    if kind == "text/css":
        cleaned = addresses.css(text, base)
    else:
        writer = _PageWriter(addresses, base)
        writer.feed(text)
        writer.close()
        cleaned = "".join(writer.out)
    cleaned = without_secrets(cleaned, secrets)
    part.set_payload(quopri.encodestring(cleaned.encode(charset, "xmlcharrefreplace")).decode("ascii"))
    del part["Content-Transfer-Encoding"]
    part["Content-Transfer-Encoding"] = "quoted-printable"


def _known(charset: str) -> str:
    try:
        "".encode(charset)
    except LookupError:
        return "utf-8"
    return charset


class _PageWriter(HTMLParser):
    """Writes a page again without what is not kept."""

    def __init__(self, addresses: _Addresses, base: str) -> None:
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self._addresses = addresses
        self._base = base
        self._skipping: list[str] = []
        self._raw = False

    def handle_decl(self, decl: str) -> None:
        self.out.append(f"<!{decl}>")

    def handle_starttag(self, tag: str, attrs: _Attributes) -> None:
        if self._skipping or _is_skipped(tag, attrs):
            if tag in {*_SKIPPED, "template"}:
                self._skipping.append(tag)
            return
        self._raw = tag == "style"
        written = "".join(self._attribute(name, value) for name, value in self._kept(tag, attrs))
        self.out.append(f"<{tag}{written}>")

    def handle_endtag(self, tag: str) -> None:
        self._raw = False
        if self._skipping:
            if tag == self._skipping[-1]:
                self._skipping.pop()
        elif tag not in _VOID and tag not in _SKIPPED:
            self.out.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        if not self._skipping:
            self.out.append(self._addresses.css(data, self._base) if self._raw else escape(data, quote=False))

    def _kept(self, tag: str, attrs: _Attributes) -> _Attributes:
        given = dict(attrs)
        button = tag == "input" and (given.get("type") or "").lower() in _BUTTONS
        return [
            (name, value)
            for name, value in attrs
            if not (name.startswith(("data-", "on")) or name in _DROPPED)
            and (name != "value" or button or tag in {"li", "progress", "meter"})
        ]

    def _attribute(self, name: str, value: str | None) -> str:
        if value is None:
            return f" {name}"
        if name in _ADDRESSES:
            kept = self._addresses.kept(value, self._base)
        elif name == "style":
            kept = self._addresses.css(value, self._base)
        else:
            kept = kept_name(value) if name == "name" else value
            kept = ADDRESS.sub(lambda match: self._addresses.kept(match[0], ""), kept)
        return f' {name}="{escape(kept)}"'


def _is_skipped(tag: str, attrs: _Attributes) -> bool:
    given = dict(attrs)
    if tag == "meta":
        return (given.get("http-equiv") or "").lower() != "content-type" and given.get("name") != "viewport"
    if tag == "link":
        return "stylesheet" not in (given.get("rel") or "").lower().split()
    if tag == "template":  # an open shadow root is kept as a template, anything else in one is not shown
        return "shadowmode" not in given and "shadowrootmode" not in given
    if tag == "input":
        return (given.get("type") or "").lower() == "hidden"
    return tag in _SKIPPED
