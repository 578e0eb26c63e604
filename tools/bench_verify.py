"""What `optout verify` costs beside `sha256sum -c`, on records of 200 MB: of few big and of many small files."""

import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from random import Random

from optout.evidence.bag import MANIFEST
from optout.evidence.model import About, Ending
from optout.evidence.recorder import Recorder
from optout.evidence.verify import verify
from optout.outcome import Reason, State

BYTES = 200_000_000
SHAPES = {"8 files": 8, "40 files": 40, "4,900 files": 4_900}
LIMIT = 1.3
MOST = 100
"""A record has about thirty files; what more would cost is printed and not judged."""
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)
_ABOUT = dict.fromkeys(
    ("title", "controller", "law", "purpose", "covers", "seen_live", "account", "browser_name", "browser_version"), "x"
)


def make_record(root: Path, count: int) -> Path:
    """Seal a record with so many files of `BYTES` in all."""
    recorder = Recorder(
        root,
        About.model_validate(
            {
                **_ABOUT,
                "flow_id": "bench",
                "answer_within": "one month",
                "seat": "IE",
                "flow_sha256": "ab" * 32,
                "replay_case": "bench",
                "sandbox": True,
                "started_at": NOW,
            }
        ),
    )
    random = Random(count)  # noqa: S311  the same bytes each time, and no secret
    for number in range(count):
        (recorder.folder / "data" / f"{number}.bin").write_bytes(random.randbytes(BYTES // count))
    ending = Ending(state=State.STOPPED, reason=Reason.DECLINED, ended_at=NOW)
    return recorder.seal(ending, None).folder


def took(work: Callable[[], object]) -> float:
    """Give the seconds that something takes."""
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def run(*command: str, cwd: Path) -> Callable[[], object]:
    """Give what runs a command that must succeed."""
    return lambda: subprocess.run(command, cwd=cwd, capture_output=True, check=True)


def verify_beside_sha256sum(root: Path, rounds: int) -> bool:
    """Time both in turn and print the ratio of the medians; the whole command's time is printed and not judged.

    Python's start alone takes longer than hashing 200 MB does on a processor with instructions for SHA-256.
    """
    if shutil.which("sha256sum") is None:
        print("optout verify / sha256sum -c: not measured, sha256sum is not here")
        return True
    fine = [compare(make_record(root / "verified", count), name, rounds) for name, count in SHAPES.items()]
    return all(fine)


def compare(folder: Path, name: str, rounds: int) -> bool:
    """Time a record in the three ways and print what came out."""
    ways: list[Callable[[], object]] = [
        lambda: verify(folder),
        run("sha256sum", "-c", "--status", MANIFEST, cwd=folder),
        run(str(Path(sys.executable).with_name("optout")), "verify", str(folder), cwd=folder),
    ]
    for way in ways:
        way()  # the first time only fills the caches
    times = [[took(way) for way in ways] for _ in range(rounds)]
    ours, theirs, command = (statistics.median(column) for column in zip(*times, strict=True))
    ratio: float = ours / theirs
    told = f"verify, {name} of 200 MB / sha256sum -c"
    judged = SHAPES[name] <= MOST
    verdict = f"at most {LIMIT:.2f}  {'ok' if ratio <= LIMIT else 'OVER'}" if judged else "not judged"
    print(f"{told:<44} {ours:8.3f} s {theirs:8.3f} s  {ratio:5.2f}  {verdict}", flush=True)
    print(f"{'':<44} {command:8.3f} s as a command, with the start of Python", flush=True)
    return ratio <= LIMIT or not judged
