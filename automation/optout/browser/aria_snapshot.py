"""Parses what Playwright's `aria_snapshot(mode="ai", boxes=True)` returns. Needs no browser.

A snapshot has one element a line, in the order of the page, in a subset of YAML that is indented by
two spaces:

    - textbox "Email" [ref=e4] [box=8,30,200,21]: ada@example.eu
    - link "Privacy" [ref=e5] [cursor=pointer] [box=8,60,50,18]:
      - /url: /privacy
    - text: Words beside them
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from optout.browser.element import Box

TEXT_ROLE = "text"
"""The role of a row without an element: it is a text of the element around it."""

_LINE = re.compile(
    r"""
    (?P<indent>\ *)-[ ]
    (?: '(?P<quoted>(?:[^']|'')*)' | (?P<plain>.*?) )  # YAML quotes a key that has a colon in it
    (?: : (?:\ (?P<value>.*))? )?
    """,
    re.VERBOSE,
)
_KEY = re.compile(
    r"""
    (?P<role>[\w-]+)
    (?:\ (?P<name> "(?:[^"\\]|\\.)*" | /.*/ ))?
    (?P<states>(?:\ \[[^\]]*\])*)
    """,
    re.VERBOSE,
)
_STATE = re.compile(r"\[([\w-]+)(?:=([^\]]*))?\]")
_HEX_ESCAPE = re.compile(r"(?<!\\)((?:\\\\)*)\\x")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a snapshot: an element, or a text of the element around it (`TEXT_ROLE`).

    `depth` is 0 for the outermost rows. `states` are those in square brackets, such as `checked`,
    with "true" for one without a value. `ref` is the reference for Playwright's `get_by_ref`, "" if
    the row has none. `text` is the value of a field, or the words of an element that has no
    children.
    """

    depth: int
    role: str
    name: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    ref: str = ""
    box: Box = (0.0, 0.0, 0.0, 0.0)
    text: str = ""
    has_children: bool = False


def parse(snapshot: str) -> list[Row]:
    """Return the rows of a snapshot in order, without properties of elements such as `/url`."""
    lines = snapshot.split("\n")
    rows = []
    for line, next_line in zip(lines, [*lines[1:], ""], strict=True):
        row = _parse_line(line, next_line)
        if row is not None:
            rows.append(row)
    return rows


def _parse_line(line: str, next_line: str) -> Row | None:
    parts = _LINE.fullmatch(line)
    if parts is None:
        return None
    quoted = parts["quoted"]
    key = _KEY.fullmatch(parts["plain"] if quoted is None else quoted.replace("''", "'"))
    if key is None:
        return None
    states = {name: value or "true" for name, value in _STATE.findall(key["states"])}
    ref = states.pop("ref", "")
    box = _parse_box(states.pop("box", "0,0,0,0"))
    return Row(
        depth=len(parts["indent"]) // 2,
        role=key["role"],
        name=_unquote(key["name"] or ""),
        states=states,
        ref=ref,
        box=box,
        text=_unquote(parts["value"] or ""),
        has_children=next_line.startswith(f"{parts['indent']} "),
    )


def _parse_box(numbers: str) -> Box:
    left, top, width, height = map(float, numbers.split(","))
    return left, top, width, height


def _unquote(text: str) -> str:
    """Return a text without its double quotes and escapes, if it has quotes."""
    if not text.startswith('"'):
        return text
    # YAML writes a control character as \x92, which JSON does not know.
    as_json = _HEX_ESCAPE.sub(r"\1\\u00", text)
    # Not strict: a control character that was not escaped is taken as it is.
    return str(json.loads(as_json, strict=False))
