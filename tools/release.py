"""`make dist`: builds what is published, and a list of what it needs; the same bytes from the same commit every time.

    python -m tools.release [FOLDER]

The time in the packages is that of the commit, or SOURCE_DATE_EPOCH. Nothing is published from
here.
"""

import hashlib
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
BILL = "sbom.cdx.json"


def commit_time(tree: Path) -> int:
    """Give the time of the last commit, in seconds since 1970; SOURCE_DATE_EPOCH goes before it."""
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    told = subprocess.run(
        ["git", "log", "-1", "--format=%ct"], cwd=tree, capture_output=True, text=True, check=True
    )
    return int(told.stdout)


def build(tree: Path, folder: Path) -> list[Path]:
    """Build wheel and sdist of a tree into a folder."""
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
        str(folder),
    ]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(commit_time(tree))}
    subprocess.run(command, cwd=tree, env=environ, check=True, capture_output=True)
    return sorted(file for file in folder.iterdir() if file.name.endswith((".whl", ".tar.gz")))


def list_needs(tree: Path, file: Path) -> None:
    """Write what requirements.lock of a tree pins, with every hash, as CycloneDX 1.6; checked against its schema."""
    command = [
        sys.executable,
        "-m",
        "cyclonedx_py",
        "requirements",
        "requirements.lock",
        "--pyproject",
        "pyproject.toml",
    ]
    more = ["--output-reproducible", "--sv", "1.6", "-o", str(file)]
    environ = {**os.environ, "SOURCE_DATE_EPOCH": str(commit_time(tree))}
    subprocess.run([*command, *more], cwd=tree, env=environ, check=True, capture_output=True)


def fingerprint(file: Path) -> str:
    """Give a file's SHA-256 as `sha256sum` does."""
    return hashlib.sha256(file.read_bytes()).hexdigest()


def main(folder: Path) -> None:
    """Build all into an empty folder and print it as `sha256sum -c` reads it."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in (*folder.glob("*.whl"), *folder.glob("*.tar.gz"), folder / BILL):
        old.unlink(missing_ok=True)
    made = build(ROOT, folder)
    list_needs(ROOT, folder / BILL)
    for file in (*made, folder / BILL):
        print(f"{fingerprint(file)}  {file.name}")


if __name__ == "__main__":
    main((Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "dist").absolute())
