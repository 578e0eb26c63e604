"""Reads the page in front: what can be used on it, by role and name, and what it says.

Roles, names, states and boxes are Playwright's (`aria_snapshot`), for each with a reference by which it can be worked
(`get_by_ref`). What that leaves out, as labels, types and whether a person can see it, `facts.js` tells of the same
elements; both are brought together by their boxes. Every call has a time-out of its own: a page that waits for its
server, or whose request is held, answers nothing.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from importlib.resources import files
from typing import Any

from playwright.sync_api import Error, Frame, FrameLocator, Locator
from playwright.sync_api import Page as Tab
from playwright.sync_api import TimeoutError as TimeRanOut

from optout.browser.window import Window
from optout.flow import Action, ListEntry, fold, names_any, said_by, said_of

Box = tuple[float, float, float, float]  # left, top, width, height in the viewport of its document, in CSS pixels
FormArea = tuple[str, int]  # a part of a document: a dialog or a form by its number, or what is in neither
_Fact = Mapping[str, Any]  # what `facts.js` tells of one element
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

FIELD_ROLES = frozenset({
    "textbox", "searchbox", "spinbutton", "combobox", "listbox", "checkbox", "switch", "radio", "slider",
})  # fmt: skip
_PRESSED = frozenset({"button", "link", "menuitem", "tab", "option", "checkbox", "switch", "radio", "menuitemradio"})
_ASIDE = frozenset({"banner", "complementary", "contentinfo", "navigation", "search"})
_PLAIN = frozenset({"generic", "listitem", "paragraph", "img", "text", "strong"})
_MOST_READINGS, _MOVES = 8, 0.04  # of a page that moves while it is read, as where a part slides open; seconds between
_LOWEST, _NARROWEST = 5.0, 8.0  # CSS pixels of a field in which a person can see what they write


@dataclass(frozen=True, slots=True)
class Block:
    """A block of visible text, with a line end for each line break.

    `loud`: it announces something; `busy`: it is in a part that the page says it is still working on.
    """

    text: str
    box: Box = (0.0, 0.0, 0.0, 0.0)
    aside: bool = False
    loud: bool = False
    dialog: int = -1
    form: int = -1
    fixed: int = -1
    busy: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Document:
    """A page, or one in a frame, the number of the dialog on `top`, or -1; `torn`: where fields lack their facts."""

    address: str = ""
    language: str = ""
    title: str = ""
    elements: "list[Element]" = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    top: int = -1
    torn: frozenset[tuple[float, ...]] = frozenset()


@dataclass(eq=False, repr=False)
class Element:
    """An element of one reading: by role and name, with a reference for the browser; what only markup says in `facts`.

    `text` is what the snapshot has in it: the value of a field, or words. `ref` is empty for what cannot be worked.
    `alone`: the reference is that of the part around it. `opens`: a list, by its words alone. `form` and `dialog` are
    the numbers of those that it is in, -1 for none; `aside`: around the page's matter, or in a news form. `type` is an
    input's, `html_name` the name in its markup, or in that of the component whose field it is; `attributes` tell what
    it is for, never a value. `visible`: a person can see it, scrolling if need be. `message` is what the browser or the
    page says is wrong with what it holds; `near` stands before a field in its own row; `options` are the entries of a
    list of the browser's own: label, value, whether chosen, whether disabled. Of what is `secret` nobody may know what
    it holds.
    """

    role: str
    name: str
    ref: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    text: str = ""
    parent: "Element | None" = None
    inside: "list[Element]" = field(default_factory=list)
    document: Document = field(default_factory=Document)
    facts: _Fact = field(default_factory=dict)
    alone: bool = False
    opens: bool = False
    form: int = -1
    dialog: int = -1
    aside: bool = False

    tag: str = ""
    type: str = ""
    html_name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    visible: bool = True
    enabled: bool = True
    read_only: bool = False
    required: bool = False
    checked: bool = False
    secret: bool = False
    value: str = ""
    message: str = ""
    labels: Sequence[str] = ()
    near: Sequence[str] = ()
    options: Sequence[tuple[str, str, bool, bool]] = ()

    def above(self) -> "Iterator[Element]":
        """Return everything around it, the nearest first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def below(self) -> "Iterator[Element]":
        """Return everything in it, in the order of the page."""
        for one in self.inside:
            yield one
            yield from one.below()

    def holds(self, other: "Element") -> bool:
        """Whether another element is this one, or in it."""
        return other is self or any(one is self for one in other.above())

    @property
    def is_field(self) -> bool:
        """Whether something is written into it, chosen from it, or ticked."""
        return bool(self.facts.get("field")) or self.role in FIELD_ROLES or self.is_list

    @property
    def is_toggle(self) -> bool:
        """Whether it is a check box or switch."""
        return self.role in ("checkbox", "switch")

    @property
    def is_radio(self) -> bool:
        """Whether it is a radio button."""
        return self.role == "radio"

    @property
    def is_group(self) -> bool:
        """Whether it is a question that is answered by radio buttons."""
        return self.role == "radiogroup" and any(one.is_radio for one in self.inside)

    @property
    def is_list(self) -> bool:
        """Whether one chooses from it: a list of the browser's own, or one that opens."""
        opens = self.role in ("button", "textbox") and self.attributes.get("aria-haspopup") == "listbox"
        return opens or self.opens or self.role in ("combobox", "listbox")

    @property
    def is_textbox(self) -> bool:
        """Whether a value of a form is written into it."""
        return self.role in ("textbox", "spinbutton", "searchbox") or (self.role == "combobox" and self.tag == "input")

    @property
    def is_multiline(self) -> bool:
        """Whether it takes a text of several lines."""
        edits = "contenteditable" in self.attributes or self.attributes.get("aria-multiline") == "true"
        return self.tag == "textarea" or (self.role == "textbox" and edits)

    @property
    def is_native(self) -> bool:
        """Whether it is a field of the browser's own."""
        return self.tag in ("input", "textarea", "select")

    @property
    def marked_wrong(self) -> bool:
        """Whether the page marks it as wrong, as far as a person can see."""
        return self.visible and self.attributes.get("aria-invalid") == "true"

    @property
    def drawn(self) -> bool:
        """Whether a person can see it, or what stands for it: the label of a box that the page draws."""
        # The list that a field opens has that one's label, and is none of its own.
        stands = self.is_toggle or self.is_radio or (self.is_list and (self.is_native or self.role != "listbox"))
        return self.visible or (stands and bool(self.facts.get("label_drawn")))

    @property
    def reached(self) -> bool:
        """Whether a person sees a field and gets into it: one that only programs find is a trap."""
        return self.visible and self.box[2] >= _NARROWEST and self.box[3] >= _LOWEST and not self.facts.get("trap")

    @cached_property
    def pressable(self) -> bool:
        """Whether it is pressed without a role of its own: it shows the hand, and nothing in it has a role."""
        hand = "cursor" in self.states or bool(self.facts.get("pointer"))
        if not hand or self.role not in _PLAIN or self.is_field or not self.words:
            return False
        inner = any(one.role in _PRESSED or one.is_field or one.pressable for one in self.below())
        return not inner and not any(one.role in _PRESSED for one in self.above())

    @cached_property
    def called(self) -> str:
        """What a person is told it is called: its name, its label, the text before it, or the words in it."""
        if self.is_toggle or self.is_radio:
            told = (self.name, *self.labels, str(self.facts.get("beside", "")))
        elif self.is_field:
            told = (self._own_name, *self.labels, *reversed(self.near), self.attributes.get("placeholder", ""))
        else:
            told = (self.name, self.words)
        return next(filter(fold, told), "")  # the sign of an icon font is no name

    @property
    def _own_name(self) -> str:
        """The name without the chosen entry, which many drawn lists have in it: “Country France”."""
        if self.is_native or not self.is_list:
            return self.name
        return _without(self.name, self.chosen.label) or self.name

    @property
    def held(self) -> str:
        """What a field holds, as it is shown."""
        if self.is_toggle or self.is_radio:
            return "chosen" if self.checked else ""
        if self.is_native:
            return self.value
        return self._shown_value or ("" if self._shows_own_name else self.words)

    @property
    def _shows_own_name(self) -> bool:
        """True if a drawn list shows its own name, be it before the chosen entry or while there is none."""
        return bool(self.facts.get("label_inside")) or self._begins_with_name

    @property
    def _begins_with_name(self) -> bool:
        name, text = self.attributes.get("aria-label", ""), self.value.strip()
        rest = text.removeprefix(name)
        return self.is_list and not self.is_native and rest not in ("", text) and not rest[0].isalnum()

    @property
    def _shown_value(self) -> str:
        text = self.value.strip()
        return _without(text, self.attributes["aria-label"]) if self._begins_with_name else text

    @property
    def entries(self) -> list[ListEntry]:
        """What can be chosen, as far as it is known: of a list that is shut, often nothing."""
        if self.is_group:
            return [ListEntry(one.called, one.attributes.get("value", "")) for one in self.inside]
        if self.options:
            return [ListEntry(label, kept) for label, kept, _chosen, _disabled in self.options]
        return [ListEntry(one.called or one.words) for one in self.below() if one.role == "option"]

    @property
    def chosen(self) -> ListEntry:
        """What is chosen in a field, or stands there."""
        if self.is_group:
            return next((ListEntry(one.called) for one in self.inside if one.checked), ListEntry(""))
        if self.tag == "select":
            return ListEntry(self.value, next((kept for _label, kept, chosen, _ in self.options if chosen), ""))
        options = [element for element in self.below() if element.role == "option"]
        picked = next((option.called for option in options if "selected" in option.states), "")
        beside = str(self.facts.get("beside", ""))
        name = self.name if self.role == "button" else ""
        words = "" if options else str(self.facts.get("words", "")) or self.words  # not what a picture is called
        pieces = self.facts.get("pieces", ())  # a label and an entry, where nothing says which is which
        shown = [self._shown_value, picked, words, *pieces, beside, name]
        if self.is_list:
            countries = [text for text in shown if text and names_any(ListEntry(text))]
            exact = [text for text in pieces if text in countries and text in countries[0]]  # without an arrow or flag
            if countries:
                return ListEntry(max(exact, key=len, default=countries[0]))
        if self._shows_own_name:
            shown = [self._shown_value, picked]
        return ListEntry(next(filter(None, shown), ""))

    @property
    def area(self) -> FormArea:
        """The part of its document that it is in."""
        return ("dialog", self.dialog) if self.dialog >= 0 else ("form", self.form) if self.form >= 0 else ("page", -1)

    @cached_property
    def does(self) -> frozenset[Action]:
        """What a button says that it does."""
        return said_by(self.called or self.attributes.get("title", ""), self.document.language)

    @property
    def refuses(self) -> bool:
        """Whether a button says that it declines, or leads back."""
        return not self.does.isdisjoint({"refuse", "back", "decline", "close"})

    @cached_property
    def words(self) -> str:
        """The words in an element that is no field."""
        inner = (one.words or one.name for one in self.inside if one.visible)
        return " ".join(filter(None, (self.text, *inner))) or str(self.facts.get("words", ""))

    @property
    def appearance(self) -> tuple[str, ...]:
        """How it looks in its code, to know it again when the page is made anew; never what it holds."""
        return (self.role, self.name, self.tag, self.type, self.html_name, "" if self.is_field else self.words[:200])

    @property
    def identity(self) -> tuple[object, ...]:
        """What its code says of it whatever it is called: by another name it has another reference, too."""
        place = self.attributes.get("id") or self.facts.get("order")
        return self.role, self.tag, self.type, place, self.html_name, self.form


def _without(text: str, part: str) -> str:
    """Return a text without the words that it begins or ends with, and the marks between."""
    for rest in (text.removeprefix(part), text.removesuffix(part)):
        if rest != text:
            return rest.strip(" \n:·,*-")
    return text


@dataclass(frozen=True)
class Page:
    """What stood on the page in front at one moment, frames of listed hosts included.

    `read` is False when it could not be read: that says nothing of it. `password`: a field for one can be seen, so that
    only a form without one was read.
    """

    documents: tuple[Document, ...] = ()
    read: bool = False
    password: bool = False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return [element for document in self.documents for element in document.elements]

    @cached_property
    def blocks(self) -> list[Block]:
        """The visible text, a block an entry."""
        return [block for document in self.documents for block in document.blocks]

    @cached_property
    def spoken(self) -> list[str]:
        """The visible text, a block an entry, with its line breaks."""
        return [block.text for block in self.blocks]

    @cached_property
    def top_dialog(self) -> tuple[int, str, list[Element]] | None:
        """The dialog on top: its number, what it says, and all in it."""
        found = next((one for one in reversed(self.documents) if one.top >= 0), None)
        if found is None:
            return None
        inside = [one for one in found.elements if one.dialog == found.top]
        text = " ".join(block.text for block in found.blocks if block.dialog == found.top)
        return found.top, " ".join(text.split()), inside

    @cached_property
    def mark(self) -> str:
        """What tells one page of a form from another: what it says and asks."""
        asked = (one for one in self.elements if (one.is_field or one.role == "button") and one.drawn)
        return "\n".join([*self.spoken, *(f"{one.role} {one.name} {one.html_name}" for one in asked)])

    @cached_property
    def typed(self) -> frozenset[str]:
        """What stands in the fields, each with its field; never passwords or codes."""
        fields = (one for one in self.elements if one.is_field and not one.secret)
        return frozenset(
            f"{one.html_name or one.called or at}\n{one.role}\n{one.held}" for at, one in enumerate(fields)
        )

    @cached_property
    def asked(self) -> set[tuple[str, str]]:
        """What is asked: the name in the markup and the label of each field that shows."""
        return {(one.html_name, one.called) for one in self.elements if one.is_field and one.drawn and not one.aside}

    @cached_property
    def working(self) -> set[str]:
        """What the buttons that work are called."""
        return {one.called for one in self.elements if one.role == "button" and one.drawn and one.enabled}

    @cached_property
    def questions(self) -> tuple[Element, ...]:
        """What is asked by radio buttons, each as one element around them, by its name or what is before it."""
        found: dict[object, list[Element]] = {}
        for radio in self.elements:
            if radio.is_radio and radio.drawn:
                around = (one for one in radio.above() if one.role in ("radiogroup", "group"))
                others = ((one, {at.html_name for at in one.below() if at.is_radio}) for one in around)
                group = next((one for one, names in others if names == {radio.html_name}), None)
                alone = (radio.document.address, radio.form, radio.html_name or radio.parent)
                found.setdefault(group or alone, []).append(radio)
        grouped = [(group if isinstance(group, Element) else None, radios) for group, radios in found.items()]
        return tuple(_question(group, radios) for group, radios in grouped if group or len(radios) > 1)

    def asks_else(self, before: "Page") -> bool:
        """Whether it has other fields, or other buttons that work, as after a captcha or once it was saved."""
        return self.asked != before.asked or self.working != before.working

    def again(self, element: Element) -> Element | None:
        """Return an element, or a question, as it stands now; what was put in anew is known by its looks."""
        if element.is_group:
            asked = (element.name, element.html_name, element.form)
            return next((one for one in self.questions if (one.name, one.html_name, one.form) == asked), None)
        for key in ("ref", "appearance", "identity"):
            known = getattr(element, key)
            found = [one for one in self.elements if known and getattr(one, key) == known]
            if found:
                return found[0] if len(found) == 1 else None
        return None


def _question(group: Element | None, radios: list[Element]) -> Element:
    first = radios[0]
    around = group or replace(first, name="", ref="", tag="", attributes={})
    made = replace(
        around, role="radiogroup", html_name=first.html_name, inside=radios, states={}, text="", visible=True
    )
    made.name, made.facts = around.name or first.facts.get("asks", ""), {"within": around.facts.get("within", [])}
    made.required, made.checked = any(one.required for one in (*radios, around)), any(one.checked for one in radios)
    return made


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
        self._left: dict[tuple[float, ...], list[_Fact]] = {}
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
        rows = [one for one in self._document.elements if one.text and one.role in _PLAIN and not one.inside]
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


def _roles_of(fact: _Fact) -> tuple[str, ...]:
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
    inside = [one for one in group.below() if one.is_field or one.role in _PRESSED]
    return len(inside) > 1 and all("aria-pressed" in one.attributes for one in inside)
