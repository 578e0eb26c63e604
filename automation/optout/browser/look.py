"""One look at a page: what could be meant by a flow's targets, and the text a person sees, all at one moment."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Frame

from optout.browser.window import ENGINE, Window
from optout.flow.model import Target


@dataclass(frozen=True)
class Row:
    """A visible element that may be a target, and what it is called.

    `near` are the texts before a field in its own row, `plain` is the text of something to press without a role, `only`
    names the targets whose selector it fits. `scoped`: it is in the part of the page that the flow works in. `strange`:
    it is in another form than that. `address`: it is a field for an e-mail address, by its kind, name or value.
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

    def told(self, **more: object) -> dict[str, object]:
        """Give what the element is known by, and more."""
        return {"tag": self.tag, "attr": self.attr, "scoped": self.scoped, **more}

    def selector(self, **more: object) -> str:
        """Give a selector of the visible elements of which this, and more, is true."""
        return f"{ENGINE}={json.dumps(self.told(**more))}"


@dataclass(frozen=True)
class Look:
    """What stood on the page: elements that may be targets, and visible text, a block an entry.

    `read`: it could be; `form`: there is one to write an address or a text into.
    """

    rows: tuple[Row, ...] = ()
    blocks: list[str] = field(default_factory=list)
    read: bool = False
    form: bool = False


def look_at(window: Window, targets: Mapping[str, Target], *, texts: bool = False) -> Look:
    """Look once at the page in front and its frames; empty while the page changes or waits for its server."""
    asked = {key: _asked(target) for key, target in targets.items()}
    answers = [(frame, window.read(frame, "look", targets=asked, texts=texts)) for frame in window.frames()]
    told = [(frame, answer) for frame, answer in answers if answer is not None]
    best = max((answer["score"] for _, answer in told), default=0)
    rows = (row for frame, answer in told for row in _rows(frame, answer, best))
    blocks = [block for _, answer in told for block in answer["blocks"]]
    return Look(tuple(rows), blocks, read=bool(answers) and answers[0][1] is not None, form=best > 0)


def _asked(target: Target) -> dict[str, Any]:
    return {"role": target.role, "name": target.name, "only": target.only}


def _rows(frame: Frame, answer: dict[str, Any], best: int) -> list[Row]:
    """Make rows of what a frame answered; the form of another frame may look more like the one the flow works in."""
    outdone = answer["score"] < best
    in_form = answer["kind"] == "form" or outdone
    apart = [row.pop("apart") and in_form for row in answer["rows"]]
    return [
        Row(
            frame=frame,
            strange=is_apart and (outdone or not row["scoped"]),
            **{**row, "near": tuple(row["near"]), "only": tuple(row["only"])},
        )
        for row, is_apart in zip(answer["rows"], apart, strict=True)
    ]
