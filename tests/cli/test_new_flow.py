"""`optout flows new`: a folder that passes the check and replays as it is made, and teaches."""

import re

import jsonschema
import pytest
import yaml
from tests.cli.shell import refused
from tools.flow_schemas import flow_schema

MADE = ["flow.schema.json", "flow.yaml", "pages/cases.yaml", "pages/form.html", "pages/received.html"]


def files_below(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


@pytest.mark.faults
def test_a_new_flow_passes_the_check_and_replays_as_it_is_made(shell):
    made = shell.run("flows", "new", "my-bank")
    assert (made.code, made.out) == (0, "my-bank\n")
    assert files_below(shell.folder / "my-bank") == MADE
    checked = shell.run("flows", "check", "./my-bank")
    assert checked.code == 0, checked.err
    assert "1 case, replayed as expected" in checked.out
    played = shell.run("replay", "./my-bank")
    assert played.code == 0, played.err
    assert "Sent and received" in played.err


def test_the_line_for_editors_leads_to_a_schema_that_the_file_is_valid_by(shell):
    shell.run("flows", "new", "my-bank")
    text = (shell.folder / "my-bank" / "flow.yaml").read_text("utf-8")
    line = re.match(r"# yaml-language-server: \$schema=(\S+)\n", text)
    assert line
    schema = yaml.safe_load((shell.folder / "my-bank" / line[1]).read_text("utf-8"))
    assert schema == flow_schema()
    assert list(jsonschema.Draft202012Validator(schema).iter_errors(yaml.safe_load(text))) == []


def test_it_is_made_in_the_folder_that_is_named(shell):
    ran = shell.run("flows", "new", "my-bank", "--to", "mine/flows", "--json")
    assert ran.code == 0
    assert ran.json == {"schema": 1, "flow": "my-bank", "folder": "mine/flows/my-bank", "files": MADE}
    assert files_below(shell.folder / "mine" / "flows" / "my-bank") == MADE


@pytest.mark.parametrize("name", ["My-bank", "../bank", "a" * 41, ""])
def test_an_id_that_cannot_be_one_is_refused_and_makes_nothing(shell, name):
    refused(shell.run("flows", "new", "--", name), 2, "the id must be small letters")
    assert list(shell.folder.iterdir()) == []


def test_the_id_of_a_shipped_flow_is_refused(shell):
    refused(shell.run("flows", "new", "facebook"), 2, "came with the program")


@pytest.mark.parametrize("kind", ["folder", "file", "broken link"])
def test_nothing_is_written_over(shell, kind):
    place = shell.folder / "my-bank"
    if kind == "folder":
        place.mkdir()
    elif kind == "file":
        place.write_text("mine", "utf-8")
    else:
        place.symlink_to(shell.folder / "nowhere")
    refused(shell.run("flows", "new", "my-bank"), 2, "nothing is written over")
    assert files_below(shell.folder) == (["my-bank"] if kind == "file" else [])
