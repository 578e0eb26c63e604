"""In how many of the EU's languages a flow knows its words."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from optout.flow.model import Flow, Target, Wording

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The official languages (Regulation No 1 of 1958, Article 1), as ISO 639-1 names them."""


@dataclass(frozen=True)
class Coverage:
    """The languages of a target's, phrase's or choice's words; `other_ways` says how a target is found without any."""

    name: str
    kind: Literal["target", "phrase", "choice"]
    languages: tuple[str, ...]
    inferred: tuple[str, ...]
    missing: tuple[str, ...]
    other_ways: tuple[str, ...] = ()


def coverage(flow: Flow) -> list[Coverage]:
    """Give the coverage of every target, then every phrase and choice, in the order of the file."""
    return list(_each(flow))


def _each(flow: Flow) -> Iterator[Coverage]:
    yield from (_of(name, "target", target) for name, target in flow.targets.items())
    yield from (_of(name, "phrase", phrase) for name, phrase in flow.phrases.items())
    yield from (_of(name, "choice", choice) for name, choice in flow.choices.items())


def _of(name: str, kind: Literal["target", "phrase", "choice"], words: Wording) -> Coverage:
    known = tuple(words.words)
    # pt-BR counts as Portuguese: what a page in pt shows may differ, and is then one more entry of pt.
    plain = {language.partition("-")[0] for language in known}
    missing = tuple(language for language in EU_LANGUAGES if language not in plain)
    ways = ("name", "only") if isinstance(words, Target) else ()
    return Coverage(
        name, kind, known, tuple(words.inferred), missing, tuple(way for way in ways if getattr(words, way))
    )


def covered(one: Coverage) -> int:
    """Give how many of the EU's languages the words cover."""
    return len(EU_LANGUAGES) - len(one.missing)


def complete(words: Iterable[Coverage]) -> list[str]:
    """Give the EU's languages in which everything that has words has them."""
    wordy = [one for one in words if one.languages]
    return [language for language in EU_LANGUAGES if not any(language in one.missing for one in wordy)]
