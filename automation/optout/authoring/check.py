"""Checks flows: every mistake in them, which cases are to be replayed, and which languages they have words in."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from optout.errors import FlowError
from optout.flow.cases import ReadyCase, has_cases, load_cases
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow, Target, Wording
from optout.flow.recipient import find_recipient

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The official languages (Regulation No 1 of 1958, Article 1), as ISO 639-1 names them."""


_Worded = Literal["target", "phrase", "choice"]


@dataclass(frozen=True)
class Coverage:
    """The languages of a target's, phrase's or choice's words; `other_ways` says how a target is found without any."""

    name: str
    kind: _Worded
    languages: tuple[str, ...]
    inferred: tuple[str, ...]
    missing: tuple[str, ...]
    other_ways: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        """How many of the EU's languages the words cover."""
        return len(EU_LANGUAGES) - len(self.missing)


@dataclass(frozen=True)
class CheckedFlow:
    """A flow as it was checked: its mistakes, or else the cases to replay and the coverage of its words.

    `others` counts the cases that another checked flow has word for word.
    """

    name: str
    loaded: LoadedFlow | None = None
    cases: tuple[ReadyCase, ...] = ()
    others: int = 0
    mistakes: tuple[str, ...] = ()
    words: tuple[Coverage, ...] = ()

    @property
    def playable(self) -> list[tuple[LoadedFlow, ReadyCase]]:
        """The cases to replay, each with its flow."""
        return [(self.loaded, case) for case in self.cases] if self.loaded else []


@dataclass(frozen=True)
class CheckedLetter:
    """A letter as it was checked: its mistakes, or else the languages that it is in."""

    name: str
    languages: tuple[str, ...] = ()
    mistakes: tuple[str, ...] = ()


def check_letters(names: Iterable[str]) -> list[CheckedLetter]:
    """Check letters."""
    return [_checked_letter(name) for name in names]


def _checked_letter(name: str) -> CheckedLetter:
    try:
        recipient = find_recipient(name).recipient
    except FlowError as error:
        return CheckedLetter(name, mistakes=tuple(map(str, error.mistakes)))
    return CheckedLetter(name, ("en", *sorted(recipient.translations)))


def check(names: Iterable[str]) -> list[CheckedFlow]:
    """Check flows and their cases.

    Raises:
        UsageError: there is no such flow.
    """
    every = [_checked(name) for name in names]
    ids = {one.loaded.flow.id for one in every if one.loaded}
    own = [tuple(case for case in one.cases if case.inherited not in ids) for one in every]
    return [
        replace(one, cases=cases, others=len(one.cases) - len(cases)) for one, cases in zip(every, own, strict=True)
    ]


def _checked(name: str) -> CheckedFlow:
    try:
        loaded = find_flow(name)
        cases = tuple(load_cases(loaded).values()) if has_cases(loaded) else ()
    except FlowError as error:
        return CheckedFlow(name, mistakes=tuple(map(str, error.mistakes)))
    return CheckedFlow(name, loaded, cases, words=tuple(_coverage(loaded.flow)))


def _coverage(flow: Flow) -> Iterator[Coverage]:
    """Give the coverage of every target, then every phrase and choice, in the order of the file."""
    kinds: tuple[tuple[_Worded, Mapping[str, Wording]], ...]
    kinds = (("target", flow.targets), ("phrase", flow.phrases), ("choice", flow.choices))
    for kind, every in kinds:
        for name, words in every.items():
            # pt-BR counts as Portuguese: what a page in pt shows may differ, and is then one more entry of pt.
            plain = {language.partition("-")[0] for language in words.words}
            missing = tuple(language for language in EU_LANGUAGES if language not in plain)
            ways = tuple(way for way in ("name", "only") if isinstance(words, Target) and getattr(words, way))
            yield Coverage(name, kind, tuple(words.words), tuple(words.inferred), missing, ways)


def complete(words: Iterable[Coverage]) -> list[str]:
    """Give the EU's languages in which everything that has words has them."""
    wordy = [one for one in words if one.languages]
    return [language for language in EU_LANGUAGES if not any(language in one.missing for one in wordy)]
