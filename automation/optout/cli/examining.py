"""Says what `optout doctor` found, and mends what is safe to mend."""

from optout.cli.console import Console, count
from optout.cli.doctor import examine
from optout.cli.finding import Finding, Status, worst
from optout.cli.mending import mend
from optout.settings import Settings
from optout.state import Exit

_MARKS = {Status.OK: "done", Status.WARN: "warn", Status.FAIL: "failed"}


def doctor(console: Console, settings: Settings, *, fix: bool = False) -> Exit:
    """Look at everything a run needs; with `fix`, mend what is safe first, and look again."""
    findings = examine(settings.data_dir, settings.browser)
    if fix and any(finding.fix for finding in findings):
        _mend(console, findings)
        findings = examine(settings.data_dir, settings.browser)
    if console.as_json:
        console.json({"findings": [_as_json(finding) for finding in findings]})
    else:
        _tell(console, findings)
    return Exit.ERROR if worst(findings) is Status.FAIL else Exit.DONE


def _mend(console: Console, findings: list[Finding]) -> None:
    for finding, why in mend(findings):
        what = f"{finding.name}: {finding.fix}"
        if why:
            console.mark("failed", f"not mended: {what}: {why}")
        else:
            console.mark("done", f"mended: {what}")


def _tell(console: Console, findings: list[Finding]) -> None:
    for finding in findings:
        console.mark(_MARKS[finding.status], f"{finding.name}: {finding.says}")
        if finding.means:
            console.say(f"    means  {finding.means}")
        if finding.mend:
            console.say(f"    mend   {finding.mend}")
    problems = [finding for finding in findings if finding.status is not Status.OK]
    console.say()
    console.say(count(len(problems), "thing to look at", "things to look at") if problems else "All is well")
    if safe := sum(finding.fix is not None for finding in problems):
        console.say(f"{safe} of them can be mended for you: optout doctor --fix")


def _as_json(finding: Finding) -> dict[str, str | bool]:
    return {
        "name": finding.name,
        "status": finding.status.value,
        "says": finding.says,
        "means": finding.means,
        "mend": finding.mend,
        "fixable": finding.fix is not None,
    }
