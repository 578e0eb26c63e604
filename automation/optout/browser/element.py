"""What an element of a page is: its role, name and states, what its markup says, and what a person sees of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optout.flow import Action, ListEntry, fold, names_any, said_by

Box = tuple[float, float, float, float]  # left, top, width, height in the viewport of its document, in CSS pixels
FormArea = tuple[str, int]  # a part of a document: a dialog or a form by its number, or what is in neither
Fact = Mapping[str, Any]  # what `facts.js` tells of one element
FIELD_ROLES = frozenset({
    "textbox", "searchbox", "spinbutton", "combobox", "listbox", "checkbox", "switch", "radio", "slider",
})  # fmt: skip
PRESSED_ROLES = frozenset(
    {"button", "link", "menuitem", "tab", "option", "checkbox", "switch", "radio", "menuitemradio"}
)
PLAIN_ROLES = frozenset({"generic", "listitem", "paragraph", "img", "text", "strong"})
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
    facts: Fact = field(default_factory=dict)
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
        if not hand or self.role not in PLAIN_ROLES or self.is_field or not self.words:
            return False
        inner = any(one.role in PRESSED_ROLES or one.is_field or one.pressable for one in self.below())
        return not inner and not any(one.role in PRESSED_ROLES for one in self.above())

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
