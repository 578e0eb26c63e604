"""The words of a complaint; every sentence is in a file of `templates`, one for a language."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from optout.evidence.sentences import filled
from optout.evidence.supervisor import Regime
from optout.evidence.words import TEMPLATES, Words, tied, words

_ENGLISH = "en"


@dataclass(frozen=True)
class Said:
    """A language and a law. A key that the law has words of its own for, such as `title_uk`, goes before the plain."""

    words: Words
    regime: Regime
    texts: Mapping[str, Any]

    def _entry(self, key: str) -> Any:
        own = f"{key}_{self.regime}"
        return self.texts[own if own in self.texts else key]

    def __call__(self, key: str, **values: str) -> str:
        """Give a sentence with its gaps filled."""
        return filled(tied(self._entry(key)), values)

    def lines(self, key: str, values: Mapping[str, str]) -> Iterator[str]:
        """Give a list of sentences, their gaps filled."""
        return (filled(tied(text), values) for text in self._entry(key))

    def language_name(self, code: str) -> str:
        """Say the name of a language."""
        from babel import Locale  # noqa: PLC0415  most commands name none

        return str(Locale(self.words.language).languages.get(code, code))


@lru_cache(maxsize=4)
def said(language: str, regime: Regime) -> Said:
    """Read a language's words; a language that has none is answered in English."""
    file = TEMPLATES / f"complaint.{language}.toml"
    known = language if file.is_file() else _ENGLISH
    texts = tomllib.loads((TEMPLATES / f"complaint.{known}.toml").read_text("utf-8"))
    return Said(words(known), regime, texts)
