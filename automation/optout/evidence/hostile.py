"""Captured text is hostile: what is done to it before a file, a terminal or a reader meets it."""

import json
import re
import unicodedata
from typing import Any

_BIDI = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_CONTROLS = "\x00-\x08\x0b-\x1f\x7f-\x9f"
_NOT_PLAIN = re.compile(f"[{_CONTROLS}{_BIDI}\u2028\u2029\ufeff]")
_INVISIBLE = re.compile(
    f"[{_CONTROLS}{_BIDI}\u00ad\u200b-\u200d\u2028\u2029\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_UNSEEN_SPACE = re.compile("(?:^|(?<=/)) +| +(?=/|$)| {2,}")
_SAME_LOOK = re.compile("[\u200b-\u200d\u00ad\ufeff]")  # joins emoji and breaks words: shown as the browser shows it


def whole(text: str) -> str:
    """Replace halves of surrogate pairs, which a page can hold and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain(text: str) -> str:
    """Drop control and bidi characters, so that a text file can be shown on a terminal. Line ends and tabs stay."""
    return _NOT_PLAIN.sub("", whole(text.replace("\r\n", "\n").replace("\r", "\n")))


def shown(text: str) -> str:
    """Write control and bidi characters as `[U+202E]`: on paper they would act on the line, or vanish."""
    return _INVISIBLE.sub(lambda m: m[0] if _SAME_LOOK.match(m[0]) else f"[U+{ord(m[0]):04X}]", whole(text))


def visible_name(name: str) -> str:
    """Write a file's name with all that hides, joins a letter or stands at an edge as `[U+0301]`, `[U+0020]`."""
    marked = "".join(code(c) if not c.isprintable() or unicodedata.category(c)[0] == "M" else c for c in name)
    return _UNSEEN_SPACE.sub(lambda m: "".join(map(code, m[0])), marked)


def code(character: str) -> str:
    """Write a character as `[U+0301]`."""
    return f"[U+{ord(character):04X}]"


def json_text(value: Any, indent: int | None = None) -> str:
    """Give JSON that people can read in any language and that holds invisible characters only as escapes."""
    text = json.dumps(value, ensure_ascii=False, indent=indent)
    # json escapes what is below U+0020; the rest would reach a terminal as it is.
    return re.sub(f"(?![\n]){_INVISIBLE.pattern}", lambda m: json.dumps(m[0])[1:-1], text)
