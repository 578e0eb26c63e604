"""Finds the part of a page that a picture is to show: the form, the settings, or the answer, with its heading.

What it is to show may be in several documents: the page's own, and those of frames. In the document
around a frame, the frame takes the place of what is in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from optout.browser import Block, Document, Element, Page

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
    heading = _heading_above(document, displayed)
    if heading is not None:
        part_with_heading = _smallest_element_around(document, [*displayed, heading])
        if part_with_heading is not None and _is_less_than_document(part_with_heading):
            return part_with_heading
    part_without_heading = _smallest_element_around(document, displayed)
    # Nothing in a frame may be around its only field: then the frame itself is.
    return part_without_heading or document.frame


def blocks_in(page: Page, part: Element) -> list[Block]:
    """Return the blocks of text in an element, then those of the frames in it."""
    rectangle = _rectangle_of(part)
    blocks = [block for block in part.document.blocks if rectangle.contains(_rectangle_of(block))]
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


@dataclass(frozen=True)
class _Rectangle:
    """The edges of a box, in CSS pixels of its document."""

    left: float
    top: float
    right: float
    bottom: float

    def contains(self, other: "_Rectangle") -> bool:
        """True if another rectangle is inside this one, apart from what the browser rounded."""
        return (
            self.left - _ROUNDING <= other.left
            and self.top - _ROUNDING <= other.top
            and other.right <= self.right + _ROUNDING
            and other.bottom <= self.bottom + _ROUNDING
        )


def _rectangle_of(content: Content) -> _Rectangle:
    # The box of a block has its edges, that of an element its corner and its size.
    if isinstance(content, Block):
        return _Rectangle(*content.box)
    left, top, width, height = content.box
    return _Rectangle(left, top, right=left + width, bottom=top + height)


def _rectangle_around(contents: Sequence[Content]) -> _Rectangle:
    """Return the smallest rectangle that contains all contents."""
    rectangles = [_rectangle_of(content) for content in contents]
    return _Rectangle(
        left=min(rectangle.left for rectangle in rectangles),
        top=min(rectangle.top for rectangle in rectangles),
        right=max(rectangle.right for rectangle in rectangles),
        bottom=max(rectangle.bottom for rectangle in rectangles),
    )


def _heading_above(document: Document, contents: Sequence[Content]) -> Element | None:
    """Return the last heading before some contents, in the same dialog."""
    dialog = contents[0].dialog
    top_edge = _rectangle_around(contents).top
    last_heading = None
    for heading in _headings_in(document):
        is_above = _rectangle_of(heading).top <= top_edge
        if heading.dialog == dialog and is_above:
            last_heading = heading
    return last_heading


def _headings_in(document: Document) -> list[Element]:
    """Return the visible headings in the middle of a document."""
    headings = [element for element in document.elements if element.role == "heading"]
    return [heading for heading in headings if heading.visible and not heading.aside]


def _smallest_element_around(document: Document, contents: Sequence[Content]) -> Element | None:
    """Return the smallest element, other than a field, whose box is around all contents."""
    needed = _rectangle_around(contents)
    candidates = []
    for element in document.elements:
        can_be_pictured = element.ref and not element.is_field
        if can_be_pictured and _rectangle_of(element).contains(needed):
            candidates.append(element)
    return min(candidates, key=_area, default=None)


def _area(element: Element) -> float:
    _left, _top, width, height = element.box
    return width * height
