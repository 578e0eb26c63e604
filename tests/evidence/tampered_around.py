"""What may be done around a record: to its time stamps, its supplements, the journal and the names; what is found.

`record` rewrites a record wholly, so that all that lies in it agrees.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.evidence.handmade import PNG, TAGS, edit, edit_record, flip, list_tags, reseal
from tests.evidence.tampering import HASH, move
from tests.evidence.world import ONE, OTHER, QUERY, RECORD, REPLY, THREE, TWO, World

from optout.evidence.folder import Wrong
from optout.evidence.stamp import StampWhy

OTHER_ONE = f"{OTHER}-supplement-1"
AWAY = "elsewhere"


@dataclass(frozen=True)
class Around:
    """`found` holds where, kind and file of every finding; `says` is part of the summary.

    `looked_at` is what is verified, `stamps` are its stamps that are not good; with `well` all is said to be well.
    """

    make: Callable[[World], object]
    found: tuple[tuple[str, Wrong, str], ...] = ()
    says: str = ""
    looked_at: str = RECORD
    stamps: tuple[StampWhy, ...] = ()
    well: bool = False


def around(make, *found, **more):
    """Give a tampering; a finding of two is about what is looked at, one of three about the folder it begins with."""
    at = more.get("looked_at", RECORD)
    return Around(make, tuple((at, *one) if len(one) == 2 else one for one in found), **more)


def misnamed(called):
    return (called, Wrong.DISAGREES, called)


def forgotten(make):
    """Do it where there is no journal."""

    def both(world):
        make(world)
        world.forget()

    return both


def rewritten(world, name=RECORD):
    """Change who was objected to, and every list and hash in the folder with it."""
    edit_record(world / name, controller="Somebody Else")
    return reseal(world / name)


def other_words(world, name, wanted="note"):
    """Rewrite what a supplement's description says, and every list with it."""
    edit(world / name / "data/supplement.json", f'"{wanted}"', '"confirmation"')
    reseal(world / name)


def beside_rewritten(name, change):
    """Change a file beside data and the list that it is in."""

    def make(world):
        change(world.record / name)
        list_tags(world.record)

    return around(make, (Wrong.DISAGREES, TAGS), *LINKS, STRAY, stamps=(StampWhy.OTHER_HASH,))


def put_in(world, name, text="x"):
    (world / name).parent.mkdir(exist_ok=True, parents=True)
    (world / name).write_text(text, "utf-8", newline="\n")


def take(world, *names):
    for name in names:
        place = world / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()


def exchange(world, one, other):
    move(world.root, one, AWAY)
    move(world.root, other, one)
    move(world.root, AWAY, other)


def copied(world, old, new):
    shutil.copytree(world / old, world / new)


LINKS = tuple((name, Wrong.DISAGREES, RECORD) for name in (ONE, TWO, THREE))
STRAY = (RECORD, Wrong.DISAGREES, QUERY)
Q, R = f"{RECORD}/{QUERY}", f"{RECORD}/{REPLY}"

STAMPS = {
    "the folder proofs removed": around(
        lambda w: take(w, f"{RECORD}/proofs"), (Wrong.MISSING, QUERY), (Wrong.MISSING, REPLY)
    ),
    "a stamp's question removed": around(lambda w: take(w, Q), (Wrong.MISSING, QUERY)),
    "a stamp's reply removed": around(lambda w: take(w, R), (Wrong.MISSING, REPLY), stamps=(StampWhy.NO_REPLY,)),
    "a stamp's reply changed": around(
        lambda w: (w / R).write_bytes((w / R).read_bytes()[:-9] + b"x" * 9),
        (Wrong.CHANGED, REPLY),
        stamps=(StampWhy.NOT_SOUND,),
    ),
    "another record's stamp in the place of its own": around(
        lambda w: w.stamp(RECORD, of=w / OTHER, noted=False),
        (Wrong.CHANGED, QUERY),
        (Wrong.CHANGED, REPLY),
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "a stamp more": around(
        lambda w: w.stamp(RECORD, file="2-x", noted=False),
        (Wrong.ADDED, "proofs/2-x.tsq"),
        (Wrong.ADDED, "proofs/2-x.tsr"),
    ),
    "a program among the proofs": around(
        lambda w: put_in(w, f"{RECORD}/proofs/notes.exe"), (Wrong.ADDED, "proofs/notes.exe")
    ),
    "a link among the proofs": around(
        lambda w: (w.record / "proofs/a.tsr").symlink_to("/etc/hostname"), (Wrong.NOT_PLAIN, "proofs/a.tsr")
    ),
    "a program among a supplement's proofs": around(
        lambda w: put_in(w, f"{ONE}/proofs/notes.exe"), (ONE, Wrong.ADDED, "proofs/notes.exe")
    ),
    "a stamp's question removed, and no journal": around(forgotten(lambda w: take(w, Q)), (Wrong.MISSING, QUERY)),
    "another record's stamp, and no journal": around(
        forgotten(lambda w: w.stamp(RECORD, of=w / OTHER)), STRAY, stamps=(StampWhy.OTHER_HASH,)
    ),
    "a reply to another question, and no journal": around(
        forgotten(lambda w: (w / Q).write_bytes(w.asked_anew())), stamps=(StampWhy.OTHER_REQUEST,)
    ),
}

SUPPLEMENTS = {
    "a supplement removed": around(lambda w: take(w, ONE), (Wrong.MISSING, ONE)),
    "the last supplement removed": around(lambda w: take(w, THREE), (Wrong.MISSING, THREE)),
    "a supplement removed, and no journal": around(forgotten(lambda w: take(w, ONE)), (Wrong.MISSING, ONE)),
    "a supplement put in": around(lambda w: w.supplements[RECORD].discard(TWO), (Wrong.ADDED, TWO)),
    "a supplement's file changed": around(
        lambda w: flip(w / ONE / "data/attached.txt"), (ONE, Wrong.CHANGED, "data/attached.txt")
    ),
    "a supplement rewritten as a whole": around(lambda w: other_words(w, ONE), (ONE, Wrong.DISAGREES, TAGS)),
    "a supplement made to name another record's fingerprint, and no journal": around(
        forgotten(lambda w: (edit(w / ONE / "data/supplement.json", w.fingerprints[RECORD], HASH), reseal(w / ONE))),
        (ONE, Wrong.DISAGREES, RECORD),
    ),
    "a supplement's folder renamed": around(lambda w: move(w.root, ONE, "a note"), (Wrong.MISSING, ONE)),
    "two supplements exchanged": around(lambda w: exchange(w, ONE, TWO), misnamed(ONE), misnamed(TWO)),
    "another record's supplement in the place of its own": around(
        lambda w: (take(w, ONE), copied(w, OTHER_ONE, ONE)), misnamed(ONE)
    ),
    "a supplement moved to another record's name, seen from there": around(
        lambda w: move(w.root, ONE, f"{OTHER}-supplement-2"),
        misnamed(f"{OTHER}-supplement-2"),
        (Wrong.ADDED, f"{OTHER}-supplement-2"),
        looked_at=OTHER,
    ),
    "a record under a supplement's name": around(lambda w: (take(w, ONE), copied(w, OTHER, ONE)), misnamed(ONE)),
    "a link for a supplement": around(
        lambda w: (move(w.root, ONE, f"../{AWAY}"), (w / ONE).symlink_to(f"../{AWAY}")), (Wrong.NOT_PLAIN, ONE)
    ),
    "a file for a supplement": around(lambda w: (take(w, ONE), put_in(w, ONE)), (Wrong.NOT_PLAIN, ONE)),
    "a folder that is called like a supplement": around(
        lambda w: put_in(w, f"{RECORD}-supplement-x/a.txt"),
        (Wrong.NOT_PLAIN, f"{RECORD}-supplement-x"),
        (Wrong.ADDED, f"{RECORD}-supplement-x"),
    ),
    "a supplement away from its record": around(
        lambda w: copied(w, ONE, f"away/{ONE}"), (Wrong.MISSING, RECORD), looked_at=f"away/{ONE}"
    ),
    "the record of a supplement changed, seen from the supplement": around(
        lambda w: flip(w.record / PNG), (RECORD, Wrong.CHANGED, PNG), looked_at=ONE
    ),
    "another record in the place of a supplement's": around(
        lambda w: (move(w.root, RECORD, f"../{AWAY}"), move(w.root, OTHER, RECORD)), misnamed(RECORD), looked_at=ONE
    ),
    "a supplement in the place of a supplement's record": around(
        lambda w: (move(w.root, RECORD, f"../{AWAY}"), copied(w, ONE, RECORD)), (Wrong.NOT_PLAIN, RECORD), looked_at=ONE
    ),
}

JOURNALS = {
    "the journal's fingerprint of the record changed": around(
        lambda w: w.fingerprints.update({RECORD: HASH}), (Wrong.DISAGREES, TAGS)
    ),
    "the journal's hash of a stamp changed": around(
        lambda w: w.proofs[RECORD].update({"1-tsa.example.tsr": HASH}), (Wrong.CHANGED, REPLY)
    ),
    "the journal's line of a stamp removed": around(
        lambda w: w.proofs[RECORD].pop("1-tsa.example.tsr"), (Wrong.ADDED, REPLY)
    ),
    "the journal's lines of all stamps removed": around(
        lambda w: w.proofs.clear(), (Wrong.ADDED, QUERY), (Wrong.ADDED, REPLY)
    ),
    "a stamp that never was put in the journal": around(
        lambda w: w.proofs[RECORD].update({"2-x.tsr": HASH}), (Wrong.MISSING, "proofs/2-x.tsr")
    ),
    "a supplement that never was put in the journal": around(
        lambda w: w.supplements[RECORD].add(f"{RECORD}-supplement-4"), (Wrong.MISSING, f"{RECORD}-supplement-4")
    ),
}

NAMES = {
    "the record's folder renamed": around(
        lambda w: move(w.root, RECORD, "my record"), misnamed("my record"), looked_at="my record"
    ),
    "the record's folder renamed, and no journal": around(
        forgotten(lambda w: move(w.root, RECORD, "my record")), misnamed("my record"), looked_at="my record"
    ),
    "the record's folder renamed, and the record rewritten": around(
        lambda w: (rewritten(w), move(w.root, RECORD, "my record")),
        misnamed("my record"),
        ("my record", Wrong.DISAGREES, TAGS),
        ("my record", *STRAY[1:]),
        *LINKS,
        looked_at="my record",
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "two records exchanged": around(lambda w: exchange(w, RECORD, OTHER), misnamed(RECORD)),
    "the record rewritten to be another one": around(
        lambda w: (edit_record(w.record, request_id="2026-11-24-facebook-aaaa"), reseal(w.record)),
        misnamed(RECORD),
        (Wrong.DISAGREES, "START-HERE.pdf"),
        (Wrong.DISAGREES, TAGS),
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "bag-info made to name another record, with its hash": around(
        forgotten(
            lambda w: (edit(w.record / "bag-info.txt", RECORD, OTHER), list_tags(w.record), take(w, f"{RECORD}/proofs"))
        ),
        (Wrong.DISAGREES, "bag-info.txt"),
        *LINKS,
    ),
}

WHOLE = {
    "the summary rewritten, with its hash": beside_rewritten("START-HERE.pdf", flip),
    "a file put in beside data, with its hash": around(
        lambda w: (put_in(w, f"{RECORD}/READ-ME.txt"), list_tags(w.record)),
        (Wrong.DISAGREES, TAGS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "the whole record rewritten": around(
        rewritten,
        (Wrong.DISAGREES, TAGS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
        says="this record is not as it was sealed",
    ),
    "the whole record rewritten, and no journal": around(
        forgotten(rewritten), *LINKS, STRAY, stamps=(StampWhy.OTHER_HASH,)
    ),
    "the whole record rewritten, no journal, and no stamp": around(
        forgotten(lambda w: (rewritten(w), take(w, f"{RECORD}/proofs"))), *LINKS
    ),
    "the whole record rewritten and stamped anew": around(
        lambda w: (rewritten(w), w.stamp(RECORD, noted=False)),
        (Wrong.DISAGREES, TAGS),
        (Wrong.CHANGED, QUERY),
        (Wrong.CHANGED, REPLY),
        *LINKS,
    ),
}

BLIND = {
    "the whole record rewritten, with no journal, no stamp and no supplement": around(
        forgotten(lambda w: (rewritten(w), take(w, f"{RECORD}/proofs", ONE, TWO, THREE))),
        says="no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show",
        well=True,
    ),
    "the same, and stamped anew": around(
        forgotten(lambda w: (rewritten(w), take(w, ONE, TWO, THREE), w.stamp(RECORD))),
        says="would not show; but a good time stamp shows that it was as it is now at ",
        well=True,
    ),
    "the proofs removed, with no journal": around(
        forgotten(lambda w: take(w, f"{RECORD}/proofs")), says="no fingerprint kept elsewhere was compared", well=True
    ),
    "the last supplement removed, with no journal": around(
        forgotten(lambda w: take(w, THREE)), says="no fingerprint kept elsewhere was compared", well=True
    ),
    "the journal lost its line of the record": around(
        lambda w: (w.fingerprints.pop(RECORD), w.supplements.pop(RECORD), w.proofs.clear()),
        says="no fingerprint kept elsewhere was compared",
        well=True,
    ),
}
"""What nobody can find: nothing outside the folder is left that says otherwise, and that is said."""
