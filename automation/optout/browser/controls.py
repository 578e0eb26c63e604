"""Finds a setting on a page by the controller's own names and by its words, which must agree; and reads its state.

Never by its place, and never as the only one: what stands beside a setting may delete a history.
"""

from dataclasses import dataclass
from typing import Literal

from optout.browser.element import Element
from optout.browser.page import Page
from optout.browser.targets import Found, FoundBy, is_anchor, is_used_as, is_within
from optout.flow import Flow, Switch, fold
from optout.messages import printable

_LONGEST_NAME = 400  # characters: a box may be called by a whole sentence, which is not cut off
_BETWEEN = " :-\u2013,()"  # what stands between a name and its state
_STATE_WORDS = 3  # behind a colon, such as “turned off now”
_SAYS_LITTLE = 3  # characters of a name that is only a state: On, Off, Yes, Oui, Ein
SettingState = Literal["as_wanted", "otherwise", "unread", "absent"]
"""How a setting stands; `unread`: nobody can tell from the page, `absent`: the page has none."""


@dataclass(frozen=True)
class Reading:
    """How a setting stands, and by what that was read: `checked=false`, `shown=Disabled`, `offers=Turn on`."""

    state: SettingState
    how: str = ""
    enabled: bool = True


def find_control(page: Page, flow: Flow, name: str) -> Found | int:
    """Find a setting by words that are, or else begin, its name, or say how many could be it; a disabled one counts."""
    target = flow.targets[name]
    may = [one for one in page.elements if one.drawn and (is_anchor(one, target) or not target.is_anchored)]
    may = [one for one in may if is_used_as(one, target.role) and is_within(one, target)]
    rests = {one: {_rest(text, word) for text in _texts(one, flow) for word in target.all()} for one in may}
    exact = [one for one, rest in rests.items() if "" in rest]
    found = exact or [one for one, rest in rests.items() if rest - {None}]
    return Found(found[0], FoundBy.ANCHOR if target.is_anchored else FoundBy.WORDS) if len(found) == 1 else len(found)


def label_of(element: Element, flow: Flow, name: str) -> str:
    """Return what the page calls a setting, whole and as the page writes it, without its state.

    The flow often knows only how the name begins: “Prevent sharing for” goes on with the name of a blog.
    """
    texts = _texts(element, flow)
    known = {fold(word) for word in flow.targets[name].all()}
    names = []
    for text in texts:
        beginnings = [word for word in flow.targets[name].all() if _rest(text, word) is not None]
        if beginnings:
            names.append(_name_in(text, max(beginnings, key=len), element, _state_words(flow)))
    exact = [name for name in names if fold(name) in known]
    return printable(next(iter(exact or names or texts), ""), _LONGEST_NAME)


def _name_in(text: str, beginning: str, element: Element, states: set[str]) -> str:
    """Return the name with which a text begins: a block of the page, where a description or a state follows it."""
    blocks = (" ".join(block.text.split()) for block in element.document.blocks)
    titles = [block for block in blocks if _rest(block, beginning) is not None and _rest(text, block) is not None]
    name = max(titles, key=len, default=" ".join(text.split()))
    return _without_state(name, beginning, states)


def _without_state(name: str, beginning: str, states: set[str]) -> str:
    """Return a name without the state after it: words of the flow, one word, or a few behind a colon.

    One word counts in any language, as it is another one after the press: “Training Ein”, “Training (on)”. What is
    longer belongs to the name.
    """
    after = fold(name).removeprefix(fold(beginning))
    state = after.strip(_BETWEEN)
    is_short = len(state.split()) <= (_STATE_WORDS if after.startswith(":") else 1)
    if state not in states and not (is_short and state.replace(" ", "").isalpha()):
        return name if state else name.rstrip(_BETWEEN)
    words = name.split()
    beginnings = (" ".join(words[:count]) for count in range(1, len(words)))
    return next((part.rstrip(_BETWEEN) for part in beginnings if fold(part) == fold(beginning)), beginning)


def _state_words(flow: Flow) -> set[str]:
    return {fold(word) for choice in flow.choices.values() for word in choice.all()}


def _texts(element: Element, flow: Flow) -> list[str]:
    """Return what a person may take for its name: what stands before it where its own name says little, then that."""
    states = _state_words(flow)
    says_little = len(element.name) <= _SAYS_LITTLE and element.role not in ("button", "menuitem")
    near = element.near if says_little or fold(element.name) in states else ()
    described = str(element.facts.get("described", ""))
    return [text for text in (*near, element.name, described, *element.labels, element.called) if fold(text)]


def _rest(text: str, word: str) -> str | None:
    """Return what a text says after a word, as a row's name often has its state; None where it begins otherwise."""
    text, word = fold(text), fold(word)
    rest = text.removeprefix(word)
    return None if not word or not text.startswith(word) or rest[:1].isalnum() else rest.strip(_BETWEEN)


def state_of(element: Element, flow: Flow, step: Switch) -> Reading:
    """Return how a setting stands."""
    how, fits = _shown(element, flow, step) if step.is_choice else _two_states(element)
    state: SettingState = "as_wanted" if fits == [step.want] else "otherwise"
    return Reading(state if len(fits) == 1 else "unread", how, element.enabled)


def _two_states(element: Element) -> tuple[str, list[str]]:
    """Return by what it is told that a setting is on or off, and which; nothing for what is mixed, or does not say."""
    held = {key: element.attributes.get(f"aria-{key}") or element.states.get(key) for key in ("checked", "pressed")}
    told = {f"aria-{key}": value for key, value in held.items() if value}
    if element.tag == "input":
        told = {"checked": str(element.checked)}
    elif element.is_toggle and not told:  # that a switch is off no attribute may say, and the snapshot leaves it out
        told = {"aria-checked": "false"}
    name, value = next(iter(told.items()), ("", ""))
    on = {"true": ["on"], "false": ["off"]}.get(value.lower(), [])
    return (f"{name}={value}".lower() if on else ""), on


def _shown(element: Element, flow: Flow, step: Switch) -> tuple[str, list[str]]:
    """Return what a list or the button of a menu shows, and which choices that is.

    A word of state counts alone, or after the setting's own name; what a button would do, with both ways known.
    """
    chosen = [label for label, _kept, is_chosen, _disabled in element.options if is_chosen]
    texts = chosen if element.tag == "select" else (element.value, element.words, element.name)
    shown = [text for text in dict.fromkeys(" ".join(text.split()) for text in texts) if text]
    said = {*map(fold, shown)} | {_rest(text, name) for text in shown for name in flow.targets[step.switch].all()}
    told = {"shown": {name: name for name in (step.want, step.otherwise) if name}}
    if step.entry and step.back and step.otherwise:
        told["offers"] = {step.back: step.want, step.entry: step.otherwise}
    for how, states in told.items():
        if fits := [state for name, state in states.items() if said & {*map(fold, flow.choices[name].all())}]:
            return f"{how}={shown[0]}", fits
    return (f"shown={shown[0]}" if shown else ""), []
