"""A journal that an earlier version wrote gets what it lacks, and loses nothing."""

import sqlite3
from dataclasses import replace

import pytest
from tests.rows import make_tables, row

from optout.journal import JOURNAL_FILE, SCHEMA_VERSION, Added, Journal, ObjectionKey, Proof, statements_after

ADDED = Added("2026-11-24-facebook-7k3q-supplement-1", "2026-11-24-facebook-7k3q", "/x", "ab" * 32, "2026-11-25T00:00Z")
PROOF = Proof("2026-11-24-facebook-7k3q", "1-freetsa.org.tsr", "cd" * 32, "2026-11-25T00:00Z")
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
    journal.proved([PROOF])
    assert [entry.id for entry in journal.entries()] == ["one"]
    assert (journal.supplements(), journal.proofs()) == ([ADDED], [PROOF])
    journal.close()
    Journal(tmp_path).close()


@pytest.mark.parametrize("version", range(1, 5))
def test_rows_of_an_earlier_version_block_by_the_flow_s_name_whatever_its_controller_is_called(tmp_path, version):
    file_of_version(tmp_path, version)
    journal = Journal(tmp_path)
    [told] = journal.entries()
    assert (told.lineage, told.hosts) == ("facebook", "")
    for controller in ("Meta", "Meta.", "Meta Platforms Ireland Limited"):
        assert journal.blocking(ObjectionKey("facebook", controller, "default", "ai-training")) == told
    journal.close()


@pytest.mark.parametrize("states", [("confirmed", "unknown"), ("unknown", "confirmed"), ("armed", "confirmed", "sent")])
def test_of_rows_that_an_earlier_version_kept_apart_the_newest_blocks_and_none_is_lost(tmp_path, states):
    database = sqlite3.connect(tmp_path / JOURNAL_FILE)
    make_tables(database, 4)
    for number, state in enumerate(states):
        told = (
            f"('{number}', 'facebook', 'Meta{number}', 'default', 'ai-training', '{state}', '2026-11-24', '2026-11-24')"
        )
        database.execute(ROW.format(told))
    database.execute(ROW.format(VALUES.replace("confirmed", "stopped")))
    database.commit()
    database.close()
    journal = Journal(tmp_path)
    key = ObjectionKey("facebook", "Meta", "default", "ai-training")
    newest = str(len(states) - 1)
    assert journal.blocking(key) == row(journal, newest)
    assert [one.id for one in journal.beside(key)] == [str(number) for number in range(len(states) - 1)]
    assert [one.state for one in journal.entries()] == [*states, "stopped"]
    journal.close()


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
