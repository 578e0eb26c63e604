"""Looks over a page and captures it as PNG, text, ARIA snapshot, PDF and MHTML."""

import base64
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Error, Frame, Locator, Page, PdfMargins

from optout.evidence.hostile import plain
from optout.evidence.mhtml import kept_mhtml
from optout.evidence.record import Kind, Stage
from optout.evidence.shots import Album, Picture, Shots, why
from optout.evidence.tokens import kept_address, kept_aria, kept_pdf, without_secrets
from optout.evidence.veil import COVER, SECRET_FIELDS, UNCOVER, UNVEIL, VEIL

# The rest of the package names a page and a locator, and needs nothing else of Playwright.
__all__ = ["PICTURE_LIMIT", "SMALL", "Locator", "Page", "address_of", "capture"]

COVER_COLOUR = "#3a4750"
_ALIVE_MS, _FRAME_MS = 5_000, 1_000
_FULL_MS, _WINDOW_MS, _ARIA_MS = 8_000, 3_000, 5_000
_FRAMES = 10
_MHTML_LIMIT = 30_000_000  # bytes; cleaning more would keep the person waiting

SMALL = 300_000
"""Bytes up to which a screenshot goes into START-HERE.pdf as it is."""
PICTURE_LIMIT = 600_000
"""Bytes a screenshot may have there in any case."""
TALLEST = 5.2
"""Height over width of the longest picture shown whole there: four sheets of A4."""


@dataclass(frozen=True)
class View:
    """What a look over the page found. `covered` are the fields a screenshot must not show."""

    text: str
    secrets: tuple[str, ...]
    covered: tuple[Locator, ...]
    silent_frames: int


def capture(page: Page, stage: Stage, mask: Sequence[Locator], folder: Path) -> Shots:
    """Capture a page into a folder. Never raises: a failed capture must not change what becomes of the send."""
    album = Album(stage, folder)
    try:
        with _veiled(page, mask) as view:
            album.fill(
                {
                    Kind.PNG: lambda: _png(page, view, album),
                    Kind.TXT: lambda: _text(view),
                    Kind.ARIA: lambda: (_aria(page, view), None),
                    Kind.PDF: lambda: (_pdf(page), None),
                    Kind.MHTML: lambda: (_mhtml(page, view), None),
                }
            )
    except Exception as error:  # noqa: BLE001  whatever it was, the run goes on and the record names it
        album.give_up(error)
    return album.shots


def address_of(page: Page) -> str:
    """Give the page's address without what may be a token in it."""
    try:
        return kept_address(page.url)
    except Error:
        return "?"


@contextmanager
def _veiled(page: Page, mask: Sequence[Locator]) -> Iterator[View]:
    """Look over a page and, as long as the block lasts, show secret fields as dots.

    Raises:
        Error: the page does not answer.
    """
    frames: list[Frame] = []
    locators: list[Locator] = []
    try:
        yield _look(page, mask, frames, locators)
    finally:
        _lift(frames, locators)


def _look(page: Page, mask: Sequence[Locator], touched: list[Frame], veiled_too: list[Locator]) -> View:
    texts: list[str] = []
    secrets: list[str] = []
    silent = 0
    for frame in page.frames[:_FRAMES]:
        main = frame is page.main_frame
        try:
            seen = _each(frame, COVER, _ALIVE_MS if main else _FRAME_MS)
        except Error:
            if main:
                raise
            silent += 1  # its text is missing; the screenshot may still have it
            continue
        if seen["secrets"]:
            touched.append(frame)
            secrets += seen["secrets"]
        if seen["text"].strip():
            texts.append(seen["text"] if main else f"--- frame {kept_address(frame.url)} ---\n{seen['text']}")
    for locator in mask:
        veiled_too.append(locator)
        secrets += locator.evaluate_all(f"all => all.map({VEIL})")
    covered = (*mask, *(frame.locator(SECRET_FIELDS) for frame in touched))
    return View("\n\n".join(texts), tuple(filter(None, secrets)), covered, silent)


def _lift(touched: list[Frame], veiled_too: list[Locator]) -> None:
    try:
        for frame in touched:
            _each(frame, UNCOVER, _FRAME_MS)
        for locator in veiled_too:
            locator.evaluate_all(f"all => all.forEach({UNVEIL})")
    except Error:
        pass  # the page went away, and its style with it


def _each(frame: Frame, script: str, timeout: float) -> dict[str, Any]:
    # An element's evaluate() has a time-out, a frame's has none: a page that hangs must not hang the run.
    result: dict[str, Any] = frame.locator("html").evaluate(script, SECRET_FIELDS, timeout=timeout)
    return result


def _png(page: Page, view: View, album: Album) -> tuple[bytes, str | None]:
    png, reason = _screenshot(page, view)
    try:
        album.picture = _picture(page, view, png, whole=reason is None)
    except Error:
        album.picture = None  # START-HERE.pdf then points to the file
    return png, reason


def _screenshot(page: Page, view: View) -> tuple[bytes, str | None]:
    mask = list(view.covered)
    attempts: list[tuple[str | None, Callable[[], bytes]]] = [
        (None, lambda: page.screenshot(full_page=True, mask=mask, mask_color=COVER_COLOUR, timeout=_FULL_MS)),
        ("only the window", lambda: page.screenshot(mask=mask, mask_color=COVER_COLOUR, timeout=_WINDOW_MS)),
        # Playwright waits for fonts that may never come; the browser itself does not.
        ("only the window, without waiting for fonts", lambda: _window_by_cdp(page)),
    ]
    reasons: list[str] = []
    for less, take in attempts:
        try:
            return take(), f"{less}: {reasons[-1]}" if less else None
        except Error as error:
            reasons.append(why(error))
    raise Error(reasons[-1])


def _window_by_cdp(page: Page) -> bytes:
    session = page.context.new_cdp_session(page)
    try:
        return base64.b64decode(session.send("Page.captureScreenshot", {"format": "png"})["data"])
    finally:
        session.detach()


def _picture(page: Page, view: View, png: bytes, *, whole: bool) -> Picture | None:
    width, height = (int.from_bytes(png[at : at + 4], "big") for at in (16, 20))
    short = height <= TALLEST * width
    if short and len(png) <= SMALL:
        return Picture("image/png", png, width, height, whole)
    return next(_jpegs(page, view, width, height, whole=whole and short), None)


def _jpegs(page: Page, view: View, width: int, height: int, *, whole: bool) -> Iterator[Picture]:
    mask = list(view.covered)
    for full, quality in ((True, 55), (False, 60), (False, 30)):
        if full and not whole:
            continue
        jpeg = page.screenshot(
            full_page=full,
            type="jpeg",
            quality=quality,
            scale="css",
            mask=mask,
            mask_color=COVER_COLOUR,
            timeout=_FULL_MS,
        )
        if len(jpeg) <= PICTURE_LIMIT:
            size = (width, height) if full else _window(page)
            yield Picture("image/jpeg", jpeg, *size, whole=full)


def _window(page: Page) -> tuple[int, int]:
    width, height = page.evaluate("[innerWidth, innerHeight]")
    return width, height


def _text(view: View) -> tuple[bytes, str | None]:
    reason = f"frames that did not answer: {view.silent_frames}" if view.silent_frames else None
    return plain(without_secrets(view.text, view.secrets)).encode() + b"\n", reason


def _aria(page: Page, view: View) -> bytes:
    snapshot = page.locator("body").aria_snapshot(timeout=_ARIA_MS)
    return plain(kept_aria(without_secrets(snapshot, view.secrets))).encode() + b"\n"


def _pdf(page: Page) -> bytes:
    # A print style sheet can hide what the screen shows.
    page.emulate_media(media="screen")
    try:
        margin = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
        return kept_pdf(page.pdf(format="A4", scale=0.7, margin=margin, print_background=True, tagged=True))
    finally:
        page.emulate_media(media="null")


def _mhtml(page: Page, view: View) -> bytes:
    session = page.context.new_cdp_session(page)
    try:
        data: str = session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    finally:
        session.detach()
    if len(data) > _MHTML_LIMIT:
        raise ValueError(f"the page has {len(data):,} bytes")
    return kept_mhtml(data, view.secrets)
