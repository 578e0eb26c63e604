"""Finds a setting by the controller's own names and its words, which must agree; reads its state.

Never by its place, and never as the only one: what stands beside a setting may delete a history.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal, Self

from optout.browser.element import Element
from optout.browser.match import Match, NoMatch, Rejected, Strategy
from optout.browser.page import Page
from optout.browser.reasons import Rejection
from optout.browser.targets import is_anchor, is_used_as, is_within
from optout.flow import Flow, Switch, Target, find_phrase, fold
from optout.redaction import printable

_LONGEST_NAME = 400  # characters: a box may be called by a whole sentence, which is not cut off
_BETWEEN = " :-\u2013,()"  # what stands between a name and its state
_STATE_WORDS = 3  # behind a colon, such as “turned off now”
# The verb between a name and its state, as in “Training is on”. Not Finnish “on” and Latvian “ir”: in
# other languages these are “on” and “and”, and what follows them belongs to the name.
_COPULAS = frozenset(
    {"is", "ist", "est", "está", "è", "jest", "är", "er", "este", "είναι", "е", "je", "yra", "tá"}
)
_SHORT_NAME = 3  # characters of a name that is only a state: On, Off, Yes, Oui, Ein
SettingState = Literal["as_wanted", "otherwise", "unread", "absent"]
"""How a setting stands; `unread`: nobody can tell from the page, `absent`: the page has none."""


class Sign(str):
    """What a setting was read by, as `checked=false`: an attribute, `shown`, or `offers`; and its value."""

    __slots__ = ("name", "value")
    name: str
    value: str

    def __new__(cls, name: str, value: str) -> Self:
        """Make a sign of its two parts."""
        sign = super().__new__(cls, f"{name}={value}")
        sign.name = name
        sign.value = value
        return sign


@dataclass(frozen=True)
class Reading:
    """The state of a setting, and how it was read: a `Sign`, or empty."""

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
    """Find a setting by its name: the words of the flow, or else a name that begins with them.

    The setting found may be disabled. Where the controller has names of its own for the setting,
    they and the words must agree.
    """
    target = flow.targets[name]
    controls = [element for element in page.elements if is_used_as(element, target.role)]
    candidates = [_candidate(control, flow, target) for control in controls]
    fitting = _best_candidates(candidates)
    if len(fitting) == 1:
        strategy = Strategy.ANCHOR if target.is_anchored else Strategy.WORDS
        return Match(fitting[0].element, strategy)
    meant = [candidate for candidate in candidates if not _is_other_setting(candidate, target)]
    rejected = [Rejected(candidate.element, _reason(candidate, fitting)) for candidate in meant]
    return NoMatch(tuple(rejected), len(fitting))


def _best_candidates(candidates: Collection[_Candidate]) -> list[_Candidate]:
    """Return those that nothing speaks against; only exact ones if the page has any, hidden or not.

    Beside “Ads” a page may have “Ads from partners”, also while “Ads” is folded away.
    """
    fitting = [candidate for candidate in candidates if candidate.rejection is None]
    hidden = [candidate for candidate in candidates if candidate.rejection is Rejection.HIDDEN]
    has_exact = any(candidate.is_exact for candidate in (*fitting, *hidden))
    if has_exact:
        return [candidate for candidate in fitting if candidate.is_exact]
    return fitting


def _is_other_setting(candidate: _Candidate, target: Target) -> bool:
    """Return True for a setting that is neither called nor marked as the target: it was never meant."""
    is_marked = is_anchor(candidate.element, target)
    return candidate.rejection is Rejection.OTHER_NAME and not is_marked


def _candidate(element: Element, flow: Flow, target: Target) -> _Candidate:
    words = target.all()
    rests: set[str] = set()
    for name in _possible_names(element, flow, target):
        for word in words:
            rest = _rest(name, word)
            if rest is not None:
                rests.add(rest)
    rejection = _why_rejected(element, target, has_name=bool(rests))
    return _Candidate(element, rejection, is_exact="" in rests)


def _why_rejected(element: Element, target: Target, *, has_name: bool) -> Rejection | None:
    if not has_name:
        return Rejection.OTHER_NAME
    if target.is_anchored and not is_anchor(element, target):
        return Rejection.OTHER_ANCHOR
    if not is_within(element, target):
        return Rejection.ELSEWHERE
    return None if element.self_or_label_visible else Rejection.HIDDEN


def _reason(candidate: _Candidate, fitting: Collection[_Candidate]) -> Rejection:
    if candidate.rejection:
        return candidate.rejection
    return Rejection.SEVERAL if candidate in fitting else Rejection.BETTER_MATCH


# What a setting is called.


def label_of(element: Element, flow: Flow, name: str) -> str:
    """Return what the page calls a setting, whole and as the page writes it, without its state.

    The flow often knows only how the name begins: “Prevent sharing for” goes on with the name of a
    blog.
    """
    target = flow.targets[name]
    words = target.all()
    known_names = {fold(word) for word in words}
    texts = _possible_names(element, flow, target)
    labels = []
    for text in texts:
        beginning = _longest_beginning(text, words)
        if beginning:
            labels.append(_label_in(text, beginning, element, _state_words(flow)))
    exact = [label for label in labels if fold(label) in known_names]
    likeliest_first = exact or labels or texts
    label = likeliest_first[0] if likeliest_first else ""
    return printable(label, _LONGEST_NAME)


def _longest_beginning(text: str, words: Collection[str]) -> str:
    beginnings = [word for word in words if _rest(text, word) is not None]
    return max(beginnings, key=len, default="")


def _label_in(text: str, beginning: str, element: Element, states: set[str]) -> str:
    """Return the label with which a text begins: a block of the page, where a description or a state follows it."""
    labels = []
    for block in element.document.blocks:
        block_text = " ".join(block.text.split())
        is_called_so = _rest(block_text, beginning) is not None
        if is_called_so and _rest(text, block_text) is not None:
            labels.append(block_text)
    whole_text = " ".join(text.split())
    label = max(labels, key=len, default=whole_text)
    return _without_state(label, beginning, states)


def _without_state(name: str, beginning: str, states: set[str]) -> str:
    """Return a name without the state after it: words of the flow, one word, or a few behind a colon.

    One word counts in any language, as it is another one after the press: “Training Ein”, “Training
    (on)”, “Training is on”. What is longer belongs to the name.
    """
    after_beginning = fold(name).removeprefix(fold(beginning))
    rest = after_beginning.strip(_BETWEEN)
    state = rest if rest in states else _without_copula(rest)
    if not state:
        return name.rstrip(_BETWEEN)
    most_words = _STATE_WORDS if after_beginning.startswith(":") else 1
    if state in states or _is_short_text(state, most_words):
        return _beginning_as_written(name, beginning)
    return name


def _is_short_text(text: str, most_words: int) -> bool:
    """True for a few words of letters alone: “2 devices” is a part of a name, not a state."""
    letters = text.replace(" ", "")
    return len(text.split()) <= most_words and letters.isalpha()


def _beginning_as_written(name: str, beginning: str) -> str:
    """Return the first words of a name that are its beginning, in the page's own capitals and signs."""
    words = name.split()
    for count in range(1, len(words)):
        first_words = " ".join(words[:count])
        if fold(first_words) == fold(beginning):
            return first_words.rstrip(_BETWEEN)
    return beginning


def _without_copula(state: str) -> str:
    first, _space, rest = state.partition(" ")
    return rest if first in _COPULAS else state


def _state_words(flow: Flow) -> set[str]:
    words: set[str] = set()
    for name in flow.choices:
        words |= _folded_words(flow, name)
    return words


def _possible_names(element: Element, flow: Flow, target: Target) -> list[str]:
    """Return what a person may take for the name of a setting, the likeliest first.

    The text before it comes first where its own name is only a state, as that of a switch “On” is.
    A short button does something by its own name: “OK”.
    """
    texts_before = element.near if _is_only_a_state(element, flow, target) else ()
    description = str(element.facts.get("described", ""))
    texts = (*texts_before, element.name, description, *element.labels, element.called)
    return [text for text in texts if fold(text)]


def _is_only_a_state(element: Element, flow: Flow, target: Target) -> bool:
    """True if the name of a control is only a state, or if its text is, under a label that names the target.

    Such a label says what a press does: “Turn off your Keep Activity setting” over “On”.
    """
    is_short = len(element.name) <= _SHORT_NAME
    if is_short and element.role not in ("button", "menuitem"):
        return True
    states = _state_words(flow)
    if fold(element.name) in states:
        return True
    is_label_about_target = find_phrase(element.name, target.all()) is not None
    return is_label_about_target and fold(element.inner_text) in states


def _rest(text: str, word: str) -> str | None:
    """Return what a text says after a word, as a row's name often has its state; None where it begins otherwise."""
    folded_text = fold(text)
    folded_word = fold(word)
    if not folded_word or not folded_text.startswith(folded_word):
        return None
    rest = folded_text.removeprefix(folded_word)
    # “Adservices” does not begin with the word “Ads”.
    goes_on_in_word = rest[:1].isalnum()
    return None if goes_on_in_word else rest.strip(_BETWEEN)


# The state of a setting.


def state_of(element: Element, flow: Flow, step: Switch) -> Reading:
    """Return the state of a setting; it is unread if the page shows none of the two, or both."""
    if step.is_choice:
        how, states = _choice_shown(element, flow, step)
    else:
        how, states = _on_or_off(element)
    if len(states) != 1:
        return Reading("unread", how, element.enabled)
    state: SettingState = "as_wanted" if states == [step.want] else "otherwise"
    return Reading(state, how, element.enabled)


def _on_or_off(element: Element) -> tuple[str, list[str]]:
    """Return the attribute that says if a setting is on, as `checked=false`, and which it says.

    Both are empty if it is mixed, or no attribute says so.
    """
    name, written_value = _checked_attribute(element)
    value = written_value.lower()
    match value:
        case "true":
            return Sign(name, value), ["on"]
        case "false":
            return Sign(name, value), ["off"]
        case _:
            return "", []


def _checked_attribute(element: Element) -> tuple[str, str]:
    """Return name and value of the attribute by which a control is on or off; empty without one."""
    if element.tag == "input":
        is_mixed = element.states.get("checked") == "mixed"
        return "checked", "mixed" if is_mixed else str(element.checked)
    for state in ("checked", "pressed"):
        value = element.attributes.get(f"aria-{state}") or element.states.get(state)
        if value:
            return f"aria-{state}", value
    return "", ""


def _choice_shown(element: Element, flow: Flow, step: Switch) -> tuple[str, list[str]]:
    """Return what a list or the button of a menu shows, as `shown=Disabled`, and its states.

    The words of a choice count alone, or after the setting's own name. What a button would do, as
    `offers=Turn on`, counts only where the flow knows the words for both ways: then the setting is
    in the other state.
    """
    texts = _texts_shown(element)
    if not texts:
        return "", []
    names = flow.targets[step.switch].all()
    for how, state_by_choice in _signs(step).items():
        text_by_state = {}
        for choice, state in state_by_choice.items():
            words = _folded_words(flow, choice)
            text = next((text for text in texts if _says_choice(text, names, words)), None)
            if text is not None:
                text_by_state[state] = text
        if text_by_state:
            first_text = next(iter(text_by_state.values()))
            return Sign(how, first_text), list(text_by_state)
    return Sign("shown", texts[0]), []


def _says_choice(text: str, names: Collection[str], words: Collection[str]) -> bool:
    """Return True if a text is one of a choice's folded words, alone or after one of the setting's names."""
    if fold(text) in words:
        return True
    return any(_rest(text, name) in words for name in names)


def _texts_shown(element: Element) -> list[str]:
    """Return the chosen entries of a list, or the texts of any other control; each text once."""
    if element.tag == "select":
        texts = [label for label, _value, is_chosen, _is_disabled in element.options if is_chosen]
    else:
        texts = [element.value, element.inner_text, element.name]
    one_line_texts = [" ".join(text.split()) for text in texts]
    distinct_texts = dict.fromkeys(one_line_texts)
    return [text for text in distinct_texts if text]


def _signs(step: Switch) -> dict[str, dict[str, str]]:
    """Return what the words of each choice mean, for each way to read them, the surest first."""
    choices = [name for name in (step.want, step.otherwise) if name]
    signs = {"shown": {name: name for name in choices}}
    if step.entry and step.back and step.otherwise:
        signs["offers"] = {step.back: step.want, step.entry: step.otherwise}
    return signs


def _folded_words(flow: Flow, choice: str) -> set[str]:
    return {fold(word) for word in flow.choices[choice].all()}
