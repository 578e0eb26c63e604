"""What may stand in a saved page: an allow-list of tags, attributes and texts. What is not named here is left out."""

import re
from collections.abc import Callable, Iterable

from optout.authoring.node import Node
from optout.flow.words import fold
from optout.redact import printable


def listed(text: str) -> frozenset[str]:
    """Give the words of a text as a set."""
    return frozenset(text.split())


KEPT_TAGS = listed(
    "main section form fieldset legend label input textarea select optgroup option button a h1 h2 h3 h4 h5 h6 p div "
    "span ul ol li dl dt dd dialog details summary br strong em b i"
)
_AS_DIV = listed(
    "html body article header footer aside nav table thead tbody tfoot tr td th caption figure figcaption blockquote "
    "address hgroup menu center iframe"
)
_AS_SPAN = listed("small u font abbr cite q time mark code kbd sup sub slot")
ROLES = listed(
    "textbox button link combobox listbox option radiogroup group radio checkbox switch heading dialog alertdialog "
    "alert status form main region list listitem presentation none spinbutton searchbox tab tabpanel"
)
INPUT_TYPES = listed("text email tel url search number date checkbox radio submit button reset")
BUTTON_TYPES = ("submit", "button", "reset")
_ONE_OF = {
    "role": ROLES,
    "autocomplete": listed("on off email username one-time-code country country-name name"),
    "aria-haspopup": listed("true listbox menu dialog"),
    "tabindex": frozenset(("0", "-1")),
    **dict.fromkeys(
        (
            "aria-hidden",
            "aria-required",
            "aria-disabled",
            "aria-readonly",
            "aria-multiline",
            "aria-modal",
            "aria-expanded",
            "aria-checked",
        ),
        frozenset(("true", "false")),
    ),
}
_FLAGS = listed("required disabled readonly multiple novalidate open")
_NUMBERS = listed("maxlength minlength rows cols aria-level")
_NUMBER = re.compile(r"\d{1,5}")
TEXT_ATTRIBUTES = ("aria-label", "placeholder", "title")
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
    if node.tag == "input" and _input_type(node) not in INPUT_TYPES:
        return None
    if node.tag in KEPT_TAGS:
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


def is_button(node: Node) -> bool:
    """Whether an input is a button, whose value is the words on it."""
    return node.tag == "input" and _input_type(node) in BUTTON_TYPES


def takes_text(node: Node) -> bool:
    """Whether what stands in an element is what somebody typed or chose."""
    is_field = node.tag in ("input", "textarea") and _input_type(node) not in (*BUTTON_TYPES, "checkbox", "radio")
    return is_field or "contenteditable" in node.attributes or node.attributes.get("role") in ("textbox", "combobox")


def is_country_code(value: str) -> bool:
    """Whether the value of a choice says a country and nothing else."""
    return _COUNTRY_CODE.fullmatch(value) is not None


def _typed(node: Node) -> str:
    """Give what stands in a field, or in an element that is edited in place."""
    if node.tag in ("input", "textarea"):
        counts = takes_text(node) or _input_type(node) in ("hidden", "password")
        return (node.value or node.attributes.get("value", "")) if counts else ""
    return "".join(n.text for n in node.all()) if "contenteditable" in node.attributes else ""


class Cleaner:
    """Decides about each text: kept whole or left out. `typed` is what was seen in fields; it grows with every page."""

    def __init__(self, redact: Callable[[str], str], names: Iterable[str]) -> None:
        self._redact = redact
        self._known_names = frozenset(names)
        self._typed: set[str] = set()
        self._names: dict[str, str] = {}

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

    def field_name(self, name: str) -> str:
        """Give a field's name as it is when it is made of words or the flow knows it, else a number in its place."""
        if name in self._known_names or (_WORD_NAME.fullmatch(name) and self.text(name)):
            return name
        return self._names.setdefault(name, f"field-{len(self._names) + 1}")
