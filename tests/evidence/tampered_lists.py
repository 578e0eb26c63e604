"""What may be done to a record's manifests and descriptions, and what is found."""

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
)
from tests.evidence.tampering import (
    EVERY,
    HASH,
    as_live,
    crlf,
    line,
    other_hash,
    other_hashes,
    path,
    resealed,
    tampering,
    told_otherwise,
    untitled,
)

from optout.evidence.files import sha256
from optout.evidence.folder import Wrong
from optout.evidence.record import SCHEMA_VERSION

LISTS = {
    "a manifest with other line ends": tampering(lambda f: crlf(f / MANIFEST), (Wrong.CHANGED, MANIFEST)),
    "a hash in capital letters": tampering(
        lambda f: (f / MANIFEST).write_bytes(re.sub(rb"^\w+", lambda m: m[0].upper(), (f / MANIFEST).read_bytes())),
        (Wrong.CHANGED, MANIFEST),
    ),
    "a hash changed in the manifest": tampering(
        lambda f: edit(f / MANIFEST, sha256(f / TXT), HASH), (Wrong.CHANGED, MANIFEST), (Wrong.CHANGED, TXT)
    ),
    "a hash of the manifest changed in the tag manifest": tampering(
        lambda f: edit(f / TAGS, sha256(f / MANIFEST), HASH), (Wrong.CHANGED, MANIFEST)
    ),
    "a manifest with a byte-order mark": tampering(
        lambda f: rewrite_manifest(f, lambda old: b"\xef\xbb\xbf" + old),
        (Wrong.CHANGED, MANIFEST),
        (Wrong.ADDED, "data/01-fields.json"),
    ),
    "a manifest cut in a line": tampering(
        lambda f: rewrite_manifest(f, lambda old: old[:-3]),
        (Wrong.CHANGED, MANIFEST),
        (Wrong.MISSING, "data/record.js"),
        (Wrong.ADDED, RECORD),
    ),
    "a manifest with a line of another algorithm": line(f"{'ab' * 16}  data/x"),
    "a manifest of another algorithm": tampering(
        other_hashes, *((Wrong.CHANGED, MANIFEST),) * 7, *((Wrong.ADDED, name) for name in EVERY)
    ),
    "a manifest with a million lines": tampering(
        lambda f: rewrite_manifest(f, lambda _: b"\n" * 3_000_000), (Wrong.TOO_LARGE, MANIFEST)
    ),
    "a line without end": path(f"data/{'x' * 3_000_000}"),
    "a path up and out": path("data/../../etc/hostname"),
    "a path with a dot": path("data/./x"),
    "a path on a drive": path("C:/x"),
    "a path with backslashes": path(r"data\..\..\x"),
    "a path to another stream": path("data/x:y"),
    "a name with a dot at its end": path("data/x."),
    "a path that belongs beside data": line(f"{HASH}  x.txt"),
    "a file listed twice": line(f"{HASH}  {TXT}"),
    "a file listed twice in other letters": line(f"{HASH}  data/01-FILLED.txt"),
    "a file listed that is not there": tampering(
        lambda f: rewrite_manifest(f, lambda old: old + f"{HASH}  data/x.txt\n".encode()), (Wrong.MISSING, "data/x.txt")
    ),
}

OBJECTED = "Record of an objection under GDPR Art. 21(1) to Example Controller Limited"
REHEARSED = f"REPLAY, no objection was made: {OBJECTED.replace('an objection', 'a rehearsal of an objection')}"

DESCRIPTIONS = {
    "a timeline changed, with all hashes": tampering(
        resealed(lambda f: edit(f / EVENTS, "request_left", "request_lost")), (Wrong.DISAGREES, EVENTS)
    ),
    "a timeline of line ends, with all hashes": tampering(
        resealed(lambda f: (f / EVENTS).write_bytes(b"\n" * 60_000_000)),
        (Wrong.TOO_LARGE, EVENTS),
        (Wrong.DISAGREES, EVENTS),
    ),
    "a timeline of one endless line, with all hashes": tampering(
        resealed(lambda f: (f / EVENTS).write_bytes(b'{"detail":[' + b"1," * 6_000_000 + b"1]}\n")),
        (Wrong.DISAGREES, EVENTS),
    ),
    "a record changed into another shape": tampering(
        resealed(lambda f: edit_record(f, replay="perhaps")), (Wrong.CHANGED, RECORD)
    ),
    "a record with millions of mistakes": tampering(
        resealed(lambda f: edit_record(f, values=[1] * 4_000_000)), (Wrong.TOO_LARGE, RECORD)
    ),
    "a record of a later version": tampering(
        resealed(lambda f: edit_record(f, schema_version=SCHEMA_VERSION + 1, news="x")), (Wrong.NEWER, RECORD)
    ),
    "a rehearsal rewritten as live, with all hashes": tampering(as_live, (Wrong.DISAGREES, "START-HERE.pdf")),
    "a rehearsal rewritten as live but for its case, with all hashes": tampering(
        resealed(lambda f: edit_record(f, replay_case="received-en")), (Wrong.DISAGREES, RECORD)
    ),
    "a record rewritten as a rehearsal's, with all hashes": tampering(
        resealed(lambda f: edit_record(f, request_id=f"REPLAY-{ID}", replay=True, replay_case="received-en")),
        (Wrong.DISAGREES, "START-HERE.pdf"),
    ),
    "bag-info made to say that it is a rehearsal's, with its hash": tampering(
        lambda f: told_otherwise(f, "External-Description", REHEARSED), (Wrong.DISAGREES, "bag-info.txt")
    ),
    "a summary without a title, with its hash": tampering(resealed(untitled), (Wrong.DISAGREES, "START-HERE.pdf")),
    "a record that gives a file another hash, with all hashes": tampering(other_hash, (Wrong.DISAGREES, TXT)),
}
