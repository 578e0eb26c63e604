"""`optout status`: a table of every objection, what to do next, and what is not covered yet."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from optout import __version__
from optout.cli.announce import covers_of
from optout.cli.console import Console
from optout.cli.standing import Gap, Overview, Standing, overview
from optout.errors import UsageError
from optout.evidence.files import replace_private
from optout.exits import Exit
from optout.flow.load import FLOW_FILE, find_flow, flow_names
from optout.flow.recipient import find_service
from optout.i18n import Said, _, joined, ngettext, told, why
from optout.outcome import BEFORE_SEND, IN_DOUBT, UNSENT, State
from optout.redact import printable
from optout.settings import Settings

_DOUBT = IN_DOUBT | {State.UNKNOWN}
_STANDS = {
    **dict.fromkeys(BEFORE_SEND, ("-", _("not finished"))),
    **dict.fromkeys(_DOUBT, ("!", _("perhaps sent"))),
    State.AWAITING_CODE: ("!", _("waits for a code")),
    State.CONFIRMED: ("✓", _("received")),
    State.RESOLVED_SENT: ("✓", _("you said: sent")),
    State.ALREADY_OBJECTED: ("✓", _("objected before")),
    State.ALREADY_OFF: ("✓", _("stood so already")),
    State.NOT_AVAILABLE: ("-", _("not there")),
    State.LOCKED: ("!", _("locked")),
    State.REJECTED: ("✗", _("not accepted")),
    State.STOPPED: ("-", _("not sent")),
    State.RESOLVED_NOT_SENT: ("-", _("you said: unsent")),
    State.DRAFTED: ("-", _("drafted")),
}
_STANDS_TURNED = {
    **dict.fromkeys(_DOUBT, ("!", _("perhaps turned"))),
    State.CONFIRMED: ("✓", _("turned")),
    State.REJECTED: ("✗", _("not turned")),
    State.STOPPED: ("-", _("not pressed")),
}
"""How a setting stands, where that is said otherwise than of a form."""
_PERHAPS = (
    _("it may have been sent"),
    _("look for their e-mail"),
    _("then: optout resolve {id} --sent (or --not-sent)"),
)
_NEXT = {
    **dict.fromkeys(_DOUBT, _PERHAPS),
    State.AWAITING_CODE: (
        _("the site waits for the code from its e-mail"),
        _("once you know more: optout resolve {id} --sent"),
    ),
    State.DRAFTED: (
        _("it was not sent: send it yourself; it is in its record, in the folder data"),
        _("once you have: optout resolve {id} --sent --on DATE"),
    ),
    State.REJECTED: (_("mend what the page named and run it again: {again}"),),
}
_NEXT_TURNED = {
    **_NEXT,
    **dict.fromkeys(_DOUBT, (_("it may have been turned"), _("{again} reads first, and presses only what must be"))),
    State.REJECTED: (_("it read as before: turn it yourself, or run it again: {again}"),),
}
_LINE = Said("    {line}")
HEAD = (_("  flow"), _("account"), _("how it stands"), _("sent"), _("answer due"))
_MOST = (12, 10, 16, 10, 24)
"""Letters a column may take: 80 with the spaces between them."""


def status(
    console: Console,
    settings: Settings,
    today: date,
    ics: Path | None = None,
    *,
    every_run: bool = False,
    flows: Sequence[str] = (),
) -> Exit:
    """Show the objections in the journal, oldest first, and write the due dates to a calendar when asked.

    `every_run` shows those as well that ended before the send, `flows` only those of some flows.

    Raises:
        UsageError: one of these is not known.
    """
    seen = overview(settings, today)
    if flows:
        wanted = {flow for name in flows for flow in _meant(name, seen)}
        of_these = tuple(one for one in seen.standings if one.entry.flow in wanted)
        seen = Overview(of_these, tuple(gap for gap in seen.gaps if gap.flow in wanted))
    standings = [one for one in seen.standings if every_run or not (one.entry.state in UNSENT or one.set_aside)]
    written = _write(ics, [*_due_events(seen.standings), *_reminders(seen.standings)]) if ics else 0
    if console.as_json:
        console.json(_as_json(standings, seen.gaps))
        return Exit.DONE
    _show(console, standings, seen)
    if ics:
        says = ngettext("{number} due date in {file}", "{number} due dates in {file}", written)
        console.say((says if written else _("Nothing is due: {file} was not written")).format(file=str(ics)))
    return Exit.DONE


def _meant(name: str, seen: Overview) -> set[str]:
    """Return the ids that a name means: one that was run, else a service; a controller's name means all that it has."""
    if name in {one.entry.flow for one in seen.standings}:
        return {name}
    if (Path(name) / FLOW_FILE).is_file():
        return {find_flow(name).flow.id}
    found, known = find_service(name), flow_names()
    if found == name.lower() or found not in known:
        return {found}
    return {flow for flow, names in known.items() if names[-1] == known[found][-1]}


def _show(console: Console, standings: list[Standing], seen: Overview) -> None:
    report = console.report
    if standings:
        table(report, map(row, standings))
        gaps = gaps_left(seen.gaps, standings)
        next_steps(report, standings, or_nothing=not gaps)
        _not_covered(report, gaps)
        _records(report, standings)
    else:
        report.say(_("No objection yet"))
    if unsent := len(seen.standings) - len(standings):
        report.say()
        report.say(
            ngettext(
                "{number} run that sent nothing is not shown: optout status --all",
                "{number} runs that sent nothing are not shown: optout status --all",
                unsent,
            )
        )
    if not standings:
        console.hint("optout submit")


def table(console: Console, rows: Iterable[tuple[str, ...]]) -> None:
    """Show rows below their head, in columns."""
    every = [[_cut(told(text), most) for text, most in zip(cells, _MOST, strict=True)] for cells in (HEAD, *rows)]
    widths = [max(map(len, column)) for column in zip(*every, strict=True)]
    line = "  ".join(f"{{:<{width}}}" for width in widths)
    console.say("\n".join(line.format(*cells).rstrip() for cells in every))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def row(one: Standing) -> tuple[str, ...]:
    """Give the row of an objection: flow, account, how it stands, when it was sent and when an answer is due."""
    entry = one.entry
    mark, says = standing_of(one)
    if entry.superseded_by:
        mark, says = "-", _("read again later") if one.turns else _("sent again later")
    return (f"{mark} {entry.flow}", entry.account, says, str(one.sent or ""), due_said(one))


def standing_of(one: Standing) -> tuple[str, Said]:
    """Give the mark of how an objection stands, and say it."""
    return _stands_in(one.entry.state, turns=one.turns)


def stands(one: Standing) -> Said:
    """Say how an objection stands."""
    return standing_of(one)[1]


def stands_in(state: State, *, turns: bool) -> Said:
    """Say how an objection in a state stands; `turns`: a setting."""
    return _stands_in(state, turns=turns)[1]


def _stands_in(state: State, *, turns: bool) -> tuple[str, Said]:
    return _STANDS_TURNED.get(state, _STANDS[state]) if turns else _STANDS[state]


def due_said(one: Standing, *, at_length: bool = False) -> str:
    """Say when an answer is due and how long that is, with the day in words if `at_length`; empty where none is."""
    if one.deadline is None or one.left is None or one.entry.superseded_by:
        return ""
    if one.answered:
        return _("answered, you said")
    if one.left > 0:
        says = ngettext("{due}, {number} day left", "{due}, {number} days left", one.left)
    elif one.left < 0:
        says = ngettext("{due}, {number} day over", "{due}, {number} days over", -one.left)
    else:
        says = _("{due}, today")
    return says.format(due=one.deadline.day if at_length else str(one.deadline.day))


def next_steps(console: Console, standings: list[Standing], *, or_nothing: bool) -> None:
    """Say what to do next about each objection, and what the person said of one.

    Where there is nothing to do, that is said only with `or_nothing`: not above something else that is left to do.
    """
    todo = [(one, lines) for one in standings if (lines := steps_of(one))]
    if todo or or_nothing:
        console.say()
        console.say(_("What to do next"), "bold")
    name = _("  {flow}, account {account}")
    every = (
        text
        for one, lines in todo
        for text in (
            told(name.format(flow=one.entry.flow, account=one.entry.account)),
            *(f"    {told(line)}" for line in lines),  # thousands of rows may have some
        )
    )
    if todo:
        console.say("\n".join(every))
    if not todo and or_nothing:
        console.say(_("  Nothing"))
    resolved = [one.entry for one in standings if one.entry.resolved_reason]
    if resolved:
        console.say()
    for entry in resolved:
        says = _("  {flow}, account {account}: you said: {says}")
        said = printable(entry.resolved_reason or "", 200)
        console.say(says.format(flow=entry.flow, account=entry.account, says=said), personal=True)


def steps_of(one: Standing) -> tuple[Said, ...]:
    """Say what to do next about an objection, a line each; none where there is nothing to do."""
    entry = one.entry
    if entry.superseded_by or one.set_aside:
        return ()
    if entry.record and not Path(entry.record).is_dir() and one.waiting:
        return (_("its record is no longer there: {record}").format(record=entry.record),)  # a letter is made from it
    following = _NEXT_TURNED if one.turns else _NEXT
    if entry.state in following:
        again = _submit(entry.flow, entry.account)
        return tuple(line.format(id=entry.id, again=again) for line in following[entry.state])
    if not one.waiting or one.left is None or one.deadline is None:
        return ()
    attach = _("keep their answer: optout attach {id} FILE --as answer").format(id=entry.id)
    if one.left >= 0:
        wait = _("wait until {due}: {rule}").format(due=one.deadline.day, rule=one.deadline.rule())
        return *filter(None, (wait, one.deadline.moved_from())), attach
    month, three = _("the month is over: optout complain {id}"), _("the three months are over: optout complain {id}")
    return (three if one.deadline.extended else month).format(id=entry.id), attach


def gaps_left(gaps: Sequence[Gap], standings: Iterable[Standing]) -> tuple[Gap, ...]:
    """Return the gaps whose command stands in no next step of an objection already."""
    among = {(gap.flow, gap.account) for gap in gaps}
    keys = (((one.entry.flow, one.entry.account), one) for one in standings)
    told_of = {key for key, one in keys if key in among and any(_submit(*key) in line for line in steps_of(one))}
    return tuple(gap for gap in gaps if (gap.flow, gap.account) not in told_of)


def _submit(flow: str, account: str) -> Said:
    option = "" if account == "default" else f" --account {account}"
    return Said("optout submit {flow}{option}").format(flow=flow, option=option)


def _not_covered(console: Console, gaps: tuple[Gap, ...]) -> None:
    if not gaps:
        return
    console.say()
    console.say(_("Not covered yet"), "bold")
    console.say("\n".join(map(told, _said_of(gaps))))


def _said_of(gaps: Iterable[Gap]) -> Iterator[Said]:
    name = _("  {flow}, account {account}: {command}")
    for gap in gaps:
        command, *needless = gap_said(gap)
        yield name.format(flow=gap.flow, account=gap.account, command=command)
        yield from (_LINE.format(line=line) for line in needless)


def gap_said(gap: Gap) -> tuple[Said, ...]:
    """Say what covers what is not covered yet, and then when that is not needed."""
    command = _submit(gap.flow, gap.account)
    if gap.beside is None:
        return (command,)
    reaches = _("not needed if the one for {beside} reaches it: that covers")
    return command, reaches.format(beside=gap.beside.id), covers_of(gap.beside)


def _records(console: Console, standings: list[Standing]) -> None:
    entries = (one.entry for one in standings)
    records = [(entry.record, entry.fingerprint) for entry in entries if entry.record and Path(entry.record).is_dir()]
    if records:
        console.say()
        console.say(ngettext("Record:", "Records:", len(records)))
    for record, fingerprint in records:
        console.data(record)
        console.data(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))


@dataclass(frozen=True)
class _Event:
    """An all-day event of a calendar. `uid` is the same each time: a calendar replaces, and does not repeat."""

    uid: str
    changed_at: str
    day: date
    summary: Said
    lines: tuple[Said, ...]
    yearly: bool = False


def _due_events(standings: Sequence[Standing]) -> Iterator[_Event]:
    """Give one event for each answer that is due."""
    summary = _("Answer due from {controller} ({flow}, {account})")
    objected = _("You objected on {day}. An answer is due by {due}: {basis}.")
    for entry, deadline in ((one.entry, one.deadline) for one in standings if one.waiting and one.deadline):
        lines = (
            objected.format(day=deadline.received, due=deadline.day, basis=deadline.basis()),
            _("If it answered: optout attach {id} FILE --as answer").format(id=entry.id),
            _("If it did not, from the next day on: optout complain {id}").format(id=entry.id),
        )
        said = summary.format(controller=entry.controller, flow=entry.flow, account=entry.account)
        yield _Event(entry.id, entry.changed_at, deadline.day, said, lines)


def _reminders(standings: Sequence[Standing]) -> Iterator[_Event]:
    """Give a yearly event for each setting that was turned: sites have turned settings back."""
    turned = (one.entry for one in standings if one.turns and one.entry.state in _TURNED)
    for entry in {(entry.flow, entry.account): entry for entry in turned}.values():
        day = datetime.fromisoformat(entry.sent_at or entry.changed_at).astimezone().date() + _A_YEAR
        says = _("Does the setting still stand so? {flow}, {account}").format(flow=entry.flow, account=entry.account)
        line = _("It is only read: optout status --recheck {flow}").format(flow=entry.flow)
        yield _Event(f"{entry.id}-recheck", entry.changed_at, day, says, (line,), yearly=True)


_TURNED = frozenset({State.CONFIRMED, State.ALREADY_OFF})
_A_YEAR = timedelta(days=365)


def _write(file: Path, events: Sequence[_Event]) -> int:
    """Write all-day events, and give their number; none writes no file."""
    from icalendar import TRANSP, Calendar, Event  # noqa: PLC0415  slow to import, and few ask for it

    calendar = Calendar(prodid=f"-//optout//{__version__}//EN", version="2.0", method="PUBLISH")
    for one in events:
        event = Event.new(
            uid=f"{one.uid}@optout.invalid",
            stamp=datetime.fromisoformat(one.changed_at).astimezone(UTC),
            summary=told(one.summary),
            description=told(joined((*one.lines, ""), "\n")),
            start=one.day,
            end=one.day + timedelta(days=1),
            transparency=TRANSP.TRANSPARENT,
        )
        if one.yearly:
            event.add("rrule", {"freq": "yearly"})
        calendar.add_component(event)
    try:
        if events:
            replace_private(file, calendar.to_ical())
    except OSError as error:
        says = _("--ics: the file cannot be written: {why}").format(why=why(error))
        raise UsageError(says, _("name a file in a folder of yours")) from None
    return len(events)


def _as_json(standings: list[Standing], gaps: tuple[Gap, ...]) -> dict[str, Any]:
    return {
        "objections": [_json_row(one) for one in standings],
        "not_covered": [
            {"flow": gap.flow, "account": gap.account, "beside": gap.beside.id if gap.beside else None} for gap in gaps
        ],
    }


def _json_row(one: Standing) -> dict[str, Any]:
    deadline = one.deadline
    return {
        **asdict(one.entry),
        "received_on": str(deadline.received) if deadline else None,
        "due_on": str(deadline.day) if deadline else None,
        "due_after_months": deadline.months if deadline else None,
        "moved_from": str(deadline.ends) if deadline and deadline.moved else None,
        "moved_because": deadline.moved.value if deadline and deadline.moved else None,
        "days_left": one.left,
        "answered": one.answered,
    }
