"""Presses the bar as a person does: by a real press at the place where a button is seen."""

from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page


def nodes(page: Page) -> list[dict[str, Any]]:
    """Give every node of a page, also those in closed shadow roots, as the browser's developer tools see them."""
    session = page.context.new_cdp_session(page)
    try:
        return [*flat(session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"])]
    finally:
        session.detach()


def flat(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Give a node and all in it."""
    yield node
    for inner in (*node.get("children", ()), *node.get("shadowRoots", ())):
        yield from flat(inner)


def buttons(page: Page) -> dict[str, tuple[float, float]]:
    """Give the middle of each button in a closed shadow root, by its text."""
    session = page.context.new_cdp_session(page)
    try:
        root = session.send("DOM.getDocument", {"depth": -1, "pierce": True})["root"]
        inside = [n for s in flat(root) if s.get("shadowRootType") == "closed" for n in flat(s)]
        places = {text_of(n): _middle(session, n) for n in inside if n["localName"] == "button"}
        return {text: place for text, place in places.items() if place}
    finally:
        session.detach()


def text_of(node: dict[str, Any]) -> str:
    """Give the text in a node."""
    return "".join(inner["nodeValue"] for inner in flat(node) if inner["nodeType"] == 3)


def _middle(session, node) -> tuple[float, float] | None:
    quads = session.send("DOM.getContentQuads", {"backendNodeId": node["backendNodeId"]})["quads"]
    return (sum(quads[0][0::2]) / 4, sum(quads[0][1::2]) / 4) if quads else None  # none while it is not laid out


def press(page: Page, label: str) -> None:
    """Press a button of the bar, as soon as it is seen."""
    for _ in range(100):
        if place := buttons(page).get(label):
            page.mouse.click(*place)
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"there is no {label}")


def has_bar(page: Page) -> bool:
    """Whether a bar stands in the page."""
    return "✕" in buttons(page)
