"""Prints what a command reports: text for people on stderr, data on stdout; and a command's desk.

No meaning is carried by colour alone.
"""

import json
import os
import re
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from rich.console import Console as Rich
from rich.text import Text

from optout.errors import NeedsPerson, OptoutError
from optout.redaction import printable, undriven
from optout.translation import _, changed, joined, named, translate

if TYPE_CHECKING:
    from optout.journal import Journal
    from optout.settings import Settings


def shown(path: Path) -> str:
    """Show a path with `~` for the home folder, whose name is often the person's own."""
    home = Path.home()
    place = path.absolute()
    if not place.is_relative_to(home):
        return str(path)
    return str("~" / place.relative_to(home))


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    place = shown(path)
    inner = place.removeprefix(f"~{os.sep}")
    if inner == place:
        return shlex.quote(place)
    # A shell expands no `~` in quotes.
    return f"~/{shlex.quote(Path(inner).as_posix())}"


_CALL = re.compile(r"(?<![\w./~-])optout(?= (?:-|[a-z]))")


def _as_started(text: str) -> str:
    """Replace the program's name in the commands of a text by what the person types to start it."""
    try:
        command = _typed_to_start()
    except (
        FileNotFoundError
    ):  # the folder that the person is in is gone, perhaps by `optout delete .`
        return text
    return _CALL.sub(lambda _: command, text) if command else text


def _typed_to_start() -> str:
    """Return what starts this program where `optout` starts nothing, or another program; else an empty text."""
    started = Path(sys.argv[0]).absolute()
    if started.stem != "optout" or not started.is_file():
        return ""
    found = shutil.which("optout")
    if found and started.samefile(found):
        return ""
    here = Path.cwd()
    if not started.is_relative_to(here):
        return typed(started)
    # With `./`, without which a shell would not look in this folder.
    return shlex.quote(os.path.join(".", started.relative_to(here)))  # noqa: PTH118  a Path drops the `./`


def number_of(count: int, what: str) -> str:
    """Return a number with the word for what it counts, in English."""
    return f"{count} {what}" if count == 1 else f"{count} {what}s"


_HEAD = re.compile(r" *(?:\| |\S(?:.{0,28}?\S)? {2,20}(?=\S))?")
"""What stands before the text of a line: spaces, and the edge of a quotation, or a label with its column."""
_TOGETHER = re.compile(
    r"""optout(?:\ [a-z][\w-]*){1,3}(?:\ (?:--?[a-z][\w-]*(?:\ [a-z0-9][\w.-]*)?|"[^"]*"|\S*[A-Z0-9./_]\S*))*"""
    r"""|\b\w\ =\ \S+""",
    re.VERBOSE,
)
"""A command of this program, which is copied, and the letter of an answer: no line ends inside."""
_BETWEEN_COLUMNS = "  "
_SPACE = "\ue000"  # stands for a space at which no line may end


def wrapped(text: str, width: int, at: int = 0) -> str:
    """Break a text into lines of `width` columns, the first `at` taken, each below where its text began."""
    unbroken = _TOGETHER.sub(lambda match: match[0].replace(" ", _SPACE), text)
    rows = [_wrapped_line(line, width, at) for line in unbroken.split("\n")]
    return "\n".join(rows)[at:].replace(_SPACE, " ")


def _wrapped_line(line: str, width: int, at: int) -> str:
    head = _HEAD.findall(line)[0]  # it matches any line
    edge = " " * at + head
    below = " " * len(edge)
    broken = textwrap.wrap(
        line[len(head) :],
        width,
        initial_indent=edge,
        subsequent_indent=below,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return "\n".join(broken) or edge


_MARKS = {
    "done": ("✓", "green"),
    "failed": ("✗", "red"),
    "warn": ("!", "yellow"),
    "skipped": ("-", "dim"),
}
# for a stream that cannot write them: a question mark would not tell the two apart
_PLAIN = str.maketrans("✓✗", "+x")
_HINT = _("hint: {what}")


def can_prompt() -> bool:
    """True if there is a person at a terminal: never in CI."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


@dataclass(frozen=True)
class _Line:
    """A text to print, and how; see `Console.say`."""

    text: str
    style: str = ""
    head: tuple[str, str] = ("", "")
    personal: bool = False
    whole: bool = False
    end: str = "\n"


class Console:
    """The two streams of a command.

    With `as_json` stdout gets one JSON value, and stderr only errors and warnings; with `guides`
    also what a person reads who sits at a browser window that the command opens. With `on_stdout`
    text for people goes to stdout.

    `lines` keeps what was reported, in English whatever is spoken: a case of saved pages names
    what must be among them. With `quiet` that is all, and nothing is printed.
    """

    def __init__(
        self,
        *,
        as_json: bool = False,
        guides: bool = False,
        on_stdout: bool = False,
        quiet: bool = False,
    ) -> None:
        self.as_json = as_json
        self.lines: list[str] = []
        self.redact: Callable[[str], str] = str
        self._is_for_people = guides or not as_json
        self._quiet = quiet
        self._on_stdout = on_stdout
        self._line_open = False

    @property
    def report(self) -> "Console":
        """Return a console for what was asked for, which goes to stdout, so that a file can take it."""
        made = Console(as_json=self.as_json, on_stdout=not self.as_json)
        made.redact = self.redact
        return made

    def say(
        self,
        text: str = "",
        style: str = "",
        *,
        head: tuple[str, str] = ("", ""),
        personal: bool = False,
        whole: bool = False,
        end: str = "\n",
    ) -> None:
        """Print a text for people, behind a `head` with a style of its own.

        `personal` is what the person is asked to approve, so nothing in it is masked; what is
        `whole` is copied, and not broken between words.
        """
        line = _Line(text, style, head, personal, whole, end)
        self._keep(line)
        if self._is_for_people:
            self._print(line)

    def alert(self, text: str = "") -> None:
        """Print what went wrong, or may have: also beside JSON."""
        line = _Line(text)
        self._keep(line)
        self._print(line)

    def _keep(self, line: _Line) -> None:
        text = line.head[0] + str(line.text)
        self.lines.append(text if line.personal else self.redact(text))

    def _print(self, line: _Line) -> None:
        """Print a line; the line of a question that was not answered is ended first."""
        if self._quiet:
            return
        self.end_line()
        stream: TextIO | None = sys.stdout if self._on_stdout else sys.stderr
        if stream is None:  # it was closed before the program began
            return
        rich = _rich(stream)
        mark = _writable(line.head[0], stream)
        text = self._as_shown(line)
        if stream.isatty() and not line.whole:
            text = wrapped(text, rich.width, len(mark))
        styled = Text.assemble((mark, line.head[1]), (text, line.style))
        # What a program asked for as JSON comes later, whether or not this can be printed.
        with suppress(OSError) if self.as_json else nullcontext():
            rich.print(styled, end=line.end, soft_wrap=True)

    def _as_shown(self, line: _Line) -> str:
        text = translate(line.text)
        if not line.personal:
            text = _as_started(self.redact(text))
        return undriven(text)

    def prompt(self, question: str) -> None:
        """Print a question; the answer is typed behind it."""
        line = _Line(changed(question, str.rstrip), end=" ")
        self._keep(line)
        self._print(line)
        sys.stderr.flush()
        self._line_open = True

    def answered(self) -> None:
        """Take note that the person ended the line of a question: they pressed Enter."""
        self._line_open = False

    def end_line(self) -> None:
        """End the line of a question that was answered elsewhere, or not at all."""
        if self._line_open:
            self._line_open = False
            sys.stderr.write("\n")

    def ring(self) -> None:
        """Call the person back to the terminal, where there is one."""
        _rich(sys.stderr).bell()

    def passing(self, text: str = "") -> None:
        """Show a line that the next one replaces, on a terminal; an empty text removes it."""
        rich = _rich(sys.stderr)
        if self._is_for_people and sys.stderr.isatty():
            # A line that fills the last column would leave the cursor in the next row.
            room = rich.width - 1
            rich.print(Text(text[:room].ljust(room)), end="\r", soft_wrap=True)

    def data(self, text: str) -> None:
        """Put a line of data on stdout."""
        sys.stdout.write(f"{translate(text)}\n")
        sys.stdout.flush()

    def result(self, value: Mapping[str, Any], *lines: str) -> None:
        """Put the result of a command on stdout: the one JSON value if that is asked for, else lines, if any."""
        if self.as_json:
            plain = _each_text({"schema": 1, **value}, self.redact)
            self.data(json.dumps(plain, indent=2, default=str))
            return
        for line in lines:
            self.data(line)

    def columns(self, rows: Iterable[Sequence[str]]) -> None:
        """Print rows in columns; the first row has their heads.

        On a terminal that is too narrow the cells of a row are printed one below the other.
        """
        table = [[translate(text) for text in cells] for cells in rows]
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        needed = sum(widths) + len(_BETWEEN_COLUMNS) * (len(widths) - 1)
        stream = sys.stdout if self._on_stdout else sys.stderr
        if stream and stream.isatty() and needed > _rich(stream).width:
            self._stacked(table)
            return
        for cells in table:
            padded = (cell.ljust(width) for cell, width in zip(cells, widths, strict=True))
            self.say(_BETWEEN_COLUMNS.join(padded).rstrip())

    def _stacked(self, table: Sequence[Sequence[str]]) -> None:
        """Print each row of a table as its first two cells, and a line for each of the others that is not empty."""
        heads, *rows = table
        width = max(map(len, heads[2:]), default=0)
        for first, second, *others in rows:
            self.say(f"{first}{_BETWEEN_COLUMNS}{second}")
            for head, cell in zip(heads[2:], others, strict=True):
                if cell:
                    self.say(f"    {head.ljust(width)}{_BETWEEN_COLUMNS}{cell}")

    def mark(self, kind: str, text: str, style: str = "") -> None:
        """Print a line with a mark in front, which is a character and not only a colour."""
        mark, colour = _MARKS[kind]
        self.say(text, style, head=(f"{mark} ", colour))

    def step(self, place: str, kind: str, name: str, what: str) -> None:
        """Print how a step went: `  3/6  ✓ check e-mail            ad•••@example.eu, as expected`."""
        mark, colour = _MARKS[kind]
        column = changed(name, lambda text: f"{text:22}  ") if what else name
        about = changed(what, lambda text: printable(text, 120))
        self.say(joined((column, about), ""), head=(f"  {place:>4}  {mark} ", colour))

    def hint(self, text: str) -> None:
        """Print what to type next."""
        if text:
            self.say()
            self.say(_HINT.format(what=text))

    def error(self, error: OptoutError) -> None:
        """Print the error that ended a command, and put it on stdout for a program."""
        self.went_wrong(error)
        self.result({"error": {"says": error.message, "hint": error.hint, "exit": int(error.exit)}})

    def went_wrong(self, error: OptoutError) -> None:
        """Print an error with its hint; each further line of a list of mistakes is indented."""
        first, *rest = translate(error.message).splitlines()
        self.alert(_("error: {what}").format(what=first) if error.exit else first)
        for line in rest:
            self.alert(f"       {line}")
        if error.hint:
            self.alert()
            self.alert(_HINT.format(what=error.hint))

    def warn(self, text: str) -> None:
        """Print a warning."""
        self.alert(_("warning: {what}").format(what=text))

    def fingerprint(self, to_stamp: str, fingerprint: str) -> None:
        """Print a fingerprint, which proves the rest once it is kept elsewhere; that of a rehearsal need not be."""
        if to_stamp:
            keep = _(
                "Keep this line somewhere else: mail it to yourself, or optout stamp {id} (free; authorities of time "
                "stamps get this one hash and nothing else):"
            )
            self.say(keep.format(id=to_stamp))
        self.say(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))

    @contextmanager
    def after_the_outcome(self) -> Iterator[None]:
        """Do what follows after the outcome was reported; an error in it is a warning, and changes no outcome."""
        try:
            yield
        except KeyboardInterrupt:
            return
        except Exception as error:  # noqa: BLE001  reported as an error it would say that nothing was sent
            trouble = error.message if isinstance(error, OptoutError) else type(error).__name__
            message = _("{trouble}; this changes nothing about the outcome above")
            self.warn(message.format(trouble=trouble))

    def agreed(self, question: str) -> bool:
        """Ask on the terminal; any answer but a yes is a no."""
        self.prompt(question)
        line = sys.stdin.readline()
        self._line_open = not line  # the end of the input ends no line
        return says_yes(line)

    def agreed_without_flag(self, question: str, nothing_done: str) -> bool:
        """Ask for what `--yes` says as well; raise NeedsPerson where there is nobody to ask."""
        if self.as_json or not can_prompt():
            raise NeedsPerson(nothing_done, _("add --yes"))
        return self.agreed(question)


@dataclass(frozen=True)
class Desk:
    """What a command works at: the console that it speaks on, and the settings."""

    console: Console
    settings: "Settings"

    def folder(self, name: str = "") -> Path:
        """Make the person's folder, or one in it, that only they can read, and return it."""
        from optout.settings import private_folder

        return private_folder(private_folder(self.settings.data_dir) / name)

    def journal(self) -> "closing[Journal]":
        """Open the journal, to be written."""
        from optout.journal import Journal

        return closing(Journal(self.settings.data_dir))


class _Rich(Rich):
    """Knows the terminal: its width, NO_COLOR, FORCE_COLOR and TERM."""

    def on_broken_pipe(self) -> None:
        """Raise the error, as for every other stream; rich would end the program, perhaps amid a send."""
        raise  # noqa: PLE0704  it is being handled


def _rich(stream: TextIO) -> Rich:
    plain = os.environ.get("NO_COLOR")  # then nothing is bold either
    made = _Rich(
        file=stream,
        color_system=None if plain else "auto",
        highlight=False,
        markup=False,
        emoji=False,
    )
    made.width = made.width or 80  # COLUMNS=0, by which some say that they do not know
    return made


def _writable(mark: str, stream: TextIO) -> str:
    """Return a mark as the stream can write it."""
    encoding = stream.encoding or "ascii"
    is_writable = mark.encode(encoding, "ignore").decode(encoding) == mark
    return mark if is_writable else mark.translate(_PLAIN)


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in plain data, before it is written as JSON: afterwards quotes and line ends look different."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


def says_yes(answer: str) -> bool:
    """True if an answer is a yes, in English or in the language that is spoken."""
    known = ("y", "yes", translate(_("y")), translate(named("yes")))
    return answer.strip().lower() in known
