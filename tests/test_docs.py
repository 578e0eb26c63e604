"""What README.md and docs/ say is true: commands and files exist, the guide works, the drawing is
the imports.
"""

import re
import shlex
import sys
from functools import cache
from pathlib import Path

import pytest
from tests.cli.shell import Shell
from tests.cli.test_help import told
from tests.test_layers import PROGRAM, imports

from optout.flow.find import find_flow
from optout.flow.model import Open

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FRENCH = (ROOT / "README.fr.md").read_text("utf-8")
PAGES = ("README.md", "README.fr.md", "CONTRIBUTING.md", "SECURITY.md")
DOCUMENTS = [*(ROOT / name for name in PAGES), *sorted((ROOT / "docs").glob("*.md"))]
GUIDE = (ROOT / "docs" / "adding-a-flow.md").read_text("utf-8")
MAINTAINING = (ROOT / "docs" / "maintaining.md").read_text("utf-8")
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)


def deeds(guide):
    """Give what the guide tells to do, in its order: files to write, as name and text, and commands
    to type.
    """
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
            # flows new made what is changed
            made = (shell.folder / what).exists() or what.endswith(".html")
            # these are not made by flows new
            assert made or what.startswith("example-cloud/"), what
            (shell.folder / what).parent.mkdir(parents=True, exist_ok=True)
            (shell.folder / what).write_text(text, "utf-8")
    expected = {
        "optout replay ./example-press --all": ("received", "another-address", "site-in-trouble"),
        "optout replay ./example-cloud --all": ("turned-en", "locked", "other-account"),
    }
    said = {text: done.err + done.out for text, done in ran}
    for text, cases in expected.items():
        assert all(case in said[text] for case in cases)


DRAWN = "cli authoring letters testing run browser evidence journal flow person settings".split()  # noqa: SIM905
"""The boxes. What lies below them is small and used by all, and would only make the drawing dark."""


def imported():
    """Give the arrows between boxes that the program's imports make."""
    pairs = {
        (one.part, one.name.split(".")[1])
        for one in imports(PROGRAM)
        if one.name.startswith("optout.")
    }
    return {
        (above, below) for above, below in pairs if above != below and {above, below} <= set(DRAWN)
    }


def drawn():
    [text] = [
        text
        for kind, text in BLOCK.findall(MAINTAINING)
        if kind == "mermaid" and text.startswith("flowchart TD")
    ]
    lines = (line.strip().partition(" --> ") for line in text.splitlines()[1:])
    return {(above, each) for above, _, below in lines for each in below.split(" & ")}


def test_the_drawing_of_the_layers_is_what_the_imports_are():
    assert drawn() == imported()


FILE = re.compile(r"[\w./-]+\.(?:py|js|toml|po|yaml)\b")
UNPLACED = {"CONTRIBUTING.md": {"conftest.py", "app.py"}}
"""What is named without its folder, which the sentence says."""


@pytest.mark.parametrize("page", ["docs/maintaining.md", "docs/walks.md", "CONTRIBUTING.md"])
def test_every_file_and_command_that_is_named_exists(page):
    text = (ROOT / page).read_text("utf-8")
    tools = {f"tools/{name}.py" for name in re.findall(r"python -m tools\.(\w+)", text)}
    named = (set(FILE.findall(text)) | tools) - UNPLACED.get(page, set())
    assert (
        sorted(
            name for name in named if not (ROOT / name).exists() and not (PROGRAM / name).exists()
        )
        == []
    )
    makes = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    assert set(re.findall(r"`make ([a-z]+)", text)) <= makes


@cache
def help_of(*path):
    code, out, _ = told(*path, "--help")
    return "" if code else out


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_and_option_that_is_named_exists(document):
    for line in re.findall(
        r"optout ((?:[a-z-]+ ?)+(?:.*?--[a-z-]+)?)", document.read_text("utf-8")
    ):
        words = line.split()
        if words[0] not in re.findall(r"^  ([a-z]+)  ", help_of(), re.MULTILINE):
            continue  # prose about optout, not a command
        path = words[:2] if words[0] == "flows" and len(words) > 1 else words[:1]
        assert help_of(*path), f"optout {' '.join(path)}"
        for option in re.findall(r"--[a-z-]+", line):
            assert option in help_of(*path), f"optout {line}"


def test_every_link_to_a_file_leads_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


FORMS = re.compile(r"(?:/contact/|`)(\d{13,17})\b")
BY_HAND = {
    "en": (ROOT / "docs" / "by-hand.md").read_text("utf-8"),
    "fr": (ROOT / "docs" / "by-hand.fr.md").read_text("utf-8"),
}


@pytest.mark.parametrize(
    ("language", "right"),
    [("en", "**Is it the right one?**"), ("fr", "**Est-ce le bon\u00a0?**")],
    ids=["en", "fr"],
)
def test_the_way_by_hand_names_the_forms_of_the_flows_and_warns_of_the_wrong_ones(language, right):
    flows = [find_flow(name).flow for name in ("facebook", "instagram")]
    opened = {
        part.open for flow in flows for way in flow.ways for part in way if isinstance(part, Open)
    }
    open_it, found, right_one = BY_HAND[language].partition(right)
    assert found
    for number in FORMS.findall(open_it):
        assert any(f"/contact/{number}" in address for address in opened), number
    wrong = set(FORMS.findall(right_one))
    assert len(wrong) == 2
    for number in wrong:
        assert all(any(f"/{number}" in glob for glob in flow.wrong_form) for flow in flows), number


def commands(page):
    """Give the commands of a page in its order, without what is said of them."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return [line.partition(" # ")[0].rstrip() for block in blocks for line in block.splitlines()]


def test_both_pages_have_the_same_commands():
    assert len(commands(README)) > 8
    assert commands(FRENCH) == commands(README)
