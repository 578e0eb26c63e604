"""What ends `optout submit` before anything opens."""

import re
import sys

import pytest
from tests.cli.shell import NO_BROWSER, POSIX, refused

from optout.journal import Journal, ObjectionKey
from optout.outcome import State


def test_submit_without_a_screen_or_a_terminal_needs_the_person_before_anything_opens(shell):
    assert "in a terminal on your desktop" in refused(shell.run("submit"), 4, "error: there is no screen").hint
    assert refused(shell.run("submit", DISPLAY=":99"), 4, "no terminal").hint
    assert not shell.data.exists()


def test_without_a_browser_it_says_so_in_one_line_with_the_command_that_gets_one(shell):
    nothing = {"PATH": str(shell.folder), "PLAYWRIGHT_BROWSERS_PATH": str(shell.folder), "DISPLAY": ":99"}
    for typed in (["submit", "--yes"], ["replay"]):
        ran = refused(shell.run(*typed, program=[sys.executable, "-c", NO_BROWSER], **nothing), 1)
        [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
        assert told.startswith("error: no browser is there to use")
        assert ran.hint == "optout install\n"


@pytest.mark.parametrize("path", ["nowhere", ".", "plain.txt"])
def test_a_browser_s_path_that_leads_to_no_program_is_told(shell, path):
    (shell.folder / "plain.txt").write_text("x", "utf-8")
    ran = refused(shell.run("submit", "--yes", "--browser", str(shell.folder / path), DISPLAY=":99"), 2, "no program")
    assert str(shell.folder) not in ran.err


@pytest.mark.skipif(not POSIX, reason="writes a shell script")
def test_a_browser_that_does_not_start_is_one_line_and_nothing_was_sent(shell):
    broken = shell.folder / "broken"
    broken.write_text("#!/bin/sh\necho 'error while loading shared libraries: libnss3.so' >&2\nexit 127\n", "utf-8")
    broken.chmod(0o755)
    ran = shell.run("submit", "--yes", "--browser", str(broken), DISPLAY=":99")
    assert ran.code == 1
    [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert "did not start: " in told
    assert len(told) < 300


def test_a_data_folder_that_cannot_be_made_is_told(shell):
    (shell.folder / "file").write_text("", "utf-8")
    for arguments in (["replay"], ["submit", "--yes"]):
        place = str(shell.folder / "file" / "data")
        ran = shell.run(*arguments, "--data-dir", place, DISPLAY=":99")
        assert (ran.code, ran.out) == (2, "")
        assert "OPTOUT_DATA_DIR or --data-dir" in ran.err


def test_an_objection_that_was_sent_before_is_not_opened_again_and_says_when(shell):
    journal = Journal(shell.data)
    journal.plan("one", ObjectionKey("facebook", "Meta Platforms Ireland Limited", "default", "ai-training"))
    journal.arm("one")
    journal.move("one", State.SENT)
    journal.close()
    ran = shell.run("submit", "--yes", DISPLAY=":99")
    assert (ran.code, ran.out) == (5, "")
    assert "was sent before" in ran.err
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", ran.err)
    assert "--again --reason" in ran.hint
    assert shell.run("status", "--json").json["objections"][0]["state"] == "unknown"
