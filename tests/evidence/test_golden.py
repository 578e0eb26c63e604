"""Records sealed by released versions verify for ever, with our own check and with those of others."""

import json
import shutil
import subprocess
import sys
from datetime import timedelta

import bagit  # type: ignore[import-untyped]
import pytest
from tools import make_golden
from tools.make_golden import (
    BARE,
    COMMENTS,
    DOMAIN,
    FOLDER,
    FULL,
    GOLDEN,
    MOST_BYTES,
    NOTES,
    ROOTS,
    keep,
    kept_elsewhere,
    records_in,
    roots_of,
)

from optout.errors import RecordError
from optout.evidence.around import Kept, check
from optout.evidence.chain import Revoked
from optout.evidence.export import parcel_of, zipped
from optout.evidence.mail import SignatureFailed, SignatureWhy
from optout.evidence.stamp import Judged, StampWhy
from optout.evidence.supplement import Label
from optout.evidence.unpack import all_findings, unpacked
from optout.evidence.verify import FolderKind, look, verify, whole_record

FINGERPRINTS = {"": "fingerprint.txt", "-supplement-1": "supplement-fingerprint.txt"}
"""What is kept of the first ones, a record and its supplement: a file each."""
SETS = sorted(folder.name for folder in GOLDEN.iterdir())
SEALED = [name for name in SETS if (GOLDEN / name / ROOTS).exists()]
"""Those whose fingerprint covers all but the proofs; of the others it covers `data` alone."""
needs_sha256sum = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="not on macOS: it has shasum")


def kept():
    """List the golden records in the repository."""
    return [record for name in SETS for record in records_in(GOLDEN / name)]


def folders(golden):
    """List the records and supplements of a version."""
    return sorted(file.parent for file in golden.glob("*/bagit.txt"))


def what_is_kept(golden):
    """Give what is kept elsewhere of a version's, as the journal does."""
    if golden.name in SEALED:
        return kept_elsewhere(golden)
    [record] = records_in(golden)
    fingerprints = {
        f"{record.name}{of}": (golden / file).read_text("ascii").strip() for of, file in FINGERPRINTS.items()
    }
    return Kept(fingerprints, {record.name: {f"{record.name}-supplement-1"}})


def described(folder):
    (file,) = (folder / "data").glob("record.json")
    return json.loads(file.read_text("utf-8"))


def supplement(record, number):
    return record.with_name(f"{record.name}-supplement-{number}")


def asked(name):
    """Give what the DNS would: the key that is kept."""
    [key] = (GOLDEN / SEALED[-1]).glob("*/data/dkim-key.txt")
    if name != f"sel._domainkey.{DOMAIN}":
        raise SignatureFailed(SignatureWhy.KEY_GONE)
    return key.read_bytes()


def sha256sum(folder, manifest):
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", manifest], cwd=folder, capture_output=True, text=True, check=False
    )
    return ran.returncode, ran.stderr


def flipped(data, at):
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


@pytest.fixture(params=SETS)
def golden(request):
    return GOLDEN / request.param


@pytest.fixture(params=SEALED)
def newer(request):
    """Give those of one version whose fingerprint covers all."""
    return GOLDEN / request.param


@pytest.fixture
def stamped(newer):
    """Give the one record that is stamped, has all kinds of supplements and is exported."""
    [record] = [record for record in records_in(newer) if (record / "proofs").exists()]
    return record


# All of them


def test_a_golden_record_verifies_with_its_fingerprint_and_with_all_that_belongs_to_it(golden):
    elsewhere = what_is_kept(golden)
    for place in folders(golden):
        known = elsewhere.fingerprints[place.name]
        verdict = look(place, known, ()).verdict
        assert (verdict.findings, verdict.fingerprint) == ((), known), place
        assert "the fingerprint is the one that was kept" in verdict.summary
        for kept_of_it in (elsewhere, Kept()):
            told = check(place, kept_of_it, ())
            assert (told.ok, told.looked.verdict.findings) == (True, ()), place
            assert told.beside


def test_what_the_fingerprint_of_a_golden_record_covers_is_said(golden):
    whole, elsewhere = golden.name in SEALED, what_is_kept(golden)
    for record in records_in(golden):
        verdict = verify(record, elsewhere.fingerprints[record.name])
        assert (
            "and what lies beside them, such as START-HERE.pdf, are as they were sealed" in verdict.summary
        ) == whole
        assert ("which that fingerprint does not cover" in verdict.summary) == (not whole)
        assert verdict.matched
        assert verdict.matched.whole == whole


def test_a_note_that_was_added_to_a_golden_record_is_there(golden):
    elsewhere = what_is_kept(golden)
    for record in records_in(golden):
        looked = look(supplement(record, 1), elsewhere.fingerprints[supplement(record, 1).name], ())
        assert (looked.kind, looked.verdict.findings) == (FolderKind.SUPPLEMENT, ())
        assert "lies beside it and has the fingerprint it names" in looked.verdict.summary
        assert looked.label
        assert looked.label.said is Label.NOTE
        note = (supplement(record, 1) / "data" / "attached.txt").read_text("utf-8")
        assert note == (
            NOTES[described(record)["language"]] if golden.name in SEALED else "Une note ajoutée plus tard.\n"
        )


def test_a_golden_record_is_valid_for_the_library_of_the_standard(golden):
    for place in folders(golden):
        bagit.Bag(str(place)).validate()


@needs_sha256sum
def test_a_golden_record_is_right_for_sha256sum(golden):
    for place in folders(golden):
        for manifest in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
            assert sha256sum(place, manifest) == (0, ""), place


@pytest.mark.parametrize(("for_folders", "for_files"), [(0o755, 0o644), (0o700, 0o600), (0o500, 0o400), (0o777, 0o666)])
def test_verifying_does_not_depend_on_modes(golden, tmp_path, for_folders, for_files):
    record = records_in(golden)[0]
    copy = tmp_path / record.name
    shutil.copytree(record, copy)
    for path in sorted((copy, *copy.rglob("*")), reverse=True):
        path.chmod(for_folders if path.is_dir() else for_files)
    assert verify(copy, what_is_kept(golden).fingerprints[record.name]).ok
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o700)


def test_one_byte_flipped_in_a_file_of_a_golden_record_is_found(golden, tmp_path):
    elsewhere = what_is_kept(golden)
    shutil.copytree(golden, tmp_path / "copy")
    for number, place in enumerate(folders(tmp_path / "copy")):
        files = sorted(path for path in place.rglob("*") if path.is_file())
        proofs = [file for file in files if file.parent.name == "proofs"]
        for file in (*files[number % 4 :: 4], *proofs):  # some of each; all of them would take long
            data = file.read_bytes()
            file.write_bytes(flipped(data, len(data) // 2))
            # What is below the fingerprint, by that alone; the proofs, by what the journal keeps of them.
            known = elsewhere.fingerprints[place.name]
            found = check(place, elsewhere, ()) if file in proofs else look(place, known, ()).verdict
            assert not found.ok, file
            file.write_bytes(data)
        assert check(place, elsewhere, ()).ok


# What each version has from the one on whose fingerprint covers all


def test_this_version_has_its_golden_records():
    assert FOLDER in SEALED


def their_kinds_are_all_there(newer):
    read = [described(record) for record in records_in(newer)]
    assert sorted((one["status"], bool(one["settings"])) for one in read) == [
        ("confirmed", False),
        ("confirmed", True),
        ("rejected", False),
        ("unknown", False),
    ]
    assert {one["language"] for one in read} == {"de", "en", "fr"}
    for one in read:
        assert (one["replay"], one["replay_case"]) == (False, None)
        assert one["approval"]["by"] == "person"
        assert {capture["status"] for capture in one["captures"]} == {"ok"}
        # Of nobody.
        assert one["account_named"] == "Ada Example"
        assert one["settings"] or [value["value"] for value in one["values"]] == [
            "ada@example.eu",
            COMMENTS[one["language"]],
        ]
    assert sum(path.stat().st_size for path in newer.rglob("*") if path.is_file()) <= MOST_BYTES


def test_there_is_one_of_each_kind_and_language_and_they_are_small_and_of_nobody(newer):
    their_kinds_are_all_there(newer)


@needs_sha256sum
def test_what_is_kept_elsewhere_is_a_list_that_sha256sum_reads(newer):
    assert sha256sum(newer, make_golden.LIST) == (0, "")


def test_a_signed_mail_is_right_by_the_key_that_was_kept_and_vouched_for_once_the_dns_gives_it_too(newer, stamped):
    known = kept_elsewhere(newer).fingerprints[supplement(stamped, 2).name]
    looked = look(supplement(stamped, 2), known, ())
    assert looked.signature
    assert (looked.signature.why, looked.remarks) == (SignatureWhy.KEPT_KEY, ())
    online = look(supplement(stamped, 2), known, (), look_up=asked)
    assert online.signature
    assert (online.signature.why, online.signature.domain) == (SignatureWhy.SIGNED, DOMAIN)


def test_a_correction_stands_beside_what_it_corrects(newer, stamped):
    base = whole_record(stamped, kept_elsewhere(newer).fingerprints[stamped.name])
    note, mail, announcement = base.files
    assert [one.said for one in (note, mail, announcement)] == [Label.NOTE, Label.CONFIRMATION, Label.ANSWER]
    assert mail.file.said_to_be is Label.OTHER
    assert [name for name, _word in mail.corrections] == [supplement(stamped, 3).name]


def test_an_extension_moves_the_day(newer, stamped):
    base = whole_record(stamped, kept_elsewhere(newer).fingerprints[stamped.name])
    announced = base.files[-1].extension
    assert announced
    assert base.record.expected_by
    assert announced.expected_by
    assert announced.expected_by - base.record.expected_by > timedelta(days=55)
    assert not base.files[-1].answers


def test_a_stamp_is_good_with_its_root_and_without_it_nobody_can_tell(newer, stamped):
    for place in (stamped, supplement(stamped, 2)):
        known = kept_elsewhere(newer).fingerprints[place.name]
        full, bare = look(place, known, roots_of(newer)).stamps
        assert [(one.why, one.authority, one.whole, one.strayed) for one in (full, bare)] == [
            (StampWhy.STAMPED, FULL, True, False),
            (StampWhy.STAMPED, BARE, True, False),
        ]
        assert (full.revocation.standing, bare.revocation.standing) == (Revoked.CLEAR, Revoked.UNKNOWN)
        assert [one.judged for one in look(place, known, ()).stamps] == [Judged.CANNOT_TELL] * 2
        assert full.at
        # Whatever this computer's clock says: a century later, and an hour before they were made.
        for moved, why in ((timedelta(days=36_500), StampWhy.STAMPED), (timedelta(hours=-1), StampWhy.TO_COME)):
            assert {one.why for one in look(place, known, roots_of(newer), now=full.at + moved).stamps} == {why}


def test_openssl_alone_finds_the_stamps_right(newer, stamped):
    for number in (1, 2):
        about = [
            "-data",
            "tagmanifest-sha256.txt",
            "-in",
            f"proofs/{number}-127.0.0.1.tsr",
            "-CAfile",
            str(newer / ROOTS),
        ]
        ran = subprocess.run(
            ["openssl", "ts", "-verify", *about], cwd=stamped, capture_output=True, text=True, check=False
        )
        assert "Verification: OK" in ran.stdout, ran.stderr


@pytest.mark.parametrize("kind", ["zip", "pdf"])
@pytest.mark.parametrize("known", [True, False])
def test_what_was_exported_is_as_it_was_handed_on(newer, stamped, kind, known):
    elsewhere = kept_elsewhere(newer) if known else Kept()
    found = unpacked(stamped.with_name(f"{stamped.name}.{kind}"), elsewhere, roots_of(newer), asked)
    assert found.ok, all_findings(found)
    assert [one.folder.name for one in found.folders] == [
        stamped.name,
        *(supplement(stamped, n).name for n in range(1, 5)),
    ]
    assert [stamp.judged for one in found.folders for stamp in one.looked.stamps] == [Judged.GOOD] * 4
    if kind == "zip":
        assert all((one.looked.verdict.matched is not None) == known for one in found.folders)


@pytest.mark.parametrize("kind", ["zip", "pdf"])
def test_one_byte_flipped_anywhere_in_what_was_exported_is_found(newer, stamped, tmp_path, kind):
    data, elsewhere = stamped.with_name(f"{stamped.name}.{kind}").read_bytes(), kept_elsewhere(newer)
    for part in range(1, 12):
        at = len(data) * part // 12
        (tmp_path / "flipped").write_bytes(flipped(data, at))
        assert not unpacked(tmp_path / "flipped", elsewhere, ()).ok, at


def test_the_zip_is_packed_today_as_it_was(newer, stamped):
    packed = zipped(parcel_of(whole_record(stamped, kept_elsewhere(newer).fingerprints[stamped.name])))
    assert packed == stamped.with_name(f"{stamped.name}.zip").read_bytes()


# How they are made


@pytest.mark.faults
@pytest.mark.timeout(600)
def test_those_of_the_program_as_it_is_now_are_made_by_one_command(tmp_path):
    # In a process of its own: this one may have a browser already. It checks what it made.
    ran = subprocess.run([sys.executable, "-m", "tools.make_golden", str(tmp_path)], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    their_kinds_are_all_there(tmp_path / FOLDER)


def test_golden_records_are_made_once(tmp_path):
    (tmp_path / FOLDER).mkdir()
    with pytest.raises(RecordError, match="made once"):
        keep(tmp_path, lambda _made: pytest.fail("made again"))


def test_golden_records_that_are_too_large_or_not_well_are_not_kept(newer, tmp_path, monkeypatch):
    def copy(made):
        shutil.copytree(newer, made, dirs_exist_ok=True)
        (made / make_golden.LIST).unlink()

    def spoilt(made):
        copy(made)
        (records_in(made)[0] / "data/record.json").write_bytes(b"{}")

    with pytest.raises(RecordError, match="not as it was sealed"):
        keep(tmp_path, spoilt)
    for limit in ("MOST_BYTES", "MOST_OF_ONE"):
        with monkeypatch.context() as changed:
            changed.setattr(make_golden, limit, 100)
            with pytest.raises(RecordError, match="more than 100"):
                keep(tmp_path, copy)
    assert list(tmp_path.iterdir()) == []
