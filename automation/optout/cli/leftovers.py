"""What is left of records that were never sealed: how old it is, what is in it, and how its objection stands."""

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optout.journal import JOURNAL_FILE
from optout.state import State
from optout.tongue import _

PARTIAL = ".partial-"
RECORDS, REPLAYS, LETTERS = "records", "replays", "complaints"
RUN_LASTS = 3_600
"""Seconds: a younger folder may belong to a run that goes on."""
_PARTS = {"01-": _("the filled form"), "02-": _("the request that sent it"), "03-": _("the last page")}


@dataclass(frozen=True)
class Leftover:
    """An unfinished record. `age` in seconds since anything in it changed; `state` is None when no journal has it."""

    folder: Path
    age: float
    parts: tuple[str, ...]
    size: int
    state: State | None

    @property
    def replay(self) -> bool:
        """Whether it is of a replay, which sends nothing."""
        return self.folder.parent.name == REPLAYS


def leftovers(data_dir: Path) -> Iterator[Leftover]:
    """List the unfinished records of live runs and of replays, newest first. Changes nothing."""
    found = [folder for name in (RECORDS, REPLAYS) for folder in (data_dir / name).glob(f"{PARTIAL}*")]
    states = _states(data_dir / JOURNAL_FILE) if found else {}
    yield from sorted((_leftover(folder, states) for folder in found), key=lambda left: left.age)


def _leftover(folder: Path, states: dict[str, State]) -> Leftover:
    seen = {path: known for path in (folder, *folder.rglob("*")) if (known := _stat(path))}
    files = {path: known.st_size for path, known in seen.items() if stat.S_ISREG(known.st_mode)}
    changed = max((known.st_mtime for known in seen.values()), default=time.time())
    return Leftover(
        folder=folder,
        age=max(0.0, time.time() - changed),
        parts=tuple(part for prefix, part in _PARTS.items() if any(path.name.startswith(prefix) for path in files)),
        size=sum(files.values()),
        state=states.get(folder.name.removeprefix(PARTIAL)),
    )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None  # a run that goes on has just renamed it, or it may not be read


def _states(journal: Path) -> dict[str, State]:
    """Read how objections stand; what cannot be read is found by another check."""
    if not journal.is_file():
        return {}
    try:
        database = sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            return {name: State(state) for name, state in database.execute("SELECT id, state FROM objections")}
        finally:
            database.close()
    except (sqlite3.Error, ValueError):
        return {}
