"""Reads the page in front, of the browser alone: nothing in the page can notice, change or answer the reading.

Structure, places, styles and values come from `DOMSnapshot`, names and states from `Accessibility` (Chrome DevTools
Protocol), so that each element has one name: the one that assistive technology gives it, through slots, shadow roots
and components.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any
from urllib.parse import urljoin

from playwright.sync_api import Error

from optout.browser.element import (
    STYLES,
    Box,
    Called,
    Element,
    PageDocument,
    Snapshot,
    Style,
    TextNode,
    form_of,
    is_dialog,
    is_field,
    is_form,
    is_read,
    is_seen,
    is_shown,
    is_writable,
    labels_of,
    lay_out,
    name_beside,
    name_of,
    option_label,
    read_style,
    seen_text,
)
from optout.browser.lists import group_of, is_pressed_answer, is_radio, opens_list, options_of, picked_in, question_of
from optout.browser.window import Window, Wire
from optout.flow.labels import is_consent
from optout.flow.words import fold

_ELEMENT, _TEXT = 1, 3  # nodeType, DOM Standard
_MOST_NAMED = 1500
"""Nodes of a document whose whole accessibility tree is asked for: it takes 100 µs a node."""
_NODES_AT_ONCE = 5
"""To ask for one node alone takes 1 ms, for all with one of 15 roles 15 µs a role and node of the document."""
_ROLES = (
    "alertdialog", "button", "checkbox", "combobox", "dialog", "group", "heading", "link", "listbox", "radio",
    "radiogroup", "searchbox", "spinbutton", "switch", "textbox",
)  # fmt: skip
_NO_ROLE = frozenset({"hidden", "password", "file", "color", "date", "datetime-local", "month", "time", "week"})
_INPUT_ROLES = {
    **dict.fromkeys(("button", "submit", "reset", "image"), "button"),
    "checkbox": "checkbox",
    "radio": "radio",
    "range": "slider",
    "number": "spinbutton",
    "search": "searchbox",
}
_TAG_ROLES = {
    **dict.fromkeys(("h1", "h2", "h3", "h4", "h5", "h6"), "heading"),
    "button": "button",
    "summary": "button",
    "textarea": "textbox",
    "fieldset": "group",
    "option": "option",
    "dialog": "dialog",
}
_TELLING = frozenset({
    "alert", "alertdialog", "article", "banner", "button", "checkbox", "combobox", "complementary", "contentinfo",
    "dialog", "feed", "form", "group", "heading", "link", "listbox", "log", "main", "marquee", "menu", "menubar",
    "menuitem", "menuitemcheckbox", "menuitemradio", "navigation", "option", "radio", "radiogroup", "region", "search",
    "searchbox", "slider", "spinbutton", "status", "switch", "tab", "tablist", "tabpanel", "textbox", "toolbar",
})  # fmt: skip
"""Roles of the browser that say what an element is for; the others say how it is laid out, or nothing."""
_NAMES = ("pass", "passwd", "password", "pwd")
_PASSWORD = "input[type=password i]"  # noqa: S105  which is where one is typed
_UNVEILED = ", ".join(
    f"input{which}:not([type=password i]):not([type=hidden i])"
    for which in (
        "[autocomplete~=current-password i]",
        *(f"[{key}={name} i]" for key in ("name", "id") for name in _NAMES),
    )
)
"""A field for a password whose page lets the person see what they type. Not by `new-password`: that also keeps browsers
from filling in fields of any kind."""
_TYPED = """function ([password, unveiled]) {
  const told = {passwords: 0, unveiled: 0, typed: false, shown: false};
  const look = (root) => root.querySelectorAll('*').forEach((e) => {
    if (e.matches(password)) { told.passwords += 1; told.typed ||= e.value !== ''; }
    if (e.matches(unveiled)) { told.unveiled += 1; told.shown ||= e.value !== ''; }
    if (e.shadowRoot) look(e.shadowRoot);
  });
  look(document);
  return told;
}"""
# Any page on which somebody types a password needs this script and `_FACTS`: what the browser tells of a page's
# structure holds all that was typed, and cannot be asked without. So it is not asked while a password stands there.


def look(window: Window, *, afresh: bool = True) -> Snapshot:
    """Read the page in front; an unread one while it changes, waits for its server, or is on a host not listed.

    Unless `afresh`, a page that stands as it did is not asked again what it calls its elements, for a moment: what
    nothing shows, as where the person writes or what a script thinks of a value, may be that much older.

    Raises:
        WindowGone: the window ended.
    """
    if not window.allows(window.page.url) or window.waits:
        return Snapshot()
    try:
        return _look(window, afresh=afresh)
    except Error:
        if window.gone:
            raise window.end() from None
        return Snapshot()  # the page moved on while it was read, or did not answer


@dataclass(frozen=True)
class _LastLook:
    """The last reading of a window: what its structure was told as, and when it was named, by the window's clock.

    The window holds it, so that both go together: it holds the window's sessions, and by them the window.
    """

    told: list[Any]
    snapshot: Snapshot
    at: float


def _look(window: Window, *, afresh: bool) -> Snapshot:
    wires = [window.wire(), *window.frame_wires()]
    passwords = [_passwords(wire, several=len(window.page.frames) > 1) for wire in wires]
    if _Passwords.SHOWN in passwords:
        return Snapshot()  # whatever the browser told of the page would hold it
    if _Passwords.TYPED in passwords:
        return _beside_password(window, wires[0])
    told = [(wire, taken) for wire in wires if (taken := _structure(wire, required=wire is wires[0]))]
    last: _LastLook | None = window.last_look
    if last and not afresh and last.told == told and window.now() - last.at < KEPT_FOR:
        return last.snapshot
    snapshot = _snapshot(window, told)
    window.last_look = _LastLook(told, snapshot, window.now())
    return snapshot


def _structure(wire: Wire, *, required: bool) -> Any:
    try:
        return wire.ask("DOMSnapshot.captureSnapshot", computedStyles=[*STYLES], includePaintOrder=True)
    except Error:
        if required:
            raise
        return None  # a frame that went meanwhile


def _snapshot(window: Window, told: list[tuple[Wire, Any]]) -> Snapshot:
    made: list[PageDocument] = []
    for wire, taken in told:
        own = _documents(wire, taken)
        if not made or _find_owner(own[0], made):
            made += own
    ours = [document for document in made if _is_ours(window, document)]
    for document in ours:
        _name(document)
    return Snapshot(tuple(ours), read=bool(ours) and ours[0] is made[0])


class _Passwords(Enum):
    """How passwords stand on a page: none is typed; one is, and shown as dots; one is shown as it is."""

    NONE = "none"
    TYPED = "typed"
    SHOWN = "shown"


def _passwords(wire: Wire, *, several: bool) -> _Passwords:
    """Tell how passwords stand in the documents of a process, without asking for any of their values.

    What is in a closed shadow root no script of ours reaches: such a field counts as if somebody had typed into it.
    """
    wire.turn_on("DOM")
    if not _count(wire, f"{_PASSWORD}, {_UNVEILED}"):
        return _Passwords.NONE
    passwords, unveiled = _count(wire, _PASSWORD), _count(wire, _UNVEILED)
    frames = [frame["id"] for frame in _frames(wire.ask("Page.getFrameTree")["frameTree"])] if several else [""]
    told = [facts for frame in frames if (facts := wire.run(_TYPED, [_PASSWORD, _UNVEILED], frame=frame))]
    if any(one["shown"] for one in told) or unveiled > sum(one["unveiled"] for one in told):
        return _Passwords.SHOWN
    typed = any(one["typed"] for one in told) or passwords > sum(one["passwords"] for one in told)
    return _Passwords.TYPED if typed else _Passwords.NONE


def _count(wire: Wire, selector: str) -> int:
    """Count the elements that a selector fits, in shadow roots of every kind too.

    The browser forgets what it found when the page goes: to have it forget sooner would take as long as the search.
    """
    return int(wire.ask("DOM.performSearch", query=selector)["resultCount"])


def _frames(tree: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    yield tree["frame"]
    for child in tree.get("childFrames", ()):
        yield from _frames(child)


def _beside_password(window: Window, wire: Wire) -> Snapshot:
    """Read a page while somebody types a password: only what the browser names, which shows a password as dots."""
    ours: list[PageDocument] = []
    for frame in _frames(wire.ask("Page.getFrameTree")["frameTree"]):
        document = PageDocument(frame["url"], frame["id"], wire)
        if (ours and not _find_owner(document, ours)) or not _is_ours(window, document):
            continue
        _name_alone(document)
        ours.append(document)
    is_main = bool(ours) and ours[0].owner is None
    return Snapshot(tuple(ours), read=is_main, password=is_main)


def _name_alone(document: PageDocument) -> None:
    """Put a document together of what the browser names, without its structure."""
    nodes = document.wire.ask("Accessibility.getFullAXTree", frameId=document.frame)["nodes"]
    children = {told["nodeId"]: told for told in nodes}
    waiting: list[tuple[Mapping[str, Any], Element | None]] = [(nodes[0], None)]
    while waiting:
        told, parent = waiting.pop()
        element = _named_alone(document, told, parent)
        inside = [children[one] for one in told.get("childIds", ()) if one in children]
        waiting += [(one, element) for one in reversed(inside)]


def _named_alone(document: PageDocument, told: Mapping[str, Any], parent: Element | None) -> Element | None:
    """Make what the browser names a part of a document; return it, or what is around what has no name."""
    called, at = _called(told), len(document.elements) + len(document.words)
    if called.role == "StaticText" and parent is not None:
        words = TextNode(parent, called.name + " ", at, (_SOMEWHERE,), told.get("backendDOMNodeId", 0))
        parent.inside.append(words)
        document.words.append(words)
    if told.get("ignored") or "backendDOMNodeId" not in told or called.role in ("StaticText", "InlineTextBox"):
        return parent
    element = Element(told["backendDOMNodeId"], "", {}, parent, document, at, box=_SOMEWHERE, display="block")
    element.called, element.value = called, called.value or ""
    if called.role in (*_ROLES, "form", "alert", "status", "Iframe"):
        facts = document.wire.about(element.node, _FACTS, frame=document.frame)
        element.tag, element.attributes, element.ticked = facts["tag"], facts["attributes"], facts["ticked"]
        element.box = _box(facts["box"])
        element.clear = facts["seen"]
    if _is_secret(element):
        element.secret, element.value = True, ""
    element.role = _role(element)
    document.add(element)
    return element


_SOMEWHERE: Box = (0.0, 0.0, 9.0, 9.0)
_FACTS = """function () {
  const box = this.getBoundingClientRect();
  const told = [...this.attributes].filter(({name}) => !['value', 'srcdoc'].includes(name));
  return {tag: this.localName, attributes: Object.fromEntries(told.map(({name, value}) => [name, value])),
    ticked: !!(this.checked || this.selected), box: [box.left + scrollX, box.top + scrollY, box.width, box.height],
    seen: this.checkVisibility({opacityProperty: true, visibilityProperty: true})};
}"""


def _is_ours(window: Window, document: PageDocument) -> bool:
    """Whether a document is on a listed host, as what is around it must be, and can be seen.

    One without an address of its own is where its owner is.
    """
    own = window.allows(document.address)
    if document.around is None or document.owner is None:
        return own
    placed = own or (document.address.startswith("about:"))
    if not (placed and _is_ours(window, document.around) and is_seen(document.owner)):
        return False
    box = document.owner.box
    return box is not None and box[2] - box[0] > 1 and box[3] - box[1] > 1


def _find_owner(document: PageDocument, known: list[PageDocument]) -> bool:
    """Note which element shows a document of another process; False when none does any more."""
    for outer in known:
        try:
            owner = outer.wire.ask("DOM.getFrameOwner", frameId=document.frame)["backendNodeId"]
        except Error:
            continue
        if owner in outer.by_node:
            document.owner, document.around = outer.by_node[owner], outer
            return True
    return False


def _documents(wire: Wire, taken: Any) -> list[PageDocument]:
    """Make all documents of a process of what it tells: what is in them, where it is, and what it holds."""
    strings = taken["strings"]
    documents: list[PageDocument] = []
    owners: dict[int, tuple[PageDocument, int]] = {}
    for number, told in enumerate(taken["documents"]):
        document = PageDocument(_text(strings, told["documentURL"]), _text(strings, told["frameId"]), wire)
        if number in owners:
            document.around, at = owners[number]
            document.owner = next((one for one in document.around.elements if one.at == at), None)
        _DocumentReader(document, told, strings).read()
        framed = told["nodes"].get("contentDocumentIndex", {"index": [], "value": []})
        owners |= {inner: (document, at) for at, inner in zip(framed["index"], framed["value"], strict=True)}
        documents.append(document)
    return documents


def _text(strings: list[str], index: int) -> str:
    return strings[index] if index >= 0 else ""


class _DocumentReader:
    """Makes elements of the columns that the browser tells of one document."""

    def __init__(self, document: PageDocument, told: Mapping[str, Any], strings: list[str]) -> None:
        self._document = document
        self._told = told
        self._strings = strings
        self._nodes = nodes = told["nodes"]
        self._layout = told["layout"]
        self._styles: dict[tuple[int, ...], Style] = {}
        self._placed = {node: place for place, node in enumerate(self._layout["nodeIndex"])}
        self._pseudo = frozenset(nodes["pseudoType"]["index"])
        self._sunk: dict[int, int] = {}
        self._clickable = frozenset(nodes["isClickable"]["index"])
        self._ticked = frozenset((*nodes["inputChecked"]["index"], *nodes["optionSelected"]["index"]))
        self._values = {
            node: _text(strings, value)
            for kind in ("inputValue", "textValue")
            for node, value in zip(nodes[kind]["index"], nodes[kind]["value"], strict=True)
        }

    def read(self) -> None:
        document, nodes = self._document, self._nodes
        width, height = self._told["layout"]["bounds"][0][2:] if self._layout["bounds"] else (0, 0)
        left, top = self._told.get("scrollOffsetX", 0), self._told.get("scrollOffsetY", 0)
        document.viewport = (left, top, left + width, top + height)
        document.height = self._told.get("contentHeight", height)
        made: dict[int, Element] = {}
        ours = self._bar()
        kinds, pseudo = nodes["nodeType"], self._pseudo
        lines = self._lines()
        for at, around in enumerate(nodes["parentIndex"]):
            if at in ours or around in ours:
                ours.add(at)
            elif kinds[at] == _ELEMENT and at not in pseudo:
                made[at] = self._element(at, made.get(around))
            elif at in pseudo and around in made:
                document.drawn[nodes["backendNodeId"][at]] = made[around]
            elif kinds[at] == _TEXT and around in made:
                text, node = _text(self._strings, nodes["nodeValue"][at]), nodes["backendNodeId"][at]
                layer = self._layer(self._placed[at]) if at in self._placed else 0
                words = TextNode(made[around], text, at, lines.get(at, ()), node, layer)
                made[around].inside.append(words)
                document.words.append(words)
                if words.boxes:
                    _spread(made[around])
        shadow = frozenset(
            nodes["shadowRootType"]["index"]
        )  # whatever is in a shadow tree, not only what it begins with
        for at in shadow:
            host = made.get(around := nodes["parentIndex"][at])
            if host is not None and (around not in shadow or "-" in host.tag):
                host.hosts = True
        document.ours = frozenset(nodes["backendNodeId"][at] for at in ours)
        document.language = document.elements[0].attributes.get("lang", "") if document.elements else ""

    def _bar(self) -> set[int]:
        """Return the place of our own bar: an element without attributes, around a closed shadow root that holds it."""
        roots = self._nodes["shadowRootType"]
        inner = (
            at
            for at, kind in zip(roots["index"], roots["value"], strict=True)
            if _text(self._strings, kind) == "closed"
        )
        hosts = {self._nodes["parentIndex"][at] for at in inner if self._attributes(at).get("aria-label") == "optout"}
        return {host for host in hosts if not self._nodes["attributes"][host]}

    def _attributes(self, at: int) -> dict[str, str]:
        flat = self._nodes["attributes"][at]
        strings = self._strings
        return {_text(strings, flat[n]): _text(strings, flat[n + 1]) for n in range(0, len(flat), 2)}

    def _lines(self) -> dict[int, tuple[Box, ...]]:
        """Return the boxes of each text, a line each; of what has none of its own, the one it is laid out in."""
        nodes, boxes = self._layout["nodeIndex"], self._told["textBoxes"]
        found: dict[int, list[Box]] = {}
        for place, bounds in zip(boxes["layoutIndex"], boxes["bounds"], strict=True):
            found.setdefault(nodes[place], []).append(_box(bounds))
        kinds = self._nodes["nodeType"]
        for place, node in enumerate(nodes):
            if kinds[node] == _TEXT and node not in found:
                found[node] = [_box(self._layout["bounds"][place])]
        return {node: tuple(lines) for node, lines in found.items()}

    def _element(self, at: int, parent: Element | None) -> Element:
        nodes, strings = self._nodes, self._strings
        element = Element(
            node=nodes["backendNodeId"][at],
            tag=strings[nodes["nodeName"][at]].lower(),
            attributes=self._attributes(at),
            parent=parent,
            document=self._document,
            at=at,
            clickable=at in self._clickable,
            ticked=at in self._ticked,
        )
        element.secret = _is_secret(element)
        if element.secret:
            element.attributes.pop("value", None)
        else:
            element.value = self._values.get(at, "")
        if parent is not None:
            element.clear, element.fade = parent.clear, parent.fade
            element.room = element.clip = parent.clip
        place = self._placed.get(at)
        if place is not None:
            self._lay_out(element, place)
        self._document.add(element)
        return element

    def _lay_out(self, element: Element, place: int) -> None:
        element.box = _box(self._layout["bounds"][place])
        style = self._style(place)
        if style and style.sunk and element.parent is not None:
            self._sunk[self._layout["paintOrders"][place]] = element.parent.layer - 1
        element.layer = self._layer(place)
        if style:
            lay_out(element, style)
        _spread(element.parent)

    def _style(self, place: int) -> Style | None:
        told = tuple(self._layout["styles"][place])
        if told and told not in self._styles:  # many elements have the same
            self._styles[told] = read_style([_text(self._strings, one) for one in told])
        return self._styles.get(told)

    def _layer(self, place: int) -> int:
        layer: int = self._layout["paintOrders"][place]
        return self._sunk.get(layer, 2 * layer)


def _box(bounds: list[float]) -> Box:
    left, top, width, height = bounds
    return (left, top, left + width, top + height)


def _spread(element: Element | None) -> None:
    """Note that what is in an element without a box takes room."""
    while element is not None and element.box is None and not element.spread:
        element.spread = True
        element = element.parent


def _is_secret(element: Element) -> bool:
    """Whether nobody may know what a field holds: a password, a code for once, or what the site keeps for itself."""
    codes = "one-time-code" in element.attributes.get("autocomplete", "").lower()
    return codes or (element.tag == "input" and element.type in ("password", "hidden"))


def _name(document: PageDocument) -> None:
    """Ask the browser what it calls the elements of a document, and settle their roles."""
    for told in _ask_names(document):
        element = document.by_node.get(told.get("backendDOMNodeId", 0))
        if element is not None and not told.get("ignored"):
            element.called = _called(told)
    for element in document.elements:
        element.role = _role(element)
        if element.secret:
            kept = {state: told for state, told in element.called.states.items() if state in _UNSECRET}
            element.called = replace(element.called, value=None, states=kept)
        elif element.called.value is not None and element.tag not in ("input", "textarea"):
            element.value = element.called.value
    _settle(document)


def _settle(document: PageDocument) -> None:
    """Settle what only all roles together tell: what answers a question, what a box is called, what can be read."""
    for element in document.elements:
        if element.role == "button" and is_pressed_answer(element):
            element.role = "radio"
    for element in document.elements:  # once all roles are known: what else is a field decides what is its row
        if (element.is_box or element.type == "radio") and not _SAYS.search(element.name):
            element.called = replace(element.called, name=name_beside(element) or element.name)
    for element in document.elements:
        if not element.clear and is_writable(element) and _is_under_its_label(element):
            element.clear = True


def _is_under_its_label(field: Element) -> bool:
    """Whether a field is clear only because its own name lies in it while it is empty, and can be read there.

    Not where that may be the name of another field, which lies over this one.
    """
    name, box = fold(field.name), field.box
    others = (one for one in field.document.elements if one is not field and is_writable(one))
    if not name or box is None or any(fold(name_of(one)) == name for one in others):
        return False
    labels = (words for words in field.document.words if fold(words.text) == name and is_read(words))
    middles = (((line[0] + line[2]) / 2, (line[1] + line[3]) / 2) for words in labels for line in words.boxes)
    return any(box[0] <= x <= box[2] and box[1] <= y <= box[3] for x, y in middles)


def _ask_names(document: PageDocument) -> Iterator[Mapping[str, Any]]:
    """Ask for all names, or in a large document for those of forms and of what can be used or leads there."""
    ask, elements = document.wire.ask, document.elements
    if len(elements) + len(document.words) <= _MOST_NAMED:
        yield from ask("Accessibility.getFullAXTree", frameId=document.frame)["nodes"]
        return
    forms = [one for one in elements if one.tag == "form" or one.attributes.get("role") == "form"]
    asking = [form for form in forms if any(one.tag in ("input", "textarea", "select") for one in form.below())]
    outer = [form for form in asking if not any(other in asking for other in form.above())]
    for form in outer:
        yield from ask("Accessibility.queryAXTree", backendNodeId=form.node)["nodes"]
    # A component says what it is only to the browser.
    others = [one for one in elements if _role(one) in _ROLES or "-" in one.tag]
    others = [one for one in others if not any(form.holds(one) for form in outer)]
    if len(others) * _NODES_AT_ONCE <= len(elements):
        for one in others:
            yield from ask("Accessibility.getPartialAXTree", backendNodeId=one.node, fetchRelatives=False)["nodes"]
    elif document.html is not None:
        for role in _ROLES:
            yield from ask("Accessibility.queryAXTree", backendNodeId=document.html.node, role=role)["nodes"]


KEPT_FOR = 0.5  # seconds
_SAYS = re.compile(r"[^\W\d_]{2}")
"""What a name has that says something: two letters."""
_UNSECRET = frozenset({"focused", "disabled", "required", "readonly", "invalid"})
_BY_LABEL = ("label", "labelfor", "labelwrapped", "legend", "figcaption", "caption", "tablecaption")
_RELATED = ("describedby", "errormessage", "controls", "owns")


def _called(told: Mapping[str, Any]) -> Called:
    name = told.get("name", {})
    properties = {one["name"]: one["value"] for one in told.get("properties", ())}
    related = {
        how: tuple(node["backendDOMNodeId"] for node in properties[how].get("relatedNodes", ()))
        for how in _RELATED
        if how in properties
    }
    states = {key: value["value"] for key, value in properties.items() if "value" in value and key not in _RELATED}
    held = told.get("value", {}).get("value")
    return Called(
        role=str(told["role"].get("value", "")),
        name=" ".join(str(name.get("value", "")).split()),
        named_by=_named_by(name),
        value=None if held is None else str(held),
        states=states,
        related=related,
    )


def _named_by(name: Mapping[str, Any]) -> str:
    sources = (one for one in name.get("sources", ()) if one.get("value") and not one.get("superseded"))
    winning: Mapping[str, Any] = next(sources, {})
    if winning.get("nativeSource") in _BY_LABEL:
        return "label"
    return str(winning.get("attribute") or winning.get("nativeSource") or winning.get("type", ""))


def _role(element: Element) -> str:
    """Return what an element is for: as the browser says, else as its markup says of what the browser leaves out."""
    if element.tag == "input" and element.type in _NO_ROLE:
        return ""
    if element.called.role in _TELLING:
        return element.called.role
    given = element.attributes.get("role", "").lower().split()[:1]
    return given[0] if given and given[0] not in ("none", "presentation") else _markup_role(element)


def _markup_role(element: Element) -> str:
    if element.tag == "input":
        return _INPUT_ROLES.get(element.type) or ("combobox" if element.attributes.get("list") else "textbox")
    if element.tag == "select":
        several = "multiple" in element.attributes or element.attributes.get("size", "1") not in ("", "0", "1")
        return "listbox" if several else "combobox"
    if element.tag == "a":
        return "link" if "href" in element.attributes else ""
    return _TAG_ROLES.get(element.tag, "textbox" if element.editable else "")


_UNREAD = frozenset({"hidden", "password", "submit", "button", "reset", "image", "file"})
_OWN_ROLES = frozenset({"combobox", "checkbox", "switch", "radio", "textbox"})
_NATIVE = frozenset({"input", "textarea", "select"})
_CHOSEN = "chosen"
_WRONG = "invalid"
_MESSAGE = "function () { return this.validity && !this.validity.valid ? this.validationMessage : ''; }"
# Any form that the browser checks needs this one script: the words in which it refuses a value are told nowhere else.


CHOSEN = frozenset({"select", "combobox", "checkbox", "radio"})
"""The kinds of fields in which one chooses: what they hold is an answer, never a token."""


@dataclass(frozen=True)
class FormField:
    """A field, whether a person can see it, and whether it is sent. Hidden inputs, passwords and codes are never read.

    `value` is empty for what is written into a field that the page does not lay out, and never did: it may be a token.
    """

    label: str
    name: str
    kind: str
    value: str
    read_only: bool
    seen: bool = True
    enabled: bool = True

    @property
    def key(self) -> str:
        """What tells it from others on the pages of a form."""
        return self.name or self.label


@dataclass(frozen=True)
class FormState:
    """The form that a button sends, as it stands now.

    `fields` are those that a person can see, `unseen` the others, which go along all the same.
    `invalid` is `label: message` of the first field that the browser itself would not submit: a missing HTML `required`
    value sends nothing and raises nothing, so it has to be read before the send. `unticked` are the labels of what must
    be ticked or answered and is not, `open` of what is not either, and of which the page does not say.
    `missing` is the same of the first such field that a person can see, `starred` are the labels of those for which a
    star alone says so. `read` is False for a form that could not be
    read: that says nothing of it.
    """

    fields: tuple[FormField, ...] = ()
    unseen: tuple[FormField, ...] = ()
    invalid: str | None = None
    missing: str | None = None
    unticked: tuple[str, ...] = ()
    open: tuple[str, ...] = ()
    starred: tuple[str, ...] = ()
    read: bool = False


@dataclass(frozen=True)
class Validity:
    """What the page says of one field: its own message, whether it must be filled, and whether it may be changed."""

    message: str
    required: bool
    read_only: bool
    value: str


def read_form(button: Element, known: Collection[str] = ()) -> FormState:
    """Read the form that a button sends, as it stood when the button was read; an unread one if the page moved on.

    `known` are the keys of fields that the person could see on another page of the form: what they hold is read.
    """
    holder = _holder(button)
    every = fields_of(button)
    checks = _is_checked_by_browser(holder, button)
    boxes = [one for one in every if one.is_box and not one.checked and (one.enabled or one.tag != "input")]
    boxes = [one for one in boxes if is_shown(one)]
    # What the browser checks is asked for by `required`, but for what only a script may want.
    silent = [one for one in boxes if not one.required and not (checks and one.tag == "input" and not _consents(one))]
    try:
        invalid = next(_refused(every, hidden=checks), None)
        missing = invalid and next(_refused(every, hidden=False), None)
    except Error:
        return FormState()
    told = [_told(one, known) for one in every if _is_told(one)]
    questions = _unanswered(every)
    return FormState(
        fields=tuple(field for field in told if field.seen),
        unseen=tuple(field for field in told if not field.seen),
        invalid=invalid,
        missing=missing,
        unticked=(*(_wanted(one) for one in boxes if one.required), *(label for label, must in questions if must)),
        open=(*map(_wanted, silent), *(label for label, must in questions if not must)),
        starred=tuple(_wanted(one) for one in every if not one.required and _asks_by_star(one) and is_seen(one)),
        read=True,
    )


def validity_of(field: Element) -> Validity | None:
    """Return what the page said of a field when it was read, in the browser's or its own words; None if it moved on."""
    try:
        message = _message(field) if field.invalid else ""
    except Error:
        return None
    if not message and field.attributes.get("aria-invalid") == "true":
        said = (
            seen_text(one) for one in (*field.related("errormessage"), *field.related("describedby")) if is_seen(one)
        )
        message = next(filter(None, said), _WRONG)
    return Validity(message, field.required, field.read_only, _value(field))


def _holder(button: Element) -> Element | None:
    """Return what a button sends: its form, or the form or dialog around it; None for the whole page."""
    own = form_of(button)
    if own is not None and own.tag == "form":
        return own
    return next((one for one in button.around() if is_form(one) or is_dialog(one)), None)


def goes_to(button: Element) -> str | None:
    """Return the address that a button sends its form to by the markup; None where only a script can say.

    With any other scheme than that of a script it leads out of the browser, as to a program for mail.
    """
    form = form_of(button)
    if form is None or form.tag != "form" or button.tag not in ("button", "input"):
        return None
    target = button.attributes.get("formaction") or form.attributes.get("action") or ""
    based = next((one.attributes["href"] for one in button.document.elements if _is_base(one)), "")
    where = urljoin(urljoin(button.document.address, based), target.strip())
    return None if where.casefold().startswith(_SCRIPT) else where


_SCRIPT = ("javascript:", "about:", "data:", "blob:")
"""Schemes that say no place: what a page with such an address or such a form sends, only a script can say."""


def _is_base(element: Element) -> bool:
    return element.tag == "base" and "href" in element.attributes


def _fields(document: PageDocument, holder: Element | None) -> Iterator[Element]:
    for one in document.elements:
        own = one.tag not in _NATIVE and (one.editable or one.role in _OWN_ROLES or opens_list(one))
        if (one.tag in _NATIVE or own) and (holder is None or holder.holds(one) or form_of(one) is holder):
            yield one


def fields_of(button: Element) -> list[Element]:
    """Return every field of the form that a button sends, seen or not."""
    return [*_fields(button.document, _holder(button))]


def _is_checked_by_browser(holder: Element | None, button: Element) -> bool:
    """Whether the browser checks a form before it sends it, what nobody can see included."""
    forgoes = "formnovalidate" in button.attributes or (holder is not None and "novalidate" in holder.attributes)
    return holder is not None and holder.tag == "form" and not forgoes


def _is_told(field: Element) -> bool:
    if field.secret or (field.tag == "input" and field.type in _UNREAD):
        return False
    return field.checked or not (field.type == "radio" or (field.tag != "input" and field.role == "radio"))


def _told(field: Element, known: Collection[str]) -> FormField:
    chosen = field.is_box or field.tag == "select" or "radio" in (field.type, field.role)
    question = _question(field) if "radio" in (field.type, field.role) else ""
    label = ": ".join(filter(None, (question, name_of(field) or field.attr)))
    kind = field.type if field.tag == "input" else field.role if field.tag not in _NATIVE else field.tag
    kind = "combobox" if kind in ("button", "listbox") and opens_list(field) else kind
    # What is written into a field that is not laid out, and was not before, may be a token.
    tells = chosen or (field.box is not None and field.visible) or (field.attr or label) in known
    value = _value(field) if tells else ""
    return FormField(label, field.attr, kind, value, field.read_only, is_shown(field), field.enabled)


def _question(radio: Element) -> str:
    group = group_of(radio)
    return question_of(group) if group else ""


def asked_for(snapshot: Snapshot, told: str) -> Element | None:
    """Return the field, box or question that a form is told to miss, by its label and what is said after that."""
    for one in snapshot.elements:
        asks = is_radio(one) or one.is_box or is_field(one)
        label = (_question(one) if is_radio(one) else _wanted(one)) if asks else ""
        if label and is_shown(one) and (told == label or told.startswith(f"{label}: ")):
            return one
    return None


def _unanswered(fields: list[Element]) -> list[tuple[str, bool]]:
    """Return the questions of a form that have no answer yet, and whether one must be given, by their radio buttons."""
    groups: dict[object, list[Element]] = {}
    for one in filter(is_radio, fields):
        groups.setdefault(one.attributes.get("name") or group_of(one) or one.parent, []).append(one)
    return [
        (_question(radios[0]) or " / ".join(map(_wanted, radios)), _must(radios))
        for radios in groups.values()
        if not any(one.checked for one in radios) and any(is_shown(one) and one.enabled for one in radios)
    ]


def _must(radios: list[Element]) -> bool:
    group = group_of(radios[0])
    told = group is not None and (group.required or _is_starred(question_of(group), group.name))
    return told or any(one.required for one in radios)


def _value(field: Element) -> str:
    if field.secret:
        return ""
    if field.tag == "select":
        return ", ".join(field.chosen)
    if field.is_box or field.type == "radio" or field.role == "radio":
        return _CHOSEN if field.checked else ""
    if field.tag in _NATIVE:
        return field.value
    if field.role == "listbox":
        return picked_in(field)
    return field.value.strip() or (seen_text(field) if field.role == "button" else "")


def _consents(box: Element) -> bool:
    return is_consent(_wanted(box), box.document.language)


def _wanted(box: Element) -> str:
    return name_of(box) or box.attr or "?"


def _refused(fields: list[Element], *, hidden: bool) -> Iterator[str]:
    """Return `label: message` of what the browser itself would not send, or the page says is missing, in order."""
    for field in fields:
        told = field.tag in _NATIVE and ("required" in field.attributes or not _is_line(field))
        if field.required and not told and is_seen(field) and _is_empty(field):
            yield _wanted(field)
        counts = field.tag in _NATIVE and field.enabled and "readonly" not in field.attributes
        if counts and field.invalid and (hidden or is_seen(field)) and (message := _message(field)):
            yield f"{name_of(field) or field.attr}: {message}"


def _is_line(field: Element) -> bool:
    """Whether a field of the browser's own holds what is given, and can be changed; a list may show it beside."""
    if field.read_only or field.type in (*_UNREAD, "checkbox", "radio"):
        return False
    return field.tag == "select" or (field.tag in _NATIVE and not opens_list(field))


def _asks_by_star(field: Element) -> bool:
    """Whether a field holds nothing, and a star says that it should."""
    names = (field.name, *(seen_text(one, field) for one in labels_of(field)))
    return _is_line(field) and _is_starred(*names) and _is_empty(field)


def _is_starred(*names: str) -> bool:
    """Whether a star stands before or after a name: it says nearly everywhere that an answer is needed."""
    return any(name.startswith("*") or name.endswith("*") for name in names)


def _is_empty(field: Element) -> bool:
    """Whether a field, not one to tick, holds nothing."""
    if field.tag == "select":
        return not any(one.attributes.get("value", option_label(one)) for one in options_of(field) if one.ticked)
    return not (field.is_box or field.role == "radio" or field.value.strip() or seen_text(field))


def _message(field: Element) -> str:
    if field.tag not in _NATIVE:
        return ""
    return str(field.document.wire.about(field.node, _MESSAGE, frame=field.document.frame) or "")


@dataclass(frozen=True)
class TypedValues:
    """The values that stand in the fields of a page, each with its field; `writing` while the person is in a field.

    `read` is False when the page could not be read: what is missing then may stand there all the same.
    """

    values: frozenset[str] = frozenset()
    writing: bool = False
    read: bool = False


def typed(snapshot: Snapshot) -> TypedValues:
    """Tell what stands in the fields of a page; never passwords or codes."""
    fields = [one for one in snapshot.elements if one.tag in _NATIVE or one.role in ("radio", "checkbox", "combobox")]
    told = [one for one in fields if not (one.secret or (one.tag == "input" and one.type in _UNREAD))]
    values = frozenset(
        f"{one.attributes.get('name') or one.attributes.get('id') or at}\n{one.type}\n{_value(one)}"
        for at, one in enumerate(told)
    )
    return TypedValues(values, any(map(_is_written, snapshot.elements)), read=snapshot.read)


def _is_written(element: Element) -> bool:
    """Whether the person is in it and may be writing."""
    if element.called.states.get("focused") is not True:
        return False
    pressed = ("checkbox", "radio", "button", "submit")
    return element.editable or element.tag == "textarea" or (element.tag == "input" and element.type not in pressed)


@dataclass(frozen=True)
class _Announced:
    """The dialogs, alerts, status lines and headings that can be seen, in the order of the page.

    `trouble` when a field is marked as wrong, or the page asks for a password.
    """

    elements: tuple[Element, ...] = ()
    trouble: bool = False


_ANNOUNCING = frozenset({"dialog", "alertdialog", "alert", "status", "heading"})


def announced(snapshot: Snapshot) -> _Announced:
    """Tell what a page announces."""
    live = ("polite", "assertive")
    telling = (o for o in snapshot.elements if o.role in _ANNOUNCING or o.attributes.get("aria-live") in live)
    wrong = (one for one in snapshot.elements if one.type == "password" or one.attributes.get("aria-invalid") == "true")
    return _Announced(tuple(filter(is_seen, telling)), snapshot.password or any(map(is_seen, wrong)))
