"""What `verify` says as a whole: of whole records, of the kept fingerprint, of what is no
record.
"""

import pytest
from tests.evidence import handmade
from tests.evidence.handmade import (
    MANIFEST,
    RECORD,
    TAGS,
    edit,
    edit_record,
    entitle,
    list_tags,
    make_record,
    reseal,
)

from optout.errors import RecordError
from optout.evidence.files import sha256
from optout.evidence.folder import FindingKind, RecordFinding
from optout.evidence.verify import verify


@pytest.fixture
def made(tmp_path):
    """A record that may be spoiled, and its fingerprint."""
    return tmp_path / "record", make_record(tmp_path / "record")


@pytest.mark.parametrize(
    ("known", "says"),
    [
        (
            True,
            (
                "all 5 files in data, and what lies beside them, such as START-HERE.pdf, are as they were sealed: "
                "the fingerprint is the one that the journal on this computer keeps"
            ),
        ),
        (
            False,
            (
                "all 5 files in data, and what lies beside them, are as the lists in the folder say; no fingerprint "
                "kept elsewhere was compared, so a rewrite of the whole folder would not show"
            ),
        ),
    ],
)
def test_what_a_whole_record_proves_depends_on_the_kept_fingerprint_and_on_whether_it_is_of_a_rehearsal(
    made, known, says
):
    folder, fingerprint = made
    for kept in (fingerprint, fingerprint.upper()):
        verdict = verify(folder, kept if known else None)
        assert (verdict.ok, verdict.matched, verdict.summary) == (True, known, says)
        assert verdict.fingerprint == fingerprint == sha256(folder / TAGS)
    name = "REPLAY-2026-11-24-facebook-7k3q"
    edit_record(folder, request_id=name, replay=True, replay_case="received-en")
    entitle(folder, name)
    fingerprint = reseal(folder)
    verdict = verify(folder, fingerprint if known else None)
    assert verdict.ok
    assert verdict.summary == f"{says}; it is the record of a rehearsal and proves no objection"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("name", ["START-HERE.pdf", "HOW-TO-VERIFY.txt"])
def test_what_lies_beside_data_is_compared_with_and_without_a_kept_fingerprint(made, name, known):
    folder, fingerprint = made
    (folder / name).write_bytes((folder / name).read_bytes() + b" ")
    assert [one.file for one in verify(folder, fingerprint if known else None).findings] == [name]


def test_a_consistent_rewrite_shows_only_against_the_kept_fingerprint(made):
    folder, fingerprint = made
    edit_record(folder, controller="Somebody Else")
    reseal(folder)
    assert verify(folder).ok
    verdict = verify(folder, fingerprint)
    says = "the fingerprint of tagmanifest-sha256.txt is not the one that was kept"
    assert verdict.findings == (RecordFinding(FindingKind.DISAGREES, TAGS, says),)
    assert verdict.summary == (
        "this record is not as it was sealed: 1 problem; it proves nothing until that is explained"
    )


@pytest.mark.parametrize("missing", [TAGS, MANIFEST])
def test_a_missing_list_is_not_also_another_fingerprint(made, missing):
    folder, fingerprint = made
    (folder / missing).unlink()
    verdict = verify(folder, fingerprint)
    assert [f.kind for f in verdict.findings] == [FindingKind.MISSING]
    assert verdict.fingerprint == (None if missing == TAGS else fingerprint)


def test_a_record_of_a_later_version_is_not_called_changed(made):
    edit_record(made[0], schema_version=handmade.VERSION + 1, news="x")
    reseal(made[0])
    says = "not all of it could be checked: 1 problem; nothing was found to be changed"
    assert verify(made[0]).summary == says


@pytest.mark.parametrize("version", [handmade.VERSION - 1, str(handmade.VERSION + 1), None, True])
def test_only_a_larger_number_is_a_later_version(made, version):
    edit_record(made[0], schema_version=version, replay="perhaps")
    reseal(made[0])
    assert [f.kind for f in verify(made[0]).findings] == [FindingKind.CHANGED]


@pytest.mark.parametrize(
    "text", ["[" * 100_000, "[]", "\x00", '{"schema_version": ' + "9" * 5_000 + "}"]
)
def test_a_record_that_is_no_description_is_told_and_does_not_fail(made, text):
    (made[0] / RECORD).write_text(text, "utf-8", newline="\n")
    reseal(made[0])
    [found] = verify(made[0]).findings
    assert found.kind is FindingKind.CHANGED
    assert found.message.startswith("data/record.json is not a record's description: the file: ")


def test_the_first_mistake_of_a_record_is_told_with_its_place(made):
    never = {"ended_at": "9999-12-31T23:59:59-12:00"}
    for more, says in (
        (never, "ended_at: Value error, no clock shows it"),
        ({"flow": {}}, "flow.id: Field required"),
    ):
        edit_record(made[0], **more)
        reseal(made[0])
        assert (
            verify(made[0]).findings[0].message.endswith(f"is not a record's description: {says}")
        )


@pytest.mark.parametrize(("commas", "kinds"), [(100_000, []), (100_001, [FindingKind.TOO_LARGE])])
def test_a_record_of_a_hundred_thousand_parts_is_read_and_a_larger_one_is_not(made, commas, kinds):
    more = commas - (made[0] / RECORD).read_bytes().count(b",")
    edit_record(made[0], title="," * more)
    reseal(made[0])
    assert [f.kind for f in verify(made[0]).findings] == kinds


HARMLESS = {
    "a bag-info without a count": ("bag-info.txt", "Payload-Oxum", "Other"),
    "a bagit.txt with other line ends": ("bagit.txt", "1.0\n", "1.0\r\n"),
}


@pytest.mark.parametrize("name", HARMLESS)
def test_what_other_programs_write_into_a_bag_is_no_fault(made, name):
    file, *change = HARMLESS[name]
    edit(made[0] / file, *change)
    list_tags(made[0])
    assert verify(made[0]).ok


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing here", "this folder cannot be read: No such file or directory"),
        ("a file", "this folder cannot be read: Not a directory"),
        (".", "this folder is not a record"),
    ],
)
def test_what_is_no_record_is_an_error_and_not_a_verdict(tmp_path, name, says):
    (tmp_path / "a file").write_text("x")
    (tmp_path / "data").mkdir()
    with pytest.raises(RecordError, match=f"^{says}$"):
        verify(tmp_path / name)


@pytest.mark.parametrize("name", [MANIFEST, "bagit.txt", RECORD])
def test_what_is_left_of_a_record_is_still_one(tmp_path, name):
    (tmp_path / "data").mkdir()
    (tmp_path / name).write_bytes(b"")
    assert not verify(tmp_path).ok
