"""Captures a page as PNG, text, ARIA snapshot, PDF and MHTML, each on its own: a failure is listed and never raised."""

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Error, Locator, Page, PdfMargins

from optout.evidence.files import write_private
from optout.evidence.hostile import plain
from optout.evidence.mhtml import kept_mhtml
from optout.evidence.record import Capture, Kind, Stage, Status
from optout.evidence.tokens import kept_aria, kept_pdf, without_secrets
from optout.evidence.view import View, veiled
from optout.redact import printable

FILES = {Kind.PNG: "png", Kind.TXT: "txt", Kind.ARIA: "aria.yaml", Kind.PDF: "pdf", Kind.MHTML: "mhtml"}
COVER_COLOUR = "#3a4750"
_FULL_MS, _WINDOW_MS, _ARIA_MS = 8_000, 3_000, 5_000
_MHTML_LIMIT = 30_000_000  # bytes; cleaning more would keep the person waiting

SMALL = 300_000
"""Bytes up to which a screenshot goes into START-HERE.pdf as it is."""
PICTURE_LIMIT = 600_000
"""Bytes a screenshot may have there in any case."""
TALLEST = 5.2
"""Height over width of the longest picture shown whole there: four sheets of A4."""

Take = Callable[[], tuple[bytes, str | None]]
"""Gives the bytes, and a reason when they are less than was wanted."""


@dataclass(frozen=True)
class Picture:
    """A screenshot for START-HERE.pdf. Sizes in pixels; `whole` is False when it shows only the window."""

    mime: str
    data: bytes
    width: int
    height: int
    whole: bool


@dataclass(frozen=True)
class Shots:
    """What became of one stage's captures."""

    captures: tuple[Capture, ...]
    picture: Picture | None

    @property
    def failed(self) -> bool:
        """Whether nothing at all was captured."""
        return all(capture.status is Status.FAILED for capture in self.captures)


def capture(page: Page, stage: Stage, mask: Sequence[Locator], folder: Path) -> Shots:
    """Capture a page into a folder. Never raises: a failed capture must not change what becomes of the send."""
    camera = _Camera(page, stage, folder)
    try:
        with veiled(page, mask) as view:
            camera.shoot(view)
    except Exception as error:  # noqa: BLE001  whatever it was, the run goes on and the record names it
        camera.give_up(error)
    return Shots(tuple(camera.captures), camera.picture)


class _Camera:
    def __init__(self, page: Page, stage: Stage, folder: Path) -> None:
        self._page = page
        self._stage = stage
        self._folder = folder
        self._kinds = [kind for kind in FILES if kind is not Kind.MHTML or stage is Stage.CONFIRMATION]
        self.captures: list[Capture] = []
        self.picture: Picture | None = None

    def shoot(self, view: View) -> None:
        takes: dict[Kind, Take] = {
            Kind.PNG: lambda: self._png(view),
            Kind.TXT: lambda: _text(view),
            Kind.ARIA: lambda: (_aria(self._page, view), None),
            Kind.PDF: lambda: (_pdf(self._page), None),
            Kind.MHTML: lambda: (_mhtml(self._page, view), None),
        }
        for kind in self._kinds:
            self._keep(kind, takes[kind])

    def give_up(self, error: Exception) -> None:
        tried = {capture.kind for capture in self.captures}
        self.captures += [self._failed(kind, error) for kind in self._kinds if kind not in tried]

    def _keep(self, kind: Kind, take: Take) -> None:
        name = f"{self._stage.prefix}.{FILES[kind]}"
        try:
            data, reason = take()
            write_private(self._folder / name, data)
        except Exception as error:  # noqa: BLE001  each capture stands alone
            (self._folder / name).unlink(missing_ok=True)
            self.captures.append(self._failed(kind, error))
        else:
            status = Status.DEGRADED if reason else Status.OK
            self.captures.append(Capture(stage=self._stage, kind=kind, file=name, status=status, reason=reason))

    def _failed(self, kind: Kind, error: Exception) -> Capture:
        return Capture(stage=self._stage, kind=kind, file=None, status=Status.FAILED, reason=why(error))

    def _png(self, view: View) -> tuple[bytes, str | None]:
        png, reason = _screenshot(self._page, view)
        try:
            self.picture = _picture(self._page, view, png, whole=reason is None)
        except Error:
            self.picture = None  # START-HERE.pdf then points to the file
        return png, reason


def why(error: Exception) -> str:
    """Say an error in one line, without what a library adds below it: logs there quote the page."""
    if isinstance(error, OSError):
        return error.strerror or type(error).__name__  # its message would name a folder of the person
    first = next(iter(str(error).splitlines()), "")
    return printable(f"{type(error).__name__}: {first}" if first else type(error).__name__, 160)


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
