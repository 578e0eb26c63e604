"""What `make` says before there is a program that could: in the person's language too."""

import itertools
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: make is not there")


def said(**environment):
    command = ["/bin/sh", str(ROOT / "tools/say.sh"), "Hello", "Bonjour", "Guten Tag"]
    ran = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert ran.stdout == ""
    return ran.stderr.strip()


@pytest.mark.parametrize(
    ("environment", "text"),
    [
        ({}, "Hello"),
        ({"LANG": "C.UTF-8"}, "Hello"),
        ({"LANG": "fr_FR.UTF-8"}, "Bonjour"),
        ({"LANG": "fr_FR.UTF-8", "LC_MESSAGES": "de_AT"}, "Guten Tag"),
        ({"LANG": "fr_FR.UTF-8", "LC_ALL": "C"}, "Hello"),
        ({"LC_ALL": "en_GB", "OPTOUT_LANG": "de"}, "Guten Tag"),
    ],
)
def test_make_speaks_the_language_that_the_program_will_speak(environment, text):
    assert said(**environment) == text


def test_every_line_that_make_says_is_there_in_three_languages():
    makefile = (ROOT / "Makefile").read_text("utf-8").replace("\\\n", " ")
    lines = re.findall(r"\$\(SAY\) (.*)", makefile.replace("$(SAY)", "\n$(SAY)"))
    texts = [list(itertools.takewhile(lambda token: token != ";", words(line))) for line in lines]
    assert len(texts) >= 6
    assert [said for said in texts if len(said) != 3] == []
    assert "echo" not in makefile


def words(line):
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";")
    lexer.whitespace_split = True
    return lexer
