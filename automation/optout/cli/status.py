"""`optout status`: a table of every objection, what to do next, and a calendar of due dates."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk
from optout.cli.objection_text import words_of
from optout.cli.options import (
    AccountOption,
    BrowserOption,
    DataDirOption,
    JsonOption,
    LogOption,
    Work,
    begin,
    flow_argument,
    local_date,
    refuse_alone,
    refuse_together,
)
from optout.cli.overview import ObjectionStatus, name_of, overview
from optout.cli.records import write_file
from optout.evidence.due import basis_said, moved_said
from optout.flow import FLOW_FILE, beside, find_flow, find_service
from optout.translation import LazyText, _, joined, ngettext, translate

_HEAD = (_("  flow"), _("how it stands"), _("sent"), _("answer due"))


def status_command(  # noqa: PLR0913  an option a parameter
    *,
    flows: Annotated[list[str] | None, flow_argument(help="Only these flows; else all.")] = None,
    ics: Annotated[
        Path | None, Option(metavar="FILE", help="Also write the due dates to a calendar.")
    ] = None,
    every_run: Annotated[
        bool, Option("--all", help="Also show the runs that sent nothing.")
    ] = False,
    recheck: Annotated[
        bool, Option("--recheck", help="Open and read each setting that you turned.")
    ] = False,
    account: AccountOption = None,
    browser: BrowserOption = None,
    log: LogOption = None,
    data_dir: DataDirOption = None,
    as_json: JsonOption = False,
) -> Work:
    """Show what was sent, with what outcome, and what is due next.

    \b
    optout status --recheck linkedin  is the setting still as you set it?
    """
    refuse_together("optout status", recheck=recheck, ics=ics)
    refuse_together("optout status", recheck=recheck, all=every_run)
    if recheck:
        from optout.cli.live import Command
        from optout.cli.log import logged
        from optout.cli.recheck import recheck as read

        begun = begin(as_json=as_json, data_dir=data_dir, account=account, browser=browser)
        command = Command(**vars(begun), recheck_only=True)
        return logged(partial(read, command, flows or []), log, begun)

    refuse_alone("optout status --recheck", account=account, browser=browser, log=log)
    begun = begin(as_json=as_json, data_dir=data_dir)
    return partial(status, begun, local_date(), ics, every_run=every_run, flows=flows or [])


def status(
    desk: Desk,
    today: date,
    ics: Path | None = None,
    *,
    every_run: bool = False,
    flows: Sequence[str] = (),
) -> None:
    """Show the objections in the journal, oldest first, with `every_run` those too that sent nothing; write `ics`."""
    console, settings = desk.console, desk.settings
    seen = overview(settings, today)
    if flows:
        wanted = {flow for name in flows for flow in _meant(name, seen)}
        seen = [one for one in seen if one.entry.flow in wanted]
    standings = [one for one in seen if every_run or one.counts]
    written = _write(ics, seen) if ics else 0
    if console.as_json:
        console.result({"objections": [_json_row(one) for one in standings]})
        return
    _show(console.report, standings, left_out=len(seen) - len(standings))
    if not standings:
        console.hint("optout submit")
    if ics:
        message = ngettext("{number} due date in {file}", "{number} due dates in {file}", written)
        console.say(
            (message if written else _("Nothing is due: {file} was not written")).format(
                file=str(ics)
            )
        )


def _meant(name: str, seen: Iterable[ObjectionStatus]) -> set[str]:
    """Return the ids that a name means: one that was run, else a service; a controller's name means all that it has."""
    if name in {one.entry.flow for one in seen}:
        return {name}
    if (Path(name) / FLOW_FILE).is_file():
        return {find_flow(name).flow.id}
    found = find_service(name)
    return {found} if found == name.lower() else {found, *beside(found)}


def _show(report: Console, standings: list[ObjectionStatus], left_out: int) -> None:
    if standings:
        show_standings(report, standings, or_nothing=True)
    else:
        report.say(_("No objection yet"))
    entries = (one.entry for one in standings)
    records = [
        (entry.record, entry.fingerprint)
        for entry in entries
        if entry.record and Path(entry.record).is_dir()
    ]
    if records:
        report.say()
        report.say(ngettext("Record:", "Records:", len(records)))
    for record, fingerprint in records:
        report.data(record)
        report.data(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))
    if left_out:
        message = ngettext(
            "{number} run that sent nothing is not shown: optout status --all",
            "{number} runs that sent nothing are not shown: optout status --all",
            left_out,
        )
        report.say()
        report.say(message)


def due_said(one: ObjectionStatus, *, at_length: bool = False) -> str:
    """Say when an answer is due and how long that is, with the day in words if `at_length`; empty where none is."""
    if one.deadline is None or one.left is None or one.entry.superseded_by:
        return ""
    if one.answered:
        return _("answered, you said")
    if one.left > 0:
        message = ngettext("{due}, {number} day left", "{due}, {number} days left", one.left)
    elif one.left < 0:
        message = ngettext("{due}, {number} day late", "{due}, {number} days late", -one.left)
    else:
        message = _("{due}, today")
    return message.format(due=one.deadline.day if at_length else str(one.deadline.day))


def show_standings(
    report: Console, standings: Sequence[ObjectionStatus], *, or_nothing: bool
) -> None:
    """Say how objections stand, in a table, and what to do next about each; with `or_nothing` also that there is none.

    The table is for people: beside JSON there is none.
    """
    if standings and not report.as_json:
        report.columns((_HEAD, *map(_row, standings)))
    todo = [(one.entry, lines) for one in standings if (lines := steps_of(one))]
    if todo or or_nothing:
        report.say()
        report.say(_("What to do next"), "bold")
    for entry, lines in todo:
        report.say(f"  {name_of(entry)}")
        for line in lines:
            report.say(LazyText("    {line}").format(line=line))
    if or_nothing and not todo:
        report.say(_("  Nothing"))
    for entry in [one.entry for one in standings if one.entry.resolved_reason]:
        message = _("  {name}: you said: {says}")
        report.say(message.format(name=name_of(entry), says=entry.resolved_reason), personal=True)


def _row(one: ObjectionStatus) -> tuple[str, ...]:
    mark, word = mark_of(one)
    return (f"{mark} {name_of(one.entry)}", word, str(one.sent or ""), due_said(one))


def mark_of(one: ObjectionStatus) -> tuple[str, LazyText]:
    """Return the mark of how an objection stands, and its word."""
    if one.entry.superseded_by:
        return "-", _("read again later") if one.turns else _("sent again later")
    shown = words_of(one.entry.state, turns=one.turns)
    return shown.mark, shown.word


def steps_of(one: ObjectionStatus) -> tuple[LazyText, ...]:
    """Say what to do next about an objection, a line each; none where there is nothing to do."""
    entry = one.entry
    if entry.superseded_by or one.set_aside:
        return ()
    if entry.record and not Path(entry.record).is_dir() and one.waiting:
        # a letter is made from it
        return (_("its record is no longer there: {record}").format(record=entry.record),)
    if then := words_of(entry.state, turns=one.turns).then:
        option = "" if entry.account == "default" else f" --account {entry.account}"
        again = LazyText("optout submit {flow}{option}").format(flow=entry.flow, option=option)
        return (then.format(id=entry.id, again=again),)
    if not one.waiting or one.left is None or one.deadline is None:
        return ()
    attach = _("keep their answer: optout attach {id} FILE --as answer").format(id=entry.id)
    if one.left >= 0:
        wait = _("wait until {due}: {rule}").format(due=one.deadline.day, rule=one.deadline.rule())
        return *filter(None, (wait, moved_said(one.deadline))), attach
    month, three = (
        _("the month is over: optout complain {id}"),
        _("the three months are over: optout complain {id}"),
    )
    return (three if one.deadline.extended else month).format(id=entry.id), attach


def _write(file: Path, standings: Sequence[ObjectionStatus]) -> int:
    """Write an all-day event for each answer that is due, and return how many; none writes no file."""
    from icalendar import TRANSP, Calendar, Event

    summary = _("Answer due from {controller} ({flow}, {account})")
    objected = _("You objected on {day}. An answer is due by {due}: {basis}.")
    calendar = Calendar(prodid="-//optout//optout//EN", version="2.0", method="PUBLISH")
    for entry, due in (
        (one.entry, one.deadline) for one in standings if one.waiting and one.deadline
    ):
        lines = (
            objected.format(day=due.received, due=due.day, basis=basis_said(due)),
            _("If it answered: optout attach {id} FILE --as answer").format(id=entry.id),
            _("If it did not, from the next day on: optout complain {id}").format(id=entry.id),
        )
        event = Event.new(
            uid=f"{entry.id}@optout.invalid",  # the same each time: a calendar replaces, and does not repeat
            stamp=datetime.fromisoformat(entry.changed_at).astimezone(UTC),
            summary=translate(
                summary.format(controller=entry.controller, flow=entry.flow, account=entry.account)
            ),
            description=translate(joined((*lines, ""), "\n")),
            start=due.day,
            end=due.day + timedelta(days=1),
            transparency=TRANSP.TRANSPARENT,
        )
        calendar.add_component(event)
    if calendar.events:
        write_file(file, calendar.to_ical())
    return len(calendar.events)


def _json_row(one: ObjectionStatus) -> dict[str, Any]:
    deadline = one.deadline
    return {
        **asdict(one.entry),
        "received_on": str(deadline.received) if deadline else None,
        "due_on": str(deadline.day) if deadline else None,
        "due_after_months": deadline.months if deadline else None,
        "moved_from": str(deadline.ends) if deadline and deadline.moved else None,
        "moved_because": deadline.moved if deadline else None,
        "days_left": one.left,
        "answered": one.answered,
    }
