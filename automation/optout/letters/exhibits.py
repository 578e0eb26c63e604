"""The exhibits of a complaint: files that go with it, each numbered, with its SHA-256."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from optout.errors import RecordError
from optout.evidence import LETTER, START_HERE, sha256
from optout.evidence.folder import TAG_MANIFEST
from optout.evidence.supplement import Supplement, VerifiedRecord
from optout.translation import _, why


@dataclass(frozen=True)
class Exhibit:
    """A file that goes with a complaint.

    `name` is its path beside the record, with `/` between the parts; `size` is in bytes.
    `fingerprint` is that of the supplement in which the file is sealed; a file of the record has
    the record's.
    """

    number: int
    file: Path
    name: str
    sha256: str
    size: int
    supplement: Supplement | None = None
    fingerprint: str | None = None

    @property
    def is_summary(self) -> bool:
        """True for the summary of the record."""
        return self.file.name == START_HERE

    @property
    def is_letter(self) -> bool:
        """True for the person's own letter to the controller."""
        return self.supplement is None and self.file.name in LETTER


def exhibits_of(base: VerifiedRecord) -> tuple[Exhibit, ...]:
    """Return what goes with a complaint about a record, in the order in which it is numbered.

    The summary has the pictures and the texts of the pages. Where it could not be made, the captures
    themselves go with the complaint.
    """
    return tuple(_numbered(base))


def _numbered(base: VerifiedRecord) -> Iterator[Exhibit]:
    files = _files_of_record(base)
    for number, file in enumerate(files, 1):
        yield Exhibit(number, file, file.relative_to(base.folder).as_posix(), *_hash_and_size(file))
    for number, supplement in enumerate(base.files, len(files) + 1):
        yield _of_supplement(base, supplement, number)


def _of_supplement(base: VerifiedRecord, supplement: Supplement, number: int) -> Exhibit:
    beside = base.folder.parent
    file = beside / supplement.path
    digest, size = _hash_and_size(file)
    if digest != supplement.file.sha256:
        message = _("{file} is not as it was attached").format(file=supplement.path)
        raise RecordError(message, f"optout verify {supplement.folder}")
    fingerprint, _size = _hash_and_size(beside / supplement.folder / TAG_MANIFEST)
    return Exhibit(number, file, supplement.path, digest, size, supplement, fingerprint)


def _hash_and_size(file: Path) -> tuple[str, int]:
    try:
        return sha256(file), file.stat().st_size
    except OSError as error:
        message = _("{file} cannot be read: {why}").format(file=file.name, why=why(error))
        raise RecordError(message, "optout verify") from error


def _files_of_record(base: VerifiedRecord) -> list[Path]:
    record, data = base.record, base.folder / "data"
    if record.is_letter:
        names = [LETTER[0]]
    elif record.printed:
        names = []
    else:
        names = [capture.file for capture in record.captures if capture.file]
    summary = [base.folder / START_HERE] if record.printed else []
    return [*summary, *(data / name for name in names)]
