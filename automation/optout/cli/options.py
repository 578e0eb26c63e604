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


def _letter_names() -> list[str]:
    from optout.flow import shipped_letters

    return shipped_letters()


def _record_names(ctx: Any) -> list[str]:
    from optout.settings import read_settings

    data_dir = read_settings(data_dir=ctx.params.get("data_dir")).data_dir
    return [
        place.name for kind in ("records", "replays") for place in data_dir.glob(f"{kind}/[!.]*")
    ]


_Flow = partial(Argument, metavar="FLOW", autocompletion=_flow_names)
FlowArgument = Annotated[str | None, _Flow(help="The flow: facebook, instagram, or a folder.")]
OneFlow = Annotated[str, _Flow(help="A flow's id, or a folder.")]
OnlyFlows = Annotated[list[str] | None, _Flow(help="Only these flows; else all.")]
ManyFlows = Annotated[list[str] | None, _Flow(help="Flows to check; else all.")]
LetterArgument = Annotated[
    str | None,
    Argument(
        metavar="CONTROLLER",
        help="reddit, or a folder with a letter.",
        autocompletion=_letter_names,
    ),
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
MismatchOption = Annotated[
    Literal["ask", "keep", "correct"] | None,
    Option(help="What to do when the form holds another e-mail address."),
]
_Record = partial(Argument, metavar="RECORD", autocompletion=_record_names)
RecordArgument = Annotated[Path, _Record(help="A record's folder, or its id.")]
MaybeRecord = Annotated[Path | None, _Record(help="One record, by folder or id; else all.")]
ManyRecords = Annotated[list[Path] | None, _Record(help="Records, by folder or id.")]
ObjectionArgument = Annotated[Path, _Record(help="The objection's id, or its record's folder.")]
AccountOption = Annotated[
    str | None, Option(metavar="LABEL", help="Your own name for one of several accounts.")
]
AccountsOption = Annotated[
    list[str] | None,
    Option(
        "--account", metavar="LABEL", help="Your own label for the account; with --all, several."
    ),
]
BrowserOption = Annotated[
    str | None, Option(metavar="NAME", help="chrome, msedge, chromium, or a path.")
]
EphemeralOption = Annotated[bool, Option("--ephemeral", help="Throw the sign-in away afterwards.")]
WholePageOption = Annotated[
    bool, Option("--whole-page", help="Keep pages whole, with all names that stand there.")
]
DataDirOption = Annotated[
    Path | None, Option(metavar="FOLDER", help="Where records and profiles are kept.")
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


def begin(*, as_json: bool = False, **flags: Any) -> "Desk":
    """Give a console and the settings as one; name the `OPTOUT_*` variables that no setting has, never their values."""
    from optout.cli.console import Console, Desk, shown
    from optout.settings import not_from_here, read_settings, unknown_variables, unreadable_lines

    desk = Desk(Console(as_json=as_json), read_settings(**flags))
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
