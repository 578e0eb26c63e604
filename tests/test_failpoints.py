"""The places to die are inert unless a test sets their variable, which no person can do by accident."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from optout.failpoints import VARIABLE, Point

ROOT = Path(__file__).parents[1]
REACH = "from optout.failpoints import *; reach(Point.ARMED); reach(Point.WRITING, 'record.json'); print('alive')"
KILLED = -getattr(signal, "SIGKILL", signal.SIGTERM)


def reached(variables):
    environment = {name: value for name, value in os.environ.items() if name != VARIABLE} | variables
    ran = subprocess.run([sys.executable, "-c", REACH], env=environment, capture_output=True, text=True, check=False)
    return ran.returncode, ran.stdout.strip()


@pytest.mark.parametrize("value", [None, "", "filled", "writing:bagit.txt", "ARMED"])
def test_nothing_happens_without_the_name_of_the_very_point(value):
    assert reached({} if value is None else {VARIABLE: value}) == (0, "alive")


@pytest.mark.skipif(os.name != "posix", reason="not on Windows: it knows no signal that kills at once")
@pytest.mark.parametrize("value", ["armed", "writing:record.json"])
def test_at_its_point_the_program_dies_at_once_and_without_a_word(value):
    assert reached({VARIABLE: value}) == (KILLED, "")


def test_every_point_is_reached_somewhere_in_the_program():
    program = "".join(file.read_text("utf-8") for file in (ROOT / "automation").rglob("*.py"))
    assert [point for point in Point if f"reach(Point.{point.name}" not in program] == []
