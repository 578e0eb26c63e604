"""Records and their rows in the journal: finds them, and carries out `optout delete`."""

import os
import re
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from optout.cli.console import Console, agreed, can_prompt, shown, typed
from optout.errors import JournalError, OptoutError, RecordError, UsageError
from optout.evidence.files import remove_sealed, sha256
from optout.evidence.folder import BAG, LATER, MANIFEST
from optout.evidence.record import REPLAY, Record, SettingReading, is_record_id, iso
from optout.evidence.verify import own_name
from optout.exits import Exit
from optout.i18n import Said, _, joined, named, ngettext, why
from optout.journal import JOURNAL_FILE, Added, Entry, Journal, Proof
from optout.outcome import State
from optout.settings import Settings

if TYPE_CHECKING:
    from optout.evidence.export import Statements
    from optout.evidence.supplement import Base, Label, SealedSupplement
    from optout.evidence.verify import Kept

PARTIAL = ".partial-"
RECORDS, _REPLAYS, LETTERS = "records", "replays", "complaints"
_ANY_PATH = _("optout status lists the records; a folder's path works too")
RUN_LASTS = 3_600
"""Seconds: a younger folder may belong to a run that goes on."""


def rows(data_dir: Path) -> tuple[list[Entry], list[Added]]:
    """Give the objections and the supplements in the journal, oldest first; asking creates nothing."""
    if not (data_dir / JOURNAL_FILE).exists():
        return [], []
    with closing(Journal(data_dir)) as journal:
        return journal.entries(), journal.supplements()


def entry_of(data_dir: Path, record: str) -> Entry | None:
    """Give the journal's row of a record by its id, if there is one."""
    return next((entry for entry in rows(data_dir)[0] if entry.id == record), None)


def record_folder(settings: Settings, record: Path) -> Path:
    """Find a record by its folder or id.

    Raises:
        RecordError: there is none.
    """
    places = [record, settings.data_dir / RECORDS / record, settings.data_dir / _REPLAYS / record]
    found = next((place for place in places if os.path.isdir(place)), None)  # noqa: PTH112  is_dir() raises for odd names
    if found is None and os.path.isfile(record):  # noqa: PTH113
        raise RecordError(_("this is a file, and a record is a folder"), _("give the folder that it lies in"))
    if found is None:
        raise RecordError(_("there is no such record"), _ANY_PATH)
    return found


def kept(settings: Settings) -> "Kept":
    """Give all that the journal keeps of records, their supplements and their time stamps."""
    from optout.evidence.verify import Kept  # noqa: PLC0415  who only finds a record checks none

    if not (settings.data_dir / JOURNAL_FILE).exists():
        return Kept()
    with closing(Journal(settings.data_dir)) as journal:
        entries, added, proofs = journal.entries(), journal.supplements(), journal.proofs()
    fingerprints = {entry.id: entry.fingerprint for entry in entries if entry.fingerprint}
    supplements: dict[str, set[str]] = {entry.id: set() for entry in entries if entry.fingerprint}
    for one in added:
        supplements.setdefault(one.record, set()).add(one.id)
    of_each: dict[str, dict[str, str]] = {}
    for proof in proofs:
        of_each.setdefault(proof.owner, {})[proof.file] = proof.sha256
    return Kept(fingerprints | {one.id: one.fingerprint for one in added}, supplements, of_each)


def known_fingerprint(settings: Settings, folder: Path) -> str | None:
    """Give the fingerprint that the journal keeps of a record or supplement; None when it knows of none."""
    return kept(settings).fingerprint(own_name(folder), folder.resolve().name)


def remember(console: Console, settings: Settings, sealed: "SealedSupplement") -> None:
    """Keep a supplement and its fingerprint in the journal; where that fails, warn."""
    says = sealed.says
    row = Added(sealed.folder.name, says.record_id, str(sealed.folder), sealed.fingerprint, iso(says.attached_at))
    try:
        with closing(Journal(settings.data_dir)) as journal:
            journal.supplemented(row)
    except JournalError as error:
        console.warn(_("{says}; note the fingerprint of the supplement yourself").format(says=error.says))


def labels(data_dir: Path) -> dict[str, "Label"]:
    """Return what the person called the files of supplements since they were attached, by the supplement's id."""
    from optout.evidence.supplement import Label  # noqa: PLC0415  as above

    if not (data_dir / JOURNAL_FILE).exists():
        return {}
    with closing(Journal(data_dir)) as journal:
        return {one.about: Label[one.value.upper()] for one in journal.statements("label")}


def readings_of(data_dir: Path, flow: str, account: str) -> list[SettingReading]:
    """Return the readings that the journal keeps of the settings of a flow and account, oldest first."""
    if not (data_dir / JOURNAL_FILE).exists():
        return []
    with closing(Journal(data_dir)) as journal:
        kept = [one.value for one in journal.statements("reading") if one.about == f"{flow} {account}"]
    return [SettingReading.model_validate_json(value) for value in kept]


def statements_of(data_dir: Path, record: Record) -> "Statements":
    """Return what the journal has of a record since it was sealed."""
    from optout.evidence.complaint import readings_since  # noqa: PLC0415  as above
    from optout.evidence.export import LabelSaid, Statements  # noqa: PLC0415  as above

    name, entry, said = record.request_id, entry_of(data_dir, record.request_id), []
    if (data_dir / JOURNAL_FILE).exists():
        with closing(Journal(data_dir)) as journal:
            said = [one for one in journal.statements("label") if one.about.startswith(f"{name}-supplement-")]
    sent = entry.sent_at if entry and record.status is State.DRAFTED else None
    return Statements(
        record=name,
        sent_on=datetime.fromisoformat(sent).astimezone().date() if sent else None,
        received_on=date.fromisoformat(entry.received_on) if sent and entry and entry.received_on else None,
        labels=[LabelSaid(supplement=one.about, said_to_be=one.value, said_at=one.said_at) for one in said],
        readings=list(readings_since(record, readings_of(data_dir, record.flow.id, record.account))),
    )


def whole(settings: Settings, folder: Path) -> "Base":
    """Return a record that verifies, with what the journal knows of its supplements.

    Raises:
        RecordError: it does not verify, or is a supplement itself.
    """
    from optout.evidence.verify import whole_record  # noqa: PLC0415  as above

    return replace(whole_record(folder, known_fingerprint(settings, folder)), later=labels(settings.data_dir))


@contextmanager
def remembering_proofs(console: Console, settings: Settings, folder: Path) -> Iterator[None]:
    """Keep in the journal what joins the folder `proofs` of a record or supplement meanwhile; warn where it fails."""
    before = _proofs(folder)
    try:
        yield
    finally:
        owner, now = own_name(folder) or folder.resolve().name, iso(datetime.now(UTC))
        new = [Proof(owner, file, sha256(path), now) for file, path in _proofs(folder).items() if file not in before]
        try:
            with closing(Journal(settings.data_dir)) as journal:
                journal.proved(new)
        except JournalError as error:
            console.warn(_("{says}; the journal does not know of these time stamps").format(says=error.says))


def _proofs(folder: Path) -> dict[str, Path]:
    place = folder / LATER.rstrip("/")
    return {file.name: file for file in place.iterdir() if file.is_file()} if place.is_dir() else {}


def _unfinished_replays(data_dir: Path) -> dict[Path, bool]:
    """Give the folders of rehearsals that were never sealed, and whether each may still be going on."""
    found = (data_dir / _REPLAYS).glob(f"{PARTIAL}*")
    return {folder: time.time() - _changed(folder) < RUN_LASTS for folder in found}


def _changed(folder: Path) -> float:
    moments = []
    for path in (folder, *folder.rglob("*")):
        with suppress(OSError):  # a run that goes on has just renamed it
            moments.append(path.lstat().st_mtime)
    return max(moments, default=time.time())


_OF_A_SUPPLEMENT = re.compile(r"(.+)-supplement-\d+")


class _NotDeleted(OptoutError):
    """There is nobody who could say yes."""

    exit = Exit.NEEDS_PERSON


@dataclass(frozen=True)
class _Named:
    """A record that was named: its folder, its supplements, and its row in the journal."""

    folder: Path
    supplements: tuple[Path, ...]
    entry: Entry | None

    @property
    def replay(self) -> bool:
        """Whether it is of a replay, which proves nothing."""
        return self.folder.parent.name == _REPLAYS

    @property
    def added(self) -> tuple[Said, ...]:
        """What was added to it."""
        number, stamped = len(self.supplements), os.path.lexists(self.folder / LATER)
        supplements = ngettext("with {number} supplement", "with {number} supplements", number)
        return (*([supplements] if number else []), *([_("with its time stamps")] if stamped else []))


def delete(console: Console, settings: Settings, wanted: tuple[Path, ...], *, all_replays: bool, yes: bool) -> Exit:
    """Delete records, and with `all_replays` those of all replays, once the person has said so.

    Raises:
        UsageError: nothing was named.
        RecordError: what was named is no record of the data folder, or it cannot be deleted.
        OptoutError: there is nobody to ask.
    """
    if not wanted and not all_replays:
        raise UsageError(_("say which record, or --replays"), _("optout status lists the records"))
    data_dir = settings.data_dir
    entries = {entry.id: entry for entry in rows(data_dir)[0]}
    folders = dict.fromkeys(_folder(data_dir, record) for record in wanted)
    records = [_Named(folder, tuple(_supplements(folder)), entries.get(folder.name)) for folder in folders]
    replays = [folder for folder in _replays(data_dir) if folder not in folders] if all_replays else []
    if (records or replays) and not yes and not _agreed(console, records, replays):
        console.say(_("Nothing was deleted"))
        return Exit.NEEDS_PERSON
    gone = [*(joined((one.folder.name, *one.added), ", ") for one in records), *([_count(replays)] if replays else [])]
    for folder in (*(place for one in records for place in (*one.supplements, one.folder)), *replays):
        _remove(folder)
    if console.as_json:
        console.json(_as_json(records, replays))
        return Exit.DONE
    for what in gone:
        console.mark("done", _("deleted: {what}").format(what=what))
    _tell_what_stays(console, data_dir, records, replays)
    return Exit.DONE


def _folder(data_dir: Path, record: Path) -> Path:
    """Find a record of the data folder by its id or its folder, and refuse whatever else that may be."""
    own = [data_dir / kind / record for kind in (RECORDS, _REPLAYS)] if record.name == str(record) else []
    found = next((place for place in (*own, record) if os.path.lexists(place)), None)  # exists() would follow a link
    if found is None:
        raise RecordError(_("there is no such record"), _ANY_PATH)
    place = Path(os.path.abspath(found))  # noqa: PTH100  resolve() would follow a link
    if place.is_symlink():
        raise RecordError(_("this is a link; give the folder of the record itself"))
    if supplement := _OF_A_SUPPLEMENT.fullmatch(place.name):
        raise RecordError(_("this is a supplement, and goes with its record"), f"optout delete {supplement[1]}")
    if not is_record_id(place.name) or not any(os.path.lexists(place / mark) for mark in (BAG, MANIFEST)):
        raise RecordError(_("this folder is not a record"))
    if place.parent.resolve() not in {(data_dir / kind).resolve() for kind in (RECORDS, _REPLAYS)}:
        by_hand = f"chmod -R u+w {typed(place)} && rm -r {typed(place)}" if os.name == "posix" else ""
        raise RecordError(_("this record does not lie in the data folder, so delete it by hand"), by_hand)
    return place


def _supplements(record: Path) -> Iterator[Path]:
    """Give the supplements of a record, those that were not finished too."""
    for place in sorted(record.parent.iterdir()):
        match = _OF_A_SUPPLEMENT.fullmatch(place.name.removeprefix(PARTIAL))
        if match and match[1] == record.name and not place.is_symlink():
            yield place


def _replays(data_dir: Path) -> Iterator[Path]:
    """Give what replays left: records, supplements, and what was never finished, unless it may still be."""
    root, unfinished = data_dir / _REPLAYS, _unfinished_replays(data_dir)
    for place in sorted(root.iterdir()) if root.is_dir() else []:
        of_a_replay = place.name.startswith(REPLAY) or not unfinished.get(place, True)
        if of_a_replay and place.is_dir() and not place.is_symlink():
            yield place


def _agreed(console: Console, records: list[_Named], replays: list[Path]) -> bool:
    if console.as_json or not can_prompt():
        says = _("nothing was deleted: that needs your yes, and there is no terminal to ask on")
        raise _NotDeleted(says, _("add --yes"))
    for one in records:
        stands = named(one.entry.state.value) if one.entry else _("the journal does not know it")
        stands = _("a replay, so nothing was sent to anyone") if one.replay else stands
        console.say(Said("  {id}: {what}").format(id=one.folder.name, what=joined((stands, *one.added), ", ")))
    if replays:
        console.say(Said("  {what}").format(what=_count(replays)))
    if not all(one.replay for one in records):
        console.say(_("A record is your proof, and a complaint is written from it; nothing brings it back"))
    return agreed(_("Delete for good? [y/N] "))


def _count(replays: list[Path]) -> Said:
    number = sum(is_record_id(folder.name) for folder in replays)
    return ngettext("{number} record of a replay", "{number} records of replays", number)


def _remove(folder: Path) -> None:
    try:
        remove_sealed(folder, last=BAG)  # until then it is known as a record, and can be named again
    except OSError as error:
        says = _("{folder} could not be deleted: {why}").format(folder=folder.name, why=why(error))
        raise RecordError(says, _("what is left of it: {folder}").format(folder=typed(folder))) from error


def _tell_what_stays(console: Console, data_dir: Path, records: list[_Named], replays: list[Path]) -> None:
    if not records and not replays:
        console.say(_("There is no record of a replay"))
    if any(one.entry for one in records):
        console.say(_("The journal keeps its line, so that nothing is sent twice: optout status"))
    for letter in (file for one in records for file in sorted((data_dir / LETTERS).glob(f"{one.folder.name}-*"))):
        console.say(_("Not deleted, a letter of complaint: {file}").format(file=shown(letter)))
    if running := len(_unfinished_replays(data_dir)) if replays else 0:
        console.say(
            ngettext(
                "{number} unfinished replay stays: it may still run",
                "{number} unfinished replays stay: they may still run",
                running,
            )
        )


def _as_json(records: list[_Named], replays: list[Path]) -> dict[str, Any]:
    return {
        "deleted": [
            {
                "id": one.folder.name,
                "folder": str(one.folder),
                "supplements": [place.name for place in one.supplements],
                "in_journal": one.entry is not None,
            }
            for one in records
        ],
        "replays": [str(folder) for folder in replays],
    }
