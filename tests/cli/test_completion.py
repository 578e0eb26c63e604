"""One command makes a shell complete what is typed: commands, flows, options."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: bash")
TYPED = {
    "optout rep": {"replay"},
    "optout replay face": {"facebook"},
    "optout status --al": {"--all"},
    "optout flows che": {"check"},
}
COMPLETE = """
. ~/.bashrc
asked=$(complete -p optout)
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1))
function=${asked#*-F }; ${function% optout} optout
printf '%s\\n' "${COMPREPLY[@]}"
"""


def environment(home):
    """Give what a shell has in a home of its own."""
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPTOUT_", "_OPTOUT", "BASH"))}
    return {**kept, "HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8", "TERM": "xterm"}


def run_in(home, *line):
    """Run a shell there, and give what it says."""
    ran = subprocess.run(line, cwd=home, env=environment(home), capture_output=True, text=True, check=True)
    return ran.stdout


INSTALL = "optout --install-completion; true"  # it asks which program started it: not with exec


@pytest.fixture(scope="module")
def at_bash(tmp_path_factory):
    """Give what runs a script in bash, in a home where completion was installed by one command."""
    home = tmp_path_factory.mktemp("home")
    assert "bash completion installed" in run_in(home, "bash", "--norc", "-c", INSTALL)
    return lambda script, *words: run_in(home, "bash", "--norc", "-c", script, "bash", *words)


@pytest.mark.parametrize("typed", TYPED)
def test_bash_completes_what_is_typed(at_bash, typed):
    assert set(at_bash(COMPLETE, *typed.split()).split()) == TYPED[typed]


def test_nothing_is_offered_for_what_begins_no_command(at_bash):
    assert at_bash(COMPLETE, "optout", "zzz").split() == []


if shutil.which("fish"):

    @pytest.mark.parametrize("typed", TYPED)
    def test_fish_completes_what_is_typed(tmp_path, typed):
        assert "fish completion installed" in run_in(tmp_path, "fish", "-c", INSTALL)
        offered = run_in(tmp_path, "fish", "-c", f"complete -C '{typed}'")
        assert {line.split("\t")[0] for line in offered.splitlines()} == TYPED[typed]
