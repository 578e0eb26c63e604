"""A record with supplements and a time stamp, another record beside it, and what a journal keeps of both."""

import hashlib
import shutil
from dataclasses import dataclass, field
from pathlib import Path

from tests.evidence.handmade import edit_record, entitle, make_record, reseal
from tests.evidence.tsa import Signer

from optout.evidence.files import sha256
from optout.evidence.folder import TAG_MANIFEST
from optout.evidence.stamp import question
from optout.evidence.supplement import Label, attach
from optout.evidence.verify import Kept, whole_record

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
    def kept(self) -> Kept:
        """What the journal says."""
        return Kept(self.fingerprints, self.supplements, self.proofs)

    def forget(self) -> None:
        """Lose the journal."""
        self.fingerprints, self.supplements, self.proofs = {}, {}, {}

    def __truediv__(self, path: str) -> Path:
        return self.root / path

    @property
    def record(self) -> Path:
        """The record that the rest belongs to."""
        return self.root / RECORD

    def stamp(self, name: str, *, of: Path | None = None, file: str = "1-tsa.example", noted: bool = True) -> None:
        """Put a good stamp of a folder, or of another one, into its proofs."""
        asked = question(((of or self.root / name) / TAG_MANIFEST).read_bytes())
        place = self.root / name / "proofs"
        place.mkdir(exist_ok=True)
        for ending, data in ((".tsq", asked), (".tsr", self.signer.reply(asked))):
            (place / f"{file}{ending}").write_bytes(data)
            if noted:
                self.proofs.setdefault(name, {})[f"{file}{ending}"] = hashlib.sha256(data).hexdigest()

    def asked_anew(self) -> bytes:
        """Give another question about the same record."""
        return question((self.record / TAG_MANIFEST).read_bytes())

    def copy(self, root: Path) -> "World":
        """Give one of its own to spoil, with nothing read-only in it."""
        shutil.copytree(self.root, root)
        for path in (root, *root.rglob("*")):
            path.chmod(0o700 if path.is_dir() else 0o600)
        return World(
            root,
            self.signer,
            dict(self.fingerprints),
            {name: set(names) for name, names in self.supplements.items()},
            {name: dict(files) for name, files in self.proofs.items()},
        )


def make_world(root: Path, signer: Signer) -> World:
    """Make it."""
    world = World(root, signer)
    root.mkdir()
    (root / "note.txt").write_text("They called.\n", "utf-8", newline="\n")
    (root / "answer.txt").write_text("We comply.\n", "utf-8", newline="\n")
    (root / "more.txt").write_text("All of it.\n", "utf-8", newline="\n")
    world.fingerprints[RECORD] = make_record(root / RECORD)
    make_record(root / OTHER)
    edit_record(root / OTHER, request_id=OTHER)
    entitle(root / OTHER, OTHER)
    world.fingerprints[OTHER] = reseal(root / OTHER)
    base, other = (whole_record(root / name, world.fingerprints[name]) for name in (RECORD, OTHER))
    first = attach(base, root / "note.txt", Label.NOTE)
    second = attach(base, root / "answer.txt", Label.OTHER)
    third = attach(base, root / "more.txt", Label.ANSWER)
    for sealed in (first, second, third, attach(other, root / "note.txt", Label.NOTE)):
        world.fingerprints[sealed.folder.name] = sealed.fingerprint
        world.supplements.setdefault(sealed.says.record_id, set()).add(sealed.folder.name)
    (root / "note.txt").unlink()
    (root / "answer.txt").unlink()
    (root / "more.txt").unlink()
    world.stamp(RECORD)
    assert sha256(root / RECORD / TAG_MANIFEST) == world.fingerprints[RECORD]
    return world
