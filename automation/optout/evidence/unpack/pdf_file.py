"""Unpacks the files that are attached to an exported PDF, and compares what it shows with its own START-HERE.pdf."""

import re
import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.folder import SIZE_LIMIT, FindingKind, RecordFinding, finding
from optout.evidence.pdf_text import UnreadablePdf, text_of_pages
from optout.evidence.unpack.flat_files import FlatFiles
from optout.evidence.unpack.zip_file import no_record
from optout.translation import _, why

if TYPE_CHECKING:
    import pikepdf

_SHA256 = re.compile(r"\b[0-9a-f]{64}\b")
_LISTED = re.compile(r"\b([0-9a-f]{64}) +(\S+)")


def is_pdf(file: Path) -> bool:
    """True if a file is a PDF, by how it begins."""
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(5) == b"%PDF-"
    return False


def unattached(file: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Unpack the files that are attached to an exported PDF, within bounds.

    1. Each attached file that belongs to the record is unpacked; others are reported.
    2. The first pages are those of the START-HERE.pdf that is attached.
    3. The pages after these list the SHA-256 of each attached file, and no other.

    Return the record's folder, and what was found.
    """
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            if len(pdf.attachments) > bag.COUNT_LIMIT:
                raise _too_large()
            # 1
            files = FlatFiles(pdf.attachments, _bounded(pdf))
            record, others = files.put(into)
            # 2
            summary, number = _as_shown_of(record / bag.START_HERE)
            listed = _listed_on_pages(file, number)
            shown = _as_shown(pdf, number)
    except OSError as error:
        raise RecordError(_("this file cannot be read: {why}").format(why=why(error))) from error
    except (pikepdf.PdfError, zlib.error, RuntimeError, ValueError, KeyError) as error:
        raise no_record() from error
    message = _("{file} does not belong in the PDF of this record")
    findings = [finding(FindingKind.ADDED, name, message) for name in sorted(others)]
    if shown != summary:
        says = _(
            "the pages of {file} are not those of the START-HERE.pdf in it, which is what was sealed"
        )
        findings.append(finding(FindingKind.CHANGED, file.name, says))
    # 3
    if listed != _Listed({*files.hashes.items()}, {*files.hashes.values()}):
        says = _("the last pages of {file} do not list what is attached to it")
        findings.append(finding(FindingKind.DISAGREES, file.name, says))
    return record, findings


@dataclass(frozen=True)
class _Listed:
    """What pages list: files with their SHA-256, and every SHA-256, such as those called fingerprints."""

    files: set[tuple[str, str]]
    hashes: set[str]


def _listed_on_pages(file: Path, first: int) -> _Listed:
    """Read the list on the pages of a PDF from one on."""
    try:
        text = "\n".join(text_of_pages(file.read_bytes())[first:])
    except UnreadablePdf:
        text = ""
    files = {(name, sha256) for sha256, name in _LISTED.findall(text)}
    return _Listed(files, {*_SHA256.findall(text)})


def _too_large() -> RecordError:
    return RecordError(_("this PDF is larger than any record, and was not read"))


def _bounded(pdf: "pikepdf.Pdf") -> Callable[[str], bytes | None]:
    """Return what reads an attached file; it refuses more than any record has, which a small file may unpack to."""
    left = SIZE_LIMIT

    def read(name: str) -> bytes | None:
        nonlocal left
        if name not in pdf.attachments:
            return None
        stream = pdf.attachments[name].get_file().obj
        data = stream.read_raw_bytes()
        if stream.get("/Filter") is not None:
            data = zlib.decompressobj().decompress(data, left + 1)
        left -= len(data)
        if left < 0:
            raise _too_large()
        return data

    return read


def _as_shown_of(file: Path) -> tuple[bytes | None, int]:
    """Return all that a PDF shows, and the number of its pages; None if it cannot be read."""
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            number = len(pdf.pages)
            return _as_shown(pdf, number), number
    except (OSError, pikepdf.PdfError):
        return None, 0


def _as_shown(pdf: "pikepdf.Pdf", number: int) -> bytes:
    """Return the first pages of a PDF without attachments, written in one way, so that two can be compared."""
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    names = pdf.Root.get("/Names")
    if names is not None and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
    if names is not None and not names.keys():
        del pdf.Root["/Names"]
    for key in ("/AF", "/PageMode"):  # which files are attached, and that a viewer lists them
        if key in pdf.Root:
            del pdf.Root[key]
    # A page that is added makes one list of the tree of pages, here as in the export.
    pdf.add_blank_page()
    del pdf.pages[number:]
    if "/ID" in pdf.trailer:  # it tells one writing of the file from another
        del pdf.trailer["/ID"]
    pdf.remove_unreferenced_resources()
    out = BytesIO()
    pdf.save(out, static_id=True, recompress_flate=True)
    return out.getvalue()
