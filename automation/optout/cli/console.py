"""Every word shown, and how: talk on stderr, data on stdout, no meaning by colour alone; and a command's desk."""

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
from functools import partial
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
    return str(
        "~" / path.absolute().relative_to(home) if path.absolute().is_relative_to(home) else path
    )


def typed(path: Path) -> str:
    """Show a path so that it can be typed in a shell, with `~` for the home folder."""
    place = shown(path)
    inner = place.removeprefix(f"~{os.sep}")
    return shlex.quote(place) if inner == place else f"~/{shlex.quote(Path(inner).as_posix())}"


_CALL = re.compile(r"(?<![\w./~-])optout(?= (?:-|[a-z]))")


def _as_started(text: str) -> str:
    """Put what started this program in place of its name where the system finds none, or another one, by that."""
    started, found, here = Path(sys.argv[0]).absolute(), shutil.which("optout"), Path.cwd()
    if started.stem != "optout" or not started.is_file() or (found and started.samefile(found)):
        return text
    below = os.path.join(".", started.relative_to(here)) if started.is_relative_to(here) else ""  # noqa: PTH118
    return _CALL.sub(lambda _: shlex.quote(below) if below else typed(started), text)


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
_SPACE = "\ue000"  # stands for a space at which no line may end
_broken = partial(textwrap.wrap, break_long_words=False, break_on_hyphens=False)


def wrapped(text: str, width: int, at: int = 0) -> str:
    """Break a text into lines of `width` columns, the first `at` taken, each below where its text began."""
    rows = []
    for line in _TOGETHER.sub(lambda found: found[0].replace(" ", _SPACE), text).split("\n"):
        head = _HEAD.findall(line)[0]  # it takes every line
        edge = " " * at + head
        broken = _broken(
            line[len(head) :], width, initial_indent=edge, subsequent_indent=" " * len(edge)
        )
        rows.append("\n".join(broken) or edge)
    return "\n".join(rows)[at:].replace(_SPACE, " ")


_MARKS = {
    "done": ("✓", "green"),
    "failed": ("✗", "red"),
    "warn": ("!", "yellow"),
    "skipped": ("-", "dim"),
}
# for a stream that cannot write them: a question mark would not tell the two apart
_PLAIN = str.maketrans("✓✗", "+x")


def can_prompt() -> bool:
    """Whether there is a person at a terminal: never in CI."""
    return sys.stdin.isatty() and sys.stderr.isatty() and not os.environ.get("CI")


class Console:
    """One program's two streams.

    `as_json` keeps stdout for one JSON value, `on_stdout` has what is said there.

    `said` keeps what is said, in English whatever is spoken: a case says what of it must stand on
    the screen. With `quiet` it only does that.
    """

    def __init__(
        self, *, as_json: bool = False, on_stdout: bool = False, quiet: bool = False
    ) -> None:
        self.as_json = as_json
        self.said: list[str] = []
        self._quiet = quiet
        self.redact: Callable[[str], str] = str
        self._on_stdout = on_stdout
        self._line_open = False

    @property
    def report(self) -> "Console":
        """Give a console that says what was asked for on stdout, which a file takes; never beside JSON."""
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
        """Say a text on stderr, behind a `head` with its own style; what is left of a question is ended first.

        `personal` is what the person is asked to approve; what is `whole` is copied, and not broken
        between words.
        """
        line = head[0] + str(text)
        self.said.append(line if personal else self.redact(line))
        if self._quiet:
            return
        self.end_line()
        stream: TextIO | None = sys.stdout if self._on_stdout else sys.stderr
        if stream is None:  # it was closed before the program began
            return
        rich, (mark, colour), encoding = _rich(stream), head, stream.encoding or "ascii"
        if mark.encode(encoding, "ignore").decode(encoding) != mark:
            mark = mark.translate(_PLAIN)
        shown = undriven(translate(text) if personal else _as_started(self.redact(translate(text))))
        if stream.isatty() and not whole:
            shown = wrapped(shown, rich.width, len(mark))
        # What a program asked for as JSON comes behind the talk, whatever becomes of that.
        with suppress(OSError) if self.as_json else nullcontext():
            rich.print(Text.assemble((mark, colour), (shown, style)), end=end, soft_wrap=True)

    def prompt(self, question: str) -> None:
        """Ask at the end of what is said; the answer is typed behind it."""
        self.say(changed(question, str.rstrip), end=" ")
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
        """Show a line that the next one takes the place of, on a terminal; no text takes it away."""
        rich = _rich(sys.stderr)
        if sys.stderr.isatty():
            room = rich.width - 1
            rich.print(Text(text[:room].ljust(room)), end="\r", soft_wrap=True)

    def data(self, text: str) -> None:
        """Put a line of data on stdout."""
        sys.stdout.write(f"{translate(text)}\n")
        sys.stdout.flush()

    def result(self, value: Mapping[str, Any], *lines: str) -> None:
        """Put what came of a command on stdout: the one JSON value where that is asked for, else lines, if any."""
        if self.as_json:
            lines = (
                json.dumps(_each_text({"schema": 1, **value}, self.redact), indent=2, default=str),
            )
        for line in lines:
            self.data(line)

    def columns(self, rows: Iterable[Sequence[str]]) -> None:
        """Say rows in columns; the first is their head."""
        every = [[translate(text) for text in cells] for cells in rows]
        widths = [max(map(len, column)) for column in zip(*every, strict=True)]
        for cells in every:
            self.say(
                "  ".join(
                    cell.ljust(width) for cell, width in zip(cells, widths, strict=True)
                ).rstrip()
            )

    def mark(self, kind: str, text: str, style: str = "") -> None:
        """Say a line with a mark in front, as words and not only as colour."""
        mark, colour = _MARKS[kind]
        self.say(text, style, head=(f"{mark} ", colour))

    def step(self, place: str, kind: str, name: str, what: str) -> None:
        """Say how a step went: `  3/6  ✓ check e-mail            ad•••@example.eu, as expected`."""
        mark, colour = _MARKS[kind]
        column = changed(name, lambda said: f"{said:22}  " if what else said)
        shown = changed(what, lambda said: printable(said, 120))
        self.say(joined((column, shown), ""), head=(f"  {place:>4}  {mark} ", colour))

    def hint(self, text: str) -> None:
        """Say what to type next."""
        if text:
            self.say()
            self.say(_("hint: {what}").format(what=text))

    def error(self, error: OptoutError) -> None:
        """Say what ended a command, and put it on stdout for a program."""
        self.went_wrong(error)
        self.result({"error": {"says": error.message, "hint": error.hint, "exit": int(error.exit)}})

    def fingerprint(self, to_stamp: str, fingerprint: str) -> None:
        """Say the line that proves the rest once it is kept elsewhere; of a rehearsal nothing is to be kept."""
        if to_stamp:
            keep = _(
                "Keep this line somewhere else: mail it to yourself, or optout stamp {id} (free; authorities of time "
                "stamps get this one hash and nothing else):"
            )
            self.say(keep.format(id=to_stamp))
        self.say(_("Fingerprint: {fingerprint}").format(fingerprint=fingerprint))

    def went_wrong(self, error: OptoutError) -> None:
        """Say what went wrong; lines of a list of mistakes stand alone."""
        first, *rest = translate(error.message).splitlines()
        self.say(_("error: {what}").format(what=first) if error.exit else first)
        for line in rest:
            self.say(f"       {line}")
        self.hint(error.hint)

    def warn(self, text: str) -> None:
        """Say a warning."""
        self.say(_("warning: {what}").format(what=text))

    @contextmanager
    def told_already(self) -> Iterator[None]:
        """Do what comes after it was told how a run ended: whatever fails then is said, and changes no outcome."""
        try:
            yield
        except KeyboardInterrupt:
            return
        except Exception as error:  # noqa: BLE001  as an error of the program it would be told that nothing was sent
            trouble = error.message if isinstance(error, OptoutError) else type(error).__name__
            self.warn(
                _("{trouble}; this changes nothing about the outcome above").format(trouble=trouble)
            )

    def agreed(self, question: str) -> bool:
        """Ask on the terminal; anything but a yes is a no."""
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


def _each_text(value: Any, change: Callable[[str], str]) -> Any:
    """Change every text in plain data, before it is written as JSON: afterwards quotes and line ends look different."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        return {key: _each_text(inner, change) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_each_text(inner, change) for inner in value]
    return value


def says_yes(typed: str) -> bool:
    """Whether an answer is a yes, in English or in the language that is spoken."""
    return typed.strip().lower() in ("y", "yes", translate(_("y")), translate(named("yes")))
