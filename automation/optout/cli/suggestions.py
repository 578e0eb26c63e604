"""Comments to start from: data beside the program, and what tells a filled one from one that is not."""

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_suffix(".toml")
_GAP = re.compile(r"\[[^\[\]]+\]")
_BLANK_LINES = re.compile(r"\n\s*\n")


def starting_text(own: str, language: str) -> str:
    """Give what the editor begins with: the person's own text, then each suggestion below its subject."""
    said = _read()[language]
    subjects = (f"# {one['about']}\n{_one_line(one['text'])}" for one in said["comments"])
    intro = "\n".join(f"# {line}" for line in said["intro"])
    return "\n\n".join(part for part in (own, intro, *subjects) if part) + "\n"


def without_heads(text: str) -> str:
    """Leave out the lines that the program wrote about the suggestions, in any language; the person's own # stays."""
    kept = "\n".join(line for line in text.splitlines() if line.strip() not in _heads())
    return _BLANK_LINES.sub("\n\n", kept).strip()


def has_heads(text: str) -> bool:
    """Whether the program's suggestions stand in a text already."""
    return any(line.strip() in _heads() for line in text.splitlines())


def unfilled_gap(comment: str) -> str | None:
    """Give the first gap of a suggestion that still stands in a comment, however its lines are broken."""
    return next((gap for gap in _GAP.findall(_folded(comment)) if gap in gaps()), None)


@cache
def gaps() -> frozenset[str]:
    """Give every gap of every suggestion: what only the person can say."""
    texts = (_folded(one["text"]) for said in _read().values() for one in said["comments"])
    return frozenset(gap for text in texts for gap in _GAP.findall(text))


@cache
def _heads() -> frozenset[str]:
    said = _read().values()
    intros = (line for each in said for line in each["intro"])
    return frozenset(f"# {line}" for line in (*intros, *(one["about"] for each in said for one in each["comments"])))


@cache
def _read() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text("utf-8"))


def _one_line(text: str) -> str:
    return " ".join(text.strip().splitlines())


def _folded(text: str) -> str:
    """Make every kind and number of spaces one, so that a text can be compared."""
    return " ".join(text.split())
