"""Words in any language, compared as a person reads them."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

_SINGLE_QUOTES, _DOUBLE_QUOTES, _DASHES = "‘’‚‛ʼ`´＇｀", "“”„‟«»＂", "‐‑‒–—−－"
_TO_ASCII = str.maketrans(
    dict.fromkeys(_SINGLE_QUOTES, "'")
    | dict.fromkeys(_DOUBLE_QUOTES, '"')
    | dict.fromkeys(_DASHES, "-")
)
_INVISIBLE = re.compile(
    "[\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe0e\ufe0f\ufeff]"
)
# The signs of an icon font are characters for private use: on the screen they are pictures, which
# separate words.
_SPACES = re.compile(r"[\s\ue000-\uf8ff\U000f0000-\U0010ffff]+")
_OPTIONAL = (
    "optional|facultatif|facultative|optionnel|freiwillig|opzionale|facoltativo|opcional|optioneel|opcjonalne|"
    "opcjonalnie|nieobowiązkowe|valgfri|valgfritt|valgfrit|valfritt|frivillig|valinnainen"
)
_OPTIONAL_MARKS = tuple(f"({word})" for word in _OPTIONAL.split("|"))
# A star or colon marks a field as required, an arrow a button that leads on.
_TRAILING = " *:>\u203a\u2192\u25b6\u25b8\u25bc\u25be\u276f\u2304"


@cache
def vocabulary(name: str) -> dict[str, Any]:
    """Return the words of a TOML file beside this one, mostly by language and meaning."""
    return tomllib.loads(Path(__file__).with_name(f"{name}.toml").read_text("utf-8"))


@lru_cache(maxsize=4096)  # the same words and lines are compared again and again
def fold(text: str) -> str:
    """Return a text for comparison.

    It is in NFKC and in small letters, with plain quotes, dashes and single spaces, without
    invisible characters, and without a star, a colon, an arrow or “(optional)” at its end.
    """
    # Quotes first: of an accent that stands for one (U+00B4) NFKC makes a space and another sign.
    plain = unicodedata.normalize("NFKC", text.translate(_TO_ASCII))
    plain = _INVISIBLE.sub("", plain)
    # Normalised twice: small letters can leave normal form (U+0130, U+0345).
    plain = unicodedata.normalize("NFKC", plain.casefold()).translate(_TO_ASCII)
    plain = _SPACES.sub(" ", _INVISIBLE.sub("", plain))
    return _without_marks(plain)


def _without_marks(text: str) -> str:
    """Return a text without what marks a field or button at its end."""
    # A loop and no regular expression, for which a page full of stars takes quadratic time.
    while True:
        shorter = text.strip().rstrip(_TRAILING)
        for mark in _OPTIONAL_MARKS:
            if shorter.endswith(mark):
                shorter = shorter.removesuffix(mark)
                break
        if shorter == text:
            return text
        text = shorter


def find_phrase(text: str, phrases: Iterable[str]) -> str | None:
    """Return the first phrase that a text contains as whole words, both folded; None if there is none."""
    folded = fold(text)
    for phrase in phrases:
        if _contains_words(folded, fold(phrase)):
            return phrase
    return None


def _contains_words(text: str, words: str) -> bool:
    if not words or words not in text:
        return False  # most phrases: a pattern is compiled only for the others
    return re.search(rf"(?<!\w){re.escape(words)}(?!\w)", text) is not None


def has_word(text: str, name: str, meaning: str, languages: tuple[str, ...]) -> bool:
    """True if a folded text has a word of a vocabulary with a meaning, in one of some languages."""
    return word_pattern(name, meaning, languages, text).search(text) is not None


class _Entry(NamedTuple):
    """An entry of a vocabulary: the texts that it consists of, and its pattern."""

    parts: tuple[str, ...]
    pattern: str


def word_pattern(name: str, meaning: str, languages: tuple[str, ...], text: str) -> re.Pattern[str]:
    """Return a pattern for the words of a vocabulary with a meaning, in some languages, that a folded text may have.

    Without such words the pattern matches nothing. Words whose letters are not in the text are
    left out: compiling all words of all languages takes longer than reading a page does.
    """
    candidates = tuple(
        entry.pattern
        for entry in _entries(name, meaning, languages)
        if all(part in text for part in entry.parts)
    )
    return _any_of(candidates)


@cache
def _entries(name: str, meaning: str, languages: tuple[str, ...]) -> tuple[_Entry, ...]:
    vocabularies = vocabulary(name)
    words = {word for language in languages for word in vocabularies[language].get(meaning, ())}
    return tuple(_Entry(_literal_parts(word), as_pattern(word)) for word in sorted(words))


def _literal_parts(word: str) -> tuple[str, ...]:
    return tuple(part for part in re.split(r"\*| ~ ", word.casefold()) if part)


@lru_cache(maxsize=1024)
def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of some patterns, as whole words."""
    if not patterns:
        return NOTHING
    return re.compile(rf"(?<!\w)(?:{'|'.join(patterns)})(?!\w)")


NOTHING = re.compile("(?!)")
"""Matches nothing."""


def as_pattern(word: str) -> str:
    """Return the pattern of an entry of a vocabulary.

    In it `*` stands for any letters of a word, ` ~ ` for up to two other words. Entries are
    folded in the files already, but for the capitals of their language (“ß”, “ς”).
    """
    parts = [_star_pattern(part) for part in word.casefold().split(" ~ ")]
    return r"\W+(?:\w+\W+){0,2}".join(parts)


def _star_pattern(text: str) -> str:
    return r"\w*".join(map(re.escape, text.split("*")))
