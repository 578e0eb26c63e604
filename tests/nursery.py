"""Starts runs by forking a process that has imported everything: a real process of its own, without its start-up time.

Importing costs most of a second, and there are many hundreds of runs. What a run does is the same: the fork happens
before anything but imports. Linux only.
"""

import atexit
import gc
import json
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, TextIO

import optout

_MESSAGE = 1 << 20  # bytes; a request is an environment and a command line


@dataclass
class Child:
    """A run that was forked; like a `subprocess.Popen` as far as the tests use one."""

    pid: int
    code: int | None = None
    over: threading.Event = field(default_factory=threading.Event)

    def poll(self) -> int | None:
        """Give the exit code, or None while it runs."""
        return self.code

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and give the exit code; negative for a signal that killed it."""
        assert self.over.wait(timeout), f"it did not end within {timeout} s"
        assert self.code is not None
        return self.code

    def send_signal(self, number: int) -> None:
        """Send a signal, if it still runs."""
        if self.code is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        """Kill it, if it still runs."""
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks, and what is known of its children."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", __name__, str(theirs.fileno())]
            self._process = subprocess.Popen(command, pass_fds=[theirs.fileno()], cwd=Path(__file__).parents[1])
        self._socket = ours
        self._changed = threading.Condition()
        self._begun: list[Child] = []
        self._children: dict[int, Child] = {}
        threading.Thread(target=self._listen, daemon=True).start()
        atexit.register(self._end)

    def _end(self) -> None:
        """End it, and wait: what the runs took of the processor is then counted by whoever measures the tests."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._process.wait(10)

    def _listen(self) -> None:
        while message := self._socket.recv(_MESSAGE):
            told = json.loads(message)
            with self._changed:
                if "code" in told:
                    child = self._children.pop(told["pid"])
                    child.code = told["code"]
                    child.over.set()
                else:
                    child = self._children[told["pid"]] = Child(told["pid"])  # a number may come again
                    self._begun.append(child)
                self._changed.notify_all()

    def start(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: Sequence[int],
    ) -> Child:
        """Fork a run in a session of its own, with these three streams; a terminal among them is the session's own.

        `program` is a function without parameters, as `module:name`; `arguments` is its whole `sys.argv`.
        """
        request = {"program": program, "arguments": list(arguments), "environment": dict(environment)}
        with self._changed:
            socket.send_fds(self._socket, [json.dumps({**request, "folder": str(folder)}).encode()], list(streams))
            assert self._changed.wait_for(lambda: self._begun, 60)
            return self._begun.pop()


@cache
def nursery() -> Nursery:
    """Give this test process's nursery."""
    return Nursery()


def _serve(handle: int) -> None:
    ours = socket.socket(fileno=handle)
    woken, wake = socket.socketpair()
    woken.setblocking(False)
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    with selectors.DefaultSelector() as selector:
        selector.register(ours, selectors.EVENT_READ)
        selector.register(woken, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is woken:
                    woken.recv(4096)
                    _tell_ended(ours)
                elif not _fork(ours):
                    return


def _tell_ended(ours: socket.socket) -> None:
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if not pid:
            return
        ours.send(json.dumps({"pid": pid, "code": os.waitstatus_to_exitcode(status)}).encode())


def _fork(ours: socket.socket) -> bool:
    """Fork for one request; False when there will be no more."""
    message, streams, *_ = socket.recv_fds(ours, _MESSAGE, 3)
    if not message:
        return False
    request = json.loads(message)
    module, _, name = request["program"].partition(":")
    run = getattr(import_module(module), name)
    pid = os.fork()
    if pid == 0:
        signal.set_wakeup_fd(-1)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        ours.close()
        os._exit(_run(run, request, streams))
    ours.send(json.dumps({"pid": pid}).encode())
    for stream in streams:
        os.close(stream)
    return True


def _run(run: Any, request: dict[str, Any], streams: Sequence[int]) -> int:
    import fcntl  # noqa: PLC0415  not on Windows
    import termios  # noqa: PLC0415

    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for stream in {*streams}:
        os.close(stream)
    if terminals := [number for number in range(3) if os.isatty(number)]:
        fcntl.ioctl(terminals[0], termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = _opened(0, "r"), _opened(1, "w"), _opened(2, "w")
    os.chdir(request["folder"])
    sys.argv = request["arguments"]
    try:
        run()
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        return 0
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def _opened(number: int, mode: str) -> TextIO:
    """Open a stream as Python does for a program that begins."""
    encoding, _, errors = os.environ.get("PYTHONIOENCODING", "").partition(":")
    errors = "backslashreplace" if number == 2 else errors or "strict"
    buffering = 1 if number == 2 or os.isatty(number) else -1
    return open(number, mode, buffering, encoding or "utf-8", errors, closefd=False)  # type: ignore[return-value]


def _import_everything() -> None:
    """Import all of the program, and what it imports late."""
    late = (
        "babel.dates",
        "babel.numbers",
        "email.generator",
        "email_validator",
        "holidays.calendars",
        "holidays.countries",
        "icalendar",
        "playwright.sync_api",
        "rich.table",
    )
    own = (module.name for module in walk_packages(optout.__path__, "optout."))
    for name in (*own, *late):
        import_module(name)


if __name__ == "__main__":
    _import_everything()
    gc.freeze()  # a fork that looked for what can be thrown away would copy all of it
    _serve(int(sys.argv[1]))
