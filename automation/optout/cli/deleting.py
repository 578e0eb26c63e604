"""`optout delete`: a record is gone for good, with all that was added to it; the journal keeps that it was sent."""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optout.cli.console import Console, agreed, can_prompt
from optout.cli.finding import shown, typed
from optout.cli.leftovers import LETTERS, PARTIAL, RECORDS, REPLAYS, RUN_LASTS, leftovers
from optout.errors import OptoutError, RecordError, UsageError
from optout.evidence.bag import BAG, MANIFEST
from optout.evidence.base import is_record_id
from optout.evidence.compare import LATER
from optout.evidence.files import remove_sealed
from optout.evidence.record import REPLAY
from optout.journal import JOURNAL_FILE, Journal
from optout.journal_tables import Entry
from optout.settings import Settings
from optout.state import Exit
from optout.tongue import Said, _, joined, named, ngettext, why

_OF_A_SUPPLEMENT = re.compile(r"(.+)-supplement-\d+")


class NotDeleted(OptoutError):
    """There is nobody who could say yes."""

    exit = Exit.NEEDS_PERSON


@dataclass(frozen=True)
class Wanted:
    """What the person typed: records, whether those of all replays too, and whether not to ask."""

    records: tuple[Path, ...]
    replays: bool
    yes: bool


@dataclass(frozen=True)
class Named:
    """A record that was named: its folder, its supplements, whether it has time stamps, its row in the journal."""

    folder: Path
    supplements: tuple[Path, ...]
    stamped: bool
    entry: Entry | None

    @property
    def replay(self) -> bool:
        """Whether it is of a replay, which proves nothing."""
        return self.folder.parent.name == REPLAYS


def delete(console: Console, settings: Settings, wanted: Wanted) -> Exit:
    """Delete records, once the person has said so.

    Raises:
        UsageError: nothing was named.
        RecordError: what was named is no record of the data folder, or it cannot be deleted.
        NotDeleted: there is nobody to ask.
    """
    if not wanted.records and not wanted.replays:
        raise UsageError(_("say which record, or --replays"), _("optout status lists the records"))
    entries, data_dir = _entries(settings.data_dir), settings.data_dir
    folders = dict.fromkeys(_folder(data_dir, record) for record in wanted.records)
    records = [_looked_at(folder, entries.get(folder.name)) for folder in folders]
    replays = [folder for folder in _replays(data_dir) if folder not in folders] if wanted.replays else []
    if (records or replays) and not wanted.yes and not _agreed(console, records, replays):
        console.say(_("Nothing was deleted"))
        return Exit.NEEDS_PERSON
    for folder in (*(place for one in records for place in (*one.supplements, one.folder)), *replays):
        _remove(folder)
    if console.as_json:
        console.json(_as_json(records, replays))
    else:
        _tell(console, data_dir, records, replays)
    return Exit.DONE


def _entries(data_dir: Path) -> dict[str, Entry]:
    if not (data_dir / JOURNAL_FILE).exists():
        return {}  # asking creates nothing
    journal = Journal(data_dir)
    try:
        return {entry.id: entry for entry in journal.entries()}
    finally:
        journal.close()


def _folder(data_dir: Path, record: Path) -> Path:
    """Find a record of the data folder by its id or its folder, and refuse whatever else that may be."""
    own = [data_dir / kind / record for kind in (RECORDS, REPLAYS)] if record.name == str(record) else []
    found = next((place for place in (*own, record) if os.path.lexists(place)), None)  # exists() would follow a link
    if found is None:
        raise RecordError(_("there is no such record"), _("optout status lists the records; a folder's path works too"))
    place = Path(os.path.abspath(found))  # noqa: PTH100  resolve() would follow a link
    if place.is_symlink():
        raise RecordError(_("this is a link; give the folder of the record itself"))
    if supplement := _OF_A_SUPPLEMENT.fullmatch(place.name):
        raise RecordError(_("this is a supplement, and goes with its record"), f"optout delete {supplement[1]}")
    if not is_record_id(place.name) or not any(os.path.lexists(place / mark) for mark in (BAG, MANIFEST)):
        raise RecordError(_("this folder is not a record"))
    if place.parent.resolve() not in {(data_dir / kind).resolve() for kind in (RECORDS, REPLAYS)}:
        by_hand = f"chmod -R u+w {typed(place)} && rm -r {typed(place)}" if os.name == "posix" else ""
        raise RecordError(_("this record does not lie in the data folder, so delete it by hand"), by_hand)
    return place


def _looked_at(folder: Path, entry: Entry | None) -> Named:
    beside = sorted(folder.parent.iterdir())
    return Named(
        folder,
        tuple(place for place in beside if _record_of(place) == folder.name and not place.is_symlink()),
        os.path.lexists(folder / LATER),
        entry,
    )


def _record_of(supplement: Path) -> str:
    """Give the id of the record that a supplement belongs to, or one that was not finished; empty for anything else."""
    match = _OF_A_SUPPLEMENT.fullmatch(supplement.name.removeprefix(PARTIAL))
    return match[1] if match else ""


def _replays(data_dir: Path) -> Iterator[Path]:
    """Give what replays left: records, supplements, and what was never finished, unless it may still be."""
    root, unfinished = data_dir / REPLAYS, _unfinished(data_dir)
    for place in sorted(root.iterdir()) if root.is_dir() else []:
        of_a_replay = place.name.startswith(REPLAY) or unfinished.get(place, 0) >= RUN_LASTS
        if of_a_replay and place.is_dir() and not place.is_symlink():
            yield place


def _unfinished(data_dir: Path) -> dict[Path, float]:
    return {left.folder: left.age for left in leftovers(data_dir) if left.replay}


def _agreed(console: Console, records: list[Named], replays: list[Path]) -> bool:
    if console.as_json or not can_prompt():
        raise NotDeleted(
            _("nothing was deleted: that needs your yes, and there is no terminal to ask on"), _("add --yes")
        )
    for one in records:
        console.say(Said("  {id}: {what}").format(id=one.folder.name, what=_described(one)))
    if replays:
        console.say(Said("  {what}").format(what=_count(replays)))
    if not all(one.replay for one in records):
        console.say(_("A record is your proof, and a complaint is written from it; nothing brings it back"))
    return agreed(_("Delete for good? [y/N] "))


def _described(one: Named) -> Said:
    if one.replay:
        stands = _("a replay, so nothing was sent to anyone")
    else:
        stands = named(one.entry.state.value) if one.entry else _("the journal does not know it")
    return joined((stands, *_added(one)), ", ")


def _added(one: Named) -> Iterator[Said]:
    if one.supplements:
        yield ngettext("with {number} supplement", "with {number} supplements", len(one.supplements))
    if one.stamped:
        yield _("with its time stamps")


def _count(replays: list[Path]) -> Said:
    number = sum(is_record_id(folder.name) for folder in replays)
    return ngettext("{number} record of a replay", "{number} records of replays", number)


def _remove(folder: Path) -> None:
    try:
        remove_sealed(folder, last=BAG)  # until then it is known as a record, and can be named again
    except OSError as error:
        says = _("{folder} could not be deleted: {why}").format(folder=folder.name, why=why(error))
        raise RecordError(says, _("what is left of it: {folder}").format(folder=typed(folder))) from error


def _tell(console: Console, data_dir: Path, records: list[Named], replays: list[Path]) -> None:
    for one in records:
        console.mark("done", _("deleted: {what}").format(what=joined((one.folder.name, *_added(one)), ", ")))
    if replays:
        console.mark("done", _("deleted: {what}").format(what=_count(replays)))
    elif not records:
        console.say(_("There is no record of a replay"))
    if any(one.entry for one in records):
        console.say(_("The journal keeps its line, so that nothing is sent twice: optout status"))
    for letter in (file for one in records for file in sorted((data_dir / LETTERS).glob(f"{one.folder.name}-*"))):
        console.say(_("Not deleted, a letter of complaint: {file}").format(file=shown(letter)))
    if running := len(_unfinished(data_dir)) if replays else 0:
        says = ngettext(
            "{number} unfinished replay stays: it may still run",
            "{number} unfinished replays stay: they may still run",
            running,
        )
        console.say(says)


def _as_json(records: list[Named], replays: list[Path]) -> dict[str, Any]:
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
