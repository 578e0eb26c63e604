"""Finds the record, or the objection in the journal, that a name on the command line means.

Every command that takes a record takes the same names: the path of its folder, its id, the last
part of its id, the name of its flow or service, or the beginning of either part of its id.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from optout.cli.console import typed
from optout.cli.objection_text import words_of
from optout.cli.overview import flow_of, folder_of, tail_of
from optout.cli.records import RECORDS, REPLAYS
from optout.errors import RecordError, UsageError
from optout.evidence import BAG, MANIFEST, REPLAY, is_record_id
from optout.evidence.unpack import is_flat
from optout.evidence.verify import own_name
from optout.flow import FLOW_FILE, beside, find_flow, find_service
from optout.journal import Entry, entry_of, journal_of
from optout.outcome import UNSENT
from optout.translation import LazyText, _, joined

ANY_PATH = _("optout status lists the records; a folder's path works too")
_REPLAY = _("a replay, so nothing was sent to anyone")


@dataclass(frozen=True)
class Candidate:
    """What a name may mean: an id, with its row in the journal and its folder as far as there are any."""

    id: str
    entry: Entry | None
    folder: Path | None

    @property
    def tail(self) -> str:
        """The last part of the id, which the program drew by lot."""
        return tail_of(self.id)

    @property
    def flow(self) -> str:
        """The id of the flow, which the journal has and the id contains."""
        if self.entry:
            return self.entry.flow
        _year, _month, _day, *flow, _tail = self.id.removeprefix(REPLAY).split("-")
        return "-".join(flow)

    @property
    def is_replay(self) -> bool:
        """True if it is the record of a replay."""
        return self.id.startswith(REPLAY)

    @property
    def counts(self) -> bool:
        """True if it is an objection that was sent, or may have been, and that no later one supersedes."""
        entry = self.entry
        return entry is not None and entry.state not in UNSENT and not entry.superseded_by

    @property
    def day(self) -> str:
        """The day on which it was sent, else on which it was begun."""
        if self.entry is None:
            return self.id.removeprefix(REPLAY)[:10]
        moment = datetime.fromisoformat(self.entry.sent_at or self.entry.planned_at)
        return str(moment.astimezone().date())

    @property
    def outcome(self) -> LazyText:
        """How it ended."""
        if self.is_replay:
            return _REPLAY
        if self.entry is None:
            return _("the journal does not know it")
        flow = flow_of(self.flow)
        return words_of(self.entry.state, turns=bool(flow and flow.switches)).word


def record_folder(data_dir: Path, name: Path) -> Path:
    """Return the folder of the record that a name means, where it really lies.

    What belongs to a record lies beside that place, which cannot be told from `.`, from a link or
    from `RECORD/data/..`. Raise RecordError if nothing is called so, UsageError if several records
    are.
    """
    return named_place(data_dir, name, prefer_sent=True).resolve()


def named_place(data_dir: Path, name: Path, *, prefer_sent: bool) -> Path:
    """Return the folder of the record that a name means, as an absolute path that follows no link.

    With `prefer_sent` a service means its only objection that counts. It is False for what cannot
    be undone: then a name that several records have is refused. Raise as `record_folder` does.
    """
    place = _existing_folder(data_dir, name)
    if place:
        return place
    if os.path.isfile(name):  # noqa: PTH113  is_file() raises for odd names
        message = _("this is a file, and this command takes the folder of a record")
        raise RecordError(message, _how_to_unpack(name))
    candidates = [candidate for candidate in _candidates(data_dir) if candidate.folder]
    found = _chosen(str(name), candidates, prefer_sent=prefer_sent)
    if found and found.folder:
        return found.folder
    if os.path.isdir(name):  # noqa: PTH112  as above
        return _absolute(name)
    raise RecordError(_("there is no such record"), ANY_PATH)


def find_entry(data_dir: Path, name: Path) -> Entry:
    """Return the objection in the journal that a name means; raises as `record_folder` does."""
    place = _existing_folder(data_dir, name)
    called = _sealed_name(place) if place else name.name
    if place:
        entry = entry_of(data_dir, called)
    else:
        # Also of a path at which nothing is any more: the journal keeps its row.
        candidates = [candidate for candidate in _candidates(data_dir) if candidate.entry]
        found = _chosen(called, candidates, prefer_sent=True)
        entry = found.entry if found else None
    if entry is None:
        message = _("the journal has no objection {name}").format(name=called)
        raise RecordError(message, _("optout status lists them"))
    return entry


def every_record(data_dir: Path) -> list[Path]:
    """Return the folders of all live records, oldest first."""
    live = [candidate for candidate in _candidates(data_dir) if not candidate.is_replay]
    return [candidate.folder for candidate in live if candidate.folder]


def flows_named(name: str, known: Iterable[str]) -> set[str]:
    """Return the ids of the flows that a name means; raise UsageError if there is none.

    A known id means itself, a folder the flow in it. The name of a controller means all its flows.
    """
    if name in known:
        return {name}
    if os.path.isfile(Path(name) / FLOW_FILE):  # noqa: PTH113  is_file() raises for odd names
        return {find_flow(name).flow.id}
    found = find_service(name)
    return {found} if found == name.lower() else {found, *beside(found)}


def _existing_folder(data_dir: Path, name: Path) -> Path | None:
    """Return the folder that a name leads to by itself, without a look at the journal; None if it leads to none.

    A path leads to its folder. A single word leads to the record of that name in the folder that
    the person is in, else in the data folder. A folder of another kind may be called as a service
    is, so it is left to `named_place`, which looks for the service first.
    """
    is_word = name.name == str(name)
    if os.path.isdir(name) and (not is_word or _is_record(name)):  # noqa: PTH112  is_dir() raises for odd names
        return _absolute(name)
    if is_word:
        for home in (RECORDS, REPLAYS):
            place = data_dir / home / name
            if os.path.isdir(place):  # noqa: PTH112  as above
                return _absolute(place)
    return None


def _absolute(folder: Path) -> Path:
    return Path(os.path.abspath(folder))  # noqa: PTH100  resolve() would follow a link


def _is_record(folder: Path) -> bool:
    has_mark = any(os.path.lexists(folder / mark) for mark in (BAG, MANIFEST))
    return has_mark or is_flat(folder)


def _sealed_name(folder: Path) -> str:
    """Return the id that a record was sealed under, else its folder's name: a copy may be called anything."""
    with suppress(RecordError):
        return own_name(folder)
    return folder.resolve().name


def _candidates(data_dir: Path) -> list[Candidate]:
    """List the rows of the journal, and the records that it does not know, each oldest first."""
    with journal_of(data_dir) as journal:
        entries = journal.entries()
    candidates = [Candidate(entry.id, entry, folder_of(entry, data_dir)) for entry in entries]
    known = {entry.id for entry in entries}
    for home in (RECORDS, REPLAYS):
        places = sorted((data_dir / home).glob("*"))
        unknown = [
            place for place in places if is_record_id(place.name) and place.name not in known
        ]
        candidates += [Candidate(place.name, None, place) for place in unknown]
    return candidates


def _chosen(word: str, candidates: list[Candidate], *, prefer_sent: bool) -> Candidate | None:
    """Return what a word means, None if it means nothing; raise UsageError, which lists them, if it means several.

    With `prefer_sent` the only one of several that counts is meant: a run that sent nothing is
    rarely what a person asks about.
    """
    named = _named(word, candidates)
    if not named:
        return None
    if len(named) == 1:
        return named[0]
    counting = [candidate for candidate in named if candidate.counts]
    if prefer_sent and len(counting) == 1:
        return counting[0]
    message = _("“{word}” may mean any of these:").format(word=word)
    hint = _("name one by the last part of its id: {tail}").format(tail=named[-1].tail)
    raise UsageError(joined([message, *_listed(named)], "\n"), hint)


def _named(word: str, candidates: list[Candidate]) -> list[Candidate]:
    """Return what a word names, by the first strategy that finds anything.

    The strategies, in this order: the whole id, a part of it, the beginning of a part.
    """
    wanted = word.lower()
    if not wanted:
        return []
    return (
        [candidate for candidate in candidates if candidate.id.lower() == wanted]
        or _with_part(wanted, candidates)
        or [candidate for candidate in candidates if _begins(candidate, wanted)]
    )


def _with_part(wanted: str, candidates: list[Candidate]) -> list[Candidate]:
    """Return those of which a word is the last part of the id, or the name of the flow or its service."""
    flows = _flows_called(wanted, candidates)
    return [
        candidate for candidate in candidates if candidate.tail == wanted or candidate.flow in flows
    ]


def _flows_called(word: str, candidates: list[Candidate]) -> set[str]:
    """Return the ids of the flows that a word means; none if it means no service."""
    with suppress(UsageError):
        return flows_named(word, {candidate.flow for candidate in candidates})
    return set()


def _begins(candidate: Candidate, wanted: str) -> bool:
    return candidate.id.lower().startswith(wanted) or candidate.tail.startswith(wanted)


def _listed(candidates: list[Candidate]) -> Iterator[LazyText]:
    """List each with its id, its day and its outcome."""
    width = max(len(candidate.id) for candidate in candidates)
    row = LazyText("{id}  {day}  {outcome}")
    for candidate in candidates:
        name = candidate.id.ljust(width)
        yield row.format(id=name, day=candidate.day, outcome=candidate.outcome)


def _how_to_unpack(file: Path) -> str | LazyText:
    if file.suffix.lower() == ".zip":
        return _("unpack it first, then name the folder that comes out: {command}").format(
            command=f"unzip {typed(file)}"
        )
    return _("give the folder that it lies in")
