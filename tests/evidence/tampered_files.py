"""What may be done to the files of a record, and what is found."""

import os
from pathlib import Path

from tests.evidence.handmade import (
    ANSWER,
    EVENTS,
    MANIFEST,
    PNG,
    RECORD,
    TAGS,
    TXT,
    cut,
    edit,
    flip,
)
from tests.evidence.tampering import (
    AT_ODDS,
    CHANGED,
    EMPTY,
    LINKED,
    UNSEALED,
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
    turn,
    unlist,
)

from optout.evidence.folder import Wrong

CONTENTS = {
    "a bit of a picture flipped": tampering(lambda f: flip(f / PNG), (Wrong.CHANGED, PNG, "{} was changed")),
    "a file made shorter": tampering(
        lambda f: cut(f / PNG, 500),
        (Wrong.TRUNCATED, PNG, "{} was made shorter: it has 500 bytes, and 2,056 were sealed"),
    ),
    "a file made empty": tampering(
        lambda f: cut(f / ANSWER, 0),
        (Wrong.TRUNCATED, ANSWER, "{} was made shorter: it has 0 bytes, and 22 were sealed"),
    ),
    "a file made longer": tampering(lambda f: grow(f, 2057), (Wrong.CHANGED, PNG, "{} was changed")),
    "only line ends changed": tampering(
        lambda f: crlf(f / TXT),
        (Wrong.CHANGED, TXT, "only the line ends of {} were changed, as some programs do when copying"),
    ),
    "the contents of two files swapped": tampering(
        lambda f: swap(f, TXT, ANSWER), (Wrong.SWAPPED, TXT, "{} and " + ANSWER + " have changed places")
    ),
    "the names of two files swapped": tampering(
        lambda f: swap_names(f, PNG, TXT), (Wrong.SWAPPED, PNG, "{} and " + TXT + " have changed places")
    ),
    "three files moved around": tampering(
        lambda f: turn(f, PNG, TXT, ANSWER),
        (Wrong.CHANGED, PNG, "{} now holds what was sealed as " + TXT),
        (Wrong.CHANGED, TXT, "{} now holds what was sealed as " + ANSWER),
        (Wrong.CHANGED, ANSWER, "{} now holds what was sealed as " + PNG),
    ),
    "a file replaced by a copy of another": tampering(
        lambda f: (f / TXT).write_bytes((f / ANSWER).read_bytes()),
        (Wrong.CHANGED, TXT, "{} now holds what was sealed as " + ANSWER),
    ),
    "the summary changed": tampering(lambda f: flip(f / "START-HERE.pdf"), (Wrong.CHANGED, "START-HERE.pdf", CHANGED)),
    "the instructions changed": tampering(
        lambda f: flip(f / "HOW-TO-VERIFY.txt"), (Wrong.CHANGED, "HOW-TO-VERIFY.txt", CHANGED)
    ),
    "bag-info changed": tampering(lambda f: flip(f / "bag-info.txt"), (Wrong.CHANGED, "bag-info.txt", CHANGED)),
    "bag-info changed with its hash": tampering(
        lambda f: other_info(f, "Payload-Oxum: 1"),
        (Wrong.RECORD_DISAGREES, "bag-info.txt", "{} gives another number of bytes or files than data has"),
    ),
    "bag-info spoiled with its hash": tampering(
        lambda f: other_info(f, "Payload-Oxum: x"),
        (Wrong.RECORD_DISAGREES, "bag-info.txt", "{} gives another number of bytes or files than data has"),
    ),
    "another kind of bag": tampering(
        retagged(lambda f: edit(f / "bagit.txt", "1.0", "0.97")),
        (Wrong.NOT_A_BAG, "bagit.txt", "{} does not say that this is a bag of version 1.0"),
    ),
    "a byte-order mark in bagit.txt": tampering(
        retagged(lambda f: (f / "bagit.txt").write_bytes(b"\xef\xbb\xbf" + (f / "bagit.txt").read_bytes())),
        (Wrong.NOT_A_BAG, "bagit.txt", "{} does not say that this is a bag of version 1.0"),
    ),
}

NAMING = {
    "a file removed": tampering(lambda f: remove(f, TXT), (Wrong.MISSING, TXT, "{} is missing")),
    "a file added": tampering(
        lambda f: (f / "data/extra.txt").write_text("x"), (Wrong.ADDED, "data/extra.txt", UNSEALED)
    ),
    "a file added beside data": tampering(
        lambda f: (f / "note.txt").write_text("x"), (Wrong.ADDED, "note.txt", UNSEALED)
    ),
    "a file renamed": tampering(
        lambda f: move(f, TXT, "data/other.txt"), (Wrong.RENAMED, TXT, "{} is now called data/other.txt")
    ),
    "a file moved into a folder": tampering(
        lambda f: ((f / "data/in").mkdir(), move(f, TXT, "data/in/01-filled.txt")),
        (Wrong.RENAMED, TXT, "{} is now called data/in/01-filled.txt"),
    ),
    "a file moved out of data": tampering(
        lambda f: move(f, TXT, "01-filled.txt"),
        (Wrong.MISSING, TXT, "{} is missing"),
        (Wrong.ADDED, "01-filled.txt", UNSEALED),
    ),
    "a file hidden among what joins a record later": tampering(
        lambda f: ((f / "proofs").mkdir(), move(f, TXT, "proofs/01-filled.txt")), (Wrong.MISSING, TXT, "{} is missing")
    ),
    "an empty folder in data": tampering(lambda f: (f / "data/in").mkdir(), (Wrong.ADDED, "data/in", EMPTY)),
    "an empty folder beside data": tampering(lambda f: (f / "more").mkdir(), (Wrong.ADDED, "more", EMPTY)),
    "an empty folder in an empty folder": tampering(
        lambda f: (f / "data/in/in").mkdir(parents=True), (Wrong.ADDED, "data/in/in", EMPTY)
    ),
    "the summary renamed": tampering(
        lambda f: move(f, "START-HERE.pdf", "READ.pdf"),
        (Wrong.RENAMED, "START-HERE.pdf", "{} is now called READ.pdf"),
    ),
    "the timeline renamed": tampering(
        lambda f: move(f, EVENTS, "data/x.jsonl"), (Wrong.RENAMED, EVENTS, "{} is now called data/x.jsonl")
    ),
    "record.json renamed": tampering(
        lambda f: move(f, RECORD, "data/x.json"), (Wrong.RENAMED, RECORD, "{} is now called data/x.json")
    ),
    "a name in other letters": tampering(
        lambda f: move(f, TXT, "data/01-FILLED.txt"),
        (Wrong.RENAMED, TXT, "{} is now called data/01-FILLED.txt (only capital and small letters differ)"),
    ),
    "a name with a letter that looks the same": tampering(
        lambda f: move(f, TXT, "data/01-fill\u0435d.txt"),
        (Wrong.RENAMED, TXT, "{} is now called data/01-fill[U+0435]d.txt"),
    ),
    "a name with a space at its end": tampering(
        lambda f: move(f, TXT, TXT + " "), (Wrong.RENAMED, TXT, "{} is now called " + TXT + "[U+0020]")
    ),
    "a name that would drive a terminal": tampering(
        lambda f: (f / "data/a\x1b[31m\u202e.txt").write_text("x"),
        (Wrong.ADDED, "data/a[U+001B][31m[U+202E].txt", UNSEALED),
    ),
    "a name that is no text": tampering(
        lambda f: Path(os.fsdecode(os.fsencode(f) + b"/data/\xff.txt")).write_text("x"),
        (Wrong.ADDED, "data/[U+DCFF].txt", UNSEALED),
    ),
    "no manifest": tampering(lambda f: remove(f, MANIFEST), (Wrong.MISSING, MANIFEST, "{} is missing")),
    "no tag manifest": tampering(lambda f: remove(f, TAGS), (Wrong.MISSING, TAGS, "{} is missing")),
    "no bagit.txt, and not listed": tampering(
        lambda f: unlist(f, "bagit.txt"), (Wrong.MISSING, "bagit.txt", "{} is missing")
    ),
    "no record.json, with all hashes": tampering(
        resealed(lambda f: remove(f, RECORD)), (Wrong.MISSING, RECORD, "{} is missing")
    ),
    "no timeline, with all hashes": tampering(forget_events, (Wrong.MISSING, EVENTS, "{} is missing")),
    "a record that was emptied": tampering(
        empty,
        (Wrong.ADDED, "data", EMPTY),
        (Wrong.MISSING, RECORD, "{} is missing"),
        (Wrong.MISSING, EVENTS, "{} is missing"),
    ),
    "a capture taken out, with all hashes": tampering(
        resealed(lambda f: remove(f, PNG)), (Wrong.RECORD_DISAGREES, PNG, AT_ODDS)
    ),
    "a file put in, with all hashes": tampering(
        resealed(lambda f: (f / "data/more.txt").write_text("x")), (Wrong.RECORD_DISAGREES, "data/more.txt", AT_ODDS)
    ),
}

PLACES = {
    "a link out of the folder": tampering(lambda f: link(f, TXT, "/etc/hostname"), (Wrong.LINK, TXT, LINKED)),
    "a link to another of its files": tampering(lambda f: link(f, TXT, "01-filled.png"), (Wrong.LINK, TXT, LINKED)),
    "a link that leads nowhere": tampering(lambda f: link(f, TXT, "nowhere"), (Wrong.LINK, TXT, LINKED)),
    "a link to itself": tampering(lambda f: link(f, TXT, "01-filled.txt"), (Wrong.LINK, TXT, LINKED)),
    "a link for the manifest": tampering(
        lambda f: (move(f, MANIFEST, "../m"), link(f, MANIFEST, "../m")), (Wrong.LINK, MANIFEST, LINKED)
    ),
    "a link for record.json": tampering(
        lambda f: (move(f, RECORD, "../r"), link(f, RECORD, "../../r")), (Wrong.LINK, RECORD, LINKED)
    ),
    "a link to a folder": tampering(lambda f: link(f, "more", "/etc"), (Wrong.LINK, "more", LINKED)),
    "a link to the folder itself": tampering(lambda f: link(f, "data/up", ".."), (Wrong.LINK, "data/up", LINKED)),
    "a link for the folder data": tampering(link_data, (Wrong.LINK, "data", LINKED)),
    "a pipe": tampering(lambda f: pipe(f, TXT), (Wrong.NOT_A_FILE, TXT, "{} is neither a file nor a folder")),
    "a pipe for record.json": tampering(
        lambda f: pipe(f, RECORD), (Wrong.NOT_A_FILE, RECORD, "{} is neither a file nor a folder")
    ),
    "a socket": tampering(lambda f: listen(f, TXT), (Wrong.NOT_A_FILE, TXT, "{} is neither a file nor a folder")),
    "folders too deep": tampering(
        lambda f: dig(f, 300), (Wrong.TOO_DEEP, "data/a/a/a/a/a", "{} lies deeper than a record goes")
    ),
    "a hundred gigabytes that are not there": tampering(
        lambda f: grow(f, 100 << 30),
        (Wrong.TOO_LARGE, PNG, "{} has 107,374,182,400 bytes, and 1,073,741,824 is the most that is read"),
    ),
    "a timeline of seventy megabytes": tampering(
        lambda f: os.truncate(f / EVENTS, 70_000_000),
        (Wrong.CHANGED, EVENTS, "{} was changed"),
        (Wrong.TOO_LARGE, EVENTS, "{} has 70,000,000 bytes, and 64,000,000 is the most it may have"),
    ),
    "a bagit.txt that goes on and on": tampering(
        retagged(lambda f: os.truncate(f / "bagit.txt", 70_000)),
        (Wrong.TOO_LARGE, "bagit.txt", "{} has 70,000 bytes, and 65,536 is the most it may have"),
    ),
    "a record.json of twenty megabytes": tampering(
        lambda f: os.truncate(f / RECORD, 20_000_000),
        (Wrong.CHANGED, RECORD, "{} was changed"),
        (Wrong.TOO_LARGE, RECORD, "{} has 20,000,000 bytes, and 16,000,000 is the most it may have"),
    ),
}
