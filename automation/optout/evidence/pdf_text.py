"""The text of a PDF, and of the page from which one was printed, so that the two can be compared."""

import re
import unicodedata
from collections.abc import Sequence
from html.parser import HTMLParser

_LAST_COMPARED = 0x52F  # the end of Cyrillic; every system has letters for what comes before
_NOT_TEXT = {"style", "title"}
_RIGHT_TO_LEFT = {"R", "AL"}
_MOST_PAGES = 60  # of a PDF that is read: a record's have two or three


class UnreadablePdf(Exception):
    """A file is no PDF, or has more pages than a record's documents ever have."""


def text_of_pages(pdf: bytes) -> list[str]:
    """Return the text of each page of a PDF, as it can be selected; raise UnreadablePdf if it cannot be read."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(pdf) as document:
            if len(document) > _MOST_PAGES:
                raise UnreadablePdf
            # PDFium writes a hyphen at the end of a line as U+FFFE.
            return [
                page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document
            ]
    except pypdfium2.PdfiumError as error:
        raise UnreadablePdf from error


class _TextOfPage(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._inside_other = False

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002  html.parser's
        self._inside_other |= tag in _NOT_TEXT

    def handle_endtag(self, tag: str) -> None:
        if tag in _NOT_TEXT:
            self._inside_other = False

    def handle_data(self, data: str) -> None:
        if not self._inside_other:
            self.texts.append(data)


def text_of_html(html: str) -> str:
    """Return the text that a page displays, in its order."""
    parser = _TextOfPage()
    parser.feed(html)
    parser.close()
    return "".join(parser.texts)


def comparable(text: str) -> str:
    """Return the letters and digits of a text that every printed page has in the same way.

    Where a line breaks, how a hyphen is written and which of two forms a letter has depends on the
    browser; whether a letter beyond Cyrillic is there, on the system's fonts.
    """
    normal = unicodedata.normalize("NFKC", text)
    return "".join(char for char in normal if char.isalnum() and ord(char) <= _LAST_COMPARED)


def same_text(printed: str, expected: str) -> bool:
    """True if a printed text has the letters and digits of another, in its order.

    Where a part is written from right to left the order is not compared: a PDF has it by the place
    on the paper.
    """
    found, wanted = comparable(printed), comparable(expected)
    if any(unicodedata.bidirectional(char) in _RIGHT_TO_LEFT for char in expected):
        return sorted(found) == sorted(wanted)
    return found == wanted


def without_margins(pages: Sequence[str], band: str, footer: str) -> str:
    """Return the text of pages without what stands above and below each, both in comparable letters.

    `footer` has the gaps `{page}` and `{pages}`. On a page that lacks either nothing is taken away,
    so its text is not the expected one.
    """
    texts = []
    for number, page in enumerate(pages, 1):
        text = comparable(page)
        # Chromium draws both after the page itself: the band, then the footer.
        for margin in (footer.format(page=number, pages=len(pages)), band):
            text = _without(text, comparable(margin))
        texts.append(text)
    return "".join(texts)


def _without(text: str, margin: str) -> str:
    """Take a text away from the end of another, or from its beginning."""
    if text.endswith(margin):
        return text.removesuffix(margin)
    return re.sub(f"^{re.escape(margin)}", "", text)
