"""Writes test-results/faults.md from the cases, each of which a run holds to be true: `python -m tests.faults.page`."""

from pathlib import Path

from tests.faults.cases import Case, cases
from tests.faults.switching import Case as SwitchCase
from tests.faults.switching import switch_cases

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "test-results" / "faults.md"
_HEAD = """\
# What happens under fault

Every line is a test: in a real browser, against a site that is sloppy, or on a computer that has its troubles. `make
faults` carries all of them out, prints what it saw, and writes this page; a case that sees anything else fails. *POSTs*
is how many of them the site itself had counted by then, drafts, logs and checks apart; whatever came by another way is
read too, and where a value of the person arrived nobody may be told that nothing was sent. An exit code below 0 is the
signal that killed the run. What stands after *then* is what the next run, or `optout resolve`, came to.

Most cases are runs of the whole program, each in a process and a browser of its own. After each the program is started
again: it is refused as long as the first may have been sent, and goes ahead when it was not. Where only the site does
something, most are carried out by the engine alone, in a browser that they share and without a record (*by*: engine);
the journal must then refuse or allow a second send in the same way. For each end that the engine comes to there is a
case in which the whole program comes to it.

One objection arrives more than once only where a person asked for it or the site said that it took nothing (401, 403,
419), and in `kept-connection-dropped` and `answer-421`: there Chromium itself sends again, below anything that a
program sees.
"""
_SETTINGS_HEAD = """\
## Settings that are turned

The site keeps how each setting stands for each account, and that is what the program's word is held against: where it
says that a setting is off, it is off there; where it says that nothing was pressed, the site was told nothing. *Saves*
is how many requests to save arrived in each run, of each setting one at most; *stored* is how the first setting stands
there by then. The settings beside it are never touched.
"""
_SETTINGS_TABLE = "| case | what happens | by | saves | stored | outcome | exit |\n|---|---|---|---|---|---|---|\n"
_TABLE = "| case | what happens | by | POSTs | outcome | exit |\n|---|---|---|---|---|---|\n"


def page() -> str:
    """Give the page: sorted, and without anything that changes from run to run."""
    rows = "\n".join(_row(case) for _, case in sorted(cases().items()))
    switched = switch_cases()
    turned = "\n".join(_switch_row(case) for _, case in sorted(switched.items()))
    settings = f"{_SETTINGS_HEAD}\n{len(switched)} cases.\n\n{_SETTINGS_TABLE}{turned}"
    return f"{_HEAD}\n{len(cases())} cases.\n\n{_TABLE}{rows}\n\n{settings}\n"


def _switch_row(case: SwitchCase) -> str:
    every = [case.expect, *(follow.expect for follow in case.then)]
    told = (
        (" or ".join(map(str, expected.saves)) for expected in every),
        (" or ".join(expected.stored) for expected in every),
        (expected.outcome for expected in every),
        (" or ".join(map(str, expected.exit)) for expected in every),
    )
    by = "engine" if case.of_the_site else "program"
    cells = (f"`{case.name}`", case.about, by, *map(", then ".join, told))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


def _row(case: Case) -> str:
    every = [case.expect, *(follow.expect for follow in case.then)]
    posts = ", then ".join(" or ".join(map(str, expected.posts)) for expected in every)
    outcome = ", then ".join(expected.outcome for expected in every)
    by = "engine" if case.of_the_site else "program"
    codes = (" or ".join(map(str, expected.exit)) for expected in every)
    cells = (f"`{case.name}`", case.about, by, posts, outcome, ", then ".join(codes))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


if __name__ == "__main__":
    PAGE.parent.mkdir(exist_ok=True)
    PAGE.write_text(page(), "utf-8")
    print(f"{len(cases())} cases are in {PAGE.name}")  # noqa: T201
