"""Where our reading of bags differs from that of `bagit`, and why it is meant to."""

import os
import shutil
import sys
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.evidence.bags import HASH, X, also, files_of, in_turn, ours, relist, theirs, write_bag
from tests.evidence.handmade import MANIFEST, TAGS, cut, list_tags

from optout.evidence.folder import DECLARATION, Wrong


@dataclass(frozen=True)
class Difference:
    """How the two judge a bag, and why ours is meant to differ."""

    make: Callable[[Path], object]
    bagit: bool
    ours: set[Wrong]
    why: str


def rename_file(folder, name):
    (folder / "data" / name).parent.mkdir(exist_ok=True)
    files_of(folder)[0].rename(folder / "data" / name)


def listed_as(name, kept=None):
    """List the first file under a name, and give it that name (or `kept`)."""

    def make(folder):
        rename_file(folder, kept or name)
        relist(folder, lambda lines: [f"{lines[0][:64]}  data/{name}\n", *lines[1:]])

    return make


def link_first(folder):
    first = files_of(folder)[0]
    first.rename(folder / "elsewhere")
    first.symlink_to("../elsewhere")
    list_tags(folder)


def other_bagit_txt(text):
    return in_turn(lambda folder: (folder / "bagit.txt").write_text(text, "utf-8", newline="\n"), list_tags)


DIFFERENCES = {
    "no tag manifest": Difference(
        lambda f: (f / TAGS).unlink(), True, {Wrong.MISSING}, "a record always has one: without it the summary is bare"
    ),
    "a file beside data that no list names": Difference(
        lambda f: (f / "note.txt").touch(), True, {Wrong.ADDED}, "it could pass for a part of the record"
    ),
    "an empty line": Difference(also("\n"), True, {Wrong.MANIFEST_BROKEN}, "sha256sum -c complains too"),
    "a comment": Difference(also("# x\n"), True, {Wrong.MANIFEST_BROKEN}, "sha256sum -c complains too"),
    "a line without a name": Difference(also(f"{HASH}\n"), True, {Wrong.MANIFEST_BROKEN}, "bagit passes over it"),
    "a last line that is cut": Difference(
        in_turn(lambda f: cut(f / MANIFEST, -1), list_tags),
        True,
        {Wrong.MANIFEST_BROKEN, Wrong.ADDED},
        "more may have followed, in this line and after it",
    ),
    "a byte-order mark": Difference(
        in_turn(lambda f: (f / MANIFEST).write_bytes(b"\xef\xbb\xbf" + (f / MANIFEST).read_bytes()), list_tags),
        True,
        {Wrong.MANIFEST_BROKEN},
        "RFC 8493 forbids it, and sha256sum -c fails on the first line",
    ),
    "names that only capital letters tell apart": Difference(
        in_turn(lambda f: (f / "data/A.txt").write_bytes(b"x"), also(f"{X}  data/A.txt\n")),
        True,
        {Wrong.LISTED_TWICE, Wrong.ADDED},
        "on Windows and macOS one of the two hides the other",
    ),
    "a path that is not written shortest": Difference(
        listed_as("./x", "x"), True, {Wrong.UNSAFE_PATH, Wrong.ADDED}, "bagit shortens it; no record writes one"
    ),
    "a name that is a device on Windows": Difference(
        listed_as("nul.txt"), True, {Wrong.UNSAFE_PATH, Wrong.ADDED}, "it cannot be opened there"
    ),
    "a name with a colon": Difference(
        listed_as("x:y"), True, {Wrong.UNSAFE_PATH, Wrong.ADDED}, "another stream of a file on Windows"
    ),
    "a name with a dot at its end": Difference(
        listed_as("x."), True, {Wrong.UNSAFE_PATH, Wrong.ADDED}, "another file on Windows"
    ),
    "a name of 201 characters in each folder": Difference(
        listed_as(f"{'x' * 201}/{'y' * 201}"), True, {Wrong.UNSAFE_PATH, Wrong.ADDED}, "no record has one"
    ),
    "a percent sign written as %25": Difference(
        listed_as("x%25y", "x%y"), False, set(), "RFC 8493 says so; bagit 1.9 does not undo it"
    ),
    "a name in another Unicode form": Difference(
        listed_as("\u00e9", unicodedata.normalize("NFD", "\u00e9")),
        True,
        {Wrong.RENAMED},
        "bagit takes the two for one, sha256sum -c does not",
    ),
    "a link": Difference(link_first, True, {Wrong.LINK}, "what it leads to is not in the record"),
    "a later minor version": Difference(
        other_bagit_txt(DECLARATION.replace("1.0", "1.1")), True, {Wrong.NOT_A_BAG}, "every record says 1.0"
    ),
    "an older version": Difference(
        other_bagit_txt(DECLARATION.replace("1.0", "0.97")), True, {Wrong.NOT_A_BAG}, "every record says 1.0"
    ),
    "no folder data, and an empty manifest": Difference(
        in_turn(lambda f: shutil.rmtree(f / "data"), lambda f: relist(f, lambda _: [])),
        False,
        set(),
        "it is not the bag that is wrong then: record.json is missing, and verify says so",
    ),
    "a count in bag-info that is not true": Difference(
        in_turn(lambda f: (f / "bag-info.txt").write_text("Payload-Oxum: 1.1\n", "utf-8", newline="\n"), list_tags),
        False,
        set(),
        "verify says so where nothing else is wrong; elsewhere it follows from what is",
    ),
    "a second manifest that is wrong, and listed": Difference(
        in_turn(
            lambda f: (f / "manifest-md5.txt").write_text(f"{'ab' * 16}  data/a.txt\n", "utf-8", newline="\n"),
            list_tags,
        ),
        False,
        set(),
        "a record's fingerprint is over one manifest; another is a file beside data like any other",
    ),
}


ONE_NAME = {"names that only capital letters tell apart", "a name in another Unicode form"}
"""What a system that takes the two names for one cannot make."""


def on_its_systems(name):
    """Skip what this system cannot even make."""
    if sys.platform == "darwin" and name in ONE_NAME:
        return pytest.param(name, marks=pytest.mark.skip(reason="not on macOS: it takes the two names for one"))
    if os.name == "nt" and (name in ONE_NAME or "name" in name or "link" in name):
        return pytest.param(name, marks=pytest.mark.skip(reason="not on Windows: it has no such names and links"))
    return name


@pytest.mark.parametrize("name", [on_its_systems(name) for name in DIFFERENCES])
def test_where_we_differ_from_bagit_it_is_meant(tmp_path, name):
    write_bag(tmp_path, {"a.txt": b"one", "b/c.txt": b"two"})
    difference = DIFFERENCES[name]
    difference.make(tmp_path)
    assert theirs(tmp_path) is difference.bagit
    assert {found.kind for found in ours(tmp_path)} == difference.ours
    assert difference.why
