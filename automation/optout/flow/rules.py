"""The rules between the parts of a flow, which no model of one part can check."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from optout.flow.addresses import is_within, why_not_address, why_not_glob
from optout.flow.model import NAMING, ON_OFF, Confirm, Fill, Flow, Notices, Switch
from optout.flow.statements import GAP, gapped_parts
from optout.flow.yaml_file import YamlPath

BrokenRule = tuple[YamlPath, str]
"""The path of what is wrong, and the message."""

_ADDRESS_PATHS = ("sign_in.open", "steps.*.open", "ways.*.*.open")
_GLOB_PATHS = ("sign_in.done.url", "wrong_form.*", "steps.*.request", "steps.*.request.*")
_ADDRESS_RULES = {
    **dict.fromkeys(_ADDRESS_PATHS, why_not_address),
    **dict.fromkeys(_GLOB_PATHS, why_not_glob),
}
_TARGET_PATHS = ("ways.*.*.click", "arrived.*", "account", "group.named_in", "sign_in.done.target")
_REFERENCES = {
    **{f"steps.*.{key}": kind for key, kind in NAMING.items()},
    **dict.fromkeys(_TARGET_PATHS, "target"),
    **dict.fromkeys((f"notices.{key}" for key in Notices.model_fields), "phrase"),
}
"""The paths at which something is named, and the kind of thing that it must be the name of."""
_BUILT_IN_CHOICES = (("with", "country"), *(("want", state) for state in ON_OFF))
_VERBS_AFTER_SEND = ("confirm", "enter_code")
_NO_GAP = f"{GAP} stands for words between others: leave it out at either end, where no sentence could ever fit it"


def broken_rules(flow: Flow, data: Mapping[str, Any]) -> Iterator[BrokenRule]:
    """Yield where the parts of a flow do not go together.

    `data` is the document that it was built from: its paths are those of the file.
    """
    yield from _order_of_steps([step.verb for step in flow.steps])
    for number, step in enumerate(flow.steps):
        if isinstance(step, Switch):
            yield from _setting(flow, step, number)
    yield from _open_ended_phrases(flow)
    yield from _sites(flow)
    for path, text in _texts(data):
        yield from _address(flow, path, text)
        yield from _reference(flow, path, text)


def _address(flow: Flow, path: YamlPath, text: str) -> Iterator[BrokenRule]:
    why_not = _ADDRESS_RULES.get(_pattern_of(path))
    if why_not is None:
        return
    address = text.partition(" ")[2] if "request" in path else text  # a request is "POST address"
    problem = why_not(address, flow.hosts)
    if problem:
        yield path, f"the address {problem}"


def _reference(flow: Flow, path: YamlPath, text: str) -> Iterator[BrokenRule]:
    kind = _REFERENCES.get(_pattern_of(path))
    if kind is None:
        return
    if kind == "choice" and _is_built_in_value(flow, path, text):
        return
    if text not in getattr(flow, f"{kind}s"):
        yield path, f"names no {kind} of this flow"


def _is_built_in_value(flow: Flow, path: YamlPath, text: str) -> bool:
    """True for `with: country`, `want: on`, and what is filled in, which are no choices of the flow."""
    step = flow.steps[int(path[1])]
    return (path[-1], text) in _BUILT_IN_CHOICES or isinstance(step, Fill)


def _pattern_of(path: YamlPath) -> str:
    """Return a path with a star for each number: `steps.*.fill`."""
    return ".".join("*" if isinstance(part, int) else part for part in path)


def _texts(data: Any, path: YamlPath = ()) -> Iterator[tuple[YamlPath, str]]:
    """Yield every text in some data, with its path."""
    if isinstance(data, str):
        yield path, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from _texts(value, (*path, key))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from _texts(value, (*path, number))


def _sites(flow: Flow) -> Iterator[BrokenRule]:
    """Yield the hosts of sites that the flow does not list, and those that belong to an earlier site."""
    earlier_hosts: list[str] = []
    for number, site in enumerate(flow.sites):
        for position, host in enumerate(site.hosts):
            path = ("sites", number, "hosts", position)
            if not any(is_within(host, listed) for listed in flow.hosts):
                yield path, "is not on a listed host"
            if any(is_within(host, listed) for listed in earlier_hosts):
                yield path, "belongs to a site that stands before this one"
        earlier_hosts += site.hosts


def _open_ended_phrases(flow: Flow) -> Iterator[BrokenRule]:
    """Yield the phrases of an answer that begin or end with a gap, which no sentence can match."""
    used_names: set[str] = set()
    for step in flow.steps:
        if isinstance(step, Confirm):
            used_names.update(step.uses("phrase").values())
    for name in sorted(used_names & flow.phrases.keys()):
        for language, phrases in flow.phrases[name].words.items():
            if any(map(_is_open_ended, phrases)):
                yield ("phrases", name, "words", language), _NO_GAP


def _is_open_ended(phrase: str) -> bool:
    parts = gapped_parts(phrase)
    has_gap = len(parts) > 1
    begins_and_ends_with_words = parts[0].strip() and parts[-1].strip(" .!")
    return has_gap and not begins_and_ends_with_words


def _order_of_steps(verbs: Sequence[str]) -> Iterator[BrokenRule]:
    if "switch" in verbs:
        yield from _only_settings(verbs)
    elif verbs.count("send") == 1:
        yield from _order_around_the_send(verbs)
    else:
        yield ("steps",), f"exactly one send is needed, there are {verbs.count('send')}"


def _only_settings(verbs: Sequence[str]) -> Iterator[BrokenRule]:
    message = "a flow that turns settings has no other steps; what leads there is a way"
    for number, verb in enumerate(verbs):
        if verb != "switch":
            yield ("steps", number, verb), message


def _order_around_the_send(verbs: Sequence[str]) -> Iterator[BrokenRule]:
    send = verbs.index("send")
    before = verbs[:send]
    after = verbs[send + 1 :]
    if after.count("confirm") != 1:
        yield ("steps",), "exactly one confirm is needed after send, or nothing could be proved"
    for number, verb in enumerate(before):
        if verb in _VERBS_AFTER_SEND:
            yield ("steps", number, verb), "comes after send: before it there is no answer to read"
    message = "after send come enter_code and confirm alone: any other could send again"
    for number, verb in enumerate(after, start=send + 1):
        if verb not in _VERBS_AFTER_SEND:
            yield ("steps", number, verb), message


def _setting(flow: Flow, step: Switch, number: int) -> Iterator[BrokenRule]:
    if step.is_choice != bool(step.otherwise):
        message = (
            "is needed where `want` is a choice, and only there: the choice that may be set now"
        )
        yield ("steps", number, "otherwise"), message
    target = flow.targets.get(step.switch)
    if target is None:
        return
    # A page of settings has many of one kind, so that only words and the controller's own names
    # tell which one it is.
    is_found_otherwise = target.name or target.only or target.kind
    if is_found_otherwise or not target.words:
        message = "a setting is found by its words, labelled_by, testid and within alone: others lie beside it"
        yield ("targets", step.switch), message
