"""What docs/ says is true: the guide for flow authors works to the letter, the drawing of layers is the imports."""

import re
import shlex
import sys
from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.test_layers import PROGRAM, imports

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
            assert made or what.startswith("example-cloud/"), what  # these are not made by flows new
            (shell.folder / what).parent.mkdir(parents=True, exist_ok=True)
            (shell.folder / what).write_text(text, "utf-8")
    expected = {
        "optout replay ./example-press --all": ("received", "another-address", "site-in-trouble"),
        "optout replay ./example-cloud --all": ("turned-en", "locked", "other-account"),
    }
    said = {text: done.err + done.out for text, done in ran}
    for text, cases in expected.items():
        assert all(case in said[text] for case in cases)


DRAWN = ("cli", "authoring", "testing", "run", "browser", "evidence", "journal", "flow", "person", "settings", "errors")
"""The boxes. What lies below errors is small and used by all, and would only make the drawing dark."""


def imported():
    """Give the arrows between boxes that the program's imports make."""
    pairs = {(one.part, one.name.split(".")[1]) for one in imports(PROGRAM) if one.name.startswith("optout.")}
    return {(above, below) for above, below in pairs if above != below and {above, below} <= set(DRAWN)}


def drawn():
    [text] = [
        text for kind, text in BLOCK.findall(MAINTAINING) if kind == "mermaid" and text.startswith("flowchart TD")
    ]
    lines = (line.strip().partition(" --> ") for line in text.splitlines()[1:])
    return {(above, each) for above, _, below in lines for each in below.split(" & ")}


def test_the_drawing_of_the_layers_is_what_the_imports_are():
    assert drawn() == imported()


FILE = re.compile(r"[\w./-]+\.(?:py|js|toml|po|yaml)\b")
UNPLACED = {"CONTRIBUTING.md": {"conftest.py", "app.py"}}
"""What is named without its folder, which the sentence says."""


@pytest.mark.parametrize("page", ["docs/maintaining.md", "CONTRIBUTING.md"])
def test_every_file_and_command_that_is_named_exists(page):
    text = (ROOT / page).read_text("utf-8")
    tools = {f"tools/{name}.py" for name in re.findall(r"python -m tools\.(\w+)", text)}
    named = (set(FILE.findall(text)) | tools) - UNPLACED.get(page, set())
    assert sorted(name for name in named if not (ROOT / name).exists() and not (PROGRAM / name).exists()) == []
    makes = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= makes


RAW = re.compile(r"new_(?:browser_)?cdp_session|greenlet|\basyncio\b")


def test_whatever_is_not_a_public_call_of_playwright_has_its_reason():
    table = MAINTAINING.partition("## Raw protocol")[2].partition("\n## ")[0]
    files = {file.relative_to(PROGRAM).as_posix() for file in PROGRAM.rglob("*.py") if RAW.search(file.read_text())}
    assert set(re.findall(r"^\| `([\w/.]+)` \|", table, re.MULTILINE)) == files
