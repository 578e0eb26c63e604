"""What may be done to a record's manifests and descriptions, and what is found."""

import os
import re

from tests.evidence.handmade import (
    EVENTS,
    ID,
    MANIFEST,
    RECORD,
    TAGS,
    TXT,
    edit,
    edit_record,
    rewrite_manifest,
    write_timeline,
)
from tests.evidence.tampering import (
    AT_ODDS,
    AT_VARIANCE,
    EVERY,
    HASH,
    LATER,
    OTHER_RECORD,
    UNLISTED,
    as_live,
    crlf,
    line,
    other_hashes,
    other_size,
    path,
    resealed,
    tampering,
    told_otherwise,
    untitled,
)

from optout.evidence.files import sha256
from optout.evidence.folder import Wrong

LISTS = {
    "a manifest with other line ends": tampering(
        lambda f: crlf(f / MANIFEST),
        (Wrong.CHANGED, MANIFEST, "only the line ends of {} were changed, as some programs do when copying"),
    ),
    "a hash in capital letters": tampering(
        lambda f: (f / MANIFEST).write_bytes(re.sub(rb"^\w+", lambda m: m[0].upper(), (f / MANIFEST).read_bytes())),
        (Wrong.CHANGED, MANIFEST, AT_VARIANCE),
    ),
    "a hash changed in the manifest": tampering(
        lambda f: edit(f / MANIFEST, sha256(f / TXT), HASH),
        (Wrong.CHANGED, MANIFEST, AT_VARIANCE),
        (Wrong.CHANGED, TXT, "{} was changed"),
    ),
    "a hash of the manifest changed in the tag manifest": tampering(
        lambda f: edit(f / TAGS, sha256(f / MANIFEST), HASH), (Wrong.CHANGED, MANIFEST, AT_VARIANCE)
    ),
    "a manifest with a byte-order mark": tampering(
        lambda f: rewrite_manifest(f, lambda old: b"\xef\xbb\xbf" + old),
        (Wrong.MANIFEST_BROKEN, MANIFEST, "{} begins with a byte-order mark, which some editors put there"),
    ),
    "a manifest that is no text": tampering(
        lambda f: rewrite_manifest(f, lambda old: old + b"\xff\n"),
        (Wrong.MANIFEST_BROKEN, MANIFEST, "{} is not UTF-8 text"),
    ),
    "a manifest cut in a line": tampering(
        lambda f: rewrite_manifest(f, lambda old: old[:-3]),
        (Wrong.MANIFEST_BROKEN, MANIFEST, "{} is cut off in its last line"),
        (Wrong.ADDED, RECORD, UNLISTED),
        (Wrong.RECORD_DISAGREES, RECORD, AT_ODDS),
    ),
    "a manifest with nonsense": line("nonsense", "is not a hash and a name", Wrong.MANIFEST_BROKEN),
    "a manifest with an empty line": line("", "is not a hash and a name", Wrong.MANIFEST_BROKEN),
    "a manifest with a hash too short": line(f"{HASH[:-1]}  data/x", "is not a hash and a name", Wrong.MANIFEST_BROKEN),
    "a manifest with a line of another algorithm": line(
        f"{'ab' * 16}  data/x", "has a hash that is not SHA-256", Wrong.MANIFEST_BROKEN
    ),
    "a manifest of another algorithm": tampering(
        other_hashes,
        *((Wrong.MANIFEST_BROKEN, MANIFEST, f"line {n} of {{}} has a hash that is not SHA-256") for n in range(1, 8)),
        *((Wrong.ADDED, name, UNLISTED) for name in EVERY),
    ),
    "a manifest with a million lines": tampering(
        lambda f: rewrite_manifest(f, lambda _: b"\n" * 3_000_000),
        (Wrong.TOO_MANY, MANIFEST, "{} has more than 5,000 lines, and is not read"),
    ),
    "a manifest of twenty megabytes": tampering(
        lambda f: os.truncate(f / MANIFEST, 20_000_000),
        (Wrong.CHANGED, MANIFEST, AT_VARIANCE),
        (Wrong.TOO_LARGE, MANIFEST, "{} has 20,000,000 bytes, and 4,000,000 is the most it may have"),
    ),
    "a line without end": path(f"data/{'x' * 3_000_000}", "is too long"),
    "a path up and out": path("data/../../etc/hostname", "leads out of its folder"),
    "a path with a dot": path("data/./x", "leads out of its folder"),
    "a path with an empty part": path("data//x", "leads out of its folder"),
    "an absolute path": path("/etc/hostname", "does not start in this folder"),
    "a path in somebody's home": path("~root/x", "does not start in this folder"),
    "a path on a drive": path("C:/x", "holds a character that no record uses"),
    "a path with backslashes": path(r"data\..\..\x", "holds a character that no record uses"),
    "a path to another stream": path("data/x:y", "holds a character that no record uses"),
    "a path with NUL": path("data/x\0y", "holds a character that no record uses"),
    "a path with a line end written out": path("data/x%0Ay", "holds a character that no record uses"),
    "a device": path("data/NUL", "some systems take for a device or another file"),
    "a device with an ending": path("data/con.txt", "some systems take for a device or another file"),
    "a name with a dot at its end": path("data/x.", "some systems take for a device or another file"),
    "a listed name with a space at its end": path("data/x ", "some systems take for a device or another file"),
    "a path that belongs beside data": line(f"{HASH}  x.txt", "names a path that does not belong in it"),
    "a file listed twice": line(f"{HASH}  {TXT}", "names a file that is already listed", Wrong.LISTED_TWICE),
    "a file listed twice in other letters": line(
        f"{HASH}  data/01-FILLED.txt", "names a file that is already listed", Wrong.LISTED_TWICE
    ),
    "a file listed that is not there": tampering(
        lambda f: rewrite_manifest(f, lambda old: old + f"{HASH}  data/x.txt\n".encode()),
        (Wrong.MISSING, "data/x.txt", "{} is missing"),
        (Wrong.RECORD_DISAGREES, "data/x.txt", AT_ODDS),
    ),
}

OBJECTED = "Record of an objection under GDPR Art. 21(1) to Example Controller Limited"
REHEARSED = f"REPLAY, no objection was made: {OBJECTED.replace('an objection', 'a rehearsal of an objection')}"

DESCRIPTIONS = {
    "a timeline changed, with all hashes": tampering(
        resealed(lambda f: edit(f / EVENTS, "request_left", "request_lost")),
        (Wrong.TIMELINE_BROKEN, EVENTS, "the timeline {} is not whole: line 4 does not follow from the line before"),
    ),
    "a timeline chained anew, with all hashes": tampering(
        resealed(lambda f: write_timeline(f, ["browser_opened", "captured", "request_lost", "sealing"])),
        (
            Wrong.TIMELINE_BROKEN,
            EVENTS,
            "the timeline {} is not whole: it has 4 lines and does not end where record.json says",
        ),
    ),
    "a timeline of one line, with all hashes": tampering(
        resealed(lambda f: write_timeline(f, ["sealing"])),
        (
            Wrong.TIMELINE_BROKEN,
            EVENTS,
            "the timeline {} is not whole: it has 1 line and does not end where record.json says",
        ),
    ),
    "a timeline of line ends, with all hashes": tampering(
        resealed(lambda f: (f / EVENTS).write_bytes(b"\n" * 60_000_000)),
        (Wrong.TIMELINE_BROKEN, EVENTS, "the timeline {} is not whole: line 1 is not an event"),
    ),
    "a timeline of one endless line, with all hashes": tampering(
        resealed(lambda f: (f / EVENTS).write_bytes(b'{"detail":[' + b"1," * 15_000_000 + b"1]}\n")),
        (Wrong.TIMELINE_BROKEN, EVENTS, "the timeline {} is not whole: line 1 is not an event"),
    ),
    "a record changed into another shape": tampering(
        resealed(lambda f: edit_record(f, replay="perhaps")),
        (
            Wrong.RECORD_BROKEN,
            RECORD,
            "{} is not a record's description: replay: Input should be a valid boolean, unable to interpret input",
        ),
    ),
    "a record that would drive a terminal": tampering(
        resealed(lambda f: edit_record(f, **{"a\x1b[31m{file}\u202e": 1})),
        (
            Wrong.RECORD_BROKEN,
            RECORD,
            "{} is not a record's description: a[31m{{file}}: Extra inputs are not permitted",
        ),
    ),
    "a record with millions of mistakes": tampering(
        resealed(lambda f: edit_record(f, values=[1] * 4_000_000)),
        (Wrong.TOO_LARGE, RECORD, "{} holds more than any record does, and is not read"),
    ),
    "a record of a later version": tampering(
        resealed(lambda f: edit_record(f, schema_version=3, news="x")), (Wrong.NEWER, RECORD, LATER)
    ),
    "a rehearsal rewritten as live, with all hashes": tampering(
        as_live, (Wrong.RECORD_DISAGREES, "START-HERE.pdf", OTHER_RECORD)
    ),
    "a rehearsal rewritten as live but for its case, with all hashes": tampering(
        resealed(lambda f: edit_record(f, replay_case="received-en")),
        (Wrong.RECORD_DISAGREES, RECORD, "{} does not agree with itself on whether it is the record of a rehearsal"),
    ),
    "a record rewritten as a rehearsal's, with all hashes": tampering(
        resealed(lambda f: edit_record(f, request_id=f"REPLAY-{ID}", replay=True, replay_case="received-en")),
        (Wrong.RECORD_DISAGREES, "START-HERE.pdf", OTHER_RECORD),
    ),
    "bag-info made to say that it is a rehearsal's, with its hash": tampering(
        lambda f: told_otherwise(f, "External-Description", REHEARSED),
        (Wrong.RECORD_DISAGREES, "bag-info.txt", f"{{}} says “{REHEARSED}”; by record.json it is “{OBJECTED}”"),
    ),
    "bag-info made to say that it was sealed on another day, with its hash": tampering(
        lambda f: told_otherwise(f, "Bagging-Date", "2026-11-23"),
        (Wrong.RECORD_DISAGREES, "bag-info.txt", "{} says “2026-11-23”; by record.json it is “2026-11-24”"),
    ),
    "a summary without a title, with its hash": tampering(
        resealed(untitled),
        (Wrong.RECORD_DISAGREES, "START-HERE.pdf", OTHER_RECORD),
    ),
    "a record that gives a file another size, with all hashes": tampering(
        other_size, (Wrong.RECORD_DISAGREES, TXT, "record.json gives {} another size")
    ),
}
