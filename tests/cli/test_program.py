"""What a hint tells to type runs as it is printed, however the program was started."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pexpect
import pytest
from tests.cli.shell import POSIX, ends
from tests.local_site import command
from tools import words

from optout.cli import console
from optout.cli.console import as_started, install_extra
from optout.cli.typer_glue import SECTIONS

pytestmark = pytest.mark.faults

PROJECT = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))["project"]
NAMES = {name for names in SECTIONS.values() for name in names}
SOMEWHERE = "/usr/bin:/bin"
posix = pytest.mark.skipif(not POSIX, reason="not on Windows: a path is written otherwise")


@pytest.fixture
def started(tmp_path, monkeypatch):
    """Start the program from a file of `tmp_path`, in a folder of it, with a PATH; gives what a hint becomes."""

    def start(file, here, path, text="optout status"):
        (tmp_path / file).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / file).touch(mode=0o755)
        (tmp_path / here).mkdir(parents=True, exist_ok=True)
        monkeypatch.chdir(tmp_path / here)
        monkeypatch.setenv("HOME", str(tmp_path / "home"))
        monkeypatch.setenv("PATH", str(tmp_path / path))
        monkeypatch.setattr(sys, "argv", [str(tmp_path / file), "verify"])
        return as_started(text).replace(str(tmp_path), "TMP")

    return start


@posix
@pytest.mark.parametrize(
    ("file", "here", "path", "becomes"),
    [
        ("a/.venv/bin/optout", "a", "nothing", ".venv/bin/optout status"),
        ("a/.venv/bin/optout", "a", "a/.venv/bin", "optout status"),
        ("a/.venv/bin/optout", "b", "nothing", "TMP/a/.venv/bin/optout status"),
        ("a/optout", "a", "nothing", "./optout status"),
        ("home/a/optout", "b", "nothing", "~/a/optout status"),
        ("my files/optout", "b", "nothing", "'TMP/my files/optout' status"),
        ("my files/optout", ".", "nothing", "'my files/optout' status"),
        ("a/pytest", "a", "nothing", "optout status"),
    ],
    ids=["below", "on the path", "elsewhere", "here", "at home", "a space", "a space below", "another program"],
)
def test_the_program_is_called_as_it_was_started(started, file, here, path, becomes):
    assert started(file, here, path) == becomes


@posix
def test_another_program_of_the_same_name_on_the_path_is_not_meant(started, tmp_path):
    (tmp_path / "other").mkdir()
    (tmp_path / "other" / "optout").touch(mode=0o755)
    assert started("a/optout", "b", "other") == "TMP/a/optout status"


@posix
@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("optout --help", "x/optout --help"),
        (
            "optout status shows it; to go on: optout submit --all",
            "x/optout status shows it; to go on: x/optout submit --all",
        ),
        ("“optout flows check”", "“x/optout flows check”"),
        ("update optout, then run it again", "update optout, then run it again"),
        ("optout is a program", "optout is a program"),
        ("optout statuses", "optout statuses"),
        ("/srv/optout status", "/srv/optout status"),
        ("pip install optout-submitter", "pip install optout-submitter"),
        ("optout-submit --all", "optout-submit --all"),
    ],
)
def test_only_what_can_be_typed_is_changed(started, text, becomes):
    assert started("a/x/optout", "a", "nothing", text) == becomes


def test_a_translation_names_the_commands_that_the_english_names():
    for language in words.TRANSLATED:
        for message in words.read(language):
            for one, said in zip(words.each(message.id), words.each(message.string), strict=False):
                assert named(one) == named(said), said


def named(text):
    return sorted(
        name for name in re.findall(r"(?<![\w./~-])optout (-{0,2}[a-z-]+)", text) if name[0] == "-" or name in NAMES
    )


@posix
@pytest.mark.parametrize("language", ["en", "fr", "de"])
def test_a_hint_runs_as_it_is_printed_where_the_program_is_not_on_the_path(shell, language):
    said = shell.run("status", "--lang", language, PATH=SOMEWHERE).err
    typed = said.strip().splitlines()[-1].partition(":")[2].strip()
    assert typed.endswith("/optout submit")
    ran = subprocess.run(
        ["/bin/sh", "-c", typed],
        cwd=shell.folder,
        env={**shell.environ, "PATH": SOMEWHERE},
        capture_output=True,
        check=False,
    )
    assert ran.returncode == 4  # there is no screen


@posix
def test_a_hint_of_a_wrong_use_is_called_so_too(shell):
    assert shell.run("submit", "--nope", PATH=SOMEWHERE).hint.endswith("/optout submit --help\n")
    assert shell.run("submit", "--nope").hint == "optout submit --help\n"


@posix
def test_a_program_that_reads_the_json_is_told_the_name(shell):
    hint = shell.run("submit", "facebok", "--json", PATH=SOMEWHERE).json["error"]["hint"]
    assert "? optout flows list shows all" in hint


@pytest.mark.parametrize("extra", PROJECT["optional-dependencies"])
def test_the_command_for_an_extra_names_the_python_that_runs_this_and_all_that_the_extra_asks_for(extra):
    command = install_extra(extra)
    for need in PROJECT["optional-dependencies"][extra]:
        assert f"'{need}'" in command
    python = command.partition(" -m pip ")[0]
    assert Path(python).expanduser().samefile(sys.executable)


@posix
def test_the_command_for_an_extra_is_one_that_its_own_pip_takes():
    """Asks pip for what is installed already, so that nothing is downloaded."""
    typed = ["/bin/sh", "-c", f"{install_extra('mail')} --quiet --no-index"]
    assert subprocess.run(typed, check=False).returncode == 0


@pytest.mark.parametrize(
    "arguments",
    [
        ["--version"],
        ["status"],
        ["submit", "facebok"],
        ["submit", "--yes"],
        ["verify", "nowhere", "--json"],
        ["replay", "--list", "--lang", "fr"],
        ["flows", "check", "--no-replay", "./example"],
    ],
    ids=" ".join,
)
def test_what_the_tests_start_more_quickly_gives_what_the_console_script_gives(shell, arguments):
    shell.own_flow()
    script = shell.run(*arguments, program=command())
    for ran in (shell.run(*arguments), shell.apart(*arguments)):
        assert (ran.code, ran.out, ran.err) == (script.code, script.out, script.err)


@posix
def test_a_terminal_that_the_tests_start_more_quickly_shows_what_the_console_script_shows(shell):
    program, *rest = command("flows", "check", "--no-replay")
    environment = {**shell.environ, "TERM": "xterm", "COLUMNS": "60"}
    script = pexpect.spawn(program, rest, env=environment, cwd=str(shell.folder), encoding="utf-8", timeout=60)
    assert ends(shell.terminal(*rest, COLUMNS="60")) == ends(script)


def test_without_pip_uv_is_named(monkeypatch):
    monkeypatch.setattr(console, "find_spec", lambda _: None)
    assert install_extra("stamp").startswith("uv pip install --python ")


@posix
def test_nobody_who_has_to_sign_in_is_sent_to_a_screen_that_nobody_sees(shell):
    assert shell.run("services", "use", "facebook").code == 0
    for typed in (["submit"], ["submit", "--all"], ["flows", "save-pages"]):
        ran = shell.run(*typed)
        assert ran.code == 4
        assert "xvfb" not in ran.err
        assert ran.hint == "run it in a terminal on your desktop: you sign in in the window\n"


@posix
def test_what_there_is_no_terminal_for_is_said_in_words(shell):
    for typed in (["submit"], ["flows", "save-pages", "--send"]):
        ran = shell.run(*typed, DISPLAY=":99")
        assert "there is no terminal to ask on: whether to send it\n" in ran.err
