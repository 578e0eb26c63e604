import pytest
from hypothesis import given
from hypothesis import strategies as st

from optout.evidence.folder import (
    COUNT_LIMIT,
    MANIFEST,
    MANIFEST_LIMIT,
    TAG_MANIFEST,
    FindingKind,
    Manifest,
)

HASH = "ab" * 32


def kinds(text, name=MANIFEST):
    return [found.kind for found in Manifest.parsed(name, text.encode()).findings]


def test_a_line_is_a_hash_and_a_path():
    manifest = Manifest.parsed(
        MANIFEST, f"{HASH.upper()}  data/a.txt\n{HASH} *data/c.txt\r\n".encode()
    )
    assert manifest.hashes == {"data/a.txt": HASH, "data/c.txt": HASH}
    assert manifest.findings == []


@pytest.mark.parametrize(
    "path",
    [
        "data/../../etc/passwd", "/etc/passwd", "~/x", "data//x", "data/./x", "data\\x", "C:/x", "data/x:stream",
        "data/x%0Ay", "data/x.", "data/x ", "data/\x00", "data/" + "x" * 396, "data/\u00e9", ".hidden", "data/.hidden",
        "1/2/3/4/5/6/7",
    ],
)  # fmt: skip
def test_a_path_that_no_record_has_is_refused(path):
    assert kinds(f"{HASH}  {path}\n") == [FindingKind.CHANGED]


@given(st.binary(max_size=400), st.sampled_from([MANIFEST, TAG_MANIFEST]))
def test_no_bytes_make_the_parser_fail(data, name):
    Manifest.parsed(name, data)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "data",
    [
        (HASH + "\n").encode() * (COUNT_LIMIT - 1),
        HASH.encode() + b"  data" + b"/a" * (MANIFEST_LIMIT // 2) + b"\n",
        b"a" * MANIFEST_LIMIT,
    ],
)
def test_the_largest_manifest_is_read_in_a_moment_whatever_is_in_it(data):
    """A parser that took time by the square would need hours for these four megabytes."""
    assert Manifest.parsed(MANIFEST, data[:MANIFEST_LIMIT]).findings
