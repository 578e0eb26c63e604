"""What the label of a field says that it is for, by words in every official language of the Union."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal, cast, get_args

from optout.flow.words import fold

_WORDS = Path(__file__).parent / "labels.toml"
Says = Literal["email", "message", "country", "again", "place", "other", "empty"]
"""What a label may say, as `labels.toml` tells it apart."""
_ABOUT = ("email", "message", "country", "place", "other")
_ADDRESS = re.compile(r"\S*@\S*")
_ASIDE = re.compile(r"[(\[{].*|(?<=\w{3})[.:;!?]\s.*|\s[-\u2013\u2014|]\s.*", re.DOTALL)
"""What follows the name of a field in its label: a hint, an example, a second sentence."""
_NEVER = re.compile(r"(?!)")
_SHORT = 6
"""Words that a name of a field has at most; what is longer is a sentence, which may speak of anything."""


@cache
def languages() -> frozenset[str]:
    """Return the languages that labels are known in."""
    return frozenset(_shipped())


@cache
def _shipped() -> Mapping[str, Mapping[str, list[str]]]:
    return cast("Mapping[str, Mapping[str, list[str]]]", tomllib.loads(_WORDS.read_text("utf-8")))


def words_in(language: str) -> Mapping[str, list[str]]:
    """Return the words of a language by what they say."""
    return _shipped()[language]


@cache
def _pattern(says: Says | Literal["void"], some: tuple[str, ...]) -> re.Pattern[str]:
    """Return what fits a word, or words, that say something in any of some languages."""
    words = {word for language in some for word in words_in(language).get(says, ())}
    if not words:
        return _NEVER
    ways = (r"\w*".join(map(re.escape, fold(f"{word}|")[:-1].split("*"))) for word in sorted(words))
    return re.compile(rf"(?<!\w)(?:{'|'.join(ways)})(?!\w)")


def _order(language: str) -> Iterable[tuple[str, ...]]:
    """Return in which languages a label is read: the page's own and English, then all, as pages may not say theirs."""
    every = tuple(sorted(languages()))
    own = language.lower().partition("-")[0]
    return ((own, "en"), every) if own in languages() - {"en"} else (("en",), every)


@lru_cache(maxsize=1024)
def said_of(label: str, language: str) -> frozenset[Says]:
    """Return what a label says, by the name it begins with; if that says nothing, by all of it."""
    plain = _ADDRESS.sub(" ", fold(label))
    head = _ASIDE.sub("", plain)
    for some in _order(language):
        for text in (head, plain):
            if found := _said(text, some):
                empty: frozenset[Says] = frozenset({"empty"}) if _pattern("empty", some).search(plain) else frozenset()
                return found | empty
    return frozenset()


def _said(text: str, some: tuple[str, ...]) -> frozenset[Says]:
    text = _pattern("void", some).sub(" ", text)
    found = {says for says in get_args(Says) if _pattern(says, some).search(text)}
    return frozenset(found if found.intersection(_ABOUT) or "empty" in found else found & {"again"})


@lru_cache(maxsize=1024)
def is_sentence(label: str) -> bool:
    """Whether a label is longer than a name of a field."""
    return len(_ASIDE.sub("", fold(label)).split()) > _SHORT
