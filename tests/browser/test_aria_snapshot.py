"""Parsing the text of a snapshot, without a browser."""

import pytest

from optout.browser.aria_snapshot import Row, parse

LINES = {
    "an element with all parts": (
        '- textbox "Email" [disabled] [ref=e4] [box=8,30,200,21]: ada@example.eu',
        Row(0, "textbox", "Email", {"disabled": "true"}, "e4", (8, 30, 200, 21), "ada@example.eu"),
    ),
    "a role alone": ("- generic", Row(0, "generic")),
    "a state with a value": ("- heading [level=2]", Row(0, "heading", states={"level": "2"})),
    "a negative box with fractions": ("- img [box=-8.5,0,1,1]", Row(0, "img", box=(-8.5, 0, 1, 1))),
    "words": ("- paragraph: We use it.", Row(0, "paragraph", text="We use it.")),
    "words with a colon in them": (
        '- paragraph: "Note: sent"',
        Row(0, "paragraph", text="Note: sent"),
    ),
    "a text of the element around it": ("- text: Words", Row(0, "text", text="Words")),
    "a role with a hyphen": ("- alert-dialog", Row(0, "alert-dialog")),
    "a name with a quote in it": (r'- link "The \"form\""', Row(0, "link", 'The "form"')),
    "a name with brackets in it": (
        '- link "Terms [new]" [ref=e2]',
        Row(0, "link", "Terms [new]", ref="e2"),
    ),
    "a name with a colon, for which YAML quotes the key": (
        """- 'link "Note: sent" [ref=e2]': more""",
        Row(0, "link", "Note: sent", ref="e2", text="more"),
    ),
    "a name with an apostrophe in a quoted key": (
        """- 'link "It''s: new"'""",
        Row(0, "link", "It's: new"),
    ),
    "a name between slashes": ("- link /a.b/", Row(0, "link", "/a.b/")),
    "a control character that YAML escapes": (r'- link "It\x92s"', Row(0, "link", "It\x92s")),
    "a backslash before an x": (r'- link "C:\\x92"', Row(0, "link", r"C:\x92")),
    "a control character after a backslash": (r'- link "C:\\\x92"', Row(0, "link", "C:\\\x92")),
    "a control character that is not escaped": ('- link "a\tb"', Row(0, "link", "a\tb")),
    "an empty value": ("- textbox:", Row(0, "textbox")),
}


@pytest.mark.parametrize(("line", "row"), LINES.values(), ids=LINES)
def test_a_line_is_parsed(line, row):
    assert parse(line) == [row]


@pytest.mark.parametrize(
    "line", ["", "  - /url: /privacy", "- /placeholder: Name", "no dash", "-generic"]
)
def test_a_line_that_is_no_element_is_left_out(line):
    assert parse(line) == []


def test_two_spaces_are_one_level():
    rows = parse("- main:\n  - form:\n    - button\n  - link")
    assert [(row.role, row.depth) for row in rows] == [
        ("main", 0),
        ("form", 1),
        ("button", 2),
        ("link", 1),
    ]


def test_a_row_has_children_if_the_next_line_is_deeper_whatever_that_is():
    rows = parse("- iframe [ref=e1]:\n  - button\n- iframe [ref=e2]\n- link:\n  - /url: /x")
    assert [row.has_children for row in rows] == [True, False, False, True]
