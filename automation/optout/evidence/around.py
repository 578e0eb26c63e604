"""Checks a record with all that belongs to it, its supplements and proofs, against what the journal keeps of each."""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError
from optout.evidence.folder import LATER, RecordFinding, Tree, Wrong, finding, shown_name, walk
from optout.evidence.mail import LookUp
from optout.evidence.names import beside, found_as, is_supplement, own_name
from optout.evidence.stamp import KINDS, QUERY, REPLY, Judged, Stamp, StampWhy
from optout.evidence.supplement import supplement_name
from optout.evidence.verify import FolderKind, Looked, look, problems
from optout.i18n import _

if TYPE_CHECKING:
    from cryptography.x509 import Certificate


@dataclass(frozen=True)
class Kept:
    """What is kept elsewhere, by the names of records and supplements.

    Of each its fingerprint, of each record the names of its supplements, of each the SHA-256 of its files in `proofs`.
    `said` are fingerprints that somebody else has kept, of whatever became of those folders since.
    """

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    supplements: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    proofs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    said: Mapping[str, str] = field(default_factory=dict)

    def fingerprint(self, own: str | None, called: str) -> str | None:
        """Give the fingerprint of a folder by its own name, or else by what it is called."""
        every = {**self.fingerprints, **self.said}
        return every.get(own or "", every.get(called))

    def with_said(self, name: str, fingerprint: str) -> "Kept":
        """Add a fingerprint that somebody else has kept of a folder.

        Raises:
            RecordError: another one is kept here, so that one of both is not of this folder.
        """
        own = self.fingerprints.get(name)
        if own and own.lower() != fingerprint.lower():
            raise RecordError(_("your journal keeps another fingerprint of it: {fingerprint}").format(fingerprint=own))
        return replace(self, said={**self.said, name: fingerprint})

    def knows(self, record: str) -> bool:
        """Whether anything of a record is kept."""
        return record in self.fingerprints or record in self.supplements


@dataclass(frozen=True)
class Checked:
    """A folder, what was found in it, and the folders that belong to it."""

    folder: Path
    looked: Looked
    beside: tuple["Checked", ...] = ()

    @property
    def ok(self) -> bool:
        """Whether all is as it was sealed, nothing is gone, added, moved or not understood, and no stamp is wrong."""
        stamps = any(map(_is_wrong, self.looked.stamps))
        return self.looked.verdict.ok and not stamps and all(one.ok for one in self.beside)


def _is_wrong(stamp: Stamp) -> bool:
    """Whether what lies there as a stamp is none of this folder; that an authority refused one is no fault of it."""
    bad = stamp.judged is Judged.BAD and stamp.why is not StampWhy.REFUSED
    return bad or stamp.why is StampWhy.UNREADABLE


def check(folder: Path, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None = None) -> Checked:
    """Check a record with its supplements, or a supplement with its record, each with what was kept of it.

    `look_up` asks the DNS for the key of an e-mail's sender; None asks nobody.

    Raises:
        RecordError: the folder is neither.
    """
    alone = _alone(folder, kept, anchors, look_up)
    others = _supplements if alone.looked.kind is FolderKind.RECORD else _records
    checked, found = others(folder.resolve(), own_name(folder), kept, anchors, look_up)
    return Checked(folder, _with(alone.looked, found), tuple(checked))


def _alone(folder: Path, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None) -> Checked:
    own, called = own_name(folder), folder.resolve().name
    looked = look(folder, kept.fingerprint(own, called), anchors, look_up=look_up)
    found = [*_misnamed(own, called, looked.kind), *_proofs(walk(folder), own or called, looked, kept)]
    return Checked(folder, _with(looked, found))


def _with(looked: Looked, found: Sequence[RecordFinding]) -> Looked:
    """Add what was found around a folder that may itself be as it was sealed."""
    if not found:
        return looked
    verdict = looked.verdict
    summary = verdict.summary
    if verdict.ok:
        whole = _("what was sealed is as it was, but not all that belongs to it is well: {problems}")
        summary = whole.format(problems=problems(len(found)))
    return replace(looked, verdict=replace(verdict, findings=(*verdict.findings, *found), summary=summary))


def _misnamed(own: str | None, called: str, kind: FolderKind) -> Iterator[RecordFinding]:
    if own is None or own == called:
        return
    record = _("the folder is called {file}, and what was sealed in it is the record {own}: give it that name again")
    other = _("the folder is called {file}, and what was sealed in it is the supplement {own}: give it that name again")
    yield finding(Wrong.MISNAMED, called, record if kind is FolderKind.RECORD else other, own=own)


# What joins a folder after it is sealed, and lies below no fingerprint


def _proofs(tree: Tree, name: str, looked: Looked, kept: Kept) -> Iterator[RecordFinding]:
    """Whether each file in `proofs` is one that belongs there, has its other half, and is as the journal keeps it."""
    if tree.gave_up:
        return
    there = {path for path in tree.sizes if path.startswith(LATER)}
    known = {f"{LATER}{file}": sha256 for file, sha256 in kept.proofs.get(name, {}).items()}
    renamed = _renamed(tree, there, known)
    for path in sorted(known.keys() - there):
        if path not in renamed:
            yield finding(Wrong.MISSING, path, _("{file} is missing; the journal keeps it"))
    for old, new in renamed.items():
        yield finding(Wrong.RENAMED, old, _("{file} is now called {new}"), new=shown_name(new))
    for path in sorted(known.keys() & there):
        if tree.hash(path) not in {known[path], None}:
            yield finding(Wrong.CHANGED, path, _("{file} is not as it was when the journal noted it"))
    complete = bool(known) or (looked.verdict.matched and kept.knows(name))
    for path in sorted(there - known.keys() - set(renamed.values())):
        if not path.endswith(KINDS) or "/" in path.removeprefix(LATER):
            yield finding(Wrong.NOT_UNDERSTOOD, path, _("{file} is no time stamp, and nothing else belongs there"))
        elif complete:
            yield finding(Wrong.ADDED, path, _("{file} is not among what the journal keeps of the time stamps"))
    yield from _halves(there, known)


def _renamed(tree: Tree, there: set[str], known: Mapping[str, str]) -> dict[str, str]:
    gone, more = sorted(known.keys() - there), sorted(there - known.keys())
    hashes = {tree.hash(path): path for path in more} if gone else {}
    return {path: hashes[known[path]] for path in gone if known[path] in hashes}


def _halves(there: set[str], known: Mapping[str, str]) -> Iterator[RecordFinding]:
    """Name a question without its reply and a reply without its question, unless the journal named it already."""
    for path in sorted(path for path in there if path.count("/") == 1):
        stem, dot, ending = path.rpartition(".")
        for one, other in ((QUERY, REPLY), (REPLY, QUERY)):
            lacks = f"{stem}{other}"
            if dot + ending == one and lacks not in there and lacks not in known:
                yield finding(
                    Wrong.MISSING, lacks, _("{file} is missing; {other} lies there alone"), other=shown_name(path)
                )


# What lies beside a record


_OF_A_SUPPLEMENT = re.compile(r"(.+)-supplement-([1-9][0-9]{0,2})")


def _supplements(
    folder: Path, own: str | None, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None
) -> tuple[list[Checked], list[RecordFinding]]:
    """Check the supplements of a record, whatever their folders are called, and name those that are not there."""
    record = own or folder.name
    found: list[RecordFinding] = []
    checked: list[Checked] = []
    names: set[str] = set()
    for place in beside(folder):
        inside = own_name(place) if is_supplement(place) else None
        ours = inside is not None and inside.rpartition("-supplement-")[0] == record
        if not ours and not place.name.startswith(f"{record}-supplement-"):
            continue
        names.add(inside if ours and inside else place.name)
        one = _or_nothing(place, kept, anchors, look_up)
        if one:
            checked.append(one)
        else:
            found.append(finding(Wrong.NOT_UNDERSTOOD, place.name, _("{file} is called a supplement, and is none")))
    expected = kept.supplements.get(record, set())
    found += [finding(Wrong.MISSING, name, _KEPT) for name in sorted(expected - names)]
    found += [finding(Wrong.MISSING, name, _GAP) for name in _gaps(record, names | expected, folder.parent)]
    if kept.knows(record):
        found += [finding(Wrong.ADDED, name, _UNKNOWN) for name in sorted(names - expected)]
    return checked, found


_KEPT = _("the supplement {file} is missing; the journal keeps it")
_GAP = _("the supplement {file} is missing; a later one is there")
_UNKNOWN = _("the supplement {file} is not among those that the journal keeps")


def _gaps(record: str, names: set[str], parent: Path) -> Iterator[str]:
    """Give the names of supplements before the last one that nothing is left of."""
    matches = (_OF_A_SUPPLEMENT.fullmatch(name) for name in names)
    numbers = {int(match[2]) for match in matches if match}
    for number in range(1, max(numbers, default=1)):
        name = supplement_name(record, number)
        # One that was begun and cut off left its number.
        if number not in numbers and not os.path.lexists(parent / f".partial-{name}"):
            yield name


def _records(
    folder: Path, own: str | None, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None
) -> tuple[list[Checked], list[RecordFinding]]:
    """Check the record of a supplement, in whatever folder beside it."""
    record = own.rpartition("-supplement-")[0] if own else None
    if record is None:
        return [], []
    place = found_as(folder, record)
    if place is None:
        return [], [finding(Wrong.MISSING, record, _("the record {file}, to which it belongs, does not lie beside it"))]
    one = _or_nothing(place, kept, anchors, look_up)
    if one is None or one.looked.kind is not FolderKind.RECORD:
        return [], [finding(Wrong.NOT_UNDERSTOOD, record, _("{file} is called like its record, and is none"))]
    return [one], []


def _or_nothing(place: Path, kept: Kept, anchors: "Sequence[Certificate]", look_up: LookUp | None) -> Checked | None:
    """Check a folder that lies beside; None when it is no record at all, or is a link."""
    try:
        return None if place.is_symlink() else _alone(place, kept, anchors, look_up)
    except RecordError:
        return None
