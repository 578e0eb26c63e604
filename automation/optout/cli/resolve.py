"""`optout resolve`: the person says how an objection ended whose outcome only they know."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import partial
from pathlib import Path
from typing import Annotated

from typer import Option

from optout.browser import run_lock
from optout.cli.console import Desk
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
from optout.journal import Entry, entry_of
from optout.outcome import UNSETTLED, Reason, State
from optout.translation import LazyText, _, named


@dataclass(frozen=True)
class ToResolve:
    """What the person typed; `on` and `arrived` are days of a letter, which may be said anew."""

    name: str
    sent: bool | None
    reason: str | None = None
    on: str | None = None
    arrived: str | None = None


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
    said = ToResolve(record.name, sent, reason, sent_on, arrived)
    return partial(resolve, begin(as_json=as_json, data_dir=data_dir), said, local_date())


def resolve(desk: Desk, said: ToResolve, today: date) -> None:
    """Note whether an objection was received, and how the person knows; of a letter, when they sent it."""
    console = desk.console
    entry = _meant(desk, said)
    state = State.RESOLVED_SENT if said.sent else State.RESOLVED_NOT_SENT
    deadline = _deadline(desk, entry, said, today) if said.sent and _is_letter(entry) else None
    _note_in_journal(desk, entry, said, state, deadline)
    consequence = (
        _("it counts as sent")
        if said.sent
        else _("it counts as not sent, and you may object again")
    )
    console.mark("done", LazyText("{name}: {then}").format(name=name_of(entry), then=consequence))
    if deadline:
        _report_deadline(desk, entry, deadline)
    console.say(_("The record itself stays as it was sealed"))
    days = {"received_on": deadline.received, "due_on": deadline.day} if deadline else {}
    console.result({"id": said.name, "state": state.value, **days})


def _note_in_journal(
    desk: Desk, entry: Entry, said: ToResolve, state: State, deadline: Deadline | None
) -> None:
    """Write the state to the journal; raise UsageError if the outcome is known already."""
    days = _days_of_letter(said.on, deadline) if said.on and deadline else None
    flow = entry.flow if _is_letter(entry) else entry.lineage
    # A run that goes on has this lock, and still finds out how it ends.
    with run_lock(desk.settings.data_dir, flow, entry.account), desk.journal() as journal:
        now = next(row for row in journal.entries() if row.id == said.name)
        if now.state not in UNSETTLED and not (days and _is_own_send(now)):
            message = _("its outcome is known: {state}").format(state=named(now.state.value))
            raise UsageError(message, _("optout status shows how things stand"))
        journal.resolve(said.name, state, said.reason, days)


def _days_of_letter(sent_on: str, deadline: Deadline) -> tuple[str, str, str]:
    """Return when a letter was sent, for which noon stands, when it was received, and when an answer is due."""
    noon = datetime.combine(date.fromisoformat(sent_on), time(12)).astimezone(UTC)
    return noon.isoformat(timespec="seconds"), str(deadline.received), str(deadline.day)


def _report_deadline(desk: Desk, entry: Entry, deadline: Deadline) -> None:
    due_by = _("An answer is due by {due}: {basis}")
    desk.console.say(due_by.format(due=deadline.day, basis=basis_said(deadline)))
    seat = places_of(entry.flow, desk.settings)[0]
    if seat is None:
        desk.console.say(
            _("The controller's seat is not known here, so public holidays there are not counted")
        )


def _meant(desk: Desk, said: ToResolve) -> Entry:
    """Return the objection that is meant; raise UsageError where there is none, or not all was said that it takes."""
    if said.sent is None:
        hint = _("optout resolve {name} --sent, or --not-sent").format(name=said.name)
        raise UsageError(_("say whether it was received"), hint)
    entry = entry_of(desk.settings.data_dir, said.name)
    if entry is None:
        raise UsageError(
            _("the journal has no objection {name}").format(name=said.name),
            _("optout status lists them"),
        )
    if not _is_letter(entry) and not (said.reason and said.reason.strip()):
        hint = _('optout resolve {name} --sent --reason "their e-mail came"').format(name=said.name)
        raise UsageError(_("say how you know, with --reason"), hint)
    if (said.on or said.arrived) and not (said.sent and _is_letter(entry)):
        hint = _("optout status shows how things stand")
        raise UsageError(_("--on and --arrived are for a letter that was sent"), hint)
    return entry


def _is_own_send(entry: Entry) -> bool:
    """Whether it is a letter that the person has said they sent: the day may be said anew."""
    return entry.state is State.RESOLVED_SENT and entry.reason == Reason.LETTER_DRAFTED


def _is_letter(entry: Entry) -> bool:
    return entry.state is State.DRAFTED or _is_own_send(entry)


def _deadline(desk: Desk, entry: Entry, said: ToResolve, today: date) -> Deadline:
    hint = _("optout resolve {name} --sent --on {day}").format(name=said.name, day=today)
    if said.on is None:
        raise UsageError(_("say on which day you sent it, with --on"), hint)
    sent, written = (
        typed_day("--on", said.on, today),
        datetime.fromisoformat(entry.planned_at).astimezone().date(),
    )
    if sent < written:
        raise UsageError(
            _("--on: the letter was not written before {day}").format(day=written), hint
        )
    arrived = typed_day("--arrived", said.arrived, today) if said.arrived else sent
    if arrived < sent:
        raise UsageError(_("--arrived: no letter arrives before it is sent"), hint)
    return due(arrived, places_of(entry.flow, desk.settings))
