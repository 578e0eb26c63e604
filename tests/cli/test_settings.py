"""Settings that were turned: a record calls its pictures what they show, and status speaks of no form."""

import json
from pathlib import Path

import pytest
from tests.rows import put

from optout.flow.load import find_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

pytestmark = pytest.mark.faults

SHOWN = {
    "declined": ["before"],
    "error-page-after-the-press": ["before", "pressed", "read_back"],
    "turned-en": ["before", "pressed", "read_back"],
}


@pytest.mark.parametrize("case", SHOWN)
def test_a_picture_is_said_to_be_after_a_fresh_load_only_where_one_was_made(shell, case):
    ran = shell.run("replay", "linkedin", "--case", case)
    record = json.loads((Path(ran.out.splitlines()[-1]) / "data" / "record.json").read_text("utf-8"))
    assert [page["stage"] for page in record["pages"]] == SHOWN[case]


SAID = {
    State.CONFIRMED: "turned",
    State.REJECTED: "not turned",
    State.UNKNOWN: "perhaps turned",
    State.STOPPED: "not pressed",
    State.ALREADY_OFF: "stood so already",
}


@pytest.mark.parametrize("state", SAID)
def test_status_says_of_a_setting_that_it_was_turned_and_of_a_form_that_it_was_received(shell, state):
    journal = Journal(shell.data)
    for name in ("linkedin", "facebook"):
        flow = find_flow(name).flow
        put(journal, name, state, ObjectionKey(name, flow.controller, "default", flow.purpose))
    journal.close()
    table = {line.split()[1]: line for line in shell.run("status", "--all").out.splitlines()[1:3]}
    assert SAID[state] in table["linkedin"]
    assert (SAID[state] in table["facebook"]) == (state is State.ALREADY_OFF)


def test_what_may_have_been_turned_is_read_and_needs_no_word_of_the_persons(shell):
    journal = Journal(shell.data)
    flow = find_flow("linkedin").flow
    put(journal, "one", State.UNKNOWN, ObjectionKey("linkedin", flow.controller, "default", flow.purpose))
    journal.close()
    said = shell.run("status").out
    assert "optout submit linkedin reads first, and presses only what must be" in said
    assert "resolve" not in said
