"""What is in the packages, and that the lock files pin what pyproject.toml asks for and name no
host.
"""

import ast
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
LOCKS = (
    "requirements.lock",
    "requirements-dev.lock",
    "requirements-audit.lock",
    "requirements-apps.lock",
    "requirements-uv.lock",
)
# written backwards, so that this file, which is in the sdist, does not hold it
SECRET = "tnetnoc-vnetod"[::-1]


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """Build wheel and sdist from a copy of the tree in which a `.env` lies wherever one may, and
    what npm brings.
    """
    tree = tmp_path_factory.mktemp("built") / "tree"
    # Without .gitignore, which hatchling follows too: pyproject.toml alone has to keep a `.env`
    # out.
    made_here = (".venv", "dist", ".*_cache", ".hypothesis", "__pycache__", "node_modules")
    kept_out = shutil.ignore_patterns(".git", ".gitignore", *made_here)
    shutil.copytree(ROOT, tree, ignore=kept_out)
    for folder in (
        "",
        "automation",
        "automation/optout",
        "flows",
        "flows/facebook",
        "flows/facebook/pages",
        "tests",
    ):
        for name in (".env", ".env.local"):
            (tree / folder / name).write_text(SECRET, "utf-8")
    modules = tree / "tests/systems/source/node_modules"
    modules.mkdir()
    (modules / "index.js").write_text(SECRET, "utf-8")
    command = [
        sys.executable,
        "-m",
        "hatchling",
        "build",
        "-t",
        "wheel",
        "-t",
        "sdist",
        "-d",
        "out",
    ]
    subprocess.run(command, cwd=tree, check=True, capture_output=True)
    return tree / "out"


@pytest.fixture(scope="module")
def wheel(built):
    with zipfile.ZipFile(next(built.glob("*.whl"))) as package:
        yield package


@pytest.fixture(scope="module")
def sdist(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as package:
        yield package


def test_neither_package_holds_a_dotenv_or_what_is_in_one_or_what_npm_brought(wheel, sdist):
    names = wheel.namelist() + sdist.getnames()
    assert [name for name in names if Path(name).name.startswith(".env")] == [
        next(n for n in names if "env.ex" in n)
    ]
    contents = [wheel.read(name) for name in wheel.namelist()]
    contents += [
        sdist.extractfile(member).read() for member in sdist.getmembers() if member.isfile()
    ]
    assert not any(SECRET.encode() in content for content in contents)


def test_the_wheel_holds_the_program_its_flows_and_the_licence(wheel):
    names = set(wheel.namelist())
    flows = {
        f"optout/{file.relative_to(ROOT).as_posix()}"
        for file in (ROOT / "flows").rglob("*")
        if file.is_file()
    }
    assert {name for name in flows if not Path(name).name.startswith(".")} <= names
    assert {
        "optout/__init__.py",
        "optout/py.typed",
        "optout/locale/fr.mo",
        "optout/locale/de.mo",
    } <= names
    assert any(name.endswith("/licenses/LICENSE") for name in names)
    others = {name.split("/")[0] for name in names} - {"optout"}
    assert [Path(name).suffix for name in others] == [".dist-info"]


def test_the_flows_are_found_in_an_installed_wheel(wheel, tmp_path):
    wheel.extractall(tmp_path)  # noqa: S202 - built a moment ago
    code = "import optout.flow.load as c; print(c.shipped_folder()); print(*c.shipped_ids())"
    environ = {**os.environ, "PYTHONPATH": str(tmp_path)}
    line = [sys.executable, "-c", code]
    told = subprocess.run(
        line, cwd=tmp_path, env=environ, capture_output=True, text=True, check=True
    ).stdout
    folder, ids = told.splitlines()
    assert Path(folder) == tmp_path / "optout/flows"
    assert ids.split() == sorted(file.parent.name for file in (ROOT / "flows").glob("*/flow.yaml"))


def pinned(lock):
    return dict(
        re.findall(r"^([a-z0-9-]+)==([^ ]+)", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    )


def asked_for(lock):
    """List what pyproject.toml asks for in the environment that a lock describes."""
    groups = PROJECT["dependency-groups"]
    alone = lock.removeprefix("requirements-").removesuffix(".lock")
    if alone in ("audit", "apps", "uv"):
        return map(Requirement, groups[alone])
    own = [item for item in groups["dev"] if isinstance(item, str)] if "dev" in lock else []
    return map(Requirement, [*PROJECT["project"]["dependencies"], *groups["build"], *own])


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_pins_everything_that_is_asked_for_with_hashes_and_names_no_host(lock):
    text, versions = (ROOT / lock).read_text("utf-8"), pinned(lock)
    stale = [
        str(r)
        for r in asked_for(lock)
        if versions.get(canonicalize_name(r.name), "0") not in r.specifier
    ]
    assert not stale, "run make lock"
    entries = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert {
        entry.partition("==")[0] for entry in entries
    } == versions.keys()  # a Python may need another version
    assert all("--hash=sha256:" in entry for entry in entries)
    assert not re.search(r"://|index-url|find-links|trusted-host|/home/|/root/", text)
    assert text.splitlines()[1].strip() == "#    make lock"


def imported(module):
    """List the top-level modules that a file imports, at whatever depth of indentation."""
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]


def test_no_command_needs_a_package_that_the_ordinary_installation_leaves_out():
    program = (ROOT / "automation/optout").rglob("*.py")
    modules = {
        name for file in program if file.name != "pytest_plugin.py" for name in imported(file)
    }
    modules -= {*sys.stdlib_module_names, "optout"}
    brought = pinned(LOCKS[0]).keys()
    owners = packages_distributions()
    assert {
        name for name in modules if not brought & set(map(canonicalize_name, owners[name]))
    } == set()


def test_tests_run_with_the_versions_that_people_get():
    assert pinned(LOCKS[0]).items() <= pinned(LOCKS[1]).items()


def test_what_installs_the_rest_is_pinned_alone_and_the_same_as_for_the_tests():
    alone = pinned("requirements-uv.lock")
    assert [*alone] == ["uv"]
    assert alone.items() <= pinned(LOCKS[1]).items()
