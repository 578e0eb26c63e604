"""Finds the parts of a form that are shut, as in an accordion, and what opens them."""

from optout.browser.element import Element, Snapshot, is_aside, is_seen, is_usable, is_writable, named


def opening(snapshot: Snapshot) -> list[Element]:
    """Return what opens a part of the page that has something to write into, and does not show; in the page's order."""
    return [one for one in snapshot.elements if (part := _shut(one)) and _asks(part) and is_usable(one)]


def _shut(element: Element) -> list[Element]:
    """Return what an element opens, where it says of itself that this is shut (WAI-ARIA, disclosure; `details`)."""
    if element.tag == "summary":
        details = element.parent
        return [details] if details and details.tag == "details" and "open" not in details.attributes else []
    told = element.called.states.get("expanded", element.attributes.get("aria-expanded"))
    if str(told).lower() != "false" or element.role == "combobox" or "aria-haspopup" in element.attributes:
        return []
    return named(element, element.attributes.get("aria-controls", "").split())


def _asks(parts: list[Element]) -> bool:
    inside = [one for part in parts for one in part.below() if is_writable(one)]
    return bool(inside) and not any(map(is_seen, inside)) and not any(map(is_aside, parts[0].around()))
