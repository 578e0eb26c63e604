"""Says whether a record is as it was sealed, and what that proves. Needs no network and trusts nothing in it."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.bag import DECLARATION, MANIFEST, TAG_MANIFEST
from optout.evidence.findings import Finding, Wrong, finding
from optout.evidence.manifest import LIMIT, Manifest, parse
from optout.evidence.record import SCHEMA_VERSION, Record
from optout.evidence.timeline import broken_line
from optout.evidence.tree import Tree, walk

_RECORD, _EVENTS = "data/record.json", "data/events.jsonl"
_RECORD_LIMIT, _EVENTS_LIMIT, _SMALL = 16_000_000, 64_000_000, 4_096  # bytes
_LATER = "proofs/"  # time stamps and the like join a record after it is sealed


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
    if not folder.is_dir():
        raise RecordError("there is no such record")
    tree = walk(folder)
    if tree.gave_up:
        return Verdict(tuple(tree.findings), None, "this folder is larger than any record, and was not read")
    if not {MANIFEST, "bagit.txt", _RECORD} & (tree.sizes.keys() | tree.refused):
        raise RecordError("this folder is not a record")
    payload, tags = _lists(tree)
    record, about_record = _record(tree, payload)
    found = [
        *_compared(tree, payload, record),
        *_compared(tree, tags, None),
        *_declared(tree),
        *about_record,
        *_timeline(tree, record),
    ]
    fingerprint = _fingerprint(tree)
    if known_fingerprint is not None and fingerprint != known_fingerprint.lower():
        found.append(
            finding(Wrong.FINGERPRINT_DIFFERS, MANIFEST, "the fingerprint of {file} is not the one that was kept")
        )
    every = [*tree.findings, *payload.findings, *tags.findings, *found]
    findings = tuple(dict.fromkeys(every))
    return Verdict(findings, fingerprint, _summary(findings, len(payload.hashes), known_fingerprint, record))


def _lists(tree: Tree) -> tuple[Manifest, Manifest]:
    lists = []
    for name in (MANIFEST, TAG_MANIFEST):
        data = tree.read(name, LIMIT)
        manifest = parse(name, data or b"", payload=name == MANIFEST)
        manifest.readable = data is not None
        if data is None and name not in tree.refused:
            manifest.findings.append(finding(Wrong.MISSING, name, "{file} is missing"))
        lists.append(manifest)
    return lists[0], lists[1]


def _fingerprint(tree: Tree) -> str | None:
    data = tree.read(MANIFEST, LIMIT)
    return None if data is None else hashlib.sha256(data).hexdigest()


def _compared(tree: Tree, manifest: Manifest, record: Record | None) -> Iterator[Finding]:
    if not manifest.readable:
        return  # found already, and without it every file would seem to be added
    payload = manifest.name == MANIFEST
    here = {path for path in tree.sizes if _belongs(path, payload=payload)}
    listed = manifest.hashes
    for path in sorted(here & listed.keys()):
        actual = tree.hash(path)
        if actual is not None and actual != listed[path]:
            yield _changed(tree, path, record)
    missing = sorted(listed.keys() - here - tree.refused)
    added = sorted(here - listed.keys())
    renamed = _renamed(tree, {listed[path]: path for path in missing}, added) if missing else {}
    for path in missing:
        if path in renamed.values():
            new = next(name for name, old in renamed.items() if old == path)
            yield finding(Wrong.RENAMED, path, f"{{file}} is now called {finding(Wrong.RENAMED, new, '').file}")
        else:
            yield finding(Wrong.MISSING, path, "{file} is missing")
    for path in added:
        if path not in renamed:
            yield finding(Wrong.ADDED, path, "{file} was not there when the record was sealed")


def _belongs(path: str, *, payload: bool) -> bool:
    if path.startswith("data/"):
        return payload
    return not payload and path != TAG_MANIFEST and not path.startswith(_LATER)


def _renamed(tree: Tree, wanted: dict[str, str], added: list[str]) -> dict[str, str]:
    """Pair added files with missing ones that have the same content."""
    pairs: dict[str, str] = {}
    for path in added:
        if (old := wanted.get(tree.hash(path) or "")) and old not in pairs.values():
            pairs[path] = old
    return pairs


def _changed(tree: Tree, path: str, record: Record | None) -> Finding:
    sealed = record.files.get(path.removeprefix("data/")) if record else None
    if sealed is not None and tree.sizes[path] < sealed:
        return finding(
            Wrong.TRUNCATED, path, f"{{file}} was cut off: it has {tree.sizes[path]:,} bytes, sealed were {sealed:,}"
        )
    outside = "" if path.startswith("data/") else " (the fingerprint does not cover it)"
    return finding(Wrong.CHANGED, path, f"{{file}} was changed{outside}")


def _declared(tree: Tree) -> Iterator[Finding]:
    data = tree.read("bagit.txt", _SMALL)
    if data is not None and data.replace(b"\r\n", b"\n") != DECLARATION.encode():
        yield finding(Wrong.NOT_A_BAG, "bagit.txt", "{file} does not say that this is a bag of version 1.0")


def _record(tree: Tree, payload: Manifest) -> tuple[Record | None, list[Finding]]:
    data = tree.read(_RECORD, _RECORD_LIMIT)
    if data is None:
        return None, []  # missing or refused, and already found to be so
    try:
        record = Record.model_validate_json(data)
    except ValidationError as error:
        return None, [_broken(data, error)]
    names = {*record.files, "record.json"}
    listed = {path.removeprefix("data/") for path in payload.hashes}
    if listed and names != listed:
        odd = min(names ^ listed)
        return record, [finding(Wrong.RECORD_DISAGREES, odd, "record.json and the manifest do not both know {file}")]
    return record, []


def _broken(data: bytes, error: ValidationError) -> Finding:
    try:
        version = json.loads(data)["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        version = None
    if isinstance(version, int) and version > SCHEMA_VERSION:
        return finding(
            Wrong.NEWER, _RECORD, "{file} was written by a later version of this program; update it and try again"
        )
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = ".".join(map(str, first["loc"])) or "the file"
    return finding(Wrong.RECORD_BROKEN, _RECORD, f"{{file}} is not a record's description: {where}: {first['msg']}")


def _timeline(tree: Tree, record: Record | None) -> Iterator[Finding]:
    data = tree.read(_EVENTS, _EVENTS_LIMIT)
    if data is not None and (problem := broken_line(data, record.timeline if record else None)):
        yield finding(Wrong.TIMELINE_BROKEN, _EVENTS, f"the timeline {{file}} is not whole: {problem}")


def _summary(findings: tuple[Finding, ...], count: int, known: str | None, record: Record | None) -> str:
    if findings:
        problems = "1 problem" if len(findings) == 1 else f"{len(findings)} problems"
        inside = any(found.file in {"", MANIFEST} or found.file.startswith("data/") for found in findings)
        if inside:
            return f"this record is not as it was sealed: {problems}; it proves nothing until that is explained"
        return f"the files in data are as they were sealed, but what lies around them is not: {problems}"
    files = "the 1 file in data is" if count == 1 else f"all {count} files in data are"
    rehearsal = "; it is the record of a rehearsal and proves no objection" if record and record.replay else ""
    if known is None:
        kept = "no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show"
        return f"{files} as the manifest says; {kept}{rehearsal}"
    return f"{files} as they were sealed: the fingerprint is the one that was kept{rehearsal}"
