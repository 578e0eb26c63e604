import json

from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.redaction import json_text, plain, shown, whole

TRICKS = "a\x1b[31mred\x9b0m \u202eevil\u2066 \x07\ud800"


def test_a_text_file_holds_nothing_that_drives_a_terminal():
    assert plain("one\r\ntwo\tthree " + TRICKS) == "one\ntwo\tthree a[31mred0m evil \ufffd"


def test_what_cannot_be_seen_is_written_out_on_paper():
    assert shown("a\x1b[31m\u202eb") == "a[U+001B][31m[U+202E]b"


@given(st.text())
def test_json_keeps_every_text_exactly_and_shows_no_control_character(text):
    written = json_text({"a": whole(text)}, indent=2)
    assert json.loads(written) == {"a": whole(text)}
    assert not set(written) & {chr(c) for c in [*range(10), *range(11, 32), *range(127, 160), 0x202E]}


@given(st.text(st.characters(codec=None)))
def test_halves_of_characters_never_reach_a_file(text):
    whole(text).encode("utf-8")
    plain(text).encode("utf-8")
