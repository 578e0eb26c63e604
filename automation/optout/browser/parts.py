"""Tells what a form is made of without any word: by type, place, need and what a list holds.

It is the last way before the person is asked, for pages in a language that no flow knows. What could be two things is
neither. Whatever is taken is shown to the person before anything is sent.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Frame

from optout.browser.window import ENGINE
from optout.flow.model import Kind


@dataclass(frozen=True)
class Part:
    """A visible field, group of radio buttons or button of the form in front.

    `place` counts those called alike, `at` says where in the page it is. `must`: it has to be filled; `line`: for one
    line of anything; `long`: for a text; `sends`: the browser itself sends the form with it; `later`: further buttons
    of the form do not show yet, as on a step of a wizard; `bare`: a button of a page of the form without any field.
    """

    frame: Frame
    sort: str
    tag: str
    attr: str
    name: str
    place: int
    at: int
    enabled: bool
    address: bool
    must: bool
    empty: bool
    long: bool
    line: bool
    countries: bool
    sends: bool
    later: bool
    bare: bool

    def selector(self, *, enabled: bool) -> str:
        """Give a selector of this very part; what has changed meanwhile is no longer found."""
        same = {key: getattr(self, key) for key in ("sort", "tag", "attr", "name", "place", "bare")}
        return f"{ENGINE}={json.dumps({'part': True, 'enabled': enabled, **same})}"


@dataclass(frozen=True)
class Parts:
    """The parts of the form in front, in the order of the page. `long_hidden`: a text field does not show yet.

    `unfinished`: another page of the form is taken to follow, though nothing here says so.
    """

    every: tuple[Part, ...] = ()
    long_hidden: bool = False
    unfinished: bool = False

    @property
    def fields(self) -> list[Part]:
        """What is written into or chosen from."""
        return [part for part in self.every if part.sort == "field"]

    @property
    def buttons(self) -> list[Part]:
        """What can be pressed."""
        return [part for part in self.every if part.sort == "button"]


def parts_of(frame: Frame, told: Mapping[str, Any]) -> Parts:
    """Make parts of what a frame answered."""
    return Parts(tuple(Part(frame=frame, **part) for part in told["parts"]), told["long_hidden"])


def of_kind(parts: Parts, kind: Kind, *, enabled: bool = False) -> Part | None:
    """Give the one part that is of a kind; None when there is none, or two could be it."""
    found = _ONE[kind](parts)
    return found if found and (found.enabled or not enabled) else None


def _one(parts: Sequence[Part]) -> Part | None:
    return parts[0] if len(parts) == 1 else None


def _addresses(parts: Parts) -> list[Part]:
    """Give the fields for an address: those that look like one, or the lines that must be filled."""
    return [part for part in parts.fields if part.address] or [part for part in parts.fields if _must_line(part)]


def _must_line(part: Part) -> bool:
    return part.line and part.must and part.empty


def _address(parts: Parts) -> Part | None:
    """Of two, the first: the second repeats it, and the same is written into both."""
    found = _addresses(parts)
    return found[0] if len(found) in (1, 2) else None


def _again(parts: Parts) -> Part | None:
    found = _addresses(parts)
    if len(found) == 1:
        fields = parts.fields
        following = fields[fields.index(found[0]) + 1 :][:1]
        found += [part for part in following if _must_line(part)]
    return found[1] if len(found) == 2 else None  # noqa: PLR2004


def _text(parts: Parts) -> Part | None:
    """Give the field for a text; where the form has none at all, the one line that may stay empty."""
    long = [part for part in parts.fields if part.long]
    if long or parts.long_hidden:
        return _one(long)
    address = _address(parts)
    lines = [part for part in parts.fields if part.line and part.empty and not (part.must or part.address)]
    return _one([part for part in lines if part is not address])


def _country(parts: Parts) -> Part | None:
    return _one([part for part in parts.fields if part.countries])


def _question(parts: Parts) -> Part | None:
    """Give the one question that comes before everything else on the form."""
    return None if parts.fields else _one([part for part in parts.every if part.sort == "group"])


def _onward(parts: Parts) -> Part | None:
    """Give the one button of a step that others follow; by what shows, never one with which the browser sends."""
    only = _one(parts.buttons)
    return only if only and (parts.unfinished or (only.later and not only.sends)) else None


def _send(parts: Parts) -> Part | None:
    """Give the one button of a form, or of several the one with which the browser sends it."""
    only = _one(parts.buttons) or _one([part for part in parts.buttons if part.sends])
    return None if only is None or only.later or parts.unfinished else only


_ONE: Mapping[Kind, Callable[[Parts], Part | None]] = {
    "email": _address,
    "email again": _again,
    "text": _text,
    "country": _country,
    "question": _question,
    "onward": _onward,
    "send": _send,
}
