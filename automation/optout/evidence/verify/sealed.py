"""Checks a record or a supplement by itself: whether it is as it was sealed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from optout.errors import RecordError
from optout.evidence import folder as bag
from optout.evidence import supplement as added
from optout.evidence.folder import (
    PROOFS,
    TAG_MANIFEST,
    FindingKind,
    Manifest,
    RecordFinding,
    finding,
)
from optout.evidence.mail import LookUp, Signature, check_again
from optout.evidence.record import clock_warning
from optout.evidence.stamp import QUERY, Stamp, StampPolicy, stamps
from optout.evidence.supplement import VerifiedRecord
from optout.evidence.verify.checked import Checked, Keeper, split_additions
from optout.evidence.verify.contradictions import (
    contradictions,
    contradictions_of_supplement,
)
from optout.evidence.verify.documents import in_documents, other_version
from optout.evidence.verify.reading import read_folder
from optout.evidence.verify.summary import summary_of
from optout.translation import _, joined

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

_SMALL = 65_536  # bytes


def verify(
    folder: Path, known: str | None = None, anchors: "Sequence[Certificate]" = ()
) -> Checked:
    """Check a record or a supplement by itself; raise RecordError if it is neither.

    `known` is the fingerprint kept elsewhere. Nobody is asked for the key of an e-mail's sender.
    """
    return check_sealed(read_folder(folder), (known, "journal"), StampPolicy(anchors), None)


def whole_record(folder: Path, known: str | None) -> VerifiedRecord:
    """Return a record that something can be added to; raise RecordError if it does not verify, or is a supplement."""
    checked = verify(folder, known)
    if checked.kind == "supplement":
        raise RecordError(_("this is a supplement; what comes later belongs to its record"))
    if not checked.whole or checked.fingerprint is None or checked.record is None:
        messages = [checked.summary, *(found.message for found in checked.findings)]
        raise RecordError(joined(messages, "\n"), f"optout verify {checked.folder.name}")
    return VerifiedRecord(checked.folder, checked.record, checked.fingerprint)


def check_sealed(
    read: Checked, kept: tuple[str | None, Keeper], by: StampPolicy, look_up: LookUp | None
) -> Checked:
    """Check the folder of a record or of a supplement.

    1. Each file is as the manifests list it; none is missing, and none was added.
    2. Every file that such a folder needs is there, also if somebody took it out of the manifests.
    3. The description could be read, and describes the file that was attached.
    4. No file contradicts the description.
    5. The fingerprint is the one that was kept elsewhere, if one was.
    6. The documents say what the description says. This is compared where nothing else was found,
       and no kept fingerprint shows that they are unchanged.
    7. Each time stamp is about this fingerprint.
    8. The signature of an attached e-mail is checked again.

    Nothing in the folder is trusted, and nothing that was found is left out of the result.
    """
    found = [
        *_differing_from_lists(read),  # 1
        *_missing(read),  # 2
        *_wrong_description(read),  # 3
    ]
    # 4
    found_already = [*read.tree.findings, *found]
    if read.record:
        found += contradictions(read.tree, read.record, read.payload, found_already)
    if read.supplement:
        found += contradictions_of_supplement(read.tree, read.supplement, found_already)
    # 5
    known, keeper = kept
    matched = _is_same(known, read.fingerprint)
    if known and not matched:
        found += _other_fingerprint(read)
    # 6
    must_compare_documents = not matched and not found and not read.tree.findings
    if must_compare_documents:
        found += in_documents(read)
    # That a file cannot be read shows only where it was looked at: here, all were.
    every = [*read.tree.findings, *found]
    wrong, additions = split_additions(every, harmless=matched)
    # 7
    begun = _begun(read)
    stamped = _stamps(read, replace(by, since=begun))
    wrong += _strayed(stamped)
    checked = replace(
        read,
        findings=_without_repeats(wrong),
        added=_without_repeats(additions),
        other_version=other_version(read) if must_compare_documents else None,
        kept_by=keeper if matched else None,
        begun=begun,
        stamps=stamped,
        signature=_signature(read, look_up),  # 8
    )
    return _summed_up(checked)


def _summed_up(checked: Checked) -> Checked:
    """Add to what was found what it proves."""
    skew = _skew(checked) if checked.whole else None
    summary = summary_of(checked)
    return replace(checked, summary=summary, sealed_whole=checked.whole, skew=skew)


def _without_repeats(findings: Sequence[RecordFinding]) -> tuple[RecordFinding, ...]:
    return tuple(dict.fromkeys(findings))


def _differing_from_lists(read: Checked) -> Iterator[RecordFinding]:
    """Report each file that is not as the manifests have it, and what is wrong with these."""
    for manifest in (read.payload, read.tags):
        yield from manifest.findings
    for manifest in (read.payload, read.tags):
        yield from manifest.compared(read.tree)


def _wrong_description(read: Checked) -> Iterator[RecordFinding]:
    yield from _wrong_attachment(read)
    yield from _wrong_declaration(read)
    yield from read.findings


def _is_same(known: str | None, fingerprint: str | None) -> bool:
    return known is not None and known.lower() == fingerprint


def _other_fingerprint(read: Checked) -> Iterator[RecordFinding]:
    """Report a fingerprint that is not the kept one; none at all is reported elsewhere."""
    if read.fingerprint:
        message = _("the fingerprint of {file} is not the one that was kept")
        yield finding(FindingKind.DISAGREES, TAG_MANIFEST, message)


def _missing(read: Checked) -> Iterator[RecordFinding]:
    """Report each file that every such folder has, and that is neither there nor in a manifest."""
    for path, manifest in _needed(read):
        if manifest.readable and path not in manifest.hashes and read.tree.lacks(path):
            yield bag.missing(path)


def _needed(read: Checked) -> Iterator[tuple[str, Manifest]]:
    """Return the path of each file that such a folder has, with the manifest that lists it."""
    for path in (bag.BAG, bag.HOW_TO_VERIFY, bag.BAG_INFO):
        yield path, read.tags
    if read.record and read.record.printed:
        yield bag.START_HERE, read.tags
    if read.kind == "record":
        yield bag.EVENTS, read.payload


def _wrong_attachment(read: Checked) -> Iterator[RecordFinding]:
    if read.supplement is None or not read.payload.readable:
        return
    file = read.supplement.file
    if read.payload.hashes.get(f"data/{file.name}") != file.sha256:
        message = _("supplement.json describes another file than {file}")
        yield finding(FindingKind.DISAGREES, f"data/{file.name}", message)


def _wrong_declaration(read: Checked) -> Iterator[RecordFinding]:
    data = read.tree.read(bag.BAG, _SMALL)
    if data is not None and data.replace(b"\r\n", b"\n") != bag.DECLARATION.encode():
        message = _("{file} does not say that this is a bag of version 1.0")
        yield finding(FindingKind.CHANGED, bag.BAG, message)


def _skew(read: Checked) -> float | None:
    return read.record.clock_skew_seconds if read.record else None


def _begun(read: Checked) -> datetime | None:
    """Return the moment before which no time stamp of a folder can have been made."""
    if read.supplement:
        return read.supplement.attached_at
    if read.record is None:
        return None
    # By the server's clock, where it differs: this computer's may be wrong.
    skew = _skew(read)
    differs = clock_warning(skew) is not None
    return read.record.started_at + timedelta(seconds=skew if skew and differs else 0)


def _stamps(read: Checked, by: StampPolicy) -> tuple[Stamp, ...]:
    """Judge the time stamps of a folder; one without a fingerprint has nothing that they could prove."""
    return tuple(stamps(read.tree, read.fingerprint, by)) if read.fingerprint else ()


def _strayed(stamped: Sequence[Stamp]) -> Iterator[RecordFinding]:
    message = _("{file} asked for another fingerprint's stamp")
    for stamp in stamped:
        if stamp.strayed:
            yield finding(FindingKind.DISAGREES, f"{PROOFS}{stamp.name}{QUERY}", message)


def _signature(read: Checked, look_up: LookUp | None) -> Signature | None:
    if read.supplement is None or read.supplement.signature is None:
        return None
    data = read.tree.read(f"data/{read.supplement.file.name}", added.FILE_LIMIT)
    key = read.tree.read(f"data/{added.KEY_FILE}", _SMALL)
    return check_again(data, read.supplement.signature, key, look_up)
