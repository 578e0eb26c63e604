"""Records, and what the journal has of them since they were sealed."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

from optout.cli.console import Console
from optout.errors import JournalError, RecordError
from optout.evidence import (
    PROOFS,
    Record,
    SettingReading,
    replace_private,
    sha256,
)
from optout.evidence.export import LabelSaid, Statements
from optout.evidence.supplement import Label, VerifiedRecord
from optout.evidence.verify import KnownHashes, own_name, whole_record
from optout.journal import Journal, Proof, entry_of, journal_of
from optout.letters.grounds import readings_since
from optout.settings import DEFAULT_ACCOUNT
from optout.translation import _, why

RECORDS, REPLAYS = "records", "replays"
LETTERS, EXPORTS = "complaints", "exports"
READ_FIRST = "-read-first"
"""How the name of the sheet ends that is for the person, and not for the authority."""
MANDATE = "-mandate"
"""How the name of a mandate for a consumer body ends, which goes with a letter."""


def complaints_about(data_dir: Path, record_id: str) -> list[Path]:
    """Return the letters to an authority that were written about a record, oldest name first."""
    letters = sorted((data_dir / LETTERS).glob(f"{record_id}-complaint-*.pdf"))
    return [letter for letter in letters if not letter.stem.endswith((READ_FIRST, MANDATE))]


def write_file(file: Path, data: bytes) -> None:
    """Write a private file for the person, in place of an earlier one; raise RecordError where that cannot be."""
    try:
        replace_private(file, data)
    except OSError as error:
        message = _("the file could not be written: {why}").format(why=why(error))
        raise RecordError(message, "optout doctor") from error


def known_hashes(data_dir: Path) -> KnownHashes:
    """Return all that the journal keeps of records, their supplements and their time stamps."""
    with journal_of(data_dir) as journal:
        entries = journal.entries()
        supplements = journal.supplements()
        proofs = journal.proofs()
    fingerprints = {entry.id: entry.fingerprint for entry in entries if entry.fingerprint}
    supplements_of: dict[str, set[str]] = {record_id: set() for record_id in fingerprints}
    for supplement in supplements:
        supplements_of.setdefault(supplement.record, set()).add(supplement.id)
        fingerprints[supplement.id] = supplement.fingerprint
    proofs_of: dict[str, dict[str, str]] = {}
    for proof in proofs:
        proofs_of.setdefault(proof.owner, {})[proof.file] = proof.sha256
    return KnownHashes(fingerprints, supplements_of, proofs_of)


def labels(data_dir: Path) -> dict[str, Label]:
    """Return what the person called the files of supplements since they were attached, by the supplement's id."""
    with journal_of(data_dir) as journal:
        statements = journal.statements("label")
    return {statement.about: Label[statement.value.upper()] for statement in statements}


def readings_of(data_dir: Path, flow: str, account: str) -> list[SettingReading]:
    """Return the readings that the journal keeps of the settings of a flow and account, oldest first."""
    with journal_of(data_dir) as journal:
        statements = journal.statements("reading")
    return [
        SettingReading.model_validate_json(statement.value)
        for statement in statements
        if statement.about == f"{flow} {account}"
    ]


def readings_of_account(data_dir: Path, record: Record) -> list[SettingReading]:
    """Return the readings that the journal keeps of the settings of a record's flow and account."""
    return readings_of(data_dir, record.flow.id, record.account_label or DEFAULT_ACCOUNT)


def statements_of(data_dir: Path, record: Record) -> Statements:
    """Return what the journal has of a record since it was sealed."""
    sent_on, received_on = _days_of_letter(data_dir, record)
    return Statements(
        record=record.request_id,
        sent_on=sent_on,
        received_on=received_on,
        labels=_labels_of(data_dir, record.request_id),
        readings=list(readings_since(record, readings_of_account(data_dir, record))),
    )


def _days_of_letter(data_dir: Path, record: Record) -> tuple[date | None, date | None]:
    """Return when the person sent a letter and when it arrived, as they said; None for what they did not say.

    Of all else the record itself has the day.
    """
    entry = entry_of(data_dir, record.request_id)
    if entry is None or not record.is_letter or not entry.sent_at:
        return None, None
    sent_on = datetime.fromisoformat(entry.sent_at).astimezone().date()
    received_on = date.fromisoformat(entry.received_on) if entry.received_on else None
    return sent_on, received_on


def _labels_of(data_dir: Path, record_id: str) -> list[LabelSaid]:
    """Return what the person called the files of a record's supplements, oldest first."""
    with journal_of(data_dir) as journal:
        statements = journal.statements("label")
    return [
        LabelSaid(supplement=statement.about, said_to_be=statement.value, said_at=statement.said_at)
        for statement in statements
        if statement.about.startswith(f"{record_id}-supplement-")
    ]


def whole(data_dir: Path, folder: Path) -> VerifiedRecord:
    """Return a record that verifies, with what the journal knows of its supplements; else raise RecordError."""
    fingerprint = known_hashes(data_dir).fingerprint_of(folder)
    return replace(whole_record(folder, fingerprint), later=labels(data_dir))


@contextmanager
def remembering_proofs(console: Console, data_dir: Path, folder: Path) -> Iterator[None]:
    """Keep in the journal the hash of each file that is added to the folder `proofs` meanwhile; warn if that fails."""
    place = folder / PROOFS.rstrip("/")
    before = set(place.glob("*"))
    try:
        yield
    finally:
        added = sorted(set(place.glob("*")) - before)
        files = [file for file in added if file.is_file()]
        proofs = [Proof(own_name(folder), file.name, sha256(file)) for file in files]
        try:
            with closing(Journal(data_dir)) as journal:
                journal.add_proofs(proofs)
        except JournalError as error:
            message = _("{says}; the journal does not know of these time stamps")
            console.warn(message.format(says=error.message))
