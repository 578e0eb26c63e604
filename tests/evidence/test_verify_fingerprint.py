"""What the fingerprint that was kept elsewhere shows, and what it does not."""

import pytest
from tests.evidence.handmade import (
    MANIFEST,
    TAGS,
    edit_record,
    files_of,
    make_record,
    reseal,
    write_record,
    write_timeline,
)

from optout.evidence.files import sha256
from optout.evidence.folder import RecordFinding, Wrong
from optout.evidence.verify import verify


@pytest.fixture
def made(tmp_path):
    """A record that may be spoiled, and its fingerprint."""
    fingerprint = make_record(tmp_path / "record")
    return tmp_path / "record", fingerprint


def rewrite_controller(folder):
    edit_record(folder, controller="Somebody Else")
    reseal(folder)


def rewrite_timeline(folder):
    """Write another timeline and make record.json, both manifests and bag-info agree with it."""
    write_timeline(folder, ["browser_opened", "captured", "request_left", "answered", "sealing"])
    write_record(folder, files=files_of(folder))
    reseal(folder)


def test_the_kept_fingerprint_proves_the_whole_record(made):
    folder, fingerprint = made
    verdict = verify(folder, fingerprint)
    assert verdict.ok
    assert verdict.fingerprint == fingerprint == sha256(folder / TAGS)
    assert verdict.summary == (
        "all 7 files in data, and what lies beside them, such as START-HERE.pdf, are as they were sealed: "
        "the fingerprint is the one that was kept"
    )


def test_without_a_kept_fingerprint_the_limit_is_said(made):
    verdict = verify(made[0])
    assert verdict.ok
    assert verdict.fingerprint == made[1]
    assert verdict.summary == (
        "all 7 files in data, and what lies beside them, are as the lists in the folder say; no fingerprint kept "
        "elsewhere was compared, so a rewrite of the whole folder would not show"
    )


@pytest.mark.parametrize("rewrite", [rewrite_controller, rewrite_timeline])
def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(made, rewrite):
    folder, fingerprint = made
    rewrite(folder)
    assert verify(folder).ok
    assert_another(verify(folder, fingerprint))


def assert_another(verdict):
    says = "the fingerprint of tagmanifest-sha256.txt is not the one that was kept"
    assert verdict.findings == (RecordFinding(Wrong.DISAGREES, TAGS, says),)
    assert verdict.summary.startswith("this record is not as it was sealed: 1 problem;")


def test_the_journals_copy_may_be_in_capital_letters(made):
    assert verify(made[0], made[1].upper()).ok


@pytest.mark.parametrize("missing", [TAGS, MANIFEST])
def test_a_missing_list_is_not_also_another_fingerprint(made, missing):
    folder, fingerprint = made
    (folder / missing).unlink()
    verdict = verify(folder, fingerprint)
    assert [f.kind for f in verdict.findings] == [Wrong.MISSING]
    assert verdict.fingerprint == (None if missing == TAGS else fingerprint)
    assert verdict.summary.startswith("this record is not as it was sealed: 1 problem;")
