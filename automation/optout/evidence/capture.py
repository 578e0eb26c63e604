"""Captures a page as PNG, text, ARIA snapshot, PDF and MHTML."""

import asyncio
import base64
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from playwright.sync_api import CDPSession, Error, Frame, Locator, Page, PdfMargins
from playwright.sync_api import TimeoutError as PlaywrightTimeout
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.evidence.files import discard, replace_private
from optout.evidence.mhtml import kept_mhtml
from optout.evidence.model import Capture, CaptureKind, CaptureStatus, Stage
from optout.evidence.redaction import kept_address, kept_aria, kept_pdf, plain, without_secrets
from optout.i18n import why as system_says
from optout.redact import printable

T = TypeVar("T")
_ALIVE_MS = 4_000  # after a screenshot that took too long, the page is still busy with it for a while
_LEAST_MS = 1.0  # Playwright takes 0 for "for ever"


class Budget:
    """What a set of captures may take in all, in seconds."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._end = time.monotonic() + seconds

    def ms(self, most: float) -> float:
        """Give the milliseconds that the next call may take: at most so many, and no more than are left.

        Raises:
            PlaywrightTimeout: nothing is left.
        """
        left = (self._end - time.monotonic()) * 1000
        if left < _LEAST_MS:
            raise PlaywrightTimeout(f"the {self._seconds:g} s for all captures were over")
        return min(most, left)


def within(milliseconds: float, call: Callable[[], T]) -> T:
    """Make one call of Playwright's sync API, and end it when its time is over: many calls have no time-out of theirs.

    The call makes its task first; cancelling that aborts the call (Playwright 1.65, `send_message_to_server`).

    Raises:
        PlaywrightTimeout: the time was over.
    """
    loop = asyncio.get_running_loop()
    usual = loop.get_task_factory()

    def first(loop: asyncio.AbstractEventLoop, coro: Any, **options: Any) -> asyncio.Task[Any]:
        loop.set_task_factory(usual)
        task = asyncio.Task(coro, loop=loop, **options)
        timer = loop.call_later(milliseconds / 1000, task.cancel)
        task.add_done_callback(lambda _: timer.cancel())
        return task

    loop.set_task_factory(first)
    try:
        return call()
    except asyncio.CancelledError:
        raise PlaywrightTimeout(f"the page did not answer within {milliseconds / 1000:.3g} s") from None
    finally:
        loop.set_task_factory(usual)


def answers(page: Page, budget: Budget) -> None:
    """Make sure that a page still answers.

    Raises:
        Error: it does not, or is gone.
    """
    within(budget.ms(_ALIVE_MS), lambda: page.evaluate("1"))


SECRET_FIELDS = ", ".join(
    [
        "input[type=password i]",
        *(f'[autocomplete~="{use}" i]' for use in ("one-time-code", "current-password", "new-password")),
    ]
)

# Drawn as dots, a field's value is in no screenshot and no PDF; the style touches neither layout nor focus.
VEIL = """e => {
  const style = e.style, name = '-webkit-text-security';
  e.optoutVeil ??= [style.getPropertyValue(name), style.getPropertyPriority(name)];
  style.setProperty(name, 'disc', 'important');
  return String(e.value ?? e.innerText ?? '');
}"""
UNVEIL = """e => {
  if (!e.optoutVeil) return;
  e.style.setProperty('-webkit-text-security', ...e.optoutVeil);
  if (!e.getAttribute('style')) e.removeAttribute('style');
  delete e.optoutVeil;
}"""
# `innerText` leaves out what stands in shadow roots. On a page that has open ones, the elements around them are read
# part by part as they are drawn, and all others as `innerText` gives them.
_TEXT = r"""body => {
  const hosts = [], walk = root => {
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) { hosts.push(e); walk(e.shadowRoot); }
  };
  walk(body);
  if (!hosts.length) return body.innerText;
  const above = e => e.assignedSlot || e.parentElement || e.getRootNode().host, around = new Set();
  const mark = e => { for (let at = e; at && !around.has(at); at = above(at)) around.add(at); };
  for (const host of hosts) for (const e of [host, ...host.shadowRoot.querySelectorAll('slot')]) mark(e);
  const BREAK = '\u0001', inside = e => e.shadowRoot ? e.shadowRoot.childNodes
    : e.localName === 'slot' && e.assignedNodes().length ? e.assignedNodes() : e.childNodes;
  const read = (node, style) => {
    if (node.nodeType === Node.TEXT_NODE) return style.visibility !== 'visible' ? ''
      : style.whiteSpace.startsWith('pre') ? node.data : node.data.replace(/\s+/g, ' ');
    if (node.nodeType !== Node.ELEMENT_NODE) return '';
    const own = getComputedStyle(node), bare = own.display === 'contents';
    if (!bare && !node.checkVisibility()) return '';
    if (node.localName === 'br') return '\n';
    const text = around.has(node) ? [...inside(node)].map(part => read(part, own)).join('') : node.innerText ?? '';
    if (/^(inline|contents)/.test(own.display)) return text;
    return own.display === 'table-cell' ? `${text}\t` : BREAK + text + BREAK;
  };
  return read(body, getComputedStyle(body)).replace(/ *\u0001[ \u0001]*/g, '\n').trim();
}"""
_EACH = """(html, selector) => {
  const act = %s, done = [];
  const walk = root => {
    for (const e of root.querySelectorAll(selector)) done.push(act(e));
    for (const e of root.querySelectorAll('*')) if (e.shadowRoot) walk(e.shadowRoot);
  };
  walk(html);
  return %s;
}"""
COVER = _EACH % (
    VEIL,
    f"{{secrets: done, height: html.scrollHeight, text: document.body ? ({_TEXT})(document.body) : ''}}",
)
"""Gives the text that a person can see, and what the secret fields hold."""
UNCOVER = _EACH % (UNVEIL, "{}")


_LOOK_MS, _FRAME_MS = 5_000, 1_000
_FRAMES = 10


@dataclass(frozen=True)
class Look:
    """What a look over the page found; `height` in CSS pixels. `covered` are the fields a screenshot must not show."""

    text: str
    secrets: tuple[str, ...]
    covered: tuple[Locator, ...]
    silent_frames: int
    height: float = 0


@contextmanager
def veiled(page: Page, mask: Sequence[Locator], budget: Budget) -> Iterator[Look]:
    """Look over a page and, as long as the block lasts, show secret fields as dots.

    Raises:
        Error: the page does not answer.
    """
    frames: list[Frame] = []
    locators: list[Locator] = []
    try:
        yield _look(page, mask, budget, (frames, locators))
    finally:
        _lift(frames, locators)


def _look(page: Page, mask: Sequence[Locator], budget: Budget, veils: tuple[list[Frame], list[Locator]]) -> Look:
    touched, veiled_too = veils
    texts: list[str] = []
    secrets: list[str] = []
    silent, height = 0, 0.0
    for frame in page.frames[:_FRAMES]:
        main = frame is page.main_frame
        try:
            seen = _each(frame, COVER, budget.ms(_LOOK_MS if main else _FRAME_MS))
        except Error:
            if main:
                raise
            silent += 1  # its text is missing; the screenshot may still have it
            continue
        height = seen["height"] if main else height
        if seen["secrets"]:
            touched.append(frame)
            secrets += seen["secrets"]
        if seen["text"].strip():
            texts.append(seen["text"] if main else f"--- frame {kept_address(frame.url)} ---\n{seen['text']}")
    for locator in mask:
        veiled_too.append(locator)
        secrets += _evaluate_all(locator, f"all => all.map({VEIL})", budget.ms(_FRAME_MS))
    covered = (*mask, *(frame.locator(SECRET_FIELDS) for frame in touched))
    return Look("\n\n".join(texts), tuple(filter(None, secrets)), covered, silent, height)


def _lift(touched: list[Frame], veiled_too: list[Locator]) -> None:
    with suppress(Error):  # the page went away, and its style with it
        for frame in touched:
            _each(frame, UNCOVER, _FRAME_MS)
        for locator in veiled_too:
            _evaluate_all(locator, f"all => all.forEach({UNVEIL})", _FRAME_MS)


def _each(frame: Frame, script: str, timeout: float) -> dict[str, Any]:
    result: dict[str, Any] = within(
        timeout, lambda: frame.evaluate(f"s => ({script})(document.documentElement, s)", SECRET_FIELDS)
    )
    return result


def _evaluate_all(locator: Locator, script: str, timeout: float) -> Any:
    return within(timeout, lambda: locator.evaluate_all(script))


# The text comes first: it is at hand once the page was looked at, whatever becomes of the page then. What costs most
# on a long page comes last: a browser still busy with a screenshot that took too long answers nothing else.
FILES = {
    CaptureKind.TXT: "txt",
    CaptureKind.ARIA: "aria.yaml",
    CaptureKind.MHTML: "mhtml",
    CaptureKind.PNG: "png",
    CaptureKind.PDF: "pdf",
}


class Lack(Exception):
    """A capture is missing, or less than was wanted: why, as a code and its values."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


Take = Callable[[], tuple[bytes, Lack | None]]
"""Gives the bytes, and why they are less than was wanted, where they are."""


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
        return all(capture.status is CaptureStatus.FAILED for capture in self.captures)


def missing(stage: Stage, lack: Lack) -> tuple[Capture, ...]:
    """List every capture of a stage as failed, for a page that could not even be looked at."""
    return tuple(failed(stage, kind, lack) for kind in _kinds(stage))


def failed(stage: Stage | None, kind: CaptureKind, lack: Lack) -> Capture:
    """List a capture as failed."""
    return Capture(stage=stage, kind=kind, file=None, status=CaptureStatus.FAILED, reason=lack.code, detail=lack.detail)


def _kinds(stage: Stage) -> list[CaptureKind]:
    return [kind for kind in FILES if kind is not CaptureKind.MHTML or stage is Stage.CONFIRMATION]


class Album:
    """Where a stage's captures go. Only the answer is kept as MHTML: it holds no typed values."""

    def __init__(self, stage: Stage, folder: Path) -> None:
        self._stage = stage
        self._folder = folder
        self._kinds = _kinds(stage)
        self._captures: list[Capture] = []
        self.picture: Picture | None = None

    @property
    def shots(self) -> Shots:
        """What became of it."""
        if not all(capture.status is CaptureStatus.FAILED for capture in self._captures):
            self._drop_earlier()
        return Shots(tuple(self._captures), self.picture)

    def fill(self, takes: Mapping[CaptureKind, Take], still_there: Callable[[], None]) -> None:
        """Take and keep every capture of the stage; after a failure, `still_there` raises if the page is no more."""
        for kind in self._kinds:
            if any(capture.status is not CaptureStatus.OK for capture in self._captures):
                still_there()
            self._keep(kind, takes[kind])

    def give_up(self, error: Exception) -> None:
        """List what was not tried yet as failed."""
        tried = {capture.kind for capture in self._captures}
        self._captures += [failed(self._stage, kind, lack_of(error)) for kind in self._kinds if kind not in tried]

    def _keep(self, kind: CaptureKind, take: Take) -> None:
        name = f"{self._stage.prefix}.{FILES[kind]}"
        try:
            data, less = take()
            replace_private(self._folder / name, data)
        except Exception as error:  # noqa: BLE001  each capture stands alone
            self._captures.append(failed(self._stage, kind, lack_of(error)))
        else:
            kept = Capture(stage=self._stage, kind=kind, file=name, status=CaptureStatus.OK)
            why = {"status": CaptureStatus.DEGRADED, "reason": less.code, "detail": less.detail} if less else {}
            self._captures.append(kept.model_copy(update=why))

    def _drop_earlier(self) -> None:
        """Drop what an earlier capture of this stage left of the kinds that failed now: a record mixes no two pages."""
        for capture in self._captures:
            if capture.status is CaptureStatus.FAILED:
                discard(self._folder / f"{self._stage.prefix}.{FILES[capture.kind]}")


def lack_of(error: Exception) -> Lack:
    """Say in a code why an error leaves a capture out."""
    if isinstance(error, Lack):
        return error
    if isinstance(error, TimeRanOut):
        return Lack("timed_out")
    if isinstance(error, OSError):
        return Lack("not_written", error=str(system_says(error)))  # its message would name a folder of the person
    # One line, without what a library adds below it: logs there quote the page.
    first = next(iter(str(error).splitlines()), "")
    return Lack("went_wrong", error=printable(f"{type(error).__name__}: {first}".removesuffix(": "), 160))


COVER_COLOUR = "#3a4750"
_FULL_MS, _WINDOW_MS, _BARE_MS = 8_000, 3_000, 3_000
_MS_PER_PIXEL = 0.1  # of its height: a page 60,000 px tall took 12 s on a busy machine of two cores

SMALL = 300_000
"""Bytes up to which a screenshot goes into START-HERE.pdf as it is."""
PICTURE_LIMIT = 600_000
"""Bytes a screenshot may have there in any case."""
TOO_TALL = 16_384
"""Pixels: the tallest picture that Chromium draws at once; 60,000 can fill the driver's memory (measured)."""
TALLEST = 5.2
"""Height over width of the longest picture shown whole there: four sheets of A4."""


def png(page: Page, view: Look, album: Album, budget: Budget) -> tuple[bytes, Lack | None]:
    """Take the screenshot, whole if it can be had, and give the album its picture."""
    data, less = _screenshot(page, view, budget)
    try:
        album.picture = _picture(page, view, data, budget, whole=less is None)
    except Error:
        album.picture = None  # START-HERE.pdf then points to the file
    return data, less


def _screenshot(page: Page, view: Look, budget: Budget) -> tuple[bytes, Lack | None]:
    attempts: list[tuple[str | None, Callable[[], bytes]]] = [
        (None, lambda: _shoot(page, view, budget.ms(_full_ms(view)), full_page=True)),
        ("window_only", lambda: _shoot(page, view, budget.ms(_WINDOW_MS))),
        # Playwright waits for fonts that may never come; the browser itself does not. Secret fields show dots here.
        ("window_without_fonts", lambda: _window_by_cdp(page, budget)),
    ]
    cause = Lack("page_too_tall", number=f"{view.height:.0f}")
    if view.height > TOO_TALL:
        attempts = attempts[1:]
    for less, take in attempts:
        try:
            return take(), Lack(less, cause=cause.code, **cause.detail) if less else None
        except Error as error:
            cause = lack_of(error)
            answers(page, budget)
    raise cause


def _full_ms(view: Look) -> float:
    return _FULL_MS + min(_MS_PER_PIXEL * view.height, _FULL_MS)


def _shoot(page: Page, view: Look, timeout: float, **options: object) -> bytes:
    mask = list(view.covered)
    # Its own time-out does not end it while the page waits for a server.
    return within(
        timeout + 500,
        lambda: page.screenshot(mask=mask, mask_color=COVER_COLOUR, timeout=timeout, **options),  # type: ignore[arg-type]
    )


def _window_by_cdp(page: Page, budget: Budget) -> bytes:
    session = within(budget.ms(_BARE_MS), lambda: page.context.new_cdp_session(page))
    try:
        taken = within(budget.ms(_BARE_MS), lambda: session.send("Page.captureScreenshot", {"format": "png"}))
        return base64.b64decode(taken["data"])
    finally:
        end_session(session)


def end_session(session: CDPSession) -> None:
    """End a session with the browser, or leave it if the page does not answer."""
    with suppress(Error):
        within(1_000, session.detach)


def _picture(page: Page, view: Look, data: bytes, budget: Budget, *, whole: bool) -> Picture | None:
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    short = height <= TALLEST * width
    if short and len(data) <= SMALL:
        return Picture("image/png", data, width, height, whole)
    if whole and short and (jpeg := _jpeg(page, view, budget, quality=55, full_page=True)):
        return Picture("image/jpeg", jpeg, width, height, whole=True)
    return next(_of_the_window(page, view, budget), None)


def _of_the_window(page: Page, view: Look, budget: Budget) -> Iterator[Picture]:
    for quality in (60, 30):
        if jpeg := _jpeg(page, view, budget, quality=quality):
            width, height = within(budget.ms(_WINDOW_MS), lambda: page.evaluate("[innerWidth, innerHeight]"))
            yield Picture("image/jpeg", jpeg, width, height, whole=False)


def _jpeg(page: Page, view: Look, budget: Budget, **options: object) -> bytes | None:
    jpeg = _shoot(page, view, budget.ms(_FULL_MS), type="jpeg", scale="css", **options)
    return jpeg if len(jpeg) <= PICTURE_LIMIT else None


# The rest of the package names a page and a locator, and needs nothing else of Playwright.
__all__ = ["Locator", "Page", "address_of", "capture"]

MOST_SECONDS = 30.0
"""What all captures of a stage may take: the person waits meanwhile."""
_ARIA_MS, _PDF_MS, _MHTML_MS, _STYLE_MS = 5_000, 10_000, 8_000, 1_000
_MHTML_LIMIT = 30_000_000  # bytes; cleaning more would keep the person waiting


def capture(page: Page, stage: Stage, mask: Sequence[Locator], folder: Path) -> Shots:
    """Capture a page into a folder. Never raises: a failed capture must not change what becomes of the send."""
    album = Album(stage, folder)
    budget = Budget(MOST_SECONDS)
    try:
        with veiled(page, mask, budget) as view:
            album.fill(
                {
                    CaptureKind.PNG: lambda: png(page, view, album, budget),
                    CaptureKind.TXT: lambda: _text(view),
                    CaptureKind.ARIA: lambda: (_aria(page, view, budget), None),
                    CaptureKind.PDF: lambda: (_pdf(page, budget), None),
                    CaptureKind.MHTML: lambda: (_mhtml(page, view, budget), None),
                },
                lambda: answers(page, budget),
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


def _text(view: Look) -> tuple[bytes, Lack | None]:
    less = Lack("frames_silent", number=str(view.silent_frames)) if view.silent_frames else None
    return plain(without_secrets(view.text, view.secrets)).encode() + b"\n", less


def _aria(page: Page, view: Look, budget: Budget) -> bytes:
    most = budget.ms(_ARIA_MS)
    snapshot = within(most + 500, lambda: page.locator("body").aria_snapshot(timeout=most))
    return plain(kept_aria(without_secrets(snapshot, view.secrets))).encode() + b"\n"


def _pdf(page: Page, budget: Budget) -> bytes:
    # A print style sheet can hide what the screen shows.
    within(budget.ms(_STYLE_MS), lambda: page.emulate_media(media="screen"))
    margin = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
    try:
        pdf = within(
            budget.ms(_PDF_MS),
            lambda: page.pdf(format="A4", scale=0.7, margin=margin, print_background=True, tagged=True),
        )
        return kept_pdf(pdf)
    finally:
        with suppress(Error):
            within(_STYLE_MS, lambda: page.emulate_media(media="null"))


def _mhtml(page: Page, view: Look, budget: Budget) -> bytes:
    session = within(budget.ms(_STYLE_MS), lambda: page.context.new_cdp_session(page))
    try:
        saved = within(budget.ms(_MHTML_MS), lambda: session.send("Page.captureSnapshot", {"format": "mhtml"}))
    finally:
        end_session(session)
    data: str = saved["data"]
    if len(data) > _MHTML_LIMIT:
        raise Lack("page_too_large", number=str(len(data)))
    return kept_mhtml(data, view.secrets)
