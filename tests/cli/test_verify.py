"""`optout verify` with a journal: all that belongs to a record is checked, and told folder by
folder.
"""

import json
from pathlib import Path

import pytest
from tests.cli.shell import refused
from tests.evidence.handmade import PNG, TAGS, edit_record, flip, reseal
from tests.evidence.parcels import make
from tests.evidence.tsa import Signer
from tests.evidence.world import ONE, QUERY, RECORD, REPLY, THREE, TWO, make_world

from optout.cli.console import Console, Desk
from optout.cli.records import known_hashes, remembering_proofs
from optout.cli.verification import verify
from optout.errors import Exit, RecordError
from optout.evidence.export import Parcel, zipped
from optout.evidence.files import sha256
from optout.evidence.verify import whole_record
from optout.journal import Journal, ObjectionKey, Proof
from optout.settings import read_settings


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    folder = tmp_path_factory.mktemp("world")
    return make_world(folder / "records", Signer(folder, "Example Time Stamps"))


class Bench:
    """A data folder with records and a journal that knows all of them, and what `optout verify`
    says there.
    """

    def __init__(self, made, data, capsys):
        data.mkdir()
        self.world, self.capsys = made.copy(data / "records"), capsys
        self.settings = read_settings(data_dir=data, stamp_roots=made.signer.root)
        journal = Journal(data)
        journal.plan(
            RECORD, ObjectionKey("facebook", "Example Controller Limited", "default", "ai-training")
        )
        journal.note_record(RECORD, self.world.record, self.world.fingerprints[RECORD])
        for name in (ONE, TWO, THREE):
            journal.add_supplement(
                name, RECORD, str(self.world / name), self.world.fingerprints[name]
            )
        journal.add_proofs(
            Proof(RECORD, file, sha256) for file, sha256 in self.world.proofs[RECORD].items()
        )
        journal.close()

    def verify(self, name, *, as_json=False):
        self.capsys.readouterr()
        code = verify(Desk(Console(as_json=as_json), self.settings), Path(name))
        out, err = self.capsys.readouterr()
        return code, json.loads(out) if as_json else " ".join(err.split()), out.split()


@pytest.fixture
def desk(made, tmp_path, capsys):
    return Bench(made, tmp_path / "data", capsys)


def test_a_record_is_well_with_all_that_belongs_to_it(desk):
    code, said, out = desk.verify(RECORD)
    assert code is Exit.DONE
    for name in (ONE, TWO, THREE):
        assert f"{name}: all 2 files in data" in said
    assert "such as START-HERE.pdf, are as they were sealed" in said
    assert "the fingerprint is the one that the journal on this computer keeps" in said
    assert "good: Example Time Stamps" in said
    assert out == [desk.world.fingerprints[RECORD]]
    code, said, _ = desk.verify(ONE)
    assert code is Exit.DONE
    assert f"{RECORD}: all 5 files in data" in said
    assert f"{RECORD}: time stamp 1-tsa.example: good" in said


def test_what_is_wrong_around_a_record_or_a_supplement_is_named_and_is_an_error(desk):
    flip(desk.world / TWO / "data/attached.txt")
    code, told, _ = desk.verify(RECORD, as_json=True)
    assert (code, told["ok"], told["findings"], told["compared"]) == (Exit.ERROR, False, [], True)
    beside = {Path(one["record"]).name: (one["kind"], one["ok"]) for one in told["beside"]}
    assert beside == {
        ONE: ("supplement", True),
        TWO: ("supplement", False),
        THREE: ("supplement", True),
    }
    assert all(set(one) <= set(told) for one in told["beside"])
    (desk.world.record / REPLY).unlink()
    flip(desk.world.record / PNG)
    code, said, _ = desk.verify(RECORD)
    assert (code, f"{REPLY} is missing; the journal keeps it" in said) == (Exit.ERROR, True)
    assert f"{TWO}: data/attached.txt is not as" in said
    code, said, _ = desk.verify(ONE)
    assert (code, f"{RECORD}: {PNG} is not as manifest-sha256.txt lists it" in said) == (
        Exit.ERROR,
        True,
    )


def test_a_renamed_record_is_compared_with_the_journal_by_its_own_name(desk):
    edit_record(desk.world.record, controller="Somebody Else")
    reseal(desk.world.record)
    desk.world.record.rename(desk.world / "mine")
    code, said, _ = desk.verify(desk.world / "mine")
    assert code is Exit.ERROR
    assert f"the folder is called mine, and what was sealed in it is {RECORD}" in said
    assert "the fingerprint of tagmanifest-sha256.txt is not the one that was kept" in said
    assert (
        known_hashes(desk.settings.data_dir).fingerprint_of(desk.world / "mine")
        == desk.world.fingerprints[RECORD]
    )


def test_only_what_joined_meanwhile_is_noted(desk):
    (desk.world.record / "proofs/stranger.tsr").write_text("x")
    with remembering_proofs(Console(), desk.settings.data_dir, desk.world.record):
        desk.world.stamp(RECORD, file="2-tsa.example", noted=False)
    noted = known_hashes(desk.settings.data_dir).proofs[RECORD]
    assert set(noted) == {
        Path(name).name for name in (QUERY, REPLY, "2-tsa.example.tsq", "2-tsa.example.tsr")
    }
    assert noted["2-tsa.example.tsr"] == sha256(desk.world.record / "proofs/2-tsa.example.tsr")
    for file in desk.settings.data_dir.glob("journal*"):
        file.unlink()
    (desk.settings.data_dir / "journal.sqlite3").mkdir()
    with remembering_proofs(Console(), desk.settings.data_dir, desk.world.record):
        desk.world.stamp(RECORD, file="3-tsa.example", noted=False)
    assert "the journal does not know of these time stamps" in " ".join(
        desk.capsys.readouterr().err.split()
    )


# The fingerprint that somebody kept of a record, where no journal knows it


@pytest.fixture(scope="module")
def handed_on(browser, tmp_path_factory):
    """Give a record, with a supplement beside it, and what was exported of both."""
    folder = make(browser, tmp_path_factory.mktemp("handed on"))
    folder.with_name("record.zip").write_bytes(zipped(Parcel(whole_record(folder, None))))
    return folder


@pytest.mark.parametrize("what", ["record", "supplement", "zip"])
@pytest.mark.parametrize("right", [True, False], ids=["kept", "another"])
def test_a_fingerprint_that_is_named_is_compared(shell, handed_on, what, right):
    name = {"record": handed_on.name, "supplement": f"{handed_on.name}-supplement-1"}.get(
        what, "record.zip"
    )
    own = sha256((handed_on.with_name(name) if what == "supplement" else handed_on) / TAGS)
    hexes = own.upper() if right else own[::-1]
    ran = shell.run("verify", str(handed_on.with_name(name)), "--fingerprint", hexes, "--json")
    told = json.dumps(ran.json)
    assert (ran.code, ran.json["ok"]) == ((0, True) if right else (1, False)), told
    refused(
        shell.run("verify", str(handed_on), "--fingerprint", f"{own}0"), 2, "this is no fingerprint"
    )
    assert ("is not the one that was kept" in told) is not right
    assert ran.json["fingerprint"] == own


def test_where_the_journal_keeps_another_fingerprint_no_one_is_believed(desk):
    other = sha256(desk.world.record / "tagmanifest-sha256.txt")[::-1]
    with pytest.raises(RecordError) as told:
        verify(Desk(Console(), desk.settings), Path(RECORD), fingerprint=other)
    assert desk.world.fingerprints[RECORD] in told.value.message
