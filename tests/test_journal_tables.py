"""A journal that an earlier version wrote gets what it lacks, and loses nothing."""

import sqlite3
from dataclasses import replace

import pytest
from tests.rows import make_tables

from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Added, Journal, statements_after

ADDED = Added("2026-11-24-facebook-7k3q-supplement-1", "2026-11-24-facebook-7k3q", "/x", "ab" * 32, "2026-11-25T00:00Z")
ROW = "INSERT INTO objections (id, flow, controller, account, purpose, state, planned_at, changed_at) VALUES {}"
VALUES = "('one', 'facebook', 'Meta', 'default', 'ai-training', 'confirmed', '2026-11-24', '2026-11-24')"


def file_of_version(folder, version):
    database = sqlite3.connect(folder / JOURNAL_FILE)
    make_tables(database, version)
    database.execute(ROW.format(VALUES))
    database.commit()
    database.close()


@pytest.mark.parametrize("version", range(1, SCHEMA_VERSION + 1))
def test_a_file_of_any_version_keeps_its_rows_and_takes_supplements(tmp_path, version):
    file_of_version(tmp_path, version)
    journal = Journal(tmp_path)
    journal.supplemented(ADDED)
    assert [entry.id for entry in journal.entries()] == ["one"]
    assert journal.supplements() == [ADDED]
    journal.close()
    Journal(tmp_path).close()


def test_a_supplement_that_is_remembered_again_is_there_once(tmp_path):
    journal = Journal(tmp_path)
    journal.supplemented(ADDED)
    journal.supplemented(ADDED)
    assert journal.supplements() == [ADDED]
    journal.close()


def test_supplements_come_oldest_first_also_when_one_is_remembered_again(tmp_path):
    later = replace(ADDED, id=f"{ADDED.record}-supplement-0", attached_at="2026-11-26T00:00Z")
    journal = Journal(tmp_path)
    for added in (ADDED, later, ADDED):
        journal.supplemented(added)
    assert journal.supplements() == [ADDED, later]
    journal.close()


def test_a_file_of_this_version_needs_nothing():
    assert statements_after(SCHEMA_VERSION) == []
    assert all(statements_after(version) for version in range(SCHEMA_VERSION))
