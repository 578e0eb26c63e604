"""`optout resolve`: only the person can say how an unknown outcome ended, and only of one that is
unknown.
"""

import re
from contextlib import closing
from datetime import datetime

import pytest
from tests.cli.shell import refused
from tests.rows import put

from optout.browser.profile import run_lock
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

WHY = ["--reason", "their e-mail came"]


def row(shell, name):
    with closing(Journal(shell.data)) as journal:
        return next(entry for entry in journal.entries() if entry.id == name)


@pytest.mark.parametrize("before", [State.UNKNOWN, State.AWAITING_CODE])
@pytest.mark.parametrize(
    ("said", "after"), [("--sent", State.RESOLVED_SENT), ("--not-sent", State.RESOLVED_NOT_SENT)]
)
def test_an_open_outcome_is_what_the_person_says(shell, before, said, after):
    shell.journal(before)
    name = before.value.replace("_", "-")
    ran = shell.run("resolve", name, said, "--json", *WHY)
    assert (ran.code, ran.json) == (0, {"schema": 1, "id": name, "state": after.value})
    assert (row(shell, name).state, row(shell, name).resolved_reason) == (after, WHY[1])
    with closing(Journal(shell.data)) as journal:
        blocking = journal.blocking(
            ObjectionKey("facebook", "Meta Platforms Ireland Limited", name, "ai-training")
        )
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
        (["unknown", "--sent", *WHY, "--on", "2026-01-01"], "for a letter"),
    ],
)
def test_what_is_missing_is_asked_for_and_nothing_changes(shell, arguments, words):
    shell.journal(State.UNKNOWN)
    refused(shell.run("resolve", *arguments), 2, words)
    assert row(shell, "unknown").state == State.UNKNOWN


@pytest.mark.parametrize("country", ["", "DE"])
def test_of_a_letter_to_a_controller_whose_seat_nobody_knows_no_holidays_there_are_counted(
    shell, country
):
    with closing(Journal(shell.data)) as journal:
        put(
            journal,
            "one",
            State.DRAFTED,
            ObjectionKey("somebody", "Somebody Ltd", "default", "ai-training"),
        )
    ran = shell.run(
        "resolve",
        "one",
        "--sent",
        "--on",
        str(datetime.now().astimezone().date()),
        OPTOUT_COUNTRY=country,
    )
    assert (ran.code, "so public holidays there are not counted" in ran.err) == (0, True), ran.err


def test_a_run_that_still_goes_on_is_not_resolved(shell):
    with closing(Journal(shell.data)) as journal:
        put(
            journal,
            "one",
            State.UNKNOWN,
            ObjectionKey("corrected", "Example Ltd", "default", "ai-training", "facebook"),
        )
    # a run holds what may be sent once, whatever its flow is called
    with run_lock(shell.data, "facebook", "default"):
        refused(shell.run("resolve", "one", "--sent", *WHY), 4, "another run")
    assert row(shell, "one").state == State.UNKNOWN


def test_what_names_no_objection_is_no_record_either(shell):
    shell.journal(State.UNKNOWN)
    refused(shell.run("resolve", "no-such", "--sent", *WHY), 1, "no objection no-such")


@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_the_command_that_is_named_for_a_letter_can_be_typed_in_every_language(shell, language):
    with closing(Journal(shell.data)) as journal:
        key = ObjectionKey("somebody", "Somebody Ltd", "default", "ai-training")
        put(journal, "letter", State.DRAFTED, key)
    ran = refused(shell.run("resolve", "letter", "--sent", OPTOUT_LANG=language), 2)
    command = re.search(r"optout (resolve letter --sent --on \S+)$", ran.err.strip())
    assert command
    assert shell.run(*command[1].split()).code == 0
