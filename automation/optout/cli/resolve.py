"""`optout resolve`: the person says how an objection ended whose outcome only they know."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Option

from optout.browser import run_lock
from optout.cli.console import Desk
from optout.cli.find_record import find_entry
from optout.cli.options import (
    DataDirOption,
    JsonOption,
    Work,
    begin,
    local_date,
    record_argument,
    typed_day,
)
from optout.cli.overview import name_of, places_of
from optout.deadline import Deadline, due
from optout.errors import UsageError
from optout.evidence.due import basis_said
from optout.journal import DaysOfLetter, Entry
from optout.outcome import UNSETTLED, Reason, State
from optout.translation import _, joined, named


@dataclass(frozen=True)
class Resolution:
    """What the person typed: which objection, how it ended, and how they know.

    `sent_on` and `arrived_on` are days of a letter, which may be corrected later.
    """

    name: Path
    sent: bool | None
    reason: str | None = None
    sent_on: str | None = None
    arrived_on: str | None = None

    @property
    def state(self) -> State:
        """The state that the objection gets."""
        return State.RESOLVED_SENT if self.sent else State.RESOLVED_NOT_SENT

    @property
    def names_a_day(self) -> bool:
        """True if a day was typed on which a letter was sent or arrived."""
        return bool(self.sent_on or self.arrived_on)

    @property
    def has_reason(self) -> bool:
        """True if the person typed how they know."""
        return bool(self.reason and self.reason.strip())


def resolve_command(  # noqa: PLR0913  an option a parameter
    *,
    record: Annotated[Path, record_argument(help="The objection's id, or its record's folder.")],
    sent: Annotated[
        bool | None, Option("--sent/--not-sent", help="Whether the controller received it.")
    ] = None,
    reason: Annotated[
        str | None, Option(metavar="TEXT", help="How you know; kept in the journal.")
    ] = None,
    sent_on: Annotated[
        str | None, Option("--on", metavar="DATE", help="Of a letter: when you sent it.")
    ] = None,
    arrived: Annotated[
        str | None, Option(metavar="DATE", help="Of a letter: when it arrived, if later.")
    ] = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Say how an objection with an unknown outcome ended.

    \b
    optout resolve 2026-11-24-facebook-7k3q --sent --reason "their e-mail came"
    optout resolve 2026-11-24-reddit-7k3q --sent --on 2026-11-25
    """
    typed = Resolution(record, sent, reason, sent_on, arrived)
    return partial(resolve, begin(as_json=as_json, data_dir=data_dir), typed, local_date())


def resolve(desk: Desk, typed: Resolution, today: date) -> None:
    """Note in the journal whether an objection was received, by the word of the person.

    1. Find the objection, and check that all is typed that it takes.
    2. Of a letter that was sent: work out by when an answer is due.
    3. Write it to the journal.
    4. Report what follows from it.
    """
    # 1
    entry = find_entry(desk.settings.data_dir, typed.name)
    _check_typed(typed, entry)
    # 2
    deadline = None
    if typed.sent and _is_letter(entry):
        deadline = _deadline_of_letter(desk, entry, typed, today)
    # 3
    _write_to_journal(desk, entry, typed, deadline)
    # 4
    _report(desk, entry, typed, deadline)
    result = {"id": entry.id, "state": typed.state.value}
    if deadline:
        result |= {"received_on": str(deadline.received), "due_on": str(deadline.day)}
    desk.console.result(result)


def _check_typed(typed: Resolution, entry: Entry) -> None:
    """Raise UsageError if the outcome or a reason is missing, or a day was typed that does not apply."""
    if typed.sent is None:
        hint = _("optout resolve {name} --sent, or --not-sent").format(name=entry.id)
        raise UsageError(_("say whether it was received"), hint)
    is_letter = _is_letter(entry)
    # Whoever sent a letter knows that they did; of a form they need a sign of the controller's.
    if not is_letter and not typed.has_reason:
        how = _('optout resolve {name} --sent --reason "their e-mail came"')
        raise UsageError(_("say how you know, with --reason"), how.format(name=entry.id))
    is_sent_letter = is_letter and typed.sent
    if typed.names_a_day and not is_sent_letter:
        hint = _("optout status shows how things stand")
        raise UsageError(_("--on and --arrived are for a letter that was sent"), hint)


def _is_letter(entry: Entry) -> bool:
    return entry.state is State.DRAFTED or _is_sent_letter(entry)


def _is_sent_letter(entry: Entry) -> bool:
    """True if the person said before that they sent this letter; they may correct the day."""
    return entry.state is State.RESOLVED_SENT and entry.reason == Reason.LETTER_DRAFTED


def _deadline_of_letter(desk: Desk, entry: Entry, typed: Resolution, today: date) -> Deadline:
    """Return by when an answer to a letter is due; raise UsageError if its days cannot be so."""
    # As a text: a date would be written out in French and German, and could not be typed so.
    hint = _("optout resolve {name} --sent --on {day}").format(name=entry.id, day=str(today))
    if typed.sent_on is None:
        raise UsageError(_("say on which day you sent it, with --on"), hint)
    sent_on = typed_day("--on", typed.sent_on, today)
    written_on = datetime.fromisoformat(entry.planned_at).astimezone().date()
    if sent_on < written_on:
        message = _("--on: the letter was not written before {day}")
        raise UsageError(message.format(day=written_on), hint)
    arrived_on = sent_on
    if typed.arrived_on:
        arrived_on = typed_day("--arrived", typed.arrived_on, today)
    if arrived_on < sent_on:
        raise UsageError(_("--arrived: no letter arrives before it is sent"), hint)
    return due(arrived_on, places_of(entry.flow, desk.settings))


def _write_to_journal(
    desk: Desk, entry: Entry, typed: Resolution, deadline: Deadline | None
) -> None:
    """Write the state to the journal; raise UsageError if the outcome is known already."""
    days = None
    if typed.sent_on and deadline:
        days = DaysOfLetter(
            sent_at=_noon_of(typed.sent_on),
            received_on=str(deadline.received),
            due_on=str(deadline.day),
        )
    # The lineage of a letter may contain what the person typed, which is no name for a file.
    name_of_lock = entry.flow if _is_letter(entry) else entry.lineage
    # A run that goes on has this lock, and still finds out how it ends.
    with run_lock(desk.settings.data_dir, name_of_lock, entry.account), desk.journal() as journal:
        # It may have changed before the lock was taken.
        latest = next(row for row in journal.entries() if row.id == entry.id)
        corrects_a_day = days is not None and _is_sent_letter(latest)
        if latest.state not in UNSETTLED and not corrects_a_day:
            message = _("its outcome is known: {state}").format(state=named(latest.state.value))
            raise UsageError(message, _("optout status shows how things stand"))
        journal.resolve(entry.id, typed.state, typed.reason, days)


def _noon_of(day: str) -> str:
    """Return the noon of a local day, in UTC: the person said no hour, and noon is that day in most time zones."""
    noon = datetime.combine(date.fromisoformat(day), time(12)).astimezone(UTC)
    return noon.isoformat(timespec="seconds")


def _report(desk: Desk, entry: Entry, typed: Resolution, deadline: Deadline | None) -> None:
    console = desk.console
    consequence = _("it counts as not sent, and you may object again")
    if typed.sent:
        consequence = _("it counts as sent")
    console.mark("done", joined((name_of(entry), consequence), ": "))
    if deadline:
        _report_deadline(desk, entry, deadline)
    console.say(_("The record itself stays as it was sealed"))


def _report_deadline(desk: Desk, entry: Entry, deadline: Deadline) -> None:
    due_by = _("An answer is due by {due}: {basis}")
    desk.console.say(due_by.format(due=deadline.day, basis=basis_said(deadline)))
    seat, _country = places_of(entry.flow, desk.settings)
    if seat is None:
        desk.console.say(
            _("The controller's seat is not known here, so public holidays there are not counted")
        )
