"""`--json`: one value on stdout, and nothing on stderr that is neither an error nor a warning."""

from contextlib import closing

import pytest
from tests.cli.test_help import EVERY
from tests.evidence.handmade import ID, make_record
from tests.rows import put

from optout.evidence import START_HERE
from optout.flow.find import find_flow
from optout.journal import Journal, ObjectionKey
from optout.outcome import State

GUIDE_A_PERSON = {("submit",), ("flows", "save-pages")}
"""Commands that open a window: what a person has to do there is printed beside the value too."""
LINES = [
    ["services"],
    ["services", "linkedin"],
    ["services", "show", "linkedin"],
    ["services", "use", "linkedin", "facebook"],
    ["letter", "reddit", "--yes", "--known-as", "ada"],
    ["replay", "linkedin"],
    ["replay", "linkedin", "--list"],
    ["replay", "./my-flow", "--all"],
    ["status"],
    ["status", "--ics", "due.ics"],
    ["open"],
    ["open", ID],
    ["resolve", ID, "--sent", "--reason", "their e-mail came"],
    ["verify"],
    ["verify", ID],
    ["attach", ID, "note.txt", "--as", "note"],
    ["attach", ID, "note.txt"],
    ["stamp", ID, "--authority", "http://127.0.0.1:9/"],
    ["export", ID, "--yes"],
    ["complain", ID, "--country", "FR", "--because", "refused"],
    ["delete", ID, "--yes"],
    ["doctor"],
    ["flows", "list"],
    ["flows", "show", "linkedin"],
    ["flows", "new", "another"],
    ["flows", "check", "./my-flow", "--no-replay"],
]


@pytest.fixture
def world(shell):
    """Give a shell whose data folder has an objection with a record, and a folder with a flow."""
    flow = find_flow("facebook").flow
    with closing(Journal(shell.data)) as journal:
        key = ObjectionKey(flow.id, flow.controller, "default", flow.purpose)
        put(journal, ID, State.UNKNOWN, key)
    make_record(shell.data / "records" / ID)
    (shell.data / "records" / ID / START_HERE).touch()
    (shell.folder / "note.txt").write_text("a note", "utf-8")
    assert shell.run("flows", "new", "my-flow").code == 0
    return shell


def test_every_command_that_has_json_is_tried():
    have = {
        path
        for path, command in EVERY.items()
        if any("--json" in parameter.opts for parameter in command.params)
    }
    tried = {path for path in have for line in LINES if tuple(line[: len(path)]) == path}
    assert have - tried == GUIDE_A_PERSON


@pytest.mark.parametrize("line", LINES, ids=" ".join)
def test_json_is_alone(world, line):
    ran = world.run(*line, "--json")
    assert (ran.json["schema"], ran.err) == (1, "")


def test_what_is_wrong_is_printed_beside_json(world):
    ran = world.run("verify", "no-such", "--json")
    assert (ran.code, ran.json["error"]["exit"]) == (1, 1)
    assert ran.err.startswith("error: there is no such record")
    ran = world.run("status", "--json", OPTOUT_ACOUNT="work")
    assert ran.err.startswith("warning: OPTOUT_ACOUNT is not a setting")
