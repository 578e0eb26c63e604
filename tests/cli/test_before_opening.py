"""What ends a command before anything opens, and what is said of a machine with nothing on it, or
something broken.
"""

import re
import sys

import pytest
from tests.cli.shell import NO_BROWSER, POSIX, objected, refused

from optout.outcome import State


def test_nobody_who_has_to_sign_in_is_sent_to_a_screen_that_nobody_sees(shell):
    refused(shell.run("submit", DISPLAY=":99"), 2, "without a terminal a flow must be named")
    for typed in (["submit", "facebook"], ["flows", "save-pages", "facebook"]):
        ran = refused(shell.run(*typed), 4, "error: there is no screen")
        assert ran.hint == "run it in a terminal on your desktop\n"
    for typed in (["submit", "facebook"], ["flows", "save-pages", "facebook", "--send"]):
        refused(
            shell.run(*typed, DISPLAY=":99"),
            4,
            "there is no terminal to ask on: whether to send it\n",
        )
    assert not shell.data.exists()
    assert shell.run("services", "use", "facebook").code == 0
    assert shell.run("submit", "--all").code == 4
    refused(shell.run("submit", "--all", DISPLAY=":99"), 4, "no terminal")


def test_without_a_browser_it_says_so_in_one_line_with_the_command_that_gets_one(shell):
    nothing = {
        "PATH": str(shell.folder),
        "PLAYWRIGHT_BROWSERS_PATH": str(shell.folder),
        "DISPLAY": ":99",
    }
    for typed in (["submit", "facebook", "--yes"], ["replay"]):
        ran = refused(shell.run(*typed, program=[sys.executable, "-c", NO_BROWSER], **nothing), 1)
        [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
        assert told.startswith("error: no browser is there to use")
        assert ran.hint == "optout install\n"


@pytest.mark.skipif(not POSIX, reason="writes a shell script")
def test_a_browser_that_does_not_start_is_one_line_and_nothing_was_sent(shell):
    (shell.folder / "plain.txt").write_text("x", "utf-8")
    for path in ("nowhere", ".", "plain.txt"):
        ran = shell.run(
            "submit", "facebook", "--yes", "--browser", str(shell.folder / path), DISPLAY=":99"
        )
        assert str(shell.folder) not in refused(ran, 2, "no program").err
    broken = shell.folder / "broken"
    broken.write_text(
        "#!/bin/sh\necho 'error while loading shared libraries: libnss3.so' >&2\nexit 127\n",
        "utf-8",
    )
    broken.chmod(0o755)
    plain = refused(
        shell.run("sign-in", "facebook", "--browser", str(broken), DISPLAY=":99"),
        1,
        "did not start: ",
    )
    assert "optout submit" not in plain.err  # it is no sign-in
    ran = shell.run("submit", "facebook", "--yes", "--browser", str(broken), DISPLAY=":99")
    assert ran.code == 1
    [told] = [line for line in ran.err.splitlines() if line.startswith("error: ")]
    assert "did not start: " in told
    assert len(told) < 300


def test_an_objection_that_was_sent_before_is_not_opened_again_and_says_when(shell):
    objected(shell.data, State.SENT)
    ran = shell.run("submit", "facebook", "--yes", DISPLAY=":99")
    assert (ran.code, ran.out) == (5, "")
    assert "earlier objection" in ran.err
    assert re.search(r"\d{4}-\d\d-\d\d \d\d:\d\d", ran.err)
    assert "--again --reason" in ran.hint
    assert shell.run("status", "--json").json["objections"][0]["state"] == "unknown"


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
        (["submit", "facebook", "--yes"], "error: nothing was sent: the journal"),
    ):
        ran = refused(shell.run(*arguments, DISPLAY=":99"), 1, said)
        assert "optout doctor" in ran.hint
    assert (shell.data / "journal.sqlite3").read_bytes() == b"no database" * 500


@pytest.mark.faults
def test_doctor_puts_all_that_it_finds_on_stdout_in_words_or_as_json(shell):
    ran, told = shell.run("doctor"), shell.run("doctor", "--json")
    assert ran.err == ""
    assert list(told.json) == ["schema", "findings"]
    keys = {"name", "status", "says", "mend"}
    assert all(set(finding) == keys for finding in told.json["findings"])
    for finding in told.json["findings"]:
        assert f" {finding['name']}: " in ran.out
        assert finding["mend"] in ran.out
    assert ran.code == told.code


@pytest.mark.faults
def test_install_with_a_browser_that_is_there_is_quick_and_says_which(shell):
    ran = shell.run("install")
    assert (ran.code, ran.out) == (0, "")
    assert "is there: " in ran.err
    assert " starts" in ran.err
