"""Reads a folder that may be hostile: no links, only regular files, limits on size, depth and number."""

import hashlib
import os
import stat
from dataclasses import dataclass, field
from io import BufferedReader
from itertools import islice
from pathlib import Path

from optout.evidence.findings import Finding, Wrong, finding

FILE_LIMIT = 1 << 30
"""Bytes of one file."""
TOTAL_LIMIT = 4 << 30
"""Bytes of all files together."""
COUNT_LIMIT = 5_000
"""Files and folders together."""
DEPTH_LIMIT = 6
"""Folders in one another."""

# A FIFO would wait for a writer; O_NONBLOCK opens it at once, and fstat then shows what it is.
_OPEN = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


@dataclass
class Tree:
    """The regular files below a folder by their path with `/`, each with its bytes, and what else was found there."""

    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: int = 0
    gave_up: bool = False

    def note(self, kind: Wrong, path: str, says: str) -> None:
        """Add a finding about a path, which is then not looked into."""
        self.findings.append(finding(kind, path, says))
        self.refused.add(path)

    def hash(self, path: str) -> str | None:
        """Hash a file, or None and a finding when it cannot be read."""
        try:
            with self._open(path) as stream:
                return hashlib.file_digest(stream, "sha256").hexdigest()
        except OSError as error:
            self.note(Wrong.UNREADABLE, path, f"{{file}} cannot be read: {error.strerror}")
            return None

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a small file; None when it is not there, and None with a finding when it is too large or unreadable."""
        size = self.sizes.get(path)
        if size is None:
            return None
        if size > limit:
            self.note(Wrong.TOO_LARGE, path, f"{{file}} has {size:,} bytes, and {limit:,} is the most it may have")
            return None
        try:
            with self._open(path) as stream:
                return stream.read(limit)
        except OSError as error:
            self.note(Wrong.UNREADABLE, path, f"{{file}} cannot be read: {error.strerror}")
            return None

    def _open(self, path: str) -> BufferedReader:
        handle = os.open(self.root / path, _OPEN)
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            os.close(handle)
            raise OSError(0, "it is not a regular file")
        return os.fdopen(handle, "rb")


def walk(root: Path) -> Tree:
    """List what is below a folder without opening a file or following a link."""
    tree = Tree(root)
    _enter(tree, "", 0)
    if (total := sum(tree.sizes.values())) > TOTAL_LIMIT:
        tree.gave_up = True
        tree.note(Wrong.TOO_LARGE, "", f"the folder has {total:,} bytes, and {TOTAL_LIMIT:,} is the most that is read")
    return tree


def _enter(tree: Tree, folder: str, depth: int) -> None:
    try:
        with os.scandir(tree.root / folder) as found:
            entries = sorted(islice(found, COUNT_LIMIT + 1), key=lambda entry: entry.name)
    except OSError as error:
        tree.note(Wrong.UNREADABLE, folder, f"{{file}} cannot be read: {error.strerror}")
        return
    for entry in entries:
        tree.seen += 1
        if tree.seen > COUNT_LIMIT:
            if not tree.gave_up:
                tree.note(Wrong.TOO_MANY, "", f"the folder holds more than {COUNT_LIMIT:,} files")
            tree.gave_up = True
            return
        _look_at(tree, entry, f"{folder}/{entry.name}" if folder else entry.name, depth)


def _look_at(tree: Tree, entry: os.DirEntry[str], path: str, depth: int) -> None:
    info = entry.stat(follow_symlinks=False)
    if stat.S_ISLNK(info.st_mode):
        tree.note(Wrong.LINK, path, "{file} is a link; a record holds none, and it is not followed")
    elif stat.S_ISDIR(info.st_mode):
        if depth + 1 >= DEPTH_LIMIT:
            tree.note(Wrong.TOO_DEEP, path, "{file} lies deeper than a record goes")
        else:
            _enter(tree, path, depth + 1)
    elif not stat.S_ISREG(info.st_mode):
        tree.note(Wrong.NOT_A_FILE, path, "{file} is neither a file nor a folder")
    elif info.st_size > FILE_LIMIT:
        tree.note(
            Wrong.TOO_LARGE, path, f"{{file}} has {info.st_size:,} bytes, and {FILE_LIMIT:,} is the most that is read"
        )
    else:
        tree.sizes[path] = info.st_size
