"""Looks at what was added to a sealed record: verifies supplements, and judges the time stamps of either."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from pydantic import ValidationError

from optout.errors import RecordError
from optout.evidence.attaching import Base, Kept, supplements_beside, supplements_of
from optout.evidence.bag import MANIFEST
from optout.evidence.clock import skew_in
from optout.evidence.compare import LATER, compared
from optout.evidence.dkim import Checked, NoKey, Why
from optout.evidence.dkim_check import check
from optout.evidence.findings import Finding, Wrong, finding
from optout.evidence.labels import Labelled, labelled
from optout.evidence.manifest import Manifest
from optout.evidence.record import Record
from optout.evidence.stamps import QUERY, Stamp, stamps
from optout.evidence.supplement import FILE_LIMIT, SUPPLEMENT, Supplement, supplement_name
from optout.evidence.tree import Tree, walk
from optout.evidence.verify import NOT_COMPARED, Verdict, broken, declared, fingerprint_of, lists, problems, verify
from optout.tongue import _, joined

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_RECORD = "data/record.json"
_JSON_LIMIT, _KEY_LIMIT = 16_000_000, 64_000  # bytes
_REWRITTEN = _(
    "the files agree with one another, but a time stamp was asked for another fingerprint: "
    "the folder was rewritten since, or the stamp belongs to another one"
)


class Kind(StrEnum):
    """What a folder is."""

    RECORD = "record"
    SUPPLEMENT = "supplement"


@dataclass(frozen=True)
class Looked:
    """A verdict, the time stamps, and of a supplement what it says and how its e-mail's signature checks now.

    `label` is what the person says its file is, by their latest word in the supplements beside it. `skew` is the
    server's clock minus the computer's at the send, in seconds, as far as a whole record tells.
    """

    kind: Kind
    verdict: Verdict
    stamps: tuple[Stamp, ...] = ()
    says: Supplement | None = None
    signature: Checked | None = None
    label: Labelled | None = None
    skew: float | None = None


def kind_of(folder: Path) -> Kind:
    """Say what a folder is, by the description in it; anything else is left to `verify`."""
    added = os.path.lexists(folder / SUPPLEMENT) and not os.path.lexists(folder / _RECORD)
    return Kind.SUPPLEMENT if added else Kind.RECORD


def look(folder: Path, known: str | None, anchors: "Sequence[Certificate]") -> Looked:
    """Verify a record or a supplement, and judge its time stamps; `known` is the fingerprint kept elsewhere.

    Raises:
        RecordError: the folder is neither.
    """
    kind = kind_of(folder)
    looked = _supplement(folder, known) if kind is Kind.SUPPLEMENT else Looked(kind, verify(folder, known))
    tree = walk(folder)
    if tree.gave_up:
        return looked
    found = tuple(stamps(tree, anchors))
    verdict = _with_strays(looked.verdict, found)
    skew = skew_in(tree) if kind is Kind.RECORD and verdict.ok else None
    return replace(looked, stamps=found, verdict=verdict, skew=skew)


def whole_record(folder: Path, known: str | None) -> Base:
    """Give a record that something can be added to.

    Raises:
        RecordError: it does not verify, or is a supplement itself.
    """
    if kind_of(folder) is Kind.SUPPLEMENT:
        raise RecordError(_("this is a supplement; what comes later belongs to its record"))
    verdict = verify(folder, known)
    if not verdict.ok or verdict.fingerprint is None:
        says = [verdict.summary, *(found.says for found in verdict.findings)]
        raise RecordError(joined(says, "\n"), f"optout verify {folder.name}")
    data = walk(folder).read(_RECORD, _JSON_LIMIT)
    return Base(folder, Record.model_validate_json(data or b""), verdict.fingerprint)


def whole_supplement(base: Base, name: str, known: str | None) -> Kept:
    """Give a supplement of a record of which something can be said.

    Raises:
        RecordError: there is none of that name, or it does not verify.
    """
    if name not in dict(supplements_of(base)):
        names = [one.supplement for one in labelled(supplements_of(base))]
        hint = ", ".join(names) or f"optout attach {base.record.request_id} FILE"
        raise RecordError(_("this record has no such supplement"), hint)
    looked = look(base.folder.parent / name, known, ())
    if not looked.verdict.ok or looked.verdict.fingerprint is None:
        raise RecordError(looked.verdict.summary, f"optout verify {name}")
    return Kept(name, looked.verdict.fingerprint)


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
    return Verdict((*verdict.findings, *strays), verdict.fingerprint, summary)


def _supplement(folder: Path, known: str | None) -> Looked:
    tree = walk(folder)
    if tree.gave_up:
        says = _("this folder is larger than any supplement, and was not read")
        return Looked(Kind.SUPPLEMENT, Verdict(tuple(tree.findings), None, says))
    payload, tags = lists(tree)
    described, about = _described(tree)
    sizes = {described.file.name: described.file.size} if described and described.file else {}
    link = _link(folder, described)
    fingerprint = fingerprint_of(tree)
    found = [
        *compared(tree, payload, sizes),
        *compared(tree, tags, {}),
        *declared(tree),
        *about,
        *_file(tree, payload, described),
        *link.findings,
        *_corrected(folder, described),
        *_against_kept(fingerprint, known),
    ]
    every = tuple(dict.fromkeys([*tree.findings, *payload.findings, *tags.findings, *found]))
    verdict = Verdict(every, fingerprint, _summary(every, described, link, known))
    label = _label(folder, described) if described and verdict.ok else None
    return Looked(Kind.SUPPLEMENT, verdict, says=described, signature=_signature(tree, described), label=label)


def _label(folder: Path, says: Supplement) -> Labelled | None:
    """Give the label of a supplement's file by the latest word; the folder may have been given another name."""
    name = supplement_name(says.record_id, says.number)
    others = [
        (other, one) for other, one in supplements_beside(folder.resolve().parent, says.record_id) if other != name
    ]
    return next((one for one in labelled([(name, says), *others]) if one.supplement == name), None)


def _described(tree: Tree) -> tuple[Supplement | None, list[Finding]]:
    data = tree.read(SUPPLEMENT, _JSON_LIMIT)
    if data is None:
        return None, []  # refused, and already found to be so
    try:
        return Supplement.model_validate_json(data), []
    except ValidationError as error:
        return None, [broken(SUPPLEMENT, data, error)]


def _file(tree: Tree, payload: Manifest, says: Supplement | None) -> Iterator[Finding]:
    """Whether the description means the file that is there."""
    if says is None or says.file is None or not payload.readable:
        return
    path = f"data/{says.file.name}"
    if payload.hashes.get(path) != says.file.sha256 or tree.sizes.get(path, says.file.size) != says.file.size:
        yield finding(Wrong.RECORD_DISAGREES, path, _("supplement.json describes another file than {file}"))


def _against_kept(fingerprint: str | None, known: str | None) -> Iterator[Finding]:
    if known is not None and fingerprint is not None and fingerprint != known.lower():
        yield finding(Wrong.FINGERPRINT_DIFFERS, MANIFEST, _("the fingerprint of {file} is not the one that was kept"))


@dataclass(frozen=True)
class _Link:
    beside: bool
    findings: tuple[Finding, ...] = ()


def _link(folder: Path, says: Supplement | None) -> _Link:
    """Look for the record beside the supplement; its id is checked text, so that it names no other place."""
    record = folder.resolve().parent / says.record_id if says else None
    if says is None or record is None or record.is_symlink() or not record.is_dir():
        return _Link(beside=False)
    if fingerprint_of(walk(record)) == says.record_fingerprint:
        return _Link(beside=True)
    told = _("the record {file} beside it does not have the fingerprint that it had when this was attached")
    return _Link(beside=True, findings=(finding(Wrong.FINGERPRINT_DIFFERS, says.record_id, told),))


def _corrected(folder: Path, says: Supplement | None) -> Iterator[Finding]:
    """Whether the supplement that is corrected, where it lies beside this one, is still the one that was meant."""
    corrects = says.corrects if says else None
    meant = folder.resolve().parent / corrects.supplement if corrects else None
    if corrects is None or meant is None or meant.is_symlink() or not meant.is_dir():
        return
    if fingerprint_of(walk(meant)) != corrects.supplement_fingerprint:
        told = _("the supplement {file} beside it does not have the fingerprint that it had when it was corrected")
        yield finding(Wrong.FINGERPRINT_DIFFERS, corrects.supplement, told)


def _signature(tree: Tree, says: Supplement | None) -> Checked | None:
    """Check an e-mail's signature again, with the key that was kept; the DNS is not asked."""
    kept = says.signature if says else None
    if says is None or says.file is None or kept is None or kept.key_file is None:
        return kept
    data, record = tree.read(f"data/{says.file.name}", FILE_LIMIT), tree.read(f"data/{kept.key_file}", _KEY_LIMIT)
    if data is None or record is None:
        return kept

    def from_file(name: str) -> bytes:
        if name != kept.key_name:
            raise NoKey(Why.OFFLINE)
        return record

    checked, _ = check(data, from_file)
    return checked.model_copy(update={"key_file": kept.key_file, "key_asked_at": kept.key_asked_at})


def _summary(findings: Sequence[Finding], says: Supplement | None, link: _Link, known: str | None) -> str:
    if findings or says is None:
        wrong = _("this supplement is not as it was sealed: {problems}; it proves nothing until that is explained")
        return wrong.format(problems=problems(len(findings)))
    against = NOT_COMPARED if known is None else _("the fingerprint is the one that was kept")
    record = _BESIDE if link.beside else _("the record {record} does not lie beside it")
    rehearsal = [_("it belongs to a rehearsal and proves no objection")] if says.replay else []
    told = (
        _("the file is as it was attached: {against}")
        if says.file
        else _("the correction is as it was written: {against}")
    )
    whole = told.format(against=against)
    return joined((whole, record.format(record=says.record_id), *rehearsal), "; ")


_BESIDE = _("the record {record} lies beside it and has the fingerprint it names")
