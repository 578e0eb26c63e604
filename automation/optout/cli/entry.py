"""Where the program begins: reads the command line, carries out what it asks for, and says what ended it."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import typer

from optout.cli.options import Work
from optout.errors import Exit, OptoutError, Unexpected, UsageError
from optout.language import choose
from optout.translation import _, speak

_WRONG_USE: Any = typer.BadParameter.__base__  # Click's error for whatever was typed wrong


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
        sys.exit(read(app)() or 0)  # a shell that completes gives none
