"""What the place of a text in a page makes of it: a name of something, an aside, an example, a step that is to come."""

import re
from collections.abc import Iterator
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
    if any(_is_about_cookies(one) for one in words.parent.around()):
        return True
    for one in words.parent.around():
        if one.role in _LIVE:
            return False
        if one.tag in _BESIDE_TAGS or one.role in _BESIDE_ROLES or "inert" in one.attributes:
            return True
        if one.tag == "footer" and not any(around.tag in _INNER for around in one.above()):
            return True
    return False


def _is_about_cookies(element: Element) -> bool:
    return (is_dialog(element) or _is_small_and_fixed(element)) and "cookie" in seen_text(element).casefold()


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
        item = step.tag == "li" or step.role == "listitem"
        if _is_due(step, item=item):
            return False
        if any(one.at < step.at and _is_due(one, item=item) for one in others):
            return True
        if item and _COUNTED.match(seen_text(step)):
            return any(one is not step and _COUNTED.match(seen_text(one)) for one in others)
    return False


def _is_due(step: Element, *, item: bool) -> bool:
    """Whether a step is the one that is due, by what the page says of it; of an entry of a list also by its class."""
    if not item:
        return step.attributes.get("aria-current") == "step"
    return any(
        one.attributes.get("aria-current") in ("step", "true", "location")
        or any(map(_DUE.search, one.attributes.get("class", "").split()))
        for one in step.within()
    )


def with_drawn(passage: Passage) -> str:
    """Return what can be read of a passage, together with what a style writes before and after its parts."""
    block = block_of(passage.pieces[0].parent)
    written = block.document.written
    pieces = [(float(one.at), one.text if is_read(one) else " ") for one in passage.pieces]
    for one in (one for one in block.within() if one.at in written and block_of(one) is block):
        behind = max((part.at for each in one.within() for part in each.inside), default=one.at) + 0.5
        pieces += [(behind if is_after else one.at, f" {text} ") for is_after, text in written[one.at]]
    return " ".join("".join(text for _, text in sorted(pieces, key=lambda piece: piece[0])).split())


def beside_in_row(passage: Passage) -> tuple[list[str], list[str]]:
    """Return what else can be read on the line of a text, before it and after it, as in a row of a table."""
    block = block_of(passage.pieces[0].parent)
    row = block.parent
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
    """Return what says of the part of a page that a text stands in what it is: names and headings."""
    element = words.parent
    live = next((one for one in element.around() if one.role in _LIVE), None)
    for one in element.around():
        if name := _name(one):
            yield name[:_LONGEST]
        if one is live:
            break
    level = next((_level(one) for one in element.around() if _level(one)), len(_HEADINGS) + 1)
    for heading in reversed(_headings(element.document)):
        if heading.at > element.at or _level(heading) >= level or (live is not None and not live.holds(heading)):
            continue
        section = next((one for one in heading.above() if one.tag in _SECTIONS), None)
        if section is None or section.holds(element):
            level = _level(heading)
            yield seen_text(heading)[:_LONGEST]


def _name(part: Element) -> str:
    caption = next((one for one in part.below() if one.tag == "caption"), None) if part.tag == "table" else None
    return seen_text(caption) if caption else part.attributes.get("aria-label", "")


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
    over = [one for one in element.document.elements if one.tag in _QUESTIONS and one.at < element.at]
    if any(one.tag in _QUESTIONS for one in element.around()) or not over or not _asks(over[-1]):
        return False
    return any(_asks(one) for one in element.document.elements if one.tag == over[-1].tag and one is not over[-1])


def _asks(element: Element) -> bool:
    return words_of(element).rstrip().endswith(("?", "؟"))


def is_of_fields(words: TextNode) -> bool:
    """Whether a text is over fields of a form, or beside one, and says what they are for."""
    legend = next((one for one in words.parent.around() if one.tag == "legend"), None)
    return legend is not None and legend.parent is not None and any(is_field(one) for one in legend.parent.below())
