import hashlib
import re
import shutil
import subprocess

import bagit  # type: ignore[import-untyped]
import pytest

from optout.evidence.verify import verify

needs_coreutils = pytest.mark.skipif(shutil.which("sha256sum") is None, reason="coreutils are not here")


def test_an_independent_validator_accepts_the_bag(copy):
    assert bagit.Bag(str(copy)).validate()


def test_the_fingerprint_is_the_hash_of_the_manifest(sealed):
    manifest = (sealed.folder / "manifest-sha256.txt").read_bytes()
    assert sealed.fingerprint == hashlib.sha256(manifest).hexdigest()


def test_the_summary_lies_outside_the_fingerprint(sealed):
    manifest = (sealed.folder / "manifest-sha256.txt").read_text("utf-8")
    tags = (sealed.folder / "tagmanifest-sha256.txt").read_text("utf-8")
    assert all(line.split("  ")[1].startswith("data/") for line in manifest.splitlines())
    assert {line.split("  ")[1] for line in tags.splitlines()} == {
        "START-HERE.pdf", "HOW-TO-VERIFY.txt", "bag-info.txt", "bagit.txt", "manifest-sha256.txt",
    }  # fmt: skip


def commands(folder):
    """Give the Linux commands that HOW-TO-VERIFY.txt tells the reader to type."""
    text = (folder / "HOW-TO-VERIFY.txt").read_text("utf-8")
    lines = re.findall(r"^    ((?:sha256sum|sed|openssl) .*?)(?: {3,}\(.*\))?$", text, re.MULTILINE)
    assert len(lines) == 5
    return lines


@needs_coreutils
def test_what_how_to_verify_tells_the_reader_to_type_works(sealed):
    outputs = {}
    for command in commands(sealed.folder):
        if command.startswith("openssl") and shutil.which("openssl") is None:
            continue
        done = subprocess.run(["sh", "-c", command], cwd=sealed.folder, capture_output=True, text=True, check=True)
        outputs[command] = done.stdout
    assert all(line.endswith(": OK") for line in outputs["sha256sum -c manifest-sha256.txt"].splitlines())
    assert all(line.endswith(": OK") for line in outputs["sha256sum -c tagmanifest-sha256.txt"].splitlines())
    assert sealed.fingerprint in outputs["sha256sum manifest-sha256.txt"]
    fourth = (sealed.folder / "data" / "events.jsonl").read_text("utf-8").splitlines()[3]
    chained = next(out for command, out in outputs.items() if command.startswith("sed"))
    assert chained.split()[0] in fourth


@needs_coreutils
def test_a_changed_file_fails_with_nothing_of_ours_installed(copy):
    (copy / "data" / "01-filled.txt").write_text("something else")
    done = subprocess.run(["sha256sum", "-c", "manifest-sha256.txt"], cwd=copy, capture_output=True, check=False)
    assert done.returncode == 1


def test_a_record_sealed_through_a_browser_is_whole_where_it_lies(sealed):
    assert verify(sealed.folder, sealed.fingerprint).ok
