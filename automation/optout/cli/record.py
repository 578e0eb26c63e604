"""What is left of records that were never sealed: how old it is, what is in it, and how its objection stands."""

import os
import re
import sqlite3
import stat
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from optout.browser.profile import lock_file, run_lock
from optout.cli.console import Console, agreed, can_prompt
from optout.cli.finding import shown, typed
from optout.errors import OptoutError, RecordError, UsageError
from optout.evidence.bag import BAG, MANIFEST
from optout.evidence.files import remove_sealed
from optout.evidence.folder import LATER
from optout.evidence.model import REPLAY, is_record_id
from optout.i18n import Said, _, joined, named, ngettext, why
from optout.journal import JOURNAL_FILE, Entry, Journal
from optout.outcome import OPEN, Exit, State
from optout.settings import Settings

PARTIAL = ".partial-"
RECORDS, REPLAYS, LETTERS = "records", "replays", "complaints"
RUN_LASTS = 3_600
"""Seconds: a younger folder may belong to a run that goes on."""
_PARTS = {"01-": _("the filled form"), "02-": _("the request that sent it"), "03-": _("the last page")}


@dataclass(frozen=True)
class Leftover:
    """An unfinished record. `age` in seconds since anything in it changed; `state` is None when no journal has it."""

    folder: Path
    age: float
    parts: tuple[str, ...]
    size: int
    state: State | None

    @property
    def replay(self) -> bool:
        """Whether it is of a replay, which sends nothing."""
        return self.folder.parent.name == REPLAYS


def leftovers(data_dir: Path) -> Iterator[Leftover]:
    """List the unfinished records of live runs and of replays, newest first. Changes nothing."""
    found = [folder for name in (RECORDS, REPLAYS) for folder in (data_dir / name).glob(f"{PARTIAL}*")]
    states = _states(data_dir / JOURNAL_FILE) if found else {}
    yield from sorted((_leftover(folder, states) for folder in found), key=lambda left: left.age)


def _leftover(folder: Path, states: dict[str, State]) -> Leftover:
    seen = {path: known for path in (folder, *folder.rglob("*")) if (known := _stat(path))}
    files = {path: known.st_size for path, known in seen.items() if stat.S_ISREG(known.st_mode)}
    changed = max((known.st_mtime for known in seen.values()), default=time.time())
    return Leftover(
        folder=folder,
        age=max(0.0, time.time() - changed),
        parts=tuple(part for prefix, part in _PARTS.items() if any(path.name.startswith(prefix) for path in files)),
        size=sum(files.values()),
        state=states.get(folder.name.removeprefix(PARTIAL)),
    )


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.lstat()
    except OSError:
        return None  # a run that goes on has just renamed it, or it may not be read


def _states(journal: Path) -> dict[str, State]:
    """Read how objections stand; what cannot be read is found by another check."""
    if not journal.is_file():
        return {}
    try:
        database = sqlite3.connect(f"{journal.absolute().as_uri()}?mode=ro", uri=True, timeout=5)
        try:
            return {name: State(state) for name, state in database.execute("SELECT id, state FROM objections")}
        finally:
            database.close()
    except (sqlite3.Error, ValueError):
        return {}


def resolve(console: Console, settings: Settings, name: str, sent: bool | None, reason: str | None) -> Exit:  # noqa: FBT001
    """Note in the journal whether an objection was received, and how the person knows.

    Raises:
        UsageError: something was not said, or there is no such objection, or its outcome is known.
        ProfileInUse: the run still goes on.
    """
    if sent is None:
        raise UsageError(
            _("say whether it was received"), _("optout resolve {name} --sent, or --not-sent").format(name=name)
        )
    if not (reason or "").strip():
        hint = _('optout resolve {name} --sent --reason "their e-mail came"').format(name=name)
        raise UsageError(_("say how you know, with --reason"), hint)
    entry = _resolved(settings, name, State.RESOLVED_SENT if sent else State.RESOLVED_NOT_SENT, reason or "")
    if console.as_json:
        console.json({"id": entry.id, "state": entry.state.value})
    else:
        then = _("it counts as sent") if sent else _("it counts as not sent, and you may object again")
        console.mark(
            "done", _("{flow}, account {account}: {then}").format(flow=entry.flow, account=entry.account, then=then)
        )
        console.say(_("The record itself stays as it was sealed"))
    return Exit.DONE


def _resolved(settings: Settings, name: str, state: State, reason: str) -> Entry:
    if not (settings.data_dir / JOURNAL_FILE).exists():
        raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
    journal = Journal(settings.data_dir)
    try:
        entry = next((entry for entry in journal.entries() if entry.id == name), None)
        if entry is None:
            raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
        if entry.state not in OPEN:
            says = _("its outcome is known: {state}").format(state=named(entry.state.value))
            raise UsageError(says, _("optout status shows how things stand"))
        with run_lock(lock_file(settings.data_dir, entry.flow, entry.account)):  # a run that goes on still finds out
            journal.resolve(name, state, reason)
        return next(entry for entry in journal.entries() if entry.id == name)
    finally:
        journal.close()


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
