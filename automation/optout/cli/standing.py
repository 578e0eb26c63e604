"""How the objections in the journal stand on a day: what is due, what to do next, what is not covered yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from optout.cli.answer_due import lengthened, of_entry
from optout.deadline import Deadline
from optout.errors import OptoutError
from optout.evidence.attaching import read_supplement
from optout.evidence.labels import Labelled, labelled
from optout.evidence.supplement import Supplement
from optout.evidence.tree import walk
from optout.flow.catalogue import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.journal import JOURNAL_FILE, Journal
from optout.journal_tables import Added, Entry
from optout.settings import Settings
from optout.state import LIVE, UNSENT, State

_COVERED = LIVE | {State.ALREADY_OBJECTED}
_DUE = {State.CONFIRMED, State.RESOLVED_SENT}


@dataclass(frozen=True)
class Standing:
    """One objection: `left` is the days until an answer is due, negative when that day is over.

    `doubtful` is the number of a supplement that the person called the answer, and that looks like a notice.
    """

    entry: Entry
    sent: date | None
    deadline: Deadline | None
    left: int | None
    answered: bool
    doubtful: str | None = None

    @property
    def due(self) -> date | None:
        """The day by which an answer is due."""
        return self.deadline.day if self.deadline else None

    @property
    def waiting(self) -> bool:
        """Whether an answer is due and none was kept."""
        return self.due is not None and not self.answered and not self.entry.superseded_by


@dataclass(frozen=True)
class Gap:
    """A flow and account without an objection; `beside` is a flow to the same controller that has one."""

    flow: str
    account: str
    beside: Flow | None


@dataclass(frozen=True)
class Overview:
    """Everything `optout status` tells."""

    standings: tuple[Standing, ...]
    gaps: tuple[Gap, ...]


def overview(settings: Settings, today: date) -> Overview:
    """Read the journal; asking how things stand creates nothing."""
    if not (settings.data_dir / JOURNAL_FILE).exists():
        return Overview((), tuple(_gaps([], settings.account)))
    journal = Journal(settings.data_dir)
    try:
        entries, added = journal.entries(), journal.supplements()
    finally:
        journal.close()
    files = {entry.id: labelled(_supplements(added, entry.id)) for entry in entries}
    standings = tuple(_standing(entry, _deadline(entry, settings), files[entry.id], today) for entry in entries)
    return Overview(standings, tuple(_gaps(entries, settings.account)))


def _standing(entry: Entry, deadline: Deadline | None, files: Sequence[Labelled], today: date) -> Standing:
    sent = _day(entry.sent_at) or (_day(entry.planned_at) if entry.state in LIVE else None)
    until = lengthened(deadline, (file.extension for file in files))
    left = (until.day - today).days if until else None
    doubtful = next((file.number for file in files if file.doubtful), None)
    return Standing(entry, sent, until, left, any(file.answers for file in files), doubtful)


def _deadline(entry: Entry, settings: Settings) -> Deadline | None:
    return of_entry(entry, settings) if entry.state in _DUE else None


def _day(moment: str | None) -> date | None:
    return datetime.fromisoformat(moment).astimezone().date() if moment else None


def _supplements(added: Iterable[Added], record: str) -> Iterator[tuple[str, Supplement]]:
    """Give what the supplements of a record say, by their folder's name."""
    for one in added:
        folder = Path(one.folder)
        if (
            one.record == record
            and folder.is_dir()
            and not folder.is_symlink()
            and (says := read_supplement(walk(folder)))
        ):
            yield one.id, says


def _gaps(entries: list[Entry], account: str) -> Iterator[Gap]:
    # A label under which nothing was ever sent may have been typed once, to try: it is nothing to remind of.
    accounts = list(dict.fromkeys(entry.account for entry in entries if entry.state not in UNSENT)) or [account]
    flows = dict(_flows())
    covered = {(entry.flow, entry.account) for entry in entries if entry.state in _COVERED}
    for label in accounts:
        for name, flow in flows.items():
            if (name, label) not in covered:
                near = (other for key, other in flows.items() if (key, label) in covered and _same(flow, other))
                yield Gap(name, label, next(near, None))


def _flows() -> Iterator[tuple[str, Flow]]:
    for name in shipped_ids():
        try:
            yield name, find_flow(name).flow
        except OptoutError:
            continue  # optout flows check says what is wrong with it


def _same(one: Flow, other: Flow) -> bool:
    return (one.controller, one.purpose) == (other.controller, other.purpose)
