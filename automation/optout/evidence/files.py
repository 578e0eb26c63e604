"""Private files: 0700 folders, 0600 files, on the disk before anything relies on them."""

import hashlib
import os
import stat
from contextlib import suppress
from pathlib import Path

ROOM_FOR_A_RECORD = 50_000_000  # bytes that must be free, or no record is begun
_NO_LINKS = getattr(os, "O_NOFOLLOW", 0)
_BINARY = getattr(os, "O_BINARY", 0)
_PART = ".part"  # how the name of a file ends that is not written to its end


def write_private(file: Path, data: bytes, how: int = os.O_TRUNC) -> None:
    """Write a file that only its owner can read; an earlier one is replaced, unless `how` is O_APPEND or O_EXCL."""
    with os.fdopen(
        os.open(file, os.O_WRONLY | os.O_CREAT | how | _NO_LINKS | _BINARY, 0o600), "wb"
    ) as stream:
        stream.write(data)


def replace_private(file: Path, data: bytes) -> None:
    """Write a private file whole or not at all: an earlier one of this name stays when the disk is full."""
    part = file.with_name(f"{file.name}{_PART}")
    try:
        write_private(part, data)
        part.replace(file)
    except BaseException:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise


def sync(place: Path) -> None:
    """Wait until a file is on the disk, or the names in a folder, where the system has such a thing."""
    folder = place.is_dir()
    if folder and os.name == "nt":
        return
    # Windows refuses to flush what is open for reading.
    handle = os.open(place, os.O_RDONLY if folder else os.O_RDWR | _NO_LINKS | _BINARY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sha256(file: Path) -> str:
    """Hash a file from the disk."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def make_read_only(folder: Path) -> None:
    """Take away the right to write from a folder and all in it; raise OSError at the end where that was refused."""
    refused: OSError | None = None
    for path in [*sorted(folder.rglob("*"), reverse=True), folder]:
        try:
            path.chmod(0o500 if path.is_dir() else 0o400)
        except OSError as error:
            refused = error
    if refused:
        raise refused


def remove_sealed(folder: Path, last: str = "") -> None:
    """Delete a folder and all that is in it, although it is read-only; `last` is the file in it that goes last.

    A link is deleted, and what it leads to is not.
    """
    folder.chmod(0o700)
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name == last)
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            remove_sealed(Path(entry))
        else:
            if os.name == "nt":
                Path(entry).chmod(stat.S_IWRITE)  # Windows deletes no file that is read-only
            Path(entry).unlink()
    folder.rmdir()
