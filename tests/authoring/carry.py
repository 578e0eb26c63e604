"""Carries out the commands for flow authors as the console script does, but without a window.

A process of its own: Playwright cannot be started twice in one. The browser is a script that maps every host to a
local site.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

from optout.browser.installed import Installed, Kind
from optout.browser.launch import Launch
from optout.cli.console import Console
from optout.cli.live import Case, Sitting, Wishes
from optout.cli.live_form import tell_drift, watch_and_save
from optout.cli.typer_glue import Group
from optout.flow.load import load_flow
from optout.person import Person
from optout.settings import read_settings

app = typer.Typer(cls=Group, pretty_exceptions_enable=False)


@app.callback()
def _options(verbose: Annotated[bool, typer.Option("--verbose")] = False) -> None:  # noqa: FBT002
    """Take what `Group` reads."""


@app.command()
def save(
    flow: Path,
    browser: Path,
    to: Path,
    send: Annotated[bool, typer.Option("--send")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json")] = False,  # noqa: FBT002
) -> None:
    """Do what `optout flows save-pages` does after its checks for a screen and for trust."""
    settings = read_settings(flow="flow")
    person = Person.from_settings(settings)
    console = Console(as_json=as_json)
    console.redact = person.redactor()
    case = Case(load_flow(flow), person, Launch(Installed(Kind.OWN, browser), headed=False))
    wishes = Wishes(until_filled=not send, ephemeral=True)
    raise typer.Exit(watch_and_save(Sitting(console, settings, wishes), case, to))


@app.command()
def drift(
    flow: Path,
    browser: Path,
    as_json: Annotated[bool, typer.Option("--json")] = False,  # noqa: FBT002
) -> None:
    """Do what `optout flows check --live` does after its checks for a screen and for trust."""
    launch = Launch(Installed(Kind.OWN, browser), headed=False)
    sitting = Sitting(Console(as_json=as_json), read_settings(flow="flow"), Wishes(until_filled=True, ephemeral=True))
    raise typer.Exit(tell_drift(sitting, Case(load_flow(flow), Person(), launch)))


if __name__ == "__main__":
    sys.argv[0] = "optout"
    app(prog_name="optout")
