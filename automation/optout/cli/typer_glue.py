"""What Typer and its Click say, in the person's language: the help, and what was typed wrong.

Both keep English as plain text, some of it never marked for translation, so it is looked up in the catalogue as it
comes to be shown. `tools/words.py` puts every help text there.
"""

import copy
import os
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import typer
from typer._click.exceptions import NoArgsIsHelpError
from typer._click.exceptions import UsageError as WrongUse
from typer._click.formatting import HelpFormatter
from typer.core import TyperGroup
from typer.main import get_command_name
from typer.models import CommandInfo

from optout.exits import EXIT_MEANINGS, Exit
from optout.i18n import Said, _, joined, told

Work = Callable[[], int | None]
"""What a command line asks for, ready to be done; gives the exit code, None for 0."""
EXITS = "\n".join(f"  {code:>3}  {meaning}" for code, meaning in EXIT_MEANINGS.items())
"""The exit codes, as the help lists them."""
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


class _Formatter(HelpFormatter):
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


def _retold(message: str) -> Said:
    """Give what Click says of a wrong use so that it can be told; one that is not known stays as it is."""
    for template in _WRONG:
        pattern = _GAP.sub(r"(?P<\1>.+)", re.escape(str(template)))
        if match := re.fullmatch(pattern, message, re.DOTALL):
            what = match.groupdict()
            if "what" in what:
                what["what"] = _retold(what["what"])
            if template.startswith("missing"):
                what["name"] = _quoted(what["name"])
            return Said(template).format(**what)
    return Said(message)


def _quoted(found: str) -> str:
    """Give what Click quotes so that a stand-in in it can be told."""
    match = re.fullmatch(f"'({_STAND_IN.pattern})'", found)
    return joined(("'", Said(match[1]), "'"), "") if match else found


SECTIONS = {
    _("Object"): ("services", "submit", "letter", "replay"),
    _("Afterwards"): ("status", "open", "resolve", "verify", "attach", "stamp", "export", "complain", "delete"),
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
        self.context_class.formatter_class = _Formatter
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


_COMPLETES = "_OPTOUT_COMPLETE"
"""The variable by which Typer is asked to complete a command line."""


_OF_COMPLETION = {"--install-completion", "--show-completion"}
_AT_ONCE = 'if [[ "${zsh_eval_context[-1]}" = loadautofunc ]]; then %(complete_func)s "$@"; fi'


def _complete_at_once_in_zsh() -> None:
    """Make Typer's script for zsh complete where it is loaded: else the first Tab of every shell does nothing."""
    from typer import _completion_shared as shared

    script = shared._completion_scripts["zsh"]  # noqa: SLF001  Typer has no other place for it (0.29)
    if _AT_ONCE not in script:
        shared._completion_scripts["zsh"] = f"{script.rstrip()}\n{_AT_ONCE}\n"  # noqa: SLF001


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
    if _OF_COMPLETION & {*words}:
        _complete_at_once_in_zsh()
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
    if isinstance(error, WrongUse):
        return _wrong_use(error, as_json)
    if not isinstance(error, OptoutError):
        cause, error = error, Unexpected(error)
        error.__cause__ = cause
    console = _console(as_json)
    console.error(error)
    for line in places(error.__cause__) if isinstance(error, Unexpected) and "--verbose" in arguments else ():
        console.say(f"  {line}")
    return error.exit


def _wrong_use(error: WrongUse, as_json: bool) -> int:  # noqa: FBT001
    """Tell a wrong use in our own form; Typer would repeat what was typed, and that may be a piece of a comment."""
    if isinstance(error, NoArgsIsHelpError):
        error.show()
        return Exit.USAGE
    message = str(error.format_message()).replace("Value error, ", "", 1)  # pydantic's, which reads choices for Typer
    if message == "Missing command." and error.ctx:  # only options: the same help as without any
        typer.echo(error.ctx.get_help(), err=True)
        return Exit.USAGE
    if "extra argument" in message:
        message = _("there is more than the command takes; put quotes around a text with spaces")
    from optout.errors import UsageError

    says = _retold(f"{message[:1].lower()}{message[1:].rstrip('.')}")
    command = error.ctx.command_path if error.ctx else "optout"
    _console(as_json).error(UsageError(says, f"{command} --help"))
    return Exit.USAGE


def _console(as_json: bool = False) -> Any:  # noqa: FBT001, FBT002
    from optout.cli.console import Console

    sys.stdout.flush()
    return Console(as_json=as_json)
