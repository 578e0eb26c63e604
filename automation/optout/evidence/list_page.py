"""The last pages of an exported PDF: which files are attached to it, and the fingerprints.

They are drawn without a browser, so that the same record gives the same file.
"""

import hashlib
import textwrap
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import TYPE_CHECKING

from optout.evidence.folder import EXPORT_LIST, TAG_MANIFEST
from optout.evidence.record import Record
from optout.evidence.supplement import Label, Supplement
from optout.evidence.wording import tied, words
from optout.translation import LazyText, _

if TYPE_CHECKING:
    import pikepdf

_A4 = (595, 842)  # points
_MARGIN = 51  # points: 18 mm, as START-HERE.pdf has
_FONT_SIZE, _LEADING = 7.5, 10  # points
_LINE_LENGTH = 109  # letters of Courier, each 0.6 of its size wide, between the margins
_LINES_A_PAGE = (_A4[1] - 2 * _MARGIN) // _LEADING
_TITLE = _("FILES ATTACHED TO THIS DOCUMENT")
_OF_ALL = _("Fingerprint of everything attached, of the record and of what was added to it later:")
_OF_RECORD = _("Fingerprint of the record alone:")
_OF_SUPPLEMENT = _("Fingerprint of supplement {number}, which the person calls {label}:")
_OF_UNNAMED = _("Fingerprint of supplement {number}:")
_EACH = _("Each file, by its SHA-256:")
_HOW = _(
    "A fingerprint proves something to whoever has it from elsewhere, such as from the letter that came with this "
    "document. HOW-TO-VERIFY.txt says how to compare."
)


def list_lines(
    record: Record, supplements: Iterable[Supplement], files: Mapping[str, bytes]
) -> Iterator[str]:
    """Return the lines of the list; `files` are all that is attached, by name."""
    say = words(record.language)

    def in_its_language(text: LazyText) -> str:
        return tied(say.tell(text))

    hashes = {name: hashlib.sha256(data).hexdigest() for name, data in files.items()}
    yield in_its_language(_TITLE)
    yield say("footer", id=record.request_id)
    if record.replay:
        yield say("replay_band")
    yield from ("", in_its_language(_OF_ALL), hashes[EXPORT_LIST])
    yield from ("", in_its_language(_OF_RECORD), hashes[TAG_MANIFEST])
    for supplement in supplements:
        label = supplement.file.said_to_be
        named = _OF_UNNAMED if label is Label.UNSAID else _OF_SUPPLEMENT
        heading = named.format(number=supplement.number, label=label.message)
        yield from (
            "",
            in_its_language(heading),
            hashes[f"supplement-{supplement.number}-{TAG_MANIFEST}"],
        )
    yield from ("", in_its_language(_HOW), "", in_its_language(_EACH))
    yield from (f"{sha256}  {name}" for name, sha256 in hashes.items())


def add_list_pages(pdf: "pikepdf.Pdf", lines: Iterable[str]) -> None:
    """Draw lines on as many pages as they need, at the end of a PDF."""
    import pikepdf

    font = pikepdf.Dictionary(
        Type=pikepdf.Name.Font,
        Subtype=pikepdf.Name.Type1,
        BaseFont=pikepdf.Name.Courier,
        Encoding=pikepdf.Name.WinAnsiEncoding,
    )
    resources = pdf.make_indirect(
        pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=pdf.make_indirect(font)))
    )
    wrapped = (part for line in lines for part in textwrap.wrap(line, _LINE_LENGTH) or [""])
    while page_lines := list(islice(wrapped, _LINES_A_PAGE)):
        page = pdf.add_blank_page(page_size=_A4)
        page.Resources = resources
        page.Contents = pdf.make_stream(_drawn(page_lines))


def _drawn(lines: Iterable[str]) -> bytes:
    """Return the instructions of a page (ISO 32000, 9.4): font, distance of lines, place, then each line."""
    top = _A4[1] - _MARGIN
    begin = f"BT /F1 {_FONT_SIZE} Tf {_LEADING} TL {_MARGIN} {top} Td"
    shown = (f"<{line.encode('cp1252', 'replace').hex()}> Tj T*" for line in lines)
    return "\n".join([begin, *shown, "ET"]).encode()
