"""What an element is, by hand-made elements: no browser is needed for it."""

import pytest

from optout.browser.element import Document, Element
from optout.flow import ListEntry


def build(role, name="", *, inside=(), **attributes):
    """Make an element with others in it."""
    element = Element(role, name, inside=list(inside), **attributes)
    for child in inside:
        child.parent = element
    return element


def option(name, *, selected=False):
    return build("option", name, states={"selected": "true"} if selected else {})


def drawn_list(name="Country", **facts):
    """Make a list that the page draws as a button."""
    attributes = {"aria-haspopup": "listbox", "aria-label": name}
    return build("button", name, tag="button", attributes=attributes, facts=facts)


def shown_list(value, name="Country"):
    element = drawn_list(name)
    element.value = value
    return element


@pytest.mark.parametrize(
    ("value", "has_popup"), [("menu", True), ("true", True), ("false", False), ("", False)]
)
def test_an_element_has_a_popup_unless_its_markup_says_that_it_has_none(value, has_popup):
    assert build("button", attributes={"aria-haspopup": value}).has_popup is has_popup


SELECT = (("Belgium", "BE", False, False), ("France", "FR", True, False))
CHOSEN = {
    "a question": (
        build("radiogroup", inside=[build("radio", "No"), build("radio", "Yes", checked=True)]),
        "Yes",
    ),
    "a question without an answer": (build("radiogroup", inside=[build("radio", "No")]), ""),
    "the value of a text field": (build("textbox", value="ada"), "ada"),
    "a selected entry of an open list": (
        build("listbox", inside=[option("A"), option("B", selected=True)]),
        "B",
    ),
    "an open list without a selected entry": (
        build("listbox", inside=[option("A"), option("B")]),
        "",
    ),
    "tiles, with all their words as the value": (
        build("listbox", value="A B", inside=[option("A", selected=True), option("B")]),
        "A",
    ),
    "tiles of which none is pressed": (
        build("listbox", value="A B", inside=[option("A"), option("B")]),
        "",
    ),
    "a name before the entry": (shown_list("Country: France"), "France"),
    "a name that only begins alike": (shown_list("Countryside"), "Countryside"),
    "the name alone": (shown_list("Topic", "Topic"), ""),
    "a country that is its only name": (shown_list("France", "France"), "France"),
    "a label inside, and nothing chosen": (
        drawn_list("Topic", label_inside=True, words="Topic"),
        "",
    ),
    "a country among the pieces of a list": (drawn_list(pieces=["Where", "France", "▾"]), "France"),
    "a country without its arrow": (drawn_list(words="France ▾", pieces=["France", "▾"]), "France"),
    "a country in the words before one in the name": (
        drawn_list("Country France", words="Germany"),
        "Germany",
    ),
    "the words of a list of anything else": (drawn_list("Topic", words="Privacy"), "Privacy"),
    "the name of a button that shows nothing": (drawn_list("Topic"), "Topic"),
}


@pytest.mark.parametrize(("element", "label"), CHOSEN.values(), ids=CHOSEN)
def test_what_is_chosen_in_a_field(element, label):
    assert element.selected_entry == ListEntry(label)


def test_of_a_select_the_chosen_entry_has_its_value():
    select = build("combobox", tag="select", value="France", options=SELECT)
    assert select.selected_entry == ListEntry("France", "FR")


ENTRIES = {
    "a select": (
        build("combobox", tag="select", options=SELECT),
        [("Belgium", "BE"), ("France", "FR")],
    ),
    "a question": (
        build(
            "radiogroup",
            inside=[build("radio", "No", attributes={"value": "n"}), build("radio", "Yes")],
        ),
        [("No", "n"), ("Yes", "")],
    ),
    "an open list": (
        build("listbox", inside=[build("group", inside=[option("A"), option("B")])]),
        [("A", ""), ("B", "")],
    ),
    "a closed list": (drawn_list(), []),
}


@pytest.mark.parametrize(("element", "entries"), ENTRIES.values(), ids=ENTRIES)
def test_the_entries_of_a_list(element, entries):
    assert [(entry.label, entry.value) for entry in element.entries] == entries


HELD = {
    "a ticked box": (build("checkbox", checked=True), "chosen"),
    "a box that is not ticked": (build("checkbox", value="on"), ""),
    "a field of the browser's own": (build("textbox", tag="input", value=" ada "), " ada "),
    "a drawn field": (build("textbox", tag="div", value=" ada "), "ada"),
    "the words of a drawn list": (drawn_list("Topic", words="Privacy"), "Privacy"),
    "a drawn list that shows only its label": (
        drawn_list("Topic", words="Topic", label_inside=True),
        "",
    ),
    "the entry after the name": (shown_list("Country: France"), "France"),
    "tiles of which one is pressed": (
        build("listbox", value="A B", inside=[option("A"), option("B", selected=True)]),
        "B",
    ),
}


@pytest.mark.parametrize(("element", "value"), HELD.values(), ids=HELD)
def test_the_displayed_value_of_a_field(element, value):
    assert element.displayed_value == value


NAMES = {
    "a field by its accessible name": (build("textbox", "Email", labels=["Label"]), "Email"),
    "a field by its label": (build("textbox", labels=["Label"], near=["Before"]), "Label"),
    "a field by the last text before it": (build("textbox", near=["Far", "Near"]), "Near"),
    "a field by its placeholder": (build("textbox", attributes={"placeholder": "you@"}), "you@"),
    "a list without its chosen entry": (
        build("combobox", "Country France", value="France"),
        "Country",
    ),
    "a list named by nothing but its entry": (
        build("combobox", "France", value="France"),
        "France",
    ),
    "a box by the text beside it": (build("checkbox", facts={"beside": "I agree"}), "I agree"),
    "a button by its words": (build("button", inside=[build("generic", text="Send")]), "Send"),
    "no sign of an icon font": (build("button", "\ue001", text="Send"), "Send"),
    "nothing": (build("textbox"), ""),
}


@pytest.mark.parametrize(("element", "name"), NAMES.values(), ids=NAMES)
def test_what_an_element_is_called(element, name):
    assert element.called == name


def test_the_words_of_an_element_leave_out_what_a_person_cannot_see():
    unseen = build("generic", text="hidden", visible=False)
    element = build(
        "button", text="Send", inside=[build("generic", text="now"), unseen, build("img", "arrow")]
    )
    assert element.inner_text == "Send now arrow"


PRESSABLE = {
    "text with the hand": (build("generic", text="Next", states={"cursor": "pointer"}), True),
    "text that only the facts report as clickable": (
        build("generic", text="Next", facts={"pointer": True}),
        True,
    ),
    "text without the hand": (build("generic", text="Next"), False),
    "the hand without words": (build("generic", states={"cursor": "pointer"}), False),
    "a role of its own": (build("button", text="Next", states={"cursor": "pointer"}), False),
    "what has a link in it": (
        build("generic", text="Next", states={"cursor": "pointer"}, inside=[build("link", "here")]),
        False,
    ),
}


@pytest.mark.parametrize(("element", "pressable"), PRESSABLE.values(), ids=PRESSABLE)
def test_what_is_clicked_without_a_role(element, pressable):
    assert element.pressable == pressable


def test_text_in_a_link_is_not_clicked_by_itself():
    text = build("generic", text="Next", states={"cursor": "pointer"})
    build("link", inside=[text])
    assert not text.pressable


LABEL = {"label_drawn": True}
DRAWN = {
    "a box whose label is drawn": (build("checkbox", visible=False, facts=LABEL), True),
    "a radio button whose label is drawn": (build("radio", visible=False, facts=LABEL), True),
    "a select whose label is drawn": (
        build("listbox", tag="select", visible=False, facts=LABEL),
        True,
    ),
    "a list that another field opens": (
        build("listbox", tag="ul", visible=False, facts=LABEL),
        False,
    ),
    "a text field whose label is drawn": (build("textbox", visible=False, facts=LABEL), False),
    "a box without a label": (build("checkbox", visible=False), False),
}


@pytest.mark.parametrize(("element", "drawn"), DRAWN.values(), ids=DRAWN)
def test_what_stays_visible_by_its_label(element, drawn):
    assert element.self_or_label_visible == drawn


REACHED = {
    "a field with room": (build("textbox", box=(0, 0, 8, 5)), True),
    "a narrow field": (build("textbox", box=(0, 0, 7, 5)), False),
    "a low field": (build("textbox", box=(0, 0, 8, 4)), False),
    "a field hidden from screen readers": (
        build("textbox", box=(0, 0, 80, 20), facts={"trap": True}),
        False,
    ),
    "a field that cannot be seen": (build("textbox", box=(0, 0, 80, 20), visible=False), False),
}


@pytest.mark.parametrize(("element", "reached"), REACHED.values(), ids=REACHED)
def test_whether_a_person_can_write_into_a_field(element, reached):
    assert element.fillable == reached


@pytest.mark.parametrize(
    ("element", "area"),
    [
        (build("button", dialog=2, form=1), ("dialog", 2)),
        (build("button", form=0), ("form", 0)),
        (build("button"), ("page", -1)),
    ],
)
def test_the_part_of_the_page_that_an_element_is_in(element, area):
    assert element.area == area


def test_an_element_holds_itself_and_what_is_in_it_and_nothing_else():
    inner = build("button")
    middle = build("group", inside=[inner])
    outer = build("form", inside=[middle])
    assert [outer.holds(element) for element in (outer, middle, inner)] == [True, True, True]
    assert not inner.holds(middle)
    assert list(inner.above()) == [middle, outer]
    assert list(outer.below()) == [middle, inner]


def test_a_button_without_words_does_what_its_title_says():
    button = build("button", attributes={"title": "Cancel"}, document=Document(language="en"))
    assert button.refuses


@pytest.mark.parametrize(
    ("shown", "value"), [("Topic", ""), ("Topic: Privacy", "Privacy"), ("Topics", "Topics")]
)
def test_a_list_that_shows_only_its_name_contains_nothing(shown, value):
    assert shown_list(shown, "Topic").displayed_value == value


def test_a_country_that_is_the_only_name_of_a_list_is_its_value():
    assert shown_list("France", "France").displayed_value == "France"
