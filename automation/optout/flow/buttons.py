"""What a button says that it does, by words in every official language of the Union."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from optout.flow.words import fold

_WORDS = Path(__file__).parent / "buttons.toml"
Does = Literal["send", "onward", "back", "decline", "close", "subscribe"]
"""What a button may say, as `buttons.toml` tells it apart."""
_CROSSES = frozenset("x\u00d7\u2715\u2716\u2717\u2718\u2a2f\U0001f5d9\u274c")
_SHORT = 6
"""Words that a button has at most; what is longer is a sentence, which may speak of anything."""


@cache
def _shipped() -> Mapping[str, Mapping[str, list[str]]]:
    return cast("Mapping[str, Mapping[str, list[str]]]", tomllib.loads(_WORDS.read_text("utf-8")))


@cache
def _pattern(does: Does, some: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits a word, or words, that say what a button does in any of some languages."""
    words = sorted({word for language in some for word in _shipped()[language][does]})
    ways = (r"\w*".join(map(re.escape, fold(f"{word}|")[:-1].split("*"))) for word in words)
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


@lru_cache(maxsize=1024)
def said_by(name: str, language: str) -> frozenset[Does]:
    """Return what a button says that it does: in the page's own language or English, else in any."""
    plain = fold(name)
    if plain and set(plain) <= _CROSSES:
        return frozenset({"close"})
    if len(plain.split()) > _SHORT:
        return frozenset()
    own = language.lower().partition("-")[0]
    first = (own, "en") if own in _shipped() else ("en",)
    for some in (first, tuple(_shipped())):
        if found := frozenset(does for does in get_args(Does) if _pattern(does, some).search(plain)):
            return found
    return frozenset()
