"""How the objections in the journal stand on a day: what is due, what to do next, what is not covered yet."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from optout.cli.answer_due import lengthened, of_entry
from optout.deadline import Deadline
from optout.errors import OptoutError
from optout.evidence.attaching import read_supplement
from optout.evidence.supplement import Said, Supplement
from optout.evidence.tree import walk
from optout.flow.catalogue import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.journal import JOURNAL_FILE, Journal
from optout.journal_tables import Added, Entry
from optout.settings import Settings
from optout.state import BEFORE_SEND, LIVE, State

_COVERED = LIVE | {State.ALREADY_OBJECTED}
_DUE = {State.CONFIRMED, State.RESOLVED_SENT}


@dataclass(frozen=True)
class Standing:
    """One objection: `left` is the days until an answer is due, negative when that day is over."""

    entry: Entry
    sent: date | None
    deadline: Deadline | None
    left: int | None
    answered: bool

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
    later = _later(added)
    standings = tuple(_standing(entry, _deadline(entry, settings), later[entry.id], today) for entry in entries)
    return Overview(standings, tuple(_gaps(entries, settings.account)))


def _standing(entry: Entry, deadline: Deadline | None, later: Sequence[Supplement], today: date) -> Standing:
    sent = _day(entry.sent_at) or (_day(entry.planned_at) if entry.state in LIVE else None)
    until = lengthened(deadline, later)
    answered = any(one.file.said_to_be is Said.ANSWER and not one.extension for one in later)
    return Standing(entry, sent, until, (until.day - today).days if until else None, answered)


def _deadline(entry: Entry, settings: Settings) -> Deadline | None:
    return of_entry(entry, settings) if entry.state in _DUE else None


def _day(moment: str | None) -> date | None:
    return datetime.fromisoformat(moment).astimezone().date() if moment else None


def _later(added: Iterable[Added]) -> dict[str, list[Supplement]]:
    """Give what the supplements say that can be read, by the id of their record."""
    found = defaultdict(list)
    for one in added:
        folder = Path(one.folder)
        says = read_supplement(walk(folder)) if folder.is_dir() and not folder.is_symlink() else None
        if says is not None:
            found[one.record].append(says)
    return found


def _gaps(entries: list[Entry], account: str) -> Iterator[Gap]:
    accounts = list(dict.fromkeys(entry.account for entry in entries if entry.state not in BEFORE_SEND)) or [account]
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
