"""`optout resolve`: only the person can say how an unknown outcome ended, and only of one that is unknown."""

import pytest
from tests.cli.shell import refused

from optout.browser.launch import lock_file, run_lock
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

WHY = ["--reason", "their e-mail came"]


def row(shell, name):
    journal = Journal(shell.data)
    try:
        return next(entry for entry in journal.entries() if entry.id == name)
    finally:
        journal.close()


@pytest.mark.parametrize("before", [State.UNKNOWN, State.AWAITING_CODE])
@pytest.mark.parametrize(("said", "after"), [("--sent", State.RESOLVED_SENT), ("--not-sent", State.RESOLVED_NOT_SENT)])
def test_an_open_outcome_is_what_the_person_says(shell, before, said, after):
    shell.journal(before)
    name = before.value.replace("_", "-")
    ran = shell.run("resolve", name, said, *WHY)
    assert ran.code == 0, ran.err
    assert (row(shell, name).state, row(shell, name).resolved_reason) == (after, WHY[1])
    journal = Journal(shell.data)
    blocking = journal.blocking(ObjectionKey("facebook", "Meta Platforms Ireland Limited", name, "ai-training"))
    journal.close()
    assert (blocking is not None) is (said == "--sent")


@pytest.mark.parametrize("state", [State.CONFIRMED, State.STOPPED])
def test_a_known_outcome_is_not_changed(shell, state):
    shell.journal(state)
    refused(shell.run("resolve", state.value, "--not-sent", *WHY), 2, "its outcome is known")
    assert row(shell, state.value).state == state


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["unknown", *WHY], "say whether it was received"),
        (["unknown", "--sent"], "say how you know"),
        (["unknown", "--sent", "--reason", "  "], "say how you know"),
        (["no-such", "--sent", *WHY], "no objection no-such"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_changes(shell, arguments, words):
    shell.journal(State.UNKNOWN)
    refused(shell.run("resolve", *arguments), 2, words)
    assert row(shell, "unknown").state == State.UNKNOWN


def test_where_there_is_no_journal_none_is_made(shell):
    refused(shell.run("resolve", "unknown", "--sent", *WHY), 2, "no objection unknown")
    assert not shell.data.exists()


def test_a_run_that_still_goes_on_is_not_resolved(shell):
    shell.journal(State.UNKNOWN)
    with run_lock(lock_file(shell.data, "facebook", "unknown")):
        refused(shell.run("resolve", "unknown", "--sent", *WHY), 4, "another run")
    assert row(shell, "unknown").state == State.UNKNOWN


def test_as_json_it_is_one_object(shell):
    shell.journal(State.UNKNOWN)
    assert shell.run("resolve", "unknown", "--sent", "--json", *WHY).json == {
        "schema": 1,
        "id": "unknown",
        "state": "resolved_sent",
    }
