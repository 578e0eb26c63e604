import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.findings import Wrong
from optout.evidence.manifest import parse, why_unsafe

HASH = "ab" * 32


def kinds(text, *, payload=True):
    return [found.kind for found in parse("manifest-sha256.txt", text.encode(), payload=payload).findings]


def test_a_line_is_a_hash_and_a_path():
    manifest = parse("m", f"{HASH.upper()}  data/a b.txt\n{HASH} *data/c%25.txt\r\n".encode(), payload=True)
    assert manifest.hashes == {"data/a b.txt": HASH, "data/c%.txt": HASH}
    assert manifest.findings == []


@pytest.mark.parametrize(
    "path",
    [
        "data/../../etc/passwd", "/etc/passwd", "~/x", "data//x", "data/./x", "data\\x", "C:/x", "data/x:stream",
        "data/nul", "data/COM1.txt", "data/x.", "data/x ", "data/\x00", "data/" + "x" * 400,
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path):
    assert kinds(f"{HASH}  {path}\n") == [Wrong.UNSAFE_PATH]


def test_a_list_names_only_what_belongs_in_it():
    assert kinds(f"{HASH}  bagit.txt\n") == [Wrong.UNSAFE_PATH]
    assert kinds(f"{HASH}  data/a\n", payload=False) == [Wrong.UNSAFE_PATH]


@pytest.mark.parametrize("second", ["data/é", "data/É", "data/e\u0301"])
def test_a_name_that_some_system_takes_for_the_same_counts_as_listed_twice(second):
    assert kinds(f"{HASH}  data/é\n{HASH}  {second}\n") == [Wrong.LISTED_TWICE]


@pytest.mark.parametrize("text", [f"{HASH}  data/a", "nonsense\n", f"{HASH[:-1]}  data/a\n", f"{HASH}  \n"])
def test_a_line_that_is_cut_or_odd_is_named(text):
    assert Wrong.MANIFEST_BROKEN in kinds(text)


def test_bytes_that_are_no_text_are_refused():
    assert parse("m", b"\xff\xfe", payload=True).findings[0].kind is Wrong.MANIFEST_BROKEN


@given(st.binary(max_size=300))
def test_no_bytes_make_the_parser_fail(data):
    parse("m", data, payload=True)


@given(st.text(min_size=1, max_size=60))
def test_a_safe_path_stays_in_its_folder(path):
    if why_unsafe(path) is None:
        assert not path.startswith("/")
        assert ".." not in path.split("/")
        assert "\\" not in path
