"""Reads an e-mail so that it can be put on paper: its text alone, and the names of what is attached.

An e-mail is written by strangers. Its HTML is never shown as HTML: only the text is taken out of it.
"""

import re
from codecs import BOM_UTF8
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from html import unescape

from optout.evidence.mail import one_line
from optout.evidence.redaction import whole

MOST_TEXT = 20_000
"""Characters of a text that are put on paper: some ten pages."""
_MOST_READ = 400_000  # bytes of a part that are looked at
_MOST_PARTS = 100
_MOST_DEPTH = 20
_NAME_SHOWN = 120
_CHARSET = re.compile(
    r"utf-?(?:8|16)(?:[-_]?[lb]e)?|us-ascii|ascii|iso-?8859-\d{1,2}|latin-?1|windows-125\d|cp125\d|koi8-[ru]"
    r"|gb2312|gbk|gb18030|big5|shift_jis|euc-(?:jp|kr)|iso-2022-jp"
)
"""What a text may be written in; Python knows more, and some of those take quadratic time."""


@dataclass(frozen=True)
class Piece:
    """What is attached to an e-mail: its name as it gives it, its kind, and its bytes where they can be told."""

    name: str
    kind: str
    size: int | None


@dataclass(frozen=True)
class MailText:
    """The text of an e-mail; `of_html` where it has only HTML, `cut` where it goes on, `readable` if it was parsed."""

    text: str
    of_html: bool
    cut: bool
    pieces: tuple[Piece, ...]
    readable: bool = True


def mail_text(data: bytes) -> MailText:
    """Read a message; one that cannot be taken apart has no text."""
    try:
        parts = [part for part, _nr in zip(_leaves(_parsed(data), 0), range(_MOST_PARTS), strict=False)]
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError):  # the parser's own, on strange mails
        return MailText("", of_html=False, cut=False, pieces=(), readable=False)
    body = next((one for kind in ("text/plain", "text/html") for one in parts if _is_body(one, kind)), None)
    pieces = tuple(_piece(part) for part in parts if part is not body and _counts(part, body))
    if body is None:
        return MailText("", of_html=False, cut=False, pieces=pieces)
    of_html = body.get_content_type() == "text/html"
    text, read_whole = _decoded(body)
    text = text_of_html(text) if of_html else text
    shown, fits = shortened(text)
    return MailText(shown, of_html=of_html, cut=not (fits and read_whole), pieces=pieces)


def shortened(text: str) -> tuple[str, bool]:
    """Give a text without empty lines in a row, at most `MOST_TEXT` long, and whether that is all of it."""
    tidy = re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in whole(text).splitlines())).strip("\n")
    return (tidy, True) if len(tidy) <= MOST_TEXT else (f"{tidy[:MOST_TEXT]}…", False)


def _parsed(data: bytes) -> Message:
    return BytesParser(policy=compat32).parsebytes(data.removeprefix(BOM_UTF8))


def _leaves(part: Message, depth: int) -> Iterator[Message]:
    """Give the parts that hold something; a message that is attached counts as one, and is not looked into."""
    if depth > _MOST_DEPTH:
        raise ValueError("too deep")
    if part.get_content_maintype() == "multipart" and part.is_multipart():
        for below in part.get_payload():
            if isinstance(below, Message):
                yield from _leaves(below, depth + 1)
    else:
        yield part


def _is_body(part: Message, kind: str) -> bool:
    return part.get_content_type() == kind and part.get_content_disposition() != "attachment" and not _name(part)


def _counts(part: Message, body: Message | None) -> bool:
    """Whether a part is told as attached: the same text as HTML is not."""
    again = part.get_content_type() == "text/html" and _is_body(part, "text/html")
    return not (again and body is not None)


def _decoded(part: Message) -> tuple[str, bool]:
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    charset = (part.get_content_charset() or "utf-8").lower()
    read = data[:_MOST_READ]
    return read.decode(charset if _CHARSET.fullmatch(charset) else "utf-8", "replace"), len(read) == len(data)


def _piece(part: Message) -> Piece:
    payload = None if part.is_multipart() else part.get_payload(decode=True)
    return Piece(_name(part) or "", one_line(part.get_content_type())[:_NAME_SHOWN], _size(payload))


def _size(payload: object) -> int | None:
    return len(payload) if isinstance(payload, bytes) else None


def _name(part: Message) -> str:
    try:
        name = part.get_filename()
    except Exception:  # noqa: BLE001  errors of many kinds for what strangers write
        return "?"
    return one_line(str(name))[:_NAME_SHOWN] if name else ""


_UNSEEN = {"script", "style", "title", "template", "svg"}
_LINES = {"p", "div", "br", "li", "tr", "table", "ul", "ol", "blockquote", "hr", "pre", *(f"h{n}" for n in range(1, 7))}
_TAG = re.compile(r"</?([a-z][a-z0-9]{0,15})(?=[\s/>])", re.IGNORECASE)


def text_of_html(html: str) -> str:
    """Take the text out of HTML; what is hidden by its style is not told from what is seen.

    Each step goes on from where the last one ended. The parser that comes with Python looks for the end of a comment or
    a tag from every beginning of one, which takes hours where an e-mail has a hundred thousand.
    """
    pieces = (text if text == "\n" else re.sub(r"\s+", " ", unescape(text)) for text in _texts(html))
    return "\n".join(" ".join(line.split()) for line in "".join(pieces).split("\n"))


def _texts(html: str) -> Iterator[str]:
    """Give the texts between the tags, and a line end where a browser would begin a line."""
    lower, place = html.lower(), 0
    while (begin := html.find("<", place)) >= 0:
        yield html[place:begin]
        tag = _TAG.match(html, begin)
        if tag is None and not html.startswith(("<!", "<?", "</"), begin):
            yield "<"
            place = begin + 1
            continue
        name, closes = (tag[1].lower(), html[begin + 1] == "/") if tag else ("", False)
        mark = "-->" if html.startswith("<!--", begin) else f"</{name}" if name in _UNSEEN and not closes else ">"
        end = lower.find(mark, begin)
        if end < 0:
            return  # it has no end: a browser shows nothing of it either
        place = end if mark.startswith("</") else end + len(mark)
        if name in _LINES:
            yield "\n"
    yield html[place:]
