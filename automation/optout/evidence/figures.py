"""The pictures of START-HERE: how large each is on paper, and what is said of it."""

import base64
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from optout.evidence import story_sentences as says
from optout.evidence.record import Capture, CaptureKind, PageSeen, PictureSize, Record, Stage
from optout.evidence.sentences import written
from optout.evidence.story_facts import FigureFacts, StoryFacts
from optout.evidence.wording import RecordWords

_HEAVIEST = 400_000  # bytes of a picture: authorities take attachments of some megabytes
_TALLEST = 3.5  # height over width of a picture that can still be read on one sheet of A4
# Millimetres of paper for a pixel of the page: text of 16 px, as most pages have it, is 2.6 mm high
# then, which is 7.3 pt. A form of 640 px is 102 mm wide.
_PIXEL = 0.16
# Millimetres: what a page of A4 has between its margins, and below the heading of a picture.
_WIDEST = 174.0
_HIGHEST = 225.0
_PX_PER_MM = 96 / 25.4


@dataclass(frozen=True)
class Figure:
    """A page that was captured, and its picture as base64; None if it has none, or none that fits.

    `width` is that of the picture on paper, in CSS pixels. `notes` are what is said of it.
    """

    page: PageSeen
    picture: str | None
    width: int
    notes: tuple[str, ...]


def figures_of(
    record: Record, pictures: Mapping[Stage, bytes], say: RecordWords
) -> Iterator[Figure]:
    """Return every page that was captured, in the order of the run."""
    facts = StoryFacts(record, say)
    for shot in record.captures:
        page = record.page(shot.stage) if shot.stage else None
        if shot.kind is CaptureKind.PNG and page is not None:
            yield _figure(facts, shot, page, pictures.get(page.stage, b""))


def _figure(facts: StoryFacts, shot: Capture, page: PageSeen, png: bytes) -> Figure:
    size = PictureSize.of(png)
    width, height = size.width, size.height
    fits = bool(png) and len(png) <= _HEAVIEST and height <= _TALLEST * width
    about = FigureFacts(facts, shot, is_drawn=fits)
    notes = written(says.FIGURE, about, facts.words.language)
    picture = base64.b64encode(png).decode() if fits else None
    on_paper = round(width_on_paper(width, height) * _PX_PER_MM)
    return Figure(page, picture, on_paper, notes)


def width_on_paper(width: int, height: int) -> float:
    """Return how many millimetres wide a picture is printed: readable, and on one page."""
    if not width or not height:
        return 0.0
    return min(width * _PIXEL, _WIDEST, _HIGHEST * width / height)
