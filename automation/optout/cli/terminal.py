"""A person at a terminal: shows what a run tells, asks, and reads answers beside the browser."""

import queue
import sys
import threading

from optout.browser.form import FormField
from optout.cli import console as words
from optout.cli.console import Console
from optout.flow.cases import Moment
from optout.redact import printable
from optout.run.hands import CORRECT, DONE, KEEP, NO, POINT, STOP, UNSURE, YES, Ask
from optout.run.observer import Event, Kind
from optout.run.questions import SAID, told_in_terminal

_KEYS = {YES: "y", NO: "n", KEEP: "k", CORRECT: "c", POINT: "p", DONE: "d", STOP: "s", UNSURE: "u"}
_SAID = {KEEP: "keep it", CORRECT: "correct it", **SAID}


class TerminalObserver:
    """Shows the steps as they go by."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._open: tuple[str, str] | None = None
        self._waiting_told: set[str] = set()

    def tell(self, event: Event) -> None:
        """Show an event, if it is one a person wants to see."""
        place = f"{event.number}/{event.total}"
        told = event.detail.get("told", "")
        if event.kind == Kind.STEP_STARTED:
            self._open = (place, event.step)
        elif event.kind == Kind.STEP_DONE:
            self._open = None
            self._console.step("" if event.detail.get("optional") else place, "done", event.step, told)
        elif event.kind == Kind.NOTICE_CLOSED:
            self._console.step("", "done", f"closed: {event.step}", "")
        elif event.kind == Kind.SIGN_IN_ENDED:
            self._console.step("", "warn", "sign in", "the site no longer takes the sign-in that was kept")
        elif event.kind == Kind.WAY_DEAD:
            self._console.step("", "warn", event.step, f"{event.detail['why']}: {event.detail['address']}")
        elif event.kind == Kind.FORM_CHANGED:
            self._console.say(words.CHANGED)
        elif event.kind == Kind.NOT_POINTED:
            self._console.say(words.NOT_POINTED)
        elif event.kind == Kind.CODE_WRONG:
            self._console.say(words.CODE_WRONG)
        elif event.kind == Kind.WAITING:
            self._tell_waiting(event)

    def failed(self) -> None:
        """Show the step a run ended in."""
        if self._open:
            place, step = self._open
            self._console.step(place, "failed", step, "")

    def _tell_waiting(self, event: Event) -> None:
        """Say once, and then every full minute, how long is left; a line a second would bury what matters."""
        seconds = int(event.detail.get("seconds", "0") or 0)
        mark = f"{event.step} {-(-seconds // 60)}"
        if seconds and mark not in self._waiting_told:
            self._waiting_told.add(mark)
            left = f"{seconds // 60}:{seconds % 60:02d}"
            what = {Moment.SIGN_IN: "waiting until you are signed in", Moment.CODE: "waiting for the code"}
            self._console.say(f"        {what.get(Moment(event.step), 'waiting')}, {left} left")


class TerminalHands:
    """Asks the person at the terminal. Lines are read in a thread, so that the browser goes on meanwhile."""

    who = "the person"
    reaction = 0.1  # nobody does sooner what they are asked to

    def __init__(self, console: Console, *, can_answer: bool) -> None:
        self.can_answer = can_answer
        self._console = console
        self._lines: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._ask: Ask | None = None
        self._reading = self._ended = False

    def begin(self, ask: Ask) -> None:
        """Show the question or the instruction. What was typed before it was asked is no answer to it."""
        self._drain()
        self._ask = ask
        if ask.moment == Moment.SIGN_IN:
            by_key = ". It is noticed by itself; if not, press Enter once you have" if self.can_answer else ""
            self._console.say(f"        Sign in in the browser window{by_key}")
        elif ask.moment == Moment.CODE:
            self._console.say(words.CODE)
        elif ask.moment == Moment.APPROVE:
            show_form(self._console, ask)
        else:
            for line in told_in_terminal(ask):
                self._console.say(f"        {line}")
        if ask.choices:
            self._prompt(ask)
        if self.can_answer and not self._reading:
            self._reading = True
            threading.Thread(target=self._read, daemon=True).start()

    def _prompt(self, ask: Ask) -> None:
        if ask.moment == Moment.APPROVE:
            question = f"Send this objection to {ask.about}? [y/N] "
        else:
            question = ", ".join(f"{_KEYS[c]} = {_SAID[c]}" for c in ask.choices) + f" [{_KEYS[ask.default].upper()}] "
        sys.stderr.write(question)
        sys.stderr.flush()

    def _read(self) -> None:
        for line in sys.stdin:
            self._lines.put(line)
        self._lines.put(None)

    def answer(self) -> str | None:
        """Give the answer typed so far; the end of the input is the default, which never sends."""
        if self._ask is None:
            return None
        try:
            line = None if self._ended else self._lines.get_nowait()
        except queue.Empty:
            return None
        self._ended = line is None
        if not self._ask.choices:
            return DONE if line is not None else None
        return self._meant(self._ask, line)

    def _meant(self, ask: Ask, line: str | None) -> str | None:
        typed = (line or "").strip().lower()
        if line is None or not typed:
            return ask.default
        for choice in ask.choices:
            if typed in (_KEYS[choice], choice):
                return choice
        self._prompt(ask)
        return None

    def end(self) -> None:
        """Take the question back."""
        self._ask = None

    def _drain(self) -> None:
        if self.can_answer:
            flush_input()
        while not self._lines.empty():
            self._ended = self._lines.get_nowait() is None


def flush_input() -> None:
    """Forget what was typed but not read yet, on a terminal."""
    try:
        import termios  # noqa: PLC0415  only where there are such terminals

        termios.tcflush(sys.stdin, termios.TCIFLUSH)
    except (ImportError, OSError, ValueError):
        return  # not a terminal, or one that cannot


def show_form(console: Console, ask: Ask) -> None:
    """Show the controller, the real address, and every field with the value that will go."""
    if ask.before:
        _show_difference(console, ask)
        return
    console.say(words.FILLED)
    console.say(f"  to       {ask.about}")
    console.say(f"  address  {ask.address}")
    if ask.title:
        console.say(f"  form     “{printable(ask.title, 200)}”")
        console.say(f"  {words.TITLE_UNKNOWN}")
    for field in ask.fields:
        _show_field(console, field)


def _show_difference(console: Console, ask: Ask) -> None:
    """Show only what is not as the person saw it: field by field, and what is no longer there."""
    still = {(field.label, field.name) for field in ask.fields}
    for field in ask.fields:
        if field not in ask.before:
            _show_field(console, field)
    for field in ask.before:
        if (field.label, field.name) not in still:
            console.say(f"  {_called(field)}: {words.GONE}")
    console.say(words.REST)


def _show_field(console: Console, field: FormField) -> None:
    console.say(f"  {_called(field)}")
    lines = field.value.split("\n") if field.value else ["(empty)"]
    for line in lines:
        console.say(f"    | {printable(line, 10_000)}", personal=True)


def _called(field: FormField) -> str:
    return printable(field.label or field.name or field.kind, 76)


class ReplayObserver(TerminalObserver):
    """Shows a replay: the same lines, and what the scripted person was asked and did."""

    def tell(self, event: Event) -> None:
        """Show an event."""
        if event.kind == Kind.ANSWERED:
            self._console.step(
                "",
                "done",
                f"asked: {event.step.replace('_', ' ')}",
                f"the scripted person says {event.detail['answer']}",
            )
        elif event.kind == Kind.FORM_CHANGED:
            self._console.step("", "warn", "form changed", "so it is asked again")
        elif event.kind != Kind.WAITING:
            super().tell(event)
