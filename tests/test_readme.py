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
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md")]


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
