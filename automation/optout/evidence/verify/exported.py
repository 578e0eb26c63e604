"""The list of an export: the fingerprints of all that was handed on together."""

import glob
import stat
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from optout.evidence import folder as bag
from optout.evidence.folder import PROOFS, STATEMENTS, TAG_MANIFEST, Manifest, RecordFinding, Tree
from optout.evidence.stamp import KINDS
from optout.evidence.verify.checked import Checked


def export_list(place: Path) -> Manifest | None:
    """Read the list of an export in a folder; None if there is none."""
    tree = _files_of(place, [bag.EXPORT_LIST])
    data = tree.read(bag.EXPORT_LIST, bag.MANIFEST_LIMIT)
    return Manifest.parsed(bag.EXPORT_LIST, data) if data is not None else None


def fingerprints_in(exported: Manifest) -> dict[str, str]:
    """Return the fingerprints of the record and of its supplements, by their names."""
    suffix = f"/{TAG_MANIFEST}"
    hashes = exported.hashes.items()
    return {path.removesuffix(suffix): sha256 for path, sha256 in hashes if path.endswith(suffix)}


def against_list(checked: Checked, exported: Manifest) -> list[RecordFinding]:
    """Report what of an export is changed, missing, or added, by its list."""
    place = checked.folder.parent
    record = checked.supplement.record_id if checked.supplement else checked.own_name
    if record not in fingerprints_in(exported):
        return []  # it is the list of another record's export
    paths = {*_paths_of_export(place, record), *exported.hashes}
    return [*exported.findings, *exported.compared(_files_of(place, paths))]


def _paths_of_export(place: Path, record: str) -> list[str]:
    """Return the paths that the list of a record's export would have, were it made of this folder."""
    supplements = place.glob(f"{glob.escape(record)}-supplement-*")
    folders = [record, *sorted(supplement.name for supplement in supplements)]
    paths = [*STATEMENTS, *(f"{folder}/{TAG_MANIFEST}" for folder in folders)]
    for folder in folders:
        proofs = sorted((place / folder / PROOFS).glob("*"))
        paths += [f"{folder}/{PROOFS}{file.name}" for file in proofs if file.suffix in KINDS]
    return paths


def _files_of(place: Path, paths: Iterable[str]) -> Tree:
    """Return only these files of a folder, in which anything else may lie."""
    tree = Tree(place)
    for path in paths:
        with suppress(OSError):
            info = (place / path).lstat()
            if stat.S_ISREG(info.st_mode):
                tree.sizes[path] = info.st_size
    return tree
