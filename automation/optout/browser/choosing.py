"""Chooses an entry of a list, of the browser's own or of the page's making."""

from collections.abc import Callable, Collection, Sequence
from functools import partial

from optout.browser.attempt import _QUICK, _TIME, OutOfReach, _attempt
from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.snapshot import locate, read
from optout.browser.window import Window
from optout.browser.writing import _leave
from optout.flow import ListEntry, fold

_COMING_UP = 2.0  # seconds in which a list shows its entries, also for words
_WHEEL, _TURN, _MOST_TURNS = 200, 0.5, 60  # pixels of one turn of the wheel, seconds until a list shows more, turns
_ENTRIES = frozenset({"option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "radio"})

_Seen = Collection[tuple[str, ...]]  # what stood there already, by its appearance
Picks = Callable[[Sequence[ListEntry]], int | None]  # says which entry is meant; None for none, or for several


def any_of(words: Collection[str]) -> Picks:
    """Return what picks the one entry whose label or value is one of some folded words."""

    def picks(entries: Sequence[ListEntry]) -> int | None:
        hits = [at for at, one in enumerate(entries) if not {fold(one.label), fold(one.value)}.isdisjoint(words)]
        return hits[0] if len(hits) == 1 else None

    return picks


def choose_one(window: Window, field: Element, picks: Picks, words: Sequence[str] = ()) -> str | None:
    """Choose an entry of a list; return what it is called, None where there is none, or several.

    A list of the page's own making is opened, searched by the `words` that the entry may be called by, and its entry
    pressed; one in which nothing was chosen is shut again. Raise OutOfReach where the list cannot be worked.
    """
    if field.tag == "select":
        return _select(window, field, picks)
    before = {one.appearance for one in read(window).elements if one.visible}

    def entry() -> Element | None:
        return _entry(read(window), picks, before)

    if field.role != "listbox" or field.attributes.get("aria-expanded"):
        near = [one for one in (field, *field.above()) if one.ref][:2]  # its words may lie on the field itself
        opener = next((one for one in near if is_free(window, one)), field)
        press(window, opener, _COMING_UP)
        window.wait(lambda: entry() or _options(read(window)) or None, _COMING_UP)
    found = entry()
    for text in words:
        if found or not _search(window, field, text):
            break
        found = window.wait(entry, _COMING_UP)
    if words and not found:
        _search(window, field, "")
    found = found or _scroll_to(window, field, entry, before)
    if not found:
        with window.guard():
            window.page.keyboard.press("Escape")
        return None
    if not press(window, found, _COMING_UP):
        raise OutOfReach("something lies on the entry")
    window.wait(lambda: not ((now := read(window).again(found)) and now.visible) or None, _COMING_UP)  # until it shuts
    return found.name or found.words


def _select(window: Window, field: Element, picks: Picks) -> str | None:
    usable = [one for one in field.options if not one[3]]
    if (at := picks([ListEntry(label, kept) for label, kept, _chosen, _disabled in usable])) is None:
        return None
    label, kept = usable[at][:2]
    found = locate(window, field)
    if not _attempt(window, lambda: found.select_option(value=kept, timeout=_TIME)):
        raise OutOfReach("the list cannot be worked")
    _leave(window, field)
    return label or kept


def _options(page: Page) -> list[Element]:
    return [one for one in page.elements if one.role == "option" and one.ref]  # also those one would scroll to


def _entry(page: Page, picks: Picks, before: _Seen) -> Element | None:
    """Return the entry that is meant: of options that show, else of whatever has come up with words in it."""
    for some in (_options(page), _come_up(page, before)):
        at = picks([ListEntry(one.name or one.words, one.attributes.get("data-value", "")) for one in some])
        if at is not None:
            return some[at]
    return None


def _come_up(page: Page, before: _Seen) -> list[Element]:
    shown = (one for one in page.elements if one.role in _ENTRIES and one.ref and one.visible)
    return [one for one in shown if one.appearance not in before]


def _scroll_to(window: Window, field: Element, entry: Callable[[], Element | None], before: _Seen) -> Element | None:
    """Scroll on a list of which only what shows is there, until its entry comes, or nothing more; return the entry."""

    def rows() -> list[Element] | None:
        now = read(window).again(field)
        stands = now is None or stood is None or now.box == stood.box  # where it moves, the page was scrolled
        return [one for one in _come_up(read(window), known) if stands and (one.name or one.words)] or None

    known, found, stood = {*before}, None, read(window).again(field)
    for _turn in range(_MOST_TURNS):
        shown = window.wait(rows, _TURN)
        if shown is None or (found := entry()):
            break
        known.update(one.appearance for one in read(window).elements)
        hover = partial(locate(window, shown[-1]).hover, force=True, timeout=_QUICK)
        if not _attempt(window, hover, partial(window.page.mouse.wheel, 0, _WHEEL)):
            break
    return found


def _search(window: Window, field: Element, text: str) -> bool:
    """Write into the list's own field, or the one that has the caret, in place of what stands there; False for none."""
    page = read(window)
    active = [one for one in page.elements if "active" in one.states]
    lines = [one for one in (page.again(field), *active) if one and one.is_textbox and one.enabled and one.ref]
    return bool(lines) and _attempt(window, lambda: locate(window, lines[0]).fill(text, timeout=_TIME))
