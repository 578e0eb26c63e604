"""What can be wrong with a record."""

from dataclasses import dataclass
from enum import StrEnum

from optout.evidence.hostile import code, visible_name
from optout.tongue import Said, _

_LONGEST = 200


class Wrong(StrEnum):
    """What is wrong. The value is what `--json` shows."""

    CHANGED = "changed"
    TRUNCATED = "truncated"
    MISSING = "missing"
    ADDED = "added"
    RENAMED = "renamed"
    SWAPPED = "swapped"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    UNSAFE_PATH = "unsafe_path"
    LISTED_TWICE = "listed_twice"
    MANIFEST_BROKEN = "manifest_broken"
    NOT_A_BAG = "not_a_bag"
    TIMELINE_BROKEN = "timeline_broken"
    RECORD_BROKEN = "record_broken"
    RECORD_DISAGREES = "record_disagrees"
    NEWER = "newer"
    FINGERPRINT_DIFFERS = "fingerprint_differs"


@dataclass(frozen=True)
class Finding:
    """One thing that is wrong, with the file it concerns and a sentence for the person."""

    kind: Wrong
    file: str
    says: str


def finding(kind: Wrong, file: str, says: str, **values: object) -> Finding:
    """Make a finding; `{file}` in the sentence stands for the name, which is made safe to print."""
    name = shown_name(file)
    return Finding(kind, name, Said(says).format(file=name or _("the folder"), **values))


def shown_name(path: str) -> str:
    """Write a path so that it is safe to print and no other path looks like it; at most 200 characters."""
    name = visible_name(path)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def spelled(path: str) -> str:
    """Write a path in ASCII: beside its old name, a letter of another alphabet would look the same."""
    return shown_name("".join(c if c.isascii() else code(c) for c in path))
