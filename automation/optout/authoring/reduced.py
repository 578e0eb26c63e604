"""Reduces a page to what belongs to a flow, as HTML for saved pages and as a list of the form's parts to compare.

An element is written with the name that the browser gives it, whatever on the page tied that name to it. What shadow
roots and frames hold is written in their place.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from optout.authoring.reading import TEXT, Node
from optout.flow.model import Flow, Open
from optout.flow.said import mentions
from optout.flow.words import fold
from optout.redact import printable


def _listed(text: str) -> frozenset[str]:
    return frozenset(text.split())


_KEPT_TAGS = _listed(
    "main section form fieldset legend label input textarea select optgroup option button a h1 h2 h3 h4 h5 h6 p div "
    "span ul ol li dl dt dd dialog details summary br strong em b i"
)
_AS_DIV = _listed(
    "html body article header footer aside nav table thead tbody tfoot tr td th caption figure figcaption blockquote "
    "address hgroup menu center iframe"
)
_AS_SPAN = _listed("small u font abbr cite q time mark code kbd sup sub slot")
_ROLES = _listed(
    "textbox button link combobox listbox option radiogroup group radio checkbox switch heading dialog alertdialog "
    "alert status form main region list listitem presentation none spinbutton searchbox tab tabpanel"
)
_INPUT_TYPES = _listed("text email tel url search number date checkbox radio submit button reset")
_BUTTON_TYPES = ("submit", "button", "reset")
_ONE_OF = {
    "role": _ROLES,
    "autocomplete": _listed("on off email username one-time-code country country-name name"),
    "aria-haspopup": _listed("true listbox menu dialog"),
    "tabindex": frozenset(("0", "-1")),
    **{
        f"aria-{state}": frozenset(("true", "false"))
        for state in ["hidden", "required", "disabled", "readonly", "multiline", "modal", "expanded", "checked"]
    },
}
_FLAGS = _listed("required disabled readonly multiple novalidate open")
_NUMBERS = _listed("maxlength minlength rows cols aria-level")
_NUMBER = re.compile(r"\d{1,5}")
_TEXT_ATTRIBUTES = ("aria-label", "placeholder", "title")
_WORD_NAME = re.compile(r"[A-Za-z]{1,24}([_.-][A-Za-z]{1,24}){0,4}")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_TOKEN = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w=+/-]{20,}|\d{6,}|\d[\d ().-]{7,}\d|[a-z]{2,}://|\bwww\.", re.IGNORECASE
)
_LONGEST = 2000  # characters of one text
_TELLING = 4  # characters; a shorter value turns up in any text
_PART = 20  # characters; so long a text that is a part of what was typed was taken from it
_ONE_WORD = re.compile(r"[^\W\d]{1,15}")
"""A hidden field often says `true` or `objection`: words of any form, which must not empty this one."""


def tag_of(node: Node) -> str | None:
    """Give the tag an element is written with, or None when it is left out with all that is in it."""
    if node.tag == "input" and _input_type(node) not in _INPUT_TYPES:
        return None
    if node.tag in _KEPT_TAGS:
        return node.tag
    if node.tag in _AS_DIV or "-" in node.tag:
        return "div"
    return "span" if node.tag in _AS_SPAN else None


def _input_type(node: Node) -> str:
    return node.attributes.get("type", "text").strip().lower() or "text"


def plain_attributes(node: Node) -> dict[str, str]:
    """Give the attributes whose value is one of a few words or a small number."""
    kept: dict[str, str] = {}
    for name, value in node.attributes.items():
        word = value.strip().lower()
        if name in _FLAGS:
            kept[name] = ""
        elif word in _ONE_OF.get(name, ()) or (name in _NUMBERS and _NUMBER.fullmatch(word)):
            kept[name] = word
    if node.tag == "input":
        kept["type"] = _input_type(node)
    return kept


def _is_button(node: Node) -> bool:
    """Whether an input is a button, whose value is the words on it."""
    return node.tag == "input" and _input_type(node) in _BUTTON_TYPES


def _takes_text(node: Node) -> bool:
    """Whether what stands in an element is what somebody typed or chose."""
    is_field = node.tag in ("input", "textarea") and _input_type(node) not in (*_BUTTON_TYPES, "checkbox", "radio")
    return is_field or "contenteditable" in node.attributes or node.attributes.get("role") in ("textbox", "combobox")


def is_country_code(value: str) -> bool:
    """Whether the value of a choice says a country and nothing else."""
    return _COUNTRY_CODE.fullmatch(value) is not None


def _typed(node: Node) -> str:
    """Give what stands in a field, or in an element that is edited in place."""
    if node.tag in ("input", "textarea"):
        counts = _takes_text(node) or _input_type(node) in ("hidden", "password")
        return (node.value or node.attributes.get("value", "")) if counts else ""
    return "".join(n.text for n in node.all()) if "contenteditable" in node.attributes else ""


class TextFilter:
    """Decides about each text: kept whole or left out.

    What was seen in fields is left out everywhere; it grows with every page. `kept` has what was written, once, in the
    order of the pages; names and words in attributes are among it.
    """

    def __init__(self, redact: Callable[[str], str] = str, names: Iterable[str] = ()) -> None:
        self._redact = redact
        self._known_names = frozenset(names)
        self._typed: set[str] = set()
        self._names: dict[str, str] = {}
        self.kept: dict[str, None] = {}

    def note_typed(self, html: Node) -> None:
        """Remember what stands in the fields of a page, hidden ones too, so that it is kept nowhere else either."""
        for node in html.all():
            value = fold(_typed(node))
            is_hidden = node.tag == "input" and _input_type(node) == "hidden"
            if len(value) >= _TELLING and not (is_hidden and _ONE_WORD.fullmatch(value)):
                self._typed.add(value)

    def text(self, text: str) -> str:
        """Give a text with single spaces, or nothing when it holds something of the person or looks like a token."""
        flat = printable(text, _LONGEST + 1)
        if not flat or len(flat) > _LONGEST or "@" in flat or _TOKEN.search(flat) or self._redact(flat) != flat:
            return ""
        folded = fold(flat)
        part = len(folded) >= _PART
        return "" if any(value in folded or (part and folded in value) for value in self._typed) else flat

    def keep(self, text: str) -> str:
        """Give a text as `text` does, and note that it was written."""
        return self._noted(self.text(text))

    def keep_name(self, name: str) -> str:
        """Give a field's name, noted too: as it is when it is made of words or the flow knows it, else a number."""
        if name in self._known_names or (_WORD_NAME.fullmatch(name) and self.text(name)):
            return self._noted(name)
        return self._noted(self._names.setdefault(name, f"field-{len(self._names) + 1}"))

    def _noted(self, text: str) -> str:
        if text:
            self.kept[text] = None
        return text


FIELDS = frozenset(
    ("textbox", "combobox", "listbox", "radiogroup", "group", "radio", "checkbox", "spinbutton", "searchbox")
)
_HOLDERS = ("form", "dialog", "alertdialog")
_SPEAKING = (*_HOLDERS, "alert", "status")
_FOREIGN_ROLES = _listed(
    "navigation banner complementary contentinfo search feed article log marquee menu menubar toolbar"
)
_FOREIGN_TAGS = frozenset(("nav", "aside", "article"))
_ROW = 300  # characters; what is longer beside a field is no label


class FlowWords:
    """What a flow calls its targets, folded. `more` are texts that belong to it beside its phrases.

    `only` has the CSS selector of each target that has one, `of_form` the targets that the flow's steps work on.
    """

    def __init__(self, flow: Flow, more: Iterable[str] = ()) -> None:
        self._by_words: dict[tuple[str, str], str] = {
            (target.role, fold(word)): name for name, target in flow.targets.items() for word in target.all()
        }
        self._by_name = {target.name: name for name, target in flow.targets.items() if target.name}
        self.only = {name: target.only for name, target in flow.targets.items() if target.only}
        self.phrases = (*(word for phrase in flow.phrases.values() for word in phrase.all()), *more)
        self.of_form = {name for step in flow.steps if not isinstance(step, Open) for name in step.uses().values()}

    def knows(self, text: str) -> bool:
        """Whether a text is what the flow calls something, or has one of its phrases."""
        folded = fold(text)
        return any(folded == word for _role, word in self._by_words) or mentions(text, self.phrases)

    def target_of(self, node: Node) -> str | None:
        """Give the target that an element is, by role and words or by its name; None for any other."""
        if (node.role, fold(node.name)) in self._by_words:
            return self._by_words[node.role, fold(node.name)]
        return self._by_name.get(node.attributes.get("name", "")) if node.role else None


@dataclass
class FlowParts:
    """The parts of a page that belong to a flow.

    `whole` are kept with what is in them, `strict` only with the rows of `anchors`, which are the flow's own elements.
    `form` are those of both that hold what the flow's steps work on. `spoken` say one of the flow's phrases.
    """

    anchors: dict[Node, str] = field(default_factory=dict)
    whole: set[Node] = field(default_factory=set)
    strict: set[Node] = field(default_factory=set)
    form: set[Node] = field(default_factory=set)
    spoken: set[Node] = field(default_factory=set)
    known: FlowWords | None = None

    def target(self, name: str) -> Node | None:
        """Give the one element that a target is; None when there is none, or several."""
        found = [node for node, target in self.anchors.items() if target == name]
        return found[0] if len(found) == 1 else None


def parts_of(html: Node, known: FlowWords) -> FlowParts:
    """Find what belongs to a flow on a page."""
    parts = FlowParts(
        {node: name for node in html.all() if node.shown and (name := known.target_of(node))}, known=known
    )
    _take_holders(parts, known)
    _take_only(html, parts)
    for node in _speaking(html, known.phrases):
        parts.spoken.add(node)
        parts.whole.add(next((a for a in (node, *node.above()) if _is(a, _SPEAKING)), node))
    parts.whole |= {title for form in list(parts.whole) if (title := _title_before(form))}
    holders = {holder_of(node) for node, name in parts.anchors.items() if name in known.of_form}
    parts.form = {region for region in parts.whole if region in holders} | parts.strict
    return parts


def _take_holders(parts: FlowParts, known: FlowWords) -> None:
    """Take the forms and dialogs that hold the flow's fields; else those with its buttons; what stands alone, alone."""
    of_form = [node for node, name in parts.anchors.items() if name in known.of_form]
    fields = [node for node in of_form if node.role in FIELDS]
    for node in fields or of_form:
        if holder := holder_of(node):
            parts.whole.add(holder)
    loose = [node for node in of_form if holder_of(node) is None]
    if any(node.role in FIELDS for node in loose):
        parts.strict.add(_around(loose))
    parts.whole |= {node for node in parts.anchors if holder_of(node) is None}


def _take_only(html: Node, parts: FlowParts) -> None:
    """Add what is known by being the only one of its kind: in the dialog on top, else inside the form, as in a run."""
    shown = [node for node in html.all() if node.shown]
    dialogs = [node for node in shown if _is(node, _HOLDERS[1:]) and not _is_foreign(node, ())]
    forms = parts.whole | parts.strict or {node for node in shown if _is(node, _HOLDERS[:1])}
    known = set(parts.anchors.values())
    for scopes in (set(dialogs[-1:]), forms):
        inside = {node for scope in scopes for node in scope.all() if node.shown}
        for name in {name for node in inside for name in node.only} - known:
            found = [node for node in inside if name in node.only]
            if len(found) == 1:
                known.add(name)
                _take(parts, found[0], name)


def _take(parts: FlowParts, node: Node, name: str) -> None:
    parts.anchors.setdefault(node, name)
    holder = holder_of(node)
    if holder and (_is(holder, _HOLDERS[1:]) or not parts.whole):
        parts.whole.add(holder)


def holder_of(node: Node) -> Node | None:
    """Give the form or dialog around an element."""
    return next((around for around in node.above() if _is(around, _HOLDERS)), None)


def _is(node: Node, kinds: tuple[str, ...]) -> bool:
    return node.tag in kinds or node.attributes.get("role") in kinds


def _around(nodes: list[Node]) -> Node:
    """Give the nearest element around all of these."""
    others = [{node, *node.above()} for node in nodes[1:]]
    return next(at for at in (nodes[0], *nodes[0].above()) if all(at in each for each in others) and at not in nodes)


def _speaking(node: Node, phrases: tuple[str, ...]) -> Iterator[Node]:
    """Give the smallest elements whose visible text has one of the phrases."""
    if node.tag == TEXT or not mentions(node.words(), phrases):
        return
    smaller = [found for inner in node.children for found in _speaking(inner, phrases)]
    yield from smaller or [node]


def _title_before(form: Node) -> Node | None:
    """Give the heading that stands over a form: one that stands by itself, next before it or what is around it."""
    if not _is(form, ("form",)):
        return None
    for at in (form, *form.above()):
        if at.parent is None or _is(at, ("main", "body", *_HOLDERS[1:])):
            return None
        for before in reversed(at.parent.children[: at.parent.children.index(at)]):
            headings = [n for n in before.all() if n.role == "heading" and n.shown]
            if headings:
                alone = len(headings) == 1 and headings[0].words() == before.words()
                return headings[0] if alone and not _is_foreign(before, ()) else None
    return None


def _is_foreign(node: Node, anchors: Iterable[Node]) -> bool:
    """Whether an element is a part of the site around the form: menus, feed, news; never one with a target in it."""
    foreign = node.tag in _FOREIGN_TAGS or node.role in _FOREIGN_ROLES or node.attributes.get("role") in _FOREIGN_ROLES
    return foreign and not any(node is anchor or node in anchor.above() for anchor in anchors)


def _in_row(node: Node, parts: FlowParts, region: Node) -> bool:
    """Whether a text or field of a strict region belongs to a row of the flow's own elements, or is one."""
    for at in (node, *node.above()):
        if at is region:
            return False
        if at in parts.anchors:
            return True
        controls = [n for n in at.all() if n.role in FIELDS or n.role in ("button", "link")]
        if controls:
            own = all(c in parts.anchors or _inside_anchor(c, parts) for c in controls)
            return own and len(at.words()) <= _ROW
    return False


def _inside_anchor(node: Node, parts: FlowParts) -> bool:
    return any(around in parts.anchors for around in node.above())


_CAPTIONS = _listed("label legend summary button a option h1 h2 h3 h4 h5 h6")
_CAPTION_ROLES = _listed("heading button link tab")


class _Captions:
    """What the things on a page are called, without what stands beside that: a value may be written there.

    Of the text of a label, a button or a heading it is the part up to the first element in it.
    """

    def __init__(self, page: Node) -> None:
        self._ids = {given: node for node in page.all() if (given := node.attributes.get("id"))}
        self._labels = {given: node for node in page.all() if (given := node.attributes.get("for"))}

    def of(self, node: Node) -> str:
        """Give what an element is called."""
        source = self._source(node)
        first = None if source is None else first_text(source)
        return " ".join(first.text.split()) if first else node.name

    def _source(self, node: Node) -> Node | None:
        if node.named_by == "contents":
            return node
        if node.named_by == "aria-labelledby":
            return self._ids.get((node.attributes.get("aria-labelledby") or " ").split(" ")[0])
        if node.named_by != "label":
            return None
        inside = (one for one in node.children if one.tag == "legend")
        around = (one for one in node.above() if one.tag == "label")
        return self._labels.get(node.attributes.get("id", "")) or next(inside, None) or next(around, None)


def first_text(node: Node) -> Node | None:
    """Give the first text in an element that a person sees, but none that a field holds."""
    if node.tag == TEXT:
        return node if node.shown and node.text.strip() else None
    if node.tag == "select" or _takes_text(node):
        return None
    return next((found for inner in node.children if (found := first_text(inner))), None)


_VOID = ("input", "br")
_WRAPPING = ("main", "dialog")
_BLOCKS = re.compile(r"<(?:div|p|ul|ol|dl|form|fieldset|section|h\d|dialog|details)\b")
_CONTROLS = FIELDS | {"button", "link"}
_NAMED = _CONTROLS | _listed("option switch heading dialog alertdialog form region tab")
_OF_FORM = FIELDS | {"button", "heading"}


@dataclass(frozen=True)
class ReducedPart:
    """A part of a form as accessibility has it; `target` is the flow's own name for it, if the flow knows it."""

    role: str
    name: str
    required: bool = False
    target: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What two parts are compared by."""
        return self.role, fold(self.name)


def form_parts(page: Node, known: FlowWords) -> tuple[ReducedPart, ...]:
    """Give the parts of a flow's form on a page, as it would be saved; none where the page has no form of the flow."""
    parts, texts = parts_of(page, known), TextFilter()
    texts.note_typed(page)
    writer = _Writer(parts, texts, {}, _Captions(page))
    writer.node(page)
    return tuple(dict.fromkeys(writer.form)) if parts.form else ()


def written(page: Node, parts: FlowParts, texts: TextFilter, extra: Mapping[Node, Mapping[str, str]]) -> str:
    """Write the HTML of what belongs to a flow on a page; `extra` has attributes of ours for some elements."""
    return _Writer(parts, texts, extra, _Captions(page)).node(page)


class _Writer:
    """Writes one state of a page; `form` has what was written of the flow's form.

    Of texts only what the flow knows is written, and what fields, buttons and headings are called.
    """

    def __init__(
        self, parts: FlowParts, texts: TextFilter, extra: Mapping[Node, Mapping[str, str]], captions: _Captions
    ) -> None:
        self._captions = captions
        self._parts = parts
        self._texts = texts
        self._extra = extra
        self._around: list[str] = []
        self.form: list[ReducedPart] = []

    def node(self, node: Node, region: Node | None = None) -> str:
        if node.tag == TEXT:
            return self._text(node, region)
        region = node if node in self._parts.whole or node in self._parts.strict else region
        tag = tag_of(node)
        if tag is None or _is_foreign(node, self._parts.anchors):
            return ""
        if region is None:
            return self._outside(node, tag)
        strict = region in self._parts.strict and region is not node
        if strict and node.role in _CONTROLS and not _in_row(node, self._parts, region):
            return ""
        return self._element(node, self._fitting(tag), region)

    def _text(self, node: Node, region: Node | None) -> str:
        if region is None or not (node.shown or not node.text.strip()):
            return ""
        if not node.text.strip():
            return " "
        if region in self._parts.strict and not _in_row(node, self._parts, region):
            return ""
        if not self._is_told(node):
            return " "
        before, after = (" " if node.text[at].isspace() else "" for at in (0, -1))
        return f"{before}{_escaped(self._texts.keep(node.text))}{after}"

    def _is_told(self, text: Node) -> bool:
        """Whether a text is the site's own: what stands beside a field may be what the site knows of the person."""
        if self._knows(text.text) or any(around in self._parts.spoken for around in text.above()):
            return True
        around = (one for one in text.above() if one.tag in _CAPTIONS or one.role in _CAPTION_ROLES)
        captioned = next(around, None)
        return captioned is not None and first_text(captioned) is text

    def _knows(self, text: str) -> bool:
        return self._parts.known is not None and self._parts.known.knows(text)

    def _name(self, node: Node) -> str:
        return node.name if self._knows(node.name) else self._captions.of(node)

    def _outside(self, node: Node, tag: str) -> str:
        """Write what is around the parts that belong: only what gives the page its structure."""
        inner = "".join(map(self.node, node.children))
        if not inner.strip():
            return ""
        return f"\n<{tag}>{inner}</{tag}>\n" if tag in _WRAPPING else inner

    def _fitting(self, tag: str) -> str:
        """Give a tag that may stand here: the parser would tear nested forms, links and buttons apart."""
        if tag in ("form", "a", "button", "label") and tag in self._around:
            return "div" if tag == "form" else "span"
        return tag

    def _element(self, node: Node, tag: str, region: Node) -> str:
        if tag == "select" and not node.shown:
            return ""
        inner = self._inside(node, tag, region)
        if tag == "p" and _BLOCKS.search(inner):
            tag = "div"
        if not inner.strip() and not (node.shown and (node.role in _CONTROLS or node in self._extra or tag == "br")):
            return ""
        self._note(node, region)
        attributes = self._attributes(node, tag, _said(inner))
        if tag in ("div", "span") and not attributes and _is_one_element(inner):
            return inner
        return _tag(tag, attributes, inner)

    def _inside(self, node: Node, tag: str, region: Node) -> str:
        if tag == "select":
            return "".join(map(self._option, node.children))
        if tag in _VOID or _takes_text(node):
            return ""
        self._around.append(tag)
        inner = "".join(self.node(one, region) for one in node.children)
        self._around.pop()
        return inner

    def _note(self, node: Node, region: Node) -> None:
        """Note a part of the form; of what is foreign around a field only the flow's own elements are its parts."""
        target = self._parts.anchors.get(node)
        inside = region in self._parts.form and (target or region not in self._parts.strict)
        if (inside or (target and node.role == "heading")) and node.shown and node.role in _OF_FORM:
            name = self._texts.text(self._name(node))
            self.form += [ReducedPart(node.role, name, node.required, target)] if name else []

    def _attributes(self, node: Node, tag: str, inside: str) -> dict[str, str]:
        kept = {**plain_attributes(node), **self._ours(node, tag)}
        for name in _TEXT_ATTRIBUTES:
            if name in node.attributes and (node.role in _CONTROLS or node.tag in ("form", "fieldset", "dialog")):
                kept[name] = self._texts.keep(node.attributes[name])
        name = self._name(node)
        if node.role in _NAMED and node.named_by not in kept and fold(name) != fold(inside):
            kept["aria-label"] = self._texts.keep(name)
        if _is_button(node):
            kept["value"] = self._texts.keep(node.attributes.get("value", node.name))
        told = {name: value for name, value in kept.items() if value or name not in _TEXT_ATTRIBUTES}
        return {**told, **self._extra.get(node, {})}

    def _ours(self, node: Node, tag: str) -> dict[str, str]:
        """Give what we write of our own: field names of words, links that lead nowhere, buttons that do not send."""
        ours: dict[str, str] = {}
        if tag in ("input", "textarea", "select") and not _is_button(node) and node.attributes.get("name"):
            ours["name"] = self._texts.keep_name(node.attributes["name"])
        if tag == "a" and "href" in node.attributes:
            ours["href"] = "#"
        if tag == "button" or _is_button(node):
            ours["type"] = "button"
        if node.checked and node.required and node.attributes.get("type") in ("checkbox", "radio"):
            ours["checked"] = ""
        return ours

    def _option(self, node: Node) -> str:
        if node.tag == "optgroup":
            label = self._texts.keep(node.attributes.get("label", ""))
            return _tag("optgroup", {"label": label}, "".join(map(self._option, node.children)))
        if node.tag != "option":
            return ""
        text = self._texts.keep(node.attributes.get("label", "") or "".join(n.text for n in node.all()))
        value = node.attributes.get("value")
        if not text and value != "":
            return ""
        kept = {"value": value} if value is not None and (value == "" or is_country_code(value)) else {}
        return _tag("option", kept | ({"disabled": ""} if "disabled" in node.attributes else {}), _escaped(text))


def _tag(tag: str, attributes: Mapping[str, str], inner: str) -> str:
    written = "".join(
        f" {name}" if value == "" else f' {name}="{_escaped(value)}"' for name, value in attributes.items()
    )
    break_before = "\n" if _BLOCKS.match(f"<{tag} ") else ""
    return f"{break_before}<{tag}{written}>" + ("" if tag in _VOID else f"{inner}</{tag}>")


OURS = "{{email_value}}"
"""The one placeholder that is written; whatever the page has that looks like one is escaped."""


def _escaped(text: str) -> str:
    return text if text == OURS else html.escape(text).replace("{", "&#123;")


def _said(inner: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", inner)).split())


def _is_one_element(inner: str) -> bool:
    """Whether it is a single element and no text, so that a box around it says nothing more."""
    flat = inner.strip()
    found = re.match(r"<(\w+)", flat)
    return found is not None and flat.endswith(f"</{found[1]}>") and flat.count(f"<{found[1]}") == 1
