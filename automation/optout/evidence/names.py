"""By what name a record or a supplement was sealed, whatever its folder is called now, and what lies beside it."""

import json
import os
from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from optout.evidence.folder import Tree, walk
from optout.evidence.record import is_record_id
from optout.evidence.supplement import SUPPLEMENT, SUPPLEMENT_LIMIT, supplement_name

RECORD = "data/record.json"
_LIMITS = {RECORD: 16_000_000, SUPPLEMENT: SUPPLEMENT_LIMIT}  # bytes
_MOST_COMMAS = 100_000  # in it
_MOST = 5_000  # folders that are looked at beside one


def is_supplement(folder: Path) -> bool:
    """Whether a folder is a supplement, by the description in it."""
    return os.path.lexists(folder / SUPPLEMENT) and not os.path.lexists(folder / RECORD)


def own_name(folder: Path) -> str | None:
    """Give the name that a record or a supplement was sealed under, as its description says; None when it says none."""
    tree = walk(folder)
    if is_supplement(folder):
        says = _says(tree, SUPPLEMENT)
        record, number = says.get("record_id"), says.get("number")
        known = isinstance(record, str) and is_record_id(record) and type(number) is int
        return supplement_name(str(record), int(str(number))) if known else None
    name = _says(tree, RECORD).get("request_id")
    return name if isinstance(name, str) and is_record_id(name) else None


def _says(tree: Tree, path: str) -> Mapping[str, object]:
    if path not in tree.sizes or tree.sizes[path] > _LIMITS[path]:
        return {}
    data = tree.read(path, _LIMITS[path]) or b""
    try:
        says = json.loads(data) if data.count(b",") <= _MOST_COMMAS else None
    except (ValueError, RecursionError):
        return {}
    return says if isinstance(says, dict) else {}


def beside(folder: Path) -> Iterator[Path]:
    """Give what lies beside a folder, in order."""
    here = folder.resolve()
    try:
        with os.scandir(here.parent) as found:
            names = sorted(entry.name for entry in islice(found, _MOST))
    except OSError:
        return
    yield from (here.parent / name for name in names if name != here.name)


def found_as(folder: Path, name: str) -> Path | None:
    """Give the folder beside another that was sealed under a name: the one that is called so, else any that says so."""
    there = folder.resolve().parent / name
    if there.is_dir() and not there.is_symlink():
        return there
    records = (place for place in beside(folder) if not place.is_symlink() and os.path.lexists(place / "data"))
    return next((place for place in records if own_name(place) == name), None)
