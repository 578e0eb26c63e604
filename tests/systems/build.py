"""Builds the bundles from `source`, with what npm has there: `python -m tests.systems.build`; `--check` compares.

It needs Node and `npm ci` in `source`. The same pinned sources give the same bytes.
"""

import argparse
import gzip
import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, BUNDLES = HERE / "source", HERE / "bundles"
SUMS = HERE / "built-from.sha256"
"""The sources that the committed bundles were built from, in the format of sha256sum."""


def main() -> int:
    """Build, or compare what would be built with what is there."""
    parser = argparse.ArgumentParser(prog="python -m tests.systems.build", description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the committed bundles are what is built")
    check = parser.parse_args().check
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", "build.mjs", folder], cwd=SOURCE, check=True)
        built = {file.name: file.read_bytes() for file in Path(folder).iterdir()}
    if not check:
        for old in BUNDLES.iterdir():
            old.unlink()
        for name, content in built.items():
            (BUNDLES / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
        SUMS.write_text(sums(), "utf-8")
        return 0
    kept = {file.stem: gzip.decompress(file.read_bytes()) for file in BUNDLES.iterdir()}
    stale = [name for name in sorted({*built, *kept}) if built.get(name) != kept.get(name)]
    stale += ["the sources"] if SUMS.read_text("utf-8") != sums() else []
    sys.stderr.writelines(f"not what is built: {name}\n" for name in stale)
    return 1 if stale else 0


def sums() -> str:
    """Give the hash of every source, a line for each."""
    files = sorted(file for file in SOURCE.iterdir() if file.is_file())
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  source/{file.name}\n" for file in files)


if __name__ == "__main__":
    sys.exit(main())
