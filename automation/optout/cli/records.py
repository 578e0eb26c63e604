"""What a machine keeps: `optout logout` and `doctor`."""

from optout.browser.profile import forget_profile
from optout.cli.console import Console, count
from optout.flow.catalogue import find_flow
from optout.person import checked_account
from optout.settings import Settings
from optout.state import Exit


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
