"""Starts runs by forking a process that has imported everything: a real process of its own, without
its start-up time.

Importing costs most of a second, and there are many hundreds of runs. What a run does is the same:
the fork happens before anything but imports. Linux only.
"""

import atexit
import gc
import os
import pickle
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
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
    # A file descriptor and no socket: one that is collected with what refers to it in a circle would
    # warn that it is open, in whatever test that happens.
    _told: int
    _exit_code: int | None = None

    def __del__(self) -> None:
        os.close(self._told)

    def poll(self) -> int | None:
        """Return the exit code, or None while it runs."""
        return self._code(0)

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end and return the exit code; negative for a signal that killed it."""
        code = self._code(timeout)
        assert code is not None, f"it did not end within {timeout} s"
        return code

    def _code(self, timeout: float | None) -> int | None:
        if self._exit_code is None:
            waiting = select.poll()
            waiting.register(self._told, select.POLLIN)
            if waiting.poll(None if timeout is None else timeout * 1000):
                self._exit_code = int(os.read(self._told, 64))
        return self._exit_code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class Nursery:
    """The process that forks."""

    def __init__(self) -> None:
        self._socket, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            command = [sys.executable, "-m", __name__, str(theirs.fileno())]
            self._process = subprocess.Popen(
                command, pass_fds=[theirs.fileno()], cwd=Path(__file__).parents[1]
            )
        atexit.register(self._end)

    def _end(self) -> None:
        """End it, and wait: what the runs took of the processor is then counted by whoever measures
        the tests.
        """
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._process.wait(10)

    def start(
        self,
        program: str,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        streams: Sequence[int],
    ) -> Child:
        """Fork a run in a session of its own, with these three streams; a terminal among them is
        the session's own.

        `program` is a function without parameters, as `module:name`; `arguments` is its whole
        `sys.argv`.
        """
        told, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with told, theirs:
            request = pickle.dumps((program, list(arguments), dict(environment), str(folder)))
            socket.send_fds(self._socket, [request], [theirs.fileno(), *streams])
            theirs.close()
            return Child(int(told.recv(64)), told.detach())


@cache
def nursery() -> Nursery:
    return Nursery()


def _serve(ours: socket.socket) -> None:
    """Fork a keeper for each request, until there will be no more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for a keeper
    while True:
        message, handles, *_ = socket.recv_fds(ours, _MESSAGE, 4)
        if not message:
            return
        if os.fork() == 0:
            ours.close()
            _keep(pickle.loads(message), *handles)  # noqa: S301 - of the tests' own
            os._exit(0)
        for handle in handles:
            os.close(handle)


def _keep(request: tuple[str, list[str], dict[str, str], str], handle: int, *streams: int) -> None:
    """Fork the run, and tell its number and, once it has ended, its exit code."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    module, _, name = request[0].partition(":")
    run = getattr(import_module(module), name)
    told = socket.socket(fileno=handle)
    pid = os.fork()
    if pid == 0:
        told.close()
        os._exit(_run(run, *request[1:], streams))
    for stream in {*streams}:
        os.close(stream)
    told.send(str(pid).encode())
    _pid, status = os.waitpid(pid, 0)
    with suppress(OSError):  # nobody waits for it any more
        told.send(str(os.waitstatus_to_exitcode(status)).encode())


def _run(
    run: Any, arguments: list[str], environment: dict[str, str], folder: str, streams: Sequence[int]
) -> int:
    import fcntl
    import termios

    os.setsid()
    for number, stream in enumerate(streams):
        os.dup2(stream, number)
    for stream in {*streams}:
        os.close(stream)
    if terminals := [number for number in range(3) if os.isatty(number)]:
        fcntl.ioctl(terminals[0], termios.TIOCSCTTY, 0)
    os.environ.clear()
    os.environ.update(environment)
    time.tzset()
    sys.stdin, sys.stdout, sys.stderr = _opened(0, "r"), _opened(1, "w"), _opened(2, "w")
    os.chdir(folder)
    sys.argv = arguments
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
    late = "babel.dates babel.numbers email.generator email_validator holidays.calendars holidays.countries icalendar"
    own = (module.name for module in walk_packages(optout.__path__, "optout."))
    for name in (*own, *late.split(), "playwright.sync_api", "rich.table"):
        import_module(name)


if __name__ == "__main__":
    _import_everything()
    gc.freeze()  # a fork that looked for what can be thrown away would copy all of it
    _serve(socket.socket(fileno=int(sys.argv[1])))
