"""`optout delete`: deletes records for good, with all that was added to them."""

import os
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk, shown
from optout.cli.find_record import named_place
from optout.cli.options import DataDirOption, JsonOption, Work, begin, record_argument
from optout.cli.records import EXPORTS, LETTERS, RECORDS, REPLAYS
from optout.errors import Exit, RecordError, UsageError
from optout.evidence import BAG, MANIFEST, PARTIAL, REPLAY, is_record_id, remove_sealed
from optout.journal import Entry, journal_of
from optout.translation import LazyText, _, joined, named, ngettext, why

_RUN_LASTS = 3_600  # seconds: a younger folder may belong to a replay that goes on
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


def _own_record(data_dir: Path, name: Path) -> Path:
    """Find a record of the data folder, and refuse whatever else the name may mean."""
    homes = [data_dir / RECORDS, data_dir / REPLAYS]
    place = named_place(data_dir, name, prefer_sent=False)
    has_mark = any(os.path.lexists(place / mark) for mark in (BAG, MANIFEST))
    if place.is_symlink() or not is_record_id(place.name) or not has_mark:
        raise RecordError(_("this folder is not a record"))
    if place.parent.resolve() not in {home.resolve() for home in homes}:
        raise RecordError(_("this record does not lie in the data folder, so delete it by hand"))
    return place


def _supplements(record: Path) -> Iterator[Path]:
    """Return the supplements of a record, those that were not finished too."""
    for place in sorted(record.parent.iterdir()):
        match = _OF_A_SUPPLEMENT.fullmatch(place.name.removeprefix(PARTIAL))
        if match and match[1] == record.name and not place.is_symlink():
            yield place


def _replays(data_dir: Path) -> Iterator[Path]:
    """Return what replays left: records, supplements, and what was never finished, unless it may still be."""
    for place in sorted((data_dir / REPLAYS).glob("*")):
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
        state = _state_of(record, chosen.entries.get(record.name))
        line = joined((_with_number(record, supplements), state), ": ")
        console.say(LazyText("  {line}").format(line=line))
    if chosen.replays:
        console.say(LazyText("  {what}").format(what=_count(chosen.replays)))
    if any(record.parent.name == RECORDS for record in chosen.records):
        console.say(
            _("A record is your proof, and a complaint is written from it; nothing brings it back")
        )
    nobody = _("nothing was deleted: that needs your yes, and there is no terminal to ask on")
    return console.agreed_without_flag(_("Delete for good? [y/N] "), nobody)


def _state_of(record: Path, entry: Entry | None) -> LazyText:
    if record.parent.name == REPLAYS:
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
