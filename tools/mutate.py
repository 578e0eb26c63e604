"""`make mutate`: let mutmut change the program in one small way at a time, and show what no test notices.

    python -m tools.mutate automation/optout/run/request_policy.py --tests tests/run/test_request_policy.py

Changes a copy in build/mutate, never the tree. Prints each change that no test noticed; the exit
code is 1 when there are any. A line with `# pragma: no mutate` is left alone; the reason belongs
beside it. Forks: Linux or macOS.
"""

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutate"
_BESIDE = ("tests", "flows", "tools", "docs")
_SETUP = "conftest.py"
"""What the tests read beside the program, and what names their browser."""
_UNNOTICED = ("survived", "no tests")


def main() -> int:
    """Read the command line, change, show."""
    parser = argparse.ArgumentParser(
        prog="python -m tools.mutate", description=__doc__.partition("\n")[0]
    )
    parser.add_argument("modules", nargs="+", type=Path, help="files of the program to change")
    parser.add_argument("--tests", nargs="+", required=True, help="the tests that ought to notice")
    told = parser.parse_args()
    modules = [
        module.resolve(strict=True).relative_to(ROOT / "automation") for module in told.modules
    ]
    _prepare(modules, told.tests)
    ran = _mutmut("run", "--max-children", str(os.cpu_count() or 2))
    if ran.returncode:
        return ran.returncode
    listed = _mutmut("results", heard=True).stdout.splitlines()
    unnoticed = [
        name.strip()
        for name, _, came in (line.rpartition(": ") for line in listed)
        if came in _UNNOTICED
    ]
    for name in unnoticed:
        _mutmut("show", name)
    print(f"{len(unnoticed)} changes that no test noticed")
    return 1 if unnoticed else 0


def _prepare(modules: list[Path], tests: list[str]) -> None:
    """Copy the program and what its tests need, and say in its pyproject.toml what mutmut has to do."""
    shutil.rmtree(WORK, ignore_errors=True)
    # mutmut takes the names of modules from what follows `src`. Python forgets for good a folder of
    # its path that is not there when it starts, so that the one that mutmut makes has to be there
    # before.
    (WORK / "mutants" / "src").mkdir(parents=True)
    shutil.copytree(ROOT / "automation", WORK / "src", ignore=shutil.ignore_patterns("__pycache__"))
    for part in _BESIDE:
        shutil.copytree(ROOT / part, WORK / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / _SETUP, WORK / _SETUP)
    settings = {
        "source_paths": ["src/optout"],
        "only_mutate": [f"src/{module.as_posix()}" for module in modules],
        "also_copy": [*_BESIDE, _SETUP],
        "pytest_add_cli_args": ["-p", "no:randomly", "-p", "no:xdist", "--timeout", "60"],
        "pytest_add_cli_args_test_selection": tests,
    }
    lines = "".join(f"{name} = {value!r}\n" for name, value in settings.items())
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    (WORK / "pyproject.toml").write_text(f"{text}\n[tool.mutmut]\n{lines}", "utf-8")


def _mutmut(*arguments: str, heard: bool = False) -> "subprocess.CompletedProcess[str]":
    path = os.pathsep.join(str(WORK / "mutants" / part) for part in ("src", ""))
    return subprocess.run(
        [sys.executable, "-m", "mutmut", *arguments],
        cwd=WORK,
        env={**os.environ, "PYTHONPATH": path},
        stdout=subprocess.PIPE if heard else None,
        text=True,
        check=False,
    )


if __name__ == "__main__":
    sys.exit(main())
