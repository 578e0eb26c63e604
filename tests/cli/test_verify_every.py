"""`optout verify` without a record: every live record, a line for each, and what is wrong with it."""

from contextlib import closing

import pytest
from tests.cli.shell import refused
from tests.evidence.handmade import PNG, flip, make_record
from tests.rows import put

from optout.journal import Journal
from optout.outcome import State

NAMES = ("2026-11-24-facebook-7k3q", "2026-11-25-facebook-8m4r")


@pytest.fixture
def records(shell):
    """Give the folder of two records that the journal knows, beside one of a replay."""
    for name, state in zip(NAMES, (State.CONFIRMED, State.STOPPED), strict=True):
        folder = shell.data / "records" / name
        fingerprint = make_record(folder)
        with closing(Journal(shell.data)) as journal:
            put(journal, name, state)
            journal.note_record(name, folder, fingerprint)
    make_record(shell.data / "replays" / f"REPLAY-{NAMES[0]}")
    return shell.data / "records"


def test_without_a_record_every_live_one_is_checked(shell, records):
    # The handmade record is called by the id within it.
    (records / NAMES[1]).rename(records.parent / "elsewhere")
    ran = shell.run("verify")
    assert ran.code == 0, ran.err
    assert f"✓ {NAMES[0]}: " in ran.err
    assert "1 record was checked, and is as it was sealed" in ran.err
    assert "REPLAY" not in ran.err
    assert [row["ok"] for row in shell.run("verify", "--json").json["records"]] == [True]


def test_what_is_wrong_with_one_is_said_below_it_and_ends_with_an_error(shell, records):
    (records / NAMES[1]).rename(records.parent / "elsewhere")
    flip(records / NAMES[0] / PNG)
    ran = shell.run("verify")
    assert ran.code == 1
    assert f"✗ {NAMES[0]}: " in ran.err
    assert f"\n    {PNG}" in ran.err
    assert "1 of 1 records are not as they were sealed" in ran.err
    assert not shell.run("verify", "--json").json["records"][0]["ok"]


def test_with_no_record_there_is_none_to_check_and_a_fingerprint_needs_one(shell):
    ran = shell.run("verify")
    assert (ran.code, ran.out) == (0, "")
    assert "There is no record yet" in ran.err
    assert shell.run("verify", "--json").json == {"schema": 1, "records": []}
    refused(shell.run("verify", "--fingerprint", "ab" * 32), 2, "--fingerprint is of one record")
