"""Checks a record together with its supplements, its time stamps and the list of its export."""

import glob
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence.folder import PROOFS, FindingKind, RecordFinding, Tree, finding
from optout.evidence.mail import LookUp
from optout.evidence.stamp import KINDS, QUERY, REPLY, StampPolicy
from optout.evidence.supplement import supplement_name
from optout.evidence.verify.checked import Checked
from optout.evidence.verify.exported import against_list, export_list
from optout.evidence.verify.known_hashes import KnownHashes
from optout.evidence.verify.reading import read_folder
from optout.evidence.verify.sealed import check_sealed
from optout.translation import _

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_Check = Callable[[Path], Checked]
_Beside = tuple[list[Checked], list[RecordFinding]]
_NUMBER = re.compile("-([1-9][0-9]{0,2})$")


def check(
    folder: Path, kept: KnownHashes, anchors: "Sequence[Certificate]", look_up: LookUp | None = None
) -> Checked:
    """Check a record or a supplement with all that belongs to it, each with what was kept of it.

    1. The folder itself: what was sealed, its name, and its time stamps.
    2. Of a record each supplement, also whether one is missing; of a supplement its record.
    3. The list of an export, if one lies beside them.
    4. Each supplement belongs to the record with the fingerprint that it had then.

    `look_up` asks the DNS for the key of an e-mail's sender; None asks nobody.
    """
    check_one = partial(_with_proofs, kept=kept, by=StampPolicy(anchors), look_up=look_up)
    # 1
    checked = check_one(folder)
    # 2
    if checked.kind == "supplement":
        beside, found = _record_of(checked, check_one)
    else:
        beside, found = _supplements_of(checked, kept, check_one)
    # 3
    exported = export_list(checked.folder.parent)
    if exported:
        found += against_list(checked, exported)
    # 4
    fingerprints = _fingerprints([checked, *beside])
    others = [_with_wrong_record(other, fingerprints) for other in beside]
    with_found = _with_wrong_record(checked.with_findings(found), fingerprints)
    return replace(with_found, exported=exported, beside=tuple(others))


def _fingerprints(folders: Iterable[Checked]) -> dict[str, str | None]:
    """Return the fingerprint of each folder, by the name that a supplement knows its record by."""
    return {
        read.record.request_id if read.record else read.folder.name: read.fingerprint
        for read in folders
    }


def _with_wrong_record(checked: Checked, fingerprints: Mapping[str, str | None]) -> Checked:
    """Add to a supplement that the record beside it is not the one to which the file was attached."""
    supplement = checked.supplement
    if supplement is None or supplement.record_id not in fingerprints:
        return checked
    if fingerprints[supplement.record_id] == supplement.record_fingerprint:
        return checked
    message = _("{file} beside it does not have the fingerprint that it had when this was attached")
    wrong_record = finding(FindingKind.DISAGREES, supplement.record_id, message)
    return checked.with_findings([wrong_record])


def _with_proofs(
    folder: Path, kept: KnownHashes, by: StampPolicy, look_up: LookUp | None
) -> Checked:
    """Check a folder by itself, with its name and the files of its time stamps."""
    read = read_folder(folder)
    sealed = check_sealed(read, kept.of(read), by, look_up)
    checked = sealed.with_strays([*_not_stamps(read)])
    return checked.with_findings([*_wrong_name(checked), *_wrong_proofs(checked, kept)])


def _not_stamps(checked: Checked) -> Iterator[RecordFinding]:
    """Report what lies among the time stamps and is none."""
    message = _("{file} is no time stamp, and nothing else belongs there")
    for path in sorted(checked.tree.sizes):
        if path.startswith(PROOFS) and not _is_of_a_stamp(path):
            yield finding(FindingKind.ADDED, path, message)


def _is_of_a_stamp(path: str) -> bool:
    name = path.removeprefix(PROOFS)
    return path.startswith(PROOFS) and "/" not in name and name.endswith(KINDS)


def _wrong_name(checked: Checked) -> Iterator[RecordFinding]:
    name, folder_name = checked.own_name, checked.folder.name
    if name != folder_name:
        message = _(
            "the folder is called {file}, and what was sealed in it is {own}: give it that name again"
        )
        yield finding(FindingKind.DISAGREES, folder_name, message, own=name)


def _wrong_proofs(checked: Checked, kept: KnownHashes) -> Iterator[RecordFinding]:
    """Report each file of a time stamp that is missing, changed or added, as the journal keeps them."""
    proofs = _proofs(checked, kept)
    for path in sorted(proofs.present | proofs.known.keys()):
        wrong = _wrong_proof(path, proofs)
        if wrong:
            yield wrong


@dataclass(frozen=True)
class _Proofs:
    """The files of the time stamps of a folder, by their paths.

    `present` are those that lie in it, `known` has the SHA-256 of those that the journal keeps.
    `all_are_known` is true if the journal keeps each that was ever added.
    """

    tree: Tree
    present: AbstractSet[str]
    known: Mapping[str, str]
    all_are_known: bool


def _proofs(checked: Checked, kept: KnownHashes) -> _Proofs:
    name = checked.own_name
    known = {f"{PROOFS}{file}": sha256 for file, sha256 in kept.proofs.get(name, {}).items()}
    is_in_journal = checked.matched and name in kept.supplements
    return _Proofs(
        tree=checked.tree,
        present={path for path in checked.tree.sizes if _is_of_a_stamp(path)},
        known=known,
        all_are_known=bool(known) or is_in_journal,
    )


def _wrong_proof(path: str, proofs: _Proofs) -> RecordFinding | None:
    """Report what is wrong with one file of a time stamp; None if nothing is."""
    if path not in proofs.present:
        return finding(FindingKind.MISSING, path, _("{file} is missing; the journal keeps it"))
    if path in proofs.known:
        # Of a file that cannot be read, None is its hash, and the tree has reported it.
        if proofs.tree.hash(path) not in {proofs.known[path], None}:
            message = _("{file} is not as it was when the journal noted it")
            return finding(FindingKind.CHANGED, path, message)
    elif proofs.all_are_known:
        message = _("{file} is not among what the journal keeps of the time stamps")
        return finding(FindingKind.ADDED, path, message)
    if _other_half(path) not in proofs.present | proofs.known.keys():
        return bag.missing(_other_half(path))
    return None


def _other_half(path: str) -> str:
    """Return the path of the reply to a query of a time stamp, or of the query of a reply."""
    if path.endswith(REPLY):
        return path.removesuffix(REPLY) + QUERY
    return path.removesuffix(QUERY) + REPLY


def _supplements_of(record: Checked, kept: KnownHashes, check_one: _Check) -> _Beside:
    """Check the supplements of a record, and report those that are missing or not known."""
    folder, name = record.folder, record.own_name
    pattern = f"{glob.escape(name)}-supplement-*"
    present = {place.name for place in folder.parent.glob(pattern)}
    found: list[RecordFinding] = []
    checked: list[Checked] = []
    for place in sorted(present, key=_by_number):
        supplement = _checked_or_none(folder.with_name(place), check_one)
        if supplement:
            checked.append(supplement)
        else:
            message = _("{file} is named like a supplement, but cannot be read as one")
            found.append(finding(FindingKind.NOT_PLAIN, place, message))
    expected = kept.supplements.get(name)
    found += _missing_supplements(record, present, expected or frozenset())
    if expected is not None:
        found += _unknown_supplements(present - expected)
    return checked, found


def _unknown_supplements(names: AbstractSet[str]) -> list[RecordFinding]:
    message = _("the supplement {file} is not among those that the journal keeps")
    return [finding(FindingKind.ADDED, name, message) for name in sorted(names)]


def _missing_supplements(
    record: Checked, present: AbstractSet[str], expected: AbstractSet[str]
) -> Iterator[RecordFinding]:
    """Report each supplement that the journal keeps, or that has a lower number than another, and is not there."""
    last = max(map(_number_of, present | expected), default=0)
    for number in range(1, last + 1):
        name = supplement_name(record.own_name, number)
        # One that was cut off has its number too.
        unfinished = record.folder.with_name(f"{bag.PARTIAL}{name}")
        if name in present:
            continue
        if name in expected:
            message = _("the supplement {file} is missing; the journal keeps it")
            yield finding(FindingKind.MISSING, name, message)
        elif not os.path.lexists(unfinished):
            message = _("the supplement {file} is missing; a later one is there")
            yield finding(FindingKind.MISSING, name, message)


def _number_of(name: str) -> int:
    """Return the number of a supplement; 0 for a name that no supplement has."""
    match = _NUMBER.search(name)
    return int(match[1]) if match else 0


def _by_number(name: str) -> tuple[int, str]:
    return _number_of(name), name


def _record_of(supplement: Checked, check_one: _Check) -> _Beside:
    """Check the record of a supplement, which lies beside it."""
    if supplement.supplement is None:
        return [], []
    name = supplement.supplement.record_id
    place = supplement.folder.with_name(name)
    if not os.path.lexists(place):
        message = _("the record {file}, to which it belongs, does not lie beside it")
        return [], [finding(FindingKind.MISSING, name, message)]
    record = _checked_or_none(place, check_one)
    if record is None or record.kind != "record":
        message = _("{file} has the name of the record, but cannot be read as a record")
        return [], [finding(FindingKind.NOT_PLAIN, name, message)]
    return [record], []


def _checked_or_none(place: Path, check_one: _Check) -> Checked | None:
    """Check a folder beside another; None if it is neither record nor supplement, or is a link."""
    if place.is_symlink():
        return None
    with suppress(RecordError):
        return check_one(place)
    return None
