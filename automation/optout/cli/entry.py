"""Where the program begins, and what it does beside Typer: commands in sections, `--lang`, `error:` and `hint:`."""

import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from io import TextIOWrapper
from types import MappingProxyType
from typing import Any

import typer
from typer.core import TyperGroup
from typer.models import CommandInfo

from optout.messages import (
    Exit,
    OptoutError,
    Unexpected,
    UsageError,
    _,
    choose,
    speak,
)

Work = Callable[
    [], int | None
]  # what a command line asks for, ready to be done; gives the exit code, None for 0
SECTIONS: Mapping[str, Sequence[str]] = {
    "Object": ("services", "submit", "letter", "replay"),
    "Afterwards": (
        "status",
        "open",
        "resolve",
        "verify",
        "attach",
        "stamp",
        "export",
        "complain",
        "delete",
    ),
    "Set up": ("install", "doctor", "sign-in", "logout"),
    "For flow authors": ("flows",),
}
_WRONG_USE: Any = typer.BadParameter.__base__  # Click's error for whatever was typed wrong
_WHOLE = 10_000  # letters of a command's first sentence in a list of commands: none is cut off


class Below(TyperGroup):
    """A group of commands, which it lists with their whole first sentence, below titles if it has any."""

    titles: Mapping[str, Sequence[str]] = MappingProxyType({})

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands."""
        for title, names in (self.titles or {"Commands": tuple(self.commands)}).items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(_WHOLE)) for name in names]
                )


class OrShow(Below):
    """A group in which a word that is none of its commands names what its command `show` shows."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant, and what is left of the line."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])


class Group(Below):
    """The root group: `--lang` works behind every command."""

    titles = SECTIONS

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        lang = next(option for option in self.params if option.name == "lang")
        groups: list[Any] = [self]
        for group in groups:
            for command in group.commands.values():
                groups += [command] if isinstance(command, Below) else []
                if not any(option.name == "lang" for option in command.params):
                    command.params.append(lang)


def _narrowed(app: typer.Typer, words: Sequence[str]) -> typer.Typer:
    """Leave a command no options where no word names it: Typer reads them all before it knows which one is meant."""
    narrow = copy(app)
    narrow.registered_commands = [
        one
        if one.name in words
        else CommandInfo(one.name, callback=lambda: None, help=one.callback.__doc__)
        for one in app.registered_commands
    ]
    return narrow


def read(app: typer.Typer, arguments: Sequence[str] | None = None) -> Work:
    """Read a command line, else that of the program, and give what it asks for."""
    given = app(arguments, prog_name="optout", standalone_mode=False)
    if given == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # which is how Typer says it
    return given if callable(given) else lambda: given


@contextmanager
def errors_told(arguments: Sequence[str]) -> Iterator[None]:
    """Tell what ends the program, and end it with the code for that; with `--verbose` the whole way to a failure."""
    try:
        yield
    except KeyboardInterrupt:
        _console(arguments).say(
            _("Interrupted before it could say how things stand: optout status says it")
        )
        sys.exit(Exit.INTERRUPTED)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left is for nobody
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  the last line of defence: a plain word instead of a traceback
        sys.exit(_told(error, arguments))


def _told(error: Exception, arguments: Sequence[str]) -> int:
    if isinstance(error, _WRONG_USE):
        return _wrong_use(error, arguments)
    known = error if isinstance(error, OptoutError) else Unexpected(error)
    console = _console(arguments)
    console.error(known)
    if isinstance(
        known, Unexpected
    ):  # it may not come again: the last place is said without being asked
        console.say("\n".join(_stack_lines(error)[0 if "--verbose" in arguments else -1 :]))
    return known.exit


def _stack_lines(error: BaseException | None) -> list[str]:
    """List where an error and its causes came from; messages and variables may hold what was typed: never those."""
    import traceback
    from pathlib import Path

    from optout.cli.console import shown

    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__, limit=-40)
        lines += [
            f"  {shown(Path(frame.filename))}:{frame.lineno} in {frame.name}" for frame in frames
        ]
        error = error.__cause__ or error.__context__
    return lines


def _wrong_use(error: Any, arguments: Sequence[str]) -> int:
    """Tell a wrong use in our own form.

    Words too many are not repeated: they may be a piece of a comment.
    """
    message = error.format_message().replace(
        "Value error, ", "", 1
    )  # pydantic's, which reads choices for Typer
    if message.startswith("Usage: "):  # nothing was typed
        typer.echo(message, err=True)
        return Exit.USAGE
    if "extra argument" in message:
        message = "there is more than the command takes: give one name, and put quotes around a text with spaces"
    command = error.ctx.command_path if error.ctx else "optout"
    _console(arguments).error(
        UsageError(f"{message[:1].lower()}{message[1:].rstrip('.')}", f"{command} --help")
    )
    return Exit.USAGE


def _console(arguments: Sequence[str]) -> Any:
    from optout.cli.console import Console

    sys.stdout.flush()
    return Console(as_json="--json" in arguments)


def main() -> None:
    """Read the command line, then do what it says; whatever is said of it is in the person's language."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # none reads along
    from optout.cli.app import app

    arguments = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a letter that it cannot write is a question mark
    if not {"-h", "--help"} & {*arguments}:
        speak(choose(arguments))
    with errors_told(arguments):
        sys.exit(
            read(_narrowed(app, arguments) if arguments else app)() or 0
        )  # a shell that completes gives none
