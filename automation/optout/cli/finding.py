"""What `optout doctor` finds, and how a path is shown."""

import shlex
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class Status(StrEnum):
    """How a finding stands."""

    OK = "ok"
    WARN = "warn"
    FAIL = "fail"


@dataclass(frozen=True)
class Finding:
    """What one check found: its name, how it stands, a sentence; when not well, what to type and what it means.

    `open_to_others` is the file or folder whose rights `--fix` takes from others.
    """

    name: str
    status: Status
    says: str
    mend: str = ""
    means: str = ""
    open_to_others: Path | None = None


def shown(path: Path) -> str:
    """Show a path with `~` for the home folder, whose name is often the person's own."""
    return str(_from_home(path) or path)


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    inner = _from_home(path)
    return "~/" + shlex.quote(inner.relative_to("~").as_posix()) if inner else shlex.quote(str(path))


def _from_home(path: Path) -> Path | None:
    home = Path.home()
    return "~" / path.absolute().relative_to(home) if path.absolute().is_relative_to(home) else None
