"""Writes a part of a page as MHTML; of a page that the browser saved whole, cleans what it wrote.

Of a whole page, what a reader sees stays, what may be a token or a secret goes. The browser itself leaves scripts,
event handlers and hidden inputs out. Comments, meta data, `data-` attributes, typed values and the queries of all
addresses still come along.
"""

import email
import email.policy
import quopri
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from email.message import Message
from email.utils import format_datetime
from html import escape
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

from optout.evidence.part import styles_of
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


_LETS_LAY_OUT = (
    "display", "color", "background-color", "font-family", "font-size", "font-weight", "font-style", "line-height",
    "text-align", "text-transform", "text-decoration-line", "white-space-collapse", "list-style-type",
    "padding-top", "padding-right", "padding-bottom", "padding-left",
    "margin-top", "margin-right", "margin-bottom", "margin-left",
    "border-top-width", "border-top-style", "border-top-color", "border-left-width", "border-left-style",
    "border-left-color", "border-radius", "flex-direction", "align-items", "justify-content", "row-gap", "column-gap",
)  # fmt: skip
CUT_STYLES = _LETS_LAY_OUT
"""What a part of a page is laid out by where it is written anew, after what its text is read by."""
_BEFORE = 3  # styles by which the text is read
_SAID_SO = {"h1", "h2", "h3", "h4", "h5", "h6", "p", "ul", "ol", "li", "dl", "dt", "dd", "table", "thead", "tbody"}
_SAID_SO |= {
    "tr",
    "th",
    "td",
    "caption",
    "strong",
    "b",
    "em",
    "i",
    "blockquote",
    "pre",
    "code",
    "label",
    "legend",
    "hr",
}
_SAID_SO |= {"fieldset", "span", "br", "small", "sup", "sub"}
_PLAIN_STYLE = re.compile(r"[\w\s.,#%()-]{1,120}")
_USUAL = {"none", "normal", "0px", "auto", "start", "static", "rgba(0, 0, 0, 0)"}
_TYPED = {"input", "textarea", "select", "script", "style", "noscript", "template", "iframe", "object", "svg"}
_ROLE = re.compile(r"[a-z]{1,20}")
_ELEMENT, _WORDS = 1, 3  # nodeType, DOM Standard


def cut_html(document: Mapping[str, Any], strings: Sequence[str], only: Collection[int]) -> str:
    """Write a part of a page as HTML: its visible text in the elements that it stands in, laid out as it was.

    `document` has the columns of `DOMSnapshot.captureSnapshot` (Chrome DevTools Protocol), `only` are the nodes of the
    part. No attribute of the page is kept but the roles of its elements, no picture, no address, and no style sheet: in
    all of these stands what nobody sees. What fields hold is not in it.
    """
    nodes, layout, styles = document["nodes"], document["layout"], styles_of(document, strings)
    placed = {node: place for place, node in enumerate(layout["nodeIndex"])}
    drawn = {*nodes["pseudoType"]["index"]}
    inside: dict[int, list[str]] = {}
    for node in range(len(nodes["parentIndex"]) - 1, -1, -1):
        within = "".join(reversed(inside.pop(node, [])))
        kind, name = nodes["nodeType"][node], strings[nodes["nodeName"][node]].lower()
        if node in only and kind == _WORDS:
            text = layout["text"][placed[node]] if node in placed else -1
            within = escape(strings[text], quote=False) if text >= 0 and styles[node][1] == "visible" else ""
        elif node in only and (node in drawn or name in _TYPED):
            within = ""
        elif node in only and kind == _ELEMENT and (node in placed or within):
            attributes = nodes["attributes"][node]
            given = {strings[one]: strings[other] for one, other in zip(attributes[::2], attributes[1::2], strict=True)}
            role = given.get("role", "")
            within = _element(name, role, styles[node][_BEFORE:] if node in placed else (), within)
        inside.setdefault(nodes["parentIndex"][node], []).append(within)
    return "".join(reversed(inside.get(-1, [])))


def _element(name: str, role: str, styles: Sequence[str], within: str) -> str:
    tag = name if name in _SAID_SO else "div"
    told = zip(_LETS_LAY_OUT, (style.replace('"', "") for style in styles), strict=False)
    style = ";".join(f"{key}:{value}" for key, value in told if _PLAIN_STYLE.fullmatch(value) and value not in _USUAL)
    said = f' role="{role}"' if _ROLE.fullmatch(role) else ""
    laid = f' style="{style}"' if style else ""
    return f"<{tag}{said}{laid}>" if tag in _VOID else f"<{tag}{said}{laid}>{within}</{tag}>"


def cut_mhtml(html: str, address: str, at: datetime, strip: str) -> bytes:
    """Give a part of a page as a file that browsers open; `strip` is what we say of it, above it."""
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    body = (
        f'<!doctype html><html><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}"></head><body>'
        f'<p style="border:1px solid;padding:8px;font:13px sans-serif">{escape(strip)}</p>{html}</body></html>'
    )
    head = (
        ("From", "<Saved by optout>"),
        ("Snapshot-Content-Location", address),
        ("Date", format_datetime(at)),
        ("MIME-Version", "1.0"),
        ("Content-Type", 'multipart/related; type="text/html"; boundary="----optout-part----"'),
    )
    part = (
        ("Content-Type", "text/html; charset=utf-8"),
        ("Content-Transfer-Encoding", "quoted-printable"),
        ("Content-Location", address),
    )
    first, second = ("".join(f"{name}: {value}\r\n" for name, value in lines) for lines in (head, part))
    coded = quopri.encodestring(body.encode()).decode("ascii").replace("\r\n", "\n").replace("\n", "\r\n")
    mark = "------optout-part----"
    return f"{first}\r\n{mark}\r\n{second}\r\n{coded}\r\n{mark}--\r\n".encode()
