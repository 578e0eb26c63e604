"""A page as it was read: its elements and texts, what a person can see of it, and what each element is called."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Error

from optout.browser.element import Element, Snapshot, TextNode, is_read, is_seen
from optout.browser.page import look
from optout.browser.window import Window
from optout.flow.selectors import Fits, compiled

TEXT = "#text"


@dataclass(eq=False)
class Node:
    """An element, or a text (`tag` is `#text`). Values are what was typed; none of them may ever be written down.

    `children` is what is in it as the page is put together: what an open shadow root holds, its own content, the page
    in a frame. `shown` is whether it has a place on the page; `role`, `name` and `required` are the browser's own, for
    accessibility; `named_by` is where the name comes from: `contents`, `label`, or an attribute; `only` has the targets
    whose selector fits.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    parent: "Node | None" = None
    shown: bool = False
    value: str = ""
    checked: bool = False
    role: str = ""
    name: str = ""
    required: bool = False
    named_by: str = ""
    only: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        for child in self.children:
            child.parent = self

    def all(self) -> Iterator["Node"]:
        """Give it and everything in it, in the order of the page."""
        yield self
        for child in self.children:
            yield from child.all()

    def above(self) -> Iterator["Node"]:
        """Give everything around it, the nearest first, also out of shadow roots and frames."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def words(self) -> str:
        """Give the text in it that a person can see, with single spaces."""
        return " ".join(" ".join(n.text for n in self.all() if n.tag == TEXT and n.shown).split())


_ELEMENT, _TEXT = 1, 3  # nodeType, DOM Standard


def read_page(window: Window, only: Mapping[str, str]) -> Node | None:
    """Read the page in front with its same-site frames and open shadow roots; None when it cannot be read now.

    `only` has the CSS selector of each target that has one. Frames of foreign hosts are left out, and so are those
    that run in a process of their own. While a password stands there, it is read as far as the browser names it.
    """
    snapshot = look(window)
    if not snapshot.read:
        return None
    try:
        root = snapshot.documents[0].wire.ask("DOM.getDocument", depth=-1, pierce=True)["root"]
    except Error:
        return None  # the page moved on while it was read
    nodes = _NodeReader(snapshot, only, window.allows).nodes(root)
    return next((node for node in nodes if node.tag == "html"), None)


class _NodeReader:
    """Puts structure and reading together, by the browser's own number of each node."""

    def __init__(self, snapshot: Snapshot, only: Mapping[str, str], allows: Callable[[str], bool]) -> None:
        wire = snapshot.documents[0].wire
        own = [document for document in snapshot.documents if document.wire is wire]
        self._elements: dict[int, Element] = {e.node: e for document in own for e in document.elements}
        self._words: dict[int, TextNode] = {words.node: words for document in own for words in document.words}
        self._only: dict[str, Fits] = {target: compiled(selector) for target, selector in only.items()}
        self._allows = allows

    def nodes(self, around: dict[str, Any]) -> list[Node]:
        """Make nodes of what the browser tells to be in an element, a shadow root or a document."""
        return [self._node(one) for one in around.get("children", ()) if one["nodeType"] in (_ELEMENT, _TEXT)]

    def _node(self, told: dict[str, Any]) -> Node:
        number = told["backendNodeId"]
        if told["nodeType"] == _TEXT:
            words = self._words.get(number)
            return Node(TEXT, text=told["nodeValue"], shown=words is not None and is_read(words))
        flat = told.get("attributes", [])
        roots = [root for root in told.get("shadowRoots", ()) if root.get("shadowRootType") == "open"]
        framed = told.get("contentDocument")
        frames = [framed] if framed and self._is_ours(framed) else []
        node = Node(
            tag=told["localName"].lower(),
            attributes=dict(zip(flat[::2], flat[1::2], strict=True)),
            children=[node for each in (*roots, told, *frames) for node in self.nodes(each)],
        )
        if element := self._elements.get(number):
            node.shown, node.value, node.checked = is_seen(element), element.value, element.ticked
            node.role, node.name, node.named_by = element.role, element.name, element.called.named_by
            node.required = element.required
            node.only = frozenset(target for target, fits in self._only.items() if fits(element))
        return node

    def _is_ours(self, document: dict[str, Any]) -> bool:
        address = document.get("documentURL", "")
        return address.startswith("about:") or self._allows(address)
