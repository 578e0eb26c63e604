"""The commands that report: `optout flows`, `status`, `doctor`, `install` and `logout`."""

import re

import pytest
from tests.cli.shell import refused

from optout.flow.load import shipped_ids

pytestmark = pytest.mark.faults


def test_flows_list_puts_one_line_a_flow_on_stdout(shell):
    ran = shell.run("flows", "list")
    assert (ran.code, ran.err) == (0, "")
    assert [line.split()[0] for line in ran.out.splitlines()] == shipped_ids()


def test_flows_list_as_json_has_the_same_flows(shell):
    told = shell.run("flows", "list", "--json").json
    assert told["schema"] == 1
    assert [flow["id"] for flow in told["flows"]] == shipped_ids()
    assert {tuple(flow) for flow in told["flows"]} == {tuple(told["flows"][0])}


def test_flows_show_says_what_is_sent_to_whom_and_how_sure_it_is(shell):
    ran = shell.run("flows", "show", "facebook")
    assert (ran.code, ran.err) == (0, "")
    for words in ("Meta Platforms Ireland Limited", "facebook.com", "your email", "never", "Ways to the form"):
        assert words in ran.out


def test_flows_show_as_json_is_the_flow_and_its_hash(shell):
    told = shell.run("flows", "show", "facebook", "--json").json
    assert list(told) == ["schema", "flow", "sha256"]
    assert told["flow"]["hosts"] == ["facebook.com", "meta.com"]
    assert len(told["sha256"]) == 64


def test_flows_check_as_json_has_the_same_keys_for_good_and_broken_flows(shell):
    broken = shell.own_flow("title: 1\n")
    ran = shell.run("flows", "check", "--no-replay", "--json", "facebook", str(broken))
    assert ran.code == 2
    good, bad = ran.json["flows"]
    assert list(good) == list(bad) == ["flow", "cases", "mistakes", "different"]
    assert (good["mistakes"], bad["cases"]) == ([], 0)
    assert len(bad["mistakes"]) > 1


# status


def test_status_of_nothing_says_so_and_makes_nothing(shell):
    ran = shell.run("status")
    assert (ran.code, ran.out) == (0, "No objection yet\n")
    assert ran.hint == "optout submit\n"
    assert not shell.data.exists()


def test_a_damaged_journal_is_one_line_and_is_left_alone(shell):
    shell.data.mkdir()
    (shell.data / "journal.sqlite3").write_bytes(b"no database" * 500)
    for arguments, said in (
        (["status"], "error: the journal"),
        (["submit", "--yes"], "error: nothing was sent: the journal"),
    ):
        ran = refused(shell.run(*arguments, DISPLAY=":99"), 1, said)
        assert "optout doctor" in ran.hint
    assert (shell.data / "journal.sqlite3").read_bytes() == b"no database" * 500


# logout, doctor, install


def test_logout_of_nothing_and_of_a_kept_sign_in(shell):
    assert "No sign-in is kept" in refused(shell.run("logout"), 0).err
    profile = shell.data / "profiles" / "meta-platforms-ireland-limited" / "default" / "Default"
    profile.mkdir(parents=True)
    (profile / "Cookies").write_bytes(b"x")
    assert "is forgotten" in refused(shell.run("logout", "instagram"), 0).err  # the same controller
    assert not profile.exists()


def test_doctor_puts_all_that_it_finds_on_stdout_in_words_or_as_json(shell):
    ran, told = shell.run("doctor"), shell.run("doctor", "--json")
    assert ran.err == ""
    assert list(told.json) == ["schema", "findings"]
    keys = {"name", "status", "says", "means", "mend", "fixable"}
    assert all(set(finding) == keys for finding in told.json["findings"])
    for finding in told.json["findings"]:
        assert f" {finding['name']}: " in ran.out
        assert finding["means"] in ran.out
        assert finding["mend"] in ran.out
    assert re.search(r"\n\n(\d+ things? to look at|All is well)\n", ran.out)
    assert ran.code == told.code


def test_install_with_a_browser_that_is_there_is_quick_and_says_which(shell):
    ran = shell.run("install")
    assert (ran.code, ran.out) == (0, "")
    assert "is there: " in ran.err
    assert " starts" in ran.err
