"""`optout resolve`: the person says how an objection ended whose outcome only they know."""

from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from optout.browser.launch import lock_file, run_lock
from optout.cli.console import Console
from optout.cli.records import entry_of
from optout.cli.standing import due_to_letter, seat_of
from optout.deadline import Deadline
from optout.errors import UsageError
from optout.exits import Exit
from optout.i18n import Said, _, named
from optout.journal import Entry, Journal, OwnSend
from optout.outcome import OPEN, Reason, State
from optout.settings import Settings


@dataclass(frozen=True)
class ToResolve:
    """What the person typed: which objection, whether it was sent, and how they know.

    Of a letter: the day on which they sent it, and the day on which it arrived, if that was a later one; both may be
    said anew.
    """

    name: str
    sent: bool | None
    reason: str | None = None
    on: str | None = None
    arrived: str | None = None


def resolve(console: Console, settings: Settings, said: ToResolve, today: date) -> Exit:
    """Note in the journal whether an objection was received, and how the person knows; of a letter, when they sent it.

    Raises:
        UsageError: something was not said, or there is no such objection, or its outcome is known.
        ProfileInUse: the run still goes on.
        SentBefore: the person has sent the same letter before.
    """
    name = said.name
    if said.sent is None:
        hint = _("optout resolve {name} --sent, or --not-sent").format(name=name)
        raise UsageError(_("say whether it was received"), hint)
    entry = entry_of(settings.data_dir, name)
    wrong_day = entry is not None and _is_own_letter(entry) and said.sent and said.on is not None
    is_letter = wrong_day or (entry is not None and entry.state is State.DRAFTED)
    if not is_letter and not (said.reason and said.reason.strip()):
        hint = _('optout resolve {name} --sent --reason "their e-mail came"').format(name=name)
        raise UsageError(_("say how you know, with --reason"), hint)
    if entry is None:
        raise UsageError(_("the journal has no objection {name}").format(name=name), _("optout status lists them"))
    state = State.RESOLVED_SENT if said.sent else State.RESOLVED_NOT_SENT
    sending = said.sent and is_letter
    if not sending and (said.on or said.arrived):
        raise UsageError(
            _("--on and --arrived are for a letter that was sent"), _("optout status shows how things stand")
        )
    deadline = _deadline(settings, entry, said, today) if sending else None
    # A run that goes on still finds out.
    with (
        run_lock(lock_file(settings.data_dir, entry.flow, entry.account)),
        closing(Journal(settings.data_dir)) as journal,
    ):
        now = next(row for row in journal.entries() if row.id == name)
        own = _own_send(said, deadline)
        if wrong_day and own and _is_own_letter(now):
            journal.correct(name, own)
        elif now.state not in OPEN:
            says = _("its outcome is known: {state}").format(state=named(now.state.value))
            raise UsageError(says, _("optout status shows how things stand"))
        else:
            journal.resolve(name, state, said.reason, own)
    if console.as_json:
        days = {"received_on": deadline.received, "due_on": deadline.day} if deadline else {}
        console.json({"id": name, "state": state.value, **days})
        return Exit.DONE
    console.mark("done", _then(entry, state))
    if deadline:
        console.say(_("An answer is due by {due}: {basis}").format(due=deadline.day, basis=deadline.basis()))
        if seat_of(entry.flow) is None:
            console.say(_("The controller's seat is not known here, so public holidays there are not counted"))
    console.say(_("The record itself stays as it was sealed"))
    return Exit.DONE


def _is_own_letter(entry: Entry) -> bool:
    """Whether it is a letter that the person has said they sent: the day may be said anew."""
    return entry.state is State.RESOLVED_SENT and entry.reason == Reason.LETTER_DRAFTED


def _then(entry: Entry, state: State) -> Said:
    sent = state is State.RESOLVED_SENT
    if entry.state is State.DRAFTED or _is_own_letter(entry):
        then = _("you sent it, as you say, and it counts as sent") if sent else _("you did not send it, as you say")
    else:
        then = _("it counts as sent") if sent else _("it counts as not sent, and you may object again")
    return _("{flow}, account {account}: {then}").format(flow=entry.flow, account=entry.account, then=then)


def _deadline(settings: Settings, entry: Entry, said: ToResolve, today: date) -> Deadline:
    """Say by when an answer is due to a letter that the person sent."""
    hint = _("optout resolve {name} --sent --on {day}").format(name=said.name, day=today.isoformat())
    if said.on is None:
        raise UsageError(_("say on which day you sent it, with --on"), hint)
    sent, written = _day("--on", said.on, today), datetime.fromisoformat(entry.planned_at).astimezone().date()
    if sent < written:
        raise UsageError(_("--on: the letter was not written before {day}").format(day=written), hint)
    arrived = _day("--arrived", said.arrived, today) if said.arrived else sent
    if arrived < sent:
        raise UsageError(_("--arrived: no letter arrives before it is sent"), hint)
    return due_to_letter(entry, arrived, settings)


def _day(option: str, text: str, today: date) -> date:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        says = _("{option}: this is no day").format(option=option)
        raise UsageError(says, _("write it as 2026-12-20")) from None
    if day > today:
        raise UsageError(_("{option}: this day is still to come").format(option=option))
    return day


def _own_send(said: ToResolve, deadline: Deadline | None) -> OwnSend | None:
    """Give what the journal keeps of a letter that was sent: of its day the middle, by the person's clock."""
    if deadline is None or said.on is None:
        return None
    noon = datetime.combine(date.fromisoformat(said.on), time(12)).astimezone(UTC)
    return OwnSend(noon.isoformat(timespec="seconds"), deadline.received.isoformat(), deadline.day.isoformat())
