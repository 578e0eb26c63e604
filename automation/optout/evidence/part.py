"""The part of a page that is kept: the form, the dialog or the answer with its heading, and nothing beside it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Box = tuple[float, float, float, float]
"""Left, top, right and bottom in CSS pixels, from the upper left corner of the page."""


@dataclass(frozen=True)
class Part:
    """Some elements of one document with all that is in them, by the browser's own numbers.

    `frame` is the document's, `without` what in the `roots` is not kept. `windows` are where it shows on the page,
    `covers` where something else shows in these, `named` where the name of the account does, and `box` is around them;
    None where nothing shows. `in_window`: all of it can be seen as the page stands. `told_apart` is False where nothing
    tells it from the rest of the page.
    """

    frame: str
    roots: frozenset[int]
    without: frozenset[int] = frozenset()
    box: Box | None = None
    windows: tuple[Box, ...] = ()
    covers: tuple[Box, ...] = ()
    in_window: bool = False
    named: tuple[Box, ...] = ()
    told_apart: bool = True


Document = tuple[Mapping[str, Any], Sequence[str]]
"""A document as the browser tells it, with the texts that it refers to by number."""


def kept_nodes(documents: Sequence[Document], part: Part, owner_of: Callable[[str], int]) -> list[set[int]]:
    """Return which nodes of each document belong to a part: those of its own, and all of a frame that it holds.

    `owner_of` gives the number of the element that shows the document of a frame.
    """
    kept: list[set[int]] = []
    held: set[int] = set()
    for document, strings in documents:
        frame = strings[document["frameId"]]
        numbers, parents = document["nodes"]["backendNodeId"], document["nodes"]["parentIndex"]
        found: set[int] = set()
        if frame == part.frame:
            for at, number in enumerate(numbers):
                if number not in part.without and (number in part.roots or parents[at] in found):
                    found.add(at)
        elif held and owner_of(frame) in held:
            found = set(range(len(numbers)))
        held |= {numbers[at] for at in found}
        kept.append(found)
    return kept


def styles_of(document: Mapping[str, Any], strings: Sequence[str]) -> list[list[str]]:
    """Return the computed styles that were asked for, of each node; of a text, those of what it is in."""
    layout, styles = document["layout"], list[list[str]]()
    placed = {node: place for place, node in enumerate(layout["nodeIndex"])}
    for node, parent in enumerate(document["nodes"]["parentIndex"]):
        own = layout["styles"][placed[node]] if node in placed else []
        styles.append([strings[style] for style in own] or (styles[parent] if node else ["", "", ""]))
    return styles


def named_nodes(nodes: Sequence[Mapping[str, Any]], part: Part) -> set[str]:
    """Return which of the nodes that the browser names are in a part, by what they are in."""
    every = {node["nodeId"]: node for node in nodes}
    found: set[str] = set()
    waiting = [(nodes[0]["nodeId"], False)] if nodes else []
    while waiting:
        at, inside = waiting.pop()
        node = every.get(at)
        if node is None:
            continue
        number = node.get("backendDOMNodeId")
        inside = number not in part.without and (inside or number in part.roots)
        if inside:
            found.add(at)
        waiting += [(one, inside) for one in node.get("childIds", ())]
    return found


def spoken(nodes: Sequence[Mapping[str, Any]], within: Collection[str]) -> str:
    """Return the texts among the nodes that the browser names, a line each."""
    texts = (node for node in nodes if node["nodeId"] in within and node["role"].get("value") == "StaticText")
    return "\n".join(str(node.get("name", {}).get("value", "")) for node in texts)
