"""Says whether a record is as it was sealed, and what that proves. Needs no network and trusts nothing in it."""

import json
import os
import re
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Self

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.clock import skew_in
from optout.evidence.folder import (
    DECLARATION,
    LATER,
    LIMIT,
    LISTS_AT_ODDS,
    MANIFEST,
    TAG_MANIFEST,
    Manifest,
    RecordFinding,
    Tree,
    Wrong,
    compared,
    finding,
    in_bag_info,
    parse,
    seal_of,
    walk,
)
from optout.evidence.mail import HeldAgainst, LookUp, Remark, Signature, check_again, remarks, unproved
from optout.evidence.names import RECORD, found_as, is_supplement
from optout.evidence.record import RECORD_ID, REPLAY, SCHEMA_VERSION, CaptureKind, CaptureStatus, Record, iso
from optout.evidence.stamp import QUERY, Judged, Stamp, stamps
from optout.evidence.supplement import (
    FILE_LIMIT,
    SUPPLEMENT,
    SUPPLEMENT_LIMIT,
    SUPPLEMENT_VERSION,
    Base,
    SealedSupplement,
    Supplement,
    objection_of,
)
from optout.evidence.timeline import broken_line
from optout.i18n import Said, _, changed, joined, ngettext, why
from optout.redact import printable

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


_RECORD, _EVENTS, _DECLARATION, _INFO = RECORD, "data/events.jsonl", "bagit.txt", "bag-info.txt"
_START_HERE, _HOW_TO = "START-HERE.pdf", "HOW-TO-VERIFY.txt"
_RECORD_LIMIT, _EVENTS_LIMIT, _SMALL = 16_000_000, 64_000_000, 65_536  # bytes
_RECORD_COMMAS = 100_000  # a list of millions of mistakes would take gigabytes to report
_CANNOT_TELL = {Wrong.UNREADABLE, Wrong.NEWER}


@dataclass(frozen=True)
class Verdict:
    """What `verify` found.

    `fingerprint` is None where there is none, and `matched` says whether it is the one that was kept elsewhere.
    """

    findings: tuple[RecordFinding, ...]
    fingerprint: str | None
    summary: str
    matched: bool = False

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
        *_empty(tree),
        *_explained(tree, tags, record),
        *about_record,
        *_timeline(tree, payload, record),
    ]
    findings = [*tree.findings, *payload.findings, *tags.findings, *found]
    findings += [] if findings else _counts(tree, record)
    findings += _facts(tree, record, {one.file for one in findings})
    kept = _Kept.of(tree, known_fingerprint)
    told = tuple(dict.fromkeys(kept.told(findings)))
    return Verdict(told, kept.fingerprint, _summary(told, len(payload.hashes), kept, record), kept.matched)


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


@dataclass(frozen=True)
class _Kept:
    """What a folder has of the fingerprint that was kept elsewhere, if one was."""

    fingerprint: str | None
    known: bool
    matched: bool

    @classmethod
    def of(cls, tree: Tree, known: str | None) -> Self:
        """Compare the folder's with it."""
        found = seal_of(tree)
        fingerprint = found.fingerprint if found else None
        return cls(fingerprint, known is not None, known is not None and known.lower() == fingerprint)

    @property
    def differs(self) -> bool:
        """Whether one was kept, and the folder has another."""
        return self.known and not self.matched

    def told(self, findings: list[RecordFinding]) -> Iterator[RecordFinding]:
        """Say of each finding what the kept fingerprint adds, and whether it is another one."""
        for found in findings:
            yield self._which(found) if self.matched else found
        missing = (Wrong.MISSING, TAG_MANIFEST)
        if self.differs and missing not in {(found.kind, found.file) for found in findings}:
            says = _("the fingerprint of {file} is not the one that was kept")
            yield finding(Wrong.FINGERPRINT_DIFFERS, TAG_MANIFEST, says)

    def _which(self, found: RecordFinding) -> RecordFinding:
        """Say of two lists that do not agree which one was changed: the other one is the one that was kept."""
        return finding(Wrong.CHANGED, MANIFEST, _("{file} was changed")) if found == LISTS_AT_ODDS else found


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


def _missing(tree: Tree, path: str) -> Iterator[RecordFinding]:
    if path not in tree.sizes and not tree.refuses(path):
        yield finding(Wrong.MISSING, path, _("{file} is missing"))


def declared(tree: Tree) -> Iterator[RecordFinding]:
    """Whether the folder says what kind of bag it is."""
    yield from _missing(tree, _DECLARATION)
    data = tree.read(_DECLARATION, _SMALL)
    if data is not None and data.replace(b"\r\n", b"\n") != DECLARATION.encode():
        yield finding(Wrong.NOT_A_BAG, _DECLARATION, _("{file} does not say that this is a bag of version 1.0"))


def _empty(tree: Tree) -> Iterator[RecordFinding]:
    """Name the folders that hold nothing: no list of files could."""
    says = _("{file} is an empty folder, which no record has")
    return (finding(Wrong.ADDED, folder, says) for folder in tree.empty)


def _explained(tree: Tree, tags: Manifest, record: Record | None) -> Iterator[RecordFinding]:
    """Whether what explains the folder is there, also where somebody took it out of the list."""
    for path in (_HOW_TO, _INFO, *([_START_HERE] if record and _printed(record) else [])):
        if tags.readable and path not in tags.hashes:
            yield from _missing(tree, path)


def _record(tree: Tree, payload: Manifest) -> tuple[Record | None, list[RecordFinding]]:
    data = tree.read(_RECORD, _RECORD_LIMIT)
    if data is None:
        return None, [] if _RECORD in payload.hashes else list(_missing(tree, _RECORD))
    if data.count(b",") > _RECORD_COMMAS:
        return None, [finding(Wrong.TOO_LARGE, _RECORD, _("{file} holds more than any record does, and is not read"))]
    try:
        record = Record.model_validate_json(data)
    except ValidationError as error:
        return None, [broken(_RECORD, data, error, SCHEMA_VERSION)]
    names = {f"data/{name}" for name in record.files} | {_RECORD}
    if payload.hashes and (odd := names ^ payload.hashes.keys()):
        path = min(odd)
        says = _("record.json and the manifest do not both know {file}")
        return record, [finding(Wrong.RECORD_DISAGREES, path, says)]
    return record, []


def broken(path: str, data: bytes, error: ValidationError, newest: int) -> RecordFinding:
    """Say why a description is none that this version knows, of a schema up to `newest`."""
    try:
        version = json.loads(data)["schema_version"]
    except (ValueError, TypeError, KeyError, RecursionError):
        version = None
    if isinstance(version, int) and version > newest:
        return finding(
            Wrong.NEWER, path, _("{file} was written by a later version of this program; update it and try again")
        )
    first = error.errors()[0]
    where = ".".join(map(str, first["loc"])) or _("the file")
    told = changed(joined((where, first["msg"]), ": "), printable)
    return finding(Wrong.RECORD_BROKEN, path, _("{file} is not a record's description: {told}"), told=told)


def _timeline(tree: Tree, payload: Manifest, record: Record | None) -> Iterator[RecordFinding]:
    data = tree.read(_EVENTS, _EVENTS_LIMIT)
    if data is None and _EVENTS not in payload.hashes:
        yield from _missing(tree, _EVENTS)
    if data is not None and (problem := broken_line(data, record.timeline if record else None)):
        yield finding(Wrong.TIMELINE_BROKEN, _EVENTS, _("the timeline {file} is not whole: {problem}"), problem=problem)


def _counts(tree: Tree, record: Record | None) -> Iterator[RecordFinding]:
    """Look, where all else is well, whether the counts that were written down are those of the files."""
    for name, size in record.files.items() if record else ():
        if tree.sizes[f"data/{name}"] != size:
            yield finding(Wrong.RECORD_DISAGREES, f"data/{name}", _("record.json gives {file} another size"))
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    info = tree.read(_INFO, _SMALL) or b""
    stated = re.search(rb"^Payload-Oxum:(.*)$", info, re.MULTILINE)
    if stated and stated[1].strip() != f"{sum(sizes)}.{len(sizes)}".encode():
        yield finding(Wrong.RECORD_DISAGREES, _INFO, _("{file} gives another number of bytes or files than data has"))


# Chromium writes the title of a document into a PDF as it stands, in Latin letters or as UTF-16.
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\()])*)\)|<((?:[0-9A-Fa-f]{2})*)>)", re.DOTALL)
_ID_IN_TEXT = re.compile(rf"{RECORD_ID.strip('^$')}\b")
_OF_EARLIER_VERSIONS = "Record of an objection under {law} to {controller}"
"""What they said of every record, also of a rehearsal, a setting or a letter."""


def _facts(tree: Tree, record: Record | None, told: AbstractSet[str]) -> Iterator[RecordFinding]:
    """Compare what a folder states of its record with record.json; what is wrong with files in `told` is known."""
    if record is None or _RECORD in told:
        return
    if len({record.replay, record.replay_case is not None, record.request_id.startswith(REPLAY)}) > 1:
        says = _("{file} does not agree with itself on whether it is the record of a rehearsal")
        yield finding(Wrong.RECORD_DISAGREES, _RECORD, says)
    info = (tree.read(_INFO, _SMALL) or b"").decode("utf-8", "replace")
    before = _OF_EARLIER_VERSIONS.format(law=record.law, controller=record.controller)
    for file, stated, right in (
        (_INFO, _stated(info, "External-Identifier") or [""], (record.request_id,)),
        (_START_HERE, _named_in_pdf(tree, record), (record.request_id,)),
        (_INFO, _stated(info, "External-Description"), (record.described, before)),
        (_INFO, _stated(info, "Bagging-Date"), (record.sealed_on,)),
    ):
        for said in stated if file in tree.sizes and file not in told else ():
            if said not in map(in_bag_info, right):
                same = right == (record.request_id,)
                says = _OTHER_RECORD if same else _OTHER_FACT
                yield finding(Wrong.RECORD_DISAGREES, file, says, said=printable(said, 200), right=right[0])


_OTHER_RECORD = _("{file} does not name the same record as record.json")
_OTHER_FACT = _("{file} says “{said}”; by record.json it is “{right}”")


def _stated(info: str, label: str) -> list[str]:
    return [in_bag_info(value) for value in re.findall(rf"(?m)^{label}:(.*)$", info)]


def _named_in_pdf(tree: Tree, record: Record) -> list[str]:
    """Give the ids in the title of START-HERE.pdf; an empty one for a whole document that names none."""
    found = _PDF_TITLE.search(tree.read(_START_HERE, _RECORD_LIMIT) or b"")
    title = ""
    if found:
        coded = found[1] is None
        title = bytes.fromhex(found[2].decode()).decode("utf-16", "replace") if coded else found[1].decode("latin-1")
    return [named[0] for named in _ID_IN_TEXT.finditer(title)] or ([""] if _printed(record) else [])


def _printed(record: Record) -> bool:
    """Whether record.json says that START-HERE.pdf was made."""
    return any((one.kind, one.status) == (CaptureKind.START_HERE, CaptureStatus.OK) for one in record.captures)


def _summary(findings: tuple[RecordFinding, ...], count: int, kept: _Kept, record: Record | None) -> str:
    if findings:
        return _bad_summary(findings, kept)
    number = str(count)  # two at least: record.json and the timeline
    rehearsal = [_REHEARSAL] if record and record.replay else []
    if not kept.matched:
        says = _("all {number} files in data, and what lies beside them, are as the lists in the folder say")
        return joined((says.format(number=number), _NOT_COMPARED, *rehearsal), "; ")
    says = _(
        "all {number} files in data, and what lies beside them, such as START-HERE.pdf, are as they were sealed: "
        "the fingerprint is the one that was kept"
    )
    return joined((says.format(number=number), *rehearsal), "; ")


_REHEARSAL = _("it is the record of a rehearsal and proves no objection")
_NOT_COMPARED = _("no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show")


def problems(number: int) -> Said:
    """Say how many problems there are."""
    return ngettext("{number} problem", "{number} problems", number)


def _bad_summary(findings: tuple[RecordFinding, ...], kept: _Kept) -> Said:
    number = problems(len(findings))
    if all(found.kind in _CANNOT_TELL for found in findings):
        says = _("not all of this record could be checked: {problems}; nothing was found to be changed")
    elif kept.differs or any(_takes_proof(found, kept) for found in findings):
        says = _("this record is not as it was sealed: {problems}; it proves nothing until that is explained")
    elif kept.matched:
        says = _("the files in data are as they were sealed, but what lies around them is not: {problems}")
    else:
        says = _("the files in data are as their list says, but what lies around them is not as sealed: {problems}")
    return says.format(problems=number)


def _takes_proof(found: RecordFinding, kept: _Kept) -> bool:
    """Whether it says that what is in data was changed, or may have been: of two that disagree nobody knows which."""
    disagree = found.kind is Wrong.RECORD_DISAGREES and not kept.matched
    return disagree or found.file in {"data", MANIFEST} or found.file.startswith("data/")


_KEY_LIMIT = 64_000  # bytes
_REWRITTEN = _(
    "the files agree with one another, but a time stamp was asked for another fingerprint: "
    "the folder was rewritten since, or the stamp belongs to another one"
)


class FolderKind(StrEnum):
    """What a folder is."""

    RECORD = "record"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True)
class Looked:
    """A verdict, the time stamps, and of a supplement what it says and how its e-mail's signature checks now.

    `skew` is the server's clock minus the computer's at the send, in seconds, as far as a whole record tells. `remarks`
    are on its e-mail.
    """

    kind: FolderKind
    verdict: Verdict
    stamps: tuple[Stamp, ...] = ()
    says: Supplement | None = None
    signature: Signature | None = None
    skew: float | None = None
    remarks: tuple[Remark, ...] = ()


def _kind_of(folder: Path) -> FolderKind:
    """Say what a folder is, by the description in it; anything else is left to `verify`."""
    return FolderKind.SUPPLEMENT if is_supplement(folder) else FolderKind.RECORD


def look(
    folder: Path,
    known: str | None,
    anchors: "Sequence[Certificate]",
    *,
    now: datetime | None = None,
    look_up: LookUp | None = None,
) -> Looked:
    """Verify a record or a supplement, and judge its time stamps; `known` is the fingerprint kept elsewhere.

    `now` is the moment after which no stamp can have been made, this computer's unless told. `look_up` asks the DNS
    for the key of an e-mail's sender; None asks nobody.

    Raises:
        RecordError: the folder is neither.
    """
    kind = _kind_of(folder)
    added = kind is FolderKind.SUPPLEMENT
    looked = _supplement(folder, known, look_up) if added else Looked(kind, verify(folder, known))
    tree = walk(folder)
    if tree.gave_up:
        return looked
    found = tuple(stamps(tree, anchors, now))
    verdict = _with_stamps(_with_strays(looked.verdict, found), found)
    skew = skew_in(tree) if kind is FolderKind.RECORD and verdict.ok else None
    return replace(looked, stamps=found, verdict=verdict, skew=skew)


def whole_record(folder: Path, known: str | None) -> Base:
    """Give a record that something can be added to.

    Raises:
        RecordError: it does not verify, or is a supplement itself.
    """
    if _kind_of(folder) is FolderKind.SUPPLEMENT:
        raise RecordError(_("this is a supplement; what comes later belongs to its record"))
    verdict = verify(folder, known)
    if not verdict.ok or verdict.fingerprint is None:
        says = [verdict.summary, *(found.says for found in verdict.findings)]
        raise RecordError(joined(says, "\n"), f"optout verify {folder.name}")
    tree = walk(folder)
    record = Record.model_validate_json(tree.read(_RECORD, _RECORD_LIMIT) or b"")
    return Base(folder, record, verdict.fingerprint, skew_in(tree))


def whole_supplement(base: Base, name: str, known: str | None) -> SealedSupplement:
    """Give a supplement of a record of which something can be said.

    Raises:
        RecordError: there is none of that name, or it does not verify.
    """
    if name not in dict(base.supplements()):
        names = [one.supplement for one in base.files]
        hint = ", ".join(names) or f"optout attach {base.record.request_id} FILE"
        raise RecordError(_("this record has no such supplement"), hint)
    looked = look(base.folder.parent / name, known, ())
    if not looked.verdict.ok or looked.verdict.fingerprint is None or looked.says is None:
        raise RecordError(looked.verdict.summary, f"optout verify {name}")
    return SealedSupplement(folder=base.folder.parent / name, says=looked.says, fingerprint=looked.verdict.fingerprint)


def _with_strays(verdict: Verdict, found: Sequence[Stamp]) -> Verdict:
    """Add the stamps whose question shows that another manifest lay here: a kept fingerprint like any other."""
    strays = tuple(
        finding(
            Wrong.FINGERPRINT_DIFFERS, f"{LATER}{one.name}{QUERY}", _("{file} asked for another fingerprint's stamp")
        )
        for one in found
        if one.strayed
    )
    if not strays:
        return verdict
    summary = _REWRITTEN if verdict.ok else verdict.summary
    return Verdict((*verdict.findings, *strays), verdict.fingerprint, summary, verdict.matched)


def _with_stamps(verdict: Verdict, found: Sequence[Stamp]) -> Verdict:
    """Say what a good stamp adds where no fingerprint was kept: whatever was rewritten, was so before its time."""
    good = [one.at for one in found if one.judged is Judged.GOOD and one.at]
    if not good or not verdict.ok or verdict.matched:
        return verdict
    says = _("but a good time stamp shows that it was as it is now at {at}")
    return replace(verdict, summary=joined((verdict.summary, says.format(at=iso(min(good)))), "; "))


def _supplement(folder: Path, known: str | None, look_up: LookUp | None) -> Looked:
    tree = walk(folder)
    if tree.gave_up:
        says = _("this folder is larger than any supplement, and was not read")
        return Looked(FolderKind.SUPPLEMENT, Verdict(tuple(tree.findings), None, says))
    payload, tags = lists(tree)
    described, about = _described(tree)
    sizes = {described.file.name: described.file.size} if described else {}
    kept = _Kept.of(tree, known)
    found = [
        *compared(tree, payload, sizes),
        *compared(tree, tags, {}),
        *declared(tree),
        *_empty(tree),
        *_explained(tree, tags, None),
        *about,
        *_file(tree, payload, described),
        *_links(folder, described),
    ]
    every = [*tree.findings, *payload.findings, *tags.findings, *found]
    findings = tuple(dict.fromkeys(kept.told(every)))
    beside = described is not None and found_as(folder, described.record_id) is not None
    summary = _supplement_summary(findings, described, kept, beside=beside)
    verdict = Verdict(findings, kept.fingerprint, summary, kept.matched)
    signature = _signature(tree, described, look_up)
    odd = _remarks(tree, folder, described)
    return Looked(FolderKind.SUPPLEMENT, verdict, says=described, signature=signature, remarks=odd)


def _remarks(tree: Tree, folder: Path, says: Supplement | None) -> tuple[Remark, ...]:
    """Say what is odd about an e-mail: as was said when it was attached, and as the record beside it shows."""
    data = tree.read(f"data/{says.file.name}", FILE_LIMIT) if says else None
    if says is None or data is None:
        return ()
    about, there = HeldAgainst(), found_as(folder, says.record_id)
    if there is not None:
        beside = walk(there)
        with suppress(ValidationError):
            record = Record.model_validate_json(beside.read(_RECORD, _RECORD_LIMIT) or b"")
            about = objection_of(record, skew_in(beside))
    found = {*says.remarks, *remarks(data, Path(says.file.name).suffix, about)}
    return tuple(one for one in Remark if one in found)


def _described(tree: Tree) -> tuple[Supplement | None, list[RecordFinding]]:
    data = tree.read(SUPPLEMENT, SUPPLEMENT_LIMIT)
    if data is None:
        return None, []  # refused, and already found to be so
    try:
        return Supplement.model_validate_json(data), []
    except ValidationError as error:
        return None, [broken(SUPPLEMENT, data, error, SUPPLEMENT_VERSION)]


def _file(tree: Tree, payload: Manifest, says: Supplement | None) -> Iterator[RecordFinding]:
    """Whether the description means the file that is there."""
    if says is None or not payload.readable:
        return
    path = f"data/{says.file.name}"
    if payload.hashes.get(path) != says.file.sha256 or tree.sizes.get(path, says.file.size) != says.file.size:
        yield finding(Wrong.RECORD_DISAGREES, path, _("supplement.json describes another file than {file}"))


def _links(folder: Path, says: Supplement | None) -> Iterator[RecordFinding]:
    """Whether the record, where it lies beside, is the one that was meant."""
    there = found_as(folder, says.record_id) if says else None
    if says is None or there is None:
        return
    found = seal_of(walk(there))
    if found is None or found.fingerprint != says.record_fingerprint:
        told = _("the record {file} beside it does not have the fingerprint that it had when this was attached")
        yield finding(Wrong.FINGERPRINT_DIFFERS, says.record_id, told)


def _signature(tree: Tree, says: Supplement | None, look_up: LookUp | None) -> Signature | None:
    """Check an e-mail's signature again; `look_up` None asks nobody."""
    kept = says.signature if says else None
    if says is None or kept is None:
        return None
    data = tree.read(f"data/{says.file.name}", FILE_LIMIT)
    key = tree.read(f"data/{kept.key_file}", _KEY_LIMIT) if kept.key_file else None
    if data is None or (key is None and kept.key_file):
        return unproved(kept)
    return check_again(data, kept, key, look_up)


def _supplement_summary(
    findings: Sequence[RecordFinding], says: Supplement | None, kept: _Kept, *, beside: bool
) -> str:
    if findings or says is None:
        wrong = _("this supplement is not as it was sealed: {problems}; it proves nothing until that is explained")
        return wrong.format(problems=problems(len(findings)))
    against = _("the fingerprint is the one that was kept") if kept.matched else _NOT_COMPARED
    record = _RECORD_BESIDE if beside else _("the record {record} does not lie beside it")
    rehearsal = [_("it belongs to a rehearsal and proves no objection")] if says.replay else []
    whole = _("the file is as it was attached: {against}").format(against=against)
    return joined((whole, record.format(record=says.record_id), *rehearsal), "; ")


_RECORD_BESIDE = _("the record {record} lies beside it and has the fingerprint it names")
