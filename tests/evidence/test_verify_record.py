"""What `verify` says as a whole: of whole records, of the kept fingerprint, of what is no record."""

import os
import re
from contextlib import nullcontext

import pytest
from tests.evidence.handmade import (
    EVENTS,
    MANIFEST,
    RECORD,
    TXT,
    edit,
    edit_record,
    entitle,
    list_tags,
    make_record,
    reseal,
)

from optout.errors import RecordError
from optout.evidence.folder import Wrong, walk
from optout.evidence.record import SCHEMA_VERSION
from optout.evidence.verify import verify


@pytest.fixture
def made(tmp_path):
    """A record that may be spoiled, and its fingerprint."""
    fingerprint = make_record(tmp_path / "record")
    return tmp_path / "record", fingerprint


@pytest.mark.parametrize("known", [True, False])
def test_a_rehearsal_s_record_says_so(made, known):
    folder, _ = made
    name = "REPLAY-2026-11-24-facebook-7k3q"
    edit_record(folder, request_id=name, replay=True, replay_case="received-en")
    entitle(folder, name)
    fingerprint = reseal(folder)
    verdict = verify(folder, fingerprint if known else None)
    assert verdict.ok
    assert re.search(r"\w; it is the record of a rehearsal and proves no objection$", verdict.summary)


NO_PROOF = r"this record is not as it was sealed: \d problems?; it proves nothing until that is explained"


@pytest.mark.parametrize("name", [TXT, MANIFEST, RECORD, EVENTS])
def test_what_is_changed_in_data_takes_the_proof_away(made, name):
    (made[0] / name).write_bytes(b"x\n")
    assert re.fullmatch(NO_PROOF, verify(made[0]).summary)


def test_a_record_of_a_later_version_is_not_called_changed(made):
    folder, _ = made
    edit_record(folder, schema_version=SCHEMA_VERSION + 1, news="x")
    reseal(folder)
    assert verify(folder).summary == (
        "not all of this record could be checked: 1 problem; nothing was found to be changed"
    )


@pytest.mark.parametrize("version", [2, 1, 0, "3", None, True])
def test_only_a_larger_number_is_a_later_version(made, version):
    edit_record(made[0], schema_version=version, replay="perhaps")
    reseal(made[0])
    assert [f.kind for f in verify(made[0]).findings] == [Wrong.CHANGED]


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", "null", "", "\x00", '{"schema_version": ' + "9" * 5_000 + "}"])
def test_a_record_that_is_no_description_is_told_and_does_not_fail(made, text):
    (made[0] / RECORD).write_text(text, "utf-8", newline="\n")
    reseal(made[0])
    [found] = verify(made[0]).findings
    assert found.kind is Wrong.CHANGED
    assert found.says.startswith("data/record.json is not a record's description: the file: ")


@pytest.mark.parametrize(("commas", "kinds"), [(100_000, []), (100_001, [Wrong.TOO_LARGE])])
def test_a_record_of_a_hundred_thousand_parts_is_read_and_a_larger_one_is_not(made, commas, kinds):
    more = commas - (made[0] / RECORD).read_bytes().count(b",")
    edit_record(made[0], by_hand=["," * more])
    reseal(made[0])
    assert [f.kind for f in verify(made[0]).findings] == kinds


def test_the_first_mistake_of_a_record_is_told_with_its_place(made):
    edit_record(made[0], flow={"id": "facebook"})
    reseal(made[0])
    assert verify(made[0]).findings[0].says == (
        "data/record.json is not a record's description: flow.sha256: Field required"
    )


def test_a_bag_info_without_a_count_is_no_fault(made):
    edit(made[0] / "bag-info.txt", "Payload-Oxum", "Other")
    list_tags(made[0])
    assert verify(made[0]).ok


def test_a_bagit_txt_with_other_line_ends_still_declares_a_bag(made):
    (made[0] / "bagit.txt").write_bytes((made[0] / "bagit.txt").read_bytes().replace(b"\n", b"\r\n"))
    list_tags(made[0])
    assert verify(made[0]).ok


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("nothing here", "there is no such record"),
        ("x" * 300, "there is no such record"),
        ("a file", "this is a file, and a record is a folder"),
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


def test_a_junction_counts_as_a_link(tmp_path, monkeypatch):
    """Windows alone has them, so that here only what Windows says of one is shown."""

    class Entry:
        name = "x"

        def stat(self, *, follow_symlinks):
            assert not follow_symlinks
            kept = os.stat_result((0o040777, *[0] * 9))
            return type("Info", (), {"st_mode": kept.st_mode, "st_size": 0, "st_reparse_tag": 0xA0000003})()

    with monkeypatch.context() as patch:
        patch.setattr(os, "scandir", lambda _: nullcontext([Entry()]))
        tree = walk(tmp_path)
    assert [f.kind for f in tree.findings] == [Wrong.NOT_PLAIN]
