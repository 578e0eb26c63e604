"""The plain CSS selectors of a flow file, each as a test of one element."""

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Protocol


class _Selectable(Protocol):
    """An element as a selector sees it: its name and the names of its attributes are in lower case."""

    tag: str
    attributes: dict[str, str]


Fits = Callable[[_Selectable], bool]

_IDENT = r"(?:[A-Za-z_\u0080-\U0010ffff]|\\.)(?:[\w\-\u0080-\U0010ffff]|\\.)*"
"""No character may fit two of its parts: what does not match would be tried in every way, for a stranger's flow."""
_PART = re.compile(
    rf"""(?P<tag>\*|{_IDENT}) | \#(?P<id>{_IDENT}) | \.(?P<cls>{_IDENT})
    | \[\s*(?P<name>{_IDENT})\s*(?:(?P<op>[~|^$*]?=)\s*(?P<value>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|{_IDENT}|\d+)
      \s*(?P<flag>[iIsS])?\s*)?\]
    | :not\(\s*(?P<inner>(?:[^()"']|"[^"]*"|'[^']*')+)\)""",
    re.VERBOSE,
)
_COMMA = re.compile(r"\s*,\s*")
_OPERATORS: Mapping[str, Callable[[str, str], bool]] = {
    "=": lambda held, wanted: held == wanted,
    "~=": lambda held, wanted: wanted in held.split(),
    "|=": lambda held, wanted: held == wanted or held.startswith(f"{wanted}-"),
    "^=": lambda held, wanted: bool(wanted) and held.startswith(wanted),
    "$=": lambda held, wanted: bool(wanted) and held.endswith(wanted),
    "*=": lambda held, wanted: bool(wanted) and wanted in held,
}


@lru_cache(maxsize=256)
def compiled(selector: str) -> Fits:
    """Return a test of a selector; raise ValueError for what is not among the plain ones."""
    every: list[list[Fits]] = [[]]
    text, at = selector.strip(), 0
    while found := _PART.match(text, at):
        if found["tag"] and every[-1]:
            raise ValueError("must be plain CSS")
        every[-1].append(_part(found))
        at = found.end()
        if comma := _COMMA.match(text, at):
            every.append([])
            at = comma.end()
    if at < len(text) or not every[-1]:
        raise ValueError("must be plain CSS")
    return lambda element: any(all(part(element) for part in one) for one in every)


def _part(found: re.Match[str]) -> Fits:
    if tag := found["tag"]:
        plain = _plain(tag).lower()
        return lambda element: plain in ("*", element.tag)
    if found["inner"]:
        inner = compiled(found["inner"])
        return lambda element: not inner(element)
    if found["id"]:
        return _attribute("id", "=", _plain(found["id"]), folds=False)
    if found["cls"]:
        return _attribute("class", "~=", _plain(found["cls"]), folds=False)
    name, value = _plain(found["name"]).lower(), found["value"]
    if value is None:
        return lambda element: name in element.attributes
    wanted = _plain(value[1:-1] if value[0] in "\"'" else value)
    flag = (found["flag"] or "").lower()
    return _attribute(name, found["op"], wanted, folds=flag == "i" or (name == "type" and not flag))  # as HTML does


def _attribute(name: str, operator: str, value: str, *, folds: bool) -> Fits:
    wanted, holds = value.lower() if folds else value, _OPERATORS[operator]

    def fits(element: _Selectable) -> bool:
        held = element.attributes.get(name)
        return held is not None and holds(held.lower() if folds else held, wanted)

    return fits


def _plain(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)
