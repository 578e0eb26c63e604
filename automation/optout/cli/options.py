"""The options that several commands have."""

from pathlib import Path
from typing import Annotated, Literal

import typer

FlowArgument = Annotated[str | None, typer.Argument(metavar="FLOW", help="The flow: facebook, instagram, or a folder.")]
JsonOption = Annotated[bool, typer.Option("--json", help="Put one JSON value on stdout.")]
AccountOption = Annotated[
    str | None, typer.Option(metavar="LABEL", help="Your own name for the account, if you have several.")
]
BrowserOption = Annotated[str | None, typer.Option(metavar="NAME", help="chrome, msedge, chromium, or a path.")]
LangOption = Annotated[
    Literal["en", "fr", "de"] | None, typer.Option(help="The language of the record; else your system's.")
]
DataDirOption = Annotated[Path | None, typer.Option(metavar="FOLDER", help="Where records and profiles are kept.")]
RecordArgument = Annotated[Path, typer.Argument(metavar="RECORD", help="A record's folder, or its id.")]
