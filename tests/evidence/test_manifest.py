import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.folder import LIMIT, MOST_LINES, Wrong, parse, why_unsafe

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
        "data/x%0Ay", "data/x%0ay", "data/x%0Dy", "data/x%0dy",
        "data/nul", "data/COM1.txt", "data/x.", "data/x ", "data/\x00", "data/" + "x" * 396,
    ],
)  # fmt: skip
def test_a_path_that_leads_elsewhere_is_refused(path):
    assert kinds(f"{HASH}  {path}\n") == [Wrong.UNSAFE_PATH]


def test_the_longest_path_is_read_and_a_percent_sign_is_no_line_end():
    names = ["data/" + "x" * 395, "data/%0A", "data/%0d"]
    text = "".join(f"{HASH}  {name.replace('%', '%25')}\n" for name in names)
    assert list(parse("m", text.encode(), payload=True).hashes) == names


@pytest.mark.parametrize(("lines", "readable"), [(MOST_LINES, True), (MOST_LINES + 1, False)])
def test_the_longest_list_that_is_read_has_five_thousand_lines(lines, readable):
    manifest = parse("m", b"".join(f"{HASH}  data/{number}\n".encode() for number in range(lines)), payload=True)
    assert manifest.readable is readable
    assert len(manifest.hashes) == (lines if readable else 0)


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


@given(st.binary(max_size=400), st.booleans())
def test_no_bytes_make_the_parser_fail(data, payload):
    parse("m", data, payload=payload)


@given(st.text(max_size=80))
def test_no_path_makes_the_check_fail_and_a_safe_one_stays_in_its_folder(path):
    if why_unsafe(path) is None:
        assert not path.startswith(("/", "~"))
        assert not set(path.split("/")) & {"", ".", ".."}
        assert not set(path) & set('\\:*?"<>|\0\n\r')


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        (HASH + "\n").encode() * MOST_LINES,
        HASH.encode() + b" " * LIMIT + b"\n",
        HASH.encode() + b"\t" * LIMIT + b"\x0b\n",
        HASH.encode() + b"  " + b"*" * LIMIT + b"\n",
        HASH.encode() + b"  data/" + b"%0A" * (LIMIT // 3) + b"\n",
        HASH.encode() + b"  data" + b"/a" * (LIMIT // 2) + b"\n",
        HASH.encode() + b"  data/" + "e\u0301".encode() * (LIMIT // 3) + b"\n",
        b"a" * LIMIT,
        b"\r" * LIMIT,
    ],
)
def test_the_largest_manifest_is_read_in_a_moment_whatever_is_in_it(data):
    """A parser that took time by the square would need hours for these four megabytes."""
    assert parse("m", data[:LIMIT], payload=True).findings
