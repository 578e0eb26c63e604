"""Finds a setting by the controller's own names and its words, which must agree; reads its state.

Never by its place, and never as the only one: what stands beside a setting may delete a history.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from optout.browser.element import Element
from optout.browser.match import Match, NoMatch, Rejected, Strategy
from optout.browser.page import Page
from optout.browser.reasons import Rejection
from optout.browser.targets import is_anchor, is_used_as, is_within
from optout.flow import Flow, Switch, Target, fold
from optout.redaction import printable

_LONGEST_NAME = 400  # characters: a box may be called by a whole sentence, which is not cut off
_BETWEEN = " :-\u2013,()"  # what stands between a name and its state
_STATE_WORDS = 3  # behind a colon, such as “turned off now”
_SAYS_LITTLE = 3  # characters of a name that is only a state: On, Off, Yes, Oui, Ein
SettingState = Literal["as_wanted", "otherwise", "unread", "absent"]
"""How a setting stands; `unread`: nobody can tell from the page, `absent`: the page has none."""


@dataclass(frozen=True)
class Reading:
    """The state of a setting, and how it was read, as `checked=false` or `shown=Disabled`."""

    state: SettingState
    how: str = ""
    enabled: bool = True


@dataclass(frozen=True)
class _Candidate:
    """An element that may be a setting, and why it is not; `is_exact`: it has no longer name."""

    element: Element
    rejection: Rejection | None
    is_exact: bool


def find_control(page: Page, flow: Flow, name: str) -> Match | NoMatch:
    """Find a setting by words that are, or else begin, its name; a disabled one counts.

    Where the controller has names of its own for the setting, they and the words must agree.
    """
    target = flow.targets[name]
    used = [element for element in page.elements if is_used_as(element, target.role)]
    candidates = [_candidate(element, flow, target) for element in used]
    free = [candidate for candidate in candidates if candidate.rejection is None]
    fitting = [candidate for candidate in free if candidate.is_exact] or free
    if len(fitting) == 1:
        return Match(fitting[0].element, Strategy.ANCHOR if target.is_anchored else Strategy.WORDS)
    rejected = [
        Rejected(candidate.element, _reason(candidate, fitting))
        for candidate in candidates
        if not _is_other_setting(candidate, target)
    ]
    return NoMatch(tuple(rejected), len(fitting))


def _is_other_setting(candidate: _Candidate, target: Target) -> bool:
    """Return True for a setting that is neither called nor marked as the target: it was never meant."""
    is_marked = is_anchor(candidate.element, target)
    return candidate.rejection is Rejection.OTHER_NAME and not is_marked


def _candidate(element: Element, flow: Flow, target: Target) -> _Candidate:
    rests: set[str | None] = set()
    for text in _texts(element, flow):
        rests.update(_rest(text, word) for word in target.all())
    has_name = bool(rests - {None})
    return _Candidate(element, _why_not(element, target, has_name=has_name), is_exact="" in rests)


def _why_not(element: Element, target: Target, *, has_name: bool) -> Rejection | None:
    if not has_name:
        return Rejection.OTHER_NAME
    if target.is_anchored and not is_anchor(element, target):
        return Rejection.OTHER_ANCHOR
    if not is_within(element, target):
        return Rejection.ELSEWHERE
    return None if element.drawn else Rejection.HIDDEN


def _reason(candidate: _Candidate, fitting: Collection[_Candidate]) -> Rejection:
    if candidate.rejection:
        return candidate.rejection
    return Rejection.SEVERAL if candidate in fitting else Rejection.BETTER_MATCH


def label_of(element: Element, flow: Flow, name: str) -> str:
    """Return what the page calls a setting, whole and as the page writes it, without its state.

    The flow often knows only how the name begins: “Prevent sharing for” goes on with the name of a
    blog.
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
    titles = [
        block
        for block in blocks
        if _rest(block, beginning) is not None and _rest(text, block) is not None
    ]
    name = max(titles, key=len, default=" ".join(text.split()))
    return _without_state(name, beginning, states)


def _without_state(name: str, beginning: str, states: set[str]) -> str:
    """Return a name without the state after it: words of the flow, one word, or a few behind a colon.

    One word counts in any language, as it is another one after the press: “Training Ein”, “Training
    (on)”. What is longer belongs to the name.
    """
    after = fold(name).removeprefix(fold(beginning))
    state = after.strip(_BETWEEN)
    is_short = len(state.split()) <= (_STATE_WORDS if after.startswith(":") else 1)
    if state not in states and not (is_short and state.replace(" ", "").isalpha()):
        return name if state else name.rstrip(_BETWEEN)
    words = name.split()
    beginnings = (" ".join(words[:count]) for count in range(1, len(words)))
    return next(
        (part.rstrip(_BETWEEN) for part in beginnings if fold(part) == fold(beginning)), beginning
    )


def _state_words(flow: Flow) -> set[str]:
    return {fold(word) for choice in flow.choices.values() for word in choice.all()}


def _texts(element: Element, flow: Flow) -> list[str]:
    """Return what a person may take for its name: what stands before it where its own name says little, then that."""
    states = _state_words(flow)
    says_little = len(element.name) <= _SAYS_LITTLE and element.role not in ("button", "menuitem")
    near = element.near if says_little or fold(element.name) in states else ()
    description = str(element.facts.get("described", ""))
    return [
        text
        for text in (*near, element.name, description, *element.labels, element.called)
        if fold(text)
    ]


def _rest(text: str, word: str) -> str | None:
    """Return what a text says after a word, as a row's name often has its state; None where it begins otherwise."""
    text, word = fold(text), fold(word)
    rest = text.removeprefix(word)
    return (
        None
        if not word or not text.startswith(word) or rest[:1].isalnum()
        else rest.strip(_BETWEEN)
    )


def state_of(element: Element, flow: Flow, step: Switch) -> Reading:
    """Return the state of a setting; it is unread if the page shows none of the two, or both."""
    how, states = _choice_shown(element, flow, step) if step.is_choice else _on_or_off(element)
    if len(states) != 1:
        return Reading("unread", how, element.enabled)
    return Reading("as_wanted" if states == [step.want] else "otherwise", how, element.enabled)


def _on_or_off(element: Element) -> tuple[str, list[str]]:
    """Return the attribute that says if a setting is on, as `checked=false`, and which it says.

    Both are empty if it is mixed, or no attribute says so.
    """
    name, value = _checked_attribute(element)
    states = {"true": ["on"], "false": ["off"]}.get(value.lower(), [])
    return (f"{name}={value}".lower() if states else ""), states


def _checked_attribute(element: Element) -> tuple[str, str]:
    """Return name and value of the attribute by which a control is on or off; empty without one."""
    if element.tag == "input":
        return "checked", str(element.checked)
    for key in ("checked", "pressed"):
        value = element.attributes.get(f"aria-{key}") or element.states.get(key)
        if value:
            return f"aria-{key}", value
    # A drawn switch need not have an attribute while it is off, nor does the snapshot say so.
    return ("aria-checked", "false") if element.is_toggle else ("", "")


def _choice_shown(element: Element, flow: Flow, step: Switch) -> tuple[str, list[str]]:
    """Return what a list or the button of a menu shows, as `shown=Disabled`, and its states.

    The words of a choice count alone, or after the setting's own name. What a button would do, as
    `offers=Turn on`, counts only where the flow knows the words for both ways: then the setting is
    in the other state.
    """
    shown = _texts_shown(element)
    if not shown:
        return "", []
    said = set(map(fold, shown))
    for text in shown:
        for name in flow.targets[step.switch].all():
            said.add(_rest(text, name) or "")
    said.discard("")
    for how, states in _signs(step).items():
        fitting = [state for choice, state in states.items() if said & _folded_words(flow, choice)]
        if fitting:
            return f"{how}={shown[0]}", fitting
    return f"shown={shown[0]}", []


def _texts_shown(element: Element) -> list[str]:
    """Return what a person reads in a list, the chosen entry, or on a button; each text once."""
    if element.tag == "select":
        texts = [label for label, _value, is_chosen, _is_disabled in element.options if is_chosen]
    else:
        texts = [element.value, element.words, element.name]
    plain = [" ".join(text.split()) for text in texts]
    return [text for text in dict.fromkeys(plain) if text]


def _signs(step: Switch) -> dict[str, dict[str, str]]:
    """Return what the words of each choice mean, for each way to read them, the surest first."""
    signs = {"shown": {name: name for name in (step.want, step.otherwise) if name}}
    if step.entry and step.back and step.otherwise:
        signs["offers"] = {step.back: step.want, step.entry: step.otherwise}
    return signs


def _folded_words(flow: Flow, choice: str) -> set[str]:
    return {fold(word) for word in flow.choices[choice].all()}
