"""One look at a page: what could be meant by a flow's targets, and the text a person sees, all at one moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from playwright.sync_api import Frame

from optout.browser.parts import Parts, parts_of
from optout.browser.window import ENGINE, Window
from optout.flow.model import Target


@dataclass(frozen=True)
class Row:
    """A visible element that may be a target, and what it is called.

    `near` are the texts before a field in its own row, `plain` is the text of something to press without a role, `only`
    names the targets whose selector it fits. `scoped`: it is in the part of the page that the flow works in. `strange`:
    it is in another form than that. `address`: it is a field for an e-mail address, by its kind, name or value. `top`:
    it is in the dialog on top.
    """

    frame: Frame
    role: str
    tag: str
    attr: str
    name: str
    plain: str
    near: tuple[str, ...]
    only: tuple[str, ...]
    enabled: bool
    address: bool
    scoped: bool
    strange: bool
    top: bool

    def told(self, **more: object) -> dict[str, object]:
        """Give what the element is known by, and more."""
        return {"tag": self.tag, "attr": self.attr, "scoped": self.scoped, **more}

    def selector(self, **more: object) -> str:
        """Give a selector of the visible elements of which this, and more, is true."""
        return f"{ENGINE}={json.dumps(self.told(**more))}"


Going = Literal["", "page", "dialog"]


@dataclass(frozen=True)
class Look:
    """What stood on the page: elements that may be targets, and visible text, a block an entry.

    `read`: it could be; `form`: there is one to write an address or a text into; `boxed`: that is in a dialog; `made`:
    what the page is made of.
    """

    rows: tuple[Row, ...] = ()
    blocks: list[str] = field(default_factory=list)
    read: bool = False
    form: bool = False
    boxed: bool = False
    made: Parts = field(default_factory=Parts)


def look_at(window: Window, targets: Mapping[str, Target], *, texts: bool = False, going: Going = "") -> Look:
    """Look once at the page in front and its frames; empty while the page changes or waits for its server.

    `going`: a page of the form lies behind, so that the next may have no field; and whether it was in a dialog.
    """
    asked = {key: _asked(target) for key, target in targets.items()}
    parts = any(target.kind for target in targets.values())
    wanted = {"targets": asked, "texts": texts, "parts": parts, "going": going}
    answers = [(frame, window.read(frame, "look", **wanted)) for frame in window.frames()]
    told = [(frame, answer) for frame, answer in answers if answer is not None]
    best = max((answer["score"] for _, answer in told), default=0)
    rows = (row for frame, answer in told for row in _rows(frame, answer, best))
    blocks = [block for _, answer in told for block in answer["blocks"]]
    leading = [(frame, answer) for frame, answer in told if answer["form"] and answer["score"] == best]
    made = _made(leading or told) if parts else Parts()
    read = bool(answers) and answers[0][1] is not None
    boxed = any(answer["kind"] == "dialog" for _, answer in leading)
    return Look(tuple(rows), blocks, read=read, form=bool(leading), boxed=boxed, made=made)


def _made(told: list[tuple[Frame, dict[str, Any]]]) -> Parts:
    """Give what the form is made of; none when it could be in several frames."""
    holding = [parts for frame, answer in told if (parts := parts_of(frame, answer["made"])).every]
    return holding[0] if len(holding) == 1 else Parts()


def _asked(target: Target) -> dict[str, Any]:
    return {"role": target.role, "name": target.name, "only": target.only}


def _rows(frame: Frame, answer: dict[str, Any], best: int) -> list[Row]:
    """Make rows of what a frame answered; the form of another frame may look more like the one the flow works in."""
    outdone = answer["score"] < best
    in_form = answer["kind"] == "form" or outdone
    apart = [row.pop("beside") or (row["apart"] and in_form) for row in answer["rows"]]
    for row in answer["rows"]:
        del row["apart"]
    return [
        Row(
            frame=frame,
            strange=is_apart and (outdone or not row["scoped"]),
            **{**row, "near": tuple(row["near"]), "only": tuple(row["only"])},
        )
        for row, is_apart in zip(answer["rows"], apart, strict=True)
    ]
