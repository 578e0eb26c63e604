"""What must hold for every file: nothing of the machine it was written on, nothing said twice that can drift apart."""

import re
import shutil
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from optout import __version__

ROOT = Path(__file__).parents[1]
NOT_OURS = {".git", ".venv", "dist", "build", "node_modules", "test-results", "__pycache__"}
REGISTRIES = [
    ".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("yarnpkg", "com"))
]
MIRROR = re.compile(r"https?://[^/\s]*(?:artifactory|nexus|mirror|devpi|simple)[^/\s]*/", re.IGNORECASE)
OPTION = re.compile(r"(?<!emit-)(?:index-url|find-links|trusted-host)[ =]+[^\s-]")
MACHINE_PATH = re.compile(r"(?<![\w.~*}])/(?:root|work|home|Users)/\w|\b[A-Z]:\\Users\\\w")
has_git = (ROOT / ".git").exists() and shutil.which("git") is not None


@cache
def files():
    """List the files of the repository: those git knows or would take, or, without git, all that are ours."""
    if not has_git:
        return sorted(path for path in ROOT.rglob("*") if path.is_file() and is_ours(path.relative_to(ROOT)))
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout.split("\0")
    return sorted(path for name in listed if name and (path := ROOT / name).is_file())


def is_ours(path):
    return not any(
        part in NOT_OURS or part.endswith(("_cache", ".egg-info")) or part == ".hypothesis" for part in path.parts
    )


def git(*arguments):
    return subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False)


@cache
def texts():
    """Give the text of every file that is text, by its name."""
    read = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files()}
    return {name: raw.decode("utf-8") for name, raw in read.items() if b"\0" not in raw and not name.endswith(".pdf")}


def lines_with(pattern):
    found = re.compile(pattern) if isinstance(pattern, str) else pattern
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if found.search(line)
    ]


@pytest.mark.parametrize("host", REGISTRIES)
def test_no_file_names_a_registry(host):
    assert lines_with(re.escape(host)) == []


def test_no_file_names_a_mirror_of_a_registry_or_tells_a_tool_to_use_one():
    assert lines_with(MIRROR) + lines_with(OPTION) == []


def test_no_file_names_a_path_of_the_machine_it_was_written_on():
    assert lines_with(MACHINE_PATH) == []


def test_the_version_stands_in_one_place():
    version = tomllib.loads(texts()["pyproject.toml"])["project"]["version"]
    assert __version__ == version
    said = {line.partition(":")[0] for line in lines_with(rf"(?<![\d.]){re.escape(version)}(?![\d.])")}
    said = {file for file in said if not re.fullmatch(r"requirements.*\.lock", file)}
    assert said - {"CHANGELOG.md"} == {"pyproject.toml"}
    assert lines_with(r"__version__ *= *[\"']\d") == []


@pytest.mark.skipif(not has_git, reason="only git can say what it ignores")
def test_git_ignores_every_dotenv_but_the_example():
    dotenvs = [".env", ".env.local", "flows/.env", "automation/optout/.env"]
    assert git("check-ignore", "--no-index", *dotenvs, ".env.example").stdout.split() == dotenvs
