"""A person at a terminal: asks, reads answers beside the browser, and heeds Ctrl-C."""

import queue
import signal
import sys
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType

from optout.cli.console import Console, says_yes
from optout.cli.form_on_screen import show_form
from optout.cli.observer import say_below, window_stays
from optout.errors import Interrupted
from optout.run import Prompts, Question, Who
from optout.translation import LazyText, _, joined, named, translate

_ANSWERS = {
    "yes": _("y = yes"),
    "no": _("n = no"),
    "keep": _("k = keep it"),
    "correct": _("c = correct it"),
    "point": _("p = point at it in the window"),
    "done": _("d = done, I did it in the window"),
    "stop": _("s = stop here"),
    "unsure": _("u = I cannot tell"),
    "refuses": _("r = it says that they refuse"),
    "onward": _("l = let it through, it only leads on or saves a draft"),
    "absent": _("a = it is not there"),
}
"""The answers as they are offered, each behind the letter that a person types."""

_SHOWN_WITH_FORM = ("approve", "paused", "repeat")


def _letter_of(choice: str) -> str:
    return translate(_ANSWERS[choice])[0]


def _answers(choices: Iterable[str]) -> dict[str, str]:
    """Return what may be typed for each choice: its word and letter in English, and in the language that is spoken.

    Where a letter means one choice in English and another in that language, the latter counts: it is
    the one that is shown.
    """
    english: dict[str, str] = {}
    shown: dict[str, str] = {}
    for choice in choices:
        english |= {choice: choice, str(_ANSWERS[choice])[0]: choice}
        shown |= {_letter_of(choice): choice, translate(named(choice)): choice}
    return english | shown


class TerminalPrompts(Prompts):
    """Asks the person at the terminal.

    Lines are read in a thread, so that the browser goes on meanwhile.
    """

    who: Who = "person"

    def __init__(self, console: Console, *, can_answer: bool) -> None:
        self.can_answer = can_answer
        self._console = console
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._question: Question | None = None
        self._reading = False
        self._ended = False

    def begin(self, question: Question) -> None:
        """Show the question or the instruction.

        What was typed before it was asked is no answer to it.
        """
        self._drain()
        self._question = question
        if question.prompt == "sign_in":
            self._show_sign_in(question.about)
        elif question.prompt == "code":
            code = _(
                "The site has sent you a code by e-mail. Type it in the browser window; this goes on by itself"
            )
            self._console.say(code)
        elif question.prompt in _SHOWN_WITH_FORM:
            show_form(self._console, question)
        else:
            for line in question.in_terminal():
                say_below(self._console, line, personal=bool(question.in_full))
        if question.choices:
            self._console.prompt(_words_of(question))
            self._console.ring()
        self._listen()

    def _show_sign_in(self, flow: str) -> None:
        instruction = _("Sign in in the browser window")
        if self.can_answer:
            instruction = _(
                "Sign in in the browser window. The program notices when you have; if it does not, press Enter"
            )
        say_below(self._console, instruction)
        refused = _(
            "If the site will not sign you in there, press Ctrl-C and run: optout sign-in {flow}"
        )
        say_below(self._console, refused.format(flow=flow))

    def line(self, question: str) -> str:
        """Ask what is about no page, and wait for the line that is typed; the end of the input is an empty one."""
        self._drain()
        self._console.prompt(question)
        self._listen()
        return (self._next_line() or "").strip()

    def text(self) -> str:
        """Return the lines that are typed until an empty one, or the end of the input."""
        self._drain()
        self._listen()
        lines: list[str] = []
        while line := (self._next_line() or "").rstrip():
            lines.append(line)
        return "\n".join(lines)

    def agrees(self, question: str) -> bool:
        """Ask for a yes in the same way."""
        return says_yes(self.line(question))

    def until_enter(self, *, turns: bool = False) -> Callable[[], bool]:
        """Say that the window stays until Enter; return what finds out whether it was pressed."""
        self._drain()
        with suppress(OSError):  # a terminal that is gone ends the input as well
            self._console.prompt(window_stays(turns=turns))
        self._listen()

        def pressed() -> bool:
            if not self._has_line:
                return False
            self._next_line()
            return True

        return pressed

    def _listen(self) -> None:
        if self.can_answer and not self._reading:
            self._reading = True
            threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        with suppress(OSError):  # a terminal that is gone
            for line in sys.stdin:
                self._lines.put(line)
        self._lines.put(None)

    def answer(self) -> str | None:
        """Return the answer typed so far; the end of the input is the default, which never sends."""
        question = self._question
        if question is None or not self._has_line:
            return None
        line = self._next_line()
        if not question.choices:
            return "done" if line is not None else None
        typed = (line or "").strip().lower()
        if not typed:
            return question.default
        choice = _answers(question.choices).get(typed)
        if choice is None:
            self._console.prompt(_words_of(question))
        return choice

    @property
    def _has_line(self) -> bool:
        return self._ended or not self._lines.empty()

    def _next_line(self) -> str | None:
        """Wait for the next line that is typed; None at the end of the input."""
        line = None if self._ended else self._lines.get()
        self._ended = line is None
        if line is not None:
            self._console.answered()
        return line

    def end(self) -> None:
        """Take the question back; what was answered in the window ends its line here."""
        self._question = None
        self._console.end_line()

    def _drain(self) -> None:
        if self.can_answer:
            _flush_input()
        while not self._lines.empty():
            self._ended = self._lines.get_nowait() is None


def _flush_input() -> None:
    """Forget what was typed but not read yet, on a terminal that can."""
    with suppress(ImportError, OSError, ValueError):
        import termios

        termios.tcflush(sys.stdin, termios.TCIFLUSH)


def _words_of(question: Question) -> LazyText:
    """Return the line at whose end the answer is typed, with the answers that there are."""
    about = question.about
    if question.prompt == "approve":
        if question.turns:
            return _("Turn it at {about}? [y/N] ").format(about=about)
        return _("Send this objection to {about}? [y/N] ").format(about=about)
    if question.prompt == "paused":
        others = [choice for choice in question.choices if choice != "yes"]
        offered = joined((_ANSWERS[choice] for choice in others), ", ")
        return _("Is this your objection, to be sent now? [y, {offered}] ").format(offered=offered)
    if question.prompt == "repeat":
        return _("Send it once more? [y/N] ")
    offered = joined((_ANSWERS[choice] for choice in question.choices), ", ")
    default = _letter_of(question.default).upper()
    return LazyText("        {offered} [{default}] ").format(offered=offered, default=default)


@contextmanager
def interrupts() -> Iterator[Callable[[], None]]:
    """Listen to the signals for the length of a run; yield what raises Interrupted, once, after one came."""
    came: list[int] = []
    raised: list[bool] = []

    # What breaks into Playwright's own work leaves it broken: only a third Ctrl-C ends before the
    # next safe point.
    def note(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        if came.count(signal.SIGINT) > 2:
            raise KeyboardInterrupt

    def tick() -> None:
        if came and not raised:  # once, so that the record can still be sealed
            raised.append(True)
            raise Interrupted(_("you interrupted"))

    # What is ignored when the program starts stays so: by `nohup`, by `trap`, by a shell for a
    # background job.
    numbers = [
        getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)
    ]
    heeded = [number for number in numbers if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, note) for number in heeded}
    try:
        yield tick
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
