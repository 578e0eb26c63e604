"""`optout replay --all` and `--list`: which case is under way, what was played before Ctrl-C, which cases there are."""

import gc
import json
import re
import signal
import time

import pytest
from tests.cli.shell import POSIX, ends, refused
from tests.evidence.stage import launch

from optout.browser.installed import find_light_browser
from optout.cli.console import Console
from optout.cli.replay import play_quietly, played_quietly
from optout.errors import Interrupted
from optout.flow.cases import load_cases
from optout.flow.load import find_flow, shipped_ids
from optout.run.saved_case import ReplaySetup

pytestmark = pytest.mark.faults

posix_only = pytest.mark.skipif(not POSIX, reason="needs a terminal or a signal of POSIX")


@pytest.fixture
def bank(shell):
    """A small flow with two cases."""
    shell.run("flows", "new", "my-bank")
    file = shell.folder / "my-bank/pages/cases.yaml"
    text = file.read_text("utf-8")
    case = text[text.index("  received:") :]
    file.write_text(text.rstrip("\n") + "\n" + case.replace("  received:", "  again:", 1), "utf-8")
    return shell


@posix_only
def test_a_terminal_sees_which_case_is_under_way_and_a_file_only_what_came_of_each(bank):
    code, said = ends(bank.terminal("replay", "./my-bank", "--all"))
    assert code == 0, said
    shown = ["Replaying 1 of 2: my-bank, received", "Replaying 2 of 2: my-bank, again"]
    assert [said.count(line) for line in shown] == [1, 1]
    table = said[said.rindex("\x1b[K") :]
    assert "Replaying" not in table
    assert "2 cases as expected" in table
    ran = bank.run("replay", "./my-bank", "--all")
    assert ran.err == ""
    assert re.search(r"received +confirmed +1 +0 +yes", ran.out)
    assert "2 cases as expected, 0 cases different" in ran.out


def interrupted(shell, records, *options):
    """Press Ctrl-C once there are so many records like that, of many cases."""
    running = shell.begin("replay", "instagram", "--all", *options)
    pattern, number = records
    until = time.monotonic() + 120
    while len(list((shell.data / "replays").glob(pattern))) < number and time.monotonic() < until:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    code, out, err = running.end()
    assert code == 130, err
    assert "Traceback" not in out + err
    return out, err


@posix_only
def test_after_ctrl_c_what_was_played_is_shown_as_a_table(shell):
    out, err = interrupted(shell, ("REPLAY-*", 2))
    [played] = map(int, re.findall(r"You interrupted: (\d+) of \d+ cases were played", err))
    assert 2 <= played < 50
    assert len(re.findall(r"^received-\w\w +confirmed +1 +0 +yes *$", out, re.MULTILINE)) == played
    assert f"{played} cases as expected, 0 cases different" in out


@posix_only
def test_after_ctrl_c_in_the_first_case_what_was_played_is_given_as_json(shell):
    out, err = interrupted(shell, (".partial-*", 1), "--json")
    told = json.loads(out)
    assert list(told) == ["schema", "cases"]
    assert f"You interrupted: {len(told['cases'])} of " in err
    assert all(case["as_expected"] for case in told["cases"])


def test_ctrl_c_while_a_record_is_sealed_ends_it_after_that_case(browser, tmp_path):
    loaded = find_flow("facebook")
    case = load_cases(loaded)["received-en"]
    setup = ReplaySetup(
        browser, launch(find_light_browser().executable), tmp_path, lambda: None, asked_to_end=lambda: True
    )
    playing = played_quietly(Console(), setup, [(loaded, case), (loaded, case)])
    assert next(playing).differs == []
    with pytest.raises(Interrupted):
        next(playing)


def test_a_request_without_an_answer_leaves_no_word_of_playwright_s_own_on_the_screen(browser, tmp_path, caplog):
    facebook = find_flow("facebook")
    setup = ReplaySetup(browser, launch(find_light_browser().executable), tmp_path, lambda: None)
    gc.collect()  # what waits for ever since another test is none of this one's
    caplog.clear()
    play_quietly(setup, facebook, load_cases(facebook)["window-closed-after-send"])
    gc.collect()  # what waits for ever is noticed when Python cleans up
    assert [record.message for record in caplog.records if record.name == "asyncio"] == []


def test_list_names_every_case_and_what_it_is_about_and_needs_no_browser(shell):
    ran = shell.run("replay", "--list", "--browser", "/nowhere/at/all")
    assert (ran.code, ran.err) == (0, "")
    flows = [line for line in ran.out.splitlines() if not line.startswith("  ")]
    assert flows == shipped_ids()
    cases = load_cases(find_flow("instagram"))
    below = ran.out.partition("\ninstagram\n")[2].partition("\nlinkedin\n")[0].splitlines()
    assert [tuple(re.split(r"  +", line.strip(), maxsplit=1)) for line in below] == [
        (name, case.about) for name, case in cases.items()
    ]
    assert not shell.data.exists()


def test_list_keeps_to_one_flow_and_is_json_where_that_is_asked_for(bank):
    told = bank.run("replay", "./my-bank", "--list", "--json").json
    assert [(one["flow"], one["case"], one["outcome"]) for one in told["cases"]] == [
        ("my-bank", "received", "confirmed"),
        ("my-bank", "again", "confirmed"),
    ]


@posix_only
def test_on_a_terminal_each_case_of_the_list_keeps_to_one_line(shell):
    terminal = shell.terminal("replay", "--list", COLUMNS="60")
    code, said = ends(terminal)
    assert code == 0
    lines = re.sub(r"\x1b\[[\d;]*m", "", said).splitlines()
    assert len(lines) > 200
    assert max(map(len, lines)) == 60


def test_list_and_a_case_do_not_go_together_and_a_wrong_case_leads_to_the_list(shell):
    refused(shell.run("replay", "--list", "--case", "received-en"), 2, "--list or --case")
    hint = shell.run("replay", "instagram", "--case", "recieved-en").hint
    assert "optout replay instagram --list names them all" in hint
