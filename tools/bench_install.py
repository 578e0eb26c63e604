"""`make benchinstall`: the disk that the program takes beside bare Playwright and Typer, and the time to a record.

Nothing comes from a cache of packages; a browser that is there is used, as by everybody who has one. Each is done once.
"""

import os
import re
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from tools.check_release import cloned, run
from tools.release import ROOT, build

BARE = ("playwright", "typer")
PARTS = {
    "a virtual environment": ".venv/.made",
    "the pinned dependencies": ".venv/.runtime",
    "finding a browser and starting it": ".venv/.browser",
    "one objection, sealed": "demo",
}
"""What `make demo` does, in its order, and the target of the Makefile that does it."""
_MEGABYTE = 1_000_000
_OF_PYTHON = ("pip", "setuptools", "_distutils_hack", "distutils-precedence.pth")
"""What is in every new environment."""


def environ() -> dict[str, str]:
    """Give variables with which nothing is taken from, or kept in, a cache of packages."""
    return {**os.environ, "PIP_NO_CACHE_DIR": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def installed(folder: Path, what: Sequence[str | Path]) -> tuple[Path, float]:
    """Install into a new environment, in the locked versions; gives its packages' folder, and the seconds of pip."""
    run(sys.executable, "-m", "venv", folder, cwd=ROOT)
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    began = time.perf_counter()
    run(python, "-m", "pip", "--quiet", "install", *what, "-c", "locked", cwd=folder.parent, environ=environ())
    took = time.perf_counter() - began
    told = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    return Path(told.strip()), took


def sizes(packages: Path) -> Counter[str]:
    """Give the bytes that each folder among the packages has, its compiled modules too."""
    found = Counter[str]()
    for file in packages.rglob("*"):
        if file.is_file() and not (name := file.relative_to(packages).parts[0]).startswith(_OF_PYTHON):
            found[name] += file.stat().st_size
    return found


def install_beside_bare(folder: Path) -> None:
    """Print the size on disk, and the time of pip, beside an environment with nothing but Playwright and Typer."""
    [package] = [file for file in build(ROOT, folder / "built") if file.suffix == ".whl"]
    pins = re.findall(r"^[a-z0-9-]+==[^ ]+", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE)
    (folder / "locked").write_text("\n".join(pins), "utf-8")
    bare, bare_took = installed(folder / "bare", BARE)
    # As a person installs it: without the tools that only build, which the lock has too.
    ours, took = installed(folder / "ours", [package])
    mine, theirs = sizes(ours), sizes(bare)
    print(line("on disk, without Python", mine.total() / _MEGABYTE, theirs.total() / _MEGABYTE, "MB"))
    print(line("pip install, nothing cached", took, bare_took, "s"))
    more = (mine - theirs).most_common(5)
    print(
        f"  most of the difference: {', '.join(f'{name} {size / _MEGABYTE:.1f} MB' for name, size in more)}", flush=True
    )


def line(name: str, mine: float, theirs: float, unit: str) -> str:
    """Write a line of the table."""
    return f"{name:<44} {mine:8.1f} {unit:<2} {theirs:8.1f} {unit:<2}  {mine / theirs:5.2f}"


def clone_to_record(folder: Path) -> None:
    """Print how long each part of `make demo` takes in a new clone."""
    began = time.perf_counter()
    tree = cloned(folder / "clone")
    parts = {"git clone, from this disk": time.perf_counter() - began}
    for name, target in PARTS.items():
        began = time.perf_counter()
        run("make", f"PYTHON={sys.executable}", target, cwd=tree, environ=environ())
        parts[name] = time.perf_counter() - began
    for name, took in {**parts, "from clone to record": sum(parts.values())}.items():
        print(f"{name:<44} {took:8.1f} s", flush=True)


def main() -> None:
    """Print the tables."""
    print(f"{'':<44} {'optout':>11} {'bare':>11}  ratio", flush=True)
    with tempfile.TemporaryDirectory(prefix="optout-bench-") as name:
        install_beside_bare(Path(name))
        clone_to_record(Path(name))


if __name__ == "__main__":
    main()
