"""What docs/ says is true: the guide for flow authors works to the letter, the drawing of layers is the imports."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.test_layers import LEVEL, PROGRAM, imports
from tools.services import PAGES, written

ROOT = Path(__file__).parents[1]
GUIDE = (ROOT / "docs" / "adding-a-flow.md").read_text("utf-8")
MAINTAINING = (ROOT / "docs" / "maintaining.md").read_text("utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def deeds(guide):
    """Give what the guide tells to do, in its order: files to write, as name and text, and commands to type."""
    at = 0
    for block in BLOCK.finditer(guide):
        kind, text = block.groups()
        if kind == "console":
            yield from (("run", line.removeprefix("$ ")) for line in text.splitlines())
        else:
            yield re.findall(r"`(example-[a-z]+/[\w./-]+)`", guide[at : block.start()])[-1], text
        at = block.start()


@pytest.mark.faults
@pytest.mark.timeout(600)  # several runs of the program, one after the other
def test_whoever_only_reads_the_guide_has_a_flow_that_replays_green(tmp_path):
    shell, ran = Shell(tmp_path), []
    for what, text in deeds(GUIDE):
        if what == "run":
            program, *arguments = shlex.split(text)
            others = None if program == "optout" else [sys.executable, "-m", program]
            done = shell.run(*arguments, program=others)
            assert done.code == 0, (text, done.err)
            ran.append((text, done))
        else:
            made = (shell.folder / what).exists() or what.endswith(".html")  # flows new made what is changed
            assert made or what.startswith(("example-cloud/", "example-shop/")), what  # these are not made by flows new
            (shell.folder / what).parent.mkdir(parents=True, exist_ok=True)
            (shell.folder / what).write_text(text, "utf-8")
    expected = {
        "optout replay ./example-press --all": ("received", "another-address", "site-in-trouble"),
        "optout replay ./example-cloud --all": ("turned-en", "locked", "on-again-after-the-load", "other-account"),
    }
    said = {text: done.err + done.out for text, done in ran}
    for text, cases in expected.items():
        assert all(case in said[text] for case in cases)


def test_the_guide_has_every_verb():
    from optout.flow.model import STEP_TYPES  # noqa: PLC0415

    table = GUIDE.partition("## The verbs")[2].partition("## A switch")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(STEP_TYPES)


DRAWN = ("cli", "authoring", "testing", "run", "browser", "evidence", "journal", "flow", "person", "settings", "errors")
"""The boxes. What lies below errors is small and used by all, and would only make the drawing dark."""


def imported():
    """Give the arrows between boxes that the program's imports make."""
    pairs = {(one.part, one.name.split(".")[1]) for one in imports(PROGRAM) if one.name.startswith("optout.")}
    return {(above, below) for above, below in pairs if above != below and {above, below} <= set(DRAWN)}


def drawn():
    [(_, text)] = [found for found in BLOCK.findall(MAINTAINING) if found[0] == "mermaid"]
    arrows = set()
    for line in text.splitlines()[1:]:
        above, _, below = line.strip().partition(" --> ")
        arrows |= {(above, each) for each in below.split(" & ")}
    return arrows


def test_the_drawing_of_the_layers_is_what_the_imports_are():
    assert drawn() == imported()


def test_every_arrow_of_the_drawing_points_down():
    assert [(above, below) for above, below in drawn() if LEVEL[above] >= LEVEL[below]] == []


@pytest.mark.parametrize(
    "part", ["cli", "authoring", "testing", "run", "browser", "evidence", "journal", "flow", "person"]
)
def test_every_part_is_described(part):
    assert re.search(rf"^\| `{part}` \| \S", MAINTAINING, re.MULTILINE)


@pytest.mark.parametrize("language", PAGES)
def test_the_table_of_services_is_what_the_flows_say(language):
    assert PAGES[language].read_text("utf-8") == written(language), "run python -m tools.services"
