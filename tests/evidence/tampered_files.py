"""What may be done to the files of a record, and what is found."""

import os
from pathlib import Path

from tests.evidence.handmade import ANSWER, EVENTS, MANIFEST, PNG, RECORD, TAGS, TXT, cut, edit, flip
from tests.evidence.tampering import (
    crlf,
    dig,
    empty,
    forget_events,
    grow,
    link,
    link_data,
    listen,
    move,
    other_info,
    pipe,
    remove,
    resealed,
    retagged,
    swap,
    swap_names,
    tampering,
    unlist,
)

from optout.evidence.folder import Wrong

CONTENTS = {
    "a bit of a picture flipped": tampering(lambda f: flip(f / PNG), (Wrong.CHANGED, PNG)),
    "a file made shorter": tampering(lambda f: cut(f / PNG, 500), (Wrong.CHANGED, PNG)),
    "only line ends changed": tampering(lambda f: crlf(f / TXT), (Wrong.CHANGED, TXT)),
    "the contents of two files swapped": tampering(
        lambda f: swap(f, TXT, ANSWER), (Wrong.CHANGED, TXT), (Wrong.CHANGED, ANSWER)
    ),
    "the names of two files swapped": tampering(
        lambda f: swap_names(f, PNG, TXT), (Wrong.CHANGED, PNG), (Wrong.CHANGED, TXT)
    ),
    "the summary changed": tampering(lambda f: flip(f / "START-HERE.pdf"), (Wrong.CHANGED, "START-HERE.pdf")),
    "bag-info changed": tampering(lambda f: flip(f / "bag-info.txt"), (Wrong.CHANGED, "bag-info.txt")),
    "bag-info changed with its hash": tampering(
        lambda f: other_info(f, "Payload-Oxum: 1"), (Wrong.DISAGREES, "bag-info.txt")
    ),
    "another kind of bag": tampering(
        retagged(lambda f: edit(f / "bagit.txt", "1.0", "0.97")), (Wrong.CHANGED, "bagit.txt")
    ),
}

NAMING = {
    "a file removed": tampering(lambda f: remove(f, TXT), (Wrong.MISSING, TXT)),
    "a file added": tampering(lambda f: (f / "data/extra.txt").write_text("x"), (Wrong.ADDED, "data/extra.txt")),
    "a file added beside data": tampering(lambda f: (f / "note.txt").write_text("x"), (Wrong.ADDED, "note.txt")),
    "a file renamed": tampering(
        lambda f: move(f, TXT, "data/other.txt"), (Wrong.MISSING, TXT), (Wrong.ADDED, "data/other.txt")
    ),
    "a file hidden among what joins a record later": tampering(
        lambda f: ((f / "proofs").mkdir(), move(f, TXT, "proofs/01-filled.txt")), (Wrong.MISSING, TXT)
    ),
    "an empty folder in data": tampering(lambda f: (f / "data/in").mkdir(), (Wrong.ADDED, "data/in")),
    "an empty folder beside data": tampering(lambda f: (f / "more").mkdir(), (Wrong.ADDED, "more")),
    "the timeline renamed": tampering(
        lambda f: move(f, EVENTS, "data/x.jsonl"), (Wrong.MISSING, EVENTS), (Wrong.ADDED, "data/x.jsonl")
    ),
    "a name in other letters": tampering(
        lambda f: move(f, TXT, "data/01-FILLED.txt"), (Wrong.MISSING, TXT), (Wrong.ADDED, "data/01-FILLED.txt")
    ),
    "a name with a letter that looks the same": tampering(
        lambda f: move(f, TXT, "data/01-fill\u0435d.txt"),
        (Wrong.MISSING, TXT),
        (Wrong.ADDED, "data/01-fill[U+0435]d.txt"),
    ),
    "a name with a space at its end": tampering(
        lambda f: move(f, TXT, TXT + " "), (Wrong.MISSING, TXT), (Wrong.ADDED, TXT + "[U+0020]")
    ),
    "a name that would drive a terminal": tampering(
        lambda f: (f / "data/a\x1b[31m\u202e.txt").write_text("x"), (Wrong.ADDED, "data/a[U+001B][31m[U+202E].txt")
    ),
    "a name that is no text": tampering(
        lambda f: Path(os.fsdecode(os.fsencode(f) + b"/data/\xff.txt")).write_text("x"),
        (Wrong.ADDED, "data/[U+DCFF].txt"),
    ),
    "no manifest": tampering(lambda f: remove(f, MANIFEST), (Wrong.MISSING, MANIFEST)),
    "no tag manifest": tampering(lambda f: remove(f, TAGS), (Wrong.MISSING, TAGS)),
    "no bagit.txt, and not listed": tampering(lambda f: unlist(f, "bagit.txt"), (Wrong.MISSING, "bagit.txt")),
    "no record.json, with all hashes": tampering(resealed(lambda f: remove(f, RECORD)), (Wrong.MISSING, RECORD)),
    "no timeline, with all hashes": tampering(forget_events, (Wrong.MISSING, EVENTS)),
    "a record that was emptied": tampering(
        empty, (Wrong.ADDED, "data"), (Wrong.MISSING, RECORD), (Wrong.MISSING, EVENTS)
    ),
    "a capture taken out, with all hashes": tampering(resealed(lambda f: remove(f, PNG)), (Wrong.DISAGREES, PNG)),
    "a file put in, with all hashes": tampering(
        resealed(lambda f: (f / "data/more.txt").write_text("x")), (Wrong.DISAGREES, "data/more.txt")
    ),
}

PLACES = {
    "a link out of the folder": tampering(lambda f: link(f, TXT, "/etc/hostname"), (Wrong.NOT_PLAIN, TXT)),
    "a link to another of its files": tampering(lambda f: link(f, TXT, "01-filled.png"), (Wrong.NOT_PLAIN, TXT)),
    "a link for the manifest": tampering(
        lambda f: (move(f, MANIFEST, "../m"), link(f, MANIFEST, "../m")), (Wrong.NOT_PLAIN, MANIFEST)
    ),
    "a link for record.json": tampering(
        lambda f: (move(f, RECORD, "../r"), link(f, RECORD, "../../r")), (Wrong.NOT_PLAIN, RECORD)
    ),
    "a link to a folder": tampering(lambda f: link(f, "more", "/etc"), (Wrong.NOT_PLAIN, "more")),
    "a link for the folder data": tampering(link_data, (Wrong.NOT_PLAIN, "data")),
    "a pipe": tampering(lambda f: pipe(f, TXT), (Wrong.NOT_PLAIN, TXT)),
    "a socket": tampering(lambda f: listen(f, TXT), (Wrong.NOT_PLAIN, TXT)),
    "folders too deep": tampering(lambda f: dig(f, 300), (Wrong.NOT_PLAIN, "data/a/a/a/a/a")),
    "a hundred gigabytes that are not there": tampering(lambda f: grow(f, 100 << 30), (Wrong.TOO_LARGE, PNG)),
    "a timeline of seventy megabytes": tampering(
        lambda f: os.truncate(f / EVENTS, 70_000_000), (Wrong.CHANGED, EVENTS), (Wrong.TOO_LARGE, EVENTS)
    ),
    "a bagit.txt that goes on and on": tampering(
        retagged(lambda f: os.truncate(f / "bagit.txt", 70_000)), (Wrong.TOO_LARGE, "bagit.txt")
    ),
    "a record.json of twenty megabytes": tampering(
        lambda f: os.truncate(f / RECORD, 20_000_000), (Wrong.CHANGED, RECORD), (Wrong.TOO_LARGE, RECORD)
    ),
}
