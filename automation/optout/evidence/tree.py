"""Reads a folder that may be hostile: no links, only regular files, limits on size, depth and number."""

import hashlib
import os
import stat
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from optout.evidence.findings import Finding, Wrong, finding
from optout.tongue import Said, _, why

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

_PIECE = 1 << 17  # bytes that are read at once
_JUNCTION = 0xA0000003  # IO_REPARSE_TAG_MOUNT_POINT: what Windows has besides links to lead out of a folder


_UNREADABLE = _("{file} cannot be read: {why}")
_TOO_LARGE = _("{file} has {size} bytes, and {limit} is the most it may have")


@dataclass
class Tree:
    """The regular files below a folder by their path with `/`, each with its bytes, and what else was found there."""

    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    seen: int = 0
    gave_up: bool = False

    def note(self, kind: Wrong, path: str, says: Said, **values: object) -> None:
        """Add a finding about a path, which is then not looked into."""
        self.findings.append(finding(kind, path, says, **values))
        self.refused.add(path)

    def refuses(self, path: str) -> bool:
        """Whether a path, or a folder on the way to it, was found and not looked into."""
        parts = path.split("/")
        return any("/".join(parts[:length]) in self.refused for length in range(1, len(parts) + 1))

    def hash(self, path: str) -> str | None:
        """Hash a file a piece at a time, or None and a finding when it cannot be read."""
        digest = hashlib.sha256()
        return digest.hexdigest() if self._feed(path, digest.update) else None

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a small file; None when it is not there, and None with a finding when it is too large or unreadable."""
        size = self.sizes.get(path)
        if size is None:
            return None
        if size > limit:
            self.note(Wrong.TOO_LARGE, path, _TOO_LARGE, size=size, limit=limit)
            return None
        pieces: list[bytes] = []
        return b"".join(pieces) if self._feed(path, pieces.append) else None

    def _feed(self, path: str, take: Callable[[bytes], object]) -> bool:
        try:
            handle = os.open(f"{self.root}/{path}", _OPEN)
            try:
                self._must_be_as_listed(path, os.fstat(handle))
                left = self.sizes[path]  # and no more, should it grow without end
                while left and (piece := os.read(handle, min(left, _PIECE))):
                    take(piece)
                    left -= len(piece)
            finally:
                os.close(handle)
        except OSError as error:
            self.note(Wrong.UNREADABLE, path, _UNREADABLE, why=why(error))
            return False
        return True

    def _must_be_as_listed(self, path: str, info: os.stat_result) -> None:
        if not stat.S_ISREG(info.st_mode) or info.st_size != self.sizes[path]:
            raise OSError(0, _("it was changed while it was looked at"))


def walk(root: Path) -> Tree:
    """List what is below a folder without opening a file or following a link."""
    tree = Tree(root)
    _enter(tree, "", 0)
    if (total := sum(tree.sizes.values())) > TOTAL_LIMIT:
        tree.gave_up = True
        says = _("the folder has {total} bytes, and {limit} is the most that is read")
        tree.note(Wrong.TOO_LARGE, "", says, total=total, limit=TOTAL_LIMIT)
    return tree


def _enter(tree: Tree, folder: str, depth: int) -> None:
    try:
        with os.scandir(tree.root / folder) as found:
            entries = sorted(islice(found, COUNT_LIMIT + 1), key=lambda entry: entry.name)
    except OSError as error:
        tree.note(Wrong.UNREADABLE, folder, _UNREADABLE, why=why(error))
        return
    for entry in entries:
        tree.seen += 1
        if tree.seen > COUNT_LIMIT:
            if not tree.gave_up:
                tree.note(Wrong.TOO_MANY, "", _("the folder holds more than {limit} files"), limit=COUNT_LIMIT)
            tree.gave_up = True
            return
        _look_at(tree, entry, f"{folder}/{entry.name}" if folder else entry.name, depth)


def _look_at(tree: Tree, entry: os.DirEntry[str], path: str, depth: int) -> None:
    try:
        info = entry.stat(follow_symlinks=False)
    except OSError as error:  # a folder that may be listed and not entered
        tree.note(Wrong.UNREADABLE, path, _UNREADABLE, why=why(error))
        return
    if stat.S_ISLNK(info.st_mode) or getattr(info, "st_reparse_tag", 0) == _JUNCTION:
        tree.note(Wrong.LINK, path, _("{file} is a link; a record holds none, and it is not followed"))
    elif stat.S_ISDIR(info.st_mode):
        if depth + 1 >= DEPTH_LIMIT:
            tree.note(Wrong.TOO_DEEP, path, _("{file} lies deeper than a record goes"))
        else:
            _enter(tree, path, depth + 1)
    elif not stat.S_ISREG(info.st_mode):
        tree.note(Wrong.NOT_A_FILE, path, _("{file} is neither a file nor a folder"))
    elif info.st_size > FILE_LIMIT:
        says = _("{file} has {size} bytes, and {limit} is the most that is read")
        tree.note(Wrong.TOO_LARGE, path, says, size=info.st_size, limit=FILE_LIMIT)
    else:
        tree.sizes[path] = info.st_size
