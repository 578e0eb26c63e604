"""Says whether a record is as it was sealed, and what that proves.

Needs no network and trusts nothing in it.
"""

import glob
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from http import HTTPStatus
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeVar

from pydantic import TypeAdapter, ValidationError

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence import supplement as added
from optout.evidence.folder import (
    PROOFS,
    STATEMENTS,
    TAG_MANIFEST,
    FindingKind,
    Manifest,
    RecordFinding,
    Tree,
    finding,
)
from optout.evidence.mail import LookUp, Signature, check_again
from optout.evidence.record import (
    RECORD_ID,
    REPLAY,
    Field,
    Record,
    Sent,
    TimelineEvent,
    clock_warning,
    iso,
)
from optout.evidence.stamp import KINDS, QUERY, REPLY, Stamp, StampPolicy, StampReason, stamps
from optout.evidence.supplement import Supplement, VerifiedRecord, supplement_name
from optout.outcome import Reason, State
from optout.translation import LazyText, _, changed, joined, ngettext, why

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_Model = TypeVar("_Model", Record, Supplement)
_SMALL, _DESCRIPTION_LIMIT, _LARGE = 65_536, 1_000_000, 16_000_000  # bytes
_MOST_COMMAS = 100_000  # in a description: a list of as many mistakes takes a moment to report
_CANNOT_TELL = {FindingKind.UNREADABLE, FindingKind.NEWER}
_CLOCK = timedelta(seconds=10)  # by which a clock may be set back during a run
_SEALING = timedelta(hours=1)  # in which something is still noted of a run that has ended
_LONGEST_HOLIDAYS = timedelta(days=14)
_REASONS = {
    State.CONFIRMED: {
        Reason.CONFIRMED_BY_WORDS,
        Reason.CONFIRMED_BY_PERSON,
        Reason.READS_AS_WANTED,
    },
    State.DECLINED: {Reason.DECLINED_BY_WORDS, Reason.DECLINED_BY_PERSON},
    State.AWAITING_CODE: {Reason.CODE_NOT_ENTERED},
    State.ALREADY_OBJECTED: {Reason.ALREADY_OBJECTED},
    State.ALREADY_OFF: {Reason.READS_AS_WANTED},
    State.DRAFTED: {Reason.LETTER_DRAFTED},
}
"""The reasons that belong to these states alone."""
_FIELDS_OF = TypeAdapter(list[Field])
# Chromium writes the title of a document into a PDF as it stands, in Latin letters or as UTF-16.
_PDF_TITLE = re.compile(rb"/Title\s*(?:\(((?:\\.|[^\\()])*)\)|<((?:[0-9A-Fa-f]{2})*)>)", re.DOTALL)
_ID_IN_TITLE = re.compile(rf"{RECORD_ID.strip('^$')}\b".encode())


@dataclass(frozen=True)
class Checked:
    """A folder as it was walked, its lists and its description, what was found in it, and the folders beside it.

    `sealed_whole`: whether what was sealed is as it was, whatever is around it. `kept_by`: who kept
    the fingerprint, if it was compared with one that was kept, and is the same. `added` are files
    that joined a folder whose fingerprint is right: they change nothing of what was sealed. `begun`
    is the moment before which no time stamp of it can have been made. Of a record, `skew` is the
    server's clock minus the computer's at the send, in seconds. Of a supplement, `signature` is the
    result of checking its e-mail's signature again. `exported` is the list of an export that lies
    beside it.
    """

    folder: Path
    kind: Literal["record", "supplement"]
    tree: Tree
    payload: Manifest
    tags: Manifest
    findings: tuple[RecordFinding, ...] = ()
    record: Record | None = None
    supplement: Supplement | None = None
    summary: str = ""
    sealed_whole: bool = False
    kept_by: "Keeper | None" = None
    added: tuple[RecordFinding, ...] = ()
    begun: datetime | None = None
    stamps: tuple[Stamp, ...] = ()
    signature: Signature | None = None
    sent: Sent | None = None
    skew: float | None = None
    exported: Manifest | None = None
    beside: tuple["Checked", ...] = ()

    @property
    def own_name(self) -> str:
        """The name that it was sealed under, as its description says; else what its folder is called."""
        if self.supplement:
            return self.supplement.folder
        return self.record.request_id if self.record else self.folder.name

    @property
    def fingerprint(self) -> str | None:
        """The SHA-256 of its tag manifest; None where there is none."""
        return self.tags.sha256

    @property
    def matched(self) -> bool:
        """Whether its fingerprint is the one that was kept elsewhere."""
        return self.kept_by is not None

    @property
    def whole(self) -> bool:
        """Whether everything is as it was sealed, and nothing is gone, moved or not understood."""
        return not self.findings

    @property
    def ok(self) -> bool:
        """Whether it is whole, no signature is invalid, no stamp is bad or unreadable, and all beside it is ok."""
        # That an authority refused a stamp is no fault of the folder.
        judged = {one.reason for one in self.stamps} - {StampReason.REFUSED}
        wrong = StampReason.UNREADABLE in judged or any(
            reason.verdict == "bad" for reason in judged
        )
        forged = self.signature is not None and self.signature.result == "invalid"
        return self.whole and not wrong and not forged and all(one.ok for one in self.beside)

    def with_found(self, found: Sequence[RecordFinding]) -> "Checked":
        """Add what was found around a folder that may itself be as it was sealed."""
        findings, summary = (*self.findings, *found), self.summary
        if found and self.sealed_whole:
            message = _(
                "what was sealed is as it was, but not all that belongs to it is well: {problems}"
            )
            summary = message.format(
                problems=ngettext("{number} problem", "{number} problems", len(findings))
            )
        return replace(self, summary=summary, findings=findings)

    def with_strays(self, found: Sequence[RecordFinding]) -> "Checked":
        """Add what was found beside the folders of what was handed on."""
        wrong, strays = _apart([*found], apart=self.matched)
        return replace(self, added=(*self.added, *strays)).with_found(wrong)

    @property
    def export_matched(self) -> bool:
        """Whether the list of the export that it came with is the one that the person named."""
        return self.kept_by == "listed"


Keeper = Literal["journal", "named", "listed"]
"""Who kept a fingerprint: the journal on this computer; whoever named it; the list of an export, which they named."""


@dataclass(frozen=True)
class KnownHashes:
    """What is kept elsewhere, by the names of records and supplements.

    Of each its fingerprint, of each record that the journal knows the names of its supplements, of
    each the SHA-256 of its files in `proofs`. `keepers` has the fingerprints that are not the
    journal's.
    """

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    supplements: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    proofs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keepers: Mapping[str, Keeper] = field(default_factory=dict)

    def naming(self, folder: Path, fingerprint: str) -> "KnownHashes":
        """Add a fingerprint that the person named: of a folder, or of the list of the export that it came with.

        Raise RecordError where the journal keeps another.
        """
        read = _read(folder)
        exported = _export_list(read.folder.parent)
        if exported and exported.sha256 == fingerprint:
            named = _fingerprints_in(exported)
            keeper: Keeper = "listed"
        else:
            named = {read.own_name: fingerprint}
            keeper = "named"
        for name, hexes in named.items():
            if (own := self.fingerprints.get(name, hexes)) != hexes:
                message = _("your journal keeps another fingerprint of {name}: {fingerprint}")
                raise RecordError(message.format(name=name, fingerprint=own))
        keepers = dict.fromkeys(named, keeper)
        return replace(self, fingerprints={**self.fingerprints, **named}, keepers=keepers)

    def of(self, read: Checked) -> "tuple[str | None, Keeper]":
        """Return the fingerprint that is known of a folder, and who kept it."""
        names = (read.own_name, read.folder.name)
        name = next((name for name in names if name in self.fingerprints), "")
        return self.fingerprints.get(name), self.keepers.get(name, "journal")

    def fingerprint_of(self, folder: Path) -> str | None:
        """Return the fingerprint of a record or supplement; None when none is known."""
        return self.of(_read(folder))[0]


def _read(given: Path) -> Checked:
    """Read a folder, and find what is wrong with its description; raise RecordError where it is neither of the two.

    `Checked.folder` is where it really lies, however it was named: what belongs to a record lies
    beside that place, and beside `.` or a link there is nothing, or something else.
    """
    folder = _real_place(given)
    try:
        os.scandir(os.path.join(folder, ".")).close()  # noqa: PTH118  may it be entered? Path would drop the dot
    except OSError as error:
        raise RecordError(_("this folder cannot be read: {why}").format(why=why(error))) from error
    if not any(
        os.path.lexists(folder / name)
        for name in (bag.MANIFEST, bag.BAG, bag.RECORD, added.SUPPLEMENT)
    ):
        raise RecordError(_("this folder is not a record"))
    tree = bag.walk(folder)
    payload, tags = Manifest.of(tree, bag.MANIFEST), Manifest.of(tree, TAG_MANIFEST)
    if os.path.lexists(folder / added.SUPPLEMENT) and not os.path.lexists(folder / bag.RECORD):
        supplement, odd = _described(tree, payload, added.SUPPLEMENT, Supplement)
        return Checked(folder, "supplement", tree, payload, tags, odd, supplement=supplement)
    record, odd = _described(tree, payload, bag.RECORD, Record)
    return Checked(folder, "record", tree, payload, tags, odd, record)


def _real_place(folder: Path) -> Path:
    try:
        return folder.resolve()
    except (OSError, RuntimeError, ValueError) as error:  # a link to itself, or no name of a file
        message = why(error) if isinstance(error, OSError) else str(error)
        raise RecordError(_("this folder cannot be read: {why}").format(why=message)) from error


def own_name(folder: Path) -> str:
    """Return the name that a record or supplement was sealed under, else what it is called; or raise RecordError."""
    return _read(folder).own_name


def _described(
    tree: Tree, payload: Manifest, path: str, model: type[_Model]
) -> tuple[_Model | None, tuple[RecordFinding, ...]]:
    data = tree.read(path, _DESCRIPTION_LIMIT)
    if data is None:
        return None, () if path in payload.hashes or not tree.lacks(path) else (bag.missing(path),)
    if data.count(b",") > _MOST_COMMAS:
        message = _("{file} holds more than any record does, and is not read")
        return None, (finding(FindingKind.TOO_LARGE, path, message),)
    try:
        return model.model_validate_json(data), ()
    except ValidationError as error:
        version = re.search(rb'"schema_version":\s*([0-9]{1,9})\b', data)
        if version and int(version[1]) > model.model_fields["schema_version"].default:
            later = _(
                "{file} was written by a later version of this program; update it and try again"
            )
            return None, (finding(FindingKind.NEWER, path, later),)
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"])) or _("the file")  # a key is a stranger's text
        told = changed(joined((where, first["msg"]), ": "), bag.on_one_line)
        return None, (
            finding(
                FindingKind.CHANGED,
                path,
                _("{file} is not a record's description: {told}"),
                told=told,
            ),
        )


def verify(
    folder: Path, known: str | None = None, anchors: "Sequence[Certificate]" = ()
) -> Checked:
    """Check a record or a supplement by itself and judge its time stamps, or raise RecordError where it is neither.

    `known` is the fingerprint kept elsewhere. Nobody is asked for the key of an e-mail's sender.
    """
    return _verified(_read(folder), (known, "journal"), StampPolicy(anchors), None)


def _verified(
    read: Checked, kept: tuple[str | None, Keeper], by: StampPolicy, look_up: LookUp | None
) -> Checked:
    tree, fingerprint = read.tree, read.fingerprint
    known, keeper = kept
    found = [*read.payload.findings, *read.tags.findings]
    found += [
        *read.payload.compared(tree),
        *read.tags.compared(tree),
        *_needed(read),
        *read.findings,
    ]
    if read.record:
        found += _contradictions(tree, read.record, read.payload, [*tree.findings, *found])
    matched = known is not None and known.lower() == fingerprint
    if known and fingerprint and not matched:
        message = _("the fingerprint of {file} is not the one that was kept")
        found.append(finding(FindingKind.DISAGREES, TAG_MANIFEST, message))
    found, strays = _apart([*tree.findings, *found], apart=matched)
    begun = read.supplement.attached_at if read.supplement else None
    sent = _sent(tree) if read.record else None
    skew = sent.clock_skew_seconds if sent else None
    if read.record:
        # By the server's clock where that is known; no stamp can be older.
        begun = read.record.started_at + timedelta(
            seconds=(skew or 0) if clock_warning(skew) else 0
        )
    stamped = tuple(stamps(tree, fingerprint, replace(by, since=begun))) if fingerprint else ()
    strayed = _("{file} asked for another fingerprint's stamp")
    found += [
        finding(FindingKind.DISAGREES, f"{PROOFS}{one.name}{QUERY}", strayed)
        for one in stamped
        if one.strayed
    ]
    every, signed = tuple(dict.fromkeys(found)), _signature(read, look_up)
    kept_by = keeper if matched else None
    checked = replace(read, findings=every, kept_by=kept_by, stamps=stamped, signature=signed)
    checked = replace(checked, added=tuple(dict.fromkeys(strays)), begun=begun)
    summary = _summary(checked) if checked.whole else _bad_summary(checked)
    skew = skew if checked.whole else None
    return replace(checked, summary=summary, sealed_whole=checked.whole, sent=sent, skew=skew)


def _sent(tree: Tree) -> Sent | None:
    with suppress(ValidationError):
        data = tree.read("data/02-send.json", _DESCRIPTION_LIMIT)
        return Sent.model_validate_json(data) if data is not None else None
    return None


_Findings = list[RecordFinding]


def _apart(found: _Findings, *, apart: bool) -> tuple[_Findings, _Findings]:
    """Set apart what was only added.

    Where the fingerprint is right, an added file changes nothing that was sealed: a file manager
    leaves its own in each folder that it shows, such as `.DS_Store`. Where it is not known to be
    right, somebody may have taken the file out of the lists.
    """
    added = [one for one in found if apart and one.kind is FindingKind.ADDED]
    return [one for one in found if one not in added], added


def _needed(read: Checked) -> Iterator[RecordFinding]:
    """Whether what every folder has is there, also where somebody took it out of the lists."""
    printed = [bag.START_HERE] if read.record and read.record.printed else []
    beside = [bag.BAG, bag.HOW_TO_VERIFY, bag.BAG_INFO, *printed]
    events = [bag.EVENTS] if read.kind == "record" else []
    for path, manifest in (
        *((path, read.tags) for path in beside),
        *((path, read.payload) for path in events),
    ):
        if manifest.readable and path not in manifest.hashes and read.tree.lacks(path):
            yield bag.missing(path)
    file = read.supplement.file if read.supplement else None
    if (
        file
        and read.payload.readable
        and read.payload.hashes.get(f"data/{file.name}") != file.sha256
    ):
        message = _("supplement.json describes another file than {file}")
        yield finding(FindingKind.DISAGREES, f"data/{file.name}", message)
    data = read.tree.read(bag.BAG, _SMALL)
    if data is not None and data.replace(b"\r\n", b"\n") != bag.DECLARATION.encode():
        yield finding(
            FindingKind.CHANGED, bag.BAG, _("{file} does not say that this is a bag of version 1.0")
        )


# Contradictions: whoever rewrites a folder with every hash has to keep all of it true


def _contradictions(
    tree: Tree, record: Record, payload: Manifest, found: list[RecordFinding]
) -> Iterator[RecordFinding]:
    """Say on what a file does not agree with record.json; of a file that something was found about, nothing."""
    told = {one.file for one in found}
    if bag.RECORD in told:
        return
    listed = {path: sha256 for path, sha256 in payload.hashes.items() if path != bag.RECORD}
    named = (
        {f"data/{name}": sha256 for name, sha256 in record.files.items()}
        if payload.readable
        else listed
    )
    for path, what in (
        *(
            (path, "files")
            for path in sorted(named.keys() | listed.keys())
            if named.get(path) != listed.get(path)
        ),
        *((bag.RECORD, what) for what, broken in _in_itself(record).items() if broken),
        *_of_tags(tree, record, whole=not found),
        *_in_data(tree, record),
    ):
        if path not in told and (path in tree.sizes or what == "files"):
            told.add(path)
            itself = _("{file} does not agree with itself on {what}")
            other = _("{file} does not agree with record.json on {what}")
            yield finding(
                FindingKind.DISAGREES, path, itself if path == bag.RECORD else other, what=what
            )


def _in_itself(record: Record) -> dict[str, bool]:
    """Say on what record.json does not agree with itself."""
    approval, due, deadline = record.approval, record.answer_due, record.deadline
    moments = [
        record.started_at,
        approval.at if approval else None,
        record.issued_at,
        record.ended_at,
    ]
    states = {state for state, reasons in _REASONS.items() if record.reason in reasons}
    captured = {one.file for one in record.captures if one.file}
    late = deadline.day - deadline.ends if deadline else timedelta()
    return {
        "replay": len(
            {record.replay, record.replay_case is not None, record.request_id.startswith(REPLAY)}
        )
        > 1,
        "status": bool(record.status in _REASONS or states) and record.status not in states,
        "started_at, approval, issued_at, ended_at": not _in_order([at for at in moments if at]),
        "captures": bool(captured - {*record.files, bag.START_HERE}),
        "expected_by": due is not None
        and deadline is not None
        and (deadline.ends != due.ends_on or not timedelta() <= late <= _LONGEST_HOLIDAYS),
    }


def _in_order(moments: Sequence[datetime]) -> bool:
    return all(one <= other + _CLOCK for one, other in pairwise(moments))


def _of_tags(tree: Tree, record: Record, *, whole: bool) -> Iterator[tuple[str, str]]:
    """Compare what is stated beside data; the number of files only where all else is `whole`."""
    info = (tree.read(bag.BAG_INFO, _SMALL) or b"").decode("utf-8", "replace")
    sizes = [size for path, size in tree.sizes.items() if path.startswith("data/")]
    right = {**record.bag_info, **({"Payload-Oxum": f"{sum(sizes)}.{len(sizes)}"} if whole else {})}
    for label, value in right.items():
        stated = re.findall(rf"(?m)^{label}:(.*)$", info) or (
            [""] if label == "External-Identifier" else []
        )
        if any(bag.on_one_line(one) != bag.on_one_line(value) for one in stated):
            yield bag.BAG_INFO, label
    title = _PDF_TITLE.search(tree.read(bag.START_HERE, _LARGE) or b"")
    named = (title[1] or bytes.fromhex((title[2] or b"").decode())) if title else b""
    ids = {match[0].decode() for match in _ID_IN_TITLE.finditer(named.replace(b"\0", b""))}
    if ids - {record.request_id} or (record.printed and not ids):
        yield bag.START_HERE, "request_id"


def _in_data(tree: Tree, record: Record) -> Iterator[tuple[str, str]]:
    """Compare what else lies in data: the request, the fields, the answer and the timeline."""
    looks = {
        "data/02-send.json": _of_send,
        "data/01-fields.json": _of_fields,
        "data/03-confirmation.txt": _of_answer,
        bag.EVENTS: _of_events,
    }
    for path, look in looks.items():
        data = tree.read(path, _LARGE)
        try:
            yield from ((path, what) for what in (look(data, record) if data is not None else ()))
        except ValidationError:
            yield path, "schema_version"


def _of_fields(data: bytes, record: Record) -> Iterator[str]:
    mails = {one.value for one in _FIELDS_OF.validate_json(data) if one.value and "@" in one.value}
    if mails and record.email() and record.email() not in mails:
        yield "values"


def _of_answer(data: bytes, record: Record) -> Iterator[str]:
    if record.confirmation and not record.confirmation.stands_in(data.decode("utf-8", "replace")):
        yield "confirmation"


def _of_events(data: bytes, record: Record) -> Iterator[str]:
    moments = [TimelineEvent.model_validate_json(line).at for line in BytesIO(data)]
    if not _in_order([record.started_at, *moments, record.ended_at + _SEALING]):
        yield "started_at, ended_at"


def _of_send(data: bytes, record: Record) -> Iterator[str]:
    sent = Sent.model_validate_json(data)
    if sent.at != record.issued_at:
        yield "issued_at"
    if sent.by_hand != ("send" in record.by_hand):
        yield "by_hand"
    if (sent.status or 0) >= HTTPStatus.BAD_REQUEST and record.reason == Reason.CONFIRMED_BY_WORDS:
        yield "status"


_BESIDE_A_RECORD = _(
    "all {number} files in data, and what lies beside them, such as START-HERE.pdf, are as they were sealed"
)
_AS_SEALED = {
    "record": _BESIDE_A_RECORD,
    "supplement": _(
        "all {number} files in data, and what lies beside them, are as they were sealed"
    ),
}
_KEPT_BY: dict[Keeper, LazyText] = {
    "journal": _("the fingerprint is the one that the journal on this computer keeps"),
    "named": _("the fingerprint is the one that you named"),
    "listed": _(
        "the fingerprint is the one in the list of the export, and you named the fingerprint of that list"
    ),
}


def _summary(checked: Checked) -> LazyText:
    """Say what a whole folder proves."""
    number = str(len(checked.payload.hashes))
    if checked.kept_by:
        told = [
            joined(
                (_AS_SEALED[checked.kind].format(number=number), _KEPT_BY[checked.kept_by]), ": "
            )
        ]
    else:
        listed = _(
            "all {number} files in data, and what lies beside them, are as the lists in the folder say"
        )
        blind = _(
            "no fingerprint kept elsewhere was compared, so a rewrite of the whole folder would not show"
        )
        told = [listed.format(number=number), blind]
    description = checked.supplement or checked.record
    if description and description.replay:
        told.append(_("it is the record of a rehearsal and proves no objection"))
    good = [one.at for one in checked.stamps if one.reason.verdict == "good" and one.at]
    if good and not checked.matched:
        told.append(
            _("but a good time stamp shows that it was as it is now at {at}").format(
                at=iso(min(good))
            )
        )
    return joined(told, "; ")


def _bad_summary(checked: Checked) -> LazyText:
    if {found.kind for found in checked.findings} <= _CANNOT_TELL:
        message = _("not all of it could be checked: {problems}; nothing was found to be changed")
    elif checked.kind == "supplement":
        message = _(
            "this supplement is not as it was sealed: {problems}; it proves nothing until that is explained"
        )
    else:
        message = _(
            "this record is not as it was sealed: {problems}; it proves nothing until that is explained"
        )
    return message.format(
        problems=ngettext("{number} problem", "{number} problems", len(checked.findings))
    )


def _signature(read: Checked, look_up: LookUp | None) -> Signature | None:
    kept = read.supplement.signature if read.supplement else None
    if read.supplement is None or kept is None:
        return None
    data = read.tree.read(f"data/{read.supplement.file.name}", added.FILE_LIMIT)
    key = read.tree.read(f"data/{added.KEY_FILE}", _SMALL)
    return check_again(data, kept, key, look_up)


def whole_record(folder: Path, known: str | None) -> VerifiedRecord:
    """Give a record that something can be added to; raise RecordError where it does not verify, or is a supplement."""
    checked = verify(folder, known)
    if checked.kind == "supplement":
        raise RecordError(_("this is a supplement; what comes later belongs to its record"))
    if not checked.whole or checked.fingerprint is None or checked.record is None:
        messages = [checked.summary, *(found.message for found in checked.findings)]
        raise RecordError(joined(messages, "\n"), f"optout verify {checked.folder.name}")
    return VerifiedRecord(checked.folder, checked.record, checked.fingerprint)


# The list of an export, which has the fingerprints of all that was handed on together


def _export_list(place: Path) -> Manifest | None:
    """Read the list of an export that lies in a folder; None where there is none."""
    tree = _files_of(place, [bag.EXPORT_LIST])
    data = tree.read(bag.EXPORT_LIST, bag.MANIFEST_LIMIT)
    return Manifest.parsed(bag.EXPORT_LIST, data) if data is not None else None


def _files_of(place: Path, paths: Iterable[str]) -> Tree:
    """Return only these files of a folder, which may hold anything else."""
    tree = Tree(place)
    for path in paths:
        with suppress(OSError):
            info = (place / path).lstat()
            if stat.S_ISREG(info.st_mode):
                tree.sizes[path] = info.st_size
    return tree


def _fingerprints_in(exported: Manifest) -> dict[str, str]:
    """Return the fingerprints of the record and of its supplements, by their names."""
    suffix = f"/{TAG_MANIFEST}"
    hashes = exported.hashes.items()
    return {path.removesuffix(suffix): sha256 for path, sha256 in hashes if path.endswith(suffix)}


def _against_list(checked: Checked, exported: Manifest) -> list[RecordFinding]:
    """Say what of an export is not as its list has it, is not there, or was added to it."""
    place = checked.folder.parent
    record = checked.supplement.record_id if checked.supplement else checked.own_name
    if record not in _fingerprints_in(exported):
        return []  # it is the list of another record's export
    folders = [
        record,
        *sorted(one.name for one in place.glob(f"{glob.escape(record)}-supplement-*")),
    ]
    there = [*STATEMENTS, *(f"{folder}/{TAG_MANIFEST}" for folder in folders)]
    for folder in folders:
        proofs = (place / folder / PROOFS).glob("*")
        there += [
            f"{folder}/{PROOFS}{file.name}" for file in sorted(proofs) if file.suffix in KINDS
        ]
    return [*exported.findings, *exported.compared(_files_of(place, {*there, *exported.hashes}))]


# With all that belongs to it


def check(
    folder: Path, kept: KnownHashes, anchors: "Sequence[Certificate]", look_up: LookUp | None = None
) -> Checked:
    """Check a record with its supplements, or a supplement with its record, each with what was kept of it.

    `look_up` asks the DNS for the key of an e-mail's sender; None asks nobody.
    """
    by = partial(_with_proofs, kept=kept, by=StampPolicy(anchors), look_up=look_up)
    checked = by(folder)
    if checked.kind == "supplement":
        beside, found = _record_of(checked, by)
    else:
        beside, found = _supplements(checked, kept, by)
    if exported := _export_list(checked.folder.parent):
        checked = replace(checked, exported=exported)
        found += _against_list(checked, exported)
    every = {
        one.record.request_id if one.record else one.folder.name: one.fingerprint
        for one in (checked, *beside)
    }
    whole = tuple(one.with_found([*_links(one.supplement, every)]) for one in beside)
    return replace(checked.with_found([*found, *_links(checked.supplement, every)]), beside=whole)


def _links(
    supplement: Supplement | None, beside: Mapping[str, str | None]
) -> Iterator[RecordFinding]:
    """Whether the record, where it lies beside, is the one that was meant."""
    if (
        supplement
        and beside.get(supplement.record_id, supplement.record_fingerprint)
        != supplement.record_fingerprint
    ):
        told = _(
            "{file} beside it does not have the fingerprint that it had when this was attached"
        )
        yield finding(FindingKind.DISAGREES, supplement.record_id, told)


def _with_proofs(
    folder: Path, kept: KnownHashes, by: StampPolicy, look_up: LookUp | None
) -> Checked:
    read = _read(folder)
    checked = _verified(read, kept.of(read), by, look_up)
    return checked.with_strays([*_strays_in_proofs(checked)]).with_found([*_around(checked, kept)])


def _strays_in_proofs(checked: Checked) -> Iterator[RecordFinding]:
    """Name what lies among the time stamps and is none."""
    for path in sorted(checked.tree.sizes):
        if path.startswith(PROOFS) and not _is_of_a_stamp(path):
            yield finding(
                FindingKind.ADDED,
                path,
                _("{file} is no time stamp, and nothing else belongs there"),
            )


def _is_of_a_stamp(path: str) -> bool:
    name = path.removeprefix(PROOFS)
    return path.startswith(PROOFS) and "/" not in name and name.endswith(KINDS)


def _around(checked: Checked, kept: KnownHashes) -> Iterator[RecordFinding]:
    """Whether it is called as it was sealed, and each file in `proofs` belongs there and is as the journal keeps it."""
    tree, name, called = checked.tree, checked.own_name, checked.folder.name
    if name != called:
        message = _(
            "the folder is called {file}, and what was sealed in it is {own}: give it that name again"
        )
        yield finding(FindingKind.DISAGREES, called, message, own=name)
    there = {path for path in tree.sizes if _is_of_a_stamp(path)}
    known = {f"{PROOFS}{file}": sha256 for file, sha256 in kept.proofs.get(name, {}).items()}
    complete = bool(known) or (checked.matched and name in kept.supplements)
    for path in sorted(there | known.keys()):
        stem, ending = path[:-4], path[-4:]
        half = f"{stem}{QUERY if ending == REPLY else REPLY}"
        if path not in there:
            yield finding(FindingKind.MISSING, path, _("{file} is missing; the journal keeps it"))
        elif path in known and tree.hash(path) not in {known[path], None}:
            yield finding(
                FindingKind.CHANGED, path, _("{file} is not as it was when the journal noted it")
            )
        elif complete and path not in known:
            yield finding(
                FindingKind.ADDED,
                path,
                _("{file} is not among what the journal keeps of the time stamps"),
            )
        elif half not in there | known.keys():
            yield bag.missing(half)


_Beside = tuple[list[Checked], _Findings]


def _supplements(record: Checked, kept: KnownHashes, by: Callable[[Path], Checked]) -> _Beside:
    """Check the supplements of a record, and name those that are not there."""
    folder = record.folder
    name = record.record.request_id if record.record else folder.name
    there = {place.name for place in folder.parent.glob(f"{glob.escape(name)}-supplement-*")}
    expected = kept.supplements.get(name, set())
    found: list[RecordFinding] = []
    checked: list[Checked] = []
    for place in sorted(there, key=_in_order_of_number):
        if one := _or_nothing(folder.with_name(place), by):
            checked.append(one)
        else:
            message = _("{file} is named like a supplement, but cannot be read as one")
            found.append(finding(FindingKind.NOT_PLAIN, place, message))
    numbers = [
        int(match[1])
        for one in there | expected
        if (match := re.search("-([1-9][0-9]{0,2})$", one))
    ]
    for own in (supplement_name(name, number) for number in range(1, max(numbers, default=0) + 1)):
        if own in expected - there:
            found.append(
                finding(
                    FindingKind.MISSING,
                    own,
                    _("the supplement {file} is missing; the journal keeps it"),
                )
            )
        # One that was cut off has its number too.
        elif own not in there and not os.path.lexists(folder.with_name(f"{bag.PARTIAL}{own}")):
            found.append(
                finding(
                    FindingKind.MISSING,
                    own,
                    _("the supplement {file} is missing; a later one is there"),
                )
            )
    if name in kept.supplements:
        message = _("the supplement {file} is not among those that the journal keeps")
        found += [finding(FindingKind.ADDED, own, message) for own in sorted(there - expected)]
    return checked, found


def _in_order_of_number(name: str) -> tuple[int, str]:
    number = name.rpartition("-")[2]
    return int(number) if number.isascii() and number.isdigit() else 0, name


def _record_of(supplement: Checked, by: Callable[[Path], Checked]) -> _Beside:
    if supplement.supplement is None:
        return [], []
    folder = supplement.folder
    name = supplement.supplement.record_id
    if not os.path.lexists(folder.with_name(name)):
        message = _("the record {file}, to which it belongs, does not lie beside it")
        return [], [finding(FindingKind.MISSING, name, message)]
    one = _or_nothing(folder.with_name(name), by)
    if one is None or one.kind != "record":
        message = _("{file} has the name of the record, but cannot be read as a record")
        return [], [finding(FindingKind.NOT_PLAIN, name, message)]
    return [one], []


def _or_nothing(place: Path, by: Callable[[Path], Checked]) -> Checked | None:
    """Check a folder that lies beside; None when it is no record at all, or is a link."""
    with suppress(RecordError):
        return None if place.is_symlink() else by(place)
    return None
