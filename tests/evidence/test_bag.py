import hashlib
import shutil
import subprocess

import bagit  # type: ignore[import-untyped]
import pytest

from optout.evidence.verify import verify

needs_coreutils = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="coreutils are not here")


def test_an_independent_validator_accepts_the_bag(copy):
    assert bagit.Bag(str(copy)).validate()


def test_the_fingerprint_is_the_hash_of_the_tag_manifest(sealed):
    tags = (sealed.folder / "tagmanifest-sha256.txt").read_bytes()
    assert sealed.fingerprint == hashlib.sha256(tags).hexdigest()


def test_every_file_lies_below_the_fingerprint(sealed):
    manifest = (sealed.folder / "manifest-sha256.txt").read_text("utf-8")
    tags = (sealed.folder / "tagmanifest-sha256.txt").read_text("utf-8")
    assert all(line.split("  ")[1].startswith("data/") for line in manifest.splitlines())
    assert {line.split("  ")[1] for line in tags.splitlines()} == {
        "START-HERE.pdf", "HOW-TO-VERIFY.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt",
    }  # fmt: skip


@needs_coreutils
def test_a_changed_file_fails_with_nothing_of_ours_installed(copy):
    (copy / "data" / "01-filled.txt").write_text("something else")
    done = subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=copy, capture_output=True, check=False)
    assert done.returncode == 1


def test_a_record_sealed_through_a_browser_is_whole_where_it_lies(sealed):
    assert verify(sealed.folder, sealed.fingerprint).ok
