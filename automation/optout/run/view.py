"""What one look at the page saw of a flow: its targets and its phrases."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from optout.browser.locate import Found, NotFound, found_in
from optout.browser.look import Look
from optout.flow.model import Target
from optout.flow.words import says
from optout.redact import printable


@dataclass(frozen=True)
class View:
    """What one look for some targets saw. Once armed, a target may be `anywhere`: the code has a form of its own."""

    seen: Look
    targets: Mapping[str, Target]
    anywhere: bool
    pointed: Mapping[str, Callable[..., Found | NotFound]] = field(default_factory=dict)

    @property
    def read(self) -> bool:
        """Whether the page could be read."""
        return self.seen.read

    @property
    def blocks(self) -> list[str]:
        """The visible text, a block an entry."""
        return self.seen.blocks

    @property
    def mark(self) -> str:
        """Tell one page of a form from another: by what it says and asks."""
        asked = [f"{row.role} {row.name} {row.attr}" for row in self.seen.rows]
        made = [f"{part.sort} {part.name} {part.attr} {part.place}" for part in self.seen.made.every]
        return "\n".join([*self.blocks, *asked, *made])

    def taken_to_go_on(self) -> "View":
        """Give the same, as it looks when another page of the form is taken to follow."""
        return replace(self, seen=replace(self.seen, made=replace(self.seen.made, unfinished=True)))

    def find(self, name: str, *, enabled: bool = False) -> Found | NotFound:
        """Find one of the targets that were looked for; one that the person pointed at is that."""
        if name in self.pointed:
            return self.pointed[name](enabled=enabled)
        return found_in(self.seen, name, self.targets[name], enabled=enabled, anywhere=self.anywhere)

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
