"""The bag we write, byte for byte, and read by bagit."""

import hashlib
import os

import bagit  # type: ignore[import-untyped]
import pytest
from tests.evidence.handmade import BESIDE, MANIFEST, PAYLOAD, TAGS, make_record

from optout.evidence.folder import close_bag


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "data" / "in").mkdir(parents=True)
    for name, data in (("b.txt", b"two"), ("a.txt", b"one"), ("in/c.txt", b"")):
        (tmp_path / "data" / name).write_bytes(data)
    return tmp_path


def sha(data):
    return hashlib.sha256(data).hexdigest()


def test_the_lists_name_every_data_file_in_order_and_what_lies_around_but_for_the_list_itself(
    folder,
):
    close_bag(folder, {"External-Identifier": "x"})
    # as after a first try that failed
    fingerprint = close_bag(folder, {"External-Identifier": "x"})
    wanted = f"{sha(b'one')}  data/a.txt\n{sha(b'two')}  data/b.txt\n{sha(b'')}  data/in/c.txt\n".encode()
    assert (folder / MANIFEST).read_bytes() == wanted
    names = [line.split("  ")[1] for line in (folder / TAGS).read_text("utf-8").splitlines()]
    assert names == ["bag-info.txt", "bagit.txt", MANIFEST]
    assert fingerprint == sha((folder / TAGS).read_bytes())


def test_the_info_counts_the_data_and_holds_one_line_a_label_whatever_a_value_is(folder):
    close_bag(folder, {"One": "a\nTwo: b\x1b[31m", "Other": " c  d "})
    assert (
        folder / "bag-info.txt"
    ).read_bytes() == b"One: a Two: b[31m\nOther: c d\nPayload-Oxum: 6.3\n"
    assert (
        folder / "bagit.txt"
    ).read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


def test_every_file_and_both_folders_are_on_the_disk_before_the_bag_is_closed(folder, monkeypatch):
    waited_for = set()
    real = os.fsync

    def note(handle):
        waited_for.add(os.fstat(handle).st_ino)
        real(handle)

    monkeypatch.setattr(os, "fsync", note)
    close_bag(folder, {})
    everything = [folder, folder / "data", *(path for path in folder.rglob("*") if path.is_file())]
    assert {path.stat().st_ino for path in everything} <= waited_for


def test_bagit_calls_a_record_valid(copy, tmp_path):
    assert bagit.Bag(str(copy)).validate()
    make_record(tmp_path / "record")
    assert bagit.Bag(str(tmp_path / "record")).validate()
    here = {
        path.relative_to(tmp_path / "record").as_posix()
        for path in (tmp_path / "record").rglob("*.*")
    }
    assert here == {*PAYLOAD, *BESIDE, MANIFEST, TAGS}
