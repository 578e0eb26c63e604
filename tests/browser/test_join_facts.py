"""Joining the rows of a snapshot with the facts of its elements, without a browser: a table for
each pass.
"""

import pytest

from optout.browser.aria_snapshot import parse
from optout.browser.join_facts import join

BOX = (0, 0, 100, 20)
AT = "[box=0,0,100,20]"


def fact(tag="div", box=BOX, *, field=False, pointer=False, attributes=None, **more):
    """Make the facts of an element."""
    return {
        "tag": tag,
        "box": list(box),
        "field": field,
        "pointer": pointer,
        "attributes": attributes or {},
        **more,
    }


def document_facts(*elements, address="https://example.eu/", language="en", blocks=()):
    return {
        "address": address,
        "language": language,
        "title": "Form",
        "elements": list(elements),
        "blocks": list(blocks),
        "refreshes": False,
        "large": False,
        "has_form": True,
        "password": False,
        "password_typed": False,
        "password_revealed": False,
        "password_keys": [],
    }


def documents(snapshot, *elements, frames=None, **more):
    """Join a snapshot with the facts of its elements; `frames` has the facts of frames by their
    references.
    """
    return join(
        parse(snapshot),
        document_facts(*elements, **more),
        lambda frame: (frames or {}).get(frame.ref),
    )


def elements_of(snapshot, *facts, **more):
    return documents(snapshot, *facts, **more)[0].elements


# 1. Rows become elements.


def test_rows_become_a_tree_and_texts_are_added_to_the_element_around_them():
    form, button, link = elements_of(
        "- form:\n  - text: Before\n  - button:\n    - text: Send\n  - text: after\n- link"
    )
    assert (form.text, button.text) == ("Before after", "Send")
    assert (button.parent, form.inside, link.parent) == (form, [button], None)


@pytest.mark.parametrize(
    ("row", "visible", "enabled"),
    [
        ("- button [box=0,0,1,1]", True, True),
        ("- button [box=0,0,1,0.5]", False, True),
        ("- button [disabled] [box=0,0,9,9]", True, False),
    ],
)
def test_without_facts_the_row_decides_whether_an_element_is_visible_and_enabled(
    row, visible, enabled
):
    (button,) = elements_of(row)
    assert (button.visible, button.enabled) == (visible, enabled)


FRAMED = "- iframe [ref=e1]:\n  - button [ref=f1e1]\n- link"


def test_what_a_frame_contains_is_a_document_of_its_own():
    page, frame = documents(FRAMED, frames={"e1": document_facts(address="about:srcdoc")})
    assert [element.role for element in page.elements] == ["iframe", "link"]
    assert [element.role for element in frame.elements] == ["button"]
    assert frame.address == "about:srcdoc"
    assert frame.elements[0].parent is page.elements[0]
    assert page.elements[0].inside == []


def test_a_frame_without_facts_is_left_out_with_all_that_it_contains():
    (page,) = documents("- iframe [ref=e1]:\n  - iframe [ref=f1e1]:\n    - button\n- link")
    assert [element.role for element in page.elements] == ["iframe", "link"]


def test_what_a_frame_contains_is_in_no_form_or_dialog_around_the_frame():
    around = fact("dialog", form=2, dialog=1, aside=True)
    in_frame = document_facts(fact("button", form=0, dialog=-1))
    snapshot = f"- dialog {AT}:\n  - iframe [ref=e1]:\n    - paragraph {AT}: Words\n    - button {AT}: Send"
    page, frame = documents(snapshot, around, frames={"e1": in_frame})
    assert [(e.form, e.dialog, e.aside) for e in frame.elements] == [
        (-1, -1, False),
        (0, -1, False),
    ]
    assert (page.top, frame.top) == (1, -1)


def test_an_empty_frame_is_not_asked_for_its_facts():
    assert len(documents("- iframe [ref=e1]\n- link", frames={"e1": document_facts()})) == 1


# 2. Elements take their facts.

FITTING = {
    "a text field": ("textbox", fact("input", field=True)),
    "a text field with a list": ("combobox", fact("input", field=True)),
    "a check box": ("checkbox", fact("input", field=True, attributes={"type": "checkbox"})),
    "a check box that is a switch": (
        "switch",
        fact("input", field=True, attributes={"type": "checkbox", "role": "switch"}),
    ),
    "an input type in capitals": ("radio", fact("input", field=True, attributes={"type": "RADIO"})),
    "an input type that does not exist": (
        "textbox",
        fact("input", field=True, attributes={"type": "select"}),
    ),
    "a button": ("button", fact("button")),
    "a button to send": ("button", fact("input", attributes={"type": "submit"})),
    "a list that shows several entries": ("listbox", fact("select", field=True)),
    "an editor": ("textbox", fact("div", field=True)),
    "an editor without a role": ("generic", fact("div", field=True)),
    "a written role": ("switch", fact("div", field=True, attributes={"role": "switch"})),
    "a written role that does not exist": (
        "textbox",
        fact("input", field=True, attributes={"role": "email"}),
    ),
    "an element with any role that is no field's": ("heading", fact("h2")),
    "a part for a search": ("search", fact("search")),
}
UNFITTING = {
    "words where a field is": ("generic", fact("input", field=True)),
    "a field where words are": ("textbox", fact("span")),
    "a button where a link is": ("button", fact("a")),
    "another box": ("textbox", fact("input", (0, 0, 100, 21), field=True)),
}


@pytest.mark.parametrize(("role", "facts"), FITTING.values(), ids=FITTING)
def test_an_element_takes_facts_that_fit_its_role(role, facts):
    (element,) = elements_of(f"- {role} {AT}", facts)
    assert element.facts == facts


@pytest.mark.parametrize(("role", "facts"), UNFITTING.values(), ids=UNFITTING)
def test_an_element_takes_no_facts_of_something_else(role, facts):
    assert elements_of(f"- {role} {AT}", facts)[0].facts == {}


def test_the_words_of_a_drawn_list_do_not_take_the_facts_of_the_field_that_they_lie_on():
    of_words = fact("span", words="France")
    of_field = fact("div", field=True, attributes={"role": "combobox"})
    words, field = elements_of(f"- generic {AT}: France\n- combobox {AT}", of_field, of_words)
    assert (words.facts, field.facts) == (of_words, of_field)


def test_words_without_facts_do_not_take_those_of_a_field_either():
    of_field = fact("div", field=True, attributes={"role": "combobox"})
    words, field = elements_of(f"- generic {AT}: France\n- combobox {AT}", of_field)
    assert (words.facts, field.facts) == ({}, of_field)


def test_of_several_elements_with_one_box_each_takes_the_facts_in_their_order():
    first, second = (fact("button", order=order) for order in (1, 2))
    elements = elements_of(f"- button {AT}\n- button {AT}", first, second)
    assert [element.facts for element in elements] == [first, second]


MOVED = (0, 30, 100, 20)
UNMATCHED = {
    "a field that moved": (f"- textbox {AT}", [fact("input", MOVED, field=True)], {BOX, MOVED}),
    "a field that did not": (f"- textbox {AT}", [fact("input", field=True)], set()),
    "a field in no snapshot": ("- paragraph", [fact("input", field=True)], set()),
    "a field without facts": (f"- textbox {AT}", [], set()),
    "words that moved": (f"- paragraph {AT}", [fact("p", MOVED)], set()),
}


@pytest.mark.parametrize(("snapshot", "facts", "boxes"), UNMATCHED.values(), ids=UNMATCHED)
def test_a_page_whose_fields_are_elsewhere_in_its_facts_is_noted(snapshot, facts, boxes):
    assert documents(snapshot, *facts)[0].unmatched == boxes


# 3. Elements that are in no snapshot.

WITHOUT_ROW = {
    "a select behind a drawn list": (fact("select", field=True), ["combobox"]),
    "a hidden check box": (
        fact("input", field=True, attributes={"type": "checkbox"}),
        ["checkbox"],
    ),
    "a hidden button": (fact("button"), ["button"]),
    "a field without a role": (fact("my-field", field=True, attributes={"role": ""}), ["textbox"]),
    "hidden words": (fact("p"), []),
    "a hidden link": (fact("a"), []),
}


@pytest.mark.parametrize(("facts", "roles"), WITHOUT_ROW.values(), ids=WITHOUT_ROW)
def test_which_elements_only_the_facts_report(facts, roles):
    elements = elements_of("", facts)
    assert [element.role for element in elements] == roles
    assert all(element.ref == "" and element.facts == facts for element in elements)


# 4. Clickable text.

INNER = (10, 2, 30, 10)
CLICKABLE = {
    "text in a list item": (
        f"- listitem [ref=e1] {AT}: Next",
        fact("div", INNER, pointer=True, words="Next"),
        True,
    ),
    "text in other letters": (
        f"- listitem [ref=e1] {AT}: NEXT",
        fact("div", INNER, pointer=True, words="next"),
        True,
    ),
    "text that is not clickable": (
        f"- listitem [ref=e1] {AT}: Next",
        fact("div", INNER, words="Next"),
        False,
    ),
    "other text": (
        f"- listitem [ref=e1] {AT}: Back",
        fact("div", INNER, pointer=True, words="Next"),
        False,
    ),
    "text elsewhere": (
        f"- listitem [ref=e1] {AT}: Next",
        fact("div", (90, 2, 30, 10), pointer=True, words="Next"),
        False,
    ),
    "text with a link beside it": (
        f"- listitem [ref=e1] {AT}:\n  - text: Next\n  - link",
        fact("div", INNER, pointer=True, words="Next"),
        False,
    ),
    "text in a button": (
        f"- button [ref=e1] {AT}: Next",
        fact("div", INNER, pointer=True, words="Next"),
        False,
    ),
}


@pytest.mark.parametrize(("snapshot", "facts", "found"), CLICKABLE.values(), ids=CLICKABLE)
def test_clickable_text_takes_the_row_of_the_part_that_it_is_alone_in(snapshot, facts, found):
    element = elements_of(snapshot, facts)[0]
    assert (element.found_by_text, element.facts == facts) == (found, found)
    assert element.box == (INNER if found else BOX)


def test_a_clickable_text_takes_one_row_and_each_row_one_text():
    rows = f"- listitem [ref=e1] {AT}: Next\n- listitem [ref=e2] {AT}: Next"
    outer, inner = (fact("div", INNER, pointer=True, words="Next", order=order) for order in (1, 2))
    elements = elements_of(rows, outer)
    assert [element.facts for element in elements] == [outer, {}]
    elements = elements_of(rows, outer, inner)
    assert [element.facts for element in elements] == [outer, inner]


def test_of_clickable_texts_in_one_another_the_outer_takes_the_row():
    outer, inner = (fact("div", INNER, pointer=True, words="Next", order=order) for order in (1, 2))
    (element,) = elements_of(f"- listitem [ref=e1] {AT}: Next", outer, inner)
    assert element.facts == outer


# 5. Facts become attributes.


def only(row, facts):
    (element,) = elements_of(f"- {row} {AT}", facts)
    return element


def test_an_element_has_the_attributes_that_its_facts_report():
    copied = {
        "type": "email",
        "html_name": "mail",
        "required": True,
        "labels": ["Email"],
        "form": 3,
        "dialog": 1,
    }
    field = only(
        "textbox", fact("input", field=True, value="ada", message="wrong", near=["Your"], **copied)
    )
    assert {name: getattr(field, name) for name in copied} == copied
    assert (field.tag, field.value, field.message, field.near) == (
        "input",
        "ada",
        "wrong",
        ["Your"],
    )


def test_an_element_without_facts_is_in_the_form_and_dialog_of_its_parent():
    form = fact("form", form=2, dialog=1, aside=True)
    inner = elements_of(f"- form {AT}:\n  - generic:\n    - paragraph", form)[2]
    assert (inner.form, inner.dialog, inner.aside) == (2, 1, True)


@pytest.mark.parametrize("role", ["banner", "complementary", "contentinfo", "navigation", "search"])
def test_what_is_in_a_landmark_around_the_matter_of_a_page_is_aside(role):
    assert [element.aside for element in elements_of(f"- {role}:\n  - link\n- main")] == [
        True,
        True,
        False,
    ]


def test_a_secret_field_has_neither_text_nor_value():
    (field,) = elements_of(f"- textbox {AT}: hunter2", fact("input", field=True, secret=True))
    assert (field.text, field.value) == ("", "")


@pytest.mark.parametrize(
    ("facts", "name"),
    [
        ({"misnamed": True, "labels": ["Own"]}, "Own"),
        ({"misnamed": True, "attributes": {"title": "Title"}}, "Title"),
        ({"labels": ["Own"]}, "Both labels"),
    ],
)
def test_a_field_that_shares_its_id_is_named_by_its_own_labels(facts, name):
    assert only('textbox "Both labels"', fact("input", field=True, **facts)).name == name


@pytest.mark.parametrize(
    ("states", "facts", "checked"),
    [
        ("[checked]", fact("div", field=True, attributes={"role": "checkbox"}), True),
        ("[pressed]", fact("div", field=True, attributes={"role": "checkbox"}), True),
        ("[checked=mixed]", fact("div", field=True, attributes={"role": "checkbox"}), False),
        ("", fact("div", field=True, attributes={"role": "checkbox"}, checked=True), True),
        (
            "[checked]",
            fact("input", field=True, attributes={"type": "checkbox"}, checked=False),
            False,
        ),
    ],
)
def test_whether_a_box_is_ticked(states, facts, checked):
    assert only(f"checkbox {states}".strip(), facts).checked == checked


@pytest.mark.parametrize(
    ("states", "facts", "enabled", "read_only"),
    [("", {}, True, False), ("[disabled]", {}, False, True), ("", {"enabled": False}, False, True)],
)
def test_a_disabled_field_is_read_only(states, facts, enabled, read_only):
    field = only(f"textbox {states}".strip(), fact("input", field=True, **facts))
    assert (field.enabled, field.read_only) == (enabled, read_only)


# 6. Roles that only the surroundings show.

PRESSED = fact("button", attributes={"aria-pressed": "false"})


@pytest.mark.parametrize(
    ("around", "facts", "roles"),
    [
        ("group", [PRESSED, PRESSED], ["radio", "radio"]),
        ("generic", [PRESSED, PRESSED], ["radio", "radio"]),
        ("group", [PRESSED], ["button"]),
        ("group", [PRESSED, fact("button")], ["button", "button"]),
        ("toolbar", [PRESSED, PRESSED], ["button", "button"]),
    ],
    ids=[
        "a group",
        "any part",
        "a button by itself",
        "a button that does not stay pressed",
        "a toolbar",
    ],
)
def test_buttons_that_stay_pressed_are_radio_buttons(around, facts, roles):
    buttons = "".join(f"\n  - button {AT}" for _ in facts)
    assert [element.role for element in elements_of(f"- {around}:{buttons}", *facts)[1:]] == roles


def test_a_radio_button_that_only_the_browser_knows_has_that_role():
    assert only("generic", fact("md-radio", field=True, radio=True)).role == "radio"


def test_buttons_in_a_frame_are_no_answers_of_a_group_around_the_frame():
    of_frame = document_facts(PRESSED, PRESSED)
    of_frame["elements"] = [
        fact("button", (0, top, 9, 9), attributes={"aria-pressed": "false"}) for top in (0, 20)
    ]
    snapshot = (
        "- group:\n  - button\n  - iframe [ref=e1]:\n    - generic:"
        "\n      - button [box=0,0,9,9]\n      - button [box=0,20,9,9]"
    )
    _page, frame = documents(snapshot, frames={"e1": of_frame})
    assert [element.role for element in frame.elements] == ["generic", "radio", "radio"]


COUNTRY = {
    "a button with the label of a list": (
        'button "Country France"',
        fact("button", words="France"),
        True,
    ),
    "a button that is only called a country": (
        'button "Country"',
        fact("button", words="Country"),
        False,
    ),
    "a button that goes on": ('button "Next country"', fact("button", words="Next"), False),
    "a button that says in its markup that it opens a list": (
        'button "Country France"',
        fact("button", words="France", attributes={"aria-haspopup": "listbox"}),
        False,
    ),
    "a button that removes the choice": (
        'button "Country – cancel"',
        fact("button", words="✕"),
        False,
    ),
    "clickable text after the word": (
        "generic [cursor=pointer]: France",
        fact("div", pointer=True, words="France", near=["Country"]),
        True,
    ),
    "a star between them": (
        "generic [cursor=pointer]: France",
        fact("div", pointer=True, words="France", near=["Country", "*"]),
        True,
    ),
    "text that is not clickable": (
        "generic: France",
        fact("div", words="France", near=["Country"]),
        False,
    ),
    "clickable text after another word": (
        "generic [cursor=pointer]: France",
        fact("div", pointer=True, words="France", near=["Country", "Language"]),
        False,
    ),
    "a list": (
        'combobox "Country"',
        fact("div", field=True, attributes={"role": "combobox"}),
        False,
    ),
}


@pytest.mark.parametrize(("row", "facts", "opens"), COUNTRY.values(), ids=COUNTRY)
def test_what_opens_a_list_of_countries_by_its_label(row, facts, opens):
    role_and_name, colon, text = row.partition(": ") if row.startswith("generic") else (row, "", "")
    (element,) = elements_of(f"- {role_and_name} {AT}{colon}{text}", facts)
    assert element.opens == opens


def test_what_opens_a_list_of_countries_is_called_by_its_label_and_not_by_its_entry():
    text = fact("div", pointer=True, words="France", near=["Country"])
    opener = only("generic [cursor=pointer]", text)
    assert (opener.called, opener.pressable, opener.is_field) == ("Country", False, True)
    button = only('button "Country France"', fact("button", words="France"))
    assert button.called == "Country"


def test_clickable_text_after_the_label_of_a_select_opens_no_list_of_countries():
    select = fact("select", (0, 30, 100, 20), field=True, labels=["Country"], visible=True)
    text = fact("div", pointer=True, words="Help", near=["Country"])
    snapshot = f"- combobox [box=0,30,100,20]\n- generic [cursor=pointer] {AT}: Help"
    assert [element.opens for element in elements_of(snapshot, select, text)] == [False, False]


# 7. What is around the matter of the page, and what is in front of it.


@pytest.mark.parametrize(
    ("field", "buttons", "aside"),
    [
        ("Email", ["Subscribe"], True),
        ("Email for the newsletter", ["Join"], True),
        ("Email for the newsletter", ["Send"], False),
        ("Email", ["Subscribe", "Send"], False),
        ("Email", ["Subscribe", "Next"], False),
        ("Email", ["Send"], False),
    ],
)
def test_a_form_that_only_subscribes_to_a_newsletter_is_aside(field, buttons, aside):
    rows = "".join(f'\n  - button "{name}"' for name in buttons)
    form = f'- form {AT}:\n  - textbox "{field}"{rows}\n- link'
    elements = elements_of(form, fact("form", form=0))
    assert [element.aside for element in elements] == [*[aside] * (len(buttons) + 2), False]


DIALOGS = {
    "the last one": ("- dialog {0}:\n  - button {0}\n- dialog {1}:\n  - button {1}", 2),
    "the one with the focus": (
        "- dialog {0}:\n  - button [active] {0}\n- dialog {1}:\n  - button {1}",
        1,
    ),
    "not one without room": ("- dialog {0}:\n  - button {0}\n- dialog [box=0,50,0,0]", 1),
    "none": ("- main:\n  - button", -1),
}


@pytest.mark.parametrize(("snapshot", "number"), DIALOGS.values(), ids=DIALOGS)
def test_which_dialog_is_in_front(snapshot, number):
    lower = "[box=0,50,100,20]"
    facts = [
        fact("dialog", dialog=1),
        fact("dialog", (0, 50, 100, 20), dialog=2),
        fact("dialog", (0, 50, 0, 0), dialog=3, visible=False),
    ]
    assert documents(snapshot.format(AT, lower), *facts)[0].top == number


def test_the_blocks_of_a_document_are_taken_over():
    (document,) = documents("", blocks=[{"text": "Hello", "box": [0, 0, 9, 9], "dialog": 1}])
    assert [(block.text, block.box, block.dialog) for block in document.blocks] == [
        ("Hello", (0, 0, 9, 9), 1)
    ]
