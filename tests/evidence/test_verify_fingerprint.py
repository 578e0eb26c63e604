"""What the fingerprint that was kept elsewhere shows, and what it does not."""

import pytest
from tests.evidence.handmade import (
    MANIFEST,
    TAGS,
    TXT,
    edit_record,
    flip,
    list_tags,
    make_record,
    reseal,
    write_record,
    write_timeline,
)

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
    """Chain a timeline anew and make record.json, both manifests and bag-info agree with it."""
    end = write_timeline(folder, ["browser_opened", "captured", "request_left", "answered", "sealing"]).end
    sizes = {path.name: path.stat().st_size for path in (folder / "data").iterdir() if path.name != "record.json"}
    write_record(folder, timeline={"count": end.count, "sha256": end.sha256}, files=sizes)
    reseal(folder)


def test_the_kept_fingerprint_proves_the_record_and_no_more_is_said(made):
    folder, fingerprint = made
    verdict = verify(folder, fingerprint)
    assert verdict.ok
    assert verdict.fingerprint == fingerprint
    assert verdict.summary == (
        "all 7 files in data are as they were sealed: the fingerprint is the one that was kept; what lies beside data, "
        "such as START-HERE.pdf, matches its own list, which the fingerprint does not cover"
    )


def test_without_a_kept_fingerprint_the_limit_is_said(made):
    verdict = verify(made[0])
    assert verdict.ok
    assert verdict.summary == (
        "all 7 files in data are as the manifest says; no fingerprint kept elsewhere was compared, so a rewrite of "
        "the whole folder would not show"
    )


@pytest.mark.parametrize("rewrite", [rewrite_controller, rewrite_timeline])
def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(made, rewrite):
    folder, fingerprint = made
    rewrite(folder)
    assert verify(folder).ok
    verdict = verify(folder, fingerprint)
    says = "the fingerprint of manifest-sha256.txt is not the one that was kept"
    assert verdict.findings == (RecordFinding(Wrong.FINGERPRINT_DIFFERS, MANIFEST, says),)
    assert verdict.summary.startswith("this record is not as it was sealed: 1 problem;")


def test_a_summary_rewritten_with_its_list_does_not_show_and_that_limit_is_said(made):
    folder, fingerprint = made
    flip(folder / "START-HERE.pdf")
    list_tags(folder)
    verdict = verify(folder, fingerprint)
    assert verdict.ok
    assert "which the fingerprint does not cover" in verdict.summary


def test_the_journals_copy_may_be_in_capital_letters(made):
    assert verify(made[0], made[1].upper()).ok


def test_a_missing_manifest_is_not_also_another_fingerprint(made):
    folder, fingerprint = made
    (folder / MANIFEST).unlink()
    verdict = verify(folder, fingerprint)
    assert [f.kind for f in verdict.findings] == [Wrong.MISSING]
    assert verdict.fingerprint is None


def test_the_kept_fingerprint_shows_which_of_the_two_lists_was_changed(made):
    folder, fingerprint = made
    (folder / TAGS).write_text(
        (folder / TAGS).read_text("utf-8").replace(fingerprint, "ab" * 32), "utf-8", newline="\n"
    )
    says = "tagmanifest-sha256.txt was changed: manifest-sha256.txt is the one that was kept, and it lists another"
    verdict = verify(folder, fingerprint)
    assert verdict.findings == (RecordFinding(Wrong.CHANGED, TAGS, says),)
    assert verdict.summary.startswith("the files in data are as they were sealed")


def test_only_what_concerns_the_manifest_is_told_of_the_other_list(made):
    folder, fingerprint = made
    flip(folder / TXT)
    assert [(f.kind, f.file) for f in verify(folder, fingerprint).findings] == [(Wrong.CHANGED, TXT)]
