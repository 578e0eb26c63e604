"""How Typer is bent: our errors become `error:`/`hint:` and exit codes, and help groups the commands."""

import sys
from typing import Any

import typer
from typer.core import TyperGroup

from optout.state import Exit

SECTIONS = {
    "Object": ("submit", "replay"),
    "Afterwards": ("status", "verify"),
    "Set up": ("install", "doctor", "logout"),
    "For flow authors": ("flows",),
}


class Group(TyperGroup):
    """The root group. One override serves the console script and the test runner alike."""

    def invoke(self, ctx: Any) -> Any:
        """Run a command; no traceback reaches a person who did not ask for one."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _console().say("Interrupted before it could say how things stand: optout status says it")
            raise typer.Exit(Exit.INTERRUPTED) from None
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            self._unexpected(ctx, error)
        except Exception as error:  # the last line of defence: a plain word instead of a traceback
            if _is_typers_own(error):
                _tell_usage(error)
                raise
            self._tell(ctx, error)
        return None

    def _tell(self, ctx: Any, error: Exception) -> None:
        from optout.errors import OptoutError

        if isinstance(error, OptoutError):
            _console().error(error)
            raise typer.Exit(error.exit) from None
        self._unexpected(ctx, error)

    def _unexpected(self, ctx: Any, error: Exception) -> None:
        import traceback

        console = _console()
        # The message may hold what was typed or filled, so only the kind of error is shown.
        console.say(f"error: this program failed unexpectedly ({type(error).__name__})")
        if ctx.params.get("verbose"):
            for frame in traceback.extract_tb(error.__traceback__):
                console.say(f"  {frame.filename}:{frame.lineno} in {frame.name}")
        console.hint("optout --verbose COMMAND shows where; optout status shows what was sent")
        raise typer.Exit(Exit.ERROR) from None

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands in groups, in the order a person needs them."""
        for title, names in SECTIONS.items():
            rows = [(name, self.commands[name].get_short_help_str(80)) for name in names if name in self.commands]
            with formatter.section(title):
                formatter.write_dl(rows)


def _tell_usage(error: Exception) -> None:
    """Tell a wrong use in our own form; Typer would repeat what was typed, and that may be a piece of a comment."""
    own_help = type(error).__name__ == "NoArgsIsHelpError"
    if own_help or getattr(error, "exit_code", None) != Exit.USAGE or not hasattr(error, "format_message"):
        return
    message = str(error.format_message())
    context = getattr(error, "ctx", None)
    if "extra argument" in message:
        message = "there is more than the command takes; put quotes around a text with spaces"
    console = _console()
    console.say(f"error: {message[:1].lower()}{message[1:].rstrip('.')}")
    console.hint(f"{getattr(context, 'command_path', 'optout')} --help")
    raise typer.Exit(Exit.USAGE) from None


def _is_typers_own(error: Exception) -> bool:
    """Whether Typer means this error for itself: usage errors, exits and aborts come from the library it vendors."""
    return type(error).__module__.startswith(("typer", "click"))


def _console() -> Any:
    from optout.cli.console import Console

    sys.stdout.flush()
    return Console()
