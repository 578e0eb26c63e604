"""The result of checking a folder: what was read of it, what was found, and what it proves."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Literal

from optout.evidence.folder import FindingKind, Manifest, RecordFinding, Tree
from optout.evidence.mail import Signature
from optout.evidence.record import Record
from optout.evidence.stamp import Stamp, StampReason
from optout.evidence.supplement import Supplement
from optout.translation import LazyText, _, ngettext

Keeper = Literal["journal", "named", "listed"]
"""Who kept a fingerprint.

`journal`: the journal on this computer; `named`: the person, who typed it; `listed`: the list of an
export, whose own fingerprint the person typed.
"""


@dataclass(frozen=True)
class Checked:
    """A record or a supplement, with its manifests, its description, and what was found in it.

    `sealed_whole`: what was sealed is unchanged, whatever lies around it. `kept_by`: who kept the
    fingerprint, if it was compared with a kept one and is the same. `added` are files that were
    added to a folder whose fingerprint is right: they change nothing of what was sealed.
    `other_version` is the version of the program that made it, if its documents were not compared
    with its description for that. `begun` is the
    moment before which no time stamp of it can have been made. Of a record, `skew` is the server's
    clock minus the computer's at the send, in seconds. Of a supplement, `signature` is the result
    of checking its e-mail's signature again. `exported` is the list of an export in the folder
    around it.
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
    kept_by: Keeper | None = None
    added: tuple[RecordFinding, ...] = ()
    other_version: str | None = None
    begun: datetime | None = None
    stamps: tuple[Stamp, ...] = ()
    signature: Signature | None = None
    skew: float | None = None
    exported: Manifest | None = None
    beside: tuple["Checked", ...] = ()

    @property
    def own_name(self) -> str:
        """The name that it was sealed under, by its description; else the name of its folder."""
        if self.supplement:
            return self.supplement.folder
        return self.record.request_id if self.record else self.folder.name

    @property
    def fingerprint(self) -> str | None:
        """The SHA-256 of its tag manifest; None if there is none."""
        return self.tags.sha256

    @property
    def matched(self) -> bool:
        """True if its fingerprint is the one that was kept elsewhere."""
        return self.kept_by is not None

    @property
    def export_matched(self) -> bool:
        """True if the list of the export that it came with has the fingerprint that the person typed."""
        return self.kept_by == "listed"

    @property
    def whole(self) -> bool:
        """True if everything is as it was sealed, and nothing is missing, moved or unreadable."""
        return not self.findings

    @property
    def ok(self) -> bool:
        """True if it is whole, nothing vouches falsely for it, and all beside it is ok."""
        forged = self.signature is not None and self.signature.result == "invalid"
        stamped = not any(_is_bad(stamp) for stamp in self.stamps)
        return self.whole and not forged and stamped and all(other.ok for other in self.beside)

    def with_findings(self, findings: Sequence[RecordFinding]) -> "Checked":
        """Add what was found around the folder, which may itself be as it was sealed."""
        every = (*self.findings, *findings)
        if not findings or not self.sealed_whole:
            return replace(self, findings=every)
        message = _(
            "what was sealed is as it was, but not all that belongs to it is well: {problems}"
        )
        summary = message.format(problems=number_of_problems(len(every)))
        return replace(self, findings=every, summary=summary)

    def with_strays(self, findings: Sequence[RecordFinding]) -> "Checked":
        """Add what was found that may be an addition which changes nothing."""
        wrong, additions = split_additions(findings, harmless=self.matched)
        return replace(self, added=(*self.added, *additions)).with_findings(wrong)


def _is_bad(stamp: Stamp) -> bool:
    # That an authority refused a stamp is no fault of the folder.
    if stamp.reason is StampReason.REFUSED:
        return False
    return stamp.reason is StampReason.UNREADABLE or stamp.reason.verdict == "bad"


def number_of_problems(number: int) -> LazyText:
    """Say how many problems there are."""
    return ngettext("{number} problem", "{number} problems", number)


def split_additions(
    findings: Sequence[RecordFinding], *, harmless: bool
) -> tuple[list[RecordFinding], list[RecordFinding]]:
    """Return what is wrong, and files that were only added.

    Where the fingerprint is right, an added file changes nothing that was sealed: a file manager
    leaves its own in each folder that it shows, such as `.DS_Store`. Where it is not known to be
    right, somebody may have taken the file out of the lists, so nothing is `harmless`.
    """
    if not harmless:
        return [*findings], []
    additions = [found for found in findings if found.kind is FindingKind.ADDED]
    return [found for found in findings if found.kind is not FindingKind.ADDED], additions
