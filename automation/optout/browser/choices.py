"""Questions and lists: what can be chosen, what each entry is called, whether they are countries; and choosing one."""

from collections.abc import Callable, Collection, Sequence
from functools import lru_cache

from playwright.sync_api import Error

from optout.browser import act
from optout.browser.notices import accepting
from optout.browser.reading import Element, Page, locate, read
from optout.browser.window import Window
from optout.flow.countries import ListEntry, are_countries, are_dialled, names_any
from optout.flow.words import fold

_FEWEST = 2
"""Entries that a list of countries has more of."""
_COMING_UP, _FILTERED = 2.0, 2.0  # seconds in which a list shows its entries, and does so for words
_SHUTS = 2.0  # seconds in which a list shuts that does so once an entry is chosen
_ENTRIES = frozenset({
    "option", "listitem", "menuitem", "menuitemradio", "treeitem", "generic", "button", "cell",
    "radio",
})  # fmt: skip
GROUPS = frozenset({"radiogroup", "group"})
_TURNS, _SCREEN = 40, 0.8


@lru_cache(maxsize=4)
def questions(page: Page) -> tuple[Element, ...]:
    """Return what is asked by radio buttons, each as one element around them, by its name or what is before it."""
    found: dict[object, list[Element]] = {}
    for radio in page.elements:
        if radio.is_radio and radio.shown:
            group = next((one for one in radio.above() if one.role in GROUPS and _is_group(one, radio)), None)
            found.setdefault(group or (radio.document.address, radio.form, radio.attr or radio.parent), []).append(
                radio
            )
    made = []
    for key, radios in found.items():
        around = key if isinstance(key, Element) else None
        if around is None and len(radios) == 1:
            continue
        question = (around.name or _head(around)) if around else ""
        made.append(_question(around, radios, question or _asked(radios[0])))
    return tuple(made)


def _is_group(group: Element, radio: Element) -> bool:
    """Whether a group asks but one question, which a radio button answers."""
    return {one.attr for one in group.below() if one.is_radio} == {radio.attr}


def _head(group: Element) -> str:
    return str(group.facts.get("question", ""))


def _asked(radio: Element) -> str:
    asks = radio.facts.get("asks") or {}
    before = int(asks.get("at", -1)) - 1
    blocks = radio.document.blocks
    above = blocks[before].text if 0 <= before < len(blocks) else ""
    return str(asks.get("text", "")) or above or next(iter(radio.near), "")


def _question(around: Element | None, radios: list[Element], name: str) -> Element:
    first = radios[0]
    made = Element("radiogroup", name, ref=around.ref if around else "", box=first.box, parent=first.parent)
    made.inside, made.document = radios, first.document
    made.form, made.dialog, made.aside = first.form, first.dialog, first.aside
    made.facts = {
        "tag": around.tag if around else "",
        "attributes": {**(around.attributes if around else {}), "name": first.attr},
        "required": any(one.required for one in radios) or bool(around and around.required),
        "seen": True,
        "within": (around or first).facts.get("within", []),
    }
    return made


def question_of(page: Page, radio: Element) -> Element | None:
    """Return the question that a radio button answers."""
    return next((one for one in questions(page) if radio in one.inside), None)


def question_again(page: Page, group: Element) -> Element | None:
    """Return a question of an earlier reading as it stands now."""
    same = (one for one in questions(page) if (one.name, one.attr, one.form) == (group.name, group.attr, group.form))
    return next(same, None)


def is_group(element: Element) -> bool:
    """Whether it is a question that is answered by radio buttons."""
    return element.role == "radiogroup" and any(one.is_radio for one in element.inside)


def entries_of(field: Element) -> list[ListEntry]:
    """Return what can be chosen, as far as it is known: of a list that is shut, often nothing."""
    if is_group(field):
        return [ListEntry(one.called, one.attributes.get("value", "")) for one in field.inside]
    if field.options:
        return [ListEntry(label, kept) for label, kept, _chosen, _disabled in field.options]
    return [ListEntry(one.called or one.words) for one in field.below() if one.role == "option"]


def chosen_in(field: Element) -> ListEntry:
    """Return what is chosen in a field, or stands there."""
    if is_group(field):
        return next((ListEntry(one.called) for one in field.inside if one.checked), ListEntry(""))
    if field.tag == "select":
        return next((ListEntry(a, b) for a, b, chosen, _ in field.options if chosen), ListEntry(""))
    picked = next((one.called for one in field.below() if one.role == "option" and "selected" in one.states), "")
    told = [
        field.value.strip(),
        picked,
        field.words,
        str(field.facts.get("beside", "")),
        field.name if field.role == "button" else "",
    ]
    shown = [ListEntry(text) for text in told if text]
    return next((one for one in shown if field.is_list and names_any(one)), next(iter(shown), ListEntry("")))


@lru_cache(maxsize=64)
def is_country_list(field: Element) -> bool:
    """Whether most of what can be chosen are countries, not where they stand for numbers to dial; or one is chosen."""
    if not (field.is_list or is_group(field) or "list" in field.attributes):
        return False
    entries = [entry for entry in entries_of(field) if entry.label or entry.kept]
    if not entries and field.role == "combobox":  # it has entries only while it is open
        return names_any(chosen_in(field))
    return len(entries) > _FEWEST and are_countries(entries, field.document.language) and not are_dialled(entries)


Picks = Callable[[Sequence[ListEntry]], int | None]
"""Says which of some entries is meant; None when none is, or several could be."""


def one_of(words: Collection[str]) -> Picks:
    """Return what picks the one entry that is called, or kept as, one of some folded words."""

    def picks(entries: Sequence[ListEntry]) -> int | None:
        hits = [at for at, one in enumerate(entries) if not {fold(one.label), fold(one.kept)}.isdisjoint(words)]
        return hits[0] if len(hits) == 1 else None

    return picks


def choose(window: Window, field: Element, picks: Picks, words: Sequence[str] = ()) -> str | None:
    """Choose an entry of a list of any kind; return what it is called, None where there is none, or several.

    A list of the browser's own is chosen from; one of the page's own making is opened, searched by the `words` that the
    entry may be called by, and its entry pressed. One in which nothing was chosen is shut again.

    Raises:
        OutOfReach: the list cannot be worked.
    """
    if field.tag == "select":
        return _select(window, field, picks)
    before = {(one.role, one.name, one.words) for one in read(window).elements if one.seen}
    if (
        field.role == "listbox"
        and not field.attributes.get("aria-expanded")
        and (entry := _entry(read(window), picks, set()))
    ):
        return _press(window, entry)
    # Vuetify's own field takes no pointer: what is around it does.
    opener = next((one for one in (field, *field.above()) if one.ref), field)
    ways: list[Callable[[], object]] = [lambda: act.press(window, opener, _COMING_UP), lambda: _by_keys(window, field)]

    def come_up() -> Element | bool | None:
        page = read(window)
        return (
            _entry(page, picks, before)
            or any(one.role == "option" and one.ref and one.seen for one in page.elements)
            or None
        )

    for open_list in ways:
        open_list()
        if shown := window.wait(come_up, _COMING_UP):
            break
    if isinstance(shown, Element):
        return _press(window, shown)
    for text in words:
        if not _search(window, field, text):
            break
        if entry := window.wait(lambda: _entry(read(window), picks, before), _FILTERED):
            return _press(window, entry)
    if words:
        _search(window, field, "")
    if entry := _scroll(window, picks, before):
        return _press(window, entry)
    window.keyboard_press("Escape")
    return None


def _select(window: Window, field: Element, picks: Picks) -> str | None:
    usable = [one for one in field.options if not one[3]]
    at = picks([ListEntry(label, kept) for label, kept, _chosen, _disabled in usable])
    if at is None:
        return None
    label, kept = usable[at][:2]
    try:
        locate(window, field).select_option(value=kept, timeout=3000)
        locate(window, field).blur(timeout=1000)
    except Error:
        window.rest(0)
        raise act.OutOfReach("the list cannot be worked") from None
    return label or kept


def _entry(page: Page, picks: Picks, before: set[tuple[str, str, str]]) -> Element | None:
    """Return the entry that is meant: of options that show, else of whatever has come up with words in it."""
    options = [one for one in page.elements if one.role == "option" and one.ref and one.seen]
    new = [
        one
        for one in page.elements
        if one.role in _ENTRIES and one.ref and one.seen and (one.role, one.name, one.words) not in before
    ]
    for some in (options, new):
        at = picks([ListEntry(one.name or one.words, one.attributes.get("data-value", "")) for one in some])
        if at is not None:
            return some[at]
    return None


def _press(window: Window, entry: Element) -> str:
    name = entry.name or entry.words
    if not act.press(window, entry, _COMING_UP):
        raise act.OutOfReach("something lies on the entry")
    _accept(window, entry)
    window.wait(lambda: not ((now := read(window).again(entry)) and now.seen) or None, _SHUTS)
    return name


def _accept(window: Window, entry: Element) -> None:
    """Press what accepts an entry that was chosen in a dialog of its own, where that does not close by itself."""
    if entry.dialog < 0:
        return
    inside = [one for one in read(window).elements if one.dialog == entry.dialog and one.seen]
    button = accepting(inside) if any(one.role == entry.role for one in inside) else None
    if button is not None:
        act.press(window, button, _COMING_UP)


def _by_keys(window: Window, field: Element) -> None:
    try:
        locate(window, field).focus(timeout=1000)
        window.keyboard_press("ArrowDown")
    except Error:
        window.rest(0)


def _search(window: Window, field: Element, text: str) -> bool:
    """Write into the list's own field in place of what stands there; else into the one that has the caret, if any."""
    page = read(window)
    own = [one for one in (page.again(field),) if one]
    active = [one for one in page.elements if "active" in one.states]
    held = next((one for one in (*own, *active) if one.is_line and one.enabled and one.ref), None)
    if held is None:
        return False
    try:
        locate(window, held).fill(text, timeout=1000)
    except Error:
        window.rest(0)
        return False
    return True


def _scroll(window: Window, picks: Picks, before: set[tuple[str, str, str]]) -> Element | None:
    """Scroll an open list from its top until the entry shows, or nothing new does."""
    met = set[str]()
    for turn in range(_TURNS):
        page = read(window)
        shown = [one for one in page.elements if one.role == "option" and one.ref and one.seen]
        texts = {one.name or one.words for one in shown} - met
        if not texts:
            return None
        met |= texts if turn else set()
        if not act.turn_wheel(window, shown, _SCREEN if turn else -_TURNS):
            return None
        if entry := window.wait(lambda: _entry(read(window), picks, before), 0.15):
            return entry
    return None
