"""How documents are made: templates filled, and printed through the browser."""

import secrets
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import cache
from html import escape
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import optout
from optout.cache import cache_folder
from optout.evidence.redaction import shown
from optout.evidence.wording import TEMPLATES

if TYPE_CHECKING:
    from jinja2 import Environment, FileSystemBytecodeCache
    from jinja2.bccache import Bucket
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
        bytecode_cache=_bytecode_cache(),
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


def _bytecode_cache() -> "FileSystemBytecodeCache | None":
    """Return where Jinja keeps compiled templates between runs: compiling takes a tenth of a replay.

    None if the folder cannot be made. Jinja compiles a template again whose text has changed.
    """
    from jinja2 import FileSystemBytecodeCache

    class TemplateCache(FileSystemBytecodeCache):
        """Does without what cannot be written: a document must not fail for it."""

        def dump_bytecode(self, bucket: "Bucket") -> None:
            with suppress(OSError):
                super().dump_bytecode(bucket)

    folder = cache_folder()
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError:
        return None
    return TemplateCache(str(folder), "%s.jinja")


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
    printed = page.pdf(
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
    return with_metadata(printed)


def with_metadata(pdf: bytes) -> bytes:
    """Add XMP metadata to a PDF as Chromium prints it: its title, language, times and the programs that made it.

    Archives read XMP (ISO 16684-1), which Chromium does not write.
    """
    import pikepdf

    out = BytesIO()
    with pikepdf.open(BytesIO(pdf)) as opened:
        creator = str(opened.docinfo.get("/Creator", ""))
        with opened.open_metadata(set_pikepdf_as_editor=False) as metadata:
            metadata.load_from_docinfo(opened.docinfo)
            metadata["dc:format"] = "application/pdf"
            metadata["dc:language"] = [str(opened.Root.get("/Lang", "en"))]
            metadata["xmp:CreatorTool"] = f"optout {optout.__version__}, {creator}"
        opened.save(out, deterministic_id=True)
    return out.getvalue()


def _footer(left: str, page: str = "", of: str = "") -> str:
    number = f'{escape(page)} <span class="pageNumber"></span> {escape(of)} <span class="totalPages"></span>'
    box = "display:flex;justify-content:space-between;color:#5b6770"
    return f'<div style="{_SMALL_PRINT};{box}"><span>{escape(left)}</span><span>{number if of else ""}</span></div>'
