"""The help and what a shell is offered: plain text that copies cleanly, and names only what
exists.
"""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from optout.cli.app import SECTIONS, app
from optout.cli.groups import LazyCommand
from optout.flow.load import shipped_ids
from optout.outcome import REASON_TEXTS

SOURCES = sorted((Path(__file__).parents[2] / "automation" / "optout").rglob("*.py"))
TREE = typer.main.get_command(app)


def commands(group, path=()):
    """Give every command by the words that call it, the program itself first."""
    found = {path: group}
    for name, listed in getattr(group, "commands", {}).items():
        command = listed.load(TREE) if isinstance(listed, LazyCommand) else listed
        found |= commands(command, (*path, name))
    return found


EVERY = commands(TREE)


def told(*arguments, columns="80"):
    done = CliRunner().invoke(
        app, arguments, "optout", env={"COLUMNS": columns}, prog_name="optout"
    )
    return done.exit_code, done.stdout, done.stderr


def test_the_help_of_every_command_is_plain_text_within_80_columns_and_its_examples_can_be_typed():
    for path in EVERY:
        code, out, err = told(*path, "--help")
        assert (code, err) == (0, "")
        assert out.startswith(f"Usage: {' '.join(['optout', *path])} ")
        assert [line for line in out.splitlines() if len(line) > 80 or line != line.rstrip()] == []
        assert not re.search(r"[\u2500-\u257f\x1b\t]", out)
        shown = [
            line.strip().partition("  ")[0]
            for line in out.splitlines()
            if re.match(r" +optout ", line)
        ]
        assert shown
        for line in shown:
            words = shlex.split(line)[1:]
            named = next(tuple(words[:n]) for n in (2, 1) if tuple(words[:n]) in EVERY)
            with EVERY[named].make_context(named[-1], words[len(named) :]) as context:
                assert not context.args


def test_every_command_and_option_says_what_it_is_for():
    for described in EVERY.values():
        assert described.help
        for parameter in described.params:
            assert (
                parameter.help or parameter.name == "help" or getattr(parameter, "hidden", False)
            ), parameter.name


def test_the_list_of_commands_has_the_first_sentence_of_each():
    compared = 0
    for path, group in EVERY.items():
        for name, listed in getattr(group, "commands", {}).items():
            compared += 1
            whole = EVERY[(*path, name)]
            assert listed.get_short_help_str(10_000) == whole.get_short_help_str(10_000)
    assert compared > 20


def test_h_is_help_and_so_is_nothing_at_all():
    code, out, _ = told("-h")
    assert (code, out) == (0, told("--help")[1])
    assert out.strip() in "".join(told()[1:])


def test_every_command_is_in_one_section_of_the_help():
    listed = [name for names in SECTIONS.values() for name in names]
    assert sorted(listed) == sorted(path[0] for path in EVERY if len(path) == 1)
    out = told("--help")[1]
    for title, names in SECTIONS.items():
        section = out.partition(f"{title}:\n")[2].partition("\n\n")[0]
        assert [
            line.split()[0] for line in section.splitlines() if re.match(r"  \S", line)
        ] == list(names)


def assert_exists(name, options):
    """Whether a command is one of the program, and has these options."""
    assert (name,) in EVERY, f"optout {name}"
    known = {
        o for path, c in EVERY.items() if path[:1] == (name,) for p in c.params for o in p.opts
    }
    assert {*options} <= {*known, "--not-sent"}, f"optout {name} {options}"


def test_every_command_that_the_program_s_words_name_exists():
    quoted = [
        text
        for file in SOURCES
        for text in re.findall(r'"(?:[^"\\\n]|\\.)*"', file.read_text("utf-8"))
    ]
    quoted += [f"{telling.message}; {telling.hint}" for telling in REASON_TEXTS.values()]
    typed = [
        line
        for text in quoted
        for line in re.findall(
            r"(?:^\"|: |; |, |run |try )optout ([a-z][a-z-]*)(?: (--[a-z-]+))?", text
        )
    ]
    assert len(typed) > 20
    assert [
        text for text in quoted if re.search("optout [a-z-]+ RECORD", text)
    ] == []  # a hint has the id itself
    for name, option in typed:
        assert_exists(name, [option] if option else [])


LOADED = """
import sys
from optout.cli.entry import main
sys.argv = ["optout", "--help"]
try:
    main()
finally:
    print([name for name in ("playwright", "pydantic", "yaml", "rich.console", "babel") if name in sys.modules])
"""


def test_help_is_whole_and_starts_neither_playwright_nor_pydantic_nor_babel(monkeypatch):
    monkeypatch.setenv("COLUMNS", "82")  # two are left free
    done = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True
    )
    assert done.stdout == f"{told('--help')[1]}[]\n"


RECORD, REHEARSAL = "2026-11-24-facebook-7k3q", "REPLAY-2026-11-24-facebook-7k3q"


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (["subm"], {"submit"}),
        (["status", "--al"], {"--all"}),
        (["replay", ""], {*shipped_ids()}),
        (["letter", "redd"], {"reddit"}),
        (["verify", ""], {RECORD, REHEARSAL}),
        (["resolve", "2026"], {RECORD}),
    ],
)
def test_commands_options_flows_and_records_are_offered(shell, words, offered):
    for folder in (f"records/{RECORD}", "records/.partial-x", f"replays/{REHEARSAL}"):
        (shell.data / folder).mkdir(parents=True)
    line, where = " ".join(["optout", *words]), str(len(words))
    ran = shell.run(_OPTOUT_COMPLETE="complete_bash", COMP_WORDS=line, COMP_CWORD=where)
    assert (ran.err, set(ran.out.split())) == ("", offered)
