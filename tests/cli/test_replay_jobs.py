"""`optout replay --all` by several processes at once, and what trouble there costs."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, refused

pytestmark = [
    pytest.mark.faults,
    pytest.mark.skipif(not POSIX, reason="ends processes by signals of POSIX"),
]
CASES = 6


@pytest.fixture
def bank(shell):
    """A small flow with some cases; what one of them expects is never so."""
    shell.run("flows", "new", "my-bank")
    file = shell.folder / "my-bank/pages/cases.yaml"
    text = file.read_text("utf-8")
    case = text[text.index("  received:") :].rstrip()
    more = [case.replace("  received:", f"  again-{number}:", 1) for number in range(1, CASES)]
    file.write_text("\n".join((text.rstrip(), *more, "")), "utf-8")
    return shell


def spoil(bank):
    """Make the last case expect what does not come."""
    file = bank.folder / "my-bank/pages/cases.yaml"
    head, expected, tail = file.read_text("utf-8").rpartition("\n      outcome: confirmed")
    assert expected
    file.write_text(f"{head}\n      outcome: rejected{tail}", "utf-8")


def played(ran):
    """Give the names of the cases in the table, each as often as it is in it."""
    return re.findall(r"^(received|again-\d) +\w+ +\d +\d +(?:yes|NO) *$", ran, re.MULTILINE)


def every():
    return ["received", *(f"again-{number}" for number in range(1, CASES))]


def test_several_at_once_give_the_same_table_in_the_same_order(bank):
    one = bank.run("replay", "./my-bank", "--all")
    several = bank.run("replay", "./my-bank", "--all", "--jobs", "3")
    assert (several.code, several.out, several.err) == (one.code, one.out, one.err)
    assert played(one.out) == every()


def test_several_at_once_give_the_same_json(bank):
    spoil(bank)
    one, several = (bank.run("replay", "./my-bank", "--all", "--json", "--jobs", jobs) for jobs in "12")
    assert one.code == several.code == 1
    cases = [
        [(case["case"], case["as_expected"], case["differences"]) for case in ran.json["cases"]]
        for ran in (one, several)
    ]
    assert cases[0] == cases[1]
    assert [case for case, expected, _ in cases[1] if not expected] == [f"again-{CASES - 1}"]


def wait_for(what, seconds=90):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until
        time.sleep(0.05)


def sealed(bank):
    return len(list((bank.data / "replays").glob("REPLAY-*")))


def test_cases_that_no_process_is_left_for_are_named(bank):
    running = bank.begin("replay", "./my-bank", "--all", "--jobs", "2")
    wait_for(lambda: sealed(bank) >= 3)  # of two processes, one has begun its second
    workers = [pid for pid in children(running.pid) if b"spawn_main" in Path(f"/proc/{pid}/cmdline").read_bytes()]
    os.kill(workers[0], signal.SIGKILL)
    code, out, err = running.end()
    assert (code, played(out)) == (1, every()), err
    assert 1 <= out.count("it could not be played: its browser or its process ended") < CASES


def children(pid):
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text("utf-8").split()]


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
    assert all(case["as_expected"] for case in played)
    assert f"{len(played)} of {CASES} cases were played" in err
    wait_for(lambda: not any(Path(f"/proc/{pid}").exists() for pid in workers))


def test_only_one_window_can_be_watched(shell):
    refused(shell.run("replay", "--all", "--headed", "--jobs", "2"), 2, "only one window at a time can be watched")


def test_a_trace_of_a_replay_opens_in_the_viewer_of_playwright(bank):
    ran = bank.run("replay", "./my-bank", "--trace")
    [file] = (bank.data / "traces").iterdir()
    assert "python -m playwright show-trace" in ran.err
    assert file.name in ran.err
    names = subprocess.run([sys.executable, "-m", "zipfile", "-l", file], capture_output=True, text=True, check=True)
    assert "trace.trace" in names.stdout
    assert shutil.which("optout")
