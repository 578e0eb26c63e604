"""Sentences of documents: each with its text, the facts that it needs, and a case that shows it.

A document is an ordered list of sentences. A sentence is left out where a fact that it needs is
missing; it can never be written with an empty gap.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Generic, TypeVar

from optout.evidence.wording import filled, sentence, tied
from optout.outcome import gaps
from optout.translation import LazyText, translate

Facts = TypeVar("Facts")
Gaps = Mapping[str, str]
NO_GAPS: Gaps = MappingProxyType({})
"""The gaps of a sentence that has none."""


def always(_facts: object) -> Gaps:
    """Return the facts of a sentence that needs none."""
    return NO_GAPS


def needs(
    *conditions: Callable[[Facts], bool], **values: Callable[[Facts], str | None]
) -> Callable[[Facts], Gaps | None]:
    """Return the facts of a sentence: each condition holds, and each gap has a value.

    The value of a gap is None or empty where it is not known, and then the sentence is left out.
    """

    def facts(about: Facts) -> Gaps | None:
        if not all(condition(about) for condition in conditions):
            return None
        found = {name: value(about) for name, value in values.items()}
        known = {name: value for name, value in found.items() if value}
        return known if len(known) == len(found) else None

    return facts


@dataclass(frozen=True)
class Sentence(Generic[Facts]):
    """One sentence of a document, about facts of one type.

    `facts` returns the values of the gaps in `text`, in the document's language, or None if a fact
    that the sentence claims is missing. `case` names a document that has the sentence.
    """

    text: LazyText
    facts: Callable[[Facts], Gaps | None]
    case: str

    def written(self, facts: Facts, language: str) -> str | None:
        """Return the sentence in a language; None if a fact that it needs is missing.

        Raise ValueError if `facts` claims to have all facts and leaves a gap empty.
        """
        values = self.facts(facts)
        if values is None:
            return None
        text = tied(translate(self.text, language))
        empty = [name for name in sorted(gaps(text)) if not values.get(name)]
        if empty:
            raise ValueError(f"no value for {', '.join(empty)}: {self.text}")
        return filled(text, values)


def written(sentences: Iterable[Sentence[Facts]], facts: Facts, language: str) -> tuple[str, ...]:
    """Return each sentence whose facts are there, in their order."""
    texts = (each.written(facts, language) for each in sentences)
    return tuple(text for text in texts if text is not None)


def first(sentences: Iterable[Sentence[Facts]], facts: Facts, language: str) -> str:
    """Return the first sentence whose facts are there; raise ValueError if none has them."""
    for each in sentences:
        text = each.written(facts, language)
        if text is not None:
            return text
    raise ValueError("no sentence has its facts")


@dataclass(frozen=True)
class Row(Generic[Facts]):
    """A label and what is said beside it: the first of some sentences whose facts are there.

    `begins_a_sentence`: it gets a capital letter, whatever word a language begins it with.
    """

    label: LazyText
    sentences: tuple[Sentence[Facts], ...]
    begins_a_sentence: bool = False

    def written(self, facts: Facts, language: str) -> tuple[str, str] | None:
        """Return the label and the sentence in a language; None if no sentence has its facts."""
        for text in written(self.sentences, facts, language):
            in_full = sentence(text) if self.begins_a_sentence else text
            return tied(translate(self.label, language)), in_full
        return None


def written_rows(rows: Iterable[Row[Facts]], facts: Facts, language: str) -> list[tuple[str, str]]:
    """Return each row of which a sentence has its facts, in their order."""
    texts = (row.written(facts, language) for row in rows)
    return [text for text in texts if text is not None]
