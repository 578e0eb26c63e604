"""What one look at the page saw of a flow: its targets and its phrases."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property

from optout.browser.element import Passage, Snapshot, is_field, is_own_button, is_shown, passages_of
from optout.browser.pointer import Pointed, find_pointed
from optout.browser.targets import FormParts, Found, Going, NotFound, find, parts_of, scopes_of
from optout.flow.model import Target
from optout.flow.words import says
from optout.person import PersonField
from optout.redact import printable


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

    @cached_property
    def spoken(self) -> list[str]:
        """The visible text, a block an entry, with the line breaks in it."""
        return [text for passage in self.passages if (text := passage.lines())]

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


def shown_phrase(blocks: list[str], phrases: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the first phrase that is visible and the block of text it stands in, made printable."""
    if not phrases:
        return None
    for block in blocks:
        if phrase := says(block, phrases):
            return phrase, printable(block)
    return None
