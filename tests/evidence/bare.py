"""A root folder with a shell, coreutils, sed and OpenSSL in it and nothing else: what a reader of a record needs.

    python -m tests.evidence.bare RECORD [ROOT]

Carries out the commands for Linux of a record's HOW-TO-VERIFY.txt in there; a ROOT made by debootstrap does as well.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.evidence.instructions import for_linux

PROGRAMS = ("sh", "sha256sum", "sed", "tr", "openssl")
PLACE = "/record"
_LIBRARY = re.compile(r"(?m)(?:=>\s*|^\s*)(/\S+)")


def make_root(root: Path, more: tuple[str, ...] = ()) -> Path:
    """Put the programs and the libraries they load into a folder, each where the loader looks for it."""
    (root / "bin").mkdir(parents=True)
    for name in (*PROGRAMS, *more):
        program = shutil.which(name, path="/usr/bin:/bin")
        assert program, name
        shutil.copy(program, root / "bin" / name)
        loads = subprocess.run(["ldd", program], capture_output=True, text=True, check=True).stdout
        for library in _LIBRARY.findall(loads):
            _copy(Path(library), root)
    _copy(_settings_of_openssl(), root)  # comes with it, and `openssl ts` looks for it
    return root


def _copy(file: Path, root: Path) -> None:
    target = root / str(file).lstrip("/")
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(file, target)


def _settings_of_openssl() -> Path:
    told = subprocess.run(["openssl", "version", "-d"], capture_output=True, text=True, check=True).stdout
    return Path(told.split('"')[1]) / "openssl.cnf"


def put(root: Path, record: Path, *beside: Path) -> None:
    """Put a record into a root, and files beside it."""
    shutil.copytree(record, root / PLACE.lstrip("/"))
    for file in beside:
        shutil.copy(file, root / file.name)


def inside(root: Path, command: str) -> subprocess.CompletedProcess[str]:
    """Run a command in the record's folder with the root as its whole world."""
    there = f"cd {PLACE} && {{ {command}\n}}"
    environ = {"PATH": "/bin:/usr/bin", "LC_ALL": "C.UTF-8"}
    return subprocess.run(
        [*_enter(), str(root), "/bin/sh", "-c", there], env=environ, capture_output=True, text=True, check=False
    )


def _enter() -> list[str]:
    """Give the command that may change the root here: only root may, or who is root in a namespace of their own."""
    chroot = shutil.which("chroot", path="/usr/sbin:/usr/bin:/sbin:/bin") or "chroot"
    if os.geteuid() == 0:
        return [chroot]
    own = ["/usr/bin/unshare", "--user", "--map-root-user", chroot]
    works = subprocess.run([*own, "/", "/bin/true"], capture_output=True, check=False).returncode == 0
    return own if works else ["/usr/bin/sudo", "-n", chroot]


def main(record: Path, root: Path | None) -> int:
    """Print each command and what it said; 1 when one of them failed."""
    with tempfile.TemporaryDirectory() as name:
        world = root or make_root(Path(name) / "root")
        put(world, record)
        failed = 0
        for command in for_linux((record / "HOW-TO-VERIFY.txt").read_text("utf-8"), 1, 2, 3):
            done = inside(world, command)
            sys.stdout.write(f"$ {command}\n{done.stdout}{done.stderr}")
            failed |= done.returncode
        shutil.rmtree(world / PLACE.lstrip("/"))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), Path(sys.argv[2]) if len(sys.argv) > 2 else None))
