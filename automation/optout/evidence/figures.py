"""Lays the screenshots out on paper: small ones together, tall ones cut over pages."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optout.evidence.record import Capture, PageSeen, Stage
from optout.evidence.shots import Picture
from optout.evidence.story import Story, bare, lines

_MM = 25.4 / 96
_WIDTH, _HEIGHT = 174.0, 256.0  # millimetres that a page of START-HERE.pdf has for its content
_HEADING, _LINE, _SPARE = 19.0, 5.0, 6.0  # and what a figure's heading, a line of text and rounding take
_SQUEEZE = 0.78  # below this, a picture is cut over two pages rather than made smaller


@dataclass(frozen=True)
class Slice:
    """A part of a picture that fits on a page. Millimetres."""

    name: str
    width: float
    height: float
    top: float

    def css(self) -> str:
        """Give the rule that shows this part: style attributes are not allowed by the page's own policy."""
        size = f".{self.name}{{width:{self.width:.1f}mm;height:{self.height:.1f}mm}}"
        return f"{size}.{self.name} img{{width:{self.width:.1f}mm;margin-top:-{self.top:.1f}mm}}"


@dataclass(frozen=True)
class Figure:
    """A screenshot as it stands on paper. Without a picture, `note` says why."""

    heading: str
    caption: str
    alt: str
    source: str
    slices: tuple[Slice, ...]
    note: str | None
    said: str | None


def figures(story: Story, pictures: Mapping[Stage, Picture]) -> list[Figure]:
    """Lay out the screenshot of every stage that was captured."""
    shown = [(page, capture) for stage in Stage if (page := story.page(stage)) and (capture := story.capture(stage))]
    together = _shrink_to_share(story, [pictures.get(page.stage) for page, _ in shown])
    return [_figure(story, page, capture, pictures.get(page.stage), together) for page, capture in shown]


def _figure(story: Story, page: PageSeen, capture: Capture, picture: Picture | None, shrink: float | None) -> Figure:
    say, stage = story.say, page.stage
    seen = {"address": bare(page.address), "when": say.when(page.at)}
    said = _said(story) if stage is Stage.CONFIRMATION else None
    if picture:
        room = _HEIGHT - _HEADING - _SPARE - _text_height(said)
        slices = (_single(stage, picture, shrink),) if shrink else tuple(_slices(stage, picture, room))
    return Figure(
        heading=say(f"{stage.value}_unsent" if story.unsent else stage.value),
        caption=say("figure", **seen),
        alt=say(f"alt_{stage.value}", **seen),
        source=f"data:{picture.mime};base64,{base64.b64encode(picture.data).decode()}" if picture else "",
        slices=slices if picture else (),
        note=_note(story, capture, picture),
        said=said,
    )


def _said(story: Story) -> str | None:
    return story.record.confirmation.text if story.record.confirmation else None


def _note(story: Story, capture: Capture, picture: Picture | None) -> str | None:
    say = story.say
    if picture is None:
        reason = say.phrase(capture.reason) if capture.reason else say("too_large", file=capture.file)
        return say("no_picture", reason=reason)
    return None if picture.whole else say("cut", file=capture.file)


def _size(picture: Picture) -> tuple[float, float]:
    width = min(_WIDTH, picture.width * _MM)
    return width, width * picture.height / picture.width


def _text_height(said: str | None) -> float:
    if said is None:
        return 0.0
    return _LINE * (2 + lines(said))


def _shrink_to_share(story: Story, pictures: list[Picture | None]) -> float | None:
    """Give the factor at which both screenshots stand on one page, or None when that would make them too small."""
    there = [picture for picture in pictures if picture]
    if len(there) < len(Stage):
        return None
    notes = sum(2 * _LINE for picture in there if not picture.whole)
    room = _HEIGHT - 2 * _HEADING - _SPARE - _text_height(_said(story)) - notes
    factor = min(1.0, room / sum(_size(picture)[1] for picture in there))
    return factor if factor >= _SQUEEZE else None


def _single(stage: Stage, picture: Picture, factor: float) -> Slice:
    width, height = _size(picture)
    return Slice(f"{stage.value}-0", width * factor, height * factor, 0.0)


def _slices(stage: Stage, picture: Picture, room: float) -> Iterator[Slice]:
    width, height = _size(picture)
    if height * _SQUEEZE <= room:
        yield _single(stage, picture, min(1.0, room / height))
        return
    top, number = 0.0, 0
    while top < height:
        yield Slice(f"{stage.value}-{number}", width, min(room, height - top), top)
        top, room, number = top + room, _HEIGHT - _SPARE, number + 1
