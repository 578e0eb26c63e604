"""Captures a page as PNG, text, ARIA snapshot, PDF and MHTML, and what a password or code field holds in none of them.

The text is read from what the browser has laid out, through every shadow root and without a script. Two short scripts
are left: nothing but a style makes a field's value dots in a PDF, and in a picture that cannot wait for fonts.
"""

import asyncio
import base64
import json
import re
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from html import escape
from pathlib import Path
from typing import Any

from playwright.sync_api import CDPSession, Error, Frame, Locator, Page, PdfMargins
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.evidence.files import discard, replace_private
from optout.evidence.mhtml import CUT_STYLES, cut_html, kept_mhtml
from optout.evidence.part import Document, Part, kept_nodes, named_nodes, spoken, styles_of
from optout.evidence.record import Capture, CaptureKind, CaptureStatus, PageSeen, Stage
from optout.evidence.redaction import kept_address, kept_aria, kept_pdf, plain, without_secrets
from optout.i18n import why
from optout.redact import printable

# The rest of the package names a page and a locator, and needs nothing else of Playwright.
__all__ = ["Locator", "Page", "capture"]

MOST_SECONDS = 30.0
"""What all captures of a stage may take: the person waits meanwhile."""
COVER_COLOUR = "#3a4750"
SMALL = 300_000
"""Bytes up to which a screenshot goes into START-HERE.pdf as it is."""
PICTURE_LIMIT = 600_000
"""Bytes a screenshot may have there in any case."""
TOO_TALL = 16_384
"""Pixels: the tallest picture that Chromium draws at once; 60,000 can fill the driver's memory (measured)."""
TALLEST = 5.2
"""Height over width of the longest picture shown whole there: four sheets of A4."""
ALIVE_MS = 4_000  # after a screenshot that took too long, the page is still busy with it for a while
_LOOK_MS, _FRAME_MS = 5_000, 1_000
FULL_MS, WINDOW_MS = 8_000, 3_000
_MS_PER_PIXEL = 0.1  # of its height: a page 60,000 px tall took 12 s on a busy machine of two cores
_ARIA_MS, _PDF_MS, _MHTML_MS, _STYLE_MS = 5_000, 10_000, 8_000, 1_000
_MHTML_LIMIT = 30_000_000  # bytes; cleaning more would keep the person waiting
_FRAMES = 10
_LEAST_MS = 1.0  # Playwright takes 0 for "for ever"
# The text comes first: it is at hand once the page was looked at, whatever becomes of the page then. What costs most
# on a long page comes last: a browser still busy with a screenshot that took too long answers nothing else.
_FILES = {
    CaptureKind.TXT: "txt",
    CaptureKind.ARIA: "aria.yaml",
    CaptureKind.MHTML: "mhtml",
    CaptureKind.PNG: "png",
    CaptureKind.PDF: "pdf",
}
_PASSWORDS = "input[type=password i]"
_SHOWN_PASSWORDS = ", ".join(
    f"input{which}:not([type=password i]):not([type=hidden i])"
    for which in (
        '[autocomplete~="current-password" i]',
        *(f"[{key}={name} i]" for key in ("name", "id") for name in ("pass", "passwd", "password", "pwd")),
    )
)
"""Fields of pages that let the person see the password that they type."""
_SECRET_FIELDS = ", ".join(
    [_PASSWORDS, _SHOWN_PASSWORDS, *(f'[autocomplete~="{use}" i]' for use in ("one-time-code", "new-password"))]
)
# Drawn as dots, a field's value is in no screenshot and no PDF; the style touches neither layout nor focus. A password
# never leaves the page: that one is typed, and how, is all that is told of it. What stands in other secret fields is
# told, to take it out of what the page says elsewhere.
_DOTS, _WRITTEN, _UNVEILED = 1, 2, 4
_VEIL = """(all, shown) => all.map(e => {
  const style = e.style, name = '-webkit-text-security', dots = e.type === 'password';
  e.optoutVeil ??= {style: [style.getPropertyValue(name), style.getPropertyPriority(name)], written: null};
  style.setProperty(name, 'disc', 'important');
  const value = String(e.value ?? e.innerText ?? '');
  if (!dots && !e.matches(shown)) return value;
  if (e.getAttribute('value')) {  // it would be in an MHTML; what the field holds stays, as if it were typed
    e.optoutVeil.written ??= e.getAttribute('value');
    e.value = value;
    e.removeAttribute('value');
  }
  return value ? 1 + (dots ? 0 : 4) : 0;
})"""
_UNVEIL = """all => all.filter(e => e.optoutVeil).forEach(e => {
  e.style.setProperty('-webkit-text-security', ...e.optoutVeil.style);
  if (e.optoutVeil.written !== null) e.setAttribute('value', e.optoutVeil.written);
  if (!e.getAttribute('style')) e.removeAttribute('style');
  delete e.optoutVeil;
})"""


class Lack(Exception):
    """A capture is missing, or less than was wanted: why, as a code and its values."""

    def __init__(self, code: str, **detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


@dataclass(frozen=True)
class Picture:
    """A screenshot for START-HERE.pdf. Sizes in pixels; `whole` is False when it shows only the window."""

    mime: str
    data: bytes
    width: int
    height: int
    whole: bool


@dataclass(frozen=True)
class Taken:
    """What was taken of a part of a page, before it is put on paper of ours.

    `png` shows what is in the part's box, None where there is no picture of it; `html` is the part as a page, empty for
    a page that has none. `less` says why the picture is less than was wanted.
    """

    part: Part
    png: bytes | None = None
    text: str = ""
    html: str = ""
    less: Lack | None = None


@dataclass(frozen=True)
class Shots:
    """What became of one stage's captures, and the page that was captured; None when there was none to capture.

    `taken` is what has still to be put on paper, of a part of a page; of a whole one, `picture` is that for
    START-HERE.pdf.
    """

    captures: tuple[Capture, ...]
    page: PageSeen | None = None
    picture: Picture | None = None
    taken: Taken | None = None

    @property
    def failed(self) -> bool:
        """Whether nothing at all was captured."""
        return all(capture.status is CaptureStatus.FAILED for capture in self.captures)


def capture(
    page: Page, stage: Stage, mask: Sequence[Locator], folder: Path, part: Part | None = None, band: str = ""
) -> Shots:
    """Capture a page into a folder. Never raises: a failed capture must not change what becomes of the send.

    `mask` are fields of which nothing may be kept, besides those for passwords and codes. `part` is all that is kept of
    the page; without it, that is the whole. What is printed of a part is printed elsewhere, when the record is sealed:
    the page hears nothing of it, and where all of the part stands in its window nothing of the picture either. `band`
    is what stands above a whole page of a rehearsal.
    """
    seen = PageSeen(stage=stage, address=_address_of(page), at=datetime.now(UTC))
    looked = _CapturedPage(page, [*mask], time.monotonic() + MOST_SECONDS, part, stage, band)
    tried: list[Capture] = []
    try:
        with _veiled(looked):
            for kind in looked.kinds:
                if any(one.status is not CaptureStatus.OK for one in tried):
                    looked.must_answer()
                name = f"{stage.prefix}.{_FILES[kind]}"
                try:
                    data, less = _TAKES[kind](looked)
                    replace_private(folder / name, data)
                except Exception as error:  # noqa: BLE001  each capture stands alone
                    tried.append(failed(stage, kind, lack_of(error)))
                else:
                    tried.append(kept_as(stage, kind, name, less or _not_told_apart(part)))
    except Exception as error:  # noqa: BLE001  whatever it was, the run goes on and the record names it
        tried += [failed(stage, kind, lack_of(error)) for kind in looked.kinds[len(tried) :]]
    shots = Shots(tuple(tried), seen, looked.picture, _taken_of(looked))
    # A record mixes no two pages: of an earlier capture, what failed now goes.
    for one in () if shots.failed else tried:
        if one.status is CaptureStatus.FAILED:
            discard(folder / f"{stage.prefix}.{_FILES[one.kind]}")
    return shots


def _taken_of(looked: "_CapturedPage") -> Taken | None:
    """Give what has still to be put on paper."""
    if looked.part is None:
        return None
    text, html = (plain(without_secrets(one, looked.secrets)) for one in (looked.text, looked.html))
    return replace(looked.taken or Taken(looked.part), text=text, html=html)


def missing(stage: Stage, lack: Lack) -> Shots:
    """List every capture of a stage as failed, for a page that could not even be looked at."""
    return Shots(tuple(failed(stage, kind, lack) for kind in _kinds(stage)))


def failed(stage: Stage | None, kind: CaptureKind, lack: Lack) -> Capture:
    """List a capture as failed."""
    return Capture(stage=stage, kind=kind, file=None, status=CaptureStatus.FAILED, reason=lack.code, detail=lack.detail)


def _not_told_apart(part: Part | None) -> Lack | None:
    return Lack("not_told_apart") if part and not part.told_apart else None


def kept_as(stage: Stage, kind: CaptureKind, name: str, less: Lack | None = None) -> Capture:
    """List a capture as kept; `less` says why it is less than was wanted."""
    taken = Capture(stage=stage, kind=kind, file=name, status=CaptureStatus.OK)
    why_less = {"status": CaptureStatus.DEGRADED, "reason": less.code, "detail": less.detail} if less else {}
    return taken.model_copy(update=why_less)


def _kinds(stage: Stage) -> list[CaptureKind]:
    """Only the answer is kept as MHTML: it holds no typed values. Of settings there is a picture alone."""
    if stage.is_of_settings:
        return [CaptureKind.PNG]
    return [kind for kind in _FILES if kind is not CaptureKind.MHTML or stage is Stage.CONFIRMATION]


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


def _address_of(page: Page) -> str:
    try:
        return kept_address(page.url)
    except Error:
        return "?"


@contextmanager
def call_within(milliseconds: float) -> Iterator[None]:
    """End the one call of Playwright's sync API in the block when its time is over: many have no time-out of theirs.

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
        yield
    except asyncio.CancelledError:
        raise PlaywrightTimeout(f"the page did not answer within {milliseconds / 1000:.3g} s") from None
    finally:
        loop.set_task_factory(usual)


@dataclass
class _CapturedPage:
    """A page while it is captured, and what a look over it found.

    `covered` are the fields that no screenshot may show, `end` is when all must be done, on the monotonic clock;
    `height` is in CSS pixels, `unread` why there is no text. `password` says whether one is typed,
    whether the page has written it into itself, and whether it shows it: nothing is asked for that would hold it.
    """

    page: Page
    covered: list[Locator]
    end: float
    part: Part | None = None
    stage: Stage = Stage.CONFIRMATION
    band: str = ""
    session: CDPSession = field(init=False)
    secrets: list[str] = field(default_factory=list)
    text: str = ""
    html: str = ""
    named: list[str] = field(default_factory=list)
    taken: "Taken | None" = None
    silent_frames: int = 0
    password: int = 0
    unread: Lack | None = None
    height: float = 0
    picture: Picture | None = None

    @property
    def styles(self) -> Sequence[str]:
        """What is asked of how the page is laid out."""
        written = self.part is not None and self.stage is Stage.CONFIRMATION
        return (*_TEXT_STYLES, *CUT_STYLES) if written else _TEXT_STYLES

    @property
    def kinds(self) -> list[CaptureKind]:
        """What is captured of the page itself; of a part, all else is made when it is put on paper."""
        kinds = _kinds(self.stage)
        return [kind for kind in kinds if self.part is None or kind not in (CaptureKind.MHTML, CaptureKind.PDF)]

    def ms(self, most: float) -> float:
        """Give the milliseconds that the next call may take: at most so many, and no more than are left.

        Raises:
            PlaywrightTimeout: nothing is left.
        """
        left = (self.end - time.monotonic()) * 1000
        if left < _LEAST_MS:
            raise PlaywrightTimeout(f"the {MOST_SECONDS:g} s for all captures were over")
        return min(most, left)

    def must_answer(self) -> None:
        """Make sure that the page still answers.

        Raises:
            Error: it does not, or is gone.
        """
        with call_within(self.ms(ALIVE_MS)):
            self.page.evaluate("1")


@contextmanager
def _veiled(looked: _CapturedPage) -> Iterator[None]:
    """Look over a page and, as long as the block lasts, show secret fields as dots.

    Raises:
        Error: the page does not answer.
    """
    veiled: list[Locator] = []
    try:
        answering = _veil(looked, veiled)
        with _session(looked, looked.page) as looked.session:
            looked.text = _read(looked, answering)
            yield
    finally:
        with suppress(Error):  # the page went away, and its style with it
            for locator in veiled:
                with call_within(_FRAME_MS):
                    locator.evaluate_all(_UNVEIL)


@contextmanager
def _session(looked: _CapturedPage, where: Page | Frame) -> Iterator[CDPSession]:
    """Open a session with the browser; in the end, leave it if the page does not answer."""
    with call_within(looked.ms(_LOOK_MS if where is looked.page else _FRAME_MS)):
        session = looked.page.context.new_cdp_session(where)
    try:
        yield session
    finally:
        with suppress(Error), call_within(_FRAME_MS):
            session.detach()


def _veil(looked: _CapturedPage, veiled: list[Locator]) -> list[Frame]:
    """Veil secret fields, keep what they hold, and return the frames in the page that answered."""
    masked, answering, main = looked.covered[:], [], looked.page.main_frame
    for frame in looked.page.frames[:_FRAMES]:
        fields = frame.locator(_SECRET_FIELDS)
        try:
            with call_within(looked.ms(_LOOK_MS if frame is main else _FRAME_MS)):
                held = fields.evaluate_all(_VEIL, _SHOWN_PASSWORDS)
        except Error:
            if frame is main:
                raise
            looked.silent_frames += 1  # its text is missing; the screenshot may still have it
            continue
        if frame is not main:
            answering.append(frame)
        if held:
            veiled.append(fields)
            looked.covered.append(fields)
            _note(looked, held)
    for locator in masked:
        veiled.append(locator)
        with call_within(looked.ms(_FRAME_MS)):
            _note(looked, locator.evaluate_all(_VEIL, _SHOWN_PASSWORDS))
    return answering


def _note(looked: _CapturedPage, held: Sequence[str | int]) -> None:
    looked.secrets += [told for told in held if isinstance(told, str) and told]
    for told in held:
        looked.password |= 0 if isinstance(told, str) else told


def _read(looked: _CapturedPage, answering: Sequence[Frame]) -> str:
    """Read the text of the page and of all its frames as the browser has laid it out.

    What tells the layout tells what fields hold as well: while a password is typed, what the page says of itself does.
    """
    looked.password |= _password_unreached(looked, answering)
    if looked.password:
        return _read_beside_password(looked, answering)
    try:
        read = _documents(looked.session, looked.ms(_LOOK_MS), looked.styles)
    except Error as error:
        with call_within(looked.ms(ALIVE_MS)):
            looked.height = looked.session.send("Page.getLayoutMetrics")["cssContentSize"]["height"]
        looked.unread = lack_of(error)
        return ""
    looked.height = read[0][0]["contentHeight"]
    own, elsewhere = len(read), {}
    for frame in answering:
        with suppress(Error), _session(looked, frame) as session:  # most have no session of their own, but the page's
            try:
                told = _documents(session, looked.ms(_FRAME_MS), looked.styles)
                if looked.part:
                    elsewhere[len(read)] = session.send("Accessibility.getFullAXTree")["nodes"]
                read += told
            except Error:
                looked.silent_frames += 1
    kept = _kept(looked, read, own, elsewhere) if looked.part else None
    texts = []
    for number, (document, strings) in enumerate(read[:_FRAMES]):
        if text := _text(document, strings, kept[number] if kept else None):
            address = kept_address(strings[document["documentURL"]])
            texts.append(f"--- frame {address} ---\n{text}" if number else text)
    return "\n\n".join(texts)


def _password_unreached(looked: _CapturedPage, answering: Sequence[Frame]) -> int:
    """Tell of passwords in places that no script of ours reaches, where one counts as typed; mostly there is none."""
    if not _count(looked, f"{_PASSWORDS}, {_SHOWN_PASSWORDS}"):
        return 0
    dots = _DOTS | _WRITTEN if _unreached(looked, _PASSWORDS, answering) else 0
    return dots | (_DOTS | _WRITTEN | _UNVEILED if _unreached(looked, _SHOWN_PASSWORDS, answering) else 0)


def _unreached(looked: _CapturedPage, selector: str, answering: Sequence[Frame]) -> bool:
    """Whether there is a field that no script of ours reaches: in a closed shadow root, or a frame that is silent."""
    found, reached = _count(looked, selector), 0
    for frame in {looked.page.main_frame, *answering}:
        with call_within(looked.ms(_FRAME_MS)):
            reached += frame.locator(f"css={selector}").count()
    return found > reached


def _count(looked: _CapturedPage, selector: str) -> int:
    """Count the elements that a selector fits, in shadow roots of every kind too."""
    with call_within(looked.ms(_FRAME_MS)):
        looked.session.send("DOM.enable")
    with call_within(looked.ms(_FRAME_MS)):
        return int(looked.session.send("DOM.performSearch", {"query": selector})["resultCount"])


def _read_beside_password(looked: _CapturedPage, answering: Sequence[Frame]) -> str:
    with call_within(looked.ms(ALIVE_MS)):
        looked.height = looked.session.send("Page.getLayoutMetrics")["cssContentSize"]["height"]
    if looked.part:
        return _read_part_beside_password(looked, looked.part)
    texts: list[str] = []
    for frame in (looked.page.main_frame, *answering):
        most = looked.ms(_LOOK_MS if frame is looked.page.main_frame else _FRAME_MS)
        try:
            with call_within(most + 500):
                text = frame.locator("body").inner_text(timeout=most).strip()
        except Error as error:
            if frame is looked.page.main_frame:
                looked.unread = lack_of(error)
                return ""
            looked.silent_frames += 1
            continue
        if text:
            texts.append(f"--- frame {kept_address(frame.url)} ---\n{text}" if texts else text)
    return "\n\n".join(texts)


def _read_part_beside_password(looked: _CapturedPage, part: Part) -> str:
    """Read a part of a page by what the browser names alone."""
    nodes = _named_in(looked, part.frame)
    within = named_nodes(nodes, part)
    if not within:
        raise Lack("part_gone")
    looked.named = [_named(nodes, within)]
    if looked.stage is Stage.CONFIRMATION:
        looked.html = "".join(f"<p>{escape(line, quote=False)}</p>" for line in spoken(nodes, within).splitlines())
    return spoken(nodes, within)


_Nodes = Sequence[Mapping[str, Any]]


def _kept(looked: _CapturedPage, read: Sequence[Document], own: int, elsewhere: Mapping[int, _Nodes]) -> list[set[int]]:
    """Tell which nodes of each document belong to the part, and keep what the browser names of them.

    The first `own` documents are of the page's own process; `elsewhere` is what is named in each other one, by the
    place of its first document.

    Raises:
        Lack: the page has none of it any more.
    """
    part = looked.part
    kept = kept_nodes(read, part, partial(_owner_of, looked)) if part else []
    if not any(kept):
        raise Lack("part_gone")
    for at, ((document, strings), nodes) in enumerate(zip(read, kept, strict=True)):
        if not nodes or CaptureKind.ARIA not in looked.kinds:
            continue
        numbers = {document["nodes"]["backendNodeId"][node] for node in nodes}
        named = elsewhere.get(at, ()) if at >= own else _named_in(looked, strings[document["frameId"]])
        looked.named += [_named(named, {node["nodeId"] for node in named if node.get("backendDOMNodeId") in numbers})]
        if looked.stage is Stage.CONFIRMATION:
            looked.html += cut_html(document, strings, nodes)
    return kept


def _owner_of(looked: _CapturedPage, frame: str) -> int:
    with suppress(Error), call_within(looked.ms(_FRAME_MS)):
        return int(looked.session.send("DOM.getFrameOwner", {"frameId": frame})["backendNodeId"])
    return 0


def _named_in(looked: _CapturedPage, frame: str = "") -> _Nodes:
    with suppress(Error), call_within(looked.ms(_ARIA_MS)):
        told: _Nodes = looked.session.send("Accessibility.getFullAXTree", {"frameId": frame} if frame else {})["nodes"]
        return told
    return ()


def _documents(session: CDPSession, milliseconds: float, styles: Sequence[str]) -> list[Document]:
    with call_within(milliseconds):
        told = session.send("DOMSnapshot.captureSnapshot", {"computedStyles": list(styles)})
    return [(document, told["strings"]) for document in told["documents"]]


_TEXT_STYLES = ("display", "visibility", "white-space-collapse")
_TEXT_NODE = 3  # nodeType, DOM Standard
_TYPED = {"INPUT", "TEXTAREA", "SELECT"}
_BLOCK, _PARAGRAPH, _SPACE = "\u0001", "\u0002", "\u0003"  # where a line ends, where a blank one follows; a kept space
_ENDS = re.compile(f"[ \\t]*[{_BLOCK}{_PARAGRAPH}][ \\t{_BLOCK}{_PARAGRAPH}]*")


def _text(document: Mapping[str, Any], strings: Sequence[str], only: Collection[int] | None = None) -> str:
    """Return the text of a document as `innerText` gives it, in shadow roots too; what fields hold is not in it.

    `only` are the nodes of which it is wanted. `document` has the columns of `DOMSnapshot.captureSnapshot` (Chrome
    DevTools Protocol): the nodes as they are put together, slots with what they show, each after the one it is in.
    """
    nodes, layout, parents = document["nodes"], document["layout"], document["nodes"]["parentIndex"]
    placed = {node: place for place, node in enumerate(layout["nodeIndex"])}
    made_up = {*nodes["pseudoType"]["index"]}
    styles = styles_of(document, strings)
    inside: list[list[str]] = [[] for _ in parents]
    for node in range(len(parents) - 1, 0, -1):
        name, (display, visibility, spaces) = strings[nodes["nodeName"][node]], styles[node][:3]
        text = "".join(reversed(inside[node]))
        inside[node] = []
        apart = only is not None and node not in only and (name == "BR" or nodes["nodeType"][node] == _TEXT_NODE)
        if node in made_up or name in _TYPED or apart:
            text = ""
        elif node not in placed:
            pass  # its parts may be laid out all the same
        elif nodes["nodeType"][node] == _TEXT_NODE:
            drawn = layout["text"][placed[node]]
            text = strings[drawn] if visibility == "visible" and drawn >= 0 else ""
            kept = spaces in ("preserve", "break-spaces")
            text = text.replace(" ", _SPACE) if kept else re.sub(r"\s+", " ", text)
        elif name == "BR":
            text = "\n"
        elif display == "table-cell":
            text += "\t"
        elif not display.startswith(("inline", "contents")):
            end = _PARAGRAPH if name == "P" else _BLOCK
            text = f"{end}{text}{end}"
        inside[parents[node]].append(text)
    read = _ENDS.sub(lambda ends: "\n\n" if _PARAGRAPH in ends[0] else "\n", "".join(reversed(inside[0])))
    return re.sub(" {2,}", " ", read).replace(_SPACE, " ").strip()


def _txt(looked: _CapturedPage) -> tuple[bytes, Lack | None]:
    if looked.unread:
        raise looked.unread
    less = Lack("frames_silent", number=str(looked.silent_frames)) if looked.silent_frames else None
    return plain(without_secrets(looked.text, looked.secrets)).encode() + b"\n", less


def _aria(looked: _CapturedPage) -> tuple[bytes, None]:
    most = looked.ms(_ARIA_MS)
    if looked.password & _UNVEILED:
        raise Lack("password_typed")
    if looked.part:
        snapshot = "\n".join(filter(None, looked.named))
        return plain(kept_aria(without_secrets(snapshot, looked.secrets))).encode() + b"\n", None
    with call_within(most + 500):
        if looked.password:  # Playwright's own snapshot has it as it was typed
            snapshot = _named(looked.session.send("Accessibility.getFullAXTree")["nodes"])
        else:
            snapshot = looked.page.locator("body").aria_snapshot(timeout=most)
    return plain(kept_aria(without_secrets(snapshot, looked.secrets))).encode() + b"\n", None


_NOT_TOLD = {"none", "generic", "RootWebArea", "InlineTextBox", "LabelText", "ListMarker"}


_TOLD_STATES = ("level", "checked", "pressed", "selected", "expanded", "disabled", "invalid")


def _state(node: Mapping[str, Any]) -> str:
    """Write how something stands as an ARIA snapshot does: `[level=1]`, `[checked]`."""
    told = {one["name"]: one["value"].get("value") for one in node.get("properties", ()) if one["name"] in _TOLD_STATES}
    held = ((name, told[name]) for name in _TOLD_STATES if str(told.get(name, "false")).lower() not in ("false", ""))
    return "".join(f" [{name}]" if str(value).lower() == "true" else f" [{name}={value}]" for name, value in held)


def _named(nodes: Sequence[Mapping[str, Any]], within: Collection[str] | None = None) -> str:
    """Write what the browser names, or some of it, as an ARIA snapshot does; it shows a password as dots."""
    every = {node["nodeId"]: node for node in nodes}
    lines: list[str] = []
    waiting = [(node, 0, "") for node in nodes[:1]]
    while waiting:
        node, depth, around = waiting.pop()
        role, inside = str(node["role"].get("value", "")), node.get("childIds", ())
        told = not node.get("ignored") and role not in _NOT_TOLD and (within is None or node["nodeId"] in within)
        name, value = (str(node.get(key, {}).get("value", "")) for key in ("name", "value"))
        if role == "StaticText" and within is not None and name.strip() == around.strip():
            continue  # it is what that is called
        if told:
            what = (
                f"text: {name}" if role == "StaticText" else " ".join(filter(None, (role, name and json.dumps(name))))
            )
            state = _state(node) if within is not None else ""
            lines.append(f"{'  ' * depth}- {what}{state}{f': {value}' if value else ''}")
        if role not in ("textbox", "StaticText"):
            around = name if told else around
            waiting += [(every[one], depth + told, around) for one in reversed(inside) if one in every]
    return "\n".join(lines)


def _png(looked: _CapturedPage) -> tuple[bytes, Lack | None]:
    """Take the screenshot, whole if it can be had, and the picture for START-HERE.pdf."""
    if looked.part:
        return _png_of_part(looked, looked.part)
    cause = Lack("page_too_tall", number=f"{looked.height:.0f}")
    for less in (None, "window_only", "window_without_fonts"):
        if (less is None and looked.height > TOO_TALL) or (less == "window_without_fonts" and looked.band):
            continue
        try:
            # Playwright waits for fonts that may never come; the browser itself does not. Fields show dots there.
            data = _bare_window(looked) if less == "window_without_fonts" else _shoot(looked, whole=less is None)
        except Error as error:
            cause = lack_of(error)
            looked.must_answer()
            continue
        with suppress(Error):  # START-HERE.pdf then points to the file
            looked.picture = _picture(looked, data, whole=less is None)
        return data, Lack(less, cause=cause.code, **cause.detail) if less else None
    raise cause


def _png_of_part(looked: _CapturedPage, part: Part) -> tuple[bytes, Lack | None]:
    """Take the picture of a part: in the window where all of it stands there, which the page hears nothing of."""
    if part.box is None:
        raise Lack("part_unseen")
    left, top, right, bottom = part.box
    less = None
    if bottom - top > TOO_TALL:
        less, bottom = Lack("part_too_tall", number=f"{bottom - top:.0f}"), top + TOO_TALL
    across, down = looked.page.evaluate("[scrollX, scrollY]") if part.in_window else (0, 0)
    clip = {"x": left - across, "y": top - down, "width": right - left, "height": bottom - top}
    data = _shoot(looked, whole=not part.in_window, clip=clip)
    if part.windows:
        looked.taken = replace(looked.taken or Taken(part), png=data, less=less)
    return data, less


_BAND = """html::before { all: initial; content: %s; position: sticky; top: 0; z-index: 2147483647; display: block;
padding: 6px; background: #9b2226; color: #fff; font: bold 13px/1.3 sans-serif; text-align: center }"""


def _shoot(looked: _CapturedPage, *, whole: bool, **options: Any) -> bytes:
    if looked.band and looked.part is None:  # what is taken of a part gets it on our own paper
        options["style"] = _BAND % json.dumps(looked.band, ensure_ascii=False)
    most = looked.ms(FULL_MS + min(_MS_PER_PIXEL * looked.height, FULL_MS) if whole else WINDOW_MS)
    with call_within(most + 500):  # its own time-out does not end it while the page waits for a server
        return looked.page.screenshot(
            full_page=whole, mask=looked.covered, mask_color=COVER_COLOUR, timeout=most, **options
        )


def _bare_window(looked: _CapturedPage) -> bytes:
    with call_within(looked.ms(WINDOW_MS)):
        return base64.b64decode(looked.session.send("Page.captureScreenshot", {"format": "png"})["data"])


def _picture(looked: _CapturedPage, data: bytes, *, whole: bool) -> Picture | None:
    width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
    short = height <= TALLEST * width
    if short and len(data) <= SMALL:
        return Picture("image/png", data, width, height, whole)
    if whole and short and (jpeg := _jpeg(looked, 55, whole=True)):
        return Picture("image/jpeg", jpeg, width, height, whole=True)
    for quality in (60, 30):
        if jpeg := _jpeg(looked, quality, whole=False):
            with call_within(looked.ms(WINDOW_MS)):
                width, height = looked.page.evaluate("[innerWidth, innerHeight]")
            return Picture("image/jpeg", jpeg, width, height, whole=False)
    return None


def _jpeg(looked: _CapturedPage, quality: int, *, whole: bool) -> bytes | None:
    jpeg = _shoot(looked, whole=whole, type="jpeg", scale="css", quality=quality)
    return jpeg if len(jpeg) <= PICTURE_LIMIT else None


def _pdf(looked: _CapturedPage) -> tuple[bytes, None]:
    page = looked.page
    # A print style sheet can hide what the screen shows.
    with call_within(looked.ms(_STYLE_MS)):
        page.emulate_media(media="screen")
    margin = PdfMargins(top="10mm", right="10mm", bottom="10mm", left="10mm")
    above = f'<b style="width:100%;text-align:center;color:#9b2226;font:bold 9pt sans-serif">{escape(looked.band)}</b>'
    try:
        with call_within(looked.ms(_PDF_MS)):
            pdf = page.pdf(
                format="A4",
                scale=0.7,
                margin=margin,
                print_background=True,
                tagged=True,
                display_header_footer=bool(looked.band),
                header_template=above,
                footer_template="<b></b>",
            )
        return kept_pdf(pdf), None
    finally:
        with suppress(Error), call_within(_STYLE_MS):
            page.emulate_media(media="null")


def _mhtml(looked: _CapturedPage) -> tuple[bytes, None]:
    if looked.password & _WRITTEN:
        raise Lack("password_typed")
    with call_within(looked.ms(_MHTML_MS)):
        data: str = looked.session.send("Page.captureSnapshot", {"format": "mhtml"})["data"]
    if len(data) > _MHTML_LIMIT:
        raise Lack("page_too_large", number=str(len(data)))
    return kept_mhtml(data, looked.secrets), None


_TAKES: Mapping[CaptureKind, Callable[[_CapturedPage], tuple[bytes, Lack | None]]] = {
    CaptureKind.TXT: _txt,
    CaptureKind.ARIA: _aria,
    CaptureKind.MHTML: _mhtml,
    CaptureKind.PNG: _png,
    CaptureKind.PDF: _pdf,
}
"""Each gives the bytes, and why they are less than was wanted, where they are."""
