"""The command that adds an extra, and what is said where there is neither a screen nor a terminal."""

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from tests.cli.shell import POSIX

from optout.cli import console
from optout.cli.console import as_started, install_extra

pytestmark = [pytest.mark.faults, pytest.mark.skipif(not POSIX, reason="a shell of POSIX")]
EXTRAS = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"][
    "optional-dependencies"
]


def test_the_command_for_an_extra_names_the_python_that_runs_this_and_all_that_the_extra_asks_for(monkeypatch):
    for extra, needs in EXTRAS.items():
        command = install_extra(extra)
        assert [need for need in needs if f"'{need}'" not in command] == []
        python = command.partition(" -m pip ")[0]
        assert Path(python).expanduser().samefile(sys.executable)
    # Its own pip takes it; of what is installed already nothing is downloaded.
    typed = ["/bin/sh", "-c", f"{install_extra('mail')} --quiet --no-index"]
    assert subprocess.run(typed, check=False).returncode == 0
    monkeypatch.setattr(console, "find_spec", lambda _: None)
    assert install_extra("stamp").startswith("uv pip install --python ")


def test_nobody_who_has_to_sign_in_is_sent_to_a_screen_that_nobody_sees(shell):
    assert shell.run("services", "use", "facebook").code == 0
    for typed in (["submit"], ["submit", "--all"], ["flows", "save-pages"]):
        ran = shell.run(*typed)
        assert ran.code == 4
        assert ran.hint == "run it in a terminal on your desktop: you sign in in the window\n"
    for typed in (["submit"], ["flows", "save-pages", "--send"]):
        assert "there is no terminal to ask on: whether to send it\n" in shell.run(*typed, DISPLAY=":99").err


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
    assert as_started("optout status").replace(str(tmp_path), "TMP") == becomes
    assert as_started("your optout") == "your optout"
