"""Captures the part of a page that is kept, as a picture and as text; what must not be shown is covered in both.

Every call on the page has a time-out of its own. A picture that cannot be had whole becomes less,
and says so.
"""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, FloatRect, Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.evidence.files import replace_private
from optout.evidence.record import Capture, CaptureKind, Stage
from optout.evidence.redaction import plain, redact_addresses, without_secrets
from optout.evidence.wording import TEMPLATES, code_said, words
from optout.redaction import printable
from optout.translation import LazyText, _, joined, why

# The rest of the package names a page, and needs nothing else of Playwright.
__all__ = ["Page", "capture"]

MOST_SECONDS = 30.0  # for the captures of a stage: the person waits meanwhile
_TALLEST = 16_384  # CSS pixels: some ten sheets of paper, and the tallest picture that Chromium draws at once
WHOLE_MS, WINDOW_MS, LOOK_MS = 8_000, 3_000, 1_000
_FRAMES = 10
COVER_COLOUR = "#3a4750"
_TO_COVER = """input:is([type=password i], [name=pass i], [name=passwd i], [name=password i], [name=pwd i],
[id=pass i], [id=passwd i], [id=password i], [id=pwd i]),
:is([autocomplete~=one-time-code i], [autocomplete~=new-password i], [autocomplete~=current-password i])"""
"""Fields for passwords, also those that show what is typed, and for codes."""


class CaptureProblem(Exception):
    """A capture is missing, or less than was wanted: why, as a code and its values."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class CaptureRequest:
    """What is to be captured: a part of a page and its visible text, or all of the page where `part` is None.

    `masks` are what neither picture nor text may show, besides fields for passwords and codes.
    `told_apart` is False where nothing tells the part from the rest of the page.
    """

    page: Page
    part: Locator | None
    text: str
    masks: tuple[Locator, ...] = ()
    told_apart: bool = True


def capture(
    shot: CaptureRequest, stage: Stage, folder: Path, replay_in: str | None = None
) -> tuple[Capture, ...]:
    """Capture into a folder; of a rehearsal, `replay_in` is the language in which the text says that it is one.

    Never raises: a failed capture must not change what becomes of the send.
    """
    replay = words(replay_in)("replay_band") if replay_in else ""
    apart = None if shot.told_apart else CaptureProblem("not_told_apart")
    captures = []
    # The text first: it is at hand, whatever becomes of the page then.
    for kind, take in ((CaptureKind.TXT, _text), (CaptureKind.PNG, _picture)):
        name = f"{stage.prefix}.{kind.value}"
        try:
            data, less = take(shot, replay)
            replace_private(folder / name, data)
        except Exception as error:  # noqa: BLE001  each capture stands alone
            captures.append(failed(stage, kind, error))
        else:
            lack = {"reason": less.code, "detail": less.detail} if (less := less or apart) else {}
            captures.append(
                Capture(
                    stage=stage, kind=kind, file=name, status="degraded" if lack else "ok", **lack
                )
            )
    lacking = [one.kind for one in captures if one.file is None]
    for kind in lacking if len(lacking) < len(captures) else ():
        # A record mixes no two pages: of an earlier capture, what failed now goes.
        with suppress(OSError):
            (folder / f"{stage.prefix}.{kind}").unlink(missing_ok=True)
    return tuple(captures)


def failed(stage: Stage | None, kind: CaptureKind, error: Exception) -> Capture:
    """List a capture as failed."""
    lack = _problem_of(error)
    return Capture(
        stage=stage, kind=kind, file=None, status="failed", reason=lack.code, detail=lack.detail
    )


def lacking(captures: Sequence[Capture]) -> LazyText | None:
    """Say in one sentence what could not be captured, and why; None when all is there."""
    lacks, of_stage = [one for one in captures if one.file is None], LazyText("{what} ({stage})")
    if not lacks:
        return None
    kinds = ((code_said(one.kind), one.stage) for one in lacks)
    names = (
        of_stage.format(what=kind, stage=code_said(stage)) if stage else kind
        for kind, stage in kinds
    )
    message = _("not in the record: {names}; {why}")
    return message.format(
        names=joined(names, ", "), why=code_said(lacks[0].reason or "?", lacks[0].detail)
    )


def _problem_of(error: Exception) -> CaptureProblem:
    """Say in a code why an error leaves a capture out."""
    if isinstance(error, CaptureProblem):
        return error
    if isinstance(error, PlaywrightTimeout):
        return CaptureProblem("timed_out")
    if isinstance(error, OSError):
        # its message would name a folder of the person
        return CaptureProblem("not_written", error=str(why(error)))
    # One line, without what a library adds below it: logs there quote the page.
    first = next(iter(str(error).splitlines()), "")
    return CaptureProblem(
        "went_wrong", error=printable(f"{type(error).__name__}: {first}".removesuffix(": "), 160)
    )


def _text(shot: CaptureRequest, replay: str) -> tuple[bytes, None]:
    text = redact_addresses(without_secrets(shot.text, filter(None, map(_covered, shot.masks))))
    return "\n\n".join(filter(None, (replay, plain(text).strip()))).encode() + b"\n", None


def _covered(mask: Locator) -> str:
    """Return what stands in something that may not be shown."""
    for read in (mask.first.input_value, mask.first.inner_text):
        with suppress(Error):
            return read(timeout=LOOK_MS)
    return ""


def _picture(shot: CaptureRequest, replay: str) -> tuple[bytes, CaptureProblem | None]:
    """Take the picture: whole, else what shows of it in the window; of a page longer than a picture, the beginning."""
    page, part = shot.page, shot.part
    how: dict[str, Any] = {"mask": [*_masks(shot)], "mask_color": COVER_COLOUR, "scale": "css"}
    if replay:
        _must_allow_styles(page)
        how["style"] = (TEMPLATES / "replay.css").read_text("utf-8")
    box = _box(shot)
    if box and box["height"] > _TALLEST:
        cause = CaptureProblem("part_too_tall", number=f"{box['height']:.0f}")
    else:
        whole = {**how, "animations": "disabled", "timeout": WHOLE_MS}
        clip = FloatRect(x=0, y=0, width=_TALLEST, height=_TALLEST)
        try:
            png = (
                part.screenshot(**whole)
                if part
                else page.screenshot(full_page=True, clip=clip, **whole)
            )
        except Error as error:
            cause = _problem_of(error)
        else:
            cut = int.from_bytes(png[20:24], "big") >= _TALLEST  # its height
            return png, CaptureProblem("page_too_tall", number=str(_TALLEST)) if cut else None
    if part:
        with suppress(Error):
            part.scroll_into_view_if_needed(timeout=LOOK_MS)
    seen = page.screenshot(clip=_box(shot), timeout=WINDOW_MS, **how)
    return seen, CaptureProblem("window_only", cause=cause.code, **cause.detail)


def _box(shot: CaptureRequest) -> FloatRect | None:
    """Return where the part stands in the window, None for a whole page; raise CaptureProblem where it is not seen."""
    if shot.part is None:
        return None
    lack = "part_unseen"
    try:
        box = shot.part.bounding_box(timeout=LOOK_MS)
    except PlaywrightTimeout:
        box, lack = None, "part_gone"
    if not (box and box["width"] and box["height"]):
        _must_answer(shot.page)  # else it is the page that hangs or crashed
        raise CaptureProblem(lack)
    return box


def _masks(shot: CaptureRequest) -> Iterator[Locator]:
    yield from shot.masks
    yield shot.page.locator(_TO_COVER)
    for frame in shot.page.frames[1:_FRAMES]:
        # one that never came shows nothing, and would keep the picture waiting
        with suppress(Error):
            _must_answer(frame)
            yield frame.locator(_TO_COVER)


def _must_answer(where: Page | Frame) -> None:
    where.locator("html").wait_for(state="attached", timeout=LOOK_MS)


def _must_allow_styles(page: Page) -> None:
    """Raise where the policy of a saved page may forbid the label: no picture of a rehearsal is kept without."""
    try:
        page.locator('meta[http-equiv="content-security-policy" i]').first.wait_for(
            state="detached", timeout=LOOK_MS
        )
    except PlaywrightTimeout:
        raise CaptureProblem("unlabelled") from None
