"""The due dates as a calendar file (RFC 5545), which any calendar program can read. Nothing in it is personal."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

from icalendar import Calendar, Event

from optout import __version__
from optout.cli.answer_due import basis
from optout.cli.standing import Standing
from optout.deadline import Deadline
from optout.errors import UsageError
from optout.evidence.files import replace_private
from optout.journal_tables import Entry
from optout.tongue import Said, _, joined, spoken, told, why


def write(file: Path, waiting: Sequence[Standing]) -> int:
    """Write one all-day event for each answer that is due, and give their number; none writes no file.

    Raises:
        UsageError: the file cannot be written.
    """
    events = [_event(one.entry, one.deadline) for one in waiting if one.deadline]
    if not events:
        return 0
    calendar = Calendar()
    calendar.add("prodid", f"-//optout//{__version__}//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    for event in events:
        calendar.add_component(event)
    try:
        replace_private(file, calendar.to_ical())
    except OSError as error:
        raise UsageError(
            _("--ics: the file cannot be written: {why}").format(why=why(error)),
            _("name a file in a folder of yours"),
        ) from None
    return len(events)


def _event(entry: Entry, deadline: Deadline) -> Event:
    event = Event()
    event.add("uid", f"{entry.id}@optout.invalid")  # the same each time: a calendar replaces, and does not repeat
    event.add("dtstamp", datetime.fromisoformat(entry.changed_at).astimezone(UTC))
    event.add(
        "summary",
        _("Answer due from {controller} ({flow}, {account})")
        .format(controller=entry.controller, flow=entry.flow, account=entry.account)
        .told(spoken()),
    )
    event.add("description", told(_description(entry, deadline)))
    event.add("dtstart", deadline.day)
    event.add("dtend", deadline.day + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    return event


def _description(entry: Entry, deadline: Deadline) -> Said:
    lines = [
        _("You objected on {day}. An answer is due by {due}: {basis}.").format(
            day=deadline.received, due=deadline.day, basis=basis(deadline)
        ),
        _("If it answered: optout attach {id} FILE --as answer").format(id=entry.id),
        _("If it did not, from the next day on: optout complain {id}").format(id=entry.id),
    ]
    return joined((*lines, ""), "\n")
