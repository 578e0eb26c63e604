"""Words in every official language of the Union, from a file that lists them by what they say."""

import re
import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import cast

from optout.flow.words import fold

_NEVER = re.compile(r"(?!)")


class Vocabulary:
    """The words of a TOML file: a table for each language, in it a list for what they say.

    In a word `*` is its rest; between two, ` ~ ` stands for up to two others.
    """

    def __init__(self, name: str) -> None:
        self._file = Path(__file__).parent / name

    @cache  # noqa: B019  each lasts as long as the program
    def languages(self) -> Mapping[str, Mapping[str, list[str]]]:
        """Return the words, by language and by what they say."""
        return cast("Mapping[str, Mapping[str, list[str]]]", tomllib.loads(self._file.read_text("utf-8")))

    @cache  # noqa: B019
    def pattern(self, says: str, some: tuple[str, ...]) -> re.Pattern[str]:
        """Return what fits a word, or words, that say something in any of some languages, in a folded text."""
        words = {word for language in some for word in self.languages()[language].get(says, ())}
        return re.compile(rf"(?<!\w)(?:{'|'.join(map(_way, sorted(words)))})(?!\w)") if words else _NEVER

    def order(self, language: str) -> Iterator[tuple[str, ...]]:
        """Return in which languages to read: the page's own and English, then all, as pages may not say theirs."""
        own = language.lower().partition("-")[0]
        yield (own, "en") if own in self.languages() and own != "en" else ("en",)
        yield tuple(sorted(self.languages()))


def _way(word: str) -> str:
    parts = fold(f"{word}|")[:-1].split(" ~ ")
    return r"\W+(?:\w+\W+){0,2}".join(r"\w*".join(map(re.escape, part.split("*"))) for part in parts)
