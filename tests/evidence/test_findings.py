import pytest

from optout.evidence.folder import Wrong, finding
from optout.evidence.redaction import visible_name


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("data/a b.txt", "data/a b.txt"),
        (" a", "[U+0020]a"),
        ("a ", "a[U+0020]"),
        ("data/ a", "data/[U+0020]a"),
        ("data /a", "data[U+0020]/a"),
        ("a  b", "a[U+0020][U+0020]b"),
        ("a\tb\nc", "a[U+0009]b[U+000A]c"),
        ("a\u202eb\u200b", "a[U+202E]b[U+200B]"),
        ("e\u0301\u00e9", "e[U+0301]\u00e9"),
        ("\ud8ff\U000e0041", "[U+D8FF][U+E0041]"),
        ("a\u00a0b", "a[U+00A0]b"),
    ],
)
def test_nothing_in_a_name_is_hidden_from_the_reader(name, shown):
    assert visible_name(name) == shown


def test_a_name_that_looks_like_a_place_in_the_sentence_is_not_one():
    made = finding(Wrong.ADDED, "{file}", "{file} and {file}")
    assert (made.file, made.says) == ("{file}", "{file} and {file}")
