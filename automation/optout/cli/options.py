"""The options that several commands have, and what every command begins with."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

from typer import Argument, Option

from optout.errors import UsageError
from optout.language import own_dotenv
from optout.translation import _

if TYPE_CHECKING:
    from optout.cli.console import Desk

Work = Callable[[], int | None]
"""What a command line asks for, ready to be done; gives the exit code, None for 0.

A command returns it, and it is done after Typer, which handles Ctrl-C and a closed stream in its own way.
"""


# Imported by every command line, so what takes long waits until a name is asked for.
def _flow_names() -> list[str]:
    from optout.flow import shipped_ids

    return shipped_ids()


def _record_names(ctx: Any) -> list[str]:
    from optout.settings import read_settings

    data_dir = read_settings(data_dir=ctx.params.get("data_dir")).data_dir
    return [
        place.name for kind in ("records", "replays") for place in data_dir.glob(f"{kind}/[!.]*")
    ]


flow_argument = partial(Argument, metavar="FLOW", autocompletion=_flow_names)
"""Declares an argument that names a flow; a shell completes it."""
FlowArgument = Annotated[
    str | None, flow_argument(help="The flow: facebook, instagram, or a folder.")
]
EmailOption = Annotated[
    str | None, Option(metavar="ADDRESS", help="The e-mail address your account uses.")
]
CommentFileOption = Annotated[
    Path | None, Option(metavar="FILE", help="Read the comment from a text file.")
]
CountryOption = Annotated[
    str | None, Option(metavar="COUNTRY", help="For forms that ask: FR, or its name.")
]
LivesIn = Annotated[
    str | None, Option(metavar="COUNTRY", help="FR, or its name; in Germany the Land: DE-BE.")
]
record_argument = partial(Argument, metavar="RECORD", autocompletion=_record_names)
"""Declares an argument that names a record; a shell completes it."""
RecordArgument = Annotated[Path, record_argument(help="A record's folder, or its id.")]
AccountOption = Annotated[
    str | None, Option(metavar="LABEL", help="Your own name for one of several accounts.")
]
BrowserOption = Annotated[
    str | None, Option(metavar="NAME", help="chrome, msedge, chromium, or a path.")
]
EphemeralOption = Annotated[bool, Option("--ephemeral", help="Throw the sign-in away afterwards.")]
DataDirOption = Annotated[
    Path | None, Option(metavar="FOLDER", help="Where records and profiles are kept.")
]
LogOption = Annotated[
    Path | None,
    Option(metavar="FILE", help="Append to FILE what was looked for, found and rejected, and why."),
]
JsonOption = Annotated[bool, Option("--json", help="Put one JSON value on stdout.")]
Language = Literal["en", "fr", "de"] | None
LangOption = Annotated[
    Language, Option(expose_value=False, help="The language of what you read; else your system's.")
]
"""What `Group` gives to every command that has no `--lang` of its own; `language.choose` has read it before."""


def typed_comment(text: str | None, file: Path | None) -> str | None:
    """Return the comment that was typed or stands in a file; None leaves it to the settings."""
    from optout.person import read_comment_file

    if text is not None and file is not None:
        raise UsageError(
            _("give one of --comment and --comment-file"), "optout submit --comment-file FILE"
        )
    return read_comment_file(file) if file else text


def refuse_together(command: str, **given: Any) -> None:
    """Raise UsageError where two of some options were given: one of them would be ignored."""
    both = [f"--{name}" for name, value in given.items() if value]
    if len(both) > 1:
        message = _("{one} and {other} do not go together").format(one=both[0], other=both[1])
        raise UsageError(message, f"{command} {both[0]}")


def refuse_alone(command: str, **given: Any) -> None:
    """Raise UsageError where an option was given that counts only beside one that `command` has, and was not given."""
    for name in (name for name, value in given.items() if value):
        raise UsageError(
            _("--{name} is for {command}").format(name=name, command=command),
            f"{command} --{name} …",
        )


def typed_day(option: str, text: str, today: date) -> date:
    """Return the day that was typed; raise UsageError where it is none, or still to come."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise UsageError(
            _("{option}: this is no day").format(option=option), _("write it as 2026-12-20")
        ) from None
    if day > today:
        raise UsageError(_("{option}: this day is still to come").format(option=option))
    return day


def begin(*, as_json: bool = False, guides: bool = False, **flags: Any) -> "Desk":
    """Return a console and the settings; warn of the `OPTOUT_*` variables that no setting has, never of their values.

    `guides` is for a command that opens a browser window for the person: see `Console`.
    """
    from optout.cli.console import Console, Desk, shown
    from optout.settings import not_from_here, read_settings, unknown_variables, unreadable_lines

    desk = Desk(Console(as_json=as_json, guides=guides), read_settings(**flags))
    for name in not_from_here():
        message = _("{name} is ignored in the .env of this folder; put it into {file}")
        desk.console.warn(message.format(name=name, file=shown(own_dotenv())))
    for file, number in unreadable_lines():
        message = _(
            "{file}, line {number}: this sets nothing; write NAME=value, and close what is in quotation marks"
        )
        desk.console.warn(message.format(file=shown(file), number=str(number)))
    for name, near in unknown_variables():
        message = (
            _("{name} is not a setting; did you mean {near}?")
            if near
            else _("{name} is not a setting")
        )
        desk.console.warn(message.format(name=name, near=near))
    return desk


def local_date() -> date:
    """Give the day it is where the person is."""
    return datetime.now(UTC).astimezone().date()
