"""Puts the files of an exported PDF, which lie in one folder, where they were when they were sealed."""

import hashlib
import json
import os
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.export import flat_name
from optout.evidence.files import write_private
from optout.evidence.folder import (
    SIZE_LIMIT,
    FindingKind,
    Manifest,
    RecordFinding,
    finding,
    walk,
)
from optout.evidence.record import is_record_id
from optout.evidence.unpack.zip_file import BESIDE
from optout.translation import _

_FIRST_OF_SUPPLEMENT = re.compile(rf"supplement-([1-9][0-9]{{0,2}})-{re.escape(bag.TAG_MANIFEST)}")


class FlatFiles:
    """The files of an export by their names in one folder: of the record, and of its supplements by their number."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self.names = {*names}
        self.hashes: dict[str, str] = {}  # of what was put somewhere, by its name
        found = filter(None, map(_FIRST_OF_SUPPLEMENT.fullmatch, self.names))
        numbers = sorted(int(match[1]) for match in found)
        self.prefixes = ["", *(f"supplement-{number}-" for number in numbers)]

    def record_id(self) -> str:
        """Return the record's name, as its description has it; raise RecordError if there is none."""
        with suppress(ValueError, KeyError, TypeError):
            name = json.loads(self._read(Path(bag.RECORD).name) or b"")["request_id"]
            if is_record_id(name):
                return str(name)
        raise RecordError(_("there is no record in this file or folder"))

    def put(self, into: Path) -> tuple[Path, set[str]]:
        """Write them below a folder as they were sealed; return the record's folder, and the names that are no part."""
        record = self.record_id()
        places = {name: into / name for name in BESIDE}
        for prefix in self.prefixes:
            folder = into / "-".join(filter(None, (record, prefix.rstrip("-"))))
            places |= {name: folder / path for name, path in self._paths(prefix).items()}
        for name in sorted(self.names & places.keys()):
            data = self._read(name)
            if data is not None:
                places[name].parent.mkdir(parents=True, exist_ok=True)
                write_private(places[name], data, os.O_EXCL)
                self.hashes[name] = hashlib.sha256(data).hexdigest()
        return into / record, self.names - places.keys()

    def _paths(self, prefix: str) -> dict[str, str]:
        """Return the path of each file of one folder, by its name among the flat files."""
        paths = {name: name for name in (bag.MANIFEST, bag.TAG_MANIFEST)}
        for name in (bag.MANIFEST, bag.TAG_MANIFEST):
            manifest = Manifest.parsed(name, self._read(prefix + name) or b"")
            paths |= {flat_name(path): path for path in manifest.hashes}
        paths |= self._paths_of_proofs(prefix)
        # A path comes from a list that a stranger may have written: none may lead out of the folder.
        return {
            prefix + name: path for name, path in paths.items() if bag.RECORD_PATH.fullmatch(path)
        }

    def _paths_of_proofs(self, prefix: str) -> dict[str, str]:
        flat_proofs = flat_name(bag.PROOFS)
        names = [name for name in self.names if name.startswith(prefix + flat_proofs)]
        flat = [name.removeprefix(prefix) for name in names]
        return {name: bag.PROOFS + name.removeprefix(flat_proofs) for name in flat}


def is_flat(folder: Path) -> bool:
    """True if the files of an exported PDF were saved into a folder, where none of them lies in `data`."""
    names = (Path(bag.RECORD).name, bag.MANIFEST)
    return all((folder / name).is_file() for name in names) and not (folder / "data").exists()


def unflattened(folder: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Put the files of an exported PDF, saved into a folder, as they were sealed; return also what is no part of it."""
    tree = walk(folder)
    names = (path for path in tree.sizes if "/" not in path)
    record, others = FlatFiles(names, lambda name: tree.read(name, SIZE_LIMIT)).put(into)
    message = _("{file} is no file of this record")
    strays = [finding(FindingKind.ADDED, name, message) for name in sorted(others)]
    return record, [*tree.findings, *strays]
