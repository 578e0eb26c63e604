"""A record with supplements and a time stamp, another record beside it, and what a journal keeps of
both.
"""

import hashlib
import shutil
from copy import deepcopy
from dataclasses import dataclass, field, replace
from pathlib import Path

from tests.evidence.handmade import edit_record, entitle, make_record, reseal, writable
from tests.evidence.tsa import Signer

from optout.evidence.files import sha256
from optout.evidence.folder import TAG_MANIFEST
from optout.evidence.stamp import question
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import KnownHashes, whole_record

RECORD, OTHER = "2026-11-24-facebook-7k3q", "2026-11-25-instagram-9zzz"
ONE, TWO, THREE = (f"{RECORD}-supplement-{number}" for number in (1, 2, 3))
"""A note, an answer, and another answer."""
QUERY, REPLY = "proofs/1-tsa.example.tsq", "proofs/1-tsa.example.tsr"


@dataclass
class World:
    """Where the records lie, and what is kept elsewhere; all of it may be spoiled."""

    root: Path
    signer: Signer
    fingerprints: dict[str, str] = field(default_factory=dict)
    supplements: dict[str, set[str]] = field(default_factory=dict)
    proofs: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def kept(self) -> KnownHashes:
        """What the journal says."""
        return KnownHashes(self.fingerprints, self.supplements, self.proofs)

    def forget(self) -> None:
        """Lose the journal."""
        self.fingerprints, self.supplements, self.proofs = {}, {}, {}

    def __truediv__(self, path: str) -> Path:
        return self.root / path

    @property
    def record(self) -> Path:
        """The record that the rest belongs to."""
        return self.root / RECORD

    @property
    def recorded(self) -> str:
        """The record's fingerprint."""
        return sha256(self.record / TAG_MANIFEST)

    def asked_anew(self, of: Path | None = None) -> bytes:
        """Give another question about the record, or about another one."""
        return question(((of or self.record) / TAG_MANIFEST).read_bytes())

    def stamp(
        self, name: str, *, of: Path | None = None, file: str = "1-tsa.example", noted: bool = True
    ) -> None:
        """Put a good stamp of a folder, or of another one, into its proofs."""
        asked, place = self.asked_anew(of or self.root / name), self.root / name / "proofs"
        place.mkdir(exist_ok=True)
        for ending, data in ((".tsq", asked), (".tsr", self.signer.reply(asked))):
            (place / f"{file}{ending}").write_bytes(data)
            if noted:
                self.proofs.setdefault(name, {})[f"{file}{ending}"] = hashlib.sha256(
                    data
                ).hexdigest()

    def copy(self, root: Path) -> "World":
        """Give one of its own to spoil, with nothing read-only in it."""
        writable(shutil.copytree(self.root, root))
        own = deepcopy((self.fingerprints, self.supplements, self.proofs))
        return replace(self, root=root, fingerprints=own[0], supplements=own[1], proofs=own[2])


def make_world(root: Path, signer: Signer) -> World:
    """Make it."""
    world = World(root, signer)
    root.mkdir()
    world.fingerprints[RECORD] = make_record(root / RECORD)
    make_record(root / OTHER)
    edit_record(root / OTHER, request_id=OTHER)
    entitle(root / OTHER, OTHER)
    world.fingerprints[OTHER] = reseal(root / OTHER)
    given = root / "given.txt"
    for name, label, text in (
        (RECORD, Label.NOTE, "They called.\n"),
        (RECORD, Label.OTHER, "We comply.\n"),
        (RECORD, Label.ANSWER, "All of it.\n"),
        (OTHER, Label.NOTE, "They called.\n"),
    ):
        given.write_text(text, "utf-8", newline="\n")
        _, sealed = attach(whole_record(root / name, world.fingerprints[name]), given, label)
        world.fingerprints[sealed.folder.name] = sealed.fingerprint
        world.supplements.setdefault(name, set()).add(sealed.folder.name)
    given.unlink()
    world.stamp(RECORD)
    assert world.recorded == world.fingerprints[RECORD]
    return world
