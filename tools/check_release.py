"""`make release`: builds the last commit twice, compares the bytes, looks inside, and installs and uses each package.

    python -m tools.check_release [FOLDER]

What was not committed is not looked at. The two trees differ in all that must not matter: name,
times, rights of files, and a `.env` in every folder. Each package goes into a new environment with
the pinned dependencies, and its program carries out one objection on saved pages from a folder that
has nothing to do with the source, where pytest then plays a flow that was made there.
"""

import os
import re
import subprocess
import sys
import tarfile
import tempfile
import time
import zipfile
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tools.release import ROOT, build, fingerprint

# written backwards, so that this file, which is in the sdist, does not hold it
SECRET = b"tnetnoc-vnetod"[::-1]
DOTENVS = (".env", ".env.local")
OLD = 1_000_000_000
"""Seconds: 2001, when no file of ours was written."""
IN_WHEEL = {"automation/optout/": "optout/", "flows/": "optout/flows/"}


class Wrong(Exception):
    """The packages are not fit to be published."""


def run(*command: str | Path, cwd: Path, environ: Mapping[str, str] | None = None) -> str:
    """Run a command and return its stdout; raise Wrong where it fails."""
    ran = subprocess.run(
        command, cwd=cwd, env=environ, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if ran.returncode:
        told = (ran.stderr or ran.stdout).decode(errors="replace")[-2000:]
        raise Wrong(f"{' '.join(map(str, command))} ended with {ran.returncode}:\n{told}")
    return ran.stdout.decode()


def cloned(tree: Path, source: Path = ROOT) -> Path:
    """Clone the last commit, and put files with a secret where they may lie."""
    run("git", "clone", "--quiet", "--no-hardlinks", source, tree, cwd=source)
    folders = {(tree / name).parent for name in tracked(tree)}
    for file in (folder / name for folder in folders for name in DOTENVS):
        file.write_bytes(SECRET)
    return tree


def aged(tree: Path) -> Path:
    """Make every file of a tree old, and readable to its owner alone."""
    for file in (tree / name for name in tracked(tree)):
        file.chmod(file.stat().st_mode & 0o700)
        os.utime(file, (OLD, OLD))
    return tree


def tracked(tree: Path) -> list[str]:
    """List the files that git keeps."""
    return [name for name in run("git", "ls-files", "-z", cwd=tree).split("\0") if name]


def look_alike(one: list[Path], other: list[Path]) -> None:
    """Refuse two builds that differ."""
    said = [{file.name: fingerprint(file) for file in built} for built in (one, other)]
    if said[0] != said[1]:
        raise Wrong(f"two builds of one commit differ: {said[0]} and {said[1]}")


def inside(package: Path) -> dict[str, bytes]:
    """Give every file of a package with its content; those of an sdist without the folder they are all in."""
    if package.suffix == ".whl":
        with zipfile.ZipFile(package) as files:
            return {name: files.read(name) for name in files.namelist()}
    with tarfile.open(package) as archive:
        members = [member for member in archive.getmembers() if member.isfile()]
        return {
            m.name.partition("/")[2]: read.read()
            for m in members
            if (read := archive.extractfile(m))
        }


def look_inside(package: Path, names: list[str]) -> None:
    """Refuse a package that lacks a file of the program, or has a secret."""
    files = inside(package)
    moved = IN_WHEEL if package.suffix == ".whl" else {old: old for old in IN_WHEEL}
    wanted = {
        new + name.removeprefix(old)
        for old, new in moved.items()
        for name in names
        if name.startswith(old)
    }
    if lacking := sorted(wanted - files.keys()):
        raise Wrong(f"{package.name} lacks {' '.join(lacking)}")
    if told := sorted(
        name for name, data in files.items() if Path(name).name in DOTENVS or SECRET in data
    ):
        raise Wrong(f"{package.name} has what was in a .env: {' '.join(told)}")


def installed(package: Path, lock: Path, folder: Path) -> Path:
    """Install a package into a new environment, with the pinned dependencies; gives the folder of its programs."""
    run(sys.executable, "-m", "venv", folder, cwd=ROOT)
    programs = folder / ("Scripts" if os.name == "nt" else "bin")
    pip = (programs / "python", "-m", "pip", "--disable-pip-version-check", "--quiet")
    pinned = ("--require-hashes", "--only-binary", ":all:", "--no-binary", "dkimpy", "-r", lock)
    run(*pip, "install", *pinned, cwd=folder)
    run(*pip, "install", "--no-deps", "--no-build-isolation", package, cwd=folder)
    with_extra = (
        f"{package}[test]",
        "-c",
        _versions(lock.with_name("requirements-dev.lock"), folder),
    )
    run(*pip, "install", "--no-build-isolation", *with_extra, cwd=folder)
    run(*pip, "check", cwd=folder)
    return programs


def _versions(lock: Path, folder: Path) -> Path:
    """Write the versions in a lock file without their hashes: pip takes these for packages that are not all listed."""
    pins = re.findall(r"^[\w.-]+(?:\[[\w,-]+\])?==[^ \\]+", lock.read_text("utf-8"), re.MULTILINE)
    file = folder / "versions.txt"
    file.write_text("\n".join(re.sub(r"\[.*?\]", "", pin) for pin in pins), "utf-8")
    return file


def used(programs: Path, version: str, elsewhere: Path) -> None:
    """Use the installed program from another folder, and with it pytest on a new flow, as the author of one does."""
    elsewhere.mkdir()
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OPTOUT_", "PYTHON"))
    }
    environ = {**kept, "OPTOUT_DATA_DIR": str(elsewhere / "data"), "PYTHONUTF8": "1"}

    def optout(*arguments: str) -> str:
        return run(programs / "optout", *arguments, cwd=elsewhere, environ=environ)

    if version not in (said := optout("--version")).split():
        raise Wrong(f"optout --version says {said.strip()}, and its package {version}")
    optout("flows", "check", "--no-replay")
    record = optout("replay", "facebook").strip()
    optout("verify", record)
    optout("export", record, "--pdf", "--yes")
    own = elsewhere / "repository"
    own.mkdir()
    run(programs / "optout", "flows", "new", "my-bank", cwd=own, environ=environ)
    said = run(
        programs / "python",
        "-m",
        "pytest",
        "-p",
        "no:cacheprovider",
        "-v",
        cwd=own,
        environ=environ,
    )
    if "my-bank/flow.yaml::received PASSED" not in said:
        raise Wrong(f"pytest does not play the case of a new flow:\n{said}")


def try_out(package: Path, tree: Path, folder: Path) -> str:
    """Install a package of a tree and use it; gives what there is to say."""
    began = time.monotonic()
    version = package.name.removesuffix(".tar.gz").split("-")[1]
    programs = installed(package, tree / "requirements.lock", folder / "environment")
    used(programs, version, folder / "elsewhere")
    return f"{package.name} installs, replays and verifies ({time.monotonic() - began:.0f} s)"


def checks(folder: Path, say: Callable[[str], None]) -> None:
    """Carry out all checks in a folder that is empty."""
    one, other = cloned(folder / "one"), aged(cloned(folder / "another" / "name"))
    built = build(one, folder / "first")
    look_alike(built, build(other, folder / "second"))
    say("two builds of the last commit have the same bytes")
    for package in built:
        look_inside(package, tracked(one))
    say("each package has every file of the program, and nothing from a .env")
    with ThreadPoolExecutor() as both:
        for told in both.map(
            lambda package: try_out(package, one, folder / package.suffix[1:]), built
        ):
            say(told)


def main() -> int:
    """Print what holds; the exit code is 1 when anything does not."""
    with tempfile.TemporaryDirectory(prefix="optout-release-") as name:
        folder = Path(sys.argv[1]).absolute() if len(sys.argv) > 1 else Path(name)
        try:
            checks(folder, lambda text: print(text, flush=True))
        except Wrong as wrong:
            print(f"error: {wrong}", file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
