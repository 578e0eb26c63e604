"""Finds what comes up over a page, what closes it or affirms a question, where the flow does not have its words."""

from collections.abc import Iterator

from optout.browser.element import (
    Element,
    Snapshot,
    is_covered,
    is_dialog,
    is_field,
    is_own_button,
    is_plain,
    is_read,
    is_seen,
    is_usable,
    is_writable,
    name_of,
    seen_text,
)
from optout.browser.page import look
from optout.browser.touch import is_free
from optout.browser.window import Window
from optout.flow.labels import Does, asks_to_send, said_by, said_of, speaks_of

_WORDS = 3
"""Words that a notice has at least; what has less is a bar of tools."""


def closing(snapshot: Snapshot) -> Element | None:
    """Return what closes the notice on top: the one answer that declines, else the one that only closes it.

    None where there is no notice, or it has neither: an answer that agrees is never given. What something lies over is
    not on top.
    """
    for notice in _notices(snapshot):
        outer = [one for one in _buttons(notice) if not is_covered(one)]
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
            asks = fields or any(inner.role == "radio" for inner in one.below())
            if not (asks or is_page_of_form(one)):
                yield one


def is_page_of_form(dialog: Element) -> bool:
    """Whether a dialog without a field is a page of a form for an objection.

    Its title speaks of one, and of its buttons, but for those that give it up, one says that it leads on, and no more.
    """
    language = dialog.document.language
    titles = (one.name for one in dialog.below() if one.role == "heading" and is_seen(one))
    if not any("message" in said_of(title, language) for title in titles):
        return False
    buttons = [said_by(name_of(one), language) for one in _buttons(dialog)]
    return [does for does in buttons if not does & {"back", "close", "refuse"}] == [{"onward"}]


def _buttons(notice: Element) -> list[Element]:
    buttons = [one for one in notice.below() if (is_own_button(one) or is_plain(one)) and is_usable(one)]
    return [one for one in buttons if not any(other is not one and other.holds(one) for other in buttons)]


def affirming(dialog: Element) -> Element | None:
    """Return what affirms a question whether to send; None for a dialog that is none, or of which not all is known.

    Every other button refuses, and one does so by more than to close it: what has only "OK" and a cross tells, and does
    not ask. One that says no more than "Yes" affirms to send only what speaks of that, and of nothing to be given up.
    """
    language = dialog.document.language
    if any(is_field(one) or one.role == "radio" or one.is_box for one in dialog.below()):
        return None
    said = {one: said_by(name_of(one), language) for one in _buttons(dialog)}
    goes_on = [one for one, does in said.items() if does & _AFFIRM and not does & _REFUSE]
    refuses = [does for does in said.values() if does & _REFUSE]
    if len(goes_on) != 1 or len(goes_on) + len(refuses) != len(said) or not any(does - {"close"} for does in refuses):
        return None
    words = [one for one in dialog.document.words if dialog.holds(one.parent) and is_read(one)]
    text = " ".join(one.text for one in words if not any(at in said for at in one.parent.around()))
    says_so = "send" in said[goes_on[0]] and not speaks_of(text, "subscribe", language)
    return goes_on[0] if says_so or asks_to_send(text, language) else None


def accepting(dialog: Element) -> Element | None:
    """Return what accepts a choice that was made in a dialog: the one button that affirms, where no other does more."""
    said = {one: said_by(name_of(one), dialog.document.language) for one in _buttons(dialog)}
    affirms = [one for one, does in said.items() if "affirm" in does and not does & {"send", *_REFUSE}]
    others = (does for one, does in said.items() if one not in affirms)
    return affirms[0] if len(affirms) == 1 and all(does & _REFUSE for does in others) else None


_AFFIRM: frozenset[Does] = frozenset({"send", "affirm"})
_REFUSE: frozenset[Does] = frozenset({"refuse", "back", "decline", "close"})


def _does(button: Element, does: Does) -> bool:
    said = said_by(name_of(button) or button.attributes.get("title", ""), button.document.language)
    return does in said and not said & {"send"}


class CameUp:
    """What has come up over a page since a look: dialogs, and buttons that keep a person from an element."""

    def __init__(self, window: Window) -> None:
        self._window = window
        self._before = {(one.document.frame, one.node) for one in look(window).elements if is_seen(one)}

    def holds(self, element: Element) -> bool:
        """Whether an element is in a dialog that came up."""
        return any(is_dialog(one) and self._came(one) for one in element.around())

    def asks(self, about: Element) -> str | None:
        """Return what is asked about an element, by a dialog that it is not in or by buttons over it, else None."""
        seen = look(self._window)
        own = seen.again(about)
        came = [one for one in seen.elements if (is_dialog(one) or is_own_button(one)) and self._came(one)]
        asked = [seen_text(one) for one in came if is_dialog(one) and not (own and one.holds(own))]
        if not asked and came and own and is_free(self._window, own) is False:
            return " · ".join(map(name_of, came))
        return asked[-1] if asked else None

    def _came(self, element: Element) -> bool:
        return is_seen(element) and (element.document.frame, element.node) not in self._before
