"""Readings of a setting, one line each."""

from datetime import UTC, datetime

import pytest

from optout.errors import RecordError
from optout.evidence.readings import SettingReading, add_readings, read_readings


def reading(day, stands="as_wanted"):
    return SettingReading(
        at=datetime(2026, 11, day, tzinfo=UTC),
        flow="linkedin",
        account="default",
        account_named="Ada Example",
        label="Training",
        stands=stands,
        how="checked=false",
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


def test_a_line_that_is_none_is_told_and_nothing_is_added_to_it(file):
    add_readings(file, [reading(1)])
    file.write_bytes(file.read_bytes() + b"{}\n")
    changed = file.read_bytes()
    for read in (lambda: read_readings(file), lambda: add_readings(file, [reading(4)])):
        with pytest.raises(RecordError, match="a line of it is no reading"):
            read()
    assert file.read_bytes() == changed


def test_a_file_that_cannot_be_written_is_told(tmp_path):
    (tmp_path / "readings").write_text("a file, and no folder", "utf-8")
    with pytest.raises(RecordError, match="cannot be"):
        add_readings(tmp_path / "readings" / "linkedin-default.jsonl", [reading(1)])
