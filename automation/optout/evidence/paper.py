"""How documents are made: templates filled, and printed through the browser."""

import secrets
from collections.abc import Callable, Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.evidence.record import Record
from optout.evidence.redaction import shown
from optout.evidence.wording import TEMPLATES, RecordWords, bare, reading_said, setting_called

if TYPE_CHECKING:
    from jinja2 import Environment
    from playwright.sync_api import Page, PdfMargins

_NONCE = secrets.token_urlsafe(16)
_POLICY = f"default-src 'none'; img-src data:; style-src 'nonce-{_NONCE}'"
"""Lets our own style through and pictures, nothing else. It is one for all: a page keeps those of what it showed."""
_SMALL_PRINT = "font:7.5pt 'Helvetica Neue',Arial,'Liberation Sans','Noto Sans',sans-serif;width:100%;margin:0 18mm"
_BOX = "color:#9b2226;border:0.4mm solid #9b2226;padding:1mm 0;text-align:center;font-weight:bold"


def rendered(
    folder: Path, name: str, parts: Mapping[str, Any], tell: Callable[[str], str] = str
) -> str:
    """Fill a template of a folder; `tell` gives each text in a language."""
    return _environment(folder, tell).get_template(f"{name}.html.j2").render(**parts)


def filled_blocks(
    name: str, record: Record, say: RecordWords, parts: Mapping[str, Any]
) -> dict[str, list[str]]:
    """Fill a plain template of `templates` about a record, and return the lines of each of its blocks."""
    common = {"record": record, "page": record.place, "say": say, "bare": bare}
    template = _environment(TEMPLATES, _on_one_line).get_template(f"{name}.txt.j2")
    context = template.new_context(
        {
            **common,
            "reading": lambda one: say.tell(reading_said(one)),
            "name_of": lambda setting: say.tell(setting_called(setting, record.flow.called)),
            **parts,
        }
    )
    filled = {block: "".join(fill(context)) for block, fill in template.blocks.items()}
    return {block: list(filter(None, text.split("\n"))) for block, text in filled.items()}


def _on_one_line(text: str) -> str:
    return text.replace("\n", " ")


@cache
def _environment(folder: Path, tell: Callable[[str], str]) -> "Environment":
    """Give the templates, which escape what they are filled with, and with `shown` show what a text hides."""
    # not while a run begins
    from jinja2 import (
        Environment,
        FileSystemLoader,
        StrictUndefined,
        select_autoescape,
    )

    made = Environment(
        loader=FileSystemLoader(folder),
        autoescape=select_autoescape(["html.j2"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=lambda value: (
            tell(value) if isinstance(value, str) and not hasattr(value, "__html__") else value
        ),
    )
    made.filters["shown"] = lambda text: shown(tell(text))
    return made


def print_document(
    page: "Page",
    name: str,
    parts: Mapping[str, Any],
    below: tuple[str, ...],
    band: str = "",
    *,
    margins: "PdfMargins",
) -> bytes:
    """Fill a template of `templates` and print it as a tagged PDF on a fresh page.

    `below` is what each page belongs to, and the words “page” and “of” where its number is wanted;
    `band` stands above each page of a rehearsal.
    """
    page.set_content(
        rendered(TEMPLATES, name, {**parts, "policy": _POLICY, "nonce": _NONCE}), wait_until="load"
    )
    return page.pdf(
        format="A4",
        margin=margins,
        print_background=True,
        tagged=True,
        outline=True,
        display_header_footer=True,
        header_template=f'<div style="{_SMALL_PRINT};{_BOX}">{escape(band)}</div>'
        if band
        else "<span></span>",
        footer_template=_footer(*below),
    )


def _footer(left: str, page: str = "", of: str = "") -> str:
    number = f'{escape(page)} <span class="pageNumber"></span> {escape(of)} <span class="totalPages"></span>'
    box = "display:flex;justify-content:space-between;color:#5b6770"
    return f'<div style="{_SMALL_PRINT};{box}"><span>{escape(left)}</span><span>{number if of else ""}</span></div>'
