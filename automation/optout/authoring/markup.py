"""Writes the HTML of a saved page from a reading: what a flow needs of the page, and nothing of a person.

Every element is written anew, by its role and by what the page calls it: no code, no address, no picture, nothing that
stands in a field. Of texts only those are written that the flow knows, and what fields, buttons and headings are
called. What shadow roots hold is written in their place, what frames hold after the page.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from optout.browser.reading import FIELD_ROLES, Block, Document, Element, Page
from optout.flow.model import Flow, Open
from optout.flow.said import mentions, sentences
from optout.flow.words import fold
from optout.redact import printable

OURS = "{{email_value}}"
"""The one placeholder that is written; whatever the page has that looks like one is escaped."""
_INPUT_TYPES = frozenset({"text", "email", "tel", "url", "search", "number", "date", "checkbox", "radio"})
_YES_NO = ("true", "false")
_WORDS_OF = {
    "autocomplete": ("on", "off", "email", "username", "one-time-code", "country", "country-name", "name"),
    "aria-haspopup": ("true", "listbox", "menu", "dialog"),
    "tabindex": ("0", "-1"),
    **dict.fromkeys(("aria-expanded", "aria-checked", "aria-pressed", "aria-multiline"), _YES_NO),
}
"""The attributes that are kept as they are, with what they may say."""
_TEST_IDS = ("data-testid", "data-test-id", "data-test", "data-qa")
_NUMBER = re.compile(r"\d{1,5}")
_WORD_NAME = re.compile(r"[A-Za-z]{1,24}([_.-][A-Za-z]{1,24}){0,4}")
_COUNTRY_CODE = re.compile(r"[A-Z]{2}")
_TOKEN = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w=+/-]{20,}|\d{6,}|\d[\d ().-]{7,}\d|[a-z]{2,}://|\bwww\.", re.IGNORECASE
)
_LONGEST = 2000  # characters of one text
_TELLING = 4  # characters; a shorter value turns up in any text
_PART = 20  # characters; so long a text that is a part of what was typed was taken from it
_GROUPS = frozenset({"group", "radiogroup"})
_AROUND = _GROUPS | {"dialog", "alertdialog"}
_ASKED = FIELD_ROLES | _GROUPS
_OF_FORM = _ASKED | {"button", "heading"}
_FOREIGN = frozenset({
    "navigation", "banner", "complementary", "contentinfo", "search", "feed", "article", "log", "marquee", "menu",
    "menubar", "toolbar",
})  # fmt: skip
"""Parts of the site around the form."""
Holder = tuple[Document, int]
"""A form or dialog, by its number in its document."""
Extra = dict[Element | Holder, dict[str, str]]
"""Attributes of ours for some elements, forms and dialogs."""


class TextFilter:
    """Keeps a text whole, or leaves it out where it says something of the person or looks like a token.

    `typed` is what was seen in fields, which is kept nowhere. `kept` has what was written, once, in the order of the
    pages; names of fields are among it.
    """

    def __init__(
        self, redact: Callable[[str], str] = str, names: Iterable[str] = (), typed: Iterable[str] = ()
    ) -> None:
        self._redact = redact
        self._known = frozenset(names)
        self._typed = {value for one in typed if len(value := fold(one)) >= _TELLING}
        self._names: dict[str, str] = {}
        self.kept: dict[str, None] = {}

    def text(self, text: str) -> str:
        """Return a text with single spaces, or nothing."""
        flat = printable(text, _LONGEST + 1)
        if not flat or len(flat) > _LONGEST or "@" in flat or _TOKEN.search(flat) or self._redact(flat) != flat:
            return ""
        folded = fold(flat)
        part = len(folded) >= _PART
        return "" if any(value in folded or (part and folded in value) for value in self._typed) else flat

    def keep(self, text: str) -> str:
        """Return a text as `text` does, and note that it was written."""
        return self._noted(self.text(text))

    def keep_name(self, name: str) -> str:
        """Return a field's name: as it is when it is made of words or the flow knows it, else a number."""
        if name in self._known or (_WORD_NAME.fullmatch(name) and self.text(name)):
            return self._noted(name)
        return self._noted(self._names.setdefault(name, f"field-{len(self._names) + 1}"))

    def _noted(self, text: str) -> str:
        if text:
            self.kept[text] = None
        return text


def typed(page: Page) -> set[str]:
    """Return what stands in the fields of a page that one writes into."""
    return {one.value for one in page.elements if one.is_line or one.is_long} - {""}


def selectors_of(flow: Flow) -> tuple[str, ...]:
    """Return the selectors that a page is read with, in the order of the flow's targets."""
    return tuple(dict.fromkeys(target.only for target in flow.targets.values() if target.only))


class FlowWords:
    """What a flow calls its targets, and the phrases that it knows; `more` are texts that belong to it beside these."""

    def __init__(self, flow: Flow, more: Iterable[str] = ()) -> None:
        self._by_words = {(one.role, fold(word)): name for name, one in flow.targets.items() for word in one.all()}
        self._by_name = {one.name: name for name, one in flow.targets.items() if one.name}
        self._words = {word for _role, word in self._by_words}
        selectors = selectors_of(flow)
        self.only = {name: selectors.index(one.only) for name, one in flow.targets.items() if one.only}
        self.anchors = {given for one in flow.targets.values() for given in (one.testid, one.within) if given}
        self.phrases = (*(word for phrase in flow.phrases.values() for word in phrase.all()), *more)
        self.of_form = {name for step in flow.steps if not isinstance(step, Open) for name in step.uses().values()}

    def knows(self, text: str) -> bool:
        """Whether a text is what the flow calls something, or has one of its phrases."""
        return fold(text) in self._words or mentions(text, self.phrases)

    def target_of(self, element: Element) -> str | None:
        """Return the target that an element is, by role and words or by its name; None for any other."""
        role = "button" if element.pressable else "radiogroup" if element.role in _GROUPS else element.role
        roles = tuple(_GROUPS) if role == "radiogroup" else (role,)
        names = [fold(name) for name in (name_of(element), *element.labels, *element.near[-1:])]
        found = (self._by_words.get((role, name)) for role in roles for name in names)
        return next(filter(None, found), None) or (self._by_name.get(element.attr) if role else None)


def name_of(element: Element) -> str:
    """Return the name that the browser gives an element; where it tells none, the words in what is pressed."""
    return element.name or ("" if element.is_field or element.role in _AROUND else element.words)


def shows(element: Element) -> bool:
    """Whether a person sees an element, or the label that stands for it."""
    return element.shown if element.is_field else element.seen


def holder_of(element: Element) -> Holder | None:
    """Return the form or dialog around an element, the nearer one."""
    around = _around(element)
    return around[-1] if around else None


def _around(element: Element) -> list[Holder]:
    """Return the dialog and the form that an element is in, the outer one first."""
    document = element.document
    dialog = next((one for one in document.elements if one.facts.get("own", -1) == element.dialog >= 0), None)
    outer_form = dialog is not None and dialog.form == element.form
    numbers = (element.form, element.dialog) if outer_form else (element.dialog, element.form)
    return [(document, number) for number in numbers if number >= 0]


@dataclass
class FlowParts:
    """The parts of a page that belong to a flow: what is written of it, in the order of the page.

    `anchors` are the flow's own elements, `form` what belongs to the form that the flow's steps work on.
    """

    known: FlowWords
    anchors: dict[Element, str] = field(default_factory=dict)
    every: list[Element] = field(default_factory=list)
    form: list[Element] = field(default_factory=list)

    def target(self, name: str) -> Element | None:
        """Return the one element that a target is; None when there is none, or several."""
        found = [one for one, target in self.anchors.items() if target == name]
        return found[0] if len(found) == 1 else None

    def called(self, element: Element) -> str:
        """Return what an element is called: by all its words if the flow knows them, else without what may be a value."""
        name = name_of(element)
        return name if self.known.knows(name) else str(element.facts.get("caption", "")) or name


def parts_of(page: Page, known: FlowWords) -> FlowParts:
    """Find what belongs to a flow on a page: the forms and dialogs with its fields, else its buttons; its own elements.

    Besides, the dialogs that say one of its phrases, and the heading over a form.
    """
    elements = [one for one in page.elements if one.facts and shows(one)]
    parts = FlowParts(known, {one: name for one in elements if (name := known.target_of(one))})
    own = [one for one, name in parts.anchors.items() if name in known.of_form]
    held = {holder for one in [one for one in own if one.role in _ASKED] or own if (holder := holder_of(one))}
    held |= _take_only(elements, parts, held)
    spoken = {
        (document, block.dialog)
        for document in page.documents
        for block in document.blocks
        if block.dialog >= 0 and mentions(block.text, known.phrases)
    }
    may = [one for one in elements if not _is_foreign(one, parts.anchors)]
    titles = {title for holder in held if (title := _title_before(holder, may))}

    def belongs(one: Element, holders: set[Holder]) -> bool:
        inside = not holders.isdisjoint(_around(one)) and (one.role in _OF_FORM or one.role == "link")
        return inside or one in parts.anchors or any(around in parts.anchors for around in one.above())

    parts.every = [one for one in may if one in titles or "own" in one.facts or belongs(one, held | spoken)]
    ours = {one for one in parts.every if not held.isdisjoint(_around(one))} | {*own}
    headings = {one for one in parts.anchors if one.role == "heading"}
    parts.form = [one for one in parts.every if one in ours | headings] if ours else []
    return parts


def _take_only(elements: Sequence[Element], parts: FlowParts, held: set[Holder]) -> set[Holder]:
    """Add what is the only one of its kind in the dialog on top, else in the form; returns what holds it."""
    more: set[Holder] = set()
    dialogs = [(one.document, one.facts["own"]) for one in elements if one.facts.get("own", -1) >= 0]
    forms = held or {(one.document, one.form) for one in elements if one.form >= 0}
    for scope in (set(dialogs[-1:]), forms):
        inside = [one for one in elements if not scope.isdisjoint(_around(one))]
        for name, at in parts.known.only.items():
            found = [one for one in inside if at in one.facts.get("fits", ())]
            if len(found) == 1 and name not in parts.anchors.values():
                parts.anchors.setdefault(found[0], name)
                more |= {holder for holder in _around(found[0])[-1:] if holder in dialogs or not held}
    return more


def _is_foreign(element: Element, anchors: Iterable[Element]) -> bool:
    """Whether an element is in a part of the site around the form; one with a target in it is none."""
    around = next((one for one in (element, *element.above()) if one.role in _FOREIGN), None)
    return around is not None and not any(around.holds(anchor) for anchor in anchors)


def _title_before(holder: Holder, elements: list[Element]) -> Element | None:
    """Return the heading over a form, with no field or button between."""
    first = next((at for at, one in enumerate(elements) if holder in _around(one)), 0)
    for one in reversed(elements[:first]):
        if one.role == "heading":
            return one if one.document is holder[0] and one.dialog == elements[first].dialog else None
        if one.role in _ASKED or one.role == "button":
            return None
    return None


@dataclass(frozen=True)
class FormPart:
    """A part of a form as accessibility has it; `target` is the flow's own name for it, if the flow knows it."""

    role: str
    name: str
    required: bool = False
    target: str | None = None


def form_parts(page: Page, known: FlowWords) -> tuple[FormPart, ...]:
    """Return the parts of a flow's form on a page, as it would be saved; none where the page has no form of the flow."""
    parts, texts = parts_of(page, known), TextFilter(typed=typed(page))
    told = (
        FormPart(one.role, texts.text(parts.called(one)), one.required, parts.anchors.get(one))
        for one in parts.form
        if one.role in _OF_FORM
    )
    return tuple(dict.fromkeys(part for part in told if part.name))


def written(page: Page, parts: FlowParts, texts: TextFilter, extra: Extra) -> str:
    """Write the HTML of what belongs to a flow on a page."""
    writer = _Writer(parts, texts, extra)
    return "".join(map(writer.document, page.documents))


class _Writer:
    """Writes one state of a page, element after element; `_open` has the tags around where it is."""

    def __init__(self, parts: FlowParts, texts: TextFilter, extra: Extra) -> None:
        self._parts, self._texts, self._extra = parts, texts, extra
        self._open: list[tuple[Element | Holder, str]] = []
        self._whole: set[Element] = set()
        self._captions = {fold(parts.called(one)) for one in parts.every}

    def document(self, document: Document) -> str:
        own = [one for one in self._parts.every if one.document is document]
        items: list[tuple[int, int, Element | Block]] = [(one.facts.get("at", 0), 0, one) for one in own]
        items += [(at, 1, block) for at, block in enumerate(document.blocks)]
        lines = [
            self._block(document, item) if isinstance(item, Block) else self._element(item)
            for _at, _kind, item in sorted(items, key=lambda item: item[:2])
        ]
        return "".join(filter(None, lines)) + self._enter([])

    def _enter(self, path: Sequence[Element | Holder]) -> str:
        """Close what is not around the next element, and open what is."""
        same = 0
        while same < min(len(path), len(self._open)) and path[same] == self._open[same][0]:
            same += 1
        told = "".join(end for _one, end in reversed(self._open[same:]))
        del self._open[same:]
        for one in path[same:]:
            begin, end = self._tags(one)
            self._open.append((one, end))
            told += begin
        return told

    def _tags(self, one: Element | Holder) -> tuple[str, str]:
        extra = self._extra.get(one, {})
        if not isinstance(one, Element):
            dialog = next((e for e in self._parts.every if (e.document, e.facts.get("own", -1)) == one), None)
            if dialog is None:
                return f"\n{_tag('form', extra)}", "\n</form>"
            named = {"role": dialog.role, **self._aria_label(dialog)}
            return f"\n{_tag('div', named | extra)}", "\n</div>"
        if one.role == "heading":
            return f"\n<{_heading(one)}>", f"</{_heading(one)}>"
        caption = self._texts.keep(self._parts.called(one)) if one.facts.get("caption") else ""
        named = {"role": one.role} if one.role == "radiogroup" else {}
        named |= {} if caption else self._aria_label(one)
        legend = f"<legend>{_escaped(caption)}</legend>" if caption else ""
        return f"\n{_tag('fieldset', named | extra)}{legend}", "\n</fieldset>"

    def _element(self, element: Element) -> str:
        if "own" in element.facts or any(one in self._whole for one in element.above()):
            return ""
        groups = [one for one in reversed([*element.above()]) if one in self._parts.every and self._is_around(one)]
        path = [*_around(element), *groups]
        if self._is_around(element):
            return self._enter([*path, element])
        if element.role in ("link", "button"):
            self._whole.add(element)
        inside = self._field(element) if element.is_field else self._pressed(element)
        return self._enter(path) + inside

    def _is_around(self, element: Element) -> bool:
        """Whether an element is written around others: a group, or a heading with something to press in it."""
        if element.role == "heading":
            return any(one in self._parts.every for one in element.below())
        return element.role in _GROUPS

    def _block(self, document: Document, block: Block) -> str:
        """Write what the flow knows of a block of text."""
        told = " ".join(filter(None, map(self._sentence, sentences(block.text))))
        if not told or block.aside:
            return ""
        dialog = (document, block.dialog)
        opened = [one for one, _end in self._open]
        around: Sequence[Element | Holder] = opened
        if block.dialog >= 0 and dialog not in opened:
            around = [dialog]
        elif block.dialog < 0:
            around = [one for one in opened if isinstance(one, Element) or one[1] not in _dialogs(document)]
        alert = ' role="alert"' if block.loud and block.dialog < 0 else ""
        return f"{self._enter(around)}\n<p{alert}>{_escaped(told)}</p>"

    def _sentence(self, sentence: str) -> str:
        known = self._parts.known
        if fold(sentence) in self._captions or not known.knows(sentence):
            return ""
        alone = (phrase for phrase in known.phrases if mentions(sentence, (phrase,)))
        return self._texts.keep(sentence) or next(filter(None, map(self._texts.keep, alone)), "")

    def _field(self, element: Element) -> str:
        if element.tag == "input" and element.type not in _INPUT_TYPES:
            return ""
        attributes, caption = self._attributes(element), self._texts.keep(self._parts.called(element))
        visible = caption if element.facts.get("caption") and element.is_native else ""
        if caption and not visible and caption not in (attributes.get("placeholder"), attributes.get("title")):
            attributes["aria-label"] = caption
        beside = next((near for near in element.near[-1:] if not caption and self._parts.known.knows(near)), "")
        told = self._control(element, attributes, caption)
        if not visible:
            return f"\n<div>{_escaped(self._texts.keep(beside))} {told}</div>" if beside else f"\n<div>{told}</div>"
        box = element.is_box or element.is_radio
        words = _escaped(visible)
        return f"\n<div><label>{f'{told} {words}' if box else f'{words} {told}'}</label></div>"

    def _control(self, element: Element, attributes: dict[str, str], caption: str) -> str:
        if element.is_native and "role" in element.attributes:
            attributes["role"] = element.role
        if element.tag == "select":
            return f"{_tag('select', attributes)}{''.join(map(self._option, element.options))}</select>"
        if element.tag == "textarea":
            return f"{_tag('textarea', attributes)}</textarea>"
        if element.tag == "input":
            return _tag("input", {"type": element.type, **attributes})
        inside = "" if element.is_long else _escaped(caption) if element.is_box or element.is_radio else "&nbsp;"
        edited = {"contenteditable": "true"} if element.is_line or element.is_long else {"tabindex": "0"}
        return f"{_tag('div', {'role': element.role, **edited, **attributes})}{inside}</div>"

    def _pressed(self, element: Element) -> str:
        """Write a button that does not send, a link that leads nowhere, a heading, or whatever else is pressed."""
        attributes, caption = self._attributes(element), self._texts.keep(self._parts.called(element))
        visible = bool(element.facts.get("caption")) or element.tag == "input"
        if caption and not visible:
            attributes["aria-label"] = caption
        role = "button" if element.pressable else element.role
        tag, own = "div", {"role": role, "tabindex": "0"}
        if role == "heading":
            tag, own = _heading(element), {}
        elif role == "link":
            tag, own = "a", {"href": "#"}
        elif element.tag in ("button", "input"):
            tag, own = "button", {"type": "button"} | ({} if role == "button" else {"role": role})
        told = f"{_tag(tag, {**own, **attributes})}{_escaped(caption) if visible else ''}</{tag}>"
        outer = self._open and isinstance(self._open[-1][0], Element) and self._open[-1][0].role == "heading"
        return told if outer else f"\n{told}" if role == "heading" else f"\n<div>{told}</div>"

    def _attributes(self, element: Element) -> dict[str, str]:
        """Return the attributes whose value is one of a few words or a small number, and what we write of our own."""
        kept = {
            name: value.strip().lower()
            for name, value in element.attributes.items()
            if value.strip().lower() in _WORDS_OF.get(name, ()) or (name == "maxlength" and _NUMBER.fullmatch(value))
        }
        if element.is_field and element.attr:
            kept["name"] = self._texts.keep_name(element.attr)
        for name in ("placeholder", "title"):
            if told := self._texts.keep(element.attributes.get(name, "")):
                kept[name] = told
        known = self._parts.known.anchors
        kept |= {name: value for name in _TEST_IDS if (value := element.attributes.get(name)) in known}
        required = "required" if element.is_native else "aria-required"
        states = {
            required: element.required,
            "disabled" if element.tag in ("input", "textarea", "select", "button") else "aria-disabled": (
                not element.enabled
            ),
            "readonly": element.is_native and element.enabled and element.read_only,
            "checked": element.is_native and element.checked and element.required,
        }
        told_states = {name: "true" if "-" in name else "" for name, is_so in states.items() if is_so}
        return {**kept, **told_states, **self._extra.get(element, {})}

    def _aria_label(self, element: Element) -> dict[str, str]:
        caption = self._texts.keep(self._parts.called(element)) if element.name else ""
        return {"aria-label": caption} if caption else {}

    def _option(self, option: tuple[str, str, bool, bool]) -> str:
        label, value, _chosen, disabled = option
        text = self._texts.keep(label)
        if not text and value:
            return ""
        told = {"value": value} if value == "" or is_country_code(value) else {}
        return f"{_tag('option', told | ({'disabled': ''} if disabled else {}))}{_escaped(text)}</option>"


def _dialogs(document: Document) -> set[int]:
    return {one.facts["own"] for one in document.elements if "own" in one.facts}


def is_country_code(value: str) -> bool:
    """Whether the value of a choice says a country and nothing else."""
    return _COUNTRY_CODE.fullmatch(value) is not None


def _heading(element: Element) -> str:
    return f"h{element.states.get('level', '2')}"


def _tag(tag: str, attributes: Mapping[str, str]) -> str:
    told = (f" {name}" if value == "" else f' {name}="{_escaped(value)}"' for name, value in attributes.items())
    return f"<{tag}{''.join(told)}>"


def _escaped(text: str) -> str:
    return text if text == OURS else html.escape(text).replace("{", "&#123;")
