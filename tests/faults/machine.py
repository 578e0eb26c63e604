"""A computer for the runs: a home, a data folder, and a browser that finds every host at the site
of the faults.
"""

import json
import os
import shutil
import time
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from urllib.request import urlopen

from playwright.sync_api import Playwright
from tests.faults.canaries import COMMENT, EMAIL
from tests.faults.runs import TIME, Ended, Running, below, listened_to
from tests.faults.site import Site, trusting
from tests.nursery import nursery
from tests.program import Begun

from optout.browser.installed import find_light_browser


class Machine:
    """A computer with a home, a data folder and a browser that finds every host at the site of the
    faults.
    """

    def __init__(self, folder: Path, site: Site, playwright: Playwright) -> None:
        self.folder, self.playwright = folder, playwright
        self.data = folder / "data"
        self.browser = folder / "browser"
        lift = "ulimit -S -f unlimited"  # what befalls the program is not to befall the browser
        flags = " ".join(f'"{flag}"' for flag in trusting(site.port))
        start = f'{lift}; exec "{find_light_browser().executable}" {flags} --remote-debugging-port=0 "$@"'
        self.browser.write_text(f"#!{os.path.realpath('/bin/sh')}\n{start}\n", "utf-8")
        self.browser.chmod(0o755)
        self.at_end: list[Callable[[], object]] = []
        self.home = folder / "home"
        self.home.mkdir(exist_ok=True)
        kept = {
            k: v
            for k, v in os.environ.items()
            if k != "CI" and not k.startswith(("OPTOUT_", "XDG_", "PYTEST"))
        }
        self.environment = {
            **kept,
            "HOME": str(self.home),
            "OPTOUT_DATA_DIR": str(self.data),
            "OPTOUT_EMAIL": EMAIL,
            "OPTOUT_COMMENT": COMMENT,
            "OPTOUT_STAMP": "no",  # these runs reach no authority, and are not asked about one
            "LANG": "C.UTF-8",
            "NO_COLOR": "1",
        }

    def start(
        self, *arguments: str, terminal: bool = False, given: Mapping[str, str | None] | None = None
    ) -> Running:
        """Start a run with these variables; with a `terminal`, stdin and stderr are one. None takes
        one away.
        """
        everything = {**self.environment, **(given or {})}
        variables = {name: value for name, value in everything.items() if value is not None}
        line = ["optout", "carry", *arguments, str(self.browser)]
        start = partial(nursery().start, "tests.faults.carry:main", line, variables, self.folder)
        return listened_to(start, terminal=terminal)

    def run(self, *arguments: str, given: Mapping[str, str | None] | None = None) -> Ended:
        """Run to the end without a terminal."""
        return self.start(*arguments, given=given).end()

    def optout(self, *arguments: str) -> Ended:
        """Run another command of the program to its end."""
        code, out, err = Begun(arguments, self.environment, self.folder).end()
        return Ended(code, out.encode(), err.encode())

    def close_windows(self) -> None:
        """Close every page of the run's browser, as a person closes a window."""
        for page in json.load(urlopen(f"http://127.0.0.1:{self._port}/json/list", timeout=TIME)):
            if page["type"] == "page":
                urlopen(
                    f"http://127.0.0.1:{self._port}/json/close/{page['id']}", timeout=TIME
                ).close()

    def press(self, selector: str) -> None:
        """Press what a selector finds, with a real mouse, as a person does: by the browser's other
        door.
        """
        browser = self.playwright.chromium.connect_over_cdp(f"http://127.0.0.1:{self._port}")
        box = browser.contexts[0].pages[0].locator(selector).first.bounding_box()
        assert box
        browser.contexts[0].pages[0].mouse.click(
            box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        )
        browser.close()

    @property
    def _port(self) -> int:
        """Where the browser of the run can be spoken to from outside."""
        [port_file] = self.data.rglob("DevToolsActivePort")
        return int(port_file.read_text().split()[0])

    def wait_until_alone(self) -> None:
        """Wait until no browser of an earlier run is left: one whose run was killed goes a moment
        later.
        """
        until = time.monotonic() + TIME
        while any(str(self.folder) in line for _, line in below(1)) and time.monotonic() < until:
            time.sleep(0.02)

    def clear(self) -> None:
        """Let go what was held, and take back what a sealed record took away: the right to delete
        it.
        """
        for act in self.at_end:
            act()
        for place in self.folder.rglob("*"):
            if place.is_dir() and not place.is_symlink():
                place.chmod(0o700)
        shutil.rmtree(self.folder, ignore_errors=True)
