"""Records sealed by released versions verify for ever, with our own check and with those of others."""

import shutil
import subprocess
import sys

import bagit  # type: ignore[import-untyped]
import pytest
from tools.make_golden import FINGERPRINT, GOLDEN, MOST_BYTES, NOTE, SUPPLEMENT_FINGERPRINT, keep

from optout import __version__
from optout.errors import RecordError
from optout.evidence.around import Kept, check
from optout.evidence.seal import Sealed
from optout.evidence.verify import FolderKind, look, verify

FIRST = {"0.1.0", "first-schema"}
"""The versions whose fingerprint is the SHA-256 of the manifest."""


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """Make a golden record of the program as it is now: what `make_golden` would keep."""
    folder = tmp_path_factory.mktemp("golden") / "kept"
    # In a process of its own: this one may have a browser already.
    ran = subprocess.run([sys.executable, "-m", "tools.make_golden", str(folder)], capture_output=True, check=False)
    assert ran.returncode == 0, ran.stderr.decode()
    return folder


def kept():
    """List the golden records in the repository, one a version."""
    return sorted(file.parent.parent for file in GOLDEN.glob("*/*/data/record.json"))


def fingerprint(record):
    return (record.parent / FINGERPRINT).read_text("ascii").strip()


def record_in(golden):
    (file,) = (golden / __version__).glob("*/data/record.json")
    return file.parent.parent


@pytest.fixture(params=["now", *(path.parent.name for path in kept())])
def record(request, made):
    if request.param == "now":
        return record_in(made)
    return next(path for path in kept() if path.parent.name == request.param)


def test_a_golden_record_verifies_with_its_fingerprint(record):
    verdict = verify(record, fingerprint(record))
    assert (verdict.findings, verdict.fingerprint) == ((), fingerprint(record))
    assert "the fingerprint is the one that was kept" in verdict.summary


def test_of_the_first_ones_it_is_said_that_their_fingerprint_covers_data_alone(record):
    older = record.parent.name in FIRST and GOLDEN in record.parents
    verdict = verify(record, fingerprint(record))
    assert ("which that fingerprint does not cover" in verdict.summary) == older
    assert verdict.matched
    assert verdict.matched.whole != older


def test_a_golden_record_is_well_with_all_that_belongs_to_it(record):
    supplement = f"{record.name}-supplement-1"
    both = {record.name: fingerprint(record), supplement: (record.parent / SUPPLEMENT_FINGERPRINT).read_text().strip()}
    for kept_elsewhere in (Kept(), Kept(both, {record.name: {supplement}})):
        for place in (record, record.with_name(supplement)):
            told = check(place, kept_elsewhere, ())
            assert (told.ok, [one.folder.name for one in told.beside]) == (
                True,
                [record.name if place.name == supplement else supplement],
            )


def test_the_supplement_of_a_golden_record_verifies_with_its_fingerprint_and_its_record(record):
    supplement = record.with_name(f"{record.name}-supplement-1")
    kept_elsewhere = (record.parent / SUPPLEMENT_FINGERPRINT).read_text("ascii").strip()
    looked = look(supplement, kept_elsewhere, ())
    assert (looked.kind, looked.verdict.findings) == (FolderKind.SUPPLEMENT, ())
    assert "lies beside it and has the fingerprint it names" in looked.verdict.summary
    assert (supplement / "data" / "attached.txt").read_bytes() == NOTE.encode()
    bagit.Bag(str(supplement)).validate()


def test_this_version_has_its_golden_record():
    assert __version__ in {path.parent.name for path in kept()}


def test_a_golden_record_is_valid_for_the_library_of_the_standard(record):
    bagit.Bag(str(record)).validate()


@pytest.mark.skipif(shutil.which("sha256sum") is None, reason="not on macOS: it has shasum")
@pytest.mark.parametrize("manifest", ["manifest-sha256.txt", "tagmanifest-sha256.txt"])
def test_a_golden_record_is_right_for_sha256sum(record, manifest):
    ran = subprocess.run(
        ["sha256sum", "--check", "--strict", manifest], cwd=record, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")


def test_a_golden_record_is_small_and_is_of_a_replay(record):
    assert record.name.startswith("REPLAY-")
    assert sum(path.stat().st_size for path in record.rglob("*") if path.is_file()) <= MOST_BYTES
    assert b"ada@example.eu" in (record / "data/01-fields.json").read_bytes()


@pytest.mark.parametrize(("folders", "files"), [(0o755, 0o644), (0o700, 0o600), (0o500, 0o400), (0o777, 0o666)])
def test_verifying_does_not_depend_on_modes(record, tmp_path, folders, files):
    copy = tmp_path / record.name
    shutil.copytree(record, copy)
    for path in sorted((copy, *copy.rglob("*")), reverse=True):
        path.chmod(folders if path.is_dir() else files)
    assert verify(copy, fingerprint(record)).ok
    for path in (copy, *copy.rglob("*")):
        path.chmod(0o700)


def test_a_golden_record_is_made_once(made):
    folder = record_in(made)
    with pytest.raises(RecordError, match="made once"):
        keep(Sealed(folder, folder.name, fingerprint(folder)), made)
