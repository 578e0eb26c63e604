"""Finds the part of a page that a picture is to show: the form, the settings, or the answer, with its heading.

What it is to show may be in several documents: the page's own, and those of frames. In the document
around a frame, the frame takes the place of what is in it.
"""

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
    displays = _displays_of(page, contents)
    if not displays:
        return _main_part(page)
    document = _common_document(displays)
    displayed = [display[document] for display in displays]
    part = _element_around(document, [*displayed, *_heading_above(document, displayed)])
    if part is not None and _is_less_than_document(part):
        return part
    part_without_heading = _element_around(document, displayed)
    # Nothing in a frame may be around its only field: then the frame itself is.
    return part_without_heading or document.frame


def blocks_in(page: Page, part: Element) -> list[Block]:
    """Return the blocks of text in an element, then those of the frames in it."""
    blocks = [block for block in part.document.blocks if _is_inside(_edges(block), part)]
    for document in page.documents:
        frame = document.frame
        if frame is not None and part.holds(frame):
            blocks.extend(document.blocks)
    return blocks


def _main_part(page: Page) -> Element | None:
    for element in page.elements:
        if element.role == "main" and element.ref:
            return element
    return None


def _is_less_than_document(part: Element) -> bool:
    """True if an element is a part of its document, not a container of all that is in it."""
    return part.parent is not None or part.role in _AREAS


# The documents that contents are in.

_Display = dict[Document, Content]
"""Where one content is displayed: the documents, the innermost first, each with the content or the frame around it."""


def _displays_of(page: Page, contents: Sequence[Content]) -> list[_Display]:
    """Return where each content is displayed, without contents that the page does not have.

    A question is an element that was made of its radio buttons: the page does not have it.
    """
    displays = []
    for content in contents:
        document = _document_of(page, content)
        if document is not None:
            displays.append(_display_of(content, document))
    return displays


def _document_of(page: Page, content: Content) -> Document | None:
    for document in page.documents:
        candidates = document.blocks if isinstance(content, Block) else document.elements
        # By identity: blocks are equal if two frames have the same text at the same place.
        if any(candidate is content for candidate in candidates):
            return document
    return None


def _display_of(content: Content, document: Document) -> _Display:
    display: _Display = {document: content}
    frame = document.frame
    while frame is not None:
        display[frame.document] = frame
        frame = frame.document.frame
    return display


def _common_document(displays: Sequence[_Display]) -> Document:
    """Return the innermost document that displays all contents; the page's own displays any."""
    innermost_first = list(displays[0])
    for document in innermost_first[:-1]:
        if all(document in display for display in displays):
            return document
    return innermost_first[-1]


# The boxes in one document.


def _heading_above(document: Document, contents: Sequence[Content]) -> list[Element]:
    """Return the last heading before some contents, in the same dialog; nothing if there is none."""
    dialog = contents[0].dialog
    top_edge = min(_edges(content)[1] for content in contents)
    last_heading: list[Element] = []
    for element in document.elements:
        is_heading = element.role == "heading" and element.visible and not element.aside
        if is_heading and element.dialog == dialog and element.box[1] <= top_edge:
            last_heading = [element]
    return last_heading


def _element_around(document: Document, contents: Sequence[Content]) -> Element | None:
    """Return the smallest element, other than a field, whose box is around all contents."""
    lefts, tops, rights, bottoms = zip(*map(_edges, contents), strict=True)
    box = (min(lefts), min(tops), max(rights), max(bottoms))
    candidates = []
    for element in document.elements:
        can_be_pictured = element.ref and not element.is_field
        if can_be_pictured and _is_inside(box, element):
            candidates.append(element)
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
    """True if a box, given by its edges, is in that of an element."""
    inner_left, inner_top, inner_right, inner_bottom = inner
    left, top, right, bottom = _edges(outer)
    begins_inside = left - _ROUNDING <= inner_left and top - _ROUNDING <= inner_top
    ends_inside = inner_right <= right + _ROUNDING and inner_bottom <= bottom + _ROUNDING
    return begins_inside and ends_inside
