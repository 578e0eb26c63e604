"""One command makes a shell complete what is typed: commands, flows, options."""

import os
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


@pytest.fixture(scope="module")
def at_bash(tmp_path_factory):
    """Give what runs a script in bash, in a home where completion was installed by one command."""
    home = tmp_path_factory.mktemp("home")
    path = f"{Path(sys.executable).parent}:/usr/bin:/bin"
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("OPTOUT_", "_OPTOUT", "BASH"))}

    def run(script, *words):
        line = ["bash", "--norc", "-c", script, "bash", *words]
        environ = {**kept, "HOME": str(home), "PATH": path, "LC_ALL": "C.UTF-8"}
        return subprocess.run(line, cwd=home, env=environ, capture_output=True, text=True, check=True).stdout

    said = run("optout --install-completion; true")  # it asks which program started it: not with exec
    assert "bash completion installed" in said
    return run


@pytest.mark.parametrize("typed", TYPED)
def test_bash_completes_what_is_typed(at_bash, typed):
    assert set(at_bash(COMPLETE, *typed.split()).split()) == TYPED[typed]


def test_nothing_is_offered_for_what_begins_no_command(at_bash):
    assert at_bash(COMPLETE, "optout", "zzz").split() == []
