"""Checks flows: every mistake in them, which cases are to be replayed, and which languages they have words in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optout.errors import FlowError
from optout.flow.cases import has_cases, load_cases
from optout.flow.load import LoadedFlow, find_flow
from optout.flow.model import Flow
from optout.flow.recipient import find_recipient

EU_LANGUAGES = (
    "bg", "cs", "da", "de", "el", "en", "es", "et", "fi", "fr", "ga", "hr",
    "hu", "it", "lt", "lv", "mt", "nl", "pl", "pt", "ro", "sk", "sl", "sv",
)  # fmt: skip
"""The official languages (Regulation No 1 of 1958, Article 1), as ISO 639-1 names them."""


@dataclass(frozen=True)
class Coverage:
    """The languages of the words of a target, phrase or choice."""

    name: str
    kind: str
    languages: tuple[str, ...]
    inferred: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True)
class CheckedFlow:
    """A flow or letter with its mistakes; without any, the flow and its number of cases, or the letter's languages."""

    name: str
    mistakes: tuple[str, ...] = ()
    loaded: LoadedFlow | None = None
    cases: int = 0
    languages: tuple[str, ...] = ()

    @property
    def words(self) -> list[Coverage]:
        """What each of a flow's targets, then phrases and choices, covers."""
        return [*_coverage(self.loaded.flow)] if self.loaded else []


def check_letter(name: str) -> CheckedFlow:
    """Check a letter; raise UsageError where there is none."""
    try:
        return CheckedFlow(name, languages=("en", *sorted(find_recipient(name).recipient.translations)))
    except FlowError as error:
        return CheckedFlow(name, tuple(map(str, error.mistakes)))


def check_flow(name: str) -> CheckedFlow:
    """Check a flow and its cases; raise UsageError where there is none."""
    try:
        loaded = find_flow(name)
        cases = len(load_cases(loaded)) if has_cases(loaded) else 0
    except FlowError as error:
        return CheckedFlow(name, tuple(map(str, error.mistakes)))
    return CheckedFlow(name, loaded=loaded, cases=cases)


def _coverage(flow: Flow) -> Iterator[Coverage]:
    for kind, every in (("target", flow.targets), ("phrase", flow.phrases), ("choice", flow.choices)):
        for name, words in every.items():
            # pt-BR counts as Portuguese: what a page in pt shows may differ, and is then one more entry of pt.
            plain = {language.partition("-")[0] for language in words.words}
            missing = tuple(language for language in EU_LANGUAGES if language not in plain)
            yield Coverage(name, kind, tuple(words.words), tuple(words.inferred), missing)


def complete(words: Iterable[Coverage]) -> list[str]:
    """Return the EU's languages in which everything that has words has them."""
    wordy = [one for one in words if one.languages]
    return [language for language in EU_LANGUAGES if not any(language in one.missing for one in wordy)]
