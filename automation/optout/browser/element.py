"""One reading of the page in front: its elements as the browser itself names them, where they are, what they hold.

And the one rule for what a person can see of them, what they are for, and what they are called.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import groupby
from typing import Any

from optout.browser.window import Wire

Box = tuple[float, float, float, float]
"""Left, top, right and bottom of a part of a document, in CSS pixels from its upper left corner."""
_EVERYTHING: Box = (0.0, 0.0, float("inf"), float("inf"))
_NOTHING: Box = (0.0, 0.0, 0.0, 0.0)


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
    `index` its elements, `last` is the index of the last one in this one. `hosts`: a shadow root is in it. `fade` is
    its opacity and that of what is around it. What is painted over it has a higher `layer`. `met`: a press can meet it.
    What is `secret`, of a password, a code or what is hidden from the person, is never in `value` or `attributes`.
    """

    node: int
    tag: str
    attributes: dict[str, str]
    parent: "Element | None"
    document: "PageDocument"
    at: int
    index: int = 0
    last: int = 0
    hosts: bool = False
    inside: "list[Element | TextNode]" = field(default_factory=list)
    box: Box | None = None
    spread: bool = False
    display: str = ""
    visible: bool = True
    clear: bool = True
    fade: float = 1.0
    position: str = "static"
    room: Box = _EVERYTHING
    clip: Box = _EVERYTHING
    points: bool = False
    met: bool = True
    layer: int = 0
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
        """Whether a box or radio button is chosen, or a button that stays pressed is."""
        if self.type in ("checkbox", "radio"):
            return self.ticked
        own = self.attributes.get("aria-checked", self.attributes.get("aria-pressed"))
        told = (self.called.states.get("checked"), self.called.states.get("pressed"), own)
        return str(next((one for one in told if one is not None), "")).lower() == "true"

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
class TextNode:
    """A text in an element, the boxes of its lines, and its layer; `node` is the browser's number of it."""

    parent: Element
    text: str
    at: int
    boxes: tuple[Box, ...] = ()
    node: int = 0
    layer: int = 0


@dataclass(slots=True, eq=False, repr=False)
class PageDocument:
    """A page, or the page in a frame of it: `owner` is the frame's element in the document around it.

    `viewport` is the part of it that shows now, `height` how far down it goes. `ours` are the nodes of the bar, `drawn`
    those that a style puts before or after an element's content. `reach` is where a person gets to by scrolling.
    """

    address: str
    frame: str
    wire: Wire
    viewport: Box = _EVERYTHING
    height: float = 0.0
    language: str = ""
    owner: Element | None = None
    around: "PageDocument | None" = None
    elements: list[Element] = field(default_factory=list)
    words: list[TextNode] = field(default_factory=list)
    by_node: dict[int, Element] = field(default_factory=dict)
    ours: frozenset[int] = frozenset()
    drawn: dict[int, Element] = field(default_factory=dict)
    reach: Box = _EVERYTHING

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
        """Return the element with the browser's own number, or the one that holds the text or ornament with it."""
        found = self.by_node.get(node) or self.drawn.get(node)
        return found or next((words.parent for words in self.words if words.node == node), None)


@dataclass(frozen=True)
class Snapshot:
    """What stood on the page in front at one moment, frames of listed hosts included; never changed afterwards.

    `read` is False when the page could not be read: that says nothing of it. `password`: one stands in a field, so that
    only what the browser names was read.
    """

    documents: tuple[PageDocument, ...] = ()
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
    return _text_of(element, lambda words: words.parent.tag not in _UNREAD)


def _text_of(element: Element, counts: Callable[[TextNode], bool], without: Element | None = None) -> str:
    """Return the text in an element, as far as it counts, with single spaces; blocks are kept apart."""
    pieces: list[str] = []
    waiting: list[Element | TextNode | str] = [*reversed(element.inside)]
    while waiting:
        one = waiting.pop()
        if isinstance(one, str):
            pieces.append(one)
        elif isinstance(one, TextNode):
            pieces.append(one.text if counts(one) else "" if one.text.strip() else " ")
        elif one is not without:
            runs_on = one.spread if one.box is None else one.display.startswith("inline")
            space = "" if runs_on and one.tag != "br" else " "
            waiting += [space, *reversed(one.inside), space]
    return " ".join("".join(pieces).split())


_UNREAD = frozenset({"script", "style", "noscript", "template", "option", "textarea"})
"""Elements whose text is no text of the page."""


def option_label(option: Element) -> str:
    """Return what an entry of a list of the browser's own is called."""
    text = " ".join("".join(one.text for one in option.inside if isinstance(one, TextNode)).split())
    return option.attributes.get("label") or option.name or text


_LEAST = 1.0  # CSS pixels; what is smaller is there for nobody
_SMALLEST = 4.0  # CSS pixels; a line that is lower is read by nobody
_FAINTEST = 0.05  # opacity; what is fainter is seen by nobody
_CLIPS = ("hidden", "clip")
_SCROLLS = ("auto", "scroll", "overlay")
_FLOWS_OUT = ("visible", "visible")
STYLES = (
    "display", "visibility", "opacity", "position", "overflow-x", "overflow-y", "clip", "clip-path", "cursor",
    "pointer-events", "z-index", "contain",
)  # fmt: skip
_NOT_ROUND = re.compile(r"(circle|ellipse)\(0(px|%)? ")


@dataclass(frozen=True, slots=True)
class Style:
    """What the computed style of an element says of it, and of what is in it.

    `met`: it can be pressed; `sunk`: it is painted under what is around it; `clip_path` cuts it from its sides.
    """

    display: str
    visible: bool
    opacity: float
    position: str
    flows: tuple[str, str]
    gone: bool
    points: bool
    met: bool
    sunk: bool
    clip_path: str


def read_style(told: Sequence[str]) -> Style:
    """Read a computed style: the values of `STYLES`, in their order."""
    style = dict(zip(STYLES, told, strict=True))
    return Style(
        display=style["display"],
        visible=style["visibility"] == "visible",
        opacity=float(style["opacity"] or 1),
        position=style["position"],
        flows=("clip", "clip") if _contained(style["contain"]) else (style["overflow-x"], style["overflow-y"]),
        gone=_is_cut_away(style["clip-path"]) or _is_speck(style["clip"]),
        points=style["cursor"] == "pointer",
        met=style["pointer-events"] != "none",
        sunk=style["position"] != "static" and style["z-index"].startswith("-"),
        clip_path=style["clip-path"] if style["clip-path"].startswith("inset(") else "",
    )


def _contained(contain: str) -> bool:
    """Whether an element cuts what is in it off at its edges, as one does that lets nothing be painted beyond them."""
    return not _PAINTED_IN.isdisjoint(contain.split())


_PAINTED_IN = frozenset({"paint", "strict", "content"})


def _is_cut_away(clip_path: str) -> bool:
    """Whether the property `clip-path` leaves nothing, whatever the size of what it cuts."""
    if clip_path in ("", "none"):
        return False
    if _NOT_ROUND.match(f"{clip_path} ".replace(")", " ")):
        return True
    if clip_path.startswith("path("):
        return len(_NUMBERS.findall(clip_path)) < 2 * _LEAST_CORNERS
    if clip_path.startswith("polygon("):
        return len(set(clip_path.removeprefix("polygon(").removesuffix(")").split(", "))) < _LEAST_CORNERS
    return False


_INSET = re.compile(r"inset\(([^)]*?)(?: round [^)]*)?\)")


def _inset(clip_path: str, box: Box) -> Box:
    """Return what the property `clip-path` leaves of a box that it cuts from the sides."""
    found = _INSET.match(clip_path)
    sides = found[1].split() if found else []
    if not sides:
        return box
    top, right, bottom, left = (sides * 4)[:4] if len(sides) != _THREE_SIDES else (*sides, sides[1])
    width, height = box[2] - box[0], box[3] - box[1]
    return (
        box[0] + _length(left, width),
        box[1] + _length(top, height),
        box[2] - _length(right, width),
        box[3] - _length(bottom, height),
    )


_THREE_SIDES = 3


def _length(told: str, of: float) -> float:
    """Return a length in pixels, or in percent of another; 0 for one that has to be worked out."""
    number = _NUMBER.fullmatch(told)
    return float(number[1]) * (of / 100 if number[2] == "%" else 1.0) if number else 0.0


_NUMBER = re.compile(r"(-?[\d.]+)(px|%)?")
_NUMBERS = re.compile(r"[\d.]+")
_LEAST_CORNERS = 3


def lay_out(element: Element, style: Style) -> None:
    """Note what the style of an element makes of it and of what is in it: shown, clear, clipped, pressed."""
    element.display, element.visible, element.position = style.display, style.visible, style.position
    element.fade *= style.opacity
    element.clear = element.fade >= _FAINTEST
    element.points, element.met = style.points, style.met
    if element.tag in ("html", "body"):
        element.document.reach = _reach(element.document, style.flows[0])
    element.room = _room(element)
    if style.clip_path and element.box is not None:
        element.room = cut(element.room, _inset(style.clip_path, element.box))
    if style.gone:
        element.room = element.clip = _NOTHING
    elif element.tag in ("html", "body") or element.box is None or style.flows == _FLOWS_OUT:
        element.clip = element.room
    else:
        element.clip = _clip(element.room, element.box, style.flows)


def _room(element: Element) -> Box:
    """Return where an element can be seen at all, as what is around it clips it; a fixed one only where it is now."""
    if element.position == "fixed":
        return element.document.viewport
    if element.position == "absolute":
        placed = (one for one in element.above() if one.position != "static")
        around = next(placed, None)
        return element.document.reach if around is None else around.clip
    if element.tag in ("html", "body"):
        return element.document.reach
    return element.parent.clip if element.parent else _EVERYTHING


def _reach(document: PageDocument, flow: str) -> Box:
    """Return where a person gets to by scrolling the page: down without end, to the side no further than one page."""
    width = document.viewport[2] - document.viewport[0]
    return 0.0, 0.0, min(document.reach[2], width if flow in _CLIPS else 2 * width), float("inf")


def _clip(room: Box, box: Box, flows: tuple[str, str]) -> Box:
    """Return where what is in an element can be seen: what one that scrolls has beyond its edge can be scrolled to."""
    shown = cut(room, box)
    if any(flow in _SCROLLS for flow in flows) and not _shows(shown):
        return _NOTHING
    across, down = (_EVERYTHING if flow in _SCROLLS else shown if flow in _CLIPS else room for flow in flows)
    return across[0], down[1], across[2], down[3]


def _is_speck(clip: str) -> bool:
    """Whether the old property `clip` leaves nothing, as texts for screen readers alone have it."""
    sides = clip.removeprefix("rect(").removesuffix(")").replace(",", " ").split()
    return clip.startswith("rect(") and all(side in ("0px", "1px") for side in sides[:2])


def cut(one: Box, other: Box) -> Box:
    """Return what two boxes have in common."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _shows(box: Box) -> bool:
    return box[2] - box[0] > _LEAST and box[3] - box[1] > _LEAST


def is_seen(element: Element) -> bool:
    """Whether a person can see an element, scrolling if need be: it has room, is clear, and nothing clips it away."""
    if element.box is None:
        seen = (is_seen(one) if isinstance(one, Element) else is_read(one) for one in element.inside)
        return element.spread and any(seen)
    return element.visible and element.clear and _shows(cut(element.box, element.room))


def is_read(words: TextNode) -> bool:
    """Whether a person can read a text, or a part of it."""
    box = words.parent
    while box.box is None and box.spread and box.parent is not None:
        box = box.parent  # an element without a box of its own shows as what is around it does
    if not (box.visible and box.clear) or words.parent.tag in _UNREAD:
        return False
    return any(_shows(cut(line, words.parent.clip)) and line[3] - line[1] >= _SMALLEST for line in words.boxes)


@dataclass(frozen=True, slots=True)
class Passage:
    """A block of a page's text, in pieces: a phrase may run through bold words, not across paragraphs."""

    pieces: list[TextNode]

    def text(self) -> str:
        """Return what of it can be read, with single spaces."""
        return " ".join(self.lines().split())

    def lines(self) -> str:
        """Return what of it can be read, with single spaces and a line end for each line break."""
        pieces = (one.text if one.text.strip() and is_read(one) else _gap(one) for one in self.pieces)
        lines = "".join(pieces).split(_BREAK)
        return "\n".join(" ".join(line.split()) for line in lines).strip()


_BREAK = "\u2028"


def _gap(words: TextNode) -> str:
    return "" if words.text.strip() else _BREAK if words.text == _BREAK else " "


def passages_of(document: PageDocument) -> list[Passage]:
    """Return the text of a document, a block an entry, readable or not; a block within another parts what is around."""
    texts = (words for words in _texts(document) if words.parent.tag not in _UNREAD)
    return [Passage([*pieces]) for _, pieces in groupby(texts, lambda words: block_of(words.parent).at)]


def is_fixed(element: Element) -> bool:
    """Whether an element stays where it is when the page is scrolled."""
    return any(one.position == "fixed" for one in element.around())


def is_modal(element: Element) -> bool:
    """Whether it is a dialog that keeps everything else of the page from being used."""
    return element.called.states.get("modal") is True and is_seen(element)


def is_covered(element: Element) -> bool:
    """Whether something lies over the middle of an element, clear or not, that takes a press meant for it."""
    return element.box is not None and _lies_under(element, *_middle(element.box))


def _middle(box: Box) -> tuple[float, float]:
    return (box[0] + box[2]) / 2, (box[1] + box[3]) / 2


def _lies_under(element: Element, x: float, y: float) -> bool:
    later = (one for one in element.document.elements if one.layer > element.layer)
    over = (one for one in later if one.met and one.visible and one.box is not None and not element.holds(one))
    return any(_is_at(one, x, y, fixed=is_fixed(element)) for one in over)


def _is_at(element: Element, x: float, y: float, *, fixed: bool) -> bool:
    """Whether an element is at a place of what is `fixed` or scrolls, wherever the person scrolls to."""
    left, top, right, bottom = cut(element.box or _NOTHING, element.room)
    if not left <= x < right:
        return False
    if fixed or not is_fixed(element):
        return top <= y < bottom
    _, shown_from, _, shown_to = element.document.viewport
    further = max(element.document.height - (shown_to - shown_from), 0.0)  # how far the page can be scrolled in all
    highest, lowest = max(y - further, 0.0) + shown_from, min(y, shown_to - shown_from) + shown_from
    return top <= highest and lowest <= bottom


def _texts(document: PageDocument) -> list[TextNode]:
    """Return the texts of a document, with its line breaks."""
    breaks = [
        TextNode(one.parent, _BREAK, one.at) for one in document.elements if one.tag == "br" and one.parent is not None
    ]
    return sorted((*document.words, *breaks), key=lambda words: words.at) if breaks else document.words


def block_of(element: Element) -> Element:
    """Return the block that a text in an element is part of."""
    at = element
    while at.parent is not None and (at.box is None or at.display.startswith(("inline", "contents"))):
        at = at.parent
    return at


def seen_text(element: Element, without: Element | None = None) -> str:
    """Return the text in an element that can be read, with single spaces; not that of a part of it."""
    return _text_of(element, is_read, without)


def labels_of(field: Element) -> list[Element]:
    """Return the labels of a field, which a person may press in its place."""
    name = field.attributes.get("id")
    around = next((one for one in field.above() if one.tag == "label"), None)
    labels = _labels(field.document).get(name, []) if name else []
    twins = _by_id(field.document).get(name, []) if name and labels else []
    beside = [label for label in labels if len(twins) < 2 or _nearest(label, twins) is field]  # noqa: PLR2004
    return ([around] if around and "for" not in around.attributes else []) + beside


def named(element: Element, ids: Iterable[str]) -> list[Element]:
    """Return the elements that an element names by their ids; of several with one id, as in components, the nearest."""
    known = _by_id(element.document)
    return [_nearest(element, found) for one in ids if (found := known.get(one))]


def _nearest(element: Element, others: Sequence[Element]) -> Element:
    """Return which of some elements has the most in common with an element of what is around both."""

    def common(other: Element) -> int:
        around = next(one for one in other.around() if one.holds(element))
        return sum(1 for _ in around.around())

    return max(others, key=common)


@lru_cache(maxsize=8)
def _by_id(document: PageDocument) -> Mapping[str, list[Element]]:
    found: dict[str, list[Element]] = {}
    for one in document.elements:
        if name := one.attributes.get("id"):
            found.setdefault(name, []).append(one)
    return found


@lru_cache(maxsize=8)
def _labels(document: PageDocument) -> Mapping[str, list[Element]]:
    """Return the labels of a document by what they say that they are for."""
    found: dict[str, list[Element]] = {}
    for one in document.elements:
        if one.tag == "label" and "for" in one.attributes:
            found.setdefault(one.attributes["for"], []).append(one)
    return found


_NO_FIELDS = frozenset({"hidden", "submit", "button", "reset", "image"})
_TICKED = frozenset({"checkbox", "radio"})
_ASIDE_TAGS = frozenset({"footer", "nav", "header", "aside"})
_ASIDE_ROLES = frozenset({"contentinfo", "navigation", "banner", "complementary", "search"})
_MAIL = re.compile(r"e-?mail", re.IGNORECASE)
_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST_PLAIN = 200  # characters; more is no name of a button
_NEAREST = 6
"""How many texts before a field may be its name."""
_LEFT, _ABOVE = 300.0, 40.0  # CSS pixels between a field and the text that stands before it or over it
_TOUCH = 2.0  # CSS pixels by which two boxes may overlap and still be side by side


def is_field(element: Element) -> bool:
    """Whether something is written into it, chosen from it, or ticked."""
    if element.tag == "input":
        return element.type not in _NO_FIELDS
    return element.tag in ("textarea", "select") or element.role in ("textbox", "combobox") or element.editable


def is_writable(element: Element) -> bool:
    """Whether it is a field for a value of a form; one to search with is none."""
    return is_field(element) and element.type not in _TICKED and element.type != "search"


def is_long(element: Element) -> bool:
    """Whether it is a field for a text of several lines."""
    told = element.role == "textbox" and element.called.states.get("multiline") is True
    return element.tag == "textarea" or element.editable or told


def is_address_field(element: Element) -> bool:
    """Whether a field is for an e-mail address, by its kind, its name or what it holds."""
    kinds = (element.attributes.get("autocomplete", ""), element.attributes.get("inputmode", ""))
    if element.tag == "input" and (element.type == "email" or "email" in kinds):
        return True
    if _MAIL.search(f"{element.attr} {kinds[0]}"):
        return True
    return element.tag == "input" and _ADDRESS.fullmatch(element.value) is not None


def is_shown(element: Element) -> bool:
    """Whether a person can see an element; of a box, radio button or list that the page draws, what stands for it."""
    opens = element.role == "button" and element.attributes.get("aria-haspopup") in ("dialog", "listbox")
    return is_seen(element) or ((_is_ticked(element) or element.tag == "select" or opens) and _is_drawn(element))


def is_usable(element: Element) -> bool:
    """Whether a person can see and work an element: a list is worked where it is drawn, a box by its label."""
    return is_seen(element) or (_is_ticked(element) and _is_drawn(element))


def _is_ticked(element: Element) -> bool:
    return element.is_box or "radio" in (element.type, element.role)


def _is_drawn(element: Element) -> bool:
    """Whether something else is seen and pressed in place of an element: its label, or what stands with it alone."""
    if labels := labels_of(element):
        return any(one is not element and is_seen(one) for label in labels for one in label.within())
    row = _row_of(element, lambda row: any(map(is_seen, _beside(row, element))))
    return row is not None and any(
        is_seen(one) and (one.points or _is_pressed_itself(one)) for one in _beside(row, element)
    )


def _beside(row: Element, element: Element) -> Iterator[Element]:
    return (one for one in row.within() if one is not element)


def _row_of(field: Element, has_more: Callable[[Element], bool]) -> Element | None:
    """Return the nearest part of a page around a field with more in it; None where that has another field too."""
    for row in field.above():
        if is_form(row) or is_dialog(row) or row.tag in ("body", "html"):
            return None
        if any((is_field(one) or _is_ticked(one)) and one is not field for one in row.below()):
            return None
        if has_more(row):
            return row
    return None


def name_beside(box: Element) -> str:
    """Return what a box is called that the browser calls nothing, or a sign, or a letter that a font draws as a tick.

    That is the text that stands with it, else what its label says where nobody can read it.
    """
    row = _row_of(box, lambda row: bool(seen_text(row, box)))
    return seen_text(row, box) if row else " ".join(map(words_of, labels_of(box)))


def is_form(element: Element) -> bool:
    """Whether it is a form, also one of the page's own making."""
    return element.tag == "form" or element.attributes.get("role") == "form"


def is_dialog(element: Element) -> bool:
    """Whether it is a dialog; a closed one is not seen."""
    return element.role in ("dialog", "alertdialog")


def is_aside(element: Element) -> bool:
    """Whether it is what a site has around its pages."""
    return element.tag in _ASIDE_TAGS or element.role in _ASIDE_ROLES


def is_own_button(element: Element) -> bool:
    """Whether it is a button by its markup or by what the browser says."""
    return element.role == "button" and (element.tag != "input" or element.type in ("submit", "image", "button"))


def is_plain(element: Element) -> bool:
    """Whether it is something to press without a role: it is pressed or reached by Tab, and what it says is its name.

    Of what is in each other, that is the innermost.
    """
    if element.role or not _is_pressed(element) or element.tag in ("label", "html", "body", "form"):
        return False
    if any(one.role in _HAVE_ROLES or is_field(one) or _is_pressed_itself(one) for one in element.below()):
        return False
    if any(one.role in _HAVE_ROLES or one.tag in ("label", "summary") for one in element.above()):
        return False
    return 0 < len(words_of(element)) < _LONGEST_PLAIN


_HAVE_ROLES = frozenset({"button", "link", "option", "checkbox", "radio", "combobox", "textbox", "listbox", "switch"})


def _is_pressed(element: Element) -> bool:
    """Whether a press on it does something, for all that shows; the hand of the pointer passes on to what is inside."""
    shows_hand = element.points and not (element.parent is not None and element.parent.points)
    return shows_hand or _is_pressed_itself(element)


def _is_pressed_itself(element: Element) -> bool:
    index = element.attributes.get("tabindex", "")
    return element.clickable or (index.isdigit() and not element.editable)


def form_of(element: Element) -> Element | None:
    """Return the form an element belongs to: the one it names, or the one around it."""
    named = element.attributes.get("form")
    if named and element.tag in ("input", "select", "textarea", "button"):
        return next((o for o in element.document.elements if o.tag == "form" and o.attributes.get("id") == named), None)
    return next((one for one in element.above() if is_form(one)), None)


def name_of(element: Element) -> str:
    """Return what a person is told an element is called; nothing where nothing says it.

    That is the browser's own name of it; where it has none, as for what is hidden or only drawn, what its markup, its
    label or the text before it says, or what can be read in it. Targets, questions, records and suggestions go by it.
    """
    if element.name:
        return element.name
    labels = (words_of(label) for label in labels_of(element))
    asks = is_field(element) or _is_ticked(element)
    before = reversed(near_texts(element)) if asks and is_seen(element) else ()
    own = () if is_field(element) else (seen_text(element),)
    told = (element.attributes.get("aria-label"), *labels, *before, element.attributes.get("placeholder"), *own)
    return next(filter(None, told), "")


@lru_cache(maxsize=256)
def near_texts(field: Element) -> tuple[str, ...]:
    """Return what stands before a field in its own row, else the one text nearest to its left or over it."""
    nearest = row_texts(field) or [_nearest_text(field)]
    return tuple(text for text in nearest if text)


def row_texts(field: Element) -> list[str]:
    """Return what stands before a field in its own row: the nearest part of the page that holds no other field.

    Of a slider or a menu, that holds nothing else that is set.
    """
    rivals = is_field if is_field(field) else _is_set
    for row in field.above():
        if is_form(row) or is_dialog(row) or row.tag in ("body", "html"):
            break
        if sum(rivals(one) and is_seen(one) for one in row.below()) > 1:
            break
        if found := [*_texts_before(row, field)]:
            return found[-_NEAREST:]
    return []


def _is_set(element: Element) -> bool:
    return is_field(element) or element.is_box or "aria-haspopup" in element.attributes


def _texts_before(row: Element, field: Element) -> Iterator[str]:
    for one in row.below():
        if one is field:
            break
        own = any(isinstance(part, TextNode) and part.text.strip() for part in one.inside)
        if own and not one.holds(field) and one.role not in ("button", "link", "option") and is_seen(one):
            yield seen_text(one)
    for part in row.inside:
        if isinstance(part, TextNode) and part.at < field.at and is_read(part):
            yield " ".join(part.text.split())


def _nearest_text(field: Element) -> str:
    if field.box is None:
        return ""
    holder = form_of(field)
    others = [one for one in _placed_fields(field.document) if one is not field]
    best: tuple[float, TextNode] | None = None
    for words in field.document.words:
        if words.at > field.at or not words.text.strip():
            continue
        away = min((_away(line, field.box) for line in words.boxes), default=None)
        if away is None or (best and best[0] <= away) or away == float("inf"):
            continue
        if form_of(words.parent) is not holder or not is_read(words):
            continue
        if any(o.role in ("button", "link", "option") or is_field(o) for o in words.parent.around()):
            continue
        if not any(o.box is not None and words.at < o.at < field.at for o in others):
            best = (away, words)
    return seen_text(best[1].parent) if best else ""


@lru_cache(maxsize=8)
def _placed_fields(document: PageDocument) -> list[Element]:
    return [one for one in document.elements if is_field(one) and one.box is not None and is_seen(one)]


def _away(line: Box, field: Box) -> float:
    """Return how far a line stands before a field or over it; infinity for any other place."""
    left, top, right, bottom = line
    if bottom > field[1] + _TOUCH and top < field[3] - _TOUCH and right <= field[0] + _TOUCH:
        return max(0.0, field[0] - right) if field[0] - right <= _LEFT else float("inf")
    if bottom <= field[1] + _TOUCH and left < field[2] and right > field[0]:
        return max(0.0, field[1] - bottom) if field[1] - bottom <= _ABOVE else float("inf")
    return float("inf")
