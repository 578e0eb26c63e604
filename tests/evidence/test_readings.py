"""Readings of a setting are a chain: one line each, with the hash of the line before."""

import hashlib
import json
from datetime import UTC, datetime

import pytest

from optout.errors import RecordError
from optout.evidence.readings import FIRST, SettingReading, add_readings, read_readings


def reading(day, stands="as_wanted"):
    return SettingReading(
        at=datetime(2026, 11, day, tzinfo=UTC),
        flow="linkedin",
        account="default",
        account_named="Ada Example",
        label="Training",
        stands=stands,
        how="checked=false",
        prev=FIRST,
    )


@pytest.fixture
def file(tmp_path):
    return tmp_path / "readings" / "linkedin-default.jsonl"


def test_what_was_added_is_read_in_its_order(file):
    assert read_readings(file) == []
    add_readings(file, [reading(1)])
    add_readings(file, [reading(2), reading(3, "otherwise")])
    assert [(one.at.day, one.stands) for one in read_readings(file)] == [
        (1, "as_wanted"),
        (2, "as_wanted"),
        (3, "otherwise"),
    ]


def test_each_line_has_the_hash_of_the_line_before_which_anyone_can_check(file):
    add_readings(file, [reading(1), reading(2)])
    first, second = file.read_bytes().splitlines()
    assert json.loads(first)["prev"] == FIRST
    assert json.loads(second)["prev"] == hashlib.sha256(first).hexdigest()


CHANGES = {
    "a changed word": lambda lines: [lines[0].replace(b"as_wanted", b"otherwise"), *lines[1:]],
    "a line less": lambda lines: lines[1:],
    "a line twice": lambda lines: [lines[0], *lines],
    "two in another order": lambda lines: [lines[1], lines[0], lines[2]],
    "a line that is none": lambda lines: [lines[0], b"{}", *lines[1:]],
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_what_somebody_changed_is_told_and_nothing_is_added_to_it(file, change):
    add_readings(file, [reading(1), reading(2), reading(3)])
    file.write_bytes(b"\n".join(change(file.read_bytes().splitlines())) + b"\n")
    changed = file.read_bytes()
    with pytest.raises(RecordError, match="does not follow from the line before"):
        read_readings(file)
    with pytest.raises(RecordError, match="does not follow from the line before"):
        add_readings(file, [reading(4)])
    assert file.read_bytes() == changed


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "readings").write_text("a file, and no folder", "utf-8")
    with pytest.raises(RecordError, match="cannot be"):
        add_readings(tmp_path / "readings" / "linkedin-default.jsonl", [reading(1)])
