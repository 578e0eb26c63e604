"""`optout status`: a table of every objection, what to do next, and what is not covered yet."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from optout.cli.answer_due import moved, rule
from optout.cli.console import Console
from optout.cli.introducing import covers_of
from optout.cli.standing import Gap, Overview, Standing, overview
from optout.deadline import EXTENDED
from optout.evidence.labels import relabelling
from optout.redact import printable
from optout.settings import Settings
from optout.state import BEFORE_SEND, UNSENT, Exit, State
from optout.tongue import Said, _, ngettext, told

_STANDS = {
    **dict.fromkeys(BEFORE_SEND, ("-", _("not finished"))),
    State.ARMED: ("!", _("perhaps sent")),
    State.SENT: ("!", _("perhaps sent")),
    State.UNKNOWN: ("!", _("perhaps sent")),
    State.AWAITING_CODE: ("!", _("waits for a code")),
    State.CONFIRMED: ("✓", _("received")),
    State.RESOLVED_SENT: ("✓", _("you said: sent")),
    State.ALREADY_OBJECTED: ("✓", _("objected before")),
    State.REJECTED: ("✗", _("refused")),
    State.STOPPED: ("-", _("not sent")),
    State.RESOLVED_NOT_SENT: ("-", _("you said: unsent")),
}
_PERHAPS = (
    _("it may have been sent"),
    _("look for their e-mail"),
    _("then: optout resolve {id} --sent (or --not-sent)"),
)
_NEXT = {
    State.ARMED: _PERHAPS,
    State.SENT: _PERHAPS,
    State.UNKNOWN: _PERHAPS,
    State.AWAITING_CODE: (
        _("the site waits for the code from its e-mail"),
        _("once you know more: optout resolve {id} --sent"),
    ),
    State.REJECTED: (_("mend what the page named and run it again"), _("or complain: optout complain {id}")),
}
_MONTH_OVER = _("the month is over: optout complain {id}")
_HEAD = (_("  flow"), _("account"), _("how it stands"), _("sent"), _("answer due"))
_MOST = (12, 10, 16, 10, 24)
"""Letters a column may take: 80 with the spaces between them."""


def status(
    console: Console, settings: Settings, today: date, ics: Path | None = None, *, every_run: bool = False
) -> Exit:
    """Show the objections in the journal, oldest first, and write the due dates to a calendar when asked.

    `every_run` shows those as well that ended before the send.
    """
    seen = overview(settings, today)
    standings = [one for one in seen.standings if every_run or one.entry.state not in UNSENT]
    written = _calendar(seen, ics) if ics else 0
    if console.as_json:
        console.json(_as_json(standings, seen.gaps))
        return Exit.DONE
    _show(console, standings, seen)
    if ics:
        says = ngettext("{number} due date in {file}", "{number} due dates in {file}", written)
        console.say((says if written else _("Nothing is due: {file} was not written")).format(file=str(ics)))
    return Exit.DONE


def _show(console: Console, standings: list[Standing], seen: Overview) -> None:
    report = console.report
    if standings:
        table(report, map(row, standings))
        next_steps(report, standings, or_nothing=not seen.gaps)
        _not_covered(report, seen.gaps)
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


def _calendar(seen: Overview, file: Path) -> int:
    from optout.cli.due_dates import write  # noqa: PLC0415  few ask for it

    return write(file, [one for one in seen.standings if one.waiting])


def table(console: Console, rows: Iterable[tuple[str, ...]]) -> None:
    """Show rows below their head, in columns."""
    cut = [[_cut(told(cell), most) for cell, most in zip(cells, _MOST, strict=True)] for cells in (_HEAD, *rows)]
    widths = [max(len(cells[column]) for cells in cut) for column in range(len(_HEAD))]
    for cells in cut:
        console.say("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def row(one: Standing) -> tuple[str, ...]:
    """Give the row of an objection: flow, account, how it stands, when it was sent and when an answer is due."""
    entry = one.entry
    mark, stands = _STANDS[entry.state]
    if entry.superseded_by:
        mark, stands = "-", _("sent again later")
    return (f"{mark} {entry.flow}", entry.account, stands, str(one.sent or ""), _due(one))


def _due(one: Standing) -> str:
    if one.due is None or one.left is None or one.entry.superseded_by:
        return ""
    if one.answered:
        return _("answered, you said")
    if one.left == 0:
        return _("{due}, today").format(due=str(one.due))
    if one.left > 0:
        return ngettext("{due}, {number} day left", "{due}, {number} days left", one.left).format(due=str(one.due))
    return ngettext("{due}, {number} day over", "{due}, {number} days over", -one.left).format(due=str(one.due))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def next_steps(console: Console, standings: list[Standing], *, or_nothing: bool) -> None:
    """Say what to do next about each objection, and what the person said of one.

    Where there is nothing to do, that is said only with `or_nothing`: not above something else that is left to do.
    """
    todo = [(one, lines) for one in standings if (lines := _step(one))]
    if todo or or_nothing:
        console.say()
        console.say(_("What to do next"), "bold")
    for one, lines in todo:
        console.say(_("  {flow}, account {account}").format(flow=one.entry.flow, account=one.entry.account))
        for line in lines:
            console.say(_LINE.format(line=line))
    if not todo and or_nothing:
        console.say(_("  Nothing"))
    _said(console, standings)


def _said(console: Console, standings: list[Standing]) -> None:
    resolved = [one.entry for one in standings if one.entry.resolved_reason]
    if resolved:
        console.say()
    for entry in resolved:
        says = _("  {flow}, account {account}: you said: {says}")
        said = printable(entry.resolved_reason or "", 200)
        console.say(says.format(flow=entry.flow, account=entry.account, says=said), personal=True)


_LINE = Said("    {line}")


def _step(one: Standing) -> tuple[Said, ...]:
    entry = one.entry
    if entry.superseded_by:
        return ()
    if entry.record and not Path(entry.record).is_dir() and (one.waiting or entry.state is State.REJECTED):
        return (_("its record is no longer there: {record}").format(record=entry.record),)  # a letter is made from it
    if entry.state in _NEXT:
        return tuple(line.format(id=entry.id) for line in _NEXT[entry.state])
    if not one.waiting or one.left is None or one.deadline is None:
        return ()
    attach = _("keep their answer: optout attach {id} FILE --as answer").format(id=entry.id)
    if one.left >= 0:
        wait = _("wait until {due}: {rule}").format(due=one.due, rule=rule(one.deadline))
        return *filter(None, (wait, moved(one.deadline))), *_doubt(one), attach
    over = _("the three months are over: optout complain {id}") if one.deadline.months == EXTENDED else _MONTH_OVER
    return over.format(id=entry.id), *_doubt(one), attach


def _doubt(one: Standing) -> tuple[Said, ...]:
    if one.doubtful is None:
        return ()
    says = _("what you kept as the answer looks like the notice to everyone")
    how = _("say what it is: {how}").format(how=f"{relabelling(one.entry.id, one.doubtful)} --as notice")
    return says, how


def _not_covered(console: Console, gaps: tuple[Gap, ...]) -> None:
    if not gaps:
        return
    console.say()
    console.say(_("Not covered yet"), "bold")
    for gap in gaps:
        account = "" if gap.account == "default" else f" --account {gap.account}"
        console.say(
            _("  {flow}, account {account}: optout submit {flow}{option}").format(
                flow=gap.flow, account=gap.account, option=account
            )
        )
        if gap.beside:
            console.say(
                _("    not needed if the one for {beside} reaches it: that covers").format(beside=gap.beside.id)
            )
            console.say(_LINE.format(line=covers_of(gap.beside)))


def _records(console: Console, standings: list[Standing]) -> None:
    entries = (one.entry for one in standings)
    records = [(entry.record, entry.fingerprint) for entry in entries if entry.record and Path(entry.record).is_dir()]
    if records:
        console.say()
        console.say(ngettext("Record:", "Records:", len(records)))
    for record, fingerprint in records:
        console.data(record)
        console.data(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))


def _as_json(standings: list[Standing], gaps: tuple[Gap, ...]) -> dict[str, Any]:
    return {
        "objections": [_json_row(one) for one in standings],
        "not_covered": [
            {"flow": gap.flow, "account": gap.account, "beside": gap.beside.id if gap.beside else None} for gap in gaps
        ],
    }


def _json_row(one: Standing) -> dict[str, Any]:
    kept, deadline = dict(_kept(one)), one.deadline
    return {
        **kept,
        "received_on": str(deadline.received) if deadline else None,
        "due_on": str(deadline.day) if deadline else None,
        "due_after_months": deadline.months if deadline else None,
        "moved_from": str(deadline.ends) if deadline and deadline.moved else None,
        "moved_because": deadline.moved.value if deadline and deadline.moved else None,
        "days_left": one.left,
        "answered": one.answered,
    }


def _kept(one: Standing) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(one.entry, name)) for name in one.entry.__dataclass_fields__)
