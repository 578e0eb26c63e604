"""Cuts from a page what belongs to some elements of it: their form or dialog, their heading, what stands between.

What a site has around its pages is not part of that: navigation, contacts, notices. Nor are others' names in it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from optout.browser.element import (
    Box,
    Element,
    PageDocument,
    Snapshot,
    cut,
    is_aside,
    is_dialog,
    is_field,
    is_form,
    is_read,
    is_seen,
    words_of,
)

_MARGIN = 16.0  # CSS pixels around a part
_MOST_LINKS, _LONGEST = 3, 3000  # of what stands between a heading and a form; with more, it is something else
_LIVE = frozenset({"alert", "status", "log", "marquee", "timer"})
_APART = frozenset(
    {"navigation", "complementary", "contentinfo", "banner", "search", "feed", "article", "menu", "menubar"}
)
_PICTURES = frozenset({"img", "svg", "canvas", "video", "iframe", "object", "embed", "input", "textarea", "select"})
_LEAST = 1.0


@dataclass(frozen=True)
class Cut:
    """A part of a page: some `roots` with all in them but what is `without`, in one document.

    `windows` are where it shows, and `covers` where something else does in these, both on the outermost `page`.
    """

    document: PageDocument
    roots: tuple[Element, ...]
    without: tuple[Element, ...] = ()
    windows: tuple[Box, ...] = ()
    covers: tuple[Box, ...] = ()
    page: PageDocument | None = None

    def holds(self, element: Element) -> bool:
        """Whether an element is part of it."""
        return _in(element, self.roots) and not _in(element, self.without)

    @property
    def box(self) -> Box | None:
        """What is around all that shows of it, with a margin; None where nothing does."""
        if self.page is None or not self.windows:
            return None
        boxes, window = self.windows, self.page.viewport
        left, top = min(box[0] for box in boxes) - _MARGIN, min(box[1] for box in boxes) - _MARGIN
        right, bottom = max(box[2] for box in boxes) + _MARGIN, max(box[3] for box in boxes) + _MARGIN
        whole = (0.0, 0.0, max(window[2] - window[0], right - _MARGIN), max(self.page.height, bottom - _MARGIN))
        held = cut((left, top, right, bottom), window)
        shows = all(cut(box, window) == box for box in boxes)
        return held if shows else cut((left, top, right, bottom), whole)

    def on_page(self, box: Box) -> Box:
        """Return where a box of the document is on the outermost page."""
        return _moved(box, _onto_page(self.document)[1])

    @property
    def shows(self) -> bool:
        """Whether all of it can be seen in the window as it is now."""
        return self.page is not None and all(cut(box, self.page.viewport) == box for box in self.windows)


def cut_form(core: Sequence[Element]) -> Cut | None:
    """Cut out the form or dialog that some fields and buttons are in, with its heading; None without any of these."""
    return _cut(core, _form_roots)


def cut_rows(rows: Sequence[Element]) -> Cut | None:
    """Cut out some parts of a page as they are, with their heading."""
    return _cut(rows, lambda own: own)


def cut_answer(blocks: Sequence[Element], form: Sequence[Element] = ()) -> Cut | None:
    """Cut out some blocks of text: the dialog or form that they are in, else what they stand with; and their heading.

    `form` are fields and buttons of the form that the text answers, which is kept too, unless a dialog lies over it.
    """

    def roots(own: list[Element]) -> list[Element]:
        if any(is_dialog(one) for block in own for one in block.around()):
            return _merged(_around(block) for block in own)
        document = own[0].document
        beside = _form_roots([one for one in form if one.document is document])
        return _merged([*map(_around, own), *beside])

    return _cut(blocks, roots)


def cut_page(seen: Snapshot) -> Cut | None:
    """Cut from the main document what a site has around its pages, where nothing tells what the page is about."""
    if not seen.documents or seen.documents[0].html is None:
        return None
    elements = seen.documents[0].elements
    body = next((one for one in elements if one.tag == "body"), elements[0])
    main = next((one for one in elements if (one.tag == "main" or one.role == "main") and is_seen(one)), body)
    return _placed([main], [])


def _cut(core: Sequence[Element], rooted: Callable[[list[Element]], list[Element]]) -> Cut | None:
    if not core:
        return None
    own = [one for one in core if one.document is core[0].document]
    roots = rooted(own)
    if not roots:
        return None
    heading = _heading_of(roots)
    beside = [heading, *_between(heading, roots[0])] if heading else []
    return _placed(_merged([*beside, *roots, *_following(roots[-1])]), own)


def _form_roots(core: list[Element]) -> list[Element]:
    """Return the dialog or form around some elements; where that is the whole page, what they have in common."""
    if not core:
        return []
    common = _common(core)
    around = next((one for one in common.around() if is_dialog(one) or is_form(one)), None)
    if around is not None and (is_dialog(around) or not _is_page(around, core)):
        return [around]
    if not _is_page(common, core):
        return [common]
    return _merged(_row_in(one, common, core) for one in core)


def _is_page(element: Element, core: Sequence[Element]) -> bool:
    """Whether an element is all of a page, or has what stands around one."""
    if element.tag in ("html", "body", "main") or element.role == "main":
        return True
    inside = (one for one in element.below() if is_aside(one) or one.tag == "main" or one.role in ("main", *_APART))
    return any(is_seen(one) and not any(one.holds(each) for each in core) for one in inside)


def _row_in(element: Element, page: Element, core: Sequence[Element]) -> Element:
    """Return the largest part around an element that is less than the page, and has nothing else in it."""
    row = element
    for one in element.above():
        if one is page or _is_page(one, core):
            break
        row = one
    return row


def _around(block: Element) -> Element:
    """Return what a block of text stands in: a dialog, a form, what announces it, or a plain part of the page."""
    holder = next((one for one in block.around() if is_dialog(one)), None)
    if holder is not None:
        return holder
    form = next((one for one in block.around() if is_form(one)), None)
    if form is not None and not _is_page(form, [block]):
        return form
    root = next((one for one in block.around() if one.role in _LIVE), block)
    for one in root.above():
        beside = (each for each in one.inside if isinstance(each, Element) and not each.holds(root) and is_seen(each))
        if one.tag in ("html", "body", "main") or one.role == "main" or not _is_plain(one):
            break
        if not all(_is_paragraph(each) or _is_line(each) for each in beside):
            break
        root = one
    return root


def _is_line(element: Element) -> bool:
    """Whether an element is no more than one line or block of text."""
    return not any(one.box is not None and not one.display.startswith("inline") for one in element.below())


def _heading_of(roots: Sequence[Element]) -> Element | None:
    """Return the heading before a part that has the most in common with it; none where it has one itself."""
    first = roots[0]
    if is_dialog(first) or any(one.role == "heading" and is_seen(one) for one in first.within()):
        return None
    before = first.document.elements[: first.index]
    found = [one for one in before if one.role == "heading" and is_seen(one) and not _is_beside(one)]
    return max(found, key=lambda one: (_common([one, first]).index, one.index), default=None)


def _is_beside(element: Element) -> bool:
    return any(is_aside(one) or is_dialog(one) or one.role in (*_APART, *_LIVE) for one in element.around())


def _between(heading: Element, root: Element) -> Iterator[Element]:
    """Return what is said between a heading and what it is of."""
    common = _common([heading, root])
    loose = common.tag in ("html", "body")
    at = heading.last + 1
    while at < root.index:
        one = root.document.elements[at]
        if one.holds(root) or not common.holds(one):
            at += 1
        elif is_seen(one) and (_is_paragraph(one) if loose else _is_plain(one)) and words_of(one):
            yield one
            at = one.last + 1
        else:
            at = one.last + 1


def _following(root: Element) -> Iterator[Element]:
    """Return the paragraphs that follow on one directly, as the next steps and a number do on an answer."""
    if root.parent is None or not _is_paragraph(root):
        return
    for one in (each for each in root.parent.inside if isinstance(each, Element) and each.index > root.last):
        if not _is_paragraph(one):
            return
        if is_seen(one):
            yield one


_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6", "strong", "b", "em", "span", "small"})


def _is_paragraph(element: Element) -> bool:
    """Whether an element is a paragraph or heading of plain text, and no part that has some."""
    return element.tag in _BLOCKS and _is_plain(element)


def _is_plain(element: Element) -> bool:
    """Whether there is nothing but text in an element, with a link or two."""
    if len(words_of(element)) > _LONGEST or any(map(_is_apart, element.within())):
        return False
    return sum(one.role == "link" for one in element.within()) <= _MOST_LINKS


def _is_apart(element: Element) -> bool:
    return (
        is_aside(element)
        or is_field(element)
        or is_dialog(element)
        or element.role in _APART
        or element.tag in ("iframe", "img", "video", "object", "embed")
    )


def _common(some: Sequence[Element]) -> Element:
    return next(one for one in some[0].around() if all(one.holds(other) for other in some))


def _merged(some: Iterable[Element]) -> list[Element]:
    """Return each once, in the order of the page, and none that is in another."""
    found = sorted(dict.fromkeys(some), key=lambda one: one.index)
    return [one for one in found if not any(other is not one and other.holds(one) for other in found)]


def _in(element: Element, some: Iterable[Element]) -> bool:
    return any(one.holds(element) for one in some)


def _placed(roots: list[Element], core: Sequence[Element]) -> Cut:
    """Say where a part stands on the page, and what else shows there."""
    document = roots[0].document
    aside = [
        one
        for root in roots
        if not is_dialog(root)
        for one in root.below()
        if (is_aside(one) or one.role in _APART) and not any(one.holds(each) for each in core)
    ]
    part = Cut(document, tuple(roots), tuple(_merged(aside)))
    windows = [box for root in roots if (box := _box_of(part, root))]
    if not windows:
        return part
    covers = [cover for window in windows for cover in _covers(part, window)]
    top, by = _onto_page(document)
    windows, covers = [_moved(one, by) for one in windows], [_moved(one, by) for one in covers]
    owner = _frame_of(document)
    if owner is not None:  # what lies over a frame lies over all that is in it
        windows = [cut(one, cut(owner.box, owner.room)) for one in windows if owner.box]
        covers += [cover for window in windows for cover in _covers(Cut(top, (owner,)), window)]
    return replace(part, windows=tuple(windows), covers=tuple(covers), page=top)


def _box_of(part: Cut, root: Element) -> Box | None:
    """Return what is around all that can be seen of a root."""
    seen = (one for one in root.within() if one.box is not None and one.tag and is_seen(one))
    boxes = [cut(one.box, one.room) for one in seen if one.box is not None and not _in(one, part.without)]
    boxes += [
        line
        for words in part.document.words
        if words.boxes and root.holds(words.parent) and is_read(words)
        for line in (cut(one, words.parent.clip) for one in words.boxes)
    ]
    boxes = [box for box in boxes if box[2] - box[0] > _LEAST and box[3] - box[1] > _LEAST]
    if not boxes:
        return None
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)


def _covers(part: Cut, window: Box) -> Iterator[Box]:
    """Return where something shows in a window over a part that does not belong to it: a text, a picture, a field."""
    document, layer = part.document, min(one.layer for one in part.roots)
    shown = [
        cut(line, words.parent.clip)
        for words in document.words
        if words.text.strip() and words.layer >= layer and not part.holds(words.parent) and is_read(words)
        for line in words.boxes
    ]
    drawn = frozenset(document.drawn.values())
    for one in document.elements:
        pictured = one.tag in _PICTURES or (one in drawn and not any(one.holds(root) for root in part.roots))
        if pictured and one.box is not None and one.layer >= layer and not part.holds(one) and is_seen(one):
            shown.append(cut(one.box, one.room))
    for box in (cut(each, window) for each in shown):
        if box[2] - box[0] > _LEAST and box[3] - box[1] > _LEAST:
            yield box


def _frame_of(document: PageDocument) -> Element | None:
    """Return the frame in the outermost document that a document is in; None for that document."""
    owner = document.owner
    while owner is not None and owner.document.owner is not None:
        owner = owner.document.owner
    return owner


def _onto_page(document: PageDocument) -> tuple[PageDocument, tuple[float, float]]:
    """Return the outermost document around one, and how far its own places are from those of that."""
    x = y = 0.0
    while document.around is not None and document.owner is not None and document.owner.box is not None:
        x += document.owner.box[0] - document.viewport[0]
        y += document.owner.box[1] - document.viewport[1]
        document = document.around
    return document, (x, y)


def _moved(box: Box, by: tuple[float, float]) -> Box:
    return box[0] + by[0], box[1] + by[1], box[2] + by[0], box[3] + by[1]
