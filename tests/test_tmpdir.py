"""Where `make test` lets the tests write: in memory where there is room, else where everything else writes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "tools" / "tmpdir.sh"
ROOM = 4_000_000 * 1024
"""Bytes."""
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="not on Windows: make is not there")


def named(path, usual):
    """Give the folder that is named, with only the programs of a folder to run."""
    environment = {"PATH": str(path), "TMPDIR": str(usual)}
    ran = subprocess.run(["/bin/sh", str(SCRIPT)], env=environment, capture_output=True, text=True, check=True)
    return Path(ran.stdout.strip())


def test_the_folder_is_in_memory_only_where_there_is_room(tmp_path):
    usual = named("/usr/bin:/bin", tmp_path)
    memory = Path("/dev/shm")
    runs = memory.is_dir() and not os.statvfs(memory).f_flag & getattr(os, "ST_NOEXEC", 0)
    free = shutil.disk_usage(memory).free if runs else 0
    if abs(free - ROOM) > ROOM / 2:  # other tests write there meanwhile
        assert usual == (memory if free > ROOM else tmp_path)


@pytest.mark.parametrize("says", ["Filesystem 1K-blocks Used Available\\ntmpfs 65536 0 65536 0% /dev/shm", ""])
def test_without_room_or_without_such_a_folder_it_is_the_usual_one(tmp_path, says):
    for program in ("awk", "mktemp", "chmod", "rm"):
        (tmp_path / program).symlink_to(shutil.which(program) or program)
    df = tmp_path / "df"
    df.write_text(f"#!/bin/sh\nprintf '{says}'\n", "utf-8")
    df.chmod(0o700)
    assert named(tmp_path, tmp_path / "usual") == tmp_path / "usual"
