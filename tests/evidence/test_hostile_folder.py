"""A folder made to do harm: too much of everything, closed doors, and nothing outside it is
touched.
"""

import os
import tracemalloc
from contextlib import contextmanager

import pytest
from tests.evidence.handmade import MANIFEST, TAGS, TXT

from optout.errors import RecordError
from optout.evidence.folder import COUNT_LIMIT, SIZE_LIMIT, FindingKind, walk
from optout.evidence.verify import verify

posix = pytest.mark.skipif(
    os.name != "posix", reason="not on Windows: it has no such permissions, links or files"
)
NOBODY = 65534


@contextmanager
def as_somebody_without_rights(folder):
    """Look at the folder as its owner who is not root: root can read everything."""
    if os.geteuid() != 0:
        yield folder
        return
    here, mode = os.open(".", os.O_RDONLY), folder.stat().st_mode
    for path in (folder, *folder.rglob("*")):
        os.chown(path, NOBODY, NOBODY)
    os.chdir(folder.parent)
    closed = [parent for parent in folder.parents if parent.stat().st_mode & 0o011 != 0o011]
    for parent in closed:  # a record is opened by where it really is
        parent.chmod(parent.stat().st_mode | 0o011)  # the group stays that of root
    os.seteuid(NOBODY)
    try:
        yield folder.relative_to(folder.parent)
    finally:
        os.seteuid(0)
        os.fchdir(here)
        os.close(here)
        folder.chmod(mode | 0o700)


def test_a_folder_with_too_many_files_is_not_read(folder):
    for number in range(COUNT_LIMIT + 1):
        # three times as fast as touch()
        os.close(os.open(folder / f"data/{number}.txt", os.O_CREAT | os.O_WRONLY))
    with pytest.raises(RecordError, match=r"larger than any record, and was not read$"):
        verify(folder)


@posix
def test_files_are_read_up_to_a_gigabyte_in_all(tmp_path):
    for name, size in (("a", SIZE_LIMIT - 1), ("b", 2), ("c", 1)):
        (tmp_path / name).touch()
        os.truncate(tmp_path / name, size)
    tree = walk(tmp_path)
    assert list(tree.sizes) == ["a", "c"]
    assert [(f.kind, f.file) for f in tree.findings] == [(FindingKind.TOO_LARGE, "b")]


@pytest.mark.parametrize(
    ("name", "data"),
    [
        (MANIFEST, b"\n" * 3_900_000),
        ("data/events.jsonl", b"\n" * 20_000_000),
        ("data/record.json", b'{"values":[' + b"1," * 5_000_000 + b"1]}"),
    ],
)
def test_a_file_of_millions_of_mistakes_costs_little_more_than_its_size(folder, name, data):
    (folder / name).write_bytes(data)
    tracemalloc.start()
    try:
        verify(folder)
        assert tracemalloc.get_traced_memory()[1] < 3 * len(data) + 40_000_000
    finally:
        tracemalloc.stop()


@posix
def test_nothing_but_the_folder_is_opened(folder, tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("x", "utf-8", newline="\n")
    (folder / "data" / "more.txt").symlink_to("../../secret")
    (folder / "up").symlink_to("..")
    lines = f"{'ab' * 32}  data/../../secret\n{'ab' * 32}  {tmp_path}/secret\n".encode()
    (folder / MANIFEST).write_bytes((folder / MANIFEST).read_bytes() + lines)
    opened, real = [], os.open

    def note(path, *rest):
        opened.append(str(path))
        return real(path, *rest)

    monkeypatch.setattr(os, "open", note)
    verify(folder)
    assert opened
    assert not [
        path
        for path in opened
        if "secret" in path or not path.startswith(str(folder)) or ".." in path
    ]


@posix
def test_a_file_that_becomes_a_link_or_a_pipe_while_it_is_looked_at_is_neither_followed_nor_waited_for(
    folder,
):
    tree = walk(folder)
    # the very same bytes: only that it is a link tells it
    (folder / TXT).rename(folder.parent / "elsewhere")
    (folder / TXT).symlink_to("../../elsewhere")
    assert (tree.hash(TXT), tree.read(TXT, 1000)) == (None, None)
    (folder / TXT).unlink()
    os.mkfifo(folder / TXT)
    assert tree.hash(TXT) is None
    assert {f.kind for f in tree.findings} == {FindingKind.UNREADABLE}


@posix
@pytest.mark.parametrize("name", ["data", TXT, TAGS, MANIFEST, "data/record.json", "bagit.txt"])
def test_what_cannot_be_read_is_named_once_and_called_neither_changed_nor_missing(folder, name):
    (folder / name).chmod(0)
    with as_somebody_without_rights(folder) as place:
        verdict = verify(place)
    (folder / name).chmod(0o700)
    says = f"{name} cannot be read: Permission denied"
    assert [(f.kind, f.file, f.message) for f in verdict.findings] == [
        (FindingKind.UNREADABLE, name, says)
    ]
    assert (
        verdict.summary
        == "not all of it could be checked: 1 problem; nothing was found to be changed"
    )


@posix
@pytest.mark.parametrize("mode", [0o000, 0o300, 0o600])
def test_a_record_whose_own_folder_is_closed_is_told_so(folder, mode):
    with as_somebody_without_rights(folder) as place:
        place.chmod(mode)
        with pytest.raises(RecordError, match=r"^this folder cannot be read: Permission denied$"):
            verify(place)
