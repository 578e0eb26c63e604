"""Builds the bundles from `source`, with what npm has there: `python -m tests.systems.build`.

It needs Node and `npm ci` in `source`. The same pinned sources give the same bytes.
"""

import gzip
import hashlib
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, BUNDLES = HERE / "source", HERE / "bundles"
SUMS = HERE / "built-from.sha256"
"""The sources that the committed bundles were built from, in the format of sha256sum."""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", "build.mjs", folder], cwd=SOURCE, check=True)
        for old in BUNDLES.iterdir():
            old.unlink()
        for file in Path(folder).iterdir():
            (BUNDLES / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    SUMS.write_text(sums(), "utf-8")


def sums() -> str:
    """Give the hash of every source, a line for each."""
    files = sorted(file for file in SOURCE.iterdir() if file.is_file())
    return "".join(f"{hashlib.sha256(file.read_bytes()).hexdigest()}  source/{file.name}\n" for file in files)


if __name__ == "__main__":
    main()
