"""START-HERE.pdf as a reader, a screen reader and a ruler see it."""

import io
import re

import pikepdf
import pypdfium2


def flat(text):
    """Join lines and make spaces and apostrophes ordinary ones: where a line breaks is the
    browser's business.
    """
    return re.sub(r"\s+", " ", text).replace("\u2019", "'")


def texts(pdf):
    """Give the text of each page, as it can be selected."""
    with pypdfium2.PdfDocument(pdf) as document:
        # A hyphen at the end of a line stands as U+FFFE (PDFium's sign for it).
        return [page.get_textpage().get_text_range().replace("\ufffe", "-") for page in document]


def pages(pdf):
    """Give the text of each page in one line."""
    return [flat(text) for text in texts(pdf)]


def elements(pdf):
    """List the tags in reading order: name without its slash, the element, the names of those
    around it.
    """
    with pikepdf.open(io.BytesIO(pdf)) as document:
        return [
            (tag, dict(attributes), around)
            for tag, attributes, around in _walk(document.Root.StructTreeRoot.K, ())
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
