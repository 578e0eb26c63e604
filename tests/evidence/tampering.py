"""Every way to tamper with a record: how it is made, and the kind and the file of each finding."""

import hashlib
import os
import re
import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.evidence.handmade import (
    EVENTS,
    ID,
    MANIFEST,
    PNG,
    RECORD,
    edit,
    edit_record,
    entitle,
    files_of,
    list_tags,
    reseal,
    rewrite_manifest,
)  # fmt: skip

from optout.evidence.folder import Wrong

HASH = "ab" * 32


@dataclass(frozen=True)
class Tampering:
    """`found` holds kind and file of every finding."""

    make: Callable[[Path], object]
    found: tuple[tuple[Wrong, str], ...]


def tampering(make, *found):
    return Tampering(make, found)


def line(text):
    """Add a line to the manifest that is none of a record."""
    add = f"{text}\n".encode()
    return tampering(lambda f: rewrite_manifest(f, lambda old: old + add), (Wrong.CHANGED, MANIFEST))


def path(name):
    return line(f"{HASH}  {name}")


def move(folder, old, new):
    (folder / old).rename(folder / new)


def swap(folder, one, other):
    a, b = (folder / one).read_bytes(), (folder / other).read_bytes()
    (folder / one).write_bytes(b)
    (folder / other).write_bytes(a)


def swap_names(folder, one, other):
    move(folder, one, "x")
    move(folder, other, one)
    move(folder, "x", other)


def turn(folder, *names):
    """Give each file the content of the next."""
    contents = [(folder / name).read_bytes() for name in names]
    for name, data in zip(names, contents[1:] + contents[:1], strict=True):
        (folder / name).write_bytes(data)


def link(folder, name, target):
    (folder / name).unlink(missing_ok=True)
    (folder / name).symlink_to(target)


def link_data(folder):
    move(folder, "data", "../elsewhere")
    (folder / "data").symlink_to("../elsewhere")


def pipe(folder, name):
    (folder / name).unlink()
    os.mkfifo(folder / name)


def listen(folder, name):
    (folder / name).unlink()
    here = os.open(".", os.O_RDONLY)
    try:
        os.chdir(folder / "data")  # a socket's whole path may have no more than 107 bytes
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(Path(name).name)
    finally:
        os.fchdir(here)
        os.close(here)


def grow(folder, size):
    os.truncate(folder / PNG, size)


def dig(folder, depth):
    place = folder / "data"
    for _ in range(depth):
        place /= "a"
        place.mkdir()
    (place / "b.txt").write_text("x", "utf-8", newline="\n")


def crlf(file):
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))


def remove(folder, *names):
    for name in names:
        (folder / name).unlink()


def unlist(folder, name):
    """Take a file and its line in the tag manifest away."""
    (folder / name).unlink()
    list_tags(folder)


def forget_events(folder):
    """Take the timeline out of everything that names it."""
    (folder / EVENTS).unlink()
    text = (folder / RECORD).read_text("utf-8")
    (folder / RECORD).write_text(
        re.sub(r'\s*"events.jsonl": \d+,?', "", text).replace(",}", "}"), "utf-8", newline="\n"
    )
    reseal(folder)


def empty(folder):
    for file in (folder / "data").iterdir():
        file.unlink()
    reseal(folder)


def other_hashes(folder):
    """List the same files with another algorithm."""
    files = sorted((folder / "data").iterdir())
    lines = [f"{hashlib.sha512(file.read_bytes()).hexdigest()}  data/{file.name}\n" for file in files]
    rewrite_manifest(folder, lambda _: "".join(lines).encode())


def other_hash(folder):
    edit_record(folder, files={**files_of(folder), "01-filled.txt": HASH})
    reseal(folder)


def other_info(folder, text):
    edit(folder / "bag-info.txt", "Payload-Oxum: ", text)
    list_tags(folder)


def as_live(folder):
    """Make it the record of a rehearsal, then write every trace of that out of it, except in the printed summary."""
    replay = f"REPLAY-{ID}"
    edit_record(folder, request_id=replay, replay=True, replay_case="received-en")
    entitle(folder, replay)
    reseal(folder)
    edit_record(folder, request_id=ID, replay=False, replay_case=None)
    reseal(folder)


def untitled(folder):
    """Put a summary without a title where record.json says that one was printed."""
    edit_record(folder, captures=[{"stage": None, "kind": "start_here", "file": "START-HERE.pdf", "status": "ok"}])
    (folder / "START-HERE.pdf").write_bytes(b"%PDF-1.7\n")


def told_otherwise(folder, label, value):
    """Let bag-info.txt say something else, and have that listed."""
    edit(folder / "bag-info.txt", "Payload-Oxum: ", f"{label}: {value}\nPayload-Oxum: ")
    list_tags(folder)


def resealed(change):
    def make(folder):
        change(folder)
        reseal(folder)

    return make


def retagged(change):
    def make(folder):
        change(folder)
        list_tags(folder)

    return make


NAMES = ("01-fields.json", "01-filled.png", "01-filled.txt", "02-send.json", "03-confirmation.txt", "events.jsonl")
EVERY = (*(f"data/{name}" for name in NAMES), RECORD)
