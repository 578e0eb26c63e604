"""Checks flows: every mistake in them, which cases are to be replayed, and which languages they have words in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from optout.errors import FlowError
from optout.flow.cases import ReadyCase, has_cases, load_cases
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow, Target
from optout.flow.recipient import find_recipient

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The official languages (Regulation No 1 of 1958, Article 1), as ISO 639-1 names them."""


@dataclass(frozen=True)
class Coverage:
    """The languages of the words of a target, phrase or choice; `other_ways`: how a target is found without any."""

    name: str
    kind: str
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
    """A flow's mistakes, or else its cases to replay and its words; `others` counts cases that another flow replays."""

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


def check_letter(name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the languages that a letter is in, and its mistakes."""
    try:
        return ("en", *sorted(find_recipient(name).recipient.translations)), ()
    except FlowError as error:
        return (), tuple(map(str, error.mistakes))


def check(names: Iterable[str]) -> list[CheckedFlow]:
    """Check flows and their cases.

    Raises:
        UsageError: there is no such flow.
    """
    every = [_checked(name) for name in names]
    ids = {one.loaded.flow.id for one in every if one.loaded}
    own = [tuple(case for case in one.cases if case.inherited not in ids) for one in every]
    return [replace(one, cases=some, others=len(one.cases) - len(some)) for one, some in zip(every, own, strict=True)]


def _checked(name: str) -> CheckedFlow:
    try:
        loaded = find_flow(name)
        cases = tuple(load_cases(loaded).values()) if has_cases(loaded) else ()
    except FlowError as error:
        return CheckedFlow(name, mistakes=tuple(map(str, error.mistakes)))
    return CheckedFlow(name, loaded, cases, words=tuple(_coverage(loaded.flow)))


def _coverage(flow: Flow) -> Iterator[Coverage]:
    """Return the coverage of every target, then every phrase and choice, in the order of the file."""
    for kind, every in (("target", flow.targets), ("phrase", flow.phrases), ("choice", flow.choices)):
        for name, words in every.items():
            # pt-BR counts as Portuguese: what a page in pt shows may differ, and is then one more entry of pt.
            plain = {language.partition("-")[0] for language in words.words}
            missing = tuple(language for language in EU_LANGUAGES if language not in plain)
            ways = tuple(way for way in ("name", "only") if isinstance(words, Target) and getattr(words, way))
            yield Coverage(name, kind, tuple(words.words), tuple(words.inferred), missing, ways)


def complete(words: Iterable[Coverage]) -> list[str]:
    """Return the EU's languages in which everything that has words has them."""
    wordy = [one for one in words if one.languages]
    return [language for language in EU_LANGUAGES if not any(language in one.missing for one in wordy)]
