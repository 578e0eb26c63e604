"""Chooses an entry of a list: a native one, or one that the page draws and opens itself."""

import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial

from optout.browser.attempt import ACTION_TIME, TRIAL_TIME, OutOfReach, attempt
from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.reasons import described
from optout.browser.snapshot import locate, read
from optout.browser.window import Window
from optout.browser.writing import leave
from optout.flow import ListEntry, fold

logger = logging.getLogger("optout.browser.choosing")

# Seconds in which a list shows its entries, also those that its server finds for words.
_COMING_UP = 2.0
_WHEEL = 200  # pixels; less than most lists are high, so that no entry is scrolled past
# Seconds in which a list draws more entries after it was scrolled, also on a busy machine.
_TURN = 1.0
# Times that an entry is hovered, and pressed, until that hits it: a list that scrolls smoothly draws
# its entries anew meanwhile.
_MOST_HOVERS = 3
_MOST_PRESSES = 3
_MOST_TURNS = 60  # 250 countries of 40 pixels each are 50 turns
_ENTRY_ROLES = frozenset({
    "option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "radio",
})  # fmt: skip

Picks = Callable[[Sequence[ListEntry]], int | None]
"""Returns the index of the entry that is meant; None if no entry or several are."""


def any_of(words: Collection[str]) -> Picks:
    """Return what picks the only entry whose label or value is one of some folded words."""

    def picks(entries: Sequence[ListEntry]) -> int | None:
        hits = []
        for index, entry in enumerate(entries):
            if fold(entry.label) in words or fold(entry.value) in words:
                hits.append(index)
        return hits[0] if len(hits) == 1 else None

    return picks


def choose_one(
    window: Window,
    field: Element,
    picks: Picks,
    words: Sequence[str] = (),
) -> str | None:
    """Choose an entry of a list and return its name; None if no entry, or several, are meant.

    A list that the page draws is opened, searched by the `words` that the entry may be called by,
    and its entry pressed; it is shut again if nothing was chosen. Raise OutOfReach, with the
    reason, if the list or its entry cannot be used.
    """
    if field.tag == "select":
        return _select(window, field, picks)
    chosen = _DrawnList(window, field, picks).choose(words)
    if chosen is None:
        logger.debug("no entry, or several, in %s", described(field))
    return chosen


def _select(window: Window, field: Element, picks: Picks) -> str | None:
    entries = []
    for label, value, _is_chosen, is_disabled in field.options:
        if not is_disabled:
            entries.append(ListEntry(label, value))
    index = picks(entries)
    if index is None:
        return None
    entry = entries[index]
    select = locate(window, field)
    result = attempt(window, lambda: select.select_option(value=entry.value, timeout=ACTION_TIME))
    if not result:
        raise OutOfReach(result.rejection)
    leave(window, field)
    return entry.label or entry.value


class _DrawnList:
    """A list that the page draws itself.

    Its entries may be anywhere on the page, and often come up only once it is open.
    """

    def __init__(self, window: Window, field: Element, picks: Picks) -> None:
        self._window = window
        self._field = field
        self._picks = picks
        page = read(window)
        self._before = {element.appearance for element in page.elements if element.visible}

    def choose(self, words: Sequence[str]) -> str | None:
        """Open the list, press its entry and return its name; raise OutOfReach if that fails."""
        self._open()
        entry = self._entry() or self._search(words) or self._scroll_to_entry()
        if entry is None:
            self._shut()
            return None
        entry = self._press(entry)
        self._wait_until_gone(entry)
        return entry.name or entry.words

    def _press(self, entry: Element) -> Element:
        """Press an entry and return it; raise OutOfReach if no press would hit it."""
        for _try in range(_MOST_PRESSES):
            pressed = press(self._window, entry, _COMING_UP)
            if pressed:
                return entry
            # Nothing was hit. A list that still scrolls has drawn the entry anew meanwhile.
            self._window.rest(0)
            entry = self._entry() or entry
        raise OutOfReach(pressed.rejection)

    def _open(self) -> None:
        """Press the field, or the part around it, and wait for entries, unless it is always open."""
        if self._field.role == "listbox" and not self._field.attributes.get("aria-expanded"):
            return
        # The words of a drawn list may lie on the field itself, and get the press in its place.
        parts = [element for element in (self._field, *self._field.above()) if element.ref]
        opener = self._field
        for part in parts[:2]:
            if is_free(self._window, part):
                opener = part
                break
        press(self._window, opener, _COMING_UP)
        self._window.wait(self._entry_or_options, _COMING_UP)

    def _entry(self) -> Element | None:
        """Return the entry that is meant, among the options or else what has come up since."""
        page = read(self._window)
        for candidates in (_options(page), _come_up(page, self._before)):
            entries = [
                ListEntry(element.name or element.words, element.attributes.get("data-value", ""))
                for element in candidates
            ]
            index = self._picks(entries)
            if index is not None:
                return candidates[index]
        return None

    def _entry_or_options(self) -> object:
        return self._entry() or _options(read(self._window)) or None

    def _search(self, words: Sequence[str]) -> Element | None:
        """Write each of some words into the list until its entry comes up, or else none."""
        for text in words:
            if not self._write(text):
                break
            entry = self._window.wait(self._entry, _COMING_UP)
            if entry is not None:
                return entry
        if words:
            self._write("")
        return None

    def _write(self, text: str) -> bool:
        """Write into the list's own field, or the one with the caret; False if neither takes a text."""
        page = read(self._window)
        active = [element for element in page.elements if "active" in element.states]
        for element in (page.again(self._field), *active):
            if element and element.is_textbox and element.enabled and element.ref:
                line = locate(self._window, element)
                return bool(attempt(self._window, partial(line.fill, text, timeout=ACTION_TIME)))
        return False

    def _scroll_to_entry(self) -> Element | None:
        """Scroll a list that draws only entries in view, until its entry or nothing new comes up."""
        place = self._place()
        seen = set(self._before)

        def new_rows() -> list[Element] | None:
            if not self._is_at(place):  # the page was scrolled, and not the list
                return None
            rows = _come_up(read(self._window), seen)
            return [row for row in rows if row.name or row.words] or None

        for _turn in range(_MOST_TURNS):
            rows = self._window.wait(new_rows, _TURN)
            if rows is None:
                return None
            entry = self._entry()
            if entry is not None:
                return entry
            seen.update(element.appearance for element in read(self._window).elements)
            if not self._turn_wheel():
                return None
        return None

    def _turn_wheel(self) -> bool:
        """Turn the wheel over the last entry that is displayed; False if there is none to turn it over."""
        turn = partial(self._window.page.mouse.wheel, 0, _WHEEL)
        for _try in range(_MOST_HOVERS):
            rows = _come_up(read(self._window), self._before)
            if not rows:
                return False
            hover = partial(locate(self._window, rows[-1]).hover, force=True, timeout=TRIAL_TIME)
            if attempt(self._window, hover, turn):
                return True
            self._window.rest(0)  # so that the page is read anew
        return False

    def _place(self) -> tuple[float, ...] | None:
        field = read(self._window).again(self._field)
        return field.box if field else None

    def _is_at(self, place: tuple[float, ...] | None) -> bool:
        current = self._place()
        return None in (current, place) or current == place

    def _shut(self) -> None:
        with self._window.guard():
            self._window.page.keyboard.press("Escape")

    def _wait_until_gone(self, entry: Element) -> None:
        """Wait until the list has shut after the press: what it covers cannot be used before."""

        def is_gone() -> bool | None:
            current = read(self._window).again(entry)
            return None if current and current.visible else True

        self._window.wait(is_gone, _COMING_UP)


def _options(page: Page) -> list[Element]:
    """Return the options on a page, also those that one would have to scroll to."""
    return [element for element in page.elements if element.role == "option" and element.ref]


def _come_up(page: Page, before: Collection[tuple[str, ...]]) -> list[Element]:
    """Return what may be an entry and was not there before, by its appearance."""
    entries = [element for element in page.elements if element.role in _ENTRY_ROLES and element.ref]
    return [entry for entry in entries if entry.visible and entry.appearance not in before]
