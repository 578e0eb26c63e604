"""What goes to which stream, in which letters and colours, and when the program itself fails."""

import contextlib
import io
import os
import re
import subprocess
import sys

import pytest
from tests.cli.shell import POSIX, SECRET, ends, refused
from tests.local_site import command

from optout.cli.console import Console
from optout.outcome import State

pytestmark = pytest.mark.faults


def test_a_stream_that_has_only_ascii_gets_ascii(shell):
    shell.journal(State.CONFIRMED, State.UNKNOWN)
    assert re.fullmatch(r"optout \d+\.\d+\.\d+\S*\n", shell.run("--version").out)
    for typed in ("--help", "flows list", "flows show facebook", "flows check --no-replay", "status", "logout"):
        ran = shell.run(*typed.split(), PYTHONIOENCODING="ascii")
        assert ran.code == 0, ran.err
        assert (ran.out + ran.err).isascii()


def test_a_mark_is_a_word_where_its_sign_cannot_be_written(shell):
    assert "ok facebook: " in shell.run("flows", "check", "--no-replay", PYTHONIOENCODING="ascii").out
    broken = shell.run("flows", "check", str(shell.own_flow("a: 1")), PYTHONIOENCODING="ascii")
    assert broken.out.startswith("x ")


@pytest.mark.skipif(not POSIX, reason="pexpect's terminal is POSIX")
@pytest.mark.parametrize(
    ("variables", "coloured"),
    [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False), ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False)],
)
def test_colour_is_for_terminals_that_want_it(shell, variables, coloured):
    code, said = ends(shell.terminal("flows", "check", "--no-replay", **variables))
    assert code == 0
    assert ("\x1b[3" in said) is coloured
    assert "✓ facebook" in re.sub(r"\x1b\[[\d;]*m", "", said)


def test_a_reader_that_goes_away_amid_a_run_is_an_error_that_is_caught(monkeypatch):
    ours, theirs = os.pipe()
    os.close(ours)
    with contextlib.suppress(BrokenPipeError), os.fdopen(theirs, "w") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        with pytest.raises(BrokenPipeError):
            Console().say("Sent and received")


def test_a_reader_that_goes_away_gets_no_traceback(shell):
    process = subprocess.Popen(
        command("flows", "show", "facebook"),
        env=shell.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    told = process.stderr.read()
    process.wait(30)
    process.stderr.close()
    assert "Traceback" not in told
    assert "Exception ignored" not in told


FAILING = f"""
from optout.cli import status
from optout.cli.entry import main
def fail(*_, **__):
    raise KeyError("{SECRET}")
status.status = fail
main()
"""


def test_an_unexpected_failure_says_its_place_and_with_verbose_the_way_to_it(shell):
    program = [sys.executable, "-c", FAILING]
    quiet = refused(shell.run("status", program=program), 1, "error: this program failed unexpectedly (KeyError)")
    loud = refused(shell.run("--verbose", "status", program=program), 1)
    assert " in fail" in quiet.err
    assert "entry.py" not in quiet.err
    assert "entry.py" in loud.err
    assert SECRET not in quiet.err + loud.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["verify", "no-such", "--json"], 1),
        (["flows", "show", "--json", "no-such"], 2),
        (["status", "--json", "--no-such"], 2),
    ],
)
def test_an_error_is_json_as_well_where_json_is_asked_for(shell, arguments, code):
    ran = shell.run(*arguments)
    assert (ran.code, ran.json["schema"], ran.json["error"]["exit"]) == (code, 1, code)
    assert f"error: {ran.json['error']['says']}" in ran.err
    assert f"hint: {ran.json['error']['hint']}" in ran.err


def test_only_the_letters_that_a_stream_cannot_write_are_spelled_otherwise(monkeypatch):
    written = io.BytesIO()
    monkeypatch.setattr("sys.stdout", io.TextIOWrapper(written, encoding="latin-1"))
    Console(on_stdout=True).say("refusé\n✓ reçu")
    sys.stdout.flush()
    assert written.getvalue().decode("latin-1") == "refusé\nok reçu\n"
