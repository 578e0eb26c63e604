"""`optout verify` without a record: checks every live record in the data folder, a line for each."""

from pathlib import Path
from typing import Any

from optout.cli.console import Console, Desk
from optout.cli.find_record import every_record
from optout.cli.records import known_hashes
from optout.errors import Exit
from optout.evidence.mail import LookUp
from optout.evidence.stamp import anchors_from
from optout.evidence.verify import Checked, check
from optout.translation import LazyText, _, joined, ngettext


def verify_every(desk: Desk, look_up: LookUp | None) -> Exit:
    """Check all live records with what belongs to them; exit 0 only if all is well with each.

    `look_up` asks for the keys of those who signed e-mails; None asks nobody.
    """
    console, settings = desk.console, desk.settings
    known = known_hashes(settings.data_dir)
    anchors = anchors_from(settings.stamp_roots)
    rows: list[dict[str, Any]] = []
    for folder in every_record(settings.data_dir):
        checked = check(folder, known, anchors, look_up)
        _report(console, checked)
        rows.append(_as_json(folder, checked))
    bad = sum(not row["ok"] for row in rows)
    _sum_up(console, len(rows), bad)
    console.result({"records": rows})
    return Exit.ERROR if bad else Exit.DONE


def _report(console: Console, checked: Checked) -> None:
    """Print how a record and each of its supplements was found; what is wrong is printed in full."""
    folders = [checked, *checked.beside]
    damaged = [part for part in folders if not part.whole]
    summary = damaged[0].summary if damaged else checked.summary
    if not damaged and not checked.ok:
        summary = _("a signature or a time stamp that belongs to it is bad")
    row = joined((checked.folder.name, summary), ": ")
    console.mark("done" if checked.ok else "failed", row)
    for part in folders:
        for finding in part.findings:
            console.say(LazyText("    {what}").format(what=finding.message))


def _sum_up(console: Console, number: int, bad: int) -> None:
    console.say()
    if not number:
        console.say(_("There is no record yet"))
        return
    if bad:
        message = _("{bad} of {number} records are not as they were sealed")
        console.say(message.format(bad=bad, number=number))
    else:
        console.say(
            ngettext(
                "{number} record was checked, and is as it was sealed",
                "{number} records were checked, and all are as they were sealed",
                number,
            )
        )
    console.hint(_("optout verify ID says what one of them proves"))


def _as_json(folder: Path, checked: Checked) -> dict[str, Any]:
    return {
        "record": folder.name,
        "folder": str(folder),
        "ok": checked.ok,
        "fingerprint": checked.fingerprint,
        "findings": [
            {"kind": finding.kind.value, "file": finding.file, "says": finding.message}
            for part in (checked, *checked.beside)
            for finding in part.findings
        ],
    }
