"""Reads a page without touching it: structure, what is shown, roles and names, all asked of the browser itself.

No script runs in the page, so that nothing in it can notice, change or answer the reading (Chrome DevTools Protocol:
DOM, DOMSnapshot and Accessibility).
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Error

from optout.authoring.node import TEXT, Node, link
from optout.browser.window import Window

_ELEMENT, _TEXT = 1, 3  # nodeType, DOM Standard
_LEAST = 1.0  # CSS pixels; what is smaller is there for nobody
_VALUES = ("input", "textarea")
_CONTROLS_OF_LABELS = ("label", "labelfor", "labelwrapped", "legend", "figcaption", "caption", "tablecaption")


def read_page(window: Window, only: Mapping[str, str]) -> Node | None:
    """Read the page in front with its same-site frames and open shadow roots; None when it cannot be read now.

    `only` has the CSS selector of each target that has one. Frames of foreign hosts are left out, and so are those
    that run in a process of their own.
    """
    if window.read(window.page.main_frame, "password") is None:
        return None  # asked with a time-out: these commands have none
    try:
        with _session(window) as send:
            return _Reader(send, window.allows).read(only)
    except Error:
        return None  # the page moved on while it was read


Command = Callable[[str, dict[str, Any]], Any]


@contextmanager
def _session(window: Window) -> Iterator[Command]:
    session: CDPSession = window.context.new_cdp_session(window.page)
    try:
        yield session.send
    finally:
        with suppress(Error):
            session.detach()


@dataclass(frozen=True)
class _Look:
    """What the browser knows of one node beside its structure."""

    shown: bool = False
    value: str = ""
    checked: bool = False


@dataclass(frozen=True)
class _Called:
    """What an element is for accessibility."""

    role: str = ""
    name: str = ""
    named_by: str = ""
    required: bool = False


class _Reader:
    """Puts together what three commands of the browser tell, by the browser's own number of each node."""

    def __init__(self, send: Command, allows: Callable[[str], bool]) -> None:
        self._send = send
        self._allows = allows
        self._looks: dict[int, _Look] = {}
        self._called: dict[int, _Called] = {}
        self._only: dict[int, set[str]] = {}

    def read(self, only: Mapping[str, str]) -> Node | None:
        document = self._send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        self._look_at()
        for frame in _frames(self._send("Page.getFrameTree", {})["frameTree"]):
            self._call(frame)
        for target, selector in only.items():
            self._fit(document, target, selector)
        nodes = self._nodes(document.get("children", ()))
        html = next((node for node in nodes if node.tag == "html"), None)
        return None if html is None else link(html)

    def _look_at(self) -> None:
        taken = self._send("DOMSnapshot.captureSnapshot", {"computedStyles": ["visibility", "opacity"]})
        for document in taken["documents"]:
            self._looks |= _looks(document, taken["strings"])

    def _call(self, frame: str) -> None:
        with suppress(Error):  # a frame that went meanwhile, or one of another process
            for told in self._send("Accessibility.getFullAXTree", {"frameId": frame})["nodes"]:
                if not told.get("ignored") and "backendDOMNodeId" in told:
                    self._called[told["backendDOMNodeId"]] = _called(told)

    def _fit(self, document: dict[str, Any], target: str, selector: str) -> None:
        numbers = {node["nodeId"]: node["backendNodeId"] for node in _every(document)}
        for root in _roots(document):
            with suppress(Error):  # a selector that this browser does not know fits nothing
                found = self._send("DOM.querySelectorAll", {"nodeId": root["nodeId"], "selector": selector})
                for number in found["nodeIds"]:
                    self._only.setdefault(numbers.get(number, 0), set()).add(target)

    def _nodes(self, told: list[dict[str, Any]]) -> list[Node]:
        return [self._node(one) for one in told if one["nodeType"] in (_ELEMENT, _TEXT)]

    def _node(self, told: dict[str, Any]) -> Node:
        number = told["backendNodeId"]
        look, called = self._looks.get(number, _Look()), self._called.get(number, _Called())
        if told["nodeType"] == _TEXT:
            return Node(TEXT, text=told["nodeValue"], shown=look.shown)
        flat = told.get("attributes", [])
        root = next((r for r in told.get("shadowRoots", ()) if r.get("shadowRootType") == "open"), None)
        framed = told.get("contentDocument")
        return Node(
            tag=told["localName"].lower(),
            attributes=dict(zip(flat[::2], flat[1::2], strict=True)),
            children=self._nodes(told.get("children", [])),
            shadow=None if root is None else self._nodes(root.get("children", [])),
            frame=self._nodes(framed.get("children", [])) if framed and self._is_ours(framed) else None,
            shown=look.shown,
            value=look.value,
            checked=look.checked,
            role=called.role,
            name=called.name,
            required=called.required,
            named_by=called.named_by,
            only=frozenset(self._only.get(number, ())),
        )

    def _is_ours(self, document: dict[str, Any]) -> bool:
        address = document.get("documentURL", "")
        return address.startswith("about:") or self._allows(address)


def _every(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield told
    inside = [*told.get("shadowRoots", ()), *told.get("children", ())]
    for one in [*inside, *([told["contentDocument"]] if "contentDocument" in told else [])]:
        yield from _every(one)


def _roots(document: dict[str, Any]) -> list[dict[str, Any]]:
    """Give where a selector has to be asked: it does not look into shadow roots and frames by itself."""
    shadows = [root for node in _every(document) for root in node.get("shadowRoots", ())]
    frames = [node["contentDocument"] for node in _every(document) if "contentDocument" in node]
    return [document, *(root for root in shadows if root.get("shadowRootType") == "open"), *frames]


def _frames(tree: dict[str, Any]) -> Iterator[str]:
    yield tree["frame"]["id"]
    for child in tree.get("childFrames", ()):
        yield from _frames(child)


def _looks(document: dict[str, Any], strings: list[str]) -> dict[int, _Look]:
    nodes, layout = document["nodes"], document["layout"]
    numbers = nodes["backendNodeId"]

    def text(index: int) -> str:
        return strings[index] if index >= 0 else ""

    shown = {
        number
        for number, style, (_, _, width, height) in zip(
            layout["nodeIndex"], layout["styles"], layout["bounds"], strict=True
        )
        if width >= _LEAST and height >= _LEAST and [text(s) for s in style][:1] != ["hidden"]
    }
    values = {
        number: text(value)
        for kind in ("inputValue", "textValue")
        for number, value in zip(nodes[kind]["index"], nodes[kind]["value"], strict=True)
    }
    chosen = {*nodes["inputChecked"]["index"], *nodes["optionSelected"]["index"]}
    told = shown | values.keys() | chosen
    return {numbers[n]: _Look(n in shown, values.get(n, ""), n in chosen) for n in told}


def _called(told: dict[str, Any]) -> _Called:
    name = told.get("name", {})
    winning: dict[str, Any] = next(
        (s for s in name.get("sources", ()) if s.get("value") and not s.get("superseded")), {}
    )
    required = any(p["name"] == "required" and p["value"].get("value") for p in told.get("properties", ()))
    by_label = winning.get("nativeSource") in _CONTROLS_OF_LABELS
    by = (
        "label" if by_label else str(winning.get("attribute") or winning.get("nativeSource") or winning.get("type", ""))
    )
    return _Called(str(told["role"].get("value", "")), str(name.get("value", "")), by, required)
