"""What `optout doctor` finds, and how it shows a path."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


class Fix(StrEnum):
    """What `--fix` may do by itself: nothing that loses anything of a person, and nothing that can be wrong."""

    ONLY_YOURS = "only_yours"  # takes the right to read it from others
    DELETE_REPLAY = "delete_replay"  # what an unfinished one left


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, how it stands, a sentence; when not well, what to type and what it means.

    `fix` and `place` say what `--fix` does about it, and to which file or folder.
    """

    name: str
    status: Status
    says: str
    mend: str = ""
    means: str = ""
    fix: Fix | None = None
    place: Path | None = None


def worst(findings: Iterable[Finding]) -> Status:
    """Give the worst status of all: what the exit code follows."""
    return max((finding.status for finding in findings), key=list(Status).index, default=Status.OK)


def shown(path: Path) -> str:
    """Show a path with `~` for the home folder, whose name is often the person's own."""
    return str(_from_home(path)) if _from_home(path) else str(path)


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    inner = _from_home(path)
    return "~/" + shlex.quote(inner.relative_to("~").as_posix()) if inner else shlex.quote(str(path))


def _from_home(path: Path) -> Path | None:
    home = Path.home()
    return "~" / path.absolute().relative_to(home) if path.absolute().is_relative_to(home) else None
