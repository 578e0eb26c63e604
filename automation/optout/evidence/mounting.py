"""Puts what was taken of a part of a page on paper: a picture and a PDF, each under a strip that is not the page's.

It is done when the record is sealed, on a page of its own: the site's page hears nothing of it. What is around the part
is left blank there, and what shows over it is covered.
"""

import base64
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Error, Page, PdfMargins
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.evidence.capture import (
    PICTURE_LIMIT,
    SMALL,
    TALLEST,
    Lack,
    Picture,
    Shots,
    Taken,
    call_within,
    failed,
    kept_as,
    lack_of,
)
from optout.evidence.files import discard, replace_private
from optout.evidence.mhtml import cut_mhtml
from optout.evidence.part import Box
from optout.evidence.record import Capture, CaptureKind, CaptureStatus, PageSeen, Stage
from optout.evidence.redaction import without_names
from optout.evidence.report import Frame, footer, print_shown, show_document, style
from optout.evidence.wording import RecordWords

_MS = 10_000
"""What one picture may take."""
_OVERHANG = 2.0  # CSS pixels by which letters may stand out of their line


Strip = tuple[str, str, str]
"""What is said above a picture: whose it is, the page's address, and when."""
Drawn = tuple[bytes, Picture]


@dataclass(frozen=True)
class _Sheet:
    """One picture on our paper: its size in its own pixels, how many of these a CSS pixel had, and what is said."""

    taken: Taken
    strip: Strip
    png: bytes
    width: int
    height: int
    scale: float

    def css(self, at: int) -> str:
        """Give the rules that show the windows of the picture and cover what is not the part's."""
        drawn = f"url(data:image/png;base64,{base64.b64encode(self.png).decode()})"
        letters = f"font-size:{12 * self.scale:.1f}px;line-height:{self._whole(16)}px"
        rules = [
            f".m{at}{{width:{self.width}px}}",
            f".m{at} .strip{{{letters};padding:{self._whole(7)}px {self._whole(11)}px}}",
            f".m{at} .shot{{height:{self.height}px;--shot:{drawn}}}",
        ]
        for number, (left, top, right, bottom) in enumerate(self.windows()):
            place = f"left:{left}px;top:{top}px;width:{right - left}px;height:{bottom - top}px"
            rules.append(f".m{at} .w{number}{{{place};background:var(--shot) -{left}px -{top}px no-repeat}}")
        for number, (left, top, right, bottom) in enumerate(self.covers()):
            rules.append(
                f".m{at} .c{number}{{left:{left}px;top:{top}px;width:{right - left}px;height:{bottom - top}px}}"
            )
        return "".join(rules)

    def _whole(self, css_pixels: int) -> int:
        """Give a length in pixels of the picture: whole ones, that the next picture begins on a pixel too."""
        return round(css_pixels * self.scale)

    def windows(self) -> list[tuple[int, int, int, int]]:
        """Give where the part shows in the picture."""
        return [*self._placed(self.taken.part.windows)]

    def covers(self) -> list[tuple[int, int, int, int]]:
        """Give where something else does."""
        return [*self._placed(self.taken.part.covers)]

    def _placed(self, boxes: tuple[Box, ...]) -> Iterator[tuple[int, int, int, int]]:
        outer = self.taken.part.box or (0.0, 0.0, 0.0, 0.0)
        for box in boxes:
            left, top = (max(floor((box[at] - outer[at] - _OVERHANG) * self.scale), 0) for at in (0, 1))
            right = min(ceil((box[2] - outer[0] + _OVERHANG) * self.scale), self.width)
            bottom = min(ceil((box[3] - outer[1] + _OVERHANG) * self.scale), self.height)
            if right > left and bottom > top:
                yield left, top, right, bottom


@dataclass(frozen=True)
class Paper:
    """Where it is put, and in which words it is said whose the strip is.

    `page` gives a page that nothing else uses, `unkept` are names that the person does not want kept. `at` is
    which of the pictures that are drawn there it is.
    """

    folder: Path
    say: RecordWords
    id: str
    replay: bool
    page: Callable[[], Page]
    unkept: frozenset[str] = frozenset()
    at: int = -1

    @property
    def band(self) -> str:
        """What stands above every picture and page of a rehearsal."""
        return self.say("replay_band") if self.replay else ""


def mount(kept: Mapping[Stage, Shots], paper: Paper) -> dict[Stage, Shots]:
    """Put what was taken of parts of pages on paper. Never raises: what fails is listed, and what was kept stays."""
    waiting = {stage: shots for stage, shots in kept.items() if shots.taken and shots.page}
    if paper.unkept:
        waiting = {stage: _forgotten(shots, paper) for stage, shots in waiting.items()}
    sheets = {stage: _sheet(shots, paper) for stage, shots in waiting.items() if shots.taken and shots.page}
    try:
        drawn, lack = _draw(paper, sheets) if sheets else {}, None
    except Exception as error:  # noqa: BLE001  the texts stand alone
        drawn, lack = {}, lack_of(error)
    numbers = {stage: number for number, stage in enumerate(sheets)}
    done = {
        stage: _written(shots, replace(paper, at=numbers[stage]), drawn.get(stage), lack)
        for stage, shots in waiting.items()
    }
    return {**kept, **done}


def _written(shots: Shots, paper: Paper, drawn: Drawn | None, lack: Lack | None) -> Shots:
    """Write the picture as it was drawn, and what is made of it."""
    taken, seen, captures = shots.taken, shots.page, [*shots.captures]
    if taken is None or seen is None:
        return shots
    at = next((n for n, one in enumerate(captures) if one.kind is CaptureKind.PNG and one.file), -1)
    if at >= 0:
        try:
            if drawn is not None:
                replace_private(paper.folder / f"{seen.stage.prefix}.png", drawn[0])
        except OSError as error:
            drawn, lack = None, lack_of(error)
        if drawn is None:
            captures[at] = _unmounted(captures[at], taken, lack or Lack("part_unseen"), paper)
    if not seen.stage.is_of_settings:
        captures += _documents(shots, paper, drawn[0] if drawn else None)
    return replace(shots, captures=tuple(captures), picture=drawn[1] if drawn else None, taken=None)


def _strip(seen: PageSeen, paper: Paper) -> Strip:
    return paper.say("strip"), seen.address, paper.say.when(seen.at)


def _forgotten(shots: Shots, paper: Paper) -> Shots:
    """Take names out of what was taken of a page, and out of what of it is written already."""
    taken = shots.taken
    if taken is None:
        return shots
    for one in shots.captures:
        if one.file and one.kind in (CaptureKind.TXT, CaptureKind.ARIA):
            file = paper.folder / one.file
            with suppress(OSError):
                replace_private(file, without_names(file.read_text("utf-8"), paper.unkept).encode())
    text, html = (without_names(each, paper.unkept) for each in (taken.text, taken.html))
    part = replace(taken.part, covers=(*taken.part.covers, *taken.part.named))
    return replace(shots, taken=replace(taken, part=part, text=text, html=html))


def _unmounted(capture: Capture, taken: Taken, lack: Lack, paper: Paper) -> Capture:
    """Say what becomes of a picture that was not put on paper: it stays as it is if it shows nothing but the part.

    One of a rehearsal does not: nothing on it would say so.
    """
    stage, file = capture.stage, capture.file
    if stage is None or file is None or (is_pure(taken) and not paper.replay):
        return capture.model_copy(
            update={
                "status": CaptureStatus.DEGRADED,
                "reason": "no_strip",
                "detail": {"cause": lack.code, **lack.detail},
            }
        )
    discard(paper.folder / file)
    return failed(stage, capture.kind, lack)


def _documents(shots: Shots, paper: Paper, png: bytes | None) -> Iterator[Capture]:
    """Write the PDF and, of an answer, the page."""
    taken, seen = shots.taken, shots.page
    if taken is None or seen is None:
        return
    strip = " · ".join(filter(None, (paper.band, *_strip(seen, paper))))
    less = Lack("not_told_apart") if not taken.part.told_apart else None
    makes: dict[CaptureKind, Callable[[], bytes]] = {}
    if taken.html:
        makes[CaptureKind.MHTML] = lambda: cut_mhtml(taken.html, seen.address, seen.at, strip)
    makes[CaptureKind.PDF] = lambda: _print(paper, png, taken)
    for kind, make in makes.items():
        name = f"{seen.stage.prefix}.{kind.value}"
        try:
            replace_private(paper.folder / name, make())
        except Exception as error:  # noqa: BLE001  each stands alone
            yield failed(seen.stage, kind, lack_of(error))
        else:
            yield kept_as(seen.stage, kind, name, less)


def is_pure(taken: Taken) -> bool:
    """Whether a picture shows nothing but the part: one window, over which nothing else lies."""
    return len(taken.part.windows) == 1 and not taken.part.covers


def _size(png: bytes) -> tuple[int, int]:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    return width, height


def _sheet(shots: Shots, paper: Paper) -> _Sheet:
    taken, seen = shots.taken, shots.page
    if taken is None or seen is None:
        raise Lack("went_wrong", error="?")
    box = taken.part.box or (0.0, 0.0, 1.0, 1.0)
    width, height = _size(taken.png) if taken.png else (0, 0)
    return _Sheet(taken, _strip(seen, paper), taken.png or b"", width, height, width / max(box[2] - box[0], 1.0))


_PLACES = """() => [...document.querySelectorAll('.mount')].map(one => {
  const {x, y, width, height} = one.getBoundingClientRect();
  return {x, y, width: Math.ceil(width), height: Math.ceil(height)};
})"""
_LAY_OUT = """([at, drawn, width, height]) => {
  document.querySelectorAll('.mount').forEach(one => { one.hidden = true; });
  document.querySelectorAll('.paper').forEach((one, number) => { one.hidden = number !== at; });
  const print = document.querySelectorAll('.paper')[at].querySelector('.print');
  print.hidden = !drawn;
  if (!drawn) return;
  print.style.backgroundImage = `url(data:image/png;base64,${drawn})`;
  print.style.aspectRatio = `${width}/${height}`;
  print.style.width = `min(100%, ${width}px)`;
}"""


def _draw(paper: Paper, sheets: Mapping[Stage, _Sheet]) -> dict[Stage, Drawn]:
    """Draw each picture under its strip; gives it, and what of it goes into START-HERE.pdf."""
    css = style("start-here", "mount") + "".join(sheet.css(at) for at, sheet in enumerate(sheets.values()))
    page = paper.page()
    told = {"sheets": [*sheets.values()], "say": paper.say, "id": paper.id, "band": paper.band}
    show_document(page, "mount", {"css": css, **told})
    session = page.context.new_cdp_session(page)
    try:
        places = zip(sheets.items(), page.evaluate(_PLACES), strict=True)
        return {stage: _drawn(session, place, sheet) for (stage, sheet), place in places if sheet.png}
    finally:
        session.detach()


def _drawn(session: CDPSession, place: Mapping[str, float], sheet: _Sheet) -> Drawn:
    width, height = int(place["width"]), int(place["height"])

    def shoot(tall: int, **how: Any) -> bytes:
        clip = {**place, "height": tall, "scale": 1}
        # Packed less, by a quarter: that halves what a picture takes, and somebody waits for all of them.
        wanted = {"clip": clip, "captureBeyondViewport": True, "optimizeForSpeed": True, **how}
        try:
            return _shot(session, wanted)
        except PlaywrightTimeout:
            raise
        except Error:  # "Unable to capture screenshot", once in thousands on a busy computer (Chromium 156)
            return _shot(session, wanted)

    png = shoot(height, format="png")
    shown = min(height, round(TALLEST * width))
    whole = shown == height and sheet.taken.less is None
    if shown == height and len(png) <= SMALL:
        return png, Picture("image/png", png, width, height, whole)
    for quality in (55, 30):
        jpeg = shoot(shown, format="jpeg", quality=quality)
        if len(jpeg) <= PICTURE_LIMIT:
            break
    return png, Picture("image/jpeg", jpeg, width, shown, whole)


def _shot(session: CDPSession, wanted: Mapping[str, Any]) -> bytes:
    with call_within(_MS):
        return base64.b64decode(session.send("Page.captureScreenshot", dict(wanted))["data"])


def _print(paper: Paper, png: bytes | None, taken: Taken) -> bytes:
    """Print the picture, and its text below, for those who search it or have it read to them."""
    page, say = paper.page(), paper.say
    width, height = _size(taken.png or png) if png else (0, 0)  # without the strip, which stands above as text
    drawn = base64.b64encode(png).decode() if png else ""
    page.evaluate(_LAY_OUT, [paper.at, drawn, width, height])
    margins = PdfMargins(top="18mm", right="18mm", bottom="17mm", left="18mm")
    return print_shown(page, Frame(margins, paper.band, footer(say("footer", id=paper.id), say("page"), say("of"))))
