"""Unpacks the zip of an export, within bounds."""

import re
import zipfile
import zlib
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.folder import (
    EXPORT_LIST,
    SIZE_LIMIT,
    STATEMENTS,
    FindingKind,
    RecordFinding,
    finding,
)
from optout.evidence.record import is_record_id
from optout.evidence.redaction import visible_name
from optout.translation import _, why

BESIDE = {*STATEMENTS, EXPORT_LIST}  # what an export has beside the folders
_MOST_NAMED = 5  # records in a message
_LOCAL_HEADER = 30  # bytes in front of the name of a file in a zip
_END = b"PK\x05\x06"  # how the last part of a zip begins
_END_LENGTH = 22  # bytes of it, without a comment
_LONGEST_COMMENT = 65_535  # bytes
_HAS_DESCRIPTOR = 0x08  # flag of a file whose sizes stand behind its data
_LONGEST_DESCRIPTOR = 24  # bytes

_Unpacked = tuple[Path, list[RecordFinding]]


def unzipped(file: Path, into: Path) -> _Unpacked:
    """Unpack a zip within bounds.

    1. The files that a zip lists may be packed in the usual ways, and are no more than a record has.
    2. One record is in it, or one zip of a record: whoever passes on files may pack them once more.
    3. What belongs to the record is unpacked; all else is reported.
    4. Bytes that no file of the zip accounts for are reported: a zip is read from its end, so that
       another file may stand before it.

    Return the record's folder, and what was found.
    """
    try:
        with file.open("rb") as stream:
            return _unpacked(stream, file.name, into, may_be_packed_twice=True)
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
        raise no_record() from error


def no_record() -> RecordError:
    """Make the error for a file that no export made."""
    message = _(
        "this file is no record: it is not a zip or PDF that optout export made and that is whole"
    )
    return RecordError(message, _("give the folder that it lies in"))


def _unpacked(
    stream: IO[bytes], name: str, into: Path, *, may_be_packed_twice: bool = False
) -> _Unpacked:
    with zipfile.ZipFile(stream) as archive:
        # 1
        entries = _entries(archive)
        # 2
        records = _records_in({entry.filename for entry in entries})
        zips = [entry for entry in entries if _is_record_zip(entry)] if may_be_packed_twice else []
        _refuse_all_but_one(
            [*(place.path for place in records), *(entry.filename for entry in zips)]
        )
        # 3
        if records:
            folder, findings = _extracted(archive, entries, records[0], into)
        else:
            [inner] = zips
            with archive.open(inner) as packed:
                folder, findings = _unpacked(packed, inner.filename, into)
            findings += [_stray(entry) for entry in entries if entry is not inner]
        # 4
        findings += _unaccounted_bytes(stream, name, archive)
        return folder, findings


@dataclass(frozen=True)
class _PlaceOfRecord:
    """Where a record lies in a zip: the folders around it, each with a `/`, and its own name."""

    around: str
    record: str

    @property
    def path(self) -> str:
        return f"{self.around}{self.record}"


def _extracted(
    archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo], place: _PlaceOfRecord, into: Path
) -> _Unpacked:
    """Extract what belongs to a record; report what does not."""
    folders = re.compile(f"{re.escape(place.record)}(-supplement-[0-9]+)?")
    findings = []
    for entry in entries:
        inside = entry.filename.startswith(place.around)
        path = entry.filename.removeprefix(place.around) if inside else ""
        belongs = path in BESIDE or folders.fullmatch(path.partition("/")[0])
        # No path leads out of the folder, and none is written twice.
        if belongs and bag.RECORD_PATH.fullmatch(path) and not (into / path).exists():
            entry.filename = path  # where it is written: without the folders around the record
            archive.extract(entry, into)  # which makes no links
        else:
            findings.append(_stray(entry))
    return into / place.record, findings


def _stray(entry: zipfile.ZipInfo) -> RecordFinding:
    message = _("{file} does not belong in the zip of this record, and was not unpacked")
    return finding(FindingKind.ADDED, entry.filename, message)


def _is_record_zip(entry: zipfile.ZipInfo) -> bool:
    file_name = entry.filename.rpartition("/")[2]
    return file_name.endswith(".zip") and is_record_id(file_name.removesuffix(".zip"))


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
    """Return the files of a zip; raise an error if they are packed oddly, or are more than any record has."""
    entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    usual = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if any(entry.compress_type not in usual for entry in entries):
        raise zipfile.BadZipFile
    if len(entries) > bag.COUNT_LIMIT or sum(entry.file_size for entry in entries) > SIZE_LIMIT:
        raise RecordError(_("this zip is larger than any record, and was not read"))
    return entries


def _records_in(names: AbstractSet[str]) -> list[_PlaceOfRecord]:
    """Return where in a zip each record lies.

    Whoever packs a folder again, to pass it on, puts a folder around it. Some systems pack a second
    tree of the same names beside it, of what they know of the files; it has no lists, so it is no
    record.
    """
    places = (_place_of_record(name) for name in sorted(names))
    found = list(dict.fromkeys(place for place in places if place))
    listed = [place for place in found if f"{place.path}/{bag.TAG_MANIFEST}" in names]
    return listed or found


def _place_of_record(name: str) -> _PlaceOfRecord | None:
    """Return where a record lies, if a file of a zip is in the folder of one."""
    folders = name.split("/")[:-1]
    for depth, folder in enumerate(folders):
        if is_record_id(folder):
            return _PlaceOfRecord("".join(f"{outer}/" for outer in folders[:depth]), folder)
    return None


# Bytes that no file of the zip accounts for


@dataclass(frozen=True)
class _Span:
    """Bytes of a zip that a part of it takes up: from `start` up to `end`, or at most to `latest_end`."""

    start: int
    end: int
    latest_end: int


def _unaccounted_bytes(
    stream: IO[bytes], name: str, archive: zipfile.ZipFile
) -> Iterator[RecordFinding]:
    """Report bytes before, between and behind the parts of a zip, and a comment."""
    spans = sorted(_spans(stream, archive), key=lambda span: span.start)
    directory = archive.start_dir
    before = spans[0].start if spans else directory
    if before:
        message = _("{file} has {number} bytes before the zip begins, which no part of it explains")
        yield finding(FindingKind.ADDED, name, message, number=before)
    starts_of_next = [*(span.start for span in spans[1:]), directory]
    gaps = [
        following - span.end
        for span, following in zip(spans, starts_of_next, strict=False)
        if following > span.latest_end
    ]
    if gaps:
        message = _("{file} has {number} bytes between its files, which no part of it explains")
        yield finding(FindingKind.ADDED, name, message, number=sum(gaps))
    behind = _bytes_behind_the_end(stream)
    if behind:
        message = _("{file} has {number} bytes behind its end, which no part of it explains")
        yield finding(FindingKind.ADDED, name, message, number=behind)


def _spans(stream: IO[bytes], archive: zipfile.ZipFile) -> Iterator[_Span]:
    """Return which bytes each file of a zip takes up, with its own header."""
    for entry in archive.infolist():
        stream.seek(entry.header_offset)
        header = stream.read(_LOCAL_HEADER)
        name_length = int.from_bytes(header[26:28], "little")
        extra_length = int.from_bytes(header[28:30], "little")
        end = entry.header_offset + _LOCAL_HEADER + name_length + extra_length + entry.compress_size
        descriptor = _LONGEST_DESCRIPTOR if entry.flag_bits & _HAS_DESCRIPTOR else 0
        yield _Span(entry.header_offset, end, end + descriptor)


def _bytes_behind_the_end(stream: IO[bytes]) -> int:
    """Return how many bytes stand behind the last part of a zip: a comment, or anything."""
    size = stream.seek(0, 2)
    stream.seek(max(size - _END_LENGTH - _LONGEST_COMMENT, 0))
    tail = stream.read()
    return len(tail) - tail.rfind(_END) - _END_LENGTH
