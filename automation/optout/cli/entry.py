"""The program's beginning and end: reads the command line, carries it out, and reports an error."""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import TextIOWrapper
from typing import Any

import typer

from optout.cli.options import Work
from optout.errors import Exit, Interrupted, OptoutError, Unexpected, UsageError
from optout.language import choose
from optout.translation import _, speak

_WRONG_USE: Any = typer.BadParameter.__base__  # Click's error for whatever was typed wrong


def read(app: typer.Typer, arguments: Sequence[str] | None = None) -> Work:
    """Read a command line, else that of the program, and return the work that it asks for."""
    result = app(arguments, prog_name="optout", standalone_mode=False)
    if result == Exit.INTERRUPTED:
        raise KeyboardInterrupt  # Typer returns this code for it
    # Typer itself did what `--help` asks for, and returns an exit code.
    return result if callable(result) else lambda: result


@contextmanager
def report_errors(arguments: Sequence[str]) -> Iterator[None]:
    """Report an error and exit with its code; `--verbose` adds where an unexpected one came from."""
    try:
        yield
    except KeyboardInterrupt:
        # A run that may have sent something raises an error that says so: see `live.submit_live`.
        sys.exit(_reported(Interrupted(_("interrupted")), arguments))
    except BrokenPipeError:
        # Nobody reads stdout any more; Python flushes it once more when it ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001  a sentence instead of a traceback, whatever it is
        sys.exit(_reported(error, arguments))


def _reported(error: Exception, arguments: Sequence[str]) -> int:
    if isinstance(error, _WRONG_USE):
        return _wrong_use(error, arguments)
    known = error if isinstance(error, OptoutError) else Unexpected(error)
    console = _console(arguments)
    console.error(known)
    if isinstance(known, Unexpected):
        lines = _stack_lines(error)
        # The error may not come again, so its last place is reported without being asked for.
        console.alert("\n".join(lines if "--verbose" in arguments else lines[-1:]))
    return known.exit


def _stack_lines(error: BaseException | None) -> list[str]:
    """List where an error and its causes came from, without messages and values, which may contain what was typed."""
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
    """Report Typer's error in the program's own form.

    Surplus words are not repeated: they may be a part of a comment.
    """
    # Pydantic, which reads choices for Typer, begins its messages so.
    message = error.format_message().replace("Value error, ", "", 1)
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
    """Read the command line and carry it out; all that is printed but `--help` is in the person's language."""
    os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # no plugin may read what was typed
    from optout.cli.app import app

    arguments = sys.argv[1:]
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            # A character that the terminal cannot write becomes a question mark.
            stream.reconfigure(errors="replace")
    if not {"-h", "--help"} & {*arguments}:
        speak(choose(arguments))
    with report_errors(arguments):
        sys.exit(read(app)() or 0)  # completion for a shell returns None
