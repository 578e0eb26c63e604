"""A record's folder: writes it as a bag (BagIt, RFC 8493), lists its files, and reports what is wrong with it."""

import hashlib
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from errno import EEXIST
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import TypeVar

from optout.errors import RecordError
from optout.evidence.files import make_read_only, sha256, sync, write_private
from optout.evidence.redaction import plain, visible_name
from optout.translation import LazyText, _, why

BAG, MANIFEST, TAG_MANIFEST = "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"
BAG_INFO, START_HERE, HOW_TO_VERIFY = "bag-info.txt", "START-HERE.pdf", "HOW-TO-VERIFY.txt"
RECORD_SCHEMA, SUPPLEMENT_SCHEMA = "record.schema.json", "supplement.schema.json"
RECORD, EVENTS = "data/record.json", "data/events.jsonl"
EXPORT_LIST = "export-sha256.txt"  # beside the folders of an export: the fingerprint of each, and of all beside them
STATEMENTS = ("statements.json", "statements.txt")  # beside them too: what was said and read since
PROOFS = "proofs/"  # where time stamps join a record after it is sealed
PARTIAL = ".partial-"  # how the name of a folder begins that is not sealed yet
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
SIZE_LIMIT = 1 << 30  # bytes of all files together
COUNT_LIMIT = 5_000  # files and folders together
_DEPTH_LIMIT = 5  # folders in one another
MANIFEST_LIMIT = 1_000_000  # bytes of a manifest
# A FIFO would wait for a writer; O_NONBLOCK opens it at once, and fstat then shows what it is.
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_BINARY", 0)
)
_Made = TypeVar("_Made")
_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]{0,98}[A-Za-z0-9_-])?"
RECORD_PATH = re.compile(rf"{_PART}(?:/{_PART}){{0,5}}")
"""A path that a record may have: none leads out of its folder, or is hidden."""
_LINE = re.compile(rf"([0-9a-fA-F]{{64}}) [ *]({RECORD_PATH.pattern})")


class FindingKind(StrEnum):
    """What is wrong. The value is what `--json` shows."""

    CHANGED = "changed"
    MISSING = "missing"
    ADDED = "added"
    NOT_PLAIN = "not_a_plain_file"
    TOO_LARGE = "too_large"
    UNREADABLE = "unreadable"
    NEWER = "newer"
    DISAGREES = "disagrees"


@dataclass(frozen=True)
class RecordFinding:
    """One thing that is wrong, with the file it concerns and a sentence for the person."""

    kind: FindingKind
    file: str
    message: str


def finding(kind: FindingKind, file: str, message: str, **values: object) -> RecordFinding:
    """Make a finding; `{file}` in the sentence stands for the name, which no other can look like on a screen."""
    name = visible_name(file, ascii_only=True)
    return RecordFinding(
        kind, name, LazyText(message).format(file=name or _("the folder"), **values)
    )


def missing(path: str) -> RecordFinding:
    """Make the finding that a file is not there."""
    return finding(FindingKind.MISSING, path, _("{file} is missing"))


@dataclass
class Tree:
    """The regular files below a folder by their path with `/`, each with its bytes, and what else was found there."""

    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[RecordFinding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    def note(self, kind: FindingKind, path: str, message: LazyText, **values: object) -> None:
        """Add a finding about a path, which is then not looked into."""
        self.findings.append(finding(kind, path, message, **values))
        self.refused.add(path)

    def lacks(self, path: str) -> bool:
        """True if a file is not there, nor was anything found in its place or in that of a folder around it."""
        is_refused = any(f"{path}/".startswith(f"{refused}/") for refused in self.refused)
        return path not in self.sizes and not is_refused

    def hash(self, path: str) -> str | None:
        """Hash a file; None, with a finding, if it cannot be read."""
        return self._opened(path, lambda file: hashlib.file_digest(file, "sha256").hexdigest())

    def read(self, path: str, limit: int) -> bytes | None:
        """Read a small file; None if it is not there, and None with a finding if it is too large or unreadable."""
        size = self.sizes.get(path)
        if size is None:
            return None
        if size > limit:
            self.note(FindingKind.TOO_LARGE, path, _TOO_LARGE, size=size, limit=limit)
            return None
        return self._opened(path, lambda file: file.read(limit))

    def _opened(self, path: str, use: Callable[[BufferedReader], _Made]) -> _Made | None:
        try:
            with os.fdopen(os.open(f"{self.root}/{path}", _OPEN), "rb") as file:
                _must_be_plain(file)
                return use(file)
        except OSError as error:
            self.note(FindingKind.UNREADABLE, path, _UNREADABLE, why=why(error))
            return None


def _must_be_plain(file: BufferedReader) -> None:
    """Raise OSError if a file is no regular file any more: it was one when the folder was listed."""
    if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
        raise OSError(0, _("it was changed while it was looked at"))


_UNREADABLE = _("{file} cannot be read: {why}")
_TOO_LARGE = _("{file} has {size} bytes, and {limit} is the most that is read")


def walk(root: Path) -> Tree:
    """List what is below a folder without opening a file or following a link; raise RecordError for too much."""
    tree = Tree(root)
    folders = [""]
    number = 0  # of files and folders
    while folders:
        folder = folders.pop()
        entries = _entries(tree, folder)
        if entries is None:
            continue
        number += len(entries)
        if number > COUNT_LIMIT:
            raise RecordError(_("this folder is larger than any record, and was not read"))
        if folder and not entries:  # no list of files could name it
            message = _("{file} is an empty folder, which no record has")
            tree.findings.append(finding(FindingKind.ADDED, folder, message))
        for name, info in entries:
            path = f"{folder}/{name}".removeprefix("/")
            if stat.S_ISDIR(info.st_mode) and path.count("/") < _DEPTH_LIMIT:
                folders.append(path)
            else:
                _add_file(tree, path, info)
    return tree


def _entries(tree: Tree, folder: str) -> list[tuple[str, os.stat_result]] | None:
    """Return what lies in a folder of a tree, by name; None, with a finding, if it cannot be read.

    More than any record has is not read to its end.
    """
    try:
        with os.scandir(tree.root / folder) as found:
            first = islice(found, COUNT_LIMIT + 1)
            return sorted((entry.name, entry.stat(follow_symlinks=False)) for entry in first)
    except OSError as error:
        tree.note(FindingKind.UNREADABLE, folder, _UNREADABLE, why=why(error))
        return None


def _add_file(tree: Tree, path: str, info: os.stat_result) -> None:
    """Add a file to a tree, or a finding if it is no plain file, or too large."""
    limit = SIZE_LIMIT - sum(tree.sizes.values())
    if not stat.S_ISREG(info.st_mode):
        message = _("{file} is no plain file of a record, and was not looked into")
        tree.note(FindingKind.NOT_PLAIN, path, message)
    elif info.st_size > limit:
        tree.note(FindingKind.TOO_LARGE, path, _TOO_LARGE, size=info.st_size, limit=limit)
    else:
        tree.sizes[path] = info.st_size


@dataclass
class Manifest:
    """What a manifest lists: the hash of each path, in small letters, and what is wrong with the list itself.

    `sha256` is its own hash: that of the tag manifest, which lists what is beside data, is the
    fingerprint.
    """

    name: str
    hashes: dict[str, str] = field(default_factory=dict)
    findings: list[RecordFinding] = field(default_factory=list)
    readable: bool = True
    sha256: str | None = None
    _names: set[str] = field(default_factory=set, repr=False)  # the paths in small letters

    @classmethod
    def of(cls, tree: Tree, name: str) -> "Manifest":
        """Read a folder's list of what is in `data`, or of what is beside it."""
        data = tree.read(name, MANIFEST_LIMIT)
        if data is not None:
            return cls.parsed(name, data)
        return cls(name, findings=[missing(name)] if tree.lacks(name) else [], readable=False)

    @classmethod
    def parsed(cls, name: str, data: bytes) -> "Manifest":
        """Read the lines of a manifest."""
        manifest = cls(name, sha256=hashlib.sha256(data).hexdigest())
        *lines, last = data.decode("utf-8", "replace").split("\n")
        if last:  # a line without an end
            message = _("{file} is cut off in its last line")
            manifest.findings.append(finding(FindingKind.CHANGED, name, message))
            lines.append(last)
        added = [manifest._add(line) for line in lines]
        if not all(added):
            message = _(
                "line {number} of {file} names no file of a record, or one that is listed already"
            )
            number = str(added.index(False) + 1)
            manifest.findings.append(finding(FindingKind.CHANGED, name, message, number=number))
        return manifest

    def _add(self, line: str) -> bool:
        """Add what a line lists; return False if it is no such line, or names what is listed already."""
        match = _LINE.fullmatch(line.removesuffix("\r"))
        if match is None:
            return False
        listed, path = match[1].lower(), match[2]
        is_in_data = path.startswith("data/")
        is_of_payload = self.name == MANIFEST
        # Two names that only capital letters tell apart: on Windows and macOS one of the files
        # hides the other.
        if is_in_data != is_of_payload or path.lower() in self._names:
            return False
        self._names.add(path.lower())
        self.hashes[path] = listed
        return True

    def compared(self, tree: Tree) -> Iterator[RecordFinding]:
        """Report where the files are not as the manifest lists them."""
        if not self.readable:
            return  # found already, and without it every file would seem to be added
        changed = _("{file} is not as {list} lists it")
        for path, listed in sorted(self.hashes.items()):
            if path not in tree.sizes:
                if tree.lacks(path):
                    yield missing(path)
            elif tree.hash(path) not in {listed, None}:
                # Whether the file or the list was changed is known only where the fingerprint is
                # one that was kept.
                yield finding(FindingKind.CHANGED, path, changed, list=self.name)
        added = _("{file} is not in {list}: it was added later")
        for path in sorted(tree.sizes.keys() - self.hashes.keys()):
            if self._must_list(path):
                yield finding(FindingKind.ADDED, path, added, list=self.name)

    def _must_list(self, path: str) -> bool:
        """True if a file of the folder belongs in this manifest: one of the two lists data, the other the rest."""
        is_in_data = path.startswith("data/")
        if self.name == MANIFEST:
            return is_in_data
        return not is_in_data and path != TAG_MANIFEST and not path.startswith(PROOFS)


def close_bag(folder: Path, info: Mapping[str, str]) -> str:
    """Write what a bag has around its payload, last the hashes of all that.

    Return the fingerprint: the SHA-256 of these hashes.
    """
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    _write_list(folder, MANIFEST, payload)
    lines = {**info, **size_of_payload([path.stat().st_size for path in payload])}
    text = "".join(f"{label}: {on_one_line(value)}\n" for label, value in lines.items())
    write_private(folder / BAG, DECLARATION.encode())
    write_private(folder / BAG_INFO, text.encode())
    tags = sorted(path for path in folder.iterdir() if path.is_file() and path.name != TAG_MANIFEST)
    _write_list(folder, TAG_MANIFEST, tags)
    sync(folder / "data")
    sync(folder)
    return sha256(folder / TAG_MANIFEST)


def size_of_payload(sizes: Sequence[int]) -> dict[str, str]:
    """Return what bag-info.txt says of the size, to be checked: octets and number of files (RFC 8493, 2.2.2)."""
    total = sum(sizes)
    return {"Payload-Oxum": f"{total}.{len(sizes)}"}


def schema(name: str) -> bytes:
    """Return the JSON schema of a description, which a reader in some years may need."""
    return Path(__file__).with_name(name).read_bytes()


@dataclass(frozen=True)
class Sealed:
    """A sealed folder, the SHA-256 of its tag manifest, and in sentences what is wrong."""

    folder: Path
    fingerprint: str
    flaws: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The name of the folder."""
        return self.folder.name


def seal(folder: Path, info: Mapping[str, str]) -> Sealed:
    """Close a partial folder and give it its name; from then on it is sealed, and what fails is only reported."""
    fingerprint = close_bag(folder, info)
    final = folder.with_name(folder.name.removeprefix(PARTIAL))
    if final.exists():
        raise FileExistsError(EEXIST, _("its name is taken"))
    folder.rename(final)
    errors: list[OSError] = []
    for act, place in ((sync, final.parent), (make_read_only, final)):
        try:
            act(place)
        except OSError as error:
            errors.append(error)
    if not errors:
        return Sealed(final, fingerprint)
    message = _("{name} is sealed, but not yet safe from changes or a power cut: {why}")
    flaw = message.format(name=final.name, why=why(errors[0]))
    return Sealed(final, fingerprint, (flaw,))


def on_one_line(value: str) -> str:
    """Write a value on one line, without what drives a terminal."""
    return " ".join(plain(value).split())


def _write_list(folder: Path, name: str, files: list[Path]) -> None:
    lines = []
    for file in files:
        sync(file)  # what is hashed is what is on the disk
        lines.append(f"{sha256(file)}  {file.relative_to(folder).as_posix()}\n")
    write_private(folder / name, "".join(lines).encode())
    sync(folder / name)
