"""One reading of the page in front: its elements as the browser itself names them, where they are, what they hold."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optout.browser.wire import Wire

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a document, in CSS pixels from its upper left corner."""
EVERYTHING: Box = (0.0, 0.0, float("inf"), float("inf"))
NOTHING: Box = (0.0, 0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Called:
    """What the browser tells assistive technology of an element.

    `named_by` is where the name comes from: `label`, `contents`, or an attribute. `states` has what holds now, and
    `related` the nodes that other elements are to it: `describedby`, `errormessage`, `controls`.
    """

    role: str = ""
    name: str = ""
    named_by: str = ""
    value: str | None = None
    states: Mapping[str, Any] = field(default_factory=dict)
    related: Mapping[str, tuple[int, ...]] = field(default_factory=dict)


_NOT_CALLED = Called()


@dataclass(slots=True, eq=False, repr=False)
class Element:
    """An element that is part of a page as it is put together: slots hold what they show, shadow roots are looked into.

    `node` is the browser's own number of it. `box` is None for what takes no room, `spread` says that what is in it
    does. `room` is where its box can be seen, `clip` where what is in it can. `at` counts the nodes of the document,
    `index` its elements, `last` is the index of the last one in this one.
    What is `secret`, of a password, a code or what is hidden from the person, is never in `value` or `attributes`.
    """

    node: int
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    document: "Document"
    at: int
    index: int = 0
    last: int = 0
    inside: "list[Element | Words]" = field(default_factory=list)
    box: Box | None = None
    spread: bool = False
    display: str = ""
    visible: bool = True
    clear: bool = True
    position: str = "static"
    room: Box = EVERYTHING
    clip: Box = EVERYTHING
    inked: bool = True
    points: bool = False
    clickable: bool = False
    secret: bool = False
    value: str = ""
    ticked: bool = False
    called: Called = _NOT_CALLED
    role: str = ""

    def above(self) -> "Iterator[Element]":
        """Return everything around it, the nearest first."""
        at = self.parent
        while at is not None:
            yield at
            at = at.parent

    def around(self) -> "Iterator[Element]":
        """Return it and everything around it."""
        yield self
        yield from self.above()

    def below(self) -> "list[Element]":
        """Return every element in it, in the order of the page."""
        return self.document.elements[self.index + 1 : self.last + 1]

    def within(self) -> "list[Element]":
        """Return it and every element in it, in the order of the page."""
        return self.document.elements[self.index : self.last + 1]

    def holds(self, other: "Element") -> bool:
        """Whether another element is this one, or in it."""
        return other.document is self.document and self.index <= other.index <= self.last

    @property
    def name(self) -> str:
        """What the browser calls it; nothing where it calls it nothing."""
        return self.called.name

    @property
    def attr(self) -> str:
        """The name in its markup, or in that of the component whose field it is."""
        own = self.attributes.get("name", "")
        if own or self.tag not in ("input", "textarea", "select"):
            return own
        component = next((one for one in self.above() if "-" in one.tag), None)
        return component.attributes.get("name", "") if component else ""

    @property
    def type(self) -> str:
        """The type of an input or a button, as the browser takes it; nothing for any other element."""
        given = self.attributes.get("type", "").lower()
        if self.tag == "button":
            return given if given in ("button", "reset") else "submit"
        return (given or "text") if self.tag == "input" else ""

    @property
    def editable(self) -> bool:
        """Whether it is a part of the page that can be edited."""
        return self.attributes.get("contenteditable", "no").lower() in ("", "true", "plaintext-only")

    @property
    def is_box(self) -> bool:
        """Whether it is a check box, also one of the page's own making."""
        return self.type == "checkbox" or (self.tag != "input" and self.role in ("checkbox", "switch"))

    @property
    def checked(self) -> bool:
        """Whether a box or radio button is chosen."""
        if self.type in ("checkbox", "radio"):
            return self.ticked
        told = self.called.states.get("checked", self.attributes.get("aria-checked"))
        return str(told).lower() == "true"

    @property
    def required(self) -> bool:
        """Whether the page says that it has to be filled."""
        given = "required" in self.attributes or self.attributes.get("aria-required") == "true"
        return given or self.called.states.get("required") is True

    @property
    def enabled(self) -> bool:
        """Whether it can be used: neither it nor what is around it is disabled."""
        if self.called.states.get("disabled") is True:
            return False
        for one in self.around():
            if one.attributes.get("aria-disabled") == "true" or ("disabled" in one.attributes and one.tag in _DISABLED):
                return one.tag == "fieldset" and any(at.tag == "legend" and at.parent is one for at in self.around())
        return True

    @property
    def read_only(self) -> bool:
        """Whether what it holds cannot be changed."""
        told = self.called.states.get("readonly") is True
        return told or "readonly" in self.attributes or not self.enabled

    @property
    def invalid(self) -> bool:
        """Whether the browser or the page says that what it holds is wrong, or the browser will not send it so."""
        told = self.called.states.get("invalid")
        if str(told or self.attributes.get("aria-invalid", "false")).lower() == "true":
            return True
        native = self.tag in ("input", "textarea", "select") and "required" in self.attributes
        if not native or self.secret or self.type == "radio" or self.read_only:
            return False
        return not (self.ticked if self.type == "checkbox" else self.value)

    @property
    def chosen(self) -> list[str]:
        """The labels of what is chosen in a list of the browser's own."""
        return [option_label(one) for one in self.below() if one.tag == "option" and one.ticked]

    @property
    def sign(self) -> tuple[str, ...]:
        """How it looks in its code, to know it again when the page is made anew; never what it holds."""
        kept = ("type", "name", "role", "aria-label", "placeholder", "autocomplete")
        text = "" if self.tag in ("input", "textarea", "select") or self.editable else words_of(self)[:200]
        return (self.tag, self.role, self.name, text, *(self.attributes.get(name, "") for name in kept))

    def related(self, how: str) -> "list[Element]":
        """Return the elements that the browser says are related: by `describedby`, `errormessage` or `controls`."""
        known = self.document.by_node
        return [known[node] for node in self.called.related.get(how, ()) if node in known]


_DISABLED = frozenset({"button", "input", "select", "textarea", "fieldset", "option", "optgroup"})


@dataclass(slots=True, eq=False, repr=False)
class Words:
    """A text in an element, and the boxes of its lines; `node` is the browser's own number of it."""

    parent: Element
    text: str
    at: int
    boxes: tuple[Box, ...] = ()
    node: int = 0


@dataclass(slots=True, eq=False, repr=False)
class Document:
    """A page, or the page in a frame of it: `owner` is the frame's element in the document around it.

    `viewport` is the part of it that shows now. `ours` are the nodes of the bar.
    """

    address: str
    frame: str
    wire: Wire
    viewport: Box = EVERYTHING
    language: str = ""
    owner: Element | None = None
    around: "Document | None" = None
    elements: list[Element] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)
    by_node: dict[int, Element] = field(default_factory=dict)
    ours: frozenset[int] = frozenset()

    @property
    def html(self) -> Element | None:
        """The outermost element."""
        return self.elements[0] if self.elements else None

    def add(self, element: Element) -> None:
        """Add an element, after what is before it and around it."""
        element.index = element.last = len(self.elements)
        self.elements.append(element)
        self.by_node[element.node] = element
        if element.parent is not None:
            element.parent.inside.append(element)
            for around in element.above():
                around.last = element.index

    def holder(self, node: int) -> Element | None:
        """Return the element with the browser's own number, or the one that holds the text with it."""
        found = self.by_node.get(node)
        return found or next((words.parent for words in self.words if words.node == node), None)


@dataclass(frozen=True)
class Snapshot:
    """What stood on the page in front at one moment, frames of listed hosts included; never changed afterwards.

    `read` is False when the page could not be read: that says nothing of it. `password`: one stands in a field, so that
    only what the browser names was read.
    """

    documents: tuple[Document, ...] = ()
    read: bool = False
    password: bool = False

    @cached_property
    def elements(self) -> list[Element]:
        """Every element, in the order of the page."""
        return [element for document in self.documents for element in document.elements]

    def element(self, frame: str, node: int) -> Element | None:
        """Return the element with the browser's own number of it, if it is still there."""
        document = next((one for one in self.documents if one.frame == frame), None)
        return document.by_node.get(node) if document else None

    def again(self, element: Element) -> Element | None:
        """Return an element of an earlier reading as it stands now; one that was put in anew is known by its looks."""
        same = self.element(element.document.frame, element.node)
        if same is not None:
            return same
        sign = element.sign
        found = [one for one in self.elements if one.tag == element.tag and one.sign == sign]
        return found[0] if len(found) == 1 else None


def words_of(element: Element) -> str:
    """Return the text in an element, seen or not, with single spaces; blocks are kept apart."""
    return text_of(element, lambda words: words.parent.tag not in UNREAD)


def text_of(element: Element, counts: Callable[[Words], bool], without: Element | None = None) -> str:
    """Return the text in an element, as far as it counts, with single spaces; blocks are kept apart."""
    pieces: list[str] = []
    waiting: list[Element | Words | str] = [*reversed(element.inside)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
        elif isinstance(one, Words):
            pieces.append(one.text if counts(one) else "" if one.text.strip() else " ")
        elif one is not without:
            runs_on = one.spread if one.box is None else one.display.startswith("inline")
            space = "" if runs_on and one.tag != "br" else " "
            waiting += [space, *reversed(one.inside), space]
    return " ".join("".join(pieces).split())


UNREAD = frozenset({"script", "style", "noscript", "template", "option", "textarea"})
"""Elements whose text is no text of the page."""


def option_label(option: Element) -> str:
    """Return what an entry of a list of the browser's own is called."""
    text = " ".join("".join(one.text for one in option.inside if isinstance(one, Words)).split())
    return option.attributes.get("label") or option.name or text
