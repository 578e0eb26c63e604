"""The comment: any script and any line ends are taken, and what is refused is named by its place, never shown."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.errors import SettingsError
from optout.person import COMMENT_FILE_LIMIT, COMMENT_LIMIT, Person, checked_comment, read_comment_file
from optout.settings import Settings

pytestmark = pytest.mark.usefixtures("no_variables")
CANARY = "canary"


def refused(check, *values):
    with pytest.raises(SettingsError) as caught:
        check(*values)
    assert CANARY not in f"{caught.value.says} {caught.value!r} {caught.value.__cause__}"
    return caught.value.says


@pytest.mark.parametrize("character", ["a", "é", "🙂", "\u05d0", "<"])
def test_a_comment_of_ten_thousand_characters_is_taken_and_one_more_is_not(character):
    assert checked_comment(character * COMMENT_LIMIT) == character * COMMENT_LIMIT
    assert (
        refused(checked_comment, CANARY + character * COMMENT_LIMIT)
        == "comment: has 10,006 characters, at most 10,000 are allowed"
    )
    assert refused(checked_comment, character * 10_001) == "comment: has 10,001 characters, at most 10,000 are allowed"


def test_spaces_around_a_comment_do_not_count():
    assert checked_comment(" \n" * 20 + "a" * COMMENT_LIMIT + "\n") == "a" * COMMENT_LIMIT


@pytest.mark.parametrize(
    "text",
    [
        "👩\u200d👩\u200d👧 family, 🇪🇺 flag",
        "עברית ועוד\nالعربية",  # noqa: RUF001
        "a \u202eright-to-left\u202c b",
        "<script>alert(1)</script> & {{ name }} \"quotes\" 'too'",
        "tabs\tare\ttext",
        "é ß ł — “…” 100 %",
        "a\u00a0b",
    ],
)
def test_a_comment_in_any_script_is_sent_as_it_was_written(text):
    assert checked_comment(text) == text


def test_line_ends_of_every_system_become_one():
    assert checked_comment("a\r\nb\rc\nd") == "a\nb\nc\nd"
    assert checked_comment("a\r\n\r\nb") == "a\n\nb"


def test_a_comment_is_put_into_one_form_so_that_what_is_read_back_is_the_same():
    assert checked_comment(unicodedata.normalize("NFD", "é")) == "é"


@pytest.mark.parametrize("text", ["", " ", "\n\t\r\n", "\u00a0"])
def test_a_comment_with_nothing_in_it_is_none(text):
    assert checked_comment(text) is None
    assert Person.from_settings(Settings(_env_file=None, comment=text)).comment is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (f"{CANARY}\x1b[31m", "comment: control character U+001B at line 1, character 7"),
        (f"\n\n{CANARY}\n\x00", "comment: control character U+0000 at line 4, character 1"),
        (f"{CANARY}\r\na\x07", "comment: control character U+0007 at line 2, character 2"),
        (f"{CANARY}\x9b2J", "comment: control character U+009B at line 1, character 7"),
        (f"  {CANARY}\udc80", "comment: control character U+DC80 at line 1, character 9"),
        (f"{CANARY}\x0c", "comment: control character U+000C at line 1, character 7"),
        (f"{CANARY}\x85{CANARY}", "comment: control character U+0085 at line 1, character 7"),
    ],
)
def test_a_control_character_in_a_comment_is_refused_with_its_place(text, says):
    assert refused(checked_comment, text) == says


@given(st.text())
def test_a_comment_that_was_checked_passes_again_unchanged(text):
    try:
        comment = checked_comment(text)
    except SettingsError:
        return
    assert comment is None or checked_comment(comment) == comment


@pytest.fixture
def file(tmp_path):
    return tmp_path / f"{CANARY}.txt"


@pytest.mark.parametrize("raw", [b"\xef\xbb\xbfh\xc3\xa9", b"h\xc3\xa9"])
def test_a_comment_file_is_read_with_or_without_a_byte_order_mark(file, raw):
    file.write_bytes(raw)
    assert read_comment_file(file) == "hé"


def test_a_comment_file_of_the_longest_comment_in_the_longest_characters_is_read(file):
    file.write_bytes(("🙂" * COMMENT_LIMIT).encode() + b"\r\n" * 100)
    assert checked_comment(read_comment_file(file)) == "🙂" * COMMENT_LIMIT


def test_a_comment_file_that_is_too_large_says_so_and_is_not_taken_for_a_broken_one(file):
    file.write_bytes(b"a" + "é".encode() * COMMENT_FILE_LIMIT)
    assert refused(read_comment_file, file) == "--comment-file: is larger than 64 KB"
    file.write_bytes(b"a" * COMMENT_FILE_LIMIT)
    assert len(read_comment_file(file)) == COMMENT_FILE_LIMIT


def test_a_comment_file_that_is_missing_or_a_folder_says_so(file):
    assert refused(read_comment_file, file).startswith("--comment-file: cannot be read: ")
    file.mkdir()
    assert refused(read_comment_file, file).startswith("--comment-file: cannot be read: ")


def test_a_comment_file_that_is_not_text_says_where(file):
    file.write_bytes(f"{CANARY} é".encode("latin-1"))
    assert refused(read_comment_file, file) == "--comment-file: is not UTF-8 text (byte 7)"
