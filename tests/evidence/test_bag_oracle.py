"""Our reading of bags beside that of `bagit`, the Library of Congress's own validator."""

import tempfile
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.evidence.bags import HASH, X, also, files_of, in_turn, ours, relist, swap, theirs, write_bag
from tests.evidence.handmade import MANIFEST, cut, flip, list_tags

from optout.evidence.folder import Wrong

STRICTER = {Wrong.MANIFEST_BROKEN, Wrong.UNSAFE_PATH, Wrong.LISTED_TWICE, Wrong.TOO_MANY}
"""What of a list's own form we refuse and bagit reads; the table of differences says why."""


BOTH_DEFINE = {
    "nothing": in_turn(),
    "a bit flipped": lambda f: flip(files_of(f)[0]) if files_of(f)[0].stat().st_size else None,
    "a file cut": lambda f: cut(files_of(f)[-1], 1),
    "a file removed": lambda f: files_of(f)[0].unlink(),
    "a file added": lambda f: (f / "data" / "added").write_bytes(b"x"),
    "a file renamed": lambda f: files_of(f)[0].rename(f / "data" / "renamed"),
    "two files swapped": swap,
    "a line removed": lambda f: relist(f, lambda lines: lines[1:]),
    "a line repeated": lambda f: relist(f, lambda lines: [*lines, lines[0]]),
    "lines in another order": lambda f: relist(f, lambda lines: lines[::-1]),
    "a hash changed": lambda f: relist(f, lambda lines: [HASH + lines[0][64:], *lines[1:]]),
    "a hash cut": lambda f: relist(f, lambda lines: [lines[0][1:], *lines[1:]]),
    "hashes in capital letters": lambda f: relist(f, lambda lines: [line[:64].upper() + line[64:] for line in lines]),
    "line ends of Windows": lambda f: relist(f, lambda lines: [line.replace("\n", "\r\n") for line in lines]),
    "names marked as binary": lambda f: relist(f, lambda lines: [line.replace("  ", " *", 1) for line in lines]),
    "a path out of the folder": lambda f: relist(f, lambda lines: [*lines, f"{HASH}  data/../../x\n"]),
    "an absolute path": lambda f: relist(f, lambda lines: [*lines, f"{HASH}  /etc/hostname\n"]),
    "a path at home": lambda f: relist(f, lambda lines: [*lines, f"{HASH}  ~root/x\n"]),
    "a file that is not there, its name in no normal form": also(f"{HASH}  data/\uf900\n"),
    "a path with NUL": lambda f: relist(f, lambda lines: [*lines, f"{HASH}  data/\0\n"]),
    "a file beside data in the manifest": in_turn(lambda f: (f / "x").write_bytes(b"x"), also(f"{X}  x\n")),
    "a folder that is empty": lambda f: (f / "data" / "empty").mkdir(),
    "the manifest changed alone": lambda f: flip(f / MANIFEST),
    "no manifest": lambda f: (f / MANIFEST).unlink(),
    "no bagit.txt": lambda f: (f / "bagit.txt").unlink(),
    "no bagit.txt, and not listed": in_turn(lambda f: (f / "bagit.txt").unlink(), list_tags),
    "a byte-order mark in bagit.txt": in_turn(
        lambda f: (f / "bagit.txt").write_bytes(b"\xef\xbb\xbf" + (f / "bagit.txt").read_bytes()), list_tags
    ),
}
"""Where the standard leaves no choice."""

NAMES = st.lists(
    st.from_regex(r"[a-z0-9]([a-z0-9 _-]{0,6}[a-z0-9])?", fullmatch=True).map(lambda name: f"x{name}"),
    min_size=1,
    max_size=3,
).map("/".join)
BAGS = st.dictionaries(NAMES, st.binary(max_size=40), min_size=1, max_size=5).filter(
    lambda files: not any(f"{other}/".startswith(f"{name}/") for name in files for other in files if name != other)
)


@pytest.mark.faults
@given(BAGS, st.lists(st.sampled_from(sorted(BOTH_DEFINE)), max_size=2))
def test_we_agree_with_bagit_wherever_the_standard_leaves_no_choice(files, tamperings):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bag(folder, files)
        for tampering in tamperings:
            with suppress(OSError, IndexError):  # the first tampering may leave nothing for the second
                BOTH_DEFINE[tampering](folder)
        assert (not ours(folder)) == theirs(folder)


@pytest.mark.parametrize("name", BOTH_DEFINE)
def test_we_agree_with_bagit_on_each_tampering_alone(tmp_path, name):
    write_bag(tmp_path, {"a.txt": b"one", "b/c.txt": b"two", "d.txt": b""})
    assert theirs(tmp_path)
    BOTH_DEFINE[name](tmp_path)
    assert (not ours(tmp_path)) == theirs(tmp_path)


PIECES = st.one_of(
    st.sampled_from([HASH, HASH.upper(), HASH[1:], HASH * 2, "", "#"]),
    st.sampled_from(["  ", " ", "\t", " *", "  *", "\u3000", "\x0b", ""]),
    st.sampled_from(
        ["data/a.txt", "data/A.TXT", "data/b/c.txt", "data/../a.txt", "../a.txt", "data//a.txt", "data/%41"]
    ),
    st.sampled_from(["\n", "\r\n", "\r", "\x85", "\0", "\ufeff", "\u202e"]),
    st.text(max_size=8),
)
CONTENT = {"a.txt": b"one", "b/c.txt": b"two"}


@given(st.lists(PIECES, max_size=12).map("".join), st.booleans(), st.data())
def test_whatever_is_in_a_manifest_what_we_call_whole_bagit_calls_valid(text, keep, data):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_bag(folder, CONTENT)
        old = (folder / MANIFEST).read_text("utf-8") if keep else ""
        at = data.draw(st.integers(0, len(old)))
        (folder / MANIFEST).write_bytes((old[:at] + text + old[at:]).encode())
        list_tags(folder)
        found = {finding.kind for finding in ours(folder)}
        if not found:
            assert theirs(folder)
        elif theirs(folder):
            assert found & STRICTER  # and not merely a file that is changed or missing
