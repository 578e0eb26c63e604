"""Whether a sentence says what the words of a flow in it say, or asks, denies or doubts it."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from optout.flow.words import fold, places

_WORDS = Path(__file__).parent / "unless.toml"
_END = re.compile(r"(?:(?<!\.)\.(?!\.)|[!?؟。])+(?=[\s\"')\]]|$)")
_ASKS = re.compile("[?؟¿]")
_LEADS_ON = (":", ",", "…", "...")
"""What ends a text that the next one goes on with."""


@dataclass(frozen=True)
class Unless:
    """Words that take from a sentence what it says, and words after which it speaks of something else."""

    unless: tuple[str, ...] = ()
    further: tuple[str, ...] = ()


@cache
def _shipped() -> Mapping[str, Unless]:
    told = tomllib.loads(_WORDS.read_text("utf-8"))
    return {language: Unless(tuple(of["unless"]), tuple(of["further"])) for language, of in told.items()}


def unless_in(languages: Iterable[str], own: Iterable[str] = ()) -> Unless:
    """Return the words of some languages, and those that a flow adds."""
    known = [one for language in languages if (one := _shipped().get(language.partition("-")[0]))]
    return Unless(
        (*(word for one in known for word in one.unless), *own), tuple(word for one in known for word in one.further)
    )


@dataclass(frozen=True)
class Against:
    """What speaks against a sentence's saying what the words in it say: it asks, it quotes, or it has this `word`."""

    asks: bool = False
    quotes: bool = False
    word: str = ""


def against(text: str, phrase: str, unless: Unless, before: str = "") -> Against | None:
    """Return what speaks against a phrase that stands in a text; None if it says so plainly, wherever in the text.

    `before` is the text that stands before this one: where that ends in a colon, this one goes on with it.
    """
    whole = fold(text)
    found: Against | None = None
    led = fold(before) if before.rstrip().endswith(_LEADS_ON) else ""
    for start, end in places(fold(phrase), whole):
        found = _against(whole, start, end, unless, led)
        if found is None:
            return None
    return found


def _against(text: str, start: int, end: int, unless: Unless, led: str) -> Against | None:
    ends = [one for one in _END.finditer(text) if one.end() <= start]
    begins = ends[-1].end() if ends else 0
    head = text[begins:start] if ends else f"{led} {text[:start]}"
    last = _END.search(text, end)
    tail = text[end : last.end()] if last else text[end:]
    if _ASKS.search(head + tail):
        return Against(asks=True)
    if text[:start].count('"') % 2:
        return Against(quotes=True)
    further = [at for word in unless.further for at, _ in places(fold(word), tail)]
    tail = tail[: min(further)] if further else tail
    word = next((word for word in unless.unless for part in (head, tail) if any(places(fold(word), part))), None)
    return Against(word=word) if word else None
