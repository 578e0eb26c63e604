"""Builds the bundles from `source`, with what npm has there: `python -m tests.systems.build`.

It needs Node and `npm ci` in `source`. The same pinned sources give the same bytes.
"""

import gzip
import subprocess
import tempfile
from pathlib import Path

HERE = Path(__file__).parent
SOURCE, BUNDLES = HERE / "source", HERE / "bundles"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["node", "build.mjs", folder], cwd=SOURCE, check=True)
        for old in BUNDLES.iterdir():
            old.unlink()
        for file in Path(folder).iterdir():
            (BUNDLES / f"{file.name}.gz").write_bytes(gzip.compress(file.read_bytes(), mtime=0))


if __name__ == "__main__":
    main()
