"""Presses, writes and chooses as a person does, by Playwright; finds what lies over a page, and what closes it."""

import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from playwright.sync_api import Error, Locator

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.snapshot import locate, read
from optout.browser.window import Window
from optout.flow import ListEntry, asks_to_send, fold

_TIME, _QUICK = 5000.0, 300.0  # milliseconds until a busy page has heard of it; to try whether a press would meet it
_TOLD = 0.05  # seconds until a press tells what it loads: a snapshot of what goes takes a second (Playwright 1.65)
_FRESH = 0.05  # seconds for which a reading tells what to press on the way
_WORDS = 3  # words that a notice has at least; what has less is a bar of tools
_COMING_UP = 2.0  # seconds in which a list shows its entries, also for words
_WHEEL, _TURN, _MOST_TURNS = 200, 0.5, 60  # pixels of one turn of the wheel, seconds until a list shows more, turns
_ENTRIES = frozenset({"option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "radio"})

_Seen = Collection[tuple[str, ...]]  # what stood there already, by its appearance
Picks = Callable[[Sequence[ListEntry]], int | None]  # says which entry is meant; None for none, or for several


class OutOfReach(Error):
    """An element that is there cannot be worked: something lies on it, or the page does not let anybody into it."""


def _attempt(window: Window, *works: Callable[[], object]) -> bool:
    """Do something on the page, and say whether it could be done: it may be covered, have gone, or let nobody in."""
    window.reading = None
    try:
        for work in works:
            work()
    except Error:
        window.rest(0)
        return False
    return True


def is_free(window: Window, element: Element) -> bool:
    """Whether a press would meet an element now: by the last reading, or else by a trial."""
    works, met = bool(element.ref) and element.enabled, element.facts.get("met") is True
    # A trial of a click presses the real mouse, and a script of Playwright's (1.65, dom.ts) holds that back until the
    # time is out: a press that is under way then would come through. A trial of a hover only moves the mouse.
    return works and (met or _attempt(window, lambda: locate(window, element).hover(trial=True, timeout=_QUICK)))


def is_covered(window: Window, element: Element, seconds: float) -> bool:
    """Whether no press would meet an element for all these seconds: a slow computer tells that no sooner."""
    return window.wait(lambda: is_free(window, element) or window.is_navigating or None, seconds) is None


def press(window: Window, element: Element, seconds: float, *, on_way: bool = False) -> bool:
    """Press an element once, sooner if it only leads on (`on_way`); False when no press would meet it in time."""

    def free() -> Element | None:
        now = read(window).again(element)  # what another document has in its place is another element
        same = now and (now.is_field or now.called == element.called)  # one button may lead on, then send
        return now if now and same and is_free(window, now) else None

    if not on_way or window.now() - window.read_at >= _FRESH:  # the page may have changed by itself since
        window.reading = None
    found = window.wait(free, seconds)
    if found is not None:  # whatever the click raises, the page may have heard it, and it is not pressed again
        if not on_way:  # what moves as the pointer comes, moves now
            _attempt(window, lambda: locate(window, found).hover(force=True, timeout=_QUICK))
        click = partial(locate(window, found).click, timeout=_TIME, no_wait_after=True)
        _attempt(window, click, lambda: window.rest(0 if on_way else _TOLD))
        return True
    return element.is_toggle and _press_label(window, element)


def _press_label(window: Window, box: Element) -> bool:
    """Press the label of a check box or switch that is clipped away behind what the label draws in its place.

    False where that has no label or several, or nobody would meet it: of two no first one is taken.
    """
    now = read(window).again(box)
    is_behind_label = now is not None and now.is_native and bool(now.facts.get("label_drawn"))
    if now is None or not (is_behind_label and now.enabled and now.ref):
        return False
    own = locate(window, now)
    labels = [own.locator("xpath=ancestor::label")]
    if id_ := now.attributes.get("id"):
        labels.append(
            own.locator("xpath=/ancestor::*[last()]").locator(f"label[for={json.dumps(id_, ensure_ascii=False)}]")
        )

    def is_met(label: Locator) -> bool:
        return label.count() == 1 and _attempt(window, lambda: label.hover(trial=True, timeout=_QUICK))

    with window.guard():
        found = next(filter(is_met, labels), None)
    if found is None:
        return False
    _attempt(window, lambda: found.click(timeout=_TIME, no_wait_after=True), lambda: window.rest(_TOLD))
    return True  # whatever the click raised, the page may have heard it


def write(window: Window, element: Element, text: str) -> bool:
    """Write a text into a field in place of what stands there, and leave it; False when it cannot be written into."""
    if element.read_only or not element.ref:
        return False
    field = locate(window, element)
    is_written = _attempt(window, lambda: field.fill(text, timeout=_TIME))
    if is_written:
        _leave(window, element)
    return is_written


def _leave(window: Window, element: Element) -> None:
    """Take the caret out of a field, as pages check it then; one that the page has drawn anew has lost it already."""
    _attempt(window, lambda: locate(window, element).blur(timeout=_TIME))


def tick(window: Window, element: Element, seconds: float) -> bool:
    """Press a radio button, or the label that is drawn in its place; whether it is chosen then."""

    def chosen() -> bool | None:
        now = read(window).again(element)
        return True if now and now.checked else None

    if chosen():
        return True
    if not press(window, element, seconds):
        label = next(filter(None, (*element.labels, element.name)), "")
        words = window.page.get_by_text(label, exact=True).visible.first
        if not label or not _attempt(window, lambda: words.click(timeout=_QUICK * 4, no_wait_after=True)):
            raise OutOfReach("something lies on the answer")
    return bool(window.wait(chosen, 1.0))


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


def close_notice(window: Window, page: Page, seconds: float) -> str | None:
    """Close the notice on top, and return what its button is called; None where none could be closed."""
    button = _closing(window, page)
    if button is None or not press(window, button, seconds):
        return None

    def is_gone() -> bool | None:
        now = read(window)
        stands = now.again(button)
        return True if now.read and (stands is None or not stands.visible) else None

    return (button.called or "✕") if window.wait(is_gone, seconds) else None


def _closing(window: Window, page: Page) -> Element | None:
    """Return what closes the notice on top: the one answer that declines, else what closes it; none that agrees."""
    for buttons in _notices(page):
        for does in ("decline", "close"):
            found = [one for one in buttons if does in one.does and "send" not in one.does]
            if len(found) == 1 and is_free(window, found[0]):
                return found[0]
    return None


def _notices(page: Page) -> Iterator[list[Element]]:
    """Return the buttons of what lies over the page and has nothing to write into, the last of the page first."""
    over: dict[tuple[str, int, int], list[Element]] = {}
    for one in page.elements:
        sort, number = ("dialog", one.dialog) if one.dialog >= 0 else ("fixed", int(one.facts.get("fixed", -1)))
        if number >= 0:
            over.setdefault((sort, number, id(one.document)), []).append(one)
    for (sort, number, _document), inside in reversed(over.items()):
        asks = any(one.is_textbox or one.is_radio or one.tag == "select" for one in inside)
        said = [block.text for block in inside[0].document.blocks if getattr(block, sort) == number]
        if not asks and len(" ".join(said).split()) >= _WORDS:
            yield [one for one in inside if (one.role in ("button", "link") or one.pressable) and one.visible]


def affirming(text: str, inside: list[Element]) -> Element | None:
    """Return what affirms a question whether to send; None for a dialog that is none, or of which not all is known.

    Every other button refuses, and one does so by more than to close it: what has only "OK" and a cross tells, and does
    not ask. One that says no more than "Yes" affirms to send only what speaks of that.
    """
    said = {one: one.does for one in inside if one.role == "button" or one.pressable}
    affirms = [one for one, does in said.items() if does & {"send", "affirm"} and not one.refuses]
    refuses = [does for one, does in said.items() if one.refuses]
    all_known = len(affirms) == 1 and len(refuses) == len(said) - 1 and any(does - {"close"} for does in refuses)
    if not all_known or any(one.is_field for one in inside):
        return None
    [button] = affirms
    for one in said:
        text = text.replace(one.called, " ")
    return button if "send" in said[button] or asks_to_send(text, button.document.language) else None
