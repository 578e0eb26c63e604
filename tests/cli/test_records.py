"""`optout replay` and the records it leaves, and `optout verify` of whole, damaged and missing ones."""

import re
import signal
import time
from pathlib import Path

import pytest
from tests.cli.shell import POSIX, refused

pytestmark = pytest.mark.faults


@pytest.fixture
def record(replays, shell):
    """Give a record to do with as one likes."""
    return replays.copy(shell, "facebook")


def test_a_replay_puts_the_record_s_path_on_stdout_and_nothing_else(replays):
    ran = replays("facebook")
    assert ran.code == 0, ran.err
    [path] = ran.out.splitlines()
    assert Path(path).is_dir()
    assert Path(path).parts[-3:-1] == ("data", "replays")
    assert Path(path).name.startswith("REPLAY-")
    assert "Sent and received" in ran.err
    assert "ada@example.eu" not in ran.err


def test_a_replay_that_ends_otherwise_has_its_own_exit_code(replays):
    ran = replays("--case", "declined")
    assert ran.code == 4
    assert len(ran.out.splitlines()) == 1
    assert "Nothing was sent: you did not approve it" in ran.err


def test_a_replay_as_json_has_the_same_keys_however_it_ends(replays):
    sent, declined = (replays("--json", "--case", case).json for case in ("received-en", "declined"))
    assert list(sent) == list(declined) == ["schema", "cases"]
    [one], [other] = sent["cases"], declined["cases"]
    assert list(one) == list(other)
    assert (one["state"], other["state"]) == ("confirmed", "stopped")
    assert (one["as_expected"], one["sends"], other["sends"]) == (True, 1, 0)
    assert re.fullmatch(r"[\d-]+T[\d:]+[+-]\d\d:\d\d", one["sent_at"])
    assert other["sent_at"] is None
    assert Path(one["record"]).is_dir()


@pytest.mark.skipif(not POSIX, reason="sends a signal of POSIX")
def test_ctrl_c_ends_a_replay_soon_and_says_so_by_its_exit_code(shell):
    running = shell.begin("replay", "--case", "received-after-5-s")
    records = shell.data / "replays"
    for _ in range(600):
        if records.exists() and list(records.iterdir()):
            break
        time.sleep(0.1)
    running.send_signal(signal.SIGINT)
    code, out, err = running.end()
    assert code == 130, err
    assert "Traceback" not in out + err


def test_a_whole_record_is_verified_by_its_folder_and_by_its_id(shell, record):
    for name in (str(record), record.name):
        ran = shell.run("verify", name)
        assert ran.code == 0, ran.err
        assert re.fullmatch(r"[0-9a-f ]{64,}\n", ran.out)
    (record / "data" / "more.txt").write_text("x", "utf-8")
    damaged = shell.run("verify", str(record))
    assert (damaged.code, "more.txt" in damaged.err) == (1, True)


@pytest.mark.parametrize(
    ("name", "says", "hint"),
    [
        ("2026-11-24-facebook-7k3q", "there is no such record", "optout status"),
        ("x" * 300, "there is no such record", "optout status"),
        ("START-HERE.pdf", "this file is no record: neither a folder, nor a zip", "the folder that it lies in"),
        (".", "this folder is not a record", ""),
    ],
)
def test_a_missing_record_a_file_and_a_folder_that_is_none_are_told(shell, name, says, hint):
    (shell.folder / "START-HERE.pdf").touch()
    assert hint in refused(shell.run("verify", name), 1, f"error: {says}").hint
    told = shell.run("verify", name, "--json")
    assert told.code == 1
    assert told.json["error"]["says"].startswith(says)
