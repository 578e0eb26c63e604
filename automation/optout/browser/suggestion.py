"""Says how a flow file would find an element that was pointed at: by role and words, by name, or as the only one."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, get_args

import yaml
from playwright.sync_api import Error, Locator
from pydantic import ValidationError

from optout.browser.locate import PRESSED, Found, find
from optout.browser.pointer import Pointed, Shown
from optout.browser.window import Window
from optout.flow.model import Role, Target
from optout.flow.words import fold
from optout.redact import printable

_LOOKING_TIME = 1000.0  # milliseconds
_LONGEST_NAME = 300  # characters
_SNAPSHOT = re.compile(r'(?P<role>[a-z]+)(?: (?P<name>"(?:[^"\\]|\\.)*"))?')
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?(?![a-z])", re.IGNORECASE)
_UNDETERMINED = "und"
"""The code of ISO 639-2 for a language that is not known."""


def make_lasting(window: Window, pointed: Pointed, shown: Shown, role: str) -> Pointed:
    """Add how the element can be found when the page is made anew, as far as that leads to just this element."""
    ways = _ways(window, pointed, shown, role)
    for way in (ways, *({key: way} for key, way in ways.items() if key != "role")):
        target = _target({"role": role, **way, **({"role": ways["role"]} if "role" in ways else {})})
        if target and _leads_to(window, target, pointed):
            return replace(pointed, lasting=target)
    return pointed


def _ways(window: Window, pointed: Pointed, shown: Shown, wanted: str) -> dict[str, Any]:
    role, name = _role_and_name(pointed.locator)
    ways: dict[str, Any] = {}
    if role in get_args(Role):
        ways["role"] = role
    else:
        name = _text(pointed.locator) if wanted in PRESSED else ""  # what is pressed may be drawn without a role
    if fold(name):
        ways["words"] = {_language(shown.facts["language"]): name}
    if attribute := shown.facts["name"]:
        ways["name"] = attribute
    if only := next(_only(window, pointed, shown), None):
        ways["only"] = only
    return ways


def _role_and_name(locator: Locator) -> tuple[str, str]:
    """Read role and accessible name as Playwright's role engine computes them; never the value."""
    try:
        line = yaml.safe_load(locator.aria_snapshot(timeout=_LOOKING_TIME))
    except (Error, yaml.YAMLError):
        return "", ""
    first = line[0] if isinstance(line, list) and line else ""
    told = next(iter(first)) if isinstance(first, dict) else first
    match = _SNAPSHOT.match(str(told))
    if match is None:
        return "", ""
    return match["role"], printable(json.loads(match["name"]), _LONGEST_NAME) if match["name"] else ""


def _text(locator: Locator) -> str:
    try:
        return printable(locator.inner_text(timeout=_LOOKING_TIME), _LONGEST_NAME)
    except Error:
        return ""


def _language(lang: str) -> str:
    """Write a page's `lang` as a flow file does: `el`, `pt-BR`."""
    match = _LANGUAGE.match(lang)
    if match is None:
        return _UNDETERMINED
    return match[1].lower() + (f"-{match[2].upper()}" if match[2] else "")


def _only(window: Window, pointed: Pointed, shown: Shown) -> Iterator[str]:
    """Give selectors without ids, classes and places that hold for this element alone in its form."""
    facts, tag = shown.facts, shown.facts["tag"]
    attributes = [name for name in ("type", "autocomplete", "data-testid", "role") if facts[name]]
    for selector in (*(f"{tag}[{name}={_quoted(facts[name])}]" for name in attributes), tag):
        target = _target({"role": "button", "only": selector})
        if target and _leads_to(window, target, pointed):
            yield selector


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[a-z][a-z-]*", value) else json.dumps(value)


def _target(ways: dict[str, Any]) -> Target | None:
    try:
        return Target.model_validate(ways)
    except ValidationError:
        return None  # a name or selector that no flow file may hold


def _leads_to(window: Window, target: Target, pointed: Pointed) -> bool:
    found = find(window, target)
    return isinstance(found, Found) and found.frame is pointed.frame and _same(window, found.locator, pointed)


def _same(window: Window, locator: Locator, pointed: Pointed) -> bool:
    """Whether two ways lead to one element: to one place, and to what looks alike in its code."""
    first, second = (window.read(each, "standing") for each in (locator, pointed.locator))
    return bool(first) and first == second


def as_lines(name: str, target: Target) -> list[str]:
    """Write a target as lines of a flow file, which its loader takes."""
    words = {language: entry[0] if len(entry) == 1 else list(entry) for language, entry in target.words.items()}
    lines = [f"  {name}:", f"    role: {target.role}"]
    if words:
        shown = ", ".join(f"{language}: {json.dumps(text, ensure_ascii=False)}" for language, text in words.items())
        lines.append(f"    words: {{{shown}}}")
    lines += [
        f"    {key}: {json.dumps(value)}" for key, value in (("name", target.name), ("only", target.only)) if value
    ]
    return lines
