"""The program as a process of its own: run to its end, or at a terminal. On Linux it is forked:
that starts sooner.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import pexpect
from pexpect.fdpexpect import fdspawn
from tests.local_site import command
from tests.nursery import Child, nursery

_MAIN = "optout.cli:start"
_AS_PYTHON_BEGINS = ("PYTHON", "LD_", "FORCE_COLOR")
"""Variables that are read before a fork could see them, but for `PYTHONIOENCODING`."""
_TIME = 300.0
"""Seconds in which a run must end."""
_ROWS = 40


def _forks(environment: Mapping[str, str]) -> bool:
    return sys.platform.startswith("linux") and not any(
        name.startswith(_AS_PYTHON_BEGINS)
        and name != "PYTHONIOENCODING"
        and os.environ.get(name) != value
        for name, value in environment.items()
    )


class Begun:
    """A run of the program, or of another, without a terminal."""

    def __init__(
        self,
        arguments: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        program: Sequence[str] | None = None,
    ) -> None:
        self._out, self._err = tempfile.TemporaryFile(), tempfile.TemporaryFile()  # noqa: SIM115  closed at the end
        self._run: subprocess.Popen[bytes] | Child
        with Path(os.devnull).open("rb") as nothing:
            streams = [stream.fileno() for stream in (nothing, self._out, self._err)]
            if program or not _forks(environment):
                line = [*(program or command()), *arguments]
                stdin, out, err = streams
                self._run = subprocess.Popen(
                    line, cwd=folder, env=environment, stdin=stdin, stdout=out, stderr=err
                )
            else:
                self._run = nursery().start(
                    _MAIN, command(*arguments), environment, folder, streams
                )

    @property
    def pid(self) -> int:
        return self._run.pid

    def send_signal(self, number: int) -> None:
        self._run.send_signal(number)

    def end(self) -> tuple[int, str, str]:
        """Wait for the end: the exit code, and what it put on its two streams."""
        with self._out, self._err:
            try:
                code = self._run.wait(_TIME)
            finally:
                self._run.kill()
            for stream in (self._out, self._err):
                stream.seek(0)
            return code, self._out.read().decode(), self._err.read().decode()


class _Terminal(fdspawn):
    """The other side of a forked program's terminal, with what `pexpect.spawn` has besides."""

    def __init__(self, child: Child, handle: int, timeout: float) -> None:
        super().__init__(handle, timeout=timeout, encoding="utf-8", use_poll=True)
        self._child = child

    def sendintr(self) -> None:
        self.send("\x03")

    def kill(self, number: int) -> None:
        self._child.send_signal(number)

    def close(self) -> None:
        """Take the terminal away, and wait for the end."""
        if self.closed:
            return
        super().close()
        try:
            code = self._child.wait(_TIME)
        finally:
            self._child.kill()
        self.exitstatus, self.signalstatus = (code, None) if code >= 0 else (None, -code)


def at_terminal(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, *, columns: int
) -> pexpect.spawn:
    if not _forks(environment):
        program, *rest = command(*arguments)
        size = (_ROWS, columns)
        return pexpect.spawn(
            program,
            rest,
            env=environment,
            cwd=str(folder),
            encoding="utf-8",
            timeout=60,
            dimensions=size,
        )
    import pty
    import termios

    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (_ROWS, columns))
    child = nursery().start(_MAIN, command(*arguments), environment, folder, [theirs] * 3)
    os.close(theirs)
    return _Terminal(child, ours, timeout=60)  # type: ignore[return-value]
