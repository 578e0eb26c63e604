"""START-HERE.pdf as a reader, a screen reader and a ruler see it."""

import io
import re
from itertools import groupby

import pikepdf
import pypdfium2

_LINE = 2  # points: what lies less than that apart, bottom from bottom, stands on one line


def flat(text):
    """Join lines and make spaces and apostrophes ordinary ones: where a line breaks is the browser's business."""
    return re.sub(r"\s+", " ", text).replace("\u2019", "'")


def texts(pdf):
    """Give the text of each page, as it can be selected."""
    with pypdfium2.PdfDocument(pdf) as document:
        # A hyphen at the end of a line stands as U+FFFE (PDFium's sign for it).
        return [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document]


def pages(pdf):
    """Give the text of each page in one line."""
    return [flat(text) for text in texts(pdf)]


def lines_of(pdf):
    """Give the lines of each page from top to bottom, as they stand on the paper."""
    with pypdfium2.PdfDocument(pdf) as document:
        for page in document:
            text = page.get_textpage()
            places = [text.get_rect(number) for number in range(text.count_rects())]
            said = sorted((-bottom, left, text.get_text_bounded(left, bottom, right, top))
                          for left, bottom, right, top in places)  # fmt: skip
            lines = groupby(said, key=lambda piece: round(piece[0] / _LINE))
            yield [" ".join(" ".join(piece[2] for piece in line).split()) for _, line in lines]


def elements(pdf):
    """List the tags in reading order: name without its slash, the element, the names of those around it."""
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (tag, dict(attributes), around) for tag, attributes, around in _walk(document.Root.StructTreeRoot.K, ())
        ]


def _walk(node, around):
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from _walk(child, around)
    elif isinstance(node, pikepdf.Dictionary) and "/S" in node:
        tag = str(node.S).removeprefix("/")
        yield tag, _attributes(node), around
        yield from _walk(node.get("/K"), (*around, tag))


def _attributes(node):
    kept = {"Alt": str(node.Alt)} if "/Alt" in node else {}
    if "/K" not in node:
        kept["empty"] = "yes"
    for each in node.get("/A") or []:
        kept |= {key.removeprefix("/"): str(value) for key, value in dict(each).items()}
    return kept
