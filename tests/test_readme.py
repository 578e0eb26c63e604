"""README says what the program says."""

import os
import re
import subprocess
from pathlib import Path

import pytest
from tests.local_site import command

from optout.state import EXIT_MEANINGS

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
PAGES = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "docs/adding-a-flow.md", "docs/maintaining.md")
DOCUMENTS = [ROOT / name for name in PAGES]


def run(*arguments):
    environment = {**os.environ, "COLUMNS": "80", "PYTHONIOENCODING": "utf-8"}
    return subprocess.run(command(*arguments), env=environment, capture_output=True, encoding="utf-8", check=False)


def test_the_help_in_readme_is_the_programs_own():
    shown = re.search(r"<!-- help -->\n```text\n(.*?)```\n<!-- /help -->", README, re.DOTALL)
    assert shown is not None
    assert shown[1] == run("--help").stdout


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_every_command_and_option_that_is_named_exists(document):
    for line in re.findall(r"optout ((?:[a-z-]+ ?)+(?:.*?--[a-z-]+)?)", document.read_text("utf-8")):
        words = line.split()
        if words[0] not in re.findall(r"^  ([a-z]+)  ", run("--help").stdout, re.MULTILINE):
            continue  # prose about optout, not a command
        path = words[:2] if words[0] == "flows" and len(words) > 1 else words[:1]
        told = run(*path, "--help")
        assert told.returncode == 0, f"optout {' '.join(path)}"
        for option in re.findall(r"--[a-z-]+", line):
            assert option in told.stdout, f"optout {line}"


def test_every_exit_code_is_in_the_help():
    help_text = " ".join(run("--help").stdout.split())
    for code, meaning in EXIT_MEANINGS.items():
        assert f"{code} {meaning}" in help_text


def test_every_link_to_a_file_leads_somewhere():
    for document in DOCUMENTS:
        for target in re.findall(r"\]\(([^)#:]+)\)", document.read_text("utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_privacy_is_five_lines():
    section = README.partition("## Privacy\n\n")[2].partition("\n\n")[0]
    assert len(section.splitlines()) == 5
    assert all(line.startswith("- ") for line in section.splitlines())


FORMS = re.compile(r"(?:/contact/|`)(\d{13,17})\b")


def test_the_way_by_hand_names_the_forms_of_the_flows_and_warns_of_the_wrong_ones():
    flows = {name: (ROOT / "flows" / name / "flow.yaml").read_text("utf-8") for name in ("facebook", "instagram")}
    by_hand = README.partition("## Object by hand")[2].partition("\n## ")[0]
    open_it, right_one = by_hand.partition("**Is it the right one?**")[::2]
    for number in FORMS.findall(open_it):
        assert any(re.search(rf"open: \S*/contact/{number}", text) for text in flows.values()), number
    wrong = set(FORMS.findall(right_one))
    assert len(wrong) == 2
    for number in wrong:
        assert all(number in text.partition("wrong_form:")[2].partition("\n\n")[0] for text in flows.values()), number
