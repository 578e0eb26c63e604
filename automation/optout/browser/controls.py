"""Finds a setting on a page by the controller's own names and by its words, which must agree; and reads its state.

Never by its place, and never as the only one: what stands beside a setting may delete a history.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from optout.browser.find import Found, NotFound, Way, is_anchor, is_within
from optout.browser.reading import Element, Page
from optout.flow.model import ON_OFF, Flow, Target
from optout.flow.words import fold
from optout.redact import printable


class Stands(StrEnum):
    """How a setting stands: as is wanted, or otherwise; UNREAD: nobody can tell from the page."""

    AS_WANTED = "as_wanted"
    OTHERWISE = "otherwise"
    UNREAD = "unread"


@dataclass(frozen=True)
class Reading:
    """How a setting stands, and by what that was read: `checked=false`, `aria-pressed=true`, `shown=Disabled`."""

    stands: Stands
    how: str = ""
    enabled: bool = True


_LONGEST = 200  # characters of a label
_SAYS_LITTLE = 3  # characters of a name that is only a state: On, Off, Yes, Oui, Ein


def states_of(flow: Flow) -> list[str]:
    """Return the words by which a list or menu shows how it stands, and those of its entries."""
    return [word for choice in flow.choices.values() for word in choice.all()]


def find_control(page: Page, target: Target, states: Collection[str] = ()) -> Found | NotFound:
    """Find a setting; one that is disabled counts, one that nobody can see does not.

    `states` are the words of `states_of`: what is called only so is not called by it.
    """
    may = [one for one in page.elements if one.shown and _is_of_sort(one, target.role) and is_within(one, target)]
    if target.is_anchored:
        may = [one for one in may if is_anchor(one, target)]
    found = _called(may, target, states)
    if len(found) != 1:
        return NotFound(len(found))
    return Found(found[0], Way.ANCHOR if target.is_anchored else Way.WORDS)


def label_of(element: Element, target: Target, states: Collection[str] = ()) -> str:
    """Return what the page calls a setting, without the state that may stand after it."""
    texts, words = _texts(element, states), target.all()
    label = next((text for text in texts if any(_rest(text, word) is not None for word in words)), [*texts, ""][0])
    shown = {fold(state) for state in states}
    return printable(next((word for word in words if _rest(label, word) in shown), label), _LONGEST)


def _called(some: Iterable[Element], target: Target, states: Collection[str]) -> list[Element]:
    """Return what is called by the words of a target, else what is called by a text that begins with them."""
    rests = {one: {_rest(text, word) for text in _texts(one, states) for word in target.all()} for one in some}
    exact = [one for one, found in rests.items() if "" in found]
    return exact or [one for one, found in rests.items() if found - {None}]


def _texts(element: Element, states: Collection[str]) -> list[str]:
    """Return what a person may take for its name: what stands before it where its own name says little, then that."""
    says_little = len(element.name) <= _SAYS_LITTLE and element.role not in ("button", "menuitem")
    near = element.near if says_little or fold(element.name) in map(fold, states) else ()
    described = str(element.facts.get("described", ""))
    return [text for text in (*near, element.name, described, *element.labels, element.called) if fold(text)]


def _rest(text: str, word: str) -> str | None:
    """Return what a text says after a word, as the name of a row often has its state; None where it does not begin so.

    A longer word does not.
    """
    text, word = fold(text), fold(word)
    rest = text.removeprefix(word)
    return None if not word or not text.startswith(word) or rest[:1].isalnum() else rest.strip(" :-,()")


def _is_of_sort(element: Element, role: str) -> bool:
    if role in ("switch", "checkbox"):
        toggles = not {"aria-pressed", "aria-checked"}.isdisjoint(element.attributes)
        return element.is_box or (toggles and element.role in ("button", "radio"))
    if role in ("combobox", "listbox"):
        return element.is_list or "aria-haspopup" in element.attributes
    return element.role == role


def read_state(
    element: Element, want: str, choices: Mapping[str, Sequence[str]], names: Collection[str] = ()
) -> Reading:
    """Read how a setting stands. `want` is `on`, `off`, or a choice; `choices` are the words of the known ones.

    A word of state counts alone, or after one of the setting's own `names`: what a button would do, as "Turn off", is
    not how it stands.
    """
    how, fits = _two_states(element) if want in ON_OFF else _shown(element, choices, names)
    stands = Stands.UNREAD if len(fits) != 1 else Stands.AS_WANTED if fits == [want] else Stands.OTHERWISE
    return Reading(stands, how, element.enabled)


def _two_states(element: Element) -> tuple[str, list[str]]:
    """Return by what it is told that a setting is on or off, and which; neither for what is mixed, or says nothing."""
    held = (
        {"checked": str(element.checked)}
        if element.tag == "input"
        else {
            f"aria-{key}": element.attributes.get(f"aria-{key}") or element.states.get(key)
            for key in ("checked", "pressed")
        }
    )
    name, told = next(((name, told) for name, told in held.items() if told), ("", ""))
    if not told and element.is_box:  # a switch whose state no attribute says is off: the snapshot leaves that out
        name, told = "aria-checked", str(element.checked)
    on = {"true": ["on"], "false": ["off"]}.get(told.lower(), [])
    return (f"{name}={told}".lower() if on else ""), on


def _shown(element: Element, choices: Mapping[str, Sequence[str]], names: Collection[str]) -> tuple[str, list[str]]:
    """Return what a list or the button of a menu shows, and which choices that is."""
    chosen = [label for label, _kept, is_chosen, _disabled in element.options if is_chosen]
    texts = chosen if element.tag == "select" else (element.value, element.words, element.name)
    shown = [text for text in dict.fromkeys(" ".join(text.split()) for text in texts) if text]
    said = {fold(text) for text in shown} | {_rest(text, name) for text in shown for name in names}
    fits = [name for name, words in choices.items() if not said.isdisjoint(map(fold, words))]
    return (f"shown={shown[0]}" if shown else ""), fits
