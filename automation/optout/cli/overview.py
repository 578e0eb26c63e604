"""What is known of each objection: by the journal, by the files attached to its record, and by the law."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from optout.cli.records import RECORDS, complaints_about, labels
from optout.deadline import Deadline, due, received_on
from optout.errors import OptoutError
from optout.evidence import LETTER
from optout.evidence.supplement import (
    Label,
    Supplement,
    VerifiedRecord,
    current_deadline,
    labelled,
    supplement_in,
)
from optout.flow import Flow, Recipient, find_flow, find_recipient, jurisdiction_of
from optout.journal import Entry, ObjectionKey, entry_of, journal_of
from optout.outcome import BLOCKING, UNSENT, State
from optout.person import account_label
from optout.settings import Settings
from optout.translation import LazyText

_AWAITED = (State.CONFIRMED, State.RESOLVED_SENT)
"""The states of an objection that was received, so that an answer to it is due."""


@dataclass(frozen=True)
class AttachedFile:
    """A file that was attached to a record: what its supplement says, and the supplement's folder."""

    supplement: Supplement
    folder: Path

    @property
    def path(self) -> Path:
        """Where the file is."""
        return self.folder / "data" / self.supplement.file.name


@dataclass(frozen=True)
class ObjectionStatus:
    """One objection in the journal, with all that is known of it today."""

    entry: Entry
    sent: date | None
    """The day on which it was sent, or may have been."""
    deadline: Deadline | None
    """By when an answer is due, with an extension that was announced in time."""
    left: int | None
    """Days until the answer is due, negative after that day."""
    set_aside: bool
    """Of a letter: another was written or sent, or its record was deleted."""
    turns: bool
    """True if it is a setting that is turned."""
    question: LazyText | None = None
    """What the controller asks by e-mail: the time for its answer counts from the person's reply."""
    folder: Path | None = None
    """The folder of its record, if it is there."""
    attached: tuple[AttachedFile, ...] = ()
    """The files that were attached to its record."""
    letters: tuple[Path, ...] = ()
    """The letters that were written: to the controller, and to an authority."""

    @property
    def name(self) -> str:
        """What it is called: its flow, and its account if that has a label of its own."""
        return name_of(self.entry)

    @property
    def answered(self) -> bool:
        """True if an answer was attached."""
        return any(file.supplement.answers for file in self.attached)

    @property
    def waiting(self) -> bool:
        """True if an answer is due and none was attached."""
        return self.deadline is not None and not self.answered and not self.entry.superseded_by

    @property
    def counts(self) -> bool:
        """True if it was sent, or may have been, or is a letter that is to be sent."""
        return self.entry.state not in UNSENT and not self.set_aside

    @property
    def record_is_gone(self) -> bool:
        """True if it had a record whose folder is no longer there."""
        return bool(self.entry.record) and self.folder is None


def name_of(objection: Entry | ObjectionKey) -> str:
    """Return what an objection is called: its flow, and its account if that has a label of its own."""
    if account_label(objection.account) is None:
        return objection.flow
    return f"{objection.flow} ({objection.account})"


def overview(settings: Settings, today: date) -> list[ObjectionStatus]:
    """Return every objection in the journal, oldest first; nothing is created."""
    with journal_of(settings.data_dir) as journal:
        entries, supplements = journal.entries(), journal.supplements()
    flows = {name: flow_of(name) for name in {entry.flow for entry in entries}}
    later = labels(settings.data_dir)
    replaced = set(_replaced_letters(entries))
    statuses = []
    for entry in entries:
        folders = [Path(row.folder) for row in supplements if row.record == entry.id]
        status = _status_of(entry, flows[entry.flow], _attached(folders, later), settings, today)
        statuses.append(replace(status, set_aside=True) if entry.id in replaced else status)
    return statuses


def _status_of(
    entry: Entry,
    flow: Flow | None,
    attached: tuple[AttachedFile, ...],
    settings: Settings,
    today: date,
) -> ObjectionStatus:
    """Return what is known of one objection, without a look at the others."""
    question = _question_of(entry, flow)
    # No day is known before the person says when they replied, as `complain --answered` asks.
    deadline = None if question else _current_deadline(entry, attached, settings)
    folder = folder_of(entry, settings.data_dir)
    return ObjectionStatus(
        entry,
        sent=_sent_on(entry),
        deadline=deadline,
        left=(deadline.day - today).days if deadline else None,
        set_aside=_is_drafted(entry) and folder is None,
        turns=bool(flow and flow.switches),
        question=question,
        folder=folder,
        attached=attached,
        letters=tuple(_letters_of(entry, folder, settings.data_dir)),
    )


def not_done(services: Iterable[str], statuses: Iterable[ObjectionStatus]) -> list[str]:
    """Return those of the person's services at which there is no objection that counts."""
    done = {
        status.entry.flow for status in statuses if status.counts and not status.entry.superseded_by
    }
    return [name for name in services if name not in done]


def folder_of(entry: Entry, data_dir: Path) -> Path | None:
    """Return the folder of an objection's record, where the journal has it, else in the data folder as it is now.

    None if it is not there: it was deleted, or there never was one.
    """
    noted = [Path(entry.record)] if entry.record else []
    for place in (*noted, data_dir / RECORDS / entry.id):
        if place.is_dir():
            return place
    return None


def short_ids(entries: Iterable[Entry]) -> dict[str, str]:
    """Return by what each objection can be named: the last part of its id, else all of it if two share that part."""
    ids = [entry.id for entry in entries]
    counted = Counter(map(tail_of, ids))
    return {name: tail_of(name) if counted[tail_of(name)] == 1 else name for name in ids}


def tail_of(record_id: str) -> str:
    """Return the last part of a record's id, which the program drew by lot."""
    return record_id.rpartition("-")[2]


def _is_drafted(entry: Entry) -> bool:
    return entry.state is State.DRAFTED


def _replaced_letters(entries: list[Entry]) -> Iterator[str]:
    """Return the ids of drafted letters after which the same was drafted again, or was sent."""
    drafted = [entry for entry in entries if _is_drafted(entry)]
    latest = {entry.send_key: entry.id for entry in drafted}
    sent = {entry.send_key for entry in entries if entry.state in BLOCKING}
    for entry in drafted:
        if latest[entry.send_key] != entry.id or entry.send_key in sent:
            yield entry.id


def _sent_on(entry: Entry) -> date | None:
    moment = entry.sent_at
    if moment is None and entry.state in BLOCKING:
        moment = entry.planned_at  # it may have been sent
    return datetime.fromisoformat(moment).astimezone().date() if moment else None


def _question_of(entry: Entry, flow: Flow | None) -> LazyText | None:
    """Return what the controller asks by e-mail about an objection that it received; None if it asks nothing."""
    if flow is None or flow.asks_by_mail is None or entry.state not in _AWAITED:
        return None
    return flow.asks_by_mail.text


def _current_deadline(
    entry: Entry, attached: Iterable[AttachedFile], settings: Settings
) -> Deadline | None:
    """Return by when an answer is due today, with an extension that was announced in time."""
    if entry.state not in _AWAITED:
        return None
    supplements = [file.supplement for file in attached]
    return current_deadline(_deadline_of(entry, settings), supplements)


def _attached(folders: Iterable[Path], later: Mapping[str, Label]) -> tuple[AttachedFile, ...]:
    """Return the files that were attached and can be read, with what the person called each since."""
    by_name = {folder.name: folder for folder in folders}
    supplements = labelled(map(supplement_in, by_name.values()), later)
    return tuple(
        AttachedFile(supplement, by_name[supplement.folder])
        for supplement in supplements
        if supplement.folder in by_name
    )


def _letters_of(entry: Entry, folder: Path | None, data_dir: Path) -> Iterator[Path]:
    """Return the letter to the controller that the record contains, and the complaints that were written about it."""
    letter = folder / "data" / LETTER[0] if folder else None
    if letter and letter.is_file():
        yield letter
    yield from complaints_about(data_dir, entry.id)


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
    """Return by when an answer is due, by the record, else the journal, else the law; None if none is due."""
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
    received = date.fromisoformat(entry.received_on)
    day = date.fromisoformat(entry.due_on)
    return Deadline(received, day, places=places_of(entry.flow, settings))


def _worked_out(name: str, sent_at: datetime, settings: Settings) -> Deadline | None:
    flow = flow_of(name)
    if flow and flow.answer_within == "none":
        return None
    places = places_of(name, settings)
    seat, _home = places
    return due(received_on(sent_at, seat), places)


def places_of(name: str, settings: Settings) -> tuple[str | None, str | None]:
    """Return the places whose holidays count: the seat that a flow or a letter names, and the country in the settings.

    The seat is None where it is not known, or the flow is no longer here.
    """
    known = flow_of(name) or recipient_of(name)
    lives_in = jurisdiction_of(settings.country.get_secret_value()) if settings.country else None
    return known.seat if known else None, lives_in
