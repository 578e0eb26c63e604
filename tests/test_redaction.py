"""Nothing personal in any message, and nothing from a page that drives a terminal."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.redaction import Redactor, mask_email, printable, without_query


def test_an_address_is_masked_so_that_only_its_owner_knows_it():
    for address, masked in {
        "ada.lovelace@example.eu": "ad•••@example.eu",
        "ad@example.eu": "•••@example.eu",
        "@example.eu": "•••@example.eu",
        "nobody": "•••",
        "": "•••",
        '"a@b"@example.eu': '"a•••@example.eu',
    }.items():
        assert mask_email(address) == masked


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "[31mred[0m"),
        ("a\x00b\x7fc", "abc"),
        ("pay \u202egro.live\u202c now", "pay gro.live now"),
        ("\u2066a\u2069\u200e\u200f\ufeff", "a"),
        ("a\u00adb\u200bc", "abc"),
        ("a\r\nb\tc\x0bd\x0ce\x85f\u2028g", "a b c d e f g"),
        ("\ud800x\ue000", "x"),
        ("  עברית 🙂 é ", "עברית 🙂 é"),
    ],
)
def test_a_pages_text_is_shown_without_what_drives_a_terminal(text, shown):
    assert printable(text) == shown


@given(st.text())
def test_whatever_a_page_says_only_printable_characters_of_one_line_are_shown(text):
    shown = printable(text)
    assert not [c for c in shown if unicodedata.category(c) in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}]
    assert len(shown) <= 300


def test_an_address_is_shown_as_host_and_path_only():
    for address, shown in {
        "https://www.facebook.com/help/1?token=secret#secret": "www.facebook.com/help/1",
        "https://jane:secret@x.eu:8443/a": "x.eu/a",
        "data:text/html,<p>jane": "data:",
        "javascript:alert('jane')": "javascript:",
        "https://[x": "?",
        "": ":",
        "https://x.eu/" + "a" * 300: "x.eu/" + "a" * 194 + "…",
        "https://x.eu/\u202ea": "x.eu/a",
    }.items():
        assert without_query(address) == shown


def test_a_redactor_masks_an_address_and_hides_anything_else_whole():
    for text, shown, *values in (
        (
            "to ada@example.eu: my reasons!",
            "to ad•••@example.eu: •••!",
            "ada@example.eu",
            "my reasons",
        ),
        ("my reasons are mine; my reasons", "•••; •••", "my reasons", "my reasons are mine"),
        # Masked as an address, everything after the @ would be shown.
        (
            "<write to ada@example.eu, born in 1980>",
            "<•••>",
            "write to ada@example.eu, born in 1980",
        ),
    ):
        assert Redactor(*values)(text) == shown


def test_a_value_is_a_text_and_not_a_pattern():
    for value in ("a.b*c", "(a|b)", "[a-z]+", "^a$", "a+++"):
        assert Redactor(value)(f"<{value}> abc aab a1") == "<•••> abc aab a1"


def test_what_is_absent_or_too_short_to_tell_from_other_text_changes_nothing():
    for values in ((), (None,), ("",), ("ab",), (" a ",), ("  \n ",)):
        assert Redactor(*values)("ab a  \n  and more") == "ab a  \n  and more"


PERSONAL = st.text(
    st.characters(exclude_characters="•", exclude_categories=["Cs"]), min_size=3, max_size=12
).filter(lambda text: len(text.strip()) > 2)


@given(PERSONAL, PERSONAL, st.text(max_size=20))
def test_no_value_is_left_in_any_text(one, other, around):
    redacted = Redactor(one, other)(f"{around}{one}\n{around}{other}{around}")
    assert one.strip() not in redacted
    assert other.strip() not in redacted
