"""Bags written without a line of ours, ways to spoil them, and what we and bagit say of them."""

import hashlib
import logging

import bagit  # type: ignore[import-untyped]
from tests.evidence.handmade import MANIFEST, list_tags

from optout.evidence.folder import DECLARATION, compared, walk
from optout.evidence.verify import declared, lists

logging.getLogger("bagit").setLevel(logging.CRITICAL)  # it tells every fault there too

HASH = "ab" * 32
X = hashlib.sha256(b"x").hexdigest()


def write_bag(folder, files):
    """Write a bag without a line of ours; `files` are the bytes by their path below data."""
    for name, data in files.items():
        (folder / "data" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "data" / name).write_bytes(data)
    (folder / "data").mkdir(exist_ok=True)
    lines = [f"{hashlib.sha256(data).hexdigest()}  data/{name}\n" for name, data in files.items()]
    (folder / MANIFEST).write_text("".join(lines), "utf-8", newline="\n")
    (folder / "bagit.txt").write_text(DECLARATION, "utf-8", newline="\n")
    list_tags(folder)


def ours(folder):
    """Everything we find that concerns the bag and not what is in it."""
    tree = walk(folder)
    payload, tags = lists(tree)
    compare = [*compared(tree, payload, {}), *compared(tree, tags, {}), *declared(tree)]
    return [*tree.findings, *payload.findings, *tags.findings, *compare]


def theirs(folder):
    """Whether bagit calls it valid; that it fails in some other way counts as a no.

    Version 1.9 stumbles over a listed file that is not there, if its name is in another Unicode form: a KeyError.
    """
    try:
        return bagit.Bag(str(folder)).validate()
    except (bagit.BagError, ValueError, OSError, KeyError):
        return False


def relist(folder, change):
    lines = (folder / MANIFEST).read_text("utf-8").splitlines(keepends=True)
    (folder / MANIFEST).write_text("".join(change(lines)), "utf-8", newline="\n")
    list_tags(folder)


def files_of(folder):
    return sorted(path for path in (folder / "data").rglob("*") if path.is_file())


def also(line):
    return lambda folder: relist(folder, lambda lines: [*lines, line])


def swap(folder):
    first, last = files_of(folder)[0], files_of(folder)[-1]
    one, other = first.read_bytes(), last.read_bytes()
    first.write_bytes(other)
    last.write_bytes(one)


def in_turn(*steps):
    def make(folder):
        for step in steps:
            step(folder)

    return make
