"""Lets a person show an element: the browser's own "inspect" pointer, as in its developer tools.

The browser takes the whole press before the page hears of it: no listener of the page runs, nothing is focused or
pressed, and the frame around the element is drawn by the browser, outside the page. (`Overlay.setInspectMode`;
measured with Chromium 156: no press, click or focus event reaches the page, also inside frames and shadow
roots, and disabled elements can be shown. Escape reaches it, and ends the pointing.)
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args

from playwright.sync_api import Error, Page
from pydantic import ValidationError

from optout.browser.element import Element, Snapshot, is_field, is_own_button, is_shown, name_of
from optout.browser.page import look
from optout.browser.targets import PRESSED, Found, NotFound, find
from optout.browser.window import Window, Wire
from optout.flow.model import Role, Target
from optout.flow.words import fold
from optout.redact import printable

BY_PERSON = "pointed at by the person"
_BLUE = {"r": 10, "g": 102, "b": 224}
_HIGHLIGHT = {
    "showInfo": False,
    "contentColor": {**_BLUE, "a": 0.22},
    "paddingColor": {**_BLUE, "a": 0.22},
    "borderColor": {**_BLUE, "a": 1},
}


@dataclass(frozen=True)
class Pointed:
    """An element that a person pointed at, for the rest of the run, and how to find it when the page is made anew."""

    element: Element
    lasting: Target | None = None


class Pointer:
    """Waits in one window for a person to click an element; that click does nothing else."""

    def __init__(self, window: Window, role: str) -> None:
        self._window = window
        self._role = role
        self._armed: dict[Wire, Page] = {}
        self._listening: set[Wire] = set()
        self._nodes: list[tuple[Wire, int]] = []
        self._cancelled = self._stale = False
        self.missed = 0  # how often what was shown is nothing that could be used

    def take(self) -> Pointed | None:
        """Return what was shown, if something was since the last call."""
        if self._stale or self._window.page not in self._armed.values():
            self.arm()
        snapshot = look(self._window) if self._nodes else Snapshot()
        if not snapshot.read:
            return None
        wire, node = self._nodes.pop(0)
        documents = [document for document in snapshot.documents if document.wire is wire]
        if any(node in document.ours for document in documents):
            self._cancelled = True
            return None
        shown = next((found for document in documents if (found := document.holder(node))), None)
        meant = shown and _meant_by(shown, self._role)
        if meant is None or not is_shown(meant):
            self.missed += 1
            return None
        return Pointed(meant)

    @property
    def cancelled(self) -> bool:
        """Whether the person pressed Escape, or the bar instead of an element."""
        return self._cancelled

    def end(self) -> None:
        """Let clicks reach the page again."""
        for wire in self._armed:
            self._set_mode(wire, "none")
        self._armed.clear()

    def arm(self) -> bool:
        """Take the clicks from now on; False when the page cannot be reached now. A click before would press it."""
        window = self._window
        page = window.page
        if not window.allows(page.url) or window.waits:
            return False
        if page not in self._armed.values():
            self.end()
            page.on("domcontentloaded", self._note_new_page)
        try:
            for wire in (window.wire(), *window.frame_wires()):
                self._listen(wire)
                if not self._set_mode(wire, "searchForNode") and wire is window.wire():
                    return False
                self._armed[wire] = page
            self._stale = False
        except Error:
            return False  # the page moved on: tried again at the next call
        return True

    def _listen(self, wire: Wire) -> None:
        if wire not in self._listening:
            self._listening.add(wire)
            wire.tells("Overlay.inspectNodeRequested", lambda event: self._nodes.append((wire, event["backendNodeId"])))
            wire.tells("Overlay.inspectModeCanceled", self._note_cancel)
        wire.turn_on("DOM")
        wire.turn_on("Overlay")

    def _set_mode(self, wire: Wire, mode: str) -> bool:
        try:
            wire.ask("Overlay.setInspectMode", mode=mode, highlightConfig=_HIGHLIGHT)
        except Error:
            return False
        return True

    def _note_cancel(self, _: Mapping[str, Any]) -> None:
        self._cancelled = True

    def _note_new_page(self, _: Page) -> None:
        self._stale = True


def find_pointed(snapshot: Snapshot, pointed: Pointed, *, enabled: bool = False) -> Found | NotFound:
    """Find again what was pointed at: where it stands, and if it is not there any more, by how it can be found."""
    stands = snapshot.element(pointed.element.document.frame, pointed.element.node)
    if stands is not None and is_shown(stands) and stands.sign == pointed.element.sign:
        return Found(stands, BY_PERSON) if stands.enabled or not enabled else NotFound(0)
    found = find(snapshot, pointed.lasting, enabled=enabled) if pointed.lasting else NotFound(0)
    return Found(found.element, BY_PERSON) if isinstance(found, Found) else found


def _meant_by(shown: Element, role: str) -> Element:
    """Return what was meant by what was clicked: by a label its control, by a text inside a button the button.

    Where the role is known that is the nearest element around, or the only one inside, that could have it.
    """
    could = _COULD.get(role)
    return (could and _nearest(shown, could)) or _nearest(shown, _is_control) or shown


def _nearest(shown: Element, could: Callable[[Element], bool]) -> Element | None:
    for one in shown.around():
        if could(one):
            return one
        if one.tag == "label" and (control := _control(one)) and could(control):
            return control
    inside = [one for one in shown.below() if could(one)]
    return inside[0] if len(inside) == 1 else None


def _control(label: Element) -> Element | None:
    """Return what a label names."""
    if wanted := label.attributes.get("for"):
        return next((one for one in label.document.elements if one.attributes.get("id") == wanted), None)
    return next((one for one in label.below() if is_field(one)), None)


def _is_typed(one: Element) -> bool:
    pressed = ("checkbox", "radio", "file", "range", "color")
    return is_field(one) and one.tag != "select" and one.type not in pressed and one.role != "combobox"


def _is_list(one: Element) -> bool:
    return one.tag == "select" or one.role == "combobox"


def _is_question(one: Element) -> bool:
    return one.role in ("radio", "radiogroup", "group") or one.tag == "fieldset" or _is_list(one)


def _is_control(one: Element) -> bool:
    given = "role" in one.attributes or "tabindex" in one.attributes or "onclick" in one.attributes
    return is_field(one) or is_own_button(one) or one.role in ("link", "radio", "button") or given


_COULD: Mapping[str, Callable[[Element], bool]] = {
    "textbox": _is_typed,
    "button": is_own_button,
    "link": lambda one: one.role == "link",
    "combobox": _is_list,
    "radio": lambda one: one.role == "radio",
    "radiogroup": _is_question,
    "group": _is_question,
    "checkbox": lambda one: one.is_box,
    "heading": lambda one: one.role == "heading",
    "dialog": lambda one: one.role in ("dialog", "alertdialog"),
}


_LONGEST = 300  # characters of a name
_LANGUAGE = re.compile(r"([a-z]{2,3})(?:[-_]([a-z]{2}))?(?![a-z])", re.IGNORECASE)
_UNDETERMINED = "und"
"""The code of ISO 639-2 for a language that is not known."""


def make_lasting(snapshot: Snapshot, pointed: Pointed, role: str) -> Pointed:
    """Add how the element can be found when the page is made anew, as far as that leads to just this element."""
    element = snapshot.again(pointed.element) or pointed.element
    ways = _ways(snapshot, element, role)
    for way in (ways, *({key: way} for key, way in ways.items() if key != "role")):
        target = _target({"role": role, **way, **({"role": ways["role"]} if "role" in ways else {})})
        if target and _leads_to(snapshot, target, element):
            return replace(pointed, lasting=target)
    return pointed


def _ways(snapshot: Snapshot, element: Element, wanted: str) -> dict[str, Any]:
    ways: dict[str, Any] = {}
    if element.role in get_args(Role):
        ways["role"] = element.role
    is_named = "role" in ways or wanted in PRESSED  # what is pressed may be drawn without a role
    if is_named and fold(words := printable(name_of(element), _LONGEST)):
        ways["words"] = {_language(element): words}
    if element.attr:
        ways["name"] = element.attr
    if only := next(_only(snapshot, element), None):
        ways["only"] = only
    return ways


def _language(element: Element) -> str:
    """Write the language that a page says an element is in as a flow file does: `el`, `pt-BR`."""
    given = next((one.attributes["lang"] for one in element.around() if one.attributes.get("lang")), "")
    match = _LANGUAGE.match(given)
    if match is None:
        return _UNDETERMINED
    return match[1].lower() + (f"-{match[2].upper()}" if match[2] else "")


def _only(snapshot: Snapshot, element: Element) -> Iterator[str]:
    """Return selectors without ids, classes and places that hold for this element alone in its form."""
    attributes = [name for name in ("type", "autocomplete", "data-testid", "role") if element.attributes.get(name)]
    for selector in (
        *(f"{element.tag}[{name}={_quoted(element.attributes[name])}]" for name in attributes),
        element.tag,
    ):
        target = _target({"role": "button", "only": selector})
        if target and _leads_to(snapshot, target, element):
            yield selector


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[a-z][a-z-]*", value) else json.dumps(value)


def _target(ways: dict[str, Any]) -> Target | None:
    try:
        return Target.model_validate(ways)
    except ValidationError:
        return None  # a name or selector that no flow file may hold


def _leads_to(snapshot: Snapshot, target: Target, element: Element) -> bool:
    found = find(snapshot, target)
    return isinstance(found, Found) and found.element is element


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
