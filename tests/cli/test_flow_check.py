"""`optout flows check`: every mistake, and a replay of every case."""

import json

import pytest
from tests.cli.shell import refused


def new_flow(shell, old="", new="", file="flow.yaml"):
    """Make a flow with one thing changed in it."""
    shell.run("flows", "new", "my-bank")
    place = shell.folder / "my-bank" / file
    text = place.read_text("utf-8")
    assert old in text
    place.write_text(text.replace(old, new, 1), "utf-8")
    return "./my-bank"


@pytest.mark.faults
def test_a_case_that_comes_out_differently_is_an_error_and_says_how(shell):
    flow = new_flow(shell, "sends: 1", "sends: 2", "pages/cases.yaml")
    ran = shell.run("flows", "check", flow)
    assert ran.code == 1
    assert ran.out.splitlines()[0] == "✗ ./my-bank: 1 case, 1 different"
    assert "sends is 1, expected 2" in ran.out
    told = shell.run("flows", "check", flow, "--json")
    assert told.code == 1
    assert told.json["flows"][0]["different"] == [{"case": "received", "differences": ["sends is 1, expected 2"]}]


def test_no_replay_leaves_the_replay_out_and_needs_no_browser(shell):
    flow = new_flow(shell, "sends: 1", "sends: 2", "pages/cases.yaml")
    ran = shell.run("flows", "check", flow, "--no-replay", "--browser", "/nowhere/at/all")
    assert ran.code == 0, ran.err
    assert "my-bank: 1 case\n" in ran.out
    assert shell.run("flows", "check", flow, "--no-replay", "--json").json["flows"][0]["different"] is None


def test_a_replay_without_a_browser_says_so(shell):
    refused(
        shell.run("flows", "check", new_flow(shell), "--browser", "/nowhere/at/all"), 2, "no program lies at this path"
    )


def test_a_flow_with_mistakes_is_not_replayed(shell):
    flow = new_flow(shell, "law: GDPR", "laws: GDPR")
    ran = shell.run("flows", "check", flow)
    assert (ran.code, ran.err) == (2, "")
    assert "laws: is not a word of the flow language" in ran.out
    assert "replayed" not in ran.out


def test_a_flow_without_saved_pages_has_no_cases_to_replay(shell):
    ran = shell.run("flows", "check", str(shell.own_flow()))
    assert ran.code == 0
    assert "0 cases" in ran.out


def test_save_pages_runs_no_flow_that_is_not_trusted(shell):
    flow = str(shell.own_flow())
    ran = refused(shell.run("flows", "save-pages", flow, DISPLAY=":99"), 4, "not trusted yet")
    assert "example.eu" in ran.err
    told = shell.run("flows", "save-pages", flow, "--json", DISPLAY=":99")
    assert json.loads(told.out)["error"]["exit"] == 4


def test_save_pages_writes_over_nothing_and_needs_a_screen(shell):
    (shell.folder / "there").mkdir()
    refused(shell.run("flows", "save-pages", "--to", "there", DISPLAY=":99"), 2, "nothing is written over")
    refused(shell.run("flows", "save-pages"), 4, "there is no screen")
    assert [path.name for path in shell.folder.iterdir()] == ["there"]


def test_save_pages_goes_on_to_a_send_only_where_somebody_can_be_asked(shell):
    refused(shell.run("flows", "save-pages", "--send", DISPLAY=":99"), 4, "no terminal to ask on")
