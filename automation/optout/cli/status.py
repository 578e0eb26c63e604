"""`optout status`: a table of every objection, what to do next, and a calendar of due dates."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Annotated, Any

from typer import Option

from optout.cli.console import Console, Desk, shown
from optout.cli.find_record import find_entry, flows_named
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
from optout.cli.overview import AttachedFile, ObjectionStatus, not_done, overview, short_ids
from optout.cli.records import LETTERS, write_file
from optout.cli.services import chosen
from optout.deadline import Deadline
from optout.errors import RecordError, UsageError
from optout.evidence.due import basis_said, moved_said
from optout.evidence.supplement import Label, Supplement
from optout.journal import Entry
from optout.person import account_label
from optout.translation import LazyText, _, joined, ngettext, translate

_HEAD = (_("  id"), _("flow"), _("outcome"), _("sent"), _("answer due"))


def status_command(  # noqa: PLR0913  an option a parameter
    *,
    flows: Annotated[
        list[str] | None, flow_argument(help="Only these flows, or records; else all.")
    ] = None,
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

        about = {"account": account, "browser": browser}
        begun = begin(as_json=as_json, guides=True, data_dir=data_dir, **about)
        command = Command(**vars(begun), recheck_only=True)
        return logged(partial(read, command, flows or []), log, begun)

    refuse_alone("optout status --recheck", account=account, browser=browser, log=log)
    begun = begin(as_json=as_json, data_dir=data_dir)
    return partial(status, begun, local_date(), ics, every_run=every_run, flows=flows or [])


@dataclass(frozen=True)
class _Selection:
    """The objections that a command line asks about, and the services that are not done yet."""

    objections: Sequence[ObjectionStatus]
    listed: Sequence[ObjectionStatus]
    """Those that the table lists: without --all, runs that sent nothing are left out."""
    not_done: Sequence[str]
    short_ids: Mapping[str, str]


def status(
    desk: Desk,
    today: date,
    ics: Path | None = None,
    *,
    every_run: bool = False,
    flows: Sequence[str] = (),
) -> None:
    """Show the objections in the journal, oldest first, with `every_run` those too that sent nothing; write `ics`."""
    console = desk.console
    selection = _selected(desk, today, flows, every_run=every_run)
    if ics:
        _write_calendar(console, ics, selection.objections)
    if console.as_json:
        rows = [_json_row(status, selection.short_ids) for status in selection.listed]
        console.result({"objections": rows, "not_done": selection.not_done})
        return
    _report(console.report, selection)
    if not selection.listed:
        console.hint("optout submit")


def _selected(desk: Desk, today: date, flows: Sequence[str], *, every_run: bool) -> _Selection:
    """Return the objections of some flows, or of all if none is named.

    With `every_run`, those that sent nothing are listed too; one that is named by its id always is.
    """
    objections = overview(desk.settings, today)
    # Worked out before any is left out: a short id must name one objection of all.
    ids = short_ids(status.entry for status in objections)
    services = services_of_person(desk)
    wanted = _wanted(desk, flows, {status.entry.flow for status in objections})
    if flows:
        objections = [status for status in objections if wanted.includes(status.entry)]
        services = [name for name in services if name in wanted.flows]
    listed = objections if every_run else _sent_or_named(objections, wanted)
    return _Selection(objections, listed, not_done(services, objections), ids)


def _sent_or_named(
    objections: Iterable[ObjectionStatus], wanted: "_Wanted"
) -> list[ObjectionStatus]:
    """Leave out the runs that sent nothing, but for those that are named by their ids."""
    return [status for status in objections if status.counts or status.entry.id in wanted.ids]


def services_of_person(desk: Desk) -> list[str]:
    """Return the services that the person said are theirs; none, with a warning, if they cannot be read.

    What was sent is shown all the same.
    """
    try:
        return chosen(desk.settings.data_dir)
    except UsageError as error:
        desk.console.warn(error.message)
        return []


@dataclass(frozen=True)
class _Wanted:
    """What the names on a command line mean: all objections of some flows, and objections by their ids."""

    flows: frozenset[str]
    ids: frozenset[str]

    def includes(self, entry: Entry) -> bool:
        """True if an objection is meant."""
        return entry.flow in self.flows or entry.id in self.ids


def _wanted(desk: Desk, names: Iterable[str], known: Collection[str]) -> _Wanted:
    """Return what names mean; raise UsageError for a name that means neither a service nor an objection."""
    flows: set[str] = set()
    ids: set[str] = set()
    for name in names:
        try:
            flows |= flows_named(name, known)
        except UsageError:
            entry_id = _id_named(desk, name)
            # The first error names the service that is nearest to the name.
            if entry_id is None:
                raise
            ids.add(entry_id)
    return _Wanted(frozenset(flows), frozenset(ids))


def _id_named(desk: Desk, name: str) -> str | None:
    with suppress(RecordError):
        return find_entry(desk.settings.data_dir, Path(name)).id
    return None


def _report(report: Console, selection: _Selection) -> None:
    """Show the table, what to do next, the files, the records, and how many runs are not listed."""
    listed = selection.listed
    if not listed:
        report.say(_("No objection yet"))
    if listed or selection.not_done:
        show_table(report, listed, selection.short_ids)
        show_next_steps(report, listed, selection.not_done)
    _report_files(report, listed)
    _report_records(report, listed)
    _report_left_out(report, len(selection.objections) - len(listed))


def _report_files(report: Console, statuses: Iterable[ObjectionStatus]) -> None:
    """List what was attached to each record, and the letters that were written about it."""
    with_files = [status for status in statuses if status.attached or status.letters]
    if with_files:
        report.say()
        report.say(_("Attached files and letters"), "bold")
    for status in with_files:
        report.say(f"  {status.name}")
        for label, file in files_of(status):
            line = joined((label, shown(file)), ": ")
            report.say(LazyText("    {line}").format(line=line), personal=True)


def files_of(status: ObjectionStatus) -> Iterator[tuple[LazyText, Path]]:
    """Return each file that was attached to an objection, and each letter about it, with what it is."""
    for attached in status.attached:
        yield _attached_as(attached.supplement), attached.path
    for letter in status.letters:
        is_complaint = letter.parent.name == LETTERS
        yield _("a complaint that was drafted") if is_complaint else _("the letter to sign"), letter


def _attached_as(supplement: Supplement) -> LazyText:
    """Say on which day a file was attached, and what the person called it."""
    day = supplement.attached_at.astimezone().date()
    label = supplement.file.said_to_be
    if label is Label.UNSAID:
        message = _("{day}, you attached a file, and did not say what it is")
    else:
        message = _("{day}, you attached {what}")
    return message.format(day=str(day), what=label.message)


def _report_records(report: Console, statuses: Iterable[ObjectionStatus]) -> None:
    """List the folders of the records, and the fingerprint of each."""
    with_record = [status for status in statuses if status.folder]
    if with_record:
        report.say()
        report.say(ngettext("Record:", "Records:", len(with_record)))
    for status in with_record:
        report.data(str(status.folder))
        fingerprint = status.entry.fingerprint
        if fingerprint:
            report.data(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))


def _report_left_out(report: Console, number: int) -> None:
    if not number:
        return
    message = ngettext(
        "{number} run that sent nothing is not shown: optout status --all",
        "{number} runs that sent nothing are not shown: optout status --all",
        number,
    )
    report.say()
    report.say(message)


def due_said(status: ObjectionStatus, *, at_length: bool = False) -> str:
    """Say when an answer is due and how long that is, with the day in words if `at_length`; empty if none is due."""
    if status.deadline is None or status.left is None or status.entry.superseded_by:
        return ""
    if status.answered:
        return _("answered, you said")
    day = status.deadline.day
    return _days_left(status.left).format(due=day if at_length else str(day))


def _days_left(number: int) -> LazyText:
    """Return the words for a number of days, negative after the day on which an answer is due."""
    if number > 0:
        return ngettext("{due}, {number} day left", "{due}, {number} days left", number)
    if number < 0:
        return ngettext("{due}, {number} day late", "{due}, {number} days late", -number)
    return _("{due}, today")


def show_table(
    report: Console, statuses: Sequence[ObjectionStatus], ids: Mapping[str, str]
) -> None:
    """Show objections in a table, for people: beside JSON there is none."""
    if statuses and not report.as_json:
        report.columns((_HEAD, *(_row(status, ids[status.entry.id]) for status in statuses)))


def _row(status: ObjectionStatus, short_id: str) -> tuple[str, ...]:
    mark, word = mark_of(status)
    return (
        f"{mark} {short_id}",
        status.name,
        word,
        str(status.sent or ""),
        due_said(status),
    )


def show_next_steps(
    report: Console,
    statuses: Sequence[ObjectionStatus],
    open_services: Iterable[str] = (),
    *,
    or_nothing: bool = True,
) -> None:
    """Say what to do next about each objection and service; with `or_nothing` also that there is nothing to do."""
    steps = [*next_steps(statuses), *steps_at(open_services)]
    if steps or or_nothing:
        report.say()
        report.say(_("What to do next"), "bold")
    for name, lines in steps:
        report.say(f"  {name}")
        for line in lines:
            report.say(LazyText("    {line}").format(line=line))
    if or_nothing and not steps:
        report.say(_("  Nothing"))
    _report_reasons(report, statuses)


def _report_reasons(report: Console, statuses: Iterable[ObjectionStatus]) -> None:
    """Quote how the person knows the outcomes that they settled themselves."""
    for status in statuses:
        reason = status.entry.resolved_reason
        if reason:
            message = _("  {name}: you said: {says}")
            report.say(message.format(name=status.name, says=reason), personal=True)


def next_steps(
    statuses: Iterable[ObjectionStatus],
) -> Iterator[tuple[str, tuple[LazyText, ...]]]:
    """Return what to do next about objections: the name of each, and a line for each step."""
    for status in statuses:
        if lines := steps_of(status):
            yield status.name, lines


def steps_at(open_services: Iterable[str]) -> Iterator[tuple[str, tuple[LazyText, ...]]]:
    """Return what to do at the services that are the person's and not done yet."""
    for name in open_services:
        how = _("not done yet: optout submit {name}").format(name=name)
        yield name, (how,)


def mark_of(status: ObjectionStatus) -> tuple[str, LazyText]:
    """Return the mark and the word for how an objection ended."""
    if status.entry.superseded_by:
        return "-", _("read again later") if status.turns else _("sent again later")
    words = words_of(status.entry.state, turns=status.turns)
    return words.mark, words.word


def steps_of(status: ObjectionStatus) -> tuple[LazyText, ...]:
    """Return what to do next about an objection, a line each; none if there is nothing to do."""
    entry = status.entry
    if entry.superseded_by or status.set_aside:
        return ()
    # Before all else: the next steps, such as a complaint, need the record.
    if status.record_is_gone and status.waiting:
        return (record_gone(status),)
    next_step = words_of(entry.state, turns=status.turns).then
    if next_step:
        return (next_step.format(id=entry.id, again=_again(entry)),)
    if status.question and not status.answered:
        return _steps_before_reply(entry, status.question)
    return _steps_while_waiting(status) if status.waiting else ()


def _steps_before_reply(entry: Entry, question: LazyText) -> tuple[LazyText, ...]:
    """Return what to do where the controller asks something by e-mail: no day is due before the reply."""
    reply = _(
        "reply to the e-mail in which {controller} asks {question}; the month counts from your reply"
    )
    complain = _("no answer a month after your reply: optout complain {id} --answered DATE")
    return (
        reply.format(controller=entry.controller, question=question),
        complain.format(id=entry.id),
    )


def _again(entry: Entry) -> LazyText:
    """Return the command that carries the objection out again."""
    label = account_label(entry.account)
    option = f" --account {label}" if label else ""
    return LazyText("optout submit {flow}{option}").format(flow=entry.flow, option=option)


def record_gone(status: ObjectionStatus) -> LazyText:
    """Say that the record of an objection is no longer where it was."""
    return _("its record is no longer there: {record}").format(record=status.entry.record)


def _steps_while_waiting(status: ObjectionStatus) -> tuple[LazyText, ...]:
    """Return what to do while an answer is due, and once it is late."""
    deadline, left = status.deadline, status.left
    if deadline is None or left is None:
        return ()
    record_id = status.entry.id
    attach = _("keep their answer: optout attach {id} FILE --as answer").format(id=record_id)
    if left < 0:
        late = _("the month that counts from {received} is over: optout complain {id}")
        if deadline.extended:
            late = _("the three months that count from {received} are over: optout complain {id}")
        return late.format(received=deadline.received, id=record_id), attach
    wait = _("wait until {due}: {rule}, counted from {received}").format(
        due=deadline.day, rule=deadline.rule(), received=deadline.received
    )
    moved = moved_said(deadline)
    return (wait, moved, attach) if moved else (wait, attach)


def _write_calendar(console: Console, file: Path, statuses: Iterable[ObjectionStatus]) -> None:
    """Write an all-day event for each answer that is due, and say how many; without any, no file is written."""
    from icalendar import Calendar

    calendar = Calendar(prodid="-//optout//optout//EN", version="2.0", method="PUBLISH")
    for status in statuses:
        if status.waiting and status.deadline:
            calendar.add_component(_event(status, status.deadline))
    number = len(calendar.events)
    if number:
        write_file(file, calendar.to_ical())
        message = ngettext("{number} due date in {file}", "{number} due dates in {file}", number)
    else:
        message = _("Nothing is due: {file} was not written")
    console.say(message.format(file=str(file)))


def _event(status: ObjectionStatus, deadline: Deadline) -> Any:
    """Return an all-day event for the day on which an answer is due."""
    from icalendar import TRANSP, Event

    title = _("Answer due from {controller} ({flow}, {account})")
    entry = status.entry
    # A letter arrives on a later day than the one on which it was sent.
    objected = _(
        "You objected on {sent}. Counted from {received}, an answer is due by {due}: {basis}."
    )
    lines = [
        objected.format(
            sent=status.sent,
            received=deadline.received,
            due=deadline.day,
            basis=basis_said(deadline),
        ),
        _("If it answered: optout attach {id} FILE --as answer").format(id=entry.id),
        _("If it did not, from the next day on: optout complain {id}").format(id=entry.id),
        "",  # the text ends with a line end
    ]
    return Event.new(
        # The same each time, so that a calendar replaces the event and does not repeat it.
        uid=f"{entry.id}@optout.invalid",
        stamp=datetime.fromisoformat(entry.changed_at).astimezone(UTC),
        summary=translate(
            title.format(controller=entry.controller, flow=entry.flow, account=entry.account)
        ),
        description=translate(joined(lines, "\n")),
        start=deadline.day,
        end=deadline.day + timedelta(days=1),
        # It is a date to remember, and does not make the person unavailable on that day.
        transparency=TRANSP.TRANSPARENT,
    )


def _json_row(status: ObjectionStatus, ids: Mapping[str, str]) -> dict[str, Any]:
    return {
        **asdict(status.entry),
        "short_id": ids[status.entry.id],
        **_json_deadline(status.deadline),
        "days_left": status.left,
        "answered": status.answered,
        "attached": [_json_attached(attached) for attached in status.attached],
        "letters": [str(letter) for letter in status.letters],
    }


def _json_deadline(deadline: Deadline | None) -> dict[str, Any]:
    """Return the days of a deadline, with the same keys if there is none."""
    if deadline is None:
        return dict.fromkeys(
            ("received_on", "due_on", "due_after_months", "moved_from", "moved_because")
        )
    return {
        "received_on": str(deadline.received),
        "due_on": str(deadline.day),
        "due_after_months": deadline.months,
        "moved_from": str(deadline.ends) if deadline.moved else None,
        "moved_because": deadline.moved,
    }


def _json_attached(attached: AttachedFile) -> dict[str, str]:
    return {
        "supplement": attached.folder.name,
        "said_to_be": attached.supplement.file.said_to_be.value,
        "file": str(attached.path),
    }
