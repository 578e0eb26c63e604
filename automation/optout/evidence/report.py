"""Prints START-HERE.pdf through the browser, and writes HOW-TO-VERIFY.txt."""

import base64
import hashlib
import textwrap
from collections.abc import Iterator, Mapping
from datetime import date
from functools import lru_cache
from html import escape

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from playwright.sync_api import Page, PdfMargins

from optout.evidence.capture import Picture
from optout.evidence.model import Stage
from optout.evidence.redaction import shown
from optout.evidence.summary import Sheet, Story, Tables, figures
from optout.evidence.words import TEMPLATES, words

SIZE_LIMIT = 1_500_000
"""Bytes: what authorities take as an attachment."""


def warm_up(language: str) -> None:
    """Read the words and compile the template; done early, beside the browser, it costs no time at the end."""
    say = words(language)
    say.day(date.min)  # Babel reads its tables of the language
    say.number(0)
    environment().get_template("start-here.html.j2")


def start_here(page: Page, sheet: Sheet) -> bytes:
    """Print the summary on a fresh page. Without its pictures if it would be larger than `SIZE_LIMIT`."""
    pdf = _print(page, sheet, sheet.pictures)
    return pdf if len(pdf) <= SIZE_LIMIT else _print(page, sheet, {})


def _print(page: Page, sheet: Sheet, pictures: Mapping[Stage, Picture]) -> bytes:
    story = Story(sheet)
    page.goto("about:blank")  # a page keeps the policy of what it showed before, which would forbid this style
    page.set_content(_html(story, Tables(sheet, story.say), pictures), wait_until="load")
    record, say = story.record, story.say
    return page.pdf(
        format="A4",
        margin=PdfMargins(top="22mm", right="18mm", bottom="19mm", left="18mm"),
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template=band(say("replay_band")) if record.replay else "<span></span>",
        footer_template=footer(say("footer", id=record.request_id), say("page"), say("of")),
    )


def _html(story: Story, tables: Tables, pictures: Mapping[Stage, Picture]) -> str:
    laid_out = figures(story, pictures)
    css = (TEMPLATES / "start-here.css").read_text("utf-8") + "".join(s.css() for f in laid_out for s in f.slices)
    # The style's hash is all that the page's policy lets through besides pictures.
    allowed = base64.b64encode(hashlib.sha256(css.encode()).digest()).decode()
    template = environment().get_template("start-here.html.j2")
    parts = {"story": story, "tables": tables, "figures": laid_out, "say": story.say, "record": story.record}
    return template.render(**parts, css=css, allowed=allowed)


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Give the templates, which escape what they are filled with."""
    made = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["shown"] = shown
    return made


_SMALL_PRINT = "font:7.5pt 'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif;width:100%;margin:0 18mm"


def band(text: str) -> str:
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
    story = Story(sheet)
    replay = f"\n{story.say('replay_band')}\n" if sheet.record.replay else ""
    return story.say.how_to.format(
        id=sheet.record.request_id,
        fingerprint=sheet.fingerprint,
        replay=replay,
        shows=_points(story.shows()),
        limits=_points(story.limits()),
        stamps=story.say.stamps.strip(),
    )


def _points(sentences: Iterator[str]) -> str:
    return "\n".join(textwrap.fill(each, 78, initial_indent="- ", subsequent_indent="  ") for each in sentences)
