"""A computer for the runs: a home, a data folder, and a browser that finds every host at the site of the faults."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.request import urlopen

from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.runs import TIME, Ended, Running, below, listened_to
from tests.faults.site import Site, trusting
from tests.faults.websocket import Tools
from tests.local_site import command
from tests.nursery import Child, nursery

from optout.browser.installed import find_light_browser

_ROOT = Path(__file__).parents[2]


class Machine:
    """A computer with a home, a data folder and a browser that finds every host at the site of the faults."""

    def __init__(self, folder: Path, site: Site) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.browser = folder / "browser"
        lift = "ulimit -S -f unlimited; unset LD_PRELOAD"  # what befalls the program is not to befall the browser
        flags = " ".join(f'"{flag}"' for flag in trusting(site.port))
        start = f'{lift}; exec "{find_light_browser().executable}" {flags} --remote-debugging-port=0 "$@"'
        self.browser.write_text(f"#!{os.path.realpath('/bin/sh')}\n{start}\n", "utf-8")
        self.browser.chmod(0o755)
        self.at_end: list[Callable[[], object]] = []
        self.clock = folder / "clock"
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

    def start(self, *arguments: str, terminal: bool = False, given: Mapping[str, str | None] | None = None) -> Running:
        """Start a run with these variables; with a `terminal`, stdin and stderr are one. None takes one away."""
        everything = {**self.environment, **(given or {})}
        variables = {name: value for name, value in everything.items() if value is not None}
        line = ["optout", "carry", *arguments, str(self.browser)]

        def start(streams: tuple[int, int, int]) -> Child | subprocess.Popen[bytes]:
            if "LD_PRELOAD" in variables:
                return _from_nothing(line[1:], variables, self.folder, streams)
            return nursery().start("tests.faults.carry:main", line, variables, self.folder, streams)

        return listened_to(start, terminal=terminal)

    def run(self, *arguments: str, given: Mapping[str, str | None] | None = None) -> Ended:
        """Run to the end without a terminal."""
        return self.start(*arguments, given=given).end()

    def set_clock(self, time_told: str) -> None:
        """Set the clock in one go: a run that reads it in the middle of a write would find nothing, and fail."""
        written = self.clock.with_suffix(".new")
        written.write_text(time_told)
        written.replace(self.clock)

    def faked_clock(self, time_told: str) -> dict[str, str]:
        """Give the variables with which a run reads its clock, as libfaketime tells it, from a file of this machine."""
        [library] = Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")
        self.set_clock(time_told)
        return {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.clock),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def optout(self, *arguments: str) -> Ended:
        """Run another command of the program to its end."""
        ran = subprocess.run(
            command(*arguments), env=self.environment, cwd=self.folder, capture_output=True, timeout=TIME, check=False
        )
        return Ended(ran.returncode, ran.stdout, ran.stderr)

    def close_windows(self) -> None:
        """Close every page of the run's browser, as a person closes a window."""
        for port, page in self._pages():
            urlopen(f"http://127.0.0.1:{port}/json/close/{page['id']}", timeout=TIME).close()

    def press(self, selector: str) -> None:
        """Press what a selector finds first, with a real mouse, as a person does."""
        read = f"(() => {{ const b = document.querySelector({json.dumps(selector)}).getBoundingClientRect();"
        read += " return [b.x + b.width / 2, b.y + b.height / 2]; })()"
        with self._tools() as tools:
            x, y = tools.ask("Runtime.evaluate", expression=read, returnByValue=True)["result"]["value"]
            for kind in ("mousePressed", "mouseReleased"):
                tools.ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def write(self, text: str) -> None:
        """Type a text where the cursor stands."""
        with self._tools() as tools:
            for sign in text:
                for kind in ("keyDown", "keyUp"):
                    tools.ask("Input.dispatchKeyEvent", type=kind, text=sign if kind == "keyDown" else "", key=sign)

    def press_enter(self) -> None:
        """Press Enter where the cursor stands."""
        with self._tools() as tools:
            for kind in ("keyDown", "keyUp"):
                told = {"type": kind, "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
                tools.ask("Input.dispatchKeyEvent", **told)

    @contextmanager
    def _tools(self) -> Iterator[Tools]:
        """Speak to the page in front."""
        _, page = next(self._pages())
        with closing(Tools(page["webSocketDebuggerUrl"], TIME)) as tools:
            yield tools

    def _pages(self) -> Iterator[tuple[str, dict[str, str]]]:
        [port_file] = self.data.rglob("DevToolsActivePort")
        port = port_file.read_text().split()[0]
        for page in json.load(urlopen(f"http://127.0.0.1:{port}/json/list", timeout=TIME)):
            if page["type"] == "page":
                yield port, page

    def wait_until_alone(self) -> None:
        """Wait until no browser of an earlier run is left: one whose run was killed goes a moment later."""
        until = time.monotonic() + TIME
        while any(str(self.folder) in line for _, line in below(1)) and time.monotonic() < until:
            time.sleep(0.02)

    def clear(self) -> None:
        """Let go what was held, and take back what a sealed record took away: the right to delete it."""
        for act in self.at_end:
            act()
        for place in self.folder.rglob("*"):
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o700)
        shutil.rmtree(self.folder, ignore_errors=True)


def _from_nothing(
    arguments: Sequence[str], environment: Mapping[str, str], folder: Path, streams: Sequence[int]
) -> subprocess.Popen[bytes]:
    """Start a run that needs a library loaded before its own: no fork can have that."""
    stdin, stdout, stderr = streams
    return subprocess.Popen(
        [sys.executable, "-m", "tests.faults.carry", *arguments],
        env={**environment, "PYTHONPATH": str(_ROOT)},
        cwd=folder,
        stdin=stdin,
        stdout=stdout,
        stderr=stderr,
        start_new_session=True,
    )
