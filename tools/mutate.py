"""`make mutate`: change the program in one small way at a time, and see whether the tests notice.

    python -m tools.mutate automation/optout/evidence/verify.py --tests tests/evidence/test_tampering.py [--jobs 2]

Changes a copy, never the tree. Prints the changes that no test noticed; the exit code is 1 when there are any.
A line with `# mutate: no` is left alone; the reason belongs beside it. Forks, so that it needs Linux or macOS.
"""

import argparse
import compileall
import importlib
import os
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from tools.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
PRELOADED = ("hypothesis.strategies", "pydantic", "playwright.sync_api", "bagit", "jinja2")
"""What would otherwise be imported again for every mutant, which takes longer than most of the tests."""

_TELL_EVERY = 20  # mutants
OPTIONS = ["-xqpno:randomly", "-pno:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]


@dataclass(frozen=True)
class Trial:
    """A run of the tests under way in a process of its own, on a copy of the program that no other run uses."""

    process: int
    overlay: Path
    mutant: Mutant
    until: float


def copied(folder: Path) -> Path:
    """Copy the program, with what is needed to import it quickly."""
    for part in ("automation", "flows"):
        shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder / "automation", quiet=2)
    return folder


def put(source: str, mutant: Mutant, overlay: Path) -> None:
    """Put a mutant's source, or what was there before, into a copy."""
    (overlay / mutant.file.resolve().relative_to(ROOT)).write_text(source, "utf-8")


def begin(mutant: Mutant, overlay: Path, tests: list[str], seconds: float) -> Trial:
    """Start the tests on a copy with a mutant in it."""
    put(mutant.source, mutant, overlay)
    if process := os.fork():
        return Trial(process, overlay, mutant, time.monotonic() + seconds)
    try:
        os.setsid()
        for stream in range(3):
            os.dup2(os.open(os.devnull, os.O_RDWR), stream)
        os.environ["HYPOTHESIS_STORAGE_DIRECTORY"] = str(overlay / "examples")
        os.environ["PYTHONPATH"] = str(overlay / "automation")
        sys.path.insert(0, str(overlay / "automation"))
        sys.dont_write_bytecode = True
        os._exit(pytest.main([*OPTIONS, *tests]))
    finally:
        os._exit(99)


def ended(trials: list[Trial]) -> tuple[Trial, bool]:
    """Wait for one of the trials, and say whether its tests passed; that they take too long counts as a no."""
    while True:
        for trial in trials:
            done, status = os.waitpid(trial.process, os.WNOHANG)
            if done:
                return trial, status == 0
            if time.monotonic() > trial.until:
                os.killpg(trial.process, signal.SIGKILL)
                os.waitpid(trial.process, 0)
                return trial, False
        time.sleep(0.01)


def tried(every: list[Mutant], free: list[Path], tests: list[str], seconds: float) -> Iterator[tuple[Mutant, bool]]:
    """Try the mutants, and give each with whether no test noticed it, as that turns out."""
    waiting, trials = every[::-1], list[Trial]()
    while waiting or trials:
        while waiting and free:
            trials.append(begin(waiting.pop(), free.pop(), tests, seconds))
        trial, passed = ended(trials)
        trials.remove(trial)
        put(trial.mutant.original, trial.mutant, trial.overlay)
        free.append(trial.overlay)
        yield trial.mutant, passed


def main() -> None:
    """Try every mutant of the given modules."""
    parser = argparse.ArgumentParser(description="Show which small changes of the program no test notices.")
    parser.add_argument("modules", nargs="+", type=Path)
    parser.add_argument("--tests", nargs="+", required=True)
    parser.add_argument("--jobs", type=int, default=2)
    given = parser.parse_args()
    for name in PRELOADED:
        importlib.import_module(name)
    every = [mutant for module in given.modules for mutant in mutants(module)]
    with tempfile.TemporaryDirectory(prefix="optout-mutate-") as name:
        free = [copied(Path(name) / str(job)) for job in range(given.jobs)]
        began = time.monotonic()
        unchanged = replace(every[0], source=every[0].original)
        if not ended([begin(unchanged, free[0], given.tests, 600)])[1]:
            sys.exit("the tests fail as it is; see to that first")
        alive = 0
        seconds = 10 + 4 * (time.monotonic() - began)
        for number, (mutant, passed) in enumerate(tried(every, free, given.tests, seconds), start=1):
            if passed:
                print(f"{mutant.file}:{mutant.line}: {mutant.change}", flush=True)
                alive += 1
            if number % _TELL_EVERY == 0:
                print(f"{number} of {len(every)} tried", file=sys.stderr, flush=True)
    print(f"{len(every)} mutants; no test noticed {alive}")
    sys.exit(1 if alive else 0)


if __name__ == "__main__":
    main()
