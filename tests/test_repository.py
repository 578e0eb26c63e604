"""What must hold for every file: nothing of the machine it was written on, nothing said twice that
can drift apart.
"""

import re
import shutil
import subprocess
from functools import cache
from importlib.metadata import version
from pathlib import Path

import pytest

from optout import __version__

ROOT = Path(__file__).parents[1]
NOT_OURS = {".git", ".venv", "dist", "build", "node_modules", "test-results", "__pycache__"}
REGISTRIES = [
    ".".join(parts)
    for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"), ("yarnpkg", "com"))
]
FOREIGN = {
    "a registry": "|".join(map(re.escape, REGISTRIES)),
    "a mirror of one": r"(?i)https?://[^/\s]*(?:artifactory|nexus|mirror|devpi|simple)[^/\s]*/",
    "an option that names one": r"(?<!emit-)(?:index-url|find-links|trusted-host)[ =]+[^\s-]",
    "a path of a machine": r"(?<![\w.~*}])/(?:root|work|home|Users)/\w|\b[A-Z]:\\Users\\\w",
}
has_git = (ROOT / ".git").exists() and shutil.which("git") is not None


@cache
def files():
    """List the files of the repository: those git knows or would take, or, without git, all that
    are ours.
    """
    if not has_git:
        return [
            path for path in ROOT.rglob("*") if path.is_file() and is_ours(path.relative_to(ROOT))
        ]
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout.split("\0")
    return [path for name in listed if name and (path := ROOT / name).is_file()]


def is_ours(path):
    return not any(
        part in NOT_OURS or part.endswith(("_cache", ".egg-info")) or part == ".hypothesis"
        for part in path.parts
    )


def git(*arguments):
    return subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )


@cache
def texts():
    read = {path.relative_to(ROOT).as_posix(): path.read_bytes() for path in files()}
    return {
        name: raw.decode("utf-8")
        for name, raw in read.items()
        if b"\0" not in raw and not name.endswith(".pdf")
    }


def lines_with(pattern):
    found = re.compile(pattern)
    return [
        f"{name}:{number}: {line.strip()[:100]}"
        for name, text in texts().items()
        for number, line in enumerate(text.splitlines(), start=1)
        if found.search(line)
    ]


@pytest.mark.parametrize("what", FOREIGN)
def test_no_file_names_what_belongs_to_one_machine(what):
    assert lines_with(FOREIGN[what]) == []


def test_the_version_stands_in_one_place():
    said = {
        line.partition(":")[0]
        for line in lines_with(rf"(?<![\d.]){re.escape(__version__)}(?![\d.])")
    }
    said = {file for file in said if not re.fullmatch(r"requirements.*\.lock", file)}
    assert said - {"CHANGELOG.md"} == {"automation/optout/__init__.py"}
    assert version("optout-submitter") == __version__


@pytest.mark.skipif(not has_git, reason="only git can say what it ignores")
def test_git_ignores_every_dotenv_but_the_example():
    dotenvs = [".env", ".env.local", "flows/.env", "automation/optout/.env"]
    assert git("check-ignore", "--no-index", *dotenvs, ".env.example").stdout.split() == dotenvs
