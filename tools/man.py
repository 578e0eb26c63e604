"""Writes docs/optout.1, the man page, from the help of every command.

    python -m tools.man

It is part of the wheel, so that `pip`, and `pipx` with it, puts it where `man` looks.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from optout.cli.app import app
from optout.cli.typer_glue import SECTIONS
from optout.exits import EXIT_MEANINGS

PAGE = Path(__file__).parents[1] / "docs" / "optout.1"
_FILES = {
    ".env": "Settings, in the folder you stand in or in your own configuration folder; .env.example of the source"
    " lists every variable.",
    "START-HERE.pdf": "In each record: what was sent, when, and what the site answered.",
}
_ALSO = "optout doctor says what is wrong on this machine, and how to mend it. optout open shows all that is yours."


def page() -> str:
    """Return the man page."""
    root = typer.main.get_command(app)
    return "\n".join([*_lines(root), ""])


def _lines(root: Any) -> Iterator[str]:
    yield '.TH OPTOUT 1 "" optout "User Commands"'
    yield from (".SH NAME", r"optout \- object to what is done with your personal data, once, and keep proof")
    yield from (".SH SYNOPSIS", ".B optout", "[OPTIONS] COMMAND [ARGS]...")
    yield ".SH DESCRIPTION"
    yield from _text(root.help.partition("Exit codes:")[0])
    yield ".SH OPTIONS"
    yield from _options(root)
    for title, names in SECTIONS.items():
        yield f'.SH "{title.upper()}"'
        for name in names:
            yield from _command(root.commands[name], f"optout {name}")
    yield ".SH EXIT STATUS"
    for code, meaning in EXIT_MEANINGS.items():
        yield from (".TP", f".B {int(code)}", _escaped(str(meaning)))
    yield ".SH FILES"
    for name, says in _FILES.items():
        yield from (".TP", f".I {_escaped(name)}", _escaped(says))
    yield from (".SH SEE ALSO", _escaped(_ALSO))


def _command(command: Any, path: str) -> Iterator[str]:
    context = command.make_context(path, [], resilient_parsing=True)
    yield f'.SS "{_escaped(path)}"'
    yield from (".B " + _escaped(path), _escaped(" ".join(command.collect_usage_pieces(context))))
    yield ".PP"
    yield from _text(command.help)
    yield from _options(command, context)
    for name, below in getattr(command, "commands", {}).items():
        yield from _command(below, f"{path} {name}")


def _options(command: Any, context: Any = None) -> Iterator[str]:
    hidden = {"help"} if context is None else {"help", "lang"}  # the same for every command
    context = context or command.make_context("optout", [], resilient_parsing=True)
    for one in command.get_params(context):
        record = one.get_help_record(context)
        if record and one.name not in hidden:
            yield from (".TP", f".B {_escaped(_plain(record[0]))}", _escaped(record[1]))


def _plain(name: str) -> str:
    return re.sub(r" <(?:str|path|list\[\w+\])>$", "", name)


def _text(text: str) -> Iterator[str]:
    """Give a help's paragraphs; those whose lines are kept stay as they are typed."""
    for number, paragraph in enumerate(re.split(r"\n\s*\n", text.strip("\b\n "))):
        kept = paragraph.startswith("\b")
        lines = paragraph.strip("\b\n").splitlines()
        if number:
            yield ".PP"
        yield from ([".nf"] if kept else [])
        yield from (_escaped(line if kept else line.strip()) for line in lines)
        yield from ([".fi"] if kept else [])


def _escaped(text: str) -> str:
    """Return a text in which `man` finds no macro, and whose hyphens can be copied."""
    plain = text.replace("\\", "\\e").replace("-", r"\-")
    return rf"\&{plain}" if plain.startswith((".", "'")) else plain


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
