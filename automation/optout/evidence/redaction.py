"""Captured text is hostile: what is done to it before a file, a terminal or a reader meets it."""

import json
import re
import unicodedata
from collections.abc import Iterable
from typing import Any
from urllib.parse import unquote, urlsplit

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_NOT_PLAIN = re.compile(f"[{_CONTROLS}{_BIDI}\u2028\u2029\ufeff]")
_INVISIBLE = re.compile(
    f"[{_CONTROLS}{_BIDI}\u00ad\u200b-\u200d\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_LONGEST_LINE = 1_000  # characters
_UNSEEN_SPACE = re.compile("(?:^|(?<=/)) +| +(?=/|$)| {2,}")
# joins emoji and breaks words: shown as the browser shows it
_SAME_LOOK = re.compile("[\u200b-\u200d\u00ad\ufeff]")


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which a page can hold and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    """Drop control and bidi characters, so that a text file can be shown on a terminal.

    Line ends and tabs stay.
    """
    return _NOT_PLAIN.sub("", whole(text.replace("\r\n", "\n").replace("\r", "\n")))


def shown(text: str) -> str:
    """Write control and bidi characters as `[U+202E]`: on paper they would act on the line, or vanish."""
    return _INVISIBLE.sub(lambda m: m[0] if _SAME_LOOK.match(m[0]) else _code(m[0]), whole(text))


def one_line(text: str) -> str:
    """Make a stranger's text one line that hides nothing: control and bidi characters become `[U+202E]`."""
    line = shown(" ".join(text.split()))
    return line if len(line) <= _LONGEST_LINE else f"{line[: _LONGEST_LINE - 1]}…"


def visible_name(name: str, *, ascii_only: bool = False) -> str:
    """Write a file's name with all that hides, joins a letter or stands at an edge as `[U+0301]`, `[U+0020]`.

    With `ascii_only` so is every letter that could look like another.
    """

    def shows(c: str) -> bool:
        return (
            c.isprintable()
            and unicodedata.category(c)[0] != "M"
            and (c.isascii() or not ascii_only)
        )

    marked = "".join(c if shows(c) else _code(c) for c in name)
    return _UNSEEN_SPACE.sub(lambda m: "".join(map(_code, m[0])), marked)


def _code(character: str) -> str:
    return f"[U+{ord(character):04X}]"


def json_text(value: Any, indent: int | None = None) -> str:
    """Give JSON that people can read in any language and that holds invisible characters only as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # json escapes what is below U+0020; the rest would reach a terminal as it is.
    return re.sub(f"(?![\n]){_INVISIBLE.pattern}", lambda m: json.dumps(m[0])[1:-1], text)


def json_file(value: Any) -> bytes:
    """Give such JSON as a file to be read."""
    return json_text(value, indent=2).encode() + b"\n"


MASK = "•••"
"""What stands for all that is not kept."""
_ADDRESS = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*://|(?<![\w/.@])//|(?<![\w/.@-])(?:[\w-]+\.)+[a-z]{2,}(?=[/?#;]))[^\s<>\"'“”]*[^\s<>\"'“”.,:;!?)]",
    re.IGNORECASE,
)
"""An address inside a text, whole or without its scheme."""
_LONGEST_NAME = 60  # characters
_PIECES = re.compile(r"[\W_]+")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+")
_SHORTEST_WORDS = 2.5  # letters, on average, of words that are written together
_WORD_OR_NUMBER = re.compile(r"([^\W\d_]{1,24})\d{0,4}|\d{1,4}")
_SHORT = 4
# characters; what is as short names a page, as in "3d", "b2b", "fr_FR", "v2.1a"
_SHORTEST_TOKEN = 6
# facebook.com/help/contact/1266025207620918; tokens have letters, too
_FORM_NUMBER = re.compile(r"\d{1,20}")


def redact_address(address: str) -> str:
    """Return scheme, host, path and the names in the query; their values, the fragment and any token become dots."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return MASK
    if parts.scheme not in {"", "http", "https"}:
        return address if address == "about:blank" else f"{parts.scheme}:{MASK}"
    host = parts.netloc.rpartition("@")[2]
    path, *parameters = re.split(";|%3b", parts.path, maxsplit=1, flags=re.IGNORECASE)
    return "".join(
        [
            f"{parts.scheme}://{host}" if host else "",
            "/".join(map(_redact_segment, path.split("/"))),
            f";{MASK}" if parameters else "",
            f"?{'&'.join(map(_redact_pair, parts.query.split('&')))}" if parts.query else "",
            f"#{MASK}" if parts.fragment else "",
        ]
    )


def _redact_segment(segment: str) -> str:
    """Return a path segment that is made of words and numbers, such as the number of a form; a token becomes dots."""
    pieces = [piece for piece in _PIECES.split(unquote(segment)) if piece]
    if len(segment) <= _SHORTEST_TOKEN or all(
        _is_word(piece) or _FORM_NUMBER.fullmatch(piece) for piece in pieces
    ):
        return segment
    return MASK


def _redact_pair(pair: str) -> str:
    name, equals, value = pair.partition("=")
    if not equals or redact_name(name) != name:
        return MASK
    return f"{name}={MASK if value else ''}"


def redact_name(name: str) -> str:
    """Give a field's name that is made of words and small numbers; what may be a token becomes dots."""
    pieces = [piece for piece in _PIECES.split(name) if piece]
    return name if len(name) <= _LONGEST_NAME and all(map(_is_word, pieces)) else MASK


def _is_word(piece: str) -> bool:
    found = _WORD_OR_NUMBER.fullmatch(piece)
    letters = found[1] if found else None
    words = _WORDS.findall(letters or "")
    return found is not None and (
        len(words) < 4 or len(letters or "") / len(words) >= _SHORTEST_WORDS
    )


def redact_label(label: str) -> str:
    """Give what a field is called without what its addresses tell; one that is only its name as `redact_name` does."""
    kept = redact_addresses(label)
    return kept if kept != label or any(map(str.isspace, label)) else redact_name(label)


def redact_addresses(text: str) -> str:
    """Redact every address inside a text."""
    return _ADDRESS.sub(lambda match: redact_address(match[0]), text)


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    """Replace what may not be shown.

    One figure of a code stays: it would take every such figure out of the text.
    """
    for secret in sorted({s.strip() for s in secrets}, key=len, reverse=True):
        text = text.replace(secret, MASK) if len(secret) >= _SHORT else text
    return text


_WORD = re.compile(r"\w+")
_MASKED_WORDS = re.compile(rf"{MASK}(?:[^\w\n•]*{MASK})+")


def with_words_of(text: str, other: str) -> str:
    """Return a text in which every word is replaced by dots that another text does not have."""
    shared = {word.casefold() for word in _WORD.findall(other)}

    def shown_or_masked(word: re.Match[str]) -> str:
        return word[0] if word[0].casefold() in shared else MASK

    return _MASKED_WORDS.sub(MASK, _WORD.sub(shown_or_masked, text))
