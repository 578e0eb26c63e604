"""How a form differs from the saved pages of it: what is new, gone, or called otherwise."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from optout.authoring.page import Node
from optout.authoring.reduced import Cleaner, Kept, Part, Vocabulary, Writer, parts_of


class Kind(StrEnum):
    """What has changed about a part of a form."""

    RENAMED = "renamed"
    NEW = "new"
    GONE = "gone"
    REQUIRED = "required"
    OPTIONAL = "optional"


@dataclass(frozen=True)
class Form:
    """The parts of a form, and the language of its page, `en`, or nothing when the page does not say."""

    parts: tuple[Part, ...]
    language: str = ""


@dataclass(frozen=True)
class Change:
    """One difference: `part` as it is now, or as it was when it is gone; `before` is its earlier name."""

    kind: Kind
    part: Part
    before: str = ""


def form_of(page: Node, known: Vocabulary) -> Form | None:
    """Give the form of a flow on a page, by the reduction that saves pages; None when the page has none."""
    parts, cleaner = parts_of(page, known), Cleaner(lambda text: text, ())
    cleaner.note_typed(page)
    writer = Writer(parts, cleaner, Kept())
    writer.write(page, {})
    language = page.attributes.get("lang", "").partition("-")[0].lower()
    return Form(tuple(dict.fromkeys(writer.form)), language) if parts.form else None


def nearest(live: Form, saved: Iterable[Form]) -> tuple[Form, list[Change]] | None:
    """Compare with the saved form that fits best, of those in the live form's language if there are any."""
    every = list(dict.fromkeys(saved))
    alike = [form for form in every if form.language == live.language] or every
    compared = [(form, changes(live, form)) for form in alike]
    return min(compared, key=lambda pair: (len(pair[1]), -len(pair[0].parts)), default=None)


def changes(live: Form, saved: Form) -> list[Change]:
    """List how the live form differs. In another language names say nothing: then only the flow's targets count."""
    translated = bool(live.language and saved.language and live.language != saved.language)
    pairs = _pairs(live, saved)
    now, before = {now for now, _ in pairs}, {was for _, was in pairs}
    found = [change for is_now, was in pairs for change in _altered(is_now, was, translated=translated)]
    left = [part for part in saved.parts if part not in before]
    added = [part for part in live.parts if part not in now]
    if translated:
        left, added = _unmatched(left, added), _unmatched(added, left)
    return [*found, *(Change(Kind.NEW, part) for part in added), *(Change(Kind.GONE, part) for part in left)]


def _pairs(live: Form, saved: Form) -> list[tuple[Part, Part]]:
    """Pair what has the same role and name, then what is the same target of the flow."""
    same = {part.key: part for part in saved.parts}
    pairs = [(part, same.pop(part.key)) for part in live.parts if part.key in same]
    paired = {part for pair in pairs for part in pair}
    targets = {part.target: part for part in saved.parts if part.target and part not in paired}
    return pairs + [
        (part, targets.pop(part.target)) for part in live.parts if part not in paired and part.target in targets
    ]


def _altered(now: Part, was: Part, *, translated: bool) -> Iterable[Change]:
    if now.key != was.key and not translated:
        yield Change(Kind.RENAMED, now, was.name)
    if now.required != was.required:
        yield Change(Kind.REQUIRED if now.required else Kind.OPTIONAL, now)


def _unmatched(parts: list[Part], others: list[Part]) -> list[Part]:
    """Leave out as many parts of each role as the other form has: between languages nothing more can be said."""
    room: dict[str, int] = {}
    for other in others:
        room[other.role] = room.get(other.role, 0) + 1
    kept = []
    for part in parts:
        room[part.role] = room.get(part.role, 0) - 1
        if room[part.role] < 0:
            kept.append(part)
    return kept
