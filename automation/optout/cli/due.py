"""By when an answer is due, as the journal, the record and what came later have it, and how a screen says it."""

from collections.abc import Iterable
from datetime import date, datetime

from optout.deadline import EXTENDED, MONTH, DayOff, Deadline, due, extended, received_on
from optout.errors import OptoutError
from optout.evidence.model import Record
from optout.evidence.supervisor import code_of
from optout.evidence.supplement import Extension
from optout.flow.load import find_flow
from optout.flow.model import Flow
from optout.i18n import Said, _, joined
from optout.journal import Entry
from optout.settings import Settings

_RULES = {MONTH: _("one month, Art. 12(3) GDPR"), EXTENDED: _("three months, Art. 12(3) GDPR")}
_MOVED = {
    DayOff.SATURDAY: _("moved from {day}, a Saturday"),
    DayOff.SUNDAY: _("moved from {day}, a Sunday"),
    DayOff.HOLIDAY: _("moved from {day}, a public holiday"),
}


def rule(deadline: Deadline) -> Said:
    """Say how long the law gives, and which law."""
    return _RULES[deadline.months]


def moved(deadline: Deadline) -> Said | None:
    """Say from which day it was moved on, and why; None when it was not."""
    return _MOVED[deadline.moved].format(day=deadline.ends) if deadline.moved else None


def basis(deadline: Deadline) -> Said:
    """Say what a day rests on: the rule, and from which day it was moved if it was."""
    return joined(filter(None, (rule(deadline), moved(deadline))), "; ")


def of_entry(entry: Entry, settings: Settings) -> Deadline | None:
    """Give the day of an objection in the journal; None when nothing was sent, or no law sets a time."""
    if entry.received_on:
        return _kept_with(entry.received_on, entry.due_on)
    return _worked_out(entry.flow, datetime.fromisoformat(entry.sent_at or entry.planned_at), settings)


def of_record(record: Record, entry: Entry | None, settings: Settings) -> Deadline | None:
    """Give the day that a record names; one of an earlier version does not say why, and it is worked out anew."""
    if record.answer_due:
        return record.deadline
    if entry and entry.received_on:
        return _kept_with(entry.received_on, entry.due_on)
    return _worked_out(record.flow.id, record.issued_at or record.ended_at, settings)


def _kept_with(received: str, day: str | None) -> Deadline | None:
    return Deadline(date.fromisoformat(received), date.fromisoformat(day)) if day else None


def _worked_out(flow: str, sent_at: datetime, settings: Settings) -> Deadline | None:
    """Work the day out, by the seat that the flow names and the country in the settings."""
    known = _flow(flow)
    if known and known.answer_within == "none":
        return None
    seat = known.seat if known else None
    return due(received_on(sent_at, seat), (seat, _lives_in(settings)))


def _flow(name: str) -> Flow | None:
    try:
        return find_flow(name).flow
    except OptoutError:
        return None  # a flow of somebody's own, which is no longer here


def _lives_in(settings: Settings) -> str | None:
    return code_of(settings.country.get_secret_value()) if settings.country else None


def extension_of(record: Record, first: Deadline, settings: Settings) -> Deadline:
    """Give the day by which an answer is due once an extension was announced in time."""
    if record.answer_due:
        return extended(first.received, record.answer_due.holidays_of)
    known = _flow(record.flow.id)
    return extended(first.received, (known.seat if known else None, _lives_in(settings)))


def lengthened(deadline: Deadline | None, later: Iterable[Extension | None]) -> Deadline | None:
    """Give the day after what came later: an extension that was announced in time moves it."""
    for one in later:
        if deadline and one and one.expected_by:
            return Deadline(one.received_on, one.expected_by, EXTENDED)
    return deadline
