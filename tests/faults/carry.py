"""Carries out the fault tests' flow as the console script carries out a shipped one, but without a
window.

A process of its own, so that what kills it is real. The browser is a script that maps every host to
its site.
"""

import os
import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from tests.faults.hooks import hang_in
from tests.heeding import heed

from optout.browser.installed import Installed
from optout.browser.launch import Launch
from optout.cli.console import Console
from optout.cli.entry import read, report_errors
from optout.cli.live import Command, LiveRun
from optout.cli.options import Work
from optout.cli.submit import submit_one
from optout.flow.load import LoadedFlow, load_flow
from optout.person import Person
from optout.settings import read_settings


class _Shipped(LoadedFlow):
    shipped = True


def as_shipped(folder: Path) -> LoadedFlow:
    """Load a flow as one of the program's own, which nobody is asked about before it presses
    anything.
    """
    return _Shipped(**vars(load_flow(folder)))


app = typer.Typer(pretty_exceptions_enable=False)


@app.callback()
def _options(verbose: Annotated[bool, typer.Option("--verbose")] = False) -> None:  # noqa: FBT002
    """Take what `report_errors` reads."""


@app.command()
def carry(  # noqa: PLR0913, PLR0917  a Typer command is a function with an option a parameter
    browser: Path,
    flow: Annotated[Path, typer.Option()] = Path(__file__).parent / "flow",
    yes: Annotated[bool, typer.Option("--yes")] = False,  # noqa: FBT002
    until_filled: Annotated[bool, typer.Option("--until-filled")] = False,  # noqa: FBT002
    ephemeral: Annotated[bool, typer.Option("--ephemeral")] = False,  # noqa: FBT002
    again: Annotated[str | None, typer.Option()] = None,
    as_json: Annotated[bool, typer.Option("--json")] = False,  # noqa: FBT002
) -> Work:
    """Do what `optout submit` does after its checks for a screen and for trust."""
    heed()
    hang_in()
    loaded = as_shipped(flow)
    settings = read_settings(flow=loaded.flow.id)
    person = Person.from_settings(settings)
    console = Console(as_json=as_json, guides=True)
    console.redact = person.redactor()
    how = {
        "yes": yes,
        "until_filled": until_filled,
        "ephemeral": ephemeral,
        "again": again is not None,
    }
    command = Command(console, settings, **how, reason=again)
    launch = Launch(Installed("own", browser), headed=False)
    return partial(submit_one, command, LiveRun(loaded, person, launch))


def main() -> None:
    """Carry it out."""
    with report_errors(sys.argv[1:]):
        sys.exit(read(app)())


if __name__ == "__main__":
    sys.argv[0] = os.fspath(Path(sys.argv[0]).name)
    main()
