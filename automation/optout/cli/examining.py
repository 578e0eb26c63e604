"""Says what `optout doctor` found, and mends what is safe to mend."""

from optout.cli.console import Console
from optout.cli.doctor import examine
from optout.cli.finding import Finding, Fix, Status, worst
from optout.cli.mending import mend
from optout.settings import Settings
from optout.state import Exit
from optout.tongue import Said, _, ngettext

_FINDING = _("{name}: {says}")
_NAMES = (
    _("browser"),
    _("certificates"),
    _("clock"),
    _("data folder"),
    _("disk space"),
    _("flows"),
    _("journal"),
    _("profiles"),
    _("records"),
    _("replays"),
    _("sandbox"),
    _("screen"),
    _("settings"),
)
"""What the findings are called."""
_FIXES = {
    Fix.ONLY_YOURS: _("take the right to read it from others"),
    Fix.DELETE_REPLAY: _("delete what an unfinished replay left"),
}
_MARKS = {Status.OK: "done", Status.WARN: "warn", Status.FAIL: "failed"}


def doctor(console: Console, settings: Settings, *, fix: bool = False) -> Exit:
    """Look at everything a run needs; with `fix`, mend what is safe first, and look again."""
    findings = examine(settings.data_dir, settings.browser)
    if fix and any(finding.fix for finding in findings):
        _mend(console.report, findings)
        findings = examine(settings.data_dir, settings.browser)
    if console.as_json:
        console.json({"findings": [_as_json(finding) for finding in findings]})
    else:
        _tell(console.report, findings)
    return Exit.ERROR if worst(findings) is Status.FAIL else Exit.DONE


def _mend(console: Console, findings: list[Finding]) -> None:
    for finding, why in mend(findings):
        what = _FINDING.format(name=Said(finding.name), says=_FIXES[finding.fix] if finding.fix else "")
        if why:
            console.mark("failed", _("not mended: {what}: {why}").format(what=what, why=why))
        else:
            console.mark("done", _("mended: {what}").format(what=what))


def _tell(console: Console, findings: list[Finding]) -> None:
    for finding in findings:
        console.mark(_MARKS[finding.status], _FINDING.format(name=Said(finding.name), says=finding.says))
        if finding.means:
            console.say(_("    means  {means}").format(means=finding.means))
        if finding.mend:
            console.say(_("    mend   {mend}").format(mend=finding.mend))
    problems = [finding for finding in findings if finding.status is not Status.OK]
    console.say()
    number = len(problems)
    console.say(
        ngettext("{number} thing to look at", "{number} things to look at", number) if number else _("All is well")
    )
    if safe := sum(finding.fix is not None for finding in problems):
        console.say(_("{safe} of them can be mended for you: optout doctor --fix").format(safe=safe))


def _as_json(finding: Finding) -> dict[str, str | bool]:
    return {
        "name": finding.name,
        "status": finding.status.value,
        "says": finding.says,
        "means": finding.means,
        "mend": finding.mend,
        "fixable": finding.fix is not None,
    }
