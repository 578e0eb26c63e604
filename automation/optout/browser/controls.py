"""Finds a setting on a page by the controller's own names and by its words, which must agree; and reads its state.

Never by its place, and never as the only one: what stands beside a setting may delete a history.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optout.browser.element import (
    Element,
    Snapshot,
    is_read,
    is_seen,
    is_usable,
    name_of,
    near_texts,
    row_texts,
    seen_text,
    words_of,
)
from optout.browser.lists import option_texts, options_of
from optout.browser.requests import addresses_in
from optout.browser.targets import is_anchor, is_within
from optout.flow.model import Target, compiled
from optout.flow.words import fold


class Stands(StrEnum):
    """How a setting stands: as is wanted, or otherwise; UNREAD: nobody can tell from the page."""

    AS_WANTED = "as_wanted"
    OTHERWISE = "otherwise"
    UNREAD = "unread"


@dataclass(frozen=True)
class Reading:
    """How a setting stands, and by what that was read: `checked=false`, `aria-pressed=true`, `shown=Disabled`."""

    stands: Stands
    how: str
    enabled: bool = True


@dataclass(frozen=True)
class Control:
    """A setting on the page: its element, what the page calls it, and by what it was found."""

    element: Element
    label: str
    how: str


@dataclass(frozen=True)
class Renamed:
    """What may be the setting, but that its name and its words do not agree: only the person can say so."""

    element: Element
    label: str


@dataclass(frozen=True)
class NoControl:
    """No setting that is the one; `count` could be it by their words, and `others` of its sort are on the page."""

    count: int = 0
    others: int = 0


BY_BOTH, BY_WORDS = "its own name and words", "role and words"
_LISTS = frozenset({"combobox", "listbox"})
_STATES = ("aria-checked", "aria-pressed")
_LONGEST = 200  # characters of a label
_SAYS_LITTLE = 3  # characters of a name that is only a state: On, Off, Yes, Oui, Ein


def find_control(seen: Snapshot, target: Target, states: Collection[str] = ()) -> Control | Renamed | NoControl:
    """Find a setting; one that is disabled counts, one that nobody can see does not.

    `states` are the words by which a list or menu shows how it stands, and those of its entries: what is called only so
    is not called by it.
    """
    sort = [one for one in seen.elements if _is_of_sort(one, target) and is_usable(one)]
    here = [one for one in sort if is_within(one, target)]
    name = _name_of(target, states)
    called = name.called(here)
    anchored = [one for one in here if is_anchor(one, target)]
    if target.is_anchored:
        both = [one for one in anchored if one in called]
        if len(both) == 1:
            return Control(both[0], name.label_of(both[0]), BY_BOTH)
        return _only(anchored or called or name.called(sort), name, len(sort))
    if len(called) == 1:
        return Control(called[0], name.label_of(called[0]), BY_WORDS)
    if not called and target.within is not None:
        return _only(name.called(sort), name, len(sort))
    return NoControl(len(called), len(sort))


@dataclass(frozen=True)
class _Name:
    """What a setting is called, and by what it says how it stands or may be made to, folded."""

    words: frozenset[str]
    states: frozenset[str] = frozenset()

    def called(self, some: Iterable[Element]) -> list[Element]:
        """Return what is called by the words, else what is called by a text that begins with them."""
        texts = {one: self._texts(one) for one in some}
        exact = [one for one, told in texts.items() if not self.words.isdisjoint(told)]
        return exact or [one for one, told in texts.items() if any(map(self._begins, told))]

    def label_of(self, element: Element) -> str:
        """Return what the page calls it; of one that shows only how it stands, what stands before it."""
        near = row_texts(element) if self._shows_state(element) else []
        if not near:
            described = next((words_of(one) for one in element.related("describedby")), "")
            return self._without_state(element.name or described or name_of(element))[:_LONGEST]
        return next((text for text in near if self._begins(fold(text))), near[0])[:_LONGEST]

    def _without_state(self, text: str) -> str:
        """Return a name without the state that stands after it, which changes when it is turned."""
        if self.states.isdisjoint(_after(fold(text), self.words)):
            return text
        pieces = text.split()
        heads = (" ".join(pieces[:count]).rstrip(" :-–,(") for count in range(len(pieces), 0, -1))  # noqa: RUF001
        return next((head for head in heads if fold(head) in self.words), text)

    def _begins(self, text: str) -> bool:
        return any(text.startswith(word) and not text[len(word) : len(word) + 1].isalnum() for word in self.words)

    def _texts(self, element: Element) -> set[str]:
        """Return what a person may take for its name: what the browser says, and what its markup leads to."""
        described = [words_of(one) for one in element.related("describedby")]
        near: Sequence[str] = ()
        if self._shows_state(element):
            near = row_texts(element)
        elif len(element.name) <= _SAYS_LITTLE and element.role not in ("button", "menuitem"):
            near = near_texts(element)
        told = (element.name, name_of(element), *described, *near)
        return {folded for text in told if (folded := fold(text))}

    def _shows_state(self, element: Element) -> bool:
        """Whether the name of a button is only how it stands, or what it would do."""
        return fold(element.name) in self.states


def _name_of(target: Target, states: Collection[str] = ()) -> _Name:
    return _Name(frozenset(map(fold, target.all())), frozenset(map(fold, states)))


def _only(found: Sequence[Element], name: _Name, others: int) -> Renamed | NoControl:
    if len(found) == 1:
        return Renamed(found[0], name.label_of(found[0]))
    return NoControl(len(found), others)


def label_of(element: Element, target: Target, states: Collection[str] = ()) -> str:
    """Return what the page calls a setting; of one whose name is a state or nothing, what describes it."""
    return _name_of(target, states).label_of(element)


def _is_of_sort(element: Element, target: Target) -> bool:
    role = target.role
    if role in ("switch", "checkbox"):
        # Buttons that stay pressed are answers where several stand by themselves, and settings all the same.
        toggles = "aria-pressed" in element.attributes and element.role in ("button", "radio")
        return element.is_box or toggles or (element.role == "button" and "aria-checked" in element.attributes)
    if role == "radio":
        return element.role == "radio"
    if role in _LISTS:
        return element.role in _LISTS or element.tag == "select" or "aria-haspopup" in element.attributes
    return element.role == role


def read_state(
    element: Element, want: str, choices: Mapping[str, Sequence[str]], names: Collection[str] = ()
) -> Reading:
    """Read how a setting stands. `want` is `on`, `off`, or a choice; `choices` are the words of the known ones.

    A word of state counts alone, or after one of the setting's own `names`: what a button would do, as "Turn off", is
    not how it stands.
    """
    told = _two_states(element)
    if want in ("on", "off"):
        if told is None:
            return Reading(Stands.UNREAD, "", element.enabled)
        is_on, how = told
        return Reading(Stands.AS_WANTED if is_on == (want == "on") else Stands.OTHERWISE, how, element.enabled)
    shown = _shown(element)
    said = {word for text in map(fold, shown) for word in (text, *_after(text, map(fold, names)))}
    fits = [name for name, words in choices.items() if not said.isdisjoint(map(fold, words))]
    how = f"shown={shown[0]}" if shown else ""
    if len(fits) != 1:
        return Reading(Stands.UNREAD, how, element.enabled)
    return Reading(Stands.AS_WANTED if fits[0] == want else Stands.OTHERWISE, how, element.enabled)


def _two_states(element: Element) -> tuple[bool, str] | None:
    """Return whether a setting is on, and by what that is told; None where nothing tells it, or two tell otherwise."""
    told: dict[str, bool] = {}
    if element.type in ("checkbox", "radio"):
        told["checked"] = element.ticked
    for name in _STATES:
        held = element.attributes.get(name, "").lower()
        if held in ("true", "false"):
            told[name] = held == "true"
        elif held:
            return None  # mixed
    state = element.called.states
    for name, key in (("checked", "aria-checked"), ("pressed", "aria-pressed")):
        if not told and name in state and str(state[name]).lower() in ("true", "false"):
            told[key] = str(state[name]).lower() == "true"
    if len(set(told.values())) != 1:
        return None
    name, is_on = next(iter(told.items()))
    return is_on, f"{name}={str(is_on).lower()}"


def _shown(element: Element) -> list[str]:
    """Return what a list or a button of a menu shows as chosen."""
    if element.tag == "select":
        return element.chosen
    texts = (element.value, seen_text(element), element.name)
    return [text for text in dict.fromkeys(" ".join(text.split()) for text in texts) if text]


def _after(text: str, names: Iterable[str]) -> Iterator[str]:
    """Give what a text says after a name: the name of a row often has its state."""
    rests = (text.removeprefix(name) for name in names if text.startswith(name))
    return (rest.strip(" :-,()") for rest in rests if not rest[:1].isalnum())


def entries_called(seen: Snapshot, control: Element, words: Sequence[str]) -> list[Element]:
    """Return what can be pressed or chosen by some words: entries of a list of the browser's own, or of a menu."""
    wanted = frozenset(map(fold, words))
    if control.tag == "select":
        return [one for one in options_of(control) if one.enabled and wanted & set(map(fold, option_texts(one)))]
    entries = [one for one in seen.elements if one.role in _ENTRIES and is_usable(one) and one is not control]
    return [one for one in entries if fold(name_of(one)) in wanted]


_ENTRIES = frozenset({"option", "menuitem", "menuitemradio", "menuitemcheckbox", "radio"})


def find_text(seen: Snapshot, target: Target) -> tuple[str, Element | None]:
    """Return the one text that stands where a target says, as the name of an account, and where; none for several."""
    selects = compiled(target.only) if target.only else None
    name = _name_of(target)
    found = [
        one
        for one in seen.elements
        if is_within(one, target)
        and is_seen(one)
        and (is_anchor(one, target) or (selects is not None and selects(one)) or (name.words and name.called([one])))
    ]
    texts = {fold(text): (text, one) for one in found if (text := _told_by(one))}
    return next(iter(texts.values())) if len(texts) == 1 else ("", None)


def _told_by(element: Element) -> str:
    """Return what can be read in an element; or its name, where that says the same and more, as beside an initial."""
    read, name = (" ".join(text.split()) for text in (seen_text(element), name_of(element)))
    return name if fold(read) in fold(name) else read


def find_account(seen: Snapshot, target: Target | None, hosts: Collection[str]) -> tuple[str, Element | None]:
    """Return whose settings a page says that these are, and where; nothing where it does not, or names several.

    Where a flow knows no place for it, that is the one e-mail address on the page; one of the controller's own is none.
    """
    if target is not None:
        return find_text(seen, target)
    found = {
        address: words.parent
        for document in seen.documents
        for words in document.words
        if is_read(words)
        for address in addresses_in(words.text)
        if not any(f".{address.partition('@')[2]}".endswith(f".{host}") for host in hosts)
    }
    return next(iter(found.items())) if len(found) == 1 else ("", None)
