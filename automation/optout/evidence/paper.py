"""How documents are made: templates filled and printed through the browser, and letters as plain text."""

import secrets
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from optout.evidence.redaction import plain, shown
from optout.evidence.wording import TEMPLATES

if TYPE_CHECKING:
    from playwright.sync_api import Page, PdfMargins

_WIDTH = 74  # a preview has four columns in front of it, and a terminal 80
_NONCE = secrets.token_urlsafe(16)
_POLICY = f"default-src 'none'; img-src data:; style-src 'nonce-{_NONCE}'"
"""Lets our own style through and pictures, nothing else. It is one for all: a page keeps those of what it showed."""
_SMALL_PRINT = "font:7.5pt 'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif;width:100%;margin:0 18mm"
_BOX = "color:#9b2226;border:0.4mm solid #9b2226;padding:1mm 0;text-align:center;font-weight:bold"


def filled(folder: Path, name: str, parts: Mapping[str, Any], tell: Callable[[str], str] = str) -> str:
    """Fill a template of a folder; `tell` gives each text in a language."""
    return _environment(folder, tell).get_template(f"{name}.html.j2").render(**parts)


def filled_blocks(name: str, parts: Mapping[str, Any]) -> dict[str, list[str]]:
    """Fill a plain template of `templates`, and return the lines of each of its blocks."""
    template = _environment(TEMPLATES, _on_one_line).get_template(f"{name}.txt.j2")
    context = template.new_context(dict(parts))
    filled = {block: "".join(fill(context)) for block, fill in template.blocks.items()}
    return {block: list(filter(None, text.split("\n"))) for block, text in filled.items()}


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


@cache
def _environment(folder: Path, tell: Callable[[str], str]) -> Environment:
    """Give the templates, which escape what they are filled with, and with `shown` show what a text hides."""
    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: tell(value) if isinstance(value, str) and not hasattr(value, "__html__") else value,
    )
    made.filters["shown"] = lambda text: shown(tell(text))
    return made


_LETTER_MARGINS: "PdfMargins" = {"top": "19mm", "right": "20mm", "bottom": "15mm", "left": "20mm"}


def print_document(
    page: "Page",
    name: str,
    parts: Mapping[str, Any],
    below: str,
    band: str = "",
    margins: "PdfMargins" = _LETTER_MARGINS,
) -> bytes:
    """Fill a template of `templates` and print it as a tagged PDF on a fresh page.

    `below` is the line below each page, `band` the words above each of a rehearsal.
    """
    page.set_content(filled(TEMPLATES, name, {**parts, "policy": _POLICY, "nonce": _NONCE}), wait_until="load")
    return page.pdf(
        format="A4",
        margin=margins,
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template=f'<div style="{_SMALL_PRINT};{_BOX}">{escape(band)}</div>' if band else "<span></span>",
        footer_template=below,
    )


def footer(left: str, page: str = "", of: str = "") -> str:
    """Make the line below every page: what it belongs to, and its number where one is wanted."""
    number = f'{escape(page)} <span class="pageNumber"></span> {escape(of)} <span class="totalPages"></span>'
    box = "display:flex;justify-content:space-between;color:#5b6770"
    return f'<div style="{_SMALL_PRINT};{box}"><span>{escape(left)}</span><span>{number if of else ""}</span></div>'


@dataclass(frozen=True)
class LetterPart:
    """A heading, the sentences below it, and quotations as label and text.

    `ticks` are sentences with a box before each; `ruled` lines are left to write on.
    """

    heading: str
    sentences: tuple[str, ...] = ()
    quotes: tuple[tuple[str, str], ...] = ()
    points: bool = False
    ticks: tuple[str, ...] = ()
    ruled: int = 0


def plain_text(heads: Iterable[str], parts: Iterable[LetterPart]) -> str:
    """Write a letter without its frame, to be pasted into a form or an e-mail; `heads` stand above it."""
    lines = [line for head in heads for line in (head, "")]
    for part in parts:
        lines += [*_lines(part), ""]
    return plain("\n".join(lines).rstrip() + "\n").replace("\u00a0", " ")


def _lines(part: LetterPart) -> Iterator[str]:
    if part.heading:
        yield part.heading
    for sentence in part.sentences:
        yield _wrapped(sentence, "- " if part.points else "")
    for label, value in part.quotes:
        yield label
        yield textwrap.indent(value, "> ", lambda _: True)
    for sentence in part.ticks:
        yield _wrapped(sentence, "[ ] ")
    yield from ["..."] * part.ruled


def _wrapped(sentence: str, mark: str) -> str:
    indent = " " * len(mark)
    wrapper = textwrap.TextWrapper(_WIDTH, mark, indent, break_long_words=False, break_on_hyphens=False)
    return wrapper.fill(sentence)
