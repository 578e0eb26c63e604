"""What the place of a text in a page makes of it: a name of something, an aside, an example, a step that is to come."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from optout.browser.element import (
    Element,
    PageDocument,
    Passage,
    TextNode,
    block_of,
    is_dialog,
    is_field,
    is_read,
    is_seen,
    seen_text,
    words_of,
)
from optout.browser.painting import Box

_LIVE = frozenset({"status", "alert", "alertdialog", "dialog"})
"""What a page says something new in, wherever that stands."""
_PRESSED = frozenset({"link", "button", "tab", "menuitem", "menuitemcheckbox", "menuitemradio", "treeitem"})
_HEADERS = frozenset({"rowheader", "columnheader", "term"})
_BESIDE_TAGS = frozenset({"nav", "aside"})
_BESIDE_ROLES = frozenset(
    {"navigation", "complementary", "contentinfo", "search", "log", "tooltip", "toolbar", "tablist"}
)
_INNER = frozenset({"main", "article", "section", "dialog"})
"""What may have a footer of its own; any other one is the page's."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_QUESTIONS = frozenset({"dt", "summary", *_HEADINGS})
_SECTIONS = frozenset(
    {"section", "article", "aside", "nav", "main", "header", "footer", "li", "td", "dialog", "details"}
)
_ROWS = ("flex", "inline-flex", "grid", "inline-grid", "table-row")
_COUNTED = re.compile(r"\W*\d+\s*(?:/|of|sur|von|de|di|van|z)\s*\d+\b", re.IGNORECASE)
_DATED = re.compile(r"\d\d")
_DUE = re.compile(r"(?:^|[\s_-])(?:active|current)$")
_STEP = re.compile(r"(?:^|[\s_-])step$", re.IGNORECASE)
_AHEAD = re.compile(r"(?:^|[\s_-])(?:upcoming|pending|todo|future|disabled|inactive)$")
"""What the classes of a page call a step of several, one that is due, and one that is still to come."""
_LONGEST = 300
"""Characters of what stands in a row with a text, and of a title over it."""


def is_name(words: TextNode) -> bool:
    """Whether a text is what something is called: a link or a button, or what the rest of its row is about.

    What has a day beside it, as in “Submitted on: 27 November”, has happened.
    """
    if any(one.role in ("status", "alert") for one in words.parent.around()):
        return False  # a notice may be pressed to close it
    for one in words.parent.around():
        if one.role in _PRESSED:
            return all(block_of(other) is block_of(words.parent) for other in one.within() if _has_text(other))
        if (one.role in _HEADERS or one.tag in ("th", "dt")) and one.parent is not None:
            others = (other for other in one.parent.inside if isinstance(other, Element) and other is not one)
            told = " ".join(seen_text(other) for other in others if is_seen(other))
            return bool(told) and not _DATED.search(told)
    return False


def _has_text(element: Element) -> bool:
    return any(isinstance(part, TextNode) and part.text.strip() and is_read(part) for part in element.inside)


def is_beside(words: TextNode) -> bool:
    """Whether a text is none of the page's own matter: what leads elsewhere, a chat, a hint, a notice about cookies."""
    if any(map(_is_about_cookies, words.parent.around())):
        return True
    for one in _around(words.parent):
        if one.role in _LIVE:
            return False
        if one.tag in _BESIDE_TAGS or one.role in _BESIDE_ROLES or "inert" in one.attributes:
            return True
        if one.tag == "footer" and not any(around.tag in _INNER for around in one.above()):
            return True
    return False


def _around(element: Element) -> Iterator[Element]:
    """Return an element and everything around it, also around the frame that it is in."""
    yield from element.around()
    for frame in _frames_around(element):
        yield from frame.around()


def _frames_around(element: Element) -> Iterator[Element]:
    """Return the frame that an element is in, the one around that, and so on."""
    frame = element.document.owner
    while frame is not None:
        yield frame
        frame = frame.document.owner


def _is_about_cookies(element: Element) -> bool:
    """Whether it is a notice about cookies; one that only has a link to what there is to say of them is none."""
    if not (is_dialog(element) or _is_small_and_fixed(element)):
        return False
    linked = (seen_text(one).casefold().count("cookie") for one in element.below() if one.role == "link")
    return seen_text(element).casefold().count("cookie") > sum(linked)


def _is_small_and_fixed(element: Element) -> bool:
    if element.position != "fixed" or element.box is None:
        return False
    return _size(element.box) < _size(element.document.viewport) / 2


def _size(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])


def is_later_step(words: TextNode) -> bool:
    """Whether a text names a step of several, and another one before it is the one that is due."""
    for step in words.parent.around():
        others = [one for one in step.parent.inside if isinstance(one, Element)] if step.parent else []
        item = step.tag == "li" or step.role == "listitem" or _has_class(step, _STEP)
        if _is_due(step, item=item):
            return False
        if any(one.at < step.at and _is_due(one, item=item) for one in others):
            return True
        if item and (_has_class(step, _AHEAD) or step.attributes.get("aria-disabled") == "true"):
            return True
        if item and _COUNTED.match(seen_text(step)):
            return any(one is not step and _COUNTED.match(seen_text(one)) for one in others)
    return False


def _is_due(step: Element, *, item: bool) -> bool:
    """Whether a step is the one that is due, by what the page says of it; of an entry of a list also by its class."""
    if not item:
        return step.attributes.get("aria-current") == "step"
    return any(
        one.attributes.get("aria-current") in ("step", "true", "location") or _has_class(one, _DUE)
        for one in step.within()
    )


def _has_class(element: Element, classes: re.Pattern[str]) -> bool:
    return any(map(classes.search, element.attributes.get("class", "").split()))


def with_drawn(passage: Passage) -> str:
    """Return what can be read of a passage, together with what a style writes before and after its parts.

    What a button in it says is no part of it.
    """
    block = block_of(passage.pieces[0].parent)
    written = block.document.written
    pieces = [(float(one.at), one.text if is_read(one) else " ") for one in without_buttons(passage).pieces]
    for one in (one for one in block.within() if one.at in written and block_of(one) is block):
        behind = max((part.at for each in one.within() for part in each.inside), default=one.at) + 0.5
        pieces += [(behind if is_after else one.at, f" {text} ") for is_after, text in written[one.at]]
    return " ".join("".join(text for _, text in sorted(pieces, key=lambda piece: piece[0])).split())


def without_buttons(passage: Passage) -> Passage:
    """Return a passage without what the buttons in it say; all of it where it has nothing else."""
    pressed = [one for one in block_of(passage.pieces[0].parent).below() if one.role == "button"]
    pieces = [one for one in passage.pieces if not any(button.holds(one.parent) for button in pressed)]
    return Passage(pieces) if any(one.text.strip() for one in pieces) else passage


def beside_in_row(passage: Passage) -> tuple[list[str], list[str]]:
    """Return what else can be read on the line of a text, before it and after it, as in a row of a table."""
    block = block_of(passage.pieces[0].parent)
    row = block.parent
    if block.tag == "dd" and row is not None:
        terms = [one for one in row.inside if isinstance(one, Element) and one.tag == "dt" and one.at < block.at]
        return [seen_text(one) for one in terms[-1:]], []
    lines = [line for one in passage.pieces if is_read(one) for line in one.boxes]
    if row is None or not lines or not row.display.startswith(_ROWS):
        return [], []
    others = [one for one in row.inside if isinstance(one, Element) and one is not block and one.role not in _PRESSED]
    mates = [one for one in others if one.box is not None and any(_beside(one.box, line) for line in lines)]
    texts = [(one.at < block.at, seen_text(one)) for one in mates]
    if sum(len(text) for _, text in texts) > _LONGEST:
        return [], []
    return [text for before, text in texts if before and text], [text for before, text in texts if not before and text]


def _beside(box: Box, line: Box) -> bool:
    middle = (line[1] + line[3]) / 2
    return box[1] <= middle <= box[3]


def titles_over(words: TextNode) -> Iterator[str]:
    """Return what says of the part of a page that a text stands in what it is: names and headings.

    The part may be a frame, which has a name and stands under headings as well.
    """
    live = next((one for one in words.parent.around() if one.role in _LIVE), None)
    for one in words.parent.around():
        if name := _name(one, words.parent):
            yield name[:_LONGEST]
        if one is live:
            break
    yield from _headings_over(words.parent, words.boxes, live)
    for frame in () if live else _frames_around(words.parent):
        yield from filter(None, (one.attributes.get("title") or _name(one, frame) for one in frame.around()))
        yield from _headings_over(frame, (), None)


def _headings_over(element: Element, lines: Sequence[Box], live: Element | None) -> Iterator[str]:
    level = next((_level(one) for one in element.around() if _level(one)), len(_HEADINGS) + 1)
    for heading in reversed(_headings(element.document)):
        if heading.at > element.at or _level(heading) >= level or (live is not None and not live.holds(heading)):
            continue
        if _heads(heading, element, lines):
            level = _level(heading)
            yield seen_text(heading)[:_LONGEST]


def _heads(heading: Element, element: Element, lines: Sequence[Box]) -> bool:
    """Whether a heading is that of the part that an element with some lines of text is in: not of one beside it."""
    section = next((one for one in heading.above() if one.tag in _SECTIONS), None)
    if section is not None and not section.holds(element):
        return False
    part = next((one for one in reversed([*heading.above()]) if not one.holds(element)), None)
    if part is None or part.box is None or not lines or seen_text(part) == seen_text(heading):
        return True
    left, _, right, _ = part.box
    return any(left < line[2] and line[0] < right for line in lines)


_CAPTIONS = {"table": "caption", "details": "summary", "fieldset": "legend"}


def _name(part: Element, inner: Element) -> str:
    """Return what a part of a page is called that holds another one, which may be that name itself."""
    tag = _CAPTIONS.get(part.tag)
    caption = next((one for one in part.below() if one.tag == tag), None) if tag else None
    if caption is None:
        return part.attributes.get("aria-label", "")
    return "" if caption.holds(inner) else seen_text(caption)


def _level(element: Element) -> int:
    if element.tag in _HEADINGS:
        return int(element.tag[1])
    told = element.attributes.get("aria-level", "2")
    return int(told) if element.role == "heading" and told.isdigit() else 0


@lru_cache(maxsize=8)
def _headings(document: PageDocument) -> list[Element]:
    return [one for one in document.elements if _level(one) and is_seen(one)]


def is_one_answer_of_several(words: TextNode) -> bool:
    """Whether a text stands under a question that is one of several, as in a list of frequent ones."""
    element = words.parent
    asking = (one for one in element.document.elements if one.tag in _QUESTIONS and one.at < element.at)
    over = [one for one in asking if _heads(one, element, words.boxes)]
    if any(one.tag in _QUESTIONS for one in element.around()) or not over or not _asks(over[-1]):
        return False
    return any(_asks(one) for one in element.document.elements if one.tag == over[-1].tag and one is not over[-1])


def _asks(element: Element) -> bool:
    return words_of(element).rstrip().endswith(("?", "؟"))


def is_of_fields(words: TextNode) -> bool:
    """Whether a text is over fields of a form, or beside one, and says what they are for."""
    legend = next((one for one in words.parent.around() if one.tag == "legend"), None)
    return legend is not None and legend.parent is not None and any(is_field(one) for one in legend.parent.below())
