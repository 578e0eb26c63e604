"""What one look at the page saw of a flow: its targets and its phrases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from optout.browser.element import (
    Passage,
    Snapshot,
    is_behind,
    is_field,
    is_in_field,
    is_legible,
    is_own_button,
    is_quoted,
    is_shown,
    passages_of,
)
from optout.browser.pointer import Pointed, find_pointed
from optout.browser.targets import FormParts, Found, Going, NotFound, find, parts_of, scopes_of
from optout.flow.model import Target
from optout.flow.sentences import Unless, against
from optout.flow.words import all_said, says
from optout.person import PersonField
from optout.redact import printable
from optout.run.verdict import Doubt, Words


@dataclass(frozen=True)
class View:
    """What one look for some targets saw. Once armed, a target may be `anywhere`: the code has a form of its own.

    `going`: a page of the form lies behind, so that the next may have no field; `onward`: another one is taken to
    follow, though nothing on the page says so. `holds` are the values that go into targets.
    """

    seen: Snapshot
    targets: Mapping[str, Target]
    anywhere: bool = False
    pointed: Mapping[str, Pointed] = field(default_factory=dict)
    going: Going = ""
    onward: bool = False
    holds: Mapping[str, PersonField] = field(default_factory=dict)

    @classmethod
    def unread(cls, targets: Mapping[str, Target]) -> "View":
        """Give what a look at a page sees that cannot be read: nothing."""
        return cls(Snapshot(), targets)

    @property
    def read(self) -> bool:
        """Whether the page could be read."""
        return self.seen.read

    @cached_property
    def passages(self) -> list[Passage]:
        """The text, a block an entry, each after what stands before it."""
        return [passage for document in self.seen.documents for passage in passages_of(document)]

    @cached_property
    def blocks(self) -> list[str]:
        """The visible text, a block an entry."""
        return [text for passage in self.passages if (text := passage.text())]

    @property
    def form(self) -> bool:
        """Whether there is a form to write an address or a text into."""
        return bool(scopes_of(self.seen).leading)

    @property
    def boxed(self) -> bool:
        """Whether that form is in a dialog."""
        return any(scope.kind == "dialog" for scope in scopes_of(self.seen).leading)

    @property
    def parts(self) -> FormParts:
        """What the form in front is made of."""
        parts = parts_of(self.seen, self.going)
        return parts.taken_to_go_on() if self.onward else parts

    @cached_property
    def mark(self) -> str:
        """Tell one page of a form from another: by what it says and asks."""
        asked = [one for one in self.seen.elements if (is_field(one) or is_own_button(one)) and is_shown(one)]
        return "\n".join([*self.blocks, *(f"{one.role} {one.name} {one.attr}" for one in asked)])

    def taken_to_go_on(self) -> "View":
        """Give the same, as it looks when another page of the form is taken to follow."""
        return replace(self, onward=True)

    def find(self, name: str, *, enabled: bool = False) -> Found | NotFound:
        """Find one of the targets that were looked for; one that the person pointed at is that."""
        if name in self.pointed:
            return find_pointed(self.seen, self.pointed[name], enabled=enabled)
        target = self.targets[name]
        holds = self.holds.get(name)
        return find(self.seen, target, self.parts, holds=holds, enabled=enabled, anywhere=self.anywhere)

    def shows(self, name: str, *, enabled: bool = False) -> Found | None:
        """Give one of the targets if it was there."""
        found = self.find(name, enabled=enabled)
        return found if isinstance(found, Found) else None

    def says(self, phrases: Iterable[str], reads: "Reads") -> Words | None:
        """Give the first of some phrases that a person would read as an answer, else the first that they can read.

        It is not of the colour of its ground and nothing lies over it; what else speaks against it is its doubt.
        """
        wanted, doubtful, before = tuple(phrases), None, ""
        for passage in self.passages:
            text = passage.text()
            if says(text, wanted):
                for phrase in all_said(passage.text(is_legible), wanted):
                    words = reads.words(passage, phrase, before)
                    if words.doubt is None:
                        return words
                    doubtful = doubtful or words
            before = text or before
        return doubtful


@dataclass(frozen=True)
class Reads:
    """How a person reads words of the flow: with the words of a language that take from a sentence what it says.

    `own` are the person's own texts, which a page may repeat.
    """

    unless: Callable[[str], Unless]
    own: Iterable[str] = ()

    def words(self, passage: Passage, phrase: str, before: str) -> Words:
        """Give a phrase that stands in a passage, after a text before it, and what speaks against it."""
        around = printable(passage.text(is_legible))
        if any(says(text, (phrase,)) for text in self.own):
            return Words(phrase, around, doubt=Doubt.OWN)
        for doubt, is_so in ((Doubt.FIELD, is_in_field), (Doubt.QUOTES, is_quoted), (Doubt.BEHIND, is_behind)):
            pieces = [one for one in passage.pieces if not is_so(one)]
            if not says(Passage(pieces).text(is_legible), (phrase,)):
                return Words(phrase, around, doubt=doubt)
        found = against(passage.text(), phrase, self.unless(phrase), before)
        if found is None:
            return Words(phrase, around)
        doubt = Doubt.ASKS if found.asks else Doubt.QUOTES if found.quotes else Doubt.HANGS
        return Words(phrase, around, doubt=doubt, word=found.word)


def shown_phrase(blocks: list[str], phrases: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the first phrase that is visible and the block of text it stands in, made printable."""
    if not phrases:
        return None
    for block in blocks:
        if phrase := says(block, phrases):
            return phrase, printable(block)
    return None
