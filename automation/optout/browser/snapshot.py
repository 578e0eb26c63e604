"""Reads the page in front: what can be used on it, by role and name, and what it says.

Roles, names, states and boxes are Playwright's (`aria_snapshot`), for each with a reference by which it can be worked
(`get_by_ref`). What that leaves out, as labels, types and whether a person can see it, `facts.js` tells of the same
elements; both are brought together by their boxes. Every call has a time-out of its own: a page that waits for its
server, or whose request is held, answers nothing.
"""

import json
import re
from collections.abc import Callable
from dataclasses import fields
from importlib.resources import files
from typing import Any

from playwright.sync_api import Error, Frame, FrameLocator, Locator
from playwright.sync_api import Page as Tab
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser.element import FIELD_ROLES, PLAIN_ROLES, PRESSED_ROLES, Block, Document, Element, Fact
from optout.browser.page import Page
from optout.browser.window import Window
from optout.flow import fold, said_of

_FACTS = (files(__package__) / "facts.js").read_text("utf-8")
_ROW = re.compile(r"""( *)- (?:'((?:[^']|'')*)'|(.*?))(?::(?: (.*))?)?""")
"""A line of a snapshot: how deep it is, what it is about, which may be quoted, and a value."""
_ABOUT = re.compile(r'([\w-]+)(?: ("(?:[^"\\]|\\.)*"|/.*/))?((?: \[[^\]]*\])*)')
_HEX = re.compile(r"(?<!\\)((?:\\\\)*)\\x")
_STATE = re.compile(r"\[([\w-]+)(?:=([^\]]*))?\]")
_SHOWS = """(root, css) => innerWidth > 1 && innerHeight > 1 && [...root.querySelectorAll(css)].some(
  (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: one.value === ''}))"""
_FRAME_TIME = 300.0  # milliseconds
_TIME = 2000.0  # milliseconds; the longest that a read may take
_CALLED = ",".join(f"[{key}={name} i]" for name in ("pass", "passwd", "password", "pwd") for key in ("name", "id"))
_PASSWORD = f"input:is([type=password i],[autocomplete~=current-password i],{_CALLED}):not([type=hidden i])"
"""A field for a password, also one that lets the person see what they type."""
_ASKING = "textarea,input:not([type]),input[type=email i],input[type=text i],select,[contenteditable],[role=textbox]"
_PARTS = f":is(dialog[open],[role=dialog],[role=alertdialog],form,[role=form]):has({_ASKING}):not(:has({_PASSWORD}))"
"""What is read of a page on which a password may be typed, which a snapshot would show in clear."""
_ASIDE = frozenset({"banner", "complementary", "contentinfo", "navigation", "search"})
_MOST_READINGS, _MOVES = 8, 0.04  # of a page that moves while it is read, as where a part slides open; seconds between


def read(window: Window) -> Page:
    """Read the page in front; an unread one while it changes, waits for its server, or is on a host not listed."""
    tab = window.page
    if not window.allows(tab.url) or window.is_navigating:
        return Page()
    last = window.reading
    if isinstance(last, Page) and last.documents[0].address == tab.url:
        return last
    try:
        for _reading in range(_MOST_READINGS):
            page = _read(window, tab)
            before, window.torn = window.torn, [one.torn for one in page.documents]
            if not any(window.torn) or window.torn == before:  # what never fits is no move of the page
                break
            window.rest(_MOVES)
    except Error:
        if window.gone:
            raise window.end() from None
        return Page()  # the page moved on while it was read, or did not answer
    window.reading, window.read_at = page if page.read else None, window.now()
    return page


def locate(window: Window, element: Element) -> Locator:
    """Return what works an element of the last reading."""
    found = window.page.get_by_ref(element.ref)
    return found.get_by_text(element.text, exact=True).visible.first if element.alone else found


def _read(window: Window, tab: Tab) -> Page:
    told = _facts(window)
    password = told["password"] or any(map(_asks_password, tab.frames[1:]))
    whole, snapshot = not (password or told["held"] or told["large"]), ""
    if not told["unveiled"] and (whole or told["part"]):  # what was typed as a password is in any snapshot by now
        root = tab if whole else tab.locator(_PARTS).visible.first
        snapshot = root.aria_snapshot(mode="ai", boxes=True, timeout=_TIME)
    if window.is_navigating or not window.allows(tab.url):
        return Page()
    documents = _put_together(window, tab, told, snapshot.encode("utf-8", "replace").decode())  # half an emoji
    window.refreshing = told["refreshes"]
    return Page(tuple(documents), read=True, password=password)


def _facts(window: Window, frame: FrameLocator | None = None) -> Any:
    """Return what `facts.js` tells of the page in front or of a frame, and remember the fields for passwords in it."""
    wanted = {"selectors": window.selectors, "veiled": [*window.veiled], "passwords": _PASSWORD, "parts": _PARTS}
    if frame:
        told = frame.locator("html").evaluate(_FACTS, wanted, timeout=_TIME)
    else:
        call = f"({_FACTS.strip()})(document.documentElement, {json.dumps(wanted)})"
        told = window.ask_devtools("Runtime.evaluate", expression=call, returnByValue=True)["result"].get("value")
        if told is None:
            raise Error("the page moved on")
    told = json.loads(told) if isinstance(told, str) else told
    window.veiled |= set(told["veiled"])
    return told


def _asks_password(frame: Frame) -> bool:
    """Whether a frame shows a field for a password; one that does not answer in time may have one."""
    try:
        return bool(frame.locator(":root").evaluate(_SHOWS, _PASSWORD, timeout=_FRAME_TIME))
    except Error as error:
        return isinstance(error, TimeRanOut)


def _put_together(window: Window, tab: Tab, told: Any, snapshot: str) -> list[Document]:
    """Return the documents of a page: every line of the snapshot is an element, or a text of the one around it."""
    sheets = [_Sheet(told)]
    around: list[tuple[Element, _Sheet | None]] = []
    lines = [*snapshot.split("\n"), ""]
    for row, following in zip(map(_ROW.fullmatch, lines), lines[1:], strict=False):
        about = _ABOUT.fullmatch(row[3] if row[2] is None else row[2].replace("''", "'")) if row else None
        if row is None or about is None:
            continue
        del around[len(row[1]) // 2 :]
        parent, sheet = around[-1] if around else (None, sheets[0])
        text = _unquoted(row[4] or "")
        if sheet is None:
            continue
        if about[1] == "text":
            if parent:
                parent.text = f"{parent.text} {text}".strip()
            continue
        element = sheet.add(about, text, parent)
        if element.role == "iframe":
            holds = following.startswith(f"{row[1]} ")
            sheet = _framed(window, tab, element) if holds else None
            sheets += [sheet] if sheet else []
        around.append((element, sheet))
    return [sheet.finished() for sheet in sheets]


def _unquoted(text: str) -> str:
    return str(json.loads(_HEX.sub(r"\1\\u00", text), strict=False)) if text.startswith('"') else text


def _framed(window: Window, tab: Tab, frame: Element) -> "_Sheet | None":
    """Return what stands in a frame that can be seen, if it is of a listed host or has no address of its own."""
    if min(frame.box[2:]) <= 1:
        return None
    try:
        told = _facts(window, tab.get_by_ref(frame.ref).content_frame)
    except Error:
        return None
    listed = told["address"].startswith("about:") or window.allows(told["address"])
    return _Sheet(told) if listed and not told["password"] else None


class _Sheet:
    """A document in the making. Each row of its snapshot takes the facts of the same box and kind, in order."""

    def __init__(self, told: Any) -> None:
        blocks = [Block(**{**one, "box": tuple(one["box"])}) for one in told["blocks"]]
        self._document = Document(told["address"], told["language"], told["title"], blocks=blocks)
        self._left: dict[tuple[float, ...], list[Fact]] = {}
        for one in told["elements"]:
            self._left.setdefault(tuple(one["box"]), []).append(one)

    def add(self, about: "re.Match[str]", text: str, parent: Element | None) -> Element:
        states = {name: value or "true" for name, value in _STATE.findall(about[3])}
        left, top, width, height = map(float, states.pop("box", "0,0,0,0").split(","))
        ref, box = states.pop("ref", ""), (left, top, width, height)
        element = Element(about[1], _unquoted(about[2] or ""), ref, states, box, text, parent, document=self._document)
        element.visible, element.enabled = width >= 1 and height >= 1, "disabled" not in states
        self._document.elements.append(element)
        if parent and parent.document is self._document:
            parent.inside.append(element)
        return element

    def finished(self) -> Document:
        """Return the document, each element with its facts, and those of which only the facts tell."""
        document = self._document
        for fits in _LIKE:
            for element in (one for one in document.elements if not one.facts):
                waiting = self._left.get(element.box, [])
                if found := next((one for one in waiting if fits(element.role, _roles_of(one))), None):
                    waiting.remove(found)
                    element.facts = found
        lost = {one.box for one in document.elements if not one.facts and one.role in FIELD_ROLES}
        left = {box for box, some in self._left.items() if any(one["field"] for one in some)}
        document.torn = frozenset(lost | left if lost and left else ())
        for fact in (one for some in self._left.values() for one in some):
            roles, (left, top, width, height) = _roles_of(fact), fact["box"]
            if fact["field"] or "button" in roles:
                box = (left, top, width, height)
                document.elements.append(Element((*roles, "generic")[0], "", box=box, facts=fact, document=document))
        self._note_alone()
        for element in document.elements:
            _take_over(element)
        for element in document.elements:
            if element.facts.get("radio") or _is_answer(element):
                element.role = "radio"
            element.opens = _opens_countries(element)
        self._note_news()
        dialogs = [one for one in document.elements if one.dialog >= 0 and one.visible]
        in_front = [one for one in dialogs if "active" in one.states] or dialogs  # it takes the focus
        document.top = in_front[-1].dialog if in_front else -1
        return document

    def _note_news(self) -> None:
        """Know what is in a form by which one only gets news."""
        buttons = [one for one in self._document.elements if one.role == "button" and one.form >= 0]
        more = {one.form for one in buttons if one.does & {"send", "onward"}}  # as a form around all of a page
        news = {one.form for one in buttons if "subscribe" in one.does} - more
        for one in self._document.elements:
            one.aside = one.aside or one.form in news

    def _note_alone(self) -> None:
        """Know what is pressed by the row of the part it is alone in, as a snapshot has no other (Playwright 1.65)."""
        rows = [one for one in self._document.elements if one.text and one.role in PLAIN_ROLES and not one.inside]
        for fact in (one for some in self._left.values() for one in some if one["pointer"] and not _roles_of(one)):
            left, top, width, height = fact["box"]
            for one in (row for row in rows if fold(row.text) == fold(fact.get("words", ""))):
                x, y, wide, high = one.box
                if x <= left and y <= top and left + width <= x + wide and top + height <= y + high:
                    one.facts, one.box, one.alone = fact, (left, top, width, height), True


def _take_over(element: Element) -> None:
    """Give an element what its facts tell, and what is around it."""
    facts, states, around = element.facts, element.states, element.parent
    if around:
        element.form, element.dialog, element.aside = around.form, around.dialog, around.aside
    element.aside = element.aside or element.role in _ASIDE
    for name in _TOLD & facts.keys():
        setattr(element, name, facts[name])
    if facts.get("misnamed"):  # the browser names it by the labels of other fields that share its id
        element.name = " ".join(element.labels) or element.attributes.get("title", "")
    element.text = "" if element.secret else element.text
    element.value = str(facts.get("value", element.text))
    element.enabled = element.enabled and bool(facts.get("enabled", True))
    element.read_only = element.read_only or not element.enabled
    own = not element.is_native and "true" in (states.get("checked"), states.get("pressed"))
    element.checked = own or element.checked


_TOLD = {one.name for one in fields(Element)} - {"box", "enabled"}  # what the facts have under the same name
_ROLES = {  # those that an element may have by its tag, or an input by its type
    "textarea": ("textbox",), "select": ("combobox", "listbox"), "summary": ("button", "generic"), "a": ("link",),
    "iframe": ("iframe",), "fieldset": ("group", "radiogroup"), "dialog": ("dialog",), "form": ("form", "generic"),
    "checkbox": ("checkbox", "switch"), "radio": ("radio",), "range": ("slider",), "number": ("spinbutton",),
    "search": ("searchbox",), **dict.fromkeys(("submit", "button", "reset", "image", "file"), ("button",)),
}  # fmt: skip
_LIKE: tuple[Callable[[str, tuple[str, ...]], bool], ...] = (
    lambda role, roles: role in roles[:1],
    lambda role, roles: role in roles,  # only then: the words of a list may lie just where its field does
    lambda role, roles: not roles and role not in FIELD_ROLES,
)
"""Whether a row of some role may be the element whose roles are these, the surest first."""


def _roles_of(fact: Fact) -> tuple[str, ...]:
    tag, attributes = fact["tag"], fact["attributes"]
    if tag == "input":
        own = _ROLES.get(attributes.get("type", "").lower(), ("textbox", "combobox"))
    else:
        own = _ROLES.get(tag, ("textbox", "generic") if fact["field"] else ())
    given = attributes.get("role", "").lower().split()[:1]  # of a field, one that is none or unknown is not heeded
    return (*given, *(own if fact["field"] else ()), "generic") if given else own


def _opens_countries(element: Element) -> bool:
    """Whether it is a button called a country that does nothing known, or what stands after that word for no field."""
    if not (element.role == "button" or element.pressable) or element.is_list or element.does:
        return False
    fields = {one.called for one in element.document.elements if one.is_native and one.drawn}
    before = [text for text in element.near if any(map(str.isalpha, text))][-1:] if element.role != "button" else []
    more = element.name if element.name != (element.facts.get("words") or element.words) else ""  # its label, too
    told = (more, *(text for text in before if text not in fields))
    return any("country" in said_of(text, element.document.language) for text in told if text)


def _is_answer(element: Element) -> bool:
    """Whether it is a button that stays pressed, in a group or a row of such alone: together they ask a question."""
    around = [*element.above()]
    group = next((one for one in around if one.role == "group"), element.parent)
    if element.role != "button" or group is None or any(one.role == "toolbar" for one in around):
        return False
    inside = [one for one in group.below() if one.is_field or one.role in PRESSED_ROLES]
    return len(inside) > 1 and all("aria-pressed" in one.attributes for one in inside)
