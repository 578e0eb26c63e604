"""What goes to which stream, in which letters, how it fits the terminal, and the last lines of a
run.
"""

import contextlib
import json
import os
import re
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.cli.shell import POSIX, SECRET, refused
from tests.local_site import command
from tests.run.rig import LOADED

from optout.cli import console
from optout.cli.console import Console, _as_started, wrapped
from optout.cli.objection_text import as_json, conclude
from optout.deadline import due
from optout.evidence.folder import Sealed
from optout.flow.find import find_flow
from optout.outcome import Outcome, Reason, State
from optout.redaction import Redactor
from optout.run.inputs import RunResult
from optout.translation import speak

WORDS = st.lists(
    st.sampled_from(["a", "bé", "字🙂字🙂", "-", "e\u0301e", "longest-one", " f", "g  "]),
    max_size=80,
)


@pytest.mark.faults
def test_a_stream_that_has_only_ascii_gets_ascii(shell):
    shell.journal(State.CONFIRMED, State.UNKNOWN)
    assert re.fullmatch(r"optout \d+\.\d+\.\d+\S*\n", shell.run("--version").out)
    for typed in (
        "--help",
        "services",
        "flows show facebook",
        "flows check --no-replay",
        "status",
        "logout x",
    ):
        ran = shell.run(*typed.split(), PYTHONIOENCODING="ascii")
        assert ran.code == 0, ran.err
        assert (ran.out + ran.err).isascii()
        assert ("+ facebook: " in ran.out) is (typed == "flows check --no-replay")


def test_a_reader_that_goes_away_amid_a_run_is_an_error_that_is_caught(monkeypatch):
    ours, theirs = os.pipe()
    os.close(ours)
    with contextlib.suppress(BrokenPipeError), os.fdopen(theirs, "w") as stream:
        monkeypatch.setattr("sys.stderr", stream)
        with pytest.raises(BrokenPipeError):
            Console().say("Sent and received")


@pytest.mark.faults
@pytest.mark.skipif(not POSIX, reason="a shell of POSIX")
def test_a_reader_that_goes_away_gets_no_traceback(shell):
    ran = shell.run(
        "flows", "show", "facebook", program=["sh", "-c", '"$@" | true', "sh", *command()]
    )
    assert (ran.code, ran.err) == (0, "")


FAILING = f"""
from optout.cli import status
from optout.cli.entry import main
def fail(*_, **__):
    raise KeyError("{SECRET}")
status.status = fail
main()
"""


@pytest.mark.faults
def test_an_unexpected_failure_says_its_place_and_with_verbose_the_way_to_it(shell):
    program = [sys.executable, "-c", FAILING]
    quiet = refused(
        shell.run("status", program=program),
        1,
        "error: this program failed unexpectedly (KeyError)",
    )
    loud = refused(shell.run("--verbose", "status", program=program), 1)
    assert " in fail" in quiet.err
    assert "entry.py" not in quiet.err
    assert "entry.py" in loud.err
    assert SECRET not in quiet.err + loud.err


def test_an_address_is_masked_in_all_that_is_said_and_in_json_but_in_what_is_to_be_approved(capsys):
    console = Console(as_json=True, guides=True)
    console.redact = Redactor("ada@example.eu")
    console.say("to ada@example.eu")
    console.warn("ada@example.eu")
    console.result({"found": [{"to": "ada@example.eu"}]})
    assert "ada@" not in "".join(capsys.readouterr())
    console.say("ada@example.eu", personal=True)
    assert capsys.readouterr().err == "ada@example.eu\n"


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


def test_what_a_program_asked_for_comes_whatever_becomes_of_the_talk(monkeypatch, capsys):
    full = open("/dev/full", "w", buffering=1, encoding="utf-8")  # noqa: PTH123, SIM115  closing it fails, too
    for stream in (full, None):
        monkeypatch.setattr("sys.stderr", stream)
        console = Console(as_json=True)
        console.warn("a disk is full")
        console.result({"done": True})
        assert json.loads(capsys.readouterr().out) == {"schema": 1, "done": True}
    with contextlib.suppress(OSError):
        full.close()


def too_long(rows, width):
    wide = [row for row in rows if len(row.rstrip()) > width and "optout" not in row]
    # beside a label one word may be
    return [row for row in wide if " " in console._HEAD.sub("", row, count=1).strip()]


@given(WORDS.map(" ".join), st.integers(30, 130), st.integers(0, 12))
def test_whatever_is_said_keeps_its_letters_in_their_order_and_fits(text, width, at):
    rows = wrapped(text, width, at).split("\n")
    assert "".join(rows).replace(" ", "") == text.replace(" ", "")
    assert too_long([" " * at + rows[0], *rows[1:]], width) == []


@pytest.mark.parametrize(
    "rows",
    [
        [
            "  note    the site's terms restrict automated access;",
            "          whether to go on is for you to decide",
        ],
        [
            "check e-mail  ad•••@example.eu, as the form holds it, and",
            "              you confirmed it",
        ],
        ["    | A comment of one line, as it was typed, with  two", "      spaces"],
        ["hint: it stands as it was;", 'optout submit --again --reason "the first was refused"'],
        ["        b = beibehalten, e = durch Ihre ersetzen, a = hier", "        anhalten [A]"],
    ],
)
def test_a_text_goes_on_where_it_began_and_what_is_copied_stays_whole(rows):
    text = " ".join([rows[0], *(row.lstrip() for row in rows[1:])])
    assert wrapped(text, 60).split("\n") == rows
    assert wrapped("x" * 70, 60, 2) == "x" * 70


FINGERPRINT = "ab" * 32
RECORD = Sealed(Path("records/2026-11-25-example-7k3q"), FINGERPRINT)
RESULT = RunResult(
    id=RECORD.id,
    outcome=Outcome(
        State.CONFIRMED,
        Reason.CONFIRMED_BY_WORDS,
        {"words": "received"},
        confirmation=("It was received.",),
    ),
    sent_at=datetime(2026, 11, 25, 13, 3, tzinfo=UTC),
    deadline=due(date(2026, 11, 25), ["IE"]),
    sealed=RECORD,
    trouble=(),
    held_back=0,
    way={},
    found={},
    replay=False,
)
STOPPED = replace(
    RESULT, outcome=Outcome(State.STOPPED, Reason.DECLINED), sent_at=None, deadline=None
)


@pytest.fixture
def screen(capsys):
    """Give the lines of a result on stderr, in a language, and those on stdout."""

    def read(result, language="en"):
        speak(language)
        try:
            conclude(Console(), LOADED.flow, result)
        finally:
            speak("en")
        out, err = capsys.readouterr()
        return err.splitlines(), out.splitlines()

    return read


@pytest.mark.parametrize(
    ("language", "due_by", "why"),
    [
        (
            "en",
            "An answer is due by 2026-12-28",
            "That is one month, moved from 2026-12-25, a public holiday at the controller's seat (Ireland)",
        ),
        (
            "de",
            "fällig bis 28. Dezember 2026",
            "Das ist ein Monat, verschoben vom 25. Dezember 2026, einem Feiertag am Sitz des Verantwortlichen (Irland)",
        ),
    ],
)
def test_the_screen_says_by_when_an_answer_is_due_and_from_which_day_that_was_moved(
    screen, language, due_by, why
):
    said, _ = screen(RESULT, language)
    [line] = [number for number, line in enumerate(said) if line.endswith(due_by)]
    assert said[line + 1] == why
    assert as_json(LOADED.flow, RESULT)["due_on"] == "2026-12-28"
    said, _ = screen(replace(RESULT, deadline=None), language)
    assert not re.search("due|fällig|month|Monat", " ".join(said))


def test_where_one_of_several_settings_could_not_be_turned_the_others_are_not_belittled(capsys):
    partly = "Not every setting reads as wanted"
    for reason, lead in (
        (Reason.READS_AS_BEFORE, "Pressed, and not turned"),
        (Reason.SETTING_LOCKED, partly),
    ):
        outcome = Outcome(State.REJECTED, reason, {"setting": "Voice", "state": "on"})
        conclude(
            Console(),
            find_flow("microsoft-copilot").flow,
            replace(RESULT, outcome=outcome, deadline=None),
        )
        assert f"{lead}: " in capsys.readouterr().err


def test_the_fingerprint_and_where_to_keep_it_stand_right_before_the_record(screen):
    for result in (RESULT, STOPPED, replace(RESULT, replay=True)):
        said, out = screen(result)
        assert said[-3:] == [
            f"Fingerprint: {FINGERPRINT}",
            "Record:",
            f"Look at it: optout open {RECORD.id}",
        ]
        assert (
            f"optout stamp {RECORD.id}" in said[-4]
        ) is not result.replay  # a rehearsal proves nothing
        assert out == [str(RECORD.folder)]
        assert ("Nothing was sent: " in "\n".join(said)) is (result is STOPPED)


@pytest.mark.parametrize(
    ("file", "here", "path", "becomes"),
    [
        ("a/.venv/bin/optout", "a", "nothing", "./.venv/bin/optout status"),
        ("a/.venv/bin/optout", "a", "a/.venv/bin", "optout status"),
        ("a/.venv/bin/optout", "b", "other", "TMP/a/.venv/bin/optout status"),
        ("my files/optout", ".", "nothing", "'./my files/optout' status"),
        ("a/pytest", "a", "nothing", "optout status"),
    ],
)
def test_the_program_is_called_as_it_was_started(tmp_path, monkeypatch, file, here, path, becomes):
    for program in (tmp_path / file, tmp_path / "other" / "optout"):
        program.parent.mkdir(parents=True, exist_ok=True)
        program.touch(mode=0o755)
    (tmp_path / here).mkdir(exist_ok=True)
    monkeypatch.chdir(tmp_path / here)
    monkeypatch.setenv("PATH", str(tmp_path / path))
    monkeypatch.setattr(sys, "argv", [str(tmp_path / file), "verify"])
    assert _as_started("optout status").replace(str(tmp_path), "TMP") == becomes
    assert _as_started("your optout") == "your optout"
