"""`optout replay --all`, `--list` and `--trace`: what came of each case, what trouble costs, which cases there are."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, ends, refused

from optout.flow.cases import load_cases
from optout.flow.load import find_flow, shipped_ids

pytestmark = pytest.mark.faults

posix_only = pytest.mark.skipif(not POSIX, reason="needs a terminal or a signal of POSIX")
CASES = 5


@pytest.fixture
def bank(shell):
    """A small flow with some cases; the last of them expects what does not come."""
    shell.run("flows", "new", "my-bank")
    file = shell.folder / "my-bank/pages/cases.yaml"
    text = file.read_text("utf-8")
    case = text[text.index("  received:") :].rstrip()
    more = [case.replace("  received:", f"  again-{number}:", 1) for number in range(1, CASES)]
    head, expected, tail = "\n".join((text.rstrip(), *more, "")).rpartition("\n      outcome: confirmed")
    assert expected
    file.write_text(f"{head}\n      outcome: rejected{tail}", "utf-8")
    return shell


def in_table(out):
    """Give the names of the cases in the table, and whether each came out as expected."""
    return re.findall(r"^(received|again-\d) +\w+ +\d +\d +(yes|NO) *$", out, re.MULTILINE)


@posix_only
def test_the_table_is_in_the_order_of_the_file_and_a_terminal_sees_how_many_were_played(bank):
    ran = bank.run("replay", "./my-bank", "--all", "--jobs", "2")
    assert (ran.code, ran.err) == (1, "")
    names = ["received", *(f"again-{number}" for number in range(1, CASES))]
    assert in_table(ran.out) == [(name, "yes") for name in names[:-1]] + [(names[-1], "NO")]
    assert "4 cases as expected, 1 case different" in ran.out
    told = bank.run("replay", "./my-bank", "--all", "--json").json["cases"]
    assert [(one["case"], one["as_expected"]) for one in told] == [(name, name != names[-1]) for name in names]
    assert told[-1]["differences"] == ["outcome is confirmed, expected rejected"]
    code, said = ends(bank.terminal("replay", "./my-bank", "--all"))
    assert code == 1
    assert [said.count(f"Replaying {n} of {CASES}: my-bank, {name}") for n, name in enumerate(names, 1)] == [1] * CASES
    assert "Replaying" not in said[said.rindex("\x1b[0K") :]


def wait_for(what, seconds=90):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def sealed(bank):
    return len(list((bank.data / "replays").glob("REPLAY-*")))


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


@posix_only
def test_cases_that_no_process_is_left_for_are_named(bank):
    running = bank.begin("replay", "./my-bank", "--all", "--jobs", "2")
    wait_for(lambda: sealed(bank) >= 3)  # of two processes, one has begun its second
    workers = [pid for pid in children(running.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    code, out, err = running.end()
    assert (code, len(in_table(out))) == (1, CASES), err
    assert 1 <= out.count("it could not be played: its browser or its process ended") < CASES


@posix_only
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_whoever_ends_it_is_shown_what_was_played_and_no_process_is_left(bank, number):
    running = bank.begin("replay", "./my-bank", "--all", "--jobs", "2", "--json")
    wait_for(lambda: sealed(bank) >= 2)
    workers = children(running.pid)
    running.send_signal(number)
    code, out, err = running.end()
    assert code == 130, err
    assert "Traceback" not in err
    played = json.loads(out)["cases"]
    assert 1 <= len(played) < CASES
    assert f"{len(played)} of {CASES} cases were played" in err
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_what_does_not_go_together_is_refused_and_a_wrong_case_leads_to_the_list(shell):
    refused(shell.run("replay", "--all", "--headed", "--jobs", "2"), 2, "only one window at a time can be watched")
    refused(shell.run("replay", "--list", "--case", "received-en"), 2, "--list or --case")
    hint = shell.run("replay", "instagram", "--case", "recieved-en").hint
    assert "optout replay instagram --list names them all" in hint


def test_a_trace_of_a_replay_opens_in_the_viewer_of_playwright(bank):
    ran = bank.run("replay", "./my-bank", "--trace")
    [file] = (bank.data / "traces").iterdir()
    assert "python -m playwright show-trace" in ran.err
    assert file.name in ran.err
    names = subprocess.run([sys.executable, "-m", "zipfile", "-l", file], capture_output=True, text=True, check=True)
    assert "trace.trace" in names.stdout


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
    told = shell.run("replay", "instagram", "--list", "--json").json["cases"]
    assert [(one["flow"], one["case"]) for one in told] == [("instagram", name) for name in cases]
