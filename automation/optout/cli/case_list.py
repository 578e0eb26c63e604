"""`optout replay --list`: the names of the cases, and what each is about."""

import shutil
import sys
from itertools import groupby

from optout.cli.console import Console
from optout.flow.load import LoadedFlow
from optout.flow.saved import ReadyCase
from optout.tongue import Said, changed, joined


def list_cases(console: Console, cases: list[tuple[LoadedFlow, ReadyCase]]) -> None:
    """Show the cases below their flows, or give them as JSON; on a terminal each keeps to one line."""
    if console.as_json:
        console.json({"cases": [_as_json(loaded, case) for loaded, case in cases]})
        return
    report = console.report
    width = max((len(case.name) for _loaded, case in cases), default=0)
    room = shutil.get_terminal_size().columns if sys.stdout.isatty() else sys.maxsize
    for flow, group in groupby(cases, lambda one: one[0].flow.id):
        report.say(flow, "bold")
        for _loaded, case in group:
            row = joined(("", case.name.ljust(width), Said(case.case.about)), "  ")
            report.say(changed(row, lambda said: said if len(said) <= room else f"{said[: room - 1]}…"))


def _as_json(loaded: LoadedFlow, case: ReadyCase) -> dict[str, str]:
    return {
        "flow": loaded.flow.id,
        "case": case.name,
        "about": case.case.about,
        "outcome": case.case.expect.outcome.value,
    }
