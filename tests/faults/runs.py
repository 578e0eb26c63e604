"""One run of the program from outside: its process, its two streams, a terminal if there is one, and its browser."""

import json
import os
import pty
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.request import urlopen

from tests.browsers import without_windows
from tests.faults.nursery import Child, nursery
from tests.faults.site import Site

Start = Callable[[tuple[int, int, int]], Child | subprocess.Popen[bytes]]
"""Starts a process on three streams: stdin, stdout, stderr."""
TIME = 90.0  # seconds in which anything that is waited for must come
EMAIL = "ada.lovelace@example.eu"
COMMENT = "Nobody may learn anything from my garden in Kew."
COOKIE = "cookie-canary-5f2e"
TOKEN = "token-canary-8c1d"
QUERY = "query-canary-77ab"
CANARIES = (EMAIL, COMMENT, COOKIE, TOKEN, QUERY)
"""What no byte of output may hold: the person's values, and what the site hands out."""


@dataclass(frozen=True)
class Ended:
    """How a run ended: its exit code (negative: the signal that killed it) and what it put out."""

    code: int
    out: bytes
    err: bytes

    @property
    def told(self) -> str:
        """What the person could read, but for the form they were asked to approve, which shows everything."""
        lines = self.err.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")
        return "\n".join(line for line in lines if not line.startswith("    | "))


@dataclass
class Running:
    """A run under way."""

    process: Child | subprocess.Popen[bytes]
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
            self.heard.wait_for(lambda: sought in self.err[self.heard_to :] or self.process.poll() is not None, TIME)
            place = self.err.find(sought, self.heard_to)
            assert place >= 0, f"“{words}” was not said: {self.err.decode()}"
            self.heard_to = place + len(sought)

    def type(self, line: str) -> None:
        """Type a line at the terminal."""
        os.write(self.terminal, f"{line}\n".encode())

    def tell(self, name: str, times: int = 1) -> None:
        """Send a signal to the program, and to nothing it started."""
        for _ in range(times):
            self.process.send_signal(getattr(signal, name))

    def end(self) -> Ended:
        """Wait for the end."""
        code = self.process.wait(TIME)
        for thread in self.threads:
            thread.join(TIME)
        return Ended(code, bytes(self.out), bytes(self.err))


class Machine:
    """A computer with a home, a data folder and a browser that finds every host at the hostile site."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.browser = folder / "browser"
        flags = f'"--host-resolver-rules=MAP * 127.0.0.1:{site.port}" --ignore-certificate-errors'
        start = f'exec "{without_windows().executable}" {flags} --remote-debugging-port=0 "$@"'
        self.browser.write_text(f"#!{os.path.realpath('/bin/sh')}\n{start}\n", "utf-8")
        self.browser.chmod(0o755)
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        kept = {k: v for k, v in os.environ.items() if k != "CI" and not k.startswith(("OPTOUT_", "XDG_", "PYTEST"))}
        self.environment = {
            **kept,
            "HOME": str(self.home),
            "OPTOUT_DATA_DIR": str(self.data),
            "OPTOUT_EMAIL": EMAIL,
            "OPTOUT_COMMENT": COMMENT,
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
        }

    def start(self, *arguments: str, terminal: bool = False, **environment: str) -> Running:
        """Start a run; with a `terminal`, stdin and stderr are one."""
        everything = {**self.environment, **environment}
        start: Start = lambda streams: nursery().start(  # noqa: E731
            ["carry", *arguments, str(self.browser)], everything, self.folder, streams
        )
        return listened_to(start, terminal=terminal)

    def start_command(self, command: list[str], *, terminal: bool = False, **environment: str) -> Running:
        """Start any program as a process that begins from nothing."""

        def start(streams: tuple[int, int, int]) -> subprocess.Popen[bytes]:
            everything = {**self.environment, **environment}
            stdin, stdout, stderr = streams
            return subprocess.Popen(
                command,
                env=everything,
                cwd=self.folder,
                stdin=stdin,
                stdout=stdout,
                stderr=stderr,
                start_new_session=True,
            )

        return listened_to(start, terminal=terminal)

    def run(self, *arguments: str, **environment: str) -> Ended:
        """Run to the end without a terminal."""
        return self.start(*arguments, terminal=False, **environment).end()

    def close_windows(self) -> None:
        """Close every page of the run's browser, as a person closes a window."""
        [port_file] = self.data.rglob("DevToolsActivePort")
        port = port_file.read_text().split()[0]
        for page in json.load(urlopen(f"http://127.0.0.1:{port}/json/list", timeout=TIME)):
            if page["type"] == "page":
                urlopen(f"http://127.0.0.1:{port}/json/close/{page['id']}", timeout=TIME).close()

    def wait_until_alone(self) -> None:
        """Wait until no browser of an earlier run is left: one whose run was killed goes a moment later."""
        until = time.monotonic() + TIME
        while any(str(self.folder) in line for _, line in below(1)) and time.monotonic() < until:
            time.sleep(0.02)

    def clear(self) -> None:
        """Take back what a sealed record took away: the right to delete it."""
        for place in self.folder.rglob("*"):
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o700)
        shutil.rmtree(self.folder, ignore_errors=True)


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
            yield child, Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ").decode("utf-8", "replace")
        except OSError:
            continue


def kill(pid: int, part: str) -> None:
    """Kill a part of a run: its `browser`, `renderer`s, or Playwright's `driver`."""
    is_part = {
        "driver": lambda line: "/driver/node " in line,
        "renderer": lambda line: "--type=renderer" in line,
        "browser": lambda line: "--remote-debugging-pipe" in line and "--type=" not in line and "/bin/sh" not in line,
    }[part]
    found = [number for number, line in below(pid) if is_part(line)]
    assert found, f"there is no {part}: {list(below(pid))}"
    for number in found:
        os.kill(number, signal.SIGKILL)
