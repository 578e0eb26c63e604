"""What may be done around a record: to its time stamps, its supplements, the journal and the names; what is found.

`record` rewrites a record wholly, so that all that lies in it agrees.
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass

from tests.evidence.handmade import PNG, TAGS, edit, edit_record, entitle, flip, list_tags, reseal
from tests.evidence.tampering import EMPTY, HASH, LINKED, OTHER_RECORD, UNSEALED, move
from tests.evidence.world import ONE, OTHER, QUERY, RECORD, REPLY, THREE, TWO, World

from optout.evidence.folder import Wrong
from optout.evidence.stamp import StampWhy

NO_STAMP = "{} is no time stamp, and nothing else belongs there"
GONE = "{} is missing; the journal keeps it"
ALTERED = "{} is not as it was when the journal noted it"
UNNOTED = "{} is not among what the journal keeps of the time stamps"
STRAYED = "{} asked for another fingerprint's stamp"
DIFFERS = "the fingerprint of {} is not the one that was kept"
NOT_ITS_RECORD = "the record {} beside it does not have the fingerprint that it had when this was attached"
CALLED = "the folder is called {}, and what was sealed in it is the "
GIVE_BACK = ": give it that name again"
MISPLACED = "names a path that does not belong in it"
NO_SUPPLEMENT = "{} is called a supplement, and is none"
OTHER_ONE = f"{OTHER}-supplement-1"
AWAY = "elsewhere"


@dataclass(frozen=True)
class Around:
    """`found` holds where, kind, file and sentence of every finding; `says` is part of the summary.

    `looked_at` is what is verified, `stamps` are its stamps that are not good; with `well` all is said to be well.
    """

    make: Callable[[World], object]
    found: tuple[tuple[str, Wrong, str, str], ...] = ()
    says: str = ""
    looked_at: str = RECORD
    stamps: tuple[StampWhy, ...] = ()
    well: bool = False


def around(make, *found, **more):
    """Give a tampering; a finding of three is about what is looked at, one of four about the folder it begins with."""
    at = more.get("looked_at", RECORD)
    whole = [(at, *one) if len(one) == 3 else one for one in found]
    return Around(make, tuple((where, kind, file, says.format(file)) for where, kind, file, says in whole), **more)


def misnamed(called, own, kind="record"):
    return (called, Wrong.MISNAMED, called, f"{CALLED}{kind} {own}{GIVE_BACK}")


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

    return around(make, (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS), *LINKS, STRAY, stamps=(StampWhy.OTHER_HASH,))


def listed(folder):
    """Make the list of what lies beside data agree again."""
    list_tags(folder)


def flipped(file):
    flip(file)


def edited(file, old, new):
    edit(file, old, new)


def redescribed(folder, **changes):
    edit_record(folder, **changes)


def retitled(folder, name):
    entitle(folder, name)


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


LINKS = tuple((name, Wrong.FINGERPRINT_DIFFERS, RECORD, NOT_ITS_RECORD) for name in (ONE, TWO, THREE))
STRAY = (RECORD, Wrong.FINGERPRINT_DIFFERS, QUERY, STRAYED)
Q, R = f"{RECORD}/{QUERY}", f"{RECORD}/{REPLY}"

STAMPS = {
    "the folder proofs removed": around(
        lambda w: take(w, f"{RECORD}/proofs"), (Wrong.MISSING, QUERY, GONE), (Wrong.MISSING, REPLY, GONE)
    ),
    "a stamp's question removed": around(lambda w: take(w, Q), (Wrong.MISSING, QUERY, GONE)),
    "a stamp's reply removed": around(lambda w: take(w, R), (Wrong.MISSING, REPLY, GONE), stamps=(StampWhy.NO_REPLY,)),
    "a stamp's question changed": around(
        lambda w: (w / Q).write_bytes((w / Q).read_bytes() + b"x"),
        (Wrong.CHANGED, QUERY, ALTERED),
        stamps=(StampWhy.OTHER_REQUEST,),
    ),
    "a stamp's reply changed": around(
        lambda w: (w / R).write_bytes((w / R).read_bytes()[:-9] + b"x" * 9),
        (Wrong.CHANGED, REPLY, ALTERED),
        stamps=(StampWhy.NOT_SOUND,),
    ),
    "a stamp's reply replaced by a page": around(
        lambda w: (w / R).write_text("<!doctype html><p>Sign in to this network"),
        (Wrong.CHANGED, REPLY, ALTERED),
        stamps=(StampWhy.UNREADABLE,),
    ),
    "a stamp renamed": around(
        lambda w: (move(w.record, QUERY, "proofs/2-x.tsq"), move(w.record, REPLY, "proofs/2-x.tsr")),
        (Wrong.RENAMED, QUERY, "{} is now called proofs/2-x.tsq"),
        (Wrong.RENAMED, REPLY, "{} is now called proofs/2-x.tsr"),
    ),
    "another record's stamp in the place of its own": around(
        lambda w: w.stamp(RECORD, of=w / OTHER, noted=False),
        (Wrong.CHANGED, QUERY, ALTERED),
        (Wrong.CHANGED, REPLY, ALTERED),
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "a stamp more": around(
        lambda w: w.stamp(RECORD, file="2-x", noted=False),
        (Wrong.ADDED, "proofs/2-x.tsq", UNNOTED),
        (Wrong.ADDED, "proofs/2-x.tsr", UNNOTED),
    ),
    "a program among the proofs": around(
        lambda w: put_in(w, f"{RECORD}/proofs/notes.exe"), (Wrong.NOT_UNDERSTOOD, "proofs/notes.exe", NO_STAMP)
    ),
    "a stamp without an ending among the proofs": around(
        lambda w: put_in(w, f"{RECORD}/proofs/tsr"), (Wrong.NOT_UNDERSTOOD, "proofs/tsr", NO_STAMP)
    ),
    "a folder among the proofs": around(
        lambda w: put_in(w, f"{RECORD}/proofs/more/a.tsr"),
        (Wrong.NOT_UNDERSTOOD, "proofs/more/a.tsr", NO_STAMP),
        stamps=(StampWhy.UNREADABLE,),
    ),
    "an empty folder among the proofs": around(
        lambda w: (w.record / "proofs/more").mkdir(), (Wrong.ADDED, "proofs/more", EMPTY)
    ),
    "the proofs emptied": around(
        lambda w: take(w, Q, R),
        (Wrong.ADDED, "proofs", EMPTY),
        (Wrong.MISSING, QUERY, GONE),
        (Wrong.MISSING, REPLY, GONE),
    ),
    "a link among the proofs": around(
        lambda w: (w.record / "proofs/a.tsr").symlink_to("/etc/hostname"), (Wrong.LINK, "proofs/a.tsr", LINKED)
    ),
    "a file for the folder proofs": around(
        lambda w: (take(w, f"{RECORD}/proofs"), put_in(w, f"{RECORD}/proofs")),
        (Wrong.ADDED, "proofs", UNSEALED),
        (Wrong.MISSING, QUERY, GONE),
        (Wrong.MISSING, REPLY, GONE),
    ),
    "a picture moved among the proofs": around(
        lambda w: move(w.record, PNG, "proofs/01-filled.png"),
        (Wrong.MISSING, PNG, "{} is missing"),
        (Wrong.NOT_UNDERSTOOD, "proofs/01-filled.png", NO_STAMP),
    ),
    "a program among a supplement's proofs": around(
        lambda w: put_in(w, f"{ONE}/proofs/notes.exe"), (ONE, Wrong.NOT_UNDERSTOOD, "proofs/notes.exe", NO_STAMP)
    ),
    "a stamp's question removed, and no journal": around(
        forgotten(lambda w: take(w, Q)), (Wrong.MISSING, QUERY, "{} is missing; " + REPLY + " lies there alone")
    ),
    "a stamp's reply removed, and no journal": around(
        forgotten(lambda w: take(w, R)),
        (Wrong.MISSING, REPLY, "{} is missing; " + QUERY + " lies there alone"),
        stamps=(StampWhy.NO_REPLY,),
    ),
    "another record's stamp, and no journal": around(
        forgotten(lambda w: w.stamp(RECORD, of=w / OTHER)), STRAY, stamps=(StampWhy.OTHER_HASH,)
    ),
    "a reply to another question, and no journal": around(
        forgotten(lambda w: (w / Q).write_bytes(w.asked_anew())), stamps=(StampWhy.OTHER_REQUEST,)
    ),
    "a forged reply, and no journal": around(
        forgotten(lambda w: (w / R).write_bytes((w / R).read_bytes()[:-9] + b"x" * 9)), stamps=(StampWhy.NOT_SOUND,)
    ),
    "a page for a reply, and no journal": around(
        forgotten(lambda w: (w / R).write_text("<!doctype html>")), stamps=(StampWhy.UNREADABLE,)
    ),
    "a program among the proofs, and no journal": around(
        forgotten(lambda w: put_in(w, f"{RECORD}/proofs/notes.exe")),
        (Wrong.NOT_UNDERSTOOD, "proofs/notes.exe", NO_STAMP),
    ),
}

SUPPLEMENTS = {
    "a supplement removed": around(
        lambda w: take(w, ONE), (Wrong.MISSING, ONE, "the supplement {} is missing; the journal keeps it")
    ),
    "the last supplement removed": around(
        lambda w: take(w, THREE), (Wrong.MISSING, THREE, "the supplement {} is missing; the journal keeps it")
    ),
    "a supplement removed, and no journal": around(
        forgotten(lambda w: take(w, ONE)), (Wrong.MISSING, ONE, "the supplement {} is missing; a later one is there")
    ),
    "a supplement put in": around(
        lambda w: w.supplements[RECORD].discard(TWO),
        (Wrong.ADDED, TWO, "the supplement {} is not among those that the journal keeps"),
    ),
    "a supplement's file changed": around(
        lambda w: flipped(w / ONE / "data/attached.txt"), (ONE, Wrong.CHANGED, "data/attached.txt", "{} was changed")
    ),
    "a supplement's file made shorter": around(
        lambda w: (w / ONE / "data/attached.txt").write_bytes(b"They"),
        (
            ONE,
            Wrong.TRUNCATED,
            "data/attached.txt",
            "{} was made shorter: it has 4 bytes, and 13 were sealed",
        ),
        (ONE, Wrong.RECORD_DISAGREES, "data/attached.txt", "supplement.json describes another file than {}"),
    ),
    "a supplement's file removed": around(
        lambda w: take(w, f"{ONE}/data/attached.txt"), (ONE, Wrong.MISSING, "data/attached.txt", "{} is missing")
    ),
    "a supplement's file renamed": around(
        lambda w: move(w / ONE, "data/attached.txt", "data/x.txt"),
        (ONE, Wrong.RENAMED, "data/attached.txt", "{} is now called data/x.txt"),
    ),
    "a file added to a supplement": around(
        lambda w: put_in(w, f"{ONE}/data/more.txt"), (ONE, Wrong.ADDED, "data/more.txt", UNSEALED)
    ),
    "an empty folder in a supplement": around(
        lambda w: (w / ONE / "data/in").mkdir(), (ONE, Wrong.ADDED, "data/in", EMPTY)
    ),
    "a supplement's instructions removed, with their line": around(
        lambda w: (take(w, f"{ONE}/HOW-TO-VERIFY.txt"), listed(w / ONE)),
        (ONE, Wrong.MISSING, "HOW-TO-VERIFY.txt", "{} is missing"),
        (ONE, Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
    ),
    "a supplement's instructions rewritten, with their hash": around(
        lambda w: (flipped(w / ONE / "HOW-TO-VERIFY.txt"), listed(w / ONE)),
        (ONE, Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
    ),
    "a supplement rewritten as a whole": around(
        lambda w: other_words(w, ONE), (ONE, Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS)
    ),
    "a supplement made to name another record's fingerprint, and no journal": around(
        forgotten(lambda w: (edited(w / ONE / "data/supplement.json", w.fingerprints[RECORD], HASH), reseal(w / ONE))),
        (ONE, Wrong.FINGERPRINT_DIFFERS, RECORD, NOT_ITS_RECORD),
    ),
    "a supplement's folder renamed": around(
        lambda w: move(w.root, ONE, "a note"), misnamed("a note", ONE, "supplement")
    ),
    "two supplements exchanged": around(
        lambda w: exchange(w, ONE, TWO),
        misnamed(ONE, TWO, "supplement"),
        misnamed(TWO, ONE, "supplement"),
    ),
    "another record's supplement in the place of its own": around(
        lambda w: (take(w, ONE), copied(w, OTHER_ONE, ONE)),
        misnamed(ONE, OTHER_ONE, "supplement"),
    ),
    "a supplement moved to another record's name": around(
        lambda w: move(w.root, ONE, f"{OTHER}-supplement-2"),
        misnamed(f"{OTHER}-supplement-2", ONE, "supplement"),
    ),
    "a supplement moved to another record's name, seen from there": around(
        lambda w: move(w.root, ONE, f"{OTHER}-supplement-2"),
        misnamed(f"{OTHER}-supplement-2", ONE, "supplement"),
        (Wrong.ADDED, f"{OTHER}-supplement-2", "the supplement {} is not among those that the journal keeps"),
        looked_at=OTHER,
    ),
    "a record under a supplement's name": around(lambda w: (take(w, ONE), copied(w, OTHER, ONE)), misnamed(ONE, OTHER)),
    "a link for a supplement": around(
        lambda w: (move(w.root, ONE, f"../{AWAY}"), (w / ONE).symlink_to(f"../{AWAY}")),
        (Wrong.NOT_UNDERSTOOD, ONE, NO_SUPPLEMENT),
    ),
    "a file for a supplement": around(
        lambda w: (take(w, ONE), put_in(w, ONE)), (Wrong.NOT_UNDERSTOOD, ONE, NO_SUPPLEMENT)
    ),
    "an empty folder for a supplement": around(
        lambda w: (take(w, ONE), (w / ONE).mkdir()), (Wrong.NOT_UNDERSTOOD, ONE, NO_SUPPLEMENT)
    ),
    "a folder that is called like a supplement": around(
        lambda w: put_in(w, f"{RECORD}-supplement-x/a.txt"),
        (Wrong.NOT_UNDERSTOOD, f"{RECORD}-supplement-x", NO_SUPPLEMENT),
        (Wrong.ADDED, f"{RECORD}-supplement-x", "the supplement {} is not among those that the journal keeps"),
    ),
    "a supplement away from its record": around(
        lambda w: copied(w, ONE, f"away/{ONE}"),
        (Wrong.MISSING, RECORD, "the record {}, to which it belongs, does not lie beside it"),
        looked_at=f"away/{ONE}",
    ),
    "the record of a supplement changed, seen from the supplement": around(
        lambda w: flipped(w.record / PNG), (RECORD, Wrong.CHANGED, PNG, "{} was changed"), looked_at=ONE
    ),
    "the summary of a supplement's record rewritten, seen from the supplement": around(
        lambda w: (flipped(w.record / "START-HERE.pdf"), listed(w.record)),
        (RECORD, Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        (Wrong.FINGERPRINT_DIFFERS, RECORD, NOT_ITS_RECORD),
        STRAY,
        looked_at=ONE,
    ),
    "another record in the place of a supplement's": around(
        lambda w: (move(w.root, RECORD, f"../{AWAY}"), move(w.root, OTHER, RECORD)),
        misnamed(RECORD, OTHER),
        (Wrong.FINGERPRINT_DIFFERS, RECORD, NOT_ITS_RECORD),
        looked_at=ONE,
    ),
    "a supplement in the place of a supplement's record": around(
        lambda w: (move(w.root, RECORD, f"../{AWAY}"), copied(w, ONE, RECORD)),
        (Wrong.NOT_UNDERSTOOD, RECORD, "{} is called like its record, and is none"),
        (Wrong.FINGERPRINT_DIFFERS, RECORD, NOT_ITS_RECORD),
        looked_at=ONE,
    ),
}

JOURNALS = {
    "the journal's fingerprint of the record changed": around(
        lambda w: w.fingerprints.update({RECORD: HASH}), (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS)
    ),
    "the journal's fingerprint of a supplement changed": around(
        lambda w: w.fingerprints.update({ONE: HASH}), (ONE, Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS)
    ),
    "the journal's hash of a stamp changed": around(
        lambda w: w.proofs[RECORD].update({"1-tsa.example.tsr": HASH}), (Wrong.CHANGED, REPLY, ALTERED)
    ),
    "the journal's line of a stamp removed": around(
        lambda w: w.proofs[RECORD].pop("1-tsa.example.tsr"), (Wrong.ADDED, REPLY, UNNOTED)
    ),
    "the journal's lines of all stamps removed": around(
        lambda w: w.proofs.clear(), (Wrong.ADDED, QUERY, UNNOTED), (Wrong.ADDED, REPLY, UNNOTED)
    ),
    "a stamp that never was put in the journal": around(
        lambda w: w.proofs[RECORD].update({"2-x.tsr": HASH}), (Wrong.MISSING, "proofs/2-x.tsr", GONE)
    ),
    "a supplement that never was put in the journal": around(
        lambda w: w.supplements[RECORD].add(f"{RECORD}-supplement-4"),
        (Wrong.MISSING, f"{RECORD}-supplement-4", "the supplement {} is missing; the journal keeps it"),
    ),
    "the journal's fingerprints of two records exchanged": around(
        lambda w: w.fingerprints.update({RECORD: w.fingerprints[OTHER], OTHER: w.fingerprints[RECORD]}),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
    ),
}

NAMES = {
    "the record's folder renamed": around(
        lambda w: move(w.root, RECORD, "my record"), misnamed("my record", RECORD), looked_at="my record"
    ),
    "the record's folder renamed, and no journal": around(
        forgotten(lambda w: move(w.root, RECORD, "my record")), misnamed("my record", RECORD), looked_at="my record"
    ),
    "the record's folder renamed, and the record rewritten": around(
        lambda w: (rewritten(w), move(w.root, RECORD, "my record")),
        misnamed("my record", RECORD),
        ("my record", Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        ("my record", *STRAY[1:]),
        *LINKS,
        looked_at="my record",
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "two records exchanged": around(
        lambda w: exchange(w, RECORD, OTHER),
        misnamed(RECORD, OTHER),
        (OTHER_ONE, Wrong.FINGERPRINT_DIFFERS, OTHER, NOT_ITS_RECORD),
    ),
    "a copy of the record under another name": around(
        lambda w: copied(w, RECORD, "copy"), misnamed("copy", RECORD), looked_at="copy"
    ),
    "the record rewritten to be another one": around(
        lambda w: (redescribed(w.record, request_id="2026-11-24-facebook-aaaa"), reseal(w.record)),
        misnamed(RECORD, "2026-11-24-facebook-aaaa"),
        (Wrong.RECORD_DISAGREES, "START-HERE.pdf", OTHER_RECORD),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "the record rewritten to be another one that the journal knows": around(
        lambda w: (redescribed(w.record, request_id=OTHER, controller="Somebody Else"), reseal(w.record)),
        misnamed(RECORD, OTHER),
        (Wrong.RECORD_DISAGREES, "START-HERE.pdf", OTHER_RECORD),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "bag-info made to name another record, with its hash": around(
        forgotten(
            lambda w: (edited(w.record / "bag-info.txt", RECORD, OTHER), listed(w.record), take(w, f"{RECORD}/proofs"))
        ),
        (Wrong.RECORD_DISAGREES, "bag-info.txt", OTHER_RECORD),
        *LINKS,
    ),
}

WHOLE = {
    "the summary rewritten, with its hash": beside_rewritten("START-HERE.pdf", flipped),
    "the instructions rewritten, with their hash": beside_rewritten("HOW-TO-VERIFY.txt", flip),
    "bag-info rewritten, with its hash": beside_rewritten(
        "bag-info.txt", lambda f: edited(f, "Payload", "Note: x\nPayload")
    ),
    "bagit.txt with other line ends, with its hash": beside_rewritten(
        "bagit.txt", lambda f: f.write_bytes(f.read_bytes().replace(b"\n", b"\r\n"))
    ),
    "a file put in beside data, with its hash": around(
        lambda w: (put_in(w, f"{RECORD}/READ-ME.txt"), listed(w.record)),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "the summary taken out, with its line": around(
        lambda w: (take(w, f"{RECORD}/START-HERE.pdf"), listed(w.record)),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "the instructions taken out, with their line": around(
        lambda w: (take(w, f"{RECORD}/HOW-TO-VERIFY.txt"), listed(w.record)),
        (Wrong.MISSING, "HOW-TO-VERIFY.txt", "{} is missing"),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
    ),
    "the whole record rewritten": around(
        rewritten,
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        *LINKS,
        STRAY,
        stamps=(StampWhy.OTHER_HASH,),
        says="this record is not as it was sealed",
    ),
    "the whole record rewritten, and no journal": around(
        forgotten(rewritten), *LINKS, STRAY, stamps=(StampWhy.OTHER_HASH,), says="the folder was rewritten since"
    ),
    "the whole record rewritten, no journal, and no stamp": around(
        forgotten(lambda w: (rewritten(w), take(w, f"{RECORD}/proofs"))), *LINKS
    ),
    "the whole record rewritten and stamped anew": around(
        lambda w: (rewritten(w), w.stamp(RECORD, noted=False)),
        (Wrong.FINGERPRINT_DIFFERS, TAGS, DIFFERS),
        (Wrong.CHANGED, QUERY, ALTERED),
        (Wrong.CHANGED, REPLY, ALTERED),
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
    "the summary rewritten with its hash, with no journal, no stamp and no supplement": around(
        forgotten(
            lambda w: (
                flipped(w.record / "START-HERE.pdf"),
                listed(w.record),
                take(w, f"{RECORD}/proofs", ONE, TWO, THREE),
            )
        ),
        says="no fingerprint kept elsewhere was compared",
        well=True,
    ),
    "the proofs removed, with no journal": around(
        forgotten(lambda w: take(w, f"{RECORD}/proofs")),
        says="no fingerprint kept elsewhere was compared",
        well=True,
    ),
    "the last supplement removed, with no journal": around(
        forgotten(lambda w: take(w, THREE)), says="no fingerprint kept elsewhere was compared", well=True
    ),
    "a supplement rewritten as a whole, with no journal": around(
        forgotten(lambda w: other_words(w, ONE)), says="no fingerprint kept elsewhere was compared", well=True
    ),
    "the record rewritten to be another one everywhere, with no stamp and no supplement": around(
        lambda w: (
            redescribed(w.record, request_id="2026-11-24-facebook-aaaa"),
            retitled(w.record, "2026-11-24-facebook-aaaa"),
            reseal(w.record),
            take(w, f"{RECORD}/proofs", ONE, TWO, THREE),
            move(w.root, RECORD, "2026-11-24-facebook-aaaa"),
        ),
        looked_at="2026-11-24-facebook-aaaa",
        says="no fingerprint kept elsewhere was compared",
        well=True,
    ),
    "the journal lost its line of the record": around(
        lambda w: (w.fingerprints.pop(RECORD), w.supplements.pop(RECORD), w.proofs.clear()),
        says="no fingerprint kept elsewhere was compared",
        well=True,
    ),
}
"""What nobody can find: nothing outside the folder is left that says otherwise, and that is said."""
