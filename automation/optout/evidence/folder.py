"""A record's folder: writes it as a bag (BagIt, RFC 8493), walks it, and says what is wrong with it."""

import hashlib
import os
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import islice
from pathlib import Path

from optout.evidence.files import sha256, sync, sync_folder, write_private
from optout.evidence.redaction import code, plain, visible_name
from optout.i18n import Said, _, why

_LONGEST = 200


class Wrong(StrEnum):
    """What is wrong. The value is what `--json` shows."""

    CHANGED = "changed"
    TRUNCATED = "truncated"
    MISSING = "missing"
    ADDED = "added"
    RENAMED = "renamed"
    SWAPPED = "swapped"
    LINK = "link"
    NOT_A_FILE = "not_a_file"
    UNREADABLE = "unreadable"
    TOO_LARGE = "too_large"
    TOO_DEEP = "too_deep"
    TOO_MANY = "too_many"
    UNSAFE_PATH = "unsafe_path"
    LISTED_TWICE = "listed_twice"
    MANIFEST_BROKEN = "manifest_broken"
    NOT_A_BAG = "not_a_bag"
    TIMELINE_BROKEN = "timeline_broken"
    RECORD_BROKEN = "record_broken"
    RECORD_DISAGREES = "record_disagrees"
    NEWER = "newer"
    REPACKED = "repacked"
    ENCRYPTED = "encrypted"
    ACTIVE = "active"
    FINGERPRINT_DIFFERS = "fingerprint_differs"
    MISNAMED = "misnamed"
    NOT_UNDERSTOOD = "not_understood"


@dataclass(frozen=True)
class RecordFinding:
    """One thing that is wrong, with the file it concerns and a sentence for the person."""

    kind: Wrong
    file: str
    says: str


def finding(kind: Wrong, file: str, says: str, **values: object) -> RecordFinding:
    """Make a finding; `{file}` in the sentence stands for the name, which is made safe to print."""
    name = shown_name(file)
    return RecordFinding(kind, name, Said(says).format(file=name or _("the folder"), **values))


def shown_name(path: str) -> str:
    """Write a path so that it is safe to print and no other path looks like it; at most 200 characters."""
    name = visible_name(path)
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def spelled(path: str) -> str:
    """Write a path in ASCII: beside its old name, a letter of another alphabet would look the same."""
    return shown_name("".join(c if c.isascii() else code(c) for c in path))


FILE_LIMIT = 1 << 30
"""Bytes of one file."""
_TOTAL_LIMIT = 4 << 30
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
    """The regular files below a folder by their path with `/`, each with its bytes, and what else was found there.

    `empty` are the folders that hold nothing.
    """

    root: Path
    sizes: dict[str, int] = field(default_factory=dict)
    findings: list[RecordFinding] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)
    empty: list[str] = field(default_factory=list)
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
    if (total := sum(tree.sizes.values())) > _TOTAL_LIMIT:
        tree.gave_up = True
        says = _("the folder has {total} bytes, and {limit} is the most that is read")
        tree.note(Wrong.TOO_LARGE, "", says, total=total, limit=_TOTAL_LIMIT)
    return tree


def _enter(tree: Tree, folder: str, depth: int) -> None:
    try:
        with os.scandir(tree.root / folder) as found:
            entries = sorted(islice(found, COUNT_LIMIT + 1), key=lambda entry: entry.name)
    except OSError as error:
        tree.note(Wrong.UNREADABLE, folder, _UNREADABLE, why=why(error))
        return
    if folder and not entries:
        tree.empty.append(folder)
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


MANIFEST = "manifest-sha256.txt"
TAG_MANIFEST = "tagmanifest-sha256.txt"
LIMIT = 4_000_000
"""Bytes of a manifest."""
MOST_LINES = 5_000
"""Lines of a manifest; a folder with more files is not read either."""

_OTHER_HASH = re.compile(r"(?:[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{96}|[0-9a-fA-F]{128})[ \t].*")
_LINE = re.compile(r"([0-9a-fA-F]{64})[ \t]+\*?(\S.*)")
_LINE_END = re.compile("%0[AaDd]")  # as BagIt writes one in a name; "%25" stands for the sign itself
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
_UNSAFE = re.compile(r"[\x00-\x1f\x7f\\:*?\"<>|]")
_LONGEST_LINE = 400  # characters of a path
_ODD = _("holds a character that no record uses")
_BOM = "\ufeff"


@dataclass
class Manifest:
    """What a manifest lists: the hash of each path, in small letters, and what is wrong with the list itself."""

    name: str
    hashes: dict[str, str] = field(default_factory=dict)
    findings: list[RecordFinding] = field(default_factory=list)
    readable: bool = True

    def note(self, kind: Wrong, says: Said, **values: object) -> None:
        """Add a finding about the list."""
        self.findings.append(finding(kind, self.name, says, **values))


def parse(name: str, data: bytes, *, payload: bool) -> Manifest:
    """Read a manifest's lines; a payload manifest lists what is in `data`, a tag manifest what is beside it."""
    manifest = Manifest(name)
    text = _decoded(manifest, data)
    if text is None:
        manifest.readable = False
        return manifest
    lines = text.split("\n")
    if lines.pop():
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} is cut off in its last line"))
    taken: set[str] = set()
    for number, line in enumerate(lines, start=1):
        _read_line(manifest, number, line.removesuffix("\r"), taken, payload=payload)
    return manifest


def _decoded(manifest: Manifest, data: bytes) -> str | None:
    if data.count(b"\n") > MOST_LINES:
        manifest.note(Wrong.TOO_MANY, _("{file} has more than {limit} lines, and is not read"), limit=MOST_LINES)
        return None
    try:
        text = data.decode()
    except UnicodeDecodeError:
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} is not UTF-8 text"))
        return None
    if text.startswith(_BOM):
        manifest.note(Wrong.MANIFEST_BROKEN, _("{file} begins with a byte-order mark, which some editors put there"))
    return text.removeprefix(_BOM)


def _read_line(manifest: Manifest, number: int, line: str, taken: set[str], *, payload: bool) -> None:
    match = _LINE.fullmatch(line)
    if match is None:
        what = _("has a hash that is not SHA-256") if _OTHER_HASH.fullmatch(line) else _("is not a hash and a name")
        manifest.note(Wrong.MANIFEST_BROKEN, _("line {number} of {file} {what}"), number=str(number), what=what)
        return
    path = match[2].replace("%25", "%")
    if problem := _ODD if _LINE_END.search(match[2]) else why_unsafe(path):
        manifest.note(
            Wrong.UNSAFE_PATH,
            _("line {number} of {file} names a path that {problem}; it is not opened"),
            number=str(number),
            problem=problem,
        )
    elif payload != path.startswith("data/"):
        manifest.note(
            Wrong.UNSAFE_PATH, _("line {number} of {file} names a path that does not belong in it"), number=str(number)
        )
    elif (same := unicodedata.normalize("NFC", path).casefold()) in taken:
        manifest.note(
            Wrong.LISTED_TWICE, _("line {number} of {file} names a file that is already listed"), number=str(number)
        )
    else:
        taken.add(same)
        manifest.hashes[path] = match[1].lower()


def why_unsafe(path: str) -> Said | None:
    """Say why a path may lead out of the folder, or to no ordinary file on some system; None when it is safe."""
    if len(path) > _LONGEST_LINE:
        return _("is too long")
    if path.startswith(("/", "~")):
        return _("does not start in this folder")
    if _UNSAFE.search(path):
        return _ODD
    for part in path.split("/"):
        if part in {"", ".", ".."}:
            return _("leads out of its folder")
        if _DEVICE.fullmatch(part) or part.endswith((".", " ")):
            return _("some systems take for a device or another file")
    return None


LATER = "proofs/"
"""Where time stamps and the like join a record after it is sealed."""
_TEXT_LIMIT = 4_000_000  # bytes of a file whose line ends are looked at


def compared(tree: Tree, manifest: Manifest, sizes: Mapping[str, int]) -> Iterator[RecordFinding]:
    """Compare what is there with a manifest; `sizes` are the bytes of the data files as they were sealed."""
    if not manifest.readable:
        return  # found already, and without it every file would seem to be added
    listed = manifest.hashes
    actual = {path: tree.hash(path) for path in sorted(listed.keys() & tree.sizes.keys())}
    yield from _contents(tree, manifest, {path: found for path, found in actual.items() if found}, sizes)
    missing = [path for path in sorted(listed.keys() - tree.sizes.keys()) if not tree.refuses(path)]
    added = [path for path in sorted(tree.sizes.keys() - listed.keys()) if _belongs(path, manifest)]
    renamed = _renamed(tree, manifest, missing, added)
    for path in missing:
        new = renamed.get(path)
        yield finding(Wrong.MISSING, path, _("{file} is missing")) if new is None else _now_called(path, new)
    for path in added:
        if path not in renamed.values():
            yield _added(path, manifest)


def _contents(
    tree: Tree, manifest: Manifest, actual: Mapping[str, str], sizes: Mapping[str, int]
) -> Iterator[RecordFinding]:
    listed = manifest.hashes
    holders = {wanted: path for path, wanted in listed.items()}
    for path, found in actual.items():
        if found == listed[path]:
            continue
        other = holders.get(found) if tree.sizes[path] else None  # an empty file is no copy of another
        if other is None:
            yield _changed(tree, manifest, path, sizes)
        elif actual.get(other) != listed[path]:
            yield finding(
                Wrong.CHANGED, path, _("{file} now holds what was sealed as {other}"), other=shown_name(other)
            )
        elif path < other:
            yield finding(Wrong.SWAPPED, path, _("{file} and {other} have changed places"), other=shown_name(other))


def _changed(tree: Tree, manifest: Manifest, path: str, sizes: Mapping[str, int]) -> RecordFinding:
    size, sealed = tree.sizes[path], sizes.get(path.removeprefix("data/"))
    if _only_line_ends(tree, path, manifest.hashes[path]):
        return finding(
            Wrong.CHANGED, path, _("only the line ends of {file} were changed, as some programs do when copying")
        )
    if path == MANIFEST:
        return LISTS_AT_ODDS
    if sealed is not None and size < sealed:
        says = _("{file} was made shorter: it has {size} bytes, and {sealed} were sealed")
        return finding(Wrong.TRUNCATED, path, says, size=size, sealed=sealed)
    return finding(Wrong.CHANGED, path, _("{file} was changed"))


LISTS_AT_ODDS = finding(
    Wrong.CHANGED,
    MANIFEST,
    _("{file} is not as {manifest} lists it: one of the two was changed"),
    manifest=TAG_MANIFEST,
)
"""What is said of the manifest while nobody knows which of the two lists was the one that was sealed."""


def _only_line_ends(tree: Tree, path: str, wanted: str) -> bool:
    data = tree.read(path, _TEXT_LIMIT) if tree.sizes[path] <= _TEXT_LIMIT else None
    return data is not None and hashlib.sha256(data.replace(b"\r\n", b"\n")).hexdigest() == wanted


def _belongs(path: str, manifest: Manifest) -> bool:
    if path.startswith("data/"):
        return manifest.name == MANIFEST
    return manifest.name != MANIFEST and path != TAG_MANIFEST and not path.startswith(LATER)


def _renamed(tree: Tree, manifest: Manifest, missing: list[str], added: list[str]) -> dict[str, str]:
    """Pair each missing file with an added one that has its content."""
    if not missing:
        return {}  # nothing that was added need be read
    waiting: dict[str | None, list[str]] = {}
    for path in added:
        waiting.setdefault(tree.hash(path), []).append(path)
    pairs = {}
    for path in missing:
        if found := waiting.get(manifest.hashes[path]):
            pairs[path] = found.pop(0)
    return pairs


def _now_called(old: str, new: str) -> RecordFinding:
    says = _("{file} is now called {new}")
    if unicodedata.normalize("NFC", old) == unicodedata.normalize("NFC", new):
        says = _("{file} is now called {new} (the same letters in another Unicode form)")
    elif old.casefold() == new.casefold():
        says = _("{file} is now called {new} (only capital and small letters differ)")
    return finding(Wrong.RENAMED, old, says, new=spelled(new))


def _added(path: str, manifest: Manifest) -> RecordFinding:
    if manifest.findings:
        says = _("{file} is not among what can be read of {manifest}")
        return finding(Wrong.ADDED, path, says, manifest=manifest.name)
    return finding(Wrong.ADDED, path, _("{file} was not there when the record was sealed"))


BAG = "bagit.txt"
DECLARATION = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"


@dataclass(frozen=True)
class Seal:
    """The bytes of a tag manifest: whoever keeps or stamps their SHA-256 elsewhere seals every file but the proofs."""

    data: bytes

    @property
    def digest(self) -> bytes:
        """Its SHA-256."""
        return hashlib.sha256(self.data).digest()

    @property
    def fingerprint(self) -> str:
        """Its SHA-256 as people see and keep it."""
        return self.digest.hex()


def seal_of(tree: Tree) -> Seal | None:
    """Give what is kept and stamped of a folder; None where its list cannot be read."""
    data = tree.read(TAG_MANIFEST, LIMIT)
    return None if data is None else Seal(data)


def sealing(folder: Path) -> Seal:
    """Give what is kept and stamped of a folder from now on."""
    return Seal((folder / TAG_MANIFEST).read_bytes())


def write_manifest(folder: Path) -> None:
    """List the hash of every data file."""
    payload = sorted(path for path in (folder / "data").rglob("*") if path.is_file())
    _write_list(folder, MANIFEST, payload)


def close_bag(folder: Path, info: Mapping[str, str]) -> str:
    """Write what a bag has around its payload, last the hashes of all that, and give the fingerprint: their SHA-256."""
    sizes = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    lines = {**info, "Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"}
    text = "".join(f"{label}: {in_bag_info(value)}\n" for label, value in lines.items())
    write_private(folder / BAG, DECLARATION.encode())
    write_private(folder / "bag-info.txt", text.encode())
    tags = sorted(path for path in folder.iterdir() if path.is_file() and path.name != TAG_MANIFEST)
    _write_list(folder, TAG_MANIFEST, tags)
    sync_folder(folder / "data")
    sync_folder(folder)
    return sealing(folder).fingerprint


def in_bag_info(value: str) -> str:
    """Write a value on one line."""
    return " ".join(plain(value).split())


def _write_list(folder: Path, name: str, files: list[Path]) -> None:
    # Names come from this program alone, so none holds what BagIt wants percent-encoded.
    lines = [f"{_hash_from_disk(file)}  {file.relative_to(folder).as_posix()}\n" for file in files]
    write_private(folder / name, "".join(lines).encode())
    sync(folder / name)


def _hash_from_disk(file: Path) -> str:
    sync(file)
    return sha256(file)
