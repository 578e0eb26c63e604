"""The hashes that are kept elsewhere, with which a folder is compared."""

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from pathlib import Path

from optout.errors import RecordError
from optout.evidence.verify.checked import Checked, Keeper
from optout.evidence.verify.exported import export_list, fingerprints_in
from optout.evidence.verify.reading import read_folder
from optout.translation import _


@dataclass(frozen=True)
class KnownHashes:
    """What is kept elsewhere, by the names of records and supplements.

    Of each its fingerprint, of each record that the journal knows the names of its supplements, of
    each the SHA-256 of its files in `proofs`. `keepers` has who kept a fingerprint that is not the
    journal's.
    """

    fingerprints: Mapping[str, str] = field(default_factory=dict)
    supplements: Mapping[str, AbstractSet[str]] = field(default_factory=dict)
    proofs: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    keepers: Mapping[str, Keeper] = field(default_factory=dict)

    def naming(self, folder: Path, fingerprint: str) -> "KnownHashes":
        """Add a fingerprint that the person typed: of a folder, or of the list of the export that it came with.

        Raise RecordError if the journal keeps another.
        """
        read = read_folder(folder)
        exported = export_list(read.folder.parent)
        if exported and exported.sha256 == fingerprint:
            return self._with(fingerprints_in(exported), "listed")
        return self._with({read.own_name: fingerprint}, "named")

    def _with(self, typed: Mapping[str, str], keeper: Keeper) -> "KnownHashes":
        """Add fingerprints, by the names of their folders; raise RecordError if the journal keeps others."""
        for name, fingerprint in typed.items():
            kept = self.fingerprints.get(name, fingerprint)
            if kept != fingerprint:
                message = _("your journal keeps another fingerprint of {name}: {fingerprint}")
                raise RecordError(message.format(name=name, fingerprint=kept))
        keepers = dict.fromkeys(typed, keeper)
        return replace(self, fingerprints={**self.fingerprints, **typed}, keepers=keepers)

    def of(self, read: Checked) -> "tuple[str | None, Keeper]":
        """Return the fingerprint that is kept of a folder, and who kept it."""
        for name in (read.own_name, read.folder.name):
            if name in self.fingerprints:
                return self.fingerprints[name], self.keepers.get(name, "journal")
        return None, "journal"

    def fingerprint_of(self, folder: Path) -> str | None:
        """Return the fingerprint that is kept of a record or supplement; None if there is none."""
        return self.of(read_folder(folder))[0]
