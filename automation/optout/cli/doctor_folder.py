"""What `optout doctor` finds about the folders and files of a person: who may read them, and is there room."""

import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path

from optout.cli.finding import Finding, Fix, Status, shown, typed
from optout.tongue import _

LITTLE_SPACE, NO_SPACE = 500, 50  # MiB; a record takes a few, a browser profile some hundred
_OTHERS = _("whoever else uses this machine could take your sign-in, or read what you sent")

_MEND = _("mend its permissions, or set OPTOUT_DATA_DIR to a folder of yours")
_NOTHING_KEPT = _("nothing can be kept, so nothing is sent")


def data_folder(folder: Path) -> Iterator[Finding]:
    """Whether the data folder can be written, is the person's alone, and has room."""
    there = next(place for place in (folder, *folder.absolute().parents) if place.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        what = _("{folder} cannot be written") if there.is_dir() else _("{folder} is a file")
        yield Finding("data folder", Status.FAIL, what.format(folder=shown(there)), _MEND, _NOTHING_KEPT)
    elif there != folder:
        yield Finding("data folder", Status.OK, _("{folder} is made at the first run").format(folder=shown(folder)))
    elif os.name == "posix" and folder.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO):
        says = _("others on this machine may look into {folder}, where your sign-in and records are").format(
            folder=shown(folder)
        )
        mend = f"chmod 700 {typed(folder)}"
        yield Finding("data folder", Status.WARN, says, mend, _OTHERS, Fix.ONLY_YOURS, folder)
    else:
        yield Finding("data folder", Status.OK, _("{folder} is yours alone").format(folder=shown(folder)))
    yield _space(there)


def _space(there: Path) -> Finding:
    free = shutil.disk_usage(there).free // 2**20
    if free >= LITTLE_SPACE:
        return Finding("disk space", Status.OK, _("{free} MiB free").format(free=free))
    status = Status.FAIL if free < NO_SPACE else Status.WARN
    mend = _("make room, or set OPTOUT_DATA_DIR to another disk")
    means = _("a record of a few MiB, or a browser profile, may not be written to its end")
    return Finding("disk space", status, _("only {free} MiB free").format(free=free), mend, means)


def dotenv_file(file: Path) -> Iterator[Finding]:
    """Whether others may read the file with the person's settings."""
    if os.name != "posix" or not file.is_file():
        return
    if file.stat().st_mode & (stat.S_IRGRP | stat.S_IROTH):
        says = _("others on this machine may read .env, where your e-mail address is")
        yield Finding(".env", Status.WARN, says, "chmod 600 .env", _OTHERS, Fix.ONLY_YOURS, file)
    else:
        yield Finding(".env", Status.OK, _(".env is readable by you alone"))
