"""What may stand in a saved page: texts that say something of the person or look like a token do not."""

import pytest

from optout.authoring.reading import TEXT, Node
from optout.authoring.reduced import TextFilter, plain_attributes, tag_of
from optout.redact import Redactor


def text_filter(*fields):
    one = TextFilter(Redactor("ada@example.eu", "my photos are mine alone"), ["Field123"])
    one.note_typed(Node("html", children=list(fields)))
    return one


@pytest.mark.parametrize(
    "text",
    [
        "Write to ada@example.eu",
        "or to grace@navy.example",
        "you wrote: My photos are mine alone",
        "case 100012345678",
        "call +32 2 123 45 67",
        "see https://example.eu/u/ada",
        "see www.example.eu",
        "token a8f7c9d0e1b2a3948576cafe",
        "Signed in as Grace Hopper",
        "x" * 2001,
        "  ",
    ],
)
def test_a_text_with_something_of_the_person_or_a_token_is_left_out_whole(text):
    assert text_filter(Node("input", value="grace hopper")).text(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Email address *",
        "Please tell us how this processing impacts you",
        "Regulation (EU) 2016/679, Art. 21(1), of 27 April 2016",
        "Please write at least 100 characters",
        "Donaudampfschifffahrtsgesellschaftskapitän",
    ],
)
def test_a_text_of_the_form_is_kept_whole(text):
    assert text_filter(Node("input", value="grace hopper")).text(f" {text}\n") == text


def test_what_stands_in_any_field_hidden_ones_too_is_kept_nowhere_else():
    hidden = Node("input", {"type": "hidden", "value": "hopper-1906"})
    edited = Node("div", {"contenteditable": ""}, children=[Node(TEXT, text="Dear Sirs")])
    one = text_filter(hidden, edited, Node("textarea", value="A long comment with enough words in it"))
    assert one.text("number hopper-1906") == one.text("Dear sirs,") == one.text("long comment with enough words") == ""
    assert one.text("comment") == "comment"


def test_a_hidden_field_that_holds_a_plain_word_empties_no_label():
    assert (
        text_filter(Node("input", {"type": "hidden", "value": "objection"})).text("Send objection") == "Send objection"
    )


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("email", "email"),
        ("objection_reason", "objection_reason"),
        ("Field123", "Field123"),
        ("Field9876", "field-1"),
        ("x" * 30, "field-1"),
        ("a b", "field-1"),
    ],
)
def test_a_field_s_name_is_kept_when_it_is_made_of_words_or_the_flow_knows_it(name, kept):
    one = text_filter()
    assert one.keep_name(name) == one.keep_name(name) == kept


def test_only_attributes_and_values_that_are_named_are_kept():
    node = Node(
        "input",
        {
            "type": "EMAIL",
            "class": "x",
            "data-x": "y",
            "style": "z",
            "onclick": "a()",
            "required": "secret",
            "maxlength": "100",
            "minlength": "12345678",
            "autocomplete": "secret",
            "role": "secret",
            "aria-required": "true",
            "aria-hidden": "secret",
            "pattern": "secret",
        },
    )
    assert plain_attributes(node) == {"required": "", "maxlength": "100", "aria-required": "true", "type": "email"}


@pytest.mark.parametrize(
    "tag", ["script", "style", "img", "svg", "meta", "link", "video", "object", "embed", "noscript"]
)
def test_a_tag_that_is_not_named_is_left_out(tag):
    assert tag_of(Node(tag)) is None


@pytest.mark.parametrize("kind", ["hidden", "password", "file", "image", "color", "never-heard-of"])
def test_an_input_of_a_kind_that_is_not_named_is_left_out(kind):
    assert tag_of(Node("input", {"type": kind})) is None
