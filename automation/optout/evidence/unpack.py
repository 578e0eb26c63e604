"""Opens what was handed on: the zip or the PDF of an export, or a folder with the files of that PDF."""

import json
import os
import re
import zipfile
import zlib
from collections.abc import Callable, Iterable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.export import flat_name
from optout.evidence.files import write_private
from optout.evidence.folder import (
    EXPORT_LIST,
    SIZE_LIMIT,
    STATEMENTS,
    FindingKind,
    Manifest,
    RecordFinding,
    finding,
    walk,
)
from optout.evidence.record import is_record_id
from optout.evidence.redaction import visible_name
from optout.translation import _, why

if TYPE_CHECKING:
    import pikepdf

_BESIDE = {*STATEMENTS, EXPORT_LIST}  # what an export has beside the folders
_MOST_NAMED = 5  # records in a message


def unzipped(file: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Unpack a zip within bounds; return the record's folder, and what was in the zip and belongs to no record."""
    try:
        with zipfile.ZipFile(file) as archive:
            return _unpacked(archive, into, may_be_packed_twice=True)
    except OSError as error:
        raise RecordError(_("this file cannot be read: {why}").format(why=why(error))) from error
    except (
        zipfile.BadZipFile,
        zipfile.LargeZipFile,
        zlib.error,
        RuntimeError,
        ValueError,
        EOFError,
    ) as error:
        raise _no_record() from error


def _no_record() -> RecordError:
    message = _(
        "this file is no record: it is not a zip or PDF that optout export made and that is whole"
    )
    return RecordError(message, _("give the folder that it lies in"))


def _unpacked(
    archive: zipfile.ZipFile, into: Path, *, may_be_packed_twice: bool = False
) -> tuple[Path, list[RecordFinding]]:
    """Unpack the one record of a zip, or of a zip in it: whoever passes on several files may pack them once more."""
    entries = _entries(archive)
    records = _records_in({entry.filename for entry in entries})
    zips = (
        [entry for entry in entries if _is_record_zip(entry.filename)]
        if may_be_packed_twice
        else []
    )
    _refuse_all_but_one(
        [*(f"{place}{record}" for place, record in records), *(entry.filename for entry in zips)]
    )
    if not records:
        with archive.open(zips[0]) as packed, zipfile.ZipFile(packed) as inner:
            folder, findings = _unpacked(inner, into)
        return folder, [
            *findings,
            *(_stray(entry.filename) for entry in entries if entry is not zips[0]),
        ]
    [(place, record)] = records
    belongs, findings = re.compile(f"{re.escape(record)}(-supplement-[0-9]+)?"), []
    for entry in entries:
        name = entry.filename.removeprefix(place) if entry.filename.startswith(place) else ""
        safe = bag.RECORD_PATH.fullmatch(name) and not (into / name).exists()
        if safe and (name in _BESIDE or belongs.fullmatch(name.partition("/")[0])):
            entry.filename = name  # where it is written: the folders around the record are left out
            archive.extract(entry, into)  # which makes no links
        else:
            findings.append(_stray(entry.filename))
    return into / record, findings


def _stray(name: str) -> RecordFinding:
    message = _("{file} does not belong in the zip of this record, and was not unpacked")
    return finding(FindingKind.ADDED, name, message)


def _is_record_zip(name: str) -> bool:
    return name.endswith(".zip") and is_record_id(name.rpartition("/")[2].removesuffix(".zip"))


def _refuse_all_but_one(found: list[str]) -> None:
    if not found:
        raise RecordError(_("there is no record in this zip"))
    if len(found) > 1:
        names = ", ".join(map(visible_name, found[:_MOST_NAMED]))
        message = _(
            "there are several records in this zip, and only one is checked at a time: {names}"
        )
        raise RecordError(message.format(names=names), _("unpack it, and give one of them"))


def _entries(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the files of a zip; raise an error where they are packed oddly, or are more than any record has."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    if any(
        entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for entry in entries
    ):
        raise zipfile.BadZipFile
    if len(entries) > bag.COUNT_LIMIT or sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise RecordError(_("this zip is larger than any record, and was not read"))
    return entries


def _records_in(names: AbstractSet[str]) -> list[tuple[str, str]]:
    """Return where in a zip each record lies, as `folder/` or nothing, and its name.

    Whoever packs a folder again, to pass it on, puts a folder around it. Some systems pack a second
    tree of the same names beside it, of what they know of the files; it has no lists, so it is no
    record.
    """
    places = (_place_of_record(name) for name in sorted(names))
    found = list(dict.fromkeys(place for place in places if place))
    listed = [
        (place, record) for place, record in found if f"{place}{record}/{bag.TAG_MANIFEST}" in names
    ]
    return listed or found


def _place_of_record(name: str) -> tuple[str, str] | None:
    """Return the folders around a record's, and the record's name, where a file of a zip lies in one."""
    folders = name.split("/")[:-1]
    for depth, folder in enumerate(folders):
        if is_record_id(folder):
            return "".join(f"{outer}/" for outer in folders[:depth]), folder
    return None


class _FlatFiles:
    """The files of an export as they are attached to its PDF: of the record, and of its supplements by their number."""

    def __init__(self, names: Iterable[str], read: Callable[[str], bytes | None]) -> None:
        self._read = read
        self.names = {*names}
        folders = re.compile(rf"supplement-([1-9][0-9]{{0,2}})-{re.escape(bag.TAG_MANIFEST)}")
        numbers = [int(match[1]) for name in self.names if (match := folders.fullmatch(name))]
        self.prefixes = ["", *(f"supplement-{number}-" for number in sorted(numbers))]

    def record_id(self) -> str:
        """Return the record's name, as its description has it; raise RecordError where there is none."""
        with suppress(ValueError, KeyError, TypeError):
            name = json.loads(self._read(Path(bag.RECORD).name) or b"")["request_id"]
            if is_record_id(name):
                return str(name)
        raise RecordError(_("there is no record in this file or folder"))

    def paths(self, prefix: str) -> dict[str, str]:
        """Return the files of one folder: the name of each, and the path that its lists have for it."""
        paths = {name: name for name in (bag.MANIFEST, bag.TAG_MANIFEST)}
        for name in (bag.MANIFEST, bag.TAG_MANIFEST):
            manifest = Manifest.parsed(name, self._read(prefix + name) or b"")
            paths |= {flat_name(path): path for path in manifest.hashes}
        proofs = flat_name(bag.PROOFS)
        stamps = [
            name.removeprefix(prefix) for name in self.names if name.startswith(prefix + proofs)
        ]
        paths |= {name: bag.PROOFS + name.removeprefix(proofs) for name in stamps}
        return {
            prefix + name: path for name, path in paths.items() if bag.RECORD_PATH.fullmatch(path)
        }

    def put(self, into: Path) -> tuple[Path, set[str]]:
        """Write them below a folder as they were sealed; return the record's folder, and the names that are no part."""
        record = self.record_id()
        places = {name: into / name for name in _BESIDE}
        for prefix in self.prefixes:
            folder = into / "-".join(filter(None, (record, prefix.rstrip("-"))))
            places |= {name: folder / path for name, path in self.paths(prefix).items()}
        for name in sorted(self.names & places.keys()):
            data = self._read(name)
            if data is not None:
                places[name].parent.mkdir(parents=True, exist_ok=True)
                write_private(places[name], data, os.O_EXCL)
        return into / record, self.names - places.keys()


def is_flat(folder: Path) -> bool:
    """Whether the files of an exported PDF were saved into a folder, where none of them lies in `data`."""
    names = (Path(bag.RECORD).name, bag.MANIFEST)
    return all((folder / name).is_file() for name in names) and not (folder / "data").exists()


def unflattened(folder: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Put the files of an exported PDF, saved into a folder, as they were sealed; return also what is no part of it."""
    tree = walk(folder)
    files = _FlatFiles(
        (path for path in tree.sizes if "/" not in path), lambda name: tree.read(name, SIZE_LIMIT)
    )
    record, others = files.put(into)
    message = _("{file} is no file of this record")
    return record, [
        *tree.findings,
        *(finding(FindingKind.ADDED, name, message) for name in sorted(others)),
    ]


def is_pdf(file: Path) -> bool:
    """Return whether a file is a PDF, by how it begins."""
    with suppress(OSError), file.open("rb") as stream:
        return stream.read(5) == b"%PDF-"
    return False


def unattached(file: Path, into: Path) -> tuple[Path, list[RecordFinding]]:
    """Unpack the files that are attached to an exported PDF, within bounds, and compare what it shows with its own.

    Return the record's folder, and what is in the PDF and belongs to no record, or is not as it was
    exported.
    """
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            if len(pdf.attachments) > bag.COUNT_LIMIT:
                raise RecordError(_("this PDF is larger than any record, and was not read"))
            read = _bounded(pdf)
            record, others = _FlatFiles(pdf.attachments, read).put(into)
            shown = _as_shown(pdf)
    except OSError as error:
        raise RecordError(_("this file cannot be read: {why}").format(why=why(error))) from error
    except (pikepdf.PdfError, zlib.error, RuntimeError, ValueError, KeyError) as error:
        raise _no_record() from error
    message = _("{file} does not belong in the PDF of this record")
    findings = [finding(FindingKind.ADDED, name, message) for name in sorted(others)]
    if shown != _as_shown_of(record / bag.START_HERE):
        says = _(
            "the pages of {file} are not those of the START-HERE.pdf in it, which is what was sealed"
        )
        findings.append(finding(FindingKind.CHANGED, file.name, says))
    return record, findings


def _bounded(pdf: "pikepdf.Pdf") -> Callable[[str], bytes | None]:
    """Return what reads an attached file; it refuses more than any record has, which a small file may unpack to."""
    left = SIZE_LIMIT

    def read(name: str) -> bytes | None:
        nonlocal left
        if name not in pdf.attachments:
            return None
        stream = pdf.attachments[name].get_file().obj
        data = stream.read_raw_bytes()
        if stream.get("/Filter") is not None:
            data = zlib.decompressobj().decompress(data, left + 1)
        left -= len(data)
        if left < 0:
            raise RecordError(_("this PDF is larger than any record, and was not read"))
        return data

    return read


def _as_shown_of(file: Path) -> bytes | None:
    import pikepdf

    try:
        with pikepdf.open(file) as pdf:
            return _as_shown(pdf)
    except (OSError, pikepdf.PdfError):
        return None


def _as_shown(pdf: "pikepdf.Pdf") -> bytes:
    """Return all of a PDF but for what is attached to it, written in one way, so that two can be compared."""
    for name in list(pdf.attachments):
        del pdf.attachments[name]
    names = pdf.Root.get("/Names")
    if names is not None and "/EmbeddedFiles" in names:
        del names["/EmbeddedFiles"]
    if names is not None and not names.keys():
        del pdf.Root["/Names"]
    if "/ID" in pdf.trailer:  # it tells one writing of the file from another
        del pdf.trailer["/ID"]
    pdf.remove_unreferenced_resources()
    out = BytesIO()
    pdf.save(out, static_id=True, recompress_flate=True)
    return out.getvalue()
