"""What Typer and its Click say, in the person's language: the help, and what was typed wrong.

Both keep English as plain text, some of it never marked for translation, so it is looked up in the catalogue as it
comes to be shown. `tools/words.py` puts every help text there.
"""

import copy
import re
import sys
import traceback
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import platformdirs
import typer
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup

from optout import __version__
from optout.i18n import Said, _, joined, told
from optout.outcome import Exit

KEPT = 20
"""How many logs are kept; older ones go."""


def write_log(error: BaseException) -> Path | None:
    """Write the places an error came through into a private file; None when that is not possible either.

    Messages and local variables are left out: they may hold what was typed, filled or shown.
    """
    folder = Path(platformdirs.user_log_dir("optout", appauthor=False))
    file = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text("\n".join([f"optout {__version__}", *places(error), ""]), "utf-8")
        for old in sorted(folder.glob("*.log"))[:-KEPT]:
            old.unlink()
    except OSError:
        return None
    return file


def places(error: BaseException | None) -> list[str]:
    """List an error and what caused it: the kind of each, and the files, lines and functions it came through."""
    lines: list[str] = []
    while error is not None:
        lines.append(type(error).__name__)
        frames = traceback.extract_tb(error.__traceback__, limit=-40)
        lines += [f"  {frame.filename}:{frame.lineno} in {frame.name}" for frame in frames]
        error = error.__cause__ or error.__context__
    return lines


_OWN = (
    _("Arguments"),
    _("Commands"),
    _("Options"),
    _("Show this message and exit."),
    _("required"),
    _("ARGS"),
    _("COMMAND"),
    _("OPTIONS"),
)
"""Words of Click's help, and what stands in it for a value; those of our own options come from the commands."""
_STAND_IN = re.compile(r"(?<![\w-])[A-Z]{2,}(?![\w-])")
_OF_PYTHON = re.compile(r" <(?:str|path|list\[\w+\])>$")
"""What kind of value an argument takes, as Typer writes it: no word of any language."""
_EXTRA = re.compile(r"(.*?)(?:^|  )\[([^\[\]]+)\]", re.DOTALL)
_WRONG = (
    _("no such option: {name} (Possible options: {near})"),
    _("no such option: {name}"),
    _("no such command {name}. Did you mean {near}?"),
    _("no such command {name}"),
    _("missing argument {name}"),
    _("missing option {name}"),
    _("invalid value for {name}: {what}"),
    _("option {name} requires an argument"),
    _("option {name} does not take a value"),
    _("{value} is not one of {choices}"),
    _("value {value} is not a valid {kind}"),
)
"""How Click's sentences begin and end, as the program shows them: a small letter, no full stop."""
_GAP = re.compile(r"\\\{(\w+)\\\}")


class Formatter(HelpFormatter):
    """Writes the help in the language that is spoken."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line that shows how to call it."""
        super().write_usage(prog, _told_stand_ins(args), prefix or told(_("Usage: ")))

    def write_heading(self, heading: str) -> None:
        """Write a heading."""
        said = told(_("{heading}:").format(heading=Said(heading)))
        self.write(f"{'':>{self.current_indent}}{said}\n")

    def write_text(self, text: str) -> None:
        """Write what a command is for, paragraph by paragraph: the first one also stands in the list of commands."""
        super().write_text("\n\n".join(told(Said(one)) for one in paragraphs(text)))

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write commands or options, each with what it is for."""
        said = [(_told_stand_ins(_OF_PYTHON.sub("", name)), _described(what)) for name, what in rows]
        super().write_dl(said, col_max, col_spacing)


def _told_stand_ins(text: str) -> str:
    return _STAND_IN.sub(lambda found: told(Said(found[0])), text)


def paragraphs(text: str) -> list[str]:
    """Give the paragraphs of a help; each is one text of the catalogue."""
    return text.strip().split("\n\n")


def _described(what: str) -> str:
    """Tell a description, and what Click adds to it in brackets: that it is required, or its default."""
    match = _EXTRA.fullmatch(what)
    if not match:
        return told(Said(what))
    added = "; ".join(_added(part) for part in match[2].split("; "))
    return "  ".join(filter(None, (told(Said(match[1])), f"[{added}]")))


def _added(part: str) -> str:
    name, _colon, value = part.partition("default: ")
    return told(Said(part)) if name or not value else told(_("default: {value}").format(value=value))


def retold(message: str) -> Said:
    """Give what Click says of a wrong use so that it can be told; one that is not known stays as it is."""
    for template in _WRONG:
        pattern = _GAP.sub(r"(?P<\1>.+)", re.escape(str(template)))
        if match := re.fullmatch(pattern, message, re.DOTALL):
            what = match.groupdict()
            if "what" in what:
                what["what"] = retold(what["what"])
            if template.startswith("missing"):
                what["name"] = _quoted(what["name"])
            return Said(template).format(**what)
    return Said(message)


def _quoted(found: str) -> str:
    """Give what Click quotes so that a stand-in in it can be told."""
    match = re.fullmatch(f"'({_STAND_IN.pattern})'", found)
    return joined(("'", Said(match[1]), "'"), "") if match else found


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
        except BrokenPipeError:
            raise
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
            cause = told.__cause__ or error
            for line in places(cause) if ctx.params.get("verbose") else ():
                console.say(f"  {line}")
            if log := write_log(cause):
                console.say(_("log: {file}").format(file=log))
        raise typer.Exit(told.exit) from None

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands in groups, in the order a person needs them."""
        for title, names in SECTIONS.items():
            self.list_in(formatter, title, names)


def _tell_usage(error: Exception, wants_json: bool) -> None:  # noqa: FBT001
    """Tell a wrong use in our own form; Typer would repeat what was typed, and that may be a piece of a comment."""
    own_help = type(error).__name__ == "NoArgsIsHelpError"
    if own_help or getattr(error, "exit_code", None) != Exit.USAGE or not hasattr(error, "format_message"):
        return
    message = str(error.format_message()).replace("Value error, ", "", 1)  # pydantic's, which reads choices for Typer
    context = getattr(error, "ctx", None)
    if message == "Missing command.":  # only options: the same help as without any
        typer.echo(error.ctx.get_help(), err=True)  # type: ignore[attr-defined]
        raise typer.Exit(Exit.USAGE) from None
    if "extra argument" in message:
        message = _("there is more than the command takes; put quotes around a text with spaces")
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
