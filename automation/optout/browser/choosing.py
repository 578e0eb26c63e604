"""Chooses an entry of a list: a native one, or one that the page draws and opens itself."""

import logging
from collections.abc import Callable, Collection, Sequence
from functools import partial

from optout.browser.attempt import ACTION_TIME, TRIAL_TIME, OutOfReach, attempt
from optout.browser.element import PRESSED_ROLES, Box, Element
from optout.browser.page import Page
from optout.browser.pressing import is_free, press
from optout.browser.reasons import DONE, Rejection, Result, described
from optout.browser.snapshot import locate, read
from optout.browser.window import Window
from optout.browser.writing import leave
from optout.flow import ListEntry, does_more, fold

logger = logging.getLogger("optout.browser.choosing")

# Seconds in which a list displays its entries, also those that its server finds for words.
_COMING_UP = 2.0
# Pixels. Most lists are higher than that, so that no entry is scrolled past.
_WHEEL = 200
# Seconds in which a list draws more entries after it was scrolled and comes to rest, also on a busy
# machine; a clock that runs ahead looks once a second, and two looks must agree.
_TURN = 3.0
_MOST_TURNS = 60  # 250 countries of 40 pixels each are 50 turns
# How often an entry is hovered, or pressed, until that hits it: a list that scrolls smoothly draws
# its entries anew meanwhile.
_MOST_HOVERS = 3
_MOST_PRESSES = 3
# Some lists have none of the roles for entries: their rows are plain parts of the page.
_ENTRY_ROLES = frozenset({
    "option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "radio",
})  # fmt: skip

_Appearance = tuple[str, ...]
"""What `Element.identity_by_name` returns."""

Picks = Callable[[Sequence[ListEntry]], int | None]
"""Returns the index of the entry that is meant; None if no entry or several are."""


def any_of(words: Collection[str]) -> Picks:
    """Return what picks the only entry that is called by some folded words.

    These are its label or value, or else its whole first line: “Turn off” with the hint “1 step”,
    and never “Turn off and delete”.
    """

    def picks(entries: Sequence[ListEntry]) -> int | None:
        hits = [index for index, entry in enumerate(entries) if _is_called(entry, words)]
        if not hits:
            hits = [index for index, entry in enumerate(entries) if fold(entry.first_line) in words]
        return hits[0] if len(hits) == 1 else None

    return picks


def _is_called(entry: ListEntry, words: Collection[str]) -> bool:
    return fold(entry.label) in words or fold(entry.value) in words


def choose_one(
    window: Window,
    field: Element,
    picks: Picks,
    words: Sequence[str] = (),
) -> str | None:
    """Choose an entry of a list and return its name; None if no entry, or several, are meant.

    A list that the page draws is opened, searched by the `words` that the entry may be called by,
    and its entry is pressed; the list is closed again if nothing was chosen. Raise OutOfReach, with
    the reason, if the list or its entry cannot be used.
    """
    if field.tag == "select":
        return _choose_native(window, field, picks)
    name = _DrawnList(window, field, picks).choose(words)
    if name is None:
        logger.debug("no entry, or several, in %s", described(field))
    return name


def _choose_native(window: Window, field: Element, picks: Picks) -> str | None:
    """Choose an entry of a list of the browser's own."""
    entries = _enabled_entries(field)
    index = picks(list(entries.values()))
    if index is None:
        return None
    position = list(entries)[index]
    entry = entries[position]
    result = _select_option(window, field, position, entry.value)
    if not result:
        # The browser gives no reason if a script of the page runs on as the entry is chosen.
        is_unclear = result.rejection is Rejection.NOT_REACHABLE
        raise OutOfReach(result.rejection, may_be_pressed=is_unclear)
    leave(window, field)
    return entry.label or entry.value


def _enabled_entries(field: Element) -> dict[int, ListEntry]:
    """Return the entries of a native list that can be chosen, by their positions in it."""
    entries = {}
    for position, (label, value, _is_chosen, is_disabled) in enumerate(field.options):
        if not is_disabled:
            entries[position] = ListEntry(label, value)
    return entries


def _select_option(window: Window, field: Element, position: int, value: str) -> Result:
    """Choose an entry by its value, or by its position if other entries have the same value.

    Some lists have one empty value for their heading and for an entry.
    """
    values = [option_value for _label, option_value, _is_chosen, _is_disabled in field.options]
    select = locate(window, field)
    by_value = partial(select.select_option, value=value, timeout=ACTION_TIME)
    by_position = partial(select.select_option, index=position, timeout=ACTION_TIME)
    window.note_press()
    return attempt(window, by_value if values.count(value) == 1 else by_position)


class _DrawnList:
    """A list that the page draws itself.

    Its entries may be anywhere on the page, and often come up only once it is open.
    """

    def __init__(self, window: Window, field: Element, picks: Picks) -> None:
        self._window = window
        self._field = field
        self._picks = picks
        self._page_before = read(window)
        visible = [element for element in self._page_before.elements if element.visible]
        self._before = {element.identity_by_name for element in visible}
        # The new entries of the last look, while the list is scrolled.
        self._displayed: list[_Appearance] = []
        self._was_pressed = False
        self._was_written = False

    def choose(self, words: Sequence[str]) -> str | None:
        """Open the list, press its entry and return its name; raise OutOfReach if that fails."""
        opened = self._open()
        entry = self._entry() or self._search(words) or self._scroll_to_entry()
        if entry is None:
            self._give_up(opened)
            return None
        pressed = self._press(entry)
        if not self._field.is_standing_list:
            self._wait_until_gone(pressed)
        return pressed.name or pressed.inner_text

    def _give_up(self, opened: Result) -> None:
        """Close the list; raise OutOfReach if it could neither be opened nor written into."""
        was_reached = bool(opened) or self._was_written
        if not was_reached:
            raise OutOfReach(opened.rejection)
        # Escape would close the dialog around a list that was not opened.
        was_changed = self._was_pressed or self._was_written
        if was_changed:
            self._close()

    def _press(self, entry: Element) -> Element:
        """Press an entry and return it; raise OutOfReach if no press would hit it."""
        for _try in range(_MOST_PRESSES):
            pressed = press(self._window, entry, _COMING_UP)
            if pressed:
                return entry
            # Nothing was hit. A list that still scrolls has drawn the entry anew meanwhile.
            self._window.rest(0)
            entry = self._entry() or entry
        raise OutOfReach(pressed.rejection, may_be_pressed=self._was_pressed)

    def _open(self) -> Result:
        """Press the list and wait for entries, unless it is open; return why no press hit it."""
        if self._is_open():
            return DONE
        pressed = press(self._window, self._opener(), _COMING_UP)
        self._was_pressed = bool(pressed)
        # Also if no press has hit it: it may have been open before.
        self._window.wait(self._entry_or_options, _COMING_UP)
        return pressed

    def _is_open(self) -> bool:
        """True if the list displays its entries without a press, which could close it."""
        has_state = bool(self._field.attributes.get("aria-expanded"))
        is_always_open = self._field.role == "listbox" and not has_state
        return is_always_open or (self._is_expanded and self._entry() is not None)

    @property
    def _is_expanded(self) -> bool:
        """True if the list said that it was open before anything was pressed."""
        return self._field.attributes.get("aria-expanded") == "true"

    def _opener(self) -> Element:
        """Return what to press: the field, or the part around it if only that can be hit."""
        if is_free(self._window, self._field):
            return self._field
        # The words of a drawn list may lie on the field itself, and get the press in its place.
        around = self._nearest_part_around()
        if around is not None and self._is_own_part(around) and is_free(self._window, around):
            return around
        return self._field

    def _nearest_part_around(self) -> Element | None:
        """Return the nearest part around the list that can be located."""
        return next((part for part in self._field.above() if part.ref), None)

    def _is_own_part(self, part: Element) -> bool:
        """True if a press on the middle of a part around the field can only mean the list.

        The nearest part may be the whole page, or a row with another field at its middle.
        """
        is_whole_page = part.parent is None
        if is_whole_page:
            return False
        x, y = _middle(part)
        others = filter(self._is_other_control, part.below())
        return not any(_has_at(other, x, y) for other in others)

    def _is_other_control(self, element: Element) -> bool:
        """True if a press on an element would mean something other than the list."""
        if element.holds(self._field) or self._field.holds(element):
            return False
        if element.is_field or element.role in PRESSED_ROLES:
            return True
        # What is drawn over the field, such as the words of its entry, belongs to it.
        return element.pressable and not _has_at(element, *_middle(self._field))

    def _entry(self) -> Element | None:
        """Return the entry that is meant, among the options, else among what has come up since."""
        page = read(self._window)
        for candidates in (self._options(page), _come_up(page, self._before)):
            index = self._picks(list(map(_as_entry, candidates)))
            if index is not None:
                return candidates[index]
        return None

    def _entry_or_options(self) -> object:
        return self._entry() or self._options(read(self._window)) or None

    def _options(self, page: Page) -> list[Element]:
        """Return the options on a page, also those that are not in view, without those of other lists."""
        options = [element for element in page.elements if element.role == "option" and element.ref]
        return [option for option in options if not self._is_of_other_list(option)]

    def _is_of_other_list(self, option: Element) -> bool:
        """True for an option of a list that is always open, as one with a few topics is, beside this one."""
        lists = [part for part in option.above() if part.role == "listbox"]
        is_own_list = any(_is_same(part, self._field) for part in lists)
        if not lists or is_own_list or self._is_expanded:
            return False
        return any(_is_same(lists[0], earlier) for earlier in self._page_before.elements)

    def _search(self, words: Sequence[str]) -> Element | None:
        """Write each of the words into the list until its entry comes up; empty the field otherwise."""
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
        """Write into the search field of the list; False if it has none that takes a text."""
        field = self._search_field()
        if field is None:
            return False
        fill = partial(locate(self._window, field).fill, text, timeout=ACTION_TIME)
        written = attempt(self._window, fill)
        self._was_written = self._was_written or bool(written)
        return bool(written)

    def _search_field(self) -> Element | None:
        """Return the list itself if one writes into it, or else its field that got the caret."""
        page = read(self._window)
        current = page.again(self._field)
        if current is not None and _takes_text(current):
            return current
        # Without a press the caret is where it was before.
        return self._part_with_caret(page, current) if self._was_pressed else None

    def _part_with_caret(self, page: Page, current: Element | None) -> Element | None:
        """Return the field of the list, as that is now, that got the caret and takes a text."""
        with_caret = [field for field in page.elements if "active" in field.states]
        for field in filter(_takes_text, with_caret):
            if self._is_part(field, current):
                return field
        return None

    def _is_part(self, field: Element, current: Element | None) -> bool:
        """True if a field with the caret is a part of the list, as that is now.

        A list may leave the caret in another field of the form, or share a part with one, which
        gets the caret: as a country code does with a telephone number.
        """
        if current is not None and (current.holds(field) or _control_same_list(current, field)):
            return True
        was_there = any(_is_same(field, earlier) for earlier in self._page_before.elements)
        return not was_there

    def _scroll_to_entry(self) -> Element | None:
        """Scroll a list that draws only the entries in view, until the one that is meant comes up.

        Return None at the end of the list, where nothing new comes up, or if the page was scrolled in
        place of the list.
        """
        place = self._place()
        seen = set(self._before)
        for _turn in range(_MOST_TURNS):
            has_new_entries = self._window.wait(
                lambda: self._look_for_new_entries(seen, place), _TURN
            )
            if not has_new_entries:
                return None
            entry = self._entry()
            if entry is not None:
                return entry
            seen.update(element.identity_by_name for element in read(self._window).elements)
            if not self._turn_wheel():
                return None
        return None

    def _look_for_new_entries(
        self, seen: Collection[_Appearance], place: Box | None
    ) -> bool | None:
        """Look at the list; True if it has the same new entries as at the last look, and is at its place.

        `seen` are the entries that are not new.
        """
        if not self._is_at(place):
            return None
        new_entries = _come_up(read(self._window), seen)
        displayed = [entry.identity_by_name for entry in new_entries]
        # Rows that a smooth scroll passes by would not be read if the wheel turned again meanwhile.
        is_still = displayed == self._displayed
        self._displayed = displayed
        # A list may draw its rows first, and their words when its server has sent them.
        has_words = any(entry.name or entry.inner_text for entry in new_entries)
        return True if has_words and is_still else None

    def _turn_wheel(self) -> bool:
        """Turn the wheel over the last entry that is displayed; False if there is no entry."""
        turn = partial(self._window.page.mouse.wheel, 0, _WHEEL)
        for _try in range(_MOST_HOVERS):
            entries = _come_up(read(self._window), self._before)
            if not entries:
                return False
            last_entry = locate(self._window, entries[-1])
            hover = partial(last_entry.hover, force=True, timeout=TRIAL_TIME)
            if attempt(self._window, hover, turn):
                return True
            # The list has drawn that entry anew, so the page is read anew.
            self._window.rest(0)
        return False

    def _place(self) -> Box | None:
        """Return where the list is in the page; None if it is gone."""
        field = read(self._window).again(self._field)
        return field.box if field else None

    def _is_at(self, place: Box | None) -> bool:
        """True if the list is at a place, as far as that is known: it moves if the page is scrolled."""
        current = self._place()
        is_unknown = current is None or place is None
        return is_unknown or current == place

    def _close(self) -> None:
        # A press beside the list could hit another control.
        with self._window.guard():
            self._window.page.keyboard.press("Escape")

    def _wait_until_gone(self, entry: Element) -> None:
        """Wait until the list has closed after the press: what it covers cannot be used before."""

        def is_gone() -> bool | None:
            current = read(self._window).again(entry)
            return None if current and current.visible else True

        self._window.wait(is_gone, _COMING_UP)


def _middle(element: Element) -> tuple[float, float]:
    left, top, width, height = element.box
    return left + width / 2, top + height / 2


def _has_at(element: Element, x: float, y: float) -> bool:
    """True if a point is in the box of an element that is displayed."""
    left, top, width, height = element.box
    return element.visible and left <= x <= left + width and top <= y <= top + height


def _takes_text(field: Element) -> bool:
    return field.is_textbox and field.enabled and not field.read_only and field.ref != ""


def _control_same_list(field: Element, other: Element) -> bool:
    controls = field.attributes.get("aria-controls")
    return bool(controls) and controls == other.attributes.get("aria-controls")


def _is_same(field: Element, earlier: Element) -> bool:
    """True if a field was visible in an earlier snapshot, perhaps by another name."""
    if not earlier.visible:
        return False
    return field.ref == earlier.ref or field.identity_by_markup == earlier.identity_by_markup


def _as_entry(element: Element) -> ListEntry:
    label = element.name or element.inner_text
    value = element.attributes.get("data-value", "")
    # The second line may say that it does more: “Turn off”, “and delete activity”.
    is_hint = not does_more(label, element.document.language)
    return ListEntry(label, value, element.first_line if is_hint else "")


def _come_up(page: Page, before: Collection[_Appearance]) -> list[Element]:
    """Return the visible elements that may be entries and do not look like one from before."""
    entries = [element for element in page.elements if element.role in _ENTRY_ROLES]
    visible = [entry for entry in entries if entry.ref and entry.visible]
    return [entry for entry in visible if entry.identity_by_name not in before]
