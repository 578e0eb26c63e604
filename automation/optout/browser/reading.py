"""Reads the page in front: what can be used on it, by role and name, and what it says.

Roles, names, states and boxes are Playwright's (`aria_snapshot`), for each with a reference by which it can be worked
(`get_by_ref`). What that leaves out, as labels, types and whether a person can see it, `facts.js` tells of the same
elements; both are brought together by their boxes. Every call has a time-out of its own: a page that waits for its
server, or whose request is held, answers nothing.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib.resources import files
from typing import Any

import yaml
from playwright.sync_api import Error, Frame, FrameLocator, Locator
from playwright.sync_api import Page as Tab

from optout.browser.window import Window
from optout.flow.labels import said_of

Box = tuple[float, float, float, float]
"""Left, top, width and height of an element in the viewport of its document, in CSS pixels."""
_FACTS = (files(__package__) / "facts.js").read_text("utf-8")
_LOADER = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
_KEY = re.compile(r'([\w-]+)(?: "((?:[^"\\]|\\.)*)")?((?: \[[^\]]*\])*)$')
_STATE = re.compile(r"\[([\w-]+)(?:=([^\]]*))?\]")
_SHOWS = """(html, css) => innerWidth > 1 && innerHeight > 1 && [...html.querySelectorAll(css)].some(
  (one) => one.checkVisibility({visibilityProperty: true, opacityProperty: one.value === ''}))"""
_FRAME_TIME = 300.0  # milliseconds
_TIME = 2000.0  # milliseconds; the longest that a read may take
_MOST = 2500
"""Elements of a page that is read whole; of a larger one only its dialog or form: 3,000 rows take 1.6 s (1.65)."""
_CALLED = ",".join(f"[{key}={name} i]" for name in ("pass", "passwd", "password", "pwd") for key in ("name", "id"))
_PASSWORD = f"input:is([type=password i],[autocomplete~=current-password i],{_CALLED}):not([type=hidden i])"
"""A field for a password, also one that lets the person see what they type."""
_ASKING = "textarea,input:not([type]),input[type=email i],input[type=text i],select,[contenteditable],[role=textbox]"
_NOT_YAML = re.compile("[^\t\n\r -~\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Half a pair, as where a script cuts a text, and control characters."""
_LONG_NAME = re.compile(r"""^(?=.{1000})(\s*- '?\w+ ")(.{400})[^\n]*?("(?: \[[^\]\n]*\])+'?(?::|$))""", re.MULTILINE)
"""A name that makes a key of YAML longer than the 1,024 characters it may have."""
_PARTS = f":is(dialog[open],[role=dialog],form,[role=form]):has({_ASKING}):not(:has({_PASSWORD}))"
"""What is read of a page on which a password may be typed, which a snapshot would show in clear."""


def _nowhere() -> "Document":
    return Document()


@dataclass(slots=True, eq=False, repr=False)
class Element:
    """An element of one reading: by role and name, with a reference for the browser; what only markup says in `facts`.

    `text` is what the snapshot has in it: the value of a field, or words. `ref` is empty for what cannot be worked.
    `form` and `dialog` are the numbers of those that it is in, -1 for none; `aside`: it is around the page's matter.
    """

    role: str
    name: str
    ref: str = ""
    states: Mapping[str, str] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    text: str = ""
    parent: "Element | None" = None
    inside: "list[Element]" = field(default_factory=list)
    document: "Document" = field(default_factory=_nowhere)
    facts: Mapping[str, Any] = field(default_factory=dict)
    form: int = -1
    dialog: int = -1
    aside: bool = False

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
    def order(self) -> int:
        """Its place in the document among all elements; 0 where nobody told."""
        return int(self.facts.get("order", 0))

    @property
    def tag(self) -> str:
        """The name of its tag; nothing where nobody told."""
        return str(self.facts.get("tag", ""))

    @property
    def attributes(self) -> Mapping[str, str]:
        """Those of its attributes that tell what it is for; never a value."""
        found: Mapping[str, str] = self.facts.get("attributes", {})
        return found

    @property
    def attr(self) -> str:
        """The name in its markup, or in that of the component whose field it is."""
        return str(self.attributes.get("name", ""))

    @property
    def type(self) -> str:
        """The type of an input; nothing for any other element."""
        return (self.attributes.get("type", "").lower() or "text") if self.tag == "input" else ""

    @property
    def is_field(self) -> bool:
        """Whether something is written into it, chosen from it, or ticked."""
        return bool(self.facts.get("field")) or self.role in FIELD_ROLES or self.is_list

    @property
    def is_box(self) -> bool:
        """Whether it is a check box or switch, also one of the page's own making."""
        return self.role in ("checkbox", "switch")

    @property
    def is_radio(self) -> bool:
        """Whether it is a radio button, also one of the page's own making."""
        return self.role == "radio"

    @property
    def is_list(self) -> bool:
        """Whether one chooses from it: a list of the browser's own, or one that opens."""
        opens = self.attributes.get("aria-haspopup") if self.role == "button" else ""
        return self.role in ("combobox", "listbox") or opens == "listbox" or (opens == "dialog" and self._asks_country)

    @property
    def _asks_country(self) -> bool:
        """Whether it is for a country, whose list many have in a dialog of its own."""
        return any("country" in said_of(text, self.document.language) for text in (*self.labels, self.name))

    @property
    def is_line(self) -> bool:
        """Whether a value of a form is written into it."""
        return self.role in ("textbox", "spinbutton", "searchbox") or (self.role == "combobox" and self.tag == "input")

    @property
    def is_long(self) -> bool:
        """Whether it takes a text of several lines."""
        edits = "contenteditable" in self.attributes or self.attributes.get("aria-multiline") == "true"
        return self.tag == "textarea" or (self.role == "textbox" and edits)

    @property
    def is_native(self) -> bool:
        """Whether it is a field of the browser's own."""
        return self.tag in ("input", "textarea", "select")

    @property
    def checked(self) -> bool:
        """Whether a box or radio button is chosen."""
        if self.is_native:
            return bool(self.facts.get("checked"))
        return "true" in (self.states.get("checked"), self.states.get("pressed")) or bool(self.facts.get("checked"))

    @property
    def enabled(self) -> bool:
        """Whether it can be used."""
        return "disabled" not in self.states and not self.facts.get("disabled")

    @property
    def read_only(self) -> bool:
        """Whether what it holds cannot be changed."""
        return bool(self.facts.get("locked")) or not self.enabled

    @property
    def required(self) -> bool:
        """Whether the page says that it has to be filled."""
        return bool(self.facts.get("required"))

    @property
    def message(self) -> str:
        """What the browser or the page says is wrong with what it holds."""
        return str(self.facts.get("message") or self.facts.get("marked") or "")

    @property
    def marked_wrong(self) -> bool:
        """Whether the page marks it as wrong, as far as a person can see."""
        return self.seen and self.attributes.get("aria-invalid") == "true"

    @property
    def secret(self) -> bool:
        """Whether nobody may know what it holds: a password, a code for once, or what the site keeps for itself."""
        return bool(self.facts.get("secret"))

    @property
    def value(self) -> str:
        """What it holds; nothing for what is secret."""
        if self.secret:
            return ""
        told = self.facts.get("value")
        return str(told) if told is not None else self.text

    @property
    def seen(self) -> bool:
        """Whether a person can see it, scrolling if need be."""
        told = self.facts.get("seen")
        return bool(told) if told is not None else self.box[2] >= 1 and self.box[3] >= 1

    @property
    def shown(self) -> bool:
        """Whether a person can see it, or what stands for it: the label of a box that the page draws."""
        return self.seen or ((self.is_box or self.is_radio or self.tag == "select") and bool(self.facts.get("drawn")))

    @property
    def reached(self) -> bool:
        """Whether a person sees a field and gets into it: one that only programs find is a trap."""
        return self.seen and self.box[2] >= _NARROWEST and self.box[3] >= _LOWEST and not self.facts.get("trap")

    @property
    def pressable(self) -> bool:
        """Whether it is pressed without a role of its own: it shows the hand, and nothing in it has a role."""
        hand = "cursor" in self.states or bool(self.facts.get("pointer"))
        plain = self.role in ("generic", "listitem", "paragraph", "img", "text", "strong") and not self.is_field
        inner = any(one.role in PRESSED or one.is_field or one.pressable for one in self.below())
        named = 0 < len(self.words) < _LONGEST_NAME
        return hand and plain and named and not inner and not any(one.role in PRESSED for one in self.above())

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of a field that can be read."""
        return tuple(self.facts.get("labels", ()))

    @property
    def near(self) -> tuple[str, ...]:
        """What stands before a field in its own row."""
        return tuple(self.facts.get("near", ()))

    @property
    def options(self) -> list[tuple[str, str, bool, bool]]:
        """The entries of a list of the browser's own: label, value, whether chosen, whether disabled."""
        return [(str(a), str(b), bool(c), bool(d)) for a, b, c, d in self.facts.get("options", ())]

    @property
    def called(self) -> str:
        """What a person is told it is called: its name, its label, the text before it, or the words in it."""
        if self.is_box or self.is_radio:
            told = (
                self.name if _SAYS.search(self.name) else "",
                *self.labels,
                str(self.facts.get("beside", "")),
                self.name,
            )
        elif self.is_field:
            told = (self.name, *self.labels, *reversed(self.near), self.attributes.get("placeholder", ""))
        else:
            told = (self.name, self.words)
        return next(filter(None, told), "")

    @property
    def words(self) -> str:
        """The words in an element that is no field."""
        inner = (one.words or one.name for one in self.inside)
        return " ".join(filter(None, (self.text, *inner))) or str(self.facts.get("text", ""))

    @property
    def mark(self) -> tuple[object, ...]:
        """What its code says of it whatever it is called."""
        return self.role, self.tag, self.type, self.attributes.get("id") or self.order, self.attr, self.form

    @property
    def sign(self) -> tuple[str, ...]:
        """How it looks in its code, to know it again when the page is made anew; never what it holds."""
        return (self.role, self.name, self.tag, self.type, self.attr, "" if self.is_field else self.words[:200])


@dataclass(frozen=True, slots=True)
class Block:
    """A block of visible text, with a line end for each line break; `loud`: it announces something."""

    text: str
    box: Box = (0.0, 0.0, 0.0, 0.0)
    aside: bool = False
    loud: bool = False
    dialog: int = -1
    form: int = -1
    fixed: int = -1
    pressed: bool = False


@dataclass(slots=True, eq=False, repr=False)
class Document:
    """A page, or the page in a frame of it."""

    address: str = ""
    language: str = ""
    title: str = ""
    elements: list[Element] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


@dataclass(frozen=True)
class Page:
    """What stood on the page in front at one moment, frames of listed hosts included.

    `read` is False when it could not be read: that says nothing of it. `password`: a field for one can be seen, so that
    only a form without one was read.
    """

    documents: tuple[Document, ...] = ()
    read: bool = False
    password: bool = False
    captions: bool = False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return [element for document in self.documents for element in document.elements]

    @cached_property
    def blocks(self) -> list[Block]:
        """The visible text, a block an entry."""
        return [block for document in self.documents for block in document.blocks]

    @cached_property
    def texts(self) -> list[str]:
        """The visible text, a block an entry, with single spaces."""
        return [" ".join(block.text.split()) for block in self.blocks]

    @cached_property
    def spoken(self) -> list[str]:
        """The visible text, a block an entry, with its line breaks."""
        return [block.text for block in self.blocks]

    @cached_property
    def mark(self) -> str:
        """What tells one page of a form from another: what it says and asks."""
        asked = (one for one in self.elements if (one.is_field or one.role == "button") and one.shown)
        return "\n".join([*self.texts, *(f"{one.role} {one.name} {one.attr}" for one in asked)])

    @cached_property
    def typed(self) -> frozenset[str]:
        """What stands in the fields, each with its field; never passwords or codes."""
        fields = (one for one in self.elements if (one.is_field and not one.secret))
        return frozenset(f"{one.attr or one.called or at}\n{one.role}\n{held_by(one)}" for at, one in enumerate(fields))

    @property
    def writing(self) -> bool:
        """Whether the person is in a field and may be writing."""
        return any("active" in one.states and one.is_line for one in self.elements)

    def again(self, element: Element) -> Element | None:
        """Return an element of an earlier reading as it stands now; one that was put in anew is known by its looks."""
        for same in (
            lambda one: bool(one.ref) and one.ref == element.ref,
            lambda one: one.sign == element.sign,
            lambda one: one.mark == element.mark,  # one that is called otherwise now has another reference, too
        ):
            found = list(filter(same, self.elements))
            if found:
                return found[0] if len(found) == 1 else None
        return None


FIELD_ROLES = frozenset({
    "textbox", "searchbox", "spinbutton", "combobox", "listbox", "checkbox", "switch", "radio", "slider",
})  # fmt: skip
PRESSED = frozenset({"button", "link", "menuitem", "tab", "option", "checkbox", "switch", "radio", "menuitemradio"})
ASIDE = frozenset({"banner", "complementary", "contentinfo", "navigation", "search"})
_SAYS = re.compile(r"[^\W\d_]{2}")
"""What a name has that says something, and is no sign: two letters."""
_LONGEST_NAME = 200  # characters; more is no name of a button
_LOWEST, _NARROWEST = 5.0, 8.0  # CSS pixels of a field in which a person can see what they write
CHOSEN = "chosen"
"""What a box or radio button holds that is chosen."""


def held_by(element: Element) -> str:
    """Return what a field holds, as it is shown."""
    if element.is_box or element.is_radio:
        return CHOSEN if element.checked else ""
    return element.value if element.is_native else element.value.strip() or element.words


def read(window: Window) -> Page:
    """Read the page in front; an unread one while it changes, waits for its server, or is on a host not listed.

    Raises:
        WindowGone: the window ended.
    """
    tab = window.page
    if not window.allows(tab.url) or window.waits:
        return Page()
    last = window.reading
    if isinstance(last, Page) and last.documents[0].address == tab.url and last.captions >= window.captions:
        return last
    try:
        window.reading = page = _read(window, tab)
    except (Error, ValueError, yaml.YAMLError):
        if window.gone:
            raise window.end() from None
        return Page()  # the page moved on while it was read, or did not answer
    if not page.read:
        window.reading = None
    return page


def locate(window: Window, element: Element) -> Locator:
    """Return what works an element of the last reading.

    Raises:
        WindowGone: the window ended.
    """
    window.reading = None  # it is about to be worked
    ref, _space, words = element.ref.partition(" ")
    found = window.page.get_by_ref(ref)
    return found.get_by_text(words, exact=True).last if words else found


def _read(window: Window, tab: Tab) -> Page:
    told = _facts(tab, window)
    window.veiled |= set(told["veiled"])
    password = bool(told["passwords"] or told["unveiled"]) or any(map(_asks_password, tab.frames[1:]))
    part = password or told["held"] or len(told["elements"]) > _MOST
    root: Locator | Tab = tab.locator(_PARTS).visible.first if part else tab
    rows: list[Any] = []
    if not told["unveiled"] and _stands(root):  # what was a password when it was typed is in any snapshot by now
        snapshot = root.aria_snapshot(mode="ai", boxes=True, timeout=_TIME)
        snapshot = _LONG_NAME.sub(lambda it: it[1] + it[2].rpartition(" ")[0] + it[3], _NOT_YAML.sub(" ", snapshot))
        rows = yaml.load(snapshot, Loader=_LOADER) or []  # noqa: S506
    if window.waits or not window.allows(tab.url):
        return Page()
    main = Document(told["address"], told["language"], told["title"])
    documents, pool = [main], _Pool(told)
    roots = [one for row in rows for one in _element(row, None)]
    frames = [one for root in roots for one in (root, *root.below()) if one.role == "iframe"]
    framed = [(frame, frame.inside) for frame in frames]
    for frame in frames:
        frame.inside = []
    _add(main, roots, pool, told)
    for frame, inside in framed:
        documents += _framed(window, tab, frame, inside)
    window.refreshing = told["refreshes"] >= 0
    return Page(tuple(documents), read=True, password=password, captions=window.captions)


def _facts(where: Tab | FrameLocator, window: Window) -> Any:
    wanted = {"selectors": window.selectors, "captions": window.captions, "veiled": list(window.veiled)}
    return json.loads(where.locator("html").evaluate(_FACTS, wanted, timeout=_TIME))


def _asks_password(frame: Frame) -> bool:
    """Whether a frame shows a field for a password; one that does not answer is in no snapshot either."""
    try:
        return bool(frame.locator("html").evaluate(_SHOWS, _PASSWORD, timeout=_FRAME_TIME))
    except Error:
        return False


def _stands(part: Locator | Tab) -> bool:
    """Whether a part of the page is there; asked with a time-out."""
    if not isinstance(part, Locator):
        return True
    try:
        part.wait_for(state="attached", timeout=50)
    except Error:
        return False
    return True


def _framed(window: Window, tab: Tab, frame: Element, inside: list[Element]) -> Iterator[Document]:
    """Return what stands in a frame that can be seen, if it is of a listed host or has no address of its own."""
    if not inside or not frame.seen or min(frame.box[2:]) <= 1:
        return
    try:
        told = _facts(tab.get_by_ref(frame.ref).content_frame, window)
    except Error:
        return
    window.veiled |= set(told["veiled"])
    listed = told["address"].startswith("about:") or window.allows(told["address"])
    if told["passwords"] or told["unveiled"] or not listed:
        return
    document = Document(told["address"], told["language"], told["title"])
    _add(document, inside, _Pool(told), told)
    yield document


class _Pool:
    """The facts of a document, to be taken by the rows of its snapshot: by box and kind, each once, in order."""

    def __init__(self, told: Mapping[str, Any]) -> None:
        self._by_box: dict[tuple[float, ...], list[Mapping[str, Any]]] = {}
        for one in told["elements"]:
            self._by_box.setdefault(tuple(one["box"]), []).append(one)

    def take(self, role: str, box: Box, *, sure: bool) -> Mapping[str, Any]:
        """Return the facts of a row; nothing where none are its own. `sure`: what has this role, and no other."""
        waiting = self._by_box.get(box, [])
        own = (one for one in waiting if role in _roles_of(one)[: 1 if sure else None])
        others = (one for one in waiting if not (sure or _roles_of(one)) and role not in FIELD_ROLES)
        found = next(own, None) or next(others, None)
        if found is None:
            return {}
        waiting.remove(found)
        return found

    @property
    def left(self) -> list[Mapping[str, Any]]:
        """The facts that no row has taken."""
        return [one for some in self._by_box.values() for one in some]


_TAG_ROLES = {
    "textarea": ("textbox",),
    "select": ("combobox", "listbox"),
    "button": ("button",),
    "summary": ("button", "generic"),
    "a": ("link",),
    "iframe": ("iframe",),
    "fieldset": ("group", "radiogroup"),
    "dialog": ("dialog",),
    "form": ("form", "generic"),
}
_INPUT_ROLES = {
    "checkbox": ("checkbox", "switch"),
    "radio": ("radio",),
    "range": ("slider",),
    "number": ("spinbutton",),
    "search": ("searchbox",),
    **dict.fromkeys(("submit", "button", "reset", "image", "file"), ("button",)),
}


def _roles_of(fact: Mapping[str, Any]) -> tuple[str, ...]:
    attributes = fact["attributes"]
    own = _TAG_ROLES.get(fact["tag"], ("textbox", "generic") if fact["field"] else ())
    if fact["tag"] == "input":
        own = _INPUT_ROLES.get(attributes.get("type", "").lower(), ("textbox", "combobox"))
    given = attributes.get("role", "").lower().split()[:1]  # of a field, one that is none or unknown is not heeded
    return (*given, *(own if fact["field"] else ("generic",))) if given else own


def _element(row: Any, parent: Element | None) -> Iterator[Element]:
    """Return the element of a row of the snapshot, with all in it; a text is a part of what is around it."""
    key, rest = (row, "") if isinstance(row, str) else next(iter(row.items()))
    found = _KEY.match(key)
    if found is None or key.startswith("/"):
        return
    if found[1] == "text":
        if parent is not None:
            parent.text = f"{parent.text} {rest}".strip()
        return
    states = dict(_STATE.findall(found[3]))
    box = tuple(float(one) for one in states.pop("box", "0,0,0,0").split(","))
    element = Element(
        role=found[1],
        name=(found[2] or "").replace('\\"', '"').replace("\\\\", "\\"),
        ref=states.pop("ref", ""),
        states={name: value or "true" for name, value in states.items()},
        box=(box[0], box[1], box[2], box[3]),
        text=rest if isinstance(rest, str) else "",
        parent=parent,
    )
    for inner in rest if isinstance(rest, list) else ():
        element.inside += _element(inner, element)
    yield element


def _add(document: Document, roots: list[Element], pool: _Pool, told: Mapping[str, Any]) -> None:
    """Put a document together: its elements, those of which only the facts tell, and its text."""
    every = [one for root in roots for one in (root, *root.below())]
    for sure in (True, False):  # the words of a list may lie just where its field does
        for element in every:
            element.facts = element.facts or pool.take(element.role, element.box, sure=sure)
    for element in every:
        if element.secret:
            element.text = ""
        _keep(document, element)
    for fact in pool.left:
        if fact["field"] or "button" in _roles_of(fact):
            left, top, width, height = fact["box"]
            role = (*_roles_of(fact), "generic")[0]
            _keep(document, Element(role, "", facts=fact, box=(left, top, width, height)))
        elif fact["pointer"] and (holder := _holder(document, fact)):
            box, holder.text = tuple(fact["box"]), ""
            holder.inside = [Element("generic", "", f"{holder.ref} {fact['text']}", box=box, text=fact["text"])]
            holder.inside[0].parent, holder.inside[0].facts = holder, fact
            _keep(document, holder.inside[0])
    for element in document.elements:
        if _is_answer(element):
            element.role = "radio"
    document.blocks = [
        Block(**{**one, "text": text, "box": tuple(one["box"])})
        for one in told["blocks"]
        if (text := "\n".join(" ".join(line.split()) for line in one["text"].split("\n")).strip())
    ]


def _holder(document: Document, fact: Mapping[str, Any]) -> Element | None:
    """Return the row that a snapshot has in place of what is pressed in it and says all that it says."""
    left, top, width, height = fact["box"]

    def holds(row: Element) -> bool:
        x, y, wide, high = row.box
        return bool(x <= left and y <= top and left + width <= x + wide and top + height <= y + high)

    rows = (one for one in document.elements if one.ref and not one.inside and one.role == "generic")
    return next((one for one in rows if one.text == fact.get("text") and holds(one)), None)


def _stays(element: Element) -> bool:
    """Whether it is a button that stays pressed."""
    return "aria-pressed" in element.attributes


def _is_answer(element: Element) -> bool:
    """Whether it is a button that stays pressed, of several that stand by themselves: together they ask a question."""
    if element.role not in ("button", "radio") or not _stays(element):
        return False
    group = next((one for one in element.above() if sum(map(_stays, one.below())) > 1), None)
    around = (group, *group.above()) if group else ()
    if group is None or group.tag == "form" or group.parent is None or any(one.role in _TOOLS for one in around):
        return False
    return all(_stays(one) for one in group.below() if one.is_field or one.role in PRESSED)


_TOOLS = frozenset({"toolbar", "menubar", "menu", "tablist", "grid"})
"""What holds buttons that work on something else."""


def _keep(document: Document, element: Element) -> None:
    facts, around = element.facts, element.parent
    element.form = facts.get("form", around.form if around else -1)
    element.dialog = facts.get("dialog", around.dialog if around else -1)
    element.aside = facts.get("aside", element.role in ASIDE or bool(around and around.aside))
    element.document = document
    document.elements.append(element)
