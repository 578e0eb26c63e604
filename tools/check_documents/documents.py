"""Reads a sealed record, and START-HERE block by block, as the rules of `rules.py` look at them."""

import json
import re
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pikepdf
import pypdfium2

from optout.evidence.record import CaptureKind, Record, Stage
from optout.evidence.redaction import shown
from optout.evidence.start_here import start_here, story_of
from optout.evidence.wording import words
from optout.flow import LoadedFlow, ReadyCase, read_page

if TYPE_CHECKING:
    from playwright.sync_api import Page


def flat(text: str) -> str:
    """Return a text in one line, with ordinary spaces and apostrophes, and what it hides made visible."""
    return " ".join(shown(text).split()).replace("\u2019", "'")


def squeezed(text: str) -> str:
    """Return a text without spaces and hyphens: paper breaks a line wherever it must."""
    return re.sub(r"[\s\u00ad\ufffe-]", "", flat(text))


@dataclass(frozen=True)
class Block:
    """A paragraph, list item, table row or quotation of START-HERE.

    `kind` is where it stands: heading, summary, fact, how, value, quotation, note, caption, proof,
    footer, or title. `label` is what stands over it, or in front of it.
    """

    kind: str
    text: str
    label: str = ""


@dataclass(frozen=True)
class Document:
    """START-HERE in a language, as it is laid out before it is printed, and the text of each printed page."""

    language: str
    blocks: tuple[Block, ...]
    pages: tuple[str, ...] = ()

    def texts(self, *kinds: str) -> list[str]:
        """Return the texts of the blocks of these kinds, or of all."""
        return [block.text for block in self.blocks if not kinds or block.kind in kinds]

    @property
    def sentences(self) -> list[Block]:
        """The blocks in the program's own words: not what was typed, nor what the page is quoted with."""
        return [block for block in self.blocks if block.kind not in ("value", "quotation")]


@dataclass(frozen=True)
class Evidence:
    """What is in a sealed record, and the saved pages that it was made of.

    `texts` are the captured pages, without the line that marks a rehearsal. `markup` are the saved
    pages as HTML. `was_saved` is known of the case: a request saved the setting.
    """

    record: Record
    texts: dict[str, str]
    pictures: dict[Stage, bytes]
    events: tuple[dict[str, Any], ...]
    flow: LoadedFlow | None = None
    markup: tuple[str, ...] = ()
    was_saved: bool = True

    def in_language(self, language: str) -> "Evidence":
        """Return the same facts, to be told in a language."""
        return replace(self, record=self.record.model_copy(update={"language": language}))

    def answered(self, prompt: str, *answers: str) -> bool:
        """Tell whether the person gave one of these answers to a prompt, or any."""
        given = [event["detail"] for event in self.events if event["kind"] == "answered"]
        here = [detail.get("answer", "") for detail in given if detail.get("step") == prompt]
        return any(answer in answers or not answers for answer in here)

    def did(self, verb: str, **detail: str) -> bool:
        """Tell whether a step of this verb was done, with these details."""
        done = [event["detail"] for event in self.events if event["kind"] == "step_done"]
        steps = [one for one in done if one.get("step", "").split(" ")[0] == verb]
        return any(detail.items() <= one.items() for one in steps)


def read_evidence(
    folder: Path, flow: LoadedFlow | None = None, case: ReadyCase | None = None
) -> Evidence:
    """Read a sealed record; with its flow and case, also the saved pages."""
    data = folder / "data"
    record = Record.model_validate_json((data / "record.json").read_bytes())
    band = words(record.language)("replay_band") if record.replay else ""
    texts = {
        shot.file: (data / shot.file).read_text("utf-8").removeprefix(band).lstrip("\n")
        for shot in record.captures
        if shot.kind is CaptureKind.TXT and shot.file
    }
    lines = (data / "events.jsonl").read_text("utf-8").splitlines()
    pages = [answer for answer in case.answers if answer.page] if case else []
    return Evidence(
        record=record,
        texts=texts,
        pictures={
            shot.stage: (data / shot.file).read_bytes()
            for shot in record.captures
            if shot.kind is CaptureKind.PNG and shot.file and shot.stage
        },
        events=tuple(json.loads(line) for line in lines),
        flow=flow,
        markup=tuple({read_page(case, answer) for answer in pages}) if case else (),
        was_saved=bool(case is None or case.expect.sends),
    )


def read_document(evidence: Evidence, folder: Path | None = None) -> Document:
    """Lay START-HERE out anew, as the program does before it prints it; read the printed pages of a folder."""
    sheet = _Sheet()
    record = evidence.record
    start_here(cast("Page", sheet), record, story_of(record), evidence.pictures)
    parser = _Blocks()
    parser.feed(sheet.html)
    printed = folder / "START-HERE.pdf" if folder else None
    pages = _printed(printed.read_bytes()) if printed and printed.exists() else ()
    return Document(evidence.record.language, tuple(parser.found), pages)


def _printed(pdf: bytes) -> tuple[str, ...]:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        texts = [page.get_textpage().get_text_range() for page in document]
    return tuple(text.replace("\r", "") for text in texts)


class _Sheet:
    """What a document is printed on, which keeps its HTML."""

    html = ""

    def set_content(self, html: str, **_options: object) -> None:
        """Keep what is to be printed."""
        self.html = html

    def pdf(self, **_options: object) -> bytes:
        """Print a document without pages."""
        empty = BytesIO()
        with pikepdf.new() as document:
            document.save(empty)
        return empty.getvalue()


_LEAVES = ("h1", "h2", "h3", "p", "li", "th", "td", "blockquote")


class _Blocks(HTMLParser):
    """Collects the blocks of START-HERE's HTML."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Block] = []
        self._section, self._tag, self._class, self._text, self._label = "", "", "", "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the section, or the block that begins."""
        css = dict(attrs).get("class") or ""
        if tag in ("section", "header", "footer"):
            self._section = next(iter(css.split()), tag)
            self._label = ""
        elif tag in _LEAVES:
            self._tag, self._class, self._text = tag, css, ""

    def handle_endtag(self, tag: str) -> None:
        """Keep the block that ends."""
        if tag != self._tag:
            return
        self._tag, text = "", self._text if tag == "blockquote" else " ".join(self._text.split())
        kind = self._kind(tag)
        if kind == "label":
            self._label = text
        if text:
            self.found.append(Block(kind, text, "" if kind == "label" else self._label))

    def handle_data(self, data: str) -> None:
        """Add to the text of the block."""
        if self._tag:
            self._text += data

    def _kind(self, tag: str) -> str:
        """Return what a block is, by its tag, its class and its section."""
        in_words = self._section == "words"
        kinds = {"h1": "label", "h2": "label", "h3": "label", "th": "label", "td": "fact"}
        kinds["blockquote"] = "value" if in_words else "quotation"
        if self._section == "outcome":
            kinds |= {"h2": "heading", "p": "summary"}
        elif self._section == "header":
            kinds |= {"h1": "title", "p": "title"}
        elif in_words:
            kinds["p"] = "note"
        if self._class in ("caption", "note"):
            return self._class
        return kinds.get(tag, self._section if self._section in ("proof", "footer") else "how")
