"""Reduces a page to what belongs to a flow: what `allowed` lets through, as HTML and as a list of the form's parts.

An element is written with the name that the browser gives it, whatever on the page tied that name to it. What shadow
roots and frames hold is written in their place.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from optout.authoring.allowed import (
    TEXT_ATTRIBUTES,
    Cleaner,
    is_button,
    is_country_code,
    listed,
    plain_attributes,
    tag_of,
    takes_text,
)
from optout.authoring.belongs import FIELDS, Parts, in_row, is_foreign
from optout.authoring.node import TEXT, Node
from optout.flow.words import fold

_VOID = ("input", "br")
_WRAPPING = ("main", "dialog")
_BLOCKS = re.compile(r"<(?:div|p|ul|ol|dl|form|fieldset|section|h\d|dialog|details)\b")
_CONTROLS = FIELDS | {"button", "link"}
_NAMED = _CONTROLS | listed("option switch heading dialog alertdialog form region tab")
_OF_FORM = FIELDS | {"button", "heading"}


@dataclass(frozen=True)
class Part:
    """A part of a form as accessibility has it; `target` is the flow's own name for it, if the flow knows it."""

    role: str
    name: str
    required: bool = False
    target: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        """What two parts are compared by."""
        return self.role, fold(self.name)


@dataclass
class Kept:
    """Every text that was written, once, in the order of the pages; names and words in attributes are among them."""

    texts: dict[str, None] = field(default_factory=dict)

    def note(self, text: str) -> str:
        """Note a text; gives it."""
        if text.strip():
            self.texts[text.strip()] = None
        return text


class Writer:
    """Writes one state of a page; `form` has what was written of the flow's form."""

    def __init__(self, parts: Parts, cleaner: Cleaner, kept: Kept) -> None:
        self._parts = parts
        self._cleaner = cleaner
        self._kept = kept
        self.form: list[Part] = []
        self._extra: Mapping[Node, Mapping[str, str]] = {}
        self._around: list[str] = []

    def write(self, page: Node, extra: Mapping[Node, Mapping[str, str]]) -> str:
        """Give the HTML of what belongs to the flow on a page; `extra` has attributes of ours for some elements."""
        self._extra = extra
        return self._node(page, None)

    def _node(self, node: Node, region: Node | None) -> str:
        if node.tag == TEXT:
            return self._text(node, region)
        inner_region = node if node in self._parts.whole or node in self._parts.strict else region
        tag = tag_of(node)
        if tag is None or is_foreign(node, self._parts.anchors):
            return ""
        if inner_region is None:
            return self._outside(node, tag)
        if (
            inner_region in self._parts.strict
            and inner_region is not node
            and self._is_foreign_control(node, inner_region)
        ):
            return ""
        return self._element(node, self._fitting(tag), inner_region)

    def _is_foreign_control(self, node: Node, region: Node) -> bool:
        return node.role in _CONTROLS and not in_row(node, self._parts, region)

    def _text(self, node: Node, region: Node | None) -> str:
        if region is None or not (node.shown or not node.text.strip()):
            return ""
        if not node.text.strip():
            return " "
        if region in self._parts.strict and not in_row(node, self._parts, region):
            return ""
        before, after = (" " if node.text[at].isspace() else "" for at in (0, -1))
        return f"{before}{_escaped(self._kept.note(self._cleaner.text(node.text)))}{after}"

    def _outside(self, node: Node, tag: str) -> str:
        """Write what is around the parts that belong: only what gives the page its structure."""
        inner = self._inside(node, None)
        if not inner.strip():
            return ""
        return f"\n<{tag}>{inner}</{tag}>\n" if tag in _WRAPPING else inner

    def _inside(self, node: Node, region: Node | None) -> str:
        return "".join(self._node(inner, region) for inner in node.inside)

    def _fitting(self, tag: str) -> str:
        """Give a tag that may stand here: the parser would tear nested forms, links and buttons apart."""
        if tag in ("form", "a", "button", "label") and tag in self._around:
            return "div" if tag == "form" else "span"
        return tag

    def _element(self, node: Node, tag: str, region: Node) -> str:
        if tag == "select":
            return self._select(node, region) if node.shown else ""
        self._around.append(tag)
        inner = "" if tag in _VOID or takes_text(node) else self._inside(node, region)
        self._around.pop()
        if tag == "p" and _BLOCKS.search(inner):
            tag = "div"
        if not inner.strip() and not (node.shown and (node.role in _CONTROLS or node in self._extra or tag == "br")):
            return ""
        self._note(node, region)
        attributes = self._attributes(node, tag, _said(inner))
        if tag in ("div", "span") and not attributes and _is_one_element(inner):
            return inner
        return _tag(tag, attributes, inner)

    def _note(self, node: Node, region: Node) -> None:
        """Note a part of the form; of what is foreign around a field only the flow's own elements are its parts."""
        target = self._parts.anchors.get(node)
        inside = region in self._parts.form and (target or region not in self._parts.strict)
        if (inside or (target and node.role == "heading")) and node.shown and node.role in _OF_FORM:
            name = self._cleaner.text(node.name)
            self.form += [Part(node.role, name, node.required, target)] if name else []

    def _attributes(self, node: Node, tag: str, inside: str) -> dict[str, str]:
        kept = {**plain_attributes(node), **self._ours(node, tag)}
        for name in TEXT_ATTRIBUTES:
            if name in node.attributes and (node.role in _CONTROLS or node.tag in ("form", "fieldset", "dialog")):
                kept[name] = self._kept.note(self._cleaner.text(node.attributes[name]))
        if node.role in _NAMED and node.named_by not in kept and fold(node.name) != fold(inside):
            kept["aria-label"] = self._kept.note(self._cleaner.text(node.name))
        if is_button(node):
            kept["value"] = self._kept.note(self._cleaner.text(node.attributes.get("value", node.name)))
        return {name: value for name, value in kept.items() if value or name not in TEXT_ATTRIBUTES} | dict(
            self._extra.get(node, {})
        )

    def _ours(self, node: Node, tag: str) -> dict[str, str]:
        """Give what we write of our own: field names of words, links that lead nowhere, buttons that do not send."""
        ours: dict[str, str] = {}
        if tag in ("input", "textarea", "select") and not is_button(node) and node.attributes.get("name"):
            ours["name"] = self._kept.note(self._cleaner.field_name(node.attributes["name"]))
        if tag == "a" and "href" in node.attributes:
            ours["href"] = "#"
        if tag == "button" or is_button(node):
            ours["type"] = "button"
        if node.checked and node.required and node.attributes.get("type") in ("checkbox", "radio"):
            ours["checked"] = ""
        return ours

    def _select(self, node: Node, region: Node) -> str:
        self._note(node, region)
        inner = "".join(self._option(option) for option in node.children)
        return _tag("select", self._attributes(node, "select", ""), inner)

    def _option(self, node: Node) -> str:
        if node.tag == "optgroup":
            label = self._kept.note(self._cleaner.text(node.attributes.get("label", "")))
            return _tag("optgroup", {"label": label}, "".join(map(self._option, node.children)))
        if node.tag != "option":
            return ""
        text = " ".join(" ".join(n.text for n in node.all() if n.tag == TEXT).split())
        text = self._kept.note(self._cleaner.text(node.attributes.get("label", "") or text))
        value = node.attributes.get("value")
        if not text and value != "":
            return ""
        code = {"value": value} if value is not None and (value == "" or is_country_code(value)) else {}
        return _tag(
            "option", {**code, **{k: v for k, v in plain_attributes(node).items() if k == "disabled"}}, _escaped(text)
        )


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
