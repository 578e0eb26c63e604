"""What must hold across the parts of a flow. Reads plain data, so that every mistake is found at once."""

from collections.abc import Iterator, Mapping
from typing import Any

from optout.flow.addresses import why_not_address, why_not_glob
from optout.flow.model import STEP_TYPES
from optout.i18n import _

Place = tuple[str | int, ...]
Broken = tuple[Place, str]

_TARGET_KEYS = ("click", "choose", "check_email", "again", "fill", "send", "enter_code")
_PHRASE_KEYS = ("confirm", "rejected", "wrong", "dialog")
_FILLING = ("fill", "choose", "check_email", "click")


def broken_rules(data: Mapping[str, Any]) -> list[Broken]:
    """List every broken rule of a flow's data with its place; parts of a wrong type are left to the models."""
    return [*_order(data), *_addresses(data), *_names(data)]


def _order(data: Mapping[str, Any]) -> Iterator[Broken]:
    verbs = [_verb_of(step) for step in _list(data, "steps")]
    sends = [number for number, verb in enumerate(verbs) if verb == "send"]
    if len(sends) != 1:
        yield ("steps",), _("exactly one send is needed, there are {count}").format(count=len(sends))
        return
    after = list(enumerate(verbs))[sends[0] + 1 :]
    confirms = sum(verb == "confirm" for _, verb in after)
    if confirms != 1:
        says = _("a confirm is needed after send, or nothing could be proved")
        yield (
            ("steps",),
            says if not confirms else _("one confirm is enough: a phrase may have several words a language"),
        )
    for number, verb in after:
        if verb in _FILLING:
            yield ("steps", number, verb), _("nothing is filled or clicked after send, except a code the person types")
        if verb == "open":
            yield ("steps", number, verb), _("nothing is opened after send: it could send again")
    for number, verb in list(enumerate(verbs))[: sends[0]]:
        if verb in ("confirm", "enter_code"):
            yield ("steps", number, verb), _("stands before send")


def _addresses(data: Mapping[str, Any]) -> Iterator[Broken]:
    hosts = [host for host in _list(data, "hosts") if isinstance(host, str)]
    places: list[tuple[Place, Any]] = [(("sign_in", "open"), _dict(data, "sign_in").get("open"))]
    for number, step in enumerate(_list(data, "steps")):
        places.append((("steps", number, "open"), _at(step, "open")))
    for way, steps in enumerate(_list(data, "ways")):
        for number, step in enumerate(steps if isinstance(steps, list) else []):
            places.append((("ways", way, number, "open"), _at(step, "open")))
    for place, address in places:
        if isinstance(address, str) and (problem := why_not_address(address, hosts)):
            yield place, _("the address {problem}").format(problem=problem)
    for place, glob in _globs(data):
        if isinstance(glob, str) and (problem := why_not_glob(glob, hosts)):
            yield (
                place,
                _("the address {problem}; begin it with **/, or with https:// and a listed host").format(
                    problem=problem
                ),
            )


def _globs(data: Mapping[str, Any]) -> Iterator[tuple[Place, Any]]:
    yield ("sign_in", "done", "url"), _at(_dict(_dict(data, "sign_in"), "done"), "url")
    for number, glob in enumerate(_list(data, "wrong_form")):
        yield ("wrong_form", number), glob
    for number, step in enumerate(_list(data, "steps")):
        request = _at(step, "request")
        for one in request if isinstance(request, list) else [request]:
            if isinstance(one, str) and " " in one:
                yield ("steps", number, "send", "request"), one.partition(" ")[2]


def _names(data: Mapping[str, Any]) -> Iterator[Broken]:
    targets, phrases, choices = (_dict(data, key) for key in ("targets", "phrases", "choices"))
    steps: list[tuple[Place, Any]] = [(("steps", n), step) for n, step in enumerate(_list(data, "steps"))]
    for way, parts in enumerate(_list(data, "ways")):
        steps += [(("ways", way, n), step) for n, step in enumerate(parts if isinstance(parts, list) else [])]
    for place, step in steps:
        yield from _unknown(step, _TARGET_KEYS, targets, place, "target")
        yield from _unknown(step, _PHRASE_KEYS, phrases, place, "phrase")
        choice = _at(step, "with")
        if _verb_of(step) == "choose" and isinstance(choice, str) and choice not in ("country", *choices):
            yield (*place, "with"), _("names neither a choice nor country")
    if "country" in choices:
        yield ("choices", "country"), _("means the person's country; a choice needs another name")
    notices = _dict(data, "notices")
    yield from _unknown(notices, tuple(map(str, notices)), phrases, ("notices",), "phrase")
    yield from _unknown(_dict(_dict(data, "sign_in"), "done"), ("target",), targets, ("sign_in", "done"), "target")
    for key in ("arrived", "close_first"):
        for number, name in enumerate(_list(data, key)):
            if isinstance(name, str) and name not in targets:
                yield (key, number), _("names no target of this flow")


def _unknown(step: Any, keys: tuple[str, ...], known: Mapping[str, Any], place: Place, kind: str) -> Iterator[Broken]:
    for key in keys:
        name = _at(step, key)
        if isinstance(name, str) and name not in known:
            yield (*place, key), _("names no {kind} of this flow").format(kind=kind)


def _verb_of(step: Any) -> str | None:
    return next((verb for verb in STEP_TYPES if isinstance(step, dict) and verb in step), None)


def _at(data: Any, key: str) -> Any:
    return data.get(key) if isinstance(data, dict) else None


def _list(data: Any, key: str) -> list[Any]:
    value = _at(data, key)
    return value if isinstance(value, list) else []


def _dict(data: Any, key: str) -> dict[Any, Any]:
    value = _at(data, key)
    return value if isinstance(value, dict) else {}
