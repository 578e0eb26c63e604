"""`optout status`: a table of every objection, what to do next, and what is not covered yet."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from optout.cli.console import Console, count
from optout.cli.standing import Gap, Overview, Standing, overview
from optout.redact import printable
from optout.settings import Settings
from optout.state import BEFORE_SEND, Exit, State

_STANDS = {
    State.ARMED: ("!", "perhaps sent"),
    State.SENT: ("!", "perhaps sent"),
    State.UNKNOWN: ("!", "perhaps sent"),
    State.AWAITING_CODE: ("!", "waits for a code"),
    State.CONFIRMED: ("✓", "received"),
    State.RESOLVED_SENT: ("✓", "you said: sent"),
    State.ALREADY_OBJECTED: ("✓", "objected before"),
    State.REJECTED: ("✗", "refused"),
    State.STOPPED: ("-", "not sent"),
    State.RESOLVED_NOT_SENT: ("-", "you said: unsent"),
}
_NEXT = {
    State.ARMED: "it may have been sent; look for their e-mail; then: optout resolve {id} --sent (or --not-sent)",
    State.SENT: "it may have been sent; look for their e-mail; then: optout resolve {id} --sent (or --not-sent)",
    State.UNKNOWN: "it may have been sent; look for their e-mail; then: optout resolve {id} --sent (or --not-sent)",
    State.AWAITING_CODE: "the site waits for the code from its e-mail; once you know more: optout resolve {id} --sent",
    State.REJECTED: "mend what the page named and run it again; or complain: optout complain {id}",
}
_HEAD = ("  flow", "account", "how it stands", "sent", "answer due")
_MOST = (12, 10, 16, 10, 24)
"""Letters a column may take: 80 with the spaces between them."""


def status(console: Console, settings: Settings, today: date, ics: Path | None = None) -> Exit:
    """Show every objection in the journal, oldest first, and write the due dates to a calendar when asked."""
    seen = overview(settings, today)
    written = _calendar(seen, ics) if ics else 0
    if console.as_json:
        console.json(_as_json(seen))
        return Exit.DONE
    told = [one for one in seen.standings if one.entry.state not in BEFORE_SEND]
    if not told:
        console.say("No objection yet")
        console.hint("optout submit")
    else:
        table(console, map(row, told))
        next_steps(console, told)
        _not_covered(console, seen.gaps)
        _records(console, told)
    if ics:
        console.say(f"{count(written, 'due date')} in {ics}" if written else f"Nothing is due: {ics} was not written")
    return Exit.DONE


def _calendar(seen: Overview, file: Path) -> int:
    from optout.cli.due_dates import write  # noqa: PLC0415  few ask for it

    return write(file, [one for one in seen.standings if one.waiting])


def table(console: Console, rows: Iterable[tuple[str, ...]]) -> None:
    """Put rows on stdout below their head, in columns."""
    cut = [[_cut(cell, most) for cell, most in zip(cells, _MOST, strict=True)] for cells in (_HEAD, *rows)]
    widths = [max(len(cells[column]) for cells in cut) for column in range(len(_HEAD))]
    for cells in cut:
        console.data("  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True)).rstrip())


def row(one: Standing) -> tuple[str, ...]:
    """Give the row of an objection: flow, account, how it stands, when it was sent and when an answer is due."""
    entry = one.entry
    mark, stands = _STANDS[entry.state]
    if entry.superseded_by:
        mark, stands = "-", "sent again later"
    return (f"{mark} {entry.flow}", entry.account, stands, str(one.sent or ""), _due(one))


def _due(one: Standing) -> str:
    if one.due is None or one.left is None or one.entry.superseded_by:
        return ""
    if one.answered:
        return "answered, you said"
    if one.left == 0:
        return f"{one.due}, today"
    return f"{one.due}, {_days(one.left)} {'left' if one.left > 0 else 'over'}"


def _days(number: int) -> str:
    return count(abs(number), "day")


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"


def next_steps(console: Console, told: list[Standing]) -> None:
    """Say what to do next about each objection, and what the person said of one."""
    console.say()
    console.say("What to do next", "bold")
    steps = [(one, step) for one in told if (step := _step(one))]
    for one, step in steps:
        console.say(f"  {one.entry.flow}, account {one.entry.account}")
        for line in step.split("; "):
            console.say(f"    {line}")
    if not steps:
        console.say("  Nothing")
    for one in told:
        if one.entry.resolved_reason:
            says = printable(one.entry.resolved_reason, 200)
            console.say(f"  {one.entry.flow}, account {one.entry.account}: you said: {says}", personal=True)


def _step(one: Standing) -> str:
    entry = one.entry
    if entry.superseded_by:
        return ""
    if entry.state in _NEXT:
        return _NEXT[entry.state].format(id=entry.id)
    if not one.waiting or one.left is None:
        return ""
    attach = f"keep their answer: optout attach {entry.id} FILE --as answer"
    if one.left >= 0:
        return f"wait until {one.due}; {attach}"
    return f"the month is over: optout complain {entry.id}; {attach}"


def _not_covered(console: Console, gaps: tuple[Gap, ...]) -> None:
    if not gaps:
        return
    console.say()
    console.say("Not covered yet", "bold")
    for gap in gaps:
        account = "" if gap.account == "default" else f" --account {gap.account}"
        console.say(f"  {gap.flow}, account {gap.account}: optout submit {gap.flow}{account}")
        if gap.beside:
            console.say(f"    not needed if the one for {gap.beside.id} reaches it: that covers")
            console.say(f"    {gap.beside.covers}")


def _records(console: Console, told: list[Standing]) -> None:
    records = [one.entry.record for one in told if one.entry.record]
    if records:
        console.say()
        console.say(f"{'Record' if len(records) == 1 else 'Records'}:")
    for record in records:
        console.data(record)


def _as_json(seen: Overview) -> dict[str, Any]:
    return {
        "objections": [_json_row(one) for one in seen.standings],
        "not_covered": [
            {"flow": gap.flow, "account": gap.account, "beside": gap.beside.id if gap.beside else None}
            for gap in seen.gaps
        ],
    }


def _json_row(one: Standing) -> dict[str, Any]:
    kept = dict(_kept(one))
    return {**kept, "due_on": str(one.due) if one.due else None, "days_left": one.left, "answered": one.answered}


def _kept(one: Standing) -> Iterator[tuple[str, Any]]:
    return ((name, getattr(one.entry, name)) for name in one.entry.__dataclass_fields__)
