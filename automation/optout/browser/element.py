"""What an element of a page is: its role and name, its markup, and what a person sees of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from optout.flow import Action, ListEntry, actions_of_button, fold, names_any

Box = tuple[float, float, float, float]
"""Left, top, width and height in CSS pixels, in the viewport of the element's own document."""

FormArea = tuple[str, int]
"""A part of a document: ("dialog", number), ("form", number), or ("page", -1) for neither."""

Fact = Mapping[str, Any]
"""What `facts.js` reports of one element, by the names in its `tell` function."""

FIELD_ROLES = frozenset({
    "textbox", "searchbox", "spinbutton", "combobox", "listbox", "checkbox", "switch", "radio", "slider",
})  # fmt: skip
PRESSED_ROLES = frozenset({
    "button", "link", "menuitem", "tab", "option", "checkbox", "switch", "radio", "menuitemradio",
})  # fmt: skip
"""Roles of what is clicked."""

PLAIN_ROLES = frozenset({"generic", "listitem", "paragraph", "img", "text", "strong"})
"""Roles that do not say that something can be clicked."""

# CSS pixels: a person cannot see what they write in a field that is smaller, so no person is meant
# to fill it in.
_LEAST_WIDTH = 8.0
_LEAST_HEIGHT = 5.0


@dataclass(frozen=True, slots=True)
class Block:
    """A block of visible text, with a line end for each line break.

    `aside`: it is around the matter of the page, as in a footer. `loud`: it is a heading, an alert
    or a dialog. `dialog`, `form` and `fixed` are the numbers of the dialog, the form and the fixed
    part that it is in, or -1. `busy`: it is in a part that the page marks as still loading.
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
    """The document of a page, or of a frame in it.

    `frame` is the element that displays the document of a frame; None for the page's own. `top` is
    the number of the dialog in front, or -1. `unmatched` are the boxes of fields that only one of
    the two sources, snapshot and facts, reports: the page moved while it was read, or it never
    fits.
    """

    address: str = ""
    language: str = ""
    title: str = ""
    elements: "list[Element]" = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    top: int = -1
    unmatched: frozenset[Box] = frozenset()
    frame: "Element | None" = None


@dataclass(eq=False, repr=False)
class Element:
    """An element in one snapshot of a page. It does not change when the page does."""

    # From the snapshot. `text` is the value of a field, or the words directly in the element.
    role: str
    name: str
    ref: str = ""  # for Playwright's `get_by_ref`; empty if the snapshot does not have the element
    states: Mapping[str, str] = field(default_factory=dict)
    box: Box = (0.0, 0.0, 0.0, 0.0)
    text: str = ""
    parent: "Element | None" = None
    inside: "list[Element]" = field(default_factory=list)
    document: Document = field(default_factory=Document)

    # From joining the snapshot with the facts.
    facts: Fact = field(default_factory=dict)
    found_by_text: bool = False  # `ref` is that of the element around it, which has no other text
    opens: bool = False  # it opens a list, judging by its label alone
    form: int = -1  # the number of the form that it is in, or -1
    dialog: int = -1  # the number of the dialog that it is in, or -1
    aside: bool = False  # it is around the matter of the page, or in a form for a newsletter
    # Where in its box a person pointed at it, in pixels from its corner; None for its middle.
    press_place: tuple[float, float] | None = None

    # From the facts: what the markup says, and what a person can see.
    tag: str = ""
    type: str = ""  # of an <input>
    html_name: str = ""  # the `name` attribute, or that of the web component whose field it is
    attributes: Mapping[str, str] = field(default_factory=dict)  # never the value of a field
    visible: bool = True  # a person can see it, after scrolling if need be
    enabled: bool = True
    read_only: bool = False
    required: bool = False
    checked: bool = False
    secret: bool = False  # its value is never read: a password, a code, a hidden input
    value: str = ""
    message: str = ""  # why the browser or the page rejects its value
    labels: Sequence[str] = ()
    near: Sequence[str] = ()  # the texts before a field in its own row
    options: Sequence[
        tuple[str, str, bool, bool]
    ] = ()  # of a <select>: label, value, selected, disabled

    # The elements around it and in it.

    def above(self) -> "Iterator[Element]":
        """Return the elements around this one, the nearest first."""
        ancestor = self.parent
        while ancestor is not None:
            yield ancestor
            ancestor = ancestor.parent

    def above_in_document(self) -> "Iterator[Element]":
        """Return the elements around this one in its own document, up to the frame that it is in."""
        for ancestor in self.above():
            if ancestor.role == "iframe":
                return
            yield ancestor

    def below(self) -> "Iterator[Element]":
        """Return the elements in this one, in the order of the page."""
        for child in self.inside:
            yield child
            yield from child.below()

    def holds(self, other: "Element") -> bool:
        """True if another element is this one or in it."""
        return other is self or any(ancestor is self for ancestor in other.above())

    @property
    def is_in_form(self) -> bool:
        """True if it is in a form."""
        return self.form >= 0

    @property
    def is_in_dialog(self) -> bool:
        """True if it is in a dialog."""
        return self.dialog >= 0

    @property
    def area(self) -> FormArea:
        """The innermost kind of part that it is in: its dialog, else its form, else the page."""
        if self.is_in_dialog:
            return "dialog", self.dialog
        if self.is_in_form:
            return "form", self.form
        return "page", -1

    # What kind of element it is.

    @property
    def is_field(self) -> bool:
        """True if a person writes into it, chooses from it or ticks it."""
        return bool(self.facts.get("field")) or self.role in FIELD_ROLES or self.is_list

    @property
    def is_toggle(self) -> bool:
        """True if it is a check box or a switch."""
        return self.role in ("checkbox", "switch")

    @property
    def is_radio(self) -> bool:
        """True if it is a radio button."""
        return self.role == "radio"

    @property
    def is_radio_group(self) -> bool:
        """True if it is a question that is answered by radio buttons."""
        return self.role == "radiogroup" and any(child.is_radio for child in self.inside)

    @property
    def is_list(self) -> bool:
        """True if a person chooses from it: a list of the browser's own, or one that opens."""
        if self.opens or self.role in ("combobox", "listbox"):
            return True
        if self.role not in ("button", "textbox"):
            return False
        return self.attributes.get("aria-haspopup") == "listbox"

    @property
    def is_standing_list(self) -> bool:
        """True if it is a list that the page draws and that is always open, as tiles of which one is selected."""
        is_drawn = self.role == "listbox" and not self.is_native
        return is_drawn and "aria-expanded" not in self.attributes and bool(self._drawn_entries)

    @property
    def has_popup(self) -> bool:
        """True if its markup says that it opens a popup, such as a menu or a list.

        The values "" and "false" say that it opens none (WAI-ARIA 1.2, `aria-haspopup`).
        """
        return self.attributes.get("aria-haspopup", "false") not in ("", "false")

    @property
    def says_it_opens(self) -> bool:
        """True if its markup says that it opens something: a popup, or a part of the page."""
        return self.has_popup or "aria-expanded" in self.attributes

    @property
    def is_textbox(self) -> bool:
        """True if a person writes a value of a form into it."""
        is_editable_list = self.role == "combobox" and self.tag == "input"
        return self.role in ("textbox", "spinbutton", "searchbox") or is_editable_list

    @property
    def is_multiline(self) -> bool:
        """True if it takes a text of several lines."""
        if self.tag == "textarea":
            return True
        if self.role != "textbox":
            return False
        is_said_so = self.attributes.get("aria-multiline") == "true"
        return is_said_so or "contenteditable" in self.attributes

    @property
    def is_native(self) -> bool:
        """True if it is a field of the browser's own, not drawn by the page."""
        return self.tag in ("input", "textarea", "select")

    @cached_property
    def pressable(self) -> bool:
        """True if it is clicked though it has no role for that: it shows the hand, and has words.

        Nothing in it and nothing around it is clicked: that would be the button or link instead.
        """
        shows_hand = "cursor" in self.states or bool(self.facts.get("pointer"))
        if not shows_hand or self.role not in PLAIN_ROLES or self.is_field:
            return False
        if not self.inner_text:
            return False
        is_in_clicked = any(ancestor.role in PRESSED_ROLES for ancestor in self.above())
        return not is_in_clicked and not any(inner.is_clicked for inner in self.below())

    def mark_as_list(self) -> None:
        """Note that it opens a list. What was derived from its kind before is derived again."""
        self.opens = True
        for name in ("called", "does", "pressable"):
            self.__dict__.pop(name, None)

    @property
    def is_clicked(self) -> bool:
        """True if a person clicks it: it has a role for that, is a field, or is pressable."""
        return self.role in PRESSED_ROLES or self.is_field or self.pressable

    # What a person sees.

    @property
    def self_or_label_visible(self) -> bool:
        """True if a person can see it, or its label where that is drawn in its place.

        Many pages hide their check boxes and draw them as a part of the label.
        """
        return self.visible or (self._may_be_drawn_by_label and bool(self.facts.get("label_drawn")))

    @property
    def _may_be_drawn_by_label(self) -> bool:
        if self.is_toggle or self.is_radio:
            return True
        # The listbox that a drawn field opens often has the label of that field, and is not visible
        # by it.
        is_opened_by_other = self.role == "listbox" and not self.is_native
        return self.is_list and not is_opened_by_other

    @property
    def fillable(self) -> bool:
        """True if a person sees a field and can write into it; otherwise it is a trap for programs."""
        _left, _top, width, height = self.box
        has_room = width >= _LEAST_WIDTH and height >= _LEAST_HEIGHT
        return self.visible and has_room and not self.facts.get("trap")

    @property
    def marked_wrong(self) -> bool:
        """True if a person can see that the page marks its value as wrong."""
        return self.visible and self.attributes.get("aria-invalid") == "true"

    @cached_property
    def inner_text(self) -> str:
        """The words in an element that is not a field."""
        children = [child for child in self.inside if child.visible]
        # A picture has no words, but a name.
        texts = [self.text, *(child.inner_text or child.name for child in children)]
        words = " ".join(filter(None, texts))
        return words or str(self.facts.get("words", ""))

    @property
    def first_line(self) -> str:
        """The first of several lines of its text, as the name of a card with a hint below it; "" if it has one line."""
        return str(self.facts.get("first_line", ""))

    @cached_property
    def called(self) -> str:
        """The name by which a person is told of it, "" if it has none.

        It is the accessible name, else a label, else the text before it, else the words in it.
        """
        # `fold` leaves nothing of the sign of an icon font, which is no name.
        return next(filter(fold, self._possible_names()), "")

    def _possible_names(self) -> Sequence[str]:
        if self.is_toggle or self.is_radio:
            return (self.name, *self.labels, self._text_beside)
        if self.is_field:
            placeholder = self.attributes.get("placeholder", "")
            return (self._name_without_entry, *self.labels, *reversed(self.near), placeholder)
        return (self.name, self.inner_text)

    @property
    def _text_beside(self) -> str:
        return str(self.facts.get("beside", ""))

    @property
    def _name_without_entry(self) -> str:
        """The name of a field without its chosen entry: many drawn lists are named "Country France"."""
        if self.is_native or not self.is_list:
            return self.name
        return _without(self.name, self.selected_entry.label) or self.name

    # What a button does.

    @cached_property
    def does(self) -> frozenset[Action]:
        """What a button does, by its label."""
        label = self.called or self.attributes.get("title", "")
        return actions_of_button(label, self.document.language)

    @property
    def refuses(self) -> bool:
        """True if the label of a button says that it declines, closes or goes back."""
        return not self.does.isdisjoint({"refuse", "back", "decline", "close"})

    # What a field contains.

    @property
    def displayed_value(self) -> str:
        """The value of a field as it is displayed; "chosen" for what is ticked."""
        if self.is_toggle or self.is_radio:
            return "chosen" if self.checked else ""
        if self.is_native:
            return self.value
        if self.is_standing_list:
            return self._selected_drawn_entry
        if self._shown_value:
            return self._shown_value
        return "" if self._shows_own_name else self.inner_text

    @property
    def entries(self) -> list[ListEntry]:
        """The entries of a list or a question; often none of a drawn list that is closed."""
        if self.is_radio_group:
            return [_entry_of_radio(radio) for radio in self.inside]
        if self.options:
            return [ListEntry(label, value) for label, value, _selected, _disabled in self.options]
        return [ListEntry(entry.called or entry.inner_text) for entry in self._drawn_entries]

    @property
    def selected_entry(self) -> ListEntry:
        """The chosen entry of a list or a question, or the displayed value of any other field.

        Its label is "" if nothing is chosen.
        """
        if self.is_radio_group:
            return self._checked_radio
        if self.tag == "select":
            return self._selected_option
        if self.is_standing_list:
            return ListEntry(self._selected_drawn_entry)
        country = self._shown_country if self.is_list else ""
        if country:
            return ListEntry(country)
        texts = self._value_texts if self._shows_own_name else self._shown_texts
        return ListEntry(next(filter(None, texts), ""))

    @property
    def _checked_radio(self) -> ListEntry:
        checked = [radio.called for radio in self.inside if radio.checked]
        return ListEntry(checked[0] if checked else "")

    @property
    def _selected_option(self) -> ListEntry:
        selected = [value for _label, value, is_selected, _disabled in self.options if is_selected]
        return ListEntry(self.value, selected[0] if selected else "")

    @property
    def _drawn_entries(self) -> "list[Element]":
        return [element for element in self.below() if element.role == "option"]

    @property
    def _value_texts(self) -> list[str]:
        """The texts in a drawn field that can only be its value; some are empty."""
        return [self._shown_value, self._selected_drawn_entry]

    @property
    def _selected_drawn_entry(self) -> str:
        signs = {"selected", "checked"}
        selected = [entry.called for entry in self._drawn_entries if signs & entry.states.keys()]
        return selected[0] if selected else ""

    @property
    def _pieces(self) -> Sequence[str]:
        """The texts in a drawn list: label, entry, arrow. No markup says which of them is which."""
        pieces: Sequence[str] = self.facts.get("pieces", ())
        return pieces

    @property
    def _shown_texts(self) -> list[str]:
        """The texts that may be the value of a drawn field, likeliest first; some are empty."""
        # The words of an open list are all its entries. Otherwise the visible words come first:
        # `self.inner_text` has the names of pictures in it, too.
        words = ""
        if not self._drawn_entries:
            words = str(self.facts.get("words", "")) or self.inner_text
        name = self.name if self.role == "button" else ""
        return [*self._value_texts, words, *self._pieces, self._text_beside, name]

    @property
    def _shown_country(self) -> str:
        """The likeliest text of a drawn list that is a country, or ""."""
        texts = filter(None, self._shown_texts)
        countries = [text for text in texts if names_any(ListEntry(text))]
        if not countries:
            return ""
        likeliest = countries[0]
        # "🇫🇷 France ▾" is a country, and so is its piece "France", which has no flag and no arrow
        # in it.
        country_pieces = [piece for piece in self._pieces if piece in countries]
        pieces_of_likeliest = [piece for piece in country_pieces if piece in likeliest]
        return max(pieces_of_likeliest, key=len, default=likeliest)

    @property
    def _shows_own_name(self) -> bool:
        """True if a drawn list displays its own name, before the chosen entry or while none is chosen."""
        return bool(self.facts.get("label_inside")) or self._begins_with_name

    @property
    def _begins_with_name(self) -> bool:
        """True if a drawn list displays its name, alone or before its entry, as in "Country: France"."""
        if self.is_native or not self.is_list:
            return False
        name = self.attributes.get("aria-label", "")
        text = self.value.strip()
        if not name or not text.startswith(name):
            return False
        if text == name:
            # Some lists have no other name than their entry.
            return not names_any(ListEntry(text))
        # "Countryside" does not begin with the name "Country".
        return not text[len(name)].isalnum()

    @property
    def _shown_value(self) -> str:
        text = self.value.strip()
        return _without(text, self.attributes["aria-label"]) if self._begins_with_name else text

    # How it is recognised in a later snapshot.

    @property
    def identity_by_name(self) -> tuple[str, ...]:
        """Traits that stay when the page is built anew, with other references; never a value."""
        words = "" if self.is_field else self.inner_text[:200]
        return (self.role, self.name, self.tag, self.type, self.html_name, words)

    @property
    def identity_by_markup(self) -> tuple[object, ...]:
        """Traits that stay when its name changes: its markup and its place in the page."""
        place = self.attributes.get("id") or self.facts.get("order")
        return (self.role, self.tag, self.type, place, self.html_name, self.form)


def _entry_of_radio(radio: Element) -> ListEntry:
    """Return a radio button as an entry of the question that it answers."""
    return ListEntry(radio.called, radio.attributes.get("value", ""))


def _without(text: str, part: str) -> str:
    """Return a text without a part that it begins or ends with, and without the marks between the two."""
    for rest in (text.removeprefix(part), text.removesuffix(part)):
        if rest != text:
            return rest.strip(" \n:·,*-")
    return text
