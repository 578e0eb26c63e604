"""Reads the folder of a record or a supplement, before anything in it is trusted."""

import os
import re
from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence import supplement as added
from optout.evidence.folder import FindingKind, Manifest, RecordFinding, Tree, finding
from optout.evidence.record import Record
from optout.evidence.supplement import Supplement
from optout.evidence.verify.checked import Checked
from optout.translation import _, changed, joined, why

DESCRIPTION_LIMIT = 1_000_000  # bytes
_MOST_COMMAS = 100_000  # in a description: a list of as many mistakes takes a moment to report
_MARKS = (bag.MANIFEST, bag.BAG, bag.RECORD, added.SUPPLEMENT)
_VERSION = re.compile(rb'"schema_version":\s*([0-9]{1,9})\b')

_Model = TypeVar("_Model", Record, Supplement)
_Described = tuple[_Model | None, tuple[RecordFinding, ...]]


def read_folder(given: Path) -> Checked:
    """Read a folder and its description; raise RecordError if it is neither record nor supplement.

    `Checked.folder` is where it really lies, however it was named: what belongs to a record lies
    beside that place, and beside `.` or a link there is nothing, or something else.
    """
    folder = _real_place(given)
    try:
        # May it be entered? A Path would drop the dot.
        os.scandir(os.path.join(folder, ".")).close()  # noqa: PTH118
    except OSError as error:
        raise RecordError(_("this folder cannot be read: {why}").format(why=why(error))) from error
    if not any(os.path.lexists(folder / name) for name in _MARKS):
        raise RecordError(_("this folder is not a record"))
    tree = bag.walk(folder)
    payload = Manifest.of(tree, bag.MANIFEST)
    tags = Manifest.of(tree, bag.TAG_MANIFEST)
    if os.path.lexists(folder / added.SUPPLEMENT) and not os.path.lexists(folder / bag.RECORD):
        supplement, findings = _described(tree, payload, added.SUPPLEMENT, Supplement)
        return Checked(folder, "supplement", tree, payload, tags, findings, supplement=supplement)
    record, findings = _described(tree, payload, bag.RECORD, Record)
    return Checked(folder, "record", tree, payload, tags, findings, record)


def own_name(folder: Path) -> str:
    """Return the name that a record or supplement was sealed under, else its folder's; or raise RecordError."""
    return read_folder(folder).own_name


def _real_place(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself, or no name of a file
        message = why(error) if isinstance(error, OSError) else str(error)
        raise RecordError(_("this folder cannot be read: {why}").format(why=message)) from error


def _described(tree: Tree, payload: Manifest, path: str, model: type[_Model]) -> _Described[_Model]:
    """Read a description; of one that cannot be read, return what is wrong with it."""
    data = tree.read(path, DESCRIPTION_LIMIT)
    if data is None:
        found_already = path in payload.hashes or not tree.lacks(path)
        return None, () if found_already else (bag.missing(path),)
    if data.count(b",") > _MOST_COMMAS:
        message = _("{file} holds more than any record does, and is not read")
        return None, (finding(FindingKind.TOO_LARGE, path, message),)
    try:
        return model.model_validate_json(data), ()
    except ValidationError as error:
        newest = model.model_fields["schema_version"].default
        return None, (_unreadable(path, data, error, newest),)


def _unreadable(path: str, data: bytes, error: ValidationError, newest: int) -> RecordFinding:
    version = _VERSION.search(data)
    if version and int(version[1]) > newest:
        later = _("{file} was written by a later version of this program; update it and try again")
        return finding(FindingKind.NEWER, path, later)
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or _("the file")  # a key is a stranger's text
    mistake = changed(joined((where, first["msg"]), ": "), bag.on_one_line)
    message = _("{file} is not a record's description: {mistake}")
    return finding(FindingKind.CHANGED, path, message, mistake=mistake)
