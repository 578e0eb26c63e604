"""What `optout doctor` finds about the folders and files of a person: who may read them, and is there room."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from optout.cli.finding import Finding, Fix, Status, shown, typed

LITTLE_SPACE, NO_SPACE = 500, 50  # MiB; a record takes a few, a browser profile some hundred
_OTHERS = "whoever else uses this machine could take your sign-in, or read what you sent"


def data_folder(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, is the person's alone, and has room."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        what = "cannot be written" if there.is_dir() else "is a file"
        mend = "mend its permissions, or set OPTOUT_DATA_DIR to a folder of yours"
        yield Finding(
            "data folder", Status.FAIL, f"{shown(there)} {what}", mend, "nothing can be kept, so nothing is sent"
        )
    elif there != folder:
        yield Finding("data folder", Status.OK, f"{shown(folder)} is made at the first run")
    elif os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        says = f"others on this machine may look into {shown(folder)}, where your sign-in and records are"
        mend = f"chmod 700 {typed(folder)}"
        yield Finding("data folder", Status.WARN, says, mend, _OTHERS, Fix.ONLY_YOURS, folder)
    else:
        yield Finding("data folder", Status.OK, f"{shown(folder)} is yours alone")
    yield _space(there)


def _space(there: Path) -> Finding:
    free = shutil.disk_usage(there).free // 2**20
    if free >= LITTLE_SPACE:
        return Finding("disk space", Status.OK, f"{free:,} MiB free")
    status = Status.FAIL if free < NO_SPACE else Status.WARN
    mend = "make room, or set OPTOUT_DATA_DIR to another disk"
    means = "a record of a few MiB, or a browser profile, may not be written to its end"
    return Finding("disk space", status, f"only {free} MiB free", mend, means)


def dotenv_file(file: Path) -> Iterator[Finding]:
    """Whether others may read the file with the person's settings."""
    if os.name != "posix" or not file.is_file():
        return
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        says = "others on this machine may read .env, where your e-mail address is"
        yield Finding(".env", Status.WARN, says, "chmod 600 .env", _OTHERS, Fix.ONLY_YOURS, file)
    else:
        yield Finding(".env", Status.OK, ".env is readable by you alone")
