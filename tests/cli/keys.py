"""A person at the keyboard, for `TerminalPrompts`: what they type is read from stdin by its own
thread.
"""

import queue
import sys
import threading
import time

import pytest

from optout.cli import terminal
from optout.cli.console import Console
from optout.cli.terminal import TerminalPrompts

_TIME = 20.0
"""Seconds in which what was typed must have been read."""


class Keyboard:
    """What is put to the place of stdin; a line was typed once the program has taken it."""

    def __init__(self):
        self._typed, self._taken = queue.SimpleQueue(), threading.Semaphore(0)

    def __iter__(self):
        while (line := self._typed.get()) is not None:
            yield line
            self._taken.release()

    def type(self, line):
        """Type a line."""
        self._typed.put(line)
        assert self._taken.acquire(timeout=_TIME)

    def end(self):
        """End the input, which is told a moment later."""
        self._typed.put(None)


class Typist(Keyboard):
    """A person who types all their lines at once; then the input ends."""

    def __init__(self, *lines):
        super().__init__()
        self.lines = lines

    def __iter__(self):
        yield from (f"{line}\n" for line in self.lines)


def type_at_once(monkeypatch, *lines):
    """Type lines before anything is asked; they answer the questions in their order."""
    monkeypatch.setattr(terminal, "_flush_input", lambda: None)
    # What was typed before a question is no answer to it otherwise.
    monkeypatch.setattr(TerminalPrompts, "_drain", lambda _prompts: None)
    monkeypatch.setattr(sys, "stdin", Typist(*lines))


def until_told(answered):
    """Give what a function gives, once it is anything; None when that takes too long."""
    until = time.monotonic() + _TIME
    while not (told := answered()) and time.monotonic() < until:
        time.sleep(0.01)
    return told


def answer(question, line):
    """Ask a question, type a line, or end the input with None: what that means, None where it is no
    answer.
    """
    keyboard = Keyboard()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "stdin", keyboard)
        patch.setattr(terminal, "_flush_input", lambda: None)
        hands = TerminalPrompts(Console(), can_answer=True)
        hands.begin(question)
        if line is None:
            keyboard.end()
            return until_told(hands.answer)
        keyboard.type(line)
        return hands.answer()
