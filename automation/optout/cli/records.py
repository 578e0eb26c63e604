"""Records and their rows in the journal: finds them, and carries out `optout delete`."""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk, shown, typed
from optout.cli.options import DataDirOption, JsonOption, Work, begin, record_argument
from optout.errors import Exit, JournalError, RecordError, UsageError
from optout.evidence import (
    BAG,
    MANIFEST,
    PARTIAL,
    PROOFS,
    REPLAY,
    Record,
    SettingReading,
    is_record_id,
    remove_sealed,
    replace_private,
    sha256,
)
from optout.evidence.export import LabelSaid, Statements
from optout.evidence.supplement import Label, VerifiedRecord
from optout.evidence.verify import KnownHashes, own_name, whole_record
from optout.journal import Entry, Journal, Proof, entry_of, journal_of
from optout.letters.complaint import readings_since
from optout.translation import LazyText, _, joined, named, ngettext, why

_RECORDS, _REPLAYS = "records", "replays"
LETTERS, EXPORTS = "complaints", "exports"
_ANY_PATH = _("optout status lists the records; a folder's path works too")
_RUN_LASTS = 3_600  # seconds: a younger folder may belong to a replay that goes on


def record_folder(data_dir: Path, record: Path) -> Path:
    """Find a record by its folder or id, and return where it really lies; raise RecordError where there is none.

    What belongs to it lies beside that place, which cannot be told from `.`, from a link or from
    `RECORD/data/..`.
    """
    for place in (record, data_dir / _RECORDS / record, data_dir / _REPLAYS / record):
        if os.path.isdir(place):  # noqa: PTH112  is_dir() raises for odd names
            return place.resolve()
    if os.path.isfile(record):  # noqa: PTH113  as above
        raise RecordError(
            _("this is a file, and this command takes the folder of a record"),
            _how_to_unpack(record),
        )
    raise RecordError(_("there is no such record"), _ANY_PATH)


def _how_to_unpack(file: Path) -> str | LazyText:
    if file.suffix.lower() == ".zip":
        return _("unpack it first, then name the folder that comes out: {command}").format(
            command=f"unzip {typed(file)}"
        )
    return _("give the folder that it lies in")


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
        entries, added, proofs = journal.entries(), journal.supplements(), journal.proofs()
    supplements: dict[str, set[str]] = {entry.id: set() for entry in entries if entry.fingerprint}
    for supplement in added:
        supplements.setdefault(supplement.record, set()).add(supplement.id)
    of_each: dict[str, dict[str, str]] = {}
    for proof in proofs:
        of_each.setdefault(proof.owner, {})[proof.file] = proof.sha256
    fingerprints = {entry.id: entry.fingerprint for entry in entries if entry.fingerprint}
    fingerprints |= {supplement.id: supplement.fingerprint for supplement in added}
    return KnownHashes(fingerprints, supplements, of_each)


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


def statements_of(data_dir: Path, record: Record) -> Statements:
    """Return what the journal has of a record since it was sealed."""
    name, entry = record.request_id, entry_of(data_dir, record.request_id)
    with journal_of(data_dir) as journal:
        statements = journal.statements("label")
    sent = entry.sent_at if entry and record.is_letter else None
    return Statements(
        record=name,
        sent_on=datetime.fromisoformat(sent).astimezone().date() if sent else None,
        received_on=date.fromisoformat(entry.received_on)
        if sent and entry and entry.received_on
        else None,
        labels=[
            LabelSaid(
                supplement=statement.about,
                said_to_be=statement.value,
                said_at=statement.said_at,
            )
            for statement in statements
            if statement.about.startswith(f"{name}-supplement-")
        ],
        readings=list(
            readings_since(record, readings_of(data_dir, record.flow.id, record.account))
        ),
    )


def whole(data_dir: Path, folder: Path) -> VerifiedRecord:
    """Return a record that verifies, with what the journal knows of its supplements; else raise RecordError."""
    return replace(
        whole_record(folder, known_hashes(data_dir).fingerprint_of(folder)), later=labels(data_dir)
    )


@contextmanager
def remembering_proofs(console: Console, data_dir: Path, folder: Path) -> Iterator[None]:
    """Keep in the journal what joins the folder `proofs` of a record or supplement meanwhile; warn where it fails."""
    place = folder / PROOFS.rstrip("/")
    before = set(place.glob("*"))
    try:
        yield
    finally:
        files = sorted(file for file in set(place.glob("*")) - before if file.is_file())
        new = [Proof(own_name(folder), file.name, sha256(file)) for file in files]
        try:
            with closing(Journal(data_dir)) as journal:
                journal.add_proofs(new)
        except JournalError as error:
            console.warn(
                _("{says}; the journal does not know of these time stamps").format(
                    says=error.message
                )
            )


_OF_A_SUPPLEMENT = re.compile(r"(.+)-supplement-\d+")


def delete_command(
    *,
    records: Annotated[list[Path] | None, record_argument(help="Records, by folder or id.")] = None,
    replays: Annotated[bool, Option("--replays", help="Also the records of all replays.")] = False,
    yes: Annotated[bool, Option("--yes", help="Do not ask.")] = False,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Delete records for good, with all that was added to them.

    \b
    optout delete --replays                        all that replays left

    The journal keeps its line of the objection, or it could be sent twice.
    """
    wanted = tuple(records or ())
    return partial(
        delete, begin(as_json=as_json, data_dir=data_dir), wanted, all_replays=replays, yes=yes
    )


def delete(desk: Desk, wanted: tuple[Path, ...], *, all_replays: bool, yes: bool) -> Exit:
    """Delete records, and with `all_replays` those of all replays, once the person has said so."""
    console, data_dir = desk.console, desk.settings.data_dir
    if not wanted and not all_replays:
        raise UsageError(_("say which record, or --replays"), _("optout status lists the records"))
    chosen = _chosen(data_dir, wanted, all_replays=all_replays)
    if chosen.folders and not yes and not _agreed(console, chosen):
        console.say(_("Nothing was deleted"))
        return Exit.NEEDS_PERSON
    for folder in chosen.folders:
        _remove(folder)
    letters, copies = _left(data_dir, chosen.records)
    _report_deleted(console, chosen)
    _report_left(console, letters, copies)
    console.result(
        {"deleted": chosen.as_json(), "replays": chosen.replays, "left": [*letters, *copies]}
    )
    return Exit.DONE


@dataclass(frozen=True)
class _Chosen:
    """What is to be deleted: records, each with its supplements, and what replays left."""

    records: Mapping[Path, Sequence[Path]]
    replays: Sequence[Path]
    entries: Mapping[str, Entry]
    """The rows of the journal by the id of a record."""

    @property
    def folders(self) -> list[Path]:
        """Every folder to delete; a record comes after its supplements, which are found beside it."""
        folders: list[Path] = []
        for record, supplements in self.records.items():
            folders += [*supplements, record]
        return [*folders, *self.replays]

    @property
    def names(self) -> list[LazyText]:
        """Each record with the number of its supplements, and the number of replays."""
        names = [_with_number(record, added) for record, added in self.records.items()]
        return [*names, _count(self.replays)] if self.replays else names

    @property
    def are_in_journal(self) -> bool:
        """True if the journal has a row of any of the records."""
        return any(record.name in self.entries for record in self.records)

    def as_json(self) -> list[dict[str, Any]]:
        """Return the records as `--json` lists them."""
        return [
            {
                "id": record.name,
                "folder": record,
                "supplements": [place.name for place in supplements],
                "in_journal": record.name in self.entries,
            }
            for record, supplements in self.records.items()
        ]


def _chosen(data_dir: Path, wanted: Iterable[Path], *, all_replays: bool) -> _Chosen:
    with journal_of(data_dir) as journal:
        entries = {entry.id: entry for entry in journal.entries()}
    folders = [_own_record(data_dir, record) for record in wanted]
    records = {folder: list(_supplements(folder)) for folder in folders}
    left_by_replays = _replays(data_dir) if all_replays else ()
    replays = [place for place in left_by_replays if place not in records]
    return _Chosen(records, replays, entries)


def _remove(folder: Path) -> None:
    """Delete a folder; raise RecordError if the system refuses."""
    try:
        # Until its last file is gone it is known as a record, and can be named again.
        remove_sealed(folder, last=BAG)
    except OSError as error:
        message = _("{folder} could not be deleted: {why}")
        raise RecordError(message.format(folder=folder.name, why=why(error))) from error


def _report_deleted(console: Console, chosen: _Chosen) -> None:
    for what in chosen.names:
        console.mark("done", _("deleted: {what}").format(what=what))
    if not chosen.folders:
        console.say(_("There is no record of a replay"))
    if chosen.are_in_journal:
        console.say(_("The journal keeps its line, so that nothing is sent twice: optout status"))


def _report_left(console: Console, letters: Iterable[Path], copies: Iterable[Path]) -> None:
    for letter in letters:
        console.say(_("Not deleted, a letter of complaint: {file}").format(file=shown(letter)))
    for copy in copies:
        message = _("Not deleted, a copy of all of it that you exported: {file}")
        console.say(message.format(file=shown(copy)))


def _left(data_dir: Path, records: Iterable[Path]) -> tuple[list[Path], list[Path]]:
    """Return the letters of complaint about records, and the exports with all of their files, that are still there."""
    letters: list[Path] = []
    copies: list[Path] = []
    for record in records:
        letters += sorted((data_dir / LETTERS).glob(f"{record.name}-*"))
        copies += sorted((data_dir / EXPORTS).glob(f"{record.name}.*"))
    return letters, copies


def _own_record(data_dir: Path, record: Path) -> Path:
    """Find a record of the data folder by its id or its folder, and refuse whatever else that may be."""
    homes = [data_dir / _RECORDS, data_dir / _REPLAYS]
    place = _place_named(homes, record)
    if place is None:
        raise RecordError(_("there is no such record"), _ANY_PATH)
    has_mark = any(os.path.lexists(place / mark) for mark in (BAG, MANIFEST))
    if place.is_symlink() or not is_record_id(place.name) or not has_mark:
        raise RecordError(_("this folder is not a record"))
    if place.parent.resolve() not in {home.resolve() for home in homes}:
        raise RecordError(_("this record does not lie in the data folder, so delete it by hand"))
    return place


def _place_named(homes: Iterable[Path], record: Path) -> Path | None:
    """Return the place of a record by its id or its path, without following a link; None if nothing is there."""
    is_id = record.name == str(record)
    places = [home / record for home in homes] if is_id else []
    for place in (*places, record):
        if os.path.lexists(place):  # exists() would follow a link
            return Path(os.path.abspath(place))  # noqa: PTH100  resolve() would follow a link
    return None


def _supplements(record: Path) -> Iterator[Path]:
    """Return the supplements of a record, those that were not finished too."""
    for place in sorted(record.parent.iterdir()):
        match = _OF_A_SUPPLEMENT.fullmatch(place.name.removeprefix(PARTIAL))
        if match and match[1] == record.name and not place.is_symlink():
            yield place


def _replays(data_dir: Path) -> Iterator[Path]:
    """Return what replays left: records, supplements, and what was never finished, unless it may still be."""
    for place in sorted((data_dir / _REPLAYS).glob("*")):
        with suppress(OSError):  # it ends meanwhile
            is_whole = place.name.startswith(REPLAY)
            if (is_whole or _is_abandoned(place)) and _is_real_folder(place):
                yield place


def _is_abandoned(place: Path) -> bool:
    """True if a folder was never finished, and no run works on it any more."""
    files = (place, *place.glob("data"), *place.glob("data/*"))
    changed_at = max(file.lstat().st_mtime for file in files)
    return place.name.startswith(PARTIAL) and time.time() - changed_at > _RUN_LASTS


def _is_real_folder(place: Path) -> bool:
    return place.is_dir() and not place.is_symlink()


def _agreed(console: Console, chosen: _Chosen) -> bool:
    """Show what is to be deleted, and return whether the person agrees; raise NeedsPerson if nobody can be asked."""
    for record, supplements in chosen.records.items():
        line = LazyText("  {what}: {stands}").format(
            what=_with_number(record, supplements),
            stands=_state_of(record, chosen.entries.get(record.name)),
        )
        console.say(line)
    if chosen.replays:
        console.say(LazyText("  {what}").format(what=_count(chosen.replays)))
    if any(record.parent.name == _RECORDS for record in chosen.records):
        console.say(
            _("A record is your proof, and a complaint is written from it; nothing brings it back")
        )
    nobody = _("nothing was deleted: that needs your yes, and there is no terminal to ask on")
    return console.agreed_without_flag(_("Delete for good? [y/N] "), nobody)


def _state_of(record: Path, entry: Entry | None) -> LazyText:
    if record.parent.name == _REPLAYS:
        return _("a replay, so nothing was sent to anyone")
    return named(entry.state.value) if entry else _("the journal does not know it")


def _with_number(record: Path, supplements: Sequence[Path]) -> LazyText:
    """Name a record and the number of its supplements, if it has any."""
    if not supplements:
        return LazyText(record.name)
    number = ngettext("with {number} supplement", "with {number} supplements", len(supplements))
    return joined((record.name, number), ", ")


def _count(replays: Iterable[Path]) -> LazyText:
    number = sum(is_record_id(folder.name) for folder in replays)
    return ngettext("{number} record of a replay", "{number} records of replays", number)
