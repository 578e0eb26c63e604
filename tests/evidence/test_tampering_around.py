"""What may be done around a record, to its stamps, its supplements, the journal and the names, is
found.

Nothing is said to be well that is not; what nobody can find is said to be beyond what was looked
at.
"""

import os
import shutil

import pytest
from tests.evidence.handmade import (
    HASH,
    PNG,
    TAGS,
    edit,
    edit_record,
    flip,
    list_tags,
    move,
    reseal,
)
from tests.evidence.tsa import Signer
from tests.evidence.world import ONE, OTHER, QUERY, RECORD, REPLY, THREE, TWO, make_world

from optout.evidence.folder import FindingKind
from optout.evidence.stamp import StampReason
from optout.evidence.verify import check

AWAY = "elsewhere"
CHANGED, MISSING, ADDED, DISAGREES, NOT_PLAIN = (
    FindingKind.CHANGED, FindingKind.MISSING, FindingKind.ADDED, FindingKind.DISAGREES, FindingKind.NOT_PLAIN,
)  # fmt: skip
LINKS = [(name, DISAGREES, RECORD) for name in (ONE, TWO, THREE)]
"""What each supplement says of a record that is no longer the one it was attached to."""
STRAY = (RECORD, DISAGREES, QUERY)
REWRITTEN = [(RECORD, DISAGREES, TAGS), *LINKS, STRAY]
OTHER_HASH = {"stamps": [StampReason.OTHER_HASH]}
Q, R, PROOFS = f"{RECORD}/{QUERY}", f"{RECORD}/{REPLY}", f"{RECORD}/proofs"


def of(*found, **more):
    """Say what is found: of the record where no folder is named; `more` are `at`, `stamps` and
    `says`.
    """
    return [one if len(one) == 3 else (RECORD, *one) for one in found], more


def misnamed(called):
    return (called, DISAGREES, called)


def take(world, *names):
    for name in names:
        place = world / name
        shutil.rmtree(place) if place.is_dir() else place.unlink()


def put_in(world, name, text="x"):
    (world / name).parent.mkdir(exist_ok=True, parents=True)
    (world / name).write_text(text, "utf-8", newline="\n")


def rewritten(world):
    """Change who was objected to, and every list and hash in the folder with it."""
    edit_record(world.record, controller="Somebody Else")
    reseal(world.record)


def exchange(world, one, other):
    for names in ((one, AWAY), (other, one), (AWAY, other)):
        move(world.root, *names)


def other_words(world, old, new):
    """Rewrite what a supplement's description says, and every list with it."""
    edit(world / ONE / "data/supplement.json", old, new)
    reseal(world / ONE)


def renamed(world, new):
    edit_record(world.record, request_id=new)
    reseal(world.record)


KEPT = {
    # time stamps
    "the folder proofs removed": (lambda w: take(w, PROOFS), of((MISSING, QUERY), (MISSING, REPLY))),
    "a stamp's reply removed": (lambda w: take(w, R), of((MISSING, REPLY), stamps=[StampReason.NO_REPLY])),
    "a stamp's reply changed": (
        lambda w: (w / R).write_bytes((w / R).read_bytes()[:-9] + b"x" * 9),
        of((CHANGED, REPLY), stamps=[StampReason.NOT_SOUND]),
    ),
    "a stamp more": (
        lambda w: w.stamp(RECORD, file="2-x", noted=False), of((ADDED, "proofs/2-x.tsq"), (ADDED, "proofs/2-x.tsr")),
    ),
    # supplements
    "a supplement removed": (lambda w: take(w, ONE), of((MISSING, ONE))),
    "the last supplement removed": (lambda w: take(w, THREE), of((MISSING, THREE))),
    "a supplement put in": (lambda w: w.supplements[RECORD].discard(TWO), of((ADDED, TWO))),
    "a supplement rewritten as a whole": (
        lambda w: other_words(w, '"note"', '"confirmation"'), of((ONE, DISAGREES, TAGS)),
    ),
    "two supplements exchanged": (lambda w: exchange(w, ONE, TWO), of(misnamed(ONE), misnamed(TWO))),
    "a supplement moved to another record's name, seen from there": (
        lambda w: move(w.root, ONE, f"{OTHER}-supplement-2"),
        of(misnamed(f"{OTHER}-supplement-2"), (OTHER, ADDED, f"{OTHER}-supplement-2"), at=OTHER),
    ),
    "a link for a supplement": (
        lambda w: (move(w.root, ONE, f"../{AWAY}"), (w / ONE).symlink_to(f"../{AWAY}")), of((NOT_PLAIN, ONE)),
    ),
    "a file for a supplement": (lambda w: (take(w, ONE), put_in(w, ONE)), of((NOT_PLAIN, ONE))),
    "a supplement away from its record": (
        lambda w: shutil.copytree(w / ONE, w / f"away/{ONE}"), of((ONE, MISSING, RECORD), at=f"away/{ONE}"),
    ),
    "the record of a supplement changed, seen from the supplement": (
        lambda w: flip(w.record / PNG), of((CHANGED, PNG), at=ONE),
    ),
    "a supplement in the place of a supplement's record": (
        lambda w: (move(w.root, RECORD, f"../{AWAY}"), shutil.copytree(w / ONE, w.record)),
        of((ONE, NOT_PLAIN, RECORD), at=ONE),
    ),
    # what the journal keeps
    "its fingerprint of the record": (lambda w: w.fingerprints.update({RECORD: HASH}), of((DISAGREES, TAGS))),
    "its hash of a stamp": (
        lambda w: w.proofs[RECORD].update({"1-tsa.example.tsr": HASH}), of((CHANGED, REPLY)),
    ),
    "a stamp that never was": (
        lambda w: w.proofs[RECORD].update({"2-x.tsr": HASH}), of((MISSING, "proofs/2-x.tsr")),
    ),
    # names
    "the record's folder renamed": (
        lambda w: move(w.root, RECORD, "my record"), of(misnamed("my record"), at="my record"),
    ),
    "the record's folder renamed, and a supplement removed": (
        lambda w: (take(w, ONE), move(w.root, RECORD, "mine")),
        of(misnamed("mine"), ("mine", MISSING, ONE), at="mine", says="not all that belongs to it is well: 2 problems"),
    ),
    "the record rewritten to be another one": (
        lambda w: renamed(w, "2026-11-24-facebook-aaaa"),
        of(misnamed(RECORD), (DISAGREES, "START-HERE.pdf"), (DISAGREES, TAGS), STRAY, **OTHER_HASH),
    ),
    # the whole of it
    "the summary rewritten, with its hash": (
        lambda w: (flip(w.record / "START-HERE.pdf"), list_tags(w.record)), of(*REWRITTEN, **OTHER_HASH),
    ),
    "the whole record rewritten": (
        rewritten, of(*REWRITTEN, says="this record is not as it was sealed", **OTHER_HASH),
    ),
    "the whole record rewritten and stamped anew": (
        lambda w: (rewritten(w), w.stamp(RECORD, noted=False)),
        of((DISAGREES, TAGS), (CHANGED, QUERY), (CHANGED, REPLY), *LINKS),
    ),
}  # fmt: skip
FORGOTTEN = {
    "a stamp's question removed": (lambda w: take(w, Q), of((MISSING, QUERY))),
    "another record's stamp": (lambda w: w.stamp(RECORD, of=w / OTHER), of(STRAY, **OTHER_HASH)),
    "a reply to another question": (
        lambda w: (w / Q).write_bytes(w.asked_anew()), of(stamps=[StampReason.OTHER_REQUEST]),
    ),
    "a supplement removed": (lambda w: take(w, ONE), of((MISSING, ONE))),
    "a supplement made to name another record's fingerprint": (
        lambda w: other_words(w, w.recorded, HASH),
        of((ONE, DISAGREES, RECORD), (ONE, DISAGREES, "HOW-TO-VERIFY.txt")),
    ),
    "the whole record rewritten": (rewritten, of(*LINKS, STRAY, **OTHER_HASH)),
    "the whole record rewritten, and no stamp": (lambda w: (rewritten(w), take(w, PROOFS)), of(*LINKS)),
}  # fmt: skip
"""What is found where there is no journal."""
NOT_COMPARED = (
    "no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show"
)
BLIND = {
    "the whole record rewritten, with no stamp and no supplement": (
        lambda w: (rewritten(w), take(w, PROOFS, ONE, TWO, THREE)), NOT_COMPARED,
    ),
    "the same, and stamped anew": (
        lambda w: (rewritten(w), take(w, ONE, TWO, THREE), w.stamp(RECORD)),
        "would not show; but a good time stamp shows that it was as it is now at ",
    ),
    "the last supplement removed": (lambda w: take(w, THREE), NOT_COMPARED),
    "nothing": (lambda _: None, NOT_COMPARED),
}  # fmt: skip
"""What nobody can find: nothing outside the folder is left that says otherwise, and that is said."""


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    return make_world(folder / "records", Signer(folder, "Example Time Stamps"))


@pytest.fixture
def world(made, tmp_path):
    return made.copy(tmp_path / "records")


def checked(world, name):
    return check(world / name, world.kept, world.signer.anchors)


def found(told):
    """Give every finding with the folder that it is about."""
    return [(one.folder.name, f.kind, f.file) for one in (told, *told.beside) for f in one.findings]


def on_its_systems(name):
    """Skip what this system cannot even make."""
    return pytest.param(
        name, marks=pytest.mark.skipif(os.name == "nt" and "link" in name, reason="not on Windows")
    )


def held_to(world, make, expected):
    wanted, more = expected
    make(world)
    told = checked(world, more.get("at", RECORD))
    assert sorted(found(told)) == sorted(wanted)
    assert [stamp.reason for stamp in told.stamps if stamp.reason.verdict != "good"] == more.get(
        "stamps", []
    )
    assert not told.ok
    assert more.get("says", "") in told.summary


@pytest.mark.parametrize("name", [*map(on_its_systems, KEPT)])
def test_tampering_is_found_by_its_kind_and_the_file(world, name):
    held_to(world, *KEPT[name])


@pytest.mark.parametrize("name", FORGOTTEN)
def test_without_a_journal_much_is_found_all_the_same(world, name):
    world.forget()
    held_to(world, *FORGOTTEN[name])


@pytest.mark.parametrize("name", BLIND)
def test_what_nobody_can_find_is_said_not_to_have_been_compared(world, name):
    make, says = BLIND[name]
    world.forget()
    make(world)
    told = checked(world, RECORD)
    assert (found(told), told.ok) == ([], True)
    assert says in told.summary
    # nobody is trusted
    assert "good time stamp" not in check(world / RECORD, world.kept, ()).summary


@pytest.mark.parametrize("name", [RECORD, OTHER, ONE])
def test_where_nobody_did_anything_all_is_well(world, name):
    told = checked(world, name)
    assert (found(told), told.ok) == ([], True)
    assert [stamp.reason.verdict for stamp in told.stamps] == ["good"] * (name == RECORD)
