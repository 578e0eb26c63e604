"""What to type so that it runs: this program by the path it was started with, and its extras by its own Python.

The program's words call it `optout`. On the screen that becomes what was typed to start it, so that a line can be
copied as it stands; a record, a calendar and `--json` are read elsewhere, and keep the name.
"""

import os
import re
import shlex
import shutil
import sys
from importlib.util import find_spec
from pathlib import Path

from optout.cli.finding import typed
from optout.cli.groups import SECTIONS

NAME = "optout"
_DISTRIBUTION = "optout-submitter"
_COMMANDS = "|".join(command for names in SECTIONS.values() for command in names)
_CALL = re.compile(rf"(?<![\w./\\~-]){NAME}(?= (?:-|(?:{_COMMANDS})\b))")
"""The program's name where an option or a command of it follows: only such a line can be typed."""


def as_started(text: str) -> str:
    """Put what starts this program in place of its name, wherever a text says what to type."""
    return _CALL.sub(lambda _: program(), text) if NAME in text else text


def program() -> str:
    """Give what starts this program: its name where the system finds it by that, else its path, from here if below."""
    started = Path(sys.argv[0])
    if started.stem != NAME or not started.is_file() or _found(NAME, started):
        return NAME
    return _from_here(started)


def install_extra(extra: str) -> str:
    """Give the command that adds what an extra needs to the Python that runs this, with pip, or with uv where it is."""
    from importlib.metadata import requires  # noqa: PLC0415  slow to import, and few need it

    asked = [need.partition(";") for need in requires(_DISTRIBUTION) or []]
    needs = " ".join(_quoted(need.strip()) for need, _, when in asked if re.search(rf"extra == .{extra}.", when))
    python = _from_here(Path(sys.executable))
    return f"{python} -m pip install {needs}" if find_spec("pip") else f"uv pip install --python {python} {needs}"


def _found(name: str, started: Path) -> bool:
    found = shutil.which(name)
    return found is not None and started.samefile(found)


def _from_here(path: Path) -> str:
    here, path = Path.cwd(), path.absolute()
    if path.parent == here:
        return f".{os.sep}{_quoted(path.name)}"
    if path.is_relative_to(here):
        return _quoted(str(path.relative_to(here)))
    return typed(path) if os.name == "posix" else _quoted(str(path))


def _quoted(text: str) -> str:
    if os.name == "posix":
        return shlex.quote(text)
    return text if re.fullmatch(r"[\w.:\\/~-]*", text) else f'"{text}"'
