"""Keeps what is needed to mend a failure of the program itself: where it happened, and never with which values."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

import platformdirs

from optout import __version__

KEPT = 20
"""How many logs are kept; older ones go."""


def write_log(error: BaseException) -> Path | None:
    """Write the places an error came through into a private file; None when that is not possible either.

    Messages and local variables are left out: they may hold what was typed, filled or shown.
    """
    folder = Path(platformdirs.user_log_dir("optout", appauthor=False))
    file = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text("\n".join([f"optout {__version__}", *places(error), ""]), "utf-8")
        for old in sorted(folder.glob("*.log"))[:-KEPT]:
            old.unlink()
    except OSError:
        return None
    return file


def places(error: BaseException | None) -> list[str]:
    """List an error and what caused it: the kind of each, and the files, lines and functions it came through."""
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__, limit=-40)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return lines
