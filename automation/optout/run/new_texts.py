"""Selects what a page says that it did not say before the submission: its answer may be among it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from optout.browser import Block, Element, Page
from optout.flow import fold, pending, quotation
from optout.run.progress import Progress

# Characters of new text: as much as a person reads at once, and a letter quotes.
_LONGEST_TEXT = 1000
# Words that a busy part of a page may say about being busy; a longer text may be the answer.
_LONGEST_BUSY_TEXT = 5
_CONTROL_ROLES = frozenset({"button", "link", "menuitem", "tab"})


def new_texts(progress: Progress, page: Page, known: Sequence[str]) -> list[str]:
    """Return what the page says now and did not say before the submission, in the page's order.

    `known` are the blocks with words that the flow declares. Headers and footers are left out,
    unless they are loud. If the page says more than can be kept, the known words are kept first,
    then what still wants something, then alerts, dialogs, status lines and headings.
    """
    alerts = new_alerts(progress)
    blocks = _without_labels(page, _new_blocks(progress, page))
    kept = fitting_texts([*known, *_by_weight(alerts, blocks)])
    in_order = [*alerts, *(block.text for block in blocks)]

    def position(text: str) -> int:
        return in_order.index(text) if text in in_order else len(in_order)

    return sorted(kept, key=position)


def _by_weight(alerts: Sequence[str], blocks: Sequence[Block]) -> list[str]:
    """Return new texts in the order in which they are kept, those that are kept first several times."""
    loud = [block.text for block in blocks if block.loud]
    central = [block.text for block in blocks if not block.aside]
    texts = [*alerts, *loud, *central]
    still_wanting = [text for text in texts if pending(text)]
    return [*still_wanting, *texts]


def new_alerts(progress: Progress) -> list[str]:
    """Return the texts of the browser's alerts that the page did not say before the submission."""
    return [text for text in progress.alerts if text not in progress.known_text]


def _new_blocks(progress: Progress, page: Page) -> list[Block]:
    """Return the blocks that are new since the submission, each with its text on one line."""
    new = []
    for block in page.blocks:
        text = _on_one_line(block.text)
        if not text or text in progress.known_text:
            continue
        if _only_says_that_it_is_busy(block):
            continue
        new.append(replace(block, text=text))
    return new


def _only_says_that_it_is_busy(block: Block) -> bool:
    """True if a part of the page that is loading says no more than a few words."""
    words = block.text.split()
    return block.busy and len(words) <= _LONGEST_BUSY_TEXT


def _without_labels(page: Page, blocks: list[Block]) -> list[Block]:
    """Leave out the blocks that are the whole label of a button or link: they answer nothing.

    That is the "Close" of a dialog, for instance. A link in a sentence is a part of the sentence.
    Where a page says nothing else, what its buttons and links say stays: the answer may be there.
    """
    controls = [element for element in page.elements if element.role in _CONTROL_ROLES]
    labels = _labels_of(controls)
    without_labels = [block for block in blocks if not _is_label(block, controls, labels)]
    return without_labels or blocks


def _labels_of(controls: Iterable[Element]) -> set[str]:
    """Return what some controls are called, folded."""
    labels: set[str] = set()
    for control in controls:
        labels.add(fold(control.called))
        labels.add(fold(control.inner_text))
        labels.add(fold(control.text))
    return labels


def _is_label(block: Block, controls: Sequence[Element], labels: Collection[str]) -> bool:
    """True if a block says what some control is called, and lies in a control."""
    if fold(block.text) not in labels:
        return False
    return any(_lies_in(block, control) for control in controls)


def _lies_in(block: Block, control: Element) -> bool:
    """True if the middle of a block of text, whose box has its four edges, is in a control."""
    block_left, block_top, block_right, block_bottom = block.box
    middle_x = (block_left + block_right) / 2
    middle_y = (block_top + block_bottom) / 2
    left, top, width, height = control.box
    right = left + width
    bottom = top + height
    is_between_sides = left <= middle_x <= right
    is_between_edges = top <= middle_y <= bottom
    return is_between_sides and is_between_edges


def fitting_texts(by_weight: Iterable[str]) -> list[str]:
    """Return as many texts as fit, each on one line; no text that is part of one before it.

    The first is kept in any case: if it is too long, as many whole sentences of it as fit.
    """
    kept: list[str] = []
    room = _LONGEST_TEXT
    for weighed in by_weight:
        text = _on_one_line(weighed)
        is_empty = not fold(text)
        if is_empty or is_part_of_any(text, kept):
            continue
        if len(text) < room or not kept:
            kept.append(quotation(text, _LONGEST_TEXT))
            room -= len(text)
    return kept


def _on_one_line(text: str) -> str:
    return " ".join(text.split())


def is_part_of_any(text: str, texts: Iterable[str]) -> bool:
    """True if one of some texts contains a text, however either is written."""
    folded = fold(text)
    return any(folded in fold(other) for other in texts)
