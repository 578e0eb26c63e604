"""What the program does beside Typer: commands in sections, `--lang` behind each, errors as `error:` and `hint:`."""

import copy
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer.core import TyperGroup
from typer.main import get_command_name
from typer.models import CommandInfo

from optout.exits import EXIT_MEANINGS, Exit
from optout.i18n import _

Work = Callable[[], int | None]
"""What a command line asks for, ready to be done; gives the exit code, None for 0."""
EXITS = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_MEANINGS.items())
"""The exit codes, as the help lists them."""
SECTIONS = {
    "Object": ("services", "submit", "letter", "replay"),
    "Afterwards": ("status", "open", "resolve", "verify", "attach", "stamp", "export", "complain", "delete"),
    "Set up": ("install", "doctor", "logout"),
    "For flow authors": ("flows",),
}
_WRONG_USE: Any = typer.BadParameter.__base__
"""Click's error for whatever was typed wrong."""
_WHOLE = 10_000
"""Letters of a command's first sentence in a list of commands: none is cut off."""
_LANG = "The language of what you read; else your system's."
_COMPLETES = "_OPTOUT_COMPLETE"
"""The variable by which Typer is asked to complete a command line."""


class Below(TyperGroup):
    """A group of commands, which it lists with their whole first sentence."""

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands."""
        self._list_in(formatter, "Commands", self.commands)

    def _list_in(self, formatter: Any, title: str, names: Any) -> None:
        """Write a section of the help with some of the commands."""
        with formatter.section(title):
            formatter.write_dl([(name, self.commands[name].get_short_help_str(_WHOLE)) for name in names])

    def every(self) -> Iterator[Any]:
        """Give each command below this group, groups too."""
        for command in self.commands.values():
            yield command
            if isinstance(command, Below):
                yield from command.every()


class Group(Below):
    """The root group: `--lang` works behind every command."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        lang: Any = copy.copy(next(option for option in self.params if option.name == "lang"))
        lang.help = _LANG
        for command in self.every():
            if not any(option.name == "lang" for option in command.params):
                command.params.append(lang)

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands in groups, in the order a person needs them."""
        for title, names in SECTIONS.items():
            self._list_in(formatter, title, names)


def show_version(wanted: bool) -> None:  # noqa: FBT001  Typer calls it so
    """Print the version and end, where `--version` was typed."""
    if wanted:
        from optout import __version__

        typer.echo(f"optout {__version__}")
        raise typer.Exit


def _named_alone(app: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """Give the same commands, of which only those that the words may name have their options.

    To read the options of all of them takes longer than all else before a command begins.
    """
    lean = copy.copy(app)
    lean.registered_commands = [_lean(command, words) for command in app.registered_commands]
    lean.registered_groups = [copy.copy(group) for group in app.registered_groups]
    for group in lean.registered_groups:
        group.typer_instance = group.typer_instance and _named_alone(group.typer_instance, words)
    return lean


def _lean(command: CommandInfo, words: Sequence[str]) -> CommandInfo:
    if command.callback is None or (command.name or get_command_name(command.callback.__name__)) in words:
        return command

    def nothing() -> None: ...

    lean = copy.copy(command)
    nothing.__name__, nothing.__doc__ = command.callback.__name__, command.callback.__doc__
    lean.callback = nothing
    return lean


def read(app: typer.Typer, arguments: Sequence[str] | None = None) -> Work:
    """Read a command line, else that of the program, and give what it asks for."""
    words = sys.argv[1:] if arguments is None else [*arguments]
    # A shell that completes a line gives it by a variable.
    lean = app if _COMPLETES in os.environ else _named_alone(app, words)
    given = lean(words, prog_name="optout", standalone_mode=False)
    if given == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # which is how Typer says it
    return given if callable(given) else lambda: given


@contextmanager
def errors_told(arguments: Sequence[str]) -> Iterator[None]:
    """Tell what ends the program, and end it with the code for that; a traceback only where a person asked for one."""
    try:
        yield
    except KeyboardInterrupt:
        _console().say(_("Interrupted before it could say how things stand: optout status says it"))
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is for nobody
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  the last line of defence: a plain word instead of a traceback
        sys.exit(_told(error, arguments))


def _told(error: Exception, arguments: Sequence[str]) -> int:
    from optout.cli.console import places
    from optout.errors import OptoutError, Unexpected

    as_json = "--json" in arguments
    if isinstance(error, _WRONG_USE):
        return _wrong_use(error, as_json)
    if not isinstance(error, OptoutError):
        cause, error = error, Unexpected(error)
        error.__cause__ = cause
    console = _console(as_json)
    console.error(error)
    for line in places(error.__cause__) if isinstance(error, Unexpected) and "--verbose" in arguments else ():
        console.say(f"  {line}")
    return error.exit


def _wrong_use(error: Any, as_json: bool) -> int:  # noqa: FBT001
    """Tell a wrong use in our own form; Typer would repeat what was typed, and that may be a piece of a comment."""
    from optout.errors import UsageError

    message = error.format_message().replace("Value error, ", "", 1)  # pydantic's, which reads choices for Typer
    if message == "Missing command." and error.ctx:  # only options: the same help as without any
        message = error.ctx.get_help()
    if message.startswith("Usage: "):
        typer.echo(message, err=True)
        return Exit.USAGE
    if "extra argument" in message:
        message = "there is more than the command takes; put quotes around a text with spaces"
    command = error.ctx.command_path if error.ctx else "optout"
    _console(as_json).error(UsageError(f"{message[:1].lower()}{message[1:].rstrip('.')}", f"{command} --help"))
    return Exit.USAGE


def _console(as_json: bool = False) -> Any:  # noqa: FBT001, FBT002
    from optout.cli.console import Console

    sys.stdout.flush()
    return Console(as_json=as_json)
