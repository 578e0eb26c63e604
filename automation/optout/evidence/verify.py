"""Says whether a record is as it was sealed, and what that proves. Needs no network and trusts nothing in it."""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.bag import DECLARATION, MANIFEST, TAG_MANIFEST
from optout.evidence.compare import compared
from optout.evidence.findings import Finding, Wrong, finding
from optout.evidence.manifest import LIMIT, Manifest, parse
from optout.evidence.record import SCHEMA_VERSION, Record
from optout.evidence.timeline import broken_line
from optout.evidence.tree import Tree, walk
from optout.redact import printable
from optout.tongue import Said, _, changed, joined, ngettext, why

_RECORD, _EVENTS, _DECLARATION, _INFO = "data/record.json", "data/events.jsonl", "bagit.txt", "bag-info.txt"
_RECORD_LIMIT, _EVENTS_LIMIT, _SMALL = 16_000_000, 64_000_000, 65_536  # bytes
_RECORD_COMMAS = 100_000  # a list of millions of mistakes would take gigabytes to report
_CANNOT_TELL = {Wrong.UNREADABLE, Wrong.NEWER}


@dataclass(frozen=True)
class Verdict:
    """What `verify` found. `fingerprint` is None when there is no manifest to take it from."""

    findings: tuple[Finding, ...]
    fingerprint: str | None
    summary: str

    @property
    def ok(self) -> bool:
        """Whether everything is as it was sealed."""
        return not self.findings


def verify(folder: Path, known_fingerprint: str | None = None) -> Verdict:
    """Check a record; `known_fingerprint` is the one that was kept elsewhere, if any.

    Raises:
        RecordError: the folder is not a record at all.
    """
    _must_be_record(folder)
    tree = walk(folder)
    if tree.gave_up:
        return Verdict(tuple(tree.findings), None, _("this folder is larger than any record, and was not read"))
    payload, tags = lists(tree)
    record, about_record = _record(tree, payload)
    found = [
        *compared(tree, payload, record.files if record else {}),
        *compared(tree, tags, {}),
        *declared(tree),
        *about_record,
        *_timeline(tree, payload, record),
    ]
    findings = [*tree.findings, *payload.findings, *tags.findings, *found]
    findings = findings or list(_disagreements(tree, record))
    fingerprint = fingerprint_of(tree)
    told = tuple(dict.fromkeys(_against_kept(findings, fingerprint, known_fingerprint)))
    return Verdict(told, fingerprint, _summary(told, len(payload.hashes), known_fingerprint, record))


def _must_be_record(folder: Path) -> None:
    if not os.path.isdir(folder):  # noqa: PTH112  Path.is_dir() raises where a folder on the way is closed
        there = os.path.lexists(folder)
        raise RecordError(_("this is a file, and a record is a folder") if there else _("there is no such record"))
    try:
        os.stat(os.path.join(folder, "."))  # noqa: PTH116, PTH118  may it be entered? Path would drop the dot
        os.scandir(folder).close()  # may it be listed?
    except OSError as error:
        raise RecordError(_("this folder cannot be read: {why}").format(why=why(error))) from error
    if not any(os.path.lexists(folder / name) for name in (MANIFEST, _DECLARATION, _RECORD)):
        raise RecordError(_("this folder is not a record"))


def _against_kept(findings: list[Finding], fingerprint: str | None, kept: str | None) -> Iterator[Finding]:
    same = kept is not None and fingerprint == kept.lower()
    for found in findings:
        if same and (found.kind, found.file) == (Wrong.CHANGED, MANIFEST):
            says = _("{file} was changed: {manifest} is the one that was kept, and it lists another")
            yield finding(Wrong.CHANGED, TAG_MANIFEST, says, manifest=MANIFEST)
        else:
            yield found
    if kept is not None and fingerprint is not None and not same:
        yield finding(Wrong.FINGERPRINT_DIFFERS, MANIFEST, _("the fingerprint of {file} is not the one that was kept"))


def lists(tree: Tree) -> tuple[Manifest, Manifest]:
    """Read the manifest and the tag manifest."""
    read = []
    for name in (MANIFEST, TAG_MANIFEST):
        data = tree.read(name, LIMIT)
        manifest = parse(name, data or b"", payload=name == MANIFEST)
        if data is None:
            manifest.readable = False
            manifest.findings.extend(_missing(tree, name))
        read.append(manifest)
    return read[0], read[1]


def _missing(tree: Tree, path: str) -> Iterator[Finding]:
    if path not in tree.sizes and not tree.refuses(path):
        yield finding(Wrong.MISSING, path, _("{file} is missing"))


def fingerprint_of(tree: Tree) -> str | None:
    """Give the SHA-256 of the manifest, or None when it is not there."""
    data = tree.read(MANIFEST, LIMIT)
    return None if data is None else hashlib.sha256(data).hexdigest()


def declared(tree: Tree) -> Iterator[Finding]:
    """Whether the folder says what kind of bag it is."""
    yield from _missing(tree, _DECLARATION)
    data = tree.read(_DECLARATION, _SMALL)
    if data is not None and data.replace(b"\r\n", b"\n") != DECLARATION.encode():
        yield finding(Wrong.NOT_A_BAG, _DECLARATION, _("{file} does not say that this is a bag of version 1.0"))


def _record(tree: Tree, payload: Manifest) -> tuple[Record | None, list[Finding]]:
    data = tree.read(_RECORD, _RECORD_LIMIT)
    if data is None:
        return None, [] if _RECORD in payload.hashes else list(_missing(tree, _RECORD))
    if data.count(b",") > _RECORD_COMMAS:
        return None, [finding(Wrong.TOO_LARGE, _RECORD, _("{file} holds more than any record does, and is not read"))]
    try:
        record = Record.model_validate_json(data)
    except ValidationError as error:
        return None, [broken(_RECORD, data, error)]
    names = {f"data/{name}" for name in record.files} | {_RECORD}
    if payload.hashes and (odd := names ^ payload.hashes.keys()):
        path = min(odd)
        says = _("record.json and the manifest do not both know {file}")
        return record, [finding(Wrong.RECORD_DISAGREES, path, says)]
    return record, []


def broken(path: str, data: bytes, error: ValidationError) -> Finding:
    """Say why a description is none that this version knows."""
    try:
        version = json.loads(data)["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        version = None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        return finding(
            Wrong.NEWER, path, _("{file} was written by a later version of this program; update it and try again")
        )
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or _("the file")
    told = changed(joined((where, first["msg"]), ": "), printable)
    return finding(Wrong.RECORD_BROKEN, path, _("{file} is not a record's description: {told}"), told=told)


def _timeline(tree: Tree, payload: Manifest, record: Record | None) -> Iterator[Finding]:
    data = tree.read(_EVENTS, _EVENTS_LIMIT)
    if data is None and _EVENTS not in payload.hashes:
        yield from _missing(tree, _EVENTS)
    if data is not None and (problem := broken_line(data, record.timeline if record else None)):
        yield finding(Wrong.TIMELINE_BROKEN, _EVENTS, _("the timeline {file} is not whole: {problem}"), problem=problem)


def _disagreements(tree: Tree, record: Record | None) -> Iterator[Finding]:
    """Look, where all else is well, whether the counts that were written down are those of the files."""
    for name, size in record.files.items() if record else ():
        if tree.sizes[f"data/{name}"] != size:
            yield finding(Wrong.RECORD_DISAGREES, f"data/{name}", _("record.json gives {file} another size"))
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    stated = re.search(rb"^Payload-Oxum:(.*)$", tree.read(_INFO, _SMALL) or b"", re.MULTILINE)
    if stated and stated[1].strip() != f"{sum(sizes)}.{len(sizes)}".encode():
        yield finding(Wrong.RECORD_DISAGREES, _INFO, _("{file} gives another number of bytes or files than data has"))


def _summary(findings: tuple[Finding, ...], count: int, known: str | None, record: Record | None) -> str:
    if findings:
        return _bad_summary(findings)
    number = str(count)  # two at least: record.json and the timeline
    rehearsal = [_REHEARSAL] if record and record.replay else []
    if known is None:
        says = _("all {number} files in data are as the manifest says")
        return joined((says.format(number=number), NOT_COMPARED, *rehearsal), "; ")
    says = _("all {number} files in data are as they were sealed: the fingerprint is the one that was kept")
    return joined((says.format(number=number), _BESIDE, *rehearsal), "; ")


_REHEARSAL = _("it is the record of a rehearsal and proves no objection")
_BESIDE = _("what lies beside data, such as START-HERE.pdf, matches its own list, which the fingerprint does not cover")
NOT_COMPARED = _("no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show")


def problems(number: int) -> Said:
    """Say how many problems there are."""
    return ngettext("{number} problem", "{number} problems", number)


def _bad_summary(findings: tuple[Finding, ...]) -> Said:
    number = problems(len(findings))
    if all(found.kind in _CANNOT_TELL for found in findings):
        says = _("not all of this record could be checked: {problems}; nothing was found to be changed")
    elif any(found.file in {"data", MANIFEST} or found.file.startswith("data/") for found in findings):
        says = _("this record is not as it was sealed: {problems}; it proves nothing until that is explained")
    else:
        says = _("the files in data are as they were sealed, but what lies around them is not: {problems}")
    return says.format(problems=number)
