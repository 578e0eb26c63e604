"""Every word shown, and how it is shown: talk on stderr, data on stdout, no meaning by colour alone."""

import json
import os
import re
import shlex
import shutil
import sys
import traceback
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

import platformdirs
import typer
from rich.cells import cell_len

from optout import __version__
from optout.cli.typer_glue import SECTIONS
from optout.errors import OptoutError, Unexpected
from optout.i18n import Said, _, changed, joined, named, spoken, told
from optout.redact import printable, undriven


def shown(path: Path) -> str:
    """Show a path with `~` for the home folder, whose name is often the person's own."""
    return str(_from_home(path) or path)


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    inner = _from_home(path)
    return "~/" + shlex.quote(inner.relative_to("~").as_posix()) if inner else shlex.quote(str(path))


def _from_home(path: Path) -> Path | None:
    home = Path.home()
    return "~" / path.absolute().relative_to(home) if path.absolute().is_relative_to(home) else None


_NARROWEST = 30
"""Columns; in fewer than these nothing is broken."""
_HANG = 2
"""Columns by which what goes on is set in, where the text itself is not."""
_SPACE = "\ue000"
"""Stands for a space at which no line may end."""
_TOGETHER = re.compile(
    r"""(?<!\S)(?:\S*/)?optout\b(?:\ [a-z][\w-]*){0,3}   # a command of this program, with what follows it
        (?:\ (?:--?[a-z][\w-]*(?:\ [a-z0-9][\w.-]*)?|"[^"]*"|\S*[A-Z0-9./_]\S*))*
      | \b\w\ =\ \S+   # the letter of an answer
      | (?<!\S)(?:~?/|[A-Za-z]:\\)\S*(?:\ \S*[/\\]\S*)+   # a file in a folder whose name has a space""",
    re.VERBOSE,
)
_BEGINNING = re.compile(r" *\| | {2,}\S(?:[^\n]{0,18}?\S)? {2,}(?=\S)| *")
"""What stands before the text of a line: the edge of a quotation, a label with its column, or spaces."""


def columns(stream: TextIO) -> int | None:
    """Give how many columns the terminal has that a stream is; None without one. `COLUMNS` goes before what it says.

    `shutil.get_terminal_size` asks stdout, which may be a file.
    """
    if not stream.isatty():
        return None
    wished = os.environ.get("COLUMNS", "")
    if wished.isdecimal() and int(wished):
        return int(wished)
    try:
        return os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return None


def wrapped(text: str, width: int | None, at: int = 0, hang: int | None = None) -> str:
    """Break a text into lines of at most `width` columns, of which the first has `at` taken already.

    What goes on begins at the column `hang`, else under where the text of its line began. A word that is longer than a
    line stays whole, and so does what is there to be copied: a command, the path of a file.
    """
    if width is None or width < _NARROWEST:
        return text
    first, *rest = text.split("\n")
    return "\n".join([_broken(first, width, at, hang), *(_broken(line, width, 0, hang) for line in rest)])


def _broken(line: str, width: int, at: int, hang: int | None) -> str:
    start = hang if hang is not None else at + _start(line, at)
    rows, used = [""], at
    for gap, word in re.findall(r"( *)([^ ]+)", _TOGETHER.sub(lambda found: found[0].replace(" ", _SPACE), line)):
        here, wide = used + cell_len(gap), cell_len(word)
        below = next((column for column in (start, at) if column + wide <= width), 0)
        if here + wide > width and below < here:
            rows.append(" " * below + word)
            used = below + wide
        else:
            rows[-1] += gap + word
            used = here + wide
    ending = line[len(line.rstrip(" ")) :]
    return "\n".join(rows).replace(_SPACE, " ") + ending


def _start(line: str, at: int) -> int:
    beginning = _BEGINNING.match(line)
    return cell_len(beginning[0]) if beginning and beginning[0] else (0 if at else _HANG)


_NAME = "optout"
_DISTRIBUTION = "optout-submitter"
_COMMANDS = "|".join(command for names in SECTIONS.values() for command in names)
_CALL = re.compile(rf"(?<![\w./\\~-]){_NAME}(?= (?:-|(?:{_COMMANDS})\b))")
"""The program's name where an option or a command of it follows: only such a line can be typed."""


def as_started(text: str) -> str:
    """Put what starts this program in place of its name, wherever a text says what to type."""
    program = cache(_program)  # of many lines, each may have it
    return _CALL.sub(lambda _: program(), text) if _NAME in text else text


def _program() -> str:
    """Give what starts this program: its name where the system finds it by that, else its path, from here if below."""
    started = Path(sys.argv[0])
    if started.stem != _NAME or not started.is_file() or _found(_NAME, started):
        return _NAME
    return _from_here(started)


def install_extra(extra: str) -> str:
    """Give the command that adds what an extra needs to the Python that runs this, with pip, or with uv where it is."""
    from importlib.metadata import requires  # noqa: PLC0415  slow to import, and few need it

    asked = [need.partition(";") for need in requires(_DISTRIBUTION) or []]
    needs = " ".join(_quoted(need.strip()) for need, _, when in asked if re.search(rf"extra == .{extra}.", when))
    python = _from_here(Path(sys.executable))
    return f"{python} -m pip install {needs}" if find_spec("pip") else f"uv pip install --python {python} {needs}"


def _found(name: str, started: Path) -> bool:
    found = shutil.which(name)
    return found is not None and started.samefile(found)


def _from_here(path: Path) -> str:
    here, path = Path.cwd(), path.absolute()
    if path.parent == here:
        return f".{os.sep}{_quoted(path.name)}"
    if path.is_relative_to(here):
        return _quoted(str(path.relative_to(here)))
    return typed(path) if os.name == "posix" else _quoted(str(path))


def _quoted(text: str) -> str:
    if os.name == "posix":
        return shlex.quote(text)
    return text if re.fullmatch(r"[\w.:\\/~-]*", text) else f'"{text}"'


_JSON_SCHEMA = 1
_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "warn": ("!", "yellow"), "skipped": ("-", "dim")}
_NARROW, _WIDE = 16, {"fr": 29, "de": 22}  # letters
_ROOM = 24
"""Columns that what is said of a step needs beside its name; with fewer it goes on under the name."""
_ASCII_MARKS = {"✓": "ok", "✗": "x", "•": "*", "…": "...", "\u2019": "'", "ß": "ss", "œ": "oe"}
_ASCII_MARKS |= dict.fromkeys("“”„«»", '"') | dict.fromkeys("\u00a0\u202f", " ")
_LOOKS: dict[str, dict[str, Any]] = {
    "bold": {"bold": True},
    "dim": {"dim": True},
    "green": {"fg": "green"},
    "red": {"fg": "red"},
    "yellow": {"fg": "yellow"},
}

OPENS = _("A browser window opens. Your password stays between you and the site")

_ERASE = "\x1b[K"
"""What takes away the rest of a line on a terminal (ECMA-48, 8.3.41)."""

_YES_KEY = _("y")
"""The letter that answers yes."""


@dataclass(frozen=True)
class Line:
    """What is said at once: texts in front, each with its style, and then the text, which is broken between words.

    What goes on begins at the column `hang`. `personal` is shown in full; `whole` is to be copied, and not broken.
    """

    text: str = ""
    style: str = ""
    heads: tuple[tuple[str, str], ...] = ()
    hang: int | None = None
    personal: bool = False
    whole: bool = False


_LOGS = 20
"""How many logs are kept; older ones go."""


def _write_log(error: BaseException) -> Path | None:
    """Write the places an error came through into a private file; None when that is not possible either.

    Messages and local variables are left out: they may hold what was typed, filled or shown.
    """
    folder = Path(platformdirs.user_log_dir("optout", appauthor=False))
    file = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.log"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600, exist_ok=False)
        file.write_text("\n".join([f"optout {__version__}", *places(error), ""]), "utf-8")
        for old in sorted(folder.glob("*.log"))[:-_LOGS]:
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


class Console:
    """One program's two streams. `as_json` keeps stdout for one JSON value, `on_stdout` has what is said there."""

    def __init__(self, *, as_json: bool = False, on_stdout: bool = False, width: int | None = None) -> None:
        self.as_json = as_json
        self.redact: Callable[[str], str] = str
        self._on_stdout = on_stdout
        self._width = width
        self._line_open = False

    @property
    def report(self) -> "Console":
        """Give a console that says what was asked for on stdout, which a file takes; never beside JSON."""
        made = Console(as_json=self.as_json, on_stdout=not self.as_json, width=self._width)
        made.redact = self.redact
        return made

    @property
    def _stream(self) -> TextIO:
        return sys.stdout if self._on_stdout else sys.stderr

    def say(self, text: str = "", style: str = "", *, personal: bool = False) -> None:
        """Say a text on stderr; only what the person is asked to approve is `personal` and shown in full."""
        self.line(Line(text, style, personal=personal))

    def say_whole(self, text: str) -> None:
        """Say lines that are to be copied: none is broken."""
        self.line(Line(text, whole=True))

    def line(self, line: "Line") -> None:
        """Put a line on stderr, broken where the terminal ends; what is left of a question is ended first."""
        self.end_line()
        self._write(line)
        typer.echo(err=not self._on_stdout)

    def prompt(self, question: str) -> None:
        """Ask at the end of what is said; the answer is typed behind it."""
        self.end_line()
        self._write(Line(question))
        sys.stderr.flush()
        self._line_open = True

    def ask(self, question: str) -> str:
        """Ask, and wait for the line that is typed; empty at the end of the input."""
        self.prompt(question)
        typed = sys.stdin.readline()
        if typed:
            self.answered()
        return typed

    def answered(self) -> None:
        """Take note that the person ended the line of a question: they pressed Enter."""
        self._line_open = False

    def end_line(self) -> None:
        """End the line of a question that was answered elsewhere, or not at all."""
        if self._line_open:
            self._line_open = False
            typer.echo(err=True)

    def ring(self) -> None:
        """Call the person back to the terminal, where there is one."""
        if sys.stderr.isatty():
            sys.stderr.write("\a")
            sys.stderr.flush()

    def passing(self, text: str = "") -> None:
        """Show a line that the next one takes the place of, on a terminal; no text takes it away."""
        if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
            return
        width = (columns(sys.stderr) or shutil.get_terminal_size().columns) - 1
        typer.echo(f"\r{_ERASE}{_encodable(told(text), sys.stderr)[:width]}", err=True, nl=False, color=True)

    def _write(self, line: "Line") -> None:
        width, at = self._width or columns(self._stream), 0
        for text, style in line.heads:
            head = _encodable(text, self._stream)
            self._put(head, style)
            at += cell_len(head)
        shown = told(line.text) if line.personal else as_started(self.redact(told(line.text)))
        shown = _encodable(undriven(shown), self._stream)
        hang = line.hang if width and line.hang and width - line.hang >= _ROOM else at if line.heads else None
        self._put(shown if line.whole else wrapped(shown, width, at, hang), line.style)

    def _put(self, shown: str, style: str) -> None:
        styled = typer.style(shown, **_LOOKS[style]) if style else shown
        typer.echo(styled, err=not self._on_stdout, nl=False, color=_wants_colour(self._stream))

    def data(self, text: str) -> None:
        """Put a line of data on stdout."""
        _print(as_started(told(text)))

    def json(self, value: Mapping[str, Any]) -> None:
        """Put the one JSON value on stdout."""
        shown = _each_text({"schema": _JSON_SCHEMA, **value}, self.redact)
        plain = "utf" not in (sys.stdout.encoding or "ascii").lower()
        _print(json.dumps(shown, ensure_ascii=plain, indent=2, default=str))

    def mark(self, kind: str, text: str, style: str = "") -> None:
        """Say a line with a mark in front, as words and not only as colour."""
        self.line(Line(text, style, heads=(_mark(kind),)))

    def step(self, place: str, kind: str, name: str, what: str) -> None:
        """Say how a step went: `  3/6  ✓ check e-mail  ad•••@example.eu, as expected`."""
        mark, style = _mark(kind)
        row = joined((_column(name), changed(what, lambda told: printable(told, 120))), " ")
        head = f"  {place:>4}  "
        hang = cell_len(f"{head}{mark}") + cell_len(told(_column(name))) + 1
        self.line(Line(changed(row, str.rstrip), heads=((head, ""), (mark, style)), hang=hang))

    def hint(self, text: str) -> None:
        """Say what to type next."""
        if text:
            self.say()
            self.say(_("hint: {what}").format(what=text))

    def error(self, error: OptoutError) -> None:
        """Say what ended a command, and put it on stdout for a program."""
        self.went_wrong(error)
        if self.as_json:
            self.json({"error": {"says": error.says, "hint": error.hint, "exit": int(error.exit)}})

    def went_wrong(self, error: OptoutError) -> None:
        """Say what went wrong; lines of a list of mistakes stand alone. What nobody expected goes into a log."""
        first, *rest = told(error.says).splitlines()
        self.say(_("error: {what}").format(what=first) if error.exit else first)
        for line in rest:
            self.say(f"       {line}")
        self.hint(error.hint)
        if isinstance(error, Unexpected) and (log := _write_log(error.__cause__ or error)):
            self.say(_("log: {file}").format(file=str(log)))

    def warn(self, text: str) -> None:
        """Say a warning."""
        self.say(_("warning: {what}").format(what=text))


def _print(line: str) -> None:
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(f"{line}\n".encode(encoding, "backslashreplace").decode(encoding))
    sys.stdout.flush()


def _mark(kind: str) -> tuple[str, str]:
    symbol, style = _MARKS[kind]
    return f"{symbol} ", style


def _column(name: str) -> Said:
    """Fill the name of a step up to where the words begin that are said of it; not every language is as short."""
    return changed(name, lambda said: said.ljust(_WIDE.get(spoken(), _NARROW)))


def _encodable(text: str, stream: TextIO) -> str:
    """Use plain letters where the stream cannot write the symbols."""
    encoding = getattr(stream, "encoding", None) or "ascii"
    try:
        text.encode(encoding)
    except (UnicodeEncodeError, LookupError):
        if "\n" in text:
            return "\n".join(_encodable(line, stream) for line in text.split("\n"))
        for symbol, plain in _ASCII_MARKS.items():
            text = text.replace(symbol, plain)
        bare = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
        return bare.encode("ascii", "replace").decode("ascii")
    return text


def _wants_colour(stream: TextIO) -> bool:
    """Whether a stream takes colour: NO_COLOR and FORCE_COLOR (no-color.org, force-color.org) go before a terminal."""
    if os.environ.get("NO_COLOR"):
        return False
    return bool(os.environ.get("FORCE_COLOR")) or (stream.isatty() and os.environ.get("TERM") != "dumb")


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in plain data, before it is written as JSON: afterwards quotes and line ends look different."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


def can_prompt() -> bool:
    """Whether there is a person at a terminal: never in CI."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


def agreed(question: str) -> bool:
    """Ask on the terminal; anything but a yes is a no."""
    return says_yes(Console().ask(question))


def says_yes(typed: str) -> bool:
    """Whether an answer is a yes, in English or in the language that is spoken."""
    return typed.strip().lower() in ("y", "yes", told(_YES_KEY), told(named("yes")))
