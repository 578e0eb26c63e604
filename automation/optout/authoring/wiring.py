"""Which labels and descriptions of a saved page are tied to which elements; their ids are given new numbers."""

from collections.abc import Iterable, Iterator

from optout.authoring.allowed import Cleaner, listed
from optout.authoring.node import Node
from optout.flow.words import fold

REFERENCES = ("for", "aria-labelledby", "aria-describedby", "aria-errormessage", "aria-controls", "aria-owns")
_NAMED = listed(
    "textbox button link combobox listbox option radiogroup group radio checkbox switch heading dialog alertdialog "
    "spinbutton searchbox form region tab"
)
_Place = tuple[int, str]


def _root_of(node: Node) -> Node:
    """Give the element whose shadow root or frame a node lies in, or the page's root: ids count only inside one."""
    at = node
    while at.parent is not None:
        if at in (at.parent.shadow or ()) or at in (at.parent.frame or ()):
            return at.parent
        at = at.parent
    return at


class Wiring:
    """The ids of one state of a page that are written, with new numbers from `numbers`."""

    def __init__(self, regions: Iterable[Node], numbers: Iterator[int], cleaner: Cleaner) -> None:
        self._cleaner = cleaner
        self._roots: dict[Node, int] = {}
        self._holders: dict[_Place, Node] = {}
        nodes = {node: None for region in regions for node in region.all()}
        for node in nodes:
            if given := node.attributes.get("id"):
                self._holders.setdefault(self._place(node, given), node)
        used = {self._place(n, one) for n in nodes for ref in REFERENCES for one in n.attributes.get(ref, "").split()}
        self._numbers = {place: f"n{next(numbers)}" for place in self._holders if place in used}
        self._labels = [node for node in nodes if node.tag == "label"]

    def _place(self, node: Node, given: str) -> _Place:
        root = self._roots.get(node)
        if root is None:
            root = self._roots[node] = id(_root_of(node))
        return root, given

    def attributes(self, node: Node) -> dict[str, str]:
        """Give an element's new id and what it refers to, as far as it is there."""
        kept = {}
        if number := self._numbers.get(self._place(node, node.attributes.get("id", ""))):
            kept["id"] = number
        for name in REFERENCES:
            given = node.attributes.get(name, "").split()
            if found := [n for one in given if (n := self._numbers.get(self._place(node, one)))]:
                kept[name] = " ".join(found)
        return kept

    def lost_name(self, node: Node, inside: str) -> str:
        """Give an element's name when nothing that is written says it any more; `inside` is the text left in it."""
        if node.role not in _NAMED or not node.name:
            return ""
        said = {
            "contents": [inside],
            "label": [self._cleaner.text(label.words()) for label in self._labels_of(node)],
            "aria-labelledby": [self._referred(node)],
        }.get(node.named_by, [self._cleaner.text(node.name)])
        return "" if any(fold(node.name) == fold(text) for text in said if text) else self._cleaner.text(node.name)

    def _referred(self, node: Node) -> str:
        given = [self._place(node, one) for one in node.attributes.get("aria-labelledby", "").split()]
        return " ".join(self._cleaner.text(self._holders[place].words()) for place in given if place in self._holders)

    def _labels_of(self, node: Node) -> list[Node]:
        around = [label for label in self._labels if label in node.above()]
        legends = [child for child in node.children if child.tag == "legend"]
        place = self._place(node, node.attributes.get("id", ""))
        named = [label for label in self._labels if self._place(label, label.attributes.get("for", "")) == place]
        return [*around, *(named if place[1] else []), *legends]
