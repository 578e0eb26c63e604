"""What one look at the page saw of a flow: its targets and its phrases."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from optout.browser.element import (
    Passage,
    Snapshot,
    TextNode,
    block_of,
    is_behind,
    is_field,
    is_in_field,
    is_legible,
    is_own_button,
    is_quoted,
    is_seen,
    is_shown,
    passages_of,
    seen_text,
)
from optout.browser.pointer import Pointed, find_pointed
from optout.browser.surroundings import (
    beside_in_row,
    is_beside,
    is_later_step,
    is_name,
    is_of_fields,
    is_one_answer_of_several,
    titles_over,
    with_drawn,
    without_buttons,
)
from optout.browser.targets import FormParts, Found, Going, NotFound, find, parts_of, scopes_of
from optout.flow.days import earlier_day
from optout.flow.model import Target
from optout.flow.sentences import Unless, against, in_a_row, is_of_something_beside, until_end
from optout.flow.words import all_said, fold, says
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

    `own` are the person's own texts, which a page may repeat. `today` is None where a page may be of any day.
    `refusal`: the words would refuse, so that they must be of the objection, and not of a copy or a mail. What `stood`
    there before says nothing of how it went.
    """

    unless: Callable[[str], Unless]
    own: Iterable[str] = ()
    today: date | None = None
    refusal: bool = False
    stood: Callable[[str], bool] = lambda _: False

    def words(self, passage: Passage, phrase: str, before: str) -> Words:
        """Give a phrase that stands in a passage, after a text before it, and what speaks against it."""
        doubt, word = self._in_place(passage, phrase) or self._in_sentence(passage, phrase, before) or (None, "")
        place = block_of(passage.pieces[0].parent).node
        return Words(phrase, printable(passage.text(is_legible)), doubt=doubt, word=word, place=place)

    def _in_place(self, passage: Passage, phrase: str) -> tuple[Doubt, str] | None:
        """Return what speaks against it whatever its sentence says: whose it is, and where it stands."""
        if any(says(text, (phrase,)) for text in self.own):
            return Doubt.OWN, ""
        for doubt, is_so in _PLACES.items():
            pieces = [one for one in passage.pieces if not is_so(one)]
            if not says(Passage(pieces).text(is_legible), (phrase,)):
                return doubt, ""
        return self._under_title(passage, self.unless(phrase))

    def _under_title(self, passage: Passage, unless: Unless) -> tuple[Doubt, str] | None:
        """Return what speaks against a text by what stands over it: an example, a failure, another day."""
        for title in titles_over(passage.pieces[0]):
            fails = not self.refusal and unless.wrong(title) and not self.stood(title)
            if fails or unless.title(title):
                return Doubt.TITLE, printable(title)
            day = self.today and earlier_day(title, self.today, unless.languages)
            if day and len(title) - len(day) <= _DAY_ALONE:
                return Doubt.EARLIER, day
        return None

    def more(self, view: "View", words: Words) -> Words:
        """Return words that leave no doubt, and what the page says besides that speaks against them."""
        unless = self.unless(words.phrase)
        for passage in map(without_buttons, view.passages):
            text = passage.text()
            if (owed := unless.also(passage.language).owed(text)) and not self.stood(text):
                shown = passage.text(is_legible)
                if owed in fold(shown) and not (is_beside(passage.pieces[0]) or is_quoted(passage.pieces[0])):
                    return replace(words, doubt=Doubt.OWED, word=printable(owed))
        alerts = [one for one in view.seen.elements if one.role in ("alert", "alertdialog") and is_seen(one)]
        for text in map(seen_text, alerts):
            if unless.wrong(text) and not self.stood(text) and not says(text, (words.phrase,)):
                return replace(words, doubt=Doubt.WRONG, word=printable(text))
        return words

    def _in_sentence(self, passage: Passage, phrase: str, before: str) -> tuple[Doubt, str] | None:
        """Return what speaks against it in its sentence, or in the row that it is a part of."""
        unless, text = self.unless(phrase).also(passage.language), with_drawn(passage)
        if not says(text, (phrase,)):  # something is drawn in the middle of the words
            return Doubt.HANGS, printable(text)
        ahead, behind = beside_in_row(passage)
        row = in_a_row([*ahead, text, *behind])
        found = against(text, phrase, unless, before) or (against(row, phrase, unless) if row != text else None)
        if found is not None:
            return Doubt.ASKS if found.asks else Doubt.QUOTES if found.quotes else Doubt.HANGS, found.word
        if self.refusal and is_of_something_beside(text, phrase, unless):
            return Doubt.OTHER, ""
        day = self.today and earlier_day(until_end(row, phrase), self.today, unless.languages)
        return (Doubt.EARLIER, day) if day else None


_DAY_ALONE = 20
"""Characters that a title may have beside its day, such as that of a week, so that it says of what day a part is."""

_PLACES: Mapping[Doubt, Callable[[TextNode], bool]] = {
    Doubt.FIELD: lambda words: is_in_field(words) or is_of_fields(words),
    Doubt.QUOTES: is_quoted,
    Doubt.BEHIND: is_behind,
    Doubt.NAMES: is_name,
    Doubt.BESIDE: is_beside,
    Doubt.STEP: is_later_step,
    Doubt.ANSWERS: is_one_answer_of_several,
}
"""What a text may be, by its place, so that it says nothing of the send."""


def shown_phrase(blocks: list[str], phrases: tuple[str, ...]) -> tuple[str, str] | None:
    """Give the first phrase that is visible and the block of text it stands in, made printable."""
    if not phrases:
        return None
    for block in blocks:
        if phrase := says(block, phrases):
            return phrase, printable(block)
    return None
