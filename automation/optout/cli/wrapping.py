"""Breaks what is said between words, so that it fits the terminal and goes on under where its text began.

What is no terminal gets each text on one line: it is searched and copied, and nobody knows how wide it will be shown.
"""

import os
import re
import unicodedata
from typing import TextIO

_NARROWEST = 30
"""Columns; in fewer than these nothing is broken."""
_HANG = 2
"""Columns by which what goes on is set in, where the text itself is not."""
_SPACE = "\ue000"
"""Stands for a space at which no line may end."""
_TOGETHER = re.compile(
    r"""(?<!\S)(?:\S*/)?optout\b(?:\ [a-z][\w-]*){0,3}   # a command of this program, with what follows it
        (?:\ (?:--?[a-z][\w-]*(?:\ [a-z0-9][\w.-]*)?|"[^"]*"|\S*[A-Z0-9./_]\S*))*
      | \b\w\ =\ \S+   # the letter of an answer
      | (?<!\S)(?:~?/|[A-Za-z]:\\)\S*(?:\ \S*[/\\]\S*)+   # a file in a folder whose name has a space""",
    re.VERBOSE,
)
_BEGINNING = re.compile(r" *\| | {2,}\S(?:[^\n]{0,18}?\S)? {2,}(?=\S)| *")
"""What stands before the text of a line: the edge of a quotation, a label with its column, or spaces."""


def columns(stream: TextIO) -> int | None:
    """Give how many columns the terminal has that a stream is; None without one. `COLUMNS` goes before what it says.

    `shutil.get_terminal_size` asks stdout, which may be a file.
    """
    if not stream.isatty():
        return None
    wished = os.environ.get("COLUMNS", "")
    if wished.isdecimal() and int(wished):
        return int(wished)
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None


def wrapped(text: str, width: int | None, at: int = 0, hang: int | None = None) -> str:
    """Break a text into lines of at most `width` columns, of which the first has `at` taken already.

    What goes on begins at the column `hang`, else under where the text of its line began. A word that is longer than a
    line stays whole, and so does what is there to be copied: a command, the path of a file.
    """
    if width is None or width < _NARROWEST:
        return text
    first, *rest = text.split("\n")
    return "\n".join([_broken(first, width, at, hang), *(_broken(line, width, 0, hang) for line in rest)])


def _broken(line: str, width: int, at: int, hang: int | None) -> str:
    start = hang if hang is not None else at + _start(line, at)
    rows, used = [""], at
    for gap, word in re.findall(r"( *)([^ ]+)", _TOGETHER.sub(lambda found: found[0].replace(" ", _SPACE), line)):
        here, wide = used + cells(gap), cells(word)
        below = next((column for column in (start, at) if column + wide <= width), 0)
        if here + wide > width and below < here:
            rows.append(" " * below + word)
            used = below + wide
        else:
            rows[-1] += gap + word
            used = here + wide
    ending = line[len(line.rstrip(" ")) :]
    return "\n".join(rows).replace(_SPACE, " ") + ending


def _start(line: str, at: int) -> int:
    beginning = _BEGINNING.match(line)
    return cells(beginning[0]) if beginning and beginning[0] else (0 if at else _HANG)


def cells(text: str) -> int:
    """Give how many columns a text takes on a terminal."""
    return sum(map(_cell, text))


def _cell(letter: str) -> int:
    if unicodedata.category(letter) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(letter) in "WF" else 1
