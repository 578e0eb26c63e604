"""Captures the part of a page that is kept, as a picture and as text; what must not be shown is covered in both.

Every call on the page has a time-out of its own. A picture that cannot be had whole becomes less,
and says so.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, FloatRect, Frame, Locator, Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.evidence.files import replace_private
from optout.evidence.record import Capture, CaptureKind, PictureSize, Stage
from optout.evidence.redaction import plain, redact_addresses, with_words_of, without_secrets
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
    `told_apart` is False where nothing tells the part from the rest of the page. `text_before` is
    what the page displayed before the send, if the part is an answer to that, and
    `text_before_read_at` is when.
    """

    page: Page
    part: Locator | None
    text: str
    masks: tuple[Locator, ...] = ()
    told_apart: bool = True
    certificate_sha256: str | None = None
    text_before: str = ""
    text_before_read_at: datetime | None = None


_Taken = tuple[bytes, CaptureProblem | None]
"""The content of a file, and why it is less than was wanted; None if it is all."""


def capture(
    shot: CaptureRequest, stage: Stage, folder: Path, replay_in: str | None = None
) -> tuple[Capture, ...]:
    """Capture into a folder; of a rehearsal, `replay_in` is the language in which the text says that it is one.

    Never raises: a failed capture must not change what becomes of the send.
    """
    replay = words(replay_in)("replay_band") if replay_in else ""
    # The texts first: they are at hand, whatever becomes of the page then.
    captures = [_captured(shot, stage, CaptureKind.TXT, folder, partial(_text, shot, replay))]
    if shot.text_before:
        take = partial(_text_before, shot, replay)
        captures.append(_captured(shot, stage, CaptureKind.BEFORE_SEND, folder, take))
    captures.append(
        _captured(shot, stage, CaptureKind.PNG, folder, partial(_picture, shot, replay))
    )
    if any(capture.file for capture in captures):
        # A record mixes no two pages: of an earlier capture, what failed now goes.
        _remove_failed(captures, folder)
    return tuple(captures)


def _captured(
    shot: CaptureRequest, stage: Stage, kind: CaptureKind, folder: Path, take: Callable[[], _Taken]
) -> Capture:
    """Take a capture and write its file; return how that went."""
    name = stage.file_of(kind)
    try:
        data, problem = take()
        replace_private(folder / name, data)
    except Exception as error:  # noqa: BLE001  each capture stands alone
        return failed(stage, kind, error)
    is_of_part = shot.told_apart or kind is CaptureKind.BEFORE_SEND
    if problem is None and not is_of_part:
        problem = CaptureProblem("not_told_apart")
    return Capture(
        stage=stage,
        kind=kind,
        file=name,
        status="degraded" if problem else "ok",
        reason=problem.code if problem else None,
        detail=problem.detail if problem else {},
        covers_fields=kind is CaptureKind.PNG and _covers_fields(shot),
        read_at=shot.text_before_read_at if kind is CaptureKind.BEFORE_SEND else None,
        size=PictureSize.of(data) if kind is CaptureKind.PNG else None,
    )


def _remove_failed(captures: Sequence[Capture], folder: Path) -> None:
    """Remove the files that earlier captures have left of those that failed."""
    for capture in captures:
        if capture.file is None and capture.stage is not None:
            with suppress(OSError):
                (folder / capture.stage.file_of(capture.kind)).unlink(missing_ok=True)


def failed(stage: Stage | None, kind: CaptureKind, error: Exception) -> Capture:
    """List a capture as failed."""
    lack = _problem_of(error)
    return Capture(
        stage=stage, kind=kind, file=None, status="failed", reason=lack.code, detail=lack.detail
    )


def lacking(captures: Sequence[Capture]) -> LazyText | None:
    """Say in one sentence what could not be captured, and why; None when all is there."""
    missing = [captured for captured in captures if captured.file is None]
    if not missing:
        return None
    names = joined(map(_name_of, missing), ", ")
    first = missing[0]
    reason = code_said(first.reason or "?", first.detail)
    return _("not in the record: {names}; {why}").format(names=names, why=reason)


def _name_of(captured: Capture) -> LazyText:
    """Return what was captured, and the stage that it is of."""
    kind = code_said(captured.kind)
    if captured.stage is None:
        return kind
    return LazyText("{what} ({stage})").format(what=kind, stage=code_said(captured.stage))


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


def _text(shot: CaptureRequest, replay: str) -> _Taken:
    return _text_file(_redacted_text(shot), replay), None


def _text_before(shot: CaptureRequest, replay: str) -> _Taken:
    """Return what the page displayed before the send, without the words that its answer does not have.

    The rest of a page may name other people; which words of the answer are new can still be seen.
    """
    text = with_words_of(redact_addresses(shot.text_before), _redacted_text(shot))
    return _text_file(text, replay), None


def _redacted_text(shot: CaptureRequest) -> str:
    secrets = filter(None, map(_covered, shot.masks))
    return redact_addresses(without_secrets(shot.text, secrets))


def _text_file(text: str, replay: str) -> bytes:
    paragraphs = filter(None, (replay, plain(text).strip()))
    return "\n\n".join(paragraphs).encode() + b"\n"


def _covered(mask: Locator) -> str:
    """Return what stands in something that may not be shown."""
    for read in (mask.first.input_value, mask.first.inner_text):
        with suppress(Error):
            return read(timeout=LOOK_MS)
    return ""


def _picture(shot: CaptureRequest, replay: str) -> _Taken:
    """Take the picture: whole, else what shows of it in the window; of a page longer than a picture, the beginning."""
    style = _picture_style(shot, replay)
    box = _box(shot)
    try:
        return _whole_picture(shot, box, style)
    except (Error, CaptureProblem) as error:
        cause = _problem_of(error)
    if shot.part:
        with suppress(Error):
            shot.part.scroll_into_view_if_needed(timeout=LOOK_MS)
    seen = shot.page.screenshot(clip=_box(shot), timeout=WINDOW_MS, **style)
    return seen, CaptureProblem("window_only", cause=cause.code, **cause.detail)


def _picture_style(shot: CaptureRequest, replay: str) -> dict[str, Any]:
    """Return the options of every picture: what is covered, and the mark of a rehearsal."""
    style: dict[str, Any] = {"mask": [*_masks(shot)], "mask_color": COVER_COLOUR, "scale": "css"}
    if replay:
        _must_allow_styles(shot.page)
        style["style"] = (TEMPLATES / "replay.css").read_text("utf-8")
    return style


def _whole_picture(shot: CaptureRequest, box: FloatRect | None, style: dict[str, Any]) -> _Taken:
    """Take the part or the page as a whole; raise CaptureProblem where the part is too tall for a picture."""
    whole = {**style, "animations": "disabled", "timeout": WHOLE_MS}
    if box and box["height"] > _TALLEST:
        raise CaptureProblem("part_too_tall", number=f"{box['height']:.0f}")
    if shot.part:
        png = shot.part.screenshot(**whole)
    else:
        beginning = FloatRect(x=0, y=0, width=_TALLEST, height=_TALLEST)
        png = shot.page.screenshot(full_page=True, clip=beginning, **whole)
    if PictureSize.of(png).height < _TALLEST:
        return png, None
    return png, CaptureProblem("page_too_tall", number=str(_TALLEST))


def _box(shot: CaptureRequest) -> FloatRect | None:
    """Return where the part stands in the window, None for a whole page; raise CaptureProblem where it is not seen."""
    if shot.part is None:
        return None
    problem = "part_unseen"
    box = None
    try:
        box = shot.part.bounding_box(timeout=LOOK_MS)
    except PlaywrightTimeout:
        problem = "part_gone"
    if box and box["width"] and box["height"]:
        return box
    _must_answer(shot.page)  # else it is the page that hangs or crashed
    raise CaptureProblem(problem)


def _masks(shot: CaptureRequest) -> Iterator[Locator]:
    yield from shot.masks
    yield shot.page.locator(_TO_COVER)
    for frame in shot.page.frames[1:_FRAMES]:
        # one that never came shows nothing, and would keep the picture waiting
        with suppress(Error):
            _must_answer(frame)
            yield frame.locator(_TO_COVER)


def _covers_fields(shot: CaptureRequest) -> bool:
    """True if something that is covered is displayed in the part of the page that was captured.

    No such field is looked up itself: what it contains must not come to this program.
    """
    masks = [*_masks(shot)] if shot.part is None else [*shot.masks, shot.part.locator(_TO_COVER)]
    with suppress(Error):  # the page is gone: then nobody can say
        return any(mask.filter(visible=True).first.is_visible() for mask in masks)
    return False


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
