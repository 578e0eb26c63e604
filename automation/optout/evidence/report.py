"""Prints START-HERE.pdf through the browser, and writes HOW-TO-VERIFY.txt."""

import secrets
import textwrap
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import escape
from typing import Any

from playwright.sync_api import Page, PdfMargins

from optout.evidence.filling import filled
from optout.evidence.record import Stage
from optout.evidence.summary import Sheet, figures, story_of
from optout.evidence.wording import TEMPLATES

SIZE_LIMIT = 1_500_000
"""Bytes: what authorities take as an attachment."""


def start_here(page: Page, sheet: Sheet) -> bytes:
    """Print the summary on a fresh page. Without its pictures if it would be larger than `SIZE_LIMIT`."""
    pdf = _print(page, sheet, sheet.pictures)
    return pdf if len(pdf) <= SIZE_LIMIT else _print(page, sheet, {})


def _print(page: Page, sheet: Sheet, pictures: Mapping[Stage, bytes]) -> bytes:
    story = story_of(sheet)
    record, say, drawn = story.record, story.say, figures(story, pictures)
    parts = {"story": story, "figures": drawn, "say": say, "record": record, "css": style("start-here")}
    margins = PdfMargins(top="22mm", right="18mm", bottom="19mm", left="18mm")
    below = footer(say("footer", id=record.request_id), say("page"), say("of"))
    return print_document(page, "start-here", parts, Frame(margins, say("replay_band") if record.replay else "", below))


@dataclass(frozen=True)
class Frame:
    """What is around a document on paper: its margins, the words above each page of a rehearsal, and a line below."""

    margins: PdfMargins
    band: str
    footer: str


def print_document(page: Page, name: str, parts: Mapping[str, Any], frame: Frame) -> bytes:
    """Fill a template of `templates` and print it as a tagged PDF on a fresh page; `parts` has its style as `css`."""
    html = filled(TEMPLATES, name, {**parts, "policy": _POLICY, "nonce": _NONCE})
    page.set_content(html, wait_until="load")
    return page.pdf(
        format="A4",
        margin=frame.margins,
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template=_band(frame.band) if frame.band else "<span></span>",
        footer_template=frame.footer,
    )


def style(*names: str) -> str:
    """Read style sheets of `templates`."""
    return "".join((TEMPLATES / f"{name}.css").read_text("utf-8") for name in names)


_NONCE = secrets.token_urlsafe(16)
_POLICY = f"default-src 'none'; img-src data:; style-src 'nonce-{_NONCE}'"
"""Lets our own style through and pictures, nothing else. It is one for all: a page keeps those of what it showed."""


_SMALL_PRINT = "font:7.5pt 'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif;width:100%;margin:0 18mm"


def _band(text: str) -> str:
    """Make the line above every page of a rehearsal."""
    box = "color:#9b2226;border:0.4mm solid #9b2226;padding:1mm 0;text-align:center;font-weight:bold"
    return f'<div style="{_SMALL_PRINT};{box}">{escape(text)}</div>'


def footer(left: str, page: str = "", of: str = "") -> str:
    """Make the line below every page: what it belongs to, and its number where one is wanted."""
    number = (
        f'{escape(page)} <span class="pageNumber"></span> {escape(of)} <span class="totalPages"></span>' if of else ""
    )
    box = "display:flex;justify-content:space-between;color:#5b6770"
    return f'<div style="{_SMALL_PRINT};{box}"><span>{escape(left)}</span><span>{number}</span></div>'


def how_to_verify(sheet: Sheet) -> str:
    """Give plain instructions for a reader who has nothing of ours, and the limits of the proof."""
    story = story_of(sheet)
    replay = f"\n{story.say('replay_band')}\n" if sheet.record.replay else ""
    return story.say.how_to.format(
        id=sheet.record.request_id,
        replay=replay,
        shows=_points(story.shows()),
        limits=_points(story.limits()),
        stamps=story.say.stamps.strip(),
    )


def _points(sentences: Iterator[str]) -> str:
    return "\n".join(textwrap.fill(each, 78, initial_indent="- ", subsequent_indent="  ") for each in sentences)
