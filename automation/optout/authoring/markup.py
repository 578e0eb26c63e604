"""Writes the HTML of a saved page from a reading: what a flow needs of the page, and nothing of a person.

Every element is written anew, by its role and what it is called: no code, no address, no picture,
nothing that stands in a field. What shadow roots hold is written in their place, what frames hold
after the page.
"""

import html
import re
from collections.abc import Callable, Iterable, Mapping
from itertools import groupby

from optout.browser import FIELD_ROLES, TEST_IDS, Block, Document, Element, Match, Page, find_target
from optout.flow import Flow, fold, has_phrase, sentences
from optout.messages import printable

OURS = "{{email_value}}"
"""The one placeholder that is written; whatever the page has that looks like one is escaped."""
_INPUT_TYPES = frozenset(
    {"text", "email", "tel", "url", "search", "number", "date", "checkbox", "radio"}
)
_KEPT = {  # the attributes that are kept as they are, with what they may say
    "autocomplete": re.compile("on|off|email|username|one-time-code|country|country-name|name"),
    "aria-haspopup": re.compile("true|listbox|menu|dialog"),
    "tabindex": re.compile("0|-1"),
    "maxlength": re.compile(r"\d{1,5}"),
    **dict.fromkeys(
        ("aria-expanded", "aria-checked", "aria-pressed", "aria-multiline"),
        re.compile("true|false"),
    ),
}
_WORD_NAME = re.compile(r"[A-Za-z]{1,24}([_.-][A-Za-z]{1,24}){0,4}")
_TOKEN = re.compile(
    r"(?=\S*\d)(?=\S*[A-Za-z])[\w=+/-]{20,}|\d{6,}|\d[\d ().-]{7,}\d|[a-z]{2,}://|\bwww\.",
    re.IGNORECASE,
)
_LONGEST = 2000  # characters of one text
_MIN_LENGTH = 4  # characters; a shorter value turns up in any text
_GROUPS = frozenset({"group", "radiogroup"})
_AROUND = _GROUPS | {"dialog", "alertdialog"}
_ASKED = FIELD_ROLES | _GROUPS
_OF_FORM = _ASKED | {"button", "heading", "link"}
_FOREIGN = frozenset({  # parts of the site around the form
    "navigation", "banner", "complementary", "contentinfo", "search", "feed", "article", "log", "marquee", "menu",
    "menubar", "toolbar",
})  # fmt: skip
Extra = dict[Element, dict[str, str]]  # attributes of ours for some elements


class TextFilter:
    """Keeps a text whole, or leaves it out where it says something of the person or looks like a token."""

    def __init__(
        self,
        redact: Callable[[str], str] = str,
        names: Iterable[str] = (),
        typed: Iterable[str] = (),
    ) -> None:
        self._redact, self._known = redact, frozenset(names)
        self._typed = {
            value for one in typed if len(value := fold(one)) >= _MIN_LENGTH
        }  # seen in fields
        self._names: dict[str, str] = {}
        self.kept: dict[str, None] = {}  # what was written, once

    def text(self, text: str) -> str:
        """Return a text with single spaces, or nothing."""
        flat = printable(text, _LONGEST + 1)
        if (
            not flat
            or len(flat) > _LONGEST
            or "@" in flat
            or _TOKEN.search(flat)
            or self._redact(flat) != flat
        ):
            return ""
        return "" if any(value in fold(flat) for value in self._typed) else flat

    def keep(self, text: str) -> str:
        """Return a text as `text` does, and note that it was written."""
        if told := self.text(text):
            self.kept[told] = None
        return told

    def keep_name(self, name: str) -> str:
        """Return a field's name: as it is when it is made of words or the flow knows it, else a number."""
        plain = name in self._known or (_WORD_NAME.fullmatch(name) and self.text(name))
        told = name if plain else self._names.setdefault(name, f"field-{len(self._names) + 1}")
        self.kept[told] = None
        return told


class FlowWords:
    """What a flow calls its targets, and the phrases that it knows; `more` are texts that belong to it beside these."""

    def __init__(self, flow: Flow, more: Iterable[str] = ()) -> None:
        self.flow = flow
        self._words = {fold(word) for target in flow.targets.values() for word in target.all()}
        self.test_ids = {
            given for one in flow.targets.values() for given in (one.testid, one.within) if given
        }
        self.phrases = (*(word for phrase in flow.phrases.values() for word in phrase.all()), *more)
        self.of_form = {name for step in flow.steps for name in step.uses().values()}

    def knows(self, text: str) -> bool:
        """Whether a text is what the flow calls something, or has one of its phrases."""
        return fold(text) in self._words or has_phrase(text, self.phrases)


def _around(element: Element) -> list[tuple[Document, int]]:
    """Return the dialog and the form in it that an element is in, by their numbers in their document."""
    return [(element.document, number) for number in (element.dialog, element.form) if number >= 0]


class FlowParts:
    """What belongs to a flow on a page: its elements, the forms and dialogs around them, and dialogs with its phrases.

    `anchors` are the flow's own elements, each with its target, `every` is what is written, in its
    order.
    """

    def __init__(self, page: Page, known: FlowWords) -> None:
        self.known, self.anchors = known, dict[Element, str]()
        for (
            name,
            target,
        ) in known.flow.targets.items():  # not by its kind, which what is no form has too
            one = find_target(page, target.model_copy(update={"kind": None}), anywhere=True)
            if isinstance(one, Match):
                self.anchors.setdefault(one.element, name)
        own = [one for one, name in self.anchors.items() if name in known.of_form]
        held = {
            _around(one)[-1]
            for one in [one for one in own if one.role in _ASKED] or own
            if _around(one)
        }
        blocks = [(document, block) for document in page.documents for block in document.blocks]
        held |= {
            (document, block.dialog)
            for document, block in blocks
            if has_phrase(block.text, known.phrases)
        }
        elements = [
            one
            for one in page.elements
            if one.facts and (one.drawn if one.is_field else one.visible)
        ]
        self.every = [
            one for one in elements if self._belongs(one, held) and not self._is_foreign(one)
        ]

    def _belongs(self, one: Element, held: set[tuple[Document, int]]) -> bool:
        inside = not held.isdisjoint(_around(one)) and one.role in _OF_FORM
        return inside or any(at in self.anchors for at in (one, *one.above()))

    def _is_foreign(self, element: Element) -> bool:
        """Whether an element is in a part of the site around the form; one with a target in it is none."""
        around = next((one for one in (element, *element.above()) if one.role in _FOREIGN), None)
        return around is not None and not any(around.holds(anchor) for anchor in self.anchors)

    def target(self, name: str) -> Element | None:
        """Return the element that a target is."""
        return next((one for one, target in self.anchors.items() if target == name), None)

    def called(self, element: Element) -> str:
        """Return what an element is called: whole if the flow knows it, else up to what may be a value beside it."""
        pressed = not element.is_field and element.role not in _AROUND
        name = element.name or (element.words if pressed else "")
        return name if self.known.knows(name) else str(element.facts.get("caption", "")) or name


def written(
    page: Page,
    parts: FlowParts,
    texts: TextFilter,
    extra: Extra,
    sending: Mapping[str, str] | None = None,
) -> str:
    """Write the HTML of what belongs to a flow on a page: in a row, in one form where it sends or some is in one."""
    body = "".join(map(_Writer(parts, texts, extra).document, page.documents))
    in_form = sending or any(one.form >= 0 for one in parts.every)
    return tag("form", sending or {}, body) if in_form else body


class _Writer:
    def __init__(self, parts: FlowParts, texts: TextFilter, extra: Extra) -> None:
        self._parts, self._texts, self._extra = parts, texts, extra
        self._captions = {fold(parts.called(one) or _beside(one)) for one in parts.every}

    def document(self, document: Document) -> str:
        own = [one for one in self._parts.every if one.document is document]
        places: list[tuple[int, int, Element | Block]] = [
            (one.facts.get("at", 0), 0, one) for one in own
        ]
        places += [(at, 1, block) for at, block in enumerate(document.blocks) if not block.aside]
        items: list[tuple[Element | None, str]] = []  # each with the group that it is in
        for _at, _kind, one in sorted(places, key=lambda place: place[:2]):
            if isinstance(one, Block):
                said = " ".join(filter(None, map(self._sentence, sentences(one.text))))
                alert = {"role": "alert"} if one.loud and one.dialog < 0 else {}
                told = f"\n{tag('p', alert, _escaped(said))}" if said else ""
                items.append((items[-1][0] if items else None, told))
            elif one.role not in _AROUND and not any(
                at.role in ("link", "button") for at in one.above()
            ):
                group = next((at for at in one.above() if at.role in _GROUPS and at in own), None)
                items.append((group, self._control(one)))
        told = ""
        for group, some in groupby(items, lambda item: item[0]):
            inside = "".join(html for _group, html in some)
            if group:
                caption = self._texts.keep(self._parts.called(group))
                legend = tag("legend", {}, _escaped(caption)) if caption else ""
                inside = f"\n{tag('fieldset', {} if group.role == 'group' else {'role': group.role}, legend + inside)}"
            told += inside
        return told

    def _sentence(self, sentence: str) -> str:
        known = self._parts.known
        if fold(sentence) in self._captions or not known.knows(sentence):
            return ""
        alone = (phrase for phrase in known.phrases if has_phrase(sentence, (phrase,)))
        return self._texts.keep(sentence) or next(filter(None, map(self._texts.keep, alone)), "")

    def _control(self, one: Element) -> str:
        if one.is_field and one.tag == "input" and one.type not in _INPUT_TYPES:
            return ""
        attributes, caption = self._attributes(one), self._texts.keep(self._parts.called(one))
        if not one.is_field:
            return self._pressed(one, attributes, _escaped(caption))
        if caption and not one.is_native:
            attributes = {"aria-label": caption} | attributes
        told, text = self._field(one, attributes, caption), _escaped(caption)
        if caption and one.is_native:
            both = (told, text) if one.is_toggle or one.is_radio else (text, told)
            return f"\n<div><label>{' '.join(both)}</label></div>"
        beside = "" if caption or not self._parts.known.knows(_beside(one)) else _beside(one)
        return f"\n<div>{_escaped(self._texts.keep(beside))}{told}</div>"

    def _field(self, one: Element, attributes: dict[str, str], caption: str) -> str:
        if one.tag == "input":
            return tag("input", {"type": one.type, **attributes})
        if one.is_native:
            return tag(
                one.tag,
                attributes,
                "".join(map(self._option, one.options if one.tag == "select" else ())),
            )
        edited = (
            {"contenteditable": "true"} if one.is_textbox or one.is_multiline else {"tabindex": "0"}
        )
        captioned = one.is_toggle or one.is_radio or one.role == "button"
        inside = "" if one.is_multiline else _escaped(caption) if captioned else "&nbsp;"
        return tag("div", {"role": one.role, **edited, **attributes}, inside)

    def _pressed(self, one: Element, attributes: dict[str, str], text: str) -> str:
        """Write a heading, a link that leads nowhere, or whatever else is pressed: as a button."""
        if one.role == "heading":
            return f"\n{tag('h' + one.states.get('level', '2'), attributes, text)}"
        if one.role == "link" and "type" not in attributes:
            return f"\n<div>{tag('a', {'href': '#'} | attributes, text)}</div>"
        role = {} if one.pressable or one.role in ("button", "link") else {"role": one.role}
        return f"\n<div>{tag('button', {'type': 'button'} | role | attributes, text)}</div>"

    def _attributes(self, one: Element) -> dict[str, str]:
        """Return the attributes whose value is one of a few words or a small number, and what we write of our own."""
        given = {name: value.strip().lower() for name, value in one.attributes.items()}
        kept = {
            name: given[name] for name, fits in _KEPT.items() if fits.fullmatch(given.get(name, ""))
        }
        if one.is_field and one.html_name:
            kept["name"] = self._texts.keep_name(one.html_name)
        if one.is_native and "role" in given:
            kept["role"] = one.role
        kept |= {
            key: told
            for key in TEST_IDS
            if (told := one.attributes.get(key, "")) in self._parts.known.test_ids
        }
        for name in ("placeholder", "title"):
            if told := self._texts.keep(one.attributes.get(name, "")):
                kept[name] = told
        states = {
            "required": one.required,
            "disabled": not one.enabled,
            "checked": one.checked and one.required,
        }
        states["readonly"] = one.read_only and one.enabled
        own = one.is_native or one.tag == "button"
        told_states = {
            name if own else f"aria-{name}": "" if own else "true"
            for name, so in states.items()
            if so
        }
        return {**kept, **told_states, **self._extra.get(one, {})}

    def _option(self, option: tuple[str, str, bool, bool]) -> str:
        label, value, _chosen, disabled = option
        text = self._texts.keep(label)
        if not text and value:
            return ""
        told = {"value": value} if not value or re.fullmatch("[A-Z]{2}", value) else {}
        return tag("option", told | ({"disabled": ""} if disabled else {}), _escaped(text))


def _beside(element: Element) -> str:
    """Return the text that stands before a field."""
    return next(reversed(element.near), "")


def tag(name: str, attributes: Mapping[str, str], inside: str = "") -> str:
    """Write an element."""
    told = (
        f" {key}" if value == "" else f' {key}="{_escaped(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{''.join(told)}>" + ("" if name == "input" else f"{inside}</{name}>")


def _escaped(text: str) -> str:
    return text if text == OURS else html.escape(text).replace("{", "&#123;")
