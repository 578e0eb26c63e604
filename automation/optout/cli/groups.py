"""Groups of commands: sections in the help, and commands that are imported when they are called."""

from collections.abc import Callable, Iterable, Mapping
from importlib import import_module
from types import MappingProxyType
from typing import Any, NamedTuple

import typer
from typer.core import TyperCommand, TyperGroup

_WHOLE = 10_000  # letters of a command's first sentence in a list of commands: none is cut off


class CommandEntry(NamedTuple):
    """Where a command is, as `module:function`, and its first sentence for the list of commands."""

    place: str
    help: str


Sections = Mapping[str, Mapping[str, CommandEntry]]
"""The title of each section, and its commands by name."""


class Group(TyperGroup):
    """A group of commands, which it lists with their whole first sentence."""

    sections: Sections = MappingProxyType({})
    """The commands that are imported when they are called; a subclass may also have commands of Typer's."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        for entries in self.sections.values():
            for name, entry in entries.items():
                self.add_command(LazyCommand(name, entry))

    def format_commands(self, _ctx: Any, formatter: Any) -> None:
        """List the commands."""
        sections: Mapping[str, Iterable[str]] = self.sections or {"Commands": self.commands}
        for title, names in sections.items():
            with formatter.section(title):
                formatter.write_dl(
                    [(name, self.commands[name].get_short_help_str(_WHOLE)) for name in names]
                )


class LazyCommand(TyperCommand):
    """Stands for a command in a list of commands, and imports it when its command line is read.

    A command's module imports what its work needs, such as Playwright, which takes half a second.
    The help of a group, suggestions and a shell's completion need only the name and a sentence.
    """

    def __init__(self, name: str, entry: CommandEntry) -> None:
        super().__init__(name, short_help=entry.help)
        self.place = entry.place

    def make_context(
        self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any
    ) -> Any:
        """Read the command line of the command that this one stands for."""
        command = self.load(parent.find_root().command)
        return command.make_context(info_name, args, parent, **extra)

    def load(self, root: Any) -> Any:
        """Import the command, or the group of commands, and give it the root's option `--lang`."""
        module, _, name = self.place.partition(":")
        found = getattr(import_module(module), name)
        command = _group(found) if isinstance(found, typer.Typer) else _command(found)
        command.name = self.name
        add_option(command, next(option for option in root.params if option.name == "lang"))
        return command


def _group(app: typer.Typer) -> Any:
    return typer.main.get_group(app)


def _command(function: Callable[..., Any]) -> Any:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    app.command()(function)
    return typer.main.get_command(app)


def add_option(command: Any, option: Any) -> None:
    """Give an option to a command, and to those below it, unless it has one of this name."""
    if all(parameter.name != option.name for parameter in command.params):
        command.params.append(option)
    for below in getattr(command, "commands", {}).values():
        if not isinstance(below, LazyCommand):
            add_option(below, option)


class OrShow(Group):
    """A group in which a word that is none of its commands names what its command `show` shows."""

    def resolve_command(self, ctx: Any, args: list[str]) -> Any:
        """Return the command that is meant, and what is left of the line."""
        return super().resolve_command(ctx, args if args[0] in self.commands else ["show", *args])
