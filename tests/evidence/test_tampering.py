"""Each way to tamper with a record is found, by its kind and the file it is about."""

import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest
from tests.evidence.handmade import (
    BESIDE,
    EVENTS,
    HASH,
    ID,
    MANIFEST,
    PAYLOAD,
    PNG,
    RECORD,
    TAGS,
    TXT,
    VERSION,
    edit,
    edit_record,
    entitle,
    files_of,
    flip,
    list_tags,
    move,
    reseal,
    rewrite_manifest,
)  # fmt: skip

from optout.evidence.files import sha256
from optout.evidence.folder import FindingKind
from optout.evidence.verify import verify

EVERY_FILE = (*PAYLOAD, *BESIDE, MANIFEST, TAGS)


def resealed(change):
    """Do it, and write every list and hash anew."""
    return lambda folder: (change(folder), reseal(folder))


def retagged(change):
    """Do it, and list what lies beside data anew."""
    return lambda folder: (change(folder), list_tags(folder))


def listing(change):
    """Let the manifest's bytes be otherwise; the list that it is in agrees."""
    return lambda folder: rewrite_manifest(folder, change)


def line(text):
    return listing(lambda old: old + f"{text}\n".encode())


def link(folder, name, target):
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)


def pipe(folder):
    (folder / TXT).unlink()
    os.mkfifo(folder / TXT)


def forget_events(folder):
    (folder / EVENTS).unlink()
    edit_record(folder, files=files_of(folder))


def dig(folder):
    place = folder / "data" / "/".join("a" * 300)
    place.mkdir(parents=True)
    (place / "b.txt").write_text("x")


def as_live(folder):
    """Make it the record of a rehearsal, then write every trace of that out of it, except in the
    printed summary.
    """
    entitle(folder, f"REPLAY-{ID}")
    edit_record(folder, request_id=f"REPLAY-{ID}", replay=True, replay_case="received-en")
    reseal(folder)
    edit_record(folder, request_id=ID, replay=False, replay_case=None)


def untitled(folder):
    edit_record(
        folder,
        captures=[{"stage": None, "kind": "start_here", "file": "START-HERE.pdf", "status": "ok"}],
    )
    (folder / "START-HERE.pdf").write_bytes(b"%PDF-1.7\n")


def info(folder, text):
    edit(folder / "bag-info.txt", "Payload-Oxum: ", text)


REHEARSED = "External-Description: REPLAY, no objection was made: Record of a rehearsal of an objection under GDPR"
REPLAYED = {"request_id": f"REPLAY-{ID}", "replay": True, "replay_case": "received-en"}
CHANGED, MISSING, ADDED, DISAGREES, LARGE = (
    FindingKind.CHANGED, FindingKind.MISSING, FindingKind.ADDED, FindingKind.DISAGREES, FindingKind.TOO_LARGE,
)  # fmt: skip
POSIX: dict[str, Any] = {
    "a link out of the folder": (lambda f: link(f, TXT, "/etc/hostname"), (FindingKind.NOT_PLAIN, TXT)),
    "a link for the manifest": (
        lambda f: (move(f, MANIFEST, "../m"), link(f, MANIFEST, "../m")), (FindingKind.NOT_PLAIN, MANIFEST),
    ),
    "a link for the folder data": (
        lambda f: (move(f, "data", "../x"), link(f, "data", "../x")), (FindingKind.NOT_PLAIN, "data"),
    ),
    "a pipe": (pipe, (FindingKind.NOT_PLAIN, TXT)),
    "folders too deep": (dig, (FindingKind.NOT_PLAIN, "data/a/a/a/a/a")),
    "a hundred gigabytes that are not there": (lambda f: os.truncate(f / PNG, 100 << 30), (LARGE, PNG)),
    "a timeline of seventy megabytes": (
        lambda f: os.truncate(f / EVENTS, 70_000_000), (CHANGED, EVENTS), (LARGE, EVENTS),
    ),
    "a bagit.txt that goes on and on": (
        retagged(lambda f: os.truncate(f / "bagit.txt", 70_000)), (LARGE, "bagit.txt"),
    ),
    "a record.json of twenty megabytes": (
        lambda f: os.truncate(f / RECORD, 20_000_000), (CHANGED, RECORD), (LARGE, RECORD),
    ),
    "a name that would drive a terminal": (
        lambda f: (f / "data/a\x1b[31m\u202e.txt").write_text("x"), (ADDED, "data/a[U+001B][31m[U+202E].txt"),
    ),
    "a name that is no text": (
        lambda f: Path(os.fsdecode(os.fsencode(f) + b"/data/\xff.txt")).write_text("x"), (ADDED, "data/[U+DCFF].txt"),
    ),
}  # fmt: skip
"""What Windows cannot even make; a name that is no text, macOS cannot either."""
TAMPERINGS: dict[str, Any] = {
    **POSIX,
    "another kind of bag": (retagged(lambda f: edit(f / "bagit.txt", "1.0", "0.97")), (CHANGED, "bagit.txt")),
    # what is there, and what is not
    "a file renamed": (lambda f: move(f, TXT, "data/o.txt"), (MISSING, TXT), (ADDED, "data/o.txt")),
    "a file added beside data": (lambda f: (f / "note.txt").write_text("x"), (ADDED, "note.txt")),
    "a file added in a folder beside data": (
        lambda f: ((f / "more").mkdir(), (f / "more/a.pdf").write_text("x")), (ADDED, "more/a.pdf"),
    ),
    "a file hidden among what joins a record later": (
        lambda f: ((f / "proofs").mkdir(), move(f, TXT, "proofs/a.txt")), (MISSING, TXT),
    ),
    "an empty folder in data": (lambda f: (f / "data/in").mkdir(), (ADDED, "data/in")),
    "a name with a letter that looks the same": (
        lambda f: move(f, TXT, "data/01-fill\u0435d.txt"), (MISSING, TXT), (ADDED, "data/01-fill[U+0435]d.txt"),
    ),
    "no bagit.txt, and not listed": (retagged(lambda f: (f / "bagit.txt").unlink()), (MISSING, "bagit.txt")),
    "no record.json, with all hashes": (resealed(lambda f: (f / RECORD).unlink()), (MISSING, RECORD)),
    "no timeline, with all hashes": (resealed(forget_events), (MISSING, EVENTS)),
    "a capture taken out, with all hashes": (resealed(lambda f: (f / PNG).unlink()), (DISAGREES, PNG)),
    "a file put in, with all hashes": (
        resealed(lambda f: (f / "data/more.txt").write_text("x")), (DISAGREES, "data/more.txt"),
    ),
    # the lists
    "a hash changed in the manifest": (
        lambda f: edit(f / MANIFEST, sha256(f / TXT), HASH), (CHANGED, MANIFEST), (CHANGED, TXT),
    ),
    "a manifest with a byte-order mark": (
        listing(lambda old: b"\xef\xbb\xbf" + old), (CHANGED, MANIFEST), (ADDED, PNG),
    ),
    "a manifest cut in a line": (
        listing(lambda old: old[:-3]), (CHANGED, MANIFEST), (MISSING, "data/record.js"), (ADDED, RECORD),
    ),
    "a manifest with a million lines": (listing(lambda _: b"\n" * 3_000_000), (LARGE, MANIFEST)),
    "a path that belongs beside data": (line(f"{HASH}  x.txt"), (CHANGED, MANIFEST)),
    "a file listed twice in other letters": (line(f"{HASH}  data/01-FILLED.txt"), (CHANGED, MANIFEST)),
    "a file listed that is not there": (line(f"{HASH}  data/x.txt"), (MISSING, "data/x.txt")),
    # the descriptions
    "bag-info changed with its hash": (retagged(lambda f: info(f, "Payload-Oxum: 1")), (DISAGREES, "bag-info.txt")),
    "bag-info made to say that it is a rehearsal's, with its hash": (
        retagged(lambda f: info(f, f"{REHEARSED}\nPayload-Oxum: ")), (DISAGREES, "bag-info.txt"),
    ),
    "a timeline changed, with all hashes": (
        resealed(lambda f: edit(f / EVENTS, "request_left", "request_lost")), (DISAGREES, EVENTS),
    ),
    "a timeline of line ends, with all hashes": (
        resealed(lambda f: (f / EVENTS).write_bytes(b"\n" * 60_000_000)), (LARGE, EVENTS), (DISAGREES, EVENTS),
    ),
    "a timeline of one endless line, with all hashes": (
        resealed(lambda f: (f / EVENTS).write_bytes(b'{"detail":[' + b"1," * 6_000_000 + b"1]}\n")),
        (DISAGREES, EVENTS),
    ),
    "a record of another shape": (resealed(lambda f: edit_record(f, replay="perhaps")), (CHANGED, RECORD)),
    "a record of a later version": (
        resealed(lambda f: edit_record(f, schema_version=VERSION + 1, news="x")), (FindingKind.NEWER, RECORD),
    ),
    "a rehearsal rewritten as live, with all hashes": (resealed(as_live), (DISAGREES, "START-HERE.pdf")),
    "a rehearsal rewritten as live but for its case, with all hashes": (
        resealed(lambda f: edit_record(f, replay_case="received-en")), (DISAGREES, RECORD),
    ),
    "a record rewritten as a rehearsal's, with all hashes": (
        resealed(lambda f: edit_record(f, **REPLAYED)), (DISAGREES, "START-HERE.pdf"),
    ),
    "a summary without a title, with its hash": (resealed(untitled), (DISAGREES, "START-HERE.pdf")),
    "a record that gives a file another hash, with all hashes": (
        resealed(lambda f: edit_record(f, files={**files_of(f), "01-filled.txt": HASH})), (DISAGREES, TXT),
    ),
}  # fmt: skip


def on_its_systems(name):
    """Skip what this system cannot even make."""
    there = os.name == "posix" and (sys.platform != "darwin" or name != "a name that is no text")
    skip = pytest.mark.skipif(
        name in POSIX and not there, reason="this system has no such files or names"
    )
    return pytest.param(name, marks=skip)


@pytest.mark.parametrize("name", [*map(on_its_systems, TAMPERINGS)])
def test_tampering_is_found_by_its_kind_and_the_file(folder, name):
    make, *found = TAMPERINGS[name]
    make(folder)
    verdict = verify(folder)
    assert {(f.kind, f.file) for f in verdict.findings} == set(found)
    assert not verdict.ok
    assert re.search(r"\d+ problem", verdict.summary)


@pytest.mark.parametrize("name", EVERY_FILE)
def test_any_file_changed_by_a_bit_or_removed_is_found_and_named(folder, name):
    flip(folder / name)
    found = {f.file for f in verify(folder).findings}
    # A flipped list cannot itself say which of the two was changed; any other file is named.
    assert found if name in {MANIFEST, TAGS} else name in found
    flip(folder / name)
    assert verify(folder).ok
    (folder / name).unlink()
    assert [(f.kind, f.file) for f in verify(folder).findings] == [(MISSING, name)]
