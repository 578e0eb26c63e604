"""What letters are made of: who signs, the words around a letter, its parts, and its plain text."""

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from playwright.sync_api import PdfMargins

from optout.evidence import plain, words
from optout.translation import _

MARGINS: PdfMargins = {"top": "19mm", "right": "20mm", "bottom": "15mm", "left": "20mm"}
_WIDTH = 74  # a preview has four columns in front of it, and a terminal 80


@dataclass(frozen=True, repr=False)
class Sender:
    """Who signs a letter; what is not known is left as a line to write on.

    It has no `repr`, so that no log and no traceback shows it.
    """

    name: str | None = None
    address: str | None = None

    @property
    def address_lines(self) -> list[str]:
        """The lines of the postal address; none if it is not known."""
        lines = (self.address or "").splitlines()
        return [line.strip() for line in lines if line.strip()]


@dataclass(frozen=True)
class Part:
    """A heading, the sentences below it, each after a mark if it has one, and quotations as label and text.

    `ruled` lines are left to write on.
    """

    heading: str = ""
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    mark: Literal["", "- ", "[ ] "] = ""
    ruled: int = 0


class Frame:
    """The words around a letter, in its language: of its sender, its address and its signature."""

    def __init__(self, language: str) -> None:
        tell = words(language).tell
        self.sender = tell(_("From"))
        self.recipient = tell(_("To"))
        self.name = tell(_("Full name"))
        self.postal_address = tell(_("Postal address"))
        self.telephone = tell(_("Telephone (optional)"))
        self.email = tell(_("E-mail"))
        self.place_and_date = tell(_("Place and date"))
        self.signature = tell(_("Signature"))
        self.labelled = tell(_("{name}: {value}"))

    def with_label(self, label: str, value: str) -> str:
        """Return a value behind its label."""
        return self.labelled.format(name=label, value=value)


def plain_text(heads: Iterable[str], parts: Iterable[Part]) -> str:
    """Write a letter without its frame; `heads` stand above it."""
    lines = [line for head in heads for line in (head, "")]
    for part in parts:
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: Part) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        indent = " " * len(part.mark)
        wrapper = textwrap.TextWrapper(
            _WIDTH, part.mark, indent, break_long_words=False, break_on_hyphens=False
        )
        yield wrapper.fill(sentence)
    for label, value in part.quotes:
        if label:
            yield label
        yield textwrap.indent(value, "> ", lambda _line: True)
    yield from ["..."] * part.ruled
