"""How an objection stands: what the journal, what was added to its record, and the law say together."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from optout.cli.records import labels
from optout.deadline import Deadline, due, received_on
from optout.errors import OptoutError
from optout.evidence.supplement import (
    Supplement,
    VerifiedRecord,
    announced,
    labelled,
    supplement_in,
)
from optout.flow import Flow, Recipient, find_flow, find_recipient, jurisdiction_of
from optout.journal import Entry, ObjectionKey, entry_of, journal_of
from optout.outcome import BLOCKING, UNSENT, State
from optout.settings import Settings


@dataclass(frozen=True)
class ObjectionStatus:
    """One objection; of a letter `set_aside`: another was written or sent, or its record was deleted."""

    entry: Entry
    sent: date | None
    deadline: Deadline | None
    left: int | None  # days until the answer is due, negative when that day is over
    answered: bool
    set_aside: bool
    turns: bool

    @property
    def waiting(self) -> bool:
        """Whether an answer is due and none was kept."""
        return self.deadline is not None and not self.answered and not self.entry.superseded_by

    @property
    def counts(self) -> bool:
        """Whether it was sent, or may have been, or is a letter that is to be sent."""
        return self.entry.state not in UNSENT and not self.set_aside


def name_of(one: Entry | ObjectionKey) -> str:
    """Return what an objection is called: its flow, and its account where that has a label of its own."""
    return one.flow if one.account == "default" else f"{one.flow} ({one.account})"


def overview(settings: Settings, today: date) -> list[ObjectionStatus]:
    """Read the journal; asking how things stand creates nothing."""
    with journal_of(settings.data_dir) as journal:
        entries, added = journal.entries(), journal.supplements()
    flows = {name: flow_of(name) for name in {entry.flow for entry in entries}}
    later, aside = labels(settings.data_dir), set(_set_aside(entries))
    files: dict[str, tuple[Supplement, ...]] = {}
    for record in {one.record for one in added}:
        files[record] = labelled(
            (supplement_in(Path(one.folder)) for one in added if one.record == record), later
        )
    standings = []
    for entry in entries:
        flow, kept = flows[entry.flow], files.get(entry.id, ())
        awaited = entry.state in (State.CONFIRMED, State.RESOLVED_SENT)
        first = _deadline_of(entry, settings) if awaited else None
        until = first and first.lengthened(announced(kept))
        moment = entry.sent_at or (entry.planned_at if entry.state in BLOCKING else None)
        standings.append(
            ObjectionStatus(
                entry,
                sent=datetime.fromisoformat(moment).astimezone().date() if moment else None,
                deadline=until,
                left=(until.day - today).days if until else None,
                answered=any(file.answers for file in kept),
                set_aside=entry.id in aside,
                turns=bool(flow and flow.switches),
            )
        )
    return standings


def _set_aside(entries: list[Entry]) -> Iterator[str]:
    drafted = [entry for entry in entries if entry.state is State.DRAFTED]
    latest = {entry.send_key: entry.id for entry in drafted}
    sent = {entry.send_key for entry in entries if entry.state in BLOCKING}
    for entry in drafted:
        later = latest[entry.send_key] != entry.id
        if later or entry.send_key in sent or not (entry.record and Path(entry.record).is_dir()):
            yield entry.id


def flow_of(name: str) -> Flow | None:
    """Return a flow by its id; None where it was somebody's own and is no longer here."""
    with suppress(OptoutError):
        return find_flow(name).flow
    return None


def recipient_of(name: str) -> Recipient | None:
    """Return whom a letter goes to, by its id; None where the person named them, or the letter is no longer here."""
    with suppress(OptoutError):
        return find_recipient(name).recipient
    return None


def of_record(base: VerifiedRecord, settings: Settings) -> Deadline | None:
    """Return by when an answer is due, as the record says, else the journal, else the law; None where none is."""
    record = base.record
    if record.answer_due:
        return record.deadline
    entry = entry_of(settings.data_dir, record.request_id)
    if entry and entry.received_on:
        return _deadline_of(entry, settings)
    if record.is_letter:
        return None  # nobody said that it was sent
    return _worked_out(record.flow.id, record.issued_at or record.ended_at, settings)


def _deadline_of(entry: Entry, settings: Settings) -> Deadline | None:
    """Return by when an answer is due to an objection in the journal; None when no law sets a time."""
    if not entry.received_on:
        return _worked_out(
            entry.flow, datetime.fromisoformat(entry.sent_at or entry.planned_at), settings
        )
    if not entry.due_on:
        return None
    received, day = date.fromisoformat(entry.received_on), date.fromisoformat(entry.due_on)
    return Deadline(received, day, places=places_of(entry.flow, settings))


def _worked_out(name: str, sent_at: datetime, settings: Settings) -> Deadline | None:
    flow, places = flow_of(name), places_of(name, settings)
    return (
        None
        if flow and flow.answer_within == "none"
        else due(received_on(sent_at, places[0]), places)
    )


def places_of(name: str, settings: Settings) -> tuple[str | None, ...]:
    """Return the places whose holidays count: the seat that a flow or a letter names, and the country in the settings.

    The seat is None where it is not known, or the flow is no longer here.
    """
    known = flow_of(name) or recipient_of(name)
    lives_in = jurisdiction_of(settings.country.get_secret_value()) if settings.country else None
    return known.seat if known else None, lives_in
