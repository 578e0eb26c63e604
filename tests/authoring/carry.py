"""Carries out the commands for flow authors as the console script does, but without a window.

A process of its own: Playwright cannot be started twice in one. The browser is a script that maps every host to a
local site.
"""

import sys
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from optout.browser.installed import BrowserKind, Installed
from optout.browser.launch import Launch
from optout.cli.console import Console
from optout.cli.live import Command, LiveRun
from optout.cli.options import LiveOptions
from optout.cli.save_pages import watch_and_save
from optout.cli.typer_glue import Work, errors_told, read
from optout.flow.load import load_flow
from optout.person import Person
from optout.settings import read_settings

app = typer.Typer(pretty_exceptions_enable=False)


@app.callback()
def _options(verbose: Annotated[bool, typer.Option("--verbose")] = False) -> None:  # noqa: FBT002
    """Take what `errors_told` reads."""


@app.command()
def save(
    flow: Path,
    browser: Path,
    to: Path,
    send: Annotated[bool, typer.Option("--send")] = False,  # noqa: FBT002
    as_json: Annotated[bool, typer.Option("--json")] = False,  # noqa: FBT002
) -> Work:
    """Do what `optout flows save-pages` does after its checks for a screen and for trust."""
    settings = read_settings(flow="flow")
    person = Person.from_settings(settings)
    console = Console(as_json=as_json)
    console.redact = person.redactor()
    run = LiveRun(load_flow(flow), person, Launch(Installed(BrowserKind.OWN, browser), headed=False))
    options = LiveOptions(until_filled=not send, ephemeral=True)
    return partial(watch_and_save, Command(console, settings, options), run, to)


if __name__ == "__main__":
    sys.argv[0] = "optout"
    with errors_told(sys.argv[1:]):
        sys.exit(read(app)())
