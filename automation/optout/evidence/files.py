"""Private files: 0700 folders, 0600 files, on the disk before anything relies on them."""

import hashlib
import os
from pathlib import Path

_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)


def write_private(file: Path, data: bytes) -> None:
    """Write a file that only its owner can read, replacing an earlier one."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINKS | _BINARY
    with os.fdopen(os.open(file, flags, 0o600), "wb") as stream:
        stream.write(data)


def sync(file: Path) -> None:
    """Wait until a file is on the disk."""
    with file.open("rb+") as stream:  # Windows refuses to flush what is open for reading
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until a folder's names are on the disk, where the system has such a thing."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(file: Path) -> str:
    """Hash a file from the disk."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_read_only(folder: Path) -> None:
    """Take away the right to write from a folder and all that is in it."""
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(0o500 if path.is_dir() else 0o400)
    folder.chmod(0o500)
