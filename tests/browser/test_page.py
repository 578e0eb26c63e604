"""The views of a page, by hand-made elements: no browser is needed for them."""

from dataclasses import replace

import pytest
from tests.browser.test_element import build

from optout.browser.element import Block, Document, Element
from optout.browser.page import Page


def document_of(*elements, address="https://example.eu/", **more):
    """Make a document of elements and of all that is in them."""
    every = [each for element in elements for each in (element, *element.below())]
    document = Document(address, elements=every, **more)
    for element in every:
        element.document = document
    return document


def page_of(*elements, blocks=(), top=-1):
    """Make a page of elements and of all that is in them."""
    return Page((document_of(*elements, blocks=list(blocks), top=top),), read=True)


def radio(name, html_name="reason", **more):
    return build("radio", name, html_name=html_name, **more)


def asked(page):
    return [
        (question.name, [child.name for child in question.inside]) for question in page.questions
    ]


def test_radio_buttons_of_a_group_are_one_question_by_its_name():
    group = build("group", "Why?", inside=[radio("A"), build("generic", inside=[radio("B")])])
    assert asked(page_of(group)) == [("Why?", ["A", "B"])]


def test_a_group_with_radio_buttons_of_two_names_is_no_question():
    group = build(
        "group", "Both", inside=[radio("A"), radio("B"), radio("C", "other"), radio("D", "other")]
    )
    assert asked(page_of(group)) == [("", ["A", "B"]), ("", ["C", "D"])]


def test_without_a_group_a_question_is_called_by_the_text_before_it():
    first = radio("A", facts={"asks": "Why?"})
    assert asked(page_of(first, radio("B"))) == [("Why?", ["A", "B"])]


def test_radio_buttons_of_two_forms_are_two_questions():
    page = page_of(*(radio(name, form=form) for form in (0, 1) for name in "AB"))
    assert [(question.form, len(question.inside)) for question in page.questions] == [
        (0, 2),
        (1, 2),
    ]


def test_radio_buttons_without_a_name_belong_together_by_what_is_around_them():
    rows = [build("generic", inside=[radio("A", ""), radio("B", "")]) for _ in range(2)]
    assert asked(page_of(*rows)) == [("", ["A", "B"]), ("", ["A", "B"])]


def test_radio_buttons_in_a_frame_belong_to_no_group_around_the_frame():
    frame, around = build("iframe"), radio("A")
    group = build("group", "Outer", inside=[around, frame])
    framed = [radio(name) for name in "CD"]
    for button in framed:
        button.parent = frame
    documents = (document_of(group), document_of(*framed))
    assert asked(Page(documents, read=True)) == [("Outer", ["A"]), ("", ["C", "D"])]


def test_radio_buttons_of_two_frames_with_one_address_are_two_questions():
    frames = [document_of(*map(radio, names), address="about:srcdoc") for names in ("AB", "CD")]
    assert asked(Page(tuple(frames), read=True)) == [("", ["A", "B"]), ("", ["C", "D"])]


def question_of(refs):
    return build("group", "Why?", inside=[radio("A", ref=refs[0]), radio("B", ref=refs[1])])


def test_of_two_questions_alike_the_one_with_the_same_radio_buttons_is_found_again():
    first, second = page_of(question_of("ab"), question_of("cd")).questions
    later = page_of(question_of("ab"), question_of("cd"))
    assert [later.again(first), later.again(second)] == [*later.questions]


def test_of_two_questions_alike_with_other_radio_buttons_none_is_found_again():
    first, _second = page_of(question_of("ab"), question_of("cd")).questions
    assert page_of(question_of("ef"), question_of("gh")).again(first) is None


def test_a_single_radio_button_without_a_group_is_no_question():
    assert asked(page_of(radio("A"))) == []


def test_a_radio_button_that_nobody_sees_is_in_no_question():
    assert asked(page_of(radio("A"), radio("B"), radio("C", visible=False))) == [("", ["A", "B"])]


@pytest.mark.parametrize(
    ("group", "radios", "required", "checked"),
    [
        ({}, [{}, {}], False, False),
        ({"required": True}, [{}, {}], True, False),
        ({}, [{}, {"required": True}], True, False),
        ({}, [{}, {"checked": True}], False, True),
    ],
)
def test_a_question_is_required_and_answered_as_its_radio_buttons_are(
    group, radios, required, checked
):
    made = build(
        "radiogroup",
        "Why?",
        inside=[radio(str(number), **more) for number, more in enumerate(radios)],
        **group,
    )
    (question,) = page_of(made).questions
    assert (question.required, question.checked) == (required, checked)


AGAIN = {
    "by its reference": (Element("button", "Send", "e1"), Element("button", "Sending", "e1"), True),
    "by its appearance": (Element("button", "Send", "e1"), Element("button", "Send", "e9"), True),
    "by its place, called otherwise": (
        Element("button", "Send", "e1", facts={"order": 7}),
        Element("button", "Sending", "e9", facts={"order": 7}),
        True,
    ),
    "by its id, called otherwise": (
        Element("button", "Send", "e1", attributes={"id": "go"}, facts={"order": 7}),
        Element("button", "Sending", "e9", attributes={"id": "go"}, facts={"order": 8}),
        True,
    ),
    "another one": (
        Element("button", "Send", "e1", facts={"order": 7}),
        Element("button", "Back", "e9", facts={"order": 8}),
        False,
    ),
    "a field by its name, whatever it contains": (
        Element("textbox", "Email", "e1", text="a"),
        Element("textbox", "Email", "e9", text="b", facts={"order": 3}),
        True,
    ),
}


@pytest.mark.parametrize(("earlier", "now", "found"), AGAIN.values(), ids=AGAIN)
def test_an_element_is_found_again(earlier, now, found):
    assert page_of(Element("link", "Other", "e2"), now).again(earlier) is (now if found else None)


def test_of_two_elements_alike_none_is_found_again():
    button = Element("button", "Send", "e1")
    assert page_of(replace(button, ref="e8"), replace(button, ref="e9")).again(button) is None


def test_a_reference_wins_over_another_element_that_looks_the_same():
    earlier, same = Element("button", "Send", "e1"), Element("button", "Sending", "e1")
    assert page_of(Element("button", "Send", "e9"), same).again(earlier) is same


def test_a_question_is_found_again_with_its_answer():
    before, after = (
        page_of(build("group", "Why?", inside=[radio("A"), radio("B", checked=checked)]))
        for checked in (False, True)
    )
    found = after.again(before.questions[0])
    assert found is not None
    assert found.selected_entry.label == "B"


def test_the_dialog_in_front_is_that_of_the_last_document_with_one():
    button = build("button", "Close", dialog=2)
    inner = Document(
        elements=[button, build("link")],
        blocks=[Block("Before\n you go", dialog=2), Block("x")],
        top=2,
    )
    page = Page((Document(elements=[build("button", dialog=1)], top=1), inner), read=True)
    assert page.top_dialog == (2, "Before you go", [button])


def test_without_a_dialog_none_is_in_front():
    assert page_of(build("button")).top_dialog is None


FIELD = build("textbox", "Email", html_name="mail", value="ada")
SEND = build("button", "Send")
CHANGES = {
    "another value": ([replace(FIELD, value="bob"), SEND], {"typed"}),
    "another field": (
        [replace(FIELD, html_name="phone"), SEND],
        {"typed", "outline", "visible_fields"},
    ),
    "a disabled button": ([FIELD, replace(SEND, enabled=False)], {"enabled_buttons"}),
    "another button": ([FIELD, replace(SEND, name="Next")], {"outline", "enabled_buttons"}),
    "a field aside": ([replace(FIELD, aside=True), SEND], {"visible_fields"}),
    "a secret field": ([replace(FIELD, secret=True), SEND], {"typed"}),
    "one more link": ([FIELD, SEND, build("link", "More")], set()),
}


@pytest.mark.parametrize(("elements", "changed"), CHANGES.values(), ids=CHANGES)
def test_which_view_of_a_page_a_change_changes(elements, changed):
    before, after = page_of(FIELD, SEND), page_of(*elements)
    views = ("typed", "outline", "visible_fields", "enabled_buttons")
    assert {view for view in views if getattr(before, view) != getattr(after, view)} == changed
    assert after.has_other_controls(before) == bool(changed & {"visible_fields", "enabled_buttons"})


def test_other_words_make_another_page():
    assert page_of(blocks=[Block("Step 1")]).outline != page_of(blocks=[Block("Step 2")]).outline
