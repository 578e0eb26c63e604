"""Puts what was taken of a part of a page on paper: a picture and a PDF, each under a strip that is not the page's.

It is done when the record is sealed, on a page of its own: the site's page hears nothing of it. What is around the part
is left blank there, and what shows over it is covered.
"""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from math import ceil, floor
from pathlib import Path

from playwright.sync_api import Page, PdfMargins

from optout.evidence.capture import PICTURE_LIMIT, SMALL, TALLEST, Lack, Picture, Shots, Taken, failed, kept_as, lack_of
from optout.evidence.files import discard, replace_private
from optout.evidence.mhtml import cut_mhtml
from optout.evidence.part import Box
from optout.evidence.record import Capture, CaptureKind, CaptureStatus
from optout.evidence.redaction import without_names
from optout.evidence.report import Frame, footer, print_document, show_document, style
from optout.evidence.wording import RecordWords

_MS = 10_000
"""What one picture may take."""
_OVERHANG = 2.0  # CSS pixels by which letters may stand out of their line
_MM = 25.4 / 96
_WIDTH, _ROOM = 174.0, 205.0  # millimetres: a page across, and down it what is left below a heading


@dataclass(frozen=True)
class _Sheet:
    """One picture on our paper: its size in its own pixels, how many of these a CSS pixel had, and what is said."""

    taken: Taken
    png: bytes
    width: int
    height: int
    scale: float

    def css(self) -> str:
        """Give the rules that show the windows of the picture and cover what is not the part's."""
        drawn = f"url(data:image/png;base64,{base64.b64encode(self.png).decode()})"
        rules = [
            f".mount{{width:{self.width}px}}.strip{{font-size:{12 * self.scale:.1f}px}}",
            f".shot{{width:{self.width}px;height:{self.height}px;--shot:{drawn}}}",
        ]
        for number, (left, top, right, bottom) in enumerate(self.windows()):
            place = f"left:{left}px;top:{top}px;width:{right - left}px;height:{bottom - top}px"
            rules.append(f".w{number}{{{place};background:var(--shot) -{left}px -{top}px no-repeat}}")
        for number, (left, top, right, bottom) in enumerate(self.covers()):
            rules.append(f".c{number}{{left:{left}px;top:{top}px;width:{right - left}px;height:{bottom - top}px}}")
        return "".join(rules)

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

    `page` gives a page that nothing else uses, `unkept` are names that the person does not want kept.
    """

    folder: Path
    say: RecordWords
    id: str
    replay: bool
    page: Callable[[], Page]
    unkept: frozenset[str] = frozenset()


def mount(shots: Shots, paper: Paper) -> Shots:
    """Put what was taken of a part of a page on paper. Never raises: what fails is listed, and what was kept stays."""
    taken, seen = shots.taken, shots.page
    if taken is None or seen is None or (seen.stage.is_of_settings and taken.png is None):
        return shots
    if paper.unkept:
        taken = _forgotten(taken, shots.captures, paper)
        shots = replace(shots, taken=taken)
    strip = (paper.say("strip"), seen.address, paper.say.when(seen.at))
    captures, picture, png = [*shots.captures], None, None
    at = next((n for n, one in enumerate(captures) if one.kind is CaptureKind.PNG), -1)
    if taken.png is not None and at >= 0 and captures[at].file:
        name = f"{seen.stage.prefix}.png"
        try:
            sheet = _sheet(taken)
            png, picture = _draw(paper.page(), sheet, strip)
            replace_private(paper.folder / name, png)
        except Exception as error:  # noqa: BLE001  each stands alone
            lack, png = lack_of(error), None
            captures[at] = _unmounted(captures[at], taken, lack, paper.folder)
    if not seen.stage.is_of_settings:
        captures += _documents(shots, paper, strip, png)
    return replace(shots, captures=tuple(captures), picture=picture, taken=None)


def _forgotten(taken: Taken, captures: Sequence[Capture], paper: Paper) -> Taken:
    """Take names out of what was taken of a page, and out of what of it is written already."""
    for one in captures:
        if one.file and one.kind in (CaptureKind.TXT, CaptureKind.ARIA):
            file = paper.folder / one.file
            with suppress(OSError):
                replace_private(file, without_names(file.read_text("utf-8"), paper.unkept).encode())
    text, html = (without_names(each, paper.unkept) for each in (taken.text, taken.html))
    part = replace(taken.part, covers=(*taken.part.covers, *taken.part.named))
    return replace(taken, part=part, text=text, html=html)


def _unmounted(capture: Capture, taken: Taken, lack: Lack, folder: Path) -> Capture:
    """Say what becomes of a picture that was not put on paper: it stays as it is if it shows nothing but the part."""
    stage, file = capture.stage, capture.file
    if stage is None or file is None or is_pure(taken):
        return capture.model_copy(
            update={
                "status": CaptureStatus.DEGRADED,
                "reason": "no_strip",
                "detail": {"cause": lack.code, **lack.detail},
            }
        )
    discard(folder / file)
    return failed(stage, capture.kind, lack)


def _documents(shots: Shots, paper: Paper, strip: tuple[str, str, str], png: bytes | None) -> Iterator[Capture]:
    """Write the PDF and, of an answer, the page."""
    taken, seen = shots.taken, shots.page
    if taken is None or seen is None:
        return
    less = Lack("not_told_apart") if not taken.part.told_apart else None
    makes: dict[CaptureKind, Callable[[], bytes]] = {}
    if taken.html:
        makes[CaptureKind.MHTML] = lambda: cut_mhtml(taken.html, seen.address, seen.at, " · ".join(strip))
    makes[CaptureKind.PDF] = lambda: _print(paper, strip, png, taken)
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


def _sheet(taken: Taken) -> _Sheet:
    png, box = taken.png or b"", taken.part.box or (0.0, 0.0, 1.0, 1.0)
    width, height = _size(png)
    return _Sheet(taken, png, width, height, width / max(box[2] - box[0], 1.0))


def _draw(page: Page, sheet: _Sheet, strip: tuple[str, str, str]) -> tuple[bytes, Picture]:
    """Draw the picture under its strip; gives it, and what of it goes into START-HERE.pdf."""
    show_document(page, "mount", {"css": style("mount") + sheet.css(), "strip": strip, "sheet": sheet})
    mount = page.locator(".mount")
    png = mount.screenshot(type="png", timeout=_MS)
    width, height = _size(png)
    whole = height <= TALLEST * width and sheet.taken.less is None
    if height <= TALLEST * width and len(png) <= SMALL:
        return png, Picture("image/png", png, width, height, whole)
    if height > TALLEST * width:
        height = round(TALLEST * width)
        mount.evaluate("(e, tall) => { e.style.height = `${tall}px` }", height)
    for quality in (55, 30):
        jpeg = mount.screenshot(type="jpeg", quality=quality, timeout=_MS)
        if len(jpeg) <= PICTURE_LIMIT:
            break
    return png, Picture("image/jpeg", jpeg, width, height, whole)


def _print(paper: Paper, strip: tuple[str, str, str], png: bytes | None, taken: Taken) -> bytes:
    """Print the picture, and its text below, for those who search it or have it read to them."""
    css = style("start-here", "part")
    tall = False
    if png is not None:
        width, height = _size(taken.png or png)  # without the strip, which stands above as text
        drawn = f"url(data:image/png;base64,{base64.b64encode(png).decode()})"
        across = min(_WIDTH, width * _MM)
        tall = across * height / width > _ROOM
        css += f".shot{{background-image:{drawn};aspect-ratio:{width}/{height};width:min(100%,{width}px);"
        css += "background-size:100% auto;background-position:bottom}"
    say = paper.say
    parts = {
        "css": css,
        "strip": strip,
        "say": say,
        "pictured": png is not None,
        "tall": tall,
        "text": taken.text,
        "id": paper.id,
    }
    margins = PdfMargins(top="18mm", right="18mm", bottom="17mm", left="18mm")
    band = say("replay_band") if paper.replay else ""
    below = footer(say("footer", id=paper.id), say("page"), say("of"))
    return print_document(paper.page(), "part", parts, Frame(margins, band, below))
