"""A page as it was read: its elements and texts, what a person can see of it, and what each element is called."""

from collections.abc import Iterator
from dataclasses import dataclass, field

TEXT = "#text"


@dataclass(eq=False)
class Node:
    """An element, or a text (`tag` is `#text`). Values are what was typed; none of them may ever be written down.

    `shadow` is what an open shadow root holds, None without one; `frame` is the page inside a frame; `shown` is whether
    it has a place on the page; `role`, `name` and `required` are the browser's own, for accessibility; `named_by` is
    where the name comes from: `contents`, `label`, or an attribute; `only` has the targets whose selector fits.
    """

    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    text: str = ""
    children: list["Node"] = field(default_factory=list)
    shadow: list["Node"] | None = None
    frame: list["Node"] | None = None
    parent: "Node | None" = None
    shown: bool = False
    value: str = ""
    checked: bool = False
    role: str = ""
    name: str = ""
    required: bool = False
    named_by: str = ""
    only: frozenset[str] = frozenset()

    @property
    def inside(self) -> list["Node"]:
        """What is in it, as the page is put together: shadow root, children, framed page."""
        return [*(self.shadow or ()), *self.children, *(self.frame or ())]

    def all(self) -> Iterator["Node"]:
        """Give it and everything in it, in the order of the page."""
        yield self
        for node in self.inside:
            yield from node.all()

    def above(self) -> Iterator["Node"]:
        """Give everything around it, the nearest first, also out of shadow roots and frames."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def words(self) -> str:
        """Give the text in it that a person can see, with single spaces."""
        return " ".join(" ".join(n.text for n in self.all() if n.tag == TEXT and n.shown).split())


def link(node: Node) -> Node:
    """Let everything in a node know what is around it; gives the node."""
    stack = [node]
    while stack:
        at = stack.pop()
        for inner in at.inside:
            inner.parent = at
            stack.append(inner)
    return node
