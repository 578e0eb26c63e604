"""Captures the part of a page that is kept, as a picture and as text; what must not be shown is covered in both.

Every call on the page has a time-out of its own. A picture that cannot be had whole becomes less, and says so.
"""

import base64
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, FloatRect, Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.evidence.files import discard, replace_private
from optout.evidence.record import Capture, CaptureKind, CaptureStatus, PageSeen, Stage
from optout.evidence.redaction import kept_address, kept_addresses, plain, without_secrets
from optout.evidence.wording import TEMPLATES
from optout.i18n import why
from optout.redact import printable

# The rest of the package names a page, and needs nothing else of Playwright.
__all__ = ["Page", "capture"]

MOST_SECONDS = 30.0
"""What the captures of a stage may take: the person waits meanwhile."""
TALLEST = 16_384
"""CSS pixels: some ten sheets of paper, and the tallest picture that Chromium draws at once."""
WHOLE_MS, WINDOW_MS, LOOK_MS = 8_000, 3_000, 1_000
_FRAMES = 10
COVER_COLOUR = "#3a4750"
_TO_COVER = """input:is([type=password i], [name=pass i], [name=passwd i], [name=password i], [name=pwd i],
[id=pass i], [id=passwd i], [id=password i], [id=pwd i]),
:is([autocomplete~=one-time-code i], [autocomplete~=new-password i], [autocomplete~=current-password i])"""
"""Fields for passwords, also those that show what is typed, and for codes."""
_POLICY = 'meta[http-equiv="content-security-policy" i]'
"""Of a saved page it may forbid the label, and no picture of a rehearsal is kept without that."""


class Lack(Exception):
    """A capture is missing, or less than was wanted: why, as a code and its values."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Shot:
    """What is to be captured: a part of a page and its visible text, or all of the page where `part` is None.

    `masks` are what neither picture nor text may show, besides fields for passwords and codes. `told_apart` is False
    where nothing tells the part from the rest of the page.
    """

    page: Page
    part: Locator | None
    text: str
    masks: tuple[Locator, ...] = ()
    told_apart: bool = True


@dataclass(frozen=True)
class Shots:
    """What became of one stage's captures, and the page that was captured; None when there was none to capture."""

    captures: tuple[Capture, ...]
    page: PageSeen | None = None

    @property
    def failed(self) -> bool:
        """Whether nothing at all was captured."""
        return all(capture.status is CaptureStatus.FAILED for capture in self.captures)


def capture(shot: Shot, stage: Stage, folder: Path, replay: str = "") -> Shots:
    """Capture into a folder; `replay` is what says of a rehearsal that it is one, empty for a live run.

    Never raises: a failed capture must not change what becomes of the send.
    """
    seen = PageSeen(stage=stage, address=kept_address(shot.page.url), at=datetime.now(UTC))
    apart = None if shot.told_apart else Lack("not_told_apart")
    captures = []
    # The text first: it is at hand, whatever becomes of the page then.
    for kind, take in ((CaptureKind.TXT, _text), (CaptureKind.PNG, _picture)):
        name = f"{stage.prefix}.{kind.value}"
        try:
            data, less = take(shot, replay)
            replace_private(folder / name, data)
        except Exception as error:  # noqa: BLE001  each capture stands alone
            captures.append(failed(stage, kind, lack_of(error)))
        else:
            captures.append(_kept(stage, kind, name, less or apart))
    shots = Shots(tuple(captures), seen)
    # A record mixes no two pages: of an earlier capture, what failed now goes.
    for one in () if shots.failed else captures:
        if one.status is CaptureStatus.FAILED:
            discard(folder / f"{stage.prefix}.{one.kind.value}")
    return shots


def missing(stage: Stage, lack: Lack) -> Shots:
    """List the captures of a stage as failed, for a page that could not even be looked at."""
    return Shots(tuple(failed(stage, kind, lack) for kind in (CaptureKind.TXT, CaptureKind.PNG)))


def failed(stage: Stage | None, kind: CaptureKind, lack: Lack) -> Capture:
    """List a capture as failed."""
    return Capture(stage=stage, kind=kind, file=None, status=CaptureStatus.FAILED, reason=lack.code, detail=lack.detail)


def _kept(stage: Stage, kind: CaptureKind, name: str, less: Lack | None) -> Capture:
    if less is None:
        return Capture(stage=stage, kind=kind, file=name, status=CaptureStatus.OK)
    listed = failed(stage, kind, less)
    return listed.model_copy(update={"file": name, "status": CaptureStatus.DEGRADED})


def lack_of(error: Exception) -> Lack:
    """Say in a code why an error leaves a capture out."""
    if isinstance(error, Lack):
        return error
    if isinstance(error, PlaywrightTimeout):
        return Lack("timed_out")
    if isinstance(error, OSError):
        return Lack("not_written", error=str(why(error)))  # its message would name a folder of the person
    # One line, without what a library adds below it: logs there quote the page.
    first = next(iter(str(error).splitlines()), "")
    return Lack("went_wrong", error=printable(f"{type(error).__name__}: {first}".removesuffix(": "), 160))


def _text(shot: Shot, replay: str) -> tuple[bytes, None]:
    text = kept_addresses(without_secrets(shot.text, filter(None, map(_covered, shot.masks))))
    return "\n\n".join(filter(None, (replay, plain(text).strip()))).encode() + b"\n", None


def _covered(mask: Locator) -> str:
    """Return what stands in something that may not be shown."""
    for read in (mask.first.input_value, mask.first.inner_text):
        with suppress(Error):
            return read(timeout=LOOK_MS)
    return ""


def _picture(shot: Shot, replay: str) -> tuple[bytes, Lack | None]:
    """Take the picture: whole, else what shows in the window, else without waiting for fonts."""
    camera = _Camera(shot, labelled=bool(replay))
    ways = [("", camera.whole), ("window_only", camera.window), ("window_without_fonts", camera.bare_window)]
    cause = Lack("timed_out")
    if (box := camera.box()) and box["height"] > TALLEST:
        cause, ways = Lack("part_too_tall", number=f"{box['height']:.0f}"), ways[1:]
    for less, take in ways:
        try:
            png = take()
        except (Error, Lack) as error:
            cause = lack_of(error)
        else:
            cut = int.from_bytes(png[20:24], "big") >= TALLEST  # its height
            whole = Lack("page_too_tall", number=str(TALLEST)) if cut else None
            return png, Lack(less, cause=cause.code, **cause.detail) if less else whole
    raise cause


@dataclass(frozen=True)
class _Camera:
    """Takes pictures of a shot, each with the label of a rehearsal where it is to have one."""

    shot: Shot
    labelled: bool

    def box(self) -> FloatRect | None:
        """Return where the part stands in the window, None for a whole page.

        Raises:
            Lack: the part is gone or cannot be seen.
            Error: the page does not answer.
        """
        page, part = self.shot.page, self.shot.part
        if part is None:
            return None
        try:
            box = part.bounding_box(timeout=LOOK_MS)
        except PlaywrightTimeout:
            _must_answer(page)
            raise Lack("part_gone") from None
        if box is None or not box["width"] or not box["height"]:
            raise Lack("part_unseen")
        return box

    def _masks(self) -> Iterator[Locator]:
        yield from self.shot.masks
        yield self.shot.page.locator(_TO_COVER)
        for frame in self.shot.page.frames[1:_FRAMES]:
            with suppress(Error):  # one that never came shows nothing, and would keep the picture waiting
                _must_answer(frame)
                yield frame.locator(_TO_COVER)

    def _how(self) -> dict[str, Any]:
        how: dict[str, Any] = {"mask": [*self._masks()], "mask_color": COVER_COLOUR, "scale": "css"}
        if self.labelled:
            _must_be_gone(self.shot.page.locator(_POLICY), Lack("unlabelled"))
            how["style"] = (TEMPLATES / "replay.css").read_text("utf-8")
        return how

    def whole(self) -> bytes:
        """Take all of it; of a page that is longer than a picture can be, the beginning."""
        how = {**self._how(), "animations": "disabled", "timeout": WHOLE_MS}
        if self.shot.part:
            return self.shot.part.screenshot(**how)
        how["clip"] = {"x": 0, "y": 0, "width": TALLEST, "height": TALLEST}
        return self.shot.page.screenshot(full_page=True, **how)

    def window(self) -> bytes:
        """Take what of the part shows in the window, and nothing beside it."""
        if self.shot.part:
            with suppress(Error):
                self.shot.part.scroll_into_view_if_needed(timeout=LOOK_MS)
        return self.shot.page.screenshot(clip=self.box(), timeout=WINDOW_MS, **self._how())

    def bare_window(self) -> bytes:
        """Take it by the browser alone: Playwright waits for fonts. Nothing can be drawn over it."""
        if self.labelled:
            raise Lack("unlabelled")
        _must_answer(self.shot.page)
        for mask in self._masks():
            _must_be_gone(mask.filter(visible=True), Lack("uncovered"))
        session = self.shot.page.context.new_cdp_session(self.shot.page)
        how: dict[str, Any] = {"format": "png"}
        if box := self.box():
            window = session.send("Page.getLayoutMetrics", timeout=LOOK_MS)["cssVisualViewport"]
            how["clip"] = {**box, "x": box["x"] + window["pageX"], "y": box["y"] + window["pageY"], "scale": 1}
        return base64.b64decode(session.send("Page.captureScreenshot", how, timeout=WINDOW_MS)["data"])


def _must_answer(where: Page | Frame) -> None:
    where.locator("html").wait_for(state="attached", timeout=LOOK_MS)


def _must_be_gone(what: Locator, lack: Lack) -> None:
    try:
        what.first.wait_for(state="detached", timeout=LOOK_MS)
    except PlaywrightTimeout:
        raise lack from None
