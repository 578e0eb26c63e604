"""What letters are made of: passages in the order in which they are read, and how they are written as plain text."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from optout.evidence.redaction import plain

_WIDTH = 78


@dataclass(frozen=True)
class LetterPart:
    """A heading, the sentences below it, and quotations as label and text.

    `ticks` are sentences with a box before each; `ruled` lines are left to write on.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    points: bool = False
    ticks: tuple[str, ...] = ()
    ruled: int = 0


def plain_text(heads: Iterable[str], parts: Iterable[LetterPart]) -> str:
    """Write a letter without its frame, to be pasted into a form or an e-mail; `heads` stand above it."""
    lines = [line for head in heads for line in (head, "")]
    for part in parts:
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: LetterPart) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        yield _wrapped(sentence, "- " if part.points else "")
    for label, value in part.quotes:
        yield f"{label}:"
        yield textwrap.indent(value, "> ", lambda _: True)
    for sentence in part.ticks:
        yield _wrapped(sentence, "[ ] ")
    yield from ["..."] * part.ruled


def _wrapped(sentence: str, mark: str) -> str:
    indent = " " * len(mark)
    wrapper = textwrap.TextWrapper(_WIDTH, mark, indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.fill(sentence)
