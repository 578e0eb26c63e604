"""Writes the HTML of a saved page from a reading: what a flow needs of the page, and nothing of a person.

Every element is written anew, by its role and its name: no code, no address, no picture, no value
of a field. What shadow roots contain is written in their place, what frames contain after the page.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from optout.authoring.flow_parts import AREA_ROLES, GROUP_ROLES, FlowParts
from optout.authoring.text_filter import TextFilter
from optout.browser import TEST_IDS, Block, Document, Element, Page
from optout.flow import fold, has_phrase, sentences

EMAIL_PLACEHOLDER = "{{email_value}}"
"""The one placeholder that is written; whatever the page has that looks like one is escaped."""
Attributes = dict[str, str]
"""Attributes of HTML by their names; one with an empty value is written without a value."""
AddedAttributes = dict[Element, Attributes]
"""The attributes that a saved page adds to some elements."""

_INPUT_TYPES = frozenset(
    {"text", "email", "tel", "url", "search", "number", "date", "checkbox", "radio"}
)
_BOOLEAN = re.compile("true|false")
_KEPT_VALUES = {
    "autocomplete": re.compile("on|off|email|username|one-time-code|country|country-name|name"),
    "aria-haspopup": re.compile("true|listbox|menu|dialog"),
    "tabindex": re.compile("0|-1"),
    "maxlength": re.compile(r"\d{1,5}"),
    "aria-expanded": _BOOLEAN,
    "aria-checked": _BOOLEAN,
    "aria-pressed": _BOOLEAN,
    "aria-multiline": _BOOLEAN,
}
"""The attributes that are kept as they are, with the values that can say nothing of a person."""


@dataclass(frozen=True)
class _Item:
    """Some HTML, and the group that it is written into."""

    group: Element | None
    html: str


def write_page(
    page: Page,
    parts: FlowParts,
    texts: TextFilter,
    added: AddedAttributes,
    form: Attributes | None = None,
) -> str:
    """Return the HTML of what belongs to a flow on a page.

    It is in one form if the page has one, or if `form` has the attributes of the one that sends.
    """
    writer = _Writer(parts, texts, added)
    body = "".join(writer.document(document) for document in page.documents)
    has_form = any(element.form >= 0 for element in parts.elements)
    if form is None and not has_form:
        return body
    return tag("form", form or {}, body)


class _Writer:
    def __init__(self, parts: FlowParts, texts: TextFilter, added: AddedAttributes) -> None:
        self._parts = parts
        self._texts = texts
        self._added = added
        names = [parts.called(element) or _text_before(element) for element in parts.elements]
        self._captions = {fold(name) for name in names}

    def document(self, document: Document) -> str:
        """Return the HTML of a document: its elements and sentences in their order, in their groups."""
        written = ""
        for group, items in groupby(self._items(document), lambda item: item.group):
            inside = "".join(item.html for item in items)
            written += self._group(group, inside) if group else inside
        return written

    def _items(self, document: Document) -> list[_Item]:
        items: list[_Item] = []
        for content in self._contents(document):
            if isinstance(content, Block):
                # A sentence stays in the group of what is before it.
                group = items[-1].group if items else None
                items.append(_Item(group, self._paragraph(content)))
            elif _is_written_by_itself(content):
                items.append(_Item(self._group_of(content), self._control(content)))
        return items

    def _contents(self, document: Document) -> list[Element | Block]:
        """Return the elements and the blocks of text of a document, in their order."""
        elements = [element for element in self._parts.elements if element.document is document]
        # An element's place is the number of the block before which it stands. The sort is stable,
        # so that the elements come first.
        placed: list[tuple[int, Element | Block]] = [
            (element.facts.get("at", 0), element) for element in elements
        ]
        for number, block in enumerate(document.blocks):
            if not block.aside:
                placed.append((number, block))
        placed.sort(key=lambda item: item[0])
        return [content for _place, content in placed]

    def _group_of(self, element: Element) -> Element | None:
        for ancestor in element.above():
            if ancestor.role in GROUP_ROLES and ancestor in self._parts.elements:
                return ancestor
        return None

    def _group(self, group: Element, inside: str) -> str:
        caption = self._texts.keep(self._parts.called(group))
        legend = tag("legend", {}, escape(caption)) if caption else ""
        role = {} if group.role == "group" else {"role": group.role}
        return f"\n{tag('fieldset', role, legend + inside)}"

    def _paragraph(self, block: Block) -> str:
        """Return a block of text with the sentences that the flow knows; "" without any."""
        known = [self._sentence(sentence) for sentence in sentences(block.text)]
        text = " ".join(filter(None, known))
        if not text:
            return ""
        is_alert = block.loud and block.dialog < 0
        attributes = {"role": "alert"} if is_alert else {}
        return f"\n{tag('p', attributes, escape(text))}"

    def _sentence(self, sentence: str) -> str:
        """Return a sentence that the flow knows; of one that says something of the person, the flow's phrase."""
        known = self._parts.known
        if fold(sentence) in self._captions or not known.knows(sentence):
            return ""
        kept = self._texts.keep(sentence)
        if kept:
            return kept
        for phrase in known.phrases:
            if has_phrase(sentence, (phrase,)):
                kept_phrase = self._texts.keep(phrase)
                if kept_phrase:
                    return kept_phrase
        return ""

    def _control(self, element: Element) -> str:
        is_input = element.is_field and element.tag == "input"
        if is_input and element.type not in _INPUT_TYPES:
            return ""
        attributes = self._attributes(element)
        caption = self._texts.keep(self._parts.called(element))
        if not element.is_field:
            return _pressed(element, attributes, caption)
        if caption and element.is_native:
            return self._labelled(element, attributes, caption)
        if caption:
            named_field = self._field(element, {"aria-label": caption, **attributes}, caption)
            return f"\n<div>{named_field}</div>"
        return f"\n<div>{self._known_text_before(element)}{self._field(element, attributes, caption)}</div>"

    def _known_text_before(self, element: Element) -> str:
        """Return the text before a field that has no name, if the flow knows it: else it may be anything."""
        text = _text_before(element)
        if not self._parts.known.knows(text):
            return ""
        return escape(self._texts.keep(text))

    def _labelled(self, element: Element, attributes: Attributes, caption: str) -> str:
        field = self._field(element, attributes, caption)
        if element.is_toggle or element.is_radio:
            return f"\n<div><label>{field} {escape(caption)}</label></div>"
        return f"\n<div><label>{escape(caption)} {field}</label></div>"

    def _field(self, element: Element, attributes: Attributes, caption: str) -> str:
        if element.tag == "input":
            return tag("input", {"type": element.type, **attributes})
        if element.tag == "select":
            return tag("select", attributes, "".join(map(self._option, element.options)))
        if element.is_native:
            return tag(element.tag, attributes)
        is_text = element.is_textbox or element.is_multiline
        editing = {"contenteditable": "true"} if is_text else {"tabindex": "0"}
        inside = _inside_drawn_field(element, caption)
        return tag("div", {"role": element.role, **editing, **attributes}, inside)

    def _attributes(self, element: Element) -> Attributes:
        """Return the attributes that say nothing of a person, the element's states, and those that are added."""
        return {
            **_kept_attributes(element),
            **self._names(element),
            **_states(element),
            **self._added.get(element, {}),
        }

    def _names(self, element: Element) -> Attributes:
        """Return the attributes by which a flow may find an element: names and test ids."""
        names: Attributes = {}
        if element.is_field and element.html_name:
            names["name"] = self._texts.keep_name(element.html_name)
        if element.is_native and element.attributes.get("role"):
            names["role"] = element.role
        return {**names, **self._known_test_ids(element), **self._hints(element)}

    def _known_test_ids(self, element: Element) -> Attributes:
        kept: Attributes = {}
        for attribute in TEST_IDS:
            test_id = element.attributes.get(attribute, "")
            if test_id in self._parts.known.test_ids:
                kept[attribute] = test_id
        return kept

    def _hints(self, element: Element) -> Attributes:
        kept: Attributes = {}
        for attribute in ("placeholder", "title"):
            text = self._texts.keep(element.attributes.get(attribute, ""))
            if text:
                kept[attribute] = text
        return kept

    def _option(self, option: tuple[str, str, bool, bool]) -> str:
        label, value, _is_chosen, is_disabled = option
        text = self._texts.keep(label)
        if not text and value:
            return ""
        attributes: Attributes = {}
        is_country_code = re.fullmatch("[A-Z]{2}", value)
        if not value or is_country_code:
            attributes["value"] = value
        if is_disabled:
            attributes["disabled"] = ""
        return tag("option", attributes, escape(text))


def _is_written_by_itself(element: Element) -> bool:
    """False for an area, and for what is in a link or button, whose name has its text."""
    if element.role in AREA_ROLES:
        return False
    return not any(ancestor.role in ("link", "button") for ancestor in element.above())


def _inside_drawn_field(element: Element, caption: str) -> str:
    if element.is_multiline:
        return ""
    has_caption_inside = element.is_toggle or element.is_radio or element.role == "button"
    # Without anything in it the field would have no height, and could not be clicked.
    return escape(caption) if has_caption_inside else "&nbsp;"


def _pressed(element: Element, attributes: Attributes, caption: str) -> str:
    """Return a heading, a link that leads nowhere, or whatever else is pressed, as a button."""
    text = escape(caption)
    if element.role == "heading":
        level = element.states.get("level", "2")
        return f"\n{tag(f'h{level}', attributes, text)}"
    if element.role == "link" and "type" not in attributes:
        return f"\n<div>{tag('a', {'href': '#'} | attributes, text)}</div>"
    is_button = element.pressable or element.role in ("button", "link")
    role = {} if is_button else {"role": element.role}
    return f"\n<div>{tag('button', {'type': 'button'} | role | attributes, text)}</div>"


def _kept_attributes(element: Element) -> Attributes:
    kept: Attributes = {}
    for name, pattern in _KEPT_VALUES.items():
        value = element.attributes.get(name, "").strip().lower()
        if pattern.fullmatch(value):
            kept[name] = value
    return kept


def _states(element: Element) -> Attributes:
    """Return the states of an element, as HTML or ARIA writes them."""
    states = {
        "required": element.required,
        "disabled": not element.enabled,
        # A choice of the person is not kept; a box that has to be ticked is, as the page had it.
        "checked": element.checked and element.required,
        "readonly": element.read_only and element.enabled,
    }
    names = [name for name, is_set in states.items() if is_set]
    has_html_states = element.is_native or element.tag == "button"
    if has_html_states:
        return dict.fromkeys(names, "")
    return {f"aria-{name}": "true" for name in names}


def _text_before(element: Element) -> str:
    return element.near[-1] if element.near else ""


def tag(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """Return an element's HTML."""
    written = "".join(_attribute(key, value) for key, value in attributes.items())
    if name == "input":
        return f"<input{written}>"
    return f"<{name}{written}>{inside}</{name}>"


def _attribute(name: str, value: str) -> str:
    return f' {name}="{escape(value)}"' if value else f" {name}"


def escape(text: str) -> str:
    """Escape a text for HTML, and so that it has no placeholder of a saved page."""
    return text if text == EMAIL_PLACEHOLDER else html.escape(text).replace("{", "&#123;")
