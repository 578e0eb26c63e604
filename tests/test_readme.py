"""README says what the program says."""

import re
from functools import cache
from pathlib import Path

import pytest
from tests.cli.test_help import told

from optout.exits import EXIT_MEANINGS
from optout.flow.load import find_flow
from optout.flow.model import Open

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
FRENCH = (ROOT / "README.fr.md").read_text("utf-8")
PAGES = ("README.md", "README.fr.md", "CONTRIBUTING.md", "SECURITY.md")
DOCUMENTS = [*(ROOT / name for name in PAGES), *sorted((ROOT / "docs").glob("*.md"))]
MOST_WORDS = 900
"""What a stranger reads before they leave, code and pictures apart."""


@cache
def help_of(*path):
    """Give the help of a command, or nothing where there is none."""
    code, out, _ = told(*path, "--help")
    return "" if code else out


@pytest.mark.parametrize("page", [README, FRENCH], ids=["en", "fr"])
def test_readme_is_short_enough_to_be_read(page):
    prose = re.sub(r"```.*?```|<img.*?>", "", page, flags=re.DOTALL)
    assert len(prose.split()) <= MOST_WORDS


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_and_option_that_is_named_exists(document):
    for line in re.findall(r"optout ((?:[a-z-]+ ?)+(?:.*?--[a-z-]+)?)", document.read_text("utf-8")):
        words = line.split()
        if words[0] not in re.findall(r"^  ([a-z]+)  ", help_of(), re.MULTILINE):
            continue  # prose about optout, not a command
        path = words[:2] if words[0] == "flows" and len(words) > 1 else words[:1]
        assert help_of(*path), f"optout {' '.join(path)}"
        for option in re.findall(r"--[a-z-]+", line):
            assert option in help_of(*path), f"optout {line}"


def test_every_exit_code_is_in_the_help():
    help_text = " ".join(help_of().split())
    for code, meaning in EXIT_MEANINGS.items():
        assert f"{code} {meaning}" in help_text


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
    ("language", "right"), [("en", "**Is it the right one?**"), ("fr", "**Est-ce le bon\u00a0?**")], ids=["en", "fr"]
)
def test_the_way_by_hand_names_the_forms_of_the_flows_and_warns_of_the_wrong_ones(language, right):
    flows = [find_flow(name).flow for name in ("facebook", "instagram")]
    opened = {part.open for flow in flows for way in flow.ways for part in way if isinstance(part, Open)}
    open_it, found, right_one = BY_HAND[language].partition(right)
    assert found
    for number in FORMS.findall(open_it):
        assert any(f"/contact/{number}" in address for address in opened), number
    wrong = set(FORMS.findall(right_one))
    assert len(wrong) == 2
    for number in wrong:
        assert all(any(f"/{number}" in glob for glob in flow.wrong_form) for flow in flows), number


# The page in French


def commands(page):
    """Give the commands of a page in its order, without what is said of them."""
    blocks = re.findall(r"^```console\n(.*?)^```$", page, re.DOTALL | re.MULTILINE)
    return [line.partition(" # ")[0].rstrip() for block in blocks for line in block.splitlines()]


def test_both_pages_have_the_same_commands():
    assert len(commands(README)) > 8
    assert commands(FRENCH) == commands(README)


def test_both_pages_say_what_to_do_by_hand_in_the_same_steps_with_the_same_grades():
    grades = {language: re.findall(r"\(([ABC](?:/[ABC])?)\b", text) for language, text in BY_HAND.items()}
    assert len(grades["en"]) > 10
    assert grades["fr"] == grades["en"]
    assert re.findall(r"^\d\. ", BY_HAND["fr"], re.MULTILINE) == re.findall(r"^\d\. ", BY_HAND["en"], re.MULTILINE)
