"""Finds the part of a page that a picture is to show: the form, the settings, or the answer, with its heading."""

from collections.abc import Sequence

from optout.browser import Block, Box, Document, Element, Page

_ROUNDING = 2.0  # CSS pixels by which boxes may be off: the browser rounds them
_AREAS = ("dialog", "alertdialog", "main", "form")

Content = Element | Block
"""An element, or a block of text."""


def smallest_part(page: Page, contents: Sequence[Content]) -> Element | None:
    """Return the smallest element around some contents and the heading before them.

    None if no element is; then the whole page is shown. Without contents it is the page's main
    part.
    """
    document = next((document for document in page.documents if _among(document, contents)), None)
    if document is None:
        return next(
            (element for element in page.elements if element.role == "main" and element.ref), None
        )
    own = _among(document, contents)
    part = _element_around(document, [*own, *_heading_above(document, own)])
    if part is not None and (part.parent is not None or part.role in _AREAS):
        return part
    # With its heading it would be the whole document.
    return _element_around(document, own)


def blocks_in(part: Element) -> list[Block]:
    """Return the blocks of text in an element."""
    return [block for block in part.document.blocks if _is_inside(_edges(block), part)]


def _among(document: Document, contents: Sequence[Content]) -> list[Content]:
    return [
        content
        for content in contents
        if content in document.blocks or content in document.elements
    ]


def _heading_above(document: Document, contents: Sequence[Content]) -> list[Element]:
    """Return the last heading before some contents, in the same dialog; nothing if there is none."""
    top = min(_edges(content)[1] for content in contents)
    headings = [
        element
        for element in document.elements
        if element.role == "heading" and element.visible and not element.aside
    ]
    above = [
        heading
        for heading in headings
        if heading.box[1] <= top and heading.dialog == contents[0].dialog
    ]
    return above[-1:]


def _element_around(document: Document, contents: Sequence[Content]) -> Element | None:
    """Return the smallest element, other than a field, whose box is around all contents."""
    lefts, tops, rights, bottoms = zip(*map(_edges, contents), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    candidates = [
        element
        for element in document.elements
        if element.ref and not element.is_field and _is_inside(box, element)
    ]
    return min(candidates, key=_area, default=None)


def _area(element: Element) -> float:
    _left, _top, width, height = element.box
    return width * height


def _edges(content: Content) -> Box:
    """Return left, top, right and bottom; a block of text has them already."""
    if isinstance(content, Block):
        return content.box
    left, top, width, height = content.box
    return (left, top, left + width, top + height)


def _is_inside(inner: Box, outer: Element) -> bool:
    left, top, right, bottom = _edges(outer)
    begins_inside = left - _ROUNDING <= inner[0] and top - _ROUNDING <= inner[1]
    ends_inside = inner[2] <= right + _ROUNDING and inner[3] <= bottom + _ROUNDING
    return begins_inside and ends_inside
