"""Finds what closes a notice that lies over a page, where the flow does not have its words."""

from collections.abc import Iterator

from optout.browser.element import (
    Element,
    Snapshot,
    is_dialog,
    is_own_button,
    is_plain,
    is_seen,
    is_usable,
    is_writable,
    name_of,
    seen_text,
)
from optout.flow.buttons import Does, said_by

_WORDS = 3
"""Words that a notice has at least; what has less is a bar of tools."""


def closing(snapshot: Snapshot) -> Element | None:
    """Return what closes the notice on top: the one answer that declines, else the one that only closes it.

    None where there is no notice, or it has neither: an answer that agrees is never given.
    """
    for notice in _notices(snapshot):
        buttons = [one for one in notice.below() if (is_own_button(one) or is_plain(one)) and is_usable(one)]
        outer = [one for one in buttons if not any(other is not one and other.holds(one) for other in buttons)]
        for does in ("decline", "close"):
            found = [one for one in outer if _does(one, does)]
            if len(found) == 1:
                return found[0]
    return None


def _notices(snapshot: Snapshot) -> Iterator[Element]:
    """Return what lies over the page and has nothing to write into, the last of the page first."""
    for one in reversed(snapshot.elements):
        lies_over = is_dialog(one) or one.position in ("fixed", "sticky")
        if lies_over and is_seen(one) and len(seen_text(one).split()) >= _WORDS:
            fields = [inner for inner in one.below() if is_writable(inner)]
            if not fields and not any(inner.role == "radio" for inner in one.below()):
                yield one


def _does(button: Element, does: Does) -> bool:
    said = said_by(name_of(button) or button.attributes.get("title", ""), button.document.language)
    return does in said and not said & {"send"}
