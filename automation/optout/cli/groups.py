"""How Typer is bent: our errors become `error:`/`hint:` and exit codes, help groups the commands, all take `--lang`."""

import copy
import sys
from collections.abc import Iterator
from typing import Any

import typer
from typer.core import TyperGroup

from optout.state import Exit
from optout.tongue import _

SECTIONS = {
    _("Object"): ("submit", "replay"),
    _("Afterwards"): ("status", "resolve", "verify", "attach", "stamp", "complain", "delete"),
    _("Set up"): ("install", "doctor", "logout"),
    _("For flow authors"): ("flows",),
}


_WHOLE = 10_000
"""Letters of a command's first sentence in a list of commands: none is cut off."""
_LANG = _("The language of what you read; else your system's.")


class Below(TyperGroup):
    """A group of commands, which it lists with their whole first sentence."""

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands."""
        self.list_in(formatter, "Commands", self.commands)

    def list_in(self, formatter: Any, title: str, names: Any) -> None:
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
    """The root group. One override serves the console script and the test runner alike."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        own: Any = next((option for option in self.params if option.name == "lang"), None)
        if own is None:
            return
        lang = copy.copy(own)
        lang.help = _LANG
        for command in self.every():
            if not any(option.name == "lang" for option in command.params):
                command.params.append(lang)

    def make_context(self, info_name: str | None, args: list[str], *parent: Any, **extra: Any) -> Any:
        """Read the command line; whatever is said of it is in the person's language."""
        from optout.cli.helping import Formatter

        self.context_class.formatter_class = Formatter
        wants_json = "--json" in args  # before Typer takes them
        try:
            return super().make_context(info_name, args, *parent, **extra)
        except Exception as error:
            if _is_typers_own(error):
                _tell_usage(error, wants_json)
            raise

    def invoke(self, ctx: Any) -> Any:
        """Run a command; no traceback reaches a person who did not ask for one."""
        wants_json = "--json" in ctx.args  # before the command takes its arguments
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            _console().say(_("Interrupted before it could say how things stand: optout status says it"))
            raise typer.Exit(Exit.INTERRUPTED) from None
        except OSError as error:
            if isinstance(error, BrokenPipeError):
                raise
            self._tell(ctx, error, wants_json)
        except Exception as error:  # the last line of defence: a plain word instead of a traceback
            if _is_typers_own(error):
                _tell_usage(error, wants_json)
                raise
            self._tell(ctx, error, wants_json)
        return None

    def _tell(self, ctx: Any, error: Exception, wants_json: bool) -> None:  # noqa: FBT001
        from optout.errors import OptoutError, Unexpected

        told = error if isinstance(error, OptoutError) else Unexpected(error)
        console = _console(wants_json)
        console.error(told)
        if isinstance(told, Unexpected):
            _log(console, told.__cause__ or error, verbose=bool(ctx.params.get("verbose")))
        raise typer.Exit(told.exit) from None

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands in groups, in the order a person needs them."""
        for title, names in SECTIONS.items():
            self.list_in(formatter, title, names)


def _log(console: Any, error: BaseException, *, verbose: bool) -> None:
    from optout.cli.crash_log import places, write_log

    if verbose:
        for line in places(error):
            console.say(f"  {line}")
    if log := write_log(error):
        console.say(_("log: {file}").format(file=log))


_NO_COMMAND = "Missing command."


def _tell_usage(error: Exception, wants_json: bool) -> None:  # noqa: FBT001
    """Tell a wrong use in our own form; Typer would repeat what was typed, and that may be a piece of a comment."""
    own_help = type(error).__name__ == "NoArgsIsHelpError"
    if own_help or getattr(error, "exit_code", None) != Exit.USAGE or not hasattr(error, "format_message"):
        return
    message = str(error.format_message()).replace("Value error, ", "", 1)  # pydantic's, which reads choices for Typer
    context = getattr(error, "ctx", None)
    if message == _NO_COMMAND:  # only options: the same help as without any
        typer.echo(error.ctx.get_help(), err=True)  # type: ignore[attr-defined]
        raise typer.Exit(Exit.USAGE) from None
    if "extra argument" in message:
        message = _("there is more than the command takes; put quotes around a text with spaces")
    from optout.cli.helping import retold
    from optout.errors import UsageError

    says, hint = retold(f"{message[:1].lower()}{message[1:].rstrip('.')}"), getattr(context, "command_path", "optout")
    _console(wants_json).error(UsageError(says, f"{hint} --help"))
    raise typer.Exit(Exit.USAGE) from None


def _is_typers_own(error: Exception) -> bool:
    """Whether Typer means this error for itself: usage errors, exits and aborts come from the library it vendors."""
    return type(error).__module__.startswith(("typer", "click"))


def _console(as_json: bool = False) -> Any:  # noqa: FBT001, FBT002
    from optout.cli.console import Console

    sys.stdout.flush()
    return Console(as_json=as_json)
