"""How an objection stands: what the journal, what was added to its record, and the law say together."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from optout.cli.records import entry_of, labels, rows
from optout.deadline import Deadline, due, received_on
from optout.errors import OptoutError, SettingsError
from optout.evidence.supervisor import code_of
from optout.evidence.supplement import Base, Label, Labelled, labelled, lengthened, supplement_in
from optout.flow.load import find_flow, shipped_ids
from optout.flow.model import Flow
from optout.flow.recipient import Recipient, find_recipient
from optout.i18n import _
from optout.journal import Added, Entry
from optout.outcome import LIVE, UNSENT, State
from optout.settings import Settings

SERVICES_FILE = "services.json"
"""What keeps the services that the person said are theirs, in the data folder."""


@dataclass(frozen=True)
class Standing:
    """One objection: `left` is the days until an answer is due, negative when that day is over.

    `set_aside` says of a letter that a later one was written, or one was sent, or that its record was deleted. `turns`:
    it is no form that was sent, but a setting that was turned.
    """

    entry: Entry
    sent: date | None
    deadline: Deadline | None
    left: int | None
    answered: bool
    set_aside: bool = False
    turns: bool = False

    @property
    def waiting(self) -> bool:
        """Whether an answer is due and none was kept."""
        return self.deadline is not None and not self.answered and not self.entry.superseded_by


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
    entries, added = rows(settings.data_dir)
    aside = set(_set_aside(entries))
    flows = {name: flow_of(name) for name in {entry.flow for entry in entries}}
    to_each: dict[str, list[Added]] = {}
    for one in added:
        to_each.setdefault(one.record, []).append(one)
    later = labels(settings.data_dir)
    files = {name: _files(of_it, later) for name, of_it in to_each.items()}
    found = (_standing(one, flows[one.flow], files.get(one.id, ()), settings, today) for one in entries)
    standings = tuple(replace(one, set_aside=True) if one.entry.id in aside else one for one in found)
    return Overview(standings, tuple(_gaps(entries, flows, settings.account, chosen(settings.data_dir))))


def chosen(data_dir: Path) -> list[str]:
    """Return the services that the person said are theirs, in their order; none where they have not said.

    Raises:
        SettingsError: the file that keeps them cannot be read.
    """
    file = data_dir / SERVICES_FILE
    try:
        listed = json.loads(file.read_text("utf-8")) if file.exists() else []
    except (OSError, ValueError) as error:
        says = _("{file} cannot be read").format(file=SERVICES_FILE)
        raise SettingsError(says, _("say anew which are yours: optout services use NAME NAME")) from error
    known = set(shipped_ids())
    return [name for name in listed if name in known] if isinstance(listed, list) else []


def _set_aside(entries: list[Entry]) -> Iterator[str]:
    drafted = [entry for entry in entries if entry.state is State.DRAFTED]
    latest = {entry.once: entry.id for entry in drafted}
    sent = {entry.once for entry in entries if entry.state in LIVE} if drafted else set()
    for entry in drafted:
        later = latest[entry.once] != entry.id
        if later or entry.once in sent or not (entry.record and Path(entry.record).is_dir()):
            yield entry.id


def _files(added: list[Added], later: Mapping[str, Label]) -> tuple[Labelled, ...]:
    return labelled(filter(None, (supplement_in(Path(one.folder)) for one in added)), later)


def _standing(
    entry: Entry, flow: Flow | None, files: tuple[Labelled, ...], settings: Settings, today: date
) -> Standing:
    moment = entry.sent_at or (entry.planned_at if entry.state in LIVE else None)
    awaited = entry.state in (State.CONFIRMED, State.RESOLVED_SENT)
    until = lengthened(_of_entry(entry, flow, settings), files) if awaited else None
    return Standing(
        entry,
        datetime.fromisoformat(moment).astimezone().date() if moment else None,
        until,
        (until.day - today).days if until else None,
        any(file.answers for file in files),
        turns=bool(flow and flow.switches),
    )


def _gaps(entries: list[Entry], loaded: Mapping[str, Flow | None], account: str, mine: list[str]) -> Iterator[Gap]:
    """Give what is not covered: of the services that are the person's, else of the controllers they know already."""
    # A label under which nothing was ever sent may have been typed once, to try: it is nothing to remind of.
    accounts = list(dict.fromkeys(entry.account for entry in entries if entry.state not in UNSENT)) or [account]
    # What is wrong with a flow that cannot be read, `optout flows check` says.
    every = {name: flow for name in shipped_ids() if (flow := loaded.get(name) or flow_of(name))}
    known = {flow.controller for name, flow in every.items() if name in loaded}
    flows = {name: flow for name, flow in every.items() if (name in mine if mine else flow.controller in known)}
    covers = LIVE | {State.ALREADY_OBJECTED, State.ALREADY_OFF, State.NOT_AVAILABLE}
    covered = {(entry.flow, entry.account) for entry in entries if entry.state in covers}
    for label in accounts:
        for name, flow in flows.items():
            if (name, label) not in covered:
                alike = (flow.controller, flow.purpose)
                same = (key for key, one in flows.items() if (one.controller, one.purpose) == alike)
                beside = (flows[key] for key in same if (key, label) in covered)
                yield Gap(name, label, next(beside, None))


def flow_of(name: str) -> Flow | None:
    """Give a flow by its id; None where it was somebody's own and is no longer here."""
    try:
        return find_flow(name).flow
    except OptoutError:
        return None


def recipient_of(name: str) -> Recipient | None:
    """Give whom a letter goes to by its id; None where the person named them, or where the letter is no longer here."""
    try:
        return find_recipient(name).recipient
    except OptoutError:
        return None


def _of_entry(entry: Entry, flow: Flow | None, settings: Settings) -> Deadline | None:
    """Give the day of an objection in the journal; None when no law sets a time."""
    if entry.received_on:
        return _kept_with(entry, settings)
    return _worked_out(flow, datetime.fromisoformat(entry.sent_at or entry.planned_at), settings)


def of_record(base: Base, settings: Settings) -> Deadline | None:
    """Give the day that a record names; one of an earlier version does not say why, and it is worked out anew."""
    record = base.record
    if record.answer_due:
        return record.deadline
    entry = entry_of(settings.data_dir, record.request_id)
    if entry and entry.received_on:
        return _kept_with(entry, settings)
    if record.status is State.DRAFTED:
        return None  # nobody said that it was sent
    return _worked_out(flow_of(record.flow.id), record.issued_at or record.ended_at, settings)


def _kept_with(entry: Entry, settings: Settings) -> Deadline | None:
    if not entry.due_on or not entry.received_on:
        return None
    received, day = date.fromisoformat(entry.received_on), date.fromisoformat(entry.due_on)
    return Deadline(received, day, places=_places(seat_of(entry.flow), settings))


def _worked_out(flow: Flow | None, sent_at: datetime, settings: Settings) -> Deadline | None:
    if flow and flow.answer_within == "none":
        return None
    seat = flow.seat if flow else None
    return due(received_on(sent_at, seat), _places(seat, settings))


def due_to_letter(entry: Entry, arrived: date, settings: Settings) -> Deadline:
    """Say by when an answer is due to a letter that arrived on a day, as the person says."""
    return due(arrived, _places(seat_of(entry.flow), settings))


def seat_of(name: str) -> str | None:
    """Give where the controller of a flow or a letter has its seat; None where that is not known."""
    known = flow_of(name) or recipient_of(name)
    return known.seat if known else None


def _places(seat: str | None, settings: Settings) -> tuple[str | None, ...]:
    """Give the places whose holidays count: the seat that the flow names, and the country in the settings."""
    return seat, code_of(settings.country.get_secret_value()) if settings.country else None
