"""Questions and lists: what can be chosen, what each entry is called, whether they are countries; and choosing one."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache, partial

from optout.browser import act
from optout.browser.reading import Element, Page, locate, read
from optout.browser.window import Window
from optout.flow.countries import ListEntry, are_countries, names_any
from optout.flow.words import fold

_FEWEST = 2  # entries that a list of countries has more of
_COMING_UP = 2.0  # seconds in which a list shows its entries, also for words
_ENTRIES = frozenset({"option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "radio"})
_TIME = 1000.0  # milliseconds of one attempt


def entries_of(field: Element) -> list[ListEntry]:
    """Return what can be chosen, as far as it is known: of a list that is shut, often nothing."""
    if field.is_group:
        return [ListEntry(one.called, one.attributes.get("value", "")) for one in field.inside]
    if field.options:
        return [ListEntry(label, kept) for label, kept, _chosen, _disabled in field.options]
    return [ListEntry(one.called or one.words) for one in field.below() if one.role == "option"]


def chosen_in(field: Element) -> ListEntry:
    """Return what is chosen in a field, or stands there."""
    if field.is_group:
        return next((ListEntry(one.called) for one in field.inside if one.checked), ListEntry(""))
    if field.tag == "select":
        return ListEntry(field.value, next((kept for _label, kept, chosen, _ in field.options if chosen), ""))
    entries = [one for one in field.below() if one.role == "option"]
    picked = next((one.called for one in entries if "selected" in one.states), "")
    beside, named = str(field.facts.get("beside", "")), field.name if field.role == "button" else ""
    told = (field.value.strip(), picked, "" if entries else field.words, beside, named)
    shown = [ListEntry(text) for text in told if text]
    return next((one for one in shown if field.is_list and names_any(one)), next(iter(shown), ListEntry("")))


@lru_cache(maxsize=64)
def is_country_list(field: Element) -> bool:
    """Whether most of what can be chosen are countries, not where they stand for numbers to dial; or one is chosen."""
    if not (field.is_list or field.is_group or "list" in field.attributes):
        return False
    entries = [entry for entry in entries_of(field) if entry.label or entry.kept]
    if not entries and field.role == "combobox":  # it has entries only while it is open
        return names_any(chosen_in(field))
    return len(entries) > _FEWEST and are_countries(entries, field.document.language)


Picks = Callable[[Sequence[ListEntry]], int | None]  # says which entry is meant; None for none, or for several


def one_of(words: Collection[str]) -> Picks:
    """Return what picks the one entry that is called, or kept as, one of some folded words."""

    def picks(entries: Sequence[ListEntry]) -> int | None:
        hits = [at for at, one in enumerate(entries) if not {fold(one.label), fold(one.kept)}.isdisjoint(words)]
        return hits[0] if len(hits) == 1 else None

    return picks


def choose(window: Window, field: Element, picks: Picks, words: Sequence[str] = ()) -> str | None:
    """Choose an entry of a list; return what it is called, None where there is none, or several.

    A list of the page's own making is opened, searched by the `words` that the entry may be called by, and its entry
    pressed; one in which nothing was chosen is shut again. Raise OutOfReach where the list cannot be worked.
    """
    if field.tag == "select":
        return _select(window, field, picks)
    before = {one.sign for one in read(window).elements if one.seen}

    def entry() -> Element | None:
        return _entry(read(window), picks, before)

    if field.role != "listbox" or field.attributes.get("aria-expanded"):
        opener = next((one for one in (field, *field.above()) if one.ref), field)  # Vuetify's own takes no pointer
        act.press(window, opener, _COMING_UP)
        window.wait(lambda: entry() or _options(read(window)) or None, _COMING_UP)
    found = entry()
    for text in words:
        if found or not _search(window, field, text):
            break
        found = window.wait(entry, _COMING_UP)
    if words and not found:
        _search(window, field, "")
    if not found:
        with window.guard():
            window.page.keyboard.press("Escape")
        return None
    if not act.press(window, found, _COMING_UP):
        raise act.OutOfReach("something lies on the entry")
    window.wait(lambda: not ((now := read(window).again(found)) and now.seen) or None, _COMING_UP)  # until it shuts
    return found.name or found.words


def _select(window: Window, field: Element, picks: Picks) -> str | None:
    usable = [one for one in field.options if not one[3]]
    at = picks([ListEntry(label, kept) for label, kept, _chosen, _disabled in usable])
    if at is None:
        return None
    label, kept = usable[at][:2]
    entries = locate(window, field)
    choose_it = partial(entries.select_option, value=kept, timeout=3 * _TIME)
    if not act.attempt(window, choose_it, partial(entries.blur, timeout=_TIME)):
        raise act.OutOfReach("the list cannot be worked")
    return label or kept


def _options(page: Page) -> list[Element]:
    return [one for one in page.elements if one.role == "option" and one.ref]  # also those one would scroll to


def _entry(page: Page, picks: Picks, before: Collection[tuple[str, ...]]) -> Element | None:
    """Return the entry that is meant: of options that show, else of whatever has come up with words in it."""
    shown = (one for one in page.elements if one.role in _ENTRIES and one.ref and one.seen)
    for some in (_options(page), [one for one in shown if one.sign not in before]):
        at = picks([ListEntry(one.name or one.words, one.attributes.get("data-value", "")) for one in some])
        if at is not None:
            return some[at]
    return None


def _search(window: Window, field: Element, text: str) -> bool:
    """Write into the list's own field, or the one that has the caret, in place of what stands there; False for none."""
    page = read(window)
    active = [one for one in page.elements if "active" in one.states]
    lines = [one for one in (page.again(field), *active) if one and one.is_line and one.enabled and one.ref]
    return bool(lines) and act.attempt(window, lambda: locate(window, lines[0]).fill(text, timeout=_TIME))
