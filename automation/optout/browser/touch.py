"""Works a page as a person does: types, presses and chooses by the browser's own input, so that every event is trusted.

Nothing is written or pressed that a person could not reach: what lies at the place is asked of the browser first.
"""

import sys
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from playwright.sync_api import Error
from playwright.sync_api import TimeoutError as PlaywrightTimeout

from optout.browser.element import Element, PageDocument, Snapshot, TextNode, is_seen, labels_of, name_of, words_of
from optout.browser.lists import opens_list, option_texts, options_of, rows_of
from optout.browser.page import look
from optout.browser.window import Window
from optout.flow.words import fold

_CONTROL, _META = 2, 4  # modifiers, Input.dispatchKeyEvent
_SELECTS_ALL = _META if sys.platform == "darwin" else _CONTROL
_COMING_UP = 1.0  # seconds in which a list that was opened shows its entries
_FILTERED, _SCROLLS = 1.5, 0.15  # seconds in which it does so for words, or for a turn of the wheel
_TURNS, _SCROLLED, _TO_THE_TOP = 60, 0.8, 1000.0  # turns of the wheel, and how many times of what shows each scrolls
_UPPER = 0.6  # part of the window on which the bar at its lower edge does not lie
_LEAVE = "function () { this.blur(); }"
# Any page that checks a field when it is left needs this one script: the browser has no command to leave a field, and
# Tab would go on to the next one, and open it where the page does so.


class OutOfReach(Error):
    """An element that is there cannot be worked: something lies on it, or the page does not let anybody into it."""


@dataclass(frozen=True)
class _Spot:
    """A place in the window where a press meets what it is meant for, in CSS pixels."""

    x: float
    y: float


def is_free(window: Window, element: Element) -> bool | None:
    """Whether a press in the middle of an element would meet it; None when the page does not say.

    Our own bar goes before a press, and counts as air.
    """
    try:
        return _spot(window, element, centred=False) is not None
    except PlaywrightTimeout:
        return None


def show(window: Window, element: Element) -> bool:
    """Scroll to an element, or to its label, to have it in the middle; False where it stays low in the window."""
    for one in (element, *labels_of(element)):
        wire, reach = one.document.wire, {"rect": _screenful(one)} if one.box else {}
        try:
            wire.ask("DOM.scrollIntoViewIfNeeded", backendNodeId=one.node, **reach)
            middle = _offset(one.document)[1] + _middle(one)[1]
            height = window.wire().ask("Page.getLayoutMetrics")["cssVisualViewport"]["clientHeight"]
        except Error:
            window.rest(0)  # it takes no room, or went meanwhile: it is told by its words all the same
        else:
            return bool(middle <= height * _UPPER)
    return True


def press(window: Window, element: Element, seconds: float, gives_up: Callable[[], bool] = lambda: False) -> bool:
    """Press an element once, as soon as a press would meet it; False when something lay on it for all these seconds.

    Or until `gives_up` says that it will hardly go away.

    Raises:
        WindowGone: the window ended.
    """
    tries = 0

    def find() -> _Spot | None:
        nonlocal tries
        tries += 1
        try:
            spot = _spot(window, element, centred=tries > 1)
            return spot if spot and _rests(window, element, spot) else None
        except Error:
            return None

    def found() -> _Spot | bool | None:
        return find() or (False if gives_up() else None)

    spot = window.wait(found, seconds)
    if not isinstance(spot, _Spot):
        return False
    _click(window, spot)
    return True


def _rests(window: Window, element: Element, spot: _Spot) -> bool:
    """Move the pointer to a place, and tell whether a press there still meets the element.

    The browser hands a movement on with its next frame, in which what moves has moved on, and what opens under the
    pointer is open.

    Raises:
        Error: the page did not answer, or went.
    """
    window.wire().ask("Input.dispatchMouseEvent", type="mouseMoved", x=spot.x, y=spot.y)
    return _spot(window, element, centred=False) == spot


def _click(window: Window, spot: _Spot) -> None:
    try:
        ask, at = window.wire().ask, {"x": spot.x, "y": spot.y}
        for kind, held in (("mousePressed", 1), ("mouseReleased", 0)):
            ask("Input.dispatchMouseEvent", type=kind, button="left", buttons=held, clickCount=1, **at)
    except Error:
        window.rest(0)  # what was pressed has led elsewhere, or keeps the page busy: it was pressed all the same


def _spot(window: Window, element: Element, *, centred: bool) -> _Spot | None:
    """Return where to press, if a press would meet the element now; of a box or list that the page draws, its label.

    Of a list also what is around it alone: many take a press anywhere in it.

    Raises:
        TimeoutError: the page did not answer.
    """
    others = labels_of(element) if element.is_box or element.type == "radio" else []
    if opens_list(element):
        others = [*labels_of(element), *rows_of(element)]
    for one in (element, *others):
        if one is element and one.box is None:
            continue
        try:
            if spot := _spot_of(window, one, centred=centred):
                return spot
        except PlaywrightTimeout:
            raise
        except Error:
            continue  # it takes no room, or went while it was looked at
    return None


def _spot_of(window: Window, element: Element, *, centred: bool) -> _Spot | None:
    wire = element.document.wire
    reach = {"rect": _screenful(element)} if centred else {}
    wire.ask("DOM.scrollIntoViewIfNeeded", backendNodeId=element.node, **reach)
    x, y = _middle(element)
    left, top = _offset(element.document)
    spot = _Spot(left + x, top + y)
    if not _meets(window, element, x, y) or _middle(element) != (x, y):
        return None
    outer = _outermost(element.document)
    if outer.owner is not None and not _meets(window, outer.owner, spot.x, spot.y):
        return None
    return spot


def _screenful(element: Element) -> dict[str, float]:
    """Return the part of the page that has an element in its middle, from the element's own corner."""
    left, top, right, bottom = element.box or (0.0, 0.0, 0.0, 0.0)
    height = element.document.viewport[3] - element.document.viewport[1]
    return {"x": 0.0, "y": (bottom - top - height) / 2, "width": right - left, "height": height}


def _middle(element: Element) -> tuple[float, float]:
    """Return the middle of an element in the viewport of its process.

    Raises:
        Error: it takes no room.
    """
    quads = element.document.wire.ask("DOM.getContentQuads", backendNodeId=element.node)["quads"]
    quad = max(quads, key=lambda one: abs((one[4] - one[0]) * (one[5] - one[1])), default=None)
    if quad is None:
        raise Error("no room")
    return sum(quad[0::2]) / 4, sum(quad[1::2]) / 4


def _outermost(document: PageDocument) -> PageDocument:
    """Return the document of the same process that is around all others."""
    while document.around is not None and document.around.wire is document.wire:
        document = document.around
    return document


def _offset(document: PageDocument) -> tuple[float, float]:
    """Return where the viewport of a document's process is in the window."""
    outer = _outermost(document)
    if outer.owner is None or outer.around is None:
        return 0.0, 0.0
    box = outer.around.wire.ask("DOM.getBoxModel", backendNodeId=outer.owner.node)["model"]["content"]
    left, top = _offset(outer.around)
    return left + box[0], top + box[1]


def _meets(window: Window, element: Element, x: float, y: float) -> bool:
    """Whether a press at a place in the viewport of the element's process meets the element."""
    wire = element.document.wire
    view = wire.ask("Page.getLayoutMetrics")["cssVisualViewport"]
    if not (0 <= x < view["clientWidth"] and 0 <= y < view["clientHeight"]):
        return False
    there = {"x": int(x + view["pageX"]), "y": int(y + view["pageY"])}
    hit = wire.ask("DOM.getNodeForLocation", includeUserAgentShadowDOM=False, **there)
    if hit["backendNodeId"] in element.document.ours or hit["backendNodeId"] == element.node:
        return True
    met = _element_of(element.document, hit["frameId"], hit["backendNodeId"])
    if met is None:  # what lies there came later than the reading
        now = look(window)
        fresh = now.again(element)
        met = next((one.holder(hit["backendNodeId"]) for one in now.documents if one.frame == hit["frameId"]), None)
        if fresh is None or met is None:
            return any(hit["backendNodeId"] in document.ours for document in now.documents)
        element = fresh
    if element.holds(met):
        return not _is_link_in_label(element, met)
    if not met.holds(element) or hit["backendNodeId"] in met.document.drawn:
        return False
    return met.tag in ("label", "a", "button") or (met.hosts and _shows_its_words(element))


def _shows_its_words(element: Element) -> bool:
    """Whether a slot in an element shows words: of those the browser says that they are met in the slot's host."""
    slots = (one for one in element.within() if one.tag == "slot")
    return any(isinstance(inner, TextNode) and inner.text.strip() for slot in slots for inner in slot.inside)


def _element_of(document: PageDocument, frame: str, node: int) -> Element | None:
    at: PageDocument | None = document
    while at is not None:
        if at.frame == frame:
            return at.holder(node)
        at = at.around
    return None


def _is_link_in_label(element: Element, met: Element) -> bool:
    """Whether a press on a label would open a link in it."""
    inner = [one for one in met.around() if element.holds(one) and one is not element]
    return element.tag == "label" and any(one.role in ("link", "button") for one in inner)


def write(window: Window, element: Element, text: str) -> bool:
    """Write a text into a field in place of what stands there, and leave it; False when it cannot be written into.

    The field is the very one that was read: if the page has moved on, or puts the person elsewhere, nothing is written.

    Raises:
        WindowGone: the window ended.
    """
    if element.read_only:
        return False
    try:
        element.document.wire.ask("DOM.focus", backendNodeId=element.node)
        if not _has(element, "focused", otherwise=True):
            return False
        _key(window, "a", 65, modifiers=_SELECTS_ALL, commands=["selectAll"])
        if text:
            window.wire().ask("Input.insertText", text=text)
        else:
            _key(window, "Delete", 46, commands=["delete"])
        _leave(element)
    except Error:
        window.rest(0)
        return False
    return True


def _leave(element: Element) -> None:
    """Leave a field, as a person does who goes on.

    Raises:
        Error: it is gone.
    """
    element.document.wire.about(element.node, _LEAVE, frame=element.document.frame)


def _key(
    window: Window, key: str, code: int, *, modifiers: int = 0, text: str = "", commands: list[str] | None = None
) -> None:
    ask = window.wire().ask
    told = {"key": key, "code": key, "windowsVirtualKeyCode": code, "modifiers": modifiers}
    down = {"type": "keyDown", "text": text} if text else {"type": "rawKeyDown"}
    ask("Input.dispatchKeyEvent", **told, **down, commands=commands or [])
    ask("Input.dispatchKeyEvent", **told, type="keyUp")


def choose(window: Window, field: Element, entry: Element, seconds: float) -> bool:
    """Choose an entry of a list of the browser's own; False when that did not come to pass. The page hears of it once.

    A list that is open by itself is pressed; one that opens is opened and gone through by keys, as its entries lie in a
    window of the browser's. macOS draws them by itself, beyond reach: there the entry's name is typed, as one does.
    """
    if entry.box is not None and is_seen(entry):
        return press(window, entry, seconds)
    usable = [one for one in options_of(field) if one.enabled and "hidden" not in one.attributes]
    if entry not in usable:
        return False
    try:
        field.document.wire.ask("DOM.focus", backendNodeId=field.node)
        _key(window, "F4", 115)
        if window.wait(lambda: _has(field, "expanded") or None, _COMING_UP):
            _go_to(window, usable.index(entry), len(usable))
            _key(window, "Enter", 13, text="\r")
        else:
            for letter in entry.name or entry.value:
                window.wire().ask("Input.dispatchKeyEvent", type="char", text=letter, key=letter)
        _leave(field)
    except Error:
        window.rest(0)
        return False
    return True


def choose_called(window: Window, box: Element, words: Collection[str], seconds: float) -> bool:
    """Choose the one entry of a list or menu that is called by one of some folded words; False where there is none.

    What did not come to pass in a list of the browser's own may have begun.
    """

    def the_one(entries: list[Element]) -> Element | None:
        found = [one for one in entries if not {*words}.isdisjoint(map(fold, (name_of(one), *option_texts(one))))]
        return found[0] if len(found) == 1 else None

    if box.tag != "select":
        return pick(window, box, the_one, seconds) is not None
    entry = the_one([one for one in options_of(box) if one.enabled])
    return entry is not None and (choose(window, box, entry, seconds) or True)


def _has(element: Element, state: str, *, otherwise: bool = False) -> bool:
    """Whether a state of an element holds now, as the browser tells it; `otherwise` for what it leaves out."""
    told = element.document.wire.ask("Accessibility.getPartialAXTree", backendNodeId=element.node, fetchRelatives=False)
    if any(node.get("ignored") for node in told["nodes"]):
        return otherwise
    properties = [one for node in told["nodes"] for one in node.get("properties", ())]
    return any(one["name"] == state and one["value"].get("value") is True for one in properties)


def _go_to(window: Window, place: int, count: int) -> None:
    """Go to an entry of an open list, from its nearer end."""
    from_end = place > count / 2
    _key(window, "End", 35) if from_end else _key(window, "Home", 36)
    for _ in range(count - 1 - place if from_end else place):
        _key(window, "ArrowUp", 38) if from_end else _key(window, "ArrowDown", 40)


_Picks = Callable[[list[Element]], Element | None]
"""Picks an entry of the ones that show; None when none, or more than one, is the one."""


def pick(window: Window, box: Element, wanted: _Picks, seconds: float, words: Sequence[str] = ()) -> Element | None:
    """Open a list of the page's own making and press an entry of it; returns the entry, None when there was none.

    A list that does not show the entry is searched as a person does: where it takes words, by writing them, one after
    the other; else by scrolling. It is closed again if nothing was chosen: what lies open would cover the rest.
    """
    listed = _List(window, box, wanted)
    if not listed.is_open and not press(window, box, seconds):
        return None
    entry = listed.entry() or listed.search(words) or listed.scroll()
    if entry is None:
        if words:
            listed.search(("",))
        press(window, box, seconds)
        return None
    return entry if press(window, entry, seconds) else None


class _List:
    """A list of the page's own making, as it opens: what was there before is no entry of it."""

    def __init__(self, window: Window, box: Element, wanted: _Picks) -> None:
        self._window, self._box, self._wanted = window, box, wanted
        self._before = {(one.document.frame, one.node) for one in look(window).elements if is_seen(one)}
        self.is_open = box.called.states.get("expanded") is True

    def entry(self, seconds: float = _COMING_UP) -> Element | None:
        """Wait for the entry that is wanted."""
        return self._window.wait(lambda: self._wanted(self._entries(look(self._window))), seconds)

    def search(self, words: Sequence[str]) -> Element | None:
        """Write into the list's field what the entry may be called, until it shows."""
        for text in words:
            field = self._takes_words()
            if field is None:
                return None
            _key(self._window, "a", 65, modifiers=_SELECTS_ALL, commands=["selectAll"])
            if text:
                self._window.wire().ask("Input.insertText", text=text)
            else:
                _key(self._window, "Delete", 46, commands=["delete"])
                return None
            if entry := self.entry(_FILTERED):
                return entry
        return None

    def _takes_words(self) -> Element | None:
        """Return the field that has the caret, if it is the list's."""
        now = look(self._window)
        held = [one for one in now.elements if one.called.states.get("focused") is True and _takes_keys(one)]
        own = now.again(self._box)
        return next((one for one in held if (own is not None and own.holds(one)) or self._is_new(one)), None)

    def scroll(self) -> Element | None:
        """Scroll the list from its top until the entry shows, or nothing new does."""
        met, turn = set[str](), -_TO_THE_TOP
        for _turn in range(_TURNS):
            entries = self._entries(look(self._window))
            texts = {words_of(one) for one in entries} - met
            if not texts:
                return None
            met |= texts if turn > 0 else set()
            if not self._turn_wheel(entries, turn):
                return None
            if entry := self.entry(_SCROLLS):
                return entry
            turn = _SCROLLED
        return None

    def _turn_wheel(self, entries: list[Element], screens: float) -> bool:
        """Turn the wheel over some entries, by how many times of what shows of them; False where they went."""
        boxes = [one.box for one in entries if one.box]
        try:
            x, y = _middle(entries[len(entries) // 2])
            left, top = _offset(entries[0].document)
            down = (max(box[3] for box in boxes) - min(box[1] for box in boxes)) * screens
            wheel = {"type": "mouseWheel", "x": left + x, "y": top + y, "deltaX": 0, "deltaY": down}
            self._window.wire().ask("Input.dispatchMouseEvent", **wheel)
        except (Error, ValueError):
            return False
        return True

    def _entries(self, now: Snapshot) -> list[Element]:
        """Return the entries that show: of the list that a field says it opens, else of any that lies open.

        Where nothing says that it is an entry, that is whatever has come up with words in it.
        """
        field = now.again(self._box)
        own = [one for one in options_of(field) if is_seen(one)] if field else []
        own = own or [one for one in now.elements if one.role == "option" and one.tag != "option" and is_seen(one)]
        for some in (own, [one for one in options_of(field) if _has_room(one)] if field else []):
            if some and self._wanted(some) is not None:
                return some  # what a list shows only when it is scrolled is scrolled to before it is pressed
        new = [one for one in now.elements if self._is_new(one) and _has_words(one) and is_seen(one)]
        return [*own, *(one for one in new if not any(entry.holds(one) for entry in own))]

    def _is_new(self, element: Element) -> bool:
        return (element.document.frame, element.node) not in self._before


def _has_room(element: Element) -> bool:
    box = element.box
    return box is not None and element.visible and element.clear and (box[2] - box[0]) * (box[3] - box[1]) > 1


def _takes_keys(element: Element) -> bool:
    typed = element.tag == "input" and element.type in ("text", "search")
    return not element.read_only and (typed or element.editable)


def _has_words(element: Element) -> bool:
    return any(isinstance(inner, TextNode) and inner.text.strip() for inner in element.inside)
