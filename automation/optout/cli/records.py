"""What is there afterwards: `optout status`, `logout` and `doctor`."""

from datetime import datetime
from typing import Any

from optout.browser.profile import forget_profile
from optout.cli.console import Console, count, local
from optout.flow.catalogue import find_flow
from optout.journal import JOURNAL_FILE, Entry, Journal
from optout.person import checked_account
from optout.redact import printable
from optout.settings import Settings
from optout.state import BEFORE_SEND, Exit, State

_MARKS = {
    State.CONFIRMED: "done",
    State.RESOLVED_SENT: "done",
    State.ALREADY_OBJECTED: "done",
    State.REJECTED: "failed",
    State.STOPPED: "skipped",
    State.RESOLVED_NOT_SENT: "skipped",
}
_NEXT = {
    State.UNKNOWN: "it may have been sent; look for their e-mail, then: optout resolve {id} --sent (or --not-sent)",
    State.AWAITING_CODE: "the site waits for the code from its e-mail; once you know more: optout resolve {id} --sent",
    State.REJECTED: "mend what the page named, then run it again",
}


def status(console: Console, settings: Settings) -> Exit:
    """Show every objection in the journal, oldest first."""
    entries = _entries(settings)
    if console.as_json:
        console.json({"objections": [_entry_json(entry) for entry in entries]})
        return Exit.DONE
    told = [entry for entry in entries if entry.state not in BEFORE_SEND]
    if not told:
        console.say("No objection yet")
        console.hint("optout submit")
    for entry in told:
        _show(console, entry)
    return Exit.DONE


def _entries(settings: Settings) -> list[Entry]:
    if not (settings.data_dir / JOURNAL_FILE).exists():
        return []  # asking how things stand creates nothing
    journal = Journal(settings.data_dir)
    try:
        return journal.entries()
    finally:
        journal.close()


def _show(console: Console, entry: Entry) -> None:
    when = local(datetime.fromisoformat(entry.sent_at or entry.changed_at))
    state = entry.state.value.replace("_", " ")
    again = ", sent again later" if entry.superseded_by else ""
    console.mark(_MARKS.get(entry.state, "warn"), f"{entry.flow}, account {entry.account}: {state}{again}, {when}")
    console.say(f"    to      {entry.controller}")
    if entry.due_on:
        console.say(f"    due     an answer by {entry.due_on}")
    if entry.state in _NEXT:
        console.say(f"    next    {_NEXT[entry.state].format(id=entry.id)}")
    if entry.resolved_reason:
        console.say(f"    you     {printable(entry.resolved_reason, 200)}", personal=True)
    if entry.record:
        console.say("    record:")
        console.data(entry.record)


def _entry_json(entry: Entry) -> dict[str, Any]:
    return {name: getattr(entry, name) for name in entry.__dataclass_fields__}


def logout(console: Console, settings: Settings) -> Exit:
    """Delete the kept sign-in of a flow's controller and account."""
    flow = find_flow(settings.flow).flow
    account = checked_account(settings.account)
    gone = forget_profile(settings.data_dir, flow.controller, account)
    if gone:
        console.say(f"The sign-in for {flow.controller}, account {account}, is forgotten")
        console.say("The site may still list this browser as signed in: its own settings end that")
    else:
        console.say(f"No sign-in is kept for {flow.controller}, account {account}")
    return Exit.DONE


def doctor(console: Console, settings: Settings) -> Exit:
    """Look at everything a run needs."""
    from optout.cli.doctor import Status, examine, worst  # noqa: PLC0415

    findings = examine(settings.data_dir, settings.browser)
    if console.as_json:
        console.json(
            {"findings": [{"name": f.name, "status": f.status.value, "says": f.says, "mend": f.mend} for f in findings]}
        )
    else:
        marks = {Status.OK: "done", Status.WARN: "warn", Status.FAIL: "failed"}
        for finding in findings:
            console.mark(marks[finding.status], f"{finding.name}: {finding.says}")
            if finding.mend:
                console.say(f"    {finding.mend}")
        problems = sum(f.status is not Status.OK for f in findings)
        console.say("All is well" if not problems else count(problems, "thing to look at", "things to look at"))
    return Exit.ERROR if worst(findings) is Status.FAIL else Exit.DONE
