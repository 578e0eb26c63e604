"""One run of the program from outside: its process, its two streams, a terminal if there is one,
and its browser.
"""

import os
import pty
import signal
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.nursery import Child

Start = Callable[[tuple[int, int, int]], Child]
"""Starts a process on three streams: stdin, stdout, stderr."""
TIME = 240.0  # seconds in which anything that is waited for must come, also on a computer with much else to do
_GLANCE = 0.1  # seconds between two looks whether a run that says nothing has ended
_STAYS, _KEEPS = (
    b"Press Enter to close the window",
    b"Keep what you did as a correction of this flow",
)


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (negative: the signal that killed it) and what it put out."""

    code: int
    out: bytes
    err: bytes

    @property
    def told(self) -> str:
        """What the person could read, but for the form they were asked to approve, which shows
        everything.
        """
        lines = self.err.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        return "\n".join(line for line in lines if not line.startswith("    | "))


@dataclass
class Running:
    """A run under way."""

    process: Child
    terminal: int
    err: bytearray = field(default_factory=bytearray)
    out: bytearray = field(default_factory=bytearray)
    heard_to: int = 0
    heard: threading.Condition = field(default_factory=threading.Condition)
    threads: list[threading.Thread] = field(default_factory=list)

    def listen(self, handle: int, into: bytearray) -> None:
        """Read a stream to its end, in a thread of its own."""
        thread = threading.Thread(target=self._read, args=(handle, into), daemon=True)
        self.threads.append(thread)
        thread.start()

    def _read(self, handle: int, into: bytearray) -> None:
        while True:
            try:
                part = os.read(handle, 65536)
            except OSError:  # a terminal whose program has ended
                part = b""
            with self.heard:
                into += part
                self.heard.notify_all()
            if not part:
                os.close(handle)
                return

    def wait_for(self, words: str) -> None:
        """Wait until words stand on stderr, after those that were waited for before."""
        sought = words.encode()
        with self.heard:
            self.heard.wait_for(
                lambda: sought in self.err[self.heard_to :] or self.process.poll() is not None, TIME
            )
            place = self.err.find(sought, self.heard_to)
            assert place >= 0, f"“{words}” was not said: {self.err.decode()}"
            self.heard_to = place + len(sought)

    def type(self, line: str) -> None:
        """Type a line at the terminal."""
        os.write(self.terminal, f"{line}\n".encode())

    def tell(self, name: str) -> None:
        """Send a signal to the program, and to nothing it started."""
        self.process.send_signal(getattr(signal, name))

    def end(self) -> Ended:
        """Wait for the end; a window that stays is closed, as by a person who has seen enough, and
        nothing is kept.
        """
        until, ends = time.monotonic() + TIME, [_STAYS, _KEEPS]
        with self.heard:
            while self.process.poll() is None and time.monotonic() < until:
                for said in [one for one in ends if one in self.err]:
                    ends.remove(said)
                    self.type("")
                self.heard.wait(_GLANCE)
        code = self.process.wait(TIME)
        for thread in self.threads:
            thread.join(TIME)
        return Ended(code, bytes(self.out), bytes(self.err))


def listened_to(start: Start, *, terminal: bool) -> Running:
    """Start a run on streams of its own, and listen to what it says."""
    ours, theirs = pty.openpty() if terminal else os.pipe()
    out, out_end = os.pipe()
    stdin = os.dup(theirs) if terminal else os.open(os.devnull, os.O_RDONLY)
    running = Running(start((stdin, out_end, theirs)), ours)
    for handle in (stdin, out_end, theirs):
        os.close(handle)
    running.listen(out, running.out)
    running.listen(ours, running.err)
    return running


def below(pid: int) -> Iterator[tuple[int, str]]:
    """Give the processes that a process started, and theirs: number and command line."""
    started_by: dict[int, list[int]] = {}
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(status.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # it has ended
        started_by.setdefault(parent, []).append(int(status.parent.name))
    todo = list(started_by.get(pid, []))
    while todo:
        child = todo.pop()
        todo += started_by.get(child, [])
        try:
            yield (
                child,
                Path(f"/proc/{child}/cmdline")
                .read_bytes()
                .replace(b"\0", b" ")
                .decode("utf-8", "replace"),
            )
        except OSError:
            continue


def kill(pid: int, part: str) -> None:
    """Kill a part of a run: its `browser`, `renderer`s, or Playwright's `driver`."""
    is_part = {
        "driver": lambda line: "/driver/node " in line,
        "renderer": lambda line: "--type=renderer" in line,
        "browser": lambda line: (
            "--remote-debugging-pipe" in line and "--type=" not in line and "/bin/sh" not in line
        ),
    }[part]
    found = [number for number, line in below(pid) if is_part(line)]
    assert found, f"there is no {part}: {list(below(pid))}"
    for number in found:
        os.kill(number, signal.SIGKILL)
