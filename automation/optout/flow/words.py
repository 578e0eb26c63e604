"""Words in any language, compared the way a person reads them."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache

_SINGLE, _DOUBLE, _DASHES = "‘’‚‛ʼ`´＇｀", "“”„‟«»＂", "‐‑‒–—−－"  # noqa: RUF001
_PLAIN = str.maketrans(dict.fromkeys(_SINGLE, "'") | dict.fromkeys(_DOUBLE, '"') | dict.fromkeys(_DASHES, "-"))
_INVISIBLES = "\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff"
_INVISIBLE = re.compile(f"[{_INVISIBLES}]")
_SPACES = re.compile(r"[\s\ue000-\uf8ff\U000f0000-\U0010ffff]+")
"""What parts words: also the signs of an icon font, which are for private use and on the screen a picture."""
_OPTIONAL = (
    "optional|facultatif|facultative|optionnel|freiwillig|opzionale|facoltativo|opcional|optioneel|opcjonalne|"
    "opcjonalnie|nieobowiązkowe|valgfri|valgfritt|valgfrit|valfritt|frivillig|valinnainen"
)
_MARKS = tuple(f"({word})" for word in _OPTIONAL.split("|"))


def fold(text: str) -> str:
    """Fold a text for comparison: NFKC, case, quotes, dashes, spaces, invisibles, a trailing `*` or "(optional)"."""
    # The same words and lines are looked at again and again; the texts of whole pages are not worth keeping.
    return _kept_fold(text) if len(text) <= _WORTH_KEEPING else _fold(text)


def _fold(text: str) -> str:
    plain = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text.translate(_PLAIN)))
    # Twice: folding the case can leave a text that is no longer in normal form (U+0130, U+0345).
    plain = unicodedata.normalize("NFKC", plain.casefold()).translate(_PLAIN)
    flat, before = _SPACES.sub(" ", _INVISIBLE.sub("", plain)), None
    while flat != before:  # not a regular expression: a page of stars would make it quadratic
        before, flat = flat, flat.strip().rstrip(" *:")
        flat = next((flat.removesuffix(mark) for mark in _MARKS if flat.endswith(mark)), flat)
    return flat


_WORTH_KEEPING = 300
_kept_fold = lru_cache(maxsize=4096)(_fold)


def says(text: str, phrases: Iterable[str]) -> str | None:
    """Give the first phrase that the text contains as whole words, both folded; None when it contains none."""
    folded = fold(text)
    return next((phrase for phrase in phrases if any(places(fold(phrase), folded))), None)


def places(words: str, text: str) -> Iterator[tuple[int, int]]:
    """Give where words begin and end in a text with no letter or digit at either end; no words stand nowhere."""
    # Not a regular expression: compiling one a phrase costs more than a page does to read.
    start = text.find(words) if words else -1
    while start >= 0:
        end = start + len(words)
        around = text[max(start - 1, 0) : start] + text[end : end + 1]
        if not any(character.isalnum() or character == "_" for character in around):
            yield start, end
        start = text.find(words, start + 1)
